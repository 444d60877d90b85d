//! 时点: what the desk knows at the moment it asks the measure. Each legal act has one struct of plain facts; the
//! caller gathers them, the rules only read them. Texts that were not given are empty, dates are given as they
//! stand in the case file, and "today" is always a field.

use chrono::NaiveDate;

use super::policy::Policy;
use super::{Finding, Outcome};
use crate::model::Fen;
use crate::model::acts::{Deadline, Fund, GrantKind, Method, Part, Rest, Verdict};
use crate::model::calendar::Calendar;
use crate::model::form::Application;

/// Declares [`Moment`] and [`Check`] side by side, so that a rule can only be asked about facts it reads.
macro_rules! moments {
    ($( $(#[$meta:meta])* $name:ident; )*) => {
        /// 时点: one legal act with the facts it rests on.
        #[derive(Debug, Clone, Copy)]
        pub enum Moment<'a> { $( $(#[$meta])* $name(&'a $name<'a>), )* }

        /// 判断: what one rule asks at one moment.
        #[derive(Debug, Clone, Copy)]
        pub enum Check { $( $(#[$meta])* $name(fn(&$name<'_>, &Policy) -> Outcome), )* }

        impl Moment<'_> {
            /// The names of all moments, in the order of a case's life.
            pub const NAMES: &'static [&'static str] = &[ $( stringify!($name) ),* ];
        }

        impl Check {
            /// The name of the moment at which it is asked.
            pub fn moment(&self) -> &'static str {
                match self { $( Self::$name(_) => stringify!($name), )* }
            }

            /// The answer, or `None` when the rule has no question at this moment.
            pub(super) fn ask(&self, moment: Moment<'_>, policy: &Policy) -> Option<Outcome> {
                match (self, moment) {
                    $( (Self::$name(check), Moment::$name(facts)) => Some(check(facts, policy)), )*
                    _ => None,
                }
            }
        }
    };
}

moments! {
    /// 组织申报: a round is opened.
    Opening;
    /// 申报: an application is handed in, amended, or looked at again in screening.
    Filing;
    /// 初审通过: a town passes a case.
    Passing;
    /// 上报: a town sends a case to the bureau.
    Forwarding;
    /// 组建评审组: the panel is named.
    Seating;
    /// 回避: an expert steps back from a case.
    Recusing;
    /// 评分: one expert's sheet for one case.
    Scoring;
    /// 拟定名单: the list is proposed.
    Proposing;
    /// 公示: the proposed list is posted.
    Posting;
    /// 异议: someone objects.
    Objecting;
    /// 发文公布: the document that announces the list.
    Announcing;
    /// 列入公布名单: one case on that list.
    Listing;
    /// 推荐: a studio is recommended to the city.
    Recommending;
    /// 市级获评: the city's award is recorded.
    MunicipalAward;
    /// 拨款: one instalment for one case.
    Paying;
    /// 支出: one entry of the fund-use ledger.
    Spending;
    /// 配套到位: one entry of the matching ledger.
    Matching;
    /// 更换带头人: another leader is proposed for a studio.
    Succeeding;
    /// 延长期限: a deadline is put off.
    Extending;
    /// 届中考核: a mid-term assessment is recorded.
    Assessing;
    /// 整改: a rectification is ordered.
    Rectifying;
    /// 结项: a case is closed at the end of its cycle.
    Closing;
}

/// 组织申报: the round as its notice sets it out.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// 通知文号
    pub notice_no: &'a str,
    /// First day of filing.
    pub opens_on: NaiveDate,
    /// Last day of filing.
    pub closes_on: NaiveDate,
    /// Last day for the towns to send their cases to the bureau.
    pub town_deadline_on: NaiveDate,
    /// 名额
    pub quota: u32,
}

/// 申报: one application and what the case file knows beside it.
#[derive(Debug, Clone, Copy)]
pub struct Filing<'a> {
    /// The form as filled in.
    pub application: &'a Application,
    /// The day it was handed in (the form's own date, or the business date).
    pub applied_on: NaiveDate,
    /// The town whose centre took it in, by name.
    pub filed_with: &'a str,
    /// The round it belongs to.
    pub round: &'a Opening<'a>,
    /// Other cases of the same unit or technician.
    pub rivals: &'a [Rival<'a>],
    /// Working days.
    pub calendar: &'a Calendar,
}

/// 另案: another case of the same unit or technician.
#[derive(Debug, Clone, Copy)]
pub struct Rival<'a> {
    /// Its number, or where else it is found.
    pub case_no: &'a str,
    /// What the two have in common.
    pub party: Party,
    /// `None`: a live application in the same round. `Some`: an award, running to this day.
    pub award_to: Option<NaiveDate>,
}

