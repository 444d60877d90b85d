//! Facts: rows of the case file, read and written as records.

use rusqlite::types::{ToSql, ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Row, params_from_iter};

use super::{Failure, Store};
use crate::model::dates::iso_text;
use crate::model::{Cell, Datum, Field, Record};

/// A record that has a table of its own. Its columns are the table's, between `entry_id` and `seal`.
pub trait Fact: Record {
    /// The table.
    const TABLE: &'static str;
    /// Its Chinese name.
    const TITLE: &'static str;
    /// Where its rows are read that count: the table, or the view of it that leaves out what was voided.
    const SOURCE: &'static str = Self::TABLE;
}

/// 事实的一类: one table of facts, for whoever treats all of them alike.
#[derive(Debug)]
pub struct FactKind {
    /// The table.
    pub table: &'static str,
    /// Its Chinese name.
    pub title: &'static str,
    /// Its columns, between `entry_id` and `seal`.
    pub fields: &'static [Field],
    data: fn(&[Cell<'_>]) -> Result<Vec<Datum>, usize>,
}

impl FactKind {
    pub(super) const fn of<F: Fact>() -> Self {
        Self {
            table: F::TABLE,
            title: F::TITLE,
            fields: F::FIELDS,
            data: |cells| {
                let mut read = |column: usize| cells.get(column).copied().unwrap_or(Cell::Null);
                F::from_cells(&mut read).map(|fact| fact.data())
            },
        }
    }

    /// The values of a row as screens and sheets show them.
    ///
    /// # Errors
    /// A column holds what its type can't be.
    pub(super) fn data(&self, cells: &[Cell<'_>]) -> Result<Vec<Datum>, Failure> {
        let unreadable = |column: usize| Failure::Unreadable {
            column: self.fields.get(column).map_or("", |field| field.column),
        };
        (self.data)(cells).map_err(unreadable)
    }
}

/// A fact as it stands in the case file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<F> {
    /// The row.
    pub id: i64,
    /// The journal entry that wrote it.
    pub entry_id: i64,
    /// What it says.
    pub fact: F,
}

/// What rows can be looked up by.
pub type Key<'a> = Cell<'a>;

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(SqlValue::Null),
            Self::Int(number) => ToSqlOutput::Owned(SqlValue::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Date(date) => ToSqlOutput::Owned(SqlValue::Text(iso_text(*date))),
        })
    }
}

/// The cell in a column of a row that SQLite handed over; text that is not UTF-8 counts as nothing.
pub(super) fn cell(value: ValueRef<'_>) -> Cell<'_> {
    match value {
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Text(text) => std::str::from_utf8(text).map_or(Cell::Null, Cell::Text),
        _ => Cell::Null,
    }
}

/// Reads a record from cells.
pub(super) fn read_record<'c, R: Record>(mut cell: impl FnMut(usize) -> Cell<'c>) -> Result<R, Failure> {
    R::from_cells(&mut cell).map_err(|column| Failure::Unreadable {
        column: R::FIELDS.get(column).map_or("", |field| field.column),
    })
}

/// Reads a record from the columns of a row that begin at `from`.
pub(super) fn record<R: Record>(row: &Row<'_>, from: usize) -> Result<R, Failure> {
    read_record(|column| row.get_ref(from + column).map_or(Cell::Null, cell))
}

impl Store {
    /// Every fact of a kind, in the order of recording.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn all<F: Fact>(&self) -> Result<Vec<Stored<F>>, Failure> {
        self.matching(&[])
    }

    /// The facts whose column holds this, in the order of recording.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn by<'k, F: Fact>(
        &self,
        column: &'static str,
        key: impl Into<Key<'k>>,
    ) -> Result<Vec<Stored<F>>, Failure> {
        self.matching(&[(column, key.into())])
    }

    /// The newest fact whose column holds this.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn newest<'k, F: Fact>(
        &self,
        column: &'static str,
        key: impl Into<Key<'k>>,
    ) -> Result<Option<Stored<F>>, Failure> {
        self.by(column, key).map(|mut facts| facts.pop())
    }

    /// The facts whose columns hold all of these, in the order of recording.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn matching<F: Fact>(&self, keys: &[(&'static str, Key<'_>)]) -> Result<Vec<Stored<F>>, Failure> {
        let wanted: Vec<_> = keys.iter().map(|(column, _)| format!("{column} IS ?")).collect();
        let keys: Vec<_> = keys.iter().map(|(_, key)| *key).collect();
        self.selected(&wanted.join(" AND "), &keys)
    }

    /// The facts that meet a condition of the store's own, in the order of recording; an empty one, all of them.
    pub(super) fn selected<F: Fact>(
        &self,
        condition: &str,
        keys: &[Key<'_>],
    ) -> Result<Vec<Stored<F>>, Failure> {
        self.read_from(F::SOURCE, condition, keys)
    }

    /// The facts whose column holds this, those that were voided since among them.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn ever_by<'k, F: Fact>(
        &self,
        column: &'static str,
        key: impl Into<Key<'k>>,
    ) -> Result<Vec<Stored<F>>, Failure> {
        self.read_from(F::TABLE, &format!("{column} IS ?"), &[key.into()])
    }

    fn read_from<F: Fact>(
        &self,
        source: &str,
        condition: &str,
        keys: &[Key<'_>],
    ) -> Result<Vec<Stored<F>>, Failure> {
        let columns: Vec<_> = F::FIELDS.iter().map(|field| field.column).collect();
        let sql = format!(
            "SELECT id, entry_id, {} FROM {source}{}{condition} ORDER BY id",
            columns.join(", "),
            if condition.is_empty() { "" } else { " WHERE " },
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(keys.iter()))?;
        let mut facts = Vec::new();
        while let Some(row) = rows.next()? {
            facts.push(Stored { id: row.get(0)?, entry_id: row.get(1)?, fact: record(row, 2)? });
        }
        Ok(facts)
    }

    /// Rows that a query of the store's own gives, as records.
    pub(super) fn query<R: Record>(&self, sql: &str, keys: &[Key<'_>]) -> Result<Vec<R>, Failure> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(keys.iter()))?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(record(row, 0)?);
        }
        Ok(records)
    }
}
