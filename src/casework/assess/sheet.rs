//! A sheet of expenses, of the grant or of the matching money. What was entered before is skipped.

use anyhow::Result;

use super::KEEPERS;
use super::funds::{Entered, Spend, command, enter};
use crate::casework::desk::Hand;
use crate::casework::sheet::{self, Sheet, Taken, Tally, Upload, Words};
use crate::casework::{Desk, Report};
use crate::intake::Row;
use crate::model::Fen;
use crate::model::acts::{Fund, Role};
use crate::store::Book;

/// Enters a sheet of expenses.
///
/// # Errors
/// The sheet or the case file can't be read. Rows that are refused are reported, not an error.
pub fn import(desk: &mut Desk, ledger: Fund, upload: Upload<'_>) -> Result<Report> {
    let mut expenses = Expenses { ledger, total: Fen::ZERO };
    let tally = sheet::import(desk, &mut expenses, upload)?;
    Ok(tally.report(&expenses.words(), &upload, &format!("，共 {} 元", expenses.total)))
}

/// 台账 as a sheet.
struct Expenses {
    ledger: Fund,
    total: Fen,
}

impl Sheet for Expenses {
    type Row = Spend;
    type Ready = Spend;
    const ROLES: &'static [Role] = KEEPERS;

    fn command(&self) -> &'static str {
        command(self.ledger, true)
    }

    fn words(&self) -> Words {
        Words { verb: "登记", noun: self.ledger.term(), unit: "笔" }
    }

    fn maker(&self, _: &Hand) -> impl Fn(Spend) -> Spend + Send + use<> {
        |row| row
    }

    fn take(
        &mut self,
        book: &mut Book<'_>,
        hand: &Hand,
        _: &Row<Spend>,
        row: Spend,
        _: &mut Tally,
    ) -> Result<Taken> {
        match enter(book, hand, self.ledger, &row)? {
            (_, Entered::Known(_)) => Ok(Taken::Known),
            (_, Entered::New(_)) => {
                self.total = self.total.plus(row.amount_fen)?;
                Ok(Taken::New)
            }
        }
    }

    fn subject(row: &Spend) -> &str {
        &row.case
    }
}
