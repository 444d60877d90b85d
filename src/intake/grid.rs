//! A sheet as it lies on the table: rows of text, numbered as a spreadsheet numbers them, without meaning yet.

use csv::StringRecord;
use csv_core::ReadFieldResult;

use super::decode::Decoded;
use super::faults::shorten;
use super::source::{Form, Source};
use super::unreadable::{Flaw, Unreadable};
use super::workbook::Workbook;
use crate::model::Misfit;

/// The longest cell, in bytes of UTF-8.
pub const CELL_LIMIT: usize = 64 * 1024;

/// The most columns a row may have.
pub const COLUMN_LIMIT: usize = 1000;

/// Cells that were made one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merged {
    /// The first and the last row, from 1.
    pub(super) rows: (u64, u64),
    /// The first and the last column, from 0.
    pub(super) columns: (usize, usize),
}

/// Rows of text. A CSV file is one; a sheet of a workbook is one too.
pub(super) trait Grid: Send {
    /// Goes to the first row of a reading of the file, counted from 0: under one separator, or of one sheet of a
    /// workbook. Comes before [`next`](Self::next). False when there is no such reading.
    fn open(&mut self, reading: usize) -> Result<bool, Unreadable>;

    /// Reads the next row and gives its number; `None` after the last. Empty rows may be passed over.
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<u64>, Unreadable>;

    /// The name of the sheet that is open, in a workbook.
    fn sheet(&self) -> Option<&str> {
        None
    }

    /// Whether the sheet that is open is hidden, and was not asked for by name.
    fn is_hidden(&self) -> bool {
        false
    }

    /// Whether the row that was read last is hidden, by a filter perhaps.
    fn has_hidden_row(&self) -> bool {
        false
    }

    /// Whether a column, counted from 0, of the sheet that is open is hidden.
    fn has_hidden_column(&self, _column: usize) -> bool {
        false
    }

    /// What stands between cells, in text.
    fn separator(&self) -> Option<char> {
        None
    }

    /// Whether days are counted from 1904, not from 1900.
    fn is_1904(&self) -> bool {
        false
    }

    /// The cells that are merged over several rows, so that only the first of these has a value; known after the last row.
    fn merged(&self) -> &[Merged] {
        &[]
    }

