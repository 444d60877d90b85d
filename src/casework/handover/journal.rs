//! The journal: the entries that touched the case, and the chain into which its rows can be followed.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Map, Value as Json, json};

use super::Binder;
use crate::model::folder::Content;
use crate::model::{Column, Datum, Table};
use crate::store::{Extract, Link, PartProof, Store};

/// The file of the proof.
pub(super) const PROOF: &str = "日志证明.json";

/// What came of it.
pub(super) struct Proven {
    /// How many entries wrote a row of the case.
    pub(super) touched: usize,
    /// The chain's whole length and head, if it is there.
    pub(super) head: Option<(i64, String)>,
}

/// Puts the entries in, and the proof where everything is revealed.
pub(super) fn put(store: &Store, extracts: &[Extract], reveal: bool, binder: &mut Binder) -> Result<Proven> {
    let chain = if reveal { store.proof_of(extracts)? } else { Vec::new() };
    let entries = entries(store, extracts, &chain)?;
    let touched = entries.rows.len();
    binder.list("日志.csv".to_owned(), "写入过本案事实的每一条日志", entries);
    let head = chain.last().map(|last| (last.entry, last.hash.clone()));
    if let Some((entry, hash)) = &head {
        let links: Vec<_> = chain.into_iter().map(link).collect();
        let proof = json!({ "head": { "entry": entry, "hash": hash }, "chain": links });
        binder.put(PROOF.to_owned(), "日志证明：整条日志链和本案各行的校验值", Content::Json(proof));
    }
    Ok(Proven { touched, head })
}

/// The entries that wrote a row of the case, and what of the case they wrote.
fn entries(store: &Store, extracts: &[Extract], chain: &[Link]) -> Result<Table> {
    let mut wrote: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for extract in extracts {
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        extract.rows.iter().for_each(|row| *counts.entry(row.entry_id).or_default() += 1);
        for (entry, count) in counts {
            wrote.entry(entry).or_default().push(format!("{} {count} 行", extract.kind.title));
        }
    }
    let log: Vec<_> = store.log(None)?.into_iter().filter(|line| wrote.contains_key(&line.entry)).collect();
    let mut table = Table::of("journal", "日志", &log);
    table.columns.push(Column::new("wrote", "其中属于本案的"));
    for (row, wrote) in table.rows.iter_mut().zip(wrote.values()) {
        row.push(wrote.join("、").into());
    }
    if !chain.is_empty() {
        table.columns.extend([Column::new("previous", "前一链值"), Column::new("hash", "链值")]);
        for (row, line) in table.rows.iter_mut().zip(&log) {
            let link = chain.iter().find(|link| link.entry == line.entry);
            let text = |read: fn(&Link) -> &String| Datum::from(link.map(|link| read(link).clone()));
            row.extend([text(|link| &link.previous), text(|link| &link.hash)]);
        }
    }
    Ok(table)
}

fn link(link: Link) -> Json {
    let [recorded_at, business_on, operator, role, command] = link.head;
    json!({
        "entry": link.entry,
        "recorded_at": recorded_at,
        "business_on": business_on,
        "operator": operator,
        "role": role,
        "command": command,
        "parts": link.parts.into_iter().map(part).collect::<Vec<_>>(),
        "previous": link.previous,
        "hash": link.hash,
    })
}

fn part(part: PartProof) -> Json {
    let mut object = Map::new();
    object.insert("table".to_owned(), part.table.into());
    object.insert("first_id".to_owned(), part.first_id.into());
    object.insert("row_count".to_owned(), part.row_count.into());
    object.insert("digest".to_owned(), part.digest.into());
    if let Some(rows) = part.rows {
        object.insert("rows".to_owned(), rows.into());
    }
    Json::Object(object)
}
