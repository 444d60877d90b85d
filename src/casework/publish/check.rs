//! 核对张贴的名单: whether a paper or sheet is one that the case file knows, word for word, and if not, what differs.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::list::{digest, digest_of, funded_title, posted_list, posted_title, public_table};
use super::paper::{self, awarded};
use super::period::count_out;
use super::posted::{Difference, Posted, said, said_of_sheet, squeezed, unmarked};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::intake::sheets::PublicRow;
use crate::model::paper::Paper;
use crate::model::text::tidy;
use crate::model::{Datum, Record, Table, dates};
use crate::store::Store;
use crate::store::facts::{Announcement, Correction, LeaderChange, LeaderDecision, Notice};

/// A list that the case file knows.
struct Known {
    name: String,
    title: String,
    rows: Vec<Vec<String>>,
    /// What each paper says that carries it.
    papers: Vec<Vec<String>>,
    /// What a sheet is called and says that went out beside it.
    beside: Option<(String, Vec<String>)>,
    /// The digest that went out with it.
    digest: String,
    /// Whether the list is still the one of the digest.
    is_sound: bool,
}

impl Known {
    fn of(list: &Table, papers: &[Paper]) -> Self {
        Self {
            name: String::new(),
            title: list.title.clone(),
            rows: list.rows.iter().map(|row| row.iter().map(Datum::show).collect()).collect(),
            papers: papers.iter().map(said).collect(),
            beside: None,
            digest: digest(list),
            is_sound: true,
        }
    }

    /// Whether that is what the list is called, posted or filled up or not.
    fn is_called(&self, title: &str) -> bool {
        let (ours, theirs) = (bare(&self.title), bare(title));
        let more = theirs.strip_prefix(ours.as_str());
        more.is_some_and(|more| matches!(more, "" | "（公示）" | "（递补）" | "（递补）（公示）"))
    }
}

/// A title without the spaces that it may have beside numbers.
fn bare(title: &str) -> String {
    title.split_whitespace().collect()
}

