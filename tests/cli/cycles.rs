//! The two years after the list is out: what the unit brings, the mid-term assessment, the leader, the end. The stories
//! lie beside this file as an official would read them; `STUDIOGRANT_UPDATE=1` writes down anew what is said.

use std::fs;
use std::sync::OnceLock;

use super::desk::{Desk, applications};
use super::transcript::{self, on};

const FILE: &str = "studiogrant.db";
const EXAMPLE: &str = include_str!("../../examples/2024/申报.csv");

/// From the call for applications to the first half: 0001 上海松研精密机械有限公司, 0002 上海佘岚模具技术有限公司 and
/// 0003 上海云间汽车服务有限公司 are funded, from 2024-05-09 to 2027-05-08.
const BEFORE: &str = "@ 2024-02-28
    init --rehearsal
    operator add 刘洋 --role 区局
    operator add 李军 --role 财务
    operator add 陈静 --role 财务
    round open --year 2024 --notice-no 沪松人社〔2024〕8号 --from 2024-03-01 --to 2024-03-29 --town-deadline 2024-04-12 --quota 3
    @ 2024-03-22
    apply import 申报.csv
    @ 2024-04-10
    screen confirm 3 A6-1-2b --evidence 现场查看
    screen pass 1 --opinion 同意推荐
    screen pass 2 --opinion 同意推荐
    screen pass 3 --opinion 同意推荐
    screen pass 4 --opinion 同意推荐
    @ 2024-04-12
    screen forward --town 泗泾镇
    screen forward --town 佘山镇
    screen forward --town 中山街道
    screen forward --town 车墩镇
    @ 2024-04-16
    review expert add 赵甲 --employer 示例大学
    review expert add 钱乙 --employer 示例大学
    review expert add 孙丙 --employer 示例大学
    review expert add 周丁 --employer 示例大学
    review expert add 吴戊 --employer 示例大学
    review panel --experts 赵甲,钱乙,孙丙,周丁,吴戊
    @ 2024-04-18
    SCORES
    @ 2024-04-22
    review propose
    @ 2024-04-26
    publish notice
    @ 2024-04-28
    publish object 1 --by-name 陈保密 --phone 13900005678 --ground 不在一线
    @ 2024-04-29
    publish resolve 1 --dismissed --finding 现场查看在一线
    @ 2024-05-09
    publish announce --doc-no 沪松人社〔2024〕31号
    @ 2024-05-14
    assess agreement 1 --signed-on 2024-05-14
    assess agreement 2 --signed-on 2024-05-14
    assess agreement 3 --signed-on 2024-05-14
    @ 2024-05-20
    disburse plan --part 1 --by 李军
    @ 2024-05-21
    disburse approve 1 --by 陈静
    @ 2024-05-24
    disburse confirm 1 --paid-on 2024-05-24 --by 李军";

/// Plays a script; before each command `watch` may look.
fn played(desk: &Desk, script: &str, watch: &mut dyn FnMut(&Desk, &str)) {
    let mut day = "";
    for line in script.lines().map(str::trim) {
        match line.strip_prefix("@ ") {
            Some(date) => {
                day = date;
                if desk.has(FILE) {
                    watch(desk, day);
                }
            }
            None if line == "SCORES" => {
                for (case, items) in
                    (1..).zip(["24,19,24,19,9", "23,18,23,18,9", "20,18,20,18,9", "20,15,20,15,8"])
                {
                    for expert in ["赵甲", "钱乙", "孙丙", "周丁", "吴戊"] {
                        on(desk, day, &format!("review score {case} --expert {expert} --item {items}"))
                            .ended(0);
                    }
                    watch(desk, day);
                }
            }
            None => drop(on(desk, day, line).ended(0)),
        }
    }
}

