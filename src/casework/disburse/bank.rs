//! 银行的一行: which of our payments a line of the bank's list is about, and what it says of it.
//!
//! Amounts of one size to one account are fungible. It doesn't matter which line is which payment, only that as many are
//! known to have gone out, and to have come back, as did: then no instalment is drawn up again while money for it is out.
//! So a line that could be what somebody registered is that, each further one is another; and where it can't be told, the
//! line is kept and waits for somebody to say. As long as one that went out waits, nothing is booked as its return but by
//! hand, and nothing more is paid.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;

use super::booked::{Booked, Moved};
use super::entry::{Entry, Stray, is_like};
use super::line::Line;
use super::mispaid::mispaid;
use super::standing::reference;
use crate::intake::sheets::ReconcileRow;
use crate::measure::publication::plain;
use crate::model::acts::Direction;
use crate::store::facts::{
    BankLine, BankMatch, BatchApproval, BatchCancellation, MispaymentEnd, Payment, PaymentConfirmation,
    PaymentReturn,
};
use crate::store::views::GrantDay;
use crate::store::{Store, Stored};

/// Whether a row is about as much to the same payee by name.
fn is_to_payee(payment: &Payment, row: &ReconcileRow) -> bool {
    let theirs = row.account_name.as_ref();
    theirs.is_some_and(|name| plain(name) == plain(&payment.account_name))
        && payment.amount_fen == row.amount()
}

