//! The rows of the facts, against their own seals and against what the journal says it wrote.

use rusqlite::types::ValueRef;
use rusqlite::{Rows, Statement};
use sha2::{Digest, Sha256};

use super::schema::Tables;
use super::{Broken, Damage, position};
use crate::store::encoding::{hex, row_digest};
use crate::store::{Failure, Store};

/// A row with its digest.
struct Line {
    id: i64,
    entry_id: i64,
    digest: [u8; 32],
    /// Whether its seal is that of its content.
    sound: bool,
}

/// What `entry_part` says that an entry wrote to a table.
struct Part {
    entry: i64,
    first: i64,
    count: i64,
    digest: String,
}

impl Part {
    /// The id after its last row.
    fn end(&self) -> i64 {
        self.first.saturating_add(self.count)
    }
}

/// One table, read from its first row to its last.
struct Scan<'a> {
    table: &'a str,
    rows: Rows<'a>,
    columns: usize,
    line: Option<Line>,
    /// The id that the next row must have.
    expected: i64,
    /// The newest entry whose part was compared.
    compared: i64,
    /// The entry for which a missing part was named last.
    missing: Option<i64>,
}

/// Where findings go.
struct Findings<'a> {
    broken: &'a [Broken],
    blamed: Vec<bool>,
    damages: &'a mut Vec<Damage>,
}

impl Store {
    /// Compares every fact; tells for each broken entry whether its `entry_part` was found to be the cause.
    pub(super) fn compare_rows(
        &self,
        tables: &Tables,
        broken: &[Broken],
        damages: &mut Vec<Damage>,
    ) -> Result<Vec<bool>, Failure> {
        let mut findings = Findings { broken, blamed: vec![false; broken.len()], damages };
        // The statements outlive the scans that read from them; one pass over the journal's parts feeds them all.
        let mut facts = Vec::new();
        for table in &tables.sound {
            let sql = format!("SELECT * FROM {table} ORDER BY id");
            if !matches!(table.as_str(), "entry" | "entry_part" | "chain") {
                facts.push((table.as_str(), self.connection.prepare(&sql)?));
            }
        }
        let mut scans =
            facts.iter_mut().map(|(table, rows)| Scan::new(table, rows)).collect::<Result<Vec<_>, _>>()?;
        let mut statement = self.connection.prepare(
            "SELECT entry_id, table_name, first_id, row_count, digest FROM entry_part ORDER BY entry_id, table_name",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (entry, table) = (row.get(0)?, row.get_ref(1)?.as_str().unwrap_or_default());
            let part = Part { entry, first: row.get(2)?, count: row.get(3)?, digest: row.get(4)? };
            match scans.binary_search_by(|scan| scan.table.cmp(table)) {
                Ok(at) => scans[at].part(&part, &mut findings)?,
                Err(_) if tables.lost.iter().any(|lost| lost == table) => {}
                Err(_) => findings.part(entry, table, "被改动过：没有这张表"),
            }
        }
        for scan in &mut scans {
            scan.rest(&mut findings)?;
        }
        Ok(findings.blamed)
    }
}

impl Findings<'_> {
    fn is_broken(&self, entry: i64) -> bool {
        position(self.broken, entry).is_some()
    }

    /// Names a row of `entry_part`, which also explains why its entry's hash fails.
    fn part(&mut self, entry: i64, table: &str, what: &str) {
        if let Some(at) = position(self.broken, entry) {
            self.blamed[at] = true;
        }
        self.damages.push(Damage::part(entry, table, what));
    }
}

impl<'a> Scan<'a> {
    fn new(table: &'a str, statement: &'a mut Statement<'_>) -> Result<Self, Failure> {
        let columns = statement.column_count();
        let rows = statement.query([])?;
        let mut scan = Self { table, rows, columns, line: None, expected: 1, compared: 0, missing: None };
        scan.read()?;
        Ok(scan)
    }

