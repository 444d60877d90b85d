//! The document itself: parts of a paper from top to bottom, one section a page format.

use super::grid::{self, Layout};
use super::package::part;
use super::page::{CHARACTER, LINE, Way};
use super::run::{HEITI, XIAOBIAOSONG, font, halves, keep, paragraph, run};
use crate::model::dates::chinese;
use crate::model::paper::{BLANK_DATE, Block, Paper};

/// The letters of a note, 五号.
const NOTE: &str = r#"<w:w w:val="100"/><w:sz w:val="21"/><w:szCs w:val="21"/>"#;

pub(super) fn document(paper: &Paper, banner: bool) -> String {
    let starts = |block: &Block| matches!(block, Block::Annex(_));
    let mut sections: Vec<&[Block]> = Vec::new();
    let mut rest = paper.blocks.as_slice();
    while !rest.is_empty() {
        let next = rest.iter().skip(1).position(starts).map_or(rest.len(), |at| at + 1);
        let (section, after) = rest.split_at(next);
        sections.push(section);
        rest = after;
    }
    let annexes = paper.blocks.iter().filter(|block| starts(block)).count();
    let mut numbers = 1..;
    let mut body = String::new();
    let mut end = Way::Upright.section(banner);
    for (at, blocks) in sections.iter().enumerate() {
        let way = way(blocks);
        let mut taken = 0;
        for (at, block) in blocks.iter().enumerate() {
            if at < taken {
                continue;
            }
            if starts(block) {
                let number = numbers.next().filter(|_| annexes > 1).map(|number: usize| number.to_string());
                let mark = format!("附件{}", number.unwrap_or_default());
                body += &paragraph("<w:keepNext/>", &run(&mark, &font(HEITI)));
                body += &empty();
            }
            taken = at + 1 + foot(blocks, at).len();
            body += &match block {
                Block::List(table) if taken > at + 1 => {
                    grid::list(table, &closing(blocks, at, way), true) + &thin(false, "")
                }
                _ => written(block, is_kept(blocks, at), way),
            };
        }
        end = way.section(banner);
        if at + 1 < sections.len() {
            body += &thin(false, &end);
        }
    }
    part("document", &format!("<w:body>{body}{end}</w:body>"))
}

/// A section lies across if one of its lists does.
fn way(blocks: &[Block]) -> Way {
    let is_wide = |block: &Block| matches!(block, Block::List(list) if Layout::of(list).way == Way::Across);
    if blocks.iter().any(is_wide) { Way::Across } else { Way::Upright }
}

/// Names what is annexed, below the text.
fn is_attachment(block: &Block) -> bool {
    matches!(block, Block::Text(text) if text.starts_with("附件："))
}

/// Whether a part stays on the page of what follows it: a note, and what is signed, with nothing but notes, headings and
/// the names of annexes between.
fn is_kept(blocks: &[Block], at: usize) -> bool {
    let is_note = matches!(blocks.get(at..), Some([Block::Note(_), _, ..]));
    is_note || is_signed_below(blocks, at)
}

fn is_signed_below(blocks: &[Block], at: usize) -> bool {
    let is_between =
        |block: &&Block| matches!(block, Block::Note(_) | Block::Heading(_)) || is_attachment(block);
    let mut below = blocks.iter().skip(at + 1).skip_while(is_between);
    match below.next() {
        Some(Block::Sealed { .. } | Block::Signatures(_)) => true,
        Some(Block::List(table)) => grid::is_signed(table),
        _ => false,
    }
}

/// What belongs at the foot of a list: its notes, and who signs it. Not every program keeps a table on the page of the
/// paragraph below it, but rows it does keep together, so these become the list's last row.
fn foot(blocks: &[Block], at: usize) -> &[Block] {
    let (Some(Block::List(_)), Some(below)) = (blocks.get(at), blocks.get(at + 1..)) else { return &[] };
    let notes = below.iter().take_while(|block| matches!(block, Block::Note(_))).count();
    let signed = usize::from(matches!(below.get(notes), Some(Block::Signatures(_))));
    below.get(..notes + signed).unwrap_or_default()
}