/// Compares a posted paper (.docx) or sheet (.xlsx, .csv) with the lists of the case file, the notices and the
/// announcing documents, and with all that these say beside. The nearest one counts.
///
/// # Errors
/// The file can't be read or holds no list, or the case file has none.
pub fn check(desk: &Desk, path: &Path) -> Result<Report> {
    let known = known(desk)?;
    let mut posted = Posted::read(path)?;
    // What every list and paper of a rehearsal file says.
    let banner = squeezed(desk.banner().into_iter());
    let lines = posted.others.iter_mut().map(|(_, lines)| lines);
    let lines = lines.chain([&mut posted.lines, &mut posted.titles]);
    let is_banner = |line: &String| banner.iter().any(|banner| line.trim_matches(['【', '】']) == banner);
    lines.for_each(|lines| lines.retain(|line| !is_banner(line)));
    let computed = digest_of(&posted.rows);
    // Which list is meant doesn't depend on what was made of its letters.
    let unmarked = |row: &Vec<String>| row.iter().map(|cell| unmarked(cell).to_owned()).collect();
    let plain: Vec<Vec<_>> = posted.rows.iter().map(unmarked).collect();
    let compared = known.iter().map(|known| {
        let mut words = other_words(&posted, known);
        let titles = posted.titles.iter().filter(|title| !known.is_called(title));
        words.extend(
            titles.map(|title| ("页边或表名".to_owned(), "文字", title.clone(), known.title.clone())),
        );
        let others = posted.others.iter().filter(|(name, lines)| {
            !known.beside.as_ref().is_some_and(|(title, said)| *title == bare(name) && said == lines)
        });
        words.extend(others.map(|(name, lines)| {
            (format!("工作表“{name}”"), "整张", format!("有 {} 行文字", lines.len()), String::new())
        }));
        let distance = differences(&plain, &known.rows).len() + words.len();
        let rows = differences(&posted.rows, &known.rows);
        (distance, [posted.flaws.clone(), rows, words].concat(), known)
    });
    let mut compared: Vec<_> = compared.collect();
    // Of several that are as near the newest comes first.
    compared.reverse();
    compared.sort_by_key(|(distance, found, _)| (*distance, found.len()));
    let Some((_, found, nearest)) = compared.first() else {
        return misuse("案卷里还没有公示，没有可以核对的名单。请先运行 publish notice");
    };
    let file = path.display();
    let mut report = Report::default()
        .with("file", file.to_string())
        .with("list", nearest.name.as_str())
        .with("same", found.is_empty())
        .with("list_digest", nearest.digest.as_str())
        .with("digest_of_file", computed.as_str())
        .with("digest_printed", posted.printed.clone());
    if found.is_empty() {
        let same: Vec<_> = compared
            .iter()
            .filter(|(_, found, _)| found.is_empty())
            .map(|(.., known)| known.name.as_str())
            .collect();
        report.done.push(format!(
            "{file} 的名单与{}逐项一致，共 {} 个项目",
            same.join("、"),
            posted.rows.len()
        ));
        report.done.push(match posted.is_paper {
            true => "正文逐字一致，页眉页脚没有别的文字（美观与否没有核对）".to_owned(),
            false => "这张表上名单以外没有别的内容（美观与否没有核对）".to_owned(),
        });
    } else {
        report.done.push(format!(
            "{file} 与案卷里的不一致；与最接近的{}相比，有 {} 处不同",
            nearest.name,
            found.len()
        ));
        report.tables.push(told(found));
    }
    match &posted.printed {
        Some(printed) if *printed == computed => {}
        Some(printed) => report.done.push(match known.iter().find(|known| known.digest == *printed) {
            Some(known) => {
                format!("文件上印的校验码是{}的，与文件里的名单对不上：印好以后名单被改过", known.name)
            }
            None => format!("文件上印的校验码 {printed} 不是案卷里任何一份名单的"),
        }),
        None => report.done.push("文件上没有印校验码".to_owned()),
    }
    if !nearest.is_sound {
        report.damaged = true;
        report.done.push(format!(
            "{}的名单与案卷记下的校验码不符：案卷可能被改动过，请运行 audit verify",
            nearest.name
        ));
    }
    report.refused = !found.is_empty();
    Ok(report)
}

/// Every list that went out, in its order; and those of a year as they stand now.
fn known(desk: &Desk) -> Result<Vec<Known>> {
    let (store, mut known) = (&desk.store, Vec::new());
    for notice in store.all::<Notice>()? {
        let list = posted_list(store, &notice)?;
        let instead = store.by::<Notice>("supersedes", notice.id)?;
        let instead = instead.first().map(|later| format!("（已由公示 {} 号代替）", later.id));
        let draft = Table { title: posted_title(&list.title), ..list.clone() };
        let papers = [paper::notice(store, &notice)?, paper::listed(draft)];
        let policy = RoundFile::by_id(store, notice.fact.round_id)?.policy;
        let days = count_out(notice.fact.posted_on, &policy, &desk.hand.calendar).ok();
        known.push(Known {
            beside: days.as_ref().map(|days| (bare(&days.title), said_of_sheet(days))),
            name: format!("公示 {} 号{}", notice.id, instead.unwrap_or_default()),
            is_sound: digest(&list) == notice.fact.list_digest,
            digest: notice.fact.list_digest,
            ..Known::of(&list, &papers)
        });
    }
    let mut years = BTreeMap::<i64, Vec<(i64, i64)>>::new();
    let mut documents = store.all::<Announcement>()?;
    documents.sort_by_key(|document| document.fact.notice_id);
    for document in documents {
        let (dossiers, _) = awarded(store, &document)?;
        let Some(year) = dossiers.first().map(|dossier| dossier.round.round.year) else { continue };
        let list = public_table(funded_title(year), &dossiers);
        let papers = [paper::announcement(store, &document)?, paper::listed(list.clone())];
        let name = document.fact.doc_no;
        known.push(Known { name, ..Known::of(&list, &papers) });
        let awarded = dossiers.iter().map(|dossier| (document.entry_id, dossier.case_id));
        years.entry(year).or_default().extend(awarded);
    }
    for (year, awarded) in years {
        known.extend(funded(store, year, &awarded)?);
    }
    Ok(known)
}

