//! The books: what was laid down for the finance office, the budget, and the journal.

use studiogrant::casework::{assess, disburse, round};
use studiogrant::measure::Part;
use studiogrant::model::acts::{Fund, GrantKind, Ground};
use studiogrant::model::{Datum, Document, Fen, Table};
use studiogrant::papers;

use crate::bureau::*;

/// A year with everything in it: a judgement, a returned payment, a recovery, the city's award, spending, a reversal.
fn busy() -> Bureau {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &[]).unwrap();
    bureau.pay(1, "2024-05-24");
    disburse::bounce(&mut bureau.desk(CASHIER, "2024-05-27"), 2, None, "账号有误").unwrap();
    bureau.spend(Fund::Grant, "2024-07-10", "记-1", "8000.53").unwrap();
    bureau.spend(Fund::Grant, "2024-07-11", "记-2", "1000").unwrap();
    assess::reverse(&mut bureau.desk(BUREAU, "2024-07-12"), 2, "重复登记").unwrap();
    bureau.judge("2024-08-01", "别项资助", "33333.33", true);
    let case = "1".parse().unwrap();
    disburse::recover(
        &mut bureau.desk(CASHIER, "2024-08-02"),
        case,
        GrantKind::District,
        Some(Ground::Excess),
        yuan("8333.33"),
        "就高不重复",
    )
    .unwrap();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-08-20"), 1, yuan("5000"), Some("R1")).unwrap();
    bureau.municipal("2024-11-15");
    bureau.plan("2024-12-10", Some(Part::First), &["1"]).unwrap();
    bureau.pay(2, "2024-12-13");
    bureau.plan("2025-01-08", Some(Part::First), &["2"]).unwrap();
    bureau.spend(Fund::Matching, "2025-01-10", "配-1", "49999.99").unwrap();
    bureau
}

fn column(table: &Table, key: &str) -> Vec<Datum> {
    let at = table.columns.iter().position(|column| column.key == key).unwrap();
    table.rows.iter().map(|row| row[at].clone()).collect()
}

fn total(table: &Table, key: &str) -> Datum {
    let at = table.columns.iter().position(|column| column.key == key).unwrap();
    table.totals.as_ref().unwrap()[at].clone()
}

fn sum(data: &[Datum]) -> Fen {
    Fen::sum(data.iter().map(|datum| if let Datum::Money(amount) = datum { *amount } else { Fen::ZERO }))
        .unwrap()
}

#[test]
fn the_journal_comes_to_what_the_case_file_says() {
    let bureau = busy();
    let report = disburse::ledger(&bureau.desk(BUREAU, "2025-01-10")).unwrap();
    let Some(Document::Journal(journal)) = report.document else { panic!("a journal") };
    assert!(journal.balances.len() >= 6, "{:?}", journal.balances);
    for (account, balance) in &journal.balances {
        assert_eq!(journal.balance(account), Ok(*balance), "{}", account.chinese());
    }
    let held: Vec<_> = journal
        .balances
        .iter()
        .map(|(account, balance)| (account.chinese(), balance.plain()))
        .filter(|(account, _)| account.starts_with("资产"))
        .collect();
    let expected = [
        ("资产:专项资金存款:2024", "140000.00"),
        ("资产:工作室资助结存:2024-0001", "51999.47"),
        ("资产:应收追回款:2024-0001", "3333.33"),
        ("资产:工作室资助结存:2024-0002", "0.00"),
    ];
    assert_eq!(held, expected.map(|(account, balance)| (account.to_owned(), balance.to_owned())));
}

/// Sums what a written journal posts to an account and all beneath it, as a program that knows nothing of ours would.
fn posted(text: &str, account: &str) -> Fen {
    let postings = text.lines().filter(|line| line.starts_with("    ") && !line.contains('='));
    let amounts = postings.filter_map(|line| {
        let (name, amount) = line.trim().split_once("  ")?;
        let within = name == account || name.starts_with(&format!("{account}:"));
        within.then(|| {
            let (sign, plain) = match amount.trim_end_matches(" CNY").strip_prefix('-') {
                Some(rest) => (-1, rest),
                None => (1, amount.trim_end_matches(" CNY")),
            };
            Fen::new(sign * yuan(plain).fen())
        })
    });
    Fen::sum(amounts).unwrap()
}

#[test]
fn what_is_written_for_other_programs_adds_up_to_our_figures() {
    let bureau = busy();
    let journal = disburse::ledger(&bureau.desk(BUREAU, "2025-01-10")).unwrap().document.unwrap();
    let funds = assess::all_funds(&bureau.desk(BUREAU, "2025-01-10"), None, false).unwrap();
    for (ending, studio, matching) in [
        ("journal", "资产:工作室资助结存", "支出:配套资金使用"),
        ("beancount", "Assets:Studio-工作室资助结存", "Expenses:Matching-配套资金使用"),
    ] {
        let path = bureau.folder.path().join("账").with_extension(ending);
        papers::document(&journal, &path, false, None).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(Datum::Money(posted(&text, studio)), total(&funds.tables[0], "unspent"), "{ending}");
        assert_eq!(Datum::Money(posted(&text, matching)), total(&funds.tables[0], "matched"), "{ending}");
    }
    assert!(papers::document(&journal, &bureau.folder.path().join("账.csv"), false, None).is_err());
}

