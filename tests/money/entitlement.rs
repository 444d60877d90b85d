//! What a studio is entitled to, and how later judgements and awards change it.

use studiogrant::casework::assess::{self, Settlement};
use studiogrant::casework::disburse::{self, Support};
use studiogrant::casework::due::Scope;
use studiogrant::casework::{round, show, status};
use studiogrant::measure::Part;
use studiogrant::model::acts::{Fund, GrantKind, Ground, Rest};

use crate::bureau::*;

#[test]
fn comparable_support_is_deducted_before_halving() {
    let bureau = Bureau::announced();
    bureau.agree();
    let support =
        Support {
            name: "首席技师资助", amount: yuan("16666.67"), comparable: true, reason: "同为区级资助"
        };
    let judged =
        disburse::overlap(&mut bureau.desk(CASHIER, "2024-05-15"), "2".parse().unwrap(), &support).unwrap();
    assert_eq!(
        (&judged.data["entitlement"], &judged.data["to_recover"]),
        (&"33333.33".into(), &"0.00".into())
    );
    bureau.plan("2024-05-20", None, &["2"]).unwrap();
    assert_eq!(bureau.amounts(), ["16666.66"]);
    bureau.pay(1, "2024-05-24");
    let all = Support { amount: yuan("40000"), ..support };
    let judged =
        disburse::overlap(&mut bureau.desk(CASHIER, "2024-06-01"), "2".parse().unwrap(), &all).unwrap();
    assert_eq!(
        (&judged.data["entitlement"], &judged.data["to_recover"]),
        (&"10000.00".into(), &"6666.66".into())
    );
    let case = || "2".parse().unwrap();
    let much = disburse::recover(
        &mut bureau.desk(CASHIER, "2024-06-02"),
        case(),
        GrantKind::District,
        Some(Ground::Excess),
        yuan("16666.67"),
        "重复享受",
    );
    assert!(much.unwrap_err().to_string().contains("最多还能追回 16,666.66 元"));
    disburse::recover(
        &mut bureau.desk(CASHIER, "2024-06-02"),
        case(),
        GrantKind::District,
        Some(Ground::Excess),
        yuan("6666.66"),
        "重复享受",
    )
    .unwrap();
    let part = disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("6666.65"), None).unwrap();
    assert_eq!(part.data["outstanding"], "0.01");
    let beyond = disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("0.02"), None);
    assert!(beyond.unwrap_err().to_string().contains("还应收回 0.01 元"));
}

#[test]
fn odd_halves_add_up_to_the_fen() {
    let bureau = Bureau::announced();
    bureau.agree();
    let support =
        Support {
            name: "首席技师资助", amount: yuan("16666.67"), comparable: true, reason: "同为区级资助"
        };
    disburse::overlap(&mut bureau.desk(CASHIER, "2024-05-15"), "1".parse().unwrap(), &support).unwrap();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    bureau.pay(1, "2024-05-24");
    bureau.spend(Fund::Matching, "2025-01-10", "配-1", "50000").unwrap();
    bureau.achieve();
    bureau.assess("2025-11-11", [13, 18, 25, 20, 8]).unwrap();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    assert_eq!(bureau.amounts(), ["16666.66", "16666.67"]);
}

