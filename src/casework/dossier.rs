//! 案件材料: a case with its round, its policy and its newest revision, loaded together.

use anyhow::Result;
use chrono::NaiveDate;

use super::{Misuse, misuse};
use crate::measure::publication::plain;
use crate::measure::{Cycle, Opening, Policy};
use crate::model::Misfit;
use crate::model::case_no::{CaseNo, CaseRef};
use crate::model::form::Application;
use crate::store::facts::{Announcement, Award, GrantCase, PolicyText, Renewal, Revision, Round};
use crate::store::views::Stage;
use crate::store::{Store, Stored};

/// 轮次材料: a round with the policy it was opened under.
#[derive(Debug, Clone)]
pub struct RoundFile {
    /// The round's row.
    pub id: i64,
    /// The round.
    pub round: Round,
    /// Its policy.
    pub policy: Policy,
}

impl RoundFile {
    fn of(store: &Store, round: Stored<Round>) -> Result<Self> {
        let text = store.by::<PolicyText>("id", round.fact.policy_id)?;
        let body = text.first().map(|policy| policy.fact.body.as_str()).unwrap_or_default();
        Ok(Self { id: round.id, policy: Policy::from_json(body)?, round: round.fact })
    }

    /// The round of this year, or the newest.
    ///
    /// # Errors
    /// There is no such round.
    pub(crate) fn load(store: &Store, year: Option<i64>) -> Result<Self> {
        let mut rounds = store.all::<Round>()?;
        rounds.sort_by_key(|round| round.fact.year);
        let found = match year {
            Some(year) => rounds.into_iter().find(|round| round.fact.year == year),
            None => rounds.pop(),
        };
        match (found, year) {
            (Some(round), _) => Self::of(store, round),
            (None, Some(year)) => misuse(format!("没有 {year} 年度的轮次。已有的轮次见 round list")),
            (None, None) => misuse("还没有开展过申报。请先运行 round open 登记申报通知"),
        }
    }

    /// The round of this row.
    pub(crate) fn by_id(store: &Store, round_id: i64) -> Result<Self> {
        match store.by::<Round>("id", round_id)?.pop() {
            Some(round) => Self::of(store, round),
            None => misuse(format!("没有编号为 {round_id} 的轮次")),
        }
    }

    /// The round as the measure asks about it.
    pub(crate) fn opening(&self) -> Opening<'_> {
        Opening {
            notice_no: &self.round.notice_no,
            opens_on: self.round.applications_from,
            closes_on: self.round.applications_to,
            town_deadline_on: self.round.town_deadline_on,
            quota: self.round.quota,
        }
    }

    /// The number of a case in this round.
    pub(crate) fn case_no(&self, serial: i64) -> CaseNo {
        CaseNo { year: self.round.year, serial }
    }
}

/// The case number that a sheet has.
pub(super) fn numbered(case: &str) -> Result<CaseRef, Misuse> {
    case.parse().map_err(|misfit: Misfit| Misuse(misfit.0))
}

/// 案件材料
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The case's row.
    pub case_id: i64,
    /// The case's number.
    pub no: CaseNo,
    /// The round it belongs to.
    pub round: RoundFile,
    /// The newest revision of its application.
    pub revision: Stored<Revision>,
    /// Where it stands.
    pub stage: Stage,
}

impl Dossier {
    /// Looks a case up by its number.
    ///
    /// # Errors
    /// [`super::Misuse`] where there is no such case.
    pub(crate) fn load(store: &Store, case: CaseRef) -> Result<Self> {
        let round = RoundFile::load(store, case.year)?;
        let no = round.case_no(case.serial);
        let found =
            store.matching::<GrantCase>(&[("round_id", round.id.into()), ("serial", case.serial.into())])?;
        let Some(case) = found.first() else {
            return misuse(format!("没有案件 {no}。{} 年度的案件见 apply list", no.year));
        };
        Self::of(store, case.id, no, round)
    }

