//! 登记: what the unit brings during the cycle — the agreement, a renewed appointment, its own assessments, results.

use anyhow::Result;
use chrono::NaiveDate;

use super::{KEEPERS, funded, in_cycle, not_ahead};
use crate::casework::{Desk, Dossier, Report, disburse, misuse, not_met, refused};
use crate::measure::Finding;
use crate::model::acts::Task;
use crate::model::case_no::CaseRef;
use crate::model::text::given;
use crate::store::facts::{Achievement, Agreement, Midterm, Payment, Renewal, SelfReview};
use crate::store::{Store, Stored};

/// 更正: why one of the entries of a kind is put right, and which, as the clerk names it.
#[derive(Debug, Clone, Copy)]
pub struct Correcting<'a, K> {
    /// Why; nothing is put right where nobody says so.
    pub reason: Option<&'a str>,
    /// Which one; it need not be said where there is but one.
    pub of: Option<K>,
}

impl<K: PartialEq + Copy + std::fmt::Display> Correcting<'_, K> {
    /// Takes the entry that is meant out of the known ones, each of which has its key and its sentence.
    fn take<F>(
        &self,
        known: &mut Vec<Stored<F>>,
        code: &str,
        key: fn(&Stored<F>) -> K,
        said: fn(&F) -> String,
    ) -> Result<Option<Stored<F>>> {
        if given(self.reason).is_none() {
            return match self.of {
                Some(_) => misuse("更正须写明理由：--reason 理由"),
                None => Ok(None),
            };
        }
        let found = match self.of {
            // A reason without anything to correct is said of nothing.
            None if known.len() <= 1 => return Ok(known.pop()),
            None => format!("已登记 {} 条，没有写明更正的是哪一条", known.len()),
            Some(of) => match known.iter().position(|one| key(one) == of) {
                Some(at) => return Ok(Some(known.remove(at))),
                None => format!("没有 {of} 这一条，没有可更正的"),
            },
        };
        let known: Vec<_> = known.iter().map(|one| format!("{}（{}）", key(one), said(&one.fact))).collect();
        let cure = match known.is_empty() {
            true => "请先登记，不写 --corrects".to_owned(),
            false => format!("请用 --corrects 写明括号前的：{}", known.join("、")),
        };
        refused(code, found, cure)
    }
}

/// Records the target agreement between unit and leader (A8-1a), or, with a reason, on which day it was really signed.
///
/// # Errors
/// [`crate::casework::Refusal`]: it is recorded already and nobody says why it should be corrected, or what rests on it happened
/// before; or it was signed after the business date.
pub fn agreement(
    desk: &mut Desk,
    case: CaseRef,
    signed_on: NaiveDate,
    reason: Option<&str>,
) -> Result<Report> {
    let reason = given(reason);
    let (dossier, known, findings) = desk.record("assess agreement", KEEPERS, |book, hand| {
        let (dossier, _, document) = funded(book.store(), case)?;
        hand.not_before(document.announced_on, "发文公布")?;
        let filed_on = dossier.revision.fact.head.filed_on;
        if signed_on < filed_on {
            let found = format!("签订日期 {signed_on} 早于申报的 {filed_on}");
            return refused("A8-1a", found, "请核对 --signed-on");
        }
        let appointed_from = dossier.form().appointed_from;
        if dossier.led_on(book.store())?.is_some() && signed_on < appointed_from {
            let found = format!("签订日期 {signed_on} 早于新带头人聘任的 {appointed_from}");
            return refused("A8-1a", found, "请核对 --signed-on");
        }
        not_ahead(hand, signed_on, "签订日期", "--signed-on")?;
        let known = dossier.agreement(book.store())?;
        let known = known.map(|known| known.fact);
        may_stand(book.store(), &dossier, known.as_ref(), signed_on, reason.as_deref())?;
        // A reason without anything to correct is said of nothing.
        let reason = reason.filter(|_| known.is_some());
        book.add(&Agreement { case_id: dossier.case_id, signed_on, reason })?;
        let early = early(&dossier, signed_on, document.announced_on);
        Ok((dossier, known, early))
    })?;
    let no = dossier.no;
    let (sentence, next) = match known {
        Some(known) => (
            format!(
                "已更正 {} 的目标任务责任协议：{signed_on} 签订（原登记 {}）",
                dossier.name(),
                known.signed_on
            ),
            Some(format!("案件全貌：studiogrant show {no}")),
        ),
        None => (
            format!("已登记 {} 的目标任务责任协议，{signed_on} 签订", dossier.name()),
            disburse::next_payment(&desk.store, dossier.case_id, desk.hand.on)?,
        ),
    };
    let paper = super::agreement_text(desk, case)?.into_paper();
    let mut report = Report::done(sentence)
        .paper(paper)
        .with("case", no.to_string())
        .with("signed_on", signed_on.to_string())
        .remind(findings.into_iter().collect());
    report.next.extend(next);
    Ok(report)
}

