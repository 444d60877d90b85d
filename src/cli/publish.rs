//! `publish`

use anyhow::Result;
use chrono::NaiveDate;
use clap::Subcommand;

use super::session::{Session, case, value};
use crate::casework::Report;
use crate::casework::publish::{self, Objector};
use crate::model::acts::ObjectionOutcome;
use crate::model::case_no::CaseRef;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: PublishCommand,
}

#[derive(Debug, Subcommand)]
enum PublishCommand {
    /// 公示拟资助名单，说明公示到哪一天、最早哪一天可以公布
    Notice {
        /// 张贴日期，不写时为业务日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        from: Option<NaiveDate>,
        /// 名额空出时，把候补名单的下一个单独公示
        #[arg(long, value_name = "案件", value_parser = case)]
        promote: Option<CaseRef>,
        /// 逐日说明公示期怎样计算
        #[arg(long)]
        explain: bool,
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
    /// 公示异议一览，不显示提出人
    Objections {
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 登记公布名单的文件，发文日期为业务日期
    Announce {
        /// 文号
        #[arg(long, value_name = "文号")]
        doc_no: String,
        /// 公示编号，有几次公示等待公布时写明
        #[arg(long, value_name = "编号")]
        notice: Option<i64>,
    },
    /// 资助名单，只有可以公开的项目；发文以前是公示的名单
    List {
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 推荐申报市级项目，须写明 --reason
    Recommend {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
    },
    /// 登记市级获评
    Municipal {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 市级文件的文号
        #[arg(long, value_name = "文号")]
        doc_no: String,
        /// 市级文件的日期，不写时为业务日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        awarded_on: Option<NaiveDate>,
    },
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        match self.command {
            PublishCommand::Notice { from, promote, explain } => {
                publish::post(session.desk()?, from, promote, explain)
            }
            PublishCommand::Object { case, by_name, phone, ground } => {
                let objector = Objector { name: by_name.as_deref(), phone: phone.as_deref() };
                publish::object(session.desk()?, case, objector, &ground)
            }
            PublishCommand::Resolve { number, upheld, finding, .. } => {
                let outcome = if upheld { ObjectionOutcome::Upheld } else { ObjectionOutcome::Dismissed };
                publish::resolve(session.desk()?, number, outcome, &finding)
            }
            PublishCommand::Objections { year } => publish::objections(session.desk()?, year),
            PublishCommand::Announce { doc_no, notice } => {
                publish::announce(session.desk()?, &doc_no, notice)
            }
            PublishCommand::List { year } => publish::list(session.desk()?, year),
            PublishCommand::Recommend { case } => {
                let reason = session.reason()?.to_owned();
                publish::recommend(session.desk()?, case, &reason)
            }
            PublishCommand::Municipal { case, doc_no, awarded_on } => {
                publish::municipal(session.desk()?, case, &doc_no, awarded_on)
            }
        }
    }
}
