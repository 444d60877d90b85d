//! Batches, the bank, and money that comes back.

use studiogrant::casework::disburse::{self, NewPayee, Support};
use studiogrant::casework::{Report, status};
use studiogrant::measure::Part;
use studiogrant::model::Value;
use studiogrant::model::acts::{Fund, GrantKind};
use studiogrant::store::facts::*;

use crate::bureau::*;
use crate::listed::turned;

#[test]
fn no_payment_before_the_agreement_and_each_half_once() {
    let bureau = Bureau::announced();
    assert_eq!(codes(bureau.plan("2024-05-14", Some(Part::First), &["1"])), ["A8-1a"]);
    let general = bureau.plan("2024-05-14", None, &[]).unwrap();
    assert_eq!((general.data["payments"].as_i64(), general.tables[0].key), (Some(0), "left_out"));
    assert!(general.refused, "all that is due was refused");
    assert!(bureau.amounts().is_empty());
    bureau.agree();
    let planned = bureau.plan("2024-05-20", None, &[]).unwrap();
    assert_eq!(planned.data["total"], "50000.00");
    assert_eq!(bureau.amounts(), ["25000.00", "25000.00"]);
    assert_eq!(codes(bureau.plan("2024-05-20", Some(Part::First), &["1"])), ["A9-1a"]);
    let again = bureau.plan("2024-05-20", None, &[]).unwrap();
    assert!(again.tables.is_empty() && again.data["payments"] == 0 && !again.refused);
}

#[test]
fn another_operator_approves_and_the_schedule_shows_accounts_in_full() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &[]).unwrap();
    assert!(
        against(disburse::schedule(&mut bureau.desk(CASHIER, "2024-05-20"), 1, true))
            .contains("[A9-1c] 批次 1 还没有审批")
    );
    let own = disburse::approve(&mut bureau.desk(CASHIER, "2024-05-20"), 1);
    assert_eq!(codes(own), ["A9-1c"]);
    let respelt = disburse::approve(&mut bureau.desk("陈　算", "2024-05-20"), 1);
    assert_eq!(codes(respelt), ["A9-1c"], "however the name is spaced");
    assert!(bureau.store().all::<BatchApproval>().unwrap().is_empty());
    let early = disburse::approve(&mut bureau.desk(SECOND, "2024-05-19"), 1);
    assert!(said(early).contains("早于编制批次"));
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1).unwrap();
    let schedule = disburse::schedule(&mut bureau.desk(CASHIER, "2024-05-21"), 1, true).unwrap();
    let shown: Vec<_> = schedule.tables[0].rows[0].iter().map(|cell| cell.show()).collect();
    assert_eq!(shown[9..15], ["100100000000001", "50,000.00", "0.00", "第一期", "25,000.00", "贰万伍仟元整"]);
    assert_eq!(schedule.tables[0].totals.as_ref().unwrap()[14].show(), "伍万元整");
    let disclosed = || bureau.store().all::<Disclosure>().unwrap().len();
    assert_eq!(disclosed(), 1, "what goes into a file is in the journal");
    for masked in [
        disburse::schedule(&mut bureau.desk(CASHIER, "2024-05-21"), 1, false).unwrap(),
        disburse::approval_form(&mut bureau.desk(CASHIER, "2024-05-21"), 1, false).unwrap(),
    ] {
        let account = masked.tables[0].rows[0][9].show();
        assert!(account.contains('*') && account.ends_with("0001"), "{account}");
    }
    assert_eq!(disclosed(), 1);
    disburse::approval_form(&mut bureau.desk(CASHIER, "2024-05-21"), 1, true).unwrap();
    assert_eq!(disclosed(), 2);
    let too_early = disburse::confirm(&mut bureau.desk(CASHIER, "2024-05-24"), 1, day("2024-05-20"), None);
    assert!(said(too_early).contains("早于批次 1 审批"));
    disburse::confirm(&mut bureau.desk(CASHIER, "2024-05-24"), 1, day("2024-05-24"), None).unwrap();
    assert_eq!(codes(disburse::cancel(&mut bureau.desk(CASHIER, "2024-05-25"), 1, "有误")), ["A9-1c"]);
}

