//! 银行的一行: which of our payments a line of the bank's list is about, and what it says of it.
//!
//! Amounts of one size to one account are fungible. It doesn't matter which line is which payment, only that as many are
//! known to have gone out, and to have come back, as did: then no instalment is drawn up again while money for it is out.
//! So a line that could be what somebody registered is that, each further one is another; and where it can't be told, the
//! line waits for somebody to say.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::booked::Moved;
use super::mispaid::{Mispaid, mispaid};
use super::standing::reference;
use crate::intake::sheets::ReconcileRow;
use crate::measure::publication::plain;
use crate::model::Fen;
use crate::model::account::Account;
use crate::store::facts::{
    BatchApproval, BatchCancellation, MispaymentEnd, Payment, PaymentConfirmation, PaymentReference,
    PaymentReturn, ReturnReference,
};
use crate::store::{Store, Stored};

/// The command that takes a bank's list in.
pub(super) const RECONCILE: &str = "disburse reconcile";

/// An approved payment, and what is known of it so far.
pub(super) struct Entry {
    pub(super) payment: Stored<Payment>,
    pub(super) approved_on: NaiveDate,
    /// That it went out.
    pub(super) out: Option<Moved>,
    /// That it came back.
    pub(super) back: Option<Moved>,
    /// Whether a list told only that it came back, so that its day and reference are not those of its payment.
    made_up: bool,
}

