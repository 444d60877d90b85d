//! 到期事项: what waits after the list is out, over all cases and years, with the command that settles it.

use anyhow::Result;
use chrono::{Days, NaiveDate};

use super::{Desk, Dossier, Report, assess, disburse};
use crate::measure::{Verdict, Weight, assessment};
use crate::model::acts::Part;
use crate::model::{Fen, Table};
use crate::store::Store;
use crate::store::facts::{Agreement, Midterm, Rectification};
use crate::store::views::Stage;

/// How many days ahead something that comes due is listed.
const AHEAD: u64 = 90;

/// 待办: one thing that waits.
pub(super) struct Wait {
    /// What is to be done.
    pub(super) what: String,
    /// For which case, batch, town or expert.
    pub(super) whom_for: String,
    /// Who does it.
    pub(super) by: &'static str,
    /// Since when it can be done.
    pub(super) since: Option<NaiveDate>,
    /// By when it must be.
    pub(super) until: Option<NaiveDate>,
    /// The command that does it.
    pub(super) command: String,
}

const UNIT: &str = "单位";
const BUREAU: &str = "区局";

/// Everything due or overdue over all cases, by date.
///
/// # Errors
/// The case file can't be read.
pub fn due(desk: &Desk) -> Result<Report> {
    let on = desk.hand.on;
    let waits = of_cycles(&desk.store, on)?;
    let overdue = waits.iter().filter(|wait| wait.until.is_some_and(|until| until < on)).count();
    let count = waits.len();
    let sentence = match (count, overdue) {
        (0, _) => "没有到期或将到期的事项".to_owned(),
        (_, 0) => format!("到期和将到期的事项 {count} 项，没有逾期的"),
        _ => format!("到期和将到期的事项 {count} 项，其中逾期 {overdue} 项"),
    };
    let mut report = Report::done(sentence).with("due", count).with("overdue", overdue);
    report.tables.push(table("due", format!("到期事项（{on}）"), waits, on));
    Ok(report)
}

/// A list of what waits, in the order of the day by which it must be done.
pub(super) fn table(key: &'static str, title: String, mut waits: Vec<Wait>, on: NaiveDate) -> Table {
    waits.sort_by_key(|wait| wait.until.or(wait.since).unwrap_or(on));
    let columns = [
        ("what", "事项"),
        ("for", "对象"),
        ("by", "由谁办"),
        ("since", "起始"),
        ("until", "期限"),
        ("overdue", "逾期"),
        ("command", "命令"),
    ];
    let mut table = Table::new(key, title, &columns);
    for wait in waits {
        let overdue = if wait.until.is_some_and(|until| until < on) { "逾期" } else { "" };
        table.push(vec![
            wait.what.into(),
            wait.whom_for.into(),
            wait.by.into(),
            wait.since.into(),
            wait.until.into(),
            overdue.into(),
            format!("studiogrant {}", wait.command).into(),
        ]);
    }
    table
}

/// What waits in the cycles that run.
pub(super) fn of_cycles(store: &Store, on: NaiveDate) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for line in store.awarded()? {
        if disburse::is_in_cycle(line.stage) {
            let dossier = Dossier::by_id(store, line.case_id)?;
            of_case(store, &dossier, on, &mut waits)?;
        }
    }
    Ok(waits)
}

