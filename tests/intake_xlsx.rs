//! Workbooks as they really come: written by other programs, put together wrongly, or no workbooks at all.

#![allow(
    clippy::unwrap_used,
    reason = "only test functions are exempt by configuration, not what they share"
)]

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use studiogrant::intake::{Fault, Flaw, Reader, Sheet, Source, Unreadable, read};
use studiogrant::model::account::Account;
use studiogrant::model::{Datum, Fen, Value};
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
    let shown = |row: &Vec<Datum>| [&row[0], &row[1], &row[3]].map(Datum::show).join(" ");
    sheet.faults.table().rows.iter().map(shown).collect()
}

fn vector(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/xlsx").join(name)
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

#[test]
fn other_programs_workbooks_are_read() {
    let visit = |name: &str, fee, done, account: &str, count, note: Option<&str>| Visit {
        name: name.into(),
        visited_on: NaiveDate::from_ymd_opt(2026, 3, 5).unwrap(),
        fee_fen: Fen::new(fee),
        done,
        account: Account::parse(account).unwrap(),
        count,
        note: note.map(str::to_owned),
    };
    let long = "1001234567890123456";
    for name in ["openpyxl.xlsx", "openpyxl-1904.xlsx", "libreoffice.xlsx"] {
        let read = read::<Visit>(Source::open(&vector(name)).unwrap()).unwrap();
        let expected = [
            (4, visit("松江一厂", 5_000_000, true, long, 12, Some("两行备注"))),
            (5, visit("甲校", 4_999_999, false, "0012345678901", 12, None)),
            (6, visit("乙中心", 5_000_000, true, long, 3, Some("等于1/0 不是公式"))),
            (7, visit("丙厂", 30, false, long, 0, None)),
            (9, visit("丁厂", 5_000_000, true, "1001 2345 6789 0120", 7, None)),
            (10, visit("戊厂", 100, true, long, 10, None)),
        ];
        // What is a plain number there is a day of one of two years where days are counted from 1904.
        let is_1904 = name.contains("1904");
        let expected: Vec<_> = expected.into_iter().filter(|(row, _)| !(is_1904 && *row == 7)).collect();
        assert_eq!(read.rows, expected, "{name}");
        let day = "7 B 走访日期 这个工作簿的日期从 1904 年起算，纯数字说不清是 2026-03-05 还是 2030-03-06";
        let mut told =
            vec![day, "11 A 单位名称* 不能为空", " 工作表 提醒：隐藏的工作表里也有这样的内容，没有读入"];
        // A merged cell has its value on its first row alone.
        told.drain(..usize::from(!is_1904));
        assert_eq!(faults(&read), told, "{name}");
    }
}

#[test]
fn what_formulas_leave_behind_is_told_cell_by_cell() {
    let long = "超过 15 位的数字已被 Excel 改掉，后几位丢失：请把该列设为“文本”格式后重新填写完整号码";
    for (name, without_value) in [("openpyxl.xlsx", true), ("libreoffice.xlsx", false)] {
        let source = Source::open(&vector(name)).unwrap().sheet(Some("有错")).unwrap();
        let read = read::<Visit>(source).unwrap();
        let mut expected = vec!["2 A 单位名称 单元格是公式错误 #N/A".to_owned()];
        if without_value {
            let what = "公式没有算出的结果，请在 Excel 或 WPS 里打开、重新保存后再导入";
            expected.push(format!("2 C 费用 {what}"));
        }
        expected.push(format!("2 E 银行账号 {long}"));
        expected.push("3 F 人数 单元格是公式错误 #REF!".to_owned());
        expected.push("3 G 备注 单元格是公式错误 #N/A".to_owned());
        let mut told = faults(&read);
        told.sort();
        assert_eq!((read.rows.len(), told), (0, expected), "{name}");
        let values: Vec<_> = read.faults.table().rows.iter().map(|row| row[2].show()).collect();
        assert!(values.iter().any(|value| value.starts_with("9.1310117366382")), "{name}: {values:?}");
        assert_eq!(values.contains(&"=C3*2".to_owned()), without_value, "{name}: {values:?}");
    }
}

#[test]
fn raw_cells_of_all_kinds_are_read() {
    let named =
        |cell: &str| first_name(cell).map(|visit| visit.name).map_err(|faults| faults[0].what.clone());
    for (cell, name) in [
        ("<c><v>49999.989999999998</v></c>", "49999.99"),
        ("<c t=\"n\"><v> 50000.0 </v></c>", "50000"),
        ("<c t=\"b\"><v>1</v></c>", "是"),
        ("<c t=\"b\"><v>0</v></c>", "否"),
        ("<c t=\"d\"><v>2026-03-05T10:00:00Z</v></c>", "2026-03-05"),
        ("<c s=\"1\"><v>46086.5</v></c>", "46086.5"),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
        ("<c t=\"str\"><f>A&amp;B</f><v>甲_x000D_乙&#x4E00;&lt;</v></c>", "甲乙一<"),
        (
            "<c t=\"inlineStr\"><is><r><t>松</t></r><rPh sb=\"0\" eb=\"1\"><t>song</t></rPh><r><t xml:space=\"preserve\">江 厂 </t></r></is></c>",
            "松江 厂",
        ),
        ("<c t=\"str\"><v><![CDATA[<甲>]]></v></c>", "<甲>"),
        ("<x:c xmlns:x=\"y\" t=\"str\"><x:v>甲</x:v></x:c>", "甲"),
        ("<c t=\"str\"><v>甲<!-- 注 -->乙</v></c>", "甲乙"),
        ("<c><v>约12</v></c>", "约12"),
    ] {
        assert_eq!(named(cell).as_deref(), Ok(name), "{cell}");
    }
    for (cell, what) in [
        ("<c/>", "不能为空"),
        ("<c t=\"str\"><f>A1</f><v></v></c>", "不能为空"),
        ("<c><f>A1</f><v/></c>", "公式没有算出的结果，请在 Excel 或 WPS 里打开、重新保存后再导入"),
        (
            "<c><f t=\"shared\" si=\"0\"/></c>",
            "公式没有算出的结果，请在 Excel 或 WPS 里打开、重新保存后再导入",
        ),
        ("<c t=\"e\"><v>#SPILL!</v></c>", "单元格是公式错误 #SPILL!"),
    ] {
        assert_eq!(named(cell), Err(what.to_owned()), "{cell}");
    }
}

#[test]
fn number_formats_tell_dates() {
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-804]yyyy\-mm\-dd;@"/><numFmt numFmtId="165" formatCode="0.00&quot;d&quot;"/></numFmts>
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs>
        <dxfs><dxf><numFmt numFmtId="0" formatCode="yyyy"/></dxf></dxfs></styleSheet>"#;
    let name = |style: u32, workbook: &str| {
        let rows = raw_header() + &raw_row(&format!("<c s=\"{style}\"><v>46086</v></c>"));
        let mut parts = vec![("xl/styles.xml", styles)];
        parts.extend((!workbook.is_empty()).then_some(("xl/workbook.xml", workbook)));
        sheet(raw(&rows, &parts), None).unwrap().rows[0].1.name.clone()
    };
    let expected = ["46086", "2026-03-05", "2026-03-05", "46086", "46086", "46086"];
    assert_eq!([0, 1, 2, 3, 4, 9].map(|style| name(style, "")), expected);
    let workbook =
        r#"<workbook><workbookPr date1904="true"/><sheets><sheet name="表" r:id="r1"/></sheets></workbook>"#;
    assert_eq!(name(1, workbook), "2030-03-06");
    // Whether a plain number that is meant as a day counts from 1904 as well nobody can tell.
    let days = |day: &str| {
        let row = raw_row("<c t=\"str\"><v>甲厂</v></c>").replace(r#"<c t="str"><v>2026-03-05</v></c>"#, day);
        let row = row.replace(r#"<c t="str"><v>5万</v></c>"#, "<c><v>46086</v></c>");
        let read = sheet(raw(&(raw_header() + &row), &[("xl/workbook.xml", workbook)]), None).unwrap();
        match read.rows.first() {
            Some((_, visit)) => vec![visit.visited_on.to_string(), visit.fee_fen.plain()],
            None => faults(&read),
        }
    };
    let what = "2 B 走访日期 这个工作簿的日期从 1904 年起算，纯数字说不清是 2022-03-04 还是 2026-03-05";
    assert_eq!(days("<c><v>44624</v></c>"), [what]);
    assert_eq!(days("<c><v>44624.5</v></c>"), [what]);
    assert_eq!(days("<c t=\"str\"><v>2026/3/5</v></c>"), ["2026-03-05", "46086.00"]);
}

#[test]
fn what_is_hidden_is_told() {
    let bytes = |with_row: bool| {
        written(|workbook| {
            workbook.add_worksheet().set_name("说明").unwrap();
            let hidden = workbook.add_worksheet().set_name("去年").unwrap().set_hidden(true);
            put_header(hidden, 0);
            if with_row {
                put_row(hidden, 1, "旧厂");
            }
            workbook.add_worksheet().set_name("选项").unwrap().set_hidden(true).write(0, 0, "是").unwrap();
            let sheet = workbook.add_worksheet().set_name("走访").unwrap();
            put_header(sheet, 0);
            (1..=3).for_each(|row| put_row(sheet, row, &format!("第{row}厂")));
            sheet.set_row_hidden(2).unwrap();
        })
    };
    let read = sheet(bytes(true), None).unwrap();
    let row = "3 整行 提醒：这一行在表里是隐藏的，可能被筛选掉了，也读入了";
    assert_eq!(faults(&read), [" 工作表 提醒：隐藏的工作表里也有这样的内容，没有读入", row]);
    assert_eq!((read.rows.len(), read.faults.errors()), (3, 0));
    assert_eq!(faults(&sheet(bytes(false), None).unwrap()), [row], "a header alone is no content");
    let asked = sheet(bytes(true), Some("去年")).unwrap();
    assert_eq!((asked.rows[0].1.name.as_str(), faults(&asked).len()), ("旧厂", 0));
}

#[test]
fn shared_texts_keep_their_places() {
    let shared = "<sst count=\"9999999999\" uniqueCount=\"9999999999\"><si><t>甲</t></si><si/><si><r><t>乙</t></r><r><t>厂</t></r></si></sst>";
    let name = |index: &str| {
        let rows = raw_header() + &raw_row(&format!("<c t=\"s\"><v>{index}</v></c>"));
        sheet(raw(&rows, &[("xl/sharedStrings.xml", shared)]), None)
    };
    assert_eq!(name("0").unwrap().rows[0].1.name, "甲");
    assert_eq!(name("2").unwrap().rows[0].1.name, "乙厂");
    assert_eq!(faults(&name("1").unwrap()), ["2 A 单位名称 不能为空"]);
    for index in ["3", "-1", "甲", "99999999999999999999"] {
        let told = name(index).err().unwrap().to_string();
        assert!(
            told.starts_with("表.xlsx 工作表“表” 第 2 行：工作簿已损坏或不完整（单元格的文字缺失）"),
            "{told}"
        );
    }
}

#[test]
fn the_sheet_with_the_header_is_taken() {
    let bytes = written(|workbook| {
        workbook.add_worksheet().set_name("说明").unwrap().write(0, 0, "单位名称填全称").unwrap();
        workbook.add_worksheet().set_name("空表").unwrap();
        let hidden = workbook.add_worksheet().set_name("旧表").unwrap().set_hidden(true);
        put_header(hidden, 0);
        put_row(hidden, 1, "旧厂");
        let wanted = workbook.add_worksheet().set_name("走访").unwrap();
        put_header(wanted, 2);
        put_row(wanted, 5, "新厂");
        put_header(workbook.add_worksheet().set_name("表头不全").unwrap(), 30);
    });
    let first =
        |named| sheet(bytes.clone(), named).map(|sheet| (sheet.rows[0].0, sheet.rows[0].1.name.clone()));
    assert_eq!(first(None).unwrap(), (6, "新厂".to_owned()));
    for named in ["走访", " 走访 ", "3"] {
        assert_eq!(first(Some(named)).unwrap(), (6, "新厂".to_owned()), "{named}");
    }
    assert_eq!(first(Some("旧表")).unwrap().1, "旧厂");
    for named in ["四月", "0", "5", "-1"] {
        let told = first(Some(named)).unwrap_err().to_string();
        assert_eq!(
            told,
            format!("表.xlsx：没有工作表“{named}”；有这些工作表：说明、空表、旧表（隐藏）、走访、表头不全")
        );
    }
    let empty = first(Some("空表")).unwrap_err();
    assert!(matches!(empty.flaw, Flaw::Empty), "{empty}");
    let without = first(Some("说明")).unwrap_err();
    assert!(matches!(without.flaw, Flaw::NoHeader { .. }), "{without}");
    let csv =
        Source::new("表.csv", Cursor::new("单位名称\n甲\n")).unwrap().sheet(Some("走访")).err().unwrap();
    assert_eq!(csv.to_string(), "表.csv：这是文本表格，没有工作表可选；请去掉 --sheet");
}

#[test]
fn two_sheets_with_the_header_are_a_question() {
    let bytes = written(|workbook| {
        for name in ["一季度", "二季度", "说明"] {
            let sheet = workbook.add_worksheet().set_name(name).unwrap();
            if name != "说明" {
                put_header(sheet, 0);
            }
        }
    });
    assert_eq!(
        refusal(bytes.clone()),
        "表.xlsx：这些工作表都有所需的表头：一季度、二季度；请用 --sheet 指定一个"
    );
    let alone = sheet(bytes, Some("二季度")).err().unwrap().to_string();
    assert!(alone.contains("只有表头，没有内容"), "{alone}");
    let lacking = written(|workbook| {
        workbook.add_worksheet().write_row(1, 0, HEADER.into_iter().skip(1)).unwrap();
    });
    let told = refusal(lacking);
    assert_eq!(told, "表.xlsx 工作表“Sheet1” 第 2 行：缺少必需的列：单位名称；请补上这些列再导入");
    let hidden = raw(
        "",
        &[(
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"表\" state=\"veryHidden\" r:id=\"r1\"/></sheets></workbook>",
        )],
    );
    let told = refusal(hidden);
    assert_eq!(told, "表.xlsx：没有可见的工作表，请用 --sheet 指定；有这些工作表：表（隐藏）");
}

/// A workbook of a thousand rows in which the columns are stored in their own ways, and the same as CSV.
#[test]
fn a_workbook_and_the_same_text_give_equal_records() {
    let mut csv = HEADER.join(",") + "\n";
    let bytes = written(|workbook| {
        let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        let sheet = workbook.add_worksheet();
        put_header(sheet, 0);
        let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        for row in 1..=1000u32 {
            let day = start + chrono::Days::new(u64::from(row % 365));
            let account = format!("10012345678901{row:05}");
            let fee = format!("{}.{:02}", row / 100, row % 100);
            sheet.write(row, 0, format!("第{row}厂")).unwrap();
            sheet.write_with_format(row, 1, &day, &date).unwrap();
            sheet.write_formula(row, 2, Formula::new("=1/3").set_result(format!("{row}E-2"))).unwrap();
            sheet.write(row, 3, row % 2 == 0).unwrap();
            sheet.write(row, 4, account.as_str()).unwrap();
            sheet.write(row, 5, row).unwrap();
            sheet.write(row, 6, "引号\"、逗号,").unwrap();
            let done = if row % 2 == 0 { "是" } else { "否" };
            csv += &format!("第{row}厂,{day},{fee},{done},{account},{row},\"引号\"\"、逗号,\"\n");
        }
    });
    let workbook = sheet(bytes, None).unwrap();
    let text = read::<Visit>(Source::new("表.csv", Cursor::new(csv)).unwrap()).unwrap();
    assert!(workbook.faults.is_empty() && text.faults.is_empty(), "{:?} {:?}", workbook.faults, text.faults);
    assert_eq!((workbook.rows.len(), workbook.rows), (1000, text.rows));
}

#[test]
fn the_files_bytes_tell_what_it_is() {
    let bytes = fs::read(vector("openpyxl.xlsx")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("其实是工作簿.csv");
    fs::write(&path, bytes).unwrap();
    assert_eq!(read::<Visit>(Source::open(&path).unwrap()).unwrap().rows.len(), 6);
    let path = folder.path().join("其实是文本.xlsx");
    fs::write(&path, HEADER.join("\t")).unwrap();
    let told = read::<Visit>(Source::open(&path).unwrap()).err().unwrap().to_string();
    assert!(told.contains("只有表头"), "{told}");
}

#[test]
fn other_documents_are_refused_with_the_way_out() {
    let none = "表.xlsx：这不是 Excel 工作簿（.xlsx）；请从 Excel 或 WPS 另存为 .xlsx 再导入";
    let docx = raw("", &[("xl/workbook.xml", "<w:document><w:body/></w:document>")]);
    let binary = raw("", &[("xl/workbook.xml", "\u{83}\u{1}<>\0")]);
    let ods =
        zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>")]);
    for bytes in [docx, binary, ods, zipped(&[]), zipped(&[("读我.txt", "甲")])] {
        assert_eq!(refusal(bytes), none);
    }
    let ole = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        // The name lies over the border at which chunks of 64 KiB end.
        [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 64 * 1024 - 20], &name, &[0; 400]].concat()
    };
    assert_eq!(
        refusal(ole("EncryptedPackage")),
        "表.xlsx：这个文件设了打开密码；请在 Excel 或 WPS 里取消密码、保存后再导入"
    );
    assert_eq!(
        refusal(ole("Workbook")),
        "表.xlsx：这是旧版 Excel 文件（.xls）；请在 Excel 或 WPS 里另存为 .xlsx 再导入"
    );
}

#[test]
fn a_cut_or_damaged_workbook_is_refused() {
    let whole = fs::read(vector("libreoffice.xlsx")).unwrap();
    for length in (4..whole.len()).step_by(97) {
        let told = refusal(&whole[..length]);
        assert!(told.contains("工作簿已损坏或不完整（压缩包不完整）"), "{length}: {told}");
    }
    // A single changed bit is found by the checksum of the part, unless it is in a part that nothing reads.
    let bytes = zipped_large();
    let (mut found, mut tried) = (0, 0);
    for at in (0..bytes.len()).step_by(61) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        tried += 1;
        match sheet(damaged, None) {
            Err(_) => found += 1,
            Ok(read) => assert_eq!((read.rows.len(), read.faults.errors()), (200, 0), "byte {at}"),
        }
    }
    assert!(found * 10 > tried * 6, "{found} of {tried}");
}

