//! Files as they really come, and what is said about those that can't be read.

#![allow(
    clippy::unwrap_used,
    reason = "only test functions are exempt by configuration, not what they share"
)]

mod encodings;
mod refused;

use std::io::Cursor;
use std::path::Path;

use chrono::NaiveDate;
use proptest::prelude::*;
use studiogrant::intake::{Fault, REASON, Reader, Source, Unreadable, read, refused_name};
use studiogrant::model::account::Account;
use studiogrant::model::form::{Application, Supports};
use studiogrant::model::identity::IdNumber;
use studiogrant::model::uscc::Uscc;
use studiogrant::model::{Fen, Field, Record, Value};

studiogrant::record! {
    /// 走访记录
    pub struct Visit {
        name: String = "单位名称", ["单位"];
        count: u32 = "人数（人）";
        note: Option<String> = "备注";
        fee_fen: Option<String> = "费用";
    }
}

fn open(bytes: impl Into<Vec<u8>>) -> Result<Reader<Visit>, Unreadable> {
    Reader::new(Source::new("表.csv", Cursor::new(bytes.into()))?)
}

/// Row numbers with their records.
fn rows(bytes: impl Into<Vec<u8>>) -> Vec<(u64, String, u32, Option<String>)> {
    let sheet = read::<Visit>(Source::new("表.csv", Cursor::new(bytes.into())).unwrap()).unwrap();
    assert!(sheet.faults.is_empty(), "{:?}", sheet.faults);
    sheet.rows.into_iter().map(|(number, visit)| (number, visit.name, visit.count, visit.note)).collect()
}

fn row(number: u64, name: &str, count: u32, note: &str) -> (u64, String, u32, Option<String>) {
    (number, name.to_owned(), count, (!note.is_empty()).then(|| note.to_owned()))
}

fn all(mut reader: Reader<Visit>) -> Result<Vec<Result<Visit, Vec<Fault>>>, Unreadable> {
    let mut all = Vec::new();
    while let Some(row) = reader.next_row()? {
        all.push(row.parsed);
    }
    Ok(all)
}