    /// Looks a case up as a sheet names it; where the sheet names the unit too, it must be the case's.
    ///
    /// # Errors
    /// [`super::Misuse`] where there is no such case, or it is another unit's.
    pub(crate) fn written(store: &Store, case: &str, unit_name: Option<&str>) -> Result<Self> {
        Self::found(store, numbered(case)?, unit_name)
    }

    /// The same, where a serial alone means the round of this year.
    ///
    /// # Errors
    /// As [`written`](Self::written).
    pub(crate) fn written_in(store: &Store, year: i64, case: &str, unit_name: Option<&str>) -> Result<Self> {
        Self::found(store, numbered(case)?.within(year), unit_name)
    }

    fn found(store: &Store, case: CaseRef, unit_name: Option<&str>) -> Result<Self> {
        let dossier = Self::load(store, case)?;
        let unit = &dossier.form().unit_name;
        match unit_name {
            Some(written) if plain(written) != plain(unit) => {
                misuse(format!("{} 的申报单位是“{unit}”，不是“{written}”", dossier.no))
            }
            _ => Ok(dossier),
        }
    }

    /// Looks a case up by its row.
    ///
    /// # Errors
    /// [`super::Misuse`] where there is no such case.
    pub(crate) fn by_id(store: &Store, case_id: i64) -> Result<Self> {
        let Some(case) = store.by::<GrantCase>("id", case_id)?.pop() else {
            return misuse(format!("没有编号为 {case_id} 的案件"));
        };
        let round = RoundFile::by_id(store, case.fact.round_id)?;
        let no = round.case_no(case.fact.serial);
        Self::of(store, case_id, no, round)
    }

    fn of(store: &Store, case_id: i64, no: CaseNo, round: RoundFile) -> Result<Self> {
        let revision = store.newest::<Revision>("case_id", case_id)?;
        let line = store.case_line(case_id)?;
        match (revision, line) {
            (Some(revision), Some(line)) => Ok(Self { case_id, no, round, revision, stage: line.stage }),
            _ => misuse(format!("案件 {no} 没有申报表，案卷可能被改动过。请运行 audit verify")),
        }
    }

    /// The form as it stands.
    pub(crate) fn form(&self) -> &Application {
        &self.revision.fact.form
    }

    /// Number and unit, as messages name the case.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.no, self.form().unit_name)
    }

    /// The policy of its round.
    pub(crate) fn policy(&self) -> &Policy {
        &self.round.policy
    }

    /// The announced award with its document, if the case has one.
    pub(crate) fn award(&self, store: &Store) -> Result<Option<(Award, Announcement)>> {
        let Some(award) = store.newest::<Award>("case_id", self.case_id)? else { return Ok(None) };
        let document = store.newest::<Announcement>("id", award.fact.announcement_id)?;
        Ok(document.map(|document| (award.fact, document.fact)))
    }

    /// The award of a case that must have one.
    ///
    /// # Errors
    /// [`super::Misuse`] where the case is not announced.
    pub(crate) fn announced(&self, store: &Store) -> Result<(Award, Announcement)> {
        match self.award(store)? {
            Some(award) => Ok(award),
            None => misuse(format!(
                "{} 还没有发文公布（现状：{}），没有资助周期，这一步还办不了",
                self.name(),
                self.stage.term()
            )),
        }
    }

    /// The last day of the leader's appointment, renewals included.
    pub(crate) fn appointed_to(&self, store: &Store) -> Result<NaiveDate> {
        let renewals = store.by::<Renewal>("case_id", self.case_id)?;
        let renewed = renewals.iter().map(|renewal| renewal.fact.appointed_to).max();
        Ok(renewed.unwrap_or(self.form().appointed_to).max(self.form().appointed_to))
    }
}

/// The cycle of an award, as the measure asks about it.
pub(crate) fn cycle(award: &Award) -> Cycle {
    Cycle { first: award.cycle_from, last: award.cycle_to }
}
