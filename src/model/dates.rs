//! 日期: the ways people write one.

use chrono::{Datelike, Days, NaiveDate};

use super::datum::Kind;
use super::text::is_digits;
use super::value::{Cell, Misfit, Value};

/// Days as Excel counts them (the 1900 system), from 1990-01-01 to 2100-12-31: other numbers are not dates.
const SERIALS: std::ops::RangeInclusive<u64> = 32874..=73415;

impl Value for NaiveDate {
    const EXPECTS: &'static str = "日期，如 2026-03-05 或 2026年3月5日";
    const KIND: Kind = Kind::Date;

    fn parse(text: &str) -> Result<Self, Misfit> {
        let day = without_time(text.trim()).replace(' ', "");
        if let Some(date) = serial(&day) {
            return Ok(date);
        }
        let Some((year, month, day)) = parts(&day) else { return Err(Misfit::new("不是日期")) };
        if !(1900..=2100).contains(&year) {
            return Err(Misfit::new(format!("年份 {year} 不在 1900 至 2100 之间")));
        }
        NaiveDate::from_ymd_opt(year, month, day)
            .ok_or_else(|| Misfit::new(format!("没有{year}年{month}月{day}日这一天")))
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Date(*self)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Date(date) => Some(date),
            Cell::Text(text) => iso(text),
            _ => None,
        }
    }
}

/// `2026年3月5日`, as official papers write a date.
pub fn chinese(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A text with every date in it [written out](chinese): `2026-03-05` that is no part of a longer number.
pub fn written_out(text: &str) -> String {
    let (mut written, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, run) = rest.split_at(at);
        let is_inside = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let (run, after) = run.split_at(run.find(|letter| !is_inside(letter)).unwrap_or(run.len()));
        written += before;
        match iso(run).filter(|_| !before.ends_with(is_inside)) {
            Some(date) => written += &chinese(date),
            None => written += run,
        }
        rest = after;
    }
    written + rest
}

/// `2026-03-05`, as the case file holds dates. A year has four digits; [`chrono`] writes the same, but takes longer.
pub fn iso_text(date: NaiveDate) -> String {
    let Ok(year) = u16::try_from(date.year()).map(u32::from) else { return date.to_string() };
    if year > 9999 {
        return date.to_string();
    }
    let digit = |number: u32| char::from(b'0' + (number % 10) as u8);
    let two = |number: u32| [digit(number / 10), digit(number)];
    let mut text = String::with_capacity(10);
    text.extend(two(year / 100).into_iter().chain(two(year % 100)));
    for part in [date.month(), date.day()] {
        text.push('-');
        text.extend(two(part));
    }
    text
}

/// `2026-03-05` and nothing else: as the case file and the program's own data hold dates.
pub fn iso(text: &str) -> Option<NaiveDate> {
    let [year, month, day] = split(text, '-')?;
    (text.len() == 10 && year.len() == 4 && month.len() == 2).then(|| date(year, month, day))?
}

/// `20260305`.
pub(super) fn eight_digits(text: &str) -> Option<NaiveDate> {
    let (year, month, day) = eight(text)?;
    NaiveDate::from_ymd_opt(year, month, day)
}

fn date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The day, without a time of day written after it.
fn without_time(text: &str) -> &str {
    let Some((day, time)) = text.rsplit_once([' ', 'T']) else { return text };
    let is_time =
        time.contains(':') && time.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    if is_time { day.trim_end() } else { text }
}

/// A day that Excel gave as a number; its fraction, the time of day, is dropped.
fn serial(text: &str) -> Option<NaiveDate> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if whole.len() != 5 || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let days = whole.parse().ok().filter(|days| SERIALS.contains(days))?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

