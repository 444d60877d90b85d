//! 案卷、操作员、轮次、放假安排: what has to stand before the first application comes in.

mod budget;

pub use budget::change_budget;

use std::path::Path;

use anyhow::{Context, Result};
use chrono::{Datelike, NaiveDate};

use super::desk::registered;
use super::dossier::{self, RoundFile};
use super::numbering::{self, Bearer};
use super::{Desk, Dossier, Report, Setting, Upload, admit, holidays, misuse};
use crate::intake::sheets::CalendarRow;
use crate::measure::policy::MatchingDue;
use crate::measure::{self, Extending, Moment, Opening, Policy, PolicyError, Weight};
use crate::model::acts::{DayMark, Deadline, Role};
use crate::model::calendar::Calendar;
use crate::model::doc_no;
use crate::model::text::given;
use crate::model::text::tidy;
use crate::model::town::Town;
use crate::model::{Datum, Fen, Table};
use crate::store::facts::{CalendarDay, CaseFile, Extension, Operator, PolicyText, Round};
use crate::store::{Act, Store};

/// Makes a new case file, with the operator who makes it as the first one of the bureau.
///
/// # Errors
/// The path is taken or can't be written.
pub fn init(setting: &Setting, rehearsal: bool) -> Result<Report> {
    let Setting { file, today, now, .. } = setting;
    let by = setting.by()?;
    setting.may_write("init")?;
    let act = Act { operator: by.to_owned(), role: Role::Bureau, on: *today, at: *now, command: "init" };
    Store::create(file, |store| {
        store.record(&act, |book| -> Result<()> {
            book.add(&CaseFile { rehearsal })?;
            book.add(&Operator { name: by.to_owned(), role: Role::Bureau, town: None })?;
            holidays::keep(book, &Calendar::embedded()?)
        })
    })?;
    let kind = if rehearsal { "演练案卷" } else { "案卷" };
    Ok(Report::done(format!("已新建{kind} {}，区局操作员：{by}", file.display()))
        .with("file", file.display().to_string())
        .with("rehearsal", rehearsal)
        .next("登记申报通知：studiogrant round open --year … --notice-no … --from … --to … --town-deadline … --quota …"))
}

/// Registers an operator, or gives one another role.
///
/// # Errors
/// A town's operator needs a town of the district, the others none.
pub fn add_operator(desk: &mut Desk, name: &str, role: Role, town: Option<&str>) -> Result<Report> {
    let town = match (role, town) {
        (Role::Town, Some(town)) => match Town::find(town) {
            Some(town) => Some(town.term().to_owned()),
            None => return misuse(format!("“{town}”不是本区的街镇。请写全称或简称，如 泗泾镇")),
        },
        (Role::Town, None) => return misuse("街镇操作员须写明所属街镇：--town 泗泾镇"),
        (_, Some(_)) => return misuse("只有街镇操作员才写 --town"),
        (_, None) => None,
    };
    if tidy(name).is_empty() {
        return misuse("操作员须有姓名");
    }
    let operator = desk.record("operator add", &[Role::Bureau], |book, _| {
        let known = registered(book.store(), name)?;
        let operator = Operator { name: known.unwrap_or_else(|| tidy(name).into_owned()), role, town };
        let stays = |other: &Operator| other.role == Role::Bureau && other.name != operator.name;
        if operator.role != Role::Bureau && !newest(book.store())?.iter().any(stays) {
            return misuse(format!(
                "{} 是唯一的区局操作员，不能改任。请先登记另一位区局操作员",
                operator.name
            ));
        }
        book.add(&operator)?;
        Ok(operator)
    })?;
    let Operator { name, town, .. } = operator;
    let shown = format!("已登记操作员 {name}（{}{}）", town.as_deref().unwrap_or(""), role.term());
    Ok(Report::done(shown))
}

/// Every operator as registered last.
///
/// # Errors
/// The case file can't be read.
pub fn operators(desk: &Desk) -> Result<Report> {
    Ok(Report::list(Table::of("operators", "操作员", &newest(&desk.store)?)))
}

