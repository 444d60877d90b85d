//! The money of two studios as a person would keep it on paper: plain integers of fen, no database, nothing of the
//! program. It says of each act whether it is lawful, and what it leaves behind.

mod paying;
mod spending;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::bureau::{ANNOUNCED, day};

const STANDARD: i64 = 5_000_000;
const CITY: i64 = 8_000_000;
const MATCHING: i64 = 5_000_000;
const BUDGET: i64 = 20_000_000;
const CYCLE_TO: &str = "2027-05-08";

/// Which share of a grant is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    First,
    Second,
    /// What the entitlement rose by after both halves.
    Supplement,
}

/// What somebody may try. Studios, batches, halves, demands and entries by their place in the model, from 0.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Agree(usize),
    Judge {
        studio: usize,
        name: &'static str,
        fen: i64,
        comparable: bool,
    },
    Recommend(usize),
    CityAward(usize),
    Plan {
        studio: Option<usize>,
        share: Option<Share>,
    },
    Approve {
        batch: usize,
        planner: bool,
    },
    Cancel(usize),
    Confirm(usize),
    Bounce(usize),
    /// It is undone that a half was paid.
    Unpay(usize),
    /// Or that it came back.
    Unbounce(usize),
    Demand {
        studio: usize,
        city: bool,
        fen: i64,
    },
    Receive {
        demand: usize,
        fen: i64,
    },
    Enter {
        studio: usize,
        matching: bool,
        fen: i64,
        /// How many days ago it was spent.
        ago: u64,
    },
    Reverse(usize),
    Assess {
        studio: usize,
        good: bool,
    },
    Rectify(usize),
    /// The newest mid-term was recorded wrongly.
    Void(usize),
    /// Another leader is put forward.
    Propose(usize),
    /// The change of leader is decided on: by who recorded it, or by another.
    Decide {
        studio: usize,
        approved: bool,
        recorder: bool,
    },
    /// A demand was made wrongly.
    Withdraw(usize),
    /// The round gets another budget.
    Budget(i64),
    /// The day by which the matching money must be there moves by so many days.
    PutOff {
        studio: usize,
        days: i64,
    },
    /// The account is put right.
    Account(usize),
    Close {
        studio: usize,
        give_back: bool,
        reasoned: bool,
        ended: bool,
        /// Whether it is said what becomes of matching money that lacks.
        settled: bool,
    },
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Studio {
    agreed: bool,
    supports: BTreeMap<&'static str, (i64, bool)>,
    recommended: bool,
    city: bool,
    marks: Vec<bool>,
    /// On which of the marks the one rectification was ordered.
    ordered_on: Option<usize>,
    /// And on which day.
    ordered_day: Option<NaiveDate>,
    leader_waits: bool,
    /// What the day by which the matching money must be there was put off to.
    matching_to: Option<NaiveDate>,
    closed: bool,
}

impl Studio {
    fn failed(&self) -> bool {
        self.marks.last() == Some(&false)
    }

    /// Whether the last mark failed for good, and the second half is lost.
    fn is_lost(&self) -> bool {
        self.failed() && self.ordered_on.is_some() && !self.is_rectifying()
    }

