//! Random acts, lawful and unlawful, on the money of two studios, once through the program and once on paper
//! ([`Plain`]): both must agree on every act and on every sum, and in every state the case file itself must hold what
//! the measure promises. `STUDIOGRANT_SEQUENCES` says how many sequences are tried.

use std::sync::LazyLock;

use anyhow::Result;
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use rusqlite::{Connection, OpenFlags};
use studiogrant::casework::assess::{self, Ruling, Settlement, Spend, Successor};
use studiogrant::casework::disburse::{self, Identity, NewPayee, Registered, Support, Wish};
use studiogrant::casework::publish::{self, CityResult};
use studiogrant::casework::{Misuse, Report, audit, round};
use studiogrant::measure::Part;
use studiogrant::model::acts::{Deadline, Fund, GrantKind, Ground, Rest};
use studiogrant::model::case_no::CaseRef;
use studiogrant::model::form::SkillBasis;
use studiogrant::model::grade::Grade;
use studiogrant::model::{Fen, Value};
use studiogrant::store::Stored;
use studiogrant::store::facts::Payment;
use tempfile::TempDir;

use crate::bureau::*;
use crate::plain::{Act, Half, Plain, Share};

/// A case file with two announced studios, made once.
static ANNOUNCED_FILE: LazyLock<Vec<u8>> =
    LazyLock::new(|| std::fs::read(Bureau::announced().file()).unwrap());

/// Some days, then an act.
#[derive(Debug, Clone)]
struct Step {
    days: u64,
    act: Act,
}

struct Paper;

impl ReferenceStateMachine for Paper {
    type State = Plain;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Plain> {
        Just(Plain::new()).boxed()
    }

    fn transitions(state: &Plain) -> BoxedStrategy<Step> {
        let days = prop_oneof![3 => Just(0_u64), 3 => 1..20_u64, 2 => 20..120_u64];
        (days, acts(state)).prop_map(|(days, act)| Step { days, act }).boxed()
    }

    fn apply(state: Plain, step: &Step) -> Plain {
        state.step(step.days, &step.act)
    }
}

/// Acts on what there is, now and then on what there isn't, and amounts that just fit or just don't.
fn acts(state: &Plain) -> BoxedStrategy<Act> {
    let studio = 0..2_usize;
    let one_of = |count: usize| 0..count + 1;
    let held = [0, 1].map(|studio| state.paid(studio) - state.given_back(studio));
    let edges: Vec<i64> = [0, 1]
        .into_iter()
        .flat_map(|studio| {
            let rest = held[studio] - state.entered(studio, false);
            [rest, rest + 1, state.paid(studio), 2_500_000, 1]
        })
        .filter(|fen| *fen > 0)
        .collect();
    let fen = prop_oneof![select(edges), 1..6_000_000_i64];
    let drawn = state.drawn_in_all();
    let budget = prop_oneof![
        select(vec![drawn, (drawn - 1).max(0), drawn + 2_500_000, drawn + 2_499_999, state.budget]),
        8_000_000..30_000_000_i64
    ];
    let share = select(vec![Share::First, Share::Second, Share::Supplement]);
    let support = select(vec![0, 1, 1_666_667, 2_500_000, 4_999_999, 5_000_000, 5_000_001]);
    prop_oneof![
        3 => studio.clone().prop_map(Act::Agree),
        2 => (studio.clone(), select(vec!["甲项资助", "乙项资助"]), support, any::<bool>())
            .prop_map(|(studio, name, fen, comparable)| Act::Judge { studio, name, fen, comparable }),
        1 => studio.clone().prop_map(Act::Recommend),
        1 => studio.clone().prop_map(Act::CityAward),
        6 => (proptest::option::of(studio.clone()), proptest::option::of(share))
            .prop_map(|(studio, share)| Act::Plan { studio, share }),
        5 => (one_of(state.batches.len()), proptest::bool::weighted(0.1))
            .prop_map(|(batch, planner)| Act::Approve { batch, planner }),
        1 => one_of(state.batches.len()).prop_map(Act::Cancel),
        5 => one_of(state.batches.len()).prop_map(Act::Confirm),
        2 => one_of(state.halves.len()).prop_map(Act::Bounce),
        1 => one_of(state.halves.len()).prop_map(Act::Unpay),
        1 => one_of(state.halves.len()).prop_map(Act::Unbounce),
        1 => (studio.clone(), proptest::bool::weighted(0.3), fen.clone())
            .prop_map(|(studio, city, fen)| Act::Demand { studio, city, fen }),
        2 => (one_of(state.demands.len()), fen.clone())
            .prop_map(|(demand, fen)| Act::Receive { demand, fen }),
        5 => (studio.clone(), any::<bool>(), prop_oneof![fen, Just(5_000_000)], prop_oneof![Just(0), 0..200_u64])
            .prop_map(|(studio, matching, fen, ago)| Act::Enter { studio, matching, fen, ago }),
        1 => one_of(state.entries.len()).prop_map(Act::Reverse),
        4 => (studio.clone(), proptest::bool::weighted(0.7))
            .prop_map(|(studio, good)| Act::Assess { studio, good }),
        2 => studio.clone().prop_map(Act::Rectify),
        1 => studio.clone().prop_map(Act::Void),
        1 => studio.clone().prop_map(Act::Propose),
        2 => (studio.clone(), any::<bool>(), proptest::bool::weighted(0.1))
            .prop_map(|(studio, approved, recorder)| Act::Decide { studio, approved, recorder }),
        1 => one_of(state.demands.len()).prop_map(Act::Withdraw),
        1 => budget.prop_map(Act::Budget),
        1 => (studio.clone(), -3..200_i64).prop_map(|(studio, days)| Act::PutOff { studio, days }),
        1 => studio.clone().prop_map(Act::Account),
        2 => (studio, any::<bool>(), proptest::bool::weighted(0.8), proptest::bool::weighted(0.15), any::<bool>())
            .prop_map(|(studio, give_back, reasoned, ended, settled)| {
                Act::Close { studio, give_back, reasoned, ended, settled }
            }),
    ]
    .boxed()
}

