//! 证书编号: what a certificate's number says about its level.

use super::form::SkillBasis;
use super::grade::Grade;
use super::text::{compact, is_digits};

/// The grade written inside a certificate's number. 职业资格证书: 16 digits, the 11th is the level.
/// 职业技能等级证书: Y (employer) or S (social body) and 21 digits, the 16th character is the level.
/// `None` for any other format: local and older ones differ, so a level read here only ever raises a question.
pub fn level_in(basis: SkillBasis, number: &str) -> Option<Grade> {
    let number = compact(number);
    let level = match basis {
        SkillBasis::Qualification if number.len() == 16 && is_digits(&number) => number.get(10..11),
        SkillBasis::SkillLevel => {
            let digits = number.strip_prefix(['Y', 'S']).filter(|rest| rest.len() == 21 && is_digits(rest));
            digits.and_then(|digits| digits.get(14..15))
        }
        _ => None,
    };
    match level? {
        "1" => Some(Grade::SeniorTechnician),
        "2" => Some(Grade::Technician),
        "3" => Some(Grade::Senior),
        "4" => Some(Grade::Intermediate),
        "5" => Some(Grade::Junior),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_level_where_the_format_has_one() {
        use SkillBasis::{Equivalent, Qualification, SkillLevel};
        for (basis, number, grade) in [
            (Qualification, "1509000000200123", Some(Grade::Technician)),
            (Qualification, "1509 0000 0010 0123", Some(Grade::SeniorTechnician)),
            (Qualification, "1509000000900123", None),
            (Qualification, "150900000020012", None),
            (Qualification, "15090000002001A3", None),
            (Qualification, "Y003100000123252000012", None),
            (SkillLevel, "Y003100000123252000012", Some(Grade::Technician)),
            (SkillLevel, "s003100000123251000012", Some(Grade::SeniorTechnician)),
            (SkillLevel, "Ｓ００３１００００0123253000012", Some(Grade::Senior)),
            (SkillLevel, "Y003100000123254000012", Some(Grade::Intermediate)),
            (SkillLevel, "Y003100000123255000012", Some(Grade::Junior)),
            (SkillLevel, "Y003100000123250000012", None),
            (SkillLevel, "X003100000123252000012", None),
            (SkillLevel, "Y00310000012325200001", None),
            (SkillLevel, "沪人社证字二级", None),
            (Equivalent, "1509000000200123", None),
        ] {
            assert_eq!(level_in(basis, number), grade, "{number}");
        }
    }
}
