//! 资金使用台账 and 配套台账: each entry one voucher; a wrong one is reversed, never edited.

use anyhow::Result;
use chrono::Datelike;

use super::overspent::{held, overspent, overspent_by};
use super::standing::in_words;
use super::{KEEPERS, ahead, closed, running};
use crate::casework::desk::Hand;
use crate::casework::{Desk, Dossier, Refusal, Report, admit, disburse, dossier, misuse, not_met, refused};
use crate::intake::sheets::SpendRow;
use crate::measure::{self, Finding, Held, Matching, Moment, Spending, Weight};
use crate::model::acts::Fund;
use crate::model::case_no::CaseRef;
use crate::model::{Datum, Fen, Overflow, Table};
use crate::store::facts::{Award, FundEntry, FundReversal};
use crate::store::views::{CaseMoney, LivePayment, Stage};
use crate::store::{Book, Store, Stored};

/// One expense, as it is to be entered.
pub type Spend = SpendRow;

/// What became of one expense.
pub(super) enum Entered {
    /// A new row, and what is to be kept in mind of it.
    New(i64, Vec<Finding>),
    /// The same was entered before.
    Known(i64),
    /// Its day has not come yet; what the measure says beside that. Nothing is entered.
    Ahead(Vec<Finding>),
    /// Something else was entered before under the same voucher; nothing is entered now.
    Differing(Stored<FundEntry>),
}

/// The entries that stand of an entry's voucher, in its own ledger and in the other one. Only they are read: a case may
/// have thousands of others.
fn standing(store: &Store, entry: &FundEntry) -> Result<Vec<Stored<FundEntry>>> {
    let keys = [("case_id", entry.case_id.into()), ("voucher_no", entry.voucher_no.as_str().into())];
    let mut entries = Vec::new();
    for known in store.matching::<FundEntry>(&keys)? {
        if is_same_month(&known.fact, entry)
            && store.by::<FundReversal>("fund_entry_id", known.id)?.is_empty()
        {
            entries.push(known);
        }
    }
    Ok(entries)
}

/// Enters one expense, if the measure has nothing against it, into a case with this money.
pub(super) fn enter(
    book: &mut Book<'_>,
    hand: &Hand,
    ledger: Fund,
    dossier: Dossier,
    row: &Spend,
    money: &CaseMoney,
) -> Result<Entered> {
    let (dossier, award, _) = running(book.store(), dossier)?;
    let entry = FundEntry {
        case_id: dossier.case_id,
        ledger,
        purpose: row.purpose.clone(),
        spent_on: row.spent_on,
        voucher_no: row.voucher_no.clone(),
        payee: row.payee.clone(),
        amount_fen: row.amount_fen,
        note: row.note.clone(),
    };
    let known = standing(book.store(), &entry)?.into_iter();
    let (own, other): (Vec<_>, Vec<_>) = known.partition(|known| known.fact.ledger == ledger);
    if let Some(known) = own.into_iter().next() {
        if known.fact == entry {
            return Ok(Entered::Known(known.id));
        }
        return Ok(Entered::Differing(known));
    }
    let mut findings = examine(book.store(), &dossier, &award, &entry, money)?;
    findings.extend(in_both(&other, &entry)?);
    if entry.spent_on > hand.on {
        return Ok(Entered::Ahead(findings));
    }
    let findings = admit(findings, Weight::Reminder)?;
    Ok(Entered::New(book.add(&entry)?, findings))
}

/// Units number their vouchers from 1 each month.
fn is_same_month(known: &FundEntry, entry: &FundEntry) -> bool {
    let month = |entry: &FundEntry| (entry.spent_on.year(), entry.spent_on.month());
    month(known) == month(entry)
}

