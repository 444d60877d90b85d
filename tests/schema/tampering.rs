//! Edits behind the program's back, with the triggers out of the way: each is named.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::{Value, ValueRef};
use sha2::{Digest, Sha256};
use studiogrant::store::{Damage, Store};

use crate::life::{ACTS, life};
use crate::{columns, fact_tables, raw, texts};

/// How many random edits are tried.
const EDITS: usize = 300;

fn whole_life(folder: &Path) -> (Store, PathBuf) {
    life(folder, ACTS.last().unwrap().0, &[])
}

/// Does something with the triggers out of the way, and puts them back.
fn behind_the_back<T>(
    path: &Path,
    edit: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let connection = raw(path);
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "ignore_check_constraints", true)?;
    let triggers = "FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid";
    let laid = texts(&connection, &format!("SELECT sql {triggers}"));
    let names = texts(&connection, &format!("SELECT name {triggers}"));
    connection.execute_batch("BEGIN")?;
    names.iter().try_for_each(|name| connection.execute_batch(&format!("DROP TRIGGER {name}")))?;
    connection.execute_batch("COMMIT")?;
    let edited = edit(&connection);
    connection.execute_batch("BEGIN")?;
    laid.iter().try_for_each(|trigger| connection.execute_batch(trigger))?;
    connection.execute_batch("COMMIT")?;
    edited
}

/// A xorshift generator: the same edits every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }

    fn pick<'a>(&mut self, texts: &'a [String]) -> &'a str {
        &texts[self.below(texts.len())]
    }
}

/// What an edit did: the statement, and whether a damage names it.
struct Edit {
    sql: String,
    named: Box<dyn Fn(&Damage) -> bool>,
}

/// An expression that is another value than the column's.
fn other(connection: &Connection, table: &str, column: &str) -> String {
    let sql = format!("SELECT type FROM pragma_table_info('{table}') WHERE name = '{column}'");
    if texts(connection, &sql) == ["TEXT"] {
        format!("coalesce({column}, '') || 'x'")
    } else {
        format!("coalesce({column}, 0) + 1000")
    }
}

fn edit_fact(connection: &Connection, chance: &mut Chance) -> Edit {
    let tables = fact_tables(connection);
    let table = chance.pick(&tables).to_owned();
    let rows = texts(connection, &format!("SELECT CAST(id AS TEXT) FROM {table}"));
    let id: i64 = chance.pick(&rows).parse().unwrap();
    let all = columns(connection, &table);
    let sql = match chance.below(8) {
        0 | 1 => format!("DELETE FROM {table} WHERE id = {id}"),
        2 => {
            let copied = all[1..].join(", ");
            let sql = format!(
                "INSERT INTO {table} SELECT (SELECT max(id) + 1 FROM {table}), {copied} FROM {table} WHERE id = {id}"
            );
            let named =
                move |damage: &Damage| damage.table == table && damage.row == Some(rows.len() as i64 + 1);
            return Edit { sql, named: Box::new(named) };
        }
        _ => {
            let column = chance.pick(&all);
            format!("UPDATE {table} SET {column} = {} WHERE id = {id}", other(connection, &table, column))
        }
    };
    Edit { sql, named: Box::new(move |damage| damage.table == table && damage.row == Some(id)) }
}

