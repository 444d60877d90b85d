//! A list in columns, or row by row where it has too many of them.

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle,
    TableStyle,
};

use super::wrap::{beside, cells, harmless, wrap};
use crate::model::{Datum, Fen, Table};

/// Text of up to so many cells stays on one line in a list, and a code or an account number of up to so many.
const SHORT: usize = 14;
const SHORT_CODE: usize = 24;
/// A list whose columns would have to be narrower than this is shown row by row instead.
const NARROWEST: usize = 8;

/// The list, or the beginning of a whole one, in lines of at most so many cells; 无 where it is empty. Where it is too
/// wide, the columns that say nothing in the whole are named beneath it instead.
pub(super) fn draw(table: &Table, whole: &Table, width: usize, colour: bool) -> String {
    if table.rows.is_empty() {
        return "（无）".to_owned();
    }
    if least_width(table) <= width {
        return trimmed(grid(table, width, colour));
    }
    let (telling, silent) = parted(table, whole);
    let fits = least_width(&telling) <= width;
    let drawn = trimmed(if fits { grid(&telling, width, colour) } else { by_row(&telling, width) });
    match silent.is_empty() {
        true => drawn,
        false => {
            let named = format!("（另有 {} 列都是零或空的：{}）", silent.len(), silent.join("、"));
            format!("{drawn}\n{}", wrap(&named, width).join("\n"))
        }
    }
}

fn trimmed(lines: Vec<String>) -> String {
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

/// The list without the columns in which nothing stands or no money, and the names of these.
fn parted<'t>(table: &'t Table, whole: &Table) -> (Table, Vec<&'t str>) {
    let rows = || whole.rows.iter().chain(&whole.totals);
    let tells =
        |column: usize| rows().any(|row| !matches!(row[column], Datum::Empty | Datum::Money(Fen::ZERO)));
    let (telling, silent): (Vec<usize>, Vec<usize>) =
        (0..table.columns.len()).partition(|&column| tells(column));
    let only = |row: &Vec<Datum>| telling.iter().map(|&column| row[column].clone()).collect();
    let kept = Table {
        columns: telling.iter().map(|&column| table.columns[column].clone()).collect(),
        rows: table.rows.iter().map(only).collect(),
        totals: table.totals.as_ref().map(only),
        ..table.clone()
    };
    (kept, silent.into_iter().map(|column| &*table.columns[column].header).collect())
}

/// Hyphens and spaces only: in a Chinese console of Windows a box-drawing character takes two cells in some fonts
/// and one in others.
const RULE: LineStyle = LineStyle::none().fill('-').junction(' ');
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction(' '))
    .header_separator(RULE)
    .content_lines(ContentLineStyle::none().junction(' '))
    .row_separator(RULE);

