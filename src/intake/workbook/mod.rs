//! A workbook (.xlsx, ISO/IEC 29500 and ECMA-376) as a grid: a ZIP of XML parts, read as streams.
//!
//! Nothing of it is larger in memory than a row, except the texts that cells share, and no size that the file
//! declares is believed. Numbers are read by their digits, and a cell without a value says why: for these reasons
//! the parts are parsed here and not by a library for workbooks.

mod document;
mod ink;
mod looks;
mod number;
mod parts;
mod plain;
mod scope;
mod sheet;
mod strings;
mod styles;
mod tags;
mod xml;

pub use self::document::Document;
use csv::StringRecord;
use quick_xml::events::Event;

use self::parts::{Part, Parts, Unpacked};
use self::sheet::{Shared, Sheet};
use self::strings::Strings;
use self::xml::{Xml, attribute, is_set};
use super::faults::shorten;
use super::grid::{Grid, Merged, hidden};
use super::source::Stream;
use super::unreadable::{Flaw, Unreadable};
use crate::model::Misfit;
use crate::model::text::tidy;

/// How far the parts are unpacked: the list of sheets and their styles, the shared texts, a sheet.
const LIST_LIMIT: u64 = 16 << 20;
const STRINGS_LIMIT: u64 = 1 << 30;
const SHEET_LIMIT: u64 = 8 << 30;

/// How many sheets, and parts that another part speaks of, a workbook may list.
const LISTED_LIMIT: usize = 1000;

/// How many names of sheets a message lists.
const SHOWN: usize = 20;

/// 工作簿: the sheets of a workbook that may be meant.
pub(super) struct Workbook {
    file: String,
    sheets: Vec<Tab>,
    shared: Shared,
    reading: Reading,
    /// Which sheet is being read.
    at: usize,
    /// What the whole workbook shows otherwise than its cells say, or beside them.
    aside: Vec<&'static str>,
}

/// All of a workbook but the rows of its sheets.
struct Contents {
    sheets: Vec<Tab>,
    shared: Shared,
    aside: Vec<&'static str>,
}

/// The stream is with the sheet that is being read.
enum Reading {
    None,
    Closed(Box<dyn Stream>),
    Open(Box<Sheet<Unpacked<Box<dyn Stream>>>>),
}

/// One worksheet.
struct Tab {
    name: String,
    is_hidden: bool,
    part: Part,
    /// Whether there are pictures, notes and the like over it.
    is_drawn_on: bool,
}

impl Workbook {
    /// Reads all of a workbook but its sheets, of which the one with that name or number, or any, shall be read.
    pub(super) fn open(
        file: String,
        mut stream: Box<dyn Stream>,
        named: Option<&str>,
    ) -> Result<Self, Unreadable> {
        let read = Contents::read(&mut stream)
            .and_then(|read| Ok((choose(read.sheets, named)?, read.shared, read.aside)));
        match read {
            Ok((sheets, shared, aside)) => {
                Ok(Self { file, sheets, shared, reading: Reading::Closed(stream), at: 0, aside })
            }
            Err(flaw) => Err(Unreadable { file, row: None, flaw }),
        }
    }

    fn unreadable(&self, row: Option<u64>, flaw: Flaw) -> Unreadable {
        Unreadable { file: Unreadable::place(&self.file, self.sheet()), row, flaw }
    }
}

