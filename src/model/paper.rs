//! 文书: an official paper as its parts from top to bottom, without any layout; a screen, a text file or a page shows it.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::dates::chinese;
use super::datum::Datum;
use super::table::Table;

/// 文书
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    /// Its parts, from top to bottom.
    pub blocks: Vec<Block>,
}

/// 一个部分
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// 版头: the issuer's name over the document's number.
    Letterhead {
        /// 发文机关
        issuer: String,
        /// 文号
        doc_no: String,
    },
    /// 标题
    Title(String),
    /// 主送: whom it is for, without the colon.
    Addressee(String),
    /// 一级标题, its 一、 included.
    Heading(String),
    /// 二级标题, its （一） included.
    Subheading(String),
    /// 正文: a paragraph.
    Text(String),
    /// 表注: a line about a list, in its size.
    Note(String),
    /// 列表: a list with its header, its totals last; its title is not shown.
    List(Table),
    /// 表单: entries one below the other.
    Form(Vec<Entry>),
    /// 签名栏: columns side by side, each of so many lines.
    Signatures(Vec<Vec<String>>),
    /// 落款: who signs, over a date, with room for the seal. Without a date the day is left to be filled in.
    Sealed {
        /// Who signs.
        by: String,
        /// 成文日期
        on: Option<NaiveDate>,
    },
    /// 版记: at the very end, who issued the paper, and when (GB/T 9704-2012, 7.4).
    Imprint {
        /// 印发机关
        issuer: String,
        /// 印发日期
        on: NaiveDate,
    },
    /// 附件: what follows begins on a new page, under this title.
    Annex(String),
}

/// 表单的一栏
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 栏目
    pub label: String,
    /// 内容
    pub text: String,
    /// Who signs in it, if somebody does: the words before the room for the name, and those for the seal.
    pub signed: Option<String>,
}

impl Entry {
    /// An entry that is filled in.
    pub fn of(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), text: text.into(), signed: None }
    }

    /// An entry with room to sign.
    pub fn signed(label: impl Into<String>, text: impl Into<String>, who: impl Into<String>) -> Self {
        Self { label: label.into(), text: text.into(), signed: Some(who.into()) }
    }
}

/// The day that a hand fills in.
pub const BLANK_DATE: &str = "　　年　　月　　日";

/// A value as a paper shows it: a date written out, everything else as on the screen.
pub fn shown(datum: &Datum) -> String {
    match datum {
        Datum::Date(date) => chinese(*date),
        other => other.show(),
    }
}

impl Paper {
    /// A paper that begins with its title.
    pub fn titled(title: impl Into<String>) -> Self {
        Self::default().with(Block::Title(title.into()))
    }

    /// With one more part.
    #[must_use]
    pub fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// With whom it is for.
    #[must_use]
    pub fn addressed(self, to: impl Into<String>) -> Self {
        self.with(Block::Addressee(to.into()))
    }

    /// With a first-level heading.
    #[must_use]
    pub fn heading(self, text: impl Into<String>) -> Self {
        self.with(Block::Heading(text.into()))
    }

    /// With a paragraph.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.with(Block::Text(text.into()))
    }

    /// With a line about a list.
    #[must_use]
    pub fn note(self, text: impl Into<String>) -> Self {
        self.with(Block::Note(text.into()))
    }

    /// With a list.
    #[must_use]
    pub fn list(self, table: Table) -> Self {
        self.with(Block::List(table))
    }

    /// With an annex, its number among several before its title.
    #[must_use]
    pub fn annex(self, title: impl Into<String>) -> Self {
        self.with(Block::Annex(title.into()))
    }

    /// With who signs and the date.
    #[must_use]
    pub fn sealed(self, by: impl Into<String>, on: impl Into<Option<NaiveDate>>) -> Self {
        self.with(Block::Sealed { by: by.into(), on: on.into() })
    }

    /// The title; empty where there is none.
    pub fn title(&self) -> &str {
        let titles = self.blocks.iter().filter_map(|block| match block {
            Block::Title(title) => Some(title.as_str()),
            _ => None,
        });
        titles.into_iter().next().unwrap_or_default()
    }

    /// As plain text: paragraphs indented by two characters, the values of a list parted by tabs.
    pub fn plain(&self) -> String {
        let lines: Vec<_> = self.blocks.iter().map(Block::plain).collect();
        lines.join("\n")
    }

    /// Its parts in order, each an object with one English key.
    pub fn json(&self) -> Json {
        self.blocks.iter().map(Block::json).collect()
    }
}

