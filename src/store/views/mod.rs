//! Where things stand: the questions that lists and decisions ask of the facts.

mod money;
mod report;
mod review;

use chrono::NaiveDate;
use rusqlite::OptionalExtension;

use crate::model::acts::ObjectionOutcome;
use crate::store::{Failure, Key, Store};

pub use money::{CaseMoney, GrantDay, LivePayment};
pub use report::{
    ProjectLine, PurposeLine, ReachLine, ReasonLine, RefusalCount, ScreeningTimes, StageLine, TurnedAway,
    WaiverCount,
};
pub use review::{ScoreLine, SheetLine, VoteLine};

crate::terms! {
    /// 案件现状
    pub enum Stage {
        Filed = "filed", "待初审";
        Returned = "returned", "退回补正";
        Rejected = "rejected", "初审不予通过";
        Withdrawn = "withdrawn", "已撤回";
        Passed = "passed", "初审通过";
        Forwarded = "forwarded", "已上报";
        Reserve = "reserve", "候补";
        Proposed = "proposed", "拟资助";
        OnNotice = "on_notice", "公示中";
        Removed = "removed", "异议成立";
        Announced = "announced", "已公布";
        HalfPaid = "half_paid", "已拨第一期";
        Failed = "failed", "届中不合格";
        Rectifying = "rectifying", "整改中";
        Assessed = "assessed", "届中合格";
        FullyPaid = "fully_paid", "已拨足";
        Closed = "closed", "已结项";
    }
}

crate::record! {
    /// 案件一览: one case as lists show it
    pub struct CaseLine {
        case_id: i64 = "案件";
        year: i64 = "年度";
        serial: i64 = "序号";
        round_id: i64 = "轮次";
        application_id: i64 = "申报表";
        unit_name: String = "申报单位";
        uscc: String = "统一社会信用代码";
        town: String = "街镇";
        studio_name: String = "工作室";
        technician_name: String = "首席技师";
        occupation: String = "职业工种";
        filed_on: NaiveDate = "申报日期";
        stage: Stage = "现状";
    }
}

crate::record! {
    /// 现任带头人: who leads a studio whose leader changed
    struct LeaderLine {
        case_id: i64 = "案件";
        technician_name: String = "首席技师";
        occupation: String = "职业工种";
    }
}

crate::record! {
    /// 街镇进度: how many cases of a town stand at a stage, and since when the oldest of them
    pub struct TownLine {
        town: String = "街镇";
        stage: Stage = "现状";
        count: i64 = "件数";
        since: NaiveDate = "最早申报日期";
    }
}

crate::record! {
    /// 别的案件: another live application of the round, or a running award, of the same unit or technician
    pub struct RivalLine {
        year: i64 = "年度";
        serial: i64 = "序号";
        same_unit: bool = "同一单位";
        award_to: Option<NaiveDate> = "周期截止";
    }
}

crate::record! {
    /// 待核实事项: what the newest revision of a live case leaves unproven
    pub struct OpenPoint {
        case_id: i64 = "案件";
        code: String = "规则";
        found: String = "待核实事项";
    }
}

crate::record! {
    /// 已获资助的单位: until when its award runs
    pub struct AwardedUnit {
        uscc: String = "统一社会信用代码";
        award_to: NaiveDate = "周期截止";
    }
}

crate::record! {
    /// 异议: one objection to an entry of a notice; who objects is confidential and left out
    pub struct ObjectionLine {
        id: i64 = "异议";
        notice_id: i64 = "公示";
        case_id: i64 = "案件";
        received_on: NaiveDate = "收到日期";
        ground: String = "异议内容";
        evidence: Option<String> = "证据";
        accepted: bool = "受理";
        outcome: Option<ObjectionOutcome> = "处理结果";
        finding: Option<String> = "查明情况";
        decided_on: Option<NaiveDate> = "处理日期";
    }
}

