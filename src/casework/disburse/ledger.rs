//! 明细账: every movement of money by date, as a list and as a double-entry journal. Returned payments and recoveries
//! stand for themselves, nothing is netted.
//!
//! The fund gets a round's budget and gives it to the studios; what a studio holds of it goes as it is spent, by
//! purpose. What the unit adds of its own is booked as it is spent. What is demanded back is owed until it comes in.

use anyhow::Result;
use chrono::NaiveDate;

use super::mispaid::{Mispaid, mispaid, mispaid_of, mispaid_out};
use super::receive::outstanding;
use super::standing::reference;
use crate::casework::{Desk, Report};
use crate::model::acts::Fund;
use crate::model::case_no::CaseNo;
use crate::model::journal::{Head, Journal, LedgerAccount, Move, Transaction};
use crate::model::{Datum, Document, Fen, Table};
use crate::store::facts::{
    BudgetChange, FundEntry, FundReversal, GrantCase, MispaymentEnd, Payment, PaymentConfirmation,
    PaymentReturn, Recovery, RecoveryReceipt, RecoveryWithdrawal, Round,
};
use crate::store::views::CaseLine;
use crate::store::{Store, Stored};

/// 专项资金存款 of a round.
fn fund(year: i64) -> LedgerAccount {
    LedgerAccount::new(Head::Assets, "Fund", "专项资金存款").under(&year.to_string(), "")
}

fn budget(year: i64) -> LedgerAccount {
    LedgerAccount::new(Head::Equity, "Budget", "预算拨入").under(&year.to_string(), "")
}

/// The accounts of a case.
struct Accounts {
    case: String,
    unit_name: String,
    year: i64,
}

impl Accounts {
    fn of(line: &CaseLine) -> Self {
        let case = CaseNo { year: line.year, serial: line.serial }.to_string();
        Self { case, unit_name: line.unit_name.clone(), year: line.year }
    }

    /// What happened on a day to this case's money.
    fn transaction(
        &self,
        payee: &str,
        on: NaiveDate,
        code: String,
        summary: String,
        moves: Vec<Move>,
    ) -> Transaction {
        Transaction { on, code, case: self.case.clone(), payee: payee.to_owned(), summary, moves }
    }

    fn account(&self, head: Head, code: &str, term: &str) -> LedgerAccount {
        LedgerAccount::new(head, code, term).under(&self.case, "")
    }

    /// What the studio holds of the grant.
    fn studio(&self) -> LedgerAccount {
        self.account(Head::Assets, "Studio", "工作室资助结存")
    }

    /// What the bank paid by mistake.
    fn mispaid(&self) -> LedgerAccount {
        self.account(Head::Assets, "Mispaid", "误付待退回")
    }

    fn demanded(&self) -> LedgerAccount {
        self.account(Head::Assets, "Demanded", "应收追回款")
    }

    fn owed(&self) -> LedgerAccount {
        self.account(Head::Liabilities, "Demanded", "待收追回款")
    }

    /// What the unit adds of its own.
    fn matching(&self) -> LedgerAccount {
        self.account(Head::Income, "Matching", "单位配套")
    }

    fn spent(&self, ledger: Fund) -> LedgerAccount {
        match ledger {
            Fund::Grant => self.account(Head::Expenses, "Grant", "资助资金使用"),
            Fund::Matching => self.account(Head::Expenses, "Matching", "配套资金使用"),
        }
    }
}

fn moved(debit: LedgerAccount, credit: LedgerAccount, amount: Fen) -> Move {
    Move { debit, credit, amount }
}

