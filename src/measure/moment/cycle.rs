//! What an award brings with it: payments, the use of funds, assessments, the end: 四 to 九.

use chrono::NaiveDate;

use super::Rival;
use crate::model::Fen;
use crate::model::acts::{Deadline, Fund, GrantKind, Method, Part, Rest, Verdict};
use crate::model::form::Application;

/// 已编制的一期
#[derive(Debug, Clone, Copy)]
pub struct Drawn {
    /// Which money.
    pub kind: GrantKind,
    /// Which half of it.
    pub part: Part,
    /// The payment's number.
    pub payment: i64,
    /// In which batch.
    pub batch: i64,
    /// How much.
    pub amount_fen: Fen,
    /// Whether the batch is approved.
    pub approved: bool,
    /// When it was paid, if it is.
    pub paid_on: Option<NaiveDate>,
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
    /// This very half, where it is planned or paid already, returned payments left out.
    pub already: Option<Drawn>,
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
    /// Where there is none: when the leader before signed the last one, and who that was.
    pub former_agreement: Option<(NaiveDate, &'a str)>,
    /// The last day of the award's cycle.
    pub cycle_to: Option<NaiveDate>,
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
    /// The round's year.
    pub year: i64,
    /// The round's budget, if one is set.
    pub budget_fen: Option<Fen>,
    /// What the bank paid of this kind by mistake, and did not come back: each with its number.
    pub mispaid: &'a [(i64, Fen)],
    /// What went out according to the bank, may be of this grant, and is not identified: the number of its line, and how much.
    pub unidentified: &'a [(i64, Fen)],
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
    /// When least of the grant is left from the day of the entry on; or, where more was spent than was held, whenever that
    /// was most.
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

impl Held {
    /// What was spent beyond what was held, if anything was.
    pub(crate) fn over(&self) -> Option<Fen> {
        self.spent_fen.minus(self.received_fen).ok().filter(|over| *over > Fen::ZERO)
    }
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
    /// Whether that one failed and no rectification is left.
    pub failed: bool,
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
    /// Where there is none: when the leader before signed the last one, and who that was.
    pub former_agreement: Option<(NaiveDate, &'a str)>,
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
    /// When most was spent beyond what was held, if that ever was.
    pub overspent: Option<Held>,
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
    /// What the bureau decides on matching money that lacks; empty where nothing was said.
    pub shortfall: &'a str,
    /// How many results are recorded under each of the four tasks, in the measure's order.
    pub achievements: [u32; 4],
    /// Matching money in the matching ledger.
    pub matching_fen: Fen,
    /// The unit's own latest periodic assessment.
    pub reviewed_on: Option<NaiveDate>,
    /// To which day its next one was put off.
    pub review_extended_to: Option<NaiveDate>,
}
