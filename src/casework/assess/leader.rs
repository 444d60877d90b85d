//! 更换带头人 (八(一)): proposed by the unit, examined like the leader before, approved by a second pair of eyes.

use anyhow::Result;
use chrono::NaiveDate;

use super::{KEEPERS, funded};
use crate::casework::desk::Hand;
use crate::casework::dossier::{self, led_by};
use crate::casework::{Desk, Dossier, Refusal, Report, disburse, misuse, not_met, refused};
use crate::measure::{self, Finding, Moment, Party, Rival, Succeeding, Weight};
use crate::model::case_no::{CaseNo, CaseRef};
use crate::model::form::{Application, PostKind, SkillBasis};
use crate::model::grade::Grade;
use crate::model::identity::{IdKind, IdNumber};
use crate::model::text::given;
use crate::model::{Field, Record, Table};
use crate::store::facts::{Award, LeaderChange, LeaderDecision};
use crate::store::{Book, Store, Stored};

/// 新带头人, as the unit presents them; what is left out stays as it was.
pub struct Successor {
    /// 姓名
    pub technician_name: String,
    /// 证件类型
    pub id_kind: Option<IdKind>,
    /// 证件号码
    pub id_number: IdNumber,
    /// 职业工种
    pub occupation: Option<String>,
    /// 岗位类型
    pub post_kind: Option<PostKind>,
    /// 岗位业绩说明
    pub post_achievement: Option<String>,
    /// 水平依据
    pub skill_basis: SkillBasis,
    /// 技能等级
    pub skill_grade: Option<Grade>,
    /// 证书编号
    pub certificate_no: Option<String>,
    /// 发证日期
    pub certified_on: Option<NaiveDate>,
    /// 水平认定材料
    pub recognition: Option<String>,
    /// 聘任起始日期
    pub appointed_from: NaiveDate,
    /// 聘任截止日期
    pub appointed_to: NaiveDate,
    /// The unit's document.
    pub document: String,
    /// Why the leader changes.
    pub reason: String,
}

impl Successor {
    fn proposed(self, dossier: &Dossier, by: &str, on: NaiveDate) -> LeaderChange {
        let form = dossier.form();
        LeaderChange {
            case_id: dossier.case_id,
            technician_name: self.technician_name,
            id_kind: self.id_kind,
            id_number: self.id_number,
            occupation: self.occupation.unwrap_or_else(|| form.occupation.clone()),
            post_kind: self.post_kind.unwrap_or(form.post_kind),
            post_achievement: self.post_achievement,
            skill_basis: self.skill_basis,
            skill_grade: self.skill_grade,
            certificate_no: self.certificate_no,
            certified_on: self.certified_on,
            recognition: self.recognition,
            appointed_from: self.appointed_from,
            appointed_to: self.appointed_to,
            document: self.document,
            reason: self.reason,
            proposed_by: by.to_owned(),
            proposed_on: on,
        }
    }
}

/// What the measure has to say of a change of leader.
fn examine(store: &Store, dossier: &Dossier, award: &Award, change: &LeaderChange) -> Result<Vec<Finding>> {
    let form = led_by(dossier.form(), change);
    let lines =
        store.rivals(dossier.round.id, Some(dossier.case_id), form.uscc.as_str(), form.id_number.as_str())?;
    let lines: Vec<_> = lines.into_iter().filter(|line| !line.same_unit).collect();
    let numbers: Vec<_> =
        lines.iter().map(|line| CaseNo { year: line.year, serial: line.serial }.to_string()).collect();
    let rivals: Vec<_> = (lines.iter().zip(&numbers))
        .map(|(line, number)| Rival { case_no: number, party: Party::Technician, award_to: line.award_to })
        .collect();
    let succeeding = Succeeding {
        application: &form,
        proposed_on: change.proposed_on,
        same_person: change.id_number == dossier.form().id_number,
        reason: &change.reason,
        document: &change.document,
        rivals: &rivals,
        cycle: dossier::cycle(award),
    };
    let mut findings = measure::examine(Moment::Succeeding(&succeeding), dossier.policy());
    // What is unproven of a new leader the bureau settles itself, as it approves.
    let cure = format!(
        "请区局查验原件，批准时写明依据：{}；要补填的，不批准，请单位补正以后重新提出",
        approving(dossier.no, &findings)
    );
    for finding in findings.iter_mut().filter(|finding| finding.weight == Weight::Unproven) {
        finding.cure.clone_from(&cure);
    }
    Ok(findings)
}

