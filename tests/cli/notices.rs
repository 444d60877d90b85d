//! A complaint about the notice, the document or a town, answered from the case file; and what nobody gets past. The
//! stories lie beside this file as an official would read them; `STUDIOGRANT_UPDATE=1` writes down anew what is said.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;

use rusqlite::Connection;
use sha2::Digest;

use super::desk::Desk;
use super::transcript::{self, on};

const FILE: &str = "studiogrant.db";
const BUREAU: &str = "王芳";
const EXAMPLE: &str = include_str!("../../examples/2024/申报.csv");

/// Four applications of the example year, handed in at the beginning of January.
fn applications() -> String {
    let mut example = csv::Reader::from_reader(EXAMPLE.trim_start_matches('\u{feff}').as_bytes());
    let header = example.headers().unwrap().clone();
    let rows: Vec<_> = example.records().collect::<Result<_, _>>().unwrap();
    let mut sheet = csv::Writer::from_writer(Vec::new());
    sheet.write_record(&header).unwrap();
    for unit in ["上海松研精密", "上海佘岚模具", "上海云间汽车", "上海谷阳焊接"] {
        let row = rows.iter().find(|row| row.iter().any(|cell| cell.starts_with(unit))).unwrap();
        let cells = header.iter().zip(row);
        let moved = cells.map(|(name, cell)| if name == "申报日期" { "2024-01-05" } else { cell });
        sheet.write_record(moved).unwrap();
    }
    String::from_utf8(sheet.into_inner().unwrap()).unwrap()
}

/// Plays these lines at a desk: `@ DATE`, or a command.
fn played(desk: &Desk, lines: &[String]) {
    let mut day = "";
    for line in lines {
        match line.strip_prefix("@ ") {
            Some(date) => day = date,
            None => drop(on(desk, day, line).ended(0)),
        }
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).collect()
}

/// A desk with a case file that was made once.
fn desk_with(made: &'static OnceLock<Vec<u8>>, make: fn(&Desk)) -> Desk {
    let bytes = made.get_or_init(|| {
        let desk = Desk::bare();
        make(&desk);
        fs::read(desk.folder.path().join(FILE)).unwrap()
    });
    let desk = Desk::bare();
    desk.write(FILE, bytes);
    desk
}

/// Four applications, taken in: 0001 泗泾镇, 0002 佘山镇, 0003 中山街道 (A6-1-2b to be confirmed), 0004 车墩镇.
fn filed() -> Desk {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    desk_with(&MADE, |desk| {
        desk.write("申报.csv", applications());
        let call = "round open --year 2024 --notice-no 沪松人社〔2023〕99号 --from 2024-01-02 --to 2024-01-12 --town-deadline 2024-01-19 --quota 2";
        let opening = "@ 2024-01-02
            init --rehearsal
            operator add 赵敏 --role 街镇 --town 泗泾镇
            operator add 李军 --role 财务";
        played(
            desk,
            &[lines(opening), vec![call.to_owned()], lines("@ 2024-01-05\napply import 申报.csv")].concat(),
        );
    })
}

/// The same with a list of two and a reserve of two: 0001, 0002; 0003, 0004.
pub(crate) fn proposed() -> Desk {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    desk_with(&MADE, |desk| {
        desk.write(FILE, fs::read(filed().folder.path().join(FILE)).unwrap());
        let mut script = lines("@ 2024-01-16\nscreen confirm 3 A6-1-2b --evidence 现场查看");
        for (case, town) in [(1, "泗泾镇"), (2, "佘山镇"), (3, "中山街道"), (4, "车墩镇")] {
            script.push(format!("screen pass {case} --opinion 同意推荐"));
            script.push(format!("screen forward --town {town}"));
        }
        let experts = ["赵甲", "钱乙", "孙丙", "周丁", "吴戊"];
        script.push("@ 2024-01-22".to_owned());
        script.extend(experts.map(|expert| format!("review expert add {expert} --employer 示例大学")));
        script.push(format!("review panel --experts {}", experts.join(",")));
        let items = ["24,19,24,19,9", "23,18,23,18,9", "20,18,20,18,9", "20,15,20,15,8"];
        for (case, items) in (1..).zip(items) {
            script.extend(
                experts.map(|expert| format!("review score {case} --expert {expert} --item {items}")),
            );
        }
        script.extend(lines("@ 2024-01-26\nreview propose"));
        played(desk, &script);
    })
}

