//! What a planned payment rests on may be gone before it is approved, or before it is paid.

use anyhow::Result;
use studiogrant::casework::assess::{self, Settlement, Successor};
use studiogrant::casework::disburse::{self, NewPayee};
use studiogrant::casework::due::{self, Scope};
use studiogrant::casework::{Refusal, Report};
use studiogrant::measure::Part;
use studiogrant::model::Value;
use studiogrant::model::acts::{Fund, GrantKind, Rest};
use studiogrant::model::form::SkillBasis;
use studiogrant::model::grade::Grade;
use studiogrant::store::facts::*;

use crate::bureau::*;

/// Case 1 with its first half paid and everything there that the second half asks for.
fn passed() -> Bureau {
    let bureau = Bureau::half_paid();
    bureau.pass();
    bureau
}

fn approve(bureau: &Bureau, batch: i64, on: &str) -> Result<Report> {
    disburse::approve(&mut bureau.desk(SECOND, on), batch)
}

fn confirm(bureau: &Bureau, batch: i64, on: &str) -> Result<Report> {
    disburse::confirm(&mut bureau.desk(CASHIER, on), batch, day(on), None)
}

fn cancel(bureau: &Bureau, batch: i64, on: &str) -> Result<Report> {
    disburse::cancel(&mut bureau.desk(CASHIER, on), batch, "计划有变")
}

/// What is found and how it is put right, of each thing that stands in the way.
fn refused(result: Result<Report>) -> Vec<(String, String)> {
    let Refusal(findings) = result.map(|report| report.done).unwrap_err().downcast().unwrap();
    findings.into_iter().map(|finding| (finding.found, finding.cure)).collect()
}

/// The codes of a report's reminders, and what is said.
fn reminded(report: &Report) -> Vec<(&'static str, String)> {
    report.findings.iter().map(|one| (one.code, format!("{}。{}", one.found, one.cure))).collect()
}

fn successor() -> Successor {
    Successor {
        technician_name: "李示例".to_owned(),
        id_kind: None,
        id_number: Value::parse("310117198001010019").unwrap(),
        occupation: None,
        post_kind: None,
        post_achievement: None,
        skill_basis: SkillBasis::SkillLevel,
        skill_grade: Some(Grade::ChiefTechnician),
        certificate_no: Some("ZS-1".to_owned()),
        certified_on: Some(day("2020-01-01")),
        recognition: None,
        appointed_from: day("2025-01-01"),
        appointed_to: day("2028-12-31"),
        document: "单位函〔2025〕3号".to_owned(),
        reason: "原带头人调离".to_owned(),
    }
}

#[test]
fn matching_money_that_was_reversed_stops_the_approval_and_is_told_of_an_approved_batch() {
    let bureau = passed();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    assess::reverse(&mut bureau.desk(BUREAU, "2025-12-11"), 1, "凭证不实").unwrap();
    let short = approve(&bureau, 2, "2025-12-12");
    let (found, cure) = refused(short).remove(0);
    assert!(found.contains("0.00 元") && found.contains("还差 50,000.00 元"), "{found}");
    assert!(cure.contains("补足 50,000.00 元") && cure.contains("disburse cancel 2"), "{cure}");
    assert_eq!(codes(approve(&bureau, 2, "2025-12-12")), ["A4-2b"]);
    bureau.spend(Fund::Matching, "2025-12-12", "配-2", "50000").unwrap();
    approve(&bureau, 2, "2025-12-12").unwrap();
    assess::reverse(&mut bureau.desk(BUREAU, "2025-12-13"), 2, "凭证不实").unwrap();
    let schedule = disburse::schedule(&mut bureau.desk(CASHIER, "2025-12-13"), 2, false).unwrap();
    assert!(matches!(&reminded(&schedule)[..], [("A4-2b", said)] if said.contains("暂停付款")));
    let paid = confirm(&bureau, 2, "2025-12-14").unwrap();
    assert!(matches!(&reminded(&paid)[..], [("A4-2b", said)] if said.contains("还差 50,000.00 元")));
    assert!(
        reminded(&disburse::schedule(&mut bureau.desk(CASHIER, "2025-12-15"), 2, false).unwrap()).is_empty()
    );
}

#[test]
fn an_entitlement_that_fell_below_what_goes_out_is_told_with_what_to_demand_back() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    approve(&bureau, 1, "2024-05-21").unwrap();
    bureau.judge("2024-05-22", "别项资助", "40000", true);
    let paid = reminded(&confirm(&bureau, 1, "2024-05-24").unwrap());
    let told = |(code, said): &(&str, String)| {
        *code == "A9-1a" && said.contains("--kind 区级资助 --ground 多拨 --amount 15000.00")
    };
    assert!(paid.iter().any(told), "{paid:?}");
}

