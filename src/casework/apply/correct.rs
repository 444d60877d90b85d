//! 更正: a slip of the pen is put right after the town has given its opinion, and nothing that a rule judged.

use anyhow::Result;

use super::{add_revision, changed, findings_of};
use crate::casework::desk::Hand;
use crate::casework::publish::outdated_notice;
use crate::casework::review::employed_scorer;
use crate::casework::{Desk, Dossier, Refusal, Report, masked, misuse, not_met};
use crate::measure::Finding;
use crate::model::acts::Role;
use crate::model::case_no::CaseRef;
use crate::model::form::Application;
use crate::model::{Datum, Record, Table};
use crate::store::facts::Correction;
use crate::store::views::Stage;
use crate::store::{Packed, Store};

/// The items of the form that only name somebody or say how to reach them. Who is meant stands in the credit code and
/// the identity number, and those are not among them; nor is the town, which decides who screens.
const CLERICAL: [&str; 6] =
    ["unit_name", "studio_name", "technician_name", "occupation", "contact_name", "contact_phone"];

/// 笔误: what is to be put right, on which paper, and why.
#[derive(Debug, Clone, Copy)]
pub struct Slip<'a> {
    /// The items and what they should say.
    pub changes: &'a [(String, String)],
    /// The paper that the correction rests on.
    pub evidence: &'a str,
    /// How the slip came about.
    pub reason: &'a str,
}

/// Records a correction as the next revision of the form. A notice stays as it was posted; where it showed what is
/// corrected and nothing is announced yet, it has to be posted anew.
///
/// # Errors
/// [`Refusal`] where more than names would change, or a rule would answer otherwise; a case that can still be amended,
/// or was withdrawn.
pub fn correct(desk: &mut Desk, case: CaseRef, slip: Slip<'_>) -> Result<Report> {
    let (evidence, reason) = (slip.evidence.trim().to_owned(), slip.reason.trim().to_owned());
    if evidence.is_empty() {
        return misuse("请写明更正的依据，如 营业执照、单位更正函：--evidence 依据");
    }
    let (before, after, outdated) = desk.record("apply correct", &[Role::Bureau], |book, hand| {
        let store = book.store();
        let before = Dossier::load(store, case)?;
        correctable(&before)?;
        hand.follows(store, before.case_id)?;
        let form = changed(&before, slip.changes)?;
        clerical(&before, &form)?;
        unmoved(store, hand, &before, &form)?;
        let head = &before.revision.fact.head;
        let (case_id, revision, filed_on) = (head.case_id, head.revision + 1, head.filed_on);
        book.add(&Correction { case_id, revision, reason, evidence, corrected_on: hand.on })?;
        add_revision(book, case_id, revision, filed_on, &Packed::new(&form), &[])?;
        let after = Dossier::load(book.store(), case)?;
        let outdated = outdated_notice(book.store(), &after)?;
        Ok((before, after, outdated))
    })?;
    let revision = after.revision.fact.head.revision;
    let mut report = Report::done(format!("已更正 {}，记为第 {revision} 版申报表", before.name()));
    report.tables.push(difference(&before.revision.fact.form, &after.revision.fact.form));
    let no = after.no;
    let report = report.with("case", no.to_string()).with("revision", revision);
    Ok(match outdated {
        None => report,
        Some((number, true)) => {
            let mut report = report.with("notice", number);
            report.done.push("已发文公布：公示和文件保持原样，以后的名单和文书用更正后的内容".to_owned());
            report
        }
        Some((number, false)) => {
            let mut report = report.with("notice", number);
            report.done.push(format!("公示 {number} 号张贴的是更正以前的内容，不能再据以发文"));
            report.next(format!(
                "把更正后的名单从头公示：studiogrant publish notice --restart {number} --reason 名单更正"
            ))
        }
    })
}

/// Refuses a case whose form is open, or that nobody works on any more.
fn correctable(dossier: &Dossier) -> Result<()> {
    match dossier.stage {
        Stage::Filed | Stage::Returned => misuse(format!(
            "{} 现为“{}”，直接修改就可以：studiogrant apply amend {} --set 项目=值",
            dossier.name(),
            dossier.stage.term(),
            dossier.no
        )),
        Stage::Withdrawn => misuse(format!("{} 已撤回，不再更正", dossier.name())),
        _ => Ok(()),
    }
}

