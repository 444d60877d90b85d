//! Edges from the review to the closing, and the labels.

use chrono::NaiveDate;
use studiogrant::measure::policy::{MatchingDue, MunicipalMode};
use studiogrant::measure::{
    Assessor, Cycle, Deadline, Drawn, Extending, Fund, GrantKind, Held, Method, Part, Party, Rest, Rival,
    Scorers, Verdict, amounts, applicant, conditions, tasks,
};
use studiogrant::model::Fen;
use studiogrant::model::form::{PostKind, SkillBasis};
use studiogrant::model::grade::Grade;

use crate::world::{World, candidate, day, yuan};
use crate::{Edge, edges};

/// A first half that is drawn up.
const DRAWN: Drawn = Drawn {
    kind: GrantKind::District,
    part: Part::First,
    payment: 7,
    batch: 3,
    amount_fen: Fen::new(2_500_000),
    approved: false,
    paid_on: None,
};

/// The same, once it is paid.
const PAID: Drawn = Drawn { approved: true, paid_on: NaiveDate::from_ymd_opt(2026, 6, 25), ..DRAWN };

/// Proposes the best `count` of the six candidates.
fn propose(world: &mut World, count: usize) {
    for (at, candidate) in world.candidates.iter_mut().enumerate() {
        candidate.proposed = at < count;
    }
}

fn closing_pays(world: &mut World) {
    world.policy.matching_due.value = MatchingDue::BeforeClosing;
}

/// A notice over the holidays, and the day on which it is to be announced.
fn spring_festival(world: &mut World, announced_on: &str) {
    (world.announcing.posted_on, world.announcing.last_on) = (day("2026-02-10"), day("2026-02-24"));
    world.announcing.announced_on = day(announced_on);
}

