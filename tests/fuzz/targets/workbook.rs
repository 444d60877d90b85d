//! Any bytes as a workbook. A ZIP is taken as it is; of anything else a ZIP is made, whose sheet, shared texts,
//! styles, list of sheets and relations are the input's parts between zero bytes, as far as it has them.

#![no_main]

use std::io::{Cursor, Write};

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use studiogrant::intake::{Reader, Source, Unreadable};
use studiogrant::model::Fen;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

studiogrant::record! {
    /// 走访记录
    pub struct Visit {
        name: String = "a";
        visited_on: Option<NaiveDate> = "b";
        fee_fen: Option<Fen> = "c";
    }
}

const PARTS: [(&str, &str); 6] = [
    ("xl/worksheets/sheet1.xml", ""),
    ("xl/sharedStrings.xml", "<sst/>"),
    ("xl/styles.xml", "<styleSheet/>"),
    ("xl/workbook.xml", r#"<workbook><sheets><sheet name="1" r:id="1"/></sheets></workbook>"#),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="1" Type="/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="2" Type="/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="3" Type="/styles" Target="styles.xml"/></Relationships>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships><Relationship Id="1" Type="/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
];

fn packed(bytes: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let mut given = bytes.split(|byte| *byte == 0);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, otherwise) in PARTS {
        zip.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
        zip.write_all(given.next().filter(|part| !part.is_empty()).unwrap_or(otherwise.as_bytes()))?;
    }
    Ok(zip.finish()?.into_inner())
}

fn line<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let quoted: Vec<_> = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    quoted.join(",") + "\n"
}

/// Whether a sheet of texts with this one row under its header is refused too.
fn is_refused(text: String) -> Result<bool, Unreadable> {
    let mut reader = Reader::<Visit>::new(Source::new("表.refused.csv", Cursor::new(text))?)?;
    Ok(reader.next_row()?.is_none_or(|row| row.parsed.is_err()))
}

fn read(bytes: Vec<u8>, sheet: Option<&str>) -> Result<(), Unreadable> {
    let source = Source::new("表.xlsx", Cursor::new(bytes))?.sheet(sheet)?;
    let mut reader = Reader::<Visit>::new(source)?;
    let header = line(reader.refused_header().iter().map(String::as_str));
    let mut last = 0;
    while let Some(row) = reader.next_row()? {
        assert!(row.number > last && row.number <= 1_048_576, "rows are numbered upwards");
        last = row.number;
        assert!(row.cells.len() <= 1000 && row.cells.iter().all(|cell| cell.len() <= 64 * 1024));
        if row.parsed.is_err() {
            let text = format!("\u{feff}{header}{}", line(row.refused("原因").iter()));
            assert!(is_refused(text).unwrap_or(true), "what is refused says nothing else as text");
        }
    }
    Ok(())
}

fuzz_target!(|bytes: &[u8]| {
    let bytes = if bytes.starts_with(b"PK") { Ok(bytes.to_vec()) } else { packed(bytes) };
    if let Ok(bytes) = bytes {
        let _ = read(bytes.clone(), None);
        let _ = read(bytes, Some("1"));
    }
});
