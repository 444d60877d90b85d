//! 八、管理考核.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};

use super::Outcome::Met;
use super::no_figures;
use super::publication::plain;
use super::{
    Assessing, Assessor, Bar, Check, Closing, Deadline, Extending, Origin, Outcome, Part, Paying, Points,
    Policy, Rectifying, Rule, Shown, Stage, Succeeding, Verdict, said,
};

/// So many months later; where that month has no such day, its last day.
fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The day on which the mid-term assessment is due.
pub fn due_on(announced_on: NaiveDate, policy: &Policy) -> NaiveDate {
    months_after(announced_on, policy.midterm_month.value)
}

/// First and last day for the mid-term assessment, both included.
pub fn window(announced_on: NaiveDate, policy: &Policy) -> (NaiveDate, NaiveDate) {
    let (first, last) = policy.midterm_window.value;
    (months_after(announced_on, first), months_after(announced_on, last))
}

/// The last day of a rectification ordered on this day.
pub fn rectification_due(ordered_on: NaiveDate, policy: &Policy) -> NaiveDate {
    months_after(ordered_on, policy.rectification_months.value)
}

/// The day by which the unit's next own assessment is due: so many months after its latest, or after the
/// announcing document.
pub fn review_due(announced_on: NaiveDate, reviewed_on: Option<NaiveDate>, policy: &Policy) -> NaiveDate {
    months_after(reviewed_on.unwrap_or(announced_on), policy.review_months.value)
}

/// A deadline with what it was put off to: each row of `put_off` moved one day to a later one.
pub fn extended(due_on: NaiveDate, put_off: impl IntoIterator<Item = (NaiveDate, NaiveDate)>) -> NaiveDate {
    put_off.into_iter().fold(due_on, |due, (from, to)| if from == due { to } else { due })
}

/// The sum of the elements.
pub fn total(elements: &[Points]) -> Points {
    Points(elements.iter().fold(0, |sum, element| sum.saturating_add(element.0)))
}

/// What a total means; the marks themselves count as reached.
pub fn verdict(total: Points, policy: &Policy) -> Verdict {
    if total >= policy.excellent_mark.value {
        Verdict::Excellent
    } else if total >= policy.pass_mark.value {
        Verdict::Pass
    } else {
        Verdict::Fail
    }
}

/// A8-1a
pub static AGREEMENT: Rule = Rule {
    code: "A8-1a",
    clause: "八(一)",
    title: "责任协议",
    asks: "所在单位与项目带头人签订目标任务责任协议。",
    reading: "在拨第一期以前签订，同一天可以；届中考核时也须已签；更换带头人以后，须与新带头人另签，才拨第二期。签订日期登记有误的，写明理由更正，但不能晚于已据此编制的拨款和已登记的届中考核。",
    origin: Origin::Both,
    stages: &[Stage::Disburse, Stage::Assess],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Paying(agreed_at_payment), Check::Assessing(agreed_at_midterm)],
};

fn agreed_at_payment(paying: &Paying<'_>, _: &Policy) -> Outcome {
    agreed(paying.agreement_on, paying.former_agreement, paying.paid_on)
}

fn agreed_at_midterm(assessing: &Assessing<'_>, _: &Policy) -> Outcome {
    agreed(assessing.agreement_on, assessing.former_agreement, assessing.assessed_on)
}

fn agreed(on: Option<NaiveDate>, former: Option<(NaiveDate, &str)>, day: NaiveDate) -> Outcome {
    let (found, cure) = match (on, former) {
        (Some(on), _) if on <= day => return Met,
        (Some(on), _) => {
            (format!("目标任务责任协议 {on} 签订，晚于 {day}"), "请核对签订日期，登记有误的，写明理由更正")
        }
        (None, Some((on, name))) => (
            format!("与新带头人的目标任务责任协议尚未签订；{on} 签订的是与原带头人{name}的"),
            "请单位与新带头人另签协议，签订以后登记",
        ),
        (None, None) => ("没有目标任务责任协议的记录".to_owned(), "请单位与项目带头人签订协议，签订以后登记"),
    };
    Outcome::not_met(found, cure)
}

