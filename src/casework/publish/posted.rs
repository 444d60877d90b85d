//! 张贴的名单: what a paper or sheet has of a public list: the rows beneath its header, and whatever else stands in it.

use std::path::Path;

use anyhow::Result;

use crate::casework::misuse;
use crate::intake::sheets::PublicRow;
use crate::intake::{Document, Source};
use crate::model::paper::{Block, Paper};
use crate::model::text::{tidy, visible};
use crate::model::{Datum, Record, Table};

/// One difference: where it is, in which column, what the file has, what the case file has.
pub(super) type Difference = (String, &'static str, String, String);

/// A list as a file has it.
pub(super) struct Posted {
    /// The rows beneath the header, in the columns of a public list.
    pub(super) rows: Vec<Vec<String>>,
    /// What differs in the header, and what is hidden or beside: a list that is posted has nothing like that.
    pub(super) flaws: Vec<Difference>,
    /// Every other line of text, in its order, see [`squeezed`].
    pub(super) lines: Vec<String>,
    /// Whether it is a paper, which has more to it than the list.
    pub(super) is_paper: bool,
    /// The digest that is printed with it.
    pub(super) printed: Option<String>,
    /// The name of the sheet, where it says anything, and the words above and beneath every page: they have to be the title,
    /// or the page's number.
    pub(super) titles: Vec<String>,
    /// The sheets beside it that hold no list, each with its name and its lines.
    pub(super) others: Vec<(String, Vec<String>)>,
}

impl Posted {
    /// Reads a file.
    ///
    /// # Errors
    /// It can't be read or holds no list.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let ending =
            path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        let is_paper = ending == "docx";
        let documents = match ending.as_str() {
            "docx" => vec![(String::new(), Document::open(path)?)],
            "xlsx" | "csv" => Document::of_sheets(Source::open(path)?)?,
            _ => {
                let file = path.display();
                return misuse(format!("{file} 不是 DOCX、XLSX 或 CSV 文件，不能核对。请用原来导出的文件"));
            }
        };
        let posted = documents.into_iter().map(|(name, document)| (name, Self::of(document, is_paper)));
        let (mut posted, others): (Vec<_>, Vec<_>) = posted.partition(|(_, posted)| !posted.rows.is_empty());
        match (posted.pop(), posted.is_empty()) {
            (Some((name, mut posted)), true) => {
                // A name such as Sheet1 is what a program gave it.
                posted.titles.extend((!name.is_ascii()).then_some(name));
                for (name, other) in others {
                    posted.flaws.extend(other.flaws);
                    posted.others.push((name, other.lines));
                }
                Ok(posted)
            }
            (None, _) => {
                let headers: Vec<_> = PublicRow::FIELDS.iter().map(|field| field.header).collect();
                misuse(format!("{} 里没有名单；名单的表头是：{}", path.display(), headers.join("、")))
            }
            (Some(last), false) => {
                let names: Vec<_> = posted.into_iter().chain([last]).map(|(name, _)| name).collect();
                misuse(format!(
                    "{} 里有几张名单：工作表{}。请另存成一张一个文件，分别核对",
                    path.display(),
                    names.join("、")
                ))
            }
        }
    }

    /// Every row with cells beneath the first header, and none beyond it, is one of the list; everything else is text.
    fn of(document: Document, is_paper: bool) -> Self {
        let (mut rows, mut said) = (Vec::new(), Vec::new());
        let hidden = document.hidden.iter().map(|text| visible(text));
        let mut flaws: Vec<_> =
            hidden.map(|text| ("隐藏的".to_owned(), "文字", text, String::new())).collect();
        let mut columns: Option<Columns> = None;
        for row in document.rows {
            match &columns {
                None if Columns::of(&row).is_some() => {
                    columns = Columns::of(&row);
                    flaws.extend(columns.iter().flat_map(|columns| columns.differences(&row)));
                }
                Some(columns) if Columns::of(&row).is_none() && (2..=columns.width).contains(&row.len()) => {
                    rows.push(columns.row(&row))
                }
                _ => said.extend(row.iter().flat_map(|cell| cell.lines()).map(str::to_owned)),
            }
        }
        let printed = said.iter().find_map(|text| printed(text));
        let lines = squeezed(said.iter().map(String::as_str));
        let titles = squeezed(document.around.iter().map(String::as_str));
        let titles = titles.into_iter().filter(|text| !is_page_number(text)).collect();
        Self { rows, flaws, lines, is_paper, printed, titles, others: Vec::new() }
    }
}

