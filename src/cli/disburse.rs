//! `disburse`

use anyhow::Result;
use chrono::NaiveDate;
use clap::Subcommand;

use super::session::{Session, case, money, value};
use super::upload::Import;
use crate::casework::disburse::{self, Identity, NewPayee, Per, Registered, Support, Wish};
use crate::casework::{Misuse, Report};
use crate::model::Fen;
use crate::model::account::{Account, BankCode};
use crate::model::acts::{GrantKind, Ground, MispaidEnd, Part};
use crate::model::case_no::CaseRef;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: DisburseCommand,
}

#[derive(Debug, Subcommand)]
enum DisburseCommand {
    /// 认定一项已享受的资助是否同类，须写明 --reason；同类的从核定额中扣减
    Overlap(OverlapArgs),
    /// 更正收款账户，须写明 --reason；只写案件时说明现有的账户和怎样更正
    Payee(PayeeArgs),
    /// 编制拨款批次：到期应拨的都列入；点名的案件不能拨的，说明原因
    Plan {
        /// 只编这一期：1、2，或 补差
        #[arg(long, value_name = "期次", value_parser = value::<Part>)]
        part: Option<Part>,
        /// 只编这个案件，可写多个
        #[arg(long = "case", value_name = "案件", value_parser = case)]
        cases: Vec<CaseRef>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 审批一个批次，由编制人以外的操作员办理
    Approve {
        /// 批次编号
        #[arg(value_name = "批次")]
        batch: i64,
    },
    /// 作废一个还没有付款的批次，须写明 --reason
    Cancel {
        /// 批次编号
        #[arg(value_name = "批次")]
        batch: i64,
    },
    /// 一个批次的拨款审批表，附明细，审批以前就可以印出来签；用 --out 写成 DOCX 打印，账号完整（记入日志）
    Form {
        /// 批次编号
        #[arg(value_name = "批次")]
        batch: i64,
    },
    /// 已审批批次的拨款明细表，用 --out 写成文件时账号完整（记入日志），供财务付款；写成 DOCX 时是拨款审批表附明细
    Schedule {
        /// 批次编号
        #[arg(value_name = "批次")]
        batch: i64,
    },
    /// 登记整个批次已经付款
    Confirm {
        /// 批次编号
        #[arg(value_name = "批次")]
        batch: i64,
        /// 付款日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        paid_on: NaiveDate,
        /// 银行流水号
        #[arg(long = "ref", value_name = "流水号")]
        bank_ref: Option<String>,
    },
    /// 空白的银行回单明细表，供银行填写，写入 --out 指明的文件
    Template,
    /// 用银行回单核对：一致的登记付款或退汇，不一致的列出来；有读不懂的行，整个文件都不登记，除非加 --partial
    Reconcile(Import),
    /// 登记一笔退汇，须写明 --reason；这一期可以重新编制
    Bounce {
        /// 拨款编号
        #[arg(value_name = "拨款")]
        payment: i64,
        /// 退汇的银行流水号，以后的回单凭它认出这一笔
        #[arg(long = "ref", value_name = "流水号")]
        bank_ref: Option<String>,
    },
    /// 银行误付的款项（重复付款、按作废的批次付款）已经退回，或者不是本项目的款项，须写明 --reason；误付由核对回单登记
    #[command(group(clap::ArgGroup::new("outcome").required(true).args(["returned", "not_ours"])))]
    Mispaid {
        /// 误付编号
        #[arg(value_name = "误付")]
        mispayment: i64,
        /// 已经退回，退回日期为业务日期
        #[arg(long)]
        returned: bool,
        /// 不是本项目的款项
        #[arg(long)]
        not_ours: bool,
        /// 退回的银行流水号，以后的回单凭它认出这一笔
        #[arg(long = "ref", value_name = "流水号")]
        bank_ref: Option<String>,
    },
    /// 认定银行明细的一笔是哪一笔款项，须写明 --reason；不写是什么时，列出这一笔和各种可能
    #[command(group(clap::ArgGroup::new("identity").args(["payment", "again", "mispaid", "recovery", "same", "not_ours"])))]
    Identify {
        /// 明细编号
        #[arg(value_name = "明细")]
        line: i64,
        /// 就是这笔拨款；退回的一笔，是它的退汇
        #[arg(long, value_name = "拨款")]
        payment: Option<i64>,
        /// 是这笔拨款以外的一笔，记为误付：重复付款、付错账号或金额、审批以前付出、作废以后仍被付出
        #[arg(long, value_name = "拨款")]
        again: Option<i64>,
        /// 是这笔误付的退回
        #[arg(long, value_name = "误付")]
        mispaid: Option<i64>,
        /// 是这笔追回的收回
        #[arg(long, value_name = "追回")]
        recovery: Option<i64>,
        /// 是另一笔明细的笔误，以那一笔为准
        #[arg(long, value_name = "明细")]
        same: Option<i64>,
        /// 不是本项目的款项
        #[arg(long)]
        not_ours: bool,
    },
    /// 撤销登错的付款、退汇、误付或收款，须写明 --reason；银行明细说的是它的，重新认定
    #[command(group(clap::ArgGroup::new("registered").required(true).args(["line", "paid", "batch", "returned", "mispaid", "received"])))]
    Revoke {
        /// 银行明细的这一行说的：付款、退汇、误付、误付退回或收款
        #[arg(long, value_name = "明细")]
        line: Option<i64>,
        /// 这笔拨款没有付出
        #[arg(long, value_name = "拨款")]
        paid: Option<i64>,
        /// 整个批次没有付出
        #[arg(long, value_name = "批次")]
        batch: Option<i64>,
        /// 这笔拨款没有退回
        #[arg(long, value_name = "拨款")]
        returned: Option<i64>,
        /// 这不是误付；已了结的，撤销的是了结
        #[arg(long, value_name = "误付")]
        mispaid: Option<i64>,
        /// 这笔追回的收款没有收到
        #[arg(long, value_name = "追回")]
        received: Option<i64>,
        /// 收过几笔的，撤销多少元的一笔
        #[arg(long, value_name = "金额", value_parser = money, requires = "received", conflicts_with_all = ["line", "paid", "batch", "returned", "mispaid"])]
        amount: Option<Fen>,
    },
    /// 登记向单位追回款项，或用 --withdraw 撤销登错的追回，都须写明 --reason
    Recover {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case, required_unless_present = "withdraw")]
        case: Option<CaseRef>,
        /// 追回金额
        #[arg(long, value_name = "金额", value_parser = money, allow_negative_numbers = true, required_unless_present = "withdraw")]
        amount: Option<Fen>,
        /// 撤销这一笔追回；已收到一部分的，撤销还没有收到的部分
        #[arg(long, value_name = "追回", conflicts_with_all = ["case", "amount", "kind", "ground"])]
        withdraw: Option<i64>,
        /// 资金类别：区级资助、市级获评资助
        #[arg(long, value_name = "类别", value_parser = value::<GrantKind>, default_value = "区级资助")]
        kind: GrantKind,
        /// 追回事由：多拨、其他；现有多拨而没有要求追回的，须写明
        #[arg(long, value_name = "事由", value_parser = value::<Ground>)]
        ground: Option<Ground>,
    },
    /// 通知单位退回资助资金的文书，用 --out 写成 DOCX 打印；写明文号和期限时登记发文，不写时是草稿或重印
    Demand {
        /// 追回编号
        #[arg(value_name = "追回")]
        recovery: i64,
        /// 通知的文号，发文日期为业务日期
        #[arg(long, value_name = "文号", requires = "until")]
        doc_no: Option<String>,
        /// 退回的期限
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>, requires = "doc_no")]
        until: Option<NaiveDate>,
    },
    /// 登记追回的款项已经收回，可分次
    Receive {
        /// 追回编号
        #[arg(value_name = "追回")]
        recovery: i64,
        /// 收回金额
        #[arg(long, value_name = "金额", value_parser = money, allow_negative_numbers = true)]
        amount: Fen,
        /// 银行流水号
        #[arg(long = "ref", value_name = "流水号")]
        bank_ref: Option<String>,
    },
    /// 应拨、在办、已付、退汇、未拨，逐项列明
    List {
        /// 只看没有拨足的
        #[arg(long)]
        due: bool,
        /// 逐行说明应拨额的来历：标准、同类扣减、市级获评、两期，各有依据
        #[arg(long, conflicts_with = "due")]
        explain: bool,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 预算执行：预算、应拨、在办、已付、退汇、追回，按年度、街镇、工作室和付款年份
    Budget {
        /// 年度，不写时为各年度
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
        /// 只列一种：年度、街镇、工作室、付款年份
        #[arg(long, value_name = "口径", value_parser = value::<Per>)]
        per: Option<Per>,
    },
    /// 资助资金明细账，按日期；用 --out 还可以写成记账软件能核对的日记账
    Ledger,
}

