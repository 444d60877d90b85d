//! `audit`

use anyhow::Result;
use clap::Subcommand;

use super::session::Session;
use crate::casework::{Report, audit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// 日志：谁、何时、办了什么
    Log {
        /// 最近多少条
        #[arg(long, value_name = "条数", default_value_t = 50)]
        limit: u32,
    },
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        let AuditCommand::Log { limit } = self.command;
        audit::log(session.desk()?, limit)
    }
}
