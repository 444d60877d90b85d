//! 卷宗: files that belong together, to be written into one archive.

use serde_json::Value as Json;

use super::paper::Paper;
use super::table::Table;

/// 卷宗
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    /// Its name.
    pub name: String,
    /// Its files.
    pub leaves: Vec<Leaf>,
}

/// 一份文件
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// Its path inside the folder, parted by `/`, with the ending of its kind.
    pub path: String,
    /// What stands in it.
    pub content: Content,
}

/// 文件内容
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Plain text.
    Text(String),
    /// One JSON value.
    Json(Json),
    /// A list, as CSV.
    List(Table),
    /// A paper, as DOCX.
    Paper(Paper),
}

impl Folder {
    /// Adds a file.
    pub fn put(&mut self, path: impl Into<String>, content: Content) {
        self.leaves.push(Leaf { path: path.into(), content });
    }
}

/// A name that a file may have on Windows as well as on Linux: the characters that mean something to one of them
/// become `_`, and at most `longest` characters stay.
pub fn file_name(text: &str, longest: usize) -> String {
    let fits =
        |letter: char| if letter.is_control() || "<>:\"/\\|?*".contains(letter) { '_' } else { letter };
    let name: String = text.chars().take(longest).map(fits).collect();
    // Windows drops spaces and dots at the end.
    name.trim().trim_end_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_windows_and_linux() {
        for (text, name) in [
            ("初审补正告知书", "初审补正告知书"),
            ("沪松人社〔2024〕30号", "沪松人社〔2024〕30号"),
            ("a<b>:\"c/d\\e|f?g*h\n", "a_b___c_d_e_f_g_h_"),
            (" 甲. . ", "甲"),
        ] {
            assert_eq!(file_name(text, 40), name);
        }
        assert_eq!(file_name(&"长".repeat(60), 40), "长".repeat(40));
    }
}
