//! 编制拨款批次: every instalment that is due, each asked of the measure before it goes in.

use anyhow::Result;
use chrono::NaiveDate;

use super::CASHIERS;
use super::entitled::current;
use crate::casework::desk::Hand;
use crate::casework::dossier::RoundFile;
use crate::casework::entitlement::{comparable, district};
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::measure::{self, Finding, Moment, Paying, Weight, amounts};
use crate::model::acts::{GrantKind, Part};
use crate::model::case_no::{CaseNo, CaseRef};
use crate::model::form::Application;
use crate::model::{Datum, Fen, Table};
use crate::store::facts::{
    Agreement, Batch, Midterm, MunicipalAward, Payee, Payment, PaymentReturn, Recommendation,
};
use crate::store::views::{LivePayment, Stage};
use crate::store::{Book, Store};

/// 拨款计划, as it was asked for.
#[derive(Debug, Default)]
pub struct Wish {
    /// The round's year; the newest round where none is named.
    pub year: Option<i64>,
    /// One half only.
    pub part: Option<Part>,
    /// These cases only, each of which must be payable.
    pub cases: Vec<CaseRef>,
}

/// One instalment that may be due, with everything that the measure asks about it.
pub(in crate::casework) struct Instalment {
    /// The case.
    pub(in crate::casework) dossier: Dossier,
    /// Which money.
    pub(in crate::casework) kind: GrantKind,
    /// Which half.
    pub(in crate::casework) part: Part,
    /// How much.
    pub(in crate::casework) amount: Fen,
    /// The form, with the account that counts.
    form: Application,
    /// Whether the account was put right with a reason, which settles a differing name.
    account_settled: bool,
    /// This half, where it is planned or paid already.
    already: Option<LivePayment>,
    /// The live payments of this kind.
    live: Vec<LivePayment>,
    verdict: Option<measure::Verdict>,
}

impl Instalment {
    /// The next half of a kind of money, or the half that is asked for.
    fn of(
        store: &Store,
        dossier: Dossier,
        kind: GrantKind,
        part: Option<Part>,
        on: NaiveDate,
    ) -> Result<Self> {
        let mut live = store.payments_of_case(dossier.case_id)?;
        live.retain(|payment| payment.kind == kind);
        let has_first = live.iter().any(|payment| payment.part == Part::First);
        let part = part.unwrap_or(if has_first { Part::Second } else { Part::First });
        let total = match (current(store, dossier.case_id, kind)?, kind) {
            (Some(decided), _) => decided.amount_fen,
            (None, GrantKind::District) => district(store, &dossier, on)?.amount_fen,
            (None, GrantKind::Municipal) => Fen::ZERO,
        };
        let amount = match part {
            Part::First => amounts::halves(total, dossier.policy()).0,
            Part::Second => amounts::second_half(total, Fen::sum(live.iter().map(|one| one.amount_fen))?)?,
        };
        let payee = store.newest::<Payee>("case_id", dossier.case_id)?.map(|payee| payee.fact);
        let mut form = dossier.form().clone();
        let account_settled = payee.is_some();
        if let Some(payee) = payee {
            form.account_name = Some(payee.account_name);
            form.bank_name = Some(payee.bank_name);
            form.bank_code = payee.bank_code;
            form.bank_account = Some(payee.bank_account);
        }
        let verdict =
            store.newest::<Midterm>("case_id", dossier.case_id)?.map(|midterm| midterm.fact.verdict);
        let already = live.iter().find(|payment| payment.part == part).cloned();
        Ok(Self { dossier, kind, part, amount, form, account_settled, already, live, verdict })
    }

    /// Whether it is its turn: the first half once the list is out, the second once the first is paid and the
    /// mid-term has a result.
    fn is_its_turn(&self) -> bool {
        let first_paid = || self.live.iter().any(|one| one.part == Part::First && one.paid_on.is_some());
        self.already.is_none() && (self.part == Part::First || (first_paid() && self.verdict.is_some()))
    }

