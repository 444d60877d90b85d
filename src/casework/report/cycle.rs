//! 三年周期: what the announced studios received, spent and were matched, and how their mid-term assessment went.

use anyhow::Result;
use chrono::NaiveDate;

use super::money::Sums;
use super::{RoundFile, drawn, silent, yuan};
use crate::casework::disburse::{Owed, owed};
use crate::measure::assessment;
use crate::model::acts::{Deadline, Fund, Verdict};
use crate::model::chart::{Chapter, Chart, Exhibit, Mark};
use crate::model::{Datum, Fen, Table};
use crate::store::facts::{Extension, FundEntry, FundReversal, Midterm, Rectification, Renewal, SelfReview};
use crate::store::views::{ProjectLine, PurposeLine};
use crate::store::{Store, Stored};

const NONE: &str = "还没有发文公布的项目。";

/// 项目进程: one announced studio with what was recorded of its cycle.
pub(super) struct Course {
    pub(super) project: ProjectLine,
    /// What it is owed, each kind of money by itself.
    pub(super) owed: Vec<Owed>,
    /// In the order of their attempts.
    pub(super) midterms: Vec<Stored<Midterm>>,
    pub(super) rectifications: Vec<Rectification>,
    /// The unit's own assessments, by date.
    pub(super) reviewed_on: Vec<NaiveDate>,
    /// First and last day of each renewed appointment, by date.
    pub(super) renewed: Vec<(NaiveDate, NaiveDate)>,
    /// What was put off: which deadline, from when, to when.
    pub(super) extended: Vec<(Deadline, NaiveDate, NaiveDate)>,
    /// The day of the voucher with which the matching money reached its minimum.
    pub(super) matched_on: Option<NaiveDate>,
}

impl Course {
    /// A day on which something is due, with what it was put off to.
    pub(super) fn due(&self, deadline: Deadline, due: NaiveDate) -> NaiveDate {
        let of = self.extended.iter().filter(|(of, ..)| *of == deadline);
        assessment::extended(due, of.map(|(_, from, to)| (*from, *to)))
    }
}

/// Every announced studio of a round.
pub(super) fn courses(store: &Store, round: &RoundFile) -> Result<Vec<Course>> {
    let minimum = round.policy.matching_minimum.value;
    let projects = store.projects_of_round(round.id)?;
    projects.into_iter().map(|project| course(store, project, minimum)).collect()
}

fn course(store: &Store, project: ProjectLine, minimum: Fen) -> Result<Course> {
    let case_id = project.case_id;
    let mut midterms = store.by::<Midterm>("case_id", case_id)?;
    midterms.sort_by_key(|midterm| midterm.fact.attempt);
    let rectifications = store.by::<Rectification>("case_id", case_id)?;
    let reviews = store.by::<SelfReview>("case_id", case_id)?;
    let mut reviewed_on: Vec<_> = reviews.iter().map(|review| review.fact.reviewed_on).collect();
    reviewed_on.sort_unstable();
    let renewals = store.by::<Renewal>("case_id", case_id)?;
    let mut renewed: Vec<_> =
        renewals.iter().map(|one| (one.fact.appointed_from, one.fact.appointed_to)).collect();
    renewed.sort_unstable();
    let extended = store.by::<Extension>("case_id", case_id)?;
    let owed = owed(store, case_id, project.stage)?;
    Ok(Course {
        project,
        owed,
        midterms,
        rectifications: rectifications.into_iter().map(|order| order.fact).collect(),
        reviewed_on,
        renewed,
        extended: extended
            .into_iter()
            .map(|Stored { fact, .. }| (fact.deadline, fact.from_on, fact.to_on))
            .collect(),
        matched_on: matched_on(store, case_id, minimum)?,
    })
}

fn matched_on(store: &Store, case_id: i64, minimum: Fen) -> Result<Option<NaiveDate>> {
    let keys = [("case_id", case_id.into()), ("ledger", Fund::Matching.code().into())];
    let mut entries = store.matching::<FundEntry>(&keys)?;
    entries.sort_by_key(|entry| entry.fact.spent_on);
    let mut sum = Fen::ZERO;
    for entry in entries {
        if store.by::<FundReversal>("fund_entry_id", entry.id)?.is_empty() {
            sum = sum.plus(entry.fact.amount_fen)?;
        }
        if sum >= minimum {
            return Ok(Some(entry.fact.spent_on));
        }
    }
    Ok(None)
}

/// The matching money of all studios.
pub(super) fn matched(courses: &[Course]) -> Result<Fen> {
    Ok(Fen::sum(courses.iter().map(|course| course.project.matched_fen))?)
}

