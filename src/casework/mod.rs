//! 办案: one file per subcommand. Each act loads the facts, asks the measure, records, and hands back what it did.

pub mod apply;
pub mod assess;
pub mod audit;
pub mod bureau;
pub mod desk;
pub mod disburse;
mod dossier;
pub mod due;
mod entitlement;
mod filing;
pub mod handover;
mod holidays;
pub mod law;
mod numbering;
pub mod publish;
pub mod report;
pub mod review;
pub mod round;
pub mod screen;
mod sheet;
pub mod show;
pub mod status;
mod wording;

pub use desk::{Desk, Progress, Setting};
pub use dossier::Dossier;
pub use sheet::Upload;

use crate::intake::Faults;
use crate::measure::{Finding, Weight};
use crate::model::account::{Account, Phone};
use crate::model::form::Application;
use crate::model::identity::IdNumber;
use crate::model::paper::Paper;
use crate::model::town::Town;
use crate::model::{Cell, Datum, Document, Record, Table, Value};

/// 不予办理: the measure refuses. Exit code 3.
#[derive(Debug, thiserror::Error)]
#[error("{}", shown(.0))]
pub struct Refusal(pub Vec<Finding>);

fn shown(findings: &[Finding]) -> String {
    let lines: Vec<_> =
        findings.iter().map(|finding| format!("[{}] {}", finding.code, finding.found)).collect();
    lines.join("；")
}

/// 用法不对: what was asked for doesn't exist or doesn't fit. Exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misuse(pub String);

/// Ends an act with a [`Misuse`].
pub(crate) fn misuse<T>(sentence: impl Into<String>) -> anyhow::Result<T> {
    Err(Misuse(sentence.into()).into())
}

/// Ends an act with a [`Refusal`] by one rule, which rests on what only the case file knows.
pub(crate) fn refused<T>(code: &str, found: String, cure: impl Into<String>) -> anyhow::Result<T> {
    Err(Refusal(not_met(code, found, cure.into()).into_iter().collect()).into())
}

/// 办理结果: what an act did or found, for the screen and for `--json`.
#[derive(Debug, Default)]
pub struct Report {
    /// What was done, one sentence a line.
    pub done: Vec<String>,
    /// What `--json` says beside the tables: English keys.
    pub data: serde_json::Map<String, serde_json::Value>,
    /// Lists.
    pub tables: Vec<Table>,
    /// What `--out` can write beside the lists.
    pub document: Option<Document>,
    /// Why `--out` can't write a paper, where the paper belongs to a later stage: a sentence that leads there.
    pub unprinted: Option<String>,
    /// The command that writes the document once more, where the file couldn't be written.
    pub again: Option<String>,
    /// What is to be kept in mind.
    pub findings: Vec<Finding>,
    /// What may come next.
    pub next: Vec<String>,
    /// Whether `--out` takes every list, not the first alone.
    pub whole: bool,
    /// Whether part of what was asked was refused: the act is done, and the exit code is 3 all the same.
    pub refused: bool,
    /// Whether the case file was found damaged: exit code 1.
    pub damaged: bool,
}

impl Report {
    /// A report of one sentence.
    pub(crate) fn done(sentence: impl Into<String>) -> Self {
        Self { done: vec![sentence.into()], ..Self::default() }
    }

    /// A report of one list.
    pub(crate) fn list(table: Table) -> Self {
        Self { tables: vec![table], ..Self::default() }
    }

    /// A report of one form, and what belongs in each of its columns.
    pub(crate) fn form(form: Table) -> Self {
        let columns = [("field", "列"), ("required", "必有"), ("expects", "应填")];
        let mut notes = Table::new("columns", "填写说明", &columns);
        for column in &form.columns {
            if let Some(guide) = column.guide.as_ref().filter(|guide| !guide.locked) {
                let (header, expects) = (column.header.to_string(), guide.expects.to_string());
                notes.push(vec![header.into(), Datum::Flag(guide.required), expects.into()]);
            }
        }
        Self { tables: vec![form, notes], ..Self::default() }
    }

