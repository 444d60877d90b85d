//! Complaints about the review, answered from the case file: each a small story, with the commands that a clerk would
//! use and the sentences that answer the question. All of it is invented.

use super::story::{EXPERTS, LOW, Story, says};

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
    story.answers("rules A6-2-4c", &["不抽签，也不看登记先后", "优先申报、成果分、人才培养分"]);
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

/// Those who are level and all on the list need no vote.
#[test]
fn a_tie_within_the_list_needs_no_vote() {
    let story = Story::of_places(3);
    story.scored(1, ["22,18,22,18,9"; 5]);
    story.scored(2, ["22,18,22,18,9"; 5]);
    story.scored(3, LOW);
    story.scored(4, LOW);
    story.answers("review rank", &["与 2024-0002 并列，都在名额以内"]);
}

/// A list of one parts the two who are level, though there are places for both; each paper says by what.
#[test]
fn a_tie_is_judged_by_the_list_that_was_proposed() {
    let story = Story::of_places(3);
    story.scored(1, ["22,18,22,18,9"; 5]);
    story.scored(2, ["22,18,22,18,9"; 5]);
    story.scored(3, LOW);
    story.scored(4, LOW);
    // The number of the case is no reason: whom the reason takes is to be named.
    let propose = "review propose --count 1 --waive A6-2-4c --reason 按会议纪要3号";
    let told = story.on("2024-04-22", propose).ended(3);
    says(
        &told,
        &["A6-2-4c", "2024-0001 与 2024-0002 并列第 1，没有写明列入哪一个", "--include", "--exclude"],
    );
    let listed = story.does("2024-04-22", &format!("{propose} --include 2"));
    assert!(!story.does("2024-04-22", "show 2").contains("偏离名次"));
    for command in ["review rank", "review summary", "review minutes", "show 1"] {
        let told = story.does("2024-04-22", command);
        for told in [&told, &listed] {
            says(told, &["与 2024-0002 并列，按说明的理由取舍", "按会议纪要3号"]);
            assert!(!told.contains("都在名额以内") && !told.contains("须评审组表决"), "{command}: {told}");
        }
    }
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
    says(
        &refused,
        &["A6-2-4c", "2024-0001 与 2024-0002 并列第 1", "review vote 2024-0001=票数 2024-0002=票数"],
    );
    let told = story.does("2024-04-22", "status");
    says(&told, &["并列第 1，须表决", "review vote 2024-0001=票数 2024-0002=票数"]);
    assert!(!told.contains("review propose"), "{told}");
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
    let told = story.does("2024-04-22", "status");
    says(&told, &["评分已齐，拟定名单"]);
    assert!(!told.contains("须表决"), "{told}");
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

/// Three step back from a case: status says that nobody can draw the list up, and how to get on.
#[test]
fn a_case_that_too_few_may_score_blocks_the_list_and_status_says_so() {
    let story = Story::of_places(1);
    for expert in &EXPERTS[..3] {
        story.does("2024-04-17", &format!("review recuse {expert} 1 --kind 师徒 --reason 师徒关系"));
    }
    for expert in &EXPERTS[3..] {
        story.does("2024-04-18", &format!("review score 1 --expert {expert} --item 24,19,24,19,9"));
    }
    story.scored(2, ["23,18,23,18,9"; 5]);
    story.scored(3, ["22,18,22,18,9"; 5]);
    story.scored(4, LOW);
    let told = story.does("2024-04-22", "status");
    says(
        &told,
        &["评分专家不足：2 人", "2024-0001 上海松研精密机械有限公司", "review panel --experts 赵甲,"],
    );
    assert!(!told.contains("评分已齐"), "{told}");
    says(&story.on("2024-04-22", "review propose").ended(3), &["A6-2-4r", "2024-0001（2 份）"]);
}

/// The reserve moves up in its order, so that level cases there keep the list waiting too.
#[test]
fn a_tie_on_the_reserve_is_voted_on_before_the_list_stands() {
    let story = Story::of_places(1);
    story.scored(1, ["22,18,22,18,9"; 5]);
    story.scored(2, ["22,18,22,18,9"; 5]);
    story.scored(3, LOW);
    story.scored(4, ["24,19,24,19,9"; 5]);
    let told = story.does("2024-04-19", "status");
    says(&told, &["候补并列第 2，须表决", "review vote 2024-0001=票数"]);
    assert!(!told.contains("评分已齐"), "{told}");
    let refused = story.on("2024-04-19", "review propose").ended(3);
    says(
        &refused,
        &["A6-2-4c", "2024-0001 与 2024-0002 并列第 2", "review vote 2024-0001=票数 2024-0002=票数"],
    );
    story.does("2024-04-19", "review vote 1=3 2=2");
    let told = story.does("2024-04-22", "status");
    assert!(told.contains("评分已齐") && !told.contains("表决"), "{told}");
    story.does("2024-04-22", "review propose");
}

/// Who met where, who thought otherwise: the minutes have what minutes need.
#[test]
fn the_minutes_say_where_the_panel_met_and_who_dissented() {
    let story = Story::before_the_panel(1);
    let meeting = "review meeting --place 局三楼会议室 --chair 周主任 --hours 9:00至11:30";
    assert!(story.on("2024-04-18", meeting).ended(2).contains("还没有组建评审组"));
    for name in EXPERTS {
        story.does("2024-04-16", &format!("review expert add {name} --employer 示例大学 --title 教授"));
    }
    story.does("2024-04-16", "review expert add 郑己 --employer 示例大学");
    story.does("2024-04-16", &format!("review panel --experts {}", EXPERTS.join(",")));
    assert!(story.on("2024-04-15", meeting).ended(2).contains("早于组建评审组"));
    assert!(story.on("2024-04-18", "review minutes").ended(2).contains("还没有登记评分"));
    story.does("2024-04-18", "review score 1 --expert 赵甲 --item 20,18,18,18,9");
    says(&story.does("2024-04-18", "review minutes"), &["登记评审会的时间、地点和主持人"]);
    story.does("2024-04-17", "review recuse 钱乙 2 --kind 师徒 --reason 师徒关系");
    story.does("2024-04-18", "review meeting --place 局二楼 --chair 周主任");
    story.does("2024-04-18", meeting);
    story.does("2024-04-18", "review dissent 赵甲 1 --opinion 成果证明只有自述，建议核实");
    story.does("2024-04-18", "review dissent 孙丙 --opinion 评分项目未分行业");
    for (line, said) in [
        ("review dissent 钱乙 2 --opinion 偏高", "已对 2024-0002 上海佘岚模具技术有限公司 回避"),
        ("review dissent 郑己 1 --opinion 偏高", "不是 2024 年度的评审专家"),
        ("review dissent 赵甲 1 --opinion 　", "请写明意见"),
    ] {
        let words: Vec<_> = line.split(' ').chain(["--on", "2024-04-18"]).collect();
        assert!(story.0.args(&words).ended(2).contains(said), "{line}");
    }
    let told = story.does("2024-04-22", "review minutes");
    says(
        &told,
        &[
            "评审会时间 2024-04-18 9:00至11:30",
            "评审会地点 局三楼会议室",
            "主持人 周主任",
            "不同意见",
            "赵甲 2024-0001 成果证明只有自述，建议核实 2024-04-18",
            "孙丙 整个评审 评分项目未分行业",
            "签名",
            "评审专家 吴戊",
            "记录人",
        ],
    );
    assert!(!told.contains("局二楼"), "{told}");
    story.answers("show 1", &["专家不同意见 赵甲：成果证明只有自述"]);
}

/// A later year's round is open already; the review of the earlier one goes on by naming its year.
#[test]
fn an_older_round_is_reviewed_by_its_year() {
    let story = Story::of_places(1);
    story.does(
        "2025-02-28",
        "round open --year 2025 --notice-no 沪松人社〔2025〕8号 --from 2025-03-01 --to 2025-03-28 \
         --town-deadline 2025-04-11 --quota 1",
    );
    let day = "2025-03-03";
    let rows: Vec<_> = EXPERTS
        .iter()
        .flat_map(|expert| (1..=4).map(move |case| format!("{case},{expert},22,18,22,18,{}", 9 - case / 3)))
        .collect();
    story.sheet("全部.csv", &rows.iter().map(String::as_str).collect::<Vec<_>>());
    story.on(day, "review import 全部.csv").ended(3);
    says(&story.does(day, "review import 全部.csv --year 2024"), &["已登记评分 20 份"]);
    says(&story.does(day, "review rank --year 2024"), &["与 2024-0002 并列，须评审组表决"]);
    story.on(day, "review vote 1=3 2=2").ended(2);
    says(&story.does(day, "review vote 1=3 2=2 --year 2024"), &["2024-0001 3 票，2024-0002 2 票"]);
    assert!(story.on(day, "review propose").ended(2).contains("还没有街镇上报"));
    says(&story.does(day, "review propose --year 2024"), &["2024 年度拟资助 1 个"]);
    for line in [
        "review propose --year 2024",
        "review vote 1=3 2=2 --year 2024",
        "review panel --experts 赵甲 --year 2024",
    ] {
        says(&story.on(day, line).ended(2), &["2024 年度已在 2025-03-03 拟定名单，评审到此为止"]);
    }
    story.sheet("一份.csv", &["1,赵甲,20,18,22,18,9"]);
    says(&story.on(day, "review import 一份.csv --year 2024").ended(3), &["评审到此为止"]);
    assert!(story.on(day, "review rank --year 2023").ended(2).contains("没有 2023 年度的轮次"));
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
    story.answers("review scores 1", &["25,20,25,20,10 100.00 作废（回避）", "22,18,22,18,9 89.00 有效"]);
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
    says(&told, &["郑己 4 2024-0001 2024-0002 2024-0003 2024-0004"]);
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
        &["已写入 评审记录.xlsx，共 11 张表"],
    );
    let names = calamine::open_workbook_auto(story.0.folder.path().join("评审记录.xlsx")).unwrap();
    let names = calamine::Reader::sheet_names(&names);
    assert_eq!(names[..3], ["基本情况", "评审组", "回避"]);
    assert!(story.on("2024-04-22", "review minutes --out 评审记录.csv").ended(2).contains(".xlsx、.json"));
}
