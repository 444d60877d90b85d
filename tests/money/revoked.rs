//! What the bank's lists leave open is said by somebody who asked the bank; what was registered wrongly is undone.

use studiogrant::casework::disburse::{self, Identity, Registered};
use studiogrant::casework::due::Scope;
use studiogrant::casework::status;
use studiogrant::casework::{Report, Upload};
use studiogrant::model::acts::{Fund, GrantKind, Ground, MispaidEnd};
use studiogrant::store::facts::{Mispayment, MispaymentEnd, PaymentConfirmation};

use crate::bureau::*;
use crate::listed::*;

const SECOND_OUT: &str = "2025-12-12,P1,100100000000001,25000,成功";

/// Case 1 with its second half confirmed by hand on a wrong day.
fn wrong_day() -> Bureau {
    let bureau = Bureau::second_approved();
    disburse::confirm(&mut bureau.desk(CASHIER, "2025-12-14"), 2, day("2025-12-14"), None).unwrap();
    bureau
}

fn revoked(bureau: &Bureau, on: &str, what: Registered) -> anyhow::Result<Report> {
    disburse::revoke(&mut bureau.desk(CASHIER, on), what, "登记有误")
}

/// The ways out that a line shows.
fn ways(bureau: &Bureau, line: i64) -> Vec<String> {
    let shown = disburse::line(&bureau.desk(CASHIER, "2026-01-10"), line).unwrap();
    let option = |hint: &String| Some(hint.split(" --").nth(1)?.to_owned());
    shown.next.iter().filter_map(option).collect()
}

#[test]
fn a_payment_of_another_day_and_its_double_in_two_lists_leave_the_payment_alone() {
    let bureau = wrong_day();
    let (kind, what) = one(&bureau, "2025-12-16", SECOND_OUT);
    assert!(kind == "不一致" && what.contains("银行 2025-12-12，我方 2025-12-14"), "{what}");
    let status = status::status(&bureau.desk(CASHIER, "2025-12-16"), &Scope::default()).unwrap();
    let waits = status.tables[0].rows.iter().map(|row| (row[0].show(), row.last().unwrap().show()));
    let wait = waits.into_iter().find(|(what, _)| what.contains("认定银行付出的 25,000.00 元")).unwrap();
    assert_eq!(wait.1, "studiogrant disburse identify 1");
    assert_eq!(one(&bureau, "2025-12-18", "2025-12-13,P2,100100000000001,25000,成功").0, "不一致");
    assert_eq!(one(&bureau, "2025-12-20", "2025-12-19,R1,100100000000001,25000,退汇").0, "不一致");
    assert!(returns(&bureau).is_empty());
    assert!(bureau.plan("2025-12-20", None, &["1"]).is_err());
    // Whoever asked the bank says that the first line is the payment; the next list tells the others.
    identified(&bureau, "2025-12-20", 1, Identity::Payment(2)).unwrap();
    let told = listed(&bureau, "2025-12-21", &[SECOND_OUT]);
    assert_eq!(kinds(&told), ["此前已登记", "误付", "误付已退回"]);
    let paid = bureau.store().newest::<PaymentConfirmation>("payment_id", 2).unwrap().unwrap().fact;
    assert_eq!((paid.paid_on, paid.bank_ref.as_deref()), (day("2025-12-12"), Some("P1")));
}

