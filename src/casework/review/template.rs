//! The sheet that an expert fills in and sends back.

use anyhow::Result;

use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report, misuse};
use crate::model::{Column, Datum, Table};
use crate::store::facts::{Expert, ForwardedCase, Recusal};
use crate::store::views::Stage;

/// The candidates that an expert is to score, those left out from which the expert is recused: for `--out`. Nobody
/// else's scores are in it.
///
/// # Errors
/// There is no round, no such expert, or nothing to score.
pub fn template(desk: &Desk, expert: &str) -> Result<Report> {
    let store = &desk.store;
    let round = RoundFile::load(store, None)?;
    let Some(known) = store.newest::<Expert>("name", expert)? else {
        return misuse(format!("没有登记专家“{expert}”。已登记的见 review expert list"));
    };
    let columns = [("case", "案件编号"), ("unit_name", "申报单位名称"), ("expert", "专家")];
    let mut table = Table::new("template", format!("{expert}评审打分表"), &columns);
    let items = round.policy.rubric.value.iter();
    table.columns.extend(items.map(|item| Column::new(item.key.clone(), item.name.clone())));
    for line in store.cases_of_round(round.id)? {
        let forwarded = !store.by::<ForwardedCase>("case_id", line.case_id)?.is_empty();
        let recused =
            store.matching::<Recusal>(&[("case_id", line.case_id.into()), ("expert_id", known.id.into())])?;
        if !forwarded || !recused.is_empty() || line.stage == Stage::Withdrawn {
            continue;
        }
        let mut row: Vec<Datum> =
            vec![round.case_no(line.serial).to_string().into(), line.unit_name.into(), expert.into()];
        row.resize(table.columns.len(), Datum::Empty);
        table.push(row);
    }
    if table.rows.is_empty() {
        return misuse("还没有街镇上报的候选项目");
    }
    Ok(Report::list(table))
}
