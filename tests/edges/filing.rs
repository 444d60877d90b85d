//! Edges of the round and of the application.

use studiogrant::measure::{Party, Rival};
use studiogrant::model::Fen;
use studiogrant::model::form::{NoticeResult, PostKind, SkillBasis, Support, Supports, UnitKind};
use studiogrant::model::grade::Grade;
use studiogrant::model::uscc::Uscc;
use studiogrant::model::{Misfit, Value};

use crate::world::{World, day};
use crate::{Edge, edges};

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn uscc(text: &str) -> Uscc {
    let read: Result<Uscc, Misfit> = Uscc::parse(text);
    read.unwrap()
}

fn basis(world: &mut World, basis: SkillBasis, recognition: &str) {
    world.form.skill_basis = basis;
    (world.form.skill_grade, world.form.certificate_no) = (None, None);
    world.form.recognition = text(recognition);
}

fn home(world: &mut World, town: &str, filed_with: &'static str) {
    world.form.town = town.to_owned();
    world.filing.filed_with = filed_with;
}

fn rival(party: Party, award_to: Option<&str>) -> &'static [Rival<'static>] {
    let award_to = award_to.map(day);
    Vec::leak(vec![Rival { case_no: "2026-0009", party, award_to }])
}

fn only_some_zones(world: &mut World) {
    world.policy.screening_zones.value = vec!["松江综合保税区".to_owned()];
}