#[test]
fn a_cancelled_batch_is_planned_again() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    disburse::cancel(&mut bureau.desk(CASHIER, "2024-05-20"), 1, "账号有误").unwrap();
    assert!(
        against(disburse::approve(&mut bureau.desk(SECOND, "2024-05-20"), 1))
            .contains("[A9-1c] 批次 1 已于 2024-05-20 作废")
    );
    assert_eq!(bureau.plan("2024-05-21", None, &["1"]).unwrap().data["batch"], 2);
}

#[test]
fn the_banks_list_is_taken_in_once_and_a_returned_payment_is_planned_again() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &[]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1).unwrap();
    let path = bureau.folder.path().join("回单.csv");
    let rows = "付款日期,银行流水号,户名,账号,金额,结果,备注\n\
        2024-05-24,S1,上海示例1号机械有限公司,100100000000001,25000.00,退汇,户名不符\n\
        2024-05-24,S2,上海示例2号机械有限公司,100100000000002,24999.99,成功,\n\
        2024-05-24,S3,上海无关有限公司,100100000000009,25000.00,成功,\n";
    std::fs::write(&path, rows).unwrap();
    let counts = |report: &Report| {
        let keys = ["paid", "returned", "known", "differing", "unexpected", "missing"];
        keys.map(|key| report.data[key].as_i64().unwrap())
    };
    let desk = || bureau.desk(CASHIER, "2024-05-27");
    let tried = disburse::reconcile(&mut desk(), upload(&path, true)).unwrap();
    assert!(bureau.store().all::<PaymentConfirmation>().unwrap().is_empty());
    let first = disburse::reconcile(&mut desk(), upload(&path, false)).unwrap();
    assert_eq!(counts(&tried), counts(&first));
    assert_eq!((counts(&first), first.refused), ([0, 1, 0, 1, 1, 0], true));
    let second = disburse::reconcile(&mut desk(), upload(&path, false)).unwrap();
    assert_eq!(counts(&second), [0, 0, 1, 1, 1, 0]);
    assert_eq!(bureau.store().all::<PaymentReturn>().unwrap().len(), 1);
    let payee = NewPayee {
        account_name: "示例集团结算中心".to_owned(),
        bank_name: "示例银行松江支行".to_owned(),
        bank_code: Value::parse("102290000001").unwrap(),
        bank_account: Value::parse("100100000000011").unwrap(),
        reason: "集团统一收款，凭开户证明和委托书".to_owned(),
    };
    disburse::payee(&mut bureau.desk(CASHIER, "2024-05-28"), "1".parse().unwrap(), payee).unwrap();
    let waiting =
        status::status(&bureau.desk(CASHIER, "2024-05-28"), &studiogrant::casework::due::Scope::default())
            .unwrap();
    let shown: Vec<_> = waiting.tables[0].rows.iter().map(|row| row[0].show()).collect();
    assert!(shown.contains(&"退汇后重新编制拨款：区级资助第一期 25,000.00 元".to_owned()), "{shown:?}");
    assert_eq!(bureau.plan("2024-05-29", None, &[]).unwrap().data["batch"], 2);
    let payments = bureau.store().all::<Payment>().unwrap();
    assert_eq!(payments[2].fact.bank_account.as_str(), "100100000000011");
    assert_eq!(codes(disburse::bounce(&mut desk(), 2, None, "退汇")), ["A9-1c"]);
    let ledger = disburse::ledger(&bureau.desk(CASHIER, "2024-05-29")).unwrap();
    assert_eq!(ledger.tables[0].rows.len(), 3);
}

