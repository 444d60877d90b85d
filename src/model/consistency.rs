//! What one application says in two places that can't both be true.

use chrono::NaiveDate;

use super::dates::chinese;
use super::form::Application;
use super::identity;
use super::record::{FieldMisfit, Record};
use super::value::Misfit;

/// The index of a column of the application; a column that it doesn't have is refused when compiled.
const fn index_of(column: &str) -> usize {
    let mut at = 0;
    while !is_same(Application::FIELDS[at].column, column) {
        at += 1;
    }
    at
}

/// `==` on text, for constants.
const fn is_same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at] == right[at] {
        at += 1;
    }
    at == left.len() && at == right.len()
}

/// Notes that `later` lies before `earlier`.
fn order(
    field: usize,
    (earlier_header, earlier): (&str, NaiveDate),
    later: NaiveDate,
    misfits: &mut Vec<FieldMisfit>,
) {
    if later < earlier {
        let what = format!("{} 早于{earlier_header} {}", chinese(later), chinese(earlier));
        misfits.push(FieldMisfit { field, misfit: Misfit::new(what) });
    }
}

impl Application {
    /// What can't be right between fields that can each be read, first the errors, then what only warns; `on` is
    /// the day on which the application is looked at. Whether the unit may be granted anything is the measure's
    /// to say, not asked here.
    pub fn consistency(&self, on: NaiveDate) -> (Vec<FieldMisfit>, Vec<FieldMisfit>) {
        let mut errors = Vec::new();
        if let Err(misfit) = identity::check(self.id_kind(), &self.id_number, on) {
            errors.push(FieldMisfit { field: const { index_of("id_number") }, misfit });
        }
        self.check_certificate(on, &mut errors);
        let appointed = ("聘任起始日期", self.appointed_from);
        order(const { index_of("appointed_to") }, appointed, self.appointed_to, &mut errors);
        if let (Some(from), Some(to)) = (self.internal_notice_from, self.internal_notice_to) {
            order(const { index_of("internal_notice_to") }, ("单位公示起始日期", from), to, &mut errors);
        }
        if self.applied_on.is_some_and(|applied_on| applied_on > on) {
            let misfit = Misfit::new(format!("申报日期晚于业务日期 {on}"));
            errors.push(FieldMisfit { field: const { index_of("applied_on") }, misfit });
        }
        (errors, self.doubts())
    }

    /// A level that rests on a certificate needs the grade, the number and the date of that certificate.
    fn check_certificate(&self, on: NaiveDate, errors: &mut Vec<FieldMisfit>) {
        let given = [
            (const { index_of("skill_grade") }, self.skill_grade.is_some()),
            (const { index_of("certificate_no") }, self.certificate_no.is_some()),
            (const { index_of("certified_on") }, self.certified_on.is_some()),
        ];
        if self.skill_basis.has_certificate() {
            for (field, _) in given.iter().filter(|(_, is_given)| !is_given) {
                let what = format!("水平依据是{}，不能为空", self.skill_basis.term());
                errors.push(FieldMisfit { field: *field, misfit: Misfit::new(what) });
            }
        }
        if let Some(certified_on) = self.certified_on.filter(|date| *date > on) {
            let misfit = Misfit::new(format!("{} 还没有到", chinese(certified_on)));
            errors.push(FieldMisfit { field: const { index_of("certified_on") }, misfit });
        }
    }

    /// What is odd but does occur.
    fn doubts(&self) -> Vec<FieldMisfit> {
        let mut doubts = Vec::new();
        if !self.uscc.organisation_check_ok() {
            let misfit = Misfit::new("内含的组织机构代码（第 9 至 17 位）校验不符，请对照营业执照核对");
            doubts.push(FieldMisfit { field: const { index_of("uscc") }, misfit });
        }
        doubts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &[(&str, &str)] = &[
        ("unit_name", "上海示例精密制造有限公司"),
        ("uscc", "91310117MA7XRWFQ2Y"),
        ("unit_kind", "企业"),
        ("town", "泗泾镇"),
        ("contact_name", "张三"),
        ("contact_phone", "13812341234"),
        ("technician_name", "李四"),
        ("id_number", "310101197001029996"),
        ("occupation", "钳工"),
        ("post_kind", "生产技术"),
        ("skill_basis", "职业技能等级证书"),
        ("skill_grade", "技师"),
        ("certificate_no", "Y003100000123252000012"),
        ("certified_on", "2020-01-01"),
        ("appointed_from", "2025-01-01"),
        ("appointed_to", "2027-12-31"),
        ("internal_notice_from", "2024-12-01"),
        ("internal_notice_to", "2024-12-10"),
        ("studio_name", "李四工作室"),
        ("established_on", "2024-01-01"),
        ("team_size", "6"),
        ("matching_commitment_fen", "5万元"),
    ];

    type Said = Vec<(&'static str, String)>;

    /// What is said, as column and sentence, of the sound application with some columns changed.
    fn said(changes: &[(&str, &str)]) -> (Said, Said) {
        let read = |field: usize| {
            let column = Application::FIELDS[field].column;
            let all = changes.iter().chain(SOUND);
            all.clone().find(|(name, _)| *name == column).map_or("", |(_, text)| *text)
        };
        let application = Application::parse(&read).unwrap();
        let (errors, doubts) = application.consistency(NaiveDate::from_ymd_opt(2026, 3, 5).unwrap());
        let named = |misfits: Vec<FieldMisfit>| {
            misfits.into_iter().map(|it| (Application::FIELDS[it.field].column, it.misfit.0)).collect()
        };
        (named(errors), named(doubts))
    }

    #[test]
    fn nothing_is_said_of_a_sound_application() {
        assert_eq!(said(&[]), (vec![], vec![]));
        let same_day = [
            ("appointed_to", "2025-01-01"),
            ("internal_notice_to", "2024-12-01"),
            ("certified_on", "2026-03-05"),
        ];
        assert_eq!(said(&same_day), (vec![], vec![]));
        let bare =
            [("skill_basis", "相同水平"), ("skill_grade", ""), ("certificate_no", ""), ("certified_on", "")];
        assert_eq!(said(&bare), (vec![], vec![]));
    }

    #[test]
    fn each_contradiction_is_one_error_at_its_column() {
        for (change, sentence) in [
            (("id_number", "310101209001019996"), "出生日期 2090年1月1日 还没有到（第 7 至 14 位）"),
            (("id_kind", "港澳台居民居住证"), "港澳台居民居住证号码应以 810000、820000 或 830000 开头"),
            (("appointed_to", "2024-12-31"), "2024年12月31日 早于聘任起始日期 2025年1月1日"),
            (("internal_notice_to", "2024-11-30"), "2024年11月30日 早于单位公示起始日期 2024年12月1日"),
            (("skill_grade", ""), "水平依据是职业技能等级证书，不能为空"),
            (("certificate_no", ""), "水平依据是职业技能等级证书，不能为空"),
            (("certified_on", ""), "水平依据是职业技能等级证书，不能为空"),
            (("certified_on", "2026-03-06"), "2026年3月6日 还没有到"),
        ] {
            let column = if change.0 == "id_kind" { "id_number" } else { change.0 };
            assert_eq!(said(&[change]), (vec![(column, sentence.to_owned())], vec![]));
        }
    }

    #[test]
    fn an_odd_organisation_code_only_warns() {
        let (errors, doubts) = said(&[("uscc", "91310117MA7XRWFQ32")]);
        assert_eq!((errors, doubts[0].0, doubts.len()), (vec![], "uscc", 1));
    }
}
