//! Amounts of one size to one account are fungible: what the bank's lists tell counts, and not what somebody typed; what
//! can't be told apart waits.

use studiogrant::casework::assess::{self, Settlement};
use studiogrant::casework::disburse::Identity;
use studiogrant::casework::{Upload, disburse};
use studiogrant::model::acts::{Fund, MispaidEnd, Rest};
use studiogrant::store::facts::{Mispayment, RecoveryReceipt};

use crate::bureau::*;
use crate::listed::*;

/// Case 1 with both halves paid.
fn both_paid() -> Bureau {
    let bureau = Bureau::second_approved();
    disburse::confirm(&mut bureau.desk(CASHIER, "2025-12-12"), 2, day("2025-12-12"), None).unwrap();
    bureau
}

/// What a row with a remark of the bank comes to.
fn remarked(bureau: &Bureau, on: &str, row: &str) -> (String, String) {
    let path = bureau.folder.path().join("附言.csv");
    std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果,备注\n{row}\n")).unwrap();
    let report = disburse::reconcile(&mut bureau.desk(CASHIER, on), upload(&path, false)).unwrap();
    (report.tables[0].rows[0][1].show(), report.tables[0].rows[0][8].show())
}

#[test]
fn a_return_typed_with_another_reference_is_the_banks_of_that_day() {
    let typed = "流水号：银行 S3，我方原登记 R3，已按银行的补记";
    let another = "2024-05-30,S4,100100000000001,25000,退汇";
    let bureau = doubled();
    settled(&bureau, "2024-05-30", MispaidEnd::Returned, Some("R3")).unwrap();
    let known = ("此前已登记".to_owned(), format!("{typed}；误付 1，2024-05-30 已退回"));
    assert_eq!(one(&bureau, "2024-06-03", BACK), known);
    assert!(returns(&bureau).is_empty());
    assert_eq!(one(&bureau, "2024-06-04", another).0, "一致，已退汇", "another reference is another return");
    // The same of a payment.
    let bureau = both_paid();
    bounced(&bureau, "2025-12-16", 2, Some("R3")).unwrap();
    let back = "2025-12-16,S3,100100000000001,25000,退汇";
    assert_eq!(one(&bureau, "2025-12-17", back), ("此前已登记".to_owned(), typed.to_owned()));
    assert_eq!(returns(&bureau), [2]);
    let lines = disburse::explain(&bureau.desk(CASHIER, "2025-12-17"), None).unwrap();
    assert!(lines.tables[0].rows.iter().any(|row| row[6].show().contains("已退汇，流水号 S3")));
    // On another day too: one return is known of.
    let bureau = both_paid();
    bounced(&bureau, "2025-12-16", 2, Some("R3")).unwrap();
    let (kind, what) = one(&bureau, "2025-12-18", "2025-12-17,S3,100100000000001,25000,退汇");
    assert!(kind == "此前已登记" && what.contains("我方原登记 R3"), "{what}");
    assert_eq!(returns(&bureau), [2]);
}

#[test]
fn each_return_of_a_day_counts_once_in_whatever_lists() {
    let bureau = doubled();
    settled(&bureau, "2024-05-30", MispaidEnd::Returned, None).unwrap();
    assert_eq!(one(&bureau, "2024-06-03", BACK).0, "此前已登记");
    assert_eq!(one(&bureau, "2024-06-04", "2024-05-30,S4,100100000000001,25000,退汇").0, "一致，已退汇");
    assert_eq!(one(&bureau, "2024-06-05", BACK).1, "误付 1，2024-05-30 已退回");
}

