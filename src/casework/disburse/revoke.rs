//! 撤销登记: a payment, a return, a mispayment or a receipt that was registered although it wasn't so.

use anyhow::{Context, Result};

use super::CASHIERS;
use super::batch::refused;
use super::bounce::{Tie, tie};
use super::demand::received;
use super::line::name_of;
use super::mispaid::{Mispaid, mispaid, mispaid_of};
use super::standing::standing;
use super::withdraw::{again, as_demanded};
use crate::casework::desk::Hand;
use crate::casework::{Desk, Dossier, Refusal, Report, misuse, not_met};
use crate::model::Fen;
use crate::model::acts::{Ground, MispaidEnd};
use crate::store::facts::{
    BankLine, BankMatch, BatchApproval, Closing, Mispayment, MispaymentEnd, Payment, PaymentConfirmation,
    PaymentReturn, Recovery, RecoveryReceipt, RecoveryWithdrawal, Revocation,
};
use crate::store::views::{GrantDay, LivePayment, Stage};
use crate::store::{Book, Fact, Store, Stored};

/// 登错的: what was registered wrongly.
#[derive(Debug, Clone, Copy)]
pub enum Registered {
    /// What this line of the bank tells of.
    Line(i64),
    /// That this payment went out.
    Payment(i64),
    /// That the payments of this batch did.
    Batch(i64),
    /// That this payment came back.
    Return(i64),
    /// That this was paid by mistake; or, where it is settled, what became of it.
    Mispaid(i64),
    /// What was received on this demand; where that was several times, so much.
    Receipt(i64, Option<Fen>),
}

/// Revokes what was registered wrongly. It stays on record and counts no more; a line of the bank that told of it waits to
/// be identified again.
///
/// # Errors
/// There is nothing of the kind; or [`Refusal`]: something rests on it.
pub fn revoke(desk: &mut Desk, what: Registered, reason: &str) -> Result<Report> {
    let reason = reason.trim();
    let (dossier, done, open) = desk.record("disburse revoke", CASHIERS, |book, hand| {
        let pen = Pen { hand, reason };
        match what {
            Registered::Line(id) => pen.line(book, id),
            Registered::Payment(id) => pen.payment(book, id),
            Registered::Batch(id) => pen.batch(book, id),
            Registered::Return(id) => pen.returned(book, id),
            Registered::Mispaid(id) => pen.mispaid(book, id),
            Registered::Receipt(demand, amount) => pen.received(book, demand, amount),
        }
    })?;
    let mut report = match what {
        Registered::Batch(batch) => Report::done(done).with("batch", batch),
        _ => Report::done(format!("{}：{done}", dossier.name())).with("case", dossier.no.to_string()),
    };
    if let Some(line) = open {
        report = report
            .with("line", line)
            .next(format!("银行明细 {line} 说的是它，请重新认定：studiogrant disburse identify {line}"));
    }
    Ok(report.next(format!("各笔现状见 {}", dossier.round.command("disburse list"))))
}

/// Whose money it was, what was done, and the line that waits again.
type Revoked = (Dossier, String, Option<i64>);

struct Pen<'a> {
    hand: &'a Hand,
    reason: &'a str,
}

