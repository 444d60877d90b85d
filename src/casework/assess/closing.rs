//! 结项: the end of a cycle, with its statement and a decision on what is left.

use anyhow::Result;
use chrono::NaiveDate;

use super::deadline::due_on;
use super::forms::statement_paper;
use super::overspent::overspent;
use super::standing::{Moved, Then, as_received, moved};
use super::tasks::results;
use super::{KEEPERS, funded, reviewed_on, statement_tables};
use crate::casework::desk::Hand;
use crate::casework::disburse::{LEFT_OVER, Unknown, excesses, kept, mispaid_out, outstanding, unidentified};
use crate::casework::{Desk, Dossier, Report, dossier, misuse, not_met};
use crate::measure::{self, Finding, Moment, Verdict, Weight};
use crate::model::Fen;
use crate::model::acts::{Deadline, GrantKind, Ground, Rest};
use crate::model::case_no::CaseRef;
use crate::model::text::given;
use crate::store::facts::{
    Announcement, Award, Closing, Midterm, MidtermVoid, MunicipalAward, MunicipalDecline, Recommendation,
    Recovery, Rectification,
};
use crate::store::{Book, Store, Stored};

/// 结项决定: what the bureau decides at the end.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settlement<'a> {
    /// What becomes of unused money.
    pub rest: Option<Rest>,
    /// Why.
    pub reason: Option<&'a str>,
    /// What the bureau says of the work done.
    pub conclusion: Option<&'a str>,
    /// Why the cycle ends early: the unit gives up, or is dissolved.
    pub ended: Option<&'a str>,
    /// What becomes of matching money that lacks.
    pub shortfall: Option<&'a str>,
}

/// Whether the mid-term failed for good: no rectification is left.
pub(in crate::casework) fn failed_for_good(store: &Store, dossier: &Dossier) -> Result<bool> {
    failed_before(store, dossier, i64::MAX)
}

/// Whether a mid-term that was passed stood before an entry.
pub(in crate::casework) fn passed_before(store: &Store, case_id: i64, entry_id: i64) -> Result<bool> {
    let standing = standing_before(store, case_id, entry_id)?;
    Ok(standing.iter().any(|midterm| midterm.fact.verdict != Verdict::Fail))
}

/// The mid-terms that stood before an entry.
fn standing_before(store: &Store, case_id: i64, entry_id: i64) -> Result<Vec<Stored<Midterm>>> {
    let mut standing = Vec::new();
    for midterm in store.ever_by::<Midterm>("case_id", case_id)? {
        let voided = store.by::<MidtermVoid>("midterm_id", midterm.id)?;
        if midterm.entry_id < entry_id && voided.iter().all(|voided| voided.entry_id >= entry_id) {
            standing.push(midterm);
        }
    }
    Ok(standing)
}

/// Whether it failed for good, as it was known before an entry.
pub(in crate::casework) fn failed_before(store: &Store, dossier: &Dossier, entry_id: i64) -> Result<bool> {
    let standing = standing_before(store, dossier.case_id, entry_id)?;
    // An order falls with the mid-term it rests on.
    let mut ordered = store.ever_by::<Rectification>("case_id", dossier.case_id)?;
    ordered.retain(|order| {
        order.entry_id < entry_id && standing.iter().any(|midterm| midterm.id == order.fact.midterm_id)
    });
    let Some(last) = standing.last().filter(|last| last.fact.verdict == Verdict::Fail) else {
        return Ok(false);
    };
    let used_up = u32::try_from(ordered.len())? >= dossier.policy().rectifications.value;
    Ok(used_up && ordered.iter().all(|order| order.fact.midterm_id != last.id))
}

