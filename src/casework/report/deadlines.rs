//! 时限: what was due under the measure, and whether it was done in time.

use anyhow::Result;
use chrono::NaiveDate;

use super::cycle::Course;
use super::{RoundFile, drawn};
use crate::measure::policy::MatchingDue;
use crate::measure::{self, Policy, assessment};
use crate::model::acts::Deadline;
use crate::model::chart::{Chapter, Chart};
use crate::model::{Datum, Table};
use crate::store::Store;

/// 按期情况: how many of one kind of deadline were met.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    met: i64,
    late: i64,
    missed: i64,
    open: i64,
}

impl Tally {
    /// Counts what was due on a day, that day included, and was done then, or not yet as of `on`.
    fn count(&mut self, due: NaiveDate, done: Option<NaiveDate>, on: NaiveDate) {
        *match done {
            Some(done) if done <= due => &mut self.met,
            Some(_) => &mut self.late,
            None if on > due => &mut self.missed,
            None => &mut self.open,
        } += 1;
    }

    fn of(courses: &[Course], count: impl Fn(&mut Self, &Course)) -> Self {
        let mut tally = Self::default();
        courses.iter().for_each(|course| count(&mut tally, course));
        tally
    }

    fn counts(&self) -> [i64; 4] {
        [self.met, self.late, self.missed, self.open]
    }
}

/// The deadlines of a round as of a day.
pub(super) fn chapter(
    store: &Store,
    round: &RoundFile,
    courses: &[Course],
    on: NaiveDate,
) -> Result<Chapter> {
    let columns = [
        ("what", "事项"),
        ("rule", "规则"),
        ("clause", "依据"),
        ("met", "按期"),
        ("late", "逾期办理"),
        ("missed", "逾期未办"),
        ("open", "未到期"),
    ];
    let mut table = Table::new("deadlines", "时限情况", &columns);
    let policy = &round.policy;
    let matching_due = |course: &Course| {
        course.due(
            Deadline::Matching,
            match policy.matching_due.value {
                MatchingDue::BeforeSecond => assessment::window(course.project.announced_on, policy).1,
                MatchingDue::BeforeClosing => course.project.cycle_to,
            },
        )
    };
    for (what, code, tally) in [
        ("街镇初审并上报", "A6-2-3b", of_towns(store, round, on)?),
        ("单位定期考核", "A8-1b", Tally::of(courses, |tally, course| reviews(tally, course, policy, on))),
        (
            "届中考核",
            "A8-2b",
            Tally::of(courses, |tally, course| {
                let due = assessment::window(course.project.announced_on, policy).1;
                let due = course.due(Deadline::Midterm, due);
                tally.count(due, course.midterms.first().map(|one| one.fact.assessed_on), on);
            }),
        ),
        ("整改后重新考核", "A8-2b", Tally::of(courses, |tally, course| rectifications(tally, course, on))),
        (
            "配套资金到位",
            "A4-2b",
            Tally::of(courses, |tally, course| {
                tally.count(matching_due(course), course.matched_on, on);
            }),
        ),
        ("首席技师续聘", "A6-1-3c", Tally::of(courses, |tally, course| renewals(tally, course, on))),
    ] {
        let counts = tally.counts();
        if counts.iter().sum::<i64>() > 0 {
            let clause = measure::rule(code).map_or("", |rule| rule.clause);
            let head = [what.into(), code.into(), clause.into()];
            table.push([&head[..], &counts.map(Datum::from)].concat());
        }
    }
    Ok(Chapter {
        title: "时限",
        says: vec![format!(
            "按期含期限当日；逾期未办和未到期以 {on} 为准。届中考核以窗口的最后一天为期限，配套到位以凭证日期为准。"
        )],
        exhibits: vec![drawn(
            table,
            Chart::Stacked { label: 0, parts: vec![3, 4, 5, 6] },
            "还没有到要办的事项。",
        )],
    })
}

/// A town is done with a case when it has forwarded or rejected it.
fn of_towns(store: &Store, round: &RoundFile, on: NaiveDate) -> Result<Tally> {
    let times = store.screening_times(round.id)?;
    let missed = on > round.round.town_deadline_on;
    Ok(Tally {
        met: times.in_time,
        late: times.late,
        missed: if missed { times.open } else { 0 },
        open: if missed { 0 } else { times.open },
    })
}

/// The last day on which anything of the cycle could still be due.
fn end(course: &Course) -> NaiveDate {
    course.project.closed_on.map_or(course.project.cycle_to, |closed| closed.min(course.project.cycle_to))
}

/// Each assessment sets the day of the next, until the cycle ends, its last day included, or the case is closed.
fn reviews(tally: &mut Tally, course: &Course, policy: &Policy, on: NaiveDate) {
    let due = |last| assessment::review_due(course.project.announced_on, last, policy);
    let due = |last| course.due(Deadline::Review, due(last));
    let mut next = due(None);
    for reviewed_on in &course.reviewed_on {
        tally.count(next, Some(*reviewed_on), on);
        next = due(Some(*reviewed_on));
    }
    // As the closing judges it (A8-1b): what is due on the day of closing isn't late on it.
    let is_over = course.project.closed_on.is_some_and(|closed| closed <= next);
    if next <= course.project.cycle_to && !is_over {
        tally.count(next, None, on);
    }
}

