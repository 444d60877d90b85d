//! The proposed list with its reserve, and the minutes of the review.

use anyhow::Result;

use super::ranking::{Review, four_decimals, owed_table, tie};
use super::{BUREAU, before_proposal, panel};
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::measure::ranking::{Place as Ranked, rank as ranked};
use crate::measure::{self, Candidate, Moment, Proposing, Weight};
use crate::model::acts::Place;
use crate::model::case_no::CaseRef;
use crate::model::{Datum, Table};
use crate::store::Store;
use crate::store::facts::{Expert, Proposal, ProposalEntry, Recusal, Waiver};

/// 偏离排名: cases that are on the list, or off it, against the ranking.
#[derive(Debug, Clone, Copy, Default)]
pub struct Departures<'a> {
    /// On the list all the same.
    pub include: &'a [CaseRef],
    /// Off the list all the same.
    pub exclude: &'a [CaseRef],
}

/// Draws up the list: the best ranked up to `count` (the quota where it isn't given), the rest as an ordered reserve.
///
/// # Errors
/// [`crate::casework::Refusal`] where a rule speaks against it, sheets are missing, or the list is drawn up already.
pub fn propose(desk: &mut Desk, count: Option<u32>, departures: Departures<'_>) -> Result<Report> {
    let (year, entries) = desk.record("review propose", BUREAU, |book, hand| {
        let store = book.store();
        let review = Review::load(store, None, None)?;
        before_proposal(store, &review.round)?;
        if review.candidates.is_empty() {
            return misuse("还没有街镇上报的候选项目。进度见 screen list");
        }
        if let Some(scored_on) = review.scored_on {
            hand.not_before(scored_on, "评分")?;
        }
        let owed = review.owed(store)?;
        if let Some((expert, case)) = owed.first() {
            return misuse(format!(
                "还有 {} 份评分没有登记（如{expert}对 {case}），见 review rank。请补齐，不能评的登记回避",
                owed.len()
            ));
        }
        let entrants = review.entrants();
        let places = ranked(&entrants, &review.round.policy);
        let quota = review.round.round.quota;
        let count = count.unwrap_or(quota) as usize;
        if count == 0 {
            return misuse("拟资助名单至少要有一个项目。请核对 --count");
        }
        let proposed = chosen(store, &places, count, departures)?;
        let candidates = standing(store, &review, &places, &proposed)?;
        let proposing = Proposing { proposed_on: hand.on, quota, candidates: &candidates };
        let findings = measure::examine(Moment::Proposing(&proposing), &review.round.policy);
        hand.settle(book, findings, Weight::Reminder, review.round.id, None)?;
        let proposal_id = book.add(&Proposal { round_id: review.round.id, proposed_on: hand.on })?;
        let reason = hand
            .setting
            .waive
            .as_ref()
            .filter(|(code, _)| code == "A6-2-4c")
            .map(|(_, reason)| reason.trim());
        let entries = entries(&review, &places, &proposed, proposal_id, reason);
        for (_, entry) in &entries {
            book.add(entry)?;
        }
        let shown: Vec<_> = entries
            .into_iter()
            .map(|(no, entry)| {
                let unit = review.of(&no).map(|reviewed| reviewed.line.unit_name.clone()).unwrap_or_default();
                (no, unit, entry)
            })
            .collect();
        Ok((review.round.round.year, shown))
    })?;
    let of = |place| entries.iter().filter(|(.., entry)| entry.place == place).count();
    let (proposed, reserve) = (of(Place::Proposed), of(Place::Reserve));
    let mut report = Report::done(format!("{year} 年度拟资助 {proposed} 个，候补 {reserve} 个"));
    report.tables.push(table(year, &entries));
    Ok(report
        .with("year", year)
        .with("proposed", proposed)
        .with("reserve", reserve)
        .next("公示：studiogrant publish notice --from 日期"))
}

