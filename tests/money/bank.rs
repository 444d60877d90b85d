//! What a bank did, told in lists of any order and by hand, in whatever mixture: nothing that came back is booked twice,
//! and nothing is drawn up again while money for it is out, or it would be paid twice.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use studiogrant::casework::disburse;
use studiogrant::model::acts::MispaidEnd;
use studiogrant::store::facts::*;

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
    /// What went out according to a list, and what somebody registered. That may be a row's of another reference.
    out: BTreeSet<String>,
    by_hand: BTreeSet<String>,
    /// What came back, according to either.
    back: BTreeSet<String>,
    /// What the newest list that had it said of each row.
    said: BTreeMap<String, String>,
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
                let is_known = told.out.contains(&reference) || told.by_hand.contains(&reference);
                let Some(day) = self.out.get(*at).filter(|_| !is_known) else { return };
                let store = bureau.store();
                let waiting = waiting(&store);
                let Some(batch) = waiting.first() else { return };
                let mut desk = bureau.desk(CASHIER, "2026-01-10");
                let (on, bank_ref) = (typed.on(*day), typed.bank_ref(&reference));
                let on = on.parse().unwrap();
                if disburse::confirm(&mut desk, *batch, on, bank_ref.as_deref()).is_ok() {
                    told.by_hand.insert(reference);
                }
            }
            Step::Return(at, half, typed) => {
                let reference = format!("R{at}");
                let Some(day) = self.back.get(*at).filter(|_| !told.back.contains(&reference)) else {
                    return;
                };
                let (on, bank_ref) = (typed.on(*day), typed.bank_ref(&reference));
                if by_hand(bureau, *half, &on, bank_ref.as_deref()) {
                    told.back.insert(reference);
                }
            }
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
        for (row, reference) in report.tables[0].rows.iter().map(|row| (row, row[7].show())) {
            if rows.contains_key(&reference) {
                self.said.insert(reference.clone(), row[1].show());
                let known = if reference.starts_with('P') { &mut self.out } else { &mut self.back };
                known.insert(reference);
            }
        }
    }

    /// How many payments are held up as not ours, or not known to be.
    fn unexplained(&self) -> usize {
        let rows = self.said.iter().filter(|(reference, _)| reference.starts_with('P'));
        rows.filter(|(_, said)| ["不一致", "我方没有这笔款项"].contains(&said.as_str())).count()
    }
}

/// Case 1 with its first half paid and its second approved.
fn approved() -> Bureau {
    let bureau = Bureau::half_paid();
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2025-12-10"), 2).unwrap();
    bureau
}

/// The batches that wait for their payment.
fn waiting(store: &studiogrant::store::Store) -> Vec<i64> {
    let payments = store.payments_of_case(1).unwrap();
    payments.iter().filter(|one| one.paid_on.is_none()).map(|one| one.batch_id).collect()
}

/// Registers a return by hand; whether it could be.
fn by_hand(bureau: &Bureau, half: i64, on: &str, bank_ref: Option<&str>) -> bool {
    let store = bureau.store();
    let ended: Vec<_> =
        store.all::<MispaymentEnd>().unwrap().iter().map(|end| end.fact.mispayment_id).collect();
    let out = store.all::<Mispayment>().unwrap().into_iter().find(|one| !ended.contains(&one.id));
    let mut desk = bureau.desk(CASHIER, on);
    match out {
        Some(one) => disburse::settle(&mut desk, one.id, MispaidEnd::Returned, bank_ref, "银行退回").is_ok(),
        None => disburse::bounce(&mut desk, half, bank_ref, "账户冻结").is_ok(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: config().cases / 2, ..config() })]
    #[test]
    fn nothing_is_drawn_up_again_while_money_for_it_is_out(truth in truth(), steps in vec(step(), 2..9)) {
        let bureau = approved();
        let mut told = Told::default();
        // In the end the bank tells all.
        let all = Step::List((0..truth.out.len() + truth.back.len()).collect());
        for step in steps.iter().chain([&all]) {
            truth.take(&bureau, step, &mut told);
            let store = bureau.store();
            let ends = store.all::<MispaymentEnd>().unwrap().len();
            let booked = store.all::<PaymentReturn>().unwrap().len() + ends;
            prop_assert!(booked <= told.back.len(), "{booked} booked of {:?} after {step:?}", told.back);
            // Both halves, and what waits to come back or to be explained.
            let (out, back, held) = (1 + told.out.len(), told.back.len(), told.unexplained());
            let astray = store.all::<Mispayment>().unwrap().len() - ends;
            let waiting = waiting(&store).len();
            prop_assert!(
                out + waiting <= 2 + back + astray + held,
                "{out} out and {back} back, {waiting} drawn up, {astray} astray and {held} unexplained after {step:?}"
            );
        }
    }
}
