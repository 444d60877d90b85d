//! A town's screening sheet: confirmations first, then the opinions; all rows or none.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::{CLERKS, Opinion, acting_town, decide, settle};
use crate::casework::desk::Hand;
use crate::casework::{Desk, Dossier, Misuse, Report, sentence};
use crate::intake::sheets::{ScreeningRow, confirmations};
use crate::intake::{Source, read};
use crate::measure::publication::plain;
use crate::model::acts::Decision;
use crate::model::case_no::{CaseNo, CaseRef};
use crate::store::Book;
use crate::store::facts::{Confirmation, Screening};

/// An opinion that is recorded: town, preference if the sheet gives one, case, decision.
type Taken = (String, Option<u32>, CaseNo, Decision);

/// What became of a sheet.
#[derive(Debug, Default)]
struct Tally {
    recorded: Vec<Taken>,
    known: usize,
    turned: Vec<Turned>,
}

/// A row that can't be recorded.
#[derive(Debug)]
struct Turned {
    number: u64,
    case: String,
    reason: String,
}

/// Ends the transaction of an import that is not to be recorded, and carries out what it found.
#[derive(Debug, thiserror::Error)]
#[error("不记录")]
struct Unrecorded(Box<Tally>);

/// Takes in a screening sheet, all rows or none.
///
/// # Errors
/// The sheet or the case file can't be read or written. Rows that can't be recorded are reported, not an error.
pub fn import(desk: &mut Desk, path: &Path, dry_run: bool) -> Result<Report> {
    let sheet = read::<ScreeningRow>(Source::open(path)?)?;
    if sheet.faults.errors() > 0 {
        let done = vec!["初审表里有读不懂的内容，一行未记".to_owned()];
        return Ok(Report { done, tables: vec![sheet.faults.table()], refused: true, ..Report::default() });
    }
    let imported = desk.record("screen import", CLERKS, |book, hand| {
        let mut tally = Tally::default();
        for (number, row) in &sheet.rows {
            match take(book, hand, row) {
                Ok(Some(taken)) => tally.recorded.push(taken),
                Ok(None) => tally.known += 1,
                Err(error) => {
                    let reason = sentence(error)?;
                    tally.turned.push(Turned { number: *number, case: row.case.clone(), reason });
                }
            }
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

/// Records one row; `None` where it is known already.
fn take(book: &mut Book<'_>, hand: &Hand, row: &ScreeningRow) -> Result<Option<Taken>> {
    let case: CaseRef = row.case.parse().map_err(|misfit: crate::model::Misfit| Misuse(misfit.0))?;
    let dossier = Dossier::load(book.store(), case)?;
    let unit = &dossier.form().unit_name;
    if let Some(written) = row.unit_name.as_ref().filter(|written| plain(written) != plain(unit)) {
        return Err(Misuse(format!("{} 的申报单位是“{unit}”，不是“{written}”", dossier.no)).into());
    }
    let town = acting_town(book.store(), hand, None)?.unwrap_or_else(|| dossier.form().town.clone());
    if is_known(book, &dossier, row)? {
        return Ok(None);
    }
    let screened_on = row.screened_on.unwrap_or(hand.on);
    let settled = book.store().by::<Confirmation>("application_id", dossier.revision.id)?;
    for (code, evidence) in confirmations(row.confirmations.as_deref().unwrap_or_default())
        .map_err(|misfit| Misuse(format!("核实事项：{}", misfit.0)))?
    {
        let same = |kept: &Confirmation| kept.code == code && kept.evidence == evidence;
        if !settled.iter().any(|kept| same(&kept.fact)) {
            settle(book, hand, &dossier, &town, &code, &evidence, screened_on)?;
        }
    }
    let opinion = Opinion { town: &town, decision: row.decision, text: &row.opinion, screened_on };
    decide(book, hand, &dossier, opinion)?;
    Ok(Some((town, row.preference, dossier.no, row.decision)))
}

/// Whether this very opinion is recorded, on this revision or an earlier one.
fn is_known(book: &Book<'_>, dossier: &Dossier, row: &ScreeningRow) -> Result<bool> {
    let kept = book.store().by::<Screening>("case_id", dossier.case_id)?;
    Ok(kept.iter().any(|kept| {
        kept.fact.decision == row.decision
            && kept.fact.opinion == row.opinion.trim()
            && row.screened_on.is_none_or(|day| day == kept.fact.screened_on)
    }))
}

fn report(tally: &Tally, dry_run: bool) -> Report {
    let (count, turned) = (tally.recorded.len(), tally.turned.len());
    let of = |decision| tally.recorded.iter().filter(|(.., made)| *made == decision).count();
    let counted = format!(
        "通过 {} 件，退回补正 {} 件，不予通过 {} 件",
        of(Decision::Pass),
        of(Decision::Return),
        of(Decision::Reject)
    );
    let summary = match (dry_run, turned, count) {
        (true, ..) => format!("试运行，未作记录：可记 {count} 件（{counted}），有问题的 {turned} 行"),
        (_, 1.., _) => format!("有 {turned} 行不能记录，整张初审表一行未记"),
        (_, _, 0) => "没有新的初审意见，案卷未作改动".to_owned(),
        _ => format!("已记录初审意见 {count} 件：{counted}"),
    };
    let mut report = Report::done(summary);
    if tally.known > 0 {
        report.done.push(format!("{} 行此前已经记录，跳过", tally.known));
    }
    if turned > 0 {
        report.turn_away(tally.turned.iter().map(|row| (row.number, row.case.as_str(), row.reason.as_str())));
    } else if !dry_run {
        report.next.extend(forwarding(tally));
    }
    report
        .with("recorded", if dry_run || turned > 0 { 0 } else { count })
        .with("known", tally.known)
        .with("refused", turned)
}

/// For each town, the command that forwards what it passed, in the order that the sheet gives.
fn forwarding(tally: &Tally) -> Vec<String> {
    let mut towns: BTreeMap<&str, Vec<(u32, CaseNo)>> = BTreeMap::new();
    for (town, preference, no, _) in tally.recorded.iter().filter(|(.., made)| *made == Decision::Pass) {
        towns.entry(town).or_default().push((preference.unwrap_or(u32::MAX), *no));
    }
    let command = |(town, mut cases): (&str, Vec<(u32, CaseNo)>)| {
        cases.sort();
        let order: Vec<_> = cases.iter().map(|(_, no)| no.to_string()).collect();
        format!("上报：studiogrant screen forward --town {town} --order {}", order.join(","))
    };
    towns.into_iter().map(command).collect()
}
