//! What the bank did and what is known of it, straight in the case file: see [`crate::measure`].

use studiogrant::store::facts::*;

use crate::measure::{Attack, SECOND, attacks};

const BACK: &str = "direction=back; outcome=returned; moved_on=2026-03-24; bank_ref=B6";
const BACK_EARLY: &str = "direction=back; outcome=returned; moved_on=2026-03-21; bank_ref=B6";
const UNPAID_5: &str = "confirmation_id=4; mispayment_end_id=";
const UNRETURNED: &str = "return_id=2; mispayment_end_id=";

pub(crate) static BANK: &[Attack] = attacks! {
    "second" "A9-1c" "a payment confirmed twice":
        PaymentConfirmation "payment_id=5; paid_on=2026-03-22" => PaymentReturn "payment_id=5; returned_on=2026-03-25";
    "second" "A9-1c" "a return twice":
        PaymentReturn "payment_id=5; returned_on=2026-03-25", PaymentReturn "payment_id=5; returned_on=2026-03-25"
        => PaymentReturn "payment_id=5; returned_on=2026-03-25";
    "second" "A9-1c" "a mistaken payment settled twice":
        Mispayment "", MispaymentEnd "", MispaymentEnd "" => Mispayment "", MispaymentEnd "";
    "second" "A9-1c" "a settlement of a mistaken payment that was none":
        Mispayment "", Revocation "mispayment_id=1; mispayment_end_id=", MispaymentEnd "" => Mispayment "", MispaymentEnd "";
    "second" "A9-1c" "a line of the bank that is two payments":
        BankLine "", BankMatch "", BankMatch "confirmation_id=5" => BankLine "", BankMatch "";
    "second" "A9-1c" "a line of money that went out, taken for a return":
        BankLine "", PaymentReturn "payment_id=6; returned_on=2026-03-25", BankMatch "confirmation_id=; return_id=2"
        => BankLine "", BankMatch "";
    "second" "A9-1c" "a line of another account": BankLine "bank_account=6222021001116245710", BankMatch "" => BankLine "", BankMatch "";
    "second" "A9-1c" "a line of one fen more": BankLine "amount_fen=25000.01", BankMatch "" => BankLine "", BankMatch "";
    "second" "A9-1c" "a line before the approval": BankLine "moved_on=2026-03-20", BankMatch "" => BankLine "moved_on=2026-03-21", BankMatch "";
    "second" "A9-1c" "a line of money that had come back":
        PaymentReturn "payment_id=5; returned_on=2026-03-25", BankLine "moved_on=2026-03-26", BankMatch ""
        => PaymentReturn "payment_id=5; returned_on=2026-03-25", BankLine "moved_on=2026-03-25", BankMatch "";
    "second" "A9-1c" "a line of a return before the payment":
        PaymentReturn "payment_id=5; returned_on=2026-03-25", BankLine BACK_EARLY, BankMatch "confirmation_id=; return_id=2"
        => PaymentReturn "payment_id=5; returned_on=2026-03-25", BankLine BACK, BankMatch "confirmation_id=; return_id=2";
    "second" "A5-2" "a line by which money was spent before it came":
        FundEntry "amount_fen=95000.01; spent_on=2026-03-22; voucher_no=V8", BankLine "moved_on=2026-03-23", BankMatch ""
        => FundEntry "amount_fen=95000.00; spent_on=2026-03-22; voucher_no=V8", BankLine "moved_on=2026-03-23", BankMatch "";
    "second" "A9-1c" "a line of another sum than was received":
        Recovery "amount_fen=25000.00", RecoveryReceipt "amount_fen=24999.99", BankLine BACK, BankMatch "confirmation_id=; receipt_id=1"
        => Recovery "amount_fen=25000.00", RecoveryReceipt "amount_fen=25000.00", BankLine BACK, BankMatch "confirmation_id=; receipt_id=1";
    "second" "A9-1c" "a return while a line of as much is not identified":
        BankLine "", PaymentReturn "payment_id=5; returned_on=2026-03-25"
        => BankLine "", BankMatch "", PaymentReturn "payment_id=5; returned_on=2026-03-25";
    "match" "A9-1c" "a second half while a line is not identified":
        BankLine "payment_id=2", Batch "planned_on=2026-03-20", Payment SECOND
        => BankLine "payment_id=2", BankMatch "confirmation_id=; reason=别项", Batch "planned_on=2026-03-20", Payment SECOND;
    "match" "A9-1c" "an approval while a line is not identified":
        Batch "planned_on=2026-03-20", Payment SECOND, BankLine "payment_id=2", BatchApproval "batch_id=4; approved_on=2026-03-21"
        => Batch "planned_on=2026-03-20", Payment SECOND, BatchApproval "batch_id=4; approved_on=2026-03-21";
    "recover" "A9-1c" "a closing while a line is not identified": BankLine BACK, Closing "" => Closing "";
    "second" "A9-1c" "undoing a payment that came back":
        PaymentReturn "payment_id=5; returned_on=2026-03-25", Revocation UNPAID_5
        => PaymentReturn "payment_id=5; returned_on=2026-03-25", Revocation UNRETURNED, Revocation UNPAID_5;
    "second" "A9-1c" "undoing a payment that was demanded back":
        Recovery "amount_fen=35000.00", Revocation UNPAID_5 => Recovery "amount_fen=25000.00", Revocation UNPAID_5;
    "second" "A5-2" "undoing a payment that was spent":
        FundEntry "amount_fen=95000.01; spent_on=2026-03-22; voucher_no=V8", Revocation UNPAID_5
        => FundEntry "amount_fen=95000.00; spent_on=2026-03-22; voucher_no=V8", Revocation UNPAID_5;
    "second" "A9-1c" "undoing a payment that was made once more":
        Mispayment "", Revocation UNPAID_5 => Mispayment "", Revocation "mispayment_id=1; mispayment_end_id=", Revocation UNPAID_5;
    "second" "A9-1a" "undoing the return of what was paid again":
        Revocation "return_id=1; mispayment_end_id=" => PaymentReturn "payment_id=5; returned_on=2026-03-25", Revocation UNRETURNED;
    "second" "A9-1c" "undoing a mistaken payment that is settled":
        Mispayment "", MispaymentEnd "", Revocation "mispayment_id=1; mispayment_end_id="
        => Mispayment "", MispaymentEnd "", Revocation "", Revocation "mispayment_id=1; mispayment_end_id=";
    "second" "A9-1c" "a slip that is its own correction":
        BankLine "", BankMatch "confirmation_id=; right_line_id=1" => BankLine "", BankLine "bank_ref=B7", BankMatch "confirmation_id=; right_line_id=2";
    "second" "A9-1c" "undoing what a line is that is no return":
        BankLine "", BankMatch "", Revocation "match_id=1; mispayment_end_id="
        => PaymentReturn "payment_id=5; returned_on=2026-03-25", BankLine BACK, BankMatch "confirmation_id=; return_id=2",
           Revocation "match_id=1; mispayment_end_id=";
    "second" "A9-1c" "undoing a receipt on which a payment rests":
        Overlap "comparable=是; amount_fen=10000.00", Entitlement "deducted_fen=10000.00; amount_fen=40000.00",
        Recovery "ground=excess; amount_fen=10000.00", RecoveryReceipt "amount_fen=10000.00",
        Overlap "comparable=否; amount_fen=10000.00", Entitlement "deducted_fen=0.00; amount_fen=50000.00",
        Batch "planned_on=2027-05-11", Payment "batch_id=5; part=supplement; amount_fen=10000.00",
        Revocation "receipt_id=1; mispayment_end_id="
        => Overlap "comparable=是; amount_fen=10000.00", Entitlement "deducted_fen=10000.00; amount_fen=40000.00",
           Recovery "ground=excess; amount_fen=10000.00", RecoveryReceipt "amount_fen=10000.00",
           Revocation "receipt_id=1; mispayment_end_id=";
    "close" "A9-1c" "undoing a receipt on which a closing rests":
        Revocation "receipt_id=1; mispayment_end_id=" => Revocation "mispayment_end_id=2";
    "close" "A9-1c" "undoing a payment on which a closing rests": Revocation UNPAID_5 => Revocation "mispayment_end_id=2";
    "match" "A9-1c" "a mistaken payment like one that never went out":
        Batch "planned_on=2026-03-20", Payment SECOND, BatchApproval "batch_id=4; approved_on=2026-03-21", Mispayment ""
        => Batch "planned_on=2026-03-20", Payment SECOND, BatchApproval "batch_id=4; approved_on=2026-03-21",
           BatchCancellation "batch_id=4", Mispayment "";
    "second" "A9-1c" "a mistaken payment that came back before it went out":
        Mispayment "", MispaymentEnd "ended_on=2026-03-23" => Mispayment "", MispaymentEnd "ended_on=2026-03-24";
    "second" "A9-1c" "a return while a mistaken payment of as much is out":
        Mispayment "", PaymentReturn "payment_id=5; returned_on=2026-03-25"
        => Mispayment "", MispaymentEnd "", PaymentReturn "payment_id=5; returned_on=2026-03-25";
    "match" "A9-1c" "a second half while a mistaken payment is out":
        Mispayment "payment_id=2", Batch "planned_on=2026-03-20", Payment SECOND
        => Mispayment "payment_id=2", MispaymentEnd "", Batch "planned_on=2026-03-20", Payment SECOND;
    "match" "A9-1c" "an approval while a mistaken payment is out":
        Batch "planned_on=2026-03-20", Payment SECOND, Mispayment "payment_id=2", BatchApproval "batch_id=4; approved_on=2026-03-21"
        => Batch "planned_on=2026-03-20", Payment SECOND, BatchApproval "batch_id=4; approved_on=2026-03-21";
    "recover" "A9-1c" "closing while a mistaken payment is out":
        Mispayment "bank_ref=B10", Closing ""
        => Mispayment "bank_ref=B10", MispaymentEnd "mispayment_id=2; ended_on=2026-06-11", Closing "";
};
