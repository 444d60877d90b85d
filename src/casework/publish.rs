//! 公示公布: the public notice, objections, the announcing document, and the way to the city.

mod announcement;
mod check;
mod city;
mod list;
mod notice;
mod objection;
mod paper;
mod period;
mod posted;

pub use announcement::announce;
pub use check::check;
pub use city::{CityResult, municipal, recommend, recommendations};
pub(super) use list::digest;
pub(super) use notice::next_in_reserve;
pub use notice::{Bill, post};
pub use objection::{Intake, object, objection, objections, resolve};
pub(super) use paper::papers;
pub use period::{Standing, notices};

use anyhow::Result;
use chrono::NaiveDate;

use self::list::{funded_title, public_entry, public_table};
use super::dossier::RoundFile;
use super::{Desk, Dossier, Report, misuse};
use crate::model::acts::{ObjectionOutcome, Role};
use crate::model::doc_no;
use crate::store::Store;
use crate::store::facts::{
    Announcement, Award, Correction, Notice, NoticeEntry, Objection, ObjectionDecision,
};
use crate::store::views::Stage;

/// The bureau posts and announces.
const BUREAU: &[Role] = &[Role::Bureau];

/// The cases on a notice, in its order, as they stand.
fn on_notice(store: &Store, notice_id: i64) -> Result<Vec<Dossier>> {
    let mut entries = store.by::<NoticeEntry>("notice_id", notice_id)?;
    entries.sort_by_key(|entry| entry.fact.position);
    let filed = |case_id: i64| {
        let dossier = Dossier::by_id(store, case_id)?;
        let newest = dossier.revision.id;
        dossier.with_revision(store, newest)
    };
    entries.iter().map(|entry| filed(entry.fact.case_id)).collect()
}

/// The case with its application as it was posted on a notice.
fn as_posted(store: &Store, notice_id: i64, dossier: &Dossier) -> Result<Dossier> {
    let keys = [("notice_id", notice_id.into()), ("case_id", dossier.case_id.into())];
    let entry = store.matching::<NoticeEntry>(&keys)?.pop();
    let posted = entry.map_or(dossier.revision.id, |entry| entry.fact.application_id);
    dossier.clone().with_revision(store, posted)
}

/// Whether the public was shown the case on this notice as it stands now.
fn is_as_posted(store: &Store, notice_id: i64, dossier: &Dossier) -> Result<bool> {
    let posted = as_posted(store, notice_id, dossier)?;
    Ok(public_entry(posted.form()) == public_entry(dossier.form()))
}

/// The notice that a case is on, if it was posted there otherwise than it stands now, and whether that notice was
/// announced.
pub(super) fn outdated_notice(store: &Store, dossier: &Dossier) -> Result<Option<(i64, bool)>> {
    let Some(entry) = store.newest::<NoticeEntry>("case_id", dossier.case_id)? else { return Ok(None) };
    let number = entry.fact.notice_id;
    if is_as_posted(store, number, dossier)? || !stands(store, dossier)? {
        return Ok(None);
    }
    Ok(Some((number, !store.by::<Announcement>("notice_id", number)?.is_empty())))
}