fn story(desk: &Desk, name: &str) {
    transcript::played(desk, &format!("notices/{name}"));
}

#[test]
fn an_upheld_objection_takes_one_entry_off_the_list() {
    story(&proposed(), "异议成立");
}

#[test]
fn a_dismissed_objection_leaves_the_list_as_it_is() {
    story(&proposed(), "异议不成立");
}

#[test]
fn a_withdrawn_winner_makes_room_for_the_next() {
    story(&proposed(), "获评单位撤回");
}

#[test]
fn an_interrupted_notice_is_begun_anew() {
    story(&proposed(), "公示中断");
}

#[test]
fn a_corrected_list_is_posted_anew() {
    story(&proposed(), "名单更正");
}

#[test]
fn status_says_that_a_corrected_list_has_to_be_posted_anew() {
    let desk = proposed();
    on(&desk, "2024-04-26", "publish notice").ended(0);
    let correct = |name: &str, day: &str| {
        on(&desk, day, &format!("apply correct 2 --set 首席技师姓名={name} --evidence 更正函 --reason 写错"))
    };
    correct("陆建锋", "2024-04-28").ended(0);
    let restart = "publish notice --restart 1";
    let said = on(&desk, "2024-05-08", "status").ended(0);
    assert!(said.contains("公示的名单有更正，须重新公示") && said.contains(restart), "{said}");
    assert!(!said.contains("发文公布"), "{said}");
    // Put back as it was posted, nothing was shown wrong.
    correct("陆建峰", "2024-05-08").ended(0);
    let said = on(&desk, "2024-05-08", "status").ended(0);
    assert!(!said.contains(restart) && said.contains("公示期满，发文公布"), "{said}");
    on(&desk, "2024-05-08", "publish announce --doc-no 沪松人社〔2024〕12号").ended(0);
    // The sheet as it first came in is still known, corrected or not.
    desk.write("申报.csv", applications());
    let said = on(&desk, "2024-05-09", "apply import 申报.csv").ended(0);
    assert!(said.contains("此前"), "{said}");
    assert_eq!((desk.count("application"), desk.count("refusal")), (6, 0));
    on(&desk, "2024-05-09", "audit verify").ended(0);
}

#[test]
fn a_late_town_needs_the_bureaus_leave() {
    let desk = filed();
    story(&desk, "街镇逾期");
    let said = on(&desk, "2024-01-20", "round show").ended(0);
    let exception = ["2024 年度的例外", "A6-2-3b", "泗泾镇", "台风停运一天，区局同意", "王芳"];
    assert!(exception.iter().all(|text| said.contains(text)), "{said}");
}

#[test]
fn a_refused_applicant_is_told_why() {
    let desk = filed();
    story(&desk, "初审退回和不予通过");
    let letter = desk.read("告知书.txt");
    assert!(letter.starts_with("\u{feff}【演练") && letter.contains("\r\n"), "{letter}");
    for secret in ["1380", "310117", "示例大学", "沈国梁\r"] {
        assert!(!letter.contains(secret), "{secret}:\n{letter}");
    }
}

#[test]
fn a_sheet_that_refuses_names_the_clause_too() {
    let desk = filed();
    let sheet = |grounds: &str| {
        format!("案件编号,初审结论,初审意见,不符合事项\n2024-0002,不予通过,不在一线,{grounds}\n")
    };
    for (grounds, told) in [("", "A6-2-3a"), ("A2-1-1", "不符合事项"), ("A4-1=没有资格", "A4-1=没有资格")]
    {
        desk.write("初审.csv", sheet(grounds));
        let said = on(&desk, "2024-01-16", "screen import 初审.csv").ended(3);
        assert!(said.contains(told), "{grounds}: {said}");
    }
    desk.write("初审.csv", sheet("A2-1-1=现场查看已调任"));
    on(&desk, "2024-01-16", "screen import 初审.csv").ended(0);
    let said = on(&desk, "2024-01-16", "screen form 2 --json").ended(0);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["paper"][1]["to"], "上海佘岚模具技术有限公司");
    assert!(said["paper"][4]["text"].as_str().unwrap().contains("二（一）1"), "{said}");
}

