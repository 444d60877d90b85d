//! 当时的收支: the money of a case as it stood at an assessment, or as it stands now.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::overspent::overspent_by;
use crate::casework::Dossier;
use crate::measure::amounts;
use crate::model::acts::{Fund, GrantKind, Ground};
use crate::model::{Datum, Fen, Overflow, Table};
use crate::store::facts::{
    Closing, Entitlement, FundEntry, FundReversal, Payment, PaymentConfirmation, PaymentReturn, Recovery,
    RecoveryReceipt, RecoveryWithdrawal,
};
use crate::store::views::CaseMoney;
use crate::store::{Store, Stored};

/// 当时: what had been recorded before an entry and had happened by a day.
#[derive(Debug, Clone, Copy)]
pub(in crate::casework) struct Then {
    pub(super) entry_id: i64,
    pub(super) on: NaiveDate,
}

impl Then {
    /// Everything that is recorded.
    pub(super) const NOW: Self = Self { entry_id: i64::MAX, on: NaiveDate::MAX };

    /// Everything that was recorded before an entry.
    pub(in crate::casework) fn before(entry_id: i64) -> Self {
        Self { entry_id, ..Self::NOW }
    }

    /// Whether a fact that happened on that day was known.
    pub(in crate::casework) fn knew<F>(self, fact: &Stored<F>, on: NaiveDate) -> bool {
        fact.entry_id < self.entry_id && on <= self.on
    }
}

/// 应到位, 已到位, 已使用, 结余, 未到位.
type Amounts = [Option<Fen>; 5];

/// Both funds, each with its kinds and its purposes: what was to come, what came, what was used, what is left of what
/// came, and what is still to come: once the mid-term failed for good (`is_final`) no second half is. Matching money
/// comes by being used.
pub(super) fn funds(store: &Store, dossier: &Dossier, then: Then, is_final: bool) -> Result<Table> {
    let columns = [
        ("fund", "资金、用途"),
        ("budget", "应到位"),
        ("received", "已到位"),
        ("spent", "已使用"),
        ("left", "结余"),
        ("gap", "未到位"),
    ];
    let mut table = Table::new("funds", "资金使用", &columns);
    let entitled = entitled(store, dossier.case_id, then)?;
    let moved = moved(store, dossier.case_id, then)?;
    let used = used(store, dossier.case_id, then)?;
    let spent =
        |fund| Fen::sum(used.iter().filter(|((of, _), _)| *of == fund).map(|(_, (_, amount))| *amount));
    let mut kinds = Vec::new();
    for (kind, decided) in &entitled {
        let moved = moved.get(kind).copied().unwrap_or_default();
        let to_come = match is_final {
            true => amounts::halves(decided.amount_fen, dossier.policy()).0,
            false => decided.amount_fen,
        };
        let lacking = gap(to_come, moved.counted()?)?;
        kinds.push((kind.term(), [decided.amount_fen, moved.received()?, lacking]));
    }
    let all = Moved::all(&moved)?;
    // Too much of one kind isn't what lacks of another.
    let granted = Fen::sum(kinds.iter().map(|(_, [budget, ..])| *budget))?;
    let lacking = Fen::sum(kinds.iter().map(|(_, [.., lacking])| *lacking))?;
    let (spent, matched) = (spent(Fund::Grant)?, spent(Fund::Matching)?);
    let promised = dossier.form().matching_commitment_fen;
    let mut put = |name: Datum, amounts: Amounts| {
        table.push(std::iter::once(name).chain(amounts.map(Datum::from)).collect());
    };
    for (fund, budget, came, spent, lacking) in [
        (Fund::Grant, granted, all.received()?, spent, lacking),
        (Fund::Matching, promised, matched, matched, gap(promised, matched)?),
    ] {
        let name = Datum::Term { code: fund.code(), term: fund.term() };
        let left = came.minus(spent)?;
        put(name, [budget, came, spent, left, lacking].map(Some));
        if fund == Fund::Grant && kinds.len() > 1 {
            for (kind, [budget, came, lacking]) in &kinds {
                let amounts = [Some(*budget), Some(*came), None, None, Some(*lacking)];
                put(format!("　{kind}").into(), amounts);
            }
        }
        if fund == Fund::Grant {
            for (name, amounts) in back(&all, left)? {
                put(format!("　{name}").into(), amounts);
            }
        }
        for ((_, purpose), (_, amount)) in used.iter().filter(|((of, _), _)| *of == fund) {
            put(format!("　{purpose}").into(), [None, None, Some(*amount), None, None]);
        }
    }
    Ok(table)
}

