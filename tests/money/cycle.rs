//! What the studios do with the money, and how a case ends.

use studiogrant::casework::assess::{self, Correcting, Settlement};
use studiogrant::casework::disburse;
use studiogrant::casework::due::{self, Scope};
use studiogrant::casework::show;
use studiogrant::measure::Part;
use studiogrant::model::acts::{Deadline, Fund, GrantKind, Rest, Task};
use studiogrant::store::facts::FundEntry;

use crate::bureau::*;

const NOTHING: Settlement<'_> =
    Settlement { rest: None, reason: None, conclusion: None, ended: None, shortfall: None };

#[test]
fn a_sheet_of_expenses_is_entered_whole_or_not_at_all() {
    let bureau = Bureau::half_paid();
    let path = bureau.folder.path().join("支出.csv");
    let head = "案件编号,日期,凭证号,用途,收款方,金额,备注\n";
    let good =
        "2024-0001,2024-07-05,记-1,技术攻关,甲,20000.00,\n2024-0001,2024-07-06,记-2,培训进修,乙,5000.00,\n";
    let bad = "2024-0001,2024-07-07,记-3,技术攻关,丙,0.01,\n2024-0001,2024-07-08,记-4,宴请,丁,1.00,\n";
    let import = |rows: &str| {
        std::fs::write(&path, format!("{head}{rows}")).unwrap();
        let mut desk = bureau.desk(BUREAU, "2024-08-01");
        assess::import(&mut desk, Fund::Grant, upload(&path, false)).unwrap()
    };
    let refused = import(&format!("{good}{bad}"));
    let found: Vec<_> = refused.tables[0].rows.iter().map(|row| (row[0].show(), row[2].show())).collect();
    let pair = |row: &str, code: &str| (row.to_owned(), code.to_owned());
    assert_eq!(found, [pair("4", "A5-2"), pair("5", "A5-2"), pair("5", "A5-2")]);
    assert!(refused.refused && bureau.store().all::<FundEntry>().unwrap().is_empty());
    assert_eq!(import(good).data["recorded"], 2);
    let again = import(good);
    assert_eq!((again.data["recorded"].as_i64(), again.data["known"].as_i64()), (Some(0), Some(2)));
    assert_eq!(codes(bureau.spend(Fund::Grant, "2024-07-05", "记-1", "1")), ["A5-1"]);
    assess::reverse(&mut bureau.desk(BUREAU, "2024-08-02"), 1, "金额有误").unwrap();
    bureau.spend(Fund::Grant, "2024-08-03", "记-1", "19000").unwrap();
    let funds = assess::funds(&bureau.desk(BUREAU, "2024-08-03"), "1".parse().unwrap(), Fund::ALL).unwrap();
    assert_eq!((&funds.data["spent"], &funds.data["unspent"]), (&"24000.00".into(), &"1000.00".into()));
}

#[test]
fn closing_waits_for_the_end_and_unspent_money_for_a_decision() {
    let bureau = Bureau::half_paid();
    let close = |on: &str, settlement: Settlement<'_>| {
        assess::close(&mut bureau.desk(BUREAU, on), "1".parse().unwrap(), settlement)
    };
    assert!(codes(close("2027-05-08", NOTHING)).contains(&"A7-1"));
    assert_eq!(codes(close("2027-05-09", NOTHING)), ["A4-2b", "A5-3", "A7-2"]);
    bureau.achieve();
    bureau.spend(Fund::Matching, "2027-05-01", "记-9", "50000").unwrap();
    assert_eq!(codes(close("2027-05-09", NOTHING)), ["A5-3"]);
    let reason = Some("结余收回区级专项资金");
    assert_eq!(codes(close("2027-05-09", Settlement { reason, ..NOTHING })), ["A5-3"]);
    let closed = close("2027-05-09", Settlement { rest: Some(Rest::Return), reason, ..NOTHING }).unwrap();
    assert_eq!((&closed.data["unspent"], &closed.data["recovery"]), (&"25000.00".into(), &1.into()));
    assert!(against(close("2027-05-10", NOTHING)).starts_with("[A7-1] 2024-0001 "));
}

