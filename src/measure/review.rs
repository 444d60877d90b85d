//! 六(二)4, first half: the expert review, to the proposed list.

use super::Outcome::Met;
use super::{
    Candidate, Check, Discretion, Figure, Origin, Outcome, Points, Policy, Proposing, Recusing, Rule,
    Scorers, Scoring, Seating, Shown, Stage, no_figures,
};

/// A6-2-4a
pub static PANEL: Rule = Rule {
    code: "A6-2-4a",
    clause: "六(二)4",
    title: "专家评审组",
    asks: "由局里组织专家评审，有利害关系的专家回避。",
    reading: "专家为单数、不少于 5 人，同名的只算一人；开始评分以后只能增补，不能更换。回避在评分以前登记，回避的专家没有分数，不是零分；评分以后才发现的，登记回避，评过的分作废，不计入排名，仍留在案卷里。",
    origin: Origin::Both,
    stages: &[Stage::Review],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.panel_minimum.shown("最少人数"), policy.panel_odd.shown("须为单数")],
    checks: &[
        Check::Seating(seated),
        Check::Seating(only_added),
        Check::Recusing(recused_before_scoring),
        Check::Scoring(on_panel),
        Check::Scoring(not_recused),
    ],
};

fn seated(seating: &Seating<'_>, policy: &Policy) -> Outcome {
    let distinct = |(at, name): &(usize, &&str)| !seating.experts[..*at].contains(*name);
    let count = seating.experts.iter().enumerate().filter(distinct).count();
    let least = policy.panel_minimum.value;
    let odd = policy.panel_odd.value;
    if count >= least as usize && (!odd || count % 2 == 1) {
        return Met;
    }
    let shape = if odd { "，并为单数" } else { "" };
    Outcome::not_met(
        format!("评审专家 {count} 人，应不少于 {least} 人{shape}"),
        format!("请增减专家，使人数不少于 {least} 人{shape}"),
    )
}

fn only_added(seating: &Seating<'_>, _: &Policy) -> Outcome {
    let gone: Vec<_> =
        seating.staying.iter().filter(|name| !seating.experts.contains(name)).copied().collect();
    if gone.is_empty() {
        return Met;
    }
    Outcome::not_met(
        format!("本轮已有评分，评审组只能增补，不能去掉{}", gone.join("、")),
        "请写上原来的全部成员再增补；有利害关系的登记回避",
    )
}

fn recused_before_scoring(recusing: &Recusing<'_>, _: &Policy) -> Outcome {
    if !recusing.has_scored {
        return Met;
    }
    Outcome::reminder(
        format!("专家{}已经对这个项目评过分，这份评分作废，不计入排名", recusing.expert),
        "评分仍留在案卷里，review scores 可查；理由里请写明何时、怎样发现的",
    )
}

fn on_panel(scoring: &Scoring<'_>, _: &Policy) -> Outcome {
    if scoring.on_panel {
        return Met;
    }
    Outcome::not_met(
        format!("{}不是本轮的评审专家", scoring.expert),
        "请核对专家姓名，只登记评审组成员的评分",
    )
}

fn not_recused(scoring: &Scoring<'_>, _: &Policy) -> Outcome {
    if !scoring.recused {
        return Met;
    }
    Outcome::not_met(
        format!("专家{}已对这个项目回避，不能评分", scoring.expert),
        "请去掉这份评分；回避的专家没有分数",
    )
}

/// A6-2-4b
pub static COMPETITION: Rule = Rule {
    code: "A6-2-4b",
    clause: "六(二)4",
    title: "差额评审",
    asks: "评审有差额，择优拟定名单。",
    reading: "候选项目多于拟资助项目；相等的须记录例外的理由。",
    origin: Origin::Measure,
    stages: &[Stage::Review],
    in_schema: false,
    discretion: Some(Discretion::Exception),
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Proposing(competitive)],
};

impl Proposing<'_> {
    /// How many are on the list.
    pub fn count(&self) -> u32 {
        let listed = self.candidates.iter().filter(|candidate| candidate.proposed).count();
        u32::try_from(listed).unwrap_or(u32::MAX)
    }
}

