//! The example year, whole, through the real binary.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::handover::{Archive, proven};

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
    every_row_is_in_its_case(&program, &out);
}

/// The facts of all cases together are the facts of the file: no row is left out, and none stands in two cases.
fn every_row_is_in_its_case(program: &Path, out: &Path) {
    let file = rusqlite::Connection::open(out.join("全年.db")).unwrap();
    let count = |sql: &str| file.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap();
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for case in 1..=count("SELECT count(*) FROM grant_case") {
        let line =
            format!("handover {case} --reveal --by 王芳 --on 2027-05-18 --out 卷宗.zip --yes --file 全年.db");
        let run = Command::new(program).args(line.split(' ')).current_dir(out).output().unwrap();
        assert!(run.status.success(), "{case}: {}", String::from_utf8_lossy(&run.stderr));
        let archive = Archive::read(&std::fs::read(out.join("卷宗.zip")).unwrap());
        archive.is_whole();
        let facts = archive.json("案件.json");
        proven(&facts, &archive.json("日志证明.json")).unwrap();
        for table in facts["facts"].as_array().unwrap().iter().filter(|table| table["shared"] == false) {
            let rows = table["rows"].as_array().unwrap().len();
            let rows = u32::try_from(rows).unwrap();
            *found.entry(table["table"].as_str().unwrap().to_owned()).or_default() += rows;
        }
    }
    // An exception for a whole town or list stands in each of its cases.
    found.remove("waiver");
    assert!(found.len() > 20, "{found:?}");
    for (table, rows) in found {
        assert_eq!(rows, count(&format!("SELECT count(*) FROM {table}")), "{table}");
    }
}
