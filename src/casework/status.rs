//! 今日待办: what waits, for whom, since when and until when, with the command that does it.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::due::{Wait, of_cycles, of_money, table};
use super::publish;
use super::review::{self, Progress, undeclared};
use super::{Desk, Report};
use crate::model::case_no::CaseNo;
use crate::store::facts::{
    Announcement, Notice, NoticeEntry, Objection, ObjectionDecision, Panel, Proposal, Round,
};
use crate::store::views::{CaseLine, Stage, TownLine};
use crate::store::{Store, Stored};

const TOWN: &str = "街镇";
const BUREAU: &str = "区局";

/// The desk this morning.
///
/// # Errors
/// The case file can't be read.
pub fn status(desk: &Desk) -> Result<Report> {
    let (store, on) = (&desk.store, desk.hand.on);
    let mut waits = Vec::new();
    for round in store.all::<Round>()? {
        of_towns(&round.fact, &store.towns_of_round(round.id)?, &mut waits);
        let cases = store.forwarded_of_round(round.id)?;
        of_review(store, &round, &cases, &mut waits)?;
        of_notices(store, &round, &cases, on, &mut waits)?;
    }
    waits.extend(of_money(store, on)?);
    waits.extend(of_cycles(store, on)?);
    let count = waits.len();
    let overdue = waits.iter().filter(|wait| wait.until.is_some_and(|until| until < on)).count();
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
fn of_towns(round: &Round, towns: &[TownLine], waits: &mut Vec<Wait>) {
    for (stage, what, by, command) in [
        (Stage::Filed, "初审", TOWN, "screen list --town"),
        (Stage::Returned, "补正申报", "单位", "screen list --town"),
        (Stage::Passed, "上报区局", TOWN, "screen forward --town"),
    ] {
        for TownLine { town, count, since, .. } in towns.iter().filter(|town| town.stage == stage) {
            waits.push(Wait {
                what: format!("{what}：{count} 件"),
                whom_for: town.clone(),
                by,
                since: Some(*since),
                until: Some(round.town_deadline_on),
                command: format!("{command} {town}"),
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
        waits.push(Wait { what, whom_for, by, since, until: None, command: command.to_owned() });
    };
    let year = format!("{} 年度", round.fact.year);
    let Some(panel) = store.newest::<Panel>("round_id", round.id)? else {
        let what = format!("组建评审组（候选 {} 件）", candidates.len());
        wait(what, year, BUREAU, None, "review panel --experts …");
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
        wait(what, expert.clone(), "专家", Some(panel.fact.seated_on), "review import 打分表.csv");
    }
    for block in &blocks {
        wait(block.what.clone(), block.cases.clone(), BUREAU, None, &block.command);
    }
    if is_declared && owed.is_empty() && blocks.iter().all(|block| block.is_bearable) {
        wait("评分已齐，拟定名单".to_owned(), year, BUREAU, None, "review propose");
    }
    Ok(())
}

/// What the list still needs: a notice, its full length, decisions on objections, a document.
fn of_notices(
    store: &Store,
    round: &Stored<Round>,
    cases: &[CaseLine],
    on: NaiveDate,
    waits: &mut Vec<Wait>,
) -> Result<()> {
    let year = round.fact.year;
    let proposed = cases.iter().filter(|case| case.stage == Stage::Proposed).count();
    if proposed > 0 {
        let since = store.newest::<Proposal>("round_id", round.id)?.map(|list| list.fact.proposed_on);
        waits.push(Wait {
            what: format!("公示拟资助名单：{proposed} 件"),
            whom_for: format!("{year} 年度"),
            by: BUREAU,
            since,
            until: None,
            command: "publish notice".to_owned(),
        });
    }
    for notice in store.by::<Notice>("round_id", round.id)? {
        let on_it = store.by::<NoticeEntry>("notice_id", notice.id)?;
        let on_it: BTreeSet<_> = on_it.iter().map(|entry| entry.fact.case_id).collect();
        objections(store, notice.id, cases, year, waits)?;
        let is_announced = !store.by::<Announcement>("notice_id", notice.id)?.is_empty();
        let is_waiting = |case: &CaseLine| case.stage == Stage::OnNotice && on_it.contains(&case.case_id);
        let waiting = cases.iter().filter(|case| is_waiting(case)).count();
        let is_superseded = !store.by::<Notice>("supersedes", notice.id)?.is_empty();
        if is_announced || is_superseded || waiting == 0 {
            continue;
        }
        let last_on = notice.fact.last_on;
        let whom_for = format!("公示 {}（{waiting} 件）", notice.id);
        let mut since = last_on.succ_opt();
        let (what, command) = if let Some(corrected_on) = publish::corrected_since(store, notice.id)? {
            since = Some(corrected_on);
            let restart = format!("publish notice --restart {} --reason 名单更正", notice.id);
            ("公示的名单有更正，须重新公示".to_owned(), restart)
        } else if on <= last_on {
            (format!("公示到 {last_on}，期满次日起可发文"), "publish announce --doc-no …".to_owned())
        } else {
            ("公示期满，发文公布".to_owned(), "publish announce --doc-no …".to_owned())
        };
        waits.push(Wait { what, whom_for, by: BUREAU, since, until: None, command });
    }
    Ok(())
}

/// Accepted objections that nobody has decided on.
fn objections(
    store: &Store,
    notice_id: i64,
    cases: &[CaseLine],
    year: i64,
    waits: &mut Vec<Wait>,
) -> Result<()> {
    for objection in store.by::<Objection>("notice_id", notice_id)? {
        let decided = !store.by::<ObjectionDecision>("objection_id", objection.id)?.is_empty();
        if decided || !objection.fact.accepted {
            continue;
        }
        let case = cases.iter().find(|case| case.case_id == objection.fact.case_id);
        let whom_for = case.map_or_else(String::new, |case| {
            format!("{} {}", CaseNo { year, serial: case.serial }, case.unit_name)
        });
        waits.push(Wait {
            what: format!("处理异议 {}", objection.id),
            whom_for,
            by: BUREAU,
            since: Some(objection.fact.received_on),
            until: None,
            command: format!("publish resolve {} …", objection.id),
        });
    }
    Ok(())
}
