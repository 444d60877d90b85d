//! Grid → records, one row at a time.

use std::io;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use chrono::NaiveDate;
use csv::StringRecord;

use super::faults::{Fault, Faults, shorten};
use super::grid::{Grid, Merged};
use super::header::{Header, REASON, Wanted, letter};
use super::mark::{mark_of, marked};
use super::row::Row;
use super::search::{find_header, is_blank};
use super::source::{Form, Source};
use super::unreadable::{Flaw, Unreadable};
use crate::model::text::tidy;
use crate::model::{EMPTY, FieldMisfit, Kind, Misfit, Record, Value};

/// 表格读取器: the rows of a sheet as records of type `R`. Memory doesn't grow with the file.
///
/// ```
/// use std::io::Cursor;
/// use studiogrant::intake::{Reader, Source, sheets::CalendarRow};
///
/// let file = "类型,日期\n放假,2027-01-01\n";
/// let mut reader = Reader::<CalendarRow>::new(Source::new("安排.csv", Cursor::new(file))?)?;
/// let row = reader.next_row()?.expect("one row");
/// assert_eq!((row.number, row.parsed.is_ok()), (2, true));
/// # Ok::<(), studiogrant::intake::Unreadable>(())
/// ```
pub struct Reader<R> {
    file: String,
    expected: Option<u64>,
    grid: Box<dyn Grid>,
    header: Arc<Header>,
    /// What the fields and the extra columns read: tidied, in their order.
    wanted: StringRecord,
    /// Hidden sheets that could have been read instead.
    hidden: Vec<String>,
    /// How many bytes the row before took.
    room: usize,
    /// The last row with something in it; 0 before the first.
    last: u64,
    record: PhantomData<fn() -> R>,
}

impl<R: Record> Reader<R> {
    /// Finds the header of a sheet.
    ///
    /// # Errors
    /// The file can't be read, has no header, lacks a required column or has one twice.
    pub fn new(source: Source) -> Result<Self, Unreadable> {
        Self::with_extras(source, &[])
    }