/// A8-1b
pub static REVIEWS: Rule = Rule {
    code: "A8-1b",
    clause: "八(一)",
    title: "单位定期考核",
    asks: "所在单位定期考核工作室。",
    reading: "至少每年一次，从发文日期或上一次考核起算；逾期的列出提醒。",
    origin: Origin::Both,
    stages: &[Stage::Assess],
    in_schema: false,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.review_months.shown("最长间隔（月）")],
    checks: &[Check::Assessing(reviewed_at_midterm), Check::Closing(reviewed_at_closing)],
};

fn reviewed_at_midterm(assessing: &Assessing<'_>, policy: &Policy) -> Outcome {
    let due = review_due(assessing.announced_on, assessing.reviewed_on, policy);
    reviewed(later(due, assessing.review_extended_to), assessing.assessed_on)
}

fn reviewed_at_closing(closing: &Closing<'_>, policy: &Policy) -> Outcome {
    let due = later(review_due(closing.cycle.first, closing.reviewed_on, policy), closing.review_extended_to);
    if due > closing.cycle.last { Met } else { reviewed(due, closing.closed_on) }
}

/// A deadline that may have been put off.
fn later(due: NaiveDate, extended_to: Option<NaiveDate>) -> NaiveDate {
    extended_to.map_or(due, |to| to.max(due))
}

fn reviewed(due: NaiveDate, day: NaiveDate) -> Outcome {
    if day <= due {
        return Met;
    }
    Outcome::reminder(format!("单位的定期考核应在 {due} 以前，到 {day} 没有记录"), "请单位补做考核并登记结果")
}

/// A8-1c
pub static LEADER: Rule = Rule {
    code: "A8-1c",
    clause: "八(一)",
    title: "更换带头人",
    asks: "项目带头人是工作室日常运作和管理的第一责任人。",
    reading: "带头人须是所在单位选聘的首席技师（一(一)）：更换的按选聘条件重新审查，写明原因和单位文件，由登记人以外的区局操作员批准；批准以前不拨第二期。",
    origin: Origin::Both,
    stages: &[Stage::Assess, Stage::Disburse],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: no_figures,
    checks: &[
        Check::Paying(led_by_somebody),
        Check::Succeeding(somebody_else),
        Check::Succeeding(succession_is_explained),
    ],
};

fn led_by_somebody(paying: &Paying<'_>, _: &Policy) -> Outcome {
    match paying.leader_change_on {
        Some(on) if paying.part != Part::First => Outcome::not_met(
            format!("{on} 提出的更换带头人还没有批准，第二期暂缓"),
            "请区局先批准或不批准更换",
        ),
        _ => Met,
    }
}

fn somebody_else(succeeding: &Succeeding<'_>, _: &Policy) -> Outcome {
    if !succeeding.same_person {
        return Met;
    }
    let found = format!("{} 现在就是带头人", succeeding.application.technician_name);
    Outcome::not_met(found, "请核对新带头人的证件号码；延长聘期的用 assess renew")
}

fn succession_is_explained(succeeding: &Succeeding<'_>, _: &Policy) -> Outcome {
    let missing = match (said(Some(succeeding.reason)), said(Some(succeeding.document))) {
        (true, true) => return Met,
        (false, true) => "更换的原因",
        (true, false) => "单位的文件",
        (false, false) => "更换的原因和单位的文件",
    };
    Outcome::not_met(format!("没有写{missing}"), "请写明原带头人为什么更换，以及单位任命新带头人的文件")
}

/// A8-2a
pub static MIDTERM: Rule = Rule {
    code: "A8-2a",
    clause: "八(二)",
    title: "届中考核方式",
    asks: "由专家或第三方考核，方法可以多种，五个要素都要考到。",
    reading: "至少有一名专家，写明姓名，每人一次，或写明第三方；所在单位和带头人（含提出更换的）不考核自己，任职于该单位或对该项目回避过的专家不参加；至少用四种方法中的一种；每个要素有分数和依据，分数在零和最高分之间，含两端。",
    origin: Origin::Both,
    stages: &[Stage::Assess],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.elements.shown("要素和分值")],
    checks: &[
        Check::Assessing(somebody),
        Check::Assessing(somebody_else_assesses),
        Check::Assessing(by_some_method),
        Check::Assessing(all_elements),
    ],
};

