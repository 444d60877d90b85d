//! 初审意见表: for each condition what the town made of it, and on what evidence.

use anyhow::Result;

use super::{letter, paper};
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::measure::tasks::TASKS;
use crate::measure::{Rule, Stage, catalogue};
use crate::model::acts::Decision;
use crate::model::case_no::CaseRef;
use crate::model::form::{Application, SkillBasis};
use crate::model::paper::Paper;
use crate::model::{Datum, Table, Value};
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

/// The paper for an opinion on the revision that it looked at, and the lists in it that a screen shows.
fn drawn_up(store: &Store, dossier: &Dossier, screening: &Stored<Screening>) -> Result<(Vec<Table>, Paper)> {
    let dossier = &dossier.clone().with_revision(store, screening.fact.application_id)?;
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

/// Whether a rule about the level asks about the way by which the applicant shows it; every other rule is everybody's.
fn is_its_way(code: &str, way: SkillBasis) -> bool {
    match code {
        "A2-1-2a" => way.has_certificate(),
        "A2-1-2b" => way == SkillBasis::Equivalent,
        "A2-1-2c" => way == SkillBasis::TradeRecognition,
        _ => true,
    }
}

/// What a condition that nobody had to confirm rests on: the application's own words.
fn declared(code: &str, form: &Application) -> Option<String> {
    let joined = |parts: &[Option<String>]| {
        let said: Vec<_> = parts.iter().flatten().map(String::as_str).collect();
        (!said.is_empty()).then(|| said.join("，"))
    };
    let term = format!("聘期 {} 至 {}", form.appointed_from, form.appointed_to);
    let posted = form.internal_notice_from.zip(form.internal_notice_to);
    let posted = posted.map(|(from, to)| format!("单位公示 {from} 至 {to}"));
    match code {
        "A1-1" | "A6-2-2" => Some(format!("所属街镇 {}", form.town)),
        "A2-1-1" => joined(&[Some(format!("{}岗位", form.post_kind.term())), form.post_achievement.clone()]),
        "A2-1-2a" => joined(&[
            Some(form.skill_basis.term().to_owned()),
            form.skill_grade.map(|grade| grade.term().to_owned()),
            form.certificate_no.as_ref().map(|no| format!("证书编号 {no}")),
            form.certified_on.map(|on| format!("{on} 发证")),
        ]),
        "A2-1-2b" | "A2-1-2c" => form.recognition.clone(),
        "A2-2a" => joined(&[posted, form.internal_notice_result.map(|result| result.term().to_owned())]),
        "A2-2b" => joined(&[posted, Some(format!("聘任自 {}", form.appointed_from))]),
        "A4-2a" => Some(format!("承诺配套 {} 元", form.matching_commitment_fen)),
        "A6-1-0" => Some(format!("单位类型 {}", form.unit_kind.term())),
        "A6-1-1" => form.selection_rules.clone(),
        "A6-1-2a" => Some(format!("{} 成立，团队 {} 人", form.established_on, form.team_size)),
        "A6-1-2b" => Some(format!("单位提供{}", form.support.datum().show())),
        "A6-1-3a" => joined(&[
            form.monthly_allowance_fen.map(|allowance| format!("岗位津贴每月 {allowance} 元")),
            form.other_incentives.clone(),
        ]),
        "A6-1-3b" | "A6-1-3c" => Some(term),
        "A6-1-4" => joined(&[
            form.education_funds.filter(|used| *used).map(|_| "职工教育经费已按规定提取使用".to_owned()),
            form.competitions.filter(|took| *took).map(|_| "参加竞赛比武培训".to_owned()),
        ]),
        "A7-2" => {
            let plans = [&form.task_research, &form.task_promotion, &form.task_training, &form.task_unit];
            let planned = TASKS.iter().zip(plans).filter(|(_, plan)| plan.is_some()).map(|(task, _)| *task);
            Some(format!("写明{}的计划", planned.collect::<Vec<_>>().join("、")))
        }
        _ => None,
    }
}

/// Every condition: met by itself, confirmed on evidence, excepted, or of another way than the applicant's. Nothing else
/// passes (A6-2-3a).
fn conditions(store: &Store, dossier: &Dossier, screening: &Stored<Screening>) -> Result<Table> {
    let revision = screening.fact.application_id;
    let form = dossier.form();
    let confirmed = store.by::<Confirmation>("application_id", revision)?;
    let doubted = store.by::<Unproven>("application_id", revision)?;
    let excepted = store.by::<Waiver>("case_id", dossier.case_id)?;
    let columns = [
        ("clause", "依据"),
        ("title", "条件"),
        ("code", "规则"),
        ("result", "结论"),
        ("basis", "依据的材料和核实的情况"),
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
            (None, None) if !is_its_way(rule.code, form.skill_basis) => {
                (Datum::Term { code: "not_applicable", term: "不适用" }, None)
            }
            (None, None) => {
                let rests_on = declared(rule.code, form).map(|rests_on| format!("申报表：{rests_on}"));
                (Datum::Term { code: "met", term: "符合" }, rests_on)
            }
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
        (None, _) => "申报表未填报同类资助".to_owned(),
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
