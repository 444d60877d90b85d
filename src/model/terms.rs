//! Closed lists of words: each has an English code, which the case file and `--json` hold, and a Chinese term,
//! which people read and write.

/// Declares an enum of terms and makes it a [`Value`](crate::model::Value).
///
/// ```
/// studiogrant::terms! {
///     /// 颜色
///     pub enum Colour {
///         Red = "red", "红", ["红色"];
///         Blue = "blue", "蓝";
///     }
/// }
/// use studiogrant::model::Value;
/// assert_eq!(Colour::parse("红色"), Ok(Colour::Red));
/// assert_eq!((Colour::Blue.code(), Colour::Blue.term()), ("blue", "蓝"));
/// ```
#[macro_export]
macro_rules! terms {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $variant:ident = $code:literal, $term:literal $(, [$($alias:literal),* $(,)?])? ; )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $( #[doc = $term] $variant, )* }

        impl $name {
            /// Every term, in order.
            $vis const ALL: &'static [Self] = &[ $( Self::$variant ),* ];

            /// The English code that the case file and `--json` hold.
            $vis fn code(self) -> &'static str {
                match self { $( Self::$variant => $code ),* }
            }

            /// The Chinese term that people read.
            $vis fn term(self) -> &'static str {
                match self { $( Self::$variant => $term ),* }
            }

            /// The term a person wrote, by its Chinese word, an alias, or its code.
            $vis fn find(text: &str) -> Option<Self> {
                match text { $( $term | $code $( $(| $alias)* )? => Some(Self::$variant), )* _ => None }
            }
        }

        impl $crate::model::Value for $name {
            const EXPECTS: &'static str = $crate::terms!(@list $($term),*);
            const CHOICES: &'static [&'static str] = &[ $( $term ),* ];

            fn parse(text: &str) -> Result<Self, $crate::model::Misfit> {
                Self::find(text).ok_or_else(|| $crate::model::Misfit::new("不在可选的词里"))
            }

            fn cell(&self) -> $crate::model::Cell<'_> {
                $crate::model::Cell::Text(self.code())
            }

            fn from_cell(cell: $crate::model::Cell<'_>) -> Option<Self> {
                match cell {
                    $crate::model::Cell::Text(text) => match text { $( $code => Some(Self::$variant), )* _ => None },
                    _ => None,
                }
            }

            fn datum(&self) -> $crate::model::Datum {
                $crate::model::Datum::Term { code: self.code(), term: self.term() }
            }
        }
    };
    (@list $first:literal $(, $rest:literal)*) => { concat!($first $(, " / ", $rest)*) };
}
