//! The program `studiogrant`.

use std::process::ExitCode;

// Rows are made on one thread and let go on another, which the C library's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    studiogrant::cli::run(std::env::args_os().collect())
}
