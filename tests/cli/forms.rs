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
    assert!(desk.run("apply list --out 案件.xls").ended(1).contains(".xlsx、.csv、.json"));
}