/// The sentence with which a file is refused, at the header or later.
fn refusal(bytes: impl Into<Vec<u8>>) -> String {
    open(bytes).and_then(all).map(|_| ()).unwrap_err().to_string()
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

#[test]
fn separators_are_told_by_the_header() {
    for separator in [",", "\t", ";", "|"] {
        // More of the other separators in the cells than of the right one in the header.
        let text = ["单位,人数(人),备注", "\"甲;;;;\t\t\t\t、乙\",1,\"a,b;c\td\""].map(|line| {
            let (head, tail) = line.split_at(line.find(",\"").unwrap_or(line.len()));
            if tail.is_empty() && line.starts_with('单') {
                line.replace(',', separator)
            } else {
                head.replace(",1", &format!("{separator}1")) + separator + &tail[1..]
            }
        });
        assert_eq!(rows(text.join("\n")), [row(2, "甲;;;;    、乙", 1, "a,b;c d")], "{separator:?}");
    }
}

#[test]
fn rows_are_numbered_as_the_spreadsheet_does() {
    for end in ["\n", "\r\n", "\r"] {
        let lines = [
            "走访情况表,,",
            "",
            "（截至三月）,,",
            "单位,人数(人),备注",
            "甲,1,\"两行\n备注\"",
            "",
            "",
            ",,",
            "乙,2,",
            "",
        ];
        let expected = [row(5, "甲", 1, "两行备注"), row(9, "乙", 2, "")];
        assert_eq!(rows(lines.join(end)), expected, "{end:?}");
        assert_eq!(rows(lines.join(end) + end + end), expected, "{end:?}");
    }
    assert_eq!(rows("单位,人数(人)\n甲,1"), [row(2, "甲", 1, "")], "no line end at the end");
}

#[test]
fn headers_are_known_in_any_order_and_hand() {
    for header in [
        "人数(人),单位名称",
        "*人数（人）, 单位 名称 ",
        "\"人数\n(人)\",*单位（必填）",
        "COUNT,Name",
        "count,\u{FEFF}ｎａｍｅ",
    ] {
        assert_eq!(rows(format!("{header}\n7,甲\n")), [row(2, "甲", 7, "")], "{header}");
    }
    let reader = open("fee (元),单位,人数(人)\n1,甲,2\n").unwrap();
    assert_eq!((reader.header()[0].as_str(), reader.warnings().len()), ("fee (元)", 0));
}

#[test]
fn header_flaws_are_named() {
    assert_eq!(
        refusal("单位,人数(人),备注,单位名称\n"),
        "表.csv 第 1 行：第 A 列“单位”和第 D 列“单位名称”都是“单位名称”；请只留一列"
    );
    assert_eq!(
        refusal("单位,人数(人),单位\n"),
        "表.csv 第 1 行：第 A 列“单位”和第 C 列“单位”都是“单位名称”；请只留一列"
    );
    assert_eq!(refusal("甲,乙\n丙,丁\n"), "表.csv：前 20 行里没有找到表头；应有这些列：单位名称、人数（人）");
    let application = |text: &str| {
        let source = Source::new("申报.csv", Cursor::new(text.to_owned())).unwrap();
        Reader::<Application>::new(source).err().unwrap().to_string()
    };
    let required: Vec<&Field> = Application::FIELDS.iter().filter(|field| field.required).collect();
    let header = |fields: &[&Field]| fields.iter().map(|field| field.header).collect::<Vec<_>>().join(",");
    let half = required.len().div_ceil(2);
    let missing = application(&format!("标题\n{}\n", header(&required[..half])));
    let rest = required[half..].iter().map(|field| field.header).collect::<Vec<_>>().join("、");
    assert_eq!(missing, format!("申报.csv 第 2 行：缺少必需的列：{rest}；请补上这些列再导入"));
    let fewer = application(&format!("{}\n", header(&required[..half - 1])));
    assert!(fewer.starts_with("申报.csv：前 20 行里没有找到表头"), "{fewer}");
    let late = format!("{}单位,人数(人)\n甲,1\n", "标题\n".repeat(20));
    assert!(refusal(late).contains("没有找到表头"));
    let last = format!("{}单位,人数(人)\n甲,1\n", "标题\n".repeat(19));
    assert_eq!(rows(last), [row(21, "甲", 1, "")]);
    assert!(refusal("单位,人数(人)\n\n").contains("只有表头，没有内容"));
}

studiogrant::record! {
    /// 各种值
    pub struct Written {
        on: NaiveDate = "日期";
        amount_fen: Fen = "金额";
        uscc: Uscc = "信用代码";
        id: IdNumber = "证件号码";
        account: Account = "账号";
        support: Supports = "支持";
    }
}

/// The one row of a sheet, of which some columns are written otherwise.
fn with(changes: &[(usize, &str)]) -> Result<Written, Vec<String>> {
    let mut cells =
        ["2026-03-05", "50000", "91310117MA7XRWFQ2Y", "310101197001029996", "1001234567890123456", "资金"];
    changes.iter().for_each(|(column, text)| cells[*column] = text);
    let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    let text = format!("日期,金额,信用代码,证件号码,账号,支持\n{}\n", quoted.join(","));
    let mut reader = Reader::<Written>::new(Source::new("表.csv", Cursor::new(text)).unwrap()).unwrap();
    let parsed = reader.next_row().unwrap().unwrap().parsed;
    parsed.map_err(|faults| faults.into_iter().map(|fault| fault.what).collect())
}

#[test]
fn values_are_read_in_all_the_ways_people_write_them() {
    let plain = with(&[]).unwrap();
    for text in [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "20260305",
        "46086",
        "46086.75",
        "2026/3/5 9:30",
        "２０２６年３月５日",
        "２０２６－０３－０５",
        "'2026-03-05",
        "\u{a0}2026-03-05\u{3000}",
    ] {
        assert_eq!(with(&[(0, text)]).as_ref(), Ok(&plain), "{text}");
    }
    for text in
        ["50000.00", "50,000.00", "5万", "5万元", "５万元", "¥50,000", "50000元", "'50000", "５００００"]
    {
        assert_eq!(with(&[(1, text)]).as_ref(), Ok(&plain), "{text}");
    }
    for (column, text) in [
        (2, "'91310117ma7xrwfq2y"),
        (2, "９１３１０１１７ＭＡ７ＸＲＷＦＱ２Ｙ"),
        (3, "'310101197001029996"),
        (3, "310101 19700102 9996"),
        (4, "'1001234567890123456"),
        (4, "1001 2345 6789 0123 456"),
        (5, " 资金、资金；资金 "),
    ] {
        assert_eq!(with(&[(column, text)]).as_ref(), Ok(&plain), "{text}");
    }
}

#[test]
fn numbers_that_excel_destroyed_are_refused_with_the_reason() {
    for (column, text) in
        [(2, "9.13101E+17"), (3, "3.10101E+17"), (4, "1.00123E+18"), (4, "1001234567890120000")]
    {
        let told = with(&[(column, text)]).unwrap_err();
        assert!(told.len() == 1 && told[0].contains("Excel") && told[0].contains("文本"), "{text}: {told:?}");
    }
    let told = with(&[(0, "9月5日"), (1, "5E+04"), (5, "资金、车辆")]).unwrap_err();
    assert_eq!(told, ["不是日期", "金额不能写成科学计数，请写完整的数字", "不认识的支持项“车辆”"]);
}

#[test]
fn unknown_columns_are_named_and_ignored() {
    let reader = open("序号,单位,传真,人数(人),,\n1,甲,021,5,,\n").unwrap();
    let warnings = reader.warnings();
    assert_eq!(warnings.len(), 1);
    let warning = &warnings[0];
    assert!(warning.is_warning);
    assert_eq!((warning.row, warning.letter.as_str(), warning.column.as_str()), (Some(1), "C", "传真"));
    assert!(all(reader).unwrap()[0].is_ok());
}

#[test]
fn every_bad_cell_is_one_fault() {
    let sheet = "单位,人数(人)\n,多\n乙,2,尾\n丙,'3\n";
    let read = all(open(sheet).unwrap()).unwrap();
    let faults = read[0].as_ref().unwrap_err();
    assert_eq!(faults.len(), 2);
    assert_eq!((faults[0].letter.as_str(), faults[0].what.as_str()), ("A", "不能为空"));
    let second = &faults[1];
    assert_eq!((second.row, second.column.as_str(), second.letter.as_str()), (Some(2), "人数(人)", "B"));
    assert_eq!((second.value.as_str(), second.expects.as_str()), ("多", u32::EXPECTS));
    let stray = read[1].as_ref().unwrap_err();
    assert_eq!((stray.len(), stray[0].row, stray[0].letter.as_str()), (1, Some(3), "C"));
    assert_eq!(read[2].as_ref().unwrap().count, 3);
    let long = all(open(format!("单位,人数(人)\n甲,{}\n", "九".repeat(50))).unwrap()).unwrap();
    assert_eq!(long[0].as_ref().unwrap_err()[0].value, "九".repeat(39) + "…");
}

#[test]
fn refused_rows_can_be_corrected_and_come_again() {
    let mut reader = open("单位,人数(人),备注\n甲,多\n乙,2,,尾\n").unwrap();
    let mut file = vec![reader.refused_header()];
    while let Some(row) = reader.next_row().unwrap() {
        assert!(row.parsed.is_err());
        file.push(row.refused("人数不对").iter().map(str::to_owned).collect());
    }
    assert_eq!(file[0], ["单位", "人数(人)", "备注", REASON]);
    assert_eq!(file[1], ["甲", "多", "", "人数不对"]);
    assert_eq!(file[2], ["乙", "2", "", "人数不对", "尾"], "what had no header has none again");
    let text: String = file.iter().map(|row| row.join(",") + "\n").collect();
    let mut again = open(text.replace("多", "4")).unwrap();
    assert_eq!((again.warnings(), again.refused_header()), (Vec::new(), file[0].clone()));
    let first = again.next_row().unwrap().unwrap();
    assert_eq!(first.refused("又一次"), vec!["甲", "4", "", "又一次"]);
    assert_eq!(first.parsed.unwrap().count, 4);
    assert!(again.next_row().unwrap().unwrap().parsed.is_err());
    assert_eq!(refused_name(Path::new("a/申报.csv")), Path::new("a/申报.refused.csv"));
    assert_eq!(refused_name(Path::new("申报.XLSX")), Path::new("申报.refused.xlsx"));
    assert_eq!(refused_name(Path::new("申报")), Path::new("申报.refused.csv"));
    let second = refused_name(Path::new("申报.refused.csv"));
    assert_ne!(second, Path::new("申报.refused.csv"), "never the file that is being read");
}

#[test]
fn extra_columns_come_along_by_name() {
    let text = "单位,创新,技艺水平,人数(人)\n甲, ２０ ,9.5,1\n";
    let source = || Source::new("打分.csv", Cursor::new(text)).unwrap();
    let mut reader =
        Reader::<Visit>::with_extras(source(), &[("skill", "技艺水平"), ("innovation", "创新")]).unwrap();
    assert!(reader.warnings().is_empty());
    assert_eq!(reader.next_row().unwrap().unwrap().extras, ["9.5", "20"]);
    let missing = Reader::<Visit>::with_extras(source(), &[("talent", "带徒")]).err().unwrap();
    assert!(missing.to_string().contains("缺少必需的列：带徒；"), "{missing}");
}

#[test]
fn limits_are_told() {
    let cell = |size: usize| format!("单位,人数(人)\n{},1\n", "a".repeat(size));
    assert_eq!(rows(cell(64 * 1024)).len(), 1);
    assert!(refusal(cell(64 * 1024 + 1)).starts_with("表.csv 第 2 行：有一个单元格超过 64 KiB"));
    let wide = |columns: usize| format!("单位,人数(人)\n甲,1{}\n", ",".repeat(columns - 2));
    assert_eq!(rows(wide(1_000)).len(), 1);
    assert!(refusal(wide(1_001)).starts_with("表.csv 第 2 行：超过 1000 列"));
    assert!(refusal(",".repeat(10_000)).starts_with("表.csv 第 1 行：超过 1000 列"));
}

#[test]
fn a_quote_that_is_never_closed_is_found() {
    let open_quote = "单位,人数(人)\n甲,1\n\"乙,2\n丙,3\n";
    assert!(refusal(open_quote).starts_with("表.csv 第 3 行：有一个引号到文件末尾也没有配对"));
    let swallowing = format!("单位,人数(人)\n\"甲,1\n{}", "乙,2\n".repeat(100_000));
    assert!(refusal(swallowing).starts_with("表.csv 第 2 行：有一个单元格超过 64 KiB"));
    assert_eq!(rows("人数(人),单位\n1,\"甲\"\"\""), [row(2, "甲\"", 1, "")]);
    assert_eq!(rows("人数(人),单位\n1,5\"管"), [row(2, "5\"管", 1, "")]);
}

/// Rows of a well-formed file are those that the `csv` crate finds, which skips empty lines.
fn rows_of_csv_crate(text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(true).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().get(1).unwrap_or_default().to_owned()).collect()
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = open(bytes).and_then(all);
    }

    #[test]
    fn no_bytes_after_a_header_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), wide: bool) {
        let header = "单位,人数(人)\n";
        let header = if wide { utf16(header, true) } else { header.as_bytes().to_vec() };
        let _ = open([header, bytes].concat()).and_then(all);
    }

    #[test]
    fn cells_are_split_as_the_csv_crate_splits_them(body in "(([甲a\"]{0,3},){0,3}[乙 \"]{0,2}(\n|\r\n|\r)){0,8}") {
        let text = format!("人数(人),单位\n{body}");
        let mut reader = open(text.as_str()).unwrap();
        let mut found = Vec::new();
        let complete = loop {
            match reader.next_row() {
                Ok(Some(row)) => found.push(row.cells.get(1).unwrap_or_default().to_owned()),
                Ok(None) => break true,
                Err(_) => break false,
            }
        };
        let found: Vec<_> = found.into_iter().filter(|cell| !cell.trim().is_empty()).collect();
        let expected: Vec<_> =
            rows_of_csv_crate(&text).into_iter().filter(|cell| !cell.trim().is_empty()).collect();
        prop_assert!(if complete { found == expected } else { expected.starts_with(&found) }, "{:?} {:?}", found, expected);
    }
}

