//! The XML of a part, element by element, in flat memory.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::ink::is_of_palette;
use super::scope::{Scope, is_foreign};
use super::styles::odd_letters;
use crate::intake::unreadable::Flaw;

/// The longest text or tag, in bytes. A cell of Excel has at most 32,767 characters.
const LENGTH_LIMIT: usize = 256 * 1024;

/// How deep elements may stand in each other. The parser remembers the name of each.
const DEPTH_LIMIT: usize = 100;

/// A part being parsed.
pub(super) struct Xml<R> {
    parser: quick_xml::Reader<Metered<R>>,
    buffer: Vec<u8>,
    depth: usize,
    scope: Scope,
}

/// The bytes of a part, of which the parser gets no more than so many for one text or tag.
struct Metered<R> {
    bytes: BufReader<R>,
    left: usize,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(room)
    }
}

impl<R: Read> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            let limit = format!("{} KiB", LENGTH_LIMIT >> 10);
            return Err(io::Error::other(Flaw::Oversized { what: "一段内容", limit }));
        }
        let filled = self.bytes.fill_buf()?;
        Ok(&filled[..filled.len().min(self.left)])
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
        self.bytes.consume(count);
    }
}

impl<R: Read> Xml<R> {
    pub(super) fn new(part: R) -> Self {
        let metered = Metered { bytes: BufReader::with_capacity(64 * 1024, part), left: 0 };
        let mut parser = quick_xml::Reader::from_reader(metered);
        let config = parser.config_mut();
        (config.check_comments, config.allow_dangling_amp) = (false, true);
        Self { parser, buffer: Vec::new(), depth: 0, scope: Scope::default() }
    }

    /// The next event, and how many elements are open after it. Elements of another namespace than the part's have
    /// another name, see [`Scope`].
    pub(super) fn next(&mut self) -> Result<(Event<'_>, usize), Flaw> {
        self.buffer.clear();
        self.parser.get_mut().left = LENGTH_LIMIT;
        let event = self.parser.read_event_into(&mut self.buffer).map_err(flaw)?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(Flaw::Damaged("内容不完整")),
            _ => {}
        }
        if self.depth > DEPTH_LIMIT {
            return Err(Flaw::Damaged("内容的层次太多"));
        }
        let at = if matches!(event, Event::Start(_)) { self.depth } else { self.depth + 1 };
        Ok((self.scope.named(event, at), self.depth))
    }

    /// Adds the text of the element that has just begun, and goes behind its end.
    pub(super) fn text(&mut self, text: &mut String) -> Result<(), Flaw> {
        let outside = self.depth.saturating_sub(1);
        loop {
            match self.next().map_err(cell_too_long)? {
                (Event::Text(part), _) => text.push_str(&part.xml10_content()),
                (Event::CData(part), _) => text.push_str(&part.xml10_content()),
                (Event::GeneralRef(reference), _) => text.push_str(&resolved(&reference)?),
                (Event::End(_), depth) if depth == outside => return Ok(()),
                (Event::Eof, _) => return Err(Flaw::Damaged("内容不完整")),
                _ => {}
            }
            if text.len() > LENGTH_LIMIT {
                return Err(Flaw::CellTooLong);
            }
        }
    }

    /// Adds the text of the string item that has just begun (`si`, `is`), all its runs but those that say how
    /// it is pronounced, and goes behind its end; and says what keeps some of its letters from being seen.
    pub(super) fn string_item(&mut self, text: &mut String) -> Result<Option<&'static str>, Flaw> {
        let outside = self.depth.saturating_sub(1);
        let (mut phonetic, mut odd) = (None, None);
        loop {
            let is_text = match self.next()? {
                (Event::Start(element), depth) => match element.local_name().as_ref() {
                    "t" => phonetic.is_none(),
                    "rPh" => {
                        phonetic.get_or_insert(depth);
                        odd = odd.or(Some("注音"));
                        false
                    }
                    name if is_foreign(name) => {
                        odd = odd.or(Some("外来的内容"));
                        false
                    }
                    name => {
                        odd = odd.or(odd_run(name, &element)?);
                        false
                    }
                },
                (Event::Empty(element), _) => {
                    odd = odd.or(odd_run(element.local_name().as_ref(), &element)?);
                    false
                }
                (Event::End(_), depth) if depth == outside => break,
                (Event::End(_), depth) => {
                    phonetic = phonetic.filter(|opened| depth >= *opened);
                    false
                }
                (Event::Eof, _) => return Err(Flaw::Damaged("内容不完整")),
                _ => false,
            };
            if is_text {
                self.text(text)?;
            }
        }
        unescape(text);
        Ok(odd)
    }

    /// Reads the rest, so that the part's checksum is compared.
    pub(super) fn finish(&mut self) -> Result<(), Flaw> {
        io::copy(&mut self.parser.get_mut().bytes, &mut io::sink()).map_err(Flaw::of)?;
        Ok(())
    }

    /// The part.
    pub(super) fn into_part(self) -> R {
        self.parser.into_inner().bytes.into_inner()
    }
}

