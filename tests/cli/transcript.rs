//! Transcripts that an official could read: what was typed on which day, and what the program said to it.

use std::fs;
use std::path::Path;

use super::desk::{Desk, Said};

/// What a clerk types on a day, and what the program says.
pub(crate) fn on(desk: &Desk, day: &str, line: &str) -> Said {
    desk.run(&format!("{line} --on {day}"))
}

/// Plays a transcript of this folder and compares what was said with what is written: `@` names the day, `$ studiogrant`
/// a command, ` ⇒ 3` its exit code where it isn't 0. Returns the last day.
pub(crate) fn played(desk: &Desk, name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(format!("{name}.txt"));
    let text = fs::read_to_string(&path).unwrap();
    let (mut told, mut day) = (String::new(), String::new());
    for line in text.lines() {
        if let Some(date) = line.strip_prefix("@ ") {
            date.clone_into(&mut day);
        } else if let Some(command) = line.strip_prefix("$ studiogrant ") {
            let (command, _) = command.split_once(" ⇒ ").unwrap_or((command, "0"));
            let Said { code, text } = on(desk, &day, command);
            let code = if code == 0 { String::new() } else { format!(" ⇒ {code}") };
            let said: Vec<_> = text.lines().filter(|line| !line.starts_with("【演练")).collect();
            told += &format!("$ studiogrant {command}{code}\n{}\n", said.join("\n"));
            continue;
        } else if !line.starts_with('#') {
            continue;
        }
        told += &format!("\n{line}\n");
    }
    let told = told.trim_start();
    if std::env::var_os("STUDIOGRANT_UPDATE").is_some() {
        fs::write(&path, told).unwrap();
    } else {
        assert_eq!(text, told, "{name}: run this test with STUDIOGRANT_UPDATE=1");
    }
    day
}
