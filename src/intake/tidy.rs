//! The text of a cell without what typing and spreadsheets leave around it.

use std::borrow::Cow;

/// The text without surrounding and invisible characters and the apostrophe by which Excel marks text, and with
/// full-width letters, digits and signs made half-width. The punctuation of Chinese sentences stays as it is.
pub(super) fn tidy(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(is_padding);
    let text = text.strip_prefix('\'').map_or(text, |rest| rest.trim_matches(is_padding));
    if text.is_ascii() || !text.chars().any(|sign| is_invisible(sign) || halved(sign) != sign) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|sign| !is_invisible(*sign)).map(halved).collect())
}

/// Zero-width characters and the byte order mark.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// What may stand around a value without meaning anything; the no-break space is white space to Unicode.
fn is_padding(sign: char) -> bool {
    sign.is_whitespace() || is_invisible(sign)
}

/// The half-width form of a full-width sign.
fn halved(sign: char) -> char {
    match sign {
        '，' | '；' | '：' | '！' | '？' | '（' | '）' => sign,
        '\u{3000}' | '\u{A0}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        _ => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_off_what_means_nothing() {
        for (written, tidied) in [
            ("  甲 ", "甲"),
            ("\u{A0}甲\u{3000}", "甲"),
            ("\u{FEFF}12\u{200B}34", "1234"),
            ("'310101", "310101"),
            ("''甲", "'甲"),
            ("９１３１０１１７ＭＡ", "91310117MA"),
            ("甲\u{A0}乙", "甲 乙"),
            ("同意，材料齐全（原件）", "同意，材料齐全（原件）"),
            (" ' ", ""),
            ("", ""),
        ] {
            assert_eq!(tidy(written), tidied, "{written:?}");
        }
        assert!(matches!(tidy("松江甲厂"), Cow::Borrowed(_)));
    }
}
