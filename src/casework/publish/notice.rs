//! 公示: what is posted, for how long, and who moves up from the reserve.

use std::fmt::Write;

use anyhow::Result;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::{BUREAU, public_table, stands};
use crate::casework::desk::Hand;
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Dossier, Report, misuse, not_met};
use crate::measure::publication::{announce_from, notice_last_on};
use crate::measure::{self, Finding, Moment, Policy, Posting, Weight};
use crate::model::acts::Place;
use crate::model::calendar::Calendar;
use crate::model::case_no::CaseRef;
use crate::model::{Datum, Table};
use crate::store::facts::{Notice, NoticeEntry, Proposal, ProposalEntry};
use crate::store::views::Stage;
use crate::store::{Store, Stored};

/// Posts the proposed list, or the next of the reserve with a notice of its own; says the last day and the first on
/// which it may be announced.
///
/// # Errors
/// [`crate::casework::Refusal`] where a rule speaks against it, or there is nothing to post.
pub fn post(
    desk: &mut Desk,
    from: Option<NaiveDate>,
    promote: Option<CaseRef>,
    explain: bool,
) -> Result<Report> {
    let posted = desk.record("publish notice", BUREAU, |book, hand| {
        let store = book.store();
        let round = RoundFile::load(store, None)?;
        let Some(proposal) = store.newest::<Proposal>("round_id", round.id)? else {
            return misuse(format!("{} 年度还没有拟定名单。请先运行 review propose", round.round.year));
        };
        hand.not_before(proposal.fact.proposed_on, "拟定名单")?;
        let posted_on = from.unwrap_or(hand.on);
        if posted_on < proposal.fact.proposed_on {
            let proposed_on = proposal.fact.proposed_on;
            return misuse(format!("公示起始日期 {posted_on} 早于拟定名单的 {proposed_on}。请核对 --from"));
        }
        let posting = Posting { posted_on, calendar: &hand.calendar };
        let mut findings = measure::examine(Moment::Posting(&posting), &round.policy);
        let (dossiers, case_id) = match promote {
            None => (unposted(store, proposal.id)?, None),
            Some(case) => {
                let dossier = Dossier::load(store, case)?;
                findings.extend(promotion(store, proposal.id, &dossier)?);
                let case_id = dossier.case_id;
                (vec![dossier], Some(case_id))
            }
        };
        if dossiers.is_empty() {
            return misuse("拟资助名单已经全部公示。候补递补：publish notice --promote 案件");
        }
        hand.settle(book, findings, Weight::Reminder, round.id, case_id)?;
        let last_on = notice_last_on(posted_on, &round.policy, &hand.calendar)?;
        let table = public_table(title(&round), &dossiers);
        let list_digest = digest(&table);
        let notice = Notice { round_id: round.id, posted_on, last_on, list_digest: list_digest.clone() };
        let notice_id = book.add(&notice)?;
        for (position, dossier) in (1..).zip(&dossiers) {
            book.add(&NoticeEntry { notice_id, case_id: dossier.case_id, position })?;
        }
        let from = announce_from(posted_on, &round.policy, &hand.calendar)?;
        let mut tables = vec![table];
        if explain {
            tables.push(count_out(posted_on, &round.policy, hand)?);
        }
        Ok((notice_id, notice, from, dossiers.len(), tables))
    })?;
    let (number, notice, first, count, tables) = posted;
    let Notice { posted_on, last_on, list_digest, .. } = notice;
    let mut report = Report::done(format!(
        "公示 {number} 号：{count} 个项目，{posted_on} 张贴，到 {last_on} 为止，最早 {first} 发文公布"
    ));
    report.tables = tables;
    Ok(report
        .with("notice", number)
        .with("posted_on", posted_on.to_string())
        .with("last_on", last_on.to_string())
        .with("announce_from", first.to_string())
        .with("list_digest", list_digest)
        .next("收到异议：studiogrant publish object 案件 --by-name 姓名 --phone 电话 --ground 内容")
        .next(format!("期满发文：studiogrant publish announce --doc-no 文号（{first} 起）")))
}

fn title(round: &RoundFile) -> String {
    format!("{} 年度松江区首席技师工作室拟资助名单", round.round.year)
}

/// The proposed that were not posted and stand, in order.
fn unposted(store: &Store, proposal_id: i64) -> Result<Vec<Dossier>> {
    let mut dossiers = Vec::new();
    for entry in entries(store, proposal_id, Place::Proposed)? {
        let dossier = Dossier::by_id(store, entry.fact.case_id)?;
        if dossier.stage != Stage::Withdrawn && !is_posted(store, dossier.case_id)? {
            dossiers.push(dossier);
        }
    }
    Ok(dossiers)
}

