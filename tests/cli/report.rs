//! The year report: its numbers against the tables themselves, a year without anything, and what must not be in it.

use std::path::Path;

use assert_cmd::Command;
use rusqlite::Connection;
use serde_json::Value as Json;

use super::desk::{Desk, applications};
use super::story::Story;

const GOLDEN: &str = "tests/cli/report.json";

/// The report of the example year as it stands in this folder. Run with `STUDIOGRANT_UPDATE=1` to write it anew.
pub(crate) fn of_the_example_year(out: &Path) {
    let ask = |words: &[&str]| {
        let words = [words, &["--on", "2027-05-17"]].concat();
        let run = Command::cargo_bin("studiogrant").unwrap().args(words).current_dir(out).output();
        let run = run.unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    };
    let run = |args: &[&str]| ask(&[&["report"], args].concat());
    let told = run(&["--file", "全年.db", "--json"]);
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLDEN);
    if std::env::var_os("STUDIOGRANT_UPDATE").is_some() {
        std::fs::write(&golden, &told).unwrap();
    }
    assert_eq!(told, std::fs::read_to_string(golden).unwrap(), "run this test with STUDIOGRANT_UPDATE=1");
    let file = Connection::open(out.join("全年.db")).unwrap();
    agrees(&serde_json::from_str(&told).unwrap(), &file);
    let paying = ["list", "budget"]
        .map(|list| ask(&["disburse", list, "--file", "全年.db", "--year", "2024", "--json"]));
    let [list, budget] = paying.map(|told| serde_json::from_str(&told).unwrap());
    agrees_with_the_payments(&serde_json::from_str(&told).unwrap(), &list, &budget);

    let page = std::fs::read_to_string(out.join("年度报告.html")).unwrap();
    says_the_same(&page, &serde_json::from_str(&told).unwrap());
    nobody_is_in(&page, &file);
    nobody_is_in(&told, &file);
    run(&["--file", "全年.db", "--out", "再来一份.html"]);
    assert_eq!(page, std::fs::read_to_string(out.join("再来一份.html")).unwrap(), "the same bytes");
}

/// What the page says beside its lists stands in the JSON too, and every list that the page has.
#[track_caller]
fn says_the_same(page: &str, report: &Json) {
    let (round, refused, cut) = (&report["round"], &report["refused"], &report["cut"]);
    let day = |key: &str| {
        let day: chrono::NaiveDate = round[key].as_str().unwrap().parse().unwrap();
        day.format("%Y年%-m月%-d日").to_string()
    };
    for words in [
        format!(
            "不予受理的申报表 {} 份，涉及单位 {} 家；其中 {} 家更正或另行申报后获得受理，{} 家没有。",
            refused["forms"], refused["units"], refused["accepted_later"], refused["left"]
        ),
        format!("分数线 {}", cut["at"].as_str().unwrap()),
        format!("{} 个", round["quota"]),
        round["notice_no"].as_str().unwrap().to_owned(),
        round["measure"].as_str().unwrap().to_owned(),
        format!("{} 至 {}", day("applications_from"), day("applications_to")),
        day("town_deadline"),
    ] {
        assert!(page.contains(&words), "{words}");
    }
    let cells: Vec<_> = page.split("</td>").filter_map(|cell| cell.rsplit('>').next()).collect();
    let lists = report.as_object().unwrap().values().filter_map(Json::as_array);
    for row in lists.flatten().filter_map(Json::as_object) {
        for count in row.values().filter_map(Json::as_i64) {
            assert!(cells.contains(&count.to_string().as_str()), "{count} of {row:?}");
        }
    }
    assert!(!page.contains("其他 ") || !page.contains(" 种</td>"), "every occupation by its name");
}

