//! 文号的使用: whether a document may bear a number. One that is not whole is refused where the document is made.

use anyhow::Result;
use chrono::{Datelike, NaiveDate};

use super::dossier::RoundFile;
use super::misuse;
use crate::model::doc_no;
use crate::store::Store;
use crate::store::facts::{Announcement, MunicipalAward, RecoveryLetter, Round};

/// What is to bear a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bearer {
    /// 申报通知 of a year's round, which may have come before the year began.
    Call(i64),
    /// 公布名单的文件
    List,
    /// 退回通知: the letter of a recovery, which may be issued again by its number.
    Letter(i64),
    /// 市级文件: one for all the studios that the city awards.
    City,
}

/// Sees that a document of this day may bear a [`doc_no::plain`] number.
///
/// # Errors
/// [`super::Misuse`] where another document bears it, or it is of another year than the day, or in January the year
/// before; a call may always be of the year before the first day of applications.
pub(super) fn fits(store: &Store, number: &str, bearer: Bearer, on: NaiveDate) -> Result<()> {
    let (option, day, is_early) = match bearer {
        Bearer::Call(_) => ("--notice-no", "申报起始日期", true),
        _ => ("--doc-no", "文件日期", on.month() == 1),
    };
    if let Some(other) = borne_by(store, number, bearer)? {
        return misuse(format!("文号 {number} 已经用过：{other}。请核对 {option}"));
    }
    match doc_no::year(number) {
        Some(year) if year != on.year() && !(is_early && year + 1 == on.year()) => misuse(format!(
            "文号 {number} 是 {year} 年的，{day}是 {on}：年份应为 {} 年。请核对 {option} 和日期",
            on.year()
        )),
        _ => Ok(()),
    }
}

/// Which document bears a number.
fn borne_by(store: &Store, number: &str, bearer: Bearer) -> Result<Option<String>> {
    for round in store.all::<Round>()? {
        let file = RoundFile::by_id(store, round.id)?;
        if doc_no::plain(&file.policy.measure.value) == number {
            return Ok(Some("是操作办法的文号".to_owned()));
        }
        if doc_no::plain(&file.round.notice_no) == number && bearer != Bearer::Call(file.round.year) {
            return Ok(Some(format!("是 {} 年度申报通知的文号", file.round.year)));
        }
    }
    if !store.by::<Announcement>("doc_no", number)?.is_empty() {
        return Ok(Some("是公布名单的文件的文号".to_owned()));
    }
    for letter in store.by::<RecoveryLetter>("doc_no", number)? {
        let recovery = letter.fact.recovery_id;
        if bearer != Bearer::Letter(recovery) {
            return Ok(Some(format!("是追回 {recovery} 的退回通知的文号")));
        }
    }
    if bearer != Bearer::City && !store.by::<MunicipalAward>("doc_no", number)?.is_empty() {
        return Ok(Some("是市级文件的文号".to_owned()));
    }
    Ok(None)
}
