//! Workbooks, as other programs read them: the parts of the file, and what calamine makes of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_types)]

use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use studiogrant::model::form::Application;
use studiogrant::model::town::Town;
use studiogrant::model::{Column, Datum, Fen, Guide, Kind, Table, Value};
use studiogrant::papers::{self, Unwritten};
use tempfile::TempDir;

/// What the list becomes.
fn exported(table: &Table, banner: Option<&str>) -> Vec<u8> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("清单.xlsx");
    papers::export(std::slice::from_ref(table), &path, false, banner).unwrap();
    std::fs::read(path).unwrap()
}

/// A part of the file, such as `xl/worksheets/sheet1.xml`.
fn part(bytes: &[u8], name: &str) -> String {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    parts.by_name(name).unwrap_or_else(|_| panic!("{name}")).read_to_string(&mut text).unwrap();
    text
}

fn sheet(bytes: &[u8]) -> String {
    part(bytes, "xl/worksheets/sheet1.xml")
}

/// The cells of the first sheet.
fn cells(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

fn text(text: &str) -> Data {
    Data::String(text.to_owned())
}

fn day(year: i32, month: u32, day: u32) -> Datum {
    chrono::NaiveDate::from_ymd_opt(year, month, day).into()
}

fn payments() -> Table {
    let columns = [
        ("unit", "单位"),
        ("account", "账号"),
        ("amount", "金额"),
        ("on", "日期"),
        ("count", "人数"),
        ("paid", "已付"),
    ];
    let mut list = Table::new("payments", "拨款/清单", &columns);
    list.push(vec![
        "=HYPERLINK(\"x\")".into(),
        "6222021001112223334".into(),
        Fen::new(5_000_001).into(),
        day(2026, 5, 6),
        Datum::Int(12),
        Datum::Flag(true),
    ]);
    list.push(vec![
        "甲".into(),
        "007".into(),
        Fen::new(-7).into(),
        Datum::Empty,
        Datum::Int(0),
        Datum::Flag(false),
    ]);
    list.totals = Some(vec![
        "合计".into(),
        Datum::Empty,
        Fen::new(4_999_994).into(),
        Datum::Empty,
        Datum::Empty,
        Datum::Empty,
    ]);
    list
}

#[test]
fn values_keep_their_kind_and_no_cell_is_a_formula() {
    let bytes = exported(&payments(), None);
    let rows = cells(&bytes);
    assert_eq!(rows[0], ["单位", "账号", "金额", "日期", "人数", "已付"].map(text));
    assert_eq!(
        rows[1][..3],
        [text("=HYPERLINK(\"x\")"), text("6222021001112223334"), Data::Float(50_000.01)]
    );
    let Data::DateTime(on) = &rows[1][3] else { panic!("{:?}", rows[1][3]) };
    // Days since 1899-12-30.
    assert!(on.is_datetime() && on.as_f64() == 46_148.0, "{on:?}");
    assert_eq!(rows[1][4..], [Data::Float(12.0), text("是")]);
    assert_eq!(rows[2][..4], [text("甲"), text("007"), Data::Float(-0.07), Data::Empty]);
    assert_eq!(rows[3][..3], [text("合计"), Data::Empty, Data::Float(49_999.94)]);
    assert!(!sheet(&bytes).contains("<f>"));
    for (format, id) in [("#,##0.00", "numFmtId=\"4\""), ("@", "numFmtId=\"49\""), ("0", "numFmtId=\"1\"")] {
        assert!(part(&bytes, "xl/styles.xml").contains(id), "{format}");
    }
    assert!(part(&bytes, "xl/styles.xml").contains("formatCode=\"yyyy-mm-dd\""));
}

#[test]
fn what_a_workbook_cannot_hold_exactly_is_held_as_text() {
    let mut list = Table::new("sums", "大数", &[("amount", "金额"), ("count", "个数"), ("on", "日期")]);
    for (fen, count, year) in
        [(999_999_999_999_999, 999_999_999_999_999, 1900), (1_000_000_000_000_001, i64::MAX, 1899)]
    {
        list.push(vec![Fen::new(fen).into(), Datum::Int(count), day(year, 1, 1)]);
    }
    let rows = cells(&exported(&list, None));
    assert_eq!(rows[1][..2], [Data::Float(9_999_999_999_999.99), Data::Float(999_999_999_999_999.0)]);
    assert!(matches!(rows[1][2], Data::DateTime(_)));
    assert_eq!(rows[2], ["10,000,000,000,000.01", "9223372036854775807", "1899-01-01"].map(text));
}

#[test]
fn the_same_list_gives_the_same_bytes() {
    let first = exported(&payments(), None);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(first, exported(&payments(), None));
}

#[test]
fn characters_that_xml_does_not_know_break_nothing() {
    let mut list = Table::new("texts", "怪\u{1}字", &[("text", "内容")]);
    for text in ["甲\u{1}乙", "\u{b}", "\u{ffff}", "a\r\nb", "<&>\"'", "_x0041_", "\u{1f600}"] {
        list.push(vec![text.into()]);
    }
    let bytes = exported(&list, Some("演练\u{2}"));
    assert_eq!(cells(&bytes).len(), 2 + list.rows.len());
    for name in ["xl/sharedStrings.xml", "xl/workbook.xml", "docProps/core.xml", "xl/worksheets/sheet1.xml"] {
        let part = part(&bytes, name);
        assert!(
            !part.contains(|sign: char| sign < ' ' && !"\t\n\r".contains(sign) || sign == '\u{ffff}'),
            "{name}"
        );
    }
    assert!(part(&bytes, "xl/sharedStrings.xml").contains("_x005F_x0041_"));
}

#[test]
fn too_much_for_a_workbook_is_a_sentence() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("清单.xlsx");
    let refused = |table: &Table| {
        let error = papers::export(std::slice::from_ref(table), &path, false, None).unwrap_err();
        assert!(matches!(error, Unwritten::Unfit { .. }) && !path.exists());
        error.to_string()
    };
    let mut list = Table::new("texts", "长", &[("text", "内容")]);
    list.push(vec!["字".repeat(32_768).into()]);
    assert!(refused(&list).contains("第 1 条的“内容”"), "{}", refused(&list));
    // A character beyond the first plane counts twice.
    list.rows = vec![vec!["\u{1f600}".repeat(16_384).into()]];
    assert!(refused(&list).contains("32767 个字"));
    list.rows = vec![Vec::new(); 1_048_576];
    assert!(refused(&list).contains("1048577 行") && refused(&list).contains(".csv"));
    list.rows = vec![vec!["字".repeat(32_767).into()]];
    papers::export(&[list], &path, false, None).unwrap();
}

