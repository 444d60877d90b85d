//! 六(二)4, the ranking: means with exact arithmetic, ties broken by a written order, never by chance and never by
//! the order of rows. The same scores always give the same ranking.

use std::cmp::{Ordering, Reverse};

use super::policy::{Policy, TieBreak};

/// 参评项目: one case and what its ranking rests on.
#[derive(Debug, Clone, Copy)]
pub struct Entrant<'a> {
    /// Its number.
    pub case_no: &'a str,
    /// Its valid sheets: for each item of the rubric, in its order, hundredths of a point.
    pub sheets: &'a [Vec<i64>],
    /// Whether it has priority (A6-1-2p).
    pub priority: bool,
    /// Whether its unit is a G60 enterprise (A1-3).
    pub g60: bool,
    /// Votes of the panel, if it voted on a tie.
    pub votes: Option<u32>,
}

/// 平均分: an exact mean, as a sum of hundredths over a count.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mean {
    /// The sum, in hundredths of a point.
    pub sum: i64,
    /// Over how many sheets; none makes the lowest mean of all.
    pub count: u32,
}

impl Mean {
    fn of(values: &[i64]) -> Self {
        let sum = values.iter().fold(0_i64, |sum, value| sum.saturating_add(*value));
        Self { sum, count: u32::try_from(values.len()).unwrap_or(u32::MAX) }
    }

    /// For screens and papers: hundredths of a point, halves rounded up. Comparisons use the exact mean.
    pub fn rounded(self) -> super::Points {
        let count = i128::from(self.count.max(1));
        let mean = (i128::from(self.sum) * 2 + count).div_euclid(count * 2);
        super::Points(i64::try_from(mean).unwrap_or(i64::MAX))
    }
}

impl Ord for Mean {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.count, other.count) {
            (0, 0) => Ordering::Equal,
            (0, _) => Ordering::Less,
            (_, 0) => Ordering::Greater,
            (mine, theirs) => {
                let left = i128::from(self.sum) * i128::from(theirs);
                left.cmp(&(i128::from(other.sum) * i128::from(mine)))
            }
        }
    }
}

impl PartialOrd for Mean {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Means of different counts are the same when they are worth the same.
impl PartialEq for Mean {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Mean {}

/// 排名: one case's place and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// Its number.
    pub case_no: &'a str,
    /// Which of the entrants it is, by index.
    pub at: usize,
    /// The total of each sheet, in the order given, in hundredths.
    pub totals: Vec<i64>,
    /// Which sheets were left out as highest, by index.
    pub dropped_high: Vec<usize>,
    /// Which sheets were left out as lowest, by index.
    pub dropped_low: Vec<usize>,
    /// The mean of the rest.
    pub mean: Mean,
    /// The mean of the outputs item over every valid sheet, as a tie compares it.
    pub outputs: Mean,
    /// The same of the talent item.
    pub talent: Mean,
    /// Votes of the panel, if it voted on a tie.
    pub votes: Option<u32>,
    /// Its place, from 1; level cases share one, and the next is skipped.
    pub rank: u32,
    /// What separates it from a neighbour with the same mean: the one before it, or else the one after.
    pub decided_by: Option<TieBreak>,
    /// Whether it is level with another after every criterion.
    pub level: bool,
}

/// One entrant with what is compared.
struct Standing<'a> {
    at: usize,
    entrant: &'a Entrant<'a>,
    totals: Vec<i64>,
    high: Vec<usize>,
    low: Vec<usize>,
    mean: Mean,
    /// Means over every valid sheet, so that it doesn't matter which of two equal sheets was dropped.
    outputs: Mean,
    talent: Mean,
}

/// The ranking, best first; level cases stand by case number, which decides nothing.
pub fn rank<'a>(entrants: &'a [Entrant<'a>], policy: &Policy) -> Vec<Place<'a>> {
    let mut standings: Vec<_> =
        entrants.iter().enumerate().map(|(at, entrant)| standing(at, entrant, policy)).collect();
    standings.sort_by(|one, other| {
        compare(one, other, policy).0.then_with(|| one.entrant.case_no.cmp(other.entrant.case_no))
    });
    let between: Vec<_> = standings.windows(2).map(|pair| compare(&pair[0], &pair[1], policy)).collect();
    let mut places = Vec::with_capacity(standings.len());
    let mut rank = 0;
    for (at, standing) in standings.into_iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| between.get(before));
        let after = between.get(at);
        let is_level = |step: Option<&Step>| step.is_some_and(|step| step.0 == Ordering::Equal);
        if !is_level(before) {
            rank = u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1);
        }
        let decided_by = before.and_then(|step| step.1).or_else(|| after.and_then(|step| step.1));
        places.push(Place {
            case_no: standing.entrant.case_no,
            at: standing.at,
            totals: standing.totals,
            dropped_high: standing.high,
            dropped_low: standing.low,
            mean: standing.mean,
            outputs: standing.outputs,
            talent: standing.talent,
            votes: standing.entrant.votes,
            rank,
            decided_by,
            level: is_level(before) || is_level(after),
        });
    }
    places
}

