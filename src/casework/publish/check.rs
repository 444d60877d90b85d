//! 核对张贴的名单: whether a paper or sheet carries a list as the case file knows it, and if not, what differs.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::list::{digest, digest_of, posted_list, public_table};
use super::paper::awarded;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::intake::sheets::PublicRow;
use crate::intake::{Document, Source, read};
use crate::model::text::tidy;
use crate::model::{Datum, Record, Table};
use crate::store::Store;
use crate::store::facts::{Announcement, Notice};

/// A list that the case file knows.
struct Known {
    name: String,
    rows: Vec<Vec<String>>,
    /// The digest that went out with it.
    digest: String,
    /// Whether the list is still the one of the digest.
    is_sound: bool,
}

/// A list as a file has it, and the digest that is printed with it.
struct Posted {
    rows: Vec<Vec<String>>,
    /// What differs in its header.
    header: Vec<Difference>,
    printed: Option<String>,
}

/// Compares a posted paper (.docx) or sheet (.xlsx, .csv) with the lists of the case file: the notices and the
/// announcing documents. The nearest one counts.
///
/// # Errors
/// The file can't be read or holds no list, or the case file has none.
pub fn check(desk: &Desk, path: &Path) -> Result<Report> {
    let known = known(&desk.store)?;
    let posted = posted(path)?;
    let computed = digest_of(&posted.rows);
    let compared = known.iter().map(|known| {
        let mut found = posted.header.clone();
        found.extend(differences(&posted.rows, &known.rows));
        (found, known)
    });
    let mut compared: Vec<_> = compared.collect();
    // The one whose digest is printed comes first, then the newest.
    compared.reverse();
    compared.sort_by_key(|(found, known)| (found.len(), posted.printed.as_ref() != Some(&known.digest)));
    let Some((found, nearest)) = compared.first() else {
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
            .filter(|(found, _)| found.is_empty())
            .map(|(_, known)| known.name.as_str())
            .collect();
        report.done.push(format!(
            "{file} 的名单与{}逐项一致，共 {} 个项目",
            same.join("、"),
            posted.rows.len()
        ));
        report.done.push(format!("名单校验码 {}", nearest.digest));
    } else {
        report.done.push(format!(
            "{file} 的名单不是案卷里的名单；与最接近的{}相比，有 {} 处不同",
            nearest.name,
            found.len()
        ));
        report.tables.push(told(found));
    }
    match &posted.printed {
        Some(printed) if *printed == computed => {}
        Some(printed) => {
            report.refused = true;
            report.done.push(match known.iter().find(|known| known.digest == *printed) {
                Some(known) => {
                    format!("文件上印的校验码是{}的，与文件里的名单对不上：印好以后名单被改过", known.name)
                }
                None => format!("文件上印的校验码 {printed} 不是案卷里任何一份名单的"),
            });
        }
        None => report.done.push("文件上没有印校验码".to_owned()),
    }
    report.done.push("只核对名单，正文未核对".to_owned());
    if !nearest.is_sound {
        report.damaged = true;
        report.done.push(format!(
            "{}的名单与案卷记下的校验码不符：案卷可能被改动过，请运行 audit verify",
            nearest.name
        ));
    }
    report.refused |= !found.is_empty();
    Ok(report)
}

/// Every list that went out, in its order; and those of a year as they stand now.
fn known(store: &Store) -> Result<Vec<Known>> {
    let shown = |table: &Table| -> Vec<Vec<String>> {
        table.rows.iter().map(|row| row.iter().map(Datum::show).collect()).collect()
    };
    let mut known = Vec::new();
    for notice in store.all::<Notice>()? {
        let list = posted_list(store, &notice)?;
        known.push(Known {
            name: format!("公示 {} 号", notice.id),
            rows: shown(&list),
            is_sound: digest(&list) == notice.fact.list_digest,
            digest: notice.fact.list_digest,
        });
    }
    let mut years = BTreeMap::<i64, (usize, Vec<Dossier>)>::new();
    let mut announced = |name: String, list: Table| {
        known.push(Known { name, rows: shown(&list), digest: digest(&list), is_sound: true });
    };
    for document in store.all::<Announcement>()? {
        let (dossiers, _) = awarded(store, &document)?;
        announced(document.fact.doc_no, public_table(String::new(), &dossiers));
        if let Some(year) = dossiers.first().map(|dossier| dossier.round.round.year) {
            let (documents, all) = years.entry(year).or_default();
            *documents += 1;
            all.extend(dossiers);
        }
    }
    for (year, (documents, posted)) in years {
        let now = posted
            .iter()
            .map(|dossier| Dossier::by_id(store, dossier.case_id))
            .collect::<Result<Vec<_>>>()?;
        let (posted, now) = (public_table(String::new(), &posted), public_table(String::new(), &now));
        if shown(&now) != shown(&posted) {
            announced(format!("{year} 年度资助名单（更正和变更以后）"), now);
        }
        if documents > 1 {
            announced(format!("{year} 年度资助名单"), posted);
        }
    }
    Ok(known)
}

fn posted(path: &Path) -> Result<Posted> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let posted = match ending.as_str() {
        "docx" => of_document(Document::open(path)?),
        "xlsx" | "csv" => of_sheet(path)?,
        _ => {
            let file = path.display();
            return misuse(format!("{file} 不是 DOCX、XLSX 或 CSV 文件，不能核对。请用原来导出的文件"));
        }
    };
    if posted.rows.is_empty() {
        let headers: Vec<_> = PublicRow::FIELDS.iter().map(|field| field.header).collect();
        return misuse(format!("{} 里没有名单；名单的表头是：{}", path.display(), headers.join("、")));
    }
    Ok(posted)
}

