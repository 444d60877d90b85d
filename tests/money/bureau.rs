//! A case file in which two studios have just been announced, and those who work on it.

use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::{DateTime, NaiveDate};
use studiogrant::casework::assess::{self, Correcting, Sheet, Spend, Who};
use studiogrant::casework::disburse::{self, Support, Wish};
use studiogrant::casework::publish::{self, CityResult};
use studiogrant::casework::{Desk, Misuse, Refusal, Report, Setting, Upload, round};
use studiogrant::measure::{Method, Part, Policy, Weight, tasks};
use studiogrant::model::acts::{Decision, Fund, GrantKind, Ground, Place, Role, Task};
use studiogrant::model::form::Application;
use studiogrant::model::words::parse_yuan;
use studiogrant::model::{Fen, Record};
use studiogrant::store::facts::*;
use studiogrant::store::{Act, Book, Failure, Store};
use tempfile::TempDir;

pub(crate) const BUREAU: &str = "王敏";
pub(crate) const CASHIER: &str = "陈算";
pub(crate) const SECOND: &str = "林核";
pub(crate) const DEPUTY: &str = "刘洋";
pub(crate) const ANNOUNCED: &str = "2024-05-09";

/// Nothing is corrected.
pub(crate) const ONCE: Correcting<'_, i64> = Correcting { reason: None, of: None };

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn yuan(text: &str) -> Fen {
    parse_yuan(text).unwrap()
}

/// A case file in which two studios have just been announced.
pub(crate) struct Bureau {
    pub(crate) folder: TempDir,
}

impl Bureau {
    /// Case 1's first half is paid, of which 5,000 were too much and demanded back.
    pub(crate) fn overpaid() -> Self {
        let bureau = Self::half_paid();
        bureau.judge("2024-06-01", "别项资助", "30000", true);
        let (case, kind) = ("1".parse().unwrap(), GrantKind::District);
        disburse::recover(
            &mut bureau.desk(CASHIER, "2024-06-02"),
            case,
            kind,
            Some(Ground::Excess),
            yuan("5000"),
            "多拨",
        )
        .unwrap();
        bureau
    }

    /// Case 1's first half is paid, and its second approved.
    pub(crate) fn second_approved() -> Self {
        let bureau = Self::half_paid();
        bureau.pass();
        bureau.plan("2025-12-10", None, &["1"]).unwrap();
        disburse::approve(&mut bureau.desk(SECOND, "2025-12-10"), 2).unwrap();
        bureau
    }

    /// Case 1's first half is paid.
    pub(crate) fn half_paid() -> Self {
        let bureau = Self::announced();
        bureau.agree();
        bureau.plan("2024-05-20", None, &["1"]).unwrap();
        bureau.pay(1, "2024-05-24");
        bureau
    }

    pub(crate) fn announced() -> Self {
        Self::announced_as(&|_| ())
    }

    /// The same, with something else in both applications.
    pub(crate) fn announced_as(change: &dyn Fn(&mut Application)) -> Self {
        let bureau = Self { folder: tempfile::tempdir().unwrap() };
        round::init(&bureau.setting(BUREAU, "2024-02-28"), true).unwrap();
        let mut desk = bureau.desk(BUREAU, "2024-02-28");
        for name in [CASHIER, SECOND] {
            round::add_operator(&mut desk, name, Role::Finance, None).unwrap();
        }
        round::add_operator(&mut desk, DEPUTY, Role::Bureau, None).unwrap();
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
        store.record::<_, Failure>(&act, |book| announce(book, change)).unwrap();
        bureau
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("案卷.db")
    }

    pub(crate) fn setting(&self, by: &str, on: &str) -> Setting {
        Setting {
            file: self.file(),
            by: Some(by.to_owned()),
            on: Some(day(on)),
            today: day("2026-03-05"),
            now: DateTime::from_timestamp(1_772_674_200, 0).unwrap(),
            waive: Vec::new(),
            reveal: false,
            out: None,
            progress: None,
        }
    }

    pub(crate) fn desk(&self, by: &str, on: &str) -> Desk {
        Desk::open(self.setting(by, on)).unwrap()
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(&self.file()).unwrap()
    }

    pub(crate) fn agree(&self) {
        for case in ["1", "2"] {
            let mut desk = self.desk(BUREAU, "2024-05-14");
            assess::agreement(&mut desk, case.parse().unwrap(), day("2024-05-14"), None).unwrap();
        }
    }

    /// Demands so much of the district's money back from case 1, for another reason than that it is too much.
    pub(crate) fn demand(&self, on: &str, amount: &str, reason: &str) {
        let (case, kind) = ("1".parse().unwrap(), GrantKind::District);
        let mut desk = self.desk(CASHIER, on);
        disburse::recover(&mut desk, case, kind, Some(Ground::Other), yuan(amount), reason).unwrap();
    }

    pub(crate) fn plan(&self, on: &str, part: Option<Part>, cases: &[&str]) -> Result<Report> {
        let cases = cases.iter().map(|case| case.parse().unwrap()).collect();
        disburse::plan(&mut self.desk(CASHIER, on), &Wish { year: None, part, cases })
    }

    pub(crate) fn pay(&self, batch: i64, on: &str) {
        disburse::approve(&mut self.desk(SECOND, on), batch).unwrap();
        disburse::confirm(&mut self.desk(CASHIER, on), batch, day(on), None).unwrap();
    }

