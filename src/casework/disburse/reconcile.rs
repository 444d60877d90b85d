//! 银行回单: the bank's list against ours, line by line.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::CASHIERS;
use super::adjust::unused;
use super::bank::{Entry, Hit, approved, hit};
use crate::casework::desk::Hand;
use crate::casework::sheet::{self, Sheet, Taken, Tally, Upload, Words};
use crate::casework::{Desk, Dossier, Refusal, Report};
use crate::intake::Row;
use crate::intake::sheets::ReconcileRow;
use crate::model::account::Account;
use crate::model::acts::Role;
use crate::model::{Datum, Fen, Table};
use crate::store::Book;
use crate::store::facts::{Payment, PaymentConfirmation, PaymentReference, PaymentReturn};

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

/// What became of one line of the bank's list.
struct Line {
    number: Option<u64>,
    found: Match,
    case: String,
    row: Option<ReconcileRow>,
    payment: Option<i64>,
    account: Account,
    amount: Fen,
    what: String,
    /// Whether its reference was kept with a payment that had none.
    noted: bool,
}

/// Compares the bank's list with the approved payments and records what agrees: paid, or paid and returned. What
/// differs is listed and left alone. A list that was taken in before adds nothing.
///
/// # Errors
/// The sheet or the case file can't be read.
pub fn reconcile(desk: &mut Desk, upload: Upload<'_>) -> Result<Report> {
    let mut list = BankList::default();
    let tally = sheet::import(desk, &mut list, upload)?;
    if !tally.stands(&upload) {
        return Ok(tally.report(&list.words(), &upload, ""));
    }
    let report = tally.set_aside(report(&list.lines, upload.dry_run), &list.words(), &upload);
    let refused = report.refused || tally.turned > 0;
    Ok(Report { refused, ..report }.with("refused", tally.turned).of_cells(&tally.faults))
}

/// 银行回单明细 as a sheet. Its rows are compared all together: what went out comes before what came back of it,
/// whichever the bank lists first.
#[derive(Default)]
struct BankList {
    on: NaiveDate,
    rows: Vec<(u64, ReconcileRow)>,
    lines: Vec<Line>,
}

impl Sheet for BankList {
    type Row = ReconcileRow;
    type Ready = ReconcileRow;
    const ROLES: &'static [Role] = CASHIERS;

    fn command(&self) -> &'static str {
        "disburse reconcile"
    }

    fn words(&self) -> Words {
        Words { verb: "核对", noun: "银行回单", unit: "笔" }
    }

    fn begin(&mut self, _: &mut Book<'_>, hand: &Hand) -> Result<()> {
        self.on = hand.on;
        Ok(())
    }

    fn maker(&self, _: &Hand) -> impl Fn(ReconcileRow) -> ReconcileRow + Send + use<> {
        |row| row
    }

    fn take(
        &mut self,
        _: &mut Book<'_>,
        _: &Hand,
        cells: &Row<ReconcileRow>,
        row: ReconcileRow,
        _: &mut Tally,
    ) -> Result<Taken> {
        self.rows.push((cells.number, row));
        Ok(Taken::Read)
    }

    fn subject(row: &ReconcileRow) -> &str {
        &row.bank_ref
    }

    fn end(&mut self, book: &mut Book<'_>, tally: &Tally) -> Result<()> {
        self.lines = compare_all(book, &self.rows, self.on, tally.turned)?;
        Ok(())
    }
}