/// A folder with the four applications in it.
fn bare() -> Desk {
    let desk = Desk::bare();
    let row = |unit: &&str| EXAMPLE.lines().find(|line| line.contains(*unit)).unwrap();
    let units = ["上海松研精密", "上海佘岚模具", "上海云间汽车", "上海谷阳焊接"];
    let mut sheet = vec![EXAMPLE.lines().next().unwrap()];
    sheet.extend(units.iter().map(row));
    desk.write("申报.csv", sheet.join("\n"));
    desk
}

/// A desk at which the first half has been paid.
pub(crate) fn half_paid() -> Desk {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = MADE.get_or_init(|| {
        let desk = bare();
        played(&desk, BEFORE, &mut |_, _| ());
        fs::read(desk.folder.path().join(FILE)).unwrap()
    });
    let desk = Desk::bare();
    desk.write(FILE, bytes);
    desk
}

/// A story from the first half paid, and that the case file is sound at its end.
fn story(name: &str) -> Desk {
    let desk = half_paid();
    let day = transcript::played(&desk, &format!("cycles/{name}"));
    on(&desk, &day, "audit verify").ended(0);
    desk
}

#[test]
fn a_failed_mid_term_is_put_right_and_the_second_half_paid() {
    story("整改后合格");
}

#[test]
fn a_mid_term_that_fails_for_good_stops_the_second_half() {
    story("延期后最终不合格");
}

#[test]
fn a_change_of_leader_stops_the_second_half_until_it_is_approved() {
    story("更换带头人");
}

#[test]
fn what_is_recorded_wrongly_is_refused_with_its_cure() {
    story("登记有误");
}

/// The towns' deadline can be put off, also after it has passed; never brought forward.
#[test]
fn the_towns_deadline_is_put_off() {
    let desk = bare();
    let (before, _) = BEFORE.split_once("    @ 2024-04-12").unwrap();
    played(&desk, before, &mut |_, _| ());
    on(&desk, "2024-04-15", "screen forward --town 泗泾镇").ended(3);
    let said = on(&desk, "2024-04-15", "round extend --to 2024-04-12 --reason 台风").ended(3);
    assert!(said.contains("[A6-2-3b]") && said.contains("六(二)3") && said.contains("2024-04-12"), "{said}");
    on(&desk, "2024-04-15", "round extend --to 2024-04-19").ended(2);
    on(&desk, "2024-04-15", "round extend --to 2024-04-19 --reason 台风停运 --document 会议纪要").ended(0);
    let said = on(&desk, "2024-04-15", "status --town 泗泾").ended(0);
    assert!(said.contains("2024-04-19") && said.contains("没有逾期的") && !said.contains("佘山"), "{said}");
    on(&desk, "2024-04-19", "screen forward --town 泗泾镇").ended(0);
    on(&desk, "2024-04-20", "screen forward --town 佘山镇").ended(3);
    let said = on(&desk, "2024-04-20", "round show --json").ended(0);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["extensions"][0]["to_on"], "2024-04-19", "{said}");
    on(&desk, "2024-04-20", "status --town 火星").ended(2);
}

/// Who leads a studio that runs can't apply with another unit; who was replaced can.
#[test]
fn a_replaced_leader_is_free_and_the_next_one_is_not() {
    let desk = half_paid();
    let propose = "assess leader propose 3 --name 周接班 --id-number 31011719800101006X --basis 职业技能等级证书 --grade 技师 \
        --certificate Y003100001002302000120 --certified-on 2018-06-01 --achievement 解决变速箱异响 \
        --from 2025-11-01 --to 2028-12-31 --document 任命书 --reason 退休";
    on(&desk, "2025-11-20", propose).ended(0);
    let call = "round open --year 2026 --notice-no 沪松人社〔2026〕3号 --from 2026-03-02 --to 2026-03-31 --town-deadline 2026-04-15 --quota 3";
    on(&desk, "2026-02-20", call).ended(0);
    let form = |uscc, name, number| {
        applications(&[&[
            ("申报单位名称", "上海示例机械有限公司"),
            ("统一社会信用代码", uscc),
            ("首席技师姓名", name),
            ("证件号码", number),
            ("申报日期", "2026-03-05"),
        ]])
    };
    let old = EXAMPLE.lines().find(|line| line.contains("上海云间汽车")).unwrap();
    let old = old.split(',').find(|cell| cell.len() == 18 && cell.starts_with("310")).unwrap();
    desk.write("原.csv", form("91310117MA7XRWFQ2Y", "顾志远", old));
    desk.write("新.csv", form("91310117MA1JPA9311", "周接班", "31011719800101006X"));
    let said = on(&desk, "2026-03-05", "apply import 原.csv --dry-run").ended(3);
    assert!(said.contains("A6-2-2"), "{said}");
    on(&desk, "2026-03-05", "apply import 新.csv --dry-run").ended(0);
    on(&desk, "2026-03-05", "assess leader approve 2024-0003 --reason 符合条件 --by 刘洋").ended(0);
    on(&desk, "2026-03-05", "apply import 原.csv").ended(0);
    let said = on(&desk, "2026-03-05", "apply import 新.csv").ended(3);
    assert!(said.contains("A6-2-2"), "{said}");
}

