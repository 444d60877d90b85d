//! What `--out` writes: all of a report, in every format as far as it goes.

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value as Json;

use super::desk::{Desk, applications};

fn filed() -> Desk {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    desk
}

/// The titles of the tables that a command shows.
fn sheets(desk: &Desk, name: &str) -> Vec<String> {
    let book: Xlsx<_> = open_workbook(desk.folder.path().join(name)).unwrap();
    book.sheet_names()
}

#[test]
fn a_workbook_has_all_tables_and_the_screen_none_of_them() {
    let desk = filed();
    let shown = desk.run("show 1").ended(0);
    let said = desk.run("show 1 --out 案件.xlsx").ended(0);
    let sheets = sheets(&desk, "案件.xlsx");
    assert!(sheets.len() > 1, "{sheets:?}");
    assert!(said.contains(&format!("共 {} 张表：", sheets.len())), "{said}");
    for title in &sheets {
        assert!(shown.contains(title) && said.matches(title.as_str()).count() == 1, "{title}\n{said}");
    }
    assert!(!said.contains("没有写入"), "{said}");
}

#[test]
fn csv_says_what_it_has_no_place_for_and_shows_it() {
    let desk = filed();
    desk.run("show 1 --out 案件.xlsx").ended(0);
    let sheets = sheets(&desk, "案件.xlsx");
    let said = desk.run("show 1 --out 案件.csv").ended(0);
    let left =
        format!("另有 {} 张表（{}）没有写入，.xlsx 可以写全", sheets.len() - 1, sheets[1..].join("、"));
    assert!(said.contains(&left), "{said}");
    assert!(sheets[1..].iter().all(|title| said.matches(title.as_str()).count() == 2), "{said}");
}

#[test]
fn json_has_several_tables_under_their_keys_and_one_as_an_array() {
    let desk = filed();
    desk.run("show 1 --out 案件.json").ended(0);
    let written: Json = serde_json::from_str(&desk.read("案件.json")).unwrap();
    let shown: Json = serde_json::from_str(&desk.run("show 1 --json").ended(0)).unwrap();
    let lists: Vec<_> = written.as_object().unwrap().iter().filter(|(_, list)| list.is_array()).collect();
    assert!(lists.len() > 1, "{written}");
    for (key, list) in lists {
        assert_eq!(list.as_array().unwrap().len(), shown[key].as_array().unwrap().len(), "{key}");
    }
    desk.run("apply list --out 清单.json").ended(0);
    assert!(serde_json::from_str::<Json>(&desk.read("清单.json")).unwrap().is_array());
}

#[test]
fn a_form_stays_one_sheet() {
    let desk = Desk::ready();
    for name in ["空表.xlsx", "空表.csv"] {
        let said = desk.run(&format!("calendar template --out {name}")).ended(0);
        assert!(
            said.contains("填写说明") && said.contains("共 0 行") && !said.contains("没有写入"),
            "{said}"
        );
    }
    assert_eq!(sheets(&desk, "空表.xlsx").len(), 1);
    assert!(desk.run("calendar template --out 空表.json").ended(2).contains(".xlsx、.csv"));
    assert!(!desk.has("空表.json"));
}

#[test]
fn the_whole_journal_goes_into_a_file() {
    let desk = Desk::ready();
    for number in 0..60 {
        desk.run(&format!("operator add 甲{number} --role 区局")).ended(0);
    }
    let rows = |command: &str| {
        desk.run(command).ended(0);
        let rows: Json = serde_json::from_str(&desk.read("日志.json")).unwrap();
        rows.as_array().unwrap().len()
    };
    let all = usize::try_from(desk.count("entry")).unwrap();
    assert!(all >= 60);
    assert_eq!(rows("audit log --out 日志.json"), all);
    assert_eq!(rows("audit log --limit 7 --out 日志.json --yes"), 7);
    assert_eq!(desk.run("audit log").ended(0).matches("operator add").count(), 50);
}

#[test]
fn a_day_with_nothing_to_do_is_an_empty_list_in_a_file() {
    let desk = Desk::ready();
    let said = desk.run("status").ended(0);
    assert!(said.contains("没有待办事项") && !said.contains("今日待办"), "{said}");
    assert!(desk.run("status --out 待办.xlsx").ended(0).contains("共 0 行"));
    assert_eq!(desk.run("status --out 待办.csv").code, 0);
    assert_eq!(desk.read("待办.csv").lines().count(), 2);
}
