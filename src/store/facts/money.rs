//! Entitlement and payment.

use chrono::NaiveDate;

use super::facts;
use crate::model::Fen;
use crate::model::account::{Account, BankCode};
use crate::model::acts::{Direction, GrantKind, Ground, MispaidEnd, Part, PaymentOutcome};

facts! {
    /// 同类资助认定
    Overlap in "overlap" {
        case_id: i64 = "案件";
        name: String = "资助项目";
        amount_fen: Fen = "金额";
        comparable: bool = "认定为同类";
        reason: String = "理由";
        judged_on: NaiveDate = "认定日期";
    }

    /// 核定额
    Entitlement in "entitlement" {
        case_id: i64 = "案件";
        kind: GrantKind = "资金类别";
        standard_fen: Fen = "标准";
        deducted_fen: Fen = "同类扣减";
        amount_fen: Fen = "核定额";
        decided_on: NaiveDate = "核定日期";
    }

    /// 收款账户
    Payee in "payee" {
        case_id: i64 = "案件";
        account_name: String = "户名";
        bank_name: String = "开户行";
        bank_code: Option<BankCode> = "行号";
        bank_account: Account = "账号";
        reason: String = "理由";
        changed_on: NaiveDate = "登记日期";
    }

    /// 拨款批次
    Batch in "batch" {
        round_id: i64 = "轮次";
        planned_by: String = "编制人";
        planned_on: NaiveDate = "编制日期";
    }

    /// 拨款
    Payment in "payment" {
        batch_id: i64 = "批次";
        case_id: i64 = "案件";
        kind: GrantKind = "资金类别";
        part: Part = "期次";
        amount_fen: Fen = "金额";
        account_name: String = "户名";
        bank_name: String = "开户行";
        bank_code: BankCode = "行号";
        bank_account: Account = "账号";
    }

    /// 批次审批
    BatchApproval in "batch_approval" {
        batch_id: i64 = "批次";
        approved_by: String = "审批人";
        approved_on: NaiveDate = "审批日期";
    }

    /// 拨款明细表
    Schedule in "schedule" {
        batch_id: i64 = "批次";
        digest: String = "校验码";
    }

    /// 拨款明细
    ///
    /// One line of a schedule, beside what its payment says.
    ScheduleLine in "schedule_line" {
        schedule_id: i64 = "拨款明细表";
        payment_id: i64 = "拨款";
        position: i64 = "序号";
        doc_no: String = "文号";
        unit_name: String = "单位全称";
        uscc: String = "统一社会信用代码";
        studio_name: String = "工作室";
        town: String = "属地";
        standard_fen: Fen = "标准";
        deducted_fen: Fen = "同类扣减";
        note: Option<String> = "备注";
    }

    /// 批次作废
    BatchCancellation in "batch_cancellation" {
        batch_id: i64 = "批次";
        reason: String = "理由";
        cancelled_on: NaiveDate = "作废日期";
    }

    /// 付款
    PaymentConfirmation in "payment_confirmation" counting "standing_confirmation" {
        payment_id: i64 = "拨款";
        paid_on: NaiveDate = "付款日期";
        bank_ref: Option<String> = "银行流水号";
    }

    /// 退汇
    PaymentReturn in "payment_return" counting "standing_return" {
        payment_id: i64 = "拨款";
        returned_on: NaiveDate = "退汇日期";
        bank_ref: Option<String> = "银行流水号";
        reason: String = "原因";
    }

    /// 误付
    Mispayment in "mispayment" counting "standing_mispayment" {
        payment_id: i64 = "拨款";
        bank_account: Account = "账号";
        amount_fen: Fen = "金额";
        paid_on: NaiveDate = "付款日期";
        bank_ref: Option<String> = "银行流水号";
    }

    /// 误付了结
    MispaymentEnd in "mispayment_end" counting "standing_end" {
        mispayment_id: i64 = "误付";
        outcome: MispaidEnd = "结果";
        ended_on: NaiveDate = "了结日期";
        bank_ref: Option<String> = "银行流水号";
        reason: String = "说明";
    }

    /// 追回
    Recovery in "recovery" counting "standing_recovery" {
        case_id: i64 = "案件";
        kind: GrantKind = "资金类别";
        ground: Ground = "追回事由";
        amount_fen: Fen = "追回金额";
        reason: String = "理由";
        demanded_on: NaiveDate = "追回日期";
    }

    /// 撤销追回
    RecoveryWithdrawal in "recovery_withdrawal" {
        recovery_id: i64 = "追回";
        reason: String = "理由";
        withdrawn_on: NaiveDate = "撤销日期";
    }

    /// 退回通知
    RecoveryLetter in "recovery_letter" {
        recovery_id: i64 = "追回";
        bureau_id: i64 = "本局";
        doc_no: String = "文号";
        issued_on: NaiveDate = "通知日期";
        due_on: NaiveDate = "退回期限";
    }

    /// 收回
    RecoveryReceipt in "recovery_receipt" counting "standing_receipt" {
        recovery_id: i64 = "追回";
        amount_fen: Fen = "收回金额";
        received_on: NaiveDate = "收回日期";
        bank_ref: Option<String> = "银行流水号";
    }

    /// 银行明细
    ///
    /// A line of the bank's lists that is about a payment of ours, or may be.
    BankLine in "bank_line" {
        payment_id: i64 = "拨款";
        direction: Direction = "方向";
        outcome: Option<PaymentOutcome> = "结果";
        below_zero: bool = "金额为负";
        account_name: Option<String> = "户名";
        bank_account: Account = "账号";
        amount_fen: Fen = "金额";
        moved_on: NaiveDate = "日期";
        bank_ref: String = "银行流水号";
        note: Option<String> = "备注";
    }

    /// 银行明细认定
    ///
    /// What a line is: a slip where another line has it right; where it names nothing, no money of ours, with the reason.
    BankMatch in "bank_match" counting "standing_match" {
        line_id: i64 = "银行明细";
        confirmation_id: Option<i64> = "付款";
        return_id: Option<i64> = "退汇";
        mispayment_id: Option<i64> = "误付";
        mispayment_end_id: Option<i64> = "误付了结";
        receipt_id: Option<i64> = "收回";
        right_line_id: Option<i64> = "以此为准的明细";
        reason: Option<String> = "说明";
        matched_on: NaiveDate = "认定日期";
    }

    /// 撤销登记
    ///
    /// Of a payment, a return, a mispayment or the end of one, or a receipt that was registered wrongly; or of what a line tells
    /// of a return.
    Revocation in "revocation" {
        confirmation_id: Option<i64> = "付款";
        return_id: Option<i64> = "退汇";
        mispayment_id: Option<i64> = "误付";
        mispayment_end_id: Option<i64> = "误付了结";
        receipt_id: Option<i64> = "收回";
        match_id: Option<i64> = "认定";
        reason: String = "理由";
        revoked_on: NaiveDate = "撤销日期";
    }
}

