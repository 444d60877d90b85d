//! The ranking, with everything that it rests on.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use chrono::NaiveDate;

use super::{candidates, panel};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report, misuse};
use crate::measure::policy::TieBreak;
use crate::measure::ranking::{Entrant, Mean, Place, rank as ranked};
use crate::measure::{Points, applicant, conditions};
use crate::model::acts::Place as Listed;
use crate::model::{Datum, Table};
use crate::store::facts::{Expert, Proposal, ProposalEntry, Recusal, Waiver};
use crate::store::views::CaseLine;
use crate::store::{Store, Stored};

/// The rule by which those who are level are parted.
pub(super) const TIES: &str = "A6-2-4c";

/// 评审材料: a round's candidates with everything that their ranking rests on.
pub(super) struct Review {
    pub(super) round: RoundFile,
    pub(super) panel: Vec<Stored<Expert>>,
    /// By number.
    pub(super) candidates: Vec<Reviewed>,
    /// The days of the first and of the newest valid score.
    pub(super) scored_on: Option<(NaiveDate, NaiveDate)>,
    /// The day of the newest vote that counts.
    pub(super) voted_on: Option<NaiveDate>,
    /// Where the list ends: as proposed, or else where the places do.
    pub(super) cut: Cut,
    experts: BTreeMap<i64, String>,
}

/// 名单的界线: where the list ends.
pub(super) struct Cut {
    /// How many are on it.
    pub(super) seats: usize,
    /// The reason that settles what is level where the list was drawn up against A6-2-4c.
    pub(super) reason: Option<String>,
}

/// One candidate.
pub(super) struct Reviewed {
    pub(super) line: CaseLine,
    pub(super) no: String,
    /// Its valid sheets, item by item in the rubric's order.
    pub(super) sheets: Vec<Vec<i64>>,
    /// Who gave them, in the same order.
    pub(super) experts: Vec<i64>,
    /// Who stepped back from it.
    pub(super) recused: Vec<i64>,
    priority: bool,
    g60: bool,
    votes: Option<u32>,
}

impl Review {
    /// Loads a round's review.
    pub(super) fn load(store: &Store, year: Option<i64>) -> Result<Self> {
        let round = RoundFile::load(store, year)?;
        let forms: HashMap<_, _> = (store.revisions_of_round(round.id)?.into_iter())
            .map(|revision| {
                let form = &revision.fact.form;
                (revision.id, (conditions::has_priority(form), applicant::is_g60(form)))
            })
            .collect();
        let reviewed = |line: CaseLine| {
            let (priority, g60) = forms.get(&line.application_id).copied().unwrap_or_default();
            let no = round.case_no(line.serial).to_string();
            let (sheets, experts, recused) = (Vec::new(), Vec::new(), Vec::new());
            Reviewed { line, no, sheets, experts, recused, priority, g60, votes: None }
        };
        let candidates: Vec<_> = candidates(store, round.id)?.into_iter().map(reviewed).collect();
        let experts = store.all::<Expert>()?.into_iter().map(|expert| (expert.id, expert.fact.name));
        let mut review = Self {
            panel: panel(store, round.id)?,
            candidates,
            scored_on: None,
            voted_on: None,
            cut: cut(store, &round)?,
            experts: experts.collect(),
            round,
        };
        review.fill(store)?;
        Ok(review)
    }