#[test]
fn a_sheet_is_ready_to_read_and_to_print() {
    let bytes = exported(&payments(), Some("演练 · 不作为依据"));
    assert_eq!(cells(&bytes)[0][0], text("演练 · 不作为依据"));
    let sheet = sheet(&bytes);
    for said in [
        "<pane ySplit=\"2\" topLeftCell=\"A3\"",
        "<autoFilter ref=\"A2:F4\"/>",
        "orientation=\"landscape\"",
        "paperSize=\"9\"",
        "fitToHeight=\"0\"",
        "<pageSetUpPr fitToPage=\"1\"/>",
        "&amp;C第 &amp;P 页，共 &amp;N 页",
        "拨款/清单</oddHeader>",
        "numberStoredAsText=\"1\"",
    ] {
        assert!(sheet.contains(said), "{said}\n{sheet}");
    }
    assert!(!sheet.contains("sheetProtection"));
    let book = part(&bytes, "xl/workbook.xml");
    assert!(book.contains("<sheet name=\"拨款 清单\""), "{book}");
    assert!(book.contains("_xlnm.Print_Titles") && book.contains("$1:$2</definedName>"), "{book}");
}

#[test]
fn long_titles_and_empty_ones_make_a_sheet_name() {
    for (title, name) in [
        ("", "cases"),
        ("[?]", "cases"),
        ("'甲'", "甲"),
        (&"长".repeat(40), &"长".repeat(31)),
        ("a:b\\c", "a b c"),
    ] {
        let list = Table::new("cases", title, &[("case", "案件")]);
        let book = part(&exported(&list, None), "xl/workbook.xml");
        assert!(book.contains(&format!("<sheet name=\"{name}\"")), "{title} {book}");
    }
}

#[test]
fn columns_are_as_wide_as_chinese_needs_and_long_text_is_wrapped() {
    let mut list = Table::new("cases", "案件", &[("unit", "单位"), ("note", "说明"), ("amount", "金额")]);
    list.push(vec![
        "上海松研精密机械有限公司".into(),
        "字".repeat(60).into(),
        Fen::new(123_456_789_000).into(),
    ]);
    let sheet = sheet(&exported(&list, None));
    let widths: Vec<f64> = sheet
        .split("<col ")
        .skip(1)
        .map(|column| column.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
        .collect();
    assert!((25.0..32.0).contains(&widths[0]) && (40.0..50.0).contains(&widths[1]), "{widths:?}");
    assert!((16.0..24.0).contains(&widths[2]), "{widths:?}");
    assert!(sheet.contains("<row r=\"2\" spans=\"1:3\" ht=\"48\" customHeight=\"1\">"), "{sheet}");
}

#[test]
fn refused_rows_stay_text_and_keep_what_is_beyond_the_header() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("申报.refused.xlsx");
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let rows = [row(&["007", "-1", "2026/3/5", "多"]), row(&["'甲"])];
    papers::sheet(&path, false, None, &row(&["编号", "金额", "原因"]), rows.clone().into_iter()).unwrap();
    let cells = cells(&std::fs::read(path).unwrap());
    assert_eq!(cells[1], ["007", "-1", "2026/3/5", "多"].map(text));
    assert_eq!(cells[2][0], text("'甲"));
}