/// How two standings compare, and the criterion that parts them when their means don't.
type Step = (Ordering, Option<TieBreak>);

fn standing<'a>(at: usize, entrant: &'a Entrant<'a>, policy: &Policy) -> Standing<'a> {
    let total = |sheet: &Vec<i64>| sheet.iter().fold(0_i64, |sum, item| sum.saturating_add(*item));
    let totals: Vec<_> = entrant.sheets.iter().map(total).collect();
    let mut order: Vec<_> = (0..totals.len()).collect();
    order.sort_by_key(|index| Reverse(totals[*index]));
    let trimmed = totals.len() >= policy.trim_from.value as usize;
    let each = if trimmed { policy.trim_each.value as usize } else { 0 };
    let kept = each..totals.len().saturating_sub(each).max(each);
    let counted: Vec<_> = order[kept.clone()].iter().map(|index| totals[*index]).collect();
    let item = |key: &str| {
        let at = policy.rubric_item(key);
        let of = |sheet: &Vec<i64>| at.and_then(|at| sheet.get(at).copied()).unwrap_or(0);
        Mean::of(&entrant.sheets.iter().map(of).collect::<Vec<_>>())
    };
    Standing {
        at,
        entrant,
        high: order[..kept.start].to_vec(),
        low: order[kept.end..].to_vec(),
        mean: Mean::of(&counted),
        outputs: item(&policy.outputs_item.value),
        talent: item(&policy.talent_item.value),
        totals,
    }
}