/// A paper of a past day names who led the studio then, a paper of today who leads it now.
#[test]
fn a_paper_names_the_leader_of_its_own_day() {
    let desk = half_paid();
    let record = "assess record 3 --elements 13,18,25,20,8 --evidence 甲 --evidence 乙 --evidence 丙 --evidence 丁 \
        --evidence 戊 --method 实地考察 --by-experts 何评,吕审,施考,张验,孔定";
    on(&desk, "2025-11-11", record).ended(0);
    let said = |command: &str| {
        on(&desk, "2026-03-05", &format!("{command} --out 文书.txt --yes")).ended(0);
        desk.read("文书.txt")
    };
    let forms = ["assess form 3", "screen form 3"];
    let before = forms.map(said);
    let old = "顾志远";
    assert!(before.iter().all(|form| form.contains(old)), "{before:?}");
    let propose = "assess leader propose 3 --name 周接班 --id-number 31011719800101006X --basis 职业技能等级证书 --grade 技师 \
        --certificate Y003100001002302000120 --certified-on 2018-06-01 --achievement 解决变速箱异响 \
        --from 2025-11-01 --to 2028-12-31 --document 任命书 --reason 退休";
    on(&desk, "2025-11-20", propose).ended(0);
    on(&desk, "2025-11-21", "assess leader approve 3 --reason 符合条件 --by 刘洋").ended(0);
    assert_eq!(forms.map(said), before);
    assert!(said("assess agreement 3").contains("乙方（项目带头人、首席技师）：周接班"));
    // The assessment made void, the form is to be filled in anew, with the leader of now.
    on(&desk, "2025-11-24", "assess void 3 --reason 录成别家的得分").ended(0);
    let blank = said("assess form 3");
    assert!(blank.contains("首席技师：周接班") && blank.contains("□合格"), "{blank}");
    // What the unit's form says can be put right all the same.
    let correct = "apply correct 3 --set 单位名称=上海某某更名有限公司 --evidence 核准通知 --reason 更名";
    on(&desk, "2025-11-25", correct).ended(0);
    let after = said("assess form 3");
    assert!(after.contains("上海某某更名有限公司") && after.contains("周接班"), "{after}");
}

/// An award of the city against a recorded decline says why, and its document has a whole number.
#[test]
fn an_award_after_a_decline_says_why() {
    let desk = half_paid();
    on(&desk, "2024-06-03", "publish recommend 1 --reason 成果突出").ended(0);
    for doc_no in ["见通知", "沪人社职316号", "沪人社职〔24〕316号"] {
        let said = on(&desk, "2024-09-02", &format!("publish municipal 1 --doc-no {doc_no}")).ended(3);
        assert!(said.contains("[A4-3]") && said.contains("年份"), "{said}");
    }
    on(&desk, "2024-09-02", "publish municipal 1 --declined --reason 名单中没有").ended(0);
    let award = "publish municipal 1 --doc-no 沪人社职(2024)0316号";
    let said = on(&desk, "2024-09-03", award).ended(3);
    assert!(said.contains("[A4-3]") && said.contains("--reason"), "{said}");
    let said = on(&desk, "2024-09-03", &format!("{award} --reason 看漏了第二批名单")).ended(0);
    assert!(said.contains("沪人社职〔2024〕316号"), "{said}");
    let said = on(&desk, "2024-09-03", "show 1").ended(0);
    assert!(said.contains("名单中没有") && said.contains("看漏了第二批名单"), "{said}");
    on(&desk, "2024-09-03", "audit verify").ended(0);
}