/// The funded list of a year, as it stood after each document, each correction and each change of leader, in their order.
fn funded(store: &Store, year: i64, awarded: &[(i64, i64)]) -> Result<Vec<Known>> {
    let mut moments: Vec<i64> = awarded.iter().map(|(entry_id, _)| *entry_id).collect();
    for (_, case_id) in awarded {
        moments.extend(
            store.by::<Correction>("case_id", *case_id)?.iter().map(|correction| correction.entry_id),
        );
        for change in store.by::<LeaderChange>("case_id", *case_id)? {
            let decided = store.by::<LeaderDecision>("leader_change_id", change.id)?;
            moments.extend(decided.iter().map(|decision| decision.entry_id));
        }
    }
    moments.sort_unstable();
    moments.dedup();
    let mut lists: Vec<(i64, Table)> = Vec::new();
    for moment in moments {
        let then = awarded.iter().filter(|(entry_id, _)| *entry_id <= moment);
        let then = then.map(|(_, case_id)| Dossier::by_id(store, *case_id)?.known_before(store, moment + 1));
        let list = public_table(funded_title(year), &then.collect::<Result<Vec<_>>>()?);
        if lists.last().is_none_or(|(_, before)| before.rows != list.rows) && !list.rows.is_empty() {
            lists.push((moment, list));
        }
    }
    let newest = lists.last().map(|(moment, _)| *moment);
    let log = store.log(None)?;
    let known = lists.into_iter().map(|(moment, list)| {
        let entry = log.iter().find(|entry| entry.entry == moment && Some(moment) != newest);
        let when = entry.map_or_else(|| "现在".to_owned(), |entry| dates::chinese(entry.business_on));
        let name = format!("{year} 年度资助名单（{when}的）");
        Known { name, ..Known::of(&list, &[paper::listed(list.clone())]) }
    });
    Ok(known.collect())
}

/// What differs between a posted list and one that is known: a row is known by its unit, or else by its place.
fn differences(posted: &[Vec<String>], known: &[Vec<String>]) -> Vec<Difference> {
    let unit = |row: &[String]| row.get(1).map(|cell| tidy(unmarked(cell)).into_owned()).unwrap_or_default();
    let place = |row: &[String]| row.first().cloned().unwrap_or_default();
    let mut left: Vec<&Vec<String>> = posted.iter().collect();
    let mut found = out_of_order(posted, known);
    let mut unmatched = Vec::new();
    for row in known {
        match left.iter().position(|other| unit(other) == unit(row)) {
            Some(at) => compare(left.remove(at), row, &mut found),
            None => unmatched.push(row),
        }
    }
    for row in unmatched {
        match left.iter().position(|other| place(other) == place(row)) {
            Some(at) => compare(left.remove(at), row, &mut found),
            None => found.push((place(row), "整行", String::new(), row.join("，"))),
        }
    }
    found.extend(left.into_iter().map(|row| (place(row), "整行", row.join("，"), String::new())));
    found
}

/// The rows that stand in another order among themselves than they should, though nothing in them may differ.
fn out_of_order(posted: &[Vec<String>], known: &[Vec<String>]) -> Vec<Difference> {
    let unit =
        |row: &&Vec<String>| row.get(1).map(|cell| tidy(unmarked(cell)).into_owned()).unwrap_or_default();
    let both = |rows: &[Vec<String>], others: &[Vec<String>]| -> Vec<String> {
        let others: Vec<_> = others.iter().map(|row| unit(&row)).collect();
        rows.iter().map(|row| unit(&row)).filter(|name| others.contains(name)).collect()
    };
    let (theirs, ours) = (both(posted, known), both(known, posted));
    let moved = (1..).zip(theirs).zip(ours).filter(|((_, theirs), ours)| theirs != ours);
    moved.map(|((place, theirs), ours): ((i64, _), _)| (place.to_string(), "次序", theirs, ours)).collect()
}

