//! 预算: what a round has, what it owes, and how much of that is on its way, paid, or back.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::Datelike;

use super::mispaid::mispaid_out;
use super::owed::{Owed, owed};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report, not_met};
use crate::measure::Finding;
use crate::model::{Datum, Fen, Table};
use crate::store::Store;
use crate::store::facts::{Payment, PaymentConfirmation, PaymentReturn, Recovery, RecoveryReceipt, Round};
use crate::store::views::CaseLine;

crate::terms! {
    /// 预算口径: what the budget is listed by
    pub enum Per {
        Year = "by_year", "年度";
        Town = "by_town", "街镇", ["属地"];
        Studio = "by_case", "工作室", ["案件", "单位"];
        Paid = "by_calendar_year", "付款年份";
    }
}

crate::terms! {
    /// 金额口径: what is counted of a case, a town or a round
    enum Amount {
        Owed = "owed", "应拨";
        Planned = "planned", "已编未批";
        Approved = "approved", "已批未付";
        Paid = "paid", "已付";
        GivenBack = "given_back", "收回多拨";
        Remaining = "remaining", "未拨";
        Excess = "excess", "多拨";
        Lapsed = "lapsed", "不再拨付";
        Returned = "returned", "退汇";
        Recovered = "recovered", "共收回";
        Mispaid = "mispaid", "误付未退";
    }
}

impl Amount {
    /// It, of one kind of grant of a case; of what was paid by mistake, an entitlement knows nothing.
    fn of(self, one: &Owed) -> Fen {
        match self {
            Self::Owed => one.owed,
            Self::Planned => one.planned,
            Self::Approved => one.approved,
            Self::Paid => one.paid,
            Self::GivenBack => one.given_back,
            Self::Remaining => one.remaining,
            Self::Excess => one.excess,
            Self::Lapsed => one.lapsed,
            Self::Returned => one.returned,
            Self::Recovered => one.recovered,
            Self::Mispaid => Fen::ZERO,
        }
    }
}

/// The amounts of a case, a town or a round, in the order of [`Amount::ALL`].
#[derive(Clone, Copy, Default)]
struct Amounts([Fen; Amount::ALL.len()]);

impl Amounts {
    fn get(&self, amount: Amount) -> Fen {
        self.0[amount as usize]
    }

    fn put(&mut self, amount: Amount, more: Fen) -> Result<()> {
        let sum = &mut self.0[amount as usize];
        *sum = sum.plus(more)?;
        Ok(())
    }

    fn add(&mut self, more: &Self) -> Result<()> {
        Amount::ALL.iter().try_for_each(|amount| self.put(*amount, more.get(*amount)))
    }

    /// What stands against a budget: what is owed, and what was paid beyond it.
    fn bound(&self) -> Result<Fen> {
        Ok(self.get(Amount::Owed).plus(self.get(Amount::Excess))?)
    }

    fn data(&self) -> impl Iterator<Item = Datum> {
        self.0.into_iter().map(Datum::from)
    }
}

/// What every amount means, for whoever reads the list.
const MEANING: &str = "应拨＝已编未批＋已批未付＋已付－收回多拨＋未拨－多拨；已付不含退汇和误付，收回的不冲抵已付；不再拨付的（结项、届中考核最终不合格）不计入应拨";

