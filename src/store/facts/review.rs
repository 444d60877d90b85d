//! The expert review and the publication.

use chrono::NaiveDate;

use super::facts;
use crate::model::acts::{Conflict, ObjectionOutcome, Place};

facts! {
    /// 专家
    Expert in "expert" {
        name: String = "专家姓名";
        employer: String = "工作单位";
        title: Option<String> = "职称";
    }

    /// 专家组
    Panel in "panel" {
        round_id: i64 = "轮次";
        seated_on: NaiveDate = "组成日期";
        size: u32 = "人数";
    }

    /// 专家组成员
    PanelMember in "panel_member" {
        panel_id: i64 = "专家组";
        expert_id: i64 = "专家";
    }

    /// 回避
    Recusal in "recusal" {
        case_id: i64 = "案件";
        expert_id: i64 = "专家";
        conflict: Conflict = "利益关系";
        reason: String = "理由";
        recused_on: NaiveDate = "回避日期";
    }

    /// 评分表
    ScoreSheet in "score_sheet" {
        case_id: i64 = "案件";
        expert_id: i64 = "专家";
        revision: i64 = "修订号";
        scored_on: NaiveDate = "评分日期";
        reason: Option<String> = "更正理由";
    }

    /// 评分项
    ScoreItem in "score_item" {
        score_sheet_id: i64 = "评分表";
        item: String = "评分项目";
        points_centi: i64 = "分值（百分之一分）";
    }

    /// 并列表决
    PanelVote in "panel_vote" {
        case_id: i64 = "案件";
        votes: u32 = "票数";
        voted_on: NaiveDate = "表决日期";
    }

    /// 评审会
    Meeting in "meeting" {
        round_id: i64 = "轮次";
        held_on: NaiveDate = "日期";
        hours: Option<String> = "时间";
        place: String = "地点";
        chair: String = "主持人";
    }

    /// 不同意见
    Dissent in "dissent" {
        round_id: i64 = "轮次";
        expert_id: i64 = "专家";
        case_id: Option<i64> = "案件";
        opinion: String = "意见";
        stated_on: NaiveDate = "提出日期";
    }

    /// 拟定名单
    Proposal in "proposal" {
        round_id: i64 = "轮次";
        proposed_on: NaiveDate = "拟定日期";
    }

    /// 拟定名单中的案件
    ProposalEntry in "proposal_entry" {
        proposal_id: i64 = "名单";
        case_id: i64 = "案件";
        place: Place = "位置";
        position: i64 = "序号";
        rank: i64 = "名次";
        score_sum_centi: i64 = "有效分之和（百分之一分）";
        score_count: i64 = "有效分数";
        tie_break: Option<String> = "同分处理";
        departure: Option<String> = "偏离名次的理由";
    }

    /// 公示
    Notice in "notice" {
        round_id: i64 = "轮次";
        posted_on: NaiveDate = "公示起始";
        last_on: NaiveDate = "公示截止";
        list_digest: String = "名单校验码";
        supersedes: Option<i64> = "代替的公示";
        reason: Option<String> = "重新公示的理由";
    }

    /// 公示名单中的案件
    NoticeEntry in "notice_entry" {
        notice_id: i64 = "公示";
        case_id: i64 = "案件";
        application_id: i64 = "申报表";
        position: i64 = "序号";
    }

    /// 异议
    Objection in "objection" {
        notice_id: i64 = "公示";
        case_id: i64 = "案件";
        received_on: NaiveDate = "收到日期";
        objector_name: Option<String> = "异议人";
        objector_phone: Option<String> = "联系电话";
        ground: String = "异议内容";
        evidence: Option<String> = "证据";
        accepted: bool = "受理";
    }

    /// 异议处理
    ObjectionDecision in "objection_decision" {
        objection_id: i64 = "异议";
        outcome: ObjectionOutcome = "处理结果";
        finding: String = "查明情况";
        decided_on: NaiveDate = "处理日期";
    }

    /// 发文公布
    Announcement in "announcement" {
        notice_id: i64 = "公示";
        doc_no: String = "文号";
        announced_on: NaiveDate = "发文日期";
    }

    /// 获评
    Award in "award" {
        announcement_id: i64 = "文件";
        case_id: i64 = "案件";
        cycle_from: NaiveDate = "周期起始";
        cycle_to: NaiveDate = "周期截止";
    }

    /// 推荐申报市级
    Recommendation in "recommendation" {
        case_id: i64 = "案件";
        reason: String = "推荐理由";
        recommended_on: NaiveDate = "推荐日期";
        position: u32 = "推荐顺序";
    }

    /// 市级获评
    MunicipalAward in "municipal_award" {
        case_id: i64 = "案件";
        doc_no: String = "市级文号";
        awarded_on: NaiveDate = "获评日期";
        reason: Option<String> = "原结果不对的理由";
    }

    /// 市级未获评
    MunicipalDecline in "municipal_decline" {
        case_id: i64 = "案件";
        reason: String = "情况";
        declined_on: NaiveDate = "市级结果日期";
    }
}