/// The program on a case file of its own.
struct Office {
    /// Looks at the file beside the program, which opens it anew for each act.
    onlooker: Connection,
    bureau: Bureau,
    vouchers: usize,
    leaders: u32,
    /// What the matching money of each studio was put off to.
    matching_to: [NaiveDate; 2],
}

/// A leader nobody else is: the number counts, and carries its check digit.
pub(crate) fn successor(count: u32) -> Successor {
    let digits = format!("31011719800101{count:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let number =
        format!("{digits}{}", ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize]);
    Successor {
        technician_name: "李示例".to_owned(),
        id_kind: None,
        id_number: Value::parse(&number).unwrap(),
        occupation: None,
        post_kind: None,
        post_achievement: Some("解决关键工序难题".to_owned()),
        skill_basis: SkillBasis::SkillLevel,
        skill_grade: Some(Grade::ChiefTechnician),
        certificate_no: Some("ZS-1".to_owned()),
        certified_on: Some(day("2020-01-01")),
        recognition: None,
        appointed_from: day("2024-01-01"),
        appointed_to: day("2028-12-31"),
        document: "单位函〔2025〕3号".to_owned(),
        reason: "原带头人调离".to_owned(),
    }
}

impl Office {
    fn attempt(&mut self, on: &str, act: &Act) -> Result<Report> {
        let bureau = &self.bureau;
        let (clerk, cashier) = (|| bureau.desk(BUREAU, on), || bureau.desk(CASHIER, on));
        let id = |place: usize| i64::try_from(place).unwrap() + 1;
        let case = |studio: usize| -> CaseRef { id(studio).to_string().parse().unwrap() };
        match act {
            Act::Agree(studio) => assess::agreement(&mut clerk(), case(*studio), day(on), None),
            Act::Judge { studio, name, fen, comparable } => {
                let (amount, comparable) = (Fen::new(*fen), *comparable);
                let support = Support { name, amount, comparable, reason: "同为区级资助" };
                disburse::overlap(&mut cashier(), case(*studio), &support)
            }
            Act::Recommend(studio) => publish::recommend(&mut clerk(), case(*studio), "成果突出", None),
            Act::CityAward(studio) => {
                let number = format!("沪人社职〔{}〕316号", &on[..4]);
                let result = CityResult::Awarded(&number, None);
                publish::municipal(&mut clerk(), case(*studio), result, None)
            }
            Act::Plan { studio, share } => {
                let part = share.map(|share| match share {
                    Share::First => Part::First,
                    Share::Second => Part::Second,
                    Share::Supplement => Part::Supplement,
                });
                let cases = studio.iter().map(|studio| case(*studio)).collect();
                disburse::plan(&mut cashier(), &Wish { year: None, part, cases })
            }
            Act::Approve { batch, planner } => {
                let by = if *planner { CASHIER } else { SECOND };
                disburse::approve(&mut bureau.desk(by, on), id(*batch))
            }
            Act::Cancel(batch) => disburse::cancel(&mut cashier(), id(*batch), "计划有变"),
            Act::Confirm(batch) => disburse::confirm(&mut cashier(), id(*batch), day(on), None),
            Act::Bounce(half) => disburse::bounce(&mut cashier(), id(*half), None, "户名不符"),
            Act::Unpay(half) => self.revoke(on, Registered::Payment(id(*half))),
            Act::Unbounce(half) => self.revoke(on, Registered::Return(id(*half))),
            Act::Demand { studio, city, fen } => {
                let kind = if *city { GrantKind::Municipal } else { GrantKind::District };
                let demand = |ground| {
                    disburse::recover(&mut cashier(), case(*studio), kind, ground, Fen::new(*fen), "停止资助")
                };
                // Where something is overpaid it is asked whether that is meant.
                demand(None).or_else(|asked| match asked.is::<Misuse>() {
                    true => demand(Some(Ground::Excess)),
                    false => Err(asked),
                })
            }
            Act::Receive { demand, fen } => {
                disburse::receive(&mut cashier(), id(*demand), Fen::new(*fen), None)
            }
            Act::Enter { studio, matching, fen, ago } => {
                self.vouchers += 1;
                let row = Spend {
                    case: format!("2024-000{}", studio + 1),
                    purpose: if *matching { "带徒津贴" } else { "技术攻关" }.to_owned(),
                    spent_on: day(on) - chrono::Days::new(*ago),
                    voucher_no: format!("记-{}", self.vouchers),
                    payee: "上海示例量具有限公司".to_owned(),
                    amount_fen: Fen::new(*fen),
                    note: None,
                };
                let fund = if *matching { Fund::Matching } else { Fund::Grant };
                assess::spend(&mut clerk(), fund, &row)
            }
            Act::Reverse(entry) => assess::reverse(&mut clerk(), id(*entry), "记错科目"),
            Act::Assess { studio, good } => {
                let points = if *good { [13, 18, 25, 20, 8] } else { [10, 10, 19, 15, 5] };
                bureau.assess_case(&id(*studio).to_string(), on, points)
            }
            Act::Rectify(studio) => assess::rectify(&mut clerk(), case(*studio), "补齐内部管理"),
            Act::Void(studio) => assess::void(&mut clerk(), case(*studio), "录成别家的得分"),
            Act::Propose(studio) => {
                self.leaders += 1;
                assess::propose(&mut clerk(), case(*studio), successor(self.leaders))
            }
            Act::Decide { studio, approved, recorder } => {
                let by = if *recorder { BUREAU } else { DEPUTY };
                let ruling = Ruling { approved: *approved, reason: "已核", evidence: Some("证书原件") };
                assess::decide(&mut bureau.desk(by, on), case(*studio), &ruling)
            }
            Act::Withdraw(demand) => disburse::withdraw(&mut cashier(), id(*demand), "认错单位"),
            Act::Budget(fen) => {
                round::change_budget(&mut clerk(), None, Fen::new(*fen), "财政调整", "预算批复")
            }
            Act::PutOff { studio, days } => {
                let to = self.matching_to[*studio] + TimeDelta::days(*days);
                let put_off =
                    assess::extend(&mut clerk(), case(*studio), Deadline::Matching, to, "单位申请", None);
                if put_off.is_ok() {
                    self.matching_to[*studio] = to;
                }
                put_off
            }
            Act::Account(studio) => {
                let payee = NewPayee {
                    account_name: format!("上海示例{}号机械有限公司", studio + 1),
                    bank_name: "示例银行松江支行".to_owned(),
                    bank_code: Value::parse("102290000001").unwrap(),
                    bank_account: Value::parse("100100000000011").unwrap(),
                    reason: "单位换户".to_owned(),
                };
                disburse::payee(&mut cashier(), case(*studio), payee)
            }
            Act::Close { studio, give_back, reasoned, ended, settled } => {
                let rest = give_back.then_some(Rest::Return);
                let reason = reasoned.then_some("没有用完");
                let ended = ended.then_some("单位注销");
                let shortfall = settled.then_some("不再补足");
                let settlement =
                    Settlement { rest, reason, conclusion: Some("任务完成"), ended, shortfall };
                assess::close(&mut clerk(), case(*studio), settlement)
            }
        }
    }
}

