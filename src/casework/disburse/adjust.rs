//! 更正: another account, a payment that came back, money to be given back. Nothing is netted.

use anyhow::Result;

use super::CASHIERS;
use crate::casework::due::Wait;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::model::Fen;
use crate::model::account::{Account, BankCode};
use crate::model::case_no::CaseRef;
use crate::store::Store;
use crate::store::facts::{Payee, Payment, PaymentConfirmation, PaymentReturn, Recovery, RecoveryReceipt};

/// 收款账户, as it is to be from now on.
pub struct NewPayee {
    /// 户名
    pub account_name: String,
    /// 开户行
    pub bank_name: String,
    /// 行号
    pub bank_code: BankCode,
    /// 账号
    pub bank_account: Account,
    /// Why, and on what paper.
    pub reason: String,
}

/// Corrects the account that a case is paid to (A6-2-4g).
///
/// # Errors
/// Something is missing, or the date lies before the application.
pub fn payee(desk: &mut Desk, case: CaseRef, payee: NewPayee) -> Result<Report> {
    let texts = [&payee.account_name, &payee.bank_name, &payee.reason];
    if texts.iter().any(|text| text.trim().is_empty()) {
        return misuse("收款账户须写明户名（--name）、开户行（--bank）和理由（--reason）");
    }
    let shown = format!("{}，{}，{}", payee.account_name, payee.bank_name, payee.bank_account.masked());
    let dossier = desk.record("disburse payee", CASHIERS, |book, hand| {
        let dossier = Dossier::load(book.store(), case)?;
        hand.not_before(dossier.revision.fact.head.filed_on, "申报")?;
        book.add(&Payee {
            case_id: dossier.case_id,
            account_name: payee.account_name.trim().to_owned(),
            bank_name: payee.bank_name.trim().to_owned(),
            bank_code: Some(payee.bank_code),
            bank_account: payee.bank_account,
            reason: payee.reason.trim().to_owned(),
            changed_on: hand.on,
        })?;
        Ok(dossier)
    })?;
    Ok(Report::done(format!("已登记 {} 的收款账户：{shown}", dossier.name()))
        .with("case", dossier.no.to_string())
        .next("以后编制的批次用新账户；已编制未审批的批次请先作废：studiogrant disburse cancel"))
}

/// Records that a payment came back; the same instalment can be planned again.
///
/// # Errors
/// There is no such payment, it is not paid, or it came back already.
pub fn bounce(desk: &mut Desk, payment: i64, reason: &str) -> Result<Report> {
    let (dossier, returned) = desk.record("disburse bounce", CASHIERS, |book, hand| {
        let store = book.store();
        let Some(found) = store.by::<Payment>("id", payment)?.pop() else {
            return misuse(format!("没有编号为 {payment} 的拨款。拨款编号见 studiogrant disburse list"));
        };
        let Some(confirmed) = store.newest::<PaymentConfirmation>("payment_id", payment)? else {
            return misuse(format!("拨款 {payment} 还没有登记付款，谈不上退汇"));
        };
        if let Some(known) = store.newest::<PaymentReturn>("payment_id", payment)? {
            return misuse(format!("拨款 {payment} 已于 {} 登记退汇", known.fact.returned_on));
        }
        hand.not_before(confirmed.fact.paid_on, "付款")?;
        let dossier = Dossier::by_id(store, found.fact.case_id)?;
        let (reason, returned_on) = (reason.trim().to_owned(), hand.on);
        book.add(&PaymentReturn { payment_id: payment, returned_on, reason })?;
        Ok((dossier, found.fact))
    })?;
    let Payment { amount_fen, kind, part, .. } = returned;
    let no = dossier.no;
    let again = format!("studiogrant disburse plan --case {no}");
    Ok(Report::done(format!("已登记退汇：{} {}{} {amount_fen} 元", dossier.name(), kind.term(), part.term()))
        .with("case", no.to_string())
        .with("payment", payment)
        .with("amount", amount_fen.plain())
        .next(format!("更正账户：studiogrant disburse payee {no} …；再重新编制：{again}")))
}

/// What a case was really paid in all, both kinds.
fn paid(store: &Store, case_id: i64) -> Result<Fen> {
    let payments = store.payments_of_case(case_id)?;
    Ok(Fen::sum(payments.iter().filter(|one| one.paid_on.is_some()).map(|one| one.amount_fen))?)
}

