//! What the year report asks of the facts: counts and sums over a whole round.

use chrono::NaiveDate;

use super::Stage;
use crate::model::Fen;
use crate::model::acts::Fund;
use crate::model::form::SkillBasis;
use crate::model::grade::Grade;
use crate::store::{Failure, Key, Store};

crate::record! {
    /// 进程: how far the cases of one town, occupation and grade came; whoever came further is counted before as well
    pub struct ReachLine {
        town: String = "街镇";
        occupation: String = "职业工种";
        skill_basis: SkillBasis = "水平依据";
        skill_grade: Option<Grade> = "技能等级";
        accepted: i64 = "受理";
        passed: i64 = "初审通过";
        forwarded: i64 = "上报";
        proposed: i64 = "拟资助";
        funded: i64 = "公布资助";
    }
}

crate::record! {
    /// 未获受理的单位: units of a town that were refused and never taken in afterwards
    pub struct TurnedAway {
        town: String = "街镇";
        units: i64 = "单位";
    }
}

crate::record! {
    /// 不予受理的份数: refused forms, and the units that handed them in
    pub struct RefusalCount {
        forms: i64 = "份数";
        units: i64 = "单位";
    }
}

crate::record! {
    /// 理由: how often a rule was the reason for a refusal
    pub struct ReasonLine {
        code: String = "规则";
        refused: i64 = "不予受理";
        returned: i64 = "退回补正";
        rejected: i64 = "初审不予通过";
    }
}

crate::record! {
    /// 现状: how many cases stand at a stage
    pub struct StageLine {
        stage: Stage = "现状";
        count: i64 = "件数";
    }
}

crate::record! {
    /// 例外: how often a rule was departed from
    pub struct WaiverCount {
        code: String = "规则";
        count: i64 = "次数";
    }
}

crate::record! {
    /// 用途: what was spent for one purpose
    pub struct PurposeLine {
        ledger: Fund = "资金性质";
        purpose: String = "用途";
        count: i64 = "笔数";
        amount_fen: Fen = "金额";
    }
}

crate::record! {
    /// 资助项目: one announced studio and its money
    pub struct ProjectLine {
        case_id: i64 = "案件";
        serial: i64 = "序号";
        unit_name: String = "申报单位";
        town: String = "街镇";
        announced_on: NaiveDate = "发文日期";
        cycle_to: NaiveDate = "周期截止";
        closed_on: Option<NaiveDate> = "结项日期";
        appointed_to: NaiveDate = "聘期截止";
        stage: Stage = "现状";
        spent_fen: Fen = "已使用";
        committed_fen: Fen = "配套承诺";
        matched_fen: Fen = "配套到位";
    }
}

crate::record! {
    /// 初审时限: the cases on which a town was to decide, by when it did
    pub struct ScreeningTimes {
        in_time: i64 = "按期";
        late: i64 = "逾期办理";
        open: i64 = "未办";
    }
}

