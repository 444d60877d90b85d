//! From the town's desk to the announcing document, as a clerk types it: a lawful path, and what is refused on it.
//! The applications are those of the example year; all of it is invented.

#![allow(
    clippy::unwrap_used,
    reason = "only test functions are exempt by configuration, not what they share"
)]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

const BUREAU: &str = "王示例";
const TOWN: &str = "李示例";
const EXPERTS: [&str; 5] = ["赵甲", "钱乙", "孙丙", "周丁", "吴戊"];

/// 2026 is far from every holiday in these weeks: posted on Monday 8 June, the notice ends on Monday 15 June.
const POSTED: &str = "2026-06-08";

const POLICY: &str = include_str!("../src/measure/policies/songjiang-2023-101.json");

/// What a command came to: the exit code, and everything it said.
struct Said(i32, String);

impl Said {
    /// It was done.
    #[track_caller]
    fn done(self) -> String {
        assert_eq!(self.0, 0, "{}", self.1);
        self.1
    }

    /// It ended with this exit code, and said all of these.
    #[track_caller]
    fn ended(self, code: i32, texts: &[&str]) {
        assert_eq!(self.0, code, "{}", self.1);
        for text in texts {
            assert!(self.1.contains(text), "{text} is missing in:\n{}", self.1);
        }
    }

    /// A rule refused it.
    #[track_caller]
    fn refused(self, texts: &[&str]) {
        self.ended(3, texts);
    }

    /// It was asked for wrongly.
    #[track_caller]
    fn misused(self, texts: &[&str]) {
        self.ended(2, texts);
    }
}

/// A rehearsal file in a folder of its own.
struct Office(TempDir);

impl Office {
    /// A round with this many places and four applications:
    /// 0001 泗泾镇, 0002 佘山镇, 0003 中山街道 (A6-1-2b unproven), 0004 车墩镇.
    fn open(quota: u32) -> Self {
        Self::under(POLICY, quota)
    }

    /// The same under another policy.
    fn under(policy: &str, quota: u32) -> Self {
        let office = Self(TempDir::new().unwrap());
        office.on("2026-01-05", BUREAU, "init --rehearsal").done();
        office.on("2026-01-05", BUREAU, &format!("operator add {TOWN} --role 街镇 --town 泗泾镇")).done();
        office.write("policy.json", policy);
        let call = "round open --year 2026 --notice-no 沪松人社〔2026〕3号 --from 2026-03-02 --to 2026-03-31 --town-deadline 2026-04-15";
        office.on("2026-02-27", BUREAU, &format!("{call} --quota {quota} --policy policy.json")).done();
        office.write("申报.csv", &applications());
        let said = office.on("2026-03-10", BUREAU, "apply import 申报.csv").done();
        assert!(said.contains("已受理申报 4 件"), "{said}");
        office
    }

    /// The same with all four passed and forwarded, and a panel of five.
    fn in_review(quota: u32) -> Self {
        let office = Self::open(quota);
        office.on("2026-04-01", BUREAU, "screen confirm 3 A6-1-2b --evidence 现场查看").done();
        for (case, town) in [(1, "泗泾镇"), (2, "佘山镇"), (3, "中山街道"), (4, "车墩镇")] {
            office.on("2026-04-01", BUREAU, &format!("screen pass {case} --opinion 同意推荐")).done();
            office.on("2026-04-10", BUREAU, &format!("screen forward --town {town}")).done();
        }
        for expert in EXPERTS {
            office
                .on("2026-05-06", BUREAU, &format!("review expert add {expert} --employer 示例大学"))
                .done();
        }
        office.on("2026-05-06", BUREAU, &format!("review panel --experts {}", EXPERTS.join(","))).done();
        office
    }

    /// The same with a list of two and a reserve of two: 0001, 0002; 0003, 0004.
    fn proposed() -> Self {
        let office = Self::in_review(2);
        for (case, items) in
            [(1, "24,19,24,19,9"), (2, "23,18,23,18,9"), (3, "20,18,20,18,9"), (4, "20,15,20,15,8")]
        {
            office.score_all(case, items);
        }
        office.on("2026-06-01", BUREAU, "review propose").done();
        office
    }

