//! Payments that wait: to be planned, approved, paid, paid again; and money to come back.

use anyhow::Result;
use chrono::NaiveDate;

use super::{BUREAU, FINANCE, Wait};
use crate::casework::{Dossier, disburse};
use crate::measure::{Finding, Weight};
use crate::store::Store;

/// Payments that wait, and money to come back.
pub(in crate::casework) fn of_money(store: &Store, on: NaiveDate) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for line in store.awarded()?.into_iter().filter(|line| disburse::is_in_cycle(line.stage)) {
        let dossier = Dossier::by_id(store, line.case_id)?;
        for one in disburse::due_payments(store, &dossier, on)? {
            let findings = one.examine(store, on)?;
            let heavy: Vec<_> = findings.iter().filter(|finding| finding.weight > Weight::Reminder).collect();
            // A missing agreement, a change of leader, matching money, a failed mid-term and the end are listed with the cycle.
            let of_cycle =
                |finding: &&Finding| matches!(finding.code, "A8-1a" | "A8-1c" | "A4-2b" | "A8-2b" | "A5-3");
            if heavy.iter().any(of_cycle) {
                continue;
            }
            let (kind, part, no) = (one.kind.term(), one.part.term(), dossier.no);
            let returned_on = one.came_back(store)?;
            let (what, by, command) = match heavy.first() {
                Some(finding) if finding.code == "A6-2-4g" => {
                    let what = format!("{kind}{part}还不能拨：{}，补填或更正收款账户", finding.found);
                    (what, FINANCE, format!("disburse payee {no}"))
                }
                Some(finding) => {
                    let what = format!("{kind}{part}还不能拨：{}", finding.found);
                    (what, BUREAU, format!("disburse plan --case {no}"))
                }
                None => {
                    let again = if returned_on.is_some() { "退汇后重新编制" } else { "编制" };
                    let what = format!("{again}拨款：{kind}{part} {} 元", one.amount);
                    (what, FINANCE, one.command())
                }
            };
            waits.push(Wait {
                what,
                whom_for: dossier.name(),
                town: Some(dossier.form().town.clone()),
                by,
                since: one.payable_since(store)?.max(returned_on),
                until: None,
                command,
            });
        }
    }
    waits.extend(disburse::open_batches(store, on)?);
    waits.extend(disburse::open_mispayments(store)?);
    waits.extend(disburse::open_lines(store)?);
    waits.extend(disburse::open_recoveries(store)?);
    Ok(waits)
}
