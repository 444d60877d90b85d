//! The panel's vote between candidates that are level in everything else.

use anyhow::Result;

use super::ranking::{Review, owed_count};
use super::{BUREAU, before_proposal};
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::measure::policy::TieBreak;
use crate::measure::ranking::rank as ranked;
use crate::model::case_no::CaseRef;
use crate::store::facts::PanelVote;

/// Records how the panel voted: the level candidates, all of them, each with its votes.
///
/// # Errors
/// Scores are missing, the cases aren't those that are level, or there are more votes than members who may vote.
pub fn vote(desk: &mut Desk, votes: &[(CaseRef, u32)], year: Option<i64>) -> Result<Report> {
    let said = desk.record("review vote", BUREAU, |book, hand| {
        let store = book.store();
        let mut review = Review::load(store, year)?;
        review.without_votes();
        before_proposal(store, &review.round)?;
        if !review.round.policy.tie_order.value.contains(&TieBreak::PanelVote) {
            return misuse("本轮的同分比较顺序里没有评审组表决。见 rules A6-2-4c");
        }
        let owed = owed_count(&review.owed());
        if owed > 0 {
            return misuse(format!("还有 {owed} 份评分没有登记，排名未定，见 review rank。请评齐以后再表决"));
        }
        if let Some((_, scored_on)) = review.scored_on {
            hand.not_before(scored_on, "评分")?;
        }
        let mut named = Vec::new();
        for (case, votes) in votes {
            let dossier = Dossier::load(store, case.within(review.round.round.year))?;
            named.push((dossier.no.to_string(), dossier.case_id, *votes));
        }
        named.sort();
        let entrants = review.entrants();
        let places = ranked(&entrants, &review.round.policy);
        let rank = named.first().and_then(|(no, ..)| places.iter().find(|place| place.case_no == no));
        let Some(rank) = rank.filter(|place| place.level).map(|place| place.rank) else {
            return misuse("这些案件没有并列，不用表决。排名见 review rank");
        };
        let level: Vec<_> = places.iter().filter(|place| place.rank == rank).collect();
        let mut numbers: Vec<_> = level.iter().map(|place| place.case_no).collect();
        numbers.sort_unstable();
        if !named.iter().map(|(no, ..)| no.as_str()).eq(numbers.iter().copied()) {
            return misuse(format!(
                "并列第 {rank} 的是 {}，请逐个写明票数，如 {}=3",
                numbers.join("、"),
                numbers.first().unwrap_or(&"")
            ));
        }
        let recused =
            |id: i64| level.iter().filter_map(|place| review.of(place)).any(|one| one.recused.contains(&id));
        let voters = review.panel.iter().filter(|member| !recused(member.id)).count();
        let cast: u64 = named.iter().map(|(.., votes)| u64::from(*votes)).sum();
        if cast == 0 || cast > u64::try_from(voters)? {
            return misuse(format!(
                "共 {cast} 票；对这些案件没有回避的评审专家有 {voters} 位，每人一票。请核对"
            ));
        }
        for (_, case_id, votes) in &named {
            book.add(&PanelVote { case_id: *case_id, votes: *votes, voted_on: hand.on })?;
        }
        let said: Vec<_> = named.iter().map(|(no, _, votes)| format!("{no} {votes} 票")).collect();
        Ok(format!("已登记评审组对并列第 {rank} 的表决：{}", said.join("，")))
    })?;
    Ok(Report::done(said).next("看排名：studiogrant review rank"))
}
