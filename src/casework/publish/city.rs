//! 推荐申报市级 and 市级获评.

use anyhow::Result;
use chrono::NaiveDate;

use super::BUREAU;
use crate::casework::dossier::RoundFile;
use crate::casework::numbering::{self, Bearer};
use crate::casework::{Desk, Dossier, Refusal, Report, admit, misuse, not_met};
use crate::casework::{disburse, entitlement};
use crate::measure::{self, Moment, MunicipalAward as City, Recommending, Weight};
use crate::model::case_no::CaseRef;
use crate::model::doc_no;
use crate::model::{Datum, Table};
use crate::store::Store;
use crate::store::facts::{
    Closing, GrantCase, MunicipalAward, MunicipalDecline, ProposalEntry, Recommendation,
};

/// 市级结果: what the city made of a recommendation.
#[derive(Debug, Clone, Copy)]
pub enum CityResult<'a> {
    /// An award, by this document; and why it stands against what was recorded before, if anything was.
    Awarded(&'a str, Option<&'a str>),
    /// None, and what is known of it.
    Declined(&'a str),
}

/// Recommends a funded studio to the city, at this place of the bureau's own order or at the next.
///
/// # Errors
/// [`crate::casework::Refusal`] where the district doesn't fund it or no reason is given.
pub fn recommend(desk: &mut Desk, case: CaseRef, reason: &str, position: Option<u32>) -> Result<Report> {
    let (dossier, position) = desk.record("publish recommend", BUREAU, |book, hand| {
        let store = book.store();
        let dossier = Dossier::load(store, case)?;
        if let Some(closing) = store.newest::<Closing>("case_id", dossier.case_id)? {
            let found = format!("{} 已于 {} 结项，不再推荐", dossier.name(), closing.fact.closed_on);
            let cure = "请推荐还在资助周期内的工作室".to_owned();
            return Err(Refusal(not_met("A3-2", found, cure).into_iter().collect()).into());
        }
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
        let taken = recommended(store, dossier.round.id)?;
        let taken = || taken.iter().map(|(_, made)| made.position);
        let position = position.unwrap_or_else(|| taken().max().unwrap_or_default() + 1);
        if position == 0 || taken().any(|other| other == position) {
            return misuse(format!(
                "推荐顺序 {position} 已经用过或不是从 1 起的数。已推荐的见 publish recommendations"
            ));
        }
        book.add(&Recommendation { case_id, reason, recommended_on: hand.on, position })?;
        Ok((dossier, position))
    })?;
    let no = dossier.no;
    Ok(Report::done(format!("已推荐 {} 申报市级首席技师资助项目，推荐顺序第 {position}", dossier.name()))
        .with("case", no.to_string())
        .with("position", position)
        .next(format!("市里公布后登记：studiogrant publish municipal {no} --doc-no 文号 --awarded-on 日期；未获评的用 --declined")))
}

