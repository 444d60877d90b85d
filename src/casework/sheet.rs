//! 导入: a sheet that somebody filled in, taken in row by row. Each row is recorded, known already, or turned away
//! with every reason; the whole sheet is recorded or nothing of it, unless only the good rows are wanted.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::NaiveDate;

use super::desk::Hand;
use super::{Desk, Misuse, Refusal, Report, misuse};
use crate::intake::{self, Faults, Reader, Row, Source, Unreadable};
use crate::measure::{Finding, Weight};
use crate::model::acts::Role;
use crate::model::{Datum, Excerpt, FieldMisfit, Record, Table};
use crate::papers;
use crate::store::Book;

/// How an import is to go about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// All rows or none.
    Whole,
    /// The good rows; the others go to the refused file.
    Partial,
    /// Only say what would happen.
    DryRun,
}

/// 待导入的表: which file, and what is to be done with it.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// The file.
    pub path: &'a Path,
    /// Which sheet of a workbook, by name or number.
    pub sheet: Option<&'a str>,
    /// How to go about it.
    pub manner: Manner,
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

/// What an import calls what it does, e.g. 受理 申报 件.
pub(super) struct Words {
    pub(super) verb: &'static str,
    pub(super) noun: &'static str,
    pub(super) unit: &'static str,
}

/// What became of a row.
pub(super) enum Taken {
    /// It is recorded.
    New,
    /// It was recorded before.
    Known,
}

/// Why a row can't be recorded where its cells and the measure both have something to say.
#[derive(Debug, thiserror::Error)]
#[error("不能记录")]
pub(super) struct Unfit {
    pub(super) misfits: Vec<FieldMisfit>,
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

    /// Before the first row.
    fn begin(&mut self, _book: &mut Book<'_>, _hand: &Hand) -> Result<()> {
        Ok(())
    }

    /// Makes of a row what can be made of it alone; it happens beside the recording of the rows before. `on` is the
    /// business date.
    fn ready(record: Self::Row, on: NaiveDate) -> Self::Ready;

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

    /// After the last row, inside the transaction.
    fn end(&mut self, _book: &mut Book<'_>, _tally: &Tally) -> Result<()> {
        Ok(())
    }
}

/// What became of a sheet.
#[derive(Default)]
pub(super) struct Tally {
    /// Rows that are new, or would be.
    pub(super) new: u64,
    /// Rows that were recorded before.
    pub(super) known: u64,
    /// Rows that are turned away.
    pub(super) turned: u64,
    /// What is wrong with cells.
    pub(super) faults: Faults,
    /// Whether it is recorded.
    pub(super) recorded: bool,
    refusals: Excerpt<String>,
    refused_rows: Vec<Vec<String>>,
    refused_file: Option<PathBuf>,
}

/// Takes in a sheet.
///
/// # Errors
/// The sheet or the case file can't be read or written. Rows that are turned away are told of, not an error.
pub(super) fn import<S: Sheet>(desk: &mut Desk, sheet: &mut S, upload: Upload<'_>) -> Result<Tally> {
    let Upload { path, manner, overwrite, .. } = upload;
    let target = intake::refused_name(path);
    if manner == Manner::Partial && target.exists() && !overwrite {
        return misuse(format!(
            "{} 已经存在，不会覆盖。请先处理或移走它，或加 --yes 覆盖；什么都没有记录",
            target.display()
        ));
    }
    let reader = Reader::<S::Row>::with_extras(upload.source()?, &sheet.extras())?;
    let refused_header = reader.refused_header();
    let mut tally = Tally::default();
    tally.faults.extend(reader.warnings());
    tally.recorded = desk.record_if(sheet.command(), S::ROLES, |book, hand| {
        sheet.begin(book, hand)?;
        let (on, expected) = (hand.on, reader.expected_rows());
        reader.read_ahead(
            |row| S::ready(row, on),
            |row| {
                if let Some(progress) = &hand.setting.progress {
                    progress.reached(row.number, expected);
                }
                tally.take(sheet, book, hand, row, manner)
            },
        )?;
        if let Some(progress) = &hand.setting.progress {
            progress.done();
        }
        sheet.end(book, &tally)?;
        Ok(match manner {
            Manner::Whole => tally.turned == 0,
            Manner::Partial => true,
            Manner::DryRun => false,
        })
    })?;
    if !tally.refused_rows.is_empty() {
        papers::sheet(&target, overwrite, desk.banner(), &refused_header, &tally.refused_rows)
            .with_context(|| format!("其余各行已经记录，但不能记录的 {} 行没能写成文件", tally.turned))?;
        tally.refused_file = Some(target);
    }
    Ok(tally)
}

impl Tally {
    fn take<S: Sheet>(
        &mut self,
        sheet: &mut S,
        book: &mut Book<'_>,
        hand: &Hand,
        mut row: Row<S::Row, S::Ready>,
        manner: Manner,
    ) -> Result<()> {
        let mut reasons = Vec::new();
        match std::mem::replace(&mut row.parsed, Err(Vec::new())) {
            Err(faults) => {
                reasons.push(intake::reason(&faults));
                self.faults.extend(faults);
            }
            Ok(ready) => {
                let subject = S::subject(&ready).to_owned();
                match sheet.take(book, hand, &row, ready, self) {
                    Ok(Taken::New) => self.new += 1,
                    Ok(Taken::Known) => self.known += 1,
                    Err(error) => reasons = self.turn(&row, &subject, error)?,
                }
            }
        }
        if !reasons.is_empty() {
            self.turned += 1;
            if manner == Manner::Partial {
                self.refused_rows.push(row.refused(&reasons.join("；")));
            }
        }
        Ok(())
    }

