//! 公示期: how the period of a notice is counted, day by day, and where each notice stands.

use anyhow::Result;
use chrono::{Datelike, NaiveDate};

use super::list::{digest, posted_list};
use super::objection::to_resolve;
use super::{corrected_since, is_as_posted, is_live, on_notice, stands};
use crate::casework::dossier::RoundFile;
use crate::casework::{Desk, Report, bureau, misuse};
use crate::measure::Policy;
use crate::measure::publication::announce_from;
use crate::model::calendar::Calendar;
use crate::model::{Datum, Table};
use crate::store::facts::{Announcement, Notice};
use crate::store::{Store, Stored};

crate::terms! {
    /// 公示现状
    pub enum Standing {
        Planned = "planned", "尚未张贴";
        Running = "running", "公示中";
        Over = "over", "期满待公布";
        Announced = "announced", "已发文公布";
        Superseded = "superseded", "已重新公示";
        Empty = "empty", "项目都已去掉";
    }
}

/// The notices of a round, or one of them with its days and its list.
///
/// # Errors
/// There is no such round or no such notice.
pub fn notices(desk: &Desk, number: Option<i64>, year: Option<i64>) -> Result<Report> {
    let store = &desk.store;
    if let Some(number) = number {
        return match store.newest::<Notice>("id", number)? {
            Some(notice) => one(desk, &notice),
            None => misuse(format!("没有编号为 {number} 的公示。全部公示见 publish notices")),
        };
    }
    let round = RoundFile::load(store, year)?;
    let columns = [
        ("notice", "公示"),
        ("posted_on", "张贴日期"),
        ("last_on", "公示到"),
        ("cases", "项目"),
        ("standing", "现状"),
        ("doc_no", "文号"),
        ("supersedes", "代替"),
        ("reason", "重新公示的理由"),
        ("list_digest", "名单校验码"),
    ];
    let mut table = Table::new("notices", format!("{} 年度公示", round.round.year), &columns);
    for notice in store.by::<Notice>("round_id", round.id)? {
        let standing = standing(store, &notice, desk.hand.on)?;
        let document = store.newest::<Announcement>("notice_id", notice.id)?;
        table.push(vec![
            notice.id.into(),
            notice.fact.posted_on.into(),
            notice.fact.last_on.into(),
            i64::try_from(on_notice(store, notice.id)?.len())?.into(),
            Datum::Term { code: standing.code(), term: standing.term() },
            document.map(|document| document.fact.doc_no).into(),
            notice.fact.supersedes.into(),
            notice.fact.reason.into(),
            notice.fact.list_digest.into(),
        ]);
    }
    Ok(Report::list(table).with("year", round.round.year))
}

/// One notice: where it stands, its list with the digest computed anew, its days.
fn one(desk: &Desk, notice: &Stored<Notice>) -> Result<Report> {
    let store = &desk.store;
    let round = RoundFile::by_id(store, notice.fact.round_id)?;
    let Notice { posted_on, last_on, list_digest, supersedes, reason, .. } = &notice.fact;
    let list = posted_list(store, notice)?;
    let (computed, standing) = (digest(&list), standing(store, notice, desk.hand.on)?);
    let counted = announce_from(*posted_on, &round.policy, &desk.hand.calendar)?;
    let from = counted.max(last_on.succ_opt().unwrap_or(*last_on));
    let mut report = Report::done(format!(
        "公示 {} 号：{posted_on} 张贴，到 {last_on} 为止，最早 {from} 发文公布；{}",
        notice.id,
        standing.term()
    ));
    if let (Some(before), Some(reason)) = (supersedes, reason) {
        report.done.push(format!("代替公示 {before} 号，公示期从头计算。理由：{reason}"));
    }
    report.damaged = computed != *list_digest;
    report.done.push(if report.damaged {
        format!(
            "名单校验码 {list_digest}，与现在的名单不符（{computed}）：案卷可能被改动过，请运行 audit verify"
        )
    } else {
        format!("名单校验码 {list_digest}，按名单重新计算相符")
    });
    for dossier in &on_notice(store, notice.id)? {
        if !is_as_posted(store, notice.id, dossier)? {
            let anew = matches!(standing, Standing::Planned | Standing::Running | Standing::Over);
            let anew = if anew { "，重新公示以后才能发文" } else { "" };
            report.done.push(format!("{} 在公示以后有更正，下面仍是公示的内容{anew}", dossier.no));
        }
    }
    if counted.pred_opt() != Some(*last_on) {
        report.done.push(format!(
            "公示截止日 {last_on} 与按放假安排重算的不一致（见下表）：放假安排后来有更正，或案卷被改动过；发文以较晚的为准"
        ));
    }
    report = report.paper(super::paper::notice(store, notice)?);
    report.next.extend(bureau::left_open(desk)?);
    report.next.extend(to_do(store, notice, standing, from)?);
    report.tables = vec![list, count_out(*posted_on, &round.policy, &desk.hand.calendar)?];
    report.next.push(
        "名单校验码是名单内容的 SHA-256（UTF-8，每行一个项目，各列以制表符隔开，每行以换行结束）".to_owned(),
    );
    Ok(report
        .with("notice", notice.id)
        .with("standing", standing.code())
        .with("posted_on", posted_on.to_string())
        .with("last_on", last_on.to_string())
        .with("announce_from", from.to_string())
        .with("supersedes", *supersedes)
        .with("reason", reason.clone())
        .with("list_digest", list_digest.as_str()))
}

