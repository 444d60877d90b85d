//! 工作日: the working days that the State Council's yearly holiday notices make.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

use super::dates::{chinese, iso};

/// The notices that come with the program.
const EMBEDDED: &str = include_str!("calendar-2023-2026.json");

crate::terms! {
    /// 日期性质: why a day counts, or doesn't
    pub enum DayKind {
        Working = "working", "工作日";
        MakeUp = "make_up", "调休上班";
        Weekend = "weekend", "周末";
        Holiday = "holiday", "节假日";
    }
}

impl DayKind {
    /// Whether people work on such a day.
    pub fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::MakeUp)
    }
}

/// 缺少放假安排: a question about a day of a year whose notice is not known. It is never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("没有 {year} 年的放假安排，请先用 calendar import 导入国务院办公厅的通知")]
pub struct MissingYear {
    /// The year.
    pub year: i32,
}

/// 放假安排有误: a notice that can't be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadNotice {
    /// A day of another year than the notice's or the one before, whose last days it may still move.
    #[error("{} 不是 {year} 年放假安排里的日子", chinese(*.date))]
    ForeignDay {
        /// The day.
        date: NaiveDate,
        /// The notice's year.
        year: i32,
    },
    /// A day that people are to make up on which they work anyway.
    #[error("{} 不是周末，不能是调休上班日", chinese(*.0))]
    MakeUpOnWeekday(NaiveDate),
    /// A day both off and made up.
    #[error("{} 不能既放假又调休上班", chinese(*.0))]
    Both(NaiveDate),
    /// The text does not hold notices.
    #[error("放假安排无法读取：{0}")]
    Unreadable(String),
}

/// 工作日历: what the notices of the known years say.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// By the year of the notice, the days that it names.
    notices: BTreeMap<i32, BTreeMap<NaiveDate, DayKind>>,
    /// For each known year, how many working days lie before each of its days, and in the whole year at the end.
    years: BTreeMap<i32, Vec<u32>>,
}

/// One notice, as the embedded file holds it: `off` are first and last days of holidays, both included.
#[derive(Deserialize)]
struct Notice {
    year: i32,
    off: Vec<(String, String)>,
    make_up: Vec<String>,
}

impl Calendar {
    /// The years 2023 to 2026.
    ///
    /// # Errors
    /// [`BadNotice`] only if the embedded file is damaged.
    pub fn embedded() -> Result<Self, BadNotice> {
        let notices: Vec<Notice> =
            serde_json::from_str(EMBEDDED).map_err(|error| BadNotice::Unreadable(error.to_string()))?;
        let day = |text: &str| iso(text).ok_or_else(|| BadNotice::Unreadable(text.to_owned()));
        let mut calendar = Self::default();
        for notice in notices {
            let mut off = Vec::new();
            for (first, last) in &notice.off {
                let last = day(last)?;
                off.extend(day(first)?.iter_days().take_while(|date| *date <= last));
            }
            let make_up: Vec<_> = notice.make_up.iter().map(|text| day(text)).collect::<Result<_, _>>()?;
            calendar.add_year(notice.year, off, make_up)?;
        }
        Ok(calendar)
    }

    /// Learns the notice of one year, in place of one learnt before: the days off that it names (weekends among them may be left out), and the
    /// weekend days on which people work. It may reach back into the last days of the year before.
    ///
    /// # Errors
    /// [`BadNotice`] where the notice can't be right; the calendar is then as it was.
    pub fn add_year(
        &mut self,
        year: i32,
        off_days: impl IntoIterator<Item = NaiveDate>,
        make_up_days: impl IntoIterator<Item = NaiveDate>,
    ) -> Result<(), BadNotice> {
        let mut named: BTreeMap<_, _> = off_days.into_iter().map(|date| (date, DayKind::Holiday)).collect();
        for date in make_up_days {
            if !is_weekend(date) {
                return Err(BadNotice::MakeUpOnWeekday(date));
            }
            if named.insert(date, DayKind::MakeUp) == Some(DayKind::Holiday) {
                return Err(BadNotice::Both(date));
            }
        }
        if let Some(date) = named.keys().copied().find(|date| date.year() != year && date.year() != year - 1)
        {
            return Err(BadNotice::ForeignDay { date, year });
        }
        self.notices.insert(year, named);
        self.count(year);
        if self.years.contains_key(&(year - 1)) {
            self.count(year - 1);
        }
        Ok(())
    }

