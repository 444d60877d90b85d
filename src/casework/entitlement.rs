//! 核定额: what a studio is entitled to, decided in one place whenever an award or a judgement makes or changes it.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::Dossier;
use crate::measure::amounts;
use crate::model::acts::GrantKind;
use crate::model::{Fen, Overflow};
use crate::store::Store;
use crate::store::facts::{Entitlement, Overlap};

/// The comparable support of a case: the newest judgement on each name counts.
pub(super) fn comparable(store: &Store, case_id: i64) -> Result<Fen> {
    let mut judged = BTreeMap::new();
    for overlap in store.by::<Overlap>("case_id", case_id)? {
        judged.insert(overlap.fact.name.clone(), overlap.fact);
    }
    let counted = judged.values().filter(|overlap| overlap.comparable).map(|overlap| overlap.amount_fen);
    Ok(Fen::sum(counted)?)
}

/// What the district owes an announced case as its judgements stand: the standard less comparable support (A9-2).
///
/// # Errors
/// The case file can't be read, or the amounts are beyond counting.
pub(super) fn district(store: &Store, dossier: &Dossier, decided_on: NaiveDate) -> Result<Entitlement> {
    let standard_fen = dossier.policy().grant.value;
    let deducted_fen = comparable(store, dossier.case_id)?;
    Ok(Entitlement {
        case_id: dossier.case_id,
        kind: GrantKind::District,
        standard_fen,
        deducted_fen,
        amount_fen: amounts::entitlement(standard_fen, deducted_fen)?,
        decided_on,
    })
}

/// 实际扣减: what is taken off the standard: of support that is more, no more than the standard.
///
/// # Errors
/// The amounts are beyond counting.
pub(super) fn taken_off(entitled: &Entitlement) -> Result<Fen, Overflow> {
    entitled.standard_fen.minus(entitled.amount_fen)
}

/// What a municipal award brings on top (A4-3): all of its standard, or what the policy leaves of it.
///
/// # Errors
/// The amounts are beyond counting.
pub(super) fn municipal(dossier: &Dossier, decided_on: NaiveDate) -> Result<Entitlement> {
    let standard_fen = dossier.policy().municipal_grant.value;
    let amount_fen = amounts::municipal_entitlement(dossier.policy())?;
    Ok(Entitlement {
        case_id: dossier.case_id,
        kind: GrantKind::Municipal,
        standard_fen,
        deducted_fen: standard_fen.minus(amount_fen)?,
        amount_fen,
        decided_on,
    })
}
