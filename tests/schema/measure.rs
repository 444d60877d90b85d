//! The measure's own limits, straight in the case file: each unlawful act is refused by its rule, and the lawful one
//! beside it is not.

use std::collections::BTreeMap;

use studiogrant::store::Failure;
use studiogrant::store::facts::*;

use crate::bank::BANK;
use crate::closing::CLOSING;
use crate::cycle::CYCLE;
use crate::life::{MUNICIPAL, Undone, Write, attempt, corrected, life, revision, uscc};

/// An act that the case file must refuse, and its lawful neighbour.
pub(crate) struct Attack {
    /// The last act of the life before it.
    pub(crate) after: &'static str,
    pub(crate) code: &'static str,
    pub(crate) what: &'static str,
    pub(crate) unlawful: Write,
    pub(crate) lawful: Write,
    /// Lawful rows that the life lays differently.
    pub(crate) instead: &'static [(&'static str, &'static str)],
}

/// Rows: the last act before it, the code, what it is; the unlawful writing and the lawful one, each a list of
/// `Fact columns`.
macro_rules! attacks {
    ($( $after:literal $code:literal $what:literal $(with $table:literal $columns:literal)* :
        $($fact:ident $bad:expr),+ => $($lawful:ident $good:expr),+ ; )*) => {
        &[ $( $crate::measure::Attack {
            after: $after,
            code: $code,
            what: $what,
            unlawful: |pen| { $( pen.put::<$fact>($bad.as_ref())?; )+ Ok(()) },
            lawful: |pen| { $( pen.put::<$lawful>($good.as_ref())?; )+ Ok(()) },
            instead: &[ $( ($table, $columns) ),* ],
        } ),* ]
    };
}

pub(crate) use attacks;

/// A sixth application, with these columns said otherwise.
fn sixth(columns: &str) -> String {
    format!("{}; {columns}", revision(6))
}

pub(crate) const UNPAID: &str =
    "received_fen=0.00; spent_fen=0.00; matched_fen=0.00; unspent_fen=0.00; rest=; decision=";
pub(crate) const EARLY: &str =
    "closed_on=2025-06-02; received_fen=65000.00; spent_fen=0.00; matched_fen=0.00; unspent_fen=65000.00";
const CASE_6: &str = "serial=6";
pub(crate) const SECOND: &str = "batch_id=4; part=second";
const SECOND_MUNICIPAL: &str = "batch_id=4; part=second; kind=municipal; amount_fen=40000.00";
pub(crate) const MATCH: &str = "ledger=matching; purpose=带徒津贴; voucher_no=P9";

