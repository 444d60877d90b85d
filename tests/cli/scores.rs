//! Score sheets as they come in: incomplete, twice, again after a correction, from two operators at once.

use super::story::{LOW, Story, says};

const WHOLE: [&str; 4] =
    ["1,赵甲,24,19,24,19,9", "2,赵甲,22,18,22,18,9", "3,赵甲,20,15,20,15,8", "4,赵甲,20,15,20,15,8"];

#[test]
fn a_sheet_is_taken_whole_or_not_at_all() {
    let story = Story::of_places(1);
    let day = "2024-04-18";
    let none = |story: &Story| assert_eq!(story.0.count("score_sheet"), 0);
    // A case is missing.
    story.sheet("甲.csv", &WHOLE[..3]);
    for line in ["review import 甲.csv", "review import 甲.csv --dry-run"] {
        says(
            &story.on(day, line).ended(3),
            &["A6-2-4r", "赵甲的打分表漏了 1 件：2024-0004；整个文件都没有登记"],
        );
    }
    none(&story);
    // An item is missing, or its column.
    story.sheet("甲.csv", &[WHOLE[0], WHOLE[1], WHOLE[2], "4,赵甲,20,15,,15,8"]);
    says(&story.on(day, "review import 甲.csv").ended(3), &["攻关与成果没有打分", "整个文件都没有登记"]);
    story.0.write(
        "甲.csv",
        "案件编号,专家,技艺水平与业绩,工作室条件与单位支持,攻关与成果,带徒传技\n1,赵甲,1,1,1,1\n",
    );
    says(&story.on(day, "review import 甲.csv").ended(1), &["缺少必需的列：制度与待遇"]);
    none(&story);
    // Twice the same case: once the same, once not.
    story.sheet("甲.csv", &[WHOLE[0], WHOLE[1], WHOLE[2], WHOLE[3], "2,赵甲,23,18,22,18,9"]);
    let twice = "与第 3 行都是赵甲对 2024-0002 的评分，分数却不同";
    says(&story.on(day, "review import 甲.csv").ended(3), &[twice, "整个文件都没有登记"]);
    says(&story.on(day, "review import 甲.csv --partial").ended(2), &[twice, "整个文件都没有登记"]);
    none(&story);
    // Somebody else's, or another unit's.
    story.does(day, "review expert add 郑己 --employer 示例学院");
    story.sheet(
        "甲.csv",
        &[
            "1,郑己,24,19,24,19,9",
            "2,王五,22,18,22,18,9",
            "9,赵甲,20,15,20,15,8",
            "2023-0001,赵甲,20,15,20,15,8",
        ],
    );
    let said = story.on(day, "review import 甲.csv").ended(3);
    says(
        &said,
        &["郑己不是本轮的评审专家", "没有登记专家“王五”", "没有案件 2024-0009", "没有 2023 年度的轮次"],
    );
    none(&story);
    story.sheet("甲.csv", &[WHOLE[0], WHOLE[1], WHOLE[2], WHOLE[3], WHOLE[1]]);
    says(
        &story.does(day, "review import 甲.csv"),
        &["已登记评分 4 份", "1 行与前面的行相同，只按一份登记：第 6 行同第 3 行"],
    );
    says(&story.does(day, "review import 甲.csv"), &["没有新的评分，案卷未作改动"]);
    assert_eq!(story.0.count("score_sheet"), 4);
    // A case of another round.
    story.does(
        "2025-02-28",
        "round open --year 2025 --notice-no 沪松人社〔2025〕8号 --from 2025-03-01 --to 2025-03-28 \
         --town-deadline 2025-04-11 --quota 1",
    );
    let said = story.on("2025-04-18", "review import 甲.csv").ended(3);
    assert!(said.contains("没有案件 2025-0001"), "{said}");
    story.sheet("丙.csv", &["2024-0001,赵甲,24,19,24,19,9"]);
    let said = story.on("2025-04-18", "review import 丙.csv").ended(3);
    says(&said, &["2024-0001 是 2024 年度的案件，这次登记的是 2025 年度的评审（--year）"]);
}

