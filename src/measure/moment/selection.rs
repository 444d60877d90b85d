//! From the expert review to the announced list and the city's: 六(二)4 and 5, 四(三).

use chrono::NaiveDate;

use crate::model::Fen;
use crate::model::calendar::Calendar;

/// 组建评审组
#[derive(Debug, Clone, Copy)]
pub struct Seating<'a> {
    /// The experts' names; one named twice counts once.
    pub experts: &'a [&'a str],
    /// The members of the panel before it who stay, because scoring has begun.
    pub staying: &'a [&'a str],
    /// How many of the experts may score each candidate.
    pub scorers: &'a [Scorers<'a>],
}

/// 可评专家: how many experts of a panel may score a case.
#[derive(Debug, Clone, Copy)]
pub struct Scorers<'a> {
    /// The case's number.
    pub case_no: &'a str,
    /// Those who are neither recused nor ought to be.
    pub count: u32,
}

/// 回避
#[derive(Debug, Clone, Copy)]
pub struct Recusing<'a> {
    /// The expert.
    pub expert: &'a str,
    /// Whether a sheet of this expert for this case is already recorded.
    pub has_scored: bool,
    /// How many of the panel may score the case then, if a panel is seated.
    pub scorers: Option<Scorers<'a>>,
}

/// 评分
#[derive(Debug, Clone, Copy)]
pub struct Scoring<'a> {
    /// The expert.
    pub expert: &'a str,
    /// Whether the expert sits on the round's panel.
    pub on_panel: bool,
    /// Whether the expert is recused from this case.
    pub recused: bool,
    /// Points in hundredths, one for each item of the rubric, in its order.
    pub items: &'a [i64],
}

/// 拟定名单
#[derive(Debug, Clone, Copy)]
pub struct Proposing<'a> {
    /// The business date.
    pub proposed_on: NaiveDate,
    /// The round's quota.
    pub quota: u32,
    /// The round's budget, if one is set.
    pub budget_fen: Option<Fen>,
    /// Every candidate, in any order.
    pub candidates: &'a [Candidate<'a>],
}

/// 候选项目: one candidate when the list is drawn up.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its number.
    pub case_no: &'a str,
    /// Its unit's USCC.
    pub uscc: &'a str,
    /// Its place; level candidates share one.
    pub rank: u32,
    /// How many valid sheets it has.
    pub sheets: u32,
    /// Whether it is on the list now drawn up.
    pub proposed: bool,
    /// The last day of another award of the same unit, if it has one.
    pub award_to: Option<NaiveDate>,
}

/// 公示
#[derive(Debug, Clone, Copy)]
pub struct Posting<'a> {
    /// The day of posting.
    pub posted_on: NaiveDate,
    /// Working days.
    pub calendar: &'a Calendar,
}

/// 异议
#[derive(Debug, Clone, Copy)]
pub struct Objecting<'a> {
    /// The day it came in.
    pub received_on: NaiveDate,
    /// The day the list was posted.
    pub posted_on: NaiveDate,
    /// Who objects.
    pub by_name: &'a str,
    /// How to reach them.
    pub contact: &'a str,
    /// Working days.
    pub calendar: &'a Calendar,
}

/// 发文公布
#[derive(Debug, Clone, Copy)]
pub struct Announcing<'a> {
    /// 发文文号
    pub doc_no: &'a str,
    /// The date of the document.
    pub announced_on: NaiveDate,
    /// The day the list was posted.
    pub posted_on: NaiveDate,
    /// The last day that the notice named when it was posted.
    pub last_on: NaiveDate,
    /// The round's quota.
    pub quota: u32,
    /// How many awards the round has with those now announced.
    pub awards: u32,
    /// Working days.
    pub calendar: &'a Calendar,
}

/// 列入公布名单
#[derive(Debug, Clone, Copy)]
pub struct Listing<'a> {
    /// Its number.
    pub case_no: &'a str,
    /// The date of the document.
    pub announced_on: NaiveDate,
    /// Objections to it without a decision.
    pub open_objections: u32,
    /// Whether an objection to it was upheld.
    pub upheld: bool,
    /// Whether the public was shown its entry as it stands.
    pub as_posted: bool,
    /// The last day of the appointment, renewals included.
    pub appointed_to: NaiveDate,
    /// The last day of another award of the same unit, if it has one.
    pub award_to: Option<NaiveDate>,
}

/// 推荐
#[derive(Debug, Clone, Copy)]
pub struct Recommending<'a> {
    /// Whether the district has announced an award for it, which stands.
    pub funded: bool,
    /// 推荐理由
    pub reason: &'a str,
}

/// 市级获评
#[derive(Debug, Clone, Copy)]
pub struct MunicipalAward<'a> {
    /// When the bureau recommended it, if it did.
    pub recommended_on: Option<NaiveDate>,
    /// The number of the city's document; none where the city decided against it.
    pub doc_no: Option<&'a str>,
    /// The date of the city's decision.
    pub awarded_on: NaiveDate,
    /// When the city's decision against it was dated, if one is on record.
    pub declined_on: Option<NaiveDate>,
    /// Why that record was wrong; empty where nothing was said.
    pub correction: &'a str,
}
