//! Why a file as a whole could not be read.

use std::io;

use super::faults::shorten;

/// 读不了的文件: which file, which row of the sheet, what was found there, and what would be right.
#[derive(Debug, thiserror::Error)]
#[error("{file}{}：{flaw}", numbered(*.row))]
pub struct Unreadable {
    /// The file's name, and the sheet's where one sheet of a workbook is meant.
    pub file: String,
    /// The row, counted from 1 as a spreadsheet shows it; `None` where the file as a whole is meant.
    pub row: Option<u64>,
    /// What is wrong.
    #[source]
    pub flaw: Flaw,
}

impl Unreadable {
    /// What messages call a file, or a sheet of it.
    pub(super) fn place(file: &str, sheet: Option<&str>) -> String {
        sheet.map_or_else(|| file.to_owned(), |sheet| format!("{file} 工作表“{}”", shorten(sheet)))
    }
}

fn numbered(row: Option<u64>) -> String {
    row.map(|row| format!(" 第 {row} 行")).unwrap_or_default()
}

/// What makes a file unreadable.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// The system gave no access.
    #[error("{}", access(.0))]
    Access(#[from] io::Error),
    /// A workbook of Excel 97 to 2003, or another document of that time.
    #[error("这是旧版 Excel 文件（.xls）；请在 Excel 或 WPS 里另存为 .xlsx 再导入")]
    OldWorkbook,
    /// A web page.
    #[error("这是网页格式的文件，只是用了表格的文件名；请用 Excel 或 WPS 打开，另存为 .xlsx 再导入")]
    WebPage,
    /// A workbook that opens with a password only.
    #[error("这个文件设了打开密码；请在 Excel 或 WPS 里取消密码、保存后再导入")]
    Locked,
    /// A ZIP that is no workbook.
    #[error("这不是 Excel 工作簿（.xlsx）；请从 Excel 或 WPS 另存为 .xlsx 再导入")]
    NoWorkbook,
    /// A file that is no text document.
    #[error("这不是文字文档（.docx）；请在 Word 或 WPS 里打开、另存为 .docx")]
    NoDocument,
    /// A workbook that is cut off or doesn't hold together: in what way.
    #[error("工作簿已损坏或不完整（{0}）；请在 Excel 或 WPS 里打开、另存为新的 .xlsx 再导入")]
    Damaged(&'static str),
    /// A workbook beyond what can be meant as a sheet of rows.
    #[error(
        "工作簿里{what}超过 {limit}，不像正常的表格；请只留要导入的表，或另存为“CSV UTF-8（逗号分隔）”再导入"
    )]
    Oversized {
        /// What there is too much of.
        what: &'static str,
        /// How much there may be, with its unit.
        limit: String,
    },
    /// A sheet that the workbook doesn't have, or no sheet that may be meant.
    #[error("{}；有这些工作表：{}", no_sheet(.named.as_deref()), .sheets.join("、"))]
    NoSheet {
        /// What the sheet was called, if it was named.
        named: Option<String>,
        /// The names of all sheets.
        sheets: Vec<String>,
    },
    /// A sheet of a workbook that was named for text.
    #[error("这是文本表格，没有工作表可选；请去掉 --sheet")]
    NoSheets,
    /// More than one sheet that may be meant.
    #[error("这些工作表都有所需的表头：{}；请用 --sheet 指定一个", .0.join("、"))]
    SeveralSheets(Vec<String>),
    /// Bytes that are no text in any encoding.
    #[error("这不是文本表格；请从 Excel 或 WPS 另存为“CSV UTF-8（逗号分隔）”再导入")]
    Binary,
    /// Bytes that the file's own encoding doesn't know.
    #[error("有不合 {} 编码的字节，文件可能已损坏；请从原表另存为“CSV UTF-8（逗号分隔）”再导入", called(.encoding))]
    Undecodable {
        /// The encoding's name.
        encoding: &'static str,
    },
    /// A part in UTF-8 among others in GB18030, as when files are joined.
    #[error(
        "“{}”是 UTF-8 编码，文件里别的内容是 GB18030（GBK）编码，可能是几处拼成的；请分别另存为“CSV UTF-8（逗号分隔）”再导入",
        shorten(.text)
    )]
    MixedEncodings {
        /// What it says.
        text: String,
    },
    /// A cell beyond [`CELL_LIMIT`](super::CELL_LIMIT).
    #[error("有一个单元格超过 64 KiB；请检查这一行（CSV 文件里也可能是前面有一个引号没有配对）")]
    CellTooLong,
    /// A row beyond [`COLUMN_LIMIT`](super::COLUMN_LIMIT).
    #[error("超过 1000 列；请删去多余的列再导入")]
    TooManyColumns,
    /// A quoted cell that never ends.
    #[error("有一个引号到文件末尾也没有配对；请检查这一行起的引号")]
    OpenQuote,
    /// A quote that pairs with one of another cell: over how many rows.
    #[error("{}", stray_quote(*.rows))]
    StrayQuote {
        /// How many rows became one cell; 1 where the quote closes in the middle of its cell.
        rows: u64,
    },
    /// No row at all.
    #[error("是空文件；应有一行表头和至少一行内容")]
    Empty,
    /// A header and nothing beneath it.
    #[error("只有表头，没有内容；请从表头的下一行起填写")]
    OnlyHeader,
    /// None of the first rows has enough of the wanted headers.
    #[error("前 {searched} 行里没有找到表头；应有这些列：{}", .wanted.join("、"))]
    NoHeader {
        /// How many rows were looked at.
        searched: u64,
        /// The headers of the required columns.
        wanted: Vec<String>,
    },
    /// Cells over several rows, of which all but the first come empty.
    #[error(
        "{}是合并单元格，只有第一行有内容，下面各行读出来是空的；请取消合并、逐行填写再导入",
        several(.0)
    )]
    Merged(Vec<String>),
    /// Two columns for the same thing.
    #[error("{}都是“{header}”；请只留一列", .columns.join("和"))]
    Twice {
        /// What both columns are.
        header: String,
        /// The letter of each, and what the sheet calls it.
        columns: Vec<String>,
    },
    /// Required columns that the header doesn't have.
    #[error("缺少必需的列：{}；{}请补上这些列再导入", .missing.join("、"), beside(.unknown))]
    Missing {
        /// Their headers.
        missing: Vec<String>,
        /// The columns that are none of the wanted, one of which may be meant.
        unknown: Vec<String>,
    },
}