fn of_case(store: &Store, dossier: &Dossier, on: NaiveDate, waits: &mut Vec<Wait>) -> Result<()> {
    let (award, document) = dossier.announced(store)?;
    let (no, announced_on) = (dossier.no, document.announced_on);
    let soon = on.checked_add_days(Days::new(AHEAD)).unwrap_or(on);
    let mut wait = |what: String, by, since, until: NaiveDate, command: String| {
        let (whom_for, until) = (dossier.name(), Some(until));
        waits.push(Wait { what, whom_for, by, since, until, command });
    };
    let failed_for_good = assess::failed_for_good(store, dossier)?;
    if store.by::<Agreement>("case_id", dossier.case_id)?.is_empty() {
        let command = format!("assess agreement {no} --signed-on …");
        wait("签订目标任务责任协议（拨第一期以前）".into(), UNIT, Some(announced_on), announced_on, command);
    }
    let reviewed_on = assess::reviewed_on(store, dossier.case_id)?;
    let review = assessment::review_due(announced_on, reviewed_on, dossier.policy());
    if review <= soon && review <= award.cycle_to {
        let command = format!("assess review {no} --reviewed-on … --result …");
        wait("单位定期考核".into(), UNIT, None, review, command);
    }
    let appointed_to = dossier.appointed_to(store)?;
    if appointed_to <= soon && appointed_to < award.cycle_to {
        let command = format!("assess renew {no} --from … --to … --document …");
        wait("首席技师聘期届满，续聘".into(), UNIT, None, appointed_to, command);
    }
    let last = store.newest::<Midterm>("case_id", dossier.case_id)?;
    let (opens, closes) = assessment::window(announced_on, dossier.policy());
    if !matches!(dossier.stage, Stage::FullyPaid)
        && last.as_ref().is_none_or(|last| last.fact.verdict != Verdict::Fail)
    {
        let (least, matched) =
            (dossier.policy().matching_minimum.value, store.case_money(dossier.case_id)?.matched_fen);
        let short = least.minus(matched)?;
        if opens <= soon && short > Fen::ZERO {
            let command = format!("assess match {no} …");
            wait(format!("配套资金到位凭证，还差 {short} 元"), UNIT, None, closes, command);
        }
    }
    match last {
        None if opens <= soon => {
            let command = format!("assess record {no} …");
            wait("届中考核".into(), BUREAU, Some(opens), closes, command);
        }
        Some(last) if last.fact.verdict == Verdict::Fail && !failed_for_good => {
            match store.newest::<Rectification>("midterm_id", last.id)? {
                None => {
                    let (since, command) = (last.fact.assessed_on, format!("assess rectify {no} --demand …"));
                    wait("届中考核不合格，责令整改".into(), BUREAU, Some(since), since, command);
                }
                Some(order) => {
                    let (since, until) = (order.fact.ordered_on, order.fact.due_on);
                    let command = format!("assess record {no} …");
                    wait("整改期满，重新考核".into(), BUREAU, Some(since), until, command);
                }
            }
        }
        _ => {}
    }
    if failed_for_good {
        let command = format!("assess close {no}");
        wait("届中考核不合格且不再整改，结项".into(), BUREAU, None, on, command);
    } else if award.cycle_to <= soon {
        let command = format!("assess close {no}");
        wait("资助周期届满，结项".into(), BUREAU, award.cycle_to.succ_opt(), award.cycle_to, command);
    }
    Ok(())
}

/// Payments that wait: to be planned, approved, paid; and money to come back.
pub(super) fn of_money(store: &Store, on: NaiveDate) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for line in store.awarded()?.into_iter().filter(|line| disburse::is_in_cycle(line.stage)) {
        let dossier = Dossier::by_id(store, line.case_id)?;
        for one in disburse::due_payments(store, &dossier, on)? {
            let findings = one.examine(store, on)?;
            let heavy: Vec<_> = findings.iter().filter(|finding| finding.weight > Weight::Reminder).collect();
            // A missing agreement, matching money and a failed mid-term are listed with the cycle.
            if heavy.iter().any(|finding| matches!(finding.code, "A8-1a" | "A4-2b" | "A8-2b")) {
                continue;
            }
            if let Some(finding) = heavy.first() {
                waits.push(Wait {
                    what: format!("{}{}还不能拨：{}", one.kind.term(), one.part.term(), finding.found),
                    whom_for: dossier.name(),
                    by: BUREAU,
                    since: None,
                    until: None,
                    command: format!("disburse plan --case {}", dossier.no),
                });
                continue;
            }
            let again = if one.came_back(store)? { "退汇后重新编制" } else { "编制" };
            let (kind, part, amount) = (one.kind.term(), one.part.term(), one.amount);
            let year = dossier.no.year;
            let which = match one.part {
                Part::First => format!("--part 1 --year {year}"),
                Part::Second => format!("--part 2 --year {year}"),
                Part::Supplement => format!("--case {}", dossier.no),
            };
            waits.push(Wait {
                what: format!("{again}拨款：{kind}{part} {amount} 元"),
                whom_for: dossier.name(),
                by: "财务",
                since: None,
                until: None,
                command: format!("disburse plan {which}"),
            });
        }
    }
    waits.extend(disburse::open_batches(store)?);
    waits.extend(disburse::open_recoveries(store)?);
    Ok(waits)
}
