//! 银行账号, 联行号, 联系电话: kept as text, because Excel destroys long numbers.

use super::text::{compact, is_digits, is_scientific, tidy};
use super::value::{Cell, Misfit, Value};

/// How to keep a long number whole.
const AS_TEXT: &str = "请把该列设为“文本”格式后重新填写完整号码";

/// 银行账号: digits only. Company accounts have no common check digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account(String);

impl Account {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As screens show it: the last four digits.
    pub fn masked(&self) -> String {
        format!("****{}", last_four(&self.0))
    }
}

impl Value for Account {
    const EXPECTS: &'static str = "8 至 32 位数字的账号，按文本填写";

    fn parse(text: &str) -> Result<Self, Misfit> {
        let number = whole_number(text)?;
        // Excel keeps fifteen digits and writes zeros after them. A number written in groups was text all along.
        let lost = number.len().saturating_sub(15);
        if lost > 0 && is_digits(tidy(text).as_ref()) && number.bytes().skip(15).all(|digit| digit == b'0') {
            return Err(Misfit::new(format!(
                "后 {lost} 位都是 0：Excel 只保留 15 位数字，多半已经丢失；{AS_TEXT}，号码确实如此的，请每四位空一格填写"
            )));
        }
        match number.len() {
            8..=32 => Ok(Self(number)),
            length => Err(Misfit::new(format!("应为 8 至 32 位，实际 {length} 位"))),
        }
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Text(&self.0)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        String::from_cell(cell).filter(|number| is_digits(number)).map(Self)
    }
}

/// 联行号: twelve digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankCode(String);

impl BankCode {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for BankCode {
    const EXPECTS: &'static str = "12 位数字的联行号，按文本填写";

    fn parse(text: &str) -> Result<Self, Misfit> {
        let number = whole_number(text)?;
        match number.len() {
            12 => Ok(Self(number)),
            length => Err(Misfit::new(format!("应为 12 位，实际 {length} 位"))),
        }
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Text(&self.0)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        String::from_cell(cell).filter(|number| is_digits(number)).map(Self)
    }
}

/// The digits of a number, without the gaps people read it by.
fn whole_number(text: &str) -> Result<String, Misfit> {
    let number = compact(text);
    if is_scientific(&number) {
        return Err(Misfit::new(format!("已被 Excel 改成科学计数，后几位丢失：{AS_TEXT}")));
    }
    match number.chars().find(|letter| !letter.is_ascii_digit()) {
        Some(letter) => Err(Misfit::new(format!("只能有数字，不能有“{letter}”"))),
        None => Ok(number),
    }
}

/// The last four characters of a number that may be shorter.
fn last_four(number: &str) -> &str {
    number.get(number.len().saturating_sub(4)..).unwrap_or_default()
}

/// 联系电话: `13812341234`, or `021-57812345` with or without the area code and an extension (`-801`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As screens show it: `138****1234`; a landline keeps its area code and the last four digits.
    pub fn masked(&self) -> String {
        if is_mobile(&self.0) {
            let head = self.0.get(..3).unwrap_or_default();
            return format!("{head}****{}", last_four(&self.0));
        }
        let mut parts = self.0.split('-');
        let first = parts.next().unwrap_or_default();
        match parts.next() {
            Some(local) if first.starts_with('0') => format!("{first}-****{}", last_four(local)),
            _ => format!("****{}", last_four(first)),
        }
    }
}

impl Value for Phone {
    const EXPECTS: &'static str = "11 位手机号，或固定电话，如 021-57812345、57812345-801";

    fn parse(text: &str) -> Result<Self, Misfit> {
        let text = tidy(text).replace("分机", "-").replace('转', "-");
        if is_scientific(&text) {
            return Err(Misfit::new(format!("已被 Excel 改成科学计数：{AS_TEXT}")));
        }
        if let Some(letter) = text.chars().find(|letter| !is_phone_character(*letter)) {
            let why = if "/、,，;；".contains(letter) { "，一格只填一个号码" } else { "" };
            return Err(Misfit::new(format!("电话里不能有“{letter}”{why}")));
        }
        let abroad = text.strip_prefix("+86").or_else(|| text.strip_prefix("0086")).unwrap_or(&text);
        let groups: Vec<_> =
            abroad.split(|letter: char| !letter.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
        let whole = groups.concat();
        if is_mobile(&whole) {
            return Ok(Self(whole));
        }
        let extended = groups.split_last().and_then(|(extension, number)| {
            let number = landline(&number.concat())?;
            (extension.len() <= 6).then(|| format!("{number}-{extension}"))
        });
        match landline(&whole).or(extended) {
            Some(number) => Ok(Self(number)),
            None if whole.starts_with('1') => {
                Err(Misfit::new(format!("手机号应为 13 至 19 开头的 11 位，实际 {} 位", whole.len())))
            }
            None => Err(Misfit::new("不是电话号码")),
        }
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Text(&self.0)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        String::from_cell(cell).filter(|number| number.is_ascii()).map(Self)
    }
}

/// Digits, and the signs people group them by.
fn is_phone_character(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, ' ' | '-' | '+' | '(' | ')' | '–' | '—')
}