    /// With the paper that says the same, to print and sign.
    pub(crate) fn paper(mut self, paper: impl Into<Option<Paper>>) -> Self {
        self.document = paper.into().map(Document::Paper);
        self
    }

    /// The paper alone.
    pub(crate) fn into_paper(self) -> Option<Paper> {
        match self.document {
            Some(Document::Paper(paper)) => Some(paper),
            _ => None,
        }
    }

    /// With what is to be said of the cells of a sheet, if anything is.
    pub(crate) fn of_cells(mut self, faults: &Faults) -> Self {
        self.tables.extend((!faults.is_empty()).then(|| faults.table()));
        self
    }

    /// With another sentence of what was done.
    pub(crate) fn also(mut self, sentence: impl Into<String>) -> Self {
        self.done.push(sentence.into());
        self
    }

    /// With more sentences of what was done.
    pub(crate) fn also_each(mut self, sentences: impl IntoIterator<Item = String>) -> Self {
        self.done.extend(sentences);
        self
    }

    /// With the command that may come next.
    pub(crate) fn next(mut self, hint: impl Into<String>) -> Self {
        self.next.push(hint.into());
        self
    }

    /// With a fact for `--json`.
    pub(crate) fn with(mut self, key: &str, value: impl Into<serde_json::Value>) -> Self {
        self.data.insert(key.to_owned(), value.into());
        self
    }

    /// With what the measure wants kept in mind.
    pub(crate) fn remind(mut self, findings: Vec<Finding>) -> Self {
        self.findings.extend(findings);
        self
    }
}

/// Splits findings into those that stop an act and the rest: an act that only takes note of what is unproven lets
/// [`Weight::Unproven`] pass.
///
/// # Errors
/// [`Refusal`] with every finding, the lighter ones included, if any is heavier than `bearable`.
pub(crate) fn admit(findings: Vec<Finding>, bearable: Weight) -> Result<Vec<Finding>, Refusal> {
    if findings.iter().any(|finding| finding.weight > bearable) {
        Err(Refusal(findings))
    } else {
        Ok(findings)
    }
}

/// A finding against a rule that rests on what only the case file knows.
pub(crate) fn not_met(code: &str, found: String, cure: String) -> Option<Finding> {
    let rule = crate::measure::rule(code)?;
    Some(Finding { code: rule.code, clause: rule.clause, weight: Weight::NotMet, found, cure })
}

/// The official name of a town as a person wrote it.
pub(crate) fn town_named(name: &str) -> anyhow::Result<String> {
    match Town::find(&crate::model::text::tidy(name)) {
        Some(town) => Ok(town.term().to_owned()),
        None => misuse(format!("“{name}”不是本区的街镇。请写全称或简称，如 泗泾镇")),
    }
}

/// The form for a screen: identity number, phone and account masked.
fn masked(form: &Application) -> Vec<Datum> {
    let mut data = form.data();
    for (field, datum) in Application::FIELDS.iter().zip(&mut data) {
        if let Datum::Text(text) = datum {
            *text = veiled(field.column, text).unwrap_or_else(|| std::mem::take(text));
        }
    }
    data
}

/// What may be shown of a column that holds a personal number, or says who objected; `None` where all may be shown.
fn veiled(column: &str, text: &str) -> Option<String> {
    let cell = Cell::Text(text);
    let shown = match column {
        "id_number" => IdNumber::from_cell(cell).map(|number| number.masked()),
        "contact_phone" => Phone::from_cell(cell).map(|phone| phone.masked()),
        "bank_account" => Account::from_cell(cell).map(|account| account.masked()),
        // The digest of a whole form: with the rest known, the digits left out could be tried one by one.
        "objector_name" | "objector_phone" | "form_digest" => None,
        _ => return None,
    };
    // What can't be read can't be told from what must be hidden either.
    Some(shown.unwrap_or_else(|| "****".to_owned()))
}
