//! 所见: what a text document may be made of if its text is to be seen as it stands. The standard's elements are a closed
//! set (ECMA-376 part 1, 17): those here carry text, hold what does, or lay it out; whatever else there is (numbers that
//! the program makes up, what is hidden, crossed out, moved or shown from elsewhere) has its name put before the text it
//! stands at, and so is read as an alteration.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::plain::{is_plain, is_plain_section, is_plain_within, number};
use super::xml::{Xml, attribute};
use crate::intake::unreadable::Flaw;

/// What carries text or holds what does, and marks that nobody sees.
const STRUCTURE: [&str; 20] = [
    "document",
    "body",
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "br",
    "cr",
    "tab",
    "noBreakHyphen",
    "softHyphen",
    "lastRenderedPageBreak",
    "proofErr",
    "bookmarkStart",
    "bookmarkEnd",
    "permStart",
    "permEnd",
    "smartTag",
];

/// What holds properties and no text.
const GROUPS: [&str; 9] =
    ["pPr", "rPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid", "sectPr", "smartTagPr"];

/// Letters of so many half points, where nothing is said of their size.
const USUAL: i64 = 20;
/// How far, in twips, a paragraph within a cell may be indented.
const CELL_INDENT: i64 = 700;

/// What can't be read for its size, or where it stands.
const TINY: &str = "小得看不见";
const OUTSIDE: &str = "版面以外";

/// Whether an element may stand in the text.
pub(super) fn is_known(name: &str) -> bool {
    STRUCTURE.contains(&name)
}

pub(super) fn is_group(name: &str) -> bool {
    GROUPS.contains(&name)
}

/// What an element that doesn't belong is called in the text.
pub(super) fn mark(name: &str) -> String {
    let called = match name {
        "vanish" | "specVanish" | "webHidden" | "hidden" => "隐藏",
        "strike" | "dstrike" => "划去",
        "del" | "delText" | "cellDel" => "修订：删去",
        "ins" | "cellIns" => "修订：插入",
        "moveFrom" | "moveTo" => "修订：移动",
        "numPr" | "numId" | "lnNumType" => "自动编号",
        "altChunk" => "嵌入的文件",
        "drawing" | "pict" | "object" | "mc.AlternateContent" => "图形",
        "footnoteReference" => "脚注",
        "endnoteReference" => "尾注",
        "commentReference" | "commentRangeStart" | "commentRangeEnd" => "批注",
        "sym" | "rFonts" => "符号",
        "fldSimple" | "fldChar" | "instrText" => "域",
        "sdt" => "内容控件",
        "hyperlink" => "链接",
        "vMerge" | "hMerge" | "gridSpan" => "合并",
        "color" | "w14.schemeClr" | "w14.srgbClr" | "w14.noFill" | "w14.gradFill" => "颜色",
        "shd" | "highlight" => "底色",
        "sz" | "w" | "spacing" | "trHeight" | "tcW" | "gridCol" => TINY,
        "ind" | "framePr" | "tblInd" | "tblpPr" | "gridBefore" | "gridAfter" | "wBefore" | "wAfter"
        | "pgSz" | "pgMar" | "cols" | "left" | "right" | "start" | "end" | "top" | "bottom" => OUTSIDE,
        other => other,
    };
    format!("〈{called}〉")
}

/// What the properties of a text come to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Looks {
    /// What is to be seen without any text, as a number is that the program makes up.
    pub(super) alone: String,
    /// What becomes of the text.
    pub(super) text: String,
    /// The size of the letters in half points, the height of an exact line in twips, 0 where it grows with them, and how
    /// far the text is indented; `None` where nothing is said.
    size: Option<i64>,
    line: Option<i64>,
    indent: Option<i64>,
}

impl Looks {
    /// Adds a property of a group.
    fn add(&mut self, element: &BytesStart, styles: &Styles) -> Result<(), Flaw> {
        let name = element.local_name();
        let name = name.as_ref();
        match name {
            "pStyle" | "rStyle" | "tblStyle" => {
                styles.add(&attribute(element, "val")?.unwrap_or_default(), self);
            }
            "sz" => self.size = number(element, "val")?,
            "spacing" if attribute(element, "line")?.is_some() => {
                let is_exact = attribute(element, "lineRule")?.is_some_and(|rule| rule == "exact");
                self.line = if is_exact { number(element, "line")? } else { Some(0) };
            }
            "ind" => {
                let mut furthest = 0;
                for side in ["left", "right", "start", "end", "firstLine"] {
                    furthest = number(element, side)?.unwrap_or(0).abs().max(furthest);
                }
                self.indent = Some(furthest);
            }
            _ => {}
        }
        if !matches!(name, "pStyle" | "rStyle" | "tblStyle") && !is_plain(name, element)? {
            self.text += &mark(name);
        }
        Ok(())
    }

    /// Adds what a style does, where the text doesn't say otherwise itself.
    fn add_style(&mut self, style: &Self) {
        self.text += &style.text;
        self.alone += &style.alone;
        self.fall_back(style);
    }