#[test]
fn a_form_says_what_belongs_where() {
    let form = Table::form::<Application>("template", "申请表")
        .guided("town", |town| town.choose_from(Town::CHOICES.iter().copied()));
    let bytes = exported(&form, None);
    let headers = &cells(&bytes)[0];
    assert_eq!((&headers[0], &headers[4]), (&text("*申报单位名称"), &text("是否G60重点企业")));
    let sheet = sheet(&bytes);
    for said in [
        "<formula1>\"企业,职业院校,社会培训机构\"</formula1>",
        "岳阳街道,",
        "学徒工,初级工,",
        "<sheetProtection sheet=\"1\"",
        "formatColumns=\"0\"",
        "insertRows=\"0\"",
        "sort=\"0\"",
        // What is written out is left to intake; a number must be one that it takes.
        "type=\"custom\" errorStyle=\"warning\"",
        "<formula1>IF(ISTEXT(AM2),TRUE,AND(AM2&gt;=0,AM2&lt;1000000000000,ROUND(AM2,2)=AM2))</formula1>",
        "<formula1>IF(ISTEXT(W2),TRUE,AND(W2&gt;=1,W2&lt;73416))</formula1>",
        "type=\"whole\"",
        "D2:D1048576",
    ] {
        assert!(sheet.contains(said), "{said}\n{sheet}");
    }
    assert!(!sheet.contains("<autoFilter"));
    let notes = part(&bytes, "xl/comments1.xml");
    assert_eq!(notes.matches("<comment ref=").count(), form.columns.len());
    assert!(notes.contains("必填。应填：18 位统一社会信用代码"), "{notes}");
    // Columns to fill in are unlocked, text among them as text.
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains("<protection locked=\"0\"/>") && styles.contains("numFmtId=\"49\""), "{styles}");
}

#[test]
fn what_comes_filled_in_is_locked_and_points_have_their_maximum() {
    let guide = |kind, locked| Some(Guide { kind, locked, required: true, ..Guide::default() });
    let mut form = Table::new("template", "打分表", &[]);
    form.columns = vec![
        Column { guide: guide(Kind::Text, true), ..Column::new("case", "案件") },
        Column { guide: guide(Kind::Points(2550), false), ..Column::new("skill", "技艺") },
    ];
    form.push(vec!["2026-0001".into(), Datum::Empty]);
    let bytes = exported(&form, None);
    let sheet = sheet(&bytes);
    assert_eq!(cells(&bytes)[0], ["案件", "*技艺"].map(text));
    assert!(
        sheet.contains("<formula1>AND(ISNUMBER(B2),B2&gt;=0,B2&lt;=25.50,ROUND(B2,2)=B2)</formula1>"),
        "{sheet}"
    );
    assert!(sheet.contains("<pane xSplit=\"1\" ySplit=\"1\""), "{sheet}");
    assert!(part(&bytes, "xl/comments1.xml").contains("已经填好，请不要改动"));
    let format = |cell: &str| {
        let rest = sheet.split(&format!("<c r=\"{cell}\" s=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().parse::<usize>().unwrap()
    };
    let styles = part(&bytes, "xl/styles.xml");
    let formats: Vec<&str> = styles.split("<cellXfs").nth(1).unwrap().split("<xf ").skip(1).collect();
    assert!(formats[format("B2")].contains("locked=\"0\""), "{styles}");
    assert!(!formats[format("A2")].contains("locked=\"0\""), "{styles}");
}

#[test]
fn a_list_too_long_for_a_rule_stands_on_a_hidden_sheet() {
    let mut form = Table::new("template", "台账", &[]);
    let words: Vec<String> = (0..100).map(|number| format!("用途{number}")).collect();
    let mut guide = Guide::default();
    guide.choose_from(words);
    let mut few = Guide::default();
    few.choose_from(["甲,乙", "丙"]);
    form.columns = vec![
        Column { guide: Some(guide), ..Column::new("purpose", "用途") },
        Column { guide: Some(few), ..Column::new("kind", "类型") },
    ];
    let bytes = exported(&form, None);
    assert!(sheet(&bytes).contains("<formula1>'可选的词'!$A$1:$A$100</formula1>"), "{}", sheet(&bytes));
    assert!(sheet(&bytes).contains("<formula1>'可选的词'!$B$1:$B$2</formula1>"));
    assert!(part(&bytes, "xl/workbook.xml").contains("name=\"可选的词\" sheetId=\"2\" state=\"hidden\""));
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.as_slice())).unwrap();
    let list = book.worksheet_range("可选的词").unwrap();
    assert_eq!(
        (list.get_value((99, 0)), list.get_value((0, 1))),
        (Some(&text("用途99")), Some(&text("甲,乙")))
    );
}

