//! `audit`

use anyhow::Result;
use clap::Subcommand;

use super::progress;
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
    /// 核验案卷：逐行核对封记和日志链，指出在程序之外被改动的表和行
    Verify {
        /// 纸上抄下的校验码，核对此前的日志有没有被截去或改写
        #[arg(long, value_name = "校验码")]
        digest: Option<String>,
    },
    /// 日志的校验码，可抄入会议纪要
    Digest,
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        let quiet = session.globals.quiet;
        let desk = session.desk()?;
        match self.command {
            AuditCommand::Log { limit } => audit::log(desk, limit),
            AuditCommand::Verify { digest } => {
                let _spinner = progress::busy("正在逐行核对", quiet);
                audit::verify(desk, digest.as_deref())
            }
            AuditCommand::Digest => audit::digest(desk),
        }
    }
}
