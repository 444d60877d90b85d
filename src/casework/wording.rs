//! 文书用语: what all papers word alike.

use crate::measure::Policy;
use crate::model::words::in_words;
use crate::model::{Datum, Fen, Table, dates};

/// 发文机关: who issues the papers.
pub(super) const ISSUER: &str = "上海市松江区人力资源和社会保障局";

/// The measure by its title and number.
pub(super) fn measure(policy: &Policy) -> String {
    format!("《关于开展松江区首席技师工作室资助的操作办法》（{}）", policy.measure.value)
}

/// A document's number as papers write it, the year in 〔〕, whatever brackets were typed (GB/T 9704-2012, 7.2.5).
pub(super) fn numbered(doc_no: &str) -> String {
    let mut letters: Vec<char> = doc_no.trim().chars().collect();
    for at in 0..letters.len().saturating_sub(5) {
        let is_year = letters.iter().skip(at + 1).take(4).all(char::is_ascii_digit);
        let brackets = letters.get(at).copied().zip(letters.get(at + 5).copied());
        if is_year
            && brackets.is_some_and(|(open, close)| "[［(（【".contains(open) && "]］)）】".contains(close))
        {
            letters[at] = '〔';
            letters[at + 5] = '〕';
        }
    }
    letters.into_iter().collect()
}

/// A clause as papers cite it: 六(一)2 as 六（一）2.
pub(super) fn clause(clause: &str) -> String {
    clause.replace('(', "（").replace(')', "）")
}

/// What the measure's rules call the bureau among its own people, as papers name it.
pub(super) fn official(text: &str) -> String {
    text.replace("局里", "区人力资源和社会保障局")
}

/// An amount as papers write it: in figures, and in words.
pub(super) fn money(amount: Fen) -> String {
    format!("{amount}元（大写：{}）", in_words(amount))
}

/// A sentence of the screen as papers write it: dates written out, without the spaces that set figures apart there.
pub(super) fn formal(text: &str) -> String {
    let letters: Vec<char> = dates::written_out(text).chars().collect();
    let is_wide =
        |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|letter| !letter.is_ascii());
    let kept = letters.iter().enumerate().filter(|&(at, letter)| {
        *letter != ' ' || !(is_wide(at.checked_sub(1)) || is_wide(at.checked_add(1)))
    });
    kept.map(|(_, letter)| *letter).collect()
}

/// A list of the screen with its texts as papers write them.
pub(super) fn formal_list(table: &Table) -> Table {
    let mut table = table.clone();
    for datum in table.rows.iter_mut().flatten() {
        if let Datum::Text(text) = datum {
            *text = formal(text);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_closes_up_and_names_keep_their_own_spaces() {
        assert_eq!(formal("共 49,999.99 元，2024-05-01 起"), "共49,999.99元，2024年5月1日起");
        assert_eq!(formal("Songjiang Tools 公司"), "Songjiang Tools公司");
        for typed in ["[2026]", "［2026］", "(2026)", "（2026）", "【2026】", "〔2026〕"] {
            assert_eq!(numbered(&format!("沪松人社{typed}12号")), "沪松人社〔2026〕12号");
        }
        assert_eq!((numbered("甲[26]1号"), numbered("2026")), ("甲[26]1号".to_owned(), "2026".to_owned()));
        assert_eq!(clause("六(一)2"), "六（一）2");
        assert_eq!(money(Fen::new(2_500_000)), "25,000.00元（大写：贰万伍仟元整）");
    }
}
