//! 银行回单: the bank's list against ours, line by line.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;

use super::CASHIERS;
use super::adjust::overspending;
use super::bank::{Hit, Ours};
use super::booked::Moved;
use super::enter::{Entered, Match, enter, known};
use super::entry::Entry;
use super::excess::without_ground;
use super::ground::{Step, grounds};
use super::line::Line;
use super::reconciled::{Outcome, not_told, of_other_days, report};
use crate::casework::desk::Hand;
use crate::casework::sheet::{self, Sheet, Taken, Tally, Unfit, Upload, Words, fault_in};
use crate::casework::{Desk, Dossier, Misuse, Report};
use crate::intake::Row;
use crate::intake::sheets::{LineKey, ReconcileRow};
use crate::measure::Finding;
use crate::measure::publication::plain;
use crate::model::acts::Role;
use crate::store::facts::{BankMatch, Payment, Revocation};
use crate::store::{Book, Store, Stored};

/// Compares the bank's list with the approved payments and records what agrees: paid, or paid and returned. What
/// differs is listed and left alone. A list that was taken in before adds nothing.
///
/// # Errors
/// The sheet or the case file can't be read.
pub fn reconcile(desk: &mut Desk, upload: Upload<'_>) -> Result<Report> {
    let mut list = BankList { dry_run: upload.dry_run, ..BankList::default() };
    let tally = sheet::import(desk, &mut list, upload)?;
    if !tally.stands(&upload) {
        return Ok(tally.report(&list.words(), &upload, ""));
    }
    let report = report(&list.outcomes, upload.dry_run, !list.is_kept).remind(list.findings);
    let report = of_other_days(report, &list.other_days);
    let report = tally.set_aside(not_told(report, &list.untold), &WORDS, &upload);
    let refused = report.refused || tally.turned > 0;
    Ok(Report { refused, ..report }.with("refused", tally.turned).of_cells(&tally.faults))
}

const WORDS: Words = Words { verb: "核对", noun: "银行回单", unit: "笔" };

/// 银行回单明细 as a sheet. Its rows are compared all together: what went out comes before what came back of it,
/// whichever the bank lists first.
#[derive(Default)]
struct BankList {
    on: NaiveDate,
    rows: Vec<(u64, ReconcileRow)>,
    /// In which row each line stands.
    seen: BTreeMap<LineKey, u64>,
    /// The cells of the rows, which may have to go among those that are turned away.
    cells: BTreeMap<u64, Row<ReconcileRow>>,
    /// Whether some rows below zero don't say that they came back.
    is_unclear: bool,
    outcomes: Vec<Outcome>,
    findings: Vec<Finding>,
    /// Whether lines were kept or explained that had not been.
    is_kept: bool,
    /// The payments that somebody registered as made, and that no list of the bank told of so far.
    untold: Vec<i64>,
    /// How many lines tell of payments of a batch on another day than somebody registered.
    other_days: BTreeMap<i64, usize>,
    dry_run: bool,
}

impl Sheet for BankList {
    type Row = ReconcileRow;
    type Ready = ReconcileRow;
    const ROLES: &'static [Role] = CASHIERS;

    fn command(&self) -> &'static str {
        "disburse reconcile"
    }

    fn words(&self) -> Words {
        WORDS
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
        if row.is_unclear() {
            self.is_unclear = true;
            return Err(unfit(cells, "amount_fen", unclear(&row), DIRECTIONS));
        }
        if let Some(first) = self.seen.get(&row.key()) {
            let (what, expects) = again(*first, &row);
            return Err(unfit(cells, "bank_ref", what, &expects));
        }
        self.seen.insert(row.key(), cells.number);
        self.cells.insert(cells.number, cells.clone());
        self.rows.push((cells.number, row));
        Ok(Taken::Read)
    }

    fn subject(row: &ReconcileRow) -> &str {
        &row.bank_ref
    }

    fn end(&mut self, book: &mut Book<'_>, tally: &mut Tally) -> Result<()> {
        if self.is_unclear {
            self.turn_the_unsigned_away(tally)?;
        }
        let known =
            |ours: &Ours<'_>| (ours.lines.len(), ours.lines.iter().filter(|line| line.is.is_some()).count());
        let mut ours = Ours::gather(book.store())?;
        for line in &mut ours.lines {
            line.is_listed = self.seen.contains_key(&line.row().key());
        }
        let before = known(&ours);
        self.outcomes = self.compare_all(book, &mut ours, tally.turned)?;
        self.is_kept = known(&ours) != before;
        let untold = ours.entries.iter().filter(|entry| entry.is_untold());
        self.untold = untold.map(|entry| entry.payment.id).collect();
        self.other_days = other_days(&ours, &self.outcomes);
        self.findings = findings(book.store(), &self.outcomes, self.on)?;
        let held = self.outcomes.iter().filter(|one| one.found == Match::Held);
        let mut rows = held.filter_map(|one| Some(self.cells.remove(&one.number?)?.refused(&one.what)));
        rows.try_for_each(|row| tally.turn_away(row))
    }
}

