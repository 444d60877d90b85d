//! 案件事实: every row of every table that speaks of one case, found by the schema's own foreign keys.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value as SqlValue;
use rusqlite::{Row, params_from_iter};

use super::encoding::{hex, row_digest};
use super::fact::cell;
use super::{FactKind, Failure, Store, facts};
use crate::model::{Cell, Datum};

/// 案件事实: the rows of one table that speak of a case.
#[derive(Debug)]
pub struct Extract {
    /// The table.
    pub kind: &'static FactKind,
    /// Whether other cases rest on these rows too: the round, its policy, a notice, a batch of payments.
    pub shared: bool,
    /// The rows, in the order of recording.
    pub rows: Vec<FactRow>,
}

/// 一行: a row of any table of facts.
#[derive(Debug)]
pub struct FactRow {
    /// The row's number in its table.
    pub id: i64,
    /// The journal entry that wrote it.
    pub entry_id: i64,
    /// SHA-256 over the row, in hexadecimal.
    pub digest: String,
    values: Vec<SqlValue>,
    data: Vec<Datum>,
}

impl FactRow {
    fn read(kind: &FactKind, row: &Row<'_>) -> Result<Self, Failure> {
        let columns = kind.fields.len();
        let (digest, _) = row_digest(kind.table, row, columns + 3)?;
        let values: Vec<SqlValue> =
            (0..columns).map(|column| row.get(column + 2)).collect::<Result<_, _>>()?;
        let cells: Vec<_> = values.iter().map(|value| cell(value.into())).collect();
        let data = kind.data(&cells)?;
        Ok(Self { id: row.get(0)?, entry_id: row.get(1)?, digest: hex(&digest), values, data })
    }

    /// The values as the case file keeps them, in the order of [`FactKind::fields`].
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.values.iter().map(|value| cell(value.into()))
    }

    /// The values as screens and sheets show them.
    pub fn data(&self) -> &[Datum] {
        &self.data
    }
}

/// A column that refers to another table of facts.
struct Reference {
    child: String,
    column: String,
    parent: String,
}

/// Which rows of which tables.
type Reach = BTreeMap<String, BTreeSet<i64>>;

/// The table whose rows are cases.
const CASE: &str = "grant_case";

/// What everything rests on. What rests on these is not of the case for that.
const GROUND: [&str; 3] = ["policy", "round", "expert"];

