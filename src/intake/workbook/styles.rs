//! Which cells of a workbook are dates: those whose number format says so.

use std::collections::HashMap;
use std::io::Read;

use quick_xml::events::Event;

use super::xml::{Xml, attribute};
use crate::intake::unreadable::Flaw;

/// For each cell style, by its index, whether its number format is one of dates.
pub(super) fn read(mut xml: Xml<impl Read>) -> Result<Vec<bool>, Flaw> {
    let mut formats = HashMap::new();
    let mut styles = Vec::new();
    let mut in_cell_styles = false;
    loop {
        match xml.next()?.0 {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "cellXfs" => in_cell_styles = true,
                "numFmt" => {
                    let code = attribute(&element, "formatCode")?.unwrap_or_default();
                    formats.insert(format_id(attribute(&element, "numFmtId")?), is_date(&code));
                }
                "xf" if in_cell_styles => {
                    let id = format_id(attribute(&element, "numFmtId")?);
                    styles.push(formats.get(&id).copied().unwrap_or_else(|| is_builtin_date(id)));
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => break,
            Event::Eof => break,
            _ => {}
        }
    }
    xml.finish()?;
    Ok(styles)
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
