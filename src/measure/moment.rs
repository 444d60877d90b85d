//! 时点: what the desk knows at the moment it asks the measure. Each legal act has one struct of plain facts; the
//! caller gathers them, the rules only read them. Texts that were not given are empty, dates are given as they
//! stand in the case file, and "today" is always a field.

mod cycle;
mod filing;
mod selection;

use super::Outcome;
use super::policy::Policy;

pub use cycle::*;
pub use filing::*;
pub use selection::*;

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
