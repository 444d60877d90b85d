//! What became of the rows of a sheet, and how that is told.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Result;
use csv::StringRecord;

use super::rows::Origins;
use super::{Hopeless, Sheet, TURNED_LIMIT, Taken, Unfit, Upload, Words};
use crate::casework::desk::Hand;
use crate::casework::{Misuse, Refusal, Report};
use crate::intake::{self, Faults, Row};
use crate::measure::{Finding, Weight};
use crate::model::{Datum, Excerpt, Table};
use crate::store::Book;

/// How many repeated rows are named.
const PAIRS: usize = 10;

/// What became of a sheet.
#[derive(Default)]
pub(in crate::casework) struct Tally {
    /// Rows that are new, or would be.
    pub(in crate::casework) new: u64,
    /// Rows that were recorded before.
    pub(in crate::casework) known: u64,
    /// Rows that say what an earlier row says.
    repeated: u64,
    /// The first of these, and their like.
    pairs: Vec<(u64, u64)>,
    /// Which row recorded what.
    origins: Origins,
    /// Rows that are turned away.
    pub(in crate::casework) turned: u64,
    /// What is wrong with cells.
    pub(in crate::casework) faults: Faults,
    /// Whether it is recorded.
    pub(in crate::casework) recorded: bool,
    refusals: Excerpt<String>,
    /// Whether the rows that are turned away are kept for a file.
    keeps_refused: bool,
    pub(super) refused_rows: Vec<StringRecord>,
    pub(super) refused_file: Option<PathBuf>,
}

impl Tally {
    /// Of nothing yet.
    pub(super) fn keeping(keeps_refused: bool) -> Self {
        Self { keeps_refused, ..Self::default() }
    }

    /// Takes a row in, or notes everything that speaks against it.
    pub(super) fn take<S: Sheet>(
        &mut self,
        sheet: &mut S,
        book: &mut Book<'_>,
        hand: &Hand,
        mut row: Row<S::Row, S::Ready>,
    ) -> Result<()> {
        let mut reasons = Vec::new();
        self.faults.extend(row.remark());
        match std::mem::replace(&mut row.parsed, Err(Vec::new())) {
            Err(faults) => {
                reasons.push(intake::reason(&faults));
                self.faults.extend(faults);
            }
            Ok(ready) => {
                let subject = S::subject(&ready).to_owned();
                match sheet.take(book, hand, &row, ready, self) {
                    Ok(Taken::New(id)) => {
                        self.new += 1;
                        self.origins.push(id, row.number);
                    }
                    Ok(Taken::Known(id)) => self.known(id, row.number),
                    Ok(Taken::Read) => self.new += 1,
                    Err(error) => reasons = self.turn(row.number, &subject, error)?,
                }
            }
        }
        if !reasons.is_empty() {
            self.turn_away(row.refused(&reasons.join("；")))?;
        }
        Ok(())
    }

    /// Counts a row that is turned away, and keeps it with its reason.
    pub(in crate::casework) fn turn_away(&mut self, refused: StringRecord) -> Result<()> {
        self.turned += 1;
        if self.turned == TURNED_LIMIT {
            return Err(Hopeless.into());
        }
        if self.keeps_refused {
            self.refused_rows.push(refused);
        }
        Ok(())
    }

    /// The row of this sheet that recorded what has this id.
    pub(in crate::casework) fn row_of(&self, id: i64) -> Option<u64> {
        self.origins.row(id)
    }

    fn known(&mut self, id: i64, number: u64) {
        let Some(like) = self.row_of(id) else {
            self.known += 1;
            return;
        };
        self.repeated += 1;
        if self.pairs.len() < PAIRS {
            self.pairs.push((number, like));
        }
    }

