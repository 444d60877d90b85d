//! 方向写错的一行: a line that an earlier list had with the same day, account, sum and reference, and the other way.
//!
//! A list that has both tells of two movements: the bank took back what it paid. Where a later list has the line turned round,
//! it may as well have been put right; then what was registered is undone, and the line that was wrong is a slip.

use anyhow::Result;

use super::bank::{Hit, Ours};
use super::line::Line;
use crate::casework::Dossier;
use crate::intake::sheets::ReconcileRow;
use crate::store::views::Stage;

impl Ours<'_> {
    /// What is said of a row that turns a line of an earlier list round.
    pub(super) fn turned(&self, row: &ReconcileRow) -> Result<Option<Hit>> {
        let own = self.line(row).map(|line| line.entry);
        // Two lines that one list had are two movements.
        let is_other = |line: &&Line| !line.is_listed && own != Some(line.entry);
        let counts = |line: &&Line| line.is_turned(row) && !line.is_strange() && !line.is_slip();
        let Some(line) = self.lines.iter().filter(is_other).find(counts) else { return Ok(None) };
        let undo = match &line.is {
            Some(_) if self.is_closed(line)? => {
                "案件已结项，它的登记不能再撤销，差额另行追收或退还，这一行用 --not-ours 写明理由".to_owned()
            }
            Some(_) => format!(
                "先撤销它的登记：studiogrant disburse revoke --line {0} --reason …，再认定它是这一行的笔误：studiogrant disburse identify {0} --same 这一行的明细编号 --reason …",
                line.id
            ),
            None => format!(
                "认定它是这一行的笔误：studiogrant disburse identify {} --same 这一行的明细编号 --reason …",
                line.id
            ),
        };
        let what = format!(
            "{}日期、流水号、账号、金额都相同，写的是{}：那一行写错方向的，{undo}；确是两笔的，认定这一行",
            line.name(),
            line.fact.direction.term()
        );
        Ok(Some(Hit::Differs(Some(line.fact.payment_id), what)))
    }

    /// The line that one turns round by which it was said to be a slip, where the list at hand has both: they are two
    /// movements after all.
    pub(super) fn turned_slip(&self, line: &Line) -> Option<&Line> {
        let right = line.is.as_ref()?.right_line_id?;
        self.lines.iter().find(|other| {
            other.id == right && other.is_turned(&line.row()) && line.is_listed && other.is_listed
        })
    }

    /// Whether the case that a line is about is closed.
    pub(super) fn is_closed(&self, line: &Line) -> Result<bool> {
        let Some(payment) = self.payment(line.fact.payment_id) else { return Ok(false) };
        Ok(Dossier::by_id(self.store, payment.fact.case_id)?.stage == Stage::Closed)
    }
}
