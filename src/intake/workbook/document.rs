//! All that stands in a file that isn't read row by row: a text document (.docx), which is a ZIP of XML parts like a
//! workbook, or the sheets of a table file. What is hidden stands there too.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::StringRecord;
use quick_xml::events::Event;

use super::parts::Parts;
use super::xml::{Xml, attribute};
use super::{Stream, main_part, unpack};
use crate::intake::source::Source;
use crate::intake::unreadable::{Flaw, Unreadable};
use crate::model::text::tidy;

/// How far the text is unpacked.
const TEXT_LIMIT: u64 = 64 << 20;
/// How much text the sheets may have that are taken whole.
const SHEETS_LIMIT: usize = 4 << 20;
/// What shows something that isn't text of the main part: its name stands in the text in its place.
const ELSEWHERE: [&str; 8] = [
    "sym",
    "footnoteReference",
    "endnoteReference",
    "commentReference",
    "drawing",
    "pict",
    "object",
    "altChunk",
];

/// 文字文档: what stands in it, without its layout.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The rows of tables and the paragraphs outside them, which are rows of one cell, from top to bottom; a cell's
    /// paragraphs are parted by line ends.
    pub rows: Vec<Vec<String>>,
    /// What of it is hidden, crossed out or deleted: words, rows, columns.
    pub hidden: Vec<String>,
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// It can't be read, or is no document.
    pub fn open(path: &Path) -> Result<Self, Unreadable> {
        let read = || {
            let mut stream: Box<dyn Stream> = Box::new(File::open(path)?);
            let parts = Parts::list(&mut stream)?;
            let main = main_part(&parts, &mut stream)?.ok_or(Flaw::NoDocument)?;
            let text = unpack(&parts, &mut stream, &main, TEXT_LIMIT)?;
            Self::read(text.ok_or(Flaw::NoDocument)?)
        };
        read().map_err(|flaw| {
            let flaw = if matches!(flaw, Flaw::Damaged(_)) { Flaw::NoDocument } else { flaw };
            Unreadable { file: path.display().to_string(), row: None, flaw }
        })
    }

    /// Takes a table file whole, sheet by sheet, each with its name; text is one without. Of a row the blank cells at its
    /// end are left out, and of a sheet the blank rows.
    ///
    /// # Errors
    /// It can't be read, or is too long to be taken whole.
    pub fn of_sheets(source: Source) -> Result<Vec<(String, Self)>, Unreadable> {
        let file = source.name().to_owned();
        let mut grid = source.grid()?;
        let (mut sheets, mut cells, mut size) = (Vec::new(), StringRecord::new(), 0);
        while grid.open(sheets.len())? {
            let mut sheet = Self::default();
            let mut columns = BTreeMap::<usize, Vec<String>>::new();
            while let Some(row) = grid.next(&mut cells)? {
                size += cells.as_slice().len();
                if size > SHEETS_LIMIT {
                    let flaw =
                        Flaw::Oversized { what: "文字", limit: format!("{} MiB", SHEETS_LIMIT >> 20) };
                    return Err(Unreadable { file, row: Some(row), flaw });
                }
                let filled = (1..=cells.len()).rfind(|&end| !tidy(&cells[end - 1]).is_empty());
                let Some(filled) = filled else { continue };
                let row: Vec<_> = cells.iter().take(filled).map(str::to_owned).collect();
                if grid.is_hidden() || grid.has_hidden_row() {
                    sheet.hidden.push(shown(&row));
                } else {
                    for (at, cell) in row.iter().enumerate().filter(|(at, _)| grid.has_hidden_column(*at)) {
                        columns.entry(at).or_default().push(cell.clone());
                    }
                }
                sheet.rows.push(row);
            }
            sheet.hidden.extend(columns.into_values().map(|cells| shown(&cells)));
            let is_parted = sheet.rows.iter().any(|row| row.len() > 1);
            let sheet = (grid.sheet().unwrap_or_default().to_owned(), sheet);
            // Text is meant under the first separator that parts anything.
            if grid.separator().is_some() && is_parted {
                return Ok(vec![sheet]);
            }
            sheets.push(sheet);
        }
        Ok(sheets)
    }

    fn read(mut xml: Xml<impl Read>) -> Result<Self, Flaw> {
        let mut document = Self::default();
        let (mut text, mut row) = (String::new(), Vec::new());
        // Whether a cell is open, a run, one whose words are hidden, a row that is; and how much was hidden before it.
        let (mut in_cell, mut in_run, mut is_unseen, mut is_hidden_row) = (false, false, false, false);
        let mut hidden_before = 0;
        loop {
            let (event, _) = xml.next()?;
            let (element, begins, is_empty) = match &event {
                Event::Start(element) => (Some(element), true, false),
                Event::Empty(element) => (Some(element), true, true),
                Event::End(_) => (None, false, false),
                Event::Eof => break,
                _ => continue,
            };
            let name = match &event {
                Event::End(element) => element.local_name().as_ref().to_owned(),
                _ => element.map(|element| element.local_name().as_ref().to_owned()).unwrap_or_default(),
            };
            let is_on = match element {
                Some(element) => {
                    !attribute(element, "val")?.is_some_and(|flag| matches!(&*flag, "0" | "false" | "off"))
                }
                None => false,
            };
            match (name.as_str(), begins) {
                // The mark of a paragraph may be hidden too, but there is nothing to read in it.
                ("r", true) => (in_run, is_unseen) = (!is_empty, false),
                ("r", false) => in_run = false,
                ("vanish" | "strike" | "dstrike", true) => is_unseen |= is_on,
                ("hidden", true) => is_hidden_row = is_on,
                ("del", true) if is_empty => is_hidden_row = true,
                ("t" | "delText", true) if !is_empty => {
                    let from = text.len();
                    xml.text(&mut text)?;
                    let is_gone = is_unseen || name == "delText";
                    document.hidden.extend(is_gone.then(|| text[from..].to_owned()));
                }
                ("br" | "cr", true) => text.push('\n'),
                // A stop of the ruler has the same name.
                ("tab", true) if in_run => text.push('\t'),
                ("noBreakHyphen", true) => text.push('-'),
                ("softHyphen", true) => text.push('\u{ad}'),
                (object, true) if ELSEWHERE.contains(&object) => {
                    text.push('〈');
                    text.push_str(object);
                    text.push('〉');
                }
                ("tc", true) => {
                    // What stands before a table within a cell is not lost.
                    document.rows.extend(text.lines().map(|line| vec![line.to_owned()]));
                    text.clear();
                    in_cell = true;
                }
                ("tc", false) => {
                    row.push(std::mem::take(&mut text).trim_end_matches('\n').to_owned());
                    in_cell = false;
                }
                ("tr", true) => (is_hidden_row, hidden_before) = (false, document.hidden.len()),
                ("tr", false) => {
                    if is_hidden_row {
                        document.hidden.truncate(hidden_before);
                        document.hidden.push(shown(&row));
                    }
                    document.rows.push(std::mem::take(&mut row));
                }
                ("p", false) if in_cell => text.push('\n'),
                ("p", false) => document.rows.push(vec![std::mem::take(&mut text)]),
                _ => {}
            }
        }
        xml.finish()?;
        Ok(document)
    }
}