fn zipped_large() -> Vec<u8> {
    written(|workbook| {
        let sheet = workbook.add_worksheet();
        put_header(sheet, 0);
        (1..=200).for_each(|row| put_row(sheet, row, &format!("第{row}厂")));
    })
}

#[test]
fn rows_and_references_must_make_sense() {
    let told = |rows: &str| {
        let told = refusal(raw(&(raw_header() + rows), &[]));
        assert!(told.contains("工作簿已损坏或不完整"), "{told}");
        told
    };
    for row in ["99999999999", "0", "1", "-5", "1048577", "99999999999999999999999", "甲", ""] {
        assert!(told(&format!("<row r=\"{row}\"><c><v>1</v></c></row>")).contains("（行号不对）"), "{row}");
    }
    for reference in ["A99999999999", "A3", "ZZZ2", "XFE2", "AAAAAAAAAAAAAA2", "2", "A", "", "😀2"] {
        let row = format!("<row r=\"2\"><c r=\"{reference}\"><v>1</v></c></row>");
        assert!(told(&row).contains("（单元格的位置不对）"), "{reference}");
    }
    assert!(told("<row><c r=\"B2\"><v>1</v></c><c r=\"A2\"><v>1</v></c></row>").contains("位置不对"));
    assert!(told("<row><c><v>1</v></row>").contains("内容不合 XML"), "elements that cross");
    assert!(told("<row><c t=\"str\"><v>&nbsp;</v></c></row>").contains("内容不合 XML"), "an unknown entity");
    assert!(told("<row><c t=\"str\"><v>\0</v></c></row>").contains("不是文字的字符"), "the character zero");
    assert!(told(&"<a>".repeat(200_000)).contains("层次太多"));
    let last = raw(
        &(raw_header() + &raw_row("<c t=\"str\"><v>甲</v></c>").replace("<row>", "<row r=\"1048576\">")),
        &[],
    );
    assert_eq!(sheet(last, None).unwrap().rows[0].0, 1_048_576);
    let late = raw(&raw_header().replace("<row>", "<row r=\"21\">"), &[]);
    assert!(refusal(late).contains("前 20 行里没有找到表头"));
}

