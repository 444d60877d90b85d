//! 放假安排 of a case file: by which working days it counts.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::Datelike;

use crate::model::acts::DayMark;
use crate::model::calendar::{Calendar, DayKind};
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
