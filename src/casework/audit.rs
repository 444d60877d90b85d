//! 审计: the journal, as an auditor reads it.

use anyhow::Result;

use super::{Desk, Report};
use crate::model::Table;

/// The newest entries, oldest first.
///
/// # Errors
/// The case file can't be read.
pub fn log(desk: &Desk, limit: u32) -> Result<Report> {
    Ok(Report::list(Table::of("journal", "日志", &desk.store.log(limit.into())?)))
}