/// 明细账 of all rounds: what was set aside, paid, returned, demanded back, received back, and spent by the studios.
///
/// # Errors
/// The case file can't be read.
pub fn ledger(desk: &Desk) -> Result<Report> {
    let store = &desk.store;
    let mut journal =
        Journal { title: "首席技师工作室资助资金明细账".to_owned(), ..Journal::default() };
    for round in store.all::<Round>()? {
        open(&mut journal, store, &round)?;
    }
    for line in store.awarded()? {
        let accounts = Accounts::of(&line);
        payments(&mut journal, store, &accounts, line.case_id)?;
        mispayments(&mut journal, store, &accounts, line.case_id)?;
        recoveries(&mut journal, store, &accounts, line.case_id)?;
        uses(&mut journal, store, &accounts, line.case_id)?;
        held(&mut journal, store, &accounts, line.case_id)?;
    }
    journal.transactions.sort_by_key(|transaction| transaction.on);
    let table = listed(&journal)?;
    let count = journal.transactions.len();
    Ok(Report { document: Some(Document::Journal(journal)), ..Report::list(table) }
        .with("transactions", count)
        .next("记账软件可以直接读取：--out 明细账.journal（hledger）或 --out 明细账.beancount（beancount）"))
}

/// A round's budget as it was set, and as it was adjusted since.
fn budgets(journal: &mut Journal, store: &Store, round: &Stored<Round>) -> Result<()> {
    let Round { year, budget_fen, applications_from, ref notice_no, .. } = round.fact;
    let post = |on, code, summary, one| Transaction {
        on,
        code,
        case: String::new(),
        payee: "本轮预算".to_owned(),
        summary,
        moves: vec![one],
    };
    let changes = store.by::<BudgetChange>("round_id", round.id)?;
    let first = changes.first().map_or(budget_fen, |change| change.fact.from_fen);
    if let Some(amount) = first.filter(|amount| *amount > Fen::ZERO) {
        let (code, summary) = (format!("预算{year}"), format!("{year} 年度预算（{notice_no}）"));
        let one = moved(fund(year), budget(year), amount);
        journal.transactions.push(post(applications_from, code, summary, one));
    }
    for change in changes {
        let BudgetChange { from_fen, to_fen, reason, document, changed_on, .. } = change.fact;
        let more = to_fen.minus(from_fen.unwrap_or(Fen::ZERO))?;
        let one = match more > Fen::ZERO {
            true => moved(fund(year), budget(year), more),
            false => moved(budget(year), fund(year), Fen::ZERO.minus(more)?),
        };
        let (code, summary) =
            (format!("调整{}", change.id), format!("{year} 年度调整预算：{reason}（{document}）"));
        if more != Fen::ZERO {
            journal.transactions.push(post(changed_on, code, summary, one));
        }
    }
    Ok(())
}

/// A round's budget, where it has one, and what is left of the fund in the end.
fn open(journal: &mut Journal, store: &Store, round: &Stored<Round>) -> Result<()> {
    let year = round.fact.year;
    budgets(journal, store, round)?;
    let mut left = round.fact.budget_fen.unwrap_or(Fen::ZERO);
    let mut touched = left > Fen::ZERO;
    for payment in store.payments_of_round(round.id)?.iter().filter(|payment| payment.paid_on.is_some()) {
        (left, touched) = (left.minus(payment.amount_fen)?, true);
    }
    for line in store.awarded()?.iter().filter(|line| line.round_id == round.id) {
        for recovery in store.by::<Recovery>("case_id", line.case_id)? {
            for receipt in store.by::<RecoveryReceipt>("recovery_id", recovery.id)? {
                left = left.plus(receipt.fact.amount_fen)?;
            }
        }
    }
    for one in mispaid(store)? {
        let case = store.by::<GrantCase>("id", one.like.fact.case_id)?;
        if case.iter().any(|case| case.fact.round_id == round.id) {
            let out = if one.end.is_none() { one.fact.amount_fen } else { Fen::ZERO };
            (left, touched) = (left.minus(out)?, true);
        }
    }
    if touched {
        journal.balances.push((fund(year), left));
    }
    Ok(())
}