/// A unit that gives up or is dissolved is closed before its cycle ends; the city's result comes too late then.
#[test]
fn a_unit_that_gives_up_is_closed_early() {
    let desk = half_paid();
    on(&desk, "2024-06-03", "publish recommend 1 --reason 成果突出").ended(0);
    let close = "assess close 1 --decision 退回 --reason 单位注销全部退回 --conclusion 同意提前结项";
    let said = on(&desk, "2024-11-04", close).ended(3);
    assert!(said.contains("[A7-1]") && said.contains("--ended"), "{said}");
    on(&desk, "2024-11-04", "assess close 1 --ended 单位注销 --conclusion 同意提前结项").ended(3);
    on(&desk, "2027-06-04", &format!("{close} --ended 单位注销")).ended(2);
    let said = on(&desk, "2024-11-04", &format!("{close} --ended 单位注销")).ended(0);
    assert!(said.contains("[A4-3]") && said.contains("提前结束的原因") && said.contains("追回 1"), "{said}");
    let said = on(&desk, "2024-11-05", "show 1").ended(0);
    assert!(said.contains("已结项") && said.contains("提前结束：单位注销"), "{said}");
    for result in ["--doc-no 沪人社职〔2024〕316号", "--declined --reason 名单中没有"] {
        let said = on(&desk, "2024-11-05", &format!("publish municipal 1 {result}")).ended(3);
        assert!(said.contains("[A7-1]") && said.contains("结项"), "{said}");
    }
    on(&desk, "2024-11-06", "disburse recover --withdraw 1 --reason 错 --by 李军").ended(3);
    on(&desk, "2024-11-06", "disburse receive 1 --amount 25000 --by 李军").ended(0);
    on(&desk, "2024-11-06", "audit verify").ended(0);
}

/// A budget is adjusted by a document; the newest counts, for the list and for what is paid.
#[test]
fn a_budget_is_adjusted_and_the_newest_counts() {
    let desk = half_paid();
    let adjust = |to: u32| format!("round budget --to {to} --reason 财政调整 --document 预算批复");
    on(&desk, "2024-06-03", "round budget --to 1 --reason 财政调整").ended(2);
    on(&desk, "2024-06-03", "round budget --to 1 --document 预算批复").ended(2);
    let said = on(&desk, "2024-06-03", &adjust(74_999)).ended(3);
    assert!(said.contains("[A9-1c]") && said.contains("75,000.00"), "{said}");
    let said = on(&desk, "2024-06-03", &adjust(75_000)).ended(0);
    assert!(said.contains("本轮应拨 150,000.00 元，超过预算 75,000.00 元"), "{said}");
    on(&desk, "2024-06-03", &adjust(75_000)).ended(2);
    on(&desk, "2024-06-04", "disburse bounce 1 --reason 户名不符 --by 李军").ended(0);
    on(&desk, "2024-06-04", &adjust(50_000)).ended(0);
    let said = on(&desk, "2024-06-05", "disburse plan --case 1 --by 李军").ended(3);
    assert!(said.contains("预算 50,000.00") && said.contains("round budget"), "{said}");
    on(&desk, "2024-06-05", &adjust(200_000)).ended(0);
    on(&desk, "2024-06-05", "disburse plan --case 1 --by 李军").ended(0);
    let said = on(&desk, "2024-06-05", "round show --json").ended(0);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&said["budget"], said["budget_changes"].as_array().unwrap().len()), (&"200000.00".into(), 3));
    let said = on(&desk, "2024-06-05", "disburse budget").ended(0);
    assert!(said.contains("200,000.00"), "{said}");
    on(&desk, "2024-06-05", "audit verify").ended(0);
}

