//! A town's screening sheet: of each row the confirmations first, then the opinion.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{CLERKS, Opinion, acting_town, decide, settle};
use crate::casework::desk::Hand;
use crate::casework::sheet::{self, Sheet, Taken, Tally, Upload, Words};
use crate::casework::{Desk, Dossier, Misuse, Report};
use crate::intake::Row;
use crate::intake::sheets::{ScreeningRow, confirmations};
use crate::model::acts::{Decision, Role};
use crate::model::case_no::CaseNo;
use crate::store::Book;
use crate::store::facts::{Confirmation, Screening};

/// Takes in a screening sheet.
///
/// # Errors
/// The sheet or the case file can't be read or written. Rows that can't be recorded are reported, not an error.
pub fn import(desk: &mut Desk, upload: Upload<'_>) -> Result<Report> {
    let mut opinions = Opinions::default();
    let tally = sheet::import(desk, &mut opinions, upload)?;
    let of = |decision| opinions.0.iter().filter(|(.., made)| *made == decision).count();
    let counted = format!(
        "：通过 {} 件，退回补正 {} 件，不予通过 {} 件",
        of(Decision::Pass),
        of(Decision::Return),
        of(Decision::Reject)
    );
    let mut report = tally.report(&opinions.words(), &upload, &counted);
    if tally.recorded {
        report.next.extend(opinions.forwarding());
    }
    Ok(report)
}

/// An opinion that is recorded: town, preference if the sheet gives one, case, decision.
type Given = (String, Option<u32>, CaseNo, Decision);

/// 初审表 as a sheet.
#[derive(Default)]
struct Opinions(Vec<Given>);

impl Sheet for Opinions {
    type Row = ScreeningRow;
    type Ready = ScreeningRow;
    const ROLES: &'static [Role] = CLERKS;

    fn command(&self) -> &'static str {
        "screen import"
    }

    fn words(&self) -> Words {
        Words { verb: "记录", noun: "初审意见", unit: "件" }
    }

    fn maker(&self, _: &Hand) -> impl Fn(ScreeningRow) -> ScreeningRow + Send + use<> {
        |row| row
    }

    fn take(
        &mut self,
        book: &mut Book<'_>,
        hand: &Hand,
        _: &Row<ScreeningRow>,
        row: ScreeningRow,
        _: &mut Tally,
    ) -> Result<Taken> {
        let dossier = Dossier::written(book.store(), &row.case, row.unit_name.as_deref())?;
        let town = acting_town(book.store(), hand, None)?.unwrap_or_else(|| dossier.form().town.clone());
        if is_known(book, &dossier, &row)? {
            return Ok(Taken::Known);
        }
        book.attempt(|book| screen(book, hand, &dossier, &town, &row))?;
        self.0.push((town, row.preference, dossier.no, row.decision));
        Ok(Taken::New)
    }

    fn subject(row: &ScreeningRow) -> &str {
        &row.case
    }
}

/// Records what a row says of a case.
fn screen(book: &mut Book<'_>, hand: &Hand, dossier: &Dossier, town: &str, row: &ScreeningRow) -> Result<()> {
    let screened_on = row.screened_on.unwrap_or(hand.on);
    let settled = book.store().by::<Confirmation>("application_id", dossier.revision.id)?;
    for (code, evidence) in confirmations(row.confirmations.as_deref().unwrap_or_default())
        .map_err(|misfit| Misuse(format!("核实事项：{}", misfit.0)))?
    {
        let same = |kept: &Confirmation| kept.code == code && kept.evidence == evidence;
        if !settled.iter().any(|kept| same(&kept.fact)) {
            settle(book, hand, dossier, town, &code, &evidence, screened_on)?;
        }
    }
    let grounds = confirmations(row.grounds.as_deref().unwrap_or_default())
        .map_err(|misfit| Misuse(format!("不符合事项：{}", misfit.0)))?;
    let (decision, text) = (row.decision, row.opinion.as_str());
    decide(book, hand, dossier, Opinion { town, decision, text, grounds: &grounds, screened_on })?;
    Ok(())
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

impl Opinions {
    /// For each town, the command that forwards what it passed, in the order that the sheet gives.
    fn forwarding(&self) -> Vec<String> {
        let mut towns: BTreeMap<&str, Vec<(u32, CaseNo)>> = BTreeMap::new();
        for (town, preference, no, _) in self.0.iter().filter(|(.., made)| *made == Decision::Pass) {
            towns.entry(town).or_default().push((preference.unwrap_or(u32::MAX), *no));
        }
        let command = |(town, mut cases): (&str, Vec<(u32, CaseNo)>)| {
            cases.sort();
            let order: Vec<_> = cases.iter().map(|(_, no)| no.to_string()).collect();
            format!("上报：studiogrant screen forward --town {town} --order {}", order.join(","))
        };
        towns.into_iter().map(command).collect()
    }
}
