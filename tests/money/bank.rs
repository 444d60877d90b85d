//! What a bank did, told in lists of any order and by hand, in whatever mixture: nothing that came back is booked twice,
//! and nothing is drawn up again while money for it is out, or it would be paid twice.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use studiogrant::casework::disburse::{self, Identity, Registered};
use studiogrant::model::acts::{Direction, MispaidEnd};
use studiogrant::store::facts::*;
use studiogrant::store::{Store, Stored};

use crate::bureau::*;
use crate::model::config;

/// What the bank did in December, each row on its day: what it paid once or more often, or by itself again, and what came
/// back, be it of the first half, which was paid in May.
#[derive(Debug, Clone)]
struct Truth {
    out: Vec<u32>,
    back: Vec<u32>,
}

/// What somebody registers by hand may have another day, and another reference or none.
#[derive(Debug, Clone, Copy)]
struct Typed {
    later: u32,
    bank_ref: Typing,
}

#[derive(Debug, Clone, Copy)]
enum Typing {
    Right,
    Wrong,
    Nothing,
}

#[derive(Debug, Clone)]
enum Step {
    /// A list with some of the rows, by their places.
    List(BTreeSet<usize>),
    /// A payment that is registered by hand.
    Confirm(usize, Typed),
    /// A return that is registered by hand, of this half where nothing was paid by mistake.
    Return(usize, i64, Typed),
    /// What is due is drawn up and approved.
    Plan(u32),
    /// Whoever knows the truth says what the line is that waits longest.
    Identify,
    /// What was registered of a half by hand is undone: that it came back, or that it went out.
    Revoke(i64, bool),
}

fn truth() -> impl Strategy<Value = Truth> {
    (vec(12_u32..18, 1..4), vec(14_u32..24, 1..5)).prop_map(|(out, mut back)| {
        back.sort_unstable();
        // Nothing comes back before it went out.
        let mut possible = Vec::new();
        for day in back {
            let gone = 1 + out.iter().filter(|out| **out <= day).count();
            if possible.len() < gone {
                possible.push(day);
            }
        }
        Truth { out, back: possible }
    })
}

fn typed() -> impl Strategy<Value = Typed> {
    let bank_ref = prop_oneof![Just(Typing::Right), Just(Typing::Wrong), Just(Typing::Nothing)];
    (prop_oneof![2 => Just(0), 1 => 1_u32..4], bank_ref)
        .prop_map(|(later, bank_ref)| Typed { later, bank_ref })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => btree_set(0_usize..7, 1..4).prop_map(Step::List),
        1 => (0_usize..3, typed()).prop_map(|(at, typed)| Step::Confirm(at, typed)),
        1 => (0_usize..4, 1_i64..4, typed()).prop_map(|(at, half, typed)| Step::Return(at, half, typed)),
        1 => (14_u32..24).prop_map(Step::Plan),
        1 => Just(Step::Identify),
        1 => (1_i64..4, any::<bool>()).prop_map(|(half, back)| Step::Revoke(half, back)),
    ]
}

impl Typed {
    fn on(self, day: u32) -> String {
        format!("2025-12-{}", day + self.later)
    }

    fn bank_ref(self, theirs: &str) -> Option<String> {
        match self.bank_ref {
            Typing::Right => Some(theirs.to_owned()),
            Typing::Wrong => Some(format!("{theirs}0")),
            Typing::Nothing => None,
        }
    }
}

/// What the case file is told of the truth, and by which references.
#[derive(Default)]
struct Told {
    /// What went out according to a list, and what somebody registered and as which payment. That may be a row's of another
    /// reference.
    out: BTreeSet<String>,
    by_hand: BTreeMap<String, i64>,
    /// What came back, according to either; and what of it somebody registered, as what.
    back: BTreeSet<String>,
    back_by_hand: BTreeMap<String, Identity>,
}

impl Truth {
    fn row(&self, at: usize) -> Option<(String, String)> {
        let row = |day: u32, reference: String, result: &str| {
            let row = format!("2025-12-{day},{reference},100100000000001,25000,{result}");
            (reference, row)
        };
        if let Some(day) = self.out.get(at) {
            return Some(row(*day, format!("P{at}"), "成功"));
        }
        let at = at - self.out.len();
        self.back.get(at).map(|day| row(*day, format!("R{at}"), "退汇"))
    }

