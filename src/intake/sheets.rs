//! The sheets that come in after the applications: screening, scores, reconciliation, spending, holidays.

use chrono::NaiveDate;

use crate::model::account::Account;
use crate::model::acts::{DayMark, Decision, Direction, PaymentOutcome};
use crate::model::{Cell, Datum, Fen, Kind, Misfit, Value};

crate::record! {
    /// 初审表: one case as the town has screened it
    pub struct ScreeningRow {
        case: String = "案件编号", ["编号"];
        unit_name: Option<String> = "申报单位名称", ["单位名称", "申报单位"];
        decision: Decision = "初审结论", ["结论"];
        opinion: String = "初审意见", lines, ["意见"];
        preference: Option<u32> = "推荐排序", ["排序", "推荐顺序"];
        confirmations: Option<String> = "核实事项", lines, ["核实情况"];
        screened_on: Option<NaiveDate> = "初审日期";
        grounds: Option<String> = "不符合事项", lines, ["补正事项"];
    }
}

crate::record! {
    /// 评审打分表: one case as one expert scored it; the items are extra columns, because the policy names them
    pub struct ScoreRow {
        case: String = "案件编号", ["编号"];
        unit_name: Option<String> = "申报单位名称", ["单位名称", "申报单位"];
        expert: String = "专家", ["专家姓名", "评审专家"];
    }
}

/// 收付金额: an amount as a bank lists it, below zero where the money came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved(i64);

impl Moved {
    /// So much, as a bank lists it.
    pub fn new(amount: Fen, below_zero: bool) -> Self {
        Self(if below_zero { -amount.fen() } else { amount.fen() })
    }
}

impl Value for Moved {
    const EXPECTS: &'static str = "金额（元），如 25000.00；退回的在“结果”列写“退汇”";
    const KIND: Kind = Kind::Flow;

    fn parse(text: &str) -> Result<Self, Misfit> {
        let amount = text.trim_start_matches(['-', '−', '－']);
        let sign = if amount.len() < text.len() { -1 } else { 1 };
        Fen::parse(amount).map(|amount| Self(sign * amount.fen()))
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Int(self.0)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(Self)
    }

    fn datum(&self) -> Datum {
        Datum::Money(Fen::new(self.0))
    }
}

crate::record! {
    /// 银行回单明细: one payment as the bank reports it
    pub struct ReconcileRow {
        account: Account = "账号", ["帐号", "收款账号", "收款人账号", "银行账号"];
        amount_fen: Moved = "金额", ["付款金额", "交易金额"];
        bank_ref: String = "银行流水号", ["流水号", "交易流水号"];
        paid_on: NaiveDate = "付款日期", ["交易日期"];
        account_name: Option<String> = "户名", ["收款户名", "收款人户名", "收款人名称"];
        outcome: Option<PaymentOutcome> = "结果", ["付款结果", "交易结果"];
        note: Option<String> = "备注", ["附言"];
    }
}

/// Direction, account, amount, day and reference of a line of the bank.
pub type LineKey = (Direction, String, Fen, NaiveDate, String);

impl ReconcileRow {
    /// How much it is about, whichever way it went.
    pub fn amount(&self) -> Fen {
        Fen::new(self.amount_fen.0.abs())
    }

    /// Whether the bank says so by a sign alone.
    pub fn is_below_zero(&self) -> bool {
        self.amount_fen.0 < 0
    }

    /// Whether a sign is all that says that it came back, or even speaks against what the bank says.
    pub fn is_unclear(&self) -> bool {
        self.is_below_zero() && self.outcome != Some(PaymentOutcome::Returned)
    }

    /// Which way the money went.
    pub fn direction(&self) -> Direction {
        if self.is_returned() { Direction::Back } else { Direction::Out }
    }

    /// What sets it apart from every other line of the bank.
    pub fn key(&self) -> LineKey {
        (
            self.direction(),
            self.account.as_str().to_owned(),
            self.amount(),
            self.paid_on,
            self.bank_ref.clone(),
        )
    }

    /// The same of a line that only went the other way.
    pub fn turned_key(&self) -> LineKey {
        let (direction, account, amount, on, bank_ref) = self.key();
        let turned = if direction == Direction::Out { Direction::Back } else { Direction::Out };
        (turned, account, amount, on, bank_ref)
    }

    /// Whether the money came back, or never arrived.
    pub fn is_returned(&self) -> bool {
        self.outcome == Some(PaymentOutcome::Returned) || (self.outcome.is_none() && self.is_below_zero())
    }
}

crate::record! {
    /// 资金使用台账: one expense, of the grant or of the matching money
    pub struct SpendRow {
        case: String = "案件编号", ["编号"];
        purpose: String = "用途", ["支出用途", "资金用途"];
        spent_on: NaiveDate = "日期", ["支出日期", "使用日期"];
        voucher_no: String = "凭证号", ["凭证编号"];
        payee: String = "收款方", ["收款人", "收款单位"];
        amount_fen: Fen = "金额", ["支出金额"];
        note: Option<String> = "备注";
    }
}

crate::record! {
    /// 公示名单: one line of a list as the public sees it
    pub struct PublicRow {
        position: Option<String> = "序号", required;
        unit_name: Option<String> = "单位", required;
        studio_name: Option<String> = "工作室", required;
        technician_name: Option<String> = "首席技师", required;
        occupation: Option<String> = "职业工种", required;
        town: Option<String> = "街镇", required;
    }
}

crate::record! {
    /// 放假安排: one day that a holiday notice makes other than its weekday
    pub struct CalendarRow {
        on: NaiveDate = "日期";
        kind: DayMark = "类型", ["安排"];
    }
}

/// Reads 核实事项: rule codes, each with the evidence that settles it, as `A2-1-1=现场核实岗位; A7-2=补交计划`.
///
/// # Errors
/// A part without code, `=` or evidence, or a code that stands twice.
pub fn confirmations(text: &str) -> Result<Vec<(String, String)>, Misfit> {
    let mut confirmed: Vec<(String, String)> = Vec::new();
    for part in text.split([';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let (code, evidence) = part.split_once(['=', '＝']).unwrap_or((part, ""));
        let (code, evidence) = (code.trim(), evidence.trim());
        if code.is_empty() || evidence.is_empty() {
            return Err(Misfit::new(format!("“{part}”不是“规则代码=核实依据”的写法")));
        }
        if confirmed.iter().any(|(known, _)| known == code) {
            return Err(Misfit::new(format!("“{code}”出现了两次")));
        }
        confirmed.push((code.to_owned(), evidence.to_owned()));
    }
    Ok(confirmed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confirmations_are_codes_with_evidence() {
        let pair = |code: &str, evidence: &str| (code.to_owned(), evidence.to_owned());
        for (text, expected) in [
            (
                "A2-1-1=现场核实岗位; A7-2=补交计划",
                vec![pair("A2-1-1", "现场核实岗位"), pair("A7-2", "补交计划")],
            ),
            (
                "A7-2 ＝ 见附件；\nA2-2b=原件=复印件；",
                vec![pair("A7-2", "见附件"), pair("A2-2b", "原件=复印件")],
            ),
            (" ；", Vec::new()),
        ] {
            assert_eq!(confirmations(text), Ok(expected), "{text:?}");
        }
        for (text, found) in
            [("A7-2", "A7-2"), ("=补交", "=补交"), ("A7-2=", "A7-2="), ("A1-1=甲;A1-1=乙", "A1-1")]
        {
            assert!(confirmations(text).unwrap_err().0.contains(found), "{text:?}");
        }
    }
}
