//! 历年对照: every round of the case file, side by side.

use anyhow::Result;

use super::cycle::{courses, matched};
use super::money::Sums;
use super::reach::{Reach, STEPS};
use super::{drawn, silent};
use crate::casework::dossier::RoundFile;
use crate::model::acts::Verdict;
use crate::model::chart::{Chapter, Chart};
use crate::model::{Datum, Table};
use crate::store::Store;
use crate::store::facts::Round;

/// All rounds by year, if there is more than one.
pub(super) fn chapter(store: &Store) -> Result<Option<Chapter>> {
    let mut rounds = store.all::<Round>()?;
    if rounds.len() < 2 {
        return Ok(None);
    }
    rounds.sort_by_key(|round| round.fact.year);
    let rest = [
        ("quota", "名额"),
        ("budget", "预算"),
        ("owed", "应拨额"),
        ("paid", "已付"),
        ("matched", "配套到位"),
        ("assessed", "届中合格"),
    ];
    let columns = [&[("year", "年度")][..], &STEPS, &rest].concat();
    let mut table = Table::new("years", "历年对照", &columns);
    for round in rounds {
        let round = RoundFile::by_id(store, round.id)?;
        let courses = courses(store, &round)?;
        let sums = Sums::of(&courses)?;
        let passed = |course: &&super::cycle::Course| {
            course.midterms.last().is_some_and(|last| last.fact.verdict != Verdict::Fail)
        };
        let assessed = i64::try_from(courses.iter().filter(passed).count()).unwrap_or(i64::MAX);
        let steps = Reach::load(store, round.id)?.total().map(Datum::from);
        let rest = [
            i64::from(round.round.quota).into(),
            round.round.budget_fen.into(),
            sums.owed.into(),
            sums.paid.into(),
            matched(&courses)?.into(),
            assessed.into(),
        ];
        table.push([&[round.round.year.into()][..], &steps, &rest].concat());
    }
    let chart = Chart::Nested { label: 0, parts: vec![1, 4, 6] };
    Ok(Some(silent("历年对照", vec![drawn(table, chart, "")])))
}
