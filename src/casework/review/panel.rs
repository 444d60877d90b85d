//! Experts, and the panel that they sit on.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::recusal::{recusals, undeclared, undeclared_table};
use super::{BUREAU, before_proposal, candidates, expert, panel};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report, admit, misuse};
use crate::measure::publication::plain;
use crate::measure::{self, Moment, Scorers, Seating, Weight};
use crate::model::Table;
use crate::model::text::tidy;
use crate::store::facts::{Expert, Panel, PanelMember, Recusal};
use crate::store::{Store, Stored};

/// How a panel is named.
const TO_SEAT: &str = "组建评审组：studiogrant review panel --experts 姓名,姓名,…";

/// Registers an expert.
///
/// # Errors
/// The name is taken, or something is missing.
pub fn add_expert(desk: &mut Desk, name: &str, employer: &str, title: Option<&str>) -> Result<Report> {
    let said = |text: &str| tidy(text).into_owned();
    let title = title.map(said).filter(|title| !title.is_empty());
    let added = Expert { name: said(name), employer: said(employer), title };
    if added.name.is_empty() || added.employer.is_empty() {
        return misuse("专家的姓名和工作单位都要写明");
    }
    desk.record("review expert add", BUREAU, |book, _| {
        let known = book.store().all::<Expert>()?;
        if known.iter().any(|known| plain(&known.fact.name) == plain(&added.name)) {
            return misuse(format!(
                "专家“{}”已经登记。同名的另一人请在姓名后加注，如 李强（焊接）",
                added.name
            ));
        }
        Ok(book.add(&added)?)
    })?;
    let Expert { name, employer, .. } = added;
    Ok(Report::done(format!("已登记专家 {name}（{employer}）")).with("expert", name).next(TO_SEAT))
}

/// Every expert, who sits on the newest round's panel, who stepped back from what, and who ought to.
///
/// # Errors
/// The case file can't be read.
pub fn experts(desk: &Desk) -> Result<Report> {
    let store = &desk.store;
    let round = RoundFile::load(store, None).ok();
    let seated = match &round {
        Some(round) => panel(store, round.id)?,
        None => Vec::new(),
    };
    let columns = [("name", "专家"), ("employer", "工作单位"), ("title", "职称"), ("on_panel", "本轮评审组")];
    let mut table = Table::new("experts", "专家", &columns);
    let all = store.all::<Expert>()?;
    for expert in &all {
        let on_panel = seated.iter().any(|member| member.id == expert.id);
        let Expert { name, employer, title } = expert.fact.clone();
        table.push(vec![name.into(), employer.into(), title.into(), if on_panel { "是" } else { "" }.into()]);
    }
    let mut report = Report::list(table);
    if seated.is_empty() {
        report.next.push(TO_SEAT.to_owned());
    }
    let Some(round) = round else { return Ok(report) };
    let recused = recusals(store, &round)?;
    report.tables.extend(Some(recused).filter(|table| !table.rows.is_empty()));
    if before_proposal(store, &round).is_ok() {
        // Before the panel is named, whoever may be called is looked at.
        let looked_at = if seated.is_empty() { &all } else { &seated };
        let due = undeclared(store, round.round.year, looked_at, &candidates(store, round.id)?)?;
        report.tables.extend(Some(undeclared_table(&due)).filter(|table| !table.rows.is_empty()));
    }
    Ok(report)
}

/// Seats the panel of a round, the newest if no year is given. One seated before gives way; once somebody has scored, it can only grow.
///
/// # Errors
/// [`crate::casework::Refusal`] where the panel is too small or even, leaves a candidate with too few who may score
/// it, or drops a member after scoring has begun.
pub fn seat(desk: &mut Desk, names: &[String], year: Option<i64>) -> Result<Report> {
    let (round, members, due) = desk.record("review panel", BUREAU, |book, hand| {
        let store = book.store();
        let round = RoundFile::load(store, year)?;
        before_proposal(store, &round)?;
        hand.not_before(round.round.opened_on, "组织申报")?;
        let mut members: Vec<Stored<Expert>> = Vec::new();
        for name in names {
            let expert = expert(store, name)?;
            if !members.iter().any(|member| member.id == expert.id) {
                members.push(expert);
            }
        }
        let has_scores = !store.sheets_of_round(round.id, None)?.is_empty();
        let before = if has_scores { panel(store, round.id)? } else { Vec::new() };
        let candidates = candidates(store, round.id)?;
        let due = undeclared(store, round.round.year, &members, &candidates)?;
        let barred = due.iter().map(|one| (one.case_id, one.expert_id)).collect();
        let mut scorers = Vec::new();
        for (line, count) in candidates.iter().zip(scorers_of(store, &members, &candidates, barred)?) {
            scorers.push((round.case_no(line.serial).to_string(), count));
        }
        let scorers: Vec<_> =
            scorers.iter().map(|(no, count)| Scorers { case_no: no, count: *count }).collect();
        let seating =
            Seating { experts: &names_of(&members), staying: &names_of(&before), scorers: &scorers };
        admit(measure::examine(Moment::Seating(&seating), &round.policy), Weight::Reminder)?;
        let size = u32::try_from(members.len())?;
        let panel_id = book.add(&Panel { round_id: round.id, seated_on: hand.on, size })?;
        for member in &members {
            book.add(&PanelMember { panel_id, expert_id: member.id })?;
        }
        Ok((round, members, due))
    })?;
    let names: Vec<_> = members.iter().map(|member| member.fact.name.clone()).collect();
    let year = round.round.year;
    let mut report =
        Report::done(format!("{year} 年度评审组已组成，{} 人：{}", names.len(), names.join("、")));
    if !due.is_empty() {
        report.done.push("有专家任职于申报单位，打分前须登记回避".to_owned());
        let hint = |one: &super::recusal::Undeclared| format!("登记回避：studiogrant {}", one.command());
        report.next.extend(due.iter().map(hint));
        report.tables.push(undeclared_table(&due));
    }
    Ok(report
        .with("experts", names)
        .next("登记评分：studiogrant review import 打分表.csv，或 review score 案件 --expert 姓名 --item …"))
}

fn names_of(members: &[Stored<Expert>]) -> Vec<&str> {
    members.iter().map(|member| member.fact.name.as_str()).collect()
}

/// How many of the members may score each candidate: those who are neither recused nor barred.
fn scorers_of(
    store: &Store,
    members: &[Stored<Expert>],
    candidates: &[crate::store::views::CaseLine],
    mut barred: BTreeSet<(i64, i64)>,
) -> Result<Vec<u32>> {
    barred.extend(store.all::<Recusal>()?.iter().map(|one| (one.fact.case_id, one.fact.expert_id)));
    let seated: BTreeSet<_> = members.iter().map(|member| member.id).collect();
    let mut lost: BTreeMap<i64, u32> = BTreeMap::new();
    for (case_id, expert_id) in barred {
        if seated.contains(&expert_id) {
            *lost.entry(case_id).or_default() += 1;
        }
    }
    let size = u32::try_from(members.len())?;
    let left = |line: &crate::store::views::CaseLine| {
        size.saturating_sub(lost.get(&line.case_id).copied().unwrap_or(0))
    };
    Ok(candidates.iter().map(left).collect())
}
