//! Refused cells: they come back as they were.

use proptest::prelude::*;
use studiogrant::intake::{Fault, REASON};

use super::{Visit, all, open};

/// The cells as the file of refused rows gives them back, read again.
fn handed_back(cells: [&str; 2]) -> Vec<Result<Visit, Vec<Fault>>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.refused.csv");
    let header = ["单位名称", "人数（人）", "备注", "费用", REASON].map(str::to_owned);
    let row = ["甲", "1", cells[0], cells[1], "备注：不对"].map(str::to_owned).to_vec();
    studiogrant::papers::sheet(&path, false, None, &header, std::iter::once(row)).unwrap();
    let written = std::fs::read(&path).unwrap();
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(&written[3..]);
    for cell in csv.records().next().unwrap().unwrap().iter() {
        let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
        assert!(!is_formula, "{cell:?}");
    }
    all(open(written).unwrap()).unwrap()
}

/// The cells as they came, in a plain CSV.
fn handed_in(cells: [&str; 2]) -> Vec<Result<Visit, Vec<Fault>>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["单位名称", "人数（人）", "备注", "费用"]).unwrap();
    csv.write_record(["甲", "1", cells[0], cells[1]]).unwrap();
    all(open(csv.into_inner().unwrap()).unwrap()).unwrap()
}

#[test]
fn a_refused_cell_comes_back_as_it_was() {
    for cell in [
        "'0012",
        "''0012",
        "＇0012",
        " '0012",
        "\t'x",
        "'=1",
        "=1",
        "＝1",
        "-1",
        "'",
        "''",
        "=\n'x",
        "\t\u{200b}'x",
        "\u{200b}=1",
        "+86 138",
        "@甲",
        "甲'乙",
        "\"引\"",
        " =1\n-2",
        "'\n=1",
    ] {
        assert_eq!(handed_back([cell, cell]), handed_in([cell, cell]), "{cell:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_refused_cell_comes_back_as_it_was(note in "[='＇＝\"\t\r\n \u{200b}a甲-]{0,5}", fee in "['＝@\r\t 1]{0,4}") {
        prop_assert_eq!(handed_back([&note, &fee]), handed_in([&note, &fee]));
    }
}
