//! 办法: the measure, and nothing else. Pure functions of facts and policy; its files follow the articles in
//! order. Every rule has a stable code built from its clause (`A6-1-3b` is article six, paragraph one, item three,
//! second rule), and answers [`Outcome`].

pub mod amounts;
pub mod applicant;
pub mod assessment;
pub mod conditions;
mod figure;
pub mod funds;
pub mod matching;
mod moment;
mod points;
pub mod policy;
pub mod procedure;
pub mod publication;
pub mod quota;
pub mod ranking;
pub mod review;
pub mod selection;
pub mod tasks;

pub use figure::{Figure, Item, Shown};
pub use moment::*;
pub use points::Points;
pub use policy::{Policy, PolicyError};

pub use crate::model::acts::{Deadline, Fund, GrantKind, Method, Part, Rest, Verdict};

crate::terms! {
    /// 环节: the stage of the year at which a rule is enforced
    pub enum Stage {
        Round = "round", "组织申报";
        Apply = "apply", "申报";
        Screen = "screen", "初审";
        Review = "review", "评审";
        Publish = "publish", "公示公布";
        Disburse = "disburse", "拨款";
        Assess = "assess", "管理考核";
    }
}

crate::terms! {
    /// 变通方式: how a rule may be departed from
    pub enum Discretion {
        Exception = "exception", "记录例外";
        Reason = "reason", "说明理由";
    }
}

crate::terms! {
    /// 规则来源: whether the measure asks for it, or the bureau fills what the measure leaves open
    pub enum Origin {
        Measure = "measure", "办法";
        Both = "both", "办法和局定";
        Bureau = "bureau", "局定";
    }
}

crate::terms! {
    /// 轻重: how a finding weighs, from light to heavy
    pub enum Weight {
        Reminder = "reminder", "提醒";
        Unproven = "unproven", "待核实";
        NotMet = "not_met", "不符合";
    }
}

/// 规则: one rule of the catalogue.
#[derive(Debug)]
pub struct Rule {
    /// Its code.
    pub code: &'static str,
    /// The clause, as the measure numbers it.
    pub clause: &'static str,
    /// A few Chinese characters.
    pub title: &'static str,
    /// What it asks, in our own words.
    pub asks: &'static str,
    /// How the program reads it where the text leaves a question.
    pub reading: &'static str,
    /// Where it comes from.
    pub origin: Origin,
    /// The stages that enforce it.
    pub stages: &'static [Stage],
    /// Whether the case file's own triggers and checks enforce it too.
    pub in_schema: bool,
    /// How it may be departed from; `None`: not at all.
    pub discretion: Option<Discretion>,
    /// Whether it can answer [`Outcome::Unproven`], which a recorded confirmation settles.
    pub confirmable: bool,
    /// Its figures under the given policy.
    pub figures: fn(&Policy) -> Vec<Shown>,
    /// What it asks at which moment; none for a rule that is a label or a calculation.
    pub checks: &'static [Check],
}

/// For rules without figures.
pub(crate) fn no_figures(_: &Policy) -> Vec<Shown> {
    Vec::new()
}

/// 判断结果: what a rule answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// 符合
    Met,
    /// 提醒: met, but to be looked at again.
    Reminder(Words),
    /// 待核实: a paper has not been seen, or a person must judge.
    Unproven(Words),
    /// 不符合
    NotMet(Words),
}

/// 说明: what was found, with its figures, and what the clerk can do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What was found.
    pub found: String,
    /// What would cure it.
    pub cure: String,
}

impl Outcome {
    fn words(found: impl Into<String>, cure: impl Into<String>) -> Words {
        Words { found: found.into(), cure: cure.into() }
    }

    /// The same, said of this case: for moments that look at several.
    pub(crate) fn of(self, case_no: &str) -> Self {
        let named = |words: Words| Words { found: format!("{case_no} {}", words.found), ..words };
        match self {
            Self::Met => Self::Met,
            Self::Reminder(words) => Self::Reminder(named(words)),
            Self::Unproven(words) => Self::Unproven(named(words)),
            Self::NotMet(words) => Self::NotMet(named(words)),
        }
    }

    /// 提醒
    pub(crate) fn reminder(found: impl Into<String>, cure: impl Into<String>) -> Self {
        Self::Reminder(Self::words(found, cure))
    }

