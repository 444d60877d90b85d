//! A world in which everything is in order: one case from the call for applications to its closing.

use std::sync::LazyLock;

use chrono::NaiveDate;
use studiogrant::measure::policy::Policy;
use studiogrant::measure::*;
use studiogrant::model::calendar::Calendar;
use studiogrant::model::form::Application;
use studiogrant::model::{Fen, Record};

pub(crate) static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::embedded().unwrap());
static FORM: LazyLock<Application> = LazyLock::new(form);

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn yuan(yuan: i64) -> Fen {
    Fen::new(yuan * 100)
}

/// An application that meets every condition; everything in it is invented.
fn form() -> Application {
    let cells = [
        ("unit_name", "上海示例精密机械（集团）有限公司"),
        ("uscc", "91310117MA7XRWFQ2Y"),
        ("unit_kind", "企业"),
        ("town", "泗泾镇"),
        ("contact_name", "周示例"),
        ("contact_phone", "13800001234"),
        ("account_name", "上海示例精密机械(集团) 有限公司"),
        ("bank_name", "示例银行松江支行"),
        ("bank_code", "102290000001"),
        ("bank_account", "1001000000000000123"),
        ("technician_name", "张示例"),
        ("id_number", "310101197001029996"),
        ("occupation", "钳工"),
        ("post_kind", "生产技术"),
        ("post_achievement", "解决主轴跳动问题"),
        ("skill_basis", "职业资格证书"),
        ("skill_grade", "技师"),
        ("certificate_no", "0909031234200123"),
        ("certified_on", "2015-06-01"),
        ("appointed_from", "2025-01-01"),
        ("appointed_to", "2029-12-31"),
        ("internal_notice_from", "2024-12-09"),
        ("internal_notice_to", "2024-12-13"),
        ("internal_notice_result", "无异议"),
        ("selection_rules", "首席技师选聘办法"),
        ("monthly_allowance", "800"),
        ("studio_name", "张示例首席技师工作室"),
        ("established_on", "2025-01-10"),
        ("team_size", "6"),
        ("support", "资金、场地、设备、设施、人员"),
        ("education_funds", "是"),
        ("competitions", "是"),
        ("matching_commitment", "60000"),
        ("task_research", "主轴攻关"),
        ("task_promotion", "编写操作法"),
        ("task_training", "带徒 3 人"),
        ("task_unit", "新线投产"),
    ];
    Application::parse(&|field| {
        let key = Application::FIELDS[field].key();
        cells.iter().find(|(name, _)| *name == key).map_or("", |(_, text)| *text)
    })
    .unwrap()
}

/// The facts of every moment.
pub(crate) struct World {
    pub(crate) policy: Policy,
    pub(crate) form: Application,
    pub(crate) opening: Opening<'static>,
    pub(crate) filing: Filing<'static>,
    pub(crate) passing: Passing<'static>,
    pub(crate) open: Vec<Finding>,
    pub(crate) forwarded_on: NaiveDate,
    pub(crate) experts: Vec<&'static str>,
    pub(crate) staying: Vec<&'static str>,
    pub(crate) scorers: u32,
    pub(crate) budget_fen: Option<Fen>,
    pub(crate) recusing: Recusing<'static>,
    pub(crate) scoring: Scoring<'static>,
    pub(crate) quota: u32,
    pub(crate) candidates: Vec<Candidate<'static>>,
    pub(crate) posting: Posting<'static>,
    pub(crate) objecting: Objecting<'static>,
    pub(crate) announcing: Announcing<'static>,
    pub(crate) listing: Listing<'static>,
    pub(crate) recommending: Recommending<'static>,
    pub(crate) award: MunicipalAward<'static>,
    pub(crate) paying: Paying<'static>,
    pub(crate) spending: Spending<'static>,
    pub(crate) matching: Matching<'static>,
    pub(crate) succeeding: Succeeding<'static>,
    pub(crate) extending: Extending<'static>,
    pub(crate) assessing: Assessing<'static>,
    pub(crate) elements: Vec<ElementScore<'static>>,
    pub(crate) rectifying: Rectifying<'static>,
    pub(crate) closing: Closing<'static>,
}

pub(crate) fn candidate(
    case_no: &'static str,
    uscc: &'static str,
    rank: u32,
    proposed: bool,
) -> Candidate<'static> {
    Candidate { case_no, uscc, rank, sheets: 5, proposed, award_to: None }
}

static ROUND: LazyLock<Opening<'static>> = LazyLock::new(|| Opening {
    notice_no: "沪松人社〔2026〕3号",
    opens_on: day("2026-03-02"),
    closes_on: day("2026-03-31"),
    town_deadline_on: day("2026-04-15"),
    quota: 10,
});

