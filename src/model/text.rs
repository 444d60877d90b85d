//! Text as people type and paste it.

use std::borrow::Cow;

/// Tidies one cell of a sheet, or one argument: full-width letters, digits and signs become half-width,
/// tabs and odd spaces become plain ones, invisible characters go, so does the space around, and one leading apostrophe
/// (Excel's mark for text). Several lines become one. The punctuation of Chinese sentences (，；：！？（）) stays as it was written.
/// Borrows wherever no character has to change.
pub fn tidy(text: &str) -> Cow<'_, str> {
    if is_surely_plain(text) {
        return Cow::Borrowed(unmarked(text));
    }
    let is_plain = |letter: char| plain(letter) == Some(letter);
    let is_ascii = text.is_ascii() && !text.contains('\t');
    if !text.trim().contains(BREAKS) && (is_ascii || text.chars().all(is_plain)) {
        return Cow::Borrowed(unmarked(text));
    }
    let plain: String = one_line(text.trim()).chars().filter_map(plain).collect();
    Cow::Owned(unmarked(&plain).to_owned())
}

/// What somebody wrote, without the space around; nothing, where that is all.
pub(crate) fn given(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Whether nothing can have to change but the space around, seen by the bytes alone, as nearly every cell is so: no
/// control character, and none of the lead bytes of what [`plain`] and [`BREAKS`] speak of.
fn is_surely_plain(text: &str) -> bool {
    // All bytes are looked at, without a way out in between, so that many are compared at a time.
    let (mut doubts, mut punctuation) = (false, false);
    for byte in text.bytes() {
        doubts |= byte < b' ' || matches!(byte, 0xc2 | 0xe2 | 0xef);
        punctuation |= byte == 0xe3;
    }
    !(doubts || punctuation && text.contains('\u{3000}'))
}

/// The same for prose: of several lines each is tidied and stays a line, empty ones go.
pub fn tidy_lines(text: &str) -> Cow<'_, str> {
    if is_surely_plain(text) || !text.trim().contains(BREAKS) {
        return tidy(text);
    }
    let lines: Vec<_> = text.split(BREAKS).map(tidy).filter(|line| !line.is_empty()).collect();
    Cow::Owned(lines.join("\n"))
}

/// Where a line ends: Excel's Alt+Enter, a vertical tab from Word, a form feed, the separators of Unicode.
const BREAKS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// The lines joined as a reader joins them: without a gap between Chinese characters, with one beside a Western letter
/// or a digit.
fn one_line(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.split(BREAKS).map(str::trim).filter(|line| !line.is_empty()) {
        let mut beside = [joined.chars().next_back(), line.chars().next()].into_iter().flatten();
        if !joined.is_empty() && beside.any(|letter| letter.is_ascii_alphanumeric()) {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

/// Without the space around and Excel's text mark.
fn unmarked(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('\'').map_or(text, str::trim_start)
}

/// Whether the first character to be seen is Excel's text mark, which [`tidy`] drops.
pub fn is_marked(text: &str) -> bool {
    text.chars().filter_map(plain).find(|letter| !letter.is_whitespace()) == Some('\'')
}

/// The plain form of a character; `None` where it is invisible.
fn plain(letter: char) -> Option<char> {
    match letter {
        '，' | '；' | '：' | '！' | '？' | '（' | '）' => Some(letter),
        // The full-width forms of U+0021 to U+007E stand in the same order.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0),
        // Tabs; no-break, en, em, thin and ideographic spaces.
        '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        _ if is_invisible(letter) => None,
        _ => Some(letter),
    }
}

/// Whether nothing is to be seen of a character: soft hyphen, zero-width characters, direction marks (chat programs put
/// them round numbers), BOM.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The text with the code of each invisible character in its place.
pub fn visible(text: &str) -> String {
    let shown = |letter: char| match is_invisible(letter) {
        true => format!("〈U+{:04X}〉", u32::from(letter)),
        false => letter.to_string(),
    };
    text.chars().map(shown).collect()
}

/// An identifier without the spaces and hyphens that people put in to read it, in upper case.
pub(super) fn compact(text: &str) -> String {
    let is_gap = |letter: char| letter.is_whitespace() || matches!(letter, '-' | '‐' | '‑' | '–' | '—' | '−');
    tidy(text).chars().filter(|letter| !is_gap(*letter)).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// Whether a text is all digits, and not empty.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether Excel has turned a long number into one like `1.00100E+18`.
pub(super) fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    is_digits(exponent.trim_start_matches(['+', '-'])) && is_digits(&mantissa.replacen('.', "", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidies_what_people_paste() {
        for (text, expected) in [
            ("　９１３１０１１７ＭＡ７（Ａ）　", "91310117MA7（A）"),
            ("\u{feff}单位名称", "单位名称"),
            ("138\u{200b}1234\u{202c}5678", "13812345678"),
            ("泗泾\u{a0}镇", "泗泾 镇"),
            ("138\t1234", "138 1234"),
            ("'0012", "0012"),
            ("＇0012", "0012"),
            ("' 0012", "0012"),
            ("攻关３项，获奖：一等；", "攻关3项，获奖：一等；"),
            ("上海示例\r\n有限公司", "上海示例有限公司"),
            ("1.攻关\n2.推广\u{b}", "1.攻关 2.推广"),
            ("a\n\nb", "a b"),
            ("\u{200b}", ""),
        ] {
            assert_eq!(tidy(text), expected, "{text:?}");
        }
    }

    #[test]
    fn prose_keeps_its_lines() {
        for (text, expected) in [
            ("1.攻关３项\r\n\r\n　2.推广\u{2028}3.带徒\u{b}\n", "1.攻关3项\n2.推广\n3.带徒"),
            ("一行", "一行"),
            ("\n一行\r\n", "一行"),
            ("\u{200b}\n \n", ""),
        ] {
            assert_eq!(tidy_lines(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_invisible_can_be_shown() {
        assert_eq!(visible("朱\u{200b}海涛 \u{202e}1"), "朱〈U+200B〉海涛 〈U+202E〉1");
    }

    #[test]
    fn borrows_when_there_is_nothing_to_change() {
        for text in ["上海某某有限公司", " 2026-03-05 ", "'0012", ""] {
            assert!(matches!(tidy(text), Cow::Borrowed(_)), "{text:?}");
        }
    }

    #[test]
    fn what_is_surely_plain_needs_no_change() {
        for letter in (0..=0x10_ffff).filter_map(char::from_u32) {
            if is_surely_plain(letter.encode_utf8(&mut [0; 4])) {
                assert!(plain(letter) == Some(letter) && !BREAKS.contains(&letter), "{letter:?}");
            }
        }
        for text in ["上海某某、有限公司", "2026-03-05", "Ångström"] {
            assert!(is_surely_plain(text), "{text}");
        }
    }

    #[test]
    fn knows_a_number_that_excel_destroyed() {
        assert!(["1.00100E+18", "6E17", "3.10101e+17"].iter().all(|text| is_scientific(text)));
        assert!(
            ["E18", "1E", "91310117MA1E", "1.0.0E+18", "", "１E5"].iter().all(|text| !is_scientific(text))
        );
    }
}