/// Of each name the newest row.
fn newest(store: &Store) -> Result<Vec<Operator>> {
    let mut newest: Vec<Operator> = Vec::new();
    for operator in store.all::<Operator>()? {
        newest.retain(|other| other.name != operator.fact.name);
        newest.push(operator.fact);
    }
    Ok(newest)
}

/// 申报通知, as `round open` is told of it.
pub struct Call<'a> {
    /// The round's year.
    pub year: i64,
    /// Number of the notice.
    pub notice_no: &'a str,
    /// First day of applications.
    pub from: NaiveDate,
    /// Last day of applications.
    pub to: NaiveDate,
    /// Day by which the towns forward.
    pub town_deadline: NaiveDate,
    /// Places.
    pub quota: u32,
    /// The round's budget.
    pub budget: Option<Fen>,
    /// A policy file instead of the program's own.
    pub policy: Option<&'a Path>,
}

/// Opens a round under a policy, which it keeps for ever.
///
/// # Errors
/// A rule speaks against it, the policy can't be read, the year has a round already, or the number is another document's
/// or year's.
pub fn open(desk: &mut Desk, call: &Call<'_>) -> Result<Report> {
    let body = match call.policy {
        None => Policy::EMBEDDED.to_owned(),
        Some(path) => std::fs::read_to_string(path).with_context(|| {
            format!("政策文件 {} 读不出来：请检查文件名；内容应为 UTF-8 编码的 JSON", path.display())
        })?,
    };
    let policy = Policy::chosen(&body).map_err(|PolicyError(faults)| match call.policy {
        Some(path) => PolicyError(format!("{}：{faults}", path.display())),
        None => PolicyError(faults),
    })?;
    if i64::from(call.from.year()) != call.year {
        return misuse(format!(
            "{} 年度的申报从 {} 开始，年份不一致。请核对 --year 和 --from",
            call.year, call.from
        ));
    }
    let opening = Opening {
        notice_no: call.notice_no,
        opens_on: call.from,
        closes_on: call.to,
        town_deadline_on: call.town_deadline,
        quota: call.quota,
    };
    let findings = admit(measure::examine(Moment::Opening(&opening), &policy), Weight::Reminder)?;
    let number = doc_no::plain(call.notice_no);
    desk.record("round open", &[Role::Bureau], |book, hand| {
        if !book.store().by::<Round>("year", call.year)?.is_empty() {
            return misuse(format!("{} 年度的轮次已经登记，每年一轮。详情见 round show", call.year));
        }
        let policy_id = match book.store().by::<PolicyText>("body", body.as_str())?.pop() {
            Some(kept) => kept.id,
            None => book.add(&kept(&policy, body))?,
        };
        book.add(&Round {
            year: call.year,
            notice_no: number.clone(),
            opened_on: hand.on,
            applications_from: call.from,
            applications_to: call.to,
            town_deadline_on: call.town_deadline,
            quota: call.quota,
            budget_fen: call.budget,
            policy_id,
        })?;
        // Its own policy, whose number it may not have, stands in the file only now.
        numbering::fits(book.store(), &number, Bearer::Call(call.year), call.from)
    })?;
    Ok(Report::done(format!(
        "已登记 {} 年度申报（{}）：申报 {} 至 {}，街镇上报截止 {}，名额 {} 个",
        call.year, number, call.from, call.to, call.town_deadline, call.quota
    ))
    .with("year", call.year)
    .remind(findings)
    .next("导入申报表：studiogrant apply import 申报.csv"))
}

/// The policy as the case file keeps it: whole, and the figures that the schema itself enforces.
fn kept(policy: &Policy, body: String) -> PolicyText {
    PolicyText {
        body,
        effective_on: policy.effective_on.value,
        grant_fen: policy.grant.value,
        municipal_fen: policy.municipal_grant.value,
        matching_minimum_fen: policy.matching_minimum.value,
        matching_due_second: policy.matching_due.value == MatchingDue::BeforeSecond,
        first_share_percent: policy.first_share_percent.value.into(),
        quota_band: policy.quota_band.value.into(),
        panel_minimum: policy.panel_minimum.value.into(),
        notice_working_days: policy.public_notice_days.value.into(),
        pass_centi: policy.pass_mark.value.0,
        rectifications: policy.rectifications.value.into(),
    }
}