/// What came back makes less of what came; what is asked back and has not come makes less of what is left.
fn back(moved: &Moved, left: Fen) -> Result<Vec<(&'static str, Amounts)>> {
    let came = |amount| [None, Some(amount), None, None, None];
    let left_over = |amount| [None, None, None, Some(amount), None];
    let mut lines = Vec::new();
    if moved.recovered > Fen::ZERO {
        lines.push(("已付资助", came(moved.paid)));
        lines.push(("减：已收回", came(Fen::ZERO.minus(moved.recovered)?)));
    }
    let open = moved.open()?;
    let usable = left.minus(open)?;
    if open > Fen::ZERO {
        lines.push(("减：要求退回，尚未收回", left_over(Fen::ZERO.minus(open)?)));
    }
    if usable < Fen::ZERO {
        lines.push(("多用", left_over(Fen::ZERO.minus(usable)?)));
    } else if open > Fen::ZERO {
        lines.push(("还可使用", left_over(usable)));
    }
    Ok(lines)
}

fn gap(budget: Fen, came: Fen) -> Result<Fen> {
    Ok(budget.minus(came)?.max(Fen::ZERO))
}

/// What each kind was to come to, as decided last.
pub(in crate::casework) fn entitled(
    store: &Store,
    case_id: i64,
    then: Then,
) -> Result<BTreeMap<GrantKind, Entitlement>> {
    let decided = store.by::<Entitlement>("case_id", case_id)?.into_iter();
    let known = decided.filter(|decided| then.knew(decided, decided.fact.decided_on));
    Ok(known.map(|decided| (decided.fact.kind, decided.fact)).collect())
}

/// 拨付和退回: what was paid to a case and not returned, what was demanded back of it, and what of that came.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::casework) struct Moved {
    pub(in crate::casework) paid: Fen,
    pub(super) demanded: Fen,
    pub(super) recovered: Fen,
    /// What of it was too much and came back.
    pub(super) given_back: Fen,
}

impl Moved {
    /// What counts towards the entitlement: what was forfeited is not paid again.
    fn counted(&self) -> Result<Fen, Overflow> {
        self.paid.minus(self.given_back)
    }

    /// 收到资助: what the unit was left with.
    pub(super) fn received(&self) -> Result<Fen, Overflow> {
        self.paid.minus(self.recovered)
    }

    /// 要求退回，尚未收回.
    pub(super) fn open(&self) -> Result<Fen, Overflow> {
        self.demanded.minus(self.recovered)
    }

    /// Of all kinds together.
    pub(super) fn all(kinds: &BTreeMap<GrantKind, Self>) -> Result<Self, Overflow> {
        let sum = |of: fn(&Self) -> Fen| Fen::sum(kinds.values().map(of));
        Ok(Self {
            paid: sum(|one| one.paid)?,
            demanded: sum(|one| one.demanded)?,
            recovered: sum(|one| one.recovered)?,
            given_back: sum(|one| one.given_back)?,
        })
    }
}