/// The paragraphs of a list's foot, and room for the imprint where that is all that follows.
fn closing(blocks: &[Block], at: usize, way: Way) -> String {
    let foot = foot(blocks, at);
    let line = |block: &Block| match block {
        Block::Signatures(columns) => abreast(columns, way),
        _ => written(block, false, way),
    };
    let mut lines: String = foot.iter().map(line).collect();
    if let Some(Block::Imprint { .. }) = blocks.get(at + 1 + foot.len()) {
        lines += &paragraph(
            &format!(r#"<w:snapToGrid w:val="0"/><w:spacing w:line="{IMPRINT}" w:lineRule="exact"/>"#),
            "",
        );
    }
    lines
}

/// Columns of signatures side by side on the lines of one cell, one line below what is signed.
fn abreast(columns: &[Vec<String>], way: Way) -> String {
    let width = way.room() / columns.len().max(1);
    let stops: String =
        (1..columns.len()).map(|at| format!(r#"<w:tab w:val="left" w:pos="{}"/>"#, at * width)).collect();
    let stops = if stops.is_empty() { stops } else { format!("<w:tabs>{stops}</w:tabs>") };
    let count = columns.iter().map(Vec::len).max().unwrap_or_default();
    let line = |at: usize| {
        let texts = columns.iter().map(|lines| run(lines.get(at).map_or("", String::as_str), ""));
        let runs = texts.collect::<Vec<_>>().join("<w:r><w:tab/></w:r>");
        paragraph(&format!(r#"{stops}<w:jc w:val="left"/>"#), &runs)
    };
    paragraph("", "") + &(0..count).map(line).collect::<String>()
}

/// The height of the imprint with its rules.
const IMPRINT: usize = 700;

/// A line that takes no room: it carries the end of a section, or keeps two tables apart.
fn thin(kept: bool, section: &str) -> String {
    let line = r#"<w:snapToGrid w:val="0"/><w:spacing w:line="20" w:lineRule="exact"/>"#;
    let mark = r#"<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>"#;
    paragraph(&format!("{}{line}{mark}{section}", keep(kept)), "")
}

fn empty() -> String {
    paragraph("<w:keepNext/>", "")
}

/// One part; `kept` on the page of what follows it.
fn written(block: &Block, kept: bool, way: Way) -> String {
    let styled = |style: &str, text: &str| {
        paragraph(&format!(r#"<w:pStyle w:val="{style}"/>{}"#, keep(kept)), &run(text, ""))
    };
    match block {
        Block::Letterhead { issuer, doc_no } => letterhead(issuer, doc_no),
        Block::Title(text) => styled("Title", text) + &empty(),
        Block::Annex(text) => styled("Title", text) + &thin(true, ""),
        Block::Addressee(to) => paragraph("", &run(&format!("{to}："), "")),
        Block::Heading(text) => styled("Heading1", text),
        Block::Subheading(text) => styled("Heading2", text),
        // What is annexed is named one line below the text (7.3.4).
        Block::Text(text) if is_attachment(block) => empty() + &styled("Body", text),
        // A line that a break ends is spread out over the whole width, the last of a paragraph isn't.
        Block::Text(text) => text.lines().map(|line| styled("Body", line)).collect(),
        Block::Note(text) => {
            let line = r#"<w:snapToGrid w:val="0"/><w:spacing w:line="320" w:lineRule="exact"/><w:jc w:val="left"/>"#;
            paragraph(&format!("{}{line}", keep(kept)), &run(text, NOTE))
        }
        Block::List(table) => grid::list(table, "", kept) + &thin(kept, ""),
        Block::Form(entries) => grid::form(entries, kept) + &thin(kept, ""),
        Block::Signatures(columns) => empty() + &grid::signatures(columns, way) + &thin(false, ""),
        Block::Imprint { issuer, on } => {
            imprint(issuer, &format!("{}印发", chinese(*on)), way) + &thin(false, "")
        }
        Block::Sealed { by, on } => sealed(by, &on.map_or_else(|| BLANK_DATE.to_owned(), chinese)),
    }
}

/// The issuer's name in red, 35 mm below the edge of the text area and as wide as the area lets it be; two lines
/// below the document's number, with a red rule 4 mm beneath it (7.2).
fn letterhead(issuer: &str, doc_no: &str) -> String {
    let name = format!("{issuer}文件");
    let width = halves(&name).max(1) * 36 * 10;
    let scale = (Way::Upright.room() * 100 / width).clamp(33, 100);
    let letters = format!(
        r#"{}<w:color w:val="FF0000"/><w:w w:val="{scale}"/><w:sz w:val="72"/><w:szCs w:val="72"/>"#,
        font(XIAOBIAOSONG)
    );
    let head = r#"<w:snapToGrid w:val="0"/><w:spacing w:before="1984" w:line="900" w:lineRule="exact"/><w:jc w:val="center"/>"#;
    let rule = r#"<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="FF0000"/></w:pBdr><w:jc w:val="center"/>"#;
    let blank = paragraph("", "").repeat(2);
    paragraph(head, &run(&name, &letters)) + &blank + &paragraph(rule, &run(doc_no, "")) + &blank
}

/// Who issued it on the left and when on the right, in 四号, one character in, between two rules as wide as the text
/// area; the lower one stands on the lower edge of the last page's (7.4.1).
fn imprint(issuer: &str, on: &str, way: Way) -> String {
    let letters = r#"<w:sz w:val="28"/><w:szCs w:val="28"/>"#;
    let rule = |side: &str| format!(r#"<w:{side} w:val="single" w:sz="8" w:space="4" w:color="000000"/>"#);
    let width = way.room();
    let line = format!(
        r#"<w:keepLines/><w:framePr w:w="{width}" w:wrap="around" w:hAnchor="margin" w:vAnchor="margin" w:xAlign="center" w:yAlign="bottom"/><w:pBdr>{}{}</w:pBdr><w:tabs><w:tab w:val="left" w:pos="280"/><w:tab w:val="right" w:pos="{}"/></w:tabs><w:spacing w:line="480" w:lineRule="exact"/><w:jc w:val="left"/>"#,
        rule("top"),
        rule("bottom"),
        width.saturating_sub(280)
    );
    let tab = "<w:r><w:tab/></w:r>";
    paragraph(&line, &[tab, &run(issuer, letters), tab, &run(on, letters)].concat())
}

/// Who signs over the date, the date four characters from the right, the name centred over it (7.3.5.1), with two
/// lines above for the seal to reach into.
fn sealed(by: &str, on: &str) -> String {
    let (name, date) = (halves(by), halves(on));
    // In half characters from the right edge.
    let date_at = 8.max(name.saturating_sub(date) / 2);
    let name_at = (date_at + date / 2).saturating_sub(name / 2);
    let line = |at: usize, text: &str, kept: &str| {
        let (twips, hundredths) = (at * CHARACTER / 2, at * 50);
        let indent =
            format!(r#"<w:ind w:right="{twips}" w:rightChars="{hundredths}"/><w:jc w:val="right"/>"#);
        paragraph(&format!("{kept}{indent}"), &run(text, ""))
    };
    let blank = format!(r#"<w:keepNext/><w:spacing w:line="{LINE}" w:lineRule="exact"/>"#);
    paragraph(&blank, "").repeat(2) + &line(name_at, by, "<w:keepNext/>") + &line(date_at, on, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Table;
    use chrono::NaiveDate;

    #[test]
    fn each_annex_is_a_section_with_its_number() {
        let wide: Vec<_> =
            ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"].iter().map(|one| ("key", *one)).collect();
        let mut table = Table::new("wide", "宽表", &wide);
        table.push((0..8).map(|_| "上海示例精密机械有限公司".into()).collect());
        let paper = Paper::titled("题").text("文").annex("甲表").list(table).annex("乙表");
        let xml = document(&paper, false);
        assert_eq!(xml.matches("<w:sectPr>").count(), 3);
        assert_eq!(xml.matches(r#"w:orient="landscape""#).count(), 1);
        assert!(xml.contains("附件1") && xml.contains("附件2") && !xml.contains("headerReference"));
        let alone = document(&Paper::titled("题").annex("甲表"), true);
        assert!(alone.contains(">附件<") && alone.matches("headerReference").count() == 4, "{alone}");
    }

    #[test]
    fn the_date_stands_four_characters_in_and_the_name_over_it() {
        let sealed = |by: &str| {
            let on = NaiveDate::from_ymd_opt(2026, 3, 5);
            document(&Paper::default().text("文").sealed(by, on), false)
        };
        // Twelve half characters of date, four of a short name: four characters, and two more.
        assert!(
            sealed("某局").contains(r#"<w:ind w:right="1890" w:rightChars="600"/>"#),
            "{}",
            sealed("某局")
        );
        assert!(sealed("某局").contains(r#"<w:ind w:right="1260" w:rightChars="400"/>"#));
        // A name wider than the page leaves no room at its right.
        let long = "某".repeat(40);
        assert!(sealed(&long).contains(r#"<w:ind w:right="0" w:rightChars="0"/>"#));
        assert!(sealed("某局").contains(r#"<w:pStyle w:val="Body"/><w:keepNext/>"#), "kept with the text");
    }

    #[test]
    fn a_line_of_the_text_is_a_paragraph() {
        let xml = document(&Paper::default().text("经查，用途不符\n见附件。"), false);
        assert_eq!(
            (xml.matches(r#"<w:pStyle w:val="Body"/>"#).count(), xml.matches("<w:br/>").count()),
            (2, 0)
        );
    }

    #[test]
    fn the_imprint_stands_at_the_foot_of_the_last_page() {
        let on = NaiveDate::from_ymd_opt(2026, 3, 5).expect("a day");
        let xml = document(&Paper::default().with(Block::Imprint { issuer: "某局".into(), on }), false);
        assert!(
            xml.contains(r#"<w:framePr w:w="8845""#) && xml.contains(r#"w:vAnchor="margin""#),
            "as wide as the text area: {xml}"
        );
        assert!(xml.contains(r#"w:yAlign="bottom"/>"#) && xml.contains("2026年3月5日印发"));
    }

    #[test]
    fn notes_and_signatures_are_the_last_row_of_their_list() {
        let list = Table::new("list", "表", &[("a", "甲"), ("b", "乙")]);
        let signed = Block::Signatures(vec![vec!["经办：".into()], vec!["复核：".into()]]);
        let xml = document(&Paper::default().list(list).note("一").note("二").with(signed), false);
        let rows: Vec<_> = xml.split("<w:tr>").collect();
        assert_eq!(rows.len(), 4, "a header, nothing listed, the foot: {xml}");
        assert!(rows[2].contains("（无）") && rows[2].contains("<w:keepNext/>"), "{xml}");
        for words in ["一", "二", "经办：", "复核：", r#"<w:gridSpan w:val="2"/>"#] {
            assert!(rows[3].contains(words), "{words}: {xml}");
        }
        assert_eq!(xml.matches("<w:tbl>").count(), 1);
    }

    #[test]
    fn control_characters_are_left_out_and_marks_escaped() {
        let xml = document(&Paper::default().note("甲\u{b}乙\u{1}<&\">丙\r\n丁"), false);
        assert!(xml.contains("甲乙&lt;&amp;&quot;&gt;丙</w:t><w:br/>"), "{xml}");
    }
}
