//! 技能等级: the eight grades, low to high.

crate::terms! {
    /// 技能等级
    pub enum Grade {
        Apprentice = "apprentice", "学徒工";
        Junior = "junior", "初级工", ["五级"];
        Intermediate = "intermediate", "中级工", ["四级"];
        Senior = "senior", "高级工", ["三级"];
        Technician = "technician", "技师", ["二级"];
        SeniorTechnician = "senior_technician", "高级技师", ["一级"];
        SpecialTechnician = "special_technician", "特级技师";
        ChiefTechnician = "chief_technician", "首席技师";
    }
}
