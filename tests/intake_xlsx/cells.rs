//! What stands in the cells, by whatever program it was written.

use std::io::Cursor;

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Formula};
use studiogrant::intake::{Reader, Source, read};
use studiogrant::model::account::Account;
use studiogrant::model::{Fen, Value};

use super::{
    HEADER, Visit, faults, first_name, put_header, put_row, raw, raw_header, raw_row, refusal, sheet, source,
    unmerged, vector, written,
};

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
        let told = read::<Visit>(Source::open(&vector(name)).unwrap()).err().unwrap().to_string();
        assert!(told.contains("A10:A11是合并单元格"), "{told}");
        let read = sheet(unmerged(name), None).unwrap();
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
        // The second row of what was merged has no value.
        told.drain(..usize::from(!is_1904));
        assert_eq!(faults(&read), told, "{name}");
    }
}

#[test]
fn what_formulas_leave_behind_is_told_cell_by_cell() {
    let long = "超过 15 位的数字已被 Excel 改掉，后几位丢失：是号码的，请把该列设为“文本”格式后重新填写完整号码；是金额、数量的，请核对";
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
        let values: Vec<_> = read.faults.table().rows.iter().map(|row| row[3].show()).collect();
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
        (
            "<x:c xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" t=\"str\"><x:v>甲</x:v></x:c>",
            "甲",
        ),
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

/// A sheet of six rows, of which these cells are merged.
fn merged(first: (u32, u16), last: (u32, u16)) -> Vec<u8> {
    written(|workbook| {
        let sheet = workbook.add_worksheet();
        put_header(sheet, 1);
        sheet.write(1, 7, "经办").unwrap();
        (2..=7).for_each(|row| put_row(sheet, row, &format!("第{row}厂")));
        sheet.merge_range(first.0, first.1, last.0, last.1, "甲厂", &Format::new()).unwrap();
    })
}

#[test]
fn cells_merged_over_rows_are_named() {
    let told = refusal(merged((2, 0), (4, 0)));
    assert!(told.contains("工作表“Sheet1”：A3:A5是合并单元格") && told.contains("取消合并"), "{told}");
    // What may be empty isn't taken for empty.
    assert!(refusal(merged((3, 6), (4, 6))).contains("G4:G5是合并单元格"));
    assert!(refusal(merged((2, 5), (7, 7))).contains("F3:H8是合并单元格"));
    for (first, last) in [((0, 0), (0, 6)), ((2, 5), (2, 6)), ((3, 7), (5, 7)), ((7, 6), (9, 6))] {
        assert!(sheet(merged(first, last), None).is_ok(), "{first:?} {last:?}");
    }
    let many = written(|workbook| {
        let sheet = workbook.add_worksheet();
        put_header(sheet, 0);
        (1..=14).for_each(|row| put_row(sheet, row, "甲"));
        for row in (1..=13).step_by(2) {
            sheet.merge_range(row, 0, row + 1, 0, "甲", &Format::new()).unwrap();
        }
    });
    assert!(refusal(many).contains("A2:A3、A4:A5、A6:A7、A8:A9、A10:A11 等 7 处是合并单元格"));
}

#[test]
fn a_spoiled_cell_is_handed_back_as_it_was_and_refused_again() {
    for (cell, text) in [
        ("<c t=\"e\"><v>#REF!</v></c>", "#REF!"),
        ("<c><f>A2*2</f><v/></c>", "#不能用：=A2*2"),
        ("<c><v>913101173663822000</v></c>", "#不能用：9.13101173663822E+17"),
    ] {
        let rows = raw_header() + &raw_row(cell);
        let mut reader = Reader::<Visit>::new(source(raw(&rows, &[])).unwrap()).unwrap();
        let row = reader.next_row().unwrap().unwrap();
        assert_eq!((row.parsed.unwrap_err().len(), &row.cells[0]), (1, text), "{cell}");
        let again = first_name(&format!("<c t=\"str\"><v>{text}</v></c>"));
        assert_eq!(again.unwrap_err().len(), 1, "{cell}");
    }
}

/// The refused rows go into a workbook that counts from 1900, where a bare number would be another day.
#[test]
fn a_day_that_nobody_can_tell_is_handed_back_as_no_day() {
    let workbook =
        r#"<workbook><workbookPr date1904="1"/><sheets><sheet name="表" r:id="r1"/></sheets></workbook>"#;
    let row = raw_row("<c t=\"str\"><v>甲厂</v></c>");
    let day = |cell: &str| raw_header() + &row.replace(r#"<c t="str"><v>2026-03-05</v></c>"#, cell);
    let number = day("<c><v>44624</v></c>");
    let mut reader =
        Reader::<Visit>::new(source(raw(&number, &[("xl/workbook.xml", workbook)])).unwrap()).unwrap();
    let row = reader.next_row().unwrap().unwrap();
    assert_eq!((row.parsed.unwrap_err().len(), &row.cells[1]), (1, "#不能用：44624"));
    let again = sheet(raw(&day("<c t=\"str\"><v>#不能用：44624</v></c>"), &[]), None).unwrap();
    assert_eq!(faults(&again), ["2 B 走访日期 这一格还没有更正，请填写实际的内容"]);
}