crate::terms! {
    /// 当事方
    pub enum Party {
        Unit = "unit", "单位";
        Technician = "technician", "首席技师";
    }
}

/// 初审通过
#[derive(Debug, Clone, Copy)]
pub struct Passing<'a> {
    /// The unit's town, by name.
    pub unit_town: &'a str,
    /// The town that screens, by name.
    pub town: &'a str,
    /// 初审意见
    pub opinion: &'a str,
    /// What [`examine`](super::examine) found on the filing, without what has been confirmed or waived.
    pub open: &'a [Finding],
}

/// 上报
#[derive(Debug, Clone, Copy)]
pub struct Forwarding<'a> {
    /// The day it is sent.
    pub forwarded_on: NaiveDate,
    /// The round.
    pub round: &'a Opening<'a>,
}

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

/// 拨款
#[derive(Debug, Clone, Copy)]
pub struct Paying<'a> {
    /// The form in its latest revision: unit and account.
    pub application: &'a Application,
    /// Which money: the district's grant, or the top-up for a municipal award.
    pub kind: GrantKind,
    /// Which half of it.
    pub part: Part,
    /// Whether this very half is planned or paid already, returned payments left out.
    pub already: bool,
    /// How much is to be paid now.
    pub amount_fen: Fen,
    /// The business date.
    pub paid_on: NaiveDate,
    /// The document that announced the award; empty where there is none.
    pub doc_no: &'a str,
    /// Its date.
    pub announced_on: Option<NaiveDate>,
    /// Comparable district support, as judged (A9-2).
    pub comparable_fen: Fen,
    /// What was planned or paid of this money before, returned payments left out.
    pub paid_fen: Fen,
    /// Whether the first half is paid or on its way.
    pub first_paid: bool,
    /// Whether the second half is paid.
    pub second_paid: bool,
    /// Another case number under which the same unit holds a running award; empty where there is none.
    pub other_award: &'a str,
    /// When the target agreement was signed.
    pub agreement_on: Option<NaiveDate>,
    /// The last day of the appointment, renewals included.
    pub appointed_to: NaiveDate,
    /// Since when a change of leader waits for the bureau's decision, if one does.
    pub leader_change_on: Option<NaiveDate>,
    /// The result of the latest mid-term assessment.
    pub verdict: Option<Verdict>,
    /// Whether the mid-term assessment failed and no rectification is left.
    pub failed: bool,
    /// Matching money in the matching ledger.
    pub matching_fen: Fen,
    /// Whether the bureau recommended it to the city.
    pub recommended: bool,
    /// The city's document; empty where there is none.
    pub municipal_doc_no: &'a str,
    /// The round's budget, if one is set.
    pub budget_fen: Option<Fen>,
    /// What the round has paid or approved so far, without this instalment.
    pub round_paid_fen: Fen,
}

/// 资助周期: first and last day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

impl Cycle {
    /// Whether the day lies in it.
    pub fn has(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }
}

/// 支出
#[derive(Debug, Clone, Copy)]
pub struct Spending<'a> {
    /// Which money.
    pub fund: Fund,
    /// 凭证号
    pub voucher_no: &'a str,
    /// 用途, a word of the policy's list.
    pub purpose: &'a str,
    /// How much.
    pub amount_fen: Fen,
    /// When.
    pub spent_on: NaiveDate,
    /// The award's cycle.
    pub cycle: Cycle,
    /// Grant money received so far.
    pub received_fen: Fen,
    /// Of it what is demanded back and has not come yet.
    pub demanded_fen: Fen,
    /// Grant money spent so far, without this entry.
    pub spent_fen: Fen,
    /// From the day of the entry on, when least of the grant is left.
    pub tightest: Held,
}

/// 某日的资助结存
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// The day.
    pub on: NaiveDate,
    /// Grant money received up to it, less what was given back.
    pub received_fen: Fen,
    /// Grant money spent up to it.
    pub spent_fen: Fen,
}

/// 配套到位
#[derive(Debug, Clone, Copy)]
pub struct Matching<'a> {
    /// 凭证号
    pub voucher_no: &'a str,
    /// How much.
    pub amount_fen: Fen,
    /// When.
    pub provided_on: NaiveDate,
    /// The award's cycle.
    pub cycle: Cycle,
}

/// 考核方: who assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assessor<'a> {
    /// Experts called by the bureau, by name.
    Experts(&'a [&'a str]),
    /// A third party, by name.
    ThirdParty(&'a str),
}

/// 不得参加考核的: somebody who can't assess this studio, by name.
#[derive(Debug, Clone, Copy)]
pub struct Barred<'a> {
    /// A person's or a unit's name.
    pub name: &'a str,
    /// What stands against it.
    pub because: Bar<'a>,
}

