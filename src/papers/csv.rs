//! CSV that Excel opens as it should: UTF-8 with a byte order mark (without it Excel takes the text for GBK), CRLF
//! (RFC 4180), and no cell that becomes a formula.
//!
//! CSV has no types: Excel shows a text of twelve digits or more as a number and loses what is beyond the
//! fifteenth, and a cell can't tell it not to. Identifiers and account numbers are written plain all the same, for
//! the programs that read them right; a sheet meant for Excel is better written as XLSX.

use std::io::{self, Write};

use crate::model::text::is_marked;
use crate::model::{Datum, Table};

/// What makes a spreadsheet take a text for a formula (OWASP, CSV Injection), full-width forms included, which a
/// Chinese Excel reads alike.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// The list with Chinese headers; money in plain yuan, dates as in ISO 8601, flags 是 and 否, totals, then notes.
pub(super) fn table(table: &Table, banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    list(table, guarded, banner, out)
}

/// The same of cells as a person wrote them: an apostrophe in front is the mark already.
pub(super) fn raw(table: &Table, banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    list(table, kept, banner, out)
}

fn list(
    table: &Table,
    guard: fn(&str) -> String,
    banner: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut sheet = Sheet::begin(out, banner, table.columns.len())?;
    sheet.row(table.columns.iter().map(|column| guarded(&column.header)))?;
    for row in table.rows.iter().chain(&table.totals) {
        sheet.row(row.iter().map(|datum| cell(datum, guard)))?;
    }
    for note in &table.notes {
        sheet.lone(note)?;
    }
    sheet.end()
}

fn cell(datum: &Datum, guard: fn(&str) -> String) -> String {
    match datum {
        Datum::Text(text) => guard(text),
        Datum::Money(amount) => amount.plain(),
        Datum::Empty
        | Datum::Int(_)
        | Datum::Decimal { .. }
        | Datum::Date(_)
        | Datum::Flag(_)
        | Datum::Term { .. } => datum.show(),
    }
}

/// A text that stays text. One that begins with an apostrophe gets another, so that dropping one gives it back.
fn guarded(text: &str) -> String {
    if text.starts_with('\'') { format!("'{text}") } else { kept(text) }
}

/// A text that is read as what was written, and stays text.
fn kept(text: &str) -> String {
    let is_formula = text.starts_with(FORMULA) || text.trim_start().starts_with(FORMULA);
    if is_formula && !is_marked(text) { format!("'{text}") } else { text.to_owned() }
}

struct Sheet<'o> {
    csv: csv::Writer<&'o mut dyn Write>,
    columns: usize,
}

impl<'o> Sheet<'o> {
    fn begin(out: &'o mut dyn Write, banner: Option<&str>, columns: usize) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        let csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
        let mut sheet = Self { csv, columns };
        if let Some(banner) = banner {
            sheet.lone(banner)?;
        }
        Ok(sheet)
    }

    /// A text in the first cell, and as many cells as every other row has: some readers insist.
    fn lone(&mut self, text: &str) -> io::Result<()> {
        let rest = std::iter::repeat_n(String::new(), self.columns.saturating_sub(1));
        self.row(std::iter::once(guarded(text)).chain(rest))
    }

    fn row(&mut self, cells: impl Iterator<Item = String>) -> io::Result<()> {
        Ok(self.csv.write_record(cells.map(String::into_bytes))?)
    }

    fn end(mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fen;

    #[test]
    fn a_list_as_excel_wants_it() {
        let mut list = Table::new(
            "payments",
            "拨款",
            &[("unit", "单位"), ("amount", "金额"), ("paid_on", "日期"), ("returned", "退汇")],
        );
        let day = chrono::NaiveDate::from_ymd_opt(2026, 5, 6);
        list.push(vec![
            "=HYPERLINK(\"x\")".into(),
            Fen::new(5_000_000).into(),
            day.into(),
            Datum::Flag(true),
        ]);
        list.push(vec!["甲,乙\n丙".into(), Fen::new(-1).into(), Datum::Empty, Datum::Flag(false)]);
        list.totals = Some(vec!["合计".into(), Fen::new(4_999_999).into(), Datum::Empty, Datum::Empty]);
        let mut out = Vec::new();
        table(&list, Some("演练 · 不作为依据"), &mut out).expect("written");
        assert_eq!(
            String::from_utf8(out).expect("text"),
            "\u{feff}演练 · 不作为依据,,,\r\n单位,金额,日期,退汇\r\n\"'=HYPERLINK(\"\"x\"\")\",50000.00,2026-05-06,是\r\n\
             \"甲,乙\n丙\",-0.01,,否\r\n合计,49999.99,,\r\n"
        );
    }

    #[test]
    fn no_text_becomes_a_formula_and_every_text_comes_back() {
        for text in ["=1", "+86", "-5", "@a", "\t=1", "\r=1", " =1", "＝1", "'=1", "'甲"] {
            assert_eq!(guarded(text).strip_prefix('\''), Some(text));
        }
        for text in ["", "甲-乙", "310117=", "1", "2026-01-02"] {
            assert_eq!(guarded(text), text);
        }
    }
}
