//! The whole lawful life of one case, act by act, written straight into the case file: nothing but the schema checks it.

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate};
use studiogrant::measure::Policy;
use studiogrant::model::acts::Role;
use studiogrant::store::facts::*;
use studiogrant::store::{Act, Book, Fact, Failure, Store};

pub(crate) type Done = Result<(), Failure>;
pub(crate) type Write = fn(&mut Pen<'_, '_>) -> Done;

/// Adds facts: the lawful row of its table, with some columns said otherwise.
pub(crate) struct Pen<'b, 's> {
    book: &'b mut Book<'s>,
    instead: &'b [(&'static str, &'static str)],
}

impl Pen<'_, '_> {
    /// Adds a row; `columns` is `column=value; column=value`.
    pub(crate) fn put<F: Fact>(&mut self, columns: &str) -> Result<i64, Failure> {
        let instead =
            self.instead.iter().filter(|(table, _)| *table == F::TABLE).map(|(_, columns)| *columns);
        let texts: Vec<&str> = [lawful(F::TABLE)].into_iter().chain(instead).chain([columns]).collect();
        self.book.add(&fact::<F>(&texts))
    }

    /// Adds the policy that the program carries.
    fn put_policy(&mut self) -> Done {
        let policy = PolicyText { body: Policy::EMBEDDED.to_owned(), ..fact(&[lawful("policy")]) };
        self.book.add(&policy).map(|_| ())
    }
}

/// A fact from texts, where the later text wins.
fn fact<F: Fact>(texts: &[&str]) -> F {
    let pairs: Vec<(&str, &str)> = texts
        .iter()
        .flat_map(|text| text.split(';'))
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap())
        .collect();
    for (column, _) in &pairs {
        assert!(F::FIELDS.iter().any(|field| field.column == *column), "{}.{column}", F::TABLE);
    }
    let read = |at: usize| {
        let pair = pairs.iter().rfind(|(column, _)| *column == F::FIELDS[at].column);
        // A value of one blank is written 空格.
        pair.map_or("", |(_, value)| if *value == "空格" { " " } else { value })
    };
    F::parse(&read).unwrap_or_else(|misfits| {
        let named: Vec<_> =
            misfits.iter().map(|misfit| (F::FIELDS[misfit.field].column, &misfit.misfit)).collect();
        panic!("{}: {named:?}", F::TABLE)
    })
}

