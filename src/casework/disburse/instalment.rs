//! 期次: one instalment that may be due, with everything that the measure asks about it.

use anyhow::Result;
use chrono::NaiveDate;

use super::entitled::{current, given_back, received};
use super::halves::Halves;
use super::identify::unidentified_out;
use super::mispaid::mispaid_of_kind;
use super::payee::{as_paid_to, correcting};
use crate::casework::assess::failed_for_good;
use crate::casework::entitlement::{comparable, district};
use crate::casework::{Dossier, misuse, not_met};
use crate::measure::{self, Drawn, Finding, Moment, Paying, Verdict, Weight, Words};
use crate::model::acts::{GrantKind, Ground, Part};
use crate::model::case_no::CaseNo;
use crate::model::form::Application;
use crate::model::{Datum, Fen};
use crate::store::Store;
use crate::store::facts::{
    GrantCase, Midterm, MunicipalAward, Payment, PaymentReturn, Recommendation, Recovery,
};
use crate::store::views::LivePayment;

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
    pub(super) form: Application,
    /// Whether the account was put right with a reason, which settles a differing name.
    account_settled: bool,
    /// This half, where it is planned or paid already.
    pub(super) already: Option<LivePayment>,
    /// The live payments of this kind, without the one that this is.
    live: Vec<LivePayment>,
    /// The payment that this is, where it is planned and asked about again.
    planned: Option<i64>,
    /// Their sum, without what came back because it was too much.
    paid: Fen,
    verdict: Option<Verdict>,
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
        Self::beside(store, dossier, kind, part, live, on)
    }

    /// A planned payment as what it is: an instalment that is asked about again, on the day it is approved or paid.
    pub(super) fn planned(store: &Store, payment: &LivePayment, on: NaiveDate) -> Result<Self> {
        let dossier = Dossier::by_id(store, payment.case_id)?;
        let mut live = store.payments_of_case(payment.case_id)?;
        live.retain(|other| other.kind == payment.kind && other.id != payment.id);
        let mut one = Self::beside(store, dossier, payment.kind, Some(payment.part), live, on)?;
        one.amount = payment.amount_fen;
        one.form.account_name = Some(payment.account_name.clone());
        one.planned = Some(payment.id);
        Ok(one)
    }

    /// The next half beside the live payments of a kind, or the half that is asked for.
    fn beside(
        store: &Store,
        dossier: Dossier,
        kind: GrantKind,
        part: Option<Part>,
        live: Vec<LivePayment>,
        on: NaiveDate,
    ) -> Result<Self> {
        let total = match (current(store, dossier.case_id, kind)?, kind) {
            (Some(decided), _) => decided.amount_fen,
            (None, GrantKind::District) => district(store, &dossier, on)?.amount_fen,
            (None, GrantKind::Municipal) => Fen::ZERO,
        };
        let given_back = given_back(store, dossier.case_id, kind)?;
        let Halves { drawn: paid, half: first, left: rest, .. } =
            Halves::beside(total, &live, given_back, dossier.policy())?;
        let part = part.unwrap_or_else(|| next(&live, first, rest));
        let amount = if part == Part::First { first } else { rest };
        let (form, account_settled) = as_paid_to(store, &dossier)?;
        let verdict =
            store.newest::<Midterm>("case_id", dossier.case_id)?.map(|midterm| midterm.fact.verdict);
        // There may be several supplements, but only one on its way.
        let is_in_the_way =
            |one: &&LivePayment| one.part == part && (part != Part::Supplement || one.paid_on.is_none());
        let already = live.iter().find(is_in_the_way).cloned();
        let planned = None;
        Ok(Self { dossier, kind, part, amount, form, account_settled, already, live, planned, paid, verdict })
    }

    /// Whether it is its turn: the first half once the list is out, the second once the first is paid and the
    /// mid-term has a result, what is added to both once both are paid.
    pub(super) fn is_its_turn(&self) -> bool {
        let follows = match self.part {
            Part::First => true,
            Part::Second => self.has_paid(Part::First) || self.live.is_empty(),
            Part::Supplement => self.has_paid(Part::Second),
        };
        self.already.is_none() && follows && (self.part == Part::First || self.verdict.is_some())
    }

    fn has_paid(&self, part: Part) -> bool {
        self.live.iter().any(|one| one.part == part && one.paid_on.is_some())
    }

    /// Everything the measure has to say of paying it on this day.
    pub(in crate::casework) fn examine(&self, store: &Store, on: NaiveDate) -> Result<Vec<Finding>> {
        let case_id = self.dossier.case_id;
        let award = self.dossier.award(store)?;
        let agreement = self.dossier.agreement(store)?;
        let former = self.dossier.former_agreement(store)?;
        let leader_change = self.dossier.leader_change(store)?;
        let recommended = !store.by::<Recommendation>("case_id", case_id)?.is_empty();
        let municipal = store.newest::<MunicipalAward>("case_id", case_id)?;
        let round = &self.dossier.round;
        let mut of_round = store.payments_of_round(round.id)?;
        of_round.retain(|payment| Some(payment.id) != self.planned);
        let other_award = self.other_award(store, on)?;
        let paying = Paying {
            application: &self.form,
            kind: self.kind,
            part: self.part,
            already: self.already.as_ref().map(drawn),
            amount_fen: self.amount,
            paid_on: on,
            doc_no: award.as_ref().map_or("", |(_, document)| &document.doc_no),
            announced_on: award.as_ref().map(|(_, document)| document.announced_on),
            comparable_fen: comparable(store, case_id)?,
            paid_fen: self.paid,
            first_paid: self.live.iter().any(|payment| payment.part == Part::First),
            second_paid: self.has_paid(Part::Second),
            other_award: &other_award,
            cycle_to: award.as_ref().map(|(award, _)| award.cycle_to),
            agreement_on: agreement.as_ref().map(|agreement| agreement.fact.signed_on),
            former_agreement: former.as_ref().map(|(on, name)| (*on, name.as_str())),
            appointed_to: self.dossier.appointed_to(store)?,
            leader_change_on: leader_change.map(|change| change.fact.proposed_on),
            verdict: self.verdict,
            failed: failed_for_good(store, &self.dossier)?,
            matching_fen: store.case_money(case_id)?.matched_fen,
            recommended,
            municipal_doc_no: municipal.as_ref().map_or("", |award| &award.fact.doc_no),
            year: round.round.year,
            budget_fen: round.round.budget_fen,
            mispaid: &mispaid_of_kind(store, case_id, self.kind)?,
            unidentified: &unidentified_out(store, case_id, self.kind)?,
            round_paid_fen: Fen::sum(of_round.iter().map(|payment| payment.amount_fen))?
                .minus(given_back_of_round(store, round.id)?)?,
        };
        let mut findings = measure::examine(Moment::Paying(&paying), self.dossier.policy());
        self.dossier.lead_to_agreement(&mut findings, agreement.is_some());
        if self.account_settled {
            findings.retain(|finding| finding.code != "A6-2-4g" || finding.weight != Weight::Unproven);
        }
        for finding in findings.iter_mut().filter(|finding| finding.code == "A6-2-4g") {
            finding.cure = format!("{}：{}", finding.cure, correcting(self.dossier.no, &self.form));
        }
        Ok(findings)
    }

    /// What is said of the payments on their way that come before it.
    pub(super) fn under_way(&self) -> Vec<Finding> {
        let open = self.live.iter().filter(|one| one.paid_on.is_none() && one.part != self.part);
        let told = open.filter_map(|one| {
            let Words { found, cure } = drawn(one).stands();
            not_met("A9-1a", found, cure)
        });
        told.collect()
    }

    /// The command that draws it up, without the program's name.
    pub(in crate::casework) fn command(&self) -> String {
        let no = self.dossier.no;
        match self.part {
            Part::First => format!("disburse plan --part 1 --year {}", no.year),
            Part::Second => format!("disburse plan --part 2 --year {}", no.year),
            Part::Supplement => format!("disburse plan --case {no}"),
        }
    }

    /// Since when it can be paid: the newest of what made it payable.
    pub(in crate::casework) fn payable_since(&self, store: &Store) -> Result<Option<NaiveDate>> {
        let case_id = self.dossier.case_id;
        let (_, document) = self.dossier.announced(store)?;
        let mut days = vec![Some(document.announced_on)];
        if self.kind == GrantKind::Municipal {
            let awarded = store.newest::<MunicipalAward>("case_id", case_id)?;
            days.push(awarded.map(|awarded| awarded.fact.awarded_on));
        }
        if self.part != Part::First {
            let passed = store.newest::<Midterm>("case_id", case_id)?;
            days.push(passed.map(|passed| passed.fact.assessed_on));
            days.extend(self.live.iter().map(|paid| paid.paid_on));
        }
        if self.part == Part::Supplement {
            days.push(current(store, case_id, self.kind)?.map(|decided| decided.decided_on));
        }
        Ok(days.into_iter().flatten().max())
    }

    /// When this very half was paid before and came back.
    pub(in crate::casework) fn came_back(&self, store: &Store) -> Result<Option<NaiveDate>> {
        let keys = [
            ("case_id", self.dossier.case_id.into()),
            ("kind", self.kind.code().into()),
            ("part", self.part.code().into()),
        ];
        for payment in store.matching::<Payment>(&keys)?.iter().rev() {
            if let Some(returned) = store.newest::<PaymentReturn>("payment_id", payment.id)? {
                return Ok(Some(returned.fact.returned_on));
            }
        }
        Ok(None)
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

    pub(super) fn payment(&self, batch_id: i64) -> Result<Payment> {
        let form = &self.form;
        let (Some(account_name), Some(bank_name), Some(bank_code), Some(bank_account)) = (
            form.account_name.clone(),
            form.bank_name.clone(),
            form.bank_code.clone(),
            form.bank_account.clone(),
        ) else {
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
            bank_code,
            bank_account,
        })
    }

    pub(super) fn row(&self) -> Vec<Datum> {
        vec![
            self.dossier.no.to_string().into(),
            self.form.unit_name.as_str().into(),
            Datum::Term { code: self.kind.code(), term: self.kind.term() },
            Datum::Term { code: self.part.code(), term: self.part.term() },
        ]
    }
}

