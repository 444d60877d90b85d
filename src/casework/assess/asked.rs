//! 问一问: a command that was given nothing but the case says what is due and what it takes; it writes nothing.

use anyhow::Result;

use super::{due_on, failed_for_good};
use crate::casework::due::{Scope, of_case, table};
use crate::casework::{Desk, Dossier, Report};
use crate::measure::assessment;
use crate::model::acts::{Deadline, Method};
use crate::model::case_no::CaseRef;
use crate::model::{Datum, Table};
use crate::store::Store;
use crate::store::facts::{Announcement, Award, Rectification};
use crate::store::views::Stage;

/// Once the mid-term failed for good.
const NO_MORE: &str = "届中考核不合格，整改机会已用完，不再整改和考核，不拨第二期";

/// What waits for this case, and how the command is written out; of a mid-term assessment, its elements too.
///
/// # Errors
/// There is no such case, or it is not announced.
pub fn ask(desk: &Desk, case: CaseRef, command: &str, rest: &str) -> Result<Report> {
    let (store, on) = (&desk.store, desk.hand.on);
    let dossier = desk.dossier(case)?;
    let (award, document) = dossier.announced(store)?;
    let waits = of_case(store, &dossier, on, Scope::default().until(on))?;
    let no = dossier.no;
    let sentence = match waits.len() {
        0 if dossier.stage == Stage::Closed => format!("{} 已经结项，不再登记", dossier.name()),
        0 => format!("{} 近期没有等着办的事项", dossier.name()),
        count => format!("{} 等着办的事项 {count} 项", dossier.name()),
    };
    let mut report = Report::done(sentence).with("case", no.to_string());
    let is_over = dossier.stage != Stage::Closed
        && matches!(command, "assess record" | "assess rectify")
        && failed_for_good(store, &dossier)?;
    if is_over {
        report.done.push(NO_MORE.to_owned());
        report.next.push(format!("办理结项：studiogrant assess close {no}"));
    } else if command == "assess record" {
        report.done.extend(span(store, &dossier, &award, &document)?);
        let mut elements = Table::new("elements", "考核要素", &[("name", "要素"), ("maximum", "最高分")]);
        for element in &dossier.policy().elements.value {
            let maximum = Datum::Decimal { digits: element.maximum.0, places: 2 };
            elements.push(vec![element.name.as_str().into(), maximum]);
        }
        report.tables.push(elements);
        let methods: Vec<_> = Method::ALL.iter().map(|method| method.term()).collect();
        report.next.push(format!("考核方法：{}", methods.join("、")));
    }
    if !waits.is_empty() {
        report.tables.push(table("due", format!("{no} 的待办（{on}）"), waits, on));
    }
    if is_over || dossier.stage == Stage::Closed {
        return Ok(report);
    }
    Ok(report.next(format!("登记：studiogrant {command} {no} {rest}")))
}

/// When the next mid-term assessment is to be: the first, or the one after a rectification. Nothing where none is to come.
fn span(store: &Store, dossier: &Dossier, award: &Award, document: &Announcement) -> Result<Option<String>> {
    let due_on = |deadline| due_on(store, dossier, award, document, deadline);
    if let Some(until) = due_on(Deadline::Midterm)? {
        let (opens, _) = assessment::window(document.announced_on, dossier.policy());
        return Ok(Some(format!("届中考核在 {opens} 至 {until} 之间")));
    }
    let ordered = store.newest::<Rectification>("case_id", dossier.case_id)?;
    Ok(match (ordered, due_on(Deadline::Rectification)?) {
        (Some(ordered), Some(until)) => {
            let ordered_on = ordered.fact.ordered_on;
            Some(format!("{ordered_on} 责令整改，次日起重新考核，期限 {until}"))
        }
        _ => None,
    })
}
