//! The ranking, and what it would be without one expert.

use anyhow::Result;
use chrono::NaiveDate;

use super::{candidates, expert, is_recused, panel};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report, misuse};
use crate::measure::ranking::{Entrant, Mean, Place, rank as ranked};
use crate::measure::{Points, applicant, conditions};
use crate::model::{Datum, Table};
use crate::store::Store;
use crate::store::facts::{ProposalEntry, Revision};
use crate::store::views::CaseLine;

/// 评审材料: a round's candidates with everything that their ranking rests on.
pub(super) struct Review {
    pub(super) round: RoundFile,
    pub(super) candidates: Vec<Reviewed>,
    /// The day of the newest score.
    pub(super) scored_on: Option<NaiveDate>,
}

/// One candidate.
pub(super) struct Reviewed {
    pub(super) line: CaseLine,
    pub(super) no: String,
    /// Its valid sheets, item by item in the rubric's order.
    pub(super) sheets: Vec<Vec<i64>>,
    /// Who gave them, in the same order.
    experts: Vec<(i64, String)>,
    priority: bool,
    g60: bool,
}

impl Review {
    /// Loads a round's review, leaving one expert out if asked to.
    pub(super) fn load(store: &Store, year: Option<i64>, without: Option<i64>) -> Result<Self> {
        let round = RoundFile::load(store, year)?;
        let mut scores = store.scores_of_round(round.id)?;
        scores.retain(|score| Some(score.expert_id) != without);
        let mut reviewed = Vec::new();
        for line in candidates(store, round.id)? {
            let Some(revision) = store.newest::<Revision>("id", line.application_id)? else { continue };
            let form = revision.fact.form;
            let no = round.case_no(line.serial).to_string();
            let (mut sheets, mut experts): (Vec<Vec<i64>>, Vec<(i64, String)>) = (Vec::new(), Vec::new());
            let mine: Vec<_> = scores.iter().filter(|score| score.case_id == line.case_id).collect();
            for sheet in mine.chunk_by(|one, next| one.expert_id == next.expert_id) {
                experts.extend(sheet.first().map(|score| (score.expert_id, score.expert.clone())));
                sheets.push(sheet.iter().map(|score| score.points_centi).collect());
            }
            let (priority, g60) = (conditions::has_priority(&form), applicant::is_g60(&form));
            reviewed.push(Reviewed { line, no, sheets, experts, priority, g60 });
        }
        let scored_on = scores.iter().map(|score| score.scored_on).max();
        Ok(Self { round, candidates: reviewed, scored_on })
    }

    /// What the measure ranks.
    pub(super) fn entrants(&self) -> Vec<Entrant<'_>> {
        self.candidates.iter().map(Reviewed::entrant).collect()
    }

    /// The candidate of this number.
    pub(super) fn of(&self, case_no: &str) -> Option<&Reviewed> {
        self.candidates.iter().find(|reviewed| reviewed.no == case_no)
    }

    /// Which member of the panel still owes a sheet for which case.
    pub(super) fn owed(&self, store: &Store) -> Result<Vec<(String, String)>> {
        let mut owed = Vec::new();
        for member in panel(store, self.round.id)? {
            for reviewed in &self.candidates {
                let has_scored = reviewed.experts.iter().any(|(expert, _)| *expert == member.id);
                if !has_scored && !is_recused(store, reviewed.line.case_id, member.id)? {
                    owed.push((member.fact.name.clone(), reviewed.no.clone()));
                }
            }
        }
        Ok(owed)
    }

    /// The ranking as a list.
    pub(super) fn table(&self, places: &[Place<'_>]) -> Table {
        let columns = [
            ("rank", "名次"),
            ("case", "案件"),
            ("unit_name", "申报单位"),
            ("scores", "有效评分"),
            ("dropped", "去掉"),
            ("mean", "平均分"),
            ("tie_break", "同分处理"),
        ];
        let title = format!("{} 年度评审排名", self.round.round.year);
        let mut table = Table::new("ranking", title, &columns);
        for place in places {
            let Some(reviewed) = self.of(place.case_no) else { continue };
            let scores: Vec<_> = (reviewed.experts.iter().zip(&place.totals))
                .map(|((_, name), total)| format!("{name}{}", Points(*total)))
                .collect();
            let gone = place.dropped_high.iter().chain(&place.dropped_low);
            let dropped: Vec<_> = gone.filter_map(|at| scores.get(*at).cloned()).collect();
            table.push(vec![
                i64::from(place.rank).into(),
                place.case_no.into(),
                reviewed.line.unit_name.as_str().into(),
                scores.join(" ").into(),
                dropped.join(" ").into(),
                four_decimals(place.mean),
                tie(place).into(),
            ]);
        }
        table
    }
}

