//! The case file defends itself: schema, guards, rules and seals, without the program's own checks.

#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod bank;
mod closing;
mod cycle;
mod files;
mod guards;
mod life;
mod measure;
mod shape;
mod tampering;

use std::path::Path;

use rusqlite::Connection;

/// The case file as a hand in sqlite3 has it: REPLACE doesn't even fire the triggers that refuse DELETE.
fn raw(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    connection.pragma_update(None, "synchronous", "OFF").unwrap();
    connection
}

/// One column of a query, as texts.
fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// The tables of facts: those that have a seal.
fn fact_tables(connection: &Connection) -> Vec<String> {
    let sql = "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
      WHERE m.type = 'table' AND c.name = 'seal' ORDER BY m.name";
    texts(connection, sql)
}

/// The columns of a table, in order.
fn columns(connection: &Connection, table: &str) -> Vec<String> {
    texts(connection, &format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"))
}
