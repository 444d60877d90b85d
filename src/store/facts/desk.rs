//! The desk and the round.

use chrono::NaiveDate;

use super::facts;
use crate::model::Fen;
use crate::model::account::Account;
use crate::model::acts::{DayMark, Role};

facts! {
    /// 案卷
    CaseFile in "case_file" {
        rehearsal: bool = "演练";
    }

    /// 操作员
    Operator in "operator" {
        name: String = "姓名";
        role: Role = "角色";
        town: Option<String> = "街镇";
    }

    /// 本局
    BureauDetails in "bureau" {
        office: String = "联系科室";
        phone: String = "联系电话";
        address: String = "地址";
        account_name: String = "户名";
        bank_name: String = "开户行";
        account: Account = "账号";
    }

    /// 放假安排
    CalendarDay in "calendar_day" {
        day_on: NaiveDate = "日期";
        kind: DayMark = "安排";
    }

    /// 查看完整信息
    Disclosure in "disclosure" {
        subject: String = "查看内容";
    }

    /// 政策
    PolicyText in "policy" {
        effective_on: NaiveDate = "施行日期";
        grant_fen: Fen = "资助标准";
        municipal_fen: Fen = "市级获评资助标准";
        matching_minimum_fen: Fen = "配套最低额";
        matching_due_second: bool = "配套须在第二期前到位";
        first_share_percent: i64 = "第一期比例";
        quota_band: i64 = "名额浮动";
        panel_minimum: i64 = "专家最少人数";
        notice_working_days: i64 = "公示工作日";
        pass_centi: i64 = "合格线";
        rectifications: i64 = "整改次数";
        body: String = "政策文件";
    }

    /// 轮次
    Round in "round" counting "current_round" {
        year: i64 = "年度";
        notice_no: String = "申报通知文号";
        opened_on: NaiveDate = "登记日期";
        applications_from: NaiveDate = "申报起始";
        applications_to: NaiveDate = "申报截止";
        town_deadline_on: NaiveDate = "上报截止";
        quota: u32 = "名额";
        budget_fen: Option<Fen> = "预算";
        policy_id: i64 = "政策";
    }

    /// 调整预算
    BudgetChange in "budget_change" {
        round_id: i64 = "轮次";
        from_fen: Option<Fen> = "原预算";
        to_fen: Fen = "调整后的预算";
        reason: String = "理由";
        document: String = "文件";
        changed_on: NaiveDate = "调整日期";
    }

    /// 例外
    Waiver in "waiver" {
        round_id: i64 = "轮次";
        case_id: Option<i64> = "案件";
        code: String = "规则";
        reason: String = "理由";
    }

    /// 不予受理
    RefusedRow in "refusal" {
        round_id: i64 = "轮次";
        unit_name: String = "申报单位名称";
        town: String = "所属街镇";
        row_digest: String = "内容摘要";
        code: String = "规则";
    }
}
