//! Breaking Chinese text into lines. clap breaks at spaces only, of which Chinese has none.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What a line doesn't begin with, and what it doesn't end with (GB/T 15834, 标点符号用法, 5.1).
const NOT_FIRST: &str = "，。；：、！？）】〕」》〉”’…%,.;:!?)]>}";
const NOT_LAST: &str = "（【〔「《〈“‘([<{";

/// How many cells of a terminal the text takes.
pub(super) fn cells(text: &str) -> usize {
    text.width()
}

/// The text in lines of at most so many cells. What has no place to break, such as a long address, stays whole.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    text.lines().flat_map(|line| wrap_line(line, width)).collect()
}

fn wrap_line(line: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    let fitting = |unit| if cells(unit) > width { units(unit, false) } else { vec![unit] };
    for unit in units(line, true).into_iter().flat_map(fitting) {
        if !current.is_empty() && cells(&current) + cells(unit.trim_end()) > width {
            lines.push(std::mem::take(&mut current).trim_end().to_owned());
        }
        current.push_str(unit);
    }
    lines.push(current.trim_end().to_owned());
    lines
}

/// The pieces between which a line may break; what stands in `[…]` or `<…>` is one piece where `bracketed`.
fn units(line: &str, bracketed: bool) -> Vec<&str> {
    let mut units = Vec::new();
    let (mut start, mut enclosed) = (0, 0);
    let mut before = None;
    for (at, after) in line.char_indices() {
        if at >= enclosed && before.is_some_and(|before| breaks(before, after)) {
            units.push(&line[start..at]);
            start = at;
        }
        let closing = match after {
            '[' if bracketed => ']',
            '<' if bracketed => '>',
            _ => '\0',
        };
        if let Some(end) = line[at..].find(closing) {
            enclosed = enclosed.max(at + end);
        }
        before = Some(after);
    }
    units.push(&line[start..]);
    units
}

fn breaks(before: char, after: char) -> bool {
    if after == ' ' || NOT_FIRST.contains(after) || NOT_LAST.contains(before) || after.width() == Some(0) {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after)
}

fn is_wide(character: char) -> bool {
    character.width() == Some(2)
}

/// Without the control characters that a cell of somebody's spreadsheet could steer the terminal with.
pub(super) fn harmless(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\t', " ").replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
}

/// Takes out the space that joins two lines of a doc comment, where it stands between two Chinese characters.
pub(super) fn joined(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let between = |at: usize| {
        at > 0 && is_wide(characters[at - 1]) && characters.get(at + 1).is_some_and(|&next| is_wide(next))
    };
    let kept = characters.iter().enumerate().filter(|&(at, &character)| character != ' ' || !between(at));
    kept.map(|(_, &character)| character).collect()
}

/// Fills up to so many cells with spaces.
pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(cells(text))))
}

/// A term with its explanation beside it, the explanation starting at `column` on each line. A term that reaches
/// into the explanation has a line of its own.
pub(super) fn beside(term: &str, text: &str, column: usize, width: usize) -> String {
    let mut block = pad(term, column);
    if cells(term) + 2 > column && !text.is_empty() {
        block = format!("{term}\n{}", " ".repeat(column));
    }
    let margin = format!("\n{}", " ".repeat(column));
    block.push_str(&wrap(text, width.saturating_sub(column).max(20)).join(&margin));
    let lines: Vec<&str> = block.lines().map(str::trim_end).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_between_chinese_but_not_before_a_stop_nor_inside_a_number() {
        assert_eq!(wrap("配套资金承诺五万元。", 18), ["配套资金承诺五万", "元。"]);
        assert_eq!(wrap("金额为 50000.00 元", 10), ["金额为", "50000.00", "元"]);
        assert_eq!(wrap("案件2026-0012已受理", 14), ["案件2026-0012", "已受理"]);
        assert_eq!(wrap("按规定（四）办理", 9), ["按规定", "（四）办", "理"]);
        assert_eq!(wrap("甲\n\n乙", 10), ["甲", "", "乙"]);
        assert_eq!(wrap("办理文件 [默认：甲乙] <丙丁>", 16), ["办理文件", "[默认：甲乙]", "<丙丁>"]);
        assert_eq!(wrap("[默认：甲乙丙丁]", 12), ["[默认：甲乙", "丙丁]"]);
        assert_eq!(wrap("", 10), Vec::<String>::new());
    }

    #[test]
    fn doc_lines_join_without_a_space() {
        assert_eq!(joined("第一行， 第二行 和 --file 选项"), "第一行，第二行和 --file 选项");
    }

    #[test]
    fn the_explanation_keeps_its_column() {
        assert_eq!(
            beside("  案件", "案号，年份在前，如 2026-0012，", 8, 28),
            "  案件  案号，年份在前，如\n        2026-0012，"
        );
        assert_eq!(beside("  太长的名称", "说明", 8, 40), "  太长的名称\n        说明");
        assert_eq!(beside("  案件", "", 20, 40), "  案件");
    }
}
