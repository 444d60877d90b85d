//! What the styles of a workbook do to its cells: which show a date, and which show something else than their value.

use std::collections::HashMap;
use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::ink::{is_cell_ground, is_cell_ink, is_lettered, is_of_palette};
use super::xml::{Xml, attribute, is_set};
use crate::intake::unreadable::Flaw;

/// The formats with a number alone that show a text, or a whole number, as it is: General, `0` and `@`.
const PLAIN: [u32; 3] = [0, 1, 49];
/// The same as they are written, and those of days as they are read.
const PLAIN_CODES: [&str; 7] = ["", "General", "G/通用格式", "0", "@", "yyyy-mm-dd", r"yyyy\-mm\-dd"];

/// A cell style.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Whether its number format is one of dates.
    pub(super) is_date: bool,
    /// What keeps the value of a cell from being seen as it is, if it is a text, a whole number or a day.
    pub(super) odd: Option<&'static str>,
    /// How large its letters are, in hundredths of a point; 0 where it isn't said.
    pub(super) size: i64,
}

/// What the styles of a workbook come to.
#[derive(Default)]
pub(super) struct Styles {
    /// The cell styles by their index.
    pub(super) cells: Vec<Style>,
    /// Whether a font has the palette's black, and that is none.
    pub(super) is_recoloured: bool,
}

/// A font, or what a cell style is put together from, as it is read.
#[derive(Clone, Copy, Default)]
struct Part {
    odd: Option<&'static str>,
    size: i64,
    /// Of a cell style, its number format, font and fill.
    format: u32,
    font: usize,
    fill: usize,
}

/// Letters of fewer hundredths of a point can't be read.
const LETTERS: i64 = 600;

/// The palette's places for black (ECMA-376 part 1, 18.8.27).
const BLACK: [usize; 2] = [0, 8];

/// What a number format does.
#[derive(Clone, Copy, PartialEq)]
struct Format {
    is_date: bool,
    is_plain: bool,
}

impl Format {
    fn of(code: &str) -> Self {
        Self { is_date: is_date(code), is_plain: PLAIN_CODES.contains(&code) }
    }

    fn builtin(id: u32) -> Self {
        Self { is_date: is_builtin_date(id), is_plain: PLAIN.contains(&id) }
    }
}

/// Reads the styles. Wherever the fonts, fills and formats stand that a cell style speaks of, they are those it means.
pub(super) fn read(mut xml: Xml<impl Read>) -> Result<Styles, Flaw> {
    let mut formats = HashMap::<u32, Format>::new();
    let (mut fonts, mut fills, mut cells) = (Vec::<Part>::new(), Vec::<Part>::new(), Vec::<Part>::new());
    let (mut read, mut colours, mut uses_palette) = (Styles::default(), 0, false);
    let mut within = String::new();
    loop {
        let (event, depth) = xml.next()?;
        let (element, at) = match &event {
            Event::Start(element) => (element, depth),
            Event::Empty(element) => (element, depth + 1),
            Event::Eof => break,
            _ => continue,
        };
        let name = element.local_name();
        let name = name.as_ref();
        let is_of = |list: &mut Vec<Part>, odd: Option<&'static str>| {
            list.last_mut().into_iter().for_each(|part| part.odd = part.odd.or(odd));
        };
        match (within.as_str(), at, name) {
            // A list that stands twice counts as it stands first.
            (_, 2, name) => within = name.to_owned(),
            ("numFmts", 3, "numFmt") => {
                let code = attribute(element, "formatCode")?.unwrap_or_default();
                let format = Format::of(&code);
                let known = formats.entry(format_id(attribute(element, "numFmtId")?)).or_insert(format);
                known.is_plain &= *known == format;
            }
            ("fonts", 3, "font") => fonts.push(Part::default()),
            ("fonts", _, name) => {
                is_of(&mut fonts, odd_letters(name, element)?);
                uses_palette |= name == "color" && is_of_palette(element)?;
                if name == "sz" {
                    let size = attribute(element, "val")?.and_then(|size| hundredths(&size)).unwrap_or(0);
                    fonts.last_mut().into_iter().for_each(|font| font.size = size);
                }
            }
            ("fills", 3, "fill") => fills.push(Part::default()),
            ("fills", _, name) => is_of(&mut fills, odd_ground(name, element)?),
            ("cellXfs", 3, "xf") => {
                let index = |name| -> Result<usize, Flaw> {
                    Ok(attribute(element, name)?.and_then(|index| index.parse().ok()).unwrap_or(0))
                };
                let format = format_id(attribute(element, "numFmtId")?);
                cells.push(Part {
                    format,
                    font: index("fontId")?,
                    fill: index("fillId")?,
                    ..Part::default()
                });
            }
            ("cellXfs", _, "alignment") => is_of(&mut cells, odd_place(element)?),
            ("colors", _, "rgbColor") => {
                let colour = attribute(element, "rgb")?.unwrap_or_default();
                read.is_recoloured |= BLACK.contains(&colours) && !colour.ends_with("000000");
                colours += 1;
            }
            _ => {}
        }
    }
    xml.finish()?;
    read.is_recoloured &= uses_palette;
    read.cells = cells.into_iter().map(|cell| cell.style(&formats, &fonts, &fills)).collect();
    Ok(read)
}

