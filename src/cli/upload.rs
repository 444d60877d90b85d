//! A sheet to be imported, as an argument.

use std::path::PathBuf;

use clap::Args;

use crate::casework::{Manner, Upload};

/// 待导入的表
#[derive(Debug, Args)]
pub(super) struct SheetFile {
    /// 表格文件（CSV 或 XLSX）
    #[arg(value_name = "文件")]
    path: PathBuf,
    /// 工作簿里的哪一张表：名称或序号
    #[arg(long, value_name = "表名")]
    sheet: Option<String>,
}

impl SheetFile {
    /// The sheet, to be gone about in this manner.
    pub(super) fn upload(&self, manner: Manner, overwrite: bool) -> Upload<'_> {
        Upload { path: &self.path, sheet: self.sheet.as_deref(), manner, overwrite }
    }
}

/// 试运行
#[derive(Debug, Args)]
pub(super) struct Trial {
    /// 只说明会怎样，不作记录
    #[arg(long)]
    dry_run: bool,
}

impl Trial {
    pub(super) fn manner(&self) -> Manner {
        if self.dry_run { Manner::DryRun } else { Manner::Whole }
    }
}

/// 导入一张表: all of it, the good rows, or none.
#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    file: SheetFile,
    #[command(flatten)]
    trial: Trial,
    /// 只记符合的行，其余连同原因另写一个文件，放在原文件旁边
    #[arg(long, conflicts_with = "dry_run")]
    partial: bool,
}

impl Import {
    /// The sheet and how to go about it.
    pub(super) fn upload(&self, overwrite: bool) -> Upload<'_> {
        let manner = if self.partial { Manner::Partial } else { self.trial.manner() };
        self.file.upload(manner, overwrite)
    }
}