    /// The newest line of the bank with this reference.
    pub(crate) fn newest_line(&self, bank_ref: &str) -> i64 {
        self.store().newest::<studiogrant::store::facts::BankLine>("bank_ref", bank_ref).unwrap().unwrap().id
    }

    /// The line of the bank with this reference.
    pub(crate) fn line(&self, bank_ref: &str) -> i64 {
        self.store().by::<studiogrant::store::facts::BankLine>("bank_ref", bank_ref).unwrap()[0].id
    }

    pub(crate) fn amounts(&self) -> Vec<String> {
        self.store().all::<Payment>().unwrap().iter().map(|one| one.fact.amount_fen.plain()).collect()
    }

    pub(crate) fn spend(&self, fund: Fund, on: &str, voucher: &str, amount: &str) -> Result<Report> {
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

    pub(crate) fn assess(&self, on: &str, elements: [i64; 5]) -> Result<Report> {
        self.assess_case("1", on, elements)
    }

    pub(crate) fn assess_case(&self, case: &str, on: &str, elements: [i64; 5]) -> Result<Report> {
        let sheet = Sheet {
            elements: elements.map(|points| points * 100).to_vec(),
            evidence: ["设备清单", "制度汇编", "结题报告", "师徒协议", "媒体报道"]
                .map(str::to_owned)
                .to_vec(),
            methods: vec![Method::SiteVisit, Method::Documents],
            who: Who::Experts(["赵甲", "钱乙", "孙丙"].map(str::to_owned).to_vec()),
        };
        assess::record(&mut self.desk(BUREAU, on), case.parse().unwrap(), &sheet)
    }

    /// Judges another support of case 1.
    pub(crate) fn judge(&self, on: &str, name: &str, amount: &str, comparable: bool) -> Report {
        let support = Support { name, amount: yuan(amount), comparable, reason: "同为区级资助" };
        disburse::overlap(&mut self.desk(CASHIER, on), "1".parse().unwrap(), &support).unwrap()
    }

    /// The city's award for case 1.
    pub(crate) fn municipal(&self, on: &str) -> Report {
        let case = || "1".parse().unwrap();
        publish::recommend(&mut self.desk(BUREAU, on), case(), "成果突出", None).unwrap();
        let number = format!("沪人社职〔{}〕316号", &on[..4]);
        let award = CityResult::Awarded(&number, None);
        publish::municipal(&mut self.desk(BUREAU, on), case(), award, None).unwrap()
    }

    /// What the mid-term and the second half of case 1 ask for.
    pub(crate) fn pass(&self) {
        self.spend(Fund::Matching, "2025-01-10", "配-1", "50000").unwrap();
        self.achieve();
        self.assess("2025-11-11", [13, 18, 25, 20, 8]).unwrap();
    }

    pub(crate) fn achieve(&self) {
        for task in Task::ALL {
            let mut desk = self.desk(BUREAU, "2025-10-10");
            assess::achieve(&mut desk, "1".parse().unwrap(), *task, day("2025-10-09"), "完成", ONCE).unwrap();
        }
    }
}

/// Two cases from their number to their entitlement, the first also with the city's award.
fn announce(book: &mut Book<'_>, change: &dyn Fn(&mut Application)) -> std::result::Result<(), Failure> {
    let policy = Policy::embedded().unwrap();
    let cycle = tasks::cycle(day(ANNOUNCED), &policy);
    let proposal_id = {
        for (serial, uscc, id_number) in
            [(1, "91310117MA7XRWFQ2Y", "310101197001029996"), (2, "91310117MA1JPA9311", "310104197512319986")]
        {
            let case_id = book.add(&GrantCase { round_id: 1, serial })?;
            let head =
                RevisionHead { case_id, revision: 1, filed_on: day("2024-03-20"), form_digest: uscc.into() };
            let mut form = form(serial, uscc, id_number);
            change(&mut form);
            let application_id = book.add(&Revision { head, form })?;
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
        book.add(&NoticeEntry { notice_id, case_id, application_id: case_id, position: case_id })?;
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
pub(crate) fn codes(refused: Result<Report>) -> Vec<&'static str> {
    let Refusal(findings) = refused.map(|report| report.done).unwrap_err().downcast().unwrap();
    let heavy = findings.iter().filter(|finding| finding.weight > Weight::Reminder);
    heavy.map(|finding| finding.code).collect()
}

/// What a refusal says, with its codes.
pub(crate) fn against(refused: Result<Report>) -> String {
    refused.map(|report| report.done).unwrap_err().downcast::<Refusal>().unwrap().to_string()
}

/// What a refusal says would cure it.
pub(crate) fn cures(refused: Result<Report>) -> String {
    let Refusal(findings) = refused.map(|report| report.done).unwrap_err().downcast().unwrap();
    findings.into_iter().map(|finding| finding.cure).collect::<Vec<_>>().join("；")
}

/// The sentence of a misuse.
pub(crate) fn said(refused: Result<Report>) -> String {
    refused.map(|report| report.done).unwrap_err().downcast::<Misuse>().unwrap().0
}

pub(crate) fn upload(path: &Path, dry_run: bool) -> Upload<'_> {
    Upload { path, sheet: None, partial: false, dry_run, overwrite: false }
}