/// The list in columns; every line has the same width.
fn grid(table: &Table, width: usize, colour: bool) -> Vec<String> {
    let mut grid = comfy_table::Table::new();
    grid.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
    grid.set_width(u16::try_from(width).unwrap_or(u16::MAX)).force_no_tty();
    if colour {
        grid.enforce_styling().style_text_only();
    }
    let header = table.columns.iter().map(|column| Cell::new(&column.header).add_attribute(Attribute::Bold));
    grid.set_header(header.collect::<Vec<_>>());
    for row in table.rows.iter().chain(&table.totals) {
        grid.add_row(row.iter().map(|datum| harmless(&datum.show())).collect::<Vec<_>>());
    }
    for (index, column) in grid.column_iter_mut().enumerate() {
        column.set_padding((0, 1));
        if is_numeric(table, index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if is_unbroken(table, index) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    rules_kept(grid.lines().collect(), table.totals.is_some())
}

/// The drawing has a rule between all rows; the one beneath the header is wanted, and the one above the totals.
fn rules_kept(lines: Vec<String>, totals: bool) -> Vec<String> {
    let is_rule = |line: &String| line.contains('-') && line.chars().all(|c| matches!(c, '-' | ' '));
    let first = lines.iter().find(|line| is_rule(line)).cloned();
    let at: Vec<usize> = (0..lines.len()).filter(|&at| Some(&lines[at]) == first.as_ref()).collect();
    let kept = [at.first(), if totals { at.last() } else { None }];
    let keep = |index: &usize| !at.contains(index) || kept.contains(&Some(index));
    lines.iter().enumerate().filter(|(index, _)| keep(index)).map(|(_, line)| line.clone()).collect()
}

/// Row by row, each value beside its header.
fn by_row(table: &Table, width: usize) -> Vec<String> {
    let column = table.columns.iter().map(|column| cells(&column.header) + 4).max().unwrap_or_default();
    let column = column.min(width / 2);
    let mut lines = Vec::new();
    let numbers = (1..=table.rows.len()).map(|number| format!("[{number}]"));
    let rows = numbers.zip(&table.rows).chain(table.totals.iter().map(|row| ("[合计]".to_owned(), row)));
    for (name, row) in rows {
        lines.push(name);
        for (header, datum) in table.columns.iter().map(|column| &column.header).zip(row) {
            if *datum != Datum::Empty {
                let block = beside(&format!("  {header}"), &harmless(&datum.show()), column, width);
                lines.extend(block.lines().map(str::to_owned));
            }
        }
    }
    lines
}

fn is_numeric(table: &Table, column: usize) -> bool {
    let mut filled =
        table.rows.iter().map(|row| &row[column]).filter(|datum| **datum != Datum::Empty).peekable();
    filled.peek().is_some() && filled.all(Datum::is_number)
}

/// How wide the column is when nothing in it is broken.
fn full_width(table: &Table, column: usize) -> usize {
    let values = table.rows.iter().chain(&table.totals).map(|row| row[column].show());
    let lines = values.map(|value| value.lines().map(cells).max().unwrap_or_default());
    lines.max().unwrap_or_default().max(cells(&table.columns[column].header))
}

fn is_unbroken(table: &Table, column: usize) -> bool {
    let breaks = |row: &Vec<Datum>| matches!(&row[column], Datum::Text(text) if !is_short(text));
    !table.rows.iter().chain(&table.totals).any(breaks)
}

fn is_short(text: &str) -> bool {
    cells(text) <= if text.contains(|c: char| !c.is_ascii_graphic()) { SHORT } else { SHORT_CODE }
}

fn least_width(table: &Table) -> usize {
    let least = |column| {
        let full = full_width(table, column);
        if is_unbroken(table, column) { full } else { full.min(NARROWEST) }
    };
    (0..table.columns.len()).map(|column| least(column) + 2).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payments() -> Table {
        let columns = [("case", "案号"), ("unit", "单位"), ("amount", "金额（元）"), ("paid_on", "日期")];
        let mut table = Table::new("payments", "拨款清单", &columns);
        let day = chrono::NaiveDate::from_ymd_opt(2026, 5, 6);
        let unit = "上海虚构精密机械制造有限公司松江分公司第二车间，兼营维修";
        table.push(vec!["2026-0001".into(), unit.into(), Fen::new(5_000_000).into(), day.into()]);
        table.push(vec!["2026-0012".into(), "-".into(), Fen::new(-99).into(), Datum::Empty]);
        table.totals = Some(vec!["合计".into(), Datum::Empty, Fen::new(4_999_901).into(), Datum::Empty]);
        table
    }

    fn drawn(table: &Table, width: usize, colour: bool) -> String {
        draw(table, table, width, colour)
    }

    #[test]
    fn columns_line_up_whatever_the_width() {
        for width in [44, 60, 120] {
            let lines = grid(&payments(), width, false);
            let widths: Vec<usize> = lines.iter().map(|line| cells(line)).collect();
            assert!(widths.iter().all(|&one| one == widths[0] && one <= width), "{width}: {lines:#?}");
            let text: String = lines.concat().split_whitespace().collect();
            for character in "兼营维修".chars() {
                assert!(text.contains(character), "{text}");
            }
        }
    }

    #[test]
    fn a_list_reads_like_this() {
        assert_eq!(
            drawn(&payments(), 70, false),
            "\
案号       单位                                金额（元）  日期
---------- ----------------------------------- ----------- -----------
2026-0001  上海虚构精密机械制造有限公司松江分   50,000.00  2026-05-06
           公司第二车间，兼营维修
2026-0012  -                                        -0.99
---------- ----------------------------------- ----------- -----------
合计                                            49,999.01"
        );
    }

    #[test]
    fn a_number_of_a_unit_or_an_account_stays_whole() {
        let mut table = payments();
        table.rows[0][0] = "91310117MA7XRWFQ2Y".into();
        let lines = grid(&table, 70, false);
        assert!(lines.iter().any(|line| line.starts_with("91310117MA7XRWFQ2Y ")), "{lines:#?}");
    }

    #[test]
    fn a_list_too_wide_is_shown_row_by_row() {
        let shown = drawn(&payments(), 40, false);
        assert!(shown.starts_with("[1]\n  案号        2026-0001\n  单位        上海虚构"), "{shown}");
        assert!(shown.ends_with("[合计]\n  案号        合计\n  金额（元）  49,999.01"), "{shown}");
        assert!(shown.lines().all(|line| cells(line) <= 40), "{shown}");
    }

    #[test]
    fn of_a_list_too_wide_the_columns_that_say_nothing_are_named() {
        let mut table = payments();
        for key in ["returned", "recovered"] {
            table
                .columns
                .push(crate::model::Column::new(key, if key == "returned" { "退汇" } else { "共收回" }));
        }
        for row in table.rows.iter_mut().chain(&mut table.totals) {
            row.extend([Fen::ZERO.into(), Fen::ZERO.into()]);
        }
        let shown = drawn(&table, 50, false);
        assert!(shown.starts_with("案号       单位"), "{shown}");
        assert!(!shown.contains(" 0.00"), "{shown}");
        assert!(shown.ends_with("\n（另有 2 列都是零或空的：退汇、共收回）"), "{shown}");
        assert!(drawn(&table, 120, false).contains(" 0.00"));
        let shown = drawn(&table, 40, false);
        assert!(shown.starts_with("[1]\n  案号") && !shown.contains("  退汇"), "{shown}");
        assert!(shown.ends_with("共收回）"), "{shown}");
        let mut whole = table.clone();
        whole.rows[1][4] = Fen::new(1).into();
        let shown = draw(&table, &whole, 50, false);
        assert!(
            shown.ends_with("（另有 1 列都是零或空的：共收回）"),
            "what the rest has isn't nothing: {shown}"
        );
    }

    #[test]
    fn only_colours_bring_codes() {
        assert!(!drawn(&payments(), 100, false).contains('\u{1b}'));
        assert!(drawn(&payments(), 100, true).contains("\u{1b}[1m案号"));
    }
}
