//! 期次: one instalment that may be due, with everything that the measure asks about it.

use anyhow::Result;
use chrono::NaiveDate;

use super::entitled::current;
use crate::casework::entitlement::{comparable, district};
use crate::casework::{Dossier, misuse};
use crate::measure::{self, Finding, Moment, Paying, Verdict, Weight, amounts};
use crate::model::acts::{GrantKind, Part};
use crate::model::case_no::CaseNo;
use crate::model::form::Application;
use crate::model::{Datum, Fen};
use crate::store::Store;
use crate::store::facts::{Midterm, MunicipalAward, Payee, Payment, PaymentReturn, Recommendation};
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
    /// The live payments of this kind.
    live: Vec<LivePayment>,
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
    pub(super) fn is_its_turn(&self) -> bool {
        let first_paid = || self.live.iter().any(|one| one.part == Part::First && one.paid_on.is_some());
        self.already.is_none() && (self.part == Part::First || (first_paid() && self.verdict.is_some()))
    }

    /// Everything the measure has to say of paying it on this day.
    pub(in crate::casework) fn examine(&self, store: &Store, on: NaiveDate) -> Result<Vec<Finding>> {
        let case_id = self.dossier.case_id;
        let award = self.dossier.award(store)?;
        let agreement = self.dossier.agreement(store)?;
        let leader_change = self.dossier.leader_change(store)?;
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
            agreement_on: agreement.map(|agreement| agreement.signed_on),
            appointed_to: self.dossier.appointed_to(store)?,
            leader_change_on: leader_change.map(|change| change.fact.proposed_on),
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

    pub(super) fn row(&self) -> Vec<Datum> {
        vec![
            self.dossier.no.to_string().into(),
            self.form.unit_name.as_str().into(),
            Datum::Term { code: self.kind.code(), term: self.kind.term() },
            Datum::Term { code: self.part.code(), term: self.part.term() },
        ]
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
