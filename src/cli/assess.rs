//! `assess`

use anyhow::Result;
use chrono::NaiveDate;
use clap::Subcommand;

use super::session::{Session, case, money, value};
use super::upload::Import;
use crate::casework::assess::{self, Sheet, Spend, Who};
use crate::casework::{Misuse, Report};
use crate::measure::Points;
use crate::model::Fen;
use crate::model::acts::{Fund, Method, Task};
use crate::model::case_no::CaseRef;
use crate::model::text::tidy;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: AssessCommand,
}

#[derive(Debug, Subcommand)]
enum AssessCommand {
    /// 目标任务责任协议：不写签订日期时是待签的文本，用 --out 写成 DOCX 打印；写了的登记签订
    Agreement {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 签订日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        signed_on: Option<NaiveDate>,
    },
    /// 届中考核表：要素、成果、资金、结论；还没有考核的留空手填。用 --out 写成 DOCX 打印
    Form {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
    },
    /// 已结项案件的结项表，用 --out 写成 DOCX 打印
    Statement {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
    },
    /// 登记首席技师续聘
    Renew {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 续聘起始日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        from: NaiveDate,
        /// 续聘截止日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        to: NaiveDate,
        /// 续聘文件
        #[arg(long, value_name = "文件名称")]
        document: String,
    },
    /// 登记单位的定期考核
    Review {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 考核日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        reviewed_on: NaiveDate,
        /// 考核结果
        #[arg(long, value_name = "结果")]
        result: String,
    },
    /// 登记四项任务下的成果
    Achieve {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 任务：技术攻关、推广总结、带徒传技、单位任务
        #[arg(long, value_name = "任务", value_parser = value::<Task>)]
        task: Task,
        /// 成果日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        achieved_on: NaiveDate,
        /// 成果内容
        #[arg(long, value_name = "内容")]
        description: String,
    },
    /// 登记资助资金的一笔支出，或导入台账
    Spend(Entry),
    /// 登记配套资金的一笔支出，或导入台账
    Match(Entry),
    /// 冲销台账的一笔，须写明 --reason
    Reverse {
        /// 台账里的编号
        #[arg(value_name = "编号")]
        entry: i64,
    },
    /// 一个案件的资助和配套两本台账；不写案件时，各工作室的收支和配套缺口
    Funds {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: Option<CaseRef>,
        /// 年度，不写时为各年度
        #[arg(long, value_name = "年度", conflicts_with = "case")]
        year: Option<i64>,
        /// 只看配套还没有到位的
        #[arg(long, conflicts_with = "case")]
        short: bool,
    },
    /// 登记届中考核
    Record(RecordArgs),
    /// 届中考核不合格的，责令整改
    Rectify {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 整改要求
        #[arg(long, value_name = "要求")]
        demand: String,
    },
    /// 到期和将到期的事项，各年度一起，按日期
    Due,
    /// 办理结项
    Close {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 对结余资金的处理决定
        #[arg(long, value_name = "决定")]
        decision: Option<String>,
    },
}

/// 一笔支出，或一个文件
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Entry {
    #[command(subcommand)]
    command: Option<EntryCommand>,
    /// 案件编号
    #[arg(value_name = "案件", required = true)]
    case: Option<String>,
    /// 用途，按办法所列
    #[arg(long, value_name = "用途", required = true)]
    purpose: Option<String>,
    /// 支出日期
    #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>, required = true)]
    spent_on: Option<NaiveDate>,
    /// 凭证号
    #[arg(long, value_name = "凭证号", required = true)]
    voucher: Option<String>,
    /// 收款方
    #[arg(long, value_name = "收款方", required = true)]
    payee: Option<String>,
    /// 金额
    #[arg(long, value_name = "金额", value_parser = money, required = true)]
    amount: Option<Fen>,
    /// 备注
    #[arg(long, value_name = "备注")]
    note: Option<String>,
}

#[derive(Debug, Subcommand)]
enum EntryCommand {
    /// 空白的台账，用途按办法所列，写入 --out 指明的文件
    Template,
    /// 导入台账：全部可记才登记，或用 --partial 只记可记的行；已登记的凭证跳过
    Import(Import),
}