/// A row of a table as the lawful life of case 1 has it.
fn lawful(table: &str) -> &'static str {
    match table {
        "case_file" => "rehearsal=是",
        "operator" => "name=王敏; role=bureau",
        "bureau" => {
            "office=职业能力建设科; phone=021-00000001; address=松江区示例路1号; account_name=区财政专户; \
             bank_name=示例银行; account=31001900014583330"
        }
        "calendar_day" => "day_on=2024-06-10; kind=off",
        "disclosure" => "subject=2024-0001 证件号码",
        "policy" => {
            "body={}; effective_on=2023-12-27; grant_fen=50000.00; municipal_fen=80000.00; \
             matching_minimum_fen=50000.00; matching_due_second=是; first_share_percent=50; quota_band=2; \
             panel_minimum=5; notice_working_days=5; pass_centi=6000; rectifications=1"
        }
        "round" => {
            "year=2024; notice_no=沪松人社〔2024〕9号; opened_on=2024-02-20; applications_from=2024-03-01; \
             applications_to=2024-03-31; town_deadline_on=2024-04-30; quota=1; budget_fen=120000.00; policy_id=1"
        }
        "budget_change" => {
            "round_id=1; from_fen=120000.00; to_fen=130000.00; reason=追加; document=会议纪要; changed_on=2024-02-21"
        }
        "waiver" => "round_id=1; code=A3-1a; reason=局长办公会纪要",
        "grant_case" => "round_id=1; serial=1",
        "application" => {
            "case_id=1; revision=1; filed_on=2024-03-15; form_digest=f; unit_name=上海示例机械有限公司; \
             unit_kind=enterprise; town=泗泾镇; contact_name=李甲; contact_phone=13800000001; technician_name=张乙; \
             id_number=310117198001010019; occupation=钳工; post_kind=production; skill_basis=skill_level; \
             skill_grade=technician; appointed_from=2023-01-01; appointed_to=2028-12-31; \
             internal_notice_result=clear; studio_name=张乙工作室; established_on=2022-05-01; team_size=6; \
             support=资金; matching_commitment_fen=50000.00"
        }
        "correction" => {
            "case_id=1; revision=2; reason=登记时写错; evidence=单位更正函; corrected_on=2024-06-05"
        }
        "unproven" => "application_id=1; code=A2-2b; found=公示材料未见",
        "refusal" => "round_id=1; unit_name=上海示例商贸有限公司; town=新桥镇; row_digest=d; code=A6-1-0",
        "withdrawal" => "case_id=5; withdrawn_on=2024-04-01; reason=单位申请",
        "confirmation" => {
            "case_id=1; application_id=1; code=A2-2b; evidence=公示照片; confirmed_by=赵丙; confirmed_on=2024-04-02"
        }
        "screening" => {
            "case_id=1; application_id=1; town=泗泾镇; decision=pass; opinion=同意上报; screened_on=2024-04-10"
        }
        "screening_ground" => "screening_id=1; code=A2-1-1; found=已调离一线岗位",
        "forwarding" => "round_id=1; town=泗泾镇; forwarded_on=2024-04-30",
        "forwarded_case" => "forwarding_id=1; case_id=1; preference=1",
        "expert" => "name=专家一; employer=示例学院",
        "panel" => "round_id=1; seated_on=2024-05-06; size=5",
        "panel_member" => "panel_id=1; expert_id=1",
        "recusal" => "case_id=2; expert_id=5; conflict=mentor; reason=师徒; recused_on=2024-05-07",
        "score_sheet" => "case_id=1; expert_id=1; revision=1; scored_on=2024-05-10",
        "score_item" => "score_sheet_id=1; item=skill; points_centi=2500",
        "panel_vote" => "case_id=1; votes=3; voted_on=2024-05-15",
        "meeting" => "round_id=1; held_on=2024-05-15; place=局三楼会议室; chair=周戊",
        "dissent" => "round_id=1; expert_id=1; opinion=成果材料偏少; stated_on=2024-05-15",
        "proposal" => "round_id=1; proposed_on=2024-05-20",
        "proposal_entry" => {
            "proposal_id=1; case_id=1; place=proposed; position=1; rank=1; score_sum_centi=25000; score_count=3"
        }
        "notice" => "round_id=1; posted_on=2024-06-03; last_on=2024-06-11; list_digest=l",
        "notice_entry" => "notice_id=1; case_id=1; application_id=1; position=1",
        "objection" => {
            "notice_id=1; case_id=1; received_on=2024-06-05; objector_name=钱丁; objector_phone=13800000009; \
             ground=业绩不实; accepted=是"
        }
        "objection_decision" => "objection_id=1; outcome=dismissed; finding=查无此事; decided_on=2024-06-07",
        "announcement" => "notice_id=1; doc_no=沪松人社〔2024〕50号; announced_on=2024-06-12",
        "award" => "announcement_id=1; case_id=1; cycle_from=2024-06-12; cycle_to=2027-06-11",
        "recommendation" => "case_id=1; reason=成果突出; recommended_on=2024-07-01; position=1",
        "municipal_award" => "case_id=1; doc_no=沪人社职〔2024〕300号; awarded_on=2024-09-01",
        "municipal_decline" => "case_id=1; reason=市级公布名单中没有; declined_on=2024-09-01",
        "overlap" => {
            "case_id=1; name=技能大师工作室; amount_fen=10000.00; comparable=否; reason=市级资金; judged_on=2024-09-02"
        }
        "entitlement" => {
            "case_id=1; kind=district; standard_fen=50000.00; deducted_fen=0.00; amount_fen=50000.00; \
             decided_on=2024-09-02"
        }
        "payee" => {
            "case_id=1; account_name=上海示例机械有限公司; bank_name=示例银行松江支行; \
             bank_account=6222021001116245702; reason=原账户注销; changed_on=2024-09-03"
        }
        "agreement" => "case_id=1; signed_on=2024-09-05",
        "leader_change" => {
            "case_id=1; technician_name=吴庚; id_number=310117198001010182; occupation=钳工; post_kind=production; \
             skill_basis=skill_level; skill_grade=technician; appointed_from=2025-01-01; appointed_to=2028-12-31; \
             document=任命书; reason=退休; proposed_by=王敏; proposed_on=2026-03-15"
        }
        "leader_decision" => {
            "leader_change_id=1; approved=是; reason=符合条件; evidence=证书; decided_by=周戊; decided_on=2026-03-16"
        }
        "extension" => {
            "round_id=1; case_id=1; deadline=review; from_on=2026-06-01; to_on=2026-07-01; reason=搬迁; \
             extended_on=2026-06-15"
        }
        "batch" => "round_id=1; planned_by=王敏; planned_on=2024-09-05",
        "payment" => {
            "batch_id=1; case_id=1; kind=district; part=first; amount_fen=25000.00; \
             account_name=上海示例机械有限公司; bank_name=示例银行松江支行; bank_code=102290000001; \
             bank_account=6222021001116245702"
        }
        "batch_approval" => "batch_id=1; approved_by=周戊; approved_on=2024-09-10",
        "schedule" => "batch_id=1; digest=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "schedule_line" => {
            "schedule_id=1; payment_id=1; position=1; doc_no=沪松人社〔2024〕31号; unit_name=上海示例机械有限公司; \
             uscc=91310117MA7XRWFQ2Y; studio_name=张示例首席技师工作室; town=泗泾镇; standard_fen=50000.00; deducted_fen=0.00"
        }
        "batch_cancellation" => "batch_id=1; reason=账号有误; cancelled_on=2024-09-06",
        "payment_confirmation" => "payment_id=1; paid_on=2024-09-10; bank_ref=B1",
        "payment_return" => "payment_id=1; returned_on=2024-09-12; reason=户名不符",
        "mispayment" => {
            "payment_id=5; bank_account=6222021001116245702; amount_fen=25000.00; paid_on=2026-03-24; bank_ref=B9"
        }
        "mispayment_end" => "mispayment_id=1; outcome=returned; ended_on=2026-03-25; reason=银行退回",
        "bank_line" => {
            "payment_id=5; direction=out; outcome=paid; below_zero=否; bank_account=6222021001116245702; \
             amount_fen=25000.00; moved_on=2026-03-22; bank_ref=B5"
        }
        "bank_match" => "line_id=1; confirmation_id=4; matched_on=2026-03-26",
        "revocation" => "mispayment_end_id=1; reason=没有退回; revoked_on=2026-03-26",
        "recovery" => {
            "case_id=1; kind=district; ground=other; amount_fen=100.00; reason=多付; demanded_on=2027-05-01"
        }
        "recovery_withdrawal" => "recovery_id=2; reason=重复登记; withdrawn_on=2027-05-02",
        "recovery_letter" => {
            "recovery_id=1; bureau_id=1; doc_no=沪松人社〔2027〕9号; issued_on=2027-05-02; due_on=2027-05-20"
        }
        "recovery_receipt" => "recovery_id=1; amount_fen=100.00; received_on=2027-05-10",
        "renewal" => "case_id=1; appointed_from=2029-01-01; appointed_to=2030-12-31; document=续聘书",
        "self_review" => "case_id=1; reviewed_on=2025-06-01; result=良好",
        "achievement" => "case_id=1; task=research; achieved_on=2025-05-01; description=完成攻关一项",
        "fund_entry" => {
            "case_id=1; ledger=grant; purpose=培训进修; spent_on=2025-01-10; voucher_no=V1; payee=示例学院; \
             amount_fen=10000.00"
        }
        "fund_reversal" => "fund_entry_id=1; reason=金额有误; reversed_on=2025-01-11",
        "midterm" => {
            "case_id=1; attempt=1; assessed_on=2025-12-12; assessor=示例评估中心; methods=site_visit; \
             hardware_centi=1000; hardware_evidence=现场; management_centi=1000; management_evidence=制度; \
             results_centi=2000; results_evidence=报告; training_centi=1500; training_evidence=协议; \
             society_centi=500; society_evidence=报道; total_centi=6000; verdict=pass"
        }
        "midterm_void" => "case_id=1; midterm_id=2; reason=得分录错; voided_on=2026-03-10",
        "rectification" => {
            "case_id=1; midterm_id=1; ordered_on=2025-12-15; due_on=2026-03-15; demand=补齐内部管理"
        }
        "closing" => {
            "case_id=1; closed_on=2027-06-11; received_fen=129900.00; spent_fen=10000.00; matched_fen=50000.00; \
             unspent_fen=119900.00; rest=return; decision=按规定收回"
        }
        other => panic!("no lawful row for {other}"),
    }
}

