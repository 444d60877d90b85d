//! 今日待办: what waits, for whom, since when and until when, with the command that does it.

use anyhow::Result;
use chrono::NaiveDate;

use super::due::{BUREAU, Scope, Wait, of_cycles, of_money, of_notices, overdue, table};
use super::review::{self, Progress, undeclared};
use super::{Desk, Report, dossier};
use crate::store::facts::{Panel, Proposal, Round};
use crate::store::views::{CaseLine, Stage, TownLine};
use crate::store::{Store, Stored};

const TOWN: &str = "街镇";

/// The desk this morning.
///
/// # Errors
/// The case file can't be read, or there is no such town.
pub fn status(desk: &Desk, scope: &Scope) -> Result<Report> {
    let (store, on) = (&desk.store, desk.hand.on);
    let mut waits = Vec::new();
    for round in store.all::<Round>()? {
        let until = dossier::town_deadline(store, &round)?;
        of_towns(round.fact.year, until, &store.towns_of_round(round.id)?, &mut waits);
        let cases = store.forwarded_of_round(round.id)?;
        of_review(store, &round, &cases, &mut waits)?;
    }
    waits.extend(of_notices(store, on)?);
    waits.extend(of_money(store, on)?);
    waits.extend(of_cycles(store, on, scope.until(on))?);
    scope.keep(&mut waits)?;
    let (count, overdue) = (waits.len(), overdue(&waits, on));
    let sentence = match (count, overdue) {
        (0, _) => "没有待办事项".to_owned(),
        (_, 0) => format!("待办 {count} 项，没有逾期的"),
        _ => format!("待办 {count} 项，其中逾期 {overdue} 项"),
    };
    let mut report = Report::done(sentence).with("waiting", count).with("overdue", overdue);
    report.tables.push(table("status", format!("今日待办（{on}）"), waits, on));
    Ok(report)
}

/// What the towns owe: opinions, amended forms, lists to forward.
fn of_towns(year: i64, until: NaiveDate, towns: &[TownLine], waits: &mut Vec<Wait>) {
    for (stage, what, by, command) in [
        (Stage::Filed, "初审", TOWN, "screen list --town"),
        (Stage::Returned, "补正申报", "单位", "screen list --town"),
        (Stage::Passed, "上报区局", TOWN, "screen forward --town"),
    ] {
        for TownLine { town, count, since, .. } in towns.iter().filter(|town| town.stage == stage) {
            waits.push(Wait {
                what: format!("{what}：{count} 件"),
                whom_for: town.clone(),
                town: Some(town.clone()),
                by,
                since: Some(*since),
                until: Some(until),
                command: format!("{command} {town} --year {year}"),
            });
        }
    }
}

/// What the review still needs: a panel, sheets, a list.
fn of_review(store: &Store, round: &Stored<Round>, cases: &[CaseLine], waits: &mut Vec<Wait>) -> Result<()> {
    let candidates: Vec<_> = cases.iter().filter(|case| case.stage == Stage::Forwarded).collect();
    if candidates.is_empty() || !store.by::<Proposal>("round_id", round.id)?.is_empty() {
        return Ok(());
    }
    let mut wait = |what: String, whom_for: String, by, since, command: &str| {
        let (town, until, command) = (None, None, command.to_owned());
        waits.push(Wait { what, whom_for, town, by, since, until, command });
    };
    let year = format!("{} 年度", round.fact.year);
    let Some(panel) = store.newest::<Panel>("round_id", round.id)? else {
        let what = format!("组建评审组（候选 {} 件）", candidates.len());
        wait(what, year, BUREAU, None, "review expert list");
        return Ok(());
    };
    let seated = review::panel(store, round.id)?;
    let undeclared = undeclared(store, round.fact.year, &seated, candidates.iter().copied())?;
    let is_declared = undeclared.is_empty();
    for due in undeclared {
        let whom_for = format!("{}（{} {}）", due.expert, due.case, due.unit_name);
        wait(
            "登记回避：任职于申报单位".to_owned(),
            whom_for,
            BUREAU,
            Some(panel.fact.seated_on),
            &due.command(),
        );
    }
    let Progress { owed, blocks } = review::progress(store, round.fact.year)?;
    for (expert, count) in &owed {
        let what = format!("评分：还差 {count} 件");
        let of_year = round.fact.year;
        let command =
            format!("review template --expert {expert} --year {of_year} --out 打分表_{expert}.xlsx");
        wait(what, expert.clone(), "专家", Some(panel.fact.seated_on), &command);
    }
    for block in &blocks {
        wait(block.what.clone(), block.cases.clone(), BUREAU, None, &block.command);
    }
    if is_declared && owed.is_empty() && blocks.is_empty() {
        let command = format!("review propose --year {}", round.fact.year);
        wait("评分已齐，拟定名单".to_owned(), year, BUREAU, None, &command);
    }
    Ok(())
}
