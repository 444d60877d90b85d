//! What is owed on the face of it: what lapsed is owed no more, and what was given back stands beside what was paid.

use studiogrant::casework::assess;
use studiogrant::casework::disburse::{self, Support};
use studiogrant::casework::due::Scope;
use studiogrant::casework::status;
use studiogrant::measure::Weight;
use studiogrant::model::acts::{GrantKind, Ground};

use crate::bureau::*;
use crate::model::successor;
use crate::papers::text;

/// The amounts of case 1's money of a kind in the list, by their keys.
fn listed(bureau: &Bureau, on: &str, kind: GrantKind, keys: &[&str]) -> Vec<String> {
    let report = disburse::list(&bureau.desk(CASHIER, on), None, false).unwrap();
    let table = &report.tables[0];
    let row =
        table.rows.iter().find(|row| row[0].show() == "2024-0001" && row[2].show() == kind.term()).unwrap();
    let at = |key: &str| table.columns.iter().position(|column| column.key == key).unwrap();
    keys.iter().map(|key| row[at(key)].show()).collect()
}

fn budget(bureau: &Bureau, on: &str, keys: &[&str]) -> Vec<String> {
    let report = disburse::budget(&bureau.desk(CASHIER, on), None, None).unwrap();
    keys.iter().map(|key| report.data[*key].as_str().unwrap().to_owned()).collect()
}

/// Case 1 with its first half paid and a mid-term that failed twice.
fn failed() -> Bureau {
    let bureau = Bureau::half_paid();
    bureau.municipal("2024-11-15");
    bureau.achieve();
    bureau.assess("2025-11-11", [5, 5, 5, 5, 5]).unwrap();
    bureau
}

/// A change of leader suspends nothing where the second half is lost.
fn no_leader_suspends_what_is_lost(bureau: &Bureau) {
    let case = || "1".parse().unwrap();
    let proposed = assess::propose(&mut bureau.desk(BUREAU, "2026-01-21"), case(), successor(1)).unwrap();
    assert!(proposed.done[0].ends_with("待区局批准"), "{:?}", proposed.done);
    let ruling = assess::Ruling { approved: false, reason: "不再更换", evidence: None };
    assess::decide(&mut bureau.desk(DEPUTY, "2026-01-21"), case(), &ruling).unwrap();
}

const AMOUNTS: [&str; 2] = ["remaining", "lapsed"];

#[test]
fn what_a_failed_mid_term_leaves_unpaid_is_no_commitment() {
    let bureau = failed();
    let owed = |on: &str| listed(&bureau, on, GrantKind::District, &AMOUNTS);
    let total = |on: &str| budget(&bureau, on, &["owed", "remaining", "lapsed"]);
    assert_eq!(owed("2025-11-12"), ["25,000.00", "0.00"], "it can still be put right");
    assert_eq!(total("2025-11-12"), ["180000.00", "155000.00", "0.00"]);
    let mut desk = bureau.desk(BUREAU, "2025-11-12");
    assess::rectify(&mut desk, "1".parse().unwrap(), "补齐内部管理").unwrap();
    bureau.assess("2026-01-20", [5, 5, 5, 5, 5]).unwrap();
    assert_eq!(owed("2026-01-21"), ["0.00", "25,000.00"]);
    let city = listed(&bureau, "2026-01-21", GrantKind::Municipal, &AMOUNTS);
    assert_eq!(city, ["40,000.00", "40,000.00"], "the first half may still be paid");
    assert_eq!(total("2026-01-21"), ["115000.00", "90000.00", "65000.00"]);
    let said = |on: &str, what: &str| {
        let lines = disburse::explain(&bureau.desk(CASHIER, on), None).unwrap();
        let rows = lines.tables[0].rows.iter().filter(|row| row[0].show() == "2024-0001");
        rows.filter(|row| row[3].show() == what)
            .map(|row| [4, 5, 7].map(|at| row[at].show()).join(" "))
            .collect::<Vec<_>>()
    };
    let failed = ["25,000.00 八(二) 2026-01-20", "40,000.00 八(二) 2026-01-20"];
    assert_eq!(
        (said("2026-01-21", "不再拨付"), said("2026-01-21", "第二期")),
        (failed.map(str::to_owned).to_vec(), Vec::new())
    );
    no_leader_suspends_what_is_lost(&bureau);
    let mut desk = bureau.desk(BUREAU, "2026-01-22");
    let gone = assess::Settlement {
        rest: Some(studiogrant::measure::Rest::Return),
        reason: Some("届中考核最终不合格"),
        conclusion: None,
        ended: None,
        shortfall: None,
    };
    assess::close(&mut desk, "1".parse().unwrap(), gone).unwrap();
    assert_eq!(owed("2026-01-23"), ["0.00", "25,000.00"]);
    assert_eq!(total("2026-01-23"), ["75000.00", "50000.00", "105000.00"]);
    // What failed with the mid-term stays so; only the rest lapsed when the case was closed.
    let closed = [failed[0], failed[1], "40,000.00 七 2026-01-22"];
    assert_eq!(said("2026-01-23", "不再拨付"), closed);
}

