//! 申报: applications come in, are amended, withdrawn, listed.

mod concern;
mod correct;
mod draft;
mod import;

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use super::desk::{Exception, Hand};
use super::dossier::RoundFile;
use super::filing::{Counter, settled};
use super::{Desk, Dossier, Report, misuse};
use crate::intake;
use crate::measure::{Finding, Weight};
use crate::model::acts::Role;
use crate::model::case_no::{CaseNo, CaseRef};
use crate::model::form::Application;
use crate::model::town::Town;
use crate::model::{Datum, Field, Misfit, Record, Table, Value};
use crate::papers::Kind;
use crate::store::facts::{GrantCase, Revision, RevisionHead, Unproven, Waiver, Withdrawal};
use crate::store::views::Stage;
use crate::store::{Book, Packed, Store};

pub use concern::{about, reads};
pub use correct::{Slip, correct};
pub use draft::{Draft, Need, Proof};
pub use import::import;

/// Who may take applications in.
const CLERKS: &[Role] = &[Role::Bureau, Role::Town];

/// The case of the round that this very form has become already.
fn known(store: &Store, round: &RoundFile, uscc: &str, form: &Packed<Application>) -> Result<Option<CaseNo>> {
    let serial = store.serial_of_form(round.id, uscc, form.digest())?;
    Ok(serial.map(|serial| round.case_no(serial)))
}

/// An application that becomes a case.
struct Admitted<'a> {
    round: &'a RoundFile,
    serial: i64,
    filed_on: NaiveDate,
    form: Packed<Application>,
    waivers: Vec<Exception>,
}

impl Admitted<'_> {
    fn add(self, book: &mut Book<'_>, findings: &[Finding]) -> Result<()> {
        let round_id = self.round.id;
        let case_id = book.add(&GrantCase { round_id, serial: self.serial })?;
        for (code, reason) in self.waivers {
            book.add(&Waiver { round_id, case_id: Some(case_id), code, reason })?;
        }
        add_revision(book, case_id, 1, self.filed_on, &self.form, findings)?;
        Ok(())
    }
}

/// Adds a revision with what it leaves unproven.
fn add_revision(
    book: &mut Book<'_>,
    case_id: i64,
    revision: i64,
    filed_on: NaiveDate,
    form: &Packed<Application>,
    findings: &[Finding],
) -> Result<()> {
    let head = RevisionHead { case_id, revision, filed_on, form_digest: form.digest().to_owned() };
    let application_id = book.add_packed::<Revision>(&head, form)?;
    for finding in findings.iter().filter(|finding| finding.weight == Weight::Unproven) {
        let (code, found) = (finding.code.to_owned(), finding.found.clone());
        book.add(&Unproven { application_id, code, found })?;
    }
    Ok(())
}

/// Every finding of one row, as the list of refusals shows it.
fn push_findings(table: &mut Table, number: u64, unit: &str, findings: &[Finding]) {
    for finding in findings {
        table.push(vec![
            i64::try_from(number).unwrap_or(i64::MAX).into(),
            unit.into(),
            finding.code.into(),
            Datum::Term { code: finding.weight.code(), term: finding.weight.term() },
            finding.clause.into(),
            finding.found.as_str().into(),
            finding.cure.as_str().into(),
        ]);
    }
}

const FINDING_COLUMNS: [(&str, &str); 7] = [
    ("row", "行"),
    ("unit_name", "申报单位"),
    ("code", "规则"),
    ("weight", "结论"),
    ("clause", "依据"),
    ("found", "情况"),
    ("cure", "处理"),
];

/// Takes in one application from a JSON object.
///
/// # Errors
/// [`super::Refusal`] with every finding, or the form can't be read.
pub fn new(desk: &mut Desk, form: Application) -> Result<Report> {
    let round = RoundFile::load(&desk.store, None)?;
    let town = desk.own_town()?;
    let form = settled(form);
    consistent(&form, desk.hand.on)?;
    let (no, findings) = desk.record("apply new", CLERKS, |book, hand| {
        let filed_on = form.applied_on.unwrap_or(hand.on);
        let packed = Packed::new(&form);
        if let Some(known) = known(book.store(), &round, form.uscc.as_str(), &packed)? {
            return misuse(format!("这份申报此前已经受理，案件 {known}"));
        }
        let counter = Counter {
            round: &round,
            case_id: None,
            filed_on,
            town: town.as_deref(),
            calendar: &hand.calendar,
        };
        let (findings, waivers) = hand.waived(counter.examine(book.store(), &form)?)?;
        let findings = super::admit(findings, Weight::Unproven)?;
        let serial = book.store().next_serial(round.id)?;
        Admitted { round: &round, serial, filed_on, form: packed, waivers }.add(book, &findings)?;
        Ok((round.case_no(serial), findings))
    })?;
    Ok(Report::done(format!("已受理，案件 {no}"))
        .with("case", no.to_string())
        .remind(findings)
        .next(format!("街镇初审：studiogrant screen pass {no} --opinion …")))
}

