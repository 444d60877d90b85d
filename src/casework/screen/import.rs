//! A town's screening sheet: of each row the confirmations first, then the opinion.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{CLERKS, Opinion, acting_town, decide, settle};
use crate::casework::desk::Hand;
use crate::casework::sheet::{self, Sheet, Taken, Tally, Upload, Words, case_of, in_cell};
use crate::casework::{Desk, Dossier, Misuse, Report, misuse};
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
        cells: &Row<ScreeningRow>,
        row: ScreeningRow,
        tally: &mut Tally,
    ) -> Result<Taken> {
        let dossier = case_of(book.store(), cells, (&row.case, row.unit_name.as_deref()), None)?;
        let town = acting_town(book.store(), hand, None)?.unwrap_or_else(|| dossier.form().town.clone());
        let kept = book.store().by::<Screening>("case_id", dossier.case_id)?;
        if let Some(same) = kept.iter().find(|kept| row.says(&kept.fact)) {
            return Ok(Taken::Known(same.id));
        }
        if let Some(before) = kept.iter().find_map(|kept| tally.row_of(kept.id)) {
            return misuse(format!("与第 {before} 行都是 {} 的初审意见，内容却不同。请只留一行", dossier.no));
        }
        let id = book.attempt(|book| screen(book, hand, &dossier, &town, cells, &row))?;
        self.0.push((town, row.preference, dossier.no, row.decision));
        Ok(Taken::New(id))
    }

    fn subject(row: &ScreeningRow) -> &str {
        &row.case
    }
}

/// Records what a row says of a case.
fn screen(
    book: &mut Book<'_>,
    hand: &Hand,
    dossier: &Dossier,
    town: &str,
    cells: &Row<ScreeningRow>,
    row: &ScreeningRow,
) -> Result<i64> {
    let coded = |column: &str, text: &Option<String>| {
        let read = confirmations(text.as_deref().unwrap_or_default());
        read.map_err(|misfit| {
            in_cell(cells, column, "规则编号=情况，多条用分号隔开")(Misuse(misfit.0).into())
        })
    };
    let screened_on = row.screened_on.unwrap_or(hand.on);
    let settled = book.store().by::<Confirmation>("application_id", dossier.revision.id)?;
    for (code, evidence) in coded("confirmations", &row.confirmations)? {
        let same = |kept: &Confirmation| kept.code == code && kept.evidence == evidence;
        if !settled.iter().any(|kept| same(&kept.fact)) {
            settle(book, hand, dossier, town, &code, &evidence, screened_on)?;
        }
    }
    let grounds = coded("grounds", &row.grounds)?;
    let (decision, text) = (row.decision, row.opinion.as_str());
    let opinion = Opinion { town, decision, text, grounds: &grounds, screened_on };
    Ok(decide(book, hand, dossier, opinion)?.0)
}

impl ScreeningRow {
    /// Whether this very opinion is recorded, on this revision or an earlier one.
    fn says(&self, kept: &Screening) -> bool {
        kept.decision == self.decision
            && kept.opinion == self.opinion.trim()
            && self.screened_on.is_none_or(|day| day == kept.screened_on)
    }
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
            let year = cases.first().map_or_else(String::new, |(_, no)| format!(" --year {}", no.year));
            format!("上报：studiogrant screen forward --town {town} --order {}{year}", order.join(","))
        };
        towns.into_iter().map(command).collect()
    }
}
