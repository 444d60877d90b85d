//! The papers of the review: the sheet that an expert fills in by hand, the summary, the minutes.

use super::ranking::Review;
use crate::casework::dossier::RoundFile;
use crate::casework::wording::{formal, formal_list};
use crate::model::paper::{BLANK_DATE, Block, Entry, Paper};
use crate::model::{Column, Datum, Table};
use crate::store::facts::Expert;

/// 评审打分表: the cases of the expert's sheet, with room for every item and the sum.
pub(super) fn score_sheet(round: &RoundFile, expert: &Expert, sheet: &Table) -> Paper {
    let mut list = sheet.without("expert");
    for column in &mut list.columns {
        let item = round.policy.rubric.value.iter().find(|item| item.key == column.key);
        if let Some(item) = item {
            column.header = format!("{}\n（{}分）", item.name, item.maximum).into();
        }
    }
    list.columns.insert(0, Column::new("position", "序号"));
    list.columns.push(Column::new("total", "合计\n（100分）"));
    for (position, row) in (1_i64..).zip(&mut list.rows) {
        row.insert(0, position.into());
        row.push(Datum::Empty);
    }
    let title = expert.title.as_ref().map(|title| format!("　职称：{title}")).unwrap_or_default();
    Paper::titled(format!("{}年度松江区首席技师工作室资助项目\n评审打分表", round.round.year))
        .note(format!("评审专家：{}　工作单位：{}{title}", expert.name, expert.employer))
        .note("各项打分不超过括号内的分值，最多两位小数。与申报单位或首席技师有利害关系的，请先声明回避，不打分。")
        .list(list)
        .with(signed(&["评审专家（签名）"]))
}

/// 评分汇总表, to be signed by the panel.
pub(super) fn summary(review: &Review, summary: &Table, notes: &[String]) -> Paper {
    let title = format!("{}年度松江区首席技师工作室资助项目\n评审评分汇总表", review.round.round.year);
    let paper = Paper::titled(title).list(marks_below(summary));
    let paper = notes.iter().map(|note| formal(note)).fold(paper, Paper::note);
    paper.with(signed(&["汇总人（签名）", "复核人（签名）"]))
}

/// 评审记录: each list of the minutes under its own heading, those too wide for the text as annexes, the ranking among
/// them as the summary has it; then the panel's signatures.
pub(super) fn minutes(review: &Review, tables: &[Table], summary: Table) -> Paper {
    let title = format!("{}年度松江区首席技师工作室资助项目\n评审记录", review.round.round.year);
    let mut paper = Paper::titled(title);
    let mut annexes = Vec::new();
    let ranking = marks_below(&Table { totals: None, ..summary });
    let mut number = 0;
    let mut next = |title: &str| {
        number += 1;
        format!("{}、{title}", counted(number))
    };
    for table in tables {
        paper = paper.heading(next(&formal(&table.title)));
        paper = match table.key {
            "outline" => paper.with(Block::Form(outline(table))),
            "signatures" => paper.list(table.clone()),
            _ if table.rows.is_empty() => paper.text("无。"),
            "ranking" | "changed" => {
                let annex = if table.key == "ranking" { ranking.clone() } else { formal_list(table) };
                let named = format!("见附件“{}”。", formal(&annex.title));
                annexes.push(annex);
                paper.text(named)
            }
            _ => paper.list(formal_list(table).filled()),
        };
    }
    annexes.into_iter().fold(paper, |paper, table| paper.annex(formal(&table.title)).list(table))
}

/// The summary with a score's mark on a line of its own, so that it isn't broken.
fn marks_below(summary: &Table) -> Table {
    let mut table = summary.clone();
    for datum in table.rows.iter_mut().flatten() {
        if let Datum::Text(text) = datum {
            *text = formal(&text.replace("（去", "\n（去"));
        }
    }
    table
}

/// 一 to 九十九.
fn counted(number: usize) -> String {
    let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |number: usize| digits.get(number % 10).copied().unwrap_or_default();
    match number {
        0..10 => digit(number).to_owned(),
        10..20 => format!("十{}", digit(number)),
        _ => format!("{}十{}", digit(number / 10), digit(number)),
    }
}

fn outline(table: &Table) -> Vec<Entry> {
    let text = |row: &Vec<Datum>, at: usize| row.get(at).map(Datum::show).unwrap_or_default();
    let mut entries: Vec<_> =
        table.rows.iter().map(|row| Entry::of(text(row, 0), formal(&text(row, 1)))).collect();
    // Where the meeting is not recorded, a hand fills it in, where it would stand.
    let after =
        entries.iter().position(|entry| entry.label == "评审组组成").map_or(entries.len(), |at| at + 1);
    for (at, label) in (after..).zip(["评审会时间", "评审会地点", "主持人"]) {
        if entries.iter().all(|entry| entry.label != label) {
            entries.insert(at, Entry::of(label, ""));
        }
    }
    entries
}

/// Who signs, side by side, each with the day.
fn signed(who: &[&str]) -> Block {
    let column = |who: &&str| vec![format!("{who}："), BLANK_DATE.to_owned()];
    Block::Signatures(who.iter().map(column).collect())
}
