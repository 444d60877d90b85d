//! The schema read as a text and as tables.

use studiogrant::measure::catalogue;
use studiogrant::store::Fact;
use studiogrant::store::facts::*;

use crate::life::life;
use crate::{columns, fact_tables, raw};

const SCHEMA: &str = include_str!("../../schema.sql");

/// Each fact's table and columns.
macro_rules! shapes {
    ($($fact:ident)*) => {
        vec![ $( ($fact::TABLE, columns_of::<$fact>()) ),* ]
    };
}

fn columns_of<F: Fact>() -> Vec<&'static str> {
    F::FIELDS.iter().map(|field| field.column).collect()
}

#[test]
fn every_table_has_its_fact_and_every_fact_its_columns() {
    let mut shapes = shapes! {
        CaseFile Operator BureauDetails CalendarDay Disclosure PolicyText Round BudgetChange Waiver RefusedRow
        GrantCase Revision Correction Unproven Withdrawal Confirmation Screening ScreeningGround Forwarding ForwardedCase
        Expert Panel PanelMember Recusal ScoreSheet ScoreItem PanelVote Meeting Dissent Proposal ProposalEntry
        Notice NoticeEntry Objection ObjectionDecision Announcement Award Recommendation MunicipalAward MunicipalDecline
        Overlap Entitlement Payee Batch Payment BatchApproval Schedule ScheduleLine BatchCancellation
        PaymentConfirmation PaymentReturn Mispayment MispaymentEnd Recovery RecoveryWithdrawal RecoveryLetter RecoveryReceipt
        BankLine BankMatch Revocation
        Agreement LeaderChange LeaderDecision Extension Renewal SelfReview Achievement FundEntry FundReversal Midterm MidtermVoid Rectification Closing
    };
    shapes.sort();
    let folder = tempfile::tempdir().unwrap();
    let (_, path) = life(folder.path(), "desk", &[]);
    let connection = raw(&path);
    assert_eq!(shapes.iter().map(|(table, _)| *table).collect::<Vec<_>>(), fact_tables(&connection));
    for (table, expected) in shapes {
        let columns = columns(&connection, table);
        let [id, entry, own @ .., seal] = &columns[..] else { panic!("{table}: {columns:?}") };
        assert_eq!((id.as_str(), entry.as_str(), seal.as_str()), ("id", "entry_id", "seal"), "{table}");
        assert_eq!(own, expected, "{table}");
    }
}

/// The words before a place in the text, last first.
fn words_before(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().rev()
}

#[test]
fn every_constraint_has_a_name() {
    let mut named = 0;
    for line in SCHEMA.lines().filter(|line| !line.starts_with("--")) {
        for constraint in ["CHECK (", "UNIQUE (", "REFERENCES "] {
            for (at, _) in line.match_indices(constraint) {
                let before = &line[..at];
                let quoted = before.trim_end().ends_with('"')
                    && before.rsplitn(3, '"').nth(2).is_some_and(|start| start.ends_with("CONSTRAINT "));
                assert!(quoted || words_before(before).nth(1) == Some("CONSTRAINT"), "{line}");
                named += 1;
            }
        }
    }
    assert!(named > 100, "{named}");
}

/// The code that a message or a constraint's name begins with.
fn code(words: &str) -> &str {
    words.split(' ').next().unwrap()
}

#[test]
fn every_message_begins_with_a_code_of_the_catalogue() {
    let messages = SCHEMA.split("RAISE(ABORT, '").skip(1).map(|rest| rest.split('\'').next().unwrap());
    let names = SCHEMA.split("CONSTRAINT \"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let mut seen = 0;
    for words in messages.chain(names) {
        let known = catalogue().iter().any(|rule| rule.code == code(words)) || code(words) == "JOURNAL";
        assert!(known && words.contains(' '), "{words}");
        seen += 1;
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn what_the_catalogue_says_the_case_file_enforces_it_does() {
    for rule in catalogue() {
        let code = rule.code;
        let enforced = SCHEMA.contains(&format!("'{code} ")) || SCHEMA.contains(&format!("\"{code} "));
        assert_eq!(rule.in_schema, enforced, "{code}");
    }
}
