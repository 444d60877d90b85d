//! What helps to fill a form in: marks, notes, lists to choose from, locks.

use std::borrow::Cow;

use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Note, ProtectionOptions,
    Workbook, Worksheet, XlsxError,
};

use super::style;
use crate::model::{Column, Fen, Guide, Kind, Table};

/// Excel holds no list in the rule itself that is longer than this, commas included.
const INLINE: usize = 255;

/// The hidden sheet with the longer lists; intake passes over hidden sheets.
const LISTS: &str = "可选的词";

/// The first amount, and the first day as Excel counts them, that intake takes no more: ten thousand 亿 yuan, and 2101.
const CEILING: &str = "1000000000000";
const DAYS: u32 = 73_416;

const LAST_ROW: u32 = 1_048_575;

/// The header as the form shows it: intake ignores the mark of what is required.
pub(super) fn header(column: &Column) -> Cow<'_, str> {
    match &column.guide {
        Some(guide) if guide.is_due() => format!("*{}", column.header).into(),
        _ => column.header.as_ref().into(),
    }
}

/// A cell to be filled in, or one that is and stays so.
pub(super) fn cell(guide: &Guide) -> Format {
    let format = style::cell(guide.kind);
    // What will be written may be long.
    let is_free = guide.kind == Kind::Text && guide.choices.is_empty();
    let format = if is_free { format.set_text_wrap() } else { format };
    if guide.locked { format.set_background_color(style::LOCKED) } else { format.set_unlocked() }
}

/// The room for what will be written, in half-width characters.
pub(super) fn room(guide: &Guide) -> usize {
    let words = guide.choices.iter().map(|word| style::width(word)).max();
    match (words, guide.kind) {
        // The arrow of the list needs some.
        (Some(words), _) => words + 2,
        (None, Kind::Text) => 18,
        (None, Kind::Money | Kind::Flow | Kind::Date) => 12,
        (None, Kind::Number | Kind::Decimal(_) | Kind::Points(_)) => 8,
    }
}

/// How many columns stay in sight: the first ones that come filled in.
pub(super) fn frozen(table: &Table) -> u16 {
    let is_locked = |column: &&Column| column.guide.as_ref().is_some_and(|guide| guide.locked);
    table.columns.iter().take_while(is_locked).fold(0, |count, _| count + 1)
}

/// Puts notes on the header, rules on the columns, and locks what must not change.
pub(super) fn guide(sheet: &mut Worksheet, table: &Table, header: u32) -> Result<(), XlsxError> {
    let mut lists = 0;
    for (col, column) in (0..).zip(&table.columns) {
        let Some(guide) = &column.guide else { continue };
        let note = guide.note();
        let lines = u32::try_from(style::width(&note).div_ceil(28) + note.lines().count()).unwrap_or(8);
        let note = Note::new(note).add_author_prefix(false).set_author("studiogrant");
        let note =
            note.set_font_name("宋体").set_font_size(10).set_width(220).set_height(20 + lines.min(12) * 18);
        sheet.insert_note(header, col, &note)?;
        if guide.locked {
            continue;
        }
        let first = format!("{}{}", column_number_to_name(col), header + 2);
        if let Some(rule) = rule(guide, &first, &mut lists)? {
            sheet.add_data_validation(header + 1, col, LAST_ROW, col, &rule)?;
        }
    }
    // No password: it guards against slips, not against people.
    sheet.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        delete_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::new()
    });
    Ok(())
}

/// Whether a list is too long for the rule itself, or has a comma in a word.
fn is_apart(choices: &[Cow<'static, str>]) -> bool {
    let length: usize = choices.iter().map(|word| word.encode_utf16().count() + 1).sum();
    length > INLINE || choices.iter().any(|word| word.contains([',', '"']))
}

/// Which values a column takes, of which `first` is the first cell. What it doesn't is asked about and not turned away,
/// since intake knows other words for those of a list. A number has to be one that intake takes; an amount or a date that
/// is written out, such as 5万元, is left to it. `lists` counts the columns of the hidden sheet.
fn rule(guide: &Guide, first: &str, lists: &mut u16) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let is_fine = format!("ROUND({first},2)={first}");
    let left_to_intake = |number: String| format!("IF(ISTEXT({first}),TRUE,AND({number}))");
    let custom = |formula: String| DataValidation::new().allow_custom(Formula::new(formula));
    let rule = match guide.kind {
        _ if is_apart(&guide.choices) => {
            let column = column_number_to_name(*lists);
            *lists += 1;
            let range = format!("='{LISTS}'!${column}$1:${column}${}", guide.choices.len());
            rule.allow_list_formula(Formula::new(range))
        }
        _ if !guide.choices.is_empty() => rule.allow_list_strings(&guide.choices)?,
        Kind::Text | Kind::Decimal(_) => return Ok(None),
        Kind::Number => rule.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
        Kind::Money => custom(left_to_intake(format!("{first}>=0,{first}<{CEILING},{is_fine}"))),
        Kind::Flow => custom(left_to_intake(format!("ABS({first})<{CEILING},{is_fine}"))),
        Kind::Date => custom(left_to_intake(format!("{first}>=1,{first}<{DAYS}"))),
        Kind::Points(most) => {
            // Hundredths of a point are written like those of a yuan.
            let most = Fen::new(most).plain();
            custom(format!("AND(ISNUMBER({first}),{first}>=0,{first}<={most},{is_fine})"))
        }
    };
    let style = DataValidationErrorStyle::Warning;
    let message = format!("应填：{}", guide.expects);
    let message: String = message.chars().take(200).collect();
    Ok(Some(rule.set_error_style(style).set_error_title("请核对")?.set_error_message(message)?))
}

/// The lists that are too long for a rule, on a hidden sheet.
pub(super) fn offer_lists(book: &mut Workbook, table: &Table) -> Result<(), XlsxError> {
    let guides = table.columns.iter().filter_map(|column| column.guide.as_ref());
    let lists: Vec<_> = guides.filter(|guide| !guide.locked && is_apart(&guide.choices)).collect();
    if lists.is_empty() {
        return Ok(());
    }
    let sheet = book.add_worksheet().set_name(LISTS)?.set_hidden(true);
    for (col, guide) in (0..).zip(lists) {
        for (row, word) in (0..).zip(&guide.choices) {
            sheet.write_string(row, col, word.as_ref())?;
        }
    }
    Ok(())
}