    /// Notes why a row is turned away; an error of the case file itself goes on.
    fn turn<R: Record, P>(
        &mut self,
        row: &Row<R, P>,
        subject: &str,
        error: anyhow::Error,
    ) -> Result<Vec<String>> {
        let unfit = error.downcast::<Unfit>().or_else(|error| {
            let Refusal(findings) = error.downcast()?;
            Ok(Unfit { misfits: Vec::new(), findings })
        });
        let Unfit { misfits, findings } = match unfit {
            Ok(unfit) => unfit,
            Err(error) => {
                let Misuse(what) = anyhow::Error::downcast(error)?;
                let line = [Datum::Empty, Datum::Empty, Datum::Empty, what.as_str().into(), Datum::Empty];
                self.list(row.number, subject, what.clone(), line);
                return Ok(vec![what]);
            }
        };
        let mut reasons = Vec::new();
        if !misfits.is_empty() {
            let faults: Vec<_> = misfits.into_iter().map(|misfit| row.fault(misfit)).collect();
            reasons.push(intake::reason(&faults));
            self.faults.extend(faults);
        }
        for finding in findings {
            let Finding { code, clause, weight, found, cure } = finding;
            if weight == Weight::NotMet {
                reasons.push(format!("[{code}] {found}（依据：{clause}；处理：{cure}）"));
            }
            let weight = Datum::Term { code: weight.code(), term: weight.term() };
            let line = [code.into(), weight, clause.into(), found.into(), cure.into()];
            self.list(row.number, subject, code.to_owned(), line);
        }
        Ok(reasons)
    }

    fn list(&mut self, number: u64, subject: &str, kind: String, line: [Datum; 5]) {
        self.refusals.push(kind, Some(number), || {
            let number = i64::try_from(number).unwrap_or(i64::MAX);
            [number.into(), subject.into()].into_iter().chain(line).collect()
        });
    }

    /// What became of the sheet, in the words of its kind; `detail` says more of what is new.
    pub(super) fn report(&self, words: &Words, manner: Manner, detail: &str) -> Report {
        let (Self { new, known, turned, .. }, Words { verb, noun, unit }) = (self, words);
        let mut report = Report { refused: *turned > 0, ..Report::default() };
        report.done.push(match (self.recorded, manner) {
            (false, Manner::DryRun) => {
                format!("试运行，未作记录：可{verb}{noun} {new} {unit}{detail}，不能{verb} {turned} 行")
            }
            (false, _) => format!("有 {turned} 行不能{verb}，整个文件都没有{verb}"),
            (true, _) if *new == 0 => format!("没有新的{noun}，案卷未作改动"),
            (true, _) => format!("已{verb}{noun} {new} {unit}{detail}"),
        });
        if *known > 0 {
            report.done.push(format!("{known} 行此前已经{verb}，跳过"));
        }
        if self.recorded && *turned > 0 {
            report.done.push(format!("不能{verb} {turned} 行"));
        }
        if let Some(file) = &self.refused_file {
            report.done.push(format!("不能{verb}的行和原因写入 {}，更正后可直接导入", file.display()));
            report.data.insert("refused_file".to_owned(), file.display().to_string().into());
        }
        if !self.faults.is_empty() {
            report.tables.push(self.faults.table());
        }
        if !self.refusals.groups().is_empty() {
            report.tables.push(self.refused());
        }
        if !self.recorded && manner == Manner::Whole && *new > 0 {
            report.next.push("更正以后再导入同一个文件，已经记录的行会跳过".to_owned());
        }
        let entered = if self.recorded { *new } else { 0 };
        report.with("new", *new).with("known", *known).with("refused", *turned).with("recorded", entered)
    }

    fn refused(&self) -> Table {
        let columns = [
            ("row", "行"),
            ("subject", "单位或案件"),
            ("code", "规则"),
            ("weight", "结论"),
            ("clause", "依据"),
            ("found", "情况"),
            ("cure", "处理"),
        ];
        let mut table = Table::new("refusals", "不能记录的行", &columns);
        let listed = self.refusals.groups().iter().flat_map(|group| &group.listed);
        table.rows.extend(listed.cloned());
        // All that is said of one row stands together, in the measure's order.
        table.rows.sort_by_key(|line| match line[0] {
            Datum::Int(row) => row,
            _ => i64::MAX,
        });
        for group in self.refusals.groups() {
            let Some((rest, first)) = group.rest().zip(group.listed.first()) else { continue };
            let [code, weight, clause] = [2, 3, 4].map(|column: usize| first[column].clone());
            table.push(vec![Datum::Empty, Datum::Empty, code, weight, clause, rest.into(), Datum::Empty]);
        }
        table
    }
}
