//! 批次: planned by one person, approved by another, then paid; or given up.

use anyhow::Result;
use chrono::NaiveDate;

use super::CASHIERS;
use super::ground::{Step, grounds};
use super::schedule;
use super::standing::{approval, standing};
use crate::casework::dossier::RoundFile;
use crate::casework::due::Wait;
use crate::casework::{Desk, Dossier, Refusal, Report, admit, misuse, not_met};
use crate::measure::Weight;
use crate::model::Fen;
use crate::model::acts::Part;
use crate::model::text::given;
use crate::store::Store;
use crate::store::facts::{
    Batch, BatchApproval, BatchCancellation, Payment, PaymentConfirmation, PaymentReturn,
};
use crate::store::views::LivePayment;

fn total(payments: &[LivePayment]) -> Result<Fen> {
    Ok(Fen::sum(payments.iter().map(|payment| payment.amount_fen))?)
}

/// Approves a batch: by somebody else than who planned it, and only while everything it was planned on still holds.
///
/// # Errors
/// It is approved or cancelled, or the operator planned it; or [`Refusal`] with what no longer holds.
pub fn approve(desk: &mut Desk, batch: i64) -> Result<Report> {
    let (payments, digest, reminders) = desk.record("disburse approve", CASHIERS, |book, hand| {
        let standing = standing(book.store(), batch)?;
        let by = hand.setting.by()?;
        if standing.fact.planned_by == by {
            let found = format!("批次 {batch} 由{by}编制，编制人不能审批自己编制的批次");
            return refused(found, "请由另一位操作员审批（--by）");
        }
        if let Some(approval) = book.store().newest::<BatchApproval>("batch_id", batch)? {
            let BatchApproval { approved_by, approved_on, .. } = approval.fact;
            let found = format!("批次 {batch} 已由{approved_by}于 {approved_on} 审批");
            return refused(found, "不用再审批；接着生成拨款明细表：studiogrant disburse schedule");
        }
        hand.not_before(standing.fact.planned_on, "编制批次")?;
        let payments = book.store().payments_of_batch(batch)?;
        let mut findings = Vec::new();
        for payment in &payments {
            findings.extend(grounds(book.store(), payment, Step::Approving, hand.on)?);
        }
        let reminders = admit(findings, Weight::Reminder)?;
        book.add(&BatchApproval { batch_id: batch, approved_by: by.to_owned(), approved_on: hand.on })?;
        Ok((payments, schedule::freeze(book, batch)?, reminders))
    })?;
    let total = total(&payments)?;
    let notes = schedule::notes(&desk.store, batch, None)?;
    Ok(Report::done(format!("已审批批次 {batch}：{} 笔，共 {total} 元", payments.len()))
        .also(format!("拨款明细表已定稿，校验码 {}", schedule::short(&digest)))
        .also_each(notes)
        .remind(reminders)
        .with("batch", batch)
        .with("digest", digest)
        .with("payments", payments.len())
        .with("total", total.plain())
        .next(format!("拨款明细表：studiogrant disburse schedule {batch} --out 拨款明细.csv"))
        .next(format!("付款以后：studiogrant disburse confirm {batch} --paid-on …")))
}

/// Gives up a batch of which nothing was paid, approved or not; its instalments can be planned again.
///
/// # Errors
/// Something of it was paid, a second half rests on it, it is cancelled already, or no reason is given.
pub fn cancel(desk: &mut Desk, batch: i64, reason: &str) -> Result<Report> {
    let (approved, again) = desk.record("disburse cancel", CASHIERS, |book, hand| {
        let standing = standing(book.store(), batch)?;
        let again = RoundFile::by_id(book.store(), standing.fact.round_id)?.command("disburse plan");
        let payments = book.store().by::<Payment>("batch_id", batch)?;
        for payment in &payments {
            if let Some(paid) = book.store().newest::<PaymentConfirmation>("payment_id", payment.id)? {
                if let Some(back) = book.store().newest::<PaymentReturn>("payment_id", payment.id)? {
                    let (id, paid_on, back_on) = (payment.id, paid.fact.paid_on, back.fact.returned_on);
                    let found =
                        format!("批次 {batch} 的拨款 {id} 于 {paid_on} 付出、{back_on} 退汇，不能作废");
                    return refused(found, &format!("不需要作废：退汇的款项直接重新编制：{again}"));
                }
                let found =
                    format!("批次 {batch} 的拨款 {} 已于 {} 付出，不能作废", payment.id, paid.fact.paid_on);
                return refused(
                    found,
                    "付出后退回的，登记退汇：studiogrant disburse bounce；多付的，追回：studiogrant disburse recover",
                );
            }
        }
        followed(book.store(), batch)?;
        let approval = book.store().newest::<BatchApproval>("batch_id", batch)?;
        if let Some(approval) = &approval {
            hand.not_before(approval.fact.approved_on, "审批")?;
        }
        hand.not_before(standing.fact.planned_on, "编制批次")?;
        let (reason, cancelled_on) = (reason.trim().to_owned(), hand.on);
        book.add(&BatchCancellation { batch_id: batch, reason, cancelled_on })?;
        Ok((approval.is_some(), again))
    })?;
    let mut report = Report::done(format!("已作废批次 {batch}，其中的款项可以重新编制"))
        .with("batch", batch)
        .with("approved", approved);
    if approved {
        report.next.push("这一批已经审批过：请收回交给财务和银行的拨款明细表，以免照付".to_owned());
    }
    Ok(report.next(format!("重新编制：{again}")))
}

