//! Which sheet is read, and what is said of the others.

use std::io::Cursor;

use studiogrant::intake::{Flaw, Source};

use super::{HEADER, faults, put_header, put_row, raw, refusal, sheet, written};

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
fn long_lists_of_sheets_are_cut() {
    let bytes = written(|workbook| {
        (1..=25).for_each(|number| {
            workbook.add_worksheet().set_name(format!("第{number}组")).unwrap();
        });
    });
    let told = sheet(bytes, Some("四月")).err().unwrap().to_string();
    assert!(told.ends_with("、第20组、……共 25 张"), "{told}");
}
