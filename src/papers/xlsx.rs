//! XLSX: a list as a clerk would have laid it out, ready to print, and a form ready to fill in. The same list gives
//! the same bytes.

mod body;
mod form;
mod style;

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, IgnoreError, Workbook, Worksheet, XlsxError};

use self::body::Body;
use self::style::Held;
use crate::model::{Datum, Guide, Kind, Table};

/// What Excel's file format holds (Excel specifications and limits).
const ROWS: usize = 1_048_576;
const COLUMNS: usize = 16_384;
const CELL: usize = 32_767;

const A4: u8 = 9;

/// The widest a column of text gets, in half-width characters; less where there are many columns.
const WIDEST: [usize; 4] = [40, 28, 18, 14];

/// How many rows are looked at for their longest word.
const SAMPLE: usize = 1000;

/// How many rows of a long list the library writes.
const BEGUN: usize = 1000;

/// The smallest print, in percent: it makes 7 points of the 11 of a cell.
const SMALLEST: u16 = 65;

/// How wide, in digits, the columns may be that share a page across in the smallest print: A4 lies 277 mm between its
/// margins, and a digit is 8 pixels of 1/96 inch wide in 宋体, and 9 in what some programs take for it.
const PAGE: usize = 180;

/// Two thirds of the time of the usual level 6, for a sixth more bytes.
const LEVEL: u8 = 3;

/// Why a list is more than a sheet can hold.
pub(super) fn unfit(table: &Table, banner: Option<&str>) -> Option<String> {
    let rows = table.rows.len()
        + 1
        + usize::from(banner.is_some())
        + usize::from(table.totals.is_some())
        + table.notes.len();
    if rows > ROWS {
        return Some(format!("共 {rows} 行，一张 Excel 表最多 {ROWS} 行"));
    }
    let columns = columns(table);
    if columns > COLUMNS {
        return Some(format!("共 {columns} 列，一张 Excel 表最多 {COLUMNS} 列"));
    }
    let is_long = |datum: &Datum| match datum {
        Datum::Text(text) => text.len() > CELL && text.encode_utf16().count() > CELL,
        _ => false,
    };
    table.rows.iter().enumerate().find_map(|(row, data)| {
        let header = table.columns.get(data.iter().position(is_long)?).map_or("", |column| &column.header);
        Some(format!("第 {} 条的“{header}”超过 {CELL} 个字，Excel 的一格放不下", row + 1))
    })
}

/// A refused row may have more cells than there are headers.
fn columns(table: &Table) -> usize {
    table.rows.iter().map(Vec::len).max().unwrap_or(0).max(table.columns.len())
}

/// Each list under its header on a sheet of its own; totals last, as they stand in the list. A form, of which there is
/// at most one, gets what helps to fill it in.
pub(super) fn tables(tables: &[Table], banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let (book, bodies) = book(tables, banner).map_err(io::Error::other)?;
    if bodies.iter().all(Option::is_none) { out.write_all(&book) } else { body::put_back(book, &bodies, out) }
}

/// The workbook, and of each sheet the rows that are yet to be put in.
fn book<'t>(
    tables: &'t [Table],
    banner: Option<&str>,
) -> Result<(Vec<u8>, Vec<Option<Body<'t>>>), XlsxError> {
    let mut book = Workbook::new();
    book.set_zip_compression_level(LEVEL);
    book.set_default_format(&style::base(), 20, 64)?;
    // The moment of writing would make two exports of one list differ; ZIP's own first day stands for none.
    let day = ExcelDateTime::from_ymd(1980, 1, 1)?;
    let title = tables.first().map_or("", |table| &table.title);
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&day));
    let (mut names, mut bodies) = (Vec::new(), Vec::new());
    for table in tables {
        let name = style::sheet_name(&table.title, table.key, &names);
        let mut page = Page::begin(book.add_worksheet().set_name(&name)?, table, banner)?;
        let (begun, rest) = table.rows.split_at(page.begun(table));
        for row in begun {
            page.row(row)?;
        }
        bodies.push(page.leave_room(rest)?);
        page.end(table, banner)?;
        names.push(name);
    }
    if let Some(form) = tables.iter().find(|table| table.is_form()) {
        form::offer_lists(&mut book, form)?;
    }
    Ok((book.save_to_buffer()?, bodies))
}

/// A column as it is laid out.
struct Lane {
    kind: Kind,
    /// In half-width characters.
    width: usize,
    /// The width that its values and its header would have on one line.
    whole: usize,
    /// The width that they can't do without.
    least: usize,
    plain: Format,
    wrapped: Format,
}

