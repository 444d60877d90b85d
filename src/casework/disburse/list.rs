//! 拨付情况: entitlement by entitlement, and every movement of money in its order.

use anyhow::Result;
use chrono::NaiveDate;

use super::entitled::current;
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report};
use crate::model::acts::GrantKind;
use crate::model::{Datum, Fen, Table};
use crate::store::facts::{Payment, PaymentConfirmation, PaymentReturn, Recovery, RecoveryReceipt};
use crate::store::{Store, views::CaseLine};

/// Entitlements of a round with what became of each; only those with something left to pay, if `due`.
///
/// # Errors
/// There is no such round, or the case file can't be read.
pub fn list(desk: &Desk, year: Option<i64>, due: bool) -> Result<Report> {
    let round = RoundFile::load(&desk.store, year)?;
    let columns = [
        ("case", "案件"),
        ("unit_name", "申报单位"),
        ("kind", "资金类别"),
        ("clause", "依据"),
        ("standard", "标准"),
        ("deducted", "同类扣减"),
        ("entitlement", "应拨额"),
        ("planned", "在办"),
        ("paid", "已付"),
        ("returned", "退汇"),
        ("remaining", "未拨"),
        ("payments", "拨款编号"),
    ];
    let title = format!("{} 年度{}", round.round.year, if due { "未拨足的资助" } else { "资助拨付情况" });
    let mut table = Table::new("entitlements", title, &columns);
    let mut totals = [Fen::ZERO; 5];
    for line in desk.store.cases_of_round(round.id)? {
        for kind in GrantKind::ALL {
            let Some(row) = entitlement(&desk.store, &line, *kind)? else { continue };
            if due && row.money[4] <= Fen::ZERO {
                continue;
            }
            for (total, amount) in totals.iter_mut().zip(row.money) {
                *total = total.plus(amount)?;
            }
            let head = [
                round.case_no(line.serial).to_string().into(),
                line.unit_name.as_str().into(),
                Datum::Term { code: kind.code(), term: kind.term() },
                row.clause.into(),
                row.standard.into(),
                row.deducted.into(),
            ];
            let money = row.money.map(Datum::from);
            table.push([&head[..], &money[..], &[row.payments.into()]].concat());
        }
    }
    let mut foot = vec![Datum::Empty; columns.len()];
    foot[0] = "合计".into();
    for (cell, total) in foot[6..11].iter_mut().zip(totals) {
        *cell = total.into();
    }
    table.totals = Some(foot);
    Ok(Report::list(table).with("year", round.round.year))
}

/// One entitlement and its money: entitled, under way, paid, returned, left.
struct Row {
    clause: &'static str,
    standard: Fen,
    deducted: Fen,
    money: [Fen; 5],
    payments: String,
}

fn entitlement(store: &Store, line: &CaseLine, kind: GrantKind) -> Result<Option<Row>> {
    let Some(entitled) = current(store, line.case_id, kind)? else { return Ok(None) };
    let mut live = store.payments_of_case(line.case_id)?;
    live.retain(|payment| payment.kind == kind);
    let sum = |paid: bool| {
        let these = live.iter().filter(|payment| payment.paid_on.is_some() == paid);
        Fen::sum(these.map(|payment| payment.amount_fen))
    };
    let (planned, paid) = (sum(false)?, sum(true)?);
    let keys = [("case_id", line.case_id.into()), ("kind", kind.code().into())];
    let mut returned = Fen::ZERO;
    for payment in store.matching::<Payment>(&keys)? {
        if !store.by::<PaymentReturn>("payment_id", payment.id)?.is_empty() {
            returned = returned.plus(payment.fact.amount_fen)?;
        }
    }
    let left = entitled.amount_fen.minus(planned)?.minus(paid)?;
    let clause = match (kind, entitled.deducted_fen > Fen::ZERO) {
        (GrantKind::District, false) => "四(一)",
        (GrantKind::District, true) => "四(一)、九2",
        (GrantKind::Municipal, _) => "四(三)",
    };
    let numbers: Vec<_> = live.iter().map(|payment| payment.id.to_string()).collect();
    Ok(Some(Row {
        clause,
        standard: entitled.standard_fen,
        deducted: entitled.deducted_fen,
        money: [entitled.amount_fen, planned, paid, returned, left],
        payments: numbers.join("、"),
    }))
}