/// Every round.
///
/// # Errors
/// The case file can't be read.
pub fn list(desk: &Desk) -> Result<Report> {
    let columns = [
        ("year", "年度"),
        ("notice_no", "申报通知文号"),
        ("applications_from", "申报起始"),
        ("applications_to", "申报截止"),
        ("town_deadline_on", "上报截止"),
        ("quota", "名额"),
        ("budget", "预算"),
        ("cases", "案件数"),
    ];
    let mut table = Table::new("rounds", "申报轮次", &columns);
    for round in desk.store.all::<Round>()? {
        let cases = desk.store.next_serial(round.id)? - 1;
        let deadline = dossier::town_deadline(&desk.store, &round)?;
        let round = round.fact;
        table.push(vec![
            round.year.into(),
            round.notice_no.into(),
            round.applications_from.into(),
            round.applications_to.into(),
            deadline.into(),
            i64::from(round.quota).into(),
            round.budget_fen.into(),
            cases.into(),
        ]);
    }
    Ok(Report::list(table))
}

/// One round: how many cases stand where, and the policy it keeps.
///
/// # Errors
/// There is no such round.
pub fn show(desk: &Desk, year: Option<i64>) -> Result<Report> {
    let file = RoundFile::load(&desk.store, year)?;
    let towns = desk.store.towns_of_round(file.id)?;
    let title = format!("{} 年度（{}）案件现状", file.round.year, file.round.notice_no);
    let mut standing = Table::new("standing", title, &[("stage", "现状"), ("cases", "案件数")]);
    for stage in crate::store::views::Stage::ALL {
        let count: i64 = towns.iter().filter(|town| town.stage == *stage).map(|town| town.count).sum();
        if count > 0 {
            let stage = Datum::Term { code: stage.code(), term: stage.term() };
            standing.push(vec![stage, count.into()]);
        }
    }
    let columns =
        [("code", "规则"), ("name", "参数"), ("value", "数值"), ("clause", "依据"), ("source", "来源")];
    let mut figures = Table::new("policy", "本轮适用的参数", &columns);
    for rule in measure::catalogue() {
        for shown in (rule.figures)(&file.policy) {
            figures.push(vec![
                rule.code.into(),
                shown.name.into(),
                shown.value.into(),
                shown.clause.into(),
                shown.source.term().into(),
            ]);
        }
    }
    let mut tables = vec![standing];
    tables.extend(exceptions(desk, &file)?);
    tables.extend(extensions(desk, &file)?);
    tables.extend(budget::changes(desk, &file)?);
    tables.push(figures);
    let budget = file.round.budget_fen.map(Fen::plain);
    Ok(Report { tables, ..Report::default() }.with("budget", budget))
}

/// Every departure from a rule in the round: for what, by whom and why.
fn exceptions(desk: &Desk, file: &RoundFile) -> Result<Option<Table>> {
    let columns = [
        ("code", "规则"),
        ("title", "名称"),
        ("case", "案件"),
        ("town", "街镇"),
        ("reason", "理由"),
        ("operator", "操作员"),
        ("business_on", "业务日期"),
    ];
    let mut table = Table::new("exceptions", format!("{} 年度的例外", file.round.year), &columns);
    for line in desk.store.waivers_of_round(file.id)? {
        let title = measure::rule(&line.code).map_or("", |rule| rule.title);
        table.push(vec![
            line.code.into(),
            title.into(),
            line.serial.map(|serial| file.case_no(serial).to_string()).into(),
            line.town.into(),
            line.reason.into(),
            line.operator.into(),
            line.business_on.into(),
        ]);
    }
    Ok(Some(table).filter(|table| !table.rows.is_empty()))
}

