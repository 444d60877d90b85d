//! What came back and was registered by hand, and then stands in the bank's own list: nothing is booked a second time, and
//! nothing that is still with the unit is taken for what came back.

use anyhow::Result;
use studiogrant::casework::Report;
use studiogrant::casework::disburse::{self, Identity};
use studiogrant::model::acts::{Fund, MispaidEnd};
use studiogrant::store::facts::{Mispayment, MispaymentEnd, PaymentConfirmation, PaymentReturn};

use crate::bureau::*;

/// What each row of a bank's list comes to, and what is said of it.
pub(crate) fn listed(bureau: &Bureau, on: &str, rows: &[&str]) -> Vec<(String, String)> {
    let path = bureau.folder.path().join("明细.csv");
    std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果\n{}\n", rows.join("\n"))).unwrap();
    let report = disburse::reconcile(&mut bureau.desk(CASHIER, on), upload(&path, false)).unwrap();
    report.tables[0].rows.iter().map(|row| (row[1].show(), row[8].show())).collect()
}

pub(crate) fn one(bureau: &Bureau, on: &str, row: &str) -> (String, String) {
    listed(bureau, on, &[row]).remove(0)
}

/// What is said of a bank's list that can't be read as a whole.
pub(crate) fn turned(bureau: &Bureau, on: &str, rows: &[&str]) -> String {
    let path = bureau.folder.path().join("明细.csv");
    std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果\n{}\n", rows.join("\n"))).unwrap();
    let report = disburse::reconcile(&mut bureau.desk(CASHIER, on), upload(&path, false)).unwrap();
    assert!(report.refused && report.done[0].contains("整个文件都没有核对"), "{:?}", report.done);
    let cells = report.tables.iter().flat_map(|table| &table.rows).flatten();
    cells.map(|cell| cell.show()).collect::<Vec<_>>().join(" ")
}

pub(crate) fn settled(
    bureau: &Bureau,
    on: &str,
    outcome: MispaidEnd,
    bank_ref: Option<&str>,
) -> Result<Report> {
    disburse::settle(&mut bureau.desk(CASHIER, on), 1, outcome, bank_ref, "银行退回")
}

pub(crate) fn bounced(bureau: &Bureau, on: &str, payment: i64, bank_ref: Option<&str>) -> Result<Report> {
    disburse::bounce(&mut bureau.desk(CASHIER, on), payment, bank_ref, "账户冻结")
}

pub(crate) fn identified(bureau: &Bureau, on: &str, line: i64, identity: Identity) -> Result<Report> {
    disburse::identify(&mut bureau.desk(CASHIER, on), line, identity, "已向银行核实")
}

pub(crate) fn kinds(told: &[(String, String)]) -> Vec<&str> {
    told.iter().map(|(kind, _)| kind.as_str()).collect()
}

pub(crate) fn returns(bureau: &Bureau) -> Vec<i64> {
    bureau.store().all::<PaymentReturn>().unwrap().iter().map(|back| back.fact.payment_id).collect()
}

pub(crate) const OUT: &str = "2024-05-24,S1,100100000000001,25000,成功";
pub(crate) const TWICE: &str = "2024-05-27,S2,100100000000001,25000,成功";
pub(crate) const BACK: &str = "2024-05-30,S3,100100000000001,25000,退汇";

/// Case 1 with its first half paid, and paid once more by the bank.
pub(crate) fn doubled() -> Bureau {
    let bureau = Bureau::half_paid();
    let told = listed(&bureau, "2024-05-28", &[OUT, TWICE]);
    assert_eq!(told[1].0, "误付");
    bureau
}

/// Case 1 with its first half confirmed by hand.
pub(crate) fn confirmed_with(bank_ref: &str, paid_on: &str) -> Bureau {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1).unwrap();
    disburse::confirm(&mut bureau.desk(CASHIER, "2024-05-24"), 1, day(paid_on), Some(bank_ref)).unwrap();
    bureau
}

#[test]
fn a_mispayment_returned_by_hand_is_known_on_its_day_or_by_its_reference() {
    for (on, bank_ref, noted) in [
        ("2024-05-30", None, "已补记流水号；"),
        (
            "2024-06-03",
            Some("S3"),
            "流水号已经回单核实；退回日期：银行 2024-05-30，我方原登记 2024-06-03，已按银行的更正；",
        ),
    ] {
        let bureau = doubled();
        settled(&bureau, on, MispaidEnd::Returned, bank_ref).unwrap();
        for noted in [noted, ""] {
            let known = ("此前已登记".to_owned(), format!("{noted}误付 1，2024-05-30 已退回"));
            assert_eq!(one(&bureau, "2024-06-04", BACK), known);
        }
        assert!(returns(&bureau).is_empty());
        // Another one that comes back is the payment's own.
        let both = listed(&bureau, "2024-06-04", &[BACK, "2024-05-30,S4,100100000000001,25000,退汇"]);
        assert_eq!(both[1].0, "一致，已退汇", "{both:?}");
    }
}

