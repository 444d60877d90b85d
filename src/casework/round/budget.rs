//! 调整预算: another budget for a round, by a document.

use anyhow::Result;

use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Refusal, Report, disburse, misuse, not_met};
use crate::model::acts::Role;
use crate::model::{Fen, Table};
use crate::store::facts::BudgetChange;

/// Sets the budget of a round anew; also of one that was opened without.
///
/// # Errors
/// [`Refusal`]: it doesn't cover what is paid and under way; or it is the same, or nobody says why and by which
/// document.
pub fn change_budget(
    desk: &mut Desk,
    year: Option<i64>,
    to_fen: Fen,
    reason: &str,
    document: &str,
) -> Result<Report> {
    let (reason, document) = (reason.trim().to_owned(), document.trim().to_owned());
    if document.is_empty() {
        return misuse("调整预算须写明文件：--document");
    }
    let (year, from_fen, committed) = desk.record("round budget", &[Role::Bureau], |book, hand| {
        let file = RoundFile::load(book.store(), year)?;
        let (year, from_fen) = (file.round.year, file.round.budget_fen);
        hand.not_before(file.round.opened_on, "组织申报")?;
        if from_fen == Some(to_fen) {
            return misuse(format!("{year} 年度的预算已经是 {to_fen} 元"));
        }
        let used = book.store().used_of_round(file.id)?;
        if to_fen < used {
            let found = format!("{year} 年度已付和在办的款项共 {used} 元，超过调整后的预算 {to_fen} 元");
            let cure = "请核对 --to；在办的批次不再付的，先作废".to_owned();
            return Err(Refusal(not_met("A9-1c", found, cure).into_iter().collect()).into());
        }
        let round_id = file.id;
        book.add(&BudgetChange { round_id, from_fen, to_fen, reason, document, changed_on: hand.on })?;
        Ok((year, from_fen, disburse::committed(book.store(), round_id)?))
    })?;
    let sentence = match from_fen {
        Some(before) => format!("已把 {year} 年度的预算从 {before} 元调整为 {to_fen} 元"),
        None => format!("已登记 {year} 年度的预算 {to_fen} 元，原来没有列"),
    };
    let short = committed.minus(to_fen)?;
    let short = (short > Fen::ZERO)
        .then(|| format!("本轮应拨 {committed} 元，超过预算 {short} 元：超过的部分拨不出，请落实预算"));
    Ok(Report::done(sentence)
        .also_each(short)
        .with("year", year)
        .with("from", from_fen.map(Fen::plain))
        .with("to", to_fen.plain())
        .next("预算执行：studiogrant disburse budget"))
}

/// The budget of a round as it was changed.
pub(super) fn changes(desk: &Desk, file: &RoundFile) -> Result<Option<Table>> {
    let columns = [
        ("from", "原预算"),
        ("to", "调整后的预算"),
        ("reason", "理由"),
        ("document", "文件"),
        ("changed_on", "调整日期"),
    ];
    let mut table = Table::new("budget_changes", format!("{} 年度调整预算", file.round.year), &columns);
    for change in desk.store.by::<BudgetChange>("round_id", file.id)? {
        let BudgetChange { from_fen, to_fen, reason, document, changed_on, .. } = change.fact;
        table.push(vec![from_fen.into(), to_fen.into(), reason.into(), document.into(), changed_on.into()]);
    }
    Ok(Some(table).filter(|table| !table.rows.is_empty()))
}
