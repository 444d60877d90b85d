//! 导入: a sheet that somebody filled in, taken in row by row. Each row is recorded, known already, or turned away
//! with every reason; the whole sheet is recorded or nothing of it, unless only the good rows are wanted.

mod rows;

pub(super) use rows::{case_of, fault_in, in_cell};

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use csv::StringRecord;

use self::rows::Origins;
use super::desk::Hand;
use super::{Desk, Misuse, Refusal, Report, misuse};
use crate::intake::{self, Fault, Faults, Reader, Row, Source, Unreadable};
use crate::measure::{Finding, Weight};
use crate::model::acts::Role;
use crate::model::{Datum, Excerpt, Record, Table};
use crate::papers;
use crate::store::Book;

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

/// Reads a sheet that is taken in as a whole, or says why it can't be.
///
/// # Errors
/// The file can't be read.
pub(super) fn whole<R: Record>(
    upload: &Upload<'_>,
    verb: &str,
) -> Result<Result<intake::Sheet<R>, Report>, Unreadable> {
    let sheet = intake::read::<R>(upload.source()?)?;
    let errors = sheet.faults.errors();
    if errors == 0 {
        return Ok(Ok(sheet));
    }
    let sentence = format!("有 {errors} 处读不懂，整个文件都没有{verb}，案卷未作改动");
    let tables = vec![sheet.faults.table()];
    Ok(Err(Report { done: vec![sentence], tables, refused: true, ..Report::default() }))
}

/// After so many rows that can't be recorded the rest is not looked at: something is wrong with the whole sheet.
const TURNED_LIMIT: u64 = 10_000;

