//! 退回的依据: the clauses on which money is demanded back, each with what it asks for. It follows from what was known when
//! it was demanded: a letter that is printed again says the same.

use std::collections::BTreeMap;

use anyhow::Result;

use super::LEFT_OVER;
use crate::casework::assess::{Then, entitled, moved, passed_before};
use crate::model::acts::Ground;
use crate::model::{Fen, Overflow};
use crate::store::facts::{Recovery, RecoveryReceipt, RecoveryWithdrawal};
use crate::store::{Store, Stored};

/// 依据, in the order in which what a unit holds too much is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Basis {
    /// Paid beyond the standard itself.
    Overpaid,
    /// Paid beyond what comparable support leaves of it. This counts before the mid-term: it made less of the
    /// entitlement itself.
    Overlap,
    /// Paid for a second half that no mid-term gives.
    Lapsed,
    /// Unused when the cycle ended.
    LeftOver,
    /// What the reason says.
    AsGiven,
}

impl Basis {
    /// The clause.
    pub(super) fn clause(self) -> &'static str {
        match self {
            Self::Overpaid => "九1",
            Self::Overlap => "九2",
            Self::Lapsed => "八（二）",
            Self::LeftOver => "五3",
            Self::AsGiven => "五2、八",
        }
    }

    /// The clause and what it says.
    pub(super) fn cited(self) -> String {
        let about = match self {
            Self::Overpaid => "资助资金拨付",
            Self::Overlap => "同类资助就高不重复",
            Self::Lapsed => "根据届中考核结果决定是否给予第二期资助",
            Self::LeftOver => "资助资金在资助周期内使用完毕",
            Self::AsGiven => "资助资金专款专用和管理考核",
        };
        format!("{}关于{about}", self.clause())
    }
}

/// What a demand rests on, with how much rests on each.
pub(super) fn bases(store: &Store, demand: &Stored<Recovery>) -> Result<Vec<(Basis, Fen)>> {
    let Recovery { ground, amount_fen, reason, .. } = &demand.fact;
    Ok(match ground {
        Ground::Excess => excess(store, demand)?.into_iter().collect(),
        Ground::Other if reason.starts_with(LEFT_OVER) => vec![(Basis::LeftOver, *amount_fen)],
        Ground::Other => vec![(Basis::AsGiven, *amount_fen)],
    })
}

/// What rests on each clause.
type Parts = BTreeMap<Basis, Fen>;

/// What a demand of what was too much rests on: everything that had to go back by then, clause by clause, less what earlier
/// demands took on each.
fn excess(store: &Store, demand: &Stored<Recovery>) -> Result<Parts> {
    let Recovery { case_id, kind, .. } = demand.fact;
    let mut demands = store.ever_by::<Recovery>("case_id", case_id)?;
    demands.retain(|one| (one.fact.kind, one.fact.ground) == (kind, Ground::Excess) && one.id <= demand.id);
    let mut made: Vec<(Stored<Recovery>, Parts)> = Vec::new();
    for one in demands {
        let mut before = Parts::new();
        for (earlier, parts) in &made {
            let stood = stood(store, earlier, Then::before(one.entry_id))?;
            for (basis, part) in first(parts, stood)? {
                let sum = before.entry(basis).or_insert(Fen::ZERO);
                *sum = sum.plus(part)?;
            }
        }
        let mut due =
            Held::before(store, &one)?.cut(Fen::sum(before.values().copied())?.plus(one.fact.amount_fen)?)?;
        for (basis, taken) in &before {
            let part = due.entry(*basis).or_insert(Fen::ZERO);
            *part = part.minus(*taken)?;
        }
        let parts = first(&due, one.fact.amount_fen)?;
        made.push((one, parts));
    }
    Ok(made.pop().map(|(_, parts)| parts).unwrap_or_default())
}

