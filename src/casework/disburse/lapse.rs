//! 不再拨付: what of an entitlement can't be paid any more, because its case is closed or its mid-term failed for good.

use anyhow::Result;
use chrono::NaiveDate;

use super::entitled::{current, given_back};
use crate::casework::Dossier;
use crate::casework::assess::failed_for_good;
use crate::measure::amounts;
use crate::model::Fen;
use crate::model::acts::{GrantKind, Part};
use crate::store::Store;
use crate::store::facts::{Closing, Midterm};
use crate::store::views::Stage;

/// What lapsed, and why.
pub(super) struct Lapse {
    pub(super) amount: Fen,
    pub(super) clause: &'static str,
    pub(super) why: &'static str,
    pub(super) since: Option<NaiveDate>,
}

/// What of a kind of money a case in this stage is not paid any more: all that was not paid when it was closed; the
/// second half, and what would be added to it, once the mid-term failed and no rectification is left (八(二)).
pub(super) fn lapse(store: &Store, case_id: i64, stage: Stage, kind: GrantKind) -> Result<Option<Lapse>> {
    if !matches!(stage, Stage::Closed | Stage::Failed) {
        return Ok(None);
    }
    let Some(entitled) = current(store, case_id, kind)? else { return Ok(None) };
    let mut live = store.payments_of_case(case_id)?;
    live.retain(|payment| payment.kind == kind);
    let drawn = Fen::sum(live.iter().map(|payment| payment.amount_fen))?;
    let left = amounts::second_half(entitled.amount_fen, drawn.minus(given_back(store, case_id, kind)?)?)?;
    let lapse = if stage == Stage::Closed {
        let since = store.newest::<Closing>("case_id", case_id)?.map(|closing| closing.fact.closed_on);
        Lapse { amount: left, clause: "七", why: "已经结项，没有拨付的不再拨付", since }
    } else {
        let dossier = Dossier::by_id(store, case_id)?;
        if !failed_for_good(store, &dossier)? {
            return Ok(None);
        }
        let first = match live.iter().any(|payment| payment.part == Part::First) {
            true => Fen::ZERO,
            false => amounts::halves(entitled.amount_fen, dossier.policy()).0,
        };
        let amount = amounts::second_half(left, first)?;
        let since = store.newest::<Midterm>("case_id", case_id)?.map(|last| last.fact.assessed_on);
        Lapse {
            amount, clause: "八(二)", why: "届中考核不合格，整改机会已用完，第二期不再拨付", since
        }
    };
    Ok(Some(lapse).filter(|lapse| lapse.amount > Fen::ZERO))
}
