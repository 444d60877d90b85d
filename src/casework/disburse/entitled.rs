//! 应拨额: the standard less comparable support (A9-2), decided again whenever a judgement changes it.

use anyhow::Result;

use super::CASHIERS;
use super::instalment::instalments;
use crate::casework::entitlement::district;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::model::Fen;
use crate::model::acts::{GrantKind, Ground, Part};
use crate::model::case_no::CaseRef;
use crate::store::facts::{Batch, Entitlement, Overlap, Recovery, RecoveryReceipt};
use crate::store::{Store, Stored};

/// 同类资助: one support that a unit has from elsewhere, and how it was judged.
pub struct Support<'a> {
    /// What it is called.
    pub name: &'a str,
    /// How much.
    pub amount: Fen,
    /// Whether it counts as the same kind.
    pub comparable: bool,
    /// Why.
    pub reason: &'a str,
}

/// The entitlement of a kind as decided last.
pub(super) fn current(store: &Store, case_id: i64, kind: GrantKind) -> Result<Option<Entitlement>> {
    let decided =
        store.matching::<Entitlement>(&[("case_id", case_id.into()), ("kind", kind.code().into())])?;
    Ok(decided.into_iter().next_back().map(|entitlement| entitlement.fact))
}

/// What was really paid of a kind, returned payments left out.
pub(super) fn paid(store: &Store, case_id: i64, kind: GrantKind) -> Result<Fen> {
    let payments = store.payments_of_case(case_id)?;
    let paid = payments.iter().filter(|payment| payment.kind == kind && payment.paid_on.is_some());
    Ok(Fen::sum(paid.map(|payment| payment.amount_fen))?)
}

/// What was demanded back of a kind, received or not.
pub(super) fn demanded(store: &Store, case_id: i64, kind: GrantKind) -> Result<Fen> {
    let keys = [("case_id", case_id.into()), ("kind", kind.code().into())];
    let recoveries = store.matching::<Recovery>(&keys)?;
    Ok(Fen::sum(recoveries.iter().map(|recovery| recovery.fact.amount_fen))?)
}

/// The recoveries of what was paid of a kind beyond its entitlement.
fn of_excess(store: &Store, case_id: i64, kind: GrantKind) -> Result<Vec<Stored<Recovery>>> {
    let ground = Ground::Excess.code();
    let keys = [("case_id", case_id.into()), ("kind", kind.code().into()), ("ground", ground.into())];
    Ok(store.matching(&keys)?)
}

/// What was paid of a kind beyond its entitlement and came back: it counts as not paid.
pub(super) fn given_back(store: &Store, case_id: i64, kind: GrantKind) -> Result<Fen> {
    received(store, &of_excess(store, case_id, kind)?)
}

/// What came back of these recoveries.
pub(super) fn received(store: &Store, recoveries: &[Stored<Recovery>]) -> Result<Fen> {
    let mut sum = Fen::ZERO;
    for recovery in recoveries {
        for receipt in store.by::<RecoveryReceipt>("recovery_id", recovery.id)? {
            sum = sum.plus(receipt.fact.amount_fen)?;
        }
    }
    Ok(sum)
}

/// What was paid of a kind beyond its entitlement and has not been demanded back yet.
pub(super) fn excess(store: &Store, entitled: &Entitlement) -> Result<Fen> {
    let Entitlement { case_id, kind, amount_fen, .. } = *entitled;
    let paid = paid(store, case_id, kind)?;
    let known = of_excess(store, case_id, kind)?;
    let known = Fen::sum(known.iter().map(|recovery| recovery.fact.amount_fen))?;
    // Nothing is demanded twice, for whatever ground it was the first time.
    let left = paid.minus(demanded(store, case_id, kind)?)?;
    Ok(paid.minus(amount_fen)?.minus(known)?.min(left).max(Fen::ZERO))
}

