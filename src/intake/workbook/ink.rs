//! 墨色: letters are black, or red where our own papers have red, and the ground is white, or as pale as the header of our
//! own sheets. Any other colour may hide what stands in it, and is told.

use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::xml::{Xml, attribute};
use crate::intake::unreadable::Flaw;

/// Black, the red of a letterhead, and that of a rehearsal's words.
const INK: [&str; 3] = ["000000", "FF0000", "C00000"];
/// Paper, and the header of a sheet.
const GROUND: [&str; 2] = ["FFFFFF", "DDEBF7"];
/// The numbers in a theme and in the palette that stand for black, and the palette's for what the system takes.
const THEME_INK: &str = "1";
const INDEXED_INK: [&str; 3] = ["0", "8", SYSTEM];
const SYSTEM: &str = "64";

/// Whether letters of a colour, as RRGGBB, are to be seen on any ground there may be.
pub(super) fn is_ink(colour: &str) -> bool {
    INK.contains(&colour.to_ascii_uppercase().as_str())
}

/// Whether a ground of a colour, as RRGGBB, leaves letters to be seen.
pub(super) fn is_ground(colour: &str) -> bool {
    GROUND.contains(&colour.to_ascii_uppercase().as_str())
}

/// The colour without its opacity.
fn opaque(colour: &str) -> &str {
    colour.get(colour.len().saturating_sub(6)..).unwrap_or(colour)
}

/// Whether a workbook's letters of a colour are to be seen.
pub(super) fn is_cell_ink(element: &BytesStart) -> Result<bool, Flaw> {
    let value = |name| attribute(element, name);
    Ok(value("tint")?.is_none_or(|tint| tint == "0")
        && value("rgb")?.is_none_or(|rgb| is_ink(opaque(&rgb)))
        && value("theme")?.is_none_or(|theme| theme == THEME_INK)
        && value("indexed")?.is_none_or(|index| INDEXED_INK.contains(&&*index)))
}

/// Whether a colour is one of those that a workbook may define anew.
pub(super) fn is_of_palette(element: &BytesStart) -> Result<bool, Flaw> {
    Ok(attribute(element, "indexed")?.is_some_and(|index| index != SYSTEM))
}

/// Whether a workbook's ground of a colour leaves letters to be seen.
pub(super) fn is_cell_ground(element: &BytesStart) -> Result<bool, Flaw> {
    let value = |name| attribute(element, name);
    let is_even = value("tint")?.is_none_or(|tint| tint == "0");
    let is_pale = value("rgb")?.is_some_and(|rgb| is_ground(opaque(&rgb)));
    Ok(is_even && (is_pale || value("theme")?.is_some_and(|theme| theme == "0")))
}

/// Whether black is black and white is white in a theme.
pub(super) fn is_plain_theme(mut xml: Xml<impl Read>) -> Result<bool, Flaw> {
    let (mut role, mut is_plain) = (None, true);
    loop {
        match xml.next()?.0 {
            Event::Start(element) | Event::Empty(element) => match (element.local_name().as_ref(), &role) {
                (name @ ("dk1" | "lt1"), _) => role = Some(name == "dk1"),
                (_, None) => {}
                ("sysClr", Some(is_dark)) => {
                    let (name, colour) =
                        if *is_dark { ("windowText", INK[0]) } else { ("window", GROUND[0]) };
                    is_plain &= attribute(&element, "val")?.is_some_and(|value| value == name)
                        && attribute(&element, "lastClr")?.is_none_or(|last| last == colour);
                }
                ("srgbClr", Some(is_dark)) => {
                    let colour = if *is_dark { INK[0] } else { GROUND[0] };
                    is_plain &= attribute(&element, "val")?.is_some_and(|value| value == colour);
                }
                _ => is_plain = false,
            },
            Event::End(element) if matches!(element.local_name().as_ref(), "dk1" | "lt1") => role = None,
            Event::Eof => break,
            _ => {}
        }
    }
    xml.finish()?;
    Ok(is_plain)
}

/// Whether the settings of a document take a theme's black for black and its white for white.
pub(super) fn is_plain_mapping(mut xml: Xml<impl Read>) -> Result<bool, Flaw> {
    let mut is_plain = true;
    loop {
        match xml.next()?.0 {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == "clrSchemeMapping" =>
            {
                for (role, colour) in [("t1", "dark1"), ("bg1", "light1")] {
                    is_plain &= attribute(&element, role)?.is_none_or(|mapped| mapped == colour);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    xml.finish()?;
    Ok(is_plain)
}

/// Whether letters of a font are those they are: some fonts have signs in their place.
pub(super) fn is_lettered(font: &str) -> bool {
    let font = font.to_lowercase();
    !["dings", "symbol", "marlett", "blank", "mt extra"].iter().any(|signs| font.contains(signs))
}
