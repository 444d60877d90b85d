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

/// A sentence of the screen as papers write it: dates written out, clauses cited as papers do, without the spaces that
/// set figures apart there.
pub(super) fn formal(text: &str) -> String {
    let mut letters: Vec<char> = dates::written_out(text).chars().collect();
    let is_numeral = |letter: char| "一二三四五六七八九十".contains(letter);
    for at in 1..letters.len() {
        if let [before, '(', within, ')'] = letters[at - 1..letters.len().min(at + 3)]
            && is_numeral(before)
            && is_numeral(within)
        {
            letters[at] = '（';
            letters[at + 2] = '）';
        }
    }
    let is_wide =
        |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|letter| !letter.is_ascii());
    let kept = letters.iter().enumerate().filter(|&(at, letter)| {
        *letter != ' ' || !(is_wide(at.checked_sub(1)) || is_wide(at.checked_add(1)))
    });
    kept.map(|(_, letter)| *letter).collect()
}

/// A sentence that somebody gave, as papers write it: with its full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = formal(text.trim());
    let is_ended = text.is_empty() || text.ends_with(['。', '！', '？', '；']);
    if is_ended { text } else { text + "。" }
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
        assert_eq!(clause("六(一)2"), "六（一）2");
        assert_eq!(
            (sentence("提前结项"), sentence("准予结项。")),
            ("提前结项。".to_owned(), "准予结项。".to_owned())
        );
        assert_eq!(formal("六(一)2、八(二)：甲(集团)公司"), "六（一）2、八（二）：甲(集团)公司");
        assert_eq!(money(Fen::new(2_500_000)), "25,000.00元（大写：贰万伍仟元整）");
    }
}