#[test]
fn the_city_decides_on_what_was_recommended() {
    story(&proposed(), "推荐市级");
}

/// Posted on, the last day, the first on which it may be announced: over each long holiday. From the calendar of
/// `chinesecalendar`, counted by hand.
const HOLIDAYS: &[(&str, &str, &str)] = &[
    ("2024-02-07", "2024-02-20", "2024-02-21"),
    ("2024-04-26", "2024-05-07", "2024-05-08"),
    ("2024-09-27", "2024-10-10", "2024-10-11"),
    ("2025-01-22", "2025-02-05", "2025-02-06"),
    ("2026-02-10", "2026-02-24", "2026-02-25"),
];

#[test]
fn nothing_is_announced_one_day_early_over_a_long_holiday() {
    for (posted_on, last_on, first) in HOLIDAYS {
        let desk = proposed();
        let said = on(&desk, posted_on, "publish notice").ended(0);
        assert!(said.contains(&format!("到 {last_on} 为止，最早 {first} 发文公布")), "{said}");
        let announce = |on: &str| format!("publish announce --doc-no 沪松人社〔{}〕12号", &on[..4]);
        for early in [posted_on, last_on] {
            let said = on(&desk, early, &announce(early)).ended(3);
            assert!(said.contains("[A6-2-4d]") && said.contains(&format!("最早可在 {first}")), "{said}");
        }
        let explained = on(&desk, first, "publish notices 1 --json").ended(0);
        let explained: serde_json::Value = serde_json::from_str(&explained).unwrap();
        let days = explained["days"].as_array().unwrap();
        let counted: Vec<_> = days.iter().filter(|day| day["counts"] == true).collect();
        assert_eq!((counted.len(), &counted[4]["day"]), (5, &serde_json::json!(last_on)));
        on(&desk, first, &announce(first)).ended(0);
    }
}

/// The holiday notice of a year names the last days of the year before, too.
#[test]
fn a_notice_over_the_new_year_counts_by_the_imported_year() {
    let desk = proposed();
    let said = on(&desk, "2026-12-28", "publish notice").ended(3);
    assert!(said.contains("没有 2027 年的放假安排"), "{said}");
    desk.write("放假.csv", "日期,类型\n2026-12-31,放假\n2027-01-01,放假\n2027-01-03,上班\n");
    let said = on(&desk, "2026-12-28", "calendar import 放假.csv --yes --dry-run").ended(0);
    assert!(said.contains("试运行，未作记录：可导入 2027 年放假安排"), "{said}");
    let said = on(&desk, "2026-12-28", "calendar import 放假.csv --yes").ended(0);
    assert!(said.contains("已导入 2027 年放假安排"), "{said}");
    assert!(on(&desk, "2026-12-28", "calendar import 放假.csv --yes").ended(2).contains("已经有了"));
    let said = on(&desk, "2026-12-28", "publish notice").ended(0);
    assert!(said.contains("到 2027-01-05 为止，最早 2027-01-06 发文公布"), "{said}");
    // The rest of 2026 is as it was.
    let said = on(&desk, "2026-12-28", "publish notice --restart 1 --reason 试 --from 2026-12-29 --dry-run")
        .ended(0);
    assert!(said.contains("到 2027-01-06 为止"), "{said}");
}