/// The acts of the life, in order: each is one journal entry.
pub(crate) const ACTS: &[(&str, Write)] = &[
    ("desk", |pen| {
        pen.put::<CaseFile>("")?;
        pen.put::<Operator>("")?;
        pen.put::<Operator>("name=周戊; role=finance")?;
        pen.put::<BureauDetails>("")?;
        pen.put::<CalendarDay>("")?;
        pen.put::<Disclosure>("")?;
        pen.put_policy()
    }),
    ("round", |pen| {
        pen.put::<Round>("")?;
        pen.put::<BudgetChange>("").map(drop)
    }),
    ("file", |pen| {
        for case in 1..=5 {
            pen.put::<GrantCase>(&format!("serial={case}"))?;
            // Case 5 is sent back by its town, also where the others' is another.
            let home = if case == 5 { "; town=泗泾镇" } else { "" };
            pen.put::<Revision>(&(revision(case) + home))?;
            pen.put::<Unproven>(&format!("application_id={case}"))?;
        }
        pen.put::<RefusedRow>("").map(drop)
    }),
    ("withdraw", |pen| {
        pen.put::<Screening>("case_id=5; application_id=5; decision=return")?;
        pen.put::<ScreeningGround>("")?;
        pen.put::<Withdrawal>("withdrawn_on=2024-04-11").map(drop)
    }),
    ("confirm", |pen| {
        (1..=4).try_for_each(|case| {
            pen.put::<Confirmation>(&format!("case_id={case}; application_id={case}")).map(drop)
        })
    }),
    ("screen", |pen| {
        (1..=4).try_for_each(|case| {
            pen.put::<Screening>(&format!("case_id={case}; application_id={case}")).map(drop)
        })
    }),
    ("forward", |pen| {
        pen.put::<Forwarding>("")?;
        (1..=4).try_for_each(|case| {
            pen.put::<ForwardedCase>(&format!("case_id={case}; preference={case}")).map(drop)
        })
    }),
    ("seat", |pen| {
        for expert in 1..=6 {
            pen.put::<Expert>(&format!("name=专家{expert}"))?;
        }
        pen.put::<Panel>("")?;
        (1..=5).try_for_each(|expert| pen.put::<PanelMember>(&format!("expert_id={expert}")).map(drop))
    }),
    ("recuse", |pen| pen.put::<Recusal>("").map(drop)),
    ("score", |pen| {
        for case in 1..=4 {
            for expert in 1..=3 {
                let sheet = pen.put::<ScoreSheet>(&format!("case_id={case}; expert_id={expert}"))?;
                for item in ["skill", "studio", "outputs", "talent", "system"] {
                    pen.put::<ScoreItem>(&format!("score_sheet_id={sheet}; item={item}; points_centi=1000"))?;
                }
            }
        }
        Ok(())
    }),
    ("vote", |pen| {
        pen.put::<PanelVote>("")?;
        pen.put::<PanelVote>("case_id=2; votes=2")?;
        pen.put::<Meeting>("")?;
        pen.put::<Dissent>("").map(drop)
    }),
    ("propose", |pen| {
        pen.put::<Proposal>("")?;
        pen.put::<ProposalEntry>("").map(drop)
    }),
    ("reserve", |pen| {
        (2..=4).try_for_each(|case| {
            let columns = format!("case_id={case}; place=reserve; position={case}; rank={case}");
            pen.put::<ProposalEntry>(&columns).map(drop)
        })
    }),
    ("post", |pen| {
        pen.put::<Notice>("")?;
        pen.put::<NoticeEntry>("").map(drop)
    }),
    ("object", |pen| pen.put::<Objection>("").map(drop)),
    ("decide", |pen| pen.put::<ObjectionDecision>("").map(drop)),
    ("announce", |pen| pen.put::<Announcement>("").map(drop)),
    ("award", |pen| pen.put::<Award>("").map(drop)),
    ("recommend", |pen| {
        pen.put::<Waiver>("case_id=1; code=A3-2")?;
        pen.put::<Recommendation>("").map(drop)
    }),
    ("municipal", |pen| {
        pen.put::<MunicipalDecline>("")?;
        pen.put::<MunicipalAward>("reason=看漏了名单").map(drop)
    }),
    ("entitle", |pen| {
        pen.put::<Overlap>("")?;
        pen.put::<Entitlement>("")?;
        pen.put::<Entitlement>(MUNICIPAL)?;
        pen.put::<Payee>("").map(drop)
    }),
    ("agree", |pen| pen.put::<Agreement>("").map(drop)),
    ("plan", |pen| {
        pen.put::<Batch>("")?;
        pen.put::<Payment>("").map(drop)
    }),
    ("cancel", |pen| pen.put::<BatchCancellation>("").map(drop)),
    ("plan_again", |pen| {
        pen.put::<Batch>("")?;
        pen.put::<Payment>("batch_id=2")?;
        pen.put::<Payment>("batch_id=2; kind=municipal; amount_fen=40000.00").map(drop)
    }),
    ("approve", |pen| {
        pen.put::<BatchApproval>("batch_id=2")?;
        pen.put::<Schedule>("batch_id=2")?;
        pen.put::<ScheduleLine>("payment_id=2").map(drop)
    }),
    ("pay", |pen| {
        pen.put::<PaymentConfirmation>("payment_id=2")?;
        pen.put::<PaymentConfirmation>("payment_id=3").map(drop)
    }),
    ("return", |pen| pen.put::<PaymentReturn>("payment_id=3").map(drop)),
    ("repay", |pen| {
        pen.put::<Batch>("planned_on=2024-09-20")?;
        pen.put::<Payment>("batch_id=3; kind=municipal; amount_fen=40000.00")?;
        pen.put::<BatchApproval>("batch_id=3; approved_on=2024-09-21")?;
        pen.put::<PaymentConfirmation>("payment_id=4; paid_on=2024-09-22").map(drop)
    }),
    ("work", |pen| {
        pen.put::<Renewal>("")?;
        pen.put::<SelfReview>("")?;
        pen.put::<Achievement>("").map(drop)
    }),
    ("spend", |pen| {
        pen.put::<FundEntry>("amount_fen=1000.00")?;
        pen.put::<FundReversal>("")?;
        pen.put::<FundEntry>("")?;
        let matching = "ledger=matching; purpose=带徒津贴; voucher_no=P1; amount_fen=49999.99";
        pen.put::<FundEntry>(matching).map(drop)
    }),
    ("fail", |pen| pen.put::<Midterm>("results_centi=1999; total_centi=5999; verdict=fail").map(drop)),
    ("rectify", |pen| pen.put::<Rectification>("").map(drop)),
    ("pass", |pen| pen.put::<Midterm>("attempt=2; assessed_on=2026-03-10").map(drop)),
    ("reassess", |pen| {
        pen.put::<MidtermVoid>("")?;
        pen.put::<Midterm>("attempt=2; assessed_on=2026-03-10").map(drop)
    }),
    ("match", |pen| {
        let matching = "ledger=matching; purpose=带徒津贴; voucher_no=P2; amount_fen=0.01";
        pen.put::<FundEntry>(matching).map(drop)
    }),
    ("succeed", |pen| pen.put::<LeaderChange>("").map(drop)),
    ("approve_leader", |pen| {
        pen.put::<LeaderDecision>("")?;
        pen.put::<Agreement>("signed_on=2026-03-17").map(drop)
    }),
    ("extend", |pen| pen.put::<Extension>("").map(drop)),
    ("second", |pen| {
        pen.put::<Batch>("planned_on=2026-03-20")?;
        pen.put::<Payment>("batch_id=4; part=second")?;
        pen.put::<Payment>("batch_id=4; part=second; kind=municipal; amount_fen=40000.00")?;
        pen.put::<BatchApproval>("batch_id=4; approved_on=2026-03-21")?;
        pen.put::<PaymentConfirmation>("payment_id=5; paid_on=2026-03-22; bank_ref=")?;
        pen.put::<PaymentConfirmation>("payment_id=6; paid_on=2026-03-22").map(drop)
    }),
    ("mispay", |pen| {
        pen.put::<Mispayment>("")?;
        pen.put::<MispaymentEnd>("")?;
        pen.put::<BankLine>("")?;
        pen.put::<BankMatch>("")?;
        pen.put::<Revocation>("")?;
        pen.put::<MispaymentEnd>("").map(drop)
    }),
    ("recover", |pen| {
        pen.put::<Recovery>("")?;
        pen.put::<RecoveryLetter>("")?;
        pen.put::<RecoveryReceipt>("")?;
        pen.put::<Recovery>("")?;
        pen.put::<RecoveryWithdrawal>("").map(drop)
    }),
    ("close", |pen| pen.put::<Closing>("").map(drop)),
    ("correct", |pen| {
        pen.put::<Correction>("")?;
        pen.put::<Revision>(&corrected("studio_name=张乙首席技师工作室")).map(drop)
    }),
];

