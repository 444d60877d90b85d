//! What the towns still owe.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;

use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report, town_named};
use crate::model::town::Town;
use crate::model::{Datum, Table};
use crate::store::views::{CaseLine, Stage, TownLine};

/// So many waiting cases are listed one by one; of more, each town is to be looked at by itself.
const LISTED: i64 = 1000;

/// What each town still owes, and the cases that wait with what is unproven in them.
///
/// # Errors
/// There is no round, or no such town.
pub fn list(desk: &Desk, town: Option<&str>, year: Option<i64>) -> Result<Report> {
    let round = RoundFile::load(&desk.store, year)?;
    let town = town.map(town_named).transpose()?;
    let mut lines = desk.store.towns_of_round(round.id)?;
    lines.retain(|line| town.as_ref().is_none_or(|town| *town == line.town));
    let title = format!("{} 年度各街镇初审进度", round.round.year);
    let mut report = Report::list(towns(title, &lines, round.round.town_deadline_on, desk.hand.on));
    let applied: BTreeSet<_> = lines.iter().map(|line| line.town.as_str()).collect();
    let others = Town::ALL.iter().filter(|town| !applied.contains(town.term())).count();
    if town.is_none() && others > 0 {
        report.done.push(format!("另有 {others} 个街镇（开发区）没有申报"));
    }
    let count: i64 = lines.iter().filter(|line| is_waiting(line.stage)).map(|line| line.count).sum();
    if town.is_some() || count <= LISTED {
        let (table, hints) = waiting(desk, &round, town.as_deref())?;
        report.tables.push(table);
        report.next.extend(hints);
    } else {
        let list = round.command("screen list --town …");
        report.next.push(format!("待办的案件有 {count} 件，请分街镇查看：{list}"));
    }
    Ok(report.with("waiting_count", count).with("deadline", round.round.town_deadline_on.to_string()))
}

/// The cases that wait, and how the first of each stage is gone on with.
fn waiting(desk: &Desk, round: &RoundFile, town: Option<&str>) -> Result<(Table, Vec<String>)> {
    let mut codes: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for point in desk.store.open_points(round.id, None)? {
        codes.entry(point.case_id).or_default().push(point.code);
    }
    let columns = [
        ("case", "案件"),
        ("town", "街镇"),
        ("unit_name", "申报单位"),
        ("filed_on", "申报日期"),
        ("stage", "现状"),
        ("open", "待核实"),
    ];
    let mut table = Table::new("waiting", "待办的案件", &columns);
    let lines = desk.store.cases_of_round(round.id)?;
    let is_its = |line: &&CaseLine| town.is_none_or(|town| *town == line.town);
    let mut hints = BTreeMap::new();
    for line in lines.iter().filter(is_its).filter(|line| is_waiting(line.stage)) {
        let (no, open) = (round.case_no(line.serial), codes.get(&line.case_id));
        hints.entry(line.stage.code()).or_insert_with(|| {
            match (line.stage, open.and_then(|open| open.first())) {
                (Stage::Filed, Some(code)) => {
                    format!("核实以后确认，再初审：studiogrant screen confirm {no} {code} --evidence 依据")
                }
                (Stage::Filed, None) => {
                    format!("初审：studiogrant screen pass {no} --opinion 意见（或 return、reject）")
                }
                (Stage::Returned, _) => format!("单位补正：studiogrant apply amend {no} --set 项目=值"),
                _ => {
                    let forward = round.command("screen forward");
                    format!("上报区局：{forward} --town {}", line.town)
                }
            }
        });
        table.push(vec![
            no.to_string().into(),
            line.town.as_str().into(),
            line.unit_name.as_str().into(),
            line.filed_on.into(),
            Datum::Term { code: line.stage.code(), term: line.stage.term() },
            open.map(|codes| codes.join("、")).into(),
        ]);
    }
    Ok((table, hints.into_values().collect()))
}

fn is_waiting(stage: Stage) -> bool {
    matches!(stage, Stage::Filed | Stage::Returned | Stage::Passed)
}

/// Town by town: what it owes, what it has settled, and whether the deadline has passed while something is owed.
fn towns(title: String, lines: &[TownLine], deadline: NaiveDate, on: NaiveDate) -> Table {
    let columns = [
        ("town", "街镇"),
        ("to_screen", "待初审"),
        ("returned", "退回补正"),
        ("to_forward", "待上报"),
        ("forwarded", "已上报"),
        ("rejected", "不予通过"),
        ("deadline", "上报截止"),
        ("overdue", "逾期"),
    ];
    let mut table = Table::new("towns", title, &columns);
    let mut by_town: BTreeMap<&str, [i64; 5]> = BTreeMap::new();
    for line in lines {
        let counts = by_town.entry(&line.town).or_default();
        let at = match line.stage {
            Stage::Filed => 0,
            Stage::Returned => 1,
            Stage::Passed => 2,
            Stage::Rejected => 4,
            Stage::Withdrawn => continue,
            _ => 3,
        };
        counts[at] += line.count;
    }
    for (town, counts) in by_town {
        let mut row: Vec<Datum> = vec![town.into()];
        let owes = counts[..3].iter().any(|count| *count > 0);
        row.extend(counts.map(Datum::from));
        row.push(deadline.into());
        row.push(Datum::Flag(owes && on > deadline));
        table.push(row);
    }
    table
}
