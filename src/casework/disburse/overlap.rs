//! 同类资助认定: support from elsewhere, and the entitlement that follows from it (A9-2).

use anyhow::Result;

use super::CASHIERS;
use super::entitled::current;
use super::excess::{excess, without_ground};
use super::ground::entitled_again;
use super::instalment::instalments;
use super::plan::is_in_cycle;
use crate::casework::entitlement::{district, taken_off};
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::measure::publication::plain;
use crate::model::Fen;
use crate::model::acts::{GrantKind, Part};
use crate::model::case_no::CaseRef;
use crate::model::text::tidy;
use crate::store::Store;
use crate::store::facts::{Entitlement, Overlap};

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

/// Records a judgement on another support; an announced case is entitled anew.
///
/// # Errors
/// The name or the reason is missing, or the date lies before the application.
pub fn overlap(desk: &mut Desk, case: CaseRef, support: &Support<'_>) -> Result<Report> {
    let (name, reason) = (tidy(support.name).into_owned(), support.reason.trim().to_owned());
    if name.is_empty() || reason.is_empty() {
        return misuse("同类资助认定须写明资助项目（--name）和理由（--reason）");
    }
    if support.comparable && support.amount <= Fen::ZERO {
        let amount = support.amount;
        return misuse(format!(
            "属同类的资助金额 {amount} 元，应大于 0。请核对 --amount；其实没有、或不属同类的，用 --not-comparable"
        ));
    }
    let (dossier, name, entitled, excess) = desk.record("disburse overlap", CASHIERS, |book, hand| {
        let dossier = Dossier::load(book.store(), case)?;
        hand.not_before(dossier.revision.fact.head.filed_on, "申报")?;
        let mut known = book.store().by::<Overlap>("case_id", dossier.case_id)?;
        known.retain(|known| plain(&known.fact.name) == plain(&name));
        // However it is spaced this time, the support that was judged before is meant.
        let name = known.first().map_or(name, |known| known.fact.name.clone());
        let same =
            |known: &Overlap| (known.amount_fen, known.comparable) == (support.amount, support.comparable);
        if known.last().is_some_and(|known| same(&known.fact)) {
            return misuse(format!("{} 的“{name}”已有相同的认定", dossier.name()));
        }
        book.add(&Overlap {
            case_id: dossier.case_id,
            name: name.clone(),
            amount_fen: support.amount,
            comparable: support.comparable,
            reason,
            judged_on: hand.on,
        })?;
        let Some((_, document)) = dossier.award(book.store())? else {
            return Ok((dossier, name, None, Fen::ZERO));
        };
        hand.not_before(document.announced_on, "发文公布")?;
        let entitled = district(book.store(), &dossier, hand.on)?;
        let before = current(book.store(), dossier.case_id, GrantKind::District)?;
        if before.is_none_or(|before| {
            (before.deducted_fen, before.amount_fen) != (entitled.deducted_fen, entitled.amount_fen)
        }) {
            book.add(&entitled)?;
        }
        let excess = excess(book.store(), &entitled, dossier.stage)?;
        let mut due = match is_in_cycle(dossier.stage) {
            true => instalments(book.store(), &dossier, None, hand.on)?,
            false => Vec::new(),
        };
        due.retain(|one| one.kind == GrantKind::District && one.part == Part::Supplement);
        Ok((dossier, name, Some((entitled, due.pop())), excess))
    })?;
    let overtaken = overtaken(&desk.store, dossier.case_id)?;
    let gone = without_ground(&desk.store, dossier.case_id)?;
    let kind = if support.comparable { "属同类" } else { "不属同类" };
    let sentence = format!("已认定 {} 的“{name}”{} 元{kind}", dossier.name(), support.amount);
    let mut report = Report::done(sentence)
        .with("case", dossier.no.to_string())
        .with("amount", support.amount.plain())
        .with("comparable", support.comparable);
    match entitled {
        None => report.next.push("公布名单时按认定核减核定额".to_owned()),
        Some((entitled, supplement)) => {
            let less = taken_off(&entitled)?;
            let Entitlement { standard_fen, deducted_fen, amount_fen, .. } = entitled;
            let cut = match less < deducted_fen {
                true => format!("；同类资助共 {deducted_fen} 元，减到零为止"),
                false => String::new(),
            };
            report
                .done
                .push(format!("区级核定额 {amount_fen} 元（标准 {standard_fen} 元，扣减 {less} 元{cut}）"));
            report = report.with("entitlement", amount_fen.plain()).with("to_recover", excess.plain());
            if excess > Fen::ZERO {
                report.done.push(format!("已付超过应拨额 {excess} 元，应追回"));
                let no = dossier.no;
                let command = format!(
                    "studiogrant disburse recover {no} --ground 多拨 --amount {} --reason …",
                    excess.plain()
                );
                report.next.push(format!("追回多拨的款项：{command}"));
            }
            if let Some(supplement) = supplement {
                let (no, amount) = (dossier.no, supplement.amount);
                report.next.push(format!("应补拨 {amount} 元：studiogrant disburse plan --case {no}"));
            }
            report.done.extend(overtaken);
        }
    }
    Ok(report.remind(gone))
}

/// The payments on their way that were drawn up before the entitlement of their kind was decided anew.
fn overtaken(store: &Store, case_id: i64) -> Result<Vec<String>> {
    let mut sentences = Vec::new();
    for payment in store.payments_of_case(case_id)?.iter().filter(|payment| payment.paid_on.is_none()) {
        if entitled_again(store, payment)?.is_some() {
            let batch = payment.batch_id;
            sentences.push(format!(
                "批次 {batch} 里的拨款 {}（{} 元）是按原来的核定额编制的，请先作废：studiogrant disburse cancel {batch} --reason …",
                payment.id, payment.amount_fen
            ));
        }
    }
    Ok(sentences)
}
