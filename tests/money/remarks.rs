//! What is said at the moment of an act, before it goes wrong later: the budget, the account, a form that was overtaken.

use studiogrant::casework::assess::{self, Settlement};
use studiogrant::casework::disburse::{self, NewPayee};
use studiogrant::casework::due::Scope;
use studiogrant::casework::{Refusal, Report, publish, round, status};
use studiogrant::measure::{Part, Weight};
use studiogrant::model::Value;

use crate::bureau::*;

fn reminded(report: &Report) -> Vec<(&'static str, Weight)> {
    report.findings.iter().map(|one| (one.code, one.weight)).collect()
}

#[test]
fn a_municipal_award_beyond_the_budget_is_said() {
    let bureau = Bureau::announced();
    let enough = bureau.municipal("2024-11-15");
    assert!(enough.findings.is_empty(), "180,000.00 of 200,000.00");
    let bureau = Bureau::announced();
    let mut desk = bureau.desk(BUREAU, "2024-06-03");
    round::change_budget(&mut desk, None, yuan("179999.99"), "财政调整", "预算批复").unwrap();
    let short = bureau.municipal("2024-11-15");
    assert_eq!(reminded(&short), [("A9-1c", Weight::Reminder)]);
    let said = &short.findings[0].found;
    assert!(said.contains("180,000.00 元") && said.contains("0.01 元"), "{said}");
}

#[test]
fn an_account_in_another_name_is_said_at_once() {
    let bureau = Bureau::announced();
    let payee = |holder: &str| {
        let payee = NewPayee {
            account_name: holder.to_owned(),
            bank_name: "示例银行松江支行".to_owned(),
            bank_code: Value::parse("102290000001").unwrap(),
            bank_account: Value::parse("100100000000011").unwrap(),
            reason: "补填".to_owned(),
        };
        disburse::payee(&mut bureau.desk(CASHIER, "2024-05-28"), "1".parse().unwrap(), payee).unwrap()
    };
    assert!(payee("上海示例1号机械有限公司").findings.is_empty());
    assert_eq!(reminded(&payee("示例集团结算中心")), [("A6-2-4g", Weight::Reminder)]);
    bureau.agree();
    bureau.plan("2024-05-28", None, &["1"]).unwrap();
    let told = |stop: &str| {
        let told = payee("上海示例1号机械有限公司").done;
        assert!(told.iter().any(|line| line.contains("批次 1") && line.contains(stop)), "{told:?}");
    };
    told("请先作废：studiogrant disburse cancel 1");
    disburse::cancel(&mut bureau.desk(CASHIER, "2024-05-28"), 1, "换户").unwrap();
    assert_eq!(payee("上海示例1号机械有限公司").done.len(), 1);
}

#[test]
fn a_judgement_on_the_districts_money_leaves_the_citys_batch_alone() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    bureau.municipal("2024-06-03");
    bureau.plan("2024-06-04", None, &["1"]).unwrap();
    let judged = bureau.judge("2024-06-05", "别项资助", "20000", true);
    let told: Vec<_> = judged.done.iter().filter(|line| line.contains("按原来的核定额")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("批次 1 里的拨款 1（25,000.00 元）"), "{told:?}");
}

#[test]
fn what_is_printed_of_a_round_names_its_year() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    let mut desk = bureau.desk(CASHIER, "2024-05-21");
    let cancelled = disburse::cancel(&mut desk, 1, "计划有变").unwrap();
    assert!(cancelled.next.iter().any(|hint| hint.contains("disburse plan --year 2024")), "{cancelled:?}");
    bureau.plan("2024-05-22", None, &[]).unwrap();
    let nothing = bureau.plan("2024-05-22", None, &[]).unwrap();
    assert!(nothing.done[0].starts_with("2024 年度现在没有轮到拨付的款项"), "{:?}", nothing.done);
    bureau.pay(2, "2024-05-24");
    bureau.pass();
    let mut desk = bureau.desk(BUREAU, "2025-12-01");
    round::change_budget(&mut desk, None, yuan("50000"), "财政调整", "预算批复").unwrap();
    let Refusal(findings) = bureau.plan("2025-12-10", None, &["1"]).unwrap_err().downcast().unwrap();
    assert!(findings[0].cure.contains("studiogrant round budget --year 2024 --to"), "{findings:?}");
}