/// Which of the ranked are on the list.
fn chosen(
    store: &Store,
    places: &[Ranked<'_>],
    count: usize,
    departures: Departures<'_>,
) -> Result<Vec<bool>> {
    let mut named = Vec::new();
    for (cases, inside) in [(departures.include, true), (departures.exclude, false)] {
        for case in cases {
            let dossier = Dossier::load(store, *case)?;
            let no = dossier.no.to_string();
            let Some(at) = places.iter().position(|place| place.case_no == no) else {
                return misuse(format!("{} 不在候选项目里", dossier.name()));
            };
            named.push((at, inside));
        }
    }
    let forced = |at: usize| named.iter().find(|(named, _)| *named == at).map(|(_, inside)| *inside);
    let mut left = count.saturating_sub(named.iter().filter(|(_, inside)| *inside).count());
    let mut choose = |at| match forced(at) {
        Some(inside) => inside,
        None if left > 0 => {
            left -= 1;
            true
        }
        None => false,
    };
    Ok((0..places.len()).map(&mut choose).collect())
}

/// The candidates as the measure asks about them.
fn standing<'r>(
    store: &Store,
    review: &'r Review,
    places: &[Ranked<'r>],
    proposed: &[bool],
) -> Result<Vec<Candidate<'r>>> {
    let mut candidates = Vec::with_capacity(places.len());
    for (place, proposed) in places.iter().zip(proposed) {
        let Some(reviewed) = review.of(place.case_no) else { continue };
        let line = &reviewed.line;
        let rivals = store.rivals(review.round.id, Some(line.case_id), &line.uscc, "")?;
        let award_to = rivals.iter().filter(|rival| rival.same_unit).filter_map(|rival| rival.award_to).max();
        candidates.push(Candidate {
            case_no: place.case_no,
            uscc: &line.uscc,
            rank: place.rank,
            sheets: u32::try_from(reviewed.sheets.len())?,
            proposed: *proposed,
            award_to,
        });
    }
    Ok(candidates)
}

