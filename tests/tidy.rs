//! The house rules that a compiler doesn't know.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use studiogrant::measure::{Stage, catalogue};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// The rooms of the house, and what each may not know.
const WALLS: &[(&str, &[&str])] = &[
    ("src/model", &["measure", "store", "intake", "papers", "casework", "cli", "clock"]),
    ("src/measure", &["store", "intake", "papers", "casework", "cli", "clock"]),
    ("src/store", &["measure", "intake", "papers", "casework", "cli", "clock"]),
    ("src/intake", &["measure", "store", "papers", "casework", "cli", "clock"]),
    ("src/papers", &["measure", "store", "intake", "casework", "cli", "clock"]),
    ("src/casework", &["cli", "clock"]),
];

#[test]
fn imports_run_one_way() {
    for (room, walls) in WALLS {
        for (path, text) in sources(room) {
            // Tests inside a room may look at anything.
            let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            for wall in *walls {
                assert!(!text.contains(&format!("crate::{wall}")), "{} imports {wall}", path.display());
            }
        }
    }
}

#[test]
fn each_library_has_its_room() {
    for (library, rooms) in [
        ("rusqlite", &["src/store"][..]),
        ("clap::", &["src/cli"]),
        ("dialoguer", &["src/cli"]),
        ("indicatif", &["src/cli"]),
        ("rustyline", &["src/cli"]),
        ("ctrlc", &["src/cli"]),
        ("comfy_table", &["src/cli"]),
        ("encoding_rs", &["src/intake"]),
        ("rust_xlsxwriter", &["src/papers"]),
        ("ZipWriter", &["src/papers"]),
        ("quick_xml", &["src/papers", "src/intake"]),
        ("zip::", &["src/papers", "src/intake"]),
        ("maud", &["src/papers"]),
        ("Utc::now", &["src/clock.rs"]),
        ("Local::now", &["src/clock.rs"]),
    ] {
        for (path, text) in sources("src") {
            let place =
                path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_string_lossy().replace('\\', "/");
            let allowed = rooms.iter().any(|room| place.starts_with(room));
            assert!(allowed || !text.contains(library), "{place} knows {library}");
        }
    }
}

#[test]
fn files_can_be_read_in_one_sitting() {
    for (path, text) in ["src", "tests"].into_iter().flat_map(sources) {
        assert!(text.lines().count() <= 600, "{} has {} lines", path.display(), text.lines().count());
    }
}

#[test]
fn nothing_is_left_for_later() {
    let later = ["TO", "DO"].concat();
    for (path, text) in sources("src") {
        for word in [later.as_str(), "FIXME", "XXX", "unimplemented!", "todo!("] {
            assert!(!text.contains(word), "{} has {word}", path.display());
        }
    }
}

/// The rule table of a README, as the catalogue has it.
fn rule_table(chinese: bool) -> String {
    let head = if chinese {
        "| 规则 | 依据 | 要求 | 来源 | 环节 | 案卷自守 | 变通 |\n|---|---|---|---|---|---|---|\n"
    } else {
        "| code | clause | what it asks | source | stages | also in the schema | may be departed from |\n|---|---|---|---|---|---|---|\n"
    };
    let row = |rule: &&'static studiogrant::measure::Rule| {
        let stage = |stage: &Stage| if chinese { stage.term() } else { stage.code() };
        let stages: Vec<_> = rule.stages.iter().map(stage).collect();
        let (origin, way) = match chinese {
            true => (rule.origin.term(), rule.discretion.map_or("", |way| way.term())),
            false => (rule.origin.code(), rule.discretion.map_or("", |way| way.code())),
        };
        let schema = if rule.in_schema { "✓" } else { "" };
        format!(
            "| {} | {} | {} | {origin} | {} | {schema} | {way} |\n",
            rule.code,
            rule.clause,
            rule.asks,
            stages.join(", ")
        )
    };
    catalogue().iter().map(row).fold(head.to_owned(), |table, row| table + &row)
}

/// Run with `STUDIOGRANT_UPDATE=1` to write the tables anew.
#[test]
fn the_readmes_carry_the_catalogue() {
    let (open, close) = ("<!-- rules -->\n", "<!-- /rules -->");
    for (name, chinese) in [("README.md", false), ("README.zh-CN.md", true)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let text = fs::read_to_string(&path).unwrap();
        let (before, rest) = text.split_once(open).unwrap();
        let (table, after) = rest.split_once(close).unwrap();
        if std::env::var_os("STUDIOGRANT_UPDATE").is_some() {
            fs::write(&path, format!("{before}{open}{}{close}{after}", rule_table(chinese))).unwrap();
        } else {
            assert_eq!(table, rule_table(chinese), "{name}: run this test with STUDIOGRANT_UPDATE=1");
        }
    }
}