#[test]
fn the_second_half_waits_for_the_mid_term_and_the_matching_money() {
    let bureau = Bureau::half_paid();
    let second = |on: &str| bureau.plan(on, Some(Part::Second), &["1"]);
    bureau.spend(Fund::Matching, "2025-01-10", "配-1", "49999.99").unwrap();
    assert_eq!(codes(second("2025-12-12")), ["A4-2b", "A9-1b"]);
    bureau.achieve();
    assert_eq!(codes(bureau.assess("2026-02-08", [16, 20, 30, 25, 10])), ["A8-2a"]);
    assert_eq!(bureau.assess("2025-12-12", [13, 18, 25, 20, 8]).unwrap().data["total"], "84");
    assert_eq!(codes(second("2025-12-12")), ["A4-2b"]);
    bureau.spend(Fund::Matching, "2025-12-12", "配-2", "0.01").unwrap();
    let planned = second("2025-12-12").unwrap();
    assert_eq!(planned.data["total"], "25000.00");
    bureau.pay(2, "2025-12-13");
    let listed = disburse::list(&bureau.desk(CASHIER, "2025-12-13"), None, false).unwrap();
    let row: Vec<_> = listed.tables[0].rows[0].iter().map(|cell| cell.show()).collect();
    assert_eq!(row[6..12], ["50,000.00", "0.00", "50,000.00", "0.00", "50,000.00", "0.00"]);
    let due = disburse::list(&bureau.desk(CASHIER, "2025-12-13"), None, true).unwrap();
    assert_eq!(due.tables[0].rows.len(), 1);
}

#[test]
fn the_citys_award_brings_two_halves_of_its_own() {
    let bureau = Bureau::half_paid();
    assert_eq!(bureau.municipal("2024-11-15").data["amount"], "80000.00");
    let planned = bureau.plan("2024-12-10", None, &["1"]).unwrap();
    assert_eq!(planned.data["total"], "40000.00");
    bureau.pay(2, "2024-12-13");
    bureau.spend(Fund::Matching, "2025-01-10", "配-1", "50000").unwrap();
    bureau.achieve();
    bureau.assess("2025-11-11", [13, 18, 25, 20, 8]).unwrap();
    assert_eq!(bureau.plan("2025-12-10", None, &["1"]).unwrap().data["total"], "65000.00");
    assert_eq!(bureau.amounts(), ["25000.00", "40000.00", "25000.00", "40000.00"]);
}

/// The case as `show` explains it: items with their amounts.
fn explained(bureau: &Bureau, on: &str) -> Vec<(String, String)> {
    let shown = show::show(&bureau.desk(BUREAU, on), "1".parse().unwrap(), None).unwrap();
    let table = shown.tables.into_iter().find(|table| table.key == "entitlement").unwrap();
    assert!(table.rows.iter().all(|row| row[3].show().contains(['四', '九'])), "{table:?}");
    table.rows.iter().map(|row| (row[1].show(), row[2].show())).collect()
}

fn pairs<const N: usize>(lines: [(&str, &str); N]) -> Vec<(String, String)> {
    lines.map(|(item, amount)| (item.to_owned(), amount.to_owned())).to_vec()
}

#[test]
fn what_a_judgement_adds_after_both_halves_is_paid_once_as_a_supplement() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.judge("2024-05-15", "别项资助", "20000", true);
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    bureau.pay(1, "2024-05-24");
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    bureau.pay(2, "2025-12-12");
    assert_eq!(codes(bureau.plan("2025-12-13", None, &["1"])), ["A9-1a"]);
    bureau.judge("2025-12-15", "别项资助", "20000", false);
    let due = disburse::list(&bureau.desk(CASHIER, "2025-12-15"), None, true).unwrap();
    assert_eq!(due.tables[0].rows[0][12].show(), "20,000.00");
    let waits = status::status(&bureau.desk(CASHIER, "2025-12-16"), &Scope::default()).unwrap();
    let wait = waits.tables[0].rows.iter().find(|row| row[0].show().contains("补差")).unwrap();
    assert_eq!(wait[3].show(), "2025-12-15", "since the judgement, not since the mid-term");
    bureau.plan("2025-12-16", None, &["1"]).unwrap();
    assert_eq!(codes(bureau.plan("2025-12-16", Some(Part::Supplement), &["1"])), ["A9-1a"]);
    bureau.pay(3, "2025-12-17");
    assert_eq!(bureau.amounts(), ["15000.00", "15000.00", "20000.00"]);
    assert!(!codes(bureau.plan("2025-12-18", None, &["1"])).is_empty());
    assert_eq!(
        explained(&bureau, "2025-12-18"),
        pairs([
            ("标准", "50,000.00"),
            ("不减：别项资助", "0.00"),
            ("核定额", "50,000.00"),
            ("第一期", "15,000.00"),
            ("第二期", "15,000.00"),
            ("补差", "20,000.00"),
            ("未付", "0.00"),
        ])
    );
}

