//! 告知书: what a town tells a unit whose application it sends back or doesn't pass: each rule with its clause and
//! figures, what was found, what may be done, and where to complain. Nothing personal but the unit's own name.

use anyhow::Result;

use super::paper::centre;
use crate::casework::wording::{ISSUER, clause, formal, measure, official};
use crate::casework::{Dossier, bureau};
use crate::measure::rule;
use crate::model::acts::Decision;
use crate::model::dates::chinese;
use crate::model::paper::Paper;
use crate::store::facts::{Screening, ScreeningGround};
use crate::store::{Store, Stored};

/// The letter for an opinion that sends a case back or refuses it, as it was recorded.
pub(super) fn written(store: &Store, dossier: &Dossier, screening: &Stored<Screening>) -> Result<Paper> {
    let grounds = store.by::<ScreeningGround>("screening_id", screening.id)?;
    let known = bureau::known_at(store, screening.entry_id)?;
    let screening = &screening.fact;
    let round = &dossier.round.round;
    let returned = screening.decision == Decision::Return;
    let measure = measure(dossier.policy());
    let measure = format!("{}，以下简称《办法》）", measure.trim_end_matches('）'));
    let mut paragraphs = vec![format!(
        "你单位申报的 {} 年度松江区首席技师工作室资助项目“{}”（案件编号 {}），经{}按照{measure}初审，{}。初审意见：{}。",
        round.year,
        dossier.form().studio_name,
        dossier.no,
        screening.town,
        if returned { "需要补正，现予退回" } else { "不予通过" },
        screening.opinion.trim_end_matches('。'),
    )];
    if !grounds.is_empty() {
        paragraphs.push(if returned { "需要补正的事项：" } else { "不符合的条款和理由：" }.to_owned());
    }
    paragraphs
        .extend((1..).zip(&grounds).map(|(number, ground)| reason(number, dossier, &ground.fact, returned)));
    paragraphs.push(remedy(dossier, screening));
    let office =
        known.map(|bureau| format!("（{}，电话{}）", bureau.office, bureau.phone)).unwrap_or_default();
    paragraphs.push(format!(
        "对以上意见有异议的，可以向{}书面提出，也可以向{ISSUER}{office}反映，请写明单位名称、案件编号和理由，并附有关材料。",
        screening.town
    ));
    let title = if returned { "初审补正告知书" } else { "初审不予通过告知书" };
    let paper = Paper::titled(title).addressed(&dossier.form().unit_name);
    let paper = paragraphs.iter().map(|text| formal(text)).fold(paper, Paper::text);
    Ok(paper.sealed(centre(&screening.town), screening.screened_on))
}

/// One rule: its clause, what it asks with its figures, what was found, what would cure it.
fn reason(number: usize, dossier: &Dossier, ground: &ScreeningGround, returned: bool) -> String {
    let mut text = format!("{number}. ");
    if let Some(rule) = rule(&ground.code) {
        text += &format!(
            "《办法》{}（{}）：{}",
            clause(rule.clause),
            rule.title,
            rule.asks.trim_end_matches('。')
        );
        let figures: Vec<_> = (rule.figures)(dossier.policy())
            .into_iter()
            .map(|figure| format!("{}：{}", figure.name, figure.value))
            .collect();
        if !figures.is_empty() {
            text += &format!("（{}）", figures.join("，"));
        }
        text += "。";
    }
    text += &format!("经审核：{}。", ground.found.trim_end_matches('。'));
    // What a town found by itself has no cure of the program's, but what is asked stands just before.
    let (leads, otherwise) = match returned {
        true => ("补正办法：", "请对照上述要求补正，并附有关材料"),
        false => ("说明：再次申报的，", "请先达到上述要求，并附有关材料"),
    };
    let cure = ground.cure.as_deref().unwrap_or(otherwise);
    text += &format!("{leads}{}。", for_unit(cure.trim_end_matches('。')));
    official(&text)
}

/// What would cure it, said to the unit: the cures are worded for the clerk, who may ask the town as well.
fn for_unit(cure: &str) -> String {
    let by_town = |part: &str| part.contains("街镇") && part.ends_with("确认");
    let mut parts: Vec<_> = cure.split("，或").collect();
    if !parts.iter().any(|part| by_town(part)) {
        return cure.replace("请单位", "请");
    }
    parts.sort_by_key(|part| by_town(part));
    let said = parts.into_iter().map(|part| match by_town(part) {
        true => "提交有关材料由街镇核实",
        false => part.trim_start_matches("请单位").trim_start_matches('请'),
    });
    format!("请{}", said.collect::<Vec<_>>().join("，或"))
}

/// What the unit can still do, and until when.
fn remedy(dossier: &Dossier, screening: &Screening) -> String {
    let round = &dossier.round.round;
    let (closes_on, deadline) = (round.applications_to, round.town_deadline_on);
    match screening.decision {
        Decision::Return => format!(
            "请按上述事项补正，并及早交回{}；初审后的候选项目须在 {} 以前上报，逾期未补正的，本轮不能上报。",
            screening.town,
            chinese(deadline)
        ),
        _ if screening.screened_on <= closes_on => {
            format!("本轮申报到 {} 为止。在此以前具备条件的，可以重新申报。", chinese(closes_on))
        }
        _ => format!("本轮申报已于 {} 截止。以后年度具备条件的，可以再次申报。", chinese(closes_on)),
    }
}

#[cfg(test)]
mod tests {
    use super::for_unit;

    #[test]
    fn a_unit_is_told_what_it_can_do_itself() {
        assert_eq!(for_unit("请单位补填计划，或由街镇核实后确认"), "请补填计划，或提交有关材料由街镇核实");
        assert_eq!(for_unit("请街镇查看材料后确认，或请单位补填"), "请补填，或提交有关材料由街镇核实");
        assert_eq!(for_unit("请单位核对日期，或者更正岗位"), "请核对日期，或者更正岗位");
    }
}