#[test]
fn a_form_as_csv_is_its_header_and_what_is_filled_in() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("空表.csv");
    let form = Table::form::<Application>("template", "申请表");
    papers::export(&[form], Path::new(&path), false, None).unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    assert!(
        text.starts_with("\u{feff}申报单位名称,统一社会信用代码,") && text.lines().count() == 1,
        "{text}"
    );
}

#[test]
fn several_lists_stand_on_sheets_of_their_own_and_no_name_comes_twice() {
    let long = "长".repeat(40);
    let titles = ["Ranking", "ranking", "Ranking", &long, &long];
    let tables: Vec<_> = (0..)
        .zip(titles)
        .map(|(row, title)| {
            let mut table = Table::new("lists", title, &[("row", "行")]);
            table.push(vec![Datum::Int(row)]);
            table
        })
        .collect();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("清单.xlsx");
    assert_eq!(papers::export(&tables, &path, false, Some("演练")).unwrap(), 5);
    let bytes = std::fs::read(&path).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.as_slice())).unwrap();
    let shortened = format!("{} (2)", "长".repeat(27));
    let names = ["Ranking", "ranking (2)", "Ranking (3)", &"长".repeat(31), &shortened];
    assert_eq!(book.sheet_names(), names);
    for (at, number) in [(0, 0.0), (4, 4.0)] {
        let range = book.worksheet_range_at(at).unwrap().unwrap();
        let rows: Vec<_> = range.rows().map(|row| row[0].clone()).collect();
        assert_eq!(rows, [text("演练"), text("行"), Data::Float(number)]);
    }
    assert!(part(&bytes, "xl/worksheets/sheet5.xml").contains("<autoFilter ref=\"A2:A3\"/>"));
    let path = folder.path().join("清单.csv");
    assert_eq!(papers::export(&tables, &path, false, None).unwrap(), 1);
    assert_eq!(std::fs::read_to_string(path).unwrap(), "\u{feff}行\r\n0\r\n");
}

#[test]
fn a_decimal_is_a_number_with_its_decimals() {
    let mut list = Table::new("ranking", "排名", &[("mean", "平均分")]);
    list.push(vec![Datum::Decimal { digits: 935_000, places: 4 }]);
    let bytes = exported(&list, None);
    assert_eq!(cells(&bytes)[1][0], Data::Float(93.5));
    assert!(part(&bytes, "xl/styles.xml").contains("formatCode=\"0.0000\""));
}

#[test]
fn a_list_too_wide_for_a_page_goes_over_to_the_next_with_its_first_columns() {
    let header: Vec<String> = (0..49).map(|number| format!("第{number}项内容")).collect();
    let mut list = Table::new("wide", "宽表", &[]);
    list.columns = header.iter().map(|header| Column::new(header.clone(), header.clone())).collect();
    list.push(vec!["上海松研精密机械有限公司".into(); 49]);
    let sheet = sheet(&exported(&list, None));
    assert!(sheet.contains("scale=\"65\"") && !sheet.contains("fitToPage"), "{sheet}");
    // Which ones come again the list says itself, however wide they are.
    let led = list.clone().led_by("第2项内容");
    for (list, leading) in [(&list, "$A:$A,"), (&led, "$A:$C,"), (&led.without("第0项内容"), "$A:$B,")] {
        let book = part(&exported(list, None), "xl/workbook.xml");
        assert!(book.contains(leading) && book.contains("$1:$1</definedName>"), "{book}");
    }
    // An account number keeps its line, whatever the page.
    for row in &mut list.rows {
        row[3] = "6222021001112223334".into();
    }
    let part = self::sheet(&exported(&list, None));
    let width = part.split("<col ").nth(2).unwrap().split("width=\"").nth(1).unwrap();
    assert!(width.split('"').next().unwrap().parse::<f64>().unwrap() > 19.0, "{part}");
}

