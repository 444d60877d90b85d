//! What keeps the list from being drawn up, once every sheet is in.

use anyhow::Result;

use super::ranking::{Review, Reviewed};
use crate::measure::policy::TieBreak;
use crate::measure::ranking::{Place, rank as ranked};
use crate::store::Store;

/// 卡住的事: what it is, which cases it concerns, and the command that settles it.
pub(in crate::casework) struct Block {
    pub(in crate::casework) what: String,
    pub(in crate::casework) cases: String,
    pub(in crate::casework) command: String,
    /// Whether the list can be drawn up all the same.
    pub(in crate::casework) is_bearable: bool,
}

/// 评审进度: what is still owed, and what stands in the way.
pub(in crate::casework) struct Progress {
    /// The members of the panel with how many cases each has to score yet; nobody who is through.
    pub(in crate::casework) owed: Vec<(String, usize)>,
    pub(in crate::casework) blocks: Vec<Block>,
}

/// What a review still owes; the candidates that too few may score; and, once every sheet is in, those that are level:
/// across the edge of the list, or on the reserve, whose order would then say nothing.
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
        command: format!("review panel --experts {},姓名,姓名", members.join(",")),
        is_bearable: false,
    };
    review.too_few().into_iter().map(block).collect()
}

fn ties(review: &Review) -> Vec<Block> {
    let mut blocks = Vec::new();
    let entrants = review.entrants();
    let places = ranked(&entrants, &review.round.policy);
    let quota = review.round.round.quota as usize;
    let can_vote = review.round.policy.tie_order.value.contains(&TieBreak::PanelVote);
    let mut from = 0;
    for group in places.chunk_by(|one, other| one.rank == other.rank) {
        let to = from + group.len();
        if group.iter().any(|place| place.level && place.mean.count > 0) && to > quota {
            let is_bearable = from >= quota;
            blocks.push(tie(group, is_bearable, can_vote));
        }
        from = to;
    }
    blocks
}

/// Level cases, of which only some have a place on the list, or which wait on the reserve.
fn tie(group: &[Place<'_>], is_bearable: bool, can_vote: bool) -> Block {
    let cases: Vec<_> = group.iter().map(|place| place.case_no).collect();
    let rank = group.first().map_or(0, |place| place.rank);
    let votes: Vec<_> = cases.iter().map(|no| format!("{no}=票数")).collect();
    let command = match can_vote {
        true => format!("review vote {}", votes.join(" ")),
        false => "review propose --waive A6-2-4c --reason …".to_owned(),
    };
    let what = match is_bearable {
        true => format!("候补并列第 {rank}，可先表决"),
        false => format!("并列第 {rank}，须表决"),
    };
    Block { what, cases: cases.join("、"), command, is_bearable }
}
