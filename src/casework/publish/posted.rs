//! 张贴的名单: what a posted paper or sheet says, and what of it differs from what it should say.

use std::path::Path;

use anyhow::Result;

use crate::casework::misuse;
use crate::intake::sheets::PublicRow;
use crate::intake::{Document, Reader, Source};
use crate::model::text::tidy;
use crate::model::{Datum, Record};

/// A list as a file has it, with everything that stands around it.
pub(super) struct Posted {
    pub(super) rows: Vec<Vec<String>>,
    /// What differs in its header.
    pub(super) header: Vec<Difference>,
    /// The lines outside the list, the digest's aside; a sheet has none.
    pub(super) lines: Option<Vec<String>>,
    /// The digest that is printed with it.
    pub(super) printed: Option<String>,
}

/// One difference: the place in the list, the column, what the file has, what the case file has.
pub(super) type Difference = (String, &'static str, String, String);

pub(super) fn posted(path: &Path) -> Result<Posted> {
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

/// A row that lacks something is compared as it stands; what nobody asked for differs.
fn of_sheet(path: &Path) -> Result<Posted> {
    let mut sheet = Reader::<PublicRow>::new(Source::open(path)?)?;
    let unasked = sheet.warnings().into_iter().map(|fault| match fault.letter.is_empty() {
        true => ("工作表".to_owned(), "多出的表", fault.value, String::new()),
        false => ("表头".to_owned(), "多出的栏", fault.column, String::new()),
    });
    let header = unasked.collect();
    let mut rows = Vec::new();
    while let Some(row) = sheet.next_row()? {
        rows.push(match row.parsed {
            Ok(list) => list.data().iter().map(Datum::show).collect(),
            Err(_) => row.cells.iter().map(str::to_owned).collect(),
        });
    }
    Ok(Posted { rows, header, lines: None, printed: None })
}

/// What a header has in place of what it should; `None` where a row is no header: one of which half is kept still is.
fn of_header(row: &[String]) -> Option<Vec<Difference>> {
    let fields = PublicRow::FIELDS;
    let kept = row.iter().zip(fields).filter(|(cell, field)| tidy(cell) == field.header).count();
    let headers: Vec<_> = fields.iter().map(|field| field.header.to_owned()).collect();
    (kept * 2 >= fields.len()).then(|| {
        let mut found = Vec::new();
        compare("表头", row, &headers, &mut found);
        found
    })
}

/// Every row of several cells is one of the list, wherever it stands; everything else is a line, and the first line that
/// is a digest is the list's.
pub(super) fn of_document(document: Document) -> Posted {
    let (mut rows, mut header, mut said) = (Vec::new(), None, document.paragraphs);
    for row in document.rows {
        match (row.as_slice(), of_header(&row)) {
            ([foot], _) => said.push(foot.clone()),
            (_, Some(changed)) if header.is_none() => header = Some(changed),
            _ => rows.push(row),
        }
    }
    if header.is_none() {
        rows.clear();
    }
    let lines = said.iter().flat_map(|text| text.lines()).map(|line| tidy(line).trim().to_owned());
    let mut lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    let at = lines.iter().position(|line| printed(line).is_some());
    let printed = at.and_then(|at| printed(&lines.remove(at)));
    Posted { rows, header: header.unwrap_or_default(), lines: Some(lines), printed }
}

/// The digest in a line that says nothing else, in groups or not; what stands in its place as it stands there.
fn printed(text: &str) -> Option<String> {
    let after = tidy(text).strip_prefix("名单校验码").map(str::to_owned)?;
    let after = after.trim_start_matches(['：', ':', ' ']).trim_end();
    let digest: String = after.split_whitespace().collect::<String>().to_ascii_lowercase();
    match digest.len() == 64 && digest.chars().all(|letter| letter.is_ascii_hexdigit()) {
        true => Some(digest),
        false => Some(after.to_owned()).filter(|after| !after.is_empty()),
    }
}

/// What differs between a posted list and one that is known: a row is known by its unit, or else by its place.
pub(super) fn differences(posted: &[Vec<String>], known: &[Vec<String>]) -> Vec<Difference> {
    let unit = |row: &[String]| row.get(1).map(|cell| tidy(cell).into_owned()).unwrap_or_default();
    let place = |row: &[String]| row.first().cloned().unwrap_or_default();
    let mut left: Vec<&Vec<String>> = posted.iter().collect();
    let mut found = out_of_order(posted, known);
    let mut unmatched = Vec::new();
    for row in known {
        match left.iter().position(|other| unit(other) == unit(row)) {
            Some(at) => compare(&place(row), left.remove(at), row, &mut found),
            None => unmatched.push(row),
        }
    }
    for row in unmatched {
        match left.iter().position(|other| place(other) == place(row)) {
            Some(at) => compare(&place(row), left.remove(at), row, &mut found),
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

/// What differs cell by cell, cells beyond the list's columns among them.
fn compare(place: &str, posted: &[String], known: &[String], found: &mut Vec<Difference>) {
    let columns = PublicRow::FIELDS.iter().map(|field| field.header).chain(std::iter::repeat("多出的栏"));
    let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    for (at, column) in (0..posted.len().max(known.len())).zip(columns) {
        let (theirs, ours) = (cell(posted, at), cell(known, at));
        if tidy(&ours) != tidy(&theirs) {
            found.push((place.to_owned(), column, theirs, ours));
        }
    }
}

/// The lines that differ: those that stand in both in the same order are set against each other, and so is what lies
/// between them.
pub(super) fn sentences(posted: &[String], known: &[String]) -> Vec<Difference> {
    // How many lines the rests of both have in common, from each pair of places on.
    let mut common = vec![vec![0_usize; known.len() + 1]; posted.len() + 1];
    for (at, theirs) in posted.iter().enumerate().rev() {
        for (to, ours) in known.iter().enumerate().rev() {
            common[at][to] = match theirs == ours {
                true => common[at + 1][to + 1] + 1,
                false => common[at + 1][to].max(common[at][to + 1]),
            };
        }
    }
    let (mut at, mut to, mut found) = (0, 0, Vec::new());
    let (mut added, mut missing) = (Vec::new(), Vec::new());
    while at < posted.len() || to < known.len() {
        match (posted.get(at), known.get(to)) {
            (Some(theirs), Some(ours)) if theirs == ours => {
                between(&mut added, &mut missing, &mut found);
                (at, to) = (at + 1, to + 1);
            }
            (Some(theirs), ours) if ours.is_none() || common[at + 1][to] >= common[at][to + 1] => {
                added.push(theirs.clone());
                at += 1;
            }
            (_, ours) => {
                missing.extend(ours.cloned());
                to += 1;
            }
        }
    }
    between(&mut added, &mut missing, &mut found);
    found
}

/// What stands between two lines that are the same, line against line.
fn between(added: &mut Vec<String>, missing: &mut Vec<String>, found: &mut Vec<Difference>) {
    let (mut theirs, mut ours) = (added.drain(..), missing.drain(..));
    loop {
        let pair = (theirs.next(), ours.next());
        if pair == (None, None) {
            return;
        }
        found.push(("正文".to_owned(), "整句", pair.0.unwrap_or_default(), pair.1.unwrap_or_default()));
    }
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
        assert!(of_header(&header[..2]).is_none());
    }

    #[test]
    fn whatever_is_added_to_a_paper_is_a_difference() {
        let header: Vec<_> = PublicRow::FIELDS.iter().map(|field| field.header.to_owned()).collect();
        let list = rows(&["1 甲 甲室 张 焊工 泗泾镇", "2 乙 乙室 李 钳工 佘山镇"]);
        let foot = vec![format!("公示编号：1\n名单校验码：{}", "0".repeat(64))];
        let whole: Vec<_> = [vec![header.clone()], list.clone(), vec![foot]].concat();
        let paragraphs = vec!["公示".to_owned(), "某局".to_owned()];
        let known = of_document(Document { paragraphs: paragraphs.clone(), rows: whole.clone() });
        let against = |paragraphs: Vec<String>, rows: Vec<Vec<String>>| {
            let posted = of_document(Document { paragraphs, rows });
            let mut found = posted.header;
            found.extend(differences(&posted.rows, &list));
            found.extend(sentences(&posted.lines.unwrap(), known.lines.as_ref().unwrap()));
            found
                .into_iter()
                .map(|(at, column, file, case)| format!("{at} {column} {file} {case}"))
                .collect::<Vec<_>>()
        };
        assert!(against(paragraphs.clone(), whole.clone()).is_empty());
        let (merged, wide) = (rows(&["3 丙 丙室"]).remove(0), rows(&["3 丙 丙室 王 电工 新桥镇"]).remove(0));
        for (added, at, told) in [
            (vec!["另：丙 丙室".to_owned()], 2, "正文 整句 另：丙 丙室 "),
            (merged.clone(), 2, "3 整行 3，丙，丙室 "),
            (merged, 4, "3 整行 3，丙，丙室 "),
            (wide.clone(), 2, "3 整行 3，丙，丙室，王，电工，新桥镇 "),
            (wide, 4, "3 整行 3，丙，丙室，王，电工，新桥镇 "),
        ] {
            let mut altered = whole.clone();
            altered.insert(at, added);
            assert_eq!(against(paragraphs.clone(), altered), [told]);
        }
        let mut broader = whole.clone();
        broader[0].push("金额".to_owned());
        broader[1].push("10万".to_owned());
        assert_eq!(against(paragraphs.clone(), broader), ["表头 多出的栏 金额 ", "1 多出的栏 10万 "]);
        let mut twice = whole.clone();
        twice.push(header);
        assert_eq!(against(paragraphs.clone(), twice).len(), 1);
        for (said, told) in [
            (vec!["公示", "另增：丙", "某局"], "正文 整句 另增：丙 "),
            (vec!["公示", "别局"], "正文 整句 别局 某局"),
            (vec!["公示"], "正文 整句  某局"),
            (vec!["公示", "某局", "另增丙。名单校验码：1"], "正文 整句 另增丙。名单校验码：1 "),
        ] {
            let said = said.into_iter().map(str::to_owned).collect();
            assert_eq!(against(said, whole.clone()), [told]);
        }
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