pub(crate) const EDGES: &[Edge] = edges! {
    "A6-2-4a" Seating NotMet: |w| w.experts.extend(["己", "庚"]), |w| w.experts.push("己"), ["6 人", "单数"];
    "A6-2-4a" Seating NotMet: |_| (), |w| w.experts.truncate(3), ["3 人", "5 人"];
    "A6-2-4a" Seating NotMet: |w| w.experts.extend(["甲", "甲"]), |w| w.experts[4] = "甲", ["4 人", "5 人"];
    "A6-2-4a" Seating NotMet: |w| { w.policy.panel_odd.value = false; w.experts.push("己"); },
        |w| { w.policy.panel_odd.value = false; w.experts.truncate(4); }, ["4 人", "5 人"];
    "A6-2-4a" Seating NotMet: |w| w.staying = vec!["戊", "甲"], |w| w.staying = vec!["甲", "己"], ["己", "增补"];
    "A6-2-4r" Seating NotMet: |w| w.scorers = 3, |w| w.scorers = 2, ["2026-0004", "2 人", "3 人"];
    "A6-2-4a" Recusing Reminder: |w| w.recusing.expert = "乙", |w| w.recusing.has_scored = true, ["甲", "作废"];
    "A6-2-4r" Recusing Reminder: |w| w.recusing.scorers = Some(Scorers { case_no: "2026-0004", count: 3 }),
        |w| w.recusing.scorers = Some(Scorers { case_no: "2026-0004", count: 2 }), ["2026-0004", "2 位", "3 位", "增补"];
    "A9-1c" Proposing Reminder: |w| w.budget_fen = Some(yuan(100_000)), |w| w.budget_fen = Some(Fen::new(9_999_999)),
        ["2 个", "100,000.00 元", "99,999.99 元"];
    "A6-2-4a" Scoring NotMet: |_| (), |w| w.scoring.on_panel = false, ["甲"];
    "A6-2-4a" Scoring NotMet: |_| (), |w| w.scoring.recused = true, ["回避"];
    "A6-2-4r" Scoring NotMet: |w| w.scoring.items = &[2500, 2000, 2500, 2000, 1000],
        |w| w.scoring.items = &[2500, 2000, 2501, 2000, 1000], ["攻关与成果", "25.01", "25 分"];
    "A6-2-4r" Scoring NotMet: |w| w.scoring.items = &[0; 5], |w| w.scoring.items = &[0, 0, 0, 0, -1], ["-0.01", "10 分"];
    "A6-2-4r" Scoring NotMet: |_| (), |w| w.scoring.items = &[0; 4], ["4 项", "5 项"];
    "A6-2-4r" Scoring NotMet: |_| (), |w| w.scoring.items = &[0; 6], ["6 项", "5 项"];
    "A6-2-4r" Proposing NotMet: |w| w.candidates[5].sheets = 3, |w| w.candidates[5].sheets = 2, ["2026-0006", "2 份", "3 份"];
    "A3-1a" Proposing NotMet: |w| propose(w, 2), |w| propose(w, 3), ["3 个", "2 个", "4 个"];
    "A3-1a" Proposing NotMet: |w| propose(w, 1), |w| propose(w, 4), ["4 个"];
    "A3-1b" Proposing NotMet: |w| propose(w, 2), |w| propose(w, 5), ["5 个", "4 个", "2 个"];
    "A4-1" Proposing NotMet: |w| w.candidates[2].uscc = "A", |w| w.candidates[1].uscc = "A", ["2026-0001", "2026-0002"];
    "A4-1" Proposing NotMet: |w| w.candidates[0].award_to = Some(day("2026-05-19")),
        |w| w.candidates[0].award_to = Some(day("2026-05-20")), ["2026-0001", "2026-05-20"];
    "A4-1" Proposing NotMet: |w| w.candidates[2].award_to = Some(day("2027-05-20")),
        |w| w.candidates[1].award_to = Some(day("2027-05-20")), ["2026-0002", "2027-05-20"];
    "A6-2-4b" Proposing NotMet: |w| w.candidates.truncate(3), |w| w.candidates.truncate(2), ["2 个"];
    "A6-2-4c" Proposing NotMet: |_| (), |w| (w.candidates[1].proposed, w.candidates[2].proposed) = (false, true),
        ["2026-0003", "第 3", "2026-0002", "第 2"];
    "A6-2-4c" Proposing NotMet: |w| w.candidates[0].rank = 2, |w| w.candidates[2].rank = 2, ["2026-0002", "2026-0003", "并列第 2"];
    "A6-2-4c" Proposing NotMet: |w| w.candidates[1].rank = 1,
        |w| w.candidates[4].rank = 4, ["2026-0004 与 2026-0005", "并列第 4"];
    "A6-2-4c" Proposing NotMet: |w| w.candidates = vec![candidate("1", "A", 1, true), candidate("2", "B", 2, false)],
        |w| w.candidates = vec![candidate("2", "B", 2, true), candidate("1", "A", 1, false)], ["第 1", "第 2"];

    "A6-2-4d" Posting NotMet: |w| w.posting.posted_on = day("2026-02-10"), |w| w.posting.posted_on = day("1999-02-10"), ["1999", "calendar import"];
    "A6-2-4e" Objecting NotMet: |_| (), |w| w.objecting.by_name = " ", ["实名"];
    "A6-2-4e" Objecting NotMet: |_| (), |w| w.objecting.contact = "", ["联系方式"];
    "A6-2-4e" Objecting NotMet: |w| w.objecting.received_on = day("2026-06-08"), |w| w.objecting.received_on = day("2026-06-09"),
        ["2026-06-09", "2026-06-01", "2026-06-08"];
    "A6-2-4e" Objecting NotMet: |w| w.objecting.received_on = day("2026-06-01"), |w| w.objecting.received_on = day("2026-05-31"), ["2026-05-31"];
    "A6-2-4e" Objecting NotMet: |_| (), |w| w.objecting.posted_on = day("1999-06-01"), ["1999", "calendar import"];
    "A3-1b" Announcing NotMet: |w| w.announcing.awards = 12, |w| w.announcing.awards = 13, ["13 个", "12 个", "10 个", "2 个"];
    "A6-2-4d" Announcing NotMet: |w| w.announcing.announced_on = day("2026-06-09"), |w| w.announcing.announced_on = day("2026-06-08"),
        ["2026-06-08", "2026-06-01", "最早可在 2026-06-09"];
    "A6-2-4d" Announcing NotMet: |w| spring_festival(w, "2026-02-25"), |w| spring_festival(w, "2026-02-24"), ["2026-02-25"];
    "A6-2-4d" Announcing NotMet: |_| (), |w| w.announcing.last_on = day("2026-06-10"), ["2026-06-10 还没有期满", "最早可在 2026-06-11"];
    "A6-2-4d" Announcing NotMet: |_| (), |w| w.announcing.posted_on = day("1999-02-10"), ["1999"];
    "A6-2-4f" Announcing NotMet: |_| (), |w| w.announcing.doc_no = "", ["没有文号"];
    "A6-2-4f" Announcing NotMet: |w| w.announcing.doc_no = "沪松人社〔2026〕1号", |w| w.announcing.doc_no = "沪松人社〔2026〕号", ["不完整"];
    "A6-2-4f" Announcing NotMet: |_| (), |w| w.announcing.doc_no = "见通知", ["见通知"];
    "A4-1" Listing NotMet: |w| w.listing.award_to = Some(day("2026-06-09")), |w| w.listing.award_to = Some(day("2026-06-10")),
        ["2026-0001", "2026-06-10"];
    "A6-1-3c" Listing Reminder: |w| w.listing.appointed_to = day("2029-06-09"), |w| w.listing.appointed_to = day("2029-06-08"),
        ["2029-06-08", "2029-06-09"];
    "A6-1-3c" Listing Reminder: |_| (), |w| w.listing.appointed_to = day("2026-06-10"), ["2026-06-10"];
    "A6-1-3c" Listing NotMet: |_| (), |w| w.listing.appointed_to = day("2026-06-09"), ["2026-06-09", "2026-06-10"];
    "A6-2-4d" Listing NotMet: |_| (), |w| w.listing.as_posted = false, ["2026-0001", "重新公示"];
    "A6-2-4e" Listing NotMet: |_| (), |w| w.listing.open_objections = 1, ["2026-0001", "1 件"];
    "A6-2-4e" Listing NotMet: |_| (), |w| w.listing.upheld = true, ["2026-0001", "候补"];
    "A3-2" Recommending NotMet: |_| (), |w| w.recommending.funded = false, ["区级资助"];
    "A3-2" Recommending NotMet: |_| (), |w| w.recommending.reason = " ", ["理由"];
    "A4-3" MunicipalAward NotMet: |_| (), |w| w.award.recommended_on = None, ["推荐"];
    "A4-3" MunicipalAward NotMet: |w| w.award.recommended_on = Some(day("2026-11-01")), |w| w.award.recommended_on = Some(day("2026-11-02")),
        ["2026-11-01", "2026-11-02"];
    "A4-3" MunicipalAward NotMet: |_| (), |w| w.award.doc_no = Some(""), ["文号"];
    "A4-3" MunicipalAward NotMet: |w| w.award.doc_no = None, |w| w.award.doc_no = Some("沪人社职300号"), ["年份"];
    "A4-3" MunicipalAward NotMet: |w| { w.award.declined_on = Some(day("2026-10-20")); w.award.correction = "看漏了名单"; },
        |w| w.award.declined_on = Some(day("2026-10-20")), ["2026-10-20", "--reason"];

    "A4-1" Paying NotMet: |_| (), |w| w.paying.other_award = "2025-0003", ["2025-0003"];
    "A4-2b" Paying NotMet: World::second, |w| { w.second(); w.paying.matching_fen = Fen::new(4_999_999); },
        ["49,999.99 元", "50,000.00 元", "0.01 元", "第二期拨付前"];
    "A4-2b" Paying Reminder: |w| { closing_pays(w); w.second(); }, |w| { closing_pays(w); w.second(); w.paying.matching_fen = Fen::ZERO; },
        ["50,000.00 元", "结项前"];
    "A4-3" Paying NotMet: World::municipal, |w| { w.municipal(); w.paying.recommended = false; }, ["推荐"];
    "A4-3" Paying NotMet: |_| (), |w| { w.municipal(); w.paying.municipal_doc_no = ""; }, ["市级获评"];
    "A9-1a" Paying NotMet: World::municipal, |w| { w.municipal(); w.paying.amount_fen = Fen::new(3_999_999); },
        ["39,999.99 元", "40,000.00 元"];
    "A9-1a" Paying NotMet: |w| { w.policy.municipal_mode.value = MunicipalMode::HigherOf; w.municipal(); w.paying.amount_fen = yuan(15_000); },
        |w| { w.policy.municipal_mode.value = MunicipalMode::HigherOf; w.municipal(); w.paying.amount_fen = yuan(14_999); }, ["15,000.00 元"];
    "A6-1-3c" Paying NotMet: |w| w.paying.appointed_to = day("2026-07-01"), |w| w.paying.appointed_to = day("2026-06-30"),
        ["2026-06-30", "2026-07-01"];
    "A6-1-3c" Paying NotMet: |w| { w.second(); w.paying.appointed_to = day("2026-06-30"); },
        |w| w.paying.appointed_to = day("2026-06-29"), ["2026-06-29"];
    "A6-2-4f" Paying NotMet: |w| w.paying.announced_on = Some(day("2026-07-01")), |w| w.paying.announced_on = Some(day("2026-07-02")),
        ["2026-07-01", "2026-07-02"];
    "A6-2-4f" Paying NotMet: |_| (), |w| w.paying.announced_on = None, ["发文"];
    "A6-2-4f" Paying NotMet: |_| (), |w| w.paying.doc_no = "", ["文号"];
    "A6-2-4g" Paying NotMet: |_| (), |w| w.form.account_name = None, ["银行户名"];
    "A6-2-4g" Paying NotMet: |_| (), |w| w.form.bank_name = None, ["开户银行"];
    "A6-2-4g" Paying NotMet: |_| (), |w| w.form.bank_code = None, ["联行号"];
    "A6-2-4g" Paying NotMet: |_| (), |w| w.form.bank_account = None, ["银行账号"];
    "A6-2-4g" Paying Unproven: |_| (), |w| w.form.account_name = Some("上海示例机械有限公司".into()), ["上海示例机械有限公司"];
    "A8-1a" Paying NotMet: |w| w.paying.agreement_on = Some(day("2026-07-01")), |w| w.paying.agreement_on = Some(day("2026-07-02")),
        ["2026-07-02", "2026-07-01"];
    "A8-1a" Paying NotMet: |_| (), |w| w.paying.agreement_on = None, ["没有目标任务责任协议"];
    "A8-1a" Paying NotMet: |w| { w.second(); w.paying.former_agreement = Some((day("2026-06-20"), "张乙")); },
        |w| { w.second(); (w.paying.agreement_on, w.paying.former_agreement) = (None, Some((day("2026-06-20"), "张乙"))); },
        ["新带头人", "尚未签订", "2026-06-20", "张乙"];
    "A8-1a" Paying NotMet: |w| { w.second(); w.paying.agreement_on = Some(day("2028-01-10")); },
        |w| { w.second(); w.paying.agreement_on = Some(day("2028-01-11")); }, ["2028-01-11", "2028-01-10"];
    "A8-1c" Paying NotMet: |w| w.paying.leader_change_on = Some(day("2027-03-01")),
        |w| { w.second(); w.paying.leader_change_on = Some(day("2027-03-01")); }, ["2027-03-01", "第二期"];
    "A8-2b" Paying NotMet: |w| { w.second(); w.paying.verdict = Some(Verdict::Excellent); },
        |w| { w.second(); w.paying.verdict = Some(Verdict::Fail); }, ["不合格"];
    "A8-2b" Paying NotMet: |w| w.paying.verdict = Some(Verdict::Fail), |w| { w.second(); w.paying.verdict = Some(Verdict::Fail); }, ["第二期"];
    "A9-1a" Paying NotMet: |_| (), |w| w.paying.amount_fen = Fen::new(2_499_999), ["24,999.99 元", "25,000.00 元"];
    "A9-1a" Paying NotMet: |_| (), |w| w.paying.amount_fen = Fen::new(2_500_001), ["25,000.01 元", "25,000.00 元"];
    "A9-1a" Paying NotMet: |w| { w.second(); w.paying.comparable_fen = Fen::new(1); w.paying.paid_fen = Fen::new(2_499_999); },
        |w| { w.second(); w.paying.paid_fen = Fen::new(2_499_999); }, ["25,000.01 元"];
    "A9-1a" Paying NotMet: |w| (w.paying.paid_fen, w.paying.amount_fen) = (yuan(37_500), yuan(12_500)),
        |w| (w.paying.paid_fen, w.paying.amount_fen) = (yuan(37_500), Fen::new(1_249_999)), ["12,500.00 元"];
    "A9-1b" Paying NotMet: World::second, |w| { w.second(); w.paying.verdict = None; }, ["届中考核"];
    "A9-1c" Paying NotMet: |_| (), |w| { w.paying.comparable_fen = yuan(50_000); w.paying.amount_fen = Fen::ZERO; }, ["0.00 元"];
    "A9-1c" Paying NotMet: |w| w.paying.paid_fen = yuan(25_000), |w| w.paying.paid_fen = Fen::new(2_500_001),
        ["50,000.01 元", "50,000.00 元"];
    "A9-1a" Paying NotMet: World::municipal, |w| { w.municipal(); w.paying.amount_fen = Fen::new(4_000_001); },
        ["40,000.01 元", "40,000.00 元"];
    "A9-1a" Paying NotMet: |_| (), |w| w.paying.already = Some(DRAWN), ["区级资助第一期（25,000.00 元）已列入批次 3", "disburse approve 3"];
    "A9-1a" Paying NotMet: |_| (), |w| w.paying.already = Some(Drawn { approved: true, ..DRAWN }), ["还没有付出", "disburse confirm 3"];
    "A9-1a" Paying NotMet: |_| (), |w| w.paying.already = Some(PAID), ["已凭批次 3 于 2026-06-25 付出", "disburse bounce 7"];
    "A9-1a" Paying NotMet: World::second, |w| { w.second(); w.paying.already = Some(Drawn { part: Part::Second, ..PAID });
            (w.paying.paid_fen, w.paying.amount_fen) = (yuan(50_000), Fen::ZERO); }, ["区级资助第二期"];
    "A8-2b" Paying NotMet: |_| (), |w| { w.second(); (w.paying.verdict, w.paying.failed) = (Some(Verdict::Fail), true); }, ["结项"];
    "A9-1a" Paying NotMet: |w| { w.second(); w.paying.comparable_fen = yuan(50_000).minus(Fen::new(2)).unwrap();
            (w.paying.paid_fen, w.paying.amount_fen) = (Fen::new(1), Fen::new(1)); },
        |w| { w.second(); w.paying.first_paid = false; (w.paying.paid_fen, w.paying.amount_fen) = (Fen::ZERO, yuan(50_000)); }, ["第一期"];
    "A9-1a" Paying NotMet: World::supplement, |w| { w.supplement(); w.paying.second_paid = false; }, ["第二期"];
    "A9-1c" Paying NotMet: |w| w.paying.budget_fen = Some(yuan(225_000)), |w| w.paying.budget_fen = Some(Fen::new(22_499_999)),
        ["225,000.00 元", "224,999.99 元"];
    "A9-1c" Paying NotMet: |_| (), |w| w.paying.mispaid = const { &[(7, Fen::new(1))] }, ["误付 7，银行误付的 0.01 元"];
    "A9-1c" Paying NotMet: |_| (), |w| w.paying.unidentified = const { &[(3, Fen::new(1))] }, ["银行付出的 0.01 元（明细 3），还没有认定是哪一笔"];
    "A9-1c" Paying NotMet: |w| w.paying.budget_fen = None, |w| w.paying.round_paid_fen = Fen::new(i64::MAX), ["范围"];

    "A5-1" Spending NotMet: |_| (), |w| w.spending.voucher_no = " ", ["凭证号", "3,000.00 元"];
    "A5-1" Spending NotMet: |w| w.spending.amount_fen = Fen::new(1), |w| w.spending.amount_fen = Fen::ZERO, ["0.00 元"];
    "A5-2" Spending NotMet: |w| w.spending.purpose = "其他相关待遇", |w| w.spending.purpose = "日常工作经费", ["日常工作经费", "培训进修"];
    "A5-2" Spending NotMet: |w| (w.spending.fund, w.spending.purpose) = (Fund::Matching, "日常工作经费"),
        |w| w.spending.fund = Fund::Matching, ["带徒传技", "带徒津贴"];
    "A5-2" Spending NotMet: |w| w.spending.spent_fen = yuan(22_000), |w| w.spending.spent_fen = Fen::new(2_200_001),
        ["25,000.01 元", "25,000.00 元"];
    "A5-2" Spending NotMet: |w| { (w.spending.fund, w.spending.purpose) = (Fund::Matching, "带徒津贴"); w.spending.spent_fen = yuan(25_000); },
        |w| w.spending.spent_fen = Fen::new(i64::MAX), ["范围"];
    "A5-2" Spending NotMet: |w| w.spending.demanded_fen = yuan(12_000), |w| w.spending.demanded_fen = Fen::new(1_200_001),
        ["13,000.00 元", "25,000.00 元", "12,000.01 元"];
    "A5-2" Spending NotMet: |w| w.spending.tightest.spent_fen = yuan(22_000), |w| w.spending.tightest.spent_fen = Fen::new(2_200_001),
        ["到 2026-09-01", "25,000.00 元", "25,000.01 元", "由单位垫付", "配套台账"];
    "A5-2" Spending NotMet: |w| { (w.spending.fund, w.spending.purpose) = (Fund::Matching, "带徒津贴"); w.spending.tightest.received_fen = Fen::ZERO; },
        |w| w.spending.tightest.received_fen = Fen::ZERO, ["到 2026-09-01", "0.00 元", "多用 10,000.00 元", "冲销"];
    "A5-2" Closing NotMet: |w| w.closing.overspent = Some(Held { on: day("2027-06-01"), received_fen: yuan(50_000), spent_fen: yuan(50_000) }),
        |w| w.closing.overspent = Some(Held { on: day("2027-06-01"), received_fen: yuan(50_000), spent_fen: Fen::new(5_000_001) }), ["50,000.01 元", "50,000.00 元", "0.01 元", "2027-06-01"];
    "A5-3" Paying NotMet: |w| { w.second(); w.paying.paid_on = day("2029-06-09"); },
        |w| { w.second(); w.paying.paid_on = day("2029-06-10"); }, ["2029-06-09", "2029-06-10"];
    "A5-3" Paying Reminder: |w| { w.municipal(); w.paying.paid_on = day("2029-06-09"); },
        |w| { w.municipal(); w.paying.paid_on = day("2029-06-10"); }, ["2029-06-09", "2029-06-10"];
    "A5-3" Spending NotMet: |w| w.spending.spent_on = day("2026-06-10"), |w| w.spending.spent_on = day("2026-06-09"), ["2026-06-09", "2026-06-10"];
    "A5-3" Spending NotMet: |w| w.spending.spent_on = day("2029-06-09"), |w| w.spending.spent_on = day("2029-06-10"), ["2029-06-10", "2029-06-09"];
    "A5-3" Spending NotMet: |w| { (w.spending.fund, w.spending.purpose) = (Fund::Matching, "带徒津贴"); w.spending.spent_on = day("2030-01-01"); },
        |w| w.spending.spent_on = day("2030-01-01"), ["2030-01-01"];
    "A5-1" Matching NotMet: |_| (), |w| w.matching.voucher_no = "", ["凭证号", "20,000.00 元"];
    "A5-1" Matching NotMet: |w| w.matching.amount_fen = Fen::new(1), |w| w.matching.amount_fen = Fen::new(-1), ["-0.01 元"];
    "A4-2b" Matching NotMet: |w| w.matching.provided_on = day("2029-06-09"), |w| w.matching.provided_on = day("2029-06-10"), ["2029-06-10", "2029-06-09"];
    "A4-2b" Matching NotMet: |w| w.matching.provided_on = day("2026-06-10"), |w| w.matching.provided_on = day("2026-06-09"), ["2026-06-09"];

    "A4-2b" Assessing Reminder: |_| (), |w| w.assessing.matching_fen = Fen::new(4_999_999), ["0.01 元"];
    "A6-1-3c" Assessing NotMet: |w| w.assessing.appointed_to = day("2027-12-10"), |w| w.assessing.appointed_to = day("2027-12-09"),
        ["2027-12-09", "2027-12-10"];
    "A7-2" Assessing Unproven: |_| (), |w| w.assessing.achievements = [1, 0, 2, 1], ["推广总结"];
    "A8-1a" Assessing NotMet: |w| w.assessing.agreement_on = Some(day("2027-12-10")),
        |w| w.assessing.agreement_on = Some(day("2027-12-11")), ["2027-12-11"];
    "A8-1b" Assessing Reminder: |w| w.assessing.reviewed_on = Some(day("2026-12-10")),
        |w| w.assessing.reviewed_on = Some(day("2026-12-09")), ["2027-12-09", "2027-12-10"];
    "A8-1b" Assessing Reminder: |w| { w.policy.review_months.value = 18; w.assessing.reviewed_on = None; },
        |w| w.assessing.reviewed_on = None, ["2027-06-10"];
    "A8-2a" Assessing NotMet: |w| w.assessing.assessor = Assessor::Experts(&["赵甲"]), |w| w.assessing.assessor = Assessor::Experts(&[]), ["专家"];
    "A8-2a" Assessing NotMet: |w| w.assessing.assessor = Assessor::Experts(&["O'Brien"]), |w| w.assessing.assessor = Assessor::Experts(&["赵甲", "5"]), ["“5”"];
    "A8-2a" Assessing NotMet: |_| (), |w| w.assessing.assessor = Assessor::Experts(&["赵甲", " "]), ["姓名"];
    "A8-2a" Assessing NotMet: |w| w.assessing.assessor = Assessor::ThirdParty("示例评估所"),
        |w| w.assessing.assessor = Assessor::ThirdParty(" "), ["第三方"];
    "A8-2a" Assessing NotMet: |_| (), |w| w.assessing.assessor = Assessor::Experts(&["赵甲", "钱乙", "赵 甲"]), ["赵 甲", "不止一次"];
    "A8-2a" Assessing NotMet: |w| w.assessing.assessor = Assessor::Experts(&["张乙（示例学院）"]),
        |w| w.assessing.assessor = Assessor::Experts(&["赵甲", "张乙"]), ["张乙", "带头人"];
    "A8-2a" Assessing NotMet: |_| (), |w| w.assessing.assessor = Assessor::Experts(&["李丁"]), ["李丁", "新带头人"];
    "A8-2a" Assessing NotMet: |_| (), |w| w.assessing.assessor = Assessor::Experts(&["周戊"]), ["周戊", "任职"];
    "A8-2a" Assessing NotMet: |_| (), |w| w.assessing.assessor = Assessor::Experts(&["吴己"]), ["吴己", "回避（师徒）"];
    "A8-2a" Assessing NotMet: |w| w.assessing.assessor = Assessor::ThirdParty("示例评估所"),
        |w| w.assessing.assessor = Assessor::ThirdParty("上海示例机械有限公司"), ["上海示例机械有限公司", "所在单位"];
    "A8-2a" Assessing NotMet: |w| w.assessing.methods = &[Method::Forum, Method::Documents], |w| w.assessing.methods = &[], ["方法"];
    "A8-2a" Assessing NotMet: |w| w.elements[0].points = 1500, |w| w.elements[0].points = 1501, ["硬件建设", "15.01", "15 分"];
    "A8-2a" Assessing NotMet: |w| w.elements[4].points = 0, |w| w.elements[4].points = -1, ["社会效应", "-0.01"];
    "A8-2a" Assessing NotMet: |_| (), |w| w.elements[2].evidence = "无", ["项目成果", "依据"];
    "A8-2a" Assessing NotMet: |_| (), |w| w.elements.truncate(4), ["4 个", "5 个"];
    "A8-2b" Assessing NotMet: |w| w.assessing.assessed_on = day("2027-09-10"), |w| w.assessing.assessed_on = day("2027-09-09"),
        ["2027-09-09", "2027-09-10", "2028-03-10"];
    "A8-2b" Assessing Reminder: |w| w.assessing.assessed_on = day("2028-03-10"), |w| w.assessing.assessed_on = day("2028-03-11"),
        ["2028-03-11", "2028-03-10"];
    "A8-2b" Assessing Reminder: |w| { w.again(); w.assessing.assessed_on = day("2028-03-20"); },
        |w| { w.again(); w.assessing.assessed_on = day("2028-03-21"); }, ["2028-03-21", "2028-03-20"];
    "A8-2b" Assessing NotMet: |w| { w.again(); w.assessing.assessed_on = day("2027-12-21"); },
        |w| { w.again(); w.assessing.assessed_on = day("2027-12-20"); }, ["2027-12-20", "2028-03-20"];
    "A8-2b" Assessing NotMet: World::again, |w| { w.again(); w.assessing.rectified_on = None; }, ["整改"];
    "A8-2b" Assessing NotMet: World::again, |w| { w.again(); w.assessing.rectified_on = None; w.assessing.failed = true; }, ["用完"];
    "A8-2b" Assessing NotMet: |_| (), |w| { w.again(); w.assessing.previous = None; }, ["没有考核过"];
    "A8-2b" Assessing NotMet: |_| (), |w| w.assessing.previous = Some(Verdict::Pass), ["合格"];
    "A8-2b" Rectifying NotMet: |_| (), |w| w.rectifying.verdict = Some(Verdict::Pass), ["合格"];
    "A8-2b" Rectifying NotMet: |_| (), |w| w.rectifying.verdict = None, ["还没有考核"];
    "A8-2b" Rectifying NotMet: |_| (), |w| w.rectifying.before = 1, ["1 次"];
    "A8-2b" Rectifying NotMet: |_| (), |w| w.rectifying.demand = "", ["整改要求"];
    "A4-2b" Closing NotMet: |_| (), |w| w.closing.matching_fen = Fen::new(4_999_999), ["49,999.99 元", "50,000.00 元", "0.01 元"];
    "A4-2b" Closing NotMet: |_| (), |w| { (w.closing.matching_fen, w.closing.shortfall) = (Fen::ZERO, " "); }, ["处理决定"];
    "A4-2b" Closing Reminder: |_| (), |w| { (w.closing.matching_fen, w.closing.shortfall) = (Fen::new(4_999_999), "不再补足"); },
        ["0.01 元"];
    "A4-2b" Closing Reminder: |_| (), |w| { w.closing.failed = true; w.closing.matching_fen = Fen::ZERO; }, ["50,000.00 元"];
    "A4-2b" Closing Reminder: |_| (), |w| { w.closing.matching_fen = Fen::ZERO; (w.closing.received_fen, w.closing.spent_fen) = (Fen::ZERO, Fen::ZERO); },
        ["50,000.00 元"];
    "A4-2b" Closing NotMet: |_| (), |w| { w.closing.matching_fen = Fen::ZERO; (w.closing.received_fen, w.closing.spent_fen) = (Fen::new(1), Fen::new(1)); },
        ["50,000.00 元"];
    "A7-2" Closing Unproven: |w| { w.closing.achievements = [1, 1, 0, 1]; w.closing.conclusion = "带徒合同期内离职"; },
        |w| { w.closing.achievements = [1, 1, 0, 1]; w.closing.conclusion = "无"; }, ["带徒传技"];
    "A5-3" Closing Unproven: |_| (), |w| w.closing.spent_fen = Fen::new(4_999_999), ["0.01 元", "50,000.00 元", "49,999.99 元"];
    "A5-3" Closing Unproven: |w| { w.closing.spent_fen = Fen::ZERO; (w.closing.rest, w.closing.decision) = (Some(Rest::Return), "退回区财政"); },
        |w| { w.closing.spent_fen = Fen::ZERO; (w.closing.rest, w.closing.decision) = (Some(Rest::Return), " "); }, ["50,000.00 元"];
    "A5-3" Closing Unproven: |w| { w.closing.spent_fen = Fen::ZERO; (w.closing.rest, w.closing.decision) = (Some(Rest::Keep), "攻关延续"); },
        |w| { w.closing.spent_fen = Fen::ZERO; w.closing.decision = "攻关延续"; }, ["退回或留用"];
    "A8-1b" Closing Reminder: |w| w.closing.reviewed_on = Some(day("2028-06-10")), |w| w.closing.reviewed_on = Some(day("2028-06-09")),
        ["2029-06-09", "2029-06-20"];
    "A8-1b" Closing Reminder: |w| { w.closing.reviewed_on = Some(day("2028-06-09")); w.closing.review_extended_to = Some(day("2029-06-10")); },
        |w| { w.closing.reviewed_on = Some(day("2028-06-08")); w.closing.review_extended_to = Some(day("2029-06-09")); }, ["2029-06-09", "2029-06-20"];
    "A8-1b" Closing Reminder: |w| (w.closing.reviewed_on, w.closing.closed_on) = (Some(day("2028-06-09")), day("2029-06-09")),
        |w| w.closing.reviewed_on = Some(day("2028-06-09")), ["2029-06-09", "2029-06-20"];
    "A8-1b" Assessing Reminder: |w| { w.assessing.reviewed_on = None; w.assessing.review_extended_to = Some(day("2027-12-10")); },
        |w| { w.assessing.reviewed_on = None; w.assessing.review_extended_to = Some(day("2027-12-09")); }, ["2027-12-09", "2027-12-10"];
    "A8-2b" Assessing Reminder: |w| { w.assessing.assessed_on = day("2028-05-31"); w.assessing.extended_to = Some(day("2028-05-31")); },
        |w| { w.assessing.assessed_on = day("2028-06-01"); w.assessing.extended_to = Some(day("2028-05-31")); }, ["2028-06-01", "2028-05-31"];
    "A8-2b" Assessing Reminder: |w| { w.again(); w.assessing.assessed_on = day("2028-04-20"); w.assessing.extended_to = Some(day("2028-04-20")); },
        |w| { w.again(); w.assessing.assessed_on = day("2028-04-21"); w.assessing.extended_to = Some(day("2028-04-20")); }, ["2028-04-21", "2028-04-20"];

    "A2-1-1" Succeeding NotMet: |w| w.form.post_kind = PostKind::Training, |w| w.form.post_kind = PostKind::Management, ["一线"];
    "A2-1-1" Succeeding Unproven: |_| (), |w| w.form.post_achievement = None, ["岗位业绩"];
    "A2-1-2a" Succeeding NotMet: |w| w.form.skill_grade = Some(Grade::Technician), |w| { w.form.certificate_no = None; w.form.skill_grade = Some(Grade::Senior); },
        ["高级工", "技师"];
    "A2-1-2b" Succeeding Unproven: |_| (), |w| w.form.skill_basis = SkillBasis::Equivalent, ["相同水平"];
    "A2-1-2c" Succeeding NotMet: |_| (), |w| w.form.skill_basis = SkillBasis::TradeRecognition, ["行业内认定"];
    "A6-1-3b" Succeeding NotMet: |w| w.form.appointed_from = day("2027-03-01"), |w| w.form.appointed_from = day("2027-03-02"),
        ["2027-03-01", "2027-03-02"];
    "A6-1-3b" Succeeding NotMet: |_| (), |w| { w.form.appointed_to = day("2027-02-28"); w.succeeding.cycle.last = day("2027-02-28"); }, ["2027-02-28"];
    "A6-1-3c" Succeeding Reminder: |w| w.form.appointed_to = day("2029-06-09"), |w| w.form.appointed_to = day("2029-06-08"),
        ["2029-06-08", "2029-06-09"];
    "A6-2-2" Succeeding NotMet: |w| w.succeeding.rivals = &ENDED, |w| w.succeeding.rivals = &RUNNING, ["2025-0003"];
    "A6-2-2" Succeeding NotMet: |_| (), |w| w.succeeding.rivals = &LIVE, ["2027-0008"];
    "A8-1c" Succeeding NotMet: |_| (), |w| w.succeeding.same_person = true, ["张示例", "assess renew"];
    "A8-1c" Succeeding NotMet: |_| (), |w| w.succeeding.reason = "", ["更换的原因"];
    "A8-1c" Succeeding NotMet: |_| (), |w| w.succeeding.document = "无", ["单位的文件"];
    "A8-1c" Succeeding NotMet: |_| (), |w| (w.succeeding.reason, w.succeeding.document) = ("", ""), ["更换的原因和单位的文件"];

    "A6-2-3b" Extending NotMet: |w| towns(w, "2026-04-16"), |w| towns(w, "2026-04-15"), ["2026-04-15", "街镇上报"];
    "A6-2-3b" Extending NotMet: |w| towns(w, "2026-04-30"), |w| { towns(w, "2026-04-30"); w.extending.reason = " "; }, ["理由"];
    "A7-1" Extending NotMet: |w| w.extending.to = day("2029-06-09"), |w| w.extending.to = day("2029-06-10"), ["2029-06-10", "2029-06-09"];
    "A7-1" Extending NotMet: |_| (), |w| (w.extending.deadline, w.extending.due_on) = (Deadline::Cycle, day("2029-06-09")), ["3 年", "2029-06-09", "五3"];
    "A8-2c" Extending NotMet: |w| w.extending.to = day("2028-03-11"), |w| w.extending.to = day("2028-03-10"), ["2028-03-10", "届中考核"];
    "A8-2c" Extending NotMet: |w| w.extending.deadline = Deadline::Review, |w| { w.extending.deadline = Deadline::Review; w.extending.reason = ""; }, ["理由"];
    "A8-2c" Extending NotMet: |w| w.extending.decided_on = day("2028-05-31"), |w| w.extending.decided_on = day("2028-06-01"),
        ["2028-05-31", "2028-06-01"];
    "A7-2" Closing Unproven: |w| { w.closing.achievements = [1, 1, 0, 1]; w.closing.conclusion = "带徒合同期内离职"; },
        |w| { w.closing.achievements = [1, 1, 0, 1]; w.closing.conclusion = "无"; }, ["带徒传技", "“无”", "等于没有写"];
    "A7-2" Filing Unproven: |w| w.form.task_unit = Some("x".into()), |w| (w.form.task_research, w.form.task_unit) = (None, Some("无".into())),
        ["技术革新和攻关、单位布置的任务"];
};