/// Demands money back.
///
/// # Errors
/// It is more than the case was paid, less what is demanded back already.
pub fn recover(desk: &mut Desk, case: CaseRef, amount: Fen, reason: &str) -> Result<Report> {
    let (dossier, recovery) = desk.record("disburse recover", CASHIERS, |book, hand| {
        let dossier = Dossier::load(book.store(), case)?;
        let store = book.store();
        if amount <= Fen::ZERO {
            return misuse(format!("追回金额 {amount} 元，应大于 0"));
        }
        let before = store.by::<Recovery>("case_id", dossier.case_id)?;
        let before = Fen::sum(before.iter().map(|recovery| recovery.fact.amount_fen))?;
        let paid = paid(store, dossier.case_id)?;
        if before.plus(amount)? > paid {
            return misuse(format!(
                "{} 已付 {paid} 元，此前已要求追回 {before} 元，最多还能追回 {} 元",
                dossier.name(),
                paid.minus(before)?
            ));
        }
        let payments = store.payments_of_case(dossier.case_id)?;
        if let Some(first) = payments.iter().filter_map(|payment| payment.paid_on).min() {
            hand.not_before(first, "付款")?;
        }
        let (case_id, demanded_on) = (dossier.case_id, hand.on);
        let reason = reason.trim().to_owned();
        let id = book.add(&Recovery { case_id, amount_fen: amount, reason, demanded_on })?;
        Ok((dossier, id))
    })?;
    let (_, paper) = super::paper::demand_paper(&desk.store, recovery)?;
    Ok(Report::done(format!("已登记追回 {recovery}：向 {} 追回 {amount} 元", dossier.name()))
        .paper(paper)
        .with("case", dossier.no.to_string())
        .with("recovery", recovery)
        .with("amount", amount.plain())
        .next(format!("通知单位：studiogrant disburse demand {recovery} --out 退回通知.docx"))
        .next(format!("款项收回以后：studiogrant disburse receive {recovery} --amount {}", amount.plain())))
}

/// What is still to come back of a recovery.
pub(in crate::casework) fn outstanding(store: &Store, recovery: i64, demanded: Fen) -> Result<Fen> {
    let receipts = store.by::<RecoveryReceipt>("recovery_id", recovery)?;
    Ok(demanded.minus(Fen::sum(receipts.iter().map(|receipt| receipt.fact.amount_fen))?)?)
}

/// Records that demanded money came back, whole or in part.
///
/// # Errors
/// There is no such recovery, or it is more than is still to come.
pub fn receive(desk: &mut Desk, recovery: i64, amount: Fen, bank_ref: Option<&str>) -> Result<Report> {
    let (dossier, rest) = desk.record("disburse receive", CASHIERS, |book, hand| {
        let store = book.store();
        let Some(demand) = store.by::<Recovery>("id", recovery)?.pop() else {
            return misuse(format!("没有编号为 {recovery} 的追回"));
        };
        hand.not_before(demand.fact.demanded_on, "追回")?;
        let open = outstanding(store, recovery, demand.fact.amount_fen)?;
        if amount <= Fen::ZERO || amount > open {
            return misuse(format!("收回 {amount} 元不对：追回 {recovery} 还应收回 {open} 元"));
        }
        let dossier = Dossier::by_id(store, demand.fact.case_id)?;
        let bank_ref = bank_ref.map(|text| text.trim().to_owned());
        let (amount_fen, received_on) = (amount, hand.on);
        book.add(&RecoveryReceipt { recovery_id: recovery, amount_fen, received_on, bank_ref })?;
        Ok((dossier, open.minus(amount)?))
    })?;
    let rest_shown =
        if rest == Fen::ZERO { "已全部收回".to_owned() } else { format!("还有 {rest} 元未收回") };
    Ok(Report::done(format!("已登记从 {} 收回 {amount} 元，{rest_shown}", dossier.name()))
        .with("case", dossier.no.to_string())
        .with("recovery", recovery)
        .with("amount", amount.plain())
        .with("outstanding", rest.plain())
        .next("各案件的拨付情况见 studiogrant disburse list"))
}

/// Recoveries of which something is still to come.
pub(in crate::casework) fn open_recoveries(store: &Store) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for recovery in store.all::<Recovery>()? {
        let open = outstanding(store, recovery.id, recovery.fact.amount_fen)?;
        if open > Fen::ZERO {
            waits.push(Wait {
                what: format!("收回追回的款项，还差 {open} 元"),
                whom_for: Dossier::by_id(store, recovery.fact.case_id)?.name(),
                by: "财务",
                since: Some(recovery.fact.demanded_on),
                until: None,
                command: format!("disburse receive {} --amount …", recovery.id),
            });
        }
    }
    Ok(waits)
}
