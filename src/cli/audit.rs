//! `audit`

use anyhow::Result;
use clap::Subcommand;

use super::progress;
use super::session::Session;
use crate::casework::{Report, audit};

/// How many entries of the journal stand on the screen where nothing else is said.
const LISTED: u32 = 50;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// 日志：谁、何时、办了什么
    Log {
        /// 最近多少条；不写时屏幕上列 50 条，写入文件和 --json 是全部
        #[arg(long, value_name = "条数")]
        limit: Option<u32>,
    },
    /// 核验案卷：逐行核对封记和日志链，指出在程序之外被改动的表和行
    Verify {
        /// 纸上抄下的校验码，核对此前的日志有没有被截去或改写
        #[arg(long, value_name = "校验码")]
        digest: Option<String>,
    },
    /// 日志的校验码，可抄入评审记录
    Digest,
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        let quiet = session.globals.quiet;
        let on_screen = session.globals.out.is_none() && !session.globals.json;
        let desk = session.desk()?;
        match self.command {
            AuditCommand::Log { limit } => audit::log(desk, limit.or(on_screen.then_some(LISTED))),
            AuditCommand::Verify { digest } => {
                let _spinner = progress::busy("正在逐行核对", quiet);
                audit::verify(desk, digest.as_deref())
            }
            AuditCommand::Digest => audit::digest(desk),
        }
    }
}