    fn take(&self, bureau: &Bureau, step: &Step, told: &mut Told) {
        match step {
            Step::List(places) => {
                let rows: BTreeMap<_, _> = places.iter().filter_map(|at| self.row(*at)).collect();
                if !rows.is_empty() {
                    told.list(bureau, &rows);
                }
            }
            // Whoever registers by hand looks first whether it is registered.
            Step::Confirm(at, typed) => {
                let reference = format!("P{at}");
                let is_known = told.out.contains(&reference) || told.by_hand.contains_key(&reference);
                let Some(day) = self.out.get(*at).filter(|_| !is_known) else { return };
                let store = bureau.store();
                let waiting = waiting(&store);
                let Some((payment, batch)) = waiting.first() else { return };
                let mut desk = bureau.desk(CASHIER, "2026-01-10");
                let (on, bank_ref) = (typed.on(*day), typed.bank_ref(&reference));
                let on = on.parse().unwrap();
                if disburse::confirm(&mut desk, *batch, on, bank_ref.as_deref()).is_ok() {
                    told.by_hand.insert(reference, *payment);
                }
            }
            Step::Return(at, half, typed) => {
                let reference = format!("R{at}");
                let Some(day) = self.back.get(*at).filter(|_| !told.back.contains(&reference)) else {
                    return;
                };
                let (on, bank_ref) = (typed.on(*day), typed.bank_ref(&reference));
                if let Some(of) = by_hand(bureau, *half, &on, bank_ref.as_deref()) {
                    told.back.insert(reference.clone());
                    told.back_by_hand.insert(reference, of);
                }
            }
            Step::Identify => told.identify(bureau),
            Step::Revoke(half, back) => told.revoke(bureau, *half, *back),
            Step::Plan(day) => {
                let on = format!("2025-12-{day}");
                if let Ok(planned) = bureau.plan(&on, None, &["1"]) {
                    let batch = planned.data["batch"].as_i64().unwrap();
                    drop(disburse::approve(&mut bureau.desk(SECOND, &on), batch));
                }
            }
        }
    }
}

impl Told {
    fn list(&mut self, bureau: &Bureau, rows: &BTreeMap<String, String>) {
        let path = bureau.folder.path().join("明细.csv");
        let lines: Vec<_> = rows.values().map(String::as_str).collect();
        std::fs::write(&path, format!("付款日期,银行流水号,账号,金额,结果\n{}\n", lines.join("\n"))).unwrap();
        let mut desk = bureau.desk(CASHIER, "2026-01-10");
        let report = disburse::reconcile(&mut desk, upload(&path, false)).unwrap();
        for reference in report.tables[0].rows.iter().map(|row| row[7].show()) {
            if rows.contains_key(&reference) {
                let known = if reference.starts_with('P') { &mut self.out } else { &mut self.back };
                known.insert(reference);
            }
        }
    }

    /// Says what the first open line is. Where nobody registered it, it is whatever it can be.
    fn identify(&mut self, bureau: &Bureau) {
        let Some(line) = open(&bureau.store()).into_iter().next() else { return };
        let mut could_be = Vec::new();
        if line.fact.direction == Direction::Out {
            could_be.extend(self.by_hand.get(&line.fact.bank_ref).map(|id| Identity::Payment(*id)));
            let is_new = could_be.is_empty();
            // The first half went out in May.
            could_be.extend((2..5).rev().map(Identity::Payment).filter(|_| is_new));
            could_be.extend((1..5).rev().map(Identity::Again));
        } else {
            if let Some(of) = self.back_by_hand.get(&line.fact.bank_ref).copied() {
                return self.put_right(bureau, &line, of);
            }
            could_be.extend((1..4).map(Identity::Mispaid));
            could_be.extend((1..5).rev().map(Identity::Payment));
        }
        // Somebody else's registration is not taken for it.
        let others = |id: &i64| {
            self.by_hand.iter().any(|(reference, of)| of == id && *reference != line.fact.bank_ref)
        };
        could_be.retain(|one| match one {
            Identity::Payment(id) if line.fact.direction == Direction::Out => !others(id),
            _ => true,
        });
        for identity in could_be {
            let mut desk = bureau.desk(CASHIER, "2026-01-10");
            if disburse::identify(&mut desk, line.id, identity, "已核实").is_ok() {
                return;
            }
        }
    }

    /// Says that a line is the return that somebody registered for it; where it can't be, that was another's and is undone.
    fn put_right(&mut self, bureau: &Bureau, line: &Stored<BankLine>, of: Identity) {
        let mut desk = bureau.desk(CASHIER, "2026-01-10");
        let what = match of {
            Identity::Mispaid(id) => Registered::Mispaid(id),
            Identity::Payment(id) => Registered::Return(id),
            _ => return,
        };
        if disburse::identify(&mut desk, line.id, of, "已核实").is_err()
            && disburse::revoke(&mut desk, what, "登错").is_ok()
        {
            self.back_by_hand.remove(&line.fact.bank_ref);
        }
    }

