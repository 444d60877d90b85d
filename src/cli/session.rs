//! What holds for every command, and the desk that a command sits down at.

use std::path::PathBuf;
use std::rc::Rc;

use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;

use super::progress::Bar;
use super::terminal::Colour;
use crate::casework::{Desk, Misuse, Setting};
use crate::clock;
use crate::model::text::tidy;
use crate::model::{Fen, Value};

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Globals {
    /// 案卷文件
    #[arg(
        long,
        global = true,
        value_name = "文件",
        env = "STUDIOGRANT_FILE",
        default_value = "studiogrant.db"
    )]
    pub(crate) file: PathBuf,
    /// 操作员姓名，不写时取系统登录名
    #[arg(long, global = true, value_name = "姓名", env = "STUDIOGRANT_BY")]
    pub(crate) by: Option<String>,
    /// 业务日期，不写时为今天
    #[arg(long, global = true, value_name = "日期", value_parser = value::<NaiveDate>)]
    pub(crate) on: Option<NaiveDate>,
    /// 输出机器可读的格式
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// 把清单或文书写入文件，按扩展名定格式：清单用 XLSX、CSV 或 JSON，文书用 DOCX
    #[arg(long, global = true, value_name = "文件")]
    pub(crate) out: Option<PathBuf>,
    /// 显示完整的证件号码、电话和账号（记入日志）
    #[arg(long, global = true)]
    pub(crate) reveal: bool,
    /// 按例外办理：写明规则编号（几条的用逗号隔开），并用 --reason 说明理由
    #[arg(long, global = true, value_name = "规则编号", value_delimiter = ',')]
    pub(crate) waive: Vec<String>,
    /// 理由
    #[arg(long, global = true, value_name = "理由")]
    pub(crate) reason: Option<String>,
    /// 不再询问，直接确认
    #[arg(long, global = true)]
    pub(crate) yes: bool,
    /// 颜色
    #[arg(long, global = true, value_name = "方式", value_enum, default_value_t = Colour::Auto)]
    pub(crate) color: Colour,
    /// 只显示要看的内容，不显示说明和提示
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

/// One run of the program: its options, and the desk once a command has sat down.
pub(crate) struct Session {
    pub(crate) globals: Globals,
    desk: Option<Desk>,
}

impl Session {
    pub(crate) fn new(globals: Globals) -> Self {
        Self { globals, desk: None }
    }

    /// The setting that the options make.
    ///
    /// # Errors
    /// `--waive` without `--reason`.
    pub(crate) fn setting(&self) -> Result<Setting> {
        let now = clock::now();
        let globals = &self.globals;
        let mut waive = Vec::new();
        for code in &globals.waive {
            waive.push((rule_code(code), self.reason()?.to_owned()));
        }
        Ok(Setting {
            file: globals.file.clone(),
            by: self.operator(),
            on: globals.on,
            today: clock::today(now),
            now,
            waive,
            reveal: globals.reveal,
            out: globals.out.clone(),
            progress: Some(Rc::new(Bar::new(globals.quiet))),
        })
    }

    /// Who acts, by name; reading needs nobody's.
    fn operator(&self) -> Option<String> {
        let login = || ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
        let name = self.globals.by.clone().or_else(login)?;
        Some(tidy(&name).into_owned()).filter(|name| !name.is_empty())
    }

    /// The desk in front of the case file.
    ///
    /// # Errors
    /// The case file can't be opened.
    pub(crate) fn desk(&mut self) -> Result<&mut Desk> {
        let desk = match self.desk.take() {
            Some(desk) => desk,
            None => Desk::open(self.setting()?)?,
        };
        Ok(self.desk.insert(desk))
    }

    /// The same desk by the clock as it is now, after questions that took their time.
    ///
    /// # Errors
    /// The case file can't be opened; the desk stays as it was.
    pub(crate) fn desk_now(&mut self) -> Result<&mut Desk> {
        let desk = Desk::open(self.setting()?)?;
        Ok(self.desk.insert(desk))
    }

    /// What a rehearsal file says on everything, if that's what was opened.
    pub(crate) fn banner(&self) -> Option<&'static str> {
        self.desk.as_ref().and_then(Desk::banner)
    }

    /// Whether the command has recorded something.
    pub(crate) fn has_recorded(&self) -> bool {
        self.desk.as_ref().is_some_and(Desk::has_recorded)
    }

    /// Whether personal data was disclosed.
    pub(crate) fn has_disclosed(&self) -> bool {
        self.desk.as_ref().is_some_and(Desk::has_disclosed)
    }

    /// `--out`, for commands that only make a file.
    ///
    /// # Errors
    /// It was not given.
    pub(crate) fn out(&self) -> Result<()> {
        match self.globals.out {
            Some(_) => Ok(()),
            None => Err(Misuse("请指明写入哪个文件：--out 文件.xlsx".into()).into()),
        }
    }

    /// `--reason`, for commands that can't do without.
    ///
    /// # Errors
    /// It was not given, or says nothing.
    pub(crate) fn reason(&self) -> Result<&str> {
        let given = self.globals.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        given.ok_or_else(|| Misuse("这一步须写明理由：--reason 理由".into()).into())
    }
}

/// A rule's code as the catalogue writes it: capital A, a small letter at the end.
pub(crate) fn rule_code(text: &str) -> String {
    let mut code = tidy(text).to_ascii_lowercase();
    if code.starts_with('a') {
        code.replace_range(..1, "A");
    }
    code
}

/// A value of the model as an argument.
pub(crate) fn value<T: Value>(text: &str) -> Result<T, String> {
    T::parse(&tidy(text)).map_err(|misfit| format!("{}，应为{}", misfit.0, T::EXPECTS))
}

/// A case number as an argument.
pub(crate) fn case(text: &str) -> Result<crate::model::case_no::CaseRef, String> {
    text.parse().map_err(|misfit: crate::model::Misfit| misfit.0)
}

/// An amount of money as an argument.
pub(crate) fn money(text: &str) -> Result<Fen, String> {
    value::<Fen>(text)
}