    /// Adds sheets, recusals and votes.
    fn fill(&mut self, store: &Store) -> Result<()> {
        let Self { round, candidates, .. } = self;
        let at: HashMap<_, _> =
            candidates.iter().enumerate().map(|(at, one)| (one.line.case_id, at)).collect();
        let rubric = &round.policy.rubric.value;
        for sheet in store.scores_of_round(round.id)? {
            let Some(reviewed) = at.get(&sheet.case_id).and_then(|at| candidates.get_mut(*at)) else {
                continue;
            };
            let points: Option<Vec<_>> = rubric.iter().map(|item| sheet.points_centi(&item.key)).collect();
            let Some(points) = points else {
                return misuse(format!(
                    "案件 {} 有一份评分缺项，案卷可能被改动过。请运行 audit verify",
                    reviewed.no
                ));
            };
            reviewed.sheets.push(points);
            reviewed.experts.push(sheet.expert_id);
            let (from, to) = self.scored_on.unwrap_or((sheet.scored_on, sheet.scored_on));
            self.scored_on = Some((from.min(sheet.scored_on), to.max(sheet.scored_on)));
        }
        for recusal in store.all::<Recusal>()? {
            let reviewed = at.get(&recusal.fact.case_id).and_then(|at| candidates.get_mut(*at));
            reviewed.into_iter().for_each(|reviewed| reviewed.recused.push(recusal.fact.expert_id));
        }
        for vote in store.votes_of_round(round.id)? {
            if let Some(reviewed) = at.get(&vote.case_id).and_then(|at| candidates.get_mut(*at)) {
                reviewed.votes = Some(vote.votes);
                self.voted_on = self.voted_on.max(Some(vote.voted_on));
            }
        }
        Ok(())
    }

    /// Leaves every sheet of one expert out.
    pub(super) fn leave_out(&mut self, expert_id: i64) {
        for reviewed in &mut self.candidates {
            if let Some(at) = reviewed.experts.iter().position(|expert| *expert == expert_id) {
                reviewed.experts.remove(at);
                reviewed.sheets.remove(at);
            }
        }
    }

    /// Leaves the votes out: which cases are level by their scores.
    pub(super) fn without_votes(&mut self) {
        for reviewed in &mut self.candidates {
            reviewed.votes = None;
        }
    }

    /// What the measure ranks, in the order of the candidates.
    pub(super) fn entrants(&self) -> Vec<Entrant<'_>> {
        self.candidates.iter().map(Reviewed::entrant).collect()
    }

    /// The candidate that a place is of.
    pub(super) fn of(&self, place: &Place<'_>) -> Option<&Reviewed> {
        self.candidates.get(place.at)
    }

    /// The name of an expert.
    pub(super) fn name(&self, expert_id: i64) -> &str {
        self.experts.get(&expert_id).map_or("", String::as_str)
    }

    /// What each member of the panel still has to score: the numbers of the cases; nobody who is through.
    pub(super) fn owed(&self) -> Vec<(&str, Vec<&str>)> {
        let owes = |member: &Stored<Expert>| {
            let open = |reviewed: &&Reviewed| {
                !reviewed.experts.contains(&member.id) && !reviewed.recused.contains(&member.id)
            };
            self.candidates.iter().filter(open).map(|reviewed| reviewed.no.as_str()).collect()
        };
        let owed = self.panel.iter().map(|member| (self.name(member.id), owes(member)));
        owed.filter(|(_, cases): &(_, Vec<_>)| !cases.is_empty()).collect()
    }

    /// The candidates that too few of the panel may score, with how many may.
    pub(super) fn too_few(&self) -> Vec<(&Reviewed, usize)> {
        let least = self.round.policy.sheets_minimum.value as usize;
        let may = |reviewed: &Reviewed| {
            self.panel.iter().filter(|member| !reviewed.recused.contains(&member.id)).count()
        };
        let counted = self.candidates.iter().map(|reviewed| (reviewed, may(reviewed)));
        counted.filter(|(_, count)| *count < least && !self.panel.is_empty()).collect()
    }

    /// The ranking as a list.
    pub(super) fn table(&self, places: &[Place<'_>]) -> Table {
        let columns = [
            ("rank", "名次"),
            ("case", "案件"),
            ("unit_name", "申报单位"),
            ("scores", "有效评分"),
            ("recused", "回避"),
            ("dropped", "去掉"),
            ("counted", "计入"),
            ("mean", "平均分"),
            ("tie_break", "同分处理"),
        ];
        let title = format!("{} 年度评审排名", self.round.round.year);
        let mut table = Table::new("ranking", title, &columns).led_by("unit_name");
        for (at, place) in places.iter().enumerate() {
            let Some(reviewed) = self.of(place) else { continue };
            let scores: Vec<_> = (reviewed.experts.iter().zip(&place.totals))
                .map(|(expert, total)| format!("{}{}", self.name(*expert), Points(*total)))
                .collect();
            let recused: Vec<_> = reviewed.recused.iter().map(|expert| self.name(*expert)).collect();
            table.push(vec![
                i64::from(place.rank).into(),
                place.case_no.into(),
                reviewed.line.unit_name.as_str().into(),
                scores.join(" ").into(),
                recused.join("、").into(),
                self.dropped(place, &scores).into(),
                counted(place.mean).into(),
                four_decimals(place.mean),
                tie(places, at, &self.cut).into(),
            ]);
        }
        table
    }

    /// Which scores the mean leaves out, or why it leaves none out.
    fn dropped(&self, place: &Place<'_>, scores: &[String]) -> String {
        let named = |these: &[usize]| {
            these.iter().filter_map(|at| scores.get(*at).cloned()).collect::<Vec<_>>().join(" ")
        };
        let policy = &self.round.policy;
        match (place.dropped_high.is_empty(), policy.trim_each.value) {
            (true, 0) => String::new(),
            (true, _) if scores.is_empty() => String::new(),
            (true, _) => format!("不足 {} 份，不去", policy.trim_from.value),
            (false, _) => {
                format!("最高 {}；最低 {}", named(&place.dropped_high), named(&place.dropped_low))
            }
        }
    }
}