#[test]
fn a_payment_typed_with_another_reference_is_the_banks_of_that_day_and_every_other_a_mispayment() {
    let again = "2024-05-24,S2,100100000000001,25000,成功";
    let bureau = confirmed_with("PL1", "2024-05-24");
    let told = listed(&bureau, "2024-05-27", &[OUT, again]);
    assert_eq!(kinds(&told), ["此前已登记", "误付"]);
    assert_eq!(told[0].1, "流水号：银行 S1，我方原登记 PL1，已按银行的补记");
    assert_eq!(one(&bureau, "2024-06-03", BACK).0, "误付已退回");
    assert!(returns(&bureau).is_empty());
    // A reference that was typed rightly is the bank's too, wherever the list has it.
    let bureau = confirmed_with("S1", "2024-05-24");
    assert_eq!(kinds(&listed(&bureau, "2024-05-27", &[again, OUT])), ["误付", "此前已登记"]);
    // Of two lines of another day only one can be the payment: which, somebody has to say.
    let bureau = confirmed_with("PL1", "2024-05-23");
    assert_eq!(kinds(&listed(&bureau, "2024-05-27", &[OUT, again])), ["不一致"; 2]);
    assert_eq!(one(&bureau, "2024-06-03", BACK).0, "不一致");
    assert!(bureau.plan("2024-06-05", None, &["1"]).is_err(), "the unit has its half");
    identified(&bureau, "2024-06-03", bureau.line("S1"), Identity::Payment(1)).unwrap();
    let told = listed(&bureau, "2024-06-03", &[BACK]);
    assert_eq!(kinds(&told), ["误付已退回", "误付"]);
}

#[test]
fn a_return_that_can_not_be_booked_is_no_old_one() {
    let bureau = Bureau::half_paid();
    bounced(&bureau, "2024-06-03", 1, None).unwrap();
    bureau.plan("2024-06-05", None, &["1"]).unwrap();
    bureau.pay(2, "2024-06-06");
    let late = "2024-06-10,S9,100100000000001,25000,退汇";
    let (kind, what) = remarked(&bureau, "2024-06-11", &format!("{late},重复付款退回"));
    assert!(kind == "不一致" && what.contains("拨款 2 有重复付款"), "{what}");
    bureau.spend(Fund::Grant, "2024-06-07", "资-1", "20000").unwrap();
    let (kind, what) = one(&bureau, "2024-06-11", late);
    assert!(kind == "不一致" && what.contains("已使用 20,000.00 元"), "{what}");
    assert_eq!(returns(&bureau), [1]);
}

/// The first half may have come back, or the second at once: the bank's remark tells, or what was spent since.
#[test]
fn what_came_back_while_an_equal_payment_waits_is_told_by_the_remark() {
    let back = "2025-12-12,S3,100100000000001,25000,退汇";
    let bureau = Bureau::second_approved();
    let (kind, what) = one(&bureau, "2025-12-13", back);
    assert_eq!(kind, "不一致");
    for part in ["拨款 1 已付（2024-05-24）", "“拨款 1”或“拨款 2”", "disburse identify 1"]
    {
        assert!(what.contains(part), "{what}");
    }
    assert!(returns(&bureau).is_empty());
    assert_eq!(remarked(&bureau, "2025-12-13", &format!("{back},拨款 1 退汇")).0, "一致，已退汇");
    assert_eq!(returns(&bureau), [1]);
    let bureau = Bureau::second_approved();
    assert_eq!(remarked(&bureau, "2025-12-13", &format!("{back},拨款 2 退汇")).0, "一致，已退汇");
    assert_eq!(returns(&bureau), [2]);
    let bureau = Bureau::second_approved();
    bureau.spend(Fund::Grant, "2025-11-12", "资-1", "25000").unwrap();
    assert_eq!(one(&bureau, "2025-12-13", back).0, "一致，已退汇");
    assert_eq!(returns(&bureau), [2]);
}

/// The bank pays once more, by itself, what came back, and before its replacement is approved.
#[test]
fn what_the_bank_pays_again_by_itself_is_a_mispayment() {
    let again = "2025-12-16,S3,100100000000001,25000,成功";
    let back = "2025-12-16,S4,100100000000001,25000,退汇";
    for rows in [vec![again, back], vec![back, again]] {
        let bureau = Bureau::second_approved();
        let out = ["2025-12-13,S1,100100000000001,25000,成功", "2025-12-13,S2,100100000000001,25000,退汇"];
        assert_eq!(kinds(&listed(&bureau, "2025-12-14", &out)), ["一致，已付款", "一致，已退汇"]);
        assert_eq!(returns(&bureau), [2]);
        bureau.plan("2025-12-18", None, &["1"]).unwrap();
        disburse::approve(&mut bureau.desk(SECOND, "2025-12-18"), 3).unwrap();
        let mut told = listed(&bureau, "2025-12-21", &rows);
        told.sort();
        assert_eq!(kinds(&told), ["不一致", "不一致"]);
        let early = told.iter().find(|(_, what)| what.contains("早于拨款 3 审批的 2025-12-18"));
        assert!(early.is_some(), "{told:?}");
        identified(&bureau, "2025-12-21", bureau.line("S3"), Identity::Again(2)).unwrap();
        let told = listed(&bureau, "2025-12-21", &["2025-12-20,S5,100100000000001,25000,成功"]);
        assert_eq!(kinds(&told), ["一致，已付款", "误付已退回"]);
        assert_eq!(returns(&bureau), [2]);
    }
}

