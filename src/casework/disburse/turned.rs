//! 方向写错的一行: a line that an earlier list had with the same day, account, sum and reference, and the other way.
//!
//! A list that has both tells of two movements: the bank took back what it paid. Where a later list has the line turned round,
//! it may as well have been put right; then what was registered is undone, and the line that was wrong is a slip.

use anyhow::Result;

use super::bank::{Hit, Ours};
use super::booked::Moved;
use super::line::Line;
use crate::intake::sheets::ReconcileRow;
use crate::store::facts::{BankMatch, RecoveryReceipt};

impl Ours<'_> {
    /// What is said of a row that turns a line of an earlier list round.
    pub(super) fn turned(&self, row: &ReconcileRow) -> Result<Option<Hit>> {
        let counts =
            |line: &&Line| line.is_turned(row) && !line.is_listed && !line.is_strange() && !line.is_slip();
        let Some(line) = self.lines.iter().find(counts) else { return Ok(None) };
        let undo = match &line.is {
            Some(is) => {
                format!("先撤销它的登记：studiogrant disburse revoke {} --reason …，", self.undo(is)?)
            }
            None => String::new(),
        };
        let what = format!(
            "{}日期、流水号、账号、金额都相同，写的是{}：那一行写错方向的，{undo}再认定它是这一行的笔误：studiogrant disburse identify {} --same 这一行的明细编号 --reason …；确是两笔的，认定这一行",
            line.name(),
            line.fact.direction.term(),
            line.id
        );
        Ok(Some(Hit::Differs(Some(line.fact.payment_id), what)))
    }

    /// The option by which what a line is known to be is revoked.
    pub(super) fn undo(&self, is: &BankMatch) -> Result<String> {
        let mut entries = self.entries.iter();
        Ok(match *is {
            BankMatch { confirmation_id: Some(id), .. } => {
                let paid = entries.find(|entry| entry.out.as_ref().is_some_and(|out| out.id == id));
                paid.map(|entry| format!("--paid {}", entry.payment.id))
            }
            BankMatch { return_id: Some(id), .. } => {
                let returned = entries.find(|entry| entry.back.as_ref().is_some_and(|back| back.id == id));
                returned.map(|entry| format!("--returned {}", entry.payment.id))
            }
            BankMatch { mispayment_id: Some(id), .. } => Some(format!("--mispaid {id}")),
            BankMatch { mispayment_end_id: Some(id), .. } => {
                let ended = |back: &Moved| back.id == id;
                let stray = self.mispaid.iter().find(|stray| stray.back.as_ref().is_some_and(ended));
                stray.map(|stray| format!("--mispaid {}", stray.one.id))
            }
            BankMatch { receipt_id: Some(id), .. } => {
                let receipt = self.store.by::<RecoveryReceipt>("id", id)?.pop();
                receipt.map(|receipt| format!("--received {}", receipt.fact.recovery_id))
            }
            _ => None,
        }
        .unwrap_or_default())
    }
}