/// The command that approves a change of leader: where something of it is unproven, on what paper it rests.
fn approving(no: CaseNo, findings: &[Finding]) -> String {
    let is_unproven = findings.iter().any(|finding| finding.weight == Weight::Unproven);
    let evidence = if is_unproven { " --evidence 依据" } else { "" };
    format!("studiogrant assess leader approve {no} --reason 理由{evidence}")
}

/// Whether a column of the form speaks of the leader.
fn is_of_the_leader(field: &Field) -> bool {
    LeaderChange::FIELDS.iter().any(|own| own.column == field.column)
}

/// Refuses what can't be right in itself: a number that no document has, a certificate without its grade.
fn consistent(form: &Application, on: NaiveDate) -> Result<()> {
    let (errors, _) = form.consistency(on);
    let of_leader = errors.iter().filter(|error| is_of_the_leader(&Application::FIELDS[error.field]));
    let said: Vec<_> = of_leader
        .map(|error| format!("{}：{}", Application::FIELDS[error.field].header, error.misfit.0))
        .collect();
    if said.is_empty() {
        Ok(())
    } else {
        misuse(format!("新带头人的资料不对：{}", said.join("；")))
    }
}

/// Records that the unit puts another leader in the place of the one before. Until the bureau decides, the second
/// half waits.
///
/// # Errors
/// [`Refusal`] with what the measure has against the new leader; or a change waits already.
pub fn propose(desk: &mut Desk, case: CaseRef, successor: Successor) -> Result<Report> {
    let (dossier, change, findings) = desk.record("assess leader propose", KEEPERS, |book, hand| {
        let (dossier, award, document) = funded(book.store(), case)?;
        hand.not_before(document.announced_on, "发文公布")?;
        if let Some(waiting) = dossier.leader_change(book.store())? {
            let LeaderChange { proposed_on, technician_name, .. } = waiting.fact;
            let found =
                format!("{} {proposed_on} 提出的更换带头人（{technician_name}）还没有决定", dossier.name());
            let cure = format!("先决定：studiogrant assess leader approve {} 或 reject", dossier.no);
            return refused("A8-1c", found, cure);
        }
        let change = successor.proposed(&dossier, hand.setting.by()?, hand.on);
        consistent(&led_by(dossier.form(), &change), hand.on)?;
        let findings = examine(book.store(), &dossier, &award, &change)?;
        let case_id = Some(dossier.case_id);
        let findings = hand.settle(book, findings, Weight::Unproven, dossier.round.id, case_id)?;
        book.add(&change)?;
        Ok((dossier, change, findings))
    })?;
    let held = disburse::held_by_leader(&desk.store, dossier.case_id)?;
    let suspended = disburse::held_until_approved(&desk.store, &dossier)?;
    let (before, after, no) = (&dossier.form().technician_name, &change.technician_name, dossier.no);
    let approve = approving(no, &findings);
    Ok(Report::done(format!(
        "已登记 {} 更换带头人：{before} 换成 {after}，待区局批准{suspended}",
        dossier.name()
    ))
    .also_each(held)
    .with("case", no.to_string())
    .with("leader", after.as_str())
    .with("approved", serde_json::Value::Null)
    .remind(findings)
    .next(format!("由另一位区局操作员批准：{approve}"))
    .next(format!("不批准：studiogrant assess leader reject {no} --reason 理由")))
}

/// What the bureau decides on a change of leader.
pub struct Ruling<'a> {
    /// Whether the new leader may lead.
    pub approved: bool,
    /// Why.
    pub reason: &'a str,
    /// On what paper rests what the change left unproven.
    pub evidence: Option<&'a str>,
}

