//! 往日: the case file as it stood at the end of a past business day.

use chrono::NaiveDate;

use super::{Failure, Store};

impl Store {
    /// From here on shows this connection only what had been recorded by the end of that business day: every table
    /// that belongs to an entry is hidden behind a view of its name without the later rows, and every view of the
    /// schema is laid anew over those. SQLite looks a name up among the temporary ones first, so every question asks
    /// the past. For reading only.
    ///
    /// # Errors
    /// The case file can't be read.
    pub fn look_back(&self, day: NaiveDate) -> Result<(), Failure> {
        let names = "SELECT m.name FROM main.sqlite_schema m JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND c.name = 'entry_id'";
        let texts = |sql: &str| -> Result<Vec<String>, Failure> {
            let mut statement = self.connection.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        let mut views =
            format!("CREATE TEMP VIEW entry AS SELECT * FROM main.entry WHERE business_on <= '{day}';\n");
        for table in texts(names)? {
            let recorded = "(SELECT business_on FROM main.entry WHERE id = t.entry_id)";
            views += &format!(
                "CREATE TEMP VIEW \"{table}\" AS SELECT * FROM main.\"{table}\" t WHERE {recorded} <= '{day}';\n"
            );
        }
        for view in texts("SELECT sql FROM main.sqlite_schema WHERE type = 'view' ORDER BY rowid")? {
            views += &format!("{};\n", view.replacen("CREATE VIEW", "CREATE TEMP VIEW", 1));
        }
        Ok(self.connection.execute_batch(&views)?)
    }
}
