//! The three-year cycle.

use chrono::NaiveDate;

use super::facts;
use crate::model::Fen;
use crate::model::acts::{Deadline, Fund, Rest, Task, Verdict};
use crate::model::form::{PostKind, SkillBasis};
use crate::model::grade::Grade;
use crate::model::identity::{IdKind, IdNumber};

facts! {
    /// 目标任务责任协议
    Agreement in "agreement" {
        case_id: i64 = "案件";
        signed_on: NaiveDate = "签订日期";
        reason: Option<String> = "更正理由";
    }

    /// 更换带头人
    LeaderChange in "leader_change" {
        case_id: i64 = "案件";
        technician_name: String = "首席技师姓名";
        id_kind: Option<IdKind> = "证件类型";
        id_number: IdNumber = "证件号码";
        occupation: String = "职业工种";
        post_kind: PostKind = "岗位类型";
        post_achievement: Option<String> = "岗位业绩说明";
        skill_basis: SkillBasis = "水平依据";
        skill_grade: Option<Grade> = "技能等级";
        certificate_no: Option<String> = "证书编号";
        certified_on: Option<NaiveDate> = "发证日期";
        recognition: Option<String> = "水平认定材料";
        appointed_from: NaiveDate = "聘任起始日期";
        appointed_to: NaiveDate = "聘任截止日期";
        document: String = "更换文件";
        reason: String = "更换原因";
        proposed_by: String = "登记人";
        proposed_on: NaiveDate = "提出日期";
    }

    /// 更换带头人的决定
    LeaderDecision in "leader_decision" {
        leader_change_id: i64 = "更换带头人";
        approved: bool = "批准";
        reason: String = "理由";
        evidence: Option<String> = "核实依据";
        decided_by: String = "批准人";
        decided_on: NaiveDate = "决定日期";
    }

    /// 延长期限
    Extension in "extension" {
        round_id: i64 = "轮次";
        case_id: Option<i64> = "案件";
        deadline: Deadline = "期限";
        from_on: NaiveDate = "原期限";
        to_on: NaiveDate = "新期限";
        reason: String = "理由";
        document: Option<String> = "文件";
        extended_on: NaiveDate = "登记日期";
    }

    /// 续聘
    Renewal in "renewal" counting "valid_renewal" {
        case_id: i64 = "案件";
        appointed_from: NaiveDate = "续聘起始";
        appointed_to: NaiveDate = "续聘截止";
        document: String = "续聘文件";
        reason: Option<String> = "更正理由";
    }

    /// 单位定期考核
    SelfReview in "self_review" counting "valid_self_review" {
        case_id: i64 = "案件";
        reviewed_on: NaiveDate = "考核日期";
        result: String = "考核结果";
        corrects: Option<i64> = "更正哪一次";
        reason: Option<String> = "更正理由";
    }

    /// 任务成果
    Achievement in "achievement" counting "valid_achievement" {
        case_id: i64 = "案件";
        task: Task = "任务";
        achieved_on: NaiveDate = "日期";
        description: String = "成果";
        corrects: Option<i64> = "更正哪一项";
        reason: Option<String> = "更正理由";
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
    Midterm in "midterm" counting "valid_midterm" {
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

    /// 届中考核作废
    MidtermVoid in "midterm_void" {
        case_id: i64 = "案件";
        midterm_id: i64 = "届中考核";
        reason: String = "理由";
        voided_on: NaiveDate = "作废日期";
    }

    /// 整改
    Rectification in "rectification" counting "valid_rectification" {
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
        received_fen: Fen = "收到资助（结项时）";
        spent_fen: Fen = "已使用";
        matched_fen: Fen = "配套到位";
        unspent_fen: Fen = "结余";
        ended: Option<String> = "提前结束的原因";
        shortfall: Option<String> = "配套不足的处理";
        rest: Option<Rest> = "结余处理";
        decision: Option<String> = "处理理由";
        conclusion: Option<String> = "结项意见";
    }
}
