//! 评审会: when and where the panel met, and what its members want said in the minutes.

use anyhow::Result;

use super::{BUREAU, expert, is_recused, panel};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::model::Table;
use crate::model::case_no::CaseRef;
use crate::store::Store;
use crate::store::facts::{Dissent, Expert, Meeting, Panel};

/// 会议
#[derive(Debug, Clone, Copy)]
pub struct Venue<'a> {
    /// 地点
    pub place: &'a str,
    /// 主持人
    pub chair: &'a str,
    /// 时间, as people write it.
    pub hours: Option<&'a str>,
}

/// Records that the panel met on the business date. A later record takes the place of this one.
///
/// # Errors
/// No panel is seated, or place or chair is missing.
pub fn meet(desk: &mut Desk, venue: Venue<'_>, year: Option<i64>) -> Result<Report> {
    let said = |text: &str| text.trim().to_owned();
    let (place, chair) = (said(venue.place), said(venue.chair));
    let hours = venue.hours.map(said).filter(|hours| !hours.is_empty());
    if place.is_empty() || chair.is_empty() {
        return misuse("评审会的地点和主持人都要写明：--place 地点 --chair 姓名");
    }
    let (year, meeting) = desk.record("review meeting", BUREAU, |book, hand| {
        let round = RoundFile::load(book.store(), year)?;
        let Some(panel) = book.store().newest::<Panel>("round_id", round.id)? else {
            return misuse("还没有组建评审组：studiogrant review panel --experts 姓名,姓名,…");
        };
        hand.not_before(panel.fact.seated_on, "组建评审组")?;
        let meeting = Meeting { round_id: round.id, held_on: hand.on, hours, place, chair };
        book.add(&meeting)?;
        Ok((round.round.year, meeting))
    })?;
    let Meeting { held_on, place, chair, .. } = meeting;
    Ok(Report::done(format!("已登记 {year} 年度评审会：{held_on}，{place}，主持人{chair}"))
        .with("year", year)
        .with("held_on", held_on.to_string())
        .next("评审记录：studiogrant review minutes"))
}

/// Records what a member of the panel wants said in the minutes, of a case or of the whole review.
///
/// # Errors
/// The expert isn't on the panel or is recused from the case, the case is of another round, or nothing is said.
pub fn dissent(
    desk: &mut Desk,
    name: &str,
    case: Option<CaseRef>,
    opinion: &str,
    year: Option<i64>,
) -> Result<Report> {
    let opinion = opinion.trim().to_owned();
    if opinion.is_empty() {
        return misuse("请写明意见：--opinion 意见");
    }
    let (name, of) = desk.record("review dissent", BUREAU, |book, hand| {
        let store = book.store();
        let expert = expert(store, name)?;
        let name = expert.fact.name;
        let year = year.or(case.and_then(|case| case.year));
        let round = RoundFile::load(store, year)?;
        if !panel(store, round.id)?.iter().any(|member| member.id == expert.id) {
            return misuse(format!(
                "{name}不是 {} 年度的评审专家。评审组见 review expert list",
                round.round.year
            ));
        }
        let dossier = case.map(|case| Dossier::load(store, case.within(round.round.year))).transpose()?;
        if let Some(dossier) = &dossier {
            if dossier.round.id != round.id {
                return misuse(format!("{} 不是 {} 年度的案件", dossier.no, round.round.year));
            }
            if is_recused(store, dossier.case_id, expert.id)? {
                return misuse(format!("{name}已对 {} 回避，不发表意见", dossier.name()));
            }
        }
        if let Some(panel) = store.newest::<Panel>("round_id", round.id)? {
            hand.not_before(panel.fact.seated_on, "组建评审组")?;
        }
        let case_id = dossier.as_ref().map(|dossier| dossier.case_id);
        let dissent =
            Dissent { round_id: round.id, expert_id: expert.id, case_id, opinion, stated_on: hand.on };
        book.add(&dissent)?;
        let of = dossier.map_or_else(|| format!("{} 年度评审", round.round.year), |dossier| dossier.name());
        Ok((name, of))
    })?;
    Ok(Report::done(format!("已登记 {name} 对 {of} 的不同意见"))
        .with("expert", name)
        .next("评审记录：studiogrant review minutes"))
}

/// What members of the panel want said.
pub(super) fn dissents(store: &Store, round: &RoundFile) -> Result<Table> {
    let columns = [("expert", "专家"), ("case", "案件"), ("opinion", "意见"), ("stated_on", "提出日期")];
    let mut table = Table::new("dissents", "不同意见", &columns);
    for dissent in store.by::<Dissent>("round_id", round.id)? {
        let Dissent { expert_id, case_id, opinion, stated_on, .. } = dissent.fact;
        let expert = store.newest::<Expert>("id", expert_id)?.map(|expert| expert.fact.name);
        let case = case_id.map(|case_id| Dossier::by_id(store, case_id)).transpose()?;
        let case = case.map_or_else(|| "整个评审".to_owned(), |case| case.no.to_string());
        table.push(vec![expert.into(), case.into(), opinion.into(), stated_on.into()]);
    }
    Ok(table)
}
