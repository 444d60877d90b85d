//! `report`.

use anyhow::Result;

use super::session::Session;
use crate::casework::{Report, report};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 年度，不写时为最近一轮
    #[arg(long, value_name = "年度")]
    year: Option<i64>,
}

impl Args {
    /// On the screen, a list that has nothing yet is left out; a file has it all the same.
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        let mut report = report::report(session.desk()?, self.year)?;
        let Some(out) = &session.globals.out else {
            if !session.globals.json {
                report.tables.retain(|table| !table.rows.is_empty());
            }
            return Ok(report);
        };
        if !crate::papers::is_list(out) {
            report.next = vec![format!("用浏览器打开 {} 查看或打印", out.display())];
        }
        Ok(report)
    }
}
