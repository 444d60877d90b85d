//! The end of a case, straight in the case file, and what is not done after it: see [`crate::measure`].

use studiogrant::store::facts::*;

use crate::measure::{Attack, EARLY, MATCH, SECOND, attacks};

const EARLY_MATCHED: &str =
    "received_fen=65000.00; spent_fen=10000.00; matched_fen=49999.99; unspent_fen=55000.00";
const BEFORE_SECOND: &str = "received_fen=65000.00; unspent_fen=55000.00";

pub(crate) static CLOSING: &[Attack] = attacks! {
    "recover" "A5-3" "closing with money nobody decided on": Closing "decision=空格" => Closing "";
    "recover" "A5-3" "closing without saying what becomes of the rest": Closing "rest=" => Closing "rest=keep";
    "pass" "A9-1c" "closing while a second half is under way":
        FundEntry MATCH.to_owned() + "; amount_fen=0.01", Batch "", Payment SECOND, Closing BEFORE_SECOND
        => FundEntry MATCH.to_owned() + "; amount_fen=0.01", Batch "", Payment SECOND, BatchCancellation "batch_id=4", Closing BEFORE_SECOND;
    "match" "A9-1c" "a second half after the closing":
        Closing BEFORE_SECOND, Batch "", Payment SECOND => Batch "", Payment SECOND;
    "close" "A7-1" "an expense reversed after the closing": FundReversal "fund_entry_id=2" => Disclosure "";
    "close" "A7-1" "a renewal after the closing": Renewal "" => Disclosure "";
    "close" "A7-1" "a unit's own assessment after the closing": SelfReview "" => Disclosure "";
    "close" "A7-1" "a result after the closing": Achievement "" => Disclosure "";
    "repay" "A7-1" "a mid-term after the closing":
        Closing EARLY.to_owned() + "; ended=单位注销", Midterm "" => Midterm "";
    "fail" "A7-1" "a rectification ordered after the closing":
        Closing EARLY_MATCHED, Rectification "" => Rectification "";
    "close" "A8-2c" "an extension after the closing": Extension "from_on=2026-07-01; to_on=2026-08-01" => Disclosure "";
    "close" "A8-1c" "a change of leader after the closing": LeaderChange "id_number=310117198001010190" => Disclosure "";
    "repay" "A4-2b" "closing without matching money":
        Closing "received_fen=65000.00; spent_fen=0.00; matched_fen=0.00; unspent_fen=65000.00"
        => FundEntry MATCH.to_owned() + "; amount_fen=50000.00",
           Closing "received_fen=65000.00; spent_fen=0.00; matched_fen=50000.00; unspent_fen=65000.00";
    "recover" "A5-3" "closing with other figures than the ledgers'":
        Closing "received_fen=10000.00; unspent_fen=0.00" => Closing "";
};
