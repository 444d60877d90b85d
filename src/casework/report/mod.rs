//! 年度报告: the year of a round in numbers, as lists and as the charts that show them. Nobody's name is in it, and a
//! unit's only once its studio is announced.

mod cycle;
mod deadlines;
mod money;
mod reach;
mod reasons;
mod scores;
mod years;

use anyhow::Result;
use serde_json::{Value as Json, json};

use super::dossier::RoundFile;
use super::{Desk, Report, misuse};
use crate::model::chart::{Book, Chapter, Chart, Exhibit};
use crate::model::dates::chinese;
use crate::model::{Datum, Document, Fen, Table};
use crate::store::facts::Round;

/// The year of a round, or of the newest, as it stood at the end of the business date.
///
/// # Errors
/// There is no such round, or there was none yet on that day.
pub fn report(desk: &Desk, year: Option<i64>) -> Result<Report> {
    let (store, on) = (&desk.store, desk.hand.on);
    let round = RoundFile::load(store, year)?;
    let year = round.round.year;
    if store.log(None)?.iter().any(|entry| entry.business_on > on) {
        store.look_back(on)?;
    }
    if store.by::<Round>("id", round.id)?.is_empty() {
        return misuse(format!("到 {on} 为止还没有登记 {year} 年度的申报通知，没有可以统计的。请核对 --on"));
    }
    let reach = reach::Reach::load(store, round.id)?;
    let courses = cycle::courses(store, &round)?;
    let sums = money::Sums::of(&courses)?;
    let mut chapters = vec![
        reach::chapter(store, &round, &reach)?,
        reach::groups(&reach),
        reasons::chapter(store, round.id)?,
        scores::chapter(store, round.id)?,
        money::chapter(&round, &courses, &sums)?,
        cycle::projects(store, &round, &courses)?,
        cycle::midterms(&courses),
        deadlines::chapter(store, &round, &courses, on)?,
    ];
    chapters.extend(years::chapter(store)?);
    let refused = reach.refused(store, round.id)?;
    let cut = scores::cut(store, round.id)?;
    let [applied, accepted, .., funded] = reach.total();
    let book = Book {
        title: format!("{year} 年度松江区首席技师工作室资助情况报告"),
        basis: basis(&round, chinese(on)),
        sums: vec![
            ("申报", format!("{applied} 家")),
            ("受理", format!("{accepted} 件")),
            ("公布资助", format!("{funded} 个")),
            ("应拨资助", yuan(sums.owed)),
            ("已付资助", yuan(sums.paid)),
            ("配套到位", yuan(cycle::matched(&courses)?)),
        ],
        chapters,
    };
    let sentence =
        book.sums.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join("，");
    Ok(Report {
        tables: book.tables().cloned().collect(),
        document: Some(Document::Book(book)),
        ..Report::done(format!("{year} 年度，截至 {on}：{sentence}"))
    }
    .with("year", year)
    .with("on", on.to_string())
    .with("round", figures(&round))
    .with(
        "refused",
        json!({
            "forms": refused.forms,
            "units": refused.units,
            "accepted_later": refused.units - refused.away,
            "left": refused.away,
        }),
    )
    .with("cut", cut.map(|(at, departed)| json!({ "at": at.show(), "departed": departed })))
    .next(format!("带图的报告：studiogrant report --year {year} --out {year}年度报告.html")))
}

/// What the numbers rest on.
fn basis(round: &RoundFile, as_of: String) -> Vec<(&'static str, String)> {
    let RoundFile { round, policy, .. } = round;
    vec![
        ("依据", policy.measure.value.clone()),
        ("申报通知", round.notice_no.clone()),
        ("申报时间", format!("{} 至 {}", chinese(round.applications_from), chinese(round.applications_to))),
        ("街镇上报截止", chinese(round.town_deadline_on)),
        ("名额", format!("{} 个", round.quota)),
        ("预算", round.budget_fen.map_or_else(|| "未列".to_owned(), yuan)),
        ("数据截至", as_of),
    ]
}

/// The same for other programs.
fn figures(RoundFile { round, policy, .. }: &RoundFile) -> Json {
    json!({
        "measure": policy.measure.value,
        "notice_no": round.notice_no,
        "applications_from": round.applications_from.to_string(),
        "applications_to": round.applications_to.to_string(),
        "town_deadline": round.town_deadline_on.to_string(),
        "quota": round.quota,
        "budget": round.budget_fen.map(Fen::plain),
    })
}

fn yuan(amount: Fen) -> String {
    format!("{amount} 元")
}

/// A part of a whole in percent, to one decimal; nothing where there is no whole.
fn share(part: i64, whole: i64) -> Datum {
    if whole <= 0 {
        return Datum::Empty;
    }
    let (part, whole) = (i128::from(part) * 1000, i128::from(whole));
    let digits = i64::try_from((part + whole / 2) / whole).unwrap_or(i64::MAX);
    Datum::Decimal { digits, places: 1 }
}

/// A list that needs no picture.
fn plain(table: Table, none: &'static str) -> Exhibit {
    Exhibit { table, chart: None, none }
}

/// A list and its picture.
fn drawn(table: Table, chart: Chart, none: &'static str) -> Exhibit {
    Exhibit { table, chart: Some(chart), none }
}

/// A chapter without a word before its lists.
fn silent(title: &'static str, exhibits: Vec<Exhibit>) -> Chapter {
    Chapter { title, says: Vec::new(), exhibits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_and_has_no_whole_to_divide_by_zero() {
        let shown = |part, whole| share(part, whole).show();
        assert_eq!((shown(1, 3), shown(2, 3), shown(7, 7)), ("33.3".into(), "66.7".into(), "100.0".into()));
        assert_eq!((shown(1, 0), shown(0, 5), shown(i64::MAX, 1)).0, "");
    }
}
