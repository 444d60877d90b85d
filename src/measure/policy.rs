//! 政策参数: every number and list of the measure, each with its clause and its source. The rules hold none of
//! their own; a round keeps the text of the policy it was opened under.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::figure::{Figure, Item};
pub use super::figure::{MatchingDue, MunicipalMode, Source, TieBreak};
use super::points;
use crate::model::Fen;
use crate::model::grade::Grade;

/// 政策: the figures of one measure.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// 办法文号
    pub measure: Figure<String>,
    /// 实施日期
    pub effective_on: Figure<NaiveDate>,
    /// 区级资助标准
    pub grant: Figure<Fen>,
    /// 市级资助标准
    pub municipal_grant: Figure<Fen>,
    /// 市级资助方式
    pub municipal_mode: Figure<MunicipalMode>,
    /// 配套资金下限
    pub matching_minimum: Figure<Fen>,
    /// 配套到位期限
    pub matching_due: Figure<MatchingDue>,
    /// 第一期比例, percent
    pub first_share_percent: Figure<u32>,
    /// 资助周期, years
    pub cycle_years: Figure<u32>,
    /// 年度名额
    pub quota: Figure<u32>,
    /// 名额幅度
    pub quota_band: Figure<u32>,
    /// 技能等级下限
    pub lowest_grade: Figure<Grade>,
    /// 单位公示, working days, both ends included
    pub internal_notice_days: Figure<u32>,
    /// 名单公示, working days, day of posting not counted
    pub public_notice_days: Figure<u32>,
    /// 自行初审的开发区
    pub screening_zones: Figure<Vec<String>>,
    /// 专家人数下限
    pub panel_minimum: Figure<u32>,
    /// 专家须为单数
    pub panel_odd: Figure<bool>,
    /// 有效评分下限
    pub sheets_minimum: Figure<u32>,
    /// 去高低分起点: from so many sheets on
    pub trim_from: Figure<u32>,
    /// 去高低分个数: so many at either end
    pub trim_each: Figure<u32>,
    /// 评分项目
    pub rubric: Figure<Vec<Item>>,
    /// 成果分项目, a key of the rubric
    pub outputs_item: Figure<String>,
    /// 人才培养分项目, a key of the rubric
    pub talent_item: Figure<String>,
    /// 同分比较顺序
    pub tie_order: Figure<Vec<TieBreak>>,
    /// 资助资金用途
    pub grant_purposes: Figure<Vec<String>>,
    /// 配套资金用途
    pub matching_purposes: Figure<Vec<String>>,
    /// 考核要素
    pub elements: Figure<Vec<Item>>,
    /// 合格线, hundredths of a point
    pub pass_mark: Figure<points::Points>,
    /// 优秀线, hundredths of a point
    pub excellent_mark: Figure<points::Points>,
    /// 届中考核月份
    pub midterm_month: Figure<u32>,
    /// 届中考核窗口: first and last month
    pub midterm_window: Figure<(u32, u32)>,
    /// 整改次数
    pub rectifications: Figure<u32>,
    /// 整改期限, months
    pub rectification_months: Figure<u32>,
    /// 单位定期考核间隔, months
    pub review_months: Figure<u32>,
}

/// A policy file that can't be used, in Chinese, every fault named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("政策文件不能用：{0}")]
pub struct PolicyError(pub String);

impl Policy {
    /// The text of the measure's own policy, as a case file stores it.
    pub const EMBEDDED: &'static str = include_str!("policies/songjiang-2023-101.json");

    /// The measure's own policy.
    ///
    /// # Errors
    /// None in a tested build: the text is compiled in.
    pub fn embedded() -> Result<Self, PolicyError> {
        Self::from_json(Self::EMBEDDED)
    }

    /// Reads a policy and sees that it makes sense.
    ///
    /// # Errors
    /// What can't be read, with line and column; or every figure that contradicts another.
    pub fn from_json(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = serde_json::from_str(text).map_err(|error| {
            let place = format!("第 {} 行第 {} 列", error.line(), error.column());
            PolicyError(format!("{place}读不懂（{error}）"))
        })?;
        let faults = policy.faults();
        if faults.is_empty() { Ok(policy) } else { Err(PolicyError(faults.join("；"))) }
    }

