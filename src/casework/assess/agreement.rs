//! 目标任务责任协议: what unit and leader agree on, with what the studio is paid.

use anyhow::Result;
use chrono::NaiveDate;

use super::standing::{Then, entitled};
use crate::casework::wording::{ISSUER, formal, measure, money};
use crate::casework::{Desk, Dossier, Report};
use crate::measure::tasks::TASKS;
use crate::model::Fen;
use crate::model::acts::GrantKind;
use crate::model::case_no::CaseRef;
use crate::model::dates::chinese;
use crate::model::doc_no;
use crate::model::paper::{BLANK_DATE, Block, Paper};
use crate::store::facts::{Agreement, Announcement, Award, Entitlement};
use crate::store::{Store, Stored};

/// 目标任务责任协议 of an announced case, to be signed by the unit and its leader (A8-1a).
///
/// # Errors
/// There is no such case, or it is not announced.
pub fn agreement_text(desk: &Desk, case: CaseRef) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    let signed = dossier.agreement(&desk.store)?;
    let paper = drawn_up(&desk.store, &dossier, signed.as_ref())?;
    let no = dossier.no;
    let report = Report::default().with("case", no.to_string()).paper(paper);
    Ok(match signed {
        Some(_) => report,
        None => report.next(format!("双方签订以后登记：studiogrant assess agreement {no} --signed-on 日期")),
    })
}

/// Every agreement of a case with the leader of its time, each with its name.
///
/// # Errors
/// The case file can't be read.
pub(in crate::casework) fn agreements(store: &Store, dossier: &Dossier) -> Result<Vec<(String, Paper)>> {
    let signed = store.by::<Agreement>("case_id", dossier.case_id)?;
    let is_only = signed.len() == 1;
    let named = |(number, agreement): (usize, Stored<Agreement>)| {
        let name = "目标任务责任协议".to_owned();
        let name = if is_only { name } else { format!("{name}（第{number}次）") };
        Ok((name, drawn_up(store, dossier, Some(&agreement))?))
    };
    (1..).zip(signed).map(named).collect()
}

/// The agreement as it was known when it was recorded, or as it stands now.
fn drawn_up(store: &Store, dossier: &Dossier, signed: Option<&Stored<Agreement>>) -> Result<Paper> {
    let then = signed.map_or(Then::NOW, |signed| Then::before(signed.entry_id));
    let dossier = dossier.clone().known_before(store, then.entry_id)?;
    let (award, document) = dossier.announced(store)?;
    let granted = granted(store, dossier.case_id, then)?;
    let signed = signed.map(|signed| signed.fact.signed_on);
    Ok(agreement_paper(&dossier, (&award, &document), signed, granted))
}

/// What the studio is paid, made up of what, as it was known then; and the sum, where there is any.
fn granted(store: &Store, case_id: i64, then: Then) -> Result<(String, Option<Fen>)> {
    let entitled = entitled(store, case_id, then)?;
    let said = entitled.values().map(|one| {
        let Entitlement { kind, standard_fen, deducted_fen, amount_fen, .. } = one;
        let less = match kind {
            GrantKind::District => "本区同类资助",
            GrantKind::Municipal => "区级标准",
        };
        let kind = kind.term();
        match (*amount_fen, *deducted_fen) {
            (Fen::ZERO, _) => {
                format!("{kind}标准{standard_fen}元，{less}{deducted_fen}元，就高不重复，不再拨付")
            }
            (amount, Fen::ZERO) => format!("{kind}{}", money(amount)),
            (amount, _) => {
                format!("{kind}{}，是标准{standard_fen}元减去{less}{deducted_fen}元", money(amount))
            }
        }
    });
    let said = said.collect::<Vec<_>>().join("；");
    let sum = Fen::sum(entitled.values().map(|one| one.amount_fen))?;
    Ok((said, Some(sum).filter(|sum| *sum > Fen::ZERO)))
}

