//! `apply`

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use super::session::{Session, case};
use super::upload::{Import, Tab};
use super::{guided, terminal};
use crate::casework::apply::Slip;
use crate::casework::{Misuse, Report, apply};
use crate::model::case_no::CaseRef;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: ApplyCommand,
}

#[derive(Debug, Subcommand)]
enum ApplyCommand {
    /// 空白申报表，写入 --out 指明的文件
    Template,
    /// 导入申报表：全部符合才受理，或用 --partial 只受理符合的行
    Import(Import),
    /// 录入一份申报：在终端上逐项询问，或用 --from 从文件读取
    New {
        /// 申报内容的 JSON 文件（列名和值的对照，英文或中文列名都可以），- 表示标准输入
        #[arg(long, value_name = "文件")]
        from: Option<PathBuf>,
        /// 接着录入以前存下的草稿
        #[arg(long, value_name = "文件", conflicts_with = "from")]
        draft: Option<PathBuf>,
    },
    /// 逐条核对一个文件或一个案件，不作记录
    Check {
        /// 表格文件，或案件编号
        #[arg(value_name = "文件或案件")]
        what: String,
        #[command(flatten)]
        tab: Tab,
    },
    /// 修改申报（待初审或退回补正时），记为新的一版
    Amend {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 要改的项目，如 配套资金承诺=50000；可写多个
        #[arg(long = "set", value_name = "项目=值", required = true, value_parser = change)]
        changes: Vec<(String, String)>,
    },
    /// 更正笔误：初审以后名称、姓名、职业工种或联系方式写错的，须写明 --reason；其他内容不能更正
    Correct {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 要更正的项目，如 工作室名称=张建国首席技师工作室；可写多个
        #[arg(long = "set", value_name = "项目=值", required = true, value_parser = change)]
        changes: Vec<(String, String)>,
        /// 更正的依据，如 营业执照、单位更正函
        #[arg(long, value_name = "依据")]
        evidence: String,
    },
    /// 登记单位撤回申报，须写明 --reason
    Withdraw {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
    },
    /// 申报案件一览
    List {
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
        /// 只看一个街镇
        #[arg(long, value_name = "街镇")]
        town: Option<String>,
    },
    /// 一份申报表的内容
    Show {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
    },
}

fn change(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once(['=', '＝']).ok_or("应写成 项目=值")?;
    Ok((pair.0.trim().to_owned(), pair.1.trim().to_owned()))
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        let overwrite = session.globals.yes;
        match self.command {
            ApplyCommand::Template => {
                session.out()?;
                Ok(apply::template())
            }
            ApplyCommand::Import(import) => apply::import(session.desk()?, import.upload(overwrite)),
            ApplyCommand::New { from: Some(path), .. } => {
                apply::new(session.desk()?, apply::form_from_json(&path)?)
            }
            ApplyCommand::New { draft, .. } if terminal::takes_forms() => {
                guided::fill_in(session, draft.as_deref())
            }
            ApplyCommand::New { .. } => {
                let how =
                    "现在没有可以逐项询问的终端，请写明申报内容的文件：--from 文件.json（- 表示标准输入）";
                Err(Misuse(how.into()).into())
            }
            ApplyCommand::Check { what, tab } => check(session, &what, &tab),
            ApplyCommand::Amend { case, changes } => apply::amend(session.desk()?, case, &changes),
            ApplyCommand::Correct { case, changes, evidence } => {
                let reason = session.reason()?.to_owned();
                let slip = Slip { changes: &changes, evidence: &evidence, reason: &reason };
                apply::correct(session.desk()?, case, slip)
            }
            ApplyCommand::Withdraw { case } => {
                let reason = session.reason()?.to_owned();
                apply::withdraw(session.desk()?, case, &reason)
            }
            ApplyCommand::List { year, town } => apply::list(session.desk()?, year, town.as_deref()),
            ApplyCommand::Show { case } => apply::show(session.desk()?, case),
        }
    }
}

/// A path that exists is a sheet; anything else must be a case number.
fn check(session: &mut Session, what: &str, tab: &Tab) -> Result<Report> {
    let path = PathBuf::from(what);
    if path.is_file() {
        return apply::import(session.desk()?, tab.of(&path, true));
    }
    match case(what) {
        Ok(number) => apply::check(session.desk()?, number),
        Err(_) => Err(Misuse(format!("“{what}”既不是已有的文件，也不是案件编号")).into()),
    }
}
