//! Complaints about the review, answered from the case file: each a small story, with the commands that a clerk would
//! use and the sentences that answer the question. All of it is invented.

use super::desk::{Desk, Said};

const EXAMPLE: &str = include_str!("../../examples/2024/申报.csv");
const EXPERTS: [&str; 5] = ["赵甲", "钱乙", "孙丙", "周丁", "吴戊"];
const RUBRIC: &str = "技艺水平与业绩,工作室条件与单位支持,攻关与成果,带徒传技,制度与待遇";

/// A round in which four candidates are before a panel of five:
/// 0001 上海松研精密机械有限公司, 0002 上海佘岚模具技术有限公司, 0003 上海云间汽车服务有限公司, 0004 上海谷阳焊接工程有限公司.
struct Story(Desk);

impl Story {
    fn of_places(quota: u32) -> Self {
        let story = Self::before_the_panel(quota);
        for name in EXPERTS {
            story.does("2024-04-16", &format!("review expert add {name} --employer 示例大学 --title 教授"));
        }
        story.does("2024-04-16", &format!("review panel --experts {}", EXPERTS.join(",")));
        story
    }

    fn before_the_panel(quota: u32) -> Self {
        let story = Self(Desk::bare());
        story.does("2024-02-28", "init --rehearsal");
        story.does(
            "2024-02-28",
            &format!(
                "round open --year 2024 --notice-no 沪松人社〔2024〕8号 --from 2024-03-01 --to 2024-03-29 \
                 --town-deadline 2024-04-12 --quota {quota} --budget 120000"
            ),
        );
        let units = ["上海松研精密", "上海佘岚模具", "上海云间汽车", "上海谷阳焊接"];
        let row = |unit: &&str| EXAMPLE.lines().find(|line| line.contains(*unit)).unwrap();
        let mut sheet = vec![EXAMPLE.lines().next().unwrap()];
        sheet.extend(units.iter().map(row));
        story.0.write("申报.csv", sheet.join("\n"));
        story.does("2024-03-22", "apply import 申报.csv");
        story.does("2024-04-10", "screen confirm 3 A6-1-2b --evidence 现场查看");
        for (case, town) in [(1, "泗泾镇"), (2, "佘山镇"), (3, "中山街道"), (4, "车墩镇")] {
            story.does("2024-04-10", &format!("screen pass {case} --opinion 同意推荐"));
            story.does("2024-04-12", &format!("screen forward --town {town}"));
        }
        story
    }

    /// What a clerk types on a day, and what the program says.
    fn on(&self, day: &str, line: &str) -> Said {
        self.0.run(&format!("{line} --on {day}"))
    }

    #[track_caller]
    fn does(&self, day: &str, line: &str) -> String {
        self.on(day, line).ended(0)
    }

    /// The five experts' scores of a case, in their order.
    fn scored(&self, case: u32, sheets: [&str; 5]) {
        for (expert, items) in EXPERTS.iter().zip(sheets) {
            self.does("2024-04-18", &format!("review score {case} --expert {expert} --item {items}"));
        }
    }

    fn sheet(&self, name: &str, rows: &[&str]) {
        self.0.write(name, format!("案件编号,专家,{RUBRIC}\n{}\n", rows.join("\n")));
    }

    /// Asks on 22 April, after the review; the answer has to say all of this.
    #[track_caller]
    fn answers(&self, line: &str, sentences: &[&str]) {
        says(&self.does("2024-04-22", line), sentences);
    }
}

#[track_caller]
fn says(text: &str, sentences: &[&str]) {
    let joined = flat(&unbroken(text));
    for sentence in sentences {
        assert!(joined.contains(&flat(sentence)), "{sentence}\nis missing in:\n{text}");
    }
}

