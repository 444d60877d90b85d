//! Payments that came back after others were paid, and what the bank's later lists say of them.

use studiogrant::casework::disburse;
use studiogrant::casework::due::Scope;
use studiogrant::casework::status;

use crate::bureau::*;

/// Case 1 with both halves paid.
fn paid() -> Bureau {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    bureau.pay(1, "2024-05-24");
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    bureau.pay(2, "2025-12-12");
    bureau
}

/// What waits, each with its command.
fn waiting(bureau: &Bureau, on: &str) -> Vec<(String, String)> {
    let report = status::status(&bureau.desk(CASHIER, on), &Scope::default()).unwrap();
    report.tables[0].rows.iter().map(|row| (row[0].show(), row.last().unwrap().show())).collect()
}

#[test]
fn a_first_half_that_came_back_after_the_second_is_planned_again() {
    for hinted in [false, true] {
        let bureau = paid();
        let bounced = disburse::bounce(&mut bureau.desk(CASHIER, "2025-12-20"), 1, "账户冻结").unwrap();
        assert!(bounced.next[0].ends_with("plan --case 2024-0001"), "{:?}", bounced.next);
        let waits = waiting(&bureau, "2025-12-21");
        let wait = (
            "退汇后重新编制拨款：区级资助第一期 25,000.00 元",
            "studiogrant disburse plan --part 1 --year 2024",
        );
        assert!(waits.iter().any(|one| (one.0.as_str(), one.1.as_str()) == wait), "{waits:?}");
        assert!(!waits.iter().any(|one| one.0.contains("补差")), "{waits:?}");
        let lines = disburse::explain(&bureau.desk(CASHIER, "2025-12-21"), None).unwrap();
        assert!(!lines.tables[0].rows.iter().any(|row| row[3].show() == "补差"));
        let cases: &[&str] = if hinted { &["1"] } else { &[] };
        let planned = bureau.plan("2025-12-22", None, cases).unwrap();
        assert_eq!(planned.tables[0].rows[0][3].show(), "第一期");
        bureau.pay(3, "2025-12-24");
        let list = disburse::list(&bureau.desk(CASHIER, "2025-12-24"), None, true).unwrap();
        assert!(!list.tables[0].rows.iter().any(|row| row[0].show() == "2024-0001"));
    }
}
