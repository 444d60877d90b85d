//! 核定额: what a case is entitled to of each kind, and what of it was paid, demanded back, or too much.

use anyhow::Result;

use super::halves::Halves;
use crate::casework::Dossier;
use crate::casework::assess::failed_for_good;
use crate::model::Fen;
use crate::model::acts::{GrantKind, Ground};
use crate::store::facts::{Closing, Entitlement, Recovery, RecoveryReceipt};
use crate::store::{Store, Stored};

/// The entitlement of a kind as decided last.
pub(super) fn current(store: &Store, case_id: i64, kind: GrantKind) -> Result<Option<Entitlement>> {
    let decided =
        store.matching::<Entitlement>(&[("case_id", case_id.into()), ("kind", kind.code().into())])?;
    Ok(decided.into_iter().next_back().map(|entitlement| entitlement.fact))
}

/// Whether a case is entitled to nothing, of either kind, and holds nothing.
pub(in crate::casework) fn is_without_grant(store: &Store, case_id: i64) -> Result<bool> {
    for kind in GrantKind::ALL {
        if current(store, case_id, *kind)?.is_some_and(|entitled| entitled.amount_fen > Fen::ZERO) {
            return Ok(false);
        }
    }
    Ok(store.case_money(case_id)?.received_fen == Fen::ZERO)
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
pub(super) fn of_excess(store: &Store, case_id: i64, kind: GrantKind) -> Result<Vec<Stored<Recovery>>> {
    let ground = Ground::Excess.code();
    let keys = [("case_id", case_id.into()), ("kind", kind.code().into()), ("ground", ground.into())];
    Ok(store.matching(&keys)?)
}

/// What a unit was paid of a kind and was not asked to give back.
pub(in crate::casework) fn kept(store: &Store, case_id: i64, kind: GrantKind) -> Result<Fen> {
    Ok(paid(store, case_id, kind)?.minus(demanded(store, case_id, kind)?)?)
}

/// What was paid of a kind beyond its entitlement and came back: it counts as not paid.
pub(super) fn given_back(store: &Store, case_id: i64, kind: GrantKind) -> Result<Fen> {
    received(store, &of_excess(store, case_id, kind)?)
}

/// The demands for what was left over at the closing.
pub(super) fn of_rest(store: &Store, case_id: i64, kind: GrantKind) -> Result<Vec<Stored<Recovery>>> {
    let Some(closing) = store.newest::<Closing>("case_id", case_id)? else { return Ok(Vec::new()) };
    let keys = [("case_id", case_id.into()), ("kind", kind.code().into())];
    let mut demands = store.matching::<Recovery>(&keys)?;
    demands.retain(|demand| demand.entry_id == closing.entry_id);
    Ok(demands)
}

/// What came back of a kind and counts as not paid, where so much is owed: what was too much, and so much of what was left
/// over at the closing as is too much by a judgement since. Nobody gives the same back twice.
pub(super) fn given_back_of(store: &Store, case_id: i64, kind: GrantKind, owed: Fen) -> Result<Fen> {
    let too_much = given_back(store, case_id, kind)?;
    let rest = received(store, &of_rest(store, case_id, kind)?)?;
    let over = paid(store, case_id, kind)?.minus(owed)?.minus(too_much)?;
    Ok(too_much.plus(rest.min(over.max(Fen::ZERO)))?)
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

/// What is said of the second half while a change of leader waits: nothing, where it is paid, or lost with the mid-term.
pub(in crate::casework) fn held_until_approved(store: &Store, dossier: &Dossier) -> Result<&'static str> {
    if failed_for_good(store, dossier)? {
        return Ok("");
    }
    let case_id = dossier.case_id;
    let live = store.payments_of_case(case_id)?;
    for kind in GrantKind::ALL {
        let entitled = current(store, case_id, *kind)?.map_or(Fen::ZERO, |entitled| entitled.amount_fen);
        let paid = live.iter().filter(|one| one.kind == *kind && one.paid_on.is_some());
        let paid: Vec<_> = paid.cloned().collect();
        let given_back = given_back(store, case_id, *kind)?;
        if Halves::beside(entitled, &paid, given_back, dossier.policy())?.rest()? > Fen::ZERO {
            return Ok("，第二期暂缓");
        }
    }
    Ok("")
}
