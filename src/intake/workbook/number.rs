//! Numbers of a workbook by their digits, without floating-point arithmetic.

use chrono::{Datelike, Days, NaiveDate};

/// How many digits Excel keeps, and shows.
const DIGITS: usize = 15;

/// 数字: as Excel shows it. A file has `0.30000000000000004` and `49999.989999999998` where Excel shows 0.3 and
/// 49999.99.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Number {
    is_negative: bool,
    /// At most fifteen, without zeros before the first or after the last that is none; empty for zero.
    digits: String,
    /// How many digits stand before the decimal point, zeros that are not written included.
    whole: i64,
}

impl Number {
    /// Reads a number as XML writes it: `-12.5`, `1.5E-7`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (is_negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
        let (mantissa, exponent) = text.split_once(['E', 'e']).unwrap_or((text, "0"));
        let exponent: i64 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
        let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let written = [before, after].concat();
        if written.is_empty() || !written.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let digits = written.trim_start_matches('0');
        let zeros = i64::try_from(written.len() - digits.len()).ok()?;
        let whole = i64::try_from(before.len()).ok()?.checked_sub(zeros)?.checked_add(exponent)?;
        let (digits, carry) = rounded(digits);
        if digits.is_empty() {
            return Some(Self { is_negative: false, digits, whole: 1 });
        }
        Some(Self { is_negative, digits, whole: whole.checked_add(i64::from(carry))? })
    }

    /// Whether it is longer than Excel can keep.
    pub(super) fn is_too_long(&self) -> bool {
        self.whole > DIGITS as i64
    }

    /// As Excel shows it in a wide cell: `49999.99`, or `9.13101173663822E+17` where it is too long.
    pub(super) fn show(&self) -> String {
        let (sign, digits) = (if self.is_negative { "-" } else { "" }, &self.digits);
        match usize::try_from(self.whole) {
            Ok(whole) if whole <= DIGITS => {
                let (before, after) = digits.split_at(whole.min(digits.len()));
                let before = if whole == 0 { "0" } else { before };
                let point = if after.is_empty() { "" } else { "." };
                format!("{sign}{before:0<whole$}{point}{after}")
            }
            Err(_) if self.whole > -(DIGITS as i64) => {
                let zeros = self.whole.unsigned_abs() as usize;
                format!("{sign}0.{:0<zeros$}{digits}", "")
            }
            _ => {
                let (first, rest) = digits.split_at(digits.len().min(1));
                let point = if rest.is_empty() { "" } else { "." };
                format!("{sign}{first}{point}{rest}E{:+}", self.whole.saturating_sub(1))
            }
        }
    }

    /// The day that it is as a date, without the time of day. The system of 1900 counts from 1 and has a 29
    /// February in that year, which never was; the system of 1904 counts from 0.
    pub(super) fn day(&self, is_1904: bool) -> Option<NaiveDate> {
        let whole = usize::try_from(self.whole).ok().filter(|whole| (1..=7).contains(whole))?;
        let days = format!("{:0<whole$}", self.digits);
        let days: u64 = days.get(..whole)?.parse().ok().filter(|_| !self.is_negative)?;
        let (year, month, day) = match (is_1904, days) {
            (true, _) => (1904, 1, 1),
            (false, 0 | 60) => return None,
            (false, 1..=59) => (1899, 12, 31),
            (false, _) => (1899, 12, 30),
        };
        let first = NaiveDate::from_ymd_opt(year, month, day)?;
        first.checked_add_days(Days::new(days)).filter(|day| day.year() <= 9999)
    }
}

/// The first fifteen digits, rounded half up, without zeros at the end, and whether rounding made one more.
fn rounded(digits: &str) -> (String, bool) {
    let (kept, rest) = digits.split_at(digits.len().min(DIGITS));
    let mut kept = kept.to_owned();
    let mut carry = rest.starts_with(['5', '6', '7', '8', '9']);
    if carry {
        kept.truncate(kept.trim_end_matches('9').len());
        match kept.pop() {
            Some(last) => {
                kept.extend(last.to_digit(10).and_then(|digit| char::from_digit(digit + 1, 10)));
                carry = false;
            }
            None => kept.push('1'),
        }
    }
    kept.truncate(kept.trim_end_matches('0').len());
    (kept, carry)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::{Decimal, RoundingStrategy};

    use super::*;

    fn shown(text: &str) -> Option<String> {
        Number::read(text).map(|number| number.show())
    }

    #[test]
    fn numbers_are_as_excel_shows_them() {
        for (text, expected) in [
            ("0", "0"),
            ("-0", "0"),
            ("000", "0"),
            ("12", "12"),
            ("50000.0", "50000"),
            ("5E4", "50000"),
            ("49999.99", "49999.99"),
            ("49999.989999999998", "49999.99"),
            ("0.30000000000000004", "0.3"),
            ("0.1", "0.1"),
            (".5", "0.5"),
            ("1.", "1"),
            ("-1234.5600", "-1234.56"),
            ("1.5E-3", "0.0015"),
            ("1.5000000000000001E-3", "0.0015"),
            ("9.9999999999999999", "10"),
            ("0.099999999999999999", "0.1"),
            ("999999999999999.9", "1E+15"),
            ("123456789012345", "123456789012345"),
            ("100000000000000", "100000000000000"),
            ("1000000000000000", "1E+15"),
            ("913101173663822423", "9.13101173663822E+17"),
            ("9.1310117366382238E+17", "9.13101173663822E+17"),
            ("-1e300", "-1E+300"),
            ("1E-20", "1E-20"),
            ("0E99", "0"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
        for text in
            ["", ".", "-", "E5", "1E", "1,5", "１", "+1", "1.2.3", "0x1", "NaN", "1E99999999999999999999"]
        {
            assert_eq!(shown(text), None, "{text}");
        }
        let too_long = |text| Number::read(text).unwrap().is_too_long();
        assert!(too_long("1000000000000000") && too_long("999999999999999.9") && too_long("1E+15"));
        assert!(!too_long("999999999999999") && !too_long("0.1234567890123456789") && !too_long("0"));
    }

    #[test]
    fn days_are_those_of_excel() {
        let day = |text, is_1904| Number::read(text).unwrap().day(is_1904).map(|day| day.to_string());
        for (text, is_1904, expected) in [
            ("46086", false, Some("2026-03-05")),
            ("46086.75", false, Some("2026-03-05")),
            ("46085.999999999999", false, Some("2026-03-05")),
            ("44624", true, Some("2026-03-05")),
            ("1", false, Some("1900-01-01")),
            ("59", false, Some("1900-02-28")),
            ("60", false, None),
            ("61", false, Some("1900-03-01")),
            ("0", true, Some("1904-01-01")),
            ("40000", false, Some("2009-07-06")),
            ("2958465", false, Some("9999-12-31")),
            ("2958466", false, None),
            ("0", false, None),
            ("0.5", false, None),
            ("-5", false, None),
            ("1E+300", false, None),
        ] {
            assert_eq!(day(text, is_1904).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn digits_are_rounded_as_decimals_are(digits in 0..1_000_000_000_000_000_000u64, places in 0..25u32) {
            let number = Decimal::from_i128_with_scale(digits.into(), places);
            let rounded = number.round_sf_with_strategy(15, RoundingStrategy::MidpointAwayFromZero);
            let expected = rounded.map(|rounded| rounded.normalize());
            let read = Number::read(&number.to_string()).unwrap().show();
            let scientific = || Decimal::from_scientific(&read).ok();
            prop_assert_eq!(Decimal::from_str_exact(&read).ok().or_else(scientific), expected);
        }
    }
}