impl Store {
    /// How far the cases of a round came, by town, occupation and grade.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn reach_of_round(&self, round_id: i64) -> Result<Vec<ReachLine>, Failure> {
        let sql = "SELECT a.town, a.occupation, a.skill_basis, a.skill_grade, count(*),
              sum(EXISTS (SELECT 1 FROM screening WHERE case_id = a.case_id AND decision = 'pass')),
              sum(EXISTS (SELECT 1 FROM forwarded_case WHERE case_id = a.case_id)),
              sum(EXISTS (SELECT 1 FROM proposal_entry WHERE case_id = a.case_id AND place = 'proposed')
                OR EXISTS (SELECT 1 FROM notice_entry WHERE case_id = a.case_id)),
              sum(EXISTS (SELECT 1 FROM award WHERE case_id = a.case_id))
            FROM current_application a WHERE a.round_id = ? GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";
        self.query(sql, &[Key::Int(round_id)])
    }

    /// The units that were refused in a round and have no case in it, by the town that they named first.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn turned_away(&self, round_id: i64) -> Result<Vec<TurnedAway>, Failure> {
        let sql =
            "SELECT town, count(*) FROM (SELECT town, min(id) FROM refusal WHERE round_id = ?1 AND unit_name NOT IN
                (SELECT a.unit_name FROM application a JOIN grant_case c ON c.id = a.case_id WHERE c.round_id = ?1)
              GROUP BY unit_name) GROUP BY town ORDER BY town";
        self.query(sql, &[Key::Int(round_id)])
    }

    /// How many forms were refused in a round, and of how many units.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn refusals_of_round(&self, round_id: i64) -> Result<RefusalCount, Failure> {
        let sql =
            "SELECT count(DISTINCT row_digest), count(DISTINCT unit_name) FROM refusal WHERE round_id = ?";
        let none = RefusalCount { forms: 0, units: 0 };
        Ok(self.query(sql, &[Key::Int(round_id)])?.into_iter().next().unwrap_or(none))
    }

    /// How often each rule was the reason for a refusal in a round, in no order.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn reasons_of_round(&self, round_id: i64) -> Result<Vec<ReasonLine>, Failure> {
        let sql = "SELECT code, sum(refused), sum(returned), sum(rejected) FROM (
              SELECT code, 1 AS refused, 0 AS returned, 0 AS rejected FROM refusal WHERE round_id = ?1
              UNION ALL SELECT g.code, 0, s.decision = 'return', s.decision = 'reject' FROM screening_ground g
                JOIN screening s ON s.id = g.screening_id JOIN grant_case c ON c.id = s.case_id WHERE c.round_id = ?1
            ) GROUP BY code";
        self.query(sql, &[Key::Int(round_id)])
    }

    /// How the cases of a round stand.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn stages_of_round(&self, round_id: i64) -> Result<Vec<StageLine>, Failure> {
        let sql = "SELECT s.stage, count(*) FROM grant_case c JOIN standing s ON s.case_id = c.id
            WHERE c.round_id = ? GROUP BY s.stage";
        self.query(sql, &[Key::Int(round_id)])
    }

    /// How often each rule was departed from in a round, in no order.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn waiver_counts(&self, round_id: i64) -> Result<Vec<WaiverCount>, Failure> {
        let sql = "SELECT code, count(*) FROM waiver WHERE round_id = ? GROUP BY code";
        self.query(sql, &[Key::Int(round_id)])
    }

    /// What the studios of a round spent, by ledger and purpose, the most first.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn purposes_of_round(&self, round_id: i64) -> Result<Vec<PurposeLine>, Failure> {
        let sql = "SELECT f.ledger, f.purpose, count(*), sum(f.amount_fen) FROM live_fund_entry f
            JOIN grant_case c ON c.id = f.case_id WHERE c.round_id = ? GROUP BY 1, 2 ORDER BY 1, 4 DESC, 2";
        self.query(sql, &[Key::Int(round_id)])
    }

    /// The announced studios of a round, by number.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn projects_of_round(&self, round_id: i64) -> Result<Vec<ProjectLine>, Failure> {
        // The plus keeps SQLite from going through all the cases of the round.
        let sql = "SELECT a.case_id, a.serial, a.unit_name, a.town, n.announced_on, w.cycle_to,
              (SELECT closed_on FROM closing WHERE case_id = w.case_id), a.appointed_to, s.stage,
              m.spent_fen, a.matching_commitment_fen, m.matched_fen
            FROM award w JOIN announcement n ON n.id = w.announcement_id
            JOIN current_application a ON a.case_id = w.case_id JOIN standing s ON s.case_id = w.case_id
            JOIN case_money m ON m.case_id = w.case_id
            WHERE w.case_id IN (SELECT case_id FROM award) AND +a.round_id = ? ORDER BY a.serial";
        self.query(sql, &[Key::Int(round_id)])
    }

    /// By when the towns decided on the cases of a round: rejected them, or forwarded them to the bureau.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn screening_times(&self, round_id: i64) -> Result<ScreeningTimes, Failure> {
        let sql = "SELECT coalesce(sum(done <= due), 0), coalesce(sum(done > due), 0), count(*) - count(done)
            FROM (SELECT r.town_deadline_on AS due, coalesce(
                (SELECT f.forwarded_on FROM forwarded_case x JOIN forwarding f ON f.id = x.forwarding_id WHERE x.case_id = c.id),
                (SELECT screened_on FROM screening WHERE case_id = c.id AND decision = 'reject')) AS done
              FROM grant_case c JOIN round r ON r.id = c.round_id
              WHERE c.round_id = ? AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE case_id = c.id))";
        let none = ScreeningTimes { in_time: 0, late: 0, open: 0 };
        Ok(self.query(sql, &[Key::Int(round_id)])?.into_iter().next().unwrap_or(none))
    }
}