/// The same of a run; a colour of the palette is told, since the palette isn't at hand.
fn odd_run(name: &str, element: &BytesStart) -> Result<Option<&'static str>, Flaw> {
    let is_unknown = name == "color" && is_of_palette(element)?;
    Ok(odd_letters(name, element)?.or(is_unknown.then_some("颜色")))
}

fn flaw(error: quick_xml::Error) -> Flaw {
    let quick_xml::Error::Io(error) = error else { return Flaw::Damaged("内容不合 XML 的写法") };
    std::sync::Arc::into_inner(error).map_or(Flaw::Damaged("内容读不出来"), Flaw::of)
}

fn resolved(reference: &BytesRef) -> Result<Cow<'static, str>, Flaw> {
    let unknown = Flaw::Damaged("内容不合 XML 的写法");
    match reference.resolve_char_ref() {
        Ok(Some(letter)) => Ok(Cow::Owned(letter.to_string())),
        Ok(None) => resolve_xml_entity(reference).map(Cow::Borrowed).ok_or(unknown),
        Err(_) => Err(unknown),
    }
}

/// What is too long inside a text is too long for a cell.
fn cell_too_long(flaw: Flaw) -> Flaw {
    match flaw {
        Flaw::Oversized { .. } => Flaw::CellTooLong,
        other => other,
    }
}

/// An attribute of an element, by its name; with a prefix only where there is none without.
pub(super) fn attribute<'e>(element: &'e BytesStart, name: &str) -> Result<Option<Cow<'e, str>>, Flaw> {
    let mut found = None;
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Flaw::Damaged("内容不合 XML 的写法"))?;
        if attribute.key.as_ref() == name || found.is_none() && attribute.key.local_name().as_ref() == name {
            let is_bare = attribute.key.as_ref() == name;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            found = Some(value.map_err(|_| Flaw::Damaged("内容不合 XML 的写法"))?);
            if is_bare {
                break;
            }
        }
    }
    Ok(found)
}

/// Whether an element has an attribute that isn't of its own namespace.
pub(super) fn has_foreign_attribute(element: &BytesStart) -> bool {
    let prefix = element.name().prefix();
    element.attributes().with_checks(false).flatten().any(|attribute| {
        attribute.key.as_namespace_binding().is_none()
            && attribute.key.prefix().as_ref().map(|prefix| prefix.as_ref())
                != prefix.as_ref().map(|prefix| prefix.as_ref())
    })
}

/// Whether an attribute says yes.
pub(super) fn is_set(flag: Option<Cow<'_, str>>) -> bool {
    flag.is_some_and(|flag| flag == "1" || flag == "true")
}

/// Turns `_x000D_` and the like, by which Excel writes characters that XML can't have, into the character
/// (ECMA-376 part 1, 22.9.2.19).
pub(super) fn unescape(text: &mut String) {
    let mut from = 0;
    while let Some(at) = text[from..].find("_x").map(|at| from + at) {
        let code = text.get(at + 2..at + 7).and_then(|code| code.strip_suffix('_'));
        let letter = code
            .filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        from = at + 2;
        if let Some(letter) = letter {
            text.replace_range(at..at + 7, letter.encode_utf8(&mut [0; 4]));
            from = at + letter.len_utf8();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_come_back() {
        for (text, expected) in [
            ("甲_x000D_\n乙", "甲\r\n乙"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x4E00_x_x00_", "一x_x00_"),
            ("_xD800__x0000__x12", "_xD800_\0_x12"),
            ("表_x一二三四_", "表_x一二三四_"),
        ] {
            let mut text = text.to_owned();
            unescape(&mut text);
            assert_eq!(text, expected);
        }
    }
}