impl Pen<'_> {
    fn blank(&self) -> Revocation {
        Revocation::blank(self.reason, self.hand.on)
    }

    fn line(&self, book: &mut Book<'_>, id: i64) -> Result<Revoked> {
        let store = book.store();
        let Some(line) = store.by::<BankLine>("id", id)?.pop() else {
            return misuse(format!("没有编号为 {id} 的银行明细。待认定的见 studiogrant status"));
        };
        let name = name_of(id, &line.fact);
        let is = store.by::<BankMatch>("line_id", id)?.pop().map(|is| is.fact);
        match is {
            Some(BankMatch { confirmation_id: Some(row), .. }) => {
                let paid = row_of::<PaymentConfirmation>(store, row)?;
                self.payment(book, paid.fact.payment_id)
            }
            Some(BankMatch { return_id: Some(row), .. }) => {
                let back = row_of::<PaymentReturn>(store, row)?;
                self.returned(book, back.fact.payment_id)
            }
            Some(BankMatch { mispayment_id: Some(row), .. }) => {
                if store.newest::<MispaymentEnd>("mispayment_id", row)?.is_some() {
                    let cure = format!("先撤销了结：studiogrant disburse revoke --mispaid {row} --reason …");
                    return refused(format!("{name}是误付 {row}，它已了结"), &cure);
                }
                self.mispaid(book, row)
            }
            Some(BankMatch { mispayment_end_id: Some(row), .. }) => {
                let end = row_of::<MispaymentEnd>(store, row)?;
                self.mispaid(book, end.fact.mispayment_id)
            }
            Some(BankMatch { receipt_id: Some(row), .. }) => {
                let receipt = row_of::<RecoveryReceipt>(store, row)?;
                self.receipt(book, &receipt)
            }
            _ => refused(
                format!("{name}没有说明哪一笔登记，没有可以撤销的"),
                &format!("是哪一笔，直接认定：studiogrant disburse identify {id}"),
            ),
        }
    }

    fn payment(&self, book: &mut Book<'_>, id: i64) -> Result<Revoked> {
        let store = book.store();
        let (payment, dossier) = numbered(store, id)?;
        let Some(paid) = store.newest::<PaymentConfirmation>("payment_id", id)? else {
            return refused(format!("拨款 {id} 没有登记付款"), "没有可以撤销的，请核对编号");
        };
        self.hand.not_before(paid.fact.paid_on, "付款")?;
        if let Some(back) = store.newest::<PaymentReturn>("payment_id", id)? {
            let found = format!("拨款 {id} 已于 {} 登记退汇", back.fact.returned_on);
            let cure =
                format!("退汇也登错的，先撤销退汇：studiogrant disburse revoke --returned {id} --reason …");
            return refused(found, &cure);
        }
        let mispaid = mispaid_of(store, payment.fact.case_id)?;
        rests_on(store, &payment, &mispaid)?;
        let approval = store.newest::<BatchApproval>("batch_id", payment.fact.batch_id)?;
        let since = approval.map(|approval| approval.fact.approved_on);
        let Payment { bank_account, amount_fen, .. } = &payment.fact;
        let is_more = |one: &&Mispaid| {
            one.like.id == id
                && one.is_for(bank_account, *amount_fen)
                && since.is_some_and(|since| since <= one.fact.paid_on)
        };
        if let Some(Mispaid { id: other, .. }) = mispaid.iter().find(is_more) {
            let found = format!("误付 {other} 算作拨款 {id} 以外的又一笔，没有拨款 {id} 就没有它");
            let cure = format!(
                "付出的只有那一笔的，先撤销误付：studiogrant disburse revoke --mispaid {other} --reason …，再认定银行明细"
            );
            return refused(found, &cure);
        }
        untied(store, &dossier, &payment)?;
        let line = line_of(store, "confirmation_id", paid.id)?;
        book.add(&Revocation { confirmation_id: Some(paid.id), ..self.blank() })?;
        let amount = payment.fact.amount_fen;
        Ok((dossier, format!("已撤销拨款 {id}（{amount} 元）的付款登记，它等待付款"), line))
    }

    fn batch(&self, book: &mut Book<'_>, batch: i64) -> Result<Revoked> {
        standing(book.store(), batch)?;
        let mut revoked = Vec::new();
        for payment in book.store().by::<Payment>("batch_id", batch)? {
            if !book.store().by::<PaymentConfirmation>("payment_id", payment.id)?.is_empty() {
                revoked.push(self.payment(book, payment.id)?);
            }
        }
        let (count, lines) = (revoked.len(), revoked.iter().filter(|(.., line)| line.is_some()).count());
        let Some((dossier, ..)) = revoked.pop() else {
            return refused(format!("批次 {batch} 没有登记付款"), "没有可以撤销的，请核对编号");
        };
        let open = match lines {
            0 => String::new(),
            lines => format!("；银行明细中的 {lines} 笔待重新认定（studiogrant status）"),
        };
        Ok((dossier, format!("已撤销批次 {batch} 共 {count} 笔的付款登记，它们等待付款{open}"), None))
    }

    fn returned(&self, book: &mut Book<'_>, id: i64) -> Result<Revoked> {
        let store = book.store();
        let (payment, dossier) = numbered(store, id)?;
        let Some(back) = store.newest::<PaymentReturn>("payment_id", id)? else {
            return refused(format!("拨款 {id} 没有登记退汇"), "没有可以撤销的，请核对编号");
        };
        self.hand.not_before(back.fact.returned_on, "退汇")?;
        if dossier.stage == Stage::Closed {
            return closed(&dossier);
        }
        let amount = payment.fact.amount_fen;
        let line = line_of(store, "return_id", back.id)?;
        let live = store.payments_of_case(payment.fact.case_id)?;
        let again = |one: &&LivePayment| {
            (one.kind, one.part) == (payment.fact.kind, payment.fact.part) && one.id > payment.id
        };
        match live.iter().find(again) {
            None => {
                affordable(store, &dossier, amount)?;
                book.add(&Revocation { return_id: Some(back.id), ..self.blank() })?;
                Ok((dossier, format!("已撤销拨款 {id}（{amount} 元）的退汇登记，它算已付"), line))
            }
            Some(LivePayment { id: other, batch_id, paid_on: None, .. }) => {
                let found = format!("拨款 {id} 退汇以后，这一期已编入批次 {batch_id}（拨款 {other}）");
                let cure = format!("请先作废，以免重付：studiogrant disburse cancel {batch_id} --reason …");
                let finding = not_met("A9-1a", found, cure);
                Err(Refusal(finding.into_iter().collect()).into())
            }
            Some(LivePayment { id: other, paid_on: Some(again_on), .. }) => {
                let done = self.out_after_all(book, &payment, (*other, *again_on))?;
                if let Some(told) = book.store().newest::<BankMatch>("return_id", back.id)? {
                    book.add(&Revocation { match_id: Some(told.id), ..self.blank() })?;
                }
                Ok((dossier, done, line))
            }
        }
    }

    /// What didn't come back and was paid again is out twice: what was paid first is the mistake.
    fn out_after_all(
        &self,
        book: &mut Book<'_>,
        payment: &Stored<Payment>,
        (other, again_on): (i64, chrono::NaiveDate),
    ) -> Result<String> {
        let (id, amount) = (payment.id, payment.fact.amount_fen);
        let mispaid = mispaid_of(book.store(), payment.fact.case_id)?;
        if let Some(known) = mispaid.iter().find(|one| one.like.id == id && one.fact.bank_ref.is_none()) {
            let found = format!("拨款 {id} 没有退回的 {amount} 元已记为误付 {}", known.id);
            return refused(
                found,
                "不用再登记；退回以后登记：studiogrant disburse mispaid 误付编号 --returned",
            );
        }
        let Some(paid) = book.store().newest::<PaymentConfirmation>("payment_id", id)? else {
            return refused(format!("拨款 {id} 没有登记付款"), "请核对编号");
        };
        let (bank_account, paid_on) = (payment.fact.bank_account.clone(), paid.fact.paid_on);
        let fact = Mispayment { payment_id: id, bank_account, amount_fen: amount, paid_on, bank_ref: None };
        let one = book.add(&fact)?;
        Ok(format!(
            "这一期已由拨款 {other} 于 {again_on} 重新付出，拨款 {id} 没有退回的 {amount} 元记为误付 {one}，等待退回"
        ))
    }

    fn mispaid(&self, book: &mut Book<'_>, id: i64) -> Result<Revoked> {
        let store = book.store();
        let Some(one) = mispaid(store)?.into_iter().find(|one| one.id == id) else {
            return misuse(format!("没有编号为 {id} 的误付。没有退回的误付见 studiogrant status"));
        };
        let dossier = Dossier::by_id(store, one.like.fact.case_id)?;
        if let Some(end) = store.newest::<MispaymentEnd>("mispayment_id", id)? {
            self.hand.not_before(end.fact.ended_on, "了结")?;
            let line = line_of(store, "mispayment_end_id", end.id)?;
            book.add(&Revocation { mispayment_end_id: Some(end.id), ..self.blank() })?;
            let what = end.fact.outcome.term();
            let waits = if end.fact.outcome == MispaidEnd::Returned {
                "等待退回"
            } else {
                "算本项目的款项，等待退回"
            };
            return Ok((dossier, format!("已撤销误付 {id} 的了结登记（{what}），它{waits}"), line));
        }
        self.hand.not_before(one.fact.paid_on, "付款")?;
        let line = line_of(store, "mispayment_id", id)?;
        book.add(&Revocation { mispayment_id: Some(id), ..self.blank() })?;
        Ok((dossier, format!("已撤销误付 {id}（{} 元）", one.fact.amount_fen), line))
    }

    fn received(&self, book: &mut Book<'_>, demand: i64, amount: Option<Fen>) -> Result<Revoked> {
        let store = book.store();
        as_demanded(store, demand)?;
        let mut receipts = store.by::<RecoveryReceipt>("recovery_id", demand)?;
        let all = receipts.len();
        receipts.retain(|receipt| amount.is_none_or(|amount| receipt.fact.amount_fen == amount));
        if amount.is_none() && all > 1 {
            let each = receipts.iter().map(|receipt| received(&receipt.fact)).collect::<Vec<_>>().join("，");
            let sentence = format!("追回 {demand} 收过 {all} 笔：{each}。请用 --amount 写明撤销哪一笔");
            return misuse(sentence);
        }
        // What no list of the bank tells of is rather wrong than what one does.
        let mut untold = Vec::new();
        for receipt in &receipts {
            if line_of(store, "receipt_id", receipt.id)?.is_none() {
                untold.push(receipt);
            }
        }
        match untold.pop().or(receipts.last()) {
            Some(receipt) => self.receipt(book, receipt),
            None => {
                let so_much = amount.map(|amount| format!(" {amount} 元的")).unwrap_or_default();
                let found = format!("追回 {demand} 没有登记过{so_much}收款");
                refused(found, "没有可以撤销的，请核对编号和金额：studiogrant show 案件")
            }
        }
    }

    fn receipt(&self, book: &mut Book<'_>, receipt: &Stored<RecoveryReceipt>) -> Result<Revoked> {
        let store = book.store();
        let demand = receipt.fact.recovery_id;
        let Recovery { case_id, kind, ground, .. } = as_demanded(store, demand)?.fact;
        let dossier = Dossier::by_id(store, case_id)?;
        let RecoveryReceipt { amount_fen, received_on, .. } = receipt.fact;
        self.hand.not_before(received_on, "收回")?;
        let closing = store.newest::<Closing>("case_id", case_id)?;
        if closing.is_some_and(|closing| closing.entry_id > receipt.entry_id) {
            return closed(&dossier);
        }
        if ground == Ground::Excess {
            let since = |one: &&Stored<Payment>| one.fact.kind == kind && one.entry_id > receipt.entry_id;
            let payments = store.by::<Payment>("case_id", case_id)?;
            let live = store.payments_of_case(case_id)?;
            let waits =
                |one: &&Stored<Payment>| live.iter().any(|live| live.id == one.id && live.paid_on.is_none());
            if let Some(payment) = payments.iter().filter(since).find(waits) {
                let (id, batch) = (payment.id, payment.fact.batch_id);
                let found = format!("收回以后又编制了拨款 {id}（批次 {batch}），它以收回为依据");
                let cure = format!("请先作废：studiogrant disburse cancel {batch} --reason …");
                return refused(found, &cure);
            }
            affordable(store, &dossier, amount_fen)?;
        }
        let line = line_of(store, "receipt_id", receipt.id)?;
        book.add(&Revocation { receipt_id: Some(receipt.id), ..self.blank() })?;
        let mut done = format!("已撤销追回 {demand} 于 {received_on} 收回 {amount_fen} 元的登记");
        if line.is_some() && !book.store().by::<RecoveryWithdrawal>("recovery_id", demand)?.is_empty() {
            let again = again(book.store(), &dossier, kind)?;
            done += &format!("；追回 {demand} 已撤销，确是收回的，先另行登记追回（{again}）再认定");
        }
        Ok((dossier, done, line))
    }
}