/// Year, month and day where the text has the shape of a date, whether or not there is such a day.
fn parts(text: &str) -> Option<(i32, u32, u32)> {
    let chinese = text.trim_end_matches(['日', '号']).replace(['年', '月'], "-");
    let [year, month, day] = match eight(text) {
        Some(parts) => return Some(parts),
        None if text.contains('年') => split(&chinese, '-')?,
        None => ['-', '/', '.'].iter().find_map(|mark| split(text, *mark))?,
    };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

/// Year, month and day of eight digits.
fn eight(text: &str) -> Option<(i32, u32, u32)> {
    let number: u32 = text.parse().ok().filter(|_| text.len() == 8 && is_digits(text))?;
    Some((i32::try_from(number / 10_000).ok()?, number / 100 % 100, number % 100))
}

/// Three runs of digits with a mark between them.
fn split(text: &str, mark: char) -> Option<[&str; 3]> {
    let mut runs = text.split(mark);
    let three = [runs.next()?, runs.next()?, runs.next()?];
    (runs.next().is_none() && three.iter().all(|run| is_digits(run))).then_some(three)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_a_sentence_are_written_out() {
        let text = "2024-04-16（7 人）至2024-05-01，案件 2024-0001，号 12024-04-16、A-2024-04-16、2024-13-01";
        let written =
            "2024年4月16日（7 人）至2024年5月1日，案件 2024-0001，号 12024-04-16、A-2024-04-16、2024-13-01";
        assert_eq!(written_out(text), written);
    }

    fn read(text: &str) -> Result<String, String> {
        NaiveDate::parse(text).map(|date| date.to_string()).map_err(|misfit| misfit.0)
    }

    #[test]
    fn the_case_file_holds_dates_as_chrono_writes_them() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        for date in [
            day(2026, 3, 5),
            day(1999, 12, 31),
            day(9, 10, 1),
            day(9999, 1, 1),
            day(12_345, 6, 7),
            day(-5, 1, 1),
        ] {
            assert_eq!(iso_text(date), date.to_string());
        }
    }

    #[test]
    fn reads_the_ways_people_write_a_date() {
        for text in [
            "2026-03-05",
            "2026-3-5",
            "2026/3/5",
            "2026.3.5",
            "2026.03.05",
            "2026年3月5日",
            "2026年03月05号",
            "2026 年 3 月 5 日",
            "20260305",
            "46086",
            "46086.0",
            "46086.75",
            "2026-03-05 00:00:00",
            "2026/3/5 9:30",
            "2026-03-05T00:00:00",
            "2026-03-05 00:00:00.000",
        ] {
            assert_eq!(read(text).as_deref(), Ok("2026-03-05"), "{text}");
        }
    }

    #[test]
    fn reads_excel_days_in_a_plausible_range_only() {
        assert_eq!(read("32874").as_deref(), Ok("1990-01-01"));
        assert_eq!(read("73415").as_deref(), Ok("2100-12-31"));
        assert!(read("32873").is_err() && read("73416").is_err() && read("00001").is_err());
    }

    #[test]
    fn tells_no_such_day_from_not_a_date() {
        for (text, said) in [
            ("2026-02-30", "没有2026年2月30日这一天"),
            ("2026年13月1日", "没有2026年13月1日这一天"),
            ("20260230", "没有2026年2月30日这一天"),
            ("2025.2.29", "没有2025年2月29日这一天"),
            ("0206-03-05", "年份 206 不在 1900 至 2100 之间"),
            ("2026-03", "不是日期"),
            ("2026年3月", "不是日期"),
            ("+2026- 2-3", "不是日期"),
            ("2026-3/5", "不是日期"),
            ("2026-03-05-01", "不是日期"),
            ("26-3-5", "不是日期"),
            ("2026-003-05", "不是日期"),
            ("三月五日", "不是日期"),
            ("2026-03-05 上午", "不是日期"),
            ("", "不是日期"),
        ] {
            assert_eq!(read(text).unwrap_err(), said, "{text}");
        }
    }

    #[test]
    fn the_case_file_holds_iso_dates_only() {
        assert_eq!(iso("2026-03-05"), NaiveDate::from_ymd_opt(2026, 3, 5));
        for text in ["2026-3-5", "20260305", "2026-02-30", "02026-3-05", "二〇二六-03", ""] {
            assert_eq!(iso(text), None, "{text}");
        }
        assert_eq!(NaiveDate::from_ymd_opt(2026, 3, 5).map(chinese).as_deref(), Some("2026年3月5日"));
    }
}
