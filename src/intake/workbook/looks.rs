//! 所见: what a text document may be made of if its text is to be seen as it stands. The standard's elements are a closed
//! set (ECMA-376 part 1, 17): those here carry text, hold what does, or lay it out; whatever else there is (numbers that
//! the program makes up, what is hidden, crossed out, moved or shown from elsewhere) has its name put before the text it
//! stands at, and so is read as an alteration.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::xml::{Xml, attribute};
use crate::intake::unreadable::Flaw;

/// What carries text or holds what does, and marks that nobody sees.
const STRUCTURE: [&str; 19] = [
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
];

/// What holds properties and no text.
const GROUPS: [&str; 8] = ["pPr", "rPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid", "sectPr"];

/// The properties that lay out what is seen all the same. Those of a paragraph's mark and of a section are among them.
const LAYOUT: &str = " rFonts b bCs i iCs u noProof snapToGrid kern szCs lang rtl cs ligatures \
    keepNext keepLines pageBreakBefore framePr widowControl suppressLineNumbers pBdr tabs suppressAutoHyphens kinsoku \
    wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd ind contextualSpacing mirrorIndents \
    suppressOverlap jc textDirection textAlignment outlineLvl divId cnfStyle rPr sectPr \
    tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblCellSpacing tblW tblInd tblBorders tblLayout \
    tblCellMar tblLook tblCaption tblDescription gridBefore gridAfter wBefore wAfter cantSplit tblHeader gridSpan tcBorders \
    noWrap tcMar tcFitText vAlign hideMark ";

/// Letters of fewer half points, and lines of fewer twips, can't be read.
const LETTERS: i64 = 10;
const LINE: i64 = 100;
/// Letters that stand so many twips closer, or are narrowed to fewer percent, can't either.
const CLOSER: i64 = -60;
const NARROW: i64 = 30;

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
        "numPr" => "自动编号",
        "altChunk" => "嵌入的文件",
        "drawing" | "pict" | "object" | "AlternateContent" => "图形",
        "footnoteReference" => "脚注",
        "endnoteReference" => "尾注",
        "commentReference" | "commentRangeStart" | "commentRangeEnd" => "批注",
        "sym" => "符号",
        "fldSimple" | "fldChar" | "instrText" => "域",
        "sdt" => "内容控件",
        "hyperlink" => "链接",
        "vMerge" | "hMerge" => "合并",
        "color" => "浅色",
        "shd" | "highlight" => "底色",
        "sz" | "w" | "spacing" | "trHeight" | "tcW" | "gridCol" => "小得看不见",
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
}

impl Looks {
    /// Adds a property of a group.
    pub(super) fn add(&mut self, element: &BytesStart, styles: &Styles) -> Result<(), Flaw> {
        let name = element.local_name();
        let name = name.as_ref();
        match name {
            "pStyle" | "rStyle" | "tblStyle" => {
                styles.add(&attribute(element, "val")?.unwrap_or_default(), self);
            }
            "numPr" => self.alone += &mark(name),
            _ if is_plain(name, element)? => {}
            _ => self.text += &mark(name),
        }
        Ok(())
    }
}

/// Whether a property leaves the text to be seen as it is: it lays it out, or it says no.
fn is_plain(name: &str, element: &BytesStart) -> Result<bool, Flaw> {
    let value = attribute(element, "val")?.unwrap_or_default();
    let is_no = matches!(&*value, "0" | "false" | "off" | "none" | "nil" | "auto" | "baseline");
    let number = |name| -> Result<Option<i64>, Flaw> {
        Ok(attribute(element, name)?.and_then(|value| value.parse().ok()))
    };
    let is_exact =
        |name| -> Result<bool, Flaw> { Ok(attribute(element, name)?.is_some_and(|rule| rule == "exact")) };
    Ok(match name {
        "sz" => number("val")?.is_none_or(|size| size >= LETTERS),
        "w" => number("val")?.is_none_or(|percent| percent >= NARROW),
        "spacing" => {
            let is_close = number("val")?.is_some_and(|room| room < CLOSER);
            let is_thin = is_exact("lineRule")? && number("line")?.is_some_and(|line| line < LINE);
            !is_close && !is_thin
        }
        "trHeight" => !(is_exact("hRule")? && number("val")?.is_some_and(|height| height < LINE)),
        "gridCol" => number("w")?.is_none_or(|width| width >= LINE),
        "tcW" => {
            attribute(element, "type")?.is_none_or(|kind| kind != "dxa")
                || number("w")?.is_none_or(|width| width >= LINE)
        }
        "color" => !is_pale(&value),
        "shd" => attribute(element, "fill")?.is_none_or(|fill| fill == "auto" || is_pale(&fill)),
        _ => is_no || LAYOUT.contains(&format!(" {name} ")),
    })
}

/// Whether a colour, as RRGGBB, is hardly to be told from paper.
pub(super) fn is_pale(colour: &str) -> bool {
    let part = |at: usize| colour.get(at..at + 2).and_then(|part| u8::from_str_radix(part, 16).ok());
    (0..3).all(|at| part(2 * at).is_some_and(|part| part >= 0xC0))
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
        let mut group: Option<usize> = None;
        loop {
            let (event, depth) = xml.next()?;
            let (element, at) = match &event {
                Event::Start(element) => (element, depth),
                Event::Empty(element) => (element, depth + 1),
                Event::End(element) => {
                    group = group.filter(|at| depth >= *at);
                    if matches!(element.local_name().as_ref(), "style" | "docDefaults") {
                        let looks = std::mem::take(&mut looks);
                        if is_default {
                            read.everywhere.text += &looks.text;
                            read.everywhere.alone += &looks.alone;
                        }
                        read.styles.insert(style.take().unwrap_or_default(), (looks, based_on.take()));
                    }
                    continue;
                }
                Event::Eof => break,
                _ => continue,
            };
            let name = element.local_name();
            match (name.as_ref(), group) {
                ("style", None) => {
                    style = attribute(element, "styleId")?.map(|id| id.into_owned());
                    is_default = attribute(element, "default")?.is_some_and(|is| is == "1" || is == "true");
                }
                ("docDefaults", None) => is_default = true,
                ("basedOn", None) => based_on = attribute(element, "val")?.map(|id| id.into_owned()),
                (_, Some(outer)) if at == outer + 1 => looks.add(element, &Self::default())?,
                (name, None) if is_group(name) && matches!(event, Event::Start(_)) => group = Some(at),
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
            looks.text += &style.text;
            looks.alone += &style.alone;
            next = based_on.as_deref();
        }
    }
}
