//! 期限: by when what is due in the cycle is due, and how it is put off.

use anyhow::Result;
use chrono::NaiveDate;

use super::{KEEPERS, failed_for_good, funded, reviewed_on};
use crate::casework::{Desk, Dossier, Report, admit, dossier, misuse};
use crate::measure::policy::MatchingDue;
use crate::measure::{self, Extending, Moment, Weight, assessment};
use crate::model::Fen;
use crate::model::acts::Deadline;
use crate::model::case_no::CaseRef;
use crate::model::text::given;
use crate::store::Store;
use crate::store::facts::{Announcement, Award, Extension, Midterm, Rectification};

/// By when something of a cycle is due, with what it was put off to; `None` where nothing is due any more, or not yet.
///
/// # Errors
/// The case file can't be read.
pub(in crate::casework) fn due_on(
    store: &Store,
    dossier: &Dossier,
    award: &Award,
    document: &Announcement,
    deadline: Deadline,
) -> Result<Option<NaiveDate>> {
    let (case_id, policy) = (dossier.case_id, dossier.policy());
    let (_, closes) = assessment::window(document.announced_on, policy);
    let last = store.newest::<Midterm>("case_id", case_id)?;
    let lacks = matching_lacks(store, dossier)?;
    let due = match deadline {
        Deadline::Town => return Ok(None),
        Deadline::Midterm => Some(closes).filter(|_| last.is_none()),
        Deadline::Rectification => match last {
            Some(last) => {
                store.newest::<Rectification>("midterm_id", last.id)?.map(|order| order.fact.due_on)
            }
            None => None,
        },
        Deadline::Matching => Some(match policy.matching_due.value {
            MatchingDue::BeforeSecond => closes,
            MatchingDue::BeforeClosing => award.cycle_to,
        })
        .filter(|_| lacks > Fen::ZERO),
        Deadline::Review => {
            Some(assessment::review_due(document.announced_on, reviewed_on(store, case_id)?, policy))
        }
        Deadline::Cycle => Some(award.cycle_to),
    };
    let keys = [("case_id", case_id.into()), ("deadline", deadline.code().into())];
    let put_off = store.matching::<Extension>(&keys)?;
    let put_off = put_off.into_iter().map(|put_off| (put_off.fact.from_on, put_off.fact.to_on));
    Ok(due.map(|due| assessment::extended(due, put_off)))
}

/// 配套缺口: what the matching money lacks of the least; nothing is asked once the mid-term failed for good.
pub(in crate::casework) fn matching_lacks(store: &Store, dossier: &Dossier) -> Result<Fen> {
    if failed_for_good(store, dossier)? {
        return Ok(Fen::ZERO);
    }
    let matched = store.case_money(dossier.case_id)?.matched_fen;
    Ok(dossier.policy().matching_minimum.value.minus(matched)?.max(Fen::ZERO))
}

/// Puts a deadline of a cycle off; also one that has passed.
///
/// # Errors
/// [`crate::casework::Refusal`]: it would get earlier, be over already, go beyond the cycle, or nobody says why; or
/// nothing is due.
pub fn extend(
    desk: &mut Desk,
    case: CaseRef,
    deadline: Deadline,
    to: NaiveDate,
    reason: &str,
    document: Option<&str>,
) -> Result<Report> {
    let document = given(document);
    let (dossier, from_on) = desk.record("assess extend", KEEPERS, |book, hand| {
        let store = book.store();
        let (dossier, award, list) = funded(store, case)?;
        if deadline == Deadline::Town {
            return misuse("街镇上报的截止日期按轮次延长：studiogrant round extend --to 日期 --reason 理由");
        }
        hand.not_before(list.announced_on, "发文公布")?;
        let Some(from_on) = due_on(store, &dossier, &award, &list, deadline)? else {
            return misuse(format!(
                "{} 没有等着办的{}，没有期限可延。现有的期限见 studiogrant assess due",
                dossier.name(),
                deadline.term()
            ));
        };
        let cycle = Some(dossier::cycle(&award));
        let extending = Extending { deadline, due_on: from_on, to, decided_on: hand.on, reason, cycle };
        admit(measure::examine(Moment::Extending(&extending), dossier.policy()), Weight::Reminder)?;
        book.add(&Extension {
            round_id: dossier.round.id,
            case_id: Some(dossier.case_id),
            deadline,
            from_on,
            to_on: to,
            reason: reason.trim().to_owned(),
            document,
            extended_on: hand.on,
        })?;
        Ok((dossier, from_on))
    })?;
    Ok(Report::done(format!("已把 {} 的{}期限从 {from_on} 延到 {to}", dossier.name(), deadline.term()))
        .with("case", dossier.no.to_string())
        .with("deadline", deadline.code())
        .with("from_on", from_on.to_string())
        .with("to_on", to.to_string())
        .next("还有什么到期：studiogrant assess due"))
}
