//! What may be paid as things stand, and how it goes through a batch to the bank and back.

use super::{Batch, CYCLE_TO, Half, MATCHING, Plain, Share, lawful_if};
use crate::bureau::day;

impl Plain {
    /// How much a share comes to as things stand.
    fn amount(&self, studio: usize, city: bool, share: Share) -> i64 {
        let total = self.entitlement(studio, city);
        let left = (total - self.drawn(studio, city)).max(0);
        match share {
            Share::First => left.min(total / 2),
            Share::Second | Share::Supplement => left,
        }
    }

    fn has(&self, studio: usize, city: bool, share: Share) -> bool {
        self.live_of(studio, city).any(|half| half.share == share)
    }

    fn has_paid(&self, studio: usize, city: bool, share: Share) -> bool {
        self.live_of(studio, city).any(|half| half.share == share && half.paid)
    }

    /// Whether a share is on its way, or paid for good: supplements there may be several.
    fn is_taken(&self, studio: usize, city: bool, share: Share) -> bool {
        let taken = |half: &Half| half.share == share && (share != Share::Supplement || !half.paid);
        self.live_of(studio, city).any(taken)
    }

    /// Whether a share may be paid now.
    pub(super) fn payable(&self, studio: usize, city: bool, share: Share) -> bool {
        let (state, fen) = (&self.studios[studio], self.amount(studio, city, share));
        let follows = match share {
            Share::First => true,
            Share::Second => self.has(studio, city, Share::First) || self.entitlement(studio, city) / 2 == 0,
            Share::Supplement => self.has_paid(studio, city, Share::Second),
        };
        let earned = share == Share::First
            || (state.marks.last() == Some(&true)
                && !state.leader_waits
                && self.entered(studio, true) >= MATCHING);
        !self.is_taken(studio, city, share)
            && state.agreed
            && (city || self.today <= day(CYCLE_TO))
            && follows
            && earned
            && fen > 0
            && self.drawn(studio, city) + fen <= self.entitlement(studio, city)
            && self.drawn_in_all() + fen <= self.budget
    }

    /// Whether the next thing to do about this money is to pay this share.
    fn is_its_turn(&self, studio: usize, city: bool, share: Share) -> bool {
        let follows = match share {
            Share::First => true,
            Share::Second => {
                self.has_paid(studio, city, Share::First) || self.live_of(studio, city).next().is_none()
            }
            Share::Supplement => self.has_paid(studio, city, Share::Second),
        };
        let assessed = share == Share::First || !self.studios[studio].marks.is_empty();
        !self.is_taken(studio, city, share) && follows && assessed
    }

    /// The share that comes next.
    fn next(&self, studio: usize, city: bool) -> Share {
        let rest = self.amount(studio, city, Share::Second);
        let (first, second) = (self.has(studio, city, Share::First), self.has(studio, city, Share::Second));
        match (first, second) {
            (false, true) if self.amount(studio, city, Share::First) > 0 && rest > 0 => Share::First,
            (_, true) if rest > 0 => Share::Supplement,
            (false, false) if self.amount(studio, city, Share::First) > 0 || rest == 0 => Share::First,
            _ => Share::Second,
        }
    }

    /// What a plan looks at: of each money the share asked for, or the next.
    fn wanted(&self, studio: usize, share: Option<Share>) -> Vec<(bool, Share)> {
        let kinds = if self.studios[studio].city { &[false, true][..] } else { &[false][..] };
        kinds.iter().map(|&city| (city, share.unwrap_or_else(|| self.next(studio, city)))).collect()
    }

    pub(super) fn plan_one(&mut self, studio: usize, share: Option<Share>) -> Option<()> {
        self.running(studio)?;
        let mut wanted = self.wanted(studio, share);
        if wanted.iter().any(|one| !self.is_taken(studio, one.0, one.1)) {
            wanted.retain(|one| !self.is_taken(studio, one.0, one.1));
        }
        if wanted.iter().any(|one| self.is_its_turn(studio, one.0, one.1)) {
            wanted.retain(|one| self.is_its_turn(studio, one.0, one.1));
        }
        let batch = self.batches.len();
        self.batches.push(Batch::default());
        for (city, share) in wanted {
            if self.payable(studio, city, share) {
                self.take(batch, studio, city, share);
            }
        }
        lawful_if(self.halves.last().is_some_and(|half| half.batch == batch)).or_else(|| {
            self.batches.pop();
            None
        })
    }

