//! What properties may do to the text of a document so that it is to be seen as it stands: letters of a size to be read,
//! black on white, and within the page. What says anything else, or what can't be understood, doesn't leave it plain.

use std::ops::RangeInclusive;

use quick_xml::events::BytesStart;

use super::ink::{is_ground, is_ink, is_lettered};
use super::xml::{attribute, has_foreign_attribute};
use crate::intake::unreadable::Flaw;

/// The properties that lay out what is seen all the same. Those of a paragraph's mark and of a section are looked at by
/// themselves.
const LAYOUT: &str = " b bCs i iCs u noProof snapToGrid kern szCs lang w14.ligatures w14.numForm w14.numSpacing \
    w14.stylisticSets w14.cntxtAlts w14.textFill w14.textOutline \
    keepNext keepLines pageBreakBefore widowControl suppressLineNumbers pBdr tabs suppressAutoHyphens kinsoku \
    wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN adjustRightInd contextualSpacing mirrorIndents \
    suppressOverlap jc textAlignment outlineLvl divId cnfStyle rPr sectPr numPr \
    tblOverlap tblStyleRowBandSize tblStyleColBandSize tblW tblBorders tblLayout \
    tblCellMar tblLook tblCaption tblDescription cantSplit tblHeader gridSpan tcBorders \
    noWrap tcMar vAlign hideMark ";

/// The same of a section.
const SECTION: &str = " headerReference footerReference type titlePg formProt noEndnote footnotePr endnotePr pgNumType \
    paperSrc pgBorders rtlGutter vAlign printerSettings ";

/// Half points of letters, percent of their width, and how many twips they stand closer or further.
const LETTERS: RangeInclusive<i64> = 10..=200;
const WIDTH: RangeInclusive<i64> = 50..=200;
const CLOSER: RangeInclusive<i64> = -20..=100;
/// 240ths of a line, and the twips of an exact one; lines lower than their letters are told where there are letters.
const LINES: RangeInclusive<i64> = 160..=2400;
const LINE: RangeInclusive<i64> = 10..=4000;
/// Twips before a paragraph, or hundredths of a line.
const APART: RangeInclusive<i64> = 0..=4000;
/// Twips that a paragraph is indented, and its first line sticks out.
const INDENT: RangeInclusive<i64> = -400..=4000;
const HANGING: RangeInclusive<i64> = 0..=1000;
/// Twips, and fiftieths of a percent, of a column.
const COLUMN: RangeInclusive<i64> = 300..=20_000;
const SHARE: RangeInclusive<i64> = 100..=5000;
/// Twips that a table is off its place, and of the margins in its cells.
const ASIDE: RangeInclusive<i64> = -400..=400;
const CELL_MARGIN: RangeInclusive<i64> = 0..=400;
/// Twips of a page's sides, nearly A4 at least, and of its margins.
const PAGE: RangeInclusive<i64> = 11_300..=32_000;
const MARGIN: RangeInclusive<i64> = 0..=4000;
/// Where a frame may begin on the page, and how wide and high it is at least.
const FRAME_ACROSS: RangeInclusive<i64> = -1600..=4000;
const FRAME_DOWN: RangeInclusive<i64> = -2100..=15_000;
const FRAME_WIDTH: RangeInclusive<i64> = 3000..=12_000;
const FRAME_HEIGHT: RangeInclusive<i64> = 600..=15_000;

/// A number among the attributes of an element; a percentage is one.
pub(super) fn number(element: &BytesStart, name: &str) -> Result<Option<i64>, Flaw> {
    Ok(attribute(element, name)?.and_then(|value| value.strip_suffix('%').unwrap_or(&value).parse().ok()))
}

/// Whether an attribute, if there is one, is a number in a range.
fn within(element: &BytesStart, name: &str, range: RangeInclusive<i64>) -> Result<bool, Flaw> {
    Ok(attribute(element, name)?.is_none()
        || number(element, name)?.is_some_and(|number| range.contains(&number)))
}

/// The same of several.
fn all_within(element: &BytesStart, names: &[&str], range: &RangeInclusive<i64>) -> Result<bool, Flaw> {
    names.iter().try_fold(true, |so_far, name| Ok(so_far && within(element, name, range.clone())?))
}

