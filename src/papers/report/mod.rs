//! 图文报告 as one page of HTML: nothing outside it is needed to show or print it, and the same report gives the same
//! bytes.

mod histogram;
mod ink;
mod rows;

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::model::chart::{Book, Chart, Exhibit};
use crate::model::{Datum, Table};

const STYLE: &str = include_str!("style.css");
const NUMBERS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
/// More rows than this make a list, not a picture.
const ROWS: usize = 40;
/// A list of up to so many rows is printed on one sheet.
const WHOLE: usize = 12;
/// The class of a column of numbers.
const NUMERIC: &str = "n";
/// A text of up to so many half characters stays on one line; one of up to so many needs less room than longer ones.
const SHORT: i64 = 12 * ink::CELL;
const MIDDLING: i64 = 18 * ink::CELL;

/// Writes a report as one page of HTML. A rehearsal's `banner` is on the page and on each sheet that it is printed on.
pub(super) fn page(book: &Book, banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(whole(book, banner).into_string().as_bytes())
}

fn whole(book: &Book, banner: Option<&str>) -> Markup {
    // A text in a style sheet has escapes of its own; the banner needs none of them.
    let told = banner.unwrap_or_default().replace(['"', '\\', '<', '\n'], "");
    let head = match banner {
        Some(_) => format!("@page {{ @top-center {{ content: \"{told}\"; font: 10.5pt sans-serif; }} }}\n"),
        None => String::new(),
    };
    let mut numbers = Numbers::default();
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (book.title) }
                style { (PreEscaped(STYLE)) (PreEscaped(head)) }
            }
            body {
                (ink::defined())
                @if let Some(banner) = banner {
                    p.rehearsal { (banner) }
                    div.watermark aria-hidden="true" { "演练" }
                }
                h1 { (book.title) }
                dl.basis { @for (name, value) in &book.basis { dt { (name) } dd { (value) } } }
                ul.sums { @for (name, value) in &book.sums { li { span { (name) } b { (value) } } } }
                @for (at, chapter) in book.chapters.iter().enumerate() {
                    section {
                        h2 { (NUMBERS.get(at).unwrap_or(&"")) "、" (chapter.title) }
                        @for sentence in &chapter.says { p { (sentence) } }
                        @for exhibit in &chapter.exhibits { (shown(exhibit, &mut numbers)) }
                    }
                }
                footer { "本报告由案卷自动统计，不含个人信息；图和表是同一组数字。" }
            }
        }
    }
}

/// How many figures and how many lists there are so far: each kind is numbered by itself, without gaps.
#[derive(Default)]
struct Numbers {
    figures: usize,
    lists: usize,
}

/// The picture, and the list beneath it, a short one on one sheet; a sentence where there is nothing.
fn shown(exhibit: &Exhibit, numbers: &mut Numbers) -> Markup {
    let table = &exhibit.table;
    if table.rows.is_empty() {
        return html! { p { (exhibit.none) } };
    }
    numbers.lists += 1;
    let title = &table.title;
    let picture = exhibit.chart.as_ref().filter(|_| table.rows.len() <= ROWS);
    let picture = picture.and_then(|chart| match chart {
        Chart::Histogram { from, to, parts, cut } => {
            histogram::drawn(table, (*from, *to), parts, cut.as_ref())
        }
        _ => rows::drawn(table, chart),
    });
    numbers.figures += usize::from(picture.is_some());
    html! {
        div.whole[table.rows.len() <= WHOLE] {
            @if let Some(picture) = picture {
                figure { figcaption { "图 " (numbers.figures) "　" (title) (drawn_of(exhibit)) } (picture) }
            } @else if exhibit.chart.is_some() && table.rows.len() > ROWS {
                p { (title) "共 " (table.rows.len()) " 行，只列表，不作图。" }
            }
            div.list { (list(table, numbers.lists)) }
        }
    }
}

/// Which of several numbers the bars show.
fn drawn_of(exhibit: &Exhibit) -> String {
    let Some(Chart::Bars { value, .. }) = exhibit.chart else { return String::new() };
    let numeric = (0..exhibit.table.columns.len()).filter(|column| class(&exhibit.table, *column) == NUMERIC);
    if numeric.count() > 1 { format!("：{}", exhibit.table.columns[value].header) } else { String::new() }
}

