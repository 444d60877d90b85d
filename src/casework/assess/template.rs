//! The ledger that a unit keeps and sends in.

use anyhow::Result;

use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report};
use crate::intake::sheets::SpendRow;
use crate::model::Table;
use crate::model::acts::Fund;
use crate::store::Store;
use crate::store::facts::Round;

/// An empty ledger for `--out`, with the purposes that the policies of all rounds name: cases of several years go into
/// one sheet.
///
/// # Errors
/// The case file can't be read.
pub fn template(desk: &Desk, ledger: Fund) -> Result<Report> {
    let purposes = purposes(&desk.store, ledger)?;
    let form = Table::form::<SpendRow>("template", format!("{}使用台账", ledger.term()));
    let form = form.guided("case", |case| case.expects = "案件编号，如 2024-0012".into());
    Ok(Report::form(form.guided("purpose", |purpose| purpose.choose_from(purposes))))
}

/// The purposes that the policies of all rounds name.
pub(super) fn purposes(store: &Store, ledger: Fund) -> Result<Vec<String>> {
    let mut purposes: Vec<String> = Vec::new();
    for round in store.all::<Round>()? {
        let policy = RoundFile::by_id(store, round.id)?.policy;
        let listed = match ledger {
            Fund::Grant => policy.grant_purposes.value,
            Fund::Matching => policy.matching_purposes.value,
        };
        purposes.extend(listed.into_iter().filter(|purpose| !purposes.contains(purpose)).collect::<Vec<_>>());
    }
    Ok(purposes)
}
