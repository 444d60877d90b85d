//! Money from the announced list to the closing, as the desk handles it; everybody and everything is invented.

#![allow(
    clippy::unwrap_used,
    reason = "only test functions are exempt by configuration, not what they share"
)]

use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::{DateTime, NaiveDate};
use studiogrant::casework::assess::{self, Settlement, Sheet, Spend, Who};
use studiogrant::casework::disburse::{self, NewPayee, Support, Wish};
use studiogrant::casework::due::Scope;
use studiogrant::casework::{Desk, Misuse, Refusal, Report, Setting, Upload, due, round, status};
use studiogrant::measure::{Method, Part, Policy, Weight, tasks};
use studiogrant::model::acts::{Decision, Fund, GrantKind, Place, Rest, Role, Task};
use studiogrant::model::form::Application;
use studiogrant::model::words::parse_yuan;
use studiogrant::model::{Fen, Record, Value};
use studiogrant::store::facts::*;
use studiogrant::store::{Act, Book, Failure, Store};
use tempfile::TempDir;

const BUREAU: &str = "王敏";
const CASHIER: &str = "陈算";
const SECOND: &str = "林核";
const ANNOUNCED: &str = "2024-05-09";
const NOTHING: Settlement<'_> = Settlement { rest: None, reason: None, conclusion: None };

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn yuan(text: &str) -> Fen {
    parse_yuan(text).unwrap()
}

/// A case file in which two studios have just been announced.
struct Bureau {
    folder: TempDir,
}

impl Bureau {
    fn announced() -> Self {
        let bureau = Self { folder: tempfile::tempdir().unwrap() };
        round::init(&bureau.setting(BUREAU, "2024-02-28"), true).unwrap();
        let mut desk = bureau.desk(BUREAU, "2024-02-28");
        for name in [CASHIER, SECOND] {
            round::add_operator(&mut desk, name, Role::Finance, None).unwrap();
        }
        let call = round::Call {
            year: 2024,
            notice_no: "沪松人社〔2024〕8号",
            from: day("2024-03-01"),
            to: day("2024-03-29"),
            town_deadline: day("2024-04-12"),
            quota: 10,
            budget: Some(yuan("200000")),
            policy: None,
        };
        round::open(&mut desk, &call).unwrap();
        let mut store = Store::open(&bureau.file()).unwrap();
        let at = DateTime::from_timestamp(1_772_674_200, 0).unwrap();
        let operator = BUREAU.to_owned();
        let act = Act { operator, role: Role::Bureau, on: day(ANNOUNCED), at, command: "announce" };
        store.record::<_, Failure>(&act, announce).unwrap();
        bureau
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("案卷.db")
    }

    fn setting(&self, by: &str, on: &str) -> Setting {
        Setting {
            file: self.file(),
            by: Some(by.to_owned()),
            on: Some(day(on)),
            today: day("2026-03-05"),
            now: DateTime::from_timestamp(1_772_674_200, 0).unwrap(),
            waive: Vec::new(),
            reveal: false,
            progress: None,
        }
    }

    fn desk(&self, by: &str, on: &str) -> Desk {
        Desk::open(self.setting(by, on)).unwrap()
    }

    fn store(&self) -> Store {
        Store::open(&self.file()).unwrap()
    }

    fn agree(&self) {
        for case in ["1", "2"] {
            let mut desk = self.desk(BUREAU, "2024-05-14");
            assess::agreement(&mut desk, case.parse().unwrap(), day("2024-05-14")).unwrap();
        }
    }

    fn plan(&self, on: &str, part: Option<Part>, cases: &[&str]) -> Result<Report> {
        let cases = cases.iter().map(|case| case.parse().unwrap()).collect();
        disburse::plan(&mut self.desk(CASHIER, on), &Wish { year: None, part, cases })
    }

    fn pay(&self, batch: i64, on: &str) {
        disburse::approve(&mut self.desk(SECOND, on), batch).unwrap();
        disburse::confirm(&mut self.desk(CASHIER, on), batch, day(on), None).unwrap();
    }

    fn amounts(&self) -> Vec<String> {
        self.store().all::<Payment>().unwrap().iter().map(|one| one.fact.amount_fen.plain()).collect()
    }

    fn spend(&self, fund: Fund, on: &str, voucher: &str, amount: &str) -> Result<Report> {
        let purpose = if fund == Fund::Grant { "技术攻关" } else { "带徒津贴" };
        let row = Spend {
            case: "2024-0001".to_owned(),
            purpose: purpose.to_owned(),
            spent_on: day(on),
            voucher_no: voucher.to_owned(),
            payee: "上海示例量具有限公司".to_owned(),
            amount_fen: yuan(amount),
            note: None,
        };
        assess::spend(&mut self.desk(BUREAU, on), fund, &row)
    }