#[test]
fn what_was_given_back_stands_beside_what_was_paid() {
    let bureau = Bureau::overpaid();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("5000"), None).unwrap();
    let keys = ["entitlement", "planned", "paid", "given_back", "remaining", "excess", "lapsed"];
    let found = listed(&bureau, "2024-06-11", GrantKind::District, &keys);
    assert_eq!(found, ["20,000.00", "0.00", "25,000.00", "5,000.00", "0.00", "0.00", "0.00"]);
    let found = budget(&bureau, "2024-06-11", &["owed", "paid", "given_back", "remaining"]);
    assert_eq!(found, ["70000.00", "25000.00", "5000.00", "50000.00"]);
}

#[test]
fn a_demand_that_lost_its_ground_is_offered_to_be_withdrawn() {
    let bureau = Bureau::overpaid();
    let waits = |on: &str| {
        let report = status::status(&bureau.desk(CASHIER, on), &Scope::default()).unwrap();
        let rows = report.tables[0].rows.iter().map(|row| row.last().unwrap().show());
        rows.filter(|command| command.contains("rec")).collect::<Vec<_>>()
    };
    assert_eq!(waits("2024-06-03"), ["studiogrant disburse receive 1 --amount 5000.00"]);
    let judged = bureau.judge("2024-06-04", "别项资助", "28000", true);
    assert!(judged.findings[0].found.contains("多拨的现为 3,000.00 元"), "{:?}", judged.findings);
    let judged = bureau.judge("2024-06-05", "别项资助", "28000", false);
    assert_eq!((judged.findings[0].code, judged.findings[0].weight), ("A9-1c", Weight::Reminder));
    assert!(judged.findings[0].cure.contains("recover --withdraw 1"), "{:?}", judged.findings);
    let offered = "studiogrant disburse recover --withdraw 1 --reason 依据已变";
    assert_eq!(waits("2024-06-06"), [offered]);
    disburse::withdraw(&mut bureau.desk(CASHIER, "2024-06-06"), 1, "应拨额重新核定").unwrap();
    assert!(waits("2024-06-06").is_empty());
    let again = against(disburse::receive(&mut bureau.desk(CASHIER, "2024-06-07"), 1, yuan("1"), None));
    assert!(again.contains("追回 1 已于 2024-06-06 撤销：应拨额重新核定"), "{again}");
    let letter = against(disburse::demand(&bureau.desk(CASHIER, "2024-06-07"), 1));
    assert!(letter.contains("追回 1 已于 2024-06-06 撤销"), "{letter}");
    let nothing =
        Support { name: "别项", amount: yuan("0"), comparable: true, reason: "同为区级资助" };
    let mut desk = bureau.desk(CASHIER, "2024-06-07");
    assert!(said(disburse::overlap(&mut desk, "1".parse().unwrap(), &nothing)).contains("应大于 0"));
}