/// The text with the cells of its tables in one piece again: long ones are broken over lines.
fn unbroken(text: &str) -> String {
    let mut columns: Vec<(usize, usize)> = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in text.lines() {
        let mut cells: Vec<char> = Vec::new();
        for letter in line.chars() {
            cells.push(letter);
            // A Chinese character is two cells wide.
            cells.extend((letter > '\u{2e80}').then_some('\u{0}'));
        }
        if line.starts_with("--") && line.chars().all(|letter| letter == '-' || letter == ' ') {
            columns = runs(&cells);
            continue;
        }
        let cut = |&(from, to): &(usize, usize)| {
            let cell = cells.iter().take(to).skip(from).filter(|letter| **letter != '\u{0}');
            cell.collect::<String>().trim().to_owned()
        };
        let row: Vec<_> = match columns.is_empty() {
            true => vec![line.to_owned()],
            false => columns.iter().map(cut).collect(),
        };
        match rows.last_mut() {
            Some(above) if row[0].is_empty() && above.len() == row.len() => {
                above.iter_mut().zip(row).for_each(|(above, more)| above.push_str(&more));
            }
            _ => rows.push(row),
        }
    }
    rows.iter().map(|row| row.join(" ") + "\n").collect()
}

/// Where the columns begin and end, by the runs of dashes under their headers.
fn runs(cells: &[char]) -> Vec<(usize, usize)> {
    let begins = |at: &usize| cells[*at] == '-' && (*at == 0 || cells[at - 1] == ' ');
    let starts: Vec<_> = (0..cells.len()).filter(begins).collect();
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    starts.iter().copied().zip(ends).collect()
}

