//! A list that can be shown on a screen, written as a sheet, or given as `--json`.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::money::Fen;
use super::record::Record;

/// One value of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datum {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A count or an id.
    Int(i64),
    /// Money: grouped yuan for people, plain yuan in machine formats.
    Money(Fen),
    /// A date.
    Date(NaiveDate),
    /// 是 or 否.
    Flag(bool),
    /// A word of a closed list.
    Term {
        /// For machines.
        code: &'static str,
        /// For people.
        term: &'static str,
    },
}

impl Datum {
    /// As a person reads it.
    pub fn show(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Int(number) => number.to_string(),
            Self::Money(amount) => amount.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Flag(flag) => if *flag { "是" } else { "否" }.to_owned(),
            Self::Term { term, .. } => (*term).to_owned(),
        }
    }

    /// As `--json` gives it.
    pub fn json(&self) -> Json {
        match self {
            Self::Empty => Json::Null,
            Self::Text(text) => text.as_str().into(),
            Self::Int(number) => (*number).into(),
            Self::Money(amount) => amount.plain().into(),
            Self::Date(date) => date.to_string().into(),
            Self::Flag(flag) => (*flag).into(),
            Self::Term { code, .. } => (*code).into(),
        }
    }

    /// Whether it belongs on the right of its column.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Int(_) | Self::Money(_))
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Datum {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Fen> for Datum {
    fn from(amount: Fen) -> Self {
        Self::Money(amount)
    }
}

impl From<NaiveDate> for Datum {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl<T: Into<Datum>> From<Option<T>> for Datum {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

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
