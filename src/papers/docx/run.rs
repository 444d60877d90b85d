//! Text as WordprocessingML: fonts, runs, paragraphs.

use quick_xml::escape::escape;

/// 仿宋: the body.
pub(super) const FANGSONG: &str = "仿宋_GB2312";
/// 小标宋: titles.
pub(super) const XIAOBIAOSONG: &str = "方正小标宋简体";
/// 黑体: first-level headings.
pub(super) const HEITI: &str = "黑体";
/// 楷体: second-level headings.
pub(super) const KAITI: &str = "楷体";
/// 宋体: page numbers.
pub(super) const SONGTI: &str = "宋体";

/// A font in all four slots, so that Chinese and Western letters alike come from it, quotation marks and dashes
/// included, which a program would otherwise take for Western ones.
pub(super) fn font(name: &str) -> String {
    format!(
        r#"<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>"#
    )
}

/// Whether a character may stand in XML 1.0: most control characters may not.
fn legal(letter: char) -> bool {
    !matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// A text with these run properties; a line end in it stays one.
pub(super) fn run(text: &str, properties: &str) -> String {
    let properties =
        if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    let text: String = text.replace("\r\n", "\n").chars().filter(|letter| legal(*letter)).collect();
    let lines: Vec<_> = (text.split(['\n', '\r']))
        .map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escape(line)))
        .collect();
    format!("<w:r>{properties}{}</w:r>", lines.join("<w:br/>"))
}

/// A paragraph: its properties in the order of the schema, then its runs.
pub(super) fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

/// A paragraph's property that keeps it on the page of the next.
pub(super) fn keep(kept: bool) -> &'static str {
    if kept { "<w:keepNext/>" } else { "" }
}

/// How wide a text is in half characters: a Chinese character takes two.
pub(super) fn halves(text: &str) -> usize {
    text.lines().map(unicode_width::UnicodeWidthStr::width_cjk).max().unwrap_or_default()
}
