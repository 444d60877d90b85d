//! Spreadsheets in: a file becomes a grid of text rows, a grid becomes records, and whatever doesn't fit is told
//! cell by cell.
//!
//! ```text
//! Source ─ opened, encoding or workbook ─→ grid ─ rows of text, as numbered in the sheet ─→ Reader ─ header, records, faults
//! ```

mod decode;
mod faults;
mod foreign;
mod grid;
mod header;
mod json;
mod mark;
mod reader;
mod row;
mod search;
pub mod sheets;
mod source;
mod unreadable;
mod workbook;

use std::path::{Path, PathBuf};

pub use faults::{Fault, Faults, reason};
pub use grid::{CELL_LIMIT, COLUMN_LIMIT};
pub use header::{REASON, letter};
pub use json::from_json;
pub use reader::{Reader, Sheet, read};
pub use row::Row;
pub use source::{Source, Stream};
pub use unreadable::{Flaw, Unreadable};
pub use workbook::Document;

use crate::model::Record;

/// The field that a person calls so, by header, other header, key or column: an index into [`Record::FIELDS`].
pub fn field_named<R: Record>(name: &str) -> Option<usize> {
    header::field_named(R::FIELDS, name)
}

/// Where the refused rows of a file go: `applications.refused.xlsx` beside `applications.xlsx`, and
/// `applications.refused.csv` beside anything else.
pub fn refused_name(path: &Path) -> PathBuf {
    let is_workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    path.with_extension(if is_workbook { "refused.xlsx" } else { "refused.csv" })
}
