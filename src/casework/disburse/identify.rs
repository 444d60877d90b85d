//! 认定银行明细: somebody says what a line of the bank's list is, where the list alone doesn't tell.

use anyhow::Result;

use super::CASHIERS;
use super::bank::{Hit, Ours};
use super::batch::refused;
use super::enter::{Entered, Match, enter, known};
use super::line::{Line, name_of};
use super::which::Which;
use crate::casework::due::Wait;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::model::Fen;
use crate::model::acts::{Direction, GrantKind};
use crate::store::facts::{BankLine, BankMatch, Payment};
use crate::store::{Store, Stored};

/// 认定: what a line of the bank's list is.
#[derive(Debug, Clone, Copy)]
pub enum Identity {
    /// This payment, or that it came back.
    Payment(i64),
    /// A mispayment like this payment: made once more, to a wrong account or of a wrong sum, before it was approved, or
    /// although it was cancelled.
    Again(i64),
    /// What came back of this mispayment.
    Mispaid(i64),
    /// What came back by way of this demand.
    Recovery(i64),
    /// What another line, by this number, tells already: a slip.
    Same(i64),
    /// No money of ours.
    NotOurs,
}

/// A line that waits for somebody to say what it is.
#[derive(Debug, Clone, Copy)]
pub(in crate::casework) struct Unknown {
    /// Its number.
    pub(in crate::casework) line: i64,
    /// The kind of grant that it may be of.
    pub(in crate::casework) kind: GrantKind,
    /// Which way the money went.
    pub(in crate::casework) direction: Direction,
    /// How much.
    pub(in crate::casework) amount: Fen,
}

/// Whether nobody knows what a line is.
fn is_open(store: &Store, line: &Stored<BankLine>) -> Result<bool> {
    Ok(store.by::<BankMatch>("line_id", line.id)?.is_empty())
}

/// The lines of which nobody knows what they are, and that may be a case's.
pub(in crate::casework) fn unidentified(store: &Store, case_id: i64) -> Result<Vec<Unknown>> {
    let mut found = Vec::new();
    for payment in store.by::<Payment>("case_id", case_id)? {
        for line in store.by::<BankLine>("payment_id", payment.id)? {
            if is_open(store, &line)? {
                let BankLine { direction, amount_fen: amount, .. } = line.fact;
                found.push(Unknown { line: line.id, kind: payment.fact.kind, direction, amount });
            }
        }
    }
    found.sort_by_key(|one| one.line);
    Ok(found)
}

/// The same of money that went out, and may be of this kind: their numbers and amounts.
pub(super) fn unidentified_out(store: &Store, case_id: i64, kind: GrantKind) -> Result<Vec<(i64, Fen)>> {
    let mut found = unidentified(store, case_id)?;
    found.retain(|one| one.kind == kind && one.direction == Direction::Out);
    Ok(found.iter().map(|one| (one.line, one.amount)).collect())
}

/// The line of money that went out, and that nobody has identified, which is as much as a payment to its account, or may be it.
pub(super) fn unidentified_like(store: &Store, payment: &Stored<Payment>) -> Result<Option<(i64, BankLine)>> {
    for line in store.by::<BankLine>("direction", Direction::Out.code())? {
        let same = (&line.fact.bank_account, line.fact.amount_fen)
            == (&payment.fact.bank_account, payment.fact.amount_fen);
        if (same || line.fact.payment_id == payment.id) && is_open(store, &line)? {
            return Ok(Some((line.id, line.fact)));
        }
    }
    Ok(None)
}

/// What waits to be identified.
pub(in crate::casework) fn open_lines(store: &Store) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for line in store.all::<BankLine>()? {
        if !is_open(store, &line)? {
            continue;
        }
        let BankLine { payment_id, direction, amount_fen, moved_on, .. } = &line.fact;
        let Some(payment) = store.by::<Payment>("id", *payment_id)?.pop() else { continue };
        let dossier = Dossier::by_id(store, payment.fact.case_id)?;
        waits.push(Wait {
            what: format!(
                "认定银行{}的 {amount_fen} 元是哪一笔：{}",
                direction.term(),
                name_of(line.id, &line.fact)
            ),
            whom_for: dossier.name(),
            town: Some(dossier.form().town.clone()),
            by: "财务",
            since: Some(*moved_on),
            until: None,
            command: format!("disburse identify {}", line.id),
        });
    }
    Ok(waits)
}