    fn assess(&self, on: &str, elements: [i64; 5]) -> Result<Report> {
        let sheet = Sheet {
            elements: elements.map(|points| points * 100).to_vec(),
            evidence: ["设备清单", "制度汇编", "结题报告", "师徒协议", "媒体报道"]
                .map(str::to_owned)
                .to_vec(),
            methods: vec![Method::SiteVisit, Method::Documents],
            who: Who::Experts(3),
        };
        assess::record(&mut self.desk(BUREAU, on), "1".parse().unwrap(), &sheet)
    }

    fn achieve(&self) {
        for task in Task::ALL {
            let mut desk = self.desk(BUREAU, "2025-10-10");
            assess::achieve(&mut desk, "1".parse().unwrap(), *task, day("2025-10-09"), "完成").unwrap();
        }
    }
}

/// Two cases from their number to their entitlement, the first also with the city's award.
fn announce(book: &mut Book<'_>) -> std::result::Result<(), Failure> {
    let policy = Policy::embedded().unwrap();
    let cycle = tasks::cycle(day(ANNOUNCED), &policy);
    let proposal_id = {
        for (serial, uscc, id_number) in
            [(1, "91310117MA7XRWFQ2Y", "310101197001029996"), (2, "91310117MA1JPA9311", "310104197512319986")]
        {
            let case_id = book.add(&GrantCase { round_id: 1, serial })?;
            let head =
                RevisionHead { case_id, revision: 1, filed_on: day("2024-03-20"), form_digest: uscc.into() };
            let application_id = book.add(&Revision { head, form: form(serial, uscc, id_number) })?;
            let (town, screened_on) = ("泗泾镇".to_owned(), day("2024-04-03"));
            let (decision, opinion) = (Decision::Pass, "同意推荐".to_owned());
            book.add(&Screening { case_id, application_id, town, decision, opinion, screened_on })?;
        }
        let (town, forwarded_on) = ("泗泾镇".to_owned(), day("2024-04-12"));
        let forwarding_id = book.add(&Forwarding { round_id: 1, town, forwarded_on })?;
        for (case_id, preference) in [(1, 1), (2, 2)] {
            book.add(&ForwardedCase { forwarding_id, case_id, preference })?;
        }
        review(book, &policy)?;
        book.add(&Proposal { round_id: 1, proposed_on: day("2024-04-22") })?
    };
    let (posted_on, last_on) = (day("2024-04-26"), day("2024-05-07"));
    for case_id in [1, 2] {
        book.add(&ProposalEntry {
            proposal_id,
            case_id,
            place: Place::Proposed,
            position: case_id,
            rank: case_id,
            score_sum_centi: 25_000,
            score_count: 3,
            tie_break: None,
            departure: None,
        })?;
    }
    let notice_id = book.add(&Notice {
        round_id: 1,
        posted_on,
        last_on,
        list_digest: String::new(),
        supersedes: None,
        reason: None,
    })?;
    for case_id in [1, 2] {
        book.add(&NoticeEntry { notice_id, case_id, position: case_id })?;
    }
    let (doc_no, announced_on) = ("沪松人社〔2024〕31号".to_owned(), day(ANNOUNCED));
    let announcement_id = book.add(&Announcement { notice_id, doc_no, announced_on })?;
    for case_id in [1, 2] {
        let (cycle_from, cycle_to) = (cycle.first, cycle.last);
        book.add(&Award { announcement_id, case_id, cycle_from, cycle_to })?;
        book.add(&entitled(case_id, GrantKind::District, policy.grant.value))?;
    }
    Ok(())
}

/// A panel, of which three score both cases.
fn review(book: &mut Book<'_>, policy: &Policy) -> std::result::Result<(), Failure> {
    let panel_id = book.add(&Panel { round_id: 1, seated_on: day("2024-04-15"), size: 5 })?;
    for name in ["甲", "乙", "丙", "丁", "戊"] {
        let expert = Expert { name: name.to_owned(), employer: "示例学院".to_owned(), title: None };
        let expert_id = book.add(&expert)?;
        book.add(&PanelMember { panel_id, expert_id })?;
    }
    for (case_id, expert_id) in [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)] {
        let sheet =
            ScoreSheet { case_id, expert_id, revision: 1, scored_on: day("2024-04-18"), reason: None };
        let score_sheet_id = book.add(&sheet)?;
        for item in &policy.rubric.value {
            book.add(&ScoreItem { score_sheet_id, item: item.key.clone(), points_centi: item.maximum.0 })?;
        }
    }
    Ok(())
}

