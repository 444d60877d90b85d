//! The example year, whole, through the real binary.

use tempfile::TempDir;

#[path = "../../examples/year.rs"]
#[allow(dead_code)]
mod player;

#[test]
fn the_example_year_plays_to_its_end() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    let program = assert_cmd::cargo::cargo_bin("studiogrant");
    let told = player::play(&program, &out, &mut |_| Ok(())).unwrap_or_else(|error| panic!("{error}"));
    assert!(told.contains("案卷完好"), "{told}");
    super::report::of_the_example_year(&out);
}