impl Office {
    /// Has a list of the bank tell, as often as somebody by hand, what is lawful: that the payments of a batch went out, or that one came back.
    fn list(&mut self, on: &str, act: &Act) -> Option<Vec<String>> {
        let store = self.bureau.store();
        let (payments, way, told) = match act {
            Act::Confirm(batch) => {
                let batch = i64::try_from(*batch).unwrap() + 1;
                let mut payments = store.payments_of_batch(batch).unwrap();
                payments.retain(|payment| payment.paid_on.is_none());
                (payments.iter().map(|payment| payment.id).collect::<Vec<_>>(), "成功", "一致，已付款")
            }
            Act::Bounce(half) => (vec![i64::try_from(*half).unwrap() + 1], "退汇", "一致，已退汇"),
            _ => return None,
        };
        let mut rows = "付款日期,银行流水号,账号,金额,结果,备注\n".to_owned();
        for id in payments {
            let Payment { bank_account, amount_fen, .. } =
                store.by::<Payment>("id", id).unwrap().remove(0).fact;
            self.vouchers += 1;
            let (no, account, amount) = (self.vouchers, bank_account.as_str(), amount_fen.plain());
            rows += &format!("{on},L{no},{account},{amount},{way},拨款 {id}\n");
        }
        let path = self.bureau.folder.path().join("明细.csv");
        std::fs::write(&path, rows).unwrap();
        let report = disburse::reconcile(&mut self.bureau.desk(CASHIER, on), upload(&path, false)).unwrap();
        let wrong =
            report.tables[0].rows.iter().filter(|row| !row[0].show().is_empty() && row[1].show() != told);
        Some(wrong.map(|row| [1, 8].map(|at| row[at].show()).join(" ")).collect())
    }

