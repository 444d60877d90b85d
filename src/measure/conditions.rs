//! 六(一)、申报条件: what the unit must already have in place.

use super::Outcome::Met;
use super::{
    Assessing, Check, Filing, Listing, Origin, Outcome, Part, Paying, Policy, Rule, Stage, Succeeding,
    no_figures, said, tasks,
};
use crate::model::Fen;
use crate::model::form::{Application, Support};
use chrono::NaiveDate;

const AT_APPLICATION: &[Stage] = &[Stage::Apply, Stage::Screen];

/// A6-1-1
pub static SYSTEM: Rule = Rule {
    code: "A6-1-1",
    clause: "六(一)1",
    title: "选聘制度",
    asks: "单位有首席技师制度，写明选拔聘用的程序和办法并照此执行。",
    reading: "须写出制度文件的名称或文号。",
    origin: Origin::Measure,
    stages: AT_APPLICATION,
    in_schema: false,
    discretion: None,
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Filing(system)],
};

fn system(filing: &Filing<'_>, _: &Policy) -> Outcome {
    if said(filing.application.selection_rules.as_deref()) {
        return Met;
    }
    Outcome::not_met("没有写首席技师选聘制度的文件", "请单位补填制度文件的名称；没有制度的，建立以后再申报")
}

/// A6-1-2a
pub static STUDIO: Rule = Rule {
    code: "A6-1-2a",
    clause: "六(一)2",
    title: "工作室已建立",
    asks: "首席技师工作室或项目组已经建立，有团队。",
    reading: "成立日期不晚于申报日期，同一天可以；团队至少 1 人。",
    origin: Origin::Measure,
    stages: AT_APPLICATION,
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Filing(established), Check::Filing(has_team)],
};

fn established(filing: &Filing<'_>, _: &Policy) -> Outcome {
    let (established_on, applied_on) = (filing.application.established_on, filing.applied_on);
    if established_on <= applied_on {
        return Met;
    }
    Outcome::not_met(
        format!("工作室 {established_on} 成立，晚于申报日期 {applied_on}"),
        "请单位核对成立日期；还没有成立的，成立以后再申报",
    )
}

fn has_team(filing: &Filing<'_>, _: &Policy) -> Outcome {
    if filing.application.team_size > 0 {
        return Met;
    }
    Outcome::not_met("工作室团队人数为 0", "请单位核对团队人数；还没有团队的，组建以后再申报")
}

/// A6-1-2b
pub static SUPPORT: Rule = Rule {
    code: "A6-1-2b",
    clause: "六(一)2",
    title: "工作室支持",
    asks: "单位已为工作室提供资金、场地、设备、设施、人员等支持。",
    reading: "一样都没有就是不符合；缺几样的，由街镇看现场后确认。",
    origin: Origin::Measure,
    stages: AT_APPLICATION,
    in_schema: false,
    discretion: None,
    confirmable: true,
    figures: no_figures,
    checks: &[Check::Filing(support)],
};

fn support(filing: &Filing<'_>, _: &Policy) -> Outcome {
    let support = &filing.application.support;
    if support.missing().next().is_none() {
        return Met;
    }
    let missing: Vec<_> = support.missing().map(Support::term).collect();
    if missing.len() == Support::ALL.len() {
        return Outcome::not_met(
            "没有写给工作室的任何支持",
            "请单位补填已提供的资金、场地、设备、设施、人员",
        );
    }
    Outcome::unproven(
        format!("工作室支持没有写：{}", missing.join("、")),
        "请街镇到现场查看后确认，或请单位补填",
    )
}

/// A6-1-2p
pub static PRIORITY: Rule = Rule {
    code: "A6-1-2p",
    clause: "六(一)2",
    title: "优先申报",
    asks: "有市级以上技能或科研攻关奖项，或者产出显著、有经济效益的，可以优先。",
    reading: "只作标记：评审同分时排在前面，不加分；写“无”的不算。",
    origin: Origin::Measure,
    stages: &[Stage::Review],
    in_schema: false,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.tie_order.shown("同分比较顺序")],
    checks: &[],
};

/// Whether the application has priority (A6-1-2p): an award at municipal level or above, or clear outputs.
pub fn has_priority(application: &Application) -> bool {
    said(application.awards.as_deref()) || said(application.outputs.as_deref())
}

/// A6-1-3a
pub static INCENTIVE: Rule = Rule {
    code: "A6-1-3a",
    clause: "六(一)3",
    title: "津贴或激励",
    asks: "首席技师享有岗位津贴或其他薪酬激励。",
    reading: "两样有一样就可以；津贴须大于 0。",
    origin: Origin::Measure,
    stages: AT_APPLICATION,
    in_schema: false,
    discretion: None,
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Filing(incentive)],
};

fn incentive(filing: &Filing<'_>, _: &Policy) -> Outcome {
    let Application { monthly_allowance_fen, other_incentives, .. } = filing.application;
    if monthly_allowance_fen.is_some_and(|allowance| allowance > Fen::ZERO)
        || said(other_incentives.as_deref())
    {
        return Met;
    }
    Outcome::not_met("没有岗位津贴，也没有其他待遇激励", "请单位落实津贴或激励后补填")
}

/// A6-1-3b
pub static IN_APPOINTMENT: Rule = Rule {
    code: "A6-1-3b",
    clause: "六(一)3",
    title: "在聘期内",
    asks: "申报时首席技师在聘期内。",
    reading: "以申报日期为准，聘任的首日和末日都算；更换带头人的，看提出更换的那天。",
    origin: Origin::Measure,
    stages: &[Stage::Apply, Stage::Screen, Stage::Assess],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Filing(in_appointment), Check::Succeeding(next_in_appointment)],
};

