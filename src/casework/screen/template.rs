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
    let mut table = Table::form::<ScreeningRow>("template", format!("{town}初审表"))
        .led_by("unit_name")
        .guided("case", |case| case.locked = true)
        .guided("unit_name", |unit| unit.locked = true)
        .guided("preference", |preference| preference.expects = "通过的案件从 1 起排序".into())
        .guided("grounds", |grounds| {
            grounds.expects =
                "退回或不予通过时，写明规则编号和查明的情况，如 A2-1-1=已调离一线岗位；各项用分号隔开".into();
        })
        .guided("confirmations", |points| {
            points.expects =
                "在每个规则编号的等号后写明核实的依据，如 A2-1-1=现场查看；各项用分号隔开".into();
        });
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
    Ok(Report::form(table))
}