pub(crate) const EDGES: &[Edge] = edges! {
    "A3-1a" Opening Reminder: |w| w.opening.quota = 12, |w| w.opening.quota = 13, ["13", "10"];
    "A3-1a" Opening Reminder: |w| w.opening.quota = 8, |w| w.opening.quota = 7, ["7", "10"];
    "A3-1b" Opening NotMet: |w| w.opening.quota = 9, |w| w.opening.quota = 0, ["0"];
    "A6-2-1a" Opening NotMet: |w| w.opening.notice_no = "沪松人社〔2026〕1号", |w| w.opening.notice_no = " ", ["文号"];
    "A6-2-1a" Opening Reminder: |w| w.opening.notice_no = "沪松人社(2026)01号", |w| w.opening.notice_no = "沪松人社1号", ["沪松人社1号", "不完整"];
    "A6-2-1a" Opening NotMet: |w| w.opening.opens_on = day("2026-03-31"), |w| w.opening.opens_on = day("2026-04-01"),
        ["2026-04-01", "2026-03-31"];
    "A6-2-1a" Opening NotMet: |w| w.opening.town_deadline_on = day("2026-03-31"),
        |w| w.opening.town_deadline_on = day("2026-03-30"), ["2026-03-30"];
    "A9-3" Opening NotMet: |w| w.opening.opens_on = day("2023-12-27"), |w| w.opening.opens_on = day("2023-12-26"),
        ["2023-12-26", "2023-12-27", "101号"];

    "A1-1" Filing NotMet: |w| home(w, "叶榭", "叶榭镇"), |w| w.form.town = "泗径镇".into(), ["泗径镇"];
    "A1-1" Filing Unproven: |w| w.form.uscc = uscc("91310117MA1JPA9311"),
        |w| w.form.uscc = uscc("91310115MA1JRY5Q00"), ["91310115MA1JRY5Q00", "310115", "泗泾镇"];
    "A2-1-1" Filing NotMet: |w| w.form.post_kind = PostKind::Training, |w| w.form.post_kind = PostKind::Management, ["管理"];
    "A2-1-1" Filing NotMet: |w| w.form.post_kind = PostKind::Production, |w| w.form.post_kind = PostKind::Other, ["其他"];
    "A2-1-1" Filing Unproven: |w| w.form.post_achievement = text("先进操作法"), |w| w.form.post_achievement = text("无"), ["业绩"];
    "A2-1-2a" Filing NotMet: |w| (w.form.skill_grade, w.form.certificate_no) = (Some(Grade::Technician), text("甲-1")),
        |w| w.form.skill_grade = Some(Grade::Senior), ["高级工", "技师"];
    "A2-1-2a" Filing Unproven: |w| { w.form.skill_grade = Some(Grade::SeniorTechnician); w.form.certificate_no = text("0909031234100123"); },
        |w| w.form.certificate_no = text("0909031234100123"), ["0909031234100123", "高级技师", "技师"];
    "A2-1-2a" Filing Unproven: |w| w.form.certificate_no = text("0909031234200124"),
        |w| w.form.certificate_no = text("0909031234300123"), ["0909031234300123", "高级工"];
    "A2-1-2a" Filing Unproven: |_| (), |w| w.form.skill_grade = None, ["技能等级"];
    "A2-1-2a" Filing Unproven: |_| (), |w| w.form.certificate_no = text("无"), ["证书编号"];
    "A2-1-2a" Filing Unproven: |w| { w.form.skill_basis = SkillBasis::SkillLevel; w.form.certificate_no = text("旧证 12"); },
        |w| { w.form.skill_basis = SkillBasis::SkillLevel; w.form.certificate_no = None; }, ["证书编号"];
    "A2-1-2b" Filing Unproven: |_| (), |w| basis(w, SkillBasis::Equivalent, "水平评价报告"), ["水平评价报告"];
    "A2-1-2b" Filing Unproven: |_| (), |w| basis(w, SkillBasis::Equivalent, "暂无"), ["没有写"];
    "A2-1-2c" Filing NotMet: |_| (), |w| basis(w, SkillBasis::TradeRecognition, " "), ["钳工", "没有"];
    "A2-1-2c" Filing Unproven: |_| (), |w| basis(w, SkillBasis::TradeRecognition, "行业协会认定"), ["行业协会认定"];
    "A2-2a" Filing NotMet: |w| w.form.internal_notice_result = Some(NoticeResult::Settled),
        |w| w.form.internal_notice_result = Some(NoticeResult::Contested), ["异议"];
    "A2-2a" Filing NotMet: |_| (), |w| w.form.internal_notice_result = None, ["公示"];
    "A2-2b" Filing Unproven: |_| (), |w| w.form.internal_notice_from = Some(day("2024-12-10")),
        ["2024-12-10", "2024-12-13", "4 个", "5 个"];
    "A2-2b" Filing Unproven: |w| w.form.internal_notice_to = Some(day("2025-01-01")),
        |w| w.form.internal_notice_to = Some(day("2025-01-02")), ["2025-01-02", "2025-01-01"];
    "A2-2b" Filing Unproven: |_| (), |w| w.form.internal_notice_from = None, ["没有填全"];
    "A2-2b" Filing Unproven: |_| (), |w| w.form.internal_notice_to = None, ["没有填全"];
    "A2-2b" Filing Unproven: |_| (), |w| w.form.internal_notice_to = Some(day("2024-12-08")), ["早于", "2024-12-08"];
    "A2-2b" Filing Unproven: |w| { w.policy.internal_notice_days.value = 1; w.form.internal_notice_from = w.form.internal_notice_to; },
        |w| w.form.internal_notice_from = w.form.internal_notice_to, ["1 个", "5 个"];
    "A2-2b" Filing Unproven: |_| (), |w| {
        (w.form.internal_notice_from, w.form.internal_notice_to) = (Some(day("1999-12-06")), Some(day("1999-12-20")));
    }, ["1999"];
    "A4-2a" Filing NotMet: |w| w.form.matching_commitment_fen = Fen::new(5_000_000),
        |w| w.form.matching_commitment_fen = Fen::new(4_999_999), ["49,999.99 元", "50,000.00 元"];
    "A6-1-0" Filing Unproven: |w| w.form.unit_kind = UnitKind::VocationalSchool,
        |w| w.form.unit_kind = UnitKind::TrainingInstitution, ["社会培训机构"];
    "A6-1-1" Filing NotMet: |w| w.form.selection_rules = text("办法"), |w| w.form.selection_rules = text("没有"), ["选聘制度"];
    "A6-1-2a" Filing NotMet: |w| w.form.established_on = day("2026-03-05"), |w| w.form.established_on = day("2026-03-06"),
        ["2026-03-06", "2026-03-05"];
    "A6-1-2a" Filing NotMet: |w| w.form.team_size = 1, |w| w.form.team_size = 0, ["0"];
    "A6-1-2b" Filing Unproven: |_| (),
        |w| w.form.support = Supports::of(&[Support::Funds, Support::Premises, Support::Equipment, Support::Facilities]), ["没有写：人员"];
    "A6-1-2b" Filing Unproven: |_| (), |w| w.form.support = Supports::of(&[Support::Premises]), ["资金、设备、设施、人员"];
    "A6-1-2b" Filing NotMet: |_| (), |w| w.form.support = Supports::default(), ["支持"];
    "A6-1-3a" Filing NotMet: |w| w.form.monthly_allowance_fen = Some(Fen::new(1)),
        |w| w.form.monthly_allowance_fen = Some(Fen::ZERO), ["津贴"];
    "A6-1-3a" Filing NotMet: |w| { w.form.monthly_allowance_fen = None; w.form.other_incentives = text("年终奖"); },
        |w| { w.form.monthly_allowance_fen = None; w.form.other_incentives = text("无"); }, ["激励"];
    "A6-1-3b" Filing NotMet: |w| w.form.appointed_from = day("2026-03-05"), |w| w.form.appointed_from = day("2026-03-06"),
        ["2026-03-05", "2026-03-06"];
    "A6-1-3c" Filing Reminder: |w| w.form.appointed_to = day("2029-04-14"), |w| w.form.appointed_to = day("2029-04-13"),
        ["2029-04-13", "2029-04-14"];
    "A6-1-3c" Filing Reminder: |_| (), |w| w.form.appointed_to = day("2026-03-05"), ["2026-03-05"];
    "A6-1-4" Filing Unproven: |_| (), |w| w.form.education_funds = None, ["没有写明按规定提取使用职工教育经费"];
    "A6-1-4" Filing Unproven: |_| (), |w| w.form.competitions = Some(false), ["没有参加竞赛比武培训（填的是“否”）"];
    "A6-1-4" Filing NotMet: |_| (), |w| (w.form.education_funds, w.form.competitions) = (Some(false), None), ["没有按规定提取使用职工教育经费（填的是“否”）", "也没有写明参加竞赛"];
    "A6-2-1a" Filing NotMet: |w| w.filing.applied_on = day("2026-03-02"), |w| w.filing.applied_on = day("2026-03-01"),
        ["2026-03-01", "2026-03-02"];
    "A6-2-1b" Filing NotMet: |w| w.filing.applied_on = day("2026-03-31"), |w| w.filing.applied_on = day("2026-04-01"),
        ["2026-04-01", "2026-03-31"];
    "A6-2-2" Filing NotMet: |w| home(w, "中山", "中山街道"), |w| w.filing.filed_with = "中山街道", ["泗泾镇", "中山街道"];
    "A6-2-2" Filing NotMet: |w| home(w, "松江综合保税区", "松江综合保税区"), |w| home(w, "松江综合保税区", "泗泾镇"), ["保税区"];
    "A6-2-2" Filing NotMet: |w| { only_some_zones(w); home(w, "松江经济技术开发区", "中山街道"); },
        |w| { only_some_zones(w); home(w, "松江经济技术开发区", "松江经济技术开发区"); }, ["松江经济技术开发区"];
    "A6-2-2" Filing NotMet: |w| { only_some_zones(w); home(w, "松江综合保税区", "松江综合保税区"); },
        |w| { only_some_zones(w); home(w, "松江经济技术开发区", "松江综合保税区"); }, ["松江综合保税区"];
    "A6-2-2" Filing NotMet: |_| (), |w| w.filing.filed_with = "某镇", ["某镇"];
    "A6-2-2" Filing NotMet: |_| (), |w| w.filing.rivals = rival(Party::Unit, None), ["单位", "2026-0009"];
    "A6-2-2" Filing NotMet: |w| w.filing.rivals = rival(Party::Technician, Some("2026-03-04")),
        |w| w.filing.rivals = rival(Party::Technician, Some("2026-03-05")), ["首席技师", "2026-0009", "2026-03-05"];

    "A6-2-3a" Passing NotMet: |w| (w.passing.unit_town, w.passing.town) = ("九亭", "九亭镇"), |w| w.passing.town = "九亭镇",
        ["泗泾镇", "九亭镇"];
    "A6-2-3a" Passing NotMet: |_| (), |w| w.passing.opinion = " ", ["初审意见"];
    "A6-2-3a" Passing NotMet: |w| w.open = findings(|w| w.form.appointed_to = day("2029-04-13")),
        |w| w.open = findings(|w| w.form.competitions = None), ["1 项", "A6-1-4", "待核实"];
    "A6-2-3a" Passing NotMet: |_| (), |w| w.open = findings(|w| w.form.team_size = 0), ["A6-1-2a", "不符合"];
    "A6-2-3b" Forwarding NotMet: |w| w.forwarded_on = day("2026-04-15"), |w| w.forwarded_on = day("2026-04-16"),
        ["2026-04-16", "2026-04-15"];
};

/// What is found on a filing changed like this.
fn findings(change: fn(&mut World)) -> Vec<studiogrant::measure::Finding> {
    let mut world = World::eligible();
    change(&mut world);
    world.examine("Filing")
}

#[test]
fn an_appointment_ends_with_its_last_day() {
    let mut world = World::eligible();
    world.form.appointed_to = day("2026-03-04");
    let codes: Vec<_> = world.examine("Filing").iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["A6-1-3b", "A6-1-3c"]);
}

#[test]
fn the_grades_from_technician_up_all_pass() {
    for (grade, passes) in
        Grade::ALL.iter().map(|grade| (*grade, *grade >= Grade::Technician)).collect::<Vec<_>>()
    {
        let mut world = World::eligible();
        (world.form.skill_grade, world.form.certificate_no) = (Some(grade), text("旧证 12"));
        assert_eq!(world.examine("Filing").is_empty(), passes, "{}", grade.term());
    }
}