    /// Everything the measure has to say of paying it on this day.
    pub(in crate::casework) fn examine(&self, store: &Store, on: NaiveDate) -> Result<Vec<Finding>> {
        let case_id = self.dossier.case_id;
        let award = self.dossier.award(store)?;
        let agreement = store.newest::<Agreement>("case_id", case_id)?;
        let recommended = !store.by::<Recommendation>("case_id", case_id)?.is_empty();
        let municipal = store.newest::<MunicipalAward>("case_id", case_id)?;
        let round = &self.dossier.round;
        let of_round = store.payments_of_round(round.id)?;
        let other_award = self.other_award(store, on)?;
        let paying = Paying {
            application: &self.form,
            kind: self.kind,
            part: self.part,
            already: self.already.is_some(),
            amount_fen: self.amount,
            paid_on: on,
            doc_no: award.as_ref().map_or("", |(_, document)| &document.doc_no),
            announced_on: award.as_ref().map(|(_, document)| document.announced_on),
            comparable_fen: comparable(store, case_id)?,
            paid_fen: Fen::sum(self.live.iter().map(|payment| payment.amount_fen))?,
            other_award: &other_award,
            agreement_on: agreement.map(|agreement| agreement.fact.signed_on),
            appointed_to: self.dossier.appointed_to(store)?,
            verdict: self.verdict,
            matching_fen: store.case_money(case_id)?.matched_fen,
            recommended,
            municipal_doc_no: municipal.as_ref().map_or("", |award| &award.fact.doc_no),
            budget_fen: round.round.budget_fen,
            round_paid_fen: Fen::sum(of_round.iter().map(|payment| payment.amount_fen))?,
        };
        let mut findings = measure::examine(Moment::Paying(&paying), self.dossier.policy());
        if self.account_settled {
            findings.retain(|finding| finding.code != "A6-2-4g" || finding.weight != Weight::Unproven);
        }
        Ok(findings)
    }