fn cut(store: &Store, round: &RoundFile) -> Result<Cut> {
    let Some(proposal) = store.newest::<Proposal>("round_id", round.id)? else {
        return Ok(Cut { seats: round.round.quota as usize, reason: None });
    };
    let entries = store.by::<ProposalEntry>("proposal_id", proposal.id)?;
    let waived = store.by::<Waiver>("entry_id", proposal.entry_id)?;
    Ok(Cut {
        seats: entries.iter().filter(|entry| entry.fact.place == Listed::Proposed).count(),
        reason: waived.into_iter().find(|waiver| waiver.fact.code == TIES).map(|waiver| waiver.fact.reason),
    })
}

impl Reviewed {
    fn entrant(&self) -> Entrant<'_> {
        let Self { no, sheets, priority, g60, votes, .. } = self;
        Entrant { case_no: no, sheets, priority: *priority, g60: *g60, votes: *votes }
    }
}

/// What a mean is made of: the sum over the count.
fn counted(mean: Mean) -> String {
    if mean.count == 0 { String::new() } else { format!("{}÷{}", Points(mean.sum), mean.count) }
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

/// How a tie of the place was broken, with the figures that broke it; or that it wasn't, and whether it has to be: not among
/// those who are all on the list, and not where a reason was stated instead.
pub(super) fn tie(places: &[Place<'_>], at: usize, cut: &Cut) -> String {
    let Some(place) = places.get(at) else { return String::new() };
    if place.mean.count == 0 {
        return "没有有效评分".to_owned();
    }
    if place.level {
        let level = places.iter().filter(|other| other.rank == place.rank);
        let others: Vec<_> = level.map(|other| other.case_no).filter(|no| *no != place.case_no).collect();
        let is_within = places.partition_point(|other| other.rank <= place.rank) <= cut.seats;
        let is_beyond = places.partition_point(|other| other.rank < place.rank) >= cut.seats;
        let what = match &cut.reason {
            _ if is_within => "都在名额以内".to_owned(),
            // Nobody is chosen among them; their order is the one they are listed in.
            Some(reason) if is_beyond => format!("未经表决，候补的先后按案件编号（{reason}）"),
            Some(reason) => format!("按说明的理由取舍（{reason}）"),
            None => "须评审组表决".to_owned(),
        };
        return format!("与 {} 并列，{what}", others.join("、"));
    }
    let Some(decided) = place.decided_by else { return String::new() };
    let before = at.checked_sub(1).and_then(|at| places.get(at)).filter(|before| before.mean == place.mean);
    let (other, ahead) = match before {
        Some(before) => (before, false),
        None => match places.get(at + 1) {
            Some(after) => (after, true),
            None => return String::new(),
        },
    };
    let figures = |mine: Mean, theirs: Mean| {
        let word = if ahead { "高于" } else { "低于" };
        format!("{} {word} {}", four_decimals(mine).show(), four_decimals(theirs).show())
    };
    let has = |what: &str| {
        if ahead { format!("有{what}，对方没有") } else { format!("没有{what}，对方有") }
    };
    let by = match decided {
        TieBreak::Priority => has("优先申报的奖项或成果"),
        TieBreak::Outputs => figures(place.outputs, other.outputs),
        TieBreak::Talent => figures(place.talent, other.talent),
        TieBreak::G60 if ahead => "是，对方不是".to_owned(),
        TieBreak::G60 => "不是，对方是".to_owned(),
        TieBreak::PanelVote => {
            let votes = |place: &Place<'_>| place.votes.unwrap_or(0);
            format!("{} 票对 {} 票", votes(place), votes(other))
        }
    };
    format!("与 {} 同分，比{}：{by}", other.case_no, decided.term())
}

/// Who still owes which sheets.
pub(super) fn owed_table(owed: &[(&str, Vec<&str>)]) -> Table {
    // A list breaks its lines at spaces: never inside a number.
    let columns = [("expert", "专家"), ("count", "件数"), ("cases", "案件")];
    let mut table = Table::new("owed", "还没有登记的评分", &columns);
    for (expert, cases) in owed {
        let count = i64::try_from(cases.len()).unwrap_or(i64::MAX);
        table.push(vec![(*expert).into(), count.into(), cases.join(" ").into()]);
    }
    table
}

/// How many sheets are owed.
pub(super) fn owed_count(owed: &[(&str, Vec<&str>)]) -> usize {
    owed.iter().map(|(_, cases)| cases.len()).sum()
}

/// The ranking: every valid score, what was dropped, the mean, and how ties were broken.
///
/// # Errors
/// There is no such round.
pub fn rank(desk: &Desk, year: Option<i64>) -> Result<Report> {
    let review = Review::load(&desk.store, year)?;
    let entrants = review.entrants();
    let places = ranked(&entrants, &review.round.policy);
    let mut report = Report::list(review.table(&places));
    let owed = review.owed();
    let count = owed_count(&owed);
    if count > 0 {
        report.done.push(format!("还有 {count} 份评分没有登记，排名未定"));
        report.tables.push(owed_table(&owed));
    }
    report = report.with("owed_count", count);
    tell_settled(&review, &places, &mut report);
    tell_too_few(&review, &mut report);
    Ok(report)
}

/// Says by which reason those were parted who stayed level, if any were.
pub(super) fn tell_settled(review: &Review, places: &[Place<'_>], report: &mut Report) {
    let is_open = |place: &&Place<'_>| place.level && place.mean.count > 0;
    let last = places.iter().filter(is_open).map(|place| place.rank).max().unwrap_or(0);
    let is_beyond = places.partition_point(|place| place.rank <= last) > review.cut.seats;
    let reason = review.cut.reason.as_ref().filter(|_| last > 0 && is_beyond);
    report.done.extend(reason.map(|reason| format!("并列的按说明的理由取舍：{}", reason.trim())));
}

/// Says which candidates too few of the panel may score, and what to do about it.
pub(super) fn tell_too_few(review: &Review, report: &mut Report) {
    let few = review.too_few();
    if few.is_empty() {
        return;
    }
    let least = review.round.policy.sheets_minimum.value;
    let cases: Vec<_> = few.iter().map(|(one, count)| format!("{}（{count} 人）", one.no)).collect();
    report.done.push(format!("能评分的专家少于 {least} 人，不能拟定名单：{}", cases.join("、")));
    let members: Vec<_> = review.panel.iter().map(|member| member.fact.name.as_str()).collect();
    report.next.push(format!(
        "增补专家，仍为单数：studiogrant review panel --experts {},姓名,姓名",
        members.join(",")
    ));
}
