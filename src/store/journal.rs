//! 日志: the one gate through which anything is written, and the seal on what it wrote.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::CachedStatement;
use rusqlite::types::{ToSql, ToSqlOutput};
use sha2::{Digest, Sha256};

use super::encoding::{Encoded, Packed, hex};
use super::{Fact, Failure, Store};
use crate::model::acts::Role;
use crate::model::{Cell, Record};

/// What the hash of the very first entry follows.
pub(super) const GENESIS: &str = "";

/// Who does what, when: the head of a journal entry.
#[derive(Debug, Clone)]
pub struct Act {
    /// The operator's name.
    pub operator: String,
    /// In which role.
    pub role: Role,
    /// 业务日期.
    pub on: NaiveDate,
    /// When it is recorded.
    pub at: DateTime<Utc>,
    /// The command, e.g. `screen pass`.
    pub command: &'static str,
}

/// The open entry: facts are added to it until it is sealed.
pub struct Book<'s> {
    store: &'s Store,
    entry_id: i64,
    parts: BTreeMap<&'static str, Part<'s>>,
}

/// What an entry writes to one table.
struct Part<'s> {
    insert: CachedStatement<'s>,
    first_id: i64,
    rows: i64,
    digest: Sha256,
}

/// A row on its way into the case file, value by value.
struct Line<'p, 's> {
    insert: &'p mut CachedStatement<'s>,
    encoded: Encoded,
    column: usize,
    failed: Option<rusqlite::Error>,
}

impl Line<'_, '_> {
    fn cell(&mut self, cell: Cell<'_>) {
        self.encoded.cell(cell);
        self.bind(cell);
    }

    fn packed(&mut self, packed: &Packed<impl Record>) {
        self.encoded.packed(packed);
        packed.values().for_each(|value| self.bind(ToSqlOutput::Borrowed(value)));
    }

    fn bind(&mut self, value: impl ToSql) {
        let bound = self.insert.raw_bind_parameter(self.column, value);
        self.failed = self.failed.take().or(bound.err());
        self.column += 1;
    }
}

impl Store {
    /// Records one act: everything `write` adds becomes one sealed entry, or nothing does. An act that adds nothing
    /// leaves no entry.
    ///
    /// The transaction is IMMEDIATE, so what `write` reads can't change under it.
    ///
    /// # Errors
    /// Whatever `write` returns, or a [`Failure`] of the case file. Nothing is recorded then.
    pub fn record<T, E: From<Failure>>(
        &mut self,
        act: &Act,
        write: impl FnOnce(&mut Book<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.read_only() {
            return Err(Failure::ReadOnly(self.path.clone()).into());
        }
        let sql = |error: rusqlite::Error| Failure::from(error).at(&self.path);
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(sql)?;
        let written = Book::open(self, act).map_err(E::from).and_then(|mut book| {
            let result = write(&mut book)?;
            let wrote = !book.parts.is_empty();
            if wrote {
                book.seal().map_err(E::from)?;
            }
            Ok((result, wrote))
        });
        match written {
            Ok((result, true)) => {
                self.connection.execute_batch("COMMIT").map_err(|error| {
                    let _ = self.connection.execute_batch("ROLLBACK");
                    sql(error)
                })?;
                Ok(result)
            }
            Ok((result, false)) => {
                self.connection.execute_batch("ROLLBACK").map_err(sql)?;
                Ok(result)
            }
            Err(error) => {
                // The error that stopped the act is the one to tell; SQLite may have rolled back by itself already.
                let _ = self.connection.execute_batch("ROLLBACK");
                Err(error)
            }
        }
    }
}

impl<'s> Book<'s> {
    fn open(store: &'s Store, act: &Act) -> Result<Self, Failure> {
        let sql = "SELECT coalesce(max(id), 0) + 1 FROM entry";
        let entry_id = store.connection.query_row(sql, [], |row| row.get(0))?;
        store.connection.prepare_cached(
            "INSERT INTO entry (id, recorded_at, business_on, operator, role, command) VALUES (?, ?, ?, ?, ?, ?)",
        )?.execute((
            entry_id,
            act.at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            act.on.to_string(),
            &act.operator,
            act.role.code(),
            act.command,
        ))?;
        Ok(Self { store, entry_id, parts: BTreeMap::new() })
    }

    /// The case file, to look things up in the state that the act has reached.
    pub fn store(&self) -> &'s Store {
        self.store
    }

    /// Adds a fact and returns its row.
    ///
    /// # Errors
    /// [`Failure::Refused`] where the schema refuses it, or another failure of the case file.
    pub fn add<F: Fact>(&mut self, fact: &F) -> Result<i64, Failure> {
        self.write::<F>(|row| fact.each(&mut |cell| row.cell(cell)))
    }

