//! 发文公布: the numbered document, the awards it makes, and what each is entitled to.

use anyhow::Result;

use super::list::public_table;
use super::{BUREAU, is_as_posted, is_live, is_upheld, on_notice, stands};
use crate::casework::dossier::RoundFile;
use crate::casework::entitlement::district;
use crate::casework::numbering::{self, Bearer};
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::measure::tasks::cycle;
use crate::measure::{self, Announcing, Finding, Listing, Moment, Weight};
use crate::model::doc_no;
use crate::store::facts::{Announcement, Award, Notice};
use crate::store::{Store, Stored};

/// Announces a notice's list by a numbered document dated on the business date: an award with its cycle and its
/// entitlement for every entry that stands.
///
/// # Errors
/// [`crate::casework::Refusal`] before the notice is over, with an open objection, or where another rule speaks
/// against an entry.
pub fn announce(desk: &mut Desk, doc_no: &str, notice: Option<i64>) -> Result<Report> {
    let doc_no = &doc_no::plain(doc_no);
    let (number, round, awarded, left_out, reminders, last) =
        desk.record("publish announce", BUREAU, |book, hand| {
            let store = book.store();
            let notice = pending(store, notice)?;
            let round = RoundFile::by_id(store, notice.fact.round_id)?;
            hand.not_before(notice.fact.posted_on, "公示")?;
            numbering::fits(store, doc_no, Bearer::List, hand.on)?;
            let (mut listed, mut left_out) = (Vec::new(), Vec::new());
            for dossier in on_notice(store, notice.id)? {
                let kept = if stands(store, &dossier)? { &mut listed } else { &mut left_out };
                kept.push(dossier);
            }
            if listed.is_empty() {
                return misuse(format!("公示 {} 号的项目都已撤回或移出，没有可公布的", notice.id));
            }
            let announcing = Announcing {
                doc_no,
                announced_on: hand.on,
                posted_on: notice.fact.posted_on,
                last_on: notice.fact.last_on,
                quota: round.round.quota,
                awards: u32::try_from(awards(store, round.id)? + listed.len())?,
                calendar: &hand.calendar,
            };
            let mut findings = measure::examine(Moment::Announcing(&announcing), &round.policy);
            for dossier in &listed {
                findings.extend(listing(store, dossier, notice.id, hand.on)?);
            }
            let reminders = hand.settle(book, findings, Weight::Reminder, round.id, None)?;
            let document =
                Announcement { notice_id: notice.id, doc_no: doc_no.to_owned(), announced_on: hand.on };
            let announcement_id = book.add(&document)?;
            let cycle = cycle(hand.on, &round.policy);
            for dossier in &listed {
                let case_id = dossier.case_id;
                let (cycle_from, cycle_to) = (cycle.first, cycle.last);
                book.add(&Award { announcement_id, case_id, cycle_from, cycle_to })?;
                book.add(&district(store, dossier, hand.on)?)?;
            }
            Ok((notice.id, round, listed, left_out, reminders, cycle))
        })?;
    let mut report = Report::done(format!(
        "{doc_no} 公布资助项目 {} 个，资助周期 {} 至 {}",
        awarded.len(),
        last.first,
        last.last
    ));
    for dossier in &left_out {
        report.done.push(format!("{} 已撤回或异议成立，没有列入", dossier.name()));
    }
    if let Some(document) = desk.store.newest("doc_no", doc_no.as_str())? {
        report = report.paper(super::paper::announcement(&desk.store, &document)?);
        report.again = Some(format!(
            "studiogrant publish list --doc-no {doc_no} --out 文件.docx --year {}",
            round.round.year
        ));
    }
    let title = format!("{} 年度松江区首席技师工作室资助名单（{doc_no}）", round.round.year);
    report.tables.push(public_table(title, &awarded));
    let numbers: Vec<_> = awarded.iter().map(|dossier| dossier.no.to_string()).collect();
    Ok(report
        .with("doc_no", doc_no.as_str())
        .with("notice", number)
        .with("awarded", numbers)
        .with("cycle_from", last.first.to_string())
        .with("cycle_to", last.last.to_string())
        .remind(reminders)
        .next("签订责任协议后登记：studiogrant assess agreement 案件 --signed-on 日期")
        .next(format!("第一期拨款：{}", round.command("disburse plan --part 1"))))
}

/// The notice that is to be announced: the one named, or the only one that waits.
fn pending(store: &Store, number: Option<i64>) -> Result<Stored<Notice>> {
    if let Some(number) = number {
        let Some(notice) = store.newest::<Notice>("id", number)? else {
            return misuse(format!("没有编号为 {number} 的公示。全部公示见 publish notices"));
        };
        if let Some(document) = store.newest::<Announcement>("notice_id", number)? {
            return misuse(format!("公示 {number} 号已由 {} 发文公布", document.fact.doc_no));
        }
        if let Some(later) = store.newest::<Notice>("supersedes", number)? {
            return misuse(format!("公示 {number} 号已由公示 {} 号代替，请公布后者", later.id));
        }
        return Ok(notice);
    }
    let (mut open, mut fallen) = (Vec::new(), Vec::new());
    for notice in store.all::<Notice>()? {
        let announced = !store.by::<Announcement>("notice_id", notice.id)?.is_empty();
        if announced || !is_live(store, notice.id)? {
            continue;
        }
        let mut left = false;
        for dossier in on_notice(store, notice.id)? {
            left = left || stands(store, &dossier)?;
        }
        if left {
            open.push(notice);
        } else {
            fallen.push(format!("{} 号", notice.id));
        }
    }
    match open.len() {
        0 if !fallen.is_empty() => misuse(format!(
            "公示 {} 的项目都已撤回或异议成立，没有可公布的。有候补的，请递补：publish notice --promote 案件",
            fallen.join("、")
        )),
        0 => misuse("没有等待公布的公示。请先运行 publish notice"),
        1 => Ok(open.remove(0)),
        _ => {
            let shown: Vec<_> = (open.iter())
                .map(|notice| format!("{} 号（{} 张贴）", notice.id, notice.fact.posted_on))
                .collect();
            misuse(format!("有几次公示等待公布：{}。请写明 --notice 编号", shown.join("、")))
        }
    }
}

/// How many awards the round has.
fn awards(store: &Store, round_id: i64) -> Result<usize> {
    let mut count = 0;
    for notice in store.by::<Notice>("round_id", round_id)? {
        for document in store.by::<Announcement>("notice_id", notice.id)? {
            count += store.by::<Award>("announcement_id", document.id)?.len();
        }
    }
    Ok(count)
}

/// What the measure has to say of one entry.
fn listing(
    store: &Store,
    dossier: &Dossier,
    notice_id: i64,
    announced_on: chrono::NaiveDate,
) -> Result<Vec<Finding>> {
    let objections = store.objections_to_case(dossier.case_id)?;
    let open = objections.iter().filter(|line| line.accepted && line.outcome.is_none());
    let form = dossier.form();
    let rivals =
        store.rivals(dossier.round.id, Some(dossier.case_id), form.uscc.as_str(), form.id_number.as_str())?;
    let no = dossier.no.to_string();
    let listing = Listing {
        case_no: &no,
        announced_on,
        open_objections: u32::try_from(open.count())?,
        upheld: is_upheld(store, dossier.case_id)?,
        as_posted: is_as_posted(store, notice_id, dossier)?,
        appointed_to: dossier.appointed_to(store)?,
        award_to: rivals.iter().filter(|rival| rival.same_unit).filter_map(|rival| rival.award_to).max(),
    };
    Ok(measure::examine(Moment::Listing(&listing), dossier.policy()))
}
