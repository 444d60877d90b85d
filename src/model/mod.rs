//! The words of the field: what the measure, the case file and the sheets all speak of. No I/O, no clock.

pub mod account;
pub mod acts;
pub mod calendar;
pub mod case_no;
pub mod certificate;
pub mod chart;
mod consistency;
pub mod dates;
mod datum;
pub mod doc_no;
mod document;
mod excerpt;
pub mod folder;
pub mod form;
pub mod grade;
pub mod identity;
pub mod journal;
mod money;
pub mod paper;
mod record;
mod table;
mod terms;
pub mod text;
pub mod town;
pub mod uscc;
mod value;
pub mod words;

pub use datum::{Datum, Kind};
pub use document::Document;
pub use excerpt::{Excerpt, Group};
pub use money::{Fen, Overflow};
pub use record::{EMPTY, Field, FieldMisfit, Record, parse_field, parse_value};
pub use table::{Column, Guide, Table};
pub use value::{Cell, Misfit, Value};