/// A form read from a JSON file, or from the standard input for `-`: an object of fields and values, or what
/// `apply show --json --reveal` gave.
///
/// # Errors
/// The file can't be read, or every field that can't.
pub fn form_from_json(path: &Path) -> Result<Application> {
    let (name, text) = text_of(path)?;
    intake::from_json::<Application>(&unlisted(&text)).map_err(|faults| {
        let shown: Vec<_> = faults
            .iter()
            .map(|fault| {
                let of = if fault.column.is_empty() { "" } else { "：" };
                format!("{}{of}{}，应为{}", fault.column, fault.what, fault.expects)
            })
            .collect();
        super::Misuse(format!("{name} 有 {} 处不对：\n  {}", faults.len(), shown.join("\n  "))).into()
    })
}

/// What a file is called and holds; `-` is the standard input.
fn text_of(path: &Path) -> Result<(String, String)> {
    let mut piped = Vec::new();
    let (name, bytes) = match path.to_str() {
        Some("-") => {
            let read = std::io::stdin().read_to_end(&mut piped);
            ("标准输入的内容".to_owned(), read.map(|_| piped))
        }
        _ => (path.display().to_string(), std::fs::read(path)),
    };
    let bytes =
        bytes.map_err(|error| intake::Unreadable { file: name.clone(), row: None, flaw: error.into() })?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(_) => misuse(format!("{name} 不是 UTF-8 编码的文本；请用记事本打开，另存为 UTF-8 编码再用")),
    }
}

/// The object of fields and values in a list that names the field and the value in each row; any other text as it is,
/// so that a number keeps its digits.
fn unlisted(text: &str) -> Cow<'_, str> {
    let pair = |row: &Json| Some((row.get("key")?.as_str()?.to_owned(), row.get("value")?.clone()));
    let shown: Option<Json> = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok();
    let rows = shown.as_ref().and_then(|shown| shown.get("application").unwrap_or(shown).as_array());
    let object: Option<Map<_, _>> = rows.and_then(|rows| rows.iter().map(pair).collect());
    object.map_or(Cow::Borrowed(text), |object| Cow::Owned(Json::Object(object).to_string()))
}

/// Refuses a form whose fields contradict each other.
fn consistent(form: &Application, on: NaiveDate) -> Result<()> {
    let (wrong, _) = form.consistency(on);
    if wrong.is_empty() {
        return Ok(());
    }
    let header = |field| Application::FIELDS.get(field).map_or("", |field: &Field| field.header);
    let shown: Vec<_> =
        wrong.iter().map(|found| format!("{}：{}", header(found.field), found.misfit.0)).collect();
    misuse(format!("申报表里有不对的内容：{}", shown.join("；")))
}

/// Everything the measure has to say of a case as it stands; writes nothing.
///
/// # Errors
/// There is no such case.
pub fn check(desk: &Desk, case: CaseRef) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    let findings = findings_of(&desk.store, &desk.hand, &dossier, dossier.form())?;
    let sentence = if findings.is_empty() {
        "各项条件均符合".to_owned()
    } else {
        format!("有 {} 项要说明", findings.len())
    };
    let mut table = Table::new("findings", format!("{} 的核查结果", dossier.name()), &FINDING_COLUMNS);
    push_findings(&mut table, 1, &dossier.form().unit_name, &findings);
    let refused = findings.iter().any(|finding| finding.weight == Weight::NotMet);
    Ok(Report { done: vec![sentence], tables: vec![table], refused, ..Report::default() })
}

/// What the measure has to say of a case if its form were this one.
fn findings_of(store: &Store, hand: &Hand, dossier: &Dossier, form: &Application) -> Result<Vec<Finding>> {
    let counter = Counter {
        round: &dossier.round,
        case_id: Some(dossier.case_id),
        filed_on: dossier.revision.fact.head.filed_on,
        town: None,
        calendar: &hand.calendar,
    };
    counter.examine(store, form)
}

/// The form of a case with some items otherwise, as somebody wrote them.
fn changed(dossier: &Dossier, changes: &[(String, String)]) -> Result<Application> {
    // As it was filed: a new leader stands beside the form, and stays.
    let filed = &dossier.revision.fact.form;
    let mut form = filed.clone();
    for (name, text) in changes {
        let Some(at) = intake::field_named::<Application>(name) else {
            return misuse(format!("申报表没有“{name}”一项。请用申报表的列名，如 配套资金承诺"));
        };
        let field = &Application::FIELDS[at];
        let text = field.tidy(text);
        let wrong = |misfit: Misfit| {
            super::Misuse(format!("“{name}”的值“{text}”{}，应为{}", misfit.0, field.expects))
        };
        form.set(at, &text).map_err(wrong)?;
    }
    let form = settled(form);
    if form == *filed {
        return misuse(format!("{} 没有变化，未作记录", dossier.name()));
    }
    Ok(form)
}

