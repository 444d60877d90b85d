//! 拨付情况: entitlement by entitlement, and what became of each.

use anyhow::Result;

use super::explain::{COLUMNS, lines};
use super::owed::{Owed, owed};
use crate::casework::dossier::RoundFile;
use crate::casework::entitlement::taken_off;
use crate::casework::{Desk, Dossier, Report};
use crate::model::acts::GrantKind;
use crate::model::{Datum, Fen, Table};
use crate::store::facts::Entitlement;

/// How each entitlement of a round came about, line by line.
///
/// # Errors
/// There is no such round, or the case file can't be read.
pub fn explain(desk: &Desk, year: Option<i64>) -> Result<Report> {
    let round = RoundFile::load(&desk.store, year)?;
    let columns = [&[("case", "案件"), ("unit_name", "申报单位")][..], &COLUMNS].concat();
    let title = format!("{} 年度应拨额的来历（元）", round.round.year);
    let mut table = Table::new("lines", title, &columns).led_by("kind");
    for line in desk.store.cases_of_round(round.id)? {
        let dossier = Dossier::by_id(&desk.store, line.case_id)?;
        let head = [dossier.no.to_string().into(), line.unit_name.as_str().into()];
        table.rows.extend(lines(&desk.store, &dossier)?.into_iter().map(|row| [&head[..], &row].concat()));
    }
    Ok(Report::list(table).with("year", round.round.year))
}

/// Entitlements of a round with what became of each; only those with something left to pay, if `due`.
///
/// # Errors
/// There is no such round, or the case file can't be read.
pub fn list(desk: &Desk, year: Option<i64>, due: bool) -> Result<Report> {
    let round = RoundFile::load(&desk.store, year)?;
    let columns = [
        ("case", "案件"),
        ("unit_name", "申报单位"),
        ("kind", "资金类别"),
        ("clause", "依据"),
        ("standard", "标准"),
        ("deducted", "同类扣减"),
        ("entitlement", "核定额"),
        ("lapsed", "不再拨付"),
        ("owed", "应拨额"),
        ("planned", "在办"),
        ("paid", "已付"),
        ("given_back", "收回多拨"),
        ("remaining", "未拨"),
        ("excess", "多拨"),
        ("returned", "退汇"),
        ("payments", "拨款编号"),
    ];
    let title = format!("{} 年度{}", round.round.year, if due { "未拨足的资助" } else { "资助拨付情况" });
    let mut table = Table::new("entitlements", title, &columns).led_by("kind");
    let mut totals = [Fen::ZERO; 11];
    for line in desk.store.cases_of_round(round.id)? {
        for one in owed(&desk.store, line.case_id, line.stage)? {
            if due && one.remaining == Fen::ZERO {
                continue;
            }
            let amounts = amounts(&one)?;
            for (total, amount) in totals.iter_mut().zip(amounts) {
                *total = total.plus(amount)?;
            }
            let kind = one.decided.kind;
            let head = [
                round.case_no(line.serial).to_string().into(),
                line.unit_name.as_str().into(),
                Datum::Term { code: kind.code(), term: kind.term() },
                clause(&one).into(),
            ];
            let numbers: Vec<_> = one.payments.iter().map(i64::to_string).collect();
            let numbers = [numbers.join("、").into()];
            table.push([&head[..], &amounts.map(Datum::from)[..], &numbers].concat());
        }
    }
    let mut foot = vec![Datum::Empty; columns.len()];
    foot[0] = "合计".into();
    for (cell, total) in foot[4..15].iter_mut().zip(totals) {
        *cell = total.into();
    }
    table.totals = Some(foot);
    Ok(Report::list(table)
        .with("year", round.round.year)
        .also("应拨额＝核定额－不再拨付＝在办＋已付－收回多拨＋未拨－多拨；已付不含退汇")
        .next(format!(
            "每个数的来历：{}；预算执行：{}",
            round.command("disburse list --explain"),
            round.command("disburse budget")
        )))
}

/// Standard, taken off, decided, lapsed, owed, under way, paid, of it too much and given back, left, too much, returned.
fn amounts(one: &Owed) -> Result<[Fen; 11]> {
    let Owed { lapsed, owed, paid, given_back, remaining, excess, returned, .. } = *one;
    let Entitlement { standard_fen, amount_fen, .. } = one.decided;
    let under_way = one.under_way()?;
    Ok([
        standard_fen,
        taken_off(&one.decided)?,
        amount_fen,
        lapsed,
        owed,
        under_way,
        paid,
        given_back,
        remaining,
        excess,
        returned,
    ])
}

fn clause(one: &Owed) -> &'static str {
    match (one.decided.kind, one.decided.deducted_fen > Fen::ZERO) {
        (GrantKind::District, false) => "四(一)",
        (GrantKind::District, true) => "四(一)、九2",
        (GrantKind::Municipal, _) => "四(三)",
    }
}