/// Refuses a change of anything that is more than a name: what the rules judged stays as it was judged.
fn clerical(dossier: &Dossier, form: &Application) -> Result<(), Refusal> {
    let (old, new) = (dossier.revision.fact.form.data(), form.data());
    let mut findings = Vec::new();
    for (field, _) in
        Application::FIELDS.iter().zip(old.iter().zip(&new)).filter(|(_, (old, new))| old != new)
    {
        if CLERICAL.contains(&field.column) {
            continue;
        }
        let header = field.header;
        let why = match field.column {
            "uscc" => {
                format!("{header}认定是哪个单位申报（重复申报、在期资助都按它查），改了就是另一个单位的申报")
            }
            "id_number" | "id_kind" => {
                format!("{header}认定是哪位技师（重复申报按它查），改了就是另一位技师的申报")
            }
            "town" => format!("{header}决定由谁初审，初审以后不能改"),
            "account_name" | "bank_name" | "bank_code" | "bank_account" => {
                format!("{header}是收款账户，不按更正办理")
            }
            _ => format!("{header}是初审和评审所依据的内容，不是笔误，初审以后不能改"),
        };
        findings.extend(not_met("A6-2-3a", why, cure(dossier, field.column)));
    }
    if findings.is_empty() { Ok(()) } else { Err(Refusal(findings)) }
}

/// What the clerk can do instead of correcting a column.
fn cure(dossier: &Dossier, column: &str) -> String {
    let no = dossier.no;
    let is_announced = !matches!(
        dossier.stage,
        Stage::Passed
            | Stage::Forwarded
            | Stage::Rejected
            | Stage::Reserve
            | Stage::Proposed
            | Stage::OnNotice
            | Stage::Removed
    );
    match column {
        "account_name" | "bank_name" | "bank_code" | "bank_account" => {
            format!("发文公布以后用 disburse payee {no} 更改收款账户")
        }
        _ if is_announced => {
            "已发文公布，不能撤回重报：确属认定错误的，停止后续拨款，按 disburse recover 追回，再结项"
                .to_owned()
        }
        _ => format!(
            "请单位撤回后重新申报：apply withdraw {no} --reason …；已过申报截止日期的，重新受理时用 --waive A6-2-1b 说明理由"
        ),
    }
}

/// Refuses a correction after which a rule would answer otherwise.
fn unmoved(store: &Store, hand: &Hand, dossier: &Dossier, form: &Application) -> Result<()> {
    let was = findings_of(store, hand, dossier, &dossier.revision.fact.form)?;
    let is = findings_of(store, hand, dossier, form)?;
    let only = |these: &[Finding], those: &[Finding]| -> Vec<Finding> {
        these.iter().filter(|finding| !those.contains(finding)).cloned().collect()
    };
    let mut moved = Vec::new();
    for (findings, says) in [(only(&is, &was), "更正以后会"), (only(&was, &is), "更正以前是")] {
        for finding in findings {
            let found = format!("{says}：[{}] {}", finding.code, finding.found);
            let cure = "更正不能改变规则的结论：请核对更正的内容，或由单位撤回后重新申报".to_owned();
            moved.extend(not_met("A6-2-3a", found, cure));
        }
    }
    if let Some(expert) = employed_scorer(store, dossier, &form.unit_name)? {
        let found = format!("更正以后的单位是评审专家{expert}的工作单位，该专家没有回避，名单已经拟定");
        let cure = "名单拟定以后回避不能再登记：请按异议办理，publish object".to_owned();
        moved.extend(not_met("A6-2-4a", found, cure));
    }
    if moved.is_empty() { Ok(()) } else { Err(Refusal(moved).into()) }
}

/// What was corrected; personal numbers stay masked.
fn difference(before: &Application, after: &Application) -> Table {
    let columns = [("field", "项目"), ("before", "原来"), ("after", "更正为")];
    let mut table = Table::new("corrected", "更正内容", &columns);
    let shown = masked(before).into_iter().zip(masked(after));
    let values = before.data().into_iter().zip(after.data());
    for ((field, (old, new)), (before, after)) in Application::FIELDS.iter().zip(values).zip(shown) {
        if old != new {
            let row: Vec<Datum> = vec![field.header.into(), before, after];
            table.push(row);
        }
    }
    table
}