    /// Notes why a row is turned away; an error of the case file itself goes on.
    fn turn(&mut self, number: u64, subject: &str, error: anyhow::Error) -> Result<Vec<String>> {
        let unfit = error.downcast::<Unfit>().or_else(|error| {
            let Refusal(findings) = error.downcast()?;
            Ok(Unfit { faults: Vec::new(), findings })
        });
        let Unfit { faults, findings } = match unfit {
            Ok(unfit) => unfit,
            Err(error) => {
                let Misuse(what) = anyhow::Error::downcast(error)?;
                let line = [Datum::Empty, Datum::Empty, Datum::Empty, what.as_str().into(), Datum::Empty];
                self.list(number, subject, what.clone(), line);
                return Ok(vec![what]);
            }
        };
        let mut reasons = Vec::new();
        if !faults.is_empty() {
            reasons.push(intake::reason(&faults));
            self.faults.extend(faults);
        }
        for finding in findings {
            let Finding { code, clause, weight, found, cure } = finding;
            if weight == Weight::NotMet {
                reasons.push(format!("[{code}] {found}（依据：{clause}；处理：{cure}）"));
            }
            let weight = Datum::Term { code: weight.code(), term: weight.term() };
            let line = [code.into(), weight, clause.into(), found.into(), cure.into()];
            self.list(number, subject, code.to_owned(), line);
        }
        Ok(reasons)
    }

    fn list(&mut self, number: u64, subject: &str, kind: String, line: [Datum; 5]) {
        self.refusals.push(kind, Some(number), || {
            let number = i64::try_from(number).unwrap_or(i64::MAX);
            [number.into(), subject.into()].into_iter().chain(line).collect()
        });
    }

    /// Whether the good rows are recorded, or would be.
    pub(in crate::casework) fn stands(&self, upload: &Upload<'_>) -> bool {
        self.turned == 0 || (upload.partial && self.turned < TURNED_LIMIT)
    }

    /// What became of the sheet, in the words of its kind; `detail` says more of what is new.
    pub(in crate::casework) fn report(&self, words: &Words, upload: &Upload<'_>, detail: &str) -> Report {
        let (Self { new, known, turned, .. }, Words { verb, noun, unit }) = (self, words);
        let mut report = Report { refused: *turned > 0, ..Report::default() };
        let stands = self.stands(upload);
        let (trial, none) =
            if upload.dry_run { ("试运行，未作记录：", "都不会") } else { ("", "都没有") };
        report.done.push(if *turned == TURNED_LIMIT {
            format!(
                "{trial}前面已有 {turned} 行不能{verb}，没有再往下看，整个文件{none}{verb}；多半是整列错位或填法不对，请先更正"
            )
        } else if !stands {
            format!("{trial}有 {turned} 行不能{verb}，整个文件{none}{verb}")
        } else if *new == 0 {
            format!("{trial}没有新的{noun}，案卷未作改动")
        } else if upload.dry_run {
            format!("{trial}可{verb}{noun} {new} {unit}{detail}，不能{verb} {turned} 行")
        } else {
            format!("已{verb}{noun} {new} {unit}{detail}")
        });
        if *known > 0 {
            report.done.push(format!("{known} 行此前已经{verb}，跳过"));
        }
        if self.repeated > 0 {
            let pairs: Vec<_> =
                self.pairs.iter().map(|(row, like)| format!("第 {row} 行同第 {like} 行")).collect();
            let more = if self.repeated > PAIRS as u64 { "……" } else { "" };
            let pairs = pairs.join("，");
            report
                .done
                .push(format!("{} 行与前面的行相同，只按一{unit}{verb}：{pairs}{more}", self.repeated));
        }
        let mut report = self.set_aside(report, words, upload).of_cells(&self.faults);
        if !self.refusals.groups().is_empty() {
            report.tables.push(self.refused());
        }
        if !stands && *new > 0 && *turned < TURNED_LIMIT {
            report.next.push(format!("更正以后再导入；先{verb}其余 {new} {unit}{detail}的，加 --partial"));
        }
        let entered = if self.recorded { *new } else { 0 };
        report
            .with("new", *new)
            .with("known", *known)
            .with("repeated", self.repeated)
            .with("refused", *turned)
            .with("recorded", entered)
    }