    /// The cells of the row, by column, that show something else than their value, or nothing, with what makes them.
    fn odd(&self) -> &[(usize, &'static str)] {
        &[]
    }

    /// What the sheet that is open shows beside its cells; known after the last row.
    fn aside(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// The words above and beneath every page of the sheet that is open; known after the last row.
    fn around(&self) -> &[String] {
        &[]
    }

    /// The cells of the row, by column, that hold no value but a formula's error and the like, with what is wrong.
    fn spoiled(&self) -> &[(usize, Misfit)] {
        &[]
    }
}

/// What messages call a hidden sheet.
pub(super) fn hidden(sheet: &str) -> String {
    format!("{}（隐藏）", shorten(sheet))
}

impl Source {
    /// The file's rows.
    pub(super) fn grid(self) -> Result<Box<dyn Grid>, Unreadable> {
        let encoding = match self.form {
            Form::Text(encoding) => encoding,
            Form::Workbook => {
                return Ok(Box::new(Workbook::open(self.name, self.stream, self.sheet.as_deref())?));
            }
        };
        Ok(Box::new(Csv {
            file: self.name,
            text: Decoded::new(self.stream, encoding),
            splitter: csv_core::Reader::new(),
            separator: SEPARATORS[0],
            row: 0,
            cell: vec![0; CELL_LIMIT + 1],
            after_return: false,
        }))
    }
}

/// What may stand between cells, in the order of trying.
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Separated text. `csv_core` splits it, rather than `csv`, which skips empty lines, so that row numbers would
/// not be those of the spreadsheet, and which lets a quote that is never closed fill the memory.
struct Csv {
    file: String,
    text: Decoded,
    splitter: csv_core::Reader,
    separator: u8,
    /// The row being read, from 1.
    row: u64,
    cell: Vec<u8>,
    /// The last byte was a carriage return; a line feed after it belongs to it.
    after_return: bool,
}

impl Grid for Csv {
    fn open(&mut self, reading: usize) -> Result<bool, Unreadable> {
        let Some(separator) = SEPARATORS.get(reading) else { return Ok(false) };
        self.splitter = csv_core::ReaderBuilder::new().delimiter(*separator).build();
        self.separator = *separator;
        (self.row, self.after_return) = (0, false);
        match self.text.restart() {
            Ok(()) => Ok(true),
            Err(error) => Err(Unreadable { file: self.file.clone(), row: None, flaw: error.into() }),
        }
    }

    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<u64>, Unreadable> {
        self.row += 1;
        cells.clear();
        match self.split(cells) {
            Ok(more) => Ok(more.then_some(self.row)),
            Err(flaw) => Err(Unreadable { file: self.file.clone(), row: Some(self.row), flaw }),
        }
    }

    fn separator(&self) -> Option<char> {
        Some(self.separator.into())
    }
}

/// How a cell is quoted, by its bytes so far.
#[derive(Default)]
enum Quoting {
    #[default]
    Unread,
    Unquoted,
    /// Inside the quotes, after so many line ends.
    Open(u64),
    /// After a quote that closes the cell, unless another one makes it a quote within.
    Closed(u64),
}

impl Quoting {
    /// Takes note of further bytes. A cell goes on behind its quotes only where one of them is not a pair's: the quote
    /// that closes a stray one is the opening quote of a later cell.
    fn read(&mut self, bytes: &[u8]) -> Result<(), Flaw> {
        for byte in bytes {
            *self = match (&*self, byte) {
                (Self::Unquoted, _) => return Ok(()),
                (Self::Unread, b'"') => Self::Open(0),
                (Self::Unread, _) => Self::Unquoted,
                (Self::Open(lines), b'"') => Self::Closed(*lines),
                (Self::Open(lines), b'\n') => Self::Open(lines + 1),
                (Self::Closed(lines), b'"') => Self::Open(*lines),
                (Self::Open(lines), _) => Self::Open(*lines),
                (Self::Closed(lines), b' ' | b'\r' | b'\n') => Self::Closed(*lines),
                (Self::Closed(lines), other) if SEPARATORS.contains(other) => Self::Closed(*lines),
                (Self::Closed(lines), _) => return Err(Flaw::StrayQuote { rows: lines + 1 }),
            };
        }
        Ok(())
    }
}

impl Csv {
    /// Reads one row; false at the end.
    fn split(&mut self, cells: &mut StringRecord) -> Result<bool, Flaw> {
        if self.take_empty_line()? {
            return Ok(true);
        }
        let mut length = 0;
        let mut quoting = Quoting::default();
        loop {
            let chunk = self.text.chunk()?;
            let at_end = chunk.is_empty();
            let (result, read, written) = self.splitter.read_field(chunk, &mut self.cell[length..]);
            let used = &chunk[..read];
            if let Some(last) = used.last() {
                self.after_return = *last == b'\r';
                quoting.read(used)?;
            }
            length += written;
            self.text.consume(read);
            match result {
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => return Err(Flaw::CellTooLong),
                ReadFieldResult::End => return Ok(false),
                ReadFieldResult::Field { .. } if at_end && matches!(quoting, Quoting::Open(_)) => {
                    return Err(Flaw::OpenQuote);
                }
                ReadFieldResult::Field { record_end } => {
                    if cells.len() == COLUMN_LIMIT {
                        return Err(Flaw::TooManyColumns);
                    }
                    // Only whole characters are split off, so this is UTF-8 as the text was.
                    cells.push_field(std::str::from_utf8(&self.cell[..length]).map_err(|_| Flaw::Binary)?);
                    if record_end {
                        return Ok(true);
                    }
                    (length, quoting) = (0, Quoting::default());
                }
            }
        }
    }

    /// Takes a line with nothing on it, which the splitter would pass over without counting.
    fn take_empty_line(&mut self) -> Result<bool, Flaw> {
        if self.after_return && self.text.chunk()?.first() == Some(&b'\n') {
            self.text.consume(1);
        }
        self.after_return = false;
        let Some(&end @ (b'\n' | b'\r')) = self.text.chunk()?.first() else { return Ok(false) };
        self.text.consume(1);
        self.after_return = end == b'\r';
        Ok(true)
    }
}