/// An agreement is recorded once with each leader; its day may be corrected, unless what rests on it came before.
fn may_stand(
    store: &Store,
    dossier: &Dossier,
    known: Option<&Agreement>,
    signed_on: NaiveDate,
    reason: Option<&str>,
) -> Result<()> {
    let (name, no) = (dossier.name(), dossier.no);
    let Some(known) = known else { return Ok(()) };
    let before = known.signed_on;
    if reason.is_none() {
        let found = format!("{name} 的目标任务责任协议已经登记，{before} 签订");
        let cure = format!(
            "日期登记有误的，写明理由更正：studiogrant assess agreement {no} --signed-on 日期 --reason 理由"
        );
        return refused("A8-1a", found, cure);
    }
    if before == signed_on {
        return misuse(format!(
            "{name} 的目标任务责任协议登记的就是 {before} 签订，没有可更正的。请核对 --signed-on"
        ));
    }
    let since = dossier.led_since();
    let payments = store.by::<Payment>("case_id", dossier.case_id)?;
    let live = store.payments_of_case(dossier.case_id)?;
    let planned = live.iter().find(|one| {
        let now = payments.iter().any(|payment| payment.id == one.id && payment.entry_id > since);
        now && one.planned_on < signed_on
    });
    let assessed = store.by::<Midterm>("case_id", dossier.case_id)?.into_iter();
    let mut assessed = assessed.filter(|one| one.entry_id > since && one.fact.assessed_on < signed_on);
    let rests = match (planned, assessed.next()) {
        (Some(one), _) => format!("批次 {}（{}）的拨款", one.batch_id, one.planned_on),
        (None, Some(one)) => format!("{} 的届中考核", one.fact.assessed_on),
        (None, None) => return Ok(()),
    };
    let found = format!("{rests}依据 {before} 签订的协议，更正成 {signed_on} 就晚于它了");
    let cure = "请核对协议原件；确实在这以后才签的，批次没有付款的先作废（disburse cancel），考核先作废（assess void），再更正".to_owned();
    refused("A8-1a", found, cure)
}

/// An agreement that is older than the announcement: possible, but often a slip.
fn early(dossier: &Dossier, signed_on: NaiveDate, announced_on: NaiveDate) -> Option<Finding> {
    if signed_on >= announced_on {
        return None;
    }
    let found = format!("签订日期 {signed_on} 早于发文公布的 {announced_on}");
    let cure = format!(
        "公布以前签的照样有效；登记有误的，更正：studiogrant assess agreement {} --signed-on 日期 --reason 理由",
        dossier.no
    );
    not_met("A8-1a", found, cure).map(Finding::reminder)
}