impl Contents {
    fn read(stream: &mut Box<dyn Stream>) -> Result<Self, Flaw> {
        let parts = Parts::list(stream)?;
        let main = main_part(&parts, stream)?.ok_or(Flaw::NoWorkbook)?;
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let relations = relations(&parts, stream, folder, &format!("{folder}/_rels/{name}.rels"))?;
        let list = listed(unpack(&parts, stream, &main, LIST_LIMIT)?.ok_or(Flaw::NoWorkbook)?)?;
        let (mut sheets, mut aside) = (Vec::new(), Vec::new());
        aside.extend(list.is_cut.then_some("打印区域"));
        for sheet in list.sheets {
            let relation = relations.iter().find(|relation| relation.id == sheet.relation);
            let Some(relation) = relation.filter(|relation| relation.kind == "worksheet") else {
                aside.push("图表页一类的工作表");
                continue;
            };
            let part = parts.find(&relation.path).ok_or(Flaw::Damaged("缺少工作表的内容"))?;
            // What can't be read of it is no reason not to read the sheet.
            let is_drawn_on = is_drawn_on(&parts, stream, &relation.path).unwrap_or(true);
            sheets.push(Tab { name: sheet.name, is_hidden: sheet.is_hidden, part, is_drawn_on });
        }
        let path_of = |kind| relations.iter().find(|relation| relation.kind == kind).map(|found| &found.path);
        let mut shared = Shared { is_1904: list.is_1904, ..Shared::default() };
        let mut is_recoloured = false;
        if let Some(path) = path_of("styles") {
            let styles = unpack(&parts, stream, path, LIST_LIMIT)?;
            let styles = styles.map(styles::read).transpose()?.unwrap_or_default();
            (shared.styles, is_recoloured) = (styles.cells, styles.is_recoloured);
        }
        if let Some(path) = path_of("theme") {
            // Whatever it is made of, the values of the cells stand without it.
            let theme = unpack(&parts, stream, path, LIST_LIMIT)?;
            is_recoloured |= theme.is_some_and(|theme| !ink::is_plain_theme(theme).unwrap_or(false));
        }
        aside.extend(is_recoloured.then_some("主题的颜色"));
        if let Some(path) = path_of("sharedStrings") {
            let strings = unpack(&parts, stream, path, STRINGS_LIMIT)?;
            shared.strings = strings.map(Strings::read).transpose()?.unwrap_or_default();
        }
        Ok(Self { sheets, shared, aside })
    }
}

impl Grid for Workbook {
    fn open(&mut self, reading: usize) -> Result<bool, Unreadable> {
        let Some(part) = self.sheets.get(reading).map(|sheet| sheet.part) else { return Ok(false) };
        self.at = reading;
        let mut stream = match std::mem::replace(&mut self.reading, Reading::None) {
            Reading::None => return Ok(false),
            Reading::Closed(stream) => stream,
            Reading::Open(sheet) => sheet.into_part().into_stream(),
        };
        let sought = part.seek(&mut stream);
        match sought {
            Ok(()) => {
                self.reading = Reading::Open(Box::new(Sheet::new(part.unpack(stream, SHEET_LIMIT))));
                Ok(true)
            }
            Err(flaw) => {
                self.reading = Reading::Closed(stream);
                Err(self.unreadable(None, flaw))
            }
        }
    }

    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<u64>, Unreadable> {
        let Reading::Open(sheet) = &mut self.reading else { return Ok(None) };
        match sheet.next(&self.shared, cells) {
            Ok(more) => Ok(more.then_some(sheet.row())),
            Err(flaw) => {
                let row = Some(sheet.row()).filter(|row| *row > 0);
                Err(self.unreadable(row, flaw))
            }
        }
    }

    fn sheet(&self) -> Option<&str> {
        self.sheets.get(self.at).map(|sheet| sheet.name.as_str())
    }

    fn is_hidden(&self) -> bool {
        self.sheets.get(self.at).is_some_and(|sheet| sheet.is_hidden)
    }

    fn has_hidden_row(&self) -> bool {
        matches!(&self.reading, Reading::Open(sheet) if sheet.has_hidden_row())
    }

    fn has_hidden_column(&self, column: usize) -> bool {
        matches!(&self.reading, Reading::Open(sheet) if sheet.has_hidden_column(column))
    }

    fn is_1904(&self) -> bool {
        self.shared.is_1904
    }

    fn merged(&self) -> &[Merged] {
        match &self.reading {
            Reading::Open(sheet) => sheet.merged(),
            _ => &[],
        }
    }

