//! 多拨: what a case was paid beyond what it is owed, and which demands for it still have their ground.

use anyhow::Result;

use super::adjust::outstanding;
use super::entitled::{current, demanded, of_excess, paid};
use super::lapse::still_owed;
use crate::model::Fen;
use crate::model::acts::GrantKind;
use crate::store::Store;
use crate::store::facts::Entitlement;
use crate::store::views::Stage;

/// What was paid of a kind beyond its entitlement and has not been demanded back yet.
pub(super) fn excess(store: &Store, entitled: &Entitlement, stage: Stage) -> Result<Fen> {
    let Entitlement { case_id, kind, .. } = *entitled;
    let paid = paid(store, case_id, kind)?;
    let known = of_excess(store, case_id, kind)?;
    let known = Fen::sum(known.iter().map(|recovery| recovery.fact.amount_fen))?;
    // Nothing is demanded twice, for whatever ground it was the first time.
    let left = paid.minus(demanded(store, case_id, kind)?)?;
    let owed = still_owed(store, entitled, stage)?;
    Ok(paid.minus(owed)?.minus(known)?.min(left).max(Fen::ZERO))
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
pub(super) fn groundless(
    store: &Store,
    case_id: i64,
    stage: Stage,
    kind: GrantKind,
) -> Result<(Vec<Groundless>, Fen)> {
    let Some(entitled) = current(store, case_id, kind)? else { return Ok((Vec::new(), Fen::ZERO)) };
    let over = paid(store, case_id, kind)?.minus(still_owed(store, &entitled, stage)?)?.max(Fen::ZERO);
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

/// The kinds of which a case was paid too much, as they are entitled now, and how much is not demanded back yet.
pub(in crate::casework) fn excesses(
    store: &Store,
    case_id: i64,
    stage: Stage,
) -> Result<Vec<(Entitlement, Fen)>> {
    let mut found = Vec::new();
    for kind in GrantKind::ALL {
        if let Some(entitled) = current(store, case_id, *kind)? {
            let excess = excess(store, &entitled, stage)?;
            found.push((entitled, excess));
        }
    }
    found.retain(|(_, excess)| *excess > Fen::ZERO);
    Ok(found)
}
