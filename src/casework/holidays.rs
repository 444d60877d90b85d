//! 放假安排 of a case file: by which working days it counts.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::{Datelike, NaiveDate};

use super::sheet::{fault_in, turned};
use super::{Misuse, Report, Upload, misuse};
use crate::intake::sheets::CalendarRow;
use crate::intake::{Fault, Faults, Reader, Row};
use crate::model::acts::DayMark;
use crate::model::calendar::{Calendar, DayKind, is_weekend};
use crate::store::facts::CalendarDay;
use crate::store::{Book, Store};

/// The working days that the program carries, with the years that the file has.
pub(super) fn calendar(store: &Store) -> Result<Calendar> {
    let mut calendar = Calendar::embedded()?;
    let days = store.all::<CalendarDay>()?;
    for year in years(store)? {
        let of = |kind: DayMark| {
            let these = days.iter().filter(move |day| day.fact.kind == kind).map(|day| day.fact.day_on);
            these.filter(move |day| day.year() == year)
        };
        calendar.add_year(year, of(DayMark::Off), of(DayMark::Makeup))?;
    }
    Ok(calendar)
}

/// The years whose days the file has.
pub(super) fn years(store: &Store) -> Result<BTreeSet<i32>> {
    Ok(store.all::<CalendarDay>()?.iter().map(|day| day.fact.day_on.year()).collect())
}

/// Writes down the years that the file lacks, so that it counts by itself, without the program that made it.
pub(super) fn keep(book: &mut Book<'_>, calendar: &Calendar) -> Result<()> {
    let kept = years(book.store())?;
    for year in calendar.years().filter(|year| !kept.contains(year)) {
        for (day_on, kind) in calendar.named(year) {
            let kind = if kind == DayKind::MakeUp { DayMark::Makeup } else { DayMark::Off };
            book.add(&CalendarDay { day_on, kind })?;
        }
    }
    Ok(())
}

/// Fewer days off than this are no whole year's: the law names more.
const FEWEST_OFF: usize = 10;

/// 一个年度的放假安排, as its sheet says it.
pub(super) struct Notice {
    pub(super) year: i32,
    pub(super) days: Vec<CalendarRow>,
    pub(super) warnings: Faults,
}

impl Notice {
    /// Why it is hardly a whole year's: too few days off, or no New Year's Day or National Day among them.
    pub(super) fn doubt(&self) -> Option<String> {
        let off: Vec<_> = self.days.iter().filter(|row| row.kind == DayMark::Off).map(|row| row.on).collect();
        let lacks = |month| off.iter().all(|day| (day.year(), day.month()) != (self.year, month));
        let missing =
            [(1, "1 月（元旦）"), (10, "10 月（国庆节）")].into_iter().filter(|(month, _)| lacks(*month));
        let missing: Vec<_> = missing.map(|(_, name)| name).collect();
        if missing.is_empty() && off.len() >= FEWEST_OFF {
            return None;
        }
        let none =
            if missing.is_empty() { String::new() } else { format!("，{}没有", missing.join("、")) };
        Some(format!("表里只有 {} 个放假的日子{none}", off.len()))
    }
}

/// Reads a notice whole, or says of every cell that can't be right why.
///
/// # Errors
/// The file can't be read, or holds no days.
pub(super) fn read(store: &Store, upload: &Upload<'_>) -> Result<Result<Notice, Report>> {
    let mut reader = Reader::<CalendarRow>::new(upload.source()?)?;
    let mut faults: Faults = reader.warnings().into_iter().collect();
    let mut rows = Vec::new();
    while let Some(row) = reader.next_row()? {
        faults.extend(row.remark());
        rows.push(row);
    }
    // A notice may name the last days of the year before its own.
    let Some(year) = rows.iter().filter_map(|row| Some(row.parsed.as_ref().ok()?.on.year())).max() else {
        faults.extend(rows.into_iter().filter_map(|row| row.parsed.err()).flatten());
        return if faults.errors() > 0 {
            Ok(Err(turned(&faults, "导入")))
        } else {
            misuse("放假安排里没有日期")
        };
    };
    let known: BTreeSet<_> = store.all::<CalendarDay>()?.iter().map(|day| day.fact.day_on).collect();
    let is_new = !known.iter().any(|day| day.year() == year);
    let (mut said, mut days) = (BTreeMap::new(), Vec::new());
    for row in rows {
        match &row.parsed {
            Err(wrong) => faults.extend(wrong.iter().cloned()),
            Ok(day) => {
                let foreign = foreign(&row, day.on, year);
                let is_own = foreign.is_none();
                faults.extend(foreign);
                if day.kind == DayMark::Makeup && !is_weekend(day.on) {
                    let what = Misuse(format!("{} 不是周末，本来就上班", day.on));
                    faults.push(fault_in(&row, "kind", what, "周末才写上班；工作日不写，或写放假"));
                }
                if let Some((number, kind)) = said.insert(day.on, (row.number, day.kind)) {
                    faults.push(twice(&row, day, number, kind));
                } else if is_own && is_new && known.contains(&day.on) {
                    let what = Misuse("案卷里已经有这一天的安排".to_owned());
                    faults.push(fault_in(&row, "on", what, "还没有登记的日子；已登记的不再写"));
                }
                days.push(CalendarRow { on: day.on, kind: day.kind });
            }
        }
    }
    if faults.errors() > 0 {
        return Ok(Err(turned(&faults, "导入")));
    }
    Ok(Ok(Notice { year, days, warnings: faults }))
}

/// A day of another year than the notice's and the last month before.
fn foreign(row: &Row<CalendarRow>, on: NaiveDate, year: i32) -> Option<Fault> {
    let is_own = on.year() == year || (on.year(), on.month()) == (year - 1, 12);
    let what = Misuse(format!("不是 {year} 年放假安排里的日子"));
    let expects = format!("{year} 年或上一年 12 月的日期；一个文件只写一个年度");
    (!is_own).then(|| fault_in(row, "on", what, &expects))
}

/// A day that an earlier row named.
fn twice(row: &Row<CalendarRow>, day: &CalendarRow, number: u64, kind: DayMark) -> Fault {
    if kind == day.kind {
        return fault_in(row, "on", Misuse(format!("第 {number} 行已经写了这一天")), "每天只写一行");
    }
    let what = Misuse(format!("第 {number} 行写的是{}，同一天不能既放假又上班", kind.term()));
    fault_in(row, "kind", what, "每天只写一行，放假或上班")
}