impl Lane {
    fn of(table: &Table, index: usize) -> Self {
        let column = table.columns.get(index);
        let guide = column.and_then(|column| column.guide.as_ref());
        let data = || table.rows.iter().chain(&table.totals).filter_map(|row| row.get(index));
        let kind = guide.map(|guide| guide.kind).or_else(|| data().find_map(Datum::kind)).unwrap_or_default();
        let plain = guide.map_or_else(|| style::cell(kind), form::cell);
        // Beside a header stands the arrow of the filter.
        let header = column.map_or(0, |column| style::width(&form::header(column)) + 2);
        let room = guide.map_or(0, form::room);
        let values = data().fold(room, style::widest);
        let whole = values.max(header);
        let least = match kind {
            // Text is wrapped, but only between words. The first rows tell how long those are.
            Kind::Text if guide.is_none() => data().take(SAMPLE).fold(0, style::longest_word),
            Kind::Text => room.min(18),
            _ => values.max(6),
        };
        let least = least.min(whole);
        Self { kind, width: whole, whole, least, wrapped: plain.clone().set_text_wrap(), plain }
    }
}

/// No column wider than this, as far as its values allow; what no longer fits is wrapped. A very long text gets twice
/// the width, lest a row fill half a page.
fn narrow(lanes: &mut [Lane], widest: usize) {
    for lane in lanes {
        let widest = if lane.whole > widest * 8 { widest * 2 } else { widest };
        lane.width = lane.whole.min(widest).max(lane.least);
    }
}

/// How wide a page would have to be for these columns, in digits.
fn across(lanes: &[Lane]) -> usize {
    lanes.iter().map(|lane| style::across(lane.width)).sum()
}

/// Narrows the columns no further than it spares pages that lie side by side.
fn fit(lanes: &mut [Lane], leading: usize) {
    let mut fewest = usize::MAX;
    let mut best = WIDEST[0];
    for widest in WIDEST {
        narrow(lanes, widest);
        if pages(lanes, leading) < fewest {
            (fewest, best) = (pages(lanes, leading), widest);
        }
    }
    narrow(lanes, best);
}

/// How many pages lie side by side in the smallest print, where the leading columns come again on each.
fn pages(lanes: &[Lane], leading: usize) -> usize {
    let margin = across(&lanes[..leading.min(lanes.len())]);
    let (mut pages, mut filled) = (1, 0);
    for width in lanes.iter().map(|lane| style::across(lane.width)) {
        if filled + width > PAGE {
            (pages, filled) = (pages + 1, margin);
        }
        filled += width;
    }
    pages
}

/// The sheet being written, row by row.
struct Page<'s> {
    sheet: &'s mut Worksheet,
    lanes: Vec<Lane>,
    /// The row of the header, counted from 0.
    header: u32,
    /// The row to be written next.
    next: u32,
    is_form: bool,
}

impl<'s> Page<'s> {
    fn begin(sheet: &'s mut Worksheet, table: &Table, banner: Option<&str>) -> Result<Self, XlsxError> {
        let mut lanes: Vec<_> = (0..columns(table)).map(|index| Lane::of(table, index)).collect();
        fit(&mut lanes, table.leading);
        for (col, lane) in (0..).zip(&lanes) {
            sheet.set_column_format(col, &lane.plain)?;
            sheet.set_column_width(col, style::column(lane.width))?;
        }
        let mut page = Self { sheet, lanes, header: 0, next: 1, is_form: table.is_form() };
        if let Some(banner) = banner {
            page.sheet.write_string_with_format(0, 0, banner, &style::banner())?;
            (page.header, page.next) = (1, 2);
        }
        let mut tallest = 1;
        for (col, (column, lane)) in (0..).zip(table.columns.iter().zip(&page.lanes)) {
            let (header, format) =
                (form::header(column), style::header(column.guide.as_ref().is_some_and(Guide::is_due)));
            tallest = tallest.max(style::lines(&header, lane.width.saturating_sub(2)));
            page.sheet.write_string_with_format(page.header, col, header, &format)?;
        }
        if tallest > 1 {
            page.sheet.set_row_height(page.header, style::height(tallest))?;
        }
        Ok(page)
    }

    /// How many rows are written at once; the rest of a long list can follow later.
    fn begun(&self, table: &Table) -> usize {
        let rows = &table.rows;
        match rows.get(BEGUN..) {
            Some(rest)
                if rest.len() >= body::PATTERN && !self.is_form && body::is_even(rest, &self.lanes) =>
            {
                BEGUN
            }
            _ => rows.len(),
        }
    }

