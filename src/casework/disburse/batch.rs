//! 批次: planned by one person, approved by another, then a schedule for the bank, then paid.

use anyhow::Result;
use chrono::NaiveDate;

use super::CASHIERS;
use super::entitled::current;
use crate::casework::due::Wait;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::model::words::in_words;
use crate::model::{Datum, Fen, Table};
use crate::store::facts::{Batch, BatchApproval, BatchCancellation, Payment, PaymentConfirmation};
use crate::store::views::LivePayment;
use crate::store::{Store, Stored};

/// A batch that stands: not cancelled.
pub(super) fn standing(store: &Store, batch: i64) -> Result<Stored<Batch>> {
    let Some(found) = store.by::<Batch>("id", batch)?.pop() else {
        return misuse(format!("没有编号为 {batch} 的拨款批次。应拨和已拨的款项见 disburse list"));
    };
    if let Some(cancelled) = store.newest::<BatchCancellation>("batch_id", batch)? {
        return misuse(format!("批次 {batch} 已于 {} 作废", cancelled.fact.cancelled_on));
    }
    Ok(found)
}

/// The approval of a batch that must have one.
fn approval(store: &Store, batch: i64) -> Result<BatchApproval> {
    standing(store, batch)?;
    match store.newest::<BatchApproval>("batch_id", batch)? {
        Some(approval) => Ok(approval.fact),
        None => misuse(format!(
            "批次 {batch} 还没有审批。请由编制人以外的操作员运行 studiogrant disburse approve {batch}"
        )),
    }
}

fn total(payments: &[LivePayment]) -> Result<Fen> {
    Ok(Fen::sum(payments.iter().map(|payment| payment.amount_fen))?)
}

/// Approves a batch: by somebody else than who planned it.
///
/// # Errors
/// It is approved or cancelled, or the operator planned it.
pub fn approve(desk: &mut Desk, batch: i64) -> Result<Report> {
    let payments = desk.record("disburse approve", CASHIERS, |book, hand| {
        let standing = standing(book.store(), batch)?;
        let by = hand.setting.by()?;
        if standing.fact.planned_by == by {
            return misuse(format!(
                "批次 {batch} 由{by}编制，编制人不能审批自己编制的批次。请由另一位操作员审批（--by）"
            ));
        }
        if let Some(approval) = book.store().newest::<BatchApproval>("batch_id", batch)? {
            let BatchApproval { approved_by, approved_on, .. } = approval.fact;
            return misuse(format!("批次 {batch} 已由{approved_by}于 {approved_on} 审批"));
        }
        hand.not_before(standing.fact.planned_on, "编制批次")?;
        book.add(&BatchApproval { batch_id: batch, approved_by: by.to_owned(), approved_on: hand.on })?;
        Ok(book.store().payments_of_batch(batch)?)
    })?;
    let total = total(&payments)?;
    Ok(Report::done(format!("已审批批次 {batch}：{} 笔，共 {total} 元", payments.len()))
        .with("batch", batch)
        .with("payments", payments.len())
        .with("total", total.plain())
        .next(format!("拨款明细表：studiogrant disburse schedule {batch} --out 拨款明细.csv"))
        .next(format!("付款以后：studiogrant disburse confirm {batch} --paid-on …")))
}

/// Gives up a batch that is not approved; its instalments can be planned again.
///
/// # Errors
/// It is approved or cancelled already, or no reason is given.
pub fn cancel(desk: &mut Desk, batch: i64, reason: &str) -> Result<Report> {
    desk.record("disburse cancel", CASHIERS, |book, hand| {
        let standing = standing(book.store(), batch)?;
        if let Some(approval) = book.store().newest::<BatchApproval>("batch_id", batch)? {
            return misuse(format!(
                "批次 {batch} 已于 {} 审批，不能作废。没有付出去的，请与财务核对；付出后退回的用 disburse bounce",
                approval.fact.approved_on
            ));
        }
        hand.not_before(standing.fact.planned_on, "编制批次")?;
        let (reason, cancelled_on) = (reason.trim().to_owned(), hand.on);
        Ok(book.add(&BatchCancellation { batch_id: batch, reason, cancelled_on })?)
    })?;
    Ok(Report::done(format!("已作废批次 {batch}，其中的款项可以重新编制"))
        .with("batch", batch)
        .next("重新编制：studiogrant disburse plan"))
}

/// 拨款明细表: the paper from which the finance office pays, accounts in full.
///
/// # Errors
/// The batch is not approved.
pub fn schedule(desk: &Desk, batch: i64) -> Result<Report> {
    let approval = approval(&desk.store, batch)?;
    let (table, sum) = lines_of(&desk.store, batch)?;
    let count = table.rows.len();
    let Batch { planned_by, .. } = standing(&desk.store, batch)?.fact;
    let BatchApproval { approved_by, approved_on, .. } = approval;
    let sentence = format!(
        "批次 {batch}：{count} 笔，共 {sum} 元（{}）；编制 {planned_by}，审批 {approved_by}（{approved_on}）",
        in_words(sum)
    );
    let paper = super::paper::approval_paper(&desk.store, batch, &table, sum)?;
    Ok(Report { done: vec![sentence], tables: vec![table], ..Report::default() }
        .paper(paper)
        .with("batch", batch)
        .with("total", sum.plain()))
}