#[test]
fn a_batch_that_was_overtaken_by_a_judgement_or_an_account_is_not_approved() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", Some(Part::First), &["1"]).unwrap();
    let support =
        Support {
            name: "别项资助", amount: yuan("50000"), comparable: true, reason: "同为区级资助"
        };
    disburse::overlap(&mut bureau.desk(CASHIER, "2024-05-20"), "1".parse().unwrap(), &support).unwrap();
    let again = disburse::overlap(&mut bureau.desk(CASHIER, "2024-05-20"), "1".parse().unwrap(), &support);
    assert!(said(again).contains("相同的认定"));
    let respelt = Support { name: "别项 资助", ..support };
    let again = disburse::overlap(&mut bureau.desk(CASHIER, "2024-05-20"), "1".parse().unwrap(), &respelt);
    assert!(said(again).contains("“别项资助”已有相同的认定"));
    let stale = disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1);
    assert!(stale.unwrap_err().to_string().contains("变更过"));
    disburse::cancel(&mut bureau.desk(CASHIER, "2024-05-21"), 1, "应拨额变了").unwrap();
}

#[test]
fn what_was_demanded_back_can_no_longer_bounce() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", Some(Part::First), &["1"]).unwrap();
    bureau.pay(1, "2024-05-24");
    let one = || "1".parse().unwrap();
    disburse::recover(
        &mut bureau.desk(CASHIER, "2024-06-02"),
        one(),
        GrantKind::District,
        None,
        yuan("25000"),
        "停止资助",
    )
    .unwrap();
    let late = disburse::bounce(&mut bureau.desk(CASHIER, "2024-06-03"), 1, None, "账号有误");
    assert!(late.unwrap_err().to_string().contains("追回"));
}

/// The kinds of lines that a bank's list of these rows comes to, and what is said of each.
fn reconciled(bureau: &Bureau, on: &str, rows: &str) -> Vec<(String, String)> {
    let path = bureau.folder.path().join("明细.csv");
    std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果,备注\n{rows}")).unwrap();
    let report = disburse::reconcile(&mut bureau.desk(CASHIER, on), upload(&path, false)).unwrap();
    report.tables[0].rows.iter().map(|row| (row[1].show(), row[8].show())).collect()
}

#[test]
fn the_bank_may_list_what_was_registered_by_hand_or_paid_twice_or_cancelled() {
    let bureau = Bureau::half_paid();
    bureau.plan("2024-05-20", None, &["2"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-24"), 2).unwrap();
    disburse::cancel(&mut bureau.desk(CASHIER, "2024-05-24"), 2, "单位申请暂缓").unwrap();
    let found = reconciled(
        &bureau,
        "2024-05-27",
        "2024-05-24,S1,100100000000001,25000.00,成功,\n\
         2024-05-25,S2,100100000000001,25000.00,成功,\n\
         2024-05-24,S3,100100000000002,25000.00,成功,\n",
    );
    let kinds: Vec<_> = found.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["此前已登记", "误付", "误付"]);
    assert!(
        found[1].1.contains("拨款 1 已付（2024-05-24，流水号 S1）") && found[1].1.contains("又一笔"),
        "{found:?}"
    );
    assert!(found[2].1.contains("已作废的批次 2"), "{found:?}");
    assert_eq!(bureau.store().all::<PaymentConfirmation>().unwrap().len(), 1);
}

#[test]
fn a_payment_that_the_bank_made_twice_is_pointed_out() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1).unwrap();
    let found = reconciled(
        &bureau,
        "2024-05-27",
        "2024-05-24,S1,100100000000001,25000.00,成功,（拨款 1）\n\
         2024-05-25,S2,100100000000001,25000.00,成功,\n",
    );
    assert_eq!((found[0].0.as_str(), found[1].0.as_str()), ("一致，已付款", "误付"));
    assert!(found[1].1.contains("疑为重复付款"), "{found:?}");
    let row = "2024-05-24,S1,100100000000001,25000.00,成功";
    assert!(turned(&bureau, "2024-05-27", &[row, row]).contains("与第 2 行完全相同"));
    // Whichever of the two came back, the unit has one.
    let rows = "2024-05-24,S1,100100000000001,25000.00,成功,\n\
         2024-05-25,S2,100100000000001,25000.00,成功,\n\
         2024-05-26,S3,100100000000001,-25000.00,退汇,\n";
    for kinds in [["此前已登记", "此前已登记", "误付已退回"], ["此前已登记"; 3]] {
        let found = reconciled(&bureau, "2024-05-27", rows);
        assert_eq!(found.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(), kinds);
        assert!(found[2].1.contains("误付 1"), "{found:?}");
    }
    assert!(bureau.store().all::<PaymentReturn>().unwrap().is_empty());
    // The double of this one stood in a list that was never taken in.
    let found =
        reconciled(&bureau, "2024-05-28", "2024-05-27,S4,100100000000001,25000.00,退汇,重复付款退回\n");
    assert!(found[0].0 == "不一致" && found[0].1.contains("拨款 1 有重复付款"), "{found:?}");
    // The reference that we have is the bank's own: another one is another payment.
    let found = reconciled(&bureau, "2024-05-27", "2024-05-24,S9,100100000000001,25000.00,成功,\n");
    assert!(found[0].0 == "误付" && found[0].1.contains("误付 2"), "{found:?}");
    assert!(found[1].0 == "误付已退回" && found[1].1.contains("流水号 S4"), "{found:?}");
}

