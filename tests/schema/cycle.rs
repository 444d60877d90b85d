//! What a unit brings during its cycle and how it is assessed, straight in the case file: see [`crate::measure`].

use studiogrant::store::facts::*;

use crate::measure::{Attack, attacks};

pub(crate) static CYCLE: &[Attack] = attacks! {
    "work" "A8-2a" "a mid-term with a method that the measure hasn't":
        Midterm "methods=site_visit+hearsay" => Midterm "methods=site_visit+documents+questionnaire+forum";
    "work" "A8-2b" "a mid-term of 84.99 points that is excellent":
        Midterm "hardware_centi=1500; management_centi=2000; training_centi=2499; total_centi=8499; verdict=excellent"
        => Midterm "hardware_centi=1500; management_centi=2000; training_centi=2500; total_centi=8500; verdict=excellent";
    "work" "A8-2b" "a mid-term of 85 points that is a mere pass":
        Midterm "hardware_centi=1500; management_centi=2000; training_centi=2500; total_centi=8500"
        => Midterm "hardware_centi=1500; management_centi=2000; training_centi=2499; total_centi=8499";
    "work" "A8-2b" "a mid-term of a day to come": Midterm "assessed_on=2027-06-12" => Midterm "assessed_on=2027-06-11";
    "work" "A7-1" "a unit's own assessment of a day to come"
        with "announcement" "announced_on=2024-06-13" with "award" "cycle_from=2024-06-13; cycle_to=2027-06-12":
        SelfReview "reviewed_on=2027-06-12" => SelfReview "reviewed_on=2027-06-11";
    "work" "A7-1" "a unit's own assessment before the cycle":
        SelfReview "reviewed_on=2024-06-11" => SelfReview "reviewed_on=2024-06-12";
    "work" "A7-1" "a result of a day to come"
        with "announcement" "announced_on=2024-06-13" with "award" "cycle_from=2024-06-13; cycle_to=2027-06-12":
        Achievement "achieved_on=2027-06-12" => Achievement "achieved_on=2027-06-11";
    "work" "A7-1" "a result before the cycle": Achievement "achieved_on=2024-06-11" => Achievement "achieved_on=2024-06-12";
    "work" "A5-1" "an expense without a payee": FundEntry "payee=空格" => FundEntry "";
    "work" "JOURNAL" "a correction of a unit's own assessment that was corrected":
        SelfReview "corrects=1; reason=日期写错", SelfReview "corrects=1; reason=日期写错"
        => SelfReview "corrects=1; reason=日期写错", SelfReview "corrects=2; reason=日期写错";
    "work" "JOURNAL" "a correction of a result that was corrected":
        Achievement "corrects=1; reason=漏字", Achievement "corrects=1; reason=漏字"
        => Achievement "corrects=1; reason=漏字", Achievement "corrects=2; reason=漏字";
};
