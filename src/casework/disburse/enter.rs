//! 登记银行的一行: what a line of the bank's list comes to is recorded, and the line with it.

use anyhow::Result;
use chrono::NaiveDate;

use super::bank::{Hit, Ours};
use super::booked::Moved;
use super::demand::received;
use super::entry::{Entry, Stray};
use super::line::Line;
use super::mispaid::Mispaid;
use super::receive::{Receipt, take_back};
use crate::intake::sheets::ReconcileRow;
use crate::model::acts::MispaidEnd;
use crate::store::facts::{
    BankLine, BankMatch, Mispayment, MispaymentEnd, Payment, PaymentConfirmation, PaymentReturn,
    RecoveryReceipt,
};
use crate::store::{Book, Stored};

crate::terms! {
    /// 核对结果
    pub enum Match {
        Paid = "paid", "一致，已付款";
        Returned = "returned", "一致，已退汇";
        Received = "received", "一致，追回已收回";
        Known = "known", "此前已登记";
        Mispaid = "mispaid", "误付";
        MispaidBack = "mispaid_back", "误付已退回";
        Differing = "differing", "不一致";
        Held = "held", "待更正后再核对";
        Unexpected = "unexpected", "我方没有这笔款项";
        Missing = "missing", "银行没有这笔款项";
    }
}

/// What became of a row.
pub(super) struct Entered {
    pub(super) found: Match,
    pub(super) payment: Option<Stored<Payment>>,
    pub(super) what: String,
    /// Whether its reference was kept with what had been registered by hand.
    pub(super) noted: bool,
    /// The line that waits for somebody to say what it is.
    pub(super) open: Option<i64>,
}

impl Entered {
    pub(super) fn new(found: Match, payment: Option<Stored<Payment>>, what: impl Into<String>) -> Self {
        Self { found, payment, what: what.into(), noted: false, open: None }
    }

    fn noted(payment: &Stored<Payment>, what: impl Into<String>) -> Self {
        Self { noted: true, ..Self::new(Match::Known, Some(payment.clone()), what) }
    }
}

/// Records what a row comes to on this day; with the reason, where somebody gave one.
pub(super) fn enter(
    book: &mut Book<'_>,
    ours: &mut Ours<'_>,
    row: &ReconcileRow,
    hit: Hit,
    (on, reason): (NaiveDate, Option<&str>),
) -> Result<Entered> {
    let mut pen = Pen { book, row, on, reason };
    match hit {
        Hit::Out(at) => pen.out(ours, at),
        Hit::Back(at) => pen.back(ours, at),
        Hit::Received(at, receipt) => pen.received(ours, at, receipt),
        Hit::Receive(at, demand) => pen.receive(ours, at, demand),
        Hit::Mispaid(like, what) => pen.mispaid(ours, like, &what),
        Hit::MispaidBack(at) => pen.mispaid_back(ours, at),
        Hit::Slip(payment, right) => pen.slip(ours, payment, right),
        Hit::Not(payment, why) => pen.not(ours, payment, why),
        Hit::Differs(Some(payment), what) => pen.open(ours, payment, Match::Differing, what),
        Hit::Strange(payment) => pen.open(ours, payment, Match::Unexpected, ASK),
        Hit::Differs(None, what) => Ok(Entered::new(Match::Differing, None, what)),
        Hit::Nothing => {
            ours.nothing.extend(Some(row).filter(|row| !row.is_returned()).cloned());
            Ok(Entered::new(Match::Unexpected, None, ASK))
        }
    }
}

const ASK: &str = "请与财务、银行核对";

/// What is said of a line that is known already.
pub(super) fn known(
    ours: &Ours<'_>,
    line: &Line,
    is: &BankMatch,
) -> Result<(Option<Stored<Payment>>, String)> {
    let like = || ours.payment(line.fact.payment_id).cloned();
    let stray = |wanted: &dyn Fn(&Stray) -> bool| {
        let stray = ours.mispaid.iter().find(|stray| wanted(stray));
        stray.map_or_else(
            || (like(), String::new()),
            |stray| (Some(stray.one.like.clone()), stray.one.what_became()),
        )
    };
    let moved = |of: fn(&Entry) -> &Option<Moved>, id: i64| {
        ours.entries.iter().find(move |entry| of(entry).as_ref().is_some_and(|moved| moved.id == id))
    };
    Ok(match *is {
        BankMatch { confirmation_id: Some(id), .. } => {
            let entry = moved(|entry| &entry.out, id);
            let payment = entry.map(|entry| entry.payment.clone());
            (payment, entry.and_then(since_returned).unwrap_or_default())
        }
        BankMatch { return_id: Some(id), .. } => {
            (moved(|entry| &entry.back, id).map(|entry| entry.payment.clone()), String::new())
        }
        BankMatch { mispayment_id: Some(id), .. } => stray(&|stray| stray.one.id == id),
        BankMatch { mispayment_end_id: Some(id), .. } => {
            stray(&|stray| stray.back.as_ref().is_some_and(|back| back.id == id))
        }
        BankMatch { receipt_id: Some(id), .. } => {
            let receipt = ours.store.by::<RecoveryReceipt>("id", id)?.pop();
            (like(), receipt.map(|receipt| received(&receipt.fact)).unwrap_or_default())
        }
        BankMatch { right_line_id: Some(id), .. } => {
            let right = ours.lines.iter().find(|line| line.id == id).map(Line::name);
            (like(), format!("是{}的笔误，以它为准", right.unwrap_or_default()))
        }
        _ => (None, is.reason.clone().unwrap_or_default()),
    })
}

