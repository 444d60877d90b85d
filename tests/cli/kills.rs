//! The program is killed at any moment, and what it has not acknowledged never happened: the commands of the example
//! year, each killed in a copy of the desk as it was before. `STUDIOGRANT_KILLS` says how often.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::year::player::{self, Line};

#[path = "../../benches/yardsticks/generator.rs"]
#[allow(dead_code)]
mod generator;

use generator::Dice;

const KILLS: u64 = 30;

/// How many kills fall to a command, so that all of them come to so many.
fn share(at: usize, commands: usize) -> u64 {
    let wanted = std::env::var("STUDIOGRANT_KILLS").ok().and_then(|count| count.parse().ok());
    let (wanted, at, commands) = (wanted.unwrap_or(KILLS), at as u64, commands as u64);
    wanted * (at + 1) / commands - wanted * at / commands
}

/// What stands in a folder: the number of the newest journal entry, and the files.
#[derive(Debug)]
struct Standing {
    entry: u64,
    files: BTreeMap<String, Vec<u8>>,
}

/// Looks into a folder; the case file must be sound.
fn look(program: &Path, folder: &Path) -> Standing {
    let ask = |words: &str| -> serde_json::Value {
        let args: Vec<_> = words.split(' ').map(str::to_owned).collect();
        let said = player::program(program, folder, &args).output().unwrap();
        assert!(said.status.success(), "{words}: {}", String::from_utf8_lossy(&said.stderr));
        serde_json::from_slice(&said.stdout).unwrap()
    };
    let entry = if folder.join("全年.db").exists() {
        ask("audit verify --json");
        let digest = ask("audit digest --json")["digest"].as_str().unwrap().to_owned();
        digest.split_once('-').unwrap().0.parse().unwrap()
    } else {
        0
    };
    let mut files = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = file.file_name().into_string().unwrap();
        // What a killed command leaves beside is hidden, or was to become a case file.
        let is_draft = name.starts_with('.') || name.contains(".db");
        if file.file_type().unwrap().is_file() && !is_draft {
            files.insert(name, fs::read(file.path()).unwrap());
        }
    }
    Standing { entry, files }
}

/// Whether a file is as long as it was meant to be: what it is packed or written in has come to its end.
fn is_whole(name: &str, bytes: &[u8], whole: &[u8]) -> bool {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "xlsx" | "docx" | "zip" => zip::ZipArchive::new(std::io::Cursor::new(bytes)).is_ok(),
        _ => bytes.split(|byte| *byte == b'\n').count() == whole.split(|byte| *byte == b'\n').count(),
    }
}

/// Runs a command in a copy of a folder, and kills it after a while. Returns the copy and what it had said.
fn killed(program: &Path, before: &Path, args: &[String], after: Duration) -> (TempDir, String) {
    let copy = TempDir::new().unwrap();
    player::copy(before, copy.path()).unwrap();
    let mut command = player::program(program, copy.path(), args);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    (copy, said)
}

/// The kills, and how many of them came before the command was recorded.
#[derive(Debug)]
struct Kills {
    dice: Dice,
    undone: u64,
    done: u64,
}

impl Kills {
    fn new() -> Self {
        Self { dice: Dice::new(2024), undone: 0, done: 0 }
    }

    /// Runs a command in a folder, and kills it in so many copies of the folder as it was before.
    fn of(&mut self, program: &Path, desk: &Path, args: &[String], code: i32, count: u64) {
        let before = TempDir::new().unwrap();
        if count > 0 {
            player::copy(desk, before.path()).unwrap();
        }
        let begun = Instant::now();
        player::step(program, desk, args, code).unwrap();
        let time = begun.elapsed();
        if count == 0 {
            return;
        }
        let (earlier, later) = (look(program, before.path()), look(program, desk));
        for _ in 0..count {
            let after = time * u32::try_from(self.dice.below(1_100)).unwrap() / 1_000;
            let (copy, said) = killed(program, before.path(), args, after);
            let stands = look(program, copy.path());
            let at = format!("{args:?} killed after {after:?}, having said {said:?}");
            assert!((earlier.entry..=later.entry).contains(&stands.entry), "{at}: {}", stands.entry);
            if said.lines().any(|line| line.starts_with('已')) {
                assert_eq!(stands.entry, later.entry, "{at}");
            }
            *(if stands.entry == later.entry { &mut self.done } else { &mut self.undone }) += 1;
            for (name, bytes) in &stands.files {
                let untouched = earlier.files.get(name) == Some(bytes);
                let whole = later.files.get(name).is_some_and(|whole| is_whole(name, bytes, whole));
                assert!(untouched || whole, "{at}: {name} is half-written");
            }
        }
    }
}

#[test]
fn what_is_acknowledged_is_kept_and_what_is_not_never_happened() {
    let program = assert_cmd::cargo::cargo_bin("studiogrant");
    let folder = TempDir::new().unwrap();
    let desk = folder.path().join("out");
    player::lay(&desk).unwrap();
    let steps: Vec<_> = (player::script().unwrap().into_iter())
        .filter_map(|line| match line {
            Line::Step { args, code, .. } => Some((args, code)),
            Line::Narration(_) => None,
        })
        .collect();
    let mut kills = Kills::new();
    for (at, (args, code)) in steps.iter().enumerate() {
        let count = share(at, steps.len());
        kills.of(&program, &desk, args, *code, count);
    }
    assert!(kills.undone > 0 && kills.done > 0, "{kills:?}");
}

/// A long import goes through the disk while it runs; none of it is there before all of it is.
#[test]
fn a_killed_import_leaves_nothing() {
    let program = assert_cmd::cargo::cargo_bin("studiogrant");
    let folder = TempDir::new().unwrap();
    let desk = folder.path().join("out");
    player::lay(&desk).unwrap();
    let (rows, count) = if share(0, 1) > KILLS { (40_000, 40) } else { (1_000, 4) };
    generator::sheet(&mut File::create(desk.join("多.csv")).unwrap(), rows, 2024).unwrap();
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    player::step(&program, &desk, &words("init --rehearsal --by 王芳"), 0).unwrap();
    let call = "round open --year 2024 --notice-no 沪松人社〔2024〕8号 --from 2024-03-01 --to 2024-03-29 \
        --town-deadline 2024-04-12 --quota 10 --on 2024-02-28 --by 王芳";
    player::step(&program, &desk, &words(call), 0).unwrap();
    let mut kills = Kills::new();
    kills.of(&program, &desk, &words("apply import 多.csv --on 2024-03-20 --by 王芳"), 0, count);
    assert!(kills.undone > 0, "{kills:?}");
}
