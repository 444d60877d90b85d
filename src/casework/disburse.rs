//! 拨款: what a studio is entitled to, the two halves of it, and where each payment stands.

mod adjust;
mod back;
mod bank;
mod basis;
mod batch;
mod booked;
mod bounce;
mod budget;
mod corrected;
mod demand;
mod enter;
mod entitled;
mod entry;
mod excess;
mod explain;
mod ground;
mod halves;
mod identify;
mod instalment;
mod lapse;
mod ledger;
mod letter;
mod line;
mod list;
mod mispaid;
mod overlap;
mod owed;
mod paper;
mod payee;
mod plan;
mod receive;
mod reconcile;
mod reconciled;
mod repaid;
mod revoke;
mod schedule;
mod standing;
mod which;
mod withdraw;

pub use adjust::recover;
pub use batch::{approve, cancel, confirm};
pub use bounce::bounce;
pub use budget::{Per, budget};
pub use enter::Match;
pub use identify::{Identity, identify, line};
pub use ledger::ledger;
pub use letter::{demand, issue};
pub use list::{explain, list};
pub use mispaid::settle;
pub use overlap::{Support, overlap};
pub use paper::{approval_form, schedule};
pub use payee::{NewPayee, account, payee};
pub use plan::{Wish, plan};
pub use receive::receive;
pub use reconcile::reconcile;
pub use revoke::{Registered, revoke};
pub use withdraw::withdraw;

pub(super) use adjust::open_recoveries;
pub(super) use batch::open_batches;
pub(super) use budget::{beyond_budget, committed};
pub(super) use entitled::{held_until_approved, is_without_grant, kept};
pub(super) use excess::{excesses, without_ground};
pub(super) use explain::explained;
pub(super) use ground::held_by_leader;
pub(super) use identify::{Unknown, open_lines, unidentified};
pub(super) use instalment::{due_payments, next_payment};
pub(super) use lapse::owed_then;
pub(super) use letter::letters;
pub(super) use mispaid::{mispaid_out, open_mispayments};
pub(super) use owed::{Owed, owed};
pub(super) use paper::approval_of;
pub(super) use plan::is_in_cycle;
pub(super) use receive::outstanding;

use super::Report;
use crate::intake::sheets::ReconcileRow;
use crate::model::Table;
use crate::model::acts::Role;

/// How the reason begins where money goes back that a closing left over; the decision follows.
pub(super) const LEFT_OVER: &str = "结项结余退回：";

/// 资金来源, as the measure has it (九1).
const SOURCE: &str = "地方教育附加专项资金";

/// Who handles the money.
const CASHIERS: &[Role] = &[Role::Finance, Role::Bureau];

/// An empty list for the bank to report its payments in, for `--out`.
pub fn template() -> Report {
    Report::form(Table::form::<ReconcileRow>("template", "银行回单明细"))
}
