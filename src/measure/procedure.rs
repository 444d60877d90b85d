//! 六(二)1 to 4, first half: from the call for applications to the proposed list.

use super::Outcome::Met;
use super::{
    Candidate, Check, Deadline, Discretion, Extending, Figure, Filing, Forwarding, Opening, Origin, Outcome,
    Party, Passing, Points, Policy, Proposing, Recusing, Rule, Scorers, Scoring, Seating, Shown, Stage,
    Succeeding, Weight, assessment, no_figures, said,
};
use crate::model::doc_no;
use crate::model::town::Town;

/// A6-2-1a
pub static ROUND_OPEN: Rule = Rule {
    code: "A6-2-1a",
    clause: "六(二)1",
    title: "组织申报",
    asks: "局里发工作通知组织申报，写明条件、名额、时间和要求；申报在开始以后。",
    reading: "通知须有文号；开始日期不晚于截止日期，截止日期不晚于街镇上报截止日。",
    origin: Origin::Measure,
    stages: &[Stage::Round, Stage::Apply],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.quota.shown("年度名额")],
    checks: &[Check::Opening(has_notice), Check::Opening(in_order), Check::Filing(not_early)],
};

fn has_notice(opening: &Opening<'_>, _: &Policy) -> Outcome {
    let notice_no = opening.notice_no;
    if doc_no::is_whole(&doc_no::plain(notice_no)) {
        return Met;
    }
    if !said(Some(notice_no)) {
        return Outcome::not_met("没有写工作通知的文号", "请填写组织申报的通知文号，如 沪松人社〔2026〕3号");
    }
    Outcome::reminder(
        format!("工作通知的文号“{notice_no}”不完整"),
        "请核对，公示和评审记录照此引用；文号有机关代字、年份和序号，如 沪松人社〔2026〕3号",
    )
}

fn in_order(opening: &Opening<'_>, _: &Policy) -> Outcome {
    let Opening { opens_on, closes_on, town_deadline_on, .. } = opening;
    if opens_on <= closes_on && closes_on <= town_deadline_on {
        return Met;
    }
    Outcome::not_met(
        format!("日期先后不对：申报 {opens_on} 至 {closes_on}，街镇上报截止 {town_deadline_on}"),
        "请按先开始、后截止、再上报的顺序填写日期",
    )
}

fn not_early(filing: &Filing<'_>, _: &Policy) -> Outcome {
    let (applied_on, opens_on) = (filing.applied_on, filing.round.opens_on);
    if applied_on >= opens_on {
        return Met;
    }
    Outcome::not_met(
        format!("申报日期 {applied_on} 早于申报开始的 {opens_on}"),
        format!("请核对申报日期，或在 {opens_on} 以后申报"),
    )
}

/// A6-2-1b
pub static FILED_IN_TIME: Rule = Rule {
    code: "A6-2-1b",
    clause: "六(二)1",
    title: "按时申报",
    asks: "在通知的时间以内申报。",
    reading: "截止当日算在内；逾期的须记录例外的理由。",
    origin: Origin::Measure,
    stages: &[Stage::Apply],
    in_schema: true,
    discretion: Some(Discretion::Exception),
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Filing(not_late)],
};

fn not_late(filing: &Filing<'_>, _: &Policy) -> Outcome {
    let (applied_on, closes_on) = (filing.applied_on, filing.round.closes_on);
    if applied_on <= closes_on {
        return Met;
    }
    Outcome::not_met(
        format!("申报日期 {applied_on} 晚于申报截止的 {closes_on}"),
        "逾期不受理；确有理由的，写明理由按例外收下",
    )
}

/// A6-2-2
pub static FILED_ONCE: Rule = Rule {
    code: "A6-2-2",
    clause: "六(二)2",
    title: "属地一次申报",
    asks: "向所在镇、街道或开发区的社区事务受理服务中心申报。",
    reading: "同一轮里，一家单位、一名首席技师各只能有一份有效申报；已获的资助周期未满的，不能再报，末日也算未满；更换的带头人也一样。",
    origin: Origin::Both,
    stages: &[Stage::Apply, Stage::Assess],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.screening_zones.shown("自行初审的开发区")],
    checks: &[Check::Filing(filed_at_home), Check::Filing(no_rival), Check::Succeeding(leads_nothing_else)],
};

/// Whether this town screens units of that town: its own, and those of zones that don't screen by themselves
/// when it is a town or street. A name that is no town of the district is A1-1's to refuse.
fn screens(town: &str, unit_town: &str, policy: &Policy) -> bool {
    let Some(home) = Town::find(unit_town) else { return true };
    match Town::find(town) {
        Some(town) if town == home => !home.is_zone() || screens_itself(home, policy),
        Some(town) => home.is_zone() && !screens_itself(home, policy) && !town.is_zone(),
        None => false,
    }
}

fn screens_itself(zone: Town, policy: &Policy) -> bool {
    policy.screening_zones.value.iter().any(|name| name == zone.term())
}

fn filed_at_home(filing: &Filing<'_>, policy: &Policy) -> Outcome {
    let (town, home) = (filing.filed_with, filing.application.town.as_str());
    if screens(town, home, policy) {
        return Met;
    }
    Outcome::not_met(
        format!("单位在{home}，申报交到了{town}"),
        "请向单位所在的镇、街道或开发区受理中心申报；开发区不自行初审的，交到所在街镇",
    )
}

