//! What the bank paid although nothing was to be paid: a fact that waits until it came back.

use studiogrant::casework::assess::{self, Settlement};
use studiogrant::casework::disburse::{self, Identity};
use studiogrant::casework::due::Scope;
use studiogrant::casework::status;
use studiogrant::casework::{Refusal, Report};
use studiogrant::model::acts::{MispaidEnd, Rest};
use studiogrant::store::facts::{Mispayment, MispaymentEnd, PaymentReturn};

use crate::bureau::*;

const HEAD: &str = "付款日期,银行流水号,户名,账号,金额,结果,备注";

/// Takes a bank's list in.
fn taken_in(bureau: &Bureau, on: &str, rows: &[&str], dry_run: bool) -> Report {
    let path = bureau.folder.path().join("明细.csv");
    std::fs::write(&path, format!("{HEAD}\n{}\n", rows.join("\n"))).unwrap();
    disburse::reconcile(&mut bureau.desk(CASHIER, on), upload(&path, dry_run)).unwrap()
}

/// What each row came to, and what is said of it.
fn found(report: &Report) -> Vec<(String, String)> {
    report.tables[0].rows.iter().map(|row| (row[1].show(), row[8].show())).collect()
}

/// Case 1 with its first half paid, and paid once more by the bank.
fn doubled() -> Bureau {
    let bureau = Bureau::half_paid();
    let rows = [
        "2024-05-24,S1,上海示例1号机械有限公司,100100000000001,25000,成功,",
        "2024-05-27,S2,上海示例1号机械有限公司,100100000000001,25000,成功,",
    ];
    let tried = taken_in(&bureau, "2024-05-28", &rows, true);
    assert!(tried.done[0].contains("误付 1 笔") && tried.refused, "{:?}", tried.done);
    assert!(bureau.store().all::<Mispayment>().unwrap().is_empty());
    let told = found(&taken_in(&bureau, "2024-05-28", &rows, false));
    assert!(told[1].0 == "误付" && told[1].1.contains("拨款 1 已付（2024-05-24"), "{told:?}");
    bureau
}

fn waits(bureau: &Bureau, on: &str) -> Vec<(String, String)> {
    let report = status::status(&bureau.desk(CASHIER, on), &Scope::default()).unwrap();
    let rows = report.tables[0].rows.iter();
    let all = rows.map(|row| (row[0].show(), row.last().unwrap().show()));
    all.filter(|(what, _)| what.contains("误付")).collect()
}

#[test]
fn a_double_payment_waits_and_its_return_in_a_later_list_leaves_the_payment_alone() {
    let bureau = doubled();
    let wait = ("银行误付的 25,000.00 元（流水号 S2）退回；退回以后登记", "disburse mispaid 1 --returned");
    let waiting = waits(&bureau, "2024-05-29");
    assert!(waiting.len() == 1 && waiting[0].0 == wait.0 && waiting[0].1.contains(wait.1), "{waiting:?}");
    bureau.pass();
    let refused = against(bureau.plan("2025-12-10", None, &["1"]));
    assert!(refused.contains("[A9-1c]") && refused.contains("误付的 25,000.00 元"), "{refused}");
    let lines = disburse::explain(&bureau.desk(CASHIER, "2024-05-29"), None).unwrap();
    let line = lines.tables[0].rows.iter().find(|row| row[3].show() == "误付 1").unwrap();
    assert!(line[6].show().contains("流水号 S2，不计入已付；还没有退回"), "{line:?}");
    let money = || bureau.store().case_money(1).unwrap().received_fen;
    assert_eq!(money(), yuan("25000"), "it is not the studio's to spend");
    let bounced = disburse::bounce(&mut bureau.desk(CASHIER, "2025-12-10"), 1, None, "退回");
    assert!(against(bounced).contains("退回的先算误付"));
    // The bank says nothing of a double; a second one that comes back is the payment's own.
    let back = "2025-12-11,S8,,100100000000001,25000,退汇,";
    for (kind, said) in [("误付已退回", "退回的算误付 1"), ("此前已登记", "误付 1，2025-12-11 已退回")]
    {
        assert_eq!(found(&taken_in(&bureau, "2025-12-12", &[back], false)), [(kind.into(), said.into())]);
    }
    assert!(bureau.store().all::<PaymentReturn>().unwrap().is_empty());
    assert!(waits(&bureau, "2025-12-12").is_empty());
    assert_eq!(bureau.plan("2025-12-12", None, &["1"]).unwrap().data["total"], "25000.00");
    disburse::cancel(&mut bureau.desk(CASHIER, "2025-12-12"), 2, "计划有变").unwrap();
    let both = [back, "2025-12-11,S9,,100100000000001,25000,退汇,"];
    let kinds: Vec<_> =
        found(&taken_in(&bureau, "2025-12-12", &both, false)).into_iter().map(|row| row.0).collect();
    assert_eq!(kinds, ["此前已登记", "一致，已退汇"]);
    assert_eq!(money(), yuan("0"));
}

