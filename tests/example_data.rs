//! The example year's sheets: the good rows are good, and every faulty one has exactly the fault that the play gives it.

#![allow(
    clippy::unwrap_used,
    reason = "only test functions are exempt by configuration, not what they share"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::NaiveDate;
use studiogrant::intake::sheets::{ReconcileRow, ScoreRow, ScreeningRow, SpendRow, confirmations};
use studiogrant::intake::{Reader, Source, read};
use studiogrant::measure::policy::Policy;
use studiogrant::measure::ranking::{Entrant, rank};
use studiogrant::measure::{
    Cycle, Filing, Fund, Held, Matching, Moment, Opening, Party, Rival, Spending, Weight, applicant,
    conditions, examine,
};
use studiogrant::model::acts::{Decision, PaymentOutcome};
use studiogrant::model::calendar::Calendar;
use studiogrant::model::form::Application;
use studiogrant::model::{Fen, Record};

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::embedded().unwrap());
static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::embedded().unwrap());
static ROUND: LazyLock<Opening<'static>> = LazyLock::new(|| Opening {
    notice_no: "沪松人社〔2024〕8号",
    opens_on: day("2024-03-01"),
    closes_on: day("2024-03-29"),
    town_deadline_on: day("2024-04-12"),
    quota: 10,
});

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/2024").join(name)
}