fn somebody(assessing: &Assessing<'_>, _: &Policy) -> Outcome {
    let cure = "请写明每位考核专家的姓名，或者受委托的第三方";
    match assessing.assessor {
        Assessor::ThirdParty(name) if said(Some(name)) => Met,
        Assessor::Experts(names) if !names.is_empty() => match names.iter().find(|name| !is_name(name)) {
            None => Met,
            Some(name) => Outcome::not_met(format!("考核专家“{name}”不是姓名"), cure),
        },
        _ => Outcome::not_met("没有写由谁考核", cure),
    }
}

/// Nobody counts twice, and nobody judges their own work, nor that of a studio they have to stay away from.
fn somebody_else_assesses(assessing: &Assessing<'_>, _: &Policy) -> Outcome {
    let third_party: [&str; 1];
    let names = match assessing.assessor {
        Assessor::Experts(names) => names,
        Assessor::ThirdParty(name) => {
            third_party = [name];
            &third_party
        }
    };
    let (mut seen, mut twice, mut faults) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for name in names.iter().filter(|name| said(Some(name))) {
        if !seen.insert(plain(name)) {
            if twice.insert(plain(name)) {
                faults.push(format!("{}写了不止一次", name.trim()));
            }
            continue;
        }
        let against = assessing.barred.iter().filter(|barred| plain(barred.name) == plain(name));
        faults.extend(against.map(|barred| barred.because.said_of(name.trim())));
    }
    let cure = match (faults.len(), twice.len()) {
        (0, _) => return Met,
        (all, repeated) if all == repeated => {
            "每位专家只写一次；确是同名的两位，在姓名后注明单位，如 张三（某某学院）"
        }
        _ => "请换由其他专家或第三方考核，每人只写一次；只是同名的，在姓名后注明单位，如 张三（某某学院）",
    };
    Outcome::not_met(faults.join("；"), cure)
}

impl Bar<'_> {
    fn said_of(&self, name: &str) -> String {
        match self {
            Self::Unit => format!("{name}就是所在单位，不能考核自己"),
            Self::Leader => format!("{name}是该工作室的带头人，不能考核自己"),
            Self::Successor => format!("{name}是提出更换的新带头人，不能考核自己"),
            Self::Employed => format!("专家{name}任职于所在单位"),
            Self::Recused(reason) => format!("专家{name}对该项目已经回避（{reason}）"),
        }
    }
}

/// A number of experts is nobody's name.
fn is_name(text: &str) -> bool {
    said(Some(text)) && text.chars().any(char::is_alphabetic)
}

fn by_some_method(assessing: &Assessing<'_>, _: &Policy) -> Outcome {
    if !assessing.methods.is_empty() {
        return Met;
    }
    Outcome::not_met("没有写考核方法", "请在实地考察、资料核查、问卷调查、召开座谈会中至少选一种")
}

fn all_elements(assessing: &Assessing<'_>, policy: &Policy) -> Outcome {
    let elements = &policy.elements.value;
    if assessing.elements.len() != elements.len() {
        return Outcome::not_met(
            format!("考核有 {} 个要素，应为 {} 个", assessing.elements.len(), elements.len()),
            "请按考核表逐个要素填写",
        );
    }
    let mut faults = Vec::new();
    for (element, score) in elements.iter().zip(assessing.elements) {
        if !(0..=element.maximum.0).contains(&score.points) {
            let points = Points(score.points);
            faults.push(format!("{} {points} 分，应在 0 到 {} 分之间", element.name, element.maximum));
        }
        if !said(Some(score.evidence)) {
            faults.push(format!("{}没有写依据", element.name));
        }
    }
    if faults.is_empty() { Met } else { Outcome::not_met(faults.join("；"), "请核对考核表后更正") }
}

