//! 收回: what was demanded back came in, whole or in part.

use anyhow::Result;
use chrono::NaiveDate;

use super::CASHIERS;
use super::adjust::overspending;
use super::batch::refused;
use super::withdraw::not_withdrawn;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::measure::Finding;
use crate::model::Fen;
use crate::model::text::given;
use crate::store::facts::{Payment, PaymentReturn, RecoveryReceipt};
use crate::store::{Book, Store, Stored};

/// What is still to come back of a recovery.
pub(in crate::casework) fn outstanding(store: &Store, recovery: i64, demanded: Fen) -> Result<Fen> {
    let receipts = store.by::<RecoveryReceipt>("recovery_id", recovery)?;
    Ok(demanded.minus(Fen::sum(receipts.iter().map(|receipt| receipt.fact.amount_fen))?)?)
}

/// 收款: what came in on a demand.
pub(super) struct Receipt<'a> {
    /// The demand.
    pub(super) recovery: i64,
    /// How much.
    pub(super) amount: Fen,
    /// When.
    pub(super) on: NaiveDate,
    /// Its reference.
    pub(super) bank_ref: Option<&'a str>,
    /// Whether a line of the bank tells of it: then it is another one, be it under the reference of others.
    pub(super) is_listed: bool,
}

/// What a receipt comes to.
pub(super) struct Taken {
    /// Its row.
    pub(super) receipt: i64,
    dossier: Dossier,
    rest: Fen,
    overspent: Vec<Finding>,
}

/// Records that demanded money came back, whole or in part.
///
/// # Errors
/// There is no such recovery, it was withdrawn, or it is more than is still to come.
pub fn receive(desk: &mut Desk, recovery: i64, amount: Fen, bank_ref: Option<&str>) -> Result<Report> {
    let taken = desk.record("disburse receive", CASHIERS, |book, hand| {
        hand.not_before(not_withdrawn(book.store(), recovery)?.fact.demanded_on, "追回")?;
        take_back(book, &Receipt { recovery, amount, on: hand.on, bank_ref, is_listed: false })
    })?;
    let Taken { dossier, rest, overspent, .. } = taken;
    let rest_shown =
        if rest == Fen::ZERO { "已全部收回".to_owned() } else { format!("还有 {rest} 元未收回") };
    Ok(Report::done(format!("已登记从 {} 收回 {amount} 元，{rest_shown}", dossier.name()))
        .with("case", dossier.no.to_string())
        .with("recovery", recovery)
        .with("amount", amount.plain())
        .with("outstanding", rest.plain())
        .remind(overspent)
        .next(format!("各案件的拨付情况见 {}", dossier.round.command("disburse list"))))
}

/// The same, as part of an act.
pub(super) fn take_back(book: &mut Book<'_>, receipt: &Receipt<'_>) -> Result<Taken> {
    let Receipt { recovery, amount, on, bank_ref, is_listed } = *receipt;
    let store = book.store();
    let demand = not_withdrawn(store, recovery)?;
    let open = outstanding(store, recovery, demand.fact.amount_fen)?;
    if amount <= Fen::ZERO || amount > open {
        let found = format!("收回 {amount} 元不对：追回 {recovery} 还应收回 {open} 元");
        return refused(found, "请核对金额；多收的，退还单位");
    }
    let dossier = Dossier::by_id(store, demand.fact.case_id)?;
    let bank_ref = given(bank_ref);
    let receipts = store.by::<RecoveryReceipt>("recovery_id", recovery)?;
    let twice = |known: &&Stored<RecoveryReceipt>| {
        !is_listed && bank_ref.is_some() && known.fact.bank_ref == bank_ref
    };
    if let Some(known) = receipts.iter().find(twice) {
        let RecoveryReceipt { amount_fen, received_on, .. } = known.fact;
        return misuse(format!(
            "追回 {recovery} 已登记过这个流水号的收款（{received_on}，{amount_fen} 元），没有重复登记。请核对 --ref；同一流水号确有两笔的，用银行回单核对后认定"
        ));
    }
    if let Some((payment, returned_on)) = returned_under(store, dossier.case_id, bank_ref.as_deref())? {
        return misuse(format!(
            "这个流水号已登记为拨款 {payment} 的退汇（{returned_on}），不是追回的收款。请核对 --ref"
        ));
    }
    let receipt =
        book.add(&RecoveryReceipt { recovery_id: recovery, amount_fen: amount, received_on: on, bank_ref })?;
    let overspent = overspending(book.store(), &dossier)?;
    Ok(Taken { receipt, dossier, rest: open.minus(amount)?, overspent })
}

/// The payment of a case whose return has this reference, and the day of it.
pub(super) fn returned_under(
    store: &Store,
    case_id: i64,
    bank_ref: Option<&str>,
) -> Result<Option<(i64, NaiveDate)>> {
    let Some(bank_ref) = bank_ref else { return Ok(None) };
    for payment in store.by::<Payment>("case_id", case_id)? {
        let back = store.newest::<PaymentReturn>("payment_id", payment.id)?;
        if let Some(back) = back.filter(|back| back.fact.bank_ref.as_deref() == Some(bank_ref)) {
            return Ok(Some((payment.id, back.fact.returned_on)));
        }
    }
    Ok(None)
}
