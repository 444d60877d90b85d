//! A sheet of applications: every row is looked at, and taken in or turned away with all its reasons.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Admitted, CLERKS, FINDING_COLUMNS, known, push_findings};
use crate::casework::desk::Hand;
use crate::casework::dossier::RoundFile;
use crate::casework::filing::{Counter, settled};
use crate::casework::{Desk, Report, misuse};
use crate::intake::{self, Fault, Faults, Reader, Source};
use crate::measure::{Finding, Weight};
use crate::model::case_no::CaseNo;
use crate::model::form::Application;
use crate::model::{FieldMisfit, Misfit, Record, Table};
use crate::papers;
use crate::store::facts::RefusedRow;
use crate::store::{Book, digest};

/// How `apply import` is to go about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// All rows or none.
    Whole,
    /// The good rows; the others go to the refused file.
    Partial,
    /// Only say what would happen.
    DryRun,
}

/// A row that is not taken in.
struct Turned {
    number: u64,
    unit_name: String,
    town: String,
    row_digest: String,
    findings: Vec<Finding>,
    cells: Vec<String>,
}

/// What became of a sheet.
#[derive(Default)]
struct Tally {
    taken: Vec<(u64, CaseNo, String, Vec<Finding>)>,
    known: Vec<(u64, CaseNo)>,
    turned: Vec<Turned>,
    faults: Faults,
    refused_header: Vec<String>,
}

/// Ends the transaction of an import that is not to be recorded, and carries out what it found.
#[derive(thiserror::Error)]
#[error("不记录")]
struct Unrecorded(Box<Tally>);

impl std::fmt::Debug for Unrecorded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unrecorded")
    }
}

/// Takes in a sheet of applications.
///
/// # Errors
/// The sheet or the case file can't be read or written. Rows that are refused are reported, not an error.
pub fn import(desk: &mut Desk, path: &Path, manner: Manner, overwrite: bool) -> Result<Report> {
    let round = RoundFile::load(&desk.store, None)?;
    let town = desk.own_town()?;
    let target = intake::refused_name(path);
    if manner == Manner::Partial && target.exists() && !overwrite {
        return misuse(format!(
            "{} 已经存在，不会覆盖。请先处理或移走它，或加 --yes 覆盖；什么都没有记录",
            target.display()
        ));
    }
    let imported = desk.record("apply import", CLERKS, |book, hand| {
        let tally = read_all(book, hand, &round, town.as_deref(), path)?;
        let record = match manner {
            Manner::Whole => tally.turned.is_empty(),
            Manner::Partial => true,
            Manner::DryRun => false,
        };
        if !record {
            return Err(Unrecorded(Box::new(tally)).into());
        }
        note_refusals(book, round.id, &tally.turned)?;
        Ok(tally)
    });
    let (tally, recorded) = match imported {
        Ok(tally) => (tally, true),
        Err(error) => (*error.downcast::<Unrecorded>()?.0, false),
    };
    if !recorded && manner == Manner::Whole {
        let turned = &tally.turned;
        desk.record("apply import", CLERKS, |book, _| note_refusals(book, round.id, turned))?;
    }
    let mut refused_file = None;
    if manner == Manner::Partial && !tally.turned.is_empty() {
        refused_file = Some(write_refused(desk, path, &tally, overwrite)?);
    }
    Ok(report(&tally, manner, recorded, refused_file))
}

fn read_all(
    book: &mut Book<'_>,
    hand: &Hand,
    round: &RoundFile,
    town: Option<&str>,
    path: &Path,
) -> Result<Tally> {
    let mut reader = Reader::<Application>::new(Source::open(path)?)?;
    let mut tally = Tally { refused_header: reader.refused_header(), ..Tally::default() };
    tally.faults.extend(reader.warnings());
    let mut serial = book.store().next_serial(round.id)?;
    while let Some(mut row) = reader.next_row()? {
        let number = row.number;
        let form = match std::mem::replace(&mut row.parsed, Err(Vec::new())) {
            Ok(form) => settled(form),
            Err(faults) => {
                turn(&mut tally, &row, None, faults, Vec::new());
                continue;
            }
        };
        let filed_on = form.applied_on.unwrap_or(hand.on);
        let (wrong, doubtful) = form.consistency(hand.on);
        tally
            .faults
            .extend(doubtful.into_iter().map(|misfit| Fault { is_warning: true, ..row.fault(misfit) }));
        let form_digest = digest(&form);
        if let Some(known) = known(book, round, &form_digest)? {
            tally.known.push((number, known));
            continue;
        }
        let counter = Counter { round, case_id: None, filed_on, town, calendar: &hand.calendar };
        let findings = counter.examine(book.store(), &form)?;
        let (findings, waiver) = hand.waived(findings)?;
        let mut faults: Vec<_> = wrong.into_iter().map(|misfit| row.fault(misfit)).collect();
        if filed_on > hand.on {
            let what = format!("申报日期晚于业务日期 {}", hand.on);
            faults.push(
                row.fault(FieldMisfit { field: Application::FIELDS.len() - 1, misfit: Misfit::new(what) }),
            );
        }
        if !faults.is_empty() || findings.iter().any(|finding| finding.weight == Weight::NotMet) {
            turn(&mut tally, &row, Some(&form), faults, findings);
            continue;
        }
        let no = round.case_no(serial);
        let unit_name = form.unit_name.clone();
        Admitted { round, serial, filed_on, form, form_digest, waiver }.add(book, &findings)?;
        tally.taken.push((number, no, unit_name, findings));
        serial += 1;
    }
    Ok(tally)
}