fn competitive(proposing: &Proposing<'_>, _: &Policy) -> Outcome {
    let (candidates, count) = (proposing.candidates.len(), proposing.count());
    if candidates > count as usize {
        return Met;
    }
    Outcome::not_met(
        format!("候选项目 {candidates} 个，拟资助 {count} 个，没有差额"),
        "请减少拟资助的项目；确实不能差额的，写明理由按例外处理",
    )
}

/// A6-2-4r
pub static SHEETS: Rule = Rule {
    code: "A6-2-4r",
    clause: "六(二)4",
    title: "评分合规",
    asks: "评分按统一的项目和分值进行，每个项目有足够的有效评分。",
    reading: "每一项在零分和最高分之间，含两端；项目、分值和最少评分数由局里确定。组建评审组时，每个项目除去回避的，能评分的专家就不能少于最少评分数；后来因回避而不够的，增补专家。",
    origin: Origin::Bureau,
    stages: &[Stage::Review],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.rubric.shown("评分项目"), policy.sheets_minimum.shown("最少有效评分")],
    checks: &[
        Check::Seating(enough_seated),
        Check::Recusing(enough_left),
        Check::Scoring(fits_rubric),
        Check::Proposing(enough_sheets),
    ],
};

fn enough_seated(seating: &Seating<'_>, policy: &Policy) -> Outcome {
    let least = policy.sheets_minimum.value;
    let few: Vec<_> = (seating.scorers.iter().filter(|scorers| scorers.count < least))
        .map(|scorers| format!("{}（{} 人）", scorers.case_no, scorers.count))
        .collect();
    if few.is_empty() {
        return Met;
    }
    Outcome::not_met(
        format!("除去回避的，能评分的专家少于 {least} 人：{}", few.join("、")),
        "请增加或者换上与这些项目没有利害关系的专家",
    )
}

fn enough_left(recusing: &Recusing<'_>, policy: &Policy) -> Outcome {
    let least = policy.sheets_minimum.value;
    match recusing.scorers {
        Some(Scorers { case_no, count }) if count < least => Outcome::reminder(
            format!("回避以后，{case_no} 只有 {count} 位专家可以评分，至少要 {least} 位"),
            "请在 review panel 的名单后面增补专家，仍为单数",
        ),
        _ => Met,
    }
}

fn fits_rubric(scoring: &Scoring<'_>, policy: &Policy) -> Outcome {
    let rubric = &policy.rubric.value;
    if scoring.items.len() != rubric.len() {
        return Outcome::not_met(
            format!("评分有 {} 项，评分表是 {} 项", scoring.items.len(), rubric.len()),
            "请按评分表的项目逐项填写",
        );
    }
    let outside = |points: i64, maximum: Points| !(0..=maximum.0).contains(&points);
    let mut wrong = rubric.iter().zip(scoring.items).filter(|(item, points)| outside(**points, item.maximum));
    let Some((item, points)) = wrong.next() else { return Met };
    Outcome::not_met(
        format!("{} {} 分，应在 0 到 {} 分之间", item.name, Points(*points), item.maximum),
        "请与专家核对后更正",
    )
}

fn enough_sheets(proposing: &Proposing<'_>, policy: &Policy) -> Outcome {
    let least = policy.sheets_minimum.value;
    let few: Vec<_> = (proposing.candidates.iter().filter(|candidate| candidate.sheets < least))
        .map(|candidate| format!("{}（{} 份）", candidate.case_no, candidate.sheets))
        .collect();
    if few.is_empty() {
        return Met;
    }
    Outcome::not_met(
        format!("有效评分少于 {least} 份：{}", few.join("、")),
        "请补齐评分；回避太多而评不齐的，在 review panel 的名单后面增补专家来评",
    )
}

