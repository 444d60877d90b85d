//! One expert's sheet for one case.

use anyhow::Result;

use super::{BUREAU, before_proposal, employed, expert, is_recused, panel};
use crate::casework::desk::Hand;
use crate::casework::{Desk, Dossier, Report, admit, misuse, not_met};
use crate::measure::{self, Moment, Points, Scoring, Weight};
use crate::model::case_no::CaseRef;
use crate::model::text::given;
use crate::store::facts::{Expert, ForwardedCase, Forwarding, Panel, ScoreItem, ScoreSheet};
use crate::store::views::Stage;
use crate::store::{Book, Store, Stored};

/// What became of a sheet.
pub(super) enum Scored {
    /// It is recorded, as this revision.
    Recorded { id: i64, revision: i64 },
    /// These very scores were recorded before.
    Known(i64),
}

/// Records one expert's scores of one case, or a correction with its reason.
///
/// # Errors
/// [`crate::casework::Refusal`] where the expert may not score the case or the points don't fit the rubric.
pub fn score(
    desk: &mut Desk,
    case: CaseRef,
    name: &str,
    items: &[Points],
    reason: Option<&str>,
) -> Result<Report> {
    let points: Vec<_> = items.iter().map(|item| item.0).collect();
    let (dossier, name, revision) = desk.record("review score", BUREAU, |book, hand| {
        let dossier = Dossier::load(book.store(), case)?;
        let expert = expert(book.store(), name)?;
        match record(book, hand, &dossier, &expert, &points, reason)? {
            Scored::Recorded { revision, .. } => Ok((dossier, expert.fact.name, revision)),
            Scored::Known(_) => {
                misuse(format!("{}对 {} 的这份评分此前已经登记，未作记录", expert.fact.name, dossier.name()))
            }
        }
    })?;
    let total = Points(points.iter().sum());
    let act = if revision > 1 { "更正" } else { "登记" };
    Ok(Report::done(format!("已{act} {name} 对 {} 的评分：{total} 分", dossier.name()))
        .with("case", dossier.no.to_string())
        .with("expert", name)
        .with("total", total.to_string())
        .with("revision", revision)
        .next("评分登记齐后看排名：studiogrant review rank"))
}

/// Records a sheet, item by item in the rubric's order.
pub(super) fn record(
    book: &mut Book<'_>,
    hand: &Hand,
    dossier: &Dossier,
    expert: &Stored<Expert>,
    points: &[i64],
    reason: Option<&str>,
) -> Result<Scored> {
    let store = book.store();
    let recused = is_recused(store, dossier.case_id, expert.id)?;
    let sheets = sheets(store, dossier.case_id, expert.id)?;
    // An import brings old sheets again, and a correction may go back to an older sheet: only the newest counts then.
    let known = match reason {
        None => sheets.iter().find(|(_, sheet)| sheet == points),
        Some(_) => sheets.last().filter(|(_, sheet)| sheet == points),
    };
    if let Some((id, _)) = known.filter(|_| !recused) {
        return Ok(Scored::Known(*id));
    }
    before_proposal(store, &dossier.round)?;
    let scoring = Scoring {
        expert: &expert.fact.name,
        on_panel: panel(store, dossier.round.id)?.iter().any(|member| member.id == expert.id),
        recused,
        items: points,
    };
    let mut findings = measure::examine(Moment::Scoring(&scoring), dossier.policy());
    if !recused && employed(&expert.fact, &dossier.form().unit_name) {
        let found = format!("专家{}任职于申报单位{}，应当回避", expert.fact.name, dossier.form().unit_name);
        let cure =
            format!("请登记回避：review recuse {} {} --kind 任职 --reason …", expert.fact.name, dossier.no);
        findings.extend(not_met("A6-2-4a", found, cure));
    }
    admit(findings, Weight::Reminder)?;
    if dossier.stage != Stage::Forwarded {
        return misuse(format!(
            "{} 现为“{}”，只有已上报的案件可以评分",
            dossier.name(),
            dossier.stage.term()
        ));
    }
    if let Some(forwarded) = store.newest::<ForwardedCase>("case_id", dossier.case_id)?
        && let Some(forwarding) = store.newest::<Forwarding>("id", forwarded.fact.forwarding_id)?
    {
        hand.not_before(forwarding.fact.forwarded_on, "上报")?;
    }
    if let Some(panel) = store.newest::<Panel>("round_id", dossier.round.id)? {
        hand.not_before(panel.fact.seated_on, "组建评审组")?;
    }
    let reason = given(reason);
    if !sheets.is_empty() && reason.is_none() {
        return misuse(format!(
            "{}对 {} 已有评分，与这份不同。更正须写明理由：review score {} --expert {} --item … --reason 理由",
            expert.fact.name,
            dossier.name(),
            dossier.no,
            expert.fact.name
        ));
    }
    let revision = i64::try_from(sheets.len())? + 1;
    let (case_id, expert_id) = (dossier.case_id, expert.id);
    let sheet = ScoreSheet { case_id, expert_id, revision, scored_on: hand.on, reason };
    let score_sheet_id = book.add(&sheet)?;
    for (item, points_centi) in dossier.policy().rubric.value.iter().zip(points) {
        book.add(&ScoreItem { score_sheet_id, item: item.key.clone(), points_centi: *points_centi })?;
    }
    Ok(Scored::Recorded { id: score_sheet_id, revision })
}

/// Every revision of a sheet with its points, oldest first.
pub(super) fn sheets(store: &Store, case_id: i64, expert_id: i64) -> Result<Vec<(i64, Vec<i64>)>> {
    let keys = [("case_id", case_id.into()), ("expert_id", expert_id.into())];
    let mut sheets = Vec::new();
    for sheet in store.matching::<ScoreSheet>(&keys)? {
        let items = store.by::<ScoreItem>("score_sheet_id", sheet.id)?;
        sheets.push((sheet.id, items.iter().map(|item| item.fact.points_centi).collect()));
    }
    Ok(sheets)
}