/// The mid-term of case 1 fails, and fails again after its rectification.
pub(crate) fn fail_for_good(bureau: &Bureau) {
    bureau.achieve();
    bureau.assess("2025-11-11", [5, 5, 5, 5, 5]).unwrap();
    let mut desk = bureau.desk(BUREAU, "2025-11-12");
    assess::rectify(&mut desk, "1".parse().unwrap(), "补齐内部管理").unwrap();
    bureau.assess("2026-01-20", [5, 5, 5, 5, 5]).unwrap();
}

/// Of 20,000 a studio without a second half keeps 10,000, whatever its first half was when it was paid.
#[test]
fn a_first_half_that_reaches_into_a_lost_second_is_demanded_back() {
    let keys = ["entitlement", "paid", "given_back", "remaining", "excess", "lapsed"];
    let found = |bureau: &Bureau, on: &str| listed(bureau, on, GrantKind::District, &keys);
    let recover = |bureau: &Bureau, amount: &str| {
        let mut desk = bureau.desk(CASHIER, "2026-01-22");
        disburse::recover(
            &mut desk,
            "1".parse().unwrap(),
            GrantKind::District,
            Some(Ground::Excess),
            yuan(amount),
            "多拨",
        )
    };
    let bureau = Bureau::overpaid();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("5000"), None).unwrap();
    fail_for_good(&bureau);
    let before = ["20,000.00", "25,000.00", "5,000.00", "0.00", "10,000.00", "10,000.00"];
    assert_eq!(found(&bureau, "2026-01-21"), before);
    assert_eq!(budget(&bureau, "2026-01-21", &["excess", "lapsed"]), ["10000.00", "10000.00"]);
    let waits = status::status(&bureau.desk(CASHIER, "2026-01-21"), &Scope::default()).unwrap();
    let waits = |what: &str| waits.tables[0].rows.iter().any(|row| row[0].show().contains(what));
    assert!(waits("要求退回多拨的区级资助 10,000.00 元"));
    let gone = assess::Settlement {
        shortfall: None,
        rest: Some(studiogrant::measure::Rest::Return),
        reason: Some("届中考核最终不合格"),
        conclusion: None,
        ended: None,
    };
    let closed = assess::close(&mut bureau.desk(BUREAU, "2026-01-22"), "1".parse().unwrap(), gone);
    assert!(against(closed).contains("多拨 10,000.00 元"));
    assert!(recover(&bureau, "10000.01").is_err());
    recover(&bureau, "10000").unwrap();
    disburse::receive(&mut bureau.desk(CASHIER, "2026-01-23"), 2, yuan("10000"), None).unwrap();
    let after = ["20,000.00", "25,000.00", "15,000.00", "0.00", "0.00", "10,000.00"];
    assert_eq!(found(&bureau, "2026-01-24"), after);
}

#[test]
fn an_entitlement_that_falls_after_the_second_half_was_lost_takes_half_of_the_fall() {
    let bureau = Bureau::half_paid();
    fail_for_good(&bureau);
    let judged = bureau.judge("2026-01-21", "别项资助", "40000", true);
    assert_eq!(judged.data["to_recover"], "20000.00", "of 10,000 it keeps 5,000");
}

/// A mid-term that failed for good took the second half; without it nothing was lost, and nothing decided anew.
#[test]
fn a_demand_that_rests_on_a_voided_mid_term_has_no_ground_any_more() {
    let bureau = Bureau::half_paid();
    bureau.judge("2024-06-01", "别项资助", "20000", true);
    fail_for_good(&bureau);
    let (case, kind) = (|| "1".parse().unwrap(), GrantKind::District);
    let mut desk = bureau.desk(CASHIER, "2026-01-22");
    disburse::recover(&mut desk, case(), kind, Some(Ground::Excess), yuan("10000"), "多拨").unwrap();
    let voided = assess::void(&mut bureau.desk(BUREAU, "2026-01-23"), case(), "录错了得分").unwrap();
    let told = &voided.findings[0];
    assert_eq!(told.found, "追回 1（还差 10,000.00 元）：要求退回的依据已不存在");
    assert!(told.cure.contains("studiogrant disburse recover --withdraw 1 --reason"), "{told:?}");
    let report = status::status(&bureau.desk(CASHIER, "2026-01-23"), &Scope::default()).unwrap();
    let row = report.tables[0].rows.iter().find(|row| row[0].show().contains("追回 1")).unwrap();
    assert_eq!(row[0].show(), "撤销追回 1（还差 10,000.00 元）：要求退回的依据已不存在");
    assert_eq!(row.last().unwrap().show(), "studiogrant disburse recover --withdraw 1 --reason 依据已变");
}

