//! The proposed list with its reserve.

use std::collections::HashMap;

use anyhow::Result;

use super::ranking::{Cut, Review, Reviewed, TIES, four_decimals, owed_count, tie};
use super::{BUREAU, before_proposal, undeclared};
use crate::casework::{Desk, Dossier, Report, misuse, not_met, refused};
use crate::measure::ranking::{Place as Ranked, rank as ranked};
use crate::measure::{self, Candidate, Moment, Proposing, Weight, amounts};
use crate::model::acts::Place;
use crate::model::case_no::CaseRef;
use crate::model::{Datum, Table};
use crate::store::Store;
use crate::store::facts::{Proposal, ProposalEntry};

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
pub fn propose(
    desk: &mut Desk,
    count: Option<u32>,
    departures: Departures<'_>,
    year: Option<i64>,
) -> Result<Report> {
    let (year, entries, cost, reminders) = desk.record("review propose", BUREAU, |book, hand| {
        let store = book.store();
        let review = Review::load(store, year)?;
        before_proposal(store, &review.round)?;
        if review.candidates.is_empty() {
            return misuse("还没有街镇上报的候选项目。进度见 screen list");
        }
        if review.panel.is_empty() {
            return misuse("还没有组建评审组：studiogrant review panel --experts 姓名,姓名,…");
        }
        if let Some((_, scored_on)) = review.scored_on {
            hand.not_before(scored_on, "评分")?;
        }
        let owed = review.owed();
        if let Some((expert, cases)) = owed.first() {
            return misuse(format!(
                "还有 {} 份评分没有登记（如{expert}对 {}），见 review rank。请补齐，不能评的登记回避",
                owed_count(&owed),
                cases.first().unwrap_or(&"")
            ));
        }
        let entrants = review.entrants();
        let places = ranked(&entrants, &review.round.policy);
        let quota = review.round.round.quota;
        let count = count.unwrap_or(quota) as usize;
        if count == 0 {
            return misuse("拟资助名单至少要有一个项目。请核对 --count");
        }
        let named = named(store, &review, &places, departures)?;
        let proposed = chosen(&places, count, &named);
        let candidates = standing(store, &review, &places, &proposed)?;
        let budget_fen = review.round.round.budget_fen;
        let proposing = Proposing { proposed_on: hand.on, quota, budget_fen, candidates: &candidates };
        let mut findings = measure::examine(Moment::Proposing(&proposing), &review.round.policy);
        let lines = review.candidates.iter().map(|one| &one.line);
        for due in undeclared(store, review.round.round.year, &review.panel, lines)? {
            let found = format!("专家{}任职于申报单位 {} {}，没有回避", due.expert, due.case, due.unit_name);
            findings.extend(not_met("A6-2-4a", found, format!("请登记回避，原评分作废：{}", due.command())));
        }
        let reminders = hand.settle(book, findings, Weight::Reminder, review.round.id, None)?;
        parted(&places, &proposed, &named)?;
        let cost = cost(&review, proposing.count())?;
        let proposal_id = book.add(&Proposal { round_id: review.round.id, proposed_on: hand.on })?;
        let waived = hand.setting.waive.iter().find(|(code, _)| code == TIES);
        let reason = waived.map(|(_, reason)| reason.trim().to_owned());
        let entries = entries(&review, &places, &proposed, proposal_id, reason);
        for (_, entry) in &entries {
            book.add(entry)?;
        }
        let shown: Vec<_> = entries
            .into_iter()
            .map(|(reviewed, entry)| (reviewed.no.clone(), reviewed.line.unit_name.clone(), entry))
            .collect();
        Ok((review.round.round.year, shown, cost, reminders))
    })?;
    let of = |place| entries.iter().filter(|(.., entry)| entry.place == place).count();
    let (proposed, reserve) = (of(Place::Proposed), of(Place::Reserve));
    let mut report = Report::done(format!("{year} 年度拟资助 {proposed} 个，候补 {reserve} 个"));
    report.done.push(cost);
    report.tables.push(table(year, &entries));
    Ok(report
        .with("year", year)
        .with("proposed", proposed)
        .with("reserve", reserve)
        .remind(reminders)
        .next(format!("公示：studiogrant publish notice --from 日期 --year {year}")))
}