fn rectifications(tally: &mut Tally, course: &Course, on: NaiveDate) {
    for order in &course.rectifications {
        let failed = course.midterms.iter().position(|midterm| midterm.id == order.midterm_id);
        let again = failed.and_then(|at| course.midterms.get(at + 1));
        let due = course.due(Deadline::Rectification, order.due_on);
        tally.count(due, again.map(|midterm| midterm.fact.assessed_on), on);
    }
}

/// An appointment is renewed in time if the next one begins the day after it at the latest.
fn renewals(tally: &mut Tally, course: &Course, on: NaiveDate) {
    let end = end(course);
    let mut covered = course.project.appointed_to;
    for (from, to) in &course.renewed {
        if covered < end {
            tally.count(covered, from.pred_opt(), on);
        }
        covered = covered.max(*to);
    }
    if covered < end {
        tally.count(covered, None, on);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fen;
    use crate::store::views::{ProjectLine, Stage};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// A cycle from 9 May 2024 on, its leader appointed until the middle of 2026.
    fn course(reviewed_on: &[&str], renewed: &[(&str, &str)]) -> Course {
        let project = ProjectLine {
            case_id: 1,
            serial: 1,
            unit_name: "甲".into(),
            town: "泗泾镇".into(),
            announced_on: day("2024-05-09"),
            cycle_to: day("2027-05-08"),
            closed_on: None,
            appointed_to: day("2026-06-30"),
            stage: Stage::Announced,
            spent_fen: Fen::ZERO,
            committed_fen: Fen::ZERO,
            matched_fen: Fen::ZERO,
        };
        Course {
            project,
            owed: Vec::new(),
            midterms: Vec::new(),
            rectifications: Vec::new(),
            reviewed_on: reviewed_on.iter().map(|text| day(text)).collect(),
            renewed: renewed.iter().map(|(from, to)| (day(from), day(to))).collect(),
            extended: Vec::new(),
            matched_on: None,
        }
    }

    #[test]
    fn each_assessment_sets_the_day_of_the_next() {
        let policy = Policy::embedded().expect("compiled in");
        let counted = |reviewed: &[&str], on: &str| {
            let mut tally = Tally::default();
            reviews(&mut tally, &course(reviewed, &[]), &policy, day(on));
            tally.counts()
        };
        assert_eq!(counted(&[], "2025-05-09"), [0, 0, 0, 1]);
        assert_eq!(counted(&[], "2025-05-10"), [0, 0, 1, 0]);
        assert_eq!(counted(&["2025-05-09", "2026-05-10"], "2026-06-01"), [1, 1, 0, 0]);
        assert_eq!(counted(&["2025-05-09", "2026-05-07"], "2027-05-08"), [2, 0, 1, 0]);
        // The last day of the cycle is a day on which it may be due.
        assert_eq!(counted(&["2025-05-09", "2026-05-08"], "2027-05-08"), [2, 0, 0, 1]);
        assert_eq!(counted(&["2025-05-09", "2026-05-08"], "2027-05-09"), [2, 0, 1, 0]);
        assert_eq!(counted(&["2025-05-09", "2026-05-09"], "2027-05-09"), [2, 0, 0, 0]);
        let closed = |closed_on: &str| {
            let mut closed = course(&["2025-05-09", "2026-05-08"], &[]);
            closed.project.closed_on = Some(day(closed_on));
            let mut tally = Tally::default();
            reviews(&mut tally, &closed, &policy, day("2027-06-01"));
            tally.counts()
        };
        assert_eq!((closed("2027-05-08"), closed("2027-05-09")), ([2, 0, 0, 0], [2, 0, 1, 0]));
        let mut put_off = course(&[], &[]);
        put_off.extended.push((Deadline::Review, day("2025-05-09"), day("2025-06-30")));
        let mut tally = Tally::default();
        reviews(&mut tally, &put_off, &policy, day("2025-06-30"));
        assert_eq!(tally.counts(), [0, 0, 0, 1], "put off");
    }

    #[test]
    fn an_appointment_is_renewed_without_a_gap() {
        let counted = |renewed: &[(&str, &str)], on: &str| {
            let mut tally = Tally::default();
            renewals(&mut tally, &course(&[], renewed), day(on));
            tally.counts()
        };
        assert_eq!((counted(&[], "2026-06-30"), counted(&[], "2026-07-01")), ([0, 0, 0, 1], [0, 0, 1, 0]));
        assert_eq!(counted(&[("2026-07-01", "2028-06-30")], "2026-07-01"), [1, 0, 0, 0]);
        assert_eq!(counted(&[("2026-07-02", "2028-06-30")], "2026-07-02"), [0, 1, 0, 0]);
        assert_eq!(counted(&[("2026-07-01", "2026-12-31")], "2027-01-01"), [1, 0, 1, 0]);
    }

    #[test]
    fn the_day_itself_is_in_time() {
        let (due, after, before) = (day("2026-03-31"), day("2026-04-01"), day("2026-03-30"));
        let tally = |done, on| {
            let mut tally = Tally::default();
            tally.count(due, done, on);
            tally.counts()
        };
        assert_eq!(tally(Some(due), after), [1, 0, 0, 0]);
        assert_eq!(tally(Some(after), after), [0, 1, 0, 0]);
        assert_eq!(tally(None, after), [0, 0, 1, 0]);
        assert_eq!((tally(None, due), tally(None, before)), ([0, 0, 0, 1], [0, 0, 0, 1]));
    }
}
