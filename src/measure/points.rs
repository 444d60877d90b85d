//! 分值: exact points, in hundredths.

use std::fmt;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// 分值: points in hundredths, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(pub i64);

/// A hundred points.
pub(super) const HUNDRED: Points = Points(10_000);

impl Points {
    /// Reads points as a person writes them: not negative, at most two decimals.
    pub fn written(text: &str) -> Option<Self> {
        hundredths(text).map(Self)
    }
}

/// As a person writes it: `25`, `8.5`, `59.99`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let text = format!("{sign}{}.{:02}", size / 100, size % 100);
        f.pad(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// Reads a decimal that isn't negative and has at most two places, as hundredths.
pub(super) fn hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    Decimal::from_str_exact(text).ok()?.checked_mul(100.into())?.to_i64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_exact_and_nothing_else() {
        for (text, value) in [
            ("25", Some(2500)),
            ("8.5", Some(850)),
            ("59.99", Some(5999)),
            ("0.05", Some(5)),
            ("59.999", None),
            ("", None),
            (".5", None),
            ("5.", None),
            ("-1", None),
            ("1e3", None),
            ("92233720368547758.07", Some(i64::MAX)),
            ("92233720368547758.08", None),
        ] {
            assert_eq!(hundredths(text), value, "{text}");
        }
    }

    #[test]
    fn shows_no_needless_places() {
        for (points, text) in
            [(2500, "25"), (850, "8.5"), (5999, "59.99"), (0, "0"), (10_000, "100"), (-5, "-0.05")]
        {
            assert_eq!(Points(points).to_string(), text);
        }
    }
}
