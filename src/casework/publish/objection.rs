//! 异议: taken in, looked into, decided; who objects stays confidential.

use anyhow::Result;

use super::notice::next_in_reserve;
use super::{BUREAU, on_notice};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::measure::{self, Moment, Objecting};
use crate::model::acts::ObjectionOutcome;
use crate::model::case_no::CaseRef;
use crate::model::text::given;
use crate::model::text::tidy;
use crate::model::{Datum, Table};
use crate::papers::Kind;
use crate::store::Store;
use crate::store::facts::{Notice, NoticeEntry, Objection, ObjectionDecision};
use crate::store::views::ObjectionLine;

/// 异议登记: an objection as it comes in. Name and phone must both be given for it to be accepted, and stay
/// confidential.
#[derive(Debug, Clone, Copy, Default)]
pub struct Intake<'a> {
    /// Who objects: a person, or a unit under seal.
    pub name: Option<&'a str>,
    /// How to reach them.
    pub phone: Option<&'a str>,
    /// What is objected.
    pub ground: &'a str,
    /// What came with it.
    pub evidence: Option<&'a str>,
}

/// Refuses a text for the lists that names the objector.
fn confidential(text: &str, name: Option<&str>, phone: Option<&str>) -> Result<()> {
    let parts = |letter: &char| letter.is_alphanumeric();
    let tight = |text: &str| tidy(text).chars().filter(parts).collect::<String>();
    let whole = tight(text);
    for secret in [name, phone].into_iter().flatten().map(tight).filter(|secret| !secret.is_empty()) {
        if whole.contains(&secret) {
            return misuse("文字里写出了异议人的姓名或电话，会出现在清单上。请改写成不透露异议人的说法");
        }
    }
    Ok(())
}

/// Records an objection to a case on notice. An anonymous or late one is recorded as not accepted.
///
/// # Errors
/// The case is on no notice, or the objection says nothing or says who objects.
pub fn object(desk: &mut Desk, case: CaseRef, intake: Intake<'_>) -> Result<Report> {
    let (name, phone, evidence) = (given(intake.name), given(intake.phone), given(intake.evidence));
    let ground = intake.ground.trim().to_owned();
    if ground.is_empty() {
        return misuse("请写明异议的内容：--ground 内容");
    }
    for said in [Some(ground.as_str()), evidence.as_deref()].into_iter().flatten() {
        confidential(said, name.as_deref(), phone.as_deref())?;
    }
    let (number, name, no, findings) = desk.record("publish object", BUREAU, |book, hand| {
        let store = book.store();
        let dossier = Dossier::load(store, case)?;
        let Some(entry) = store.newest::<NoticeEntry>("case_id", dossier.case_id)? else {
            return misuse(format!("{} 没有公示过，现为“{}”", dossier.name(), dossier.stage.term()));
        };
        let Some(notice) = store.newest::<Notice>("id", entry.fact.notice_id)? else {
            return misuse(format!("{} 的公示找不到，案卷可能被改动过。请运行 audit verify", dossier.name()));
        };
        if let Some((_, document)) = dossier.award(store)? {
            hand.not_before(document.announced_on, "发文公布")?;
        }
        let objecting = Objecting {
            received_on: hand.on,
            posted_on: notice.fact.posted_on,
            by_name: name.as_deref().unwrap_or_default(),
            contact: phone.as_deref().unwrap_or_default(),
            calendar: &hand.calendar,
        };
        let findings = measure::examine(Moment::Objecting(&objecting), dossier.policy());
        let number = book.add(&Objection {
            notice_id: notice.id,
            case_id: dossier.case_id,
            received_on: hand.on,
            objector_name: name,
            objector_phone: phone,
            ground,
            evidence,
            accepted: findings.is_empty(),
        })?;
        Ok((number, dossier.name(), dossier.no, findings))
    })?;
    let accepted = findings.is_empty();
    let report = match findings.first() {
        None => Report::done(format!("已受理对 {name} 的异议，编号 {number}；处理以前不能公布"))
            .next(to_resolve(number)),
        Some(why) => {
            let reasons: Vec<_> = findings.iter().map(|finding| finding.found.as_str()).collect();
            let mut report = Report::done(format!(
                "已登记对 {name} 的异议，编号 {number}，不予受理：{}",
                reasons.join("；")
            ));
            report.done.push(why.cure.clone());
            report
        }
    };
    Ok(report.with("objection", number).with("case", no.to_string()).with("accepted", accepted))
}

/// How an objection is decided.
pub(super) fn to_resolve(number: i64) -> String {
    format!("处理：studiogrant publish resolve {number} --upheld 或 --dismissed --finding 查明情况")
}