static RUNNING: [Rival<'static>; 1] =
    [Rival { case_no: "2025-0003", party: Party::Technician, award_to: NaiveDate::from_ymd_opt(2027, 3, 1) }];
static ENDED: [Rival<'static>; 1] = [Rival {
    case_no: "2025-0003",
    party: Party::Technician,
    award_to: NaiveDate::from_ymd_opt(2027, 2, 28),
}];
static LIVE: [Rival<'static>; 1] = [Rival { case_no: "2027-0008", party: Party::Technician, award_to: None }];

fn towns(world: &mut World, to: &str) {
    let (deadline, due_on) = (Deadline::Town, day("2026-04-15"));
    let decided_on = day("2026-04-10");
    world.extending = Extending { deadline, due_on, to: day(to), decided_on, cycle: None, ..world.extending };
}

pub(crate) fn g60_is_a_label() {
    let mut form = World::eligible().form;
    for (mark, is) in [(None, false), (Some(false), false), (Some(true), true)] {
        form.g60 = mark;
        assert_eq!(applicant::is_g60(&form), is);
    }
}

pub(crate) fn priority_is_a_label() {
    let mut form = World::eligible().form;
    for (awards, outputs, has) in [
        (None, None, false),
        (Some("无"), Some(" "), false),
        (Some("市级技能竞赛一等奖"), None, true),
        (None, Some("年节约 200 万元"), true),
    ] {
        (form.awards, form.outputs) = (awards.map(str::to_owned), outputs.map(str::to_owned));
        assert_eq!(conditions::has_priority(&form), has);
    }
}

pub(crate) fn the_cycle_is_three_years() {
    let policy = World::eligible().policy;
    let cycle = tasks::cycle(day("2026-06-10"), &policy);
    assert_eq!(cycle, Cycle { first: day("2026-06-10"), last: day("2029-06-09") });
    for (text, inside) in
        [("2026-06-09", false), ("2026-06-10", true), ("2029-06-09", true), ("2029-06-10", false)]
    {
        assert_eq!(cycle.has(day(text)), inside, "{text}");
    }
}

pub(crate) fn comparable_support_is_taken_off_before_halving() {
    let policy = World::eligible().policy;
    let total = amounts::entitlement(policy.grant.value, Fen::new(1_000_001)).unwrap();
    assert_eq!(amounts::halves(total, &policy), (Fen::new(1_999_999), Fen::new(2_000_000)));
}
