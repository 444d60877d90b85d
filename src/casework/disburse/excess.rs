//! 多拨: what a case was paid beyond what it is owed, and which demands for it still have their ground.

use anyhow::Result;

use super::entitled::{current, demanded, of_excess, of_rest, paid, received};
use super::lapse::still_owed;
use super::receive::outstanding;
use crate::casework::{Dossier, not_met};
use crate::measure::Finding;
use crate::model::Fen;
use crate::model::acts::GrantKind;
use crate::store::Store;
use crate::store::facts::Entitlement;
use crate::store::views::Stage;

/// What was paid of a kind beyond its entitlement and has not been demanded back yet.
pub(super) fn excess(store: &Store, entitled: &Entitlement, stage: Stage) -> Result<Fen> {
    let Entitlement { case_id, kind, .. } = *entitled;
    let paid = paid(store, case_id, kind)?;
    let known = of_excess(store, case_id, kind)?.into_iter().chain(of_rest(store, case_id, kind)?);
    let known = Fen::sum(known.map(|recovery| recovery.fact.amount_fen))?;
    // Nothing is demanded twice, for whatever ground it was the first time.
    let left = paid.minus(demanded(store, case_id, kind)?)?;
    let owed = still_owed(store, entitled, stage)?;
    Ok(paid.minus(owed)?.minus(known)?.min(left).max(Fen::ZERO))
}

/// The same of a case and one kind, which may be none that it is entitled to.
pub(super) fn too_much(store: &Store, dossier: &Dossier, kind: GrantKind) -> Result<Fen> {
    match current(store, dossier.case_id, kind)? {
        Some(entitled) => excess(store, &entitled, dossier.stage),
        None => Ok(Fen::ZERO),
    }
}

/// 依据已失的追回
pub(super) struct Groundless {
    /// The demand.
    pub(super) recovery: i64,
    /// What is still to come of it.
    pub(super) open: Fen,
    /// How much is too much now and has not come back.
    over: Fen,
}

impl Groundless {
    /// Which demand it is, and what is left of its ground.
    pub(super) fn what(&self) -> String {
        let Self { recovery, open, over } = self;
        let ground = match *over {
            Fen::ZERO => "要求退回的依据已不存在".to_owned(),
            over => format!("要求退回的依据已变，多拨的现为 {over} 元"),
        };
        format!("追回 {recovery}（还差 {open} 元）：{ground}")
    }
}

/// The demands for what was too much that rest on nothing any more, because the entitlement rose since, or the mid-term that
/// took of it was voided, newest first: as many as it takes of those of which something is still to come.
pub(super) fn groundless(
    store: &Store,
    case_id: i64,
    stage: Stage,
    kind: GrantKind,
) -> Result<Vec<Groundless>> {
    let Some(entitled) = current(store, case_id, kind)? else { return Ok(Vec::new()) };
    let rest = Fen::sum(of_rest(store, case_id, kind)?.iter().map(|demand| demand.fact.amount_fen))?;
    let owed = still_owed(store, &entitled, stage)?;
    let over = paid(store, case_id, kind)?.minus(owed)?.minus(rest)?.max(Fen::ZERO);
    let demands = of_excess(store, case_id, kind)?;
    let held = over.minus(received(store, &demands)?)?.max(Fen::ZERO);
    let mut beyond = Fen::sum(demands.iter().map(|demand| demand.fact.amount_fen))?.minus(over)?;
    let mut found = Vec::new();
    for demand in demands.into_iter().rev() {
        let open = outstanding(store, demand.id, demand.fact.amount_fen)?;
        if beyond > Fen::ZERO && open > Fen::ZERO {
            beyond = beyond.minus(open)?;
            found.push(Groundless { recovery: demand.id, open, over: held });
        }
    }
    Ok(found)
}

/// What is said of such demands of a case, after something that may have taken their ground.
pub(in crate::casework) fn without_ground(store: &Store, case_id: i64) -> Result<Vec<Finding>> {
    let stage = Dossier::by_id(store, case_id)?.stage;
    let mut told = Vec::new();
    for kind in GrantKind::ALL {
        for demand in groundless(store, case_id, stage, *kind)? {
            let withdraw = format!("studiogrant disburse recover --withdraw {} --reason …", demand.recovery);
            let cure = format!("请撤销：{withdraw}；仍有多拨的，再按现在的数额追回");
            told.extend(not_met("A9-1c", demand.what(), cure));
        }
    }
    Ok(told.into_iter().map(Finding::reminder).collect())
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
