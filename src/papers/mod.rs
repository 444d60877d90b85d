//! Papers and sheets out: what the program writes for people and for other programs.

mod archive;
mod csv;
mod docx;
mod file;
mod journal;
mod json;
mod report;
mod xlsx;

use std::io::{self, Write};
use std::path::Path;

pub use file::{Unwritten, reach, write};

use crate::model::{Column, Datum, Document, Table};

/// The endings of lists.
const LISTS: &[&str] = &["xlsx", "csv", "json"];
/// Those that have a place for several.
const WHOLE: &[&str] = &["xlsx", "json"];
/// Those in which a form can be filled in and comes back.
const FORMS: &[&str] = &["xlsx", "csv"];
/// The endings of each kind of document.
const PAPERS: &[&str] = &["docx", "txt"];
const BOOKS: &[&str] = &["html", "htm"];
const JOURNALS: &[&str] = &["journal", "beancount"];
const FOLDERS: &[&str] = &["zip"];

/// Writes lists, in the format that the file's ending names: in `.xlsx` each on a sheet of its own, in `.json` each
/// under its key where there are several, in `.csv` the first alone. Returns how many of them were written. Every
/// export of a rehearsal file carries a `banner` that says so (演练 …): the first row of a sheet, the first key of each
/// JSON object. What a form says of its columns goes into a workbook; the other formats have no place for it.
///
/// # Errors
/// [`Unwritten`], with nothing left behind.
pub fn export(
    tables: &[Table],
    path: &Path,
    replace: bool,
    banner: Option<&str>,
) -> Result<usize, Unwritten> {
    match ending(path).as_str() {
        "xlsx" => {
            if let Some(what) = tables.iter().find_map(|table| xlsx::unfit(table, banner)) {
                return Err(Unwritten::Unfit { path: path.to_owned(), what });
            }
            write(path, replace, |out| xlsx::tables(tables, banner, out))?;
        }
        "csv" => {
            let first = &tables[..tables.len().min(1)];
            write(path, replace, |out| first.iter().try_for_each(|table| csv::table(table, banner, out)))?;
            return Ok(first.len());
        }
        "json" => write(path, replace, |out| json::tables(tables, banner, out))?,
        _ => return Err(Unwritten::Ending { path: path.to_owned(), works: named(LISTS) }),
    }
    Ok(tables.len())
}

/// What there is to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One list, or of several the first at least.
    List,
    /// Several lists that belong together, for which CSV has no place.
    Lists,
    /// A list to be filled in.
    Form,
    /// A paper.
    Paper,
    /// A report.
    Book,
    /// A journal.
    Journal,
    /// A folder.
    Folder,
}

impl Kind {
    /// The kind of this document.
    pub fn of(document: &Document) -> Self {
        match document {
            Document::Paper(_) => Self::Paper,
            Document::Book(_) => Self::Book,
            Document::Journal(_) => Self::Journal,
            Document::Folder(_) => Self::Folder,
        }
    }

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::List => LISTS,
            Self::Lists => WHOLE,
            Self::Form => FORMS,
            Self::Paper => PAPERS,
            Self::Book => BOOKS,
            Self::Journal => JOURNALS,
            Self::Folder => FOLDERS,
        }
    }
}

/// Sees that the file's ending names a format for one of these.
///
/// # Errors
/// [`Unwritten::Ending`], with the endings that work.
pub fn suits(path: &Path, kinds: &[Kind]) -> Result<(), Unwritten> {
    let works: Vec<_> = kinds.iter().flat_map(|kind| kind.endings()).copied().collect();
    if works.contains(&ending(path).as_str()) {
        return Ok(());
    }
    Err(Unwritten::Ending { path: path.to_owned(), works: named(&works) })
}

fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// Whether the file's ending names a format for lists.
pub fn is_list(path: &Path) -> bool {
    LISTS.contains(&ending(path).as_str())
}