/// Refuses to undo a payment on which it rests that what was paid before, and never came back, is a mispayment.
fn rests_on(store: &Store, payment: &Stored<Payment>, mispaid: &[Mispaid]) -> Result<()> {
    let key = |payment: &Payment| (payment.kind, payment.part);
    let rests = |one: &&Mispaid| {
        one.fact.bank_ref.is_none() && one.like.id < payment.id && key(&one.like.fact) == key(&payment.fact)
    };
    for one in mispaid.iter().filter(rests) {
        if store.by::<MispaymentEnd>("mispayment_id", one.id)?.is_empty() {
            let (other, before) = (one.id, one.like.id);
            let found = format!("误付 {other} 是拨款 {before} 没有退回而由拨款 {} 重新付出的", payment.id);
            let cure = format!("先撤销误付：studiogrant disburse revoke --mispaid {other} --reason …");
            return refused(found, &cure);
        }
    }
    Ok(())
}

fn numbered(store: &Store, id: i64) -> Result<(Stored<Payment>, Dossier)> {
    match store.by::<Payment>("id", id)?.pop() {
        Some(payment) => {
            let dossier = Dossier::by_id(store, payment.fact.case_id)?;
            Ok((payment, dossier))
        }
        None => {
            misuse(format!("没有编号为 {id} 的拨款。拨款编号见 studiogrant disburse list（往年的加 --year）"))
        }
    }
}

