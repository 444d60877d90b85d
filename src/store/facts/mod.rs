//! The facts of the case file, one record a table, in the order of `schema.sql`.

mod cycle;
mod desk;
mod money;
mod review;
mod screening;

pub use cycle::*;
pub use desk::*;
pub use money::*;
pub use review::*;
pub use screening::*;

/// Declares records that have a table of their own.
macro_rules! facts {
    ($( $(#[$meta:meta])* $name:ident in $table:literal { $($columns:tt)* } )*) => { $(
        $crate::record! { $(#[$meta])* pub struct $name { $($columns)* } }

        impl $crate::store::Fact for $name {
            const TABLE: &'static str = $table;
        }
    )* };
}
use facts;
