//! The edges of every rule: just inside nothing is found, just outside exactly that one code is.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod filing;
mod later;
mod world;

use studiogrant::measure::{Moment, Weight, catalogue, confirm_allowed, examine};
use world::World;

/// One edge of one rule.
pub(crate) struct Edge {
    code: &'static str,
    moment: &'static str,
    weight: Weight,
    inside: fn(&mut World),
    outside: fn(&mut World),
    /// What the finding must name: the figure or the word at fault, and the one that would be right.
    names: &'static [&'static str],
}

/// Rows of the table: code, moment, weight, inside, outside, what the finding names.
macro_rules! edges {
    ($( $code:literal $moment:ident $weight:ident: $inside:expr, $outside:expr, $names:expr; )*) => {
        &[ $( crate::Edge {
            code: $code,
            moment: stringify!($moment),
            weight: studiogrant::measure::Weight::$weight,
            inside: $inside,
            outside: $outside,
            names: &$names,
        } ),* ]
    };
}
pub(crate) use edges;

fn all() -> impl Iterator<Item = &'static Edge> {
    filing::EDGES.iter().chain(later::EDGES)
}

#[test]
fn the_eligible_world_has_no_finding_at_any_moment() {
    for moment in Moment::NAMES {
        assert_eq!(World::eligible().examine(moment), [], "{moment}");
    }
}

#[test]
fn just_inside_nothing_is_found_and_just_outside_exactly_that_code() {
    for edge in all() {
        let (code, moment) = (edge.code, edge.moment);
        let mut inside = World::eligible();
        (edge.inside)(&mut inside);
        assert_eq!(inside.examine(moment), [], "just inside {code} at {moment}, {:?}", edge.names);
        let mut outside = World::eligible();
        (edge.outside)(&mut outside);
        let findings = outside.examine(moment);
        let [finding] = &findings[..] else {
            panic!("just outside {code} at {moment}, {:?}: {findings:#?}", edge.names)
        };
        assert_eq!((finding.code, finding.weight), (code, edge.weight), "{moment}: {}", finding.found);
        assert!(!finding.clause.is_empty() && !finding.found.is_empty() && !finding.cure.is_empty());
        let text = format!("{} / {}", finding.found, finding.cure);
        for name in edge.names {
            assert!(text.contains(name), "{code} at {moment} doesn't name {name}: {text}");
        }
    }
}

#[test]
fn every_check_of_every_rule_has_an_edge() {
    for rule in catalogue() {
        for moment in Moment::NAMES {
            let checks = rule.checks.iter().filter(|check| check.moment() == *moment).count();
            let edges = all().filter(|edge| edge.code == rule.code && edge.moment == *moment).count();
            assert!(edges >= checks, "{} at {moment}: {checks} checks, {edges} edges", rule.code);
        }
        let weights = |weight| all().any(|edge| edge.code == rule.code && edge.weight == weight);
        assert_eq!(weights(Weight::Unproven), rule.confirmable, "{} may be unproven", rule.code);
        assert_eq!(confirm_allowed(rule.code), rule.confirmable);
    }
}

#[test]
fn every_moment_is_asked_about() {
    for moment in Moment::NAMES {
        assert!(all().any(|edge| edge.moment == *moment), "{moment}");
    }
}

#[test]
fn the_cycle_is_counted_by_the_calendar() {
    later::the_cycle_is_three_years();
}

/// Rules without a question of their own, and the test of what they say.
const LABELS: &[(&str, fn())] = &[
    ("A1-3", later::g60_is_a_label),
    ("A6-1-2p", later::priority_is_a_label),
    ("A9-2", later::comparable_support_is_taken_off_before_halving),
];

#[test]
fn every_label_has_its_test() {
    for (_, test) in LABELS {
        test();
    }
    let without = catalogue().iter().filter(|rule| rule.checks.is_empty()).map(|rule| rule.code);
    assert!(without.eq(LABELS.iter().map(|(code, _)| *code)));
}

#[test]
fn a_refusal_lists_everything_in_the_measures_order() {
    let mut world = World::eligible();
    world.form.matching_commitment_fen = studiogrant::model::Fen::new(4_999_999);
    world.form.selection_rules = None;
    world.form.post_achievement = None;
    world.filing.applied_on = world::day("2026-04-01");
    let codes: Vec<_> = world.examine("Filing").iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["A2-1-1", "A4-2a", "A6-1-1", "A6-2-1b"]);
}

#[test]
fn figures_show_the_policys_values() {
    let mut policy = World::eligible().policy;
    policy.matching_minimum.value = studiogrant::model::Fen::new(6_000_001);
    let rule = studiogrant::measure::rule("A4-2a").unwrap();
    let shown = (rule.figures)(&policy);
    assert_eq!((shown.len(), shown[0].value.as_str()), (1, "60,000.01 元"));
    let with_figures = catalogue().iter().filter(|rule| !(rule.figures)(&policy).is_empty());
    let codes: Vec<_> = with_figures.map(|rule| rule.code).collect();
    for code in
        ["A2-1-2a", "A2-2b", "A3-1a", "A3-1b", "A4-1", "A4-2b", "A4-3", "A5-2", "A6-2-4a", "A8-2b", "A9-3"]
    {
        assert!(codes.contains(&code), "{code}");
    }
    for shown in catalogue().iter().flat_map(|rule| (rule.figures)(&policy)) {
        assert!(!shown.name.is_empty() && !shown.value.is_empty() && !shown.clause.is_empty());
    }
}

/// A moment's rules say nothing at another moment.
#[test]
fn rules_keep_to_their_moment() {
    let mut world = World::eligible();
    world.opening.quota = 0;
    let codes: Vec<_> = world.examine("Opening").iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["A3-1b"]);
    assert_eq!(world.examine("Filing"), []);
    assert_eq!(examine(Moment::Opening(&world.opening), &world.policy).len(), 1);
}
