//! Experts' score sheets, of one expert or of several.

use anyhow::Result;
use chrono::NaiveDate;

use super::ranking::{Review, owed_table};
use super::scoring::{Scored, record};
use super::{BUREAU, before_proposal};
use crate::casework::desk::Hand;
use crate::casework::dossier::RoundFile;
use crate::casework::sheet::{self, Sheet, Taken, Tally, Unfit, Upload, Words};
use crate::casework::{Desk, Dossier, Report};
use crate::intake::Row;
use crate::intake::sheets::ScoreRow;
use crate::measure::{Item, Points};
use crate::model::acts::Role;
use crate::store::Book;

/// Takes in score sheets.
///
/// # Errors
/// The sheet or the case file can't be read or written. Rows that can't be recorded are reported, not an error.
pub fn import(desk: &mut Desk, upload: Upload<'_>) -> Result<Report> {
    let round = RoundFile::load(&desk.store, None)?;
    let mut scores = Scores { round, experts: Vec::new(), owed: Vec::new() };
    let tally = sheet::import(desk, &mut scores, upload)?;
    let mut report = tally.report(&scores.words(), &upload, "");
    if tally.turned > 0 {
        return Ok(report);
    }
    if scores.owed.is_empty() {
        report.next.push("看排名：studiogrant review rank".to_owned());
    } else {
        report.done.push(format!("这些专家还有 {} 件没有评分", scores.owed.len()));
        report.tables.push(owed_table(&scores.owed));
    }
    Ok(report.with("owed", scores.owed.len()))
}

/// 评审打分表 as a sheet.
struct Scores {
    round: RoundFile,
    /// Whose sheets came in.
    experts: Vec<String>,
    /// Expert and case of sheets that these still owe.
    owed: Vec<(String, String)>,
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

    fn ready(row: ScoreRow, _: NaiveDate) -> ScoreRow {
        row
    }

    fn take(
        &mut self,
        book: &mut Book<'_>,
        hand: &Hand,
        cells: &Row<ScoreRow>,
        row: ScoreRow,
        _: &mut Tally,
    ) -> Result<Taken> {
        let points = points(self.rubric(), cells)?;
        let dossier = Dossier::written(book.store(), &row.case, row.unit_name.as_deref())?;
        if !self.experts.contains(&row.expert) {
            self.experts.push(row.expert.clone());
        }
        Ok(match record(book, hand, &dossier, &row.expert, &points, None)? {
            Scored::Recorded(_) => Taken::New,
            Scored::Known => Taken::Known,
        })
    }

    fn subject(row: &ScoreRow) -> &str {
        &row.case
    }

    fn end(&mut self, book: &mut Book<'_>) -> Result<()> {
        if before_proposal(book.store(), &self.round).is_ok() {
            let owed = Review::load(book.store(), None, None)?.owed(book.store())?;
            self.owed = owed.into_iter().filter(|(name, _)| self.experts.contains(name)).collect();
        }
        Ok(())
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
