//! What a list had wrong: a direction that a later list turns round, and lines of as much as another that was wrong.

use studiogrant::casework::Report;
use studiogrant::casework::disburse::{self, Identity, Registered};
use studiogrant::store::facts::{Mispayment, MispaymentEnd};

use crate::bureau::*;
use crate::listed::*;

const UNSAID: &str = "2024-05-27,Z1,100100000000001,25000,";
const TURNED: &str = "2024-05-27,Z1,100100000000001,25000,退汇";
const PAID: &str = "2024-05-27,Z1,100100000000001,25000,成功";

pub(crate) fn revoked(bureau: &Bureau, what: Registered) -> anyhow::Result<Report> {
    disburse::revoke(&mut bureau.desk(CASHIER, "2024-06-03"), what, "登记有误")
}

/// Case 1 with its first half paid, as a list tells.
pub(crate) fn told() -> Bureau {
    let bureau = Bureau::half_paid();
    assert_eq!(one(&bureau, "2024-05-24", OUT).0, "此前已登记");
    bureau
}

#[test]
fn a_return_that_a_list_had_as_a_payment_is_asked_about_when_the_next_has_it_right() {
    let bureau = told();
    assert_eq!(one(&bureau, "2024-05-28", UNSAID).0, "误付");
    for _ in 0..2 {
        let (kind, what) = one(&bureau, "2024-05-29", TURNED);
        assert_eq!(kind, "不一致");
        for part in ["明细 2（2024-05-27，流水号 Z1）", "写的是付出", "revoke --line 2", "identify 2 --same"]
        {
            assert!(what.contains(part), "{part}: {what}");
        }
    }
    let store = bureau.store();
    assert!(store.all::<MispaymentEnd>().unwrap().is_empty() && returns(&bureau).is_empty());
    // As it says: the payment that never was is revoked, the line that told of it is a slip, and the other what it is.
    assert!(against(identified(&bureau, "2024-06-03", 2, Identity::Same(3))).contains("已认定"));
    revoked(&bureau, Registered::Mispaid(1)).unwrap();
    let first = against(identified(&bureau, "2024-06-03", 3, Identity::Payment(1)));
    assert!(first.contains("付出的明细 2"), "{first}");
    identified(&bureau, "2024-06-03", 2, Identity::Same(3)).unwrap();
    assert!(against(identified(&bureau, "2024-06-03", 3, Identity::Same(2))).contains("还没有认定"));
    assert_eq!(one(&bureau, "2024-06-03", TURNED).0, "一致，已退汇");
    assert_eq!(returns(&bureau), [1]);
    let planned = bureau.plan("2024-06-05", None, &["1"]).unwrap();
    assert_eq!(planned.data["total"], "25000.00");
    assert!(one(&bureau, "2024-06-05", UNSAID).1.contains("是明细 3（2024-05-27，流水号 Z1）的笔误"));
    // The other way round.
    let bureau = told();
    assert_eq!(one(&bureau, "2024-05-28", TURNED).0, "一致，已退汇");
    let (kind, what) = one(&bureau, "2024-05-29", PAID);
    assert!(kind == "不一致" && what.contains("写的是退回") && what.contains("revoke --line 2"), "{what}");
    assert!(bureau.plan("2024-06-03", None, &["1"]).is_err(), "what went out is not told yet");
    revoked(&bureau, Registered::Return(1)).unwrap();
    identified(&bureau, "2024-06-03", 2, Identity::Same(3)).unwrap();
    assert_eq!(one(&bureau, "2024-06-03", PAID).0, "误付");
    assert!(returns(&bureau).is_empty());
}

#[test]
fn what_the_bank_paid_and_took_back_on_one_day_under_one_reference_is_two_lines() {
    let bureau = told();
    assert_eq!(kinds(&listed(&bureau, "2024-05-28", &[PAID, TURNED])), ["误付", "误付已退回"]);
    // A list that goes further back has both as well.
    let bureau = told();
    assert_eq!(one(&bureau, "2024-05-27", PAID).0, "误付");
    assert_eq!(
        kinds(&listed(&bureau, "2024-05-28", &[OUT, PAID, TURNED])),
        ["此前已登记", "此前已登记", "误付已退回"]
    );
    // Where it hasn't, somebody says so.
    let bureau = told();
    assert_eq!(one(&bureau, "2024-05-27", PAID).0, "误付");
    assert_eq!(one(&bureau, "2024-05-28", TURNED).0, "不一致");
    identified(&bureau, "2024-05-28", 3, Identity::Mispaid(1)).unwrap();
    assert_eq!(one(&bureau, "2024-05-28", TURNED).0, "此前已登记");
}