#[derive(Debug, clap::Args)]
struct RecordArgs {
    /// 案件编号
    #[arg(value_name = "案件", value_parser = case)]
    case: CaseRef,
    /// 五个要素的得分，逗号隔开，如 13,18,25,20,8
    #[arg(long, value_name = "得分", value_delimiter = ',', required = true, value_parser = points)]
    elements: Vec<Points>,
    /// 各要素的依据，写五次，按要素次序，或写成 要素=依据
    #[arg(long, value_name = "依据", required = true)]
    evidence: Vec<String>,
    /// 考核方法：实地考察、资料核查、问卷调查、召开座谈会，逗号隔开
    #[arg(long, value_name = "方法", value_delimiter = ',', required = true, value_parser = value::<Method>)]
    method: Vec<Method>,
    /// 考核专家人数
    #[arg(
        long,
        value_name = "人数",
        required_unless_present = "third_party",
        conflicts_with = "third_party"
    )]
    by_experts: Option<u32>,
    /// 受委托的第三方
    #[arg(long, value_name = "名称")]
    third_party: Option<String>,
}

fn points(text: &str) -> Result<Points, String> {
    Points::written(&tidy(text)).ok_or_else(|| "不是得分，应为最多两位小数的数，如 23.5".to_owned())
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        match self.command {
            AssessCommand::Agreement { case, signed_on: Some(signed_on) } => {
                assess::agreement(session.desk()?, case, signed_on)
            }
            AssessCommand::Agreement { case, signed_on: None } => {
                assess::agreement_text(session.desk()?, case)
            }
            AssessCommand::Form { case } => assess::form(session.desk()?, case),
            AssessCommand::Statement { case } => assess::statement(session.desk()?, case),
            AssessCommand::Renew { case, from, to, document } => {
                assess::renew(session.desk()?, case, from, to, &document)
            }
            AssessCommand::Review { case, reviewed_on, result } => {
                assess::review(session.desk()?, case, reviewed_on, &result)
            }
            AssessCommand::Achieve { case, task, achieved_on, description } => {
                assess::achieve(session.desk()?, case, task, achieved_on, &description)
            }
            AssessCommand::Spend(entry) => entry.run(session, Fund::Grant),
            AssessCommand::Match(entry) => entry.run(session, Fund::Matching),
            AssessCommand::Reverse { entry } => {
                let reason = session.reason()?.to_owned();
                assess::reverse(session.desk()?, entry, &reason)
            }
            AssessCommand::Funds { case: Some(case), .. } => assess::funds(session.desk()?, case),
            AssessCommand::Funds { year, short, .. } => assess::all_funds(session.desk()?, year, short),
            AssessCommand::Record(args) => args.run(session),
            AssessCommand::Rectify { case, demand } => assess::rectify(session.desk()?, case, &demand),
            AssessCommand::Due => crate::casework::due::due(session.desk()?),
            AssessCommand::Close { case, decision } => {
                assess::close(session.desk()?, case, decision.as_deref())
            }
        }
    }
}

impl Entry {
    fn run(self, session: &mut Session, ledger: Fund) -> Result<Report> {
        match self.command {
            Some(EntryCommand::Template) => {
                session.out()?;
                return assess::template(session.desk()?, ledger);
            }
            Some(EntryCommand::Import(import)) => {
                let overwrite = session.globals.yes;
                return assess::import(session.desk()?, ledger, import.upload(overwrite));
            }
            None => {}
        }
        let (Some(case), Some(purpose), Some(spent_on), Some(voucher), Some(payee), Some(amount_fen)) =
            (self.case, self.purpose, self.spent_on, self.voucher, self.payee, self.amount)
        else {
            return Err(Misuse("请写明案件、用途、日期、凭证号、收款方和金额".to_owned()).into());
        };
        let text = |text: String| tidy(&text).into_owned();
        let row = Spend {
            case: text(case),
            purpose: text(purpose),
            spent_on,
            voucher_no: text(voucher),
            payee: text(payee),
            amount_fen,
            note: self.note.map(text),
        };
        assess::spend(session.desk()?, ledger, &row)
    }
}

impl RecordArgs {
    fn run(self, session: &mut Session) -> Result<Report> {
        let who = match (self.by_experts, self.third_party) {
            (Some(count), _) => Who::Experts(count),
            (None, name) => Who::ThirdParty(name.unwrap_or_default()),
        };
        let elements = self.elements.iter().map(|points| points.0).collect();
        let sheet = Sheet { elements, evidence: self.evidence, methods: self.method, who };
        assess::record(session.desk()?, self.case, &sheet)
    }
}
