//! Money as people write it, and money in words.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::datum::Datum;
use super::datum::Kind;
use super::money::Fen;
use super::text::{is_digits, is_scientific};
use super::value::{Cell, Misfit, Value};

/// No sheet of this grant speaks of ten thousand 亿 yuan; a slip of the finger must not overflow a sum later.
const CEILING: i64 = 100_000_000_000_000;

/// Reads an amount in yuan: `50000`, `50,000.00`, `¥50000`, `5万`, `5.5万元`. Exact to the fen; never negative.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_yuan(text: &str) -> Result<Fen, Misfit> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let text = text.trim_start_matches("人民币").trim_start_matches(['¥', '￥']);
    if text.starts_with(['-', '−', '－']) {
        return Err(Misfit::new("金额不能为负数"));
    }
    if is_scientific(text) {
        return Err(Misfit::new("金额不能写成科学计数，请写完整的数字"));
    }
    let text = text.strip_suffix('整').unwrap_or(text);
    let text = text.strip_suffix(['元', '圆']).unwrap_or(text);
    let (number, fen_in_one) = text.strip_suffix('万').map_or((text, 100), |number| (number, 1_000_000));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if !is_digits(fraction) || !is_digits(&whole.replace([',', '，'], "")) {
        return Err(Misfit::new("不是金额"));
    }
    let written = format!("{}.{}0", ungrouped(whole)?, fraction.trim_end_matches('0'));
    let fen = Decimal::from_str_exact(&written).ok().and_then(|number| number.checked_mul(fen_in_one.into()));
    match fen {
        Some(fen) if !fen.is_integer() => Err(Misfit::new("金额精确到分，最多两位小数")),
        Some(fen) if fen >= CEILING.into() => Err(Misfit::new("金额过大")),
        Some(fen) => fen.to_i64().map(Fen::new).ok_or_else(|| Misfit::new("金额过大")),
        None => Err(Misfit::new("金额的位数太多")),
    }
}

impl Value for Fen {
    const EXPECTS: &'static str = "金额（元），如 50000、50,000.00 或 5万元";
    const KIND: Kind = Kind::Money;

    fn parse(text: &str) -> Result<Self, Misfit> {
        parse_yuan(text)
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Int(self.fen())
    }

    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(Self::new)
    }

    fn datum(&self) -> Datum {
        Datum::Money(*self)
    }
}

/// The digits of a whole number, whose commas, if it has any, stand every three digits from the right.
fn ungrouped(whole: &str) -> Result<String, Misfit> {
    let groups: Vec<_> = whole.split([',', '，']).collect();
    if let [first, rest @ ..] = groups.as_slice() {
        let regular = (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
        if !rest.is_empty() && !regular {
            return Err(Misfit::new("千分位逗号的位置不对，应每三位一个"));
        }
    }
    Ok(groups.concat())
}

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];

const UNITS: [(u64, &str); 5] = [(100_000_000, "亿"), (10_000, "万"), (1_000, "仟"), (100, "佰"), (10, "拾")];

/// 人民币大写: `伍万元整`, as cheques and payment schedules write an amount (支付结算办法, annex one).
pub fn in_words(amount: Fen) -> String {
    let fen = amount.fen().unsigned_abs();
    let (yuan, jiao, cents) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut words = String::from(if amount < Fen::ZERO { "负" } else { "" });
    if yuan > 0 || fen == 0 {
        spell(yuan, &mut words);
        words.push('元');
    }
    if fen.is_multiple_of(100) {
        words.push('整');
        return words;
    }
    if yuan > 0 && (yuan % 10 == 0 || jiao == 0) {
        words.push('零');
    }
    if jiao > 0 {
        spell(jiao, &mut words);
        words.push('角');
    }
    if cents > 0 {
        spell(cents, &mut words);
        words.push('分');
    }
    words
}

/// A whole number: the largest unit in it, how many of that, and the rest, after 零 where places are skipped.
fn spell(number: u64, words: &mut String) {
    let Some((unit, name)) = UNITS.into_iter().find(|(unit, _)| number >= *unit) else {
        words.push_str(DIGITS[number as usize % 10]);
        return;
    };
    spell(number / unit, words);
    words.push_str(name);
    let rest = number % unit;
    if rest > 0 {
        if rest < unit / 10 {
            words.push('零');
        }
        spell(rest, words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with cn2an 0.5.24 (`an2cn(…, "rmb")`). It never writes 零 between a yuan that ends in 0 and the jiao,
    /// which we do as annex one has it first, so such amounts are not among them.
    const VECTORS: &str = include_str!("../../tests/vectors/amounts-in-words.csv");

    #[test]
    fn agrees_with_cn2an() {
        for line in VECTORS.lines().skip(1) {
            let (yuan, words) = line.split_once(',').unwrap();
            assert_eq!(in_words(parse_yuan(yuan).unwrap()), words, "{yuan}");
        }
    }

    #[test]
    fn writes_amounts_as_the_bank_wants_them() {
        for (fen, words) in [
            (5_000_000, "伍万元整"),
            (10_700_053, "壹拾万柒仟元零伍角叁分"),
            (168_032, "壹仟陆佰捌拾元零叁角贰分"),
            (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
            (32_504, "叁佰贰拾伍元零肆分"),
            (600_714, "陆仟零柒元壹角肆分"),
            (140_950, "壹仟肆佰零玖元伍角"),
            (20_005_007, "贰拾万零伍拾元零柒分"),
            (5, "伍分"),
            (0, "零元整"),
            (-2_500_000, "负贰万伍仟元整"),
            (10_001_000_000, "壹亿零壹万元整"),
            (i64::MAX, "玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分"),
        ] {
            assert_eq!(in_words(Fen::new(fen)), words, "{fen}");
        }
    }

    #[test]
    fn reads_amounts_as_people_write_them() {
        for (text, fen) in [
            ("50000", 5_000_000),
            ("50,000.00", 5_000_000),
            ("50，000", 5_000_000),
            ("¥50000", 5_000_000),
            ("￥ 50,000", 5_000_000),
            ("人民币50000元整", 5_000_000),
            ("人民币￥50000", 5_000_000),
            ("5万", 5_000_000),
            ("5 万元", 5_000_000),
            ("5.5万元", 5_500_000),
            ("4.999999万", 4_999_999),
            ("50000元", 5_000_000),
            ("49999.99", 4_999_999),
            ("50000.000", 5_000_000),
            ("0.5", 50),
            ("0", 0),
            ("1,234,567.8", 123_456_780),
        ] {
            assert_eq!(parse_yuan(text), Ok(Fen::new(fen)), "{text}");
        }
    }

    #[test]
    fn says_why_an_amount_is_refused() {
        for (text, said) in [
            ("49999.999", "最多两位小数"),
            ("4.9999999万", "最多两位小数"),
            ("-50000", "不能为负数"),
            ("¥-50000", "不能为负数"),
            ("5,00,0", "千分位"),
            ("5000,000", "千分位"),
            (",000", "千分位"),
            ("50,000,", "千分位"),
            ("5E+4", "科学计数"),
            ("伍万元", "不是金额"),
            ("5万5", "不是金额"),
            ("5.", "不是金额"),
            (".5", "不是金额"),
            ("1.2.3", "不是金额"),
            ("元", "不是金额"),
            ("约5万元", "不是金额"),
            ("", "不是金额"),
            ("99999999999999999999", "金额过大"),
        ] {
            let misfit = parse_yuan(text).unwrap_err().0;
            assert!(misfit.contains(said), "{text}: {misfit}");
        }
    }
}
