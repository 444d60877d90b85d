//! 登记: what the unit brings during the cycle — the agreement, a renewed appointment, its own assessments, results.

use anyhow::Result;
use chrono::NaiveDate;

use super::{KEEPERS, funded, not_ahead};
use crate::casework::{Desk, Report, misuse};
use crate::model::acts::Task;
use crate::model::case_no::CaseRef;
use crate::store::facts::{Achievement, Agreement, Renewal, SelfReview};

/// Records the target agreement between unit and leader (A8-1a).
///
/// # Errors
/// It is recorded already, or was signed after the business date.
pub fn agreement(desk: &mut Desk, case: CaseRef, signed_on: NaiveDate) -> Result<Report> {
    let dossier = desk.record("assess agreement", KEEPERS, |book, hand| {
        let (dossier, _, document) = funded(book.store(), case)?;
        hand.not_before(document.announced_on, "发文公布")?;
        let filed_on = dossier.revision.fact.head.filed_on;
        if signed_on < filed_on {
            return misuse(format!("签订日期 {signed_on} 早于申报的 {filed_on}。请核对 --signed-on"));
        }
        let appointed_from = dossier.form().appointed_from;
        if dossier.led_on(book.store())?.is_some() && signed_on < appointed_from {
            return misuse(format!(
                "签订日期 {signed_on} 早于新带头人聘任的 {appointed_from}。请核对 --signed-on"
            ));
        }
        not_ahead(hand, signed_on, "签订日期", "--signed-on")?;
        if let Some(known) = dossier.agreement(book.store())? {
            return misuse(format!(
                "{} 的目标任务责任协议已经登记，{} 签订",
                dossier.name(),
                known.signed_on
            ));
        }
        book.add(&Agreement { case_id: dossier.case_id, signed_on })?;
        Ok(dossier)
    })?;
    let (part, half) = if dossier.led_on(&desk.store)?.is_some() { (2, "二") } else { (1, "一") };
    let year = dossier.no.year;
    let paper = super::agreement_text(desk, case)?.into_paper();
    Ok(Report::done(format!("已登记 {} 的目标任务责任协议，{signed_on} 签订", dossier.name()))
        .paper(paper)
        .with("case", dossier.no.to_string())
        .with("signed_on", signed_on.to_string())
        .next(format!("编制第{half}期拨款：studiogrant disburse plan --part {part} --year {year}")))
}

/// Records that the leader is appointed for longer (A6-1-3c).
///
/// # Errors
/// The dates are in the wrong order, add nothing, or no document is named.
pub fn renew(
    desk: &mut Desk,
    case: CaseRef,
    from: NaiveDate,
    to: NaiveDate,
    document: &str,
) -> Result<Report> {
    let document = document.trim().to_owned();
    if from > to {
        return misuse(format!("续聘起始 {from} 晚于截止 {to}。请核对 --from 和 --to"));
    }
    if document.is_empty() {
        return misuse("续聘须写明文件：--document 文件名称或文号");
    }
    let (dossier, award) = desk.record("assess renew", KEEPERS, |book, hand| {
        let (dossier, award, document_of_list) = funded(book.store(), case)?;
        hand.not_before(document_of_list.announced_on, "发文公布")?;
        let before = dossier.appointed_to(book.store())?;
        if to <= before {
            return misuse(format!("{} 的聘期已到 {before}，续聘到 {to} 没有延长", dossier.name()));
        }
        if before.succ_opt().is_some_and(|next| from > next) {
            return misuse(format!("原聘期到 {before}，续聘从 {from} 起，中间断开。请核对 --from"));
        }
        let case_id = dossier.case_id;
        book.add(&Renewal { case_id, appointed_from: from, appointed_to: to, document })?;
        Ok((dossier, award))
    })?;
    let mut report = Report::done(format!("已登记 {} 续聘到 {to}", dossier.name()))
        .with("case", dossier.no.to_string())
        .with("appointed_to", to.to_string());
    if to < award.cycle_to {
        let last = award.cycle_to;
        report.next.push(format!("资助周期到 {last}，聘期届满前还要续聘：studiogrant assess due"));
    }
    Ok(report)
}

/// Records one of the unit's own periodic assessments (A8-1b).
///
/// # Errors
/// The day lies ahead or before the announcement, or no result is given.
pub fn review(desk: &mut Desk, case: CaseRef, reviewed_on: NaiveDate, result: &str) -> Result<Report> {
    let result = result.trim().to_owned();
    if result.is_empty() {
        return misuse("单位定期考核须写明结果：--result");
    }
    let shown = result.clone();
    let dossier = desk.record("assess review", KEEPERS, |book, hand| {
        let (dossier, award, _) = funded(book.store(), case)?;
        not_ahead(hand, reviewed_on, "考核日期", "--reviewed-on")?;
        if reviewed_on < award.cycle_from {
            return misuse(format!("考核日期 {reviewed_on} 早于资助周期的起始 {}", award.cycle_from));
        }
        let keys =
            [("case_id", dossier.case_id.into()), ("reviewed_on", crate::model::Cell::Date(reviewed_on))];
        if !book.store().matching::<SelfReview>(&keys)?.is_empty() {
            return misuse(format!("{} {reviewed_on} 的单位定期考核已经登记", dossier.name()));
        }
        book.add(&SelfReview { case_id: dossier.case_id, reviewed_on, result })?;
        Ok(dossier)
    })?;
    Ok(Report::done(format!("已登记 {} {reviewed_on} 的单位定期考核：{shown}", dossier.name()))
        .with("case", dossier.no.to_string())
        .with("reviewed_on", reviewed_on.to_string())
        .next("还有什么到期：studiogrant assess due"))
}

/// Records a result under one of the four tasks (A7-2).
///
/// # Errors
/// The day lies outside the cycle or ahead, or nothing is described.
pub fn achieve(
    desk: &mut Desk,
    case: CaseRef,
    task: Task,
    achieved_on: NaiveDate,
    description: &str,
) -> Result<Report> {
    let description = description.trim().to_owned();
    if description.is_empty() {
        return misuse("任务成果须写明内容：--description");
    }
    let dossier = desk.record("assess achieve", KEEPERS, |book, hand| {
        let (dossier, award, _) = funded(book.store(), case)?;
        not_ahead(hand, achieved_on, "成果日期", "--achieved-on")?;
        if !crate::casework::dossier::cycle(&award).has(achieved_on) {
            return misuse(format!(
                "成果日期 {achieved_on} 不在资助周期 {} 至 {} 内",
                award.cycle_from, award.cycle_to
            ));
        }
        let result = Achievement { case_id: dossier.case_id, task, achieved_on, description };
        let known = book.store().by::<Achievement>("case_id", dossier.case_id)?;
        if known.iter().any(|known| known.fact == result) {
            return misuse(format!("{} 的这项成果已经登记", dossier.name()));
        }
        book.add(&result)?;
        Ok(dossier)
    })?;
    Ok(Report::done(format!("已登记 {} 的{}成果", dossier.name(), task.term()))
        .with("case", dossier.no.to_string())
        .with("task", task.code())
        .next("四项任务都有成果以后届中考核：studiogrant assess record"))
}
