//! What the ranking would be without one expert.

use anyhow::Result;

use super::expert;
use super::ranking::{Review, four_decimals};
use crate::casework::{Desk, Report, misuse};
use crate::measure::ranking::{Place, rank as ranked};
use crate::model::Table;
use crate::store::Store;
use crate::store::facts::{Proposal, ProposalEntry};

/// Whether a place is on a list of so many.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    In,
    Out,
    /// Level with others across the edge of the list.
    Level,
}

/// Whether the best ranked would be others without one expert, and who.
///
/// # Errors
/// There is no such expert on the panel.
pub fn what_if(desk: &Desk, year: Option<i64>, name: &str) -> Result<Report> {
    let left_out = expert(&desk.store, name)?;
    let (with, mut without) = (Review::load(&desk.store, year)?, Review::load(&desk.store, year)?);
    without.leave_out(left_out.id);
    let name = left_out.fact.name.as_str();
    if !with.panel.iter().any(|member| member.id == left_out.id) {
        return misuse(format!("{name}不是本轮的评审专家"));
    }
    let (entrants, others) = (with.entrants(), without.entrants());
    let (places, other_places) = (ranked(&entrants, &with.round.policy), ranked(&others, &with.round.policy));
    let (count, departs) = (with.cut.seats, departs(&desk.store, &with)?);
    let mut after = vec![0; with.candidates.len()];
    for (at, place) in other_places.iter().enumerate() {
        if let Some(slot) = after.get_mut(place.at) {
            *slot = at;
        }
    }
    let columns = [
        ("case", "案件"),
        ("unit_name", "申报单位"),
        ("rank", "名次"),
        ("rank_without", "去掉以后"),
        ("mean", "平均分"),
        ("mean_without", "去掉以后的平均分"),
        ("change", "入围变化"),
    ];
    let title = format!("如果没有专家{name}的评分（前 {count} 名入围）");
    let mut table = Table::new("what_if", title, &columns).led_by("unit_name");
    let mut changes = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let Some((other_at, other)) = after.get(place.at).and_then(|at| Some((*at, other_places.get(*at)?)))
        else {
            continue;
        };
        let change = match (standing(&places, at, count), standing(&other_places, other_at, count)) {
            (before, after) if before == after => "",
            (_, Standing::Out) => "落选",
            (_, Standing::In) => "入围",
            (_, Standing::Level) => "并列待表决",
        };
        if !change.is_empty() {
            changes.push(format!("{} {change}（第 {} 名→第 {} 名）", place.case_no, place.rank, other.rank));
        }
        table.push(vec![
            place.case_no.into(),
            with.of(place).map(|reviewed| reviewed.line.unit_name.as_str()).into(),
            i64::from(place.rank).into(),
            i64::from(other.rank).into(),
            four_decimals(place.mean),
            four_decimals(other.mean),
            change.into(),
        ]);
    }
    let sentence = match changes.is_empty() {
        true => format!("没有专家{name}的评分，入围名单不变"),
        false => format!("没有专家{name}的评分，入围名单会有变化：{}", changes.join("；")),
    };
    let mut report = Report::done(sentence).with("changed", !changes.is_empty());
    if departs {
        report.done.push("这里按排名比较；拟定的名单另有偏离排名的决定，见 review minutes".to_owned());
    }
    report.tables.push(table);
    Ok(report)
}

fn standing(places: &[Place<'_>], at: usize, count: usize) -> Standing {
    let Some(place) = places.get(at) else { return Standing::Out };
    let first = places.partition_point(|other| other.rank < place.rank);
    let end = places.partition_point(|other| other.rank <= place.rank);
    match (first, end) {
        (_, end) if end <= count => Standing::In,
        (first, _) if first >= count => Standing::Out,
        _ => Standing::Level,
    }
}

/// Whether the proposed list departs from the ranking.
fn departs(store: &Store, review: &Review) -> Result<bool> {
    let Some(proposal) = store.newest::<Proposal>("round_id", review.round.id)? else { return Ok(false) };
    let entries = store.by::<ProposalEntry>("proposal_id", proposal.id)?;
    Ok(entries.iter().any(|entry| entry.fact.departure.is_some()))
}
