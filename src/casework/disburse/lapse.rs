//! 不再拨付: what of an entitlement can't be paid any more, because its case is closed or its mid-term failed for good; or
//! what may not be kept, because the mid-term on which it was paid doesn't stand.

use anyhow::Result;
use chrono::NaiveDate;

use super::entitled::{current, given_back};
use super::halves::Halves;
use crate::casework::Dossier;
use crate::casework::assess::{failed_for_good, passed_before};
use crate::measure::amounts;
use crate::model::Fen;
use crate::model::acts::{GrantKind, Part};
use crate::store::Store;
use crate::store::facts::{Closing, Entitlement, Midterm, MidtermVoid};
use crate::store::views::Stage;

/// What lapsed, and why.
pub(super) struct Lapse {
    pub(super) amount: Fen,
    pub(super) clause: &'static str,
    pub(super) why: &'static str,
    pub(super) since: Option<NaiveDate>,
}

/// What of a kind of money a case in this stage is not paid any more, in the order in which it lapsed: the second half,
/// and what would be added to it, once the mid-term failed and no rectification is left (八(二)), or where it was paid and
/// the mid-term was voided since, until one is passed; all that was not paid when it was closed.
pub(super) fn lapses(store: &Store, case_id: i64, stage: Stage, kind: GrantKind) -> Result<Vec<Lapse>> {
    let Some(entitled) = current(store, case_id, kind)? else { return Ok(Vec::new()) };
    lapses_of(store, &entitled, given_back(store, case_id, kind)?, stage)
}

/// The same of this entitlement, of which so much was too much and came back.
fn lapses_of(store: &Store, entitled: &Entitlement, given_back: Fen, stage: Stage) -> Result<Vec<Lapse>> {
    let Entitlement { case_id, kind, .. } = *entitled;
    if matches!(stage, Stage::Assessed | Stage::FullyPaid) {
        return Ok(Vec::new());
    }
    let mut live = store.payments_of_case(case_id)?;
    live.retain(|payment| payment.kind == kind);
    let has_second = live.iter().any(|payment| payment.part != Part::First && payment.paid_on.is_some());
    let is_unfounded = has_second && !passed_before(store, case_id, i64::MAX)?;
    if !matches!(stage, Stage::Closed | Stage::Failed) && !is_unfounded {
        return Ok(Vec::new());
    }
    let dossier = Dossier::by_id(store, case_id)?;
    let halves = Halves::beside(entitled.amount_fen, &live, given_back, dossier.policy())?;
    let mut first = halves.left;
    let mut found = Vec::new();
    let has_failed = failed_for_good(store, &dossier)?;
    if has_failed || is_unfounded {
        first = halves.first();
        let (half, _) = amounts::halves(entitled.amount_fen, dossier.policy());
        // A first half that was paid before the entitlement fell may reach into the second.
        let beyond = match halves.has_first {
            true => halves.drawn.min(entitled.amount_fen).minus(half)?.max(Fen::ZERO),
            false => Fen::ZERO,
        };
        let (why, since) = if has_failed {
            let last = store.newest::<Midterm>("case_id", case_id)?;
            ("届中考核不合格，整改机会已用完，第二期不再拨付", last.map(|last| last.fact.assessed_on))
        } else {
            let voided = store.newest::<MidtermVoid>("case_id", case_id)?;
            let why = "第二期付出以后届中考核作废，重新考核合格以前不计入应拨";
            (why, voided.map(|voided| voided.fact.voided_on))
        };
        found.push(Lapse { amount: halves.rest()?.plus(beyond)?, clause: "八(二)", why, since });
    }
    if stage == Stage::Closed {
        let since = store.newest::<Closing>("case_id", case_id)?.map(|closing| closing.fact.closed_on);
        found.push(Lapse {
            amount: first, clause: "七", why: "已经结项，没有拨付的不再拨付", since
        });
    }
    found.retain(|lapse| lapse.amount > Fen::ZERO);
    Ok(found)
}

/// How much of it there is of one case.
pub(super) fn lapsed(store: &Store, case_id: i64, stage: Stage, kind: GrantKind) -> Result<Fen> {
    Ok(Fen::sum(lapses(store, case_id, stage, kind)?.iter().map(|lapse| lapse.amount))?)
}

/// What of an entitlement is owed still: what lapsed may not be kept either, where it was paid before.
pub(super) fn still_owed(store: &Store, entitled: &Entitlement, stage: Stage) -> Result<Fen> {
    owed_after(entitled, &lapses(store, entitled.case_id, stage, entitled.kind)?)
}

/// The same of an entitlement as it was, when so much of what was too much had come back.
pub(in crate::casework) fn owed_then(
    store: &Store,
    entitled: &Entitlement,
    given_back: Fen,
    stage: Stage,
) -> Result<Fen> {
    owed_after(entitled, &lapses_of(store, entitled, given_back, stage)?)
}

/// The same, of what is known to have lapsed.
pub(super) fn owed_after(entitled: &Entitlement, lapses: &[Lapse]) -> Result<Fen> {
    Ok(entitled.amount_fen.minus(Fen::sum(lapses.iter().map(|lapse| lapse.amount))?)?)
}
