//! 已登记的收付: money that went out or came back and is known of, and whether a line of the bank's list tells of it once
//! more.

use anyhow::Result;
use chrono::NaiveDate;

use super::bank::{Entry, Ours};
use crate::intake::sheets::ReconcileRow;
use crate::model::acts::MispaidEnd;
use crate::store::Book;
use crate::store::facts::{PaymentReference, ReturnReference};

/// 一次收付, as it is registered. A reference that somebody typed proves nothing; one that a list of the bank told does.
pub(super) struct Moved {
    /// Its day.
    pub(super) on: NaiveDate,
    typed: Option<String>,
    told: Option<String>,
}

impl Moved {
    /// What a list of the bank told, or somebody registered, with the reference that the bank gave it later.
    pub(super) fn new(on: NaiveDate, bank_ref: Option<String>, by_list: bool, noted: Option<String>) -> Self {
        match bank_ref {
            Some(told) if by_list => Self { on, typed: None, told: Some(told) },
            typed => Self { on, typed, told: noted },
        }
    }

    /// What a row tells.
    pub(super) fn told_by(row: &ReconcileRow) -> Self {
        Self { on: row.paid_on, typed: None, told: Some(row.bank_ref.clone()) }
    }

    /// The reference that counts.
    pub(super) fn reference(&self) -> Option<&str> {
        self.told.as_deref().or(self.typed.as_deref())
    }

    /// Whether that is a row's.
    pub(super) fn has_ref(&self, row: &ReconcileRow) -> bool {
        self.reference() == Some(row.bank_ref.as_str())
    }

    /// Whether a list of the bank told of it: another reference is then another movement.
    pub(super) fn is_told(&self) -> bool {
        self.told.is_some()
    }

    /// How many days lie between it and a row.
    pub(super) fn days_from(&self, row: &ReconcileRow) -> u64 {
        (self.on - row.paid_on).num_days().unsigned_abs()
    }

    /// Takes over the bank's own reference, and says so, where no list told of it yet.
    fn tell(&mut self, row: &ReconcileRow) -> Option<String> {
        if self.is_told() {
            return None;
        }
        let theirs = &row.bank_ref;
        self.told = Some(theirs.clone());
        Some(match &self.typed {
            None => "已补记流水号".to_owned(),
            Some(ours) if ours == theirs => "流水号已经回单核实".to_owned(),
            Some(ours) => format!("流水号：银行 {theirs}，我方原登记 {ours}，已按银行的补记"),
        })
    }
}

/// Keeps the bank's own reference of a payment that was confirmed by hand, and says so.
pub(super) fn note_out(
    book: &mut Book<'_>,
    entry: &mut Entry,
    row: &ReconcileRow,
    on: NaiveDate,
) -> Result<Option<String>> {
    let said = entry.out.as_mut().and_then(|out| out.tell(row));
    if said.is_some() {
        let (payment_id, bank_ref) = (entry.payment.id, row.bank_ref.clone());
        book.add(&PaymentReference { payment_id, bank_ref, listed_on: on })?;
    }
    Ok(said)
}

/// The same of what came back.
pub(super) fn note_back(
    book: &mut Book<'_>,
    ours: &mut Ours<'_>,
    booked: Booked,
    row: &ReconcileRow,
    on: NaiveDate,
) -> Result<Option<String>> {
    let (payment_id, mispayment_id, back) = match booked {
        Booked::Payment(at) => {
            let entry = &mut ours.entries[at];
            (Some(entry.payment.id), None, entry.back.as_mut())
        }
        Booked::Mispaid(at) => {
            let stray = &mut ours.mispaid[at];
            (None, Some(stray.one.id), stray.back.as_mut())
        }
    };
    let said = back.and_then(|back| back.tell(row));
    if said.is_some() {
        let bank_ref = row.bank_ref.clone();
        book.add(&ReturnReference { payment_id, mispayment_id, bank_ref, listed_on: on })?;
    }
    Ok(said)
}

/// A return that is registered already.
#[derive(Clone, Copy)]
pub(super) enum Booked {
    /// Of this payment.
    Payment(usize),
    /// Of this mispayment.
    Mispaid(usize),
}

impl Ours<'_> {
    /// All returns that are registered and that could be a row's; and what is no money of ours, which may come back at any
    /// time.
    pub(super) fn booked(&self, row: &ReconcileRow) -> impl Iterator<Item = Booked> {
        let of_payments = self.entries.iter().enumerate();
        let of_payments = of_payments.filter(|(_, entry)| entry.is_for(row) && entry.back.is_some());
        let mispaid = self.mispaid.iter().enumerate();
        let mispaid = mispaid.filter(|(_, stray)| stray.is_for(row) && stray.back.is_some());
        let of_payments = of_payments.map(|(at, _)| Booked::Payment(at));
        of_payments.chain(mispaid.map(|(at, _)| Booked::Mispaid(at)))
    }

    fn moved(&self, booked: Booked) -> Option<&Moved> {
        match booked {
            Booked::Payment(at) => self.entries[at].back.as_ref(),
            Booked::Mispaid(at) => self.mispaid[at].back.as_ref(),
        }
    }

    /// Its day. A day on which something is said not to be ours is no day of a return.
    pub(super) fn returned_on(&self, booked: Booked) -> Option<NaiveDate> {
        let is_known = match booked {
            Booked::Payment(_) => true,
            Booked::Mispaid(at) => {
                let end = self.mispaid[at].one.end.as_ref();
                end.is_some_and(|end| end.outcome == MispaidEnd::Returned)
            }
        };
        self.moved(booked).filter(|_| is_known).map(|back| back.on)
    }

    /// Whether a row has its reference.
    pub(super) fn has_ref(&self, booked: Booked, row: &ReconcileRow) -> bool {
        self.moved(booked).is_some_and(|back| back.has_ref(row))
    }

    /// Whether a row can tell of this return, of which no list told yet.
    pub(super) fn is_untold(&self, booked: Booked, row: &ReconcileRow) -> bool {
        let out_on = match booked {
            Booked::Payment(at) => self.entries[at].out.as_ref().map(|out| out.on),
            Booked::Mispaid(at) => Some(self.mispaid[at].one.fact.paid_on),
        };
        let is_told = self.moved(booked).is_some_and(Moved::is_told);
        !is_told && out_on.is_some_and(|out_on| out_on <= row.paid_on)
    }

    /// What is said of a return that a row may tell of.
    pub(super) fn perhaps(&self, booked: Booked) -> String {
        let what = match booked {
            Booked::Payment(at) => {
                let day = self.returned_on(booked).map(|day| format!(" {day} "));
                format!("拨款 {} 已于{}登记退汇", self.entries[at].payment.id, day.unwrap_or_default())
            }
            Booked::Mispaid(at) => self.mispaid[at].one.what_became(),
        };
        let reference = match self.moved(booked).and_then(Moved::reference) {
            Some(typed) => format!("流水号 {typed} 还没有经回单核实"),
            None => "没有流水号".to_owned(),
        };
        format!("{what}，{reference}，这一行可能就是它：是它的，不用再登记")
    }
}
