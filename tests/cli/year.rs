//! The example year, whole, through the real binary; and its books, as other programs read them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value as Json;
use tempfile::TempDir;

use super::desk::Desk;

#[path = "../../examples/year.rs"]
#[allow(dead_code)]
pub(crate) mod player;

/// The folder in which the year was played, once for all tests, and what was said.
pub(crate) fn played() -> &'static (TempDir, String) {
    static PLAYED: OnceLock<(TempDir, String)> = OnceLock::new();
    PLAYED.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("out");
        let program = assert_cmd::cargo::cargo_bin("studiogrant");
        let told = player::play(&program, &out, &mut |_| Ok(())).unwrap_or_else(|error| panic!("{error}"));
        (folder, told)
    })
}

/// A desk with the case file of the whole year.
pub(crate) fn desk() -> Desk {
    let desk = Desk::bare();
    let whole = std::fs::read(played().0.path().join("out/全年.db")).unwrap();
    desk.write("studiogrant.db", whole);
    desk
}

#[test]
fn the_example_year_plays_to_its_end_and_its_books_agree() {
    let (folder, told) = played();
    let out = folder.path().join("out");
    let program = assert_cmd::cargo::cargo_bin("studiogrant");
    assert!(told.contains("案卷完好"), "{told}");
    super::report::of_the_example_year(&out);
    let funds = figures(&program, &out, &["assess", "funds"]);
    let budget = figures(&program, &out, &["disburse", "budget"]);
    for (ending, fund, studio, grant, matching) in [
        ("journal", "资产:专项资金存款", "资产:工作室资助结存", "支出:资助资金使用", "支出:配套资金使用"),
        (
            "beancount",
            "Assets:Fund-专项资金存款",
            "Assets:Studio-工作室资助结存",
            "Expenses:Grant-资助资金使用",
            "Expenses:Matching-配套资金使用",
        ),
    ] {
        let text = fs::read_to_string(out.join(format!("资金流水.{ending}"))).unwrap();
        as_checked(&text, ending);
        let year = &budget["by_year"][0];
        let left = fen(&year["budget"]) - fen(&year["paid"]) + fen(&year["recovered"]);
        assert_eq!(posted(&text, &format!("{fund}:2024")), left, "{ending}");
        for case in funds["funds"].as_array().unwrap() {
            let number = case["case"].as_str().unwrap();
            for (account, key) in [(studio, "unspent"), (grant, "spent"), (matching, "matched")] {
                assert_eq!(posted(&text, &format!("{account}:{number}")), fen(&case[key]), "{number} {key}");
            }
        }
    }
}

/// Paid, less what came back before the closing, is what counts as received.
#[test]
fn a_closing_statement_adds_up_where_money_came_back() {
    let said = desk().run("assess statement 4 --on 2027-05-17").ended(0);
    let amount = |item: &str| {
        let line =
            said.lines().find(|line| line.starts_with(item)).unwrap_or_else(|| panic!("{item}: {said}"));
        line.split_whitespace().last().unwrap().to_owned()
    };
    let found = ["已付资助", "结项前收回", "收到资助（结项时）"].map(amount);
    assert_eq!(found, ["50,000.00", "6,819.00", "43,181.00"]);
}

/// Compares with the copy that hledger 1.25 (`check --strict`) and beancount 3.2 (`bean-check`) have accepted. Run with
/// `STUDIOGRANT_UPDATE=1` to write it anew, and then have them check it again.
fn as_checked(text: &str, ending: &str) {
    let kept = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/ledgers/2024.{ending}"));
    if std::env::var_os("STUDIOGRANT_UPDATE").is_some() {
        fs::write(kept, text).unwrap();
    } else {
        assert!(fs::read_to_string(&kept).unwrap() == text, "{} is out of date", kept.display());
    }
}

/// What a command says with `--json`, on the day after everything.
fn figures(program: &Path, out: &Path, args: &[&str]) -> Json {
    let ran = Command::new(program)
        .args(args)
        .args(["--json", "--on", "2027-05-17"])
        .env("STUDIOGRANT_FILE", out.join("全年.db"))
        .output()
        .unwrap();
    serde_json::from_slice(&ran.stdout).unwrap()
}

/// So many fen, of an amount in yuan.
fn fen(amount: &Json) -> i64 {
    hundredths(amount.as_str().unwrap())
}

fn hundredths(yuan: &str) -> i64 {
    yuan.replacen('.', "", 1).parse().unwrap()
}

/// What the postings to an account and to all beneath it come to, balance checks left out.
fn posted(text: &str, account: &str) -> i64 {
    let postings = text.lines().filter_map(|line| line.strip_prefix("    ")?.split_once("  "));
    let these = postings.filter(|(name, _)| {
        name.strip_prefix(account).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    });
    these
        .filter(|(_, amount)| !amount.contains('='))
        .map(|(_, amount)| hundredths(amount.trim_end_matches(" CNY")))
        .sum()
}
