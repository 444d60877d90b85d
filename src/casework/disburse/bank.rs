//! 银行的一行: which of our payments a line of the bank's list is about, and what it says of it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::mispaid::{Mispaid, mispaid};
use super::standing::confirmed;
use crate::intake::sheets::ReconcileRow;
use crate::measure::publication::plain;
use crate::store::facts::{BatchApproval, BatchCancellation, Payment, PaymentConfirmation, PaymentReturn};
use crate::store::{Store, Stored};

/// An approved payment, and what is known of it so far.
pub(super) struct Entry {
    pub(super) payment: Stored<Payment>,
    pub(super) approved_on: NaiveDate,
    pub(super) confirmed: Option<PaymentConfirmation>,
    pub(super) returned: Option<PaymentReturn>,
    /// The reference under which this list has it.
    pub(super) listed: Option<String>,
}

impl Entry {
    pub(super) fn is_for(&self, row: &ReconcileRow) -> bool {
        self.payment.fact.bank_account == row.account && self.payment.fact.amount_fen == row.amount()
    }

    pub(super) fn has_ref(&self, row: &ReconcileRow) -> bool {
        self.confirmed.as_ref().is_some_and(|known| known.bank_ref.as_deref() == Some(row.bank_ref.as_str()))
    }

    fn is_named(&self, row: &ReconcileRow) -> bool {
        names(row, self.payment.id)
    }

    pub(super) fn awaits(&self) -> bool {
        self.confirmed.is_none()
    }

    /// Whether it is paid and could be what came back according to a row.
    fn was_paid_by(&self, row: &ReconcileRow) -> bool {
        let paid_on = self.confirmed.as_ref().map(|paid| paid.paid_on);
        self.is_paid() && self.is_for(row) && paid_on.is_some_and(|paid_on| paid_on <= row.paid_on)
    }

    /// Whether it was paid on the day of a row that tells so, and came back since.
    fn came_back_since(&self, row: &ReconcileRow) -> bool {
        let paid_on = self.confirmed.as_ref().map(|paid| paid.paid_on);
        self.returned.is_some() && self.is_for(row) && paid_on == Some(row.paid_on)
    }

    /// Whether a row can be its payment.
    fn awaits_by(&self, row: &ReconcileRow) -> bool {
        self.awaits() && self.is_for(row) && self.approved_on <= row.paid_on
    }

    /// How many days lie between its payment and a row.
    fn days_from(&self, row: &ReconcileRow) -> Option<u64> {
        let paid = self.confirmed.as_ref()?;
        Some((paid.paid_on - row.paid_on).num_days().unsigned_abs())
    }

    /// Whether this list can still show it under a reference we don't know.
    fn is_unlisted(&self) -> bool {
        self.listed.is_none() && self.confirmed.as_ref().is_some_and(|paid| paid.bank_ref.is_none())
    }