fn of_sheet(path: &Path) -> Result<Posted> {
    let sheet = read::<PublicRow>(Source::open(path)?)?;
    let rows = sheet.rows.into_iter().map(|(_, row)| row.data().iter().map(Datum::show).collect()).collect();
    Ok(Posted { rows, header: Vec::new(), printed: None })
}

/// What a header has in place of what it should; `None` where a row is no header: one of which half is kept still is.
fn of_header(row: &[String]) -> Option<Vec<Difference>> {
    let fields = PublicRow::FIELDS;
    let changed = row.iter().zip(fields).filter(|(cell, field)| tidy(cell) != field.header);
    let changed: Vec<_> = changed
        .map(|(cell, field)| ("表头".to_owned(), field.header, cell.clone(), field.header.to_owned()))
        .collect();
    Some(changed).filter(|changed| row.len() == fields.len() && changed.len() * 2 <= fields.len())
}

/// The rows beneath the list's header, and the first text that is a digest.
fn of_document(document: Document) -> Posted {
    let (mut rows, mut header, mut said) = (Vec::new(), Vec::new(), document.paragraphs);
    let mut beneath = false;
    for row in document.rows {
        // The foot of the list.
        if let [foot] = row.as_slice() {
            said.extend(foot.lines().map(str::to_owned));
        }
        if let Some(changed) = of_header(&row) {
            header.extend(changed);
            beneath = true;
            continue;
        }
        beneath &= row.len() == PublicRow::FIELDS.len();
        if beneath {
            rows.push(row);
        }
    }
    Posted { rows, header, printed: said.iter().find_map(|text| printed(text)) }
}

/// The digest in a line, in groups or not; what stands in its place as it stands there.
fn printed(text: &str) -> Option<String> {
    let (_, after) =
        tidy(text).split_once("校验码").map(|(before, after)| (before.to_owned(), after.to_owned()))?;
    let after = after.trim_start_matches(['：', ':', ' ']).trim_end();
    let digest: String = after.split_whitespace().collect::<String>().to_ascii_lowercase();
    match digest.len() == 64 && digest.chars().all(|letter| letter.is_ascii_hexdigit()) {
        true => Some(digest),
        false => Some(after.to_owned()).filter(|after| !after.is_empty()),
    }
}

/// One difference: the place in the list, the column, what the file has, what the case file has.
type Difference = (String, &'static str, String, String);

/// What differs between a posted list and one that is known: a row is known by its unit, or else by its place.
fn differences(posted: &[Vec<String>], known: &[Vec<String>]) -> Vec<Difference> {
    let unit = |row: &[String]| row.get(1).map(|cell| tidy(cell).into_owned()).unwrap_or_default();
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
    let unit = |row: &&Vec<String>| row.get(1).map(|cell| tidy(cell).into_owned()).unwrap_or_default();
    let both = |rows: &[Vec<String>], others: &[Vec<String>]| -> Vec<String> {
        let others: Vec<_> = others.iter().map(|row| unit(&row)).collect();
        rows.iter().map(|row| unit(&row)).filter(|name| others.contains(name)).collect()
    };
    let (theirs, ours) = (both(posted, known), both(known, posted));
    let moved = (1..).zip(theirs).zip(ours).filter(|((_, theirs), ours)| theirs != ours);
    moved.map(|((place, theirs), ours): ((i64, _), _)| (place.to_string(), "次序", theirs, ours)).collect()
}

fn compare(posted: &[String], known: &[String], found: &mut Vec<Difference>) {
    for ((field, ours), theirs) in PublicRow::FIELDS.iter().zip(known).zip(posted) {
        if tidy(ours) != tidy(theirs) {
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
    fn a_changed_header_is_told_and_its_rows_are_compared() {
        let mut header: Vec<_> = PublicRow::FIELDS.iter().map(|field| field.header.to_owned()).collect();
        let last = header.len() - 1;
        header[last] = "电话".to_owned();
        let row = rows(&["1 甲 甲室 张 焊工 泗泾镇"]).remove(0);
        let posted =
            of_document(Document { paragraphs: Vec::new(), rows: vec![header.clone(), row.clone()] });
        assert_eq!(posted.rows, [row]);
        let [(place, column, file, case)] = posted.header.as_slice() else { panic!("{:?}", posted.header) };
        assert_eq!(
            (place.as_str(), *column, file.as_str(), case.as_str()),
            ("表头", PublicRow::FIELDS[last].header, "电话", *column)
        );
        assert!(of_header(&vec!["别".to_owned(); header.len()]).is_none());
        assert!(of_header(&header[..last]).is_none());
    }

    #[test]
    fn two_rows_that_changed_places_are_a_difference() {
        let known = rows(&["1 甲 甲室 张 焊工 泗泾镇", "2 乙 乙室 李 钳工 佘山镇"]);
        let swapped: Vec<_> = known.iter().rev().cloned().collect();
        assert_eq!(differences(&swapped, &known).len(), 2);
        // A row left out moves none of the others.
        assert!(out_of_order(&known[1..], &known).is_empty());
    }

    #[test]
    fn a_printed_digest_is_read_in_groups_and_out() {
        let digest = "0123456789abcdef".repeat(4);
        assert_eq!(printed(&format!("名单校验码：{digest}")), Some(digest.clone()));
        let grouped: Vec<_> = digest.as_bytes().chunks(8).map(String::from_utf8_lossy).collect();
        assert_eq!(printed(&format!("名单校验码：{}", grouped.join(" "))), Some(digest));
        assert_eq!((printed("名单校验码："), printed("没有")), (None, None));
        assert_eq!(printed("名单校验码：00000000 f91beef4"), Some("00000000 f91beef4".to_owned()));
    }
}
