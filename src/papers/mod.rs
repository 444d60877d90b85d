//! Papers and sheets out: what the program writes for people and for other programs.

mod csv;
mod file;
mod json;

use std::path::Path;

pub use csv::sheet;
pub use file::{Unwritten, write};

use crate::model::Table;

/// Writes a list, in the format that the file's ending names: `.csv` or `.json`. Every export of a rehearsal file
/// carries a `banner` that says so (演练 …): the first row of a sheet, the first key of each JSON object.
///
/// # Errors
/// [`Unwritten`], with nothing left behind.
pub fn export(table: &Table, path: &Path, replace: bool, banner: Option<&str>) -> Result<(), Unwritten> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "csv" => write(path, replace, |out| csv::table(table, banner, out)),
        "json" => write(path, replace, |out| json::table(table, banner, out)),
        _ => Err(Unwritten::Ending { path: path.to_owned(), works: ".csv、.json" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_picks_the_format() {
        let folder = tempfile::tempdir().expect("folder");
        let table = Table::new("cases", "案件", &[("case", "案号")]);
        for (name, starts) in [("a.csv", "\u{feff}案号"), ("b.JSON", "[]")] {
            let path = folder.path().join(name);
            export(&table, &path, false, None).expect("written");
            let text = std::fs::read_to_string(path).expect("readable");
            assert!(text.starts_with(starts), "{text}");
        }
        for name in ["c.xlsx", "d"] {
            let path = folder.path().join(name);
            let error = export(&table, &path, false, None).expect_err("no such format").to_string();
            assert!(error.contains(name) && error.contains(".csv、.json"), "{error}");
            assert!(!path.exists());
        }
    }
}