    fn fall_back(&mut self, on: &Self) {
        self.size = self.size.or(on.size);
        self.line = self.line.or(on.line);
        self.indent = self.indent.or(on.indent);
    }

    /// What becomes of the text of a run in a paragraph: what is told of it, and whether it can be read and is on the page.
    pub(super) fn told(&self, paragraph: &Self, everywhere: &Self, in_cell: bool) -> String {
        let mut all = self.clone();
        all.fall_back(paragraph);
        all.fall_back(everywhere);
        let (size, line) = (all.size.unwrap_or(USUAL), all.line.unwrap_or(0));
        // A half point is ten twips; letters are hardly higher than nine tenths of their size.
        let is_cut = line > 0 && line < size * 9;
        let is_outside = in_cell && all.indent.is_some_and(|indent| indent > CELL_INDENT);
        let marks = [(is_cut, TINY), (is_outside, OUTSIDE)];
        let marks = marks.into_iter().filter(|(is, _)| *is).map(|(_, name)| mark(name));
        self.text.clone() + &marks.collect::<String>()
    }
}

/// A group of properties that is being read.
pub(super) struct Group {
    /// How deep it stands, what it is, and which of its elements are open.
    outer: usize,
    of: String,
    open: Vec<String>,
}

impl Group {
    pub(super) fn begin(name: &str, depth: usize) -> Self {
        Self { outer: depth, of: name.to_owned(), open: Vec::new() }
    }

    /// What its properties are of: `pPr`, `rPr`.
    pub(super) fn of(&self) -> &str {
        &self.of
    }

    /// Adds what an element within does, which stands at that depth.
    pub(super) fn add(
        &mut self,
        element: &BytesStart,
        at: usize,
        styles: &Styles,
        looks: &mut Looks,
    ) -> Result<(), Flaw> {
        let name = element.local_name();
        let name = name.as_ref();
        self.open.truncate(at.saturating_sub(self.outer + 1));
        match (self.open.first().map(String::as_str), self.of.as_str()) {
            (_, "smartTagPr") => {}
            (None, "sectPr") => looks.alone += &told(is_plain_section(name, element)?, name),
            (None, _) => looks.add(element, styles)?,
            (Some(property), _) => looks.alone += &told(is_plain_within(property, name, element)?, name),
        }
        self.open.push(name.to_owned());
        Ok(())
    }

    /// Whether an end at that depth leaves it open.
    pub(super) fn outlives(&self, at: usize) -> bool {
        at > self.outer
    }
}

fn told(is_plain: bool, name: &str) -> String {
    if is_plain { String::new() } else { mark(name) }
}

/// What the styles of a document do to text.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, (Looks, Option<String>)>,
    /// What they do to all of it.
    pub(super) everywhere: Looks,
}

impl Styles {
    pub(super) fn read(mut xml: Xml<impl Read>) -> Result<Self, Flaw> {
        let mut read = Self::default();
        let mut style: Option<String> = None;
        let (mut is_default, mut based_on, mut looks) = (true, None, Looks::default());
        let mut group: Option<Group> = None;
        loop {
            let (event, depth) = xml.next()?;
            let (element, at) = match &event {
                Event::Start(element) => (element, depth),
                Event::Empty(element) => (element, depth + 1),
                Event::End(element) => {
                    group = group.filter(|group| group.outlives(depth + 1));
                    if matches!(element.local_name().as_ref(), "style" | "docDefaults") {
                        let mut looks = std::mem::take(&mut looks);
                        read.styles
                            .insert(style.take().unwrap_or_default(), (looks.clone(), based_on.take()));
                        if is_default {
                            // What is said later goes before what was said of all.
                            looks.add_style(&read.everywhere);
                            read.everywhere = looks;
                        }
                    }
                    continue;
                }
                Event::Eof => break,
                _ => continue,
            };
            let name = element.local_name();
            match (name.as_ref(), &mut group) {
                (_, Some(group)) => group.add(element, at, &Self::default(), &mut looks)?,
                ("style", None) => {
                    style = attribute(element, "styleId")?.map(|id| id.into_owned());
                    is_default = attribute(element, "default")?.is_some_and(|is| is == "1" || is == "true");
                }
                ("docDefaults", None) => is_default = true,
                ("basedOn", None) => based_on = attribute(element, "val")?.map(|id| id.into_owned()),
                (name, None) if is_group(name) && matches!(event, Event::Start(_)) => {
                    group = Some(Group::begin(name, at));
                }
                _ => {}
            }
        }
        xml.finish()?;
        Ok(read)
    }

    /// Adds what a style does, and those that it is based on.
    fn add(&self, id: &str, looks: &mut Looks) {
        let (mut next, mut seen) = (Some(id), HashSet::new());
        while let Some(id) = next.filter(|id| seen.insert(*id)) {
            let Some((style, based_on)) = self.styles.get(id) else { return };
            looks.add_style(style);
            next = based_on.as_deref();
        }
    }
}