/// What is said of a payment that came back, beside the row that tells that it went out.
fn since_returned(entry: &Entry) -> Option<String> {
    entry.back.as_ref().map(|back| format!("付出后已于 {} 退汇", back.on))
}

struct Pen<'p, 'b, 's> {
    book: &'p mut Book<'b>,
    row: &'s ReconcileRow,
    on: NaiveDate,
    reason: Option<&'s str>,
}

impl Pen<'_, '_, '_> {
    fn out(&mut self, ours: &mut Ours<'_>, at: usize) -> Result<Entered> {
        let entry = &mut ours.entries[at];
        let (payment, since_returned) = (entry.payment.clone(), since_returned(entry));
        let (id, entered) = match &mut entry.out {
            Some(out) => {
                let said = [Some(out.tell(self.row, "付款")), since_returned].into_iter().flatten();
                (out.id, Entered::noted(&payment, said.collect::<Vec<_>>().join("；")))
            }
            None => {
                let (paid_on, bank_ref) = (self.row.paid_on, Some(self.row.bank_ref.clone()));
                let id = self.book.add(&PaymentConfirmation { payment_id: payment.id, paid_on, bank_ref })?;
                entry.out = Some(Moved::told_by(self.row, id));
                (id, Entered::new(Match::Paid, Some(payment.clone()), ""))
            }
        };
        self.link(ours, payment.id, BankMatch { confirmation_id: Some(id), ..self.blank() })?;
        Ok(entered)
    }

    fn back(&mut self, ours: &mut Ours<'_>, at: usize) -> Result<Entered> {
        let Entry { payment, out, back, made_up, .. } = &mut ours.entries[at];
        let payment = payment.clone();
        let (id, entered) = match back {
            Some(back) => (back.id, Entered::noted(&payment, back.tell(self.row, "退汇"))),
            None => {
                let (payment_id, day) = (payment.id, self.row.paid_on);
                if out.is_none() {
                    let paid = PaymentConfirmation { payment_id, paid_on: day, bank_ref: None };
                    *out = Some(Moved::typed(self.book.add(&paid)?, day, None));
                    *made_up = true;
                }
                let bank_ref = Some(self.row.bank_ref.clone());
                let reason = self.why("银行退汇");
                let id = self.book.add(&PaymentReturn { payment_id, returned_on: day, bank_ref, reason })?;
                *back = Some(Moved::told_by(self.row, id));
                (id, Entered::new(Match::Returned, Some(payment.clone()), ""))
            }
        };
        self.link(ours, payment.id, BankMatch { return_id: Some(id), ..self.blank() })?;
        Ok(entered)
    }

    fn received(&mut self, ours: &mut Ours<'_>, at: usize, id: i64) -> Result<Entered> {
        let payment = ours.entries[at].payment.clone();
        let receipt =
            |ours: &Ours<'_>| Ok::<_, anyhow::Error>(ours.store.by::<RecoveryReceipt>("id", id)?.pop());
        let typed = receipt(ours)?;
        self.link(ours, payment.id, BankMatch { receipt_id: Some(id), ..self.blank() })?;
        let told = receipt(ours)?;
        let mut said = told.as_ref().map(|told| received(&told.fact)).unwrap_or_default();
        if let Some((typed, told)) = typed.zip(told).filter(|(typed, told)| typed.fact != told.fact) {
            let RecoveryReceipt { received_on, bank_ref, .. } = typed.fact;
            let (theirs, day) = (self.row.paid_on, told.fact.received_on);
            let on = if theirs < day { day } else { received_on };
            said += &format!("；{}", Moved::typed(id, on, bank_ref).says(self.row, day, "收回"));
            if theirs < day {
                said += &format!("；银行 {theirs} 收到，早于追回，按追回的 {day} 计");
            }
            return Ok(Entered::noted(&payment, said));
        }
        Ok(Entered::new(Match::Known, Some(payment), said))
    }

    fn receive(&mut self, ours: &mut Ours<'_>, at: usize, demand: i64) -> Result<Entered> {
        let payment = ours.entries[at].payment.clone();
        let (amount, bank_ref) = (self.row.amount(), Some(self.row.bank_ref.as_str()));
        let receipt = Receipt { recovery: demand, amount, on: self.row.paid_on, bank_ref, is_listed: true };
        let id = take_back(self.book, &receipt)?.receipt;
        self.link(ours, payment.id, BankMatch { receipt_id: Some(id), ..self.blank() })?;
        Ok(Entered::new(Match::Received, Some(payment), format!("追回 {demand} 已全部收回")))
    }

    fn mispaid(&mut self, ours: &mut Ours<'_>, like: Stored<Payment>, what: &str) -> Result<Entered> {
        let (bank_account, amount_fen) = (self.row.account.clone(), self.row.amount());
        let (paid_on, bank_ref) = (self.row.paid_on, Some(self.row.bank_ref.clone()));
        let fact = Mispayment { payment_id: like.id, bank_account, amount_fen, paid_on, bank_ref };
        let id = self.book.add(&fact)?;
        ours.mispaid.push(Stray { one: Mispaid { id, fact, like: like.clone(), end: None }, back: None });
        self.link(ours, like.id, BankMatch { mispayment_id: Some(id), ..self.blank() })?;
        Ok(Entered::new(Match::Mispaid, Some(like), format!("误付 {id}：{what}")))
    }

    fn mispaid_back(&mut self, ours: &mut Ours<'_>, at: usize) -> Result<Entered> {
        let Stray { one, back } = &mut ours.mispaid[at];
        let like = one.like.clone();
        let (id, entered) = match (back, &mut one.end) {
            (Some(back), Some(end)) => {
                // The day on which it was said not to be ours is no day of the bank's.
                if end.outcome == MispaidEnd::NotOurs {
                    back.on = self.row.paid_on;
                }
                let said = back.tell(self.row, "退回");
                if end.outcome == MispaidEnd::Returned {
                    end.ended_on = self.row.paid_on;
                }
                (back.id, Entered::noted(&like, format!("{said}；{}", one.what_became())))
            }
            (back, _) => {
                let end = MispaymentEnd {
                    mispayment_id: one.id,
                    outcome: MispaidEnd::Returned,
                    ended_on: self.row.paid_on,
                    bank_ref: Some(self.row.bank_ref.clone()),
                    reason: self.why("银行退回"),
                };
                let id = self.book.add(&end)?;
                *back = Some(Moved::told_by(self.row, id));
                one.end = Some(end);
                (id, Entered::new(Match::MispaidBack, Some(like.clone()), format!("退回的算误付 {}", one.id)))
            }
        };
        self.link(ours, like.id, BankMatch { mispayment_end_id: Some(id), ..self.blank() })?;
        Ok(entered)
    }

    fn not(&mut self, ours: &mut Ours<'_>, payment: i64, why: String) -> Result<Entered> {
        self.link(ours, payment, BankMatch { reason: Some(why.clone()), ..self.blank() })?;
        Ok(Entered::new(Match::Known, None, why))
    }

    fn slip(&mut self, ours: &mut Ours<'_>, payment: i64, right: i64) -> Result<Entered> {
        let name = ours.lines.iter().find(|line| line.id == right).map(Line::name);
        self.link(ours, payment, BankMatch { right_line_id: Some(right), ..self.blank() })?;
        let what = format!("是{}的笔误，以它为准", name.unwrap_or_default());
        Ok(Entered::new(Match::Known, ours.payment(payment).cloned(), what))
    }

    fn open(
        &mut self,
        ours: &mut Ours<'_>,
        payment: i64,
        found: Match,
        what: impl Into<String>,
    ) -> Result<Entered> {
        let open = Some(self.keep(ours, payment)?);
        Ok(Entered { open, ..Entered::new(found, ours.payment(payment).cloned(), what) })
    }

    fn why(&self, otherwise: &str) -> String {
        let said = self.reason.or(self.row.note.as_deref());
        said.unwrap_or(otherwise).to_owned()
    }

    fn blank(&self) -> BankMatch {
        BankMatch::blank(0, self.reason, self.on)
    }

    /// Keeps what the line is.
    fn link(&mut self, ours: &mut Ours<'_>, payment: i64, is: BankMatch) -> Result<()> {
        let line_id = self.keep(ours, payment)?;
        let is = BankMatch { line_id, ..is };
        self.book.add(&is)?;
        if let Some(line) = ours.lines.iter_mut().find(|line| line.id == line_id) {
            (line.is, line.is_revoked) = (Some(is), false);
        }
        Ok(())
    }

    /// Keeps the line, if it isn't kept yet.
    fn keep(&mut self, ours: &mut Ours<'_>, payment_id: i64) -> Result<i64> {
        if let Some(line) = ours.line(self.row) {
            return Ok(line.id);
        }
        let row = self.row;
        let fact = BankLine {
            payment_id,
            direction: row.direction(),
            outcome: row.outcome,
            below_zero: row.is_below_zero(),
            account_name: row.account_name.clone(),
            bank_account: row.account.clone(),
            amount_fen: row.amount(),
            moved_on: row.paid_on,
            bank_ref: row.bank_ref.clone(),
            note: row.note.clone(),
        };
        let id = self.book.add(&fact)?;
        ours.lines.push(Line { id, entry: None, fact, is: None, is_revoked: false, is_listed: true });
        Ok(id)
    }
}