impl Entry {
    pub(super) fn is_for(&self, row: &ReconcileRow) -> bool {
        self.payment.fact.bank_account == row.account && self.payment.fact.amount_fen == row.amount()
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

    /// Whether a row can be its payment.
    pub(super) fn awaits_by(&self, row: &ReconcileRow) -> bool {
        self.awaits() && self.is_for(row) && self.approved_on <= row.paid_on
    }

    /// Whether it is paid and could be what came back according to a row.
    pub(super) fn was_paid_by(&self, row: &ReconcileRow) -> bool {
        self.is_paid() && self.is_for(row) && self.out.as_ref().is_some_and(|out| out.on <= row.paid_on)
    }

    /// Whether it was registered by hand on the day of a row, and no list told of it yet; or by its return alone, later.
    fn is_untold_on(&self, day: NaiveDate) -> bool {
        let is_before = |on: NaiveDate| self.made_up && (self.approved_on..=on).contains(&day);
        self.out.as_ref().is_some_and(|out| (out.on == day || is_before(out.on)) && !out.is_told())
    }
}

/// Whether the bank's remark names this payment, as its schedule does: 拨款 12.
fn names(row: &ReconcileRow, payment: i64) -> bool {
    let name = format!("拨款 {payment}");
    row.note.as_deref().is_some_and(|note| {
        note.match_indices(&name).any(|(at, _)| {
            !note.get(at + name.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
    })
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

/// A line of the list of something that went out, and that is none of ours as far as we know.
pub(super) struct Doubt {
    number: u64,
    account: Account,
    amount: Fen,
    bank_ref: String,
    /// The payment that it may be after all.
    of: Option<usize>,
}

/// 我方的款项: what a bank's list is held against.
pub(super) struct Ours<'s> {
    pub(super) store: &'s Store,
    /// Every payment of every approved batch, oldest first.
    pub(super) entries: Vec<Entry>,
    /// Those of batches that were cancelled after all, with the day of their approval.
    given_up: Vec<(Stored<Payment>, NaiveDate)>,
    /// What the bank paid by mistake.
    pub(super) mispaid: Vec<Stray>,
    /// What this list has that can't be explained.
    doubts: Vec<Doubt>,
}

/// What happened according to a row, and to which of our payments.
pub(super) enum Hit {
    Known(usize),
    Confirm(usize),
    Return(usize),
    /// What came back of this payment by way of a demand.
    Received(usize, String),
    /// Like this payment, and not to be paid.
    Mispaid(Stored<Payment>, String),
    KnownMispaid(usize),
    MispaidBack(usize),
    Differs(Option<usize>, String),
    Nothing,
}

impl<'s> Ours<'s> {
    pub(super) fn gather(store: &'s Store) -> Result<Self> {
        let cancelled: BTreeSet<_> =
            store.all::<BatchCancellation>()?.into_iter().map(|one| one.fact.batch_id).collect();
        let by_lists = store.entries_of(RECONCILE)?;
        let (mut entries, mut given_up) = (Vec::new(), Vec::new());
        for approval in store.all::<BatchApproval>()? {
            let BatchApproval { batch_id, approved_on, .. } = approval.fact;
            let payments = store.by::<Payment>("batch_id", batch_id)?;
            if cancelled.contains(&batch_id) {
                given_up.extend(payments.into_iter().map(|payment| (payment, approved_on)));
                continue;
            }
            for payment in payments {
                let paid = store.newest::<PaymentConfirmation>("payment_id", payment.id)?;
                let back = store.newest::<PaymentReturn>("payment_id", payment.id)?;
                let made_up = paid.as_ref().zip(back.as_ref()).is_some_and(|(paid, back)| {
                    (paid.entry_id, paid.fact.paid_on, &paid.fact.bank_ref)
                        == (back.entry_id, back.fact.returned_on, &back.fact.bank_ref)
                });
                let noted = store.newest::<PaymentReference>("payment_id", payment.id)?;
                let noted = noted.map(|noted| noted.fact.bank_ref);
                let out = paid.map(|paid| {
                    let by_list = by_lists.contains(&paid.entry_id) && !made_up;
                    Moved::new(paid.fact.paid_on, paid.fact.bank_ref, by_list, noted)
                });
                let noted = store.newest::<ReturnReference>("payment_id", payment.id)?;
                let noted = noted.map(|noted| noted.fact.bank_ref);
                let back = back.map(|back| {
                    let by_list = by_lists.contains(&back.entry_id);
                    Moved::new(back.fact.returned_on, back.fact.bank_ref, by_list, noted)
                });
                entries.push(Entry { payment, approved_on, out, back, made_up });
            }
        }
        entries.sort_by_key(|entry| entry.payment.id);
        let mut strays = Vec::new();
        for one in mispaid(store)? {
            let noted = store.newest::<ReturnReference>("mispayment_id", one.id)?;
            let noted = noted.map(|noted| noted.fact.bank_ref);
            let back = store.newest::<MispaymentEnd>("mispayment_id", one.id)?.map(|end| {
                let by_list = by_lists.contains(&end.entry_id);
                Moved::new(end.fact.ended_on, end.fact.bank_ref, by_list, noted)
            });
            strays.push(Stray { one, back });
        }
        Ok(Self { store, entries, given_up, mispaid: strays, doubts: Vec::new() })
    }

    /// Which payment a row is about, and what it says of it.
    pub(super) fn hit(&self, row: &ReconcileRow, on: NaiveDate) -> Result<Hit> {
        if row.is_returned() { self.back(row, on) } else { Ok(self.out(row, on)) }
    }

    /// How sure it is what a row is about, the surest first: by its reference, by its day, or by nothing but its amount.
    pub(super) fn order(&self, row: &ReconcileRow) -> (bool, bool, bool) {
        let is_back = row.is_returned();
        let by = |wanted: &dyn Fn(Option<&Moved>) -> bool| {
            let entries = self.entries.iter().filter(|entry| entry.is_for(row));
            let ours = entries.map(|entry| if is_back { &entry.back } else { &entry.out });
            let strays = self.mispaid.iter().filter(|stray| is_back && stray.is_for(row));
            ours.chain(strays.map(|stray| &stray.back)).any(|moved| wanted(moved.as_ref()))
        };
        let by_ref = by(&|moved| moved.is_some_and(|moved| moved.has_ref(row)));
        let by_day = by(&|moved| moved.is_some_and(|moved| moved.on == row.paid_on && !moved.is_told()));
        (is_back, !by_ref, !by_day)
    }

    /// Keeps in mind that a row of something that went out is none of ours.
    pub(super) fn doubt(&mut self, number: u64, row: &ReconcileRow, of: Option<usize>) {
        let (account, amount, bank_ref) = (row.account.clone(), row.amount(), row.bank_ref.clone());
        self.doubts.push(Doubt { number, account, amount, bank_ref, of });
    }

    /// The line of this list that went out, that can't be explained, and that a row may give back: it is as much to the same
    /// account, or would be if the bank had it right.
    pub(super) fn unexplained(&self, row: &ReconcileRow) -> Option<u64> {
        let meant = |doubt: &Doubt| doubt.of.is_some_and(|at| self.entries[at].is_for(row));
        let same =
            |doubt: &&Doubt| (&doubt.account, doubt.amount) == (&row.account, row.amount()) || meant(doubt);
        self.doubts.iter().find(same).map(|doubt| doubt.number)
    }

    /// What went out.
    fn out(&self, row: &ReconcileRow, on: NaiveDate) -> Hit {
        let known = |stray: &Stray| stray.is_for(row) && stray.one.fact.bank_ref == row.bank_ref;
        if let Some(at) = self.mispaid.iter().position(known) {
            return Hit::KnownMispaid(at);
        }
        let on_day = |entry: &Entry| entry.out.as_ref().is_some_and(|out| out.on == row.paid_on);
        let same = |entry: &Entry| entry.is_for(row) && entry.has_ref(row);
        if let Some(at) = self.find(|entry| same(entry) && on_day(entry)) {
            return Hit::Known(at);
        }
        if let Some(at) = self.find(same) {
            return Hit::Differs(Some(at), self.other_day(at, row));
        }
        if let Some(differs) = self.impossible(row, on) {
            return differs;
        }
        let like = self.like(row);
        let first =
            |wanted: &dyn Fn(&Entry) -> bool| like.iter().copied().find(|at| wanted(&self.entries[*at]));
        if let Some(at) = first(&|entry| entry.is_untold_on(row.paid_on)) {
            return Hit::Known(at);
        }
        if let Some(at) = first(&|entry| entry.awaits_by(row)) {
            return Hit::Confirm(at);
        }
        // What went out before anybody approved it is other money.
        let is_paid = |entry: &Entry| entry.out.is_some() && entry.approved_on <= row.paid_on;
        if let Some(at) = self.nearest(row, |entry| is_paid(entry) && entry.is_for(row)) {
            let named = first(&is_paid).filter(|_| like.len() == 1);
            return self.once_more(named.unwrap_or(at), row);
        }
        if let Some((payment, _)) = self.cancelled(row) {
            return Hit::Mispaid(payment.clone(), in_spite(payment));
        }
        self.early(row).unwrap_or_else(|| self.alike(row))
    }

    pub(super) fn find(&self, wanted: impl Fn(&Entry) -> bool) -> Option<usize> {
        self.entries.iter().position(wanted)
    }

    /// The payments of as much to the same account. What the bank's remark names is meant, and no other.
    pub(super) fn like(&self, row: &ReconcileRow) -> Vec<usize> {
        let mut like: Vec<_> = (0..self.entries.len()).filter(|at| self.entries[*at].is_for(row)).collect();
        let named = like.iter().copied().find(|at| names(row, self.entries[*at].payment.id));
        if let Some(named) = named {
            like = vec![named];
        }
        like
    }

    /// The halves of a grant are equal and go to the same account: a row is about the one that was paid nearest to it.
    pub(super) fn nearest(&self, row: &ReconcileRow, wanted: impl Fn(&Entry) -> bool) -> Option<usize> {
        let wanted = self.entries.iter().enumerate().filter(|(_, entry)| wanted(entry));
        let key = |out: &Option<Moved>| out.as_ref().map(|out| (out.days_from(row), out.is_told()));
        wanted.min_by_key(|(at, entry)| (key(&entry.out), Reverse(*at))).map(|(at, _)| at)
    }

    /// What no bank can say.
    pub(super) fn impossible(&self, row: &ReconcileRow, on: NaiveDate) -> Option<Hit> {
        let what = if row.paid_on > on {
            format!("付款日期 {} 晚于业务日期 {on}", row.paid_on)
        } else if row.is_below_zero() && !row.is_returned() {
            "金额是负数，结果却写付款成功".to_owned()
        } else {
            return None;
        };
        Some(Hit::Differs(self.awaited(row), what))
    }

    /// The payment that waits for such a row: it isn't missing, even where the bank has it wrong.
    fn awaited(&self, row: &ReconcileRow) -> Option<usize> {
        self.like(row).into_iter().find(|at| self.entries[*at].awaits())
    }

    /// What is said of a row that is too early for what waits for it.
    pub(super) fn early(&self, row: &ReconcileRow) -> Option<Hit> {
        let at = self.awaited(row)?;
        let approved_on = self.entries[at].approved_on;
        let what = || format!("付款日期 {} 早于审批的 {approved_on}", row.paid_on);
        (row.paid_on < approved_on).then(|| Hit::Differs(Some(at), what()))
    }

    /// A payment that is paid already, in the bank's list once more: one that was cancelled, the same one as far as we may
    /// have its day wrong, or one that the bank made by mistake.
    fn once_more(&self, at: usize, row: &ReconcileRow) -> Hit {
        let entry = &self.entries[at];
        let Some(out) = &entry.out else { return Hit::Nothing };
        if let Some(payment) = self.rather(out.on, row) {
            return Hit::Mispaid(payment.clone(), in_spite(payment));
        }
        if let Some(differs) = self.differing(at, row) {
            return differs;
        }
        let (id, paid_on, known) = (entry.payment.id, out.on, reference(out.reference()));
        let what = format!(
            "拨款 {id} 已付（{paid_on}{known}），这是同一账号、同一金额的又一笔：疑为重复付款，请向银行核实并退回"
        );
        Hit::Mispaid(entry.payment.clone(), what)
    }

    /// A paid payment that we may have with a wrong day. Of two such lines only one can be it.
    pub(super) fn differing(&self, at: usize, row: &ReconcileRow) -> Option<Hit> {
        let Entry { out: Some(out), back, .. } = &self.entries[at] else { return None };
        let other = |doubt: &Doubt| doubt.of == Some(at) && doubt.bank_ref != row.bank_ref;
        let is_back_before = back.as_ref().is_some_and(|back| back.on < row.paid_on);
        if out.is_told() || is_back_before || self.doubts.iter().any(other) {
            return None;
        }
        let (day, ours) = (self.other_day(at, row), out.on);
        let what = format!("{day}；是又一笔的，先核对 {ours} 的回单，再核对这一行");
        Some(Hit::Differs(Some(at), what))
    }

    fn other_day(&self, at: usize, row: &ReconcileRow) -> String {
        let ours = self.entries[at].out.as_ref().map(|out| out.on.to_string());
        format!("付款日期：银行 {}，我方 {}", row.paid_on, ours.unwrap_or_default())
    }

    /// A payment whose amount or account the bank may have wrong; or one that was cancelled.
    pub(super) fn alike(&self, row: &ReconcileRow) -> Hit {
        if let Some(at) = self.find(|entry| entry.awaits() && entry.payment.fact.bank_account == row.account)
        {
            let ours = self.entries[at].payment.fact.amount_fen;
            return Hit::Differs(Some(at), format!("金额：银行 {} 元，我方 {ours} 元", row.amount()));
        }
        let ours = |entry: &Entry| plain(&entry.payment.fact.account_name);
        let same_name =
            |entry: &Entry| row.account_name.as_ref().is_some_and(|name| plain(name) == ours(entry));
        let same_amount = |entry: &Entry| entry.payment.fact.amount_fen == row.amount();
        if let Some(at) = self.find(|entry| entry.awaits() && same_name(entry) && same_amount(entry)) {
            let ours = self.entries[at].payment.fact.bank_account.masked();
            return Hit::Differs(Some(at), format!("账号：银行 {}，我方 {ours}", row.account.masked()));
        }
        match self.cancelled(row) {
            Some((payment, _)) if row.is_returned() => {
                let batch = payment.fact.batch_id;
                Hit::Differs(None, format!("与已作废的批次 {batch} 相符：请向银行核实是否已经付出"))
            }
            Some((payment, _)) => Hit::Mispaid(payment.clone(), in_spite(payment)),
            None => Hit::Nothing,
        }
    }

    /// A payment of a cancelled batch that a row could be, and that the bank is not known to have made yet.
    fn cancelled(&self, row: &ReconcileRow) -> Option<&(Stored<Payment>, NaiveDate)> {
        let made = |id: i64| self.mispaid.iter().any(|stray| stray.one.like.id == id);
        let could_be = |one: &&(Stored<Payment>, NaiveDate)| {
            let (payment, approved_on) = one;
            payment.fact.bank_account == row.account
                && payment.fact.amount_fen == row.amount()
                && *approved_on <= row.paid_on
                && !made(payment.id)
        };
        let all = || self.given_up.iter().rev().filter(could_be);
        all().find(|(payment, _)| names(row, payment.id)).or_else(|| all().next())
    }

    /// The payment of a cancelled batch that a row is rather than one like it that was paid on some day: the one that the
    /// bank names, or that was approved since.
    fn rather(&self, paid_on: NaiveDate, row: &ReconcileRow) -> Option<&Stored<Payment>> {
        let (payment, approved_on) = self.cancelled(row)?;
        (*approved_on > paid_on || names(row, payment.id)).then_some(payment)
    }
}

/// What is said of a payment that was made although its batch was cancelled.
fn in_spite(payment: &Stored<Payment>) -> String {
    let (id, batch) = (payment.id, payment.fact.batch_id);
    format!("与已作废的批次 {batch} 的拨款 {id} 相符：作废的款项仍被付出，请向银行核实并退回")
}