impl Revocation {
    /// One that undoes nothing yet.
    pub fn blank(reason: &str, revoked_on: NaiveDate) -> Self {
        Self {
            confirmation_id: None,
            return_id: None,
            mispayment_id: None,
            mispayment_end_id: None,
            receipt_id: None,
            match_id: None,
            reason: reason.to_owned(),
            revoked_on,
        }
    }
}

impl BankMatch {
    /// What the line `line_id` is that has a reason at most: no money of ours.
    pub fn blank(line_id: i64, reason: Option<&str>, matched_on: NaiveDate) -> Self {
        Self {
            line_id,
            confirmation_id: None,
            return_id: None,
            mispayment_id: None,
            mispayment_end_id: None,
            receipt_id: None,
            right_line_id: None,
            reason: reason.map(str::to_owned),
            matched_on,
        }
    }

    /// Whether the line is money of ours.
    pub fn is_ours(&self) -> bool {
        let Self { confirmation_id, return_id, mispayment_id, mispayment_end_id, receipt_id, .. } = self;
        [confirmation_id, return_id, mispayment_id, mispayment_end_id, receipt_id]
            .into_iter()
            .any(Option::is_some)
    }

    /// Whether the line was money, and none of ours.
    pub fn is_strange(&self) -> bool {
        !self.is_ours() && self.right_line_id.is_none()
    }
}
