//! 退还的一行: what a line of the bank's list may have brought in on a demand.

use std::collections::BTreeSet;

use anyhow::Result;

use super::bank::{Hit, Ours};
use super::booked::Booked;
use super::demand::{Demand, received};
use super::receive::returned_under;
use crate::intake::sheets::ReconcileRow;
use crate::model::Fen;
use crate::store::Stored;
use crate::store::facts::{Closing, RecoveryReceipt};

impl Ours<'_> {
    /// The demand that a row pays off to the fen, and that alone: nothing else is open there, and nothing was registered by hand.
    fn paid_off(&self, row: &ReconcileRow) -> Result<Option<Demand>> {
        let mut demands = self.demands(row)?;
        let is_untold = demands.iter().any(|demand| !demand.untold.is_empty());
        demands.retain(|demand| demand.open > Fen::ZERO);
        let Some(demand) = demands.pop().filter(|_| demands.is_empty() && !is_untold) else {
            return Ok(None);
        };
        let case_id = self.entries[demand.at].payment.fact.case_id;
        let is_return = returned_under(self.store, case_id, Some(&row.bank_ref))?.is_some();
        // As much that this list has as paid to the same account, and that is none of ours, may have come back.
        let is_as_much = |one: &ReconcileRow| one.account == row.account && one.amount() == row.amount();
        let is_strange = self.nothing.iter().any(is_as_much);
        let is_account = self.entries[demand.at].payment.fact.bank_account == row.account;
        let is_it = !is_strange
            && is_account
            && demand.open == row.amount()
            && demand.demanded_on <= row.paid_on
            && !is_return;
        Ok(Some(demand).filter(|_| is_it))
    }

    /// What a row comes to that is rather what was demanded: received, or what is said of it.
    pub(super) fn repaid(&self, row: &ReconcileRow) -> Result<Option<Hit>> {
        if let Some(demand) = self.paid_off(row)? {
            return Ok(Some(Hit::Receive(demand.at, demand.id)));
        }
        Ok(self.likely_repaid(row, None)?.map(|(at, what)| self.differs(at, what)))
    }

    /// What is said of a row that is as much as several demands want, or as one still does at least, or that has the reference
    /// of a receipt that was typed with another sum; but for what is known as registered. And the payment that it is about.
    pub(super) fn likely_repaid(
        &self,
        row: &ReconcileRow,
        booked: Option<&Booked>,
    ) -> Result<Option<(usize, String)>> {
        let (mut demands, amount) = (self.demands(row)?, row.amount());
        demands.retain(|demand| booked.is_none_or(|booked| booked.demand != Some(demand.id)));
        if let Some(together) = together(&demands, amount)? {
            return Ok(Some(together));
        }
        let mut could_be = Vec::new();
        for Demand { id, at, open, .. } in demands.iter().filter(|demand| demand.open >= amount) {
            could_be.push((*at, *open != amount, format!("可能是追回 {id} 收回（还有 {open} 元没有收回）")));
        }
        for (demand, receipt) in typed(&demands) {
            if receipt.fact.bank_ref.as_ref() == Some(&row.bank_ref) {
                could_be.push((demand.at, false, self.wrongly_received(demand, receipt, row)?));
            }
        }
        could_be.sort_by_key(|(_, is_less_likely, _)| *is_less_likely);
        let what = could_be.iter().map(|(.., what)| what.as_str()).collect::<Vec<_>>().join("；也");
        Ok(could_be.first().map(|(at, ..)| (*at, what)))
    }

    /// What is said of a row that is as much as nothing else: a receipt that was typed with another sum, or a demand that wants
    /// less.
    pub(super) fn otherwise_repaid(&self, row: &ReconcileRow) -> Result<Hit> {
        let (demands, amount) = (self.demands(row)?, row.amount());
        if let Some((demand, receipt)) = typed(&demands).next() {
            return Ok(self.differs(demand.at, self.wrongly_received(demand, receipt, row)?));
        }
        let open: Vec<_> = open(&demands).collect();
        let Some((Demand { id, at, .. }, rest, _)) = open.first() else { return Ok(Hit::Nothing) };
        if open.len() > 1 {
            return Ok(self.differs(*at, several(&open)));
        }
        let what = format!(
            "可能是追回 {id} 收回，而它只差 {rest} 元，多退了：多收的退还单位；都要收的，撤销追回（disburse recover --withdraw {id}），按 {amount} 元重新登记追回，再认定"
        );
        Ok(self.differs(*at, what))
    }

    /// What is said of a row beside a receipt that was typed with another sum, and how that is put right.
    fn wrongly_received(
        &self,
        demand: &Demand,
        receipt: &Stored<RecoveryReceipt>,
        row: &ReconcileRow,
    ) -> Result<String> {
        let is_same = receipt.fact.bank_ref.as_ref() == Some(&row.bank_ref);
        let same = if is_same { "流水号相同，" } else { "" };
        let what = format!("{}，{same}银行是 {} 元：", received(&receipt.fact), row.amount());
        let case_id = self.entries[demand.at].payment.fact.case_id;
        let closing = self.store.newest::<Closing>("case_id", case_id)?;
        if closing.is_some_and(|closing| closing.entry_id > receipt.entry_id) {
            let how =
                "金额登错的，而案件已结项，登记不能再改：差额另行追收或退还，这一行用 --not-ours 写明理由";
            return Ok(what + how);
        }
        let (id, amount) = (demand.id, receipt.fact.amount_fen.plain());
        Ok(format!(
            "{what}金额登错的，先撤销：studiogrant disburse revoke --received {id} --amount {amount} --reason …"
        ))
    }
}