#[test]
fn what_commands_a_terminal_is_no_text() {
    for (text, found) in
        [("记\u{7}x", "U+0007"), ("\u{1b}[31m红", "U+001B"), ("甲\u{7f}", "U+007F"), ("乙\u{9b}", "U+009B")]
    {
        let sheet = format!("单位,人数(人)\n{text},1\n");
        let expected = format!("有看不见的控制字符（{found}），请删去后重新填写");
        assert_eq!(told::<Visit>(&sheet), [[expected]]);
    }
    // What Excel's Alt+Enter and a tab leave is no such thing.
    assert!(
        told::<studiogrant::intake::sheets::ScreeningRow>(
            "案件编号,初审结论,初审意见\n1,通过,\"同意\n推荐\t一\"\n"
        )
        .is_empty()
    );
}

#[test]
fn a_web_page_under_the_name_of_a_table_is_named() {
    for page in
        ["<html><table><tr><td>单位</td></tr></table></html>", "\u{feff} <!DOCTYPE html>\n<body>", "<TABLE>"]
    {
        assert!(refusal(page).contains("网页格式"), "{page}");
    }
}

/// What is said of each row of a sheet that can't be read.
fn told<R: Record>(text: &str) -> Vec<Vec<String>> {
    let source = Source::new("表.csv", Cursor::new(text.to_owned())).unwrap();
    let mut reader = Reader::<R>::new(source).unwrap();
    let mut told = Vec::new();
    while let Some(row) = reader.next_row().unwrap() {
        told.extend(row.parsed.err().map(|faults| faults.into_iter().map(|fault| fault.what).collect()));
    }
    told
}

