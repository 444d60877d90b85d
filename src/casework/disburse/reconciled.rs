//! 核对结果: what became of the lines of the bank's list, told to whoever took it in.

use std::collections::BTreeMap;

use super::enter::Match;
use crate::casework::Report;
use crate::intake::sheets::ReconcileRow;
use crate::model::account::Account;
use crate::model::{Datum, Fen, Table};

/// What became of one line of the bank's list, or of a payment that it doesn't have.
pub(super) struct Outcome {
    pub(super) number: Option<u64>,
    pub(super) found: Match,
    pub(super) case: String,
    pub(super) row: Option<ReconcileRow>,
    pub(super) payment: Option<i64>,
    pub(super) account: Account,
    pub(super) amount: Fen,
    pub(super) what: String,
    /// Whether its reference was kept with what had been registered by hand.
    pub(super) noted: bool,
    /// Whether it waits for somebody to say what it is.
    pub(super) is_open: bool,
}

/// How many of the payments that no list of the bank told of are named.
const NAMED: usize = 10;

/// Says which payments rest on somebody's word alone.
pub(super) fn not_told(report: Report, untold: &[i64]) -> Report {
    let report = report.with("untold", untold.to_vec());
    if untold.is_empty() {
        return report;
    }
    let names: Vec<_> = untold.iter().take(NAMED).map(i64::to_string).collect();
    let more = if untold.len() > NAMED { "等" } else { "" };
    let (names, count) = (names.join("、"), untold.len());
    report.next(format!(
        "手工登记已付、还没有银行明细核实的 {count} 笔：拨款 {names}{more}，请核对是否确已付出"
    ))
}

/// Says which batches the bank paid on another day than somebody registered: they are undone as one.
pub(super) fn of_other_days(report: Report, other_days: &BTreeMap<i64, usize>) -> Report {
    other_days.iter().filter(|(_, count)| **count > 1).fold(report, |report, (batch, count)| {
        report.next(format!(
            "批次 {batch} 有 {count} 笔的付款日期与银行不同：登错的，撤销以后再核对这份回单：studiogrant disburse revoke --batch {batch} --reason …"
        ))
    })
}

/// What became of all of them.
pub(super) fn report(lines: &[Outcome], dry_run: bool, unchanged: bool) -> Report {
    let count = |found: Match| lines.iter().filter(|line| line.found == found).count();
    let columns = [
        ("row", "行"),
        ("result", "核对结果"),
        ("case", "案件"),
        ("payment", "拨款"),
        ("account", "账号"),
        ("amount", "金额"),
        ("paid_on", "付款日期"),
        ("bank_ref", "银行流水号"),
        ("difference", "说明"),
    ];
    let mut table = Table::new("reconciliation", "银行回单核对结果", &columns).led_by("case");
    for line in lines {
        table.push(vec![
            line.number.and_then(|number| i64::try_from(number).ok()).into(),
            Datum::Term { code: line.found.code(), term: line.found.term() },
            line.case.as_str().into(),
            line.payment.into(),
            line.account.masked().into(),
            line.amount.into(),
            line.row.as_ref().map(|row| row.paid_on).into(),
            line.row.as_ref().map(|row| row.bank_ref.clone()).into(),
            line.what.as_str().into(),
        ]);
    }
    let (paid, returned, known) = (count(Match::Paid), count(Match::Returned), count(Match::Known));
    let noted = lines.iter().filter(|line| line.noted).count();
    let (differing, unexpected) = (count(Match::Differing), count(Match::Unexpected));
    let (missing, mispaid) = (count(Match::Missing), count(Match::Mispaid));
    let (back, received) = (count(Match::MispaidBack), count(Match::Received));
    let mut also = String::new();
    for (what, count) in
        [("追回收款", received), ("误付", mispaid), ("误付退回", back), ("补记流水号", noted)]
    {
        if count > 0 {
            also += &format!("，{what} {count} 笔");
        }
    }
    let open = lines.iter().filter(|line| line.is_open).count();
    let others = noted + mispaid + back + received;
    let head = match (dry_run, paid + returned, others) {
        (true, ..) => format!("试运行，未作记录：可登记付款 {paid} 笔、退汇 {returned} 笔{also}"),
        (false, 0, 0) if unchanged => "没有新的付款，案卷未作改动".to_owned(),
        (false, 0, 0) => "没有新的付款".to_owned(),
        (false, 0, _) => format!("没有新的付款{also}"),
        (false, ..) => format!("已登记付款 {paid} 笔、退汇 {returned} 笔{also}"),
    };
    let rest = format!(
        "此前已登记 {known} 笔，不一致 {differing} 笔，我方没有 {unexpected} 笔，银行没有 {missing} 笔{}",
        if open > 0 { format!("；待认定 {open} 笔") } else { String::new() }
    );
    let refused = differing + unexpected + mispaid > 0;
    let mut report = Report { done: vec![head, rest], tables: vec![table], refused, ..Report::default() }
        .with("paid", paid)
        .with("returned", returned)
        .with("received", received)
        .with("known", known)
        .with("noted", noted)
        .with("mispaid", mispaid)
        .with("mispaid_back", back)
        .with("differing", differing)
        .with("held", count(Match::Held))
        .with("unexpected", unexpected)
        .with("missing", missing)
        .with("open", open);
    if dry_run && paid + returned + others > 0 {
        report.next.push("核对无误后去掉 --dry-run 登记；不一致的不会登记".to_owned());
    }
    if open > 0 && !dry_run {
        report
            .next
            .push("待认定的见 studiogrant status；付出的认定以前，同一案件的同类资金不再拨付".to_owned());
    }
    if returned > 0 && !dry_run {
        report.next.push(
            "退汇的更正账户（disburse payee）后重新编制：studiogrant disburse plan --case 案件编号"
                .to_owned(),
        );
    }
    if mispaid > 0 && !dry_run {
        report.next.push(
            "误付的退回以前，同一案件的同类资金不再拨付；退回的随以后的回单核对，或者登记：studiogrant disburse mispaid 误付编号 --returned --reason …；不是本项目款项的：--not-ours"
                .to_owned(),
        );
    }
    report
}
