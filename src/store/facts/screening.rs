//! The application and its screening.

use chrono::NaiveDate;

use super::facts;
use crate::model::acts::Decision;
use crate::model::form::Application;
use crate::model::{Cell, Datum, Field, FieldMisfit, Misfit, Record};
use crate::store::{Fact, FactKind};

facts! {
    /// 案件
    GrantCase in "grant_case" {
        round_id: i64 = "轮次";
        serial: i64 = "序号";
    }

    /// 更正
    Correction in "correction" {
        case_id: i64 = "案件";
        revision: i64 = "修订号";
        reason: String = "理由";
        evidence: String = "依据";
        corrected_on: NaiveDate = "更正日期";
    }

    /// 待核实
    Unproven in "unproven" {
        application_id: i64 = "申报表";
        code: String = "规则";
        found: String = "待核实事项";
    }

    /// 撤回
    Withdrawal in "withdrawal" {
        case_id: i64 = "案件";
        withdrawn_on: NaiveDate = "撤回日期";
        reason: String = "理由";
    }

    /// 核实
    Confirmation in "confirmation" {
        case_id: i64 = "案件";
        application_id: i64 = "申报表";
        code: String = "规则";
        evidence: String = "依据";
        confirmed_by: String = "核实人";
        confirmed_on: NaiveDate = "核实日期";
    }

    /// 初审意见
    Screening in "screening" {
        case_id: i64 = "案件";
        application_id: i64 = "申报表";
        town: String = "初审街镇";
        decision: Decision = "初审结论";
        opinion: String = "初审意见";
        screened_on: NaiveDate = "初审日期";
    }

    /// 初审理由
    ScreeningGround in "screening_ground" {
        screening_id: i64 = "初审意见";
        code: String = "规则";
        found: String = "情况";
        cure: Option<String> = "怎样补正";
    }

    /// 上报
    Forwarding in "forwarding" {
        round_id: i64 = "轮次";
        town: String = "街镇";
        forwarded_on: NaiveDate = "上报日期";
    }

    /// 上报案件
    ForwardedCase in "forwarded_case" {
        forwarding_id: i64 = "上报";
        case_id: i64 = "案件";
        preference: u32 = "推荐排序";
    }
}

crate::record! {
    /// What the bureau adds to a form when it takes a revision in.
    pub struct RevisionHead {
        case_id: i64 = "案件";
        revision: i64 = "修订号";
        filed_on: NaiveDate = "受理依据日期";
        form_digest: String = "内容摘要";
    }
}

/// 申报表的一版: one revision of a case's application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// What the bureau added.
    pub head: RevisionHead,
    /// The form as filled in.
    pub form: Application,
}

const HEAD: usize = RevisionHead::FIELDS.len();
const COLUMNS: usize = HEAD + Application::FIELDS.len();

/// The head's columns, then the form's.
static FIELDS: [Field; COLUMNS] = {
    let mut fields = [RevisionHead::FIELDS[0]; COLUMNS];
    let mut at = 0;
    while at < COLUMNS {
        fields[at] = if at < HEAD { RevisionHead::FIELDS[at] } else { Application::FIELDS[at - HEAD] };
        at += 1;
    }
    fields
};

impl Fact for Revision {
    const TABLE: &'static str = "application";
    const TITLE: &'static str = "申报表";
}

pub(super) static REVISION: FactKind = FactKind::of::<Revision>();

impl Record for Revision {
    const FIELDS: &'static [Field] = &FIELDS;

    fn parse<'t>(read: &dyn Fn(usize) -> &'t str) -> Result<Self, Vec<FieldMisfit>> {
        let head = RevisionHead::parse(read)?;
        let form = Application::parse(&|column| read(HEAD + column))?;
        Ok(Self { head, form })
    }

    fn each<'r>(&'r self, give: &mut dyn FnMut(Cell<'r>)) {
        self.head.each(give);
        self.form.each(give);
    }

    fn from_cells<'c>(read: &mut dyn FnMut(usize) -> Cell<'c>) -> Result<Self, usize> {
        let head = RevisionHead::from_cells(read)?;
        let form =
            Application::from_cells(&mut |column| read(HEAD + column)).map_err(|column| HEAD + column)?;
        Ok(Self { head, form })
    }

    fn data(&self) -> Vec<Datum> {
        [self.head.data(), self.form.data()].concat()
    }

    fn set(&mut self, field: usize, text: &str) -> Result<(), Misfit> {
        if field < HEAD { self.head.set(field, text) } else { self.form.set(field - HEAD, text) }
    }
}