/// The totals of the report are what the tables say, asked without the views of the schema.
#[track_caller]
fn agrees(report: &Json, file: &Connection) {
    let ask = |sql: &str| file.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let step = |at: usize| report["funnel"][at]["count"].as_i64().unwrap();
    let asked = [
        "SELECT count(*) FROM (SELECT unit_name FROM refusal UNION SELECT unit_name FROM application)",
        "SELECT count(*) FROM grant_case",
        "SELECT count(DISTINCT case_id) FROM screening WHERE decision = 'pass'",
        "SELECT count(*) FROM forwarded_case",
        "SELECT count(*) FROM (SELECT case_id FROM proposal_entry WHERE place = 'proposed' UNION SELECT case_id FROM notice_entry)",
        "SELECT count(*) FROM award",
    ];
    for (at, sql) in asked.iter().enumerate() {
        assert_eq!(step(at), ask(sql), "{sql}");
    }
    for (list, from) in [("by_town", 0), ("by_occupation", 1), ("by_grade", 1)] {
        let keys = ["applied", "accepted", "passed", "forwarded", "proposed", "funded"];
        for (at, key) in keys.iter().enumerate().skip(from) {
            assert_eq!(sum(report, list, key), step(at), "{list} {key}");
        }
    }
    assert_eq!(sum(report, "stages", "count"), step(1));
    assert_eq!(sum(report, "reasons", "refused"), ask("SELECT count(*) FROM refusal"));
    let grounds = sum(report, "reasons", "returned") + sum(report, "reasons", "rejected");
    assert_eq!(grounds, ask("SELECT count(*) FROM screening_ground"));
    assert_eq!(
        sum(report, "scores", "proposed") + sum(report, "scores", "reserve"),
        ask("SELECT count(*) FROM proposal_entry")
    );
    let money = |item: &str| {
        let rows = report["money"].as_array().unwrap();
        fen(&rows.iter().find(|row| row["item"] == item).unwrap()["amount"])
    };
    let alive = "NOT EXISTS (SELECT 1 FROM payment_return x WHERE x.payment_id = p.id)
        AND NOT EXISTS (SELECT 1 FROM batch_cancellation x WHERE x.batch_id = p.batch_id)";
    let paid = "EXISTS (SELECT 1 FROM payment_confirmation f WHERE f.payment_id = p.id)";
    for (item, sql) in [
        (
            "应拨",
            "SELECT sum(amount_fen) FROM entitlement e WHERE NOT EXISTS
            (SELECT 1 FROM entitlement n WHERE n.case_id = e.case_id AND n.kind = e.kind AND n.id > e.id)"
                .to_owned(),
        ),
        ("已付", format!("SELECT sum(amount_fen) FROM payment p WHERE {paid} AND {alive}")),
        ("在办", format!("SELECT coalesce(sum(amount_fen), 0) FROM payment p WHERE NOT {paid} AND {alive}")),
        (
            "退汇",
            "SELECT sum(amount_fen) FROM payment JOIN payment_return r ON r.payment_id = payment.id"
                .to_owned(),
        ),
        ("要求追回", "SELECT coalesce(sum(amount_fen), 0) FROM recovery".to_owned()),
        ("追回已收", "SELECT coalesce(sum(amount_fen), 0) FROM recovery_receipt".to_owned()),
    ] {
        assert_eq!(money(item), ask(&sql), "{item}");
    }
    let ledger = |name: &str| {
        ask(&format!(
            "SELECT sum(amount_fen) FROM fund_entry WHERE ledger = '{name}' AND id NOT IN (SELECT fund_entry_id FROM fund_reversal)"
        ))
    };
    assert_eq!(sum(report, "projects", "matched"), ledger("matching"));
    assert_eq!(sum(report, "matching_purposes", "amount"), ledger("matching"));
    assert_eq!(sum(report, "grant_purposes", "amount"), ledger("grant"));
    assert_eq!(sum(report, "projects", "spent"), ledger("grant"));
    assert_eq!(sum(report, "midterms", "last"), step(5));
    let failed = "SELECT count(*) FROM midterm WHERE attempt = 1 AND verdict = 'fail'";
    let first = report["midterms"].as_array().unwrap().iter().find(|row| row["verdict"] == "fail").unwrap();
    assert_eq!(first["first"], ask(failed));
}

/// The report's money is what the entitlements and the budget are listed with.
#[track_caller]
fn agrees_with_the_payments(report: &Json, list: &Json, budget: &Json) {
    let rows = report["money"].as_array().unwrap();
    for (item, key) in [
        ("应拨", "owed"),
        ("已付", "paid"),
        ("收回多拨", "given_back"),
        ("未拨", "remaining"),
        ("多拨", "excess"),
        ("不再拨付", "lapsed"),
        ("退汇", "returned"),
    ] {
        let told = fen(&rows.iter().find(|row| row["item"] == item).unwrap()["amount"]);
        let found = [sum(list, "entitlements", key), sum(budget, "by_case", key)];
        assert_eq!([told, told], found, "{item}");
    }
}

fn sum(report: &Json, list: &str, key: &str) -> i64 {
    report[list]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row[key].as_i64().unwrap_or_else(|| fen(&row[key])))
        .sum()
}