/// One movement of money.
struct Posting {
    on: NaiveDate,
    case_id: i64,
    debit: &'static str,
    credit: &'static str,
    amount: Fen,
    what: String,
}

const BANK: &str = "专项资金存款";
const DEMANDED: &str = "应收追回款";

fn expense(kind: GrantKind) -> &'static str {
    match kind {
        GrantKind::District => "资助支出：区级资助",
        GrantKind::Municipal => "资助支出：市级获评资助",
    }
}

/// 明细账: every movement of money by date, each with the account that gets it and the account that gives it.
/// Returned payments and recoveries stand for themselves, nothing is netted.
///
/// # Errors
/// The case file can't be read.
pub fn ledger(desk: &Desk) -> Result<Report> {
    let store = &desk.store;
    let mut postings = payments(store)?;
    postings.extend(recoveries(store)?);
    postings.sort_by_key(|posting| posting.on);
    let columns = [
        ("date", "日期"),
        ("case", "案件"),
        ("unit_name", "单位"),
        ("summary", "摘要"),
        ("debit", "借方科目"),
        ("credit", "贷方科目"),
        ("amount", "金额"),
    ];
    let mut table = Table::new("ledger", "资助资金明细账", &columns);
    let mut total = Fen::ZERO;
    for posting in postings {
        let case = store.case_line(posting.case_id)?;
        let (number, unit) = case.map_or_else(Default::default, |case| {
            let no = crate::model::case_no::CaseNo { year: case.year, serial: case.serial };
            (no.to_string(), case.unit_name)
        });
        total = total.plus(posting.amount)?;
        table.push(vec![
            posting.on.into(),
            number.into(),
            unit.into(),
            posting.what.into(),
            posting.debit.into(),
            posting.credit.into(),
            posting.amount.into(),
        ]);
    }
    let mut foot = vec![Datum::Empty; columns.len()];
    foot[0] = "发生额合计".into();
    foot[6] = total.into();
    table.totals = Some(foot);
    Ok(Report::list(table))
}

fn payments(store: &Store) -> Result<Vec<Posting>> {
    let mut postings = Vec::new();
    for payment in store.all::<Payment>()? {
        let Payment { case_id, kind, part, amount_fen: amount, .. } = payment.fact;
        let (kind_shown, part) = (kind.term(), part.term());
        if let Some(paid) = store.newest::<PaymentConfirmation>("payment_id", payment.id)? {
            let reference = paid.fact.bank_ref.map(|text| format!("，流水号 {text}")).unwrap_or_default();
            let what = format!("拨款 {}：{kind_shown}{part}{reference}", payment.id);
            let (debit, credit) = (expense(kind), BANK);
            postings.push(Posting { on: paid.fact.paid_on, case_id, debit, credit, amount, what });
        }
        if let Some(back) = store.newest::<PaymentReturn>("payment_id", payment.id)? {
            let what = format!("拨款 {} 退汇：{}", payment.id, back.fact.reason);
            let (debit, credit) = (BANK, expense(kind));
            postings.push(Posting { on: back.fact.returned_on, case_id, debit, credit, amount, what });
        }
    }
    Ok(postings)
}

fn recoveries(store: &Store) -> Result<Vec<Posting>> {
    let mut postings = Vec::new();
    for recovery in store.all::<Recovery>()? {
        let Recovery { case_id, amount_fen, reason, demanded_on } = recovery.fact;
        let what = format!("追回 {}：{reason}", recovery.id);
        let (debit, credit) = (DEMANDED, "资助支出：追回");
        postings.push(Posting { on: demanded_on, case_id, debit, credit, amount: amount_fen, what });
        for receipt in store.by::<RecoveryReceipt>("recovery_id", recovery.id)? {
            let RecoveryReceipt { amount_fen: amount, received_on: on, .. } = receipt.fact;
            let what = format!("收回追回 {}", recovery.id);
            postings.push(Posting { on, case_id, debit: BANK, credit: DEMANDED, amount, what });
        }
    }
    Ok(postings)
}
