//! What the papers say of money: the letter, the mid-term form, the agreement, the closing, each with the figures of the
//! screen.

use studiogrant::casework::apply::{self, Slip};
use studiogrant::casework::assess::Settlement;
use studiogrant::casework::bureau::{self, Particulars};
use studiogrant::casework::disburse::NewPayee;
use studiogrant::casework::publish;
use studiogrant::casework::show::show;
use studiogrant::casework::{Report, assess, disburse};
use studiogrant::model::acts::{Fund, GrantKind, Ground, Rest};
use studiogrant::model::{Datum, Document, Value};
use studiogrant::store::facts::{Notice, Recovery};
use studiogrant::store::{Act, Failure};

use crate::bureau::*;
use crate::handed_over::{named, papers};
use crate::lapsed::fail_for_good;

pub(crate) fn text(report: Report) -> String {
    let paper = report.document.and_then(|document| match document {
        Document::Paper(paper) => Some(paper.plain()),
        _ => None,
    });
    paper.unwrap()
}

fn recover(bureau: &Bureau, on: &str, amount: &str, ground: Ground) {
    let case = "1".parse().unwrap();
    let ground = Some(ground);
    disburse::recover(&mut bureau.desk(CASHIER, on), case, GrantKind::District, ground, yuan(amount), "退回")
        .unwrap();
}

/// What the mid-term form says of the money.
fn funds(bureau: &Bureau, on: &str) -> Vec<String> {
    let form = assess::form(&bureau.desk(BUREAU, on), "1".parse().unwrap()).unwrap();
    let table = form.tables.into_iter().find(|table| table.key == "funds").unwrap();
    table.rows.iter().map(|row| row.iter().map(Datum::show).collect::<Vec<_>>().join("|")).collect()
}

fn letter(bureau: &Bureau, on: &str, recovery: i64) -> String {
    text(disburse::demand(&bureau.desk(CASHIER, on), recovery).unwrap())
}

pub(crate) fn told() -> Particulars {
    Particulars {
        office: Some("职业能力建设科".to_owned()),
        phone: Some("021-00000000".to_owned()),
        address: Some("示例路1号".to_owned()),
        account_name: Some("示例财政专户".to_owned()),
        bank_name: Some("示例银行".to_owned()),
        account: Some(Value::parse("31001900014500000011").unwrap()),
    }
}

#[test]
fn a_letter_for_two_causes_names_each_with_its_amount() {
    let bureau = Bureau::half_paid();
    fail_for_good(&bureau);
    bureau.judge("2026-01-21", "别项资助", "40000", true);
    recover(&bureau, "2026-01-22", "20000", Ground::Excess);
    let said = letter(&bureau, "2026-01-22", 1);
    for words in [
        "九2关于同类资助就高不重复、八（二）关于根据届中考核结果决定是否给予第二期资助的规定",
        "，其中依据九2退回15,000.00元，依据八（二）退回5,000.00元。",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
}

/// The second letter is for what the first left: half of the fall goes back because of the other support, though what the
/// studio holds is less than it is entitled to.
#[test]
fn a_second_letter_rests_on_what_the_first_left() {
    let bureau = Bureau::half_paid();
    fail_for_good(&bureau);
    bureau.judge("2026-01-21", "别项资助", "30000", true);
    recover(&bureau, "2026-01-22", "15000", Ground::Excess);
    let first = letter(&bureau, "2026-01-22", 1);
    assert!(first.contains("依据九2退回5,000.00元，依据八（二）退回10,000.00元"), "{first}");
    bureau.judge("2026-01-23", "又一项资助", "36000", true);
    recover(&bureau, "2026-01-24", "3000", Ground::Excess);
    let second = letter(&bureau, "2026-01-24", 2);
    assert!(second.contains("九2关于同类资助就高不重复的规定"), "{second}");
    assert_eq!(letter(&bureau, "2026-01-24", 1), first);
}

/// A withdrawn demand takes nothing, and its withdrawal changes no letter that was written before.
#[test]
fn a_withdrawn_demand_leaves_its_clause_to_the_next() {
    let bureau = Bureau::overpaid();
    disburse::withdraw(&mut bureau.desk(CASHIER, "2024-06-03"), 1, "数额写错").unwrap();
    recover(&bureau, "2024-06-04", "5000", Ground::Excess);
    let again = letter(&bureau, "2024-06-05", 2);
    assert!(again.contains("九2关于同类资助就高不重复的规定"), "{again}");
}

/// What was forfeited is not still to come; what was used beyond what may be is told.
#[test]
fn the_midterm_form_says_what_was_used_too_much_and_expects_nothing_forfeited() {
    let bureau = Bureau::half_paid();
    let case = || "1".parse().unwrap();
    bureau.spend(Fund::Grant, "2024-06-01", "记-1", "22000").unwrap();
    disburse::recover(
        &mut bureau.desk(CASHIER, "2024-06-02"),
        case(),
        GrantKind::District,
        None,
        yuan("4000"),
        "违规",
    )
    .unwrap();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("1000"), None).unwrap();
    let rows = funds(&bureau, "2024-07-11");
    assert_eq!(rows[0], "资助资金|50,000.00|24,000.00|22,000.00|2,000.00|25,000.00");
    assert_eq!(rows[4], "　多用||||1,000.00|");
}

