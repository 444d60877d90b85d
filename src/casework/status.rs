//! 今日待办: what waits, for whom, since when, with the command that does it.

use anyhow::Result;

use super::{Desk, Report};
use crate::model::Table;
use crate::store::facts::Round;
use crate::store::views::Stage;

/// The desk this morning.
///
/// # Errors
/// The case file can't be read.
pub fn status(desk: &Desk) -> Result<Report> {
    let columns = [
        ("what", "待办"),
        ("whom", "由谁办"),
        ("count", "件数"),
        ("since", "起始或期限"),
        ("command", "命令"),
    ];
    let mut table = Table::new("status", format!("今日待办（{}）", desk.hand.on), &columns);
    for round in desk.store.all::<Round>()? {
        let cases = desk.store.cases_of_round(round.id)?;
        let round = round.fact;
        for (stage, what, whom, command) in [
            (Stage::Filed, "初审", "街镇", "screen list"),
            (Stage::Returned, "补正", "申报单位", "apply amend"),
            (Stage::Passed, "上报", "街镇", "screen forward"),
        ] {
            let count = cases.iter().filter(|case| case.stage == stage).count();
            if count > 0 {
                table.push(vec![
                    format!("{} 年度{what}", round.year).into(),
                    whom.into(),
                    i64::try_from(count)?.into(),
                    round.town_deadline_on.into(),
                    format!("studiogrant {command}").into(),
                ]);
            }
        }
    }
    Ok(Report::list(table))
}