#[test]
fn a_line_that_is_open_holds_further_money_up_and_says_what_it_can_be() {
    let bureau = Bureau::half_paid();
    assert_eq!(one(&bureau, "2024-05-28", TWICE).0, "不一致");
    assert_eq!(ways(&bureau, 1), ["payment 1", "again 1", "not-ours"]);
    bureau.pass();
    let refused = bureau.plan("2025-12-10", None, &["1"]).map(|report| report.done).unwrap_err();
    let studiogrant::casework::Refusal(told) = refused.downcast().unwrap();
    let told = told.iter().find(|one| one.code == "A9-1c").unwrap();
    assert!(told.found.contains("银行付出的 25,000.00 元（明细 1），还没有认定"), "{told:?}");
    assert_eq!(told.cure, "请先认定：studiogrant disburse identify 1");
    // Another payment, that is a mispayment; it can be undone, and then be the payment itself after all.
    identified(&bureau, "2025-12-10", 1, Identity::Again(1)).unwrap();
    assert_eq!(bureau.store().all::<Mispayment>().unwrap().len(), 1);
    assert!(against(identified(&bureau, "2025-12-10", 1, Identity::NotOurs)).contains("已认定"));
    assert_eq!(one(&bureau, "2025-12-10", TWICE).0, "此前已登记");
    revoked(&bureau, "2025-12-10", Registered::Mispaid(1)).unwrap();
    assert!(bureau.store().all::<Mispayment>().unwrap().is_empty());
    identified(&bureau, "2025-12-10", 1, Identity::Payment(1)).unwrap();
    assert_eq!(one(&bureau, "2025-12-10", TWICE), ("此前已登记".to_owned(), String::new()));
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    let shown = disburse::line(&bureau.desk(CASHIER, "2025-12-10"), 1).unwrap();
    assert_eq!(shown.done[1], "已认定：拨款 1");
}

#[test]
fn what_a_line_can_not_be_is_refused_with_figures() {
    let bureau = Bureau::second_approved();
    let rows = [
        "2025-12-12,P1,100100000000001,2500,成功",
        "2025-12-09,P2,100100000000001,25000,成功",
        "2025-12-11,R1,100100000000001,25000,退汇",
    ];
    let told = listed(&bureau, "2025-12-13", &rows);
    assert_eq!(kinds(&told), ["不一致"; 3]);
    let refused = |line, identity| against(identified(&bureau, "2025-12-13", line, identity));
    let amount = bureau.line("P1");
    let said = refused(amount, Identity::Payment(2));
    assert!(said.contains("银行 2,500.00 元") && said.contains("拨款 2 是 25,000.00 元"), "{said}");
    let early = bureau.line("P2");
    assert!(refused(early, Identity::Payment(2)).contains("早于拨款 2 审批的 2025-12-10"));
    let back = bureau.line("R1");
    assert!(refused(back, Identity::Payment(1)).contains("还没有认定，退回的也许是它"));
    let slip = |line, identity| said_of(identified(&bureau, "2025-12-13", line, identity));
    assert!(slip(back, Identity::Again(1)).contains("是退回的一笔"));
    assert!(slip(early, Identity::Mispaid(1)).contains("是付出的一笔"));
    assert!(slip(99, Identity::NotOurs).contains("没有编号为 99 的银行明细"));
    assert!(slip(early, Identity::Payment(99)).contains("没有编号为 99 的已审批拨款"));
    // All three are told in the end.
    assert_eq!(ways(&bureau, amount), ["again 2", "not-ours"]);
    identified(&bureau, "2025-12-13", amount, Identity::Again(2)).unwrap();
    identified(&bureau, "2025-12-13", early, Identity::Again(2)).unwrap();
    assert!(refused(back, Identity::Payment(1)).contains("还有误付 2（2025-12-09）没有退回"));
    assert_eq!(ways(&bureau, back), ["mispaid 2", "not-ours"]);
    identified(&bureau, "2025-12-13", back, Identity::Mispaid(2)).unwrap();
    assert!(returns(&bureau).is_empty());
    // What went out wrongly comes back as such.
    let wrong = "2025-12-13,R2,100100000000001,2500,退汇";
    assert_eq!(one(&bureau, "2025-12-14", wrong).0, "误付已退回");
    assert_eq!(one(&bureau, "2025-12-14", SECOND_OUT).0, "一致，已付款");
}

fn said_of(result: anyhow::Result<Report>) -> String {
    result.map(|report| report.done).unwrap_err().to_string()
}