/// Closes a case with its statement; money that is to go back is demanded in the same breath.
///
/// # Errors
/// [`crate::casework::Refusal`] with what the measure says; or the cycle still runs, or money is under way.
pub fn close(desk: &mut Desk, case: CaseRef, settlement: Settlement<'_>) -> Result<Report> {
    let (dossier, closing, recoveries, findings) = desk.record("assess close", KEEPERS, |book, hand| {
        let (dossier, award, document) = funded(book.store(), case)?;
        let (closing, mut findings) =
            drawn_up(book.store(), &dossier, (&award, &document), settlement, hand.on)?;
        findings.extend(under_way(book.store(), hand, &dossier, award.cycle_to, closing.ended.is_some())?);
        findings.extend(without_result(book.store(), &dossier)?);
        measure::sort(&mut findings);
        let case_id = Some(dossier.case_id);
        let findings = hand.settle(book, findings, Weight::Reminder, dossier.round.id, case_id)?;
        book.add(&closing)?;
        let recoveries = match closing.rest {
            Some(Rest::Return) => demanded_back(book, &closing)?,
            _ => Vec::new(),
        };
        Ok((dossier, closing, recoveries, findings))
    })?;
    let Closing { received_fen, spent_fen, matched_fen, unspent_fen, rest, .. } = closing;
    let no = dossier.no;
    let Moved { paid, .. } = Moved::all(&moved(&desk.store, dossier.case_id, Then::NOW)?)?;
    let mut report = Report::done(format!(
        "{} 已结项：{}，使用 {spent_fen} 元，结余 {unspent_fen} 元{}，配套 {matched_fen} 元",
        dossier.name(),
        as_received(paid, received_fen, true)?,
        rest.map(|rest| format!("（{}）", rest.term())).unwrap_or_default()
    ))
    .with("case", no.to_string())
    .with("received", received_fen.plain())
    .with("spent", spent_fen.plain())
    .with("matched", matched_fen.plain())
    .with("unspent", unspent_fen.plain())
    .with("rest", rest.map(Rest::code))
    .with("recovery", recoveries.first().map(|(recovery, _)| *recovery))
    .remind(findings);
    let dossier = Dossier::by_id(&desk.store, dossier.case_id)?;
    report.tables = statement_tables(&desk.store, &dossier, desk.hand.on)?;
    report = report.paper(statement_paper(&desk.store, &dossier)?);
    for (recovery, amount) in recoveries {
        report.done.push(format!("已登记追回 {recovery}：退回结余 {amount} 元"));
        let amount = amount.plain();
        report.next.push(format!("款项收回以后：studiogrant disburse receive {recovery} --amount {amount}"));
    }
    report.next.push(format!("打印结项表：studiogrant assess statement {no} --out 结项表.docx"));
    report.next.push(format!("案件全貌：studiogrant show {no}"));
    Ok(report)
}

/// Demands what is left back: of the district's money first, of the city's what is more than that.
fn demanded_back(book: &mut Book<'_>, closing: &Closing) -> Result<Vec<(i64, Fen)>> {
    let (mut left, mut recoveries) = (closing.unspent_fen, Vec::new());
    for kind in GrantKind::ALL {
        let kept = kept(book.store(), closing.case_id, *kind)?;
        let amount_fen = left.min(kept);
        if amount_fen > Fen::ZERO {
            left = left.minus(amount_fen)?;
            let recovery = Recovery {
                case_id: closing.case_id,
                kind: *kind,
                ground: Ground::Other,
                amount_fen,
                reason: format!("{LEFT_OVER}{}", closing.decision.as_deref().unwrap_or_default()),
                demanded_on: closing.closed_on,
            };
            recoveries.push((book.add(&recovery)?, amount_fen));
        }
    }
    Ok(recoveries)
}

/// A recommendation of which nobody knows what the city made: after the closing nothing is paid for it any more.
fn without_result(store: &Store, dossier: &Dossier) -> Result<Option<Finding>> {
    let Some(made) = store.newest::<Recommendation>("case_id", dossier.case_id)? else { return Ok(None) };
    let decided = !store.by::<MunicipalAward>("case_id", dossier.case_id)?.is_empty()
        || !store.by::<MunicipalDecline>("case_id", dossier.case_id)?.is_empty();
    if decided {
        return Ok(None);
    }
    let found = format!("{} 推荐申报市级，还没有登记市级结果", made.fact.recommended_on);
    let cure =
        "结项以后不再登记市级结果，也不再拨付；已有结果的，先登记：studiogrant publish municipal".to_owned();
    Ok(not_met("A4-3", found, cure).map(Finding::reminder))
}