impl BankList {
    /// Beside rows below zero that may be payments, a row above zero that says nothing else may have come back.
    fn turn_the_unsigned_away(&mut self, tally: &mut Tally) -> Result<()> {
        for (number, _) in self.rows.extract_if(.., |(_, row)| row.outcome.is_none()) {
            let Some(cells) = self.cells.remove(&number) else { continue };
            let what = "别的行金额是负数、没有写结果，这一行看不出是付出还是退回".to_owned();
            tally.faults.extend(vec![fault_in(&cells, "outcome", Misuse(what.clone()), DIRECTIONS)]);
            tally.turn_away(cells.refused(&what))?;
        }
        Ok(())
    }

    /// What becomes of each row, and of what earlier lists left open; and the payments that the bank doesn't have, unless
    /// they are among so many rows that can't be read.
    fn compare_all(&self, book: &mut Book<'_>, ours: &mut Ours<'_>, unread: u64) -> Result<Vec<Outcome>> {
        let mut rows: Vec<_> = self.rows.iter().map(|(number, row)| (Some(*number), row.clone())).collect();
        let open = ours.lines.iter().filter(|line| line.is.is_none() && !line.is_revoked).map(Line::row);
        // What this list has, or turns round, is not taken up once more.
        let has = |key: LineKey| self.seen.contains_key(&key);
        let open: Vec<_> = open.filter(|row| !has(row.key()) && !has(row.turned_key())).collect();
        rows.extend(open.into_iter().map(|row| (None, row)));
        // What went out is taken before what came back of it, and the surest first, whatever the bank's order.
        let mut sorted = Vec::new();
        for (number, row) in rows {
            let key = (row.is_returned(), number.is_none(), ours.order(&row)?, row.paid_on);
            sorted.push((key, (number, row)));
        }
        sorted.sort_by_key(|(key, _)| *key);
        let rows: Vec<_> = sorted.into_iter().map(|(_, row)| row).collect();
        let mut outcomes: Vec<Outcome> = Vec::new();
        for (number, row) in &rows {
            if unread > 0 && number.is_none() {
                continue;
            }
            let entered = self.compare(book, ours, row, unread)?;
            // What is still open is not this list's to tell.
            if number.is_none() && entered.open.is_some() {
                continue;
            }
            outcomes.push(self.outcome(book, ours, (*number, row), entered)?);
        }
        outcomes.sort_by_key(|one| (one.number.is_none(), one.number));
        let open = ours.lines.iter().filter(|line| line.is.is_none()).map(|line| line.fact.payment_id);
        let seen: BTreeSet<_> = outcomes.iter().filter_map(|one| one.payment).chain(open).collect();
        for entry in ours.entries.iter().filter(|entry| entry.awaits() && !seen.contains(&entry.payment.id)) {
            outcomes.push(missing(book, entry, unread)?);
        }
        Ok(outcomes)
    }

    fn compare(
        &self,
        book: &mut Book<'_>,
        ours: &mut Ours<'_>,
        row: &ReconcileRow,
        unread: u64,
    ) -> Result<Entered> {
        if let Some((line, is)) = ours.line(row).and_then(|line| Some((line, line.is.as_ref()?))) {
            if let Some(right) = ours.beside_its_right(line)? {
                let (id, name) = (line.id, right.name());
                return reopen(book, ours, id, &name, self.on);
            }
            let (payment, what) = known(ours, line, is)?;
            return Ok(Entered::new(Match::Known, payment, what));
        }
        let hit = ours.hit(row, self.on)?;
        match held(ours, row, &hit).filter(|_| unread > 0 && row.is_returned()) {
            Some(held) => Ok(held),
            None => enter(book, ours, row, hit, (self.on, None)),
        }
    }

