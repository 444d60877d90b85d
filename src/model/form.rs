//! 资助申请表: one application as the unit filled it in.

use chrono::NaiveDate;

use super::account::{Account, BankCode, Phone};
use super::datum::Datum;
use super::grade::Grade;
use super::identity::{IdKind, IdNumber};
use super::money::Fen;
use super::uscc::Uscc;
use super::value::{Cell, Misfit, Value};

crate::terms! {
    /// 单位类型
    pub enum UnitKind {
        Enterprise = "enterprise", "企业", ["企业单位", "公司"];
        VocationalSchool = "vocational_school", "职业院校", ["职业学校", "院校"];
        TrainingInstitution = "training_institution", "社会培训机构", ["培训机构"];
    }
}

crate::terms! {
    /// 岗位类型
    pub enum PostKind {
        Production = "production", "生产技术", ["一线生产技术", "生产"];
        Training = "training", "技能培训", ["一线技能培训", "培训"];
        Management = "management", "管理", ["管理岗"];
        Other = "other", "其他", ["其它"];
    }
}

crate::terms! {
    /// 水平依据: on what the technician's level rests
    pub enum SkillBasis {
        Qualification = "qualification", "职业资格证书";
        SkillLevel = "skill_level", "职业技能等级证书", ["技能等级证书"];
        Equivalent = "equivalent", "相同水平";
        TradeRecognition = "trade_recognition", "行业认定", ["行业内水平认定"];
    }
}

impl SkillBasis {
    /// Whether the level rests on a certificate with a grade.
    pub fn has_certificate(self) -> bool {
        matches!(self, Self::Qualification | Self::SkillLevel)
    }
}

crate::terms! {
    /// 单位公示结果
    pub enum NoticeResult {
        Clear = "clear", "无异议";
        Settled = "settled", "有异议已处理";
        Contested = "contested", "有异议";
    }
}

crate::terms! {
    /// 工作室支持: what the unit has given the studio
    pub enum Support {
        Funds = "funds", "资金";
        Premises = "premises", "场地";
        Equipment = "equipment", "设备";
        Facilities = "facilities", "设施";
        People = "people", "人员";
    }
}

/// 工作室支持: a set of [`Support`], kept as codes joined by `+` in the terms' own order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Supports(String);

impl Supports {
    /// The set of these.
    pub fn of(kinds: &[Support]) -> Self {
        let codes: Vec<_> =
            Support::ALL.iter().filter(|kind| kinds.contains(kind)).map(|kind| kind.code()).collect();
        Self(codes.join("+"))
    }

    /// Whether the set has this one.
    pub fn has(&self, kind: Support) -> bool {
        self.0.split('+').any(|code| code == kind.code())
    }

    /// Those of [`Support::ALL`] that are not in the set.
    pub fn missing(&self) -> impl Iterator<Item = Support> + '_ {
        Support::ALL.iter().copied().filter(|kind| !self.has(*kind))
    }
}

impl Value for Supports {
    const EXPECTS: &'static str = "资金 场地 设备 设施 人员 中的若干项，用顿号、逗号、分号或空格隔开";
    const OPTIONAL: bool = true;

    fn parse(text: &str) -> Result<Self, Misfit> {
        let separators = ['、', ';', '；', ',', '，', ' ', '/', '+', '\n'];
        let mut kinds = Vec::new();
        for word in text.split(separators).map(str::trim).filter(|word| !word.is_empty()) {
            let kind = Support::find(word).ok_or_else(|| Misfit::new(format!("不认识的支持项“{word}”")))?;
            kinds.push(kind);
        }
        Ok(Self::of(&kinds))
    }

    fn empty() -> Option<Self> {
        Some(Self::default())
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Text(&self.0)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        let Cell::Text(codes) = cell else { return None };
        let known = codes.is_empty() || codes.split('+').all(|code| Support::find(code).is_some());
        known.then(|| Self(codes.to_owned()))
    }