    /// The same for a sheet with further columns that are known only now, such as the items of a rubric: each
    /// has a key and a header, and must be there.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_extras(source: Source, extras: &[(&str, &str)]) -> Result<Self, Unreadable> {
        let wanted = Wanted::new(R::FIELDS, extras);
        let file = source.name().to_owned();
        let expected = matches!(source.form, Form::Text(_)).then_some(source.lines);
        let mut grid = source.grid()?;
        let (header, hidden) = find_header(&file, grid.as_mut(), &wanted)?;
        let (header, wanted) = (Arc::new(header), StringRecord::new());
        Ok(Self { file, expected, grid, header, wanted, hidden, room: 0, last: 0, record: PhantomData })
    }

    /// Says what would be right in a column, where that is known only now.
    #[must_use]
    pub fn expecting(mut self, column: &str, expects: String) -> Self {
        let field = R::FIELDS.iter().position(|field| field.column == column);
        if let Some(header) = Arc::get_mut(&mut self.header) {
            header.expected = field.map(|field| (field, expects));
        }
        self
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// About how many rows there are, the header included; `None` where only reading would tell.
    pub fn expected_rows(&self) -> Option<u64> {
        self.expected
    }

    /// The header as the sheet has it.
    pub fn header(&self) -> &[String] {
        &self.header.cells
    }

    /// The header of the file of refused rows, see [`Row::refused`].
    pub fn refused_header(&self) -> Vec<String> {
        self.header.with_reason(self.header.cells.iter().map(String::as_str), REASON)
    }

    /// The columns that nobody asked for and the hidden sheets that nobody reads, each as a warning.
    pub fn warnings(&self) -> Vec<Fault> {
        let warning = |column: &usize| Fault {
            is_warning: true,
            row: Some(self.header.row),
            column: self.header.cells[*column].clone(),
            letter: letter(*column),
            value: String::new(),
            what: "不认识的列，没有读入".to_owned(),
            expects: "模板里的列名".to_owned(),
        };
        let hidden = self.hidden.iter().map(|sheet| Fault {
            is_warning: true,
            row: None,
            column: "工作表".to_owned(),
            letter: String::new(),
            value: shorten(sheet),
            what: "隐藏的工作表里也有这样的内容，没有读入".to_owned(),
            expects: "要读它的，用 --sheet 指明；不要的请删去".to_owned(),
        });
        self.header.unknown.iter().map(warning).chain(hidden).collect()
    }

    /// The next row that is not empty; `None` at the end.
    ///
    /// # Errors
    /// The rest of the file can't be read, or there is no row at all.
    pub fn next_row(&mut self) -> Result<Option<Row<R>>, Unreadable> {
        let mut cells = StringRecord::with_capacity(self.room, self.header.cells.len());
        let number = loop {
            match self.grid.next(&mut cells)? {
                Some(number) if !is_blank(&cells) => break number,
                Some(_) => {}
                None if self.last > 0 => return self.unmerged().map(|()| None),
                None => {
                    return Err(Unreadable { file: self.file.clone(), row: None, flaw: Flaw::OnlyHeader });
                }
            }
        };
        self.last = number;
        self.room = cells.as_slice().len();
        if let Some(rows) = self.swallowed(&cells) {
            let flaw = Flaw::StrayQuote { rows };
            return Err(Unreadable { file: self.file.clone(), row: Some(number), flaw });
        }
        self.wanted.clear();
        for (at, column) in self.header.columns.iter().enumerate() {
            let cell = column.and_then(|column| cells.get(column)).unwrap_or_default();
            self.wanted.push_field(&R::FIELDS.get(at).map_or_else(|| tidy(cell), |field| field.tidy(cell)));
        }
        let spoiled = self.spoiled();
        let parsed = self.parse(number, &cells, &spoiled);
        if !spoiled.is_empty() {
            let is_spoiled = |column| spoiled.iter().any(|(at, _)| *at == column);
            let kept = cells.iter().enumerate();
            cells = kept
                .map(|(column, cell)| if is_spoiled(column) { marked(cell) } else { cell.into() })
                .collect();
        }
        let extras = self.wanted.iter().skip(R::FIELDS.len()).map(str::to_owned).collect();
        let header = Arc::clone(&self.header);
        let is_hidden = self.grid.has_hidden_row();
        Ok(Some(Row { number, is_hidden, cells, parsed, extras, header, record: PhantomData }))
    }

    /// Refuses a sheet that has cells merged over several of its rows, in a column that is read: nobody can tell
    /// whether the value goes for all of them.
    fn unmerged(&self) -> Result<(), Unreadable> {
        let is_read = |merged: &&Merged| {
            let (left, right) = merged.columns;
            let mut columns = self.header.columns.iter().flatten();
            self.header.row < merged.rows.0
                && merged.rows.0 < self.last
                && columns.any(|column| (left..=right).contains(column))
        };
        let ranges: Vec<_> = (self.grid.merged().iter().filter(is_read))
            .map(|Merged { rows: (top, bottom), columns: (left, right) }| {
                format!("{}{top}:{}{bottom}", letter(*left), letter(*right))
            })
            .collect();
        if ranges.is_empty() {
            return Ok(());
        }
        let file = Unreadable::place(&self.file, self.grid.sheet());
        Err(Unreadable { file, row: None, flaw: Flaw::Merged(ranges) })
    }

    /// How many rows became one cell, where a quote happened to pair with one at the end of a later cell: it has lines,
    /// and in them what stands between cells. Prose has both by itself, but not a line that is a whole row.
    fn swallowed(&self, cells: &StringRecord) -> Option<u64> {
        let separator = self.grid.separator()?;
        if !cells.as_slice().contains('\n') {
            return None;
        }
        let width = self.header.cells.len();
        let is_prose = |column: usize| {
            let field = self.header.columns.iter().position(|at| *at == Some(column));
            field.is_none_or(|field| R::FIELDS.get(field).is_none_or(|field| field.lines))
        };
        let swallows = |(column, cell): &(usize, &str)| {
            let most = if is_prose(*column) { width.max(2) } else { 2 };
            cell.contains('\n') && cell.lines().any(|line| line.split(separator).count() >= most)
        };
        let (_, cell) = cells.iter().enumerate().find(swallows)?;
        Some(cell.lines().count() as u64)
    }

    fn parse(&self, number: u64, cells: &StringRecord, spoiled: &[(usize, Misfit)]) -> Result<R, Vec<Fault>> {
        let stray = self.header.stray(cells).map(|column| Fault {
            is_warning: false,
            row: Some(number),
            column: self.header.cells.get(column).cloned().unwrap_or_default(),
            letter: letter(column),
            value: shorten(&cells[column]),
            what: "这一列没有表头，却有内容".to_owned(),
            expects: "留空；如整行错开，请检查是否多了分隔符".to_owned(),
        });
        match (self.record(spoiled), stray) {
            (Ok(record), None) => Ok(record),
            (parsed, stray) => {
                let misfits = parsed.err().unwrap_or_default();
                if let Some(fault) = self.stranger(number, cells, &misfits) {
                    return Err(vec![fault]);
                }
                let faults = misfits.into_iter().map(|misfit| self.header.fault::<R>(misfit, number, cells));
                Err(stray.into_iter().chain(faults).collect())
            }
        }
    }

    /// Says it in one sentence where a row is none of the sheet's at all, but a total, a signature or the header again.
    fn stranger(&self, number: u64, cells: &StringRecord, misfits: &[FieldMisfit]) -> Option<Fault> {
        let required = R::FIELDS.iter().filter(|field| field.required).count();
        let lacking = misfits.iter().filter(|misfit| misfit.misfit.0 == EMPTY).count();
        let (column, value) = cells.iter().enumerate().find(|(_, cell)| !tidy(cell).is_empty())?;
        // Where a total or a signature calls itself so.
        let begins_wrong = misfits.iter().any(|misfit| self.header.columns[misfit.field] == Some(column));
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let again = cells
            .iter()
            .zip(&self.header.cells)
            .filter(|(cell, header)| !cell.is_empty() && tidy(cell) == **header);
        let what = if filled > 1 && again.count() * 2 > filled {
            "这一行是重复的表头".to_owned()
        } else if required > 3 && lacking * 2 > required {
            format!("这一行不像是要导入的内容，{required} 个必填的列里有 {lacking} 个是空的")
        } else if required > 3 && lacking * 2 == required && begins_wrong {
            format!(
                "这一行不像是要导入的内容，{required} 个必填的列里有 {lacking} 个是空的，开头一格也读不懂"
            )
        } else {
            return None;
        };
        Some(Fault {
            is_warning: false,
            row: Some(number),
            column: self.header.cells.get(column).cloned().unwrap_or_default(),
            letter: letter(column),
            value: shorten(value),
            what,
            expects: "表头以下一行一条；合计、签名、说明等请删去".to_owned(),
        })
    }

    /// Reads the record, of which a spoiled cell is no value whatever its text reads as.
    fn record(&self, spoiled: &[(usize, Misfit)]) -> Result<R, Vec<FieldMisfit>> {
        let parsed = R::parse(&|field| self.wanted.get(field).unwrap_or_default());
        let field_at =
            |column| self.header.columns.iter().take(R::FIELDS.len()).position(|at| *at == Some(column));
        let mut spoiled: Vec<FieldMisfit> = (spoiled.iter())
            .filter_map(|(column, misfit)| {
                Some(FieldMisfit { field: field_at(*column)?, misfit: misfit.clone() })
            })
            .collect();
        for (field, text) in self.wanted.iter().take(R::FIELDS.len()).enumerate() {
            if let Some(misfit) = mark_of(text)
                && spoiled.iter().all(|cell| cell.field != field)
            {
                spoiled.push(FieldMisfit { field, misfit });
            }
        }
        if spoiled.is_empty() {
            return parsed;
        }
        let mut misfits = parsed.err().unwrap_or_default();
        misfits.retain(|misfit| spoiled.iter().all(|cell| cell.field != misfit.field));
        misfits.extend(spoiled);
        misfits.sort_by_key(|misfit| misfit.field);
        Err(misfits)
    }

    /// The cells of the row that hold no value, by column, with what is wrong with each.
    fn spoiled(&self) -> Vec<(usize, Misfit)> {
        let mut spoiled = self.grid.spoiled().to_vec();
        if self.grid.is_1904() {
            spoiled.extend(self.undated());
        }
        spoiled
    }

    /// Days that are plain numbers where the workbook counts from 1904: nobody can tell whether they do so too.
    fn undated(&self) -> impl Iterator<Item = (usize, Misfit)> + '_ {
        let days = R::FIELDS.iter().enumerate().filter(|(_, field)| field.kind == Kind::Date);
        days.filter_map(|(field, _)| {
            let read = |text: &str| NaiveDate::parse(text).ok();
            let days: u32 =
                self.wanted.get(field)?.split('.').next()?.parse().ok().filter(|days| *days < 100_000)?;
            let (early, late) = (read(&days.to_string())?, read(&(days + DAYS_TO_1904).to_string())?);
            let what = format!("这个工作簿的日期从 1904 年起算，纯数字说不清是 {early} 还是 {late}");
            Some((self.header.columns[field]?, Misfit::new(what)))
        })
    }

    /// Reads the rest of a sheet that is small enough to be held whole.
    ///
    /// # Errors
    /// As [`next_row`](Self::next_row).
    pub fn sheet(mut self) -> Result<Sheet<R>, Unreadable> {
        let mut sheet = Sheet { rows: Vec::new(), faults: self.warnings().into_iter().collect() };
        while let Some(row) = self.next_row()? {
            sheet.faults.extend(row.remark());
            match row.parsed {
                Ok(record) => sheet.rows.push((row.number, record)),
                Err(faults) => sheet.faults.extend(faults),
            }
        }
        Ok(sheet)
    }
}