/// A6-2-4c
pub static BEST_RANKED: Rule = Rule {
    code: "A6-2-4c",
    clause: "六(二)4",
    title: "择优拟定",
    asks: "按评审排名择优拟定名单。",
    reading: "平均分是去掉高低分以后的总分除以份数，用分数精确比较，不先取小数，列表上四舍五入到四位；成果分、人才培养分取全部有效评分的平均。平均分相同的按写明的次序比较，不抽签，也不看登记先后；比完仍然并列的由评审组表决。偏离排名须说明理由。",
    origin: Origin::Both,
    stages: &[Stage::Review],
    in_schema: true,
    discretion: Some(Discretion::Reason),
    confirmable: false,
    figures: |policy| {
        vec![
            policy.tie_order.shown("同分比较顺序"),
            item("成果分项目", &policy.outputs_item, policy),
            item("人才培养分项目", &policy.talent_item, policy),
            policy.trim_from.shown("去高低分起点"),
            policy.trim_each.shown("去高低分个数"),
        ]
    },
    checks: &[Check::Proposing(best_ranked), Check::Proposing(ordered_reserve)],
};

/// An item of the rubric by the name that people know it under.
fn item(name: &'static str, key: &Figure<String>, policy: &Policy) -> Shown {
    let item = policy.rubric_item(&key.value).and_then(|at| policy.rubric.value.get(at));
    Shown { value: item.map(|item| item.name.clone()).unwrap_or_default(), ..key.shown(name) }
}

fn best_ranked(proposing: &Proposing<'_>, _: &Policy) -> Outcome {
    let place = |candidate: &&Candidate<'_>| (candidate.rank, candidate.case_no.to_owned());
    let worst_in = proposing.candidates.iter().filter(|candidate| candidate.proposed).max_by_key(place);
    let best_out = proposing.candidates.iter().filter(|candidate| !candidate.proposed).min_by_key(place);
    let (Some(inside), Some(outside)) = (worst_in, best_out) else { return Met };
    if inside.rank < outside.rank {
        return Met;
    }
    let (case, other) = (inside.case_no, outside.case_no);
    if inside.rank == outside.rank {
        let level = proposing.candidates.iter().filter(|candidate| candidate.rank == inside.rank);
        let level = level.map(|candidate| candidate.case_no).collect();
        return undecided(
            level,
            inside.rank,
            "只列入了其中一部分",
            "写明 --include 或者 --exclude 案件，用 --waive A6-2-4c --reason 说明取舍的理由",
        );
    }
    Outcome::not_met(
        format!("{case} 排第 {}，列入了名单；{other} 排第 {}，没有列入", inside.rank, outside.rank),
        "请按排名拟定名单，或者说明偏离排名的理由",
    )
}

/// The reserve moves up in its order, so that nothing may be level there either.
fn ordered_reserve(proposing: &Proposing<'_>, _: &Policy) -> Outcome {
    let listed: Vec<_> =
        proposing.candidates.iter().filter(|candidate| candidate.proposed).map(|one| one.rank).collect();
    let waits = |one: &&Candidate<'_>| !one.proposed && !listed.contains(&one.rank);
    let mut reserve: Vec<_> = proposing.candidates.iter().filter(waits).collect();
    reserve.sort_by_key(|candidate| candidate.rank);
    let level = reserve.chunk_by(|one, other| one.rank == other.rank).find(|group| group.len() > 1);
    level.map_or(Met, |group| {
        let level = group.iter().map(|one| one.case_no).collect();
        undecided(
            level,
            group[0].rank,
            "候补的先后没有定",
            "用 --waive A6-2-4c --reason 说明不表决的理由，候补的先后就按案件编号",
        )
    })
}

fn undecided(mut level: Vec<&str>, rank: u32, found: &str, otherwise: &str) -> Outcome {
    level.sort_unstable();
    let votes: Vec<_> = level.iter().map(|no| format!("{no}=票数")).collect();
    Outcome::not_met(
        format!("{} 并列第 {rank}，{found}", level.join(" 与 ")),
        format!("请由评审组表决：review vote {}；或者{otherwise}", votes.join(" ")),
    )
}
