//! 误付: what the bank paid although nothing was to be paid. It is a fact that the bank's list shows; it waits until it
//! came back, and till then nothing more goes out to the same studio.

use anyhow::Result;

use super::CASHIERS;
use super::batch::refused;
use crate::casework::due::Wait;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::model::Fen;
use crate::model::acts::{GrantKind, MispaidEnd};
use crate::store::facts::{Mispayment, MispaymentEnd, Payment};
use crate::store::{Store, Stored};

/// What the bank paid by mistake, the payment that it is like, and what became of it.
pub(super) struct Mispaid {
    /// The fact.
    pub(super) fact: Stored<Mispayment>,
    /// The payment that was made once more, or that was cancelled.
    pub(super) like: Payment,
    /// How it ended.
    pub(super) end: Option<MispaymentEnd>,
}

/// Everything that was ever paid by mistake, oldest first.
pub(super) fn mispaid(store: &Store) -> Result<Vec<Mispaid>> {
    let mut found = Vec::new();
    for fact in store.all::<Mispayment>()? {
        let Some(like) = store.by::<Payment>("id", fact.fact.payment_id)?.pop() else { continue };
        let end = store.newest::<MispaymentEnd>("mispayment_id", fact.id)?.map(|end| end.fact);
        found.push(Mispaid { fact, like: like.fact, end });
    }
    Ok(found)
}

/// What of it has not come back from this case.
fn still_out(store: &Store, case_id: i64) -> Result<Vec<Mispaid>> {
    let mut found = mispaid(store)?;
    found.retain(|one| one.like.case_id == case_id && one.end.is_none());
    Ok(found)
}

/// The numbers and amounts of it, of every kind of money.
pub(in crate::casework) fn mispaid_out(store: &Store, case_id: i64) -> Result<Vec<(i64, Fen)>> {
    Ok(still_out(store, case_id)?.iter().map(|one| (one.fact.id, one.like.amount_fen)).collect())
}

/// How much of one kind of money that is.
pub(super) fn sum_out(store: &Store, case_id: i64, kind: GrantKind) -> Result<Fen> {
    let out = still_out(store, case_id)?;
    Ok(Fen::sum(out.iter().filter(|one| one.like.kind == kind).map(|one| one.like.amount_fen))?)
}

/// Records what became of it: it came back, or is no money of this grant.
///
/// # Errors
/// There is no such mispayment, or it is settled already.
pub fn settle(desk: &mut Desk, mispayment: i64, outcome: MispaidEnd, reason: &str) -> Result<Report> {
    let (dossier, amount) = desk.record("disburse mispaid", CASHIERS, |book, hand| {
        let store = book.store();
        let Some(one) = mispaid(store)?.into_iter().find(|one| one.fact.id == mispayment) else {
            return misuse(format!("没有编号为 {mispayment} 的误付。没有退回的误付见 studiogrant status"));
        };
        if let Some(MispaymentEnd { ended_on, outcome, .. }) = one.end {
            let found = format!("误付 {mispayment} 已于 {ended_on} 了结（{}）", outcome.term());
            return refused(found, "不用再登记，请核对编号");
        }
        hand.not_before(one.fact.fact.paid_on, "付款")?;
        let dossier = Dossier::by_id(store, one.like.case_id)?;
        book.add(&MispaymentEnd {
            mispayment_id: mispayment,
            outcome,
            ended_on: hand.on,
            bank_ref: None,
            reason: reason.trim().to_owned(),
        })?;
        Ok((dossier, one.like.amount_fen))
    })?;
    Ok(Report::done(format!("已登记误付 {mispayment}（{}，{amount} 元）{}", dossier.name(), outcome.term()))
        .with("case", dossier.no.to_string())
        .with("mispayment", mispayment)
        .with("outcome", outcome.code())
        .with("amount", amount.plain()))
}

/// What waits to come back.
pub(in crate::casework) fn open_mispayments(store: &Store) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for Mispaid { fact, like, end } in mispaid(store)? {
        if end.is_some() {
            continue;
        }
        let dossier = Dossier::by_id(store, like.case_id)?;
        let Mispayment { paid_on, bank_ref, .. } = fact.fact;
        let amount = like.amount_fen;
        waits.push(Wait {
            what: format!("银行误付的 {amount} 元（流水号 {bank_ref}）退回；退回以后登记"),
            whom_for: dossier.name(),
            town: Some(dossier.form().town.clone()),
            by: "财务",
            since: Some(paid_on),
            until: None,
            command: format!("disburse mispaid {} --returned --reason 银行退回", fact.id),
        });
    }
    Ok(waits)
}