fn flat(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

const LOW: [&str; 5] = ["20,15,20,15,8"; 5];

/// 云间 asks: we had the same points as 谷阳, why are we behind?
#[test]
fn a_tie_is_answered_with_the_figures_that_broke_it() {
    let story = Story::of_places(2);
    story.scored(1, ["24,19,24,19,9"; 5]);
    story.scored(2, LOW);
    // 0001 and 0002 have a priority that 0003 has not.
    story.scored(3, ["22,18,22,18,9"; 5]);
    story.scored(4, ["22,18,22,18,9"; 5]);
    story.answers(
        "review rank",
        &["89.0000", "与 2024-0003 同分，比优先申报：有优先申报的奖项或成果，对方没有"],
    );
    story.does("2024-04-22", "review propose");
    story.answers("show 3", &["第 3 名，平均 89.0000 分，同分处理：与 2024-0004 同分，比优先申报：没有"]);
    story.answers("rules A6-2-4c", &["绝不抽签，也不看登记先后", "优先申报、成果分、人才培养分"]);
    story.answers("review minutes", &["同分比较顺序", "攻关与成果"]);
}

#[test]
fn a_tie_by_outputs_shows_both_means() {
    let story = Story::of_places(1);
    story.scored(1, ["22,18,22,18,9", "22,18,22,18,9", "22,18,23,17,9", "22,18,22,18,9", "22,18,22,18,9"]);
    story.scored(2, ["22,18,22,18,9"; 5]);
    story.scored(3, LOW);
    story.scored(4, LOW);
    story.answers(
        "review rank",
        &[
            "与 2024-0002 同分，比成果分：22.2000 高于 22.0000",
            "与 2024-0001 同分，比成果分：22.0000 低于 22.2000",
        ],
    );
}

/// Two are level in everything: the panel votes, and the vote stands in the file.
#[test]
fn what_stays_level_is_voted_on_and_a_later_score_makes_the_vote_void() {
    let story = Story::of_places(1);
    story.scored(1, ["22,18,22,18,9"; 5]);
    story.scored(2, ["22,18,22,18,9"; 5]);
    story.scored(3, LOW);
    assert!(story.on("2024-04-19", "review vote 1=3 2=2").ended(2).contains("5 份评分没有登记"));
    story.scored(4, LOW);
    story.answers("review rank", &["与 2024-0002 并列，须评审组表决"]);
    let refused = story.on("2024-04-22", "review propose").ended(3);
    says(&refused, &["A6-2-4c", "2024-0001 与 2024-0002 并列第 1", "review vote"]);
    for (line, said) in [
        ("review vote 3=3 4=2", "没有并列"),
        ("review vote 1=3", "并列第 1 的是 2024-0001、2024-0002"),
        ("review vote 1=3 4=2", "并列第 1 的是 2024-0001、2024-0002"),
        ("review vote 1=4 2=2", "共 6 票"),
        ("review vote 1=0 2=0", "共 0 票"),
        ("review vote 1", "案件=票数"),
        ("review vote 1=多", "不是票数"),
    ] {
        assert!(story.on("2024-04-22", line).ended(2).contains(said), "{line}");
    }
    story.does("2024-04-19", "review vote 2024-0002=3 2024-0001=2");
    story.answers("review rank", &["与 2024-0001 同分，比评审组表决：3 票对 2 票"]);
    story.does("2024-04-19", "review score 1 --expert 赵甲 --item 21,18,23,18,9 --reason 登记时抄错");
    story.does("2024-04-19", "review score 1 --expert 赵甲 --item 22,18,22,18,9 --reason 改回原分");
    story.answers("review rank", &["与 2024-0002 并列，须评审组表决"]);
    story.does("2024-04-20", "review vote 1=1 2=4");
    story.does("2024-04-22", "review propose");
    story.answers("review minutes", &["并列表决", "2024-0002  4  2024-04-20", "登记时抄错", "改回原分"]);
    story.answers(
        "show 2",
        &["并列表决", "4 票", "拟资助", "同分处理：与 2024-0001 同分，比评审组表决：4 票对 1 票"],
    );
}

/// 松研 asks: did its own employee judge it? A rival asks the same. And where is the fifth score?
#[test]
fn a_recused_expert_has_no_score_by_any_way_in() {
    let story = Story::before_the_panel(2);
    for name in ["钱乙", "孙丙", "周丁", "吴戊"] {
        story.does("2024-04-16", &format!("review expert add {name} --employer 示例大学"));
    }
    story.does("2024-04-16", "review expert add 赵甲 --employer 上海松研精密机械有限公司");
    story.answers("review expert list", &["应当回避的专家", "赵甲 2024-0001 上海松研精密机械有限公司"]);
    let said = story.does("2024-04-16", &format!("review panel --experts {}", EXPERTS.join(",")));
    let command = "review recuse 赵甲 2024-0001 --kind 任职 --reason 任职于申报单位";
    says(&said, &["有专家任职于申报单位，打分前须登记回避", command]);
    story.answers("status", &["登记回避：任职于申报单位", command]);
    // Before the recusal is recorded, the conflict stops the score all the same.
    let refused = story.on("2024-04-18", "review score 1 --expert 赵甲 --item 25,20,25,20,10").ended(3);
    says(&refused, &["A6-2-4a", "任职于申报单位", "应当回避"]);
    story.does("2024-04-17", command);
    let told = story.does("2024-04-17", "review expert list");
    assert!(!told.contains("应当回避") && told.contains("任职于申报单位"), "{told}");

    // By command, by sheet, by hand in the file.
    let refused = story.on("2024-04-18", "review score 1 --expert 赵甲 --item 25,20,25,20,10").ended(3);
    says(&refused, &["A6-2-4a", "已对这个项目回避，不能评分"]);
    story.sheet(
        "赵甲.csv",
        &["1,赵甲,25,20,25,20,10", "2,赵甲,20,15,20,15,8", "3,赵甲,20,15,20,15,8", "4,赵甲,20,15,20,15,8"],
    );
    let refused = story.on("2024-04-18", "review import 赵甲.csv").ended(3);
    says(&refused, &["整个文件都没有登记", "已对这个项目回避"]);
    assert_eq!(story.0.count("score_sheet"), 0);
    story.on("2024-04-18", "review import 赵甲.csv --partial").ended(3);
    assert_eq!(story.0.count("score_sheet"), 3);
    let file = rusqlite::Connection::open(story.0.folder.path().join("studiogrant.db")).unwrap();
    file.execute_batch(
        "BEGIN; INSERT INTO entry SELECT max(id) + 1, recorded_at, business_on, operator, role, command FROM entry",
    )
    .unwrap();
    let by_hand = "INSERT INTO score_sheet SELECT max(id) + 1, (SELECT max(id) FROM entry), 1, \
                   (SELECT id FROM expert WHERE name = '赵甲'), 1, '2024-04-18', NULL, 0 FROM score_sheet";
    let refused = file.execute(by_hand, []).unwrap_err().to_string();
    assert!(refused.contains("A6-2-4a 该专家已回避本案"), "{refused}");
    drop(file);
    // The sheet that the expert is given has neither the case nor anybody's scores.
    story.does("2024-04-18", "review template --expert 赵甲 --out 打分表.csv");
    let sheet = story.0.read("打分表.csv");
    assert!(
        !sheet.contains("2024-0001") && sheet.contains("2024-0002,上海佘岚模具技术有限公司,赵甲,,,,,"),
        "{sheet}"
    );

    for (at, expert) in EXPERTS.iter().enumerate().skip(1) {
        for case in 1..=4 {
            let line = format!("review score {case} --expert {expert} --item {},18,22,18,9", 20 + at);
            story.does("2024-04-18", &line);
        }
    }
    story.answers("review rank", &["赵甲 不足 5 份，不去 358÷4 89.5000"]);
    story.answers("review summary", &["上海松研精密机械有限公司 回避 88 89 90 91 89.5000"]);
    story.answers("review minutes", &["赵甲", "任职", "任职于申报单位", "没有评分"]);
    story.answers("show 1", &["回避", "赵甲（任职）：任职于申报单位"]);
}

/// The kinship came out after the scores: they are void, stay visible, and the ranking is another.
#[test]
fn a_conflict_found_after_scoring_makes_the_score_void() {
    let story = Story::of_places(1);
    story.scored(1, ["25,20,25,20,10", "22,18,22,18,9", "22,18,22,18,9", "22,18,22,18,9", "22,18,22,18,9"]);
    story.scored(2, ["22,18,22,18,9"; 5]);
    story.scored(3, LOW);
    story.scored(4, LOW);
    let said = story.does(
        "2024-04-19",
        "review recuse 赵甲 1 --kind 亲属 --reason 4月19日来电反映是首席技师表兄，本人承认",
    );
    says(&said, &["已登记专家 赵甲", "提醒[A6-2-4a]", "这份评分作废，不计入排名"]);
    story.answers("review scores 1", &["25,20,25,20,10 100 作废（回避）", "22,18,22,18,9 89 有效"]);
    story.answers("review rank", &["不足 5 份，不去 356÷4 89.0000"]);
    story.answers("review minutes", &["作废", "本人承认", "更正和作废的评分"]);
    story.answers("show 1", &["赵甲 100.00 分", "评分后回避，评分作废", "赵甲（亲属）"]);
    for line in [
        "review score 1 --expert 赵甲 --item 20,15,20,15,8 --reason 重新评过",
        "review score 1 --expert 赵甲 --item 25,20,25,20,10",
    ] {
        says(&story.on("2024-04-20", line).ended(3), &["A6-2-4a", "已对这个项目回避"]);
    }
    story.sheet("赵甲.csv", &["1,赵甲,25,20,25,20,10"]);
    says(&story.on("2024-04-20", "review import 赵甲.csv").ended(3), &["已对这个项目回避"]);
    story.does("2024-04-22", "review propose --include 2 --exclude 1 --waive A6-2-4c --reason 评审组表决");
    let late = story.on("2024-04-22", "review recuse 钱乙 1 --kind 其他 --reason 又有反映").ended(2);
    says(&late, &["已在 2024-04-22 拟定名单", "publish object"]);
}

/// So many step back that a case can't be scored: it is said at once, and there is a way on.
#[test]
fn each_case_keeps_enough_who_may_score_it() {
    let story = Story::of_places(2);
    story.does("2024-04-17", "review recuse 赵甲 4 --kind 师徒 --reason 徒弟");
    story.does("2024-04-17", "review recuse 钱乙 4 --kind 三年内利益往来 --reason 2022年合作课题");
    story.scored(1, LOW);
    let said = story.does("2024-04-19", "review recuse 孙丙 4 --kind 亲属 --reason 表亲");
    says(&said, &["提醒[A6-2-4r]", "2024-0004 只有 2 位专家可以评分，至少要 3 位", "增补专家"]);
    story.answers(
        "review rank",
        &[
            "能评分的专家少于 3 人，不能拟定名单：2024-0004（2 人）",
            "review panel --experts 赵甲,钱乙,孙丙,周丁,吴戊,姓名,姓名",
        ],
    );
    for case in [2, 3] {
        story.scored(case, LOW);
    }
    for expert in ["周丁", "吴戊"] {
        story.does("2024-04-18", &format!("review score 4 --expert {expert} --item {}", LOW[0]));
    }
    let refused = story.on("2024-04-19", "review propose").ended(3);
    says(
        &refused,
        &["A6-2-4r", "有效评分少于 3 份：2024-0004（2 份）", "在 review panel 的名单后面增补专家来评"],
    );
    for name in ["郑己", "冯庚"] {
        story.does("2024-04-19", &format!("review expert add {name} --employer 示例学院"));
    }
    let refused = story.on("2024-04-19", "review panel --experts 赵甲,钱乙,郑己,周丁,吴戊").ended(3);
    says(&refused, &["A6-2-4a", "只能增补，不能去掉孙丙"]);
    let refused = story.on("2024-04-19", "review panel --experts 赵甲,钱乙,孙丙,周丁,吴戊,郑己").ended(3);
    says(&refused, &["A6-2-4a", "6 人", "单数"]);
    story.does("2024-04-19", "review panel --experts 赵甲,钱乙,孙丙,周丁,吴戊,郑己,冯庚");
    let told = story.does("2024-04-20", "review rank");
    assert!(!told.contains("不能拟定名单"), "{told}");
    says(&told, &["郑己 4 2024-0001、2024-0002、2024-0003、2024-0004"]);
    story.answers("review minutes", &["2024-04-16（5 人）；2024-04-19（7 人）"]);
    // A panel that leaves a case with too few is not seated in the first place.
    let story = Story::before_the_panel(2);
    for name in EXPERTS {
        story.does("2024-04-16", &format!("review expert add {name} --employer 上海云间汽车服务有限公司"));
    }
    let refused = story.on("2024-04-16", &format!("review panel --experts {}", EXPERTS.join(","))).ended(3);
    says(&refused, &["A6-2-4r", "能评分的专家少于 3 人：2024-0003（0 人）"]);
}

/// 佘岚 asks: an expert gave us 100, where did it go?
#[test]
fn a_dropped_score_is_shown_with_who_gave_it_and_what_was_counted() {
    let story = Story::of_places(1);
    story.scored(
        1,
        ["22.5,18,22,18,9", "22,18,22,18,9", "22,18,22.05,18,9", "22,18,22,18,9", "22,18,22,18,9"],
    );
    story.scored(2, ["25,20,25,20,10", "10,10,10,10,5", "22,18,22,18,9", "22,18,22,18,8.5", "22,18,22,18,8"]);
    story.scored(3, LOW);
    story.scored(4, LOW);
    story.answers(
        "review rank",
        &["赵甲100 钱乙45 孙丙89 周丁88.5 吴戊88", "最高 赵甲100；最低 钱乙45 265.5÷3 88.5000"],
    );
    story.answers(
        "review summary",
        &["100（去最高）", "45（去最低）", "满 5 份的，去掉最高、最低各 1 份", "专家签名"],
    );
    story.answers("review rank", &["267.05÷3 89.0167"]);
    story.does("2024-04-22", "review summary --out 汇总表.csv");
    let sheet = story.0.read("汇总表.csv");
    says(
        &sheet,
        &[
            "名次,案件,申报单位,赵甲,钱乙,孙丙,周丁,吴戊,平均分,同分处理",
            "2,2024-0002,上海佘岚模具技术有限公司,100（去最高）,45（去最低）,89,88.5,88,88.5000,",
        ],
    );
    story.answers("review what-if --without 赵甲", &["没有专家赵甲的评分，入围名单不变"]);
    // Without 钱乙 four are left and none is dropped: 365.5 ÷ 4 is more than 356.55 ÷ 4.
    story.answers(
        "review what-if --without 钱乙",
        &["入围名单会有变化：2024-0001 落选（第 1 名→第 2 名）；2024-0002 入围（第 2 名→第 1 名）"],
    );
}

/// 松研 was first and is not on the list: the reason stands wherever the list does.
#[test]
fn a_departure_from_the_ranking_is_shown_with_its_reason() {
    let story = Story::of_places(1);
    story.scored(1, ["24,19,24,19,9"; 5]);
    story.scored(2, ["22,18,22,18,9"; 5]);
    story.scored(3, LOW);
    story.scored(4, LOW);
    let refused = story.on("2024-04-22", "review propose --exclude 1").ended(3);
    says(&refused, &["A6-2-4c", "2024-0002 排第 2，列入了名单；2024-0001 排第 1，没有列入"]);
    assert!(
        story.on("2024-04-22", "review propose --exclude 1 --waive A6-2-4c").ended(2).contains("--reason")
    );
    let said = story.does(
        "2024-04-22",
        "review propose --exclude 1 --waive A6-2-4c --reason 单位三月受行政处罚，局党组会4月22日议定",
    );
    says(
        &said,
        &[
            "拟资助 1 个，候补 3 个",
            "资助标准每个 50,000.00 元，1 个共 50,000.00 元；本轮预算 120,000.00 元，余 70,000.00 元（市级获评资助另计）",
        ],
    );
    let reason = "单位三月受行政处罚，局党组会4月22日议定";
    story.answers("review minutes", &["例外和理由", "A6-2-4c", reason, "资助合计", "案卷校验码"]);
    story.answers("show 1", &["候补", "偏离名次", reason]);
    story.answers("show 2", &["拟资助", "偏离名次", reason]);
    story.answers("review what-if --without 赵甲", &["入围名单不变", "拟定的名单另有偏离排名的决定"]);
    // A winner that withdraws afterwards was ranked all the same.
    story.does("2024-04-23", "apply withdraw 2 --reason 单位迁出本区");
    let ranking = "2024-0002 上海佘岚模具技术有限公司 赵甲89 钱乙89 孙丙89 周丁89 吴戊89";
    says(
        &story.does("2024-04-24", "review minutes"),
        &[ranking, "拟资助 1 2024-0002 上海佘岚模具技术有限公司 2 89.0000"],
    );
}

/// Beyond the budget the list is drawn up, and the clerk is told.
#[test]
fn a_list_beyond_the_budget_is_said_with_the_figures() {
    let story = Story::of_places(3);
    for case in 1..=4 {
        story.scored(
            case,
            [["24,19,24,19,9"; 5], ["23,19,24,19,9"; 5], LOW, ["20,15,20,15,7"; 5]][case as usize - 1],
        );
    }
    let said = story.does("2024-04-22", "review propose");
    says(&said, &["3 个共 150,000.00 元；本轮预算 120,000.00 元，超出 30,000.00 元", "提醒[A9-1c]"]);
}

/// One list can depart from two rules at once, each by name.
#[test]
fn a_list_beyond_the_quota_that_also_departs_from_the_ranking_names_both_rules() {
    let story = Story::of_places(1);
    story.scored(1, ["24,19,24,19,9"; 5]);
    story.scored(2, ["22,18,22,18,9"; 5]);
    story.scored(3, LOW);
    story.scored(4, LOW);
    let line = "review propose --count 2 --exclude 2";
    says(&story.on("2024-04-22", line).ended(3), &["A3-1a", "A6-2-4c"]);
    says(&story.on("2024-04-22", &format!("{line} --include 2")).ended(2), &["不能既列入又不列入"]);
    says(
        &story.on("2024-04-22", &format!("{line} --waive A3-1a --reason 会议纪要3号")).ended(3),
        &["A6-2-4c"],
    );
    let firm = story.on("2024-04-22", &format!("{line} --waive A3-1a,A6-2-4r --reason 会议纪要3号")).ended(3);
    says(&firm, &["A6-2-4r 是办法的硬性要求"]);
    story.does("2024-04-22", &format!("{line} --waive A3-1a,A6-2-4c --reason 会议纪要3号"));
    story.answers("review minutes", &["A3-1a 会议纪要3号", "A6-2-4c 会议纪要3号"]);
    says(
        &story.does("2024-04-22", "review minutes --out 评审记录.xlsx"),
        &["已写入 评审记录.xlsx，共 9 张表"],
    );
    let names = calamine::open_workbook_auto(story.0.folder.path().join("评审记录.xlsx")).unwrap();
    let names = calamine::Reader::sheet_names(&names);
    assert_eq!(names[..3], ["基本情况", "评审组", "回避"]);
    assert!(story.on("2024-04-22", "review minutes --out 评审记录.csv").ended(1).contains(".xlsx、.json"));
}

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
        &["已登记评分 4 份", "第 6 行与第 3 行完全相同，按一份登记"],
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
    says(&said, &["2024-0001 是 2024 年度的案件，这一轮评审的是 2025 年度"]);
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
        &["24,19,24,19,9 95 已更正", "24,19,24,18.5,9 94.5 有效 2024-04-19 王芳 专家本人更正，有签字"],
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