/// Whether a property leaves the text to be seen as it is: it lays it out, or it says no.
pub(super) fn is_plain(name: &str, element: &BytesStart) -> Result<bool, Flaw> {
    if has_foreign_attribute(element) && !name.starts_with("w14.") {
        return Ok(false);
    }
    let text = |name| -> Result<String, Flaw> {
        Ok(attribute(element, name)?.map(|value| value.into_owned()).unwrap_or_default())
    };
    let value = text("val")?;
    let is_set = |name| -> Result<bool, Flaw> { Ok(attribute(element, name)?.is_some()) };
    Ok(match name {
        "rFonts" => ["ascii", "hAnsi", "eastAsia", "cs"]
            .iter()
            .try_fold(true, |so_far, script| Ok::<_, Flaw>(so_far && is_lettered(&text(script)?)))?,
        "sz" => is_set("val")? && within(element, "val", LETTERS)?,
        "w" => within(element, "val", WIDTH)?,
        "spacing" => {
            let lines = if text("lineRule")? == "exact" { LINE } else { LINES };
            within(element, "val", CLOSER)?
                && within(element, "line", lines)?
                && all_within(element, &["before", "after", "beforeLines", "afterLines"], &APART)?
        }
        "ind" => {
            let sides = ["left", "right", "start", "end", "firstLine"];
            let letters = ["leftChars", "rightChars", "startChars", "endChars", "firstLineChars"];
            all_within(element, &sides, &INDENT)?
                && all_within(element, &letters, &(-100..=1200))?
                && within(element, "hanging", HANGING)?
                && within(element, "hangingChars", 0..=300)?
        }
        "framePr" => {
            // What counts from the edge of the page is as far from it as what counts from the text.
            within(element, "x", FRAME_ACROSS)?
                && within(element, "y", FRAME_DOWN)?
                && is_set("w")?
                && within(element, "w", FRAME_WIDTH)?
                && within(element, "h", FRAME_HEIGHT)?
                && !is_set("dropCap")?
        }
        // Whatever is higher than a row of that height can't be seen.
        "trHeight" => text("hRule")? != "exact",
        "gridCol" => within(element, "w", COLUMN)?,
        "tcW" => match text("type")?.as_str() {
            "dxa" => within(element, "w", COLUMN)?,
            "pct" => within(element, "w", SHARE)?,
            "" | "auto" | "nil" => true,
            _ => false,
        },
        "tblInd" => within(element, "w", ASIDE)?,
        "tblCellSpacing" => within(element, "w", 0..=100)?,
        "color" => {
            let theme = text("themeColor")?;
            (value == "auto" || is_ink(&value))
                && matches!(&*theme, "" | "text1" | "dark1")
                && !is_set("themeTint")?
                && !is_set("themeShade")?
        }
        "shd" => {
            let fill = text("fill")?;
            matches!(&*value, "clear" | "nil")
                && (matches!(&*fill, "" | "auto") || is_ground(&fill))
                && !is_set("themeFill")?
        }
        "highlight" | "bdr" | "vertAlign" | "em" | "effect" | "position" => {
            matches!(&*value, "none" | "nil" | "baseline" | "0")
        }
        "textDirection" => matches!(&*value, "lrTb" | "lr" | "lrTbV"),
        _ => matches!(&*value, "0" | "false" | "off") || LAYOUT.contains(&format!(" {name} ")),
    })
}

/// The same of what stands within a property.
pub(super) fn is_plain_within(property: &str, name: &str, element: &BytesStart) -> Result<bool, Flaw> {
    let value = attribute(element, "val")?.unwrap_or_default();
    Ok(match (property, name) {
        ("numPr", "numId") => value == "0",
        ("tcMar" | "tblCellMar", _) => within(element, "w", CELL_MARGIN)?,
        ("sectPr", _) => is_plain_section(name, element)?,
        (_, "w14.schemeClr") => matches!(&*value, "tx1" | "dk1"),
        (_, "w14.srgbClr") => is_ink(&value),
        (_, "w14.solidFill" | "w14.noFill") => property == "w14.textOutline" || name == "w14.solidFill",
        (_, "w14.prstDash" | "w14.round" | "w14.bevel" | "w14.miter") => property == "w14.textOutline",
        ("w14.textFill" | "w14.textOutline", _) => false,
        _ => true,
    })
}

/// The same of a section: its page has room for what stands on it.
pub(super) fn is_plain_section(name: &str, element: &BytesStart) -> Result<bool, Flaw> {
    let value = attribute(element, "val")?.unwrap_or_default();
    Ok(match name {
        "pgSz" => all_within(element, &["w", "h"], &PAGE)?,
        "pgMar" => {
            let sides = ["top", "bottom", "left", "right", "header", "footer", "gutter"];
            all_within(element, &sides, &MARGIN)?
        }
        "cols" => within(element, "num", 1..=1)?,
        "docGrid" => {
            let kind = attribute(element, "type")?;
            kind.is_none_or(|kind| matches!(&*kind, "lines" | "default"))
                && within(element, "linePitch", 200..=4000)?
        }
        "textDirection" => matches!(&*value, "lrTb" | "lr"),
        _ => matches!(&*value, "0" | "false" | "off") || SECTION.contains(&format!(" {name} ")),
    })
}
