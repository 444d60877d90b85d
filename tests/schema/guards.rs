//! Nothing is ever changed: what a hand in sqlite3 may not do to any table.

use rusqlite::Connection;

use crate::life::{ACTS, life};
use crate::{columns, fact_tables, raw, texts};

/// Runs a statement that must be refused by the guards, and leaves the file as it was.
fn refused(connection: &Connection, sql: &str) {
    let error = connection.execute(sql, []).unwrap_err().to_string();
    assert!(error.starts_with("JOURNAL "), "{sql}: {error}");
}

/// The whole life, with a fresh entry open; only the guards are left to refuse anything.
fn guarded(folder: &std::path::Path) -> Connection {
    let (_, path) = life(folder, ACTS.last().unwrap().0, &[]);
    let connection = raw(&path);
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.pragma_update(None, "ignore_check_constraints", true).unwrap();
    for rules in
        texts(&connection, "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%_rules'")
    {
        connection.execute_batch(&format!("DROP TRIGGER {rules}")).unwrap();
    }
    let open = "BEGIN; INSERT INTO entry SELECT max(id) + 1, recorded_at, business_on, operator, role, command FROM entry";
    connection.execute_batch(open).unwrap();
    connection
}

/// `INSERT` of a copy of row 1, some columns given by expressions.
fn copy(
    connection: &Connection,
    verb: &str,
    table: &str,
    instead: &dyn Fn(&str) -> Option<String>,
) -> String {
    let given = columns(connection, table).into_iter().map(|column| instead(&column).unwrap_or(column));
    format!("{verb} INTO {table} SELECT {} FROM {table} WHERE id = 1", given.collect::<Vec<_>>().join(", "))
}

const OPEN: &str = "(SELECT max(id) FROM entry)";

fn next(table: &str) -> String {
    format!("(SELECT max(id) + 1 FROM {table})")
}

#[test]
fn no_row_of_a_fact_is_changed_deleted_replaced_or_slipped_in() {
    let folder = tempfile::tempdir().unwrap();
    let connection = guarded(folder.path());
    for table in fact_tables(&connection) {
        let copied = |verb: &str, id: String, entry: &str| {
            copy(&connection, verb, &table, &|column| match column {
                "id" => Some(id.clone()),
                "entry_id" => Some(entry.to_owned()),
                _ => None,
            })
        };
        refused(&connection, &format!("UPDATE {table} SET seal = seal WHERE id = 1"));
        refused(&connection, &format!("UPDATE {table} SET id = id + 1000 WHERE id = 1"));
        refused(&connection, &format!("DELETE FROM {table} WHERE id = 1"));
        refused(&connection, &copied("INSERT OR REPLACE", "1".to_owned(), OPEN));
        refused(&connection, &copied("INSERT", next(&table), "1"));
        refused(&connection, &copied("INSERT", format!("{} + 1", next(&table)), OPEN));
        refused(&connection, &copied("INSERT", "0".to_owned(), OPEN));
    }
}

#[test]
fn no_unique_key_is_replaced_and_every_other_row_is_appended() {
    let folder = tempfile::tempdir().unwrap();
    let connection = guarded(folder.path());
    for table in fact_tables(&connection) {
        let keys =
            texts(&connection, &format!("SELECT name FROM pragma_index_list('{table}') WHERE origin = 'u'"));
        // A copy in which everything outside of this key is different, from earlier copies too.
        let copies = std::cell::Cell::new(1);
        let apart_from = |key: &[String]| {
            let other = copies.get() * 1000;
            let sql = format!("SELECT type FROM pragma_table_info('{table}') ORDER BY cid");
            let kinds: Vec<_> =
                columns(&connection, &table).into_iter().zip(texts(&connection, &sql)).collect();
            copy(&connection, "INSERT OR REPLACE", &table, &|column| {
                let text = kinds.iter().any(|(name, kind)| name == column && kind == "TEXT");
                match column {
                    "id" => Some(next(&table)),
                    "entry_id" => Some(OPEN.to_owned()),
                    // Where the first row leaves a key empty, the first copy fills it.
                    _ if key.iter().any(|part| part == column) => Some(format!("coalesce({column}, 4711)")),
                    _ if text => Some(format!("{column} || '{other}'")),
                    _ => Some(format!("{column} + {other}")),
                }
            })
        };
        for key in keys {
            let key = texts(&connection, &format!("SELECT name FROM pragma_index_info('{key}')"));
            let empty = key.iter().map(|part| format!("{part} IS NULL")).collect::<Vec<_>>().join(" OR ");
            if !texts(&connection, &format!("SELECT 'empty' FROM {table} WHERE id = 1 AND ({empty})"))
                .is_empty()
            {
                assert_eq!(connection.execute(&apart_from(&key), []), Ok(1), "{table}");
                copies.set(copies.get() + 1);
            }
            refused(&connection, &apart_from(&key));
        }
        if table != "case_file" {
            assert_eq!(connection.execute(&apart_from(&[]), []), Ok(1), "{table}");
        }
    }
}

#[test]
fn the_journal_itself_is_only_continued() {
    let folder = tempfile::tempdir().unwrap();
    let connection = guarded(folder.path());
    for sql in [
        "UPDATE entry SET operator = 'x' WHERE id = 1",
        "DELETE FROM entry WHERE id = 1",
        "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE id = 1",
        "INSERT INTO entry SELECT max(id) + 1, recorded_at, business_on, operator, role, command FROM entry",
        "INSERT INTO entry SELECT 0, recorded_at, business_on, operator, role, command FROM entry WHERE id = 1",
        "UPDATE entry_part SET row_count = 9 WHERE entry_id = 1",
        "DELETE FROM entry_part WHERE entry_id = 1",
        "INSERT OR REPLACE INTO entry_part SELECT * FROM entry_part WHERE entry_id = 1",
        "INSERT INTO entry_part VALUES (1, 'closing', 1, 1, 'x')",
        "UPDATE chain SET hash = 'x' WHERE entry_id = 1",
        "DELETE FROM chain WHERE entry_id = 1",
        "INSERT OR REPLACE INTO chain SELECT * FROM chain WHERE entry_id = 1",
        "INSERT INTO chain SELECT max(entry_id) + 2, hash, hash FROM chain",
    ] {
        refused(&connection, sql);
    }
}
