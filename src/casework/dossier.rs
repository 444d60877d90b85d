//! 案件材料: a case with its round, its policy and its newest revision, loaded together.

use anyhow::Result;
use chrono::NaiveDate;

use super::{Misuse, misuse, refused};
use crate::measure::publication::plain;
use crate::measure::{Cycle, Finding, Opening, Policy, assessment};
use crate::model::Misfit;
use crate::model::acts::Deadline;
use crate::model::case_no::{CaseNo, CaseRef};
use crate::model::form::Application;
use crate::store::facts::{
    Agreement, Announcement, Award, Extension, GrantCase, LeaderChange, LeaderDecision, PolicyText, Renewal,
    Revision, Round,
};
use crate::store::views::Stage;
use crate::store::{Store, Stored};

/// 轮次材料: a round with the policy it was opened under.
#[derive(Debug, Clone)]
pub struct RoundFile {
    /// The round's row.
    pub id: i64,
    /// The round; the towns' deadline is the one that counts, put off or not.
    pub round: Round,
    /// Its policy.
    pub policy: Policy,
}

impl RoundFile {
    fn of(store: &Store, mut round: Stored<Round>) -> Result<Self> {
        round.fact.town_deadline_on = town_deadline(store, &round)?;
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

    /// A command about this round as it is printed: it names the year, so that it still means this round once a newer
    /// one is open.
    pub(crate) fn command(&self, command: &str) -> String {
        format!("studiogrant {command} --year {}", self.round.year)
    }

    /// The number of a case in this round.
    pub(crate) fn case_no(&self, serial: i64) -> CaseNo {
        CaseNo { year: self.round.year, serial }
    }
}

/// The day by which the towns of a round forward, with what it was put off to.
pub(super) fn town_deadline(store: &Store, round: &Stored<Round>) -> Result<NaiveDate> {
    let keys = [("round_id", round.id.into()), ("deadline", Deadline::Town.code().into())];
    let put_off = store.matching::<Extension>(&keys)?;
    let put_off = put_off.into_iter().map(|put_off| (put_off.fact.from_on, put_off.fact.to_on));
    Ok(assessment::extended(round.fact.town_deadline_on, put_off))
}

/// The case number that a sheet has.
pub(super) fn numbered(case: &str) -> Result<CaseRef, Misuse> {
    case.parse().map_err(|misfit: Misfit| Misuse(misfit.0))
}

/// 现任带头人: who leads the studio since a change.
#[derive(Debug, Clone)]
struct Leader {
    /// The application with this leader in it.
    form: Application,
    /// The journal entry since which they lead.
    since: i64,
}

impl Leader {
    /// The leader whom the bureau approved last before this entry.
    fn before(entry_id: i64, store: &Store, case_id: i64, filed: &Application) -> Result<Option<Self>> {
        for change in store.by::<LeaderChange>("case_id", case_id)?.into_iter().rev() {
            let decision = store.newest::<LeaderDecision>("leader_change_id", change.id)?;
            if let Some(decision) =
                decision.filter(|decision| decision.fact.approved && decision.entry_id < entry_id)
            {
                return Ok(Some(Self { form: led_by(filed, &change.fact), since: decision.entry_id }));
            }
        }
        Ok(None)
    }
}

/// The form with another leader in it.
pub(super) fn led_by(form: &Application, change: &LeaderChange) -> Application {
    Application {
        technician_name: change.technician_name.clone(),
        id_kind: change.id_kind,
        id_number: change.id_number.clone(),
        occupation: change.occupation.clone(),
        post_kind: change.post_kind,
        post_achievement: change.post_achievement.clone(),
        skill_basis: change.skill_basis,
        skill_grade: change.skill_grade,
        certificate_no: change.certificate_no.clone(),
        certified_on: change.certified_on,
        recognition: change.recognition.clone(),
        appointed_from: change.appointed_from,
        appointed_to: change.appointed_to,
        ..form.clone()
    }
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
    /// The leader in office, where it is another than the application's.
    leader: Option<Leader>,
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
            return misuse(format!("没有案件 {no}。这一年度的案件见 {}", round.command("apply list")));
        };
        Self::of(store, case.id, no, round)
    }

    /// Looks a case up as a sheet names it; a serial alone means the round of this year, or else the newest.
    ///
    /// # Errors
    /// [`super::Misuse`] where there is no such case.
    pub(super) fn written(store: &Store, case: &str, year: Option<i64>) -> Result<Self> {
        let case = numbered(case)?;
        Self::load(store, year.map_or(case, |year| case.within(year)))
    }

    /// Whether the case is of the unit that a sheet names.
    ///
    /// # Errors
    /// [`super::Misuse`] where it is another unit's.
    pub(super) fn is_of(&self, unit_name: Option<&str>) -> Result<()> {
        let unit = &self.form().unit_name;
        match unit_name {
            Some(written) if plain(written) != plain(unit) => {
                misuse(format!("{} 的申报单位是“{unit}”，不是“{written}”", self.no))
            }
            _ => Ok(()),
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
            (Some(revision), Some(line)) => {
                let leader = Leader::before(i64::MAX, store, case_id, &revision.fact.form)?;
                Ok(Self { case_id, no, round, revision, leader, stage: line.stage })
            }
            _ => misuse(format!("案件 {no} 没有申报表，案卷可能被改动过。请运行 audit verify")),
        }
    }

    /// The form as it stands, with the leader in office.
    pub(crate) fn form(&self) -> &Application {
        self.leader.as_ref().map_or(&self.revision.fact.form, |leader| &leader.form)
    }

    /// The same case as this revision filed it: what was screened or posted stays as it was.
    pub(crate) fn with_revision(mut self, store: &Store, application_id: i64) -> Result<Self> {
        let revision = store.newest::<Revision>("id", application_id)?;
        if let Some(revision) = revision.filter(|revision| revision.fact.head.case_id == self.case_id) {
            self.revision = revision;
        }
        self.leader = None;
        Ok(self)
    }

    /// The same case as it was known when this entry was recorded: the application without what was corrected since, and
    /// the leader of then.
    pub(crate) fn known_before(mut self, store: &Store, entry_id: i64) -> Result<Self> {
        let filed = store.by::<Revision>("case_id", self.case_id)?;
        if let Some(then) = filed.into_iter().rfind(|filed| filed.entry_id < entry_id) {
            self.revision = then;
        }
        self.leader = Leader::before(entry_id, store, self.case_id, &self.revision.fact.form)?;
        Ok(self)
    }

    /// The journal entry since which the leader leads; 0 where it is the application's.
    pub(crate) fn led_since(&self) -> i64 {
        self.leader.as_ref().map_or(0, |leader| leader.since)
    }

    /// The day on which the bureau approved the leader in office, where it is another than the application's.
    pub(crate) fn led_on(&self, store: &Store) -> Result<Option<NaiveDate>> {
        let decision = store.newest::<LeaderDecision>("entry_id", self.led_since())?;
        Ok(decision.map(|decision| decision.fact.decided_on))
    }

    /// The change of leader that nobody decided on yet.
    pub(crate) fn leader_change(&self, store: &Store) -> Result<Option<Stored<LeaderChange>>> {
        let Some(change) = store.newest::<LeaderChange>("case_id", self.case_id)? else { return Ok(None) };
        let decided = !store.by::<LeaderDecision>("leader_change_id", change.id)?.is_empty();
        Ok(Some(change).filter(|_| !decided))
    }

    /// The target agreement with the leader in office.
    pub(crate) fn agreement(&self, store: &Store) -> Result<Option<Stored<Agreement>>> {
        let newest = store.newest::<Agreement>("case_id", self.case_id)?;
        Ok(newest.filter(|signed| signed.entry_id >= self.led_since()))
    }

    /// The last agreement with a leader before the one in office, and who that was.
    pub(crate) fn former_agreement(&self, store: &Store) -> Result<Option<(NaiveDate, String)>> {
        let mut signed = store.by::<Agreement>("case_id", self.case_id)?.into_iter();
        let Some(last) = signed.rfind(|signed| signed.entry_id < self.led_since()) else { return Ok(None) };
        let then = self.clone().known_before(store, last.entry_id)?;
        Ok(Some((last.fact.signed_on, then.form().technician_name.clone())))
    }

    /// Leads from a missing agreement to the command that records it, or corrects it.
    pub(crate) fn lead_to_agreement(&self, findings: &mut [Finding], signed: bool) {
        for finding in findings.iter_mut().filter(|finding| finding.code == "A8-1a") {
            let reason = if signed { " --reason 理由" } else { "" };
            let command = format!("studiogrant assess agreement {} --signed-on 日期{reason}", self.no);
            finding.cure = format!("{}：{command}", finding.cure);
        }
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
    /// [`super::Refusal`] where the case is not announced.
    pub(crate) fn announced(&self, store: &Store) -> Result<(Award, Announcement)> {
        match self.award(store)? {
            Some(award) => Ok(award),
            None => {
                let (name, stage) = (self.name(), self.stage.term());
                let found = format!("{name} 还没有发文公布（现状：{stage}），没有资助周期，这一步还办不了");
                refused("A6-2-4f", found, format!("公布以后再办；办到哪一步见 studiogrant show {}", self.no))
            }
        }
    }

    /// The renewals of the leader in office.
    pub(crate) fn renewals(&self, store: &Store) -> Result<Vec<Renewal>> {
        let mut renewals = store.by::<Renewal>("case_id", self.case_id)?;
        renewals.retain(|renewal| renewal.entry_id >= self.led_since());
        Ok(renewals.into_iter().map(|renewal| renewal.fact).collect())
    }

    /// The last day of the leader's appointment, with these renewals.
    pub(crate) fn renewed_to(&self, renewals: &[Renewal]) -> NaiveDate {
        let renewed = renewals.iter().map(|renewal| renewal.appointed_to);
        renewed.fold(self.form().appointed_to, NaiveDate::max)
    }

    /// The last day of the leader's appointment, renewals included.
    pub(crate) fn appointed_to(&self, store: &Store) -> Result<NaiveDate> {
        Ok(self.renewed_to(&self.renewals(store)?))
    }
}

/// The cycle of an award, as the measure asks about it.
pub(crate) fn cycle(award: &Award) -> Cycle {
    Cycle { first: award.cycle_from, last: award.cycle_to }
}
