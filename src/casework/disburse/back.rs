//! 退回的一行: what a line of the bank's list says came back.

use std::cmp::Reverse;

use anyhow::Result;
use chrono::NaiveDate;

use super::adjust::{outstanding, unused};
use super::bank::{Hit, Ours, Stray};
use super::booked::Booked;
use crate::casework::{Dossier, Refusal};
use crate::intake::sheets::ReconcileRow;
use crate::model::Fen;
use crate::store::Stored;
use crate::store::facts::{Payment, Recovery, RecoveryReceipt};
use crate::store::views::GrantDay;

impl Ours<'_> {
    /// What came back: a return that is registered, or one that is not yet. Where both could be, somebody has to say which
    /// it was, or money that is still out would be paid again.
    pub(super) fn back(&self, row: &ReconcileRow, on: NaiveDate) -> Result<Hit> {
        if let Some(booked) = self.booked(row).find(|one| self.has_ref(*one, row)) {
            return Ok(known(booked));
        }
        if let Some(received) = self.received(row)? {
            return Ok(received);
        }
        if let Some(differs) = self.impossible(row, on) {
            return Ok(differs);
        }
        let mut untold: Vec<_> = self.booked(row).filter(|one| self.is_untold(*one, row)).collect();
        let days = |one: &Booked| {
            self.returned_on(*one).map_or(u64::MAX, |day| (day - row.paid_on).num_days().unsigned_abs())
        };
        untold.sort_by_key(days);
        if let Some(booked) = untold.first().filter(|one| days(one) == 0) {
            return Ok(known(*booked));
        }
        let now = self.back_now(row)?;
        let Some(booked) = untold.into_iter().find(|one| !self.is_since(*one, now.as_ref())) else {
            return Ok(now.unwrap_or_else(|| self.back_otherwise(row)));
        };
        let (of, command) = match now {
            None => return Ok(known(booked)),
            // What can't be booked as a return is rather the money that is said not to be ours.
            Some(Hit::Differs(..)) if self.returned_on(booked).is_none() => return Ok(known(booked)),
            Some(Hit::MispaidBack(at)) => {
                let one = &self.mispaid[at].one;
                let of = self.find(|entry| entry.payment.id == one.like.id);
                (of, format!("disburse mispaid {} --returned", one.id))
            }
            Some(Hit::Return(at)) => (Some(at), format!("disburse bounce {}", self.entries[at].payment.id)),
            Some(Hit::Confirm(at)) => {
                let (about, id) = (self.perhaps(booked), self.entries[at].payment.id);
                let what = format!("{about}；拨款 {id} 还没有登记付款：是它的，先核对付出的那一行");
                return Ok(Hit::Differs(Some(at), what));
            }
            Some(other) => return Ok(other),
        };
        let (about, reference, day) = (self.perhaps(booked), &row.bank_ref, row.paid_on);
        let what = format!(
            "{about}；是另一笔退回的，请登记：studiogrant {command} --ref {reference} --on {day} --reason …"
        );
        Ok(Hit::Differs(of, what))
    }

    /// Whether what came back otherwise went out only after this return was registered.
    fn is_since(&self, booked: Booked, now: Option<&Hit>) -> bool {
        let out_on = match now {
            Some(Hit::MispaidBack(at)) => Some(self.mispaid[*at].one.fact.paid_on),
            Some(Hit::Return(at)) => self.entries[*at].out.as_ref().map(|out| out.on),
            _ => None,
        };
        self.returned_on(booked).zip(out_on).is_some_and(|(back_on, out_on)| out_on > back_on)
    }

    /// What came back by way of a demand, and was received under this reference.
    fn received(&self, row: &ReconcileRow) -> Result<Option<Hit>> {
        for at in self.like(row) {
            let case_id = self.entries[at].payment.fact.case_id;
            for demand in self.store.by::<Recovery>("case_id", case_id)? {
                for receipt in self.store.by::<RecoveryReceipt>("recovery_id", demand.id)? {
                    let RecoveryReceipt { amount_fen, bank_ref, received_on, .. } = receipt.fact;
                    if amount_fen == row.amount() && bank_ref.as_ref() == Some(&row.bank_ref) {
                        let what = format!("已于 {received_on} 作为追回 {} 收回", demand.id);
                        return Ok(Some(Hit::Received(at, what)));
                    }
                }
            }
        }
        Ok(None)
    }

    /// What came back, where it is not registered yet; nothing where nothing of ours could have.
    fn back_now(&self, row: &ReconcileRow) -> Result<Option<Hit>> {
        // Of two payments of as much to one account, whichever came back leaves the unit with one: it counts as the
        // mistaken one.
        let out = |stray: &Stray| stray.is_for(row) && stray.one.is_out(row.paid_on);
        if let Some(at) = self.mispaid.iter().position(out) {
            return Ok(Some(Hit::MispaidBack(at)));
        }
        let same = self.find(|entry| entry.is_for(row) && entry.has_ref(row));
        if let Some(at) = same.filter(|at| !self.entries[*at].is_paid()) {
            return Ok(Some(Hit::Known(at)));
        }
        let like = same.map_or_else(|| self.like(row), |at| vec![at]);
        let awaited = like.iter().copied().find(|at| self.entries[*at].awaits_by(row));
        let mut paid = like;
        paid.retain(|at| self.entries[*at].was_paid_by(row));
        paid.sort_by_key(|at| (self.entries[*at].out.as_ref().map(|out| out.days_from(row)), Reverse(*at)));
        let mut refused = None;
        for at in paid {
            match (self.obstacle(at, row)?, awaited) {
                (Some(what), _) => refused = refused.or(Some(Hit::Differs(Some(at), what))),
                // A statement may have every payment below zero: that alone doesn't say that one of them came back.
                (None, Some(awaited)) if row.outcome.is_some() => {
                    return Ok(Some(self.either(at, awaited, row)));
                }
                (None, _) => return Ok(Some(self.returned(at, row))),
            }
        }
        Ok(awaited.map(|at| self.bounced(at, row)).transpose()?.or(refused))
    }

    /// What stands against booking the return of a payment: money that was spent, demanded back or decided upon can't have
    /// come back by itself.
    fn obstacle(&self, at: usize, row: &ReconcileRow) -> Result<Option<String>> {
        let payment = &self.entries[at].payment;
        let dossier = Dossier::by_id(self.store, payment.fact.case_id)?;
        match unused(self.store, &dossier, payment, Some(&row.bank_ref)) {
            Ok(()) => self.rather_received(at, row),
            Err(refusal) => Ok(Some(with_cures(&refusal.downcast::<Refusal>()?))),
        }
    }

    /// What came back of a payment may be what was demanded, received under another reference or not yet.
    fn rather_received(&self, at: usize, row: &ReconcileRow) -> Result<Option<String>> {
        let Stored { id, fact: Payment { case_id, kind, .. }, .. } = &self.entries[at].payment;
        let (amount, reference, day) = (row.amount(), &row.bank_ref, row.paid_on);
        let bounce = format!(
            "是拨款 {id} 退汇的，请登记：studiogrant disburse bounce {id} --ref {reference} --on {day} --reason …"
        );
        for demand in self.store.by::<Recovery>("case_id", *case_id)? {
            let number = demand.id;
            if demand.fact.kind != *kind {
                continue;
            }
            for receipt in self.store.by::<RecoveryReceipt>("recovery_id", number)? {
                if receipt.fact.amount_fen == amount {
                    let on = receipt.fact.received_on;
                    return Ok(Some(format!(
                        "已于 {on} 作为追回 {number} 收回 {amount} 元，这一行可能就是它：是它的，不用再登记；{bounce}"
                    )));
                }
            }
            if outstanding(self.store, number, demand.fact.amount_fen)? >= amount {
                let plain = amount.plain();
                return Ok(Some(format!(
                    "追回 {number} 还没有收回，退回的可能是它：是它的，请登记：studiogrant disburse receive {number} --amount {plain} --ref {reference} --on {day}；{bounce}"
                )));
            }
        }
        Ok(None)
    }

    /// The return of a payment, unless it could be another's.
    fn returned(&self, at: usize, row: &ReconcileRow) -> Hit {
        let (id, reference, day) = (self.entries[at].payment.id, &row.bank_ref, row.paid_on);
        let bounce = format!("studiogrant disburse bounce {id} --ref {reference} --on {day} --reason …");
        if let Some(number) = self.unexplained(row) {
            let what = format!(
                "付出的第 {number} 行账号、金额与此相同，还没有弄清是哪一笔，退回的也许是它：先弄清第 {number} 行；退回的是拨款 {id} 的：{bounce}"
            );
            return Hit::Differs(Some(at), what);
        }
        // The double may have stood in a list that was never taken in: then only the bank's remark tells.
        if row.note.as_deref().is_some_and(|note| note.contains("重复")) {
            let what =
                format!("拨款 {id} 有重复付款，请核实退回的是哪一笔；退回的是我方登记的这一笔的：{bounce}");
            return Hit::Differs(Some(at), what);
        }
        Hit::Return(at)
    }

    /// A payment that is not registered yet and came back at once, unless it is not sure that it did.
    fn bounced(&self, at: usize, row: &ReconcileRow) -> Result<Hit> {
        let Payment { case_id, .. } = self.entries[at].payment.fact;
        let (id, tightest) = (self.entries[at].payment.id, self.store.tightest_day(case_id, row.paid_on)?);
        let what = if row.outcome.is_none() {
            "金额是负数，而这一笔还没有登记付款：付出的请写正数，退汇的在“结果”列写“退汇”".to_owned()
        } else if let Some(number) = self.unexplained(row) {
            format!(
                "付出的第 {number} 行账号、金额与此相同，还没有弄清是哪一笔，退回的也许是它；拨款 {id} 还没有登记付款：先弄清第 {number} 行"
            )
        } else if tightest.left()? < Fen::ZERO {
            let GrantDay { day_on, received_fen, spent_fen } = tightest;
            format!(
                "单位到 {day_on} 收到资助 {received_fen} 元，已使用 {spent_fen} 元，多用了，拨款 {id} 的退汇还不能登记：先冲销多用的支出（studiogrant assess reverse 编号 --reason …），再核对这一行"
            )
        } else {
            return Ok(Hit::Confirm(at));
        };
        Ok(Hit::Differs(Some(at), what))
    }

    /// What came back is either a payment or one that is not registered yet.
    fn either(&self, paid: usize, awaited: usize, row: &ReconcileRow) -> Hit {
        let (paid, awaited_id) = (&self.entries[paid], self.entries[awaited].payment.id);
        let (id, reference, day) = (paid.payment.id, &row.bank_ref, row.paid_on);
        let paid_on = paid.out.as_ref().map(|out| out.on.to_string()).unwrap_or_default();
        let what = format!(
            "拨款 {id} 已付（{paid_on}），拨款 {awaited_id} 还没有登记付款，退回的可能是其中任一笔：请向银行核实，在这一行的备注写明“拨款 {id}”或“拨款 {awaited_id}”再核对；退回的是拨款 {id} 的，也可以登记：studiogrant disburse bounce {id} --ref {reference} --on {day} --reason …"
        );
        Hit::Differs(Some(awaited), what)
    }

    /// What is said of a return where nothing of ours could have come back.
    fn back_otherwise(&self, row: &ReconcileRow) -> Hit {
        if let Some(early) = self.early(row) {
            return early;
        }
        // What came back earlier than it went out is other money, unless we have the wrong day.
        let paid = self.nearest(row, |entry| entry.is_paid() && entry.is_for(row));
        paid.map_or_else(|| self.alike(row), |at| self.differing(at, row).unwrap_or(Hit::Nothing))
    }
}

fn known(booked: Booked) -> Hit {
    match booked {
        Booked::Payment(at) => Hit::Known(at),
        Booked::Mispaid(at) => Hit::KnownMispaid(at),
    }
}

/// A refusal in one cell: what was found, and what would cure it.
fn with_cures(refusal: &Refusal) -> String {
    let cures = refusal.0.iter().map(|finding| finding.cure.clone());
    [refusal.to_string()].into_iter().chain(cures).collect::<Vec<_>>().join("；")
}