#[test]
fn an_empty_reference_is_none() {
    let bureau = doubled();
    settled(&bureau, "2024-05-30", MispaidEnd::Returned, Some(" ")).unwrap();
    bounced(&bureau, "2024-05-31", 1, Some("")).unwrap();
    let store = bureau.store();
    let ends = store.all::<MispaymentEnd>().unwrap().into_iter().map(|end| end.fact.bank_ref);
    let backs = store.all::<PaymentReturn>().unwrap().into_iter().map(|back| back.fact.bank_ref);
    assert_eq!(ends.chain(backs).collect::<Vec<_>>(), [None, None]);
    assert_eq!(one(&bureau, "2024-06-04", BACK).0, "此前已登记");
}

#[test]
fn a_return_that_is_registered_on_another_day_counts_once() {
    let bureau = doubled();
    settled(&bureau, "2024-06-03", MispaidEnd::Returned, None).unwrap();
    let said = "已补记流水号；退回日期：银行 2024-05-30，我方原登记 2024-06-03，已按银行的更正；误付 1，2024-05-30 已退回";
    assert_eq!(one(&bureau, "2024-06-04", BACK), ("此前已登记".to_owned(), said.to_owned()));
    assert!(returns(&bureau).is_empty());
    assert!(bureau.plan("2024-06-05", None, &["1"]).is_err(), "the unit has its half");
    // Another line is another return.
    assert_eq!(one(&bureau, "2024-06-05", "2024-06-03,S5,100100000000001,25000,退汇").0, "一致，已退汇");
    assert_eq!(returns(&bureau), [1]);
}

#[test]
fn what_is_not_ours_may_come_back_so_that_somebody_has_to_say() {
    let bureau = doubled();
    settled(&bureau, "2024-06-03", MispaidEnd::NotOurs, None).unwrap();
    let (kind, what) = one(&bureau, "2024-06-04", BACK);
    assert_eq!(kind, "不一致");
    for part in ["误付 1", "2024-06-03 不是本项目的款项", "可能就是它", "也可能是拨款 1 的退汇", "identify 3"]
    {
        assert!(what.contains(part), "{part}: {what}");
    }
    identified(&bureau, "2024-06-05", 3, Identity::Payment(1)).unwrap();
    assert_eq!(returns(&bureau), [1]);
    assert_eq!(one(&bureau, "2024-06-05", BACK), ("此前已登记".to_owned(), String::new()));
    // The same where a line was said not to be ours at once; then one return is what it gave back.
    let bureau = Bureau::half_paid();
    one(&bureau, "2024-05-28", TWICE);
    identified(&bureau, "2024-05-28", 1, Identity::NotOurs).unwrap();
    let (kind, what) = one(&bureau, "2024-06-04", BACK);
    assert!(
        kind == "不一致" && what.contains("明细 1（2024-05-27，流水号 S2）已认定不是本项目的款项"),
        "{what}"
    );
    identified(&bureau, "2024-06-04", 2, Identity::NotOurs).unwrap();
    let next = "2024-06-03,S5,100100000000001,25000,退汇";
    assert_eq!(one(&bureau, "2024-06-04", next).0, "一致，已退汇");
}

