//! 银行的一行: which of our payments a line of the bank's list is about, and what it says of it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;

use super::adjust::unused;
use super::booked::Booked;
use super::mispaid::{Mispaid, mispaid};
use super::standing::confirmed;
use crate::casework::{Dossier, Refusal};
use crate::intake::sheets::ReconcileRow;
use crate::measure::publication::plain;
use crate::store::facts::{BatchApproval, BatchCancellation, Payment, PaymentConfirmation, PaymentReturn};
use crate::store::{Store, Stored};

/// The command that takes a bank's list in.
pub(super) const RECONCILE: &str = "disburse reconcile";

/// An approved payment, and what is known of it so far.
pub(super) struct Entry {
    pub(super) payment: Stored<Payment>,
    pub(super) approved_on: NaiveDate,
    pub(super) confirmed: Option<PaymentConfirmation>,
    pub(super) returned: Option<PaymentReturn>,
    /// Whether its reference is the bank's own, out of a list, and not one that somebody typed.
    pub(super) told: bool,
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
        self.is_paid() && self.went_out_by(row)
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

    /// Whether this list has it under another reference than a row's.
    fn is_listed_beside(&self, row: &ReconcileRow) -> bool {
        self.listed.as_ref().is_some_and(|listed| *listed != row.bank_ref)
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

    /// Whether it was paid by the day of a row that tells what came back.
    pub(super) fn went_out_by(&self, row: &ReconcileRow) -> bool {
        self.is_for(row) && self.confirmed.as_ref().is_some_and(|paid| paid.paid_on <= row.paid_on)
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
pub(super) struct Ours<'s> {
    store: &'s Store,
    /// Every payment of every approved batch, oldest first.
    pub(super) entries: Vec<Entry>,
    /// Those of batches that were cancelled after all, with the day of their approval.
    given_up: Vec<(Stored<Payment>, NaiveDate)>,
    /// What the bank paid by mistake.
    pub(super) mispaid: Vec<Mispaid>,
    /// Which of them a row of this list may be a double of, and the row's number.
    pub(super) in_doubt: BTreeMap<usize, u64>,
    /// The references under which this list has what came back.
    pub(super) came_back: BTreeMap<Booked, String>,
}

/// What happened according to a row, and to which of our payments.
pub(super) enum Hit {
    Known(usize),
    Confirm(usize),
    Return(usize),
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
                let typed = store.newest::<PaymentConfirmation>("payment_id", payment.id)?;
                let confirmed = confirmed(store, payment.id)?;
                let noted = |paid: &Stored<PaymentConfirmation>| paid.fact.bank_ref.is_none();
                let told = typed.is_some_and(|paid| noted(&paid) || by_lists.contains(&paid.entry_id));
                let returned = store.newest::<PaymentReturn>("payment_id", payment.id)?.map(|one| one.fact);
                entries.push(Entry { payment, approved_on, confirmed, returned, told, listed: None });
            }
        }
        entries.sort_by_key(|entry| entry.payment.id);
        let (in_doubt, came_back) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { store, entries, given_up, mispaid: mispaid(store)?, in_doubt, came_back })
    }

    /// Which payment a row is about, and what it says of it.
    pub(super) fn hit(&self, row: &ReconcileRow, on: NaiveDate) -> Result<Hit> {
        if row.is_returned() { self.back(row, on) } else { Ok(self.out(row, on)) }
    }

    /// Whether what a row is about waits for its payment to be registered.
    pub(super) fn awaits(&self, found: &Hit) -> bool {
        match found {
            Hit::Confirm(at) | Hit::Differs(Some(at), _) => self.entries[*at].awaits(),
            _ => false,
        }
    }

    /// What went out.
    fn out(&self, row: &ReconcileRow, on: NaiveDate) -> Hit {
        let known =
            |one: &Mispaid| one.is_for(&row.account, row.amount()) && one.fact.bank_ref == row.bank_ref;
        if let Some(at) = self.mispaid.iter().position(known) {
            return Hit::KnownMispaid(at);
        }
        let same = |entry: &Entry| entry.is_for(row) && entry.has_ref(row);
        if let Some(at) = self.find(|entry| same(entry) && entry.days_from(row) == Some(0)) {
            return Hit::Known(at);
        }
        if let Some(at) = self.find(same) {
            return Hit::Differs(Some(at), self.other_day(at, row));
        }
        if let Some(differs) = self.impossible(row, on) {
            return differs;
        }
        // What the bank's remark names is meant, and nothing else that happens to be as much.
        if let Some(at) = self.find(|entry| entry.is_paid() && entry.is_for(row) && entry.is_named(row)) {
            return self.known_or_twice(at, row);
        }
        // Paid then, and back since: nothing that waits now could have been paid on that day.
        if !self.entries.iter().any(|entry| entry.awaits_by(row))
            && let Some(at) = self.find(|entry| entry.came_back_since(row))
        {
            return self.known_or_twice(at, row);
        }
        if let Some(at) = self.meant(row) {
            return self.early(at, row).unwrap_or(Hit::Confirm(at));
        }
        // Registered by hand before, with another reference or none.
        let paid = self.nearest(row, |entry| entry.is_paid() && entry.is_for(row));
        match paid.or_else(|| self.nearest(row, |entry| entry.returned.is_some() && entry.is_for(row))) {
            Some(at) => self.known_or_twice(at, row),
            None => self.alike(row),
        }
    }

    /// What came back. What was registered by hand without a reference may be the same: where something else could have
    /// come back as well, somebody has to say which it was, or money that is still out would be paid again.
    fn back(&self, row: &ReconcileRow, on: NaiveDate) -> Result<Hit> {
        if let Some(booked) = self.booked().find(|one| self.is_told_by(*one, row)) {
            return Ok(known(booked));
        }
        if let Some(differs) = self.impossible(row, on) {
            return Ok(differs);
        }
        let other = self.came_back_now(row)?;
        let days = |one: &Booked| {
            let day = self.returned_on(*one)?;
            Some((day - row.paid_on).num_days().unsigned_abs())
        };
        let perhaps = self.booked().filter(|one| self.could_be(*one, row) && !self.is_since(*one, &other));
        // A day on which something is said not to be ours is no day of a return.
        let nearest = perhaps.min_by_key(|one| days(one).unwrap_or(u64::MAX));
        let Some(booked) = nearest else { return Ok(other) };
        let (of, command) = match other {
            _ if days(&booked) == Some(0) => return Ok(known(booked)),
            Hit::MispaidBack(at) => {
                let Mispaid { id, like, .. } = &self.mispaid[at];
                (self.find(|entry| entry.payment.id == like.id), format!("disburse mispaid {id} --returned"))
            }
            Hit::Return(at) => (Some(at), format!("disburse bounce {}", self.entries[at].payment.id)),
            Hit::Confirm(at) => {
                let (about, id) = (self.perhaps(booked), self.entries[at].payment.id);
                let what = format!("{about}；拨款 {id} 还没有登记付款：是它的，先核对付出的那一行");
                return Ok(Hit::Differs(Some(at), what));
            }
            _ => return Ok(known(booked)),
        };
        let (about, reference, day) = (self.perhaps(booked), &row.bank_ref, row.paid_on);
        let what = format!(
            "{about}；是另一笔退回的，请登记：studiogrant {command} --ref {reference} --on {day} --reason …"
        );
        Ok(Hit::Differs(of, what))
    }

    /// What came back, where it is not registered yet.
    fn came_back_now(&self, row: &ReconcileRow) -> Result<Hit> {
        // Of two payments of as much to one account, whichever came back leaves the unit with one: it counts as the
        // mistaken one.
        let out = |one: &Mispaid| one.is_for(&row.account, row.amount()) && one.is_out(row.paid_on);
        if let Some(at) = self.mispaid.iter().position(out) {
            return Ok(Hit::MispaidBack(at));
        }
        if let Some(at) = self.find(|entry| entry.is_for(row) && entry.has_ref(row)) {
            return if self.entries[at].is_paid() { self.returned(at, row) } else { Ok(Hit::Known(at)) };
        }
        let paid = |entry: &Entry| entry.was_paid_by(row);
        let meant = self.meant(row);
        let early = meant.and_then(|at| self.early(at, row));
        if let Some(at) = meant.filter(|_| early.is_none()) {
            if !row.is_below_zero() || row.outcome.is_some() {
                return Ok(Hit::Confirm(at));
            }
            // A statement may have every payment below zero: that alone doesn't say that it came back.
            if !self.entries.iter().any(paid) {
                let what = "金额是负数，而这一笔还没有登记付款：付出的请写正数，退汇的在“结果”列写“退汇”";
                return Ok(Hit::Differs(Some(at), what.to_owned()));
            }
        }
        let named = self.find(|entry| paid(entry) && entry.is_named(row));
        if let Some(at) = named.or_else(|| self.nearest(row, paid)) {
            return self.returned(at, row);
        }
        if let Some(early) = early {
            return Ok(early);
        }
        // What came back earlier than it went out is other money, unless we have the wrong day.
        Ok(match self.nearest(row, |entry| entry.is_paid() && entry.is_for(row)) {
            Some(at) => self.differing(at, row).unwrap_or(Hit::Nothing),
            None => self.alike(row),
        })
    }

    /// The return of a payment, where nothing stands against booking it.
    fn returned(&self, at: usize, row: &ReconcileRow) -> Result<Hit> {
        let payment = &self.entries[at].payment;
        if let Some(number) = self.in_doubt.get(&at) {
            let (id, reference, day) = (payment.id, &row.bank_ref, row.paid_on);
            let what = format!(
                "第 {number} 行与拨款 {id} 对不上，也许是又一笔付款：先弄清退回的是哪一笔；退回的是拨款 {id} 的：studiogrant disburse bounce {id} --ref {reference} --on {day} --reason …"
            );
            return Ok(Hit::Differs(Some(at), what));
        }
        // The double may have stood in a list that was never taken in: then only the bank's remark tells.
        if row.note.as_deref().is_some_and(|note| note.contains("重复")) {
            let id = payment.id;
            let what = format!(
                "拨款 {id} 有重复付款，请核实退回的是哪一笔；退回的是我方登记的这一笔的：studiogrant disburse bounce {id} --reason …"
            );
            return Ok(Hit::Differs(Some(at), what));
        }
        let dossier = Dossier::by_id(self.store, payment.fact.case_id)?;
        // Money that was spent or demanded back can't have come back by itself.
        match unused(self.store, &dossier, payment) {
            Ok(()) => Ok(Hit::Return(at)),
            Err(refusal) => Ok(Hit::Differs(Some(at), with_cures(&refusal.downcast::<Refusal>()?))),
        }
    }

    fn find(&self, wanted: impl Fn(&Entry) -> bool) -> Option<usize> {
        self.entries.iter().position(wanted)
    }

    /// The halves of a grant are equal and go to the same account: a row is about the one that was paid nearest to it.
    fn nearest(&self, row: &ReconcileRow, wanted: impl Fn(&Entry) -> bool) -> Option<usize> {
        let wanted = self.entries.iter().enumerate().filter(|(_, entry)| wanted(entry));
        wanted
            .min_by_key(|(at, entry)| (entry.days_from(row), !entry.is_unlisted(), Reverse(*at)))
            .map(|(at, _)| at)
    }

    /// The payment that waits for such a row: it isn't missing, even where the bank has it wrong.
    fn meant(&self, row: &ReconcileRow) -> Option<usize> {
        let awaited = |entry: &Entry| entry.awaits() && entry.is_for(row);
        self.find(|entry| awaited(entry) && entry.is_named(row)).or_else(|| self.find(awaited))
    }

    /// What no bank can say.
    fn impossible(&self, row: &ReconcileRow, on: NaiveDate) -> Option<Hit> {
        if row.paid_on > on {
            let what = format!("付款日期 {} 晚于业务日期 {on}", row.paid_on);
            return Some(Hit::Differs(self.meant(row), what));
        }
        if row.is_below_zero() && !row.is_returned() {
            return Some(Hit::Differs(self.meant(row), "金额是负数，结果却写付款成功".to_owned()));
        }
        None
    }

    fn early(&self, at: usize, row: &ReconcileRow) -> Option<Hit> {
        let approved_on = self.entries[at].approved_on;
        let what = || format!("付款日期 {} 早于审批的 {approved_on}", row.paid_on);
        (row.paid_on < approved_on).then(|| Hit::Differs(Some(at), what()))
    }

    /// A payment that is paid already, and stands in the bank's list under another reference: the same one as we know it,
    /// where nothing else in the list is, or a second one; or rather one that was cancelled.
    fn known_or_twice(&self, at: usize, row: &ReconcileRow) -> Hit {
        let entry = &self.entries[at];
        let Some(PaymentConfirmation { paid_on, bank_ref, .. }) = &entry.confirmed else {
            return Hit::Nothing;
        };
        if bank_ref.is_none() && *paid_on == row.paid_on && !entry.is_listed_beside(row) {
            return Hit::Known(at);
        }
        if let Some(payment) = self.rather(*paid_on, row) {
            return Hit::Mispaid(payment.clone(), in_spite(payment));
        }
        if let Some(differs) = self.differing(at, row) {
            return differs;
        }
        // What went out before anybody approved it is other money.
        if row.paid_on < entry.approved_on {
            return Hit::Nothing;
        }
        let known = bank_ref.as_ref().or(entry.listed.as_ref());
        let known = known.map(|text| format!("，流水号 {text}")).unwrap_or_default();
        let id = entry.payment.id;
        let what = format!(
            "拨款 {id} 已付（{paid_on}{known}），这是同一账号、同一金额的又一笔：疑为重复付款，请向银行核实并退回"
        );
        Hit::Mispaid(entry.payment.clone(), what)
    }

    /// A paid payment that we may have with a wrong day or reference.
    fn differing(&self, at: usize, row: &ReconcileRow) -> Option<Hit> {
        let entry = &self.entries[at];
        let PaymentConfirmation { paid_on, bank_ref, .. } = entry.confirmed.as_ref()?;
        if entry.is_listed_beside(row) {
            return None;
        }
        let what = match (bank_ref, *paid_on == row.paid_on) {
            (None, false) => {
                let day = self.other_day(at, row);
                format!("{day}；是又一笔的，先核对 {paid_on} 的回单，再核对这一行")
            }
            (Some(ours), true) if !entry.told => format!("流水号：银行 {}，我方 {ours}", row.bank_ref),
            _ => return None,
        };
        Some(Hit::Differs(Some(at), what))
    }

    fn other_day(&self, at: usize, row: &ReconcileRow) -> String {
        let ours = self.entries[at].confirmed.as_ref().map(|paid| paid.paid_on.to_string());
        format!("付款日期：银行 {}，我方 {}", row.paid_on, ours.unwrap_or_default())
    }

    /// A payment whose amount or account the bank may have wrong; or one that was cancelled.
    fn alike(&self, row: &ReconcileRow) -> Hit {
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

    /// The payment of a cancelled batch that a row is rather than one like it that was paid on some day: the one that the
    /// bank names, or that was approved since.
    fn rather(&self, paid_on: NaiveDate, row: &ReconcileRow) -> Option<&Stored<Payment>> {
        let (payment, approved_on) = self.cancelled(row)?;
        (*approved_on > paid_on || names(row, payment.id)).then_some(payment)
    }
}

fn known(booked: Booked) -> Hit {
    match booked {
        Booked::Payment(at) => Hit::Known(at),
        Booked::Mispaid(at) => Hit::KnownMispaid(at),
    }
}

/// What is said of a payment that was made although its batch was cancelled.
fn in_spite(payment: &Stored<Payment>) -> String {
    let (id, batch) = (payment.id, payment.fact.batch_id);
    format!("与已作废的批次 {batch} 的拨款 {id} 相符：作废的款项仍被付出，请向银行核实并退回")
}

/// A refusal in one cell: what was found, and what would cure it.
fn with_cures(refusal: &Refusal) -> String {
    let cures = refusal.0.iter().map(|finding| finding.cure.clone());
    [refusal.to_string()].into_iter().chain(cures).collect::<Vec<_>>().join("；")
}
