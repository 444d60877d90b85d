//! A sheet of applications: every row is looked at, and taken in or turned away with all its reasons.

use anyhow::Result;
use chrono::NaiveDate;

use super::{Admitted, CLERKS, known};
use crate::casework::desk::Hand;
use crate::casework::dossier::RoundFile;
use crate::casework::filing::{Counter, settled};
use crate::casework::sheet::{self, Sheet, Taken, Tally, Unfit, Upload, Words};
use crate::casework::{Desk, Report};
use crate::intake::{Fault, Row};
use crate::measure::{Finding, Weight};
use crate::model::FieldMisfit;
use crate::model::acts::Role;
use crate::model::case_no::CaseNo;
use crate::model::form::Application;
use crate::store::facts::RefusedRow;
use crate::store::{Book, Packed};

/// Takes in a sheet of applications.
///
/// # Errors
/// The sheet or the case file can't be read or written. Rows that are refused are reported, not an error.
pub fn import(desk: &mut Desk, upload: Upload<'_>) -> Result<Report> {
    let round = RoundFile::load(&desk.store, None)?;
    let town = desk.own_town()?;
    let keeps = upload.partial && !upload.dry_run;
    let mut counter = Applications { round, town, serial: 0, first: 0, open: 0, refusals: Vec::new(), keeps };
    let tally = sheet::import(desk, &mut counter, upload)?;
    let words = counter.words();
    let Applications { round, serial, first, open, refusals, .. } = counter;
    let range = if tally.new == 0 {
        String::new()
    } else {
        format!("（{} 至 {}）", round.case_no(first), round.case_no(serial - 1))
    };
    let mut report = tally.report(&words, &upload, &range);
    if !tally.recorded && !upload.dry_run && !refusals.is_empty() {
        desk.record("apply import", CLERKS, |book, _| note_refusals(book, &refusals))?;
        report.done.push("不予受理的情况已记入日志".to_owned());
    }
    if open > 0 && tally.stands(&upload) {
        report.done.push(format!("符合的申报里，{open} 件有待街镇核实的事项"));
    }
    if tally.new > 0 && tally.recorded {
        report.next.push("街镇待办：studiogrant screen list".to_owned());
    }
    Ok(report)
}

/// 申报表 as a sheet, and the counter that it is handed in at.
struct Applications {
    round: RoundFile,
    town: Option<String>,
    /// The next case's, and the first of this import.
    serial: i64,
    first: i64,
    /// Applications that leave something unproven.
    open: u64,
    refusals: Vec<RefusedRow>,
    /// Whether the good rows are recorded whatever the others say.
    keeps: bool,
}

/// An application that has been looked at by itself.
struct Checked {
    unit_name: String,
    uscc: String,
    id_number: String,
    filed_on: NaiveDate,
    form: Packed<Application>,
    misfits: Vec<FieldMisfit>,
    doubtful: Vec<FieldMisfit>,
    /// What the measure says as long as there is no other case of the unit or the technician.
    findings: Vec<Finding>,
}

impl Sheet for Applications {
    type Row = Application;
    type Ready = Checked;
    const ROLES: &'static [Role] = CLERKS;

