//! A sheet of expenses, of the grant or of the matching money. What was entered before is skipped.

use std::collections::BTreeMap;

use anyhow::Result;

use super::KEEPERS;
use super::funds::{Entered, Spend, command, differing, enter};
use super::template::purposes;
use crate::casework::desk::Hand;
use crate::casework::sheet::{self, Sheet, Taken, Tally, Unfit, Upload, Words, case_of, fault_in};
use crate::casework::{Desk, Misuse, Report};
use crate::intake::Row;
use crate::measure::Finding;
use crate::model::Fen;
use crate::model::acts::{Fund, Role};
use crate::store::views::CaseMoney;
use crate::store::{Book, Store};

/// Enters a sheet of expenses.
///
/// # Errors
/// The sheet or the case file can't be read. Rows that are refused are reported, not an error.
pub fn import(desk: &mut Desk, ledger: Fund, upload: Upload<'_>) -> Result<Report> {
    let mut expenses = Expenses { ledger, total: Fen::ZERO, money: BTreeMap::new(), reminders: Vec::new() };
    let tally = sheet::import(desk, &mut expenses, upload)?;
    let report = tally.report(&expenses.words(), &upload, &format!("，共 {} 元", expenses.total));
    Ok(report.remind(expenses.reminders))
}

/// 台账 as a sheet.
struct Expenses {
    ledger: Fund,
    total: Fen,
    /// What each case has, of those in the sheet: to sum its entries anew for each row would take ever longer.
    money: BTreeMap<i64, CaseMoney>,
    reminders: Vec<Finding>,
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

    fn expects(&self, store: &Store) -> Result<Option<(&'static str, String)>> {
        Ok(Some(("purpose", format!("这些之一：{}", purposes(store, self.ledger)?.join("、")))))
    }

    fn maker(&self, _: &Hand) -> impl Fn(Spend) -> Spend + Send + use<> {
        |row| row
    }

    fn take(
        &mut self,
        book: &mut Book<'_>,
        hand: &Hand,
        cells: &Row<Spend>,
        row: Spend,
        tally: &mut Tally,
    ) -> Result<Taken> {
        let dossier = case_of(book.store(), cells, (&row.case, None), None)?;
        let case_id = dossier.case_id;
        let mut money = match self.money.remove(&case_id) {
            Some(money) => money,
            None => book.store().case_money(case_id)?,
        };
        let entered = enter(book, hand, self.ledger, dossier, &row, &money);
        if let Ok(Entered::New(..)) = entered {
            money.enter(self.ledger, row.amount_fen)?;
        }
        self.money.insert(case_id, money);
        match entered? {
            Entered::Known(id) => Ok(Taken::Known(id)),
            Entered::Ahead(findings) => {
                let late = Misuse(format!("晚于业务日期 {}", hand.on));
                let faults = vec![fault_in(cells, "spent_on", late, "不晚于业务日期的日期")];
                Err(Unfit { faults, findings }.into())
            }
            Entered::Differing(known) => Err(differing(&known, tally.row_of(known.id)).into()),
            Entered::New(id, findings) => {
                self.reminders.extend(findings);
                self.total = self.total.plus(row.amount_fen)?;
                Ok(Taken::New(id))
            }
        }
    }

    fn subject(row: &Spend) -> &str {
        &row.case
    }
}
