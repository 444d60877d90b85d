//! 公示: what is posted, for how long, and who moves up from the reserve.

use anyhow::Result;
use chrono::NaiveDate;

use super::list::{digest, public_table, title};
use super::period::count_out;
use super::{BUREAU, on_notice, stands};
use crate::casework::desk::Hand;
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Dossier, Report, bureau, holidays, misuse, not_met};
use crate::measure::publication::{announce_from, notice_last_on};
use crate::measure::{self, Finding, Moment, Posting, Weight};
use crate::model::Table;
use crate::model::acts::Place;
use crate::model::case_no::CaseRef;
use crate::store::facts::{Announcement, Notice, NoticeEntry, Proposal, ProposalEntry};
use crate::store::views::Stage;
use crate::store::{Book, Store, Stored};

/// 公示内容: which list is posted.
#[derive(Debug, Clone, Copy)]
pub enum Bill<'a> {
    /// The proposed of this year, or of the newest round, that were not posted yet.
    Proposed(Option<i64>),
    /// The next of the reserve, by itself.
    Promoted(CaseRef),
    /// A notice that was interrupted, posted late or has to be corrected, begun anew in full.
    Anew {
        /// The notice that it takes the place of.
        notice: i64,
        /// Why.
        reason: &'a str,
    },
}

/// What a notice was posted with, or would be.
struct Posted {
    number: i64,
    notice: Notice,
    announce_from: NaiveDate,
    list: Table,
    days: Table,
}

/// Posts a list; says the last day and the first on which it may be announced. A dry run only counts.
///
/// # Errors
/// [`crate::casework::Refusal`] where a rule speaks against it, or there is nothing to post.
pub fn post(
    desk: &mut Desk,
    bill: Bill<'_>,
    from: Option<NaiveDate>,
    explain: bool,
    dry_run: bool,
) -> Result<Report> {
    let mut posted = None;
    let recorded = desk.record_if("publish notice", BUREAU, |book, hand| {
        posted = Some(draw_up(book, hand, bill, from)?);
        Ok(!dry_run)
    })?;
    let Some(Posted { number, notice, announce_from, list, days }) = posted else {
        return misuse("没有可以公示的名单");
    };
    let Notice { posted_on, last_on, list_digest, supersedes, .. } = notice;
    let (count, number) = (list.rows.len(), recorded.then_some(number));
    let head = match number {
        Some(number) => format!("公示 {number} 号"),
        None => "试算，没有公示".to_owned(),
    };
    let mut report = Report::done(format!(
        "{head}：{count} 个项目，{posted_on} 张贴，到 {last_on} 为止，最早 {announce_from} 发文公布"
    ));
    if let Some(before) = supersedes {
        report.done.push(format!("代替公示 {before} 号，公示期从头计算"));
    }
    report.done.push(format!("名单校验码 {list_digest}"));
    report.tables.push(list);
    if let Some(posted) = number.map(|number| desk.store.newest("id", number)).transpose()?.flatten() {
        report = report.paper(super::paper::notice(&desk.store, &posted)?);
        report.again = Some(format!("studiogrant publish notices {} --out 文件.docx", posted.id));
        report.next.extend(bureau::left_open(desk)?);
    }
    if explain || dry_run {
        report.tables.push(days);
    }
    let report = report
        .with("notice", number)
        .with("posted_on", posted_on.to_string())
        .with("last_on", last_on.to_string())
        .with("announce_from", announce_from.to_string())
        .with("supersedes", supersedes)
        .with("list_digest", list_digest);
    Ok(match number {
        None => report,
        Some(number) => report
            .next("收到异议：studiogrant publish object 案件 --by-name 姓名 --phone 电话 --ground 内容")
            .next(format!("期满发文：studiogrant publish announce --doc-no 文号（{announce_from} 起）"))
            .next(format!("逐日说明公示期：studiogrant publish notices {number}")),
    })
}

