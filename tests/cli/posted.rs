//! 核对张贴的名单: a posted paper or sheet is known again, and whatever was altered in it is named.

use std::io::Write;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::desk::Desk;
use super::papers::{desk, part, parts};

#[test]
fn a_posted_paper_is_known_again_and_one_that_was_altered_is_not() {
    let desk = desk();
    for (command, name, list) in [
        ("publish notices 1", "公示.docx", "公示 1 号"),
        ("publish notices 2", "公示.xlsx", "公示 2 号"),
        ("publish list --doc-no 沪松人社〔2024〕31号", "文件.docx", "沪松人社〔2024〕31号"),
        ("publish list", "名单.csv", "2024 年度资助名单"),
    ] {
        desk.run(&format!("{command} --out {name}")).ended(0);
        let said = desk.run(&format!("publish check {name}")).ended(0);
        assert!(said.contains(list) && said.contains("逐项一致"), "{said}");
    }
    // One name in the paper, in two of its columns, and one in the sheet.
    let bytes = altered(&desk, "公示.docx", "朱海涛", "朱海滔");
    desk.write("改.docx", bytes);
    let said = desk.run("publish check 改.docx").ended(3);
    assert!(
        said.contains("有 2 处不同") && said.contains("朱海滔") && said.contains("印好以后名单被改过"),
        "{said}"
    );
    desk.write("改.csv", desk.read("名单.csv").replace("焊工", "锅炉工"));
    let said = desk.run("publish check 改.csv").ended(3);
    assert!(said.contains("锅炉工") && said.contains("焊工"), "{said}");
    // A row that says less than the others, and a column more.
    desk.write("行.csv", format!("{}\r\n99,上海某某有限公司,,,,\r\n", desk.read("名单.csv").trim_end()));
    let said = desk.run("publish check 行.csv").ended(3);
    assert!(said.contains("有 1 处不同") && said.contains("上海某某有限公司"), "{said}");
    desk.write("栏.csv", desk.read("名单.csv").replacen("街镇", "街镇,金额", 1));
    let said = desk.run("publish check 栏.csv").ended(3);
    assert!(said.contains("多出的栏") && said.contains("金额") && !said.contains("没有读入"), "{said}");
    // Another word in the header, above the same rows.
    let bytes = altered(&desk, "公示.docx", ">街镇<", ">电话<");
    desk.write("头.docx", bytes);
    let said = desk.run("publish check 头.docx").ended(3);
    assert!(said.contains("有 1 处不同") && said.contains("表头") && said.contains("电话"), "{said}");
    // A unit that was put in: across the list, beneath its foot, as a list of its own, as a line of text.
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let line =
        |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|text| cell(text)).collect::<String>());
    let whole = "11 添 添工作室 添某 焊工 泗泾镇";
    let columns: Vec<_> = whole.split(' ').collect();
    for (name, from, to) in [
        ("并.docx", "</w:tbl>", line(&[whole]) + "</w:tbl>"),
        ("脚.docx", "</w:tbl>", line(&columns) + "</w:tbl>"),
        ("表.docx", "</w:tbl>", format!("</w:tbl><w:tbl>{}</w:tbl>", line(&columns[1..]))),
        ("文.docx", "<w:tbl>", format!("<w:p><w:r><w:t>{whole}</w:t></w:r></w:p><w:tbl>")),
    ] {
        desk.write(name, altered(&desk, "公示.docx", from, &to));
        let said = desk.run(&format!("publish check {name}")).ended(3);
        assert!(said.contains("添某") && said.contains("添工作室"), "{name}: {said}");
    }
    // Another telephone.
    desk.write("号.docx", altered(&desk, "公示.docx", "021-00000000", "021-00000001"));
    let said = desk.run("publish check 号.docx").ended(3);
    assert!(said.contains("有 1 处不同") && said.contains("021-00000001"), "{said}");
    // A row above the list, a column beside it and a note beneath.
    let sheet = desk.read("名单.csv");
    for (name, text) in [
        ("上.csv", format!("\u{feff}另有添某\n{}", sheet.trim_start_matches('\u{feff}'))),
        ("旁.csv", sheet.replace("街镇\r\n", "街镇,添某\r\n")),
        ("下.csv", format!("{sheet}另有添某\r\n")),
    ] {
        desk.write(name, text);
        let said = desk.run(&format!("publish check {name}")).ended(3);
        assert!(said.contains("有 1 处不同") && said.contains("添某"), "{name}: {said}");
    }
    // Other words in a sentence.
    let bytes = altered(&desk, "公示.docx", "异议人身份予以保密", "异议人身份可以公开");
    desk.write("句.docx", bytes);
    let said = desk.run("publish check 句.docx").ended(3);
    assert!(said.contains("有 1 处不同") && said.contains("可以公开") && said.contains("予以保密"), "{said}");
    // Another digest above the same list.
    let bytes = altered(&desk, "公示.docx", "dc7e9bef", "dc7e9bee");
    desk.write("码.docx", bytes);
    assert!(desk.run("publish check 码.docx").ended(3).contains("不是案卷里任何一份名单的"));
    desk.run("assess form 1 --out 考核.docx").ended(0);
    assert!(desk.run("publish check 考核.docx").ended(2).contains("里没有名单"));
    desk.write("坏.docx", "PK");
    assert!(desk.run("publish check 坏.docx").ended(1).contains("不是文字文档"));
    assert!(desk.run("publish check 无.docx").ended(1).contains("没有这个文件"));
}