    /// The lines that nobody has identified.
    fn open(&self) -> Vec<i64> {
        let mut statement = self.onlooker.prepare("SELECT id FROM open_line").unwrap();
        let lines = statement.query_map([], |row| row.get(0)).unwrap();
        lines.map(Result::unwrap).collect()
    }

    /// Undoes a registration; the line of the bank that told of it was none of ours then.
    fn revoke(&self, on: &str, what: Registered) -> Result<Report> {
        if let Registered::Return(half) = what {
            let store = self.bureau.store();
            let all = store.all::<Payment>()?;
            let this = all.iter().find(|payment| payment.id == half);
            let key = |payment: &Payment| (payment.case_id, payment.kind);
            let since = |one: &&Stored<Payment>| {
                one.id > half && this.is_some_and(|this| key(&this.fact) == key(&one.fact))
            };
            anyhow::ensure!(!all.iter().any(|one| since(&one)), "not tried");
        }
        let done = disburse::revoke(&mut self.bureau.desk(CASHIER, on), what, "登记有误")?;
        if let Some(line) = done.data.get("line").and_then(serde_json::Value::as_i64) {
            let mut desk = self.bureau.desk(CASHIER, on);
            disburse::identify(&mut desk, line, Identity::NotOurs, "银行的明细有误")?;
        }
        Ok(done)
    }
}

impl StateMachineTest for Office {
    type SystemUnderTest = Self;
    type Reference = Paper;

