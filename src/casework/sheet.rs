//! 导入: a sheet that somebody filled in, taken in row by row. Each row is recorded, known already, or turned away
//! with every reason; the whole sheet is recorded or nothing of it, unless only the good rows are wanted.

mod rows;
mod tally;

pub(super) use rows::{case_of, fault_in, in_cell};
pub(super) use tally::Tally;

use std::path::Path;

use anyhow::{Context, Result};

use super::desk::Hand;
use super::{Desk, Report, misuse};
use crate::intake::{self, Fault, Reader, Row, Source, Unreadable};
use crate::measure::Finding;
use crate::model::Record;
use crate::model::acts::Role;
use crate::papers;
use crate::store::{Book, Store};

/// 待导入的表: which file, and what is to be done with it.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// The file.
    pub path: &'a Path,
    /// Which sheet of a workbook, by name or number.
    pub sheet: Option<&'a str>,
    /// Whether the good rows shall be recorded where others can't be; those go to the refused file.
    pub partial: bool,
    /// Whether only to say what would happen.
    pub dry_run: bool,
    /// Whether an older file of refused rows may be overwritten.
    pub overwrite: bool,
}

impl Upload<'_> {
    /// The sheet, ready to be read.
    ///
    /// # Errors
    /// The file can't be read, or has no such sheet.
    pub(super) fn source(&self) -> Result<Source, Unreadable> {
        Source::open(self.path)?.sheet(self.sheet)
    }
}

/// Says of a sheet that is taken in as a whole why it can't be.
pub(super) fn turned(faults: &intake::Faults, verb: &str) -> Report {
    let sentence = format!("有 {} 处不对，整个文件都没有{verb}，案卷未作改动", faults.errors());
    Report { done: vec![sentence], tables: vec![faults.table()], refused: true, ..Report::default() }
}

/// After so many rows that can't be recorded the rest is not looked at: something is wrong with the whole sheet.
const TURNED_LIMIT: u64 = 10_000;

/// Ends the reading of a sheet that is wrong as a whole.
#[derive(Debug, thiserror::Error)]
#[error("不能记录的行太多")]
struct Hopeless;

/// What an import calls what it does, e.g. 受理 申报 件.
pub(super) struct Words {
    pub(super) verb: &'static str,
    pub(super) noun: &'static str,
    pub(super) unit: &'static str,
}

/// What became of a row, with the id of what it says: a serial of cases, or a row of the case file.
pub(super) enum Taken {
    /// It is recorded.
    New(i64),
    /// It was recorded before, by an earlier row perhaps.
    Known(i64),
    /// It can be read; what it comes to is seen in the end, among the others.
    Read,
}

/// Why a row can't be recorded where its cells and the measure both have something to say.
#[derive(Debug, thiserror::Error)]
#[error("不能记录")]
pub(super) struct Unfit {
    pub(super) faults: Vec<Fault>,
    pub(super) findings: Vec<Finding>,
}

/// One kind of sheet, and what a row of it means.
pub(super) trait Sheet {
    /// A row.
    type Row: Record + Send;
    /// What is made of a row before it is taken in.
    type Ready: Send;
    /// Who may import it.
    const ROLES: &'static [Role];

    /// The command that the journal names.
    fn command(&self) -> &'static str;

    /// What is said of its rows.
    fn words(&self) -> Words;

    /// Further columns that are known only now: key and header.
    fn extras(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    /// What would be right in a column, where only the case file says so: the column, and what belongs into it.
    fn expects(&self, _store: &Store) -> Result<Option<(&'static str, String)>> {
        Ok(None)
    }

    /// Before the first row.
    fn begin(&mut self, _book: &mut Book<'_>, _hand: &Hand) -> Result<()> {
        Ok(())
    }

    /// What makes of a row whatever can be made of it alone; it does so beside the recording of the rows before.
    fn maker(&self, hand: &Hand) -> impl Fn(Self::Row) -> Self::Ready + Send + use<Self>;

    /// Records what a row says. It may fail with [`Unfit`], [`Refusal`] or [`Misuse`], and leaves nothing of the row
    /// in the book then; any other error ends the import.
    fn take(
        &mut self,
        book: &mut Book<'_>,
        hand: &Hand,
        row: &Row<Self::Row, Self::Ready>,
        ready: Self::Ready,
        tally: &mut Tally,
    ) -> Result<Taken>;

    /// What the list of refused rows calls this one.
    fn subject(ready: &Self::Ready) -> &str;

    /// After the last row, inside the transaction, where the sheet is not refused already.
    fn end(&mut self, _book: &mut Book<'_>, _tally: &mut Tally) -> Result<()> {
        Ok(())
    }
}

/// Takes in a sheet.
///
/// # Errors
/// The sheet or the case file can't be read or written. Rows that are turned away are told of, not an error.
pub(super) fn import<S: Sheet>(desk: &mut Desk, sheet: &mut S, upload: Upload<'_>) -> Result<Tally> {
    let Upload { path, partial, dry_run, overwrite, .. } = upload;
    let target = intake::refused_name(path);
    if partial && target.exists() && !overwrite {
        return misuse(format!(
            "{} 已经存在，不会覆盖。请先处理或移走它，或加 --yes 覆盖；什么都没有记录",
            target.display()
        ));
    }
    let mut reader = Reader::<S::Row>::with_extras(upload.source()?, &sheet.extras())?;
    if let Some((column, expects)) = sheet.expects(&desk.store)? {
        reader = reader.expecting(column, expects);
    }
    let (refused_header, banner) = (reader.refused_header(), desk.banner());
    let mut tally = Tally::keeping(partial && !dry_run);
    tally.faults.extend(reader.warnings());
    tally.recorded = desk.record_if(sheet.command(), S::ROLES, |book, hand| {
        sheet.begin(book, hand)?;
        let expected = reader.expected_rows();
        let read = reader.read_ahead(sheet.maker(hand), |row| {
            if let Some(progress) = &hand.setting.progress {
                progress.reached(row.number, expected);
            }
            tally.take(sheet, book, hand, row)
        });
        if let Some(progress) = &hand.setting.progress {
            progress.done();
        }
        let stands = tally.turned == 0 || partial;
        match read.and_then(|()| if stands { sheet.end(book, &mut tally) } else { Ok(()) }) {
            Err(error) if error.is::<Hopeless>() => return Ok(false),
            ended => ended?,
        }
        // The file comes first: what is in it is not lost then, and a file too many does no harm.
        if !tally.refused_rows.is_empty() {
            let rows = tally.refused_rows.iter().map(|row| row.iter().map(str::to_owned).collect());
            papers::sheet(&target, overwrite, banner, &refused_header, rows)
                .with_context(|| format!("不能记录的 {} 行没能写成文件，什么都没有记录", tally.turned))?;
            tally.refused_file = Some(target);
        }
        Ok(stands && !dry_run)
    })?;
    Ok(tally)
}