#[test]
fn the_budget_adds_up_by_year_town_studio_and_calendar_year() {
    let bureau = busy();
    let report = disburse::budget(&bureau.desk(BUREAU, "2025-01-10"), None, None).unwrap();
    let figures =
        ["owed", "planned", "approved", "paid", "remaining", "excess", "returned", "recovered", "given_back"];
    let found = figures.map(|key| report.data[key].as_str().unwrap().to_owned());
    let expected = [
        "146666.67",
        "25000.00",
        "0.00",
        "65000.00",
        "65000.00",
        "3333.33",
        "25000.00",
        "5000.00",
        "5000.00",
    ];
    assert_eq!(found, expected);
    for table in &report.tables[..3] {
        for (key, amount) in figures.iter().zip(&found) {
            assert_eq!(sum(&column(table, key)).plain(), *amount, "{} {key}", table.key);
            assert_eq!(total(table, key), Datum::Money(yuan(amount)), "{} {key}", table.key);
        }
    }
    assert_eq!(total(&report.tables[0], "free"), Datum::Money(yuan("50000")));
    for (per, table) in disburse::Per::ALL.iter().zip(&report.tables) {
        let one = disburse::budget(&bureau.desk(BUREAU, "2025-01-10"), Some(2024), Some(*per)).unwrap();
        assert_eq!(one.tables.iter().collect::<Vec<_>>(), [table]);
    }
    let cash = &report.tables[3];
    assert_eq!(total(cash, "net"), Datum::Money(yuan("60000")));
    assert_eq!(sum(&column(cash, "paid")), yuan("90000"));
}

#[test]
fn an_approved_schedule_stays_as_it_is_and_says_what_changed() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    let approved = disburse::approve(&mut bureau.desk(SECOND, "2024-05-21"), 1).unwrap();
    let schedule = || disburse::schedule(&mut bureau.desk(CASHIER, "2024-05-22"), 1, true).unwrap();
    let first = schedule();
    assert_eq!(first.data["digest"], approved.data["digest"]);
    let export = |name: &str, tables: &[Table]| {
        let path = bureau.folder.path().join(name);
        papers::export(tables, &path, false, None).unwrap();
        std::fs::read(path).unwrap()
    };
    for ending in ["csv", "xlsx"] {
        let (one, two) = (format!("一.{ending}"), format!("二.{ending}"));
        assert_eq!(export(&one, &first.tables), export(&two, &schedule().tables), "{ending}");
    }
    let text = String::from_utf8(export("三.csv", &first.tables)).unwrap();
    assert!(
        text.contains("贰万伍仟元整") && text.contains("经办：陈算　　复核：　　　　　　负责人：林核"),
        "{text}"
    );
    bureau.judge("2024-05-22", "别项资助", "10000", true);
    let second = schedule();
    assert_eq!((&second.tables, second.damaged), (&first.tables, false));
    assert!(
        second.done.iter().any(|line| line.contains("同类扣减 0.00 元，现为 10,000.00 元")),
        "{:?}",
        second.done
    );
    let cancelled = disburse::cancel(&mut bureau.desk(CASHIER, "2024-05-22"), 1, "应拨额变了").unwrap();
    assert_eq!(cancelled.data["approved"], true);
    assert!(
        against(disburse::schedule(&mut bureau.desk(CASHIER, "2024-05-22"), 1, true))
            .contains("[A9-1c] 批次 1 已于 2024-05-22 作废")
    );
    bureau.plan("2024-05-23", None, &["1"]).unwrap();
    assert_eq!(bureau.amounts(), ["25000.00", "20000.00"]);
}

#[test]
fn shortfalls_of_matching_money_stand_in_one_list() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.spend(Fund::Matching, "2025-01-10", "配-1", "50000").unwrap();
    let funds = |short| assess::all_funds(&bureau.desk(BUREAU, "2025-01-11"), None, short).unwrap();
    let all = funds(false);
    let amounts = |key: &str| column(&all.tables[0], key).iter().map(Datum::show).collect::<Vec<_>>();
    assert_eq!(amounts("short_of_minimum"), ["0.00", "50,000.00"]);
    assert_eq!(amounts("short_of_commitment"), ["10,000.00", "60,000.00"]);
    bureau.spend(Fund::Matching, "2025-01-11", "配-2", "10000").unwrap();
    assert_eq!(column(&funds(true).tables[0], "case"), ["2024-0002".into()]);
}

/// A budget stands in the books as it was set, and each change of it on its own day.
#[test]
fn a_budget_is_booked_as_it_was_set_and_as_it_was_adjusted() {
    let bureau = Bureau::announced();
    for (on, to) in [("2024-06-03", "300000"), ("2024-09-02", "150000")] {
        let mut desk = bureau.desk(BUREAU, on);
        round::change_budget(&mut desk, None, yuan(to), "财政调整", "预算批复").unwrap();
    }
    let report = disburse::ledger(&bureau.desk(BUREAU, "2024-09-03")).unwrap();
    let table = &report.tables[0];
    let days: Vec<_> = column(table, "date").iter().map(Datum::show).collect();
    let amounts: Vec<_> = column(table, "amount").iter().map(Datum::show).collect();
    assert_eq!(days, ["2024-03-01", "2024-06-03", "2024-09-02"]);
    assert_eq!(amounts, ["200,000.00", "100,000.00", "150,000.00"]);
    let Some(Document::Journal(journal)) = report.document else { panic!("a journal") };
    for (account, balance) in &journal.balances {
        assert_eq!(journal.balance(account).unwrap(), *balance);
        assert_eq!(*balance, yuan("150000"));
    }
    assert_eq!(journal.balances.len(), 1);
}