    /// Whether a half that is planned could be planned the same today, and no first half elsewhere waits before it.
    pub(super) fn still_holds(&self, at: usize) -> bool {
        let Half { batch, studio, city, share, fen, .. } = self.halves[at];
        let mut without = self.clone();
        without.halves.remove(at);
        let waits = |half: &Half| half.share == Share::First && !half.paid && half.batch != batch;
        without.payable(studio, city, share)
            && without.amount(studio, city, share) == fen
            && (share != Share::Second || !self.live_of(studio, city).any(waits))
    }

    /// Whether an unpaid second half in another batch rests on this first half.
    pub(super) fn is_rested_on(&self, first: &Half) -> bool {
        let rests = |half: &Half| half.share == Share::Second && !half.paid && half.batch != first.batch;
        first.share == Share::First && self.live_of(first.studio, first.city).any(rests)
    }

    pub(super) fn plan_all(&mut self, share: Option<Share>) {
        let batch = self.batches.len();
        self.batches.push(Batch::default());
        for studio in 0..self.studios.len() {
            for (city, next) in self.wanted(studio, share) {
                let asked = share.is_some() || self.is_its_turn(studio, city, next);
                if asked && !self.studios[studio].closed && self.payable(studio, city, next) {
                    self.take(batch, studio, city, next);
                }
            }
        }
        if self.halves.last().is_none_or(|half| half.batch != batch) {
            self.batches.pop();
        }
    }

    fn take(&mut self, batch: usize, studio: usize, city: bool, share: Share) {
        let fen = self.amount(studio, city, share);
        let on = self.today;
        self.halves.push(Half { batch, studio, city, share, fen, paid: false, on, at: 0, back: false });
    }

    pub(super) fn confirm(&mut self, batch: usize) -> Option<()> {
        let state = self.batches.get(batch)?;
        lawful_if(state.approved && !state.cancelled)?;
        let mut any = false;
        for half in self.halves.iter_mut().filter(|half| half.batch == batch && !half.paid) {
            (half.paid, half.on, half.at, any) = (true, self.today, self.acts, true);
            self.flows.push((half.studio, half.on, half.fen));
        }
        lawful_if(any)
    }

    pub(super) fn bounce(&mut self, half: usize) -> Option<()> {
        self.take_away(half)?;
        self.halves[half].back = true;
        Some(())
    }

    pub(super) fn unpay(&mut self, half: usize) -> Option<()> {
        self.take_away(half)?;
        self.halves[half].paid = false;
        Some(())
    }

    /// What was paid counts no more, unless it was demanded back or spent.
    fn take_away(&mut self, half: usize) -> Option<()> {
        let Half { studio, city, fen, paid, on, back, .. } = *self.halves.get(half)?;
        lawful_if(paid && !back && !self.studios[studio].closed)?;
        lawful_if(self.demanded(studio, city) <= self.paid_of(studio, city) - fen)?;
        lawful_if(self.entered(studio, false) <= self.paid(studio) - self.given_back(studio) - fen)?;
        lawful_if(fen <= self.least_held(studio, on))?;
        self.flows.push((studio, on, -fen));
        Some(())
    }

    /// Not tried where anything like it was drawn up since.
    pub(super) fn unbounce(&mut self, half: usize) -> Option<()> {
        let Half { studio, city, fen, on, back, .. } = *self.halves.get(half)?;
        let since = self.halves[half + 1..].iter().any(|other| (other.studio, other.city) == (studio, city));
        lawful_if(back && !since && !self.studios[studio].closed)?;
        lawful_if(self.drawn_in_all() + fen <= self.budget)?;
        self.flows.push((studio, on, fen));
        self.halves[half].back = false;
        Some(())
    }
}
