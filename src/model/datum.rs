//! One value as screens, sheets and `--json` show it.

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::money::Fen;
use super::value::Kind;

/// One value of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datum {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A count or an id.
    Int(i64),
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
            Self::Money(_) => Some(Kind::Money),
            Self::Date(_) => Some(Kind::Date),
        }
    }

    /// Whether it belongs on the right of its column.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Int(_) | Self::Money(_))
    }
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
