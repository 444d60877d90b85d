//! What waits in the cycles that run: papers of the unit, the mid-term assessment, the leader, the end.

use anyhow::Result;
use chrono::NaiveDate;

use super::{BUREAU, UNIT, Wait};
use crate::casework::{Dossier, assess, disburse};
use crate::measure::{Verdict, assessment};
use crate::model::Fen;
use crate::model::acts::{Deadline, Task};
use crate::store::Store;
use crate::store::facts::{Announcement, Award, Midterm, Rectification};

/// What waits in the cycles that run, up to the day `soon`.
pub(in crate::casework) fn of_cycles(store: &Store, on: NaiveDate, soon: NaiveDate) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for line in store.awarded()? {
        // Asked of the line first: most cases of past years are over, and needn't be read whole.
        if disburse::is_in_cycle(line.stage) {
            waits.extend(of_case(store, &Dossier::by_id(store, line.case_id)?, on, soon)?);
        }
    }
    Ok(waits)
}

/// What waits in the cycle of one case, up to the day `soon`; nothing once it is over.
pub(in crate::casework) fn of_case(
    store: &Store,
    dossier: &Dossier,
    on: NaiveDate,
    soon: NaiveDate,
) -> Result<Vec<Wait>> {
    if !disburse::is_in_cycle(dossier.stage) {
        return Ok(Vec::new());
    }
    let (award, document) = dossier.announced(store)?;
    let mut case = Case { store, dossier, award, document, on, soon, waits: Vec::new() };
    case.leader()?;
    case.papers()?;
    // Where no money goes out, none has to be matched, and no second half hangs on a mid-term.
    if !disburse::is_without_grant(store, dossier.case_id)? {
        case.matching()?;
        case.midterm()?;
    }
    case.end()?;
    Ok(case.waits)
}

/// One case under way.
struct Case<'a> {
    store: &'a Store,
    dossier: &'a Dossier,
    award: Award,
    document: Announcement,
    on: NaiveDate,
    soon: NaiveDate,
    waits: Vec<Wait>,
}

impl Case<'_> {
    fn wait(
        &mut self,
        what: String,
        by: &'static str,
        dates: (Option<NaiveDate>, Option<NaiveDate>),
        command: &str,
    ) {
        self.waits.push(Wait {
            what,
            whom_for: self.dossier.name(),
            town: Some(self.dossier.form().town.clone()),
            by,
            since: dates.0,
            until: dates.1,
            command: format!("{command} {}", self.dossier.no),
        });
    }

    fn due_on(&self, deadline: Deadline) -> Result<Option<NaiveDate>> {
        assess::due_on(self.store, self.dossier, &self.award, &self.document, deadline)
    }

    fn leader(&mut self) -> Result<()> {
        if let Some(change) = self.dossier.leader_change(self.store)? {
            let what = format!(
                "更换带头人（{}）待批准{}",
                change.fact.technician_name,
                disburse::held_until_approved(self.store, self.dossier)?
            );
            self.wait(what, BUREAU, (Some(change.fact.proposed_on), None), "assess leader list");
        }
        Ok(())
    }

    /// What the unit has to bring: the agreement, its own assessment, a renewed appointment.
    fn papers(&mut self) -> Result<()> {
        if self.dossier.agreement(self.store)?.is_none() {
            let since = self.dossier.led_on(self.store)?;
            let what = match since {
                Some(_) => "与新带头人签订责任协议（拨第二期以前）",
                None => "签订目标任务责任协议（拨第一期以前）",
            };
            let day = Some(since.unwrap_or(self.document.announced_on));
            self.wait(what.to_owned(), UNIT, (day, day), "assess agreement");
        }
        let review = self.due_on(Deadline::Review)?;
        if review.is_some_and(|due| due <= self.soon && due <= self.award.cycle_to) {
            self.wait("单位定期考核".to_owned(), UNIT, (None, review), "assess review");
        }
        let appointed_to = self.dossier.appointed_to(self.store)?;
        if appointed_to <= self.soon && appointed_to < self.award.cycle_to {
            let what = "首席技师聘期届满，续聘".to_owned();
            self.wait(what, UNIT, (None, Some(appointed_to)), "assess renew");
        }
        Ok(())
    }

    fn matching(&mut self) -> Result<()> {
        let short = assess::matching_lacks(self.store, self.dossier)?;
        let due = self.due_on(Deadline::Matching)?;
        let (opens, _) = assessment::window(self.document.announced_on, self.dossier.policy());
        if short > Fen::ZERO && opens <= self.soon {
            let what = format!("配套资金到位凭证，还差 {short} 元");
            self.wait(what, UNIT, (None, due), "assess match");
        }
        Ok(())
    }

    /// What the unit has to bring before the cycle is over: nothing, once its money is used and every task has a result.
    fn before_the_end(&mut self, last: NaiveDate) -> Result<()> {
        let usable = self.store.case_money(self.dossier.case_id)?.usable()?;
        // Who used too much reverses that first, which waits by itself.
        if usable > Fen::ZERO && assess::overspent_by(self.store, self.dossier.case_id)?.is_none() {
            let what = format!("资助周期将满，还有 {usable} 元没有使用");
            self.wait(what, UNIT, (None, Some(last)), "assess spend");
        }
        let idle = assess::idle(self.store, self.dossier.case_id)?;
        if !idle.is_empty() {
            let idle: Vec<_> = idle.into_iter().map(Task::term).collect();
            let what = format!("资助周期将满，还没有成果的任务：{}", idle.join("、"));
            self.wait(what, UNIT, (None, Some(last)), "assess tasks");
        }
        Ok(())
    }

    fn newest_midterm(&self) -> Result<Option<Midterm>> {
        Ok(self.store.newest::<Midterm>("case_id", self.dossier.case_id)?.map(|last| last.fact))
    }

    fn midterm(&mut self) -> Result<()> {
        let (opens, _) = assessment::window(self.document.announced_on, self.dossier.policy());
        let Some(last) = self.store.newest::<Midterm>("case_id", self.dossier.case_id)? else {
            if opens <= self.soon {
                let until = self.due_on(Deadline::Midterm)?;
                self.wait("届中考核".to_owned(), BUREAU, (Some(opens), until), "assess record");
            }
            return Ok(());
        };
        if last.fact.verdict != Verdict::Fail || assess::failed_for_good(self.store, self.dossier)? {
            return Ok(());
        }
        match self.store.newest::<Rectification>("midterm_id", last.id)? {
            None => {
                let since = Some(last.fact.assessed_on);
                let what = "届中考核不合格，责令整改".to_owned();
                self.wait(what, BUREAU, (since, since), "assess rectify");
            }
            Some(order) => {
                let until = self.due_on(Deadline::Rectification)?;
                let what = "整改期满，重新考核".to_owned();
                self.wait(what, BUREAU, (Some(order.fact.ordered_on), until), "assess record");
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let last = self.award.cycle_to;
        if assess::failed_for_good(self.store, self.dossier)? {
            let failed_on = self.newest_midterm()?.map(|last| last.assessed_on);
            let what = "届中考核不合格且不再整改，结项".to_owned();
            self.wait(what, BUREAU, (failed_on, None), "assess close");
        } else if last < self.on {
            // The measure sets no day for it: it can be done from the day after the cycle.
            self.wait("资助周期已满，结项".to_owned(), BUREAU, (last.succ_opt(), None), "assess close");
        } else if last <= self.soon {
            self.before_the_end(last)?;
        }
        Ok(())
    }
}
