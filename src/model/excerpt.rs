//! A long list shown short: of each kind of line the first few, then how many more there are and in which rows.

use std::collections::HashMap;
use std::hash::Hash;

use super::datum::Datum;

/// How many lines of one kind are listed before the rest is counted.
const LISTED: usize = 5;

/// How many row numbers the count names.
const NAMED: usize = 10;

/// 摘要: lines about the rows of a sheet, of which no kind is listed more than five times, so that a million bad
/// rows neither hide another problem nor fill the memory.
#[derive(Debug)]
pub struct Excerpt<K> {
    groups: Vec<Group<K>>,
    by_kind: HashMap<K, usize>,
}

/// The lines of one kind.
#[derive(Debug)]
pub struct Group<K> {
    /// The kind.
    pub kind: K,
    /// The first lines.
    pub listed: Vec<Vec<Datum>>,
    /// The first rows that are not listed.
    named: Vec<u64>,
    counted: u64,
}

impl<K> Default for Excerpt<K> {
    fn default() -> Self {
        Self { groups: Vec::new(), by_kind: HashMap::new() }
    }
}

impl<K: Hash + Eq + Clone> Excerpt<K> {
    /// Adds a line about a row.
    pub fn push(&mut self, kind: K, row: Option<u64>, line: impl FnOnce() -> Vec<Datum>) {
        let index = *self.by_kind.entry(kind.clone()).or_insert(self.groups.len());
        if index == self.groups.len() {
            self.groups.push(Group { kind, listed: Vec::new(), named: Vec::new(), counted: 0 });
        }
        let group = &mut self.groups[index];
        if group.listed.len() < LISTED {
            group.listed.push(line());
            return;
        }
        group.counted += 1;
        if group.named.len() < NAMED {
            group.named.extend(row);
        }
    }

    /// The kinds in the order of their first line.
    pub fn groups(&self) -> &[Group<K>] {
        &self.groups
    }
}

impl<K> Group<K> {
    /// How many lines there are, listed or not.
    pub fn count(&self) -> u64 {
        self.listed.len() as u64 + self.counted
    }

    /// A sentence that counts the lines that are not listed.
    pub fn rest(&self) -> Option<String> {
        if self.counted == 0 {
            return None;
        }
        let mut text = format!("同类问题另有 {} 处", self.counted);
        if !self.named.is_empty() {
            let rows: Vec<String> = self.named.iter().map(u64::to_string).collect();
            let more = if self.counted > self.named.len() as u64 { "…" } else { "" };
            text.push_str(&format!("：第 {}{more} 行", rows.join("、")));
        }
        Some(text)
    }
}