/// Of support that is more than the standard only the standard can be taken off: the lines add up.
#[test]
fn support_beyond_the_standard_is_taken_off_down_to_nothing() {
    let bureau = Bureau::announced();
    bureau.judge("2024-05-14", "别项资助", "30000", true);
    let said = bureau.judge("2024-05-15", "又一项资助", "60000", true).done.join("\n");
    assert!(said.contains("扣减 50,000.00 元；同类资助共 90,000.00 元，减到零为止"), "{said}");
    assert_eq!(
        explained(&bureau, "2024-05-15")[..4],
        pairs([
            ("标准", "50,000.00"),
            ("减：别项资助", "-30,000.00"),
            ("减：又一项资助", "-20,000.00"),
            ("核定额", "0.00"),
        ])
    );
    let lines = disburse::explain(&bureau.desk(CASHIER, "2024-05-15"), None).unwrap();
    let cut = lines.tables[0].rows[2].iter().map(|cell| cell.show()).collect::<Vec<_>>().join(" ");
    assert!(cut.contains("共 60,000.00 元，标准减到零为止，只减 20,000.00 元；属同类"), "{cut}");
    let listed = disburse::list(&bureau.desk(CASHIER, "2024-05-15"), None, false).unwrap();
    let row: Vec<_> = listed.tables[0].rows[0].iter().map(|cell| cell.show()).collect();
    assert_eq!(row[4..7], ["50,000.00", "50,000.00", "0.00"]);
}

#[test]
fn a_judgement_after_both_halves_is_recovered_in_full_and_not_netted() {
    let bureau = Bureau::half_paid();
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    bureau.pay(2, "2025-12-12");
    assert_eq!(bureau.judge("2025-12-15", "别项资助", "30000.01", true).data["to_recover"], "30000.01");
    bureau.municipal("2025-12-16");
    // The city's halves are due in full, whatever is to be recovered of the district's money.
    bureau.plan("2025-12-17", None, &["1"]).unwrap();
    bureau.pay(3, "2025-12-18");
    bureau.plan("2025-12-19", None, &["1"]).unwrap();
    assert_eq!(bureau.amounts(), ["25000.00", "25000.00", "40000.00", "40000.00"]);
    let recover = |kind, amount: &str| {
        let case = "1".parse().unwrap();
        disburse::recover(
            &mut bureau.desk(CASHIER, "2025-12-20"),
            case,
            kind,
            Some(Ground::Excess),
            yuan(amount),
            "就高不重复",
        )
    };
    assert_eq!(codes(recover(GrantKind::Municipal, "40000.01")), ["A9-1c"]);
    recover(GrantKind::District, "30000.01").unwrap();
    assert_eq!(
        explained(&bureau, "2025-12-20"),
        pairs([
            ("标准", "50,000.00"),
            ("减：别项资助", "-30,000.01"),
            ("核定额", "19,999.99"),
            ("第一期", "25,000.00"),
            ("第二期", "25,000.00"),
            ("多付", "30,000.01"),
            ("追回 1", "30,000.01"),
            ("标准", "80,000.00"),
            ("核定额", "80,000.00"),
            ("第一期", "40,000.00"),
            ("第二期", "40,000.00"),
            ("未付", "40,000.00"),
        ])
    );
}

#[test]
fn of_a_single_fen_the_second_half_is_all() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.judge("2024-05-15", "别项资助", "49999.99", true);
    assert_eq!(codes(bureau.plan("2024-05-20", None, &["1"])), ["A4-2b", "A9-1b"]);
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    bureau.pay(1, "2025-12-12");
    assert_eq!(bureau.amounts(), ["0.01"]);
}

