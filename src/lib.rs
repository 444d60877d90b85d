//! 松江区首席技师工作室资助: the yearly grant for chief technician studios, from the call for applications to
//! the end of the three-year cycle, on one case file.
pub mod casework;
pub mod cli;
mod clock;
pub mod intake;
pub mod measure;
pub mod model;
pub mod papers;
pub mod store;
