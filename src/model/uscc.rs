//! 统一社会信用代码 (GB 32100-2015).

use super::text::{compact, is_scientific};
use super::value::{Cell, Misfit, Value};

/// The alphabet of GB 32100-2015, in the order of the characters' values: no I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The weights of the first seventeen characters: the powers of 3 modulo 31.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// The weights of the first eight characters of an organisation code (GB 11714).
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// The administrative division of Songjiang District.
const SONGJIANG: &str = "310117";

/// 统一社会信用代码: eighteen characters in canonical form, with the right check character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc(String);

impl Uscc {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 登记管理机关行政区划码: the six digits of the registering authority's division.
    pub fn region(&self) -> &str {
        self.0.get(2..8).unwrap_or_default()
    }

    /// Whether it was registered in Songjiang District. Elsewhere is a question for the town, not an error.
    pub fn is_local(&self) -> bool {
        self.region() == SONGJIANG
    }

    /// Whether the organisation code inside (characters 9 to 17) has the right check character (GB 11714).
    /// Codes in use break this rule, so it only ever warns.
    pub fn organisation_check_ok(&self) -> bool {
        let Some((body, [check])) = self.0.as_bytes().get(8..17).map(|inner| inner.split_at(8)) else {
            return false;
        };
        let values = body.iter().filter_map(|byte| char::from(*byte).to_digit(36));
        let sum: u32 = values.zip(ORGANISATION_WEIGHTS).map(|(value, weight)| value * weight).sum();
        *check == b"0X987654321"[sum as usize % 11]
    }
}

/// The value of a character, if it is one of the alphabet.
fn value_of(letter: char) -> Option<usize> {
    ALPHABET.iter().position(|byte| char::from(*byte) == letter)
}

/// Why a character can't stand at its place (from 0), if it can't.
fn objection(at: usize, letter: char) -> Option<&'static str> {
    match letter {
        'I' | 'O' | 'S' | 'V' | 'Z' => Some("代码里没有 I、O、S、V、Z"),
        _ if value_of(letter).is_none() => Some("只能用数字和大写字母"),
        _ if (2..8).contains(&at) && !letter.is_ascii_digit() => Some("第 3 至 8 位是行政区划码，应为数字"),
        _ => None,
    }
}

/// The check character that the first seventeen characters ask for.
fn check_character(code: &str) -> char {
    let sum: usize =
        code.chars().filter_map(value_of).zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    char::from(ALPHABET[(31 - sum % 31) % 31])
}

impl Value for Uscc {
    const EXPECTS: &'static str = "18 位统一社会信用代码，以营业执照为准";

    fn parse(text: &str) -> Result<Self, Misfit> {
        let code = compact(text);
        if is_scientific(&code) {
            return Err(Misfit::new(
                "代码已被 Excel 改成科学计数，后几位丢失：请把该列设为“文本”格式后重新填写完整代码",
            ));
        }
        let length = code.chars().count();
        if length != 18 {
            return Err(Misfit::new(format!("应为 18 位，实际 {length} 位")));
        }
        for (at, letter) in code.chars().enumerate() {
            if let Some(why) = objection(at, letter) {
                return Err(Misfit::new(format!("第 {} 位不能是“{letter}”：{why}", at + 1)));
            }
        }
        let check = check_character(&code);
        if !code.ends_with(check) {
            let wrong = "校验不符：按前 17 位推算，末位应为";
            return Err(Misfit::new(format!("{wrong}“{check}”，请对照营业执照核对每一位")));
        }
        Ok(Self(code))
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Text(&self.0)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        String::from_cell(cell).filter(|code| code.len() == 18 && code.is_ascii()).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with python-stdnum 2.2 (`stdnum.cn.uscc`): valid codes, and the same with one character changed or
    /// two neighbours swapped.
    const VECTORS: &str = include_str!("../../tests/vectors/uscc.csv");

    fn misfit(text: &str) -> String {
        Uscc::parse(text).unwrap_err().0
    }

    #[test]
    fn agrees_with_stdnum() {
        for line in VECTORS.lines().skip(1) {
            let (code, valid) = line.split_once(',').unwrap();
            assert_eq!(Uscc::parse(code).is_ok(), valid == "1", "{code}");
        }
    }

    #[test]
    fn keeps_the_canonical_form() {
        for text in [
            "91310117ma7xrwfq2y",
            " 9131 0117 MA7X RWFQ 2Y",
            "91310117-MA7XRWFQ2-Y",
            "９１３１０１１７ＭＡ７ＸＲＷＦＱ２Ｙ",
        ] {
            let code = Uscc::parse(text).unwrap();
            assert_eq!(
                (code.as_str(), code.region(), code.is_local()),
                ("91310117MA7XRWFQ2Y", "310117", true)
            );
        }
        assert!(!Uscc::parse("91310000MA9KQUPM49").unwrap().is_local());
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        assert_eq!(misfit("91310117MA7XRWFQ2"), "应为 18 位，实际 17 位");
        assert_eq!(misfit("营业执照"), "应为 18 位，实际 4 位");
        assert_eq!(misfit("91310117IA7XRWFQ2Y"), "第 9 位不能是“I”：代码里没有 I、O、S、V、Z");
        assert_eq!(misfit("91310117MA7XRWFQ2中"), "第 18 位不能是“中”：只能用数字和大写字母");
        assert_eq!(misfit("9131A117MA7XRWFQ2Y"), "第 5 位不能是“A”：第 3 至 8 位是行政区划码，应为数字");
        assert!(misfit("91310117MA7XRWFQ20").contains("末位应为“Y”"));
        assert!(misfit("9.13101E+17").contains("科学计数"));
    }

    #[test]
    fn checks_the_organisation_code_inside() {
        for code in [
            "91310117MA7XRWFQ2Y",
            "91310117MA1JPA9311",
            "91310000MA9KQUPM49",
            "913101173663822423",
            "91310115MA1JRY5Q00",
            "12310117539115717E",
            "123100008516469851",
            "52310117MA8YG89E39",
            "523100001635305839",
            "91310117MA7XR004XE",
        ] {
            assert!(Uscc::parse(code).unwrap().organisation_check_ok(), "{code}");
        }
        assert!(!Uscc::parse("91310117MA7XRWFQ32").unwrap().organisation_check_ok());
    }

    #[test]
    fn nothing_else_comes_out_of_the_case_file() {
        assert_eq!(Uscc::from_cell(Cell::Text("营业执照营业执照")), None);
        assert_eq!(Uscc::from_cell(Cell::Int(1)), None);
    }
}
