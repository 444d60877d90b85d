//! An expert's score sheet as a file: all rows or none.

use std::path::Path;

use anyhow::Result;

use super::ranking::Review;
use super::scoring::{Scored, record};
use super::{BUREAU, before_proposal};
use crate::casework::desk::Hand;
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Dossier, Misuse, Report, sentence};
use crate::intake::sheets::ScoreRow;
use crate::intake::{Faults, Reader, Source};
use crate::measure::Points;
use crate::measure::policy::Policy;
use crate::measure::publication::plain;
use crate::model::case_no::CaseRef;
use crate::store::Book;

/// What became of a sheet.
#[derive(Debug, Default)]
struct Tally {
    recorded: usize,
    known: usize,
    /// Row, case, why not.
    turned: Vec<(u64, String, String)>,
    /// Expert and case of sheets that are still to come.
    owed: Vec<(String, String)>,
}

/// Ends the transaction of an import that is not to be recorded, and carries out what it found.
#[derive(Debug, thiserror::Error)]
#[error("不记录")]
struct Unrecorded(Box<Tally>);

/// Takes in score sheets, of one expert or of several; all rows or none.
///
/// # Errors
/// The sheet or the case file can't be read or written. Rows that can't be recorded are reported, not an error.
pub fn import(desk: &mut Desk, path: &Path, dry_run: bool) -> Result<Report> {
    let round = RoundFile::load(&desk.store, None)?;
    let mut faults = Faults::default();
    let rows = rows(path, &round.policy, &mut faults)?;
    if faults.errors() > 0 {
        let done = vec!["打分表里有读不懂的内容，一行未记".to_owned()];
        return Ok(Report { done, tables: vec![faults.table()], refused: true, ..Report::default() });
    }
    let imported = desk.record("review import", BUREAU, |book, hand| {
        let mut tally = Tally::default();
        for (number, row, items) in &rows {
            match take(book, hand, row, items, &round.policy) {
                Ok(Scored::Recorded(_)) => tally.recorded += 1,
                Ok(Scored::Known) => tally.known += 1,
                Err(error) => tally.turned.push((*number, row.case.clone(), sentence(error)?)),
            }
        }
        if before_proposal(book.store(), &round).is_ok() {
            let review = Review::load(book.store(), None, None)?;
            let named = |name: &String| rows.iter().any(|(_, row, _)| row.expert == *name);
            tally.owed = review.owed(book.store())?.into_iter().filter(|(name, _)| named(name)).collect();
        }
        if dry_run || !tally.turned.is_empty() {
            return Err(Unrecorded(Box::new(tally)).into());
        }
        Ok(tally)
    });
    let tally = match imported {
        Ok(tally) => tally,
        Err(error) => *error.downcast::<Unrecorded>()?.0,
    };
    Ok(report(&tally, dry_run))
}

/// A row with its number and the texts of its items.
type Numbered = (u64, ScoreRow, Vec<String>);

fn rows(path: &Path, policy: &Policy, faults: &mut Faults) -> Result<Vec<Numbered>> {
    let items: Vec<_> =
        policy.rubric.value.iter().map(|item| (item.key.as_str(), item.name.as_str())).collect();
    let mut reader = Reader::<ScoreRow>::with_extras(Source::open(path)?, &items)?;
    faults.extend(reader.warnings());
    let mut rows = Vec::new();
    while let Some(row) = reader.next_row()? {
        let items = row.extras.iter().map(|text| (*text).to_owned()).collect();
        match row.parsed {
            Ok(parsed) => rows.push((row.number, parsed, items)),
            Err(wrong) => faults.extend(wrong),
        }
    }
    Ok(rows)
}

fn take(
    book: &mut Book<'_>,
    hand: &Hand,
    row: &ScoreRow,
    items: &[String],
    policy: &Policy,
) -> Result<Scored> {
    let case: CaseRef = row.case.parse().map_err(|misfit: crate::model::Misfit| Misuse(misfit.0))?;
    let dossier = Dossier::load(book.store(), case)?;
    let unit = &dossier.form().unit_name;
    if let Some(written) = row.unit_name.as_ref().filter(|written| plain(written) != plain(unit)) {
        return Err(Misuse(format!("{} 的申报单位是“{unit}”，不是“{written}”", dossier.no)).into());
    }
    let mut points = Vec::with_capacity(items.len());
    for (item, text) in policy.rubric.value.iter().zip(items) {
        match Points::written(text) {
            Some(read) => points.push(read.0),
            None if text.is_empty() => return Err(Misuse(format!("{}没有打分", item.name)).into()),
            None => {
                return Err(
                    Misuse(format!("{}“{text}”不是分数，应为最多两位小数的数，如 23.5", item.name)).into()
                );
            }
        }
    }
    record(book, hand, &dossier, &row.expert, &points, None)
}

fn report(tally: &Tally, dry_run: bool) -> Report {
    let (count, turned) = (tally.recorded, tally.turned.len());
    let summary = match (dry_run, turned, count) {
        (true, ..) => format!("试运行，未作记录：可记 {count} 份评分，有问题的 {turned} 行"),
        (_, 1.., _) => format!("有 {turned} 行不能记录，整张打分表一行未记"),
        (_, _, 0) => "没有新的评分，案卷未作改动".to_owned(),
        _ => format!("已登记评分 {count} 份"),
    };
    let mut report = Report::done(summary);
    if tally.known > 0 {
        report.done.push(format!("{} 行此前已经登记，跳过", tally.known));
    }
    if turned > 0 {
        report
            .turn_away(tally.turned.iter().map(|(number, case, why)| (*number, case.as_str(), why.as_str())));
    }
    if !tally.owed.is_empty() && turned == 0 {
        report.done.push(format!("这些专家还有 {} 件没有评分", tally.owed.len()));
        report.tables.push(super::ranking::owed_table(&tally.owed));
    } else if turned == 0 {
        report.next.push("看排名：studiogrant review rank".to_owned());
    }
    report
        .with("recorded", if dry_run || turned > 0 { 0 } else { count })
        .with("known", tally.known)
        .with("refused", turned)
        .with("owed", tally.owed.len())
}
