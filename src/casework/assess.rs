//! 管理考核: the three years of a funded studio, from the target agreement to the closing.

mod agreement;
mod asked;
mod closing;
mod deadline;
mod forms;
mod funds;
mod leader;
mod midterm;
mod overspent;
mod paper;
mod sheet;
mod standing;
mod statement;
mod tasks;
mod template;

pub use agreement::agreement_text;
pub(super) use agreement::agreements;
pub use asked::ask;
pub use closing::{Settlement, close};
pub use deadline::extend;
pub use forms::form;
pub(super) use forms::forms;
pub use funds::{Spend, all_funds, funds, reverse, spend};
pub use leader::{Ruling, Successor, decide, leaders, propose};
pub use midterm::{Sheet, Who, record, rectify, void};
pub(in crate::casework) use overspent::{overspent, overspent_by};
pub use paper::{Correcting, achieve, agreement, renew, review};
pub use sheet::import;
pub use statement::statement;
pub use tasks::tasks;
pub use template::template;

pub(super) use closing::{failed_before, failed_for_good, passed_before};
pub(super) use deadline::{due_on, matching_lacks};
pub(super) use midterm::sheets;
pub(super) use standing::{Then, entitled, moved};
pub(super) use statement::tables as statement_tables;
pub(super) use tasks::{idle, table as tasks_table};

use anyhow::Result;
use chrono::NaiveDate;

use super::{Dossier, misuse, refused};
use crate::casework::desk::Hand;
use crate::model::acts::Role;
use crate::model::case_no::CaseRef;
use crate::store::Store;
use crate::store::facts::{Announcement, Award, SelfReview};
use crate::store::views::Stage;

/// Who follows the studios.
const KEEPERS: &[Role] = &[Role::Bureau];

/// A case whose list is announced and which is not closed.
fn funded(store: &Store, case: CaseRef) -> Result<(Dossier, Award, Announcement)> {
    running(store, Dossier::load(store, case)?)
}

/// The same of a case that is looked up already.
fn running(store: &Store, dossier: Dossier) -> Result<(Dossier, Award, Announcement)> {
    let (award, document) = dossier.announced(store)?;
    if dossier.stage == Stage::Closed {
        return closed(&dossier, "不再登记");
    }
    Ok((dossier, award, document))
}

/// Refuses what can't be done after the closing.
fn closed<T>(dossier: &Dossier, what: &str) -> Result<T> {
    let found = format!("{} 已经结项，{what}", dossier.name());
    let cure = "结项以后台账、考核和成果都不再改动；结项时的情况见";
    refused("A7-1", found, format!("{cure} studiogrant assess statement {}", dossier.no))
}

/// Refuses a day outside the cycle.
fn in_cycle(award: &Award, day: NaiveDate, what: &str, flag: &str) -> Result<()> {
    let (first, last) = (award.cycle_from, award.cycle_to);
    if (first..=last).contains(&day) {
        return Ok(());
    }
    let found = format!("{what} {day} 不在资助周期 {first} 至 {last} 内");
    refused("A7-1", found, format!("请核对 {flag}；周期以外的不登记"))
}

/// Refuses a day after the business date.
fn not_ahead(hand: &Hand, day: NaiveDate, what: &str, flag: &str) -> Result<()> {
    if day <= hand.on {
        return Ok(());
    }
    misuse(ahead(hand, day, what, flag))
}

/// What is said of a day after the business date.
fn ahead(hand: &Hand, day: NaiveDate, what: &str, flag: &str) -> String {
    format!("{what} {day} 晚于业务日期 {}。请核对 {flag}", hand.on)
}

/// The unit's latest own assessment.
pub(super) fn reviewed_on(store: &Store, case_id: i64) -> Result<Option<NaiveDate>> {
    let reviews = store.by::<SelfReview>("case_id", case_id)?;
    Ok(reviews.iter().map(|review| review.fact.reviewed_on).max())
}
