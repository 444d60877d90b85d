//! How the grant is used, what a unit brings during its cycle, and how it is assessed, straight in the case file: see
//! [`crate::measure`].

use studiogrant::store::facts::*;

use crate::measure::{Attack, MATCH, SECOND, UNPAID, attacks};

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
    "agree" "A8-1a" "a payment before the agreement's day":
        Batch "planned_on=2024-09-04", Payment "" => Batch "planned_on=2024-09-05", Payment "";
    "entitle" "A8-1a" "a payment without an agreement": Batch "", Payment "" => Agreement "", Batch "", Payment "";
    "pay" "A5-2" "returned after it was spent":
        FundEntry "amount_fen=25000.01", PaymentReturn "payment_id=3"
        => FundEntry "amount_fen=25000.00", PaymentReturn "payment_id=3";
    "rectify" "A8-2b" "a second half after a failed mid-term":
        FundEntry MATCH.to_owned() + "; amount_fen=0.01", Batch "", Payment SECOND
        => FundEntry MATCH.to_owned() + "; amount_fen=0.01", Midterm "attempt=2; assessed_on=2026-03-10", Batch "", Payment SECOND;
    "pay" "A5-2" "a fen more spent than received":
        FundEntry "amount_fen=65000.01" => FundEntry "amount_fen=65000.00";
    "return" "A5-2" "spending what was returned":
        FundEntry "amount_fen=25000.01" => FundEntry "amount_fen=25000.00";
    "spend" "A5-2" "a fen more than was spent, after reversals":
        FundEntry "amount_fen=55000.00; voucher_no=V7", FundReversal "fund_entry_id=4",
        FundEntry "amount_fen=55000.01; voucher_no=V8"
        => FundEntry "amount_fen=55000.00; voucher_no=V7", FundReversal "fund_entry_id=4",
           FundEntry "amount_fen=55000.00; voucher_no=V8";
    "pay" "A5-2" "a purpose that is not listed": FundEntry "purpose=办公装修" => FundEntry "purpose=技术攻关";
    "pay" "A5-2" "a matching purpose for the grant": FundEntry "purpose=带徒津贴" => FundEntry MATCH;
    "pay" "A5-3" "spent the day before the cycle":
        FundEntry MATCH.to_owned() + "; spent_on=2024-06-11" => FundEntry MATCH.to_owned() + "; spent_on=2024-06-12";
    "pay" "A5-2" "spent the day before it was paid":
        FundEntry "spent_on=2024-09-09" => FundEntry "spent_on=2024-09-10";
    "pay" "A5-2" "an earlier entry that leaves a later one without cover":
        FundEntry "amount_fen=65000.00", FundEntry "amount_fen=0.01; spent_on=2024-09-10; voucher_no=V2"
        => FundEntry "amount_fen=64999.99", FundEntry "amount_fen=0.01; spent_on=2024-09-10; voucher_no=V2";
    "second" "A5-2" "spent the day before the second half of it was paid":
        FundEntry "amount_fen=55000.01; spent_on=2026-03-21; voucher_no=V8"
        => FundEntry "amount_fen=55000.01; spent_on=2026-03-22; voucher_no=V8";
    "second" "A5-2" "an earlier entry that leaves a later one without cover before the second half":
        FundEntry "amount_fen=55000.00; spent_on=2026-03-21; voucher_no=V8",
        FundEntry "amount_fen=0.01; spent_on=2025-02-10; voucher_no=V9"
        => FundEntry "amount_fen=54999.99; spent_on=2026-03-21; voucher_no=V8",
           FundEntry "amount_fen=0.01; spent_on=2025-02-10; voucher_no=V9";
    "pay" "A5-3" "spent the day after the cycle":
        FundEntry "spent_on=2027-06-12" => FundEntry "spent_on=2027-06-11";
    "pay" "A5-3" "spent the day after it is entered"
        with "announcement" "announced_on=2024-06-13" with "award" "cycle_from=2024-06-13; cycle_to=2027-06-12":
        FundEntry "spent_on=2027-06-12" => FundEntry "spent_on=2027-06-11";
    "spend" "A5-1" "a voucher twice": FundEntry "amount_fen=1.00" => FundEntry "amount_fen=1.00; voucher_no=V2";
    "spend" "A5-1" "a voucher twice on another day of its month":
        FundEntry "amount_fen=1.00; spent_on=2025-01-31" => FundEntry "amount_fen=1.00; spent_on=2025-02-01";
    "pay" "A5-1" "no voucher": FundEntry "voucher_no=空格" => FundEntry "voucher_no=0";
    "work" "A8-2a" "a mid-term with four elements' evidence": Midterm "society_evidence=空格" => Midterm "";
    "work" "A8-2a" "a mid-term by one expert twice":
        Midterm "assessor=专家 3 人：甲\"一、丙三、甲\"一" => Midterm "assessor=专家 2 人：甲\"一、丙三";
    "work" "A8-2a" "a mid-term by the unit itself": Midterm "assessor=上海示例机械有限公司" => Midterm "";
    "work" "A8-2a" "a mid-term by the leader":
        Midterm "assessor=专家 2 人：专家二、张乙" => Midterm "assessor=专家 2 人：专家二、张乙（示例学院）";
    "work" "A8-2a" "a mid-term by who is put forward to lead":
        LeaderChange "", Midterm "assessor=专家 2 人：专家二、吴庚" => LeaderChange "", Midterm "assessor=专家 2 人：专家二、专家一";
    "work" "A8-2a" "a mid-term by the unit itself, spelt with a space":
        Midterm "assessor=上海示例机械 有限公司" => Midterm "assessor=上海示例机械 集团有限公司";
    "work" "A8-2a" "a mid-term by the leader, spelt with a space":
        Midterm "assessor=专家 2 人：专家二、张 乙" => Midterm "assessor=专家 2 人：专家二、张 乙 乙";
    "work" "A8-2a" "one expert twice, with other brackets":
        Midterm "assessor=专家 2 人：李强（焊接）、李强(焊接)" => Midterm "assessor=专家 2 人：李强（焊接）、李强（钳工）";
    "work" "A8-2a" "a mid-term with a method nobody named": Midterm "methods=空格" => Midterm "";
    "work" "A8-2a" "an element above its maximum":
        Midterm "hardware_centi=1501; management_centi=499" => Midterm "hardware_centi=1500; management_centi=500";
    "work" "A8-2b" "a total that doesn't add up": Midterm "total_centi=6001" => Midterm "results_centi=2001; total_centi=6001";
    "work" "A8-2b" "a pass below the mark":
        Midterm "results_centi=1999; total_centi=5999" => Midterm "results_centi=1999; total_centi=5999; verdict=fail";
    "fail" "A8-2b" "a second mid-term without rectification":
        Midterm "attempt=2; assessed_on=2026-03-10" => Rectification "", Midterm "attempt=2; assessed_on=2026-03-10";
    "fail" "A8-2b" "a second mid-term on the day of the order":
        Rectification "", Midterm "attempt=2; assessed_on=2025-12-15" => Rectification "", Midterm "attempt=2; assessed_on=2025-12-16";
    "work" "A8-1a" "an agreement corrected without a reason":
        Agreement "signed_on=2024-09-01" => Agreement "signed_on=2024-09-01; reason=登记有误";
    "work" "A8-1a" "an agreement corrected past the payment that rests on it":
        Agreement "signed_on=2024-09-07; reason=登记有误" => Agreement "signed_on=2024-09-05; reason=登记有误";
    "entitle" "A8-1a" "a correction of no agreement": Agreement "reason=登记有误" => Agreement "";
    "rectify" "A8-2b" "one rectification too many":
        Midterm "attempt=2; assessed_on=2026-03-10; results_centi=1999; total_centi=5999; verdict=fail",
        Rectification "midterm_id=2"
        => Midterm "attempt=2; assessed_on=2026-03-10; results_centi=1999; total_centi=5999; verdict=fail";
    "rectify" "A8-2b" "voiding a mid-term before the order that falls with it":
        MidtermVoid "midterm_id=1; voided_on=2025-12-14" => MidtermVoid "midterm_id=1; voided_on=2025-12-15";
    "fail" "A8-2b" "ordering a rectification on a mid-term that was voided":
        MidtermVoid "midterm_id=1", Rectification "midterm_id=1"
        => Rectification "", MidtermVoid "midterm_id=1",
           Midterm "assessed_on=2026-03-11; results_centi=1999; total_centi=5999; verdict=fail",
           Rectification "midterm_id=2; ordered_on=2026-03-12; due_on=2026-06-12";
    "pass" "A8-2b" "voiding a mid-term before the one that follows it":
        MidtermVoid "midterm_id=1" => MidtermVoid "", MidtermVoid "midterm_id=1";
    "match" "A8-2b" "voiding a mid-term on which a second half rests":
        Batch "", Payment SECOND, MidtermVoid "midterm_id=3" => MidtermVoid "midterm_id=3";
    "match" "A8-2b" "a second half after the mid-term was voided":
        MidtermVoid "midterm_id=3", Batch "", Payment SECOND
        => MidtermVoid "midterm_id=3", Midterm "attempt=2; assessed_on=2026-03-10", Batch "", Payment SECOND;
    "recommend" "A7-1" "an award of the city after the closing":
        Closing UNPAID, MunicipalAward "" => MunicipalAward "", Closing UNPAID;
    "recommend" "A7-1" "a decline of the city after the closing":
        Closing UNPAID, MunicipalDecline "" => MunicipalDecline "", Closing UNPAID;
    "pass" "A8-2b" "a mid-term after a pass": Midterm "attempt=3" => Achievement "";
    "succeed" "A8-1c" "a second half while a change of leader waits":
        Batch "planned_on=2026-03-20", Payment SECOND
        => LeaderDecision "approved=否", Batch "planned_on=2026-03-20", Payment SECOND;
    "succeed" "A8-1a" "a second half without the new leader's agreement":
        LeaderDecision "", Batch "planned_on=2026-03-20", Payment SECOND
        => LeaderDecision "", Agreement "signed_on=2026-03-17", Batch "planned_on=2026-03-20", Payment SECOND;
    "succeed" "A8-1c" "a change approved by who recorded it":
        LeaderDecision "decided_by=王敏" => LeaderDecision "";
    "succeed" "A8-1c" "a change decided on before it was proposed":
        LeaderDecision "decided_on=2026-03-14" => LeaderDecision "decided_on=2026-03-15";
    "succeed" "A8-1c" "a decision without a reason": LeaderDecision "reason=空格" => LeaderDecision "";
    "succeed" "A8-1c" "two changes at once":
        LeaderChange "id_number=310117198001010190" => LeaderDecision "approved=否", LeaderChange "id_number=310117198001010190";
    "succeed" "A8-1c" "closing while a change of leader waits":
        Closing "received_fen=65000.00; unspent_fen=55000.00"
        => LeaderDecision "approved=否", Closing "received_fen=65000.00; unspent_fen=55000.00";
    "match" "A8-1c" "a change to who leads already":
        LeaderChange "id_number=310117198001010019" => LeaderChange "";
    "match" "A8-1c" "a change without a document": LeaderChange "document=空格" => LeaderChange "";
    "match" "A8-1c" "a change without a reason": LeaderChange "reason=空格" => LeaderChange "";
    "announce" "A8-1c" "a change of leader before the award": Award "", LeaderChange "case_id=2" => Award "", LeaderChange "";
    "announce" "A8-1a" "an agreement before the award": Agreement "" => Award "", Agreement "";
    "pay" "A5-2" "spent after it was demanded back":
        Recovery "amount_fen=20000.00", FundEntry "amount_fen=45000.01"
        => Recovery "amount_fen=20000.00", FundEntry "amount_fen=45000.00";
    "match" "A8-2c" "an extension that is over already": Extension "extended_on=2026-07-02" => Extension "extended_on=2026-07-01";
    "agree" "A8-1a" "a second agreement with the same leader": Agreement "signed_on=2024-09-06" => Achievement "";
    "approve_leader" "A8-1a" "a second agreement with the new leader": Agreement "signed_on=2026-03-18" => Achievement "";
    "extend" "A8-2c" "a deadline put off twice from the same day":
        Extension "to_on=2026-08-01" => Extension "from_on=2026-07-01; to_on=2026-08-01";
    "match" "A8-2c" "an extension that shortens": Extension "to_on=2026-06-01; extended_on=2026-06-01" => Extension "to_on=2026-06-02; extended_on=2026-06-01";
    "match" "A8-2c" "an extension without a reason": Extension "reason=空格" => Extension "";
    "match" "A7-1" "an extension beyond the cycle": Extension "to_on=2027-06-12" => Extension "to_on=2027-06-11";
    "announce" "A8-2c" "an extension before the award": Extension "" => Award "", Extension "";
    "match" "A8-1a" "a second half approved before the new leader's agreement":
        Batch "planned_on=2026-03-20", Payment SECOND, LeaderChange "", LeaderDecision "",
        BatchApproval "batch_id=4; approved_on=2026-03-21"
        => Batch "planned_on=2026-03-20", Payment SECOND, LeaderChange "", LeaderDecision "",
           Agreement "signed_on=2026-03-17", BatchApproval "batch_id=4; approved_on=2026-03-21";
};
