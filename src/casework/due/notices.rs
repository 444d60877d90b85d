//! What the lists under notice wait for: to be posted, to run their length, objections to be decided on, a document.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::{BUREAU, Wait};
use crate::casework::publish;
use crate::model::case_no::CaseNo;
use crate::store::facts::{Announcement, Notice, NoticeEntry, Objection, ObjectionDecision, Proposal, Round};
use crate::store::views::{CaseLine, Stage};
use crate::store::{Store, Stored};

/// What the lists of every round still need.
pub(in crate::casework) fn of_notices(store: &Store, on: NaiveDate) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for round in store.all::<Round>()? {
        of_round(store, &round, &store.forwarded_of_round(round.id)?, on, &mut waits)?;
    }
    Ok(waits)
}

/// What the list still needs: a notice, its full length, decisions on objections, a document.
fn of_round(
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
            town: None,
            by: BUREAU,
            since,
            until: None,
            command: format!("publish notice --year {year}"),
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
        let notices = format!("publish notices {}", notice.id);
        let (what, command) = if let Some(corrected_on) = publish::corrected_since(store, notice.id)? {
            since = Some(corrected_on);
            let restart = format!("publish notice --restart {} --reason 名单更正", notice.id);
            ("公示的名单有更正，须重新公示".to_owned(), restart)
        } else if on <= last_on {
            (format!("公示到 {last_on}，期满次日起可发文"), notices)
        } else {
            ("公示期满，发文公布".to_owned(), notices)
        };
        waits.push(Wait { what, whom_for, town: None, by: BUREAU, since, until: None, command });
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
            town: case.map(|case| case.town.clone()),
            by: BUREAU,
            since: Some(objection.fact.received_on),
            until: None,
            command: format!("publish objections {}", objection.id),
        });
    }
    Ok(())
}