#[test]
fn a_failed_mid_term_is_rectified_once_and_then_ends_the_case() {
    let bureau = Bureau::half_paid();
    bureau.spend(Fund::Grant, "2024-07-10", "记-1", "25000").unwrap();
    bureau.achieve();
    let rectify =
        |on: &str| assess::rectify(&mut bureau.desk(BUREAU, on), "1".parse().unwrap(), "补齐内部管理");
    assert_eq!(codes(rectify("2025-11-11")), ["A8-2b"]);
    assert_eq!(bureau.assess("2025-11-11", [10, 10, 19, 15, 5]).unwrap().data["verdict"], "fail");
    assert_eq!(codes(bureau.assess("2025-11-12", [13, 18, 25, 20, 8])), ["A8-2b"]);
    assert_eq!(rectify("2025-11-20").unwrap().data["due_on"], "2026-02-20");
    let listed = due::due(&bureau.desk(BUREAU, "2026-02-21"), &Scope::default()).unwrap();
    let rows = &listed.tables[0].rows;
    let order = rows.iter().find(|row| row[0].show() == "整改期满，重新考核").unwrap();
    assert_eq!((order[4].show(), order[5].show()), ("2026-02-20".to_owned(), "逾期 1 天".to_owned()));
    assert_eq!(bureau.assess("2026-02-06", [10, 10, 19, 15, 5]).unwrap().data["attempt"], 2);
    assert_eq!(codes(rectify("2026-02-07")), ["A8-2b"]);
    for command in ["assess record", "assess rectify"] {
        let asked =
            assess::ask(&bureau.desk(BUREAU, "2026-02-07"), "1".parse().unwrap(), command, "--…").unwrap();
        assert!(asked.done.join("\n").contains("整改机会已用完"), "{:?}", asked.done);
        assert_eq!(asked.next, ["办理结项：studiogrant assess close 2024-0001"]);
    }
    assert_eq!(codes(bureau.plan("2026-02-07", Some(Part::Second), &["1"])), ["A4-2b", "A8-2b"]);
    assert_eq!(
        assess::close(&mut bureau.desk(BUREAU, "2026-02-08"), "1".parse().unwrap(), NOTHING).unwrap().data["unspent"],
        "0.00"
    );
}

/// Asked for a second assessment, the desk names the deadline of the rectification, as it was put off.
#[test]
fn a_second_mid_term_is_due_by_the_end_of_the_rectification() {
    let bureau = Bureau::half_paid();
    let asked = |on: &str| {
        let (desk, case) = (bureau.desk(BUREAU, on), "1".parse().unwrap());
        assess::ask(&desk, case, "assess record", "").unwrap().done.join("\n")
    };
    assert!(asked("2025-11-11").ends_with("\n届中考核在 2025-08-09 至 2026-02-09 之间"));
    bureau.assess("2025-11-11", [10, 10, 19, 15, 5]).unwrap();
    let failed = asked("2025-11-11");
    assert!(!failed.contains("2026-02-09"), "no assessment is due before the order: {failed}");
    let mut desk = bureau.desk(BUREAU, "2025-11-20");
    assess::rectify(&mut desk, "1".parse().unwrap(), "补齐内部管理").unwrap();
    let ordered = asked("2025-11-21");
    assert!(ordered.ends_with("\n2025-11-20 责令整改，次日起重新考核，期限 2026-02-20"), "{ordered}");
    let (what, to) = (Deadline::Rectification, day("2026-04-20"));
    assess::extend(&mut bureau.desk(BUREAU, "2025-12-01"), "1".parse().unwrap(), what, to, "搬迁", None)
        .unwrap();
    assert!(asked("2025-12-02").ends_with("次日起重新考核，期限 2026-04-20"));
    let early = cures(bureau.assess("2025-11-20", [13, 18, 25, 20, 8]));
    assert!(early.contains("最早 2025-11-21，期限 2026-04-20"), "{early}");
    bureau.assess("2026-01-20", [13, 18, 25, 20, 8]).unwrap();
    assert!(!asked("2026-01-21").contains("期限"));
}

