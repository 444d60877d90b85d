//! 拨款明细表: what the finance office pays from, laid down when the batch is approved, so that every export of it is
//! the same.

use std::collections::BTreeSet;

use anyhow::Result;

use super::entitled::current;
use super::{CASHIERS, SOURCE};
use crate::casework::publish::digest;
use crate::casework::{Desk, Dossier, veiled};
use crate::measure::publication::plain;
use crate::model::acts::{GrantKind, Part};
use crate::model::case_no::CaseNo;
use crate::model::words::in_words;
use crate::model::{Datum, Fen, Table};
use crate::papers::Kind;
use crate::store::facts::{
    Entitlement, GrantCase, MunicipalAward, Payee, Payment, PaymentConfirmation, PaymentReturn, Round,
    Schedule, ScheduleLine,
};
use crate::store::{Book, Store, Stored};

const COLUMNS: [(&str, &str); 17] = [
    ("position", "序号"),
    ("doc_no", "文号"),
    ("unit_name", "单位全称"),
    ("uscc", "统一社会信用代码"),
    ("studio_name", "工作室"),
    ("town", "属地"),
    ("account_name", "户名"),
    ("bank_name", "开户行"),
    ("bank_code", "行号"),
    ("bank_account", "账号"),
    ("standard", "标准"),
    ("deducted", "同类扣减"),
    ("part", "期次"),
    ("amount", "金额(小写)"),
    ("amount_in_words", "金额(大写)"),
    ("summary", "摘要"),
    ("note", "备注"),
];

/// Lays down the schedule of a batch as it is approved, and returns its digest.
pub(super) fn freeze(book: &mut Book<'_>, batch: i64) -> Result<String> {
    let mut lines = Vec::new();
    for (position, payment) in (1_i64..).zip(book.store().by::<Payment>("batch_id", batch)?) {
        lines.push((line(book.store(), position, &payment)?, payment));
    }
    let digest = digest(&table(book.store(), batch, &lines)?);
    let schedule_id = book.add(&Schedule { batch_id: batch, digest: digest.clone() })?;
    for (line, _) in lines {
        book.add(&ScheduleLine { schedule_id, ..line })?;
    }
    Ok(digest)
}

/// The first sixteen digits of a digest, in groups, as people compare them.
pub(super) fn short(digest: &str) -> String {
    let groups: Vec<_> = digest.as_bytes().chunks(4).take(4).map(String::from_utf8_lossy).collect();
    groups.join(" ").to_uppercase()
}

/// A line as the facts have it now.
fn line(store: &Store, position: i64, payment: &Stored<Payment>) -> Result<ScheduleLine> {
    let Payment { case_id, kind, .. } = payment.fact;
    let dossier = Dossier::by_id(store, case_id)?;
    let (_, document) = dossier.announced(store)?;
    let municipal = store.newest::<MunicipalAward>("case_id", case_id)?.map(|award| award.fact.doc_no);
    let doc_no = match (kind, municipal) {
        (GrantKind::Municipal, Some(doc_no)) => doc_no,
        _ => document.doc_no,
    };
    let entitled = current(store, case_id, kind)?;
    let form = dossier.form();
    Ok(ScheduleLine {
        schedule_id: 0,
        payment_id: payment.id,
        position,
        doc_no,
        unit_name: form.unit_name.clone(),
        uscc: form.uscc.as_str().to_owned(),
        studio_name: form.studio_name.clone(),
        town: form.town.as_str().to_owned(),
        standard_fen: entitled.as_ref().map_or(Fen::ZERO, |entitled| entitled.standard_fen),
        deducted_fen: entitled.as_ref().map_or(Fen::ZERO, |entitled| entitled.deducted_fen),
        note: note(store, payment)?,
    })
}

/// What sets a payment apart: to whom it goes, that it is paid again, that it adds to both halves.
fn note(store: &Store, payment: &Stored<Payment>) -> Result<Option<String>> {
    let notes: Vec<_> = other_holder(store, payment)?.into_iter().chain(again(store, payment)?).collect();
    Ok(Some(notes.join("；")).filter(|note| !note.is_empty()))
}

