//! What is wrong with single cells, and the list of it.

use crate::model::{Datum, Excerpt, FieldMisfit, Group, Record, Table};

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

/// 问题清单: many faults, of which no problem is listed more than five times.
#[derive(Debug, Default)]
pub struct Faults(Excerpt<Problem>);

/// What makes two faults the same problem.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Problem {
    is_warning: bool,
    place: String,
    what: String,
}

impl Faults {
    /// Adds one.
    pub fn push(&mut self, fault: Fault) {
        let Fault { is_warning, row, column, letter, value, what, expects } = fault;
        // The column as a person looks for it: its letter and its header.
        let place = format!("{letter} {column}").trim().to_owned();
        let problem = Problem { is_warning, place: place.clone(), what: what.clone() };
        self.0.push(problem, row, || {
            let row = row.and_then(|row| i64::try_from(row).ok());
            vec![row.into(), weight(is_warning), place.into(), value.into(), what.into(), expects.into()]
        });
    }

    /// Whether there is none, not even a warning.
    pub fn is_empty(&self) -> bool {
        self.0.groups().is_empty()
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
        let groups = self.0.groups().iter().filter(|group| group.kind.is_warning == warnings);
        groups.map(Group::count).sum()
    }

    /// The list: errors before warnings, each problem together, in the order of their first row.
    pub fn table(&self) -> Table {
        let columns = [
            ("row", "行"),
            ("weight", "结论"),
            ("column", "列"),
            ("value", "值"),
            ("problem", "问题"),
            ("expected", "应为"),
        ];
        let mut table = Table::new("faults", "问题清单", &columns);
        let (warnings, errors): (Vec<_>, Vec<_>) =
            self.0.groups().iter().partition(|group| group.kind.is_warning);
        for group in errors.into_iter().chain(warnings) {
            table.rows.extend(group.listed.iter().cloned());
            table.rows.extend(group.rest().map(|rest| {
                let (place, weight) = (group.kind.place.as_str().into(), weight(group.kind.is_warning));
                vec![Datum::Empty, weight, place, Datum::Empty, rest.into(), Datum::Empty]
            }));
        }
        table
    }
}

/// How a fault weighs: as an error, which the row is refused for, or as a warning.
fn weight(is_warning: bool) -> Datum {
    let (code, term) = if is_warning { ("warning", "提醒") } else { ("error", "错误") };
    Datum::Term { code, term }
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
                "3|错误|B 人数|值3|不是整数|是 / 否",
                "4|错误|B 人数|值4|不是整数|是 / 否",
                "5|错误|B 人数|值5|不是整数|是 / 否",
                "6|错误|B 人数|值6|不是整数|是 / 否",
                "7|错误|B 人数|值7|不是整数|是 / 否",
                "|错误|B 人数||同类问题另有 2 处：第 8、9 行|",
                "4|错误|B 人数|值4|不能为空|是 / 否",
                "2|提醒|B 街镇|值2|不是松江区的街镇|是 / 否",
            ]
        );
    }

    #[test]
    fn a_million_of_one_problem_are_a_few_lines() {
        let faults: Faults = (2..100_002).map(|row| fault(row, "人数", "不是整数", false)).collect();
        assert_eq!((faults.errors(), shown(&faults).len()), (100_000, 6));
        let rest = "|错误|B 人数||同类问题另有 99995 处：第 7、8、9、10、11、12、13、14、15、16… 行|";
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
