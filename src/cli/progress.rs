//! How far long work has come: a bar or a spinner on a terminal, nothing in a pipe.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::casework::Progress;

/// The terminal is only told every so many rows.
const STEP: u64 = 256;

/// How often a spinner turns.
const TURN: Duration = Duration::from_millis(120);

/// 进度条
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A bar that is not yet on the terminal, and never is where there is none or nobody wants it.
    pub(super) fn new(quiet: bool) -> Self {
        Self(ProgressBar::with_draw_target(None, target(quiet)))
    }
}

impl Progress for Bar {
    fn reached(&self, row: u64, of: Option<u64>) {
        if !row.is_multiple_of(STEP) {
            return;
        }
        if let Some(of) = of
            && self.0.length().is_none()
        {
            self.0.set_length(of);
            self.0.set_style(style("[{bar:30}] {pos}／{len} 行，还要 {eta}"));
        } else if of.is_none() {
            self.0.set_style(style("{spinner} 已处理 {pos} 行"));
        }
        self.0.set_position(row);
    }

    fn done(&self) {
        self.0.finish_and_clear();
    }
}

/// Shows that the program is at work, until what this returns is dropped.
pub(super) fn busy(what: &'static str, quiet: bool) -> Busy {
    let spinner = ProgressBar::with_draw_target(None, target(quiet));
    spinner.set_style(style("{spinner} {msg}"));
    spinner.set_message(what);
    spinner.enable_steady_tick(TURN);
    Busy(spinner)
}

/// 忙
pub(super) struct Busy(ProgressBar);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn target(quiet: bool) -> ProgressDrawTarget {
    if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(8) }
}

/// Plain signs: consoles of Windows don't have the others.
fn style(template: &str) -> ProgressStyle {
    let plain = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    plain.progress_chars("=> ").tick_chars("-\\|/ ")
}
