//! Payments that came back after others were paid, and what the bank's later lists say of them.

use studiogrant::casework::disburse;
use studiogrant::casework::due::Scope;
use studiogrant::casework::status;
use studiogrant::store::facts::BankMatch;

use crate::bureau::*;

/// Case 1 with both halves paid.
fn paid() -> Bureau {
    let bureau = Bureau::half_paid();
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    bureau.pay(2, "2025-12-12");
    bureau
}

/// What waits, each with its command.
fn waiting(bureau: &Bureau, on: &str) -> Vec<(String, String)> {
    let report = status::status(&bureau.desk(CASHIER, on), &Scope::default()).unwrap();
    report.tables[0].rows.iter().map(|row| (row[0].show(), row.last().unwrap().show())).collect()
}

#[test]
fn a_first_half_that_came_back_after_the_second_is_planned_again() {
    for hinted in [false, true] {
        let bureau = paid();
        let bounced = disburse::bounce(&mut bureau.desk(CASHIER, "2025-12-20"), 1, None, "账户冻结").unwrap();
        assert!(bounced.next[0].ends_with("plan --case 2024-0001"), "{:?}", bounced.next);
        let waits = waiting(&bureau, "2025-12-21");
        let wait = (
            "退汇后重新编制拨款：区级资助第一期 25,000.00 元",
            "studiogrant disburse plan --part 1 --year 2024",
        );
        assert!(waits.iter().any(|one| (one.0.as_str(), one.1.as_str()) == wait), "{waits:?}");
        assert!(!waits.iter().any(|one| one.0.contains("补差")), "{waits:?}");
        let lines = disburse::explain(&bureau.desk(CASHIER, "2025-12-21"), None).unwrap();
        assert!(!lines.tables[0].rows.iter().any(|row| row[3].show() == "补差"));
        let cases: &[&str] = if hinted { &["1"] } else { &[] };
        let planned = bureau.plan("2025-12-22", None, cases).unwrap();
        assert_eq!(planned.tables[0].rows[0][3].show(), "第一期");
        bureau.pay(3, "2025-12-24");
        let list = disburse::list(&bureau.desk(CASHIER, "2025-12-24"), None, true).unwrap();
        assert!(!list.tables[0].rows.iter().any(|row| row[0].show() == "2024-0001"));
    }
}

/// The first half of 25,000 came back, the second stays paid, and other support takes 10,000 off the entitlement.
#[test]
fn a_first_half_that_came_back_is_cut_to_what_is_left() {
    let bureau = paid();
    disburse::bounce(&mut bureau.desk(CASHIER, "2025-12-20"), 1, None, "账户冻结").unwrap();
    bureau.judge("2025-12-21", "别项资助", "10000", true);
    let lines = |on: &str| {
        let explained = disburse::explain(&bureau.desk(CASHIER, on), None).unwrap();
        let rows = explained.tables[0].rows.iter().filter(|row| row[0].show() == "2024-0001");
        rows.map(|row| [3, 4, 6].map(|at| row[at].show()).join("，")).collect::<Vec<_>>()
    };
    let said = "第一期，15,000.00，还没有编制；一半是 20,000.00 元，应拨额只剩 15,000.00 元可拨";
    assert!(lines("2025-12-21").iter().any(|line| line == said), "{:?}", lines("2025-12-21"));
    let waits = waiting(&bureau, "2025-12-21");
    assert!(waits.iter().any(|one| one.0 == "退汇后重新编制拨款：区级资助第一期 15,000.00 元"), "{waits:?}");
    bureau.plan("2025-12-22", None, &["1"]).unwrap();
    assert_eq!(bureau.amounts(), ["25000.00", "25000.00", "15000.00"]);
    bureau.pay(3, "2025-12-24");
    let paid = lines("2025-12-24");
    assert_eq!(paid.last().unwrap(), "未付，0.00，应拨 40,000.00 元减去已付 40,000.00 元");
}

#[test]
fn a_first_half_of_which_nothing_is_left_is_refused() {
    let bureau = paid();
    disburse::bounce(&mut bureau.desk(CASHIER, "2025-12-20"), 1, None, "账户冻结").unwrap();
    bureau.judge("2025-12-21", "别项资助", "30000", true);
    let refused = against(bureau.plan("2025-12-22", None, &["1"]));
    assert!(refused.contains("[A9-1c]") && refused.contains("20,000.00 元"), "{refused}");
    let first = bureau.plan("2025-12-22", Some(studiogrant::measure::Part::First), &["1"]);
    assert!(codes(first).iter().all(|code| *code == "A9-1c"));
}

