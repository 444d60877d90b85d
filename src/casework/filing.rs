//! An application under the eyes of the measure: at the counter, in an amendment, and again in screening.

use anyhow::Result;
use chrono::NaiveDate;

use super::dossier::RoundFile;
use crate::measure::{self, Filing, Finding, Moment, Party, Rival};
use crate::model::calendar::Calendar;
use crate::model::case_no::CaseNo;
use crate::model::form::Application;
use crate::model::town::Town;
use crate::store::Store;

/// One application and where it was handed in.
pub(super) struct Counter<'a> {
    /// The round.
    pub(super) round: &'a RoundFile,
    /// The case, where it has a number already.
    pub(super) case_id: Option<i64>,
    /// The day that counts.
    pub(super) filed_on: NaiveDate,
    /// The town whose centre took it in; `None` where the bureau records for the towns.
    pub(super) town: Option<&'a str>,
    /// Working days.
    pub(super) calendar: &'a Calendar,
}

impl Counter<'_> {
    /// Everything the measure has to say of the form.
    ///
    /// # Errors
    /// The case file can't be read.
    pub(super) fn examine(&self, store: &Store, form: &Application) -> Result<Vec<Finding>> {
        self.examine_beside(store, form, self.examine_alone(form), |no| no.to_string())
    }

    /// The same, where what the measure says of the form alone is known already, and other cases are `called` so.
    ///
    /// # Errors
    /// The case file can't be read.
    pub(super) fn examine_beside(
        &self,
        store: &Store,
        form: &Application,
        alone: Vec<Finding>,
        called: impl Fn(CaseNo) -> String,
    ) -> Result<Vec<Finding>> {
        let lines = store.rivals(self.round.id, self.case_id, form.uscc.as_str(), form.id_number.as_str())?;
        if lines.is_empty() {
            return Ok(alone);
        }
        let numbers: Vec<_> =
            lines.iter().map(|line| called(CaseNo { year: line.year, serial: line.serial })).collect();
        let rivals: Vec<_> = (lines.iter().zip(&numbers))
            .map(|(line, number)| Rival {
                case_no: number,
                party: if line.same_unit { Party::Unit } else { Party::Technician },
                award_to: line.award_to,
            })
            .collect();
        Ok(self.examine_among(form, &rivals))
    }

    /// What the measure has to say of the form if there is no other case of the unit or the technician.
    pub(super) fn examine_alone(&self, form: &Application) -> Vec<Finding> {
        self.examine_among(form, &[])
    }

    fn examine_among(&self, form: &Application, rivals: &[Rival<'_>]) -> Vec<Finding> {
        let filing = Filing {
            application: form,
            applied_on: self.filed_on,
            filed_with: self.town.unwrap_or(&form.town),
            round: &self.round.opening(),
            rivals,
            calendar: self.calendar,
        };
        measure::examine(Moment::Filing(&filing), &self.round.policy)
    }
}

/// The form with its town by official name, where it is one of the district's.
pub(super) fn settled(mut form: Application) -> Application {
    if let Some(town) = Town::find(&form.town) {
        town.term().clone_into(&mut form.town);
    }
    form
}