fn payments(journal: &mut Journal, store: &Store, accounts: &Accounts, case_id: i64) -> Result<()> {
    for payment in store.by::<Payment>("case_id", case_id)? {
        let Payment { kind, part, amount_fen: amount, account_name, .. } = payment.fact;
        let what = format!("{}{}", kind.term(), part.term());
        let post = |on, code, summary, one| accounts.transaction(&account_name, on, code, summary, vec![one]);
        if let Some(paid) = store.newest::<PaymentConfirmation>("payment_id", payment.id)? {
            let PaymentConfirmation { paid_on, bank_ref, .. } = paid.fact;
            let reference = reference(bank_ref.as_deref());
            let one = moved(accounts.studio(), fund(accounts.year), amount);
            let (code, summary) = (format!("拨款{}", payment.id), format!("{what}{reference}"));
            journal.transactions.push(post(paid_on, code, summary, one));
        }
        if let Some(back) = store.newest::<PaymentReturn>("payment_id", payment.id)? {
            let one = moved(fund(accounts.year), accounts.studio(), amount);
            let PaymentReturn { returned_on, bank_ref, reason, .. } = back.fact;
            let summary = format!("{what}退汇{}：{reason}", reference(bank_ref.as_deref()));
            journal.transactions.push(post(returned_on, format!("退汇{}", payment.id), summary, one));
        }
    }
    Ok(())
}

fn mispayments(journal: &mut Journal, store: &Store, accounts: &Accounts, case_id: i64) -> Result<()> {
    for one in mispaid_of(store, case_id)? {
        let mark = one.mark();
        let Mispaid { id, fact, like, end } = one;
        let (amount, account_name) = (fact.amount_fen, like.fact.account_name);
        let post = |on, code, summary, one| accounts.transaction(&account_name, on, code, summary, vec![one]);
        let one = moved(accounts.mispaid(), fund(accounts.year), amount);
        let (code, summary) = (format!("误付{id}"), format!("银行误付，{mark}"));
        journal.transactions.push(post(fact.paid_on, code, summary, one));
        if let Some(MispaymentEnd { ended_on, outcome, bank_ref, reason, .. }) = end {
            let one = moved(fund(accounts.year), accounts.mispaid(), amount);
            let reference = reference(bank_ref.as_deref());
            let summary = format!("误付 {id} {}{reference}：{reason}", outcome.term());
            journal.transactions.push(post(ended_on, format!("误付了结{id}"), summary, one));
        }
    }
    Ok(())
}

fn recoveries(journal: &mut Journal, store: &Store, accounts: &Accounts, case_id: i64) -> Result<()> {
    let post = |on, code, summary, moves| accounts.transaction(&accounts.unit_name, on, code, summary, moves);
    for recovery in store.ever_by::<Recovery>("case_id", case_id)? {
        let Recovery { amount_fen, reason, demanded_on, .. } = recovery.fact;
        let moves = vec![moved(accounts.demanded(), accounts.owed(), amount_fen)];
        let code = format!("追回{}", recovery.id);
        journal.transactions.push(post(demanded_on, code, format!("要求追回：{reason}"), moves));
        for receipt in store.by::<RecoveryReceipt>("recovery_id", recovery.id)? {
            let RecoveryReceipt { amount_fen, received_on, bank_ref, .. } = receipt.fact;
            let reference = reference(bank_ref.as_deref());
            let moves = vec![
                moved(fund(accounts.year), accounts.studio(), amount_fen),
                moved(accounts.owed(), accounts.demanded(), amount_fen),
            ];
            let (code, summary) =
                (format!("收回{}", receipt.id), format!("追回 {} 收回{reference}", recovery.id));
            journal.transactions.push(post(received_on, code, summary, moves));
        }
        if let Some(gone) = store.newest::<RecoveryWithdrawal>("recovery_id", recovery.id)? {
            let RecoveryWithdrawal { reason, withdrawn_on, .. } = gone.fact;
            let open = outstanding(store, recovery.id, amount_fen)?;
            let moves = vec![moved(accounts.owed(), accounts.demanded(), open)];
            let (code, summary) =
                (format!("撤销{}", recovery.id), format!("撤销追回 {}：{reason}", recovery.id));
            journal.transactions.push(post(withdrawn_on, code, summary, moves));
        }
    }
    Ok(())
}

