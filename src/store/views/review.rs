//! What the review asks of the facts: scores, sheets, votes, and the forms of the candidates.

use chrono::NaiveDate;

use crate::store::facts::Revision;
use crate::store::{Failure, Key, Store, Stored};

crate::record! {
    /// 有效评分: one valid sheet. Its items come as one text, because a round has many: `key U+001F points`, U+001E
    /// between them, in no order
    pub struct ScoreLine {
        case_id: i64 = "案件";
        expert_id: i64 = "专家";
        scored_on: NaiveDate = "评分日期";
        items: String = "各项分值（百分之一分）";
    }
}

crate::record! {
    /// 评分表: one revision of one expert's sheet for one case, valid or not
    pub struct SheetLine {
        id: i64 = "评分表";
        serial: i64 = "案件";
        expert: String = "专家姓名";
        revision: i64 = "修订号";
        scored_on: NaiveDate = "评分日期";
        operator: String = "操作员";
        reason: Option<String> = "更正理由";
        newest: bool = "最新";
        recused: bool = "回避";
    }
}

crate::record! {
    /// 表决: how many of the panel voted for a case
    pub struct VoteLine {
        case_id: i64 = "案件";
        votes: u32 = "票数";
        voted_on: NaiveDate = "表决日期";
    }
}

impl ScoreLine {
    /// The points of an item, in hundredths; `None` where the sheet lacks it.
    pub fn points_centi(&self, key: &str) -> Option<i64> {
        let mut items = self.items.split('\u{1e}').filter_map(|item| item.split_once('\u{1f}'));
        items.find(|(item, _)| *item == key)?.1.parse().ok()
    }
}

impl Store {
    /// Every valid sheet of a round: of each expert and case the newest, unless the expert is recused. By case and
    /// expert.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn scores_of_round(&self, round_id: i64) -> Result<Vec<ScoreLine>, Failure> {
        let sql = "SELECT v.case_id, v.expert_id, v.scored_on,
              coalesce((SELECT group_concat(item || char(31) || points_centi, char(30)) FROM score_item WHERE score_sheet_id = v.id), '')
            FROM valid_sheet v WHERE v.round_id = ? ORDER BY v.serial, v.expert_id";
        self.query(sql, &[Key::Int(round_id)])
    }

    /// Every revision of the sheets of a round, or of one case of it: by case, expert and revision.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn sheets_of_round(&self, round_id: i64, case_id: Option<i64>) -> Result<Vec<SheetLine>, Failure> {
        let sql = "SELECT s.id, c.serial, e.name, s.revision, s.scored_on, n.operator, s.reason,
              s.revision = (SELECT max(revision) FROM score_sheet WHERE case_id = s.case_id AND expert_id = s.expert_id),
              EXISTS (SELECT 1 FROM recusal WHERE case_id = s.case_id AND expert_id = s.expert_id)
            FROM grant_case c JOIN score_sheet s ON s.case_id = c.id JOIN expert e ON e.id = s.expert_id
            JOIN entry n ON n.id = s.entry_id
            WHERE c.round_id = ?1 AND (?2 IS NULL OR c.id = ?2) ORDER BY c.serial, s.expert_id, s.revision";
        self.query(sql, &[Key::Int(round_id), case_id.map_or(Key::Null, Key::Int)])
    }

    /// The votes of the panel that count in a round, by case.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn votes_of_round(&self, round_id: i64) -> Result<Vec<VoteLine>, Failure> {
        let sql = "SELECT case_id, votes, voted_on FROM valid_vote WHERE round_id = ? ORDER BY case_id";
        self.query(sql, &[Key::Int(round_id)])
    }

    /// Every revision of the applications of a round, by its row.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn revisions_of_round(&self, round_id: i64) -> Result<Vec<Stored<Revision>>, Failure> {
        self.selected("case_id IN (SELECT id FROM grant_case WHERE round_id = ?)", &[Key::Int(round_id)])
    }
}