/// Whether the bank's remark names this payment, as its schedule does: 拨款 12.
pub(super) fn names(row: &ReconcileRow, payment: i64) -> bool {
    let name = format!("拨款 {payment}");
    row.note.as_deref().is_some_and(|note| {
        note.match_indices(&name).any(|(at, _)| {
            !note.get(at + name.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
    })
}

/// 我方的款项: what a bank's list is held against.
pub(super) struct Ours<'s> {
    pub(super) store: &'s Store,
    /// Every payment of every approved batch, oldest first.
    pub(super) entries: Vec<Entry>,
    /// Those of batches that were cancelled after all, with the day of their approval.
    pub(super) given_up: Vec<(Stored<Payment>, NaiveDate)>,
    /// What the bank paid by mistake.
    pub(super) mispaid: Vec<Stray>,
    /// What its lists told so far.
    pub(super) lines: Vec<Line>,
    /// What the list at hand has as paid, and is none of ours.
    pub(super) nothing: Vec<ReconcileRow>,
}

/// What a row says that happened, and to which of our payments. Where that is registered, the row tells of it; else it is
/// registered now.
pub(super) enum Hit {
    /// This payment went out.
    Out(usize),
    /// It came back, be it that it went out unnoticed.
    Back(usize),
    /// What was demanded came back: of this payment's case, by this receipt.
    Received(usize, i64),
    /// What was demanded comes back now: of this payment's case, by this demand.
    Receive(usize, i64),
    /// Like this payment, and not to be paid.
    Mispaid(Stored<Payment>, String),
    /// What was paid by mistake came back.
    MispaidBack(usize),
    /// A slip of the bank, which this line has right.
    Slip(i64, i64),
    /// No money of ours; like this payment.
    Not(i64, String),
    /// It can't be told, or can't be so; it may be this payment.
    Differs(Option<i64>, String),
    /// None of ours, and yet as much to the same account as this payment.
    Strange(i64),
    /// None of ours.
    Nothing,
}

impl<'s> Ours<'s> {
    pub(super) fn gather(store: &'s Store) -> Result<Self> {
        let cancelled: BTreeSet<_> =
            store.all::<BatchCancellation>()?.into_iter().map(|one| one.fact.batch_id).collect();
        let mut matches: BTreeMap<_, _> =
            store.all::<BankMatch>()?.into_iter().map(|one| (one.fact.line_id, one.fact)).collect();
        let told =
            |id: i64, of: fn(&BankMatch) -> Option<i64>| matches.values().any(|one| of(one) == Some(id));
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
                let together = paid.as_ref().zip(back.as_ref()).is_some_and(|(paid, back)| {
                    (paid.entry_id, paid.fact.paid_on) == (back.entry_id, back.fact.returned_on)
                });
                let out = paid.map(|paid| Moved {
                    told: told(paid.id, |one| one.confirmation_id),
                    ..Moved::typed(paid.id, paid.fact.paid_on, paid.fact.bank_ref)
                });
                let back = back.map(|back| Moved {
                    told: told(back.id, |one| one.return_id),
                    ..Moved::typed(back.id, back.fact.returned_on, back.fact.bank_ref)
                });
                let made_up = together && out.as_ref().is_some_and(|out| !out.told);
                entries.push(Entry { payment, approved_on, out, back, made_up });
            }
        }
        entries.sort_by_key(|entry| entry.payment.id);
        let mut strays = Vec::new();
        for one in mispaid(store)? {
            // What was paid again although it had never come back: its return is none that a bank could tell of.
            let denied = entries.iter_mut().find(|entry: &&mut Entry| entry.payment.id == one.like.id);
            if let Some(back) =
                denied.and_then(|entry| entry.back.as_mut()).filter(|_| one.fact.bank_ref.is_none())
            {
                back.told = true;
            }
            let back = store.newest::<MispaymentEnd>("mispayment_id", one.id)?.map(|end| Moved {
                told: told(end.id, |one| one.mispayment_end_id),
                ..Moved::typed(end.id, end.fact.ended_on, end.fact.bank_ref)
            });
            strays.push(Stray { one, back });
        }
        let mut lines = Vec::new();
        for line in store.all::<BankLine>()? {
            let is = matches.remove(&line.id);
            let is_revoked = is.is_none() && !store.ever_by::<BankMatch>("line_id", line.id)?.is_empty();
            let (entry, is_listed) = (Some(line.entry_id), false);
            lines.push(Line { id: line.id, entry, fact: line.fact, is, is_revoked, is_listed });
        }
        Ok(Self { store, entries, given_up, mispaid: strays, lines, nothing: Vec::new() })
    }

    /// The line that a row is, if it is kept.
    pub(super) fn line(&self, row: &ReconcileRow) -> Option<&Line> {
        self.lines.iter().find(|line| line.is_of(row))
    }

    /// Which payment a row is about, and what it says of it.
    pub(super) fn hit(&self, row: &ReconcileRow, on: NaiveDate) -> Result<Hit> {
        let Some(line) = self.line(row).filter(|line| line.is_revoked) else { return self.afresh(row, on) };
        let mut what = "原来的登记已撤销，这一行是哪一笔，由人认定".to_owned();
        if let Some(out) = self.unexplained(row).filter(|_| row.is_returned()) {
            what += &format!("；{}", out.first());
        } else if let Hit::Differs(_, why) = self.afresh(row, on)? {
            what += &format!("；{why}");
        }
        Ok(Hit::Differs(Some(line.fact.payment_id), what))
    }

    fn afresh(&self, row: &ReconcileRow, on: NaiveDate) -> Result<Hit> {
        if let Some(hit) = self.turned(row)? {
            return Ok(hit);
        }
        let hit = match (row.is_returned(), self.too_late(row, on)) {
            (_, Some(differs)) => differs,
            (true, None) => self.back(row)?,
            (false, None) => self.out(row)?,
        };
        Ok(match (hit, self.alike_payment(row)) {
            (Hit::Nothing, Some(payment)) => Hit::Strange(payment),
            (hit, _) => hit,
        })
    }

    /// How sure it is what a row is about, the surest first: by its reference, by its day, or by nothing but its amount.
    pub(super) fn order(&self, row: &ReconcileRow) -> Result<(bool, bool)> {
        if row.is_returned() {
            let untold = self.untold(row)?;
            let is_of_day = |booked: &Booked| booked.on == Some(row.paid_on);
            return Ok((!untold.iter().any(|booked| booked.has_ref(row)), !untold.iter().any(is_of_day)));
        }
        let by = |wanted: &dyn Fn(&Moved) -> bool| {
            let outs =
                self.entries.iter().filter(|entry| entry.is_for(row)).filter_map(|entry| entry.out.as_ref());
            outs.filter(|out| !out.told).any(wanted)
        };
        Ok((!by(&|moved| moved.has_ref(row)), !by(&|moved| moved.on == row.paid_on)))
    }

    /// A line that went out and was said not to be ours, and that a row may give back: each that came back and was not ours
    /// gave one of those back that went out before it.
    pub(super) fn strange(&self, row: &ReconcileRow) -> Option<&Line> {
        let strange = |direction| {
            let lines = self
                .lines
                .iter()
                .filter(move |line| line.fact.direction == direction && line.is_as_much(row));
            lines.filter(|line| line.is_strange())
        };
        let mut out: Vec<_> = strange(Direction::Out).collect();
        for back in strange(Direction::Back) {
            if let Some(at) = out.iter().position(|line| line.fact.moved_on < back.fact.moved_on) {
                out.remove(at);
            }
        }
        out.into_iter().find(|line| line.fact.moved_on <= row.paid_on)
    }

    /// The line that went out, that nobody has explained, and that a row may give back: it is as much to the same account,
    /// or would be if the bank had it right.
    pub(super) fn unexplained(&self, row: &ReconcileRow) -> Option<&Line> {
        let meant = |id: i64| self.payment(id).is_some_and(|payment| is_like(payment, row));
        let mut open = self.lines.iter().filter(|line| line.is_open(Direction::Out));
        open.find(|line| line.is_as_much(row) || meant(line.fact.payment_id))
    }

    /// A payment of an approved batch, be it that it was cancelled.
    pub(super) fn payment(&self, id: i64) -> Option<&Stored<Payment>> {
        self.payments().find(|payment| payment.id == id)
    }

    /// All of them, those that were cancelled last.
    pub(super) fn payments(&self) -> impl Iterator<Item = &Stored<Payment>> {
        let entries = self.entries.iter().map(|entry| &entry.payment);
        entries.chain(self.given_up.iter().map(|(payment, _)| payment))
    }

    /// A payment of as much to the same account; or that another line of as much is about; or to the same payee, wherever it
    /// went.
    fn alike_payment(&self, row: &ReconcileRow) -> Option<i64> {
        let strayed = |payment: &&Stored<Payment>| !row.is_returned() && is_to_payee(&payment.fact, row);
        let mut entries = self.entries.iter().map(|entry| &entry.payment);
        let mut lines = self.lines.iter().filter(|line| line.is_as_much(row) && !line.is_strange());
        let like = self.payments().find(|payment| is_like(payment, row)).map(|payment| payment.id);
        let kept = self.line(row).or_else(|| lines.next()).map(|line| line.fact.payment_id);
        like.or(kept).or_else(|| entries.find(strayed).map(|payment| payment.id))
    }

    /// What went out.
    fn out(&self, row: &ReconcileRow) -> Result<Hit> {
        let like = self.like(row);
        let first =
            |wanted: &dyn Fn(&Entry) -> bool| like.iter().copied().find(|at| wanted(&self.entries[*at]));
        let told = |by_day: bool| {
            first(&|entry| {
                let is_of_day = entry.out.as_ref().is_some_and(|out| out.on == row.paid_on);
                entry.is_told_by(row) && (!by_day || is_of_day)
            })
        };
        if let Some(at) = told(true).or_else(|| told(false)) {
            return Ok(self.of_another_day(at, row)?.unwrap_or(Hit::Out(at)));
        }
        if let Some(at) = first(&|entry| entry.awaits_by(row)) {
            let perhaps = first(&|entry| entry.is_perhaps(row));
            return Ok(perhaps.map_or(Hit::Out(at), |perhaps| self.out_either(perhaps, at)));
        }
        if let Some(early) = self.early(row) {
            let given_up = self.cancelled(row).map(|(payment, _)| payment);
            return Ok(given_up.map_or(early, |payment| Hit::Mispaid(payment.clone(), in_spite(payment))));
        }
        // What went out before anybody approved it is other money.
        let is_paid = |entry: &Entry| entry.out.is_some() && entry.approved_on <= row.paid_on;
        if let Some(at) = self.nearest(row, |entry| is_paid(entry) && entry.is_for(row)) {
            let named = first(&is_paid).filter(|_| like.len() == 1);
            return Ok(self.once_more(named.unwrap_or(at), row));
        }
        Ok(match self.cancelled(row) {
            Some((payment, _)) => Hit::Mispaid(payment.clone(), in_spite(payment)),
            None => self.alike(row),
        })
    }

    /// What went out is either a payment that came back since, registered for another day, or the one that waits.
    fn out_either(&self, typed: usize, awaited: usize) -> Hit {
        let (entry, other) = (&self.entries[typed], self.entries[awaited].payment.id);
        let (id, on) =
            (entry.payment.id, entry.out.as_ref().map(|out| out.on.to_string()).unwrap_or_default());
        let what = format!(
            "拨款 {id} 登记 {on} 付出、以后退汇，还没有银行明细核实，这一行可能是它；也可能是等待付款的拨款 {other}"
        );
        Hit::Differs(Some(id), what)
    }

    pub(super) fn find(&self, wanted: impl Fn(&Entry) -> bool) -> Option<usize> {
        self.entries.iter().position(wanted)
    }

    /// The payments of as much to the same account. Those that the bank's remark names are meant, and no others; but what
    /// came back before is not what goes out, though it be named as paid again.
    pub(super) fn like(&self, row: &ReconcileRow) -> Vec<usize> {
        let like: Vec<_> = (0..self.entries.len()).filter(|at| self.entries[*at].is_for(row)).collect();
        let is_over = |entry: &Entry| entry.back.as_ref().is_some_and(|back| back.on < row.paid_on);
        let meant = |entry: &Entry| names(row, entry.payment.id) && (row.is_returned() || !is_over(entry));
        let named: Vec<_> = like.iter().copied().filter(|at| meant(&self.entries[*at])).collect();
        if named.is_empty() { like } else { named }
    }

    /// The halves of a grant are equal and go to the same account: a row is about the one that was paid nearest to it.
    pub(super) fn nearest(&self, row: &ReconcileRow, wanted: impl Fn(&Entry) -> bool) -> Option<usize> {
        let wanted = self.entries.iter().enumerate().filter(|(_, entry)| wanted(entry));
        let key = |out: &Option<Moved>| out.as_ref().map(|out| (out.days_from(row), out.told));
        wanted.min_by_key(|(at, entry)| (key(&entry.out), Reverse(*at))).map(|(at, _)| at)
    }

    /// What is said of a row that is later than today.
    fn too_late(&self, row: &ReconcileRow, on: NaiveDate) -> Option<Hit> {
        let meant = self.awaited(row).map(|at| self.entries[at].payment.id);
        let what = || format!("付款日期 {} 晚于业务日期 {on}", row.paid_on);
        (row.paid_on > on).then(|| Hit::Differs(meant.or_else(|| self.alike_payment(row)), what()))
    }

    /// The payment that waits for such a row: it isn't missing, even where the bank has it wrong.
    fn awaited(&self, row: &ReconcileRow) -> Option<usize> {
        self.like(row).into_iter().find(|at| self.entries[*at].awaits())
    }

    /// What is said of a row that is too early for what waits for it.
    pub(super) fn early(&self, row: &ReconcileRow) -> Option<Hit> {
        let at = self.awaited(row)?;
        let Entry { payment, approved_on, .. } = &self.entries[at];
        let what = || format!("付款日期 {} 早于拨款 {} 审批的 {approved_on}", row.paid_on, payment.id);
        (row.paid_on < *approved_on).then(|| Hit::Differs(Some(payment.id), what()))
    }

    /// What stands against taking the bank's day for the one that was typed: something was spent before it.
    pub(super) fn of_another_day(&self, at: usize, row: &ReconcileRow) -> Result<Option<Hit>> {
        let Entry { payment, out: Some(out), back: None, .. } = &self.entries[at] else { return Ok(None) };
        let (day, typed) = (row.paid_on, out.on);
        if day <= typed {
            return Ok(None);
        }
        let tightest = self.store.tightest_day(payment.fact.case_id, typed, Some(day))?;
        if tightest.left()? >= payment.fact.amount_fen {
            return Ok(None);
        }
        let GrantDay { day_on, spent_fen, .. } = tightest;
        let what = format!(
            "付款日期：银行 {day}，我方 {typed}；按银行的日期，到 {day_on} 已使用的 {spent_fen} 元有早于到账的：支出日期或金额记错的，先冲销（studiogrant assess reverse），再核对"
        );
        Ok(Some(Hit::Differs(Some(payment.id), what)))
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
        let (id, paid_on, known) = (entry.payment.id, out.on, reference(out.bank_ref.as_deref()));
        let what = format!(
            "拨款 {id} 已付（{paid_on}{known}），这是同一账号、同一金额的又一笔：疑为重复付款，请向银行核实并退回"
        );
        Hit::Mispaid(entry.payment.clone(), what)
    }

    /// A paid payment that we may have with a wrong day.
    pub(super) fn differing(&self, at: usize, row: &ReconcileRow) -> Option<Hit> {
        let Entry { payment, out: Some(out), back, .. } = &self.entries[at] else { return None };
        let is_back_before = back.as_ref().is_some_and(|back| back.on < row.paid_on);
        if out.told || is_back_before {
            return None;
        }
        let (day, ours) = (row.paid_on, out.on);
        let what = format!(
            "付款日期：银行 {day}，我方 {ours}；可能是我方的日期有误，也可能是又一笔，请核对 {ours} 的回单"
        );
        Some(Hit::Differs(Some(payment.id), what))
    }

    /// A payment whose amount or account the bank may have wrong; or one that was cancelled.
    pub(super) fn alike(&self, row: &ReconcileRow) -> Hit {
        // What is registered by hand may have gone elsewhere too.
        let waits = |entry: &Entry| {
            let by_hand = |out: &Moved| !out.told && entry.back.is_none() && !row.is_returned();
            entry.out.as_ref().is_none_or(by_hand) && !entry.is_for(row)
        };
        let first = |wanted: &dyn Fn(&Payment) -> bool| {
            let waiting = self.entries.iter().filter(|entry| waits(entry) && wanted(&entry.payment.fact));
            waiting.min_by_key(|entry| !entry.awaits()).map(|entry| &entry.payment)
        };
        if let Some(Stored { id, fact, .. }) = first(&|payment| payment.bank_account == row.account) {
            let what = format!("金额：银行 {} 元，我方 {} 元", row.amount(), fact.amount_fen);
            return Hit::Differs(Some(*id), what);
        }
        if let Some(Stored { id, fact, .. }) = first(&|payment| is_to_payee(payment, row)) {
            let what = format!("账号：银行 {}，我方 {}", row.account.masked(), fact.bank_account.masked());
            return Hit::Differs(Some(*id), what);
        }
        match self.cancelled(row) {
            Some((payment, _)) if row.is_returned() => {
                let batch = payment.fact.batch_id;
                let what = format!("与已作废的批次 {batch} 相符：请向银行核实是否已经付出");
                Hit::Differs(Some(payment.id), what)
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
            is_like(payment, row) && *approved_on <= row.paid_on && !made(payment.id)
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
pub(super) fn in_spite(payment: &Stored<Payment>) -> String {
    let (id, batch) = (payment.id, payment.fact.batch_id);
    format!("与已作废的批次 {batch} 的拨款 {id} 相符：作废的款项仍被付出，请向银行核实并退回")
}
