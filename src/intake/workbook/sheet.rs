//! The rows of one worksheet, as a stream.

use std::io::Read;

use csv::StringRecord;
use quick_xml::events::{BytesStart, Event};

use super::number::Number;
use super::scope::is_foreign;
use super::strings::Strings;
use super::styles::{Style, hundredths};
use super::tags::{LAST, beside, column_of, columns, is_less, is_naught, is_unseen, row_after, uncoded};
use super::xml::{Xml, attribute, is_set, unescape};
use crate::intake::faults::shorten;
use crate::intake::grid::{CELL_LIMIT, COLUMN_LIMIT, Merged};
use crate::intake::unreadable::Flaw;
use crate::model::Misfit;

/// How many merged cells are kept; a sheet that has more has them in the wrong place all the same.
const MERGED_LIMIT: usize = 10_000;

/// How deep the parts of a sheet stand, and how much is told of what it shows beside its cells.
const TOP: usize = 2;
const ASIDE_LIMIT: usize = 20;

/// Where the rows and their cells stand, and what stands in a cell.
const ROW: usize = 3;
const CELL: usize = 4;

/// A row of fewer hundredths of a point can't be read, nor a column of fewer hundredths of a digit.
const LOW: i64 = 800;
const NARROW: i64 = 400;
/// The same of how large the sheet is shown, in percent.
const FAR: u32 = 40;

/// How many characters of a formula are kept.
const FORMULA_SHOWN: usize = 200;

/// What the cells of all sheets share.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) strings: Strings,
    pub(super) styles: Vec<Style>,
    pub(super) is_1904: bool,
}

/// A worksheet being read.
pub(super) struct Sheet<R> {
    xml: Xml<R>,
    /// The row being read, from 1.
    row: u64,
    is_hidden: bool,
    has_ended: bool,
    /// The first and the last of columns that are hidden, from 0.
    hidden_columns: Vec<(usize, usize)>,
    /// The same of columns that are too narrow to read anything.
    narrow_columns: Vec<(usize, usize)>,
    /// How high the row is, in hundredths of a point, if that is said.
    height: Option<i64>,
    /// Whether rows that say nothing of their height have none.
    has_flat_rows: bool,
    /// Cells of the row that hold no value.
    spoiled: Vec<(usize, Misfit)>,
    /// Cells of the row whose value isn't seen as it is.
    odd: Vec<(usize, &'static str)>,
    /// What the sheet shows beside its cells, known in the end.
    aside: Vec<&'static str>,
    /// What is printed above and beneath every page, known in the end.
    around: Vec<String>,
    /// The cells that are merged over several rows, known in the end: they stand behind the rows.
    merged: Vec<Merged>,
    /// The cell's stored value, its formula, and what it comes to: kept for their room.
    stored: String,
    formula: String,
    value: String,
}

/// What the tag of a cell says.
struct Cell {
    column: usize,
    kind: Kind,
    style: Style,
    /// Whether it is shown with how it is pronounced.
    is_annotated: bool,
}

/// How a cell's value is stored (ECMA-376 part 1, 18.18.11).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    SharedText,
    Text,
    Flag,
    IsoDate,
    Error,
}

impl<R: Read> Sheet<R> {
    pub(super) fn new(part: R) -> Self {
        Self {
            xml: Xml::new(part),
            row: 0,
            is_hidden: false,
            has_ended: false,
            hidden_columns: Vec::new(),
            narrow_columns: Vec::new(),
            height: None,
            has_flat_rows: false,
            spoiled: Vec::new(),
            odd: Vec::new(),
            aside: Vec::new(),
            around: Vec::new(),
            merged: Vec::new(),
            stored: String::new(),
            formula: String::new(),
            value: String::new(),
        }
    }

    /// The row that was read last, or is being read.
    pub(super) fn row(&self) -> u64 {
        self.row
    }

    /// Whether the row that was read last is hidden.
    pub(super) fn has_hidden_row(&self) -> bool {
        self.is_hidden
    }

