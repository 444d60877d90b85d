//! 多用: what a studio spent of its grant beyond what it held, because it came back or is demanded back. What is paid later
//! doesn't make it good (A5-2): it waits until the entries that are not recognised are reversed.

use anyhow::Result;
use chrono::NaiveDate;

use crate::measure::Held;
use crate::model::Fen;
use crate::store::Store;
use crate::store::facts::Recovery;
use crate::store::views::{CaseMoney, GrantDay};

/// 多用
pub(in crate::casework) struct Overspent {
    /// The day; none, where it will be so once everything demanded came back.
    pub(in crate::casework) on: Option<NaiveDate>,
    /// What was held then.
    pub(in crate::casework) held: Fen,
    /// What was spent by then.
    pub(in crate::casework) spent: Fen,
    /// How much is too much.
    pub(in crate::casework) over: Fen,
}

/// What was spent beyond what was held on some day, or will be once everything demanded came back: when that is most.
pub(in crate::casework) fn overspent(store: &Store, case_id: i64) -> Result<Option<Overspent>> {
    let CaseMoney { received_fen, demanded_fen, spent_fen, .. } = store.case_money(case_id)?;
    let day = worst_day(store, case_id)?.map(|day| (Some(day.on), day.received_fen, day.spent_fen));
    let mut all = Vec::new();
    for (on, held, spent) in day.into_iter().chain([(None, received_fen.minus(demanded_fen)?, spent_fen)]) {
        all.push(Overspent { on, held, spent, over: spent.minus(held)? });
    }
    Ok(all.into_iter().filter(|one| one.over > Fen::ZERO).max_by_key(|one| one.over))
}

/// The day on which most was spent beyond what was held, if there was one.
pub(super) fn worst_day(store: &Store, case_id: i64) -> Result<Option<Held>> {
    // Only what came back can leave less than was spent.
    if store.ever_by::<Recovery>("case_id", case_id)?.is_empty() {
        return Ok(None);
    }
    Ok(store.overspent_day(case_id)?.map(held))
}

/// A day of the store as the measure looks at it.
pub(super) fn held(day: GrantDay) -> Held {
    let GrantDay { day_on, received_fen, spent_fen } = day;
    Held { on: day_on, received_fen, spent_fen }
}