/// What speaks against moving a case up: no place fell free, or another one waits before it.
fn promotion(store: &Store, proposal_id: i64, dossier: &Dossier) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let reserve = entries(store, proposal_id, Place::Reserve)?;
    if !reserve.iter().any(|entry| entry.fact.case_id == dossier.case_id) {
        return misuse(format!("{} 不在候补名单里，不能递补", dossier.name()));
    }
    if is_posted(store, dossier.case_id)? || dossier.stage == Stage::Withdrawn {
        return misuse(format!("{} 现为“{}”，不能递补", dossier.name(), dossier.stage.term()));
    }
    let mut waiting = Vec::new();
    for entry in &reserve {
        let candidate = Dossier::by_id(store, entry.fact.case_id)?;
        if candidate.stage != Stage::Withdrawn && !is_posted(store, candidate.case_id)? {
            waiting.push(candidate);
        }
    }
    if let Some(next) = waiting.first().filter(|next| next.case_id != dossier.case_id) {
        findings.extend(not_met(
            "A6-2-4c",
            format!("候补名单的下一个是 {}，不是 {}", next.name(), dossier.no),
            format!("请递补 {}，或者说明偏离排名的理由", next.no),
        ));
    }
    let proposed = entries(store, proposal_id, Place::Proposed)?;
    let mut taken = 0;
    for entry in proposed.iter().chain(&reserve) {
        let holds = entry.fact.place == Place::Proposed || is_posted(store, entry.fact.case_id)?;
        if holds && stands(store, &Dossier::by_id(store, entry.fact.case_id)?)? {
            taken += 1;
        }
    }
    if taken >= proposed.len() {
        findings.extend(not_met(
            "A6-2-4e",
            format!("拟资助的 {} 个名额没有空出来，候补不能递补", proposed.len()),
            "有项目撤回或者异议成立以后，再递补".to_owned(),
        ));
    }
    Ok(findings)
}

/// One half of the list, in its order.
fn entries(store: &Store, proposal_id: i64, place: Place) -> Result<Vec<Stored<ProposalEntry>>> {
    let mut entries = store.by::<ProposalEntry>("proposal_id", proposal_id)?;
    entries.retain(|entry| entry.fact.place == place);
    entries.sort_by_key(|entry| entry.fact.position);
    Ok(entries)
}

fn is_posted(store: &Store, case_id: i64) -> Result<bool> {
    Ok(!store.by::<NoticeEntry>("case_id", case_id)?.is_empty())
}

/// The next of the reserve where a place fell free by this case.
pub(super) fn next_in_reserve(store: &Store, case_id: i64) -> Result<Option<Dossier>> {
    let Some(entry) = store.newest::<ProposalEntry>("case_id", case_id)? else { return Ok(None) };
    for entry in entries(store, entry.fact.proposal_id, Place::Reserve)? {
        let dossier = Dossier::by_id(store, entry.fact.case_id)?;
        if dossier.stage != Stage::Withdrawn && !is_posted(store, dossier.case_id)? {
            return Ok(Some(dossier));
        }
    }
    Ok(None)
}

/// How the period was counted, day by day.
fn count_out(posted_on: NaiveDate, policy: &Policy, hand: &Hand) -> Result<Table> {
    let calendar: &Calendar = &hand.calendar;
    let columns = [("day", "日期"), ("kind", "性质"), ("counted", "第几个工作日")];
    let mut table = Table::new("days", "公示期的计算（张贴当日不算）", &columns);
    let mut counted = 0_i64;
    for (day, kind) in calendar.count_out(posted_on, policy.public_notice_days.value)? {
        counted += i64::from(kind.is_working());
        let number = if kind.is_working() { Datum::Int(counted) } else { Datum::Empty };
        table.push(vec![day.into(), Datum::Term { code: kind.code(), term: kind.term() }, number]);
    }
    Ok(table)
}

/// SHA-256 over the list as posted: one line an entry, its columns parted by tabs.
fn digest(table: &Table) -> String {
    let mut digest = Sha256::new();
    for row in &table.rows {
        let shown: Vec<_> = row.iter().map(Datum::show).collect();
        digest.update(shown.join("\t"));
        digest.update("\n");
    }
    digest.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
