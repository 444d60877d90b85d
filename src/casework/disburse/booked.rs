//! 已登记的退回: what came back and is known to, and whether a line of the bank's list tells of it once more.

use chrono::NaiveDate;

use super::bank::{Hit, Ours};
use crate::intake::sheets::ReconcileRow;
use crate::model::acts::MispaidEnd;

/// A return that is registered already.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Booked {
    /// Of this payment.
    Payment(usize),
    /// Of this mispayment.
    Mispaid(usize),
}

impl Ours<'_> {
    /// All returns that are registered; and what is no money of ours, which may come back at any time.
    pub(super) fn booked(&self) -> impl Iterator<Item = Booked> {
        let of_payments = self.entries.iter().enumerate().filter(|(_, entry)| entry.returned.is_some());
        let mispaid = self.mispaid.iter().enumerate().filter(|(_, one)| one.end.is_some());
        let of_payments = of_payments.map(|(at, _)| Booked::Payment(at));
        of_payments.chain(mispaid.map(|(at, _)| Booked::Mispaid(at)))
    }

    /// The reference of a return that is registered.
    fn reference(&self, booked: Booked) -> Option<&str> {
        match booked {
            Booked::Payment(at) => self.entries[at].returned.as_ref()?.bank_ref.as_deref(),
            Booked::Mispaid(at) => self.mispaid[at].end.as_ref()?.bank_ref.as_deref(),
        }
    }

    /// Its day.
    pub(super) fn returned_on(&self, booked: Booked) -> Option<NaiveDate> {
        match booked {
            Booked::Payment(at) => Some(self.entries[at].returned.as_ref()?.returned_on),
            Booked::Mispaid(at) => {
                let end = self.mispaid[at].end.as_ref()?;
                (end.outcome == MispaidEnd::Returned).then_some(end.ended_on)
            }
        }
    }

    /// Whether a row tells of this return by its reference.
    pub(super) fn is_told_by(&self, booked: Booked, row: &ReconcileRow) -> bool {
        let is_for = match booked {
            Booked::Payment(at) => self.entries[at].is_for(row),
            Booked::Mispaid(at) => self.mispaid[at].is_for(&row.account, row.amount()),
        };
        is_for && self.reference(booked) == Some(row.bank_ref.as_str())
    }

    /// Whether a row can tell of this return, which has no reference.
    pub(super) fn could_be(&self, booked: Booked, row: &ReconcileRow) -> bool {
        let went_out = match booked {
            Booked::Payment(at) => self.entries[at].went_out_by(row),
            Booked::Mispaid(at) => {
                let one = &self.mispaid[at];
                one.is_for(&row.account, row.amount()) && one.fact.paid_on <= row.paid_on
            }
        };
        let listed = self.came_back.get(&booked);
        went_out && self.reference(booked).is_none() && listed.is_none_or(|listed| *listed == row.bank_ref)
    }

    /// Whether what came back otherwise went out only after this return was registered.
    pub(super) fn is_since(&self, booked: Booked, other: &Hit) -> bool {
        let out_on = match other {
            Hit::MispaidBack(at) => Some(self.mispaid[*at].fact.paid_on),
            Hit::Return(at) => self.entries[*at].confirmed.as_ref().map(|paid| paid.paid_on),
            _ => None,
        };
        self.returned_on(booked).zip(out_on).is_some_and(|(back_on, out_on)| out_on > back_on)
    }

    /// What is said of a return that a row may tell of.
    pub(super) fn perhaps(&self, booked: Booked) -> String {
        let what = match booked {
            Booked::Payment(at) => {
                let day = self.entries[at].returned.as_ref().map(|back| format!(" {} ", back.returned_on));
                format!("拨款 {} 已于{}登记退汇", self.entries[at].payment.id, day.unwrap_or_default())
            }
            Booked::Mispaid(at) => self.mispaid[at].what_became(),
        };
        format!("{what}，没有流水号，这一行可能就是它：是它的，不用再登记")
    }
}
