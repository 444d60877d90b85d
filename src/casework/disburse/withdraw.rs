//! 撤销追回: a demand that should not have been made.

use anyhow::Result;

use super::CASHIERS;
use super::batch::refused;
use crate::casework::{Desk, Dossier, Refusal, Report, misuse, not_met};
use crate::store::facts::{Closing, Recovery, RecoveryReceipt, RecoveryWithdrawal};

/// Withdraws a demand on which nothing came back; it stays on record and counts no more.
///
/// # Errors
/// [`crate::casework::Refusal`]: something came back on it, or its case is closed; or there is no such demand.
pub fn withdraw(desk: &mut Desk, recovery: i64, reason: &str) -> Result<Report> {
    let (dossier, amount) = desk.record("disburse recover", CASHIERS, |book, hand| {
        let store = book.store();
        let Some(demand) = store.ever_by::<Recovery>("id", recovery)?.pop() else {
            return misuse(format!("没有编号为 {recovery} 的追回。各案件的追回见 studiogrant show 案件"));
        };
        if let Some(known) = store.newest::<RecoveryWithdrawal>("recovery_id", recovery)? {
            let found = format!("追回 {recovery} 已于 {} 撤销", known.fact.withdrawn_on);
            return refused(found, "一次追回只撤销一次；仍要追回的，重新登记：studiogrant disburse recover");
        }
        hand.not_before(demand.fact.demanded_on, "追回")?;
        let dossier = Dossier::by_id(store, demand.fact.case_id)?;
        let found = if let Some(receipt) = store.newest::<RecoveryReceipt>("recovery_id", recovery)? {
            Some(format!("追回 {recovery} 已于 {} 收到款项", receipt.fact.received_on))
        } else {
            let closing = store.newest::<Closing>("case_id", dossier.case_id)?;
            closing.map(|closing| format!("{} 已于 {} 结项", dossier.name(), closing.fact.closed_on))
        };
        if let Some(found) = found {
            let cure = "这一笔追回不能撤销，请按追回收款：studiogrant disburse receive".to_owned();
            return Err(Refusal(not_met("A9-1c", found, cure).into_iter().collect()).into());
        }
        let (reason, withdrawn_on) = (reason.trim().to_owned(), hand.on);
        book.add(&RecoveryWithdrawal { recovery_id: recovery, reason, withdrawn_on })?;
        Ok((dossier, demand.fact.amount_fen))
    })?;
    let no = dossier.no;
    Ok(Report::done(format!("已撤销追回 {recovery}：{} {amount} 元，不再追回", dossier.name()))
        .with("case", no.to_string())
        .with("recovery", recovery)
        .with("amount", amount.plain())
        .next(format!("另按正确的数额追回：studiogrant disburse recover {no} --amount 金额 --reason 理由")))
}
