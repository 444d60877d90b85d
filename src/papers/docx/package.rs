//! The parts that are the same in every paper: styles, settings, page numbers, the banner.

use quick_xml::escape::escape;

use super::page::LINE;
use super::run::{FANGSONG, HEITI, KAITI, SONGTI, XIAOBIAOSONG, font, paragraph, run};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
pub(super) const WORD: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const MAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// A part of the document with its root element.
pub(super) fn part(root: &str, body: &str) -> String {
    format!("{HEAD}<w:{root} {WORD}>{body}</w:{root}>")
}

/// Every part but the document itself, by its path.
pub(super) fn parts(title: &str, banner: Option<&str>) -> Vec<(&'static str, String)> {
    let mut parts = vec![
        ("[Content_Types].xml", content_types(banner.is_some())),
        (
            "_rels/.rels",
            relations(
                &[
                    ("rId1", "officeDocument", "word/document.xml"),
                    ("rId3", "extended-properties", "docProps/app.xml"),
                ],
                &format!(
                    r#"<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#
                ),
            ),
        ),
        ("docProps/core.xml", core(title)),
        ("docProps/app.xml", app()),
        ("word/_rels/document.xml.rels", document_relations(banner.is_some())),
        ("word/styles.xml", part("styles", &styles())),
        ("word/settings.xml", part("settings", &settings())),
        ("word/fontTable.xml", part("fonts", &fonts())),
        ("word/footer1.xml", part("ftr", &page_number("right"))),
        ("word/footer2.xml", part("ftr", &page_number("left"))),
    ];
    for name in ["word/header1.xml", "word/header2.xml"] {
        parts.extend(banner.map(|banner| (name, part("hdr", &header(banner)))));
    }
    parts
}

fn content_types(banner: bool) -> String {
    let mut parts = vec![
        ("word/document.xml", "document.main"),
        ("word/styles.xml", "styles"),
        ("word/settings.xml", "settings"),
        ("word/fontTable.xml", "fontTable"),
        ("word/footer1.xml", "footer"),
        ("word/footer2.xml", "footer"),
    ];
    if banner {
        parts.extend([("word/header1.xml", "header"), ("word/header2.xml", "header")]);
    }
    let named = |(path, kind): (&str, &str)| {
        format!(r#"<Override PartName="/{path}" ContentType="{MAIN}.{kind}+xml"/>"#)
    };
    let parts: String = parts.into_iter().map(named).collect();
    let properties = "application/vnd.openxmlformats";
    format!(
        r#"{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{properties}-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{parts}<Override PartName="/docProps/core.xml" ContentType="{properties}-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="{properties}-officedocument.extended-properties+xml"/></Types>"#
    )
}

fn relations(these: &[(&str, &str, &str)], more: &str) -> String {
    let relation = |(id, kind, target): &(&str, &str, &str)| {
        format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let these: String = these.iter().map(relation).collect();
    format!(r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{these}{more}</Relationships>"#)
}

fn document_relations(banner: bool) -> String {
    let mut these = vec![
        ("rId1", "styles", "styles.xml"),
        ("rId2", "settings", "settings.xml"),
        ("rId3", "fontTable", "fontTable.xml"),
        ("rId4", "footer", "footer1.xml"),
        ("rId5", "footer", "footer2.xml"),
    ];
    if banner {
        these.extend([("rId6", "header", "header1.xml"), ("rId7", "header", "header2.xml")]);
    }
    relations(&these, "")
}

fn core(title: &str) -> String {
    let title: String = title.chars().filter(|letter| !letter.is_control()).collect();
    format!(
        r#"{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>"#,
        escape(&title)
    )
}

fn app() -> String {
    format!(
        r#"{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>studiogrant</Application></Properties>"#
    )
}

/// The body's style is everybody's; titles and headings are styles of their own, so that they can be found. Letters are
/// narrowed to 98 in a hundred, so that 28 of 16 pt fill the 156 mm of a line (5.2.3): set closer instead, a program may
/// drop the mark at the end of a line.
fn styles() -> String {
    let defaults = format!(
        r#"<w:docDefaults><w:rPrDefault><w:rPr>{}<w:w w:val="98"/><w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>"#,
        font(FANGSONG)
    );
    // No room between Chinese and Western letters: it would push the 28th character off the line.
    let normal = format!(
        r#"<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:spacing w:line="{LINE}" w:lineRule="exact"/><w:jc w:val="both"/>"#
    );
    let indented = r#"<w:ind w:firstLine="640" w:firstLineChars="200"/>"#;
    let style = |id: &str, name: &str, paragraph: &str, run: &str| {
        let default = if id == "Normal" { r#" w:default="1""# } else { "" };
        let based = if id == "Normal" { "" } else { r#"<w:basedOn w:val="Normal"/>"# };
        format!(
            r#"<w:style w:type="paragraph"{default} w:styleId="{id}"><w:name w:val="{name}"/>{based}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"#
        )
    };
    let level = |level: u8| format!(r#"<w:keepNext/>{indented}<w:outlineLvl w:val="{level}"/>"#);
    // Letters of 22 pt would take two lines of the grid.
    let centred = r#"<w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:line="640" w:lineRule="exact"/><w:jc w:val="center"/>"#;
    let large = format!(r#"{}<w:w w:val="100"/><w:sz w:val="44"/><w:szCs w:val="44"/>"#, font(XIAOBIAOSONG));
    [
        defaults,
        style("Normal", "Normal", &normal, ""),
        style("Body", "Body Text", indented, ""),
        style("Title", "Title", centred, &large),
        style("Heading1", "heading 1", &level(0), &font(HEITI)),
        style("Heading2", "heading 2", &level(1), &font(KAITI)),
    ]
    .concat()
}

/// Footers differ on odd and even pages; punctuation keeps its width, so that 28 characters fill a line.
fn settings() -> String {
    r#"<w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>"#.to_owned()
}

/// Where a font is not installed, the one named beside it serves.
fn fonts() -> String {
    let font = |(name, other): (&str, &str)| {
        let other = if other.is_empty() { String::new() } else { format!(r#"<w:altName w:val="{other}"/>"#) };
        format!(
            r#"<w:font w:name="{name}">{other}<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>"#
        )
    };
    let fonts = [
        (FANGSONG, "仿宋"),
        (XIAOBIAOSONG, "宋体"),
        (HEITI, "SimHei"),
        (KAITI, "楷体_GB2312"),
        (SONGTI, "SimSun"),
    ];
    fonts.into_iter().map(font).collect()
}

/// “— 1 —” in 宋体 四号, one character from the outer edge (7.5).
fn page_number(side: &str) -> String {
    let letters = format!(r#"{}<w:w w:val="100"/><w:sz w:val="28"/><w:szCs w:val="28"/>"#, font(SONGTI));
    let number = format!(r#"<w:fldSimple w:instr=" PAGE ">{}</w:fldSimple>"#, run("1", &letters));
    let line = format!(
        r#"<w:snapToGrid w:val="0"/><w:spacing w:line="360" w:lineRule="exact"/><w:ind w:{side}="280" w:{side}Chars="100"/><w:jc w:val="{side}"/>"#
    );
    paragraph(&line, &[run("— ", &letters), number, run(" —", &letters)].concat())
}

fn header(banner: &str) -> String {
    let letters = format!(r#"{}<w:sz w:val="24"/><w:szCs w:val="24"/>"#, font(HEITI));
    let line =
        r#"<w:snapToGrid w:val="0"/><w:spacing w:line="360" w:lineRule="exact"/><w:jc w:val="center"/>"#;
    paragraph(line, &run(&format!("【{banner}】"), &letters))
}
