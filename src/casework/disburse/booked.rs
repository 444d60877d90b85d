//! 已登记的收付: money that went out or came back and is known of, and of which no list of the bank told yet.

use anyhow::Result;
use chrono::NaiveDate;

use super::bank::{Hit, Ours};
use super::demand::received;
use crate::intake::sheets::ReconcileRow;
use crate::model::acts::MispaidEnd;

/// 一次收付, as it is registered. What somebody typed proves nothing; what a list of the bank told does.
pub(super) struct Moved {
    /// The row that registers it.
    pub(super) id: i64,
    /// Its day.
    pub(super) on: NaiveDate,
    /// Its reference.
    pub(super) bank_ref: Option<String>,
    /// Whether a list of the bank told of it: another reference is then another movement.
    pub(super) told: bool,
}

impl Moved {
    /// What somebody registered.
    pub(super) fn typed(id: i64, on: NaiveDate, bank_ref: Option<String>) -> Self {
        Self { id, on, bank_ref, told: false }
    }

    /// What a row tells.
    pub(super) fn told_by(row: &ReconcileRow, id: i64) -> Self {
        Self { id, on: row.paid_on, bank_ref: Some(row.bank_ref.clone()), told: true }
    }

    /// Whether it has a row's reference.
    pub(super) fn has_ref(&self, row: &ReconcileRow) -> bool {
        self.bank_ref.as_ref() == Some(&row.bank_ref)
    }

    /// How many days lie between it and a row.
    pub(super) fn days_from(&self, row: &ReconcileRow) -> u64 {
        (self.on - row.paid_on).num_days().unsigned_abs()
    }

    /// Takes over the bank's own reference and day, and says so.
    pub(super) fn tell(&mut self, row: &ReconcileRow, what: &str) -> String {
        let said = self.says(row, row.paid_on, what);
        *self = Self::told_by(row, self.id);
        said
    }

    /// What is said where a row tells of it, and this day counts from now on.
    pub(super) fn says(&self, row: &ReconcileRow, day: NaiveDate, what: &str) -> String {
        let theirs = &row.bank_ref;
        let mut said = match &self.bank_ref {
            None => "已补记流水号".to_owned(),
            Some(ours) if ours == theirs => "流水号已经回单核实".to_owned(),
            Some(ours) => format!("流水号：银行 {theirs}，我方原登记 {ours}，已按银行的补记"),
        };
        if self.on != day {
            said += &format!("；{what}日期：银行 {day}，我方原登记 {}，已按银行的更正", self.on);
        }
        said
    }
}

/// A return that is registered, and of which no list told yet.
pub(super) struct Booked {
    /// What a row says that tells of it.
    pub(super) hit: Hit,
    /// Its day. A day on which something was said not to be ours is no day of a return.
    pub(super) on: Option<NaiveDate>,
    /// How somebody says that a row tells of it.
    pub(super) option: String,
    /// When that went out which came back; nothing of what a demand brought in.
    pub(super) out_on: Option<NaiveDate>,
    /// The demand by way of which it came.
    pub(super) demand: Option<i64>,
    bank_ref: Option<String>,
    /// The reference of what came back.
    out_ref: Option<String>,
    what: String,
}

impl Booked {
    /// Whether a row has its reference, or that of what came back.
    pub(super) fn has_ref(&self, row: &ReconcileRow) -> bool {
        [&self.bank_ref, &self.out_ref].into_iter().flatten().any(|known| *known == row.bank_ref)
    }

    /// Whether it was typed with another reference than a row's.
    pub(super) fn is_of_another_ref(&self, row: &ReconcileRow) -> bool {
        self.bank_ref.is_some() && !self.has_ref(row)
    }

    /// What is said of it beside a row that may tell of it.
    pub(super) fn perhaps(&self) -> String {
        let reference = match &self.bank_ref {
            Some(typed) => format!("流水号 {typed} 还没有经回单核实"),
            None => "没有流水号".to_owned(),
        };
        format!("{}，{reference}，这一行可能就是它", self.what)
    }
}

