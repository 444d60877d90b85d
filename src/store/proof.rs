//! 日志证明: the whole chain, with the digests of the rows beside those of a case, so that a stranger can compute from
//! the case's own rows up to the head without seeing anybody else's.

use std::collections::BTreeSet;

use super::encoding::{hex, row_digest};
use super::{Extract, Failure, Store};

/// 链上的一条: a journal entry as its hash covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub entry: i64,
    /// What else the hash covers of the entry itself: recorded_at, business_on, operator, role, command.
    pub head: [String; 5],
    /// What it wrote, by the table's name.
    pub parts: Vec<PartProof>,
    /// The hash of the entry before; empty for the first.
    pub previous: String,
    /// Its hash.
    pub hash: String,
}

/// 一条日志写入一张表的记录
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartProof {
    /// The table.
    pub table: String,
    /// The number of its first row.
    pub first_id: i64,
    /// How many rows.
    pub row_count: i64,
    /// SHA-256 over the digests of its rows.
    pub digest: String,
    /// The digests of its rows in order, other cases' among them; only where one of the rows is the case's.
    pub rows: Option<Vec<String>>,
}

impl Store {
    /// The chain from the first entry to the last. The rows of these extracts can be followed into it.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn proof_of(&self, extracts: &[Extract]) -> Result<Vec<Link>, Failure> {
        let touched: BTreeSet<(i64, &str)> = extracts
            .iter()
            .flat_map(|extract| extract.rows.iter().map(|row| (row.entry_id, extract.kind.table)))
            .collect();
        let mut parts = self.parts(&touched)?.into_iter().peekable();
        let sql =
            "SELECT e.id, e.recorded_at, e.business_on, e.operator, e.role, e.command, c.previous, c.hash
            FROM entry e JOIN chain c ON c.entry_id = e.id ORDER BY e.id";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut chain = Vec::new();
        while let Some(row) = rows.next()? {
            let entry = row.get(0)?;
            let mut own = Vec::new();
            while let Some((_, part)) = parts.next_if(|(of, _)| *of <= entry) {
                own.push(part);
            }
            chain.push(Link {
                entry,
                head: [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?],
                parts: own,
                previous: row.get(6)?,
                hash: row.get(7)?,
            });
        }
        Ok(chain)
    }

    /// Every part with its entry, in the order in which the hash takes them.
    fn parts(&self, touched: &BTreeSet<(i64, &str)>) -> Result<Vec<(i64, PartProof)>, Failure> {
        let sql = "SELECT entry_id, table_name, first_id, row_count, digest FROM entry_part ORDER BY entry_id, table_name";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut parts = Vec::new();
        while let Some(row) = rows.next()? {
            let (entry, table): (i64, String) = (row.get(0)?, row.get(1)?);
            let (first_id, row_count) = (row.get(2)?, row.get(3)?);
            let is_touched = touched.contains(&(entry, table.as_str()));
            let rows = is_touched.then(|| self.row_digests(&table, first_id, row_count)).transpose()?;
            parts.push((entry, PartProof { table, first_id, row_count, digest: row.get(4)?, rows }));
        }
        Ok(parts)
    }

    /// The digests of so many rows of a table, as they stand.
    fn row_digests(&self, table: &str, first_id: i64, row_count: i64) -> Result<Vec<String>, Failure> {
        let sql = format!("SELECT * FROM {table} WHERE id >= ? ORDER BY id LIMIT ?");
        let mut statement = self.connection.prepare(&sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query((first_id, row_count))?;
        let mut digests = Vec::new();
        while let Some(row) = rows.next()? {
            digests.push(hex(&row_digest(table, row, columns)?.0));
        }
        Ok(digests)
    }
}