/// What is said of a voucher that stands in the other ledger too: it may be split between both, but one sum doesn't
/// count twice.
fn in_both(others: &[Stored<FundEntry>], entry: &FundEntry) -> Result<Option<Finding>> {
    let known = others.iter().rev().find(|known| known.fact.payee == entry.payee);
    let Some(known) = known else { return Ok(None) };
    let FundEntry { voucher_no, payee, amount_fen, .. } = entry;
    let (before, no) = (known.fact.amount_fen, known.id);
    let found = format!(
        "凭证 {voucher_no}（{payee}）在{}里也有（第 {no} 笔 {before} 元），这一笔是{} {amount_fen} 元，两笔共 {} 元",
        known.fact.ledger.term(),
        entry.ledger.term(),
        before.plus(*amount_fen)?
    );
    let told_apart = if before == *amount_fen {
        "两笔金额相同，从台账上分不清是平分还是重复，请看凭证原件"
    } else {
        "请看凭证原件"
    };
    let cure = format!(
        "{told_apart}：分开列支的，两笔合计应等于凭证金额；同一笔支出只记一本台账，重复的冲销一笔：studiogrant assess reverse {no} --reason …"
    );
    Ok(not_met("A5-1", found, cure).map(Finding::reminder))
}

/// The refusal of a voucher that stands for something else already: recorded before, or by that row of the same sheet.
pub(super) fn differing(known: &Stored<FundEntry>, row: Option<u64>) -> Refusal {
    let FundEntry { voucher_no, spent_on, amount_fen, .. } = &known.fact;
    let (found, cure) = match row {
        None => (
            format!("凭证 {voucher_no} 已经登记过，内容不同（{spent_on}，{amount_fen} 元）"),
            format!(
                "同一本台账同一个月里凭证号只用一次，请核对凭证号和日期；原来那一笔记错的，先冲销：studiogrant assess reverse {} --reason …",
                known.id
            ),
        ),
        Some(row) => (
            format!("凭证 {voucher_no} 在原表第 {row} 行已有，内容不同（{spent_on}，{amount_fen} 元）"),
            "请核对凭证号；是同一张凭证的，只留一行".to_owned(),
        ),
    };
    Refusal(not_met("A5-1", found, cure).into_iter().collect())
}