/// A mean with four decimals, halves rounded up: for reading; comparisons use the exact mean.
pub(super) fn four_decimals(mean: Mean) -> Datum {
    if mean.count == 0 {
        return Datum::Empty;
    }
    let count = i128::from(mean.count);
    let shown = (i128::from(mean.sum) * 200 + count).div_euclid(count * 2);
    Datum::Decimal { digits: i64::try_from(shown).unwrap_or(i64::MAX), places: 4 }
}

impl Reviewed {
    fn entrant(&self) -> Entrant<'_> {
        let Self { no, sheets, priority, g60, .. } = self;
        Entrant { case_no: no, sheets, priority: *priority, g60: *g60, votes: None }
    }
}

/// How a tie was broken, or that it wasn't.
pub(super) fn tie(place: &Place<'_>) -> String {
    match place.decided_by {
        _ if place.level => "并列，须评审组表决".to_owned(),
        Some(tie) => format!("同分，比{}", tie.term()),
        None => String::new(),
    }
}

/// Who still owes which sheet.
pub(super) fn owed_table(owed: &[(String, String)]) -> Table {
    let mut table = Table::new("owed", "还没有登记的评分", &[("expert", "专家"), ("case", "案件")]);
    for (expert, case) in owed {
        table.push(vec![expert.as_str().into(), case.as_str().into()]);
    }
    table
}

/// The ranking: every valid score, what was dropped, the mean, and how ties were broken.
///
/// # Errors
/// There is no such round.
pub fn rank(desk: &Desk, year: Option<i64>) -> Result<Report> {
    let review = Review::load(&desk.store, year, None)?;
    let entrants = review.entrants();
    let places = ranked(&entrants, &review.round.policy);
    let mut report = Report::list(review.table(&places));
    let owed = review.owed(&desk.store)?;
    if !owed.is_empty() {
        report.done.push(format!("还有 {} 份评分没有登记，排名未定", owed.len()));
        report.tables.push(owed_table(&owed));
    }
    Ok(report.with("owed", owed.len()))
}

/// Whether the list would be another without one expert.
///
/// # Errors
/// There is no such expert on the panel.
pub fn what_if(desk: &Desk, year: Option<i64>, name: &str) -> Result<Report> {
    let left_out = expert(&desk.store, name)?;
    let (with, without) =
        (Review::load(&desk.store, year, None)?, Review::load(&desk.store, year, Some(left_out.id))?);
    if !panel(&desk.store, with.round.id)?.iter().any(|member| member.id == left_out.id) {
        return misuse(format!("{}不是本轮的评审专家", left_out.fact.name));
    }
    let (entrants, others) = (with.entrants(), without.entrants());
    let (places, other_places) = (ranked(&entrants, &with.round.policy), ranked(&others, &with.round.policy));
    let count = listed(&desk.store, &with)?;
    let columns = [
        ("case", "案件"),
        ("unit_name", "申报单位"),
        ("rank", "名次"),
        ("rank_without", "去掉以后"),
        ("mean", "平均分"),
        ("mean_without", "去掉以后的平均分"),
        ("change", "入围变化"),
    ];
    let title = format!("如果没有专家{}的评分（前 {count} 名入围）", left_out.fact.name);
    let mut table = Table::new("what_if", title, &columns);
    let mut changes = 0;
    for (at, place) in places.iter().enumerate() {
        let Some(other_at) = other_places.iter().position(|other| other.case_no == place.case_no) else {
            continue;
        };
        let other = &other_places[other_at];
        let change = match (at < count, other_at < count) {
            (true, false) => "落选",
            (false, true) => "入围",
            _ => "",
        };
        changes += usize::from(!change.is_empty());
        table.push(vec![
            place.case_no.into(),
            with.of(place.case_no).map(|reviewed| reviewed.line.unit_name.as_str()).into(),
            i64::from(place.rank).into(),
            i64::from(other.rank).into(),
            four_decimals(place.mean),
            four_decimals(other.mean),
            change.into(),
        ]);
    }
    let sentence = match changes {
        0 => format!("没有专家{}的评分，入围名单不变", left_out.fact.name),
        _ => format!("没有专家{}的评分，入围名单会有变化", left_out.fact.name),
    };
    let mut report = Report::done(sentence).with("changed", changes > 0);
    report.tables.push(table);
    Ok(report)
}

/// How many are on the list: as proposed, or else as many as there are places.
fn listed(store: &Store, review: &Review) -> Result<usize> {
    let mut proposed = 0;
    for reviewed in &review.candidates {
        let entry = store.newest::<ProposalEntry>("case_id", reviewed.line.case_id)?;
        proposed +=
            usize::from(entry.is_some_and(|entry| entry.fact.place == crate::model::acts::Place::Proposed));
    }
    Ok(if proposed > 0 { proposed } else { review.round.round.quota as usize })
}