/// Before the end of a cycle waits what is missing, piece by piece; once nothing is, nothing waits until the closing.
#[test]
fn what_is_missing_before_the_end_of_a_cycle_waits_until_it_is_there() {
    let bureau = Bureau::half_paid();
    bureau.spend(Fund::Matching, "2025-01-10", "配-1", "50000").unwrap();
    bureau.assess("2025-11-11", [13, 18, 25, 20, 8]).unwrap();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    bureau.pay(2, "2025-12-12");
    let mut desk = bureau.desk(BUREAU, "2027-04-01");
    assess::review(
        &mut desk,
        "1".parse().unwrap(),
        day("2027-04-01"),
        "良好",
        Correcting { reason: None, of: None },
    )
    .unwrap();
    let waiting = |on: &str| {
        let due = due::due(&bureau.desk(BUREAU, on), &Scope::default()).unwrap();
        let rows = due.tables[0].rows.iter().filter(|row| row[1].show().starts_with("2024-0001"));
        rows.map(|row| (row[0].show(), row[6].show())).collect::<Vec<_>>()
    };
    let pair = |what: &str, command: &str| (what.to_owned(), format!("studiogrant {command} 2024-0001"));
    let idle = pair("资助周期将满，还没有成果的任务：技术攻关、推广总结、带徒传技、单位任务", "assess tasks");
    let unspent = pair("资助周期将满，还有 50,000.00 元没有使用", "assess spend");
    assert_eq!(waiting("2027-04-02"), [unspent, idle.clone()]);
    let hint = |fund| {
        let shown = assess::funds(&bureau.desk(BUREAU, "2027-04-02"), "1".parse().unwrap(), &[fund]).unwrap();
        shown.next.join("\n")
    };
    let (grant, matching) = (hint(Fund::Grant), hint(Fund::Matching));
    assert!(
        grant.contains("assess spend 2024-0001 --purpose 用途") && grant.contains("--amount 50000.00"),
        "{grant}"
    );
    assert!(!matching.contains("--amount"), "nothing is to be matched any more: {matching}");
    bureau.spend(Fund::Grant, "2027-04-02", "记-1", "50000").unwrap();
    assert_eq!(waiting("2027-04-02"), [idle]);
    let tasks = assess::tasks(&bureau.desk(BUREAU, "2027-04-02"), "1".parse().unwrap()).unwrap();
    assert!(tasks.next[0].contains("assess achieve 2024-0001 --task 技术攻关"), "{:?}", tasks.next);
    bureau.achieve();
    assert!(waiting("2027-05-08").is_empty());
    assert_eq!(waiting("2027-05-09"), [pair("资助周期已满，结项", "assess close")]);
}

/// Where too much was used, the ledger says how it is reversed, and names the entry that is just as much.
#[test]
fn the_ledger_names_how_what_was_used_too_much_is_reversed() {
    let bureau = Bureau::half_paid();
    bureau.spend(Fund::Grant, "2024-07-10", "记-1", "24000").unwrap();
    bureau.spend(Fund::Grant, "2024-07-11", "记-2", "1000").unwrap();
    let (case, kind) = (|| "1".parse().unwrap(), GrantKind::District);
    let hint = |demanded: &str| {
        let amount = yuan(demanded);
        disburse::recover(&mut bureau.desk(CASHIER, "2024-08-01"), case(), kind, None, amount, demanded)
            .unwrap();
        assess::funds(&bureau.desk(BUREAU, "2024-08-02"), case(), Fund::ALL).unwrap().next.remove(0)
    };
    let exact = hint("1000");
    assert!(
        exact.starts_with("多用 1,000.00 元") && exact.ends_with("assess reverse 2 --reason 理由"),
        "{exact}"
    );
    let other = hint("500");
    assert!(other.starts_with("多用 1,500.00 元") && other.contains("assess reverse 编号"), "{other}");
}