/// Decides on the change of leader that waits: by somebody else than who recorded it.
///
/// # Errors
/// [`Refusal`]: the operator recorded it, or something is still unproven; or no change waits.
pub fn decide(desk: &mut Desk, case: CaseRef, ruling: &Ruling<'_>) -> Result<Report> {
    let command = if ruling.approved { "assess leader approve" } else { "assess leader reject" };
    let (dossier, change) = desk.record(command, KEEPERS, |book, hand| {
        let (dossier, award, _) = funded(book.store(), case)?;
        let Some(change) = dossier.leader_change(book.store())? else {
            let found = format!("{} 没有等着批准的更换带头人", dossier.name());
            return refused("A8-1c", found, "先登记更换：studiogrant assess leader propose");
        };
        hand.not_before(change.fact.proposed_on, "提出更换")?;
        decided(book, hand, &dossier, &award, &change, ruling)?;
        Ok((dossier, change.fact))
    })?;
    let (name, no) = (&change.technician_name, dossier.no);
    let sentence = match ruling.approved {
        true => format!("已批准 {} 更换带头人，现任带头人是 {name}", dossier.name()),
        false => {
            format!("没有批准 {} 更换带头人，仍由 {} 负责", dossier.name(), dossier.form().technician_name)
        }
    };
    let report = Report::done(sentence)
        .with("case", no.to_string())
        .with("leader", name.as_str())
        .with("approved", ruling.approved);
    Ok(match ruling.approved {
        true => {
            report.next(format!("与新带头人另签责任协议：studiogrant assess agreement {no} --signed-on 日期"))
        }
        false => report.next("原带头人不能履职的，请单位另提人选，再登记：studiogrant assess leader propose"),
    })
}

fn decided(
    book: &mut Book<'_>,
    hand: &Hand,
    dossier: &Dossier,
    award: &Award,
    change: &Stored<LeaderChange>,
    ruling: &Ruling<'_>,
) -> Result<()> {
    let by = hand.setting.by()?;
    if change.fact.proposed_by == by {
        let found = format!("这次更换由{by}登记，不能由同一人决定");
        let refused = not_met("A8-1c", found, "请由另一位区局操作员决定（--by）".to_owned());
        return Err(Refusal(refused.into_iter().collect()).into());
    }
    let evidence = given(ruling.evidence);
    if ruling.approved {
        let findings = examine(book.store(), dossier, award, &change.fact)?;
        let bearable = if evidence.is_some() { Weight::Unproven } else { Weight::Reminder };
        crate::casework::admit(findings, bearable)?;
    }
    book.add(&LeaderDecision {
        leader_change_id: change.id,
        approved: ruling.approved,
        reason: ruling.reason.trim().to_owned(),
        evidence,
        decided_by: by.to_owned(),
        decided_on: hand.on,
    })?;
    Ok(())
}

/// Every change of leader, decided or not: of one case, or of all.
///
/// # Errors
/// There is no such case.
pub fn leaders(desk: &Desk, case: Option<CaseRef>) -> Result<Report> {
    let only = case.map(|case| desk.dossier(case)).transpose()?;
    let columns = [
        ("case", "案件"),
        ("unit_name", "申报单位"),
        ("leader", "新带头人"),
        ("skill", "技能水平"),
        ("appointed", "聘期"),
        ("document", "文件"),
        ("reason", "原因"),
        ("proposed_on", "提出日期"),
        ("proposed_by", "登记人"),
        ("decision", "决定"),
        ("decided_on", "决定日期"),
    ];
    let mut table = Table::new("leader_changes", "更换带头人", &columns);
    let mut findings = Vec::new();
    let mut next = Vec::new();
    for change in desk.store.all::<LeaderChange>()? {
        if only.as_ref().is_some_and(|only| only.case_id != change.fact.case_id) {
            continue;
        }
        let dossier = Dossier::by_id(&desk.store, change.fact.case_id)?;
        let no = dossier.no;
        let decision =
            desk.store.newest::<LeaderDecision>("leader_change_id", change.id)?.map(|found| found.fact);
        let change = change.fact;
        if decision.is_none() {
            let (award, _) = dossier.announced(&desk.store)?;
            let found = examine(&desk.store, &dossier, &award, &change)?;
            let (approve, by) = (approving(no, &found), &change.proposed_by);
            next.push(format!("由{by}以外的区局操作员批准：{approve}"));
            next.push(format!("不批准：studiogrant assess leader reject {no} --reason 理由"));
            findings.extend(found);
        }
        let ruled =
            decision.as_ref().map_or("待批准", |ruled| if ruled.approved { "批准" } else { "不批准" });
        let grade = change.skill_grade.map(|grade| format!("，{}", grade.term())).unwrap_or_default();
        table.push(vec![
            no.to_string().into(),
            dossier.form().unit_name.as_str().into(),
            change.technician_name.into(),
            format!("{}{grade}", change.skill_basis.term()).into(),
            format!("{} 至 {}", change.appointed_from, change.appointed_to).into(),
            change.document.into(),
            change.reason.into(),
            change.proposed_on.into(),
            change.proposed_by.into(),
            ruled.into(),
            decision.map(|ruled| ruled.decided_on).into(),
        ]);
    }
    Ok(Report { findings, next, ..Report::list(table) })
}