#[test]
fn a_cancelled_payment_that_went_out_before_its_replacement_was_approved_is_a_mispayment() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-20"), 1).unwrap();
    disburse::cancel(&mut bureau.desk(CASHIER, "2024-05-21"), 1, "账户有误").unwrap();
    bureau.plan("2024-05-28", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-28"), 2).unwrap();
    let (kind, what) = one(&bureau, "2024-05-29", OUT);
    assert!(kind == "误付" && what.contains("已作废的批次 1"), "{what}");
    let early = "2024-05-19,S0,100100000000001,25000,成功";
    let (kind, what) = one(&bureau, "2024-05-29", early);
    assert!(kind == "不一致" && what.contains("早于拨款 2 审批的 2024-05-28"), "{what}");
}

/// What this list has of as much to the same account and nobody can explain may be what came back.
#[test]
fn an_unexplained_payment_holds_every_return_of_as_much() {
    let bureau = both_paid();
    // Before anything was approved.
    let strange = "2024-05-19,S0,100100000000001,25000,成功";
    let back = "2025-12-16,S3,100100000000001,25000,退汇";
    let told = listed(&bureau, "2025-12-17", &[back, strange]);
    assert_eq!(kinds(&told), ["不一致", "我方没有这笔款项"]);
    assert!(told[0].1.contains("付出的明细 1（2024-05-19，流水号 S0）还没有认定"), "{told:?}");
    assert!(returns(&bureau).is_empty());
    // In a later list too, and by hand; until somebody says what it is.
    assert_eq!(one(&bureau, "2025-12-18", "2025-12-17,S4,100100000000001,25000,退汇").0, "不一致");
    let refused = against(bounced(&bureau, "2025-12-18", 2, None));
    assert!(refused.contains("[A9-1c]") && refused.contains("（明细 1）还没有认定"), "{refused}");
    identified(&bureau, "2025-12-18", 1, Identity::NotOurs).unwrap();
    // What is not ours may have come back.
    assert_eq!(kinds(&listed(&bureau, "2025-12-18", &[back])), ["不一致"]);
    identified(&bureau, "2025-12-18", bureau.line("S3"), Identity::Payment(2)).unwrap();
    identified(&bureau, "2025-12-18", bureau.line("S4"), Identity::NotOurs).unwrap();
    assert_eq!(returns(&bureau), [2]);
}

/// A payment that the bank's list has with a slip is not paid on the day on which it came back.
#[test]
fn a_payment_with_a_slip_holds_its_return() {
    for slip in ["2042-12-12,S1,100100000000001,25000,成功", "2025-12-12,S1,100100000000001,2500,成功"] {
        let bureau = Bureau::second_approved();
        bureau.spend(Fund::Grant, "2025-11-12", "资-1", "25000").unwrap();
        let told = listed(&bureau, "2025-12-17", &[slip, "2025-12-16,S3,100100000000001,25000,退汇"]);
        assert_eq!(kinds(&told), ["不一致", "不一致"]);
        assert!(
            told[1].1.contains("付出的明细 1（") && told[1].1.contains("拨款 2 还没有登记付款"),
            "{told:?}"
        );
        assert!(returns(&bureau).is_empty());
        // The list that has it right comes; that the other was a slip, somebody has to say.
        let right = "2025-12-12,S1,100100000000001,25000,成功";
        assert_eq!(kinds(&listed(&bureau, "2025-12-18", &[right])), ["一致，已付款"]);
        identified(&bureau, "2025-12-18", 1, Identity::Same(bureau.newest_line("S1"))).unwrap();
        assert_eq!(kinds(&listed(&bureau, "2025-12-18", &[right])), ["此前已登记", "一致，已退汇"]);
        assert_eq!(returns(&bureau), [2]);
    }
}

