//! 评审得分: how the means of the ranked candidates are spread, and where the list was cut.

use anyhow::Result;

use super::drawn;
use crate::model::acts::Place;
use crate::model::chart::{Chapter, Chart, Mark};
use crate::model::{Datum, Table};
use crate::store::facts::{Proposal, ProposalEntry};
use crate::store::{Store, Stored};

/// How wide a span of points may be, in hundredths, and how many spans there are at most.
const WIDTHS: [i64; 5] = [100, 200, 500, 1_000, 2_500];
const SPANS: i64 = 12;
/// 满分, in hundredths. It belongs to the last span, there is nothing above it.
const FULL: i64 = 10_000;

/// The lowest mean on the proposed list, and whether the list departed from the ranking.
pub(super) fn cut(store: &Store, round_id: i64) -> Result<Option<(Datum, bool)>> {
    let Some(proposal) = store.newest::<Proposal>("round_id", round_id)? else { return Ok(None) };
    let entries = store.by::<ProposalEntry>("proposal_id", proposal.id)?;
    let proposed = entries.iter().filter(|entry| entry.fact.place == Place::Proposed);
    let lowest = proposed.map(|entry| hundredths(&entry.fact)).min();
    Ok(lowest.map(|lowest| (points(lowest), entries.iter().any(|entry| entry.fact.departure.is_some()))))
}

/// The spread of the scores of the proposed list.
pub(super) fn chapter(store: &Store, round_id: i64) -> Result<Chapter> {
    let columns = [("from", "得分从"), ("below", "到"), ("proposed", "拟资助"), ("reserve", "候补")];
    let mut table = Table::new("scores", "得分分布", &columns);
    let (mut says, mut cut) = (Vec::new(), None);
    if let Some(proposal) = store.newest::<Proposal>("round_id", round_id)? {
        let entries = store.by::<ProposalEntry>("proposal_id", proposal.id)?;
        spread(&entries, &mut table);
        let means = |place: Place| {
            let of = move |entry: &&Stored<ProposalEntry>| entry.fact.place == place;
            entries.iter().filter(of).map(|entry| hundredths(&entry.fact))
        };
        let (proposed, reserve) = (means(Place::Proposed).count(), means(Place::Reserve).count());
        says.push(format!(
            "{} 拟定名单：拟资助 {proposed} 个，候补 {reserve} 个。得分是去掉最高、最低分以后的平均分，四舍五入到百分位。",
            proposal.fact.proposed_on
        ));
        says.push("每段含起点、不含终点；满分计入最后一段。".to_owned());
        if let Some((at, departed)) = self::cut(store, round_id)? {
            let name = if departed { "拟资助的最低分" } else { "分数线" };
            if departed {
                says.push("名单有偏离名次的，拟资助的最低分不是名次的界线。".to_owned());
            }
            cut = Some(Mark { says: format!("{name} {}", at.show()), at });
        }
    }
    let chart = Chart::Histogram { from: 0, to: 1, parts: vec![2, 3], cut };
    Ok(Chapter {
        title: "评审得分",
        says,
        exhibits: vec![drawn(table, chart, "还没有拟定名单，没有可以统计的得分。")],
    })
}

/// The mean in hundredths of a point, rounded half up.
fn hundredths(entry: &ProposalEntry) -> i64 {
    let (sum, count) = (entry.score_sum_centi, entry.score_count.max(1));
    (2 * sum + count).div_euclid(2 * count)
}

fn points(centi: i64) -> Datum {
    Datum::Decimal { digits: centi, places: 2 }
}

/// Counts the entries by spans of points: the narrowest ones of which there are not too many.
fn spread(entries: &[Stored<ProposalEntry>], table: &mut Table) {
    let mean = |entry: &Stored<ProposalEntry>| hundredths(&entry.fact).min(FULL - 1);
    let (Some(lowest), Some(highest)) = (entries.iter().map(mean).min(), entries.iter().map(mean).max())
    else {
        return;
    };
    let spans = |width: i64| highest / width - lowest / width + 1;
    let width = WIDTHS.into_iter().find(|width| spans(*width) <= SPANS).unwrap_or(FULL);
    for span in lowest / width..=highest / width {
        let (from, to) = (span * width, (span + 1) * width);
        let of = |place: Place| {
            let inside =
                entries.iter().filter(|entry| entry.fact.place == place && (from..to).contains(&mean(entry)));
            i64::try_from(inside.count()).unwrap_or(i64::MAX)
        };
        let (proposed, reserve) = (of(Place::Proposed), of(Place::Reserve));
        table.push(vec![points(from), points(to), proposed.into(), reserve.into()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(centi: i64, place: Place) -> Stored<ProposalEntry> {
        let (score_sum_centi, score_count) = (centi * 3, 3);
        let fact = ProposalEntry {
            proposal_id: 1,
            case_id: 1,
            place,
            position: 1,
            rank: 1,
            score_sum_centi,
            score_count,
            tie_break: None,
            departure: None,
        };
        Stored { id: 1, entry_id: 1, fact }
    }

    #[test]
    fn a_span_begins_with_its_first_value_and_ends_before_its_last() {
        let entries =
            [entry(7_999, Place::Reserve), entry(8_000, Place::Proposed), entry(8_100, Place::Proposed)];
        let mut table = Table::new("scores", "", &[("a", ""), ("b", ""), ("c", ""), ("d", "")]);
        spread(&entries, &mut table);
        let rows: Vec<Vec<String>> =
            table.rows.iter().map(|row| row.iter().map(Datum::show).collect()).collect();
        assert_eq!(
            rows,
            [["79.00", "80.00", "0", "1"], ["80.00", "81.00", "1", "0"], ["81.00", "82.00", "1", "0"]]
        );
    }

    #[test]
    fn wide_scores_have_wide_spans_and_one_score_has_one() {
        let count = |centi: &[i64]| {
            let entries: Vec<_> = centi.iter().map(|centi| entry(*centi, Place::Proposed)).collect();
            let mut table = Table::new("scores", "", &[("a", ""), ("b", ""), ("c", ""), ("d", "")]);
            spread(&entries, &mut table);
            table.rows.len()
        };
        assert_eq!((count(&[0, 10_000]), count(&[9_000]), count(&[])), (10, 1, 0));
    }

    #[test]
    fn full_marks_are_in_the_last_span() {
        let mut table = Table::new("scores", "", &[("a", ""), ("b", ""), ("c", ""), ("d", "")]);
        spread(&[entry(9_000, Place::Reserve), entry(FULL, Place::Proposed)], &mut table);
        let last: Vec<_> = table.rows.last().expect("a span").iter().map(Datum::show).collect();
        assert_eq!(last, ["99.00", "100.00", "1", "0"]);
    }
}
