//! What a list says came back and a demand wants: received by itself where nothing else can be meant, and asked about else.

use studiogrant::casework::disburse::{self, Identity, Registered};
use studiogrant::store::facts::RecoveryReceipt;

use crate::bureau::*;
use crate::listed::*;
use crate::slips::{revoked, told};

#[test]
fn a_receipt_that_was_typed_with_another_sum_is_named_though_it_has_no_reference() {
    let bureau = told();
    bureau.demand("2024-05-25", "25000", "违规");
    disburse::receive(&mut bureau.desk(CASHIER, "2024-05-26"), 1, yuan("25000"), None).unwrap();
    let row = "2024-05-26,K1,100100000000001,2500,退汇";
    let (kind, what) = one(&bureau, "2024-05-27", row);
    assert!(
        kind == "不一致" && what.contains("银行是 2,500.00 元") && what.contains("revoke --received 1"),
        "{what}"
    );
    revoked(&bureau, Registered::Receipt(1, None)).unwrap();
    identified(&bureau, "2024-06-03", bureau.line("K1"), Identity::Recovery(1)).unwrap();
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("22500"));
}

#[test]
fn the_banks_day_and_reference_of_a_receipt_count() {
    let bureau = told();
    bureau.demand("2024-05-25", "10000", "违规");
    disburse::receive(&mut bureau.desk(CASHIER, "2024-05-30"), 1, yuan("4000"), Some("PL9")).unwrap();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-05-30"), 1, yuan("6000"), None).unwrap();
    let (kind, what) = one(&bureau, "2024-06-03", "2024-05-28,K1,100100000000001,4000,退汇");
    let said = "已于 2024-05-28 作为追回 1 收回 4,000.00 元；流水号：银行 K1，我方原登记 PL9，已按银行的补记；收回日期：银行 2024-05-28，我方原登记 2024-05-30，已按银行的更正";
    assert_eq!((kind.as_str(), what.as_str()), ("此前已登记", said));
    // What came in before it was demanded counts from then on.
    let (_, what) = one(&bureau, "2024-06-03", "2024-05-24,K2,100100000000001,6000,退汇");
    assert!(what.starts_with("已于 2024-05-25 作为追回 1 收回") && what.contains("已补记流水号"), "{what}");
    let kept = bureau.store().all::<RecoveryReceipt>().unwrap();
    let kept: Vec<_> = kept.iter().map(|one| (one.fact.received_on, one.fact.bank_ref.as_deref())).collect();
    assert_eq!(kept, [(day("2024-05-28"), Some("K1")), (day("2024-05-25"), Some("K2"))]);
    assert_eq!(
        one(&bureau, "2024-06-03", "2024-05-28,K1,100100000000001,4000,退汇").1,
        "已于 2024-05-28 作为追回 1 收回 4,000.00 元"
    );
}

/// What is revoked of a demand is named by its sum or by the bank's line, not by its place.
#[test]
fn the_receipt_that_was_typed_wrongly_is_revoked_and_no_other() {
    let bureau = told();
    bureau.demand("2024-05-25", "10000", "违规");
    disburse::receive(&mut bureau.desk(CASHIER, "2024-05-26"), 1, yuan("6000"), None).unwrap();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-05-27"), 1, yuan("2000"), Some("K2")).unwrap();
    let (_, what) = one(&bureau, "2024-05-28", "2024-05-26,K1,100100000000001,6500,退汇");
    assert!(what.contains("revoke --received 1 --amount 6000.00"), "{what}");
    let slip =
        revoked(&bureau, Registered::Receipt(1, None)).map(|report| report.done).unwrap_err().to_string();
    assert!(
        slip.contains("收过 2 笔") && slip.contains("6,000.00 元") && slip.contains("--amount"),
        "{slip}"
    );
    revoked(&bureau, Registered::Receipt(1, Some(yuan("6000")))).unwrap();
    identified(&bureau, "2024-06-03", bureau.line("K1"), Identity::Recovery(1)).unwrap();
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("16500"));
    // By the line that tells of it.
    assert_eq!(one(&bureau, "2024-06-03", "2024-05-27,K2,100100000000001,2000,退汇").0, "此前已登记");
    revoked(&bureau, Registered::Line(bureau.line("K2"))).unwrap();
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("18500"));
    assert!(against(revoked(&bureau, Registered::Line(bureau.line("K2")))).contains("没有可以撤销的"));
}