    /// Reads a policy that a bureau has drawn up: its own figures are its choice, the measure's stay as they are.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json); or every figure that is the measure's and says otherwise, or only claims to be.
    pub fn chosen(text: &str) -> Result<Self, PolicyError> {
        let policy = Self::from_json(text)?;
        let faults = departures(&policy, text)?;
        if faults.is_empty() { Ok(policy) } else { Err(PolicyError(faults.join("；"))) }
    }

    /// The place of the item with this key in the rubric.
    pub fn rubric_item(&self, key: &str) -> Option<usize> {
        self.rubric.value.iter().position(|item| item.key == key)
    }

    /// What contradicts itself.
    fn faults(&self) -> Vec<String> {
        let (earliest, latest) = self.midterm_window.value;
        let due = self.midterm_month.value;
        let cycle_months = self.cycle_years.value.saturating_mul(12);
        let ties = &self.tie_order.value;
        let checks = [
            (self.measure.value.trim().is_empty(), "办法文号不能空着"),
            (self.grant.value <= Fen::ZERO, "区级资助标准应大于 0"),
            (self.municipal_grant.value <= Fen::ZERO, "市级资助标准应大于 0"),
            (self.matching_minimum.value < Fen::ZERO, "配套资金下限不能小于 0"),
            (!(1..=99).contains(&self.first_share_percent.value), "第一期比例应在 1 到 99 之间"),
            (!(1..=10).contains(&self.cycle_years.value), "资助周期应在 1 到 10 年之间"),
            (self.quota.value == 0, "年度名额至少 1 个"),
            (self.quota_band.value >= self.quota.value, "名额幅度应小于年度名额"),
            (self.internal_notice_days.value == 0, "单位公示至少 1 个工作日"),
            (self.public_notice_days.value == 0, "名单公示至少 1 个工作日"),
            (self.panel_minimum.value == 0, "评审专家至少 1 人"),
            (self.sheets_minimum.value == 0, "有效评分至少 1 份"),
            (self.sheets_minimum.value > self.panel_minimum.value, "有效评分下限不能大于专家人数下限"),
            (self.trim_from.value <= self.trim_each.value.saturating_mul(2), "去掉高低分以后应还有评分"),
            (!adds_up(&self.rubric.value), "评分项目应名称齐全、代号不重复、分值为正、合计 100 分"),
            (!adds_up(&self.elements.value), "考核要素应名称齐全、代号不重复、分值为正、合计 100 分"),
            (self.rubric_item(&self.outputs_item.value).is_none(), "成果分项目不在评分项目里"),
            (self.rubric_item(&self.talent_item.value).is_none(), "人才培养分项目不在评分项目里"),
            (ties.iter().enumerate().any(|(at, tie)| ties[..at].contains(tie)), "同分比较顺序有重复"),
            (!words(&self.grant_purposes.value), "资助资金用途不能为空、不能重复"),
            (!words(&self.matching_purposes.value), "配套资金用途不能为空、不能重复"),
            (self.pass_mark.value.0 <= 0, "合格线应大于 0"),
            (self.pass_mark.value > self.excellent_mark.value, "合格线不能高于优秀线"),
            (self.excellent_mark.value > points::HUNDRED, "优秀线不能高于 100 分"),
            (!(earliest <= due && due <= latest && latest < cycle_months), "届中考核月份应在窗口内、周期内"),
            (self.rectification_months.value == 0, "整改期限至少 1 个月"),
            (self.review_months.value == 0, "单位定期考核间隔至少 1 个月"),
        ];
        checks.iter().filter(|(wrong, _)| *wrong).map(|(_, fault)| (*fault).to_owned()).collect()
    }
}

/// Where a policy puts other figures into the measure's mouth. Two ways to write one figure are the same figure.
fn departures(policy: &Policy, text: &str) -> Result<Vec<String>, PolicyError> {
    let read = |text: &str| {
        serde_json::from_str::<Map<String, Json>>(text).map_err(|error| PolicyError(error.to_string()))
    };
    let (given, own) = (read(text)?, read(Policy::EMBEDDED)?);
    let mut faults = Vec::new();
    for (key, right) in &own {
        let is_measures = right["source"] == Source::Measure.code();
        let Some(found) = given.get(key).filter(|found| *found != right) else { continue };
        if found["source"] != right["source"] {
            let (source, says) = (&right["source"], if is_measures { "办法有规定" } else { "办法没有规定" });
            faults.push(format!("{key} 的 source 为 {}，应为 {source}：这个数{says}", found["source"]));
        } else if is_measures {
            let mut mended = given.clone();
            mended[key]["value"] = right["value"].clone();
            if Policy::from_json(&Json::Object(mended).to_string())? != *policy {
                let (found, right) = (&found["value"], &right["value"]);
                faults.push(format!("{key} 是办法规定的，应为 {right}，文件里是 {found}"));
            }
        }
    }
    Ok(faults)
}

