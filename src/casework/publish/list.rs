//! 名单: what the public sees of the cases on a notice or in a document, and the digest by which a posted list is known.

use std::fmt::Write;

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::{as_posted, on_notice};
use crate::casework::Dossier;
use crate::casework::dossier::RoundFile;
use crate::model::form::Application;
use crate::model::{Datum, Table};
use crate::store::facts::Notice;
use crate::store::{Store, Stored};

/// A list as the public sees it: never an identity number, a phone or an account.
pub(super) fn public_table(title: String, dossiers: &[Dossier]) -> Table {
    let columns = [
        ("position", "序号"),
        ("unit_name", "单位"),
        ("studio_name", "工作室"),
        ("technician_name", "首席技师"),
        ("occupation", "职业工种"),
        ("town", "街镇"),
    ];
    let mut table = Table::new("public_list", title, &columns).led_by("unit_name");
    for (position, dossier) in (1_i64..).zip(dossiers) {
        let entry = public_entry(dossier.form()).map(Datum::from);
        table.push(std::iter::once(position.into()).chain(entry).collect());
    }
    table
}

/// What the public sees of an application.
pub(super) fn public_entry(form: &Application) -> [&str; 5] {
    [&form.unit_name, &form.studio_name, &form.technician_name, &form.occupation, &form.town]
}

/// The heading of a list under notice.
pub(super) fn title(round: &RoundFile) -> String {
    format!("{} 年度松江区首席技师工作室拟资助名单", round.round.year)
}

/// The heading of such a list that is shown before the document.
pub(super) fn posted_title(title: &str) -> String {
    format!("{title}（公示）")
}

/// The heading of the funded list of a year.
pub(super) fn funded_title(year: i64) -> String {
    format!("{year} 年度松江区首席技师工作室资助名单")
}

/// The list of a notice, as it was posted.
pub(super) fn posted_list(store: &Store, notice: &Stored<Notice>) -> Result<Table> {
    let round = RoundFile::by_id(store, notice.fact.round_id)?;
    let entries = on_notice(store, notice.id)?;
    let posted: Result<Vec<_>> = entries.iter().map(|dossier| as_posted(store, notice.id, dossier)).collect();
    Ok(public_table(title(&round), &posted?))
}

/// 校验码: SHA-256 over a list as it is shown, in UTF-8: one line a row in the list's order, its columns (of a posted list
/// position, unit, studio, leader, occupation, town) parted by tabs, each line ended by a line feed.
pub(in crate::casework) fn digest(table: &Table) -> String {
    let rows: Vec<Vec<_>> = table.rows.iter().map(|row| row.iter().map(Datum::show).collect()).collect();
    digest_of(&rows)
}

/// The same of rows that a file has.
pub(super) fn digest_of(rows: &[Vec<String>]) -> String {
    let mut digest = Sha256::new();
    for row in rows {
        digest.update(row.join("\t"));
        digest.update("\n");
    }
    digest.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