    /// 待核实
    pub(crate) fn unproven(found: impl Into<String>, cure: impl Into<String>) -> Self {
        Self::Unproven(Self::words(found, cure))
    }

    /// 不符合
    pub(crate) fn not_met(found: impl Into<String>, cure: impl Into<String>) -> Self {
        Self::NotMet(Self::words(found, cure))
    }
}

/// 审查发现: a rule's answer other than [`Outcome::Met`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// Its clause.
    pub clause: &'static str,
    /// How it weighs.
    pub weight: Weight,
    /// What was found, with its figures.
    pub found: String,
    /// What would cure it.
    pub cure: String,
}

impl Finding {
    /// The same, to be kept in mind only: it stops nothing.
    pub(crate) fn reminder(self) -> Self {
        Self { weight: Weight::Reminder, ..self }
    }
}

static CATALOGUE: &[&Rule] = &[
    &applicant::TOWN,
    &applicant::G60,
    &selection::POST,
    &selection::CERTIFICATE,
    &selection::EQUIVALENT,
    &selection::RECOGNITION,
    &selection::INTERNAL_NOTICE,
    &selection::INTERNAL_NOTICE_DAYS,
    &quota::ABOUT,
    &quota::LIMIT,
    &quota::RECOMMENDED,
    &amounts::ONE_AWARD,
    &matching::COMMITMENT,
    &matching::MATCHED,
    &amounts::MUNICIPAL,
    &funds::VOUCHER,
    &funds::PURPOSE,
    &funds::IN_CYCLE,
    &applicant::KIND,
    &conditions::SYSTEM,
    &conditions::STUDIO,
    &conditions::SUPPORT,
    &conditions::PRIORITY,
    &conditions::INCENTIVE,
    &conditions::IN_APPOINTMENT,
    &conditions::APPOINTMENT_LASTS,
    &conditions::WORKFORCE,
    &procedure::ROUND_OPEN,
    &procedure::FILED_IN_TIME,
    &procedure::FILED_ONCE,
    &procedure::SCREENED,
    &procedure::FORWARDED,
    &review::PANEL,
    &review::COMPETITION,
    &review::SHEETS,
    &review::BEST_RANKED,
    &publication::NOTICE,
    &publication::OBJECTIONS,
    &publication::ANNOUNCED,
    &publication::ACCOUNT,
    &tasks::CYCLE,
    &tasks::PLAN,
    &assessment::AGREEMENT,
    &assessment::REVIEWS,
    &assessment::LEADER,
    &assessment::MIDTERM,
    &assessment::RESULT,
    &assessment::EXTENSION,
    &amounts::HALVES,
    &amounts::AFTER_MIDTERM,
    &amounts::CEILING,
    &amounts::COMPARABLE,
    &procedure::IN_FORCE,
];

/// Every rule, in the measure's order.
pub fn catalogue() -> &'static [&'static Rule] {
    CATALOGUE
}

/// The rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    CATALOGUE.iter().copied().find(|rule| rule.code == code)
}

/// Everything that is to be said at this moment, in the measure's order; empty when all is met.
pub fn examine(moment: Moment<'_>, policy: &Policy) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in CATALOGUE {
        for check in rule.checks {
            let (weight, words) = match check.ask(moment, policy) {
                None | Some(Outcome::Met) => continue,
                Some(Outcome::Reminder(words)) => (Weight::Reminder, words),
                Some(Outcome::Unproven(words)) => (Weight::Unproven, words),
                Some(Outcome::NotMet(words)) => (Weight::NotMet, words),
            };
            let Words { found, cure } = words;
            findings.push(Finding { code: rule.code, clause: rule.clause, weight, found, cure });
        }
    }
    findings
}

/// Puts findings of several moments into the measure's order.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| CATALOGUE.iter().position(|rule| rule.code == finding.code));
}

