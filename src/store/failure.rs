//! What can go wrong with a case file, each in one sentence.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// 案卷出错: why the case file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No such file.
    #[error("找不到案卷 {}。请用 --file 指明案卷，或先运行 studiogrant init 新建", .0.display())]
    Missing(PathBuf),
    /// `init` on a path that is taken.
    #[error("{} 已经存在，init 不会覆盖它。请换一个文件名", .0.display())]
    Exists(PathBuf),
    /// Not a case file of ours.
    #[error("{} 不是 studiogrant 的案卷（文件内容不符）。请检查 --file 指的是不是案卷", .0.display())]
    Foreign(PathBuf),
    /// Written by a newer program.
    #[error("{} 是更新版本的程序建立的案卷（版本 {found}，本程序认得 {known}）。请换用新版程序；案卷未作任何改动", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version of this program.
        known: i64,
    },
    /// Written by an older program, with other tables.
    #[error("{} 是较早版本的程序建立的案卷（版本 {found}，本程序认得 {known}）。请用建立它的那一版程序打开；案卷未作任何改动", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version of this program.
        known: i64,
    },
    /// The file or its folder can't be written.
    #[error("案卷 {} 是只读的，不能写入。请取消文件的只读属性，或检查文件夹的写入权限；什么都没有记录", .0.display())]
    ReadOnly(PathBuf),
    /// Somebody else is writing.
    #[error("案卷 {} 正被另一个程序占用，等了几秒仍未放开。请稍后再试；什么都没有记录", .0.display())]
    Locked(PathBuf),
    /// The disk is full.
    #[error("磁盘空间不足，案卷 {} 写不下去。请腾出空间后再试；什么都没有记录", .0.display())]
    Full(PathBuf),
    /// The file is damaged.
    #[error("案卷 {} 已损坏：{what}。请从备份恢复，不要再往里写", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        what: String,
    },
    /// The folder can't be used.
    #[error("案卷 {} 打不开：{what}", path.display())]
    Unopened {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        what: String,
    },
    /// A column holds something that its type can't be.
    #[error("案卷中“{column}”一列的内容读不懂，可能在程序之外被改动过。请运行 studiogrant audit verify")]
    Unreadable {
        /// The column.
        column: &'static str,
    },
    /// A text that is no digest of a case file.
    #[error(
        "读不懂校验码“{0}”。它由日志号和 20 位数字、字母（0–9、A–F）组成，形如 27-3FA9 12C0 77DE 0B41 98AA，请对照原件重新输入"
    )]
    NoDigest(String),
    /// A trigger or a constraint of the schema refused.
    #[error("{message}")]
    Refused {
        /// The rule's code, or `JOURNAL` for the append-only guards, or empty for a constraint without a code.
        code: String,
        /// What the schema says.
        message: String,
    },
    /// Anything else SQLite says.
    #[error("案卷数据库出错：{0}")]
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        let constraint = error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation);
        match (&error, constraint) {
            (rusqlite::Error::SqliteFailure(_, Some(said)), true) => refused(said),
            _ => Self::Sql(error),
        }
    }
}

impl Failure {
    /// Gives SQLite's own words for the state of the file a sentence that names the file.
    pub(super) fn at(self, path: &std::path::Path) -> Self {
        let Self::Sql(error) = self else { return self };
        let path = path.to_path_buf();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(path),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(path),
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::NotADatabase) => Self::Foreign(path),
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, what: error.to_string() },
            Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => {
                Self::Unopened { path, what: error.to_string() }
            }
            _ => Self::Sql(error),
        }
    }
}

/// A trigger's message is `CODE sentence`; a named CHECK says `CHECK constraint failed: CODE words`.
fn refused(said: &str) -> Failure {
    let words = said.rsplit_once("failed: ").map_or(said, |(_, name)| name);
    let (code, rest) = words.split_once(' ').unwrap_or(("", words));
    let is_code = code == "JOURNAL" || (code.starts_with('A') && code.contains('-'));
    if is_code {
        Failure::Refused { code: code.to_owned(), message: rest.to_owned() }
    } else {
        Failure::Refused { code: String::new(), message: format!("案卷的约束不允许：{words}") }
    }
}