/// What the studio spent, and what of it was reversed.
fn uses(journal: &mut Journal, store: &Store, accounts: &Accounts, case_id: i64) -> Result<()> {
    for entry in store.by::<FundEntry>("case_id", case_id)? {
        let FundEntry { ledger, purpose, spent_on, voucher_no, payee, amount_fen, .. } = entry.fact;
        let purpose_account = accounts.spent(ledger).under("Use", &purpose);
        let source = match ledger {
            Fund::Grant => accounts.studio(),
            Fund::Matching => accounts.matching(),
        };
        let post = |on, code, summary, one| accounts.transaction(&payee, on, code, summary, vec![one]);
        let what = format!("{}{purpose}，凭证 {voucher_no}", ledger.term());
        let one = moved(purpose_account.clone(), source.clone(), amount_fen);
        journal.transactions.push(post(spent_on, format!("支出{}", entry.id), what.clone(), one));
        if let Some(gone) = store.newest::<FundReversal>("fund_entry_id", entry.id)? {
            let FundReversal { reversed_on, reason, .. } = gone.fact;
            let one = moved(source, purpose_account, amount_fen);
            let summary = format!("冲销：{reason}（{what}）");
            journal.transactions.push(post(reversed_on, format!("冲销{}", entry.id), summary, one));
        }
    }
    Ok(())
}

/// What the case file says that the studio holds, has spent and was given by its unit, and still owes.
fn held(journal: &mut Journal, store: &Store, accounts: &Accounts, case_id: i64) -> Result<()> {
    let money = store.case_money(case_id)?;
    let mut open = Fen::ZERO;
    for recovery in store.by::<Recovery>("case_id", case_id)? {
        open = open.plus(outstanding(store, recovery.id, recovery.fact.amount_fen)?)?;
    }
    let mispaid = mispaid_out(store, case_id)?;
    for (account, balance) in [
        (accounts.studio(), money.received_fen.minus(money.spent_fen)?),
        (accounts.spent(Fund::Grant), money.spent_fen),
        (accounts.spent(Fund::Matching), money.matched_fen),
        (accounts.matching(), Fen::ZERO.minus(money.matched_fen)?),
        (accounts.mispaid(), Fen::sum(mispaid.iter().map(|(_, amount)| *amount))?),
        (accounts.demanded(), open),
    ] {
        let touched = |one: &Move| one.debit.is_within(&account) || one.credit.is_within(&account);
        if journal.transactions.iter().flat_map(|transaction| &transaction.moves).any(touched) {
            journal.balances.push((account, balance));
        }
    }
    Ok(())
}

fn listed(journal: &Journal) -> Result<Table> {
    let columns = [
        ("date", "日期"),
        ("code", "凭证"),
        ("case", "案件"),
        ("payee", "单位"),
        ("summary", "摘要"),
        ("debit", "借方科目"),
        ("credit", "贷方科目"),
        ("amount", "金额"),
    ];
    let mut table = Table::new("ledger", "资助资金明细账", &columns);
    let mut total = Fen::ZERO;
    for Transaction { on, code, case, payee, summary, moves } in &journal.transactions {
        for one in moves {
            total = total.plus(one.amount)?;
            table.push(vec![
                (*on).into(),
                code.as_str().into(),
                case.as_str().into(),
                payee.as_str().into(),
                summary.as_str().into(),
                one.debit.chinese().into(),
                one.credit.chinese().into(),
                one.amount.into(),
            ]);
        }
    }
    let mut foot = vec![Datum::Empty; table.columns.len()];
    foot[0] = "发生额合计".into();
    foot[7] = total.into();
    table.totals = Some(foot);
    Ok(table)
}