/// Why a rule can't be departed from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WaiveError {
    /// No such code.
    #[error("没有编号为 {0} 的规则")]
    Unknown(String),
    /// The rule leaves no room.
    #[error("{0} 是办法的硬性要求，不能变通")]
    Firm(&'static str),
    /// Nothing was said why.
    #[error("变通 {0} 须写明理由")]
    NoReason(&'static str),
}

/// The findings without those of this code, which somebody departs from for the given reason. Reminders stay.
///
/// # Errors
/// [`WaiveError`] when the rule is unknown, can't be departed from, or no reason is given.
pub fn waive(findings: Vec<Finding>, code: &str, reason: &str) -> Result<Vec<Finding>, WaiveError> {
    let rule = rule(code).ok_or_else(|| WaiveError::Unknown(code.to_owned()))?;
    if rule.discretion.is_none() {
        return Err(WaiveError::Firm(rule.code));
    }
    if !said(Some(reason)) {
        return Err(WaiveError::NoReason(rule.code));
    }
    let stays = |finding: &Finding| finding.code != code || finding.weight == Weight::Reminder;
    Ok(findings.into_iter().filter(stays).collect())
}

/// Whether a recorded confirmation can settle an [`Outcome::Unproven`] of this code.
pub fn confirm_allowed(code: &str) -> bool {
    rule(code).is_some_and(|rule| rule.confirmable)
}

/// Whether a text says something: not blank, and not one of the ways people write "none".
pub(crate) fn said(text: Option<&str>) -> bool {
    text.map(str::trim).is_some_and(|text| {
        !matches!(text, "" | "无" | "没有" | "暂无" | "否" | "未" | "/" | "-" | "—" | "――" | "——")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_built_from_their_clause() {
        let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九"];
        for (at, rule) in catalogue().iter().enumerate() {
            assert!(catalogue()[..at].iter().all(|other| other.code != rule.code), "{}", rule.code);
            let article: usize = rule.code[1..2].parse().unwrap();
            assert!(
                rule.code.starts_with('A') && rule.clause.starts_with(numerals[article - 1]),
                "{}",
                rule.code
            );
            assert!(std::ptr::eq(super::rule(rule.code).unwrap(), *rule));
        }
        assert!(super::rule("A0").is_none());
    }

    #[test]
    fn every_rule_is_explained_and_enforced_somewhere() {
        for rule in catalogue() {
            assert!(rule.title.chars().count() <= 12 && !rule.title.is_empty(), "{}", rule.code);
            assert!(rule.asks.ends_with('。') && rule.reading.ends_with('。'), "{}", rule.code);
            assert!(!rule.stages.is_empty(), "{}", rule.code);
        }
    }

    #[test]
    fn articles_follow_one_another() {
        let articles: Vec<_> = catalogue().iter().map(|rule| &rule.code[1..2]).collect();
        assert!(articles.is_sorted());
    }

    fn finding(code: &'static str, weight: Weight) -> Finding {
        Finding { code, clause: "", weight, found: String::new(), cure: String::new() }
    }

    #[test]
    fn only_a_rule_with_discretion_is_waived_and_only_with_a_reason() {
        let open = || vec![finding("A4-2a", Weight::NotMet), finding("A6-2-1b", Weight::NotMet)];
        assert_eq!(waive(open(), "A6-2-1b", "台风停运").unwrap(), [finding("A4-2a", Weight::NotMet)]);
        assert_eq!(waive(open(), "A6-2-1b", " "), Err(WaiveError::NoReason("A6-2-1b")));
        assert_eq!(waive(open(), "A4-2a", "台风停运"), Err(WaiveError::Firm("A4-2a")));
        assert_eq!(waive(open(), "A6-2-9", "台风停运"), Err(WaiveError::Unknown("A6-2-9".into())));
        let reminder = vec![finding("A3-1a", Weight::Reminder)];
        assert_eq!(waive(reminder.clone(), "A3-1a", "工作需要").unwrap(), reminder);
    }

    #[test]
    fn what_can_be_unproven_can_be_confirmed() {
        assert!(confirm_allowed("A1-1") && confirm_allowed("A2-1-2b"));
        assert!(!confirm_allowed("A4-2a") && !confirm_allowed("A0"));
    }

    #[test]
    fn none_in_words_is_nothing_said() {
        for text in ["", " ", "无", " 无 ", "没有", "暂无", "/", "-", "—", "——", "否", "未"] {
            assert!(!said(Some(text)), "{text}");
        }
        assert!(!said(None));
        assert!(said(Some("无锡市技能大赛一等奖")));
    }
}