    fn init_test(_: &Plain) -> Self {
        let bureau = Bureau { folder: TempDir::new().unwrap() };
        std::fs::write(bureau.file(), &*ANNOUNCED_FILE).unwrap();
        let onlooker = Connection::open_with_flags(bureau.file(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        Self { onlooker, bureau, vouchers: 0, leaders: 0, matching_to: [day("2026-02-09"); 2] }
    }

    fn apply(mut office: Self, paper: &Plain, step: Step) -> Self {
        let on = paper.today.to_string();
        if paper.lawful
            && step.days % 2 == 1
            && let Some(wrong) = office.list(&on, &step.act)
        {
            let Act::Bounce(half) = step.act else {
                assert!(wrong.is_empty(), "{on} {step:?}: {wrong:?}");
                return office;
            };
            // What may be something else besides is said by somebody who knows.
            for line in office.open() {
                let mut desk = office.bureau.desk(CASHIER, &on);
                let identity = Identity::Payment(i64::try_from(half).unwrap() + 1);
                disburse::identify(&mut desk, line, identity, "已向银行核实").unwrap();
            }
            return office;
        }
        let said = office.attempt(&on, &step.act);
        let said = said.map(|report| report.done).map_err(|error| format!("{error:#}"));
        assert_eq!(said.is_ok(), paper.lawful, "{} {step:?}: {said:?}", paper.today);
        office
    }

    fn check_invariants(office: &Self, paper: &Plain) {
        let file = &office.onlooker;
        assert_eq!(halves(file), halves_on_paper(paper));
        for (studio, case_id) in [(0, 1), (1, 2)] {
            let money = "SELECT received_fen, spent_fen, matched_fen FROM case_money WHERE case_id = ?1";
            let money: (i64, i64, i64) =
                file.query_row(money, [case_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
            let held = paper.paid(studio) - paper.given_back(studio);
            assert_eq!(money, (held, paper.entered(studio, false), paper.entered(studio, true)));
            for (city, kind) in [(false, "district"), (true, "municipal")] {
                let decided = "SELECT coalesce(sum(amount_fen), 0) FROM current_entitlement WHERE case_id = ?1 AND kind = ?2";
                let decided: i64 = file.query_row(decided, (case_id, kind), |row| row.get(0)).unwrap();
                assert_eq!(decided, paper.entitlement(studio, city));
            }
        }
        for (promise, broken) in PROMISES {
            let count: i64 =
                file.query_row(&format!("SELECT count(*) FROM ({broken})"), [], |row| row.get(0)).unwrap();
            assert_eq!(count, 0, "{promise}");
        }
        let round = "SELECT (SELECT coalesce(sum(amount_fen), 0) FROM live_payment)
            - (SELECT coalesce(sum(amount_fen), 0) FROM excess_receipt), budget_fen FROM current_round";
        let (drawn, budget): (i64, i64) =
            file.query_row(round, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!((drawn, budget), (paper.drawn_in_all(), paper.budget));
        assert!(drawn <= budget, "{drawn} is over the budget of {budget}");
    }

    fn teardown(office: Self, _: Plain) {
        let desk = office.bureau.desk(BUREAU, "2028-06-30");
        assert!(!audit::verify(&desk, None).unwrap().damaged);
    }
}

/// Payments as the case file has them, one line each.
fn halves(file: &Connection) -> Vec<String> {
    let sql = "SELECT p.batch_id || ' ' || p.case_id || ' ' || p.kind || ' ' || p.part || ' ' || p.amount_fen
        || iif(c.id IS NULL, '', ' paid') || iif(r.id IS NULL, '', ' back')
        FROM payment p LEFT JOIN standing_confirmation c ON c.payment_id = p.id
        LEFT JOIN standing_return r ON r.payment_id = p.id ORDER BY p.id";
    let mut statement = file.prepare(sql).unwrap();
    let lines = statement.query_map([], |row| row.get(0)).unwrap();
    lines.map(Result::unwrap).collect()
}

fn halves_on_paper(paper: &Plain) -> Vec<String> {
    let line = |half: &Half| {
        let kind = if half.city { "municipal" } else { "district" };
        let part = match half.share {
            Share::First => "first",
            Share::Second => "second",
            Share::Supplement => "supplement",
        };
        let paid = if half.paid { " paid" } else { "" };
        let back = if half.back { " back" } else { "" };
        format!("{} {} {kind} {part} {}{paid}{back}", half.batch + 1, half.studio + 1, half.fen)
    };
    paper.halves.iter().map(line).collect()
}

/// What must hold in every state, and the rows that would break it.
const PROMISES: &[(&str, &str)] = &[
    (
        "no more is planned or paid than the entitlement that was known",
        "SELECT 1 FROM live_payment p WHERE
           (SELECT sum(amount_fen) FROM live_payment q WHERE q.case_id = p.case_id AND q.kind = p.kind AND q.id <= p.id)
           - (SELECT coalesce(sum(t.amount_fen), 0) FROM recovery_receipt t JOIN recovery r ON r.id = t.recovery_id
              WHERE r.case_id = p.case_id AND r.kind = p.kind AND r.ground = 'excess' AND t.entry_id < p.entry_id)
           > (SELECT amount_fen FROM entitlement e WHERE e.case_id = p.case_id AND e.kind = p.kind AND e.entry_id < p.entry_id
              ORDER BY e.id DESC LIMIT 1)",
    ),
    (
        "nothing after the first half without a passed mid-term",
        "SELECT 1 FROM live_payment p WHERE part <> 'first'
           AND NOT EXISTS (SELECT 1 FROM valid_midterm m WHERE m.case_id = p.case_id AND m.verdict <> 'fail')",
    ),
    (
        "all halves of a kind come to its entitlement, as it was known when the last of them was drawn up",
        "SELECT 1 FROM live_payment p WHERE part <> 'first'
           AND NOT EXISTS (SELECT 1 FROM payment o LEFT JOIN standing_return r ON r.payment_id = o.id
              LEFT JOIN batch_cancellation x ON x.batch_id = o.batch_id WHERE o.case_id = p.case_id AND o.kind = p.kind
              AND o.id < p.id AND coalesce(r.entry_id, x.entry_id, 0) > p.entry_id)
           AND (SELECT sum(amount_fen) FROM live_payment q WHERE q.case_id = p.case_id AND q.kind = p.kind AND q.id <= p.id)
           - (SELECT coalesce(sum(t.amount_fen), 0) FROM recovery_receipt t JOIN recovery r ON r.id = t.recovery_id
              WHERE r.case_id = p.case_id AND r.kind = p.kind AND r.ground = 'excess' AND t.entry_id < p.entry_id)
           <> (SELECT amount_fen FROM entitlement e WHERE e.case_id = p.case_id AND e.kind = p.kind AND e.entry_id < p.entry_id
              ORDER BY e.id DESC LIMIT 1)",
    ),
    (
        "no second half is drawn up or approved while a change of leader waits",
        "SELECT 1 FROM payment p JOIN leader_change l ON l.case_id = p.case_id LEFT JOIN leader_decision d ON d.leader_change_id = l.id
           LEFT JOIN batch_approval a ON a.batch_id = p.batch_id WHERE p.part <> 'first'
           AND (p.entry_id BETWEEN l.entry_id AND coalesce(d.entry_id, p.entry_id)
             OR a.entry_id BETWEEN l.entry_id AND coalesce(d.entry_id, a.entry_id))",
    ),
    (
        "no instalment is paid twice without a return between",
        "SELECT 1 FROM live_payment WHERE part <> 'supplement' OR paid_on IS NULL GROUP BY case_id, kind, part HAVING count(*) > 1",
    ),
    (
        "no more of the grant is spent than was received",
        "SELECT 1 FROM case_money m WHERE spent_fen >
           (SELECT coalesce(sum(amount_fen), 0) FROM live_payment p WHERE p.case_id = m.case_id AND p.paid_on IS NOT NULL)",
    ),
    (
        "no more is spent than was received and kept, unless it was demanded back after it was spent",
        "SELECT 1 FROM case_money m WHERE spent_fen > received_fen
           AND NOT EXISTS (SELECT 1 FROM standing_recovery v WHERE v.case_id = m.case_id)",
    ),
    (
        "no case is closed with more spent than was kept",
        "SELECT 1 FROM closing WHERE spent_fen > received_fen OR unspent_fen <> received_fen - spent_fen",
    ),
    (
        "nothing is paid that was not approved by another",
        "SELECT 1 FROM standing_confirmation c JOIN payment p ON p.id = c.payment_id JOIN batch b ON b.id = p.batch_id
           LEFT JOIN batch_approval a ON a.batch_id = b.id WHERE a.id IS NULL OR a.approved_by = b.planned_by",
    ),
];

pub(crate) fn config() -> Config {
    let sequences = std::env::var("STUDIOGRANT_SEQUENCES").ok().and_then(|count| count.parse().ok());
    Config { cases: sequences.unwrap_or(32), failure_persistence: None, ..Config::default() }
}

prop_state_machine! {
    #![proptest_config(config())]
    #[test]
    fn the_program_and_the_paper_agree(sequential 1..60 => Office);
}
