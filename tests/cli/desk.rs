//! A fresh desk for a test: its own folder, a rehearsal file, the round of 2024.

use std::path::PathBuf;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder with a case file in it.
pub(crate) struct Desk {
    pub(crate) folder: TempDir,
}

/// What a command said, and its exit code.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) text: String,
}

impl Said {
    /// The text, if the command ended with this code.
    pub(crate) fn ended(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}", self.text);
        self.text
    }
}

impl Desk {
    /// An empty folder.
    pub(crate) fn bare() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// A rehearsal file with the round of 2024, applications from 03-01 to 03-29.
    pub(crate) fn ready() -> Self {
        let desk = Self::bare();
        desk.run("init --rehearsal").ended(0);
        desk.run(
            "round open --year 2024 --notice-no 沪松人社〔2024〕8号 --from 2024-03-01 --to 2024-03-29 \
             --town-deadline 2024-04-12 --quota 10 --on 2024-02-28",
        )
        .ended(0);
        desk
    }

    /// Runs a command, its words parted by spaces.
    pub(crate) fn run(&self, words: &str) -> Said {
        self.args(&words.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs a command.
    pub(crate) fn args(&self, args: &[&str]) -> Said {
        let Output { status, stdout, stderr } = Command::cargo_bin("studiogrant")
            .unwrap()
            .args(args)
            .current_dir(self.folder.path())
            .env_remove("STUDIOGRANT_FILE")
            .env("STUDIOGRANT_BY", "王芳")
            .output()
            .unwrap();
        let text = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
        Said { code: status.code().unwrap(), text }
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Whether the folder has a file of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.folder.path().join(name).exists()
    }

    /// Reads a file of the folder.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// How many rows a table of the case file has.
    pub(crate) fn count(&self, table: &str) -> i64 {
        let file = rusqlite::Connection::open(self.folder.path().join("studiogrant.db")).unwrap();
        file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }
}

const EXAMPLE: &str = include_str!("../../examples/2024/申报.csv");

/// The first row of the example's applications, with these columns changed; a row for each list of changes.
pub(crate) fn applications(rows: &[&[(&str, &str)]]) -> String {
    let mut example = csv::Reader::from_reader(EXAMPLE.trim_start_matches('\u{feff}').as_bytes());
    let header = example.headers().unwrap().clone();
    let row = example.records().next().unwrap().unwrap();
    let mut sheet = csv::Writer::from_writer(Vec::new());
    sheet.write_record(&header).unwrap();
    for changes in rows {
        for (name, _) in *changes {
            assert!(header.iter().any(|column| column == *name), "{name}");
        }
        let cell = |(column, cell)| {
            let change = changes.iter().find(|(name, _)| *name == column);
            change.map_or(cell, |(_, value)| *value)
        };
        sheet.write_record(header.iter().zip(row.iter()).map(cell)).unwrap();
    }
    String::from_utf8(sheet.into_inner().unwrap()).unwrap()
}
