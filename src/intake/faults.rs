//! What is wrong with single cells, and the list of it.

use std::collections::HashMap;

use crate::model::{Datum, FieldMisfit, Record, Table};

/// How many of one problem are listed before the rest is counted.
const LISTED: usize = 5;

/// How many row numbers the count names.
const NAMED: usize = 10;

/// How many characters of a value are shown.
const SHOWN: usize = 40;

/// 单元格问题: what is wrong with one cell, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whether it leaves the row usable: a question rather than an error.
    pub is_warning: bool,
    /// The row as the spreadsheet counts it; `None` outside sheets.
    pub row: Option<u64>,
    /// The column's header.
    pub column: String,
    /// The column's letter, empty outside sheets.
    pub letter: String,
    /// What was written, no longer than 40 characters.
    pub value: String,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub expects: String,
}

impl Fault {
    /// A misfit of a record of type `R`, whose column the caller knows better.
    pub(super) fn of<R: Record>(misfit: FieldMisfit, value: &str) -> Self {
        let field = &R::FIELDS[misfit.field];
        Self {
            is_warning: false,
            row: None,
            column: field.header.to_owned(),
            letter: String::new(),
            value: shorten(value),
            what: misfit.misfit.0,
            expects: field.expects.to_owned(),
        }
    }
}

/// The first 40 characters, with a mark where something was left off, on one line.
pub(super) fn shorten(value: &str) -> String {
    let mut signs = value.chars().map(|sign| if sign.is_control() { ' ' } else { sign });
    let mut shown: String = signs.by_ref().take(SHOWN).collect();
    if signs.next().is_some() {
        shown.pop();
        shown.push('…');
    }
    shown
}

/// Why a row was refused, for the last column of the file of refused rows.
pub fn reason(faults: &[Fault]) -> String {
    let reasons =
        faults.iter().map(|fault| format!("{}：{}（应为{}）", fault.column, fault.what, fault.expects));
    reasons.collect::<Vec<_>>().join("；")
}

/// 问题清单: many faults, of which no problem is listed more than five times, so that a million bad rows neither
/// hide another problem nor fill the memory.
#[derive(Debug, Default)]
pub struct Faults {
    groups: Vec<Group>,
    /// Which group has the problem: by warning, column and what is wrong.
    by_problem: HashMap<(bool, String, String), usize>,
}

#[derive(Debug)]
struct Group {
    listed: Vec<Fault>,
    /// The first rows that are not listed.
    named: Vec<u64>,
    counted: u64,
}

impl Faults {
    /// Adds one.
    pub fn push(&mut self, fault: Fault) {
        let problem = (fault.is_warning, fault.column.clone(), fault.what.clone());
        let index = *self.by_problem.entry(problem).or_insert(self.groups.len());
        if index == self.groups.len() {
            self.groups.push(Group { listed: Vec::new(), named: Vec::new(), counted: 0 });
        }
        let group = &mut self.groups[index];
        if group.listed.len() < LISTED {
            group.listed.push(fault);
            return;
        }
        group.counted += 1;
        if group.named.len() < NAMED {
            group.named.extend(fault.row);
        }
    }

    /// Whether there is none, not even a warning.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// How many are errors.
    pub fn errors(&self) -> u64 {
        self.count(false)
    }

    /// How many are warnings.
    pub fn warnings(&self) -> u64 {
        self.count(true)
    }

    fn count(&self, warnings: bool) -> u64 {
        let groups = self.groups.iter().filter(|group| group.is_warning() == warnings);
        groups.map(|group| group.listed.len() as u64 + group.counted).sum()
    }

    /// The list: errors before warnings, each problem together, in the order of their first row.
    pub fn table(&self) -> Table {
        let columns =
            [("row", "行"), ("column", "列"), ("value", "值"), ("problem", "问题"), ("expected", "应为")];
        let mut table = Table::new("faults", "问题清单", &columns);
        let (warnings, errors): (Vec<_>, Vec<_>) = self.groups.iter().partition(|group| group.is_warning());
        for group in errors.into_iter().chain(warnings) {
            table.rows.extend(group.listed.iter().map(line));
            table.rows.extend(group.rest());
        }
        table
    }
}

