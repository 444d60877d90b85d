//! 七、项目任务: the cycle and the four tasks.

use chrono::{Datelike, NaiveDate};

use super::Outcome::Met;
use super::no_figures;
use super::{
    Assessing, Check, Closing, Cycle, Deadline, Extending, Filing, Origin, Outcome, Policy, Rule, Stage, said,
};

/// The four tasks, in the measure's order.
pub const TASKS: [&str; 4] = ["技术革新和攻关", "推广总结", "带徒传技", "单位布置的任务"];

/// A7-1
pub static CYCLE: Rule = Rule {
    code: "A7-1",
    clause: "七",
    title: "资助周期",
    asks: "资助周期为三年。",
    reading: "从公布名单的发文日期起算，到第三年对应日的前一天；2 月 29 日起算的，到 2 月最后一天。周期不能延长，延长的期限也不超出周期。",
    origin: Origin::Both,
    stages: &[Stage::Publish, Stage::Assess],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.cycle_years.shown("资助周期（年）")],
    checks: &[Check::Extending(within_cycle)],
};

fn within_cycle(extending: &Extending<'_>, policy: &Policy) -> Outcome {
    let (to, years) = (extending.to, policy.cycle_years.value);
    match (extending.deadline, extending.cycle) {
        (Deadline::Cycle, _) => Outcome::not_met(
            format!("资助周期 {years} 年，到 {} 为止，办法没有留延长的余地", extending.due_on),
            "资金也须在周期内用完（五3）；到期没有用完的，结项时由局里决定退回或留用",
        ),
        (_, Some(cycle)) if to > cycle.last => Outcome::not_met(
            format!("延长到 {to}，超出资助周期的最后一天 {}", cycle.last),
            format!("请把新期限定在 {} 以前，含当日", cycle.last),
        ),
        _ => Met,
    }
}

/// The cycle of an award announced on this day (A7-1): to the day before the anniversary. The anniversary of a
/// 29 February in a common year is 1 March, so that the cycle is never a day short.
pub fn cycle(announced_on: NaiveDate, policy: &Policy) -> Cycle {
    let years = i32::try_from(policy.cycle_years.value).unwrap_or(i32::MAX);
    let year = announced_on.year().saturating_add(years);
    let anniversary = announced_on.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1));
    let last = anniversary.and_then(|day| day.pred_opt()).unwrap_or(NaiveDate::MAX);
    Cycle { first: announced_on, last }
}

/// A7-2
pub static PLAN: Rule = Rule {
    code: "A7-2",
    clause: "七",
    title: "四项任务",
    asks: "工作室在四项任务下都有工作。",
    reading: "申报时看计划，届中和结项看成果；缺项的由人核实，不据此否定；结项时仍缺的，须在结项意见里写明原因。",
    origin: Origin::Measure,
    stages: &[Stage::Apply, Stage::Screen, Stage::Assess],
    in_schema: true,
    discretion: None,
    confirmable: true,
    figures: no_figures,
    checks: &[Check::Filing(planned), Check::Assessing(achieved), Check::Closing(achieved_in_the_end)],
};

fn planned(filing: &Filing<'_>, _: &Policy) -> Outcome {
    let form = filing.application;
    let plans = [&form.task_research, &form.task_promotion, &form.task_training, &form.task_unit];
    let plans = plans.map(|plan| said(plan.as_deref()));
    if plans == [true; 4] {
        return Met;
    }
    Outcome::unproven(format!("没有计划的任务：{}", lacking(plans)), "请单位补填计划，或由街镇核实后确认")
}

fn achieved(assessing: &Assessing<'_>, _: &Policy) -> Outcome {
    let results = assessing.achievements.map(|count| count > 0);
    if results == [true; 4] {
        return Met;
    }
    Outcome::unproven(
        format!("没有成果记录的任务：{}", lacking(results)),
        "有成果的请登记（assess achieve）；届中没有的照样考核，到结项仍没有的，须在结项意见里写明原因",
    )
}

fn achieved_in_the_end(closing: &Closing<'_>, _: &Policy) -> Outcome {
    let results = closing.achievements.map(|count| count > 0);
    if results == [true; 4] || said(Some(closing.conclusion)) {
        return Met;
    }
    let idle = match closing.conclusion.trim() {
        "" => String::new(),
        text => format!("；结项意见只写“{text}”，等于没有写"),
    };
    Outcome::unproven(
        format!("没有成果记录的任务：{}{idle}", lacking(results)),
        "请登记这些任务的成果，或在结项意见里写明原因",
    )
}

fn lacking(present: [bool; 4]) -> String {
    let names: Vec<_> = TASKS.iter().zip(present).filter(|(_, has)| !has).map(|(name, _)| *name).collect();
    names.join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_ends_the_day_before_the_third_anniversary() {
        let policy = Policy::embedded().unwrap();
        for (first, last) in [
            ("2026-06-01", "2029-05-31"),
            ("2026-01-01", "2028-12-31"),
            ("2025-03-01", "2028-02-29"),
            ("2024-02-29", "2027-02-28"),
            ("2024-03-01", "2027-02-28"),
            ("2025-02-28", "2028-02-27"),
        ] {
            let day = |text: &str| text.parse::<NaiveDate>().unwrap();
            assert_eq!(cycle(day(first), &policy), Cycle { first: day(first), last: day(last) });
        }
        assert_eq!(cycle(NaiveDate::MAX, &policy).last, NaiveDate::MAX);
    }

    #[test]
    fn tasks_that_lack_work_are_named() {
        assert_eq!(lacking([true, false, true, false]), "推广总结、单位布置的任务");
    }
}
