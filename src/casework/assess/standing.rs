//! 当时的收支: the money of a case as it stood at an assessment, or as it stands now.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use crate::casework::Dossier;
use crate::casework::disburse::Owed;
use crate::model::acts::{Fund, GrantKind};
use crate::model::{Datum, Fen, Table};
use crate::store::facts::{
    Entitlement, FundEntry, FundReversal, Payment, PaymentConfirmation, PaymentReturn, Recovery,
    RecoveryReceipt,
};
use crate::store::{Store, Stored};

/// 当时: what had been recorded before an entry and had happened by a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Then {
    pub(super) entry_id: i64,
    pub(super) on: NaiveDate,
}

impl Then {
    /// Everything that is recorded.
    pub(super) const NOW: Self = Self { entry_id: i64::MAX, on: NaiveDate::MAX };

    /// Whether a fact that happened on that day was known.
    pub(super) fn knew<F>(self, fact: &Stored<F>, on: NaiveDate) -> bool {
        fact.entry_id < self.entry_id && on <= self.on
    }
}

/// Both funds, each with its kinds and its purposes: what was to come, what came, what was used, what is left of what
/// came, and what is still to come. Matching money comes by being used.
pub(super) fn funds(store: &Store, dossier: &Dossier, then: Then) -> Result<Table> {
    let columns = [
        ("fund", "资金、用途"),
        ("budget", "应到位"),
        ("received", "已到位"),
        ("spent", "已使用"),
        ("left", "结余"),
        ("gap", "未到位"),
    ];
    let mut table = Table::new("funds", "资金使用", &columns);
    let entitled = entitled(store, dossier.case_id, then)?;
    let received = received(store, dossier.case_id, then)?;
    let used = used(store, dossier.case_id, then)?;
    let spent =
        |fund| Fen::sum(used.iter().filter(|((of, _), _)| *of == fund).map(|(_, (_, amount))| *amount));
    let (granted, came) = (Fen::sum(entitled.values().copied())?, Fen::sum(received.values().copied())?);
    let (spent, matched) = (spent(Fund::Grant)?, spent(Fund::Matching)?);
    let promised = dossier.form().matching_commitment_fen;
    for (fund, budget, came, spent) in
        [(Fund::Grant, granted, came, spent), (Fund::Matching, promised, matched, matched)]
    {
        let name = Datum::Term { code: fund.code(), term: fund.term() };
        let (left, lacking) = (came.minus(spent)?, gap(budget, came)?);
        table.push(vec![name, budget.into(), came.into(), spent.into(), left.into(), lacking.into()]);
        if fund == Fund::Grant && entitled.len() > 1 {
            for (kind, budget) in &entitled {
                let came = received.get(kind).copied().unwrap_or(Fen::ZERO);
                let (name, lacking) = (format!("　{}", kind.term()), gap(*budget, came)?);
                table.push(vec![
                    name.into(),
                    (*budget).into(),
                    came.into(),
                    Datum::Empty,
                    Datum::Empty,
                    lacking.into(),
                ]);
            }
        }
        for ((_, purpose), (_, amount)) in used.iter().filter(|((of, _), _)| *of == fund) {
            let name = format!("　{purpose}");
            table.push(vec![
                name.into(),
                Datum::Empty,
                Datum::Empty,
                (*amount).into(),
                Datum::Empty,
                Datum::Empty,
            ]);
        }
    }
    Ok(table)
}

fn gap(budget: Fen, came: Fen) -> Result<Fen> {
    Ok(budget.minus(came)?.max(Fen::ZERO))
}

/// What each kind was to come to, as decided last.
fn entitled(store: &Store, case_id: i64, then: Then) -> Result<BTreeMap<GrantKind, Fen>> {
    let decided = store.by::<Entitlement>("case_id", case_id)?.into_iter();
    let known = decided.filter(|decided| then.knew(decided, decided.fact.decided_on));
    Ok(known.map(|decided| (decided.fact.kind, decided.fact.amount_fen)).collect())
}

/// What was paid of each kind and not returned, less what was given back.
fn received(store: &Store, case_id: i64, then: Then) -> Result<BTreeMap<GrantKind, Fen>> {
    let mut sums: BTreeMap<GrantKind, Fen> = BTreeMap::new();
    for payment in store.by::<Payment>("case_id", case_id)? {
        let paid = store.by::<PaymentConfirmation>("payment_id", payment.id)?;
        let returned = store.by::<PaymentReturn>("payment_id", payment.id)?;
        if paid.iter().any(|paid| then.knew(paid, paid.fact.paid_on))
            && !returned.iter().any(|returned| then.knew(returned, returned.fact.returned_on))
        {
            let sum = sums.entry(payment.fact.kind).or_default();
            *sum = sum.plus(payment.fact.amount_fen)?;
        }
    }
    for recovery in store.by::<Recovery>("case_id", case_id)? {
        for receipt in store.by::<RecoveryReceipt>("recovery_id", recovery.id)? {
            if then.knew(&receipt, receipt.fact.received_on) {
                let sum = sums.entry(recovery.fact.kind).or_default();
                *sum = sum.minus(receipt.fact.amount_fen)?;
            }
        }
    }
    Ok(sums)
}

/// 拨付和退回: what was paid to a case, what was demanded back of it, and what of that came.
pub(super) struct Moved {
    pub(super) paid: Fen,
    pub(super) demanded: Fen,
    pub(super) recovered: Fen,
}

/// The same of all its money together.
pub(super) fn moved(owed: &[Owed]) -> Result<Moved> {
    let sum = |of: fn(&Owed) -> Fen| Fen::sum(owed.iter().map(of));
    Ok(Moved {
        paid: sum(|one| one.paid)?,
        demanded: sum(|one| one.demanded)?,
        recovered: sum(|one| one.recovered)?,
    })
}

/// What was used of either fund for each purpose: how many entries, and their sum; reversed ones left out.
pub(super) fn used(store: &Store, case_id: i64, then: Then) -> Result<BTreeMap<(Fund, String), (i64, Fen)>> {
    let mut sums: BTreeMap<(Fund, String), (i64, Fen)> = BTreeMap::new();
    for entry in store.by::<FundEntry>("case_id", case_id)? {
        let reversed = store.by::<FundReversal>("fund_entry_id", entry.id)?;
        if then.knew(&entry, entry.fact.spent_on)
            && !reversed.iter().any(|reversal| reversal.entry_id < then.entry_id)
        {
            let sum = sums.entry((entry.fact.ledger, entry.fact.purpose)).or_default();
            *sum = (sum.0 + 1, sum.1.plus(entry.fact.amount_fen)?);
        }
    }
    Ok(sums)
}
