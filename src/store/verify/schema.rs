//! The schema, object by object, against a fresh one.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::Damage;
use crate::store::{Failure, SCHEMA, Store};

/// The tables of the schema by how they stand in the file.
pub(super) struct Tables {
    /// Those that are as they should be.
    pub(super) sound: Vec<String>,
    /// Those that are missing or changed, so that their rows can't be compared.
    pub(super) lost: Vec<String>,
}

/// Name → (kind, SQL); an index that belongs to a constraint has no SQL.
type Objects = BTreeMap<String, (String, Option<String>)>;

fn objects(connection: &Connection) -> Result<Objects, Failure> {
    let mut statement = connection.prepare("SELECT name, type, sql FROM sqlite_schema")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The schema as the program lays it.
#[allow(clippy::disallowed_methods)]
fn fresh() -> Result<Objects, Failure> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(SCHEMA)?;
    objects(&connection)
}

impl Store {
    pub(super) fn compare_schema(&self) -> Result<(Vec<Damage>, Tables), Failure> {
        let (expected, mut found) = (fresh()?, objects(&self.connection)?);
        let mut damages = Vec::new();
        let mut tables = Tables { sound: Vec::new(), lost: Vec::new() };
        for (name, object) in expected {
            let (kind, what) = (kind(&object.0), found.remove(&name).map(|found| found == object));
            if object.0 == "table" {
                let place = if what == Some(true) { &mut tables.sound } else { &mut tables.lost };
                place.push(name.clone());
            }
            match what {
                Some(true) => {}
                Some(false) => damages.push(changed(&name, &format!("案卷结构中的{kind} {name} 被改动过"))),
                None => damages.push(changed(&name, &format!("案卷结构中的{kind} {name} 被删除"))),
            }
        }
        for (name, (kind_code, _)) in found {
            let what = format!("案卷结构中多出了{} {name}，不是本程序建立的", kind(&kind_code));
            damages.push(changed(&name, &what));
        }
        Ok((damages, tables))
    }
}

fn changed(name: &str, what: &str) -> Damage {
    Damage { table: name.to_owned(), row: None, entry: None, what: what.to_owned() }
}

fn kind(code: &str) -> &'static str {
    match code {
        "table" => "表",
        "view" => "视图",
        "trigger" => "触发器",
        _ => "索引",
    }
}