impl<R: Record + Send> Reader<R> {
    /// Hands the rows over one by one. The next ones are read and made `ready` on another core meanwhile, a few
    /// batches ahead.
    ///
    /// # Errors
    /// As [`next_row`](Self::next_row), or whatever `take` returns; no further row is handed over then.
    pub fn read_ahead<P: Send, E: From<Unreadable>>(
        mut self,
        ready: impl Fn(R) -> P + Send,
        mut take: impl FnMut(Row<R, P>) -> Result<(), E>,
    ) -> Result<(), E> {
        let file = self.file.clone();
        let unstarted = |error: io::Error| Unreadable { file, row: None, flaw: error.into() };
        thread::scope(|scope| {
            let (send, receive) = mpsc::sync_channel(AHEAD);
            let read = move || {
                let mut more = true;
                while more {
                    let mut batch = Vec::with_capacity(BATCH);
                    while more && batch.len() < BATCH {
                        let row = self.next_row().transpose();
                        more = matches!(row, Some(Ok(_)));
                        batch.extend(row.map(|row| row.map(|row| row.made(&ready))));
                    }
                    // Whoever takes the rows may have had enough.
                    more &= send.send(batch).is_ok();
                }
            };
            thread::Builder::new().name("intake".to_owned()).spawn_scoped(scope, read).map_err(unstarted)?;
            receive.into_iter().flatten().try_for_each(|row| take(row?))
        })
    }
}

/// From the first day of the system of 1900 to that of 1904.
const DAYS_TO_1904: u32 = 1462;

/// How many rows are handed from core to core at a time.
const BATCH: usize = 256;

/// How many batches may wait.
const AHEAD: usize = 4;

/// 一张表: all its readable rows with their numbers, and what is wrong with the others.
pub struct Sheet<R> {
    /// The rows that could be read, each with its number.
    pub rows: Vec<(u64, R)>,
    /// What is wrong with the others, and the warnings about the header.
    pub faults: Faults,
}

/// Reads a small sheet whole.
///
/// # Errors
/// As [`Reader::new`] and [`Reader::next_row`].
pub fn read<R: Record>(source: Source) -> Result<Sheet<R>, Unreadable> {
    Reader::new(source)?.sheet()
}