/// Which columns of a file are those of a public list.
struct Columns {
    width: usize,
    at: Vec<Option<usize>>,
}

impl Columns {
    /// `None` where a row is no header: one of which half is kept still is.
    fn of(row: &[String]) -> Option<Self> {
        let fields = PublicRow::FIELDS;
        let named = |name: &str| row.iter().position(|cell| tidy(unmarked(cell)) == name);
        let mut at: Vec<_> = fields.iter().map(|field| named(field.header)).collect();
        let known = at.iter().flatten().count();
        // A header in which a word was changed has as many columns as ever.
        if row.len() == fields.len() {
            at = (0..fields.len()).map(Some).collect();
        }
        (known * 2 >= fields.len()).then_some(Self { width: row.len(), at })
    }

    fn differences(&self, row: &[String]) -> Vec<Difference> {
        let place = || "表头".to_owned();
        let changed = PublicRow::FIELDS.iter().zip(&self.at).map(|(field, at)| {
            (place(), field.header, at.map(|at| row[at].clone()).unwrap_or_default(), field.header.to_owned())
        });
        let more = (0..self.width).filter(|column| !self.at.contains(&Some(*column)));
        let more = more.map(|column| (place(), "多出的栏", row[column].clone(), String::new()));
        changed.filter(|(_, _, theirs, ours)| tidy(&visible(theirs)) != *ours).chain(more).collect()
    }

    fn row(&self, row: &[String]) -> Vec<String> {
        let cell = |at: &Option<usize>| at.and_then(|at| row.get(at)).map(|cell| read(cell));
        self.at.iter().map(|at| cell(at).unwrap_or_default()).collect()
    }
}

/// A cell as it is compared. An apostrophe before it, which a form may have as the mark of text, is one that was put there.
fn read(cell: &str) -> String {
    let shown = visible(cell);
    // A CSV of ours has one before what a spreadsheet would take for a formula.
    let is_formula = |rest: &str| rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let is_marked = shown.trim_start().strip_prefix(['\'', '＇']).is_some_and(|rest| !is_formula(rest));
    tidy(&if is_marked { format!("'{shown}") } else { shown }).into_owned()
}

/// A cell without the marks of what becomes of it, see [`Document`].
pub(super) fn unmarked(cell: &str) -> &str {
    cell.rsplit_once('〉').filter(|_| cell.starts_with('〈')).map_or(cell, |(_, cell)| cell)
}

/// What a paper says beside its list, as [`Posted::lines`] has it.
pub(super) fn said(paper: &Paper) -> Vec<String> {
    let blocks = paper.blocks.iter().filter(|block| !matches!(block, Block::List(_)));
    squeezed(Paper { blocks: blocks.cloned().collect() }.plain().lines())
}

/// What a sheet says that goes out beside a list, as [`Posted::others`] has it.
pub(super) fn said_of_sheet(table: &Table) -> Vec<String> {
    let headers = table.columns.iter().map(|column| column.header.to_string());
    let cells: Vec<_> = headers.chain(table.rows.iter().flatten().map(Datum::show)).collect();
    squeezed(cells.iter().map(String::as_str))
}

/// The lines in which anything stands, each without space around it, and as little as can be within.
pub(super) fn squeezed<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let lines = lines.flat_map(str::lines);
    let lines = lines.map(|line| visible(line).split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect()
}