impl Store {
    /// Every fact of a case, table by table in the order of the schema: the rows that name it or that belong to one
    /// which does, and the shared rows that they rest on. No row of another case is among them.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn facts_of_case(&self, case_id: i64) -> Result<Vec<Extract>, Failure> {
        let references = self.references()?;
        let own = self.own_rows(case_id, &references)?;
        let shared = self.shared_rows(&own, &references)?;
        let mut extracts = Vec::new();
        for table in self.tables()? {
            let Some(kind) = facts::kinds().find(|kind| kind.table == table) else { continue };
            let (ids, is_shared) = match (own.get(&table), shared.get(&table)) {
                (Some(ids), _) => (ids, false),
                (None, Some(ids)) => (ids, true),
                (None, None) => continue,
            };
            let sql = format!("SELECT * FROM {table} WHERE id = ?");
            let mut statement = self.connection.prepare(&sql)?;
            let mut rows = Vec::new();
            for id in ids {
                rows.push(statement.query_row([id], |row| Ok(FactRow::read(kind, row)))??);
            }
            extracts.push(Extract { kind, shared: is_shared, rows });
        }
        Ok(extracts)
    }

    /// The tables of the schema, in its order.
    fn tables(&self) -> Result<Vec<String>, Failure> {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The references between tables of facts, in the order of the schema.
    fn references(&self) -> Result<Vec<Reference>, Failure> {
        let sql = "SELECT t.name, k.\"from\", k.\"table\" FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k
            WHERE t.type = 'table' AND k.\"table\" <> 'entry' ORDER BY t.rowid, k.id";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(Reference { child: row.get(0)?, column: row.get(1)?, parent: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The case, the rows that name it, and the rows that refer to one of those. A table that names the case itself is
    /// not asked by its other columns.
    fn own_rows(&self, case_id: i64, references: &[Reference]) -> Result<Reach, Failure> {
        let mut own = Reach::from([(CASE.to_owned(), BTreeSet::from([case_id]))]);
        for reference in references {
            let names_case = |child: &str| {
                references.iter().any(|reference| reference.child == child && reference.parent == CASE)
            };
            if reference.parent == CASE || !names_case(&reference.child) {
                self.reach_down(reference, &mut own)?;
            }
        }
        self.exceptions(&mut own)?;
        own.retain(|_, ids| !ids.is_empty());
        Ok(own)
    }

    /// What a town or the panel was allowed for all its cases at once, in an act that took this one in.
    fn exceptions(&self, own: &mut Reach) -> Result<(), Failure> {
        let mut entries = BTreeSet::new();
        for (table, ids) in &*own {
            entries.extend(self.numbers(&format!("SELECT entry_id FROM {table} WHERE id = ?"), ids)?);
        }
        let sql = "SELECT id FROM waiver WHERE entry_id = ? AND case_id IS NULL";
        let found = self.numbers(sql, &entries)?;
        own.entry("waiver".to_owned()).or_default().extend(found);
        Ok(())
    }

    /// What the rows of the case rest on, what was decided on those as a whole, and what that rests on in turn.
    fn shared_rows(&self, own: &Reach, references: &[Reference]) -> Result<Reach, Failure> {
        let mut shared = Reach::new();
        self.reach_up(own, references, &mut shared)?;
        // The panel is the round's; no row of the case names it.
        if own.contains_key("score_sheet") {
            let sql = "SELECT id FROM panel WHERE round_id = ?";
            let panels = self.numbers(sql, shared.get("round").unwrap_or(&BTreeSet::new()))?;
            shared.insert("panel".to_owned(), panels);
        }
        loop {
            let before = count(&shared);
            for reference in references {
                if !GROUND.contains(&reference.parent.as_str()) && !leads(&reference.child, references) {
                    self.reach_down(reference, &mut shared)?;
                }
            }
            let reached = shared.clone();
            self.reach_up(&reached, references, &mut shared)?;
            if count(&shared) == before {
                shared.retain(|_, ids| !ids.is_empty());
                return Ok(shared);
            }
        }
    }

    /// The rows of the reference's table that refer to a row reached already.
    fn reach_down(&self, reference: &Reference, reach: &mut Reach) -> Result<(), Failure> {
        let Some(parents) = reach.get(&reference.parent).filter(|parents| !parents.is_empty()) else {
            return Ok(());
        };
        let found = self.numbers(
            &format!("SELECT id FROM {} WHERE {} = ?", reference.child, reference.column),
            parents,
        )?;
        reach.entry(reference.child.clone()).or_default().extend(found);
        Ok(())
    }

    /// The rows that these refer to.
    fn reach_up(&self, from: &Reach, references: &[Reference], reach: &mut Reach) -> Result<(), Failure> {
        for reference in references.iter().filter(|reference| !leads(&reference.parent, references)) {
            let Some(children) = from.get(&reference.child) else { continue };
            let (column, child) = (&reference.column, &reference.child);
            let sql = format!("SELECT {column} FROM {child} WHERE id = ? AND {column} IS NOT NULL");
            let found = self.numbers(&sql, children)?;
            reach.entry(reference.parent.clone()).or_default().extend(found);
        }
        Ok(())
    }

    /// What a question gives for each of these keys.
    fn numbers(&self, sql: &str, keys: &BTreeSet<i64>) -> Result<BTreeSet<i64>, Failure> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut found = BTreeSet::new();
        for key in keys {
            let rows = statement.query_map(params_from_iter([key]), |row| row.get(0))?;
            found.extend(rows.collect::<Result<Vec<i64>, _>>()?);
        }
        Ok(found)
    }
}

/// Whether the rows of a table belong to a case, be it through another table.
fn leads(table: &str, references: &[Reference]) -> bool {
    let parents =
        || references.iter().filter(|reference| reference.child == table && reference.parent != table);
    table == CASE || parents().any(|reference| leads(&reference.parent, references))
}

fn count(reach: &Reach) -> usize {
    reach.values().map(BTreeSet::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table that nobody declared as a fact would be missing from every hand-over.
    #[test]
    fn every_table_of_facts_has_its_kind() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a.db");
        Store::create(&path, |_| Ok::<_, Failure>(())).expect("made");
        let store = Store::open(&path).expect("opened");
        let mut tables = store.tables().expect("readable");
        tables.retain(|table| !["entry", "entry_part", "chain"].contains(&table.as_str()));
        let mut kinds: Vec<_> = facts::kinds().map(|kind| kind.table.to_owned()).collect();
        kinds.sort();
        tables.sort();
        assert_eq!(kinds, tables);
    }
}