fn entitled(case_id: i64, kind: GrantKind, standard_fen: Fen) -> Entitlement {
    let (deducted_fen, decided_on) = (Fen::ZERO, day(ANNOUNCED));
    Entitlement { case_id, kind, standard_fen, deducted_fen, amount_fen: standard_fen, decided_on }
}

fn form(serial: i64, uscc: &str, id_number: &str) -> Application {
    let unit = format!("上海示例{serial}号机械有限公司");
    let account = format!("10010000000000{serial}");
    let cells = [
        ("unit_name", unit.as_str()),
        ("uscc", uscc),
        ("unit_kind", "企业"),
        ("town", "泗泾镇"),
        ("contact_name", "周示例"),
        ("contact_phone", "13800001234"),
        ("account_name", unit.as_str()),
        ("bank_name", "示例银行松江支行"),
        ("bank_code", "102290000001"),
        ("bank_account", account.as_str()),
        ("technician_name", "张示例"),
        ("id_number", id_number),
        ("occupation", "钳工"),
        ("post_kind", "生产技术"),
        ("skill_basis", "职业资格证书"),
        ("skill_grade", "技师"),
        ("appointed_from", "2023-01-01"),
        ("appointed_to", "2028-12-31"),
        ("internal_notice_result", "无异议"),
        ("studio_name", "张示例首席技师工作室"),
        ("established_on", "2023-01-10"),
        ("team_size", "6"),
        ("support", "资金、场地"),
        ("matching_commitment", "60000"),
    ];
    Application::parse(&|field| {
        let key = Application::FIELDS[field].key();
        cells.iter().find(|(name, _)| *name == key).map_or("", |(_, text)| *text)
    })
    .unwrap()
}

/// The codes for which something is refused.
fn codes(refused: Result<Report>) -> Vec<&'static str> {
    let Refusal(findings) = refused.map(|report| report.done).unwrap_err().downcast().unwrap();
    let heavy = findings.iter().filter(|finding| finding.weight > Weight::Reminder);
    heavy.map(|finding| finding.code).collect()
}

/// The sentence of a misuse.
fn said(refused: Result<Report>) -> String {
    refused.map(|report| report.done).unwrap_err().downcast::<Misuse>().unwrap().0
}

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
    let waiting = status::status(&bureau.desk(CASHIER, "2024-05-28"), &Scope::default()).unwrap();
    let shown: Vec<_> = waiting.tables[0].rows.iter().map(|row| row[0].show()).collect();
    assert!(shown.contains(&"退汇后重新编制拨款：区级资助第一期 25,000.00 元".to_owned()), "{shown:?}");
    assert_eq!(bureau.plan("2024-05-29", None, &[]).unwrap().data["batch"], 2);
    let payments = bureau.store().all::<Payment>().unwrap();
    assert_eq!(payments[2].fact.bank_account.as_str(), "100100000000011");
    assert!(said(disburse::bounce(&mut desk(), 2, "退汇")).contains("还没有登记付款"));
    let ledger = disburse::ledger(&bureau.desk(CASHIER, "2024-05-29")).unwrap();
    assert_eq!(ledger.tables[0].rows.len(), 2);
}

fn upload(path: &Path, dry_run: bool) -> Upload<'_> {
    Upload { path, sheet: None, partial: false, dry_run, overwrite: false }
}

#[test]
fn a_sheet_of_expenses_is_entered_whole_or_not_at_all() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    bureau.pay(1, "2024-05-24");
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
    assert!(said(bureau.spend(Fund::Grant, "2024-07-05", "记-1", "1")).contains("内容不同"));
    assess::reverse(&mut bureau.desk(BUREAU, "2024-08-02"), 1, "金额有误").unwrap();
    bureau.spend(Fund::Grant, "2024-08-03", "记-1", "19000").unwrap();
    let funds = assess::funds(&bureau.desk(BUREAU, "2024-08-03"), "1".parse().unwrap()).unwrap();
    assert_eq!((&funds.data["spent"], &funds.data["unspent"]), (&"24000.00".into(), &"1000.00".into()));
}

#[test]
fn closing_waits_for_the_end_and_unspent_money_for_a_decision() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    bureau.pay(1, "2024-05-24");
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
    assert!(said(close("2027-05-10", NOTHING)).contains("已经结项"));
}

#[test]
fn a_failed_mid_term_is_rectified_once_and_then_ends_the_case() {
    let bureau = Bureau::announced();
    bureau.agree();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    bureau.pay(1, "2024-05-24");
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
    assert_eq!(codes(bureau.plan("2026-02-07", Some(Part::Second), &["1"])), ["A4-2b", "A8-2b"]);
    assert_eq!(
        assess::close(&mut bureau.desk(BUREAU, "2026-02-08"), "1".parse().unwrap(), NOTHING).unwrap().data["unspent"],
        "0.00"
    );
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
