//! The program `studiogrant`.

use std::process::ExitCode;

fn main() -> ExitCode {
    studiogrant::cli::run(std::env::args_os().collect())
}
