//! A text document (.docx), which is a ZIP of XML parts like a workbook: its paragraphs, and the rows of its tables.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use quick_xml::events::Event;

use super::parts::Parts;
use super::xml::Xml;
use super::{Stream, unpack};
use crate::intake::unreadable::{Flaw, Unreadable};

/// How far the text is unpacked.
const TEXT_LIMIT: u64 = 64 << 20;

/// 文字文档: what stands in it, without its layout.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The paragraphs outside tables.
    pub paragraphs: Vec<String>,
    /// The rows of all tables, one table after another; a cell's paragraphs are parted by line ends.
    pub rows: Vec<Vec<String>>,
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// It can't be read, or is no document.
    pub fn open(path: &Path) -> Result<Self, Unreadable> {
        let opened = File::open(path).map_err(Flaw::from);
        opened.and_then(|file| Self::unpacked(Box::new(file))).map_err(|flaw| {
            let flaw = if matches!(flaw, Flaw::Damaged(_)) { Flaw::NoDocument } else { flaw };
            Unreadable { file: path.display().to_string(), row: None, flaw }
        })
    }

    /// Reads what the program itself wrote.
    ///
    /// # Errors
    /// It is no document.
    pub fn of(bytes: Vec<u8>) -> Result<Self, Flaw> {
        Self::unpacked(Box::new(Cursor::new(bytes)))
    }

    fn unpacked(mut stream: Box<dyn Stream>) -> Result<Self, Flaw> {
        let parts = Parts::list(&mut stream)?;
        let text = unpack(&parts, &mut stream, "word/document.xml", TEXT_LIMIT)?;
        Self::read(text.ok_or(Flaw::NoDocument)?)
    }

    fn read(mut xml: Xml<impl Read>) -> Result<Self, Flaw> {
        let mut document = Self::default();
        let (mut text, mut row) = (String::new(), Vec::new());
        let mut in_cell = false;
        loop {
            let (event, _) = xml.next()?;
            let (name, begins, is_empty) = match &event {
                Event::Start(element) => (element.local_name().as_ref().to_owned(), true, false),
                Event::Empty(element) => (element.local_name().as_ref().to_owned(), true, true),
                Event::End(element) => (element.local_name().as_ref().to_owned(), false, false),
                Event::Eof => break,
                _ => continue,
            };
            match (name.as_str(), begins) {
                ("t", true) if !is_empty => xml.text(&mut text)?,
                ("br" | "cr", true) => text.push('\n'),
                ("tab", true) => text.push('\t'),
                ("tc", true) => {
                    // What stands before a table within a cell is not lost.
                    if in_cell && !text.is_empty() {
                        document.paragraphs.push(std::mem::take(&mut text));
                    }
                    text.clear();
                    in_cell = true;
                }
                ("tc", false) => {
                    row.push(std::mem::take(&mut text).trim_end_matches('\n').to_owned());
                    in_cell = false;
                }
                ("tr", false) => document.rows.push(std::mem::take(&mut row)),
                ("p", false) if in_cell => text.push('\n'),
                ("p", false) => document.paragraphs.push(std::mem::take(&mut text)),
                _ => {}
            }
        }
        xml.finish()?;
        Ok(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_rows_in_order() {
        let text = "<d><p><r><t>公</t><t>示</t></r></p><tbl><tr><tc><p><t>甲&amp;</t><br/><t>乙</t></p></tc>\
                    <tc><p/><p><t>丙</t></p></tc></tr></tbl><p><tab/><t>末</t></p></d>";
        let document = Document::read(Xml::new(text.as_bytes())).unwrap();
        assert_eq!(document.paragraphs, ["公示", "\t末"]);
        assert_eq!(document.rows, [["甲&\n乙", "丙"]]);
    }

    #[test]
    fn a_table_within_a_cell_hides_nothing() {
        let text = "<d><tbl><tr><tc><p><t>外</t></p><tbl><tr><tc><p><t>内</t></p></tc></tr></tbl>\
                    <p><t>后</t></p></tc></tr></tbl></d>";
        let document = Document::read(Xml::new(text.as_bytes())).unwrap();
        assert_eq!(document.paragraphs, ["外\n", "后"]);
        assert!(document.rows.concat().contains(&"内".to_owned()), "{:?}", document.rows);
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