    fn is_paid(&self) -> bool {
        self.confirmed.is_some() && self.returned.is_none()
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

/// 我方的款项: what a bank's list is held against.
pub(super) struct Ours {
    /// Every payment of every approved batch, oldest first.
    pub(super) entries: Vec<Entry>,
    /// Those of batches that were cancelled after all, with the day of their approval.
    given_up: Vec<(Stored<Payment>, NaiveDate)>,
    /// What the bank paid by mistake.
    pub(super) mispaid: Vec<Mispaid>,
}

impl Ours {
    pub(super) fn gather(store: &Store) -> Result<Self> {
        let cancelled: BTreeSet<_> =
            store.all::<BatchCancellation>()?.into_iter().map(|one| one.fact.batch_id).collect();
        let (mut entries, mut given_up) = (Vec::new(), Vec::new());
        for approval in store.all::<BatchApproval>()? {
            let BatchApproval { batch_id, approved_on, .. } = approval.fact;
            let payments = store.by::<Payment>("batch_id", batch_id)?;
            if cancelled.contains(&batch_id) {
                given_up.extend(payments.into_iter().map(|payment| (payment, approved_on)));
                continue;
            }
            for payment in payments {
                let confirmed = confirmed(store, payment.id)?;
                let returned = store.newest::<PaymentReturn>("payment_id", payment.id)?.map(|one| one.fact);
                entries.push(Entry { payment, approved_on, confirmed, returned, listed: None });
            }
        }
        entries.sort_by_key(|entry| entry.payment.id);
        Ok(Self { entries, given_up, mispaid: mispaid(store)? })
    }

    /// A payment of a cancelled batch that a row could be, and that the bank is not known to have made yet.
    fn cancelled(&self, row: &ReconcileRow) -> Option<&(Stored<Payment>, NaiveDate)> {
        let made = |id: i64| self.mispaid.iter().any(|one| one.like.id == id);
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

    /// Which payment a row is about, and what it says of it.
    pub(super) fn hit(&self, row: &ReconcileRow, on: NaiveDate) -> Hit {
        if let Some(hit) = self.of_mispaid(row, on) {
            return hit;
        }
        let found = of_payments(&self.entries, row, on);
        if !row.is_returned()
            && let Hit::Twice(at, _) | Hit::Differs(Some(at), _) = found
            && let Some(payment) = self.rather(at, row)
        {
            return Hit::Mispaid(payment.clone(), in_spite(payment));
        }
        match found {
            // What came back earlier than it went out, or went out before anybody approved it, is other money.
            Hit::Twice(at, _) if row.is_returned() || row.paid_on < self.entries[at].approved_on => {
                Hit::Nothing
            }
            Hit::Twice(at, what) => Hit::Mispaid(self.entries[at].payment.clone(), what),
            Hit::Nothing => match self.cancelled(row) {
                Some((payment, _)) if row.is_returned() => {
                    let batch = payment.fact.batch_id;
                    Hit::Differs(None, format!("与已作废的批次 {batch} 相符：请向银行核实是否已经付出"))
                }
                Some((payment, _)) => Hit::Mispaid(payment.clone(), in_spite(payment)),
                None => Hit::Nothing,
            },
            other => other,
        }
    }

    /// The payment of a cancelled batch that a row is rather than a paid one that it is like: the one that the bank names,
    /// or that was approved since.
    fn rather(&self, paid: usize, row: &ReconcileRow) -> Option<&Stored<Payment>> {
        let paid_on = self.entries[paid].confirmed.as_ref()?.paid_on;
        let (payment, approved_on) = self.cancelled(row)?;
        (*approved_on > paid_on || names(row, payment.id)).then_some(payment)
    }

    /// What was paid by mistake is known by its reference. Of two payments of as much to one account, whichever came
    /// back leaves the unit with one: it counts as the mistaken one.
    fn of_mispaid(&self, row: &ReconcileRow, on: NaiveDate) -> Option<Hit> {
        let find = |wanted: &dyn Fn(&Mispaid) -> bool| {
            self.mispaid.iter().position(|one| one.is_for(&row.account, row.amount()) && wanted(one))
        };
        if !row.is_returned() {
            return find(&|one| one.fact.bank_ref == row.bank_ref).map(Hit::KnownMispaid);
        }
        let by_this = |one: &Mispaid| {
            one.end.as_ref().is_some_and(|end| end.bank_ref.as_deref() == Some(row.bank_ref.as_str()))
        };
        let known = |entry: &Entry| {
            let of_row = returned_with(&row.bank_ref);
            entry.is_for(row) && entry.returned.as_ref().is_some_and(|back| back.reason.ends_with(&of_row))
        };
        if self.entries.iter().any(known) {
            return None;
        }
        find(&by_this).map(Hit::KnownMispaid).or_else(|| {
            find(&|one| one.is_out(row.paid_on)).filter(|_| row.paid_on <= on).map(Hit::MispaidBack)
        })
    }
}

/// How the reason of a return ends that a bank's list told.
pub(super) fn returned_with(bank_ref: &str) -> String {
    format!("（流水号 {bank_ref}）")
}

/// What is said of a payment that was made although its batch was cancelled.
fn in_spite(payment: &Stored<Payment>) -> String {
    let (id, batch) = (payment.id, payment.fact.batch_id);
    format!("与已作废的批次 {batch} 的拨款 {id} 相符：作废的款项仍被付出，请向银行核实并退回")
}

/// What happened according to a row, and to which of our payments.
pub(super) enum Hit {
    Known(usize),
    Confirm(usize),
    Return(usize),
    /// A second time; before it is known whether a cancelled batch is meant.
    Twice(usize, String),
    /// Like this payment, and not to be paid.
    Mispaid(Stored<Payment>, String),
    KnownMispaid(usize),
    MispaidBack(usize),
    Differs(Option<usize>, String),
    Nothing,
}

fn of_payments(entries: &[Entry], row: &ReconcileRow, on: NaiveDate) -> Hit {
    let returned = row.is_returned();
    let find = |wanted: &dyn Fn(&Entry) -> bool| entries.iter().position(wanted);
    // The halves of a grant are equal and go to the same account: a row is about the one that was paid nearest to it.
    let nearest = |wanted: &dyn Fn(&Entry) -> bool| {
        let wanted = entries.iter().enumerate().filter(|(_, entry)| wanted(entry));
        wanted
            .min_by_key(|(at, entry)| (entry.days_from(row), !entry.is_unlisted(), Reverse(*at)))
            .map(|(at, _)| at)
    };
    if let Some(at) = find(&|entry| entry.is_for(row) && entry.has_ref(row)) {
        return if returned && entries[at].is_paid() { Hit::Return(at) } else { Hit::Known(at) };
    }
    let came_back =
        |entry: &Entry| entry.returned.as_ref().is_some_and(|back| back.returned_on == row.paid_on);
    if returned && let Some(at) = find(&|entry| entry.is_for(row) && came_back(entry)) {
        return Hit::Known(at);
    }
    // What such a row would be of is not missing: the bank has it, and has it wrong.
    let awaited = |entry: &Entry| entry.awaits() && entry.is_for(row);
    let meant = find(&|entry| awaited(entry) && entry.is_named(row)).or_else(|| find(&awaited));
    if row.paid_on > on {
        return Hit::Differs(meant, format!("付款日期 {} 晚于业务日期 {on}", row.paid_on));
    }
    if row.is_below_zero() && !returned {
        return Hit::Differs(meant, "金额是负数，结果却写付款成功".to_owned());
    }
    // What the bank's remark names is meant, and nothing else that happens to be as much.
    if !returned && let Some(at) = find(&|entry| entry.is_paid() && entry.is_for(row) && entry.is_named(row))
    {
        return known_or_twice(at, &entries[at], row);
    }
    // Paid then, and back since: nothing that waits now could have been paid on that day.
    if !returned
        && !entries.iter().any(|entry| entry.awaits_by(row))
        && let Some(at) = find(&|entry| entry.came_back_since(row))
    {
        return known_or_twice(at, &entries[at], row);
    }
    let by_sign = row.is_below_zero() && row.outcome.is_none();
    if let Some(at) = meant {
        let approved_on = entries[at].approved_on;
        if row.paid_on < approved_on {
            return Hit::Differs(Some(at), format!("付款日期 {} 早于审批的 {approved_on}", row.paid_on));
        }
        if !by_sign {
            return Hit::Confirm(at);
        }
        // A statement may have every payment below zero: that alone doesn't say that it came back.
        if !entries.iter().any(|entry| entry.was_paid_by(row)) {
            let what = "金额是负数，而这一笔还没有登记付款：付出的请写正数，退汇的在“结果”列写“退汇”";
            return Hit::Differs(Some(at), what.to_owned());
        }
    }
    let paid = |entry: &Entry| entry.was_paid_by(row);
    if returned && let Some(at) = find(&|entry| paid(entry) && entry.is_named(row)).or_else(|| nearest(&paid))
    {
        return Hit::Return(at);
    }
    // Registered by hand before, with another reference or none.
    if let Some(at) = nearest(&|entry| entry.is_paid() && entry.is_for(row)) {
        return known_or_twice(at, &entries[at], row);
    }
    if let Some(at) = find(&|entry| entry.awaits() && entry.payment.fact.bank_account == row.account) {
        let ours = entries[at].payment.fact.amount_fen;
        return Hit::Differs(Some(at), format!("金额：银行 {} 元，我方 {ours} 元", row.amount()));
    }
    let ours = |entry: &Entry| plain(&entry.payment.fact.account_name);
    let same_name = |entry: &Entry| row.account_name.as_ref().is_some_and(|name| plain(name) == ours(entry));
    let same_amount = |entry: &Entry| entry.payment.fact.amount_fen == row.amount();
    match find(&|entry| entry.awaits() && same_name(entry) && same_amount(entry)) {
        Some(at) => {
            let ours = entries[at].payment.fact.bank_account.masked();
            Hit::Differs(Some(at), format!("账号：银行 {}，我方 {ours}", row.account.masked()))
        }
        None => Hit::Nothing,
    }
}

/// A payment that is paid already, and stands in the bank's list under another reference: the same one as we know it,
/// where nothing else in the list is, or a second one.
fn known_or_twice(at: usize, entry: &Entry, row: &ReconcileRow) -> Hit {
    let Some(PaymentConfirmation { paid_on, bank_ref, .. }) = &entry.confirmed else { return Hit::Nothing };
    let again = entry.listed.as_ref().is_some_and(|listed| *listed != row.bank_ref);
    match (bank_ref, *paid_on == row.paid_on) {
        (None, true) if !again => Hit::Known(at),
        (None, false) if !again => {
            Hit::Differs(Some(at), format!("付款日期：银行 {}，我方 {paid_on}", row.paid_on))
        }
        (Some(ours), true) if !again => {
            Hit::Differs(Some(at), format!("流水号：银行 {}，我方 {ours}", row.bank_ref))
        }
        _ => {
            let known = bank_ref.as_ref().or(entry.listed.as_ref());
            let known = known.map(|text| format!("，流水号 {text}")).unwrap_or_default();
            let id = entry.payment.id;
            let what = format!(
                "拨款 {id} 已付（{paid_on}{known}），这是同一账号、同一金额的又一笔：疑为重复付款，请向银行核实并退回"
            );
            Hit::Twice(at, what)
        }
    }
}