    /// Leaves these rows out, with the pattern in place of the last of them, so that the sheet has its full extent.
    fn leave_room<'t>(&mut self, rows: &'t [Vec<Datum>]) -> Result<Option<Body<'t>>, XlsxError> {
        let Some(sparse) = rows.len().checked_sub(body::PATTERN) else { return Ok(None) };
        let first = self.next as usize + 1;
        self.next += u32::try_from(sparse).unwrap_or(u32::MAX);
        for (col, lane) in (0..).zip(&self.lanes) {
            self.sheet.write_blank(self.next, col, &lane.plain)?;
            self.sheet.write_blank(self.next + 1, col, &lane.wrapped)?;
        }
        self.next += 2;
        Ok(Some(Body { rows, first, widths: self.lanes.iter().map(|lane| lane.width).collect() }))
    }

    fn row(&mut self, row: &[Datum]) -> Result<(), XlsxError> {
        let mut tallest = 1;
        for (col, (datum, lane)) in (0..).zip(row.iter().zip(&self.lanes)) {
            let Some((held, kind)) = Held::of(datum) else {
                // Some programs know no formats of columns, and would keep it locked.
                if self.is_form {
                    self.sheet.write_blank(self.next, col, &lane.plain)?;
                }
                continue;
            };
            let lines = held.lines(lane.width);
            tallest = tallest.max(lines);
            let odd;
            let format = match kind == lane.kind {
                true if lines > 1 => Some(&lane.wrapped),
                // The column's own; looking it up for every cell would take a tenth of the time.
                true => None,
                false => {
                    odd = style::cell(kind).set_text_wrap();
                    Some(&odd)
                }
            };
            held.write(self.sheet, self.next, col, format)?;
        }
        self.end_row(tallest)
    }

    fn totals(&mut self, totals: &[Datum]) -> Result<(), XlsxError> {
        let mut tallest = 1;
        for (col, (datum, lane)) in (0..).zip(totals.iter().zip(&self.lanes)) {
            let held = Held::of(datum);
            let format = style::total(held.as_ref().map_or(lane.kind, |(_, kind)| *kind));
            match held {
                Some((held, _)) => {
                    tallest = tallest.max(held.lines(lane.width));
                    held.write(self.sheet, self.next, col, Some(&format.set_text_wrap()))?;
                }
                None => {
                    self.sheet.write_blank(self.next, col, &format)?;
                }
            }
        }
        self.end_row(tallest)
    }

    fn end_row(&mut self, lines: usize) -> Result<(), XlsxError> {
        if lines > 1 {
            self.sheet.set_row_height(self.next, style::height(lines))?;
        }
        self.next += 1;
        Ok(())
    }

    /// Totals, filter, printing, and a form's guides.
    fn end(mut self, table: &Table, banner: Option<&str>) -> Result<(), XlsxError> {
        let (header, last) = (self.header, self.next - 1);
        let last_col = u16::try_from(self.lanes.len().saturating_sub(1)).unwrap_or(u16::MAX);
        if last > header && !self.is_form {
            self.sheet.autofilter(header, 0, last, last_col)?;
        }
        if let Some(totals) = &table.totals {
            self.totals(totals)?;
        }
        for note in &table.notes {
            self.sheet.write_string(self.next, 0, note)?;
            self.next += 1;
        }
        let Self { sheet, lanes, next, is_form, .. } = self;
        sheet.ignore_error_range(0, 0, next, last_col, IgnoreError::NumberStoredAsText)?;
        sheet.set_freeze_panes(header + 1, form::frozen(table))?;
        sheet.set_repeat_rows(0, header)?;
        sheet.set_paper_size(A4).set_landscape();
        let is_one_wide = pages(&lanes, table.leading) == 1;
        if is_one_wide {
            sheet.set_print_fit_to_pages(1, 0);
        } else {
            sheet.set_print_scale(SMALLEST);
            let last_leading = table.leading.checked_sub(1).and_then(|last| u16::try_from(last).ok());
            if let Some(last) = last_leading {
                sheet.set_repeat_columns(0, last)?;
            }
        }
        sheet.set_print_gridlines(true).set_print_center_horizontally(true);
        sheet.set_margins(0.4, 0.4, 0.75, 0.6, 0.3, 0.3);
        // Its own row is cut off where a page has few columns of those that come again.
        let above = banner.filter(|_| !is_one_wide);
        sheet.set_header(style::page_header(above, &table.title)).set_footer("&C第 &P 页，共 &N 页");
        if is_form {
            form::guide(sheet, table, header)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(kind: Kind, whole: usize, least: usize) -> Lane {
        Lane { kind, width: whole, whole, least, plain: style::base(), wrapped: style::base() }
    }

    #[test]
    fn many_columns_are_narrowed_before_they_are_too_small_to_read() {
        for (columns, width) in [(3, 40), (4, 28), (6, 18), (8, 14), (30, 14)] {
            let mut lanes: Vec<_> = (0..columns).map(|_| lane(Kind::Text, 60, 0)).collect();
            lanes.push(lane(Kind::Money, 16, 14));
            fit(&mut lanes, 1);
            assert_eq!((lanes[0].width, lanes[columns].width), (width, width.clamp(14, 16)), "{columns}");
            assert_eq!(pages(&lanes, 1) == 1, columns < 30, "{columns}");
        }
    }

    #[test]
    fn columns_stay_wide_where_narrow_ones_spare_no_page() {
        let mut lanes: Vec<_> = (0..9).map(|_| lane(Kind::Text, 30, 24)).collect();
        fit(&mut lanes, 1);
        assert_eq!((lanes[0].width, pages(&lanes, 1)), (30, 2));
    }

    #[test]
    fn columns_that_come_again_take_room_on_every_page() {
        let lanes: Vec<_> = (0..14).map(|_| lane(Kind::Text, 18, 0)).collect();
        assert_eq!([0, 1, 4].map(|leading| pages(&lanes, leading)), [2, 3, 4]);
    }
}
