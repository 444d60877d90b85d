//! The header: which column of the sheet is which field of the record.

use std::collections::HashMap;

use csv::StringRecord;

use super::faults::Fault;
use super::unreadable::Flaw;
use crate::model::text::tidy;
use crate::model::{Field, FieldMisfit, Record};

/// How many rows the header is looked for in; above it stand titles and remarks.
pub(super) const SEARCHED_ROWS: u64 = 20;

/// The last column of a file of refused rows: why the row was refused.
pub const REASON: &str = "未导入原因";

/// What it was called before; such files are still about.
const FORMER_REASON: &str = "不予受理原因";

/// Columns that a sheet may have although nothing reads them.
const PASSED_OVER: [&str; 3] = [REASON, FORMER_REASON, "序号"];

/// A header without what differs between one hand and another: spaces, line breaks, the `*` of a required
/// column, the width of brackets, the case of letters, and a remark in brackets on how to fill the column.
fn plain(header: &str) -> String {
    let mut plain: String = tidy(header)
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '*')
        .map(|sign| match sign {
            '（' => '(',
            '）' => ')',
            other => other.to_ascii_lowercase(),
        })
        .collect();
    for remark in ["(必填)", "(选填)", "(元)"] {
        if let Some(rest) = plain.strip_suffix(remark) {
            plain.truncate(rest.len());
        }
    }
    plain
}

/// The field that a person calls so: by its header, another header, its key or its column.
pub(super) fn field_named(fields: &[Field], name: &str) -> Option<usize> {
    let name = plain(name);
    fields.iter().position(|field| names(field).any(|known| plain(known) == name))
}

fn names(field: &Field) -> impl Iterator<Item = &'static str> {
    [field.header, field.key(), field.column].into_iter().chain(field.aliases.iter().copied())
}