#[test]
fn what_is_hidden_in_a_posted_paper_is_told() {
    let desk = desk();
    desk.run("publish notices 1 --out 公示.docx").ended(0);
    desk.run("publish list --out 名单.xlsx").ended(0);
    let check = |name: &str, bytes: Vec<u8>, code| {
        desk.write(name, bytes);
        let said = desk.run(&format!("publish check {name} -q")).ended(code);
        assert_eq!(said.is_empty(), code == 0, "{name}: {said}");
        desk.run(&format!("publish check {name}")).ended(code)
    };
    // The main part may have any name; the one of the usual name counts only where it is the main part.
    let moved = renamed(&desk, "公示.docx", |name| name.replace("word/document.xml", "word/document2.xml"));
    desk.write("移.docx", moved);
    check("移.docx", altered(&desk, "移.docx", "word/document.xml", "word/document2.xml"), 0);
    let both: Vec<_> = parts(&desk, "公示.docx")
        .into_iter()
        .flat_map(|(name, text)| match name.as_str() {
            "word/document.xml" => {
                vec![("word/document2.xml".to_owned(), text.replace("朱海涛", "朱海滔")), (name, text)]
            }
            "_rels/.rels" => vec![(name, text.replace("word/document.xml", "word/document2.xml"))],
            _ => vec![(name, text)],
        })
        .collect();
    assert!(check("伪.docx", zipped(both), 3).contains("朱海滔"));
    // A row, words, a column, a sheet.
    let row =
        "<w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>藏某</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert!(check("行.docx", altered(&desk, "公示.docx", "</w:tbl>", row), 3).contains("〈隐藏〉藏某"));
    let words = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏某</w:t></w:r></w:p><w:tbl>";
    assert!(check("字.docx", altered(&desk, "公示.docx", "<w:tbl>", words), 3).contains("〈隐藏〉藏某"));
    let sheet = "xl/worksheets/sheet1.xml";
    let text = parts(&desk, "名单.xlsx").into_iter().find(|(name, _)| name == sheet).unwrap().1;
    let column = text.split("<col ").nth(3).unwrap().split("/>").next().unwrap();
    let last = text.rsplit("<row ").next().unwrap().split('>').next().unwrap();
    for (name, from, hides) in [
        ("列.xlsx", format!("<col {column}"), format!("<col {column} hidden=\"1\"")),
        ("排.xlsx", format!("<row {last}"), format!("<row {last} hidden=\"1\"")),
        ("张.xlsx", "<sheet ".to_owned(), "<sheet state=\"hidden\" ".to_owned()),
    ] {
        let said = check(name, altered(&desk, "名单.xlsx", &from, &hides), 3);
        assert!(said.contains("隐藏的") && !said.contains("--sheet"), "{name}: {said}");
    }
    // What is crossed out, and what is shown from elsewhere.
    let run = "<w:r><w:rPr><w:strike/></w:rPr><w:t>朱海涛</w:t></w:r><w:r><w:t></w:t>";
    let crossed =
        altered(&desk, "公示.docx", "<w:t xml:space=\"preserve\">朱海涛</w:t>", &format!("</w:r>{run}"));
    assert!(check("划.docx", crossed, 3).contains("〈划去〉朱海涛"));
    let note = "<w:footnoteReference w:id=\"1\"/><w:t xml:space=\"preserve\">公示期为";
    let noted = altered(&desk, "公示.docx", "<w:t xml:space=\"preserve\">公示期为", note);
    assert!(check("注.docx", noted, 3).contains("〈脚注〉公示期为"));
    // Paragraphs in another order, a blank within a number, the header once more, and a line that ends in the digest.
    let (from, to) = ("朱海涛", "朱 海涛");
    assert!(check("空.docx", altered(&desk, "公示.docx", from, to), 3).contains(to));
    let text = part(&desk, "公示.docx", "word/document.xml");
    let paragraph = |has: &str| {
        let all = text.split_inclusive("</w:p>");
        all.filter(|one| one.contains(has)).map(str::to_owned).next().unwrap()
    };
    let (one, other) = (paragraph("公示期为"), paragraph("对公示名单有异议的"));
    let swapped = altered(&desk, "公示.docx", &format!("{one}{other}"), &format!("{other}{one}"));
    assert!(check("序.docx", swapped, 3).contains("次序"));
    let header = text.split("<w:tr>").nth(1).unwrap();
    let twice = altered(&desk, "公示.docx", header, &format!("{header}<w:tr>{header}"));
    assert!(check("头.docx", twice, 3).contains("有 6 处不同"));
    let added = altered(&desk, "公示.docx", "名单校验码：", "另有添某，名单校验码：");
    assert!(check("增.docx", added, 3).contains("添某"));
    // Nobody sees it, yet it is another name.
    let said = check("零.docx", altered(&desk, "公示.docx", ">朱海涛<", ">朱\u{200b}海涛<"), 3);
    assert!(said.contains("〈U+200B〉") && !said.contains("逐项一致"), "{said}");
    let said = check("码.docx", altered(&desk, "公示.docx", "dc7e9bef", "dc7e9bee"), 3);
    assert!(said.contains("有 1 处不同") && said.contains("校验码"), "{said}");
}

