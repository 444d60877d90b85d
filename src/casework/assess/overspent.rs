//! 多用: what a studio spent of its grant beyond what it might use, because it is demanded back. What is paid later doesn't
//! make it good (A5-2): it waits until the entries that are not recognised are reversed.

use anyhow::Result;

use crate::measure::Held;
use crate::model::Fen;
use crate::store::Store;
use crate::store::facts::Recovery;
use crate::store::views::GrantDay;

/// When most was spent beyond what might be used, if that ever was.
pub(in crate::casework) fn overspent(store: &Store, case_id: i64) -> Result<Option<Held>> {
    // Only a demand can leave less than was spent.
    if store.ever_by::<Recovery>("case_id", case_id)?.is_empty() {
        return Ok(None);
    }
    Ok(store.overspent_day(case_id)?.map(held))
}

/// How much that is.
pub(in crate::casework) fn overspent_by(store: &Store, case_id: i64) -> Result<Option<Fen>> {
    Ok(overspent(store, case_id)?.and_then(|held| held.over()))
}

/// A day of the store as the measure looks at it.
pub(super) fn held(day: GrantDay) -> Held {
    let GrantDay { day_on, received_fen, spent_fen } = day;
    Held { on: day_on, received_fen, spent_fen }
}
