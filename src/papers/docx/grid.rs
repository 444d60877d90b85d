//! Lists and forms as tables: columns as wide as what they hold, a header on every page, no row across two pages.

use super::page::{Way, mm};
use super::run::{FANGSONG, HEITI, font, halves, keep, paragraph, run};
use crate::model::paper::{BLANK_DATE, Entry, shown};
use crate::model::{Datum, Table};

/// Left and right of what a cell holds.
const MARGIN: usize = 50;
/// The same with a little to spare, for lines and for letters that are wider than they should be.
const PADDING: usize = 75;
/// Sizes of a list's letters in half points, 小四 to 六号, in the order in which they are tried.
const SIZES: [usize; 5] = [24, 21, 18, 16, 15];
/// A text may be broken into lines of so many half characters; the second where there is no more room.
const LINES: [usize; 2] = [12, 8];
/// A number or code of so many half characters is not broken.
const UNBROKEN: usize = 24;
/// The least height of a row that somebody signs in.
const SIGNED: usize = mm(12);
/// So many rows that people sign in fit on one page.
const TOGETHER: usize = 15;

/// 列表: which way its page lies, the size of its letters, and the width of each column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) way: Way,
    size: usize,
    widths: Vec<usize>,
}

/// How wide a column is when nothing in it is broken, and how narrow it may become, in half characters.
struct Need {
    whole: usize,
    least: usize,
}

fn needs(table: &Table, line: usize) -> Vec<Need> {
    let need = |(at, column): (usize, &crate::model::Column)| {
        let header = halves(&column.header);
        // A header of four characters and a half is not broken, a longer one at most once.
        let mut need = Need { whole: header, least: header.min(9).max(header.div_ceil(4) * 2) };
        for datum in table.rows.iter().chain(&table.totals).filter_map(|row| row.get(at)) {
            let text = shown(datum);
            let width = text.lines().map(wide).max().unwrap_or_default();
            need.whole = need.whole.max(width);
            need.least = need.least.max(match datum {
                Datum::Text(text) => text.lines().map(|text| least(text, line)).max().unwrap_or_default(),
                _ => width.max(least(&text, line)),
            });
            need.whole = need.whole.max(need.least);
        }
        need
    };
    table.columns.iter().enumerate().map(need).collect()
}

/// A line's width; Western letters of another font than the one named may be wider.
fn wide(text: &str) -> usize {
    halves(text) + text.bytes().filter(u8::is_ascii).count().min(24).div_ceil(8)
}

/// How narrow a line may become, where a text may be broken into lines of `line`. Numbers, codes and the numbers of
/// documents stay whole.
fn least(text: &str, line: usize) -> usize {
    let is_code = text.chars().all(|letter| letter.is_ascii() || letter == '\u{a0}');
    let is_doc_no = text.contains('〔') && text.ends_with('号');
    let width = halves(text);
    // Whatever font serves for the one named, its digits are hardly wider than two thirds of their height, its capitals
    // than nine tenths.
    let beyond = |letter: u8| match letter {
        b'A'..=b'Z' => 80,
        _ if letter.is_ascii_alphanumeric() => 27,
        _ => 0,
    };
    let whole = width + text.bytes().map(beyond).sum::<usize>().div_ceil(100);
    match (is_code || is_doc_no, width <= UNBROKEN) {
        (true, true) => whole,
        (true, false) if is_code => width.div_ceil(2),
        _ => wide(text).min(line),
    }
}

impl Layout {
    /// The first of: upright and across in letters down to 五号, across with shorter lines and smaller letters; and
    /// where nothing fits, the smallest letters across, squeezed.
    pub(super) fn of(table: &Table) -> Self {
        let tries = [
            (Way::Upright, LINES[0], &SIZES[..2]),
            (Way::Across, LINES[0], &SIZES[..3]),
            (Way::Across, LINES[1], &SIZES[2..]),
        ];
        for (way, line, sizes) in tries {
            let needs = needs(table, line);
            for &size in sizes {
                if let Some(widths) = shared_out(&needs, way.room(), size) {
                    return Self { way, size, widths };
                }
            }
        }
        let (needs, room) = (needs(table, LINES[1]), Way::Across.room());
        let all: usize = needs.iter().map(|need| need.least).sum();
        let widths = needs.iter().map(|need| need.least * room / all.max(1)).collect();
        Self { way: Way::Across, size: SIZES[4], widths }
    }
}

