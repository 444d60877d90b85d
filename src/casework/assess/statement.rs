//! 结项报告: received, spent, matched, unspent, and what came of it: of a case that is closed, or as it would be now.

use anyhow::Result;
use chrono::NaiveDate;

use super::forms::statement_paper;
use super::overspent::overspent_by;
use super::standing::{Moved, Then, entitled, moved, taken_back, used};
use super::{failed_for_good, reviewed_on, sheets, tasks_table};
use crate::casework::disburse::{owed, owed_then};
use crate::casework::{Desk, Dossier, Report};
use crate::measure::Points;
use crate::model::acts::Fund;
use crate::model::case_no::CaseRef;
use crate::model::{Datum, Fen, Table};
use crate::store::facts::{Closing, Midterm, SelfReview};
use crate::store::{Store, Stored};

/// The statement of a case, closed or not.
///
/// # Errors
/// There is no such case, or it is not announced.
pub fn statement(desk: &Desk, case: CaseRef) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    dossier.announced(&desk.store)?;
    let closed = desk.store.newest::<Closing>("case_id", dossier.case_id)?;
    let sentence = match &closed {
        Some(closed) => format!("{} 的结项报告（{} 结项）", dossier.name(), closed.fact.closed_on),
        None => format!("{} 还没有结项，以下是到 {} 为止的情况", dossier.name(), desk.hand.on),
    };
    let tables = tables(&desk.store, &dossier, desk.hand.on)?;
    let paper = statement_paper(&desk.store, &dossier)?;
    let report = Report { done: vec![sentence], tables, whole: true, ..Report::default() }
        .paper(paper)
        .with("case", dossier.no.to_string())
        .with("closed_on", closed.as_ref().map(|closed| closed.fact.closed_on.to_string()));
    Ok(match closed {
        Some(_) => report,
        None => {
            let (award, _) = dossier.announced(&desk.store)?;
            let over = desk.hand.on > award.cycle_to || failed_for_good(&desk.store, &dossier)?;
            let when = if over { "结项" } else { "期满以后结项" };
            let no = dossier.no;
            let unprinted =
                format!("{} 还没有结项，结项以后才有结项表。请先运行 assess close {no}", dossier.name());
            let report = Report { unprinted: Some(unprinted), ..report };
            report.next(format!("{when}：studiogrant assess close {no}"))
        }
    })
}

/// The lists of the statement: the figures, the money by purpose, plan and results.
pub(in crate::casework) fn tables(store: &Store, dossier: &Dossier, on: NaiveDate) -> Result<Vec<Table>> {
    let mut tables = vec![figures(store, dossier, on)?];
    tables.extend(purposes(store, dossier)?);
    tables.push(tasks_table(store, dossier)?);
    tables.extend(sheets(store, dossier)?);
    Ok(tables)
}

