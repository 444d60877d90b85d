//! DOCX: papers as GB/T 9704-2012 wants them, for Word and WPS to open, and a printer to print as they are.
//!
//! A4, a text area of 156 × 225 mm with 22 lines of 28 characters, 仿宋 in size 三号, titles in 小标宋 二号, headings in
//! 黑体 and 楷体, page numbers like “— 1 —” on the outer side. Fonts are named, not embedded. The same paper is always
//! written as the same bytes, and nothing in it says who wrote it.

mod body;
mod grid;
mod package;
mod page;
mod run;

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use crate::model::paper::Paper;

/// Writes a paper. `banner` stands on every page of a rehearsal file's papers.
pub(super) fn paper(paper: &Paper, banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())
    };
    for (name, text) in package::parts(paper.title(), banner) {
        part(name, &text)?;
    }
    part("word/document.xml", &body::document(paper, banner.is_some()))?;
    out.write_all(zip.finish()?.get_ref())
}
