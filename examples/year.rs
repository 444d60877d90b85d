//! Plays the example year (`examples/2024/全年.txt`) through the real binary and leaves the case file and all exports
//! in `examples/out`:
//!
//! ```text
//! cargo run --example year
//! ```
//!
//! A line of the script is a command as the clerk would type it. `@ DATE` sets the business date of what follows,
//! `# text` is narration, and `⇒ N` after a command says that it ends with exit code N (0 where nothing is said).

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built =
        Command::new(cargo).args(["build", "--quiet", "--bin", "studiogrant"]).current_dir(root).status()?;
    if !built.success() {
        return Err("the program could not be built".into());
    }
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let program = target.join("debug").join(format!("studiogrant{}", env::consts::EXE_SUFFIX));
    let out = root.join("examples").join("out");
    let told = play(&program, &out, &mut |text| io::Write::write_all(&mut io::stdout(), text.as_bytes()))?;
    fs::write(out.join("全年.log"), told)?;
    Ok(())
}

/// Plays the whole script in this folder, which is emptied first, and hands each step's text over as it comes.
/// Returns the whole text.
///
/// # Errors
/// A command ended with another exit code than the script says.
pub(crate) fn play(
    program: &Path,
    out: &Path,
    tell: &mut dyn FnMut(&str) -> io::Result<()>,
) -> Result<String, Box<dyn Error>> {
    lay(out)?;
    let mut whole = String::new();
    for line in script()? {
        let text = match &line {
            Line::Narration(text) => format!("{text}\n"),
            Line::Step { typed, args, code } => format!("$ {typed}\n{}", step(program, out, args, *code)?),
        };
        tell(&text)?;
        whole += &text;
    }
    Ok(whole)
}

/// A line of the script.
pub(crate) enum Line {
    /// What is told.
    Narration(String),
    /// What is done.
    Step {
        /// As the clerk types it.
        typed: String,
        /// The words after the program's name.
        args: Vec<String>,
        /// The exit code.
        code: i32,
    },
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join("2024")
}

/// Lays the sheets of the year into this folder, which is emptied first.
pub(crate) fn lay(out: &Path) -> io::Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    copy(&source(), &out.join("2024"))
}

/// The whole script.
pub(crate) fn script() -> Result<Vec<Line>, Box<dyn Error>> {
    let (mut lines, mut on) = (Vec::new(), String::new());
    for line in fs::read_to_string(source().join("全年.txt"))?.lines().map(str::trim) {
        if let Some(date) = line.strip_prefix("@ ") {
            on = format!(" --on {date}");
        } else if line.is_empty() || line.starts_with('#') {
            lines.push(Line::Narration(line.to_owned()));
        } else {
            let (command, code) = line.split_once(" ⇒ ").unwrap_or((line, "0"));
            let typed = format!("{command}{on}");
            let args = words(&typed).into_iter().skip(1).collect();
            lines.push(Line::Step { typed, args, code: code.trim().parse()? });
        }
    }
    Ok(lines)
}

/// The program at work in this folder.
pub(crate) fn program(program: &Path, out: &Path, args: &[String]) -> Command {
    let mut command = Command::new(program);
    command
        .args(args)
        .current_dir(out)
        .env("STUDIOGRANT_FILE", "全年.db")
        .env_remove("STUDIOGRANT_BY")
        .env("NO_COLOR", "1");
    command
}

/// Runs one command and returns what it said.
pub(crate) fn step(path: &Path, out: &Path, args: &[String], code: i32) -> Result<String, Box<dyn Error>> {
    let run = program(path, out, args).output()?;
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    if run.status.code() != Some(code) {
        return Err(format!("{args:?}: {:?} instead of {code}\n{said}", run.status.code()).into());
    }
    Ok(said)
}

/// The words of a command; single quotes hold words together.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    for letter in command.chars() {
        match letter {
            '\'' => (quoted, begun) = (!quoted, true),
            ' ' if !quoted => {
                if begun || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            _ => word.push(letter),
        }
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    words
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?
        } else {
            fs::copy(entry.path(), target).map(drop)?
        }
    }
    Ok(())
}
