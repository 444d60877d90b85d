//! 银行回单: the bank's list against ours, line by line.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::CASHIERS;
use super::adjust::unused;
use crate::casework::{Desk, Dossier, Refusal, Report, Upload, sheet};
use crate::intake::sheets::{PaymentOutcome, ReconcileRow};
use crate::model::{Datum, Table};
use crate::store::facts::{BatchApproval, BatchCancellation, Payment, PaymentConfirmation, PaymentReturn};
use crate::store::{Book, Store, Stored};

crate::terms! {
    /// 核对结果
    pub enum Match {
        Paid = "paid", "一致，已付款";
        Returned = "returned", "一致，已退汇";
        Known = "known", "此前已登记";
        Differing = "differing", "不一致";
        Unexpected = "unexpected", "我方没有这笔款项";
        Missing = "missing", "银行没有这笔款项";
    }
}

/// An approved payment, and what is known of it so far.
struct Entry {
    payment: Stored<Payment>,
    approved_on: NaiveDate,
    confirmed: Option<PaymentConfirmation>,
    returned: Option<PaymentReturn>,
}

impl Entry {
    fn is_for(&self, row: &ReconcileRow) -> bool {
        self.payment.fact.bank_account == row.account && self.payment.fact.amount_fen == row.amount_fen
    }

    fn has_ref(&self, row: &ReconcileRow) -> bool {
        self.confirmed.as_ref().is_some_and(|known| known.bank_ref.as_deref() == Some(row.bank_ref.as_str()))
    }

    /// Whether the bank's remark names this payment, as its schedule does: 拨款 12.
    fn is_named(&self, row: &ReconcileRow) -> bool {
        let name = format!("拨款 {}", self.payment.id);
        row.note.as_deref().is_some_and(|note| {
            note.match_indices(&name).any(|(at, _)| {
                !note
                    .get(at + name.len()..)
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            })
        })
    }

    fn awaits(&self) -> bool {
        self.confirmed.is_none()
    }

    fn is_paid(&self) -> bool {
        self.confirmed.is_some() && self.returned.is_none()
    }
}

/// Every payment of every approved batch, oldest first; and those of batches that were cancelled after all.
fn approved(store: &Store) -> Result<(Vec<Entry>, Vec<Payment>)> {
    let cancelled: BTreeSet<_> =
        store.all::<BatchCancellation>()?.into_iter().map(|one| one.fact.batch_id).collect();
    let (mut entries, mut given_up) = (Vec::new(), Vec::new());
    for approval in store.all::<BatchApproval>()? {
        let BatchApproval { batch_id, approved_on, .. } = approval.fact;
        if cancelled.contains(&batch_id) {
            given_up.extend(store.by::<Payment>("batch_id", batch_id)?.into_iter().map(|one| one.fact));
            continue;
        }
        for payment in store.by::<Payment>("batch_id", batch_id)? {
            let confirmed = store.newest::<PaymentConfirmation>("payment_id", payment.id)?;
            let returned = store.newest::<PaymentReturn>("payment_id", payment.id)?;
            let (confirmed, returned) = (confirmed.map(|one| one.fact), returned.map(|one| one.fact));
            entries.push(Entry { payment, approved_on, confirmed, returned });
        }
    }
    entries.sort_by_key(|entry| entry.payment.id);
    Ok((entries, given_up))
}

/// What became of one line of the bank's list.
struct Line {
    number: Option<u64>,
    found: Match,
    case: String,
    row: Option<ReconcileRow>,
    payment: Option<i64>,
    what: String,
}

/// Compares the bank's list with the approved payments and records what agrees: paid, or paid and returned. What
/// differs is listed and left alone. A list that was taken in before adds nothing.
///
/// # Errors
/// The sheet or the case file can't be read.
pub fn reconcile(desk: &mut Desk, upload: Upload<'_>) -> Result<Report> {
    let sheet = match sheet::whole::<ReconcileRow>(&upload, "核对")? {
        Ok(sheet) => sheet,
        Err(turned) => return Ok(turned),
    };
    let mut lines = Vec::new();
    let dry_run = upload.dry_run;
    desk.record_if("disburse reconcile", CASHIERS, |book, hand| {
        let (mut entries, given_up) = approved(book.store())?;
        let mut seen = BTreeSet::new();
        for (number, row) in sheet.rows {
            let mut line = compare(book, &mut entries, &given_up, row, number, hand.on)?;
            let twin = |before: &&Line| before.payment == line.payment && before.payment.is_some();
            if line.found == Match::Known
                && let Some(Line { number: Some(before), .. }) = lines.iter().find(twin)
            {
                line.what = format!("与第 {before} 行是同一笔");
            }
            seen.extend(line.payment);
            lines.push(line);
        }
        for entry in entries.iter().filter(|entry| entry.awaits() && !seen.contains(&entry.payment.id)) {
            let case = Dossier::by_id(book.store(), entry.payment.fact.case_id)?.name();
            let what = format!("批次 {}，{} 审批", entry.payment.fact.batch_id, entry.approved_on);
            let (found, payment) = (Match::Missing, Some(entry.payment.id));
            lines.push(Line { number: None, found, case, row: None, payment, what });
        }
        Ok(!dry_run)
    })?;
    Ok(report(&lines, dry_run).of_cells(&sheet.faults))
}

