//! 六(二)1 to 3: from the call for applications to the towns' first screening.

use super::Outcome::Met;
use super::{
    Check, Deadline, Discretion, Extending, Filing, Forwarding, Opening, Origin, Outcome, Party, Passing,
    Policy, Rule, Stage, Succeeding, Weight, assessment, no_figures, said,
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
