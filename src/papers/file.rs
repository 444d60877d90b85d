//! Writing a file whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// 未能写入: why a file was not written. The text is a sentence for the clerk, naming the file and the next step.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// There is a file of that name already.
    #[error("“{}”已经存在，没有改动它；请换一个文件名，或先把原来的文件移走", .0.display())]
    Exists(PathBuf),
    /// The name is a folder's, or none.
    #[error("“{}”不是文件名；请写明要保存的文件名，如 {}", .0.display(), .0.join(named_like(.0)).display())]
    Folder(PathBuf),
    /// No format goes with the ending.
    #[error("不能按“{}”的后缀确定格式；请把文件名改为以 {works} 结尾", path.display())]
    Ending {
        /// The file.
        path: PathBuf,
        /// The endings that work, such as `.csv、.json`.
        works: String,
    },
    /// More than a workbook can hold.
    #[error("“{}”放不下：{what}；请把文件名改为以 .csv 结尾", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What is too much, and how much would fit.
        what: String,
    },
    /// The system refused.
    #[error("没有写成“{}”：{}", path.display(), reason(path, source))]
    System {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A name for a file in this folder, of the format that its own name asks for; or one for a list, a paper and a hand-over.
fn named_like(folder: &Path) -> String {
    match folder.extension().and_then(|ending| ending.to_str()) {
        Some("docx") => "文书.docx".to_owned(),
        Some("zip") => "卷宗.zip".to_owned(),
        Some(ending @ ("xlsx" | "json" | "html")) => format!("名单.{ending}"),
        _ => "名单.csv（清单）、文书.docx（文书）、卷宗.zip（卷宗）".to_owned(),
    }
}

fn reason(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        // Some file systems say so of a folder in which nothing can be made.
        io::ErrorKind::NotFound if path.parent().is_some_and(|folder| folder.is_dir()) => {
            "所在的文件夹不能写入；请换一个位置".to_owned()
        }
        io::ErrorKind::NotFound => "所在的文件夹不存在；请先建好文件夹，或换一个位置".to_owned(),
        io::ErrorKind::NotADirectory => "所在的位置不是文件夹；请换一个位置".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "没有写入的权限，或者文件正被别的程序（如 Excel）打开；请关闭后再试，或换一个位置".to_owned()
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "磁盘空间不足；请腾出空间后再试，或换一个位置".to_owned()
        }
        io::ErrorKind::ReadOnlyFilesystem => "该位置只能读取；请换一个位置".to_owned(),
        io::ErrorKind::InvalidFilename => "文件名太长或含有不允许的字符；请换一个文件名".to_owned(),
        _ => match error.raw_os_error() {
            Some(code) => format!("系统返回错误 {code}；请再试一次，或换一个位置"),
            None => "内容没有写完整；请再试一次".to_owned(),
        },
    }
}