/// What a program adds or writes otherwise when it saves a paper that nobody changed is no alteration.
#[test]
fn a_paper_that_was_only_opened_and_saved_is_known() {
    let desk = desk();
    desk.run("publish notices 1 --out 公示.docx").ended(0);
    desk.run("publish notices 2 --out 公示.xlsx").ended(0);
    let no =
        r#"<w:vanish w:val="0"/><w:strike w:val="false"/><w:color w:val="auto"/><w:highlight w:val="none"/>"#;
    let mark = r#"<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/><w:proofErr w:type="spellStart"/>"#;
    let style = r#"<w:style w:type="table" w:default="1" w:styleId="T"><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>"#;
    let paper = [
        ("<w:jc ", "<w:kinsoku/><w:jc ".to_owned()),
        ("<w:sz ", format!("{no}<w:sz ")),
        (
            "朱海涛<",
            format!("朱</w:t></w:r>{mark}<w:r w:rsidR=\"00A1\"><w:lastRenderedPageBreak/><w:t>海涛<"),
        ),
        ("</w:styles>", format!("{style}</w:styles>")),
    ];
    let sheet = [
        ("<sheetFormatPr ", "<sheetFormatPr zeroHeight=\"false\" defaultColWidth=\"8.5\" ".to_owned()),
        ("numFmtId=\"49\"", "numFmtId=\"0\"".to_owned()),
        ("</sheetData>", "</sheetData><phoneticPr fontId=\"1\" type=\"noConversion\"/>".to_owned()),
    ];
    for (name, changes) in [("公示.docx", &paper[..]), ("公示.xlsx", &sheet[..])] {
        let changed =
            |text: &str| changes.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
        let whole = parts(&desk, name);
        assert!(changes.iter().all(|(from, _)| whole.iter().any(|(_, text)| text.contains(from))), "{name}");
        desk.write(name, zipped(whole.into_iter().map(|(name, text)| (name, changed(&text))).collect()));
        desk.run(&format!("publish check {name}")).ended(0);
    }
}

