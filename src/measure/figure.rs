//! 参数: one figure of the policy with where it comes from, and how its value is read and shown.

use chrono::NaiveDate;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

use super::points::{Points, hundredths};
use crate::model::Fen;
use crate::model::grade::Grade;

crate::terms! {
    /// 参数来源
    pub enum Source {
        Measure = "measure", "办法规定";
        Bureau = "bureau", "局里确定";
    }
}

crate::terms! {
    /// 市级资助方式
    pub enum MunicipalMode {
        OnTop = "on_top", "另行拨付";
        HigherOf = "higher_of", "就高补差";
    }
}

crate::terms! {
    /// 配套到位期限
    pub enum MatchingDue {
        BeforeSecond = "before_second", "第二期拨付前";
        BeforeClosing = "before_closing", "结项前";
    }
}

crate::terms! {
    /// 同分比较: what is compared when means are level
    pub enum TieBreak {
        Priority = "priority", "优先申报";
        Outputs = "outputs", "成果分";
        Talent = "talent", "人才培养分";
        G60 = "g60", "G60重点企业";
        PanelVote = "panel_vote", "评审组表决";
    }
}

/// 参数: a value with its clause and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure<T> {
    /// What it is.
    pub value: T,
    /// The clause it belongs to.
    pub clause: String,
    /// Whether the measure says it or the bureau chose it.
    pub source: Source,
    /// What it means, in Chinese.
    pub note: String,
}

/// 参数一览: a figure as `rules CODE` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What the figure is called, in Chinese.
    pub name: &'static str,
    /// Its value, as a person reads it.
    pub value: String,
    /// Its clause.
    pub clause: String,
    /// Its source.
    pub source: Source,
    /// What it means.
    pub note: String,
}

/// 分值项目: an item of the rubric or an element of the assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// English, for `--json` and the columns of a score sheet.
    pub key: String,
    /// Chinese, for people.
    pub name: String,
    /// The most points it can get.
    pub maximum: Points,
}

/// A type that can be the value of a figure.
pub trait Worth: Sized {
    /// Reads the value in the policy file; an error is a Chinese clause.
    ///
    /// # Errors
    /// What the value should have been.
    fn read(json: &Json) -> Result<Self, String>;

    /// As a person reads it.
    fn show(&self) -> String;
}

impl<T: Worth> Figure<T> {
    /// The figure under this name, for a list.
    pub fn shown(&self, name: &'static str) -> Shown {
        let Self { value, clause, source, note } = self;
        Shown { name, value: value.show(), clause: clause.clone(), source: *source, note: note.clone() }
    }
}

impl<'de, T: Worth> Deserialize<'de> for Figure<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Raw {
            value: Json,
            clause: String,
            source: String,
            note: String,
        }
        let raw = Raw::deserialize(deserializer)?;
        let value = T::read(&raw.value).map_err(D::Error::custom)?;
        let source =
            Source::find(&raw.source).ok_or_else(|| D::Error::custom("来源应为 measure 或 bureau"))?;
        Ok(Self { value, clause: raw.clause, source, note: raw.note })
    }
}

/// The text in the value, or a sentence about what it should have been.
fn text<'j>(json: &'j Json, expects: &str) -> Result<&'j str, String> {
    json.as_str().ok_or_else(|| format!("{json} 应为{expects}"))
}

impl Worth for String {
    fn read(json: &Json) -> Result<Self, String> {
        text(json, "文字").map(Self::from)
    }

    fn show(&self) -> String {
        self.clone()
    }
}

impl Worth for Fen {
    fn read(json: &Json) -> Result<Self, String> {
        const EXPECTS: &str = "以元计的金额文字，如 \"50000.00\"";
        let amount = hundredths(text(json, EXPECTS)?).ok_or_else(|| format!("{json} 应为{EXPECTS}"))?;
        Ok(Self::new(amount))
    }

    fn show(&self) -> String {
        format!("{self} 元")
    }
}

impl Worth for Points {
    fn read(json: &Json) -> Result<Self, String> {
        const EXPECTS: &str = "最多两位小数的分值文字，如 \"60\"";
        hundredths(text(json, EXPECTS)?).map(Self).ok_or_else(|| format!("{json} 应为{EXPECTS}"))
    }

    fn show(&self) -> String {
        format!("{self} 分")
    }
}

