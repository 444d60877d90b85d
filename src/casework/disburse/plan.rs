//! 编制拨款批次: every instalment that is due, each asked of the measure before it goes in.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::CASHIERS;
use super::batch::refused;
use super::instalment::{Instalment, due_payments, instalments};
use crate::casework::desk::Hand;
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Dossier, Refusal, Report, misuse};
use crate::measure::{self, Finding, Weight};
use crate::model::acts::Part;
use crate::model::case_no::CaseRef;
use crate::model::{Datum, Fen, Table};
use crate::store::facts::Batch;
use crate::store::views::Stage;
use crate::store::{Book, Store};

/// 拨款计划, as it was asked for.
#[derive(Debug, Default)]
pub struct Wish {
    /// The round's year; the newest round where none is named.
    pub year: Option<i64>,
    /// One half only.
    pub part: Option<Part>,
    /// These cases only, of each of which something must be payable.
    pub cases: Vec<CaseRef>,
}

/// What a plan came to.
#[derive(Default)]
struct Planned {
    /// Of the round's whole list, which year's it is.
    year: Option<i64>,
    batch_id: Option<i64>,
    taken: Vec<Instalment>,
    left_out: Vec<(Instalment, Vec<Finding>)>,
    reminders: Vec<Finding>,
}

/// Draws up a batch of everything that is due; what isn't payable is listed beside it. Of a case that was named one
/// kind of money at least must be payable.
///
/// # Errors
/// [`Refusal`] with the findings on a named case, or the cases belong to several rounds.
pub fn plan(desk: &mut Desk, wish: &Wish) -> Result<Report> {
    let planned = desk.record("disburse plan", CASHIERS, |book, hand| {
        if wish.cases.is_empty() { plan_round(book, hand, wish) } else { plan_named(book, hand, wish) }
    })?;
    let mut report = report(&planned)?;
    if let Some(year) = planned.year.filter(|_| wish.year.is_none()) {
        for other in payable_years(&desk.store, year, wish.part, desk.hand.on)? {
            let part = wish.part.map(|part| format!(" --part {}", part.term())).unwrap_or_default();
            let command = format!("studiogrant disburse plan --year {other}{part}");
            report.next.push(format!("{other} 年度有轮到拨付的：{command}"));
        }
    }
    Ok(report)
}

/// The other years of which something is payable on this day, newest first.
fn payable_years(store: &Store, but: i64, part: Option<Part>, on: NaiveDate) -> Result<Vec<i64>> {
    let mut years = BTreeSet::new();
    for line in store.awarded()?.into_iter().filter(|line| is_in_cycle(line.stage)) {
        let dossier = Dossier::by_id(store, line.case_id)?;
        if dossier.no.year == but || years.contains(&dossier.no.year) {
            continue;
        }
        for one in due_payments(store, &dossier, on)? {
            let findings = one.examine(store, on)?;
            if part.is_none_or(|part| part == one.part)
                && findings.iter().all(|finding| finding.weight <= Weight::Reminder)
            {
                years.insert(dossier.no.year);
            }
        }
    }
    Ok(years.into_iter().rev().collect())
}

fn plan_round(book: &mut Book<'_>, hand: &Hand, wish: &Wish) -> Result<Planned> {
    let round = RoundFile::load(book.store(), wish.year)?;
    let mut planned = Planned { year: Some(round.round.year), ..Planned::default() };
    for line in book.store().cases_of_round(round.id)? {
        if !is_in_cycle(line.stage) {
            continue;
        }
        let dossier = Dossier::by_id(book.store(), line.case_id)?;
        for one in instalments(book.store(), &dossier, wish.part, hand.on)? {
            let asked = wish.part.is_some() && one.already.is_none();
            // Who is entitled to nothing more isn't left out for want of anything.
            if one.amount == Fen::ZERO || !(one.is_its_turn() || asked) {
                continue;
            }
            let findings = one.examine(book.store(), hand.on)?;
            if findings.iter().any(|finding| finding.weight > Weight::Reminder) {
                planned.left_out.push((one, findings));
            } else {
                take(book, hand, &mut planned, one, findings)?;
            }
        }
    }
    Ok(planned)
}

/// Whether a case in this stage has an award that is not closed.
pub(in crate::casework) fn is_in_cycle(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::Announced
            | Stage::HalfPaid
            | Stage::Failed
            | Stage::Rectifying
            | Stage::Assessed
            | Stage::FullyPaid
    )
}