    /// Adds a fact that is made of two records, of which the second is packed already.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_packed<F: Fact>(
        &mut self,
        head: &impl Record,
        rest: &Packed<impl Record>,
    ) -> Result<i64, Failure> {
        self.write::<F>(|row| {
            head.each(&mut |cell| row.cell(cell));
            row.packed(rest);
        })
    }

    fn write<F: Fact>(&mut self, fill: impl FnOnce(&mut Line<'_, 's>)) -> Result<i64, Failure> {
        let part = match self.parts.entry(F::TABLE) {
            std::collections::btree_map::Entry::Occupied(part) => part.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => place.insert(Part::open::<F>(self.store)?),
        };
        let id = part.first_id + part.rows;
        part.insert.raw_bind_parameter(1, id)?;
        part.insert.raw_bind_parameter(2, self.entry_id)?;
        let encoded = Encoded::row(F::TABLE, id, self.entry_id);
        let mut line = Line { insert: &mut part.insert, encoded, column: 3, failed: None };
        fill(&mut line);
        let Line { encoded, column, failed, .. } = line;
        if let Some(error) = failed {
            return Err(error.into());
        }
        let (full, seal) = encoded.digest();
        part.insert.raw_bind_parameter(column, seal)?;
        part.insert.raw_execute().map_err(Failure::from).map_err(|error| error.at(&self.store.path))?;
        part.rows += 1;
        part.digest.update(full);
        Ok(id)
    }

    /// Adds facts that stand or fall together: where `write` fails, the entry is as it was before.
    ///
    /// # Errors
    /// Whatever `write` returns, or a failure of the case file.
    pub fn attempt<T, E: From<Failure>>(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = &self.store.connection;
        let run = |sql| connection.execute_batch(sql).map_err(Failure::from);
        let before: Vec<_> =
            self.parts.iter().map(|(table, part)| (*table, (part.rows, part.digest.clone()))).collect();
        run("SAVEPOINT attempt")?;
        let written = write(self);
        if written.is_err() {
            run("ROLLBACK TO attempt")?;
            self.parts.retain(|table, _| before.iter().any(|(known, _)| known == table));
            for (part, (_, (rows, digest))) in self.parts.values_mut().zip(before) {
                (part.rows, part.digest) = (rows, digest);
            }
        }
        run("RELEASE attempt")?;
        written
    }

    /// Writes down what each table got and closes the chain over it.
    fn seal(self) -> Result<(), Failure> {
        let connection = &self.store.connection;
        let mut insert = connection.prepare_cached(
            "INSERT INTO entry_part (entry_id, table_name, first_id, row_count, digest) VALUES (?, ?, ?, ?, ?)",
        )?;
        for (table, part) in self.parts {
            let digest = hex(&part.digest.finalize());
            insert.execute((self.entry_id, table, part.first_id, part.rows, digest))?;
        }
        let previous: Option<String> = connection
            .prepare_cached("SELECT hash FROM chain WHERE entry_id = ? - 1")?
            .query_map([self.entry_id], |row| row.get(0))?
            .next()
            .transpose()?;
        let previous = previous.unwrap_or_else(|| GENESIS.to_owned());
        let hash = entry_hash(self.store, self.entry_id, &previous)?;
        connection
            .prepare_cached("INSERT INTO chain (entry_id, previous, hash) VALUES (?, ?, ?)")?
            .execute((self.entry_id, previous, hash))?;
        Ok(())
    }
}

impl<'s> Part<'s> {
    fn open<F: Fact>(store: &'s Store) -> Result<Self, Failure> {
        let columns: Vec<_> = F::FIELDS.iter().map(|field| field.column).collect();
        let marks = vec!["?"; columns.len() + 3].join(", ");
        let sql =
            format!("INSERT INTO {} (id, entry_id, {}, seal) VALUES ({marks})", F::TABLE, columns.join(", "));
        let newest = format!("SELECT coalesce(max(id), 0) + 1 FROM {}", F::TABLE);
        let first_id = store.connection.query_row(&newest, [], |row| row.get(0))?;
        Ok(Self { insert: store.connection.prepare_cached(&sql)?, first_id, rows: 0, digest: Sha256::new() })
    }
}

/// The hash of an entry as its rows in `entry` and `entry_part` stand now, after this previous hash.
pub(super) fn entry_hash(store: &Store, entry_id: i64, previous: &str) -> Result<String, Failure> {
    let mut encoded = Encoded::row("entry", entry_id, entry_id);
    encoded.cell(Cell::Text(previous));
    for sql in [
        "SELECT recorded_at, business_on, operator, role, command FROM entry WHERE id = ?",
        "SELECT table_name, first_id, row_count, digest FROM entry_part WHERE entry_id = ? ORDER BY table_name",
    ] {
        let mut statement = store.connection.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([entry_id])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                encoded.value(row.get_ref(column)?);
            }
        }
    }
    Ok(hex(&encoded.digest().0))
}
