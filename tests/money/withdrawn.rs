//! Demands that are taken back: whole, in part, and after the closing.

use studiogrant::casework::assess::{self, Settlement};
use studiogrant::casework::disburse;
use studiogrant::casework::due::Scope;
use studiogrant::casework::status;
use studiogrant::model::Document;
use studiogrant::model::acts::{Fund, GrantKind, Ground, Rest};
use studiogrant::store::facts::Recovery;

use crate::bureau::*;

/// Case 1 with its first half paid, of which 5,000 were too much, and 2,000 of them given back.
fn partly_given_back() -> Bureau {
    let bureau = Bureau::overpaid();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("2000"), None).unwrap();
    bureau
}

/// The rest of a demand that lost its ground is owed no more; what had come back is paid again with the second half.
#[test]
fn the_rest_of_a_demand_is_withdrawn_and_what_came_back_stays() {
    let bureau = partly_given_back();
    let judged = bureau.judge("2024-06-11", "别项资助", "30000", false);
    assert!(judged.findings[0].found.contains("追回 1（还差 3,000.00 元）"), "{:?}", judged.findings);
    let waiting = |on: &str| {
        let report = status::status(&bureau.desk(CASHIER, on), &Scope::default()).unwrap();
        report.tables[0].rows.iter().filter(|row| row[0].show().contains("追回")).count()
    };
    assert_eq!(waiting("2024-06-11"), 1);
    let early = disburse::withdraw(&mut bureau.desk(CASHIER, "2024-06-09"), 1, "应拨额重新核定");
    assert!(said(early).contains("早于收回的 2024-06-10"));
    let withdrawn = disburse::withdraw(&mut bureau.desk(CASHIER, "2024-06-12"), 1, "应拨额重新核定").unwrap();
    assert_eq!(
        (&withdrawn.data["amount"], &withdrawn.data["received"]),
        (&"3000.00".into(), &"2000.00".into())
    );
    assert_eq!(waiting("2024-06-12"), 0);
    let twice = disburse::withdraw(&mut bureau.desk(CASHIER, "2024-06-12"), 1, "应拨额重新核定");
    assert!(against(twice).contains("已于 2024-06-12 撤销"));
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    assert_eq!(bureau.amounts(), ["25000.00", "27000.00"]);
    let report = disburse::ledger(&bureau.desk(BUREAU, "2025-12-10")).unwrap();
    let codes: Vec<_> = report.tables[0].rows.iter().map(|row| (row[1].show(), row[7].show())).collect();
    let has = |code: &str, amount: &str| codes.contains(&(code.to_owned(), amount.to_owned()));
    assert!(has("追回1", "5,000.00") && has("撤销1", "3,000.00"), "{codes:?}");
    let Some(Document::Journal(journal)) = report.document else { panic!("a journal") };
    for (account, balance) in &journal.balances {
        assert_eq!(journal.balance(account), Ok(*balance), "{}", account.chinese());
    }
}

/// What a closing decided on stands; what was demanded after it can be taken back like any other demand.
#[test]
fn after_the_closing_a_wrong_demand_is_withdrawn_and_the_closings_own_is_not() {
    let bureau = Bureau::half_paid();
    bureau.spend(Fund::Grant, "2024-07-10", "记-1", "10000").unwrap();
    let settlement = Settlement {
        rest: Some(Rest::Return),
        reason: Some("不再使用"),
        conclusion: Some("单位注销"),
        ended: Some("单位注销"),
        shortfall: None,
    };
    assess::close(&mut bureau.desk(BUREAU, "2024-09-01"), "1".parse().unwrap(), settlement).unwrap();
    let withdraw =
        |recovery| disburse::withdraw(&mut bureau.desk(CASHIER, "2024-09-03"), recovery, "数额写错");
    let own = against(withdraw(1));
    assert!(own.contains("追回 1 是结项时决定退回的结余"), "{own}");
    let recover = || {
        let mut desk = bureau.desk(CASHIER, "2024-09-02");
        let case = "1".parse().unwrap();
        disburse::recover(&mut desk, case, GrantKind::District, None, yuan("10000"), "违规使用").unwrap();
    };
    recover();
    withdraw(2).unwrap();
    recover();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-09-03"), 3, yuan("10000"), None).unwrap();
    assert!(against(withdraw(3)).contains("追回 3 的 10,000.00 元已全部收回"));
    let standing: Vec<_> = bureau.store().all::<Recovery>().unwrap().iter().map(|one| one.id).collect();
    assert_eq!(standing, [1, 3]);
}

/// What is printed to demand anew is taken: where something is too much, its ground has to be said.
#[test]
fn a_withdrawal_names_the_demand_that_can_follow_it() {
    let bureau = Bureau::overpaid();
    let withdraw =
        |recovery| disburse::withdraw(&mut bureau.desk(CASHIER, "2024-06-12"), recovery, "数额有误");
    let again =
        "studiogrant disburse recover 2024-0001 --kind 区级资助 --ground 多拨 --amount 5000.00 --reason 理由";
    assert!(withdraw(1).unwrap().next.join("\n").ends_with(again));
    assert!(cures(withdraw(1)).ends_with(again));
    let (case, kind) = ("1".parse().unwrap(), GrantKind::District);
    let recover = |ground, amount| {
        let mut desk = bureau.desk(CASHIER, "2024-06-12");
        disburse::recover(&mut desk, case, kind, ground, yuan(amount), "理由")
    };
    recover(Some(Ground::Excess), "5000").unwrap();
    recover(Some(Ground::Other), "100").unwrap();
    let next = withdraw(3).unwrap().next.join("\n");
    assert!(next.ends_with("recover 2024-0001 --kind 区级资助 --amount 金额 --reason 理由"), "{next}");
}