    fn datum(&self) -> Datum {
        let terms: Vec<_> =
            Support::ALL.iter().filter(|kind| self.has(**kind)).map(|kind| kind.term()).collect();
        Datum::Text(terms.join("、"))
    }
}

crate::record! {
    /// 资助申请表
    pub struct Application {
        unit_name: String = "申报单位名称", ["单位名称", "申报单位", "企业名称"];
        uscc: Uscc = "统一社会信用代码", ["信用代码", "社会信用代码"];
        unit_kind: UnitKind = "单位类型", ["单位性质"];
        town: String = "所属街镇", ["街镇", "所属镇", "所在街镇", "属地"];
        g60: Option<bool> = "是否G60重点企业", ["G60重点企业"];
        contact_name: String = "联系人";
        contact_phone: Phone = "联系电话", ["电话", "联系方式"];
        account_name: Option<String> = "银行户名", ["户名"];
        bank_name: Option<String> = "开户银行", ["开户行"];
        bank_code: Option<BankCode> = "联行号", ["行号"];
        bank_account: Option<Account> = "银行账号", ["账号", "银行帐号", "帐号"];
        technician_name: String = "首席技师姓名", ["首席技师", "技师姓名", "姓名"];
        id_kind: Option<IdKind> = "证件类型";
        id_number: IdNumber = "证件号码", ["身份证号", "身份证号码", "证件号"];
        occupation: String = "职业工种", ["职业(工种)", "工种"];
        post_kind: PostKind = "岗位类型";
        post_achievement: Option<String> = "岗位业绩说明", lines, ["岗位业绩"];
        skill_basis: SkillBasis = "水平依据";
        skill_grade: Option<Grade> = "技能等级", ["职业技能等级", "等级"];
        certificate_no: Option<String> = "证书编号", ["证书号"];
        certified_on: Option<NaiveDate> = "发证日期";
        recognition: Option<String> = "水平认定材料";
        appointed_from: NaiveDate = "聘任起始日期", ["聘期起"];
        appointed_to: NaiveDate = "聘任截止日期", ["聘期止"];
        internal_notice_from: Option<NaiveDate> = "单位公示起始日期", required, ["公示起始日期"];
        internal_notice_to: Option<NaiveDate> = "单位公示截止日期", required, ["公示截止日期"];
        internal_notice_result: Option<NoticeResult> = "单位公示结果", required, ["公示结果"];
        selection_rules: Option<String> = "选聘制度文件", ["选聘制度"];
        monthly_allowance_fen: Option<Fen> = "岗位津贴月标准", ["岗位津贴"];
        other_incentives: Option<String> = "其他待遇激励", lines;
        studio_name: String = "工作室名称";
        established_on: NaiveDate = "工作室成立日期", ["成立日期"];
        team_size: u32 = "团队人数";
        support: Supports = "工作室支持", lines;
        awards: Option<String> = "市级及以上奖项", lines;
        outputs: Option<String> = "显著产出与效益", lines;
        education_funds: Option<bool> = "职工教育经费已按规定提取使用", ["职工教育经费"];
        competitions: Option<bool> = "参加竞赛比武培训";
        matching_commitment_fen: Fen = "配套资金承诺", ["配套资金"];
        comparable_award: Option<String> = "已享受同类资助项目";
        comparable_amount_fen: Option<Fen> = "已享受同类资助金额";
        task_research: Option<String> = "任务_技术攻关", lines;
        task_promotion: Option<String> = "任务_推广总结", lines;
        task_training: Option<String> = "任务_带徒传技", lines;
        task_unit: Option<String> = "任务_单位任务", lines;
        applied_on: Option<NaiveDate> = "申报日期";
    }
}

impl Application {
    /// 证件类型, 居民身份证 where nothing else was written.
    pub fn id_kind(&self) -> IdKind {
        self.id_kind.unwrap_or(IdKind::ResidentCard)
    }
}