    /// Whether this very half was paid before and came back.
    pub(in crate::casework) fn came_back(&self, store: &Store) -> Result<bool> {
        let keys = [
            ("case_id", self.dossier.case_id.into()),
            ("kind", self.kind.code().into()),
            ("part", self.part.code().into()),
        ];
        for payment in store.matching::<Payment>(&keys)? {
            if !store.by::<PaymentReturn>("payment_id", payment.id)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Another case under which the same unit holds an award that runs.
    fn other_award(&self, store: &Store, on: NaiveDate) -> Result<String> {
        let form = self.dossier.form();
        let (round, case) = (self.dossier.round.id, Some(self.dossier.case_id));
        let rivals = store.rivals(round, case, form.uscc.as_str(), form.id_number.as_str())?;
        let other =
            rivals.into_iter().find(|rival| rival.same_unit && rival.award_to.is_some_and(|to| to >= on));
        Ok(other
            .map_or_else(String::new, |rival| CaseNo { year: rival.year, serial: rival.serial }.to_string()))
    }

    fn payment(&self, batch_id: i64) -> Result<Payment> {
        let form = &self.form;
        let (Some(account_name), Some(bank_name), Some(bank_account)) =
            (form.account_name.clone(), form.bank_name.clone(), form.bank_account.clone())
        else {
            return misuse(format!("{} 的收款账户不全", self.dossier.name()));
        };
        Ok(Payment {
            batch_id,
            case_id: self.dossier.case_id,
            kind: self.kind,
            part: self.part,
            amount_fen: self.amount,
            account_name,
            bank_name,
            bank_code: form.bank_code.clone(),
            bank_account,
        })
    }

    fn row(&self) -> Vec<Datum> {
        vec![
            self.dossier.no.to_string().into(),
            self.form.unit_name.as_str().into(),
            Datum::Term { code: self.kind.code(), term: self.kind.term() },
            Datum::Term { code: self.part.code(), term: self.part.term() },
        ]
    }
}

/// What may be paid of a case: the district's money, and the city's where it has an award of the city.
fn instalments(
    store: &Store,
    dossier: &Dossier,
    part: Option<Part>,
    on: NaiveDate,
) -> Result<Vec<Instalment>> {
    let mut kinds = vec![GrantKind::District];
    if current(store, dossier.case_id, GrantKind::Municipal)?.is_some() {
        kinds.push(GrantKind::Municipal);
    }
    kinds.into_iter().map(|kind| Instalment::of(store, dossier.clone(), kind, part, on)).collect()
}

/// The instalments of a case whose turn it is on this day.
pub(in crate::casework) fn due_payments(
    store: &Store,
    dossier: &Dossier,
    on: NaiveDate,
) -> Result<Vec<Instalment>> {
    let mut due = instalments(store, dossier, None, on)?;
    due.retain(|one| one.is_its_turn() && one.amount > Fen::ZERO);
    Ok(due)
}

/// What a plan came to.
struct Planned {
    batch_id: Option<i64>,
    taken: Vec<Instalment>,
    left_out: Vec<(Instalment, Vec<Finding>)>,
    reminders: Vec<Finding>,
}

/// Draws up a batch of everything that is due. A case that was named must be payable; in a general plan what isn't
/// is listed beside it.
///
/// # Errors
/// [`crate::casework::Refusal`] with the findings on a named case, or the cases belong to several rounds.
pub fn plan(desk: &mut Desk, wish: &Wish) -> Result<Report> {
    let planned = desk.record("disburse plan", CASHIERS, |book, hand| {
        if wish.cases.is_empty() { plan_round(book, hand, wish) } else { plan_named(book, hand, wish) }
    })?;
    report(&planned)
}

fn plan_round(book: &mut Book<'_>, hand: &Hand, wish: &Wish) -> Result<Planned> {
    let round = RoundFile::load(book.store(), wish.year)?;
    let mut planned =
        Planned { batch_id: None, taken: Vec::new(), left_out: Vec::new(), reminders: Vec::new() };
    for line in book.store().cases_of_round(round.id)? {
        if !is_in_cycle(line.stage) {
            continue;
        }
        let dossier = Dossier::by_id(book.store(), line.case_id)?;
        for one in instalments(book.store(), &dossier, wish.part, hand.on)? {
            let asked = wish.part.is_some() && one.already.is_none();
            if !(one.is_its_turn() || asked) {
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
    let mut planned =
        Planned { batch_id: None, taken: Vec::new(), left_out: Vec::new(), reminders: Vec::new() };
    for case in &wish.cases {
        let case = CaseRef { year: case.year.or(wish.year), ..*case };
        let dossier = Dossier::load(book.store(), case)?;
        if let Some(first) = planned.taken.first().filter(|first| first.dossier.round.id != dossier.round.id)
        {
            return misuse(format!("{} 和 {} 不是同一轮，请分开编制", first.dossier.no, dossier.no));
        }
        if dossier.stage == Stage::Closed {
            return misuse(format!("{} 已经结项，不再拨款", dossier.name()));
        }
        let mut wanted = instalments(book.store(), &dossier, wish.part, hand.on)?;
        // Where one kind is under way already, the other is meant.
        if wanted.iter().any(|one| one.already.is_none()) {
            wanted.retain(|one| one.already.is_none());
        }
        if wanted.iter().any(Instalment::is_its_turn) {
            wanted.retain(Instalment::is_its_turn);
        }
        for one in wanted {
            let findings = one.examine(book.store(), hand.on)?;
            let case_id = Some(one.dossier.case_id);
            let findings = hand.settle(book, findings, Weight::Reminder, one.dossier.round.id, case_id)?;
            take(book, hand, &mut planned, one, findings)?;
        }
    }
    Ok(planned)
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
        None => Report::done("没有可以拨付的款项，没有编制批次，案卷未作改动").with("payments", 0),
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
    let mut table = Table::new("payments", "列入本批次", &[&LINE[..], &more[..]].concat());
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
    let mut table = Table::new("left_out", "未列入", &[&LINE[..], &more[..]].concat());
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