/// Writes a file whole or not at all: beside its place under a hidden name, then to the disk, then into its place.
/// A file that is there already is left alone unless `replace`. On Unix only the owner may read it (mode 0600),
/// since lists may hold personal data.
///
/// # Errors
/// [`Unwritten`]; whatever `fill` had written by then is gone.
pub fn write(
    path: &Path,
    replace: bool,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Unwritten> {
    let failed = |source| Unwritten::System { path: path.to_owned(), source };
    is_free(path, replace)?;
    let mut draft = Draft::beside(path).map_err(failed)?;
    draft.fill(fill).map_err(failed)?;
    // Filling may have taken a while.
    is_free(path, replace)?;
    draft.move_to(path).map_err(failed)
}

/// Refuses a folder, and a name that is taken unless it may be replaced.
fn is_free(path: &Path, replace: bool) -> Result<(), Unwritten> {
    if path.file_name().is_none() || path.is_dir() {
        return Err(Unwritten::Folder(path.to_owned()));
    }
    if !replace && taken(path) { Err(Unwritten::Exists(path.to_owned())) } else { Ok(()) }
}

/// Sees that a file can be written here, without writing one: before an act that it belongs to.
///
/// # Errors
/// [`Unwritten`], as `write` would give it.
pub fn reach(path: &Path, replace: bool) -> Result<(), Unwritten> {
    is_free(path, replace)?;
    Draft::beside(path).map(drop).map_err(|source| Unwritten::System { path: path.to_owned(), source })
}

/// Whether the name is taken, be it by a link to nowhere.
fn taken(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// A file not yet in its place. Dropped before it is there, it is removed.
struct Draft {
    path: PathBuf,
    file: Option<File>,
    moved: bool,
}

impl Draft {
    fn beside(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let process = std::process::id();
        let mut number = 0;
        loop {
            let path = path.with_file_name(format!(".studiogrant-{process}-{number}.part"));
            match options.open(&path) {
                // Left by a process that was killed and had the same number.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                opened => return Ok(Self { path, file: Some(opened?), moved: false }),
            }
        }
    }

    /// Fills the file and sees it onto the disk. It is closed then: Windows moves no open file.
    fn fill(&mut self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        if let Some(file) = self.file.take() {
            let mut out = BufWriter::new(file);
            fill(&mut out)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        }
        Ok(())
    }

    fn move_to(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        self.moved = true;
        // The name too should outlast a power cut. Some file systems (SMB, FUSE) can't sync a folder; the content
        // is on the disk by then, so that is no failure.
        #[cfg(unix)]
        if let Some(folder) = path.parent() {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.moved {
            // Windows removes no open file.
            self.file = None;
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_file_is_whole_and_alone() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("名单.csv");
        let stale = folder.path().join(format!(".studiogrant-{}-0.part", std::process::id()));
        fs::write(&stale, "stale").expect("written");
        write(&path, false, |out| out.write_all(b"new")).expect("written");
        fs::remove_file(stale).expect("still there");
        assert_eq!(
            (fs::read(&path).expect("readable"), names(folder.path())),
            (b"new".to_vec(), vec!["名单.csv".into()])
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_is_there_stays_unless_told() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("名单.csv");
        fs::write(&path, "old").expect("written");
        let error = write(&path, false, |_| unreachable!("refused before filling")).expect_err("taken");
        assert!(error.to_string().contains("名单.csv”已经存在"), "{error}");
        assert_eq!(fs::read(&path).expect("readable"), b"old");
        write(&path, true, |out| out.write_all(b"new")).expect("written");
        assert_eq!(fs::read(&path).expect("readable"), b"new");
    }

    #[test]
    fn a_file_that_appears_meanwhile_stays() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("名单.csv");
        let error = write(&path, false, |_| fs::write(&path, "other")).expect_err("taken");
        assert!(matches!(error, Unwritten::Exists(_)));
        assert_eq!((fs::read(&path).expect("readable"), names(folder.path()).len()), (b"other".to_vec(), 1));
    }

    #[test]
    fn a_failure_halfway_leaves_what_was_there() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("名单.csv");
        let halfway = |out: &mut dyn Write| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        };
        let error = write(&path, false, halfway).expect_err("full");
        assert!(error.to_string().contains("磁盘空间不足"), "{error}");
        assert!(names(folder.path()).is_empty());
        fs::write(&path, "old").expect("written");
        assert!(write(&path, true, halfway).is_err());
        assert_eq!((fs::read(&path).expect("readable"), names(folder.path()).len()), (b"old".to_vec(), 1));
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("文件");
        fs::write(&file, "").expect("written");
        for (path, says) in [
            (folder.path().join("没有").join("名单.csv"), "文件夹不存在"),
            (file.join("名单.csv"), "不是文件夹"),
            (folder.path().to_owned(), "名单.csv（清单）、文书.docx（文书）、卷宗.zip（卷宗）"),
            (PathBuf::new(), "不是文件名"),
        ] {
            let error = write(&path, true, |_| Ok(())).expect_err("nowhere to write").to_string();
            assert!(error.contains(says), "{error}");
        }
        assert_eq!(names(folder.path()), ["文件"]);
        let paper = folder.path().join("通知.docx");
        fs::create_dir(&paper).expect("made");
        let error = write(&paper, true, |_| Ok(())).expect_err("a folder").to_string();
        assert!(error.contains("通知.docx/文书.docx"), "{error}");
    }
}
