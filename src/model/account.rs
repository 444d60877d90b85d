//! 银行账号, 联行号, 联系电话: kept as text, because Excel destroys long numbers.

use super::value::{Cell, Misfit, Value};

/// 银行账号
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account(String);

impl Account {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for Account {
    const EXPECTS: &'static str = "只含数字的账号，按文本填写";

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

/// 联行号
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankCode(String);

impl BankCode {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for BankCode {
    const EXPECTS: &'static str = "12 位数字的联行号";

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

/// 联系电话
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for Phone {
    const EXPECTS: &'static str = "手机号或带区号的固定电话";

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