crate::record! {
    /// 例外: one departure from a rule, who recorded it and why
    pub struct WaiverLine {
        code: String = "规则";
        serial: Option<i64> = "案件序号";
        town: Option<String> = "街镇";
        reason: String = "理由";
        operator: String = "操作员";
        business_on: NaiveDate = "业务日期";
    }
}

crate::record! {
    /// 经过: one thing that happened to a case
    pub struct EventLine {
        entry_id: i64 = "日志";
        business_on: NaiveDate = "业务日期";
        operator: String = "操作员";
        what: String = "事项";
        detail: String = "内容";
    }
}

const CASES: &str = "SELECT a.case_id, a.year, a.serial, a.round_id, a.id, a.unit_name, a.uscc, a.town, a.studio_name, \
    a.technician_name, a.occupation, a.filed_on, s.stage FROM current_application a JOIN standing s ON s.case_id = a.case_id";

const OBJECTIONS: &str = "SELECT o.id, o.notice_id, o.case_id, o.received_on, o.ground, o.evidence, o.accepted, \
    d.outcome, d.finding, d.decided_on FROM objection o LEFT JOIN objection_decision d ON d.objection_id = o.id";

const EVENTS: &str = "SELECT v.entry_id, e.business_on, e.operator, v.what, v.detail FROM event v \
    JOIN entry e ON e.id = v.entry_id WHERE v.case_id = ? ORDER BY e.business_on, v.entry_id, v.step";