/// What becomes of each row, and the payments that the bank doesn't have, unless they are among so many rows that
/// can't be read.
fn compare_all(
    book: &mut Book<'_>,
    rows: &[(u64, ReconcileRow)],
    on: NaiveDate,
    unread: u64,
) -> Result<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::new();
    let (mut entries, given_up) = approved(book.store())?;
    for entry in &mut entries {
        let as_known = rows.iter().find(|(_, row)| entry.is_for(row) && entry.has_ref(row));
        entry.listed = as_known.map(|(_, row)| row.bank_ref.clone());
    }
    // What went out is taken before what came back of it, whichever the bank lists first.
    let (back, out): (Vec<_>, Vec<_>) = rows.iter().partition(|(_, row)| row.is_returned());
    let mut seen = BTreeSet::new();
    for (number, row) in out.into_iter().chain(back) {
        let found = match hit(&entries, row, on) {
            // Its payment would get the day on which it came back, and the bank's own row of it none.
            Hit::Confirm(at) if row.is_returned() && unread > 0 => {
                let what = "退汇的这一笔还没有登记付款，付款的一行也许在没能读入的行里：请把那些行更正、导入以后，再导入一次这张表";
                Hit::Differs(Some(at), what.to_owned())
            }
            found => found,
        };
        let mut line = compare(book, &mut entries, &given_up, (*number, row.clone()), on, found)?;
        let twin = |before: &&Line| before.payment == line.payment && before.payment.is_some();
        let remark = match line.found {
            Match::Paid | Match::Returned => shared_ref(&entries, rows, &line),
            Match::Known => lines
                .iter()
                .find(twin)
                .and_then(|before| before.number.map(|number| format!("与第 {number} 行是同一笔"))),
            _ => None,
        };
        if let Some(remark) = remark {
            line.what = remark;
        }
        seen.extend(line.payment);
        lines.push(line);
    }
    lines.sort_by_key(|line| line.number);
    let perhaps =
        if unread > 0 { format!("；有 {unread} 行没能读入，也许在其中") } else { String::new() };
    for entry in entries.iter().filter(|entry| entry.awaits() && !seen.contains(&entry.payment.id)) {
        let case = Dossier::by_id(book.store(), entry.payment.fact.case_id)?.name();
        let what = format!("批次 {}，{} 审批{perhaps}", entry.payment.fact.batch_id, entry.approved_on);
        let (found, payment) = (Match::Missing, Some(entry.payment.id));
        let Payment { bank_account, amount_fen: amount, .. } = entry.payment.fact.clone();
        lines.push(Line {
            number: None,
            found,
            case,
            row: None,
            payment,
            account: bank_account,
            amount,
            what,
            noted: false,
        });
    }
    Ok(lines)
}

/// A reference that stands for another payee too: a bank may give one to a whole batch, but it may also be a slip.
fn shared_ref(entries: &[Entry], rows: &[(u64, ReconcileRow)], line: &Line) -> Option<String> {
    let row = line.row.as_ref()?;
    let same_row = rows.iter().find(|(number, other)| {
        Some(*number) != line.number && other.bank_ref == row.bank_ref && other.account != row.account
    });
    let other = same_row.map(|(number, _)| format!("第 {number} 行")).or_else(|| {
        let entry =
            entries.iter().find(|entry| entry.has_ref(row) && Some(entry.payment.id) != line.payment)?;
        Some(format!("拨款 {}", entry.payment.id))
    })?;
    Some(format!("流水号与{other}相同：整批代付的正常，不是的请向银行核实"))
}

