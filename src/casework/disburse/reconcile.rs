//! 银行回单: the bank's list against ours, line by line.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;

use super::CASHIERS;
use super::bank::{Entry, Hit, Ours, RECONCILE, Stray};
use super::booked::{Booked, Moved, note_back, note_out};
use super::mispaid::Mispaid;
use crate::casework::desk::Hand;
use crate::casework::sheet::{self, Sheet, Taken, Tally, Upload, Words};
use crate::casework::{Desk, Dossier, Report};
use crate::intake::Row;
use crate::intake::sheets::ReconcileRow;
use crate::measure::publication::plain;
use crate::model::account::Account;
use crate::model::acts::{MispaidEnd, Role};
use crate::model::{Datum, Fen, Table};
use crate::store::facts::{Mispayment, MispaymentEnd, Payment, PaymentConfirmation, PaymentReturn};
use crate::store::{Book, Stored};

crate::terms! {
    /// 核对结果
    pub enum Match {
        Paid = "paid", "一致，已付款";
        Returned = "returned", "一致，已退汇";
        Known = "known", "此前已登记";
        Mispaid = "mispaid", "误付";
        MispaidBack = "mispaid_back", "误付已退回";
        Differing = "differing", "不一致";
        Held = "held", "待更正后再核对";
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
    /// Whether its reference was kept with what had been registered by hand.
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
    /// The cells of what came back, which may have to go among the rows that are turned away.
    returns: BTreeMap<u64, Row<ReconcileRow>>,
    lines: Vec<Line>,
}

impl Sheet for BankList {
    type Row = ReconcileRow;
    type Ready = ReconcileRow;
    const ROLES: &'static [Role] = CASHIERS;

    fn command(&self) -> &'static str {
        RECONCILE
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
        if row.is_returned() {
            self.returns.insert(cells.number, cells.clone());
        }
        self.rows.push((cells.number, row));
        Ok(Taken::Read)
    }

    fn subject(row: &ReconcileRow) -> &str {
        &row.bank_ref
    }

    fn end(&mut self, book: &mut Book<'_>, tally: &mut Tally) -> Result<()> {
        self.lines = compare_all(book, &self.rows, self.on, tally.turned)?;
        let held = self.lines.iter().filter(|line| line.found == Match::Held);
        let mut rows = held.filter_map(|line| Some(self.returns.remove(&line.number?)?.refused(&line.what)));
        rows.try_for_each(|row| tally.turn_away(row))
    }
}