/// Whether the items are named, distinct, positive, and make a hundred points.
fn adds_up(items: &[Item]) -> bool {
    let keys: Vec<_> = items.iter().map(|item| item.key.clone()).collect();
    let whole = items.iter().all(|item| item.maximum.0 > 0 && !item.name.trim().is_empty());
    words(&keys) && whole && items.iter().map(|item| i128::from(item.maximum.0)).sum::<i128>() == 10_000
}

/// Whether the list has words, none blank and none twice.
fn words(list: &[String]) -> bool {
    let sound = |(at, word): (usize, &String)| !word.trim().is_empty() && !list[..at].contains(word);
    !list.is_empty() && list.iter().enumerate().all(sound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn with(key: &str, value: Json) -> Result<Policy, PolicyError> {
        let mut text: Json = serde_json::from_str(Policy::EMBEDDED).unwrap();
        text[key]["value"] = value;
        Policy::from_json(&text.to_string())
    }

    #[test]
    fn the_embedded_policy_carries_the_measures_figures() {
        let policy = Policy::embedded().unwrap();
        assert_eq!(policy.effective_on.value, NaiveDate::from_ymd_opt(2023, 12, 27).unwrap());
        assert_eq!(policy.grant.value, Fen::new(5_000_000));
        assert_eq!(policy.municipal_grant.value, Fen::new(8_000_000));
        assert_eq!(policy.matching_minimum.value, Fen::new(5_000_000));
        assert_eq!(policy.lowest_grade.value, Grade::Technician);
        assert_eq!((policy.grant.source, policy.panel_minimum.source), (Source::Measure, Source::Bureau));
        assert_eq!(policy.rubric_item("talent"), Some(3));
        assert_eq!(policy.pass_mark.value, points::Points(6000));
    }

    #[test]
    fn figures_at_their_limits_are_taken() {
        for (key, value) in [
            ("first_share_percent", json!(1)),
            ("first_share_percent", json!(99)),
            ("cycle_years", json!(2)),
            ("cycle_years", json!(10)),
            ("quota", json!(3)),
            ("matching_minimum", json!("0.00")),
            ("grant", json!("0.01")),
            ("municipal_grant", json!("0.01")),
            ("internal_notice_days", json!(1)),
            ("public_notice_days", json!(1)),
            ("panel_minimum", json!(3)),
            ("sheets_minimum", json!(1)),
            ("sheets_minimum", json!(5)),
            ("trim_from", json!(3)),
            ("pass_mark", json!("85")),
            ("pass_mark", json!("0.01")),
            ("excellent_mark", json!("100")),
            ("excellent_mark", json!("60.00")),
            ("midterm_window", json!([18, 18])),
            ("midterm_window", json!([1, 35])),
            ("rectification_months", json!(1)),
            ("review_months", json!(1)),
            ("tie_order", json!([])),
            ("rectifications", json!(0)),
        ] {
            assert_eq!(with(key, value.clone()).err(), None, "{key} {value}");
        }
    }

    #[test]
    fn a_policy_that_contradicts_itself_is_refused_with_the_reason() {
        let item =
            |key: &str, name: &str, maximum: &str| json!({"key": key, "name": name, "maximum": maximum});
        for (key, value, fault) in [
            ("measure", json!(" "), "文号"),
            ("grant", json!("0.00"), "区级资助标准"),
            ("municipal_grant", json!("0.00"), "市级资助标准"),
            ("first_share_percent", json!(0), "第一期比例"),
            ("first_share_percent", json!(100), "第一期比例"),
            ("cycle_years", json!(0), "资助周期"),
            ("cycle_years", json!(11), "资助周期"),
            ("quota", json!(0), "年度名额至少"),
            ("quota", json!(2), "名额幅度"),
            ("internal_notice_days", json!(0), "单位公示"),
            ("public_notice_days", json!(0), "名单公示"),
            ("panel_minimum", json!(0), "专家至少"),
            ("panel_minimum", json!(2), "有效评分下限"),
            ("sheets_minimum", json!(0), "有效评分至少"),
            ("sheets_minimum", json!(6), "有效评分下限"),
            ("trim_from", json!(2), "去掉高低分"),
            ("rubric", json!([item("outputs", "甲", "50"), item("talent", "乙", "49.99")]), "评分项目应"),
            ("rubric", json!([item("outputs", "甲", "100"), item("outputs", "乙", "0")]), "评分项目应"),
            ("elements", json!([item("a", "", "50"), item("b", "乙", "50")]), "考核要素应"),
            ("elements", json!([item("a", "甲", "50"), item("a", "乙", "50")]), "考核要素应"),
            ("elements", json!([item("a", "甲", "100"), item("b", "乙", "0")]), "考核要素应"),
            ("outputs_item", json!("nothing"), "成果分"),
            ("talent_item", json!("nothing"), "人才培养分"),
            ("tie_order", json!(["g60", "g60"]), "同分"),
            ("grant_purposes", json!([]), "资助资金用途"),
            ("matching_purposes", json!(["甲", " "]), "配套资金用途"),
            ("matching_purposes", json!(["甲", "甲"]), "配套资金用途"),
            ("pass_mark", json!("0"), "合格线应"),
            ("pass_mark", json!("85.01"), "不能高于优秀线"),
            ("excellent_mark", json!("100.01"), "优秀线不能"),
            ("midterm_window", json!([19, 21]), "窗口"),
            ("midterm_window", json!([15, 17]), "窗口"),
            ("midterm_window", json!([15, 36]), "窗口"),
            ("rectification_months", json!(0), "整改期限"),
            ("review_months", json!(0), "定期考核"),
        ] {
            let error = with(key, value.clone()).expect_err(key).to_string();
            assert!(error.contains(fault), "{key} {value}: {error}");
        }
    }

    #[test]
    fn a_bureau_chooses_its_own_figures_and_not_the_measures() {
        let chosen = |key: &str, part: &str, value: Json| {
            let mut text: Json = serde_json::from_str(Policy::EMBEDDED).unwrap();
            text[key][part] = value;
            Policy::chosen(&text.to_string()).err().map(|error| error.to_string())
        };
        assert_eq!(Policy::chosen(Policy::EMBEDDED), Policy::embedded());
        for (key, part, value) in [
            ("municipal_mode", "value", json!("higher_of")),
            ("pass_mark", "value", json!("70")),
            ("grant", "value", json!("50000")),
            ("grant", "note", json!("每家")),
        ] {
            assert_eq!(chosen(key, part, value), None, "{key}");
        }
        for (key, part, value, says) in [
            ("first_share_percent", "value", json!(33), ["first_share_percent", "应为 50", "里是 33"]),
            ("grant", "value", json!("60000.00"), ["grant", "应为 \"50000.00\"", "里是 \"60000.00\""]),
            ("grant_purposes", "value", json!(["旅游"]), ["grant_purposes", "培训进修", "旅游"]),
            ("grant", "source", json!("bureau"), ["grant", "应为 \"measure\"", "办法有规定"]),
            ("pass_mark", "source", json!("measure"), ["pass_mark", "应为 \"bureau\"", "办法没有规定"]),
        ] {
            let said = chosen(key, part, value.clone()).expect(key);
            assert!(says.iter().all(|one| said.contains(one)), "{key} {value}: {said}");
        }
    }

    #[test]
    fn an_unknown_or_misspelt_figure_is_refused_with_its_place() {
        let more = Policy::EMBEDDED.replacen('{', "{ \"grants\": 1,", 1);
        assert!(Policy::from_json(&more).unwrap_err().to_string().contains("第 1 行"));
        for (key, value) in [
            ("grant", json!("5万")),
            ("grant", json!(50000)),
            ("grant", json!("-1.00")),
            ("effective_on", json!("2023-13-01")),
            ("lowest_grade", json!("大师")),
            ("midterm_window", json!([15])),
            ("quota", json!("10")),
            ("panel_odd", json!("是")),
        ] {
            assert!(with(key, value.clone()).is_err(), "{key} {value}");
        }
    }
}