/// A8-2b
pub static RESULT: Rule = Rule {
    code: "A8-2b",
    clause: "八(二)",
    title: "考核结果",
    asks: "根据届中考核的结果决定是否给予第二期资助。",
    reading: "优秀、合格的拨，不合格的不拨；不合格可整改一次再考核，再考核在责令整改的次日以后。过早的考核不收，逾期的收下并提醒。",
    origin: Origin::Both,
    stages: &[Stage::Assess, Stage::Disburse],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: result_figures,
    checks: &[
        Check::Paying(passed),
        Check::Assessing(in_window),
        Check::Assessing(in_turn),
        Check::Rectifying(can_rectify),
        Check::Rectifying(demands),
    ],
};

fn result_figures(policy: &Policy) -> Vec<Shown> {
    vec![
        policy.pass_mark.shown("合格线"),
        policy.excellent_mark.shown("优秀线"),
        policy.midterm_month.shown("届中考核月份"),
        policy.midterm_window.shown("最早和最晚月份"),
        policy.rectifications.shown("整改次数"),
        policy.rectification_months.shown("整改期限（月）"),
    ]
}

fn passed(paying: &Paying<'_>, _: &Policy) -> Outcome {
    if paying.part == Part::First || paying.verdict != Some(Verdict::Fail) {
        return Met;
    }
    let cure = match paying.failed {
        true => "整改机会已用完，不再拨付；请做结项处理（assess close）",
        false => "请先整改，整改后重新考核，合格的再拨",
    };
    Outcome::not_met("届中考核不合格，不拨第二期", cure)
}

fn in_window(assessing: &Assessing<'_>, policy: &Policy) -> Outcome {
    let day = assessing.assessed_on;
    if let Some(ordered_on) = assessing.rectified_on {
        let due = later(rectification_due(ordered_on, policy), assessing.extended_to);
        if day <= ordered_on {
            let found = format!("考核日期 {day} 不晚于责令整改的 {ordered_on}，还没有整改");
            let earliest = ordered_on.succ_opt().unwrap_or(NaiveDate::MAX);
            let cure = format!("请核对考核日期；整改以后再考核，最早 {earliest}，期限 {due}");
            return Outcome::not_met(found, cure);
        }
        return late(day, due);
    }
    if assessing.previous.is_some() {
        return Met;
    }
    let (first, last) = window(assessing.announced_on, policy);
    let last = later(last, assessing.extended_to);
    if day < first {
        let found = format!("考核日期 {day} 过早，届中考核从 {first} 开始");
        return Outcome::not_met(found, format!("请在 {first} 至 {last} 之间考核"));
    }
    late(day, last)
}

fn late(day: NaiveDate, last: NaiveDate) -> Outcome {
    if day <= last {
        return Met;
    }
    Outcome::reminder(format!("考核日期 {day} 晚于 {last}"), "考核照样有效，请在考核表上说明延迟的原因")
}

fn in_turn(assessing: &Assessing<'_>, _: &Policy) -> Outcome {
    match (assessing.previous, assessing.rectified_on) {
        (Some(Verdict::Fail), None) if assessing.failed => Outcome::not_met(
            "届中考核不合格，整改机会已用完，不能再考核",
            "不再整改，不拨第二期；请做结项处理（assess close）",
        ),
        (None, None) | (Some(Verdict::Fail), Some(_)) => Met,
        (None, Some(_)) => Outcome::not_met("没有考核过，不会有整改", "请核对项目编号"),
        (Some(Verdict::Fail), None) => {
            Outcome::not_met("上次考核不合格，还没有整改的记录", "请先下达整改要求，再重新考核")
        }
        (Some(verdict), _) => {
            let found = format!("已经考核过，结论是{}", verdict.term());
            Outcome::not_met(
                found,
                "每个项目届中考核一次；登记有误的，先作废原来的结果（assess void），再登记",
            )
        }
    }
}

fn can_rectify(rectifying: &Rectifying<'_>, policy: &Policy) -> Outcome {
    if rectifying.verdict != Some(Verdict::Fail) {
        let result = rectifying.verdict.map_or("还没有考核", Verdict::term);
        return Outcome::not_met(format!("届中考核{result}，不需要整改"), "只有考核不合格的项目才整改");
    }
    let most = policy.rectifications.value;
    if rectifying.before < most {
        return Met;
    }
    Outcome::not_met(
        format!("已经整改过 {} 次，最多 {most} 次", rectifying.before),
        "不再整改，不拨第二期；请做结项处理（assess close）",
    )
}

