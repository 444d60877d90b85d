//! 直方图: columns on an axis of values, with a line where they are cut.

use maud::{Markup, html};

use super::ink::{Anchor, FONT, Fill, WIDTH, area, beside, dashed, legend, picture, scaled, text};
use crate::model::Table;
use crate::model::chart::Mark;

const LEFT: i64 = 24;
const PLOT: i64 = WIDTH - 2 * LEFT;
const TALL: i64 = 170;

/// The picture of a list whose rows count spans of values; none where there is nothing to see.
pub(super) fn drawn(
    table: &Table,
    (from, to): (usize, usize),
    parts: &[usize],
    cut: Option<&Mark>,
) -> Option<Markup> {
    let (first, last) = (table.rows.first()?, table.rows.last()?);
    let (low, high) = (first[from].size()?, last[to].size()?);
    let sizes = |row: &[crate::model::Datum]| -> Vec<i64> {
        parts.iter().map(|part| row[*part].size().unwrap_or_default()).collect()
    };
    let tallest = table.rows.iter().map(|row| sizes(row).iter().sum()).max().filter(|most| *most > 0)?;
    let count = i64::try_from(table.rows.len()).ok()?;
    let fills = Fill::stacked(parts.len());
    let names: Vec<_> = parts.iter().map(|part| table.columns[*part].header.to_string()).collect();
    let (key, below) = legend(&fills, &names, 0);
    let told = format!("柱上的数字依次为：{}", names.join("/"));
    let top = below + 72;
    let floor = top + TALL;
    let edge = |at: i64| LEFT + at * PLOT / count;
    let content = html! {
        (key)
        (text(Anchor::Start, 0, below + FONT, &told))
        @for (row, at) in table.rows.iter().zip(0..) {
            @let (x, width) = (edge(at) + 3, edge(at + 1) - edge(at) - 6);
            @let sizes = sizes(row);
            @for (fill, [y, height]) in fills.iter().zip(piled(&sizes, tallest, floor)) {
                @if height > 0 { (area(*fill, [x, y, width, height])) }
            }
            @let pile = scaled(sizes.iter().sum(), tallest, TALL);
            @let numbers = sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join("/");
            (text(Anchor::Middle, x + width / 2, floor - pile - 6, &numbers))
            (text(Anchor::Middle, edge(at), floor + 20, &short(&row[from].show())))
        }
        (text(Anchor::Middle, edge(count), floor + 20, &short(&last[to].show())))
        line x1=(LEFT) y1=(floor) x2=(LEFT + PLOT) y2=(floor) stroke="#000" {}
        (text(Anchor::Middle, WIDTH / 2, floor + 42, "平均分"))
        @if let Some((mark, at)) = cut.and_then(|mark| Some((mark, mark.at.size()?))) {
            @let x = LEFT + scaled(at - low, high - low, PLOT);
            (dashed([x, top - 30, x, floor]))
            (beside(x, top - 32, &mark.says))
        }
    };
    Some(picture(&table.title, floor + 50, &content))
}

/// Top and height of each part of a column, from the floor up.
fn piled(sizes: &[i64], tallest: i64, floor: i64) -> Vec<[i64; 2]> {
    let mut y = floor;
    let part = |size: &i64| {
        let height = scaled(*size, tallest, TALL);
        y -= height;
        [y, height]
    };
    sizes.iter().map(part).collect()
}

/// A whole number of points without its decimals.
fn short(points: &str) -> String {
    points.strip_suffix(".00").unwrap_or(points).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Datum;

    fn points(digits: i64) -> Datum {
        Datum::Decimal { digits, places: 2 }
    }

    #[test]
    fn the_cut_stands_at_its_score() {
        let columns = [("from", "从"), ("below", "到"), ("proposed", "拟资助"), ("reserve", "候补")];
        let mut table = Table::new("scores", "得分分布", &columns);
        table.push(vec![points(8_000), points(8_500), 0.into(), 2.into()]);
        table.push(vec![points(8_500), points(9_000), 3.into(), 0.into()]);
        let cut = Mark { at: points(8_500), says: "分数线 85.00".into() };
        let drawn = drawn(&table, (0, 1), &[2, 3], Some(&cut)).expect("seen").into_string();
        let middle = LEFT + PLOT / 2;
        assert!(drawn.contains(&format!("<line x1=\"{middle}\"")), "{drawn}");
        assert!(drawn.contains(">85<") && drawn.contains(">3/0<"), "{drawn}");
    }

    #[test]
    fn nothing_counted_is_no_picture() {
        let mut table = Table::new("scores", "", &[("a", ""), ("b", ""), ("c", "")]);
        assert!(drawn(&table, (0, 1), &[2], None).is_none());
        table.push(vec![points(0), points(100), 0.into()]);
        assert!(drawn(&table, (0, 1), &[2], None).is_none());
    }
}