/// The rows of a sheet as the file has them: how high they are, in points (the library rounds to pixels), and the
/// format of each cell.
fn looks(bytes: &[u8]) -> Vec<(Option<f64>, Vec<String>)> {
    let attribute = |element: &str, name: &str| {
        let (element, _) = element.split_once('>')?;
        Some(element.split_once(&format!(" {name}=\""))?.1.split('"').next()?.to_owned())
    };
    let sheet = sheet(bytes);
    let rows = sheet.split("<row ").skip(1);
    rows.map(|row| {
        let cells = row.split("<c ").skip(1).filter_map(|cell| attribute(&format!(" {cell}"), "s"));
        (attribute(row, "ht").map(|height| height.parse::<f64>().unwrap().round()), cells.collect())
    })
    .collect()
}

#[test]
fn the_rows_of_a_long_list_are_like_those_of_a_short_one() {
    let columns = [
        ("text", "内容"),
        ("amount", "金额"),
        ("on", "日期"),
        ("count", "人数"),
        ("mean", "平均分"),
        ("paid", "已付"),
    ];
    let row = |text: &str, number: i64| -> Vec<Datum> {
        vec![
            text.into(),
            Fen::new(number * 101).into(),
            day(1900 + (number % 200) as i32, 2 + (number % 2) as u32, 28),
            Datum::Int(-number),
            Datum::Decimal { digits: number, places: 4 },
            Datum::Flag(number % 2 == 0),
        ]
    };
    let mut last: Vec<_> = (0..)
        .zip(["=1+1", " 两端空格\t", "甲\n乙\u{1}丙\u{ffff}", "<&>\"'", "_x0041_ _x_ __x00e9_", "a\r\nb"])
        .map(|(number, text)| row(text, number))
        .collect();
    last.push(row(&"字".repeat(300), 300));
    last.push(vec![Datum::Empty; columns.len()]);
    last.push(row("末行", 301));
    let list = |many: usize, totals: bool| {
        let mut list = Table::new("long", "长清单", &columns);
        list.rows = vec![row(&"字".repeat(300), 7); many];
        list.rows.extend(last.iter().cloned());
        list.totals = totals.then(|| row("合计", 5));
        exported(&list, Some("演练"))
    };
    for totals in [false, true] {
        let (short, long) = (list(10, totals), list(1000, totals));
        assert!(!sheet(&short).contains("inlineStr"));
        assert_eq!(sheet(&long).matches("<row ").count(), 2 + 1000 + last.len() + usize::from(totals));
        let tail = last.len() + usize::from(totals);
        let end = |rows: usize| rows - tail;
        let (mut cells_short, mut cells_long) = (cells(&short), cells(&long));
        let (at, late) = (end(cells_short.len()), end(cells_long.len()));
        assert_eq!(cells_long.split_off(late), cells_short.split_off(at), "{totals}");
        // The library leaves out a row without cells; the formats of the totals have other numbers.
        let whole = |bytes: &[u8]| {
            let mut rows = looks(bytes);
            rows.retain(|(_, cells)| !cells.is_empty());
            rows.truncate(rows.len() - usize::from(totals));
            rows.split_off(rows.len() - (last.len() - 1))
        };
        assert_eq!(whole(&long), whole(&short), "{totals}");
        let extent = format!("<dimension ref=\"A1:F{}\"/>", 2 + 1000 + tail);
        assert!(sheet(&long).contains(&extent), "{extent}");
        assert!(sheet(&long).contains(&format!("<autoFilter ref=\"A2:F{}\"/>", 2 + 1000 + last.len())));
        assert_eq!(long, list(1000, totals));
    }
}

#[test]
fn a_long_list_with_values_of_another_kind_is_written_too() {
    let mut long = Table::new("long", "长清单", &[("count", "人数")]);
    long.rows = (0..1100).map(|number| vec![Datum::Int(number)]).collect();
    let mut short = long.clone();
    short.rows.truncate(3);
    let mut odd = long.clone();
    odd.rows[1050] = vec!["无".into()];
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("清单.xlsx");
    papers::export(&[short, long, odd], &path, false, None).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(std::fs::read(&path).unwrap())).unwrap();
    for (at, rows, value) in [(0, 3, None), (1, 1100, Some(Data::Float(1050.0))), (2, 1100, Some(text("无")))]
    {
        let range = book.worksheet_range_at(at).unwrap().unwrap();
        assert_eq!((range.height(), range.get_value((1051, 0)).cloned()), (1 + rows, value));
    }
}
