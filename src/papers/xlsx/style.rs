//! How cells look, and what a workbook can hold of a value.

use std::borrow::Cow;

use chrono::Datelike;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use crate::model::{Datum, Kind};

/// What an Excel number holds exactly, in decimal digits.
const DIGITS: usize = 15;

/// The longest word that is worth a wider column: an account number has up to 32 digits, most of them 19.
const LONGEST: usize = 24;

/// Formats that every workbook has (ECMA-376, 18.8.30): `0`, `#,##0.00` and `@`.
const WHOLE: u8 = 1;
const GROUPED: u8 = 4;
const TEXT: u8 = 49;

/// The first year that Excel counts days from.
const FIRST_YEAR: u16 = 1900;

/// The ground of cells that come filled in and stay so.
pub(super) const LOCKED: Color = Color::RGB(0xF2F2F2);

/// 宋体 is on every Chinese desktop; Excel's own default has no Chinese characters.
pub(super) fn base() -> Format {
    Format::new().set_font_name("宋体").set_font_size(11).set_align(FormatAlign::VerticalCenter)
}

/// A cell of the list.
pub(super) fn cell(kind: Kind) -> Format {
    let format = base();
    match kind {
        Kind::Text => format.set_num_format_index(TEXT).set_align(FormatAlign::Left).set_indent(1),
        Kind::Number | Kind::Decimal(0) => format.set_num_format_index(WHOLE),
        Kind::Decimal(places) => format.set_num_format(format!("0.{}", "0".repeat(usize::from(places)))),
        Kind::Money | Kind::Flow => format.set_num_format_index(GROUPED),
        Kind::Date => format.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
        Kind::Points(_) => format,
    }
}

pub(super) fn total(kind: Kind) -> Format {
    cell(kind).set_bold().set_border_top(FormatBorder::Thin)
}

/// The header of a column; one that has to be filled in is of a warmer colour.
pub(super) fn header(required: bool) -> Format {
    let fill = Color::RGB(if required { 0xFCE4D6 } else { 0xDDEBF7 });
    let format = base().set_bold().set_text_wrap().set_align(FormatAlign::Center);
    format.set_background_color(fill).set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xA6A6A6))
}

pub(super) fn banner() -> Format {
    base().set_bold().set_font_color(Color::RGB(0xC00000))
}

/// The height of so many lines of 宋体 in points, as far as Excel lets a row grow. It would find the height by itself,
/// but other programs don't.
pub(super) fn height(lines: usize) -> u16 {
    u16::try_from(lines * 16).unwrap_or(u16::MAX).min(409)
}