fn agreement_paper(
    dossier: &Dossier,
    (award, document): (&Award, &Announcement),
    signed: Option<NaiveDate>,
    (granted, sum): (String, Option<Fen>),
) -> Paper {
    let (paid, separately, passed) = match sum {
        Some(_) => (
            "以上资助分两期拨付；已享受本区同类资助的，按规定扣减。",
            "对资助资金和配套资金实行项目管理，专款专用，分别建账，在资助周期内使用完毕",
            "考核合格的，给予第二期资助；不合格的，限期整改",
        ),
        None => (
            "本项目没有资助资金可拨。",
            "对配套资金实行项目管理，专款专用，单独建账",
            "考核不合格的，限期整改",
        ),
    };
    let (form, policy) = (dossier.form(), dossier.policy());
    let plans = [&form.task_research, &form.task_promotion, &form.task_training, &form.task_unit];
    let party = |lines: [&str; 3]| {
        let day = signed.map_or_else(|| BLANK_DATE.to_owned(), chinese);
        // A line between, for a hand to sign on.
        lines.into_iter().flat_map(|line| [line.to_owned(), String::new()]).chain([day]).collect::<Vec<_>>()
    };
    let mut paper = Paper::titled("首席技师工作室目标任务责任协议")
        .text(format!("甲方（项目所在单位）：{}", form.unit_name))
        .text(format!("乙方（项目带头人、首席技师）：{}", form.technician_name))
        .text(format!(
            "“{}”经{}文件公布，列为{}年度松江区首席技师工作室资助项目（案件编号{}）。根据{}，甲乙双方就资助周期内的\
             目标任务和责任约定如下。",
            form.studio_name,
            doc_no::plain(&document.doc_no),
            dossier.round.round.year,
            dossier.no,
            measure(policy)
        ))
        .heading("一、周期和资助")
        .text(format!("资助周期自{}起，至{}止。", chinese(award.cycle_from), chinese(award.cycle_to)))
        .text(format!("{granted}。{paid}"))
        .heading("二、目标任务")
        .text("乙方带领工作室在资助周期内完成下列任务：");
    for ((number, task), plan) in (1..).zip(TASKS).zip(plans) {
        let plan = plan.as_deref().map(str::trim).filter(|plan| !plan.is_empty());
        let plan = plan.map_or_else(|| "＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿".to_owned(), formal);
        paper = paper.text(format!("{number}.{task}：{}。", plan.trim_end_matches('。')));
    }
    paper
        .heading("三、甲方的责任")
        .text(format!(
            "1.为工作室提供资金、场地、设备、设施和人员，配套工作经费不低于{}；本项目承诺配套{}。",
            money(policy.matching_minimum.value),
            money(form.matching_commitment_fen)
        ))
        .text(format!("2.{separately}。"))
        .text(format!(
            "3.落实乙方的岗位津贴和其他待遇，保证乙方在资助周期内处于聘期；每{}个月对工作室至少考核一次，并留存记录。",
            policy.review_months.value
        ))
        .heading("四、乙方的责任")
        .text("1.乙方是工作室日常运作和管理的第一责任人，按照规章制度和本协议开展活动，建立工作档案和会议记录。")
        .text("2.按照规定的用途提出用款，保存凭证，接受甲方和区人力资源和社会保障部门的检查。")
        .heading("五、考核")
        .text(format!(
            "{ISSUER}在周期中间组织届中考核，内容为硬件建设、内部管理、项目成果、人才培养、社会效应。\
             {passed}。"
        ))
        .heading("六、其他")
        .text("乙方离岗、解聘，工作室停止活动，或者任务不能完成的，甲方应当及时书面报告区人力资源和社会保障部门。")
        .text("本协议一式三份，甲乙双方各执一份，报区人力资源和社会保障部门备案一份，自双方签字盖章之日起生效。")
        .with(Block::Signatures(vec![
            party(["甲方（盖章）：", "", "代表（签名）："]),
            party(["乙方（签名）：", "", ""]),
        ]))
}
