//! What a studio holds of its grant, and what it may enter as spent.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::{CYCLE_TO, Entry, Plain, lawful_if};
use crate::bureau::{ANNOUNCED, day};

impl Plain {
    /// What is demanded back and has not come.
    pub(super) fn awaited(&self, studio: usize) -> i64 {
        let open = self.demands.iter().filter(|one| one.studio == studio);
        open.map(|one| one.fen - one.received).sum()
    }

    pub(crate) fn given_back(&self, studio: usize) -> i64 {
        self.demands.iter().filter(|one| one.studio == studio).map(|one| one.received).sum()
    }

    pub(crate) fn entered(&self, studio: usize, matching: bool) -> i64 {
        let standing = self.entries.iter().filter(|entry| !entry.reversed);
        standing
            .filter(|entry| entry.studio == studio && entry.matching == matching)
            .map(|entry| entry.fen)
            .sum()
    }

    /// The least that a studio holds of its grant on any day from this one on.
    pub(super) fn least_held(&self, studio: usize, from: NaiveDate) -> i64 {
        let own = || self.flows.iter().filter(|flow| flow.0 == studio);
        let days = own().map(|flow| flow.1).filter(|on| *on > from).chain([from]);
        let held = |on| own().filter(|flow| flow.1 <= on).map(|flow| flow.2).sum();
        days.map(held).min().unwrap_or(0)
    }

    /// Whether more was ever spent than might be: what is demanded back is no more the studio's from then on, and what is paid
    /// later doesn't make it good.
    pub(super) fn is_overspent(&self, studio: usize) -> bool {
        let paid = self.halves.iter().filter(|half| half.studio == studio && half.paid && !half.back);
        let paid = paid.map(|half| ((half.on, false, half.at), half.fen));
        let demanded = self.demands.iter().filter(|one| one.studio == studio);
        let demanded = demanded.map(|one| ((one.on, false, one.at), -one.fen));
        let spent = self.entries.iter().filter(|one| one.studio == studio && !one.matching && !one.reversed);
        let spent = spent.map(|one| ((one.on, true, 0), -one.fen));
        let mut sums: BTreeMap<(NaiveDate, bool, usize), i64> = BTreeMap::new();
        for (when, fen) in paid.chain(demanded).chain(spent) {
            *sums.entry(when).or_default() += fen;
        }
        let mut left = 0;
        sums.into_values().any(|fen| {
            left += fen;
            left < 0
        })
    }

    pub(super) fn enter(&mut self, studio: usize, matching: bool, fen: i64, ago: u64) -> Option<()> {
        let on = self.today - Days::new(ago);
        let in_cycle = (day(ANNOUNCED)..=day(CYCLE_TO)).contains(&on);
        let held = self.paid(studio) - self.given_back(studio) - self.awaited(studio);
        let covered = !self.is_overspent(studio)
            && self.entered(studio, false) + fen <= held
            && fen <= self.least_held(studio, on);
        self.running(studio)?;
        lawful_if(in_cycle && (matching || covered))?;
        self.entries.push(Entry { studio, matching, fen, on, reversed: false });
        if !matching {
            self.flows.push((studio, on, -fen));
        }
        Some(())
    }
}