impl Worth for NaiveDate {
    fn read(json: &Json) -> Result<Self, String> {
        const EXPECTS: &str = "日期文字，如 \"2023-12-27\"";
        let day = NaiveDate::parse_from_str(text(json, EXPECTS)?, "%Y-%m-%d");
        day.map_err(|_| format!("{json} 应为{EXPECTS}"))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Worth for u32 {
    fn read(json: &Json) -> Result<Self, String> {
        let number = json.as_u64().and_then(|number| Self::try_from(number).ok());
        number.ok_or_else(|| format!("{json} 应为不小于 0 的整数"))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Worth for bool {
    fn read(json: &Json) -> Result<Self, String> {
        json.as_bool().ok_or_else(|| format!("{json} 应为 true 或 false"))
    }

    fn show(&self) -> String {
        if *self { "是" } else { "否" }.to_owned()
    }
}

impl Worth for (u32, u32) {
    fn read(json: &Json) -> Result<Self, String> {
        match Vec::<u32>::read(json)?.as_slice() {
            [first, last] => Ok((*first, *last)),
            _ => Err(format!("{json} 应为两个整数")),
        }
    }

    fn show(&self) -> String {
        format!("{} 至 {}", self.0, self.1)
    }
}

impl<T: Worth> Worth for Vec<T> {
    fn read(json: &Json) -> Result<Self, String> {
        json.as_array().ok_or_else(|| format!("{json} 应为一列值"))?.iter().map(T::read).collect()
    }

    fn show(&self) -> String {
        self.iter().map(T::show).collect::<Vec<_>>().join("、")
    }
}

impl Worth for Item {
    fn read(json: &Json) -> Result<Self, String> {
        let part = |key: &str| json.get(key).ok_or_else(|| format!("{json} 缺 {key}"));
        let known = json.as_object().is_some_and(|object| object.len() == 3);
        if !known {
            return Err(format!("{json} 应为 key、name、maximum 三项"));
        }
        let (key, name) = (String::read(part("key")?)?, String::read(part("name")?)?);
        Ok(Self { key, name, maximum: Points::read(part("maximum")?)? })
    }

    fn show(&self) -> String {
        format!("{} {}", self.name, self.maximum)
    }
}

/// Terms are written by their code or their Chinese word.
macro_rules! worth_of_terms {
    ($($name:ident),*) => { $(
        impl Worth for $name {
            fn read(json: &Json) -> Result<Self, String> {
                const EXPECTS: &str = <$name as crate::model::Value>::EXPECTS;
                Self::find(text(json, EXPECTS)?).ok_or_else(|| format!("{json} 应为 {EXPECTS}"))
            }

            fn show(&self) -> String {
                self.term().to_owned()
            }
        }
    )* };
}

worth_of_terms!(Grade, MunicipalMode, MatchingDue, TieBreak);

#[cfg(test)]
mod tests {
    use super::super::policy::Policy;

    #[test]
    fn figures_are_shown_as_people_read_them() {
        let policy = Policy::embedded().unwrap();
        for (shown, value) in [
            (policy.grant.shown("a"), "50,000.00 元"),
            (policy.effective_on.shown("a"), "2023-12-27"),
            (policy.panel_odd.shown("a"), "是"),
            (policy.quota.shown("a"), "10"),
            (policy.lowest_grade.shown("a"), "技师"),
            (policy.municipal_mode.shown("a"), "另行拨付"),
            (policy.pass_mark.shown("a"), "60 分"),
            (policy.midterm_window.shown("a"), "15 至 21"),
            (policy.measure.shown("a"), "沪松人社〔2023〕101号"),
            (policy.tie_order.shown("a"), "优先申报、成果分、人才培养分、G60重点企业、评审组表决"),
            (policy.elements.shown("a"), "硬件建设 15、内部管理 20、项目成果 30、人才培养 25、社会效应 10"),
        ] {
            assert_eq!(shown.value, value);
            assert!(!shown.clause.is_empty() && !shown.note.is_empty());
        }
    }

    #[test]
    fn a_figure_needs_its_clause_source_and_note_and_nothing_else() {
        for (from, to) in [
            (r#""source": "bureau""#, r#""source": "habit""#),
            (r#""clause": "九3", "#, ""),
            (r#""clause": "九3", "#, r#""clause": "九3", "page": 1, "#),
            (r#"{ "key": "skill", "name""#, r#"{ "key": "skill", "weight": 1, "name""#),
            (r#"{ "key": "skill", "name""#, r#"{ "name""#),
        ] {
            assert!(Policy::EMBEDDED.contains(from), "{from}");
            assert!(Policy::from_json(&Policy::EMBEDDED.replacen(from, to, 1)).is_err(), "{to}");
        }
        assert!(Policy::embedded().unwrap().panel_odd.shown("a").value == "是");
    }
}
