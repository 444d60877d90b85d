//! The sheet that an expert fills in and sends back.

use std::collections::BTreeSet;

use anyhow::Result;

use super::{before_proposal, candidates, is_recused, panel, undeclared};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report, misuse};
use crate::intake::sheets::ScoreRow;
use crate::measure::Item;
use crate::model::{Column, Datum, Guide, Kind, Table};

/// The candidates that an expert is to score, those left out from which the expert is recused or ought to be: for
/// `--out`. Nobody else's scores are in it.
///
/// # Errors
/// There is no round, no such expert, or nothing to score.
pub fn template(desk: &Desk, expert: &str, year: Option<i64>) -> Result<Report> {
    let store = &desk.store;
    let round = RoundFile::load(store, year)?;
    before_proposal(store, &round)?;
    let known = super::expert(store, expert)?;
    let expert = known.fact.name.as_str();
    let members = panel(store, round.id)?;
    if !members.is_empty() && !members.iter().any(|member| member.id == known.id) {
        return misuse(format!("{expert}不是本轮的评审专家。评审组见 review expert list"));
    }
    let candidates = candidates(store, round.id)?;
    if candidates.is_empty() {
        return misuse("还没有街镇上报的候选项目");
    }
    let due = undeclared(store, round.round.year, std::slice::from_ref(&known), &candidates)?;
    let barred: BTreeSet<_> = due.iter().map(|due| due.case_id).collect();
    let mut table = Table::form::<ScoreRow>("template", format!("{expert}评审打分表"))
        .led_by("unit_name")
        .guided("case", |case| case.locked = true)
        .guided("unit_name", |unit| unit.locked = true)
        .guided("expert", |expert| expert.locked = true);
    table.columns.extend(round.policy.rubric.value.iter().map(column));
    for line in candidates {
        if is_recused(store, line.case_id, known.id)? || barred.contains(&line.case_id) {
            continue;
        }
        let mut row: Vec<Datum> =
            vec![round.case_no(line.serial).to_string().into(), line.unit_name.into(), expert.into()];
        row.resize(table.columns.len(), Datum::Empty);
        table.push(row);
    }
    if table.rows.is_empty() {
        return misuse(format!("{expert}对所有候选项目都须回避，没有可评的"));
    }
    let paper = super::paper::score_sheet(&round, &known.fact, &table);
    Ok(Report::form(table).paper(paper).next("填好以后登记：studiogrant review import 打分表"))
}

/// The column of an item of the rubric.
fn column(item: &Item) -> Column {
    let guide = Guide {
        expects: format!("0 至 {} 分，最多两位小数", item.maximum).into(),
        kind: Kind::Points(item.maximum.0),
        required: true,
        ..Guide::default()
    };
    Column { guide: Some(guide), ..Column::new(item.key.clone(), item.name.clone()) }
}
