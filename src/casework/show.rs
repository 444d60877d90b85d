//! 案件全貌: one case, whole, in the order in which it happened.

use anyhow::Result;
use chrono::NaiveDate;

use super::{Desk, Report};
use crate::model::Table;
use crate::model::case_no::CaseRef;

/// One case: what it is, what is open, what happened, and its money; as of a day, if one is given.
///
/// # Errors
/// There is no such case.
pub fn show(desk: &Desk, case: CaseRef, as_of: Option<NaiveDate>) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    let form = dossier.form();
    let title = dossier.name();
    let mut summary = Table::new("case", title, &[("item", "项目"), ("value", "内容")]);
    for (item, value) in [
        ("现状", dossier.stage.term().to_owned()),
        ("工作室", form.studio_name.clone()),
        ("首席技师", form.technician_name.clone()),
        ("职业工种", form.occupation.clone()),
        ("街镇", form.town.clone()),
    ] {
        summary.push(vec![item.into(), value.into()]);
    }
    let columns = [
        ("entry", "日志"),
        ("business_on", "业务日期"),
        ("operator", "操作员"),
        ("what", "事项"),
        ("detail", "内容"),
    ];
    let mut timeline = Table::new("timeline", "经过", &columns);
    for event in desk.store.events_of_case(dossier.case_id)? {
        if as_of.is_some_and(|day| event.business_on > day) {
            continue;
        }
        timeline.push(vec![
            event.entry_id.into(),
            event.business_on.into(),
            event.operator.into(),
            event.what.into(),
            event.detail.into(),
        ]);
    }
    Ok(Report { tables: vec![summary, timeline], ..Report::default() }.with("case", dossier.no.to_string()))
}
