//! 金额: whole fen, checked.

use std::fmt;

/// 金额（分）: an amount of money in whole fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fen(i64);

/// An amount left the range of [`Fen`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("金额超出可计算的范围")]
pub struct Overflow;

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many fen.
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// The number of fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`Overflow`] beyond `i64` fen.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        self.0.checked_add(other.0).map(Self).ok_or(Overflow)
    }

    /// The difference, which may be negative.
    ///
    /// # Errors
    /// [`Overflow`] beyond `i64` fen.
    pub fn minus(self, other: Self) -> Result<Self, Overflow> {
        self.0.checked_sub(other.0).map(Self).ok_or(Overflow)
    }

    /// The sum of many.
    ///
    /// # Errors
    /// [`Overflow`] beyond `i64` fen.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, Overflow> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// In yuan without grouping, for machines: `50000.00`.
    pub fn plain(self) -> String {
        let (sign, fen) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        format!("{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

/// In yuan with grouping, for people: `50,000.00`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let (yuan, cents) = plain.split_at(plain.len() - 3);
        let (sign, digits) = yuan.strip_prefix('-').map_or(("", yuan), |digits| ("-", digits));
        let mut grouped = String::with_capacity(plain.len() + 8);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        f.pad(&format!("{sign}{grouped}{cents}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_yuan_with_and_without_grouping() {
        for (fen, shown, plain) in [
            (0, "0.00", "0.00"),
            (5, "0.05", "0.05"),
            (99_999, "999.99", "999.99"),
            (100_000, "1,000.00", "1000.00"),
            (4_999_999, "49,999.99", "49999.99"),
            (12_345_678_901, "123,456,789.01", "123456789.01"),
            (-1_666_667, "-16,666.67", "-16666.67"),
            (i64::MIN, "-92,233,720,368,547,758.08", "-92233720368547758.08"),
        ] {
            assert_eq!((Fen(fen).to_string().as_str(), Fen(fen).plain().as_str()), (shown, plain));
        }
    }

    #[test]
    fn arithmetic_is_checked() {
        assert_eq!(Fen(i64::MAX).plus(Fen(1)), Err(Overflow));
        assert_eq!(Fen(i64::MIN).minus(Fen(1)), Err(Overflow));
        assert_eq!(Fen::sum([Fen(1), Fen(2), Fen(-4)]), Ok(Fen(-1)));
    }
}
