//! 撤销追回: a demand that should not have been made, or lost its ground.

use anyhow::Result;

use super::CASHIERS;
use super::batch::refused;
use super::excess::too_much;
use super::receive::outstanding;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::model::Fen;
use crate::model::acts::GrantKind;
use crate::store::facts::{Closing, Recovery, RecoveryReceipt, RecoveryWithdrawal};
use crate::store::{Store, Stored};

/// A demand as it was made, whatever became of it.
///
/// # Errors
/// There is no such demand.
pub(super) fn as_demanded(store: &Store, recovery: i64) -> Result<Stored<Recovery>> {
    match store.ever_by::<Recovery>("id", recovery)?.pop() {
        Some(demand) => Ok(demand),
        None => misuse(format!("没有编号为 {recovery} 的追回。各案件的追回见 studiogrant show 案件")),
    }
}

/// A demand that is not withdrawn.
///
/// # Errors
/// There is no such demand; or [`crate::casework::Refusal`]: it was withdrawn.
pub(super) fn not_withdrawn(store: &Store, recovery: i64) -> Result<Stored<Recovery>> {
    let demand = as_demanded(store, recovery)?;
    if let Some(known) = store.newest::<RecoveryWithdrawal>("recovery_id", recovery)? {
        let RecoveryWithdrawal { withdrawn_on, reason, .. } = known.fact;
        let found = format!("追回 {recovery} 已于 {withdrawn_on} 撤销：{reason}");
        let again = again(store, &Dossier::by_id(store, demand.fact.case_id)?, demand.fact.kind)?;
        return refused(found, &format!("撤销了的追回不再办理；仍要追回的，另行登记：{again}"));
    }
    Ok(demand)
}

/// The command that demands anew: where something is too much, with its ground and all of it.
pub(super) fn again(store: &Store, dossier: &Dossier, kind: GrantKind) -> Result<String> {
    let (no, what) = (dossier.no, kind.term());
    let rest = match too_much(store, dossier, kind)? {
        Fen::ZERO => "--amount 金额".to_owned(),
        too_much => format!("--ground 多拨 --amount {}", too_much.plain()),
    };
    Ok(format!("studiogrant disburse recover {no} --kind {what} {rest} --reason 理由"))
}

/// Withdraws what is still to come of a demand: it stays on record and is owed no more. What came back on it stays.
///
/// # Errors
/// [`crate::casework::Refusal`]: everything came back, or a closing decided on it; or there is no such demand.
pub fn withdraw(desk: &mut Desk, recovery: i64, reason: &str) -> Result<Report> {
    let (dossier, kind, open, received) = desk.record("disburse recover", CASHIERS, |book, hand| {
        let store = book.store();
        let demand = not_withdrawn(store, recovery)?;
        let Recovery { case_id, kind, amount_fen, demanded_on, .. } = demand.fact;
        hand.not_before(demanded_on, "追回")?;
        for receipt in store.by::<RecoveryReceipt>("recovery_id", recovery)? {
            hand.not_before(receipt.fact.received_on, "收回")?;
        }
        let open = outstanding(store, recovery, amount_fen)?;
        if open == Fen::ZERO {
            let found = format!("追回 {recovery} 的 {amount_fen} 元已全部收回");
            return refused(found, "没有还没收回的部分可以撤销，请核对编号");
        }
        let closing = store.newest::<Closing>("case_id", case_id)?;
        if closing.is_some_and(|closing| closing.entry_id == demand.entry_id) {
            let found = format!("追回 {recovery} 是结项时决定退回的结余，不能撤销");
            let receive = format!("studiogrant disburse receive {recovery} --amount {}", open.plain());
            return refused(found, &format!("请按追回收款：{receive}"));
        }
        let dossier = Dossier::by_id(store, case_id)?;
        let (reason, withdrawn_on) = (reason.trim().to_owned(), hand.on);
        book.add(&RecoveryWithdrawal { recovery_id: recovery, reason, withdrawn_on })?;
        Ok((dossier, kind, open, amount_fen.minus(open)?))
    })?;
    let again = again(&desk.store, &dossier, kind)?;
    let kept = match received {
        Fen::ZERO => String::new(),
        received => format!("；此前收回的 {received} 元仍算收回"),
    };
    Ok(Report::done(format!("已撤销追回 {recovery}：{} {open} 元，不再追回{kept}", dossier.name()))
        .with("case", dossier.no.to_string())
        .with("recovery", recovery)
        .with("amount", open.plain())
        .with("received", received.plain())
        .next(format!("另按正确的数额追回：{again}")))
}
