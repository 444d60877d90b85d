//! Money from the announced list to the closing, as the desk handles it; everybody and everything is invented.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs,
    reason = "only test functions are exempt by configuration, not what they share"
)]

mod agreeing;
mod bank;
mod bureau;
mod cycle;
mod entitlement;
mod grounds;
mod handed_over;
mod lapsed;
mod ledgers;
mod listed;
mod mispaid;
mod model;
mod papers;
mod payments;
mod plain;
mod remarks;
mod repaid;
mod returned;
mod revoked;
mod slips;
mod told;
mod withdrawn;