#[test]
fn a_change_of_leader_names_the_second_halves_under_way() {
    let bureau = passed();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    let mut desk = bureau.desk(BUREAU, "2025-12-11");
    let proposed = assess::propose(&mut desk, "1".parse().unwrap(), successor()).unwrap();
    assert!(proposed.done.iter().any(|line| line.contains("disburse cancel 2")), "{:?}", proposed.done);
    let waiting = approve(&bureau, 2, "2025-12-12");
    let (found, cure) = refused(waiting).remove(0);
    assert!(found.contains("2025-12-11 提出的更换带头人") && cure.contains("批准"), "{found} {cure}");
    assert_eq!(codes(approve(&bureau, 2, "2025-12-12")), ["A8-1c"]);
}

#[test]
fn why_an_account_is_in_another_name_stands_before_the_approver_and_on_the_schedule() {
    let bureau = Bureau::announced();
    bureau.agree();
    let payee = || NewPayee {
        account_name: "示例集团结算中心".to_owned(),
        bank_name: "示例银行松江支行".to_owned(),
        bank_code: Value::parse("102290000001").unwrap(),
        bank_account: Value::parse("100100000000011").unwrap(),
        reason: "集团统一收款".to_owned(),
    };
    let give = |on: &str| disburse::payee(&mut bureau.desk(CASHIER, on), "1".parse().unwrap(), payee());
    give("2024-05-15").unwrap();
    bureau.plan("2024-05-20", None, &[]).unwrap();
    let note = "户名与单位不同：集团统一收款";
    let form = disburse::approval_form(&mut bureau.desk(SECOND, "2024-05-20"), 1, false).unwrap();
    assert!(form.done.iter().any(|line| line.contains(note)), "{:?}", form.done);
    let approved = approve(&bureau, 1, "2024-05-21").unwrap();
    assert!(approved.done.iter().any(|line| line.contains(note)), "{:?}", approved.done);
    let schedule = disburse::schedule(&mut bureau.desk(CASHIER, "2024-05-21"), 1, false).unwrap();
    let notes: Vec<_> = schedule.tables[0].rows.iter().map(|row| row[16].show()).collect();
    assert_eq!(notes, [note, ""]);
    cancel(&bureau, 1, "2024-05-22").unwrap();
    bureau.plan("2024-05-23", None, &["1"]).unwrap();
    give("2024-05-24").unwrap();
    let (found, cure) = refused(approve(&bureau, 2, "2024-05-24")).remove(0);
    assert!(found.contains("2024-05-24 改为") && cure.contains("disburse cancel 2"), "{found} {cure}");
}

#[test]
fn the_second_half_goes_out_after_the_first_or_with_it() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.pass();
    bureau.plan("2025-12-10", Some(Part::First), &["1"]).unwrap();
    bureau.plan("2025-12-10", Some(Part::Second), &["1"]).unwrap();
    let (found, cure) = refused(approve(&bureau, 2, "2025-12-11")).remove(0);
    assert!(found.contains("第一期 25,000.00 元在批次 1 里") && cure.contains("批次 1"), "{found} {cure}");
    assert!(against(confirm(&bureau, 2, "2025-12-11")).contains("[A9-1c] 批次 2 还没有审批"));
    assert_eq!(codes(cancel(&bureau, 1, "2025-12-11")), ["A9-1a"]);
    cancel(&bureau, 2, "2025-12-11").unwrap();
    cancel(&bureau, 1, "2025-12-11").unwrap();
    bureau.plan("2025-12-12", Some(Part::First), &["1"]).unwrap();
    bureau.plan("2025-12-12", Some(Part::Second), &["1"]).unwrap();
    bureau.pay(3, "2025-12-13");
    bureau.pay(4, "2025-12-14");
}

#[test]
fn the_same_demand_and_the_same_receipt_are_registered_once() {
    let bureau = passed();
    let recover = |reason| {
        let mut desk = bureau.desk(CASHIER, "2025-12-01");
        disburse::recover(&mut desk, "1".parse().unwrap(), GrantKind::District, None, yuan("5000"), reason)
    };
    recover("挪作他用").unwrap();
    let again = said(recover("挪作他用"));
    assert!(again.contains("追回 1") && again.contains("还有 5,000.00 元没有收回"), "{again}");
    recover("发票不实").unwrap();
    let receive = |amount, bank_ref| {
        let mut desk = bureau.desk(CASHIER, "2025-12-02");
        disburse::receive(&mut desk, 1, yuan(amount), Some(bank_ref))
    };
    receive("2000", "S-1").unwrap();
    assert!(said(receive("3000", "S-1")).contains("已登记过这个流水号"));
    receive("3000", "S-2").unwrap();
    recover("挪作他用").unwrap();
    assert_eq!(bureau.store().all::<Recovery>().unwrap().len(), 3);
}

