//! 认定的可能: what a line of the bank can be, and why it can't be something else.

use anyhow::Result;
use chrono::NaiveDate;

use super::bank::{Hit, Ours, in_spite};
use super::batch::refused;
use super::bounce::unused;
use super::demand::Demand;
use super::entry::{Entry, is_like};
use super::identify::{Identity, numbered};
use super::receive::{Receipt, take_back};
use super::standing::reference;
use crate::casework::desk::Hand;
use crate::casework::{Dossier, Misuse, Refusal, misuse};
use crate::intake::sheets::ReconcileRow;
use crate::model::Fen;
use crate::store::facts::{BankLine, BankMatch, Mispayment, Payment};
use crate::store::{Book, Stored};

/// One line that somebody identifies.
pub(super) struct Which<'a> {
    pub(super) ours: &'a Ours<'a>,
    pub(super) row: &'a ReconcileRow,
    pub(super) name: &'a str,
}

impl Which<'_> {
    /// What it can be on this day: the option, and what it means.
    pub(super) fn ways(&self, on: NaiveDate) -> Result<Vec<(String, String)>> {
        let mut ways = Vec::new();
        let given_up: Vec<_> = self.ours.given_up.iter().map(|(payment, _)| payment.id).collect();
        let meant = self.ours.line(self.row).map(|line| line.fact.payment_id);
        let could_be = |payment: &&Stored<Payment>| is_like(payment, self.row) || Some(payment.id) == meant;
        for id in self.ours.payments().filter(could_be).map(|payment| payment.id) {
            let (is_it, again) = match (self.row.is_returned(), given_up.contains(&id)) {
                (true, _) => (format!("是拨款 {id} 的退汇"), String::new()),
                (false, true) => (String::new(), format!("是已作废的拨款 {id}，仍被付出")),
                (false, false) => (
                    format!("就是拨款 {id}"),
                    format!("是拨款 {id} 以外的一笔：重复付款、付错，或审批以前付出"),
                ),
            };
            ways.push((Identity::Payment(id), format!("--payment {id}"), is_it));
            ways.push((Identity::Again(id), format!("--again {id}"), again));
        }
        for line in &self.ours.lines {
            let (id, turned) = (line.id, if line.is_turned(self.row) { "，方向写错" } else { "" });
            ways.push((Identity::Same(id), format!("--same {id}"), format!("是明细 {id} 的笔误{turned}")));
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

    pub(super) fn hit(&self, on: NaiveDate, identity: Identity) -> Result<Hit> {
        let (row, name) = (self.row, self.name);
        if row.paid_on > on && !matches!(identity, Identity::Same(_)) {
            let found = format!("{name}的日期晚于业务日期 {on}");
            return refused(found, "请银行更正后再核对；已另有正确一笔的：--same 明细编号");
        }
        match (identity, row.is_returned()) {
            (Identity::Payment(id), false) => self.paid(id),
            (Identity::Payment(id), true) => self.returned(id),
            (Identity::Again(id), false) => self.again(id),
            (Identity::Mispaid(id), true) => self.mispaid_back(id),
            (Identity::Same(id), _) => self.same(id),
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
        if is_like(payment, self.row) {
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
        let cure = match self.row.is_returned() {
            true => "账号、金额都相同的才是它的退汇：请核对是哪一笔的退回".to_owned(),
            false => format!("账号、金额都相同的才是同一笔；银行付错的：--again {}", payment.id),
        };
        refused(found, &cure)
    }

    fn paid(&self, id: i64) -> Result<Hit> {
        let (at, Entry { approved_on, out, back, .. }) = self.entry(id)?;
        let (name, day) = (self.name, self.row.paid_on);
        if day < *approved_on {
            let found = format!("{name}早于拨款 {id} 审批的 {approved_on}");
            return refused(
                found,
                &format!("审批以前付出的是误付：--again {id}；与本项目无关的：--not-ours"),
            );
        }
        if let Some(out) = out.as_ref().filter(|out| out.told) {
            let known = reference(out.bank_ref.as_deref());
            let found = format!("拨款 {id} 已由银行的另一笔核实（{}{known}）", out.on);
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

    /// The line that has right what this one has wrong.
    fn same(&self, id: i64) -> Result<Hit> {
        let right = numbered(self.ours, id)?;
        let this = self.ours.line(self.row).map(|line| (line.id, line.fact.payment_id));
        let Some((_, payment)) = this.filter(|(line, _)| *line != id) else {
            return misuse("笔误以另一笔明细为准，请写那一笔的编号".to_owned());
        };
        if right.is_turned(self.row) && !right.is_slip() {
            return Ok(Hit::Slip(payment, id));
        }
        if !right.is.as_ref().is_some_and(BankMatch::is_ours) || right.fact.direction != self.row.direction()
        {
            let found = format!("{}还没有认定，或者方向不同", right.name());
            return refused(found, "请先认定正确的那一笔，再认定笔误");
        }
        let BankLine { bank_account, amount_fen, moved_on, bank_ref, payment_id, .. } = &right.fact;
        let case = |id: i64| self.ours.payment(id).map(|payment| payment.fact.case_id);
        let same = [
            *bank_account == self.row.account,
            *amount_fen == self.row.amount(),
            *moved_on == self.row.paid_on,
        ];
        let is_alike = *bank_ref == self.row.bank_ref || same.iter().filter(|same| **same).count() == 3;
        if case(*payment_id) != case(payment) || !is_alike {
            let found = format!("{}与{}流水号不同，日期、账号、金额也不全相同", self.name, right.name());
            return refused(found, "笔误与正确的一笔流水号相同，或者只有流水号不同：请核对编号");
        }
        Ok(Hit::Slip(payment, id))
    }

    fn again(&self, id: i64) -> Result<Hit> {
        let Some(payment) = self.ours.payment(id) else {
            return misuse(format!("没有编号为 {id} 的已审批拨款。拨款编号见 studiogrant disburse list"));
        };
        let entry = self.ours.entries.iter().find(|entry| entry.payment.id == id);
        let what = match entry {
            None => in_spite(payment),
            Some(_) if !is_like(payment, self.row) => {
                let Payment { bank_account, amount_fen, .. } = &payment.fact;
                if *bank_account != self.row.account && *amount_fen != self.row.amount() {
                    self.alike(payment)?;
                }
                let ours = bank_account.masked();
                format!("拨款 {id} 应付 {amount_fen} 元到账号 {ours}，银行付错，请向银行核实并退回")
            }
            Some(entry) if self.row.paid_on < entry.approved_on => {
                format!("拨款 {id} 审批（{}）以前付出，请向银行核实并退回", entry.approved_on)
            }
            Some(entry) if entry.awaits() => {
                let found = format!("拨款 {id} 还没有登记付款，谈不上又一笔");
                return refused(found, &format!("就是它的：--payment {id}"));
            }
            Some(_) => format!("拨款 {id} 以外的又一笔：重复付款，请向银行核实并退回"),
        };
        if self.row.amount() == Fen::ZERO {
            return refused(format!("{}金额是 0", self.name), "没有付出的不用登记：--not-ours");
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
                let known = reference(back.bank_ref.as_deref());
                let found = format!("拨款 {id} 的退汇已由银行的另一笔核实（{}{known}）", back.on);
                return refused(found, "请核对是哪一笔的退回");
            }
            return Ok(Hit::Back(at));
        }
        self.not_registered(out.as_ref().map(|out| out.on))?;
        let stray = self.ours.mispaid.iter().find(|stray| stray.is_for(self.row) && stray.one.is_out(day));
        if let Some(stray) = stray {
            let (one, paid_on) = (stray.one.id, stray.one.fact.paid_on);
            let found = format!("同一账号、同一金额还有误付 {one}（{paid_on}）没有退回，退回的先算误付");
            return refused(found, &format!("请认定为误付退回：--mispaid {one}"));
        }
        if let Some(line) = self.ours.unexplained(self.row) {
            return refused(line.comes_first(), &line.how());
        }
        let dossier = Dossier::by_id(self.ours.store, payment.fact.case_id)?;
        if out.is_some() {
            unused(self.ours.store, &dossier, payment, Some(&self.row.bank_ref))?;
        }
        Ok(Hit::Back(at))
    }

    /// Refuses another return where one is registered that no list told of yet: a line is that first, or one return would
    /// count twice.
    fn not_registered(&self, out_on: Option<NaiveDate>) -> Result<()> {
        let Some(booked) = self.ours.registered(self.row, out_on)? else { return Ok(()) };
        let cure = format!("这一行先算它：{}；另有一笔退回的，随它自己的明细登记", booked.option);
        refused(format!("{}：{}", self.name, booked.perhaps()), &cure)
    }

    fn mispaid_back(&self, id: i64) -> Result<Hit> {
        let Some(at) = self.ours.mispaid.iter().position(|stray| stray.one.id == id) else {
            return misuse(format!("没有编号为 {id} 的误付。没有退回的误付见 studiogrant status"));
        };
        let stray = &self.ours.mispaid[at];
        if !stray.is_for(self.row) {
            let Mispayment { bank_account, amount_fen, .. } = &stray.one.fact;
            let found = format!(
                "{}：银行 {} 元、账号 {}，误付 {id} 是 {amount_fen} 元、账号 {}",
                self.name,
                self.row.amount(),
                self.row.account.masked(),
                bank_account.masked()
            );
            return refused(found, "账号、金额都相同的才是同一笔：请核对是哪一笔的退回");
        }
        let paid_on = stray.one.fact.paid_on;
        if self.row.paid_on < paid_on {
            let found = format!("{}早于误付 {id} 付出的 {paid_on}", self.name);
            return refused(found, "请核对是哪一笔的退回");
        }
        if let Some(back) = stray.back.as_ref().filter(|back| back.told) {
            let known = reference(back.bank_ref.as_deref());
            let found = format!("误付 {id} 的退回已由银行的另一笔核实（{}{known}）", back.on);
            return refused(found, "请核对是哪一笔的退回");
        }
        if stray.back.is_none() {
            self.not_registered(Some(paid_on))?;
        }
        Ok(Hit::MispaidBack(at))
    }

    pub(super) fn received(&self, book: &mut Book<'_>, hand: &Hand, id: i64) -> Result<Hit> {
        let (row, name) = (self.row, self.name);
        let Some(demand) = demands(self.ours, row)?.into_iter().find(|demand| demand.id == id) else {
            let found = format!("{name}的 {} 元不能是追回 {id} 的收回", row.amount());
            return refused(found, "请核对追回的编号和还没有收回的数额：studiogrant show 案件");
        };
        let receipt = match demand.receipt_of(row.amount()) {
            Some(receipt) => receipt.id,
            None => {
                self.not_registered(None)?;
                hand.not_before(demand.demanded_on, "追回")?;
                let (amount, on) = (row.amount(), row.paid_on);
                let receipt =
                    Receipt { recovery: id, amount, on, bank_ref: Some(&row.bank_ref), is_listed: true };
                take_back(book, &receipt)?.receipt
            }
        };
        Ok(Hit::Received(demand.at, receipt))
    }
}

/// The demands that a row may have brought in.
fn demands(ours: &Ours<'_>, row: &ReconcileRow) -> Result<Vec<Demand>> {
    let mut demands = ours.demands(row)?;
    let amount = row.amount();
    demands.retain(|demand| demand.receipt_of(amount).is_some() || demand.open >= amount);
    Ok(demands)
}
