//! 日志: the journal, for reading.

use chrono::NaiveDate;

use super::{Failure, Key, Store};
use crate::model::acts::Role;

crate::record! {
    /// 日志条目: what one command recorded.
    pub struct LogEntry {
        entry: i64 = "日志号";
        recorded_at: String = "记录时间（UTC）";
        business_on: NaiveDate = "业务日期";
        operator: String = "操作员";
        role: Role = "角色";
        command: String = "命令";
        rows: i64 = "写入行数";
    }
}

impl Store {
    /// The journal, newest last: all of it, or its last `limit` entries.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn log(&self, limit: Option<u32>) -> Result<Vec<LogEntry>, Failure> {
        // A negative LIMIT is no limit.
        let limit = limit.map_or(-1, i64::from);
        let sql = "SELECT id, recorded_at, business_on, operator, role, command,
              (SELECT coalesce(sum(row_count), 0) FROM entry_part WHERE entry_id = e.id)
            FROM (SELECT * FROM entry ORDER BY id DESC LIMIT ?) e ORDER BY id";
        self.query(sql, &[Key::Int(limit)])
    }
}
