//! What a spoiled cell of a workbook is as text: in a CSV that Excel writes, and in the file of refused rows. It is no
//! value there either, whatever column it is in.

use crate::model::Misfit;

/// What Excel shows instead of a formula's result.
const ERRORS: [&str; 16] = [
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#N/A",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#BUSY!",
    "#PYTHON!",
];

/// Before a formula that has no result, or a number that lost its last digits.
const SPOILED: &str = "#不能用：";

/// A spoiled cell as text: a person sees what stood there, and it is refused until it is put right.
pub(super) fn marked(cell: &str) -> String {
    if ERRORS.contains(&cell) { cell.to_owned() } else { format!("{SPOILED}{cell}") }
}

/// What is wrong with a text that is a spoiled cell's.
pub(super) fn mark_of(text: &str) -> Option<Misfit> {
    if !text.starts_with('#') {
        return None;
    }
    if ERRORS.contains(&text) {
        return Some(Misfit::new(format!("单元格是公式错误 {text}")));
    }
    text.starts_with(SPOILED).then(|| Misfit::new("这一格还没有更正，请填写实际的内容"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spoiled_cell_stays_one() {
        for cell in ["#REF!", "#DIV/0!", "#没见过!", "=A1*2", "9.13101173663822E+17", ""] {
            assert!(marked(cell).contains(cell) && mark_of(&marked(cell)).is_some(), "{cell}");
        }
        for text in ["", "#", "#1 车间", "=A1", "N/A", "甲#REF!"] {
            assert_eq!(mark_of(text), None, "{text}");
        }
    }
}
