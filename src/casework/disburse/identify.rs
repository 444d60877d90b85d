//! 认定银行明细: somebody says what a line of the bank's list is, where the list alone doesn't tell.

use anyhow::Result;
use chrono::NaiveDate;

use super::CASHIERS;
use super::bank::{Entry, Hit, Line, Ours, in_spite};
use super::batch::refused;
use super::bounce::unused;
use super::enter::{Entered, Match, enter, known};
use super::receive::{Receipt, outstanding, take_back};
use crate::casework::desk::Hand;
use crate::casework::due::Wait;
use crate::casework::{Desk, Dossier, Misuse, Refusal, Report, misuse};
use crate::intake::sheets::ReconcileRow;
use crate::model::Fen;
use crate::model::acts::{Direction, GrantKind};
use crate::store::facts::{BankLine, BankMatch, Payment, Recovery, RecoveryReceipt, RecoveryWithdrawal};
use crate::store::{Book, Store, Stored};

/// 认定: what a line of the bank's list is.
#[derive(Debug, Clone, Copy)]
pub enum Identity {
    /// This payment, or that it came back.
    Payment(i64),
    /// As much as this payment, paid once more or although it was cancelled: a mispayment.
    Again(i64),
    /// What came back of this mispayment.
    Mispaid(i64),
    /// What came back by way of this demand.
    Recovery(i64),
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

/// The lines of which nobody knows what they are, and that may be a case's.
pub(in crate::casework) fn unidentified(store: &Store, case_id: i64) -> Result<Vec<Unknown>> {
    let mut found = Vec::new();
    for payment in store.by::<Payment>("case_id", case_id)? {
        for line in store.by::<BankLine>("payment_id", payment.id)? {
            if store.by::<BankMatch>("line_id", line.id)?.is_empty() {
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
        if (same || line.fact.payment_id == payment.id)
            && store.by::<BankMatch>("line_id", line.id)?.is_empty()
        {
            return Ok(Some((line.id, line.fact)));
        }
    }
    Ok(None)
}

/// What waits to be identified.
pub(in crate::casework) fn open_lines(store: &Store) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for line in Ours::gather(store)?.lines.iter().filter(|line| line.is.is_none()) {
        let BankLine { payment_id, direction, amount_fen, moved_on, .. } = &line.fact;
        let Some(payment) = store.by::<Payment>("id", *payment_id)?.pop() else { continue };
        let dossier = Dossier::by_id(store, payment.fact.case_id)?;
        waits.push(Wait {
            what: format!("认定银行{}的 {amount_fen} 元是哪一笔：{}", direction.term(), line.name()),
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

fn numbered<'o>(ours: &'o Ours<'_>, line: i64) -> Result<&'o Line> {
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

fn is_same(payment: &Stored<Payment>, row: &ReconcileRow) -> bool {
    (&payment.fact.bank_account, payment.fact.amount_fen) == (&row.account, row.amount())
}

/// A demand on the money of a payment that a row may be about, and that it may have brought in.
struct Demand {
    at: usize,
    id: i64,
    demanded_on: NaiveDate,
    /// The receipt that tells of it already.
    receipt: Option<i64>,
}

fn demands(ours: &Ours<'_>, row: &ReconcileRow) -> Result<Vec<Demand>> {
    let mut found: Vec<Demand> = Vec::new();
    for at in ours.like(row) {
        let Payment { case_id, kind, .. } = ours.entries[at].payment.fact;
        for demand in ours.store.ever_by::<Recovery>("case_id", case_id)? {
            let (id, demanded_on) = (demand.id, demand.fact.demanded_on);
            if demand.fact.kind != kind || found.iter().any(|known| known.id == id) {
                continue;
            }
            let receipts = ours.store.by::<RecoveryReceipt>("recovery_id", id)?;
            let untold =
                |one: &&Stored<RecoveryReceipt>| one.fact.amount_fen == row.amount() && !ours.is_told(one.id);
            let receipt = receipts.iter().find(untold).map(|receipt| receipt.id);
            let is_withdrawn = !ours.store.by::<RecoveryWithdrawal>("recovery_id", id)?.is_empty();
            let open = outstanding(ours.store, id, demand.fact.amount_fen)?;
            if receipt.is_some() || (!is_withdrawn && open >= row.amount()) {
                found.push(Demand { at, id, demanded_on, receipt });
            }
        }
    }
    Ok(found)
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
            let cure = "不用再认定；登记错了的付款、退汇，先撤销：studiogrant disburse revoke";
            return refused(format!("{}已认定（{of}）", found.name()), cure);
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

/// One line that somebody identifies.
struct Which<'a> {
    ours: &'a Ours<'a>,
    row: &'a ReconcileRow,
    name: &'a str,
}

impl Which<'_> {
    /// What it can be on this day: the option, and what it means.
    fn ways(&self, on: NaiveDate) -> Result<Vec<(String, String)>> {
        let mut ways = Vec::new();
        let ours = self.ours.entries.iter().map(|entry| &entry.payment);
        let given_up: Vec<_> = self.ours.given_up.iter().map(|(payment, _)| payment.id).collect();
        let payments = ours.chain(self.ours.given_up.iter().map(|(payment, _)| payment));
        for id in payments.filter(|payment| is_same(payment, self.row)).map(|payment| payment.id) {
            let (is_it, again) = match (self.row.is_returned(), given_up.contains(&id)) {
                (true, _) => (format!("是拨款 {id} 的退汇"), String::new()),
                (false, true) => (String::new(), format!("是已作废的拨款 {id}，仍被付出")),
                (false, false) => (format!("就是拨款 {id}"), format!("是拨款 {id} 以外的又一笔，重复付款")),
            };
            ways.push((Identity::Payment(id), format!("--payment {id}"), is_it));
            ways.push((Identity::Again(id), format!("--again {id}"), again));
        }
        for id in self.ours.mispaid.iter().map(|stray| stray.one.id) {
            ways.push((Identity::Mispaid(id), format!("--mispaid {id}"), format!("是误付 {id} 的退回")));
        }
        let mut possible = Vec::new();
        for (identity, option, what) in ways {
            match self.hit(on, identity) {
                Ok(_) => possible.push((option, what)),
                Err(error) if error.is::<Refusal>() || error.is::<Misuse>() => {}
                Err(error) => return Err(error),
            }
        }
        if self.row.is_returned() {
            let demands = demands(self.ours, self.row)?.into_iter().map(|demand| demand.id);
            possible.extend(demands.map(|id| (format!("--recovery {id}"), format!("是追回 {id} 的收回"))));
        }
        possible.push(("--not-ours".to_owned(), "不是本项目的款项".to_owned()));
        Ok(possible)
    }

    fn hit(&self, on: NaiveDate, identity: Identity) -> Result<Hit> {
        let (row, name) = (self.row, self.name);
        if row.paid_on > on {
            let found = format!("{name}的日期晚于业务日期 {on}");
            return refused(found, "银行的明细有误的，请银行更正后再核对；已另有正确一笔的：--not-ours");
        }
        if row.is_below_zero() && !row.is_returned() {
            let found = format!("{name}金额是负数，结果却写付款成功");
            return refused(found, "请银行更正后再核对；已另有正确一笔的：--not-ours");
        }
        match (identity, row.is_returned()) {
            (Identity::Payment(id), false) => self.paid(id),
            (Identity::Payment(id), true) => self.returned(id),
            (Identity::Again(id), false) => self.again(id),
            (Identity::Mispaid(id), true) => self.mispaid_back(id),
            (Identity::Again(_), true) => {
                misuse(format!("{name}是退回的一笔，--again 说的是付出的。误付退回的用 --mispaid"))
            }
            _ => {
                misuse(format!("{name}是付出的一笔，退回的才用 --mispaid、--recovery。重复付款的用 --again"))
            }
        }
    }

    /// The payment by this number, as it is held against the bank's lists.
    fn entry(&self, id: i64) -> Result<(usize, &Entry)> {
        let Some(at) = self.ours.find(|entry| entry.payment.id == id) else {
            if self.ours.payment(id).is_some() {
                let cure = format!("银行照付了的：--again {id}");
                return refused(format!("拨款 {id} 的批次已作废"), &cure);
            }
            return misuse(format!("没有编号为 {id} 的已审批拨款。拨款编号见 studiogrant disburse list"));
        };
        let entry = &self.ours.entries[at];
        self.alike(&entry.payment)?;
        Ok((at, entry))
    }

    fn alike(&self, payment: &Stored<Payment>) -> Result<()> {
        if is_same(payment, self.row) {
            return Ok(());
        }
        let Payment { bank_account, amount_fen, .. } = &payment.fact;
        let found = format!(
            "{}：银行 {} 元、账号 {}，拨款 {} 是 {amount_fen} 元、账号 {}",
            self.name,
            self.row.amount(),
            self.row.account.masked(),
            payment.id,
            bank_account.masked()
        );
        refused(
            found,
            "账号、金额都相同的才是同一笔：请银行更正或退回；与本项目无关、或已另行更正的：--not-ours",
        )
    }

    fn paid(&self, id: i64) -> Result<Hit> {
        let (at, Entry { approved_on, out, back, .. }) = self.entry(id)?;
        let (name, day) = (self.name, self.row.paid_on);
        if day < *approved_on {
            let found = format!("{name}早于拨款 {id} 审批的 {approved_on}");
            return refused(found, "审批以前付出的不是这一笔：重复付款的用 --again，无关的用 --not-ours");
        }
        if let Some(out) = out.as_ref().filter(|out| out.told) {
            let known = out.bank_ref.as_deref().unwrap_or_default();
            let found = format!("拨款 {id} 已由银行的另一笔核实（{}，流水号 {known}）", out.on);
            return refused(found, &format!("这是又一笔的：--again {id}"));
        }
        if let Some(back) = back.as_ref().filter(|back| back.on < day) {
            let found = format!("{name}晚于拨款 {id} 退汇的 {}", back.on);
            return refused(found, &format!("退汇以后又付出的是又一笔：--again {id}"));
        }
        match self.ours.of_another_day(at, self.row)? {
            Some(Hit::Differs(_, what)) => refused(what, "冲销或更正支出以后再认定"),
            _ => Ok(Hit::Out(at)),
        }
    }

    fn again(&self, id: i64) -> Result<Hit> {
        let cancelled = self.ours.given_up.iter().find(|(payment, _)| payment.id == id);
        let (payment, approved_on, what) = match cancelled {
            Some((payment, approved_on)) => (payment, *approved_on, in_spite(payment)),
            None => {
                let (_, entry) = self.entry(id)?;
                if entry.awaits() {
                    let found = format!("拨款 {id} 还没有登记付款，谈不上又一笔");
                    return refused(found, &format!("就是它的：--payment {id}"));
                }
                let what = format!("拨款 {id} 以外的又一笔：重复付款，请向银行核实并退回");
                (&entry.payment, entry.approved_on, what)
            }
        };
        self.alike(payment)?;
        if self.row.paid_on < approved_on {
            let found = format!("{}早于拨款 {id} 审批的 {approved_on}", self.name);
            return refused(found, "不会是按它付的：请换成更早审批的一笔；与本项目无关的用 --not-ours");
        }
        Ok(Hit::Mispaid(payment.clone(), what))
    }

    fn returned(&self, id: i64) -> Result<Hit> {
        let (at, Entry { payment, approved_on, out, back, .. }) = self.entry(id)?;
        let (name, day) = (self.name, self.row.paid_on);
        let since = out.as_ref().map_or(*approved_on, |out| out.on);
        if day < since {
            let found = format!("{name}早于拨款 {id} 的付款或审批（{since}）");
            return refused(found, "请核对付款日期；付款日期登记错的，先撤销：studiogrant disburse revoke");
        }
        if let Some(back) = back {
            if back.told {
                let known = back.bank_ref.as_deref().unwrap_or_default();
                let found = format!("拨款 {id} 的退汇已由银行的另一笔核实（{}，流水号 {known}）", back.on);
                return refused(found, "请核对是哪一笔的退回");
            }
            return Ok(Hit::Back(at));
        }
        let stray = self.ours.mispaid.iter().find(|stray| stray.is_for(self.row) && stray.one.is_out(day));
        if let Some(stray) = stray {
            let (one, paid_on) = (stray.one.id, stray.one.fact.paid_on);
            let found = format!("同一账号、同一金额还有误付 {one}（{paid_on}）没有退回，退回的先算误付");
            return refused(found, &format!("请认定为误付退回：--mispaid {one}"));
        }
        if let Some(line) = self.ours.unexplained(self.row) {
            let found = format!("付出的{}还没有认定，退回的也许是它", line.name());
            return refused(found, &format!("请先认定付出的：studiogrant disburse identify {}", line.id));
        }
        let dossier = Dossier::by_id(self.ours.store, payment.fact.case_id)?;
        if out.is_some() {
            unused(self.ours.store, &dossier, payment, Some(&self.row.bank_ref))?;
        }
        Ok(Hit::Back(at))
    }

    fn mispaid_back(&self, id: i64) -> Result<Hit> {
        let Some(at) = self.ours.mispaid.iter().position(|stray| stray.one.id == id) else {
            return misuse(format!("没有编号为 {id} 的误付。没有退回的误付见 studiogrant status"));
        };
        let stray = &self.ours.mispaid[at];
        self.alike(&stray.one.like)?;
        let paid_on = stray.one.fact.paid_on;
        if self.row.paid_on < paid_on {
            let found = format!("{}早于误付 {id} 付出的 {paid_on}", self.name);
            return refused(found, "请核对是哪一笔的退回");
        }
        if let Some(back) = stray.back.as_ref().filter(|back| back.told) {
            let known = back.bank_ref.as_deref().unwrap_or_default();
            let found = format!("误付 {id} 的退回已由银行的另一笔核实（{}，流水号 {known}）", back.on);
            return refused(found, "请核对是哪一笔的退回");
        }
        Ok(Hit::MispaidBack(at))
    }

    fn received(&self, book: &mut Book<'_>, hand: &Hand, id: i64) -> Result<Hit> {
        let (row, name) = (self.row, self.name);
        let Some(demand) = demands(self.ours, row)?.into_iter().find(|demand| demand.id == id) else {
            let found = format!("{name}的 {} 元不能是追回 {id} 的收回", row.amount());
            return refused(found, "请核对追回的编号和还没有收回的数额：studiogrant show 案件");
        };
        let receipt = match demand.receipt {
            Some(receipt) => receipt,
            None => {
                // What came in before it was demanded counts from then on.
                let (amount, on) = (row.amount(), row.paid_on.max(demand.demanded_on));
                let receipt = Receipt { recovery: id, amount, on, bank_ref: Some(&row.bank_ref) };
                take_back(book, hand, &receipt)?.receipt
            }
        };
        Ok(Hit::Received(demand.at, receipt))
    }
}
