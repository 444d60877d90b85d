//! 问一问: a command that was given nothing but the case says what is due and what it takes; it writes nothing.

use anyhow::Result;

use super::due_on;
use crate::casework::due::{Scope, of_case, table};
use crate::casework::{Desk, Report};
use crate::measure::assessment;
use crate::model::acts::{Deadline, Method};
use crate::model::case_no::CaseRef;
use crate::model::{Datum, Table};
use crate::store::views::Stage;

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
    if command == "assess record" {
        let (opens, closes) = assessment::window(document.announced_on, dossier.policy());
        let due = due_on(store, &dossier, &award, &document, Deadline::Midterm)?.unwrap_or(closes);
        report.done.push(format!("届中考核在 {opens} 至 {due} 之间"));
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
    if dossier.stage == Stage::Closed {
        return Ok(report);
    }
    Ok(report.next(format!("登记：studiogrant {command} {no} {rest}")))
}
