//! 同一口径: the report, the budget and the list of entitlements say the same of a round's money, whatever happened to it.

use studiogrant::casework::assess::{self, Settlement};
use studiogrant::casework::{Report, disburse, report, round};
use studiogrant::measure::Rest;
use studiogrant::model::acts::{Fund, GrantKind, Ground};
use studiogrant::model::{Datum, Fen, Table};

use crate::bureau::*;

fn table<'r>(report: &'r Report, key: &str) -> &'r Table {
    report.tables.iter().find(|table| table.key == key).unwrap()
}

fn at(table: &Table, key: &str) -> usize {
    table.columns.iter().position(|column| column.key == key).unwrap()
}

/// A column of a list, summed from its rows; its totals must say the same.
#[track_caller]
fn sum(table: &Table, key: &str) -> Fen {
    let column = at(table, key);
    let fen = |row: &Vec<Datum>| yuan(&row[column].show());
    let sum = Fen::sum(table.rows.iter().map(fen)).unwrap();
    assert!(table.totals.as_ref().is_none_or(|totals| fen(totals) == sum), "{} {key}", table.key);
    sum
}

/// 应拨, 在办, 已付, 收回多拨, 未拨, 多拨, 不再拨付, 退汇: agreed on by every list of the day, and adding up.
#[track_caller]
fn agreed(bureau: &Bureau, on: &str) -> [String; 8] {
    let desk = || bureau.desk(CASHIER, on);
    let told = report::report(&desk(), Some(2024)).unwrap();
    let money = |item: &str| {
        let rows = &table(&told, "money").rows;
        yuan(&rows.iter().find(|row| row[0].show() == item).unwrap()[1].show())
    };
    let said = ["应拨", "在办", "已付", "收回多拨", "未拨", "多拨", "不再拨付", "退汇"].map(money);

    let list = disburse::list(&desk(), Some(2024), false).unwrap();
    let entitlements = table(&list, "entitlements");
    let keys = ["owed", "planned", "paid", "given_back", "remaining", "excess", "lapsed", "returned"];
    assert_eq!(said, keys.map(|key| sum(entitlements, key)), "disburse list");

    let budget = disburse::budget(&desk(), Some(2024), None).unwrap();
    for list in ["by_year", "by_town", "by_case"].map(|key| table(&budget, key)) {
        let mut found = keys.map(|key| sum(list, key));
        found[1] = found[1].plus(sum(list, "approved")).unwrap();
        assert_eq!(said, found, "disburse budget {}", list.key);
    }
    let year = &table(&budget, "by_year").rows[0];
    let free = year[at(table(&budget, "by_year"), "free")].show();
    assert_eq!(sum(table(&told, "budget"), "free"), yuan(&free), "what is left of the budget");

    let [owed, under_way, paid, back, remaining, excess, lapsed, returned] = said;
    let by_kind = table(&told, "money_by_kind");
    let found = ["owed", "planned", "paid", "lapsed", "returned"].map(|key| sum(by_kind, key));
    assert_eq!(found, [owed, under_way, paid, lapsed, returned], "by kind");
    assert_eq!(sum(by_kind, "entitlement"), owed.plus(lapsed).unwrap());
    assert_eq!(["owed", "paid"].map(|key| sum(table(&told, "projects"), key)), [owed, paid], "by studio");
    assert_eq!(sum(table(&told, "projects"), "recovered"), money("追回已收"));
    assert!(told.done[0].contains(&format!("应拨资助 {owed} 元，已付资助 {paid} 元")), "{}", told.done[0]);
    if let Some(years) = told.tables.iter().find(|table| table.key == "years") {
        assert_eq!(["owed", "paid"].map(|key| yuan(&years.rows[0][at(years, key)].show())), [owed, paid]);
    }
    let spread = [under_way, paid, remaining].iter().try_fold(Fen::ZERO, |sum, one| sum.plus(*one));
    assert_eq!(owed.plus(back).unwrap().plus(excess).unwrap(), spread.unwrap(), "it adds up");
    assert!(said.iter().all(|amount| *amount >= Fen::ZERO), "{said:?}");
    said.map(|amount| amount.plain())
}