/// What happened according to a row, and to which of our payments.
enum Hit {
    Known(usize),
    Confirm(usize),
    Return(usize),
    Differs(Option<usize>, String),
    Nothing,
}

fn hit(entries: &[Entry], row: &ReconcileRow, on: NaiveDate) -> Hit {
    let returned = row.outcome == Some(PaymentOutcome::Returned);
    let find = |wanted: &dyn Fn(&Entry) -> bool| entries.iter().position(wanted);
    if let Some(at) = find(&|entry| entry.is_for(row) && entry.has_ref(row)) {
        return if returned && entries[at].is_paid() { Hit::Return(at) } else { Hit::Known(at) };
    }
    let came_back =
        |entry: &Entry| entry.returned.as_ref().is_some_and(|back| back.returned_on == row.paid_on);
    if returned && let Some(at) = find(&|entry| entry.is_for(row) && came_back(entry)) {
        return Hit::Known(at);
    }
    if row.paid_on > on {
        return Hit::Differs(None, format!("付款日期 {} 晚于业务日期 {on}", row.paid_on));
    }
    let awaited = |entry: &Entry| entry.awaits() && entry.is_for(row);
    if let Some(at) = find(&|entry| awaited(entry) && entry.is_named(row)).or_else(|| find(&awaited)) {
        let approved_on = entries[at].approved_on;
        if row.paid_on < approved_on {
            return Hit::Differs(Some(at), format!("付款日期 {} 早于审批的 {approved_on}", row.paid_on));
        }
        return Hit::Confirm(at);
    }
    if returned && let Some(at) = find(&|entry| entry.is_paid() && entry.is_for(row)) {
        return Hit::Return(at);
    }
    // Registered by hand before, with another reference or none.
    if let Some(at) = find(&|entry| entry.is_paid() && entry.is_for(row)) {
        return known_or_twice(at, &entries[at], row);
    }
    if let Some(at) = find(&|entry| entry.awaits() && entry.payment.fact.bank_account == row.account) {
        let ours = entries[at].payment.fact.amount_fen;
        return Hit::Differs(Some(at), format!("金额：银行 {} 元，我方 {ours} 元", row.amount_fen));
    }
    let same_name = |entry: &Entry| row.account_name.as_ref() == Some(&entry.payment.fact.account_name);
    let same_amount = |entry: &Entry| entry.payment.fact.amount_fen == row.amount_fen;
    match find(&|entry| entry.awaits() && same_name(entry) && same_amount(entry)) {
        Some(at) => {
            let ours = entries[at].payment.fact.bank_account.masked();
            Hit::Differs(Some(at), format!("账号：银行 {}，我方 {ours}", row.account.masked()))
        }
        None => Hit::Nothing,
    }
}

/// A payment that is paid already, and stands in the bank's list under another reference.
fn known_or_twice(at: usize, entry: &Entry, row: &ReconcileRow) -> Hit {
    let Some(PaymentConfirmation { paid_on, bank_ref, .. }) = &entry.confirmed else { return Hit::Nothing };
    match (bank_ref, *paid_on == row.paid_on) {
        (None, true) => Hit::Known(at),
        (None, false) => Hit::Differs(Some(at), format!("付款日期：银行 {}，我方 {paid_on}", row.paid_on)),
        (Some(ours), true) => Hit::Differs(Some(at), format!("流水号：银行 {}，我方 {ours}", row.bank_ref)),
        (Some(ours), false) => {
            let what = format!("已于 {paid_on} 付款（流水号 {ours}），疑为重复付款，请向银行核实");
            Hit::Differs(Some(at), what)
        }
    }
}