/// The schedule of a batch that stands, and its total.
pub(super) fn lines_of(store: &Store, batch: i64) -> Result<(Table, Fen)> {
    standing(store, batch)?;
    let columns = [
        ("position", "序号"),
        ("doc_no", "文号"),
        ("unit_name", "单位全称"),
        ("uscc", "统一社会信用代码"),
        ("studio_name", "工作室"),
        ("town", "属地"),
        ("account_name", "户名"),
        ("bank_name", "开户行"),
        ("bank_code", "行号"),
        ("bank_account", "账号"),
        ("standard", "标准"),
        ("deducted", "同类扣减"),
        ("part", "期次"),
        ("amount", "金额(小写)"),
        ("amount_in_words", "金额(大写)"),
        ("summary", "摘要"),
        ("note", "备注"),
    ];
    let mut table = Table::new("schedule", format!("批次 {batch} 拨款明细表"), &columns);
    let mut sum = Fen::ZERO;
    for (position, payment) in (1_i64..).zip(store.by::<Payment>("batch_id", batch)?) {
        let payment = payment.fact;
        sum = sum.plus(payment.amount_fen)?;
        table.push(line(store, position, &payment)?);
    }
    let mut totals = vec![Datum::Empty; columns.len()];
    totals[0] = "合计".into();
    totals[13] = sum.into();
    totals[14] = in_words(sum).into();
    table.totals = Some(totals);
    Ok((table, sum))
}

fn line(store: &Store, position: i64, payment: &Payment) -> Result<Vec<Datum>> {
    let dossier = Dossier::by_id(store, payment.case_id)?;
    let (_, document) = dossier.announced(store)?;
    let entitled = current(store, payment.case_id, payment.kind)?;
    let form = dossier.form();
    Ok(vec![
        position.into(),
        document.doc_no.into(),
        form.unit_name.as_str().into(),
        form.uscc.as_str().into(),
        form.studio_name.as_str().into(),
        form.town.as_str().into(),
        payment.account_name.as_str().into(),
        payment.bank_name.as_str().into(),
        payment.bank_code.as_ref().map(|code| code.as_str()).into(),
        payment.bank_account.as_str().into(),
        entitled.as_ref().map(|entitled| entitled.standard_fen).into(),
        entitled.as_ref().map(|entitled| entitled.deducted_fen).into(),
        Datum::Term { code: payment.part.code(), term: payment.part.term() },
        payment.amount_fen.into(),
        in_words(payment.amount_fen).into(),
        format!("{} 首席技师工作室{}{}", dossier.no, payment.kind.term(), payment.part.term()).into(),
        Datum::Empty,
    ])
}

/// Records that every payment of a batch went out on this day.
///
/// # Errors
/// The batch is not approved, all is confirmed, or the day doesn't fit.
pub fn confirm(desk: &mut Desk, batch: i64, paid_on: NaiveDate, bank_ref: Option<&str>) -> Result<Report> {
    let paid = desk.record("disburse confirm", CASHIERS, |book, hand| {
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
            return misuse(format!("批次 {batch} 的款项都已登记付款"));
        }
        for payment in &open {
            let bank_ref = bank_ref.map(|text| text.trim().to_owned());
            book.add(&PaymentConfirmation { payment_id: payment.id, paid_on, bank_ref })?;
        }
        Ok(open)
    })?;
    let total = total(&paid)?;
    Ok(Report::done(format!("已登记批次 {batch} 于 {paid_on} 付款：{} 笔，共 {total} 元", paid.len()))
        .with("batch", batch)
        .with("payments", paid.len())
        .with("total", total.plain())
        .next(
            "有退汇的：studiogrant disburse bounce 拨款编号 --reason …；各笔现状见 studiogrant disburse list",
        ))
}

/// Batches that wait for approval or for the bank.
pub(in crate::casework) fn open_batches(store: &Store) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for batch in store.all::<Batch>()? {
        if !store.by::<BatchCancellation>("batch_id", batch.id)?.is_empty() {
            continue;
        }
        let unpaid = store.payments_of_batch(batch.id)?.iter().filter(|one| one.paid_on.is_none()).count();
        let whom_for = format!("批次 {}（{unpaid} 笔）", batch.id);
        let until = None;
        match store.newest::<BatchApproval>("batch_id", batch.id)? {
            None => waits.push(Wait {
                what: format!("审批拨款批次（{}编制，由他人审批）", batch.fact.planned_by),
                whom_for,
                by: "财务",
                since: Some(batch.fact.planned_on),
                until,
                command: format!("disburse approve {}", batch.id),
            }),
            Some(approval) if unpaid > 0 => waits.push(Wait {
                what: "付款并登记".to_owned(),
                whom_for,
                by: "财务",
                since: Some(approval.fact.approved_on),
                until,
                command: format!("disburse confirm {} --paid-on …", batch.id),
            }),
            Some(_) => {}
        }
    }
    Ok(waits)
}
