//! The three-year cycle.

use chrono::NaiveDate;

use super::facts;
use crate::model::Fen;
use crate::model::acts::{Fund, Task, Verdict};

facts! {
    /// 目标任务责任协议
    Agreement in "agreement" {
        case_id: i64 = "案件";
        signed_on: NaiveDate = "签订日期";
    }

    /// 续聘
    Renewal in "renewal" {
        case_id: i64 = "案件";
        appointed_from: NaiveDate = "续聘起始";
        appointed_to: NaiveDate = "续聘截止";
        document: String = "续聘文件";
    }

    /// 单位定期考核
    SelfReview in "self_review" {
        case_id: i64 = "案件";
        reviewed_on: NaiveDate = "考核日期";
        result: String = "考核结果";
    }

    /// 任务成果
    Achievement in "achievement" {
        case_id: i64 = "案件";
        task: Task = "任务";
        achieved_on: NaiveDate = "日期";
        description: String = "成果";
    }

    /// 资金使用
    FundEntry in "fund_entry" {
        case_id: i64 = "案件";
        ledger: Fund = "账别";
        purpose: String = "用途";
        spent_on: NaiveDate = "日期";
        voucher_no: String = "凭证号";
        payee: String = "收款方";
        amount_fen: Fen = "金额";
        note: Option<String> = "备注";
    }

    /// 冲销
    FundReversal in "fund_reversal" {
        fund_entry_id: i64 = "资金使用";
        reason: String = "理由";
        reversed_on: NaiveDate = "冲销日期";
    }

    /// 届中考核
    Midterm in "midterm" {
        case_id: i64 = "案件";
        attempt: i64 = "次数";
        assessed_on: NaiveDate = "考核日期";
        assessor: String = "考核方";
        methods: String = "考核方法";
        hardware_centi: i64 = "硬件建设（百分之一分）";
        hardware_evidence: String = "硬件建设依据";
        management_centi: i64 = "内部管理（百分之一分）";
        management_evidence: String = "内部管理依据";
        results_centi: i64 = "项目成果（百分之一分）";
        results_evidence: String = "项目成果依据";
        training_centi: i64 = "人才培养（百分之一分）";
        training_evidence: String = "人才培养依据";
        society_centi: i64 = "社会效应（百分之一分）";
        society_evidence: String = "社会效应依据";
        total_centi: i64 = "总分（百分之一分）";
        verdict: Verdict = "等次";
    }

    /// 整改
    Rectification in "rectification" {
        case_id: i64 = "案件";
        midterm_id: i64 = "届中考核";
        ordered_on: NaiveDate = "责令日期";
        due_on: NaiveDate = "完成期限";
        demand: String = "整改要求";
    }

    /// 结项
    Closing in "closing" {
        case_id: i64 = "案件";
        closed_on: NaiveDate = "结项日期";
        received_fen: Fen = "收到资助";
        spent_fen: Fen = "已使用";
        matched_fen: Fen = "配套到位";
        unspent_fen: Fen = "结余";
        decision: Option<String> = "结余处理";
    }
}
