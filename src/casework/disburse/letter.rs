//! 退回通知: the letter that demands money back from a unit, and how it went out.

use anyhow::Result;
use chrono::NaiveDate;

use super::basis::{Basis, bases};
use super::withdraw::{as_demanded, not_withdrawn};
use super::{CASHIERS, LEFT_OVER, outstanding};
use crate::casework::numbering::{self, Bearer};
use crate::casework::wording::{ISSUER, formal, measure, money};
use crate::casework::{Desk, Dossier, Report, bureau, misuse};
use crate::model::dates::chinese;
use crate::model::paper::{Block, Paper};
use crate::model::{Fen, doc_no};
use crate::store::facts::{BureauDetails, Recovery, RecoveryLetter, RecoveryReceipt, RecoveryWithdrawal};
use crate::store::{Store, Stored};

/// A letter's number as long as it has none.
const UNNUMBERED: &str = "沪松人社〔　　　　〕　　号";

/// The letter of a recovery, as it went out; what came back or was withdrawn since is told beside it.
///
/// # Errors
/// There is no such recovery, or it was withdrawn before any letter went out.
pub fn demand(desk: &Desk, recovery: i64) -> Result<Report> {
    let store = &desk.store;
    let letter = store.newest::<RecoveryLetter>("recovery_id", recovery)?;
    let demand =
        if letter.is_some() { as_demanded(store, recovery)? } else { not_withdrawn(store, recovery)? };
    let (no, paper) = demand_paper(store, &demand, letter.as_ref())?;
    let mut report = Report::default().with("case", no).with("recovery", recovery).paper(paper);
    if letter.is_none() {
        report = report.next(format!(
            "文号和期限空着，是草稿；发文：studiogrant disburse demand {recovery} --doc-no 文号 --until 日期 --out 退回通知.docx"
        ));
        report.next.extend(bureau::left_open(desk)?);
    }
    let receipts = store.by::<RecoveryReceipt>("recovery_id", recovery)?;
    let withdrawn = store.newest::<RecoveryWithdrawal>("recovery_id", recovery)?;
    if receipts.is_empty() && withdrawn.is_none() {
        return Ok(report);
    }
    let open = outstanding(store, recovery, demand.fact.amount_fen)?;
    let mut since: Vec<_> = (receipts.iter())
        .map(|receipt| {
            let RecoveryReceipt { received_on, amount_fen, .. } = receipt.fact;
            format!("{received_on} 收到 {amount_fen} 元")
        })
        .collect();
    let (rest, open) = match (withdrawn, open) {
        (Some(withdrawn), open) => {
            let RecoveryWithdrawal { withdrawn_on, reason, .. } = withdrawn.fact;
            (format!("{withdrawn_on} 撤销，{open} 元不再追回：{reason}"), Fen::ZERO)
        }
        (None, Fen::ZERO) => ("已全部收回".to_owned(), open),
        (None, open) => (format!("还有 {open} 元没有收回"), open),
    };
    since.push(rest);
    Ok(report
        .with("outstanding", open.plain())
        .next(format!("通知是要求退回时的原文；发出以后：{}", since.join("，"))))
}

/// Every letter that went out to a case, as it went out, with its name; and the draft of a demand that stands without one.
///
/// # Errors
/// The case file can't be read.
pub(in crate::casework) fn letters(store: &Store, case_id: i64) -> Result<Vec<(String, Paper)>> {
    let mut papers = Vec::new();
    for demand in store.ever_by::<Recovery>("case_id", case_id)? {
        let is_withdrawn = store.newest::<RecoveryWithdrawal>("recovery_id", demand.id)?.is_some();
        let withdrawn = if is_withdrawn { "（已撤销）" } else { "" };
        let sent = store.by::<RecoveryLetter>("recovery_id", demand.id)?;
        if sent.is_empty() && !is_withdrawn {
            let name = format!("退回资金通知{}（未发文）", demand.fact.demanded_on);
            papers.push((name, demand_paper(store, &demand, None)?.1));
        }
        for letter in sent {
            let name = format!("退回资金通知{}{withdrawn}", letter.fact.doc_no);
            papers.push((name, demand_paper(store, &demand, Some(&letter))?.1));
        }
    }
    Ok(papers)
}

