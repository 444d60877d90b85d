//! 图表: a report as chapters of lists, each with the chart that shows it. A chart only names columns of its list, so
//! that what is drawn and what stands beneath are the same numbers. No layout.

use super::datum::Datum;
use super::table::Table;

/// 图: which form a list takes as a picture. Every number is the index of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chart {
    /// 漏斗图: one bar a row, each at most as long as the one before.
    Funnel {
        /// What each bar is called.
        label: usize,
        /// How long it is.
        value: usize,
    },
    /// 条形图: one bar a row.
    Bars {
        /// What each bar is called.
        label: usize,
        /// How long it is.
        value: usize,
        /// A length to measure the bars against.
        mark: Option<Mark>,
    },
    /// 层叠图: one bar a row; each part is a part of the one before and lies upon it.
    Nested {
        /// What each bar is called.
        label: usize,
        /// The parts, the largest first.
        parts: Vec<usize>,
    },
    /// 堆积图: one bar a row, made up of parts that stand behind one another.
    Stacked {
        /// What each bar is called.
        label: usize,
        /// The parts, from the left.
        parts: Vec<usize>,
    },
    /// 直方图: one column a row, as wide as the span of values that it counts.
    Histogram {
        /// Where each span begins; it belongs to the span.
        from: usize,
        /// Where each span ends; it belongs to the next.
        to: usize,
        /// What is counted, from the bottom.
        parts: Vec<usize>,
        /// A line through the spans.
        cut: Option<Mark>,
    },
}

/// 标线: a value that a chart points out, such as a minimum or a cut line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands, in the unit of what is drawn.
    pub at: Datum,
    /// What is written beside it.
    pub says: String,
}

/// 图表: a list and its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    /// The numbers.
    pub table: Table,
    /// How they look; a list of words alone has no picture.
    pub chart: Option<Chart>,
    /// The sentence that stands here as long as the list is empty.
    pub none: &'static str,
}

/// 章: what belongs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Its heading, without a number.
    pub title: &'static str,
    /// What is to be said before the lists, a paragraph each.
    pub says: Vec<String>,
    /// The lists.
    pub exhibits: Vec<Exhibit>,
}

/// 图文报告
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// Its title.
    pub title: String,
    /// What it rests on: name and value.
    pub basis: Vec<(&'static str, String)>,
    /// The numbers that sum it up: name and value.
    pub sums: Vec<(&'static str, String)>,
    /// The chapters.
    pub chapters: Vec<Chapter>,
}

impl Book {
    /// The lists of all chapters, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.chapters.iter().flat_map(|chapter| &chapter.exhibits).map(|exhibit| &exhibit.table)
    }
}