/// What the measure has to say of an entry of either ledger.
fn examine(
    store: &Store,
    dossier: &Dossier,
    award: &Award,
    entry: &FundEntry,
    money: &CaseMoney,
) -> Result<Vec<Finding>> {
    let cycle = dossier::cycle(award);
    let tightest = tightest(store, entry, money)?;
    // Either ledger is asked for voucher and purpose; the grant's also for cover, the unit's for the day.
    let spending = Spending {
        fund: entry.ledger,
        voucher_no: &entry.voucher_no,
        purpose: &entry.purpose,
        amount_fen: entry.amount_fen,
        spent_on: entry.spent_on,
        cycle,
        received_fen: money.received_fen,
        demanded_fen: money.demanded_fen,
        spent_fen: money.spent_fen,
        tightest,
    };
    let mut findings = measure::examine(Moment::Spending(&spending), dossier.policy());
    if entry.ledger == Fund::Matching {
        let matching = Matching {
            voucher_no: &entry.voucher_no,
            amount_fen: entry.amount_fen,
            provided_on: entry.spent_on,
            cycle,
        };
        for finding in measure::examine(Moment::Matching(&matching), dossier.policy()) {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    Ok(findings)
}

/// From the day of an entry on, when least of the grant is left: in the end, unless a payment came later; or when most was
/// overspent. The days are only summed where that may matter: a case may have thousands of entries.
fn tightest(store: &Store, entry: &FundEntry, money: &CaseMoney) -> Result<Held> {
    if entry.ledger == Fund::Grant
        && let Some(overspent) = overspent(store, entry.case_id)?
    {
        return Ok(overspent);
    }
    let CaseMoney { received_fen, spent_fen, .. } = *money;
    let payments = store.payments_of_case(entry.case_id)?;
    let is_later = |payment: &&LivePayment| payment.paid_on.is_some_and(|paid_on| paid_on > entry.spent_on);
    let later = Fen::sum(payments.iter().filter(is_later).map(|payment| payment.amount_fen))?;
    // On no day from then on was there less than this, nor more spent than all.
    let least = received_fen.minus(later)?;
    if entry.ledger == Fund::Matching || later == Fen::ZERO || spent_fen.plus(entry.amount_fen)? <= least {
        return Ok(Held { on: entry.spent_on, received_fen: least, spent_fen });
    }
    Ok(held(store.tightest_day(entry.case_id, entry.spent_on, None)?))
}

/// `assess spend` or `assess match`, by ledger.
pub(super) fn command(ledger: Fund, import: bool) -> &'static str {
    match (ledger, import) {
        (Fund::Grant, false) => "assess spend",
        (Fund::Grant, true) => "assess spend import",
        (Fund::Matching, false) => "assess match",
        (Fund::Matching, true) => "assess match import",
    }
}

/// Enters one expense of the grant, or of the matching money.
///
/// # Errors
/// [`crate::casework::Refusal`] with what the measure says, or the voucher stands for something else already.
pub fn spend(desk: &mut Desk, ledger: Fund, row: &Spend) -> Result<Report> {
    let (no, id, sentence, findings) = desk.record(command(ledger, false), KEEPERS, |book, hand| {
        let dossier = Dossier::written(book.store(), &row.case, None)?;
        let (no, name, voucher) = (dossier.no, dossier.name(), &row.voucher_no);
        let money = book.store().case_money(dossier.case_id)?;
        match enter(book, hand, ledger, dossier, row, &money)? {
            Entered::Ahead(_) => misuse(ahead(hand, row.spent_on, "日期", "日期")),
            Entered::Differing(known) => Err(differing(&known, None).into()),
            Entered::New(id, findings) => {
                let (kind, amount) = (ledger.term(), row.amount_fen);
                let sentence = format!("已登记 {name} 的{kind}第 {id} 笔：{amount} 元（{voucher}）");
                Ok((no, id, sentence, findings))
            }
            Entered::Known(id) => {
                let sentence = format!("凭证 {voucher} 此前已经登记（第 {id} 笔），未作改动");
                Ok((no, id, sentence, Vec::new()))
            }
        }
    })?;
    Ok(Report::done(sentence)
        .with("case", no.to_string())
        .with("entry", id)
        .with("amount", row.amount_fen.plain())
        .remind(findings)
        .next(format!("两本台账：studiogrant assess funds {no}")))
}

/// Reverses an entry of either ledger.
///
/// # Errors
/// There is no such entry, or it is reversed already.
pub fn reverse(desk: &mut Desk, entry: i64, reason: &str) -> Result<Report> {
    let reason = reason.trim().to_owned();
    let (dossier, reversed) = desk.record("assess reverse", KEEPERS, |book, hand| {
        let Some(found) = book.store().by::<FundEntry>("id", entry)?.pop() else {
            return misuse(format!("没有第 {entry} 笔。各笔编号见 studiogrant assess funds 案件"));
        };
        if let Some(known) = book.store().newest::<FundReversal>("fund_entry_id", entry)? {
            let found = format!("第 {entry} 笔已于 {} 冲销", known.fact.reversed_on);
            return refused(
                "A5-1",
                found,
                "一笔只冲销一次；要冲销别的，编号见 studiogrant assess funds 案件",
            );
        }
        let dossier = Dossier::by_id(book.store(), found.fact.case_id)?;
        if dossier.stage == Stage::Closed {
            return closed(&dossier, "不再冲销");
        }
        hand.not_before(found.fact.spent_on, "这一笔")?;
        book.add(&FundReversal { fund_entry_id: entry, reason, reversed_on: hand.on })?;
        Ok((dossier, found.fact))
    })?;
    let FundEntry { ledger, voucher_no, amount_fen, .. } = reversed;
    Ok(Report::done(format!(
        "已冲销 {} 的{}第 {entry} 笔：{amount_fen} 元（{voucher_no}）",
        dossier.name(),
        ledger.term()
    ))
    .with("case", dossier.no.to_string())
    .with("entry", entry)
    .with("amount", amount_fen.plain())
    .next("同一凭证可以重新登记"))
}

/// These ledgers of a case with their totals; reversed entries stay, and don't count.
///
/// # Errors
/// There is no such case.
pub fn funds(desk: &Desk, case: CaseRef, ledgers: &[Fund]) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    let money = desk.store.case_money(dossier.case_id)?;
    let unspent = money.received_fen.minus(money.spent_fen)?;
    let sentence = format!("{}：{}", dossier.name(), in_words(&desk.store, dossier.case_id, &money)?);
    let tables = ledgers
        .iter()
        .map(|fund| {
            let total = if *fund == Fund::Grant { money.spent_fen } else { money.matched_fen };
            ledger(&desk.store, &dossier, *fund, total)
        })
        .collect::<Result<_>>()?;
    let mut next = to_enter(&desk.store, &dossier, ledgers, &money)?;
    if let [_] = ledgers {
        next.push(format!("两本台账：studiogrant assess funds {}", dossier.no));
    }
    Ok(Report { done: vec![sentence], tables, next, ..Report::default() }
        .with("case", dossier.no.to_string())
        .with("received", money.received_fen.plain())
        .with("spent", money.spent_fen.plain())
        .with("unspent", unspent.plain())
        .with("matched", money.matched_fen.plain()))
}