/// Why it goes to an account in another name than the unit's (A6-2-4g).
fn other_holder(store: &Store, payment: &Stored<Payment>) -> Result<Option<String>> {
    let Payment { case_id, account_name, bank_account, .. } = &payment.fact;
    let unit_name = &Dossier::by_id(store, *case_id)?.form().unit_name.clone();
    if plain(account_name) == plain(unit_name) {
        return Ok(None);
    }
    let mut given = store.by::<Payee>("case_id", *case_id)?;
    given.retain(|payee| payee.fact.bank_account == *bank_account);
    Ok(given.pop().map(|payee| format!("户名与单位不同：{}", payee.fact.reason)))
}

fn again(store: &Store, payment: &Stored<Payment>) -> Result<Option<String>> {
    let Payment { case_id, kind, part, .. } = payment.fact;
    let keys = [("case_id", case_id.into()), ("kind", kind.code().into()), ("part", part.code().into())];
    if part == Part::Supplement {
        let decided_again = store.matching::<Entitlement>(&keys[..2])?.len() > 1;
        return Ok(Some(if decided_again { "重新核定后补差" } else { "补足应拨额" }.to_owned()));
    }
    let mut before = None;
    for earlier in store.matching::<Payment>(&keys)?.into_iter().filter(|other| other.id < payment.id) {
        if let Some(back) = store.newest::<PaymentReturn>("payment_id", earlier.id)? {
            before = Some(format!("{} 退汇后重付，原拨款编号 {}", back.fact.returned_on, earlier.id));
        }
    }
    Ok(before)
}

/// What stands in the last column of a batch's list, with the unit that each note is about; of all cases, or of one.
pub(super) fn notes(store: &Store, batch: i64, of: Option<i64>) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    for (line, payment) in laid_down(store, batch)? {
        let Payment { case_id, account_name, .. } = &payment.fact;
        if let Some(note) = line.note.filter(|_| of.is_none_or(|of| of == *case_id)) {
            let holder = match plain(account_name) == plain(&line.unit_name) {
                true => String::new(),
                false => format!("（户名 {account_name}）"),
            };
            notes.push(format!("{} {}{holder}：{note}", number(store, *case_id)?, line.unit_name));
        }
    }
    Ok(notes)
}

/// The list, with its sum in figures and in words.
pub(super) fn table(store: &Store, batch: i64, lines: &[(ScheduleLine, Stored<Payment>)]) -> Result<Table> {
    let mut years = BTreeSet::new();
    for (_, payment) in lines {
        years.insert(Dossier::by_id(store, payment.fact.case_id)?.round.round.year.to_string());
    }
    let years: Vec<_> = years.into_iter().collect();
    let title = format!("{}年度首席技师工作室资助资金（{SOURCE}）批次 {batch} 拨款明细表", years.join("、"));
    let mut table = Table::new("schedule", title, &COLUMNS).led_by("unit_name");
    let mut sum = Fen::ZERO;
    for (line, payment) in lines {
        sum = sum.plus(payment.fact.amount_fen)?;
        table.push(row(store, line, payment)?);
    }
    let mut totals = vec![Datum::Empty; COLUMNS.len()];
    totals[0] = "合计".into();
    totals[13] = sum.into();
    totals[14] = in_words(sum).into();
    table.totals = Some(totals);
    Ok(table)
}

fn row(store: &Store, line: &ScheduleLine, payment: &Stored<Payment>) -> Result<Vec<Datum>> {
    let Payment { case_id, kind, part, amount_fen, .. } = payment.fact;
    let summary = format!(
        "{} 首席技师工作室{}{}（拨款 {}）",
        number(store, case_id)?,
        kind.term(),
        part.term(),
        payment.id
    );
    Ok(vec![
        line.position.into(),
        line.doc_no.as_str().into(),
        line.unit_name.as_str().into(),
        line.uscc.as_str().into(),
        line.studio_name.as_str().into(),
        line.town.as_str().into(),
        payment.fact.account_name.as_str().into(),
        payment.fact.bank_name.as_str().into(),
        payment.fact.bank_code.as_str().into(),
        payment.fact.bank_account.as_str().into(),
        line.standard_fen.into(),
        line.deducted_fen.into(),
        Datum::Term { code: part.code(), term: part.term() },
        amount_fen.into(),
        in_words(amount_fen).into(),
        summary.into(),
        line.note.clone().into(),
    ])
}