/// What the file says beside its list and the nearest of the papers doesn't, the other way round, and what stands
/// elsewhere; line against line. A sheet needn't say what a paper does.
fn other_words(posted: &Posted, known: &Known) -> Vec<Difference> {
    let beside = |what, theirs, ours| ("名单以外".to_owned(), what, theirs, ours);
    let against = |ours: &Vec<String>| {
        let (theirs_too, more) = shared(&posted.lines, ours);
        let (ours_too, mut less) = shared(ours, &posted.lines);
        if !posted.is_paper {
            less.clear();
        }
        let (mut more, mut less) = (more.into_iter(), less.into_iter());
        let pairs =
            std::iter::from_fn(|| Some((more.next(), less.next())).filter(|pair| *pair != (None, None)));
        let words =
            pairs.map(|(theirs, ours)| beside("文字", theirs.unwrap_or_default(), ours.unwrap_or_default()));
        let moved = theirs_too.into_iter().zip(ours_too).filter(|(theirs, ours)| theirs != ours);
        words.chain(moved.map(|(theirs, ours)| beside("次序", theirs, ours))).collect::<Vec<_>>()
    };
    known.papers.iter().map(against).min_by_key(Vec::len).unwrap_or_default()
}

/// The lines of the one that the other has as often, and the rest.
fn shared(lines: &[String], others: &[String]) -> (Vec<String>, Vec<String>) {
    let mut left: Vec<&String> = others.iter().collect();
    lines.iter().cloned().partition(|line| match left.iter().position(|other| *other == line) {
        Some(at) => {
            left.remove(at);
            true
        }
        None => false,
    })
}

fn compare(posted: &[String], known: &[String], found: &mut Vec<Difference>) {
    for ((field, ours), theirs) in PublicRow::FIELDS.iter().zip(known).zip(posted) {
        if tidy(ours) != *theirs {
            let place = known.first().cloned().unwrap_or_default();
            found.push((place, field.header, theirs.clone(), ours.clone()));
        }
    }
}

fn told(found: &[Difference]) -> Table {
    let columns = [("position", "序号"), ("column", "栏目"), ("file", "文件里"), ("case_file", "案卷里")];
    let mut table = Table::new("differences", "与案卷不同之处", &columns);
    for (place, column, theirs, ours) in found {
        let said = |text: &str| if text.is_empty() { "（没有）".into() } else { text.into() };
        table.push(vec![place.as_str().into(), (*column).into(), said(theirs), said(ours)]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str]) -> Vec<Vec<String>> {
        lines.iter().map(|line| line.split(' ').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_difference_names_its_row_and_column() {
        let known =
            rows(&["1 甲 甲室 张 焊工 泗泾镇", "2 乙 乙室 李 钳工 佘山镇", "3 丙 丙室 王 电工 新桥镇"]);
        assert!(differences(&known, &known).is_empty());
        let posted =
            rows(&["1 乙 乙室 李 钳工 佘山镇", "2 甲 甲室 赵 焊工 泗泾镇", "4 丁 丁室 钱 车工 新桥镇"]);
        let found = differences(&posted, &known);
        let shown: Vec<_> =
            found.iter().map(|(at, column, file, case)| format!("{at} {column} {file} {case}")).collect();
        assert_eq!(
            shown,
            [
                "1 次序 乙 甲",
                "2 次序 甲 乙",
                "1 序号 2 1",
                "1 首席技师 赵 张",
                "2 序号 1 2",
                "3 整行  3，丙，丙室，王，电工，新桥镇",
                "4 整行 4，丁，丁室，钱，车工，新桥镇 "
            ]
        );
    }

    #[test]
    fn two_rows_that_changed_places_are_a_difference() {
        let known = rows(&["1 甲 甲室 张 焊工 泗泾镇", "2 乙 乙室 李 钳工 佘山镇"]);
        let swapped: Vec<_> = known.iter().rev().cloned().collect();
        assert_eq!(differences(&swapped, &known).len(), 2);
        // A row left out moves none of the others.
        assert!(out_of_order(&known[1..], &known).is_empty());
    }
}
