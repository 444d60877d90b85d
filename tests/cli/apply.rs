//! Applications at the counter.

use super::desk::{Desk, applications};

/// Another unit and another technician, so that two rows don't get in each other's way.
const OTHER: [(&str, &str); 3] = [
    ("申报单位名称", "上海另一家机械有限公司"),
    ("统一社会信用代码", "91310117MA1JPA9311"),
    ("证件号码", "310117199803019992"),
];

fn import(changes: &[(&str, &str)]) -> (Desk, super::desk::Said) {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[changes]));
    let said = desk.run("apply import 申报.csv --on 2024-03-22");
    (desk, said)
}

#[test]
fn the_edges_of_eligibility_hold() {
    for (changes, code) in [
        (&[("配套资金承诺", "49,999.99")][..], Some("A4-2a")),
        (&[("配套资金承诺", "50,000.00")], None),
        (&[("技能等级", "高级工")], Some("A2-1-2a")),
        (&[("技能等级", "技师"), ("证书编号", "")], Some("证书编号")),
        (&[("申报日期", "2024-03-20"), ("聘任截止日期", "2024-03-20")], None),
        (&[("申报日期", "2024-03-20"), ("聘任截止日期", "2024-03-19")], Some("A6-1-3b")),
        (&[("申报日期", "2024-03-20"), ("聘任起始日期", "2024-03-20")], None),
        (&[("申报日期", "2024-03-20"), ("聘任起始日期", "2024-03-21")], Some("A6-1-3b")),
    ] {
        let (desk, said) = import(changes);
        match code {
            None => {
                assert!(said.ended(0).contains("已受理申报 1 件"), "{changes:?}");
                assert_eq!(desk.count("application"), 1);
            }
            Some(code) => {
                assert!(said.ended(3).contains(code), "{changes:?}");
                assert_eq!(desk.count("application"), 0);
            }
        }
    }
}

#[test]
fn a_firm_rule_is_not_waived() {
    for (changes, code) in [
        (("配套资金承诺", "49999.99"), "A4-2a"),
        (("技能等级", "高级工"), "A2-1-2a"),
        (("聘任截止日期", "2024-03-01"), "A6-1-3b"),
    ] {
        let desk = Desk::ready();
        desk.write("申报.csv", applications(&[&[changes]]));
        let said =
            desk.run(&format!("apply import 申报.csv --on 2024-03-22 --waive {code} --reason 领导同意"));
        let text = said.ended(3);
        assert!(text.contains("不能变通") && text.contains(code), "{text}");
        assert_eq!(desk.count("application"), 0);
    }
}

#[test]
fn a_late_application_is_taken_in_only_as_an_exception() {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[("申报日期", "2024-03-30")]]));
    assert!(desk.run("apply import 申报.csv --on 2024-03-30").ended(3).contains("A6-2-1b"));
    let text = desk.run("apply import 申报.csv --on 2024-03-30 --waive A6-2-1b").ended(2);
    assert!(text.contains("--reason"), "{text}");
    desk.run("apply import 申报.csv --on 2024-03-30 --waive A6-2-1b --reason 系统故障").ended(0);
    assert_eq!((desk.count("application"), desk.count("waiver")), (1, 1));
}

#[test]
fn a_refused_row_keeps_the_whole_file_out_and_says_everything() {
    let desk = Desk::ready();
    let bad = [&OTHER[..], &[("配套资金承诺", "1"), ("技能等级", "高级工")]].concat();
    desk.write("申报.csv", applications(&[&[], &bad]));
    let text = desk.run("apply import 申报.csv --on 2024-03-22").ended(3);
    for said in ["A4-2a", "A2-1-2a", "二(一)2", "四(二)", "50,000.00", "处理"] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    assert_eq!((desk.count("application"), desk.count("refusal")), (0, 2));
    // The refusal of the same row is not written down twice.
    desk.run("apply import 申报.csv --on 2024-03-22").ended(3);
    assert_eq!(desk.count("refusal"), 2);
}