#[test]
fn a_return_that_was_typed_before_the_banks_own_line_is_asked_after_it_was_paid_again() {
    let bureau = Bureau::half_paid();
    bounced(&bureau, "2024-05-28", 1, None).unwrap();
    bureau.plan("2024-05-28", None, &["1"]).unwrap();
    bureau.pay(2, "2024-05-29");
    let (kind, what) = one(&bureau, "2024-06-03", BACK);
    assert!(kind == "不一致" && what.contains("拨款 1 已于 2024-05-28 登记退汇"), "{what}");
    assert!(what.contains("也可能是拨款 2 的退汇"), "{what}");
    assert_eq!(returns(&bureau), [1]);
    identified(&bureau, "2024-06-03", 1, Identity::Payment(1)).unwrap();
    // The next one is the other's.
    assert_eq!(one(&bureau, "2024-06-05", "2024-06-04,S4,100100000000001,25000,退汇").0, "一致，已退汇");
    assert_eq!(returns(&bureau), [1, 2]);
}

/// The remark of a schedule names the payment that came back before it in other words.
#[test]
fn the_banks_remark_names_the_payment_of_this_schedule() {
    let bureau = Bureau::half_paid();
    bounced(&bureau, "2024-05-28", 1, None).unwrap();
    bureau.plan("2024-05-28", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-28"), 2).unwrap();
    let mut desk = bureau.desk(CASHIER, "2024-05-28");
    let schedule = disburse::schedule(&mut desk, 2, false).unwrap();
    let row = &schedule.tables[0].rows[0];
    let (summary, note) = (row[row.len() - 2].show(), row[row.len() - 1].show());
    assert!(
        summary.contains("（拨款 2）") && note == "2024-05-28 退汇后重付，原拨款编号 1",
        "{summary} {note}"
    );
    let path = bureau.folder.path().join("附言.csv");
    let rows = format!("2024-05-29,S2,100100000000001,25000,成功,{summary}{note}");
    std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果,备注\n{rows}\n")).unwrap();
    let mut desk = bureau.desk(CASHIER, "2024-05-30");
    let report = disburse::reconcile(&mut desk, upload(&path, false)).unwrap();
    assert_eq!(report.tables[0].rows[0][1].show(), "一致，已付款");
}

#[test]
fn a_payment_that_never_went_out_is_undone_and_waits_again() {
    let bureau = wrong_day();
    revoked(&bureau, "2025-12-15", Registered::Payment(2)).unwrap();
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("25000"));
    assert!(against(revoked(&bureau, "2025-12-15", Registered::Payment(2))).contains("没有登记付款"));
    let mut desk = bureau.desk(CASHIER, "2025-12-15");
    disburse::confirm(&mut desk, 2, day("2025-12-12"), Some("P1")).unwrap();
    assert_eq!(one(&bureau, "2025-12-16", SECOND_OUT).1, "流水号已经回单核实");
    // What a list told waits to be identified again.
    let report = revoked(&bureau, "2025-12-16", Registered::Payment(2)).unwrap();
    assert!(report.next[0].contains("disburse identify 1"), "{:?}", report.next);
    assert_eq!(one(&bureau, "2025-12-16", SECOND_OUT).0, "不一致");
    identified(&bureau, "2025-12-16", 1, Identity::Payment(2)).unwrap();
    // Neither what was spent, nor what was demanded back, nor what came back.
    bureau.spend(Fund::Grant, "2025-12-17", "资-1", "25000.01").unwrap();
    let refused = revoked(&bureau, "2025-12-18", Registered::Payment(2));
    assert_eq!(codes(refused), ["A5-2"]);
    let bureau = wrong_day();
    bounced(&bureau, "2025-12-16", 2, None).unwrap();
    let refused = against(revoked(&bureau, "2025-12-16", Registered::Payment(2)));
    assert!(refused.contains("已于 2025-12-16 登记退汇"), "{refused}");
    revoked(&bureau, "2025-12-16", Registered::Return(2)).unwrap();
    bureau.demand("2025-12-16", "25000.01", "违规");
    let refused = against(revoked(&bureau, "2025-12-16", Registered::Payment(2)));
    assert!(refused.contains("已要求追回 25,000.01 元"), "{refused}");
}

