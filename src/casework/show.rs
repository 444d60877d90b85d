//! 案件全貌: one case, whole, in the order in which it happened.

use anyhow::Result;
use chrono::NaiveDate;

use super::disburse::{self, explained};
use super::publish::standing_notice;
use super::{Desk, Dossier, Report, assess, masked, misuse};
use crate::model::case_no::CaseRef;
use crate::model::form::Application;
use crate::model::{Datum, Record, Table};
use crate::store::facts::{Correction, LeaderChange, ProposalEntry, Revision};
use crate::store::views::Stage;

/// One case: what it is, what is open, what its revisions changed, its money, what happened. With a day, all of it as
/// it stood at the end of that business day.
///
/// # Errors
/// There is no such case, or there was none yet on that day.
pub fn show(desk: &Desk, case: CaseRef, as_of: Option<NaiveDate>) -> Result<Report> {
    if let Some(day) = as_of.filter(|day| *day > desk.hand.on && !desk.rehearsal) {
        return misuse(format!("{day} 还没有到，看不到那一天的情况。请核对 --as-of"));
    }
    let mut dossier = desk.dossier(case)?;
    if let Some(day) = as_of {
        dossier = as_it_stood(desk, &dossier, day)?;
    }
    let mut tables = vec![summary(desk, &dossier, as_of)?];
    tables.extend(open(desk, &dossier)?);
    tables.extend(changes(desk, &dossier)?);
    tables.extend(explained(&desk.store, &dossier)?);
    tables.extend(money(desk, &dossier)?);
    tables.extend(cycle(desk, &dossier)?);
    tables.push(timeline(desk, &dossier)?);
    Ok(Report { tables, ..Report::default() }
        .with("case", dossier.no.to_string())
        .with("stage", dossier.stage.code())
        .with("as_of", as_of.map(|day| day.to_string())))
}

/// The same case on that day; from here on the desk sees nothing later.
fn as_it_stood(desk: &Desk, dossier: &Dossier, day: NaiveDate) -> Result<Dossier> {
    let first = desk.store.events_of_case(dossier.case_id)?.into_iter().next();
    if let Some(first) = first.filter(|first| first.business_on > day) {
        return misuse(format!("{} 到 {day} 为止还没有受理，{} 才受理", dossier.name(), first.business_on));
    }
    desk.store.look_back(day)?;
    Dossier::by_id(&desk.store, dossier.case_id)
}

fn summary(desk: &Desk, dossier: &Dossier, as_of: Option<NaiveDate>) -> Result<Table> {
    let (store, form) = (&desk.store, dossier.form());
    let mut table = Table::new("summary", dossier.name(), &[("item", "项目"), ("value", "内容")]);
    let mut put = |item: &str, value: Option<String>| {
        if let Some(value) = value {
            table.push(vec![item.into(), value.into()]);
        }
    };
    put("截至", as_of.map(|day| format!("{day} 当日终了")));
    put("现状", Some(dossier.stage.term().to_owned()));
    put("统一社会信用代码", Some(form.uscc.as_str().to_owned()));
    put("工作室", Some(form.studio_name.clone()));
    put("首席技师", Some(form.technician_name.clone()));
    if let Some(change) = dossier.leader_change(store)? {
        let LeaderChange { technician_name, proposed_on, .. } = change.fact;
        let held = disburse::held_until_approved(store, dossier)?;
        put("更换带头人", Some(format!("{proposed_on} 提出换成 {technician_name}，待批准{held}")));
    }
    put("职业工种", Some(form.occupation.clone()));
    put("街镇", Some(form.town.clone()));
    let head = &dossier.revision.fact.head;
    let corrections = store.by::<Correction>("case_id", dossier.case_id)?;
    let corrected = corrections.last().filter(|correction| correction.fact.revision == head.revision);
    let corrected = corrected.map(|one| format!("，{} 更正", one.fact.corrected_on)).unwrap_or_default();
    put("申报表", Some(format!("第 {} 版，申报日期 {}{corrected}", head.revision, head.filed_on)));
    let grade = form.skill_grade.map(|grade| format!("，{}", grade.term())).unwrap_or_default();
    put("技能水平", Some(format!("{}{grade}", form.skill_basis.term())));
    put("配套承诺", Some(format!("{} 元", form.matching_commitment_fen)));
    put("聘期", Some(format!("{} 至 {}", form.appointed_from, dossier.appointed_to(store)?)));
    let ranked = store.newest::<ProposalEntry>("case_id", dossier.case_id)?;
    put("评审", ranked.map(|entry| format!("第 {} 名，{}", entry.fact.rank, entry.fact.place.term())));
    put("公示", standing_notice(store, dossier.case_id)?);
    if let Some((award, document)) = dossier.award(store)? {
        put("公布文件", Some(format!("{}（{}）", document.doc_no, document.announced_on)));
        put("资助周期", Some(format!("{} 至 {}", award.cycle_from, award.cycle_to)));
    }
    Ok(table)
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

/// What each revision changed of the one before it; personal numbers stay masked.
fn changes(desk: &Desk, dossier: &Dossier) -> Result<Option<Table>> {
    let columns = [
        ("revision", "版次"),
        ("field", "项目"),
        ("before", "原来"),
        ("after", "改为"),
        ("filed_on", "申报日期"),
    ];
    let mut table = Table::new("changes", "各版申报表的变化", &columns);
    let revisions = desk.store.by::<Revision>("case_id", dossier.case_id)?;
    for pair in revisions.windows(2) {
        let [before, after] = pair else { continue };
        let (old, new) = (before.fact.form.data(), after.fact.form.data());
        let shown = masked(&before.fact.form).into_iter().zip(masked(&after.fact.form));
        for ((field, (old, new)), (before, now)) in
            Application::FIELDS.iter().zip(old.iter().zip(&new)).zip(shown)
        {
            if old != new {
                let head = &after.fact.head;
                let row: Vec<Datum> =
                    vec![head.revision.into(), field.header.into(), before, now, head.filed_on.into()];
                table.push(row);
            }
        }
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

/// The studio's work once it was paid for: plan beside results; of a closed case the whole statement.
fn cycle(desk: &Desk, dossier: &Dossier) -> Result<Vec<Table>> {
    match (dossier.stage, dossier.award(&desk.store)?) {
        (_, None) | (Stage::Announced, _) => Ok(Vec::new()),
        (Stage::Closed, Some(_)) => assess::statement_tables(&desk.store, dossier, desk.hand.on),
        (_, Some(_)) => {
            let mut tables = vec![assess::tasks_table(&desk.store, dossier)?];
            tables.extend(assess::sheets(&desk.store, dossier)?);
            Ok(tables)
        }
    }
}

fn timeline(desk: &Desk, dossier: &Dossier) -> Result<Table> {
    let columns = [
        ("entry", "日志"),
        ("business_on", "业务日期"),
        ("operator", "操作员"),
        ("what", "事项"),
        ("detail", "内容"),
    ];
    let mut table = Table::new("timeline", "经过", &columns);
    for event in desk.store.events_of_case(dossier.case_id)? {
        table.push(vec![
            event.entry_id.into(),
            event.business_on.into(),
            event.operator.into(),
            event.what.into(),
            event.detail.into(),
        ]);
    }
    Ok(table)
}
