//! `publish`

use std::path::PathBuf;

use anyhow::Result;
use chrono::NaiveDate;
use clap::Subcommand;

use super::session::{Session, case, value};
use crate::casework::Report;
use crate::casework::publish::{self, Bill, CityResult, Intake};
use crate::model::acts::ObjectionOutcome;
use crate::model::case_no::CaseRef;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: PublishCommand,
}

#[derive(Debug, Subcommand)]
enum PublishCommand {
    /// 公示拟资助名单，说明公示到哪一天、最早哪一天可以公布；用 --out 写成 DOCX 同时印出公示
    Notice {
        /// 张贴日期，不写时为业务日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        from: Option<NaiveDate>,
        /// 名额空出时，把候补名单的下一个单独公示
        #[arg(long, value_name = "案件", value_parser = case, conflicts_with = "restart")]
        promote: Option<CaseRef>,
        /// 公示中断、张贴迟了或名单要更正时，代替这次公示从头公示，须写明 --reason
        #[arg(long, value_name = "公示编号")]
        restart: Option<i64>,
        /// 逐日说明公示期怎样计算
        #[arg(long)]
        explain: bool,
        /// 只试算公示到哪一天，不公示
        #[arg(long)]
        dry_run: bool,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度", conflicts_with_all = ["promote", "restart"])]
        year: Option<i64>,
    },
    /// 历次公示；写编号时逐日说明公示期，并核对名单校验码，用 --out 写成 DOCX 重印公示
    Notices {
        /// 公示编号
        #[arg(value_name = "公示编号")]
        number: Option<i64>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度", conflicts_with = "number")]
        year: Option<i64>,
    },
    /// 登记对公示名单的异议；匿名的、期外的登记为不予受理
    Object {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 提出人（保密，不在任何清单上显示）
        #[arg(long, value_name = "姓名")]
        by_name: Option<String>,
        /// 提出人的电话（保密）
        #[arg(long, value_name = "电话")]
        phone: Option<String>,
        /// 异议的内容
        #[arg(long, value_name = "内容")]
        ground: String,
        /// 随异议交来的证据
        #[arg(long, value_name = "证据")]
        evidence: Option<String>,
    },
    /// 登记异议的处理结果
    Resolve {
        /// 异议编号
        #[arg(value_name = "编号")]
        number: i64,
        /// 异议成立
        #[arg(long, conflicts_with = "dismissed", required_unless_present = "dismissed")]
        upheld: bool,
        /// 异议不成立
        #[arg(long)]
        dismissed: bool,
        /// 查明的情况
        #[arg(long, value_name = "情况")]
        finding: String,
    },
    /// 公示异议一览；写编号时是那一件的全部，只有用 --reveal 才显示提出人（记入日志）
    Objections {
        /// 异议编号
        #[arg(value_name = "编号")]
        number: Option<i64>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度", conflicts_with = "number")]
        year: Option<i64>,
    },
    /// 登记公布名单的文件，发文日期为业务日期；用 --out 写成 DOCX 同时印出文件
    Announce {
        /// 文号
        #[arg(long, value_name = "文号")]
        doc_no: String,
        /// 公示编号，有几次公示等待公布时写明
        #[arg(long, value_name = "编号")]
        notice: Option<i64>,
    },
    /// 资助名单现在的样子，只有可以公开的项目；发文以前是公示的名单。加 --doc-no 是公布时的样子，写成 DOCX 时是那份文件
    List {
        /// 一份公布文件的名单，公布时的样子
        #[arg(long, value_name = "文号")]
        doc_no: Option<String>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 核对一份张贴的公示或名单（DOCX、XLSX 或 CSV）是不是案卷里的样子（DOCX 连同正文），不是的，逐处说明
    Check {
        /// 公示、公布文件或名单
        #[arg(value_name = "文件")]
        path: PathBuf,
    },
    /// 推荐申报市级项目，须写明 --reason
    Recommend {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 推荐顺序，不写时接在已推荐的后面
        #[arg(long, value_name = "顺序")]
        rank: Option<u32>,
    },
    /// 推荐申报市级一览：顺序、理由、市级结果
    Recommendations {
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 登记市级结果：获评的写明文号；未获评的用 --declined，并写明 --reason；先登记了未获评又获评的，写明文号和 --reason
    Municipal {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 市级文件的文号
        #[arg(long, value_name = "文号", required_unless_present = "declined", conflicts_with = "declined")]
        doc_no: Option<String>,
        /// 市级未获评
        #[arg(long)]
        declined: bool,
        /// 市级文件的日期，不写时为业务日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        awarded_on: Option<NaiveDate>,
    },
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        match self.command {
            PublishCommand::Notice { from, promote, restart, explain, dry_run, year } => {
                let reason = if restart.is_some() { session.reason()?.to_owned() } else { String::new() };
                let bill = match (restart, promote) {
                    (Some(notice), _) => Bill::Anew { notice, reason: &reason },
                    (None, Some(case)) => Bill::Promoted(case),
                    (None, None) => Bill::Proposed(year),
                };
                publish::post(session.desk()?, bill, from, explain, dry_run)
            }
            PublishCommand::Notices { number, year } => publish::notices(session.desk()?, number, year),
            PublishCommand::Object { case, by_name, phone, ground, evidence } => {
                let intake = Intake {
                    name: by_name.as_deref(),
                    phone: phone.as_deref(),
                    ground: &ground,
                    evidence: evidence.as_deref(),
                };
                publish::object(session.desk()?, case, intake)
            }
            PublishCommand::Resolve { number, upheld, finding, .. } => {
                let outcome = if upheld { ObjectionOutcome::Upheld } else { ObjectionOutcome::Dismissed };
                publish::resolve(session.desk()?, number, outcome, &finding)
            }
            PublishCommand::Objections { number: Some(number), .. } => {
                publish::objection(session.desk()?, number)
            }
            PublishCommand::Objections { year, .. } => publish::objections(session.desk()?, year),
            PublishCommand::Announce { doc_no, notice } => {
                publish::announce(session.desk()?, &doc_no, notice)
            }
            PublishCommand::List { doc_no, year } => publish::list(session.desk()?, year, doc_no.as_deref()),
            PublishCommand::Check { path } => publish::check(session.desk()?, &path),
            PublishCommand::Recommend { case, rank } => {
                let reason = session.reason()?.to_owned();
                publish::recommend(session.desk()?, case, &reason, rank)
            }
            PublishCommand::Recommendations { year } => publish::recommendations(session.desk()?, year),
            PublishCommand::Municipal { case, doc_no, awarded_on, .. } => {
                let correction = session.globals.reason.clone();
                let reason = if doc_no.is_none() { session.reason()?.to_owned() } else { String::new() };
                let result = match &doc_no {
                    Some(doc_no) => CityResult::Awarded(doc_no, correction.as_deref()),
                    None => CityResult::Declined(&reason),
                };
                publish::municipal(session.desk()?, case, result, awarded_on)
            }
        }
    }
}
