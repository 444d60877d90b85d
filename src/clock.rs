//! 时钟: the only place that reads the time.

use chrono::{DateTime, Local, NaiveDate, Utc};

/// Now.
#[allow(clippy::disallowed_methods)]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Today where the clerk sits.
pub(crate) fn today(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Local).date_naive()
}