/// The room shared out: to each column what it can't do without, then what it would like, then of the rest what it is
/// wide already.
fn shared_out(needs: &[Need], room: usize, size: usize) -> Option<Vec<usize>> {
    let half = size * 5;
    let least = |need: &Need| need.least * half + 2 * PADDING;
    let wish = |need: &Need| (need.whole - need.least) * half;
    let mut left = room.checked_sub(needs.iter().map(least).sum())?;
    let wishes: usize = needs.iter().map(wish).sum();
    let granted = wishes.min(left);
    left -= granted;
    let widths = needs.iter().map(|need| {
        let width = least(need) + (wish(need) * granted).checked_div(wishes).unwrap_or(0);
        width + width * left / (room - left).max(1)
    });
    Some(widths.collect())
}

const BORDERS: &str = r#"<w:tblBorders><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/><w:left w:val="single" w:sz="6" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/><w:right w:val="single" w:sz="6" w:space="0" w:color="000000"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tblBorders>"#;

/// A table of these columns around its rows.
fn table(widths: &[usize], borders: &str, rows: &str) -> String {
    let total: usize = widths.iter().sum();
    let columns: String = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
    format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:jc w:val="center"/>{borders}<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="{MARGIN}" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="{MARGIN}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"#
    )
}

/// A row that stays on one page, at least so high; a header comes again on each page.
fn row(height: usize, header: bool, cells: &str) -> String {
    let header = if header { "<w:tblHeader/>" } else { "" };
    format!(
        r#"<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{header}</w:trPr>{cells}</w:tr>"#
    )
}

