//! 核对张贴的名单: whether a paper or sheet carries a list as the case file knows it, and if not, what differs.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::list::{digest, digest_of, funded_title, posted_list, public_table};
use super::paper::{self, awarded, listed};
use super::posted::{Difference, Posted, differences, of_document, posted, sentences};
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::intake::Document;
use crate::model::paper::Paper;
use crate::model::{Datum, Table};
use crate::papers;
use crate::store::Store;
use crate::store::facts::{Announcement, Notice};

/// A list that the case file knows.
struct Known {
    name: String,
    rows: Vec<Vec<String>>,
    /// The papers that the program prints of it.
    papers: Vec<Paper>,
    /// The digest that went out with it.
    digest: String,
    /// Whether the list is still the one of the digest.
    is_sound: bool,
}

impl Known {
    /// What of a file differs from the list, and from that of its papers which is nearest.
    fn against(&self, posted: &Posted) -> Result<Vec<Difference>> {
        let mut found = posted.header.clone();
        found.extend(differences(&posted.rows, &self.rows));
        if let Some(lines) = &posted.lines {
            let mut around = Vec::new();
            for paper in &self.papers {
                let printed = of_document(Document::of(papers::page(paper)?)?);
                around.push(sentences(lines, &printed.lines.unwrap_or_default()));
            }
            found.extend(around.into_iter().min_by_key(Vec::len).unwrap_or_default());
        }
        Ok(found)
    }
}

/// Compares a posted sheet (.xlsx, .csv) with the lists of the case file, those of the notices and the announcing documents,
/// and a posted paper (.docx), whole, with the papers that the program prints of them. The nearest one counts.
///
/// # Errors
/// The file can't be read or holds no list, or the case file has none.
pub fn check(desk: &Desk, path: &Path) -> Result<Report> {
    let known = known(&desk.store)?;
    let posted = posted(path)?;
    let computed = digest_of(&posted.rows);
    let compared = known.iter().map(|known| Ok((known.against(&posted)?, known)));
    let mut compared = compared.collect::<Result<Vec<_>>>()?;
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
            "{file} 与案卷里的名单和文书不符；与最接近的{}相比，有 {} 处不同",
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
    report.done.push(match posted.lines {
        Some(_) => "名单和正文都已核对，页眉页脚和图片未核对".to_owned(),
        None => "表格只有名单，没有正文可以核对".to_owned(),
    });
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
        let later = store.newest::<Notice>("supersedes", notice.id)?;
        let superseded = later.map_or_else(String::new, |later| format!("（已由公示 {} 号代替）", later.id));
        let draft = Table { title: format!("{}（公示）", list.title), ..list.clone() };
        known.push(Known {
            name: format!("公示 {} 号{superseded}", notice.id),
            rows: shown(&list),
            papers: vec![paper::notice(store, &notice)?, listed(draft)],
            is_sound: digest(&list) == notice.fact.list_digest,
            digest: notice.fact.list_digest,
        });
    }
    let mut years = BTreeMap::<i64, (usize, Vec<Dossier>)>::new();
    let mut announced = |name: String, list: Table, paper: Option<Paper>| {
        let (rows, digest) = (shown(&list), digest(&list));
        let papers = vec![paper.unwrap_or_else(|| listed(list))];
        known.push(Known { name, rows, papers, digest, is_sound: true });
    };
    for document in store.all::<Announcement>()? {
        let (dossiers, _) = awarded(store, &document)?;
        let paper = paper::announcement(store, &document)?;
        announced(document.fact.doc_no, public_table(String::new(), &dossiers), Some(paper));
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
        let of = |dossiers: &[Dossier]| public_table(funded_title(year), dossiers);
        let (posted, now) = (of(&posted), of(&now));
        if shown(&now) != shown(&posted) {
            announced(format!("{year} 年度资助名单（更正和变更以后）"), now, None);
        }
        if documents > 1 {
            announced(format!("{year} 年度资助名单"), posted, None);
        }
    }
    Ok(known)
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
