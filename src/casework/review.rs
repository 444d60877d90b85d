//! 评审: experts, the panel, recusals, scores, the ranking, and the proposed list.

mod blocked;
mod meeting;
mod minutes;
mod panel;
mod paper;
mod propose;
mod ranking;
mod recusal;
mod scores;
mod scoring;
mod sheet;
mod template;
mod vote;
mod what_if;

pub(super) use blocked::{Progress, progress};
pub use meeting::{Venue, dissent, meet};
pub use minutes::minutes;
pub use panel::{add_expert, experts, seat};
pub use propose::{Departures, propose};
pub use ranking::rank;
pub use recusal::recuse;
pub(super) use recusal::undeclared;
pub use scores::{scores, summary};
pub use scoring::score;
pub use sheet::import;
pub use template::template;
pub use vote::vote;
pub use what_if::what_if;

use std::collections::BTreeSet;

use anyhow::Result;

use super::dossier::RoundFile;
use super::{Dossier, misuse};
use crate::measure::publication::plain;
use crate::model::acts::Role;
use crate::store::facts::{Expert, Panel, PanelMember, Proposal, ProposalEntry, Recusal, Revision};
use crate::store::views::{CaseLine, Stage};
use crate::store::{Store, Stored};

/// The bureau organises the review.
const BUREAU: &[Role] = &[Role::Bureau];

/// The expert of this name, however it is spaced.
fn expert(store: &Store, name: &str) -> Result<Stored<Expert>> {
    let wanted = plain(name);
    match store.all::<Expert>()?.into_iter().find(|expert| plain(&expert.fact.name) == wanted) {
        Some(expert) => Ok(expert),
        None => misuse(format!("没有登记专家“{}”。已登记的见 review expert list", name.trim())),
    }
}

/// The experts on the newest panel of a round, in the order in which they were named; none before it is seated.
pub(super) fn panel(store: &Store, round_id: i64) -> Result<Vec<Stored<Expert>>> {
    let Some(panel) = store.newest::<Panel>("round_id", round_id)? else { return Ok(Vec::new()) };
    let mut experts = Vec::new();
    for member in store.by::<PanelMember>("panel_id", panel.id)? {
        experts.extend(store.newest::<Expert>("id", member.fact.expert_id)?);
    }
    Ok(experts)
}

/// The candidates of a round, by number: forwarded, and not withdrawn since. Once the list is proposed they stay those
/// that were ranked, under the names and by the applications of then, whatever became of them.
fn candidates(store: &Store, round_id: i64) -> Result<Vec<CaseLine>> {
    let mut lines = store.cases_of_round(round_id)?;
    if let Some(proposal) = store.newest::<Proposal>("round_id", round_id)? {
        let entries = store.by::<ProposalEntry>("proposal_id", proposal.id)?;
        let ranked: BTreeSet<_> = entries.iter().map(|entry| entry.fact.case_id).collect();
        lines.retain(|line| ranked.contains(&line.case_id));
        for line in &mut lines {
            let filed = store.by::<Revision>("case_id", line.case_id)?;
            if let Some(then) = filed.into_iter().rfind(|filed| filed.entry_id < proposal.entry_id) {
                line.application_id = then.id;
                line.unit_name = then.fact.form.unit_name;
            }
        }
        return Ok(lines);
    }
    lines.retain(|line| {
        use Stage::{Filed, Passed, Rejected, Returned, Withdrawn};
        !matches!(line.stage, Filed | Passed | Rejected | Returned | Withdrawn)
    });
    Ok(lines)
}

/// Whether the expert works for the unit.
fn employed(expert: &Expert, unit_name: &str) -> bool {
    plain(&expert.employer) == plain(unit_name)
}

/// The member of the panel that would have scored its own employer, if this were the name of the unit of a case on the
/// list: recusals can't be recorded any more.
pub(super) fn employed_scorer(store: &Store, dossier: &Dossier, unit_name: &str) -> Result<Option<String>> {
    if plain(unit_name) == plain(&dossier.form().unit_name) || before_proposal(store, &dossier.round).is_ok()
    {
        return Ok(None);
    }
    for member in panel(store, dossier.round.id)? {
        if employed(&member.fact, unit_name) && !is_recused(store, dossier.case_id, member.id)? {
            return Ok(Some(member.fact.name));
        }
    }
    Ok(None)
}

/// Whether the expert is recused from the case.
fn is_recused(store: &Store, case_id: i64, expert_id: i64) -> Result<bool> {
    let keys = [("case_id", case_id.into()), ("expert_id", expert_id.into())];
    Ok(!store.matching::<Recusal>(&keys)?.is_empty())
}

/// Refuses what has to happen before the list is proposed.
fn before_proposal(store: &Store, round: &RoundFile) -> Result<()> {
    match store.newest::<Proposal>("round_id", round.id)? {
        None => Ok(()),
        Some(proposal) => misuse(format!(
            "{} 年度已在 {} 拟定名单，评审到此为止；以后发现的问题按异议办理：publish object",
            round.round.year, proposal.fact.proposed_on
        )),
    }
}