    fn command(&self) -> &'static str {
        "apply import"
    }

    fn words(&self) -> Words {
        Words { verb: "受理", noun: "申报", unit: "件" }
    }

    fn begin(&mut self, book: &mut Book<'_>, _: &Hand) -> Result<()> {
        self.serial = book.store().next_serial(self.round.id)?;
        self.first = self.serial;
        Ok(())
    }

    fn maker(&self, hand: &Hand) -> impl Fn(Application) -> Checked + Send + use<> {
        let (round, town, calendar) = (self.round.clone(), self.town.clone(), hand.calendar.clone());
        let on = hand.on;
        move |form| {
            let form = settled(form);
            let (misfits, doubtful) = form.consistency(on);
            let filed_on = form.applied_on.unwrap_or(on);
            let town = town.as_deref();
            let counter = Counter { round: &round, case_id: None, filed_on, town, calendar: &calendar };
            let findings = counter.examine_alone(&form);
            Checked {
                uscc: form.uscc.as_str().to_owned(),
                id_number: form.id_number.as_str().to_owned(),
                filed_on,
                form: Packed::new(&form),
                unit_name: form.unit_name,
                misfits,
                doubtful,
                findings,
            }
        }
    }

    fn take(
        &mut self,
        book: &mut Book<'_>,
        hand: &Hand,
        row: &Row<Application, Checked>,
        checked: Checked,
        tally: &mut Tally,
    ) -> Result<Taken> {
        let Checked { unit_name: _, uscc, id_number, filed_on, form, misfits, doubtful, mut findings } =
            checked;
        for misfit in doubtful {
            tally.faults.push(Fault { is_warning: true, ..row.fault(misfit) });
        }
        let (round, store) = (&self.round, book.store());
        // Nearly everybody comes for the first time.
        if store.has_come(&uscc, &id_number)? {
            if let Some(no) = known(store, round, &uscc, &form)? {
                return Ok(Taken::Known(no.serial));
            }
            let town = self.town.as_deref();
            let counter = Counter { round, case_id: None, filed_on, town, calendar: &hand.calendar };
            let called = |no: CaseNo| self.called(no, tally);
            findings = counter.examine_beside(store, &form.unpack()?, findings, called)?;
        }
        let (findings, waivers) = hand.waived(findings)?;
        let faults: Vec<_> = misfits.into_iter().map(|misfit| row.fault(misfit)).collect();
        if !faults.is_empty() || findings.iter().any(|finding| finding.weight == Weight::NotMet) {
            self.refuse(row, &form.unpack()?, &findings);
            return Err(Unfit { faults, findings }.into());
        }
        self.open += u64::from(findings.iter().any(|finding| finding.weight == Weight::Unproven));
        let serial = self.serial;
        Admitted { round, serial, filed_on, form, waivers }.add(book, &findings)?;
        self.serial += 1;
        Ok(Taken::New(serial))
    }

    fn subject(checked: &Checked) -> &str {
        &checked.unit_name
    }

    fn end(&mut self, book: &mut Book<'_>, _: &mut Tally) -> Result<()> {
        note_refusals(book, &self.refusals)
    }
}

impl Applications {
    /// What a refusal calls another case: by its row where it comes from this sheet, and by the number that it has for
    /// good only.
    fn called(&self, no: CaseNo, tally: &Tally) -> String {
        let row = tally.row_of(no.serial).filter(|_| no.year == self.round.round.year);
        match row {
            Some(row) if self.keeps => format!("{no}，原表第 {row} 行"),
            Some(row) => format!("原表第 {row} 行"),
            None => no.to_string(),
        }
    }

    /// Keeps what the journal shall say of a row that the measure refuses.
    fn refuse(&mut self, row: &Row<Application, Checked>, form: &Application, findings: &[Finding]) {
        let cells = row.cells.iter().collect::<Vec<_>>().join("\u{1f}");
        let row_digest = Packed::new(&Cells { cells });
        for finding in findings.iter().filter(|finding| finding.weight == Weight::NotMet) {
            self.refusals.push(RefusedRow {
                round_id: self.round.id,
                unit_name: form.unit_name.clone(),
                town: form.town.clone(),
                row_digest: row_digest.digest().to_owned(),
                code: finding.code.to_owned(),
            });
        }
    }
}

crate::record! {
    /// The cells of a row, to tell whether the same row comes again.
    struct Cells {
        cells: String = "单元格";
    }
}

/// Writes down which rules the refused rows broke, each row and rule once however often the row comes.
fn note_refusals(book: &mut Book<'_>, refusals: &[RefusedRow]) -> Result<()> {
    for refusal in refusals {
        let keys = [
            ("round_id", refusal.round_id.into()),
            ("row_digest", refusal.row_digest.as_str().into()),
            ("code", refusal.code.as_str().into()),
        ];
        if book.store().matching::<RefusedRow>(&keys)?.is_empty() {
            book.add(refusal)?;
        }
    }
    Ok(())
}
