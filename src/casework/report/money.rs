//! 资助资金: entitled, under way, paid, returned, due, demanded back; and what is left of the budget.

use anyhow::Result;

use super::{RoundFile, drawn, plain, share, yuan};
use crate::casework::disburse;
use crate::model::chart::{Chapter, Chart, Exhibit};
use crate::model::{Datum, Fen, Table};
use crate::store::Store;
use crate::store::views::{MoneyLine, RecoveryLine};

const NOTHING: &str = "还没有发文公布的项目，没有应拨的资金。";

/// 资金合计: the money of a round.
pub(super) struct Sums {
    /// Each kind, with what of it lapsed.
    kinds: Vec<(MoneyLine, Fen)>,
    recovery: RecoveryLine,
    pub(super) entitled: Fen,
    planned: Fen,
    pub(super) paid: Fen,
    returned: Fen,
    lapsed: Fen,
    /// What is still to be planned.
    due: Fen,
}

impl Sums {
    pub(super) fn load(store: &Store, round: &RoundFile) -> Result<Self> {
        let mut kinds = Vec::new();
        for line in store.money_of_round(round.id)? {
            let lapsed = disburse::lapsed_of_round(store, round.id, line.kind)?;
            kinds.push((line, lapsed));
        }
        let sum = |of: fn(&MoneyLine) -> Fen| Fen::sum(kinds.iter().map(|(line, _)| of(line)));
        let (entitled, planned, paid) =
            (sum(|line| line.entitled_fen)?, sum(|line| line.planned_fen)?, sum(|line| line.paid_fen)?);
        let returned = sum(|line| line.returned_fen)?;
        let lapsed = Fen::sum(kinds.iter().map(|(_, lapsed)| *lapsed))?;
        let due = entitled.minus(planned)?.minus(paid)?.minus(lapsed)?;
        let recovery = store.recoveries_of_round(round.id)?;
        Ok(Self { kinds, recovery, entitled, planned, paid, returned, lapsed, due })
    }
}

/// The money of a round.
pub(super) fn chapter(round: &RoundFile, sums: &Sums) -> Result<Chapter> {
    let mut exhibits = vec![movements(sums)?, by_kind(sums)?];
    let mut says = vec![
        "退汇、追回各自列明，不与已付相抵：退汇的款项不算已付，重新拨付的算；追回的仍算已付，另列收回。"
            .to_owned(),
    ];
    match round.round.budget_fen {
        None => says.push("本轮没有列预算。".to_owned()),
        Some(budget) => {
            let used = sums.paid.plus(sums.planned)?;
            let percent = share(used.fen(), budget.fen());
            let percent =
                if percent == Datum::Empty { String::new() } else { format!("（{}%）", percent.show()) };
            says.push(format!("预算 {}，已付和在办共 {}{percent}。", yuan(budget), yuan(used)));
            exhibits.push(of_budget(budget, sums)?);
        }
    }
    Ok(Chapter { title: "资助资金", says, exhibits })
}

/// Every kind of movement, one a row.
fn movements(sums: &Sums) -> Result<Exhibit> {
    let mut table = Table::new("money", "资金情况", &[("item", "项目"), ("amount", "金额（元）")]);
    let RecoveryLine { demanded_fen, received_fen, .. } = sums.recovery;
    if !sums.kinds.is_empty() {
        for (item, amount) in [
            ("应拨", sums.entitled),
            ("在办", sums.planned),
            ("已付", sums.paid),
            ("未拨", sums.due),
            ("不再拨付", sums.lapsed),
            ("退汇", sums.returned),
            ("要求追回", demanded_fen),
            ("追回已收", received_fen),
            ("追回待收", demanded_fen.minus(received_fen)?),
        ] {
            table.push(vec![item.into(), amount.into()]);
        }
    }
    Ok(drawn(table, Chart::Bars { label: 0, value: 1, mark: None }, NOTHING))
}

fn by_kind(sums: &Sums) -> Result<Exhibit> {
    let columns = [
        ("kind", "资金类别"),
        ("count", "项数"),
        ("standard", "标准"),
        ("deducted", "同类扣减"),
        ("entitlement", "应拨额"),
        ("planned", "在办"),
        ("paid", "已付"),
        ("returned", "退汇"),
        ("lapsed", "不再拨付"),
    ];
    let mut table = Table::new("money_by_kind", "分资金类别（元）", &columns);
    let (mut count, mut totals) = (0, [Fen::ZERO; 7]);
    for (line, lapsed) in &sums.kinds {
        let amounts = [
            line.standard_fen,
            line.deducted_fen,
            line.entitled_fen,
            line.planned_fen,
            line.paid_fen,
            line.returned_fen,
            *lapsed,
        ];
        count += line.count;
        for (total, amount) in totals.iter_mut().zip(amounts) {
            *total = total.plus(amount)?;
        }
        let kind = Datum::Term { code: line.kind.code(), term: line.kind.term() };
        table.push([&[kind, line.count.into()][..], &amounts.map(Datum::from)].concat());
    }
    if !table.rows.is_empty() {
        table.totals = Some([&["合计".into(), count.into()][..], &totals.map(Datum::from)].concat());
    }
    Ok(plain(table, NOTHING))
}

/// What the budget went to. A budget that is overdrawn by what is entitled shows a rest below zero.
fn of_budget(budget: Fen, sums: &Sums) -> Result<Exhibit> {
    let columns = [
        ("item", "项目"),
        ("budget", "预算"),
        ("paid", "已付"),
        ("planned", "在办"),
        ("due", "未拨"),
        ("left", "预算余额"),
    ];
    let mut table = Table::new("budget", "预算使用（元）", &columns);
    let left = budget.minus(sums.paid)?.minus(sums.planned)?.minus(sums.due)?;
    let amounts = [budget, sums.paid, sums.planned, sums.due, left].map(Datum::from);
    table.push([&["本轮预算".into()][..], &amounts].concat());
    Ok(drawn(table, Chart::Stacked { label: 0, parts: vec![2, 3, 4, 5] }, NOTHING))
}