fn compare(
    book: &mut Book<'_>,
    entries: &mut [Entry],
    given_up: &[Payment],
    (number, row): (u64, ReconcileRow),
    on: NaiveDate,
    mut found: Hit,
) -> Result<Line> {
    if matches!(found, Hit::Twice(..)) {
        entries.iter_mut().filter(|entry| entry.is_for(&row)).for_each(|entry| entry.doubled = true);
    }
    // The double may have stood in an earlier list, of which the case file keeps nothing: then only the remark tells.
    let is_of_double = row.note.as_deref().is_some_and(|note| note.contains("重复"));
    if let Hit::Return(at) = found
        && (entries[at].doubled || is_of_double)
    {
        let id = entries[at].payment.id;
        let what = format!(
            "拨款 {id} 有重复付款，请核实退回的是哪一笔；退回的是我方登记的这一笔的：studiogrant disburse bounce {id} --reason …"
        );
        found = Hit::Differs(Some(at), what);
    }
    if let Hit::Return(at) = found {
        let payment = &entries[at].payment;
        let dossier = Dossier::by_id(book.store(), payment.fact.case_id)?;
        // Money that was spent or demanded back can't have come back by itself.
        if let Err(refusal) = unused(book.store(), &dossier, payment) {
            found = Hit::Differs(Some(at), with_cures(&refusal.downcast::<Refusal>()?));
        }
    }
    if matches!(found, Hit::Nothing)
        && let Some(payment) = given_up
            .iter()
            .find(|payment| payment.bank_account == row.account && payment.amount_fen == row.amount())
    {
        let what = format!("与已作废的批次 {} 相符：请向银行核实是否已经付出", payment.batch_id);
        found = Hit::Differs(None, what);
    }
    if let Hit::Known(at) | Hit::Confirm(at) = found {
        entries[at].listed = Some(row.bank_ref.clone());
    }
    let mut noted = false;
    let (at, result, what) = match found {
        Hit::Known(at) => {
            noted = !row.is_returned() && note_ref(book, &mut entries[at], &row, on)?;
            let back = entries[at].returned.as_ref().filter(|_| !row.is_returned());
            let back = back.map(|back| format!("付出后已于 {} 退汇", back.returned_on));
            let what: Vec<_> = noted.then(|| "已补记流水号".to_owned()).into_iter().chain(back).collect();
            (Some(at), Match::Known, what.join("；"))
        }
        Hit::Confirm(at) => {
            let returned = row.is_returned();
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
        Hit::Twice(at, what) => (Some(at), Match::Unexpected, what),
        Hit::Differs(at, what) => (at, Match::Differing, what),
        Hit::Nothing => (None, Match::Unexpected, "请与财务、银行核对".to_owned()),
    };
    let payment = at.map(|at| &entries[at].payment);
    let case = match payment {
        Some(payment) => Dossier::by_id(book.store(), payment.fact.case_id)?.name(),
        None => row.account_name.clone().unwrap_or_default(),
    };
    let payment = payment.map(|payment| payment.id);
    let (account, amount) = (row.account.clone(), row.amount());
    Ok(Line {
        number: Some(number),
        found: result,
        case,
        row: Some(row),
        payment,
        account,
        amount,
        what,
        noted,
    })
}

/// A refusal in one cell: what was found, and what would cure it.
fn with_cures(refusal: &Refusal) -> String {
    let cures = refusal.0.iter().map(|finding| finding.cure.clone());
    [refusal.to_string()].into_iter().chain(cures).collect::<Vec<_>>().join("；")
}

fn confirm(book: &mut Book<'_>, entry: &mut Entry, row: &ReconcileRow) -> Result<()> {
    let (payment_id, paid_on) = (entry.payment.id, row.paid_on);
    let fact = PaymentConfirmation { payment_id, paid_on, bank_ref: Some(row.bank_ref.clone()) };
    book.add(&fact)?;
    entry.confirmed = Some(fact);
    Ok(())
}

/// Keeps the bank's reference of a payment that was confirmed by hand without one.
fn note_ref(book: &mut Book<'_>, entry: &mut Entry, row: &ReconcileRow, on: NaiveDate) -> Result<bool> {
    let Some(paid) = entry.confirmed.as_mut().filter(|paid| paid.bank_ref.is_none()) else {
        return Ok(false);
    };
    let (payment_id, bank_ref) = (entry.payment.id, row.bank_ref.clone());
    paid.bank_ref = Some(bank_ref.clone());
    book.add(&PaymentReference { payment_id, bank_ref, listed_on: on })?;
    Ok(true)
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
        ("account", "账号"),
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
            line.account.masked().into(),
            line.amount.into(),
            line.row.as_ref().map(|row| row.paid_on).into(),
            line.row.as_ref().map(|row| row.bank_ref.clone()).into(),
            line.what.as_str().into(),
        ]);
    }
    let (paid, returned, known) = (count(Match::Paid), count(Match::Returned), count(Match::Known));
    let noted = lines.iter().filter(|line| line.noted).count();
    let (differing, unexpected) = (count(Match::Differing), count(Match::Unexpected));
    let missing = count(Match::Missing);
    let also = if noted > 0 { format!("，补记流水号 {noted} 笔") } else { String::new() };
    let head = match (dry_run, paid + returned, noted) {
        (true, ..) => format!("试运行，未作记录：可登记付款 {paid} 笔、退汇 {returned} 笔{also}"),
        (false, 0, 0) => "没有新的付款，案卷未作改动".to_owned(),
        (false, 0, _) => format!("没有新的付款{also}"),
        (false, ..) => format!("已登记付款 {paid} 笔、退汇 {returned} 笔{also}"),
    };
    let rest = format!(
        "此前已登记 {known} 笔，不一致 {differing} 笔，我方没有 {unexpected} 笔，银行没有 {missing} 笔"
    );
    let refused = differing + unexpected > 0;
    let mut report = Report { done: vec![head, rest], tables: vec![table], refused, ..Report::default() }
        .with("paid", paid)
        .with("returned", returned)
        .with("known", known)
        .with("noted", noted)
        .with("differing", differing)
        .with("unexpected", unexpected)
        .with("missing", missing);
    if dry_run && paid + returned + noted > 0 {
        report.next.push("核对无误后去掉 --dry-run 登记；不一致、我方没有的不会登记".to_owned());
    }
    if returned > 0 && !dry_run {
        report.next.push(
            "退汇的更正账户（disburse payee）后重新编制：studiogrant disburse plan --case 案件编号"
                .to_owned(),
        );
    }
    report
}
