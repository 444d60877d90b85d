//! 审计: the journal and the seals, as an auditor reads them.

use anyhow::Result;

use super::{Desk, Report};
use crate::model::{Datum, Table};

/// The newest entries, or all of them, oldest first.
///
/// # Errors
/// The case file can't be read.
pub fn log(desk: &Desk, limit: Option<u32>) -> Result<Report> {
    Ok(Report::list(Table::of("journal", "日志", &desk.store.log(limit)?)))
}

/// The head of the journal, short enough for paper: what `audit verify --digest` compares with later.
///
/// # Errors
/// The case file can't be read.
pub fn digest(desk: &Desk) -> Result<Report> {
    let Some(digest) = desk.store.digest()? else { return Ok(Report::done("日志还是空的")) };
    let report = Report::done(format!("日志至第 {} 条，校验码 {digest}", digest.entry));
    Ok(report
        .with("entry", digest.entry)
        .with("digest", digest.to_string())
        .next(format!("抄入评审记录或打印存档；日后核对：studiogrant audit verify --digest '{digest}'")))
}

/// Recomputes every seal; with a digest from paper also sees that nothing up to it was cut off or rewritten.
///
/// # Errors
/// The case file can't be read, or the digest can't.
pub fn verify(desk: &Desk, digest: Option<&str>) -> Result<Report> {
    let mut damages = desk.store.verify()?;
    if let Some(digest) = digest {
        damages.extend(desk.store.verify_digest(digest)?);
    }
    let against = if digest.is_some() { "，与所给的校验码相符" } else { "" };
    if damages.is_empty() {
        let sentence = match desk.store.digest()? {
            Some(head) => {
                format!("案卷完好：{} 条日志及其全部记录未被改动{against}。校验码 {head}", head.entry)
            }
            None => format!("案卷完好，日志还是空的{against}"),
        };
        return Ok(Report::done(sentence).with("sound", true));
    }
    let columns = [("table", "表"), ("row", "行"), ("entry", "日志"), ("what", "情况")];
    let mut table = Table::new("damages", "案卷被改动之处", &columns);
    for damage in damages {
        table.push(vec![
            damage.table.into(),
            damage.row.into(),
            damage.entry.map_or(Datum::Empty, Datum::Int),
            damage.what.into(),
        ]);
    }
    let sentence =
        format!("案卷在程序之外被改动过，共 {} 处。请保留原件，从备份恢复，并报告负责人", table.rows.len());
    Ok(Report { done: vec![sentence], tables: vec![table], damaged: true, ..Report::default() }
        .with("sound", false))
}
