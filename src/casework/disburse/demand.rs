//! 追回与银行明细: the demands that a line of the bank's list may have brought in.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::bank::Ours;
use super::receive::{outstanding, returned_under};
use crate::intake::sheets::ReconcileRow;
use crate::model::Fen;
use crate::store::Stored;
use crate::store::facts::{Payment, Recovery, RecoveryReceipt, RecoveryWithdrawal};

/// A demand on the money of a payment that went to a row's account.
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
        for (at, entry) in entries.filter(|(_, entry)| entry.payment.fact.bank_account == row.account) {
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

    /// The demand that a row pays off to the fen, and that alone: nothing else is open there, and nothing was registered by hand.
    pub(super) fn paid_off(&self, row: &ReconcileRow) -> Result<Option<Demand>> {
        let mut demands = self.demands(row)?;
        let is_untold = demands.iter().any(|demand| !demand.untold.is_empty());
        demands.retain(|demand| demand.open > Fen::ZERO);
        let Some(demand) = demands.pop().filter(|_| demands.is_empty() && !is_untold) else {
            return Ok(None);
        };
        let case_id = self.entries[demand.at].payment.fact.case_id;
        let is_return = returned_under(self.store, case_id, Some(&row.bank_ref))?.is_some();
        let is_it = demand.open == row.amount() && demand.demanded_on <= row.paid_on && !is_return;
        Ok(Some(demand).filter(|_| is_it))
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

/// What is said of money that came back by way of a demand.
pub(super) fn received(receipt: &RecoveryReceipt) -> String {
    let RecoveryReceipt { received_on, recovery_id, amount_fen, .. } = receipt;
    format!("已于 {received_on} 作为追回 {recovery_id} 收回 {amount_fen} 元")
}