#[test]
fn two_receipts_of_as_much_under_one_reference_before_the_demand_are_two() {
    let bureau = told();
    bureau.demand("2024-05-28", "10000", "违规");
    let rows = ["2024-05-25,K", "2024-05-26,K"].map(|row| format!("{row},100100000000001,1000,退汇"));
    let rows: Vec<_> = rows.iter().map(String::as_str).collect();
    assert_eq!(kinds(&listed(&bureau, "2024-05-29", &rows)), ["不一致"; 2]);
    for line in [2, 3] {
        identified(&bureau, "2024-05-29", line, Identity::Recovery(1)).unwrap();
    }
    let kept = bureau.store().all::<RecoveryReceipt>().unwrap();
    assert!(kept.iter().all(|one| one.fact.received_on == day("2024-05-28")), "from the demand on");
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("23000"));
}

/// A demand that is paid off to the fen is received, where nothing else is open.
#[test]
fn what_pays_off_the_only_demand_is_received() {
    let bureau = told();
    bureau.demand("2024-05-25", "6000", "违规");
    let row =
        |day: &str, bank_ref: &str, amount: &str| format!("{day},{bank_ref},100100000000001,{amount},退汇");
    assert_eq!(one(&bureau, "2024-05-26", &row("2024-05-24", "K0", "6000")).0, "不一致", "before the demand");
    identified(&bureau, "2024-05-26", 2, Identity::NotOurs).unwrap();
    let known = ("一致，追回已收回".to_owned(), "追回 1 已全部收回".to_owned());
    assert_eq!(one(&bureau, "2024-05-29", &row("2024-05-28", "K1", "6000")), known);
    assert_eq!(one(&bureau, "2024-05-29", &row("2024-05-28", "K1", "6000")).0, "此前已登记");
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("19000"));
    let kept = bureau.store().all::<RecoveryReceipt>().unwrap();
    assert_eq!(kept.iter().map(|one| one.fact.received_on).collect::<Vec<_>>(), [day("2024-05-28")]);
    // Of two that are open, somebody has to say.
    bureau.demand("2024-06-01", "1200", "结余");
    bureau.demand("2024-06-01", "3800", "不实");
    assert_eq!(one(&bureau, "2024-06-03", &row("2024-06-02", "K2", "1200")).0, "不一致");
    identified(&bureau, "2024-06-03", bureau.line("K2"), Identity::NotOurs).unwrap();
    let (_, what) = one(&bureau, "2024-06-03", &row("2024-06-02", "K3", "5000"));
    assert!(
        what.contains("几笔追回一起退来的（追回 2 还差 1,200.00 元，追回 3 还差 3,800.00 元）"),
        "{what}"
    );
    for (demand, amount) in [(2, "1200"), (3, "3800")] {
        disburse::receive(&mut bureau.desk(CASHIER, "2024-06-03"), demand, yuan(amount), Some("K3")).unwrap();
    }
    let shown = disburse::line(&bureau.desk(CASHIER, "2024-06-03"), bureau.line("K3")).unwrap();
    assert!(
        shown.done[1].contains("追回 2 已登记收回 1,200.00 元") && !shown.done[1].contains("登错"),
        "{:?}",
        shown.done
    );
}

