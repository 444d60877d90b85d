//! The namespaces of a part. What the part is of is known by its outermost element; an element of any other namespace is
//! none of it, whatever it is called, and gets a name that says so.

use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::name::{PrefixDeclaration, QName};

/// What stands in the place of the prefix, for the namespaces that programs write beside the standard's.
const KNOWN: [(&str, &str); 2] = [
    ("http://schemas.microsoft.com/office/word/2010/wordml", "w14."),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", "mc."),
];
/// The same for all others.
const FOREIGN: &str = "外来的 ";

/// Whether a name is that of an element of another namespace.
pub(super) fn is_foreign(name: &str) -> bool {
    name.starts_with(FOREIGN) || KNOWN.iter().any(|(_, prefix)| name.starts_with(prefix))
}

/// The prefixes that stand for a namespace where the parser is.
#[derive(Default)]
pub(super) struct Scope {
    /// At which depth it was said, the prefix, and the namespace.
    bound: Vec<(usize, String, String)>,
    /// The namespace of the outermost element, and whether it has a prefix there.
    home: Option<(String, bool)>,
}

impl Scope {
    /// The event with the name that its element has in this part. The depth is that of the element.
    pub(super) fn named<'e>(&mut self, event: Event<'e>, depth: usize) -> Event<'e> {
        match event {
            Event::Start(element) => {
                self.bind(&element, depth);
                Event::Start(self.renamed(element))
            }
            Event::Empty(element) => {
                self.bind(&element, depth);
                let element = self.renamed(element);
                self.leave(depth);
                Event::Empty(element)
            }
            Event::End(element) => {
                let name = self.name(element.name());
                self.leave(depth);
                name.map_or(Event::End(element), |name| Event::End(BytesEnd::new(name)))
            }
            other => other,
        }
    }

    fn renamed<'e>(&self, mut element: BytesStart<'e>) -> BytesStart<'e> {
        if let Some(name) = self.name(element.name()) {
            element.set_name(&name);
        }
        element
    }

    fn bind(&mut self, element: &BytesStart, depth: usize) {
        if element.contains("xmlns") {
            for attribute in element.attributes().with_checks(false).flatten() {
                let prefix = match attribute.key.as_namespace_binding() {
                    Some(PrefixDeclaration::Default) => "",
                    Some(PrefixDeclaration::Named(prefix)) => prefix,
                    None => continue,
                };
                self.bound.push((depth, prefix.to_owned(), attribute.value.into_owned()));
            }
        }
        if self.home.is_none() {
            let prefix = element.name().prefix().map(|prefix| prefix.as_ref().to_owned());
            let space = self.space(prefix.as_deref().unwrap_or_default()).to_owned();
            self.home = Some((space, prefix.is_some()));
        }
    }

    fn leave(&mut self, depth: usize) {
        while self.bound.last().is_some_and(|(at, ..)| *at >= depth) {
            self.bound.pop();
        }
    }

    fn space(&self, prefix: &str) -> &str {
        self.bound.iter().rev().find(|(_, bound, _)| bound == prefix).map_or("", |(.., space)| space)
    }

    /// What an element is called, where it isn't of this part. One without prefix in a part whose elements have one is
    /// not, as its attributes would be without namespace.
    fn name(&self, name: QName) -> Option<String> {
        let prefix = name.prefix();
        let space = self.space(prefix.as_ref().map_or("", |prefix| prefix.as_ref()));
        let (home, is_prefixed) = self.home.as_ref()?;
        if space == home && (prefix.is_some() || !is_prefixed) {
            return None;
        }
        let known = KNOWN.iter().find(|(uri, _)| *uri == space).map_or(FOREIGN, |(_, prefix)| prefix);
        Some(format!("{known}{}", name.local_name().as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml::Xml;
    use super::*;

    #[test]
    fn an_element_is_known_by_its_namespace() {
        let text = "<w:a xmlns:w='W' xmlns:v='W'><w:b/><v:c/><x:d xmlns:x='X'><w:e/></x:d><x:f/>\
                    <b xmlns='W'/><m:g xmlns:m='http://schemas.openxmlformats.org/markup-compatibility/2006'/></w:a>";
        let (mut xml, mut names) = (Xml::new(text.as_bytes()), Vec::new());
        loop {
            match xml.next().unwrap().0 {
                Event::Start(element) | Event::Empty(element) => {
                    names.push(element.local_name().as_ref().to_owned());
                }
                Event::End(element) => names.push(format!("/{}", element.local_name().as_ref())),
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(
            names,
            ["a", "b", "c", "外来的 d", "e", "/外来的 d", "外来的 f", "外来的 b", "mc.g", "/a"]
        );
        assert!(is_foreign("mc.g") && is_foreign("外来的 d") && !is_foreign("a"));
    }
}
