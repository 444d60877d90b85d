//! Workbooks as they really come: written by other programs, put together wrongly, or no workbooks at all.

#![allow(
    clippy::unwrap_used,
    reason = "only test functions are exempt by configuration, not what they share"
)]

mod cells;
mod flaws;
mod sheets;

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rust_xlsxwriter::{Workbook, Worksheet};
use studiogrant::intake::{Fault, Reader, Sheet, Source, Unreadable, read};
use studiogrant::model::account::Account;
use studiogrant::model::{Datum, Fen};
use zip::write::{SimpleFileOptions, ZipWriter};

studiogrant::record! {
    /// 走访记录
    pub struct Visit {
        name: String = "单位名称";
        visited_on: NaiveDate = "走访日期";
        fee_fen: Fen = "费用";
        done: bool = "是否完成";
        account: Account = "银行账号";
        count: u32 = "人数";
        note: Option<String> = "备注";
    }
}

const HEADER: [&str; 7] = ["单位名称", "走访日期", "费用", "是否完成", "银行账号", "人数", "备注"];

fn source(bytes: impl Into<Vec<u8>>) -> Result<Source, Unreadable> {
    Source::new("表.xlsx", Cursor::new(bytes.into()))
}

fn sheet(bytes: impl Into<Vec<u8>>, named: Option<&str>) -> Result<Sheet<Visit>, Unreadable> {
    read::<Visit>(source(bytes)?.sheet(named)?)
}

/// The sentence with which a workbook is refused.
fn refusal(bytes: impl Into<Vec<u8>>) -> String {
    sheet(bytes, None).err().unwrap().to_string()
}

/// What is wrong with the rows: row, column, what.
fn faults(sheet: &Sheet<Visit>) -> Vec<String> {
    let shown = |row: &Vec<Datum>| {
        let mark = if row[1].show() == "提醒" { "提醒：" } else { "" };
        format!("{} {} {mark}{}", row[0].show(), row[2].show(), row[4].show())
    };
    sheet.faults.table().rows.iter().map(shown).collect()
}

fn vector(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/xlsx").join(name)
}

/// A vector whose unit is not merged over two rows.
fn unmerged(name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(std::fs::read(vector(name)).unwrap())).unwrap();
    let mut parts = Vec::new();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).unwrap();
        let mut content = String::new();
        part.read_to_string(&mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content.replace(r#"<mergeCell ref="A10:A11"/>"#, "")));
    }
    let parts: Vec<_> = parts.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect();
    zipped(&parts)
}

fn written(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

fn put_header(sheet: &mut Worksheet, row: u32) {
    sheet.write_row(row, 0, HEADER).unwrap();
}

fn put_row(sheet: &mut Worksheet, row: u32, name: &str) {
    sheet.write_row(row, 0, [name, "2026-03-05", "5万元", "是", "1001234567890123456", "12", ""]).unwrap();
}

const SHEET_OPEN: &str =
    r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#;
const SHEET_CLOSE: &str = "</sheetData></worksheet>";

/// A row of the raw sheet with the header in inline texts.
fn raw_header() -> String {
    let cells = HEADER.map(|header| format!(r#"<c t="inlineStr"><is><t>{header}</t></is></c>"#));
    format!("<row>{}</row>", cells.concat())
}

/// A row whose first cell is as given, the others right.
fn raw_row(first: &str) -> String {
    let text = |text: &str| format!(r#"<c t="str"><v>{text}</v></c>"#);
    let rest = ["2026-03-05", "5万", "是", "1001234567890123456", "12"].map(text).concat();
    format!("<row>{first}{rest}</row>")
}

/// A workbook put together part by part; `more` are parts beside what a workbook must have.
fn raw(rows: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let relations = |inner: &str| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>"#
        )
    };
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="http://x/{kind}" Target="{target}"/>"#)
    };
    let root = relations(&relation("rId1", "officeDocument", "xl/workbook.xml"));
    let book = relations(
        &[
            relation("r1", "worksheet", "worksheets/sheet1.xml"),
            relation("r2", "sharedStrings", "sharedStrings.xml"),
            relation("r3", "styles", "styles.xml"),
        ]
        .concat(),
    );
    let sheet = format!("{SHEET_OPEN}{rows}{SHEET_CLOSE}");
    let workbook = r#"<workbook><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let mut parts = vec![
        ("_rels/.rels", root.as_str()),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", &book),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    for (name, content) in more {
        parts.retain(|(known, _)| known != name);
        parts.push((name, content));
    }
    zipped(&parts)
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The first row of a raw workbook whose first cell is as given.
fn first_name(cell: &str) -> Result<Visit, Vec<Fault>> {
    let mut reader =
        Reader::<Visit>::new(source(raw(&(raw_header() + &raw_row(cell)), &[])).unwrap()).unwrap();
    reader.next_row().unwrap().unwrap().parsed
}