#[test]
fn a_row_that_says_nothing_under_the_reference_of_a_known_return_is_no_new_payment() {
    let bureau = told();
    assert_eq!(one(&bureau, "2024-05-28", TURNED).0, "一致，已退汇");
    assert_eq!(one(&bureau, "2024-05-29", UNSAID).0, "不一致");
    assert!(bureau.store().all::<Mispayment>().unwrap().is_empty());
    identified(&bureau, "2024-05-29", 3, Identity::Same(2)).unwrap();
    assert_eq!(one(&bureau, "2024-05-29", UNSAID).0, "此前已登记");
    bureau.plan("2024-06-05", None, &["1"]).unwrap();
}

/// Money that is none of ours isn't kept; but what is as much as a line that may be ours is.
#[test]
fn a_second_wrong_sum_is_kept_beside_the_first() {
    let wrong =
        |day: &str, bank_ref: &str, what: &str| format!("{day},{bank_ref},100100000000001,2500,{what}");
    let bureau = told();
    assert_eq!(one(&bureau, "2024-05-28", &wrong("2024-05-25", "X0", "成功")).0, "我方没有这笔款项");
    assert!(bureau.store().by::<studiogrant::store::facts::BankLine>("bank_ref", "X0").unwrap().is_empty());
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1).unwrap();
    assert_eq!(one(&bureau, "2024-05-28", &wrong("2024-05-26", "X2", "成功")).0, "不一致");
    assert_eq!(one(&bureau, "2024-05-28", OUT).0, "一致，已付款");
    assert_eq!(one(&bureau, "2024-05-29", &wrong("2024-05-24", "X1", "成功")).0, "我方没有这笔款项");
    for line in ["X1", "X2"] {
        identified(&bureau, "2024-05-30", bureau.line(line), Identity::Again(1)).unwrap();
    }
    let back = [wrong("2024-05-28", "R1", "退汇"), wrong("2024-06-01", "R2", "退汇")];
    let back: Vec<_> = back.iter().map(String::as_str).collect();
    assert_eq!(kinds(&listed(&bureau, "2024-06-02", &back)), ["误付已退回"; 2]);
}

#[test]
fn what_came_back_from_the_account_of_a_slip_is_kept() {
    let list = |bureau: &Bureau, on: &str, row: &str| {
        let path = bureau.folder.path().join("明细.csv");
        std::fs::write(&path, format!("付款日期,银行流水号,户名,账号,金额,结果\n{row}\n")).unwrap();
        let report = disburse::reconcile(&mut bureau.desk(CASHIER, on), upload(&path, false)).unwrap();
        report.tables[0].rows[0][1].show()
    };
    let bureau = told();
    let name = "上海示例1号机械有限公司";
    let elsewhere = format!("2024-05-24,S1,{name},100100000000099,25000");
    assert_eq!(list(&bureau, "2024-05-25", &format!("{elsewhere},成功")), "我方没有这笔款项");
    identified(&bureau, "2024-05-25", 2, Identity::Same(1)).unwrap();
    let back = format!("2024-05-26,S9,{name},100100000000099,25000,退汇");
    assert_eq!(list(&bureau, "2024-05-27", &back), "我方没有这笔款项");
    // The slip was none.
    identified(&bureau, "2024-05-28", 2, Identity::Again(1)).unwrap();
    assert_eq!(list(&bureau, "2024-05-28", &back), "误付已退回");
}

