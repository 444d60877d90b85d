//! `assess leader`

use anyhow::Result;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::session::{Session, case, value};
use crate::casework::Report;
use crate::casework::assess::{self, Ruling, Successor};
use crate::model::case_no::CaseRef;
use crate::model::form::{PostKind, SkillBasis};
use crate::model::grade::Grade;
use crate::model::identity::{IdKind, IdNumber};
use crate::model::text::tidy;

/// 更换带头人：登记、批准、一览
#[derive(Debug, Args)]
pub(super) struct Leader {
    #[command(subcommand)]
    command: LeaderCommand,
}

#[derive(Debug, Subcommand)]
enum LeaderCommand {
    /// 登记单位提出的更换，须写明 --reason；批准以前第二期暂缓
    Propose(Propose),
    /// 批准更换，须写明 --reason；由登记人以外的区局操作员办
    Approve {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 待核实的事项凭什么材料核实
        #[arg(long, value_name = "依据")]
        evidence: Option<String>,
    },
    /// 不批准更换，须写明 --reason；由登记人以外的区局操作员办
    Reject {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
    },
    /// 历次更换和决定；待批准的连同审查意见
    List {
        /// 案件编号，不写时为全部
        #[arg(value_name = "案件", value_parser = case)]
        case: Option<CaseRef>,
    },
}

#[derive(Debug, Args)]
struct Propose {
    /// 案件编号
    #[arg(value_name = "案件", value_parser = case)]
    case: CaseRef,
    /// 新带头人姓名
    #[arg(long, value_name = "姓名")]
    name: String,
    /// 证件类型，不写时为居民身份证
    #[arg(long, value_name = "类型", value_parser = value::<IdKind>)]
    id_kind: Option<IdKind>,
    /// 证件号码
    #[arg(long, value_name = "号码", value_parser = value::<IdNumber>)]
    id_number: IdNumber,
    /// 职业工种，不写时与原来相同
    #[arg(long, value_name = "工种")]
    occupation: Option<String>,
    /// 岗位类型，不写时与原来相同
    #[arg(long, value_name = "类型", value_parser = value::<PostKind>)]
    post_kind: Option<PostKind>,
    /// 岗位业绩
    #[arg(long, value_name = "业绩")]
    achievement: Option<String>,
    /// 水平依据，按申报表的写法
    #[arg(long, value_name = "依据", value_parser = value::<SkillBasis>)]
    basis: SkillBasis,
    /// 技能等级
    #[arg(long, value_name = "等级", value_parser = value::<Grade>)]
    grade: Option<Grade>,
    /// 证书编号
    #[arg(long, value_name = "编号")]
    certificate: Option<String>,
    /// 发证日期
    #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
    certified_on: Option<NaiveDate>,
    /// 水平认定材料
    #[arg(long, value_name = "材料")]
    recognition: Option<String>,
    /// 聘任起始日期
    #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
    from: NaiveDate,
    /// 聘任截止日期
    #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
    to: NaiveDate,
    /// 单位任命新带头人的文件
    #[arg(long, value_name = "文件名称")]
    document: String,
}

impl Leader {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        match self.command {
            LeaderCommand::Propose(propose) => propose.run(session),
            LeaderCommand::Approve { case, evidence } => {
                let reason = session.reason()?.to_owned();
                let ruling = Ruling { approved: true, reason: &reason, evidence: evidence.as_deref() };
                assess::decide(session.desk()?, case, &ruling)
            }
            LeaderCommand::Reject { case } => {
                let reason = session.reason()?.to_owned();
                let ruling = Ruling { approved: false, reason: &reason, evidence: None };
                assess::decide(session.desk()?, case, &ruling)
            }
            LeaderCommand::List { case } => assess::leaders(session.desk()?, case),
        }
    }
}

impl Propose {
    fn run(self, session: &mut Session) -> Result<Report> {
        let text = |text: String| tidy(&text).into_owned();
        let some = |given: Option<String>| given.map(text).filter(|text| !text.is_empty());
        let successor = Successor {
            technician_name: text(self.name),
            id_kind: self.id_kind,
            id_number: self.id_number,
            occupation: some(self.occupation),
            post_kind: self.post_kind,
            post_achievement: some(self.achievement),
            skill_basis: self.basis,
            skill_grade: self.grade,
            certificate_no: some(self.certificate),
            certified_on: self.certified_on,
            recognition: some(self.recognition),
            appointed_from: self.from,
            appointed_to: self.to,
            document: text(self.document),
            reason: session.reason()?.to_owned(),
        };
        assess::propose(session.desk()?, self.case, successor)
    }
}