#[test]
fn a_row_that_is_none_of_the_sheets_is_one_problem() {
    let sheet = "案件编号,用途,日期,凭证号,收款方,金额\n\
        2024-0001,技术攻关,2024-07-05,记-1,甲,1\n\
        合计,,,,,1\n\
        案件编号,用途,日期,凭证号,收款方,金额\n\
        2024-0001,技术攻关,,记-1,,一元\n";
    assert_eq!(
        told::<studiogrant::intake::sheets::SpendRow>(sheet),
        [
            vec!["这一行不像是要导入的内容，6 个必填的列里有 4 个是空的"],
            vec!["这一行是重复的表头"],
            vec!["不能为空", "不能为空", "不是金额"],
        ]
    );
}

#[test]
fn a_stray_quote_refuses_the_file_and_says_which_rows_became_one_cell() {
    let after = |first: &str, second: &str| {
        format!("单位,人数(人),备注,费用\n甲,1,好,1\n{first}\n乙,3,\"一、\n二\",2\n{second}\n丁,5,好,1\n")
    };
    let said_of = |first: &str, second: &str| refusal(after(first, second));
    // It pairs with the opening quote of a later cell.
    let said = said_of("\"丙,2,好,1", "戊,4,好,\"2,500\"");
    assert!(said.starts_with("表.csv 第 3 行：引号没有配对，从这一行起的 2 行被当成了一格；"), "{said}");
    // It pairs with a stray quote at the end of a later cell, in a column that is no prose.
    let plain = "单位,人数(人),备注,费用\n甲,1,好,1\n\"丙,2,好,1\n乙,3,好,2\n戊\",4,好,1\n";
    let said = refusal(plain);
    assert!(said.starts_with("表.csv 第 3 行：引号没有配对，从这一行起的 3 行被当成了一格；"), "{said}");
    // It closes in the middle of its cell.
    let said = said_of("\"申花\"机械厂,2,好,1", "戊,4,好,1");
    assert!(said.starts_with("表.csv 第 3 行：引号没有配对，这一行有一格在引号以后还有内容；"), "{said}");
    // Lines and separators in prose, or lines in a name, are none.
    let sound = "单位,人数(人),备注,费用\n\"甲\n厂\",1,\"一，\n二\" ,\"2,5\"\n";
    assert_eq!(all(open(sound).unwrap()).unwrap()[0].as_ref().unwrap().name, "甲厂");
    let prose = "案件编号,初审结论,初审意见\n1,通过,\"同意,\n推荐\"\n2,通过,同意\n";
    assert!(told::<studiogrant::intake::sheets::ScreeningRow>(prose).is_empty());
}