/// What stands in the way: the cycle still runs, doesn't end early and the mid-term didn't fail for good, or something is under way.
fn under_way(
    store: &Store,
    hand: &Hand,
    dossier: &Dossier,
    cycle_to: NaiveDate,
    ended: bool,
) -> Result<Vec<Finding>> {
    let (no, mut findings) = (dossier.no, Vec::new());
    if hand.on > cycle_to && ended {
        return misuse(format!("资助周期到 {cycle_to}，已经期满，不用写 --ended"));
    }
    if hand.on <= cycle_to && !ended && !failed_for_good(store, dossier)? {
        findings.extend(not_met(
            "A7-1",
            format!("资助周期到 {cycle_to}，期满以后才能结项（届中考核不合格且不再整改的除外）"),
            format!("期满以后再办；单位放弃或注销的，用 --ended 写明提前结束的原因；现在的收支和成果见 studiogrant assess statement {no}"),
        ));
    }
    if let Some(change) = dossier.leader_change(store)? {
        let found = format!("{} 提出的更换带头人还没有决定", change.fact.proposed_on);
        findings.extend(not_met("A8-1c", found, "请先批准或不批准更换，再结项".to_owned()));
    }
    for (entitled, excess) in excesses(store, dossier.case_id, dossier.stage)? {
        let kind = entitled.kind.term();
        let found = format!("{kind}多拨 {excess} 元，还没有要求退回");
        let cure = format!(
            "要求退回，收回以后再结项：studiogrant disburse recover {no} --kind {kind} --ground 多拨 --amount {} --reason 多拨",
            excess.plain()
        );
        findings.extend(not_met("A9-1c", found, cure));
    }
    let payments = store.payments_of_case(dossier.case_id)?;
    for open in payments.iter().filter(|payment| payment.paid_on.is_none()) {
        let found = format!("批次 {} 中有 {} 元还没有付出", open.batch_id, open.amount_fen);
        findings.extend(not_met("A9-1c", found, "请先付款或作废批次，再结项".to_owned()));
    }
    for (id, amount) in mispaid_out(store, dossier.case_id)? {
        let found = format!("银行误付的 {amount} 元（误付 {id}）还没有退回");
        let cure = format!(
            "退回以后登记再结项：studiogrant disburse mispaid {id} --returned --reason …；不是本项目款项的：--not-ours"
        );
        findings.extend(not_met("A9-1c", found, cure));
    }
    for Unknown { line, direction, amount, .. } in unidentified(store, dossier.case_id)? {
        let found = format!("银行{}的 {amount} 元（明细 {line}）还没有认定是哪一笔", direction.term());
        let cure = format!("请先认定，再结项：studiogrant disburse identify {line}");
        findings.extend(not_met("A9-1c", found, cure));
    }
    for recovery in store.by::<Recovery>("case_id", dossier.case_id)? {
        let open = outstanding(store, recovery.id, recovery.fact.amount_fen)?;
        if open > Fen::ZERO {
            let found = format!("追回 {} 还有 {open} 元没有收回", recovery.id);
            let cure = format!(
                "收回以后登记再结项：studiogrant disburse receive {} --amount {}",
                recovery.id,
                open.plain()
            );
            findings.extend(not_met("A9-1c", found, cure));
        }
    }
    Ok(findings)
}

fn drawn_up(
    store: &Store,
    dossier: &Dossier,
    (award, document): (&Award, &Announcement),
    settlement: Settlement<'_>,
    on: NaiveDate,
) -> Result<(Closing, Vec<Finding>)> {
    let (decision, conclusion) = (given(settlement.reason), given(settlement.conclusion));
    let (ended, shortfall) = (given(settlement.ended), given(settlement.shortfall));
    let money = store.case_money(dossier.case_id)?;
    let unspent_fen = money.received_fen.minus(money.spent_fen)?;
    let closing = measure::Closing {
        closed_on: on,
        cycle: dossier::cycle(award),
        received_fen: money.received_fen,
        spent_fen: money.spent_fen,
        overspent: overspent(store, dossier.case_id)?,
        rest: settlement.rest,
        decision: decision.as_deref().unwrap_or_default(),
        conclusion: conclusion.as_deref().unwrap_or_default(),
        failed: failed_for_good(store, dossier)?,
        ended: ended.as_deref().unwrap_or_default(),
        shortfall: shortfall.as_deref().unwrap_or_default(),
        achievements: results(store, dossier.case_id)?,
        matching_fen: money.matched_fen,
        reviewed_on: reviewed_on(store, dossier.case_id)?,
        review_extended_to: due_on(store, dossier, award, document, Deadline::Review)?,
    };
    if unspent_fen <= Fen::ZERO && settlement.rest.is_some() {
        return misuse(format!("{} 没有结余，不用写 --decision", dossier.name()));
    }
    if shortfall.is_some() && money.matched_fen >= dossier.policy().matching_minimum.value {
        return misuse(format!("{} 的配套资金已经到位，不用写 --shortfall", dossier.name()));
    }
    let mut findings = measure::examine(Moment::Closing(&closing), dossier.policy());
    for finding in &mut findings {
        match finding.code {
            "A5-2" => {
                let no = dossier.no;
                finding.cure.push_str(&format!(
                    "：studiogrant assess reverse 编号 --reason …（编号见 studiogrant assess funds {no}）"
                ));
            }
            "A4-2b" if finding.weight > Weight::Reminder => finding.cure.push_str("：--shortfall 决定"),
            "A5-3" => finding.cure.push_str("：--decision 退回|留用 --reason 理由"),
            "A7-2" => finding.cure.push_str("：--conclusion 意见"),
            _ => {}
        }
    }
    let closing = Closing {
        case_id: dossier.case_id,
        closed_on: on,
        received_fen: money.received_fen,
        spent_fen: money.spent_fen,
        matched_fen: money.matched_fen,
        unspent_fen,
        ended,
        shortfall,
        rest: settlement.rest,
        decision,
        conclusion,
    };
    Ok((closing, findings))
}