fn plan_named(book: &mut Book<'_>, hand: &Hand, wish: &Wish) -> Result<Planned> {
    let mut planned = Planned::default();
    for case in &wish.cases {
        let case = CaseRef { year: case.year.or(wish.year), ..*case };
        let dossier = Dossier::load(book.store(), case)?;
        if let Some(first) = planned.taken.first().filter(|first| first.dossier.round.id != dossier.round.id)
        {
            return misuse(format!("{} 和 {} 不是同一轮，请分开编制", first.dossier.no, dossier.no));
        }
        if dossier.stage == Stage::Closed {
            let found = format!("{} 已经结项，不再拨款", dossier.name());
            let list = dossier.round.command("disburse list");
            return refused(found, &format!("请核对案件编号；应拨和已拨的款项见 {list}"));
        }
        let mut wanted = instalments(book.store(), &dossier, wish.part, hand.on)?;
        // Where one kind is under way already, the other is meant.
        if wanted.iter().any(|one| one.already.is_none()) {
            wanted.retain(|one| one.already.is_none());
        }
        if wanted.iter().any(Instalment::is_its_turn) {
            wanted.retain(Instalment::is_its_turn);
        }
        let mut blocked = Vec::new();
        let before = planned.taken.len();
        for one in wanted {
            let findings = one.examine(book.store(), hand.on)?;
            let case_id = Some(one.dossier.case_id);
            match hand.settle(book, findings, Weight::Reminder, one.dossier.round.id, case_id) {
                Ok(findings) => take(book, hand, &mut planned, one, findings)?,
                Err(error) => {
                    let mut findings = error.downcast::<Refusal>()?.0;
                    if wish.part.is_none() {
                        findings.extend(one.under_way());
                        measure::sort(&mut findings);
                    }
                    blocked.push((one, findings));
                }
            }
        }
        if planned.taken.len() == before {
            return Err(refusal(blocked).into());
        }
        planned.left_out.extend(blocked);
    }
    Ok(planned)
}

/// What stands in the way of all of these, each thing said once.
fn refusal(blocked: Vec<(Instalment, Vec<Finding>)>) -> Refusal {
    let mut said = Vec::new();
    for finding in blocked.into_iter().flat_map(|(_, findings)| findings) {
        if !said.contains(&finding) {
            said.push(finding);
        }
    }
    Refusal(said)
}

/// Puts an instalment into the batch, which the first one opens.
fn take(
    book: &mut Book<'_>,
    hand: &Hand,
    planned: &mut Planned,
    one: Instalment,
    findings: Vec<Finding>,
) -> Result<()> {
    let batch_id = match planned.batch_id {
        Some(batch_id) => batch_id,
        None => {
            let planned_by = hand.setting.by()?.to_owned();
            book.add(&Batch { round_id: one.dossier.round.id, planned_by, planned_on: hand.on })?
        }
    };
    planned.batch_id = Some(batch_id);
    book.add(&one.payment(batch_id)?)?;
    planned.reminders.extend(findings);
    planned.taken.push(one);
    Ok(())
}

const LINE: [(&str, &str); 4] =
    [("case", "案件"), ("unit_name", "申报单位"), ("kind", "资金类别"), ("part", "期次")];

fn report(planned: &Planned) -> Result<Report> {
    let total = Fen::sum(planned.taken.iter().map(|one| one.amount))?;
    let count = planned.taken.len();
    let mut report = match planned.batch_id {
        None if planned.left_out.is_empty() => {
            let whose = planned.year.map(|year| format!("{year} 年度")).unwrap_or_default();
            Report::done(format!("{whose}现在没有轮到拨付的款项，没有编制批次，案卷未作改动"))
                .with("payments", 0)
        }
        None => Report {
            refused: true,
            ..Report::done("轮到拨付的都还不能拨，没有编制批次，案卷未作改动").with("payments", 0)
        },
        Some(batch) => Report::done(format!("已编制批次 {batch}：{count} 笔，共 {total} 元"))
            .with("batch", batch)
            .with("payments", count)
            .with("total", total.plain())
            .next(format!("由另一位操作员审批：studiogrant disburse approve {batch}")),
    };
    if planned.batch_id.is_some() {
        report.tables.push(lines(planned, total));
    }
    if !planned.left_out.is_empty() {
        report.done.push(format!("未列入 {} 笔，原因见清单", planned.left_out.len()));
        report.tables.push(left_out(planned));
    }
    Ok(report.remind(planned.reminders.clone()))
}

fn lines(planned: &Planned, total: Fen) -> Table {
    let more = [("amount", "金额"), ("account_name", "户名"), ("account", "账号")];
    let mut table = Table::new("payments", "列入本批次", &[&LINE[..], &more[..]].concat()).led_by("part");
    for one in &planned.taken {
        let account = one.form.bank_account.as_ref().map(|account| account.masked());
        let more = [one.amount.into(), one.form.account_name.clone().into(), account.into()];
        table.push([one.row(), more.to_vec()].concat());
    }
    let mut totals = vec![Datum::Empty; table.columns.len()];
    totals[0] = "合计".into();
    totals[4] = total.into();
    table.totals = Some(totals);
    table
}

fn left_out(planned: &Planned) -> Table {
    let more =
        [("code", "规则"), ("weight", "结论"), ("clause", "依据"), ("found", "情况"), ("cure", "处理")];
    let mut table = Table::new("left_out", "未列入", &[&LINE[..], &more[..]].concat()).led_by("part");
    for (one, findings) in &planned.left_out {
        for finding in findings {
            let weight = Datum::Term { code: finding.weight.code(), term: finding.weight.term() };
            let (found, cure) = (finding.found.as_str(), finding.cure.as_str());
            let more = [finding.code.into(), weight, finding.clause.into(), found.into(), cure.into()];
            table.push([one.row(), more.to_vec()].concat());
        }
    }
    table
}