    /// Undoes what somebody registered of a half.
    fn revoke(&mut self, bureau: &Bureau, half: i64, back: bool) {
        let mut desk = bureau.desk(CASHIER, "2026-01-10");
        if back {
            let is_it = |of: &Identity| matches!(of, Identity::Payment(id) if *id == half);
            let known = self.back_by_hand.iter().find(|(_, of)| is_it(of)).map(|(known, _)| known.clone());
            let Some(known) = known else { return };
            if disburse::revoke(&mut desk, Registered::Return(half), "登错").is_ok() {
                self.back_by_hand.remove(&known);
                if bureau.store().by::<BankLine>("bank_ref", known.as_str()).unwrap().is_empty() {
                    self.back.remove(&known);
                }
            }
        } else if self.by_hand.values().any(|id| *id == half)
            && disburse::revoke(&mut desk, Registered::Payment(half), "登错").is_ok()
        {
            self.by_hand.retain(|_, id| *id != half);
        }
    }
}

/// The lines that nobody has identified.
fn open(store: &Store) -> Vec<Stored<BankLine>> {
    let known: BTreeSet<_> =
        store.all::<BankMatch>().unwrap().into_iter().map(|one| one.fact.line_id).collect();
    store.all::<BankLine>().unwrap().into_iter().filter(|line| !known.contains(&line.id)).collect()
}

/// The payments that wait, and their batches.
fn waiting(store: &Store) -> Vec<(i64, i64)> {
    let payments = store.payments_of_case(1).unwrap();
    payments.iter().filter(|one| one.paid_on.is_none()).map(|one| (one.id, one.batch_id)).collect()
}

/// Registers a return by hand; as what, if it could be.
fn by_hand(bureau: &Bureau, half: i64, on: &str, bank_ref: Option<&str>) -> Option<Identity> {
    let store = bureau.store();
    let ended: Vec<_> =
        store.all::<MispaymentEnd>().unwrap().iter().map(|end| end.fact.mispayment_id).collect();
    let out = store.all::<Mispayment>().unwrap().into_iter().find(|one| !ended.contains(&one.id));
    let mut desk = bureau.desk(CASHIER, on);
    let (of, done) = match out {
        Some(one) => {
            let done = disburse::settle(&mut desk, one.id, MispaidEnd::Returned, bank_ref, "银行退回");
            (Identity::Mispaid(one.id), done)
        }
        None => (Identity::Payment(half), disburse::bounce(&mut desk, half, bank_ref, "账户冻结")),
    };
    done.is_ok().then_some(of)
}

/// Plays what the bank did as the steps tell, and in the end all of it.
fn play(truth: &Truth, steps: &[Step]) -> Result<(), TestCaseError> {
    let bureau = Bureau::second_approved();
    let mut told = Told::default();
    let all = Step::List((0..truth.out.len() + truth.back.len()).collect());
    for step in steps.iter().chain([&all]) {
        truth.take(&bureau, step, &mut told);
        let store = bureau.store();
        let ends = store.all::<MispaymentEnd>().unwrap().len();
        let booked = store.all::<PaymentReturn>().unwrap().len() + ends;
        prop_assert!(booked <= told.back.len(), "{booked} booked of {:?} after {step:?}", told.back);
        // Both halves, and what waits to come back or to be explained.
        let held = open(&store).iter().filter(|line| line.fact.direction == Direction::Out).count();
        let (out, back) = (1 + told.out.len(), told.back.len());
        let astray = store.all::<Mispayment>().unwrap().len() - ends;
        let waiting = waiting(&store).len();
        prop_assert!(
            out + waiting <= 2 + back + astray + held,
            "{out} out and {back} back, {waiting} drawn up, {astray} astray and {held} unexplained after {step:?}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: config().cases / 2, ..config() })]
    #[test]
    fn nothing_is_drawn_up_again_while_money_for_it_is_out(truth in truth(), steps in vec(step(), 2..9)) {
        play(&truth, &steps)?;
    }
}

/// The return of what went out first is registered by hand as that of what went out after it came back.
#[test]
fn a_return_that_was_registered_of_what_only_went_out_later_is_asked_about() {
    let truth = Truth { out: vec![12, 12, 15], back: vec![14] };
    let typed = Typed { later: 1, bank_ref: Typing::Right };
    let steps = [Step::List([0, 2].into()), Step::Return(0, 1, typed), Step::List((0..4).collect())];
    play(&truth, &steps).unwrap();
    play(&truth, &[&steps[..], &[Step::Identify, Step::Identify, Step::Plan(20)]].concat()).unwrap();
}

/// What went out before the day on which somebody registered the payment is another one.
#[test]
fn what_is_said_to_be_another_payment_is_a_mispayment() {
    let truth = Truth { out: vec![12, 12, 13], back: vec![14] };
    let typed = Typed { later: 0, bank_ref: Typing::Right };
    play(&truth, &[Step::Confirm(2, typed), Step::List([0].into()), Step::Identify]).unwrap();
}