/// Records a judgement on another support; an announced case is entitled anew.
///
/// # Errors
/// The name or the reason is missing, or the date lies before the application.
pub fn overlap(desk: &mut Desk, case: CaseRef, support: &Support<'_>) -> Result<Report> {
    let (name, reason) = (support.name.trim().to_owned(), support.reason.trim().to_owned());
    if name.is_empty() || reason.is_empty() {
        return misuse("同类资助认定须写明资助项目（--name）和理由（--reason）");
    }
    let kept = name.clone();
    let (dossier, entitled, excess) = desk.record("disburse overlap", CASHIERS, |book, hand| {
        let dossier = Dossier::load(book.store(), case)?;
        hand.not_before(dossier.revision.fact.head.filed_on, "申报")?;
        let known = book
            .store()
            .matching::<Overlap>(&[("case_id", dossier.case_id.into()), ("name", kept.as_str().into())])?;
        let same =
            |known: &Overlap| (known.amount_fen, known.comparable) == (support.amount, support.comparable);
        if known.last().is_some_and(|known| same(&known.fact)) {
            return misuse(format!("{} 的“{kept}”已有相同的认定", dossier.name()));
        }
        book.add(&Overlap {
            case_id: dossier.case_id,
            name: kept,
            amount_fen: support.amount,
            comparable: support.comparable,
            reason,
            judged_on: hand.on,
        })?;
        let Some((_, document)) = dossier.award(book.store())? else { return Ok((dossier, None, Fen::ZERO)) };
        hand.not_before(document.announced_on, "发文公布")?;
        let entitled = district(book.store(), &dossier, hand.on)?;
        let before = current(book.store(), dossier.case_id, GrantKind::District)?;
        if before.is_none_or(|before| {
            (before.deducted_fen, before.amount_fen) != (entitled.deducted_fen, entitled.amount_fen)
        }) {
            book.add(&entitled)?;
        }
        let excess = excess(book.store(), &entitled)?;
        let mut due = instalments(book.store(), &dossier, None, hand.on)?;
        due.retain(|one| one.kind == GrantKind::District && one.part == Part::Supplement);
        Ok((dossier, Some((entitled, due.pop())), excess))
    })?;
    let overtaken = overtaken(&desk.store, dossier.case_id)?;
    let kind = if support.comparable { "属同类" } else { "不属同类" };
    let sentence = format!("已认定 {} 的“{name}”{} 元{kind}", dossier.name(), support.amount);
    let mut report = Report::done(sentence)
        .with("case", dossier.no.to_string())
        .with("amount", support.amount.plain())
        .with("comparable", support.comparable);
    match entitled {
        None => report.next.push("公布名单时按认定核减应拨额".to_owned()),
        Some((entitled, supplement)) => {
            let Entitlement { standard_fen, deducted_fen, amount_fen, .. } = entitled;
            report.done.push(format!(
                "区级应拨额 {amount_fen} 元（标准 {standard_fen} 元，扣减 {deducted_fen} 元）"
            ));
            report = report.with("entitlement", amount_fen.plain()).with("to_recover", excess.plain());
            if excess > Fen::ZERO {
                report.done.push(format!("已付超过应拨额 {excess} 元，应追回"));
                let no = dossier.no;
                let command =
                    format!("studiogrant disburse recover {no} --amount {} --reason …", excess.plain());
                report.next.push(format!("追回多拨的款项：{command}"));
            }
            if let Some(supplement) = supplement {
                let (no, amount) = (dossier.no, supplement.amount);
                report.next.push(format!("应补拨 {amount} 元：studiogrant disburse plan --case {no}"));
            }
            report.done.extend(overtaken);
        }
    }
    Ok(report)
}

/// The batches that were drawn up before the newest entitlement and are not paid.
fn overtaken(store: &Store, case_id: i64) -> Result<Vec<String>> {
    let newest = store.newest::<Entitlement>("case_id", case_id)?.map_or(0, |newest| newest.entry_id);
    let mut sentences = Vec::new();
    for payment in store.payments_of_case(case_id)?.iter().filter(|payment| payment.paid_on.is_none()) {
        let batch = payment.batch_id;
        if store.by::<Batch>("id", batch)?.iter().any(|drawn_up| drawn_up.entry_id < newest) {
            sentences.push(format!(
                "批次 {batch} 里的拨款 {}（{} 元）是按原来的应拨额编制的，请先作废：studiogrant disburse cancel {batch} --reason …",
                payment.id, payment.amount_fen
            ));
        }
    }
    Ok(sentences)
}
