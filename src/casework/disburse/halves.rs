//! 两期: what of an entitlement is still to be drawn up beside the payments that there are. Reckoned here alone.

use anyhow::Result;

use crate::measure::Policy;
use crate::measure::amounts;
use crate::model::Fen;
use crate::model::acts::Part;
use crate::store::views::LivePayment;

/// 两期 of one kind of money.
pub(super) struct Halves {
    /// What is drawn up or paid, less what was too much and came back.
    pub(super) drawn: Fen,
    /// The first half as it would be paid now.
    pub(super) half: Fen,
    /// All that is left.
    pub(super) left: Fen,
    /// Whether a first half is among the payments.
    pub(super) has_first: bool,
}

impl Halves {
    /// Of this entitlement, beside these payments of its kind.
    pub(super) fn beside(
        total: Fen,
        payments: &[LivePayment],
        given_back: Fen,
        policy: &Policy,
    ) -> Result<Self> {
        let drawn = Fen::sum(payments.iter().map(|one| one.amount_fen))?.minus(given_back)?;
        Ok(Self {
            drawn,
            half: amounts::first_half(total, drawn, policy)?,
            left: amounts::second_half(total, drawn)?,
            has_first: payments.iter().any(|one| one.part == Part::First),
        })
    }

    /// What is still to be drawn up as the first half.
    pub(super) fn first(&self) -> Fen {
        if self.has_first { Fen::ZERO } else { self.half }
    }

    /// What is still to be drawn up after it.
    pub(super) fn rest(&self) -> Result<Fen> {
        Ok(self.left.minus(self.first())?)
    }
}
