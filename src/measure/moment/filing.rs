//! The call for applications, and what comes in: 六(二)1 to 3.

use chrono::NaiveDate;

use crate::measure::Finding;
use crate::model::calendar::Calendar;
use crate::model::form::Application;

/// 组织申报: the round as its notice sets it out.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// 通知文号
    pub notice_no: &'a str,
    /// First day of filing.
    pub opens_on: NaiveDate,
    /// Last day of filing.
    pub closes_on: NaiveDate,
    /// Last day for the towns to send their cases to the bureau.
    pub town_deadline_on: NaiveDate,
    /// 名额
    pub quota: u32,
}

/// 申报: one application and what the case file knows beside it.
#[derive(Debug, Clone, Copy)]
pub struct Filing<'a> {
    /// The form as filled in.
    pub application: &'a Application,
    /// The day it was handed in (the form's own date, or the business date).
    pub applied_on: NaiveDate,
    /// The town whose centre took it in, by name.
    pub filed_with: &'a str,
    /// The round it belongs to.
    pub round: &'a Opening<'a>,
    /// Other cases of the same unit or technician.
    pub rivals: &'a [Rival<'a>],
    /// Working days.
    pub calendar: &'a Calendar,
}

/// 另案: another case of the same unit or technician.
#[derive(Debug, Clone, Copy)]
pub struct Rival<'a> {
    /// Its number, or where else it is found.
    pub case_no: &'a str,
    /// What the two have in common.
    pub party: Party,
    /// `None`: a live application in the same round. `Some`: an award, running to this day.
    pub award_to: Option<NaiveDate>,
}

crate::terms! {
    /// 当事方
    pub enum Party {
        Unit = "unit", "单位";
        Technician = "technician", "首席技师";
    }
}

/// 初审通过
#[derive(Debug, Clone, Copy)]
pub struct Passing<'a> {
    /// The unit's town, by name.
    pub unit_town: &'a str,
    /// The town that screens, by name.
    pub town: &'a str,
    /// 初审意见
    pub opinion: &'a str,
    /// What [`examine`](crate::measure::examine) found on the filing, without what has been confirmed or waived.
    pub open: &'a [Finding],
}

/// 上报
#[derive(Debug, Clone, Copy)]
pub struct Forwarding<'a> {
    /// The day it is sent.
    pub forwarded_on: NaiveDate,
    /// The round.
    pub round: &'a Opening<'a>,
}