/// What moved of each kind. What was withdrawn of a demand is not demanded.
pub(in crate::casework) fn moved(
    store: &Store,
    case_id: i64,
    then: Then,
) -> Result<BTreeMap<GrantKind, Moved>> {
    let mut kinds: BTreeMap<GrantKind, Moved> = BTreeMap::new();
    for payment in store.by::<Payment>("case_id", case_id)? {
        let paid = store.by::<PaymentConfirmation>("payment_id", payment.id)?;
        let returned = store.by::<PaymentReturn>("payment_id", payment.id)?;
        if paid.iter().any(|paid| then.knew(paid, paid.fact.paid_on))
            && !returned.iter().any(|returned| then.knew(returned, returned.fact.returned_on))
        {
            let moved = kinds.entry(payment.fact.kind).or_default();
            moved.paid = moved.paid.plus(payment.fact.amount_fen)?;
        }
    }
    let demands = store.ever_by::<Recovery>("case_id", case_id)?.into_iter();
    for demand in demands.filter(|demand| then.knew(demand, demand.fact.demanded_on)) {
        let mut receipts = store.by::<RecoveryReceipt>("recovery_id", demand.id)?;
        receipts.retain(|receipt| then.knew(receipt, receipt.fact.received_on));
        let recovered = Fen::sum(receipts.iter().map(|receipt| receipt.fact.amount_fen))?;
        let withdrawn = store.by::<RecoveryWithdrawal>("recovery_id", demand.id)?;
        let is_withdrawn = withdrawn.iter().any(|gone| then.knew(gone, gone.fact.withdrawn_on));
        let moved = kinds.entry(demand.fact.kind).or_default();
        let demanded = if is_withdrawn { recovered } else { demand.fact.amount_fen };
        moved.demanded = moved.demanded.plus(demanded)?;
        moved.recovered = moved.recovered.plus(recovered)?;
        if demand.fact.ground == Ground::Excess {
            moved.given_back = moved.given_back.plus(recovered)?;
        }
    }
    Ok(kinds)
}

/// What was received by the closing, or until now, in the words of the closing statement: where some came back, what was
/// paid as well.
pub(super) fn as_received(paid: Fen, received: Fen, closed: bool) -> Result<String, Overflow> {
    let back = paid.minus(received)?;
    if back == Fen::ZERO {
        return Ok(format!("收到资助 {received} 元"));
    }
    Ok(format!("已付资助 {paid} 元，{} {back} 元，收到资助 {received} 元", taken_back(closed)))
}

/// What a case received, used and has left, in the words of the closing statement; and what of it is to go back.
pub(super) fn in_words(store: &Store, case_id: i64, money: &CaseMoney) -> Result<String> {
    let closing = store.newest::<Closing>("case_id", case_id)?.map(|closing| closing.fact);
    let received = closing.as_ref().map_or(money.received_fen, |closing| closing.received_fen);
    let moved = Moved::all(&moved(store, case_id, Then::NOW)?)?;
    // What came back after a closing was received when it was closed.
    let later = received.minus(money.received_fen)?;
    let mut said = format!(
        "{}，使用 {} 元，结余 {} 元",
        as_received(moved.paid, received, closing.is_some())?,
        money.spent_fen,
        received.minus(money.spent_fen)?
    );
    let over = overspent_by(store, case_id)?.filter(|_| closing.is_none());
    for (what, amount) in
        [("结项以后收回", later), ("要求退回，尚未收回", moved.open()?), ("多用", over.unwrap_or_default())]
    {
        if amount > Fen::ZERO {
            said += &format!("；{what} {amount} 元");
        }
    }
    Ok(format!("{said}；配套到位 {} 元", money.matched_fen))
}

/// What came back before a closing, or until now.
pub(super) fn taken_back(closed: bool) -> &'static str {
    if closed { "结项前收回" } else { "已收回" }
}

/// What was used of either fund for each purpose: how many entries, and their sum; reversed ones left out.
pub(super) fn used(store: &Store, case_id: i64, then: Then) -> Result<BTreeMap<(Fund, String), (i64, Fen)>> {
    let mut sums: BTreeMap<(Fund, String), (i64, Fen)> = BTreeMap::new();
    for entry in store.by::<FundEntry>("case_id", case_id)? {
        let reversed = store.by::<FundReversal>("fund_entry_id", entry.id)?;
        if then.knew(&entry, entry.fact.spent_on)
            && !reversed.iter().any(|reversal| reversal.entry_id < then.entry_id)
        {
            let sum = sums.entry((entry.fact.ledger, entry.fact.purpose)).or_default();
            *sum = (sum.0 + 1, sum.1.plus(entry.fact.amount_fen)?);
        }
    }
    Ok(sums)
}
