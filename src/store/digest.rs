//! 校验码: the head of the chain, short enough to be written into the minutes.

use std::fmt;
use std::str::FromStr;

use rusqlite::OptionalExtension;

use super::verify::Damage;
use super::{Failure, Store};
use crate::model::text::tidy;

/// How much of a hash is written down: 20 hexadecimal digits, 80 bits.
const DIGITS: usize = 20;

/// 校验码: a journal entry and the beginning of its hash in the chain, as `27-3FA9 12C0 77DE 0B41 98AA`. Everything
/// up to that entry stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The journal entry.
    pub entry: i64,
    /// The first digits of its hash, in lower case.
    hash: String,
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separators = std::iter::once('-').chain(std::iter::repeat(' '));
        write!(out, "{}", self.entry)?;
        for (group, separator) in self.hash.as_bytes().chunks(4).zip(separators) {
            let group = String::from_utf8_lossy(group).to_ascii_uppercase();
            write!(out, "{separator}{group}")?;
        }
        Ok(())
    }
}

/// Reads what somebody copied from the minutes: in upper or lower case, in half or full width, grouped by spaces,
/// hyphens or colons or not at all. Only the entry must stand apart, so that a lost digit can't change it.
impl FromStr for Digest {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        let is_gap = |letter: char| letter.is_whitespace() || "-‐‑–—−:：".contains(letter);
        let text = tidy(text);
        let read = text.split_once(is_gap).and_then(|(entry, hash)| {
            let entry = entry.parse().ok().filter(|entry| *entry > 0)?;
            let hash: String = hash.chars().filter(|letter| !is_gap(*letter)).collect();
            let is_hash = hash.len() == DIGITS && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
            is_hash.then(|| Self { entry, hash: hash.to_ascii_lowercase() })
        });
        read.ok_or_else(|| Failure::NoDigest(text.into_owned()))
    }
}

impl Store {
    /// The digest of the whole case file as it stands; `None` before the first entry.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn digest(&self) -> Result<Option<Digest>, Failure> {
        let sql = "SELECT entry_id, substr(hash, 1, 20) FROM chain ORDER BY entry_id DESC LIMIT 1";
        let mut statement = self.connection.prepare(sql)?;
        let head = statement.query_row([], |row| Ok(Digest { entry: row.get(0)?, hash: row.get(1)? }));
        Ok(head.optional()?)
    }

    /// Whether the chain still has the hash that was once written down; `None` when it has. Together with
    /// [`Store::verify`] this shows that nothing up to that entry was cut off or rewritten.
    ///
    /// # Errors
    /// [`Failure::NoDigest`] for a text that is no digest, or the case file can't be read.
    pub fn verify_digest(&self, text: &str) -> Result<Option<Damage>, Failure> {
        let digest: Digest = text.parse()?;
        let entry = digest.entry;
        let sql = "SELECT substr(hash, 1, 20) FROM chain WHERE entry_id = ?";
        let mut statement = self.connection.prepare(sql)?;
        let stands: Option<String> = statement.query_row([entry], |row| row.get(0)).optional()?;
        let what = match stands {
            Some(hash) if hash == digest.hash => return Ok(None),
            Some(_) => format!("chain 表第 {entry} 行的链值与校验码不符：这一条或更早的日志被改写过"),
            None => format!("chain 表没有第 {entry} 行：日志从这一条或更早起被截去"),
        };
        Ok(Some(Damage { table: "chain".to_owned(), row: Some(entry), entry: Some(entry), what }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_copy_from_paper() {
        let shown = "27-3FA9 12C0 77DE 0B41 98AA";
        let digest: Digest = shown.parse().unwrap();
        assert_eq!((digest.entry, digest.to_string().as_str()), (27, shown));
        for text in [
            "27-3fa9 12c0 77de 0b41 98aa",
            "27-3FA912C077DE0B4198AA",
            "２７－３ＦＡ９　１２Ｃ０　７７ＤＥ　０Ｂ４１　９８ＡＡ",
            " 27：3FA9-12C0-77DE-0B41-98AA ",
            "27:3FA9:12C0 77DE—0B41 98AA",
        ] {
            assert_eq!(text.parse::<Digest>().unwrap(), digest, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_digest() {
        for text in [
            "",
            "27",
            "3FA9 12C0 77DE 0B41 98AA",
            "27-3FA9 12C0 77DE 0B41 98A",
            "273FA912C077DE0B4198AA",
            "0-3FA9 12C0 77DE 0B41 98AA",
            "27-3FA9 12C0 77DE 0B41 98AG",
            "27-3FA9 12C0 77DE 0B41 9校",
            "第27条 3FA9 12C0 77DE 0B41 98AA",
        ] {
            assert!(matches!(text.parse::<Digest>(), Err(Failure::NoDigest(_))), "{text}");
        }
    }
}