/// How many repeated rows are named.
const PAIRS: usize = 10;

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
    /// Rows that say what an earlier row says.
    repeated: u64,
    /// The first of these, and their like.
    pairs: Vec<(u64, u64)>,
    /// Which row recorded what.
    origins: Origins,
    /// Rows that are turned away.
    pub(super) turned: u64,
    /// What is wrong with cells.
    pub(super) faults: Faults,
    /// Whether it is recorded.
    pub(super) recorded: bool,
    refusals: Excerpt<String>,
    refused_rows: Vec<StringRecord>,
    refused_file: Option<PathBuf>,
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
    let reader = Reader::<S::Row>::with_extras(upload.source()?, &sheet.extras())?;
    let (refused_header, banner) = (reader.refused_header(), desk.banner());
    let mut tally = Tally::default();
    tally.faults.extend(reader.warnings());
    tally.recorded = desk.record_if(sheet.command(), S::ROLES, |book, hand| {
        sheet.begin(book, hand)?;
        let expected = reader.expected_rows();
        let read = reader.read_ahead(sheet.maker(hand), |row| {
            if let Some(progress) = &hand.setting.progress {
                progress.reached(row.number, expected);
            }
            tally.take(sheet, book, hand, row, partial && !dry_run)
        });
        if let Some(progress) = &hand.setting.progress {
            progress.done();
        }
        match read {
            Err(error) if error.is::<Hopeless>() => return Ok(false),
            read => read?,
        }
        let stands = tally.turned == 0 || partial;
        if stands {
            sheet.end(book, &tally)?;
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

impl Tally {
    fn take<S: Sheet>(
        &mut self,
        sheet: &mut S,
        book: &mut Book<'_>,
        hand: &Hand,
        mut row: Row<S::Row, S::Ready>,
        keep_refused: bool,
    ) -> Result<()> {
        let mut reasons = Vec::new();
        self.faults.extend(row.remark());
        match std::mem::replace(&mut row.parsed, Err(Vec::new())) {
            Err(faults) => {
                reasons.push(intake::reason(&faults));
                self.faults.extend(faults);
            }
            Ok(ready) => {
                let subject = S::subject(&ready).to_owned();
                match sheet.take(book, hand, &row, ready, self) {
                    Ok(Taken::New(id)) => {
                        self.new += 1;
                        self.origins.push(id, row.number);
                    }
                    Ok(Taken::Known(id)) => self.known(id, row.number),
                    Err(error) => reasons = self.turn(row.number, &subject, error)?,
                }
            }
        }
        if !reasons.is_empty() {
            self.turned += 1;
            if self.turned == TURNED_LIMIT {
                return Err(Hopeless.into());
            }
            if keep_refused {
                self.refused_rows.push(row.refused(&reasons.join("；")));
            }
        }
        Ok(())
    }

    /// The row of this sheet that recorded what has this id.
    pub(super) fn row_of(&self, id: i64) -> Option<u64> {
        self.origins.row(id)
    }

    fn known(&mut self, id: i64, number: u64) {
        let Some(like) = self.row_of(id) else {
            self.known += 1;
            return;
        };
        self.repeated += 1;
        if self.pairs.len() < PAIRS {
            self.pairs.push((number, like));
        }
    }

    /// Notes why a row is turned away; an error of the case file itself goes on.
    fn turn(&mut self, number: u64, subject: &str, error: anyhow::Error) -> Result<Vec<String>> {
        let unfit = error.downcast::<Unfit>().or_else(|error| {
            let Refusal(findings) = error.downcast()?;
            Ok(Unfit { faults: Vec::new(), findings })
        });
        let Unfit { faults, findings } = match unfit {
            Ok(unfit) => unfit,
            Err(error) => {
                let Misuse(what) = anyhow::Error::downcast(error)?;
                let line = [Datum::Empty, Datum::Empty, Datum::Empty, what.as_str().into(), Datum::Empty];
                self.list(number, subject, what.clone(), line);
                return Ok(vec![what]);
            }
        };
        let mut reasons = Vec::new();
        if !faults.is_empty() {
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
            self.list(number, subject, code.to_owned(), line);
        }
        Ok(reasons)
    }

    fn list(&mut self, number: u64, subject: &str, kind: String, line: [Datum; 5]) {
        self.refusals.push(kind, Some(number), || {
            let number = i64::try_from(number).unwrap_or(i64::MAX);
            [number.into(), subject.into()].into_iter().chain(line).collect()
        });
    }

    /// Whether the good rows are recorded, or would be.
    pub(super) fn stands(&self, upload: &Upload<'_>) -> bool {
        self.turned == 0 || (upload.partial && self.turned < TURNED_LIMIT)
    }

    /// What became of the sheet, in the words of its kind; `detail` says more of what is new.
    pub(super) fn report(&self, words: &Words, upload: &Upload<'_>, detail: &str) -> Report {
        let (Self { new, known, turned, .. }, Words { verb, noun, unit }) = (self, words);
        let mut report = Report { refused: *turned > 0, ..Report::default() };
        let stands = self.stands(upload);
        let (trial, none) =
            if upload.dry_run { ("试运行，未作记录：", "都不会") } else { ("", "都没有") };
        report.done.push(if *turned == TURNED_LIMIT {
            format!(
                "{trial}前面已有 {turned} 行不能{verb}，没有再往下看，整个文件{none}{verb}；多半是整列错位或填法不对，请先更正"
            )
        } else if !stands {
            format!("{trial}有 {turned} 行不能{verb}，整个文件{none}{verb}")
        } else if *new == 0 {
            format!("{trial}没有新的{noun}，案卷未作改动")
        } else if upload.dry_run {
            format!("{trial}可{verb}{noun} {new} {unit}{detail}，不能{verb} {turned} 行")
        } else {
            format!("已{verb}{noun} {new} {unit}{detail}")
        });
        if *known > 0 {
            report.done.push(format!("{known} 行此前已经{verb}，跳过"));
        }
        if self.repeated > 0 {
            let pairs: Vec<_> =
                self.pairs.iter().map(|(row, like)| format!("第 {row} 行同第 {like} 行")).collect();
            let more = if self.repeated > PAIRS as u64 { "……" } else { "" };
            let pairs = pairs.join("，");
            report
                .done
                .push(format!("{} 行与前面的行相同，只按一{unit}{verb}：{pairs}{more}", self.repeated));
        }
        if self.recorded && *turned > 0 {
            report.done.push(format!("不能{verb} {turned} 行"));
        }
        if upload.dry_run && stands && *turned > 0 {
            let file = intake::refused_name(upload.path);
            report.done.push(format!("不能{verb}的行和原因会写入 {}", file.display()));
        }
        if let Some(file) = &self.refused_file {
            report.done.push(format!("不能{verb}的行和原因写入 {}，更正后可直接导入", file.display()));
            report.data.insert("refused_file".to_owned(), file.display().to_string().into());
        }
        let mut report = report.of_cells(&self.faults);
        if !self.refusals.groups().is_empty() {
            report.tables.push(self.refused());
        }
        if !stands && *new > 0 && *turned < TURNED_LIMIT {
            report.next.push(format!("更正以后再导入；先{verb}其余 {new} {unit}{detail}的，加 --partial"));
        }
        let entered = if self.recorded { *new } else { 0 };
        report
            .with("new", *new)
            .with("known", *known)
            .with("repeated", self.repeated)
            .with("refused", *turned)
            .with("recorded", entered)
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
