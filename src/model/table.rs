//! A list that can be shown on a screen, written as a sheet, or given as `--json`.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::datum::Datum;
use super::datum::Kind;
use super::record::{Field, Record};

/// One column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// English, for `--json`.
    pub key: Cow<'static, str>,
    /// Chinese, for people.
    pub header: Cow<'static, str>,
    /// What belongs there, if somebody is to fill it in.
    pub guide: Option<Guide>,
}

impl Column {
    /// A column of a list that is only read.
    pub fn new(key: impl Into<Cow<'static, str>>, header: impl Into<Cow<'static, str>>) -> Self {
        Self { key: key.into(), header: header.into(), guide: None }
    }
}

/// 填写说明: what belongs into a column of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guide {
    /// What would be right.
    pub expects: Cow<'static, str>,
    /// The words to choose from; empty where anything goes.
    pub choices: Vec<Cow<'static, str>>,
    /// How a spreadsheet takes it.
    pub kind: Kind,
    /// Whether it has to be filled in.
    pub required: bool,
    /// Whether it comes filled in and stays so.
    pub locked: bool,
}

impl Guide {
    /// What the record says of the column.
    pub fn of(field: &Field) -> Self {
        Self {
            expects: field.expects.into(),
            choices: field.choices.iter().map(|word| (*word).into()).collect(),
            kind: field.kind,
            required: field.required,
            locked: false,
        }
    }

    /// Whether somebody has to fill it in.
    pub fn is_due(&self) -> bool {
        self.required && !self.locked
    }

    /// These words to choose from, in a column whose type leaves it open.
    pub fn choose_from(&mut self, words: impl IntoIterator<Item = impl Into<Cow<'static, str>>>) {
        self.choices = words.into_iter().map(Into::into).collect();
        self.expects = self.choices.join(" / ").into();
    }

    /// As a person reads it beside the header.
    pub fn note(&self) -> String {
        let Self { expects, choices, .. } = self;
        let duty = match (self.locked, self.required) {
            (true, _) => return "已经填好，请不要改动".to_owned(),
            (false, true) => "必填",
            (false, false) => "没有的可以不填",
        };
        match choices.is_empty() {
            true => format!("{duty}。应填：{expects}"),
            false => format!("{duty}。请从列表里选：{}", choices.join("、")),
        }
    }
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
    /// How many of the first columns say whose row it is: they come again on every page of a wide list.
    pub leading: usize,
    /// The rows; each has as many values as there are columns.
    pub rows: Vec<Vec<Datum>>,
    /// What stands beneath, column by column, where money is listed.
    pub totals: Option<Vec<Datum>>,
    /// What stands beneath it all on paper, line by line: who signs, a digest.
    pub notes: Vec<String>,
}

impl Table {
    /// An empty list with these columns, each a key and a header.
    pub fn new(
        key: &'static str,
        title: impl Into<String>,
        columns: &[(&'static str, &'static str)],
    ) -> Self {
        let columns = columns.iter().map(|&(key, header)| Column::new(key, header)).collect();
        let title = title.into();
        Self { key, title, columns, leading: 1, rows: Vec::new(), totals: None, notes: Vec::new() }
    }

    /// A list of records with all their columns.
    pub fn of<'r, R: Record + 'r>(
        key: &'static str,
        title: impl Into<String>,
        records: impl IntoIterator<Item = &'r R>,
    ) -> Self {
        let columns = R::FIELDS.iter().map(|field| Column::new(field.key(), field.header)).collect();
        let rows = records.into_iter().map(Record::data).collect();
        Self { columns, rows, ..Self::new(key, title, &[]) }
    }

    /// A form for records: a list without rows whose columns say what belongs there.
    pub fn form<R: Record>(key: &'static str, title: impl Into<String>) -> Self {
        let none: [&R; 0] = [];
        let mut form = Self::of(key, title, none);
        for (column, field) in form.columns.iter_mut().zip(R::FIELDS) {
            column.guide = Some(Guide::of(field));
        }
        form
    }

    /// With the first columns, up to the one of this key, saying whose row it is.
    #[must_use]
    pub fn led_by(mut self, key: &str) -> Self {
        let at = self.columns.iter().position(|column| column.key == key);
        debug_assert!(at.is_some(), "no {key} to lead");
        self.leading = at.map_or(self.leading, |at| at + 1);
        self
    }

    /// With a form's column of this key guided better than its record knows.
    pub fn guided(mut self, key: &str, better: impl FnOnce(&mut Guide)) -> Self {
        let guide = self.columns.iter_mut().find(|column| column.key == key);
        let guide = guide.and_then(|column| column.guide.as_mut());
        debug_assert!(guide.is_some(), "no {key} to fill in");
        if let Some(guide) = guide {
            better(guide);
        }
        self
    }

    /// The same list without the column of this key.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        let mut table = self.clone();
        while let Some(at) = table.columns.iter().position(|column| column.key == key) {
            table.columns.remove(at);
            table.leading -= usize::from(at < table.leading);
            for row in table.rows.iter_mut().chain(&mut table.totals) {
                row.remove(at);
            }
        }
        table
    }

    /// The same list without the columns in which no row has anything.
    #[must_use]
    pub fn filled(&self) -> Self {
        let is_empty =
            |at: usize| self.rows.iter().all(|row| row.get(at).is_none_or(|datum| datum.show().is_empty()));
        let empty = (0..self.columns.len()).filter(|at| is_empty(*at)).map(|at| &self.columns[at].key);
        empty.fold(self.clone(), |table, key| table.without(key))
    }

    /// Whether it is for somebody to fill in.
    pub fn is_form(&self) -> bool {
        self.columns.iter().any(|column| column.guide.is_some())
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
