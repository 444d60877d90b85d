//! A record: a row whose columns have names and types. A sheet, a table of the case file and a list on the
//! screen are all rows of records, so each kind of row is described once, by [`record!`](crate::record).

use std::borrow::Cow;

use super::datum::Datum;
use super::datum::Kind;
use super::text::{tidy, tidy_lines};
use super::value::{Cell, Misfit};

/// One column of a record.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The column's name in the case file: English, money ending in `_fen`.
    pub column: &'static str,
    /// The column's header in a sheet and on the screen: Chinese.
    pub header: &'static str,
    /// Other headers people write for it.
    pub aliases: &'static [&'static str],
    /// Whether a sheet must have the column.
    pub required: bool,
    /// Whether it is prose, of which the lines are kept; elsewhere several lines are one.
    pub lines: bool,
    /// What would be right in it.
    pub expects: &'static str,
    /// The words to choose from, if the column has a list.
    pub choices: &'static [&'static str],
    /// How a spreadsheet takes it.
    pub kind: Kind,
}

impl Field {
    /// The English key in sheets and in `--json`, where money is yuan: the column without `_fen`.
    pub fn key(&self) -> &'static str {
        self.column.strip_suffix("_fen").unwrap_or(self.column)
    }

    /// What a person wrote in the column, tidied.
    pub fn tidy<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.lines { tidy_lines(text) } else { tidy(text) }
    }
}

/// A value that could not be read: which field of the record, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMisfit {
    /// Index into [`Record::FIELDS`].
    pub field: usize,
    /// What is wrong.
    pub misfit: Misfit,
}

/// A row with named, typed columns.
pub trait Record: Sized {
    /// The columns, in order.
    const FIELDS: &'static [Field];

    /// Reads a row that a person wrote. `read` gives the text of a column, empty where there is none.
    ///
    /// # Errors
    /// Every column that could not be read, in order.
    fn parse<'t>(read: &dyn Fn(usize) -> &'t str) -> Result<Self, Vec<FieldMisfit>>;

    /// Hands over each value in column order, as the case file keeps it.
    fn each<'r>(&'r self, give: &mut dyn FnMut(Cell<'r>));

    /// Reads a row back from the case file.
    ///
    /// # Errors
    /// The index of the first column that holds something the type can't be.
    fn from_cells<'c>(read: &mut dyn FnMut(usize) -> Cell<'c>) -> Result<Self, usize>;

    /// The values in column order, as screens, sheets and `--json` show them.
    fn data(&self) -> Vec<Datum>;

    /// Replaces one value by what a person wrote.
    ///
    /// # Errors
    /// What is wrong with the text.
    fn set(&mut self, field: usize, text: &str) -> Result<(), Misfit>;
}

/// What an empty cell in a column that needs a value is told.
pub const EMPTY: &str = "不能为空";

/// Declares a [`Record`]: a struct whose fields carry their Chinese header, `required` where a sheet must have
/// the column even though a cell may be empty (a column whose type is not optional is always required) or `lines`
/// where it holds prose of several lines, and other headers people write.
///
/// ```
/// studiogrant::record! {
///     /// 示例
///     pub struct Sample {
///         name: String = "名称";
///         count: Option<u32> = "数量", required, ["个数"];
///     }
/// }
/// use studiogrant::model::Record;
/// let sample = Sample::parse(&|field| ["甲", ""][field]).expect("readable");
/// assert_eq!(sample, Sample { name: "甲".into(), count: None });
/// ```
#[macro_export]
macro_rules! record {
    (@required) => { false };
    (@required required) => { true };
    (@required lines) => { false };
    (@lines) => { false };
    (@lines required) => { false };
    (@lines lines) => { true };
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $( $field:ident : $type:ty = $header:literal
               $(, $mark:ident)? $(, [$($alias:literal),* $(,)?])? ; )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        $vis struct $name {
            $( #[doc = $header] pub $field: $type, )*
        }

        impl $crate::model::Record for $name {
            const FIELDS: &'static [$crate::model::Field] = &[ $( $crate::model::Field {
                column: stringify!($field),
                header: $header,
                aliases: &[ $( $($alias),* )? ],
                required: !<$type as $crate::model::Value>::OPTIONAL || $crate::record!(@required $($mark)?),
                lines: $crate::record!(@lines $($mark)?),
                expects: <$type as $crate::model::Value>::EXPECTS,
                choices: <$type as $crate::model::Value>::CHOICES,
                kind: <$type as $crate::model::Value>::KIND,
            } ),* ];

            fn parse<'t>(
                read: &dyn Fn(usize) -> &'t str,
            ) -> Result<Self, Vec<$crate::model::FieldMisfit>> {
                let mut misfits = Vec::new();
                let mut at = 0;
                $( let $field: Option<$type> = $crate::model::parse_field(read(at), at, &mut misfits); at += 1; )*
                let _ = at;
                match ( $( $field, )* ) {
                    ( $( Some($field), )* ) => Ok(Self { $( $field ),* }),
                    #[allow(unreachable_patterns)]
                    _ => Err(misfits),
                }
            }

            fn each<'r>(&'r self, give: &mut dyn FnMut($crate::model::Cell<'r>)) {
                $( give($crate::model::Value::cell(&self.$field)); )*
            }

            fn from_cells<'c>(
                read: &mut dyn FnMut(usize) -> $crate::model::Cell<'c>,
            ) -> Result<Self, usize> {
                let mut at = 0;
                $( let $field = <$type as $crate::model::Value>::from_cell(read(at)).ok_or(at)?; at += 1; )*
                let _ = at;
                Ok(Self { $( $field ),* })
            }

            fn data(&self) -> Vec<$crate::model::Datum> {
                vec![ $( $crate::model::Value::datum(&self.$field) ),* ]
            }

            fn set(&mut self, field: usize, text: &str) -> Result<(), $crate::model::Misfit> {
                let mut at = 0;
                $( if field == at {
                    self.$field = $crate::model::parse_value(text)?;
                    return Ok(());
                } at += 1; )*
                let _ = at;
                Ok(())
            }
        }
    };
}

/// Reads one value; an empty text is the type's own empty value, if it has one.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_value<T: super::Value>(text: &str) -> Result<T, Misfit> {
    if text.is_empty() {
        return T::empty().ok_or_else(|| Misfit::new(EMPTY));
    }
    match control(text) {
        Some(sign) => {
            Err(Misfit::new(format!("有看不见的控制字符（U+{:04X}），请删去后重新填写", u32::from(sign))))
        }
        None => T::parse(text),
    }
}

/// A sign that is none of a text, but commands a terminal or a printer; the lines of prose end with the one that may be.
fn control(text: &str) -> Option<char> {
    // Most cells have no byte that could begin one, which is seen without reading their characters.
    let may_begin = |byte: &u8| *byte < b' ' || matches!(byte, 0x7F | 0xC2);
    let found = || text.chars().find(|sign| sign.is_control() && *sign != '\n');
    text.as_bytes().iter().any(may_begin).then(found)?
}

/// Reads one field of a record and notes what is wrong with it.
pub fn parse_field<T: super::Value>(text: &str, field: usize, misfits: &mut Vec<FieldMisfit>) -> Option<T> {
    parse_value(text).map_err(|misfit| misfits.push(FieldMisfit { field, misfit })).ok()
}