/// Records a new revision: while the case is returned, or before a town has given its opinion.
///
/// # Errors
/// [`super::Refusal`], a field that doesn't exist or can't be read, or a case that is past amending.
pub fn amend(desk: &mut Desk, case: CaseRef, changes: &[(String, String)]) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    if !matches!(dossier.stage, Stage::Filed | Stage::Returned) {
        return misuse(format!(
            "{} 现为“{}”，只有待初审或退回补正的申报可以修改；初审以后名称、姓名写错的，用 apply correct 更正",
            dossier.name(),
            dossier.stage.term()
        ));
    }
    let form = changed(&dossier, changes)?;
    consistent(&form, desk.hand.on)?;
    let town = desk.own_town()?;
    let (no, revision, findings) = desk.record("apply amend", CLERKS, |book, hand| {
        let head = &dossier.revision.fact.head;
        hand.follows(book.store(), dossier.case_id)?;
        let filed_on = form.applied_on.unwrap_or(head.filed_on);
        let counter = Counter {
            round: &dossier.round,
            case_id: Some(dossier.case_id),
            filed_on,
            town: town.as_deref(),
            calendar: &hand.calendar,
        };
        let mut findings = counter.examine(book.store(), &form)?;
        let waivers = book.store().by::<Waiver>("case_id", dossier.case_id)?;
        findings.retain(|finding| !waivers.iter().any(|waiver| waiver.fact.code == finding.code));
        let findings =
            hand.settle(book, findings, Weight::Unproven, dossier.round.id, Some(dossier.case_id))?;
        let revision = head.revision + 1;
        add_revision(book, dossier.case_id, revision, filed_on, &Packed::new(&form), &findings)?;
        Ok((dossier.no, revision, findings))
    })?;
    Ok(Report::done(format!("已记录 {no} 的第 {revision} 版申报表"))
        .with("case", no.to_string())
        .with("revision", revision)
        .remind(findings))
}

/// Records that the unit has withdrawn.
///
/// # Errors
/// The case is withdrawn already, or past withdrawing.
pub fn withdraw(desk: &mut Desk, case: CaseRef, reason: &str) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    if dossier.stage == Stage::Withdrawn {
        return misuse(format!("{} 已经撤回", dossier.name()));
    }
    let next = desk.record("apply withdraw", CLERKS, |book, hand| {
        hand.follows(book.store(), dossier.case_id)?;
        let (case_id, withdrawn_on) = (dossier.case_id, hand.on);
        book.add(&Withdrawal { case_id, withdrawn_on, reason: reason.trim().to_owned() })?;
        let listed = matches!(dossier.stage, Stage::Proposed | Stage::OnNotice);
        if listed { super::publish::next_in_reserve(book.store(), case_id) } else { Ok(None) }
    })?;
    let report = Report::done(format!("已登记 {} 撤回", dossier.name())).with("case", dossier.no.to_string());
    Ok(match next {
        None => report,
        Some(next) => report.next(format!(
            "空出一个名额，可由候补 {} 递补：studiogrant publish notice --promote {} --from 日期",
            next.name(),
            next.no
        )),
    })
}

/// The cases of a round.
///
/// # Errors
/// There is no such round.
pub fn list(desk: &Desk, year: Option<i64>, town: Option<&str>) -> Result<Report> {
    let round = RoundFile::load(&desk.store, year)?;
    let town = town.map(super::town_named).transpose()?;
    let columns = [
        ("case", "案件"),
        ("unit_name", "申报单位"),
        ("town", "街镇"),
        ("technician_name", "首席技师"),
        ("occupation", "职业工种"),
        ("filed_on", "申报日期"),
        ("stage", "现状"),
    ];
    let mut table =
        Table::new("cases", format!("{} 年度申报案件", round.round.year), &columns).led_by("unit_name");
    for line in desk.store.cases_of_round(round.id)? {
        if town.as_ref().is_some_and(|town| *town != line.town) {
            continue;
        }
        table.push(vec![
            round.case_no(line.serial).to_string().into(),
            line.unit_name.into(),
            line.town.into(),
            line.technician_name.into(),
            line.occupation.into(),
            line.filed_on.into(),
            Datum::Term { code: line.stage.code(), term: line.stage.term() },
        ]);
    }
    Ok(Report::list(table))
}

/// One application as filled in, personal data masked unless it is to be revealed.
///
/// # Errors
/// There is no such case.
pub fn show(desk: &mut Desk, case: CaseRef) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    desk.disclose(&dossier, "申报表", Kind::List)?;
    let head = &dossier.revision.fact.head;
    let title = format!("{} 申报表（第 {} 版，{}）", dossier.no, head.revision, dossier.stage.term());
    let mut table =
        Table::new("application", title, &[("key", "字段"), ("field", "项目"), ("value", "内容")]);
    let form = if desk.hand.setting.reveal { dossier.form().data() } else { super::masked(dossier.form()) };
    for (field, datum) in Application::FIELDS.iter().zip(form) {
        table.push(vec![field.key().into(), field.header.into(), datum]);
    }
    Ok(Report::list(table))
}

/// An empty form for `--out`, and what belongs in each of its columns.
pub fn template() -> Report {
    let form = Table::form::<Application>("template", "首席技师工作室资助申请表");
    Report::form(form.guided("town", |town| town.choose_from(Town::CHOICES.iter().copied())))
}