/// How wide a text is on its longest line, in half-width characters.
pub(super) fn width(text: &str) -> usize {
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// The width that has room for a value too. No character is wider than its bytes are many, so that few texts have to be
/// looked at closely.
pub(super) fn widest(known: usize, datum: &Datum) -> usize {
    match datum {
        Datum::Text(text) if text.len() <= known => known,
        Datum::Text(text) => known.max(width(text)),
        Datum::Date(_) => known.max(10),
        Datum::Term { term, .. } => known.max(width(term)),
        Datum::Empty | Datum::Int(_) | Datum::Decimal { .. } | Datum::Money(_) | Datum::Flag(_) => {
            known.max(width(&datum.show()))
        }
    }
}

/// The width of a column for so many half-width characters: a Chinese character of 宋体 is a little wider than two
/// digits, and there is some room beside.
pub(super) fn column(width: usize) -> u16 {
    u16::try_from(width + width / 12 + 3).unwrap_or(u16::MAX)
}

/// What such a column takes of a page, in digits, the 5 pixels between two columns included.
pub(super) fn across(width: usize) -> usize {
    usize::from(column(width)) + 1
}

/// The width that has room for the longest word of a value too: an account number isn't to be torn apart.
pub(super) fn longest_word(known: usize, datum: &Datum) -> usize {
    let Datum::Text(text) = datum else { return known };
    if text.len() <= known {
        return known;
    }
    let words = text.split(|sign: char| !sign.is_ascii_alphanumeric()).map(str::len);
    known.max(words.filter(|length| *length <= LONGEST).max().unwrap_or(0))
}

/// How many lines a text takes in a column of this width, which has a little room to spare.
pub(super) fn lines(text: &str, width: usize) -> usize {
    let room = width + width / 16;
    if text.len() <= room && !text.contains('\n') {
        return 1;
    }
    text.lines().map(|line| line.width().div_ceil(room.max(1)).max(1)).sum()
}

/// What a sheet may be called: 31 characters, none that a reference to a cell is written with. A name that is taken
/// gets a number.
pub(super) fn sheet_name(title: &str, otherwise: &str, taken: &[String]) -> String {
    let plain = |sign: char| match sign {
        '[' | ']' | ':' | '*' | '?' | '/' | '\\' => ' ',
        _ if sign.is_control() => ' ',
        _ => sign,
    };
    let title: String = title.chars().map(plain).collect();
    let name = |suffix: &str| {
        let begun = shortened(&title, 31 - suffix.len());
        let begun = begun.trim().trim_matches('\'').trim();
        format!("{}{suffix}", if begun.is_empty() { otherwise } else { begun })
    };
    // Excel takes names that differ in case alone for the same.
    let is_free = |name: &String| taken.iter().all(|other| other.to_lowercase() != name.to_lowercase());
    let numbered = (2..).map(|number: usize| name(&format!(" ({number})")));
    std::iter::once(name("")).chain(numbered).find(is_free).unwrap_or_default()
}

/// The beginning that takes no more than so many UTF-16 units, as Excel counts.
fn shortened(text: &str, most: usize) -> String {
    let mut length = 0;
    let fits = |sign: &char| {
        length += sign.len_utf16();
        length <= most
    };
    text.chars().take_while(fits).collect()
}

/// The title on every page, and what stands above it. The size comes before the font, so that a digit at the start of the
/// text isn't part of it.
pub(super) fn page_header(above: Option<&str>, title: &str) -> String {
    let line = |text: &str, size: u8, font: &str| {
        let text: String = text.chars().filter(|sign| !sign.is_control()).take(100).collect();
        format!("&{size}&\"{font}\"{}", text.replace('&', "&&"))
    };
    let above = above.map(|above| line(above, 9, "宋体,Regular") + "\n").unwrap_or_default();
    format!("&C{above}{}", line(title, 14, "宋体,Bold"))
}

/// What a workbook holds of a value. Excel's numbers are binary fractions of fifteen decimal digits; what would not
/// come back the same is held as text.
pub(super) enum Held<'d> {
    #[allow(clippy::disallowed_types, reason = "a workbook has no other numbers")]
    Number(f64),
    Date(ExcelDateTime),
    Text(Cow<'d, str>),
}

impl<'d> Held<'d> {
    /// The value and how it is to be shown; `None` where there is nothing.
    pub(super) fn of(datum: &'d Datum) -> Option<(Self, Kind)> {
        let exact = match datum {
            Datum::Empty => return None,
            Datum::Text(text) if text.is_empty() => return None,
            Datum::Text(text) => return Some((Self::Text(text.into()), Kind::Text)),
            Datum::Flag(_) | Datum::Term { .. } => None,
            Datum::Int(_) | Datum::Decimal { .. } => Self::number(&datum.show()),
            Datum::Money(amount) => Self::number(&amount.plain()),
            Datum::Date(date) => Self::date(*date),
        };
        exact.zip(datum.kind()).or_else(|| Some((Self::Text(datum.show().into()), Kind::Text)))
    }

    /// A number by its decimal digits.
    fn number(text: &str) -> Option<Self> {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits > DIGITS {
            return None;
        }
        text.parse().ok().map(Self::Number)
    }

    fn date(date: chrono::NaiveDate) -> Option<Self> {
        let year = u16::try_from(date.year()).ok().filter(|year| *year >= FIRST_YEAR)?;
        let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
        ExcelDateTime::from_ymd(year, month, day).ok().map(Self::Date)
    }

    /// How many lines it takes in a column of this width.
    pub(super) fn lines(&self, width: usize) -> usize {
        match self {
            Self::Text(text) => lines(text, width),
            Self::Number(_) | Self::Date(_) => 1,
        }
    }

    /// Writes it; without a format of its own it takes the column's.
    pub(super) fn write(
        self,
        sheet: &mut Worksheet,
        row: u32,
        col: u16,
        format: Option<&Format>,
    ) -> Result<(), XlsxError> {
        match (self, format) {
            (Self::Number(number), Some(format)) => {
                sheet.write_number_with_format(row, col, number, format)?
            }
            (Self::Number(number), None) => sheet.write_number(row, col, number)?,
            (Self::Date(date), Some(format)) => sheet.write_datetime_with_format(row, col, date, format)?,
            (Self::Date(date), None) => sheet.write_datetime(row, col, date)?,
            (Self::Text(text), Some(format)) => sheet.write_string_with_format(row, col, text, format)?,
            (Self::Text(text), None) => sheet.write_string(row, col, text)?,
        };
        Ok(())
    }
}