#[test]
fn a_payment_that_was_made_once_more_is_undone_after_that() {
    let bureau = doubled();
    let refused = against(revoked(&bureau, "2024-06-03", Registered::Payment(1)));
    assert!(refused.contains("误付 1 算作拨款 1 以外的又一笔"), "{refused}");
    revoked(&bureau, "2024-06-03", Registered::Mispaid(1)).unwrap();
    revoked(&bureau, "2024-06-03", Registered::Payment(1)).unwrap();
    identified(&bureau, "2024-06-03", bureau.line("S2"), Identity::Payment(1)).unwrap();
    identified(&bureau, "2024-06-03", bureau.line("S1"), Identity::NotOurs).unwrap();
    let paid = bureau.store().newest::<PaymentConfirmation>("payment_id", 1).unwrap().unwrap().fact;
    assert_eq!(paid.paid_on, day("2024-05-27"));
}

#[test]
fn a_return_that_was_none_is_undone_unless_it_was_paid_again() {
    let bureau = Bureau::half_paid();
    bounced(&bureau, "2024-05-28", 1, None).unwrap();
    revoked(&bureau, "2024-05-28", Registered::Return(1)).unwrap();
    assert!(returns(&bureau).is_empty());
    assert!(bureau.plan("2024-05-29", None, &["1"]).is_err(), "the unit has its half");
    assert!(against(revoked(&bureau, "2024-05-29", Registered::Return(1))).contains("没有登记退汇"));
    // Drawn up again: that is cancelled first.
    bounced(&bureau, "2024-05-29", 1, None).unwrap();
    bureau.plan("2024-05-29", None, &["1"]).unwrap();
    let refused = against(revoked(&bureau, "2024-05-29", Registered::Return(1)));
    assert!(refused.contains("[A9-1a]") && refused.contains("已编入批次 2"), "{refused}");
    bureau.pay(2, "2024-05-30");
    // Paid again: what never came back is a mispayment, and comes back as one.
    let report = revoked(&bureau, "2024-06-03", Registered::Return(1)).unwrap();
    assert!(report.done[0].contains("拨款 1 没有退回的 25,000.00 元记为误付 1"), "{:?}", report.done);
    assert!(against(revoked(&bureau, "2024-06-03", Registered::Return(1))).contains("已记为误付 1"));
    assert_eq!(returns(&bureau), [1]);
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("25000"));
    assert_eq!(one(&bureau, "2024-06-05", "2024-06-04,S4,100100000000001,25000,退汇").0, "误付已退回");
    assert_eq!(bureau.store().all::<MispaymentEnd>().unwrap().len(), 1);
    assert_eq!(returns(&bureau), [1]);
}

#[test]
fn the_end_of_a_mispayment_is_undone_and_it_is_out_again() {
    let bureau = doubled();
    settled(&bureau, "2024-05-30", MispaidEnd::Returned, None).unwrap();
    assert_eq!(one(&bureau, "2024-06-03", BACK).0, "此前已登记");
    let report = revoked(&bureau, "2024-06-03", Registered::Mispaid(1)).unwrap();
    assert!(report.done[0].contains("已撤销误付 1 的了结登记（已退回）"), "{:?}", report.done);
    assert!(report.next[0].contains("明细 3"), "{:?}", report.next);
    // A list alone doesn't undo what somebody undid.
    assert_eq!(one(&bureau, "2024-06-04", BACK).0, "不一致");
    identified(&bureau, "2024-06-04", 3, Identity::Mispaid(1)).unwrap();
}