#[test]
fn a_batch_that_was_cancelled_and_paid_is_no_double_of_another() {
    let bureau = Bureau::half_paid();
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2025-12-10"), 2).unwrap();
    disburse::cancel(&mut bureau.desk(CASHIER, "2025-12-11"), 2, "账户有误").unwrap();
    let row = "2025-12-12,S2,,100100000000001,25000,成功,";
    let told = found(&taken_in(&bureau, "2025-12-13", &[row], false));
    assert!(told[0].0 == "误付" && told[0].1.contains("已作废的批次 2 的拨款 2"), "{told:?}");
    assert_eq!(found(&taken_in(&bureau, "2025-12-13", &[row], false))[0].0, "此前已登记");
    assert_eq!(codes(bureau.plan("2025-12-14", None, &["1"])), ["A9-1c"]);
    let settle =
        |outcome| disburse::settle(&mut bureau.desk(CASHIER, "2025-12-15"), 1, outcome, None, "银行退回");
    settle(MispaidEnd::Returned).unwrap();
    assert!(against(settle(MispaidEnd::NotOurs)).contains("2025-12-15 了结"));
    bureau.plan("2025-12-16", None, &["1"]).unwrap();
}

#[test]
fn as_much_paid_before_the_approval_is_other_money() {
    let bureau = doubled();
    for (row, kind) in [
        ("2024-05-23,S0,,100100000000001,25000,退汇,", "我方没有这笔款项"),
        ("2024-05-23,S4,,100100000000001,25000,成功,", "我方没有这笔款项"),
        ("2024-05-23,S1,,100100000000001,25000,退汇,", "不一致"),
    ] {
        let told = found(&taken_in(&bureau, "2024-05-29", &[row], false));
        assert_eq!(told[0].0, kind, "{told:?}");
    }
    assert_eq!(bureau.store().all::<Mispayment>().unwrap().len(), 1);
}

#[test]
fn what_is_no_money_of_the_grant_holds_nothing_up() {
    let bureau = doubled();
    let early = disburse::settle(
        &mut bureau.desk(CASHIER, "2024-05-26"),
        1,
        MispaidEnd::NotOurs,
        None,
        "技能大赛奖金",
    );
    assert!(said(early).contains("2024-05-27"));
    let closing = || assess::close(&mut bureau.desk(BUREAU, "2024-06-04"), "1".parse().unwrap(), given_up());
    assert!(against(closing()).contains("误付 1"));
    disburse::settle(&mut bureau.desk(CASHIER, "2024-06-03"), 1, MispaidEnd::NotOurs, None, "技能大赛奖金")
        .unwrap();
    assert_eq!(bureau.store().all::<MispaymentEnd>().unwrap()[0].fact.outcome, MispaidEnd::NotOurs);
    closing().unwrap();
}

#[test]
fn a_payment_in_another_name_is_told_with_both() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &[]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1).unwrap();
    let rows = [
        "2024-05-24,S1,错名公司,100100000000001,25000,成功,",
        "2024-05-24,S2,上海示例 ２号机械有限公司,100100000000002,25000,成功,",
    ];
    let told = found(&taken_in(&bureau, "2024-05-27", &rows, false));
    let other = "户名：银行“错名公司”，我方“上海示例1号机械有限公司”，请向银行核实";
    assert_eq!(
        told,
        [("一致，已付款", other), ("一致，已付款", "")]
            .map(|(kind, what)| (kind.to_owned(), what.to_owned()))
    );
}

