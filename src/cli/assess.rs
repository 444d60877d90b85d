//! `assess`

use anyhow::Result;
use chrono::NaiveDate;
use clap::Subcommand;

use super::leader::Leader;
use super::session::{Session, case, money, value};
use super::upload::Import;
use super::view::{Ahead, only_what_waits};
use crate::casework::assess::{self, Correcting, Settlement, Sheet, Spend, Who};
use crate::casework::{Misuse, Report, due};
use crate::measure::Points;
use crate::model::acts::{Deadline, Fund, Method, Rest, Task};
use crate::model::case_no::CaseRef;
use crate::model::text::tidy;
use crate::model::{Fen, Value};

/// The deadlines of a case that can be put off; the rules say why the others can't.
const EXTENDABLE: &str = "届中考核|整改|配套到位|单位定期考核";

fn extendable(text: &str) -> Result<Deadline, String> {
    let expects = EXTENDABLE.replace('|', " / ");
    Deadline::parse(&tidy(text)).map_err(|misfit| format!("{}，应为{expects}", misfit.0))
}

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: AssessCommand,
}

#[derive(Debug, Subcommand)]
enum AssessCommand {
    /// 目标任务责任协议：不写签订日期时是待签的文本，用 --out 写成 DOCX 打印；写了的登记签订；登记有误的加 --reason 更正
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
    /// 登记首席技师续聘；上一次登记有误的加 --reason 更正；只写案件时说明还差什么
    Renew {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 续聘起始日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        from: Option<NaiveDate>,
        /// 续聘截止日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        to: Option<NaiveDate>,
        /// 续聘文件
        #[arg(long, value_name = "文件名称")]
        document: Option<String>,
    },
    /// 更换带头人：登记、批准、一览
    Leader(Leader),
    /// 登记单位的定期考核；登记有误的加 --corrects 和 --reason 更正；只写案件时说明还差什么
    Review {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 考核日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        reviewed_on: Option<NaiveDate>,
        /// 考核结果
        #[arg(long, value_name = "结果")]
        result: Option<String>,
        /// 更正哪一次：原来登记的考核日期；只登记过一次的可以不写
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        corrects: Option<NaiveDate>,
    },
    /// 四项任务的计划和成果
    Tasks {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
    },
    /// 登记四项任务下的成果；登记有误的加 --corrects 和 --reason 更正
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
        /// 更正哪一项：任务成果一览所列的编号；只登记过一项的可以不写
        #[arg(long, value_name = "编号")]
        corrects: Option<i64>,
    },
    /// 登记资助资金的一笔支出，或导入台账；只写案件时列出这本台账
    Spend(Entry),
    /// 登记配套资金的一笔支出，或导入台账；只写案件时列出这本台账
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
    /// 登记届中考核；只写案件时说明要素、方法和期限
    Record(RecordArgs),
    /// 作废登记有误的最近一次届中考核，据此责令的整改随之作废，须写明 --reason；作废以后重新登记
    Void {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
    },
    /// 届中考核不合格的，责令整改；只写案件时说明还差什么
    Rectify {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 整改要求
        #[arg(long, value_name = "要求")]
        demand: Option<String>,
    },
    /// 延长期限，已经过了的也可以，须写明 --reason
    Extend {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 哪个期限
        #[arg(long, value_name = EXTENDABLE, value_parser = extendable)]
        what: Deadline,
        /// 延到哪一天
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        to: NaiveDate,
        /// 文件
        #[arg(long, value_name = "文件名称")]
        document: Option<String>,
    },
    /// 到期和将到期的事项，各年度一起，按日期
    Due(Ahead),
    /// 结项报告：收到、使用、配套、结余和成果；没有结项的，列到今天为止
    Statement {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
    },
    /// 办理结项；有结余的写明 --decision 和 --reason，退回的同时登记追回
    Close {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 结余怎样处理
        #[arg(long, value_name = "退回|留用", value_parser = value::<Rest>)]
        decision: Option<Rest>,
        /// 结项意见
        #[arg(long, value_name = "意见")]
        conclusion: Option<String>,
        /// 单位放弃或注销、周期没有满就结项的，提前结束的原因
        #[arg(long, value_name = "原因")]
        ended: Option<String>,
        /// 配套资金到期没有到位的，局里的处理决定；差额列入结项报告
        #[arg(long, value_name = "决定")]
        shortfall: Option<String>,
    },
}

/// 一笔支出，或一个文件
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
struct Entry {
    #[command(subcommand)]
    command: Option<EntryCommand>,
    /// 案件编号
    #[arg(value_name = "案件")]
    case: Option<String>,
    /// 用途，按办法所列
    #[arg(long, value_name = "用途")]
    purpose: Option<String>,
    /// 支出日期
    #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
    spent_on: Option<NaiveDate>,
    /// 凭证号
    #[arg(long, value_name = "凭证号")]
    voucher: Option<String>,
    /// 收款方
    #[arg(long, value_name = "收款方")]
    payee: Option<String>,
    /// 金额
    #[arg(long, value_name = "金额", value_parser = money, allow_negative_numbers = true)]
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
    #[arg(long, value_name = "得分", value_delimiter = ',', value_parser = points)]
    elements: Vec<Points>,
    /// 各要素的依据，写五次，按要素次序，或写成 要素=依据
    #[arg(long, value_name = "依据")]
    evidence: Vec<String>,
    /// 考核方法：实地考察、资料核查、问卷调查、召开座谈会，逗号隔开
    #[arg(long, value_name = "方法", value_delimiter = ',', value_parser = value::<Method>)]
    method: Vec<Method>,
    /// 考核专家的姓名，逗号隔开
    #[arg(long, value_name = "姓名", value_delimiter = ',', conflicts_with = "third_party")]
    by_experts: Vec<String>,
    /// 受委托的第三方
    #[arg(long, value_name = "名称")]
    third_party: Option<String>,
}

