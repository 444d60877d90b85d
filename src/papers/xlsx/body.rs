//! The bulk of a long list. The library holds every cell of a workbook in memory until all of them are there, and then
//! the whole text of the sheet. So it gets the first rows alone, and instead of the others a pattern: one row in the
//! columns' formats and one in those of wrapped text. The others take the numbers of their formats from it, and its
//! place while the workbook is packed, one after the other.

use std::fmt::Write as _;
use std::io::{self, Cursor, Read, Write};

use rust_xlsxwriter::utility::column_number_to_name;
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipArchive, ZipWriter};

use super::style::{self, Held};
use super::{LEVEL, Lane};
use crate::model::Datum;

/// How many rows the pattern takes.
pub(super) const PATTERN: usize = 2;

/// The rows that were left out of a sheet.
pub(super) struct Body<'t> {
    pub(super) rows: &'t [Vec<Datum>],
    /// The row of the first of them, counted from 1 as in the sheet.
    pub(super) first: usize,
    /// How wide the columns are.
    pub(super) widths: Vec<usize>,
}

/// Whether every value of these rows looks as its column does, so that the pattern covers them.
pub(super) fn is_even(rows: &[Vec<Datum>], lanes: &[Lane]) -> bool {
    let fits = |(datum, lane): (&Datum, &Lane)| Held::of(datum).is_none_or(|(_, kind)| kind == lane.kind);
    rows.iter().all(|row| row.iter().zip(lanes).all(fits))
}

/// Packs a workbook anew, with the rows that its sheets are without; the first of `bodies` belongs to the first sheet.
pub(super) fn put_back(book: Vec<u8>, bodies: &[Option<Body<'_>>], out: &mut dyn Write) -> io::Result<()> {
    let mut parts = ZipArchive::new(Cursor::new(book))?;
    let mut packed = ZipWriter::new_stream(out);
    let options = SimpleFileOptions::default()
        .compression_level(Some(i64::from(LEVEL)))
        .unix_permissions(0o600)
        .last_modified_time(DateTime::default());
    let names = (1..).map(|sheet: usize| format!("xl/worksheets/sheet{sheet}.xml"));
    let bodies: Vec<_> = names.zip(bodies).filter_map(|(name, body)| Some((name, body.as_ref()?))).collect();
    for index in 0..parts.len() {
        let part = parts.by_index_raw(index)?;
        let name = part.name()?.into_owned();
        let Some((_, body)) = bodies.iter().find(|(sheet, _)| *sheet == name) else {
            packed.raw_copy_file(part)?;
            continue;
        };
        drop(part);
        let mut sheet = String::new();
        parts.by_index(index)?.read_to_string(&mut sheet)?;
        packed.start_file(name, options)?;
        body.fill(&sheet, &mut packed)?;
    }
    packed.finish()?;
    Ok(())
}

impl Body<'_> {
    /// Writes the sheet with the rows in place of the pattern.
    fn fill(&self, sheet: &str, out: &mut impl Write) -> io::Result<()> {
        let pattern = self.first + self.rows.len() - PATTERN;
        let (before, rest) = apart(sheet, &format!("<row r=\"{pattern}\""))?;
        let (plain, rest) = apart(rest, "</row>")?;
        let (wrapped, after) = apart(rest, "</row>")?;
        let columns: Vec<_> = (0..)
            .zip(formats(plain).zip(formats(wrapped)))
            .map(|(col, (plain, wrapped))| (column_number_to_name(col), plain, wrapped))
            .collect();
        out.write_all(before.as_bytes())?;
        let mut cells = String::new();
        for (number, row) in (self.first..).zip(self.rows) {
            cells.clear();
            let mut tallest = 1;
            for ((datum, width), (letters, plain, wrapped)) in row.iter().zip(&self.widths).zip(&columns) {
                let Some((held, _)) = Held::of(datum) else { continue };
                let lines = held.lines(*width);
                tallest = tallest.max(lines);
                let format = if lines > 1 { wrapped } else { plain };
                cell(&mut cells, &held, format_args!("<c r=\"{letters}{number}\" s=\"{format}\""));
            }
            match tallest {
                1 => write!(out, "<row r=\"{number}\">{cells}</row>")?,
                _ => {
                    let height = style::height(tallest);
                    write!(out, "<row r=\"{number}\" ht=\"{height}\" customHeight=\"1\">{cells}</row>")?;
                }
            }
        }
        out.write_all(after.as_bytes())
    }
}

/// What stands before and after the mark.
fn apart<'s>(sheet: &'s str, mark: &str) -> io::Result<(&'s str, &'s str)> {
    sheet.split_once(mark).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The numbers of the formats of a row's cells.
fn formats(row: &str) -> impl Iterator<Item = &str> {
    row.split(" s=\"").skip(1).filter_map(|cell| cell.split('"').next())
}

/// A cell (ECMA-376, 18.3.1.4) whose element is `begun`.
fn cell(out: &mut String, held: &Held<'_>, begun: std::fmt::Arguments<'_>) {
    // Writing to a text can't fail.
    let _ = match held {
        Held::Number(number) => write!(out, "{begun}><v>{number}</v></c>"),
        Held::Date(date) => write!(out, "{begun}><v>{}</v></c>", date.to_excel()),
        Held::Text(text) => {
            let _ = write!(out, "{begun} t=\"inlineStr\"><is><t xml:space=\"preserve\">");
            escape(out, text);
            out.write_str("</t></is></c>")
        }
    };
}

/// A text as XML has it, and what XML has no sign for as Excel writes it: `_x` and four digits (ECMA-376, 22.9.2.19,
/// `ST_Xstring`).
fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    let special = |sign: char| matches!(sign, '&' | '<' | '>' | '_' | '\0'..' ' | '\u{fffe}' | '\u{ffff}');
    while let Some(at) = rest.find(special) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(sign) = rest.chars().next() else { break };
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' => out.push(sign),
            '_' if !is_escape(rest) => out.push(sign),
            _ => {
                let _ = write!(out, "_x{:04X}_", u32::from(sign));
            }
        }
        rest = &rest[sign.len_utf8()..];
    }
    out.push_str(rest);
}

/// Whether a text begins with what Excel would take for an escaped sign.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.starts_with(b"_x") && bytes.get(6) == Some(&b'_') && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}
