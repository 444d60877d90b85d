//! 证件: 居民身份证 (GB 11643), 港澳台居民居住证, 外国人永久居留身份证.

use chrono::NaiveDate;

use super::dates::chinese;
use super::text::{compact, is_digits, is_scientific};
use super::value::{Cell, Misfit, Value};

crate::terms! {
    /// 证件类型
    pub enum IdKind {
        ResidentCard = "resident_card", "居民身份证", ["身份证", "二代身份证", "中华人民共和国居民身份证"];
        ResidencePermit = "residence_permit", "港澳台居民居住证", ["港澳居民居住证", "台湾居民居住证", "居住证"];
        ForeignPermanent = "foreign_permanent", "外国人永久居留身份证", ["外国人永久居留证", "永久居留身份证"];
    }
}

/// The weights of the first seventeen digits (GB 11643, MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// 证件号码: fifteen or eighteen letters and digits, in upper case, without gaps. Whether it fits its kind of
/// document is for [`check`], since a sheet gives the two in different cells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber(String);

impl IdNumber {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As screens show it: `310117********1234`, the birth date and what tells people apart left out.
    pub fn masked(&self) -> String {
        let length = self.0.len();
        let head = self.0.get(..length.saturating_sub(12)).unwrap_or_default();
        let tail = self.0.get(length.saturating_sub(4)..).unwrap_or_default();
        format!("{head}********{tail}")
    }
}

impl Value for IdNumber {
    const EXPECTS: &'static str = "18 位证件号码，按文本填写";

    fn parse(text: &str) -> Result<Self, Misfit> {
        let number = compact(text);
        if is_scientific(&number) {
            return Err(Misfit::new(
                "号码已被 Excel 改成科学计数，后几位丢失：请把该列设为“文本”格式后重新填写完整号码",
            ));
        }
        if let Some(letter) = number.chars().find(|letter| !letter.is_ascii_alphanumeric()) {
            return Err(Misfit::new(format!("号码里不能有“{letter}”")));
        }
        match number.len() {
            15 => Ok(Self(number)),
            18 => eighteen(&number).map(|_| Self(number)),
            length => Err(Misfit::new(format!("应为 18 位，实际 {length} 位"))),
        }
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Text(&self.0)
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        let number = String::from_cell(cell)?;
        let plausible =
            matches!(number.len(), 15 | 18) && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
        plausible.then_some(Self(number))
    }
}

/// Whether a number can be one of its kind, on a day. The area code is not looked up: it changes with every
/// reform (people born here before 1998 carry 310227).
///
/// # Errors
/// What is wrong with it.
pub fn check(kind: IdKind, number: &IdNumber, on: NaiveDate) -> Result<(), Misfit> {
    let number = number.as_str();
    match kind {
        IdKind::ResidentCard => born_by(number, on),
        IdKind::ResidencePermit => {
            if !["810000", "820000", "830000"].iter().any(|division| number.starts_with(division)) {
                return Err(Misfit::new("港澳台居民居住证号码应以 810000、820000 或 830000 开头"));
            }
            born_by(number, on)
        }
        IdKind::ForeignPermanent if number.len() == 15 => check_old_permanent(number),
        IdKind::ForeignPermanent if number.starts_with('9') => born_by(number, on),
        IdKind::ForeignPermanent => {
            Err(Misfit::new("外国人永久居留身份证号码应为 9 开头的 18 位，或旧证的 3 位字母加 12 位数字"))
        }
    }
}

/// The permanent residence card before 2023: the nationality's three letters and twelve digits.
fn check_old_permanent(number: &str) -> Result<(), Misfit> {
    let letters = number.bytes().take(3).all(|byte| byte.is_ascii_uppercase());
    let digits = number.bytes().skip(3).all(|byte| byte.is_ascii_digit());
    let wrong = "旧版外国人永久居留证号码应为 3 位字母加 12 位数字";
    if letters && digits { Ok(()) } else { Err(Misfit::new(wrong)) }
}

/// That the number is one of eighteen and its holder born by that day.
fn born_by(number: &str, on: NaiveDate) -> Result<(), Misfit> {
    let born = eighteen(number)?;
    if born <= on {
        return Ok(());
    }
    Err(Misfit::new(format!("出生日期 {} 还没有到（第 7 至 14 位）", chinese(born))))
}

