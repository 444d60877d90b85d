//! What keeps the list from being drawn up, once every sheet is in.

use anyhow::Result;

use super::ranking::{Review, Reviewed, TIES};
use crate::measure::policy::TieBreak;
use crate::measure::ranking::{Place, rank as ranked};
use crate::store::Store;

/// 卡住的事: what it is, which cases it concerns, and the command that settles it.
pub(in crate::casework) struct Block {
    pub(in crate::casework) what: String,
    pub(in crate::casework) cases: String,
    pub(in crate::casework) command: String,
}

/// 评审进度: what is still owed, and what stands in the way.
pub(in crate::casework) struct Progress {
    /// The members of the panel with how many cases each has to score yet; nobody who is through.
    pub(in crate::casework) owed: Vec<(String, usize)>,
    pub(in crate::casework) blocks: Vec<Block>,
}

/// What a review still owes; the candidates that too few may score; and, once every sheet is in, those that are level
/// across the edge of the list, or on the reserve, which moves up in its order.
pub(in crate::casework) fn progress(store: &Store, year: i64) -> Result<Progress> {
    let review = Review::load(store, Some(year))?;
    let owed: Vec<_> =
        review.owed().into_iter().map(|(name, cases)| (name.to_owned(), cases.len())).collect();
    let mut blocks = too_few(&review);
    if owed.is_empty() {
        blocks.extend(ties(&review));
    }
    Ok(Progress { owed, blocks })
}

fn too_few(review: &Review) -> Vec<Block> {
    let members: Vec<_> = review.panel.iter().map(|member| member.fact.name.as_str()).collect();
    let block = |(reviewed, may): (&Reviewed, usize)| Block {
        what: format!("评分专家不足：{may} 人"),
        cases: format!("{} {}", reviewed.no, reviewed.line.unit_name),
        command: format!(
            "review panel --experts {},姓名,姓名 --year {}",
            members.join(","),
            review.round.round.year
        ),
    };
    review.too_few().into_iter().map(block).collect()
}

fn ties(review: &Review) -> Vec<Block> {
    let mut blocks = Vec::new();
    let entrants = review.entrants();
    let places = ranked(&entrants, &review.round.policy);
    let quota = review.cut.seats;
    let can_vote = review.round.policy.tie_order.value.contains(&TieBreak::PanelVote);
    let mut from = 0;
    for group in places.chunk_by(|one, other| one.rank == other.rank) {
        let to = from + group.len();
        if group.iter().any(|place| place.level && place.mean.count > 0) && to > quota {
            blocks.push(tie(group, review.round.round.year, from >= quota, can_vote));
        }
        from = to;
    }
    blocks
}

/// Level cases, of which only some have a place on the list, or which wait on the reserve.
fn tie(group: &[Place<'_>], year: i64, on_reserve: bool, can_vote: bool) -> Block {
    let cases: Vec<_> = group.iter().map(|place| place.case_no).collect();
    let rank = group.first().map_or(0, |place| place.rank);
    let votes: Vec<_> = cases.iter().map(|no| format!("{no}=票数")).collect();
    let command = match can_vote {
        true => format!("review vote {} --year {year}", votes.join(" ")),
        false => format!("review propose --year {year} --waive {TIES} --reason …"),
    };
    let list = if on_reserve { "候补" } else { "" };
    Block { what: format!("{list}并列第 {rank}，须表决"), cases: cases.join("、"), command }
}
