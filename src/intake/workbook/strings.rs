//! The texts that the cells of a workbook share.

use std::io::Read;

use quick_xml::events::Event;

use super::xml::Xml;
use crate::intake::unreadable::Flaw;

/// How many bytes of text a workbook may share between its cells. They are held in memory, since cells ask for
/// them in any order.
const TEXT_LIMIT: usize = 128 * 1024 * 1024;

/// All shared texts, one after another.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    pub(super) fn read(mut xml: Xml<impl Read>) -> Result<Self, Flaw> {
        let mut strings = Self::default();
        let mut text = String::new();
        loop {
            let is_open = match xml.next()?.0 {
                Event::Start(element) if element.local_name().as_ref() == "si" => true,
                Event::Empty(element) if element.local_name().as_ref() == "si" => false,
                Event::Eof => break,
                _ => continue,
            };
            text.clear();
            if is_open {
                xml.string_item(&mut text)?;
            }
            strings.push(&text)?;
        }
        xml.finish()?;
        Ok(strings)
    }

    fn push(&mut self, text: &str) -> Result<(), Flaw> {
        let too_much = || Flaw::Oversized { what: "文字", limit: format!("{} MiB", TEXT_LIMIT >> 20) };
        // Empty texts take room as well.
        if self.text.len() + text.len() + size_of_val(self.ends.as_slice()) > TEXT_LIMIT {
            return Err(too_much());
        }
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| too_much())?);
        Ok(())
    }

    /// The text with an index.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start as usize..*self.ends.get(index)? as usize)
    }
}
