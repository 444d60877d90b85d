//! The texts that the cells of a workbook share.

use std::collections::HashMap;
use std::io::Read;

use quick_xml::events::Event;

use super::xml::Xml;
use crate::intake::unreadable::Flaw;

/// How many bytes of text a workbook may share between its cells. They are held in memory, since cells ask for
/// them in any order.
const TEXT_LIMIT: usize = 64 * 1024 * 1024;

/// How many texts stand on a page. Few, since long ones make a long page, which has twice its room while it grows.
const PAGE: usize = 64;

/// How deep a text stands.
const ITEM: usize = 2;

/// How many texts are known to have letters that aren't to be seen; one is enough to tell a sheet by.
const ODD_LIMIT: usize = 10_000;

/// All shared texts in their order. They stand on pages, so that the room of all needn't be moved for one more.
#[derive(Default)]
pub(super) struct Strings {
    pages: Vec<Page>,
    size: usize,
    /// What keeps some letters of a text from being seen, by its index; few texts have such.
    odd: HashMap<usize, &'static str>,
}

/// Some texts, one after another, and where each ends.
#[derive(Default)]
struct Page {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn read(mut xml: Xml<impl Read>) -> Result<Self, Flaw> {
        let mut strings = Self::default();
        let (mut text, mut count) = (String::new(), 0);
        loop {
            let (event, depth) = xml.next()?;
            let is_open = match event {
                Event::Start(element) if depth == ITEM && element.local_name().as_ref() == "si" => true,
                Event::Empty(element) if depth + 1 == ITEM && element.local_name().as_ref() == "si" => false,
                Event::Eof => break,
                _ => continue,
            };
            text.clear();
            let has_room = strings.odd.len() < ODD_LIMIT;
            let odd = if is_open { xml.string_item(&mut text)? } else { None };
            strings.odd.extend(odd.filter(|_| has_room).map(|odd| (count, odd)));
            strings.push(&text)?;
            count += 1;
        }
        xml.finish()?;
        Ok(strings)
    }

    fn push(&mut self, text: &str) -> Result<(), Flaw> {
        // Empty texts take room as well.
        self.size += text.len() + size_of::<usize>();
        if self.size > TEXT_LIMIT {
            return Err(Flaw::Oversized { what: "文字", limit: format!("{} MiB", TEXT_LIMIT >> 20) });
        }
        match self.pages.last_mut() {
            Some(page) if page.ends.len() < PAGE => page.push(text),
            full => {
                full.into_iter().for_each(|page| page.text.shrink_to_fit());
                let mut page = Page::default();
                page.push(text);
                self.pages.push(page);
            }
        }
        Ok(())
    }

    /// What keeps some letters of the text with an index from being seen.
    pub(super) fn odd(&self, index: usize) -> Option<&'static str> {
        self.odd.get(&index).copied()
    }

    /// The text with an index.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        self.pages.get(index / PAGE)?.get(index % PAGE)
    }
}

impl Page {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    fn get(&self, place: usize) -> Option<&str> {
        let start = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..*self.ends.get(place)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_over_the_ends_of_pages() {
        let mut strings = Strings::default();
        let text = |index: usize| match index % 3 {
            0 => String::new(),
            _ => format!("第{index}条"),
        };
        let count = 2 * PAGE + 7;
        (0..count).for_each(|index| strings.push(&text(index)).unwrap());
        assert!((0..count).all(|index| strings.get(index) == Some(text(index).as_str())));
        assert_eq!((strings.get(count), strings.get(usize::MAX)), (None, None));
    }
}
