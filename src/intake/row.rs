//! One row of a sheet, and what can be said of it.

use std::marker::PhantomData;
use std::sync::Arc;

use csv::StringRecord;

use super::faults::{Fault, shorten};
use super::header::{Header, letter};
use crate::model::{FieldMisfit, Record};

/// One row of a sheet that is not empty, with the record `R` it says, or what was made of that.
#[derive(Clone)]
pub struct Row<R, P = R> {
    /// Its number as a spreadsheet shows it, from 1.
    pub number: u64,
    pub(super) is_hidden: bool,
    /// Its cells as they were.
    pub cells: StringRecord,
    /// The record, or everything that is wrong with the row.
    pub parsed: Result<P, Vec<Fault>>,
    /// What stands in the extra columns, tidied, in the order in which they were asked for.
    pub extras: Vec<String>,
    pub(super) header: Arc<Header>,
    pub(super) record: PhantomData<fn() -> R>,
}

impl<R> Row<R> {
    pub(super) fn made<P>(self, ready: impl Fn(R) -> P) -> Row<R, P> {
        let Self { number, is_hidden, cells, parsed, extras, header, record } = self;
        Row { number, is_hidden, cells, parsed: parsed.map(ready), extras, header, record }
    }
}

impl<R, P> Row<R, P> {
    /// What is to be said of the row as a whole: that a person who looks at the sheet doesn't see it.
    pub fn remark(&self) -> Option<Fault> {
        self.is_hidden.then(|| Fault {
            is_warning: true,
            row: Some(self.number),
            column: "整行".to_owned(),
            letter: String::new(),
            value: String::new(),
            what: "这一行在表里是隐藏的，可能被筛选掉了，也读入了".to_owned(),
            expects: "不要的行请删去".to_owned(),
        })
    }

    /// The row for the file of refused rows: as it was, with the reason in the last column. That file can be
    /// corrected and imported again; the reason column is passed over then.
    pub fn refused(&self, reason: &str) -> StringRecord {
        self.header.with_reason(self.cells.iter(), reason).into()
    }
}

impl<R: Record, P> Row<R, P> {
    /// Says of an extra column of this row what is wrong with it and what would be right.
    pub fn extra_fault(&self, extra: usize, what: &str, expects: String) -> Fault {
        let column = self.header.columns.get(R::FIELDS.len() + extra).copied().flatten();
        Fault {
            is_warning: false,
            row: Some(self.number),
            column: column.and_then(|column| self.header.cells.get(column)).cloned().unwrap_or_default(),
            letter: column.map(letter).unwrap_or_default(),
            value: shorten(self.extras.get(extra).map_or("", String::as_str)),
            what: what.to_owned(),
            expects,
        }
    }

    /// Says of a field of this row, with its place in the sheet, what is wrong with it.
    pub fn fault(&self, misfit: FieldMisfit) -> Fault {
        self.header.fault::<R>(misfit, self.number, &self.cells)
    }
}