/// The better one is `Less`: it comes first.
fn compare(one: &Standing<'_>, other: &Standing<'_>, policy: &Policy) -> Step {
    let by_mean = other.mean.cmp(&one.mean);
    if by_mean != Ordering::Equal {
        return (by_mean, None);
    }
    for tie in &policy.tie_order.value {
        let order = match tie {
            TieBreak::Priority => other.entrant.priority.cmp(&one.entrant.priority),
            TieBreak::Outputs => other.outputs.cmp(&one.outputs),
            TieBreak::Talent => other.talent.cmp(&one.talent),
            TieBreak::G60 => other.entrant.g60.cmp(&one.entrant.g60),
            TieBreak::PanelVote => other.entrant.votes.cmp(&one.entrant.votes),
        };
        if order != Ordering::Equal {
            return (order, Some(*tie));
        }
    }
    (Ordering::Equal, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sheets of five items with this total: technique, studio, outputs, talent, system.
    fn sheets(totals: &[i64]) -> Vec<Vec<i64>> {
        totals.iter().map(|total| vec![total - 500, 100, 100, 100, 200]).collect()
    }

    fn entrant<'a>(case_no: &'a str, sheets: &'a [Vec<i64>]) -> Entrant<'a> {
        Entrant { case_no, sheets, priority: false, g60: false, votes: None }
    }

    fn ranked(entrants: &[Entrant<'_>]) -> Vec<(String, u32, Option<TieBreak>, bool)> {
        let policy = Policy::embedded().unwrap();
        let show = |entrants: &[Entrant<'_>]| -> Vec<_> {
            let places = rank(entrants, &policy);
            places.iter().map(|p| (p.case_no.to_owned(), p.rank, p.decided_by, p.level)).collect()
        };
        let shown = show(entrants);
        let mut reversed = entrants.to_vec();
        reversed.reverse();
        assert_eq!(show(&reversed), shown, "the order of rows must not matter");
        shown
    }

    #[test]
    fn from_five_sheets_on_one_highest_and_one_lowest_are_dropped() {
        let policy = Policy::embedded().unwrap();
        let five = sheets(&[8000, 9000, 7000, 9500, 8100]);
        let four = sheets(&[8000, 9000, 7000, 9500]);
        let entrants = [entrant("1", &five), entrant("2", &four)];
        let places = rank(&entrants, &policy);
        let (first, second) = (&places[0], &places[1]);
        assert_eq!((first.case_no, &first.dropped_high[..], &first.dropped_low[..]), ("2", &[][..], &[][..]));
        assert_eq!((first.mean.sum, first.mean.count), (33_500, 4));
        assert_eq!(
            (second.case_no, &second.dropped_high[..], &second.dropped_low[..]),
            ("1", &[3][..], &[2][..])
        );
        assert_eq!((second.mean.sum, second.mean.count), (25_100, 3));
        assert_eq!(second.totals, [8000, 9000, 7000, 9500, 8100]);
    }

    #[test]
    fn means_are_compared_exactly() {
        let (a, b) = (sheets(&[8000, 8000, 8001]), sheets(&[8000, 8001]));
        assert_eq!(
            ranked(&[entrant("1", &a), entrant("2", &b), entrant("3", &[])]),
            [("2".into(), 1, None, false), ("1".into(), 2, None, false), ("3".into(), 3, None, false)]
        );
        let third = Mean { sum: 24_001, count: 3 };
        assert!(third > Mean { sum: 8000, count: 1 } && third < Mean { sum: 16_001, count: 2 });
        assert!(Mean { sum: 2, count: 2 } == Mean { sum: 1, count: 1 });
        assert!(Mean::default() < Mean { sum: 0, count: 1 } && Mean { sum: 0, count: 1 } > Mean::default());
        for (sum, count, shown) in [(24_001, 3, 8000), (16_001, 2, 8001), (24_002, 3, 8001), (0, 0, 0)] {
            assert_eq!(Mean { sum, count }.rounded().0, shown, "{sum}/{count}");
        }
    }

    #[test]
    fn ties_are_broken_in_the_written_order() {
        let even = vec![vec![2000, 1500, 1500, 1500, 1000]; 3];
        let outputs = vec![vec![2000, 1500, 1600, 1400, 1000]; 3];
        let talent = vec![vec![1900, 1500, 1500, 1600, 1000]; 3];
        let plain = entrant("9", &even);
        let priority = Entrant { priority: true, ..plain };
        let g60 = Entrant { g60: true, ..plain };
        let named = |case_no, entrant| Entrant { case_no, ..entrant };
        let entrants = [
            plain,
            named("8", Entrant { votes: Some(0), ..plain }),
            named("7", Entrant { votes: Some(3), ..plain }),
            named("6", g60),
            named("5", entrant("", &talent)),
            named("4", entrant("", &outputs)),
            named("3", priority),
        ];
        use TieBreak::{G60, Outputs, PanelVote, Priority, Talent};
        let expected = [
            ("3", 1, Priority),
            ("4", 2, Priority),
            ("5", 3, Outputs),
            ("6", 4, Talent),
            ("7", 5, G60),
            ("8", 6, PanelVote),
            ("9", 7, PanelVote),
        ];
        let expected = expected.map(|(case_no, rank, tie)| (case_no.to_owned(), rank, Some(tie), false));
        assert_eq!(ranked(&entrants), expected);
    }

    #[test]
    fn what_stays_level_shares_a_place_and_the_next_is_skipped() {
        let (good, same, low) = (sheets(&[9000]), sheets(&[8000]), sheets(&[7000]));
        let entrants = [entrant("4", &low), entrant("3", &same), entrant("2", &same), entrant("1", &good)];
        assert_eq!(
            ranked(&entrants),
            [
                ("1".into(), 1, None, false),
                ("2".into(), 2, None, true),
                ("3".into(), 2, None, true),
                ("4".into(), 4, None, false)
            ]
        );
        let zero = vec![vec![0; 5]];
        assert_eq!(ranked(&[entrant("1", &zero)]), [("1".into(), 1, None, false)]);
    }

    #[test]
    fn equal_sheets_may_be_dropped_in_any_order() {
        let one = vec![
            vec![2000, 1500, 2000, 1500, 1000],
            vec![2000, 1500, 1500, 2000, 1000],
            vec![2000, 1500, 1500, 1500, 1000],
            vec![1900, 1500, 1500, 1500, 1000],
            vec![1800, 1500, 1500, 1500, 1000],
        ];
        let mut other = one.clone();
        other.swap(0, 1);
        assert_eq!(
            ranked(&[entrant("1", &one), entrant("2", &other)]),
            [("1".into(), 1, None, true), ("2".into(), 1, None, true)]
        );
    }
}
