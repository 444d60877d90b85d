//! The scores themselves: every sheet with its corrections, and the summary that the panel signs.

use std::collections::BTreeMap;

use anyhow::Result;

use super::ranking::{Review, four_decimals, owed_count, tell_settled, tell_too_few, tie};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report, misuse};
use crate::measure::Points;
use crate::measure::ranking::{Place, rank as ranked};
use crate::model::case_no::CaseRef;
use crate::model::{Column, Datum, Table};
use crate::store::Store;
use crate::store::facts::ScoreItem;
use crate::store::views::SheetLine;

/// Every score sheet of a round, or of one case, item by item in the rubric's order: the valid ones, those corrected since, and those that a
/// recusal made void.
///
/// # Errors
/// There is no such round or case.
pub fn scores(desk: &Desk, case: Option<CaseRef>, year: Option<i64>) -> Result<Report> {
    let store = &desk.store;
    let (round, case_id, title) = match case {
        Some(case) => {
            let dossier = desk.dossier(case)?;
            let title = format!("{} 的评分", dossier.name());
            (dossier.round, Some(dossier.case_id), title)
        }
        None => {
            let round = RoundFile::load(store, year)?;
            let title = format!("{} 年度的评分", round.round.year);
            (round, None, title)
        }
    };
    let sheets = store.sheets_of_round(round.id, case_id)?;
    Ok(Report::list(table(store, &round, &sheets, title)?))
}

/// The sheets that are not as they were first handed in: corrections, what they replaced, and what is void.
///
/// # Errors
/// The case file can't be read.
pub(super) fn changed(store: &Store, round: &RoundFile) -> Result<Table> {
    let all = store.sheets_of_round(round.id, None)?;
    let corrected = |sheet: &SheetLine| sheet.revision > 1 || !sheet.newest || sheet.recused;
    let sheets: Vec<_> = all.into_iter().filter(corrected).collect();
    Ok(Table { key: "changed", ..table(store, round, &sheets, "更正和作废的评分".to_owned())? })
}

fn table(store: &Store, round: &RoundFile, sheets: &[SheetLine], title: String) -> Result<Table> {
    let mut table =
        Table::new("scores", title, &[("case", "案件"), ("expert", "专家"), ("revision", "版次")])
            .led_by("expert");
    let rubric = &round.policy.rubric.value;
    for (key, header) in [
        ("items", "各项得分"),
        ("total", "合计"),
        ("state", "效力"),
        ("scored_on", "评分日期"),
        ("operator", "登记人"),
        ("reason", "更正理由"),
    ] {
        table.columns.push(Column::new(key, header));
    }
    for sheet in sheets {
        let items: BTreeMap<_, _> = (store.by::<ScoreItem>("score_sheet_id", sheet.id)?.into_iter())
            .map(|item| (item.fact.item, item.fact.points_centi))
            .collect();
        let state = match (sheet.recused, sheet.newest) {
            (true, _) => "作废（回避）",
            (false, true) => "有效",
            (false, false) => "已更正",
        };
        let mut row: Vec<Datum> = vec![
            round.case_no(sheet.serial).to_string().into(),
            sheet.expert.as_str().into(),
            sheet.revision.into(),
        ];
        let points = rubric.iter().map(|item| items.get(&item.key).map(|points| Points(*points).to_string()));
        row.push(points.map(Option::unwrap_or_default).collect::<Vec<_>>().join(",").into());
        row.extend([
            Datum::Decimal { digits: items.values().sum(), places: 2 },
            state.into(),
            sheet.scored_on.into(),
            sheet.operator.as_str().into(),
            sheet.reason.clone().into(),
        ]);
        table.push(row);
    }
    Ok(table)
}

/// 评分汇总表: one row a case, one column an expert, what the mean left out marked, and a row to sign.
///
/// # Errors
/// There is no such round, or its panel isn't seated.
pub fn summary(desk: &Desk, year: Option<i64>) -> Result<Report> {
    let review = Review::load(&desk.store, year)?;
    if review.panel.is_empty() {
        return misuse("还没有组建评审组：studiogrant review panel --experts 姓名,姓名,…");
    }
    let entrants = review.entrants();
    let places = ranked(&entrants, &review.round.policy);
    let table = summed_up(&review, &places);
    let policy = &review.round.policy;
    let (from, each) = (policy.trim_from.value, policy.trim_each.value);
    let mut report = Report::list(table);
    if each > 0 {
        report.done.push(format!("有效评分满 {from} 份的，去掉最高、最低各 {each} 份，表中已经注明"));
    }
    let owed = owed_count(&review.owed());
    if owed > 0 {
        report.done.push(format!("还有 {owed} 份评分没有登记，排名未定"));
    }
    tell_settled(&review, &places, &mut report);
    tell_too_few(&review, &mut report);
    let paper = report.tables.first().map(|table| super::paper::summary(&review, table, &report.done));
    report = report.paper(paper);
    Ok(report.with("owed_count", owed))
}

/// The summary's list.
pub(super) fn summed_up(review: &Review, places: &[Place<'_>]) -> Table {
    let title = format!("{} 年度评审评分汇总表", review.round.round.year);
    let mut table =
        Table::new("summary", title, &[("rank", "名次"), ("case", "案件"), ("unit_name", "申报单位")])
            .led_by("unit_name");
    for (at, member) in review.panel.iter().enumerate() {
        table.columns.push(Column::new(format!("expert_{}", at + 1), member.fact.name.clone()));
    }
    for (key, header) in [("mean", "平均分"), ("tie_break", "同分处理")] {
        table.columns.push(Column::new(key, header));
    }
    for (at, place) in places.iter().enumerate() {
        let Some(reviewed) = review.of(place) else { continue };
        let mut row: Vec<Datum> =
            vec![i64::from(place.rank).into(), place.case_no.into(), reviewed.line.unit_name.as_str().into()];
        row.extend(review.panel.iter().map(|member| {
            let scored = reviewed.experts.iter().position(|expert| *expert == member.id);
            match scored {
                Some(at) => marked(place, at),
                None if reviewed.recused.contains(&member.id) => "回避".into(),
                None => "未评".into(),
            }
        }));
        row.extend([four_decimals(place.mean), tie(places, at, &review.cut).into()]);
        table.push(row);
    }
    let mut signatures = vec![Datum::Empty; table.columns.len()];
    if let Some(cell) = signatures.get_mut(2) {
        *cell = "专家签名".into();
    }
    table.totals = Some(signatures);
    table
}

/// A total, a number with as many decimals as it has; a text, marked, if the mean leaves it out.
fn marked(place: &Place<'_>, at: usize) -> Datum {
    let Some(&total) = place.totals.get(at) else { return Datum::Empty };
    match (place.dropped_high.contains(&at), place.dropped_low.contains(&at)) {
        (true, _) => format!("{}（去最高）", Points(total)).into(),
        (_, true) => format!("{}（去最低）", Points(total)).into(),
        _ if total % 100 == 0 => Datum::Decimal { digits: total / 100, places: 0 },
        _ if total % 10 == 0 => Datum::Decimal { digits: total / 10, places: 1 },
        _ => Datum::Decimal { digits: total, places: 2 },
    }
}