#[test]
fn what_was_spent_beyond_what_is_left_after_a_demand_is_told() {
    let bureau = passed();
    bureau.spend(Fund::Grant, "2025-11-20", "记-1", "21000").unwrap();
    let mut desk = bureau.desk(CASHIER, "2025-12-01");
    let case = || "1".parse().unwrap();
    let within = disburse::recover(&mut desk, case(), GrantKind::District, None, yuan("4000"), "发票不实");
    assert!(reminded(&within.unwrap()).is_empty());
    let beyond =
        disburse::recover(&mut desk, case(), GrantKind::District, None, yuan("6000"), "挪作他用").unwrap();
    let said = reminded(&beyond);
    assert!(
        matches!(&said[..], [("A5-2", said)] if said.contains("多用 6,000.00 元") && said.contains("assess reverse")),
        "{said:?}"
    );
    let some = disburse::receive(&mut desk, 1, yuan("4000"), None).unwrap();
    assert!(
        matches!(&reminded(&some)[..], [("A5-2", said)] if said.contains("扣除要求退回的，资助资金只剩 15,000.00 元"))
    );
    let back = disburse::receive(&mut desk, 2, yuan("6000"), None).unwrap();
    assert!(matches!(&reminded(&back)[..], [("A5-2", said)] if said.contains("只剩 15,000.00 元")));
    // It waits until somebody reverses it, and neither is more spent nor the case closed before.
    let waiting = |on: &str| {
        let due = due::due(&bureau.desk(BUREAU, on), &Scope::default()).unwrap();
        due.tables[0].rows.iter().any(|row| row[0].show() == "追回以后多用 6,000.00 元，冲销不予认可的支出")
    };
    assert!(waiting("2025-12-02"));
    let close = |on: &str| {
        let settlement = Settlement { reason: Some("追回"), ..Settlement::default() };
        assess::close(&mut bureau.desk(BUREAU, on), case(), settlement)
    };
    assert_eq!(codes(close("2027-05-10")), ["A5-2"]);
    assess::reverse(&mut bureau.desk(BUREAU, "2027-05-10"), 2, "挪作他用，不予认可").unwrap();
    assert!(!waiting("2027-05-10"));
}

#[test]
fn of_a_named_case_what_is_payable_goes_in_and_the_rest_is_listed() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.municipal("2024-06-03");
    bureau.judge("2024-06-04", "别项资助", "50000", true);
    let planned = bureau.plan("2024-06-10", None, &["1"]).unwrap();
    assert_eq!(planned.data["total"], "40000.00");
    assert_eq!(planned.tables[1].key, "left_out");
    assert!(planned.tables[1].rows.iter().any(|row| row[4].show() == "A9-1c"));
    bureau.pay(1, "2024-06-11");
    assert_eq!(codes(bureau.plan("2024-06-12", None, &["1"])), ["A9-1c"]);
}

#[test]
fn what_is_due_begins_with_the_citys_award_and_a_closing_is_not_late_before_it_can_be_done() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &[]).unwrap();
    bureau.pay(1, "2024-05-24");
    bureau.municipal("2024-06-03");
    let dates = |on: &str, what: &str| {
        let due = due::due(&bureau.desk(BUREAU, on), &Scope::default()).unwrap();
        let row = due.tables[0].rows.iter().find(|row| row[0].show().contains(what)).unwrap();
        (row[3].show(), row[4].show())
    };
    assert_eq!(dates("2024-06-10", "市级获评资助第一期").0, "2024-06-03");
    assert_eq!(dates("2027-05-10", "资助周期已满"), ("2027-05-09".to_owned(), String::new()));
}

#[test]
fn the_statement_tells_what_is_short_of_the_minimum_and_of_the_commitment() {
    let bureau = passed();
    let statement = assess::statement(&bureau.desk(BUREAU, "2025-12-01"), "1".parse().unwrap()).unwrap();
    let row = |item: &str| {
        let rows = &statement.tables[0].rows;
        rows.iter().find(|row| row[0].show() == item).map(|row| row[1].show())
    };
    assert_eq!(row("配套距下限还差").as_deref(), Some("0.00"));
    assert_eq!(row("配套距承诺还差").as_deref(), Some("10,000.00"));
}