fn is_mobile(number: &str) -> bool {
    matches!(number.as_bytes(), [b'1', b'3'..=b'9', ..]) && number.len() == 11 && is_digits(number)
}

/// A landline in canonical form: seven or eight digits, not beginning with 0 or 1, after an area code if there
/// is one (three digits for 010 and 02x, else four).
fn landline(digits: &str) -> Option<String> {
    let is_local =
        |number: &str| matches!(number.len(), 7 | 8) && is_digits(number) && !number.starts_with(['0', '1']);
    if is_local(digits) {
        return Some(digits.to_owned());
    }
    let area_length = match digits.as_bytes() {
        [b'0', b'1' | b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    let (area, number) = digits.split_at_checked(area_length)?;
    is_local(number).then(|| format!("{area}-{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(text: &str) -> Result<String, String> {
        Account::parse(text).map(|account| account.0).map_err(|misfit| misfit.0)
    }

    #[test]
    fn keeps_an_account_as_text() {
        assert_eq!(account("1001 2345 6789 0123 456").as_deref(), Ok("1001234567890123456"));
        assert_eq!(account("'００１２－３４５６"), Ok("00123456".to_owned()));
        assert_eq!(account("100123456789000").as_deref(), Ok("100123456789000"));
        assert_eq!(account("1001234567890001000").as_deref(), Ok("1001234567890001000"));
        assert_eq!(account("1234567").unwrap_err(), "应为 8 至 32 位，实际 7 位");
        assert_eq!(account("1001账号").unwrap_err(), "只能有数字，不能有“账”");
        assert_eq!(Account::parse("10012345678").unwrap().masked(), "****5678");
    }

    #[test]
    fn refuses_what_excel_destroyed() {
        for text in ["1.00100E+18", "1.001e18", "1001234567890120000", "1001234567890120"] {
            assert!(account(text).unwrap_err().contains("Excel"), "{text}");
        }
        // Written in groups it can't have been an Excel number.
        assert_eq!(account("1001 2345 6789 0120").as_deref(), Ok("1001234567890120"));
    }

    #[test]
    fn a_bank_code_has_twelve_digits() {
        assert_eq!(BankCode::parse("1022 9000 0012").unwrap().as_str(), "102290000012");
        assert_eq!(BankCode::parse("10229000001").unwrap_err().0, "应为 12 位，实际 11 位");
        assert!(BankCode::parse("1.0229E+11").unwrap_err().0.contains("Excel"));
    }

    #[test]
    fn reads_phones_and_masks_them() {
        for (text, canonical, masked) in [
            ("13812341234", "13812341234", "138****1234"),
            ("138 1234 1234", "13812341234", "138****1234"),
            ("+86 138-1234-1234", "13812341234", "138****1234"),
            ("021-57812345", "021-57812345", "021-****2345"),
            ("02157812345", "021-57812345", "021-****2345"),
            ("(021) 5781 2345", "021-57812345", "021-****2345"),
            ("021-57812345-801", "021-57812345-801", "021-****2345"),
            ("57812345转801", "57812345-801", "****2345"),
            ("５７８１２３４５", "57812345", "****2345"),
            ("0512-6781234", "0512-6781234", "0512-****1234"),
        ] {
            let phone = Phone::parse(text).unwrap();
            assert_eq!((phone.as_str(), phone.masked().as_str()), (canonical, masked), "{text}");
            assert_eq!(Phone::parse(canonical), Ok(phone));
        }
    }

    #[test]
    fn refuses_what_is_no_phone() {
        for (text, said) in [
            ("1381234123", "11 位"),
            ("12812341234", "11 位"),
            ("13812341234/57812345", "只填一个"),
            ("13812341234、57812345", "只填一个"),
            ("办公室", "不能有“办”"),
            ("021", "不是电话号码"),
            ("-", "不是电话号码"),
            ("1.38123E+10", "Excel"),
        ] {
            let misfit = Phone::parse(text).unwrap_err().0;
            assert!(misfit.contains(said), "{text}: {misfit}");
        }
    }
}