/// Some statements have every payment below zero, and say nothing else.
#[test]
fn a_statement_of_signs_alone_gives_nothing_back() {
    let below = |row: &str| row.replace(",25000,成功", ",-25000,");
    let bureau = Bureau::second_approved();
    assert!(turned(&bureau, "2025-12-13", &[&below(SECOND_OUT)]).contains("金额是负数，没有写结果"));
    assert_eq!(one(&bureau, "2025-12-13", SECOND_OUT).0, "一致，已付款");
    for rows in [vec![below(SECOND_OUT)], vec![below(OUT), below(SECOND_OUT)]] {
        let rows: Vec<_> = rows.iter().map(String::as_str).collect();
        assert!(turned(&bureau, "2025-12-14", &rows).contains("“结果”列写“退汇”"));
    }
    assert!(returns(&bureau).is_empty());
    let store = bureau.store();
    assert_eq!(store.all::<studiogrant::store::facts::BankLine>().unwrap().len(), 1);
    // Nor beside others above zero, which may be what came back, and are not read either.
    let rows = [below(SECOND_OUT), "2025-12-13,R1,100100000000001,25000,".to_owned()];
    let told = turned(&bureau, "2025-12-14", &[&rows[0], &rows[1]]);
    assert!(told.contains("没有写结果"), "{told}");
    let path = bureau.folder.path().join("明细.csv");
    let partial = Upload { partial: true, overwrite: true, ..upload(&path, false) };
    disburse::reconcile(&mut bureau.desk(CASHIER, "2025-12-14"), partial).unwrap();
    assert!(returns(&bureau).is_empty() && bureau.store().all::<Mispayment>().unwrap().is_empty());
}

#[test]
fn a_return_under_the_payments_own_reference_and_day_may_be_its_own() {
    let bureau = Bureau::second_approved();
    assert_eq!(one(&bureau, "2025-12-13", SECOND_OUT).0, "一致，已付款");
    let path = bureau.folder.path().join("附言.csv");
    let back = "2025-12-12,P1,100100000000001,25000,退汇,重复";
    std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果,备注\n{back}\n")).unwrap();
    let mut desk = bureau.desk(CASHIER, "2025-12-13");
    let report = disburse::reconcile(&mut desk, upload(&path, false)).unwrap();
    assert_eq!(report.tables[0].rows[0][1].show(), "不一致");
    assert_eq!(ways(&bureau, 2), ["payment 1", "payment 2", "same 1", "not-ours"]);
    identified(&bureau, "2025-12-13", 2, Identity::Payment(2)).unwrap();
    assert_eq!(returns(&bureau), [2]);
}

/// What is registered by hand and told by no list is what the next line tells, or one return would count twice.
#[test]
fn a_line_is_first_what_somebody_registered() {
    let bureau = doubled();
    bounced(&bureau, "2024-05-30", 1, None).unwrap_err();
    settled(&bureau, "2024-05-30", MispaidEnd::Returned, None).unwrap();
    revoked(&bureau, "2024-06-03", Registered::Mispaid(1)).unwrap();
    settled(&bureau, "2024-06-03", MispaidEnd::Returned, None).unwrap();
    one(&bureau, "2024-05-28", "2024-05-28,S9,100100000000001,25000,退汇");
    assert!(returns(&bureau).is_empty());
    let bureau = Bureau::half_paid();
    one(&bureau, "2024-05-28", TWICE);
    one(&bureau, "2024-06-04", BACK);
    identified(&bureau, "2024-06-04", 1, Identity::Again(1)).unwrap();
    settled(&bureau, "2024-06-03", MispaidEnd::Returned, None).unwrap();
    let refused = against(identified(&bureau, "2024-06-04", 2, Identity::Payment(1)));
    assert!(
        refused.contains("误付 1，2024-06-03 已退回") && refused.contains("这一行可能就是它"),
        "{refused}"
    );
    identified(&bureau, "2024-06-04", 2, Identity::Mispaid(1)).unwrap();
    assert!(returns(&bureau).is_empty());
}

