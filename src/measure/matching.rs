//! 四(二) 配套: what the unit promises to add, and what of it came.

use super::Outcome::Met;
use super::policy::MatchingDue;
use super::{
    Assessing, Check, Closing, Filing, Matching, Origin, Outcome, Part, Paying, Policy, Rule, Stage, said,
};
use crate::model::Fen;

/// A4-2a
pub static COMMITMENT: Rule = Rule {
    code: "A4-2a",
    clause: "四(二)",
    title: "配套承诺",
    asks: "所在单位为工作室配套的工作经费不低于 5 万元。",
    reading: "“不低于”含 50,000.00 元；申报时看承诺的金额。",
    origin: Origin::Measure,
    stages: &[Stage::Apply, Stage::Screen],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.matching_minimum.shown("配套下限")],
    checks: &[Check::Filing(commitment)],
};

fn commitment(filing: &Filing<'_>, policy: &Policy) -> Outcome {
    let (promised, least) = (filing.application.matching_commitment_fen, policy.matching_minimum.value);
    if promised >= least {
        return Met;
    }
    Outcome::not_met(
        format!("配套资金承诺 {promised} 元，低于 {least} 元的最低要求"),
        format!("请单位重新出具不少于 {least} 元的配套承诺后补正"),
    )
}

/// A4-2b
pub static MATCHED: Rule = Rule {
    code: "A4-2b",
    clause: "四(二)",
    title: "配套到位",
    asks: "配套资金实际到位，有凭证，一个周期内不低于 5 万元。",
    reading: "以配套台账的合计为准，到账日期须在资助周期内；到位期限由局里确定，期限以前只作提醒；结项时没有到位的，结项报告列明差额并写明局里的处理决定，届中考核最终不合格的、提前结束的、资助资金全部收回的不用写。",
    origin: Origin::Both,
    stages: &[Stage::Disburse, Stage::Assess],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.matching_minimum.shown("配套下限"), policy.matching_due.shown("到位期限")],
    checks: &[
        Check::Paying(matched_at_payment),
        Check::Matching(matched_in_cycle),
        Check::Assessing(matched_at_midterm),
        Check::Closing(matched_at_closing),
    ],
};

/// How much of the matching money lacks, and the sentence that says so.
fn lacking(provided: Fen, policy: &Policy) -> Option<(Fen, String)> {
    let least = policy.matching_minimum.value;
    let short = least.minus(provided).ok().filter(|short| *short > Fen::ZERO)?;
    Some((short, format!("配套资金到位 {provided} 元，低于 {least} 元，还差 {short} 元")))
}

fn shortfall(provided: Fen, due: bool, policy: &Policy) -> Outcome {
    let Some((short, found)) = lacking(provided, policy) else { return Met };
    let cure = format!("请单位补足 {short} 元，登记凭证（应在{}到位）", policy.matching_due.value.term());
    if due { Outcome::not_met(found, cure) } else { Outcome::reminder(found, cure) }
}

fn matched_at_payment(paying: &Paying<'_>, policy: &Policy) -> Outcome {
    if paying.part == Part::First {
        return Met;
    }
    shortfall(paying.matching_fen, policy.matching_due.value == MatchingDue::BeforeSecond, policy)
}

fn matched_in_cycle(matching: &Matching<'_>, _: &Policy) -> Outcome {
    if matching.cycle.has(matching.provided_on) {
        return Met;
    }
    Outcome::not_met(
        format!(
            "配套资金 {} 到账，不在资助周期 {} 至 {} 内",
            matching.provided_on, matching.cycle.first, matching.cycle.last
        ),
        "请核对到账日期；周期以外的投入不计入配套资金",
    )
}

fn matched_at_midterm(assessing: &Assessing<'_>, policy: &Policy) -> Outcome {
    shortfall(assessing.matching_fen, false, policy)
}

fn matched_at_closing(closing: &Closing<'_>, policy: &Policy) -> Outcome {
    let Some((_, found)) = lacking(closing.matching_fen, policy) else { return Met };
    let given_up = closing.failed || said(Some(closing.ended)) || closing.received_fen <= Fen::ZERO;
    if given_up || said(Some(closing.shortfall)) {
        return Outcome::reminder(found, "结项报告已列明差额");
    }
    // After the cycle nothing can be added to it: what is left is to decide.
    Outcome::not_met(
        found,
        "周期内已经到位的，补登记凭证（assess match）；没有到位的，由局里作出处理决定，写明后结项",
    )
}
