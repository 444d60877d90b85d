//! 拨付情况: entitlement by entitlement, and what became of each.

use anyhow::Result;

use super::entitled::{current, given_back};
use super::explain::{COLUMNS, lines};
use super::lapse::lapsed;
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Dossier, Report};
use crate::model::acts::GrantKind;
use crate::model::{Datum, Fen, Table};
use crate::store::facts::{Payment, PaymentReturn};
use crate::store::{Store, views::CaseLine};

/// How each entitlement of a round came about, line by line.
///
/// # Errors
/// There is no such round, or the case file can't be read.
pub fn explain(desk: &Desk, year: Option<i64>) -> Result<Report> {
    let round = RoundFile::load(&desk.store, year)?;
    let columns = [&[("case", "案件"), ("unit_name", "申报单位")][..], &COLUMNS].concat();
    let title = format!("{} 年度应拨额的来历（元）", round.round.year);
    let mut table = Table::new("lines", title, &columns);
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
        ("entitlement", "应拨额"),
        ("planned", "在办"),
        ("paid", "已付"),
        ("given_back", "收回多拨"),
        ("remaining", "未拨"),
        ("excess", "多拨"),
        ("lapsed", "不再拨付"),
        ("returned", "退汇"),
        ("payments", "拨款编号"),
    ];
    let title = format!("{} 年度{}", round.round.year, if due { "未拨足的资助" } else { "资助拨付情况" });
    let mut table = Table::new("entitlements", title, &columns);
    let mut totals = [Fen::ZERO; 8];
    for line in desk.store.cases_of_round(round.id)? {
        for kind in GrantKind::ALL {
            let Some(row) = entitlement(&desk.store, &line, *kind)? else { continue };
            if due && row.money[4] <= Fen::ZERO {
                continue;
            }
            for (total, amount) in totals.iter_mut().zip(row.money) {
                *total = total.plus(amount)?;
            }
            let head = [
                round.case_no(line.serial).to_string().into(),
                line.unit_name.as_str().into(),
                Datum::Term { code: kind.code(), term: kind.term() },
                row.clause.into(),
                row.standard.into(),
                row.deducted.into(),
            ];
            let money = row.money.map(Datum::from);
            table.push([&head[..], &money[..], &[row.payments.into()]].concat());
        }
    }
    let mut foot = vec![Datum::Empty; columns.len()];
    foot[0] = "合计".into();
    for (cell, total) in foot[6..14].iter_mut().zip(totals) {
        *cell = total.into();
    }
    table.totals = Some(foot);
    Ok(Report::list(table)
        .with("year", round.round.year)
        .also("应拨额＝在办＋已付－收回多拨＋未拨－多拨＋不再拨付；已付不含退汇")
        .next(format!(
            "每个数的来历：{}；预算执行：{}",
            round.command("disburse list --explain"),
            round.command("disburse budget")
        )))
}

/// One entitlement and its money: entitled, under way, paid, of it too much and given back, left, too much, lapsed,
/// returned.
struct Row {
    clause: &'static str,
    standard: Fen,
    deducted: Fen,
    money: [Fen; 8],
    payments: String,
}

fn entitlement(store: &Store, line: &CaseLine, kind: GrantKind) -> Result<Option<Row>> {
    let Some(entitled) = current(store, line.case_id, kind)? else { return Ok(None) };
    let mut live = store.payments_of_case(line.case_id)?;
    live.retain(|payment| payment.kind == kind);
    let sum = |paid: bool| {
        let these = live.iter().filter(|payment| payment.paid_on.is_some() == paid);
        Fen::sum(these.map(|payment| payment.amount_fen))
    };
    let (planned, paid) = (sum(false)?, sum(true)?);
    let keys = [("case_id", line.case_id.into()), ("kind", kind.code().into())];
    let mut returned = Fen::ZERO;
    for payment in store.matching::<Payment>(&keys)? {
        if !store.by::<PaymentReturn>("payment_id", payment.id)?.is_empty() {
            returned = returned.plus(payment.fact.amount_fen)?;
        }
    }
    let back = given_back(store, line.case_id, kind)?;
    let gone = lapsed(store, line.case_id, line.stage, kind)?;
    let left = entitled.amount_fen.plus(back)?.minus(gone)?.minus(planned)?.minus(paid)?;
    let over = Fen::ZERO.minus(left)?.max(Fen::ZERO);
    let clause = match (kind, entitled.deducted_fen > Fen::ZERO) {
        (GrantKind::District, false) => "四(一)",
        (GrantKind::District, true) => "四(一)、九2",
        (GrantKind::Municipal, _) => "四(三)",
    };
    let numbers: Vec<_> = live.iter().map(|payment| payment.id.to_string()).collect();
    Ok(Some(Row {
        clause,
        standard: entitled.standard_fen,
        deducted: entitled.deducted_fen,
        money: [entitled.amount_fen, planned, paid, back, left.max(Fen::ZERO), over, gone, returned],
        payments: numbers.join("、"),
    }))
}
