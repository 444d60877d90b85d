//! Any bytes as a sheet of applications, read to the end.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use studiogrant::intake::{Reader, Source, Unreadable};
use studiogrant::model::form::Application;

fn read(bytes: Vec<u8>) -> Result<(), Unreadable> {
    let mut reader = Reader::<Application>::new(Source::new("表.csv", Cursor::new(bytes))?)?;
    let width = reader.refused_header().len();
    let mut last = 0;
    while let Some(row) = reader.next_row()? {
        assert!(row.number > last, "rows are numbered upwards");
        last = row.number;
        assert!(row.refused("原因").len() >= width, "a refused row is as wide as its header");
        if let Err(faults) = row.parsed {
            assert!(!faults.is_empty(), "a refused row says why");
        }
    }
    Ok(())
}

fuzz_target!(|bytes: &[u8]| {
    let _ = read(bytes.to_vec());
});