/// What a unit spent beyond what it holds is in the way of the return, and not of the list.
#[test]
fn a_return_to_a_unit_that_spent_too_much_leaves_the_rest_of_the_list() {
    let bureau = Bureau::second_approved();
    bureau.spend(Fund::Grant, "2025-11-12", "资-1", "25000").unwrap();
    bureau.demand("2025-12-11", "10000", "不合规定");
    disburse::receive(&mut bureau.desk(CASHIER, "2025-12-11"), 1, yuan("10000"), None).unwrap();
    let (kind, what) = one(&bureau, "2025-12-13", "2025-12-12,S3,100100000000001,25000,退汇");
    assert!(kind == "不一致" && what.contains("assess reverse"), "{what}");
    assert!(what.contains("收到资助 15,000.00 元，已使用 25,000.00 元"), "{what}");
}

/// The row that can't be read may be the one that came back.
#[test]
fn a_return_waits_for_the_rows_that_cant_be_read_with_the_same_reason_everywhere() {
    let bureau = Bureau::half_paid();
    let path = bureau.folder.path().join("明细.csv");
    let rows = format!("2024-05-27,S2,100100000000001,二万五,成功\n{BACK}");
    std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果\n{rows}\n")).unwrap();
    let partial = Upload { partial: true, ..upload(&path, false) };
    let report = disburse::reconcile(&mut bureau.desk(CASHIER, "2024-06-03"), partial).unwrap();
    let row = report.tables[0].rows.iter().find(|row| row[7].show() == "S3").unwrap();
    assert_eq!(row[1].show(), "待更正后再核对");
    let refused = std::fs::read_to_string(path.with_file_name("明细.refused.csv")).unwrap();
    let line = refused.lines().find(|line| line.contains("S3")).unwrap();
    assert!(line.contains(&row[8].show()) && line.contains("没能读入的行"), "{refused}");
    assert!(returns(&bureau).is_empty());
}

/// Case 1 closed, with what was not spent kept.
fn closed(spent: bool) -> Bureau {
    let bureau = Bureau::half_paid();
    if spent {
        bureau.spend(Fund::Grant, "2024-05-28", "资-1", "25000").unwrap();
    }
    let decided = Settlement {
        rest: (!spent).then_some(Rest::Keep),
        reason: (!spent).then_some("留作培训"),
        ended: Some("单位放弃"),
        conclusion: Some("没有成果"),
        ..Settlement::default()
    };
    assess::close(&mut bureau.desk(BUREAU, "2024-06-04"), "1".parse().unwrap(), decided).unwrap();
    bureau
}

#[test]
fn what_comes_back_after_the_closing_is_received_by_way_of_a_demand_and_not_paid_again() {
    for spent in [false, true] {
        let bureau = closed(spent);
        bureau.plan("2024-06-05", None, &["2"]).unwrap();
        disburse::approve(&mut bureau.desk(SECOND, "2024-06-05"), 2).unwrap();
        let rows = ["2024-06-06,S3,100100000000001,25000,退汇", "2024-06-06,S4,100100000000002,25000,成功"];
        let told = listed(&bureau, "2024-06-07", &rows);
        assert_eq!(kinds(&told), ["不一致", "一致，已付款"], "the rest of the list goes on");
        let recover = "disburse recover 2024-0001 --kind 区级资助 --ground 其他 --amount 25000.00";
        for part in ["已结项", recover, "disburse receive"] {
            assert!(told[0].1.contains(part), "{part}: {told:?}");
        }
        let refused = against(bounced(&bureau, "2024-06-07", 1, None));
        assert!(refused.contains("[A9-1c]") && refused.contains("已结项"), "{refused}");
        bureau.demand("2024-06-07", "25000", "结项后银行退回");
        let (_, what) = one(&bureau, "2024-06-07", rows[0]);
        assert!(what.contains("可能是追回 1 收回（还有 25,000.00 元没有收回）"), "{what}");
        identified(&bureau, "2024-06-07", bureau.line("S3"), Identity::Recovery(1)).unwrap();
        let known = ("此前已登记".to_owned(), "已于 2024-06-07 作为追回 1 收回 25,000.00 元".to_owned());
        assert_eq!(one(&bureau, "2024-06-08", rows[0]), known);
        assert!(bureau.plan("2024-06-09", None, &["1"]).is_err());
        assert!(bureau.store().all::<Mispayment>().unwrap().is_empty());
    }
}

