//! 拨款审批表: the approval form of a batch with its schedule, on the screen and as a paper.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::ground::{Step, grounds};
use super::schedule::{changed, laid_down, lines_of, notes, short, show_accounts, table, veil};
use super::standing::{approval, planned, standing};
use super::{CASHIERS, SOURCE};
use crate::casework::publish::digest;
use crate::casework::wording::{formal, measure};
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::measure::Finding;
use crate::model::acts::GrantKind;
use crate::model::dates::chinese;
use crate::model::doc_no;
use crate::model::paper::{Block, Entry, Paper};
use crate::model::words::in_words;
use crate::model::{Datum, Fen, Table};
use crate::store::facts::{Batch, BatchApproval, MunicipalAward, Payment, Schedule};
use crate::store::{Store, Stored};

/// 拨款审批表 of a batch, to be signed before it is approved, or as it was approved. Going into a file (`filed`) it has
/// the accounts in full, which the journal keeps; on the screen they are masked unless they are to be revealed.
///
/// # Errors
/// There is no such batch, it was cancelled, or the operator doesn't handle the money.
pub fn approval_form(desk: &mut Desk, batch: i64, filed: bool) -> Result<Report> {
    desk.permitted(CASHIERS)?;
    standing(&desk.store, batch)?;
    let (mut table, sum) = lines_of(&desk.store, batch)?;
    let code = digest(&table);
    show_accounts(desk, batch, filed, "拨款审批表", &mut table)?;
    let paper = approval_paper(&desk.store, batch, &table, sum, &code, None)?;
    let sentence = format!("批次 {batch}：{} 笔，共 {sum} 元（{}）", table.rows.len(), in_words(sum));
    Ok(Report { done: vec![sentence], tables: vec![table], ..Report::default() }
        .also_each(notes(&desk.store, batch, None)?)
        .remind(no_longer_holds(&desk.store, batch, desk.hand.on)?)
        .paper(paper)
        .with("batch", batch)
        .with("total", sum.plain()))
}

/// What the payments of a batch that are not made yet no longer rest on, to be kept in mind.
fn no_longer_holds(store: &Store, batch: i64, on: NaiveDate) -> Result<Vec<Finding>> {
    let approved = store.newest::<BatchApproval>("batch_id", batch)?.is_some();
    let step = if approved { Step::Approved } else { Step::Approving };
    let mut findings = Vec::new();
    for payment in store.payments_of_batch(batch)?.iter().filter(|payment| payment.paid_on.is_none()) {
        findings.extend(grounds(store, payment, step, on)?);
    }
    Ok(findings.into_iter().map(Finding::reminder).collect())
}

/// 拨款明细表 as it was laid down at the approval, with its digest; and what has changed since. Going into a file
/// (`filed`) it has the accounts in full, which the journal keeps; on the screen they are masked unless they are to be
/// revealed.
///
/// # Errors
/// The batch is not approved, or the operator doesn't handle the money.
pub fn schedule(desk: &mut Desk, batch: i64, filed: bool) -> Result<Report> {
    desk.permitted(CASHIERS)?;
    let store = &desk.store;
    let BatchApproval { approved_by, approved_on, .. } = approval(store, batch)?;
    let Batch { planned_by, .. } = standing(store, batch)?.fact;
    let Some(schedule) = store.newest::<Schedule>("batch_id", batch)? else {
        return misuse(format!("批次 {batch} 没有拨款明细表"));
    };
    let lines = laid_down(store, batch)?;
    let mut table = table(store, batch, &lines)?;
    let (computed, kept) = (digest(&table), schedule.fact.digest);
    table.notes = vec![
        format!("经办：{planned_by}　　复核：　　　　　　负责人：{approved_by}"),
        format!("批次 {batch}　审批日期 {approved_on}　校验码 {}", short(&kept)),
    ];
    let sum = Fen::sum(lines.iter().map(|(_, payment)| payment.fact.amount_fen))?;
    let mut report = Report::done(format!(
        "批次 {batch}：{} 笔，共 {sum} 元（{}）；编制 {planned_by}，审批 {approved_by}（{approved_on}）",
        lines.len(),
        in_words(sum)
    ));
    report.damaged = computed != kept;
    report.done.push(if report.damaged {
        format!(
            "校验码 {}，与审批时定稿的 {} 不符：案卷可能被改动过，请运行 audit verify",
            short(&computed),
            short(&kept)
        )
    } else {
        format!("校验码 {}，与审批时定稿的一致", short(&kept))
    });
    for (line, payment) in &lines {
        report.done.extend(changed(store, line, payment)?);
    }
    report = report.remind(no_longer_holds(store, batch, desk.hand.on)?);
    show_accounts(desk, batch, filed, "拨款明细表", &mut table)?;
    report = report.paper(approval_paper(&desk.store, batch, &table, sum, &computed, None)?);
    report.tables.push(table);
    Ok(report.with("batch", batch).with("total", sum.plain()).with("digest", kept))
}

