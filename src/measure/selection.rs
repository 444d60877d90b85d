//! 二、选聘要求: the technician, and how the unit chose them.

use super::Outcome::Met;
use super::{Check, Filing, Origin, Outcome, Policy, Rule, Stage, Succeeding, no_figures, said};
use crate::model::certificate;
use crate::model::form::{Application, NoticeResult, PostKind, SkillBasis};

const AT_APPLICATION: &[Stage] = &[Stage::Apply, Stage::Screen];

/// What is asked of a leader is asked of the next one too.
const OF_LEADERS: &[Stage] = &[Stage::Apply, Stage::Screen, Stage::Assess];

/// A2-1-1
pub static POST: Rule = Rule {
    code: "A2-1-1",
    clause: "二(一)1",
    title: "一线岗位",
    asks: "首席技师在一线直接从事生产技术或技能培训，并在解决难题、推广总结或带徒培养上有实绩。",
    reading: "岗位类型为生产技术或技能培训；实绩须写明，没有写的由街镇核实。",
    origin: Origin::Measure,
    stages: OF_LEADERS,
    in_schema: true,
    discretion: None,
    confirmable: true,
    figures: no_figures,
    checks: &[Check::Filing(post), Check::Succeeding(next_post)],
};

fn post(filing: &Filing<'_>, _: &Policy) -> Outcome {
    on_the_front_line(filing.application)
}

fn next_post(succeeding: &Succeeding<'_>, _: &Policy) -> Outcome {
    on_the_front_line(succeeding.application)
}

fn on_the_front_line(application: &Application) -> Outcome {
    match application.post_kind {
        PostKind::Management | PostKind::Other => Outcome::not_met(
            format!("岗位类型为“{}”，不是一线的生产技术或技能培训岗位", application.post_kind.term()),
            "请单位另行推荐在一线岗位的首席技师，或者更正岗位类型并附岗位证明",
        ),
        _ if said(application.post_achievement.as_deref()) => Met,
        _ => Outcome::unproven(
            "没有写岗位业绩",
            "请单位补写解决难题、推广总结或带徒培养的实绩，或由街镇凭材料确认",
        ),
    }
}

/// A2-1-2a
pub static CERTIFICATE: Rule = Rule {
    code: "A2-1-2a",
    clause: "二(一)2",
    title: "技能等级",
    asks: "凭证书的，职业技能等级在技师以上。",
    reading: "“以上”含技师（二级）；证书编号里看得出的级别与填报不一致的，只作疑问，由街镇看原件确认。",
    origin: Origin::Measure,
    stages: OF_LEADERS,
    in_schema: true,
    discretion: None,
    confirmable: true,
    figures: |policy| vec![policy.lowest_grade.shown("等级下限")],
    checks: &[Check::Filing(certified), Check::Succeeding(next_certified)],
};

fn certified(filing: &Filing<'_>, policy: &Policy) -> Outcome {
    is_certified(filing.application, policy)
}

fn next_certified(succeeding: &Succeeding<'_>, policy: &Policy) -> Outcome {
    is_certified(succeeding.application, policy)
}

fn is_certified(application: &Application, policy: &Policy) -> Outcome {
    if !application.skill_basis.has_certificate() {
        return Met;
    }
    let cure = "请街镇查验证书原件后确认，或请单位补填";
    let Some(grade) = application.skill_grade else {
        return Outcome::unproven("没有填技能等级", cure);
    };
    let lowest = policy.lowest_grade.value;
    if grade < lowest {
        return Outcome::not_met(
            format!("技能等级为{}，低于{}", grade.term(), lowest.term()),
            format!("请单位推荐等级在{}以上的人选；等级已经提高的，更正并附新证书", lowest.term()),
        );
    }
    let Some(number) = application.certificate_no.as_deref().filter(|number| said(Some(number))) else {
        return Outcome::unproven("没有填证书编号", cure);
    };
    match certificate::level_in(application.skill_basis, number) {
        Some(level) if level != grade => Outcome::unproven(
            format!("证书编号 {number} 看起来是{}，填报的是{}", level.term(), grade.term()),
            cure,
        ),
        _ => Met,
    }
}

/// A2-1-2b
pub static EQUIVALENT: Rule = Rule {
    code: "A2-1-2b",
    clause: "二(一)2",
    title: "相同水平",
    asks: "没有技师证书的，水平与技师相当，并有材料说明。",
    reading: "是否相当由人判断：写明材料的也要街镇确认。",
    origin: Origin::Measure,
    stages: OF_LEADERS,
    in_schema: false,
    discretion: None,
    confirmable: true,
    figures: no_figures,
    checks: &[Check::Filing(equivalent), Check::Succeeding(next_equivalent)],
};

fn equivalent(filing: &Filing<'_>, _: &Policy) -> Outcome {
    is_equivalent(filing.application)
}

fn next_equivalent(succeeding: &Succeeding<'_>, _: &Policy) -> Outcome {
    is_equivalent(succeeding.application)
}

