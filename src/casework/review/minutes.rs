//! What the minutes of the review say.

use anyhow::Result;

use super::meeting::dissents;
use super::propose::{cost, table};
use super::ranking::{Review, owed_table};
use super::recusal::recusals;
use super::scores::{changed, summed_up};
use crate::casework::wording::official;
use crate::casework::{Desk, Report, misuse};
use crate::measure;
use crate::measure::ranking::rank as ranked;
use crate::model::acts::Place;
use crate::model::{Datum, Table};
use crate::store::facts::{Expert, Meeting, Panel, Proposal, ProposalEntry, Waiver};
use crate::store::views::VoteLine;
use crate::store::{Store, Stored};

/// When, where and who, who stepped back, the rules, the scores, the ranking, votes, dissent, the list, the exceptions,
/// who signs, and the case file's digest.
///
/// # Errors
/// There is no such round, or it has no panel or no score yet.
pub fn minutes(desk: &Desk, year: Option<i64>) -> Result<Report> {
    let store = &desk.store;
    let review = Review::load(store, year)?;
    let year = review.round.round.year;
    if review.panel.is_empty() {
        return misuse(format!(
            "{year} 年度还没有组建评审组，没有评审记录。请先运行 review panel --experts 姓名,姓名,…"
        ));
    }
    if review.scored_on.is_none() {
        return misuse(format!(
            "{year} 年度还没有登记评分，没有评审记录。请先运行 review import 打分表 或 review score"
        ));
    }
    let entrants = review.entrants();
    let places = ranked(&entrants, &review.round.policy);
    let proposal = store.newest::<Proposal>("round_id", review.round.id)?;
    let mut tables = vec![
        outline(store, &review, proposal.as_ref())?,
        members(&review),
        recusals(store, &review.round)?,
        rules(&review),
        review.table(&places),
        changed(store, &review.round)?,
        votes(&review, &store.votes_of_round(review.round.id)?),
        dissents(store, &review.round)?,
    ];
    let meeting = store.newest::<Meeting>("round_id", review.round.id)?.map(|meeting| meeting.fact);
    match &proposal {
        Some(proposal) => tables.extend(list(store, &review, proposal)?),
        None => tables.extend(Some(owed_table(&review.owed())).filter(|table| !table.rows.is_empty())),
    }
    tables.push(signatures(&review, meeting.as_ref()));
    let done = vec![format!("{year} 年度专家评审记录")];
    let paper = super::paper::minutes(&review, &tables, summed_up(&review, &places));
    let report = Report { done, tables, whole: true, ..Report::default() }.paper(paper).with("year", year);
    Ok(match meeting {
        Some(_) => report,
        None => report.next(
            "登记评审会的时间、地点和主持人：studiogrant review meeting --place 地点 --chair 姓名 --on 日期",
        ),
    })
}

/// Who signs.
fn signatures(review: &Review, meeting: Option<&Meeting>) -> Table {
    let columns = [("role", "身份"), ("name", "姓名"), ("signature", "签名"), ("signed_on", "日期")];
    let mut table = Table::new("signatures", "签名", &columns);
    let chair = meeting.map(|meeting| ("主持人", meeting.chair.as_str()));
    let experts = review.panel.iter().map(|member| ("评审专家", member.fact.name.as_str()));
    for (role, name) in chair.into_iter().chain(experts).chain([("记录人", "")]) {
        table.push(vec![role.into(), name.into(), Datum::Empty, Datum::Empty]);
    }
    table
}

