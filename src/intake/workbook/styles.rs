//! What the styles of a workbook do to its cells: which show a date, and which show something else than their value.

use std::collections::HashMap;
use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::looks::is_pale;
use super::xml::{Xml, attribute};
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
}

/// What a number format does.
#[derive(Clone, Copy)]
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

/// The cell styles by their index.
pub(super) fn read(mut xml: Xml<impl Read>) -> Result<Vec<Style>, Flaw> {
    let mut formats = HashMap::new();
    let (mut fonts, mut styles) = (Vec::<Option<&'static str>>::new(), Vec::new());
    let (mut in_fonts, mut in_cell_styles) = (false, false);
    loop {
        match xml.next()?.0 {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "cellXfs" => in_cell_styles = true,
                "fonts" => in_fonts = true,
                "font" if in_fonts => fonts.push(None),
                name if in_fonts => {
                    let odd = odd_letters(name, &element)?;
                    if let Some(font) = fonts.last_mut() {
                        *font = font.or(odd);
                    }
                }
                "numFmt" => {
                    let code = attribute(&element, "formatCode")?.unwrap_or_default();
                    formats.insert(format_id(attribute(&element, "numFmtId")?), Format::of(&code));
                }
                "xf" if in_cell_styles => {
                    let id = format_id(attribute(&element, "numFmtId")?);
                    let Format { is_date, is_plain } =
                        formats.get(&id).copied().unwrap_or_else(|| Format::builtin(id));
                    let font = attribute(&element, "fontId")?.and_then(|font| font.parse().ok());
                    let odd = font.and_then(|font: usize| fonts.get(font).copied().flatten());
                    styles.push(Style { is_date, odd: odd.or((!is_plain).then_some("数字格式")) });
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "fonts" => in_fonts = false,
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => break,
            Event::Eof => break,
            _ => {}
        }
    }
    xml.finish()?;
    Ok(styles)
}

/// What a property of letters does to them, if they aren't to be seen for what they are.
pub(super) fn odd_letters(name: &str, element: &BytesStart) -> Result<Option<&'static str>, Flaw> {
    let value = |name| attribute(element, name);
    Ok(match name {
        "strike" => value("val")?.is_none_or(|flag| flag == "1" || flag == "true").then_some("划去"),
        "color" => {
            let is_white = value("rgb")?.is_some_and(|rgb| is_pale(rgb.get(2..).unwrap_or(&rgb)))
                || value("theme")?.is_some_and(|theme| theme == "0" || theme == "2")
                || value("indexed")?.is_some_and(|index| index == "1" || index == "9");
            is_white.then_some("浅色")
        }
        "sz" => {
            let size =
                value("val")?.and_then(|size| size.split('.').next().and_then(|size| size.parse().ok()));
            size.is_some_and(|size: u32| size < 5).then_some("小得看不见")
        }
        _ => None,
    })
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