/// Decides an objection.
///
/// # Errors
/// There is no such objection, it was not accepted, or it is decided already.
pub fn resolve(desk: &mut Desk, number: i64, outcome: ObjectionOutcome, finding: &str) -> Result<Report> {
    if finding.trim().is_empty() {
        return misuse("请写明查明的情况：--finding 情况");
    }
    let (dossier, next) = desk.record("publish resolve", BUREAU, |book, hand| {
        let store = book.store();
        let Some(objection) = store.newest::<Objection>("id", number)? else {
            return misuse(format!("没有编号为 {number} 的异议。全部异议见 publish objections"));
        };
        if !objection.fact.accepted {
            return misuse(format!("异议 {number} 登记时不予受理，不用处理"));
        }
        if store.newest::<ObjectionDecision>("objection_id", number)?.is_some() {
            return misuse(format!("异议 {number} 已经处理"));
        }
        hand.not_before(objection.fact.received_on, "收到异议")?;
        let Objection { objector_name, objector_phone, .. } = &objection.fact;
        confidential(finding, objector_name.as_deref(), objector_phone.as_deref())?;
        let finding = finding.trim().to_owned();
        book.add(&ObjectionDecision { objection_id: number, outcome, finding, decided_on: hand.on })?;
        let dossier = Dossier::by_id(store, objection.fact.case_id)?;
        let next = match outcome {
            ObjectionOutcome::Upheld => next_in_reserve(store, dossier.case_id)?,
            ObjectionOutcome::Dismissed => None,
        };
        Ok((dossier, next))
    })?;
    let effect = match outcome {
        ObjectionOutcome::Upheld => "移出名单",
        ObjectionOutcome::Dismissed => "名单不变",
    };
    let mut report = Report::done(format!("异议 {number} {}，{} {effect}", outcome.term(), dossier.name()));
    if let Some(next) = next {
        report.next.push(format!(
            "空出一个名额，可由候补 {} 递补：studiogrant publish notice --promote {} --from 日期",
            next.name(),
            next.no
        ));
    }
    Ok(report.with("objection", number).with("case", dossier.no.to_string()).with("outcome", outcome.code()))
}

/// The objections of a round; who objects is not shown.
///
/// # Errors
/// There is no such round.
pub fn objections(desk: &Desk, year: Option<i64>) -> Result<Report> {
    let store = &desk.store;
    let round = RoundFile::load(store, year)?;
    let columns = [
        ("objection", "编号"),
        ("notice", "公示"),
        ("case", "案件"),
        ("unit_name", "单位"),
        ("received_on", "收到日期"),
        ("ground", "内容"),
        ("accepted", "受理"),
        ("outcome", "处理结果"),
        ("finding", "查明情况"),
        ("decided_on", "处理日期"),
    ];
    let mut table =
        Table::new("objections", format!("{} 年度公示异议", round.round.year), &columns).led_by("unit_name");
    for notice in store.by::<Notice>("round_id", round.id)? {
        let dossiers = on_notice(store, notice.id)?;
        for line in store.objections_to(notice.id)? {
            let Some(dossier) = dossiers.iter().find(|dossier| dossier.case_id == line.case_id) else {
                continue;
            };
            table.push(vec![
                line.id.into(),
                line.notice_id.into(),
                dossier.no.to_string().into(),
                dossier.form().unit_name.as_str().into(),
                line.received_on.into(),
                line.ground.as_str().into(),
                Datum::Flag(line.accepted),
                outcome(&line),
                line.finding.into(),
                line.decided_on.into(),
            ]);
        }
    }
    Ok(Report::list(table).with("year", round.round.year))
}

fn outcome(line: &ObjectionLine) -> Datum {
    line.outcome.map_or(Datum::Empty, |way| Datum::Term { code: way.code(), term: way.term() })
}

/// One objection whole. Who objects is shown to the bureau alone, on `--reveal`, which is journaled.
///
/// # Errors
/// There is no such objection, or the operator may not see who objects.
pub fn objection(desk: &mut Desk, number: i64) -> Result<Report> {
    let Some(kept) = desk.store.newest::<Objection>("id", number)? else {
        return misuse(format!("没有编号为 {number} 的异议。全部异议见 publish objections"));
    };
    if desk.hand.setting.reveal {
        desk.permitted(BUREAU)?;
        desk.disclosed(format!("异议 {number} 的提出人"), BUREAU, &[Kind::List])?;
    }
    let dossier = Dossier::by_id(&desk.store, kept.fact.case_id)?;
    let mut table = Table::new("objection", format!("异议 {number}"), &[("item", "项目"), ("value", "内容")]);
    let mut put = |item: &str, value: Datum| {
        if value != Datum::Empty {
            table.push(vec![item.into(), value]);
        }
    };
    put("案件", dossier.name().into());
    put("公示", kept.fact.notice_id.into());
    put("收到日期", kept.fact.received_on.into());
    put("提出方式", if kept.fact.objector_name.is_some() { "实名" } else { "匿名" }.into());
    if desk.hand.setting.reveal {
        put("提出人（保密）", kept.fact.objector_name.into());
        put("联系电话（保密）", kept.fact.objector_phone.into());
    }
    put("内容", kept.fact.ground.into());
    put("证据", kept.fact.evidence.into());
    put("受理", if kept.fact.accepted { "受理" } else { "不予受理" }.into());
    let decision = decided(&desk.store, dossier.case_id, number)?;
    let is_open = kept.fact.accepted && decision.is_none();
    if let Some(line) = decision {
        put("查明情况", line.finding.clone().into());
        put("处理结果", outcome(&line));
        put("处理日期", line.decided_on.into());
    }
    let report = Report::list(table).with("objection", number).with("case", dossier.no.to_string());
    Ok(if is_open { report.next(to_resolve(number)) } else { report })
}

fn decided(store: &Store, case_id: i64, number: i64) -> Result<Option<ObjectionLine>> {
    let lines = store.objections_to_case(case_id)?;
    Ok(lines.into_iter().find(|line| line.id == number && line.outcome.is_some()))
}
