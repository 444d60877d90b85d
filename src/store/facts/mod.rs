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

use crate::store::FactKind;

/// Every kind of fact.
pub(super) fn kinds() -> impl Iterator<Item = &'static FactKind> {
    [
        desk::KINDS,
        screening::KINDS,
        review::KINDS,
        money::KINDS,
        cycle::KINDS,
        std::slice::from_ref(&screening::REVISION),
    ]
    .into_iter()
    .flatten()
}

/// Declares records that have a table of their own; the first line of each one's doc is its Chinese title, and
/// `counting` names the view of those rows that count, where some were voided since.
macro_rules! facts {
    ($( #[doc = $title:literal] $(#[$meta:meta])* $name:ident in $table:literal $(counting $source:literal)? { $($columns:tt)* } )*) => {
        $(
            $crate::record! { #[doc = $title] $(#[$meta])* pub struct $name { $($columns)* } }

            impl $crate::store::Fact for $name {
                const TABLE: &'static str = $table;
                const TITLE: &'static str = $title.trim_ascii();
                $( const SOURCE: &'static str = $source; )?
            }
        )*

        pub(super) static KINDS: &[$crate::store::FactKind] = &[$( $crate::store::FactKind::of::<$name>() ),*];
    };
}
use facts;

#[cfg(test)]
mod tests {
    #[test]
    fn every_title_is_the_chinese_term_alone() {
        for kind in super::kinds() {
            assert!(
                !kind.title.is_empty() && !kind.title.chars().any(|letter| letter.is_ascii()),
                "{}",
                kind.title
            );
        }
    }
}