fn list(table: &Table, number: usize) -> Markup {
    let classes: Vec<_> = (0..table.columns.len()).map(|column| class(table, column)).collect();
    let row = |row: &[Datum]| {
        html! { tr { @for (at, datum) in row.iter().enumerate() { td class=(classes[at]) { (datum.show()) } } } }
    };
    html! {
        table {
            thead {
                // In the head, so that it stands above the rest of the list on the next sheet as well.
                tr { th.title colspan=(table.columns.len()) { "表 " (number) "　" (table.title) } }
                tr { @for (at, column) in table.columns.iter().enumerate() { th class=(classes[at]) { (column.header) } } }
            }
            tbody { @for one in &table.rows { (row(one)) } }
            @if let Some(totals) = &table.totals { tfoot { (row(totals)) } }
        }
    }
}

/// Numbers stand on the right; texts get room by how long they are.
fn class(table: &Table, column: usize) -> &'static str {
    let cells = table.rows.iter().map(|row| &row[column]);
    if cells.clone().any(Datum::is_number) {
        return NUMERIC;
    }
    let longest = cells.map(|datum| ink::breadth(&datum.show())).max().unwrap_or_default();
    [(SHORT, "s"), (MIDDLING, "m")].iter().find(|(most, _)| longest <= *most).map_or("w", |(_, class)| class)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::chart::Chapter;

    fn book(name: &str) -> Book {
        let mut table = Table::new("projects", "资助项目", &[("unit", "单位"), ("count", "数量")]);
        table.push(vec![name.into(), 3.into()]);
        let chart = Some(Chart::Bars { label: 0, value: 1, mark: None });
        let none = Exhibit {
            table: Table::new("none", "没有的", &[("a", "甲")]),
            chart: chart.clone(),
            none: "还没有。",
        };
        let exhibits = vec![Exhibit { table, chart, none: "" }, none];
        Book {
            title: "2024 年度报告".into(),
            basis: vec![("申报通知", "<文号>".into())],
            sums: vec![("申报", "3 家".into())],
            chapters: vec![Chapter { title: "项目", says: vec!["甲 < 乙".into()], exhibits }],
        }
    }

    #[test]
    fn whatever_a_unit_is_called_stays_text() {
        let page = whole(&book("上海<&\">'</script>有限公司\n松江"), None).into_string();
        assert!(page.contains("上海&lt;&amp;&quot;&gt;'&lt;/script&gt;有限公司"), "{page}");
        assert!(page.contains("&lt;文号&gt;") && page.contains("甲 &lt; 乙"), "{page}");
        assert!(!page.contains("<&") && !page.contains("</script>"), "{page}");
    }

    #[test]
    fn nothing_is_said_in_a_sentence_without_a_picture() {
        let page = whole(&book("甲"), None).into_string();
        assert!(page.contains("<p>还没有。</p>") && !page.contains("没有的"), "{page}");
        assert_eq!(page.matches("<svg class=\"chart\"").count(), 1, "{page}");
    }

    #[test]
    fn figures_are_numbered_without_gaps_and_stay_with_their_lists() {
        let mut book = book("甲");
        let drawn = book.chapters[0].exhibits[0].clone();
        let bare = Exhibit { chart: None, ..drawn.clone() };
        book.chapters[0].exhibits = vec![drawn.clone(), bare, drawn];
        let page = whole(&book, None).into_string();
        assert!(page.contains("图 2　") && !page.contains("图 3　") && page.contains("表 3　"), "{page}");
        assert_eq!(page.matches("<div class=\"whole\"><figure>").count(), 2, "{page}");
    }

    #[test]
    fn a_rehearsal_is_named_on_the_page_and_on_each_sheet() {
        let (tried, earnest) = (whole(&book("甲"), Some("演练 · 试")), whole(&book("甲"), None));
        let (tried, earnest) = (tried.into_string(), earnest.into_string());
        assert!(
            tried.contains("@top-center { content: \"演练 · 试\"") && tried.contains("class=\"watermark\"")
        );
        assert!(!earnest.contains("演练") && !earnest.contains("@top-center"), "{earnest}");
    }

    #[test]
    fn nothing_is_fetched_from_anywhere() {
        let page = whole(&book("甲"), None).into_string();
        for word in ["http:", "https:", "src=", "href=", "@import", "<script", "url(\"", "url(h"] {
            assert!(!page.replace("http-equiv", "").replace("url(#hatched)", "").contains(word), "{word}");
        }
    }

    #[test]
    fn a_long_list_has_no_picture_and_says_so() {
        let mut book = book("甲");
        let rows = vec![book.chapters[0].exhibits[0].table.rows[0].clone(); ROWS + 1];
        book.chapters[0].exhibits[0].table.rows = rows;
        let page = whole(&book, None).into_string();
        assert!(page.contains("共 41 行，只列表，不作图") && !page.contains("<figure>"), "{page}");
    }
}
