//! 应拨额: what a case is entitled to of each kind, and what of it was paid, demanded back, or too much.

use anyhow::Result;

use super::adjust::outstanding;
use crate::casework::Dossier;
use crate::casework::assess::failed_for_good;
use crate::measure::amounts;
use crate::model::Fen;
use crate::model::acts::{GrantKind, Ground, Part};
use crate::store::facts::{Entitlement, Recovery, RecoveryReceipt};
use crate::store::views::LivePayment;
use crate::store::{Store, Stored};

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

/// What a unit was paid of a kind and was not asked to give back.
pub(in crate::casework) fn kept(store: &Store, case_id: i64, kind: GrantKind) -> Result<Fen> {
    Ok(paid(store, case_id, kind)?.minus(demanded(store, case_id, kind)?)?)
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

/// 依据已失的追回
pub(super) struct Groundless {
    /// The demand.
    pub(super) recovery: i64,
    /// What is still to come of it.
    pub(super) open: Fen,
}

/// The demands for what was too much that rest on nothing any more, because the entitlement rose since, newest first:
/// as many as it takes of those of which something is still to come, with how much that is. And how much is too much now.
pub(super) fn groundless(store: &Store, case_id: i64, kind: GrantKind) -> Result<(Vec<Groundless>, Fen)> {
    let Some(entitled) = current(store, case_id, kind)? else { return Ok((Vec::new(), Fen::ZERO)) };
    let over = paid(store, case_id, kind)?.minus(entitled.amount_fen)?.max(Fen::ZERO);
    let demands = of_excess(store, case_id, kind)?;
    let mut beyond = Fen::sum(demands.iter().map(|demand| demand.fact.amount_fen))?.minus(over)?;
    let mut found = Vec::new();
    for demand in demands.into_iter().rev() {
        let open = outstanding(store, demand.id, demand.fact.amount_fen)?;
        if beyond > Fen::ZERO && open > Fen::ZERO {
            beyond = beyond.minus(open)?;
            found.push(Groundless { recovery: demand.id, open });
        }
    }
    Ok((found, over))
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
        let paid = paid(store, case_id, *kind)?.minus(given_back(store, case_id, *kind)?)?;
        let is_first =
            |one: &LivePayment| one.kind == *kind && one.part == Part::First && one.paid_on.is_some();
        let first = match live.iter().any(is_first) {
            true => Fen::ZERO,
            false => amounts::first_half(entitled, paid, dossier.policy())?,
        };
        if amounts::second_half(entitled, paid)? > first {
            return Ok("，第二期暂缓");
        }
    }
    Ok("")
}

/// The kinds of which a case was paid too much, as they are entitled now, and how much is not demanded back yet.
pub(in crate::casework) fn excesses(store: &Store, case_id: i64) -> Result<Vec<(Entitlement, Fen)>> {
    let mut found = Vec::new();
    for kind in GrantKind::ALL {
        if let Some(entitled) = current(store, case_id, *kind)? {
            let excess = excess(store, &entitled)?;
            found.push((entitled, excess));
        }
    }
    found.retain(|(_, excess)| *excess > Fen::ZERO);
    Ok(found)
}