/// Every deadline of the round that was put off: of the towns, and of its cases.
fn extensions(desk: &Desk, file: &RoundFile) -> Result<Option<Table>> {
    let columns = [
        ("deadline", "期限"),
        ("case", "案件"),
        ("from_on", "原期限"),
        ("to_on", "延到"),
        ("reason", "理由"),
        ("document", "文件"),
        ("extended_on", "登记日期"),
    ];
    let mut table = Table::new("extensions", format!("{} 年度延长的期限", file.round.year), &columns);
    for extension in desk.store.by::<Extension>("round_id", file.id)? {
        let extension = extension.fact;
        let case = extension.case_id.map(|case_id| Dossier::by_id(&desk.store, case_id)).transpose()?;
        let deadline = extension.deadline;
        table.push(vec![
            Datum::Term { code: deadline.code(), term: deadline.term() },
            case.map(|case| case.no.to_string()).into(),
            extension.from_on.into(),
            extension.to_on.into(),
            extension.reason.into(),
            extension.document.into(),
            extension.extended_on.into(),
        ]);
    }
    Ok(Some(table).filter(|table| !table.rows.is_empty()))
}

/// Puts the towns' deadline of a round off; also one that has passed.
///
/// # Errors
/// [`super::Refusal`]: it would get earlier, or nobody says why; or there is no such round.
pub fn extend(
    desk: &mut Desk,
    year: Option<i64>,
    to: NaiveDate,
    reason: &str,
    document: Option<&str>,
) -> Result<Report> {
    let document = given(document);
    let file = desk.record("round extend", &[Role::Bureau], |book, hand| {
        let file = RoundFile::load(book.store(), year)?;
        hand.not_before(file.round.opened_on, "组织申报")?;
        let (deadline, due_on) = (Deadline::Town, file.round.town_deadline_on);
        let extending = Extending { deadline, due_on, to, decided_on: hand.on, reason, cycle: None };
        admit(measure::examine(Moment::Extending(&extending), &file.policy), Weight::Reminder)?;
        book.add(&Extension {
            round_id: file.id,
            case_id: None,
            deadline,
            from_on: due_on,
            to_on: to,
            reason: reason.trim().to_owned(),
            document,
            extended_on: hand.on,
        })?;
        Ok(file)
    })?;
    let (year, from_on) = (file.round.year, file.round.town_deadline_on);
    Ok(Report::done(format!("已把 {year} 年度街镇上报的期限从 {from_on} 延到 {to}"))
        .with("year", year)
        .with("from_on", from_on.to_string())
        .with("to_on", to.to_string())
        .next("各街镇还差什么：studiogrant screen list"))
}

/// An empty holiday notice for `--out`.
pub fn calendar_template() -> Report {
    Report::form(Table::form::<CalendarRow>("template", "放假安排"))
}

/// Takes in the holiday notice of a year that the program doesn't carry; one that hardly is a whole year's, only if `anyway`.
///
/// # Errors
/// The sheet can't be read, it is not a whole year's notice, or the year is known already.
pub fn import_calendar(desk: &mut Desk, upload: Upload<'_>, anyway: bool) -> Result<Report> {
    if upload.partial {
        return misuse(format!(
            "放假安排不能只导入一部分：少了一天，工作日和各个期限就会算错，这一年以后也不能再导入。请去掉 --partial，更正以后整个导入 {}",
            upload.path.display()
        ));
    }
    let notice = match holidays::read(&desk.store, &upload)? {
        Ok(notice) => notice,
        Err(turned) => return Ok(turned),
    };
    let (year, days) = (notice.year, notice.days.len());
    let recorded = desk.record_if("calendar import", &[Role::Bureau], |book, hand| {
        if holidays::years(book.store())?.contains(&year) {
            return misuse(format!("{year} 年的放假安排已经有了，不再导入"));
        }
        if let Some(doubt) = notice.doubt().filter(|_| !anyway) {
            return misuse(format!(
                "{doubt}，不像 {year} 年全年的放假安排；导入以后这一年不能再导入。请补全后导入；确实就是全年的，加 --yes"
            ));
        }
        let of = |kind: DayMark| notice.days.iter().filter(move |row| row.kind == kind).map(|row| row.on);
        hand.calendar.clone().add_year(year, of(DayMark::Off), of(DayMark::Makeup))?;
        for row in &notice.days {
            book.add(&CalendarDay { day_on: row.on, kind: row.kind })?;
        }
        Ok(!upload.dry_run)
    })?;
    let did = if recorded { "已导入" } else { "试运行，未作记录：可导入" };
    let sentence = format!("{did} {year} 年放假安排，共 {days} 天");
    Ok(Report::done(sentence).with("year", year).with("days", days).of_cells(&notice.warnings))
}
