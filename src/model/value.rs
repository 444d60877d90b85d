//! One value in one column: how a person writes it, how the case file keeps it, how a screen shows it.

use chrono::NaiveDate;

use super::datum::{Datum, Kind};

/// What a column of the case file holds. Money is fen and a date is ISO text by the time it gets here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing was given.
    Null,
    /// A whole number: a count, an id, fen, hundredths of a point, or 0 / 1.
    Int(i64),
    /// Text, the English codes of terms included.
    Text(&'a str),
    /// A date, which the case file keeps as ISO text.
    Date(NaiveDate),
}

/// What is wrong with a written value, in Chinese, without saying where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit(pub String);

impl Misfit {
    /// A misfit with this sentence.
    pub fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

/// A type that can stand in a column of a sheet and of the case file.
pub trait Value: Sized {
    /// What a person should have written, for the end of an error message.
    const EXPECTS: &'static str;
    /// Whether an empty cell is a value of this type.
    const OPTIONAL: bool = false;
    /// The words a drop-down list offers; empty where anything goes.
    const CHOICES: &'static [&'static str] = &[];
    /// How a spreadsheet takes it.
    const KIND: Kind = Kind::Text;

    /// Reads what a person wrote.
    ///
    /// # Errors
    /// A [`Misfit`] says what is wrong with it; [`Value::EXPECTS`] says what would be right.
    fn parse(text: &str) -> Result<Self, Misfit>;

    /// The value of an empty cell, for optional columns.
    fn empty() -> Option<Self> {
        None
    }

    /// As the case file keeps it.
    fn cell(&self) -> Cell<'_>;

    /// Back from the case file; `None` when the column holds something else.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;

    /// As screens, sheets and `--json` show it: the case file's own value, unless a type has a better one.
    fn datum(&self) -> Datum {
        match self.cell() {
            Cell::Null => Datum::Empty,
            Cell::Int(number) => Datum::Int(number),
            Cell::Text(text) => Datum::Text(text.to_owned()),
            Cell::Date(date) => Datum::Date(date),
        }
    }
}

impl Value for String {
    const EXPECTS: &'static str = "文字";

    fn parse(text: &str) -> Result<Self, Misfit> {
        Ok(text.to_owned())
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl Value for i64 {
    const EXPECTS: &'static str = "整数，如 12";
    const KIND: Kind = Kind::Number;

    fn parse(text: &str) -> Result<Self, Misfit> {
        text.parse().map_err(|_| Misfit::new("不是整数"))
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Int(*self)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Int(number) => Some(number),
            _ => None,
        }
    }
}

/// A head count or the like: a whole number from zero.
impl Value for u32 {
    const EXPECTS: &'static str = "不小于 0 的整数，如 12";
    const KIND: Kind = Kind::Number;

    fn parse(text: &str) -> Result<Self, Misfit> {
        text.parse().map_err(|_| Misfit::new("不是不小于 0 的整数"))
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Int(i64::from(*self))
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).and_then(|number| Self::try_from(number).ok())
    }
}

impl Value for bool {
    const EXPECTS: &'static str = "是 / 否";
    const CHOICES: &'static [&'static str] = &["是", "否"];

    fn parse(text: &str) -> Result<Self, Misfit> {
        match text.to_ascii_lowercase().as_str() {
            "是" | "有" | "已" | "√" | "y" | "yes" | "true" | "1" => Ok(true),
            "否" | "无" | "未" | "×" | "n" | "no" | "false" | "0" => Ok(false),
            _ => Err(Misfit::new("既不是“是”也不是“否”")),
        }
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Int(i64::from(*self))
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Int(0) => Some(false),
            Cell::Int(1) => Some(true),
            _ => None,
        }
    }

    fn datum(&self) -> Datum {
        Datum::Flag(*self)
    }
}

/// An optional column: an empty cell is `None`.
impl<T: Value> Value for Option<T> {
    const EXPECTS: &'static str = T::EXPECTS;
    const OPTIONAL: bool = true;
    const CHOICES: &'static [&'static str] = T::CHOICES;
    const KIND: Kind = T::KIND;

    fn parse(text: &str) -> Result<Self, Misfit> {
        T::parse(text).map(Some)
    }

    fn empty() -> Option<Self> {
        Some(None)
    }

    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, Value::cell)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            other => T::from_cell(other).map(Some),
        }
    }

    fn datum(&self) -> Datum {
        self.as_ref().map_or(Datum::Empty, Value::datum)
    }
}
