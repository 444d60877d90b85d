//! What the tags of a sheet say: places, sizes, and the words in a page's margin.

use std::borrow::Cow;

use quick_xml::events::BytesStart;

use super::scope::is_foreign;
use super::styles::hundredths;
use super::xml::{attribute, is_set};
use crate::intake::grid::Merged;
use crate::intake::unreadable::Flaw;

/// The last row and the last column of Excel.
pub(super) const LAST: (u64, usize) = (1_048_576, 16_384);

/// The first and the last of the columns that an element speaks of, from 0.
pub(super) fn columns(element: &BytesStart) -> Result<Option<(usize, usize)>, Flaw> {
    let place = |name| -> Result<Option<usize>, Flaw> {
        let place: Option<usize> = attribute(element, name)?.and_then(|place| place.trim().parse().ok());
        Ok(place.and_then(|place| place.checked_sub(1)))
    };
    Ok(place("min")?.zip(place("max")?))
}

/// Whether a row or a column is hidden, or as good as that because it has no size.
pub(super) fn is_unseen(element: &BytesStart, size: &str) -> Result<bool, Flaw> {
    Ok(is_set(attribute(element, "hidden")?) || is_naught(&attribute(element, size)?))
}

/// Whether a height in points, or a width in digits, has room for nothing.
pub(super) fn is_naught(size: &Option<Cow<'_, str>>) -> bool {
    size.as_ref().is_some_and(|size| {
        size.trim().split('.').next().is_some_and(|whole| whole.trim_matches('0').is_empty())
    })
}

/// Whether a size that is said is less than so many hundredths, or can't be understood.
pub(super) fn is_less(size: Option<Cow<'_, str>>, least: i64) -> bool {
    size.is_some_and(|size| hundredths(&size).is_none_or(|size| size < least))
}

/// The words of a page's header or footer without their codes (ECMA-376 part 1, 18.3.1.46): `&C&14&"宋体,Bold"名单`.
pub(super) fn uncoded(text: &str) -> String {
    let (mut words, mut signs) = (String::new(), text.chars().peekable());
    while let Some(sign) = signs.next() {
        match (sign, signs.peek().copied()) {
            ('&', Some('"')) => {
                signs.next();
                while !matches!(signs.next(), Some('"') | None) {}
            }
            ('&', Some('0'..='9')) => while signs.next_if(char::is_ascii_digit).is_some() {},
            ('&', Some('K')) => {
                signs.next();
                signs.nth(5);
            }
            ('&', Some(code)) => {
                signs.next();
                words.extend((code == '&').then_some('&'));
            }
            _ => words.push(sign),
        }
    }
    words
}

/// What an element behind the rows shows beside the cells, or hides; nothing where it filters, protects and prints. The
/// parts that drawings and notes are in are looked at by themselves.
pub(super) fn beside(name: &str) -> Option<&'static str> {
    match name {
        "mergeCells" => Some("合并的单元格"),
        "conditionalFormatting" | "extLst" => Some("条件格式"),
        "picture" | "oleObjects" | "controls" | "webPublishItems" => Some("图形"),
        "dataValidations" => Some("输入提示"),
        name if is_foreign(name) => Some("外来的内容"),
        _ => None,
    }
}

/// The number of the row that begins: what its tag says, or one more than the row before.
pub(super) fn row_after(before: u64, element: &BytesStart) -> Result<u64, Flaw> {
    let row = match attribute(element, "r")? {
        Some(row) => row.trim().parse().unwrap_or(0),
        None => before + 1,
    };
    if row > before && row <= LAST.0 { Ok(row) } else { Err(Flaw::Damaged("行号不对")) }
}

/// The column of a reference like `AB12`, from 0, if it is one in that row.
pub(super) fn column_of(reference: &str, row: u64) -> Option<usize> {
    place_of(reference).filter(|(_, its_row)| *its_row == row).map(|(column, _)| column)
}

/// The column, from 0, and the row of a reference.
pub(super) fn place_of(reference: &str) -> Option<(usize, u64)> {
    let letters =
        reference.len() - reference.trim_start_matches(|sign: char| sign.is_ascii_alphabetic()).len();
    let (letters, digits) = reference.split_at(letters);
    if !(1..=3).contains(&letters.len()) {
        return None;
    }
    let place = |letter: u8| usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, |column, letter| column * 26 + place(letter)).checked_sub(1)?;
    Some((column, digits.parse().ok()?))
}

impl Merged {
    /// Reads a range such as `A3:B5`.
    pub(super) fn read(range: &str) -> Option<Self> {
        let (first, last) = range.split_once(':')?;
        let ((left, top), (right, bottom)) = (place_of(first)?, place_of(last)?);
        Some(Self { rows: (top, bottom), columns: (left, right) })
    }

    pub(super) fn is_tall(&self) -> bool {
        self.rows.0 < self.rows.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_letters_and_the_row() {
        for (reference, column) in [
            ("A7", Some(0)),
            ("z7", Some(25)),
            ("AA7", Some(26)),
            ("XFD7", Some(16_383)),
            ("ZZZ7", Some(18_277)),
        ] {
            assert_eq!(column_of(reference, 7), column, "{reference}");
        }
        let long = "A".repeat(100) + "7";
        for reference in
            [long.as_str(), "", "7", "A", "A8", "AAAA7", "A7B", "A-7", "列7", "A99999999999", "$A$7"]
        {
            assert_eq!(column_of(reference, 7), None, "{reference}");
        }
    }
}