#[test]
fn a_receipt_that_never_came_is_undone() {
    let bureau = Bureau::half_paid();
    bureau.judge("2024-06-01", "别项资助", "40000", true);
    let (case, kind) = ("1".parse().unwrap(), GrantKind::District);
    let mut desk = bureau.desk(CASHIER, "2024-06-02");
    disburse::recover(&mut desk, case, kind, Some(Ground::Excess), yuan("15000"), "多拨").unwrap();
    // A line of as much is the receipt of the demand, though no payment was so much.
    let (told, what) = one(&bureau, "2024-06-04", "2024-06-03,R1,100100000000001,15000,退汇");
    assert!(told == "一致，追回已收回" && what.contains("追回 1 已全部收回"), "{what}");
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("10000"));
    let report = revoked(&bureau, "2024-06-05", Registered::Receipt(1, None)).unwrap();
    assert!(
        report.done[0].contains("已撤销追回 1 于 2024-06-03 收回 15,000.00 元的登记"),
        "{:?}",
        report.done
    );
    assert!(report.next[0].contains("identify 1"), "{:?}", report.next);
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("25000"));
    assert!(against(revoked(&bureau, "2024-06-05", Registered::Receipt(1, None))).contains("没有登记过收款"));
    identified(&bureau, "2024-06-05", 1, Identity::Recovery(1)).unwrap();
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("10000"));
}

#[test]
fn a_whole_batch_is_undone_at_once_or_not_at_all() {
    let bureau = wrong_day();
    let report = revoked(&bureau, "2025-12-15", Registered::Batch(2)).unwrap();
    assert!(report.done[0].contains("已撤销批次 2 共 1 笔的付款登记"), "{:?}", report.done);
    assert!(against(revoked(&bureau, "2025-12-15", Registered::Batch(2))).contains("没有登记付款"));
}

/// The bank's list is put right: the line that was wrong is a slip.
#[test]
fn a_slip_is_told_by_the_line_that_has_it_right() {
    let bureau = Bureau::second_approved();
    assert_eq!(one(&bureau, "2025-12-13", "2025-12-09,P1,100100000000001,25000,成功").0, "不一致");
    let told = listed(&bureau, "2025-12-13", &[SECOND_OUT]);
    assert_eq!(kinds(&told), ["一致，已付款"], "it may be a payment of another day");
    identified(&bureau, "2025-12-13", 1, Identity::Same(2)).unwrap();
    let (kind, what) = one(&bureau, "2025-12-13", "2025-12-09,P1,100100000000001,25000,成功");
    assert!(kind == "此前已登记" && what.contains("是明细 2（2025-12-12，流水号 P1）的笔误"), "{what}");
    // Another reference, and somebody says so.
    assert_eq!(one(&bureau, "2025-12-14", "2025-12-09,P0,100100000000001,25000,成功").0, "不一致");
    assert_eq!(ways(&bureau, 3), ["payment 1", "again 1", "again 2", "not-ours"]);
    assert!(against(identified(&bureau, "2025-12-14", 3, Identity::Same(1))).contains("还没有认定"));
    assert!(against(identified(&bureau, "2025-12-14", 3, Identity::Same(2))).contains("流水号不同"));
    assert_eq!(one(&bureau, "2025-12-14", "2025-12-12,P0,100100000000001,25000,成功").0, "误付");
    revoked(&bureau, "2025-12-14", Registered::Mispaid(1)).unwrap();
    assert_eq!(ways(&bureau, 4), ["payment 1", "again 1", "again 2", "same 2", "not-ours"]);
    identified(&bureau, "2025-12-14", 4, Identity::Same(2)).unwrap();
    assert_eq!(one(&bureau, "2025-12-14", "2025-12-12,P0,100100000000001,25000,成功").0, "此前已登记");
    // It is one as long as the right line is.
    revoked(&bureau, "2025-12-14", Registered::Payment(2)).unwrap();
    assert_eq!(one(&bureau, "2025-12-14", "2025-12-12,P0,100100000000001,25000,成功").0, "不一致");
}

