//! `handover`

use anyhow::Result;

use super::session::{Session, case};
use crate::casework::handover::handover;
use crate::casework::{Misuse, Report};
use crate::model::case_no::CaseRef;

/// 一个案件的卷宗：不加 --reveal 的遮盖个人号码，不附日志证明
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 案件编号
    #[arg(value_name = "案件", value_parser = case)]
    case: CaseRef,
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        match &session.globals.out {
            // Before anything is revealed, and journaled.
            Some(path) if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) => {
                handover(session.desk()?, self.case)
            }
            _ => Err(Misuse("请指明写入哪个文件：--out 文件.zip".into()).into()),
        }
    }
}
