//! Why a file as a whole could not be read.

use std::io;

/// 读不了的文件: which file, which row of the sheet, what was found there, and what would be right.
#[derive(Debug, thiserror::Error)]
#[error("{file}{}：{flaw}", place(*.row))]
pub struct Unreadable {
    /// The file's name.
    pub file: String,
    /// The row, counted from 1 as a spreadsheet shows it; `None` where the file as a whole is meant.
    pub row: Option<u64>,
    /// What is wrong.
    #[source]
    pub flaw: Flaw,
}

fn place(row: Option<u64>) -> String {
    row.map(|row| format!(" 第 {row} 行")).unwrap_or_default()
}

/// What makes a file unreadable.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// The system gave no access.
    #[error("{}", access(.0))]
    Access(#[from] io::Error),
    /// A workbook where CSV text was looked for.
    #[error("这是 Excel 文件，请在 Excel 里另存为“CSV UTF-8（逗号分隔）”再导入")]
    Workbook,
    /// Bytes that are no text in any encoding.
    #[error("这不是文本表格；请从 Excel 或 WPS 另存为“CSV UTF-8（逗号分隔）”再导入")]
    Binary,
    /// Bytes that the file's own encoding doesn't know.
    #[error("有不合 {encoding} 编码的字节，文件可能已损坏；请从原表另存为“CSV UTF-8（逗号分隔）”再导入")]
    Undecodable {
        /// The encoding's name.
        encoding: &'static str,
    },
    /// A cell beyond [`CELL_LIMIT`](super::CELL_LIMIT).
    #[error("有一个单元格超过 64 KiB，多半是前面有一个引号没有配对；请检查这一行的引号")]
    CellTooLong,
    /// A row beyond [`COLUMN_LIMIT`](super::COLUMN_LIMIT).
    #[error("超过 1000 列；请删去多余的列再导入")]
    TooManyColumns,
    /// A quoted cell that never ends.
    #[error("有一个引号到文件末尾也没有配对；请检查这一行起的引号")]
    OpenQuote,
    /// No row at all.
    #[error("是空文件；应有一行表头和至少一行内容")]
    Empty,
    /// None of the first rows has enough of the wanted headers.
    #[error("前 {searched} 行里没有找到表头；应有这些列：{}", .wanted.join("、"))]
    NoHeader {
        /// How many rows were looked at.
        searched: usize,
        /// The headers of the required columns.
        wanted: Vec<String>,
    },
    /// Two columns for the same thing.
    #[error("{}都是“{header}”；请只留一列", .columns.join("和"))]
    Twice {
        /// What both columns are.
        header: String,
        /// The letter of each, and what the sheet calls it.
        columns: Vec<String>,
    },
    /// Required columns that the header doesn't have.
    #[error("缺少必需的列：{}；请补上这些列再导入", .0.join("、"))]
    Missing(Vec<String>),
}

fn access(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件；请检查文件名和所在的文件夹".to_owned(),
        io::ErrorKind::PermissionDenied => "没有读取这个文件的权限".to_owned(),
        io::ErrorKind::IsADirectory => "这是文件夹，不是文件".to_owned(),
        _ => format!("读取失败（{error}）"),
    }
}