/// After the cycle nothing can be matched any more: the bureau decides, and the statement says what lacks.
#[test]
fn what_lacks_of_the_matching_money_at_the_end_is_decided_on() {
    let bureau = Bureau::half_paid();
    bureau.spend(Fund::Grant, "2024-07-10", "记-1", "25000").unwrap();
    bureau.achieve();
    bureau.spend(Fund::Matching, "2027-05-08", "配-1", "49999.99").unwrap();
    let close = |on: &str, shortfall| {
        let settlement = Settlement { shortfall, ..NOTHING };
        assess::close(&mut bureau.desk(BUREAU, on), "1".parse().unwrap(), settlement)
    };
    assert_eq!(codes(close("2027-05-09", None)), ["A4-2b"]);
    assert_eq!(codes(close("2027-05-09", Some(" "))), ["A4-2b"]);
    assert_eq!(codes(close("2027-05-08", Some("不再补足"))), ["A7-1"]);
    let closed = close("2027-05-09", Some("约谈单位，不再补足")).unwrap();
    assert!(closed.findings.iter().any(|one| one.code == "A4-2b" && one.found.contains("还差 0.01 元")));
    let rows = &closed.tables[0].rows;
    let row = |item: &str| rows.iter().find(|row| row[0].show() == item).map(|row| row[1].show());
    assert_eq!(row("配套距下限还差").as_deref(), Some("0.01"));
    assert_eq!(row("配套不足的处理").as_deref(), Some("约谈单位，不再补足"));
}

#[test]
fn a_decision_on_what_does_not_lack_is_not_taken() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.spend(Fund::Matching, "2027-05-08", "配-1", "50000").unwrap();
    let settlement =
        Settlement { shortfall: Some("不再补足"), conclusion: Some("没有成果"), ..NOTHING };
    let mut desk = bureau.desk(BUREAU, "2027-05-09");
    assert!(said(assess::close(&mut desk, "1".parse().unwrap(), settlement)).contains("不用写 --shortfall"));
}

/// What comes after the cycle can't be used in it any more: the district's money is not paid then.
#[test]
fn after_the_cycle_nothing_is_paid_of_the_districts_money() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.municipal("2024-06-03");
    assert_eq!(bureau.plan("2027-05-08", None, &["1"]).unwrap().data["total"], "65000.00");
    let late = disburse::approve(&mut bureau.desk(SECOND, "2027-05-09"), 1);
    assert_eq!(codes(late), ["A5-3"]);
    disburse::cancel(&mut bureau.desk(CASHIER, "2027-05-09"), 1, "周期已满").unwrap();
    let planned = bureau.plan("2027-05-09", None, &["1"]).unwrap();
    assert_eq!(planned.data["total"], "40000.00");
    assert!(planned.findings.iter().any(|one| one.code == "A5-3"), "{:?}", planned.findings);
    assert_eq!(codes(bureau.plan("2027-05-09", None, &["2"])), ["A5-3"]);
}

/// Only what lacks has a deadline that can be put off.
#[test]
fn matching_money_that_is_there_is_not_put_off() {
    let bureau = Bureau::half_paid();
    let put_off = |on: &str, to: &str| {
        let mut desk = bureau.desk(BUREAU, on);
        assess::extend(&mut desk, "1".parse().unwrap(), Deadline::Matching, day(to), "单位申请", None)
    };
    bureau.spend(Fund::Matching, "2025-01-10", "配-1", "49999.99").unwrap();
    put_off("2025-01-10", "2026-03-31").unwrap();
    bureau.spend(Fund::Matching, "2025-01-11", "配-2", "0.01").unwrap();
    let refused = said(put_off("2025-01-12", "2026-04-30"));
    assert!(refused.contains("没有等着办的配套到位，没有期限可延"), "{refused}");
}