#[test]
fn partial_takes_the_good_rows_and_the_refused_file_comes_back_corrected() {
    let desk = Desk::ready();
    let bad = [&OTHER[..], &[("配套资金承诺", "49999.99")]].concat();
    desk.write("申报.csv", applications(&[&[], &bad]));
    let trial = "apply import 申报.csv --on 2024-03-22 --partial --dry-run";
    assert!(desk.run(trial).ended(3).contains("不能受理的行和原因会写入 申报.refused.csv"));
    assert!(!desk.has("申报.refused.csv"));
    desk.run("apply import 申报.csv --on 2024-03-22 --partial").ended(3);
    assert!(desk.run(trial).ended(2).contains("申报.refused.csv 已经存在"));
    assert_eq!(desk.count("application"), 1);
    let refused = desk.read("申报.refused.csv");
    assert!(refused.contains("未导入原因") && refused.contains("A4-2a"), "{refused}");
    desk.write("申报.refused.csv", refused.replace("49999.99", "50000.00"));
    assert!(desk.run("apply import 申报.refused.csv --on 2024-03-22").ended(0).contains("2024-0002"));
    assert_eq!(desk.count("application"), 2);
}

#[test]
fn the_same_file_twice_adds_nothing_and_says_so() {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    let entries = desk.count("entry");
    let text = desk.run("apply import 申报.csv --on 2024-03-25").ended(0);
    assert!(text.contains("没有新的申报") && text.contains("1 行此前已经受理"), "{text}");
    assert_eq!((desk.count("application"), desk.count("entry")), (1, entries));
}

#[test]
fn dry_run_and_check_write_nothing() {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[]]));
    let entries = desk.count("entry");
    assert!(desk.run("apply import 申报.csv --on 2024-03-22 --dry-run").ended(0).contains("可受理申报 1 件"));
    assert!(desk.run("apply check 申报.csv --on 2024-03-22").ended(0).contains("可受理申报 1 件"));
    assert_eq!((desk.count("application"), desk.count("entry")), (0, entries));
}

#[test]
fn gb18030_and_json_come_in_as_well() {
    let desk = Desk::ready();
    let sheet = applications(&[&[]]);
    let (bytes, ..) = encoding_rs::GB18030.encode(&sheet);
    desk.write("申报.csv", bytes);
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    assert!(desk.run("apply list").ended(0).contains("上海松研精密机械有限公司"));

    let mut rows = csv::Reader::from_reader(applications(&[&OTHER]).into_bytes().leak() as &[u8]);
    let header = rows.headers().unwrap().clone();
    let row = rows.records().next().unwrap().unwrap();
    let object: serde_json::Map<_, _> = header
        .iter()
        .zip(row.iter())
        .filter(|(name, cell)| *name != "序号" && !cell.is_empty())
        .map(|(name, cell)| (name.to_owned(), cell.into()))
        .collect();
    desk.write("一份.json", serde_json::Value::Object(object).to_string());
    assert!(desk.run("apply new --from 一份.json --on 2024-03-22").ended(0).contains("2024-0002"));
}

#[test]
fn what_is_shown_in_full_can_be_taken_in_again() {
    let (desk, said) = import(&[]);
    said.ended(0);
    let other = Desk::ready();
    other.write("遮盖.json", desk.run("apply show 1 --json").ended(0));
    let told = other.run("apply new --from 遮盖.json --on 2024-03-22").ended(2);
    assert!(
        told.contains("有 3 处不对") && told.contains("证件号码") && told.contains("应为18 位"),
        "{told}"
    );
    let shown = desk.run("apply show 1 --json --reveal").ended(0);
    other.write("全部.json", &shown);
    other.run("apply new --from 全部.json --on 2024-03-22").ended(0);
    assert_eq!(other.run("apply show 1 --json --reveal").ended(0), shown);
}