#[test]
fn a_second_payment_is_not_taken_for_the_second_half() {
    let bureau = Bureau::half_paid();
    bureau.pass();
    bureau.plan("2025-12-01", Some(Part::Second), &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2025-12-02"), 2).unwrap();
    let rows = "2025-12-03,S7,100100000000001,25000.00,成功,补付（拨款 1）\n";
    let found = reconciled(&bureau, "2025-12-04", rows);
    assert!(found[0].0 == "不一致" && found[0].1.contains("付款日期"), "{found:?}");
    assert_eq!(found[1].0, "银行没有这笔款项");
    assert_eq!(bureau.store().all::<PaymentConfirmation>().unwrap().len(), 1);
}

/// Banks list what came back as negative amounts, before or after what went out, and one reference for a whole batch; but a
/// sign alone says nothing.
#[test]
fn a_statement_lists_returns_below_zero_and_one_reference_for_all() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &[]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1).unwrap();
    let both_below = ["2024-05-24,S1,100100000000001,-25000.00,", "2024-05-24,S1,100100000000002,-25000.00,"];
    assert!(turned(&bureau, "2024-05-27", &both_below).contains("金额是负数，没有写结果"));
    let contradictory = turned(&bureau, "2024-05-27", &["2024-05-24,S1,100100000000001,-25000.00,成功"]);
    assert!(contradictory.contains("却写付款成功"), "{contradictory}");
    let found = reconciled(
        &bureau,
        "2024-05-27",
        "2024-05-25,S2,100100000000001,\"-25,000.00元\",退汇,户名不符\n\
         2024-05-24,S1,1001 0000 0000 001,\"25,000.00元\",,\n\
         2024-05-24,S1,100100000000002,25000,成功,\n",
    );
    let kinds: Vec<_> = found.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["一致，已退汇", "一致，已付款", "一致，已付款"]);
    assert!(found[1].1.contains("流水号与第 4 行相同"), "{found:?}");
    let back = bureau.store().all::<PaymentReturn>().unwrap();
    assert_eq!((back.len(), back[0].fact.returned_on), (1, day("2024-05-25")));
}

