//! 证件: 居民身份证 (GB 11643), 港澳台居民居住证, 外国人永久居留身份证.

use super::value::{Cell, Misfit, Value};

/// 证件号码
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber(String);

impl IdNumber {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for IdNumber {
    const EXPECTS: &'static str = "18 位证件号码";

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

crate::terms! {
    /// 证件类型
    pub enum IdKind {
        ResidentCard = "resident_card", "居民身份证", ["身份证"];
        ResidencePermit = "residence_permit", "港澳台居民居住证";
        ForeignPermanent = "foreign_permanent", "外国人永久居留身份证";
    }
}
