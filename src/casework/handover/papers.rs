//! The papers of a case, all in one place: each with a name, in the order in which the case went.

use std::collections::BTreeSet;

use anyhow::Result;

use super::{Binder, numbered};
use crate::casework::{Desk, Dossier, assess, disburse, publish, screen};
use crate::model::case_no::CaseRef;
use crate::model::folder::Content;
use crate::model::paper::Paper;
use crate::store::Store;
use crate::store::facts::{BatchApproval, BatchCancellation, Closing, Payment};

/// Puts the papers in.
pub(super) fn put(papers: Vec<(String, Paper)>, binder: &mut Binder) {
    for (number, (name, paper)) in (1..).zip(papers) {
        let path = numbered("文书", number, &name, "docx");
        binder.put(path, name, Content::Paper(paper));
    }
}

/// Every paper that was drawn up for the case, as it went out and whatever became of it, with its name; those of the review
/// speak of all cases at once, and the case's own scores stand among the facts.
pub(super) fn drawn_up(desk: &Desk, case: CaseRef, dossier: &Dossier) -> Result<Vec<(String, Paper)>> {
    let (store, case_id) = (&desk.store, dossier.case_id);
    let mut papers = screen::papers(store, dossier)?;
    papers.extend(publish::papers(store, case_id)?);
    papers.extend(assess::agreements(store, dossier)?);
    for (batch, is_cancelled) in batches(store, case_id)? {
        let cancelled = if is_cancelled { "，已作废" } else { "" };
        let paper = disburse::approval_of(store, batch, case_id, desk.hand.setting.reveal)?;
        papers.push((format!("拨款审批表（批次{batch}{cancelled}）"), paper));
    }
    papers.extend(assess::forms(store, dossier)?);
    papers.extend(disburse::letters(store, case_id)?);
    if store.newest::<Closing>("case_id", case_id)?.is_some() {
        let statement = assess::statement(desk, case)?;
        papers.extend(statement.into_paper().map(|paper| ("结项表".to_owned(), paper)));
    }
    Ok(papers)
}

/// The approved batches with a payment of the case, and whether they were cancelled.
fn batches(store: &Store, case_id: i64) -> Result<Vec<(i64, bool)>> {
    let mut approved = Vec::new();
    let payments = store.by::<Payment>("case_id", case_id)?;
    for batch in payments.iter().map(|payment| payment.fact.batch_id).collect::<BTreeSet<_>>() {
        if store.newest::<BatchApproval>("batch_id", batch)?.is_some() {
            approved.push((batch, store.newest::<BatchCancellation>("batch_id", batch)?.is_some()));
        }
    }
    Ok(approved)
}
