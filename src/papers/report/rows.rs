//! Charts with a bar a row: the name on the left, the numbers on the right.

use maud::{Markup, html};

use super::ink::{
    Anchor, FONT, Fill, WIDTH, area, beside, breadth, dashed, fitted, legend, picture, scaled, text,
};
use crate::model::Table;
use crate::model::chart::{Chart, Mark};

const ROW: i64 = 28;
const BAR: i64 = 18;
const LABEL: i64 = 200;
const GAP: i64 = 10;

/// One bar: its name, the sizes of its parts, and what is written behind it.
struct Bar {
    name: String,
    sizes: Vec<i64>,
    numbers: String,
}

/// The picture of a list; none where there is nothing to see.
pub(super) fn drawn(table: &Table, chart: &Chart) -> Option<Markup> {
    let none: Option<&Mark> = None;
    let (label, parts, mark) = match chart {
        Chart::Funnel { label, value } => (*label, vec![*value], none),
        Chart::Bars { label, value, mark } => (*label, vec![*value], mark.as_ref()),
        Chart::Nested { label, parts } | Chart::Stacked { label, parts } => (*label, parts.clone(), none),
        Chart::Histogram { .. } => return None,
    };
    let stacked = matches!(chart, Chart::Stacked { .. });
    let fills = if stacked { Fill::stacked(parts.len()) } else { Fill::nested(parts.len()) };
    let bars = bars(table, label, &parts);
    let length = |bar: &Bar| -> i64 {
        let sizes = bar.sizes.iter().map(|size| (*size).max(0));
        if stacked { sizes.sum() } else { sizes.max().unwrap_or_default() }
    };
    let longest = bars.iter().map(length).max().filter(|longest| *longest > 0)?;
    let at = mark.and_then(|mark| mark.at.size());
    let whole = longest.max(at.unwrap_or_default());
    // A single bar says its numbers in the legend.
    let alone = bars.len() == 1 && parts.len() > 1;
    let left = bars.iter().map(|bar| breadth(&bar.name)).max().unwrap_or_default().min(LABEL) + GAP;
    let right = bars.iter().map(|bar| breadth(&bar.numbers)).max().filter(|_| !alone).unwrap_or_default();
    let plot = (WIDTH - left - right - GAP).max(WIDTH / 4);
    let (key, mut top) = key(table, &parts, &fills, alone);
    if mark.is_some() {
        top += ROW - 6;
    }
    let height = top + ROW * i64::try_from(bars.len()).unwrap_or_default();
    let funnel = matches!(chart, Chart::Funnel { .. });
    let content = html! {
        (key)
        @for (bar, y) in bars.iter().zip((0..).map(|at| top + ROW * at)) {
            (text(Anchor::Start, 0, y + FONT, &fitted(&bar.name, LABEL)))
            @for (fill, [x, width]) in fills.iter().zip(spans(bar, whole, plot, stacked, funnel)) {
                @if width > 0 { (area(*fill, [left + x, y, width, BAR])) }
            }
            @if !alone { (text(Anchor::End, WIDTH, y + FONT, &bar.numbers)) }
        }
        @if let (Some(mark), Some(at)) = (mark, at) {
            @let x = left + scaled(at, whole, plot);
            (dashed([x, top - 4, x, height - ROW + BAR + 4]))
            (beside(x, top - 10, &mark.says))
        }
    };
    Some(picture(&table.title, height, &content))
}

fn bars(table: &Table, label: usize, parts: &[usize]) -> Vec<Bar> {
    let bar = |row: &Vec<crate::model::Datum>| Bar {
        name: row[label].show(),
        sizes: parts.iter().map(|part| row[*part].size().unwrap_or_default()).collect(),
        numbers: parts.iter().map(|part| row[*part].show()).collect::<Vec<_>>().join(" / "),
    };
    table.rows.iter().map(bar).collect()
}

/// What the parts are, where there are several.
fn key(table: &Table, parts: &[usize], fills: &[Fill], alone: bool) -> (Markup, i64) {
    if parts.len() < 2 {
        return (html! {}, 4);
    }
    let name = |part: &usize| {
        let header = &table.columns[*part].header;
        match table.rows.first().filter(|_| alone) {
            Some(row) => format!("{header} {}", row[*part].show()),
            None => header.to_string(),
        }
    };
    let names: Vec<_> = parts.iter().map(name).collect();
    let (drawn, below) = legend(fills, &names, 0);
    if alone {
        return (drawn, below + 4);
    }
    let order: Vec<_> = parts.iter().map(|part| table.columns[*part].header.as_ref()).collect();
    let told = format!("右边的数字依次为：{}", order.join(" / "));
    (html! { (drawn) (text(Anchor::Start, 0, below + FONT, &told)) }, below + 30)
}

/// Where each part begins, and how long it is.
fn spans(bar: &Bar, whole: i64, plot: i64, stacked: bool, funnel: bool) -> Vec<[i64; 2]> {
    let mut x = 0;
    let span = |size: &i64| {
        let width = scaled(*size, whole, plot);
        let from = if funnel { (plot - width) / 2 } else { x };
        if stacked {
            x += width;
        }
        [from, width]
    };
    bar.sizes.iter().map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Datum, Fen};

    fn table(rows: &[(&str, i64, i64)]) -> Table {
        let mut table = Table::new("t", "分街镇", &[("town", "街镇"), ("a", "受理"), ("b", "资助")]);
        for (name, a, b) in rows {
            table.push(vec![(*name).into(), (*a).into(), (*b).into()]);
        }
        table
    }

    #[test]
    fn nothing_to_see_is_no_picture() {
        let chart = Chart::Nested { label: 0, parts: vec![1, 2] };
        assert!(drawn(&table(&[]), &chart).is_none());
        assert!(drawn(&table(&[("泗泾镇", 0, 0)]), &chart).is_none());
        assert!(drawn(&table(&[("泗泾镇", 1, 0)]), &chart).is_some());
    }

    #[test]
    fn names_are_escaped_and_numbers_written() {
        let chart = Chart::Stacked { label: 0, parts: vec![1, 2] };
        let drawn = drawn(&table(&[("<&\">", 3, 4), ("乙", 1, 0)]), &chart).expect("seen").into_string();
        assert!(drawn.contains("&lt;&amp;&quot;&gt;") && drawn.contains(">3 / 4<"), "{drawn}");
        assert!(!drawn.contains("<&"), "{drawn}");
    }

    #[test]
    fn parts_behind_one_another_fill_the_whole_and_no_more() {
        let bar = Bar { name: String::new(), sizes: vec![1, 2, 3], numbers: String::new() };
        let [.., [x, width]] = spans(&bar, 6, 300, true, false)[..] else { panic!("three") };
        assert_eq!((x, width), (150, 150));
        assert_eq!(spans(&bar, 6, 300, false, true)[0], [125, 50]);
    }

    #[test]
    fn a_minimum_beyond_all_bars_is_still_in_the_picture() {
        let mut table = Table::new("t", "配套", &[("unit", "单位"), ("matched", "到位")]);
        table.push(vec!["甲".into(), Fen::new(100).into()]);
        let mark =
            Some(Mark { at: Datum::Money(Fen::new(5_000_000)), says: "配套下限 50,000.00 元".into() });
        let drawn = drawn(&table, &Chart::Bars { label: 0, value: 1, mark }).expect("seen").into_string();
        assert!(drawn.contains("配套下限") && drawn.contains("stroke-dasharray"), "{drawn}");
    }
}