/// 为什么不得参加考核.
#[derive(Debug, Clone, Copy)]
pub enum Bar<'a> {
    /// The unit itself.
    Unit,
    /// Leads the studio.
    Leader,
    /// Is put forward to lead it.
    Successor,
    /// Works for the unit.
    Employed,
    /// Stepped back from the case, for this reason.
    Recused(&'a str),
}

/// 要素评分: one of the five elements.
#[derive(Debug, Clone, Copy)]
pub struct ElementScore<'a> {
    /// Points in hundredths.
    pub points: i64,
    /// On what it rests.
    pub evidence: &'a str,
}

/// 更换带头人
#[derive(Debug, Clone, Copy)]
pub struct Succeeding<'a> {
    /// The form with the new leader in the place of the one before.
    pub application: &'a Application,
    /// The day on which the unit asks for it.
    pub proposed_on: NaiveDate,
    /// Whether it is the same person as before.
    pub same_person: bool,
    /// Why.
    pub reason: &'a str,
    /// The unit's document.
    pub document: &'a str,
    /// Other cases that the new leader stands for.
    pub rivals: &'a [Rival<'a>],
    /// The award's cycle.
    pub cycle: Cycle,
}

/// 延长期限
#[derive(Debug, Clone, Copy)]
pub struct Extending<'a> {
    /// What is due.
    pub deadline: Deadline,
    /// By when it is due as things stand.
    pub due_on: NaiveDate,
    /// By when it shall be due.
    pub to: NaiveDate,
    /// The business date.
    pub decided_on: NaiveDate,
    /// Why.
    pub reason: &'a str,
    /// The award's cycle; a town's deadline has none.
    pub cycle: Option<Cycle>,
}

/// 届中考核
#[derive(Debug, Clone, Copy)]
pub struct Assessing<'a> {
    /// The day of the assessment.
    pub assessed_on: NaiveDate,
    /// The date of the announcing document.
    pub announced_on: NaiveDate,
    /// When a rectification was ordered, if this is the assessment after it.
    pub rectified_on: Option<NaiveDate>,
    /// To which day the assessment, or the rectification before it, was put off.
    pub extended_to: Option<NaiveDate>,
    /// The result of the assessment before this one.
    pub previous: Option<Verdict>,
    /// Who assessed.
    pub assessor: Assessor<'a>,
    /// Who may not: each with what stands against it.
    pub barred: &'a [Barred<'a>],
    /// By which methods.
    pub methods: &'a [Method],
    /// The elements, in the policy's order.
    pub elements: &'a [ElementScore<'a>],
    /// When the target agreement was signed.
    pub agreement_on: Option<NaiveDate>,
    /// The last day of the appointment, renewals included.
    pub appointed_to: NaiveDate,
    /// How many results are recorded under each of the four tasks, in the measure's order.
    pub achievements: [u32; 4],
    /// Matching money in the matching ledger.
    pub matching_fen: Fen,
    /// The unit's own latest periodic assessment.
    pub reviewed_on: Option<NaiveDate>,
    /// To which day its next one was put off.
    pub review_extended_to: Option<NaiveDate>,
}

/// 整改
#[derive(Debug, Clone, Copy)]
pub struct Rectifying<'a> {
    /// What has to be put right.
    pub demand: &'a str,
    /// The result that leads to it.
    pub verdict: Option<Verdict>,
    /// Rectifications ordered before.
    pub before: u32,
}

/// 结项
#[derive(Debug, Clone, Copy)]
pub struct Closing<'a> {
    /// The business date.
    pub closed_on: NaiveDate,
    /// The award's cycle.
    pub cycle: Cycle,
    /// Grant money received.
    pub received_fen: Fen,
    /// Grant money spent.
    pub spent_fen: Fen,
    /// What the bureau decided to do with what is unspent, if it did.
    pub rest: Option<Rest>,
    /// Why; empty where nothing was said.
    pub decision: &'a str,
    /// What the bureau says of the work done; empty where nothing was said.
    pub conclusion: &'a str,
    /// Whether the mid-term assessment failed and no rectification is left.
    pub failed: bool,
    /// Why the cycle ends early: the unit gives up, or is dissolved; empty where it doesn't.
    pub ended: &'a str,
    /// How many results are recorded under each of the four tasks, in the measure's order.
    pub achievements: [u32; 4],
    /// Matching money in the matching ledger.
    pub matching_fen: Fen,
    /// The unit's own latest periodic assessment.
    pub reviewed_on: Option<NaiveDate>,
    /// To which day its next one was put off.
    pub review_extended_to: Option<NaiveDate>,
}