    /// What became of a row, with all there is to say of it beside the others.
    fn outcome(
        &self,
        book: &Book<'_>,
        ours: &Ours<'_>,
        (number, row): (Option<u64>, &ReconcileRow),
        entered: Entered,
    ) -> Result<Outcome> {
        let Entered { found, payment, what, noted, open } = entered;
        let case = match &payment {
            Some(payment) => Dossier::by_id(book.store(), payment.fact.case_id)?.name(),
            None => row.account_name.clone().unwrap_or_default(),
        };
        let id = payment.as_ref().map(|payment| payment.id);
        let is_booked = matches!(found, Match::Paid | Match::Returned);
        let how = open.filter(|_| !self.dry_run);
        let kept = ours.line(row).filter(|_| number.is_none());
        let remarks = [
            kept.map(Line::name),
            Some(what).filter(|what| !what.is_empty()),
            if is_booked { self.shared_ref(ours, number, row, id) } else { None },
            payment.as_ref().and_then(|payment| other_name(payment, row)),
            how.map(|line| format!("认定：studiogrant disburse identify {line}")),
        ];
        Ok(Outcome {
            number,
            found,
            case,
            row: Some(row.clone()),
            payment: id,
            account: row.account.clone(),
            amount: row.amount(),
            what: remarks.into_iter().flatten().collect::<Vec<_>>().join("；"),
            noted,
            is_open: open.is_some(),
        })
    }

    /// A reference that stands for another payee too: a bank may give one to a whole batch, but it may also be a slip.
    fn shared_ref(
        &self,
        ours: &Ours<'_>,
        number: Option<u64>,
        row: &ReconcileRow,
        payment: Option<i64>,
    ) -> Option<String> {
        let same_row = self.rows.iter().find(|(other_number, other)| {
            Some(*other_number) != number && other.bank_ref == row.bank_ref && other.account != row.account
        });
        let other = same_row.map(|(number, _)| format!("第 {number} 行")).or_else(|| {
            let mut entries = ours.entries.iter();
            let entry = entries.find(|entry| entry.has_ref(row) && Some(entry.payment.id) != payment)?;
            let other = entry.payment.fact.bank_account != row.account;
            other.then(|| format!("拨款 {}", entry.payment.id))
        })?;
        Some(format!("流水号与{other}相同，请核对"))
    }
}

/// How many lines tell of payments of each batch on another day than somebody registered; of a batch of which something came
/// back, none, since it can't be undone as one.
fn other_days(ours: &Ours<'_>, outcomes: &[Outcome]) -> BTreeMap<i64, usize> {
    let untold = ours.entries.iter().filter(|entry| entry.is_untold());
    let untold: BTreeMap<_, _> = untold.map(|entry| (entry.payment.id, entry)).collect();
    let mut other_days = BTreeMap::new();
    for (row, id) in outcomes.iter().filter_map(|one| Some((one.row.as_ref()?, one.payment?))) {
        let entry = untold.get(&id).filter(|entry| entry.is_for(row) && !row.is_returned());
        if let Some(entry) = entry {
            *other_days.entry(entry.payment.fact.batch_id).or_default() += 1;
        }
    }
    for entry in ours.entries.iter().filter(|entry| entry.back.is_some()) {
        other_days.remove(&entry.payment.fact.batch_id);
    }
    other_days
}

/// Lets a line wait again that was said to be a slip of one that this list has beside it.
fn reopen(book: &mut Book<'_>, ours: &mut Ours<'_>, id: i64, right: &str, on: NaiveDate) -> Result<Entered> {
    let what = format!("曾认定为{right}的笔误，而这份回单两笔都有：请重新认定，并核对那一笔的认定");
    if let Some(slip) = book.store().newest::<BankMatch>("line_id", id)? {
        book.add(&Revocation { match_id: Some(slip.id), ..Revocation::blank(&what, on) })?;
    }
    let line = ours.lines.iter_mut().find(|line| line.id == id);
    let payment = line.map(|line| {
        (line.is, line.is_revoked) = (None, true);
        line.fact.payment_id
    });
    let payment = payment.and_then(|id| ours.payment(id).cloned());
    Ok(Entered { open: Some(id), ..Entered::new(Match::Differing, payment, what) })
}

