//! All that stands in a file that isn't read row by row: a text document (.docx), which is a ZIP of XML parts like a
//! workbook, or the sheets of a table file. What is hidden stands there too.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::StringRecord;
use quick_xml::events::Event;

use super::ink::{is_plain_mapping, is_plain_theme};
use super::looks::{self, Group, Looks, Styles};
use super::parts::Parts;
use super::xml::Xml;
use super::{LIST_LIMIT, Stream, main_part, relations, unpack};
use crate::intake::source::Source;
use crate::intake::unreadable::{Flaw, Unreadable};
use crate::model::text::tidy;

/// How far the text is unpacked.
const TEXT_LIMIT: u64 = 64 << 20;
/// How much text the sheets may have that are taken whole.
const SHEETS_LIMIT: usize = 4 << 20;
/// 文字文档: what stands in it, without its layout.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The rows of tables and the paragraphs outside them, which are rows of one cell, from top to bottom; a cell's
    /// paragraphs are parted by line ends.
    pub rows: Vec<Vec<String>>,
    /// What of it is hidden: rows, columns.
    pub hidden: Vec<String>,
    /// The words above and beneath every page.
    pub around: Vec<String>,
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// It can't be read, or is no document.
    pub fn open(path: &Path) -> Result<Self, Unreadable> {
        let read = || {
            let mut stream: Box<dyn Stream> = Box::new(File::open(path)?);
            let parts = Parts::list(&mut stream)?;
            let main = main_part(&parts, &mut stream)?.ok_or(Flaw::NoDocument)?;
            let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
            let relations = relations(&parts, &mut stream, folder, &format!("{folder}/_rels/{name}.rels"))?;
            let path_of = |kind| {
                relations.iter().find(|relation| relation.kind == kind).map(|found| found.path.as_str())
            };
            let mut styles = Styles::default();
            if let Some(path) = path_of("styles") {
                let found = unpack(&parts, &mut stream, path, LIST_LIMIT)?;
                styles = found.map(Styles::read).transpose()?.unwrap_or_default();
            }
            let mut is_black = true;
            if let Some(path) = path_of("theme") {
                let theme = unpack(&parts, &mut stream, path, LIST_LIMIT)?;
                is_black &= theme.map_or(Ok(true), is_plain_theme)?;
            }
            if let Some(path) = path_of("settings") {
                let settings = unpack(&parts, &mut stream, path, LIST_LIMIT)?;
                is_black &= settings.map_or(Ok(true), is_plain_mapping)?;
            }
            if !is_black {
                styles.everywhere.alone += &looks::mark("主题的颜色");
            }
            let text = unpack(&parts, &mut stream, &main, TEXT_LIMIT)?;
            let mut document = Self::read(text.ok_or(Flaw::NoDocument)?, &styles)?;
            let is_around = |kind: &str| matches!(kind, "header" | "footer");
            for relation in relations.iter().filter(|relation| is_around(&relation.kind)) {
                if let Some(mut xml) = unpack(&parts, &mut stream, &relation.path, LIST_LIMIT)? {
                    document.around.push(words(&mut xml)?);
                }
            }
            Ok(document)
        };
        read().map_err(|flaw| {
            let flaw = if matches!(flaw, Flaw::Damaged(_)) { Flaw::NoDocument } else { flaw };
            Unreadable { file: path.display().to_string(), row: None, flaw }
        })
    }

    /// Takes a table file whole, sheet by sheet, each with its name; text is one without. Of a row the blank cells at its
    /// end are left out, and of a sheet the blank rows.
    ///
    /// # Errors
    /// It can't be read, or is too long to be taken whole.
    pub fn of_sheets(source: Source) -> Result<Vec<(String, Self)>, Unreadable> {
        let file = source.name().to_owned();
        let mut grid = source.grid()?;
        let (mut sheets, mut cells, mut size) = (Vec::new(), StringRecord::new(), 0);
        while grid.open(sheets.len())? {
            let mut sheet = Self::default();
            let mut columns = BTreeMap::<usize, Vec<String>>::new();
            while let Some(row) = grid.next(&mut cells)? {
                size += cells.as_slice().len();
                if size > SHEETS_LIMIT {
                    let flaw =
                        Flaw::Oversized { what: "文字", limit: format!("{} MiB", SHEETS_LIMIT >> 20) };
                    return Err(Unreadable { file, row: Some(row), flaw });
                }
                let filled = (1..=cells.len()).rfind(|&end| !tidy(&cells[end - 1]).is_empty());
                let Some(filled) = filled else { continue };
                let mut row: Vec<_> = cells.iter().take(filled).map(str::to_owned).collect();
                for (at, what) in grid.odd() {
                    row.get_mut(*at).into_iter().for_each(|cell| cell.insert_str(0, &looks::mark(what)));
                }
                if grid.is_hidden() || grid.has_hidden_row() {
                    sheet.hidden.push(shown(&row));
                } else {
                    for (at, cell) in row.iter().enumerate().filter(|(at, _)| grid.has_hidden_column(*at)) {
                        columns.entry(at).or_default().push(cell.clone());
                    }
                }
                sheet.rows.push(row);
            }
            sheet.rows.extend(grid.aside().into_iter().map(|what| vec![looks::mark(what)]));
            sheet.around = grid.around().to_vec();
            sheet.hidden.extend(columns.into_values().map(|cells| shown(&cells)));
            let is_parted = sheet.rows.iter().any(|row| row.len() > 1);
            let sheet = (grid.sheet().unwrap_or_default().to_owned(), sheet);
            // Text is meant under the first separator that parts anything.
            if grid.separator().is_some() && is_parted {
                return Ok(vec![sheet]);
            }
            sheets.push(sheet);
        }
        Ok(sheets)
    }

    fn read(mut xml: Xml<impl Read>, styles: &Styles) -> Result<Self, Flaw> {
        let mut document = Self::default();
        let mut text = [&*styles.everywhere.alone, &*styles.everywhere.text].concat();
        let mut row = Vec::new();
        // Whether a cell is open, and how many cells of the row are wider than one column; the properties that are being
        // read, and what doesn't belong, inside of which nothing is told again; and what becomes of the text of this
        // paragraph, and of this run.
        let (mut in_cell, mut spans, mut group, mut strange) = (false, 0, None::<Group>, None);
        let (mut paragraph, mut run) = (Looks::default(), Looks::default());
        // What is told of the paragraph has been told.
        let mut is_told = false;
        loop {
            let (event, depth) = xml.next()?;
            let (name, at, element) = match &event {
                Event::Start(element) => (element.local_name().as_ref().to_owned(), depth, Some(element)),
                Event::Empty(element) => (element.local_name().as_ref().to_owned(), depth + 1, Some(element)),
                Event::End(element) => (element.local_name().as_ref().to_owned(), depth + 1, None),
                Event::Eof => break,
                _ => continue,
            };
            let is_start = matches!(event, Event::Start(_));
            if let Some(reading) = &mut group {
                if let Some(element) = element {
                    let mut looks = Looks::default();
                    let of = match reading.of() {
                        "rPr" => &mut run,
                        "pPr" => &mut paragraph,
                        _ => &mut looks,
                    };
                    reading.add(element, at, styles, of)?;
                    text += &std::mem::take(&mut of.alone);
                    text += &looks.text;
                    spans += usize::from(name == "gridSpan");
                }
                group = group.filter(|group| element.is_some() || group.outlives(at));
                continue;
            }
            if element.is_none() {
                strange = strange.filter(|outer| at > *outer);
            }
            match (name.as_str(), element.is_some()) {
                (name, true) if looks::is_group(name) => {
                    group = is_start.then(|| Group::begin(name, at));
                }
                ("r", _) => run = Looks::default(),
                ("t" | "delText", true) if is_start => {
                    let from = text.len();
                    xml.text(&mut text)?;
                    if text.len() > from {
                        let told = run.told(&paragraph, &styles.everywhere, in_cell);
                        let of_paragraph = if is_told { "" } else { paragraph.text.as_str() };
                        text.insert_str(from, &format!("{of_paragraph}{told}"));
                        is_told = true;
                    }
                }
                ("br" | "cr", true) => text.push('\n'),
                ("tab", true) => text.push('\t'),
                ("noBreakHyphen", true) => text.push('-'),
                ("softHyphen", true) => text.push('\u{ad}'),
                ("tc", true) => {
                    // What stands before a table within a cell is not lost.
                    if in_cell {
                        document.rows.extend(text.lines().map(|line| vec![line.to_owned()]));
                        text.clear();
                    }
                    in_cell = true;
                }
                ("tc", false) => {
                    row.push(std::mem::take(&mut text).trim_end_matches('\n').to_owned());
                    in_cell = false;
                }
                ("tr", false) => {
                    let mut row = std::mem::take(&mut row);
                    let is_wide = std::mem::take(&mut spans) > 0 && row.len() > 1;
                    row.first_mut().filter(|_| is_wide).into_iter().for_each(|cell| {
                        cell.insert_str(0, &looks::mark("gridSpan"));
                    });
                    document.rows.push(row);
                }
                ("p", true) if is_start => (paragraph, is_told) = (Looks::default(), false),
                ("p", false) if in_cell => text.push('\n'),
                ("p", false) => document.rows.push(vec![std::mem::take(&mut text)]),
                (name, true) if !looks::is_known(name) && strange.is_none() => {
                    text += &looks::mark(name);
                    strange = is_start.then_some(at);
                }
                _ => {}
            }
        }
        document.rows.extend(text.lines().map(|line| vec![line.to_owned()]));
        xml.finish()?;
        Ok(document)
    }
}