    /// Reads the next row.
    fn read(&mut self) -> Result<(), Failure> {
        let Some(row) = self.rows.next()? else {
            self.line = None;
            return Ok(());
        };
        let (id, entry_id) = (row.get(0)?, row.get(1)?);
        let (digest, seal) = row_digest(self.table, row, self.columns)?;
        let sound = row.get_ref(self.columns - 1)? == ValueRef::Integer(seal);
        self.line = Some(Line { id, entry_id, digest, sound });
        Ok(())
    }

    /// Compares the rows that an entry wrote with its part.
    fn part(&mut self, part: &Part, findings: &mut Findings<'_>) -> Result<(), Failure> {
        let (mut digest, mut count, mut named) = (Sha256::new(), 0, false);
        let first = self.expected;
        while let Some(line) = &self.line {
            // A sound row's own entry is to be believed, an edited row's place.
            if if line.sound { line.entry_id > part.entry } else { line.id >= part.end() } {
                break;
            }
            if line.sound && line.entry_id < part.entry {
                self.stray(findings)?;
                continue;
            }
            // Beyond the part's end there is nothing that could have been deleted from it.
            if line.id > self.expected && line.id < part.end() {
                let entry = Some(part.entry);
                let deleted = Damage::rows(self.table, self.expected, line.id - 1, entry, "被删除");
                findings.damages.push(deleted);
                named = true;
            }
            if !line.sound || line.id < self.expected {
                let what = if line.sound {
                    "是在程序之外加入的"
                } else {
                    "被改动过：内容与封印不符"
                };
                findings.damages.push(Damage::row(self.table, line.id, Some(part.entry), what));
                named = true;
            }
            digest.update(line.digest);
            count += 1;
            self.expected = self.expected.max(line.id.saturating_add(1));
            self.read()?;
        }
        self.compared = part.entry;
        let whole = hex(&digest.finalize()) == part.digest;
        if whole && (first, count) != (part.first, part.count) {
            findings.part(part.entry, self.table, "被改动过：起始行或行数与实际不符");
        } else if !whole && !named && findings.is_broken(part.entry) {
            findings.part(part.entry, self.table, "被改动过：与实际写入的行不符");
        } else if !whole {
            self.short(part, named, findings);
        }
        Ok(())
    }

    /// The part is as it was written, but its rows are not all as they were.
    fn short(&mut self, part: &Part, named: bool, findings: &mut Findings<'_>) {
        let (end, entry) = (part.end(), Some(part.entry));
        if self.expected < end {
            let deleted = Damage::rows(self.table, self.expected, end - 1, entry, "被删除");
            findings.damages.push(deleted);
        } else if self.expected > end {
            let extra = Damage::rows(self.table, end, self.expected - 1, entry, "是在程序之外加入的");
            findings.damages.push(extra);
        } else if !named {
            let what = "之中有改动，行内的封印也一并重算过：这一批的合计对不上";
            findings.damages.push(Damage::rows(self.table, part.first, end - 1, entry, what));
        }
        self.expected = end;
    }

    /// A row that no part speaks for: the part is gone, or the row never belonged here.
    fn stray(&mut self, findings: &mut Findings<'_>) -> Result<(), Failure> {
        let Some(line) = &self.line else { return Ok(()) };
        let entry = line.entry_id;
        if line.sound && entry > self.compared && findings.is_broken(entry) {
            if self.missing != Some(entry) {
                findings.part(entry, self.table, "被删除：写入的行还在");
            }
            self.missing = Some(entry);
        } else {
            let what = "是在程序之外加入的：没有哪一条日志写过它";
            findings.damages.push(Damage::row(self.table, line.id, Some(entry), what));
        }
        self.expected = self.expected.max(line.id.saturating_add(1));
        self.read()
    }

    /// What is left after the last part.
    fn rest(&mut self, findings: &mut Findings<'_>) -> Result<(), Failure> {
        while self.line.is_some() {
            self.stray(findings)?;
        }
        Ok(())
    }
}