#[test]
fn what_rests_on_a_payment_is_undone_before_it() {
    let bureau = Bureau::half_paid();
    bounced(&bureau, "2024-05-28", 1, None).unwrap();
    bureau.plan("2024-05-28", None, &["1"]).unwrap();
    bureau.pay(2, "2024-05-29");
    revoked(&bureau, "2024-06-03", Registered::Return(1)).unwrap();
    let refused = against(revoked(&bureau, "2024-06-03", Registered::Payment(2)));
    assert!(refused.contains("误付 1 是拨款 1 没有退回而由拨款 2 重新付出的"), "{refused}");
    revoked(&bureau, "2024-06-03", Registered::Mispaid(1)).unwrap();
    revoked(&bureau, "2024-06-03", Registered::Payment(2)).unwrap();
    disburse::cancel(&mut bureau.desk(CASHIER, "2024-06-03"), 2, "没有付").unwrap();
    revoked(&bureau, "2024-06-03", Registered::Return(1)).unwrap();
    assert_eq!(one(&bureau, "2024-06-04", BACK).0, "一致，已退汇");
}

/// A wrong account or a wrong sum is a mispayment beside the payment, which may be undone.
#[test]
fn a_payment_that_went_elsewhere_is_found_though_it_was_confirmed_by_hand() {
    let bureau = wrong_day();
    let wrong = "2025-12-14,P1,100100000000001,2500,成功";
    let (kind, what) = one(&bureau, "2025-12-15", wrong);
    assert!(kind == "不一致" && what.contains("金额：银行 2,500.00 元，我方 25,000.00 元"), "{what}");
    let back = "2025-12-15,R1,100100000000001,2500,退汇";
    assert!(one(&bureau, "2025-12-16", back).1.contains("付出的明细 1"));
    identified(&bureau, "2025-12-16", 1, Identity::Again(2)).unwrap();
    revoked(&bureau, "2025-12-16", Registered::Payment(2)).unwrap();
    assert_eq!(one(&bureau, "2025-12-16", back).0, "误付已退回");
}

/// Several receipts of as much, some under one reference: each line is one.
#[test]
fn each_line_is_one_receipt() {
    let bureau = Bureau::half_paid();
    bureau.demand("2024-05-27", "10000", "违规");
    disburse::receive(&mut bureau.desk(CASHIER, "2024-05-27"), 1, yuan("1000"), None).unwrap();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-05-30"), 1, yuan("1000"), Some("K4")).unwrap();
    let rows = ["2024-05-27,K2", "2024-05-28,K4", "2024-05-29,K3"];
    let rows = rows.map(|row| format!("{row},100100000000001,1000,退汇"));
    let rows: Vec<_> = rows.iter().map(String::as_str).collect();
    assert_eq!(kinds(&listed(&bureau, "2024-06-03", &rows)), ["此前已登记", "此前已登记", "不一致"]);
    identified(&bureau, "2024-06-03", bureau.line("K3"), Identity::Recovery(1)).unwrap();
    // Typed with another sum.
    disburse::receive(&mut bureau.desk(CASHIER, "2024-05-31"), 1, yuan("5000"), Some("K5")).unwrap();
    let (kind, what) = one(&bureau, "2024-06-03", "2024-05-31,K5,100100000000001,500,退汇");
    assert!(
        kind == "不一致" && what.contains("银行是 500.00 元") && what.contains("revoke --received 1"),
        "{what}"
    );
    revoked(&bureau, "2024-06-03", Registered::Receipt(1, Some(yuan("5000")))).unwrap();
    identified(&bureau, "2024-06-03", bureau.line("K5"), Identity::NotOurs).unwrap();
    let again = "2024-05-30,K4,100100000000001,2000,退汇";
    assert_eq!(one(&bureau, "2024-06-03", again).0, "不一致");
    identified(&bureau, "2024-06-03", bureau.newest_line("K4"), Identity::Recovery(1)).unwrap();
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("20000"));
}

/// Two rows that are alike in all are two returns where two may be out.
#[test]
fn two_rows_alike_are_asked_about_while_both_may_have_come_back() {
    let bureau = doubled();
    let told = turned(&bureau, "2024-06-03", &[BACK, BACK]);
    assert!(told.contains("与第 2 行完全相同") && told.contains("如 S3-2"), "{told}");
    let other = BACK.replace("S3", "S3-2");
    assert_eq!(kinds(&listed(&bureau, "2024-06-03", &[BACK, &other])), ["误付已退回", "一致，已退汇"]);
}