#[test]
fn the_form_of_a_final_failure_gives_no_second_half_and_orders_nothing() {
    let bureau = Bureau::half_paid();
    fail_for_good(&bureau);
    let last = text(assess::form(&bureau.desk(BUREAU, "2026-01-21"), "1".parse().unwrap()).unwrap());
    assert!(last.contains("不再给予第二期资助") && !last.contains("整改要求"), "{last}");
    let forms = crate::handed_over::papers(&bureau, "2026-01-21");
    let first = crate::handed_over::named(&forms, "届中考核表（第1次）");
    assert!(first[0].contains("暂不给予第二期资助") && first[0].contains("补齐内部管理"), "{first:?}");
}

/// What happens afterwards doesn't change a letter that went out.
#[test]
fn a_letter_printed_again_says_what_it_said() {
    let bureau = Bureau::overpaid();
    bureau::tell(&mut bureau.desk(BUREAU, "2024-06-02"), told()).unwrap();
    let number = "沪松人社〔2024〕40号";
    let issued = disburse::issue(&mut bureau.desk(CASHIER, "2024-06-03"), 1, number, day("2024-07-01"));
    let issued = issued.unwrap();
    assert!(!issued.done.iter().any(|line| line.contains("代替")));
    let issued = text(issued);
    assert!(issued.contains("九2关于同类资助就高不重复的规定"), "{issued}");
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("5000"), None).unwrap();
    fail_for_good(&bureau);
    assert_eq!(letter(&bureau, "2026-01-21", 1), issued);
    recover(&bureau, "2026-01-22", "10000", Ground::Excess);
    assert!(letter(&bureau, "2026-01-22", 2).contains("的规定，现要求你单位退回"), "one cause");
    assert!(letter(&bureau, "2026-01-22", 2).contains("八（二）关于"), "the lost half");
    bureau.judge("2026-01-23", "别项资助", "45000", true);
    assert_eq!(letter(&bureau, "2026-01-24", 1), issued);
}

#[test]
fn a_second_letter_says_which_one_it_replaces() {
    let bureau = Bureau::overpaid();
    bureau::tell(&mut bureau.desk(BUREAU, "2024-06-02"), told()).unwrap();
    let issue = |on: &str, number| {
        disburse::issue(&mut bureau.desk(CASHIER, on), 1, number, day("2024-07-01")).unwrap().done
    };
    issue("2024-06-03", "沪松人社〔2024〕40号");
    let said = issue("2024-06-05", "沪松人社〔2024〕44号");
    assert!(said[1].starts_with("它代替 2024-06-03 的沪松人社〔2024〕40号（期限 2024-07-01）"), "{said:?}");
}

