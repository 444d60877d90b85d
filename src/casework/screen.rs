//! 初审: a town settles what is unproven, gives its written opinion, and forwards its candidates.

mod form;
mod forward;
mod import;
mod letter;
mod list;
mod paper;
mod template;

pub use form::form;
pub(super) use form::papers;
pub use forward::forward;
pub use import::import;
pub use list::list;
pub use template::template;

use anyhow::Result;
use chrono::NaiveDate;

use super::desk::{Hand, operator};
use super::filing::Counter;
use super::{Desk, Dossier, Refusal, Report, admit, misuse, not_met, town_named};
use crate::measure::{self, Finding, Moment, Passing, Weight};
use crate::model::acts::{Decision, Role};
use crate::model::case_no::CaseRef;
use crate::store::facts::{Confirmation, Screening, ScreeningGround, Waiver};
use crate::store::views::Stage;
use crate::store::{Book, Store};

/// A town for itself, or the bureau recording for a town.
const CLERKS: &[Role] = &[Role::Town, Role::Bureau];

/// The town that acts: the operator's own, or the one for which the bureau records.
///
/// # Errors
/// A town's operator names another town.
fn acting_town(store: &Store, hand: &Hand, given: Option<&str>) -> Result<Option<String>> {
    let own = operator(store, hand.setting.by()?)?.town;
    let given = given.map(town_named).transpose()?;
    match (own, given) {
        (Some(own), Some(given)) if own != given => {
            misuse(format!("操作员属于{own}，不能替{given}办理。请去掉 --town，或由区局操作员登记"))
        }
        (Some(own), _) => Ok(Some(own)),
        (None, given) => Ok(given),
    }
}

/// Settles one unproven finding of a case's newest revision, by name and evidence.
///
/// # Errors
/// There is nothing of this code to settle, or the case is not the town's or past screening.
pub fn confirm(
    desk: &mut Desk,
    case: CaseRef,
    code: &str,
    evidence: &str,
    town: Option<&str>,
) -> Result<Report> {
    let (name, no, left) = desk.record("screen confirm", CLERKS, |book, hand| {
        let dossier = Dossier::load(book.store(), case)?;
        let town = acting_town(book.store(), hand, town)?.unwrap_or_else(|| dossier.form().town.clone());
        settle(book, hand, &dossier, &town, code, evidence, hand.on)?;
        let left = book.store().open_points(dossier.round.id, Some(dossier.case_id))?;
        Ok((dossier.name(), dossier.no, left))
    })?;
    let codes: Vec<_> = left.iter().map(|point| point.code.clone()).collect();
    let report = Report::done(format!("已核实 {name} 的 {code}")).with("case", no.to_string());
    let report = report.with("code", code).with("still_open", codes.clone());
    Ok(if codes.is_empty() {
        report.next(format!("初审：studiogrant screen pass {no} --opinion …"))
    } else {
        report.next(format!("还待核实 {}：studiogrant screen confirm {no} …", codes.join("、")))
    })
}

/// Records one confirmation.
fn settle(
    book: &mut Book<'_>,
    hand: &Hand,
    dossier: &Dossier,
    town: &str,
    code: &str,
    evidence: &str,
    confirmed_on: NaiveDate,
) -> Result<()> {
    before_screening(dossier)?;
    if !measure::said(Some(evidence)) {
        return misuse(format!("请写明核实 {code} 的依据，如 现场查看工作室、查验证书原件"));
    }
    admit(at_home(dossier, town, evidence), Weight::Reminder)?;
    hand.follows(book.store(), dossier.case_id)?;
    if !measure::confirm_allowed(code) {
        return misuse(format!("{code} 不是可以凭证据核实的规则。可核实的规则见 studiogrant rules"));
    }
    let open = book.store().open_points(dossier.round.id, Some(dossier.case_id))?;
    if !open.iter().any(|point| point.code == code) {
        let codes: Vec<_> = open.iter().map(|point| point.code.as_str()).collect();
        let open = if codes.is_empty() { "没有待核实的事项".to_owned() } else { codes.join("、") };
        return misuse(format!("{} 没有 {code} 待核实，或已经核实过。现有：{open}", dossier.name()));
    }
    book.add(&Confirmation {
        case_id: dossier.case_id,
        application_id: dossier.revision.id,
        code: code.to_owned(),
        evidence: evidence.trim().to_owned(),
        confirmed_by: hand.setting.by()?.to_owned(),
        confirmed_on,
    })?;
    Ok(())
}

