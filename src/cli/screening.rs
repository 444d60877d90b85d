//! `screen`

use anyhow::Result;
use clap::Subcommand;

use super::session::{Session, case, rule_code};
use super::upload::Import;
use crate::casework::{Report, screen};
use crate::model::acts::Decision;
use crate::model::case_no::CaseRef;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: ScreenCommand,
}

#[derive(Debug, Subcommand)]
enum ScreenCommand {
    /// 一个街镇的初审表，列出待初审的案件和待核实事项，写入 --out 指明的文件
    Template {
        /// 街镇
        #[arg(long, value_name = "街镇")]
        town: String,
    },
    /// 各街镇还有什么没办：待初审、退回补正、待上报，每件待核实什么
    List {
        /// 只看一个街镇
        #[arg(long, value_name = "街镇")]
        town: Option<String>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 凭证据核实一件待核实的事项
    Confirm {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 待核实事项的规则编号
        #[arg(value_name = "规则编号")]
        code: String,
        /// 核实的依据
        #[arg(long, value_name = "依据")]
        evidence: String,
        /// 区局代为登记时写明街镇，不写时为单位所属街镇
        #[arg(long, value_name = "街镇")]
        town: Option<String>,
    },
    /// 初审通过
    Pass(Opinion),
    /// 退回补正，还没有核实的事项一并写入补正事项
    Return(Against),
    /// 初审不予通过，须有不符合的条款
    Reject(Against),
    /// 初审通过的是初审意见表；退回或不予通过的是给单位的告知书；用 --out 写成 DOCX 打印，告知书也可写成 TXT
    Form {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
    },
    /// 导入街镇的初审表：全部可记才记录，或用 --partial 只记可记的行
    Import(Import),
    /// 把初审通过的候选项目按推荐排序上报区局
    Forward {
        /// 区局代为登记时写明街镇
        #[arg(long, value_name = "街镇")]
        town: Option<String>,
        /// 推荐排序：案件编号，逗号隔开；没写到的按编号排在后面
        #[arg(long, value_name = "案件", value_delimiter = ',', value_parser = case)]
        order: Vec<CaseRef>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
}

#[derive(Debug, clap::Args)]
struct Opinion {
    /// 案件编号
    #[arg(value_name = "案件", value_parser = case)]
    case: CaseRef,
    /// 初审意见
    #[arg(long, value_name = "意见")]
    opinion: String,
    /// 区局代为登记时写明街镇，不写时为单位所属街镇
    #[arg(long, value_name = "街镇")]
    town: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Against {
    #[command(flatten)]
    opinion: Opinion,
    /// 不符合或要补正的规则编号和查明的情况，如 A2-1-1=已调离一线岗位
    #[arg(long = "ground", value_name = "规则编号=情况", value_parser = ground)]
    grounds: Vec<screen::Ground>,
}

fn ground(text: &str) -> Result<screen::Ground, String> {
    match text.split_once(['=', '＝']) {
        Some((code, found)) => Ok((rule_code(code), found.trim().to_owned())),
        None => Err("没有等号，应为 规则编号=情况".to_owned()),
    }
}

impl Opinion {
    fn give(&self, session: &mut Session, decision: Decision, grounds: &[screen::Ground]) -> Result<Report> {
        let town = self.town.as_deref();
        screen::opine(session.desk()?, self.case, decision, &self.opinion, grounds, town)
    }
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        let overwrite = session.globals.yes;
        match self.command {
            ScreenCommand::Template { town } => {
                session.out()?;
                screen::template(session.desk()?, &town)
            }
            ScreenCommand::List { town, year } => screen::list(session.desk()?, town.as_deref(), year),
            ScreenCommand::Confirm { case, code, evidence, town } => {
                let code = rule_code(&code);
                screen::confirm(session.desk()?, case, &code, &evidence, town.as_deref())
            }
            ScreenCommand::Pass(opinion) => opinion.give(session, Decision::Pass, &[]),
            ScreenCommand::Return(against) => {
                against.opinion.give(session, Decision::Return, &against.grounds)
            }
            ScreenCommand::Reject(against) => {
                against.opinion.give(session, Decision::Reject, &against.grounds)
            }
            ScreenCommand::Form { case } => screen::form(session.desk()?, case),
            ScreenCommand::Import(import) => screen::import(session.desk()?, import.upload(overwrite)),
            ScreenCommand::Forward { town, order, year } => {
                screen::forward(session.desk()?, town.as_deref(), &order, year)
            }
        }
    }
}
