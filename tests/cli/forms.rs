//! Forms that go out: every template as a workbook, and what a clerk finds in it.

use calamine::{Data, Reader, Xlsx, open_workbook};

use super::desk::{Desk, applications};

/// The cells of a workbook's first sheet, none of them a formula.
fn cells(desk: &Desk, name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(desk.folder.path().join(name)).unwrap();
    let formulas = book.worksheet_formula(&book.sheet_names()[0]).unwrap();
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{name}");
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

/// A desk with one case that waits for its town, 泗泾镇.
fn filed() -> Desk {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[("所属街镇", "泗泾镇")]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    desk
}

#[test]
fn every_blank_form_names_its_columns() {
    let desk = Desk::ready();
    for (command, first, last) in [
        ("apply template", "*申报单位名称", "申报日期"),
        ("disburse template", "*账号", "备注"),
        ("assess spend template", "*案件编号", "备注"),
        ("assess match template", "*案件编号", "备注"),
        ("calendar template", "*日期", "*类型"),
    ] {
        assert!(desk.run(command).ended(2).contains("--out 文件.xlsx"), "{command}");
        let name = format!("{}.xlsx", command.replace(' ', "_"));
        let said = desk.run(&format!("{command} --out {name}")).ended(0);
        assert!(said.contains("填写说明") && said.contains("共 0 行"), "{said}");
        let header = cells(&desk, &name).pop().unwrap();
        assert_eq!((header[0].as_str(), header.last().unwrap().as_str()), (first, last), "{command}");
    }
}

#[test]
fn a_ledger_offers_the_purposes_of_its_fund() {
    let desk = Desk::ready();
    assert!(desk.run("assess spend template --out 支出.csv").ended(0).contains("培训进修 / "));
    assert!(desk.run("assess match template --out 配套.csv").ended(0).contains("带徒津贴 / "));
}

#[test]
fn a_town_finds_its_cases_and_what_is_to_be_confirmed() {
    let desk = filed();
    desk.run("screen template --town 泗泾 --out 初审.xlsx").ended(0);
    let rows = cells(&desk, "初审.xlsx");
    assert!(rows[0][0].contains("演练"), "{rows:?}");
    assert_eq!(rows[1][..4], ["案件编号", "申报单位名称", "*初审结论", "*初审意见"]);
    assert_eq!((rows[2][0].as_str(), rows[2][2].as_str(), rows.len()), ("2024-0001", "", 3));
}

#[test]
fn an_expert_finds_the_candidates_and_no_scores() {
    let desk = filed();
    desk.run("screen pass 1 --opinion 同意推荐 --on 2024-04-10").ended(0);
    desk.run("screen forward --town 泗泾镇 --on 2024-04-12").ended(0);
    desk.run("review expert add 沈砚秋 --employer 上海云浦职业技术学校 --on 2024-04-16").ended(0);
    let said = desk.run("review template --expert 沈砚秋 --out 打分.xlsx --on 2024-04-18").ended(0);
    assert!(said.contains("0 至 25 分，最多两位小数"), "{said}");
    let rows = cells(&desk, "打分.xlsx");
    assert!(rows[1][3..].iter().all(|header| header.starts_with('*')), "{rows:?}");
    assert_eq!((rows[2][0].as_str(), rows[2][2].as_str()), ("2024-0001", "沈砚秋"));
    assert!(rows[2][3..].iter().all(String::is_empty), "{rows:?}");
}

#[test]
fn a_list_becomes_a_workbook_that_is_overwritten_only_when_told() {
    let desk = filed();
    assert!(desk.run("apply list --out 案件.xlsx").ended(0).contains("已写入 案件.xlsx，共 1 行"));
    let rows = cells(&desk, "案件.xlsx");
    assert_eq!((rows[1][0].as_str(), rows[2][0].as_str()), ("案件", "2024-0001"));
    desk.run("apply list --out 案件.xlsx").ended(1);
    desk.run("apply list --out 案件.xlsx --yes").ended(0);
    assert!(desk.run("apply list --out 案件.xls").ended(2).contains(".xlsx、.csv、.json"));
}

/// The forms of `apply`, `screen` and `calendar`, filled in: typed into LibreOffice 7.4 by a macro, so that its formats
/// decided what became text, and written by openpyxl 3.1.5 with dates and numbers as such.
const APPLIED: [&[u8]; 2] = [
    include_bytes!("../vectors/xlsx/form-apply-libreoffice.xlsx"),
    include_bytes!("../vectors/xlsx/form-apply-openpyxl.xlsx"),
];
const SCREENED: [&[u8]; 2] = [
    include_bytes!("../vectors/xlsx/form-screen-libreoffice.xlsx"),
    include_bytes!("../vectors/xlsx/form-screen-openpyxl.xlsx"),
];
const HOLIDAYS: [&[u8]; 2] = [
    include_bytes!("../vectors/xlsx/form-calendar-libreoffice.xlsx"),
    include_bytes!("../vectors/xlsx/form-calendar-openpyxl.xlsx"),
];

#[test]
fn a_form_that_was_filled_in_comes_back_as_it_was_meant() {
    let shown = |name: &str, bytes: &[u8]| {
        let desk = Desk::ready();
        desk.write(name, bytes);
        assert!(
            desk.run(&format!("apply import {name} --on 2024-03-22")).ended(0).contains("已受理申报 1 件")
        );
        desk.run("apply show 1 --reveal").ended(0)
    };
    let as_csv = shown("申报.csv", applications(&[&[]]).as_bytes());
    for bytes in APPLIED {
        assert_eq!(shown("申报.xlsx", bytes), as_csv);
    }
    for bytes in SCREENED {
        let desk = filed();
        desk.write("初审.xlsx", bytes);
        desk.run("screen import 初审.xlsx --on 2024-04-10").ended(0);
        let story = desk.run("show 1 --on 2024-04-10").ended(0);
        assert!(story.contains("泗泾镇：申报材料齐全，条件符合，同意推荐"), "{story}");
    }
    for bytes in HOLIDAYS {
        let desk = Desk::ready();
        desk.write("放假.xlsx", bytes);
        let said = desk.run("calendar import 放假.xlsx --yes --on 2024-03-22").ended(0);
        assert!(said.contains("已导入 2027 年放假安排，共 4 天"), "{said}");
    }
}

/// Writes rows of text as a workbook.
fn write(desk: &Desk, name: &str, rows: &[Vec<String>]) {
    let path = desk.folder.path().join(name);
    studiogrant::papers::sheet(&path, true, None, &rows[0], rows[1..].iter().cloned()).unwrap();
}

/// Where a column stands in the header that is this row.
fn column(header: &[String], name: &str) -> usize {
    header.iter().position(|cell| cell.trim_start_matches('*') == name).unwrap()
}

#[test]
fn a_screening_form_comes_back_with_its_opinions() {
    let desk = filed();
    desk.run("screen template --town 泗泾镇 --out 初审.xlsx").ended(0);
    // Not filled in, it is asked for; nothing is recorded.
    let text = desk.run("screen import 初审.xlsx --on 2024-04-10").ended(3);
    assert!(text.contains("C *初审结论") && text.contains("不能为空"), "{text}");
    let mut rows = cells(&desk, "初审.xlsx");
    for (name, value) in [("初审结论", "通过"), ("初审意见", "同意推荐"), ("初审日期", "2024-04-09")]
    {
        let at = column(&rows[1], name);
        rows[2][at] = value.to_owned();
    }
    write(&desk, "初审.xlsx", &rows);
    assert!(desk.run("screen import 初审.xlsx --on 2024-04-10").ended(0).contains("通过 1 件"));
    assert_eq!(desk.count("screening"), 1);
}

#[test]
fn refused_rows_of_a_workbook_come_back_in_one() {
    let desk = Desk::ready();
    let sheet = applications(&[&[("配套资金承诺", "49999.99")]]);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(sheet.as_bytes());
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    write(&desk, "申报.xlsx", &rows);
    desk.run("apply import 申报.xlsx --on 2024-03-22 --partial").ended(3);
    let mut refused = cells(&desk, "申报.refused.xlsx");
    // Below the row that says 演练.
    let at = column(&refused[1], "配套资金承诺");
    let reason = column(&refused[1], "未导入原因");
    assert!(refused[2][at] == "49999.99" && refused[2][reason].contains("A4-2a"), "{refused:?}");
    refused[2][at] = "5万元".to_owned();
    write(&desk, "申报.refused.xlsx", &refused);
    desk.run("apply import 申报.refused.xlsx --on 2024-03-22").ended(0);
    assert_eq!(desk.count("application"), 1);
}

#[test]
fn paragraphs_stay_paragraphs_and_lines_part_what_is_listed() {
    let desk = Desk::ready();
    desk.write(
        "申报.csv",
        applications(&[&[
            ("岗位业绩说明", "1.解决主轴振动\r\n2.带教５人"),
            ("工作室支持", "资金\n场地\n设备\n设施\n人员"),
            ("单位类型", "企\n业"),
            ("任务_单位任务", ""),
            ("参加竞赛比武培训", "否"),
        ]]),
    );
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    let shown = desk.run("apply show 1 --json --reveal").ended(0);
    assert!(
        shown.contains(r"1.解决主轴振动\n2.带教5人") && shown.contains("资金、场地、设备、设施、人员"),
        "{shown}"
    );
    let mut rows = {
        desk.run("screen template --town 泗泾镇 --out 初审.xlsx").ended(0);
        cells(&desk, "初审.xlsx")
    };
    let at = |name: &str| column(&rows[1], name);
    let (decision, opinion, points) = (at("初审结论"), at("初审意见"), at("核实事项"));
    assert_eq!(rows[2][points], "A6-1-4=; A7-2=");
    rows[2][decision] = "通过".to_owned();
    rows[2][opinion] = "同意推荐\n材料齐全".to_owned();
    rows[2][points] = "A6-1-4=查看培训记录\nA7-2=补交计划".to_owned();
    write(&desk, "初审.xlsx", &rows);
    desk.run("screen import 初审.xlsx --on 2024-04-10").ended(0);
    assert_eq!(desk.count("confirmation"), 2);
    desk.run("screen form 1 --out 意见.docx --on 2024-04-10").ended(0);
}

#[test]
fn a_case_that_is_none_is_told_by_its_cell() {
    let desk = filed();
    let header = "案件编号,申报单位名称,初审结论,初审意见,核实事项\n";
    let rows = "9,,通过,同意,\n2024-1-1,,通过,同意,\n1,别的公司,通过,同意,\n1,,通过,同意,A2-1-1\n";
    desk.write("初审.csv", format!("{header}{rows}"));
    let told: serde_json::Value =
        serde_json::from_str(&desk.run("screen import 初审.csv --on 2024-04-10 --json").ended(3)).unwrap();
    let faults = told["faults"].as_array().unwrap();
    let places: Vec<_> = faults.iter().map(|fault| format!("{} {}", fault["row"], fault["column"])).collect();
    let expected = [r#"2 "A 案件编号""#, r#"3 "A 案件编号""#, r#"4 "B 申报单位名称""#, r#"5 "E 核实事项""#];
    assert_eq!(places, expected, "{told}");
    assert!(faults.iter().all(|fault| fault["weight"] == "error"), "{told}");
    assert_eq!(told["refusals"], serde_json::Value::Null, "{told}");
}

#[test]
fn two_opinions_on_one_case_in_one_sheet_are_told_by_their_rows() {
    let desk = filed();
    let header = "案件编号,初审结论,初审意见\n";
    desk.write("初审.csv", format!("{header}1,通过,同意\n1,通过,同意\n1,退回补正,不同意\n"));
    let told = desk.run("screen import 初审.csv --on 2024-04-10 --json").ended(3);
    assert!(told.contains("与第 2 行都是 2024-0001 的初审意见，内容却不同"), "{told}");
    assert!(told.contains("第 3 行同第 2 行"), "{told}");
    assert_eq!(desk.count("screening"), 0);
}
