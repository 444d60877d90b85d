//! The yardsticks: how long the program takes over a job, against what another program takes for the like, in one run
//! on one machine.
//!
//! ```text
//! cargo bench --bench yardsticks                 all of them
//! cargo bench --bench yardsticks -- import list  some of them
//! cargo bench --bench yardsticks -- million      the import of a million rows as well
//! ```
//!
//! sqlite3, sha256sum, and Python with openpyxl must be there for the jobs that are held against them. The data are
//! invented, and the same each time.

#![allow(
    clippy::unwrap_used,
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a bench stops at whatever goes wrong, and tells people ratios"
)]

mod generator;
mod jobs;
mod stopwatch;

/// One job on the desk.
type Job = fn(&jobs::Desk);

fn main() {
    // Cargo adds `--bench`.
    let asked: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let jobs: [(&str, Job); 8] = [
        ("import", jobs::import),
        ("growth", jobs::growth),
        ("list", jobs::list),
        ("verify", jobs::verify),
        ("export", jobs::export),
        ("start", jobs::start),
        ("rules", |_| jobs::rules()),
        ("rank", |_| jobs::rank()),
    ];
    let desk = jobs::Desk::new();
    for (name, job) in jobs {
        if asked.is_empty() || asked.iter().any(|one| one == name) {
            job(&desk);
        }
    }
    if asked.iter().any(|one| one == "million") {
        jobs::million(&desk);
    }
}