    fn odd(&self) -> &[(usize, &'static str)] {
        match &self.reading {
            Reading::Open(sheet) => sheet.odd(),
            _ => &[],
        }
    }

    fn aside(&self) -> Vec<&'static str> {
        let drawn = self.sheets.get(self.at).and_then(|sheet| sheet.is_drawn_on.then_some("图形或批注"));
        let beside = match &self.reading {
            Reading::Open(sheet) => sheet.aside(),
            _ => &[],
        };
        beside.iter().chain(&self.aside).copied().chain(drawn).collect()
    }

    fn around(&self) -> &[String] {
        match &self.reading {
            Reading::Open(sheet) => sheet.around(),
            _ => &[],
        }
    }

    fn spoiled(&self) -> &[(usize, Misfit)] {
        match &self.reading {
            Reading::Open(sheet) => sheet.spoiled(),
            _ => &[],
        }
    }
}

/// Whether a sheet speaks of parts that show something over its cells. A drawing that nothing was drawn in shows nothing,
/// and printers' settings don't.
fn is_drawn_on(parts: &Parts, stream: &mut Box<dyn Stream>, path: &str) -> Result<bool, Flaw> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    for relation in relations(parts, stream, folder, &format!("{folder}/_rels/{name}.rels"))? {
        let shows = match relation.kind.as_str() {
            "printerSettings" | "customProperty" | "hyperlink" => false,
            "drawing" => match unpack(parts, stream, &relation.path, LIST_LIMIT)? {
                Some(mut xml) => has_elements(&mut xml)?,
                None => false,
            },
            _ => true,
        };
        if shows {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether anything stands within the outermost element.
fn has_elements(xml: &mut PartXml<'_>) -> Result<bool, Flaw> {
    loop {
        match xml.next()? {
            (Event::Start(_), 2..) | (Event::Empty(_), 1..) => return Ok(true),
            (Event::Eof, _) => return Ok(false),
            _ => {}
        }
    }
}

/// The one part of a document or a workbook that its other parts belong to, whatever it is called; `None` where it isn't
/// clear which it is.
fn main_part(parts: &Parts, stream: &mut Box<dyn Stream>) -> Result<Option<String>, Flaw> {
    let mut found = relations(parts, stream, "", "_rels/.rels")?;
    found.retain(|relation| relation.kind == "officeDocument");
    Ok(found.pop().filter(|_| found.is_empty()).map(|relation| relation.path))
}

/// The sheet that was named, by name or by its number among those that are visible; else all, the visible ones first.
fn choose(sheets: Vec<Tab>, named: Option<&str>) -> Result<Vec<Tab>, Flaw> {
    let called = |sheet: &Tab| if sheet.is_hidden { hidden(&sheet.name) } else { shorten(&sheet.name) };
    let mut all: Vec<String> = sheets.iter().take(SHOWN).map(called).collect();
    all.extend((sheets.len() > SHOWN).then(|| format!("……共 {} 张", sheets.len())));
    let Some(named) = named else {
        let mut sheets = sheets;
        sheets.sort_by_key(|sheet| sheet.is_hidden);
        return if sheets.is_empty() { Err(Flaw::NoSheet { named: None, sheets: all }) } else { Ok(sheets) };
    };
    let plain = |name: &str| tidy(name).to_lowercase();
    let number = named.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let by_name = sheets.iter().position(|sheet| plain(&sheet.name) == plain(named));
    let by_number = || {
        let mut visible = sheets.iter().enumerate().filter(|(_, sheet)| !sheet.is_hidden);
        visible.nth(number?).map(|(index, _)| index)
    };
    match by_name.or_else(by_number) {
        Some(index) => {
            let asked = sheets.into_iter().nth(index).map(|sheet| Tab { is_hidden: false, ..sheet });
            Ok(asked.into_iter().collect())
        }
        None => Err(Flaw::NoSheet { named: Some(named.to_owned()), sheets: all }),
    }
}

/// A small part being parsed.
type PartXml<'s> = Xml<Unpacked<&'s mut Box<dyn Stream>>>;

fn unpack<'s>(
    parts: &Parts,
    stream: &'s mut Box<dyn Stream>,
    path: &str,
    limit: u64,
) -> Result<Option<PartXml<'s>>, Flaw> {
    let Some(part) = parts.find(path) else { return Ok(None) };
    part.seek(stream)?;
    Ok(Some(Xml::new(part.unpack(stream, limit))))
}

