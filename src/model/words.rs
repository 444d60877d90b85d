//! Money in words and words as money.

use super::money::Fen;
use super::value::Misfit;

/// Reads an amount in yuan.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_yuan(_text: &str) -> Result<Fen, Misfit> {
    Err(Misfit::new("不是金额"))
}
