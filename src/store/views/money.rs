//! What a case or a round received, paid, spent.

use chrono::NaiveDate;

use crate::model::acts::Fund;
use crate::model::{Fen, Overflow};
use crate::store::{Failure, Key, Store};

crate::record! {
    /// 案件资金: what a case received, spent of it, and was matched by its unit
    pub struct CaseMoney {
        received_fen: Fen = "收到资助（扣除收回）";
        demanded_fen: Fen = "要求退回，尚未收回";
        spent_fen: Fen = "已使用";
        matched_fen: Fen = "配套到位";
    }
}

impl CaseMoney {
    /// 还可使用: what is held of the grant, less what was used and what is demanded back; below nothing where too much was
    /// used.
    ///
    /// # Errors
    /// The sum is beyond what a fen can count.
    pub fn usable(&self) -> Result<Fen, Overflow> {
        self.received_fen.minus(self.demanded_fen)?.minus(self.spent_fen)
    }

    /// Counts a new entry of either ledger in.
    ///
    /// # Errors
    /// The sum is beyond what a fen can count.
    pub fn enter(&mut self, ledger: Fund, amount: Fen) -> Result<(), Overflow> {
        let sum = if ledger == Fund::Grant { &mut self.spent_fen } else { &mut self.matched_fen };
        *sum = sum.plus(amount)?;
        Ok(())
    }
}

crate::record! {
    /// 资助结存: the day on which least of the grant is left
    pub struct GrantDay {
        day_on: NaiveDate = "日期";
        received_fen: Fen = "收到资助";
        spent_fen: Fen = "已使用";
    }
}

impl GrantDay {
    /// What is left; below zero where more was spent than had come.
    ///
    /// # Errors
    /// The sums are beyond what a fen can count.
    pub fn left(&self) -> Result<Fen, Overflow> {
        self.received_fen.minus(self.spent_fen)
    }
}

crate::record! {
    /// 在途或已拨的款项: a payment that was not returned and whose batch stands
    pub struct LivePayment {
        id: i64 = "拨款";
        batch_id: i64 = "批次";
        case_id: i64 = "案件";
        round_id: i64 = "轮次";
        kind: crate::model::acts::GrantKind = "资金类别";
        part: crate::model::acts::Part = "期次";
        amount_fen: Fen = "金额";
        bank_account: String = "账号";
        account_name: String = "户名";
        planned_on: NaiveDate = "编制日期";
        approved_on: Option<NaiveDate> = "审批日期";
        paid_on: Option<NaiveDate> = "付款日期";
        bank_ref: Option<String> = "银行流水号";
    }
}

const PAYMENTS: &str = "SELECT id, batch_id, case_id, round_id, kind, part, amount_fen, bank_account, account_name, \
    planned_on, approved_on, paid_on, bank_ref FROM live_payment";

impl Store {
    /// The money of a case.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn case_money(&self, case_id: i64) -> Result<CaseMoney, Failure> {
        let sql =
            "SELECT received_fen, demanded_fen, spent_fen, matched_fen FROM case_money WHERE case_id = ?";
        let nothing = Fen::ZERO;
        let none = CaseMoney {
            received_fen: nothing,
            demanded_fen: nothing,
            spent_fen: nothing,
            matched_fen: nothing,
        };
        Ok(self.query(sql, &[Key::Int(case_id)])?.into_iter().next().unwrap_or(none))
    }

    /// The day on which least of a case's grant is left, from this day on, and before another where one is given.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn tightest_day(
        &self,
        case_id: i64,
        from: NaiveDate,
        before: Option<NaiveDate>,
    ) -> Result<GrantDay, Failure> {
        let sql = "SELECT moved_on AS day_on, received_fen, spent_fen FROM (
              SELECT moved_on, sum(came_fen) OVER (ORDER BY moved_on) AS received_fen, sum(spent_fen) OVER (ORDER BY moved_on) AS spent_fen
              FROM (SELECT moved_on, came_fen, spent_fen FROM grant_flow WHERE case_id = ?1 UNION ALL SELECT ?2, 0, 0))
            WHERE moved_on >= ?2 AND (?3 IS NULL OR moved_on < ?3) ORDER BY received_fen - spent_fen, moved_on LIMIT 1";
        let none = GrantDay { day_on: from, received_fen: Fen::ZERO, spent_fen: Fen::ZERO };
        Ok(self
            .query(sql, &[Key::Int(case_id), Key::Date(from), before.map_or(Key::Null, Key::Date)])?
            .into_iter()
            .next()
            .unwrap_or(none))
    }

    /// When most of a case's grant was spent beyond what it might use, if that ever was: what is demanded back although it was
    /// spent. What is received there is less what is demanded back.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn overspent_day(&self, case_id: i64) -> Result<Option<GrantDay>, Failure> {
        let sql = "SELECT moved_on AS day_on, received_fen, spent_fen FROM (
              SELECT moved_on, sum(came_fen) OVER passed AS received_fen, sum(spent_fen) OVER passed AS spent_fen
              FROM grant_claim WHERE case_id = ? WINDOW passed AS (ORDER BY moved_on, is_spent, entry_id))
            WHERE received_fen < spent_fen ORDER BY received_fen - spent_fen, moved_on LIMIT 1";
        Ok(self.query(sql, &[Key::Int(case_id)])?.into_iter().next())
    }

    /// The payments of a case that count.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn payments_of_case(&self, case_id: i64) -> Result<Vec<LivePayment>, Failure> {
        self.query(&format!("{PAYMENTS} WHERE case_id = ? ORDER BY id"), &[Key::Int(case_id)])
    }

    /// The payments of a batch that count.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn payments_of_batch(&self, batch_id: i64) -> Result<Vec<LivePayment>, Failure> {
        self.query(&format!("{PAYMENTS} WHERE batch_id = ? ORDER BY id"), &[Key::Int(batch_id)])
    }

    /// The payments of a whole round that count, whatever batch they are in.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn payments_of_round(&self, round_id: i64) -> Result<Vec<LivePayment>, Failure> {
        let cases = "case_id IN (SELECT id FROM grant_case WHERE round_id = ?)";
        self.query(&format!("{PAYMENTS} WHERE {cases} ORDER BY id"), &[Key::Int(round_id)])
    }

    /// What is paid and under way in a round, less what came back because it was too much: what its budget must cover.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn used_of_round(&self, round_id: i64) -> Result<Fen, Failure> {
        let cases = "case_id IN (SELECT id FROM grant_case WHERE round_id = ?1)";
        let sql = format!(
            "SELECT (SELECT coalesce(sum(amount_fen), 0) FROM live_payment WHERE {cases})
              - (SELECT coalesce(sum(amount_fen), 0) FROM excess_receipt WHERE {cases})"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(Fen::new(statement.query_row([round_id], |row| row.get(0))?))
    }
}
