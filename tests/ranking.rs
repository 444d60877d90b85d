//! The ranking against a plain computation of its own: fractions of whole numbers, places by counting who is better.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::cmp::Ordering;

use proptest::prelude::*;
use studiogrant::measure::Policy;
use studiogrant::measure::policy::TieBreak;
use studiogrant::measure::ranking::{Entrant, Mean, Place, rank};

/// A candidate as a clerk would note it down: a sheet from each expert, or none where the expert is recused.
#[derive(Debug, Clone)]
struct Candidate {
    no: String,
    sheets: Vec<Option<[i64; 5]>>,
    priority: bool,
    g60: bool,
    votes: Option<u32>,
}

/// Points that often meet: few values, some with decimals.
fn item(maximum: i64) -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => (0..3_i64).prop_map(move |step| maximum - step * 50),
        1 => 0..=maximum,
        1 => Just(0),
    ]
}

fn sheet() -> impl Strategy<Value = Option<[i64; 5]>> {
    let items = (item(2500), item(2000), item(2500), item(2000), item(1000));
    prop_oneof![
        1 => Just(None),
        5 => items.prop_map(|(a, b, c, d, e)| Some([a, b, c, d, e])),
    ]
}

fn round() -> impl Strategy<Value = Vec<Candidate>> {
    let panel = prop_oneof![Just(1_usize), Just(3), Just(5), Just(7)];
    panel.prop_flat_map(|size| {
        let candidate =
            (prop::collection::vec(sheet(), size), any::<bool>(), any::<bool>(), prop::option::of(0..3_u32));
        prop::collection::vec(candidate, 1..9).prop_map(|candidates| {
            let numbered = candidates.into_iter().enumerate();
            let named = |(at, (sheets, priority, g60, votes))| Candidate {
                no: format!("2026-{:04}", at + 1),
                sheets,
                priority,
                g60,
                votes,
            };
            numbered.map(named).collect()
        })
    })
}

/// A fraction; none is less than every other.
type Fraction = Option<(i128, i128)>;

fn less(one: Fraction, other: Fraction) -> Ordering {
    match (one, other) {
        (Some((a, b)), Some((c, d))) => (a * d).cmp(&(c * b)),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

fn over(values: &[i64]) -> Fraction {
    if values.is_empty() {
        None
    } else {
        Some((values.iter().map(|v| i128::from(*v)).sum(), values.len() as i128))
    }
}

impl Candidate {
    fn valid(&self) -> Vec<[i64; 5]> {
        self.sheets.iter().flatten().copied().collect()
    }

    /// From five sheets on, one highest and one lowest total are left out.
    fn mean(&self) -> Fraction {
        let mut totals: Vec<i64> = self.valid().iter().map(|sheet| sheet.iter().sum()).collect();
        totals.sort_unstable();
        over(if totals.len() >= 5 { &totals[1..totals.len() - 1] } else { &totals })
    }

    fn of_item(&self, at: usize) -> Fraction {
        over(&self.valid().iter().map(|sheet| sheet[at]).collect::<Vec<_>>())
    }

    /// Who comes first, and by what if not by the mean.
    fn against(&self, other: &Self) -> (Ordering, Option<TieBreak>) {
        let steps = [
            (less(self.mean(), other.mean()), None),
            (self.priority.cmp(&other.priority), Some(TieBreak::Priority)),
            (less(self.of_item(2), other.of_item(2)), Some(TieBreak::Outputs)),
            (less(self.of_item(3), other.of_item(3)), Some(TieBreak::Talent)),
            (self.g60.cmp(&other.g60), Some(TieBreak::G60)),
            (self.votes.cmp(&other.votes), Some(TieBreak::PanelVote)),
        ];
        let step = steps.into_iter().find(|(order, _)| *order != Ordering::Equal);
        step.map_or((Ordering::Equal, None), |(order, by)| (order, by))
    }
}

/// What a place says, apart from the order in which things came.
type Said = (String, u32, bool, Option<TieBreak>, i64, u32, Vec<i64>);

fn said(place: &Place<'_>) -> Said {
    let total = |at: &usize| place.totals[*at];
    let dropped = place.dropped_high.iter().chain(&place.dropped_low).map(total).collect();
    let Mean { sum, count } = place.mean;
    (place.case_no.to_owned(), place.rank, place.level, place.decided_by, sum, count, dropped)
}

fn ranked(candidates: &[Candidate]) -> Vec<Said> {
    let policy = Policy::embedded().unwrap();
    let sheets: Vec<Vec<Vec<i64>>> =
        candidates.iter().map(|one| one.valid().iter().map(|sheet| sheet.to_vec()).collect()).collect();
    let entrants: Vec<_> = candidates
        .iter()
        .zip(&sheets)
        .map(|(one, sheets)| Entrant {
            case_no: &one.no,
            sheets,
            priority: one.priority,
            g60: one.g60,
            votes: one.votes,
        })
        .collect();
    let places = rank(&entrants, &policy);
    for place in &places {
        assert_eq!(entrants[place.at].case_no, place.case_no);
    }
    places.iter().map(said).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_ranking_is_what_a_plain_computation_says(candidates in round()) {
        let places = ranked(&candidates);
        prop_assert_eq!(places.len(), candidates.len());
        let by_no = |no: &str| candidates.iter().find(|one| one.no == no).unwrap();
        for (at, (no, rank, level, decided_by, sum, count, dropped)) in places.iter().enumerate() {
            let one = by_no(no);
            let better = candidates.iter().filter(|other| other.against(one).0 == Ordering::Greater).count();
            prop_assert_eq!(*rank as usize, better + 1);
            let equals = candidates.iter().filter(|other| other.against(one).0 == Ordering::Equal).count();
            prop_assert_eq!(*level, equals > 1);
            let mean = if *count == 0 { None } else { Some((i128::from(*sum), i128::from(*count))) };
            prop_assert_eq!(less(mean, one.mean()), Ordering::Equal);
            let valid = one.valid();
            prop_assert_eq!(*count as usize, if valid.len() >= 5 { valid.len() - 2 } else { valid.len() });
            let mut totals: Vec<i64> = valid.iter().map(|sheet| sheet.iter().sum()).collect();
            totals.sort_unstable();
            let ends = [totals.last().copied(), totals.first().copied()];
            let expected: Vec<_> = if valid.len() >= 5 { ends.into_iter().flatten().collect() } else { Vec::new() };
            prop_assert_eq!(dropped, &expected);
            let parted = |other: usize| one.against(by_no(&places[other].0)).1;
            let before = at.checked_sub(1).and_then(parted);
            let after = (at + 1 < places.len()).then_some(at + 1).and_then(parted);
            prop_assert_eq!(*decided_by, before.or(after));
        }
    }

    #[test]
    fn the_order_of_rows_and_of_experts_decides_nothing(
        candidates in round(),
        keys in prop::collection::vec(any::<u32>(), 9),
        turn in 0..7_usize,
    ) {
        let mut shuffled: Vec<_> = candidates.iter().cloned().zip(keys).collect();
        shuffled.sort_by_key(|(_, key)| *key);
        let mut shuffled: Vec<_> = shuffled.into_iter().map(|(one, _)| one).collect();
        for one in &mut shuffled {
            let turn = turn % one.sheets.len();
            one.sheets.rotate_left(turn);
        }
        prop_assert_eq!(ranked(&shuffled), ranked(&candidates));
    }
}
