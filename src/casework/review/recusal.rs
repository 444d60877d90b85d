//! Who steps back from which case, and who ought to.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::{BUREAU, before_proposal, candidates, expert, is_recused, panel};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Dossier, Report, admit, misuse};
use crate::measure::publication::plain;
use crate::measure::{self, Moment, Recusing, Scorers, Weight};
use crate::model::acts::Conflict;
use crate::model::case_no::{CaseNo, CaseRef};
use crate::model::{Datum, Table};
use crate::store::facts::{Expert, Recusal, ScoreSheet};
use crate::store::views::CaseLine;
use crate::store::{Store, Stored};

/// Records that an expert steps back from a case. What the expert has scored of it before is void.
///
/// # Errors
/// The expert is recused already, the list is proposed, or no reason is given.
pub fn recuse(
    desk: &mut Desk,
    name: &str,
    case: CaseRef,
    conflict: Conflict,
    reason: &str,
) -> Result<Report> {
    let (dossier, name, findings) = desk.record("review recuse", BUREAU, |book, hand| {
        let store = book.store();
        let dossier = Dossier::load(store, case)?;
        before_proposal(store, &dossier.round)?;
        let expert = expert(store, name)?;
        hand.not_before(dossier.revision.fact.head.filed_on, "申报")?;
        if is_recused(store, dossier.case_id, expert.id)? {
            return misuse(format!("专家{}已对 {} 回避", expert.fact.name, dossier.name()));
        }
        let no = dossier.no.to_string();
        let scorers = scorers_left(store, &dossier, expert.id)?;
        let scorers = scorers.map(|count| Scorers { case_no: &no, count });
        let has_scored = has_scored(store, dossier.case_id, expert.id)?;
        let recusing = Recusing { expert: &expert.fact.name, has_scored, scorers };
        let findings = measure::examine(Moment::Recusing(&recusing), dossier.policy());
        let findings = admit(findings, Weight::Reminder)?;
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
        Ok((dossier, expert.fact.name, findings))
    })?;
    Ok(Report::done(format!("已登记专家 {name} 对 {} 回避（{}）", dossier.name(), conflict.term()))
        .with("expert", name)
        .with("case", dossier.no.to_string())
        .with("conflict", conflict.code())
        .remind(findings))
}

/// How many of the panel may score the case once this expert steps back; `None` before a panel is seated.
fn scorers_left(store: &Store, dossier: &Dossier, expert_id: i64) -> Result<Option<u32>> {
    let members = panel(store, dossier.round.id)?;
    if members.is_empty() {
        return Ok(None);
    }
    let recused: BTreeSet<_> =
        store.by::<Recusal>("case_id", dossier.case_id)?.iter().map(|one| one.fact.expert_id).collect();
    let left = members.iter().filter(|member| member.id != expert_id && !recused.contains(&member.id));
    Ok(Some(u32::try_from(left.count())?))
}

fn has_scored(store: &Store, case_id: i64, expert_id: i64) -> Result<bool> {
    let keys = [("case_id", case_id.into()), ("expert_id", expert_id.into())];
    Ok(!store.matching::<ScoreSheet>(&keys)?.is_empty())
}

/// 应当回避: an expert who works for the applicant and isn't recused.
pub(in crate::casework) struct Undeclared {
    pub(super) expert_id: i64,
    pub(super) case_id: i64,
    pub(in crate::casework) expert: String,
    pub(in crate::casework) case: String,
    pub(in crate::casework) unit_name: String,
}

impl Undeclared {
    /// The command that records the recusal, without the program's name.
    pub(in crate::casework) fn command(&self) -> String {
        let expert = match self.expert.contains(char::is_whitespace) {
            true => format!("'{}'", self.expert),
            false => self.expert.clone(),
        };
        format!("review recuse {expert} {} --kind 任职 --reason 任职于申报单位", self.case)
    }
}

/// Which of these experts work for which of these candidates without being recused: by candidate.
pub(in crate::casework) fn undeclared<'c>(
    store: &Store,
    year: i64,
    experts: &[Stored<Expert>],
    candidates: impl IntoIterator<Item = &'c CaseLine>,
) -> Result<Vec<Undeclared>> {
    let mut employers: BTreeMap<String, Vec<&Stored<Expert>>> = BTreeMap::new();
    for expert in experts {
        employers.entry(plain(&expert.fact.employer)).or_default().push(expert);
    }
    let mut found = Vec::new();
    for line in candidates {
        for expert in employers.get(&plain(&line.unit_name)).into_iter().flatten() {
            if !is_recused(store, line.case_id, expert.id)? {
                found.push(Undeclared {
                    expert_id: expert.id,
                    case_id: line.case_id,
                    expert: expert.fact.name.clone(),
                    case: CaseNo { year, serial: line.serial }.to_string(),
                    unit_name: line.unit_name.clone(),
                });
            }
        }
    }
    Ok(found)
}

/// The recusals that are due, each with its command.
pub(super) fn undeclared_table(found: &[Undeclared]) -> Table {
    let columns = [("expert", "专家"), ("case", "案件"), ("unit_name", "申报单位"), ("command", "命令")];
    let mut table = Table::new("conflicts", "应当回避的专家", &columns);
    for one in found {
        table.push(vec![
            one.expert.as_str().into(),
            one.case.as_str().into(),
            one.unit_name.as_str().into(),
            format!("studiogrant {}", one.command()).into(),
        ]);
    }
    table
}

/// Who stepped back from which candidate of the round, why, and whether a score became void by it.
pub(super) fn recusals(store: &Store, round: &RoundFile) -> Result<Table> {
    let columns = [
        ("expert", "专家"),
        ("case", "案件"),
        ("unit_name", "申报单位"),
        ("conflict", "利益关系"),
        ("reason", "理由"),
        ("recused_on", "登记日期"),
        ("voided", "原评分"),
    ];
    let mut table = Table::new("recusals", "回避", &columns);
    let lines: BTreeMap<_, _> =
        candidates(store, round.id)?.into_iter().map(|line| (line.case_id, line)).collect();
    for recusal in store.all::<Recusal>()? {
        let Recusal { case_id, expert_id, conflict, reason, recused_on } = recusal.fact;
        let Some(line) = lines.get(&case_id) else { continue };
        let expert = store.newest::<Expert>("id", expert_id)?.map(|expert| expert.fact.name);
        let voided = if has_scored(store, case_id, expert_id)? { "作废" } else { "没有评分" };
        table.push(vec![
            expert.into(),
            round.case_no(line.serial).to_string().into(),
            line.unit_name.as_str().into(),
            Datum::Term { code: conflict.code(), term: conflict.term() },
            reason.into(),
            recused_on.into(),
            voided.into(),
        ]);
    }
    Ok(table)
}