fn is_equivalent(application: &Application) -> Outcome {
    if application.skill_basis != SkillBasis::Equivalent {
        return Met;
    }
    match application.recognition.as_deref().filter(|paper| said(Some(paper))) {
        Some(paper) => Outcome::unproven(
            format!("按相同水平申报，依据是“{paper}”"),
            "请街镇查看材料，判断是否与技师相当后确认",
        ),
        None => Outcome::unproven(
            "按相同水平申报，没有写依据的材料",
            "请单位补充水平认定材料的名称，再由街镇判断后确认",
        ),
    }
}

/// A2-1-2c
pub static RECOGNITION: Rule = Rule {
    code: "A2-1-2c",
    clause: "二(一)2",
    title: "行业认定",
    asks: "职业没有国家标准的，须久在本岗、贡献突出、有绝技绝活且声誉较高，并经行业内认定，四样都要有。",
    reading: "没有行业认定材料就是不符合；其余三样由街镇看材料确认。",
    origin: Origin::Measure,
    stages: OF_LEADERS,
    in_schema: false,
    discretion: None,
    confirmable: true,
    figures: no_figures,
    checks: &[Check::Filing(recognised), Check::Succeeding(next_recognised)],
};

fn recognised(filing: &Filing<'_>, _: &Policy) -> Outcome {
    is_recognised(filing.application)
}

fn next_recognised(succeeding: &Succeeding<'_>, _: &Policy) -> Outcome {
    is_recognised(succeeding.application)
}

fn is_recognised(application: &Application) -> Outcome {
    if application.skill_basis != SkillBasis::TradeRecognition {
        return Met;
    }
    match application.recognition.as_deref().filter(|paper| said(Some(paper))) {
        None => Outcome::not_met(
            format!("职业“{}”按行业认定申报，但没有行业内认定的材料", application.occupation),
            "请单位取得行业内的水平认定并写明材料名称后补正",
        ),
        Some(paper) => Outcome::unproven(
            format!("行业认定材料是“{paper}”，在岗年限、贡献、绝技和声誉尚待核实"),
            "请街镇核实长期在岗、贡献突出、绝技绝活和同行声誉后确认",
        ),
    }
}

/// A2-2a
pub static INTERNAL_NOTICE: Rule = Rule {
    code: "A2-2a",
    clause: "二(二)",
    title: "选聘公示",
    asks: "选聘经过单位内部公示，没有未了结的异议。",
    reading: "有异议但已处理的，视为没有异议。",
    origin: Origin::Measure,
    stages: AT_APPLICATION,
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Filing(internal_notice)],
};

fn internal_notice(filing: &Filing<'_>, _: &Policy) -> Outcome {
    match filing.application.internal_notice_result {
        Some(NoticeResult::Clear | NoticeResult::Settled) => Met,
        Some(NoticeResult::Contested) => Outcome::not_met(
            "单位公示有异议，还没有处理",
            "请单位处理异议并写明结果后补正；异议成立的，重新选聘",
        ),
        None => Outcome::not_met(
            "没有单位公示的结果，视为选聘没有公示",
            "请单位补填公示结果；没有公示过的，公示后再申报",
        ),
    }
}

/// A2-2b
pub static INTERNAL_NOTICE_DAYS: Rule = Rule {
    code: "A2-2b",
    clause: "二(二)",
    title: "选聘公示期",
    asks: "单位公示有足够的天数，并在聘任开始前结束。",
    reading: "按工作日计，首尾都算；公示结束与聘任开始在同一天的可以。",
    origin: Origin::Bureau,
    stages: AT_APPLICATION,
    in_schema: false,
    discretion: None,
    confirmable: true,
    figures: |policy| vec![policy.internal_notice_days.shown("最少工作日")],
    checks: &[Check::Filing(internal_notice_days)],
};

fn internal_notice_days(filing: &Filing<'_>, policy: &Policy) -> Outcome {
    let application = filing.application;
    let cure = "请单位更正日期，或由街镇查看公示材料后确认";
    let (Some(from), Some(to)) = (application.internal_notice_from, application.internal_notice_to) else {
        return Outcome::unproven("单位公示的起止日期没有填全", cure);
    };
    if to < from {
        return Outcome::unproven(format!("单位公示截止日期 {to} 早于起始日期 {from}"), cure);
    }
    let appointed_from = application.appointed_from;
    if to > appointed_from {
        let found = format!("单位公示 {to} 结束，晚于聘任开始的 {appointed_from}");
        return Outcome::unproven(found, cure);
    }
    let least = policy.internal_notice_days.value;
    match filing.calendar.working_days_between(from, to) {
        Ok(days) if days >= least => Met,
        Ok(days) => {
            let found = format!("单位公示 {from} 至 {to} 有 {days} 个工作日，少于 {least} 个");
            Outcome::unproven(found, cure)
        }
        Err(missing) => {
            Outcome::unproven(missing.to_string(), "请先导入该年的节假日安排，或由街镇查看公示材料后确认")
        }
    }
}