fn compare(
    book: &mut Book<'_>,
    entries: &mut [Entry],
    given_up: &[Payment],
    row: ReconcileRow,
    number: u64,
    on: NaiveDate,
) -> Result<Line> {
    let mut found = hit(entries, &row, on);
    if let Hit::Return(at) = found {
        let payment = &entries[at].payment.fact;
        let dossier = Dossier::by_id(book.store(), payment.case_id)?;
        // Money that was spent or demanded back can't have come back by itself.
        if let Err(refusal) = unused(book.store(), &dossier, payment) {
            found = Hit::Differs(Some(at), refusal.downcast::<Refusal>()?.to_string());
        }
    }
    if matches!(found, Hit::Nothing)
        && let Some(payment) = given_up
            .iter()
            .find(|payment| payment.bank_account == row.account && payment.amount_fen == row.amount_fen)
    {
        let what = format!("与已作废的批次 {} 相符：请向银行核实是否已经付出", payment.batch_id);
        found = Hit::Differs(None, what);
    }
    let (at, result, what) = match found {
        Hit::Known(at) => (Some(at), Match::Known, String::new()),
        Hit::Confirm(at) => {
            let returned = row.outcome == Some(PaymentOutcome::Returned);
            confirm(book, &mut entries[at], &row)?;
            if returned {
                give_back(book, &mut entries[at], &row)?;
            }
            (Some(at), if returned { Match::Returned } else { Match::Paid }, String::new())
        }
        Hit::Return(at) => {
            give_back(book, &mut entries[at], &row)?;
            (Some(at), Match::Returned, String::new())
        }
        Hit::Differs(at, what) => (at, Match::Differing, what),
        Hit::Nothing => (None, Match::Unexpected, "请与财务、银行核对".to_owned()),
    };
    let payment = at.map(|at| &entries[at].payment);
    let case = match payment {
        Some(payment) => Dossier::by_id(book.store(), payment.fact.case_id)?.name(),
        None => row.account_name.clone().unwrap_or_default(),
    };
    let payment = payment.map(|payment| payment.id);
    Ok(Line { number: Some(number), found: result, case, row: Some(row), payment, what })
}

fn confirm(book: &mut Book<'_>, entry: &mut Entry, row: &ReconcileRow) -> Result<()> {
    let (payment_id, paid_on) = (entry.payment.id, row.paid_on);
    let fact = PaymentConfirmation { payment_id, paid_on, bank_ref: Some(row.bank_ref.clone()) };
    book.add(&fact)?;
    entry.confirmed = Some(fact);
    Ok(())
}

fn give_back(book: &mut Book<'_>, entry: &mut Entry, row: &ReconcileRow) -> Result<()> {
    let note = row.note.as_deref().unwrap_or("银行退汇");
    let reason = format!("{note}（流水号 {}）", row.bank_ref);
    let fact = PaymentReturn { payment_id: entry.payment.id, returned_on: row.paid_on, reason };
    book.add(&fact)?;
    entry.returned = Some(fact);
    Ok(())
}

fn report(lines: &[Line], dry_run: bool) -> Report {
    let count = |found: Match| lines.iter().filter(|line| line.found == found).count();
    let columns = [
        ("row", "行"),
        ("result", "核对结果"),
        ("case", "案件"),
        ("payment", "拨款"),
        ("amount", "金额"),
        ("paid_on", "付款日期"),
        ("bank_ref", "银行流水号"),
        ("difference", "说明"),
    ];
    let mut table = Table::new("reconciliation", "银行回单核对结果", &columns);
    for line in lines {
        table.push(vec![
            line.number.and_then(|number| i64::try_from(number).ok()).into(),
            Datum::Term { code: line.found.code(), term: line.found.term() },
            line.case.as_str().into(),
            line.payment.into(),
            line.row.as_ref().map(|row| row.amount_fen).into(),
            line.row.as_ref().map(|row| row.paid_on).into(),
            line.row.as_ref().map(|row| row.bank_ref.clone()).into(),
            line.what.as_str().into(),
        ]);
    }
    let (paid, returned, known) = (count(Match::Paid), count(Match::Returned), count(Match::Known));
    let (differing, unexpected) = (count(Match::Differing), count(Match::Unexpected));
    let missing = count(Match::Missing);
    let head = match (dry_run, paid + returned) {
        (true, _) => format!("试运行，未作记录：可登记付款 {paid} 笔、退汇 {returned} 笔"),
        (false, 0) => "没有新的付款，案卷未作改动".to_owned(),
        (false, _) => format!("已登记付款 {paid} 笔、退汇 {returned} 笔"),
    };
    let rest = format!(
        "此前已登记 {known} 笔，不一致 {differing} 笔，我方没有 {unexpected} 笔，银行没有 {missing} 笔"
    );
    let refused = differing + unexpected > 0;
    let mut report = Report { done: vec![head, rest], tables: vec![table], refused, ..Report::default() }
        .with("paid", paid)
        .with("returned", returned)
        .with("known", known)
        .with("differing", differing)
        .with("unexpected", unexpected)
        .with("missing", missing);
    if returned > 0 && !dry_run {
        report.next.push("退汇的更正账户（disburse payee）后重新编制：studiogrant disburse plan".to_owned());
    }
    report
}