    fn score_all(&self, case: u32, items: &str) {
        for expert in EXPERTS {
            self.on("2026-05-20", BUREAU, &format!("review score {case} --expert {expert} --item {items}"))
                .done();
        }
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    fn on(&self, day: &str, by: &str, line: &str) -> Said {
        let output = Command::cargo_bin("studiogrant")
            .unwrap()
            .current_dir(self.0.path())
            .env_remove("STUDIOGRANT_FILE")
            .args(["--on", day, "--by", by, "--file", "case.db", "--color", "never"])
            .args(line.split_whitespace())
            .output()
            .unwrap();
        let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        Said(output.status.code().unwrap(), told)
    }

    fn bureau(&self, day: &str, line: &str) -> Said {
        self.on(day, BUREAU, line)
    }
}

/// Four applications of the example year, moved into 2026.
fn applications() -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/2024/申报.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let units = ["上海松研精密", "上海佘岚模具", "上海云间汽车", "上海谷阳焊接"];
    let mut sheet = vec![header.to_owned()];
    for unit in units {
        let row = rows.lines().find(|row| row.contains(unit)).unwrap();
        sheet.push(moved(header, row));
    }
    sheet.join("\n")
}

/// The row with an application date and an appointment that fit 2026.
fn moved(header: &str, row: &str) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
    let cells = reader.records().next().unwrap().unwrap();
    let names: Vec<_> = header.trim_start_matches('\u{feff}').trim_end().split(',').collect();
    let changed = names.iter().zip(&cells).map(|(name, cell)| match *name {
        "申报日期" => "2026-03-05",
        "聘任截止日期" => "2030-12-31",
        _ => cell,
    });
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(changed).unwrap();
    String::from_utf8(writer.into_inner().unwrap()).unwrap().trim_end().to_owned()
}

#[test]
fn a_town_screens_its_own_units_and_only_what_is_settled() {
    let office = Office::open(2);
    let day = "2026-04-01";
    office.on(day, TOWN, "screen pass 2 --opinion 同意").refused(&["A6-2-3a", "佘山镇"]);
    office.on(day, TOWN, "screen pass 1 --opinion 同意 --town 佘山镇").misused(&["泗泾镇"]);
    office.bureau(day, "screen pass 3 --opinion 同意").refused(&["A6-2-3a", "A6-1-2b"]);
    office.bureau(day, "screen confirm 3 A4-2a --evidence 承诺书").misused(&["A4-2a"]);
    office.bureau(day, "screen confirm 3 A6-1-2b --evidence 无").misused(&["依据"]);
    office.bureau(day, "screen confirm 3 A7-2 --evidence 计划").misused(&["没有 A7-2 待核实", "A6-1-2b"]);
    office.on(day, TOWN, "screen confirm 3 A6-1-2b --evidence 查看").refused(&["A6-2-3a"]);
    office.bureau(day, "screen confirm 3 A6-1-2b --evidence 现场查看").done();
    office.bureau(day, "screen confirm 3 A6-1-2b --evidence 再看").misused(&["已经核实过"]);
    office.bureau("2026-03-01", "screen pass 3 --opinion 同意").misused(&["早于本案上一步"]);
    office.bureau(day, "screen pass 3 --opinion 同意").ended(0, &["中山街道初审"]);
    office.bureau(day, "screen pass 3 --opinion 同意").misused(&["初审通过"]);
    office.on(day, TOWN, "screen return 1 --opinion 缺附件").done();
    office.on(day, TOWN, "screen pass 1 --opinion 同意").misused(&["已退回补正"]);
    office.on(day, TOWN, "apply amend 1 --set 团队人数=9").done();
    office.on(day, TOWN, "screen pass 1 --opinion 同意").done();
    office.bureau(day, "review expert add 甲 --employer 乙").done();
    office.on(day, TOWN, "review expert add 丙 --employer 丁").misused(&["区局"]);
}

