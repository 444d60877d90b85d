//! The journal: `entry`, `entry_part` and `chain` against one another.

use super::{Broken, Damage};
use crate::store::journal::{GENESIS, entry_hash};
use crate::store::{Failure, Store};

/// Where one number stands in `entry` and in `chain`.
struct Link {
    number: i64,
    in_entry: bool,
    has_parts: bool,
    /// `previous` and `hash` of its chain row.
    row: Option<(String, String)>,
    /// `previous` of the chain row after it.
    next: Option<String>,
}

const LINKS: &str = "SELECT n.id, e.id IS NOT NULL, EXISTS (SELECT 1 FROM entry_part WHERE entry_id = n.id),
    c.previous, c.hash, (SELECT previous FROM chain WHERE entry_id = n.id + 1)
  FROM (SELECT id FROM entry UNION SELECT entry_id FROM chain UNION SELECT entry_id FROM entry_part) n
  LEFT JOIN entry e ON e.id = n.id LEFT JOIN chain c ON c.entry_id = n.id ORDER BY n.id";

/// The walk along the chain.
struct Walk<'s> {
    store: &'s Store,
    damages: &'s mut Vec<Damage>,
    broken: Vec<Broken>,
    /// The hash that the next entry must follow; `None` after a hole.
    follows: Option<String>,
}

impl Store {
    /// Names what can be told from the chain alone, and returns the entries whose content is not what was chained.
    pub(super) fn follow_chain(&self, damages: &mut Vec<Damage>) -> Result<Vec<Broken>, Failure> {
        let mut walk = Walk { store: self, damages, broken: Vec::new(), follows: Some(GENESIS.to_owned()) };
        let mut statement = self.connection.prepare(LINKS)?;
        let mut rows = statement.query([])?;
        let mut expected = 1;
        while let Some(row) = rows.next()? {
            let hashes: (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
            let link = Link {
                number: row.get(0)?,
                in_entry: row.get(1)?,
                has_parts: row.get(2)?,
                row: hashes.0.zip(hashes.1),
                next: row.get(5)?,
            };
            if link.number > expected && link.row.is_some() {
                walk.damages.push(Damage::rows(
                    "entry",
                    expected,
                    link.number - 1,
                    None,
                    "连同链值一起被删除",
                ));
                walk.follows = None;
            }
            expected = expected.max(link.number.saturating_add(1));
            walk.step(link)?;
        }
        Ok(walk.broken)
    }
}

impl Walk<'_> {
    fn step(&mut self, link: Link) -> Result<(), Failure> {
        let number = link.number;
        let damage = |table, what| Damage::row(table, number, Some(number), what);
        match (link.in_entry, link.row) {
            (true, Some((previous, hash))) => return self.compare(number, &previous, hash, link.next),
            (true, None) if link.has_parts => {
                self.damages.push(damage("chain", "被删除：这一条日志没有链值"));
                self.follows = None;
            }
            (true, None) => {
                self.damages.push(damage("entry", "是在程序之外加入的：既没有写入任何内容，也没有链值"));
            }
            (false, Some((_, hash))) if link.has_parts || link.next.is_some() => {
                self.damages.push(damage("entry", "被删除：链上有这一条日志"));
                self.follows = Some(hash);
            }
            (false, Some(_)) => self.damages.push(damage("chain", "是在程序之外加入的：没有这一条日志")),
            (false, None) => {
                let otherwise = damage("entry", "不存在，entry_part 表却有它的写入记录");
                self.broken.push(Broken { entry: number, otherwise });
            }
        }
        Ok(())
    }

    /// An entry with its chain row: which of the two is not as it was written?
    fn compare(
        &mut self,
        number: i64,
        previous: &str,
        hash: String,
        next: Option<String>,
    ) -> Result<(), Failure> {
        let damage = |table, what| Damage::row(table, number, Some(number), what);
        let linked = self.follows.as_deref().is_none_or(|follows| follows == previous);
        let computed = entry_hash(self.store, number, previous)?;
        let believed = match (linked, computed == hash) {
            (true, true) => hash,
            (true, false) if next.as_ref() == Some(&computed) => {
                self.damages.push(damage("chain", "的链值被改动过：后一条所接的链值与日志内容相符"));
                computed
            }
            (true, false) => {
                let otherwise = if next.is_some() {
                    damage("entry", "被改动过：内容与链值对不上")
                } else {
                    damage("entry", "或 chain 表同一行被改动过：内容与链值对不上")
                };
                self.broken.push(Broken { entry: number, otherwise });
                hash
            }
            (false, true) => {
                self.damages.push(damage("chain", "接不上前一条：前一条日志连同链值被整条改写过"));
                hash
            }
            (false, false) => {
                let follows = self.follows.take().unwrap_or_default();
                let what = if entry_hash(self.store, number, &follows)? == hash {
                    "所接的前一链值被改动过"
                } else {
                    "被改写过：既接不上前一条，也与日志内容对不上"
                };
                self.damages.push(damage("chain", what));
                hash
            }
        };
        self.follows = Some(believed);
        Ok(())
    }
}