/// Whether the words of a page's margin are no more than its number: `— 1 —`, `第 1 页，共 3 页`.
fn is_page_number(text: &str) -> bool {
    let words: String = text.chars().filter(|sign| !sign.is_whitespace() && !sign.is_ascii_digit()).collect();
    matches!(words.as_str(), "" | "——" | "--" | "第页，共页" | "第页" | "Page" | "Pageof")
}

/// The digest in a line, in groups or not; what stands in its place as it stands there.
fn printed(text: &str) -> Option<String> {
    let text = tidy(text);
    let after = text.strip_prefix("名单校验码")?.trim_start_matches(['：', ':', ' ']).trim_end();
    let digest: String = after.split_whitespace().collect::<String>().to_ascii_lowercase();
    match is_digest(&digest) {
        true => Some(digest),
        false => Some(after.to_owned()).filter(|after| !after.is_empty()),
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.chars().all(|letter| letter.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    fn header() -> Vec<String> {
        PublicRow::FIELDS.iter().map(|field| field.header.to_owned()).collect()
    }

    fn shown(found: &[Difference]) -> Vec<String> {
        found.iter().map(|(at, column, file, case)| format!("{at} {column} {file} {case}")).collect()
    }

    #[test]
    fn a_changed_header_is_told_and_its_rows_are_compared() {
        let (mut changed, row) = (header(), row("1 甲 甲室 张 焊工 泗泾镇"));
        changed[5] = "电话".to_owned();
        let document = Document { rows: vec![changed, row.clone()], ..Document::default() };
        let posted = Posted::of(document, true);
        assert_eq!(posted.rows, [row]);
        assert_eq!(shown(&posted.flaws), ["表头 街镇 电话 街镇"]);
        assert!(Columns::of(&vec!["别".to_owned(); 6]).is_none());
    }

    #[test]
    fn a_column_more_or_less_is_told() {
        let mut more = header();
        more.insert(1, "备注".to_owned());
        for (rows, read, told) in [
            (
                vec![more, row("1 无 甲 甲室 张 焊工 泗泾镇")],
                "1 甲 甲室 张 焊工 泗泾镇",
                "表头 多出的栏 备注 ",
            ),
            (vec![header()[..5].to_vec(), row("1 甲 甲室 张 焊工")], "1 甲 甲室 张 焊工 ", "表头 街镇  街镇"),
        ] {
            let posted = Posted::of(Document { rows, ..Document::default() }, true);
            assert_eq!(posted.rows, [row(read)]);
            assert_eq!(shown(&posted.flaws), [told]);
        }
    }

    #[test]
    fn whatever_is_no_row_of_the_list_is_text() {
        let digest = "0123456789abcdef".repeat(4);
        let one = row("1 甲 甲室 张 焊工 泗泾镇");
        let foot = vec![format!("公示编号：3\n名单校验码：{digest}")];
        let rows = vec![
            vec!["　关于  公示".to_owned()],
            row("另 乙"),
            header(),
            one.clone(),
            foot,
            vec!["2 丙".to_owned()],
            one.clone(),
        ];
        let posted = Posted::of(Document { rows, ..Document::default() }, true);
        assert_eq!(posted.rows, [one.clone(), one]);
        assert_eq!(
            posted.lines,
            ["关于 公示", "另", "乙", "公示编号：3", &format!("名单校验码：{digest}"), "2 丙"]
        );
        assert_eq!(posted.printed, Some(digest));
    }

    #[test]
    fn a_printed_digest_is_read_in_groups_and_out() {
        let digest = "0123456789abcdef".repeat(4);
        assert_eq!(printed(&format!("名单校验码：{digest}")), Some(digest.clone()));
        let grouped: Vec<_> = digest.as_bytes().chunks(8).map(String::from_utf8_lossy).collect();
        assert_eq!(printed(&format!("名单校验码：{}", grouped.join(" "))), Some(digest));
        assert_eq!((printed("名单校验码："), printed("没有")), (None, None));
        assert_eq!(printed("名单校验码：00000000 f91beef4"), Some("00000000 f91beef4".to_owned()));
    }
}
