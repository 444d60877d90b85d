//! 案件全貌: one case, whole, in the order in which it happened.

use anyhow::Result;
use chrono::NaiveDate;

use super::{Desk, Dossier, Report};
use crate::model::Table;
use crate::model::case_no::CaseRef;

/// One case: what it is, what is open, what happened, and its money. With a day, only what was recorded up to it.
///
/// # Errors
/// There is no such case.
pub fn show(desk: &Desk, case: CaseRef, as_of: Option<NaiveDate>) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    let mut tables = vec![summary(&dossier, as_of)];
    if as_of.is_none() {
        tables.extend(open(desk, &dossier)?);
        tables.extend(money(desk, &dossier)?);
    }
    tables.push(timeline(desk, &dossier, as_of)?);
    Ok(Report { tables, ..Report::default() }.with("case", dossier.no.to_string()))
}

fn summary(dossier: &Dossier, as_of: Option<NaiveDate>) -> Table {
    let form = dossier.form();
    let mut table = Table::new("summary", dossier.name(), &[("item", "项目"), ("value", "内容")]);
    let standing = match as_of {
        None => ("现状", dossier.stage.term().to_owned()),
        Some(day) => ("截至", day.to_string()),
    };
    for (item, value) in [
        standing,
        ("工作室", form.studio_name.clone()),
        ("首席技师", form.technician_name.clone()),
        ("职业工种", form.occupation.clone()),
        ("街镇", form.town.clone()),
    ] {
        table.push(vec![item.into(), value.into()]);
    }
    table
}

/// What nobody has confirmed yet.
fn open(desk: &Desk, dossier: &Dossier) -> Result<Option<Table>> {
    let points = desk.store.open_points(dossier.round.id, Some(dossier.case_id))?;
    let mut table = Table::new("open", "待核实", &[("code", "规则"), ("found", "情况")]);
    for point in points {
        table.push(vec![point.code.into(), point.found.into()]);
    }
    Ok(Some(table).filter(|table| !table.rows.is_empty()))
}

/// What the studio received, spent and was matched, once it has an award.
fn money(desk: &Desk, dossier: &Dossier) -> Result<Option<Table>> {
    if dossier.award(&desk.store)?.is_none() {
        return Ok(None);
    }
    let money = desk.store.case_money(dossier.case_id)?;
    Ok(Some(Table::of("money", "资金（元）", [&money])))
}

fn timeline(desk: &Desk, dossier: &Dossier, as_of: Option<NaiveDate>) -> Result<Table> {
    let columns = [
        ("entry", "日志"),
        ("business_on", "业务日期"),
        ("operator", "操作员"),
        ("what", "事项"),
        ("detail", "内容"),
    ];
    let mut table = Table::new("timeline", "经过", &columns);
    for event in desk.store.events_of_case(dossier.case_id)? {
        if as_of.is_none_or(|day| event.business_on <= day) {
            table.push(vec![
                event.entry_id.into(),
                event.business_on.into(),
                event.operator.into(),
                event.what.into(),
                event.detail.into(),
            ]);
        }
    }
    Ok(table)
}
