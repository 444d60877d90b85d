//! 街镇: the seventeen streets and towns of Songjiang District, and its three zones.

crate::terms! {
    /// 所属街镇: whose service centre takes the application.
    pub enum Town {
        Yueyang = "yueyang", "岳阳街道", ["岳阳", "松江区岳阳街道"];
        Yongfeng = "yongfeng", "永丰街道", ["永丰", "松江区永丰街道"];
        Fangsong = "fangsong", "方松街道", ["方松", "松江区方松街道"];
        Zhongshan = "zhongshan", "中山街道", ["中山", "松江区中山街道"];
        Guangfulin = "guangfulin", "广富林街道", ["广富林", "松江区广富林街道"];
        Jiuliting = "jiuliting", "九里亭街道", ["九里亭", "松江区九里亭街道"];
        Sijing = "sijing", "泗泾镇", ["泗泾", "松江区泗泾镇"];
        Sheshan = "sheshan", "佘山镇", ["佘山", "松江区佘山镇"];
        Chedun = "chedun", "车墩镇", ["车墩", "松江区车墩镇"];
        Xinqiao = "xinqiao", "新桥镇", ["新桥", "松江区新桥镇"];
        Dongjing = "dongjing", "洞泾镇", ["洞泾", "松江区洞泾镇"];
        Jiuting = "jiuting", "九亭镇", ["九亭", "松江区九亭镇"];
        Maogang = "maogang", "泖港镇", ["泖港", "松江区泖港镇"];
        Shihudang = "shihudang", "石湖荡镇", ["石湖荡", "松江区石湖荡镇"];
        Xinbang = "xinbang", "新浜镇", ["新浜", "松江区新浜镇"];
        Yexie = "yexie", "叶榭镇", ["叶榭", "松江区叶榭镇"];
        Xiaokunshan = "xiaokunshan", "小昆山镇", ["小昆山", "松江区小昆山镇"];
        DevelopmentZone = "development_zone", "松江经济技术开发区", ["松江经开区", "经开区", "松江开发区", "经济技术开发区"];
        BondedZone = "bonded_zone", "松江综合保税区", ["松江综保区", "综保区", "综合保税区"];
        SheshanResort = "sheshan_resort", "佘山国家旅游度假区", ["佘山旅游度假区", "佘山度假区", "旅游度假区"];
    }
}

impl Town {
    /// 行政区划代码: nine digits, 310117 and the town's own three; a zone has none.
    pub fn division_code(self) -> Option<&'static str> {
        Some(match self {
            Self::Yueyang => "310117001",
            Self::Yongfeng => "310117002",
            Self::Fangsong => "310117003",
            Self::Zhongshan => "310117004",
            Self::Guangfulin => "310117005",
            Self::Jiuliting => "310117006",
            Self::Sijing => "310117102",
            Self::Sheshan => "310117103",
            Self::Chedun => "310117104",
            Self::Xinqiao => "310117105",
            Self::Dongjing => "310117106",
            Self::Jiuting => "310117107",
            Self::Maogang => "310117109",
            Self::Shihudang => "310117116",
            Self::Xinbang => "310117117",
            Self::Yexie => "310117120",
            Self::Xiaokunshan => "310117121",
            Self::DevelopmentZone | Self::BondedZone | Self::SheshanResort => return None,
        })
    }

    /// Whether it is a zone (开发区). Whether a zone screens by itself is the bureau's to say.
    pub fn is_zone(self) -> bool {
        self.division_code().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;

    #[test]
    fn seventeen_towns_by_code_and_three_zones() {
        let codes: Vec<_> = Town::ALL.iter().filter_map(|town| town.division_code()).collect();
        assert_eq!(codes.len(), 17);
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(codes.iter().all(|code| code.len() == 9 && code.starts_with("310117")));
        assert_eq!(Town::ALL.iter().filter(|town| town.is_zone()).count(), 3);
    }

    #[test]
    fn reads_official_and_short_names() {
        for town in Town::ALL.iter().copied().filter(|town| !town.is_zone()) {
            let short = town.term().trim_end_matches("街道").trim_end_matches('镇');
            assert_eq!((Town::parse(short), Town::parse(town.term())), (Ok(town), Ok(town)));
            assert_eq!(Town::parse(&format!("松江区{}", town.term())), Ok(town));
        }
        assert_eq!(Town::parse("佘山度假区"), Ok(Town::SheshanResort));
        assert!(Town::parse("泗").is_err());
    }
}