fn edit_journal(connection: &Connection, chance: &mut Chance) -> Edit {
    let entries = texts(connection, "SELECT CAST(id AS TEXT) FROM entry");
    let last = entries.len() as i64;
    let entry: i64 = chance.pick(&entries).parse().unwrap();
    let table = ["entry", "entry_part", "chain"][chance.below(3)];
    let own = format!("SELECT table_name FROM entry_part WHERE entry_id = {entry}");
    let part = chance.pick(&texts(connection, &own)).to_owned();
    let row = match table {
        "entry" => format!("id = {entry}"),
        "chain" => format!("entry_id = {entry}"),
        _ => format!("entry_id = {entry} AND table_name = '{part}'"),
    };
    let (sql, row) = match (chance.below(8), table) {
        (0, _) => (format!("DELETE FROM {table} WHERE {row}"), entry),
        (1, "entry") => {
            let sql = "INSERT INTO entry SELECT max(id) + 1, recorded_at, business_on, operator, role, command FROM entry";
            (sql.to_owned(), last + 1)
        }
        (1, "chain") => {
            ("INSERT INTO chain SELECT max(entry_id) + 1, hash, hash FROM chain".to_owned(), last + 1)
        }
        (1, _) => (format!("INSERT INTO entry_part VALUES ({entry}, 'calendar_day', 2, 1, 'x')"), entry),
        _ => {
            let all = columns(connection, table);
            let column = chance.pick(&all);
            (format!("UPDATE {table} SET {column} = {} WHERE {row}", other(connection, table, column)), entry)
        }
    };
    let named = move |damage: &Damage| match damage.table.as_str() {
        "entry_part" => table == "entry_part" && damage.entry == Some(row),
        // Nothing follows the last link, so that its own two sides can't be told apart.
        "entry" if row == last => {
            damage.row == Some(row) && (table == "entry" || damage.what.contains("chain"))
        }
        named => named == table && damage.row == Some(row),
    };
    Edit { sql, named: Box::new(named) }
}

