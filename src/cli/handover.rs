//! `handover`

use anyhow::Result;

use super::session::{Session, case};
use crate::casework::handover::handover;
use crate::casework::{Misuse, Report};
use crate::model::case_no::CaseRef;
use crate::papers::{self, Kind};

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
            Some(path) => {
                papers::suits(path, &[Kind::Folder])?;
                handover(session.desk()?, self.case)
            }
            None => Err(Misuse("请指明写入哪个文件：--out 文件.zip".into()).into()),
        }
    }
}