/// When what happened, under which notice, and what the case file's digest is.
fn outline(store: &Store, review: &Review, proposal: Option<&Stored<Proposal>>) -> Result<Table> {
    let mut table = Table::new("outline", "基本情况", &[("item", "项目"), ("value", "内容")]);
    let round = &review.round.round;
    let panels = store.by::<Panel>("round_id", review.round.id)?;
    let seated: Vec<_> =
        panels.iter().map(|panel| format!("{}（{} 人）", panel.fact.seated_on, panel.fact.size)).collect();
    let scored = review.scored_on.map(|(from, to)| match from == to {
        true => from.to_string(),
        false => format!("{from} 至 {to}"),
    });
    let entry = proposal.map(|proposal| proposal.entry_id);
    let by = match entry {
        Some(entry) => {
            store.log(None)?.into_iter().find(|line| line.entry == entry).map(|line| line.operator)
        }
        None => None,
    };
    let proposed = match proposal {
        Some(proposal) => Some(count_of(store, proposal.id)?),
        None => None,
    };
    let met = store.newest::<Meeting>("round_id", review.round.id)?.map(|meeting| meeting.fact);
    let met_on = met.as_ref().map(|met| {
        format!("{}{}", met.held_on, met.hours.as_ref().map(|hours| format!(" {hours}")).unwrap_or_default())
    });
    let budget = round.budget_fen.map(|budget| format!("{budget} 元"));
    for (item, value) in [
        ("申报通知", Some(round.notice_no.clone())),
        ("名额", Some(format!("{} 个", round.quota))),
        ("预算", budget),
        ("候选项目", Some(format!("{} 个", review.candidates.len()))),
        ("评审组组成", Some(seated.join("；")).filter(|seated| !seated.is_empty())),
        ("评审会时间", met_on),
        ("评审会地点", met.as_ref().map(|met| met.place.clone())),
        ("主持人", met.map(|met| met.chair)),
        ("评分", scored),
        ("并列表决", review.voted_on.map(|on| on.to_string())),
        ("拟定名单", proposal.map(|proposal| proposal.fact.proposed_on.to_string())),
        ("拟定经办", by),
        ("资助合计", proposed.map(|count| cost(review, count)).transpose()?),
        ("案卷校验码", store.digest()?.map(|digest| digest.to_string())),
    ] {
        if let Some(value) = value {
            table.push(vec![item.into(), value.into()]);
        }
    }
    Ok(table)
}

/// How many are on the list.
fn count_of(store: &Store, proposal_id: i64) -> Result<u32> {
    let entries = store.by::<ProposalEntry>("proposal_id", proposal_id)?;
    Ok(u32::try_from(entries.iter().filter(|entry| entry.fact.place == Place::Proposed).count())?)
}

/// Who sat.
fn members(review: &Review) -> Table {
    let columns = [("expert", "专家"), ("employer", "工作单位"), ("title", "职称")];
    let mut table = Table::new("panel", "评审组", &columns);
    for member in &review.panel {
        let Expert { name, employer, title } = member.fact.clone();
        table.push(vec![name.into(), employer.into(), title.into()]);
    }
    table
}

/// How the experts scored and how the ranking was made.
fn rules(review: &Review) -> Table {
    let columns = [("name", "项目"), ("value", "内容"), ("clause", "依据")];
    let mut table = Table::new("rules", "评分规则", &columns);
    for rule in ["A6-2-4a", "A6-2-4r", "A6-2-4c"].into_iter().filter_map(measure::rule) {
        for shown in (rule.figures)(&review.round.policy) {
            table.push(vec![shown.name.into(), shown.value.into(), shown.clause.into()]);
        }
        table.push(vec![rule.title.into(), official(rule.reading).into(), rule.clause.into()]);
    }
    table
}

/// How the panel voted on ties.
fn votes(review: &Review, votes: &[VoteLine]) -> Table {
    let columns = [("case", "案件"), ("votes", "票数"), ("voted_on", "表决日期")];
    let mut table = Table::new("votes", "并列表决", &columns);
    for vote in votes {
        let case = review.candidates.iter().find(|one| one.line.case_id == vote.case_id);
        let no = case.map(|one| one.no.as_str());
        table.push(vec![no.into(), i64::from(vote.votes).into(), vote.voted_on.into()]);
    }
    table
}

/// The list with its cost, and what was departed from.
fn list(store: &Store, review: &Review, proposal: &Stored<Proposal>) -> Result<[Table; 2]> {
    let mut entries = Vec::new();
    for entry in store.by::<ProposalEntry>("proposal_id", proposal.id)? {
        let case = review.candidates.iter().find(|one| one.line.case_id == entry.fact.case_id);
        let (no, unit) = case.map(|one| (one.no.clone(), one.line.unit_name.clone())).unwrap_or_default();
        entries.push((no, unit, entry.fact));
    }
    entries.sort_by_key(|(.., entry)| entry.position);
    let mut exceptions = Table::new("exceptions", "例外和理由", &[("code", "规则"), ("reason", "理由")]);
    for waiver in store.by::<Waiver>("round_id", review.round.id)? {
        if waiver.entry_id == proposal.entry_id {
            exceptions.push(vec![waiver.fact.code.into(), waiver.fact.reason.into()]);
        }
    }
    Ok([table(review.round.round.year, &entries), exceptions])
}