#[test]
fn a_form_says_what_no_longer_holds() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    let form = |on: &str| disburse::approval_form(&mut bureau.desk(CASHIER, on), 1, false).unwrap();
    assert!(form("2024-05-21").findings.is_empty());
    bureau.judge("2024-05-22", "别项资助", "20000", true);
    let warned = form("2024-05-23");
    assert!(warned.findings.iter().any(|one| one.found.contains("变更过")), "{:?}", warned.findings);
    assert!(warned.findings.iter().all(|one| one.weight == Weight::Reminder));
}

#[test]
fn a_half_that_is_on_its_way_is_refused_for_that_alone() {
    let bureau = Bureau::half_paid();
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    assert_eq!(codes(bureau.plan("2025-12-10", Some(Part::Second), &["1"])), ["A9-1a"]);
    bureau.pay(2, "2025-12-12");
    disburse::bounce(&mut bureau.desk(CASHIER, "2025-12-20"), 2, None, "冻结").unwrap();
    let cancelled = disburse::cancel(&mut bureau.desk(CASHIER, "2025-12-21"), 2, "退汇");
    let Refusal(findings) = cancelled.unwrap_err().downcast().unwrap();
    let (found, cure) = (&findings[0].found, &findings[0].cure);
    assert!(found.contains("2025-12-20 退汇") && cure.contains("不需要作废"), "{findings:?}");
}

#[test]
fn a_closed_case_is_not_recommended() {
    let bureau = Bureau::announced();
    let ended = Settlement {
        rest: None,
        reason: None,
        conclusion: Some("单位注销，没有成果"),
        ended: Some("单位注销"),
        shortfall: None,
    };
    assess::close(&mut bureau.desk(BUREAU, "2024-07-01"), "1".parse().unwrap(), ended).unwrap();
    let mut desk = bureau.desk(BUREAU, "2024-07-02");
    let refused = publish::recommend(&mut desk, "1".parse().unwrap(), "成果突出", None);
    assert!(refused.as_ref().is_err_and(|error| error.to_string().contains("2024-07-01 结项")));
    assert_eq!(codes(refused), ["A3-2"]);
}

/// What is wrong with an account is put right by one command, which the refusal and the waiting item name.
#[test]
fn an_account_that_holds_a_payment_is_cured_by_the_command_that_is_named() {
    type Change = fn(&mut studiogrant::model::form::Application);
    let lacks: Change = |form| form.bank_code = None;
    let differs: Change = |form| form.account_name = Some("上海示例集团 有限公司".to_owned());
    for (change, found, command) in [
        (lacks, "没有填：联行号", "--name '上海示例1号机械有限公司' --bank '示例银行松江支行' --code 行号"),
        (
            differs,
            "与单位名称",
            "--name '上海示例集团 有限公司' --bank '示例银行松江支行' --code 102290000001",
        ),
    ] {
        let bureau = Bureau::announced_as(&change);
        bureau.agree();
        let command = format!("studiogrant disburse payee 2024-0001 {command} --account 账号 --reason 理由");
        let plan = || bureau.plan("2024-05-20", None, &["1"]);
        assert_eq!(codes(plan()), ["A6-2-4g"]);
        assert!(against(plan()).contains(found) && cures(plan()).ends_with(&command), "{}", cures(plan()));
        let waits = status::status(&bureau.desk(BUREAU, "2024-05-20"), &Scope::default()).unwrap();
        let wait = waits.tables[0].rows.iter().find(|row| row[0].show().contains("收款账户")).unwrap();
        assert!(wait[0].show().contains(found));
        assert_eq!(wait[6].show(), "studiogrant disburse payee 2024-0001");
        let asked = disburse::account(&bureau.desk(CASHIER, "2024-05-20"), "1".parse().unwrap()).unwrap();
        assert!(
            asked.done[0].contains("账号 ****0001") && asked.next[0].ends_with(&command),
            "{:?}",
            asked.next
        );
        disburse::payee(&mut bureau.desk(CASHIER, "2024-05-20"), "1".parse().unwrap(), own_account())
            .unwrap();
        plan().unwrap();
    }
}

fn own_account() -> NewPayee {
    NewPayee {
        account_name: "上海示例1号机械有限公司".to_owned(),
        bank_name: "示例银行松江支行".to_owned(),
        bank_code: Value::parse("102290000001").unwrap(),
        bank_account: Value::parse("100100000000001").unwrap(),
        reason: "开户证明".to_owned(),
    }
}
