//! 初审意见表 as a paper: what the town made of each condition, its opinion, its seal.

use crate::casework::Dossier;
use crate::casework::wording::{formal, formal_list, money};
use crate::model::paper::{Block, Entry, Paper};
use crate::model::{Datum, Table};
use crate::store::facts::Screening;

/// 社区事务受理服务中心: the town's office that screens and signs (A6-2-2).
pub(super) fn centre(town: &str) -> String {
    format!("{town}社区事务受理服务中心")
}

/// The opinion form of a case that passed, from the lists that the screen shows.
pub(super) fn opinion_form(
    dossier: &Dossier,
    screening: &Screening,
    conditions: &Table,
    opinion: &Table,
) -> Paper {
    let form = dossier.form();
    let year = dossier.round.round.year;
    let grade = form.skill_grade.map(|grade| format!("，{}", grade.term())).unwrap_or_default();
    let head = vec![
        Entry::of("案件编号", dossier.no.to_string()),
        Entry::of("申报单位", &form.unit_name),
        Entry::of("信用代码", form.uscc.as_str()),
        Entry::of("工作室", &form.studio_name),
        Entry::of("首席技师", format!("{}（{}{grade}）", form.technician_name, form.occupation)),
        Entry::of("所属街镇", &form.town),
        Entry::of("配套承诺", money(form.matching_commitment_fen)),
    ];
    let said = |item: &str| {
        let row = opinion.rows.iter().find(|row| row.first().is_some_and(|cell| cell.show() == item));
        row.and_then(|row| row.get(1)).map(Datum::show).unwrap_or_default()
    };
    let tail = vec![
        Entry::of("同类支持", formal(&said("同类支持"))),
        Entry::signed("实地查看", "", "查看人（签名）："),
        Entry::of("初审意见", &screening.opinion),
        Entry::of("初审结论", said("初审结论")),
        Entry::of("推荐排序", said("推荐排序")),
        Entry::signed("初审单位", centre(&screening.town), "经办人（签名）：　　　　（盖章）"),
    ];
    Paper::titled(format!("{year}年度松江区首席技师工作室资助项目\n初审意见表"))
        .with(Block::Form(head))
        .list(formal_list(&conditions.without("code")))
        .with(Block::Form(tail))
}
