//! 不予受理、退回和不予通过的理由, by clause; and the rules that were departed from.

use anyhow::Result;

use super::{drawn, plain};
use crate::measure;
use crate::model::chart::{Chapter, Chart};
use crate::model::{Datum, Table};
use crate::store::Store;

/// The reasons in the order of the measure.
pub(super) fn chapter(store: &Store, round_id: i64) -> Result<Chapter> {
    let columns = [
        ("code", "规则"),
        ("clause", "依据"),
        ("title", "要求"),
        ("refused", "不予受理"),
        ("returned", "退回补正"),
        ("rejected", "初审不予通过"),
    ];
    let mut reasons = Table::new("reasons", "分条款的理由", &columns);
    let mut lines = store.reasons_of_round(round_id)?;
    lines.sort_by_cached_key(|line| place(&line.code));
    let mut totals = [0; 3];
    for line in lines {
        let counts = [line.refused, line.returned, line.rejected];
        totals.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        let [code, clause, title] = named(line.code);
        reasons.push([[code, clause, title], counts.map(Datum::from)].concat());
    }
    if !reasons.rows.is_empty() {
        let head = ["合计".into(), Datum::Empty, Datum::Empty];
        reasons.totals = Some([head, totals.map(Datum::from)].concat());
    }
    let columns = [("code", "规则"), ("clause", "依据"), ("title", "要求"), ("count", "次数")];
    let mut waivers = Table::new("waivers", "按例外办理", &columns);
    let mut counts = store.waiver_counts(round_id)?;
    counts.sort_by_cached_key(|line| place(&line.code));
    for line in counts {
        let [code, clause, title] = named(line.code);
        waivers.push(vec![code, clause, title, line.count.into()]);
    }
    Ok(Chapter {
        title: "不予受理、退回和不予通过的理由",
        says: vec![
            "一份申报表可以有几条理由，逐条计数。表格填写有误、还不成其为申报的行不在其内。".to_owned(),
        ],
        exhibits: vec![
            drawn(
                reasons,
                Chart::Stacked { label: 2, parts: vec![3, 4, 5] },
                "没有不予受理、退回补正或初审不予通过的记录。",
            ),
            plain(waivers, "没有按例外办理的。"),
        ],
    })
}

/// The rule's place in the measure; a code that is none of its rules comes last.
fn place(code: &str) -> (usize, String) {
    let at = measure::catalogue().iter().position(|rule| rule.code == code);
    (at.unwrap_or(usize::MAX), code.to_owned())
}

fn named(code: String) -> [Datum; 3] {
    match measure::rule(&code) {
        Some(rule) => [code.into(), rule.clause.into(), rule.title.into()],
        None => [code.into(), Datum::Empty, Datum::Empty],
    }
}
