//! A list that can be shown on a screen, written as a sheet, or given as `--json`.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::datum::Datum;
use super::record::Record;

/// One column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// English, for `--json`.
    pub key: Cow<'static, str>,
    /// Chinese, for people.
    pub header: Cow<'static, str>,
}

/// A list with a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// English, for `--json`.
    pub key: &'static str,
    /// Chinese, for people.
    pub title: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; each has as many values as there are columns.
    pub rows: Vec<Vec<Datum>>,
    /// What stands beneath, column by column, where money is listed.
    pub totals: Option<Vec<Datum>>,
}

impl Table {
    /// An empty list with these columns, each a key and a header.
    pub fn new(
        key: &'static str,
        title: impl Into<String>,
        columns: &[(&'static str, &'static str)],
    ) -> Self {
        let columns =
            columns.iter().map(|&(key, header)| Column { key: key.into(), header: header.into() }).collect();
        Self { key, title: title.into(), columns, rows: Vec::new(), totals: None }
    }

    /// A list of records with all their columns.
    pub fn of<'r, R: Record + 'r>(
        key: &'static str,
        title: impl Into<String>,
        records: impl IntoIterator<Item = &'r R>,
    ) -> Self {
        let columns = R::FIELDS
            .iter()
            .map(|field| Column { key: field.key().into(), header: field.header.into() })
            .collect();
        let rows = records.into_iter().map(Record::data).collect();
        Self { key, title: title.into(), columns, rows, totals: None }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<Datum>) {
        debug_assert_eq!(row.len(), self.columns.len(), "{} in {}", row.len(), self.key);
        self.rows.push(row);
    }

    /// The rows as objects with English keys.
    pub fn json(&self) -> Json {
        let rows = self.rows.iter().map(|row| {
            let pairs =
                self.columns.iter().zip(row).map(|(column, datum)| (column.key.to_string(), datum.json()));
            Json::Object(pairs.collect())
        });
        rows.collect()
    }
}
