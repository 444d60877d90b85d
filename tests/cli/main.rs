//! The program as its users run it: a fresh folder, the real binary, what it says and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod apply;
mod audit;
mod complaints;
mod cycles;
mod desk;
mod exports;
mod file;
mod forms;
#[cfg(unix)]
mod guided;
mod handover;
mod imports;
mod kills;
mod letters;
mod notices;
mod papers;
mod posted;
mod readme;
mod report;
mod scores;
mod story;
mod transcript;
mod year;