#[test]
fn what_came_back_as_too_much_is_owed_again_when_the_judgement_is_overturned() {
    let bureau = Bureau::half_paid();
    bureau.judge("2024-06-01", "别项资助", "50000", true);
    let recover = |ground, amount: &str| {
        let case = "1".parse().unwrap();
        disburse::recover(
            &mut bureau.desk(CASHIER, "2024-06-02"),
            case,
            GrantKind::District,
            ground,
            yuan(amount),
            "就高不重复",
        )
    };
    assert_eq!(recover(Some(Ground::Excess), "25000").unwrap().data["ground"], "excess");
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-20"), 1, yuan("25000"), None).unwrap();
    bureau.judge("2024-07-01", "别项资助", "50000", false);
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    bureau.pay(2, "2025-12-12");
    assert_eq!(bureau.amounts(), ["25000.00", "50000.00"]);
    assert_eq!(
        explained(&bureau, "2025-12-13").last(),
        Some(&("追回 1 收回".to_owned(), "25,000.00".to_owned()))
    );
    // What is demanded for another ground is not owed again.
    assert_eq!(recover(None, "10000").unwrap().data["ground"], "other");
    disburse::receive(&mut bureau.desk(CASHIER, "2025-12-20"), 2, yuan("10000"), None).unwrap();
    assert!(!codes(bureau.plan("2025-12-21", None, &["1"])).is_empty());
}

#[test]
fn what_is_demanded_for_another_ground_leaves_the_excess_to_be_demanded() {
    let bureau = Bureau::half_paid();
    let recover = |ground, amount: &str| {
        let case = "1".parse().unwrap();
        disburse::recover(
            &mut bureau.desk(CASHIER, "2024-06-02"),
            case,
            GrantKind::District,
            ground,
            yuan(amount),
            "查实",
        )
    };
    assert_eq!(recover(None, "10000").unwrap().data["ground"], "other");
    assert_eq!(bureau.judge("2024-06-03", "别项资助", "30000", true).data["to_recover"], "5000.00");
    assert!(said(recover(None, "5000")).contains("--ground 多拨"), "its ground is asked for");
    assert_eq!(codes(recover(Some(Ground::Excess), "5000.01")), ["A9-1c"]);
    assert_eq!(recover(Some(Ground::Other), "0.01").unwrap().data["ground"], "other");
    assert_eq!(recover(Some(Ground::Excess), "5000").unwrap().data["ground"], "excess");
    assert_eq!(bureau.judge("2024-06-03", "别项资助", "50000", true).data["to_recover"], "9999.99");
}

/// Who is entitled to nothing lacks nothing: no list of what is left out has it.
#[test]
fn who_is_entitled_to_nothing_is_not_left_out() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.judge("2024-05-19", "别项资助", "50000", true);
    let planned = bureau.plan("2024-05-20", None, &[]).unwrap();
    assert_eq!((planned.tables.len(), planned.data["payments"].as_u64()), (1, Some(1)));
    for part in [None, Some(Part::First), Some(Part::Second)] {
        let again = bureau.plan("2024-05-20", part, &[]).unwrap();
        let left_out = again.tables.iter().flat_map(|table| &table.rows);
        assert!(left_out.into_iter().all(|row| row[0].show() != "2024-0001"), "{part:?}");
    }
    let named = against(bureau.plan("2024-05-20", None, &["1"]));
    assert!(named.contains("[A9-1c]") && named.contains("没有可拨的金额"), "{named}");
}

#[test]
fn a_studio_that_is_entitled_to_nothing_is_asked_for_nothing_that_money_hangs_on() {
    let bureau = Bureau::announced();
    bureau.agree();
    let asked = || {
        let scope = studiogrant::casework::due::Scope::default();
        let due = studiogrant::casework::due::due(&bureau.desk(BUREAU, "2026-03-01"), &scope).unwrap();
        let of_case = due.tables[0].rows.iter().filter(|row| row[1].show().starts_with("2024-0001"));
        of_case.map(|row| row[0].show()).filter(|what| what.contains("配套") || what.contains("届中")).count()
    };
    assert_eq!(asked(), 2);
    bureau.judge("2024-05-15", "别项资助", "50000", true);
    assert_eq!(asked(), 0);
}