    /// The years whose notices are known, in order.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.keys().copied()
    }

    /// The days of a year on which it is otherwise than the weekday says: days off, and weekend days made up.
    pub fn named(&self, year: i32) -> impl Iterator<Item = (NaiveDate, DayKind)> + '_ {
        let first = NaiveDate::from_yo_opt(year, 1).filter(|_| self.years.contains_key(&year));
        let days = first.into_iter().flat_map(|first| first.iter_days());
        let kinds = days.take_while(move |day| day.year() == year).map(|day| (day, self.kind_as_named(day)));
        kinds.filter(|(_, kind)| matches!(kind, DayKind::Holiday | DayKind::MakeUp))
    }

    /// What kind of day it is.
    ///
    /// # Errors
    /// [`MissingYear`] where its year is not known.
    pub fn kind(&self, date: NaiveDate) -> Result<DayKind, MissingYear> {
        self.year(date.year()).map(|_| self.kind_as_named(date))
    }

    /// Whether people work on the day.
    ///
    /// # Errors
    /// [`MissingYear`] where its year is not known.
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, MissingYear> {
        self.kind(date).map(DayKind::is_working)
    }

    /// The last day of a period of so many working days that begins the day after posting.
    ///
    /// # Errors
    /// [`MissingYear`] where the period reaches into a year that is not known.
    pub fn last_of(&self, posted_on: NaiveDate, working_days: u32) -> Result<NaiveDate, MissingYear> {
        let mut year = posted_on.year();
        let mut counts = self.year(year)?;
        if working_days == 0 {
            return Ok(posted_on);
        }
        let posted_at = counts.get(posted_on.ordinal() as usize).copied().unwrap_or_default();
        let mut wanted = u64::from(posted_at) + u64::from(working_days);
        loop {
            // The first day by whose end as many working days have passed as are wanted.
            let ordinal = counts.partition_point(|count| u64::from(*count) < wanted);
            if let Some(date) = NaiveDate::from_yo_opt(year, u32::try_from(ordinal).unwrap_or(u32::MAX)) {
                return Ok(date);
            }
            wanted -= u64::from(counts.last().copied().unwrap_or_default());
            year += 1;
            counts = self.year(year)?;
        }
    }

    /// The number of working days from one day to another, both included; none where the order is reversed.
    ///
    /// # Errors
    /// [`MissingYear`] where the span touches a year that is not known.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, MissingYear> {
        let (before_from, until_to) = (from.ordinal0() as usize, to.ordinal() as usize);
        let mut sum = 0;
        for year in from.year()..=to.year() {
            let counts = self.year(year)?;
            let count = |at: usize| counts.get(at).copied().unwrap_or_default();
            let end = if year == to.year() { count(until_to) } else { count(counts.len() - 1) };
            let start = if year == from.year() { count(before_from) } else { 0 };
            sum += end.saturating_sub(start);
        }
        Ok(sum)
    }

    /// Every day from the one after posting to [`Self::last_of`], and what kind of day it is: how a period was
    /// counted.
    ///
    /// # Errors
    /// [`MissingYear`] where the period reaches into a year that is not known.
    pub fn count_out(
        &self,
        posted_on: NaiveDate,
        working_days: u32,
    ) -> Result<Vec<(NaiveDate, DayKind)>, MissingYear> {
        let last = self.last_of(posted_on, working_days)?;
        let days = posted_on.iter_days().skip(1).take_while(|date| *date <= last);
        Ok(days.map(|date| (date, self.kind_as_named(date))).collect())
    }

    fn year(&self, year: i32) -> Result<&[u32], MissingYear> {
        self.years.get(&year).map(Vec::as_slice).ok_or(MissingYear { year })
    }

    fn kind_as_named(&self, date: NaiveDate) -> DayKind {
        let unnamed = if is_weekend(date) { DayKind::Weekend } else { DayKind::Working };
        let latest_first = [date.year() + 1, date.year()];
        let named = latest_first.iter().find_map(|year| self.notices.get(year)?.get(&date));
        named.copied().unwrap_or(unnamed)
    }

    /// Counts the working days of a year anew.
    fn count(&mut self, year: i32) {
        let mut sum = 0;
        let mut counts = vec![0];
        let days = NaiveDate::from_yo_opt(year, 1).into_iter().flat_map(|first| first.iter_days());
        for date in days.take_while(|date| date.year() == year) {
            sum += u32::from(self.kind_as_named(date).is_working());
            counts.push(sum);
        }
        self.years.insert(year, counts);
    }
}