/// What a demand wants, or what was typed under its reference, may be what came back of a payment too.
#[test]
fn what_may_have_been_demanded_is_no_return_until_somebody_says_so() {
    let back = "2024-06-02,K1,100100000000001,25000,退汇";
    let both = |demands: &[(&str, &str)]| {
        let bureau = Bureau::half_paid();
        for (amount, reason) in demands {
            bureau.demand("2024-05-30", amount, reason);
        }
        bureau
    };
    // Typed with a slip under its reference.
    let bureau = both(&[("20000", "违规")]);
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-01"), 1, yuan("2500"), Some("K1")).unwrap();
    let (kind, what) = one(&bureau, "2024-06-03", back);
    assert!(kind == "不一致" && what.contains("流水号相同，银行是 25,000.00 元"), "{what}");
    // Two demands in one, open or typed as received.
    for typed in [false, true] {
        let bureau = both(&[("10000", "违规"), ("15000", "不实")]);
        for (demand, amount) in [(1, "10000"), (2, "15000")].into_iter().filter(|_| typed) {
            let mut desk = bureau.desk(CASHIER, "2024-06-02");
            disburse::receive(&mut desk, demand, yuan(amount), Some("K1")).unwrap();
        }
        let (kind, what) = one(&bureau, "2024-06-03", back);
        assert!(kind == "不一致" && what.contains("几笔追回一起退来的"), "{what}");
        assert!(returns(&bureau).is_empty());
    }
    // Where all of it was demanded and wants as much, it is that.
    let bureau = both(&[("25000", "违规")]);
    assert_eq!(one(&bureau, "2024-06-03", back).0, "一致，追回已收回");
}

#[test]
fn a_receipt_typed_under_another_reference_does_not_hold_a_list_up() {
    let bureau = told();
    bureau.demand("2024-05-25", "6000", "违规");
    disburse::receive(&mut bureau.desk(CASHIER, "2024-05-26"), 1, yuan("3000"), Some("K1")).unwrap();
    let rows = ["2024-05-28,K2,100100000000001,3000,退汇", "2024-05-26,K1,100100000000001,3000,退汇"];
    assert_eq!(one(&bureau, "2024-05-29", rows[0]).0, "此前已登记");
    assert_eq!(one(&bureau, "2024-05-29", rows[1]).0, "一致，追回已收回");
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("19000"));
}

/// As much that the same list has as paid to the account, and that nobody knows of, may be what came back.
#[test]
fn what_a_list_pays_and_takes_back_is_not_received_by_itself() {
    let bureau = told();
    bureau.demand("2024-05-25", "6000", "违规");
    let rows = ["2024-05-26,X1,100100000000001,6000,成功", "2024-05-27,K1,100100000000001,6000,退汇"];
    assert_eq!(kinds(&listed(&bureau, "2024-05-28", &rows)), ["我方没有这笔款项", "不一致"]);
}

/// The bank puts the sum of a line right.
#[test]
fn a_receipt_whose_sum_the_bank_puts_right_is_asked_about() {
    let bureau = told();
    bureau.demand("2024-05-25", "6000", "违规");
    let row = |amount: &str| format!("2024-05-26,K1,100100000000001,{amount},退汇");
    assert_eq!(one(&bureau, "2024-05-27", &row("2000")).0, "不一致");
    identified(&bureau, "2024-05-27", 2, Identity::Recovery(1)).unwrap();
    let (kind, what) = one(&bureau, "2024-05-28", &row("4000"));
    assert!(kind == "不一致" && what.contains("只有金额不同") && what.contains("revoke --line 2"), "{what}");
    revoked(&bureau, Registered::Line(2)).unwrap();
    identified(&bureau, "2024-06-03", 3, Identity::Recovery(1)).unwrap();
    identified(&bureau, "2024-06-03", 2, Identity::Same(3)).unwrap();
    assert_eq!(bureau.store().case_money(1).unwrap().received_fen, yuan("21000"));
    assert_eq!(one(&bureau, "2024-06-03", &row("2000")).0, "此前已登记");
}

/// Some of several demands together, not all of them.
#[test]
fn some_demands_together_are_named() {
    let bureau = told();
    for (amount, reason) in [("6000", "一"), ("4000", "二"), ("1000", "三")] {
        bureau.demand("2024-05-25", amount, reason);
    }
    let (_, what) = one(&bureau, "2024-05-27", "2024-05-26,K1,100100000000001,7000,退汇");
    assert!(what.contains("追回 1 还差 6,000.00 元，追回 3 还差 1,000.00 元"), "{what}");
    let (_, what) = one(&bureau, "2024-05-27", "2024-05-26,K2,100100000000001,12000,退汇");
    assert!(what.contains("几笔追回一起退来的") && !what.contains("多退了"), "{what}");
}