#[test]
fn every_single_edit_is_named_by_table_and_row() {
    let folder = tempfile::tempdir().unwrap();
    let (store, path) = whole_life(folder.path());
    assert_eq!(store.verify().unwrap(), []);
    drop(store);
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut missed = Vec::new();
    let mut edits = 0;
    while edits < EDITS {
        let edited = folder.path().join("改动.db");
        std::fs::copy(&path, &edited).unwrap();
        let done = behind_the_back(&edited, |connection| {
            let edit = if chance.below(4) == 0 { edit_journal } else { edit_fact };
            let edit = edit(connection, &mut chance);
            connection.execute(&edit.sql, []).map(|_| edit)
        });
        // A unique key or the case file's single row may stand in the way: that is no edit.
        let Ok(edit) = done else { continue };
        edits += 1;
        let damages = Store::open(&edited).unwrap().verify().unwrap();
        if !damages.iter().any(|damage| (edit.named)(damage)) {
            missed.push((edit.sql, damages));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// The seal of a row as the file's description has it: SHA-256 over the table's name and each value, with kind and
/// length.
fn seal(table: &str, values: &[Value]) -> i64 {
    let mut digest = Sha256::new();
    let name = Value::Text(table.to_owned());
    for value in std::iter::once(&name).chain(values) {
        match ValueRef::from(value) {
            ValueRef::Null => digest.update([0]),
            ValueRef::Integer(number) => digest.update([&[1][..], &number.to_le_bytes()].concat()),
            ValueRef::Text(text) => {
                digest.update([&[3][..], &(text.len() as u64).to_le_bytes(), text].concat())
            }
            other => panic!("{other:?}"),
        }
    }
    i64::from_be_bytes(digest.finalize()[..8].try_into().unwrap())
}

/// Seals a row anew, as a forger would who has read the program.
fn reseal(connection: &Connection, table: &str, id: i64) -> rusqlite::Result<usize> {
    let columns = columns(connection, table);
    let values = connection.query_row(&format!("SELECT * FROM {table} WHERE id = {id}"), [], |row| {
        (0..columns.len() - 1).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>()
    })?;
    let sql = format!("UPDATE {table} SET seal = ? WHERE id = {id}");
    connection.execute(&sql, [seal(table, &values)])
}

#[test]
fn a_forged_seal_is_named_by_its_entry() {
    let folder = tempfile::tempdir().unwrap();
    let (store, path) = whole_life(folder.path());
    behind_the_back(&path, |connection| {
        assert_eq!(reseal(connection, "payment", 2), Ok(1));
        Ok(())
    })
    .unwrap();
    assert_eq!(store.verify().unwrap(), [], "sealing what was not changed changes nothing");
    behind_the_back(&path, |connection| {
        connection.execute("UPDATE payment SET bank_account = '6222021001116245703' WHERE id = 2", [])?;
        reseal(connection, "payment", 2)
    })
    .unwrap();
    let damages = store.verify().unwrap();
    let [damage] = &damages[..] else { panic!("{damages:?}") };
    assert_eq!((damage.table.as_str(), damage.row), ("payment", Some(2)));
    assert!(damage.what.starts_with("payment 表第 2–3 行"), "{}", damage.what);
}

#[test]
fn a_forged_row_at_the_end_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (store, path) = whole_life(folder.path());
    behind_the_back(&path, |connection| {
        connection.execute(
            "INSERT INTO payment SELECT 7, entry_id, batch_id, case_id, kind, part, amount_fen, account_name, bank_name,
               bank_code, bank_account, seal FROM payment WHERE id = 6",
            [],
        )?;
        reseal(connection, "payment", 7)
    })
    .unwrap();
    let damages = store.verify().unwrap();
    let [damage] = &damages[..] else { panic!("{damages:?}") };
    assert_eq!((damage.table.as_str(), damage.row), ("payment", Some(7)));
}

#[test]
fn what_is_missing_from_the_schema_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (sql, name) in [
        ("DROP TRIGGER payment_rules", "payment_rules"),
        ("DROP TRIGGER chain_no_delete", "chain_no_delete"),
        ("DROP INDEX payment_by_case", "payment_by_case"),
        ("DROP VIEW standing", "standing"),
        ("DROP VIEW standing; CREATE VIEW standing AS SELECT 1", "standing"),
        ("CREATE TABLE notes (text)", "notes"),
        ("CREATE TRIGGER quiet AFTER INSERT ON payment BEGIN SELECT 1; END", "quiet"),
        ("DROP TABLE closing", "closing"),
        ("ALTER TABLE closing ADD COLUMN note TEXT", "closing"),
        ("DROP TABLE chain", "chain"),
    ] {
        let inner = tempfile::tempdir_in(folder.path()).unwrap();
        let (store, path) = whole_life(inner.path());
        let connection = raw(&path);
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection.execute_batch(sql).unwrap();
        let damages = store.verify().unwrap();
        let named =
            |damage: &Damage| damage.table == name && damage.row.is_none() && damage.what.contains(name);
        assert!(damages.iter().any(named), "{sql}: {damages:#?}");
    }
}

#[test]
fn the_digest_proves_what_the_chain_alone_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let (store, path) = whole_life(folder.path());
    let written = store.digest().unwrap().unwrap();
    assert_eq!(written.entry, ACTS.len() as i64);
    let text = written.to_string().to_lowercase();
    assert_eq!(store.verify_digest(&text).unwrap(), None);
    assert!(store.verify_digest("27-3FA9").is_err());
    behind_the_back(&path, |connection| {
        let last = written.entry;
        for table in fact_tables(connection) {
            connection.execute(&format!("DELETE FROM {table} WHERE entry_id = {last}"), [])?;
        }
        for (table, column) in [("chain", "entry_id"), ("entry_part", "entry_id"), ("entry", "id")] {
            connection.execute(&format!("DELETE FROM {table} WHERE {column} = {last}"), [])?;
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(store.verify().unwrap(), [], "cut off cleanly");
    let damage = store.verify_digest(&text).unwrap().unwrap();
    assert_eq!((damage.table.as_str(), damage.row), ("chain", Some(written.entry)));
    behind_the_back(&path, |connection| {
        connection.execute("UPDATE chain SET hash = 'x' WHERE entry_id = 3", [])
    })
    .unwrap();
    let early = format!("3-{}", "0".repeat(20));
    assert!(store.verify_digest(&early).unwrap().unwrap().what.contains("不符"));
}
