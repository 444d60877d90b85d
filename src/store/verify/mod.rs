//! 核验: recomputes every seal from the tables and names what was changed behind the program's back.

mod chain;
mod rows;
mod schema;

use super::{Failure, Store};

/// 损伤: one thing in the case file that is not as the program wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The table, or another object of the schema.
    pub table: String,
    /// The row, or the first of several; `None` where it is not about one row.
    pub row: Option<i64>,
    /// The journal entry it belongs to, where that is known.
    pub entry: Option<i64>,
    /// What happened, in one Chinese sentence that names table and row.
    pub what: String,
}

impl Damage {
    fn row(table: &str, row: i64, entry: Option<i64>, what: &str) -> Self {
        Self {
            table: table.to_owned(), row: Some(row), entry, what: format!("{table} 表第 {row} 行{what}")
        }
    }

    fn rows(table: &str, first: i64, last: i64, entry: Option<i64>, what: &str) -> Self {
        if first == last {
            return Self::row(table, first, entry, what);
        }
        let what = format!("{table} 表第 {first}–{last} 行{what}");
        Self { table: table.to_owned(), row: Some(first), entry, what }
    }

    fn part(entry: i64, table: &str, what: &str) -> Self {
        let what = format!("entry_part 表中第 {entry} 条日志写入 {table} 表的记录{what}");
        Self { table: "entry_part".to_owned(), row: None, entry: Some(entry), what }
    }
}

/// A journal entry whose hash in the chain is not the hash of what stands in `entry` and `entry_part`.
struct Broken {
    entry: i64,
    /// What to say unless the rows show that `entry_part` is what was changed.
    otherwise: Damage,
}

/// The entries whose hash fails, in order.
fn position(broken: &[Broken], entry: i64) -> Option<usize> {
    broken.binary_search_by_key(&entry, |broken| broken.entry).ok()
}

impl Store {
    /// Compares the whole case file with its own seals: the schema with the one it was laid from, every row with its
    /// seal, every part of an entry with its digest, and every entry with the chain. Empty when all is sound. What was
    /// cut off the end together with its chain can't be seen here: see [`Store::verify_digest`].
    ///
    /// Reads each table once, in one transaction; memory doesn't grow with the file.
    ///
    /// # Errors
    /// The file can't be read at all.
    pub fn verify(&self) -> Result<Vec<Damage>, Failure> {
        self.inspect().map_err(|error| error.at(&self.path))
    }

    fn inspect(&self) -> Result<Vec<Damage>, Failure> {
        let _reading = self.connection.unchecked_transaction()?;
        let (mut damages, tables) = self.compare_schema()?;
        let journal_stands = ["entry", "entry_part", "chain"]
            .iter()
            .all(|table| tables.sound.iter().any(|sound| sound == table));
        if !journal_stands {
            return Ok(damages);
        }
        let broken = self.follow_chain(&mut damages)?;
        let blamed = self.compare_rows(&tables, &broken, &mut damages)?;
        let rest = broken.into_iter().zip(blamed).filter(|(_, blamed)| !blamed);
        damages.extend(rest.map(|(broken, _)| broken.otherwise));
        Ok(damages)
    }
}