/// A part that another speaks of, and the name it has for it.
struct Relation {
    id: String,
    kind: String,
    path: String,
}

/// The parts that the part of a folder speaks of.
fn relations(
    parts: &Parts,
    stream: &mut Box<dyn Stream>,
    folder: &str,
    path: &str,
) -> Result<Vec<Relation>, Flaw> {
    let mut found = Vec::new();
    let Some(mut xml) = unpack(parts, stream, path.trim_start_matches('/'), LIST_LIMIT)? else {
        return Ok(found);
    };
    loop {
        match xml.next()?.0 {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == "Relationship" =>
            {
                let read =
                    |name| attribute(&element, name).map(|value| value.unwrap_or_default().into_owned());
                let kind = read("Type")?;
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                found.push(Relation { id: read("Id")?, kind, path: resolve(folder, &read("Target")?) });
                within("部件", found.len())?;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(found)
}

/// Refuses a workbook that lists too much.
fn within(what: &'static str, count: usize) -> Result<(), Flaw> {
    if count <= LISTED_LIMIT {
        return Ok(());
    }
    Err(Flaw::Oversized { what, limit: format!("{LISTED_LIMIT} 个") })
}

/// The path of a part from the root, as the part of a folder writes it.
fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            ".." => {
                path.pop();
            }
            "" | "." => {}
            name => path.push(name),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}

/// What a workbook lists.
#[derive(Default)]
struct List {
    sheets: Vec<Listed>,
    /// Whether days are counted from 1904.
    is_1904: bool,
    /// Whether less than a whole sheet is printed.
    is_cut: bool,
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    is_hidden: bool,
    relation: String,
}

/// What the workbook lists, the sheets in their order.
fn listed(mut xml: PartXml<'_>) -> Result<List, Flaw> {
    let (mut list, mut is_workbook) = (List::default(), false);
    loop {
        match xml.next() {
            Ok((Event::Start(element) | Event::Empty(element), _)) => match element.local_name().as_ref() {
                "workbook" => is_workbook = true,
                "workbookPr" => {
                    list.is_1904 = is_set(attribute(&element, "date1904")?);
                }
                "sheet" => {
                    list.sheets.push(Listed {
                        name: attribute(&element, "name")?.unwrap_or_default().into_owned(),
                        is_hidden: attribute(&element, "state")?.is_some_and(|state| state != "visible"),
                        relation: attribute(&element, "id")?.unwrap_or_default().into_owned(),
                    });
                    within("工作表", list.sheets.len())?;
                }
                "definedName" => {
                    let name = attribute(&element, "name")?.unwrap_or_default().to_lowercase();
                    list.is_cut |= name.ends_with("print_area");
                }
                _ => {}
            },
            Ok((Event::Eof, _)) => break,
            Ok(_) => {}
            // What is no XML, such as the binary workbook of .xlsb, is no workbook.
            Err(Flaw::Damaged(_)) if !is_workbook => return Err(Flaw::NoWorkbook),
            Err(flaw) => return Err(flaw),
        }
    }
    if is_workbook { Ok(list) } else { Err(Flaw::NoWorkbook) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_from_their_folder() {
        for (folder, target, path) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/a", "../styles.xml", "xl/styles.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("", "../../x.xml", "x.xml"),
            ("", "./workbook.xml", "workbook.xml"),
        ] {
            assert_eq!(resolve(folder, target), path);
        }
    }
}
