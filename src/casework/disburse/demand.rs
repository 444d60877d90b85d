//! 追回与银行明细: the demands that a line of the bank's list may have brought in.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::bank::Ours;
use super::receive::outstanding;
use crate::intake::sheets::ReconcileRow;
use crate::measure::publication::plain;
use crate::model::Fen;
use crate::store::Stored;
use crate::store::facts::{Payment, Recovery, RecoveryReceipt, RecoveryWithdrawal};

/// A demand on the unit that a row is about.
pub(super) struct Demand {
    /// Its number.
    pub(super) id: i64,
    /// The payment.
    pub(super) at: usize,
    /// When it was made.
    pub(super) demanded_on: NaiveDate,
    /// What is still to come in.
    pub(super) open: Fen,
    /// What came in, and what no list of the bank told of.
    pub(super) untold: Vec<Stored<RecoveryReceipt>>,
}

impl Demand {
    /// The receipt of so much that no list told of yet.
    pub(super) fn receipt_of(&self, amount: Fen) -> Option<&Stored<RecoveryReceipt>> {
        self.untold.iter().find(|receipt| receipt.fact.amount_fen == amount)
    }
}

impl Ours<'_> {
    /// The demands that a row may be about, oldest first.
    pub(super) fn demands(&self, row: &ReconcileRow) -> Result<Vec<Demand>> {
        let (mut demands, mut seen) = (Vec::new(), BTreeSet::new());
        let entries = self.entries.iter().enumerate();
        for (at, entry) in entries.filter(|(_, entry)| is_of_unit(&entry.payment.fact, row)) {
            let Payment { case_id, kind, .. } = entry.payment.fact;
            if seen.insert((case_id, kind)) {
                for demand in self.store.ever_by::<Recovery>("case_id", case_id)? {
                    if demand.fact.kind == kind {
                        demands.push(self.demand(at, &demand)?);
                    }
                }
            }
        }
        demands.sort_by_key(|demand| demand.id);
        Ok(demands)
    }

    fn demand(&self, at: usize, demand: &Stored<Recovery>) -> Result<Demand> {
        let Recovery { amount_fen, demanded_on, .. } = demand.fact;
        let is_withdrawn = !self.store.by::<RecoveryWithdrawal>("recovery_id", demand.id)?.is_empty();
        let open = if is_withdrawn { Fen::ZERO } else { outstanding(self.store, demand.id, amount_fen)? };
        let mut untold = self.store.by::<RecoveryReceipt>("recovery_id", demand.id)?;
        untold.retain(|receipt| !self.is_told(receipt.id));
        Ok(Demand { id: demand.id, at, demanded_on, open, untold })
    }

    /// Whether a list of the bank told of a receipt.
    fn is_told(&self, receipt: i64) -> bool {
        self.lines.iter().filter_map(|line| line.is.as_ref()).any(|is| is.receipt_id == Some(receipt))
    }
}

/// Whether a row is about the account that a payment went to, or about another of the same unit.
fn is_of_unit(payment: &Payment, row: &ReconcileRow) -> bool {
    let theirs = row.account_name.as_ref();
    payment.bank_account == row.account
        || theirs.is_some_and(|name| plain(name) == plain(&payment.account_name))
}

/// What is said of money that came back by way of a demand.
pub(super) fn received(receipt: &RecoveryReceipt) -> String {
    let RecoveryReceipt { received_on, recovery_id, amount_fen, .. } = receipt;
    format!("已于 {received_on} 作为追回 {recovery_id} 收回 {amount_fen} 元")
}
