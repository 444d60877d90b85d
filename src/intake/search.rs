//! The search for the header: in which sheet, under which separator, in which row.

use csv::StringRecord;

use super::grid::{Grid, hidden};
use super::header::{Header, SEARCHED_ROWS, Wanted};
use super::unreadable::{Flaw, Unreadable};
use crate::model::text::tidy;

/// Whether nothing is to be seen in a row.
pub(super) fn is_blank(cells: &StringRecord) -> bool {
    cells.iter().all(|cell| tidy(cell).is_empty())
}

/// Looks for the header in each way the file may be meant, and leaves the grid behind it; names the hidden sheets that
/// have it too.
pub(super) fn find_header(
    file: &str,
    grid: &mut dyn Grid,
    wanted: &Wanted,
) -> Result<(Header, Vec<String>), Unreadable> {
    let unreadable =
        |sheet: Option<&str>, row, flaw| Err(Unreadable { file: Unreadable::place(file, sheet), row, flaw });
    let mut cells = StringRecord::new();
    let (mut found, mut incomplete) = (Vec::new(), None);
    // The hidden sheets that have the header too, and all of them.
    let (mut passed_over, mut all_hidden, mut is_all_hidden) = (Vec::new(), Vec::new(), true);
    let (mut failed, mut has_blank, mut has_other) = (None, false, false);
    for reading in 0.. {
        let search = search(grid, reading, wanted, &mut cells);
        if grid.is_hidden() && !matches!(search, Ok(None)) {
            all_hidden.extend(grid.sheet().map(hidden));
            if matches!(search, Ok(Some(Search::Found(_)))) && has_content(grid, &mut cells) {
                passed_over.extend(grid.sheet().map(str::to_owned));
            }
            continue;
        }
        is_all_hidden &= matches!(search, Ok(None));
        match search {
            Ok(None) => break,
            Ok(Some(Search::Found(row))) => {
                let sheet = grid.sheet().map(str::to_owned);
                match wanted.locate(row, &cells) {
                    Ok(header) => found.push((reading, sheet.clone(), header)),
                    Err(flaw) => {
                        incomplete.get_or_insert((sheet.clone(), row, flaw));
                    }
                }
                // Text is read with one separator; a workbook may have the header on several sheets.
                if sheet.is_none() {
                    break;
                }
            }
            Ok(Some(Search::Blank)) => has_blank = true,
            Ok(Some(Search::Without)) => has_other = true,
            Err(error) => {
                failed.get_or_insert(error);
            }
        }
    }
    if found.len() > 1 {
        let sheets = found.into_iter().filter_map(|(_, sheet, _)| sheet).collect();
        return unreadable(None, None, Flaw::SeveralSheets(sheets));
    }
    if let Some((reading, _, header)) = found.pop() {
        grid.open(reading)?;
        while grid.next(&mut cells)?.is_some_and(|row| row < header.row) {}
        return Ok((header, passed_over));
    }
    if is_all_hidden {
        return unreadable(None, None, Flaw::NoSheet { named: None, sheets: all_hidden });
    }
    match (incomplete, failed) {
        (Some((sheet, row, flaw)), _) => unreadable(sheet.as_deref(), Some(row), flaw),
        (None, Some(error)) => Err(error),
        // Text that is blank under one separator is blank; a blank sheet says nothing about the others.
        (None, None) if has_blank && !(has_other && grid.sheet().is_some()) => {
            unreadable(None, None, Flaw::Empty)
        }
        (None, None) => {
            unreadable(None, None, Flaw::NoHeader { searched: SEARCHED_ROWS, wanted: wanted.required() })
        }
    }
}

/// Whether there is a row with something in it, as far as the rest can be read.
fn has_content(grid: &mut dyn Grid, cells: &mut StringRecord) -> bool {
    while let Ok(Some(_)) = grid.next(cells) {
        if !is_blank(cells) {
            return true;
        }
    }
    false
}

/// What the first rows hold.
enum Search {
    /// The header, in this row.
    Found(u64),
    /// Nothing at all.
    Blank,
    /// Something, but no header.
    Without,
}

/// Looks for the header among the first rows of a reading; `None` when there is no such reading.
fn search(
    grid: &mut dyn Grid,
    reading: usize,
    wanted: &Wanted,
    cells: &mut StringRecord,
) -> Result<Option<Search>, Unreadable> {
    if !grid.open(reading)? {
        return Ok(None);
    }
    let mut is_blank_so_far = true;
    while let Some(row) = grid.next(cells)? {
        if row > SEARCHED_ROWS {
            return Ok(Some(Search::Without));
        }
        if wanted.is_header(cells) {
            return Ok(Some(Search::Found(row)));
        }
        is_blank_so_far &= is_blank(cells);
    }
    Ok(Some(if is_blank_so_far { Search::Blank } else { Search::Without }))
}