/// What becomes of a notice that waits: what was corrected is posted anew, objections are decided on, the list announced.
fn to_do(store: &Store, notice: &Stored<Notice>, standing: Standing, from: NaiveDate) -> Result<Vec<String>> {
    if !matches!(standing, Standing::Planned | Standing::Running | Standing::Over) {
        return Ok(Vec::new());
    }
    let number = notice.id;
    if corrected_since(store, number)?.is_some() {
        return Ok(vec![format!(
            "重新公示：studiogrant publish notice --restart {number} --reason 名单更正"
        )]);
    }
    let open =
        store.objections_to(number)?.into_iter().filter(|line| line.accepted && line.outcome.is_none());
    let mut hints: Vec<_> = open.map(|line| to_resolve(line.id)).collect();
    hints
        .push(format!("期满发文：studiogrant publish announce --doc-no 文号 --notice {number}（{from} 起）"));
    Ok(hints)
}

fn standing(store: &Store, notice: &Stored<Notice>, on: NaiveDate) -> Result<Standing> {
    if !store.by::<Announcement>("notice_id", notice.id)?.is_empty() {
        return Ok(Standing::Announced);
    }
    if !is_live(store, notice.id)? {
        return Ok(Standing::Superseded);
    }
    let mut left = false;
    for dossier in on_notice(store, notice.id)? {
        left = left || stands(store, &dossier)?;
    }
    Ok(match left {
        false => Standing::Empty,
        true if on < notice.fact.posted_on => Standing::Planned,
        true if on <= notice.fact.last_on => Standing::Running,
        true => Standing::Over,
    })
}

/// How the period is counted, from the day of posting, which doesn't count, to its last.
pub(super) fn count_out(posted_on: NaiveDate, policy: &Policy, calendar: &Calendar) -> Result<Table> {
    let columns = [
        ("day", "日期"),
        ("weekday", "星期"),
        ("kind", "性质"),
        ("counts", "计入"),
        ("counted", "第几个工作日"),
    ];
    let mut table = Table::new("days", "公示期逐日计算（张贴当日不算）", &columns);
    let mut counted = 0_i64;
    let after = calendar.count_out(posted_on, policy.public_notice_days.value)?;
    for (day, kind) in [(posted_on, calendar.kind(posted_on)?)].into_iter().chain(after) {
        let counts = day > posted_on && kind.is_working();
        counted += i64::from(counts);
        table.push(vec![
            day.into(),
            weekday(day).into(),
            Datum::Term { code: kind.code(), term: kind.term() },
            Datum::Flag(counts),
            if counts { Datum::Int(counted) } else { Datum::Empty },
        ]);
    }
    Ok(table)
}

fn weekday(day: NaiveDate) -> &'static str {
    let names = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    names.get(day.weekday().num_days_from_monday() as usize).copied().unwrap_or_default()
}
