//! 技能等级: the eight grades, low to high.

crate::terms! {
    /// 技能等级, low to high. 首席技师 here is the eighth grade of the national system, not the post that a unit
    /// appoints and the measure speaks of.
    pub enum Grade {
        Apprentice = "apprentice", "学徒工", ["学徒"];
        Junior = "junior", "初级工", [
            "初級工",
            "Ⅴ级", "Ⅴ级/初级工", "初级工/Ⅴ级", "初级工(Ⅴ级)", "国家职业资格Ⅴ级", "V级", "国家职业资格V级",
            "五级", "5级", "五级工", "五级/初级工", "初级工/五级", "5级/初级工", "初级工/5级", "五级初级工", "初级工五级",
            "初级工(五级)", "五级(初级工)", "初级工(5级)", "初级工（五级）", "五级（初级工）", "国家职业资格五级",
            "国家职业资格5级", "职业资格五级", "职业技能等级五级", "国家职业资格五级/初级工", "国家职业资格五级(初级工)",
        ];
        Intermediate = "intermediate", "中级工", [
            "中級工",
            "Ⅳ级", "Ⅳ级/中级工", "中级工/Ⅳ级", "中级工(Ⅳ级)", "国家职业资格Ⅳ级", "IV级", "国家职业资格IV级",
            "四级", "4级", "四级工", "四级/中级工", "中级工/四级", "4级/中级工", "中级工/4级", "四级中级工", "中级工四级",
            "中级工(四级)", "四级(中级工)", "中级工(4级)", "中级工（四级）", "四级（中级工）", "国家职业资格四级",
            "国家职业资格4级", "职业资格四级", "职业技能等级四级", "国家职业资格四级/中级工", "国家职业资格四级(中级工)",
        ];
        Senior = "senior", "高级工", [
            "高級工",
            "Ⅲ级", "Ⅲ级/高级工", "高级工/Ⅲ级", "高级工(Ⅲ级)", "国家职业资格Ⅲ级", "III级", "国家职业资格III级",
            "三级", "3级", "三级工", "三级/高级工", "高级工/三级", "3级/高级工", "高级工/3级", "三级高级工", "高级工三级",
            "高级工(三级)", "三级(高级工)", "高级工(3级)", "高级工（三级）", "三级（高级工）", "国家职业资格三级",
            "国家职业资格3级", "职业资格三级", "职业技能等级三级", "国家职业资格三级/高级工", "国家职业资格三级(高级工)",
        ];
        Technician = "technician", "技师", [
            "技師", "二級", "二級技師",
            "Ⅱ级", "Ⅱ级/技师", "技师/Ⅱ级", "技师(Ⅱ级)", "国家职业资格Ⅱ级", "II级", "国家职业资格II级",
            "二级", "2级", "二级/技师", "技师/二级", "2级/技师", "技师/2级", "二级技师", "技师二级", "2级技师",
            "技师(二级)", "二级(技师)", "技师(2级)", "技师（二级）", "二级（技师）", "国家职业资格二级",
            "国家职业资格2级", "职业资格二级", "职业技能等级二级", "国家职业资格二级/技师", "国家职业资格二级(技师)",
        ];
        SeniorTechnician = "senior_technician", "高级技师", [
            "高級技師", "一級", "一級技師",
            "Ⅰ级", "Ⅰ级/高级技师", "高级技师/Ⅰ级", "高级技师(Ⅰ级)", "国家职业资格Ⅰ级", "I级", "国家职业资格I级",
            "一级", "1级", "一级/高级技师", "高级技师/一级", "1级/高级技师", "高级技师/1级", "一级高级技师", "高级技师一级",
            "一级技师", "1级技师", "高级技师(一级)", "一级(高级技师)", "高级技师(1级)", "高级技师（一级）", "一级（高级技师）",
            "国家职业资格一级", "国家职业资格1级", "职业资格一级", "职业技能等级一级", "国家职业资格一级/高级技师",
            "国家职业资格一级(高级技师)",
        ];
        SpecialTechnician = "special_technician", "特级技师", ["特级", "特級技師"];
        ChiefTechnician = "chief_technician", "首席技师", ["首席", "首席技師"];
    }
}

impl Grade {
    /// 技师及以上.
    pub fn is_technician_or_above(self) -> bool {
        self >= Self::Technician
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;

    #[test]
    fn reads_every_spelling_of_a_numbered_grade() {
        let numbered = [
            (Grade::Junior, "初级工", "五", "5", "Ⅴ", "V"),
            (Grade::Intermediate, "中级工", "四", "4", "Ⅳ", "IV"),
            (Grade::Senior, "高级工", "三", "3", "Ⅲ", "III"),
            (Grade::Technician, "技师", "二", "2", "Ⅱ", "II"),
            (Grade::SeniorTechnician, "高级技师", "一", "1", "Ⅰ", "I"),
        ];
        for (grade, name, level, digit, roman, latin) in numbered {
            let mut spellings =
                vec![name.to_owned(), format!("{name}（{level}级）"), format!("{level}级（{name}）")];
            for level in [level, digit, roman] {
                spellings.extend([
                    format!("{level}级"),
                    format!("{level}级/{name}"),
                    format!("{name}/{level}级"),
                    format!("{name}({level}级)"),
                    format!("国家职业资格{level}级"),
                ]);
            }
            spellings.extend([
                format!("{latin}级"),
                format!("国家职业资格{latin}级"),
                format!("{level}级{name}"),
                format!("{name}{level}级"),
                format!("{level}级({name})"),
                format!("国家职业资格{level}级({name})"),
                format!("职业技能等级{level}级"),
            ]);
            for spelling in spellings {
                assert_eq!(Grade::parse(&spelling), Ok(grade), "{spelling}");
            }
        }
        for (text, grade) in
            [("技師", Grade::Technician), ("高級技師", Grade::SeniorTechnician), ("高級工", Grade::Senior)]
        {
            assert_eq!(Grade::parse(text), Ok(grade), "{text}");
        }
        assert!(["六级", "技", "高级", "0级", ""].iter().all(|text| Grade::parse(text).is_err()));
    }

    #[test]
    fn technician_is_where_the_line_is() {
        assert!(Grade::ALL.is_sorted());
        let above: Vec<_> = Grade::ALL.iter().filter(|grade| grade.is_technician_or_above()).collect();
        assert_eq!(above.len(), 4);
        assert!(!Grade::Senior.is_technician_or_above() && Grade::Technician.is_technician_or_above());
    }
}