/// The budget of every round, or of one, against what is owed and paid: by year, by town, by studio, and by the
/// calendar year in which money moved; or one of these lists alone.
///
/// # Errors
/// There is no such round, or the case file can't be read.
pub fn budget(desk: &Desk, year: Option<i64>, per: Option<Per>) -> Result<Report> {
    let store = &desk.store;
    let rounds: Vec<_> = match year {
        Some(year) => vec![RoundFile::load(store, Some(year))?.round],
        None => store.all::<Round>()?.into_iter().map(|round| round.fact).collect(),
    };
    let mut budgets =
        BTreeMap::from_iter(rounds.iter().map(|round| (round.year, (round.budget_fen, Amounts::default()))));
    let mut towns: BTreeMap<(i64, String), (i64, Amounts)> = BTreeMap::new();
    let mut cash = BTreeMap::new();
    let mut cases = Table::new(
        "by_case",
        "各工作室",
        &columns(&[("case", "案件"), ("unit_name", "单位"), ("town", "属地")]),
    )
    .led_by("unit_name");
    for line in store.awarded()? {
        let Some((_, of_year)) = budgets.get_mut(&line.year) else { continue };
        let amounts = amounts(store, &line)?;
        of_year.add(&amounts)?;
        let town = towns.entry((line.year, line.town.clone())).or_default();
        town.0 += 1;
        town.1.add(&amounts)?;
        moved(store, &line, &mut cash)?;
        let no = crate::model::case_no::CaseNo { year: line.year, serial: line.serial }.to_string();
        let head = [no.into(), line.unit_name.as_str().into(), line.town.as_str().into()];
        cases.push(head.into_iter().chain(amounts.data()).collect());
    }
    let mut whole = Amounts::default();
    for (_, amounts) in budgets.values() {
        whole.add(amounts)?;
    }
    cases.totals = Some(foot(3, &whole));
    let mut tables = vec![by_year(&budgets, &whole)?, by_town(towns, &whole)];
    tables.push(cases);
    tables.push(by_calendar(&cash)?);
    if let Some(per) = per {
        tables.retain(|table| table.key == per.code());
    }
    let report = Report { tables, ..Report::default() };
    let report = Amount::ALL
        .iter()
        .fold(report, |report, amount| report.with(amount.code(), whole.get(*amount).plain()));
    Ok(report.also(MEANING))
}

/// What a case is owed and what became of it, both kinds of grant together.
fn amounts(store: &Store, line: &CaseLine) -> Result<Amounts> {
    let mut sum = Amounts::default();
    for (_, out) in mispaid_out(store, line.case_id)? {
        sum.put(Amount::Mispaid, out)?;
    }
    for one in owed(store, line.case_id, line.stage)? {
        Amount::ALL.iter().try_for_each(|amount| sum.put(*amount, amount.of(&one)))?;
    }
    Ok(sum)
}

/// What a round still owes in all, and what was paid beyond it: what its budget must bear.
pub(in crate::casework) fn committed(store: &Store, round_id: i64) -> Result<Fen> {
    let mut sum = Fen::ZERO;
    for line in store.awarded()?.iter().filter(|line| line.round_id == round_id) {
        sum = sum.plus(amounts(store, line)?.bound()?)?;
    }
    Ok(sum)
}

/// A round that owes more than its budget bears (A9-1c), to be kept in mind.
pub(in crate::casework) fn beyond_budget(store: &Store, round: &RoundFile) -> Result<Option<Finding>> {
    let Some(budget) = round.round.budget_fen else { return Ok(None) };
    let committed = committed(store, round.id)?;
    let short = committed.minus(budget)?;
    if short <= Fen::ZERO {
        return Ok(None);
    }
    let found = format!("本轮应拨 {committed} 元，超过预算 {budget} 元，差 {short} 元");
    let adjust = round.command("round budget");
    let cure = format!("超过的部分拨不出，请落实预算：{adjust} --to 金额 --document 文件 --reason 理由");
    let finding = not_met("A9-1c", found, cure);
    Ok(finding.map(Finding::reminder))
}

