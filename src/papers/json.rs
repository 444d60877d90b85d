//! JSON: a list as an array of objects with English keys, as `--json` shows it.

use std::io::{self, Write};

use serde_json::{Map, Value as Json};

use crate::model::Table;

/// The rows; totals are left to the reader. The array stays an array in a rehearsal, so what is tried there works
/// in earnest too.
pub(super) fn table(table: &Table, banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:#}", rows(table, banner))
}

/// Several lists, each under its key.
pub(super) fn tables(tables: &[Table], banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let lists: Map<_, _> = tables.iter().map(|table| (table.key.to_owned(), rows(table, banner))).collect();
    writeln!(out, "{:#}", Json::Object(lists))
}

fn rows(table: &Table, banner: Option<&str>) -> Json {
    let mut json = table.json();
    if let (Some(banner), Json::Array(rows)) = (banner, &mut json) {
        for row in rows.iter_mut().filter_map(Json::as_object_mut) {
            row.shift_insert(0, "rehearsal".to_owned(), banner.into());
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
        let written = |banner| {
            let mut out = Vec::new();
            table(&list, banner, &mut out).expect("written");
            String::from_utf8(out).expect("text")
        };
        assert_eq!(
            written(None),
            "[\n  {\n    \"case\": \"2026-0001\",\n    \"amount\": \"25000.00\"\n  }\n]\n"
        );
        assert!(written(Some("演练")).starts_with("[\n  {\n    \"rehearsal\": \"演练\",\n    \"case\""));
    }
}
