//! 涉及: which answers of the form each rule reads at the counter, so that what the measure has to say is said at the
//! answer it is about.

use crate::model::Record;
use crate::model::form::Application;

/// Rules that look at an application, each with the columns it reads: first the one that its findings are about.
const READS: [(&str, &[&str]); 20] = [
    ("A1-1", &["town", "uscc"]),
    ("A2-1-1", &["post_kind", "post_achievement"]),
    ("A2-1-2a", &["skill_basis", "skill_grade", "certificate_no"]),
    ("A2-1-2b", &["skill_basis", "recognition"]),
    ("A2-1-2c", &["recognition", "occupation", "skill_basis"]),
    ("A2-2a", &["internal_notice_result"]),
    ("A2-2b", &["appointed_from", "internal_notice_from", "internal_notice_to"]),
    ("A4-2a", &["matching_commitment_fen"]),
    ("A6-1-0", &["unit_kind"]),
    ("A6-1-1", &["selection_rules"]),
    ("A6-1-2a", &["established_on", "team_size", "applied_on"]),
    ("A6-1-2b", &["support"]),
    ("A6-1-3a", &["monthly_allowance_fen", "other_incentives"]),
    ("A6-1-3b", &["appointed_from", "appointed_to", "applied_on"]),
    ("A6-1-3c", &["appointed_to"]),
    ("A6-1-4", &["education_funds", "competitions"]),
    ("A6-2-1a", &["applied_on"]),
    ("A6-2-1b", &["applied_on"]),
    ("A6-2-2", &["uscc", "town", "id_number"]),
    ("A7-2", &["task_research", "task_promotion", "task_training", "task_unit"]),
];

/// The fields the rule reads, as [`Application::FIELDS`] counts them.
pub(super) fn fields_read(code: &str) -> impl Iterator<Item = usize> {
    let columns = READS.iter().find(|(rule, _)| *rule == code).map_or(&[][..], |(_, columns)| *columns);
    columns.iter().filter_map(|column| Application::FIELDS.iter().position(|field| field.column == *column))
}

/// The field that the rule's findings are about.
pub fn about(code: &str) -> Option<usize> {
    fields_read(code).next()
}

/// Whether the rule reads the field.
pub fn reads(code: &str, field: usize) -> bool {
    fields_read(code).any(|at| at == field)
}

/// Whether any rule does.
pub(super) fn is_read(field: usize) -> bool {
    READS.iter().any(|(code, _)| reads(code, field))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::measure::{Check, Filing, Finding, Moment, Opening, Policy, catalogue, examine};
    use crate::model::calendar::Calendar;
    use crate::model::{Field, Value};

    #[test]
    fn every_rule_of_the_counter_has_its_columns() {
        let asks = |checks: &[Check]| checks.iter().any(|check| matches!(check, Check::Filing(_)));
        let rules: Vec<_> =
            catalogue().iter().filter(|rule| asks(rule.checks)).map(|rule| rule.code).collect();
        assert_eq!(READS.map(|(code, _)| code).to_vec(), rules);
        for (code, columns) in READS {
            assert_eq!(fields_read(code).count(), columns.len(), "{code}");
        }
    }

    /// Forms that meet nothing, and forms of each kind of basis, as texts by column.
    fn forms() -> Vec<Vec<String>> {
        let plain = |field: &Field| match field.column {
            "uscc" => "91310117MA7XRWFQ2Y",
            "contact_phone" => "021-57812345",
            "id_number" => "310101197001029996",
            "town" => "中山街道",
            "team_size" => "3",
            "bank_code" => "",
            "support" => "资金",
            "matching_commitment_fen" | "monthly_allowance_fen" | "comparable_amount_fen" => "100",
            "appointed_to" => "2025-12-31",
            _ if field.choices.is_empty() && field.expects == <String as Value>::EXPECTS => "写明了",
            _ => field.choices.first().copied().unwrap_or("2024-03-04"),
        };
        let full: Vec<_> = Application::FIELDS.iter().map(|field| plain(field).to_owned()).collect();
        let bases = Application::FIELDS.iter().position(|field| field.column == "skill_basis").unwrap();
        let choices = Application::FIELDS[bases].choices.iter();
        let of_basis = choices.map(|basis| {
            let mut form = full.clone();
            (*basis).clone_into(&mut form[bases]);
            form
        });
        of_basis.collect()
    }

    fn found(texts: &[String], calendar: &Calendar, policy: &Policy) -> Option<Vec<Finding>> {
        let form = Application::parse(&|field| &texts[field]).ok()?;
        let day = |text: &str| text.parse().unwrap();
        let round = Opening {
            notice_no: "",
            opens_on: day("2024-03-01"),
            closes_on: day("2024-03-02"),
            town_deadline_on: day("2024-03-20"),
            quota: 10,
        };
        let filing = Filing {
            applied_on: form.applied_on.unwrap_or(round.closes_on),
            application: &form,
            filed_with: &form.town,
            round: &round,
            rivals: &[],
            calendar,
        };
        Some(examine(Moment::Filing(&filing), policy))
    }

    #[test]
    fn no_rule_reads_another_column() {
        let (calendar, policy) = (Calendar::embedded().unwrap(), Policy::embedded().unwrap());
        let found = |texts: &[String]| found(texts, &calendar, &policy);
        let mut moved = BTreeSet::new();
        for form in forms() {
            let before = found(&form).unwrap();
            for (at, field) in Application::FIELDS.iter().enumerate() {
                let other = ["", "无", "0", "1", "2030-01-01", "2001-01-01", "Y003100001002301000120"];
                for text in other.iter().chain(field.choices) {
                    let mut changed = form.clone();
                    (*text).clone_into(&mut changed[at]);
                    let Some(after) = found(&changed) else { continue };
                    let differs = |one: &[Finding], than: &[Finding]| {
                        let alone = one.iter().filter(|finding| !than.contains(finding));
                        alone.map(|finding| finding.code).collect::<Vec<_>>()
                    };
                    for code in [differs(&before, &after), differs(&after, &before)].concat() {
                        assert!(reads(code, at), "{code} {}", field.column);
                        moved.insert((code, at));
                    }
                }
            }
        }
        // What can't move here: another case, and the name of a trade beside a paper that is there.
        assert!(moved.len() > 30, "{}", moved.len());
    }
}
