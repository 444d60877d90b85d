//! The papers of a case, all in one place: each with a name, in the order in which the case went.

use anyhow::Result;

use super::{Binder, numbered};
use crate::casework::{Desk, Dossier, screen};
use crate::model::folder::Content;
use crate::model::letter::Letter;

/// Puts the papers in and tells how many there are.
pub(super) fn put(desk: &Desk, dossier: &Dossier, binder: &mut Binder) -> Result<usize> {
    let papers = papers(desk, dossier)?;
    let count = papers.len();
    for (number, (name, paper)) in (1..).zip(papers) {
        let path = numbered("文书", number, &name, "txt");
        binder.put(path, name, Content::Letter(paper));
    }
    Ok(count)
}

/// Every paper that was drawn up for the case, with its name.
fn papers(desk: &Desk, dossier: &Dossier) -> Result<Vec<(String, Letter)>> {
    let store = &desk.store;
    let mut papers = Vec::new();
    for (on, letter) in screen::letters(store, dossier)? {
        papers.push((format!("{}{on}", letter.title), letter));
    }
    Ok(papers)
}