/// A demand that was made wrongly is withdrawn, as long as nothing came back on it.
#[test]
fn a_wrong_demand_is_withdrawn() {
    let desk = half_paid();
    on(&desk, "2024-06-03", "disburse recover 1 --amount 25000 --reason 多付 --by 李军").ended(0);
    on(&desk, "2024-06-03", "disburse recover 1 --amount 25000 --reason 多付 --by 李军").ended(3);
    on(&desk, "2024-06-04", "disburse recover --withdraw 1 --by 李军").ended(2);
    on(&desk, "2024-06-04", "disburse recover 1 --withdraw 1 --reason 认错单位 --by 李军").ended(2);
    let said = on(&desk, "2024-06-04", "disburse recover --withdraw 1 --reason 认错单位 --by 李军").ended(0);
    assert!(said.contains("已撤销追回 1") && said.contains("25,000.00"), "{said}");
    on(&desk, "2024-06-04", "disburse recover --withdraw 1 --reason 认错单位 --by 李军").ended(3);
    let said = on(&desk, "2024-06-04", "status --json").ended(0);
    assert!(!said.contains("收回追回的款项"), "{said}");
    on(&desk, "2024-06-04", "disburse recover 1 --amount 20000 --reason 多付 --by 李军").ended(0);
    on(&desk, "2024-06-05", "disburse receive 2 --amount 20000 --by 李军").ended(0);
    let said = on(&desk, "2024-06-05", "disburse recover --withdraw 2 --reason 又错 --by 李军").ended(3);
    assert!(said.contains("[A9-1c]") && said.contains("已全部收回"), "{said}");
    let said = on(&desk, "2024-06-05", "show 1").ended(0);
    assert!(said.contains("撤销追回") && said.contains("认错单位"), "{said}");
    on(&desk, "2024-06-05", "audit verify").ended(0);
}

/// A mid-term that was recorded wrongly is voided and recorded anew, as long as nothing rests on it.
#[test]
fn a_wrong_mid_term_is_voided_and_recorded_anew() {
    let desk = half_paid();
    let record = |elements: &str| {
        format!(
            "assess record 1 --elements {elements} --evidence 甲 --evidence 乙 --evidence 丙 --evidence 丁 --evidence 戊 \
             --method 实地考察 --by-experts 赵甲,钱乙,孙丙,周丁,吴戊"
        )
    };
    on(&desk, "2025-11-11", "assess void 1 --reason 没有").ended(3);
    on(&desk, "2025-11-11", &record("13,18,25,20,8")).ended(0);
    let said = on(&desk, "2025-11-12", &record("9,12,15,13,5")).ended(3);
    assert!(said.contains("assess void"), "{said}");
    on(&desk, "2025-11-12", "assess void 1").ended(2);
    on(&desk, "2025-11-12", "assess void 1 --reason 录成别家的得分").ended(0);
    let said = on(&desk, "2025-11-12", "show 1 --json").ended(0);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["stage"], "half_paid", "{said}");
    on(&desk, "2025-11-12", &record("9,12,15,13,5")).ended(0);
    let said = on(&desk, "2025-11-12", "show 1").ended(0);
    assert!(said.contains("已作废（2025-11-12：录成别家的得分）") && said.contains("届中不合格"), "{said}");
    on(&desk, "2025-11-13", "assess rectify 1 --demand 补齐带徒记录").ended(0);
    on(&desk, "2025-11-12", "assess void 1 --reason 又错了").ended(2);
    let said = on(&desk, "2025-11-14", "assess void 1 --reason 又错了").ended(0);
    assert!(said.contains("2025-11-13 据此责令的整改随之作废"), "{said}");
    let assess = |day: &str, elements: &str| on(&desk, day, &record(elements)).ended(0);
    assess("2025-11-14", "9,12,15,13,5");
    on(&desk, "2025-11-17", "assess rectify 1 --demand 补齐带徒记录").ended(0);
    let said = assess("2026-01-20", "13,18,25,20,8");
    assert!(!said.contains("disburse plan --part 2"), "the matching money lacks: {said}");
    assert!(said.contains("还不能拨") && said.contains("还差 50,000.00 元"), "{said}");
    on(
        &desk,
        "2026-01-21",
        "assess match 1 --purpose 带徒津贴 --spent-on 2026-01-20 --voucher 配-1 --payee 甲 --amount 50000",
    )
    .ended(0);
    on(&desk, "2026-01-21", "disburse plan --case 1 --by 李军").ended(0);
    let said = on(&desk, "2026-01-22", "assess void 1 --reason 错了").ended(3);
    assert!(said.contains("[A8-2b]") && said.contains("disburse cancel 2"), "{said}");
    on(&desk, "2026-01-22", "disburse cancel 2 --reason 考核登记有误 --by 李军").ended(0);
    on(&desk, "2026-01-22", "assess void 1 --reason 错了").ended(0);
    on(&desk, "2025-11-14", "audit verify").ended(0);
}