impl World {
    pub(crate) fn eligible() -> Self {
        let cycle = Cycle { first: day("2026-06-10"), last: day("2029-06-09") };
        let (announced_on, appointed_to) = (cycle.first, day("2029-12-31"));
        let posted_on = day("2026-06-01");
        Self {
            policy: Policy::embedded().unwrap(),
            form: form(),
            opening: *ROUND,
            filing: Filing {
                application: &FORM,
                applied_on: day("2026-03-05"),
                filed_with: "泗泾",
                round: &ROUND,
                rivals: &[],
                calendar: &CALENDAR,
            },
            passing: Passing {
                unit_town: "泗泾镇", town: "泗泾镇", opinion: "同意推荐", open: &[]
            },
            open: Vec::new(),
            forwarded_on: day("2026-04-10"),
            experts: vec!["甲", "乙", "丙", "丁", "戊"],
            recusing: Recusing { expert: "甲", has_scored: false, scorers: None },
            staying: vec![],
            scorers: 5,
            budget_fen: None,
            scoring: Scoring {
                expert: "甲",
                on_panel: true,
                recused: false,
                items: &[2200, 1800, 2100, 1700, 900],
            },
            quota: 2,
            candidates: vec![
                candidate("2026-0001", "A", 1, true),
                candidate("2026-0002", "B", 2, true),
                candidate("2026-0003", "C", 3, false),
                candidate("2026-0004", "D", 4, false),
                candidate("2026-0005", "E", 5, false),
                candidate("2026-0006", "F", 6, false),
            ],
            posting: Posting { posted_on, calendar: &CALENDAR },
            objecting: Objecting {
                received_on: day("2026-06-03"),
                posted_on,
                by_name: "李示例",
                contact: "13900005678",
                calendar: &CALENDAR,
            },
            announcing: Announcing {
                doc_no: "沪松人社〔2026〕12号",
                announced_on,
                posted_on,
                last_on: day("2026-06-08"),
                quota: 10,
                awards: 10,
                calendar: &CALENDAR,
            },
            listing: Listing {
                case_no: "2026-0001",
                announced_on,
                open_objections: 0,
                upheld: false,
                as_posted: true,
                appointed_to,
                award_to: None,
            },
            recommending: Recommending { funded: true, reason: "排名第一" },
            award: MunicipalAward {
                recommended_on: Some(day("2026-09-01")),
                doc_no: Some("沪人社职〔2026〕300号"),
                awarded_on: day("2026-11-01"),
                declined_on: None,
                correction: "",
            },
            paying: Paying {
                application: &FORM,
                kind: GrantKind::District,
                part: Part::First,
                already: None,
                amount_fen: yuan(25_000),
                paid_on: day("2026-07-01"),
                doc_no: "沪松人社〔2026〕12号",
                announced_on: Some(announced_on),
                comparable_fen: Fen::ZERO,
                paid_fen: Fen::ZERO,
                first_paid: false,
                second_paid: false,
                other_award: "",
                agreement_on: Some(day("2026-06-20")),
                former_agreement: None,
                cycle_to: Some(cycle.last),
                appointed_to,
                leader_change_on: None,
                verdict: None,
                failed: false,
                matching_fen: Fen::ZERO,
                recommended: false,
                municipal_doc_no: "",
                year: 2026,
                budget_fen: Some(yuan(500_000)),
                mispaid: &[],
                unidentified: &[],
                round_paid_fen: yuan(200_000),
            },
            spending: Spending {
                fund: Fund::Grant,
                voucher_no: "记-12",
                purpose: "带徒传技",
                amount_fen: yuan(3_000),
                spent_on: day("2026-09-01"),
                cycle,
                received_fen: yuan(25_000),
                demanded_fen: Fen::ZERO,
                spent_fen: yuan(10_000),
                tightest: Held { on: day("2026-09-01"), received_fen: yuan(25_000), spent_fen: yuan(10_000) },
            },
            matching: Matching {
                voucher_no: "记-7",
                amount_fen: yuan(20_000),
                provided_on: day("2026-08-01"),
                cycle,
            },
            succeeding: Succeeding {
                application: &FORM,
                proposed_on: day("2027-03-01"),
                same_person: false,
                reason: "原带头人退休",
                document: "示例公司〔2027〕2号",
                rivals: &[],
                cycle,
            },
            extending: Extending {
                deadline: Deadline::Midterm,
                due_on: day("2028-03-10"),
                to: day("2028-05-31"),
                decided_on: day("2028-02-20"),
                reason: "厂房搬迁",
                cycle: Some(cycle),
            },
            assessing: Assessing {
                assessed_on: day("2027-12-10"),
                announced_on,
                rectified_on: None,
                failed: false,
                extended_to: None,
                previous: None,
                assessor: Assessor::Experts(&["赵甲", "钱乙", "孙丙"]),
                barred: &[
                    Barred { name: "上海示例机械有限公司", because: Bar::Unit },
                    Barred { name: "张乙", because: Bar::Leader },
                    Barred { name: "李丁", because: Bar::Successor },
                    Barred { name: "周戊", because: Bar::Employed },
                    Barred { name: "吴己", because: Bar::Recused("师徒") },
                ],
                methods: &[Method::SiteVisit],
                elements: &[],
                agreement_on: Some(day("2026-06-20")),
                former_agreement: None,
                appointed_to,
                achievements: [1, 1, 1, 1],
                matching_fen: yuan(50_000),
                reviewed_on: Some(day("2027-06-01")),
                review_extended_to: None,
            },
            elements: [1200, 1700, 2500, 2100, 800]
                .map(|points| ElementScore { points, evidence: "现场和台账" })
                .to_vec(),
            rectifying: Rectifying { demand: "补齐带徒记录", verdict: Some(Verdict::Fail), before: 0 },
            closing: Closing {
                closed_on: day("2029-06-20"),
                cycle,
                received_fen: yuan(50_000),
                spent_fen: yuan(50_000),
                overspent: None,
                rest: None,
                decision: "",
                conclusion: "",
                failed: false,
                ended: "",
                shortfall: "",
                achievements: [1, 1, 1, 1],
                matching_fen: yuan(50_000),
                reviewed_on: Some(day("2029-01-10")),
                review_extended_to: None,
            },
        }
    }

