//! What a command came to: on the screen, in a file, as `--json`, and as the exit code.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::{Map, Value as Json, json};

use super::guided::Left;
use super::screen::{Refusal as Shown, Screen};
use super::session::{Globals, Session};
use super::{progress, terminal};
use crate::casework::{Misuse, Refusal, Report};
use crate::measure::{self, Finding, Weight};
use crate::model::paper::Paper;
use crate::model::{Document, Table};
use crate::papers::{self, Kind, Unwritten};
use crate::store::Failure;

/// Could not: file, disk, lock.
const FAILED: u8 = 1;
/// Used wrongly.
pub(super) const USAGE: u8 = 2;
/// Refused by a rule.
const REFUSED: u8 = 3;

/// Runs a command and tells what it came to. Where its file is to go is looked at first, so that nothing is recorded
/// whose paper can't be written.
pub(super) fn tell(globals: Globals, command: impl FnOnce(&mut Session) -> Result<Report>) -> ExitCode {
    let mut session = Session::new(globals);
    let told = place(&session.globals).and_then(|place| {
        let report = command(&mut session)?;
        let saved = match place {
            Some(place) => {
                Some(save(&session, &report, &place).map_err(|error| recorded(&session, &report, error))?)
            }
            None => None,
        };
        show(&session, &report, saved.as_ref()).context("这一步已经办完，只是结果没能显示出来")?;
        Ok(report)
    });
    let code = match told {
        Ok(report) if report.damaged => ExitCode::from(FAILED),
        Ok(report) if report.refused => ExitCode::from(REFUSED),
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => ExitCode::from(fail(&session.globals, &error)),
    };
    // The process ends here. To take the case file's schema down piece by piece would cost a reading command a tenth of
    // its time, and no transaction is open any more.
    std::mem::forget(session);
    code
}

/// Why no file was written, and that the step itself stands.
fn recorded(session: &Session, report: &Report, error: anyhow::Error) -> anyhow::Error {
    match session.has_recorded() {
        true if session.has_disclosed() => {
            error.context("这次查阅已经记入日志，只是文件没有写成；排除原因以后请再运行一次，日志会另记一条")
        }
        true => {
            let again = report.again.as_deref().unwrap_or("查阅的命令");
            error.context(format!("这一步已经记入案卷，不要重办，只是文件没有写成，可以用 {again} 再写一次"))
        }
        false => error,
    }
}

/// Where a file goes.
struct Place {
    path: PathBuf,
    /// Whether it takes the place of one that is there.
    replace: bool,
}

/// Where `--out` is to go, asking first where the file exists.
fn place(globals: &Globals) -> Result<Option<Place>> {
    let Some(path) = &globals.out else { return Ok(None) };
    if path.canonicalize().is_ok_and(|path| globals.file.canonicalize().is_ok_and(|file| file == path)) {
        return Err(Misuse(format!("{} 是案卷本身，不能用来导出。请换一个文件名", path.display())).into());
    }
    let question = format!("{} 已经存在，要覆盖吗？", path.display());
    let replace = path.is_file() && terminal::confirm(&question, globals.yes)?;
    papers::reach(path, replace)?;
    Ok(Some(Place { path: path.clone(), replace }))
}

/// What went into a file.
struct Saved {
    /// How many tables, from the first.
    count: usize,
    sentence: String,
}