fn demands(rectifying: &Rectifying<'_>, _: &Policy) -> Outcome {
    if said(Some(rectifying.demand)) {
        return Met;
    }
    Outcome::not_met("没有写整改要求", "请写明要整改的内容")
}

/// A8-2c
pub static EXTENSION: Rule = Rule {
    code: "A8-2c",
    clause: "八(二)",
    title: "延长期限",
    asks: "届中考核、整改、配套到位和单位定期考核的期限由区局掌握，确有原因的可以延长。",
    reading: "只往后延，过了期也可以补延，但新的期限不能已经过去；须写明理由；不超出资助周期（七）。配套到位延期的，第二期照样等配套到位以后再拨。",
    origin: Origin::Bureau,
    stages: &[Stage::Assess],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Extending(cycles_later)],
};

fn cycles_later(extending: &Extending<'_>, _: &Policy) -> Outcome {
    if matches!(extending.deadline, Deadline::Town | Deadline::Cycle) { Met } else { put_off(extending) }
}

/// What is put off gets later, and somebody says why.
pub(super) fn put_off(extending: &Extending<'_>) -> Outcome {
    let Extending { due_on, to, decided_on, .. } = extending;
    if to <= due_on {
        let found = format!("{}的期限是 {due_on}，{to} 没有延长", extending.deadline.term());
        return Outcome::not_met(found, format!("期限只延长，不缩短：请写 {due_on} 以后的日期"));
    }
    if to < decided_on {
        let found = format!("{}延到 {to}，到 {decided_on} 已经过去了", extending.deadline.term());
        let cure =
            format!("请写 {decided_on} 以后的日期，含当日；当时已经同意、现在补记的，用 --on 写同意的日期");
        return Outcome::not_met(found, cure);
    }
    if said(Some(extending.reason)) {
        return Met;
    }
    Outcome::not_met("没有写延长期限的理由", "请写明理由，如单位申请和区局的意见")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn marks_count_as_reached() {
        let policy = Policy::embedded().unwrap();
        for (points, result) in [
            (10_000, Verdict::Excellent),
            (8500, Verdict::Excellent),
            (8499, Verdict::Pass),
            (6000, Verdict::Pass),
            (5999, Verdict::Fail),
            (0, Verdict::Fail),
        ] {
            assert_eq!(verdict(Points(points), &policy), result, "{points}");
        }
        assert_eq!(total(&[Points(1500), Points(1), Points(20)]), Points(1521));
        assert_eq!(total(&[Points(i64::MAX), Points(1)]), Points(i64::MAX));
    }

    #[test]
    fn what_was_put_off_counts_from_the_day_that_stood() {
        let (first, second, third) = (day("2026-02-09"), day("2026-04-30"), day("2026-06-30"));
        assert_eq!(extended(first, []), first);
        assert_eq!(extended(first, [(first, second), (second, third)]), third);
        // What was put off of another deadline, or of one that is over, moves nothing.
        assert_eq!(extended(second, [(first, third)]), second);
    }

    #[test]
    fn months_end_where_the_month_ends() {
        let policy = Policy::embedded().unwrap();
        assert_eq!(due_on(day("2026-06-01"), &policy), day("2027-12-01"));
        assert_eq!(due_on(day("2026-08-31"), &policy), day("2028-02-29"));
        assert_eq!(due_on(day("2024-02-29"), &policy), day("2025-08-29"));
        assert_eq!(window(day("2026-08-31"), &policy), (day("2027-11-30"), day("2028-05-31")));
        assert_eq!(rectification_due(day("2027-11-30"), &policy), day("2028-02-29"));
        assert_eq!(review_due(day("2024-02-29"), None, &policy), day("2025-02-28"));
        assert_eq!(review_due(day("2024-02-29"), Some(day("2025-01-10")), &policy), day("2026-01-10"));
        assert_eq!(due_on(NaiveDate::MAX, &policy), NaiveDate::MAX);
    }
}
