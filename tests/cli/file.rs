//! What can be wrong with files, dates and names: one clear sentence each, the right exit code, nothing lost.

use super::desk::{Desk, applications};

#[test]
fn a_missing_file_is_never_made_by_accident() {
    let desk = Desk::bare();
    for words in ["status", "apply list", "audit log", "show 1"] {
        assert!(desk.run(words).ended(1).contains("init"), "{words}");
    }
    assert!(std::fs::read_dir(desk.folder.path()).unwrap().next().is_none());
}

#[test]
fn init_makes_a_private_file_once() {
    let desk = Desk::bare();
    desk.run("init").ended(0);
    assert!(desk.run("init").ended(1).contains("已经存在"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = desk.folder.path().join("studiogrant.db").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(std::fs::read_dir(desk.folder.path()).unwrap().count(), 1);
}

#[test]
fn foreign_newer_and_broken_files_are_refused_untouched() {
    let desk = Desk::bare();
    desk.write("a.db", "不是数据库");
    desk.write("b.db", "");
    let other = rusqlite::Connection::open(desk.folder.path().join("c.db")).unwrap();
    other.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)").unwrap();
    for name in ["a.db", "b.db", "c.db", "."] {
        let before = std::fs::read(desk.folder.path().join(name)).unwrap_or_default();
        assert!(
            desk.run(&format!("status --file {name}")).ended(1).contains("不是 studiogrant 的案卷"),
            "{name}"
        );
        assert_eq!(std::fs::read(desk.folder.path().join(name)).unwrap_or_default(), before);
    }
    desk.run("init").ended(0);
    let ours = rusqlite::Connection::open(desk.folder.path().join("studiogrant.db")).unwrap();
    ours.pragma_update(None, "user_version", 99).unwrap();
    assert!(desk.run("status").ended(1).contains("更新版本"));
}

#[test]
fn a_read_only_file_can_be_read_and_not_written() {
    let desk = Desk::ready();
    let path = desk.folder.path().join("studiogrant.db");
    let mut rights = path.metadata().unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&path, rights).unwrap();
    desk.run("round list").ended(0);
    assert!(desk.run("operator add 李军 --role 财务").ended(1).contains("只读"));
}

#[test]
fn a_locked_file_is_waited_for_and_then_said() {
    let desk = Desk::ready();
    let other = rusqlite::Connection::open(desk.folder.path().join("studiogrant.db")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    assert!(desk.run("operator add 李军 --role 财务").ended(1).contains("占用"));
    other.execute_batch("ROLLBACK").unwrap();
    desk.run("operator add 李军 --role 财务").ended(0);
}

#[test]
fn an_export_that_cannot_be_written_is_said_and_an_existing_one_is_kept() {
    let desk = Desk::ready();
    assert!(desk.run("round list --out 没有/这个.csv").ended(1).contains("没有/这个.csv"));
    assert!(desk.run("round list --out 甲.doc").ended(2).contains("csv"));
    desk.run("round list --out 甲.csv").ended(0);
    assert!(desk.read("甲.csv").starts_with('\u{feff}'));
    desk.write("甲.csv", "旧");
    assert!(desk.run("round list --out 甲.csv").ended(1).contains("--yes"));
    assert_eq!(desk.read("甲.csv"), "旧");
    desk.run("round list --out 甲.csv --yes").ended(0);
    assert!(desk.read("甲.csv").contains("演练"));
}

#[test]
fn the_business_date_is_kept_in_order() {
    let desk = Desk::bare();
    desk.run("init").ended(0);
    assert!(desk.run("round list --on 2099-01-01").ended(2).contains("晚于今天"));
    assert!(desk.run("round list --on 2024-02-30").ended(2).contains("2024-02-30"));
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    assert!(
        desk.run("apply withdraw 1 --reason 单位申请 --on 2024-02-01").ended(2).contains("早于本案上一步")
    );
    assert!(desk.run("apply import 申报.csv --on 2099-01-01").ended(0).contains("没有新的申报"));
}

#[test]
fn unknown_cases_rounds_rules_and_operators_are_usage_errors() {
    let desk = Desk::ready();
    for (words, said) in [
        ("show 99", "没有案件 2024-0099"),
        ("show 2023-0001", "没有 2023 年度"),
        ("show 甲", "案件编号"),
        ("rules A4-9", "没有编号为 A4-9"),
        ("rules --clause 十", "没有依据为"),
        ("operator add 李军 --role 财务 --by 没登记", "还没有登记"),
        ("operator add 李军 --role 街镇", "--town"),
        ("operator add 李军 --role 街镇 --town 闵行", "不是本区"),
        ("apply withdraw 1", "--reason"),
        ("nothing", "nothing"),
    ] {
        assert!(desk.run(words).ended(2).contains(said), "{words}");
    }
}

#[test]
fn json_speaks_english_and_carries_the_findings() {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[("配套资金承诺", "49999.99")]]));
    let text = desk.run("apply import 申报.csv --on 2024-03-22 --json").ended(3);
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&told["new"], &told["refused"], &told["rehearsal"]), (&0.into(), &1.into(), &true.into()));
    assert_eq!(
        (&told["refusals"][0]["code"], &told["refusals"][0]["weight"]),
        (&"A4-2a".into(), &"not_met".into())
    );
    let text = desk.run("show 99 --json").ended(2);
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["kind"], "usage");
}

#[test]
fn an_export_never_lands_on_the_case_file() {
    let desk = Desk::ready();
    desk.run("init --rehearsal --file 案卷.csv").ended(0);
    let before = std::fs::read(desk.folder.path().join("案卷.csv")).unwrap();
    assert!(desk.run("operator list --file 案卷.csv --out ./案卷.csv --yes").ended(2).contains("案卷本身"));
    assert_eq!(std::fs::read(desk.folder.path().join("案卷.csv")).unwrap(), before);
}

#[test]
fn the_last_operator_of_the_bureau_stays() {
    let desk = Desk::ready();
    assert!(desk.run("operator add 王芳 --role 财务").ended(2).contains("唯一"));
    desk.run("operator add 周宁 --role 区局").ended(0);
    desk.run("operator add 王芳 --role 财务").ended(0);
    assert!(desk.args(&["operator", "add", " ", "--role", "财务", "--by", "周宁"]).ended(2).contains("姓名"));
}

#[test]
fn a_round_is_opened_in_its_own_year() {
    let desk = Desk::ready();
    let words = "round open --year 2030 --notice-no 甲 --from 2025-03-01 --to 2025-03-29 --town-deadline 2025-04-12 --quota 10";
    assert!(desk.run(words).ended(2).contains("年份不一致"));
    let huge = "round open --year 2025 --notice-no 甲 --from 2025-03-01 --to 2025-03-29 --town-deadline 2025-04-12 --quota 10 --budget 1000000000000";
    assert!(desk.run(huge).ended(2).contains("金额过大"));
}
