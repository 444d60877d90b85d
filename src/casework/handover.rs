//! 移交: one case, whole, as a folder that can be read without the program: every fact, the papers, and the journal's
//! proof that nothing was changed since.

mod facts;
mod guide;
mod journal;
mod papers;

use anyhow::{Result, bail};

use super::review::scores;
use super::show::show;
use super::{Desk, Report};
use crate::model::case_no::CaseRef;
use crate::model::folder::{Content, Folder, file_name};
use crate::model::{Datum, Document, Table};
use crate::papers::Kind;

/// The longest name of a file, in characters, its number and ending aside: a path must stay within the 260 that
/// Windows takes.
const LONGEST: usize = 60;

/// 卷宗目录: the folder while it is being filled, and what each file is.
struct Binder {
    folder: Folder,
    contents: Table,
}

impl Binder {
    fn new(name: String) -> Self {
        let columns = [("file", "文件"), ("what", "内容"), ("rows", "行数")];
        Self {
            folder: Folder { name, leaves: Vec::new() },
            contents: Table::new("contents", "卷宗目录", &columns),
        }
    }

    fn put(&mut self, path: String, what: impl Into<Datum>, content: Content) {
        let rows = match &content {
            Content::List(table) => Datum::Int(i64::try_from(table.rows.len()).unwrap_or(i64::MAX)),
            _ => Datum::Empty,
        };
        self.contents.push(vec![path.as_str().into(), what.into(), rows]);
        self.folder.put(path, content);
    }

    fn list(&mut self, path: String, what: &str, table: Table) {
        self.put(path, what, Content::List(table));
    }
}

/// One case for an archive. Identity numbers, phones, accounts and who objected are left out, and with them the
/// journal's proof, from which they could be guessed; with `--reveal` everything is there, and the journal says who
/// took it.
///
/// # Errors
/// There is no such case, or the case file is damaged, so that nothing could be proven.
pub fn handover(desk: &mut Desk, case: CaseRef) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    let no = dossier.no;
    if desk.hand.setting.reveal {
        // Before the whole file is read for nothing.
        desk.may_reveal(&dossier)?;
    }
    let damages = desk.store.verify()?.len();
    if damages > 0 {
        bail!("案卷有 {damages} 处与封印不符，不能移交。请先运行 studiogrant audit verify 查明");
    }
    // What can't be drawn up is told before anything is disclosed.
    let papers = papers::drawn_up(desk, case, &dossier)?;
    let count = papers.len();
    desk.disclose(&dossier, "案件卷宗", Kind::Folder)?;
    let desk = &*desk;
    let dossier = desk.dossier(case)?;
    let reveal = desk.hand.setting.reveal;
    let extracts = desk.store.facts_of_case(dossier.case_id)?;
    let mut binder = Binder::new(format!("案件{no}"));
    overview(desk, case, &mut binder)?;
    facts::put(&dossier, &extracts, reveal, &mut binder);
    papers::put(papers, &mut binder);
    let proven = journal::put(&desk.store, &extracts, reveal, &mut binder)?;
    guide::put(desk, &dossier, &proven, &mut binder)?;
    let rows: usize = extracts.iter().map(|extract| extract.rows.len()).sum();
    let sentence = format!(
        "{} 的卷宗：事实 {} 类 {rows} 行，文书 {count} 件，日志 {} 条",
        dossier.name(),
        extracts.len(),
        proven.touched
    );
    let kept_back =
        "证件号码、电话、账号和异议人已遮盖，不附日志证明；存档用的完整卷宗请加 --reveal（记入日志）";
    let mut report = Report::done(sentence)
        .with("case", no.to_string())
        .with("revealed", reveal)
        .with("files", binder.contents.json())
        .next("解压后先看 说明.txt：各文件是什么，怎样核对");
    if !reveal {
        report.done.push(kept_back.to_owned());
    }
    report.document = Some(Document::Folder(binder.folder));
    Ok(report)
}

/// What the screen shows of the case, for whoever wants to read first.
fn overview(desk: &Desk, case: CaseRef, binder: &mut Binder) -> Result<()> {
    for table in show(desk, case, None)?.tables {
        // The summary's own title is the name of the case.
        let title = if table.key == "summary" { "概况".to_owned() } else { table.title.clone() };
        binder.list(format!("{}.csv", file_name(&title, LONGEST)), &title, table);
    }
    for table in scores(desk, Some(case), None)?.tables.into_iter().filter(|table| !table.rows.is_empty()) {
        binder.list("评分.csv".to_owned(), "专家评分，更正和作废的在内", table);
    }
    Ok(())
}

/// The path of a file that stands with others of its kind: in a folder, numbered from 1.
fn numbered(folder: &str, number: usize, name: &str, ending: &str) -> String {
    format!("{folder}/{number:02}-{}.{ending}", file_name(name, LONGEST))
}