fn folder(name: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        std::fs::read_dir(path(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Every row of a sheet that must be read without a word.
fn sheet<R: Record>(path: &Path) -> Vec<R> {
    let sheet = read::<R>(Source::open(path).unwrap()).unwrap();
    assert!(sheet.faults.is_empty(), "{}: {:?}", path.display(), sheet.faults);
    sheet.rows.into_iter().map(|(_, row)| row).collect()
}

/// One application that is taken in, with its number and what the town must confirm.
struct Case {
    number: String,
    form: Application,
    unproven: BTreeSet<&'static str>,
}

/// What a refused row is refused for: a rule's code, or the header of a bad cell. Row numbers are the sheet's.
type Refusals = BTreeMap<u64, Vec<String>>;

/// Takes in a file as the desk does: what is refused takes no number.
fn take_in(name: &str, cases: &mut Vec<Case>) -> Refusals {
    let mut reader = Reader::<Application>::new(Source::open(&path(name)).unwrap()).unwrap();
    assert!(reader.warnings().is_empty(), "{name}");
    let mut refusals = Refusals::new();
    while let Some(row) = reader.next_row().unwrap() {
        let number = row.number;
        let judged = match row.parsed {
            Err(faults) => Err(faults.into_iter().map(|fault| fault.column).collect()),
            Ok(form) => judge(form, cases),
        };
        match judged {
            Ok(case) => cases.push(case),
            Err(reasons) => assert!(refusals.insert(number, reasons).is_none()),
        }
    }
    refusals
}

fn judge(form: Application, cases: &[Case]) -> Result<Case, Vec<String>> {
    let applied_on = form.applied_on.unwrap();
    let (errors, doubts) = form.consistency(applied_on);
    assert!(doubts.is_empty(), "{}", form.unit_name);
    if !errors.is_empty() {
        let headers = errors.iter().map(|error| Application::FIELDS[error.field].header.to_owned());
        return Err(headers.collect());
    }
    let same = |case: &&Case| case.form.uscc == form.uscc || case.form.id_number == form.id_number;
    let rivals: Vec<_> = cases
        .iter()
        .filter(same)
        .map(|case| Rival { case_no: &case.number, party: Party::Unit, award_to: None })
        .collect();
    let filing = Filing {
        application: &form,
        applied_on,
        filed_with: &form.town,
        round: &ROUND,
        rivals: &rivals,
        calendar: &CALENDAR,
    };
    let findings = examine(Moment::Filing(&filing), &POLICY);
    let of = |weight| findings.iter().filter(move |finding| finding.weight == weight);
    let refused: Vec<_> = of(Weight::NotMet).map(|finding| finding.code.to_owned()).collect();
    if !refused.is_empty() {
        return Err(refused);
    }
    let unproven = of(Weight::Unproven).map(|finding| finding.code).collect();
    Ok(Case { number: format!("2024-{:04}", cases.len() + 1), form, unproven })
}

/// The year's cases, from the file of applications and the corrected ones.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    take_in("申报.csv", &mut cases);
    take_in("申报_更正.csv", &mut cases);
    cases
}

#[test]
fn each_faulty_application_is_refused_for_its_own_fault_alone() {
    let mut cases = Vec::new();
    let refusals = take_in("申报.csv", &mut cases);
    let expected = [
        (4, "A2-1-2a"),
        (7, "A4-2a"),
        (10, "A6-1-3b"),
        (13, "A1-1"),
        (16, "证件号码"),
        (20, "银行账号"),
        (23, "A2-2a"),
        (26, "A6-2-2"),
        (29, "A2-1-1"),
        (31, "统一社会信用代码"),
        (33, "A6-1-2a"),
    ];
    assert_eq!(refusals, expected.map(|(row, reason)| (row, vec![reason.to_owned()])).into());
    assert_eq!(cases.len(), 21);
    assert_eq!(take_in("申报_更正.csv", &mut cases), Refusals::new());
    assert_eq!(take_in("申报_逾期.csv", &mut cases), [(2, vec!["A6-2-1b".to_owned()])].into());
    assert_eq!(cases.len(), 24);
}

#[test]
fn each_town_confirms_what_is_unproven_and_nothing_else() {
    let cases = cases();
    let mut opinions: Vec<ScreeningRow> = folder("初审")
        .iter()
        .flat_map(|file| {
            let town = file.file_stem().unwrap().to_str().unwrap().to_owned();
            let rows = sheet::<ScreeningRow>(file);
            let at_home = |row: &ScreeningRow| {
                cases.iter().any(|case| case.number == row.case && case.form.town == town)
            };
            assert!(rows.iter().all(at_home), "{town}");
            rows
        })
        .collect();
    opinions.sort_by(|one, other| one.case.cmp(&other.case));
    let numbers: Vec<_> = cases.iter().map(|case| case.number.as_str()).collect();
    assert_eq!(opinions.iter().map(|row| row.case.as_str()).collect::<Vec<_>>(), numbers);
    for (case, row) in cases.iter().zip(&opinions) {
        assert_eq!(row.unit_name.as_deref(), Some(case.form.unit_name.as_str()));
        assert!(row.screened_on.unwrap() <= ROUND.town_deadline_on);
        let confirmed = confirmations(row.confirmations.as_deref().unwrap_or_default()).unwrap();
        let confirmed: BTreeSet<_> = confirmed.iter().map(|(code, _)| code.as_str()).collect();
        match row.decision {
            Decision::Pass => assert_eq!(confirmed, case.unproven, "{}", case.number),
            _ => assert!(confirmed.is_empty() && !case.unproven.is_empty(), "{}", case.number),
        }
    }
    let with = |decision| opinions.iter().filter(move |row| row.decision == decision);
    let (returned, rejected) = (with(Decision::Return), with(Decision::Reject));
    let returned: Vec<_> = returned.map(|row| row.case.as_str()).collect();
    assert_eq!((returned.as_slice(), rejected.count()), (["2024-0016"].as_slice(), 1));
    let again = sheet::<ScreeningRow>(&path("初审_补正后.csv"));
    assert_eq!(again.iter().map(|row| row.case.as_str()).collect::<Vec<_>>(), returned);
    assert!(again.iter().all(|row| row.decision == Decision::Pass));
}

/// Points in hundredths.
fn hundredths(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    whole.parse::<i64>().unwrap() * 100 + format!("{part:0<2}").parse::<i64>().unwrap()
}

#[test]
fn the_sheets_of_the_seven_give_the_ranking_of_the_play() {
    let rubric = &POLICY.rubric.value;
    let items: Vec<_> = rubric.iter().map(|item| (item.key.as_str(), item.name.as_str())).collect();
    let mut scores: BTreeMap<String, Vec<Vec<i64>>> = BTreeMap::new();
    let files = folder("评分");
    assert_eq!(files.len(), 7);
    for file in &files {
        let mut reader = Reader::<ScoreRow>::with_extras(Source::open(file).unwrap(), &items).unwrap();
        assert!(reader.warnings().is_empty());
        while let Some(row) = reader.next_row().unwrap() {
            let score = row.parsed.unwrap();
            assert_eq!(Some(score.expert.as_str()), file.file_stem().unwrap().to_str());
            let points: Vec<_> = row.extras.iter().map(|text| hundredths(text)).collect();
            assert!(points.iter().zip(rubric).all(|(points, item)| (0..=item.maximum.0).contains(points)));
            scores.entry(score.case).or_default().push(points);
        }
    }
    let recused: Vec<_> =
        scores.iter().filter(|(_, sheets)| sheets.len() == 6).map(|(case, _)| case).collect();
    assert_eq!(recused, ["2024-0004", "2024-0009"]);
    let cases = cases();
    let entrants: Vec<_> = scores
        .iter()
        .map(|(number, sheets)| {
            let case = cases.iter().find(|case| case.number == *number).unwrap();
            let (priority, g60) = (conditions::has_priority(&case.form), applicant::is_g60(&case.form));
            Entrant { case_no: number, sheets, priority, g60, votes: None }
        })
        .collect();
    let places = rank(&entrants, &POLICY);
    let shown: Vec<_> = places
        .iter()
        .take(12)
        .map(|place| {
            let serial = place.case_no.trim_start_matches("2024-00");
            (serial, place.mean.rounded().to_string(), place.decided_by.is_some())
        })
        .collect();
    let expected = [
        ("07", "93.5", false),
        ("01", "91.9", false),
        ("12", "90.2", false),
        ("04", "89.25", false),
        ("05", "88.1", false),
        ("02", "86.6", true),
        ("13", "86.6", true),
        ("09", "85.63", false),
        ("15", "84.7", false),
        ("22", "83.7", false),
        ("19", "81.8", false),
        ("10", "80.5", false),
    ];
    assert_eq!(shown, expected.map(|(serial, mean, tie)| (serial, mean.to_owned(), tie)));
    assert_eq!(places.len(), 23);
    assert!(places.iter().all(|place| !place.level));
}

/// The ten funded cases.
const FUNDED: [&str; 10] = [
    "2024-0001",
    "2024-0002",
    "2024-0004",
    "2024-0005",
    "2024-0007",
    "2024-0009",
    "2024-0012",
    "2024-0015",
    "2024-0019",
    "2024-0022",
];

/// 2024-0019 moved up from the reserve and was announced later.
fn cycle(case: &str) -> Cycle {
    let (first, last) = match case {
        "2024-0019" => ("2024-05-17", "2027-05-16"),
        _ => ("2024-05-09", "2027-05-08"),
    };
    Cycle { first: day(first), last: day(last) }
}

fn sum(amounts: impl Iterator<Item = Fen>) -> Fen {
    amounts.fold(Fen::ZERO, |sum, amount| sum.plus(amount).unwrap())
}

/// What the bank paid, by case; what it returned is not among it.
fn paid() -> BTreeMap<String, Vec<(NaiveDate, Fen)>> {
    let cases = cases();
    let mut paid: BTreeMap<String, Vec<_>> = BTreeMap::new();
    let mut returned = Vec::new();
    for row in folder("银行回单").iter().flat_map(|file| sheet::<ReconcileRow>(file)) {
        let holds = |case: &&Case| case.form.bank_account.as_ref() == Some(&row.account);
        let case = cases.iter().find(holds).unwrap();
        assert_eq!(row.account_name.as_ref(), Some(&case.form.unit_name));
        assert!(CALENDAR.is_working_day(row.paid_on).unwrap());
        match row.outcome.unwrap() {
            PaymentOutcome::Paid => {
                paid.entry(case.number.clone()).or_default().push((row.paid_on, row.amount()));
            }
            PaymentOutcome::Returned => returned.push(case.number.clone()),
        }
    }
    assert_eq!(returned, ["2024-0004"]);
    paid
}

#[test]
fn the_bank_pays_each_studio_its_halves() {
    let paid = paid();
    assert_eq!(paid.keys().map(String::as_str).collect::<Vec<_>>(), FUNDED);
    for (case, payments) in &paid {
        let amounts: Vec<_> = payments.iter().map(|(_, amount)| amount.to_string()).collect();
        let expected: &[&str] = match case.as_str() {
            "2024-0007" => &["25,000.00", "40,000.00", "25,000.00", "40,000.00"],
            "2024-0009" => &["16,666.66", "16,666.67"],
            _ => &["25,000.00", "25,000.00"],
        };
        assert_eq!(amounts, expected, "{case}");
    }
}

#[test]
fn grant_money_is_spent_for_its_purposes_once_it_has_come() {
    let mut spent: BTreeMap<&str, Vec<SpendRow>> = BTreeMap::new();
    let mut vouchers = BTreeSet::new();
    for file in folder("支出") {
        for row in sheet::<SpendRow>(&file) {
            let case = FUNDED.into_iter().find(|case| *case == row.case).unwrap();
            assert!(vouchers.insert((case, row.voucher_no.clone())), "{}", row.voucher_no);
            spent.entry(case).or_default().push(row);
        }
    }
    let paid = paid();
    for (case, rows) in &spent {
        let mut spent_fen = Fen::ZERO;
        let mut findings = Vec::new();
        for row in rows {
            let received = paid[*case].iter().filter(|(on, _)| *on <= row.spent_on);
            let received_fen = sum(received.map(|(_, amount)| *amount));
            let spending = Spending {
                fund: Fund::Grant,
                voucher_no: &row.voucher_no,
                purpose: &row.purpose,
                amount_fen: row.amount_fen,
                spent_on: row.spent_on,
                cycle: cycle(case),
                received_fen,
                demanded_fen: Fen::ZERO,
                spent_fen,
                tightest: Held { on: row.spent_on, received_fen, spent_fen },
            };
            findings.extend(examine(Moment::Spending(&spending), &POLICY));
            spent_fen = spent_fen.plus(row.amount_fen).unwrap();
        }
        assert_eq!(findings, [], "{case}");
        let unspent = sum(paid[*case].iter().map(|(_, amount)| *amount)).minus(spent_fen).unwrap();
        assert_eq!(unspent.to_string(), if *case == "2024-0001" { "1,200.00" } else { "0.00" }, "{case}");
    }
    assert_eq!(spent.len(), FUNDED.len());
}

#[test]
fn every_unit_matches_the_grant_and_one_does_so_late() {
    let mut matched: BTreeMap<String, Vec<Fen>> = BTreeMap::new();
    let mut take = |name: &str| {
        for row in sheet::<SpendRow>(&path(name)) {
            assert!(POLICY.matching_purposes.value.contains(&row.purpose), "{}", row.purpose);
            let matching = Matching {
                voucher_no: &row.voucher_no,
                amount_fen: row.amount_fen,
                provided_on: row.spent_on,
                cycle: cycle(&row.case),
            };
            assert_eq!(examine(Moment::Matching(&matching), &POLICY), []);
            matched.entry(row.case).or_default().push(row.amount_fen);
        }
        let total = |(case, amounts): (&String, &Vec<Fen>)| (case.clone(), sum(amounts.iter().copied()));
        matched.iter().map(total).collect::<BTreeMap<_, _>>()
    };
    let short = |totals: &BTreeMap<String, Fen>| -> Vec<_> {
        let least = POLICY.matching_minimum.value;
        totals
            .iter()
            .filter(|(_, total)| **total < least)
            .map(|(case, total)| format!("{case} {total}"))
            .collect()
    };
    let by_midterm = take("配套/2024-2025.csv");
    assert_eq!(by_midterm.keys().map(String::as_str).collect::<Vec<_>>(), FUNDED);
    assert_eq!(short(&by_midterm), ["2024-0022 42,000.00"]);
    let topped_up = take("配套/补足.csv");
    assert_eq!((short(&topped_up), topped_up["2024-0022"]), (vec![], POLICY.matching_minimum.value));
}