impl Ours<'_> {
    /// All returns that a row may tell of.
    pub(super) fn untold(&self, row: &ReconcileRow) -> Result<Vec<Booked>> {
        let mut untold = Vec::new();
        for (at, entry) in self.entries.iter().enumerate().filter(|(_, entry)| entry.is_for(row)) {
            let (Some(out), Some(back)) = (&entry.out, &entry.back) else { continue };
            if !back.told && out.on <= row.paid_on {
                untold.push(Booked {
                    hit: Hit::Back(at),
                    on: Some(back.on),
                    option: format!("--payment {}", entry.payment.id),
                    out_on: Some(out.on),
                    demand: None,
                    bank_ref: back.bank_ref.clone(),
                    out_ref: out.bank_ref.clone(),
                    what: format!("拨款 {} 已于 {} 登记退汇", entry.payment.id, back.on),
                });
            }
        }
        for (at, stray) in self.mispaid.iter().enumerate().filter(|(_, stray)| stray.is_for(row)) {
            let (Some(back), Some(end)) = (&stray.back, &stray.one.end) else { continue };
            if !back.told && stray.one.fact.paid_on <= row.paid_on {
                untold.push(Booked {
                    hit: Hit::MispaidBack(at),
                    on: (end.outcome == MispaidEnd::Returned).then_some(back.on),
                    option: format!("--mispaid {}", stray.one.id),
                    out_on: Some(stray.one.fact.paid_on),
                    demand: None,
                    bank_ref: back.bank_ref.clone(),
                    out_ref: None,
                    what: stray.one.what_became(),
                });
            }
        }
        untold.extend(self.receipts(row)?);
        Ok(untold)
    }

    /// What is said of a row that tells of a return where one is registered, by hand alone, of what only went out later: that
    /// may be this one, of something else.
    pub(super) fn typed_since(&self, row: &ReconcileRow) -> Option<Hit> {
        let is_since = |out: NaiveDate, back: &&Moved| !back.told && row.paid_on < out;
        let entries = self.entries.iter().filter(|entry| entry.is_for(row)).filter_map(|entry| {
            let (id, out) = (entry.payment.id, entry.out.as_ref()?);
            let back = entry.back.as_ref().filter(|back| is_since(out.on, back))?;
            let what = format!("拨款 {id} 已于 {} 登记退汇，而它 {} 才付出", back.on, out.on);
            Some((id, what, format!("--returned {id}")))
        });
        let strays = self.mispaid.iter().filter(|stray| stray.is_for(row)).filter_map(|stray| {
            let (one, out_on) = (&stray.one, stray.one.fact.paid_on);
            one.end.as_ref().filter(|end| end.outcome == MispaidEnd::Returned)?;
            stray.back.as_ref().filter(|back| is_since(out_on, back))?;
            let what = format!("{}，而它 {out_on} 才付出", one.what_became());
            Some((one.like.id, what, format!("--mispaid {}", one.id)))
        });
        let (payment, what, undo) = entries.chain(strays).next()?;
        let how = format!(
            "登记的就是这一笔、登错了对象的，先撤销：studiogrant disburse revoke {undo} --reason …；另有一笔的，认定这一行"
        );
        Some(Hit::Differs(Some(payment), format!("{what}，晚于这一行：{how}")))
    }

    /// What came back by way of a demand.
    fn receipts(&self, row: &ReconcileRow) -> Result<Vec<Booked>> {
        let mut receipts = Vec::new();
        for demand in self.demands(row)? {
            for receipt in demand.untold.iter().filter(|one| one.fact.amount_fen == row.amount()) {
                receipts.push(Booked {
                    hit: Hit::Received(demand.at, receipt.id),
                    on: Some(receipt.fact.received_on),
                    option: format!("--recovery {}", demand.id),
                    out_on: None,
                    demand: Some(demand.id),
                    bank_ref: receipt.fact.bank_ref.clone(),
                    out_ref: None,
                    what: received(&receipt.fact),
                });
            }
        }
        Ok(receipts)
    }
}
