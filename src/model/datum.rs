//! One value as screens, sheets and `--json` show it.

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::money::Fen;

/// How a spreadsheet takes the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Text, which stays as it was written: words, identifiers, accounts.
    #[default]
    Text,
    /// A whole number.
    Number,
    /// Money, in yuan.
    Money,
    /// Money that went one way or, below zero, the other.
    Flow,
    /// A number with so many decimals.
    Decimal(u8),
    /// A date.
    Date,
    /// Points, from none to so many hundredths.
    Points(i64),
}

/// One value of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datum {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A count or an id.
    Int(i64),
    /// A number of so many decimals, such as a mean: 935000 with 4 is 93.5000. Text in machine formats, so that it
    /// stays exact.
    Decimal {
        /// The number without its point.
        digits: i64,
        /// How many of the digits stand behind the point.
        places: u8,
    },
    /// Money: grouped yuan for people, plain yuan in machine formats.
    Money(Fen),
    /// A date.
    Date(NaiveDate),
    /// 是 or 否.
    Flag(bool),
    /// A word of a closed list.
    Term {
        /// For machines.
        code: &'static str,
        /// For people.
        term: &'static str,
    },
}

impl Datum {
    /// As a person reads it.
    pub fn show(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Int(number) => number.to_string(),
            Self::Decimal { digits, places } => decimal(*digits, usize::from(*places)),
            Self::Money(amount) => amount.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Flag(flag) => if *flag { "是" } else { "否" }.to_owned(),
            Self::Term { term, .. } => (*term).to_owned(),
        }
    }

    /// As `--json` gives it.
    pub fn json(&self) -> Json {
        match self {
            Self::Empty => Json::Null,
            Self::Text(text) => text.as_str().into(),
            Self::Int(number) => (*number).into(),
            Self::Decimal { .. } => self.show().into(),
            Self::Money(amount) => amount.plain().into(),
            Self::Date(date) => date.to_string().into(),
            Self::Flag(flag) => (*flag).into(),
            Self::Term { code, .. } => (*code).into(),
        }
    }

    /// How a spreadsheet takes it; `None` where there is nothing.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Empty => None,
            Self::Text(_) | Self::Flag(_) | Self::Term { .. } => Some(Kind::Text),
            Self::Int(_) => Some(Kind::Number),
            Self::Decimal { places, .. } => Some(Kind::Decimal(*places)),
            Self::Money(_) => Some(Kind::Money),
            Self::Date(_) => Some(Kind::Date),
        }
    }

    /// How much it is, for a chart: a count, fen, or a decimal's digits without their point.
    pub fn size(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Decimal { digits, .. } => Some(*digits),
            Self::Money(amount) => Some(amount.fen()),
            _ => None,
        }
    }

    /// Whether it belongs on the right of its column.
    pub fn is_number(&self) -> bool {
        self.size().is_some()
    }
}

fn decimal(digits: i64, places: usize) -> String {
    let sign = if digits < 0 { "-" } else { "" };
    let digits = format!("{:0>1$}", digits.unsigned_abs(), places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let point = if places > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{fraction}")
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Datum {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Fen> for Datum {
    fn from(amount: Fen) -> Self {
        Self::Money(amount)
    }
}

impl From<NaiveDate> for Datum {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl<T: Into<Datum>> From<Option<T>> for Datum {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_keeps_all_its_decimals() {
        for (digits, places, text) in
            [(935_000, 4, "93.5000"), (5, 4, "0.0005"), (-1, 2, "-0.01"), (12, 0, "12"), (0, 1, "0.0")]
        {
            let datum = Datum::Decimal { digits, places };
            assert_eq!((datum.show().as_str(), datum.json()), (text, text.into()));
        }
        assert!(Datum::Decimal { digits: i64::MIN, places: 18 }.show().starts_with("-9.22"));
    }
}
