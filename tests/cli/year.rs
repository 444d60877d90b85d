//! The example year, whole, through the real binary.

use std::sync::OnceLock;

use tempfile::TempDir;

use super::desk::Desk;

#[path = "../../examples/year.rs"]
#[allow(dead_code)]
mod player;

/// The folder in which the year was played, once for all tests, and what was said.
pub(crate) fn played() -> &'static (TempDir, String) {
    static PLAYED: OnceLock<(TempDir, String)> = OnceLock::new();
    PLAYED.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("out");
        let program = assert_cmd::cargo::cargo_bin("studiogrant");
        let told = player::play(&program, &out, &mut |_| Ok(())).unwrap_or_else(|error| panic!("{error}"));
        (folder, told)
    })
}

/// A desk with the case file of the whole year.
pub(crate) fn desk() -> Desk {
    let desk = Desk::bare();
    let whole = std::fs::read(played().0.path().join("out/全年.db")).unwrap();
    desk.write("studiogrant.db", whole);
    desk
}

#[test]
fn the_example_year_plays_to_its_end() {
    let (_, told) = played();
    assert!(told.contains("案卷完好"), "{told}");
}