/// What was left over at the closing was given back: a judgement since doesn't ask for it again.
#[test]
fn a_judgement_after_the_closing_counts_what_was_left_over_and_given_back() {
    for (spent, support, entitled, back, over) in
        [("23800", "30000", "20000", "1200", "3800.00"), ("5800", "30000", "20000", "19200", "0.00")]
    {
        let bureau = Bureau::half_paid();
        bureau.spend(Fund::Grant, "2024-07-10", "记-1", spent).unwrap();
        let settlement = Settlement {
            rest: Some(Rest::Return),
            reason: Some("收回区财政"),
            conclusion: Some("单位放弃"),
            ended: Some("放弃"),
            ..Settlement::default()
        };
        assess::close(&mut bureau.desk(BUREAU, "2025-01-10"), "1".parse().unwrap(), settlement).unwrap();
        disburse::receive(&mut bureau.desk(CASHIER, "2025-01-12"), 1, yuan(back), None).unwrap();
        let report = bureau.judge("2025-02-10", "市级技能大师工作室", support, true);
        assert_eq!(
            (&report.data["entitlement"], &report.data["to_recover"]),
            (&format!("{entitled}.00").into(), &over.into())
        );
        let budget = disburse::budget(&bureau.desk(CASHIER, "2025-02-10"), None, None).unwrap();
        assert_eq!(budget.data["excess"], over, "{spent}");
        let lines = disburse::explain(&bureau.desk(CASHIER, "2025-02-10"), None).unwrap();
        let lines = lines.tables[0].rows.iter().map(|row| (row[3].show(), row[4].show()));
        let told: Vec<_> = lines.filter(|(what, _)| what == "多付").map(|(_, amount)| amount).collect();
        let wanted: &[&str] = if over == "0.00" { &[] } else { &["3,800.00"] };
        assert_eq!(told, wanted);
    }
}

/// What came back of what was too much is said, so that the figures of a line add up.
#[test]
fn what_is_still_too_much_says_what_came_back() {
    let bureau = Bureau::overpaid();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("2000"), None).unwrap();
    let explained = disburse::explain(&bureau.desk(CASHIER, "2024-06-10"), None).unwrap();
    let over = explained.tables[0].rows.iter().find(|row| row[3].show() == "多付").unwrap();
    assert_eq!(over[4].show(), "3,000.00");
    let basis = over[6].show();
    assert!(
        basis.starts_with("已付 25,000.00 元，超过应拨 20,000.00 元，多拨已收回的 2,000.00 元不算已付；"),
        "{basis}"
    );
}

/// Without a year the newest round is meant: what is due of an older one is named.
#[test]
fn a_plan_of_the_newest_round_names_the_years_of_which_something_is_due() {
    let bureau = Bureau::half_paid();
    bureau.pass();
    let call = round::Call {
        year: 2026,
        notice_no: "沪松人社〔2026〕8号",
        from: day("2026-03-01"),
        to: day("2026-03-31"),
        town_deadline: day("2026-04-10"),
        quota: 10,
        budget: None,
        policy: None,
    };
    round::open(&mut bureau.desk(BUREAU, "2026-02-20"), &call).unwrap();
    let plan = |part| bureau.plan("2026-03-05", part, &[]).unwrap();
    let nothing = plan(None);
    assert!(nothing.done[0].starts_with("2026 年度现在没有轮到拨付的"), "{:?}", nothing.done);
    assert_eq!(nothing.next, ["2024 年度有轮到拨付的：studiogrant disburse plan --year 2024"]);
    let second = plan(Some(Part::Second)).next;
    assert_eq!(second, ["2024 年度有轮到拨付的：studiogrant disburse plan --year 2024 --part 第二期"]);
    bureau.plan("2026-03-05", None, &["2024-0001", "2024-0002"]).unwrap();
    assert!(plan(None).next.is_empty(), "nothing more is due");
}