#[test]
fn a_header_with_a_slip_is_named_beside_the_missing_one() {
    let said = refusal("单位,人数X,备注\n甲,1,\n");
    assert!(!said.contains("人数X"), "no header at all: {said}");
    let reader = Reader::<studiogrant::intake::sheets::SpendRow>::new(
        Source::new("表.csv", Cursor::new("案件编号,用途,日期,凭证号X,收款方,金额\n".as_bytes().to_vec()))
            .unwrap(),
    );
    let said = reader.err().unwrap().to_string();
    let expected = "表.csv 第 1 行：缺少必需的列：凭证号；另有不认识的列：第 D 列“凭证号X”，是不是写错了？请补上这些列再导入";
    assert_eq!(said, expected);
}

#[test]
fn a_total_of_a_bank_statement_is_one_problem() {
    let sheet = "账号,金额,银行流水号,付款日期\n合计,1.00,,\n";
    assert_eq!(
        told::<studiogrant::intake::sheets::ReconcileRow>(sheet),
        [vec!["这一行不像是要导入的内容，4 个必填的列里有 2 个是空的，开头一格也读不懂"]]
    );
    let slip = "账号,金额,银行流水号,付款日期\n6222021001116245702,一元,,\n6222021001116245702,1.00,,\n";
    let slips = [vec!["不是金额", "不能为空", "不能为空"], vec!["不能为空", "不能为空"]];
    assert_eq!(told::<studiogrant::intake::sheets::ReconcileRow>(slip), slips);
}
