//! The papers of a case, all in one place: each with a name, in the order in which the case went.

use std::collections::BTreeSet;

use anyhow::Result;

use super::{Binder, numbered};
use crate::casework::{Desk, Dossier, Report, assess, disburse, publish, screen};
use crate::model::case_no::CaseRef;
use crate::model::folder::Content;
use crate::model::paper::Paper;
use crate::store::Fact;
use crate::store::facts::{BatchApproval, Closing, Payment, Recovery, RecoveryLetter};

/// Puts the papers in and tells how many there are.
pub(super) fn put(desk: &Desk, case: CaseRef, dossier: &Dossier, binder: &mut Binder) -> Result<usize> {
    let papers = papers(desk, case, dossier)?;
    let count = papers.len();
    for (number, (name, paper)) in (1..).zip(papers) {
        let path = numbered("文书", number, &name, "docx");
        binder.put(path, name, Content::Paper(paper));
    }
    Ok(count)
}

/// Every paper that was drawn up for the case, with its name; those of the review speak of all cases at once, and the
/// case's own scores stand among the facts.
fn papers(desk: &Desk, case: CaseRef, dossier: &Dossier) -> Result<Vec<(String, Paper)>> {
    let (store, case_id) = (&desk.store, dossier.case_id);
    let mut papers = screen::papers(store, dossier)?;
    papers.extend(publish::papers(store, case_id)?);
    papers.extend(assess::agreements(store, dossier)?);
    let mut put = |name: String, report: Report| {
        papers.extend(report.into_paper().map(|paper| (name, paper)));
    };
    for batch in batches(desk, case_id)? {
        let paper = disburse::approval_of(store, batch, case_id, desk.hand.setting.reveal)?;
        put(format!("拨款审批表（批次{batch}）"), Report::default().paper(paper));
    }
    for (name, paper) in assess::forms(store, dossier)? {
        put(name, Report::default().paper(paper));
    }
    for recovery in store.by::<Recovery>("case_id", case_id)? {
        let name = match store.newest::<RecoveryLetter>("recovery_id", recovery.id)? {
            Some(letter) => format!("退回资金通知{}", letter.fact.doc_no),
            None => format!("退回资金通知{}（未发文）", recovery.fact.demanded_on),
        };
        put(name, disburse::demand(desk, recovery.id)?);
    }
    if has::<Closing>(desk, case_id)? {
        put("结项表".to_owned(), assess::statement(desk, case)?);
    }
    Ok(papers)
}

fn has<F: Fact>(desk: &Desk, case_id: i64) -> Result<bool> {
    Ok(desk.store.newest::<F>("case_id", case_id)?.is_some())
}

/// The approved batches with a payment of the case.
fn batches(desk: &Desk, case_id: i64) -> Result<Vec<i64>> {
    let mut approved = Vec::new();
    let payments = desk.store.by::<Payment>("case_id", case_id)?;
    for batch in payments.iter().map(|payment| payment.fact.batch_id).collect::<BTreeSet<_>>() {
        if desk.store.newest::<BatchApproval>("batch_id", batch)?.is_some() {
            approved.push(batch);
        }
    }
    Ok(approved)
}
