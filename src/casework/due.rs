//! 到期事项: what waits after the list is posted, over all cases and years, with the command that settles it.

mod cycle;
mod money;
mod notices;

pub(super) use cycle::{of_case, of_cycles};
pub(super) use money::of_money;
pub(super) use notices::of_notices;

use anyhow::Result;
use chrono::{Days, NaiveDate};

use super::{Desk, Report, town_named};
use crate::model::Table;

/// How many days ahead something that comes due is listed, where nobody says.
const AHEAD: u32 = 90;

/// 待办: one thing that waits.
pub(super) struct Wait {
    /// What is to be done.
    pub(super) what: String,
    /// For which case, batch, town or expert.
    pub(super) whom_for: String,
    /// The town whose unit it is, where it is about one unit or town.
    pub(super) town: Option<String>,
    /// Who does it.
    pub(super) by: &'static str,
    /// Since when it can be done.
    pub(super) since: Option<NaiveDate>,
    /// By when it must be.
    pub(super) until: Option<NaiveDate>,
    /// The command that does it, or that says what it takes; it runs as it stands.
    pub(super) command: String,
}

const UNIT: &str = "单位";
pub(super) const BUREAU: &str = "区局";
const FINANCE: &str = "财务";

/// 范围: what of everything that waits is asked for.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// How many days ahead; 90 where nothing is said.
    pub days: Option<u32>,
    /// Of this town's units alone.
    pub town: Option<String>,
}

impl Scope {
    /// The last day that is looked ahead to.
    pub(super) fn until(&self, on: NaiveDate) -> NaiveDate {
        let ahead = Days::new(u64::from(self.days.unwrap_or(AHEAD)));
        on.checked_add_days(ahead).unwrap_or(NaiveDate::MAX)
    }

    /// Keeps what is asked for.
    ///
    /// # Errors
    /// There is no such town.
    pub(super) fn keep(&self, waits: &mut Vec<Wait>) -> Result<()> {
        if let Some(town) = &self.town {
            let town = town_named(town)?;
            waits.retain(|wait| wait.town.as_ref() == Some(&town));
        }
        Ok(())
    }
}

/// Everything due or overdue over all cases and years, by date.
///
/// # Errors
/// The case file can't be read, or there is no such town.
pub fn due(desk: &Desk, scope: &Scope) -> Result<Report> {
    let (store, on) = (&desk.store, desk.hand.on);
    let mut waits = of_notices(store, on)?;
    waits.extend(of_money(store, on)?);
    waits.extend(of_cycles(store, on, scope.until(on))?);
    scope.keep(&mut waits)?;
    let overdue = overdue(&waits, on);
    let count = waits.len();
    let sentence = match (count, overdue) {
        (0, _) => "没有到期或将到期的事项".to_owned(),
        (_, 0) => format!("到期和将到期的事项 {count} 项，没有逾期的"),
        _ => format!("到期和将到期的事项 {count} 项，其中逾期 {overdue} 项"),
    };
    let mut report = Report::done(sentence).with("waiting", count).with("overdue", overdue);
    report.tables.push(table("due", format!("到期事项（{on}）"), waits, on));
    Ok(report)
}

/// How many of them should have been done already.
pub(super) fn overdue(waits: &[Wait], on: NaiveDate) -> usize {
    waits.iter().filter(|wait| wait.until.is_some_and(|until| until < on)).count()
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
        let late =
            wait.until.map(|until| on.signed_duration_since(until).num_days()).filter(|days| *days > 0);
        table.push(vec![
            wait.what.into(),
            wait.whom_for.into(),
            wait.by.into(),
            wait.since.into(),
            wait.until.into(),
            late.map_or_else(String::new, |days| format!("逾期 {days} 天")).into(),
            format!("studiogrant {}", wait.command).into(),
        ]);
    }
    table
}
