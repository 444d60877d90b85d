//! 成文: what a command makes beside its lists, for a file of its own.

use super::chart::Book;
use super::folder::Folder;
use super::journal::Journal;
use super::paper::Paper;

/// 成文: each kind goes into files of other endings.
#[derive(Debug, Clone)]
pub enum Document {
    /// 文书, to print and sign.
    Paper(Paper),
    /// 图文报告: its lists are the report's.
    Book(Book),
    /// 日记账: what the list says, for programs that keep books.
    Journal(Journal),
    /// 卷宗: a folder of files.
    Folder(Folder),
}