impl Extend<Fault> for Faults {
    fn extend<I: IntoIterator<Item = Fault>>(&mut self, faults: I) {
        faults.into_iter().for_each(|fault| self.push(fault));
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        let mut all = Self::default();
        all.extend(faults);
        all
    }
}

impl Group {
    fn is_warning(&self) -> bool {
        self.listed.first().is_some_and(|fault| fault.is_warning)
    }

    /// The line that counts what is not listed.
    fn rest(&self) -> Option<Vec<Datum>> {
        let first = self.listed.first().filter(|_| self.counted > 0)?;
        let mut text = format!("同类问题另有 {} 处", self.counted);
        if !self.named.is_empty() {
            let rows: Vec<String> = self.named.iter().map(u64::to_string).collect();
            let more = if self.counted > self.named.len() as u64 { "…" } else { "" };
            text.push_str(&format!("：第 {}{more} 行", rows.join("、")));
        }
        Some(vec![Datum::Empty, place(first), Datum::Empty, text.into(), Datum::Empty])
    }
}

fn line(fault: &Fault) -> Vec<Datum> {
    vec![
        fault.row.and_then(|row| i64::try_from(row).ok()).into(),
        place(fault),
        fault.value.as_str().into(),
        if fault.is_warning { format!("提醒：{}", fault.what) } else { fault.what.clone() }.into(),
        fault.expects.as_str().into(),
    ]
}

/// The column as a person looks for it: its letter and its header.
fn place(fault: &Fault) -> Datum {
    format!("{} {}", fault.letter, fault.column).trim().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(row: u64, column: &str, what: &str, is_warning: bool) -> Fault {
        Fault {
            is_warning,
            row: Some(row),
            column: column.into(),
            letter: "B".into(),
            value: format!("值{row}"),
            what: what.into(),
            expects: "是 / 否".into(),
        }
    }

    fn shown(faults: &Faults) -> Vec<String> {
        let line = |row: &Vec<Datum>| row.iter().map(Datum::show).collect::<Vec<_>>().join("|");
        faults.table().rows.iter().map(line).collect()
    }

    #[test]
    fn errors_come_first_and_repeats_are_counted() {
        let mut faults: Faults = [fault(2, "街镇", "不是松江区的街镇", true)].into_iter().collect();
        faults.extend((3..=9).map(|row| fault(row, "人数", "不是整数", false)));
        faults.push(fault(4, "人数", "不能为空", false));
        assert_eq!((faults.errors(), faults.warnings()), (8, 1));
        assert_eq!(
            shown(&faults),
            [
                "3|B 人数|值3|不是整数|是 / 否",
                "4|B 人数|值4|不是整数|是 / 否",
                "5|B 人数|值5|不是整数|是 / 否",
                "6|B 人数|值6|不是整数|是 / 否",
                "7|B 人数|值7|不是整数|是 / 否",
                "|B 人数||同类问题另有 2 处：第 8、9 行|",
                "4|B 人数|值4|不能为空|是 / 否",
                "2|B 街镇|值2|提醒：不是松江区的街镇|是 / 否",
            ]
        );
    }

    #[test]
    fn a_million_of_one_problem_are_a_few_lines() {
        let faults: Faults = (2..100_002).map(|row| fault(row, "人数", "不是整数", false)).collect();
        assert_eq!((faults.errors(), shown(&faults).len()), (100_000, 6));
        let rest = "|B 人数||同类问题另有 99995 处：第 7、8、9、10、11、12、13、14、15、16… 行|";
        assert_eq!(shown(&faults)[5], rest);
    }

    #[test]
    fn values_are_shown_short_and_on_one_line() {
        assert_eq!(shorten(&"九".repeat(40)), "九".repeat(40));
        assert_eq!(shorten(&"九".repeat(41)), "九".repeat(39) + "…");
        assert_eq!(shorten("甲\r\n乙\t丙"), "甲  乙 丙");
    }

    #[test]
    fn a_reason_names_every_column() {
        let faults = [fault(3, "人数", "不是整数", false), fault(3, "街镇", "不能为空", false)];
        assert_eq!(reason(&faults), "人数：不是整数（应为是 / 否）；街镇：不能为空（应为是 / 否）");
    }
}