/// The rows of the list, each with its number; the reason stands where an entry departs from the ranking.
fn entries(
    review: &Review,
    places: &[Ranked<'_>],
    proposed: &[bool],
    proposal_id: i64,
    reason: Option<&str>,
) -> Vec<(String, ProposalEntry)> {
    let ranks = |wanted: bool| {
        places.iter().zip(proposed).filter(move |(_, inside)| **inside == wanted).map(|(place, _)| place.rank)
    };
    let (worst_in, best_out) = (ranks(true).max().unwrap_or(0), ranks(false).min().unwrap_or(u32::MAX));
    let mut positions = [0_i64; 2];
    let row = |(place, inside): (&Ranked<'_>, &bool)| {
        let reviewed = review.of(place.case_no)?;
        let position = &mut positions[usize::from(!*inside)];
        *position += 1;
        let departs = if *inside { place.rank >= best_out } else { place.rank <= worst_in };
        let tie_break = Some(tie(place)).filter(|tie| !tie.is_empty());
        let entry = ProposalEntry {
            proposal_id,
            case_id: reviewed.line.case_id,
            place: if *inside { Place::Proposed } else { Place::Reserve },
            position: *position,
            rank: place.rank.into(),
            score_sum_centi: place.mean.sum,
            score_count: place.mean.count.into(),
            tie_break,
            departure: reason.filter(|_| departs).map(str::to_owned),
        };
        Some((place.case_no.to_owned(), entry))
    };
    places.iter().zip(proposed).filter_map(row).collect()
}

fn table(year: i64, entries: &[(String, String, ProposalEntry)]) -> Table {
    let columns = [
        ("place", "位置"),
        ("position", "序号"),
        ("case", "案件"),
        ("unit_name", "申报单位"),
        ("rank", "名次"),
        ("mean", "平均分"),
        ("tie_break", "同分处理"),
        ("departure", "偏离名次的理由"),
    ];
    let mut table = Table::new("proposal", format!("{year} 年度拟资助名单和候补名单"), &columns);
    for place in [Place::Proposed, Place::Reserve] {
        for (no, unit, entry) in entries.iter().filter(|(.., entry)| entry.place == place) {
            let count = u32::try_from(entry.score_count).unwrap_or(0);
            let mean = measure::ranking::Mean { sum: entry.score_sum_centi, count };
            table.push(vec![
                Datum::Term { code: place.code(), term: place.term() },
                entry.position.into(),
                no.as_str().into(),
                unit.as_str().into(),
                entry.rank.into(),
                four_decimals(mean),
                entry.tie_break.clone().into(),
                entry.departure.clone().into(),
            ]);
        }
    }
    table
}

/// What the minutes of the review say: who sat, who stepped back, the rules, the ranking, the list, the exceptions.
///
/// # Errors
/// There is no such round.
pub fn minutes(desk: &Desk, year: Option<i64>) -> Result<Report> {
    let store = &desk.store;
    let review = Review::load(store, year, None)?;
    let year = review.round.round.year;
    let mut members =
        Table::new("panel", "评审组", &[("expert", "专家"), ("employer", "工作单位"), ("title", "职称")]);
    for member in panel(store, review.round.id)? {
        let Expert { name, employer, title } = member.fact;
        members.push(vec![name.into(), employer.into(), title.into()]);
    }
    let entrants = review.entrants();
    let places = ranked(&entrants, &review.round.policy);
    let mut tables = vec![members, recusals(store, &review)?, rules(&review), review.table(&places)];
    let proposal = store.newest::<Proposal>("round_id", review.round.id)?;
    if let Some(proposal) = &proposal {
        let mut entries = Vec::new();
        for reviewed in &review.candidates {
            if let Some(entry) = store.newest::<ProposalEntry>("case_id", reviewed.line.case_id)? {
                entries.push((reviewed.no.clone(), reviewed.line.unit_name.clone(), entry.fact));
            }
        }
        entries.sort_by_key(|(.., entry)| entry.position);
        tables.push(table(year, &entries));
        let mut exceptions = Table::new("exceptions", "例外和理由", &[("code", "规则"), ("reason", "理由")]);
        for waiver in store.by::<Waiver>("round_id", review.round.id)? {
            if waiver.entry_id == proposal.entry_id {
                exceptions.push(vec![waiver.fact.code.into(), waiver.fact.reason.into()]);
            }
        }
        tables.push(exceptions);
    }
    let owed = review.owed(store)?;
    if !owed.is_empty() && proposal.is_none() {
        tables.push(owed_table(&owed));
    }
    let done = vec![format!("{year} 年度专家评审记录")];
    Ok(Report { done, tables, ..Report::default() }.with("year", year))
}

/// Who stepped back from which case, and why.
fn recusals(store: &Store, review: &Review) -> Result<Table> {
    let columns = [("expert", "专家"), ("case", "案件"), ("conflict", "利益关系"), ("reason", "理由")];
    let mut table = Table::new("recusals", "回避", &columns);
    for reviewed in &review.candidates {
        for recusal in store.by::<Recusal>("case_id", reviewed.line.case_id)? {
            let Recusal { expert_id, conflict, reason, .. } = recusal.fact;
            let expert = store.newest::<Expert>("id", expert_id)?.map(|expert| expert.fact.name);
            let conflict = Datum::Term { code: conflict.code(), term: conflict.term() };
            table.push(vec![expert.into(), reviewed.no.as_str().into(), conflict, reason.into()]);
        }
    }
    Ok(table)
}

/// How the experts scored and how the ranking was made.
fn rules(review: &Review) -> Table {
    let columns = [("name", "项目"), ("value", "内容"), ("clause", "依据")];
    let mut table = Table::new("rules", "评分规则", &columns);
    for code in ["A6-2-4r", "A6-2-4c"] {
        for shown in measure::rule(code).map(|rule| (rule.figures)(&review.round.policy)).unwrap_or_default()
        {
            table.push(vec![shown.name.into(), shown.value.into(), shown.clause.into()]);
        }
    }
    table
}
