//! 办事用语: the closed lists of words in which the acts of a case are recorded.

crate::terms! {
    /// 角色: what an operator may record
    pub enum Role {
        Town = "town", "街镇", ["镇", "街道"];
        Bureau = "bureau", "区局", ["局"];
        Finance = "finance", "财务";
    }
}

crate::terms! {
    /// 调休类型: what a holiday notice says of a day
    pub enum DayMark {
        Off = "off", "放假", ["休", "休息", "节假日"];
        Makeup = "makeup", "上班", ["班", "补班", "调休上班"];
    }
}

crate::terms! {
    /// 初审结论
    pub enum Decision {
        Pass = "pass", "通过", ["初审通过", "同意"];
        Return = "return", "退回补正", ["退回", "补正"];
        Reject = "reject", "不予通过", ["不通过"];
    }
}

crate::terms! {
    /// 利益关系: why an expert is recused
    pub enum Conflict {
        Employment = "employment", "任职", ["本单位", "任职关系"];
        Kinship = "kinship", "亲属", ["亲属关系"];
        Mentor = "mentor", "师徒", ["师徒关系"];
        Interest = "interest", "三年内利益往来", ["利益往来"];
        Other = "other", "其他";
    }
}

crate::terms! {
    /// 名单位置
    pub enum Place {
        Proposed = "proposed", "拟资助";
        Reserve = "reserve", "候补";
    }
}

crate::terms! {
    /// 异议处理结果
    pub enum ObjectionOutcome {
        Upheld = "upheld", "成立";
        Dismissed = "dismissed", "不成立";
    }
}

crate::terms! {
    /// 资金类别: which entitlement a payment draws on
    pub enum GrantKind {
        District = "district", "区级资助", ["区级"];
        Municipal = "municipal", "市级获评资助", ["市级", "市级资助"];
    }
}

crate::terms! {
    /// 期次: which half is paid, or what a later judgement adds to both
    pub enum Part {
        First = "first", "第一期", ["1"];
        Second = "second", "第二期", ["2"];
        Supplement = "supplement", "补差", ["3"];
    }
}

crate::terms! {
    /// 付款结果
    pub enum PaymentOutcome {
        Paid = "paid", "成功", ["付款成功", "交易成功", "已付"];
        Returned = "returned", "退汇", ["失败", "退回", "付款失败"];
    }
}

crate::terms! {
    /// 方向: which way the money of a line of the bank went
    pub enum Direction {
        Out = "out", "付出";
        Back = "back", "退回";
    }
}

crate::terms! {
    /// 误付结果: what became of money that the bank paid by mistake
    pub enum MispaidEnd {
        Returned = "returned", "已退回";
        NotOurs = "not_ours", "不是本项目的款项";
    }
}

crate::terms! {
    /// 追回事由: paid beyond the entitlement, so that it counts as not paid once it is back; or anything else
    pub enum Ground {
        Excess = "excess", "多拨";
        Other = "other", "其他";
    }
}

crate::terms! {
    /// 资金性质
    pub enum Fund {
        Grant = "grant", "资助资金", ["资助"];
        Matching = "matching", "配套资金", ["配套"];
    }
}

crate::terms! {
    /// 工作任务: the four tasks of a studio
    pub enum Task {
        Research = "research", "技术攻关";
        Promotion = "promotion", "推广总结";
        Training = "training", "带徒传技";
        Unit = "unit", "单位任务";
    }
}

crate::terms! {
    /// 期限: what may have to be done by a day
    pub enum Deadline {
        Town = "town", "街镇上报";
        Midterm = "midterm", "届中考核";
        Rectification = "rectification", "整改";
        Matching = "matching", "配套到位", ["配套"];
        Review = "review", "单位定期考核", ["定期考核"];
        Cycle = "cycle", "资助周期", ["结项"];
    }
}

crate::terms! {
    /// 结余处理: what becomes of the money that a studio has not used
    pub enum Rest {
        Return = "return", "退回", ["收回"];
        Keep = "keep", "留用", ["继续使用"];
    }
}

crate::terms! {
    /// 考核结论
    pub enum Verdict {
        Excellent = "excellent", "优秀";
        Pass = "pass", "合格";
        Fail = "fail", "不合格", ["不及格"];
    }
}

crate::terms! {
    /// 考核方法
    pub enum Method {
        SiteVisit = "site_visit", "实地考察";
        Documents = "documents", "资料核查";
        Questionnaire = "questionnaire", "问卷调查";
        Forum = "forum", "召开座谈会", ["座谈会"];
    }
}