/// A payment as the measure asks about it.
fn drawn(payment: &LivePayment) -> Drawn {
    let LivePayment { id, batch_id, kind, part, amount_fen, approved_on, paid_on, .. } = *payment;
    Drawn { kind, part, payment: id, batch: batch_id, amount_fen, approved: approved_on.is_some(), paid_on }
}

/// What came back of a round because it was too much.
fn given_back_of_round(store: &Store, round_id: i64) -> Result<Fen> {
    let mut sum = Fen::ZERO;
    for recovery in store.by::<Recovery>("ground", Ground::Excess.code())? {
        let case = store.by::<GrantCase>("id", recovery.fact.case_id)?;
        if case.iter().any(|case| case.fact.round_id == round_id) {
            sum = sum.plus(received(store, &[recovery])?)?;
        }
    }
    Ok(sum)
}

/// The half that comes next, also where it came back after the other was paid; once both are on their way, what a later
/// judgement adds to them. A first half of nothing is passed over.
pub(super) fn next(live: &[LivePayment], first: Fen, rest: Fen) -> Part {
    let has = |part: Part| live.iter().any(|payment| payment.part == part);
    match (has(Part::First), has(Part::Second)) {
        (false, true) if first > Fen::ZERO && rest > Fen::ZERO => Part::First,
        (_, true) if rest > Fen::ZERO => Part::Supplement,
        (_, true) => Part::Second,
        (false, false) if first > Fen::ZERO || rest == Fen::ZERO => Part::First,
        _ => Part::Second,
    }
}

/// What may be paid of a case: the district's money, and the city's where it has an award of the city.
pub(super) fn instalments(
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

/// What to do next of a case's payments: draw up the one whose turn it is, or see to what stands in its way. Nothing
/// where it is no payment's turn.
pub(in crate::casework) fn next_payment(
    store: &Store,
    case_id: i64,
    on: NaiveDate,
) -> Result<Option<String>> {
    let mut blocked = None;
    for one in due_payments(store, &Dossier::by_id(store, case_id)?, on)? {
        let what = format!("{}{}", one.kind.term(), one.part.term());
        let heavy = one.examine(store, on)?.into_iter().find(|finding| finding.weight > Weight::Reminder);
        match heavy {
            None => return Ok(Some(format!("编制拨款（{what}）：studiogrant {}", one.command()))),
            Some(Finding { found, cure, .. }) => {
                blocked.get_or_insert(format!("{what}还不能拨：{found}；{cure}"));
            }
        }
    }
    Ok(blocked)
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