#[test]
fn what_was_spent_cannot_have_bounced() {
    let bureau = Bureau::half_paid();
    bureau.spend(Fund::Grant, "2024-07-10", "记-1", "0.01").unwrap();
    assert_eq!(
        codes(disburse::bounce(&mut bureau.desk(CASHIER, "2024-07-11"), 1, None, "账号有误")),
        ["A5-2"]
    );
    let row = "2024-07-11,S1,100100000000001,25000.00,退汇,\n";
    let found = reconciled(&bureau, "2024-07-12", row);
    assert!(found[0].0 == "不一致" && found[0].1.contains("已使用 0.01 元"), "{found:?}");
    assert!(bureau.store().all::<PaymentReturn>().unwrap().is_empty());
}

#[test]
fn what_was_paid_too_much_waits_to_be_demanded_back() {
    let bureau = Bureau::half_paid();
    bureau.judge("2024-06-01", "别项资助", "40000", true);
    let waiting =
        status::status(&bureau.desk(CASHIER, "2024-06-02"), &studiogrant::casework::due::Scope::default())
            .unwrap();
    let what: Vec<_> = waiting.tables[0].rows.iter().map(|row| row[0].show()).collect();
    assert!(what.contains(&"要求退回多拨的区级资助 15,000.00 元".to_owned()), "{what:?}");
}

/// A payment without the bank's reference takes it from the bank's list.
#[test]
fn who_confirms_without_a_reference_is_told_where_it_comes_from() {
    let confirmed = |bank_ref: Option<&str>| {
        let bureau = Bureau::announced();
        bureau.agree();
        bureau.plan("2024-05-20", None, &["1"]).unwrap();
        disburse::approve(&mut bureau.desk(SECOND, "2024-05-20"), 1).unwrap();
        let mut desk = bureau.desk(CASHIER, "2024-05-24");
        disburse::confirm(&mut desk, 1, day("2024-05-24"), bank_ref).unwrap().next.join("\n")
    };
    for unsaid in [None, Some(" ")] {
        let next = confirmed(unsaid);
        assert!(
            next.contains("流水号") && next.contains("studiogrant disburse reconcile 回单文件"),
            "{next}"
        );
    }
    assert!(!confirmed(Some("S1")).contains("流水号"));
}

/// Who asks for a case whose first half is under way is told so, beside what the second half lacks.
#[test]
fn a_half_under_way_is_named_where_the_next_can_not_be_planned() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    let again = || bureau.plan("2024-05-20", None, &["1"]);
    assert_eq!(codes(again()), ["A4-2b", "A9-1a", "A9-1b"]);
    let told = against(again());
    assert!(told.contains("区级资助第一期（25,000.00 元）已列入批次 1，还没有付出"), "{told}");
    assert!(cures(again()).contains("studiogrant disburse approve 1"));
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-20"), 1).unwrap();
    assert!(cures(again()).contains("studiogrant disburse confirm 1 --paid-on"));
    disburse::confirm(&mut bureau.desk(CASHIER, "2024-05-21"), 1, day("2024-05-21"), None).unwrap();
    assert_eq!(codes(again()), ["A4-2b", "A9-1b"]);
}

/// A half that is drawn up or paid already is named with its batch, and what that waits for.
#[test]
fn a_half_that_is_drawn_up_already_is_named_with_its_batch() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    let first = || bureau.plan("2024-05-20", Some(Part::First), &["1"]);
    assert_eq!(codes(first()), ["A9-1a"]);
    assert!(against(first()).contains("区级资助第一期（25,000.00 元）已列入批次 1，还没有付出"));
    assert!(cures(first()).contains("studiogrant disburse approve 1"));
    bureau.pay(1, "2024-05-24");
    assert!(against(first()).contains("已凭批次 1 于 2024-05-24 付出"));
    assert!(cures(first()).contains("studiogrant disburse bounce 1 --reason"));
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    let again = || bureau.plan("2025-12-10", None, &["1"]);
    assert_eq!(codes(again()), ["A9-1a"]);
    assert!(against(again()).contains("区级资助第二期（25,000.00 元）已列入批次 2，还没有付出"));
    assert!(cures(again()).contains("studiogrant disburse approve 2"));
}