/// Whether an objection to the case was upheld.
fn is_upheld(store: &Store, case_id: i64) -> Result<bool> {
    for objection in store.by::<Objection>("case_id", case_id)? {
        let decision = store.newest::<ObjectionDecision>("objection_id", objection.id)?;
        if decision.is_some_and(|decision| decision.fact.outcome == ObjectionOutcome::Upheld) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The notice that a case is on, as its dossier names it.
pub(super) fn standing_notice(store: &Store, case_id: i64) -> Result<Option<String>> {
    let Some(entry) = store.newest::<NoticeEntry>("case_id", case_id)? else { return Ok(None) };
    let notice = store.newest::<Notice>("id", entry.fact.notice_id)?;
    Ok(notice.map(|notice| {
        let Notice { posted_on, last_on, .. } = notice.fact;
        format!("公示 {} 号，{posted_on} 至 {last_on}", notice.id)
    }))
}

/// The day on which something on a notice was corrected that the public was shown otherwise; the newest of them.
pub(super) fn corrected_since(store: &Store, notice_id: i64) -> Result<Option<NaiveDate>> {
    let mut newest = None;
    for dossier in on_notice(store, notice_id)? {
        if stands(store, &dossier)? && !is_as_posted(store, notice_id, &dossier)? {
            let correction = store.newest::<Correction>("case_id", dossier.case_id)?;
            newest = newest.max(correction.map(|correction| correction.fact.corrected_on));
        }
    }
    Ok(newest)
}

/// Whether no later notice has taken the place of this one.
fn is_live(store: &Store, notice_id: i64) -> Result<bool> {
    Ok(store.by::<Notice>("supersedes", notice_id)?.is_empty())
}

/// Whether the case can still be announced: not withdrawn, and no objection upheld.
fn stands(store: &Store, dossier: &Dossier) -> Result<bool> {
    Ok(dossier.stage != Stage::Withdrawn && !is_upheld(store, dossier.case_id)?)
}

/// The funded list of a round as it is now, in the order of the documents, or that of one document as it was announced;
/// before the first document, the list as posted.
///
/// # Errors
/// There is no such round or document.
pub fn list(desk: &Desk, year: Option<i64>, doc_no: Option<&str>) -> Result<Report> {
    let store = &desk.store;
    let round = RoundFile::load(store, year)?;
    let year = round.round.year;
    let doc_no = doc_no.map(doc_no::plain);
    let (mut funded, mut posted, mut documents) = (Vec::new(), Vec::new(), Vec::new());
    let (mut digests, mut corrected) = (Vec::new(), Vec::new());
    for notice in store.by::<Notice>("round_id", round.id)? {
        if !is_live(store, notice.id)? {
            continue;
        }
        digests.push((notice.id, notice.fact.list_digest));
        for dossier in on_notice(store, notice.id)? {
            if stands(store, &dossier)? {
                posted.push(as_posted(store, notice.id, &dossier)?);
            }
        }
        for document in store.by::<Announcement>("notice_id", notice.id)? {
            if doc_no.as_ref().is_none_or(|doc_no| *doc_no == document.fact.doc_no) {
                for award in store.by::<Award>("announcement_id", document.id)? {
                    let dossier = Dossier::by_id(store, award.fact.case_id)?;
                    if !is_as_posted(store, notice.id, &dossier)? {
                        corrected.push(dossier.no);
                    }
                    let announced =
                        doc_no.as_ref().map(|_| as_posted(store, notice.id, &dossier)).transpose()?;
                    funded.push(announced.unwrap_or(dossier));
                }
                documents.push(document);
            }
        }
    }
    if let (Some(doc_no), []) = (&doc_no, documents.as_slice()) {
        return misuse(format!("{year} 年度没有文号为 {doc_no} 的公布文件。全部文号见 publish notices"));
    }
    let table = if documents.is_empty() {
        public_table(list::posted_title(&list::title(&round)), &posted)
    } else {
        public_table(funded_title(year), &funded)
    };
    let paper = match documents.as_slice() {
        [document] if doc_no.is_some() => Some(paper::announcement(store, document)?),
        _ if table.rows.is_empty() => None,
        _ => Some(paper::listed(table.clone())),
    };
    let documents: Vec<_> = documents.into_iter().map(|document| document.fact.doc_no).collect();
    let unprinted = format!("{year} 年度还没有公示，没有可以打印的名单。请先运行 publish notice");
    let report = Report { unprinted: Some(unprinted), ..Report::list(table) };
    let mut report = report.paper(paper).with("year", year).with("documents", documents);
    let line = |(number, digest): &(i64, String)| format!("公示 {number} 号名单校验码 {digest}");
    report.done.extend(digests.iter().map(line));
    // What went out stays as it is, in every form.
    report.done.extend(corrected.iter().map(|no| match &doc_no {
        Some(_) => format!("{no} 在公布以后有更正或变更，下面是公布时的内容；现在的见 publish list，经过见 show {no}"),
        None => format!("{no} 在公布以后有更正或变更，下面是现在的内容；公布时的见 publish list --doc-no 文号，经过见 show {no}"),
    }));
    let object = |(notice, digest)| serde_json::json!({ "notice": notice, "list_digest": digest });
    let digests: Vec<_> = digests.into_iter().map(object).collect();
    Ok(report.with("list_digests", digests))
}