/// Refuses to count as paid again what the round's budget doesn't bear.
fn affordable(store: &Store, dossier: &Dossier, amount: Fen) -> Result<()> {
    let Some(budget) = dossier.round.round.budget_fen else { return Ok(()) };
    let sum = store.used_of_round(dossier.round.id)?.plus(amount)?;
    if sum <= budget {
        return Ok(());
    }
    let adjust = dossier.round.command("round budget");
    let found = format!("这一笔 {amount} 元重新算已付，本轮拨款将达 {sum} 元，超过预算 {budget} 元");
    refused(found, &format!("请先落实并登记预算：{adjust} --to 金额 --document 文件 --reason 理由"))
}

/// The row that a line of the bank tells of.
fn row_of<F: Fact>(store: &Store, id: i64) -> Result<Stored<F>> {
    store.by::<F>("id", id)?.pop().with_context(|| format!("{} {id}", F::TABLE))
}

/// The line of the bank that tells of a row.
fn line_of(store: &Store, column: &'static str, id: i64) -> Result<Option<i64>> {
    Ok(store.newest::<BankMatch>(column, id)?.map(|one| one.fact.line_id))
}

fn closed<T>(dossier: &Dossier) -> Result<T> {
    let found = format!("{} 已结项，结项报告按现在的登记出具，付款和退汇的登记不能再撤销", dossier.name());
    refused(found, "结项以后收回的款项按追回收：studiogrant disburse recover、receive")
}