fn lacking(sentence: &str) -> Result<Report> {
    Err(Misuse(sentence.to_owned()).into())
}

fn points(text: &str) -> Result<Points, String> {
    Points::written(&tidy(text)).ok_or_else(|| "不是得分，应为最多两位小数的数，如 23.5".to_owned())
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        match self.command {
            AssessCommand::Agreement { case, signed_on } => match signed_on {
                Some(signed_on) => {
                    let reason = session.globals.reason.clone();
                    assess::agreement(session.desk()?, case, signed_on, reason.as_deref())
                }
                None => assess::agreement_text(session.desk()?, case),
            },
            AssessCommand::Form { case } => assess::form(session.desk()?, case),
            AssessCommand::Renew { case, from, to, document } => match (from, to, document) {
                (Some(from), Some(to), Some(document)) => {
                    let reason = session.globals.reason.clone();
                    assess::renew(session.desk()?, case, (from, to), &document, reason.as_deref())
                }
                (None, None, None) => {
                    let rest = "--from 日期 --to 日期 --document 文件名称";
                    assess::ask(session.desk()?, case, "assess renew", rest)
                }
                _ => lacking("续聘须写明 --from、--to 和 --document"),
            },
            AssessCommand::Leader(leader) => leader.run(session),
            AssessCommand::Review { case, reviewed_on, result, corrects } => match (reviewed_on, result) {
                (Some(day), Some(result)) => {
                    let reason = session.globals.reason.clone();
                    let correcting = Correcting { reason: reason.as_deref(), of: corrects };
                    assess::review(session.desk()?, case, day, &result, correcting)
                }
                (None, None) if corrects.is_none() => {
                    assess::ask(session.desk()?, case, "assess review", "--reviewed-on 日期 --result 结果")
                }
                _ => lacking("单位定期考核须写明 --reviewed-on 和 --result"),
            },
            AssessCommand::Tasks { case } => assess::tasks(session.desk()?, case),
            AssessCommand::Achieve { case, task, achieved_on, description, corrects } => {
                let reason = session.globals.reason.clone();
                let correcting = Correcting { reason: reason.as_deref(), of: corrects };
                assess::achieve(session.desk()?, case, task, achieved_on, &description, correcting)
            }
            AssessCommand::Spend(entry) => entry.run(session, Fund::Grant),
            AssessCommand::Match(entry) => entry.run(session, Fund::Matching),
            AssessCommand::Reverse { entry } => {
                let reason = session.reason()?.to_owned();
                assess::reverse(session.desk()?, entry, &reason)
            }
            AssessCommand::Funds { case: Some(case), .. } => assess::funds(session.desk()?, case, Fund::ALL),
            AssessCommand::Funds { year, short, .. } => assess::all_funds(session.desk()?, year, short),
            AssessCommand::Record(args) => args.run(session),
            AssessCommand::Void { case } => {
                let reason = session.reason()?.to_owned();
                assess::void(session.desk()?, case, &reason)
            }
            AssessCommand::Rectify { case, demand } => match demand {
                Some(demand) => assess::rectify(session.desk()?, case, &demand),
                None => assess::ask(session.desk()?, case, "assess rectify", "--demand 要求"),
            },
            AssessCommand::Extend { case, what, to, document } => {
                let reason = session.reason()?.to_owned();
                assess::extend(session.desk()?, case, what, to, &reason, document.as_deref())
            }
            AssessCommand::Due(ahead) => {
                let report = due::due(session.desk()?, &ahead.scope())?;
                Ok(only_what_waits(session, report))
            }
            AssessCommand::Statement { case } => assess::statement(session.desk()?, case),
            AssessCommand::Close { case, decision, conclusion, ended, shortfall } => {
                let reason = session.globals.reason.clone();
                let settlement = Settlement {
                    rest: decision,
                    reason: reason.as_deref(),
                    conclusion: conclusion.as_deref(),
                    ended: ended.as_deref(),
                    shortfall: shortfall.as_deref(),
                };
                assess::close(session.desk()?, case, settlement)
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
        let facts = [&self.purpose, &self.voucher, &self.payee, &self.note];
        if let Some(case) = &self.case
            && facts.iter().all(|fact| fact.is_none())
            && self.spent_on.is_none()
            && self.amount.is_none()
        {
            let case = super::session::case(case).map_err(Misuse)?;
            return assess::funds(session.desk()?, case, &[ledger]);
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
        let Self { elements, evidence, method, by_experts, third_party, .. } = &self;
        if elements.is_empty() && evidence.is_empty() && method.is_empty() {
            let rest = "--elements 得分 --evidence 依据（写五次） --method 方法 --by-experts 姓名（或 --third-party 名称）";
            return assess::ask(session.desk()?, self.case, "assess record", rest);
        }
        let who = match third_party {
            Some(name) => Who::ThirdParty(name.clone()),
            None if by_experts.is_empty() => {
                return lacking(
                    "届中考核须写明由谁考核：--by-experts 姓名（逗号隔开），或 --third-party 名称",
                );
            }
            None => Who::Experts(by_experts.clone()),
        };
        let elements = self.elements.iter().map(|points| points.0).collect();
        let sheet = Sheet { elements, evidence: self.evidence, methods: self.method, who };
        assess::record(session.desk()?, self.case, &sheet)
    }
}
