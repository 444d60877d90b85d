//! 资助资金: owed, under way, paid, returned, still to be drawn up, too much, demanded back; and what is left of the budget.

use anyhow::Result;

use super::cycle::Course;
use super::{RoundFile, drawn, plain, share, yuan};
use crate::casework::disburse::Owed;
use crate::casework::entitlement::taken_off;
use crate::model::acts::GrantKind;
use crate::model::chart::{Chapter, Chart, Exhibit};
use crate::model::{Datum, Fen, Table};

const NOTHING: &str = "还没有发文公布的项目，没有应拨的资金。";

/// 资金合计: the money of some entitlements together.
#[derive(Debug, Default)]
pub(super) struct Sums {
    count: i64,
    standard: Fen,
    deducted: Fen,
    decided: Fen,
    lapsed: Fen,
    pub(super) owed: Fen,
    under_way: Fen,
    pub(super) paid: Fen,
    given_back: Fen,
    remaining: Fen,
    excess: Fen,
    returned: Fen,
    demanded: Fen,
    pub(super) recovered: Fen,
}

impl Sums {
    /// Of all entitlements of these studios.
    pub(super) fn of(courses: &[Course]) -> Result<Self> {
        Self::sum(courses.iter().flat_map(|course| &course.owed))
    }

    /// 要求追回，尚未收回.
    pub(super) fn open(&self) -> Result<Fen> {
        Ok(self.demanded.minus(self.recovered)?)
    }

    pub(super) fn sum<'o>(these: impl Iterator<Item = &'o Owed>) -> Result<Self> {
        let mut sums = Self::default();
        for one in these {
            sums.count += 1;
            for (sum, more) in [
                (&mut sums.standard, one.decided.standard_fen),
                (&mut sums.deducted, taken_off(&one.decided)?),
                (&mut sums.decided, one.decided.amount_fen),
                (&mut sums.lapsed, one.lapsed),
                (&mut sums.owed, one.owed),
                (&mut sums.under_way, one.under_way()?),
                (&mut sums.paid, one.paid),
                (&mut sums.given_back, one.given_back),
                (&mut sums.remaining, one.remaining),
                (&mut sums.excess, one.excess),
                (&mut sums.returned, one.returned),
                (&mut sums.demanded, one.demanded),
                (&mut sums.recovered, one.recovered),
            ] {
                *sum = sum.plus(more)?;
            }
        }
        Ok(sums)
    }

    /// What of the budget is gone: what is paid, less what was too much and came back.
    fn used(&self) -> Result<Fen> {
        Ok(self.paid.minus(self.given_back)?)
    }
}

/// The money of a round.
pub(super) fn chapter(round: &RoundFile, courses: &[Course], sums: &Sums) -> Result<Chapter> {
    let mut exhibits = vec![movements(sums)?, by_kind(courses, sums)?];
    let mut says = vec![
        "退汇、追回各自列明，不与已付相抵：退汇的款项不算已付，重新拨付的算；追回的仍算已付，另列收回。"
            .to_owned(),
        "应拨是核定的减去不再拨付的，也就是在办＋已付－收回多拨＋未拨－多拨。".to_owned(),
    ];
    match round.round.budget_fen {
        None => says.push("本轮没有列预算。".to_owned()),
        Some(budget) => {
            let used = sums.used()?.plus(sums.under_way)?;
            let percent = share(used.fen(), budget.fen());
            let percent =
                if percent == Datum::Empty { String::new() } else { format!("（{}%）", percent.show()) };
            let less = if sums.given_back > Fen::ZERO { "，收回的多拨已扣除" } else { "" };
            says.push(format!("预算 {}，已付和在办共 {}{percent}{less}。", yuan(budget), yuan(used)));
            exhibits.push(of_budget(budget, sums)?);
        }
    }
    Ok(Chapter { title: "资助资金", says, exhibits })
}

/// Every kind of movement, one a row.
fn movements(sums: &Sums) -> Result<Exhibit> {
    let mut table = Table::new("money", "资金情况", &[("item", "项目"), ("amount", "金额（元）")]);
    if sums.count > 0 {
        for (item, amount) in [
            ("应拨", sums.owed),
            ("在办", sums.under_way),
            ("已付", sums.paid),
            ("收回多拨", sums.given_back),
            ("未拨", sums.remaining),
            ("多拨", sums.excess),
            ("不再拨付", sums.lapsed),
            ("退汇", sums.returned),
            ("要求追回", sums.demanded),
            ("追回已收", sums.recovered),
            ("追回待收", sums.open()?),
        ] {
            table.push(vec![item.into(), amount.into()]);
        }
    }
    Ok(drawn(table, Chart::Bars { label: 0, value: 1, mark: None }, NOTHING))
}

fn by_kind(courses: &[Course], whole: &Sums) -> Result<Exhibit> {
    let columns = [
        ("kind", "资金类别"),
        ("count", "项数"),
        ("standard", "标准"),
        ("deducted", "同类扣减"),
        ("entitlement", "核定额"),
        ("lapsed", "不再拨付"),
        ("owed", "应拨额"),
        ("planned", "在办"),
        ("paid", "已付"),
        ("returned", "退汇"),
    ];
    let row = |head: Datum, sums: &Sums| {
        let Sums { standard, deducted, decided, lapsed, owed, under_way, paid, returned, .. } = *sums;
        let amounts = [standard, deducted, decided, lapsed, owed, under_way, paid, returned];
        [&[head, sums.count.into()][..], &amounts.map(Datum::from)].concat()
    };
    let mut table = Table::new("money_by_kind", "分资金类别（元）", &columns);
    for kind in GrantKind::ALL {
        let owed = courses.iter().flat_map(|course| &course.owed);
        let sums = Sums::sum(owed.filter(|one| one.decided.kind == *kind))?;
        if sums.count > 0 {
            table.push(row(Datum::Term { code: kind.code(), term: kind.term() }, &sums));
        }
    }
    if !table.rows.is_empty() {
        table.totals = Some(row("合计".into(), whole));
    }
    Ok(plain(table, NOTHING))
}

/// What the budget went to. A budget that is overdrawn by what is owed shows a rest below zero.
fn of_budget(budget: Fen, sums: &Sums) -> Result<Exhibit> {
    let columns = [
        ("item", "项目"),
        ("budget", "预算"),
        ("used", "已付（扣除收回多拨）"),
        ("planned", "在办"),
        ("remaining", "未拨"),
        ("free", "预算结余"),
    ];
    let mut table = Table::new("budget", "预算使用（元）", &columns);
    let (used, under_way) = (sums.used()?, sums.under_way);
    let free = budget.minus(used)?.minus(under_way)?.minus(sums.remaining)?;
    let amounts = [budget, used, under_way, sums.remaining, free].map(Datum::from);
    table.push([&["本轮预算".into()][..], &amounts].concat());
    Ok(drawn(table, Chart::Stacked { label: 0, parts: vec![2, 3, 4, 5] }, NOTHING))
}