impl Block {
    fn plain(&self) -> String {
        match self {
            Self::Letterhead { issuer, doc_no } => format!("{issuer}文件\n{doc_no}\n"),
            Self::Title(text) => format!("{text}\n"),
            Self::Addressee(to) => format!("{to}："),
            Self::Heading(text) | Self::Subheading(text) | Self::Text(text) => format!("　　{text}"),
            Self::Note(text) => text.clone(),
            Self::List(table) => list(table),
            Self::Form(entries) => entries.iter().map(Entry::plain).collect::<Vec<_>>().join("\n"),
            Self::Signatures(columns) => columns.concat().join("\n"),
            Self::Sealed { by, on } => {
                let on = on.map_or_else(|| BLANK_DATE.to_owned(), chinese);
                format!("\n　　　　{by}\n　　　　{on}")
            }
            Self::Imprint { issuer, on } => format!("\n{issuer}　　{}印发", chinese(*on)),
            Self::Annex(title) => format!("\n附件\n{title}\n"),
        }
    }

    fn json(&self) -> Json {
        match self {
            Self::Letterhead { issuer, doc_no } => json!({ "issuer": issuer, "doc_no": doc_no }),
            Self::Title(text) => json!({ "title": text }),
            Self::Addressee(to) => json!({ "to": to }),
            Self::Heading(text) | Self::Subheading(text) => json!({ "heading": text }),
            Self::Text(text) | Self::Note(text) => json!({ "text": text }),
            Self::List(table) => json!({ "list": table.json() }),
            Self::Form(entries) => {
                let pairs = entries.iter().map(|entry| (entry.label.clone(), entry.text.as_str().into()));
                json!({ "form": Json::Object(pairs.collect()) })
            }
            Self::Signatures(columns) => json!({ "signatures": columns }),
            Self::Sealed { by, on } => json!({ "from": by, "dated": on.map(|on| on.to_string()) }),
            Self::Imprint { issuer, on } => json!({ "issued_by": issuer, "issued_on": on.to_string() }),
            Self::Annex(title) => json!({ "annex": title }),
        }
    }
}

impl Entry {
    fn plain(&self) -> String {
        let signed = self.signed.iter().map(|who| format!("\n　　{who}　　　　　{BLANK_DATE}"));
        format!("{}：{}{}", self.label, self.text, signed.collect::<String>())
    }
}

fn list(table: &Table) -> String {
    let header = table.columns.iter().map(|column| column.header.replace('\n', "")).collect::<Vec<_>>();
    let rows = table.rows.iter().chain(&table.totals).map(|row| row.iter().map(shown).collect());
    std::iter::once(header).chain(rows).map(|row| row.join("\t")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_reads_from_top_to_bottom() {
        let day = NaiveDate::from_ymd_opt(2026, 4, 8);
        let paper =
            Paper::titled("补正通知").addressed("上海示例公司").text("需要补正。").sealed("泗泾镇", day);
        assert_eq!(
            paper.plain(),
            "补正通知\n\n上海示例公司：\n　　需要补正。\n\n　　　　泗泾镇\n　　　　2026年4月8日"
        );
        assert_eq!(paper.json()[3], json!({ "from": "泗泾镇", "dated": "2026-04-08" }));
        assert_eq!(paper.title(), "补正通知");
    }

    #[test]
    fn a_list_and_a_form_keep_every_value() {
        let mut table = Table::new("list", "名单", &[("unit", "单位"), ("on", "日期")]);
        table.push(vec!["甲".into(), NaiveDate::from_ymd_opt(2026, 1, 2).into()]);
        let form =
            Block::Form(vec![Entry::of("项目", "乙"), Entry::signed("审批意见", "", "负责人（签名）：")]);
        let paper = Paper::default().list(table).with(form).sealed("丙", None);
        let text = paper.plain();
        assert!(
            text.starts_with("单位\t日期\n甲\t2026年1月2日\n项目：乙\n审批意见：\n　　负责人（签名）：　"),
            "{text}"
        );
        assert!(text.ends_with(BLANK_DATE));
    }
}
