//! `handover`

use anyhow::Result;

use super::session::{Session, case};
use crate::casework::handover::handover;
use crate::casework::{Misuse, Report};
use crate::model::case_no::CaseRef;
use crate::papers;

/// 一个案件的卷宗：全部事实、文书和日志证明，写入 --out 指明的 ZIP 文件
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 案件编号
    #[arg(value_name = "案件", value_parser = case)]
    case: CaseRef,
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        match &session.globals.out {
            Some(path) if papers::is_archive(path) => handover(session.desk()?, self.case),
            _ => Err(Misuse("请指明写入哪个文件：--out 文件.zip".into()).into()),
        }
    }
}