/// Records that the leader is appointed for longer (A6-1-3c), or, with a reason, corrects the renewal recorded last.
///
/// # Errors
/// The dates are in the wrong order, add or correct nothing, or no document is named.
pub fn renew(
    desk: &mut Desk,
    case: CaseRef,
    (from, to): (NaiveDate, NaiveDate),
    document: &str,
    reason: Option<&str>,
) -> Result<Report> {
    let document = document.trim().to_owned();
    let reason = given(reason);
    if from > to {
        return misuse(format!("续聘起始 {from} 晚于截止 {to}。请核对 --from 和 --to"));
    }
    if document.is_empty() {
        return misuse("续聘须写明文件：--document 文件名称或文号");
    }
    let (dossier, award, known) = desk.record("assess renew", KEEPERS, |book, hand| {
        let (dossier, award, document_of_list) = funded(book.store(), case)?;
        hand.not_before(document_of_list.announced_on, "发文公布")?;
        let mut renewals = dossier.renewals(book.store())?;
        // A reason without anything to correct is said of nothing.
        let known = if reason.is_some() { renewals.pop() } else { None };
        let before = dossier.renewed_to(&renewals);
        // Beside an earlier renewal, what overlaps is that one, said again.
        let corrected = if renewals.is_empty() { String::new() } else {
            let no = dossier.no;
            format!("；上一次续聘登记有误的，写明理由更正：studiogrant assess renew {no} --from 日期 --to 日期 --document 文件名称 --reason 理由")
        };
        if to <= before {
            let found = format!("{} 的聘期已到 {before}，续聘到 {to} 没有延长", dossier.name());
            return refused("A6-1-3c", found, format!("请核对 --to，写 {before} 以后的日期{corrected}"));
        }
        if from <= before && !renewals.is_empty() {
            let found = format!("{} 已续聘到 {before}，从 {from} 起的续聘与它重叠", dossier.name());
            let next = before.succ_opt().unwrap_or(before);
            return refused("A6-1-3c", found, format!("接着续聘的，--from 写 {next}{corrected}"));
        }
        if before.succ_opt().is_some_and(|next| from > next) {
            let found = format!("原聘期到 {before}，续聘从 {from} 起，中间断开");
            let cure = "请核对 --from；聘期须接上，中间没有聘任的，请单位补发续聘文件";
            return refused("A6-1-3c", found, cure);
        }
        let (case_id, reason) = (dossier.case_id, reason.filter(|_| known.is_some()));
        let renewal = Renewal { case_id, appointed_from: from, appointed_to: to, document, reason };
        if known.as_ref().is_some_and(|known| *known == Renewal { reason: known.reason.clone(), ..renewal.clone() }) {
            return misuse(format!("{} 登记的就是这样续聘的，没有可更正的。请核对 --from、--to 和 --document", dossier.name()));
        }
        book.add(&renewal)?;
        Ok((dossier, award, known))
    })?;
    let name = dossier.name();
    let sentence = match known {
        Some(Renewal { appointed_from, appointed_to, document, .. }) => {
            format!("已更正 {name} 的续聘：到 {to}（原登记 {appointed_from} 至 {appointed_to}，{document}）")
        }
        None => format!("已登记 {name} 续聘到 {to}"),
    };
    let mut report =
        Report::done(sentence).with("case", dossier.no.to_string()).with("appointed_to", to.to_string());
    if to < award.cycle_to {
        let last = award.cycle_to;
        report.next.push(format!("资助周期到 {last}，聘期届满前还要续聘：studiogrant assess due"));
    }
    Ok(report)
}

/// Records one of the unit's own periodic assessments (A8-1b), or, with a reason, corrects one: there is one a day, and by
/// its day it is named.
///
/// # Errors
/// The day lies ahead or before the announcement, or no result is given; or nothing is corrected, or it isn't said what.
pub fn review(
    desk: &mut Desk,
    case: CaseRef,
    reviewed_on: NaiveDate,
    result: &str,
    correcting: Correcting<'_, NaiveDate>,
) -> Result<Report> {
    let result = result.trim().to_owned();
    if result.is_empty() {
        return misuse("单位定期考核须写明结果：--result");
    }
    let shown = result.clone();
    let (dossier, known) = desk.record("assess review", KEEPERS, |book, hand| {
        let (dossier, award, _) = funded(book.store(), case)?;
        not_ahead(hand, reviewed_on, "考核日期", "--reviewed-on")?;
        in_cycle(&award, reviewed_on, "考核日期", "--reviewed-on")?;
        let (no, name) = (dossier.no, dossier.name());
        let mut reviews = book.store().by::<SelfReview>("case_id", dossier.case_id)?;
        let of = |review: &Stored<SelfReview>| review.fact.reviewed_on;
        let known = correcting.take(&mut reviews, "A8-1b", of, |review| review.result.clone())?;
        if reviews.iter().any(|known| known.fact.reviewed_on == reviewed_on) {
            let found = format!("{name} {reviewed_on} 的单位定期考核已经登记");
            let cure = format!("同一天只登记一次；是另一次考核的，请核对 --reviewed-on；那一次登记有误的，写明理由更正：studiogrant assess review {no} --corrects {reviewed_on} --reviewed-on 日期 --result 结果 --reason 理由");
            return refused("A8-1b", found, cure);
        }
        if known.as_ref().is_some_and(|known| (known.fact.reviewed_on, &known.fact.result) == (reviewed_on, &result)) {
            return misuse(format!("{name} 那一次登记的就是这样，没有可更正的。请核对 --reviewed-on 和 --result"));
        }
        let (corrects, reason) = (known.as_ref().map(|known| known.id), given(correcting.reason).filter(|_| known.is_some()));
        book.add(&SelfReview { case_id: dossier.case_id, reviewed_on, result, corrects, reason })?;
        Ok((dossier, known))
    })?;
    let name = dossier.name();
    let sentence = match known.map(|known| known.fact) {
        Some(SelfReview { reviewed_on: before, result, .. }) => {
            format!("已更正 {name} 的单位定期考核：{reviewed_on}，{shown}（原登记 {before}，{result}）")
        }
        None => format!("已登记 {name} {reviewed_on} 的单位定期考核：{shown}"),
    };
    Ok(Report::done(sentence)
        .with("case", dossier.no.to_string())
        .with("reviewed_on", reviewed_on.to_string())
        .next("还有什么到期：studiogrant assess due"))
}

