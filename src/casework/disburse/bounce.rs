//! 退汇: a payment that came back by itself; and what ties a payment down, so that it can't have.

use anyhow::Result;

use super::CASHIERS;
use super::batch::refused;
use super::entitled::{demanded, paid};
use super::excess::without_ground;
use super::identify::unidentified_like;
use super::mispaid::{Mispaid, mispaid};
use super::receive::outstanding;
use crate::casework::{Desk, Dossier, Refusal, Report, misuse, not_met};
use crate::model::Fen;
use crate::model::acts::GrantKind;
use crate::model::text::given;
use crate::store::facts::{Payment, PaymentConfirmation, PaymentReturn, Recovery};
use crate::store::views::{GrantDay, Stage};
use crate::store::{Store, Stored};

/// Records that a payment came back; the same instalment can be planned again.
///
/// # Errors
/// There is no such payment, it is not paid, or it came back already.
pub fn bounce(desk: &mut Desk, payment: i64, bank_ref: Option<&str>, reason: &str) -> Result<Report> {
    let (dossier, returned) = desk.record("disburse bounce", CASHIERS, |book, hand| {
        let store = book.store();
        let Some(found) = store.by::<Payment>("id", payment)?.pop() else {
            return misuse(format!(
                "没有编号为 {payment} 的拨款。拨款编号见 studiogrant disburse list（往年的加 --year）"
            ));
        };
        let Some(confirmed) = store.newest::<PaymentConfirmation>("payment_id", payment)? else {
            let found = format!("拨款 {payment} 还没有登记付款，谈不上退汇");
            return refused(
                found,
                "先登记付款：studiogrant disburse confirm 或 reconcile；不再付的，作废批次",
            );
        };
        let dossier = Dossier::by_id(store, found.fact.case_id)?;
        if let Some(known) = store.newest::<PaymentReturn>("payment_id", payment)? {
            let found = format!("拨款 {payment} 已于 {} 登记退汇", known.fact.returned_on);
            let list = dossier.round.command("disburse list");
            return refused(found, &format!("一笔拨款只退汇一次；重新付出的是另一笔，编号见 {list}"));
        }
        hand.not_before(confirmed.fact.paid_on, "付款")?;
        let (account, amount) = (&found.fact.bank_account, found.fact.amount_fen);
        let could_be = |one: &Mispaid| one.is_out(hand.on) && one.is_for(account, amount);
        if let Some(Mispaid { id, fact, .. }) = mispaid(store)?.into_iter().find(could_be) {
            let paid_on = fact.paid_on;
            let found = format!("同一账号、同一金额还有误付 {id}（{paid_on}）没有退回，退回的先算误付");
            let cure = format!("studiogrant disburse mispaid {id} --returned --reason …");
            return refused(found, &format!("请登记误付退回：{cure}"));
        }
        all_identified(store, &found)?;
        unused(store, &dossier, &found, bank_ref)?;
        let (reason, returned_on) = (reason.trim().to_owned(), hand.on);
        let bank_ref = given(bank_ref);
        book.add(&PaymentReturn { payment_id: payment, returned_on, bank_ref, reason })?;
        Ok((dossier, found.fact))
    })?;
    let Payment { case_id, amount_fen, kind, part, .. } = returned;
    let no = dossier.no;
    let again = format!("studiogrant disburse plan --case {no}");
    let groundless = without_ground(&desk.store, case_id)?;
    Ok(Report::done(format!("已登记退汇：{} {}{} {amount_fen} 元", dossier.name(), kind.term(), part.term()))
        .with("case", no.to_string())
        .with("payment", payment)
        .with("amount", amount_fen.plain())
        .remind(groundless)
        .next(format!("更正账户：studiogrant disburse payee {no} …；再重新编制：{again}")))
}

/// Refuses the return of money while a line of the bank of as much to the same account is not identified: it may be what
/// came back.
fn all_identified(store: &Store, payment: &Stored<Payment>) -> Result<()> {
    let Some((line, fact)) = unidentified_like(store, payment)? else { return Ok(()) };
    let found = format!("银行付出的 {} 元（明细 {line}）还没有认定是哪一笔，退回的也许是它", fact.amount_fen);
    refused(found, &format!("请先认定：studiogrant disburse identify {line}"))
}

/// 牵制: what ties a payment down: it can neither have come back by itself nor not have been paid.
pub(super) enum Tie {
    /// It is among what was demanded back, of so much that was paid.
    Demanded { paid: Fen, demanded: Fen },
    /// A closing decided on it.
    Closed,
    /// It was spent, at least in part.
    Spent { received: Fen, spent: Fen },
    /// On some day it was.
    SpentOn(GrantDay),
}