/// What makes a file show other words than it holds, or fewer: each has its name in the place it stands at.
#[test]
fn what_is_shown_otherwise_than_it_stands_is_told() {
    let desk = desk();
    desk.run("publish notices 1 --out 公示.docx").ended(0);
    desk.run("publish list --out 名单.xlsx").ended(0);
    let check = |name: &str, bytes: Vec<u8>, told: &str| {
        desk.write(name, bytes);
        let said = desk.run(&format!("publish check {name}")).ended(3);
        assert!(said.contains(told), "{name}: {said}");
    };
    let hides =
        "<w:style w:type=\"character\" w:styleId=\"X\"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
    for (name, changes, told) in [
        (
            "号.docx",
            vec![("<w:tbl>", "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:p><w:tbl>")],
            "〈自动编号〉",
        ),
        (
            "式.docx",
            vec![
                ("</w:styles>", hides),
                (
                    "<w:t xml:space=\"preserve\">公示期为",
                    "<w:rPr><w:rStyle w:val=\"X\"/></w:rPr><w:t xml:space=\"preserve\">公示期为",
                ),
            ],
            "〈隐藏〉公示期为",
        ),
        ("末.docx", vec![("</w:body>", "<w:altChunk r:id=\"rId9\"/></w:body>")], "〈嵌入的文件〉"),
        (
            "移.docx",
            vec![(
                "</w:tbl>",
                "<w:tr><w:tc><w:p><w:moveFrom><w:r><w:t>移某</w:t></w:r></w:moveFrom></w:p></w:tc></w:tr></w:tbl>",
            )],
            "〈修订：移动〉移某",
        ),
        (
            "外.docx",
            vec![("<w:t xml:space=\"preserve\">朱海涛</w:t>", "<x:t xmlns:x=\"urn:x\">朱海涛</x:t>")],
            "〈外来的 t〉",
        ),
        (
            "黑.docx",
            vec![("<w:vAlign ", "<w:shd w:val=\"solid\" w:color=\"000000\" w:fill=\"auto\"/><w:vAlign ")],
            "〈底色〉",
        ),
        ("淡.docx", vec![("<w:kern ", "<w:color w:val=\"BFFFBF\"/><w:kern ")], "〈颜色〉"),
        ("高.docx", vec![("w:hRule=\"atLeast\"", "w:hRule=\"exact\"")], "〈小得看不见〉"),
        (
            "框.docx",
            vec![("<w:pStyle w:val=\"Body\"/>", "<w:framePr w:w=\"9000\" w:x=\"20000\"/>")],
            "〈版面以外〉",
        ),
        ("页.docx", vec![("w:h=\"16838\"", "w:h=\"700\"")], "〈版面以外〉"),
        ("脚.docx", vec![("</w:ftr>", "<w:p><w:r><w:t>另有一家</w:t></w:r></w:p></w:ftr>")], "另有一家"),
        ("题.xlsx", vec![("资助名单</oddHeader>", "拟资助名单</oddHeader>")], "页边或表名"),
        ("名.xlsx", vec![("<sheet name=\"2024", "<sheet name=\"2025")], "页边或表名"),
        ("低.xlsx", vec![("<row ", "<row ht=\"9\" ")], "〈小得看不见〉"),
        ("窄.xlsx", vec![("width=\"13.7109375\"", "width=\"1\"")], "〈小得看不见〉"),
        (
            "底.xlsx",
            vec![(
                "patternType=\"none\"",
                "patternType=\"solid\"><fgColor rgb=\"FF000000\"/></patternFill><patternFill",
            )],
            "〈底色〉",
        ),
        ("色.xlsx", vec![("<color theme=\"1\"/>", "<color theme=\"1\" tint=\"0.9999\"/>")], "〈颜色〉"),
        ("印.xlsx", vec![("_xlnm.Print_Titles", "_xlnm.Print_Area")], "〈打印区域〉"),
        ("式.xlsx", vec![("<sheetView ", "<sheetView showFormulas=\"1\" ")], "〈显示方式〉"),
        ("数.xlsx", vec![("numFmtId=\"49\"", "numFmtId=\"9\"")], "〈数字格式〉"),
        ("示.xlsx", vec![("numFmtId=\"49\"", "numFmtId=\"9\"")], "最接近的2024 年度资助名单"),
        ("划.xlsx", vec![("<font>", "<font><strike/>")], "〈划去〉"),
        ("算.xlsx", vec![("<v>1</v></c>", "<f>1+1</f><v>1</v></c>")], "〈公式〉1"),
        ("矮.xlsx", vec![("<sheetFormatPr ", "<sheetFormatPr zeroHeight=\"1\" ")], "隐藏的"),
        (
            "条.xlsx",
            vec![("</sheetData>", "</sheetData><conditionalFormatting sqref=\"A1\"/>")],
            "〈条件格式〉",
        ),
        (
            "并.xlsx",
            vec![("</sheetData>", "</sheetData><mergeCells><mergeCell ref=\"A2:F2\"/></mergeCells>")],
            "〈合并的单元格〉",
        ),
        (
            "富.xlsx",
            vec![("<si><t>泗泾镇</t>", "<si><r><rPr><strike/></rPr><t>泗泾镇</t></r>")],
            "〈划去〉泗泾镇",
        ),
    ] {
        let original = if name.ends_with("docx") { "公示.docx" } else { "名单.xlsx" };
        let changed =
            |text: &str| changes.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
        let whole = parts(&desk, original);
        assert!(changes.iter().all(|(from, _)| whole.iter().any(|(_, text)| text.contains(from))), "{name}");
        check(name, zipped(whole.into_iter().map(|(name, text)| (name, changed(&text))).collect()), told);
    }
    // A second sheet, though anybody sees it.
    let sheet = "xl/worksheets/sheet1.xml";
    let mut whole = parts(&desk, "名单.xlsx");
    whole.push(("xl/worksheets/sheet2.xml".to_owned(), "<worksheet><sheetData/></worksheet>".to_owned()));
    for (name, text) in &mut whole {
        match name.as_str() {
            "xl/workbook.xml" => {
                *text =
                    text.replace("</sheets>", "<sheet name=\"附注\" sheetId=\"2\" r:id=\"rId99\"/></sheets>")
            }
            "xl/_rels/workbook.xml.rels" => {
                let second = sheet.replace("xl/", "").replace("1.xml", "2.xml");
                let relation =
                    format!("<Relationship Id=\"rId99\" Type=\"x/worksheet\" Target=\"{second}\"/>");
                *text = text.replace("</Relationships>", &(relation + "</Relationships>"));
            }
            _ => {}
        }
    }
    check("张.xlsx", zipped(whole), "工作表“附注”");
}