/// Those of the ranked who were named, each with whether to be on the list.
fn named(
    store: &Store,
    review: &Review,
    places: &[Ranked<'_>],
    departures: Departures<'_>,
) -> Result<Vec<(usize, bool)>> {
    let mut named: Vec<(usize, bool)> = Vec::new();
    for (cases, inside) in [(departures.include, true), (departures.exclude, false)] {
        for case in cases {
            let dossier = Dossier::load(store, case.within(review.round.round.year))?;
            let no = dossier.no.to_string();
            let Some(at) = places.iter().position(|place| place.case_no == no) else {
                return misuse(format!("{} 不在候选项目里", dossier.name()));
            };
            match named.iter().find(|(known, _)| *known == at) {
                None => named.push((at, inside)),
                Some((_, known)) if *known == inside => {}
                Some(_) => return misuse(format!("{} 不能既列入又不列入", dossier.name())),
            }
        }
    }
    Ok(named)
}

/// Which of the ranked are on the list.
fn chosen(places: &[Ranked<'_>], count: usize, named: &[(usize, bool)]) -> Vec<bool> {
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
    (0..places.len()).map(&mut choose).collect()
}

/// Sees that a reason parts those who are level, and not the order of their numbers: whoever isn't named of them is on the
/// same side of the cut as all the others who aren't.
fn parted(places: &[Ranked<'_>], proposed: &[bool], named: &[(usize, bool)]) -> Result<()> {
    let is_free = |at: usize| !named.iter().any(|(named, _)| *named == at);
    for place in places {
        let level = (0..places.len()).filter(|at| places[*at].rank == place.rank);
        let free: Vec<usize> = level.filter(|at| is_free(*at)).collect();
        if free.iter().any(|at| proposed[*at] != proposed[free[0]]) {
            let cases: Vec<_> = free.iter().map(|at| places[*at].case_no).collect();
            return refused(
                TIES,
                format!("{} 并列第 {}，没有写明列入哪一个", cases.join(" 与 "), place.rank),
                "请写明列入的 --include 案件，或者不列入的 --exclude 案件，并说明理由",
            );
        }
    }
    Ok(())
}

/// The candidates as the measure asks about them.
fn standing<'r>(
    store: &Store,
    review: &'r Review,
    places: &[Ranked<'r>],
    proposed: &[bool],
) -> Result<Vec<Candidate<'r>>> {
    let awarded: HashMap<_, _> =
        store.awarded_units()?.into_iter().map(|unit| (unit.uscc, unit.award_to)).collect();
    let mut candidates = Vec::with_capacity(places.len());
    for (place, proposed) in places.iter().zip(proposed) {
        let Some(reviewed) = review.of(place) else { continue };
        let line = &reviewed.line;
        let award_to = awarded.get(&line.uscc).copied();
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

/// The rows of the list, each with its candidate; the reason stands where an entry departs from the ranking.
fn entries<'r>(
    review: &'r Review,
    places: &[Ranked<'_>],
    proposed: &[bool],
    proposal_id: i64,
    reason: Option<String>,
) -> Vec<(&'r Reviewed, ProposalEntry)> {
    let ranks = |wanted: bool| {
        places.iter().zip(proposed).filter(move |(_, inside)| **inside == wanted).map(|(place, _)| place.rank)
    };
    let (worst_in, best_out) = (ranks(true).max().unwrap_or(0), ranks(false).min().unwrap_or(u32::MAX));
    let cut = Cut { seats: proposed.iter().filter(|inside| **inside).count(), reason };
    let mut positions = [0_i64; 2];
    let row = |(at, (place, inside)): (usize, (&Ranked<'_>, &bool))| {
        let reviewed = review.of(place)?;
        let position = &mut positions[usize::from(!*inside)];
        *position += 1;
        // Who is level with another is on the list, or not, against no ranking; the reason stands with the tie.
        let departs = if *inside { place.rank > best_out } else { place.rank < worst_in };
        let tie_break = Some(tie(places, at, &cut)).filter(|tie| !tie.is_empty());
        let entry = ProposalEntry {
            proposal_id,
            case_id: reviewed.line.case_id,
            place: if *inside { Place::Proposed } else { Place::Reserve },
            position: *position,
            rank: place.rank.into(),
            score_sum_centi: place.mean.sum,
            score_count: place.mean.count.into(),
            tie_break,
            departure: cut.reason.clone().filter(|_| departs),
        };
        Some((reviewed, entry))
    };
    places.iter().zip(proposed).enumerate().filter_map(row).collect()
}

pub(super) fn table(year: i64, entries: &[(String, String, ProposalEntry)]) -> Table {
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
    let mut table =
        Table::new("proposal", format!("{year} 年度拟资助名单和候补名单"), &columns).led_by("unit_name");
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

/// What the list costs at the district's standard, against the round's budget; municipal money aside.
///
/// # Errors
/// Amounts beyond what can be counted.
pub(super) fn cost(review: &Review, count: u32) -> Result<String> {
    let (policy, budget) = (&review.round.policy, review.round.round.budget_fen);
    let sum = amounts::cost(count, policy)?;
    let each = policy.grant.value;
    let total = format!("资助标准每个 {each} 元，{count} 个共 {sum} 元");
    Ok(match budget {
        None => format!("{total}；本轮没有定预算"),
        Some(budget) if sum <= budget => {
            format!("{total}；本轮预算 {budget} 元，余 {} 元（市级获评资助另计）", budget.minus(sum)?)
        }
        Some(budget) => format!("{total}；本轮预算 {budget} 元，超出 {} 元", sum.minus(budget)?),
    })
}
