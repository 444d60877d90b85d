//! JSON: a list as an array of objects with English keys, several as an object of such arrays, as `--json` shows them.

use std::io::{self, Write};

use serde_json::{Map, Value as Json};

use crate::model::Table;

const REHEARSAL: &str = "rehearsal";

/// The rows of one list, or of several under their keys; totals are left to the reader.
pub(super) fn tables(tables: &[Table], banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    if let [table] = tables {
        return writeln!(out, "{:#}", rows(table, banner));
    }
    let mut lists = Map::new();
    if let Some(banner) = banner {
        lists.insert(REHEARSAL.to_owned(), banner.into());
    }
    lists.extend(tables.iter().map(|table| (table.key.to_owned(), rows(table, banner))));
    writeln!(out, "{:#}", Json::Object(lists))
}

/// One value; an object carries the banner first.
pub(super) fn value(json: &Json, banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    match (banner, json) {
        (Some(banner), Json::Object(object)) => {
            let mut marked = Map::from_iter([(REHEARSAL.to_owned(), banner.into())]);
            marked.extend(object.clone());
            writeln!(out, "{:#}", Json::Object(marked))
        }
        _ => writeln!(out, "{json:#}"),
    }
}

/// The array stays an array in a rehearsal, so what is tried there works in earnest too.
fn rows(table: &Table, banner: Option<&str>) -> Json {
    let mut json = table.json();
    if let (Some(banner), Json::Array(rows)) = (banner, &mut json) {
        for row in rows.iter_mut().filter_map(Json::as_object_mut) {
            row.shift_insert(0, REHEARSAL.to_owned(), banner.into());
        }
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fen;

    #[test]
    fn rows_are_objects_and_a_rehearsal_is_named_in_each() {
        let mut list = Table::new("payments", "拨款", &[("case", "案号"), ("amount", "金额")]);
        list.push(vec!["2026-0001".into(), Fen::new(2_500_000).into()]);
        let lists = [list, Table::new("owed", "未登记", &[("case", "案号")])];
        let written = |count: usize, banner| {
            let mut out = Vec::new();
            tables(&lists[..count], banner, &mut out).expect("written");
            String::from_utf8(out).expect("text")
        };
        assert_eq!(
            written(1, None),
            "[\n  {\n    \"case\": \"2026-0001\",\n    \"amount\": \"25000.00\"\n  }\n]\n"
        );
        assert_eq!(
            written(2, None),
            "{\n  \"payments\": [\n    {\n      \"case\": \"2026-0001\",\n      \"amount\": \"25000.00\"\n    }\n  ],\n  \
             \"owed\": []\n}\n"
        );
        assert!(
            written(2, Some("演练"))
                .starts_with("{\n  \"rehearsal\": \"演练\",\n  \"payments\": [\n    {\n      \"rehearsal\"")
        );
        assert!(written(1, Some("演练")).starts_with("[\n  {\n    \"rehearsal\": \"演练\",\n    \"case\""));
    }
}
