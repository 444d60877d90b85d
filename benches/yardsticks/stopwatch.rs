//! How long a command takes, and how much memory.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) time: Duration,
    /// The most memory seen, in KiB; only Linux tells.
    pub(crate) peak: u64,
}

/// Runs a command that must succeed.
pub(crate) fn run(command: &mut Command) -> Run {
    command.stdout(Stdio::null()).stdin(Stdio::null()).stderr(Stdio::inherit());
    let begun = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut peak = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        peak = peak.max(high_water(&status));
        if let Some(status) = child.try_wait().unwrap() {
            let time = begun.elapsed();
            assert!(status.success(), "{command:?}: {status}");
            return Run { time, peak };
        }
        // Short jobs are measured to the tenth of a millisecond.
        thread::sleep(
            begun.elapsed().div_f64(50.0).clamp(Duration::from_micros(100), Duration::from_millis(10)),
        );
    }
}

fn high_water(status: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// The faster of several runs of each, run by turns.
pub(crate) fn by_turns(
    times: u32,
    mut ours: impl FnMut() -> Run,
    mut theirs: impl FnMut() -> Run,
) -> [Run; 2] {
    let faster =
        |one: Run, other: Run| Run { time: one.time.min(other.time), peak: one.peak.max(other.peak) };
    let mut best = [ours(), theirs()];
    for _ in 1..times {
        best = [faster(best[0], ours()), faster(best[1], theirs())];
    }
    best
}

/// One line: the job, both times, their ratio and what it should be.
pub(crate) fn ratio(job: &str, [ours, theirs]: [Run; 2], target: &str) {
    let ratio = ours.time.as_secs_f64() / theirs.time.as_secs_f64();
    println!(
        "{job}: {:.2} s against {:.2} s = {ratio:.2} x (target {target}), peak {} MiB",
        ours.time.as_secs_f64(),
        theirs.time.as_secs_f64(),
        ours.peak / 1024
    );
}

/// One line: the job, both times, and how much longer ours took.
pub(crate) fn difference(job: &str, [ours, theirs]: [Run; 2], target: &str) {
    let [ours, theirs] = [ours, theirs].map(|run| run.time.as_secs_f64() * 1000.0);
    println!("{job}: {ours:.1} ms against {theirs:.1} ms = {:+.1} ms (target {target})", ours - theirs);
}