#[test]
fn no_list_is_announced_by_the_number_of_a_letter() {
    let bureau = Bureau::overpaid();
    bureau::tell(&mut bureau.desk(BUREAU, "2024-06-02"), told()).unwrap();
    let number = "沪松人社〔2024〕40号";
    disburse::issue(&mut bureau.desk(CASHIER, "2024-06-03"), 1, number, day("2024-07-01")).unwrap();
    let mut store = bureau.store();
    let recorded = store.all::<Recovery>().unwrap().remove(0).fact.demanded_on;
    let at = chrono::DateTime::from_timestamp(1_772_674_200, 0).unwrap();
    let role = studiogrant::model::acts::Role::Bureau;
    let act = Act { operator: BUREAU.to_owned(), role, on: recorded, at, command: "publish notice" };
    let notice = Notice {
        round_id: 1,
        posted_on: recorded,
        last_on: day("2024-06-12"),
        list_digest: String::new(),
        supersedes: None,
        reason: None,
    };
    store.record::<_, Failure>(&act, |book| book.add(&notice)).unwrap();
    for (tried, is_taken) in [(number, true), ("沪松人社[2024]40号", true), ("沪松人社〔2024〕41号", false)]
    {
        let refused = publish::announce(&mut bureau.desk(BUREAU, "2024-06-20"), tried, Some(2)).unwrap_err();
        assert_eq!(refused.to_string().contains("已经用过"), is_taken, "{tried}: {refused}");
    }
}

/// Last year's numbers are used up in January.
#[test]
fn a_letter_bears_a_number_of_its_year() {
    let bureau = Bureau::overpaid();
    bureau::tell(&mut bureau.desk(BUREAU, "2024-06-02"), told()).unwrap();
    let issue = |on: &str| {
        disburse::issue(&mut bureau.desk(CASHIER, on), 1, "沪松人社〔2024〕90号", day("2025-12-01"))
    };
    let late = issue("2025-02-03").unwrap_err().to_string();
    assert!(
        late.contains("沪松人社〔2024〕90号 是 2024 年的") && late.contains("年份应为 2025 年"),
        "{late}"
    );
    issue("2025-01-20").unwrap();
}

#[test]
fn the_midterm_form_says_what_came_back_and_what_is_asked_back() {
    let bureau = Bureau::overpaid();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("2000"), None).unwrap();
    bureau.spend(Fund::Grant, "2024-07-10", "记-1", "9000").unwrap();
    let desk = bureau.desk(BUREAU, "2024-07-11");
    assert_eq!(
        funds(&bureau, "2024-07-11")[..6],
        [
            "资助资金|20,000.00|23,000.00|9,000.00|14,000.00|0.00",
            "　已付资助||25,000.00|||",
            "　减：已收回||-2,000.00|||",
            "　减：要求退回，尚未收回||||-3,000.00|",
            "　还可使用||||11,000.00|",
            "　技术攻关|||9,000.00||",
        ]
    );
    let shown = show(&desk, "1".parse().unwrap(), None).unwrap();
    let money = shown.tables.iter().find(|table| table.key == "money").unwrap();
    let shown: Vec<_> = money.rows[0].iter().map(Datum::show).collect();
    assert_eq!(shown, ["23,000.00", "3,000.00", "9,000.00", "0.00"]);
    let funds = assess::funds(&desk, "1".parse().unwrap(), Fund::ALL).unwrap().done.remove(0);
    let words = "已付资助 25,000.00 元，已收回 2,000.00 元，收到资助 23,000.00 元，使用 9,000.00 元，结余 14,000.00 元；\
                 要求退回，尚未收回 3,000.00 元";
    assert!(funds.contains(words), "{funds}");
}

#[test]
fn what_was_used_and_given_back_is_told_as_used_too_much() {
    let bureau = Bureau::overpaid();
    bureau.spend(Fund::Grant, "2024-06-03", "记-1", "18000").unwrap();
    recover(&bureau, "2024-06-04", "4000", Ground::Other);
    assert_eq!(funds(&bureau, "2024-06-05")[2], "　多用||||2,000.00|");
    for (recovery, amount) in [(1, "5000"), (2, "4000")] {
        disburse::receive(&mut bureau.desk(CASHIER, "2024-06-05"), recovery, yuan(amount), None).unwrap();
    }
    let rows = funds(&bureau, "2024-06-06");
    assert_eq!(rows[0], "资助资金|20,000.00|16,000.00|18,000.00|-2,000.00|0.00");
    assert_eq!(rows[3], "　多用||||2,000.00|");
}

