//! The commands of the READMEs run, and say what the READMEs show.

use std::path::Path;

use super::desk::Desk;

const NAMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

fn readme(name: &str) -> (std::path::PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    (path, text)
}

/// Runs every command of a console block and writes down what it says. A line `…` stands for what differs from day to
/// day, from there to the end of its line.
fn replay(block: &str) -> String {
    let desk = Desk::bare();
    let sheets = desk.folder.path().join("2024");
    std::fs::create_dir(&sheets).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/2024/申报_更正.csv");
    std::fs::copy(source, sheets.join("申报_更正.csv")).unwrap();
    let mut said = String::new();
    for line in block.lines().filter_map(|line| line.strip_prefix("$ studiogrant ")) {
        let words: Vec<_> = line.split_whitespace().collect();
        said += &format!("$ studiogrant {line}\n{}", desk.args(&words).ended(0));
    }
    // The digest covers the time of recording.
    let settle =
        |line: &str| line.split_once("校验码").map_or(line.to_owned(), |(kept, _)| format!("{kept}校验码 …"));
    said.lines().map(settle).collect::<Vec<_>>().join("\n") + "\n"
}

/// Run with `STUDIOGRANT_UPDATE=1` to write the sessions anew.
#[test]
fn the_sessions_in_the_readmes_are_what_happens() {
    for name in NAMES {
        let (path, text) = readme(name);
        let (before, rest) = text.split_once("```console\n").unwrap();
        let (block, after) = rest.split_once("```\n").unwrap();
        let played = replay(block);
        if std::env::var_os("STUDIOGRANT_UPDATE").is_some() {
            std::fs::write(&path, format!("{before}```console\n{played}```\n{after}")).unwrap();
        } else {
            assert_eq!(block, played, "{name}: run this test with STUDIOGRANT_UPDATE=1");
        }
    }
}

#[test]
fn ci_runs_the_readmes_own_test_command() {
    let (_, ci) = readme(".ci/run");
    for name in NAMES {
        let (_, text) = readme(name);
        assert!(text.contains("`cargo run --example year`") && text.contains("`cargo test`"), "{name}");
    }
    assert_eq!(ci.lines().last(), Some("cargo test"));
}