    /// The second instalment, with everything it needs.
    pub(crate) fn second(&mut self) {
        let paying = &mut self.paying;
        (paying.part, paying.paid_on) = (Part::Second, day("2028-01-10"));
        (paying.amount_fen, paying.paid_fen, paying.first_paid) = (yuan(25_000), yuan(25_000), true);
        (paying.verdict, paying.matching_fen) = (Some(Verdict::Pass), yuan(50_000));
    }

    /// What the entitlement rose by after both halves, with everything it needs.
    pub(crate) fn supplement(&mut self) {
        self.second();
        let paying = &mut self.paying;
        (paying.part, paying.second_paid) = (Part::Supplement, true);
        (paying.amount_fen, paying.paid_fen) = (yuan(10_000), yuan(40_000));
    }

    /// The first half of the municipal money, with everything it needs.
    pub(crate) fn municipal(&mut self) {
        let paying = &mut self.paying;
        (paying.kind, paying.paid_on) = (GrantKind::Municipal, day("2026-12-10"));
        paying.amount_fen = yuan(40_000);
        (paying.recommended, paying.municipal_doc_no) = (true, "沪人社职〔2026〕300号");
    }

    /// The assessment after a rectification ordered on 2027-12-20.
    pub(crate) fn again(&mut self) {
        let assessing = &mut self.assessing;
        (assessing.previous, assessing.rectified_on) = (Some(Verdict::Fail), Some(day("2027-12-20")));
        assessing.assessed_on = day("2028-02-01");
    }

    /// Asks the measure about one moment of this world.
    pub(crate) fn examine(&self, moment: &str) -> Vec<Finding> {
        let ask = |moment: Moment<'_>| examine(moment, &self.policy);
        match moment {
            "Opening" => ask(Moment::Opening(&self.opening)),
            "Filing" => {
                ask(Moment::Filing(&Filing { application: &self.form, round: &self.opening, ..self.filing }))
            }
            "Passing" => ask(Moment::Passing(&Passing { open: &self.open, ..self.passing })),
            "Forwarding" => {
                let (forwarded_on, round) = (self.forwarded_on, &self.opening);
                ask(Moment::Forwarding(&Forwarding { forwarded_on, round }))
            }
            "Seating" => ask(Moment::Seating(&Seating {
                experts: &self.experts,
                staying: &self.staying,
                scorers: &[Scorers { case_no: "2026-0004", count: self.scorers }],
            })),
            "Recusing" => ask(Moment::Recusing(&self.recusing)),
            "Scoring" => ask(Moment::Scoring(&self.scoring)),
            "Proposing" => ask(Moment::Proposing(&Proposing {
                proposed_on: day("2026-05-20"),
                quota: self.quota,
                budget_fen: self.budget_fen,
                candidates: &self.candidates,
            })),
            "Posting" => ask(Moment::Posting(&self.posting)),
            "Objecting" => ask(Moment::Objecting(&self.objecting)),
            "Announcing" => ask(Moment::Announcing(&self.announcing)),
            "Listing" => ask(Moment::Listing(&self.listing)),
            "Recommending" => ask(Moment::Recommending(&self.recommending)),
            "MunicipalAward" => ask(Moment::MunicipalAward(&self.award)),
            "Paying" => ask(Moment::Paying(&Paying { application: &self.form, ..self.paying })),
            "Spending" => ask(Moment::Spending(&self.spending)),
            "Matching" => ask(Moment::Matching(&self.matching)),
            "Succeeding" => {
                ask(Moment::Succeeding(&Succeeding { application: &self.form, ..self.succeeding }))
            }
            "Extending" => ask(Moment::Extending(&self.extending)),
            "Assessing" => ask(Moment::Assessing(&Assessing { elements: &self.elements, ..self.assessing })),
            "Rectifying" => ask(Moment::Rectifying(&self.rectifying)),
            "Closing" => ask(Moment::Closing(&self.closing)),
            other => panic!("no moment {other}"),
        }
    }
}
