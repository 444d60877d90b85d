//! The two halves of the grant: planned, approved, paid, returned.

use crate::world::*;

#[test]
fn no_payment_before_the_agreement_and_each_half_once() {
    let bureau = Bureau::announced();
    assert_eq!(codes(bureau.plan("2024-05-14", Some(Part::First), &["1"])), ["A8-1a"]);
    let general = bureau.plan("2024-05-14", None, &[]).unwrap();
    assert_eq!((general.data["payments"].as_i64(), general.tables[0].key), (Some(0), "left_out"));
    assert!(bureau.amounts().is_empty());
    bureau.agree();
    let planned = bureau.plan("2024-05-20", None, &[]).unwrap();
    assert_eq!(planned.data["total"], "50000.00");
    assert_eq!(bureau.amounts(), ["25000.00", "25000.00"]);
    assert_eq!(codes(bureau.plan("2024-05-20", Some(Part::First), &["1"])), ["A9-1a"]);
    let again = bureau.plan("2024-05-20", None, &[]).unwrap();
    assert!(again.tables.is_empty() && again.data["payments"] == 0);
}

#[test]
fn another_operator_approves_and_the_schedule_shows_accounts_in_full() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &[]).unwrap();
    assert!(said(disburse::schedule(&bureau.desk(CASHIER, "2024-05-20"), 1)).contains("还没有审批"));
    let own = disburse::approve(&mut bureau.desk(CASHIER, "2024-05-20"), 1);
    assert!(said(own).contains("编制人不能审批"));
    assert!(bureau.store().all::<BatchApproval>().unwrap().is_empty());
    let early = disburse::approve(&mut bureau.desk(SECOND, "2024-05-19"), 1);
    assert!(said(early).contains("早于编制批次"));
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1).unwrap();
    let schedule = disburse::schedule(&bureau.desk(CASHIER, "2024-05-21"), 1).unwrap();
    let shown: Vec<_> = schedule.tables[0].rows[0].iter().map(|cell| cell.show()).collect();
    assert_eq!(shown[9..15], ["100100000000001", "50,000.00", "0.00", "第一期", "25,000.00", "贰万伍仟元整"]);
    assert_eq!(schedule.tables[0].totals.as_ref().unwrap()[14].show(), "伍万元整");
    let too_early = disburse::confirm(&mut bureau.desk(CASHIER, "2024-05-24"), 1, day("2024-05-20"), None);
    assert!(said(too_early).contains("早于批次 1 审批"));
    assert!(said(disburse::cancel(&mut bureau.desk(CASHIER, "2024-05-22"), 1, "有误")).contains("不能作废"));
}

#[test]
fn a_cancelled_batch_is_planned_again() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    disburse::cancel(&mut bureau.desk(CASHIER, "2024-05-20"), 1, "账号有误").unwrap();
    assert!(said(disburse::approve(&mut bureau.desk(SECOND, "2024-05-20"), 1)).contains("作废"));
    assert_eq!(bureau.plan("2024-05-21", None, &["1"]).unwrap().data["batch"], 2);
}

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
    let much =
        disburse::recover(&mut bureau.desk(CASHIER, "2024-06-02"), case(), yuan("16666.67"), "重复享受");
    assert!(said(much).contains("最多还能追回 16,666.66 元"));
    disburse::recover(&mut bureau.desk(CASHIER, "2024-06-02"), case(), yuan("6666.66"), "重复享受").unwrap();
    let part = disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("6666.65"), None).unwrap();
    assert_eq!(part.data["outstanding"], "0.01");
    let beyond = disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("0.02"), None);
    assert!(said(beyond).contains("还应收回 0.01 元"));
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
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    bureau.pay(1, "2024-05-24");
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
    assert_eq!(row[6..11], ["50,000.00", "0.00", "50,000.00", "0.00", "0.00"]);
    let due = disburse::list(&bureau.desk(CASHIER, "2025-12-13"), None, true).unwrap();
    assert_eq!(due.tables[0].rows.len(), 1);
}

#[test]
fn the_citys_award_brings_two_halves_of_its_own() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    bureau.pay(1, "2024-05-24");
    let mut store = bureau.store();
    let at = DateTime::from_timestamp(1_772_674_200, 0).unwrap();
    let operator = BUREAU.to_owned();
    let act = Act { operator, role: Role::Bureau, on: day("2024-11-15"), at, command: "municipal" };
    let recorded = store.record::<_, Failure>(&act, |book| {
        let (case_id, reason, doc_no) = (1, "成果突出".to_owned(), "沪人社职〔2024〕316号".to_owned());
        book.add(&Recommendation { case_id, reason, recommended_on: day("2024-09-12"), position: 1 })?;
        book.add(&MunicipalAward { case_id, doc_no, awarded_on: day("2024-11-15") })?;
        book.add(&entitled(case_id, GrantKind::Municipal, yuan("80000")))
    });
    recorded.unwrap();
    let planned = bureau.plan("2024-12-10", None, &["1"]).unwrap();
    assert_eq!(planned.data["total"], "40000.00");
    bureau.pay(2, "2024-12-13");
    bureau.spend(Fund::Matching, "2025-01-10", "配-1", "50000").unwrap();
    bureau.achieve();
    bureau.assess("2025-11-11", [13, 18, 25, 20, 8]).unwrap();
    assert_eq!(bureau.plan("2025-12-10", None, &["1"]).unwrap().data["total"], "65000.00");
    assert_eq!(bureau.amounts(), ["25000.00", "40000.00", "25000.00", "40000.00"]);
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
    let waiting = status::status(&bureau.desk(CASHIER, "2024-05-28")).unwrap();
    let shown: Vec<_> = waiting.tables[0].rows.iter().map(|row| row[0].show()).collect();
    assert!(shown.contains(&"退汇后重新编制拨款：区级资助第一期 25,000.00 元".to_owned()), "{shown:?}");
    assert_eq!(bureau.plan("2024-05-29", None, &[]).unwrap().data["batch"], 2);
    let payments = bureau.store().all::<Payment>().unwrap();
    assert_eq!(payments[2].fact.bank_account.as_str(), "100100000000011");
    assert!(said(disburse::bounce(&mut desk(), 2, "退汇")).contains("还没有登记付款"));
    let ledger = disburse::ledger(&bureau.desk(CASHIER, "2024-05-29")).unwrap();
    assert_eq!(ledger.tables[0].rows.len(), 2);
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
    let stale = disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1);
    assert!(stale.unwrap_err().to_string().contains("重新核定"));
    disburse::cancel(&mut bureau.desk(CASHIER, "2024-05-21"), 1, "应拨额变了").unwrap();
}

#[test]
fn what_was_demanded_back_can_no_longer_bounce() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", Some(Part::First), &["1"]).unwrap();
    bureau.pay(1, "2024-05-24");
    let one = || "1".parse().unwrap();
    disburse::recover(&mut bureau.desk(CASHIER, "2024-06-02"), one(), yuan("25000"), "停止资助").unwrap();
    let late = disburse::bounce(&mut bureau.desk(CASHIER, "2024-06-03"), 1, "账号有误");
    assert!(late.unwrap_err().to_string().contains("追回"));
}