#[test]
fn a_zone_that_does_not_screen_leaves_its_units_to_the_town() {
    let zones = r#"["松江经济技术开发区", "松江综合保税区", "佘山国家旅游度假区"]"#;
    assert!(POLICY.contains(zones));
    let office = Office::under(&POLICY.replace(zones, "[]"), 2);
    office.on("2026-03-12", TOWN, "apply amend 1 --set 所属街镇=松江综合保税区").done();
    office
        .bureau("2026-04-01", "screen pass 1 --opinion 同意")
        .refused(&["A6-2-3a", "不归松江综合保税区初审"]);
    office.on("2026-04-01", TOWN, "screen pass 1 --opinion 同意").done();
    office.on("2026-04-02", TOWN, "screen forward").ended(0, &["泗泾镇上报候选项目 1 个"]);
}

#[test]
fn late_forwarding_needs_an_exception() {
    let office = Office::open(2);
    office.on("2026-04-01", TOWN, "screen pass 1 --opinion 同意").done();
    office.on("2026-04-16", TOWN, "screen forward").refused(&["A6-2-3b", "2026-04-15"]);
    let waived = "screen forward --waive A6-2-3b --reason 台风停运";
    office.on("2026-04-16", TOWN, waived).misused(&["由区局准许"]);
    office.bureau("2026-04-16", &format!("{waived} --town 泗泾镇")).done();
    office.on("2026-04-16", TOWN, "screen forward").misused(&["没有初审通过而未上报"]);
}

#[test]
fn a_screening_sheet_is_taken_whole_once_or_not_at_all() {
    let office = Office::open(2);
    let header = "案件编号,申报单位名称,初审结论,初审意见,推荐排序,核实事项,初审日期";
    let bad = format!(
        "{header}\n2026-0001,,通过,同意,1,,\n2026-0003,,通过,同意,2,,\n2026-0004,别的公司,通过,同意,,,\n"
    );
    office.write("初审.csv", &bad);
    office.bureau("2026-04-02", "screen import 初审.csv").refused(&["2 行不能记录", "A6-1-2b", "别的公司"]);
    office.bureau("2026-04-02", "screen list --town 泗泾镇").ended(0, &["待初审"]);
    let good =
        format!("{header}\n2026-0001,,通过,同意,1,,2026-04-01\n2026-0003,,通过,同意,2,A6-1-2b=现场查看,\n");
    office.write("初审.csv", &good);
    office
        .bureau("2026-04-02", "screen import 初审.csv --dry-run")
        .ended(0, &["试运行", "可记录初审意见 2 件"]);
    office.bureau("2026-04-02", "screen import 初审.csv").ended(0, &["通过 2 件", "--order 2026-0003"]);
    office.bureau("2026-04-02", "screen import 初审.csv").ended(0, &["没有新的初审意见", "2 行此前已经记录"]);
}

#[test]
fn scores_are_exact_on_the_panel_and_never_from_a_recused_expert() {
    let office = Office::in_review(2);
    let day = "2026-05-20";
    office.bureau(day, "review panel --experts 赵甲,钱乙,孙丙,周丁").refused(&["A6-2-4a", "4 人"]);
    office.bureau(day, "review recuse 赵甲 2 --kind 师徒 --reason 曾为师徒").done();
    office.bureau(day, "review score 2 --expert 赵甲 --item 23,18,23,18,9").refused(&["A6-2-4a", "回避"]);
    office.bureau(day, "review score 1 --expert 赵甲 --item 23,18,23,18").refused(&["A6-2-4r"]);
    office.bureau(day, "review score 1 --expert 赵甲 --item 25.01,18,23,18,9").refused(&["A6-2-4r", "25.01"]);
    office.bureau(day, "review score 1 --expert 赵甲 --item 23.125,18,23,18,9").misused(&["两位小数"]);
    office.bureau(day, "review score 1 --expert 赵甲 --item 23.05,18,23,18,9").ended(0, &["91.05 分"]);
    office.bureau(day, "review recuse 赵甲 1 --reason 来迟了").misused(&["--kind"]);
    office.bureau(day, "review expert add 冯庚 --employer 示例大学").done();
    office
        .bureau(day, "review panel --experts 冯庚,钱乙,孙丙,周丁,吴戊")
        .refused(&["A6-2-4a", "不能去掉赵甲"]);
    office.bureau(day, "review score 1 --expert 赵甲 --item 22,18,23,18,9").misused(&["更正须写明理由"]);
    office
        .bureau(day, "review score 1 --expert 赵甲 --item 22,18,23,18,9 --reason 抄错")
        .ended(0, &["已更正"]);
    office.bureau(day, "review expert add 郑己 --employer 上海松研精密机械有限公司").done();
    office.bureau(day, "review propose").misused(&["评分没有登记"]);
}