/// A list that has a line and the one that was taken for its right form shows that both are real.
#[test]
fn a_slip_that_stands_beside_its_right_line_in_one_list_waits_again() {
    let bureau = told();
    assert_eq!(one(&bureau, "2024-05-28", PAID).0, "误付");
    assert_eq!(one(&bureau, "2024-05-29", TURNED).0, "不一致");
    revoked(&bureau, Registered::Line(2)).unwrap();
    identified(&bureau, "2024-06-03", 2, Identity::Same(3)).unwrap();
    assert_eq!(one(&bureau, "2024-06-03", TURNED).0, "一致，已退汇");
    let told = listed(&bureau, "2024-06-30", &[OUT, PAID, TURNED]);
    assert_eq!(kinds(&told), ["此前已登记", "不一致", "此前已登记"]);
    assert!(
        told[1].1.contains("曾认定为明细 3（2024-05-27，流水号 Z1）的笔误")
            && told[1].1.contains("identify 2")
    );
    assert!(bureau.plan("2024-06-30", None, &["1"]).is_err(), "what went out is not told");
    // One list had both: neither is asked about the other.
    let mut desk = bureau.desk(CASHIER, "2024-06-30");
    disburse::revoke(&mut desk, Registered::Line(3), "一付一退").unwrap();
    identified(&bureau, "2024-06-30", 2, Identity::Again(1)).unwrap();
    identified(&bureau, "2024-06-30", 3, Identity::Mispaid(2)).unwrap();
    assert_eq!(kinds(&listed(&bureau, "2024-06-30", &[OUT, PAID, TURNED])), ["此前已登记"; 3]);
}

#[test]
fn a_slip_of_a_slip_stays_one() {
    let bureau = Bureau::half_paid();
    let back = ["2024-05-24,S1", "2024-05-25,S1"].map(|row| format!("{row},100100000000001,25000,退汇"));
    assert_eq!(one(&bureau, "2024-05-26", &back[0]).0, "一致，已退汇");
    assert_eq!(one(&bureau, "2024-05-26", &back[1]).0, "不一致");
    identified(&bureau, "2024-05-26", 2, Identity::Same(1)).unwrap();
    assert_eq!(one(&bureau, "2024-05-27", OUT).0, "不一致");
    revoked(&bureau, Registered::Line(1)).unwrap();
    identified(&bureau, "2024-06-03", 1, Identity::Same(3)).unwrap();
    identified(&bureau, "2024-06-03", 3, Identity::Payment(1)).unwrap();
    assert_eq!(one(&bureau, "2024-06-03", &back[1]).0, "此前已登记");
}

#[test]
fn a_line_that_a_list_turns_round_is_not_matched_by_it() {
    let bureau = Bureau::half_paid();
    let wrong = "2024-05-23,S1,100100000000001,25000,退汇";
    assert_eq!(one(&bureau, "2024-05-28", wrong).0, "不一致");
    let right = wrong.replace("退汇", "成功");
    let told = listed(&bureau, "2024-05-29", &[&right, TWICE]);
    assert_eq!(kinds(&told)[0], "不一致", "{told:?}");
    assert_eq!(told.len(), 2, "{told:?}");
}