/// Issues the letter: its number, dated on the business date, and until when the money is to be back. Issued again, the
/// newest counts.
///
/// # Errors
/// There is no such recovery, nothing is known of the bureau's account, the number is incomplete or taken, or no time is
/// left.
pub fn issue(desk: &mut Desk, recovery: i64, number: &str, due_on: NaiveDate) -> Result<Report> {
    let number = doc_no::plain(number);
    let before = desk.record("disburse demand", CASHIERS, |book, hand| {
        let store = book.store();
        let demand = not_withdrawn(store, recovery)?;
        hand.not_before(demand.fact.demanded_on, "追回")?;
        if !doc_no::is_whole(&number) {
            return misuse(format!(
                "文号“{number}”不完整，应写成 沪松人社〔2026〕12号 的样子。请核对 --doc-no"
            ));
        }
        numbering::fits(store, &number, Bearer::Letter(recovery), hand.on)?;
        if due_on <= hand.on {
            return misuse(format!("退回期限 {due_on} 应晚于发文的 {}。请核对 --until", hand.on));
        }
        let Some(bureau) = bureau::newest(store)? else {
            return misuse("收款账户还没有登记，通知发不出去。请先由区局登记：studiogrant bureau set --help");
        };
        let letter = RecoveryLetter {
            recovery_id: recovery,
            bureau_id: bureau.id,
            doc_no: number.clone(),
            issued_on: hand.on,
            due_on,
        };
        let before = store.newest::<RecoveryLetter>("recovery_id", recovery)?;
        book.add(&letter)?;
        Ok(before.map(|before| before.fact))
    })?;
    let replaced = before.map(|RecoveryLetter { doc_no, issued_on, due_on, .. }| {
        format!("它代替 {issued_on} 的{doc_no}（期限 {due_on}）：原来的请收回，或者向单位说明")
    });
    let letter = desk.store.newest::<RecoveryLetter>("recovery_id", recovery)?;
    let (no, paper) = demand_paper(&desk.store, &as_demanded(&desk.store, recovery)?, letter.as_ref())?;
    Ok(Report::done(format!("已登记退回通知 {number}：追回 {recovery}，期限 {due_on}"))
        .also_each(replaced)
        .paper(paper)
        .with("case", no)
        .with("recovery", recovery)
        .with("doc_no", number)
        .with("due_on", due_on.to_string())
        .next(format!("重印：studiogrant disburse demand {recovery} --out 退回通知.docx")))
}

/// The letter to the unit as it went out, or its draft; and the case's number.
pub(super) fn demand_paper(
    store: &Store,
    demand: &Stored<Recovery>,
    letter: Option<&Stored<RecoveryLetter>>,
) -> Result<(String, Paper)> {
    let issued = letter.map_or(i64::MAX, |letter| letter.entry_id);
    let letter = letter.map(|letter| &letter.fact);
    let bureau = match letter {
        Some(letter) => store.newest::<BureauDetails>("id", letter.bureau_id)?.map(|bureau| bureau.fact),
        None => bureau::newest(store)?.map(|bureau| bureau.fact),
    };
    let Recovery { case_id, kind, amount_fen, reason, demanded_on, .. } = &demand.fact;
    let dossier = Dossier::by_id(store, *case_id)?.known_before(store, issued)?;
    let (_, document) = dossier.announced(store)?;
    let bases = bases(store, demand)?;
    let form = dossier.form();
    let doc_no = letter.map_or_else(|| UNNUMBERED.to_owned(), |letter| letter.doc_no.clone());
    let (issued_on, until) = match letter {
        Some(letter) => (letter.issued_on, chinese(letter.due_on)),
        None => (*demanded_on, "＿＿＿＿年＿＿月＿＿日".to_owned()),
    };
    let paper = Paper::default()
        .with(Block::Letterhead { issuer: ISSUER.to_owned(), doc_no })
        .with(Block::Title("关于退回首席技师工作室资助资金的通知".to_owned()))
        .addressed(&form.unit_name)
        .text(format!(
            "你单位的“{}”经{}文件公布，列为{}年度松江区首席技师工作室资助项目（案件编号{}）。",
            form.studio_name,
            doc_no::plain(&document.doc_no),
            dossier.round.round.year,
            dossier.no
        ))
        .text(why(reason))
        .text(format!(
            "根据{}{}的规定，现要求你单位退回{}{}{}。",
            measure(dossier.policy()),
            bases.iter().map(|(basis, _)| basis.cited()).collect::<Vec<_>>().join("、"),
            kind.term(),
            money(*amount_fen),
            parted(&bases)
        ))
        .text(format!("请于{until}前将款项汇入下列账户，汇款时注明案件编号{}。", dossier.no));
    let lines = bureau::account(bureau.as_ref()).into_iter();
    let paper = lines.fold(paper, Paper::text);
    let paper = paper.text("对本通知有异议的，请在上述日期前书面说明理由，并附有关材料。");
    let lines = bureau::reached(bureau.as_ref()).into_iter();
    Ok((dossier.no.to_string(), lines.fold(paper, Paper::text).sealed(ISSUER, issued_on)))
}

/// How much goes back on which clause, where there are several.
fn parted(bases: &[(Basis, Fen)]) -> String {
    if bases.len() < 2 {
        return String::new();
    }
    let parts = bases.iter().map(|(basis, amount)| format!("依据{}退回{amount}元", basis.clause()));
    format!("，其中{}", parts.collect::<Vec<_>>().join("，"))
}

/// Why the money goes back: what a closing leaves over was not found out, but decided.
fn why(reason: &str) -> String {
    match reason.strip_prefix(LEFT_OVER) {
        Some(decision) => {
            format!(
                "该项目已经结项，对资助资金结余的处理决定为：退回；理由：{}。",
                formal(decision.trim_end_matches('。'))
            )
        }
        None => format!("经查，{}。", formal(reason.trim_end_matches('。'))),
    }
}

#[cfg(test)]
mod tests {
    use super::why;

    #[test]
    fn what_is_left_over_is_decided_and_not_found_out() {
        assert_eq!(
            why("结项结余退回：不再使用。"),
            "该项目已经结项，对资助资金结余的处理决定为：退回；理由：不再使用。"
        );
        assert_eq!(why("未按规定用途使用"), "经查，未按规定用途使用。");
    }
}