/// 拨款审批表 as it belongs into the file of one case, cancelled since or not: the accounts of the others are left out of
/// its schedule.
///
/// # Errors
/// There is no such batch.
pub(in crate::casework) fn approval_of(
    store: &Store,
    batch: i64,
    case_id: i64,
    reveal: bool,
) -> Result<Paper> {
    let (mut schedule, sum) = lines_of(store, batch)?;
    let code = digest(&schedule);
    if !reveal {
        veil(&mut schedule);
    }
    let paper = approval_paper(store, batch, &schedule, sum, &code, Some(case_id))?;
    let (whole, own) = (schedule.rows.len(), of_case(&store.by("batch_id", batch)?, case_id));
    if own == whole {
        return Ok(paper);
    }
    Ok(paper.note(format!("本批共{whole}笔，本卷宗只列本案；合计为全批金额。其余各笔见原件。")))
}

/// The same as a paper: basis, source, period, count, total, signatures; the schedule, whose digest is `code`, as its
/// annex, all of it or only what is `of` one case.
pub(super) fn approval_paper(
    store: &Store,
    batch: i64,
    schedule: &Table,
    sum: Fen,
    code: &str,
    of: Option<i64>,
) -> Result<Paper> {
    let Batch { planned_by, planned_on, .. } = planned(store, batch)?.fact;
    let (mut documents, mut parts, mut years) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut kinds, mut municipal) = (BTreeSet::new(), BTreeSet::new());
    let mut basis = String::new();
    for payment in store.by::<Payment>("batch_id", batch)? {
        let dossier = Dossier::by_id(store, payment.fact.case_id)?;
        let (_, document) = dossier.announced(store)?;
        documents.insert(doc_no::plain(&document.doc_no));
        kinds.insert(payment.fact.kind);
        if payment.fact.kind == GrantKind::Municipal {
            let award = store.newest::<MunicipalAward>("case_id", payment.fact.case_id)?;
            municipal.extend(award.map(|award| doc_no::plain(&award.fact.doc_no)));
        }
        parts.insert(format!("{}{}", payment.fact.kind.term(), payment.fact.part.term()));
        years.insert(dossier.round.round.year.to_string());
        basis = measure(dossier.policy());
    }
    let joined = |words: BTreeSet<String>| words.into_iter().collect::<Vec<_>>().join("、");
    // The bureau's own documents first, then those of the city.
    let documents = documents.into_iter().chain(municipal).collect::<Vec<_>>().join("、");
    let years = joined(years);
    let approved = store.newest::<BatchApproval>("batch_id", batch)?.map(|approval| {
        let BatchApproval { approved_by, approved_on, .. } = approval.fact;
        format!("案卷记载：{approved_by}于{}审批。", chinese(approved_on))
    });
    let what = match (kinds.contains(&GrantKind::District), kinds.contains(&GrantKind::Municipal)) {
        (false, true) => "市级获评资助资金",
        (true, true) => "资助资金和市级获评资助资金",
        _ => "资助资金",
    };
    let entries = vec![
        Entry::of("拨款事项", format!("{years}年度松江区首席技师工作室{what}")),
        Entry::of("批次编号", batch.to_string()),
        Entry::of("拨款依据", format!("{basis}；{documents}")),
        Entry::of("资金来源", SOURCE),
        Entry::of("拨款期次", joined(parts)),
        Entry::of("拨款笔数", format!("{}笔", schedule.rows.len())),
        Entry::of("金额小写", format!("{sum}元")),
        Entry::of("金额大写", format!("人民币{}", in_words(sum))),
        Entry::signed("编制", format!("{planned_by}于{}编制。", chinese(planned_on)), "经办人（签名）："),
        Entry::signed("复核意见", "", "复核人（签名）："),
        Entry::signed("审批意见", approved.unwrap_or_default(), "负责人（签名）：　　　　（盖章）"),
        Entry::of("备注", formal(&notes(store, batch, of)?.join("\n"))),
    ];
    Ok(Paper::titled("松江区首席技师工作室资助资金\n拨款审批表")
        .with(Block::Form(entries))
        .annex(format!("{years}年度首席技师工作室资助资金\n拨款明细表（批次{batch}）"))
        .list(on_paper(store, batch, schedule, of)?)
        .note(format!("校验码：{}", short(code)))
        .with(Block::Signatures(["经办", "复核", "负责人"].map(|who| vec![format!("{who}：")]).to_vec())))
}

