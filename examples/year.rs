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
use std::fmt::Write as _;
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
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join("2024");
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    copy(&source, &out.join("2024"))?;
    let (mut whole, mut day) = (String::new(), String::new());
    for line in fs::read_to_string(source.join("全年.txt"))?.lines().map(str::trim) {
        let mut text = String::new();
        if let Some(date) = line.strip_prefix("@ ") {
            date.clone_into(&mut day);
        } else if line.is_empty() || line.starts_with('#') {
            writeln!(text, "{line}")?;
        } else {
            let (command, code) = line.split_once(" ⇒ ").unwrap_or((line, "0"));
            let mut args = words(command);
            if !day.is_empty() {
                args.extend(["--on".to_owned(), day.clone()]);
            }
            writeln!(
                text,
                "$ {command}{}",
                if day.is_empty() { String::new() } else { format!(" --on {day}") }
            )?;
            text += &step(program, out, &args[1..], code.trim().parse()?)?;
        }
        tell(&text)?;
        whole += &text;
    }
    Ok(whole)
}

/// Runs one command and returns what it said.
fn step(program: &Path, out: &Path, args: &[String], code: i32) -> Result<String, Box<dyn Error>> {
    let run = Command::new(program)
        .args(args)
        .current_dir(out)
        .env("STUDIOGRANT_FILE", "全年.db")
        .env_remove("STUDIOGRANT_BY")
        .env("NO_COLOR", "1")
        .output()?;
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

fn copy(from: &Path, to: &Path) -> io::Result<()> {
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