#[test]
fn a_single_form_says_all_that_is_wrong_and_waits_for_nobody() {
    let desk = Desk::ready();
    assert!(desk.run("apply new").ended(2).contains("--from"));
    desk.write("一份.json", r#"{"没有这一项": "1", "uscc": "91310117MA1XB13788"}"#);
    let told = desk.run("apply new --from 一份.json --on 2024-03-22").ended(2);
    for said in [
        "没有这一项：不认识的字段",
        "末位应为“7”",
        "申报单位名称：不能为空",
        "水平依据：不能为空，应为职业资格证书 / ",
    ] {
        assert!(told.contains(said), "{said}\n{told}");
    }
    assert!(desk.run("apply new --from 没有.json").ended(1).contains("没有.json：没有这个文件；"));
    desk.write("宽.json", b"\xFF\xFE{\0}\0");
    assert!(desk.run("apply new --from 宽.json").ended(2).contains("宽.json 不是 UTF-8 编码的文本；"));
}

#[test]
fn an_application_of_tomorrow_is_not_taken_in_today() {
    let (desk, said) = import(&[]);
    said.ended(0);
    desk.write(
        "一份.json",
        desk.run("apply show 1 --json --reveal").ended(0).replace("2024-03-04", "2024-03-23"),
    );
    assert!(desk.run("apply new --from 一份.json --on 2024-03-22").ended(2).contains("晚于业务日期"));
    assert_eq!(desk.count("application"), 1);
}

#[test]
fn an_application_is_amended_only_before_its_town_has_spoken_and_only_lawfully() {
    let (desk, said) = import(&[]);
    said.ended(0);
    assert!(desk.run("apply amend 1 --set 配套资金承诺=49999.99 --on 2024-03-25").ended(3).contains("A4-2a"));
    assert!(desk.run("apply amend 1 --set 没有这一项=1 --on 2024-03-25").ended(2).contains("没有这一项"));
    assert!(desk.run("apply amend 1 --set 配套资金承诺=甲 --on 2024-03-25").ended(2).contains("应为金额"));
    assert!(desk.run("apply amend 1 --set 配套资金承诺=6.6万 --on 2024-03-25").ended(0).contains("第 2 版"));
    assert_eq!(desk.count("application"), 2);
    desk.run("apply withdraw 1 --on 2024-03-25").ended(2);
    desk.run("apply withdraw 1 --reason 单位申请 --on 2024-03-25").ended(0);
    assert!(desk.run("apply amend 1 --set 配套资金承诺=7万 --on 2024-03-25").ended(2).contains("已撤回"));
}

#[test]
fn personal_data_is_masked_unless_it_is_revealed_and_that_is_journaled() {
    let (desk, said) = import(&[("证件号码", "310117199803019992"), ("联系电话", "13800001234")]);
    said.ended(0);
    let text = desk.run("apply show 1").ended(0);
    assert!(text.contains("310117********9992") && text.contains("138****1234"), "{text}");
    assert!(!text.contains("310117199803019992"));
    assert_eq!(desk.count("disclosure"), 0);
    assert!(desk.run("apply show 1 --reveal").ended(0).contains("310117199803019992"));
    assert_eq!(desk.count("disclosure"), 1);
}

#[test]
fn the_template_is_a_sheet_that_comes_back() {
    let desk = Desk::ready();
    assert!(desk.run("apply template").ended(2).contains("--out"));
    desk.run("apply template --out 空表.csv").ended(0);
    assert!(desk.run("apply import 空表.csv --on 2024-03-22").ended(1).contains("只有表头"));
}

#[test]
fn a_sheet_that_is_wrong_as_a_whole_is_not_read_to_its_end() {
    let desk = Desk::ready();
    let good = applications(&[&[]]);
    let (header, row) = good.split_once('\n').unwrap();
    let bad = row.replacen("企业", "企事业", 1);
    desk.write("申报.csv", format!("{header}\n{}", bad.repeat(12_000)));
    for manner in ["", " --partial", " --dry-run"] {
        let text = desk.run(&format!("apply import 申报.csv --on 2024-03-22{manner}")).ended(3);
        assert!(text.contains("前面已有 10000 行不能受理"), "{text}");
        assert!(text.contains("企事业") && text.lines().count() < 30, "{text}");
    }
    assert_eq!(desk.count("application"), 0);
    assert!(!desk.has("申报.refused.csv"));
}

#[test]
fn two_rows_of_one_unit_are_told_by_their_rows() {
    let desk = Desk::ready();
    let other = [&OTHER[..1], &[("工作室名称", "另一个工作室")]].concat();
    desk.write("申报.csv", applications(&[&OTHER, &[], &[], &other]));
    let import =
        |more: &str| desk.run(&format!("apply import 申报.csv --on 2024-03-22 --json{more}")).ended(3);
    let text = import("");
    assert!(text.contains("这家单位本轮已有申报（原表第 3 行）"), "{text}");
    assert!(text.contains("1 行与前面的行相同，只按一件受理：第 4 行同第 3 行"), "{text}");
    let text = import(" --partial");
    assert!(text.contains("这家单位本轮已有申报（2024-0002，原表第 3 行）"), "{text}");
    assert_eq!(desk.count("application"), 2);
    let text = import("");
    assert!(
        text.contains("3 行此前已经受理") && text.contains("这家单位本轮已有申报（2024-0002）"),
        "{text}"
    );
}