#[test]
fn a_demand_says_that_what_was_paid_by_mistake_is_no_part_of_it() {
    let bureau = doubled();
    let mut desk = bureau.desk(CASHIER, "2024-06-03");
    let kind = studiogrant::model::acts::GrantKind::District;
    let demanded = disburse::recover(&mut desk, "1".parse().unwrap(), kind, None, yuan("25000"), "重复付款");
    let told = &demanded.unwrap().findings[0];
    assert!(told.found.contains("误付 1（25,000.00 元）还没有退回，不在追回之内"), "{told:?}");
    for part in ["disburse mispaid 1 --returned", "disburse recover --withdraw 1"] {
        assert!(told.cure.contains(part), "{told:?}");
    }
}

/// How a case is closed that its unit gave up.
fn given_up() -> Settlement<'static> {
    Settlement {
        rest: Some(Rest::Return),
        reason: Some("放弃"),
        ended: Some("单位放弃"),
        conclusion: Some("没有成果"),
        ..Settlement::default()
    }
}

/// Nothing that is demanded or decided upon can have bounced: what comes back after the closing is the other money.
#[test]
fn what_comes_back_after_the_closing_and_was_no_money_of_ours_is_known_as_that() {
    let bureau = doubled();
    disburse::settle(&mut bureau.desk(CASHIER, "2024-06-03"), 1, MispaidEnd::NotOurs, None, "技能大赛奖金")
        .unwrap();
    assess::close(&mut bureau.desk(BUREAU, "2024-06-04"), "1".parse().unwrap(), given_up()).unwrap();
    let back = "2024-06-06,S3,,100100000000001,25000,退汇,";
    let told = found(&taken_in(&bureau, "2024-06-07", &[back], false));
    assert!(told[0].0 == "不一致" && told[0].1.contains("误付 1，2024-06-03 不是本项目的款项"), "{told:?}");
    let mut desk = bureau.desk(CASHIER, "2024-06-07");
    disburse::identify(&mut desk, bureau.line("S3"), Identity::Mispaid(1), "奖金退回").unwrap();
    // It came back once.
    let more =
        found(&taken_in(&bureau, "2024-06-07", &["2024-06-06,S4,,100100000000001,25000,退汇,"], false));
    assert_eq!(more[0].0, "一致，追回已收回", "{more:?}");
    let bounced = disburse::bounce(&mut bureau.desk(CASHIER, "2024-06-07"), 1, None, "退回");
    let Refusal(told) = bounced.map(|report| report.done).unwrap_err().downcast().unwrap();
    assert!(told[0].found.contains("已要求追回 25,000.00 元"), "{told:?}");
    assert!(told[0].cure.starts_with("追回的已全部收回"), "{told:?}");
}

#[test]
fn what_is_out_is_named_where_it_holds_something_up_and_stands_in_the_budget() {
    let bureau = doubled();
    bureau.pass();
    let refused = bureau.plan("2025-12-10", None, &["1"]).map(|report| report.done).unwrap_err();
    let Refusal(told) = refused.downcast().unwrap();
    let told = told.iter().find(|one| one.code == "A9-1c").unwrap();
    assert!(told.found.contains("误付 1，银行误付的 25,000.00 元，还没有退回"), "{told:?}");
    assert!(told.cure.contains("disburse mispaid 1 --returned"), "{told:?}");
    let budget = |on: &str| {
        let report = disburse::budget(&bureau.desk(CASHIER, on), None, None).unwrap();
        ["paid", "mispaid"].map(|key| report.data[key].as_str().unwrap().to_owned())
    };
    assert_eq!(budget("2025-12-10"), ["25000.00", "25000.00"]);
    disburse::settle(&mut bureau.desk(CASHIER, "2025-12-11"), 1, MispaidEnd::Returned, None, "退回").unwrap();
    assert_eq!(budget("2025-12-11"), ["25000.00", "0.00"]);
}