#[test]
fn an_expert_is_not_to_score_the_own_employer() {
    let office = Office::in_review(2);
    let day = "2026-05-20";
    office.bureau(day, "review expert add 郑己 --employer 上海松研精密机械有限公司").done();
    office
        .bureau(day, "review panel --experts 郑己,钱乙,孙丙,周丁,吴戊")
        .ended(0, &["应当回避", "review recuse 郑己 2026-0001"]);
    office.bureau(day, "review score 1 --expert 郑己 --item 23,18,23,18,9").refused(&["A6-2-4a", "任职"]);
    office.bureau(day, "review recuse 郑己 1 --kind 任职 --reason 任职").done();
    office
        .bureau(day, "review score 1 --expert 郑己 --item 23,18,23,18,9")
        .refused(&["A6-2-4a", "已对这个项目回避"]);
    office.bureau(day, "review score 2 --expert 郑己 --item 23,18,23,18,9").done();
}

#[test]
fn a_tie_at_the_edge_of_the_list_is_for_the_panel_to_break() {
    let office = Office::in_review(1);
    for (case, items) in
        [(1, "23,18,23,18,9"), (2, "23,18,23,18,9"), (3, "20,15,20,15,9"), (4, "20,15,20,15,8")]
    {
        office.score_all(case, items);
    }
    let day = "2026-06-01";
    office.bureau(day, "review rank").ended(0, &["91.0000", "并列，须评审组表决"]);
    office.bureau(day, "review propose").refused(&["A6-2-4c", "并列第 1"]);
    office.bureau(day, "review propose --count 4").refused(&["A6-2-4b", "A3-1b"]);
    office.bureau("2026-05-19", "review propose").misused(&["早于评分"]);
    office
        .bureau(day, "review propose --include 2 --waive A6-2-4c --reason 评审组表决3比2")
        .ended(0, &["拟资助 1 个，候补 3 个", "评审组表决3比2"]);
    office.bureau(day, "review propose").misused(&["拟定名单"]);
    office.bureau(day, "review score 1 --expert 赵甲 --item 1,1,1,1,1 --reason 晚了").misused(&["拟定名单"]);
    office.bureau(day, "review minutes").ended(0, &["赵甲", "评审组表决3比2"]);
    office.bureau(day, "review what-if --without 赵甲").ended(0, &["入围名单不变"]);
}

#[test]
fn a_list_beyond_the_quota_needs_a_reason_and_a_limit_holds() {
    let office = Office::in_review(1);
    for (case, items) in
        [(1, "24,19,24,19,9"), (2, "23,18,23,18,9"), (3, "20,18,20,18,9"), (4, "20,15,20,15,8")]
    {
        office.score_all(case, items);
    }
    let day = "2026-06-01";
    office.bureau(day, "review propose --count 2").refused(&["A3-1a", "超过名额 1 个"]);
    office
        .bureau(day, "review propose --count 4 --waive A3-1b --reason 想多资助")
        .refused(&["A3-1b", "不能变通"]);
    office.bureau(day, "review propose --exclude 1").refused(&["A6-2-4c", "2026-0001 排第 1"]);
    office.bureau(day, "review propose --count 2 --waive A3-1a").misused(&["理由"]);
    office
        .bureau(day, "review propose --count 2 --waive A3-1a --reason 名额调剂")
        .ended(0, &["拟资助 2 个，候补 2 个"]);
    office.bureau(day, "review minutes").ended(0, &["A3-1a", "名额调剂"]);
}

