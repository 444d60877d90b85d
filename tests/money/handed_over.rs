//! What the hand-over of a case has of the papers that lost their ground since they went out.

use studiogrant::casework::assess;
use studiogrant::casework::bureau;
use studiogrant::casework::disburse;
use studiogrant::casework::handover::handover;
use studiogrant::casework::show;
use studiogrant::model::folder::Content;
use studiogrant::model::{Document, doc_no};

use crate::bureau::*;
use crate::papers::{text, told};

/// Every paper of case 1 as it is handed over: its name and what it says.
pub(crate) fn papers(bureau: &Bureau, on: &str) -> Vec<(String, String)> {
    let report = handover(&mut bureau.desk(BUREAU, on), "1".parse().unwrap()).unwrap();
    let leaves = match report.document {
        Some(Document::Folder(folder)) => folder.leaves,
        _ => Vec::new(),
    };
    let papers = leaves.into_iter().filter_map(|leaf| match leaf.content {
        Content::Paper(paper) => Some((leaf.path, paper.plain())),
        _ => None,
    });
    papers.collect()
}

/// The papers whose name has this in it.
pub(crate) fn named<'p>(papers: &'p [(String, String)], name: &str) -> Vec<&'p str> {
    let these = papers.iter().filter(|(path, _)| path.contains(name));
    these.map(|(_, said)| said.as_str()).collect()
}

#[test]
fn every_letter_that_went_out_is_handed_over_though_its_demand_was_withdrawn() {
    let bureau = Bureau::overpaid();
    bureau::tell(&mut bureau.desk(BUREAU, "2024-06-02"), told()).unwrap();
    let issue = |on: &str, number: &str| {
        disburse::issue(&mut bureau.desk(CASHIER, on), 1, number, day("2024-07-31")).unwrap();
    };
    issue("2024-06-03", "沪松人社〔2024〕60号");
    issue("2024-06-05", "沪松人社〔2024〕61号");
    // The story of the case has both, and the demand the one that counts.
    let shown = show::show(&bureau.desk(BUREAU, "2024-06-06"), "1".parse().unwrap(), None).unwrap();
    let rows = |key: &str| shown.tables.iter().find(|table| table.key == key).unwrap().rows.iter();
    let letters: Vec<_> =
        rows("timeline").filter(|row| row[3].show() == "退回通知").map(|row| row[4].show()).collect();
    assert_eq!(
        letters,
        ["沪松人社〔2024〕60号", "沪松人社〔2024〕61号"].map(|no| format!("{no}，追回 1，期限 2024-07-31"))
    );
    let demand = rows("entitlement").find(|row| row[1].show() == "追回 1").unwrap()[4].show();
    assert!(demand.ends_with("多拨；退回通知 沪松人社〔2024〕61号，期限 2024-07-31"), "{demand}");
    disburse::receive(&mut bureau.desk(CASHIER, "2024-06-10"), 1, yuan("2000"), None).unwrap();
    bureau.judge("2024-06-11", "别项资助", "30000", false);
    let before = papers(&bureau, "2024-06-11");
    disburse::withdraw(&mut bureau.desk(CASHIER, "2024-06-12"), 1, "应拨额重新核定").unwrap();
    let after = papers(&bureau, "2024-06-13");
    for number in ["沪松人社〔2024〕60号", "沪松人社〔2024〕61号"] {
        let number = doc_no::plain(number);
        let sent = named(&after, &number);
        assert!(sent[0].contains("5,000.00元") && sent[0].contains(&number), "{sent:?}");
        assert_eq!(sent, named(&before, &number), "as it went out");
    }
    let again = disburse::demand(&bureau.desk(CASHIER, "2024-06-13"), 1).unwrap();
    assert!(again.next[0].contains("2024-06-12 撤销，3,000.00 元不再追回"), "{:?}", again.next);
    assert_eq!(text(again), named(&after, "61号")[0]);
}

#[test]
fn a_voided_form_and_the_form_of_a_cancelled_batch_are_handed_over() {
    let bureau = Bureau::half_paid();
    bureau.plan("2024-06-01", None, &["2"]).unwrap();
    bureau.spend(studiogrant::model::acts::Fund::Matching, "2025-01-10", "配-1", "50000").unwrap();
    bureau.achieve();
    bureau.assess("2025-11-11", [10, 10, 10, 10, 8]).unwrap();
    let case = || "1".parse().unwrap();
    assess::rectify(&mut bureau.desk(BUREAU, "2025-11-12"), case(), "补齐台账").unwrap();
    let before = papers(&bureau, "2025-11-12");
    assess::void(&mut bureau.desk(BUREAU, "2025-11-13"), case(), "评分表登记错了").unwrap();
    bureau.assess("2025-11-14", [13, 18, 25, 20, 8]).unwrap();
    bureau.plan("2025-12-10", None, &["1"]).unwrap();
    disburse::approve(&mut bureau.desk(SECOND, "2025-12-11"), 3).unwrap();
    disburse::cancel(&mut bureau.desk(CASHIER, "2025-12-12"), 3, "账号有误").unwrap();
    let after = papers(&bureau, "2025-12-13");
    assert_eq!(named(&after, "届中考核表（第1次，已作废）"), named(&before, "届中考核表（第1次）"));
    assert_eq!(named(&after, "届中考核表").len(), 2);
    assert!(named(&after, "批次3，已作废")[0].contains("25,000.00元"));
}