/// Writes the lists or the document, by the file's ending. Of a form the form alone is written: what belongs into it
/// stands on its header.
fn save(session: &Session, report: &Report, place: &Place) -> Result<Saved> {
    let (path, replace) = (&place.path, place.replace);
    let (banner, shown) = (session.banner(), path.display());
    let _spinner = progress::busy("正在写入文件", session.globals.quiet);
    if !papers::is_list(path) || report.tables.is_empty() {
        let Some(document) = printable(session, report, path)? else {
            return Ok(Saved { count: 0, sentence: format!("没有清单可以写入，没有写 {shown}") });
        };
        papers::document(document, path, replace, banner)?;
        let sentence = match document {
            Document::Journal(journal) => format!("已写入 {shown}，共 {} 笔", journal.transactions.len()),
            Document::Folder(folder) => format!("已写入 {shown}，共 {} 个文件", folder.leaves.len() + 1),
            Document::Paper(_) | Document::Book(_) => format!("已写入 {shown}"),
        };
        return Ok(Saved { count: report.tables.len(), sentence });
    }
    let tables = match report.tables.as_slice() {
        [form, ..] if form.is_form() => {
            papers::suits(path, &[Kind::Form])?;
            std::slice::from_ref(form)
        }
        tables => tables,
    };
    let count = match report.whole {
        true => papers::export_all(tables, path, replace, banner)?,
        false => papers::export(tables, path, replace, banner)?,
    };
    let (written, left) = tables.split_at(count);
    Ok(Saved { count, sentence: written_to(&shown.to_string(), written, left) })
}

/// The document that goes into a file; `None` where an act that may come to a list, such as an import of which
/// something is refused, came to none.
fn printable<'a>(session: &Session, report: &'a Report, path: &Path) -> Result<Option<&'a Document>> {
    let lists = if report.whole { Kind::Lists } else { Kind::List };
    if let Some(document) = &report.document {
        let lists = (!report.tables.is_empty()).then_some(lists);
        let kinds: Vec<_> = std::iter::once(Kind::of(document)).chain(lists).collect();
        papers::suits(path, &kinds)?;
        return Ok(Some(document));
    }
    if let Some(why) = &report.unprinted {
        return Err(Misuse(why.clone()).into());
    }
    if report.tables.is_empty() && papers::is_list(path) && session.has_recorded() {
        return Ok(None);
    }
    if !report.tables.is_empty() && papers::suits(path, &[Kind::Paper]).is_err() {
        papers::suits(path, &[lists])?;
    }
    let lists = match report.tables.is_empty() {
        true => "请去掉 --out",
        false => "清单请写成 .xlsx、.csv 或 .json 文件",
    };
    Err(Misuse(format!("这里没有可以打印的文书，{lists}")).into())
}

/// What was written, and what the format had no place for.
fn written_to(path: &str, written: &[Table], left: &[Table]) -> String {
    let mut sentence = match written {
        [table] => format!("已写入 {path}，共 {} 行", table.rows.len()),
        _ => {
            let each: Vec<_> =
                written.iter().map(|table| format!("{} {} 行", table.title, table.rows.len())).collect();
            format!("已写入 {path}，共 {} 张表：{}", written.len(), each.join("，"))
        }
    };
    if !left.is_empty() {
        let titles: Vec<_> = left.iter().map(|table| table.title.as_str()).collect();
        let _ =
            write!(sentence, "；另有 {} 张表（{}）没有写入，.xlsx 可以写全", left.len(), titles.join("、"));
    }
    sentence
}

fn show(session: &Session, report: &Report, saved: Option<&Saved>) -> Result<()> {
    let globals = &session.globals;
    let mut screen = Screen::stdout(globals.color, globals.quiet);
    if globals.json {
        return Ok(screen.json(&as_json(session, report, saved))?);
    }
    if let Some(banner) = session.banner() {
        screen.line(&format!("【{banner}】"))?;
    }
    for line in &report.done {
        screen.line(line)?;
    }
    if let Some(paper) = only_paper(report).filter(|_| saved.is_none()) {
        screen.text(&paper.plain())?;
    }
    // What went into the file need not be on the screen as well.
    for table in report.tables.iter().skip(saved.map_or(0, |saved| saved.count)) {
        screen.table(table)?;
    }
    for finding in &report.findings {
        screen.refusal(&shown(finding))?;
    }
    if let Some(saved) = saved {
        screen.line(&saved.sentence)?;
    }
    for hint in &report.next {
        screen.hint(hint)?;
    }
    Ok(())
}

/// The paper, where nothing else says what came of the command.
fn only_paper(report: &Report) -> Option<&Paper> {
    match &report.document {
        Some(Document::Paper(paper)) if report.tables.is_empty() && report.done.is_empty() => Some(paper),
        _ => None,
    }
}