fn figures(store: &Store, dossier: &Dossier, on: NaiveDate) -> Result<Table> {
    let (award, document) = dossier.announced(store)?;
    let case_id = dossier.case_id;
    let title = format!("{} 结项报告", dossier.no);
    let mut table = Table::new("statement", title, &[("item", "项目"), ("value", "内容")]);
    let mut put = |item: &str, value: Datum| table.push(vec![item.into(), value]);
    put("公布文件", format!("{}（{}）", document.doc_no, document.announced_on).into());
    put("资助周期", format!("{} 至 {}", award.cycle_from, award.cycle_to).into());
    put("首席技师", dossier.form().technician_name.as_str().into());
    let owed = Fen::sum(owed(store, case_id, dossier.stage)?.iter().map(|one| one.owed))?;
    let closing = store.newest::<Closing>("case_id", case_id)?;
    let at_closing = closing.as_ref().map(|closing| AtClosing::of(store, dossier, closing)).transpose()?;
    match at_closing.as_ref().filter(|then| then.owed != owed) {
        Some(then) => {
            put("应拨额（结项时）", then.owed.into());
            put("应拨额（结项以后重新核定）", owed.into());
        }
        None => put("应拨额", owed.into()),
    }
    let closing = closing.map(|closing| closing.fact);
    let money = store.case_money(case_id)?;
    let (received, spent, matched) = match &closing {
        Some(closing) => (closing.received_fen, closing.spent_fen, closing.matched_fen),
        None => (money.received_fen, money.spent_fen, money.matched_fen),
    };
    let Moved { paid, demanded, recovered, .. } = Moved::all(&moved(store, case_id, Then::NOW)?)?;
    if paid > received {
        put("已付资助", paid.into());
        put(taken_back(closing.is_some()), paid.minus(received)?.into());
    }
    put(if closing.is_some() { "收到资助（结项时）" } else { "收到资助" }, received.into());
    if let Some(then) = at_closing.filter(|then| then.open > Fen::ZERO) {
        put(STILL_OPEN, then.open.into());
    }
    if received != money.received_fen {
        put("结项以后收回", received.minus(money.received_fen)?.into());
        put("收到资助（扣除收回）", money.received_fen.into());
    }
    put("已使用", spent.into());
    put("结余", received.minus(spent)?.into());
    if let Some(over) = overspent_by(store, case_id)?.filter(|_| closing.is_none()) {
        put("多用", over.into());
    }
    put("配套承诺", dossier.form().matching_commitment_fen.into());
    put("配套到位", matched.into());
    let (least, promised) = (dossier.policy().matching_minimum.value, dossier.form().matching_commitment_fen);
    put("配套距下限还差", least.minus(matched)?.max(Fen::ZERO).into());
    put("配套距承诺还差", promised.minus(matched)?.max(Fen::ZERO).into());
    for midterm in store.by::<Midterm>("case_id", case_id)? {
        let Midterm { attempt, assessed_on, total_centi, verdict, assessor, .. } = midterm.fact;
        let (total, verdict) = (Points(total_centi), verdict.term());
        put(
            &format!("届中考核第 {attempt} 次"),
            format!("{assessed_on}，{total} 分，{verdict}（{assessor}）").into(),
        );
    }
    let reviews = store.by::<SelfReview>("case_id", case_id)?.len();
    let last = reviewed_on(store, case_id)?.map(|day| format!("，最近 {day}")).unwrap_or_default();
    put("单位定期考核", format!("{reviews} 次{last}").into());
    match &closing {
        Some(closing) => {
            put("结项日期", closing.closed_on.into());
            if let Some(ended) = &closing.ended {
                put("提前结束的原因", ended.as_str().into());
            }
            if let Some(shortfall) = &closing.shortfall {
                put("配套不足的处理", shortfall.as_str().into());
            }
            put(
                "结余处理",
                closing
                    .rest
                    .map(|rest| Datum::Term { code: rest.code(), term: rest.term() })
                    .unwrap_or(Datum::Empty),
            );
            put("处理理由", closing.decision.as_deref().into());
            put("结项意见", closing.conclusion.as_deref().into());
        }
        None => put("截至", on.into()),
    }
    if demanded > Fen::ZERO {
        put("要求退回（累计）", demanded.into());
        put("已收回（累计）", recovered.into());
    }
    Ok(table)
}

/// 要求退回 at a closing, what it demanded itself included, as screen and paper call it.
pub(super) const STILL_OPEN: &str = "要求退回，结项时尚未收回";

/// 结项时: what changes after a closing, as it was.
struct AtClosing {
    owed: Fen,
    open: Fen,
}

impl AtClosing {
    fn of(store: &Store, dossier: &Dossier, closing: &Stored<Closing>) -> Result<Self> {
        // What the closing itself demanded is among it.
        let then = Then::before(closing.entry_id.saturating_add(1));
        let moved = moved(store, dossier.case_id, then)?;
        let mut owed = Fen::ZERO;
        for (kind, entitled) in entitled(store, dossier.case_id, then)? {
            let given_back = moved.get(&kind).map_or(Fen::ZERO, |moved| moved.given_back);
            owed = owed.plus(owed_then(store, &entitled, given_back, dossier.stage)?)?;
        }
        Ok(Self { owed, open: Moved::all(&moved)?.open()? })
    }
}

/// Either ledger by purpose: the grant and the unit's own money are never added up.
fn purposes(store: &Store, dossier: &Dossier) -> Result<Vec<Table>> {
    let used = used(store, dossier.case_id, Then::NOW)?;
    let of = |fund: Fund, key, title| {
        let columns = [("purpose", "用途"), ("entries", "笔数"), ("amount", "金额")];
        let mut table = Table::new(key, title, &columns);
        let (mut count, mut sum) = (0, Fen::ZERO);
        for ((_, purpose), (entries, amount)) in used.iter().filter(|((ledger, _), _)| *ledger == fund) {
            (count, sum) = (count + entries, sum.plus(*amount)?);
            table.push(vec![purpose.as_str().into(), (*entries).into(), (*amount).into()]);
        }
        if !table.rows.is_empty() {
            table.totals = Some(vec!["合计".into(), count.into(), sum.into()]);
        }
        Ok::<_, anyhow::Error>(table)
    };
    Ok(vec![
        of(Fund::Grant, "grant_purposes", "资助资金按用途的支出")?,
        of(Fund::Matching, "matching_purposes", "配套资金按用途的支出")?,
    ])
}
