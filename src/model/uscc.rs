//! 统一社会信用代码 (GB 32100-2015).

use super::value::{Cell, Misfit, Value};

/// 统一社会信用代码
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc(String);

impl Uscc {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for Uscc {
    const EXPECTS: &'static str = "18 位统一社会信用代码";

    fn parse(text: &str) -> Result<Self, Misfit> {
        Ok(Self(text.to_owned()))
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Text(&self.0)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        String::from_cell(cell).map(Self)
    }
}