#[test]
fn what_came_back_on_a_demand_is_no_return_of_a_payment() {
    let bureau = both_paid();
    bureau.demand("2025-12-14", "25000", "违规");
    let back = "2025-12-15,X1,100100000000001,25000,退汇";
    let (told, what) = one(&bureau, "2025-12-15", back);
    assert!(told == "不一致" && what.contains("可能是追回 1 收回"), "{told} {what}");
    // Received without a reference: it is that.
    let mut desk = bureau.desk(CASHIER, "2025-12-16");
    disburse::receive(&mut desk, 1, yuan("25000"), None).unwrap();
    let (told, what) = one(&bureau, "2025-12-16", back);
    assert!(told == "此前已登记" && what.contains("作为追回 1 收回"), "{told} {what}");
    assert!(returns(&bureau).is_empty());
    assert_eq!(one(&bureau, "2025-12-17", back).0, "此前已登记");
    // As one step, where nobody has received it yet.
    let bureau = both_paid();
    bureau.demand("2025-12-14", "25000", "违规");
    assert_eq!(one(&bureau, "2025-12-15", back).0, "不一致");
    identified(&bureau, "2025-12-16", 1, Identity::Recovery(1)).unwrap();
    let receipts = bureau.store().all::<RecoveryReceipt>().unwrap();
    assert_eq!((receipts.len(), receipts[0].fact.received_on), (1, day("2025-12-15")));
}

#[test]
fn a_reference_of_a_return_is_none_of_a_receipt() {
    let bureau = both_paid();
    bounced(&bureau, "2025-12-15", 2, Some("X1")).unwrap();
    bureau.demand("2025-12-16", "25000", "违规");
    let mut desk = bureau.desk(CASHIER, "2025-12-16");
    let refused = disburse::receive(&mut desk, 1, yuan("25000"), Some("X1")).unwrap_err().to_string();
    assert!(refused.contains("已登记为拨款 2 的退汇（2025-12-15）"), "{refused}");
    disburse::receive(&mut desk, 1, yuan("25000"), Some("X2")).unwrap();
}

#[test]
fn a_payment_known_by_its_return_alone_takes_its_own_row_later() {
    let bureau = Bureau::second_approved();
    let back = "2025-12-14,R1,100100000000001,25000,退汇,拨款 2";
    assert_eq!(remarked(&bureau, "2025-12-15", back).0, "一致，已退汇");
    let out = "2025-12-12,P1,100100000000001,25000,成功";
    assert_eq!(one(&bureau, "2025-12-16", out).0, "此前已登记", "its own row, which came later");
    assert_eq!(
        one(&bureau, "2025-12-17", "2025-12-13,P2,100100000000001,25000,成功").0,
        "误付",
        "a second one"
    );
}

#[test]
fn what_rests_on_somebodys_word_alone_is_named_beside_each_list() {
    let bureau = Bureau::half_paid();
    let list = |row: &str| {
        let path = bureau.folder.path().join("明细.csv");
        std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果\n{row}\n")).unwrap();
        let report =
            disburse::reconcile(&mut bureau.desk(CASHIER, "2024-05-28"), upload(&path, false)).unwrap();
        report.next.into_iter().find(|hint| hint.contains("还没有银行明细核实"))
    };
    let said = "手工登记已付、还没有银行明细核实的 1 笔：拨款 1，请核对是否确已付出";
    assert_eq!(list("2024-05-24,S9,100100000000777,25000,成功").as_deref(), Some(said));
    assert_eq!(list(OUT), None);
}
