//! 从申报到资助: how many came how far, in all and by town, occupation and grade.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::{RoundFile, drawn, share, silent};
use crate::model::chart::{Chapter, Chart, Exhibit};
use crate::model::form::SkillBasis;
use crate::model::grade::Grade;
use crate::model::town::Town;
use crate::model::{Datum, Table};
use crate::store::Store;
use crate::store::views::{ReachLine, Stage, TurnedAway};

/// The steps of a round; each counts those who came at least so far.
pub(super) const STEPS: [(&str, &str); 6] = [
    ("applied", "申报"),
    ("accepted", "受理"),
    ("passed", "初审通过"),
    ("forwarded", "上报"),
    ("proposed", "拟资助"),
    ("funded", "公布资助"),
];

/// How many reached each of the [`STEPS`].
pub(super) type Steps = [i64; 6];

const ELSEWHERE: &str = "区外或写法不明";
const NOBODY: &str = "还没有受理申报。";

/// 进程: how far the applications of a round came.
pub(super) struct Reach {
    lines: Vec<ReachLine>,
    away: Vec<TurnedAway>,
}

/// 不予受理: so many forms, of so many units, of which so many were never taken in.
pub(super) struct Refused {
    pub(super) forms: i64,
    pub(super) units: i64,
    pub(super) away: i64,
}

impl Reach {
    pub(super) fn load(store: &Store, round_id: i64) -> Result<Self> {
        Ok(Self { lines: store.reach_of_round(round_id)?, away: store.turned_away(round_id)? })
    }

    /// Units that applied count once, however often they were refused before they were taken in.
    pub(super) fn total(&self) -> Steps {
        let mut total = Steps::default();
        self.lines.iter().for_each(|line| add(&mut total, line));
        total[0] += self.away.iter().map(|away| away.units).sum::<i64>();
        total
    }

    /// What was not taken in.
    pub(super) fn refused(&self, store: &Store, round_id: i64) -> Result<Refused> {
        let refused = store.refusals_of_round(round_id)?;
        let away = self.away.iter().map(|away| away.units).sum();
        Ok(Refused { forms: refused.forms, units: refused.units, away })
    }

    fn by<K: Ord>(&self, key: impl Fn(&ReachLine) -> K) -> BTreeMap<K, Steps> {
        let mut groups = BTreeMap::new();
        for line in &self.lines {
            add(groups.entry(key(line)).or_default(), line);
        }
        groups
    }

    /// By town in the district's order; what is none of its towns comes last.
    fn by_town(&self) -> BTreeMap<usize, Steps> {
        let mut groups = self.by(|line| place(&line.town));
        for away in &self.away {
            groups.entry(place(&away.town)).or_default()[0] += away.units;
        }
        groups
    }
}

fn add(steps: &mut Steps, line: &ReachLine) {
    let reached = [line.accepted, line.accepted, line.passed, line.forwarded, line.proposed, line.funded];
    steps.iter_mut().zip(reached).for_each(|(sum, count)| *sum += count);
}

fn place(town: &str) -> usize {
    Town::find(town).and_then(|town| Town::ALL.iter().position(|other| *other == town)).unwrap_or(usize::MAX)
}

/// The funnel, and where the cases stand.
pub(super) fn chapter(store: &Store, round: &RoundFile, reach: &Reach) -> Result<Chapter> {
    let columns = [
        ("step", "环节"),
        ("count", "数量"),
        ("of_applied", "占申报（%）"),
        ("of_previous", "占上一环节（%）"),
    ];
    let mut funnel = Table::new("funnel", "从申报到资助", &columns);
    let total = reach.total();
    if total[0] > 0 {
        for (at, (_, term)) in STEPS.iter().enumerate() {
            let previous = if at == 0 { Datum::Empty } else { share(total[at], total[at - 1]) };
            funnel.push(vec![(*term).into(), total[at].into(), share(total[at], total[0]), previous]);
        }
    }
    let refused = reach.refused(store, round.id)?;
    let mut says = vec![
        "申报按单位计：同一单位更正后获得受理的只计一次。拟资助含候补递补的。走到后面环节的，前面各环节都计入。"
            .to_owned(),
    ];
    if refused.forms > 0 {
        says.push(format!(
            "不予受理的申报表 {} 份，涉及单位 {} 家；其中 {} 家更正或另行申报后获得受理，{} 家没有。",
            refused.forms,
            refused.units,
            refused.units - refused.away,
            refused.away
        ));
    }
    let mut lines = store.stages_of_round(round.id)?;
    lines.sort_by_key(|line| line.stage);
    let mut stages = Table::new("stages", "案件现状", &[("stage", "现状"), ("count", "件数")]);
    for line in lines {
        stages.push(vec![term(line.stage), line.count.into()]);
    }
    let exhibits = vec![
        drawn(funnel, Chart::Funnel { label: 0, value: 1 }, "还没有单位申报。"),
        drawn(stages, Chart::Bars { label: 0, value: 1, mark: None }, NOBODY),
    ];
    Ok(Chapter { title: "从申报到资助", says, exhibits })
}