/// The receipts that were registered by hand, each with its demand.
fn typed(demands: &[Demand]) -> impl Iterator<Item = (&Demand, &Stored<RecoveryReceipt>)> {
    demands.iter().flat_map(|demand| demand.untold.iter().map(move |one| (demand, one)))
}

/// A part of what a row may have brought in: of which demand, how much, and how that stands.
type Part<'d> = (&'d Demand, Fen, &'static str);

/// What the demands still want.
fn open(demands: &[Demand]) -> impl Iterator<Item = Part<'_>> {
    let open = demands.iter().filter(|demand| demand.open > Fen::ZERO);
    open.map(|demand| (demand, demand.open, "还差"))
}

/// How many parts are tried together.
const PARTS: usize = 10;

/// What is said of a row that is as much as parts of several demands together, open or typed as received; and the payment
/// that it is about.
fn together(demands: &[Demand], amount: Fen) -> Result<Option<(usize, String)>> {
    let typed = typed(demands).map(|(demand, one)| (demand, one.fact.amount_fen, "已登记收回"));
    let parts: Vec<_> = typed.chain(open(demands)).take(PARTS).collect();
    for chosen in 1..1_usize << parts.len() {
        let chosen = parts.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
        let chosen: Vec<_> = chosen.map(|(_, part)| *part).collect();
        let ids: BTreeSet<_> = chosen.iter().map(|(demand, ..)| demand.id).collect();
        if ids.len() > 1 && Fen::sum(chosen.iter().map(|(_, sum, _)| *sum))? == amount {
            return Ok(chosen.first().map(|(demand, ..)| (demand.at, several(&chosen))));
        }
    }
    Ok(None)
}

fn several(parts: &[Part<'_>]) -> String {
    let parts = parts.iter().map(|(demand, sum, how)| format!("追回 {} {how} {sum} 元", demand.id));
    format!(
        "可能是几笔追回一起退来的（{}）：没有登记的各自登记收款（studiogrant disburse receive 追回 --amount 金额），都登记了的，这一行用 --not-ours 写明是哪几笔",
        parts.collect::<Vec<_>>().join("，")
    )
}
