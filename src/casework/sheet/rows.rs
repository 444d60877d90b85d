//! 行号: which row of the sheet something comes from, so that a message can lead there.

use anyhow::{Error, Result};

use super::Unfit;
use crate::casework::{Dossier, Misuse};
use crate::intake::{Fault, Row};
use crate::model::case_no::{CaseNo, CaseRef};
use crate::model::{FieldMisfit, Misfit, Record};
use crate::store::Store;
use crate::store::facts::{GrantCase, Round};

/// Which row recorded what, by ids that grow with the rows. Rows that follow one another take no room.
#[derive(Default)]
pub(super) struct Origins(Vec<Run>);

/// Ids and rows, each one more than the one before.
struct Run {
    id: i64,
    row: u64,
    length: u64,
}

impl Origins {
    /// Notes that a row recorded what has this id, which is greater than those before.
    pub(super) fn push(&mut self, id: i64, row: u64) {
        match self.0.last_mut() {
            Some(run) if run.place(id) == Some(run.length) && run.row + run.length == row => run.length += 1,
            _ => self.0.push(Run { id, row, length: 1 }),
        }
    }

    /// The row that recorded it; `None` where it was recorded before this sheet.
    pub(super) fn row(&self, id: i64) -> Option<u64> {
        let run = &self.0[self.0.partition_point(|run| run.id <= id).checked_sub(1)?];
        run.place(id).filter(|place| *place < run.length).map(|place| run.row + place)
    }
}

impl Run {
    fn place(&self, id: i64) -> Option<u64> {
        id.checked_sub(self.id).and_then(|place| u64::try_from(place).ok())
    }
}

/// Tells a misuse of one cell, such as a case that doesn't exist, with the cell's place in the sheet.
pub(in crate::casework) fn in_cell<R: Record, P>(
    row: &Row<R, P>,
    column: &str,
    expects: &str,
) -> impl Fn(Error) -> Error {
    move |error| match error.downcast::<Misuse>() {
        Ok(misuse) => {
            let faults = vec![fault_in(row, column, misuse, expects)];
            Unfit { faults, findings: Vec::new() }.into()
        }
        Err(error) => error,
    }
}

/// What is wrong with a cell of a column, with its place in the sheet.
pub(in crate::casework) fn fault_in<R: Record, P>(
    row: &Row<R, P>,
    column: &str,
    Misuse(what): Misuse,
    expects: &str,
) -> Fault {
    let field = R::FIELDS.iter().position(|field| field.column == column);
    debug_assert!(field.is_some(), "no column {column}");
    let fault = row.fault(FieldMisfit { field: field.unwrap_or_default(), misfit: Misfit(what) });
    Fault { expects: expects.to_owned(), ..fault }
}

/// The case that a row is about, and its unit where the row names it too; a serial alone means the round of this year,
/// or else the newest, where no other has such a case.
///
/// # Errors
/// [`Unfit`]: there is no such case, more than one, or it is another unit's.
pub(in crate::casework) fn case_of<R: Record, P>(
    store: &Store,
    row: &Row<R, P>,
    (case, unit_name): (&str, Option<&str>),
    year: Option<i64>,
) -> Result<Dossier> {
    if year.is_none() {
        only_one(store, row, case)?;
    }
    let dossier =
        Dossier::written(store, case, year).map_err(in_cell(row, "case", "已有案件的编号，如 2024-0012"))?;
    dossier.is_of(unit_name).map_err(in_cell(row, "unit_name", "与案件编号相符的单位"))?;
    Ok(dossier)
}

/// Refuses a serial alone where cases of several years have it: a sheet lies about for years.
fn only_one<R: Record, P>(store: &Store, row: &Row<R, P>, case: &str) -> Result<()> {
    let Ok(CaseRef { year: None, serial }) = case.parse() else { return Ok(()) };
    let mut cases = Vec::new();
    for round in store.all::<Round>()? {
        let keys = [("round_id", round.id.into()), ("serial", serial.into())];
        if !store.matching::<GrantCase>(&keys)?.is_empty() {
            cases.push(CaseNo { year: round.fact.year, serial }.to_string());
        }
    }
    if cases.len() < 2 {
        return Ok(());
    }
    let what = Misuse(format!("{} 个年度都有序号是 {serial} 的案件", cases.len()));
    let expects = format!("带年度的完整编号：{}", cases.join(" 或 "));
    Err(Unfit { faults: vec![fault_in(row, "case", what, &expects)], findings: Vec::new() }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_what_they_recorded() {
        let mut origins = Origins::default();
        let noted = [(7, 2), (8, 3), (9, 5), (10, 6), (13, 7), (14, 9)];
        noted.iter().for_each(|(id, row)| origins.push(*id, *row));
        for (id, row) in noted {
            assert_eq!(origins.row(id), Some(row), "{id}");
        }
        for id in [i64::MIN, 0, 6, 11, 12, 15, i64::MAX] {
            assert_eq!(origins.row(id), None, "{id}");
        }
        assert_eq!(origins.0.len(), 4);
    }
}