/// How the next entry of these ledgers is written out: what is still to be matched or used, or what was used too much and
/// is to be reversed; nothing once the case is closed.
fn to_enter(store: &Store, dossier: &Dossier, ledgers: &[Fund], money: &CaseMoney) -> Result<Vec<String>> {
    if !disburse::is_in_cycle(dossier.stage) {
        return Ok(Vec::new());
    }
    let mut hints = Vec::new();
    let over = overspent_by(store, dossier.case_id)?;
    for fund in ledgers {
        if let Some(over) = over.filter(|_| *fund == Fund::Grant) {
            hints.push(to_reverse(store, dossier.case_id, over)?);
            continue;
        }
        let (what, open) = match fund {
            Fund::Grant => ("还可使用", money.usable()?),
            Fund::Matching => ("配套还差", dossier.policy().matching_minimum.value.minus(money.matched_fen)?),
        };
        if open > Fen::ZERO {
            let (command, amount) = (command(*fund, false), open.plain());
            hints.push(format!(
                "{what} {open} 元，登记：studiogrant {command} {} --purpose 用途 --spent-on 日期 --voucher 凭证号 --payee 收款方 --amount {amount}",
                dossier.no
            ));
        }
    }
    Ok(hints)
}

/// How what was used too much is reversed: named by its number where one entry is just as much.
fn to_reverse(store: &Store, case_id: i64, over: Fen) -> Result<String> {
    let keys = [("case_id", case_id.into()), ("ledger", Fund::Grant.code().into())];
    let mut entry = "编号".to_owned();
    for known in store.matching::<FundEntry>(&keys)?.into_iter().filter(|known| known.fact.amount_fen == over)
    {
        if store.by::<FundReversal>("fund_entry_id", known.id)?.is_empty() {
            entry = known.id.to_string();
        }
    }
    Ok(format!(
        "多用 {over} 元，冲销不予认可的支出（编号见台账）：studiogrant assess reverse {entry} --reason 理由"
    ))
}

