//! A sheet of expenses, entered whole or not at all.

use std::path::Path;

use anyhow::Result;

use super::KEEPERS;
use super::funds::{Entered, Spend, command, enter};
use crate::casework::{Desk, Misuse, Refusal, Report};
use crate::intake::{Source, read};
use crate::measure::Weight;
use crate::model::acts::Fund;
use crate::model::{Fen, Table};

/// Why a row is not entered.
struct Turned {
    number: u64,
    case: String,
    voucher_no: String,
    code: &'static str,
    found: String,
    cure: String,
}

/// Ends the transaction of an import that is not to be recorded, and carries out what it found.
#[derive(Default, thiserror::Error)]
#[error("不记录")]
struct Tally {
    new: usize,
    known: usize,
    total: Fen,
    turned: Vec<Turned>,
}

impl std::fmt::Debug for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tally")
    }
}

/// Enters a sheet of expenses: all of them or none. What was entered before is skipped.
///
/// # Errors
/// The sheet or the case file can't be read. Rows that are refused are reported, not an error.
pub fn import(desk: &mut Desk, ledger: Fund, path: &Path, dry_run: bool) -> Result<Report> {
    let sheet = read::<Spend>(Source::open(path)?)?;
    let (rows, faults) = (sheet.rows, sheet.faults);
    let unreadable = faults.errors() > 0;
    let entered = desk.record(command(ledger, true), KEEPERS, |book, hand| {
        let mut tally = Tally::default();
        for (number, row) in &rows {
            match enter(book, hand, ledger, row) {
                Ok((_, Entered::Known(_))) => tally.known += 1,
                Ok((_, Entered::New(_))) => {
                    tally.new += 1;
                    tally.total = tally.total.plus(row.amount_fen)?;
                }
                Err(error) => turn(&mut tally, *number, row, error)?,
            }
        }
        if dry_run || unreadable || !tally.turned.is_empty() {
            return Err(tally.into());
        }
        Ok(tally)
    });
    let (tally, recorded) = match entered {
        Ok(tally) => (tally, true),
        Err(error) => (error.downcast::<Tally>()?, false),
    };
    let mut report = told(&tally, ledger, recorded, dry_run && !unreadable && tally.turned.is_empty());
    if !faults.is_empty() {
        report.refused |= unreadable;
        report.tables.push(faults.table());
    }
    Ok(report)
}

/// Notes why a row is refused; an error of the case file itself goes on.
fn turn(tally: &mut Tally, number: u64, row: &Spend, error: anyhow::Error) -> Result<()> {
    let mut note = |code, found: String, cure: String| {
        let (case, voucher_no) = (row.case.clone(), row.voucher_no.clone());
        tally.turned.push(Turned { number, case, voucher_no, code, found, cure });
    };
    match error.downcast::<Refusal>() {
        Ok(Refusal(findings)) => {
            for finding in findings.into_iter().filter(|finding| finding.weight > Weight::Reminder) {
                note(finding.code, finding.found, finding.cure);
            }
        }
        Err(error) => {
            let Misuse(what) = error.downcast::<Misuse>()?;
            note("", what, "请更正这一行后重新导入".to_owned());
        }
    }
    Ok(())
}

fn told(tally: &Tally, ledger: Fund, recorded: bool, dry_run: bool) -> Report {
    let (kind, new, total) = (ledger.term(), tally.new, tally.total);
    let mut report = Report { refused: !tally.turned.is_empty(), ..Report::default() };
    report.done.push(match (recorded, dry_run) {
        (true, _) if new == 0 => "没有新的凭证，案卷未作改动".to_owned(),
        (true, _) => format!("已登记{kind} {new} 笔，共 {total} 元"),
        (false, true) => format!("试运行，未作记录：可登记{kind} {new} 笔，共 {total} 元"),
        (false, false) => "有不能登记的行，整个文件都没有登记".to_owned(),
    });
    if tally.known > 0 {
        report.done.push(format!("{} 笔此前已经登记，跳过", tally.known));
    }
    if !tally.turned.is_empty() {
        let columns = [
            ("row", "行"),
            ("case", "案件"),
            ("voucher_no", "凭证号"),
            ("code", "规则"),
            ("found", "情况"),
            ("cure", "处理"),
        ];
        let mut table = Table::new("refusals", "不能登记的行", &columns);
        for turned in &tally.turned {
            table.push(vec![
                i64::try_from(turned.number).unwrap_or(i64::MAX).into(),
                turned.case.as_str().into(),
                turned.voucher_no.as_str().into(),
                turned.code.into(),
                turned.found.as_str().into(),
                turned.cure.as_str().into(),
            ]);
        }
        report.tables.push(table);
        report.next.push("更正以后导入同一个文件，已登记的凭证会跳过".to_owned());
    }
    let entered = if recorded { new } else { 0 };
    report.with("entered", entered).with("known", tally.known).with("recorded", recorded && new > 0)
}
