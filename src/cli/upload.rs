//! A sheet to be imported, as an argument.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::casework::Upload;

/// 导入一张表: all of it, the good rows, or none.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// 表格文件（CSV 或 XLSX）
    #[arg(value_name = "文件")]
    path: PathBuf,
    #[command(flatten)]
    tab: Tab,
    /// 只说明会怎样，不作记录
    #[arg(long)]
    dry_run: bool,
    /// 只记符合的行，其余连同原因另写一个文件，放在原文件旁边
    #[arg(long)]
    partial: bool,
}

impl Import {
    /// The sheet and how to go about it.
    pub(super) fn upload(&self, overwrite: bool) -> Upload<'_> {
        Upload { partial: self.partial, overwrite, ..self.tab.of(&self.path, self.dry_run) }
    }
}

/// 工作表
#[derive(Debug, Args)]
pub(super) struct Tab {
    /// 工作簿里的哪一张表：名称或序号
    #[arg(long, value_name = "表名")]
    sheet: Option<String>,
}

impl Tab {
    /// The sheet in this file, to be taken in whole or not at all.
    pub(super) fn of<'a>(&'a self, path: &'a Path, dry_run: bool) -> Upload<'a> {
        Upload { path, sheet: self.sheet.as_deref(), partial: false, dry_run, overwrite: false }
    }
}