/// What was given back and paid again was not paid beyond the standard.
#[test]
fn what_was_given_back_and_paid_again_is_no_overpayment() {
    let bureau = Bureau::overpaid();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("5000"), None).unwrap();
    bureau.judge("2024-06-11", "别项资助", "30000", false);
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    bureau.pay(2, "2025-12-11");
    assert_eq!(bureau.amounts(), ["25000.00", "30000.00"]);
    bureau.judge("2025-12-12", "别项资助", "30000", true);
    recover(&bureau, "2025-12-13", "30000", Ground::Excess);
    let said = letter(&bureau, "2025-12-13", 2);
    assert!(said.contains("九2关于同类资助就高不重复"), "{said}");
}

/// What was taken back for another reason than that it was too much is not to come again, and what one kind was paid
/// too much doesn't fill what the other lacks.
#[test]
fn the_midterm_form_and_the_list_agree_on_what_is_still_to_come() {
    let bureau = Bureau::half_paid();
    recover(&bureau, "2024-06-04", "4000", Ground::Other);
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-05"), 1, yuan("4000"), None).unwrap();
    assert_eq!(funds(&bureau, "2024-06-06")[0], "资助资金|50,000.00|21,000.00|0.00|21,000.00|25,000.00");
    bureau.municipal("2024-06-07");
    bureau.judge("2024-06-08", "别项资助", "40000", true);
    let rows = funds(&bureau, "2024-06-09");
    let lacking: Vec<_> = rows.iter().take(3).map(|row| row.rsplit('|').next().unwrap()).collect();
    assert_eq!(lacking, ["80,000.00", "0.00", "80,000.00"], "{rows:?}");
}

#[test]
fn the_closing_says_what_was_paid_and_what_came_back_in_one_manner() {
    let bureau = Bureau::overpaid();
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("5000"), None).unwrap();
    let settlement = assess::Settlement {
        rest: Some(Rest::Return),
        reason: Some("不再使用"),
        conclusion: Some("提前结项"),
        ended: Some("单位注销"),
        shortfall: None,
    };
    let mut desk = bureau.desk(BUREAU, "2024-09-01");
    let closed = assess::close(&mut desk, "1".parse().unwrap(), settlement).unwrap();
    let received = "已付资助 25,000.00 元，结项前收回 5,000.00 元，收到资助 20,000.00 元，使用 0.00 元，结余 20,000.00 元";
    assert!(closed.done[0].contains(received), "{:?}", closed.done);
    let paper = text(closed);
    for words in [
        "已付资助：25,000.00元",
        "结项前收回：5,000.00元",
        "届中考核：未考核",
        "提前结项。",
        "退回。不再使用。",
    ] {
        assert!(paper.contains(words), "{words} in {paper}");
    }
    disburse::receive(&mut bureau.desk(CASHIER, "2024-09-10"), 2, yuan("15000"), None).unwrap();
    let funds = assess::funds(&bureau.desk(BUREAU, "2024-09-11"), "1".parse().unwrap(), Fund::ALL).unwrap();
    let later = format!("{received}；结项以后收回 15,000.00 元；要求退回，尚未收回 5,000.00 元；");
    assert!(funds.done[0].contains(&later), "{:?}", funds.done);
}

#[test]
fn the_agreement_says_what_the_studio_is_paid() {
    let agreement = |bureau: &Bureau, case: &str, on: &str| {
        text(assess::agreement_text(&bureau.desk(BUREAU, on), case.parse().unwrap()).unwrap())
    };
    let bureau = Bureau::announced();
    let plain = agreement(&bureau, "1", "2024-05-10");
    assert!(plain.contains("区级资助50,000.00元（大写：伍万元整）。以上资助分两期拨付"), "{plain}");
    bureau.judge("2024-05-11", "别项资助", "20000", true);
    bureau.municipal("2024-05-12");
    let less = agreement(&bureau, "1", "2024-05-12");
    let words = "区级资助30,000.00元（大写：叁万元整），是标准50,000.00元减去本区同类资助20,000.00元；市级获评资助80,000.00元";
    assert!(less.contains(words), "{less}");
    let signed = {
        let mut desk = bureau.desk(BUREAU, "2024-05-14");
        text(assess::agreement(&mut desk, "1".parse().unwrap(), day("2024-05-14"), None).unwrap())
    };
    bureau.judge("2024-06-11", "别项资助", "60000", true);
    assert_eq!(agreement(&bureau, "1", "2024-06-12"), signed, "as it was signed");
    let bureau = Bureau::announced();
    bureau.judge("2024-05-11", "别项资助", "60000", true);
    let none = agreement(&bureau, "1", "2024-05-12");
    let words =
        "区级资助标准50,000.00元，本区同类资助60,000.00元，就高不重复，不再拨付。本项目没有资助资金可拨。";
    assert!(none.contains(words) && !none.contains("第二期资助"), "{none}");
}