/// Writes a document: a paper in `.docx` as a page to print and sign, in `.txt` as plain text; a report as one page of
/// `.html`; a journal for hledger (`.journal`) or beancount (`.beancount`); a folder as a `.zip` with the digests of its
/// files among them. `banner` as in [`export`].
///
/// # Errors
/// [`Unwritten`], with nothing left behind.
pub fn document(
    document: &Document,
    path: &Path,
    replace: bool,
    banner: Option<&str>,
) -> Result<(), Unwritten> {
    suits(path, &[Kind::of(document)])?;
    let ending = ending(path);
    write(path, replace, |out| match document {
        Document::Paper(paper) if ending == "docx" => docx::paper(paper, banner, out),
        Document::Paper(paper) => text(&paper.plain(), banner, out),
        Document::Book(book) => report::page(book, banner, out),
        Document::Journal(journal) if ending == "journal" => journal::hledger(journal, banner, out),
        Document::Journal(journal) => journal::beancount(journal, banner, out),
        Document::Folder(folder) => archive::folder(folder, banner, out),
    })
}

/// Endings as a sentence names them.
fn named(endings: &[&str]) -> String {
    endings.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join("、")
}

/// Plain text as the editor of Windows shows it right.
fn text(text: &str, banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let banner = banner.map(|banner| format!("【{banner}】\n\n")).unwrap_or_default();
    out.write_all(format!("\u{feff}{banner}{text}\n").replace('\n', "\r\n").as_bytes())
}

/// Writes lists as [`export`] does, but only where all of them have a place.
///
/// # Errors
/// As [`export`]; CSV has no place for a second list.
pub fn export_all(
    tables: &[Table],
    path: &Path,
    replace: bool,
    banner: Option<&str>,
) -> Result<usize, Unwritten> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        return Err(Unwritten::Ending { path: path.to_owned(), works: named(WHOLE) });
    }
    export(tables, path, replace, banner)
}

/// Writes rows of plain text, for a person to correct and hand in again: as they came, in the format that the file's
/// ending names. `banner` as in [`export`]. In CSV a leading apostrophe keeps a cell from being a formula, and intake
/// drops one such apostrophe; a cell that came with one gets no second.
///
/// # Errors
/// [`Unwritten`], with nothing left behind.
pub fn sheet(
    path: &Path,
    replace: bool,
    banner: Option<&str>,
    header: &[String],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<(), Unwritten> {
    let mut table = Table::new("rows", "待更正的行", &[]);
    table.columns = header.iter().map(|header| Column::new(header.clone(), header.clone())).collect();
    table.rows = rows.map(|row| row.into_iter().map(Datum::Text).collect()).collect();
    if ending(path) == "csv" {
        return write(path, replace, |out| csv::raw(&table, banner, out));
    }
    export(&[table], path, replace, banner).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_picks_the_format() {
        let folder = tempfile::tempdir().expect("folder");
        let tables = [Table::new("cases", "案件", &[("case", "案号")])];
        for (name, starts) in [("a.csv", "\u{feff}案号"), ("b.JSON", "[]"), ("c.Xlsx", "PK\u{3}\u{4}")] {
            let path = folder.path().join(name);
            export(&tables, &path, false, None).expect("written");
            let bytes = std::fs::read(path).expect("readable");
            assert!(bytes.starts_with(starts.as_bytes()), "{name}");
        }
        for name in ["c.xls", "d"] {
            let path = folder.path().join(name);
            let error = export(&tables, &path, false, None).expect_err("no such format").to_string();
            assert!(error.contains(name) && error.contains(".xlsx、.csv、.json"), "{error}");
            assert!(!path.exists());
        }
    }

    #[test]
    fn refused_rows_go_back_as_they_came() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("refused.csv");
        let header = ["姓名".to_owned(), "原因".to_owned()];
        let rows = [vec!["张三".to_owned(), "-1 不是金额".to_owned()], vec!["仅一格".to_owned()]];
        sheet(&path, false, None, &header, rows.clone().into_iter()).expect("written");
        let text = std::fs::read_to_string(&path).expect("readable");
        assert_eq!(text, "\u{feff}姓名,原因\r\n张三,'-1 不是金额\r\n仅一格\r\n");
        assert!(matches!(
            sheet(&path, false, None, &header, rows.clone().into_iter()),
            Err(Unwritten::Exists(_))
        ));
    }
}