fn leads_nothing_else(succeeding: &Succeeding<'_>, _: &Policy) -> Outcome {
    let stands = |to: Option<chrono::NaiveDate>| to.is_none_or(|to| to >= succeeding.proposed_on);
    let others: Vec<_> = succeeding.rivals.iter().filter(|rival| stands(rival.award_to)).collect();
    if others.is_empty() {
        return Met;
    }
    let numbers: Vec<_> = others.iter().map(|rival| rival.case_no).collect();
    Outcome::not_met(
        format!("新带头人已是 {} 的首席技师", numbers.join("、")),
        "一名首席技师只能带一个受资助的工作室，请单位另提人选",
    )
}

fn no_rival(filing: &Filing<'_>, _: &Policy) -> Outcome {
    let stands = |to: Option<chrono::NaiveDate>| to.is_none_or(|to| to >= filing.applied_on);
    if !filing.rivals.iter().any(|rival| stands(rival.award_to)) {
        return Met;
    }
    let rivals = filing.rivals.iter().filter(|rival| stands(rival.award_to)).map(|rival| {
        let who = match rival.party {
            Party::Unit => "这家单位",
            Party::Technician => "这名首席技师",
        };
        match rival.award_to {
            None => format!("{who}本轮已有申报（{}）", rival.case_no),
            Some(to) => format!("{who}的资助项目 {} 周期到 {to}", rival.case_no),
        }
    });
    Outcome::not_met(
        rivals.collect::<Vec<_>>().join("；"),
        "请只保留一份申报；要改用这一份的，先撤回原来的；周期未满的，期满后再报",
    )
}

/// A6-2-3a
pub static SCREENED: Rule = Rule {
    code: "A6-2-3a",
    clause: "六(二)3",
    title: "街镇初审",
    asks: "由单位所在的镇、街道或开发区严格审核，出具初审意见。",
    reading: "还有不符合或者待核实的事项，不能通过；提醒不影响通过。",
    origin: Origin::Measure,
    stages: &[Stage::Screen],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.screening_zones.shown("自行初审的开发区")],
    checks: &[Check::Passing(screened_at_home), Check::Passing(has_opinion), Check::Passing(nothing_open)],
};

fn screened_at_home(passing: &Passing<'_>, policy: &Policy) -> Outcome {
    if screens(passing.town, passing.unit_town, policy) {
        return Met;
    }
    Outcome::not_met(
        format!("单位在{}，不归{}初审", passing.unit_town, passing.town),
        "请由单位所在的镇、街道或开发区初审",
    )
}

fn has_opinion(passing: &Passing<'_>, _: &Policy) -> Outcome {
    if said(Some(passing.opinion)) {
        return Met;
    }
    Outcome::not_met("没有写初审意见", "请写明初审意见")
}

fn nothing_open(passing: &Passing<'_>, _: &Policy) -> Outcome {
    let open = || passing.open.iter().filter(|finding| finding.weight > Weight::Reminder);
    if open().next().is_none() {
        return Met;
    }
    let named: Vec<_> =
        open().map(|finding| format!("{}（{}）", finding.code, finding.weight.term())).collect();
    Outcome::not_met(
        format!("还有 {} 项没有了结：{}", named.len(), named.join("、")),
        "请逐项核实确认；不符合的，退回补正或者不予通过",
    )
}

/// A6-2-3b
pub static FORWARDED: Rule = Rule {
    code: "A6-2-3b",
    clause: "六(二)3",
    title: "按时上报",
    asks: "街镇按时把候选项目报到局里。",
    reading: "上报截止当日算在内；逾期的须记录例外的理由；截止日期可以延长，只能往后，须写明理由。",
    origin: Origin::Measure,
    stages: &[Stage::Screen],
    in_schema: true,
    discretion: Some(Discretion::Exception),
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Forwarding(forwarded_in_time), Check::Extending(towns_later)],
};

fn forwarded_in_time(forwarding: &Forwarding<'_>, _: &Policy) -> Outcome {
    let (day, deadline) = (forwarding.forwarded_on, forwarding.round.town_deadline_on);
    if day <= deadline {
        return Met;
    }
    Outcome::not_met(
        format!("上报日期 {day} 晚于街镇上报截止的 {deadline}"),
        "逾期不收；确有理由的，写明理由按例外收下",
    )
}

fn towns_later(extending: &Extending<'_>, _: &Policy) -> Outcome {
    if extending.deadline == Deadline::Town { assessment::put_off(extending) } else { Met }
}

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
        return undecided(level, inside.rank, "只列入了其中一部分");
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
        undecided(group.iter().map(|one| one.case_no).collect(), group[0].rank, "候补的先后没有定")
    })
}

fn undecided(mut level: Vec<&str>, rank: u32, found: &str) -> Outcome {
    level.sort_unstable();
    let votes: Vec<_> = level.iter().map(|no| format!("{no}=票数")).collect();
    Outcome::not_met(
        format!("{} 并列第 {rank}，{found}", level.join(" 与 ")),
        format!("请由评审组表决：review vote {}；或者说明取舍的理由", votes.join(" ")),
    )
}

/// A9-3
pub static IN_FORCE: Rule = Rule {
    code: "A9-3",
    clause: "九3",
    title: "办法施行",
    asks: "办法自发文之日起施行，按本办法的申报在这以后开始。",
    reading: "以申报开始日期为准，发文当日可以。",
    origin: Origin::Measure,
    stages: &[Stage::Round],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.measure.shown("办法文号"), policy.effective_on.shown("实施日期")],
    checks: &[Check::Opening(in_force)],
};

fn in_force(opening: &Opening<'_>, policy: &Policy) -> Outcome {
    let (opens_on, since) = (opening.opens_on, policy.effective_on.value);
    if opens_on >= since {
        return Met;
    }
    Outcome::not_met(
        format!("申报 {opens_on} 开始，早于{}的实施日期 {since}", policy.measure.value),
        format!("请核对开始日期；{since} 以前的申报不按本办法办理"),
    )
}