/// Refuses a case that is not waiting for a town's opinion.
fn before_screening(dossier: &Dossier) -> Result<()> {
    match dossier.stage {
        Stage::Filed => Ok(()),
        Stage::Returned => misuse(format!(
            "{} 已退回补正，单位补正后才能再初审：studiogrant apply amend {} --set 项目=值",
            dossier.name(),
            dossier.no
        )),
        stage => misuse(format!("{} 现为“{}”，不在初审环节", dossier.name(), stage.term())),
    }
}

/// Whether this town screens the case, and says something.
fn at_home(dossier: &Dossier, town: &str, opinion: &str) -> Vec<Finding> {
    let passing = Passing { unit_town: &dossier.form().town, town, opinion, open: &[] };
    measure::examine(Moment::Passing(&passing), dossier.policy())
}

/// What still stands against a case: the filing examined again, without what was confirmed or excepted.
fn open_findings(store: &Store, hand: &Hand, dossier: &Dossier, town: Option<&str>) -> Result<Vec<Finding>> {
    let counter = Counter {
        round: &dossier.round,
        case_id: Some(dossier.case_id),
        filed_on: dossier.revision.fact.head.filed_on,
        town,
        calendar: &hand.calendar,
    };
    let mut findings = counter.examine(store, dossier.form())?;
    let confirmed = store.by::<Confirmation>("application_id", dossier.revision.id)?;
    let excepted = store.by::<Waiver>("case_id", dossier.case_id)?;
    findings.retain(|finding| match finding.weight {
        Weight::Reminder => true,
        Weight::Unproven => !confirmed.iter().any(|point| point.fact.code == finding.code),
        Weight::NotMet => !excepted.iter().any(|waiver| waiver.fact.code == finding.code),
    });
    Ok(findings)
}

/// What a town says of one case.
#[derive(Clone, Copy)]
struct Opinion<'a> {
    town: &'a str,
    decision: Decision,
    text: &'a str,
    /// Rules that the town names itself, with what it found against each.
    grounds: &'a [Ground],
    screened_on: NaiveDate,
}

/// 理由: a rule's code, and what was found against it.
pub type Ground = (String, String);

/// Records a town's opinion; gives back its row, and what still stands against the case.
fn decide(
    book: &mut Book<'_>,
    hand: &Hand,
    dossier: &Dossier,
    opinion: Opinion<'_>,
) -> Result<(i64, Vec<Finding>)> {
    before_screening(dossier)?;
    let filed_on = dossier.revision.fact.head.filed_on;
    hand.follows(book.store(), dossier.case_id)?;
    if opinion.screened_on < filed_on || opinion.screened_on > hand.on {
        return misuse(format!(
            "初审日期 {} 不在申报日期 {filed_on} 和业务日期 {} 之间",
            opinion.screened_on, hand.on
        ));
    }
    let home = at_home(dossier, opinion.town, opinion.text);
    let counter_town = home.is_empty().then_some(opinion.town);
    let open = open_findings(book.store(), hand, dossier, counter_town)?;
    let passing = Passing {
        unit_town: &dossier.form().town,
        town: opinion.town,
        opinion: opinion.text,
        open: if opinion.decision == Decision::Pass { &open } else { &[] },
    };
    let mut findings = measure::examine(Moment::Passing(&passing), dossier.policy());
    if !findings.is_empty() && opinion.decision == Decision::Pass {
        findings.extend(open.iter().filter(|finding| finding.weight > Weight::Reminder).cloned());
    }
    let (case_id, round_id) = (dossier.case_id, dossier.round.id);
    hand.settle(book, findings, Weight::Reminder, round_id, Some(case_id))?;
    let against = against(opinion, &open)?;
    let screening_id = book.add(&Screening {
        case_id,
        application_id: dossier.revision.id,
        town: opinion.town.to_owned(),
        decision: opinion.decision,
        opinion: opinion.text.trim().to_owned(),
        screened_on: opinion.screened_on,
    })?;
    for finding in against {
        let (code, found) = (finding.code.to_owned(), finding.found);
        let cure = Some(finding.cure).filter(|cure| !cure.is_empty());
        book.add(&ScreeningGround { screening_id, code, found, cure })?;
    }
    Ok((screening_id, open))
}