#[test]
fn a_list_is_announced_the_day_after_its_notice_and_not_before() {
    let office = Office::proposed();
    office.bureau("2026-05-31", "publish notice").misused(&["早于拟定名单"]);
    let said = office.bureau(POSTED, "publish notice --explain").done();
    assert!(said.contains("到 2026-06-15 为止") && said.contains("最早 2026-06-16"), "{said}");
    assert!(
        !said.contains("310") && !said.contains("138"),
        "no number of a person on the public list:\n{said}"
    );
    office.bureau("2026-06-09", "publish notice").misused(&["已经全部公示"]);
    let announce = "publish announce --doc-no 沪松人社〔2026〕12号";
    office.bureau("2026-06-15", announce).refused(&["A6-2-4d", "2026-06-16"]);
    office.bureau("2026-06-16", announce).ended(0, &["公布资助项目 2 个", "2026-06-16 至 2029-06-15"]);
    office.bureau("2026-06-16", announce).misused(&["没有等待公布"]);
    office.bureau("2026-06-16", "publish municipal 1 --doc-no 沪人社职〔2026〕1号").refused(&["A4-3"]);
    office.bureau("2026-06-16", "publish recommend 3 --reason 优秀").refused(&["A3-2"]);
    office.bureau("2026-09-01", "publish recommend 1 --reason 排名第一").done();
    office
        .bureau("2026-11-02", "publish municipal 1 --doc-no 沪人社职〔2026〕1号")
        .ended(0, &["80,000.00 元"]);
}

#[test]
fn an_open_objection_holds_the_document_and_an_upheld_one_makes_room() {
    let office = Office::proposed();
    office.bureau(POSTED, "publish notice").done();
    office.bureau("2026-06-09", "publish notice --promote 3").refused(&["A6-2-4e", "没有空出来"]);
    office
        .bureau("2026-06-09", "publish object 2 --by-name 陈保密 --phone 13900005678 --ground 不在一线")
        .ended(0, &["已受理", "编号 1"]);
    office.bureau("2026-06-09", "publish object 1 --ground 听说").ended(0, &["不予受理", "编号 2"]);
    office
        .bureau("2026-06-16", "publish object 1 --by-name 陈保密 --phone 13900005678 --ground 晚了")
        .ended(0, &["不予受理", "不在公示期"]);
    let announce = "publish announce --doc-no 沪松人社〔2026〕12号";
    office.bureau("2026-06-16", announce).refused(&["A6-2-4e", "2026-0002"]);
    office.bureau("2026-06-16", "publish resolve 2 --dismissed --finding 无").misused(&["不予受理"]);
    office
        .bureau("2026-06-16", "publish resolve 1 --upheld --finding 属实")
        .ended(0, &["移出名单", "2026-0003"]);
    office.bureau("2026-06-16", "publish resolve 1 --dismissed --finding 不实").misused(&["已经处理"]);
    for line in ["publish objections", "publish list", "show 2", "publish objections --json"] {
        let said = office.bureau("2026-06-16", line).done();
        assert!(!said.contains("陈保密") && !said.contains("1390000"), "{line} names the objector:\n{said}");
    }
    office.bureau("2026-06-16", announce).ended(0, &["公布资助项目 1 个", "2026-0002", "没有列入"]);
    office.bureau("2026-06-17", "publish notice --promote 4").refused(&["A6-2-4c", "2026-0003"]);
    office.bureau("2026-06-17", "publish notice --promote 3").ended(0, &["公示 2 号：1 个项目"]);
    office.bureau("2026-06-17", "publish notice --promote 4").refused(&["A6-2-4e"]);
}
