//! 文号: a document's number as papers write it.

/// The number as it is kept and compared, whatever was typed: the year in 〔〕, no zeros before the number, no blanks
/// (GB/T 9704-2012, 7.2.5).
pub fn plain(doc_no: &str) -> String {
    let letters = doc_no.chars().filter(|letter| !letter.is_whitespace()).map(|letter| match letter {
        '０'..='９' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        _ => letter,
    });
    let mut letters: Vec<char> = letters.collect();
    for at in 0..letters.len().saturating_sub(5) {
        let is_year = letters.iter().skip(at + 1).take(4).all(char::is_ascii_digit);
        let brackets = letters.get(at).copied().zip(letters.get(at + 5).copied());
        if is_year
            && brackets
                .is_some_and(|(open, close)| "〔[［(（【".contains(open) && "〕]］)）】".contains(close))
        {
            letters[at] = '〔';
            letters[at + 5] = '〕';
            let zeros = letters.iter().skip(at + 6).take_while(|letter| **letter == '0').count();
            letters.drain(at + 6..at + 6 + zeros);
            break;
        }
    }
    letters.into_iter().collect()
}

/// Whether a [`plain`] number has everything that a number has: who issues, the year in 〔〕, the number, 号.
pub fn is_whole(doc_no: &str) -> bool {
    let parts = doc_no.split_once('〔').and_then(|(issuer, rest)| Some((issuer, rest.split_once('〕')?)));
    let Some((issuer, (year, number))) = parts else { return false };
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    let number = number.strip_suffix('号').unwrap_or_default();
    !issuer.is_empty() && year.len() == 4 && is_number(year) && is_number(number) && !number.starts_with('0')
}

/// The year of a number that [`is_whole`].
pub fn year(doc_no: &str) -> Option<i32> {
    let (_, rest) = doc_no.split_once('〔').filter(|_| is_whole(doc_no))?;
    rest.split_once('〕')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_however_it_is_typed() {
        for typed in [
            "[2026]12",
            "［2026］12",
            "(2026)12",
            "（2026）012",
            "【2026】 12",
            "〔2026〕０12",
            "〔２０２６〕12",
        ] {
            assert_eq!(plain(&format!("沪松人社{typed}号")), "沪松人社〔2026〕12号");
        }
        assert_eq!((plain("甲[26]1号"), plain(" 2026 ")), ("甲[26]1号".to_owned(), "2026".to_owned()));
        assert_eq!(plain("沪松人社〔2026〕100号"), "沪松人社〔2026〕100号");
    }

    #[test]
    fn a_whole_number_has_issuer_year_and_number() {
        assert!(is_whole("沪人社职〔2024〕316号"));
        assert_eq!((year("沪人社职〔2024〕316号"), year("316号")), (Some(2024), None));
        for text in [
            "",
            "见通知",
            "316号",
            "〔2024〕316号",
            "沪人社职〔24〕316号",
            "沪人社职〔2024〕号",
            "沪人社职〔2024〕316",
            "沪人社职〔2024〕000号",
        ] {
            assert!(!is_whole(&plain(text)), "{text}");
        }
    }
}