/// Why a case is sent back or refused: what still stands against it, and the rules that the town names itself, in the
/// measure's order.
///
/// # Errors
/// A rule that is none, or is named without a finding; a refusal for no rule at all.
fn against(opinion: Opinion<'_>, open: &[Finding]) -> Result<Vec<Finding>> {
    if opinion.decision == Decision::Pass {
        return Ok(Vec::new());
    }
    let mut against: Vec<_> =
        open.iter().filter(|finding| finding.weight > Weight::Reminder).cloned().collect();
    for (code, found) in opinion.grounds {
        let found = found.trim().to_owned();
        let known = measure::rule(code).filter(|rule| rule.stages.contains(&measure::Stage::Screen));
        let Some(rule) = known.filter(|_| !found.is_empty()) else {
            return misuse(format!(
                "“{code}={found}”不是“初审规则编号=查明的情况”。规则见 studiogrant rules"
            ));
        };
        // In place of what the program found against the rule; how to cure that still holds.
        let known = against.iter().position(|finding| finding.code == rule.code);
        let cure = known.map(|at| against.remove(at).cure).unwrap_or_default();
        let (code, clause) = (rule.code, rule.clause);
        against.push(Finding { code, clause, weight: Weight::NotMet, found, cure });
    }
    measure::sort(&mut against);
    if against.is_empty() && opinion.decision == Decision::Reject {
        let found = "不予通过，没有写明不符合哪一条".to_owned();
        let cure =
            "请写明规则编号和查明的情况，如 --ground A2-1-1=已调离一线岗位；初审表写在“不符合事项”一列"
                .to_owned();
        return Err(Refusal(not_met("A6-2-3a", found, cure).into_iter().collect()).into());
    }
    Ok(against)
}

/// Gives a town's opinion on a case: pass, return for correction, or reject.
///
/// # Errors
/// [`super::Refusal`] where the case may not pass or is another town's, or the case is not waiting for an opinion.
pub fn opine(
    desk: &mut Desk,
    case: CaseRef,
    decision: Decision,
    opinion: &str,
    grounds: &[Ground],
    town: Option<&str>,
) -> Result<Report> {
    let command = match decision {
        Decision::Pass => "screen pass",
        Decision::Return => "screen return",
        Decision::Reject => "screen reject",
    };
    let (dossier, town, open, against) = desk.record(command, CLERKS, |book, hand| {
        let dossier = Dossier::load(book.store(), case)?;
        let town = acting_town(book.store(), hand, town)?.unwrap_or_else(|| dossier.form().town.clone());
        let opinion = Opinion { town: &town, decision, text: opinion, grounds, screened_on: hand.on };
        let (_, open) = decide(book, hand, &dossier, opinion)?;
        let against: Vec<_> = against(opinion, &open)?.iter().map(|finding| finding.code).collect();
        Ok((dossier, town, open, against))
    })?;
    let because = match decision {
        Decision::Pass => String::new(),
        _ if against.is_empty() => "（没有未了结的条款，理由见初审意见）".to_owned(),
        _ => format!("（涉及 {}）", against.join("、")),
    };
    let sentence = format!("{town}初审：{} {}{because}", dossier.name(), decision.term());
    let no = dossier.no;
    let report = Report::done(sentence)
        .with("case", no.to_string())
        .with("town", town.as_str())
        .with("decision", decision.code())
        .with("codes", against)
        .remind(open);
    Ok(match decision {
        Decision::Pass => report.next(format!("上报区局：studiogrant screen forward --town {town}")),
        Decision::Return => report
            .next(format!("告知单位：studiogrant screen form {no} --out 补正告知书.docx"))
            .next(format!("补正：studiogrant apply amend {no} --set 项目=值")),
        Decision::Reject => {
            report.next(format!("告知单位：studiogrant screen form {no} --out 不予通过告知书.docx"))
        }
    })
}
