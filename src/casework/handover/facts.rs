//! The facts, twice: as the case file keeps them (JSON), and as people read them (CSV, a list for each table).

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::{Binder, numbered};
use crate::casework::{Dossier, veiled};
use crate::measure::catalogue;
use crate::model::folder::Content;
use crate::model::{Cell, Column, Datum, Field, Table};
use crate::store::{Extract, FactRow};

/// The file of all facts.
pub(super) const FACTS: &str = "案件.json";

/// Puts the facts in.
pub(super) fn put(dossier: &Dossier, extracts: &[Extract], reveal: bool, binder: &mut Binder) {
    let tables: Vec<_> = extracts.iter().map(|extract| kept(extract, reveal)).collect();
    let whole = json!({
        "case": dossier.no.to_string(),
        "unit_name": dossier.form().unit_name,
        "stage": dossier.stage.code(),
        "stage_term": dossier.stage.term(),
        "masked": !reveal,
        "facts": tables,
    });
    binder.put(FACTS.to_owned(), "全部事实，按案卷原样（供程序读取和核对）", Content::Json(whole));
    for (number, extract) in (1..).zip(extracts) {
        let path = numbered("清单", number, extract.kind.title, "csv");
        let whose = if extract.shared { "与其他案件共有" } else { "本案" };
        let what = format!("{whose}：{}", extract.kind.title);
        binder.list(path, &what, read(extract, reveal));
    }
    let cited = cited(extracts);
    if !cited.rows.is_empty() {
        binder.list("规则.csv".to_owned(), "清单里按编号引用的规则：名称、依据、要求", cited);
    }
}

/// The rules that the facts cite by their codes, for a reader who has nothing but the folder.
fn cited(extracts: &[Extract]) -> Table {
    let mut codes = BTreeSet::new();
    for extract in extracts {
        for (at, _) in (0..).zip(extract.kind.fields).filter(|(_, field)| field.column == "code") {
            codes.extend(extract.rows.iter().filter_map(|row| row.data().get(at)).map(Datum::show));
        }
    }
    let columns = [("code", "规则"), ("title", "名称"), ("clause", "依据"), ("asks", "要求")];
    let mut table = Table::new("rules", "规则", &columns);
    for rule in catalogue().iter().filter(|rule| codes.contains(rule.code)) {
        table.push(vec![rule.code.into(), rule.title.into(), rule.clause.into(), rule.asks.into()]);
    }
    table
}

/// What the codes of a column mean.
fn terms(extract: &Extract, at: usize) -> Map<String, Json> {
    let meaning = |row: &FactRow| match (row.data().get(at)?, row.cells().nth(at)?) {
        (Datum::Term { code, term }, _) => Some(((*code).to_owned(), (*term).into())),
        (flag @ Datum::Flag(_), Cell::Int(number)) => Some((number.to_string(), flag.show().into())),
        _ => None,
    };
    extract.rows.iter().filter_map(meaning).collect()
}

/// The rows with the values that the case file has: money in fen, terms as codes, every column under its own name and
/// with what its codes mean.
fn kept(extract: &Extract, reveal: bool) -> Json {
    let fields = extract.kind.fields;
    let described = |(at, field): (usize, &Field)| {
        let mut column = json!({ "column": field.column, "header": field.header });
        let terms = terms(extract, at);
        if !terms.is_empty() {
            column["terms"] = terms.into();
        }
        column
    };
    let columns: Vec<_> = (0..).zip(fields).map(described).collect();
    let rows = extract.rows.iter().map(|row| {
        let head = [("id".to_owned(), row.id.into()), ("entry_id".to_owned(), row.entry_id.into())];
        let values = fields.iter().zip(row.cells());
        let values = values.map(|(field, cell)| (field.column.to_owned(), value(field, cell, reveal)));
        Json::Object(head.into_iter().chain(values).collect::<Map<_, _>>())
    });
    json!({
        "table": extract.kind.table,
        "title": extract.kind.title,
        "shared": extract.shared,
        "columns": columns,
        "rows": rows.collect::<Vec<_>>(),
    })
}

fn value(field: &Field, cell: Cell<'_>, reveal: bool) -> Json {
    match cell {
        Cell::Null => Json::Null,
        Cell::Int(number) => number.into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Text(text) => {
            let masked = if reveal { None } else { veiled(field.column, text) };
            masked.unwrap_or_else(|| text.to_owned()).into()
        }
    }
}

/// The rows under Chinese headers, with the numbers by which other lists refer to them.
fn read(extract: &Extract, reveal: bool) -> Table {
    let fields = extract.kind.fields;
    let mut table =
        Table::new(extract.kind.table, extract.kind.title, &[("id", "行号"), ("entry", "日志号")]);
    table.columns.extend(fields.iter().map(|field| Column::new(field.key(), field.header)));
    for row in &extract.rows {
        let mut data: Vec<Datum> = vec![row.id.into(), row.entry_id.into()];
        let values = fields.iter().zip(row.cells()).zip(row.data());
        data.extend(values.map(|((field, cell), datum)| match cell {
            Cell::Text(text) if !reveal => veiled(field.column, text).map_or(datum.clone(), Datum::Text),
            _ => datum.clone(),
        }));
        table.push(data);
    }
    table
}