fn number(store: &Store, case_id: i64) -> Result<String> {
    let Some(case) = store.by::<GrantCase>("id", case_id)?.pop() else { return Ok(String::new()) };
    let round = store.by::<Round>("id", case.fact.round_id)?.pop();
    let year = round.map_or(0, |round| round.fact.year);
    Ok(CaseNo { year, serial: case.fact.serial }.to_string())
}

/// Leaves the accounts of a schedule in full where they go into a file or are to be revealed, and has the journal say
/// so; otherwise masks them.
pub(super) fn show_accounts(
    desk: &mut Desk,
    batch: i64,
    filed: bool,
    what: &str,
    table: &mut Table,
) -> Result<()> {
    if filed || desk.hand.setting.reveal {
        return desk.disclosed(format!("批次 {batch} {what}"), CASHIERS, &[Kind::Paper, Kind::List]);
    }
    veil(table);
    Ok(())
}

/// Masks the accounts of a schedule.
pub(super) fn veil(table: &mut Table) {
    for row in &mut table.rows {
        for (column, datum) in table.columns.iter().zip(row) {
            if let Datum::Text(text) = datum {
                *text = veiled(&column.key, text).unwrap_or_else(|| std::mem::take(text));
            }
        }
    }
}

/// The lines of a batch, as they were laid down or, before the approval, as the facts have them now.
pub(super) fn laid_down(store: &Store, batch: i64) -> Result<Vec<(ScheduleLine, Stored<Payment>)>> {
    let mut lines = Vec::new();
    if let Some(schedule) = store.newest::<Schedule>("batch_id", batch)? {
        for line in store.by::<ScheduleLine>("schedule_id", schedule.id)? {
            if let Some(payment) = store.by::<Payment>("id", line.fact.payment_id)?.pop() {
                lines.push((line.fact, payment));
            }
        }
    } else {
        for (position, payment) in (1_i64..).zip(store.by::<Payment>("batch_id", batch)?) {
            lines.push((line(store, position, &payment)?, payment));
        }
    }
    Ok(lines)
}

/// The schedule of a batch, see [`laid_down`], and its total.
pub(super) fn lines_of(store: &Store, batch: i64) -> Result<(Table, Fen)> {
    let lines = laid_down(store, batch)?;
    let sum = Fen::sum(lines.iter().map(|(_, payment)| payment.fact.amount_fen))?;
    Ok((table(store, batch, &lines)?, sum))
}

/// What of a line that is not paid yet would be different today.
pub(super) fn changed(
    store: &Store,
    kept: &ScheduleLine,
    payment: &Stored<Payment>,
) -> Result<Option<String>> {
    if store.newest::<PaymentConfirmation>("payment_id", payment.id)?.is_some() {
        return Ok(None);
    }
    let now = line(store, kept.position, payment)?;
    let mut what = Vec::new();
    if now.deducted_fen != kept.deducted_fen || now.standard_fen != kept.standard_fen {
        what.push(format!("同类扣减 {} 元，现为 {} 元", kept.deducted_fen, now.deducted_fen));
    }
    if now.unit_name != kept.unit_name {
        what.push(format!("单位名称“{}”，现为“{}”", kept.unit_name, now.unit_name));
    }
    let payee = store.newest::<Payee>("case_id", payment.fact.case_id)?;
    if let Some(payee) = payee.filter(|payee| payee.fact.bank_account != payment.fact.bank_account) {
        let (before, after) = (payment.fact.bank_account.masked(), payee.fact.bank_account.masked());
        what.push(format!("账号 {before}，现为 {after}"));
    }
    let (position, batch) = (kept.position, payment.fact.batch_id);
    Ok((!what.is_empty()).then(|| {
        format!(
            "第 {position} 行在审批以后有变化：{}。还没有付出的，请先作废再编制：studiogrant disburse cancel {batch} --reason …",
            what.join("；")
        )
    }))
}