#[test]
fn limits_are_told() {
    let with_first = |cell: &str| raw(&(raw_header() + &raw_row(cell)), &[]);
    let long = |size: usize| format!("<c t=\"str\"><v>{}</v></c>", "a".repeat(size));
    assert_eq!(sheet(with_first(&long(64 * 1024)), None).unwrap().rows.len(), 1);
    for size in [64 * 1024 + 1, 300_000, 10_000_000] {
        let told = refusal(with_first(&long(size)));
        assert!(told.starts_with("表.xlsx 工作表“表” 第 2 行：有一个单元格超过 64 KiB"), "{size}: {told}");
    }
    let many =
        format!("<c t=\"inlineStr\"><is>{}</is></c>", "<r><t>aaaaaaaaaaaaaaaa</t></r>".repeat(100_000));
    assert!(refusal(with_first(&many)).contains("有一个单元格超过 64 KiB"));
    let wide = |columns: usize, cell: &str| {
        raw(&format!("{}<row>{}{cell}</row>", raw_header(), "<c/>".repeat(columns - 1)), &[])
    };
    assert_eq!(sheet(wide(1000, "<c><v>1</v></c>"), None).unwrap().faults.errors(), 1);
    assert!(refusal(wide(1001, "<c><v>1</v></c>")).contains("第 2 行：超过 1000 列"));
    assert!(
        refusal(wide(10_000, "<c s=\"1\"/>")).contains("只有表头"),
        "formatted columns with nothing in them"
    );
    let told = refusal(raw(&format!("{}<row>{}", raw_header(), " ".repeat(300_000)), &[]));
    assert!(told.starts_with("表.xlsx 工作表“表” 第 2 行：工作簿里一段内容超过 256 KiB"), "{told}");
    let shared = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(10_000_000));
    assert!(refusal(raw(&raw_header(), &[("xl/sharedStrings.xml", &shared)])).contains("超过 64 KiB"));
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    // 19 MiB of comments, each below the limit of one, in 20 KiB.
    let comments = format!("<!--{}-->", "a".repeat(250_000)).repeat(80);
    let styles = format!("<styleSheet>{comments}</styleSheet>");
    let told = refusal(raw(&raw_header(), &[("xl/styles.xml", &styles)]));
    assert!(told.starts_with("表.xlsx：工作簿里一个部件解压后超过 16 MiB，不像正常的表格"), "{told}");
    let sheets =
        format!("<workbook><sheets>{}</sheets></workbook>", r#"<sheet name="表" r:id="r1"/>"#.repeat(1_001));
    let told = refusal(raw(&raw_header(), &[("xl/workbook.xml", &sheets)]));
    assert!(told.starts_with("表.xlsx：工作簿里工作表超过 1000 个"), "{told}");
    let relations = format!("<Relationships>{}</Relationships>", "<Relationship/>".repeat(1_001));
    let told = refusal(raw(&raw_header(), &[("_rels/.rels", &relations)]));
    assert!(told.starts_with("表.xlsx：工作簿里部件超过 1000 个"), "{told}");
    let names: Vec<String> = (0..10_001).map(|number| number.to_string()).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert!(refusal(zipped(&parts)).starts_with("表.xlsx：工作簿里部件超过 10000 个"));
}

/// Rows that are formatted but empty, as somebody leaves behind who fills a column to the bottom.
#[test]
fn empty_rows_cost_little() {
    let empty: String = (3..=200_000).map(|row| format!("<row r=\"{row}\" s=\"1\"/>")).collect();
    let rows = raw_header() + &raw_row("<c t=\"str\"><v>甲</v></c>") + &empty;
    let read = sheet(raw(&rows, &[]), None).unwrap();
    assert_eq!((read.rows.len(), read.faults.errors()), (1, 0));
}

#[test]
fn long_lists_of_sheets_are_cut() {
    let bytes = written(|workbook| {
        (1..=25).for_each(|number| {
            workbook.add_worksheet().set_name(format!("第{number}组")).unwrap();
        });
    });
    let told = sheet(bytes, Some("四月")).err().unwrap().to_string();
    assert!(told.ends_with("、第20组、……共 25 张"), "{told}");
}
