//! 上报: a town sends its candidates to the bureau, in its order of preference.

use anyhow::Result;
use chrono::NaiveDate;

use super::{CLERKS, acting_town};
use crate::casework::desk::operator;
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Dossier, Report, misuse};
use crate::measure::{self, Forwarding as Sending, Moment, Weight};
use crate::model::Table;
use crate::model::case_no::{CaseNo, CaseRef};
use crate::store::Store;
use crate::store::facts::{ForwardedCase, Forwarding, Screening};
use crate::store::views::Stage;

/// One candidate that waits to be forwarded.
struct Candidate {
    case_id: i64,
    no: CaseNo,
    unit_name: String,
    screened_on: NaiveDate,
}

/// Forwards all that a town has passed and not forwarded: those of `order` first, the rest by number.
///
/// # Errors
/// [`crate::casework::Refusal`] after the deadline, or there is nothing to forward.
pub fn forward(desk: &mut Desk, town: Option<&str>, order: &[CaseRef], year: Option<i64>) -> Result<Report> {
    let (town, sent) = desk.record("screen forward", CLERKS, |book, hand| {
        let store = book.store();
        let Some(town) = acting_town(store, hand, town)? else {
            return misuse("请写明替哪个街镇上报：--town 泗泾镇");
        };
        let round = RoundFile::load(store, year)?;
        let candidates = arranged(store, passed(store, &round, &town)?, order)?;
        if candidates.is_empty() {
            return misuse(format!("{town}没有初审通过而未上报的案件。进度见 screen list --town {town}"));
        }
        for candidate in &candidates {
            hand.not_before(candidate.screened_on, "初审")?;
        }
        let by_town = operator(store, hand.setting.by()?)?.town.is_some();
        if by_town && !hand.setting.waive.is_empty() {
            return misuse(format!(
                "逾期上报的例外由区局准许，街镇不能自行准许。请区局操作员办理：screen forward --town {town} --waive A6-2-3b --reason 理由"
            ));
        }
        let sending = Sending { forwarded_on: hand.on, round: &round.opening() };
        let findings = measure::examine(Moment::Forwarding(&sending), &round.policy);
        hand.settle(book, findings, Weight::Reminder, round.id, None)?;
        let before = forwarded_before(store, round.id, &town)?;
        let forwarding_id =
            book.add(&Forwarding { round_id: round.id, town: town.clone(), forwarded_on: hand.on })?;
        for (preference, candidate) in (before + 1..).zip(&candidates) {
            book.add(&ForwardedCase { forwarding_id, case_id: candidate.case_id, preference })?;
        }
        Ok((town, candidates.into_iter().zip(before + 1..).collect::<Vec<_>>()))
    })?;
    let columns = [("preference", "推荐排序"), ("case", "案件"), ("unit_name", "申报单位")];
    let mut table = Table::new("forwarded", format!("{town}上报的候选项目"), &columns);
    for (candidate, preference) in &sent {
        table.push(vec![
            i64::from(*preference).into(),
            candidate.no.to_string().into(),
            candidate.unit_name.as_str().into(),
        ]);
    }
    let mut report = Report::done(format!("{town}上报候选项目 {} 个", sent.len()));
    report.tables.push(table);
    Ok(report
        .with("town", town)
        .with("forwarded", sent.len())
        .next("各街镇上报齐后组建评审组：studiogrant review panel --experts 姓名,姓名,…"))
}

/// The cases that this town has passed and that are not forwarded, by number.
fn passed(store: &Store, round: &RoundFile, town: &str) -> Result<Vec<Candidate>> {
    let mut candidates = Vec::new();
    for line in store.cases_of_round(round.id)?.into_iter().filter(|line| line.stage == Stage::Passed) {
        let screening = store.newest::<Screening>("case_id", line.case_id)?;
        if let Some(screening) = screening.filter(|screening| screening.fact.town == town) {
            candidates.push(Candidate {
                case_id: line.case_id,
                no: round.case_no(line.serial),
                unit_name: line.unit_name,
                screened_on: screening.fact.screened_on,
            });
        }
    }
    Ok(candidates)
}

/// The candidates with those of `order` first.
fn arranged(store: &Store, mut rest: Vec<Candidate>, order: &[CaseRef]) -> Result<Vec<Candidate>> {
    let mut arranged = Vec::with_capacity(rest.len());
    for case in order {
        let dossier = Dossier::load(store, *case)?;
        let Some(at) = rest.iter().position(|candidate| candidate.case_id == dossier.case_id) else {
            return misuse(format!(
                "{} 现为“{}”，不在这次可以上报的案件里，或在 --order 里写了两次",
                dossier.name(),
                dossier.stage.term()
            ));
        };
        arranged.push(rest.remove(at));
    }
    arranged.append(&mut rest);
    Ok(arranged)
}

/// How many cases of the round the town has forwarded already: its order of preference goes on from there.
fn forwarded_before(store: &Store, round_id: i64, town: &str) -> Result<u32> {
    let keys = [("round_id", round_id.into()), ("town", town.into())];
    let mut count = 0;
    for forwarding in store.matching::<Forwarding>(&keys)? {
        count += store.by::<ForwardedCase>("forwarding_id", forwarding.id)?.len();
    }
    Ok(u32::try_from(count)?)
}
