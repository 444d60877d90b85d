//! 我方的一笔: an approved payment, or what was paid by mistake, as a bank's list is held against it.

use chrono::NaiveDate;

use super::booked::Moved;
use super::mispaid::Mispaid;
use crate::intake::sheets::ReconcileRow;
use crate::store::Stored;
use crate::store::facts::Payment;

/// An approved payment, and what is known of it so far.
pub(super) struct Entry {
    pub(super) payment: Stored<Payment>,
    pub(super) approved_on: NaiveDate,
    /// That it went out.
    pub(super) out: Option<Moved>,
    /// That it came back.
    pub(super) back: Option<Moved>,
    /// Whether a list told only that it came back, so that its day is not that of its payment.
    pub(super) made_up: bool,
}

impl Entry {
    pub(super) fn is_for(&self, row: &ReconcileRow) -> bool {
        is_like(&self.payment, row)
    }

    pub(super) fn has_ref(&self, row: &ReconcileRow) -> bool {
        self.out.as_ref().is_some_and(|out| out.has_ref(row))
    }

    pub(super) fn awaits(&self) -> bool {
        self.out.is_none()
    }

    pub(super) fn is_paid(&self) -> bool {
        self.out.is_some() && self.back.is_none()
    }

    /// Whether somebody registered that it went out, and no list of the bank told of that, nor that it came back.
    pub(super) fn is_untold(&self) -> bool {
        let told = |moved: &Option<Moved>| moved.as_ref().is_some_and(|moved| moved.told);
        self.out.is_some() && !told(&self.out) && !told(&self.back)
    }

    /// Whether it was registered by hand for another day than a row's, and came back not before it.
    pub(super) fn is_perhaps(&self, row: &ReconcileRow) -> bool {
        let is_since = |back: &Moved| row.paid_on <= back.on;
        self.is_untold() && self.approved_on <= row.paid_on && self.back.as_ref().is_some_and(is_since)
    }

    /// Whether a row can be its payment.
    pub(super) fn awaits_by(&self, row: &ReconcileRow) -> bool {
        self.awaits() && self.is_for(row) && self.approved_on <= row.paid_on
    }

    /// Whether it is paid and could be what came back according to a row.
    pub(super) fn was_paid_by(&self, row: &ReconcileRow) -> bool {
        self.is_paid() && self.is_for(row) && self.out.as_ref().is_some_and(|out| out.on <= row.paid_on)
    }

    /// Whether it was registered by hand, with no list that told of it yet, on the day of a row or under its reference; or
    /// is known by its return alone, which came later.
    pub(super) fn is_told_by(&self, row: &ReconcileRow) -> bool {
        let Some(out) = self.out.as_ref().filter(|out| !out.told && self.is_for(row)) else { return false };
        let was_possible =
            self.approved_on <= row.paid_on && self.back.as_ref().is_none_or(|back| row.paid_on <= back.on);
        let is_before = self.made_up && row.paid_on <= out.on;
        was_possible && (out.on == row.paid_on || out.has_ref(row) || is_before)
    }
}

/// Whether a row is about as much to the same account.
pub(super) fn is_like(payment: &Stored<Payment>, row: &ReconcileRow) -> bool {
    payment.fact.bank_account == row.account && payment.fact.amount_fen == row.amount()
}

/// 误付, as a bank's list is held against it.
pub(super) struct Stray {
    pub(super) one: Mispaid,
    /// That it came back, or is no money of ours.
    pub(super) back: Option<Moved>,
}

impl Stray {
    pub(super) fn is_for(&self, row: &ReconcileRow) -> bool {
        self.one.is_for(&row.account, row.amount())
    }
}
