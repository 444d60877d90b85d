//! 退回的一行: what a line of the bank's list says came back.

use std::cmp::Reverse;

use anyhow::Result;
use chrono::NaiveDate;

use super::bank::{Hit, Ours, names};
use super::booked::Booked;
use super::bounce::unused;
use super::entry::Entry;
use super::line::Line;
use crate::casework::{Dossier, Refusal};
use crate::intake::sheets::ReconcileRow;
use crate::model::Fen;
use crate::model::acts::Direction;
use crate::store::Stored;
use crate::store::facts::Payment;
use crate::store::views::GrantDay;

impl Ours<'_> {
    /// What came back: a return that is registered, or one that is not yet. A row that could be what somebody registered is
    /// that. Only where what went out afterwards may have come back as well, or what is not ours, somebody has to say.
    pub(super) fn back(&self, row: &ReconcileRow) -> Result<Hit> {
        let mut untold = self.untold(row)?;
        if let Some(at) = untold.iter().position(|booked| booked.has_ref(row)) {
            return Ok(untold.swap_remove(at).hit);
        }
        if let Some(differs) = self.put_right(row) {
            return Ok(differs);
        }
        let now = self.back_now(row)?;
        let out_on = self.last_out(row);
        if let Some(at) = first(&untold, row, out_on) {
            return self.told_or_not(row, untold.swap_remove(at), now, out_on);
        }
        if let Some(differs) = self.typed_since(row) {
            return Ok(differs);
        }
        // What is left was said not to be ours, as a mispayment or as a line.
        let mispaid = untold.first().map(Booked::perhaps);
        let line = if mispaid.is_none() { self.strange(row) } else { None };
        let strange = line.map(|line| format!("{}已认定不是本项目的款项，退回的可能是它", line.name()));
        Ok(match (now, mispaid.or(strange)) {
            (Some(now), Some(perhaps)) => self.which(&perhaps, now),
            (Some(now), None) => now,
            (None, Some(perhaps)) if let Some((at, what)) = self.likely_repaid(row, None)? => {
                self.differs(at, format!("{perhaps}；也{what}"))
            }
            (None, Some(perhaps)) => match line {
                Some(line) => Hit::Differs(Some(line.fact.payment_id), perhaps),
                None => untold.swap_remove(0).hit,
            },
            (None, None) => self.back_otherwise(row)?,
        })
    }

    /// What a row says that may tell of a return that was registered: that, or it can't be told from what would come back now, or
    /// from what a demand wants.
    fn told_or_not(
        &self,
        row: &ReconcileRow,
        booked: Booked,
        now: Option<Hit>,
        out_on: Option<NaiveDate>,
    ) -> Result<Hit> {
        let (is_other_day, is_other_ref) = (booked.on != Some(row.paid_on), booked.is_of_another_ref(row));
        // What was paid again on the very day that was typed may have come back as well; what waits to be paid, on another day
        // than that; and what was received by way of a demand is no return of a payment.
        let is_doubtful = |now: &Hit| {
            booked.on == out_on
                || (is_other_day && self.is_of_waiting(now))
                || (booked.demand.is_some() && is_other_ref)
        };
        if let Some(now) = now.filter(is_doubtful) {
            return Ok(self.which(&booked.perhaps(), now));
        }
        // A reference and a day that both differ speak against what was typed, where a demand wants as much.
        let repaid =
            if is_other_day && is_other_ref { self.likely_repaid(row, Some(&booked))? } else { None };
        Ok(match repaid {
            Some((at, what)) => self.differs(at, format!("{}；也{what}", booked.perhaps())),
            None => booked.hit,
        })
    }

    /// Whether a row would be the return of a payment that is not registered yet.
    fn is_of_waiting(&self, hit: &Hit) -> bool {
        let id = match hit {
            Hit::Back(at) => return self.entries[*at].awaits(),
            Hit::Differs(id, _) => *id,
            _ => None,
        };
        self.entries.iter().any(|entry| Some(entry.payment.id) == id && entry.awaits())
    }

    /// When that last went out which may have come back.
    fn last_out(&self, row: &ReconcileRow) -> Option<NaiveDate> {
        let paid = self.entries.iter().filter(|entry| entry.was_paid_by(row));
        let paid = paid.filter_map(|entry| entry.out.as_ref()).map(|out| out.on);
        let strays = self.mispaid.iter().filter(|stray| stray.is_for(row) && stray.one.is_out(row.paid_on));
        paid.chain(strays.map(|stray| stray.one.fact.paid_on)).max()
    }

    /// What is registered and is rather what came back than a payment that went out on some day.
    pub(super) fn registered(&self, row: &ReconcileRow, out_on: Option<NaiveDate>) -> Result<Option<Booked>> {
        let mut untold = self.untold(row)?;
        Ok(first(&untold, row, out_on).map(|at| untold.swap_remove(at)))
    }

    /// What is said of a row that may be something that is known, or a return that is not registered.
    fn which(&self, perhaps: &str, now: Hit) -> Hit {
        let other = match now {
            Hit::Back(at) if self.entries[at].is_paid() => {
                let id = self.entries[at].payment.id;
                (Some(id), format!("也可能是拨款 {id} 的退汇"))
            }
            Hit::Back(at) => {
                let id = self.entries[at].payment.id;
                (
                    Some(id),
                    format!("也可能是拨款 {id} 付出以后退回，它还没有登记付款：是它的，先核对付出的那一行"),
                )
            }
            Hit::MispaidBack(at) => {
                let one = &self.mispaid[at].one;
                (Some(one.like.id), format!("也可能是误付 {} 的退回", one.id))
            }
            Hit::Receive(at, id) => (Some(self.entries[at].payment.id), format!("也可能是追回 {id} 收回")),
            Hit::Differs(of, what) => (of, format!("不是它的：{what}")),
            other => return other,
        };
        let (of, other) = other;
        Hit::Differs(of, format!("{perhaps}；{other}"))
    }

    /// What came back, where it is not registered yet; nothing where nothing of ours could have.
    fn back_now(&self, row: &ReconcileRow) -> Result<Option<Hit>> {
        // Of two payments of as much to one account, whichever came back leaves the unit with one: it counts as the
        // mistaken one.
        if let Some(at) = self.mispaid.iter().position(|one| one.is_for(row) && one.one.is_out(row.paid_on)) {
            return Ok(Some(Hit::MispaidBack(at)));
        }
        let same = self.find(|entry| entry.was_paid_by(row) && entry.has_ref(row));
        let like = same.map_or_else(|| self.like(row), |at| vec![at]);
        let awaited = like.iter().copied().find(|at| self.entries[*at].awaits_by(row));
        let mut paid = like;
        paid.retain(|at| self.entries[*at].was_paid_by(row));
        paid.sort_by_key(|at| (self.entries[*at].out.as_ref().map(|out| out.days_from(row)), Reverse(*at)));
        let (mut refused, mut received) = (None, None);
        if let Some(displaced) = self.displaced(row) {
            return Ok(Some(displaced));
        }
        for at in paid {
            match (self.obstacle(at, row)?, awaited) {
                (Some(hit @ Hit::Receive(..)), _) => received = Some(hit),
                (Some(hit), _) => refused = refused.or(Some(hit)),
                (None, Some(awaited)) => return Ok(Some(self.either(at, awaited))),
                (None, None) => return Ok(Some(self.returned(at, row))),
            }
        }
        Ok(awaited.map(|at| self.bounced(at, row)).transpose()?.or(refused).or(received))
    }

    /// What is said of a row of which a later one took the place: what came back since counts as the return of what went out
    /// before this row, while what went out since is still out.
    fn displaced(&self, row: &ReconcileRow) -> Option<Hit> {
        let is_later = |line: &&Line| {
            line.is_as_much(row) && line.fact.direction == Direction::Back && row.paid_on < line.fact.moved_on
        };
        self.lines.iter().filter(is_later).find_map(|line| {
            let (name, paid_on) = self.still_out(line, row)?;
            let what = format!(
                "这一行早于{name}（{paid_on} 付出），{}退回的可能是它：先撤销 studiogrant disburse revoke --line {id} --reason …，认定这一行，再认定明细 {id}",
                line.name(),
                id = line.id
            );
            Some(Hit::Differs(Some(line.fact.payment_id), what))
        })
    }

    /// What went out between a row and a later line, and is out still, as the line counts as the return of another: its name,
    /// and when.
    fn still_out(&self, line: &Line, row: &ReconcileRow) -> Option<(String, NaiveDate)> {
        let is_between = |out_on: NaiveDate| row.paid_on < out_on && out_on <= line.fact.moved_on;
        let is = line.is.as_ref()?;
        if is.mispayment_end_id.is_some() {
            let mut strays = self.mispaid.iter().filter(|stray| stray.is_for(row) && stray.back.is_none());
            let stray = strays.find(|stray| is_between(stray.one.fact.paid_on))?;
            return Some((format!("误付 {}", stray.one.id), stray.one.fact.paid_on));
        }
        let back = is.return_id?;
        let is_it = |entry: &&Entry| entry.back.as_ref().is_some_and(|moved| moved.id == back);
        self.paid_again(self.entries.iter().find(is_it)?, is_between)
    }

    /// The payment by which one that came back was paid again on such a day, and that is out still.
    fn paid_again(&self, first: &Entry, is_then: impl Fn(NaiveDate) -> bool) -> Option<(String, NaiveDate)> {
        let key = |payment: &Payment| (payment.case_id, payment.kind, payment.part);
        let is_again = |entry: &&Entry| {
            first.payment.id < entry.payment.id && key(&first.payment.fact) == key(&entry.payment.fact)
        };
        let mut again = self.entries.iter().filter(is_again).filter(|entry| entry.is_paid());
        let found = again.find_map(|entry| Some((entry.payment.id, entry.out.as_ref()?.on)));
        found.filter(|(_, on)| is_then(*on)).map(|(id, on)| (format!("拨款 {id}"), on))
    }

    pub(super) fn differs(&self, at: usize, what: String) -> Hit {
        Hit::Differs(Some(self.entries[at].payment.id), what)
    }

    /// What stands against booking the return of a payment: money that was spent, demanded back or decided upon can't have
    /// come back by itself. Then it is rather what was demanded; and where nothing does, it may be.
    fn obstacle(&self, at: usize, row: &ReconcileRow) -> Result<Option<Hit>> {
        let payment = &self.entries[at].payment;
        let dossier = Dossier::by_id(self.store, payment.fact.case_id)?;
        let Err(refusal) = unused(self.store, &dossier, payment, Some(&row.bank_ref)) else {
            let likely = self.likely_repaid(row, None)?;
            let or_back = |what: String| format!("{what}，也可能是拨款 {} 的退汇", payment.id);
            return Ok(likely.map(|(_, what)| self.differs(at, or_back(what))));
        };
        Ok(Some(match self.repaid(row)? {
            Some(hit) => hit,
            None => self.differs(at, with_cures(&refusal.downcast::<Refusal>()?)),
        }))
    }

    /// The return of a payment, unless it could be another's.
    fn returned(&self, at: usize, row: &ReconcileRow) -> Hit {
        if let Some(line) = self.unexplained(row) {
            return self.differs(at, line.first());
        }
        // The double may have stood in a list that was never taken in: then only the bank's remark tells.
        if row.note.as_deref().is_some_and(|note| note.contains("重复") && !note.contains("非重复")) {
            let id = self.entries[at].payment.id;
            return self
                .differs(at, format!("备注说拨款 {id} 有重复付款，我方只知道一笔，请核实退回的是哪一笔"));
        }
        Hit::Back(at)
    }

    /// A payment that is not registered yet and came back at once, unless it is not sure that it did.
    fn bounced(&self, at: usize, row: &ReconcileRow) -> Result<Hit> {
        let Stored { id, fact: Payment { case_id, .. }, .. } = self.entries[at].payment;
        let tightest = self.store.tightest_day(case_id, row.paid_on, None)?;
        // A list that was never taken in may have had a double of what came back before.
        let before = self.find(|entry| entry.is_for(row) && entry.back.is_some());
        let what = if let Some(before) = before.filter(|_| !names(row, id)) {
            let before = self.entries[before].payment.id;
            format!(
                "拨款 {before} 此前已退汇，拨款 {id} 还没有登记付款，退回的可能是它，也可能是以前重复付出的，请核对付出的那一行；备注写明“拨款 {id}”的照备注登记"
            )
        } else if let Some(line) = self.unexplained(row) {
            format!("{}；拨款 {id} 还没有登记付款：{}", line.comes_first(), line.how())
        } else if let Some((_, what)) = self.likely_repaid(row, None)?.filter(|_| !names(row, id)) {
            format!("{what}，也可能是拨款 {id} 付出以后退回，它还没有登记付款")
        } else if tightest.left()? < Fen::ZERO {
            let GrantDay { day_on, received_fen, spent_fen } = tightest;
            format!(
                "单位到 {day_on} 收到资助 {received_fen} 元，已使用 {spent_fen} 元，多用了，拨款 {id} 的退汇还不能登记：先冲销多用的支出（studiogrant assess reverse 编号 --reason …），再核对这一行"
            )
        } else {
            return Ok(Hit::Back(at));
        };
        Ok(self.differs(at, what))
    }

    /// What came back is either a payment or one that is not registered yet.
    fn either(&self, paid: usize, awaited: usize) -> Hit {
        let (paid, awaited_id) = (&self.entries[paid], self.entries[awaited].payment.id);
        let paid_on = paid.out.as_ref().map(|out| out.on.to_string()).unwrap_or_default();
        let id = paid.payment.id;
        let what = format!(
            "拨款 {id} 已付（{paid_on}），拨款 {awaited_id} 还没有登记付款，退回的可能是其中任一笔，请向银行核实；备注写明“拨款 {id}”或“拨款 {awaited_id}”的照备注登记"
        );
        self.differs(awaited, what)
    }

    /// What is said of a return where nothing of ours could have come back.
    fn back_otherwise(&self, row: &ReconcileRow) -> Result<Hit> {
        if let Some(early) = self.early(row) {
            return Ok(early);
        }
        if let Some(line) = self.unexplained(row) {
            return Ok(Hit::Differs(Some(line.fact.payment_id), line.first()));
        }
        if let Some(hit) = self.repaid(row)? {
            return Ok(hit);
        }
        // What came back earlier than it went out is other money, unless we have the wrong day.
        let paid = self.nearest(row, |entry| entry.is_paid() && entry.is_for(row));
        match paid.map_or_else(|| self.alike(row), |at| self.differing(at, row).unwrap_or(Hit::Nothing)) {
            Hit::Nothing => self.otherwise_repaid(row),
            hit => Ok(hit),
        }
    }
}

/// The return that is registered on the day that is nearest to a row's, and not before what came back otherwise went out.
fn first(untold: &[Booked], row: &ReconcileRow, out_on: Option<NaiveDate>) -> Option<usize> {
    let days = |on: NaiveDate| (on - row.paid_on).num_days().unsigned_abs();
    let known = untold.iter().enumerate().filter_map(|(at, booked)| Some((at, booked.on?)));
    let possible = known.filter(|(_, on)| out_on.is_none_or(|out_on| out_on <= *on));
    // Of one day it is what went out last.
    possible.min_by_key(|(at, on)| (days(*on), Reverse(untold[*at].out_on))).map(|(at, _)| at)
}

/// A refusal in one cell: what was found, and what would cure it.
fn with_cures(refusal: &Refusal) -> String {
    let cures = refusal.0.iter().map(|finding| finding.cure.clone());
    [refusal.to_string()].into_iter().chain(cures).collect::<Vec<_>>().join("；")
}