/// Cells as a message has them.
fn shown(cells: &[String]) -> String {
    cells.join("，")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_rows_in_order() {
        let text = "<d><p><pPr><tabs><tab/></tabs></pPr><r><t>公</t><t>示</t></r></p><tbl><tr><tc><p><t>甲&amp;</t><br/><t>乙</t></p></tc>\
                    <tc><p/><p><t>丙</t></p></tc></tr></tbl><p><r><tab/><t>末</t><sym/></r></p></d>";
        let document = Document::read(Xml::new(text.as_bytes())).unwrap();
        assert_eq!(document.rows, [vec!["公示"], vec!["甲&\n乙", "丙"], vec!["\t末〈sym〉"]]);
    }

    #[test]
    fn what_is_hidden_is_read_and_told() {
        let text = "<d><p><pPr><rPr><vanish/></rPr></pPr><r><t>见</t></r><r><rPr><vanish/></rPr><t>藏</t></r>\
                    <r><rPr><vanish val='0'/></rPr><t>见</t></r></p><tbl><tr><trPr><hidden/></trPr><tc><p><r><rPr>\
                    <vanish/></rPr><t>甲</t></r></p></tc><tc><p><r><t>乙</t></r></p></tc></tr></tbl></d>";
        let document = Document::read(Xml::new(text.as_bytes())).unwrap();
        assert_eq!(document.rows, [vec!["见藏见"], vec!["甲", "乙"]]);
        assert_eq!(document.hidden, ["藏", "甲，乙"]);
    }

    #[test]
    fn a_table_within_a_cell_hides_nothing() {
        let text = "<d><tbl><tr><tc><p><t>外</t></p><tbl><tr><tc><p><t>内</t></p></tc></tr></tbl>\
                    <p><t>后</t></p></tc></tr></tbl></d>";
        let document = Document::read(Xml::new(text.as_bytes())).unwrap();
        assert_eq!(document.rows, [vec!["外"], vec!["内"], vec!["后"], vec![""]]);
    }

    #[test]
    fn what_is_no_document_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("名单.docx");
        std::fs::write(&path, "不是文档").unwrap();
        assert!(Document::open(&path).unwrap_err().to_string().contains("名单.docx：这不是文字文档"));
        std::fs::remove_file(&path).unwrap();
        assert!(Document::open(&path).unwrap_err().to_string().contains("没有这个文件"));
    }
}