#[derive(Debug, clap::Args)]
struct OverlapArgs {
    /// 案件编号
    #[arg(value_name = "案件", value_parser = case)]
    case: CaseRef,
    /// 资助项目的名称
    #[arg(long, value_name = "名称")]
    name: String,
    /// 已享受的金额
    #[arg(long, value_name = "金额", value_parser = money, allow_negative_numbers = true)]
    amount: Fen,
    /// 属于同类
    #[arg(long, required_unless_present = "not_comparable", conflicts_with = "not_comparable")]
    comparable: bool,
    /// 不属于同类
    #[arg(long)]
    not_comparable: bool,
}

#[derive(Debug, clap::Args)]
struct PayeeArgs {
    /// 案件编号
    #[arg(value_name = "案件", value_parser = case)]
    case: CaseRef,
    /// 户名
    #[arg(long, value_name = "户名")]
    name: Option<String>,
    /// 开户行
    #[arg(long, value_name = "开户行")]
    bank: Option<String>,
    /// 联行号，12 位数字
    #[arg(long, value_name = "行号", value_parser = value::<BankCode>)]
    code: Option<BankCode>,
    /// 账号
    #[arg(long, value_name = "账号", value_parser = value::<Account>)]
    account: Option<Account>,
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        match self.command {
            DisburseCommand::Overlap(args) => args.run(session),
            DisburseCommand::Payee(args) => args.run(session),
            DisburseCommand::Plan { part, cases, year } => {
                disburse::plan(session.desk()?, &Wish { year, part, cases })
            }
            DisburseCommand::Approve { batch } => disburse::approve(session.desk()?, batch),
            DisburseCommand::Cancel { batch } => {
                let reason = session.reason()?.to_owned();
                disburse::cancel(session.desk()?, batch, &reason)
            }
            DisburseCommand::Form { batch } => {
                let filed = session.globals.out.is_some();
                disburse::approval_form(session.desk()?, batch, filed)
            }
            DisburseCommand::Demand { recovery, doc_no: Some(doc_no), until: Some(until) } => {
                disburse::issue(session.desk()?, recovery, &doc_no, until)
            }
            DisburseCommand::Demand { recovery, .. } => disburse::demand(session.desk()?, recovery),
            DisburseCommand::Schedule { batch } => {
                let filed = session.globals.out.is_some();
                disburse::schedule(session.desk()?, batch, filed)
            }
            DisburseCommand::Confirm { batch, paid_on, bank_ref } => {
                disburse::confirm(session.desk()?, batch, paid_on, bank_ref.as_deref())
            }
            DisburseCommand::Template => {
                session.out()?;
                Ok(disburse::template())
            }
            DisburseCommand::Reconcile(import) => {
                let overwrite = session.globals.yes;
                disburse::reconcile(session.desk()?, import.upload(overwrite))
            }
            DisburseCommand::Bounce { payment, bank_ref } => {
                let reason = session.reason()?.to_owned();
                disburse::bounce(session.desk()?, payment, bank_ref.as_deref(), &reason)
            }
            DisburseCommand::Mispaid { mispayment, not_ours, bank_ref, .. } => {
                let outcome = if not_ours { MispaidEnd::NotOurs } else { MispaidEnd::Returned };
                let reason = session.reason()?.to_owned();
                disburse::settle(session.desk()?, mispayment, outcome, bank_ref.as_deref(), &reason)
            }
            DisburseCommand::Identify { line, payment, again, mispaid, recovery, same, not_ours } => {
                let identity = (payment.map(Identity::Payment))
                    .or(again.map(Identity::Again))
                    .or(mispaid.map(Identity::Mispaid))
                    .or(recovery.map(Identity::Recovery))
                    .or(same.map(Identity::Same))
                    .or(not_ours.then_some(Identity::NotOurs));
                let Some(identity) = identity else { return disburse::line(session.desk()?, line) };
                let reason = session.reason()?.to_owned();
                disburse::identify(session.desk()?, line, identity, &reason)
            }
            DisburseCommand::Revoke { line, paid, batch, returned, mispaid, received, amount } => {
                let what = (line.map(Registered::Line))
                    .or(paid.map(Registered::Payment))
                    .or(batch.map(Registered::Batch))
                    .or(returned.map(Registered::Return))
                    .or(mispaid.map(Registered::Mispaid))
                    .or(received.map(|demand| Registered::Receipt(demand, amount)));
                let Some(what) = what else {
                    return Err(Misuse(
                        "请写明撤销的是 --line、--paid、--batch、--returned、--mispaid 还是 --received"
                            .to_owned(),
                    )
                    .into());
                };
                let reason = session.reason()?.to_owned();
                disburse::revoke(session.desk()?, what, &reason)
            }
            DisburseCommand::Recover { withdraw: Some(recovery), .. } => {
                let reason = session.reason()?.to_owned();
                disburse::withdraw(session.desk()?, recovery, &reason)
            }
            DisburseCommand::Recover { case: Some(case), amount: Some(amount), kind, ground, .. } => {
                let reason = session.reason()?.to_owned();
                disburse::recover(session.desk()?, case, kind, ground, amount, &reason)
            }
            DisburseCommand::Recover { .. } => {
                Err(Misuse("追回须写明案件和 --amount，撤销用 --withdraw".to_owned()).into())
            }
            DisburseCommand::Receive { recovery, amount, bank_ref } => {
                disburse::receive(session.desk()?, recovery, amount, bank_ref.as_deref())
            }
            DisburseCommand::List { explain: true, year, .. } => disburse::explain(session.desk()?, year),
            DisburseCommand::List { due, year, .. } => disburse::list(session.desk()?, year, due),
            DisburseCommand::Budget { year, per } => disburse::budget(session.desk()?, year, per),
            DisburseCommand::Ledger => disburse::ledger(session.desk()?),
        }
    }
}

impl OverlapArgs {
    fn run(self, session: &mut Session) -> Result<Report> {
        let reason = session.reason()?.to_owned();
        let support =
            Support { name: &self.name, amount: self.amount, comparable: self.comparable, reason: &reason };
        disburse::overlap(session.desk()?, self.case, &support)
    }
}

impl PayeeArgs {
    fn run(self, session: &mut Session) -> Result<Report> {
        match (self.name, self.bank, self.code, self.account) {
            (Some(account_name), Some(bank_name), Some(bank_code), Some(bank_account)) => {
                let reason = session.reason()?.to_owned();
                let payee = NewPayee { account_name, bank_name, bank_code, bank_account, reason };
                disburse::payee(session.desk()?, self.case, payee)
            }
            (None, None, None, None) => disburse::account(session.desk()?, self.case),
            _ => Err(Misuse("收款账户须写明 --name、--bank、--code 和 --account".to_owned()).into()),
        }
    }
}