fn as_json(session: &Session, report: &Report, saved: Option<&Saved>) -> Json {
    let mut object = report.data.clone();
    if session.banner().is_some() {
        object.insert("rehearsal".into(), true.into());
    }
    let mut put = |key: &str, value: Json| object.insert(key.to_owned(), value);
    if !report.done.is_empty() {
        put("done", report.done.clone().into());
    }
    if let Some(paper) = only_paper(report) {
        put("paper", paper.json());
    }
    for table in &report.tables {
        put(table.key, table.json());
    }
    if !report.findings.is_empty() {
        put("findings", findings(&report.findings));
    }
    if !report.next.is_empty() {
        put("next", report.next.clone().into());
    }
    if let Some(saved) = saved {
        put("saved", saved.sentence.as_str().into());
    }
    Json::Object(object)
}

fn findings(findings: &[Finding]) -> Json {
    let object = |finding: &Finding| {
        json!({
            "code": finding.code,
            "clause": finding.clause,
            "weight": finding.weight.code(),
            "found": finding.found,
            "cure": finding.cure,
        })
    };
    findings.iter().map(object).collect()
}

/// A finding in the parts that a screen shows.
pub(super) fn shown(finding: &Finding) -> Shown<'_> {
    let level = if finding.weight == Weight::NotMet { "错误" } else { finding.weight.term() };
    Shown { level, code: finding.code, text: &finding.found, clause: finding.clause, cure: &finding.cure }
}

/// Tells why a command failed, and with which exit code.
fn fail(globals: &Globals, error: &anyhow::Error) -> u8 {
    let (code, kind, refused) = sort(error);
    if globals.json {
        let mut object = Map::new();
        object.insert("error".into(), sentence(error).into());
        object.insert("kind".into(), kind.into());
        if !refused.is_empty() {
            object.insert("findings".into(), findings(&refused));
        }
        let _ = Screen::stdout(globals.color, globals.quiet).json(&Json::Object(object));
        return code;
    }
    let mut screen = Screen::stderr(globals.color, globals.quiet);
    let told: io::Result<()> = if error.is::<Left>() {
        // Who leaves a form has made no mistake.
        screen.line(&sentence(error))
    } else if refused.is_empty() {
        screen.failure(&sentence(error))
    } else {
        refused.iter().try_for_each(|finding| screen.refusal(&shown(finding)))
    };
    // Nobody is left to tell, but the exit code still says it.
    let _ = told;
    code
}

/// The exit code, its kind for `--json`, and the findings of a refusal.
fn sort(error: &anyhow::Error) -> (u8, &'static str, Vec<Finding>) {
    if let Some(Refusal(findings)) = error.downcast_ref() {
        return (REFUSED, "refused", findings.clone());
    }
    let is_misnamed = matches!(error.downcast_ref(), Some(Unwritten::Ending { .. }));
    if is_misnamed || error.downcast_ref::<Misuse>().is_some() {
        return (USAGE, "usage", Vec::new());
    }
    match error.downcast_ref() {
        Some(Failure::Refused { code, message }) => {
            let rule = measure::rule(code);
            let finding = rule.map(|rule| Finding {
                code: rule.code,
                clause: rule.clause,
                weight: Weight::NotMet,
                found: message.clone(),
                cure: format!("案卷自身的约束不允许；要求见 studiogrant rules {}", rule.code),
            });
            (REFUSED, "refused", finding.into_iter().collect())
        }
        _ => (FAILED, "failed", Vec::new()),
    }
}

/// An error with what lies behind it, as one sentence. The operating system's English words stay behind: our own
/// sentence has said what they mean.
pub(super) fn sentence(error: &anyhow::Error) -> String {
    let mut parts: Vec<_> = error.chain().map(ToString::to_string).collect();
    let first = parts.remove(0);
    parts.retain(|part| !part.is_ascii() && !first.contains(part.as_str()));
    parts.insert(0, first);
    parts.join("：")
}
