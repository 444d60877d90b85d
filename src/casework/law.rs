//! 规则: the law as the program reads it.

use anyhow::Result;

use super::dossier::RoundFile;
use super::{Desk, Report, misuse};
use crate::measure::{self, Policy, Rule};
use crate::model::Table;

/// The catalogue, or those rules whose clause begins like this.
///
/// # Errors
/// No rule has such a clause.
pub fn list(clause: Option<&str>) -> Result<Report> {
    let columns = [
        ("code", "规则"),
        ("clause", "依据"),
        ("title", "名称"),
        ("asks", "要求"),
        ("origin", "来源"),
        ("stages", "环节"),
        ("in_schema", "案卷自守"),
        ("discretion", "变通"),
    ];
    let mut table = Table::new("rules", "规则一览", &columns);
    for rule in measure::catalogue() {
        if clause.is_some_and(|clause| !rule.clause.starts_with(clause)) {
            continue;
        }
        table.push(vec![
            rule.code.into(),
            rule.clause.into(),
            rule.title.into(),
            rule.asks.into(),
            rule.origin.term().into(),
            stages(rule).into(),
            if rule.in_schema { "是" } else { "" }.into(),
            rule.discretion.map_or("", |way| way.term()).into(),
        ]);
    }
    if table.rows.is_empty() {
        return misuse(format!("没有依据为“{}”的规则。条款写法如 六 或 六(一)3", clause.unwrap_or_default()));
    }
    Ok(Report::list(table))
}

fn stages(rule: &Rule) -> String {
    let stages: Vec<_> = rule.stages.iter().map(|stage| stage.term()).collect();
    stages.join("、")
}

/// One rule, with the figures of the newest round, or the program's own where there is no case file.
///
/// # Errors
/// There is no such rule.
pub fn show(code: &str, desk: Option<&Desk>) -> Result<Report> {
    let Some(rule) = measure::rule(code) else {
        return misuse(format!("没有编号为 {code} 的规则。全部规则见 studiogrant rules"));
    };
    let round = desk.and_then(|desk| RoundFile::load(&desk.store, None).ok());
    let (policy, whose) = match round {
        Some(round) => (round.policy, format!("{} 年度", round.round.year)),
        None => (Policy::embedded()?, "程序自带".to_owned()),
    };
    let mut table =
        Table::new("rule", format!("{} {}", rule.code, rule.title), &[("item", "项目"), ("text", "内容")]);
    let discretion = rule.discretion.map_or("不能变通", |way| way.term());
    let schema = if rule.in_schema { "；案卷自身的约束也拦" } else { "" };
    for (item, text) in [
        ("依据", rule.clause.to_owned()),
        ("要求", rule.asks.to_owned()),
        ("理解", rule.reading.to_owned()),
        ("来源", rule.origin.term().to_owned()),
        ("环节", format!("{}{schema}", stages(rule))),
        ("变通", discretion.to_owned()),
        ("待核实", if rule.confirmable { "可凭证据核实确认" } else { "无需核实" }.to_owned()),
    ] {
        table.push(vec![item.into(), text.into()]);
    }
    let columns =
        [("name", "参数"), ("value", "数值"), ("clause", "依据"), ("source", "来源"), ("note", "说明")];
    let mut figures = Table::new("figures", format!("参数（{whose}）"), &columns);
    for shown in (rule.figures)(&policy) {
        figures.push(vec![
            shown.name.into(),
            shown.value.into(),
            shown.clause.into(),
            shown.source.term().into(),
            shown.note.into(),
        ]);
    }
    Ok(Report { tables: vec![table, figures], ..Report::default() })
}