/// What is listed as waiting can be settled by the command beside it, as it stands: it is understood, and what speaks
/// against it is a rule.
#[test]
fn every_command_that_is_listed_runs_as_printed() {
    let mut seen = std::collections::BTreeSet::new();
    let mut watch = |desk: &Desk, day: &str| {
        for list in ["status --json", "assess due --json --days 400"] {
            let said: serde_json::Value = serde_json::from_str(&on(desk, day, list).ended(0)).unwrap();
            let rows = said.get("status").or_else(|| said.get("due")).unwrap();
            for row in rows.as_array().into_iter().flatten() {
                let command = row["command"].as_str().unwrap().strip_prefix("studiogrant ").unwrap();
                let what = row["what"].as_str().unwrap();
                let kind: String = command.split(' ').take(2).collect::<Vec<_>>().join(" ");
                if !seen.insert((kind, what.chars().take(4).collect::<String>())) {
                    continue;
                }
                let copy = Desk::bare();
                copy.write(FILE, fs::read(desk.folder.path().join(FILE)).unwrap());
                let by = if row["by"] == "财务" { " --by 陈静" } else { "" };
                let said = on(&copy, day, &format!("{command}{by}"));
                assert!([0, 3].contains(&said.code), "{day} {what}: {command}\n{}", said.text);
                // What only shows something says with what it is settled.
                let shows = said.code == 0 && copy.count("entry") == desk.count("entry");
                let hint =
                    said.text.lines().any(|line| line.starts_with("提示：") && line.contains("studiogrant "));
                assert!(!shows || hint, "{day} {what}: {command}\n{}", said.text);
                // It means the same round once a newer one is open.
                let later = Desk::bare();
                later.write(FILE, fs::read(desk.folder.path().join(FILE)).unwrap());
                on(&later, day, NEWER).ended(0);
                let again = on(&later, day, &format!("{command}{by}"));
                assert_eq!((again.code, &again.text), (said.code, &said.text), "{day} {what}: {command}");
            }
        }
    };
    let desk = bare();
    played(&desk, BEFORE, &mut watch);
    played(&desk, AFTER, &mut watch);
    let kinds: std::collections::BTreeSet<_> = seen.iter().map(|(kind, _)| kind.as_str()).collect();
    for kind in [
        "screen list",
        "screen forward",
        "review expert",
        "review template",
        "review propose",
        "publish notice",
        "publish notices",
        "publish objections",
        "disburse plan",
        "disburse approve",
        "disburse confirm",
        "disburse receive",
        "assess agreement",
        "assess review",
        "assess renew",
        "assess leader",
        "assess match",
        "assess record",
        "assess rectify",
        "assess spend",
        "assess tasks",
        "assess close",
    ] {
        assert!(kinds.contains(kind), "{kind} was never listed: {kinds:?}");
    }
}

