//! What a bank did, told in lists of any order and by hand, in whatever mixture: nothing that came back is booked twice, or
//! money that is still with the unit would be paid again.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use studiogrant::casework::disburse;
use studiogrant::model::acts::MispaidEnd;
use studiogrant::store::facts::{Mispayment, MispaymentEnd, PaymentReturn};

use crate::bureau::*;
use crate::model::config;

/// What the bank did in December, each row on its day: the second half, a double perhaps, and what came back.
#[derive(Debug, Clone)]
struct Truth {
    out: Vec<u32>,
    back: Vec<u32>,
}

#[derive(Debug, Clone)]
enum Step {
    /// A list with some of the rows, by their places.
    List(BTreeSet<usize>),
    /// A return that is registered by hand, of this half where nothing was paid by mistake.
    Hand { back: usize, half: i64, later: u32, by_ref: bool },
}

fn truth() -> impl Strategy<Value = Truth> {
    (vec(12_u32..18, 1..3), vec(14_u32..24, 1..4)).prop_map(|(out, back)| Truth { out, back })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => proptest::collection::btree_set(0_usize..5, 1..4).prop_map(Step::List),
        1 => (0_usize..3, 1_i64..3, 0_u32..4, any::<bool>())
            .prop_map(|(back, half, later, by_ref)| Step::Hand { back, half, later, by_ref }),
    ]
}

impl Truth {
    /// The rows of a list, and which of them tell of something that came back.
    fn row(&self, at: usize) -> Option<(String, Option<usize>)> {
        let row = |day: u32, reference: &str, result: &str| {
            format!("2025-12-{day},{reference},100100000000001,25000,{result}")
        };
        if let Some(day) = self.out.get(at) {
            return Some((row(*day, &format!("P{at}"), "成功"), None));
        }
        let at = at - self.out.len();
        self.back.get(at).map(|day| (row(*day, &format!("R{at}"), "退汇"), Some(at)))
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
    fn no_more_is_booked_as_returned_than_came_back(truth in truth(), steps in vec(step(), 2..7)) {
        let bureau = approved();
        let mut known = BTreeSet::new();
        for step in &steps {
            match step {
                Step::List(places) => {
                    let rows: Vec<_> = places.iter().filter_map(|at| truth.row(*at)).collect();
                    if rows.is_empty() {
                        continue;
                    }
                    known.extend(rows.iter().filter_map(|(_, back)| *back));
                    let rows: Vec<_> = rows.into_iter().map(|(row, _)| row).collect();
                    let path = bureau.folder.path().join("明细.csv");
                    let head = "付款日期,银行流水号,账号,金额,结果";
                    std::fs::write(&path, format!("{head}\n{}\n", rows.join("\n"))).unwrap();
                    disburse::reconcile(&mut bureau.desk(CASHIER, "2026-01-10"), upload(&path, false)).unwrap();
                }
                // Whoever registers by hand looks first whether it is registered.
                Step::Hand { back, half, later, by_ref } if !known.contains(back) => {
                    let Some(day) = truth.back.get(*back) else { continue };
                    let (on, reference) = (format!("2025-12-{}", day + later), format!("R{back}"));
                    if by_hand(&bureau, *half, &on, by_ref.then_some(reference.as_str())) {
                        known.insert(*back);
                    }
                }
                Step::Hand { .. } => {}
            }
            let store = bureau.store();
            let booked = store.all::<PaymentReturn>().unwrap().len() + store.all::<MispaymentEnd>().unwrap().len();
            prop_assert!(booked <= known.len(), "{booked} booked of {known:?} after {step:?}");
        }
    }
}
