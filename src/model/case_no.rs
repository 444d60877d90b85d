//! 案件编号: `2024-0012` is serial 12 of the round of 2024.

use std::fmt;
use std::str::FromStr;

use super::text::tidy;
use super::value::Misfit;

/// 案件编号 as a person writes it; a serial alone means the current round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseRef {
    /// The round's year, if written.
    pub year: Option<i64>,
    /// The serial in its round.
    pub serial: i64,
}

impl CaseRef {
    /// The same, where a serial alone means the round of this year.
    #[must_use]
    pub fn within(self, year: i64) -> Self {
        Self { year: self.year.or(Some(year)), ..self }
    }
}

/// 案件编号
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNo {
    /// The round's year.
    pub year: i64,
    /// The serial in its round.
    pub serial: i64,
}

impl fmt::Display for CaseNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{:04}", self.year, self.serial))
    }
}

impl FromStr for CaseRef {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        let wrong = || Misfit::new("案件编号应写成 2024-0012，或只写序号 12");
        let number = |text: &str| -> Result<i64, Misfit> {
            let digits =
                !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
            if digits { text.parse().map_err(|_| wrong()) } else { Err(wrong()) }
        };
        let text = tidy(text);
        match text.split_once('-') {
            Some((year, serial)) if year.len() == 4 => {
                Ok(Self { year: Some(number(year)?), serial: number(serial)? })
            }
            Some(_) => Err(wrong()),
            None => Ok(Self { year: None, serial: number(&text)? }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_shows() {
        assert_eq!(CaseNo { year: 2024, serial: 12 }.to_string(), "2024-0012");
        assert_eq!("2024-0012".parse(), Ok(CaseRef { year: Some(2024), serial: 12 }));
        assert_eq!("１２".parse(), Ok(CaseRef { year: None, serial: 12 }));
        for text in ["", "-", "24-1", "2024-", "2024-1a", "甲", "2024—1", "99999999999"] {
            assert!(text.parse::<CaseRef>().is_err(), "{text}");
        }
    }
}