impl Store {
    /// The cases of a round, by number.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn cases_of_round(&self, round_id: i64) -> Result<Vec<CaseLine>, Failure> {
        let lines =
            self.query(&format!("{CASES} WHERE a.round_id = ? ORDER BY a.serial"), &[Key::Int(round_id)])?;
        self.with_leaders_in_office(lines)
    }

    /// The lines with the leaders in office, where a case has another than its application's.
    fn with_leaders_in_office(&self, mut lines: Vec<CaseLine>) -> Result<Vec<CaseLine>, Failure> {
        let leaders: Vec<LeaderLine> =
            self.query("SELECT case_id, technician_name, occupation FROM current_leader", &[])?;
        for leader in leaders {
            if let Some(line) = lines.iter_mut().find(|line| line.case_id == leader.case_id) {
                line.technician_name = leader.technician_name;
                line.occupation = leader.occupation;
            }
        }
        Ok(lines)
    }

    /// The cases of a round that were forwarded, by number.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn forwarded_of_round(&self, round_id: i64) -> Result<Vec<CaseLine>, Failure> {
        // The plus keeps SQLite from going through all the cases of the round.
        let forwarded = "a.case_id IN (SELECT case_id FROM forwarded_case)";
        self.query(
            &format!("{CASES} WHERE {forwarded} AND +a.round_id = ? ORDER BY a.serial"),
            &[Key::Int(round_id)],
        )
    }

    /// The cases of every round that were awarded, by number.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn awarded(&self) -> Result<Vec<CaseLine>, Failure> {
        let awarded = "a.case_id IN (SELECT case_id FROM award)";
        let lines = self.query(&format!("{CASES} WHERE {awarded} ORDER BY a.year, a.serial"), &[])?;
        self.with_leaders_in_office(lines)
    }

    /// How the cases of a round stand in each town.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn towns_of_round(&self, round_id: i64) -> Result<Vec<TownLine>, Failure> {
        let sql = "SELECT a.town, s.stage, count(*), min(a.filed_on)
            FROM current_application a JOIN standing s ON s.case_id = a.case_id
            WHERE a.round_id = ? GROUP BY a.town, s.stage ORDER BY a.town";
        self.query(sql, &[Key::Int(round_id)])
    }

    /// One case.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn case_line(&self, case_id: i64) -> Result<Option<CaseLine>, Failure> {
        let lines = self.query(&format!("{CASES} WHERE a.case_id = ?"), &[Key::Int(case_id)])?;
        Ok(lines.into_iter().next())
    }

    /// The serial that the next case of a round gets.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn next_serial(&self, round_id: i64) -> Result<i64, Failure> {
        let sql = "SELECT coalesce(max(serial), 0) + 1 FROM grant_case WHERE round_id = ?";
        Ok(self.connection.prepare_cached(sql)?.query_row([round_id], |row| row.get(0))?)
    }

    /// The serial of the case in which a unit handed in a form that says just this, in whatever revision.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn serial_of_form(
        &self,
        round_id: i64,
        uscc: &str,
        form_digest: &str,
    ) -> Result<Option<i64>, Failure> {
        let sql = "SELECT c.serial FROM application a CROSS JOIN grant_case c ON c.id = a.case_id
            WHERE a.uscc = ? AND a.form_digest = ? AND c.round_id = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row((uscc, form_digest, round_id), |row| row.get(0)).optional()?)
    }

    /// Whether the unit or the technician has ever come before.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn has_come(&self, uscc: &str, id_number: &str) -> Result<bool, Failure> {
        let sql = "SELECT EXISTS (SELECT 1 FROM application WHERE uscc = ?1)
            OR EXISTS (SELECT 1 FROM application WHERE id_number = ?2)
            OR EXISTS (SELECT 1 FROM leader_change WHERE id_number = ?2)";
        Ok(self.connection.prepare_cached(sql)?.query_row((uscc, id_number), |row| row.get(0))?)
    }

    /// Live applications in the round, and awards that are not closed, of the same unit or technician, this case left
    /// out.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn rivals(
        &self,
        round_id: i64,
        case_id: Option<i64>,
        uscc: &str,
        id_number: &str,
    ) -> Result<Vec<RivalLine>, Failure> {
        let sql = "SELECT r.year, c.serial, a.uscc = ?3, w.cycle_to
            FROM application a CROSS JOIN grant_case c ON c.id = a.case_id CROSS JOIN round r ON r.id = c.round_id
            LEFT JOIN award w ON w.case_id = c.id
            WHERE (a.uscc = ?3 OR (a.id_number = ?4 AND NOT EXISTS (SELECT 1 FROM current_leader WHERE case_id = a.case_id))
                OR a.case_id IN (SELECT case_id FROM current_leader WHERE id_number = ?4))
              AND a.revision = (SELECT max(revision) FROM application WHERE case_id = a.case_id)
              AND c.id IS NOT ?2
              AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE case_id = c.id)
              AND NOT EXISTS (SELECT 1 FROM closing WHERE case_id = c.id)
              AND (w.id IS NOT NULL OR (c.round_id = ?1
                AND NOT EXISTS (SELECT 1 FROM screening WHERE case_id = c.id AND decision = 'reject')))
            ORDER BY r.year, c.serial";
        let case = case_id.map_or(Key::Null, Key::Int);
        self.query(sql, &[Key::Int(round_id), case, Key::Text(uscc), Key::Text(id_number)])
    }

    /// What is still unproven in a round, or in one case of it: by case and in the measure's order.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn open_points(&self, round_id: i64, case_id: Option<i64>) -> Result<Vec<OpenPoint>, Failure> {
        // One case is found by its index, which a condition on an absent case would hide.
        let of_case = if case_id.is_some() { "a.case_id = ?2" } else { "?2 IS NULL" };
        let sql = format!("SELECT a.case_id, u.code, u.found FROM current_application a JOIN unproven u ON u.application_id = a.id
            WHERE a.round_id = ?1 AND {of_case}
              AND NOT EXISTS (SELECT 1 FROM confirmation c WHERE c.application_id = u.application_id AND c.code = u.code)
              AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE case_id = a.case_id)
            ORDER BY a.case_id, u.id");
        self.query(&sql, &[Key::Int(round_id), case_id.map_or(Key::Null, Key::Int)])
    }

    /// The departures from rules in a round, in the order in which they were recorded.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn waivers_of_round(&self, round_id: i64) -> Result<Vec<WaiverLine>, Failure> {
        let sql = "SELECT w.code, c.serial, f.town, w.reason, e.operator, e.business_on
            FROM waiver w JOIN entry e ON e.id = w.entry_id LEFT JOIN grant_case c ON c.id = w.case_id
            LEFT JOIN forwarding f ON f.entry_id = w.entry_id WHERE w.round_id = ? ORDER BY w.id";
        self.query(sql, &[Key::Int(round_id)])
    }

    /// The units that hold an award whose case is not closed, and its last day.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn awarded_units(&self) -> Result<Vec<AwardedUnit>, Failure> {
        let sql =
            "SELECT a.uscc, max(w.cycle_to) FROM award w JOIN current_application a ON a.case_id = w.case_id
            WHERE NOT EXISTS (SELECT 1 FROM closing WHERE case_id = w.case_id)
              AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE case_id = w.case_id) GROUP BY a.uscc";
        self.query(sql, &[])
    }

    /// The objections to a notice, in the order in which they came in.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn objections_to(&self, notice_id: i64) -> Result<Vec<ObjectionLine>, Failure> {
        self.query(&format!("{OBJECTIONS} WHERE o.notice_id = ? ORDER BY o.id"), &[Key::Int(notice_id)])
    }

    /// The objections to a case, on whatever notice, in the order in which they came in.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn objections_to_case(&self, case_id: i64) -> Result<Vec<ObjectionLine>, Failure> {
        self.query(&format!("{OBJECTIONS} WHERE o.case_id = ? ORDER BY o.id"), &[Key::Int(case_id)])
    }

    /// The newest business date at which anything was recorded of a case.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn last_business_on(&self, case_id: i64) -> Result<Option<NaiveDate>, Failure> {
        let events = self.events_of_case(case_id)?;
        Ok(events.into_iter().map(|event| event.business_on).max())
    }

    /// Everything that happened to a case, by business date, and of one day in the order of recording.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn events_of_case(&self, case_id: i64) -> Result<Vec<EventLine>, Failure> {
        self.query(EVENTS, &[Key::Int(case_id)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How SQLite goes about a question, step by step.
    fn plan(store: &Store, sql: &str) -> Vec<String> {
        let mut statement = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("sound");
        let rows = statement.query_map([1], |row| row.get(3)).expect("a plan");
        rows.collect::<Result<_, _>>().expect("texts")
    }

    /// In a file with 200,000 applications a scan of any table takes longer than the whole command may.
    #[test]
    fn what_a_case_asks_is_searched_by_index() {
        let folder = tempfile::tempdir().expect("folder");
        let store =
            Store::create(&folder.path().join("a.db"), |_| Ok::<_, Failure>(())).map(|()| folder.path());
        let store = Store::open(&store.expect("made").join("a.db")).expect("opened");
        let line = format!("{CASES} WHERE a.case_id = ?");
        let asked = [EVENTS, &line, "SELECT * FROM case_money WHERE case_id = ?"];
        let check = |when: &str| {
            for sql in asked {
                let plan = plan(&store, sql);
                assert!(plan.iter().any(|step| step.contains("case_id=?")), "{when}: {plan:#?}");
                let own = ["SCAN v", "SCAN CONSTANT ROW"];
                let scans: Vec<_> = (plan.iter())
                    .filter(|step| step.starts_with("SCAN ") && !own.contains(&step.as_str()))
                    .collect();
                // Reversals are entered by hand, one by one: there are few in a file. Each ledger looks them through.
                let reversals = if sql.contains("FROM case_money") { 2 } else { 0 };
                assert_eq!(scans.len(), reversals, "{when}: {scans:?} in {plan:#?}");
            }
        };
        check("today");
        store.look_back(chrono::NaiveDate::MIN).expect("laid");
        check("then");
    }
}
