//! What a planned payment rests on, asked again at each later step: between plan, approval and payment a ledger may
//! shrink, a leader change, an entitlement fall.

use anyhow::Result;
use chrono::NaiveDate;

use super::entitled::current;
use super::excess::excess;
use super::instalment::Instalment;
use crate::casework::not_met;
use crate::measure::{Finding, Weight};
use crate::model::Fen;
use crate::model::acts::Part;
use crate::store::Store;
use crate::store::facts::{Batch, Entitlement, Payee};
use crate::store::views::LivePayment;

/// 步骤: at which step it is asked again. What is approved can still be stopped, what is paid only be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// 审批
    Approving,
    /// 审批以后，付款以前
    Approved,
    /// 已付
    Paid,
}

/// Everything there is to say of a payment at this step, each finding with the payment it is about; once the batch is
/// approved, as reminders.
pub(super) fn grounds(
    store: &Store,
    payment: &LivePayment,
    step: Step,
    on: NaiveDate,
) -> Result<Vec<Finding>> {
    let one = Instalment::planned(store, payment, on)?;
    let mut findings = one.examine(store, on)?;
    findings.extend(first_waits(store, payment)?);
    if let Some(again) = entitled_again(store, payment)? {
        findings.retain(|finding| !matches!(finding.code, "A9-1a" | "A9-1c"));
        findings.push(again);
    }
    findings.extend(other_account(store, payment)?);
    let (kind, part) = (payment.kind.term(), payment.part.term());
    let whose = format!("{} 的{kind}{part}（拨款 {}）", one.dossier.name(), payment.id);
    for finding in &mut findings {
        if finding.weight > Weight::Reminder {
            finding.cure = cure(store, &one, payment, step, finding)?;
        }
        if step != Step::Approving {
            finding.weight = Weight::Reminder;
        }
        finding.found.insert_str(0, &format!("{whose}："));
    }
    Ok(findings)
}

/// How what no longer holds is put right, as far as the payment has gone.
fn cure(
    store: &Store,
    one: &Instalment,
    payment: &LivePayment,
    step: Step,
    finding: &Finding,
) -> Result<String> {
    let (cure, batch) = (&finding.cure, payment.batch_id);
    let cancel = format!("studiogrant disburse cancel {batch} --reason …");
    let is_of_amount = matches!(finding.code, "A9-1a" | "A9-1c");
    match step {
        Step::Approving => Ok(format!("{cure}；不能补正的，作废后重新编制：{cancel}")),
        Step::Approved => Ok(format!("请财务暂停付款；{cure}；不能补正的，收回明细表并作废：{cancel}")),
        Step::Paid if !is_of_amount => Ok(format!("款项已付；{cure}")),
        Step::Paid => {
            let entitled = current(store, payment.case_id, payment.kind)?;
            let excess = entitled
                .map(|entitled| excess(store, &entitled, one.dossier.stage))
                .transpose()?
                .unwrap_or(Fen::ZERO);
            if excess == Fen::ZERO {
                return Ok(format!("款项已付；{cure}"));
            }
            let (no, kind, amount) = (one.dossier.no, payment.kind.term(), excess.plain());
            Ok(format!(
                "款项已付，多拨 {excess} 元应追回：studiogrant disburse recover {no} --kind {kind} --ground 多拨 --amount {amount} --reason 多拨"
            ))
        }
    }
}

/// A second half whose first half, in another batch, is not paid yet.
fn first_waits(store: &Store, payment: &LivePayment) -> Result<Option<Finding>> {
    let waits = |one: &&LivePayment| {
        one.kind == payment.kind
            && one.part == Part::First
            && one.paid_on.is_none()
            && one.batch_id != payment.batch_id
    };
    let live = store.payments_of_case(payment.case_id)?;
    Ok(live.iter().find(waits).filter(|_| payment.part == Part::Second).and_then(|first| {
        let (batch, amount) = (first.batch_id, first.amount_fen);
        let found = format!("第一期 {amount} 元在批次 {batch} 里，还没有付出");
        not_met("A9-1a", found, format!("请先审批并付出批次 {batch}，再办第二期"))
    }))
}

/// The entitlement was decided again after the batch was drawn up.
pub(super) fn entitled_again(store: &Store, payment: &LivePayment) -> Result<Option<Finding>> {
    let keys = [("case_id", payment.case_id.into()), ("kind", payment.kind.code().into())];
    let newest = store.matching::<Entitlement>(&keys)?.pop();
    let drawn_up = drawn_up(store, payment)?;
    Ok(newest.filter(|newest| newest.entry_id > drawn_up).and_then(|newest| {
        let (now, amount) = (newest.fact.amount_fen, payment.amount_fen);
        let found = format!("核定额在编制以后变更过，现为 {now} 元；这一笔 {amount} 元是按原来的数额编制的");
        not_met("A9-1a", found, "请按新的核定额编制".to_owned())
    }))
}

/// The account was put right after the batch was drawn up.
fn other_account(store: &Store, payment: &LivePayment) -> Result<Option<Finding>> {
    let newest = store.newest::<Payee>("case_id", payment.case_id)?;
    let drawn_up = drawn_up(store, payment)?;
    Ok(newest.filter(|newest| newest.entry_id > drawn_up).and_then(|newest| {
        let (now, changed_on) = (newest.fact.bank_account.masked(), newest.fact.changed_on);
        let found = format!("收款账户在编制以后更改过（{changed_on} 改为 {now}），这一笔用的是原来的账户");
        not_met("A6-2-4g", found, "请核对收款账户".to_owned())
    }))
}

/// The second halves of a case that are under way while a change of leader waits, with the command to stop each (A8-1c).
pub(in crate::casework) fn held_by_leader(store: &Store, case_id: i64) -> Result<Vec<String>> {
    let mut held = store.payments_of_case(case_id)?;
    held.retain(|payment| payment.paid_on.is_none() && payment.part != Part::First);
    let sentence = |payment: &LivePayment| {
        let LivePayment { id, batch_id, amount_fen, .. } = payment;
        let (kind, part) = (payment.kind.term(), payment.part.term());
        let state = match payment.approved_on {
            Some(_) => "已审批未付款，请通知财务暂停付款并作废",
            None => "未审批，批准更换以前不能审批，可先作废",
        };
        format!(
            "批次 {batch_id} 里的{kind}{part}（拨款 {id}，{amount_fen} 元）{state}：studiogrant disburse cancel {batch_id} --reason …"
        )
    };
    Ok(held.iter().map(sentence).collect())
}

/// The journal entry in which the payment's batch was drawn up.
fn drawn_up(store: &Store, payment: &LivePayment) -> Result<i64> {
    Ok(store.by::<Batch>("id", payment.batch_id)?.pop().map_or(0, |batch| batch.entry_id))
}