/// So much of the parts, in their order.
fn first(parts: &Parts, amount: Fen) -> Result<Parts, Overflow> {
    let (mut taken, mut left) = (Parts::new(), amount);
    for (basis, part) in parts {
        let part = (*part).min(left);
        if part > Fen::ZERO {
            left = left.minus(part)?;
            taken.insert(*basis, part);
        }
    }
    Ok(taken)
}

/// What stood of a demand: all of it, or, where it was withdrawn, what had come back.
fn stood(store: &Store, demand: &Stored<Recovery>, then: Then) -> Result<Fen> {
    let withdrawn = store.by::<RecoveryWithdrawal>("recovery_id", demand.id)?;
    if !withdrawn.iter().any(|gone| then.knew(gone, gone.fact.withdrawn_on)) {
        return Ok(demand.fact.amount_fen);
    }
    let mut receipts = store.by::<RecoveryReceipt>("recovery_id", demand.id)?;
    receipts.retain(|receipt| then.knew(receipt, receipt.fact.received_on));
    Ok(Fen::sum(receipts.iter().map(|receipt| receipt.fact.amount_fen))?)
}

/// 当时所付: what a unit was paid of a kind of money when something was demanded back, and what it was entitled to.
struct Held {
    held: Fen,
    standard: Fen,
    entitled: Fen,
    /// Whether a second half may be kept.
    passed: bool,
}

impl Held {
    fn before(store: &Store, demand: &Stored<Recovery>) -> Result<Self> {
        let Recovery { case_id, kind, .. } = demand.fact;
        let then = Then::before(demand.entry_id);
        let (standard, entitled) = entitled(store, case_id, then)?
            .get(&kind)
            .map_or((Fen::ZERO, Fen::ZERO), |one| (one.standard_fen, one.amount_fen));
        let held = moved(store, case_id, then)?.get(&kind).map_or(Fen::ZERO, |moved| moved.paid);
        Ok(Self { held, standard, entitled, passed: passed_before(store, case_id, demand.entry_id)? })
    }

    /// The clauses on which so much is cut off the top of what is held.
    fn cut(&self, amount: Fen) -> Result<Parts, Overflow> {
        let rest = self.held.minus(amount)?;
        let below = if self.passed { Basis::Overpaid } else { Basis::Lapsed };
        let mut found = Parts::new();
        for (basis, from, to) in [
            (Basis::Overpaid, self.standard, self.held),
            (Basis::Overlap, self.entitled, self.standard),
            (below, rest, self.entitled),
        ] {
            let part = to.min(self.held).minus(from.max(rest))?;
            if part > Fen::ZERO {
                let sum = found.entry(basis).or_insert(Fen::ZERO);
                *sum = sum.plus(part)?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(held: i64, standard: i64, entitled: i64, passed: bool, amount: i64) -> Vec<(&'static str, i64)> {
        let [held, standard, entitled, amount] = [held, standard, entitled, amount].map(Fen::new);
        let found = Held { held, standard, entitled, passed }.cut(amount).unwrap();
        found.into_iter().map(|(basis, part)| (basis.clause(), part.fen())).collect()
    }

    #[test]
    fn each_cause_has_its_clause_and_its_part() {
        // Of 50 all are left by comparable support: 25 were paid twice.
        assert_eq!(cut(75, 50, 50, true, 25), [("九1", 25)]);
        // 30 of 50 are taken off, 25 were paid.
        assert_eq!(cut(25, 50, 20, true, 5), [("九2", 5)]);
        assert_eq!(cut(25, 50, 20, false, 5), [("九2", 5)]);
        // The same with a lost second half: of 20 it keeps 10.
        assert_eq!(cut(25, 50, 20, false, 15), [("九2", 5), ("八（二）", 10)]);
        assert_eq!(cut(60, 50, 40, false, 40), [("九1", 10), ("九2", 10), ("八（二）", 20)]);
        assert_eq!(cut(20, 20, 20, true, 5), [("九1", 5)]);
    }
}
