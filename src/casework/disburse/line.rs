//! 银行明细: a line of the bank's lists, as it is kept.

use crate::intake::sheets::{self, ReconcileRow};
use crate::model::acts::Direction;
use crate::store::facts::{BankLine, BankMatch};

/// A line of an earlier list or of this one that is kept, and what it is, as far as that is known.
pub(super) struct Line {
    pub(super) id: i64,
    /// The entry that keeps it; none, where it is this one.
    pub(super) entry: Option<i64>,
    pub(super) fact: BankLine,
    pub(super) is: Option<BankMatch>,
    /// Whether what it was is revoked: then only somebody can say what it is.
    pub(super) is_revoked: bool,
    /// Whether the list at hand has it too.
    pub(super) is_listed: bool,
}

impl Line {
    /// Whether a row is this line.
    pub(super) fn is_of(&self, row: &ReconcileRow) -> bool {
        self.is_but_for_direction(row) && self.fact.direction == row.direction()
    }

    /// Whether a row is this line, but for the way its money went.
    pub(super) fn is_turned(&self, row: &ReconcileRow) -> bool {
        self.is_but_for_direction(row) && self.fact.direction != row.direction()
    }

    fn is_but_for_direction(&self, row: &ReconcileRow) -> bool {
        (&self.fact.bank_ref, self.fact.moved_on) == (&row.bank_ref, row.paid_on) && self.is_as_much(row)
    }

    pub(super) fn is_as_much(&self, row: &ReconcileRow) -> bool {
        self.fact.bank_account == row.account && self.fact.amount_fen == row.amount()
    }

    /// Whether it is known to be no money of ours.
    pub(super) fn is_strange(&self) -> bool {
        self.is.as_ref().is_some_and(BankMatch::is_strange)
    }

    /// Whether it is known to be a slip of another.
    pub(super) fn is_slip(&self) -> bool {
        self.is.as_ref().is_some_and(|is| is.right_line_id.is_some())
    }

    pub(super) fn is_open(&self, direction: Direction) -> bool {
        self.is.is_none() && self.fact.direction == direction
    }

    /// Its number, and what the bank says of it.
    pub(super) fn name(&self) -> String {
        name_of(self.id, &self.fact)
    }

    /// What is said where it must be identified before what may have come back of it.
    pub(super) fn comes_first(&self) -> String {
        format!("付出的{}还没有认定，退回的也许是它", self.name())
    }

    /// Both in one.
    pub(super) fn first(&self) -> String {
        format!("{}：{}", self.comes_first(), self.how())
    }

    /// How that is done.
    pub(super) fn how(&self) -> String {
        format!("请先认定付出的：studiogrant disburse identify {}", self.id)
    }

    /// The row as the bank's list had it.
    pub(super) fn row(&self) -> ReconcileRow {
        let BankLine {
            bank_account,
            amount_fen,
            moved_on,
            bank_ref,
            outcome,
            below_zero,
            account_name,
            note,
            ..
        } = &self.fact;
        ReconcileRow {
            account: bank_account.clone(),
            amount_fen: sheets::Moved::new(*amount_fen, *below_zero),
            bank_ref: bank_ref.clone(),
            paid_on: *moved_on,
            account_name: account_name.clone(),
            outcome: *outcome,
            note: note.clone(),
        }
    }
}

/// The number of a line, and what the bank says of it.
pub(super) fn name_of(id: i64, BankLine { moved_on, bank_ref, .. }: &BankLine) -> String {
    format!("明细 {id}（{moved_on}，流水号 {bank_ref}）")
}
