//! 初审意见表: for each condition what the town made of it, and on what evidence.

use anyhow::Result;

use super::{letter, paper};
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::measure::{Rule, Stage, catalogue};
use crate::model::acts::Decision;
use crate::model::case_no::CaseRef;
use crate::model::paper::Paper;
use crate::model::{Datum, Table};
use crate::store::facts::{Confirmation, ForwardedCase, Screening, Unproven, Waiver};
use crate::store::{Store, Stored};

/// The paper for the newest opinion on a case: its form where the case passed, otherwise the letter to the unit.
///
/// # Errors
/// There is no such case, or no opinion on its newest revision.
pub fn form(desk: &Desk, case: CaseRef) -> Result<Report> {
    let store = &desk.store;
    let dossier = desk.dossier(case)?;
    let Some(screening) = store.newest::<Screening>("case_id", dossier.case_id)? else {
        return misuse(format!("{} 现为“{}”，还没有初审意见", dossier.name(), dossier.stage.term()));
    };
    let (tables, paper) = drawn_up(store, &dossier, &screening)?;
    Ok(Report { tables, ..Report::default() }.with("case", dossier.no.to_string()).paper(paper))
}

/// The papers for every opinion on a case, each with its name, in the order of recording.
///
/// # Errors
/// The case file can't be read.
pub(in crate::casework) fn papers(store: &Store, dossier: &Dossier) -> Result<Vec<(String, Paper)>> {
    let mut papers = Vec::new();
    for screening in store.by::<Screening>("case_id", dossier.case_id)? {
        let (_, paper) = drawn_up(store, dossier, &screening)?;
        let name = paper.title().lines().last().unwrap_or_default();
        papers.push((format!("{name}{}", screening.fact.screened_on), paper));
    }
    Ok(papers)
}

/// The paper for an opinion, and the lists in it that a screen shows.
fn drawn_up(store: &Store, dossier: &Dossier, screening: &Stored<Screening>) -> Result<(Vec<Table>, Paper)> {
    if screening.fact.decision != Decision::Pass {
        return Ok((Vec::new(), letter::written(store, dossier, screening)?));
    }
    let (conditions, opinion) = (conditions(store, dossier, screening)?, opinion(store, dossier, screening)?);
    let paper = paper::opinion_form(dossier, &screening.fact, &conditions, &opinion);
    Ok((vec![conditions, opinion], paper))
}

/// Whether a town looks at this rule in the application itself.
fn is_condition(rule: &Rule) -> bool {
    rule.stages.contains(&Stage::Screen) && rule.checks.iter().any(|check| check.moment() == "Filing")
}

/// Every condition: met by itself, confirmed on evidence, or excepted. Nothing else passes (A6-2-3a).
fn conditions(store: &Store, dossier: &Dossier, screening: &Stored<Screening>) -> Result<Table> {
    let revision = screening.fact.application_id;
    let confirmed = store.by::<Confirmation>("application_id", revision)?;
    let doubted = store.by::<Unproven>("application_id", revision)?;
    let excepted = store.by::<Waiver>("case_id", dossier.case_id)?;
    let columns = [
        ("clause", "依据"),
        ("title", "条件"),
        ("code", "规则"),
        ("result", "结论"),
        ("basis", "核实的情况"),
    ];
    let mut table = Table::new("conditions", format!("初审意见表：{}", dossier.name()), &columns);
    for rule in catalogue().iter().filter(|rule| is_condition(rule)) {
        let point = confirmed.iter().find(|point| point.fact.code == rule.code);
        let waiver = excepted.iter().find(|waiver| waiver.fact.code == rule.code);
        let (result, basis) = match (point, waiver) {
            (Some(point), _) => {
                let doubt = doubted.iter().find(|doubt| doubt.fact.code == rule.code);
                let doubt = doubt.map(|doubt| format!("原存疑：{}；", doubt.fact.found)).unwrap_or_default();
                let Confirmation { evidence, confirmed_by, confirmed_on, .. } = &point.fact;
                let basis = format!("{doubt}{evidence}（{confirmed_by}，{confirmed_on}）");
                (Datum::Term { code: "confirmed", term: "经核实符合" }, Some(basis))
            }
            (None, Some(waiver)) => {
                (Datum::Term { code: "excepted", term: "按例外" }, Some(waiver.fact.reason.clone()))
            }
            (None, None) => (Datum::Term { code: "met", term: "符合" }, None),
        };
        table.push(vec![rule.clause.into(), rule.title.into(), rule.code.into(), result, basis.into()]);
    }
    Ok(table)
}

/// What the town says of the whole.
fn opinion(store: &Store, dossier: &Dossier, screening: &Stored<Screening>) -> Result<Table> {
    let form = dossier.form();
    let similar = match (&form.comparable_award, form.comparable_amount_fen) {
        (Some(award), Some(amount)) => format!("{award}，{amount} 元"),
        (Some(award), None) => award.clone(),
        (None, _) => "未申报".to_owned(),
    };
    let place = store.newest::<ForwardedCase>("case_id", dossier.case_id)?.map(|sent| sent.fact.preference);
    let Screening { town, decision, opinion, screened_on, .. } = &screening.fact;
    let mut table = Table::new("opinion", "初审结论", &[("item", "项目"), ("value", "内容")]);
    for (item, value) in [
        ("同类支持", similar.into()),
        ("初审意见", opinion.as_str().into()),
        ("初审结论", Datum::Term { code: decision.code(), term: decision.term() }),
        ("推荐排序", place.map_or("尚未上报".into(), |place| Datum::Int(place.into()))),
        ("初审单位", town.as_str().into()),
        ("初审日期", (*screened_on).into()),
    ] {
        table.push(vec![item.into(), value]);
    }
    Ok(table)
}