/// A pass that was typed wrongly let the second half out: voided, it is too much until one is passed, and demanded once.
#[test]
fn a_second_half_paid_on_a_pass_that_is_voided_is_too_much_until_one_is_passed() {
    let bureau = Bureau::half_paid();
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    let case = || "1".parse().unwrap();
    let void = |on: &str| assess::void(&mut bureau.desk(BUREAU, on), case(), "录成别家的得分");
    assert!(against(void("2025-12-10")).contains("批次 2 已据此列入第二期"), "it can still be stopped");
    bureau.pay(2, "2025-12-12");
    let voided = void("2025-12-15").unwrap();
    assert_eq!(
        voided.done[1],
        "区级资助第二期 25,000.00 元（拨款 2）已据此于 2025-12-12 付出：重新考核合格以前算作多拨，请登记正确的结果，或者要求退回"
    );
    let excess = |on: &str| listed(&bureau, on, GrantKind::District, &["excess"]).remove(0);
    assert_eq!(excess("2025-12-15"), "25,000.00");
    let report = status::status(&bureau.desk(CASHIER, "2025-12-16"), &Scope::default()).unwrap();
    let mut rows = report.tables[0].rows.iter();
    let row = rows.find(|row| row[0].show().contains("要求退回多拨")).unwrap();
    assert!(row.contains(&day("2025-12-15").into()), "too much since then: {row:?}");
    let settlement = assess::Settlement { reason: Some("期满"), ..Default::default() };
    let refused = against(assess::close(&mut bureau.desk(BUREAU, "2027-05-10"), case(), settlement));
    assert!(refused.contains("区级资助多拨 25,000.00 元"), "{refused}");
    bureau.assess("2025-12-15", [13, 18, 25, 20, 8]).unwrap();
    assert_eq!(excess("2025-12-15"), "0.00", "a slip put right changes nothing");
    void("2025-12-15").unwrap();
    bureau.assess("2025-12-16", [5, 5, 5, 5, 5]).unwrap();
    assess::rectify(&mut bureau.desk(BUREAU, "2025-12-17"), case(), "补齐内部管理").unwrap();
    assert_eq!(excess("2025-12-18"), "25,000.00");
    bureau.assess("2026-01-20", [5, 5, 5, 5, 5]).unwrap();
    assert_eq!(excess("2026-01-21"), "25,000.00");
    let kind = GrantKind::District;
    let mut desk = bureau.desk(CASHIER, "2026-01-22");
    disburse::recover(&mut desk, case(), kind, Some(Ground::Excess), yuan("25000"), "多拨").unwrap();
    let letter = text(disburse::demand(&bureau.desk(CASHIER, "2026-01-22"), 1).unwrap());
    assert!(letter.contains("八（二）"), "{letter}");
    disburse::receive(&mut bureau.desk(CASHIER, "2026-01-23"), 1, yuan("25000"), None).unwrap();
    assert_eq!(excess("2026-01-24"), "0.00");
    // Once it came back, the newest result can be put right again; and a pass lets it out again.
    let again = void("2026-01-24").unwrap();
    assert_eq!(again.done.len(), 1, "nothing is paid upon a failure: {:?}", again.done);
    bureau.assess("2026-01-25", [13, 18, 25, 20, 8]).unwrap();
    assert_eq!(bureau.plan("2026-01-26", None, &["1"]).unwrap().data["total"], "25000.00");
}