pub(super) fn numbered<'o>(ours: &'o Ours<'_>, line: i64) -> Result<&'o Line> {
    match ours.lines.iter().find(|one| one.id == line) {
        Some(line) => Ok(line),
        None => misuse(format!("没有编号为 {line} 的银行明细。待认定的见 studiogrant status")),
    }
}

/// Shows a line, what is known of it, and what it could be.
///
/// # Errors
/// There is no such line.
pub fn line(desk: &Desk, line: i64) -> Result<Report> {
    let ours = Ours::gather(&desk.store)?;
    let found = numbered(&ours, line)?;
    let BankLine { direction, amount_fen, bank_account, note, .. } = &found.fact;
    let note = note.as_ref().map(|note| format!("，备注“{note}”")).unwrap_or_default();
    let (name, way, account) = (found.name(), direction.term(), bank_account.masked());
    let report = Report::done(format!("{name}：银行{way} {amount_fen} 元，账号 {account}{note}"))
        .with("line", line)
        .with("direction", direction.code())
        .with("amount", amount_fen.plain())
        .with("identified", found.is.is_some());
    if let Some(is) = found.is.as_ref().filter(|is| is.is_ours()) {
        let (payment, what) = known(&ours, found, is)?;
        let of = payment.map(|payment| format!("：拨款 {}", payment.id)).unwrap_or_default();
        let what = Some(what).filter(|what| !what.is_empty()).map(|what| format!("，{what}"));
        return Ok(report.also(format!("已认定{of}{}", what.unwrap_or_default())));
    }
    let row = found.row();
    let so_far = match (&found.is, ours.hit(&row, desk.hand.on)?) {
        (Some(is), _) => is.reason.clone(),
        (None, Hit::Differs(_, what)) => Some(what),
        (None, _) => None,
    };
    let which = Which { ours: &ours, row: &row, name: &name };
    let report = so_far.into_iter().fold(report, Report::also);
    Ok(which.ways(desk.hand.on)?.into_iter().fold(report, |report, (option, what)| {
        report.next(format!("{what}：studiogrant disburse identify {line} {option} --reason …"))
    }))
}

/// Records what a line is.
///
/// # Errors
/// There is no such line or payment; or [`crate::casework::Refusal`]: it is identified already, or can't be that.
pub fn identify(desk: &mut Desk, line: i64, identity: Identity, reason: &str) -> Result<Report> {
    let reason = reason.trim();
    let (name, entered) = desk.record("disburse identify", CASHIERS, |book, hand| {
        let mut ours = Ours::gather(book.store())?;
        let found = numbered(&ours, line)?;
        if let Some(is) = found.is.as_ref().filter(|is| is.is_ours()) {
            let (payment, _) = known(&ours, found, is)?;
            let of = payment.map(|payment| format!("拨款 {}", payment.id)).unwrap_or_default();
            let cure = format!(
                "不用再认定；登记错了的，先撤销：studiogrant disburse revoke --line {line} --reason …"
            );
            return refused(format!("{}已认定（{of}）", found.name()), &cure);
        }
        let (name, row, payment) = (found.name(), found.row(), found.fact.payment_id);
        let hit = match identity {
            Identity::NotOurs => Hit::Not(payment, format!("不是本项目的款项：{reason}")),
            Identity::Recovery(id) if row.is_returned() => {
                Which { ours: &ours, row: &row, name: &name }.received(book, hand, id)?
            }
            _ => Which { ours: &ours, row: &row, name: &name }.hit(hand.on, identity)?,
        };
        let entered = enter(book, &mut ours, &row, hit, (hand.on, Some(reason)))?;
        Ok((name, entered))
    })?;
    let Entered { found, payment, what, .. } = entered;
    let dossier = payment.as_ref().map(|one| Dossier::by_id(&desk.store, one.fact.case_id)).transpose()?;
    let of = payment.as_ref().map(|payment| format!("，拨款 {}", payment.id)).unwrap_or_default();
    let what = Some(what).filter(|what| !what.is_empty()).map(|what| format!("：{what}")).unwrap_or_default();
    let report = Report::done(format!("已认定{name}{of}{what}"))
        .with("line", line)
        .with("payment", payment.map(|payment| payment.id))
        .with("result", found.code());
    Ok(match (found, dossier) {
        (Match::Returned, Some(dossier)) => {
            report.next(format!("退汇的可以重新编制：studiogrant disburse plan --case {}", dossier.no))
        }
        _ => report,
    })
}