/// A list that was never taken in may have had a double: of a return of which no payment is known, somebody has to say.
#[test]
fn a_return_without_its_payment_is_asked_about_where_one_came_back_before() {
    let bureau = told();
    assert_eq!(one(&bureau, "2024-05-28", TURNED).0, "一致，已退汇");
    bureau.plan("2024-05-28", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-28"), 2).unwrap();
    let back = "2024-05-29,R2,100100000000001,25000,退汇";
    let (kind, what) = one(&bureau, "2024-05-29", back);
    assert!(
        kind == "不一致" && what.contains("拨款 1 此前已退汇") && what.contains("以前重复付出的"),
        "{what}"
    );
    assert_eq!(returns(&bureau), [1]);
    identified(&bureau, "2024-05-29", 3, Identity::Payment(2)).unwrap();
    assert_eq!(returns(&bureau), [1, 2]);
}

/// What came back early and is told late, when what came back since stands for it.
#[test]
fn an_earlier_return_told_late_says_which_later_one_took_its_place() {
    let bureau = told();
    let row =
        |day: &str, bank_ref: &str, what: &str| format!("{day},{bank_ref},100100000000001,25000,{what}");
    assert_eq!(one(&bureau, "2024-05-27", &row("2024-05-25", "X1", "成功")).0, "误付");
    assert_eq!(one(&bureau, "2024-06-05", &row("2024-06-05", "R2", "退汇")).0, "误付已退回");
    assert_eq!(one(&bureau, "2024-06-07", &row("2024-06-03", "X3", "成功")).0, "误付");
    let (kind, what) = one(&bureau, "2024-06-08", &row("2024-05-28", "R1", "退汇"));
    let line = bureau.line("R2");
    assert!(kind == "不一致" && what.contains(&format!("revoke --line {line}")), "{what}");
    let mut desk = bureau.desk(CASHIER, "2024-06-08");
    disburse::revoke(&mut desk, Registered::Line(line), "退的是后一笔").unwrap();
    assert_eq!(one(&bureau, "2024-06-08", &row("2024-05-28", "R1", "退汇")).0, "误付已退回");
    identified(&bureau, "2024-06-08", line, Identity::Mispaid(2)).unwrap();
    assert!(returns(&bureau).is_empty());
}

/// What somebody registered as come back may be this row; what waits to be paid may have come back at once as well.
#[test]
fn a_return_typed_before_is_asked_about_while_it_was_drawn_up_again() {
    let bureau = Bureau::half_paid();
    bounced(&bureau, "2024-05-25", 1, Some("R1")).unwrap();
    bureau.plan("2024-05-26", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-26"), 2).unwrap();
    let (kind, what) = one(&bureau, "2024-05-28", "2024-05-27,R2,100100000000001,25000,退汇");
    assert!(kind == "不一致" && what.contains("拨款 1 已于 2024-05-25 登记退汇"), "{what}");
    // Its own reference is enough, and so is a day before the next was approved.
    assert_eq!(one(&bureau, "2024-05-28", "2024-05-25,R1,100100000000001,25000,退汇").0, "此前已登记");
    let bureau = Bureau::half_paid();
    bounced(&bureau, "2024-05-25", 1, None).unwrap();
    bureau.plan("2024-05-26", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-26"), 2).unwrap();
    assert_eq!(one(&bureau, "2024-05-28", "2024-05-25,R7,100100000000001,25000,退汇").0, "此前已登记");
}

#[test]
fn a_return_under_the_reference_of_another_day_is_asked_about() {
    let bureau = told();
    assert_eq!(one(&bureau, "2024-05-27", "2024-05-26,R1,100100000000001,25000,退汇").0, "一致，已退汇");
    bureau.plan("2024-05-27", None, &["1"]).unwrap();
    bureau.pay(2, "2024-05-27");
    let other = "2024-05-28,R1,100100000000001,25000,退汇";
    let (kind, what) = one(&bureau, "2024-05-29", other);
    assert!(kind == "不一致" && what.contains("只有日期不同") && what.contains("--same 2"), "{what}");
    assert_eq!(returns(&bureau), [1]);
    identified(&bureau, "2024-05-29", 3, Identity::Same(2)).unwrap();
    assert_eq!(one(&bureau, "2024-05-29", other).0, "此前已登记");
    // A list that has both shows that they are two.
    let both = ["2024-05-26,R1,100100000000001,25000,退汇", other];
    assert_eq!(kinds(&listed(&bureau, "2024-05-30", &both)), ["此前已登记", "不一致"]);
    identified(&bureau, "2024-05-30", 3, Identity::Payment(2)).unwrap();
    assert_eq!(kinds(&listed(&bureau, "2024-05-30", &both)), ["此前已登记"; 2]);
}

/// What didn't come back after all stays booked once it was paid again; the line can tell of it anew.
#[test]
fn a_return_that_was_revoked_and_is_one_after_all_is_told_anew() {
    let bureau = told();
    let back = "2024-05-25,R1,100100000000001,25000,退汇";
    assert_eq!(one(&bureau, "2024-05-26", back).0, "一致，已退汇");
    bureau.plan("2024-05-26", None, &["1"]).unwrap();
    bureau.pay(2, "2024-05-27");
    revoked(&bureau, Registered::Line(2)).unwrap();
    revoked(&bureau, Registered::Mispaid(1)).unwrap();
    identified(&bureau, "2024-06-03", 2, Identity::Payment(1)).unwrap();
    assert_eq!(one(&bureau, "2024-06-03", back), ("此前已登记".to_owned(), String::new()));
}

/// What was paid again on the day on which it came back may have come back once more.
#[test]
fn a_return_after_a_same_day_repayment_is_asked_about_and_named_where_it_took_anothers_place() {
    let again = |bureau: &Bureau| {
        bounced(bureau, "2024-05-25", 1, Some("R1")).unwrap();
        bureau.plan("2024-05-25", None, &["1"]).unwrap();
        bureau.pay(2, "2024-05-25");
    };
    let bureau = Bureau::half_paid();
    again(&bureau);
    let second = "2024-05-27,R2,100100000000001,25000,退汇";
    let (kind, what) = one(&bureau, "2024-05-28", second);
    assert!(kind == "不一致" && what.contains("也可能是拨款 2 的退汇"), "{what}");
    // On the day that was typed, too, but for its own reference.
    let bureau = Bureau::half_paid();
    again(&bureau);
    assert_eq!(one(&bureau, "2024-05-28", "2024-05-25,R9,100100000000001,25000,退汇").0, "不一致");
    identified(&bureau, "2024-05-28", 1, Identity::Payment(1)).unwrap();
    assert_eq!(one(&bureau, "2024-05-28", second).0, "一致，已退汇");
    // Told the other way round: the first is told late, and says which took its place.
    let bureau = told();
    assert_eq!(one(&bureau, "2024-05-28", second).0, "一致，已退汇");
    bureau.plan("2024-05-28", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-28"), 2).unwrap();
    assert_eq!(one(&bureau, "2024-05-30", "2024-05-29,P2,100100000000001,25000,成功").0, "一致，已付款");
    assert_eq!(returns(&bureau), [1]);
}

/// A batch that was registered on a wrong day is undone as one.
#[test]
fn a_batch_of_another_day_is_undone_as_one() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1", "2"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1).unwrap();
    disburse::confirm(&mut bureau.desk(CASHIER, "2024-05-24"), 1, day("2024-05-24"), None).unwrap();
    let path = bureau.folder.path().join("明细.csv");
    let rows = "2024-05-23,S1,100100000000001,25000,成功\n2024-05-23,S1,100100000000002,25000,成功";
    std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果\n{rows}\n")).unwrap();
    let list = || disburse::reconcile(&mut bureau.desk(CASHIER, "2024-05-28"), upload(&path, false)).unwrap();
    let hint = list().next.into_iter().find(|hint| hint.contains("revoke --batch 1")).unwrap();
    assert!(hint.contains("批次 1 有 2 笔的付款日期与银行不同"), "{hint}");
    revoked(&bureau, Registered::Batch(1)).unwrap();
    assert_eq!(list().data["paid"], 2);
}

/// Of two returns that were typed for one day, each is told by its own line.
#[test]
fn returns_of_one_day_are_told_by_what_went_out_last() {
    let bureau = told();
    bounced(&bureau, "2024-05-30", 1, None).unwrap();
    bureau.plan("2024-05-30", None, &["1"]).unwrap();
    bureau.pay(2, "2024-05-30");
    bounced(&bureau, "2024-05-30", 2, None).unwrap();
    let rows = [
        "2024-05-28,B1,100100000000001,25000,退汇",
        "2024-05-30,B2,100100000000001,25000,成功",
        "2024-05-30,B3,100100000000001,25000,退汇",
    ];
    assert_eq!(kinds(&listed(&bureau, "2024-06-03", &rows)), ["此前已登记"; 3]);
}

/// A payment that was registered for another day and came back may be what went out, and not the one that waits.
#[test]
fn what_went_out_may_be_what_came_back_since() {
    let bureau = confirmed_with("PL1", "2024-05-23");
    bounced(&bureau, "2024-05-24", 1, None).unwrap();
    bureau.plan("2024-05-24", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-24"), 2).unwrap();
    let (kind, what) = one(&bureau, "2024-05-27", OUT);
    assert!(kind == "不一致" && what.contains("拨款 1 登记 2024-05-23 付出、以后退汇"), "{what}");
    identified(&bureau, "2024-05-27", 1, Identity::Payment(1)).unwrap();
    assert_eq!(one(&bureau, "2024-05-28", "2024-05-25,S2,100100000000001,25000,成功").0, "一致，已付款");
}
