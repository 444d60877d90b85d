//! 日期: the ways people write one.

use chrono::NaiveDate;

use super::value::{Cell, Misfit, Value};

impl Value for NaiveDate {
    const EXPECTS: &'static str = "日期，如 2026-03-05 或 2026年3月5日";

    fn parse(text: &str) -> Result<Self, Misfit> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| Misfit::new("不是日期"))
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Date(*self)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Date(date) => Some(date),
            Cell::Text(text) => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok(),
            _ => None,
        }
    }
}