/// What the municipal entitlement says otherwise.
pub(crate) const MUNICIPAL: &str = "kind=municipal; standard_fen=80000.00; amount_fen=80000.00";

/// The application of a case: each unit and each technician of its own.
pub(crate) fn revision(case: usize) -> String {
    format!("case_id={case}; uscc={}; id_number={}", uscc(case), resident(case))
}

/// The application of case 1, corrected after the town's opinion.
pub(crate) fn corrected(columns: &str) -> String {
    format!("{}; revision=2; {columns}", revision(1))
}

/// An identity number of GB 11643 with its check character.
fn resident(number: usize) -> String {
    let body = format!("31011719800101{number:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize =
        body.bytes().zip(weights).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    format!("{body}{}", char::from(b"10X98765432"[sum % 11]))
}

/// A credit code of GB 32100-2015 with its check character.
pub(crate) fn uscc(number: usize) -> String {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body = format!("91310117MA7XRWF{number:02}");
    let value = |letter: u8| ALPHABET.iter().position(|known| *known == letter).unwrap();
    let (sum, _) =
        body.bytes().fold((0, 1), |(sum, weight), letter| (sum + value(letter) * weight, weight * 3 % 31));
    format!("{body}{}", char::from(ALPHABET[(31 - sum % 31) % 31]))
}

pub(crate) fn act(command: &'static str) -> Act {
    Act {
        operator: "王敏".to_owned(),
        role: Role::Bureau,
        on: NaiveDate::from_ymd_opt(2027, 6, 11).unwrap(),
        at: DateTime::from_timestamp(1_772_674_200, 0).unwrap(),
        command,
    }
}

/// A case file with the life up to and with this act, some lawful rows said otherwise.
pub(crate) fn life(folder: &Path, last: &str, instead: &[(&'static str, &'static str)]) -> (Store, PathBuf) {
    let path = folder.join("案卷.db");
    let end = ACTS.iter().position(|(name, _)| *name == last).unwrap();
    Store::create(&path, |store| {
        ACTS[..=end].iter().try_for_each(|(name, write)| {
            store.record::<_, Failure>(&act(name), |book| write(&mut Pen { book, instead }))
        })
    })
    .unwrap_or_else(|failure| panic!("{last}: {failure:?}"));
    (Store::open(&path).unwrap(), path)
}

/// Why an attempt left no trace.
#[derive(Debug)]
pub(crate) enum Undone {
    /// It was lawful, and undone by ourselves.
    Lawful,
    /// The case file refused it.
    Refused(Failure),
}

impl From<Failure> for Undone {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

/// Tries to write in a fresh entry, and undoes it.
pub(crate) fn attempt(store: &mut Store, write: Write) -> Undone {
    let tried = store.record::<(), Undone>(&act("attempt"), |book| {
        write(&mut Pen { book, instead: &[] })?;
        Err(Undone::Lawful)
    });
    tried.unwrap_err()
}