impl Flaw {
    /// The flaw that an error of reading carries, or else that there is no access.
    pub(super) fn of(error: io::Error) -> Self {
        error.downcast().unwrap_or_else(Self::Access)
    }
}

/// An encoding as people call it.
fn called(encoding: &'static str) -> &'static str {
    if encoding == encoding_rs::GB18030.name() { "GB18030（GBK）" } else { encoding }
}

fn stray_quote(rows: u64) -> String {
    let became = match rows {
        0 | 1 => "这一行有一格在引号以后还有内容".to_owned(),
        rows => format!("从这一行起的 {rows} 行被当成了一格"),
    };
    format!(
        "引号没有配对，{became}；请检查这一行里单元格开头的引号：多余的删去，内容里要有引号的，整格加引号、里面的引号写两个"
    )
}

/// Some of these, and how many there are.
fn several(names: &[String]) -> String {
    const NAMED: usize = 5;
    let more = if names.len() > NAMED { format!(" 等 {} 处", names.len()) } else { String::new() };
    format!("{}{more}", names[..names.len().min(NAMED)].join("、"))
}

/// Some of the columns that nobody knows: a header with a slip in it is among them.
fn beside(columns: &[String]) -> String {
    const NAMED: usize = 5;
    let more = if columns.len() > NAMED { "等" } else { "" };
    match columns {
        [] => String::new(),
        _ => format!(
            "另有不认识的列：{}{more}，是不是写错了？",
            columns[..columns.len().min(NAMED)].join("、")
        ),
    }
}

fn no_sheet(named: Option<&str>) -> String {
    named.map_or_else(
        || "没有可见的工作表，请用 --sheet 指定".to_owned(),
        |named| format!("没有工作表“{named}”"),
    )
}

fn access(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件；请检查文件名和所在的文件夹".to_owned(),
        io::ErrorKind::PermissionDenied => "没有读取这个文件的权限".to_owned(),
        io::ErrorKind::IsADirectory => "这是文件夹，不是文件".to_owned(),
        _ => format!("读取失败（{error}）"),
    }
}