#[test]
fn a_cancelled_batch_that_was_paid_and_given_back_by_hand_leaves_the_first_half_alone() {
    let bureau = Bureau::half_paid();
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2025-12-10"), 2).unwrap();
    disburse::cancel(&mut bureau.desk(CASHIER, "2025-12-11"), 2, "账户有误").unwrap();
    assert_eq!(one(&bureau, "2025-12-13", "2025-12-12,S2,100100000000001,25000,成功").0, "误付");
    settled(&bureau, "2025-12-16", MispaidEnd::Returned, None).unwrap();
    let back = "2025-12-15,S3,100100000000001,25000,退汇";
    assert_eq!(one(&bureau, "2025-12-17", back).0, "此前已登记");
    bureau.plan("2025-12-18", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2025-12-18"), 3).unwrap();
    assert_eq!(one(&bureau, "2025-12-19", back).0, "此前已登记");
    assert!(returns(&bureau).is_empty());
}

#[test]
fn a_second_half_bounced_by_hand_on_another_day_is_not_the_first_one() {
    let bureau = Bureau::half_paid();
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    bureau.pay(2, "2025-12-12");
    bounced(&bureau, "2025-12-16", 2, None).unwrap();
    let back = "2025-12-15,S3,100100000000001,25000,退汇";
    let said = "已补记流水号；退汇日期：银行 2025-12-15，我方原登记 2025-12-16，已按银行的更正";
    assert_eq!(one(&bureau, "2025-12-17", back), ("此前已登记".to_owned(), said.to_owned()));
    assert_eq!(returns(&bureau), [2]);
    // With its reference it is known on whatever day.
    let bureau = Bureau::half_paid();
    bounced(&bureau, "2024-06-03", 1, Some("S3")).unwrap();
    let said = "流水号已经回单核实；退汇日期：银行 2024-05-30，我方原登记 2024-06-03，已按银行的更正";
    assert_eq!(one(&bureau, "2024-06-04", BACK), ("此前已登记".to_owned(), said.to_owned()));
}

/// Nothing else of it was paid: it can only be this one.
#[test]
fn the_only_payment_that_came_back_is_known_with_the_days_that_differ() {
    let bureau = Bureau::half_paid();
    bounced(&bureau, "2024-06-03", 1, None).unwrap();
    let known = |said: &str| ("此前已登记".to_owned(), said.to_owned());
    let said = "已补记流水号；退汇日期：银行 2024-05-30，我方原登记 2024-06-03，已按银行的更正";
    assert_eq!(one(&bureau, "2024-06-04", BACK), known(said));
    bureau.plan("2024-06-05", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-06-05"), 2).unwrap();
    assert_eq!(
        one(&bureau, "2024-06-06", BACK),
        known(""),
        "what was approved later was not given back before"
    );
    // The list told when it came back: what comes back later is another one.
    let late = "2024-06-06,S4,100100000000001,25000,退汇";
    assert_eq!(one(&bureau, "2024-06-06", late).0, "不一致");
    identified(&bureau, "2024-06-06", bureau.line("S4"), Identity::Payment(2)).unwrap();
    assert_eq!(returns(&bureau), [1, 2]);
}

#[test]
fn a_mispayment_that_was_found_after_a_return_by_hand_stays_out() {
    let bureau = Bureau::half_paid();
    bounced(&bureau, "2024-06-03", 1, None).unwrap();
    assert_eq!(listed(&bureau, "2024-06-04", &[OUT, TWICE])[1].0, "误付");
    assert_eq!(one(&bureau, "2024-06-04", BACK).0, "此前已登记", "one return is known of");
    assert_eq!(bureau.store().all::<Mispayment>().unwrap().len(), 1);
    assert!(bureau.plan("2024-06-05", None, &["1"]).is_err());
}

/// The bank itself gave the reference that we have: another one is another payment.
#[test]
fn a_double_of_the_same_day_in_a_later_list_is_a_mispayment() {
    let again = "2024-05-24,S2,100100000000001,25000,成功";
    let bureau = Bureau::half_paid();
    assert_eq!(one(&bureau, "2024-05-27", OUT).1, "已补记流水号");
    let (kind, what) = one(&bureau, "2024-05-28", again);
    assert!(kind == "误付" && what.contains("拨款 1 已付（2024-05-24，流水号 S1）"), "{what}");
    assert_eq!(one(&bureau, "2024-06-03", BACK).0, "误付已退回");
    // Confirmed by a list, not by hand.
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1).unwrap();
    assert_eq!(one(&bureau, "2024-05-27", OUT).0, "一致，已付款");
    assert_eq!(one(&bureau, "2024-05-28", again).0, "误付");
    assert_eq!(one(&bureau, "2024-06-03", BACK).0, "误付已退回");
    assert!(returns(&bureau).is_empty());
}

#[test]
fn a_day_that_was_typed_may_be_typed_wrongly() {
    let bureau = confirmed_with("S1", "2024-05-24");
    let told = listed(&bureau, "2024-06-03", &["2024-05-25,S1,100100000000001,25000,成功", BACK]);
    let said = "流水号已经回单核实；付款日期：银行 2024-05-25，我方原登记 2024-05-24，已按银行的更正";
    assert_eq!(told[0], ("此前已登记".to_owned(), said.to_owned()));
    assert_eq!(told[1].0, "一致，已退汇");
    assert_eq!(bureau.store().all::<PaymentConfirmation>().unwrap()[0].fact.paid_on, day("2024-05-25"));
    // Not where something was spent before it.
    let bureau = confirmed_with("S1", "2024-05-24");
    bureau.spend(Fund::Grant, "2024-05-24", "资-1", "0.01").unwrap();
    let (kind, what) = one(&bureau, "2024-06-03", "2024-05-25,S1,100100000000001,25000,成功");
    let said = "到 2024-05-24 已使用的 0.01 元有早于到账的";
    assert!(kind == "不一致" && what.contains(said) && what.contains("assess reverse"), "{what}");
}

/// Of one line alone nobody can say whether the day or the payment is another; the list that has the first one tells.
#[test]
fn a_double_of_a_payment_without_a_reference_is_told_by_the_list_that_has_the_first() {
    let bureau = Bureau::half_paid();
    let told = listed(&bureau, "2024-06-03", &[TWICE, BACK]);
    assert!(told[0].0 == "不一致" && told[0].1.contains("2024-05-24 的回单"), "{told:?}");
    assert_eq!(told[1].0, "不一致");
    // What was left open is told with it.
    let told = listed(&bureau, "2024-06-03", &[OUT]);
    assert_eq!(kinds(&told), ["此前已登记", "误付", "误付已退回"]);
    assert!(told[1].1.starts_with("明细 1（2024-05-27，流水号 S2）"), "{told:?}");
    assert_eq!(kinds(&listed(&bureau, "2024-06-03", &[TWICE, BACK])), ["此前已登记", "此前已登记"]);
    assert!(returns(&bureau).is_empty());
}