#[test]
fn a_list_printed_between_two_corrections_is_known() {
    let desk = desk();
    let print = |name: &str| {
        desk.run(&format!("publish list --out {name} --on 2027-05-19")).ended(0);
    };
    print("一.xlsx");
    for (name, unit, day) in [
        ("二.xlsx", "上海松研精密机械股份有限公司", "2027-05-18"),
        ("三.xlsx", "上海松研精机股份有限公司", "2027-05-19"),
    ] {
        desk.run(&format!(
            "apply correct 1 --set 单位名称={unit} --reason 登记机关核准更名 --evidence 核准通知 --by 王芳 --on {day}"
        ))
        .ended(0);
        print(name);
    }
    for (name, when) in [("一.xlsx", "2025年12月3日"), ("二.xlsx", "2027年5月18日"), ("三.xlsx", "现在")]
    {
        let said = desk.run(&format!("publish check {name} --on 2027-05-19")).ended(0);
        assert!(said.contains(&format!("2024 年度资助名单（{when}的）")), "{name}: {said}");
    }
}

#[test]
fn the_list_of_a_document_is_the_announced_one_in_every_form() {
    let desk = desk();
    desk.run(
        "apply correct 1 --set 单位名称=上海松研精密机械股份有限公司 --reason 登记机关核准更名 --evidence 核准通知 \
         --by 王芳 --on 2027-05-18",
    )
    .ended(0);
    let list = "publish list --doc-no 沪松人社〔2024〕31号 --on 2027-05-19";
    for name in ["文件.docx", "文件.xlsx", "文件.csv"] {
        desk.run(&format!("{list} --out {name}")).ended(0);
        let said = desk.run(&format!("publish check {name} --on 2027-05-19")).ended(0);
        assert!(said.contains("沪松人社〔2024〕31号"), "{name}: {said}");
    }
    for form in ["", " --json"] {
        let said = desk.run(&format!("{list}{form}")).ended(0);
        assert!(!said.contains("上海松研精密机械股份有限公司"), "{said}");
    }
    for name in ["现在.docx", "现在.csv"] {
        desk.run(&format!("publish list --out {name} --on 2027-05-19")).ended(0);
        let said = desk.run(&format!("publish check {name} --on 2027-05-19")).ended(0);
        assert!(said.contains("2024 年度资助名单（现在的）"), "{name}: {said}");
    }
}

/// A paper with one text put in another's place.
fn altered(desk: &Desk, name: &str, from: &str, to: &str) -> Vec<u8> {
    zipped(parts(desk, name).into_iter().map(|(name, text)| (name, text.replace(from, to))).collect())
}

/// A paper with its parts called otherwise.
fn renamed(desk: &Desk, name: &str, call: impl Fn(&str) -> String) -> Vec<u8> {
    zipped(parts(desk, name).into_iter().map(|(name, text)| (call(&name), text)).collect())
}

fn zipped(parts: Vec<(String, String)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
