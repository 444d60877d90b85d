//! 多拨: what a case was paid beyond what it is owed, and which demands for it still have their ground.

use anyhow::Result;

use super::entitled::{current, demanded, of_excess, paid};
use super::lapse::lapsed;
use crate::casework::Dossier;
use crate::model::Fen;
use crate::model::acts::GrantKind;
use crate::store::facts::{Entitlement, Recovery, RecoveryReceipt};
use crate::store::{Store, Stored};

/// What of an entitlement is owed still: what lapsed may not be kept either, where it was paid before.
fn owed(store: &Store, entitled: &Entitlement) -> Result<Fen> {
    let Entitlement { case_id, kind, amount_fen, .. } = *entitled;
    let stage = Dossier::by_id(store, case_id)?.stage;
    Ok(amount_fen.minus(lapsed(store, case_id, stage, kind)?)?)
}

/// What was paid of a kind beyond its entitlement and has not been demanded back yet.
pub(super) fn excess(store: &Store, entitled: &Entitlement) -> Result<Fen> {
    let Entitlement { case_id, kind, .. } = *entitled;
    let paid = paid(store, case_id, kind)?;
    let known = of_excess(store, case_id, kind)?;
    let known = Fen::sum(known.iter().map(|recovery| recovery.fact.amount_fen))?;
    // Nothing is demanded twice, for whatever ground it was the first time.
    let left = paid.minus(demanded(store, case_id, kind)?)?;
    let owed = owed(store, entitled)?;
    Ok(paid.minus(owed)?.minus(known)?.min(left).max(Fen::ZERO))
}

/// The demands for what was too much that rest on nothing any more, because the entitlement rose since, newest first:
/// as many as it takes of those on which nothing came back. And how much is too much now.
pub(super) fn groundless(
    store: &Store,
    case_id: i64,
    kind: GrantKind,
) -> Result<(Vec<Stored<Recovery>>, Fen)> {
    let Some(entitled) = current(store, case_id, kind)? else { return Ok((Vec::new(), Fen::ZERO)) };
    let over = paid(store, case_id, kind)?.minus(owed(store, &entitled)?)?.max(Fen::ZERO);
    let demands = of_excess(store, case_id, kind)?;
    let mut beyond = Fen::sum(demands.iter().map(|demand| demand.fact.amount_fen))?.minus(over)?;
    let mut found = Vec::new();
    for demand in demands.into_iter().rev() {
        if beyond > Fen::ZERO && store.by::<RecoveryReceipt>("recovery_id", demand.id)?.is_empty() {
            beyond = beyond.minus(demand.fact.amount_fen)?;
            found.push(demand);
        }
    }
    Ok((found, over))
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