/// What moved in each calendar year: paid, returned, received back.
fn moved(store: &Store, line: &CaseLine, cash: &mut BTreeMap<(i32, i64), [Fen; 3]>) -> Result<()> {
    let mut put = |on: chrono::NaiveDate, which: usize, amount: Fen| -> Result<()> {
        let sums = cash.entry((on.year(), line.year)).or_default();
        if let Some(sum) = sums.get_mut(which) {
            *sum = sum.plus(amount)?;
        }
        Ok(())
    };
    for payment in store.by::<Payment>("case_id", line.case_id)? {
        let amount = payment.fact.amount_fen;
        if let Some(paid) = store.newest::<PaymentConfirmation>("payment_id", payment.id)? {
            put(paid.fact.paid_on, 0, amount)?;
        }
        if let Some(back) = store.newest::<PaymentReturn>("payment_id", payment.id)? {
            put(back.fact.returned_on, 1, amount)?;
        }
    }
    for recovery in store.by::<Recovery>("case_id", line.case_id)? {
        for receipt in store.by::<RecoveryReceipt>("recovery_id", recovery.id)? {
            put(receipt.fact.received_on, 2, receipt.fact.amount_fen)?;
        }
    }
    Ok(())
}

fn columns(head: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let amounts = Amount::ALL.iter().map(|amount| (amount.code(), amount.term()));
    head.iter().copied().chain(amounts).collect()
}

/// The totals beneath so many columns of text.
fn foot(texts: usize, sum: &Amounts) -> Vec<Datum> {
    let mut foot = vec![Datum::Empty; texts];
    foot[0] = "合计".into();
    foot.extend(sum.data());
    foot
}

fn by_year(budgets: &BTreeMap<i64, (Option<Fen>, Amounts)>, whole: &Amounts) -> Result<Table> {
    let head = columns(&[("year", "年度"), ("budget", "预算")]);
    let mut table = Table::new("by_year", "各年度预算执行", &[&head[..], &[("free", "预算结余")]].concat());
    let mut sum = Fen::ZERO;
    for (year, (budget, amounts)) in budgets {
        let bound = amounts.bound()?;
        let free = budget.map(|budget| budget.minus(bound)).transpose()?;
        sum = sum.plus(budget.unwrap_or(Fen::ZERO))?;
        let head = [(*year).into(), (*budget).into()];
        table.push(head.into_iter().chain(amounts.data()).chain([free.into()]).collect());
    }
    let mut totals = foot(2, whole);
    totals[1] = sum.into();
    totals.push(match budgets.values().all(|(budget, _)| budget.is_some()) {
        true => sum.minus(whole.bound()?)?.into(),
        false => Datum::Empty,
    });
    table.totals = Some(totals);
    Ok(table)
}

fn by_town(towns: BTreeMap<(i64, String), (i64, Amounts)>, whole: &Amounts) -> Table {
    let head = columns(&[("year", "年度"), ("town", "属地"), ("studios", "工作室")]);
    let mut table = Table::new("by_town", "各街镇", &head).led_by("town");
    let mut studios = 0;
    for ((year, town), (count, amounts)) in towns {
        studios += count;
        let head = [year.into(), town.into(), count.into()];
        table.push(head.into_iter().chain(amounts.data()).collect());
    }
    let mut totals = foot(3, whole);
    totals[2] = studios.into();
    table.totals = Some(totals);
    table
}

/// By the year in which money moved, for the yearly accounts.
fn by_calendar(cash: &BTreeMap<(i32, i64), [Fen; 3]>) -> Result<Table> {
    let columns = [
        ("calendar_year", "付款年份"),
        ("year", "申报年度"),
        ("paid", "付出"),
        ("returned", "退汇"),
        ("recovered", "收回"),
        ("net", "净支出"),
    ];
    let mut table = Table::new("by_calendar_year", "按付款年份", &columns);
    let mut sums = [Fen::ZERO; 4];
    for ((calendar, year), [paid, returned, recovered]) in cash {
        let row = [*paid, *returned, *recovered, paid.minus(*returned)?.minus(*recovered)?];
        for (sum, amount) in sums.iter_mut().zip(row) {
            *sum = sum.plus(amount)?;
        }
        let head = [i64::from(*calendar).into(), (*year).into()];
        table.push([&head[..], &row.map(Datum::from)[..]].concat());
    }
    let mut totals = vec!["合计".into(), Datum::Empty];
    totals.extend(sums.map(Datum::from));
    table.totals = Some(totals);
    Ok(table)
}