fn turn(
    tally: &mut Tally,
    row: &intake::Row<'_, Application>,
    form: Option<&Application>,
    faults: Vec<Fault>,
    findings: Vec<Finding>,
) {
    let mut reasons: Vec<_> = findings
        .iter()
        .filter(|finding| finding.weight == Weight::NotMet)
        .map(|finding| {
            format!(
                "[{}] {}（依据：{}；处理：{}）",
                finding.code, finding.found, finding.clause, finding.cure
            )
        })
        .collect();
    if !faults.is_empty() {
        reasons.insert(0, intake::reason(&faults));
    }
    tally.faults.extend(faults);
    let joined: Vec<_> = row.cells.iter().collect();
    tally.turned.push(Turned {
        number: row.number,
        unit_name: form.map_or_else(String::new, |form| form.unit_name.clone()),
        town: form.map_or_else(String::new, |form| form.town.clone()),
        row_digest: digest(&Cells { cells: joined.join("\u{1f}") }),
        findings,
        cells: row.refused(&reasons.join("；")),
    });
}

crate::record! {
    /// The cells of a row, to tell whether the same row comes again.
    struct Cells {
        cells: String = "单元格";
    }
}

/// Writes down which rules the refused rows broke, each row and rule once however often the row comes.
fn note_refusals(book: &mut Book<'_>, round_id: i64, turned: &[Turned]) -> Result<()> {
    for row in turned {
        for finding in row.findings.iter().filter(|finding| finding.weight == Weight::NotMet) {
            let keys = [
                ("round_id", round_id.into()),
                ("row_digest", row.row_digest.as_str().into()),
                ("code", finding.code.into()),
            ];
            if book.store().matching::<RefusedRow>(&keys)?.is_empty() {
                book.add(&RefusedRow {
                    round_id,
                    unit_name: row.unit_name.clone(),
                    town: row.town.clone(),
                    row_digest: row.row_digest.clone(),
                    code: finding.code.to_owned(),
                })?;
            }
        }
    }
    Ok(())
}

fn write_refused(desk: &Desk, path: &Path, tally: &Tally, overwrite: bool) -> Result<PathBuf> {
    let target = intake::refused_name(path);
    let rows: Vec<_> = tally.turned.iter().map(|row| row.cells.clone()).collect();
    papers::sheet(&target, overwrite, desk.banner(), &tally.refused_header, &rows).with_context(|| {
        format!("符合条件的申报已经受理，但不予受理的 {} 行没能写成文件", tally.turned.len())
    })?;
    Ok(target)
}

fn report(tally: &Tally, manner: Manner, recorded: bool, refused_file: Option<PathBuf>) -> Report {
    let (taken, known, turned) = (tally.taken.len(), tally.known.len(), tally.turned.len());
    let mut report = Report { refused: turned > 0, ..Report::default() };
    let range = match (tally.taken.first(), tally.taken.last()) {
        (Some((_, first, ..)), Some((_, last, ..))) => format!("（{first} 至 {last}）"),
        _ => String::new(),
    };
    let sentence = match (recorded, manner) {
        (true, _) if taken == 0 && turned == 0 => "没有新的申报，案卷未作改动".to_owned(),
        (true, _) => format!("已受理 {taken} 件{range}"),
        (false, Manner::DryRun) => format!("试运行，未作记录：可受理 {taken} 件，不予受理 {turned} 行"),
        (false, _) => {
            format!("有 {turned} 行不予受理，整个文件未予受理，申报一件未记；不予受理的情况已记入日志")
        }
    };
    report.done.push(sentence);
    if known > 0 {
        report.done.push(format!("{known} 行此前已经受理，跳过"));
    }
    if turned > 0 && recorded {
        report.done.push(format!("不予受理 {turned} 行"));
    }
    if let Some(file) = refused_file {
        report.done.push(format!("不予受理的行和原因写入 {}，更正后可直接导入", file.display()));
        report.data.insert("refused_file".to_owned(), file.display().to_string().into());
    }
    if !tally.faults.is_empty() {
        report.tables.push(tally.faults.table());
    }
    if tally.turned.iter().any(|row| !row.findings.is_empty()) {
        let mut table = Table::new("refusals", "不予受理的申报", &FINDING_COLUMNS);
        for row in &tally.turned {
            push_findings(&mut table, row.number, &row.unit_name, &row.findings);
        }
        report.tables.push(table);
    }
    let open = tally
        .taken
        .iter()
        .filter(|(.., findings)| findings.iter().any(|finding| finding.weight == Weight::Unproven))
        .count();
    if taken > 0 && open > 0 {
        report.done.push(format!("其中 {open} 件有待街镇核实的事项"));
    }
    if taken > 0 && turned > 0 && !recorded {
        report.next.push("只受理符合条件的行：加 --partial".to_owned());
    } else if taken > 0 {
        report.next.push("街镇待办：studiogrant screen list".to_owned());
    }
    report
        .with("taken", taken)
        .with("known", known)
        .with("refused", turned)
        .with("recorded", recorded && taken > 0)
}
