//! Experts, the panel, and who steps back from which case.

use anyhow::Result;

use super::{BUREAU, before_proposal, candidates, employed, expert, is_recused, panel};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Dossier, Report, admit, misuse, not_met};
use crate::measure::{self, Moment, Recusing, Seating, Weight};
use crate::model::Table;
use crate::model::acts::Conflict;
use crate::model::case_no::CaseRef;
use crate::store::facts::{Expert, Panel, PanelMember, Recusal, ScoreSheet};
use crate::store::{Store, Stored};

/// Registers an expert.
///
/// # Errors
/// The name is taken, or something is missing.
pub fn add_expert(desk: &mut Desk, name: &str, employer: &str, title: Option<&str>) -> Result<Report> {
    let said = |text: &str| text.trim().to_owned();
    let added = Expert { name: said(name), employer: said(employer), title: title.map(said) };
    if added.name.is_empty() || added.employer.is_empty() {
        return misuse("专家的姓名和工作单位都要写明");
    }
    desk.record("review expert add", BUREAU, |book, _| {
        if !book.store().by::<Expert>("name", added.name.as_str())?.is_empty() {
            return misuse(format!(
                "专家“{}”已经登记。同名的另一人请在姓名后加注，如 李强（焊接）",
                added.name
            ));
        }
        Ok(book.add(&added)?)
    })?;
    let Expert { name, employer, .. } = added;
    Ok(Report::done(format!("已登记专家 {name}（{employer}）"))
        .with("expert", name)
        .next("组建评审组：studiogrant review panel --experts 姓名,姓名,…"))
}

/// Every expert, and who sits on the newest round's panel.
///
/// # Errors
/// The case file can't be read.
pub fn experts(desk: &Desk) -> Result<Report> {
    let seated = match RoundFile::load(&desk.store, None) {
        Ok(round) => panel(&desk.store, round.id)?,
        Err(_) => Vec::new(),
    };
    let columns = [("name", "专家"), ("employer", "工作单位"), ("title", "职称"), ("on_panel", "本轮评审组")];
    let mut table = Table::new("experts", "专家", &columns);
    for expert in desk.store.all::<Expert>()? {
        let on_panel = seated.iter().any(|member| member.id == expert.id);
        let Expert { name, employer, title } = expert.fact;
        table.push(vec![name.into(), employer.into(), title.into(), if on_panel { "是" } else { "" }.into()]);
    }
    Ok(Report::list(table))
}

/// Seats the panel of the newest round; one seated before gives way as long as nobody has scored.
///
/// # Errors
/// [`crate::casework::Refusal`] where the panel is too small or even, or scores are recorded already.
pub fn seat(desk: &mut Desk, names: &[String]) -> Result<Report> {
    let (round, members, conflicts) = desk.record("review panel", BUREAU, |book, hand| {
        let store = book.store();
        let round = RoundFile::load(store, None)?;
        before_proposal(store, &round)?;
        hand.not_before(round.round.opened_on, "组织申报")?;
        let mut members: Vec<Stored<Expert>> = Vec::new();
        for name in names {
            let expert = expert(store, name)?;
            if !members.iter().any(|member| member.id == expert.id) {
                members.push(expert);
            }
        }
        let experts: Vec<_> = members.iter().map(|member| member.fact.name.as_str()).collect();
        let mut findings = measure::examine(Moment::Seating(&Seating { experts: &experts }), &round.policy);
        if !store.scores_of_round(round.id)?.is_empty() {
            let found = "本轮已有评分，评审组不能再更换".to_owned();
            findings.extend(not_met(
                "A6-2-4a",
                found,
                "请由现在的评审组评完；有利害关系的登记回避".to_owned(),
            ));
        }
        admit(findings, Weight::Reminder)?;
        let size = u32::try_from(members.len())?;
        let panel_id = book.add(&Panel { round_id: round.id, seated_on: hand.on, size })?;
        for member in &members {
            book.add(&PanelMember { panel_id, expert_id: member.id })?;
        }
        let conflicts = conflicts(store, &round, &members)?;
        Ok((round, members, conflicts))
    })?;
    let names: Vec<_> = members.iter().map(|member| member.fact.name.clone()).collect();
    let year = round.round.year;
    let mut report =
        Report::done(format!("{year} 年度评审组已组成，{} 人：{}", names.len(), names.join("、")));
    if !conflicts.rows.is_empty() {
        report.done.push("有专家任职于申报单位，打分前须登记回避".to_owned());
        for row in &conflicts.rows {
            if let [expert, case, ..] = &row[..] {
                let (expert, case) = (expert.show(), case.show());
                report.next.push(format!(
                    "登记回避：studiogrant review recuse {expert} {case} --kind 任职 --reason 任职于申报单位"
                ));
            }
        }
        report.tables.push(conflicts);
    }
    Ok(report
        .with("experts", names)
        .next("登记评分：studiogrant review import 打分表.csv，或 review score 案件 --expert 姓名 --item …"))
}

/// Which members work for which applicants without being recused.
fn conflicts(store: &Store, round: &RoundFile, members: &[Stored<Expert>]) -> Result<Table> {
    let columns = [("expert", "专家"), ("case", "案件"), ("unit_name", "申报单位")];
    let mut table = Table::new("conflicts", "应当回避的专家", &columns);
    for line in candidates(store, round.id)? {
        for member in members.iter().filter(|member| employed(&member.fact, &line.unit_name)) {
            if !is_recused(store, line.case_id, member.id)? {
                let no = round.case_no(line.serial).to_string();
                let name = member.fact.name.as_str();
                table.push(vec![name.into(), no.into(), line.unit_name.as_str().into()]);
            }
        }
    }
    Ok(table)
}

/// Records that an expert steps back from a case.
///
/// # Errors
/// [`crate::casework::Refusal`] where the expert has scored the case already.
pub fn recuse(
    desk: &mut Desk,
    name: &str,
    case: CaseRef,
    conflict: Conflict,
    reason: &str,
) -> Result<Report> {
    let dossier = desk.record("review recuse", BUREAU, |book, hand| {
        let store = book.store();
        let dossier = Dossier::load(store, case)?;
        before_proposal(store, &dossier.round)?;
        let expert = expert(store, name)?;
        hand.not_before(dossier.revision.fact.head.filed_on, "申报")?;
        if is_recused(store, dossier.case_id, expert.id)? {
            return misuse(format!("专家{}已对 {} 回避", expert.fact.name, dossier.name()));
        }
        let keys = [("case_id", dossier.case_id.into()), ("expert_id", expert.id.into())];
        let has_scored = !store.matching::<ScoreSheet>(&keys)?.is_empty();
        let recusing = Recusing { expert: &expert.fact.name, has_scored };
        admit(measure::examine(Moment::Recusing(&recusing), dossier.policy()), Weight::Reminder)?;
        if reason.trim().is_empty() {
            return misuse("回避须写明理由：--reason 理由");
        }
        book.add(&Recusal {
            case_id: dossier.case_id,
            expert_id: expert.id,
            conflict,
            reason: reason.trim().to_owned(),
            recused_on: hand.on,
        })?;
        Ok(dossier)
    })?;
    let name = name.trim();
    Ok(Report::done(format!("已登记专家 {name} 对 {} 回避（{}）", dossier.name(), conflict.term()))
        .with("expert", name)
        .with("case", dossier.no.to_string())
        .with("conflict", conflict.code()))
}