/// What is to be kept in mind of what was booked: what the payments rest on no longer, and the demands that do.
fn findings(store: &Store, outcomes: &[Outcome], on: NaiveDate) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut cases = BTreeSet::new();
    for (found, payment) in outcomes.iter().filter_map(|one| Some((one.found, one.payment?))) {
        let Some(payment) = store.by::<Payment>("id", payment)?.pop() else { continue };
        if found == Match::Paid {
            for live in store.payments_of_case(payment.fact.case_id)? {
                if live.id == payment.id {
                    findings.extend(grounds(store, &live, Step::Paid, on)?);
                }
            }
        }
        if found == Match::Received {
            findings.extend(overspending(store, &Dossier::by_id(store, payment.fact.case_id)?)?);
        }
        if found == Match::Returned && cases.insert(payment.fact.case_id) {
            findings.extend(without_ground(store, payment.fact.case_id)?);
        }
    }
    Ok(findings)
}

/// What would be right where a row doesn't say which way its money went.
const DIRECTIONS: &str = "付出的写正数，退汇的在“结果”列写“退汇”";

/// What is below zero and doesn't say that it came back can't be read: one bank lists what came back so, another every
/// payment.
fn unclear(row: &ReconcileRow) -> String {
    let said = if row.outcome.is_some() { "结果却写付款成功" } else { "没有写结果" };
    format!("金额是负数，{said}，看不出是付出还是退回")
}

/// A row that stands in the list twice: a bank seldom has one twice, and a list that is put together does.
fn again(first: u64, row: &ReconcileRow) -> (String, String) {
    let mark = format!("{}-2", row.bank_ref);
    (
        format!("与第 {first} 行完全相同"),
        format!("同一笔的，删去这一行；另一笔的，流水号后加注区别，如 {mark}"),
    )
}

fn unfit(cells: &Row<ReconcileRow>, column: &str, what: String, expects: &str) -> anyhow::Error {
    Unfit { faults: vec![fault_in(cells, column, Misuse(what), expects)], findings: Vec::new() }.into()
}

/// Holds a return back that is not known yet, as long as there are rows that can't be read: its payment, or one that it
/// could be as well, may be among them.
fn held(ours: &Ours<'_>, row: &ReconcileRow, hit: &Hit) -> Option<Entered> {
    let has_ref = |back: &Option<Moved>| back.as_ref().is_some_and(|back| back.has_ref(row));
    let unread = "退回的是哪一笔，要和没能读入的行一起看，付出的一行也许在其中：更正以后一起导入";
    let of = |id: i64| ours.payment(id).cloned();
    let payment = match hit {
        Hit::Back(at) if has_ref(&ours.entries[*at].back) => return None,
        Hit::MispaidBack(at) if has_ref(&ours.mispaid[*at].back) => return None,
        Hit::Received(..) | Hit::Slip(..) | Hit::Not(..) => return None,
        Hit::Receive(at, _) => Some(ours.entries[*at].payment.clone()),
        Hit::Differs(payment, _) => payment.and_then(of),
        Hit::Out(at) | Hit::Back(at) => Some(ours.entries[*at].payment.clone()),
        Hit::Strange(payment) => of(*payment),
        Hit::Mispaid(..) | Hit::MispaidBack(_) | Hit::Nothing => None,
    };
    Some(Entered::new(Match::Held, payment, unread))
}

/// A payment that the bank doesn't have.
fn missing(book: &Book<'_>, entry: &Entry, unread: u64) -> Result<Outcome> {
    let perhaps =
        if unread > 0 { format!("；有 {unread} 行没能读入，也许在其中") } else { String::new() };
    let payment = &entry.payment;
    Ok(Outcome {
        number: None,
        found: Match::Missing,
        case: Dossier::by_id(book.store(), payment.fact.case_id)?.name(),
        row: None,
        payment: Some(payment.id),
        account: payment.fact.bank_account.clone(),
        amount: payment.fact.amount_fen,
        what: format!("批次 {}，{} 审批{perhaps}", payment.fact.batch_id, entry.approved_on),
        noted: false,
        is_open: false,
    })
}

fn other_name(payment: &Stored<Payment>, row: &ReconcileRow) -> Option<String> {
    let theirs = row.account_name.as_ref()?;
    let ours = &payment.fact.account_name;
    (plain(theirs) != plain(ours)).then(|| format!("户名：银行“{theirs}”，我方“{ours}”，请向银行核实"))
}
