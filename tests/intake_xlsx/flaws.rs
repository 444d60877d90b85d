//! What is no workbook, is damaged, or is too much.

use std::fs;

use studiogrant::intake::{Source, read};

use super::{
    HEADER, Visit, put_header, put_row, raw, raw_header, raw_row, refusal, sheet, unmerged, vector, written,
    zipped,
};

#[test]
fn the_files_bytes_tell_what_it_is() {
    let bytes = unmerged("openpyxl.xlsx");
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