/// All the text of a part, whatever it stands in.
fn words(xml: &mut Xml<impl Read>) -> Result<String, Flaw> {
    let mut text = String::new();
    loop {
        match xml.next()?.0 {
            Event::Start(element) if element.local_name().as_ref() == "t" => xml.text(&mut text)?,
            Event::Eof => break,
            _ => {}
        }
    }
    xml.finish()?;
    Ok(text)
}

/// Cells as a message has them.
fn shown(cells: &[String]) -> String {
    cells.join("，")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Elements and attributes have a prefix, but for what has one of its own.
    fn read(text: &str, styles: &str) -> Vec<Vec<String>> {
        let prefixed = |text: &str| {
            let mut text = text.replace('<', "<w:").replace("<w:/", "</w:").replace("<w:x:", "<x:");
            for name in
                ["val", "line", "lineRule", "styleId", "default", "hRule", "type", "w", "left", "fill", "h"]
            {
                text = text.replace(&format!(" {name}='"), &format!(" w:{name}='"));
            }
            text.replace("</w:x:", "</x:").replacen('>', " xmlns:w='W' xmlns:x='X'>", 1)
        };
        let styles = if styles.ends_with("/>") { "<styles></styles>" } else { styles };
        let styles = Styles::read(Xml::new(prefixed(styles).as_bytes())).unwrap();
        Document::read(Xml::new(prefixed(text).as_bytes()), &styles).unwrap().rows
    }

    #[test]
    fn paragraphs_and_rows_in_order() {
        let text = "<body><p><pPr><tabs><tab/></tabs></pPr><r><t>公</t><t>示</t></r></p><tbl><tr><tc><p><t>甲&amp;</t><br/><t>乙</t></p></tc>\
                    <tc><p/><p><t>丙</t></p></tc></tr></tbl><p><r><tab/><t>末</t><sym/></r></p></body>";
        assert_eq!(read(text, "<styles/>"), [vec!["公示"], vec!["甲&\n乙", "丙"], vec!["\t末〈符号〉"]]);
    }

    /// What a paper has that isn't text and layout is read with it.
    #[test]
    fn what_is_not_seen_as_it_stands_is_told() {
        let (text, vanish) = ("<r><t>字</t></r>", "<r><rPr><vanish/></rPr><t>字</t></r>");
        for (body, expected) in [
            (
                format!(
                    "<p><pPr><rPr><vanish/></rPr><spacing line='20' lineRule='exact'/></pPr></p><p>{text}</p>"
                ),
                "|字",
            ),
            (format!("<p>{vanish}{text}</p>"), "〈隐藏〉字字"),
            ("<p><r><rPr><vanish val='0'/><strike val='false'/></rPr><t>字</t></r></p>".into(), "字"),
            (format!("<p><pPr><spacing line='20' lineRule='exact'/></pPr>{text}</p>"), "〈小得看不见〉字"),
            ("<p><pPr><numPr><numId val='1'/></numPr></pPr></p>".into(), "〈自动编号〉"),
            (format!("<p><pPr><pStyle val='child'/></pPr>{text}</p><p>{text}</p>"), "〈隐藏〉字|字"),
            ("<p><r><rPr><rStyle val='struck'/></rPr><t>字</t></r></p>".into(), "〈划去〉字"),
            ("<p><pPr><pStyle val='counted'/></pPr></p>".into(), "〈自动编号〉"),
            ("<p><r><rPr><color val='FFFFFF'/></rPr><t>字</t></r></p>".into(), "〈颜色〉字"),
            ("<p><r><rPr><vanish x:val='0'/></rPr><t>字</t></r></p>".into(), "〈隐藏〉字"),
            ("<p><r><rPr><sz val='1pt'/></rPr><t>字</t></r></p>".into(), "〈小得看不见〉字"),
            ("<p><r><rPr><w val='1%'/></rPr><t>字</t></r></p>".into(), "〈小得看不见〉字"),
            ("<p><r><rPr><shd val='solid' fill='auto'/></rPr><t>字</t></r></p>".into(), "〈底色〉字"),
            (format!("<p><pPr><ind left='20000'/></pPr>{text}</p>"), "〈版面以外〉字"),
            (format!("<p><pPr><spacing line='250' lineRule='exact'/></pPr>{text}</p>"), "〈小得看不见〉字"),
            (format!("<p>{text}</p><sectPr><pgSz w='11906' h='700'/></sectPr>"), "字|〈版面以外〉"),
            ("<p><r><x:t>字</x:t></r></p>".into(), "〈外来的 t〉"),
            ("<p><pPr><numPr><numId val='0'/></numPr></pPr></p>".into(), ""),
            (format!("<p><smartTag>{text}</smartTag></p>"), "字"),
            (
                "<p><r><rPr><color val='FF0000'/><sz val='32'/><w val='98'/></rPr><t>字</t></r></p>".into(),
                "字",
            ),
            ("<p><r><rPr><sz val='2'/></rPr><t>字</t></r></p>".into(), "〈小得看不见〉字"),
            ("<p><r><rPr><unheard/></rPr><t>字</t></r></p>".into(), "〈unheard〉字"),
            (format!("<p>{text}</p><altChunk/>"), "字|〈嵌入的文件〉"),
            (format!("<p><moveFrom>{text}</moveFrom>{text}</p>"), "〈修订：移动〉字字"),
            (format!("<p>{text}<drawing><inline><p>{text}</p></inline></drawing></p>"), "字〈图形〉字|"),
            (format!("<p>{text}<bookmarkStart/><proofErr/></p><sectPr><pgSz/></sectPr>"), "字"),
        ] {
            let styles = "<styles><docDefaults><rPrDefault><rPr><sz val='32'/></rPr></rPrDefault></docDefaults>\
                <style styleId='base'><rPr><vanish/></rPr></style><style styleId='child'><basedOn val='base'/></style>\
                <style styleId='struck'><rPr><strike/></rPr></style>\
                <style styleId='counted'><pPr><numPr><numId val='1'/></numPr></pPr></style></styles>";
            let rows: Vec<_> = read(&format!("<body>{body}</body>"), styles).concat();
            assert_eq!(rows.join("|"), expected, "{body}");
        }
        let everywhere = "<styles><style styleId='a' default='1'><rPr><strike/></rPr></style></styles>";
        assert_eq!(read(&format!("<body><p>{text}</p></body>"), everywhere), [["〈划去〉字"]]);
    }

    #[test]
    fn a_row_that_is_hidden_or_not_to_be_seen_is_told_in_its_first_cell() {
        let cells =
            |of: &str| format!("<tc>{of}<p><r><t>甲</t></r></p></tc><tc><p><r><t>乙</t></r></p></tc>");
        for (row, told) in [
            (format!("<trPr><hidden/></trPr>{}", cells("")), "〈隐藏〉甲"),
            (format!("<trPr><del/></trPr>{}", cells("")), "〈修订：删去〉甲"),
            (format!("<trPr><trHeight val='1' hRule='exact'/></trPr>{}", cells("")), "〈小得看不见〉甲"),
            (cells("<tcPr><tcW w='0' type='auto'/></tcPr>"), "甲"),
            (cells("<tcPr><gridSpan val='2'/></tcPr>"), "〈合并〉甲"),
            (cells("<tcPr><tcW w='1' type='dxa'/></tcPr>"), "〈小得看不见〉甲"),
            (cells("<tcPr><vMerge/></tcPr>"), "〈合并〉甲"),
        ] {
            let text = format!("<body><tbl><tr>{row}</tr></tbl></body>");
            assert_eq!(read(&text, "<styles/>"), [[told, "乙"]]);
        }
    }

    #[test]
    fn a_table_within_a_cell_hides_nothing() {
        let text = "<body><tbl><tr><tc><p><t>外</t></p><tbl><tr><tc><p><t>内</t></p></tc></tr></tbl>\
                    <p><t>后</t></p></tc></tr></tbl></body>";
        assert_eq!(read(text, "<styles/>"), [vec!["外"], vec!["内"], vec!["后"], vec![""]]);
    }

    #[test]
    fn what_is_no_document_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("名单.docx");
        std::fs::write(&path, "不是文档").unwrap();
        assert!(Document::open(&path).unwrap_err().to_string().contains("名单.docx：这不是文字文档"));
        std::fs::remove_file(&path).unwrap();
        assert!(Document::open(&path).unwrap_err().to_string().contains("没有这个文件"));
    }
}