    /// Whether a column is hidden, as was said before the first row.
    pub(super) fn has_hidden_column(&self, column: usize) -> bool {
        self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    /// Which cells of the row that was read last hold no value, each with the reason.
    pub(super) fn spoiled(&self) -> &[(usize, Misfit)] {
        &self.spoiled
    }

    /// Which cells of the row that was read last show something else than their value, each with what it is.
    pub(super) fn odd(&self) -> &[(usize, &'static str)] {
        &self.odd
    }

    /// What the sheet shows beside its cells; all of it after the last row.
    pub(super) fn aside(&self) -> &[&'static str] {
        &self.aside
    }

    /// What is printed above and beneath every page; all of it after the last row.
    pub(super) fn around(&self) -> &[String] {
        &self.around
    }

    /// The cells that are merged over several rows, of which only the first has a value; all of them after the last row.
    pub(super) fn merged(&self) -> &[Merged] {
        &self.merged
    }

    pub(super) fn into_part(self) -> R {
        self.xml.into_part()
    }

    /// Reads the next row that has something in it; false after the last.
    pub(super) fn next(&mut self, shared: &Shared, cells: &mut StringRecord) -> Result<bool, Flaw> {
        cells.clear();
        self.spoiled.clear();
        self.odd.clear();
        while !self.has_ended {
            let (event, depth) = self.xml.next()?;
            let (element, at) = match &event {
                Event::Start(element) => (element, depth),
                Event::Empty(element) => (element, depth + 1),
                Event::End(element) => {
                    self.has_ended = depth + 1 == TOP && element.local_name().as_ref() == "sheetData";
                    if self.has_ended {
                        self.read_end()?;
                        self.xml.finish()?;
                    }
                    continue;
                }
                Event::Eof => return Err(Flaw::Damaged("内容不完整")),
                _ => continue,
            };
            let is_start = matches!(event, Event::Start(_));
            let mut is_open = false;
            match (element.local_name().as_ref(), at) {
                ("row", ROW) => {
                    self.row = row_after(self.row, element)?;
                    let height = attribute(element, "ht")?;
                    self.is_hidden = self.has_flat_rows && height.is_none() || is_unseen(element, "ht")?;
                    self.height = height.map(|height| hundredths(&height).unwrap_or(0));
                    is_open = is_start;
                }
                ("col", ROW) => {
                    let is_narrow = is_less(attribute(element, "width")?, NARROW);
                    let which = if is_unseen(element, "width")? {
                        Some(&mut self.hidden_columns)
                    } else if is_narrow {
                        Some(&mut self.narrow_columns)
                    } else {
                        None
                    };
                    if let Some(which) = which {
                        which.extend(columns(element)?);
                        which.truncate(LAST.1);
                    }
                }
                ("sheetFormatPr", TOP) => {
                    let (height, width) =
                        (attribute(element, "defaultRowHeight")?, attribute(element, "defaultColWidth")?);
                    self.aside.extend(is_naught(&width).then_some("隐藏的列"));
                    self.aside.extend(
                        (is_less(height.clone(), LOW) || is_less(width, NARROW)).then_some("小得看不见"),
                    );
                    self.has_flat_rows = is_set(attribute(element, "zeroHeight")?) || is_naught(&height);
                }
                ("sheetView", ROW) => {
                    let is_set = |name| -> Result<bool, Flaw> { Ok(is_set(attribute(element, name)?)) };
                    let zoom = attribute(element, "zoomScale")?;
                    let is_odd = is_set("showFormulas")?
                        || is_set("rightToLeft")?
                        || attribute(element, "showZeros")?
                            .is_some_and(|shows| shows == "0" || shows == "false")
                        || zoom.is_some_and(|zoom| zoom.parse().is_ok_and(|zoom: u32| zoom < FAR));
                    self.aside.extend(is_odd.then_some("显示方式"));
                }
                ("sheetData", TOP) if !is_start => {
                    self.has_ended = true;
                    self.read_end()?;
                    self.xml.finish()?;
                }
                _ => {}
            }
            if is_open {
                self.read_row(shared, cells)?;
                if !cells.is_empty() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Reads on behind the rows, where it is said which cells are merged, and what else the sheet shows.
    fn read_end(&mut self) -> Result<(), Flaw> {
        loop {
            let (event, depth) = self.xml.next()?;
            let (element, at) = match &event {
                Event::Start(element) => (element, depth),
                Event::Empty(element) => (element, depth + 1),
                Event::Eof => return Ok(()),
                _ => continue,
            };
            let name = element.local_name();
            let is_margin = name.as_ref().ends_with("Header") || name.as_ref().ends_with("Footer");
            if is_margin && at > TOP && self.around.len() < ASIDE_LIMIT {
                if matches!(event, Event::Start(_)) {
                    let mut text = String::new();
                    self.xml.text(&mut text)?;
                    self.around.push(uncoded(&text));
                }
            } else if name.as_ref() == "mergeCell" {
                let range = attribute(element, "ref")?;
                let merged = range.as_deref().and_then(Merged::read).filter(Merged::is_tall);
                if self.merged.len() < MERGED_LIMIT {
                    self.merged.extend(merged);
                }
            } else if at == TOP && self.aside.len() < ASIDE_LIMIT {
                self.aside.extend(beside(name.as_ref()));
            }
        }
    }

    fn read_row(&mut self, shared: &Shared, cells: &mut StringRecord) -> Result<(), Flaw> {
        let mut next_column = 0;
        loop {
            let (event, depth) = self.xml.next()?;
            let (cell, is_open) = match &event {
                Event::Start(element) if depth == CELL && element.local_name().as_ref() == "c" => {
                    (Cell::of(element, self.row, next_column, shared)?, true)
                }
                Event::Empty(element) if depth + 1 == CELL && element.local_name().as_ref() == "c" => {
                    (Cell::of(element, self.row, next_column, shared)?, false)
                }
                Event::End(_) if depth < ROW => return Ok(()),
                Event::Eof => return Err(Flaw::Damaged("内容不完整")),
                _ => continue,
            };
            next_column = cell.column + 1;
            if is_open {
                let odd = self.read_cell(&cell, shared)?;
                let is_narrow =
                    self.narrow_columns.iter().any(|(first, last)| (*first..=*last).contains(&cell.column));
                let is_low = self.height.is_some_and(|height| height < LOW || height < cell.style.size);
                let odd = odd.or((is_narrow || is_low).then_some("小得看不见"));
                self.put(cell.column, cells)?;
                self.odd.extend(odd.filter(|_| !self.value.is_empty()).map(|odd| (cell.column, odd)));
            }
        }
    }

    /// Reads what stands in a cell, and makes the value of it; and says what keeps it from being seen.
    fn read_cell(&mut self, cell: &Cell, shared: &Shared) -> Result<Option<&'static str>, Flaw> {
        self.stored.clear();
        self.formula.clear();
        let (mut has_formula, mut odd) = (false, cell.style.odd);
        loop {
            let (event, depth) = self.xml.next()?;
            let is_open = matches!(event, Event::Start(_));
            let at = if is_open { depth } else { depth + 1 };
            match event {
                Event::Start(element) | Event::Empty(element)
                    if at > CELL + 1 || is_foreign(element.local_name().as_ref()) =>
                {
                    odd = odd.or(Some("外来的内容"));
                }
                Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                    "v" if is_open => self.xml.text(&mut self.stored)?,
                    "is" if is_open => odd = odd.or(self.xml.string_item(&mut self.stored)?),
                    "f" => {
                        has_formula = true;
                        if is_open {
                            self.xml.text(&mut self.formula)?;
                        }
                    }
                    _ => {}
                },
                Event::End(_) if depth < CELL => break,
                Event::Eof => return Err(Flaw::Damaged("内容不完整")),
                _ => {}
            }
        }
        self.value.clear();
        let misfit = self.evaluate(cell, has_formula, shared)?;
        self.spoiled.extend(misfit.map(|what| (cell.column, Misfit::new(what))));
        if cell.kind == Kind::SharedText {
            let index = self.stored.trim().parse().ok();
            odd = odd.or(index.and_then(|index| shared.strings.odd(index)));
        }
        let shown = (cell.kind == Kind::Error).then_some("错误值").or(cell.is_annotated.then_some("注音"));
        Ok(odd.or(has_formula.then_some("公式")).or(shown))
    }

    /// Makes the value of what is stored, and says why it is none, if it is none.
    fn evaluate(&mut self, cell: &Cell, has_formula: bool, shared: &Shared) -> Result<Option<String>, Flaw> {
        let stored = self.stored.as_str();
        if stored.is_empty() {
            if !has_formula || cell.kind == Kind::Text {
                return Ok(None);
            }
            self.value.push('=');
            self.value.extend(self.formula.chars().take(FORMULA_SHOWN));
            return Ok(Some("公式没有算出的结果，请在 Excel 或 WPS 里打开、重新保存后再导入".to_owned()));
        }
        match cell.kind {
            Kind::SharedText => {
                let index = stored.trim().parse().ok();
                let text = index.and_then(|index| shared.strings.get(index));
                self.value.push_str(text.ok_or(Flaw::Damaged("单元格的文字缺失"))?);
            }
            Kind::Text => {
                self.value.push_str(stored);
                if has_formula {
                    unescape(&mut self.value);
                }
            }
            Kind::Flag => self.value.push_str(match stored.trim() {
                "1" | "true" => "是",
                "0" | "false" => "否",
                other => other,
            }),
            Kind::IsoDate => self.value.push_str(stored.split('T').next().unwrap_or_default()),
            Kind::Error => {
                self.value.push_str(stored);
                return Ok(Some(format!("单元格是公式错误 {}", shorten(stored))));
            }
            Kind::Number => return Ok(self.number(cell.style.is_date, shared.is_1904)),
        }
        Ok(None)
    }

    fn number(&mut self, is_date: bool, is_1904: bool) -> Option<String> {
        let Some(number) = Number::read(self.stored.trim()) else {
            self.value.push_str(&self.stored);
            return None;
        };
        if let Some(day) = number.day(is_1904).filter(|_| is_date) {
            self.value.push_str(&day.to_string());
            return None;
        }
        self.value.push_str(&number.show());
        let lost = "超过 15 位的数字已被 Excel 改掉，后几位丢失：是号码的，请把该列设为“文本”格式后重新填写完整号码；是金额、数量的，请核对";
        number.is_too_long().then(|| lost.to_owned())
    }

    /// Puts the value into its column.
    fn put(&mut self, column: usize, cells: &mut StringRecord) -> Result<(), Flaw> {
        if self.value.is_empty() {
            return Ok(());
        }
        if self.value.len() > CELL_LIMIT {
            return Err(Flaw::CellTooLong);
        }
        if column >= COLUMN_LIMIT {
            return Err(Flaw::TooManyColumns);
        }
        // No text has the character zero.
        if self.value.contains('\0') {
            return Err(Flaw::Damaged("单元格里有不是文字的字符"));
        }
        (cells.len()..column).for_each(|_| cells.push_field(""));
        cells.push_field(&self.value);
        Ok(())
    }
}

impl Cell {
    /// A cell by its tag; without a reference it stands next to the one before.
    fn of(element: &BytesStart, row: u64, next_column: usize, shared: &Shared) -> Result<Self, Flaw> {
        let (mut column, mut kind, mut style) = (next_column, Kind::Number, Style::default());
        let mut is_annotated = false;
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Flaw::Damaged("内容不合 XML 的写法"))?;
            let value = attribute.value.as_ref();
            match attribute.key.as_ref() {
                "r" => {
                    column = column_of(value, row)
                        .filter(|column| *column >= next_column)
                        .ok_or(Flaw::Damaged("单元格的位置不对"))?;
                }
                "s" => {
                    let its = value.parse().ok().and_then(|style: usize| shared.styles.get(style));
                    style = its.copied().unwrap_or_default();
                }
                "ph" => is_annotated = value == "1" || value == "true",
                "t" => {
                    kind = match value {
                        "s" => Kind::SharedText,
                        "b" => Kind::Flag,
                        "d" => Kind::IsoDate,
                        "e" => Kind::Error,
                        "n" => Kind::Number,
                        _ => Kind::Text,
                    };
                }
                _ => {}
            }
        }
        if column >= LAST.1 {
            return Err(Flaw::Damaged("单元格的位置不对"));
        }
        Ok(Self { column, kind, style, is_annotated })
    }
}