/// Holds a return back that is not known yet, as long as there are rows that can't be read: its payment, or one that it
/// could be as well, may be among them.
fn held(found: Hit) -> (Hit, bool) {
    let unread = "退回的是哪一笔，要和没能读入的行一起看，付出的一行也许在其中：更正以后一起导入";
    match found {
        Hit::Known(_) | Hit::KnownMispaid(_) | Hit::Received(..) => (found, false),
        Hit::Differs(..) => (found, true),
        Hit::Confirm(at) | Hit::Return(at) => (Hit::Differs(Some(at), unread.to_owned()), true),
        Hit::Mispaid(..) | Hit::MispaidBack(_) | Hit::Nothing => {
            (Hit::Differs(None, unread.to_owned()), true)
        }
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
    let mut ours = Ours::gather(book.store())?;
    // What went out is taken before what came back of it, and the surest first, whatever the bank's order.
    let mut in_order: Vec<_> = rows.iter().collect();
    in_order.sort_by_cached_key(|(_, row)| ours.order(row));
    for (number, row) in in_order {
        let found = ours.hit(row, on)?;
        let (found, is_held) = if unread > 0 && row.is_returned() { held(found) } else { (found, false) };
        let mut line = compare(book, &mut ours, (*number, row.clone()), on, found)?;
        if is_held {
            line.found = Match::Held;
        }
        line.what = remarks(&ours.entries, rows, &lines, &line);
        lines.push(line);
    }
    lines.sort_by_key(|line| line.number);
    let seen: BTreeSet<_> = lines.iter().filter_map(|line| line.payment).collect();
    for entry in ours.entries.iter().filter(|entry| entry.awaits() && !seen.contains(&entry.payment.id)) {
        lines.push(missing(book, entry, unread)?);
    }
    Ok(lines)
}

/// All there is to say of a row, beside the rows before it.
fn remarks(entries: &[Entry], rows: &[(u64, ReconcileRow)], before: &[Line], line: &Line) -> String {
    let reference = |line: &Line| line.row.as_ref().map(|row| row.bank_ref.clone());
    let twin = before.iter().find(|before| {
        before.payment.is_some() && (before.payment, reference(before)) == (line.payment, reference(line))
    });
    let what = match twin.and_then(|twin| twin.number) {
        Some(number) if line.found == Match::Known => format!("与第 {number} 行是同一笔"),
        _ => line.what.clone(),
    };
    let is_booked = matches!(line.found, Match::Paid | Match::Returned);
    let remarks = [
        Some(what).filter(|what| !what.is_empty()),
        if is_booked { shared_ref(entries, rows, line) } else { None },
        other_name(entries, &line.row, line.payment),
    ];
    remarks.into_iter().flatten().collect::<Vec<_>>().join("；")
}

/// A payment that the bank doesn't have.
fn missing(book: &Book<'_>, entry: &Entry, unread: u64) -> Result<Line> {
    let perhaps =
        if unread > 0 { format!("；有 {unread} 行没能读入，也许在其中") } else { String::new() };
    let payment = &entry.payment;
    Ok(Line {
        number: None,
        found: Match::Missing,
        case: Dossier::by_id(book.store(), payment.fact.case_id)?.name(),
        row: None,
        payment: Some(payment.id),
        account: payment.fact.bank_account.clone(),
        amount: payment.fact.amount_fen,
        what: format!("批次 {}，{} 审批{perhaps}", payment.fact.batch_id, entry.approved_on),
        noted: false,
    })
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

/// A name that the bank has, where it is not the one we paid to.
fn other_name(entries: &[Entry], row: &Option<ReconcileRow>, payment: Option<i64>) -> Option<String> {
    let theirs = row.as_ref()?.account_name.as_ref()?;
    let entry = entries.iter().find(|entry| Some(entry.payment.id) == payment)?;
    let ours = &entry.payment.fact.account_name;
    (plain(theirs) != plain(ours)).then(|| format!("户名：银行“{theirs}”，我方“{ours}”，请向银行核实"))
}

fn compare(
    book: &mut Book<'_>,
    ours: &mut Ours<'_>,
    (number, row): (u64, ReconcileRow),
    on: NaiveDate,
    found: Hit,
) -> Result<Line> {
    let mut noted = None;
    let of = |ours: &Ours<'_>, at: usize| Some(ours.entries[at].payment.clone());
    let (payment, result, what) = match found {
        Hit::Known(at) => {
            noted = match row.is_returned() {
                true => note_back(book, ours, Booked::Payment(at), &row, on)?,
                false => note_out(book, &mut ours.entries[at], &row, on)?,
            };
            let back = ours.entries[at].back.as_ref().and_then(|back| of_return(back, &row));
            (of(ours, at), Match::Known, back.unwrap_or_default())
        }
        Hit::Confirm(at) => {
            let returned = row.is_returned();
            confirm(book, &mut ours.entries[at], &row)?;
            if returned {
                give_back(book, &mut ours.entries[at], &row)?;
            }
            let found = if returned { Match::Returned } else { Match::Paid };
            (of(ours, at), found, String::new())
        }
        Hit::Return(at) => {
            give_back(book, &mut ours.entries[at], &row)?;
            (of(ours, at), Match::Returned, String::new())
        }
        Hit::Received(at, what) => (of(ours, at), Match::Known, what),
        Hit::Mispaid(like, what) => {
            let id = keep(book, &mut ours.mispaid, &like, &row)?;
            (Some(like), Match::Mispaid, format!("误付 {id}：{what}"))
        }
        Hit::KnownMispaid(at) => {
            if row.is_returned() {
                noted = note_back(book, ours, Booked::Mispaid(at), &row, on)?;
            }
            let Mispaid { fact, like, .. } = &ours.mispaid[at].one;
            let day = (!row.is_returned() && fact.paid_on != row.paid_on)
                .then(|| format!("；付款日期：银行 {}，原为 {}", row.paid_on, fact.paid_on));
            let what = ours.mispaid[at].one.what_became() + &day.unwrap_or_default();
            (Some(like.clone()), Match::Known, what)
        }
        Hit::MispaidBack(at) => {
            let what = came_back(book, &mut ours.mispaid[at], &row)?;
            (Some(ours.mispaid[at].one.like.clone()), Match::MispaidBack, what)
        }
        Hit::Differs(at, what) => {
            if !row.is_returned() {
                ours.doubt(number, &row, at);
            }
            (at.and_then(|at| of(ours, at)), Match::Differing, what)
        }
        Hit::Nothing => {
            if !row.is_returned() {
                ours.doubt(number, &row, None);
            }
            (None, Match::Unexpected, "请与财务、银行核对".to_owned())
        }
    };
    let is_noted = noted.is_some();
    let what = noted.into_iter().chain(Some(what).filter(|what| !what.is_empty()));
    let what = what.collect::<Vec<_>>().join("；");
    let case = match &payment {
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
        noted: is_noted,
    })
}

/// What is said of a payment's return, beside a row that tells of either.
fn of_return(back: &Moved, row: &ReconcileRow) -> Option<String> {
    let (ours, theirs) = (back.on, row.paid_on);
    match row.is_returned() {
        false => Some(format!("付出后已于 {ours} 退汇")),
        true => (ours != theirs).then(|| format!("退汇日期：银行 {theirs}，我方 {ours}")),
    }
}

/// Keeps what the bank paid by mistake.
fn keep(
    book: &mut Book<'_>,
    mispaid: &mut Vec<Stray>,
    like: &Stored<Payment>,
    row: &ReconcileRow,
) -> Result<i64> {
    let fact = Mispayment { payment_id: like.id, paid_on: row.paid_on, bank_ref: row.bank_ref.clone() };
    let id = book.add(&fact)?;
    mispaid.push(Stray { one: Mispaid { id, fact, like: like.clone(), end: None }, back: None });
    Ok(id)
}

/// What the bank paid by mistake came back.
fn came_back(book: &mut Book<'_>, stray: &mut Stray, row: &ReconcileRow) -> Result<String> {
    let id = stray.one.id;
    let end = MispaymentEnd {
        mispayment_id: id,
        outcome: MispaidEnd::Returned,
        ended_on: row.paid_on,
        bank_ref: Some(row.bank_ref.clone()),
        reason: row.note.clone().unwrap_or_else(|| "银行退回".to_owned()),
    };
    book.add(&end)?;
    stray.one.end = Some(end);
    stray.back = Some(Moved::told_by(row));
    Ok(format!("退回的算误付 {id}"))
}

fn confirm(book: &mut Book<'_>, entry: &mut Entry, row: &ReconcileRow) -> Result<()> {
    let (payment_id, paid_on) = (entry.payment.id, row.paid_on);
    book.add(&PaymentConfirmation { payment_id, paid_on, bank_ref: Some(row.bank_ref.clone()) })?;
    entry.out = Some(Moved::told_by(row));
    Ok(())
}

fn give_back(book: &mut Book<'_>, entry: &mut Entry, row: &ReconcileRow) -> Result<()> {
    book.add(&PaymentReturn {
        payment_id: entry.payment.id,
        returned_on: row.paid_on,
        bank_ref: Some(row.bank_ref.clone()),
        reason: row.note.clone().unwrap_or_else(|| "银行退汇".to_owned()),
    })?;
    entry.back = Some(Moved::told_by(row));
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
    let mut table = Table::new("reconciliation", "银行回单核对结果", &columns).led_by("case");
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
    let (missing, mispaid) = (count(Match::Missing), count(Match::Mispaid));
    let back = count(Match::MispaidBack);
    let mut also = String::new();
    for (what, count) in [("误付", mispaid), ("误付退回", back), ("补记流水号", noted)] {
        if count > 0 {
            also += &format!("，{what} {count} 笔");
        }
    }
    let others = noted + mispaid + back;
    let head = match (dry_run, paid + returned, others) {
        (true, ..) => format!("试运行，未作记录：可登记付款 {paid} 笔、退汇 {returned} 笔{also}"),
        (false, 0, 0) => "没有新的付款，案卷未作改动".to_owned(),
        (false, 0, _) => format!("没有新的付款{also}"),
        (false, ..) => format!("已登记付款 {paid} 笔、退汇 {returned} 笔{also}"),
    };
    let rest = format!(
        "此前已登记 {known} 笔，不一致 {differing} 笔，我方没有 {unexpected} 笔，银行没有 {missing} 笔"
    );
    let refused = differing + unexpected + mispaid > 0;
    let mut report = Report { done: vec![head, rest], tables: vec![table], refused, ..Report::default() }
        .with("paid", paid)
        .with("returned", returned)
        .with("known", known)
        .with("noted", noted)
        .with("mispaid", mispaid)
        .with("mispaid_back", back)
        .with("differing", differing)
        .with("held", count(Match::Held))
        .with("unexpected", unexpected)
        .with("missing", missing);
    if dry_run && paid + returned + others > 0 {
        report.next.push("核对无误后去掉 --dry-run 登记；不一致、我方没有的不会登记".to_owned());
    }
    if returned > 0 && !dry_run {
        report.next.push(
            "退汇的更正账户（disburse payee）后重新编制：studiogrant disburse plan --case 案件编号"
                .to_owned(),
        );
    }
    if mispaid > 0 && !dry_run {
        report.next.push(
            "误付的退回以前，同一案件的同类资金不再拨付；退回的随以后的回单核对，或者登记：studiogrant disburse mispaid 误付编号 --returned --reason …；不是本项目款项的：--not-ours"
                .to_owned(),
        );
    }
    report
}