fn cell(width: usize, span: usize, paragraphs: &str) -> String {
    let span = if span > 1 { format!(r#"<w:gridSpan w:val="{span}"/>"#) } else { String::new() };
    format!(
        r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>"#
    )
}

/// A cell below the table's last line, with none around it.
fn open(width: usize, span: usize, paragraphs: &str) -> String {
    format!(
        r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{span}"/><w:tcBorders><w:left w:val="nil"/><w:bottom w:val="nil"/><w:right w:val="nil"/></w:tcBorders></w:tcPr>{paragraphs}</w:tc>"#
    )
}

/// A line in a cell, in this font and size, to this side.
fn line(text: &str, name: &str, size: usize, side: &str, kept: bool) -> String {
    let spacing = size * 27 / 2;
    let letters =
        format!(r#"{}<w:w w:val="100"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>"#, font(name));
    paragraph(
        &format!(
            r#"{}<w:snapToGrid w:val="0"/><w:spacing w:line="{spacing}" w:lineRule="exact"/><w:jc w:val="{side}"/>"#,
            keep(kept)
        ),
        &run(text, &letters),
    )
}

/// Whether people sign in a list.
pub(super) fn is_signed(list: &Table) -> bool {
    list.columns.iter().any(|column| column.header.contains("签名"))
}

/// A list with its header on each page, its totals last; 无 where it is empty. Beneath it stands its `foot`, where it
/// has one, on the page of the last rows; `kept` says whether these go with what follows.
pub(super) fn list(list: &Table, foot: &str, kept: bool) -> String {
    let Layout { size, widths, .. } = Layout::of(list);
    let height = size * 20;
    let headers = list.columns.iter().zip(&widths);
    let cells: String = headers
        .map(|(column, width)| cell(*width, 1, &line(&column.header, HEITI, size, "center", true)))
        .collect();
    let mut rows = row(height, true, &cells);
    let sides: Vec<_> = widths.iter().enumerate().map(|(at, width)| side(list, at, *width, size)).collect();
    let is_signed = is_signed(list);
    let totals = list.totals.iter().len();
    let last = list.rows.len() + totals;
    for (at, values) in (1..).zip(list.rows.iter().chain(&list.totals)) {
        // The last two rows and the totals go with the signature below them; no last row stands on a page alone; those
        // who sign stand together.
        let goes_below = kept && at + 1 + totals >= last;
        let kept = goes_below || at + 1 == last || is_signed && at < last && last <= TOGETHER;
        let is_signed = is_signed || values.iter().any(|value| shown(value).ends_with("签名"));
        let height = if is_signed { SIGNED } else { height };
        let values = values.iter().zip(widths.iter().zip(&sides));
        let cells: String = values
            .map(|(value, (width, side))| cell(*width, 1, &line(&shown(value), FANGSONG, size, side, kept)))
            .collect();
        rows += &row(height, false, &cells);
    }
    if list.rows.is_empty() {
        let none = line("（无）", FANGSONG, size, "center", kept);
        rows += &row(height, false, &cell(widths.iter().sum(), widths.len(), &none));
    }
    if !foot.is_empty() {
        rows += &row(0, false, &open(widths.iter().sum(), widths.len(), foot));
    }
    table(&widths, BORDERS, &rows)
}

/// Money stands to the right, and so do numbers, unless there is text among them; a text that takes several lines to the left; everything else in the middle.
fn side(list: &Table, at: usize, width: usize, size: usize) -> &'static str {
    let mut values = list.rows.iter().filter_map(|row| row.get(at));
    let fits = |value: &Datum| halves(&shown(value)) * size * 5 + 2 * PADDING <= width;
    let is_number = |value: &Datum| matches!(value, Datum::Decimal { .. });
    let are_numbers = values.clone().all(|value| is_number(value) || *value == Datum::Empty);
    if values.clone().any(|value| matches!(value, Datum::Money(_)))
        || are_numbers && values.clone().any(is_number)
    {
        "right"
    } else if values.all(fits) {
        "center"
    } else {
        "left"
    }
}

/// The letters of a form, and the width of its labels: five characters.
const FORM: usize = 24;
const LABEL: usize = 5 * 2 * FORM * 5 + 2 * PADDING;

/// Entries one below the other: the label, then what is said, then room to sign. All who sign stand on one page, with
/// the two entries before them, which are what is signed; the last entry is `kept` on the page of what follows.
pub(super) fn form(entries: &[Entry], kept: bool) -> String {
    let widths = [LABEL, Way::Upright.room() - LABEL];
    let entry = |(at, entry): (usize, &Entry)| {
        let kept = match entries.get(at + 1..) {
            Some([]) | None => kept,
            Some(rest) => {
                rest.iter().any(|entry| entry.signed.is_some())
                    && entries.iter().skip(at).take(3).any(|entry| entry.signed.is_some())
            }
        };
        let line = |text: &str, side: &str| line(text, FANGSONG, FORM, side, kept);
        let mut said = line(&entry.text, "left");
        if let Some(who) = &entry.signed {
            said += &line("", "left").repeat(2);
            said += &line(&format!("{who:　<16}　　　{BLANK_DATE}"), "right");
        }
        let label = line(&entry.label, "center");
        row(480, false, &(cell(widths[0], 1, &label) + &cell(widths[1], 1, &said)))
    };
    table(&widths, BORDERS, &entries.iter().enumerate().map(entry).collect::<String>())
}

/// Columns side by side without lines between them, one line below the text.
pub(super) fn signatures(columns: &[Vec<String>], way: Way) -> String {
    let width = way.room() / columns.len().max(1);
    let column = |lines: &Vec<String>| {
        let lines: String =
            lines.iter().map(|text| paragraph(r#"<w:jc w:val="left"/>"#, &run(text, ""))).collect();
        cell(width, 1, &lines)
    };
    let cells: String = columns.iter().map(column).collect();
    table(&vec![width; columns.len()], "", &row(SIGNED, false, &cells))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fen;

    fn names(count: i64, unit: &str) -> Table {
        let columns = [("position", "序号"), ("unit", "单位"), ("amount", "金额"), ("note", "备注")];
        let mut table = Table::new("units", "名单", &columns);
        for position in 1..=count {
            table.push(vec![position.into(), unit.into(), Fen::new(5_000_000).into(), Datum::Empty]);
        }
        table
    }

    #[test]
    fn three_hundred_rows_have_one_header_that_comes_again() {
        let xml = list(&names(300, "上海示例精密机械有限公司"), "", false);
        assert_eq!(
            (
                xml.matches("<w:tr>").count(),
                xml.matches("<w:cantSplit/>").count(),
                xml.matches("<w:tblHeader/>").count()
            ),
            (301, 301, 1)
        );
        assert!(xml.find("<w:tblHeader/>") < xml.find("上海示例"), "the header is the first row");
        assert!(xml.contains(r#"<w:jc w:val="right"/>"#) && xml.contains("50,000.00"));
    }

    /// Digits of a font that serves for the one named are wider.
    #[test]
    fn a_number_has_the_room_that_its_digits_have_as_a_text() {
        let of = |datum: Datum| {
            let mut table = Table::new("means", "平均分", &[("mean", "均")]);
            table.push(vec![datum]);
            needs(&table, LINES[0]).first().map(|need| need.least)
        };
        let number = Datum::Decimal { digits: 1_000_000, places: 4 };
        assert_eq!(number.show(), "100.0000");
        assert_eq!(of(number), of("100.0000".into()));
    }

    /// Capitals are wider still: a credit code of many is not broken either.
    #[test]
    fn a_code_of_capitals_has_their_room() {
        assert_eq!(least("91310117MA1XG6993N", LINES[1]), 18 + 8);
        assert_eq!(least("913101170000000000", LINES[1]), 18 + 5);
    }

    #[test]
    fn an_empty_list_says_so_in_one_cell() {
        let xml = list(&names(0, ""), "", false);
        assert!(xml.contains("（无）") && xml.contains(r#"<w:gridSpan w:val="4"/>"#));
    }

    #[test]
    fn columns_fill_the_page_and_never_leave_it() {
        for count in [4, 8, 12, 16, 20, 40] {
            let mut table = Table::new("wide", "表", &[]);
            table.columns =
                (0..count).map(|at| crate::model::Column::new(format!("c{at}"), "四字表头")).collect();
            table.push((0..count).map(|_| Datum::from("上海示例精密机械有限公司")).collect());
            let Layout { way, size, widths } = Layout::of(&table);
            let total: usize = widths.iter().sum();
            assert!(total <= way.room() && total + 60 > way.room(), "{count}: {total} of {}", way.room());
            assert_eq!(way == Way::Upright, count <= 4, "{count}: {size}");
        }
    }

    #[test]
    fn accounts_and_document_numbers_stay_whole_and_signatures_are_not_left_alone() {
        let columns: Vec<_> = (0..8).map(|_| ("key", "列")).collect();
        let mut table = Table::new("wide", "表", &columns);
        let mut row =
            vec![Datum::from("上海示例精密机械有限公司上海示例精密机械有限公司"); 6];
        row.extend([
            "沪松人社〔2024〕31号".into(),
            "示例银行\n3100\u{a0}1900\u{a0}0145\u{a0}8333\u{a0}011".into(),
        ]);
        table.push(row.clone());
        table.push(row.clone());
        table.push(row);
        let Layout { size, widths, .. } = Layout::of(&table);
        assert!(widths[6] >= 20 * size * 5 && widths[7] >= 23 * size * 5, "{widths:?} {size}");
        // The header and the second of three rows are kept with the next, and the last with what follows.
        let kept = |xml: String| xml.matches("<w:keepNext/>").count();
        assert_eq!((kept(list(&table, "", false)), kept(list(&table, "", true))), (16, 24));
        let entries = [
            Entry::of("甲", ""),
            Entry::of("乙", ""),
            Entry::signed("丙", "", "签"),
            Entry::signed("丁", "", "签"),
        ];
        // 甲 and 乙 have two lines, 丙 five; 丁 is the last.
        assert_eq!(kept(form(&entries, false)), 9);
    }

    #[test]
    fn what_is_not_to_be_broken_is_not() {
        let long = "某".repeat(60);
        let Layout { size, widths, .. } = Layout::of(&names(1, &long));
        // 50,000.00 in the third column.
        assert!(widths[2] >= 9 * size * 5, "{widths:?}");
        assert!(widths[1] > widths[0] && widths[1] > widths[2], "{widths:?}");
    }
}