fn fen(yuan: &Json) -> i64 {
    yuan.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// No name, number, phone or account of anybody is in the text, and no unit that was not announced.
#[track_caller]
fn nobody_is_in(text: &str, file: &Connection) {
    let secrets = "SELECT technician_name FROM application UNION SELECT contact_name FROM application
        UNION SELECT contact_phone FROM application UNION SELECT id_number FROM application
        UNION SELECT bank_account FROM application WHERE bank_account IS NOT NULL UNION SELECT name FROM expert
        UNION SELECT name FROM operator UNION SELECT objector_name FROM objection WHERE objector_name IS NOT NULL
        UNION SELECT unit_name FROM refusal WHERE unit_name NOT IN (SELECT unit_name FROM application)
        UNION SELECT unit_name FROM application WHERE case_id NOT IN (SELECT case_id FROM award)";
    let mut asked = file.prepare(secrets).unwrap();
    let names = asked.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let names: Vec<_> = names.map(Result::unwrap).filter(|name| !name.is_empty()).collect();
    assert!(names.len() > 100);
    for name in names {
        assert!(!text.contains(&name), "{name}");
    }
}

#[test]
fn a_year_without_anything_is_told_in_sentences() {
    let desk = Desk::ready();
    let told = desk.run("report --on 2024-02-28").ended(0);
    assert!(told.contains("申报 0 家") && !told.contains("（无）"), "{told}");
    let json: Json = serde_json::from_str(&desk.run("report --json --on 2024-02-28").ended(0)).unwrap();
    assert_eq!((&json["funnel"], &json["deadlines"]), (&Json::Array(vec![]), &Json::Array(vec![])));
    desk.run("report --out 年度报告.html --on 2024-02-28").ended(0);
    let page = desk.read("年度报告.html");
    assert!(!page.contains("class=\"chart\"") && !page.contains("<table"), "{page}");
    for sentence in [
        "还没有单位申报。",
        "没有不予受理、退回补正或初审不予通过的记录。",
        "还没有拟定名单，没有可以统计的得分。",
        "还没有发文公布的项目，没有应拨的资金。",
        "还没有资助资金使用的记录。",
        "还没有到要办的事项。",
        "演练",
    ] {
        assert!(page.contains(sentence), "{sentence}");
    }
}

#[test]
fn a_round_under_review_has_what_there_is() {
    let story = Story::before_the_panel(2);
    let told = story.does("2024-04-15", "report --json");
    let json: Json = serde_json::from_str(&told).unwrap();
    let counts: Vec<_> = json["funnel"].as_array().unwrap().iter().map(|row| row["count"].clone()).collect();
    assert_eq!(counts, [4, 4, 4, 4, 0, 0]);
    assert_eq!((&json["scores"], &json["money"]), (&Json::Array(vec![]), &Json::Array(vec![])));
    let screened = &json["deadlines"][0];
    assert_eq!((&screened["met"], &screened["missed"]), (&4.into(), &0.into()));
}

#[test]
fn what_a_town_leaves_undone_is_missed_after_its_day() {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    for (day, open, missed) in [("2024-04-12", 1, 0), ("2024-04-13", 0, 1)] {
        let json: Json =
            serde_json::from_str(&desk.run(&format!("report --json --on {day}")).ended(0)).unwrap();
        let towns = &json["deadlines"][0];
        assert_eq!((&towns["open"], &towns["missed"]), (&open.into(), &missed.into()), "{day}");
    }
}

#[test]
fn what_a_unit_wrote_stays_text_on_the_page() {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[("职业工种", "焊工<&\">")]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    desk.run("report --out 年度报告.html --on 2024-03-22").ended(0);
    let page = desk.read("年度报告.html");
    assert!(page.contains("焊工&lt;&amp;&quot;&gt;") && !page.contains("焊工<"), "{page}");
}

#[test]
fn a_past_day_is_told_as_it_was() {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    desk.run("apply withdraw 1 --reason 单位撤回 --on 2024-03-25").ended(0);
    for (day, stages) in [
        ("2024-03-21", serde_json::json!([])),
        ("2024-03-22", serde_json::json!([{ "stage": "filed", "count": 1 }])),
        ("2024-03-25", serde_json::json!([{ "stage": "withdrawn", "count": 1 }])),
    ] {
        let told = desk.run(&format!("report --json --on {day}")).ended(0);
        assert_eq!(serde_json::from_str::<Json>(&told).unwrap()["stages"], stages, "{day}");
    }
    assert!(desk.run("report --on 2024-02-27").ended(2).contains("到 2024-02-27 为止还没有登记"));
}

#[test]
fn several_years_stand_side_by_side() {
    let desk = Desk::ready();
    let json = |words: &str| -> Json { serde_json::from_str(&desk.run(words).ended(0)).unwrap() };
    assert_eq!(json("report --json --on 2024-03-01")["years"], Json::Null);
    desk.run(
        "round open --year 2025 --notice-no 沪松人社〔2025〕9号 --from 2025-03-01 --to 2025-03-29 \
         --town-deadline 2025-04-12 --quota 12 --on 2025-02-28",
    )
    .ended(0);
    let years = &json("report --json --on 2025-03-01")["years"];
    assert_eq!((&years[0]["year"], &years[1]["year"]), (&2024.into(), &2025.into()));
    assert_eq!((&years[1]["quota"], &years[1]["applied"]), (&12.into(), &0.into()));
    assert_eq!(json("report --json --year 2024 --on 2025-03-01")["year"], 2024);
}

#[test]
fn a_report_that_cannot_be_made_says_why() {
    let desk = Desk::bare();
    desk.run("init").ended(0);
    assert!(desk.run("report").ended(2).contains("round open"));
    let desk = Desk::ready();
    assert!(desk.run("report --year 2031").ended(2).contains("没有 2031 年度的轮次"));
    assert!(desk.run("report --out 年报.pdf").ended(2).contains("以 .html、.htm、.xlsx、.csv、.json 结尾"));
    desk.write("年报.html", "旧的");
    desk.run("report --out 年报.html").ended(1);
    assert_eq!(desk.read("年报.html"), "旧的");
    desk.run("report --out 年报.html --yes").ended(0);
    assert!(desk.read("年报.html").starts_with("<!DOCTYPE html>"));
    desk.run("report --out 年报.xlsx").ended(0);
    assert!(desk.has("年报.xlsx"));
}