/// The schedule as it fits on a page: the account's holder over the credit code, the bank over its code and the account,
/// and why the amount is what it is.
fn on_paper(store: &Store, batch: i64, schedule: &Table, of: Option<i64>) -> Result<Table> {
    let columns = [
        ("position", "序号"),
        ("doc_no", "文号"),
        ("payee", "户名、统一社会信用代码"),
        ("studio_name", "工作室"),
        ("town", "属地"),
        ("bank", "开户行、行号、账号"),
        ("owed", "两期应拨"),
        ("part", "期次"),
        ("amount", "金额\n（小写）"),
        ("amount_in_words", "金额\n（大写）"),
        ("note", "备注"),
    ];
    let mut table = Table::new(schedule.key, schedule.title.clone(), &columns);
    let at = |key: &str| schedule.columns.iter().position(|column| column.key == key);
    let values = |row: &[Datum]| {
        let value = |key: &str| at(key).and_then(|at| row.get(at)).cloned().unwrap_or(Datum::Empty);
        columns.map(|(key, _)| value(key))
    };
    for (row, payment) in schedule.rows.iter().zip(store.by::<Payment>("batch_id", batch)?) {
        if of.is_some_and(|case_id| case_id != payment.fact.case_id) {
            continue;
        }
        let said = |key: &str| at(key).and_then(|at| row.get(at)).map(Datum::show).unwrap_or_default();
        let mut shown = values(row);
        let (unit, holder) = (said("unit_name"), said("account_name"));
        let unit = if unit == holder { String::new() } else { format!("（单位：{unit}）\n") };
        shown[2] = format!("{holder}\n{unit}{}", said("uscc")).into();
        let account = in_fours(&said("bank_account"));
        shown[5] = format!("{}\n{}\n{account}", said("bank_name"), said("bank_code")).into();
        let municipal =
            (payment.fact.kind == GrantKind::Municipal).then(|| payment.fact.kind.term().to_owned());
        let deducted = at("deducted").and_then(|at| row.get(at)).filter(|sum| **sum != Fen::ZERO.into());
        let standard = said("standard");
        let deducted = deducted.map(|sum| format!("标准{standard}元，同类扣减{}元", sum.show()));
        shown[6] = owed(row, at("standard"), at("deducted"))?;
        let note = Some(said("note")).filter(|note| !note.is_empty()).map(|note| formal(&note));
        shown[10] = [municipal, deducted, note].into_iter().flatten().collect::<Vec<_>>().join("；").into();
        table.push(shown.to_vec());
    }
    table.totals = schedule.totals.as_deref().map(|totals| values(totals).to_vec());
    Ok(table)
}

/// What the case is owed in both halves: the standard less what it had of the same kind.
fn owed(row: &[Datum], standard: Option<usize>, deducted: Option<usize>) -> Result<Datum> {
    let money = |at: Option<usize>| match at.and_then(|at| row.get(at)) {
        Some(Datum::Money(sum)) => *sum,
        _ => Fen::ZERO,
    };
    Ok(money(standard).minus(money(deducted))?.max(Fen::ZERO).into())
}

/// How many of these payments are the case's.
fn of_case(payments: &[Stored<Payment>], case_id: i64) -> usize {
    payments.iter().filter(|payment| payment.fact.case_id == case_id).count()
}

/// An account number as people read it, by fours that no line parts.
fn in_fours(digits: &str) -> String {
    let letters: Vec<_> = digits.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("\u{a0}")
}