/// Records a result under one of the four tasks (A7-2), or, with a reason, corrects one, named by its number.
///
/// # Errors
/// The day lies outside the cycle or ahead, or nothing is described; or nothing is corrected, or it isn't said what.
pub fn achieve(
    desk: &mut Desk,
    case: CaseRef,
    task: Task,
    achieved_on: NaiveDate,
    description: &str,
    correcting: Correcting<'_, i64>,
) -> Result<Report> {
    let description = description.trim().to_owned();
    if description.is_empty() {
        return misuse("任务成果须写明内容：--description");
    }
    let (dossier, known) = desk.record("assess achieve", KEEPERS, |book, hand| {
        let (dossier, award, _) = funded(book.store(), case)?;
        not_ahead(hand, achieved_on, "成果日期", "--achieved-on")?;
        in_cycle(&award, achieved_on, "成果日期", "--achieved-on")?;
        let (no, name) = (dossier.no, dossier.name());
        let mut results = book.store().by::<Achievement>("case_id", dossier.case_id)?;
        let is_same = |known: &Stored<Achievement>| {
            (known.fact.task, known.fact.achieved_on, &known.fact.description) == (task, achieved_on, &description)
        };
        let known = correcting.take(&mut results, "A7-2", |result| result.id, achieved)?;
        if let Some(same) = results.iter().find(|known| is_same(known)) {
            let found = format!("{name} 的这项成果已经登记");
            let cure = format!("同一项成果只登记一次；是另一项的，请写明不同之处；那一项登记有误的，写明理由更正：studiogrant assess achieve {no} --corrects {} --task 任务 --achieved-on 日期 --description 内容 --reason 理由", same.id);
            return refused("A7-2", found, cure);
        }
        if known.as_ref().is_some_and(is_same) {
            return misuse(format!("{name} 那一项登记的就是这样，没有可更正的。请核对 --task、--achieved-on 和 --description"));
        }
        let (corrects, reason) = (known.as_ref().map(|known| known.id), given(correcting.reason).filter(|_| known.is_some()));
        book.add(&Achievement { case_id: dossier.case_id, task, achieved_on, description, corrects, reason })?;
        Ok((dossier, known))
    })?;
    let name = dossier.name();
    let sentence = match known {
        Some(known) => {
            format!("已更正 {name} 的{}成果（原登记 {}）", task.term(), achieved(&known.fact))
        }
        None => format!("已登记 {name} 的{}成果", task.term()),
    };
    Ok(Report::done(sentence)
        .with("case", dossier.no.to_string())
        .with("task", task.code())
        .next("四项任务都有成果以后届中考核：studiogrant assess record"))
}

/// A result in one sentence.
fn achieved(result: &Achievement) -> String {
    format!("{}，{}，{}", result.task.term(), result.achieved_on, result.description)
}
