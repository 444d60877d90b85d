//! Experts' score sheets, of one expert or of several.

use std::collections::BTreeSet;

use anyhow::Result;

use super::ranking::{Review, owed_count, owed_table};
use super::scoring::{Scored, record, sheets};
use super::{BUREAU, before_proposal, expert};
use crate::casework::desk::Hand;
use crate::casework::dossier::RoundFile;
use crate::casework::sheet::{self, Sheet, Taken, Tally, Unfit, Upload, Words, case_of, in_cell};
use crate::casework::{Desk, Refusal, Report, misuse, not_met};
use crate::intake::Row;
use crate::intake::sheets::ScoreRow;
use crate::measure::{Item, Points};
use crate::model::acts::Role;
use crate::store::Book;

/// Takes in score sheets. An expert's sheet is taken whole: where it leaves out a case that the expert owes, it is
/// refused, unless only part of it is asked for.
///
/// # Errors
/// The sheet or the case file can't be read or written, or [`crate::casework::Refusal`] where a sheet leaves something
/// out. Rows that can't be recorded are reported, not an error.
pub fn import(desk: &mut Desk, upload: Upload<'_>, year: Option<i64>) -> Result<Report> {
    let round = RoundFile::load(&desk.store, year)?;
    let mut scores = Scores {
        round,
        partial: upload.partial,
        experts: BTreeSet::new(),
        contradictions: Vec::new(),
        owed: Vec::new(),
    };
    let tally = sheet::import(desk, &mut scores, upload)?;
    let mut report = tally.report(&scores.words(), &upload, "");
    if tally.turned > 0 && !upload.partial {
        return Ok(report);
    }
    let owed: Vec<_> = (scores.owed.iter())
        .map(|(expert, cases)| (expert.as_str(), cases.iter().map(String::as_str).collect()))
        .collect();
    let count = owed_count(&owed);
    if count == 0 {
        report.next.push("看排名：studiogrant review rank".to_owned());
    } else {
        report.done.push(format!("这些专家还有 {count} 件没有评分"));
        report.tables.push(owed_table(&owed));
    }
    Ok(report.with("owed_count", count))
}

/// 评审打分表 as a sheet.
struct Scores {
    round: RoundFile,
    partial: bool,
    /// The experts of this sheet.
    experts: BTreeSet<i64>,
    /// Rows that say other than another row.
    contradictions: Vec<String>,
    /// These experts, with the cases that they still owe.
    owed: Vec<(String, Vec<String>)>,
}

impl Sheet for Scores {
    type Row = ScoreRow;
    type Ready = ScoreRow;
    const ROLES: &'static [Role] = BUREAU;

    fn command(&self) -> &'static str {
        "review import"
    }

    fn words(&self) -> Words {
        Words { verb: "登记", noun: "评分", unit: "份" }
    }

    fn extras(&self) -> Vec<(&str, &str)> {
        self.rubric().iter().map(|item| (item.key.as_str(), item.name.as_str())).collect()
    }

    fn maker(&self, _: &Hand) -> impl Fn(ScoreRow) -> ScoreRow + Send + use<> {
        |row| row
    }

    fn take(
        &mut self,
        book: &mut Book<'_>,
        hand: &Hand,
        cells: &Row<ScoreRow>,
        row: ScoreRow,
        tally: &mut Tally,
    ) -> Result<Taken> {
        let points = points(self.rubric(), cells)?;
        let year = self.round.round.year;
        let dossier = case_of(book.store(), cells, (&row.case, row.unit_name.as_deref()), Some(year))?;
        if dossier.round.id != self.round.id {
            let other = dossier.round.round.year;
            return misuse(format!(
                "{} 是 {other} 年度的案件，这次登记的是 {year} 年度的评审（--year）",
                dossier.no
            ));
        }
        let expert =
            expert(book.store(), &row.expert).map_err(in_cell(cells, "expert", "已登记的专家的姓名"))?;
        self.experts.insert(expert.id);
        let before = sheets(book.store(), dossier.case_id, expert.id)?.pop();
        let before = before.and_then(|(id, said)| tally.row_of(id).filter(|_| said != points));
        if let Some(number) = before {
            let (name, no) = (&expert.fact.name, dossier.no);
            let found =
                format!("与第 {number} 行都是{name}对 {no} 的评分，分数却不同。请与专家核实，只留一行");
            self.contradictions.push(format!("第 {} 行{found}", cells.number));
            return misuse(found);
        }
        Ok(match record(book, hand, &dossier, &expert, &points, None)? {
            Scored::Recorded { id, .. } => Taken::New(id),
            Scored::Known(id) => Taken::Known(id),
        })
    }

    fn subject(row: &ScoreRow) -> &str {
        &row.case
    }

    fn end(&mut self, book: &mut Book<'_>, tally: &mut Tally) -> Result<()> {
        if self.partial && !self.contradictions.is_empty() {
            return misuse(format!("{}；整个文件都没有登记", self.contradictions.join("；")));
        }
        if before_proposal(book.store(), &self.round).is_err() {
            return Ok(());
        }
        let review = Review::load(book.store(), Some(self.round.round.year))?;
        let here: BTreeSet<_> = self.experts.iter().map(|expert| review.name(*expert)).collect();
        let owned = |(name, cases): (&str, Vec<&str>)| {
            (name.to_owned(), cases.into_iter().map(str::to_owned).collect())
        };
        self.owed = review.owed().into_iter().filter(|(name, _)| here.contains(name)).map(owned).collect();
        let is_whole = !self.partial && tally.turned == 0;
        if !is_whole || self.owed.is_empty() {
            return Ok(());
        }
        let left_out: Vec<_> = (self.owed.iter())
            .map(|(name, cases)| format!("{name}的打分表漏了 {} 件：{}", cases.len(), cases.join("、")))
            .collect();
        let found = format!("{}；整个文件都没有登记", left_out.join("；"));
        let cure = "请专家补齐；不能评的先登记回避；确实要分次登记的，加 --partial".to_owned();
        Err(Refusal(not_met("A6-2-4r", found, cure).into_iter().collect()).into())
    }
}

impl Scores {
    fn rubric(&self) -> &[Item] {
        &self.round.policy.rubric.value
    }
}

/// Hundredths of points, item by item.
///
/// # Errors
/// [`Unfit`] with every cell that holds none.
fn points(rubric: &[Item], row: &Row<ScoreRow>) -> Result<Vec<i64>, Unfit> {
    let (mut points, mut faults) = (Vec::new(), Vec::new());
    for (at, (item, text)) in rubric.iter().zip(&row.extras).enumerate() {
        let maximum = item.maximum;
        let what = match Points::written(text) {
            Some(written) if (0..=maximum.0).contains(&written.0) => {
                points.push(written.0);
                continue;
            }
            Some(_) => "超出分值",
            None if text.is_empty() => "没有打分",
            None => "不是分数",
        };
        faults.push(row.extra_fault(at, what, format!("0 至 {maximum} 分，最多两位小数，如 23.5")));
    }
    if faults.is_empty() { Ok(points) } else { Err(Unfit { faults, findings: Vec::new() }) }
}