/// One unit's overpayment takes nothing from what is due to the other, before and after it came back.
#[test]
fn an_overpayment_is_not_set_off_against_what_others_are_due() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1", "2"]).unwrap();
    let before = ["100000.00", "50000.00", "0.00", "0.00", "50000.00", "0.00", "0.00", "0.00"];
    assert_eq!(agreed(&bureau, "2024-05-20"), before);
    bureau.pay(1, "2024-05-24");
    bureau.judge("2024-06-01", "别项资助", "40000", true);
    let over = ["60000.00", "0.00", "50000.00", "0.00", "25000.00", "15000.00", "0.00", "0.00"];
    assert_eq!(agreed(&bureau, "2024-06-01"), over);
    let mut desk = bureau.desk(CASHIER, "2024-06-02");
    disburse::recover(
        &mut desk,
        "1".parse().unwrap(),
        GrantKind::District,
        Some(Ground::Excess),
        yuan("15000"),
        "多拨",
    )
    .unwrap();
    assert_eq!(agreed(&bureau, "2024-06-02"), over, "demanded is not received");
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("15000"), None).unwrap();
    let back = ["60000.00", "0.00", "50000.00", "15000.00", "25000.00", "0.00", "0.00", "0.00"];
    assert_eq!(agreed(&bureau, "2024-06-10"), back);
}

/// What lapsed with a closing is owed no more, in one year as in the comparison of all.
#[test]
fn what_lapsed_is_owed_nowhere() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1", "2"]).unwrap();
    bureau.pay(1, "2024-05-24");
    disburse::bounce(&mut bureau.desk(CASHIER, "2024-05-27"), 2, None, "户名不符").unwrap();
    let gone = Settlement {
        rest: Some(Rest::Return),
        reason: Some("单位注销"),
        conclusion: Some("同意提前结项"),
        shortfall: None,
        ended: Some("单位注销"),
    };
    assess::close(&mut bureau.desk(BUREAU, "2024-11-04"), "1".parse().unwrap(), gone).unwrap();
    let call = round::Call {
        year: 2025,
        notice_no: "沪松人社〔2025〕8号",
        from: day("2025-03-01"),
        to: day("2025-03-28"),
        town_deadline: day("2025-04-11"),
        quota: 10,
        budget: Some(yuan("200000")),
        policy: None,
    };
    round::open(&mut bureau.desk(BUREAU, "2025-02-27"), &call).unwrap();
    let amounts = ["75000.00", "0.00", "25000.00", "0.00", "50000.00", "0.00", "25000.00", "25000.00"];
    assert_eq!(agreed(&bureau, "2025-02-28"), amounts);
    let statement =
        assess::statement(&bureau.desk(BUREAU, "2025-02-28"), "2024-0001".parse().unwrap()).unwrap();
    let owed = statement.tables[0].rows.iter().find(|row| row[0].show() == "应拨额").unwrap();
    assert_eq!(owed[1].show(), "25,000.00");
}

/// What was decided and what came back after a closing stands beside what it was: the paper and the screen say the same of it.
#[test]
fn a_closing_report_tells_the_closing_from_what_followed() {
    let bureau = Bureau::half_paid();
    bureau.spend(Fund::Grant, "2024-06-01", "资-1", "20000").unwrap();
    let case = || "2024-0001".parse().unwrap();
    let decided = Settlement {
        rest: Some(Rest::Return),
        reason: Some("停止资助"),
        ended: Some("单位放弃"),
        conclusion: Some("没有成果"),
        ..Settlement::default()
    };
    assess::close(&mut bureau.desk(BUREAU, "2024-06-04"), case(), decided).unwrap();
    let said = |on: &str, item: &str| {
        let report = assess::statement(&bureau.desk(BUREAU, on), case()).unwrap();
        let row = report.tables[0].rows.iter().find(|row| row[0].show() == item).map(|row| row[1].show());
        (row.unwrap_or_default(), crate::papers::text(report))
    };
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("5000"), None).unwrap();
    bureau.judge("2024-06-11", "别项资助", "30000", true);
    let open = "要求退回，结项时尚未收回";
    assert_eq!(said("2024-06-12", "应拨额（结项时）").0, "25,000.00");
    assert_eq!(said("2024-06-12", "应拨额（结项以后重新核定）").0, "20,000.00");
    assert_eq!(said("2024-06-12", "结项以后收回").0, "5,000.00");
    let (shown, paper) = said("2024-06-12", open);
    assert_eq!(shown, "5,000.00");
    assert!(paper.contains(open) && !paper.contains("已收回"), "{paper}");
}
