//! 结项: the end of a cycle, with its totals and a decision on what is left.

use anyhow::Result;
use chrono::NaiveDate;

use super::{KEEPERS, funded, reviewed_on};
use crate::casework::desk::Hand;
use crate::casework::{Desk, Dossier, Report, dossier, misuse};
use crate::measure::{self, Moment, Verdict, Weight};
use crate::model::Fen;
use crate::model::case_no::CaseRef;
use crate::store::Store;
use crate::store::facts::{Award, Closing, Midterm, Recovery, Rectification};

/// Whether the mid-term failed for good: no rectification is left.
pub(in crate::casework) fn failed_for_good(store: &Store, dossier: &Dossier) -> Result<bool> {
    let last = store.newest::<Midterm>("case_id", dossier.case_id)?;
    let ordered = store.by::<Rectification>("case_id", dossier.case_id)?;
    let Some(last) = last.filter(|last| last.fact.verdict == Verdict::Fail) else { return Ok(false) };
    let used_up = u32::try_from(ordered.len())? >= dossier.policy().rectifications.value;
    Ok(used_up && ordered.iter().all(|order| order.fact.midterm_id != last.id))
}

/// Closes a case: totals as they stand, and a decision where money is left.
///
/// # Errors
/// [`crate::casework::Refusal`] with what the measure says; or the cycle still runs, or money is under way.
pub fn close(desk: &mut Desk, case: CaseRef, decision: Option<&str>) -> Result<Report> {
    let decision = decision.map(str::trim).filter(|text| !text.is_empty());
    let (dossier, closing, findings) = desk.record("assess close", KEEPERS, |book, hand| {
        let (dossier, award, _) = funded(book.store(), case)?;
        ready(book.store(), hand, &dossier, award.cycle_to)?;
        let (closing, findings) = drawn_up(book.store(), &dossier, &award, decision, hand.on)?;
        let case_id = Some(dossier.case_id);
        let findings = hand.settle(book, findings, Weight::Reminder, dossier.round.id, case_id)?;
        book.add(&closing)?;
        Ok((dossier, closing, findings))
    })?;
    let Closing { received_fen, spent_fen, matched_fen, unspent_fen, .. } = closing;
    let mut report = Report::done(format!(
        "{} 已结项：收到资助 {received_fen} 元，使用 {spent_fen} 元，结余 {unspent_fen} 元，配套 {matched_fen} 元",
        dossier.name()
    ))
    .with("case", dossier.no.to_string())
    .with("received", received_fen.plain())
    .with("spent", spent_fen.plain())
    .with("matched", matched_fen.plain())
    .with("unspent", unspent_fen.plain())
    .remind(findings);
    report.paper = super::forms::statement_paper(&desk.store, &dossier)?;
    if unspent_fen > Fen::ZERO {
        report.next.push(format!("结余需要收回的：studiogrant disburse recover {} --amount …", dossier.no));
    }
    report.next.push(format!("打印结项表：studiogrant assess statement {} --out 结项表.docx", dossier.no));
    report.next.push(format!("案件全貌：studiogrant show {}", dossier.no));
    Ok(report)
}

/// Nothing may be under way, and the cycle must be over unless the mid-term failed for good.
fn ready(store: &Store, hand: &Hand, dossier: &Dossier, cycle_to: NaiveDate) -> Result<()> {
    if hand.on <= cycle_to && !failed_for_good(store, dossier)? {
        return misuse(format!(
            "{} 的资助周期到 {cycle_to}，期满以后才能结项（届中考核不合格且不再整改的除外）",
            dossier.name()
        ));
    }
    let payments = store.payments_of_case(dossier.case_id)?;
    if let Some(open) = payments.iter().find(|payment| payment.paid_on.is_none()) {
        return misuse(format!(
            "{} 有款项在批次 {} 中，还没有付出。请先付款或作废批次，再结项",
            dossier.name(),
            open.batch_id
        ));
    }
    for recovery in store.by::<Recovery>("case_id", dossier.case_id)? {
        let open = crate::casework::disburse::outstanding(store, recovery.id, recovery.fact.amount_fen)?;
        if open > Fen::ZERO {
            return misuse(format!("{} 的追回 {} 还有 {open} 元没有收回", dossier.name(), recovery.id));
        }
    }
    Ok(())
}

fn drawn_up(
    store: &Store,
    dossier: &Dossier,
    award: &Award,
    decision: Option<&str>,
    on: NaiveDate,
) -> Result<(Closing, Vec<measure::Finding>)> {
    let money = store.case_money(dossier.case_id)?;
    let closing = measure::Closing {
        closed_on: on,
        cycle: dossier::cycle(award),
        received_fen: money.received_fen,
        spent_fen: money.spent_fen,
        decision: decision.unwrap_or_default(),
        matching_fen: money.matched_fen,
        reviewed_on: reviewed_on(store, dossier.case_id)?,
    };
    let unspent_fen = money.received_fen.minus(money.spent_fen)?;
    if unspent_fen < Fen::ZERO && decision.is_none() {
        return misuse(format!(
            "{} 支出 {} 元，超过收到的 {} 元（收回以后）。请写明处理决定：--decision",
            dossier.name(),
            money.spent_fen,
            money.received_fen
        ));
    }
    let mut findings = measure::examine(Moment::Closing(&closing), dossier.policy());
    for finding in findings.iter_mut().filter(|finding| finding.code == "A5-3") {
        finding.cure.push_str("：--decision 处理决定");
    }
    let closing = Closing {
        case_id: dossier.case_id,
        closed_on: on,
        received_fen: money.received_fen,
        spent_fen: money.spent_fen,
        matched_fen: money.matched_fen,
        unspent_fen,
        decision: decision.map(str::to_owned),
    };
    Ok((closing, findings))
}
