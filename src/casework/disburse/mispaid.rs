//! 误付: what the bank paid although nothing was to be paid. It is a fact that the bank's list shows; it waits until it
//! came back, and till then nothing more goes out to the same studio.

use anyhow::Result;
use chrono::NaiveDate;

use super::CASHIERS;
use super::batch::refused;
use crate::casework::due::Wait;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::model::Fen;
use crate::model::account::Account;
use crate::model::acts::{GrantKind, MispaidEnd};
use crate::model::text::given;
use crate::store::facts::{Mispayment, MispaymentEnd, Payment};
use crate::store::{Store, Stored};

/// What the bank paid by mistake, the payment that it is like, and what became of it.
pub(super) struct Mispaid {
    /// Its number.
    pub(super) id: i64,
    /// The fact.
    pub(super) fact: Mispayment,
    /// The payment that was made once more, or that was cancelled.
    pub(super) like: Stored<Payment>,
    /// How it ended.
    pub(super) end: Option<MispaymentEnd>,
}

impl Mispaid {
    fn of(store: &Store, stored: Stored<Mispayment>, like: Stored<Payment>) -> Result<Self> {
        let end = store.newest::<MispaymentEnd>("mispayment_id", stored.id)?.map(|end| end.fact);
        Ok(Self { id: stored.id, fact: stored.fact, like, end })
    }

    /// Whether so much to this account could be it.
    pub(super) fn is_for(&self, account: &Account, amount: Fen) -> bool {
        (&self.fact.bank_account, self.fact.amount_fen) == (account, amount)
    }

    /// What it is known by.
    pub(super) fn mark(&self) -> String {
        match &self.fact.bank_ref {
            Some(known) => format!("流水号 {known}"),
            None => format!("拨款 {} 没有退回而重新付出", self.like.id),
        }
    }

    /// What became of it, in a sentence.
    pub(super) fn what_became(&self) -> String {
        match &self.end {
            Some(MispaymentEnd { ended_on, outcome, .. }) => {
                format!("误付 {}，{ended_on} {}", self.id, outcome.term())
            }
            None => format!("误付 {}，还没有退回", self.id),
        }
    }

    /// Whether it has not come back by a day.
    pub(super) fn is_out(&self, on: NaiveDate) -> bool {
        self.end.is_none() && self.fact.paid_on <= on
    }
}

/// Everything that was ever paid by mistake, oldest first.
pub(super) fn mispaid(store: &Store) -> Result<Vec<Mispaid>> {
    let mut found = Vec::new();
    for stored in store.all::<Mispayment>()? {
        let Some(like) = store.by::<Payment>("id", stored.fact.payment_id)?.pop() else { continue };
        found.push(Mispaid::of(store, stored, like)?);
    }
    Ok(found)
}

/// The same, of one case.
pub(super) fn mispaid_of(store: &Store, case_id: i64) -> Result<Vec<Mispaid>> {
    let mut found = Vec::new();
    for like in store.by::<Payment>("case_id", case_id)? {
        for stored in store.by::<Mispayment>("payment_id", like.id)? {
            found.push(Mispaid::of(store, stored, like.clone())?);
        }
    }
    found.sort_by_key(|one| one.id);
    Ok(found)
}

/// What of it has not come back from this case.
fn still_out(store: &Store, case_id: i64) -> Result<Vec<Mispaid>> {
    let mut found = mispaid_of(store, case_id)?;
    found.retain(|one| one.end.is_none());
    Ok(found)
}

/// The numbers and amounts of it, of every kind of money.
pub(in crate::casework) fn mispaid_out(store: &Store, case_id: i64) -> Result<Vec<(i64, Fen)>> {
    Ok(still_out(store, case_id)?.iter().map(|one| (one.id, one.fact.amount_fen)).collect())
}

/// The same, of one kind.
pub(super) fn mispaid_of_kind(store: &Store, case_id: i64, kind: GrantKind) -> Result<Vec<(i64, Fen)>> {
    let mut out = still_out(store, case_id)?;
    out.retain(|one| one.like.fact.kind == kind);
    Ok(out.iter().map(|one| (one.id, one.fact.amount_fen)).collect())
}

/// Records what became of it: it came back, or is no money of this grant.
///
/// # Errors
/// There is no such mispayment, or it is settled already.
pub fn settle(
    desk: &mut Desk,
    mispayment: i64,
    outcome: MispaidEnd,
    bank_ref: Option<&str>,
    reason: &str,
) -> Result<Report> {
    let (dossier, amount) = desk.record("disburse mispaid", CASHIERS, |book, hand| {
        let store = book.store();
        let Some(one) = mispaid(store)?.into_iter().find(|one| one.id == mispayment) else {
            return misuse(format!("没有编号为 {mispayment} 的误付。没有退回的误付见 studiogrant status"));
        };
        if let Some(MispaymentEnd { ended_on, outcome, .. }) = one.end {
            let found = format!("误付 {mispayment} 已于 {ended_on} 了结（{}）", outcome.term());
            return refused(found, "不用再登记，请核对编号");
        }
        hand.not_before(one.fact.paid_on, "付款")?;
        let dossier = Dossier::by_id(store, one.like.fact.case_id)?;
        book.add(&MispaymentEnd {
            mispayment_id: mispayment,
            outcome,
            ended_on: hand.on,
            bank_ref: given(bank_ref),
            reason: reason.trim().to_owned(),
        })?;
        Ok((dossier, one.fact.amount_fen))
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
    for one in mispaid(store)?.into_iter().filter(|one| one.end.is_none()) {
        let mark = one.mark();
        let Mispaid { id, fact, like, .. } = one;
        let (case_id, amount) = (like.fact.case_id, fact.amount_fen);
        let dossier = Dossier::by_id(store, case_id)?;
        waits.push(Wait {
            what: format!("银行误付的 {amount} 元（{mark}）退回；退回以后登记"),
            whom_for: dossier.name(),
            town: Some(dossier.form().town.clone()),
            by: "财务",
            since: Some(fact.paid_on),
            until: None,
            command: format!("disburse mispaid {id} --returned --reason 银行退回"),
        });
    }
    Ok(waits)
}
