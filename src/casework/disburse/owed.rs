//! 应拨: what is owed of an entitlement, and what became of it. Counted here alone, so that every list says the same.

use anyhow::Result;

use super::entitled::{current, demanded, given_back_of, received};
use super::lapse::lapsed;
use crate::model::Fen;
use crate::model::acts::GrantKind;
use crate::store::Store;
use crate::store::facts::{Entitlement, Payment, PaymentReturn, Recovery};
use crate::store::views::Stage;

/// 应拨的去向: one kind of money of one case. What is owed is what is under way and paid, less what was too much and came
/// back, and what is still to be drawn up, less what is too much.
pub(in crate::casework) struct Owed {
    /// 核定额: the entitlement as decided last.
    pub(in crate::casework) decided: Entitlement,
    /// 不再拨付: what of it is not paid any more.
    pub(in crate::casework) lapsed: Fen,
    /// 应拨额: the entitlement without what lapsed.
    pub(in crate::casework) owed: Fen,
    /// 已编未批.
    pub(in crate::casework) planned: Fen,
    /// 已批未付.
    pub(in crate::casework) approved: Fen,
    /// 已付: without what was returned, whatever came back of it later.
    pub(in crate::casework) paid: Fen,
    /// 收回多拨: what of it was too much and came back.
    pub(in crate::casework) given_back: Fen,
    /// 未拨: what is still to be drawn up; never below zero.
    pub(in crate::casework) remaining: Fen,
    /// 多拨: what is under way or paid beyond what is owed.
    pub(in crate::casework) excess: Fen,
    /// 退汇.
    pub(in crate::casework) returned: Fen,
    /// 要求追回, on whatever ground.
    pub(in crate::casework) demanded: Fen,
    /// 追回已收, on whatever ground.
    pub(in crate::casework) recovered: Fen,
    /// The payments that count.
    pub(in crate::casework) payments: Vec<i64>,
}

impl Owed {
    /// 在办: drawn up, approved or not, and not paid yet.
    pub(in crate::casework) fn under_way(&self) -> Result<Fen> {
        Ok(self.planned.plus(self.approved)?)
    }

    fn of(store: &Store, decided: Entitlement, stage: Stage) -> Result<Self> {
        let Entitlement { case_id, kind, amount_fen, .. } = decided;
        let mut live = store.payments_of_case(case_id)?;
        live.retain(|payment| payment.kind == kind);
        let part = |approved: bool, paid: bool| {
            let these = live.iter().filter(|one| one.paid_on.is_some() == paid);
            let these = these.filter(|one| paid || one.approved_on.is_some() == approved);
            Fen::sum(these.map(|one| one.amount_fen))
        };
        let (planned, approved, paid) = (part(false, false)?, part(true, false)?, part(true, true)?);
        let lapsed = lapsed(store, case_id, stage, kind)?;
        let owed = amount_fen.minus(lapsed)?;
        let given_back = given_back_of(store, case_id, kind, owed)?;
        let left = owed.plus(given_back)?.minus(planned)?.minus(approved)?.minus(paid)?;
        let keys = [("case_id", case_id.into()), ("kind", kind.code().into())];
        Ok(Self {
            lapsed,
            owed,
            planned,
            approved,
            paid,
            given_back,
            remaining: left.max(Fen::ZERO),
            excess: Fen::ZERO.minus(left)?.max(Fen::ZERO),
            returned: returned(store, case_id, kind)?,
            demanded: demanded(store, case_id, kind)?,
            recovered: received(store, &store.matching::<Recovery>(&keys)?)?,
            payments: live.iter().map(|payment| payment.id).collect(),
            decided,
        })
    }
}

/// What a case that stands so is owed, each kind of money by itself.
pub(in crate::casework) fn owed(store: &Store, case_id: i64, stage: Stage) -> Result<Vec<Owed>> {
    let mut found = Vec::new();
    for kind in GrantKind::ALL {
        if let Some(decided) = current(store, case_id, *kind)? {
            found.push(Owed::of(store, decided, stage)?);
        }
    }
    Ok(found)
}

fn returned(store: &Store, case_id: i64, kind: GrantKind) -> Result<Fen> {
    let mut sum = Fen::ZERO;
    for payment in store.matching::<Payment>(&[("case_id", case_id.into()), ("kind", kind.code().into())])? {
        if !store.by::<PaymentReturn>("payment_id", payment.id)?.is_empty() {
            sum = sum.plus(payment.fact.amount_fen)?;
        }
    }
    Ok(sum)
}