/// Whether it is a Saturday or a Sunday.
pub fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made with chinesecalendar 1.11.0: for each month a 1 for each working day, last days of periods that begin
    // the day after posting, and numbers of working days in spans.
    const DAYS: &str = include_str!("../../tests/vectors/working-days.csv");
    const DEADLINES: &str = include_str!("../../tests/vectors/deadlines.csv");
    const SPANS: &str = include_str!("../../tests/vectors/working-spans.csv");

    fn day(text: &str) -> NaiveDate {
        iso(text).unwrap()
    }

    fn calendar() -> Calendar {
        Calendar::embedded().unwrap()
    }

    #[test]
    fn agrees_with_chinesecalendar_on_every_day() {
        let (calendar, mut seen) = (calendar(), 0);
        for line in DAYS.lines().skip(1) {
            let (month, days) = line.split_once(',').unwrap();
            let first = day(&format!("{month}-01"));
            for (date, working) in first.iter_days().zip(days.chars()) {
                assert_eq!(calendar.is_working_day(date), Ok(working == '1'), "{date}");
                seen += 1;
            }
        }
        assert_eq!(seen, 365 + 366 + 365 + 365);
    }

    #[test]
    fn agrees_with_chinesecalendar_on_periods() {
        let calendar = calendar();
        for line in DEADLINES.lines().skip(1) {
            let [posted_on, working_days, last] = line.splitn(3, ',').collect::<Vec<_>>()[..] else {
                panic!()
            };
            let (posted_on, working_days) = (day(posted_on), working_days.parse().unwrap());
            assert_eq!(calendar.last_of(posted_on, working_days), Ok(day(last)), "{line}");
            let counted = calendar.count_out(posted_on, working_days).unwrap();
            let working = counted.iter().filter(|(_, kind)| kind.is_working()).count();
            assert_eq!((working, counted.last().unwrap().0), (working_days as usize, day(last)));
        }
        for line in SPANS.lines().skip(1) {
            let [from, to, number] = line.splitn(3, ',').collect::<Vec<_>>()[..] else { panic!() };
            assert_eq!(
                calendar.working_days_between(day(from), day(to)),
                Ok(number.parse().unwrap()),
                "{line}"
            );
        }
    }

    #[test]
    fn explains_how_a_period_was_counted() {
        let counted = calendar().count_out(day("2024-04-26"), 5).unwrap();
        let kinds: Vec<_> = counted.iter().map(|(_, kind)| kind.term()).collect();
        let holidays = ["节假日"; 5];
        let expected = [&["周末", "调休上班", "工作日", "工作日"][..], &holidays, &["工作日"; 2]].concat();
        assert_eq!((kinds, counted[0].0), (expected, day("2024-04-27")));
        assert_eq!(calendar().count_out(day("2024-04-26"), 0), Ok(Vec::new()));
    }

    #[test]
    fn a_missing_year_is_said_never_guessed() {
        let missing = |year| Err(MissingYear { year });
        let calendar = calendar();
        assert_eq!(calendar.years().collect::<Vec<_>>(), [2023, 2024, 2025, 2026]);
        assert_eq!(calendar.is_working_day(day("2022-12-31")), Err(MissingYear { year: 2022 }));
        assert_eq!(calendar.last_of(day("2026-12-28"), 5), missing(2027));
        assert_eq!(calendar.last_of(day("2026-12-28"), 3), Ok(day("2026-12-31")));
        assert_eq!(calendar.last_of(day("2026-01-01"), u32::MAX), missing(2027));
        assert_eq!(calendar.last_of(day("2030-01-01"), 0), missing(2030));
        assert_eq!(
            calendar.working_days_between(day("2022-12-30"), day("2023-01-03")),
            Err(MissingYear { year: 2022 })
        );
        assert_eq!(
            calendar.working_days_between(day("2026-01-01"), day("9999-01-01")),
            Err(MissingYear { year: 2027 })
        );
        assert_eq!(
            MissingYear { year: 2027 }.to_string(),
            "没有 2027 年的放假安排，请先用 calendar import 导入国务院办公厅的通知"
        );
    }

    #[test]
    fn the_named_days_of_a_year_make_the_year() {
        let (calendar, mut learnt) = (calendar(), Calendar::default());
        for year in calendar.years() {
            let of = |kind| calendar.named(year).filter(move |day| day.1 == kind).map(|day| day.0);
            learnt.add_year(year, of(DayKind::Holiday), of(DayKind::MakeUp)).unwrap();
        }
        for date in day("2023-01-01").iter_days().take_while(|date| *date <= day("2026-12-31")) {
            assert_eq!(learnt.kind(date), calendar.kind(date), "{date}");
        }
        assert_eq!((calendar.named(2024).count(), calendar.named(2027).count()), (36, 0));
    }

    #[test]
    fn a_reversed_span_has_no_working_days() {
        let calendar = calendar();
        for (from, to) in [("2026-03-06", "2026-03-05"), ("2026-03-05", "2025-03-05")] {
            assert_eq!(calendar.working_days_between(day(from), day(to)), Ok(0));
        }
    }

    #[test]
    fn a_later_notice_is_learnt_and_may_reach_back() {
        let mut calendar = calendar();
        assert_eq!(calendar.is_working_day(day("2026-12-31")), Ok(true));
        let off = [day("2026-12-31"), day("2027-01-01")];
        calendar.add_year(2027, off, [day("2027-01-03")]).unwrap();
        assert_eq!(calendar.kind(day("2026-12-31")), Ok(DayKind::Holiday));
        assert_eq!(calendar.kind(day("2027-01-03")), Ok(DayKind::MakeUp));
        assert_eq!(calendar.working_days_between(day("2026-12-30"), day("2027-01-04")), Ok(3));
        calendar.add_year(2027, [], []).unwrap();
        assert_eq!(calendar.is_working_day(day("2026-12-31")), Ok(true));
    }

    #[test]
    fn a_notice_that_cannot_be_right_is_refused() {
        let mut calendar = calendar();
        let (friday, saturday) = (day("2027-01-01"), day("2027-01-02"));
        assert_eq!(calendar.add_year(2027, [], [friday]), Err(BadNotice::MakeUpOnWeekday(friday)));
        assert_eq!(calendar.add_year(2027, [saturday], [saturday]), Err(BadNotice::Both(saturday)));
        let date = day("2028-01-03");
        let refused = calendar.add_year(2027, [date], []).unwrap_err();
        assert_eq!(refused.to_string(), "2028年1月3日 不是 2027 年放假安排里的日子");
        assert_eq!(calendar.is_working_day(friday), Err(MissingYear { year: 2027 }));
    }
}
