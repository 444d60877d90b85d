//! 编码: the values of a row as bytes, from which its digest is taken.

use std::marker::PhantomData;

use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::Failure;
use super::fact::{cell, read_record};
use crate::model::dates::iso_text;
use crate::model::{Cell, Record};

const NULL: u8 = 0;
const INTEGER: u8 = 1;
const REAL: u8 = 2;
const TEXT: u8 = 3;
const BLOB: u8 = 4;

/// Values one after another, each with its kind, and its length where that differs, so that no two different rows read
/// alike.
pub(super) struct Encoded(Vec<u8>);

impl Encoded {
    fn new() -> Self {
        Self(Vec::with_capacity(2048))
    }

    /// The beginning of a row: table, id, entry.
    pub(super) fn row(table: &str, id: i64, entry_id: i64) -> Self {
        let mut encoded = Self::new();
        encoded.cell(Cell::Text(table));
        encoded.cell(Cell::Int(id));
        encoded.cell(Cell::Int(entry_id));
        encoded
    }

    pub(super) fn cell(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Null => self.value(ValueRef::Null),
            Cell::Int(number) => self.value(ValueRef::Integer(number)),
            Cell::Text(text) => self.value(ValueRef::Text(text.as_bytes())),
            Cell::Date(date) => self.value(ValueRef::Text(iso_text(date).as_bytes())),
        }
    }

    pub(super) fn value(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => self.0.push(NULL),
            ValueRef::Integer(number) => self.eight(INTEGER, number.to_le_bytes()),
            ValueRef::Real(number) => self.eight(REAL, number.to_bits().to_le_bytes()),
            ValueRef::Text(bytes) => self.bytes(TEXT, bytes),
            ValueRef::Blob(bytes) => self.bytes(BLOB, bytes),
        }
    }

    pub(super) fn packed<R>(&mut self, packed: &Packed<R>) {
        self.0.extend_from_slice(&packed.encoded);
    }

    fn bytes(&mut self, kind: u8, bytes: &[u8]) {
        self.eight(kind, (bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    fn eight(&mut self, kind: u8, number: [u8; 8]) {
        let mut nine = [kind; 9];
        nine[1..].copy_from_slice(&number);
        self.0.extend_from_slice(&nine);
    }

    /// The SHA-256, and its first 8 bytes as a row keeps them.
    pub(super) fn digest(&self) -> ([u8; 32], i64) {
        let full: [u8; 32] = Sha256::digest(&self.0).into();
        let mut first = [0; 8];
        first.copy_from_slice(&full[..8]);
        (full, i64::from_be_bytes(first))
    }
}

/// The digest of a row of facts that was read whole, and its first 8 bytes. `id` and `entry_id` are the first columns,
/// `seal` is the last.
pub(super) fn row_digest(
    table: &str,
    row: &rusqlite::Row<'_>,
    columns: usize,
) -> Result<([u8; 32], i64), Failure> {
    let mut encoded = Encoded::row(table, row.get(0)?, row.get(1)?);
    for column in 2..columns - 1 {
        encoded.value(row.get_ref(column)?);
    }
    Ok(encoded.digest())
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// 打包的记录: what a record says, in one piece of memory, ready to be written. Whoever writes it need not gather every
/// value from where another core left it.
pub struct Packed<R> {
    encoded: Vec<u8>,
    digest: String,
    record: PhantomData<fn() -> R>,
}

impl<R: Record> Packed<R> {
    /// Packs a record.
    pub fn new(record: &R) -> Self {
        let mut encoded = Encoded::new();
        record.each(&mut |cell| encoded.cell(cell));
        Self { digest: hex(&encoded.digest().0), encoded: encoded.0, record: PhantomData }
    }

    /// SHA-256 over what the record says, in hexadecimal: two records that say the same have the same.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The record.
    ///
    /// # Errors
    /// None that a record of this type could cause.
    pub fn unpack(&self) -> Result<R, Failure> {
        let values: Vec<_> = self.values().collect();
        read_record(|column| values.get(column).map_or(Cell::Null, |value| cell(*value)))
    }
}

impl<R> Packed<R> {
    /// The values in column order.
    pub(super) fn values(&self) -> impl Iterator<Item = ValueRef<'_>> {
        let mut left = self.encoded.as_slice();
        std::iter::from_fn(move || {
            let (kind, after) = left.split_first()?;
            if *kind == NULL {
                left = after;
                return Some(ValueRef::Null);
            }
            let (number, after) = after.split_first_chunk()?;
            left = after;
            if *kind == INTEGER {
                return Some(ValueRef::Integer(i64::from_le_bytes(*number)));
            }
            let (text, after) = left.split_at_checked(usize::try_from(u64::from_le_bytes(*number)).ok()?)?;
            left = after;
            Some(ValueRef::Text(text))
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    crate::record! {
        struct Sample {
            name: String = "名称";
            count: i64 = "数量";
            note: Option<String> = "说明";
            on: Option<NaiveDate> = "日期";
            end: String = "末列";
        }
    }

    fn sample(note: Option<&str>, on: Option<NaiveDate>) -> Sample {
        let note = note.map(str::to_owned);
        Sample { name: "中文\u{0}名".to_owned(), count: i64::MIN, note, on, end: "末".to_owned() }
    }

    #[test]
    fn what_is_packed_is_unpacked_and_digested_the_same() {
        let day = NaiveDate::from_ymd_opt(2024, 2, 29);
        let samples = [
            sample(None, None),
            sample(Some("，"), None),
            sample(None, day),
            sample(Some("2024-02-29"), day),
        ];
        for sample in &samples {
            let packed = Packed::new(sample);
            assert_eq!(packed.unpack().unwrap(), *sample);
            assert_eq!(packed.values().count(), Sample::FIELDS.len());
            let (mut by_cells, mut at_once) = (Encoded::row("t", 1, 2), Encoded::row("t", 1, 2));
            sample.each(&mut |cell| by_cells.cell(cell));
            at_once.packed(&packed);
            assert_eq!(by_cells.digest(), at_once.digest());
        }
        let digests: std::collections::BTreeSet<_> =
            samples.iter().map(|sample| Packed::new(sample).digest().to_owned()).collect();
        assert_eq!(digests.len(), samples.len());
    }
}