/// A renewal beside another is that one, corrected, or follows it.
#[test]
fn a_renewal_that_overlaps_another_is_a_correction_or_starts_after_it() {
    let bureau = Bureau::half_paid();

    let first = day("2029-01-01");
    let renew = |from, to: &str, reason| {
        let mut desk = bureau.desk(BUREAU, "2025-06-01");
        assess::renew(&mut desk, "1".parse().unwrap(), (from, day(to)), "聘书", reason)
    };
    renew(first, "2040-06-30", None).unwrap();
    assert!(against(renew(first, "2040-07-30", None)).contains("已续聘到 2040-06-30"));
    let cure = cures(renew(day("2040-06-30"), "2040-07-30", None));
    assert!(cure.contains("--from 写 2040-07-01") && cure.contains("--reason 理由"), "{cure}");
    renew(day("2040-07-01"), "2041-06-30", None).unwrap();
    assert!(against(renew(first, "2041-07-30", Some("写错"))).contains("已续聘到 2040-06-30"));
    renew(day("2040-07-01"), "2041-07-30", Some("写错")).unwrap();
}

/// Which of several entries is corrected is said, and an older one can be; the answer and the story say what it was.
#[test]
fn of_several_entries_the_one_that_is_meant_is_corrected() {
    let bureau = Bureau::half_paid();
    let on = "2025-06-01";
    let review = |reviewed_on: &str, reason, of: Option<&str>| {
        let (reviewed_on, correcting) = (day(reviewed_on), Correcting { reason, of: of.map(day) });
        assess::review(&mut bureau.desk(BUREAU, on), "1".parse().unwrap(), reviewed_on, "良好", correcting)
    };
    review("2024-06-03", None, None).unwrap();
    // Of one alone it need not be said.
    review("2024-06-02", Some("日期写错"), None).unwrap();
    review("2025-05-08", None, None).unwrap();
    let unsaid = review("2024-06-01", Some("日期写错"), None);
    assert!(cures(unsaid).ends_with("--corrects 写明括号前的：2024-06-02（良好）、2025-05-08（良好）"));
    assert!(
        against(review("2024-06-01", Some("日期写错"), Some("2024-06-03")))
            .contains("没有 2024-06-03 这一条")
    );
    assert!(said(review("2024-06-01", None, Some("2024-06-02"))).contains("--reason 理由"));
    assert!(cures(review("2025-05-08", Some("写错"), Some("2024-06-02"))).contains("--corrects 2025-05-08 "));
    let corrected = review("2024-06-01", Some("日期写错"), Some("2024-06-02")).unwrap();
    assert!(
        corrected.done[0].ends_with("2024-06-01，良好（原登记 2024-06-02，良好）"),
        "{:?}",
        corrected.done
    );
    let achieve = |task, what: &str, reason, of| {
        let (mut desk, correcting) = (bureau.desk(BUREAU, on), Correcting { reason, of });
        assess::achieve(&mut desk, "1".parse().unwrap(), task, day("2025-05-09"), what, correcting)
    };
    achieve(Task::Research, "攻关", None, None).unwrap();
    achieve(Task::Unit, "试制", None, None).unwrap();
    let unsaid = cures(achieve(Task::Research, "攻关一项", Some("漏字"), None));
    assert!(unsaid.ends_with("1（技术攻关，2025-05-09，攻关）、2（单位任务，2025-05-09，试制）"), "{unsaid}");
    achieve(Task::Research, "攻关一项", Some("漏字"), Some(1)).unwrap();
    assert!(against(achieve(Task::Research, "攻关二项", Some("漏字"), Some(1))).contains("没有 1 这一条"));
    let shown = show::show(&bureau.desk(BUREAU, on), "1".parse().unwrap(), None).unwrap();
    let rows = |key: &str| shown.tables.iter().find(|table| table.key == key).unwrap().rows.iter();
    let results: Vec<_> = rows("tasks").map(|row| format!("{} {}", row[2].show(), row[4].show())).collect();
    assert_eq!(results[0], "3 攻关一项");
    assert_eq!(results[3], "2 试制");
    let told: Vec<_> =
        rows("timeline").filter(|row| row[3].show().starts_with("更正")).map(|row| row[4].show()).collect();
    assert_eq!(
        told,
        [
            "2024-06-02：良好（原登记 2024-06-03，良好；日期写错）",
            "2024-06-01：良好（原登记 2024-06-02，良好；日期写错）",
            "技术攻关，2025-05-09：攻关一项（原登记 技术攻关，2025-05-09，攻关；漏字）",
        ]
    );
}
