//! 卷宗 as a ZIP: each file in the form of its kind, and a list of their SHA-256 that `sha256sum -c` accepts. The same
//! folder is always written as the same bytes.

use std::io::{self, Cursor, Write};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use super::{csv, docx, json, text};
use crate::model::folder::{Content, Folder};

/// What the list of digests is called.
const DIGESTS: &str = "校验.sha256";

/// Writes the folder, its files sorted by path; `banner` stands in each of them.
pub(super) fn folder(folder: &Folder, banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let mut files = Vec::new();
    for leaf in &folder.leaves {
        files.push((leaf.path.as_str(), rendered(&leaf.content, banner)?));
    }
    files.sort();
    let digests: String = files.iter().map(|(path, bytes)| format!("{}  {path}\n", sha256(bytes))).collect();
    files.push((DIGESTS, digests.into_bytes()));
    files.sort();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // ZIP's own first day stands for none. The names are UTF-8 and say so, as every name beyond ASCII does here.
    let options =
        SimpleFileOptions::default().last_modified_time(DateTime::default()).unix_permissions(0o600);
    for (path, bytes) in files {
        zip.start_file(format!("{}/{path}", folder.name), options)?;
        zip.write_all(&bytes)?;
    }
    out.write_all(zip.finish()?.get_ref())
}

fn rendered(content: &Content, banner: Option<&str>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match content {
        Content::Text(written) => text(written, banner, &mut bytes)?,
        Content::Paper(paper) => docx::paper(paper, banner, &mut bytes)?,
        Content::List(table) => csv::table(table, banner, &mut bytes)?,
        Content::Json(json) => json::value(json, banner, &mut bytes)?,
    }
    Ok(bytes)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Table;

    fn sample() -> Folder {
        let mut sample = Folder { name: "案件2024-0007".into(), leaves: Vec::new() };
        sample.put("说明.txt", Content::Text("一份\n说明".into()));
        sample.put("清单/01-案件.csv", Content::List(Table::new("cases", "案件", &[("case", "案号")])));
        sample.put("案件.json", Content::Json(serde_json::json!({ "case": "2024-0007" })));
        sample
    }

    fn written(banner: Option<&str>) -> Vec<u8> {
        let mut bytes = Vec::new();
        folder(&sample(), banner, &mut bytes).expect("written");
        bytes
    }

    #[test]
    fn the_same_folder_gives_the_same_bytes_sorted_and_named_in_utf_8() {
        let bytes = written(None);
        assert_eq!(bytes, written(None));
        // APPNOTE 4.4.4: bit 11 of the flags says that the name is UTF-8.
        assert_eq!(bytes[7] & 0x08, 0x08);
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        let mut names = Vec::new();
        for at in 0..zip.len() {
            let file = zip.by_index(at).expect("there");
            assert_eq!(file.last_modified(), Some(DateTime::default()));
            names.push(file.name().expect("a name").into_owned());
        }
        let path = |name: &str| format!("案件2024-0007/{name}");
        assert_eq!(names, ["校验.sha256", "案件.json", "清单/01-案件.csv", "说明.txt"].map(path));
    }

    #[test]
    fn every_file_has_its_digest() {
        let mut zip = zip::ZipArchive::new(Cursor::new(written(Some("演练")))).expect("a zip");
        let mut read = |name: &str| {
            io::read_to_string(zip.by_name(&format!("案件2024-0007/{name}")).expect("there")).expect("text")
        };
        let digests = read(DIGESTS);
        assert_eq!(digests.lines().count(), 3);
        for line in digests.lines() {
            let (digest, path) = line.split_once("  ").expect("two columns");
            assert_eq!(digest, sha256(read(path).as_bytes()), "{path}");
        }
        assert_eq!(read("说明.txt"), "\u{feff}【演练】\r\n\r\n一份\r\n说明\r\n");
        assert_eq!(read("案件.json"), "{\n  \"rehearsal\": \"演练\",\n  \"case\": \"2024-0007\"\n}\n");
        assert_eq!(read("清单/01-案件.csv"), "\u{feff}演练\r\n案号\r\n");
    }
}