    /// With what is to be said of the rows that are turned away while the others are recorded, or would be.
    pub(in crate::casework) fn set_aside(
        &self,
        mut report: Report,
        words: &Words,
        upload: &Upload<'_>,
    ) -> Report {
        let (turned, verb) = (self.turned, words.verb);
        if self.recorded && turned > 0 {
            report.done.push(format!("不能{verb} {turned} 行"));
        }
        if upload.dry_run && self.stands(upload) && turned > 0 {
            let file = intake::refused_name(upload.path);
            report.done.push(format!("不能{verb}的行和原因会写入 {}", file.display()));
        }
        if let Some(file) = &self.refused_file {
            let careful = match file.extension().is_some_and(|ending| ending == "csv") {
                true => {
                    "；用 Excel 更正的，从“数据 → 从文本/CSV”打开并把各列设为文本，直接打开会改掉身份证号、账号"
                }
                false => "",
            };
            report
                .done
                .push(format!("不能{verb}的行和原因写入 {}，更正后可直接导入{careful}", file.display()));
            report.data.insert("refused_file".to_owned(), file.display().to_string().into());
        }
        report
    }

    fn refused(&self) -> Table {
        let columns = [
            ("row", "行"),
            ("subject", "单位或案件"),
            ("code", "规则"),
            ("weight", "结论"),
            ("clause", "依据"),
            ("found", "情况"),
            ("cure", "处理"),
        ];
        let mut table = Table::new("refusals", "不能记录的行", &columns);
        let listed = self.refusals.groups().iter().flat_map(|group| &group.listed);
        table.rows.extend(listed.cloned());
        in_order(&mut table.rows);
        for group in self.refusals.groups() {
            let Some((rest, first)) = group.rest().zip(group.listed.first()) else { continue };
            let [code, weight, clause] = [2, 3, 4].map(|column: usize| first[column].clone());
            table.push(vec![Datum::Empty, Datum::Empty, code, weight, clause, rest.into(), Datum::Empty]);
        }
        table
    }
}

/// Rows that the measure refuses before those that it only has a word on, and all that is said of one row together:
/// first what it is refused for, then what is in doubt, then reminders.
fn in_order(lines: &mut [Vec<Datum>]) {
    // A line without a weight is a refusal outside the measure.
    let lightness = |line: &[Datum]| match line[3] {
        Datum::Term { code, .. } if code == Weight::Reminder.code() => 2,
        Datum::Term { code, .. } if code == Weight::Unproven.code() => 1,
        _ => 0,
    };
    let row = |line: &[Datum]| match line[0] {
        Datum::Int(row) => row,
        _ => i64::MAX,
    };
    let refused: BTreeSet<i64> =
        lines.iter().filter(|line| lightness(line) == 0).map(|line| row(line)).collect();
    lines.sort_by_key(|line| (!refused.contains(&row(line)), row(line), lightness(line)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_stand_before_what_is_only_in_doubt() {
        let line = |row: i64, weight: Option<Weight>| {
            let weight = weight
                .map_or(Datum::Empty, |weight| Datum::Term { code: weight.code(), term: weight.term() });
            vec![row.into(), Datum::Empty, Datum::Empty, weight]
        };
        let mut lines = [
            line(10, Some(Weight::Reminder)),
            line(13, Some(Weight::Reminder)),
            line(13, Some(Weight::Unproven)),
            line(13, Some(Weight::NotMet)),
            line(4, Some(Weight::Unproven)),
            line(15, None),
        ];
        in_order(&mut lines);
        let order: Vec<_> =
            lines.iter().map(|line| format!("{} {}", line[0].show(), line[3].show())).collect();
        assert_eq!(order, ["13 不符合", "13 待核实", "13 提醒", "15 ", "4 待核实", "10 提醒"]);
    }
}