/// Records what the city decided, and what the district adds for an award.
///
/// # Errors
/// [`crate::casework::Refusal`] where the bureau did not recommend it before, or the document has no number.
pub fn municipal(
    desk: &mut Desk,
    case: CaseRef,
    result: CityResult<'_>,
    decided_on: Option<NaiveDate>,
) -> Result<Report> {
    let (dossier, amount) = desk.record("publish municipal", BUREAU, |book, hand| {
        let store = book.store();
        let dossier = Dossier::load(store, case)?;
        let case_id = dossier.case_id;
        if let Some(closing) = store.newest::<Closing>("case_id", case_id)? {
            let found = format!("{} 已于 {} 结项，不再登记市级结果", dossier.name(), closing.fact.closed_on);
            let cure =
                "结项以后不再拨付资助；市级结果应在结项以前登记，确需补办的，请另行报局里研究".to_owned();
            return Err(Refusal(not_met("A7-1", found, cure).into_iter().collect()).into());
        }
        let decided_on = decided_on.unwrap_or(hand.on);
        hand.not_before(decided_on, "市级文件")?;
        let recommended_on = (store.newest::<Recommendation>("case_id", case_id)?)
            .map(|recommendation| recommendation.fact.recommended_on);
        let declined = store.newest::<MunicipalDecline>("case_id", case_id)?.map(|fact| fact.fact);
        let (doc_no, correction) = match result {
            CityResult::Awarded(doc_no, reason) => {
                (Some(doc_no::plain(doc_no)), reason.map(|text| text.trim().to_owned()))
            }
            CityResult::Declined(_) => (None, None),
        };
        if let Some(doc_no) = &doc_no {
            numbering::fits(store, doc_no, Bearer::City, decided_on)?;
        }
        let city = City {
            recommended_on,
            doc_no: doc_no.as_deref(),
            awarded_on: decided_on,
            declined_on: declined.as_ref().map(|declined| declined.declined_on),
            correction: correction.as_deref().unwrap_or_default(),
        };
        admit(measure::examine(Moment::MunicipalAward(&city), dossier.policy()), Weight::Reminder)?;
        let known = match result {
            CityResult::Awarded(..) => false,
            CityResult::Declined(_) => declined.is_some(),
        };
        if known || store.newest::<MunicipalAward>("case_id", case_id)?.is_some() {
            return misuse(format!("{} 的市级结果已经登记", dossier.name()));
        }
        let (None, CityResult::Declined(reason)) = (&doc_no, result) else {
            let doc_no = doc_no.unwrap_or_default();
            let reason = correction.filter(|_| declined.is_some());
            book.add(&MunicipalAward { case_id, doc_no, awarded_on: decided_on, reason })?;
            let entitled = entitlement::municipal(&dossier, hand.on)?;
            book.add(&entitled)?;
            return Ok((dossier, Some(entitled.amount_fen)));
        };
        let reason = reason.trim().to_owned();
        book.add(&MunicipalDecline { case_id, reason, declined_on: decided_on })?;
        Ok((dossier, None))
    })?;
    let (name, no) = (dossier.name(), dossier.no.to_string());
    let short = match amount {
        Some(_) => disburse::beyond_budget(&desk.store, &dossier.round)?,
        None => None,
    };
    let report = match (result, amount) {
        (CityResult::Awarded(doc_no, _), Some(amount)) => {
            let doc_no = doc_no::plain(doc_no);
            Report::done(format!("已登记 {name} 市级获评（{doc_no}），市级获评资助 {amount} 元"))
                .with("case", no.as_str())
                .with("amount", amount.plain())
                .next(format!("拨款：studiogrant disburse plan --case {no}"))
        }
        _ => Report::done(format!("已登记 {name} 市级未获评，区级资助不变")).with("case", no),
    };
    Ok(report.remind(short.into_iter().collect()))
}

/// The recommendations of a round, by their place.
fn recommended(store: &Store, round_id: i64) -> Result<Vec<(Dossier, Recommendation)>> {
    let mut found = Vec::new();
    for made in store.all::<Recommendation>()? {
        let case = store.by::<GrantCase>("id", made.fact.case_id)?;
        if case.iter().any(|case| case.fact.round_id == round_id) {
            found.push((Dossier::by_id(store, made.fact.case_id)?, made.fact));
        }
    }
    found.sort_by_key(|(_, made)| made.position);
    Ok(found)
}

/// What was recommended to the city, in which order and why, and what became of it.
///
/// # Errors
/// There is no such round.
pub fn recommendations(desk: &Desk, year: Option<i64>) -> Result<Report> {
    let store = &desk.store;
    let round = RoundFile::load(store, year)?;
    let columns = [
        ("position", "推荐顺序"),
        ("case", "案件"),
        ("unit_name", "单位"),
        ("technician_name", "首席技师"),
        ("rank", "区级评审名次"),
        ("reason", "推荐理由"),
        ("recommended_on", "推荐日期"),
        ("result", "市级结果"),
        ("doc_no", "市级文号"),
        ("decided_on", "结果日期"),
    ];
    let title = format!("{} 年度推荐申报市级首席技师资助项目", round.round.year);
    let mut table = Table::new("recommendations", title, &columns).led_by("unit_name");
    for (dossier, made) in recommended(store, round.id)? {
        let rank = store.newest::<ProposalEntry>("case_id", dossier.case_id)?.map(|entry| entry.fact.rank);
        let awarded = store.newest::<MunicipalAward>("case_id", dossier.case_id)?.map(|award| award.fact);
        let declined = store.newest::<MunicipalDecline>("case_id", dossier.case_id)?.map(|fact| fact.fact);
        let form = dossier.form();
        let result = match (&awarded, &declined) {
            (Some(_), _) => Datum::Term { code: "awarded", term: "获评" },
            (_, Some(_)) => Datum::Term { code: "declined", term: "未获评" },
            _ => Datum::Empty,
        };
        let decided_on = awarded.as_ref().map(|award| award.awarded_on);
        table.push(vec![
            i64::from(made.position).into(),
            dossier.no.to_string().into(),
            form.unit_name.as_str().into(),
            form.technician_name.as_str().into(),
            rank.into(),
            made.reason.into(),
            made.recommended_on.into(),
            result,
            awarded.map(|award| award.doc_no).into(),
            decided_on.or(declined.map(|fact| fact.declined_on)).into(),
        ]);
    }
    Ok(Report::list(table).with("year", round.round.year))
}