fn term(stage: Stage) -> Datum {
    Datum::Term { code: stage.code(), term: stage.term() }
}

/// The same by town, occupation and grade.
pub(super) fn groups(reach: &Reach) -> Chapter {
    let towns = reach.by_town();
    let seen: BTreeSet<_> = towns.keys().copied().collect();
    let quiet = Town::ALL.iter().enumerate().filter(|(at, town)| !seen.contains(at) && !town.is_zone());
    let quiet: Vec<_> = quiet.map(|(_, town)| town.term()).collect();
    let named = towns.into_iter().map(|(at, steps)| {
        let name = Town::ALL.get(at).map_or(ELSEWHERE, |town| town.term());
        (name.to_owned(), steps)
    });
    let mut chapter = silent(
        "分街镇、分职业、分等级",
        vec![
            exhibit("by_town", "分街镇", ("town", "街镇"), true, named.collect()),
            exhibit("by_occupation", "分职业", ("occupation", "职业工种"), false, occupations(reach)),
            exhibit("by_grade", "分技能等级", ("grade", "技能等级"), false, grades(reach)),
        ],
    );
    if !seen.is_empty() && !quiet.is_empty() {
        chapter.says.push(format!("没有单位申报的街镇：{}。", quiet.join("、")));
    }
    if seen.iter().any(|at| *at < usize::MAX) {
        chapter.says.push("不予受理的申报表只记单位和街镇，所以分职业、分等级从受理算起。".to_owned());
    }
    chapter
}

/// The occupations, those with the most applications first; each by its name, for one of them may be funded.
fn occupations(reach: &Reach) -> Vec<(String, Steps)> {
    let mut all: Vec<_> = reach.by(|line| line.occupation.clone()).into_iter().collect();
    all.sort_by_key(|(_, steps)| std::cmp::Reverse(steps[1]));
    all
}

/// By grade from the lowest up, then those who have none.
fn grades(reach: &Reach) -> Vec<(String, Steps)> {
    let key = |line: &ReachLine| match (line.skill_grade, line.skill_basis) {
        (Some(grade), _) => (0, Some(grade), SkillBasis::Qualification),
        (None, basis) => (1, None, basis),
    };
    let name = |(_, grade, basis): (i32, Option<Grade>, SkillBasis)| {
        grade.map_or_else(|| format!("无等级（{}）", basis.term()), |grade| grade.term().to_owned())
    };
    reach.by(key).into_iter().map(|(key, steps)| (name(key), steps)).collect()
}

/// One list of groups; what was refused has a town alone, so the others begin with what was taken in.
fn exhibit(
    key: &'static str,
    title: &str,
    group: (&'static str, &'static str),
    refused: bool,
    groups: Vec<(String, Steps)>,
) -> Exhibit {
    let from = usize::from(!refused);
    let columns = [&[group][..], &STEPS[from..]].concat();
    let mut table = Table::new(key, title, &columns);
    let mut total = Steps::default();
    for (name, steps) in groups {
        total.iter_mut().zip(steps).for_each(|(sum, count)| *sum += count);
        table.push(row(name, &steps[from..]));
    }
    if !table.rows.is_empty() {
        table.totals = Some(row("合计".to_owned(), &total[from..]));
    }
    let column = |step: usize| step + 1 - from;
    let parts = vec![column(from), column(3), column(5)];
    drawn(table, Chart::Nested { label: 0, parts }, NOBODY)
}

fn row(name: String, steps: &[i64]) -> Vec<Datum> {
    std::iter::once(Datum::from(name)).chain(steps.iter().map(|count| Datum::from(*count))).collect()
}