/// After a mid-term that failed for good no second half is to come.
#[test]
fn the_form_of_a_final_failure_waits_for_no_second_half() {
    let bureau = Bureau::half_paid();
    bureau.achieve();
    bureau.assess("2025-11-11", [5, 5, 5, 5, 5]).unwrap();
    assert_eq!(
        funds(&bureau, "2025-11-11")[0],
        "资助资金|50,000.00|25,000.00|0.00|25,000.00|25,000.00",
        "it can still be put right"
    );
    let bureau = Bureau::half_paid();
    fail_for_good(&bureau);
    assert_eq!(funds(&bureau, "2026-01-20")[0], "资助资金|50,000.00|25,000.00|0.00|25,000.00|0.00");
}

fn renamed(bureau: &Bureau, on: &str) {
    let changes = [("申报单位名称".to_owned(), "上海更名以后有限公司".to_owned())];
    let slip = Slip { changes: &changes, evidence: "核准通知书", reason: "登记时写错" };
    apply::correct(&mut bureau.desk(BUREAU, on), "1".parse().unwrap(), slip).unwrap();
}

#[test]
fn an_approval_form_stays_as_it_was_approved_though_the_unit_is_called_otherwise_since() {
    let bureau = Bureau::announced();
    bureau.agree();
    let payee = NewPayee {
        account_name: "上海示例1号机械有限公司".to_owned(),
        bank_name: "示例银行松江支行".to_owned(),
        bank_code: Value::parse("102290000001").unwrap(),
        bank_account: Value::parse("100100000000011").unwrap(),
        reason: "更正".to_owned(),
    };
    disburse::payee(&mut bureau.desk(CASHIER, "2024-05-15"), "1".parse().unwrap(), payee).unwrap();
    bureau.plan("2024-05-20", None, &["1"]).unwrap();
    bureau.pay(1, "2024-05-24");
    let form = || text(disburse::approval_form(&mut bureau.desk(CASHIER, "2024-06-01"), 1, false).unwrap());
    let handed_over = || {
        let papers = papers(&bureau, "2024-06-02");
        named(&papers, "拨款审批表").concat()
    };
    let (before, before_over) = (form(), handed_over());
    renamed(&bureau, "2024-06-01");
    assert_eq!((form(), handed_over()), (before, before_over));
    // What is not approved yet is as it is now.
    bureau.pass();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    let next = text(disburse::approval_form(&mut bureau.desk(CASHIER, "2025-12-10"), 2, false).unwrap());
    assert!(next.contains("上海更名以后有限公司"), "{next}");
}

#[test]
fn a_closing_statement_says_what_it_said_at_the_closing() {
    let bureau = Bureau::half_paid();
    let case = || "1".parse().unwrap();
    let settlement = Settlement {
        rest: Some(Rest::Return),
        reason: Some("退回结余"),
        conclusion: Some("没有成果"),
        ended: Some("单位申请提前结束"),
        shortfall: Some("不再补足"),
    };
    let closed = text(assess::close(&mut bureau.desk(BUREAU, "2024-06-04"), case(), settlement).unwrap());
    assert!(closed.contains("要求退回") && closed.contains("25,000.00元"), "{closed}");
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("1200"), None).unwrap();
    assert_eq!(text(assess::statement(&bureau.desk(BUREAU, "2024-06-12"), case()).unwrap()), closed);
}
