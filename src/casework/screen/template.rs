//! The sheet that a town fills in and sends back.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report, misuse, town_named};
use crate::intake::sheets::ScreeningRow;
use crate::model::{Datum, Record, Table};
use crate::store::views::Stage;

/// The cases that wait for a town's opinion, with what is to be confirmed in each: for `--out`.
///
/// # Errors
/// There is no round, no such town, or nothing waits there.
pub fn template(desk: &Desk, town: &str) -> Result<Report> {
    let round = RoundFile::load(&desk.store, None)?;
    let town = town_named(town)?;
    let mut codes: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for point in desk.store.open_points(round.id, None)? {
        codes.entry(point.case_id).or_default().push(format!("{}=", point.code));
    }
    let none: [&ScreeningRow; 0] = [];
    let mut table = Table::of("template", format!("{town}初审表"), none);
    for line in desk.store.cases_of_round(round.id)? {
        if line.town != town || line.stage != Stage::Filed {
            continue;
        }
        let row = ScreeningRow::FIELDS.iter().map(|field| match field.column {
            "case" => round.case_no(line.serial).to_string().into(),
            "unit_name" => line.unit_name.as_str().into(),
            "confirmations" => codes.get(&line.case_id).map(|codes| codes.join("; ")).into(),
            _ => Datum::Empty,
        });
        table.push(row.collect());
    }
    if table.rows.is_empty() {
        return misuse(format!("{town}没有待初审的案件"));
    }
    Ok(Report::list(table))
}
