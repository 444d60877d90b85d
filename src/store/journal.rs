//! 日志: the one gate through which anything is written, and the seal on what it wrote.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::CachedStatement;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::{Fact, Failure, Store};
use crate::model::acts::Role;
use crate::model::dates::iso_text;
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
        let part = match self.parts.entry(F::TABLE) {
            std::collections::btree_map::Entry::Occupied(part) => part.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => place.insert(Part::open::<F>(self.store)?),
        };
        let id = part.first_id + part.rows;
        let mut digest = RowDigest::new(F::TABLE, id, self.entry_id);
        let mut failed = None;
        let mut column = 3;
        part.insert.raw_bind_parameter(1, id)?;
        part.insert.raw_bind_parameter(2, self.entry_id)?;
        fact.each(&mut |cell| {
            digest.cell(cell);
            let bound = part.insert.raw_bind_parameter(column, cell);
            failed = failed.take().or(bound.err());
            column += 1;
        });
        if let Some(error) = failed {
            return Err(error.into());
        }
        let (full, seal) = digest.finish();
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

/// The SHA-256 over one row: table, id, entry, and each value with its kind and length, so that no two different
/// rows read alike.
pub(super) struct RowDigest(Vec<u8>);

impl RowDigest {
    pub(super) fn new(table: &str, id: i64, entry_id: i64) -> Self {
        let mut digest = Self(Vec::with_capacity(2048));
        digest.cell(Cell::Text(table));
        digest.cell(Cell::Int(id));
        digest.cell(Cell::Int(entry_id));
        digest
    }

    fn cell(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Null => self.value(ValueRef::Null),
            Cell::Int(number) => self.value(ValueRef::Integer(number)),
            Cell::Text(text) => self.value(ValueRef::Text(text.as_bytes())),
            Cell::Date(date) => self.value(ValueRef::Text(iso_text(date).as_bytes())),
        }
    }

    pub(super) fn value(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => self.0.push(0),
            ValueRef::Integer(number) => self.eight(1, number as u64),
            ValueRef::Real(number) => self.eight(2, number.to_bits()),
            ValueRef::Text(bytes) => self.bytes(3, bytes),
            ValueRef::Blob(bytes) => self.bytes(4, bytes),
        }
    }

    fn bytes(&mut self, kind: u8, bytes: &[u8]) {
        self.eight(kind, bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// A kind, and a number in eight bytes, the lowest first.
    fn eight(&mut self, kind: u8, number: u64) {
        let mut nine = [kind; 9];
        nine[1..].copy_from_slice(&number.to_le_bytes());
        self.0.extend_from_slice(&nine);
    }

    /// The whole digest, and its first 8 bytes as the row keeps them.
    pub(super) fn finish(self) -> ([u8; 32], i64) {
        let full: [u8; 32] = Sha256::digest(&self.0).into();
        let mut first = [0; 8];
        first.copy_from_slice(&full[..8]);
        (full, i64::from_be_bytes(first))
    }
}

/// The digest of a row of facts that was read whole, and its first 8 bytes. `id` and `entry_id` are the first columns,
/// `seal` is the last.
pub(super) fn row_digest(
    table: &str,
    row: &rusqlite::Row<'_>,
    columns: usize,
) -> Result<([u8; 32], i64), Failure> {
    let mut digest = RowDigest::new(table, row.get(0)?, row.get(1)?);
    for column in 2..columns - 1 {
        digest.value(row.get_ref(column)?);
    }
    Ok(digest.finish())
}

/// The hash of an entry as its rows in `entry` and `entry_part` stand now, after this previous hash.
pub(super) fn entry_hash(store: &Store, entry_id: i64, previous: &str) -> Result<String, Failure> {
    let mut digest = RowDigest::new("entry", entry_id, entry_id);
    digest.cell(Cell::Text(previous));
    for sql in [
        "SELECT recorded_at, business_on, operator, role, command FROM entry WHERE id = ?",
        "SELECT table_name, first_id, row_count, digest FROM entry_part WHERE entry_id = ? ORDER BY table_name",
    ] {
        let mut statement = store.connection.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([entry_id])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                digest.value(row.get_ref(column)?);
            }
        }
    }
    Ok(hex(&digest.finish().0))
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// SHA-256 over what a record says, in hexadecimal: two records that say the same have the same.
pub fn digest<R: Record>(record: &R) -> String {
    let mut digest = RowDigest(Vec::with_capacity(2048));
    record.each(&mut |cell| digest.cell(cell));
    hex(&digest.finish().0)
}