/// Records the notice and its list.
fn draw_up(book: &mut Book<'_>, hand: &Hand, bill: Bill<'_>, from: Option<NaiveDate>) -> Result<Posted> {
    let store = book.store();
    let round = round_of(store, bill)?;
    let Some(proposal) = store.newest::<Proposal>("round_id", round.id)? else {
        return misuse(format!("{} 年度还没有拟定名单。请先运行 review propose", round.round.year));
    };
    hand.not_before(proposal.fact.proposed_on, "拟定名单")?;
    let posted_on = from.unwrap_or(hand.on);
    if posted_on < hand.on {
        return misuse(format!(
            "张贴日期 {posted_on} 早于业务日期 {}。补登已经张贴的公示，请用 --on {posted_on}",
            hand.on
        ));
    }
    let posting = Posting { posted_on, calendar: &hand.calendar };
    let mut findings = measure::examine(Moment::Posting(&posting), &round.policy);
    let mut anew = None;
    let (dossiers, case_id) = match bill {
        Bill::Proposed(_) => (unposted(store, proposal.id)?, None),
        Bill::Promoted(case) => {
            let dossier = Dossier::load(store, case)?;
            findings.extend(promotion(store, proposal.id, &dossier)?);
            let case_id = dossier.case_id;
            (vec![dossier], Some(case_id))
        }
        Bill::Anew { notice, reason } => {
            let before = restartable(store, hand, round.id, notice)?;
            anew = Some((before.id, reason.trim().to_owned()));
            (standing_of(store, before.id)?, None)
        }
    };
    if dossiers.is_empty() {
        return misuse(
            "拟资助名单已经全部公示。候补递补：publish notice --promote 案件；重新公示：publish notice --restart 公示编号",
        );
    }
    hand.settle(book, findings, Weight::Reminder, round.id, case_id)?;
    let last_on = notice_last_on(posted_on, &round.policy, &hand.calendar)?;
    let list = public_table(title(&round), &dossiers);
    let (supersedes, reason) = anew.unzip();
    let list_digest = digest(&list);
    let notice = Notice { round_id: round.id, posted_on, last_on, list_digest, supersedes, reason };
    holidays::keep(book, &hand.calendar)?;
    let number = book.add(&notice)?;
    for (position, dossier) in (1..).zip(&dossiers) {
        let (case_id, application_id) = (dossier.case_id, dossier.revision.id);
        book.add(&NoticeEntry { notice_id: number, case_id, application_id, position })?;
    }
    let announce_from = announce_from(posted_on, &round.policy, &hand.calendar)?;
    let days = count_out(posted_on, &round.policy, &hand.calendar)?;
    Ok(Posted { number, notice, announce_from, list, days })
}

/// The round whose list is posted.
fn round_of(store: &Store, bill: Bill<'_>) -> Result<RoundFile> {
    match bill {
        Bill::Proposed(year) => RoundFile::load(store, year),
        Bill::Promoted(case) => Ok(Dossier::load(store, case)?.round),
        Bill::Anew { notice, .. } => match store.newest::<Notice>("id", notice)? {
            Some(notice) => RoundFile::by_id(store, notice.fact.round_id),
            None => RoundFile::load(store, None),
        },
    }
}

/// The notice that is to be begun anew: not announced, not begun anew already, and not posted later.
fn restartable(store: &Store, hand: &Hand, round_id: i64, number: i64) -> Result<Stored<Notice>> {
    let Some(notice) = store.newest::<Notice>("id", number)?.filter(|found| found.fact.round_id == round_id)
    else {
        return misuse(format!("本轮没有编号为 {number} 的公示。全部公示见 publish notices"));
    };
    if !store.by::<Announcement>("notice_id", number)?.is_empty() {
        return misuse(format!("公示 {number} 号已经发文公布，不能重新公示"));
    }
    if let Some(later) = store.newest::<Notice>("supersedes", number)? {
        return misuse(format!("公示 {number} 号已由公示 {} 号代替", later.id));
    }
    hand.not_before(notice.fact.posted_on, "原公示张贴")?;
    Ok(notice)
}

/// The cases on a notice that still stand, in its order.
fn standing_of(store: &Store, notice_id: i64) -> Result<Vec<Dossier>> {
    let mut left = Vec::new();
    for dossier in on_notice(store, notice_id)? {
        if stands(store, &dossier)? {
            left.push(dossier);
        }
    }
    if left.is_empty() {
        return misuse(format!("公示 {notice_id} 号的项目都已撤回或移出，没有可以重新公示的"));
    }
    Ok(left)
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
pub(in crate::casework) fn next_in_reserve(store: &Store, case_id: i64) -> Result<Option<Dossier>> {
    let Some(entry) = store.newest::<ProposalEntry>("case_id", case_id)? else { return Ok(None) };
    for entry in entries(store, entry.fact.proposal_id, Place::Reserve)? {
        let dossier = Dossier::by_id(store, entry.fact.case_id)?;
        if dossier.stage != Stage::Withdrawn && !is_posted(store, dossier.case_id)? {
            return Ok(Some(dossier));
        }
    }
    Ok(None)
}