/// The same employer and the same expert, however somebody typed them.
#[test]
fn names_are_compared_in_their_normal_form() {
    let story = Story::before_the_panel(1);
    let employer = "\u{3000}上海松研 精密机械有限公司 ";
    let add = |name: &str, code: i32| {
        let words = ["review", "expert", "add", name, "--employer", employer, "--on", "2024-04-16"];
        story.0.args(&words).ended(code)
    };
    add("赵　甲", 0);
    assert!(add("赵甲", 2).contains("已经登记"));
    story.answers("review expert list", &["应当回避的专家", "'赵　甲' 2024-0001 --kind 任职"]);
    story.does("2024-04-16", "review recuse 赵甲 1 --kind 任职 --reason 任职");
    let told = story.does("2024-04-16", "review expert list");
    assert!(!told.contains("应当回避"), "{told}");
    let story = Story::of_places(1);
    story.sheet("甲.csv", &WHOLE);
    story.does("2024-04-18", "review import 甲.csv");
    let day = "2024-04-18";
    // A name spaced out for looks is the same name.
    story.sheet("乙.csv", &["1,钱　乙,24,19,24,19,9"]);
    says(&story.does(day, "review import 乙.csv --partial"), &["已登记评分 1 份", "还有 3 件没有评分"]);
}

#[test]
fn an_old_sheet_does_not_undo_a_correction() {
    let story = Story::of_places(1);
    story.sheet("甲.csv", &WHOLE);
    story.does("2024-04-18", "review import 甲.csv");
    story.does(
        "2024-04-19",
        "review score 1 --expert 赵甲 --item 24,19,24,18.5,9 --reason 专家本人更正，有签字",
    );
    says(&story.does("2024-04-20", "review import 甲.csv"), &["没有新的评分", "4 行此前已经登记"]);
    story.sheet("甲.csv", &["1,赵甲,1,1,1,1,1"]);
    says(&story.on("2024-04-20", "review import 甲.csv").ended(3), &["已有评分，与这份不同", "--reason"]);
    story.answers(
        "review scores 1",
        &["24,19,24,19,9 95.00 已更正", "24,19,24,18.5,9 94.50 有效 2024-04-19 王芳 专家本人更正，有签字"],
    );
    story.answers("review rank", &["赵甲94.5"]);
}

#[test]
fn two_operators_at_once_leave_one_truth() {
    let story = Story::of_places(1);
    for case in 1..=4 {
        story.scored(
            case,
            [["24,19,24,19,9"; 5], LOW, ["20,15,20,15,7"; 5], ["20,15,20,14,7"; 5]][case as usize - 1],
        );
    }
    let both = |lines: [&str; 2]| {
        std::thread::scope(|scope| {
            let story = &story;
            lines
                .map(|line| scope.spawn(move || story.on("2024-04-22", line).code))
                .map(|one| one.join().unwrap())
        })
    };
    // A recusal and a corrected score: whichever comes first, the score doesn't count.
    let codes = both([
        "review recuse 赵甲 2 --kind 亲属 --reason 表亲",
        "review score 2 --expert 赵甲 --item 25,20,25,20,10 --reason 更正",
    ]);
    assert!(codes[0] == 0 && [0, 3].contains(&codes[1]), "{codes:?}");
    story.answers("review rank", &["钱乙78 孙丙78 周丁78 吴戊78 赵甲 不足 5 份，不去 312÷4"]);
    // Two lists: there is one.
    let mut codes = both(["review propose", "review propose"]);
    codes.sort_unstable();
    assert_eq!((codes, story.0.count("proposal"), story.0.count("proposal_entry")), ([0, 2], 1, 4));
    says(&story.does("2024-04-22", "audit verify"), &["完好"]);
}

/// A sheet that a hand put into the file without its items is no sheet of zeros.
#[test]
fn a_sheet_without_its_items_is_found_out() {
    let story = Story::of_places(1);
    story.scored(1, LOW);
    let file = rusqlite::Connection::open(story.0.folder.path().join("studiogrant.db")).unwrap();
    file.execute_batch(
        "BEGIN; INSERT INTO entry SELECT max(id) + 1, recorded_at, business_on, operator, role, command FROM entry;
         INSERT INTO score_sheet SELECT max(id) + 1, (SELECT max(id) FROM entry), 2, 1, 1, '2024-04-18', NULL, 0 FROM score_sheet;
         COMMIT",
    )
    .unwrap();
    drop(file);
    says(&story.on("2024-04-22", "review rank").ended(2), &["2024-0002 有一份评分缺项", "audit verify"]);
}