/// What ties a payment down, if anything does.
pub(super) fn tie(store: &Store, dossier: &Dossier, payment: &Stored<Payment>) -> Result<Option<Tie>> {
    let Payment { case_id, kind, amount_fen: amount, .. } = payment.fact;
    let (paid, demanded) = (paid(store, case_id, kind)?, demanded(store, case_id, kind)?);
    if demanded > paid.minus(amount)? {
        return Ok(Some(Tie::Demanded { paid, demanded }));
    }
    if dossier.stage == Stage::Closed {
        return Ok(Some(Tie::Closed));
    }
    let money = store.case_money(case_id)?;
    if money.spent_fen > money.received_fen.minus(amount)? {
        return Ok(Some(Tie::Spent { received: money.received_fen, spent: money.spent_fen }));
    }
    let Some(confirmed) = store.newest::<PaymentConfirmation>("payment_id", payment.id)? else {
        return Ok(None);
    };
    let tightest = store.tightest_day(case_id, confirmed.fact.paid_on, None)?;
    Ok((tightest.left()? < amount).then_some(Tie::SpentOn(tightest)))
}

/// Refuses the return of money that was demanded back, decided upon or spent (A9-1c, A5-2): it can't have come back by
/// itself, or isn't to be paid again.
pub(super) fn unused(
    store: &Store,
    dossier: &Dossier,
    payment: &Stored<Payment>,
    bank_ref: Option<&str>,
) -> Result<()> {
    let Payment { case_id, kind, amount_fen: amount, .. } = payment.fact;
    let (no, name) = (dossier.no, dossier.name());
    let with_ref = given(bank_ref).map(|text| format!(" --ref {text}")).unwrap_or_default();
    match tie(store, dossier, payment)? {
        None => Ok(()),
        Some(Tie::Demanded { paid, demanded }) => {
            let found = format!(
                "{name} 已付 {paid} 元，已要求追回 {demanded} 元，其中有这一笔 {amount} 元，不能再登记退汇"
            );
            let cure = match open_demand(store, case_id, kind)? {
                Some((id, open)) => {
                    let sum = open.min(amount).plain();
                    let rest = match open < amount {
                        true => format!(
                            "；整笔是银行退汇的，先撤销追回：studiogrant disburse recover --withdraw {id} --reason …"
                        ),
                        false => String::new(),
                    };
                    format!("款项按追回收：studiogrant disburse receive {id} --amount {sum}{with_ref}{rest}")
                }
                None => "追回的已全部收回，请向银行核实退回的是什么款项".to_owned(),
            };
            refused(found, &cure)
        }
        Some(Tie::Closed) => {
            let (kind, plain) = (kind.term(), amount.plain());
            let found = format!("{name} 已结项，{amount} 元不能再登记退汇，也不再拨付");
            let cure = format!(
                "退回的款项按追回收，先登记追回：studiogrant disburse recover {no} --kind {kind} --ground 其他 --amount {plain} --reason 结项后银行退回；再登记收款：studiogrant disburse receive 追回编号 --amount {plain}{with_ref}"
            );
            refused(found, &cure)
        }
        Some(Tie::Spent { received, spent }) => {
            let found = format!("{name} 收到资助 {received} 元，已使用 {spent} 元，退汇 {amount} 元以后不够");
            let cure = format!(
                "请核对是哪一笔退汇；台账记错的，先冲销：studiogrant assess reverse；单位自己退回的，先登记追回：studiogrant disburse recover {no} --kind {} --ground 其他 --amount {} --reason 单位退回",
                kind.term(),
                amount.plain()
            );
            Err(Refusal(not_met("A5-2", found, cure).into_iter().collect()).into())
        }
        Some(Tie::SpentOn(GrantDay { day_on, received_fen, spent_fen })) => {
            let found = format!(
                "{name} 到 {day_on} 收到资助 {received_fen} 元，已使用 {spent_fen} 元，退汇 {amount} 元以后当日不够"
            );
            let cure =
                "请核对是哪一笔退汇；支出日期或金额记错的，先冲销：studiogrant assess reverse".to_owned();
            Err(Refusal(not_met("A5-2", found, cure).into_iter().collect()).into())
        }
    }
}

/// The oldest demand of which something is still to come, and how much.
fn open_demand(store: &Store, case_id: i64, kind: GrantKind) -> Result<Option<(i64, Fen)>> {
    let keys = [("case_id", case_id.into()), ("kind", kind.code().into())];
    for demand in store.matching::<Recovery>(&keys)? {
        let open = outstanding(store, demand.id, demand.fact.amount_fen)?;
        if open > Fen::ZERO {
            return Ok(Some((demand.id, open)));
        }
    }
    Ok(None)
}
