//! The command line: the only place that knows clap, terminals and printing.

pub(crate) mod help;
mod list;
#[cfg(test)]
mod sample;
pub(crate) mod screen;
pub(crate) mod terminal;
pub(crate) mod usage;
mod wrap;
