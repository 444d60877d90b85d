//! 一、资助条件, with 六(一)'s list of who may apply: the unit.

use super::Outcome::Met;
use super::{Check, Filing, Origin, Outcome, Rule, Stage, no_figures};
use crate::model::form::{Application, UnitKind};
use crate::model::town::Town;

/// A1-1
pub static TOWN: Rule = Rule {
    code: "A1-1",
    clause: "一(一)",
    title: "本区单位",
    asks: "申报单位在本区的镇、街道或开发区内。",
    reading: "所属街镇按正式名称或简称识别；信用代码登记地不是 310117 的，不据此否定，由所在街镇核实后确认。",
    origin: Origin::Measure,
    stages: &[Stage::Apply, Stage::Screen],
    in_schema: false,
    discretion: None,
    confirmable: true,
    figures: no_figures,
    checks: &[Check::Filing(town)],
};

fn town(filing: &Filing<'_>, _: &super::Policy) -> Outcome {
    let Application { town, uscc, .. } = filing.application;
    if Town::find(town).is_none() {
        return Outcome::not_met(
            format!("所属街镇“{town}”不是本区的镇、街道或开发区"),
            "请单位核对所属街镇后改正；不在本区的，请向所在区申报",
        );
    }
    if uscc.is_local() {
        return Met;
    }
    Outcome::unproven(
        format!("统一社会信用代码 {} 的登记地是 {}，不是松江区的 310117", uscc.as_str(), uscc.region()),
        format!("请{town}核实单位在本区的经营或办学地址，凭证明材料确认"),
    )
}

/// A1-3
pub static G60: Rule = Rule {
    code: "A1-3",
    clause: "一(三)",
    title: "G60企业",
    asks: "工作以G60科创走廊的企业为重点。",
    reading: "只作标记：评审同分时用来排序，不是申报条件，也不加分。",
    origin: Origin::Both,
    stages: &[Stage::Review],
    in_schema: false,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.tie_order.shown("同分比较顺序")],
    checks: &[],
};

/// Whether the unit is a G60 enterprise (A1-3).
pub fn is_g60(application: &Application) -> bool {
    application.g60 == Some(true)
}

/// A6-1-0
pub static KIND: Rule = Rule {
    code: "A6-1-0",
    clause: "六(一)",
    title: "申报主体",
    asks: "由首席技师所在的企业或职业院校申报。",
    reading: "社会培训机构可以选聘首席技师，但条文没有把它列为申报单位：先收下，须有书面答复才能通过初审。",
    origin: Origin::Both,
    stages: &[Stage::Apply, Stage::Screen],
    in_schema: true,
    discretion: None,
    confirmable: true,
    figures: no_figures,
    checks: &[Check::Filing(kind)],
};

fn kind(filing: &Filing<'_>, _: &super::Policy) -> Outcome {
    match filing.application.unit_kind {
        UnitKind::Enterprise | UnitKind::VocationalSchool => Met,
        UnitKind::TrainingInstitution => Outcome::unproven(
            "申报单位是社会培训机构，六(一)只写了企业和职业院校",
            "请取得局里关于能否申报的书面答复，随材料提交",
        ),
    }
}