/// What every studio received, spent and was matched, with what is short of the minimum and of its unit's commitment;
/// only those that are short, if `short`.
///
/// # Errors
/// There is no such round, or the case file can't be read.
pub fn all_funds(desk: &Desk, year: Option<i64>, short: bool) -> Result<Report> {
    let columns = [
        ("case", "案件"),
        ("unit_name", "申报单位"),
        ("received", "收到资助（扣除收回）"),
        ("spent", "已使用"),
        ("unspent", "结余"),
        ("overspent", "多用"),
        ("committed", "配套承诺"),
        ("matched", "配套到位"),
        ("short_of_minimum", "距下限还差"),
        ("short_of_commitment", "距承诺还差"),
    ];
    let mut table = Table::new("funds", "各工作室的资金使用和配套", &columns).led_by("unit_name");
    let (mut sums, mut behind) = ([Fen::ZERO; 8], 0);
    for line in desk.store.awarded()? {
        if year.is_some_and(|year| year != line.year) {
            continue;
        }
        let dossier = Dossier::by_id(&desk.store, line.case_id)?;
        let money = desk.store.case_money(line.case_id)?;
        let promised = dossier.form().matching_commitment_fen;
        let lack = |wanted: Fen| Ok::<_, Overflow>(wanted.minus(money.matched_fen)?.max(Fen::ZERO));
        let (of_minimum, of_promised) = (lack(dossier.policy().matching_minimum.value)?, lack(promised)?);
        let over = overspent_by(&desk.store, line.case_id)?.filter(|_| line.stage != Stage::Closed);
        behind += i64::from(of_minimum > Fen::ZERO);
        let row = [
            money.received_fen,
            money.spent_fen,
            money.received_fen.minus(money.spent_fen)?,
            over.unwrap_or_default(),
            promised,
            money.matched_fen,
            of_minimum,
            of_promised,
        ];
        if short && of_minimum == Fen::ZERO && of_promised == Fen::ZERO {
            continue;
        }
        for (sum, amount) in sums.iter_mut().zip(row) {
            *sum = sum.plus(amount)?;
        }
        let head = [dossier.no.to_string().into(), line.unit_name.as_str().into()];
        table.push([&head[..], &row.map(Datum::from)[..]].concat());
    }
    let count = table.rows.len();
    let mut totals = vec!["合计".into(), Datum::Empty];
    totals.extend(sums.map(Datum::from));
    table.totals = Some(totals);
    let sentence = match behind {
        0 => format!("{count} 个工作室，配套资金都已达到下限（四(二)）"),
        _ => format!("{count} 个工作室，其中 {behind} 个的配套资金还没有达到下限（四(二)）"),
    };
    Ok(Report::list(table)
        .also(sentence)
        .with("studios", count)
        .with("short", behind)
        .next("一个工作室的两本台账：studiogrant assess funds 案件；补登配套：studiogrant assess match"))
}

fn ledger(store: &Store, dossier: &Dossier, kind: Fund, total: Fen) -> Result<Table> {
    let columns = [
        ("entry", "编号"),
        ("date", "日期"),
        ("voucher_no", "凭证号"),
        ("purpose", "用途"),
        ("payee", "收款方"),
        ("amount", "金额"),
        ("note", "备注"),
        ("reversed", "冲销"),
    ];
    let key = match kind {
        Fund::Grant => "grant_ledger",
        Fund::Matching => "matching_ledger",
    };
    let mut table = Table::new(key, format!("{} {}台账", dossier.no, kind.term()), &columns);
    let keys = [("case_id", dossier.case_id.into()), ("ledger", kind.code().into())];
    let mut entries = store.matching::<FundEntry>(&keys)?;
    entries.sort_by_key(|entry| (entry.fact.spent_on, entry.id));
    for entry in entries {
        let reversal = store.newest::<FundReversal>("fund_entry_id", entry.id)?;
        let fact = entry.fact;
        table.push(vec![
            entry.id.into(),
            fact.spent_on.into(),
            fact.voucher_no.into(),
            fact.purpose.into(),
            fact.payee.into(),
            fact.amount_fen.into(),
            fact.note.into(),
            reversal.map(|gone| format!("{}：{}", gone.fact.reversed_on, gone.fact.reason)).into(),
        ]);
    }
    let mut totals = vec![Datum::Empty; columns.len()];
    totals[0] = "合计".into();
    totals[5] = total.into();
    totals[7] = "不含已冲销".into();
    table.totals = Some(totals);
    Ok(table)
}