/// What a bank's list of one row comes to: the result and what is said.
fn listed(bureau: &Bureau, on: &str, row: &str) -> (String, String) {
    let path = bureau.folder.path().join("明细.csv");
    std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果\n{row}\n")).unwrap();
    let report = disburse::reconcile(&mut bureau.desk(CASHIER, on), upload(&path, false)).unwrap();
    let row = &report.tables[0].rows[0];
    (row[1].show(), row[8].show())
}

#[test]
fn a_reference_that_comes_with_a_later_list_is_kept() {
    let bureau = Bureau::half_paid();
    let row = |reference: &str| format!("2024-05-24,{reference},100100000000001,25000.00,成功");
    let known = |said: &str| ("此前已登记".to_owned(), said.to_owned());
    assert_eq!(listed(&bureau, "2024-05-27", &row("S1")), known("已补记流水号"));
    assert_eq!(listed(&bureau, "2024-05-28", &row("S1")), known(""));
    let (result, said) = listed(&bureau, "2024-05-28", &row("S9"));
    assert!(result == "误付" && said.contains("流水号 S1"), "{said}");
    let lines = disburse::explain(&bureau.desk(CASHIER, "2024-05-28"), None).unwrap();
    assert!(lines.tables[0].rows.iter().any(|row| row[6].show().contains("流水号 S1")));
    let noted = bureau.store().all::<BankMatch>().unwrap();
    assert_eq!(noted.len(), 2, "the payment and the mispayment");
    assert_eq!(noted[0].fact.matched_on, day("2024-05-27"));
}

#[test]
fn a_payment_that_came_back_is_still_known_by_the_banks_list() {
    let bureau = Bureau::half_paid();
    disburse::bounce(&mut bureau.desk(CASHIER, "2024-05-27"), 1, None, "冻结").unwrap();
    bureau.plan("2024-05-28", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-28"), 2).unwrap();
    disburse::cancel(&mut bureau.desk(CASHIER, "2024-05-29"), 2, "账户未解冻").unwrap();
    let row = "2024-05-24,S1,100100000000001,25000.00,成功";
    let known = ("此前已登记".to_owned(), "已补记流水号；付出后已于 2024-05-27 退汇".to_owned());
    assert_eq!(listed(&bureau, "2024-05-30", row), known);
    bureau.plan("2024-05-31", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-31"), 3).unwrap();
    assert_eq!(listed(&bureau, "2024-06-03", row).0, "此前已登记");
    let again = "2024-06-03,S2,100100000000001,25000.00,成功";
    assert_eq!(listed(&bureau, "2024-06-04", again).0, "一致，已付款");
}

/// The bank pays the second half twice and takes one back, all in one list: whichever of the two came back, the unit has
/// one, and the first half of a year before has no part in it.
#[test]
fn a_second_half_paid_twice_and_given_back_in_one_list_stays_paid() {
    let bureau = Bureau::half_paid();
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2025-12-10"), 2).unwrap();
    let path = bureau.folder.path().join("明细.csv");
    let row =
        |reference: &str, result: &str| format!("2025-12-12,{reference},100100000000001,25000.00,{result}");
    let rows = [row("B1", "成功"), row("B11", "成功"), row("B12", "退汇")].join("\n");
    std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果\n{rows}\n")).unwrap();
    let report = disburse::reconcile(&mut bureau.desk(CASHIER, "2025-12-12"), upload(&path, false)).unwrap();
    let found: Vec<_> =
        report.tables[0].rows.iter().map(|row| [1, 3].map(|at| row[at].show()).join(" ")).collect();
    assert_eq!(found, ["一致，已付款 2", "误付 2", "误付已退回 2"]);
    assert!(bureau.plan("2025-12-13", None, &["1"]).is_err());
    assert_eq!(bureau.amounts(), ["25000.00", "25000.00"]);
}

#[test]
fn a_payment_that_the_bank_lists_wrongly_is_not_missing_as_well() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-20"), 1).unwrap();
    let path = bureau.folder.path().join("明细.csv");
    let row = "2024-05-28,S1,100100000000001,25000.00,成功";
    std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果\n{row}\n")).unwrap();
    let report = disburse::reconcile(&mut bureau.desk(CASHIER, "2024-05-27"), upload(&path, true)).unwrap();
    let found: Vec<_> =
        report.tables[0].rows.iter().map(|row| [1, 3].map(|at| row[at].show()).join(" ")).collect();
    assert_eq!(found, ["不一致 1"], "{row}");
}