/// Refuses to undo a payment that was demanded back, decided upon or spent (A9-1c, A5-2).
fn untied(store: &Store, dossier: &Dossier, payment: &Stored<Payment>) -> Result<()> {
    let (name, amount): (_, Fen) = (dossier.name(), payment.fact.amount_fen);
    let spent = |found: String| -> Result<()> {
        let cure = "没有付出的钱不能使用：先冲销支出（studiogrant assess reverse 编号 --reason …），再撤销";
        Err(Refusal(not_met("A5-2", found, cure.to_owned()).into_iter().collect()).into())
    };
    match tie(store, dossier, payment)? {
        None => Ok(()),
        Some(Tie::Closed) => closed(dossier),
        Some(Tie::Demanded { paid, demanded }) => {
            let found = format!("{name} 已付 {paid} 元，已要求追回 {demanded} 元，其中有这一笔 {amount} 元");
            refused(
                found,
                "没有付出的款项不能追回：先撤销追回（studiogrant disburse recover --withdraw 追回编号 --reason …）",
            )
        }
        Some(Tie::Spent { received, spent: used }) => {
            spent(format!("{name} 收到资助 {received} 元，已使用 {used} 元，没有这一笔 {amount} 元就不够"))
        }
        Some(Tie::SpentOn(GrantDay { day_on, received_fen, spent_fen })) => spent(format!(
            "{name} 到 {day_on} 收到资助 {received_fen} 元，已使用 {spent_fen} 元，没有这一笔 {amount} 元当日就不够"
        )),
    }
}