/// GB 11643: seventeen digits, of which the seventh to fourteenth are a birth date, and a check character. Gives the
/// birth date.
fn eighteen(number: &str) -> Result<NaiveDate, Misfit> {
    let (Some(body), Some(last)) = (number.get(..17), number.get(17..)) else {
        return Err(Misfit::new(format!("应为 18 位，实际 {} 位", number.len())));
    };
    if let Some((at, letter)) = body.chars().enumerate().find(|(_, letter)| !letter.is_ascii_digit()) {
        return Err(Misfit::new(format!("第 {} 位不能是“{letter}”，前 17 位应为数字", at + 1)));
    }
    if !is_digits(last) && last != "X" {
        return Err(Misfit::new(format!("末位不能是“{last}”，应为数字或 X")));
    }
    let birth = &body[6..14];
    let Some(born) = super::dates::eight_digits(birth) else {
        return Err(Misfit::new(format!("出生日期 {birth} 不存在（第 7 至 14 位）")));
    };
    let check = check_character(body);
    if last.starts_with(check) {
        return Ok(born);
    }
    let excel = number.ends_with("000");
    let hint = if excel { "末三位都是 0，可能是 Excel 改掉的" } else { "请核对有无错字" };
    Err(Misfit::new(format!("校验不符：按前 17 位推算，末位应为“{check}”，{hint}")))
}

/// MOD 11-2 over seventeen digits.
fn check_character(body: &str) -> char {
    let digits = body.chars().filter_map(|letter| letter.to_digit(10));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    char::from(b"10X98765432"[sum as usize % 11])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with python-stdnum 2.2 (`stdnum.cn.ric`, birth date and check character): invented numbers, and the
    /// same with one digit changed.
    const VECTORS: &str = include_str!("../../tests/vectors/resident-cards.csv");

    fn on() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 5).unwrap()
    }

    fn checked(kind: IdKind, text: &str) -> Result<(), Misfit> {
        check(kind, &IdNumber::parse(text)?, on())
    }

    fn misfit(kind: IdKind, text: &str) -> String {
        checked(kind, text).unwrap_err().0
    }

    #[test]
    fn agrees_with_stdnum() {
        for line in VECTORS.lines().skip(1) {
            let (number, valid) = line.split_once(',').unwrap();
            assert_eq!(checked(IdKind::ResidentCard, number).is_ok(), valid == "1", "{number}");
        }
    }

    #[test]
    fn knows_the_other_documents() {
        use IdKind::{ForeignPermanent, ResidencePermit, ResidentCard};
        for number in ["810000199408230021", "830000199201300022"] {
            assert_eq!(checked(ResidencePermit, number), Ok(()));
        }
        for number in ["932682198501010017", "USA310075010199", "usa 3100-7501-0199"] {
            assert_eq!(checked(ForeignPermanent, number), Ok(()), "{number}");
        }
        assert!(misfit(ResidencePermit, "310101197001029996").contains("810000"));
        assert!(misfit(ForeignPermanent, "310101197001029996").contains("9 开头"));
        assert!(misfit(ForeignPermanent, "US1310075010199").contains("3 位字母"));
        assert_eq!(misfit(ResidentCard, "USA310075010199"), "应为 18 位，实际 15 位");
    }

    #[test]
    fn says_what_is_wrong() {
        let resident = |text| misfit(IdKind::ResidentCard, text);
        assert_eq!(resident("31010119700102999"), "应为 18 位，实际 17 位");
        assert_eq!(resident("3101A1197001029996"), "第 5 位不能是“A”，前 17 位应为数字");
        assert_eq!(resident("310101198002309994"), "出生日期 19800230 不存在（第 7 至 14 位）");
        assert!(resident("310101209001019996").contains("2090年1月1日 还没有到"));
        assert!(resident("310101197001029990").contains("末位应为“6”"));
        assert!(resident("310101197001029000").contains("Excel"));
        assert!(resident("3.10101E+17").contains("科学计数"));
        assert_eq!(resident("31010119700102999Y"), "末位不能是“Y”，应为数字或 X");
        assert_eq!(resident("一二三四五六"), "号码里不能有“一”");
    }

    #[test]
    fn born_today_is_not_in_the_future() {
        let number = IdNumber::parse("310117200002299985").unwrap();
        let born = NaiveDate::from_ymd_opt(2000, 2, 29).unwrap();
        assert_eq!(check(IdKind::ResidentCard, &number, born), Ok(()));
        assert!(check(IdKind::ResidentCard, &number, born.pred_opt().unwrap()).is_err());
    }

    #[test]
    fn canonical_and_masked() {
        let number = IdNumber::parse(" 31010119700102903x").unwrap();
        assert_eq!((number.as_str(), number.masked().as_str()), ("31010119700102903X", "310101********903X"));
        assert_eq!(IdNumber::parse("USA310075010199").unwrap().masked(), "USA********0199");
        assert_eq!(IdNumber::from_cell(Cell::Text("身份证号六位")), None);
    }
}
