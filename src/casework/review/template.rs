//! The sheet that an expert fills in and sends back.

use anyhow::Result;

use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report, misuse};
use crate::intake::sheets::ScoreRow;
use crate::measure::Item;
use crate::model::{Column, Datum, Guide, Kind, Table};
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
    let mut table = Table::form::<ScoreRow>("template", format!("{expert}评审打分表"))
        .guided("case", |case| case.locked = true)
        .guided("unit_name", |unit| unit.locked = true)
        .guided("expert", |expert| expert.locked = true);
    table.columns.extend(round.policy.rubric.value.iter().map(column));
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
    Ok(Report::form(table))
}

/// The column of an item of the rubric.
fn column(item: &Item) -> Column {
    let guide = Guide {
        expects: format!("0 至 {} 分，最多两位小数", item.maximum).into(),
        kind: Kind::Points(item.maximum.0),
        required: true,
        ..Guide::default()
    };
    Column { guide: Some(guide), ..Column::new(item.key.clone(), item.name.clone()) }
}