    /// Whether the last mark failed and a rectification was ordered on it.
    fn is_rectifying(&self) -> bool {
        self.failed() && self.ordered_on.map(|at| at + 1) == Some(self.marks.len())
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Batch {
    approved: bool,
    cancelled: bool,
    overtaken: bool,
}

/// One payment of the district's or the city's money.
#[derive(Debug, Clone)]
pub(crate) struct Half {
    pub(crate) batch: usize,
    pub(crate) studio: usize,
    pub(crate) city: bool,
    pub(crate) share: Share,
    pub(crate) fen: i64,
    pub(crate) paid: bool,
    /// The day of its payment, or of its plan until then.
    on: NaiveDate,
    /// At which act it was paid.
    at: usize,
    pub(crate) back: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Demand {
    studio: usize,
    city: bool,
    /// Demanded because more was paid than the studio was entitled to.
    excess: bool,
    /// Demanded when the case was closed, for that reason.
    at_the_end: bool,
    /// The day, and at which act it was made.
    on: NaiveDate,
    at: usize,
    /// What it stands for: once withdrawn, what had come back on it.
    fen: i64,
    pub(crate) received: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry {
    studio: usize,
    matching: bool,
    fen: i64,
    on: NaiveDate,
    reversed: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Plain {
    pub(crate) today: NaiveDate,
    /// How many acts were tried.
    acts: usize,
    /// Whether the act tried last was lawful.
    pub(crate) lawful: bool,
    pub(crate) budget: i64,
    pub(crate) studios: [Studio; 2],
    pub(crate) batches: Vec<Batch>,
    pub(crate) halves: Vec<Half>,
    pub(crate) demands: Vec<Demand>,
    pub(crate) entries: Vec<Entry>,
    /// What came to a studio, and on which day; below zero where it went.
    flows: Vec<(usize, NaiveDate, i64)>,
}

impl Plain {
    pub(crate) fn new() -> Self {
        Self {
            today: day(ANNOUNCED),
            acts: 0,
            lawful: true,
            budget: BUDGET,
            studios: Default::default(),
            batches: Vec::new(),
            halves: Vec::new(),
            demands: Vec::new(),
            entries: Vec::new(),
            flows: Vec::new(),
        }
    }

    /// So many days go by, then somebody tries this.
    pub(crate) fn step(mut self, days: u64, act: &Act) -> Self {
        self.today = (self.today + Days::new(days)).min(day("2028-06-30"));
        self.acts += 1;
        self.lawful = self.attempt(act).is_some();
        self
    }

    fn attempt(&mut self, act: &Act) -> Option<()> {
        match *act {
            Act::Agree(studio) => {
                let studio = self.running(studio)?;
                lawful_if(!std::mem::replace(&mut studio.agreed, true))
            }
            Act::Judge { studio, name, fen, comparable } => self.judge(studio, name, fen, comparable),
            Act::Recommend(studio) => {
                let studio = self.running(studio)?;
                lawful_if(!std::mem::replace(&mut studio.recommended, true))
            }
            Act::CityAward(studio) => {
                let studio = self.running(studio)?;
                lawful_if(studio.recommended && !std::mem::replace(&mut studio.city, true))
            }
            Act::Plan { studio: Some(studio), share } => self.plan_one(studio, share),
            Act::Plan { studio: None, share } => {
                self.plan_all(share);
                Some(())
            }
            Act::Approve { batch, planner } => {
                let state = self.batches.get(batch)?;
                lawful_if(!planner && !state.cancelled && !state.approved && !state.overtaken)?;
                let mut halves = (0..self.halves.len()).filter(|half| self.halves[*half].batch == batch);
                lawful_if(halves.all(|half| self.still_holds(half)))?;
                self.batches[batch].approved = true;
                Some(())
            }
            Act::Cancel(batch) => {
                let paid = self.halves.iter().any(|half| half.batch == batch && half.paid);
                let rested_on = self.halves.iter().any(|half| half.batch == batch && self.is_rested_on(half));
                let batch = self.batches.get_mut(batch)?;
                lawful_if(!batch.cancelled && !paid && !rested_on)?;
                batch.cancelled = true;
                Some(())
            }
            Act::Confirm(batch) => self.confirm(batch),
            Act::Bounce(half) => self.bounce(half),
            Act::Unpay(half) => self.unpay(half),
            Act::Unbounce(half) => self.unbounce(half),
            Act::Demand { studio, city, fen } => {
                lawful_if(self.demanded(studio, city) + fen <= self.paid_of(studio, city))?;
                let excess = self.excess(studio, city);
                lawful_if(excess == 0 || fen <= excess)?;
                let same = |one: &Demand| !one.at_the_end && one.fen == fen && one.received < one.fen;
                lawful_if(!self.demands_on(studio, city).any(same))?;
                let excess = excess > 0;
                let (at_the_end, received, on, at) = (false, 0, self.today, self.acts);
                self.demands.push(Demand { studio, city, excess, at_the_end, on, at, fen, received });
                Some(())
            }
            Act::Receive { demand, fen } => {
                let demand = self.demands.get_mut(demand)?;
                lawful_if(demand.received + fen <= demand.fen)?;
                demand.received += fen;
                self.flows.push((demand.studio, self.today, -fen));
                Some(())
            }
            Act::Enter { studio, matching, fen, ago } => self.enter(studio, matching, fen, ago),
            Act::Reverse(entry) => {
                let entry = self.entries.get_mut(entry)?;
                lawful_if(!entry.reversed && !self.studios[entry.studio].closed)?;
                entry.reversed = true;
                if !entry.matching {
                    self.flows.push((entry.studio, entry.on, entry.fen));
                }
                Some(())
            }
            Act::Assess { studio, good } => self.assess(studio, good),
            Act::Rectify(studio) => {
                let today = self.today;
                let studio = self.running(studio)?;
                lawful_if(studio.failed() && studio.ordered_on.is_none())?;
                studio.ordered_day = Some(today);
                studio.ordered_on = Some(studio.marks.len() - 1);
                Some(())
            }
            Act::Void(studio) => {
                let waits = |half: &Half| half.studio == studio && half.share != Share::First && !half.paid;
                let rested_on = self.live().any(waits);
                let studio = self.running(studio)?;
                lawful_if(!studio.marks.is_empty() && !rested_on)?;
                if studio.is_rectifying() {
                    (studio.ordered_on, studio.ordered_day) = (None, None);
                }
                studio.marks.pop();
                Some(())
            }
            Act::Propose(studio) => {
                let studio = self.running(studio)?;
                lawful_if(!std::mem::replace(&mut studio.leader_waits, true))
            }
            Act::Decide { studio, approved, recorder } => {
                let studio = self.running(studio)?;
                lawful_if(studio.leader_waits && !recorder)?;
                studio.leader_waits = false;
                // The agreement was with the leader before.
                studio.agreed &= !approved;
                Some(())
            }
            Act::Withdraw(demand) => {
                let demand = self.demands.get_mut(demand)?;
                lawful_if(!demand.at_the_end && demand.received < demand.fen)?;
                demand.fen = demand.received;
                Some(())
            }
            Act::Budget(fen) => {
                lawful_if(fen != self.budget && fen >= self.drawn_in_all())?;
                self.budget = fen;
                Some(())
            }
            Act::PutOff { studio, days } => {
                // Only what lacks, and is still asked for, is due.
                let (today, lacks) = (self.today, self.entered(studio, true) < MATCHING);
                let studio = self.running(studio)?;
                lawful_if(lacks && !studio.is_lost())?;
                let due = studio.matching_to.unwrap_or(day("2026-02-09"));
                let to = due + chrono::TimeDelta::days(days);
                lawful_if(to > due && to >= today && to <= day(CYCLE_TO))?;
                studio.matching_to = Some(to);
                Some(())
            }
            Act::Account(studio) => {
                for half in self.halves.iter().filter(|half| half.studio == studio) {
                    self.batches[half.batch].overtaken = true;
                }
                Some(())
            }
            Act::Close { studio, give_back, reasoned, ended, settled } => {
                lawful_if(!settled || self.entered(studio, true) < MATCHING)?;
                self.close(studio, give_back, reasoned, ended, settled)
            }
        }
    }

    fn running(&mut self, studio: usize) -> Option<&mut Studio> {
        Some(&mut self.studios[studio]).filter(|studio| !studio.closed)
    }

    fn judge(&mut self, studio: usize, name: &'static str, fen: i64, comparable: bool) -> Option<()> {
        lawful_if(!comparable || fen > 0)?;
        let before = self.entitlement(studio, false);
        let deducted = self.deducted(studio);
        let known = self.studios[studio].supports.insert(name, (fen, comparable));
        lawful_if(known != Some((fen, comparable)))?;
        if (before, deducted) != (self.entitlement(studio, false), self.deducted(studio)) {
            for half in self.halves.iter().filter(|half| half.studio == studio && !half.city) {
                self.batches[half.batch].overtaken = true;
            }
        }
        Some(())
    }

    fn deducted(&self, studio: usize) -> i64 {
        self.studios[studio].supports.values().filter(|(_, comparable)| *comparable).map(|(fen, _)| fen).sum()
    }

    /// What a studio is entitled to of the district's or the city's money.
    pub(crate) fn entitlement(&self, studio: usize, city: bool) -> i64 {
        match (city, self.studios[studio].city) {
            (false, _) => (STANDARD - self.deducted(studio)).max(0),
            (true, true) => CITY,
            (true, false) => 0,
        }
    }

    fn live(&self) -> impl Iterator<Item = &Half> {
        self.halves.iter().filter(|half| !half.back && !self.batches[half.batch].cancelled)
    }

    fn live_of(&self, studio: usize, city: bool) -> impl Iterator<Item = &Half> {
        self.live().filter(move |half| half.studio == studio && half.city == city)
    }

    /// What was paid to a studio and did not come back through the bank.
    pub(crate) fn paid(&self, studio: usize) -> i64 {
        self.paid_of(studio, false) + self.paid_of(studio, true)
    }

    fn paid_of(&self, studio: usize, city: bool) -> i64 {
        self.live_of(studio, city).filter(|half| half.paid).map(|half| half.fen).sum()
    }

    fn demands_on(&self, studio: usize, city: bool) -> impl Iterator<Item = &Demand> {
        self.demands.iter().filter(move |one| one.studio == studio && one.city == city)
    }

    fn demanded(&self, studio: usize, city: bool) -> i64 {
        self.demands_on(studio, city).map(|one| one.fen).sum()
    }

    /// What was paid beyond the entitlement and is not demanded back yet.
    fn excess(&self, studio: usize, city: bool) -> i64 {
        let paid = self.paid_of(studio, city);
        // What was left over at the end was given back, whatever it would have been demanded for since.
        let known = self.demands_on(studio, city).filter(|one| one.excess || one.at_the_end);
        let known: i64 = known.map(|one| one.fen).sum();
        let has_second = self.live_of(studio, city).any(|half| half.share != Share::First && half.paid);
        let is_unfounded = has_second && self.studios[studio].marks.last() != Some(&true);
        let owed = match self.studios[studio].is_lost() || is_unfounded {
            true => self.entitlement(studio, city) / 2,
            false => self.entitlement(studio, city),
        };
        let over = paid - owed - known;
        over.min(paid - self.demanded(studio, city)).max(0)
    }

    /// What is planned or paid of a grant, less what was too much and came back.
    fn drawn(&self, studio: usize, city: bool) -> i64 {
        let back = self.demands_on(studio, city).filter(|one| one.excess);
        self.live_of(studio, city).map(|half| half.fen).sum::<i64>()
            - back.map(|one| one.received).sum::<i64>()
    }

    /// What is planned or paid of the whole round.
    pub(crate) fn drawn_in_all(&self) -> i64 {
        [(0, false), (0, true), (1, false), (1, true)]
            .map(|(studio, city)| self.drawn(studio, city))
            .iter()
            .sum()
    }

    fn assess(&mut self, studio: usize, good: bool) -> Option<()> {
        let (early, today) = (self.today < day("2025-08-09"), self.today);
        let studio = self.running(studio)?;
        lawful_if(studio.agreed)?;
        match studio.marks.last() {
            None => lawful_if(!early)?,
            Some(false) => lawful_if(studio.is_rectifying() && studio.ordered_day < Some(today))?,
            Some(true) => return None,
        }
        studio.marks.push(good);
        Some(())
    }

    fn close(
        &mut self,
        studio: usize,
        give_back: bool,
        reasoned: bool,
        ended: bool,
        settled: bool,
    ) -> Option<()> {
        let over = self.today > day(CYCLE_TO);
        let held = self.paid(studio) - self.given_back(studio);
        let left = held - self.entered(studio, false);
        let matched = self.entered(studio, true) >= MATCHING;
        let under_way = self.live().any(|half| half.studio == studio && !half.paid);
        let awaited = self.awaited(studio) > 0;
        let too_much = self.excess(studio, false) + self.excess(studio, true) > 0;
        let overspent = self.is_overspent(studio);
        let state = self.running(studio)?;
        let failed = state.is_lost();
        lawful_if(over != ended || (failed && !over))?;
        lawful_if(!under_way && !awaited && !too_much && !overspent && !state.leader_waits)?;
        lawful_if(matched || failed || ended || settled || held <= 0)?;
        lawful_if(match left {
            1.. => give_back && reasoned,
            0 => !give_back,
            _ => false,
        })?;
        state.closed = true;
        if left > 0 {
            let district = left.min(self.paid_of(studio, false) - self.demanded(studio, false));
            for (city, fen) in [(false, district), (true, left - district)] {
                if fen > 0 {
                    let (excess, at_the_end, received, on, at) = (false, true, 0, self.today, self.acts);
                    self.demands.push(Demand { studio, city, excess, at_the_end, on, at, fen, received });
                }
            }
        }
        Some(())
    }
}

fn lawful_if(holds: bool) -> Option<()> {
    holds.then_some(())
}