fn in_appointment(filing: &Filing<'_>, _: &Policy) -> Outcome {
    let Application { appointed_from: from, appointed_to: to, .. } = filing.application;
    let day = filing.applied_on;
    if *from <= day && day <= *to {
        return Met;
    }
    Outcome::not_met(
        format!("申报日期 {day} 不在聘期 {from} 至 {to} 内"),
        "请单位核对聘期；已经到期的，续聘后再申报",
    )
}

fn next_in_appointment(succeeding: &Succeeding<'_>, _: &Policy) -> Outcome {
    let Application { appointed_from: from, appointed_to: to, .. } = succeeding.application;
    let day = succeeding.proposed_on;
    if *from <= day && day <= *to {
        return Met;
    }
    Outcome::not_met(
        format!("提出更换的 {day} 不在新带头人的聘期 {from} 至 {to} 内"),
        "请单位先聘任新带头人，在聘期内提出更换",
    )
}

/// A6-1-3c
pub static APPOINTMENT_LASTS: Rule = Rule {
    code: "A6-1-3c",
    clause: "六(一)3",
    title: "聘期延续",
    asks: "聘期延续到资助周期结束，不够的到时续聘。",
    reading: "申报和公布时聘期不够长的只作提醒，申报时以街镇上报截止日估算周期；公布、拨第一期、届中考核那天，聘期须仍在延续或已续聘。",
    origin: Origin::Bureau,
    stages: &[Stage::Apply, Stage::Screen, Stage::Publish, Stage::Disburse, Stage::Assess],
    in_schema: false,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.cycle_years.shown("资助周期（年）")],
    checks: &[
        Check::Filing(lasts_with_revision),
        Check::Listing(lasts_at_listing),
        Check::Paying(runs_at_payment),
        Check::Assessing(runs_at_midterm),
        Check::Succeeding(lasts_to_the_end),
    ],
};

fn lasts_with_revision(filing: &Filing<'_>, policy: &Policy) -> Outcome {
    lasts(filing.application.appointed_to, filing.round.town_deadline_on, policy)
}

fn lasts_at_listing(listing: &Listing<'_>, policy: &Policy) -> Outcome {
    let outcome = match runs(listing.appointed_to, listing.announced_on) {
        Met => lasts(listing.appointed_to, listing.announced_on, policy),
        ended => ended,
    };
    outcome.of(listing.case_no)
}

fn runs_at_payment(paying: &Paying<'_>, _: &Policy) -> Outcome {
    if paying.part == Part::First { runs(paying.appointed_to, paying.paid_on) } else { Met }
}

fn runs_at_midterm(assessing: &Assessing<'_>, _: &Policy) -> Outcome {
    runs(assessing.appointed_to, assessing.assessed_on)
}

fn lasts_to_the_end(succeeding: &Succeeding<'_>, _: &Policy) -> Outcome {
    lasts_until(succeeding.application.appointed_to, succeeding.cycle.last)
}

fn lasts(appointed_to: NaiveDate, announced_on: NaiveDate, policy: &Policy) -> Outcome {
    lasts_until(appointed_to, tasks::cycle(announced_on, policy).last)
}

fn lasts_until(appointed_to: NaiveDate, last: NaiveDate) -> Outcome {
    if appointed_to >= last {
        return Met;
    }
    Outcome::reminder(
        format!("聘期到 {appointed_to}，资助周期约到 {last}"),
        format!("请提醒单位在 {appointed_to} 以前续聘并登记"),
    )
}

fn runs(appointed_to: NaiveDate, day: NaiveDate) -> Outcome {
    if appointed_to >= day {
        return Met;
    }
    Outcome::not_met(format!("聘期 {appointed_to} 已满，到 {day} 没有续聘的记录"), "请单位续聘并登记新的聘期")
}

/// A6-1-4
pub static WORKFORCE: Rule = Rule {
    code: "A6-1-4",
    clause: "六(一)4",
    title: "队伍建设",
    asks: "按规定提取使用职工教育经费，并参加竞赛、比武和技师继续培训。",
    reading: "两样都没有就是不符合；缺一样的，由街镇核实。",
    origin: Origin::Measure,
    stages: AT_APPLICATION,
    in_schema: false,
    discretion: None,
    confirmable: true,
    figures: no_figures,
    checks: &[Check::Filing(workforce)],
};

fn workforce(filing: &Filing<'_>, _: &Policy) -> Outcome {
    let application = filing.application;
    let funds = lacking(application.education_funds, "按规定提取使用职工教育经费");
    let events = lacking(application.competitions, "参加竞赛比武培训");
    match (funds, events) {
        (None, None) => Met,
        (Some(funds), Some(events)) => {
            Outcome::not_met(format!("{funds}，也{events}"), "请单位核对这两项后补正")
        }
        (Some(one), None) | (None, Some(one)) => Outcome::unproven(one, "请街镇查看材料后确认，或请单位补填"),
    }
}

/// What there is to say where the answer isn't yes: no is not the same as nothing.
fn lacking(answer: Option<bool>, what: &str) -> Option<String> {
    match answer {
        Some(true) => None,
        Some(false) => Some(format!("没有{what}（填的是“否”）")),
        None => Some(format!("没有写明{what}")),
    }
}