#[test]
fn what_must_be_stopped_is_not_listed_as_to_be_paid() {
    let bureau = passed();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    let waiting = |on: &str| {
        let due = due::due(&bureau.desk(BUREAU, on), &Scope::default()).unwrap();
        let row = due.tables[0].rows.iter().find(|row| row[1].show() == "批次 2（1 笔）").unwrap();
        (row[0].show(), row[6].show())
    };
    assert_eq!(waiting("2025-12-10").1, "studiogrant disburse approve 2");
    assess::reverse(&mut bureau.desk(BUREAU, "2025-12-10"), 1, "凭证不实").unwrap();
    let (what, command) = waiting("2025-12-10");
    assert!(what.starts_with("拨款批次还不能审批：") && what.contains("还差 50,000.00 元"), "{what}");
    assert_eq!(command, "studiogrant disburse approve 2");
    bureau.spend(Fund::Matching, "2025-12-10", "配-2", "50000").unwrap();
    approve(&bureau, 2, "2025-12-11").unwrap();
    assert_eq!(waiting("2025-12-11").1, "studiogrant disburse confirm 2 --paid-on 2025-12-11");
    let mut desk = bureau.desk(BUREAU, "2025-12-11");
    assess::propose(&mut desk, "1".parse().unwrap(), successor()).unwrap();
    let (what, command) = waiting("2025-12-12");
    assert!(what.starts_with("暂停付款：") && what.contains("更换带头人"), "{what}");
    assert_eq!(command, "studiogrant disburse schedule 2");
}

/// The second half isn't for what was spent before it came: whether what was demanded has come back by then or not, and on
/// whatever day.
#[test]
fn what_is_paid_later_does_not_make_good_what_was_spent_and_demanded() {
    for (demanded_on, received_on) in
        [("2025-12-01", "2025-12-01"), ("2025-12-01", "2025-12-20"), ("2025-12-12", "2025-12-12")]
    {
        let bureau = passed();
        bureau.spend(Fund::Grant, "2025-11-20", "记-1", "21000").unwrap();
        let case = || "1".parse().unwrap();
        bureau.plan("2025-11-30", None, &["1"]).unwrap();
        let mut desk = bureau.desk(CASHIER, demanded_on);
        disburse::recover(&mut desk, case(), GrantKind::District, None, yuan("20000"), "发票不实").unwrap();
        let receive = |on: &str| disburse::receive(&mut bureau.desk(CASHIER, on), 1, yuan("20000"), None);
        if received_on <= "2025-12-12" {
            receive(received_on).unwrap();
        }
        bureau.pay(2, "2025-12-12");
        if received_on > "2025-12-12" {
            receive(received_on).unwrap();
        }
        let due = due::due(&bureau.desk(BUREAU, "2025-12-21"), &Scope::default()).unwrap();
        let what = "追回以后多用 16,000.00 元，冲销不予认可的支出";
        assert!(due.tables[0].rows.iter().any(|row| row[0].show() == what), "{demanded_on} {received_on}");
        let more = || bureau.spend(Fund::Grant, "2025-12-21", "记-2", "1000");
        assert_eq!(codes(more()), ["A5-2"]);
        let refused = against(more());
        for part in [
            &format!("到 {demanded_on} 扣除要求退回的，收到资助 5,000.00 元"),
            "已使用 21,000.00 元",
            "多用 16,000.00 元",
        ] {
            assert!(refused.contains(part), "{refused}");
        }
        let close = || {
            let settlement =
                Settlement { reason: Some("收回"), rest: Some(Rest::Return), ..Settlement::default() };
            assess::close(&mut bureau.desk(BUREAU, "2027-05-10"), case(), settlement)
        };
        assert!(codes(close()).contains(&"A5-2"));
        let statement = assess::statement(&bureau.desk(BUREAU, "2025-12-21"), case()).unwrap();
        let rows = statement.tables.iter().flat_map(|table| &table.rows);
        assert!(rows.into_iter().any(|row| row[0].show() == "多用" && row[1].show() == "16,000.00"));
        assess::reverse(&mut bureau.desk(BUREAU, "2025-12-22"), 2, "发票不实，不予认可").unwrap();
        bureau.spend(Fund::Grant, "2025-12-22", "记-3", "30000").unwrap();
        assert_eq!(bureau.store().case_money(1).unwrap().spent_fen, yuan("30000"));
    }
}
