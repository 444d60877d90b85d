//! 推荐申报市级 and 市级获评.

use anyhow::Result;
use chrono::NaiveDate;

use super::BUREAU;
use crate::casework::entitlement;
use crate::casework::{Desk, Dossier, Report, admit, misuse};
use crate::measure::{self, Moment, MunicipalAward as City, Recommending, Weight};
use crate::model::case_no::CaseRef;
use crate::store::facts::{MunicipalAward, Recommendation};

/// Recommends a funded studio to the city.
///
/// # Errors
/// [`crate::casework::Refusal`] where the district doesn't fund it or no reason is given.
pub fn recommend(desk: &mut Desk, case: CaseRef, reason: &str) -> Result<Report> {
    let dossier = desk.record("publish recommend", BUREAU, |book, hand| {
        let store = book.store();
        let dossier = Dossier::load(store, case)?;
        let award = dossier.award(store)?;
        let recommending = Recommending { funded: award.is_some(), reason };
        admit(measure::examine(Moment::Recommending(&recommending), dossier.policy()), Weight::Reminder)?;
        if let Some((_, document)) = award {
            hand.not_before(document.announced_on, "发文公布")?;
        }
        if store.newest::<Recommendation>("case_id", dossier.case_id)?.is_some() {
            return misuse(format!("{} 已经推荐", dossier.name()));
        }
        let (case_id, reason) = (dossier.case_id, reason.trim().to_owned());
        book.add(&Recommendation { case_id, reason, recommended_on: hand.on })?;
        Ok(dossier)
    })?;
    let no = dossier.no;
    Ok(Report::done(format!("已推荐 {} 申报市级首席技师资助项目", dossier.name()))
        .with("case", no.to_string())
        .next(format!("市里公布后登记：studiogrant publish municipal {no} --doc-no 文号 --awarded-on 日期")))
}

/// Records the city's award, and what the district adds for it.
///
/// # Errors
/// [`crate::casework::Refusal`] where the bureau did not recommend it before, or the document has no number.
pub fn municipal(
    desk: &mut Desk,
    case: CaseRef,
    doc_no: &str,
    awarded_on: Option<NaiveDate>,
) -> Result<Report> {
    let (dossier, amount) = desk.record("publish municipal", BUREAU, |book, hand| {
        let store = book.store();
        let dossier = Dossier::load(store, case)?;
        let case_id = dossier.case_id;
        let awarded_on = awarded_on.unwrap_or(hand.on);
        hand.not_before(awarded_on, "市级文件")?;
        let recommended_on = (store.newest::<Recommendation>("case_id", case_id)?)
            .map(|recommendation| recommendation.fact.recommended_on);
        let city = City { recommended_on, doc_no, awarded_on };
        admit(measure::examine(Moment::MunicipalAward(&city), dossier.policy()), Weight::Reminder)?;
        if store.newest::<MunicipalAward>("case_id", case_id)?.is_some() {
            return misuse(format!("{} 的市级获评已经登记", dossier.name()));
        }
        book.add(&MunicipalAward { case_id, doc_no: doc_no.trim().to_owned(), awarded_on })?;
        let entitled = entitlement::municipal(&dossier, hand.on)?;
        book.add(&entitled)?;
        Ok((dossier, entitled.amount_fen))
    })?;
    Ok(Report::done(format!(
        "已登记 {} 市级获评（{}），市级获评资助 {amount} 元",
        dossier.name(),
        doc_no.trim()
    ))
    .with("case", dossier.no.to_string())
    .with("amount", amount.plain())
    .next("拨款：studiogrant disburse plan --part 1"))
}