impl Part {
    /// The cell style that is put together from these.
    fn style(self, formats: &HashMap<u32, Format>, fonts: &[Self], fills: &[Self]) -> Style {
        let format = formats.get(&self.format).copied().unwrap_or_else(|| Format::builtin(self.format));
        let font = fonts.get(self.font).copied().unwrap_or_default();
        let fill = fills.get(self.fill).and_then(|fill| fill.odd);
        let odd = self.odd.or(font.odd).or(fill).or((!format.is_plain).then_some("数字格式"));
        Style { is_date: format.is_date, odd, size: font.size }
    }
}

/// A decimal number in hundredths, without the digits behind.
pub(super) fn hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let part: String = part.chars().chain("00".chars()).take(2).collect();
    let (whole, part): (u32, u32) = (whole.parse().ok()?, part.parse().ok()?);
    Some(i64::from(whole) * 100 + i64::from(part))
}

/// What a property of letters does to them, if they aren't to be seen for what they are.
pub(super) fn odd_letters(name: &str, element: &BytesStart) -> Result<Option<&'static str>, Flaw> {
    let value = |name| attribute(element, name);
    Ok(match name {
        "strike" => value("val")?.is_none_or(|flag| flag == "1" || flag == "true").then_some("划去"),
        "color" => (!is_cell_ink(element)?).then_some("颜色"),
        "name" | "rFont" => value("val")?.is_some_and(|font| !is_lettered(&font)).then_some("符号"),
        "sz" => {
            let size = value("val")?.map(|size| hundredths(&size));
            size.is_some_and(|size| size.is_none_or(|size| size < LETTERS)).then_some("小得看不见")
        }
        _ => None,
    })
}

/// What a ground does to the letters on it.
fn odd_ground(name: &str, element: &BytesStart) -> Result<Option<&'static str>, Flaw> {
    let is_plain = match name {
        "patternFill" => {
            attribute(element, "patternType")?.is_none_or(|pattern| matches!(&*pattern, "none" | "solid"))
        }
        "fgColor" => is_cell_ground(element)?,
        "bgColor" => true,
        _ => false,
    };
    Ok((!is_plain).then_some("底色"))
}

/// What becomes of a text by its place in the cell.
fn odd_place(element: &BytesStart) -> Result<Option<&'static str>, Flaw> {
    let value = |name| attribute(element, name);
    let horizontal = value("horizontal")?;
    let is_plain = horizontal.is_none_or(|place| {
        matches!(&*place, "general" | "left" | "center" | "right" | "distributed" | "justify")
    }) && value("indent")?
        .is_none_or(|indent| indent.parse().is_ok_and(|indent: u32| indent <= 5))
        && value("textRotation")?.is_none_or(|turned| turned == "0")
        && !is_set(value("shrinkToFit")?);
    Ok((!is_plain).then_some("排列方式"))
}

/// A format's number; 0 is the general format.
fn format_id(text: Option<impl AsRef<str>>) -> u32 {
    text.and_then(|text| text.as_ref().parse().ok()).unwrap_or(0)
}

/// The formats that have a number alone: 14 to 17 and 22 everywhere, 27 to 31, 36, 50 to 54, 57 and 58 in Chinese
/// (ECMA-376 part 1, 18.8.30); 31 is `yyyy"年"m"月"d"日"`. The others between them are times of day.
fn is_builtin_date(id: u32) -> bool {
    matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58)
}

/// Whether a format shows years or days, or months: `m` that no hour or second makes minutes. Of several
/// sections the first is that of positive numbers.
fn is_date(code: &str) -> bool {
    let mut shows = String::new();
    let mut signs = code.chars();
    while let Some(sign) = signs.next() {
        match sign {
            ';' => break,
            '"' => while !matches!(signs.next(), Some('"') | None) {},
            '[' => {
                let bracketed: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                // Elapsed time; else a colour, a condition or a language.
                let is_elapsed = bracketed.chars().all(|sign| "hmsHMS".contains(sign));
                shows.extend(is_elapsed.then_some('h'));
            }
            '\\' | '_' | '*' => {
                signs.next();
            }
            other => shows.push(other.to_ascii_lowercase()),
        }
    }
    if shows.starts_with("general") || shows.starts_with("g/") {
        return false;
    }
    shows.contains(['y', 'd']) || (shows.contains('m') && !shows.contains(['h', 's']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_are_known() {
        for code in [
            "yyyy-mm-dd",
            "YYYY/M/D",
            "m/d",
            "yyyy\"年\"m\"月\"d\"日\"",
            "yyyy\"年\"m\"月\"",
            "[$-804]yyyy\\-mm\\-dd;@",
            "[DBNum1][$-804]m\"月\"d\"日\"",
            "yyyy-mm-dd hh:mm:ss",
            "mmm",
        ] {
            assert!(is_date(code), "{code}");
        }
        for code in [
            "General",
            "G/通用格式",
            "0.00",
            "#,##0.00_);[Red](#,##0.00)",
            "@",
            "h:mm:ss",
            "mm:ss.0",
            "[h]:mm",
            "0\"days\"",
            "\\d0",
            "0_d",
            "[Red]0",
            "0.00E+00",
            "0;yyyy",
            "\"未闭合 yyyy",
            "",
        ] {
            assert!(!is_date(code), "{code}");
        }
    }
}
