//! `status`, `show`, `rules`

use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;

use super::session::{Session, case, rule_code, value};
use crate::casework::due::Scope;
use crate::casework::{Report, law, show, status};
use crate::model::case_no::CaseRef;

/// 看多远、看哪个街镇
#[derive(Debug, Args)]
pub(super) struct Ahead {
    /// 列出多少天以内到期的，不写时为 90 天
    #[arg(long, value_name = "天数")]
    days: Option<u32>,
    /// 只看一个街镇
    #[arg(long, value_name = "街镇")]
    town: Option<String>,
}

impl Ahead {
    pub(super) fn scope(self) -> Scope {
        Scope { days: self.days, town: self.town }
    }
}

/// 今日待办：等什么、由谁办、用哪条命令
#[derive(Debug, Args)]
pub(super) struct Status {
    #[command(flatten)]
    ahead: Ahead,
}

impl Status {
    /// On the screen, the sentence that nothing waits is enough; a file has the empty list.
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        let report = status::status(session.desk()?, &self.ahead.scope())?;
        Ok(only_what_waits(session, report))
    }
}

pub(super) fn only_what_waits(session: &Session, mut report: Report) -> Report {
    if session.globals.out.is_none() && !session.globals.json {
        report.tables.retain(|table| !table.rows.is_empty());
    }
    report
}

/// 一个案件的全貌：现状、经过、资金
#[derive(Debug, Args)]
pub(super) struct Show {
    /// 案件编号
    #[arg(value_name = "案件", value_parser = case)]
    case: CaseRef,
    /// 只看到这一天为止
    #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
    as_of: Option<NaiveDate>,
}

impl Show {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        show::show(session.desk()?, self.case, self.as_of)
    }
}

/// 查阅规则：不写编号时列出全部
#[derive(Debug, Args)]
pub(super) struct Rules {
    /// 规则编号，如 A4-2a
    #[arg(value_name = "规则编号")]
    code: Option<String>,
    /// 只看某一条款，如 六 或 六(一)
    #[arg(long, value_name = "条款", conflicts_with = "code")]
    clause: Option<String>,
}

impl Rules {
    /// The law can be read without a case file.
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        match self.code.as_deref().map(rule_code) {
            Some(code) if session.globals.file.exists() => law::show(&code, Some(session.desk()?)),
            Some(code) => law::show(&code, None),
            None => law::list(self.clause.as_deref()),
        }
    }
}