/// A notice that can't be right is turned away with every cell; a part of one only goes in when that is confirmed.
#[test]
fn a_holiday_notice_that_cannot_be_right_is_told_cell_by_cell() {
    let desk = Desk::ready();
    let import = |rows: &str| {
        desk.write("放假.csv", format!("日期,类型\n{rows}"));
        desk.run("calendar import 放假.csv --on 2026-11-20")
    };
    let rows = "2027-10-01,放假\n2027-10-01,放假\n2027-10-08,上班\n2027-10-02,放假\n2027-10-02,上班\n2026-10-01,放假\n";
    let said = import(rows).ended(3);
    for part in [
        "有 4 处",
        "第 2 行已经写了这一天",
        "2027-10-08 不是周末",
        "第 5 行写的是放假，同一天不能既放假又上班",
        "不是 2027 年放假安排里的日子",
        "A 日期",
        "B 类型",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let said = import("2027-10-01,放假\n").ended(2);
    assert!(said.contains("只有 1 个放假的日子，1 月（元旦）没有") && said.contains("--yes"), "{said}");
    let whole: String =
        ["01-01", "02-05", "02-06", "02-07", "02-08", "02-09", "04-05", "05-03", "06-09", "10-01"]
            .map(|day| format!("2027-{day},放假\n"))
            .concat();
    assert!(
        import(&whole[..whole.len() - "2027-10-01,放假\n".len()]).ended(2).contains("10 月（国庆节）没有")
    );
    assert!(import(&whole).ended(0).contains("已导入 2027 年放假安排，共 10 天"));
    // The last days of a year are told twice where the next notice moves them again.
    let next = whole.replace("2027", "2028");
    assert!(import(&format!("2027-01-01,放假\n{next}")).ended(3).contains("一个文件只写一个年度"));
    assert!(import(&next).ended(0).contains("已导入 2028 年放假安排"));
}

/// Anybody who has the list can check that it is the one that was posted.
#[test]
fn the_digest_is_of_the_list_as_a_reader_has_it() {
    let desk = proposed();
    on(&desk, "2024-06-03", "publish notice").ended(0);
    let said: serde_json::Value =
        serde_json::from_str(&on(&desk, "2024-06-03", "publish notices 1 --json").ended(0)).unwrap();
    let columns = ["unit_name", "studio_name", "technician_name", "occupation", "town"];
    let text: String = (said["public_list"].as_array().unwrap().iter())
        .map(|row| {
            let cells: Vec<_> = columns.iter().map(|column| row[column].as_str().unwrap()).collect();
            format!("{}\t{}\n", row["position"], cells.join("\t"))
        })
        .collect();
    let digest = sha2::Sha256::digest(text);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(said["list_digest"], digest);
}

/// Runs a command without waiting for its end.
fn start(desk: &Desk, line: &str) -> std::process::Child {
    Command::new(assert_cmd::cargo::cargo_bin("studiogrant"))
        .args(line.split_whitespace())
        .args(["--by", BUREAU, "--on", "2024-06-17"])
        .current_dir(desk.folder.path())
        .env_remove("STUDIOGRANT_FILE")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap()
}

/// A document's number is one number however it is typed, and is used once.
#[test]
fn a_document_number_is_used_once_however_it_is_typed() {
    let desk = proposed();
    on(&desk, "2024-06-03", "publish notice").ended(0);
    let said = on(&desk, "2024-06-17", "publish announce --doc-no 沪松人社[2024]031号").ended(0);
    assert!(said.contains("沪松人社〔2024〕31号"), "{said}");
    on(&desk, "2024-06-18", "publish list --doc-no 沪松人社（2024）31号").ended(0);
    on(&desk, "2024-06-18", "publish list --doc-no 沪松人社〔2024〕32号").ended(2);
}

#[test]
fn of_two_who_announce_at_once_one_does() {
    let desk = proposed();
    on(&desk, "2024-06-03", "publish notice").ended(0);
    let both = [31, 32].map(|no| start(&desk, &format!("publish announce --doc-no 沪松人社〔2024〕{no}号")));
    let ends: Vec<Output> = both.into_iter().map(|one| one.wait_with_output().unwrap()).collect();
    let mut codes: Vec<_> = ends.iter().map(|end| end.status.code().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(codes, [0, 2], "{ends:?}");
    let told: String = ends.iter().map(|end| String::from_utf8_lossy(&end.stderr)).collect();
    assert!(told.contains("没有等待公布的公示"), "{told}");
    assert_eq!((desk.count("announcement"), desk.count("award")), (1, 2));
    on(&desk, "2024-06-17", "audit verify").ended(0);
}

fn file(desk: &Desk) -> (PathBuf, Connection) {
    let path = desk.folder.path().join(FILE);
    let connection = Connection::open(&path).unwrap();
    (path, connection)
}

#[test]
fn a_notice_cannot_be_shortened_in_the_case_file() {
    let desk = proposed();
    on(&desk, "2024-04-26", "publish notice").ended(0);
    let (_, connection) = file(&desk);
    let shorten = "UPDATE notice SET posted_on = '2024-04-19', last_on = '2024-04-28'";
    let refused = connection.execute(shorten, []).unwrap_err().to_string();
    assert!(refused.contains("记录不能修改"), "{refused}");
    // One written into the file a working day short, over the holiday: 28 April counts, 1 to 5 May don't.
    connection
        .execute_batch("BEGIN; INSERT INTO entry SELECT max(id) + 1, recorded_at, business_on, operator, role, command FROM entry")
        .unwrap();
    let forged = |last_on: &str| {
        let columns = "1, '2024-04-26', ?, 'x', 1, '网站故障', 0";
        let sql = format!("INSERT INTO notice SELECT 2, (SELECT max(id) FROM entry), {columns}");
        connection.execute(&sql, [last_on])
    };
    for short in ["2024-05-05", "2024-05-06"] {
        let refused = forged(short).unwrap_err().to_string();
        assert!(refused.contains("A6-2-4d 公示期不足规定的工作日"), "{short}: {refused}");
    }
    forged("2024-05-07").unwrap();
    connection.execute_batch("ROLLBACK").unwrap();
    // Who drops the guard can write what he likes, and is found out; a shorter end alone opens nothing, because the
    // program counts the days itself.
    connection.execute_batch("DROP TRIGGER notice_no_update").unwrap();
    connection.execute("UPDATE notice SET last_on = '2024-04-28'", []).unwrap();
    let said = on(&desk, "2024-04-29", "publish announce --doc-no 沪松人社〔2024〕12号").ended(3);
    assert!(said.contains("A6-2-4d") && said.contains("2024-05-08"), "{said}");
    let said = on(&desk, "2024-04-29", "publish notices 1").ended(0);
    assert!(said.contains("公示截止日 2024-04-28 与按放假安排重算的不一致"), "{said}");
    let said = on(&desk, "2024-04-29", "audit verify").ended(1);
    assert!(said.contains("notice_no_update") && said.contains("notice 表第 1 行"), "{said}");
    // The same for the list.
    connection.execute_batch("DROP TRIGGER notice_entry_no_update").unwrap();
    connection.execute("UPDATE notice_entry SET case_id = 3 WHERE case_id = 2", []).unwrap();
    let said = on(&desk, "2024-04-29", "publish notices 1").ended(1);
    assert!(said.contains("与现在的名单不符"), "{said}");
}

/// Every command that shows or writes anything; `OUT` is a file to write.
const READING: &[&str] = &[
    "publish objections",
    "publish objections 1",
    "publish objections --json",
    "publish objections 1 --json",
    "publish notices",
    "publish notices 1",
    "publish notices 1 --json",
    "publish list",
    "publish list --json",
    "publish recommendations",
    "show 2",
    "show 2 --json",
    "show 2 --as-of 2024-06-05",
    "status",
    "status --json",
    "screen list",
    "review minutes",
    "review rank --json",
    "apply list",
    "apply show 2",
    "apply show 2 --reveal",
    "audit log",
    "audit log --json",
    "audit verify",
    "publish objections --out 异议.csv",
    "publish objections --out 异议.xlsx",
    "publish objections --out 异议.json",
    "publish objections 1 --out 一件.json",
    "publish list --out 名单.csv",
    "show 2 --out 案件.json",
];

#[test]
fn who_objects_is_on_no_list_and_in_no_export() {
    let desk = proposed();
    on(&desk, "2024-06-03", "publish notice").ended(0);
    let object = "publish object 2 --by-name 陈保密 --phone 13900005678 --evidence 照片两张";
    for ground in ["陈保密反映不在一线", "请致电139-0000-5678核实", "请致电１３９００００５６７８核实"]
    {
        let said = on(&desk, "2024-06-04", &format!("{object} --ground {ground}")).ended(2);
        assert!(said.contains("改写") && !said.contains("陈保密"), "{said}");
    }
    let said = on(&desk, "2024-06-04", &format!("{object} --ground 不在一线")).ended(0);
    assert!(!said.contains("陈保密"), "{said}");
    let said = on(&desk, "2024-06-05", "publish resolve 1 --upheld --finding 陈保密所说属实").ended(2);
    assert!(said.contains("改写") && !said.contains("陈保密"), "{said}");
    let names = |text: &str| text.contains("陈保密") || text.contains("13900005678");
    for line in READING {
        let said = on(&desk, "2024-06-05", &format!("{line} --yes"));
        assert!(!names(&said.text), "{line}:\n{}", said.text);
    }
    for entry in fs::read_dir(desk.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap() != FILE {
            assert!(!names(&String::from_utf8_lossy(&fs::read(&path).unwrap())), "{}", path.display());
        }
    }
    // The bureau may look, and it is written down that it did; others may not.
    on(&desk, "2024-06-05", "publish objections 1 --reveal --by 赵敏").ended(2);
    let before = desk.count("disclosure");
    let said = on(&desk, "2024-06-05", "publish objections 1 --reveal").ended(0);
    assert!(names(&said), "{said}");
    assert_eq!(desk.count("disclosure"), before + 1);
    let log = on(&desk, "2024-06-05", "audit log").ended(0);
    assert!(log.contains("reveal"), "{log}");
}

/// A case from its notice to a returned payment; each line on a day of its own.
const LIFE: &str = "2024-06-03 publish notice
    2024-06-04 publish object 1 --by-name 陈保密 --phone 13900005678 --ground 不在一线
    2024-06-05 publish resolve 1 --dismissed --finding 在一线
    2024-06-06 publish notice --restart 1 --reason 网站故障
    2024-06-17 publish announce --doc-no 沪松人社〔2024〕31号
    2024-06-18 assess agreement 1 --signed-on 2024-06-18
    2024-06-19 disburse overlap 1 --name 区级培养基地 --amount 10000 --comparable --reason 同类
    2024-06-20 disburse plan --part 1 --case 1 --by 李军
    2024-06-21 disburse approve 1
    2024-06-24 disburse confirm 1 --paid-on 2024-06-24 --by 李军
    2024-06-25 disburse bounce 1 --reason 户名不符 --by 李军
    2024-09-02 publish recommend 1 --reason 成果突出
    2024-11-15 publish municipal 1 --doc-no 沪人社职〔2024〕316号";

fn shown(desk: &Desk, line: &str, day: &str) -> serde_json::Value {
    let mut shown: serde_json::Value = serde_json::from_str(&on(desk, day, line).ended(0)).unwrap();
    let object = shown.as_object_mut().unwrap();
    object.remove("as_of");
    object["summary"].as_array_mut().unwrap().retain(|row| row["item"] != "截至");
    shown
}

/// What was shown on a day is what is shown of that day ever after: stage, money, timeline and all.
#[test]
fn the_past_is_shown_as_it_stood() {
    let desk = proposed();
    let mut kept = vec![("2024-01-26", shown(&desk, "show 1 --json", "2024-01-26"))];
    for line in LIFE.lines() {
        let (day, command) = line.trim().split_once(' ').unwrap();
        on(&desk, day, command).ended(0);
        kept.push((day, shown(&desk, "show 1 --json", day)));
    }
    let stages: Vec<_> = kept.iter().map(|(_, shown)| shown["stage"].as_str().unwrap()).collect();
    assert!(["proposed", "on_notice", "announced", "half_paid"].iter().all(|stage| stages.contains(stage)));
    assert_eq!(kept.iter().filter(|(_, shown)| shown["money"][0]["received"] == "20000.00").count(), 1);
    for (day, then) in kept {
        let now = shown(&desk, &format!("show 1 --json --as-of {day}"), "2024-12-02");
        assert_eq!(now, then, "{day}");
        let days = now["timeline"].as_array().unwrap().iter();
        assert!(days.map(|event| event["business_on"].as_str().unwrap()).is_sorted(), "{now}");
    }
    for (day, stage) in [("2024-01-05", "filed"), ("2024-01-15", "filed"), ("2024-01-16", "forwarded")] {
        assert_eq!(shown(&desk, &format!("show 1 --json --as-of {day}"), "2024-12-02")["stage"], stage);
    }
    let said = desk.run("show 1 --as-of 2024-01-04 --on 2024-07-01").ended(2);
    assert!(said.contains("还没有受理"), "{said}");
}
