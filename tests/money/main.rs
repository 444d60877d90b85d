//! Money from the announced list to the closing, as the desk handles it; everybody and everything is invented.

#![allow(
    clippy::unwrap_used,
    reason = "only test functions are exempt by configuration, not what they share"
)]

mod cycle;
mod halves;
mod model;
mod plain;
mod world;