/// The call of a later year.
const NEWER: &str = "round open --year 2030 --notice-no 沪松人社〔2030〕8号 --from 2030-03-01 --to 2030-03-29 \
    --town-deadline 2030-04-12 --quota 2";

/// What happens until something of every kind has waited: a returned payment, a failed mid-term, a change of leader.
const AFTER: &str = "@ 2024-05-27
    disburse bounce 1 --reason 户名不符 --by 李军
    @ 2024-05-28
    disburse plan --case 1 --by 李军
    @ 2024-05-29
    disburse approve 2 --by 陈静
    @ 2024-05-30
    disburse confirm 2 --paid-on 2024-05-30 --by 李军
    @ 2025-11-11
    assess record 1 --elements 9,12,15,13,5 --evidence 甲 --evidence 乙 --evidence 丙 --evidence 丁 --evidence 戊 --method 实地考察 --by-experts 赵甲,钱乙,孙丙,周丁,吴戊
    @ 2025-11-12
    assess rectify 1 --demand 补齐带徒记录
    @ 2025-11-13
    assess leader propose 2 --name 李接班 --id-number 31011719800101006X --basis 职业技能等级证书 --grade 技师 --certificate Y003100001002302000120 --certified-on 2018-06-01 --achievement 解决模具开裂 --from 2025-11-01 --to 2026-12-31 --document 任命书 --reason 退休
    @ 2025-11-14
    disburse recover 3 --amount 1000 --reason 多付 --by 李军
    @ 2026-02-01
    assess record 1 --elements 9,12,15,13,5 --evidence 甲 --evidence 乙 --evidence 丙 --evidence 丁 --evidence 戊 --method 实地考察 --by-experts 赵甲,钱乙,孙丙,周丁,吴戊
    @ 2026-02-02
    assess leader approve 2 --reason 符合条件 --by 刘洋
    @ 2027-04-01
    disburse list
    @ 2027-05-10
    disburse list";

/// Each row of a ledger is told all that is wrong with it: with its cells, with the measure, with another row.
#[test]
fn a_ledger_is_told_all_that_is_wrong_with_it() {
    let desk = half_paid();
    desk.write(
        "支出.csv",
        "案件编号,用途,日期,凭证号,收款方,金额\n\
         1,技术攻关,2024-07-05,记-1,甲公司,100\n\
         1,技术攻关,2024-07-05,记-1,甲公司,100\n\
         1,技术攻关,2024-07-06,记-1,乙公司,50\n\
         1,招待,2025-07-06,记-2,乙公司,30000\n\
         99,技术攻关,2024-07-06,记-3,乙公司,50\n",
    );
    let said = on(&desk, "2024-08-01", "assess spend import 支出.csv --json").ended(3);
    let told: serde_json::Value = serde_json::from_str(&said).unwrap();
    let rows = |list: &str, key: &str| {
        let rows = told[list].as_array().unwrap().iter();
        rows.map(|row| format!("{} {}", row["row"], row[key].as_str().unwrap())).collect::<Vec<_>>()
    };
    assert_eq!((told["new"].as_u64(), told["repeated"].as_u64()), (Some(1), Some(1)), "{said}");
    assert_eq!(rows("faults", "column"), ["5 C 日期", "6 A 案件编号"]);
    assert_eq!(rows("refusals", "code"), ["4 A5-1", "5 A5-2", "5 A5-2"]);
    assert!(said.contains("凭证 记-1 在原表第 2 行已有，内容不同（2024-07-05，100.00 元）"), "{said}");
    on(&desk, "2024-08-01", "assess spend import 支出.csv --partial").ended(3);
    let said = on(&desk, "2024-08-01", "assess spend import 支出.csv --json").ended(3);
    assert!(said.contains("凭证 记-1 已经登记过，内容不同"), "{said}");
}