/// The letter by which a spreadsheet calls a column, counted from 0: A, B … Z, AA.
pub fn letter(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// What is looked for: the fields of the record, then the extra columns of the caller.
pub(super) struct Wanted {
    columns: Vec<(String, bool)>,
    by_name: HashMap<String, usize>,
}

impl Wanted {
    /// `extras` are keys and headers of further columns, all of them required.
    pub(super) fn new(fields: &[Field], extras: &[(&str, &str)]) -> Self {
        let mut columns = Vec::new();
        let mut by_name = HashMap::new();
        for (index, field) in fields.iter().enumerate() {
            columns.push((field.header.to_owned(), field.required));
            by_name.extend(names(field).map(|name| (plain(name), index)));
        }
        for (index, (key, header)) in (fields.len()..).zip(extras) {
            columns.push(((*header).to_owned(), true));
            by_name.extend([key, header].map(|name| (plain(name), index)));
        }
        Self { columns, by_name }
    }

    /// Whether this row is the header: at least half of the required columns are there, and no fewer than two
    /// unless no more are required.
    pub(super) fn is_header(&self, cells: &StringRecord) -> bool {
        let mut found: Vec<usize> = cells.iter().filter_map(|cell| self.find(cell)).collect();
        found.sort_unstable();
        found.dedup();
        let required = self.columns.iter().filter(|(_, required)| *required).count();
        let found_required = found.iter().filter(|index| self.columns[**index].1).count();
        !found.is_empty() && found_required >= required.div_ceil(2).max(required.min(2))
    }

    fn find(&self, cell: &str) -> Option<usize> {
        self.by_name.get(&plain(cell)).copied()
    }

    /// The headers of the required columns.
    pub(super) fn required(&self) -> Vec<String> {
        self.columns.iter().filter(|(_, required)| *required).map(|(header, _)| header.clone()).collect()
    }

    /// Finds every wanted column in the header.
    pub(super) fn locate(&self, row: u64, cells: &StringRecord) -> Result<Header, Flaw> {
        let cells: Vec<String> = cells.iter().map(|cell| tidy(cell).into_owned()).collect();
        let mut columns: Vec<Option<usize>> = vec![None; self.columns.len()];
        let mut unknown = Vec::new();
        let called = |column: usize| format!("第 {} 列“{}”", letter(column), cells[column]);
        for (column, cell) in cells.iter().enumerate() {
            let Some(index) = self.find(cell) else {
                let passed_over =
                    cell.is_empty() || PASSED_OVER.iter().any(|name| plain(name) == plain(cell));
                unknown.extend((!passed_over).then_some(column));
                continue;
            };
            if let Some(first) = columns[index].replace(column) {
                return Err(Flaw::Twice {
                    header: self.columns[index].0.clone(),
                    columns: vec![called(first), called(column)],
                });
            }
        }
        let missing: Vec<String> = (self.columns.iter().zip(&columns))
            .filter(|((_, required), column)| *required && column.is_none())
            .map(|((header, _), _)| header.clone())
            .collect();
        if missing.is_empty() {
            Ok(Header { row, cells, columns, unknown, expected: None })
        } else {
            Err(Flaw::Missing { missing, unknown: unknown.into_iter().map(called).collect() })
        }
    }
}

/// A header as the sheet has it.
pub(super) struct Header {
    pub(super) row: u64,
    /// Its cells, tidied.
    pub(super) cells: Vec<String>,
    /// Where each wanted column stands.
    pub(super) columns: Vec<Option<usize>>,
    /// Columns that are none of the wanted.
    pub(super) unknown: Vec<usize>,
    /// A field of which the caller knows better what would be right in it.
    pub(super) expected: Option<(usize, String)>,
}

impl Header {
    /// Says of a field of a row, with its place in the sheet, what is wrong with it.
    pub(super) fn fault<R: Record>(&self, misfit: FieldMisfit, row: u64, cells: &StringRecord) -> Fault {
        let column = self.columns[misfit.field];
        let value = column.and_then(|column| cells.get(column)).unwrap_or_default();
        let known = self.expected.as_ref().filter(|(field, _)| *field == misfit.field);
        let mut fault = Fault::of::<R>(misfit, value);
        if let Some((_, expected)) = known {
            fault.expects.clone_from(expected);
        }
        fault.row = Some(row);
        if let Some(column) = column {
            fault.letter = letter(column);
            fault.column.clone_from(&self.cells[column]);
        }
        fault
    }

    /// The first column without a header in which the row has something.
    pub(super) fn stray(&self, cells: &StringRecord) -> Option<usize> {
        let has_header = |column: usize| self.cells.get(column).is_some_and(|header| !header.is_empty());
        (0..cells.len()).find(|column| !has_header(*column) && !tidy(&cells[*column]).is_empty())
    }

    /// A row with a text in the reason column behind the last header. A reason from an earlier time gives way;
    /// cells beyond the header stay beyond it, so that they are refused again until somebody has looked at them.
    pub(super) fn with_reason<'c>(&self, cells: impl Iterator<Item = &'c str>, text: &str) -> Vec<String> {
        let is_reason = |column: usize| {
            self.cells
                .get(column)
                .is_some_and(|header| [REASON, FORMER_REASON].contains(&plain(header).as_str()))
        };
        let kept = (0..self.cells.len()).filter(|column| !is_reason(*column)).count();
        let mut row: Vec<String> = cells
            .enumerate()
            .filter(|(column, _)| !is_reason(*column))
            .map(|(_, cell)| cell.to_owned())
            .collect();
        row.resize(row.len().max(kept), String::new());
        row.insert(kept, text.to_owned());
        row
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheets::{CalendarRow, ReconcileRow, ScoreRow, ScreeningRow, SpendRow};
    use super::*;
    use crate::model::form::Application;

    #[test]
    fn columns_have_letters() {
        for (column, name) in
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
        {
            assert_eq!(letter(column), name);
        }
    }

    /// A name that two fields of one record share would be read into whichever comes last.
    #[test]
    fn no_sheet_has_one_name_for_two_columns() {
        for fields in [
            Application::FIELDS,
            ScreeningRow::FIELDS,
            ScoreRow::FIELDS,
            ReconcileRow::FIELDS,
            SpendRow::FIELDS,
            CalendarRow::FIELDS,
        ] {
            for (index, field) in fields.iter().enumerate() {
                for name in names(field) {
                    assert_eq!(field_named(fields, name), Some(index), "{name}");
                    assert_eq!(Wanted::new(fields, &[]).find(name), Some(index), "{name}");
                    assert!(PASSED_OVER.iter().all(|passed| plain(passed) != plain(name)), "{name}");
                }
            }
        }
    }
}