/// The studios by their units, their money and their matching. A studio is mostly named after its leader, and nobody's
/// name is in the report.
pub(super) fn projects(store: &Store, round: &RoundFile, courses: &[Course]) -> Result<Chapter> {
    let minimum = round.policy.matching_minimum.value;
    let columns = [
        ("case", "案件"),
        ("unit_name", "单位"),
        ("town", "街镇"),
        ("owed", "应拨额"),
        ("paid", "已付"),
        ("recovered", "追回已收"),
        ("spent", "已使用"),
        ("commitment", "配套承诺"),
        ("matched", "配套到位"),
        ("stage", "现状"),
    ];
    let mut table = Table::new("projects", "资助项目的资金和配套（元）", &columns);
    let mut totals = [Fen::ZERO; 6];
    for Course { project, owed, .. } in courses {
        let Sums { owed, paid, recovered, .. } = Sums::sum(owed.iter())?;
        let ProjectLine { spent_fen, committed_fen, matched_fen, .. } = *project;
        let amounts = [owed, paid, recovered, spent_fen, committed_fen, matched_fen];
        for (total, amount) in totals.iter_mut().zip(amounts) {
            *total = total.plus(amount)?;
        }
        let head =
            [round.case_no(project.serial).to_string(), project.unit_name.clone(), project.town.clone()];
        let stage = Datum::Term { code: project.stage.code(), term: project.stage.term() };
        table.push([&head.map(Datum::from)[..], &amounts.map(Datum::from), &[stage]].concat());
    }
    let mut says = Vec::new();
    if !courses.is_empty() {
        let head = ["合计".into(), Datum::Empty, Datum::Empty];
        table.totals = Some([&head[..], &totals.map(Datum::from), &[Datum::Empty]].concat());
        let proven = courses.iter().filter(|course| course.project.matched_fen >= minimum).count();
        says.push(format!(
            "{} 个项目中，有凭证的配套资金达到 {} 的有 {proven} 个。{}",
            courses.len(),
            yuan(minimum),
            usable(courses)?
        ));
    }
    let mark = Some(Mark { at: minimum.into(), says: format!("配套下限 {}", yuan(minimum)) });
    let mut exhibits = vec![drawn(table, Chart::Bars { label: 1, value: 8, mark }, NONE)];
    let purposes = store.purposes_of_round(round.id)?;
    for (fund, key, title, none) in [
        (Fund::Grant, "grant_purposes", "资助资金的用途（元）", "还没有资助资金使用的记录。"),
        (Fund::Matching, "matching_purposes", "配套资金的用途（元）", "还没有配套资金到位的记录。"),
    ] {
        exhibits.push(by_purpose(key, title, none, purposes.iter().filter(|line| line.ledger == fund))?);
    }
    Ok(Chapter { title: "资助项目和配套资金", says, exhibits })
}

/// What the units may use.
fn usable(courses: &[Course]) -> Result<String> {
    let open = Sums::of(courses)?.open()?;
    Ok(match open > Fen::ZERO {
        true => {
            let open = yuan(open);
            format!("单位可以使用的，是已付减去追回已收，再减去要求追回、尚未收回的 {open}。")
        }
        false => "单位可以使用的，是已付减去追回已收。".to_owned(),
    })
}

fn by_purpose<'l>(
    key: &'static str,
    title: &str,
    none: &'static str,
    lines: impl Iterator<Item = &'l PurposeLine>,
) -> Result<Exhibit> {
    let columns = [("purpose", "用途"), ("count", "笔数"), ("amount", "金额")];
    let mut table = Table::new(key, title, &columns);
    let (mut count, mut sum) = (0, Fen::ZERO);
    for line in lines {
        (count, sum) = (count + line.count, sum.plus(line.amount_fen)?);
        table.push(vec![line.purpose.as_str().into(), line.count.into(), line.amount_fen.into()]);
    }
    if !table.rows.is_empty() {
        table.totals = Some(vec!["合计".into(), count.into(), sum.into()]);
    }
    Ok(drawn(table, Chart::Bars { label: 0, value: 2, mark: None }, none))
}

/// The results of the mid-term assessment, of the first attempt and of the last.
pub(super) fn midterms(courses: &[Course]) -> Chapter {
    let columns = [("verdict", "结果"), ("first", "首次考核"), ("last", "最近一次考核")];
    let mut table = Table::new("midterms", "届中考核结果", &columns);
    let count = |of: &dyn Fn(&Course) -> bool| {
        i64::try_from(courses.iter().filter(|course| of(course)).count()).unwrap_or(i64::MAX)
    };
    if !courses.is_empty() {
        for verdict in Verdict::ALL {
            let is = |one: Option<&Stored<Midterm>>| one.is_some_and(|one| one.fact.verdict == *verdict);
            let first = count(&|course| is(course.midterms.first()));
            let last = count(&|course| is(course.midterms.last()));
            let term = Datum::Term { code: verdict.code(), term: verdict.term() };
            table.push(vec![term, first.into(), last.into()]);
        }
        let open = count(&|course| course.midterms.is_empty());
        table.push(vec!["尚未考核".into(), open.into(), open.into()]);
    }
    let mut chapter =
        silent("届中考核", vec![drawn(table, Chart::Bars { label: 0, value: 2, mark: None }, NONE)]);
    let rectified = count(&|course| !course.rectifications.is_empty());
    if rectified > 0 {
        chapter.says.push(format!("责令整改过的项目 {rectified} 个。"));
    }
    chapter
}
