//! 更正的一行: a line that an earlier list had with the same reference, account and sum, and of the other direction, or as a
//! return of another day.
//!
//! A list that has both tells of two movements. Where a later list has the line otherwise, it may as well have been put right;
//! then what was registered is undone, and the line that was wrong is a slip. Somebody has to say.

use anyhow::Result;

use super::bank::{Hit, Ours};
use super::line::Line;
use crate::intake::sheets::ReconcileRow;
use crate::model::acts::Direction;
use crate::store::facts::{BankLine, BankMatch, Closing, RecoveryReceipt, Revocation};

impl Ours<'_> {
    /// What is said of a row that turns a line of an earlier list round.
    pub(super) fn turned(&self, row: &ReconcileRow) -> Result<Option<Hit>> {
        let own = self.line(row).map(|line| line.entry);
        // Two lines that one list had are two movements.
        let is_other = |line: &&Line| !line.is_listed && own != Some(line.entry);
        let counts = |line: &&Line| line.is_turned(row) && !line.is_strange() && !line.is_slip();
        let Some(line) = self.lines.iter().filter(is_other).find(counts) else { return Ok(None) };
        let undo = match &line.is {
            Some(is) if self.is_final(line, is)? => {
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

    /// What is said of a row that has the reference of a return that a list told, and but one thing otherwise: its day, its sum,
    /// or another account of the same unit. The bank may have put that right.
    pub(super) fn put_right(&self, row: &ReconcileRow) -> Option<Hit> {
        let is_unit = |line: &Line| row.account_name.is_some() && line.fact.account_name == row.account_name;
        let otherwise = |line: &Line| -> Option<&str> {
            let BankLine { bank_account, amount_fen, moved_on, .. } = &line.fact;
            match (*bank_account == row.account, *amount_fen == row.amount(), *moved_on == row.paid_on) {
                (true, true, false) => Some("日期"),
                (true, false, true) => Some("金额"),
                (false, true, true) if is_unit(line) => Some("账号"),
                _ => None,
            }
        };
        let same = |line: &&Line| {
            (line.fact.direction, &line.fact.bank_ref) == (Direction::Back, &row.bank_ref)
                && line.is.as_ref().is_some_and(BankMatch::is_ours)
                && !line.is_listed
        };
        let mut lines = self.lines.iter().filter(same);
        let (line, what) = lines.find_map(|line| Some((line, otherwise(line)?)))?;
        let how = match what {
            "日期" => format!("是同一笔（--same {}）", line.id),
            _ => format!(
                "先撤销：studiogrant disburse revoke --line {0} --reason …，认定这一行，再认定明细 {0} 是它的笔误（--same）",
                line.id
            ),
        };
        let name = line.name();
        let what =
            format!("与{name}流水号相同，只有{what}不同：银行更正了{what}的，{how}；又一笔的，认定这一行");
        Some(Hit::Differs(Some(line.fact.payment_id), what))
    }

    /// The line that one was said to be a slip of, where the list at hand has both, and whoever said so hadn't seen them
    /// together: they are two movements.
    pub(super) fn beside_its_right(&self, line: &Line) -> Result<Option<&Line>> {
        let right = line.is.as_ref().and_then(|is| is.right_line_id);
        let right = self.lines.iter().find(|other| Some(other.id) == right && other.entry != line.entry);
        let Some(both) = right.filter(|other| line.is_listed && other.is_listed) else { return Ok(None) };
        // Once they were seen together, what is said of them stands.
        for said in self.store.ever_by::<BankMatch>("line_id", line.id)? {
            if said.fact.right_line_id.is_some()
                && !self.store.by::<Revocation>("match_id", said.id)?.is_empty()
            {
                return Ok(None);
            }
        }
        Ok(Some(both))
    }

    /// Whether what a line tells can't be revoked any more, because its case is closed.
    fn is_final(&self, line: &Line, is: &BankMatch) -> Result<bool> {
        let Some(payment) = self.payment(line.fact.payment_id) else { return Ok(false) };
        let Some(closing) = self.store.newest::<Closing>("case_id", payment.fact.case_id)? else {
            return Ok(false);
        };
        if let Some(id) = is.receipt_id {
            let receipt = self.store.by::<RecoveryReceipt>("id", id)?.pop();
            return Ok(receipt.is_some_and(|receipt| receipt.entry_id < closing.entry_id));
        }
        Ok(is.confirmation_id.or(is.return_id).is_some())
    }
}