/// Refuses to give up a first half on which a second half in another batch rests (A9-1a).
fn followed(store: &Store, batch: i64) -> Result<()> {
    for first in store.payments_of_batch(batch)?.iter().filter(|payment| payment.part == Part::First) {
        let after = |one: &&LivePayment| {
            one.kind == first.kind
                && one.part == Part::Second
                && one.paid_on.is_none()
                && one.batch_id != batch
        };
        if let Some(second) = store.payments_of_case(first.case_id)?.iter().find(after) {
            let (name, kind) = (Dossier::by_id(store, first.case_id)?.name(), first.kind.term());
            let (next, amount) = (second.batch_id, second.amount_fen);
            let found = format!("{name} 的{kind}第二期（{amount} 元）已编入批次 {next}，第一期不能先作废");
            let cure = format!("请先作废批次 {next}：studiogrant disburse cancel {next} --reason …");
            return Err(Refusal(not_met("A9-1a", found, cure).into_iter().collect()).into());
        }
    }
    Ok(())
}

/// Refuses a step that would let money out wrongly (A9-1c).
pub(super) fn refused<T>(found: String, cure: &str) -> Result<T> {
    crate::casework::refused("A9-1c", found, cure)
}

/// Records that every payment of a batch went out on this day.
///
/// # Errors
/// The batch is not approved, all is confirmed, or the day doesn't fit.
pub fn confirm(desk: &mut Desk, batch: i64, paid_on: NaiveDate, bank_ref: Option<&str>) -> Result<Report> {
    let (paid, reminders, list) = desk.record("disburse confirm", CASHIERS, |book, hand| {
        let approval = approval(book.store(), batch)?;
        if paid_on > hand.on {
            return misuse(format!("付款日期 {paid_on} 晚于业务日期 {}。请核对 --paid-on", hand.on));
        }
        if paid_on < approval.approved_on {
            return misuse(format!(
                "付款日期 {paid_on} 早于批次 {batch} 审批的 {}。请核对 --paid-on",
                approval.approved_on
            ));
        }
        let mut open = book.store().payments_of_batch(batch)?;
        open.retain(|payment| payment.paid_on.is_none());
        if open.is_empty() {
            let found = format!("批次 {batch} 的款项都已登记付款");
            return refused(found, "不用再登记；退回的款项登记退汇：studiogrant disburse bounce");
        }
        for payment in &open {
            let bank_ref = given(bank_ref);
            book.add(&PaymentConfirmation { payment_id: payment.id, paid_on, bank_ref })?;
        }
        // The bank has paid: what no longer holds can't undo it, only be said.
        let mut reminders = Vec::new();
        for payment in &open {
            reminders.extend(grounds(book.store(), payment, Step::Paid, hand.on)?);
        }
        let round_id = standing(book.store(), batch)?.fact.round_id;
        Ok((open, reminders, RoundFile::by_id(book.store(), round_id)?.command("disburse list")))
    })?;
    let total = total(&paid)?;
    let mut report =
        Report::done(format!("已登记批次 {batch} 于 {paid_on} 付款：{} 笔，共 {total} 元", paid.len()))
            .with("batch", batch)
            .with("payments", paid.len())
            .with("total", total.plain())
            .remind(reminders)
            .next(format!("有退汇的：studiogrant disburse bounce 拨款编号 --reason …；各笔现状见 {list}"));
    if given(bank_ref).is_none() {
        let later = "没有登记银行流水号，核对银行的明细时补记：studiogrant disburse reconcile 回单文件";
        report.next.push(later.to_owned());
    }
    Ok(report)
}

/// Batches that wait for approval or for the bank, and what must be stopped because it holds no longer.
pub(in crate::casework) fn open_batches(store: &Store, on: NaiveDate) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for batch in store.all::<Batch>()? {
        if !store.by::<BatchCancellation>("batch_id", batch.id)?.is_empty() {
            continue;
        }
        let payments = store.payments_of_batch(batch.id)?;
        let unpaid: Vec<_> = payments.iter().filter(|one| one.paid_on.is_none()).collect();
        let approval = store.newest::<BatchApproval>("batch_id", batch.id)?;
        if approval.is_some() && unpaid.is_empty() {
            continue;
        }
        let (id, Batch { planned_by, planned_on, .. }) = (batch.id, batch.fact);
        let (what, command) = match (&approval, no_longer(store, &unpaid, on)?) {
            (None, None) => {
                (format!("审批拨款批次（{planned_by}编制，由他人审批）"), format!("disburse approve {id}"))
            }
            (None, Some(found)) => (format!("拨款批次还不能审批：{found}"), format!("disburse approve {id}")),
            (Some(_), None) => ("付款并登记".to_owned(), format!("disburse confirm {id} --paid-on {on}")),
            // The schedule says of each payment what no longer holds, and how to stop it.
            (Some(_), Some(found)) => (format!("暂停付款：{found}"), format!("disburse schedule {id}")),
        };
        waits.push(Wait {
            what,
            whom_for: format!("批次 {id}（{} 笔）", unpaid.len()),
            town: None,
            by: "财务",
            since: Some(approval.map_or(planned_on, |approval| approval.fact.approved_on)),
            until: None,
            command,
        });
    }
    Ok(waits)
}

/// What stands against payments on their way, if they were approved on this day.
fn no_longer(store: &Store, unpaid: &[&LivePayment], on: NaiveDate) -> Result<Option<String>> {
    let mut found = Vec::new();
    for payment in unpaid {
        let findings = grounds(store, payment, Step::Approving, on)?.into_iter();
        found.extend(findings.filter(|finding| finding.weight > Weight::Reminder).map(|one| one.found));
    }
    let more = found.len().saturating_sub(1);
    let first = found.into_iter().next();
    Ok(first.map(|first| if more > 0 { format!("{first}；另有 {more} 项") } else { first }))
}