static ATTACKS: &[Attack] = attacks! {
    "desk" "A9-3" "a round before the measure":
        Round "applications_from=2023-12-26" => Round "applications_from=2023-12-27";
    "desk" "A6-2-1a" "a round without a notice": Round "notice_no=空格" => Round "notice_no=1号";
    "desk" "A6-2-1a" "a round that ends before it begins":
        Round "applications_from=2024-04-01" => Round "applications_from=2024-03-31";
    "desk" "A3-1b" "a round without a quota": Round "quota=0" => Round "quota=1";

    "round" "A2-1-2a" "a senior worker":
        GrantCase CASE_6, Revision revision(1) + "; case_id=1; skill_grade=senior"
        => GrantCase CASE_6, Revision revision(1) + "; case_id=1; skill_grade=technician";
    "file" "A4-2a" "matching of one fen too little":
        GrantCase CASE_6, Revision sixth("matching_commitment_fen=49999.99")
        => GrantCase CASE_6, Revision sixth("matching_commitment_fen=50000.00");
    "file" "A6-1-3b" "an appointment that ended the day before":
        GrantCase CASE_6, Revision sixth("appointed_to=2024-03-14")
        => GrantCase CASE_6, Revision sixth("appointed_to=2024-03-15");
    "file" "A6-1-2a" "a studio founded the day after":
        GrantCase CASE_6, Revision sixth("established_on=2024-03-16")
        => GrantCase CASE_6, Revision sixth("established_on=2024-03-15");
    "file" "A2-2a" "a contested internal notice":
        GrantCase CASE_6, Revision sixth("internal_notice_result=contested")
        => GrantCase CASE_6, Revision sixth("internal_notice_result=settled");
    "file" "A2-1-1" "a manager":
        GrantCase CASE_6, Revision sixth("post_kind=management") => GrantCase CASE_6, Revision sixth("post_kind=training");
    "file" "A6-2-1a" "an application before the round's first day":
        GrantCase CASE_6, Revision sixth("filed_on=2024-02-29") => GrantCase CASE_6, Revision sixth("filed_on=2024-03-01");
    "file" "A6-2-1b" "an application after the round's last day":
        GrantCase CASE_6, Revision sixth("filed_on=2024-04-01") => GrantCase CASE_6, Revision sixth("filed_on=2024-03-31");
    "file" "A6-2-1b" "a late application whose exception is of another case":
        GrantCase CASE_6, Waiver "case_id=5; code=A6-2-1b", Revision sixth("filed_on=2024-04-01")
        => GrantCase CASE_6, Waiver "case_id=6; code=A6-2-1b", Revision sixth("filed_on=2024-04-01");
    "file" "A6-2-2" "a second live application of a unit":
        GrantCase CASE_6, Revision revision(1) + "; case_id=6; id_number=310117198001010094"
        => GrantCase CASE_6, Revision sixth("id_number=310117198001010094");
    "file" "A6-2-2" "a second live application of a technician":
        GrantCase CASE_6, Revision sixth("id_number=310117198001010019")
        => GrantCase CASE_6, Revision sixth("id_number=310117198001010094");
    "file" "A6-2-2" "a unit that applies again without withdrawing":
        GrantCase CASE_6, Revision revision(5) + "; case_id=6"
        => GrantCase CASE_6, Withdrawal "", Revision revision(5) + "; case_id=6";
    "award" "A6-2-2" "a unit in its cycle":
        Round "year=2027; notice_no=2号; applications_from=2027-06-01; applications_to=2027-06-30; town_deadline_on=2027-07-01",
        GrantCase "round_id=2", Revision revision(1) + "; case_id=6; filed_on=2027-06-11"
        => Round "year=2027; notice_no=2号; applications_from=2027-06-01; applications_to=2027-06-30; town_deadline_on=2027-07-01",
        GrantCase "round_id=2", Revision revision(1) + "; case_id=6; filed_on=2027-06-12";

    "confirm" "A6-2-3a" "a screening by another town": Screening "town=新桥镇" => Screening "";
    "confirm" "A6-2-3a" "a zone's unit screened by a town"
        with "application" "town=松江综合保税区": Screening "" => Screening "town=松江综合保税区";
    "confirm" "A6-2-3a" "an unproven finding left open":
        Unproven "code=A1-1", Screening "" => Unproven "code=A1-1", Screening "decision=return";
    "confirm" "A6-2-3a" "no opinion": Screening "opinion=空格" => Screening "";
    "confirm" "A6-2-3a" "a screening before the application":
        Screening "screened_on=2024-03-14" => Screening "screened_on=2024-03-15";
    "confirm" "A6-2-3a" "a pass of an older revision":
        Revision revision(1) + "; revision=2", Screening "" => Revision revision(1) + "; revision=2", Screening "application_id=6";
    "confirm" "A6-2-3a" "a correction before the town's opinion":
        Correction "" => Screening "", Correction "";
    "screen" "A6-2-3a" "an amendment after the town's opinion":
        Revision corrected("studio_name=张乙大师工作室")
        => Correction "", Revision corrected("studio_name=张乙大师工作室");
    "screen" "A6-2-3a" "a correction of who applies":
        Correction "", Revision corrected("") + &format!("uscc={}", uscc(7))
        => Correction "", Revision corrected("unit_name=上海示例精机有限公司");
    "post" "A6-2-3a" "a correction of a figure":
        Correction "", Revision corrected("matching_commitment_fen=60000.00")
        => Correction "", Revision corrected("contact_phone=13800000002");
    "post" "A6-2-3a" "a correction that fills in what was empty":
        Correction "", Revision corrected("g60=是") => Correction "", Revision corrected("g60=");
    "post" "A6-2-3a" "an amendment that hides behind an older correction":
        Correction "", Revision corrected("occupation=模具工"), Revision corrected("revision=3")
        => Correction "", Revision corrected("occupation=模具工"), Correction "revision=3", Revision corrected("revision=3");
    "screen" "A6-2-3a" "a second opinion on a corrected form":
        Correction "", Revision corrected("occupation=模具工"), Screening "application_id=6"
        => Correction "", Revision corrected("occupation=模具工");
    "withdraw" "A6-2-3a" "a confirmation of what nobody doubted": Confirmation "code=A1-1" => Confirmation "";
    "screen" "A6-2-3b" "forwarded a day late":
        Forwarding "forwarded_on=2024-05-01" => Forwarding "forwarded_on=2024-04-30";
    "confirm" "A6-2-3a" "forwarding what did not pass":
        Screening "decision=return", Forwarding "", ForwardedCase "" => Screening "", Forwarding "", ForwardedCase "";

    "forward" "A6-2-4a" "an even panel": Panel "size=6" => Panel "size=7";
    "forward" "A6-2-4a" "a panel too small": Panel "size=3" => Panel "size=5";
    "forward" "A6-2-4a" "a meeting without a panel": Meeting "" => Panel "", Meeting "";
    "recuse" "A6-2-4a" "dissent of a recused expert":
        Dissent "expert_id=5; case_id=2" => Dissent "expert_id=5; case_id=1";
    "recuse" "A6-2-4a" "dissent of an expert off the panel": Dissent "expert_id=6" => Dissent "expert_id=5";
    "seat" "A6-2-4a" "one expert too many":
        PanelMember "expert_id=6" => Panel "", PanelMember "panel_id=2; expert_id=6";
    "recuse" "A6-2-4a" "a score by a recused expert":
        ScoreSheet "case_id=2; expert_id=5" => ScoreSheet "case_id=1; expert_id=5";
    "recuse" "A6-2-4a" "a score by an expert off the panel": ScoreSheet "expert_id=6" => ScoreSheet "expert_id=4";
    "recuse" "A6-2-4c" "a score above the maximum":
        ScoreSheet "", ScoreItem "points_centi=2501" => ScoreSheet "", ScoreItem "points_centi=2500";
    "recuse" "A6-2-4c" "a score for what is not on the sheet":
        ScoreSheet "", ScoreItem "item=looks; points_centi=0" => ScoreSheet "", ScoreItem "points_centi=0";
    "score" "A6-2-4a" "a corrected score after a late recusal":
        Recusal "case_id=1; expert_id=1", ScoreSheet "revision=2; reason=更正" => Recusal "case_id=1; expert_id=1";
    "score" "A6-2-4a" "another panel after scoring": Panel "" => Panel "size=7";
    "score" "A6-2-4a" "a list by a panel that lacks a member":
        Panel "size=7", PanelMember "panel_id=2; expert_id=1", PanelMember "panel_id=2; expert_id=2",
        PanelMember "panel_id=2; expert_id=3", Proposal "" => Proposal "";
    "score" "A6-2-4a" "a list by a panel that dropped who has scored":
        Expert "name=专家7", Expert "name=专家8", Panel "size=7", PanelMember "panel_id=2; expert_id=2",
        PanelMember "panel_id=2; expert_id=3", PanelMember "panel_id=2; expert_id=4", PanelMember "panel_id=2; expert_id=5",
        PanelMember "panel_id=2; expert_id=6", PanelMember "panel_id=2; expert_id=7", PanelMember "panel_id=2; expert_id=8", Proposal ""
        => Expert "name=专家7", Panel "size=7", PanelMember "panel_id=2; expert_id=1", PanelMember "panel_id=2; expert_id=2",
        PanelMember "panel_id=2; expert_id=3", PanelMember "panel_id=2; expert_id=4", PanelMember "panel_id=2; expert_id=5",
        PanelMember "panel_id=2; expert_id=6", PanelMember "panel_id=2; expert_id=7", Proposal "";
    "score" "A6-2-4r" "a list from a sheet without its items":
        ScoreSheet "expert_id=4", Proposal "" => Proposal "";
    "score" "A6-2-4r" "too few scores after a recusal":
        Recusal "case_id=1; expert_id=1", Proposal "", ProposalEntry "score_count=2" => Proposal "", ProposalEntry "score_count=2";
    "score" "A6-2-4r" "a mean over a score that is void":
        Recusal "case_id=1; expert_id=4", Proposal "", ProposalEntry "score_count=4" => Proposal "", ProposalEntry "";
    "score" "A6-2-4c" "more votes than the panel has":
        PanelVote "", PanelVote "case_id=2; votes=3" => PanelVote "", PanelVote "case_id=2; votes=2";
    "recuse" "A6-2-4c" "a vote on what nobody scored":
        PanelVote "" => Recusal "case_id=1; expert_id=4";
    "propose" "A6-2-4c" "a vote after the proposal": PanelVote "" => ProposalEntry "case_id=2; place=reserve";
    "propose" "A6-2-4a" "a recusal after the proposal":
        Recusal "case_id=1; expert_id=1" => ProposalEntry "case_id=2; place=reserve";
    "propose" "A6-2-4a" "a panel after the proposal": Panel "size=7" => ProposalEntry "case_id=2; place=reserve";
    "propose" "A6-2-4c" "a score after the proposal":
        ScoreSheet "expert_id=4" => ProposalEntry "case_id=2; place=reserve";

    "propose" "A3-1a" "one more than the quota, without a reason":
        ProposalEntry "case_id=2; position=2" => Waiver "", ProposalEntry "case_id=2; position=2";
    "propose" "A3-1b" "one more than quota and band":
        Waiver "", ProposalEntry "case_id=2; position=2", ProposalEntry "case_id=3; position=3", ProposalEntry "case_id=4; position=4"
        => Waiver "", ProposalEntry "case_id=2; position=2", ProposalEntry "case_id=3; position=3",
           ProposalEntry "case_id=4; position=4; place=reserve";

    "reserve" "A6-2-4d" "a notice one working day short over a holiday":
        Notice "last_on=2024-06-10" => Notice "last_on=2024-06-11";
    "reserve" "A6-2-4d" "a notice that counts a Saturday":
        Notice "last_on=2024-06-08" => CalendarDay "day_on=2024-06-08; kind=makeup", Notice "last_on=2024-06-08";
    "reserve" "A6-2-4d" "a notice in a year without a calendar":
        Notice "posted_on=2028-03-06; last_on=2028-03-13"
        => CalendarDay "day_on=2028-01-01", Notice "posted_on=2028-03-06; last_on=2028-03-13";
    "post" "A6-2-4d" "a document on a list that was corrected":
        Correction "", Revision corrected("studio_name=张乙大师工作室"), Announcement ""
        => Correction "", Revision corrected("contact_name=李丁"), Announcement "";
    "post" "A6-2-4d" "a document on a list that was corrected, without a new notice":
        Correction "", Revision corrected("unit_name=上海示例精机有限公司"), Announcement ""
        => Correction "", Revision corrected("unit_name=上海示例精机有限公司"), Notice "supersedes=1; reason=名单更正",
        NoticeEntry "notice_id=2; application_id=6", Announcement "notice_id=2";
    "post" "A6-2-4d" "a corrected list posted as it was before":
        Correction "", Revision corrected("occupation=模具工"), Notice "supersedes=1; reason=名单更正", NoticeEntry "notice_id=2"
        => Correction "", Revision corrected("occupation=模具工"), Notice "supersedes=1; reason=名单更正",
        NoticeEntry "notice_id=2; application_id=6";
    "post" "A6-2-4d" "a notice begun anew that ends before the first":
        Notice "supersedes=1; reason=网站故障; last_on=2024-06-10"
        => Notice "supersedes=1; reason=网站故障; posted_on=2024-06-04; last_on=2024-06-12";
    "post" "A6-2-4d" "a notice begun anew before the first was posted":
        Notice "supersedes=1; reason=网站故障; posted_on=2024-06-02" => Notice "supersedes=1; reason=网站故障";
    "post" "A6-2-4d" "a notice begun anew twice":
        Notice "supersedes=1; reason=网站故障", Notice "supersedes=1; reason=网站故障"
        => Notice "supersedes=1; reason=网站故障", Notice "supersedes=2; reason=网站故障";
    "post" "A6-2-4d" "a case on two notices at once":
        Notice "", NoticeEntry "notice_id=2"
        => Notice "supersedes=1; reason=网站故障", NoticeEntry "notice_id=2";
    "post" "A6-2-4d" "a notice begun anew with a case that was not on the first":
        Notice "supersedes=1; reason=网站故障", NoticeEntry "notice_id=2; case_id=2; application_id=2"
        => Notice "supersedes=1; reason=网站故障", NoticeEntry "notice_id=2";
    "post" "A6-2-4d" "a document on a notice that was begun anew":
        Notice "supersedes=1; reason=网站故障", NoticeEntry "notice_id=2", Announcement ""
        => Notice "supersedes=1; reason=网站故障", NoticeEntry "notice_id=2", Announcement "notice_id=2";
    "object" "A6-2-4e" "a document with an objection to the notice before it still open":
        Notice "supersedes=1; reason=网站故障", NoticeEntry "notice_id=2", Announcement "notice_id=2"
        => Notice "supersedes=1; reason=网站故障", NoticeEntry "notice_id=2", ObjectionDecision "", Announcement "notice_id=2";
    "announce" "A6-2-4d" "a notice begun anew after its document":
        Notice "supersedes=1; reason=网站故障" => Notice "";
    "post" "A6-2-4e" "an accepted objector without a phone":
        Objection "objector_phone=" => Objection "";
    "confirm" "A6-2-3a" "grounds against what passed":
        Screening "", ScreeningGround "screening_id=2"
        => Screening "decision=reject", ScreeningGround "screening_id=2";
    "announce" "A4-3" "a decline of what was not recommended":
        Award "", MunicipalDecline "" => Award "", Recommendation "", MunicipalDecline "";
    "award" "A4-3" "an award after a decline, without a reason":
        Recommendation "", MunicipalDecline "", MunicipalAward ""
        => Recommendation "", MunicipalDecline "", MunicipalAward "reason=公布名单看错";
    "award" "A4-3" "a municipal document without a year":
        Recommendation "", MunicipalAward "doc_no=沪人社职300号" => Recommendation "", MunicipalAward "";
    "post" "A6-2-4e" "a reserve without a vacancy":
        NoticeEntry "case_id=2; application_id=2; position=2"
        => Objection "", ObjectionDecision "outcome=upheld", NoticeEntry "case_id=2; application_id=2; position=2";
    "post" "A6-2-4e" "an anonymous objection accepted":
        Objection "objector_name=" => Objection "objector_name=; accepted=否";
    "post" "A6-2-4e" "an objection a day late":
        Objection "received_on=2024-06-12" => Objection "received_on=2024-06-11";
    "post" "A6-2-4d" "an announcement on the notice's last day":
        Announcement "announced_on=2024-06-11" => Announcement "announced_on=2024-06-12";
    "post" "A6-2-4f" "an announcement under half a number":
        Announcement "doc_no=沪松人社12号" => Announcement "";
    "object" "A6-2-4e" "an announcement with an open objection":
        Announcement "" => ObjectionDecision "", Announcement "";
    "object" "A6-2-4e" "an award against which an objection was upheld":
        ObjectionDecision "outcome=upheld", Announcement "", Award ""
        => ObjectionDecision "outcome=dismissed", Announcement "", Award "";
    "announce" "A6-2-4d" "an award of a case that was not on notice": Award "case_id=2" => Award "";
    "award" "A6-2-4f" "a withdrawal after the award": Withdrawal "case_id=1" => Withdrawal "case_id=2";

    "announce" "A3-2" "a recommendation before the award": Recommendation "" => Award "", Recommendation "";
    "award" "A4-3" "a municipal award without a recommendation":
        MunicipalAward "" => Recommendation "", MunicipalAward "";
    "recommend" "A4-3" "a municipal entitlement without the document":
        Entitlement MUNICIPAL => MunicipalAward "", Entitlement MUNICIPAL;
    "agree" "A4-1" "an entitlement above the standard":
        Entitlement "standard_fen=50000.01; amount_fen=50000.01" => Entitlement "";
    "agree" "A9-2" "comparable support of nothing":
        Overlap "amount_fen=0.00; comparable=是" => Overlap "amount_fen=0.01; comparable=是";
    "agree" "A9-2" "comparable support not deducted":
        Overlap "amount_fen=10000.00; comparable=是", Entitlement "deducted_fen=10000.00"
        => Overlap "amount_fen=10000.00; comparable=是", Entitlement "deducted_fen=10000.00; amount_fen=40000.00";

    "agree" "A9-2" "a first half of an entitlement that a newer judgement overtook":
        Overlap "comparable=是; amount_fen=10000.00", Batch "", Payment ""
        => Overlap "comparable=是; amount_fen=10000.00", Entitlement "deducted_fen=10000.00; amount_fen=40000.00",
           Batch "", Payment "amount_fen=20000.00";
    "plan" "A9-2" "approved although a newer judgement overtook the entitlement":
        Overlap "comparable=是; amount_fen=10000.00", BatchApproval ""
        => Overlap "comparable=否; amount_fen=10000.01", BatchApproval "";
    "agree" "A9-1c" "planned by nobody": Batch "planned_by=空格" => Batch "planned_by=周戊";
    "plan" "A9-1c" "planned by the approver's name with a blank":
        Batch "planned_by=\u{3000}周戊" => Batch "planned_by=周戊";

    "announce" "A6-2-4f" "a payment before the award":
        Batch "", Payment "" => Award "", Entitlement "", Agreement "", Batch "", Payment "";
    "agree" "A6-2-4f" "a payment before the announcement's day" with "agreement" "signed_on=2024-06-01":
        Batch "planned_on=2024-06-11", Payment "" => Batch "planned_on=2024-06-12", Payment "";
    "recommend" "A4-3" "a municipal payment without the document":
        Agreement "", Batch "", Payment "kind=municipal; amount_fen=40000.00"
        => Agreement "", MunicipalAward "", Entitlement MUNICIPAL, Batch "", Payment "kind=municipal; amount_fen=40000.00";
    "plan" "A9-1a" "the same half twice": Payment "" => BatchCancellation "", Batch "", Payment "batch_id=2";
    "agree" "A9-1a" "more than half in the first half":
        Batch "", Payment "amount_fen=25000.01" => Batch "", Payment "amount_fen=25000.00";
    "agree" "A9-1a" "the second half first": Batch "", Payment "part=second" => Batch "", Payment "";
    "agree" "A9-1c" "over the budget" with "budget_change" "to_fen=64999.99":
        Batch "", Payment "", Payment "kind=municipal; amount_fen=40000.00" => Batch "", Payment "";
    "plan" "A9-1c" "approved by nobody that is known": BatchApproval "approved_by=吴己" => BatchApproval "";
    "plan" "A9-1c" "approved by the planner": BatchApproval "approved_by=王敏" => BatchApproval "";
    "plan_again" "A9-1c" "a payment put into a batch that was cancelled":
        BatchCancellation "batch_id=2", Payment "batch_id=2" => BatchCancellation "batch_id=2", Batch "", Payment "batch_id=3";
    "return" "A9-1c" "a payment put into a batch that was approved":
        Payment "batch_id=2; kind=municipal; amount_fen=40000.00"
        => Batch "planned_on=2024-09-20", Payment "batch_id=3; kind=municipal; amount_fen=40000.00";
    "plan" "A9-1c" "paid before approval": PaymentConfirmation "" => BatchApproval "", PaymentConfirmation "";
    "approve" "A9-1c" "paid the day before approval":
        PaymentConfirmation "payment_id=2; paid_on=2024-09-09" => PaymentConfirmation "payment_id=2; paid_on=2024-09-10";
    "approve" "A9-1c" "returned before it was paid":
        PaymentReturn "payment_id=2" => PaymentConfirmation "payment_id=2", PaymentReturn "payment_id=2";
    "pay" "A9-1c" "cancelled after it was paid": BatchCancellation "batch_id=2" => Batch "", BatchCancellation "batch_id=3";
    "approve" "A9-1c" "paid after it was cancelled":
        BatchCancellation "batch_id=2", PaymentConfirmation "payment_id=2" => PaymentConfirmation "payment_id=2";
    "plan_again" "A9-1c" "a schedule before the approval":
        Schedule "batch_id=2" => BatchApproval "batch_id=2", Schedule "batch_id=2";
    "approve" "A9-1c" "another batch's payment on the schedule":
        ScheduleLine "payment_id=1; position=2" => ScheduleLine "payment_id=3; position=2";
    "repay" "A9-1b" "a second half without a mid-term":
        FundEntry MATCH.to_owned() + "; amount_fen=50000.00", Batch "planned_on=2026-03-20", Payment SECOND
        => FundEntry MATCH.to_owned() + "; amount_fen=50000.00", Midterm "", Batch "planned_on=2026-03-20", Payment SECOND;
    "pass" "A4-2b" "a second half with one fen of matching missing":
        Batch "", Payment SECOND => FundEntry MATCH.to_owned() + "; amount_fen=0.01", Batch "", Payment SECOND;
    "match" "A9-1c" "one fen more than the entitlement":
        Batch "", Payment SECOND.to_owned() + "; amount_fen=25000.01" => Batch "", Payment SECOND;
    "match" "A9-1a" "one fen less than the entitlement":
        Batch "", Payment SECOND_MUNICIPAL.to_owned() + "; amount_fen=39999.99" => Batch "", Payment SECOND_MUNICIPAL;

    "second" "A9-1c" "withdrawing a demand of which everything came back":
        Recovery "", RecoveryReceipt "", RecoveryWithdrawal "recovery_id=1; withdrawn_on=2027-05-10"
        => Recovery "", RecoveryReceipt "amount_fen=99.99", RecoveryWithdrawal "recovery_id=1; withdrawn_on=2027-05-10";
    "second" "A9-1c" "withdrawing a demand before what came back on it":
        Recovery "", RecoveryReceipt "amount_fen=99.99", RecoveryWithdrawal "recovery_id=1; withdrawn_on=2027-05-09"
        => Recovery "", RecoveryReceipt "amount_fen=99.99", RecoveryWithdrawal "recovery_id=1; withdrawn_on=2027-05-10";
    "second" "A9-1c" "receiving the rest of a withdrawn demand":
        Recovery "", RecoveryReceipt "amount_fen=99.99", RecoveryWithdrawal "recovery_id=1; withdrawn_on=2027-05-10",
        RecoveryReceipt "amount_fen=0.01"
        => Recovery "", RecoveryReceipt "amount_fen=99.99", RecoveryReceipt "amount_fen=0.01";
    "second" "A9-1c" "demanding again more than a withdrawn demand left":
        Recovery "amount_fen=50000.00", RecoveryReceipt "amount_fen=0.01", RecoveryWithdrawal "recovery_id=1; withdrawn_on=2027-05-10",
        Recovery "amount_fen=50000.00"
        => Recovery "amount_fen=50000.00", RecoveryReceipt "amount_fen=0.01", RecoveryWithdrawal "recovery_id=1; withdrawn_on=2027-05-10",
        Recovery "amount_fen=49999.99";
    "second" "A9-1c" "receiving on a withdrawn demand":
        Recovery "", RecoveryWithdrawal "recovery_id=1", RecoveryReceipt ""
        => Recovery "", RecoveryReceipt "";
    "second" "A9-1c" "demanding twice what was paid":
        Recovery "amount_fen=50000.00", Recovery "amount_fen=50000.00"
        => Recovery "amount_fen=50000.00", RecoveryWithdrawal "recovery_id=1", Recovery "amount_fen=50000.00";
    "second" "A9-1c" "a letter on a withdrawn demand":
        Recovery "", RecoveryWithdrawal "recovery_id=1", RecoveryLetter ""
        => Recovery "", RecoveryLetter "";
    "second" "A9-1c" "a letter before its demand":
        Recovery "", RecoveryLetter "issued_on=2027-04-30" => Recovery "", RecoveryLetter "issued_on=2027-05-01";
    "recover" "A9-1c" "withdrawing what a closing demanded":
        Closing "", Recovery "", RecoveryWithdrawal "recovery_id=3"
        => Recovery "", RecoveryWithdrawal "recovery_id=3";
    "close" "A9-1c" "withdrawing from a closed case what had come back":
        RecoveryWithdrawal "recovery_id=1; withdrawn_on=2027-05-10"
        => Recovery "", RecoveryWithdrawal "recovery_id=3";
    "approve" "A9-1c" "a budget below what is under way":
        BudgetChange "from_fen=130000.00; to_fen=64999.99" => BudgetChange "from_fen=130000.00; to_fen=65000.00";
    "agree" "A9-1c" "over the budget that was cut":
        BudgetChange "from_fen=130000.00; to_fen=24999.99", Batch "", Payment ""
        => BudgetChange "from_fen=130000.00; to_fen=25000.00", Batch "", Payment "";
    "agree" "A9-1c" "a budget changed from another": BudgetChange "" => BudgetChange "from_fen=130000.00";
    "work" "A4-2b" "closed before the cycle's end without matching":
        Closing EARLY => Closing EARLY.to_owned() + "; ended=单位注销";
    "work" "A4-2b" "closed without matching and without a decision on it":
        Closing EARLY => Closing EARLY.to_owned() + "; shortfall=不再补足";
    "match" "A2-1-1" "a manager as leader": LeaderChange "post_kind=management" => LeaderChange "post_kind=training";
    "match" "A2-1-2a" "a senior worker as leader": LeaderChange "skill_grade=senior" => LeaderChange "skill_grade=chief_technician";
    "match" "A6-1-3b" "a leader whose appointment begins the day after":
        LeaderChange "appointed_from=2026-03-16" => LeaderChange "appointed_from=2026-03-15";
    "award" "A4-3" "a municipal entitlement with a deduction that the policy doesn't know":
        Recommendation "", MunicipalAward "", Entitlement MUNICIPAL.to_owned() + "; deducted_fen=50000.00; amount_fen=30000.00"
        => Recommendation "", MunicipalAward "", Entitlement MUNICIPAL;
    "file" "A6-2-3b" "the towns' deadline put off from another day than it is":
        Extension "case_id=; deadline=town; from_on=2024-04-29; to_on=2024-05-10; extended_on=2024-05-06"
        => Extension "case_id=; deadline=town; from_on=2024-04-30; to_on=2024-05-10; extended_on=2024-05-06";
    "screen" "A6-2-3b" "forwarded a day after the deadline that was put off":
        Extension "case_id=; deadline=town; from_on=2024-04-30; to_on=2024-05-10; extended_on=2024-05-06", Forwarding "forwarded_on=2024-05-11"
        => Extension "case_id=; deadline=town; from_on=2024-04-30; to_on=2024-05-10; extended_on=2024-05-06", Forwarding "forwarded_on=2024-05-10";
    "second" "A9-1c" "recovering more than was paid":
        Recovery "amount_fen=50000.01" => Recovery "amount_fen=50000.00";
    "second" "A9-1c" "recovering more than was paid of the city's kind":
        Recovery "kind=municipal; amount_fen=80000.01" => Recovery "kind=municipal; amount_fen=80000.00";
    "second" "A9-1c" "recovering as too much what was owed":
        Recovery "ground=excess; amount_fen=0.01" => Recovery "ground=other; amount_fen=0.01";
    "second" "A9-1c" "a supplement to all that is owed":
        Batch "planned_on=2026-04-01", Payment "batch_id=5; part=supplement; amount_fen=0.01" => Recovery "";
    "match" "A9-1a" "a supplement before the second half":
        Batch "", Payment "batch_id=4; part=supplement" => Batch "", Payment SECOND;
    "match" "A4-2b" "a second half approved after its matching money was reversed":
        Batch "planned_on=2026-03-20", Payment SECOND, FundReversal "fund_entry_id=4; reversed_on=2026-03-20",
        BatchApproval "batch_id=4; approved_on=2026-03-21"
        => Batch "planned_on=2026-03-20", Payment SECOND, BatchApproval "batch_id=4; approved_on=2026-03-21";
    "match" "A9-1a" "a second half approved after the first came back":
        Batch "planned_on=2026-03-20", Payment SECOND, PaymentReturn "payment_id=2",
        BatchApproval "batch_id=4; approved_on=2026-03-21"
        => Batch "planned_on=2026-03-20", Payment SECOND, BatchApproval "batch_id=4; approved_on=2026-03-21";
    "match" "A9-1a" "a second half approved while the first waits in another batch":
        Batch "planned_on=2026-03-20", Payment SECOND, PaymentReturn "payment_id=2",
        Batch "planned_on=2026-03-20", Payment "batch_id=5", BatchApproval "batch_id=4; approved_on=2026-03-21"
        => Batch "planned_on=2026-03-20", Payment SECOND, PaymentReturn "payment_id=2", Payment "batch_id=4",
           BatchApproval "batch_id=4; approved_on=2026-03-21";
    "match" "A9-1a" "a first half that came back is paid again in full although less is left":
        Batch "planned_on=2026-03-20", Payment SECOND, PaymentReturn "payment_id=2",
        Overlap "comparable=是; amount_fen=10000.00", Entitlement "deducted_fen=10000.00; amount_fen=40000.00",
        Payment "batch_id=4; amount_fen=20000.00"
        => Batch "planned_on=2026-03-20", Payment SECOND, PaymentReturn "payment_id=2",
           Overlap "comparable=是; amount_fen=10000.00", Entitlement "deducted_fen=10000.00; amount_fen=40000.00",
           Payment "batch_id=4; amount_fen=15000.00";
    "match" "A9-1a" "a first half given up before the second half that rests on it":
        Batch "planned_on=2026-03-20", Payment SECOND, PaymentReturn "payment_id=2",
        Batch "planned_on=2026-03-20", Payment "batch_id=5", BatchCancellation "batch_id=5"
        => Batch "planned_on=2026-03-20", Payment SECOND, PaymentReturn "payment_id=2",
           Batch "planned_on=2026-03-20", Payment "batch_id=5", BatchCancellation "batch_id=4",
           BatchCancellation "batch_id=5";
    "second" "A9-1c" "the same demand twice": Recovery "", Recovery "" => Recovery "", Recovery "reason=另一事由";
    "second" "A9-1c" "the same receipt twice":
        Recovery "", RecoveryReceipt "amount_fen=50.00; bank_ref=R1", RecoveryReceipt "amount_fen=50.00; bank_ref=R1"
        => Recovery "", RecoveryReceipt "amount_fen=50.00; bank_ref=R1", RecoveryReceipt "amount_fen=50.00; bank_ref=R2";
    "second" "A9-1c" "receiving back more than was demanded":
        Recovery "", RecoveryReceipt "amount_fen=100.01" => Recovery "", RecoveryReceipt "";
};

#[test]
fn each_unlawful_act_is_refused_by_its_rule_and_its_neighbour_is_not() {
    let mut wrong = Vec::new();
    // An attempt leaves no trace, so that those from the same point of the life share its file.
    let mut stores = BTreeMap::new();
    for Attack { after, code, what, unlawful, lawful, instead } in
        ATTACKS.iter().chain(BANK).chain(CYCLE).chain(CLOSING)
    {
        let (store, _) = stores.entry((*after, *instead)).or_insert_with(|| {
            let folder = tempfile::tempdir().unwrap();
            (life(folder.path(), after, instead).0, folder)
        });
        match attempt(store, *unlawful) {
            Undone::Refused(Failure::Refused { code: found, .. }) if found == *code => {}
            other => wrong.push(format!("{code} {what}: {other:?}")),
        }
        if let Undone::Refused(failure) = attempt(store, *lawful) {
            wrong.push(format!("the lawful neighbour of {what}: {failure:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
