//! The papers of the example year, opened as a word processor opens them: the page of GB/T 9704-2012, what they say,
//! and what they must not say.

use std::fs::File;
use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::Event;
use rusqlite::Connection;
use zip::ZipArchive;

use super::desk::Desk;
use super::year;

/// The parts of a paper by their names.
pub(super) fn parts(desk: &Desk, name: &str) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(File::open(desk.folder.path().join(name)).unwrap()).unwrap();
    let mut parts = Vec::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.push((part.name().unwrap().into_owned(), text));
    }
    parts
}

pub(super) fn part(desk: &Desk, name: &str, path: &str) -> String {
    let parts = parts(desk, name).into_iter();
    parts.filter(|(name, _)| name == path).map(|(_, text)| text).next().unwrap()
}

/// The text of a part, its elements left out. Fails where it is no XML.
fn text(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let mut text = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(name) => text.push_str(match name.as_ref() {
                "lt" => "<",
                "gt" => ">",
                "amp" => "&",
                "quot" => "\"",
                _ => "'",
            }),
            Event::End(element) if matches!(element.local_name().as_ref(), "p" | "tc" | "c" | "v" | "si") => {
                text.push('\n')
            }
            Event::Eof => return text,
            _ => {}
        }
    }
}

/// What a paper says.
fn said(desk: &Desk, name: &str) -> String {
    text(&part(desk, name, "word/document.xml"))
}

/// Every paper that a closed round can print again, and some of its words.
const PAPERS: [(&str, &[&str]); 14] = [
    (
        "publish notices 1",
        &[
            "关于2024年度松江区首席技师工作室",
            "公示期为2024年4月26日至2024年5月7日，共5个工作日",
            "名单校验码：dc7e9bef",
        ],
    ),
    (
        "publish list --doc-no 沪松人社〔2024〕31号",
        &[
            "沪松人社〔2024〕31号",
            "自2024年5月9日至2027年5月8日",
            "50,000.00元（大写：伍万元整）",
            "分两期拨付",
        ],
    ),
    ("publish list", &["2024年度松江区首席技师工作室资助名单", "名单校验码："]),
    ("screen form 1", &["初审意见表", "符合", "（盖章）"]),
    ("screen form 18", &["初审不予通过告知书", "六（一）"]),
    ("review summary", &["评审评分汇总表", "回避", "复核人（签名）"]),
    ("review minutes", &["评审记录", "一、基本情况", "不同意见", "附件", "记录人"]),
    (
        "disburse form 1",
        &["拨款审批表", "地方教育附加专项资金", "10笔", "贰拾肆万壹仟陆佰陆拾陆元陆角陆分", "附件"],
    ),
    ("disburse schedule 1", &["拨款审批表", "账号", "校验码："]),
    (
        "disburse form 4",
        &[
            "资助资金和市级获评资助资金",
            "33号、沪人社职〔2024〕316号",
            "同类扣减16,666.67元",
            "3100\u{a0}1900\u{a0}0145\u{a0}8333\u{a0}011",
        ],
    ),
    ("assess agreement 1", &["目标任务责任协议", "技术革新和攻关", "甲方（盖章）", "2024年5月14日"]),
    (
        "assess form 15",
        &["届中考核表", "硬件建设", "给予第二期资助", "资助资金\n\n50,000.00\n\n25,000.00\n\n"],
    ),
    ("assess statement 1", &["结项表", "48,800.00元", "准予结项"]),
    ("disburse demand 3", &["退回首席技师工作室资助资金", "10,000.53元（大写：壹万元零伍角叁分）"]),
];

/// A desk where also something is demanded back.
pub(super) fn desk() -> Desk {
    let desk = year::desk();
    desk.run("disburse recover 1 --amount 10000.53 --reason 未按规定用途使用 --by 李军 --on 2027-05-18")
        .ended(0);
    desk
}

#[test]
fn every_paper_keeps_the_page_and_says_what_it_must() {
    let desk = desk();
    for (command, words) in PAPERS {
        desk.run(&format!("{command} --out 文书.docx --yes")).ended(0);
        let before = std::fs::read(desk.folder.path().join("文书.docx")).unwrap();
        let (document, said) = (part(&desk, "文书.docx", "word/document.xml"), said(&desk, "文书.docx"));
        for word in words {
            assert!(said.contains(word), "{command}: {word} in\n{said}");
        }
        // A4, 37 / 26 / 35 / 28 mm round the text, 22 lines to the page.
        let upright = r#"<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587""#;
        let across = r#"<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1587" w:right="2098" w:bottom="1474" w:left="1984""#;
        let sections = document.matches("<w:sectPr>").count();
        let pages = document.matches(upright).count() + document.matches(across).count();
        assert!(sections > 0 && pages == sections, "{command}");
        assert_eq!(document.matches(r#"<w:docGrid w:type="lines" w:linePitch="578"/>"#).count(), sections);
        // Page numbers and the rehearsal's words on odd and even pages of every section.
        for kind in ["footerReference", "headerReference"] {
            for pages in ["default", "even"] {
                let reference = format!(r#"<w:{kind} w:type="{pages}""#);
                assert_eq!(document.matches(&reference).count(), sections, "{command}: {kind} {pages}");
            }
        }
        for header in ["word/header1.xml", "word/header2.xml"] {
            assert!(text(&part(&desk, "文书.docx", header)).contains("演练"));
        }
        // Every list has a header that comes again, and no row is torn.
        assert_eq!(
            document.matches("<w:tr>").count(),
            document.matches("<w:cantSplit/>").count(),
            "{command}"
        );
        for (name, part) in parts(&desk, "文书.docx") {
            text(&part);
            for fonts in part.split("<w:rFonts ").skip(1) {
                let fonts = fonts.split("/>").next().unwrap();
                let slots = ["w:ascii=", "w:hAnsi=", "w:eastAsia=", "w:cs="];
                assert!(slots.iter().all(|slot| fonts.contains(slot)), "{command} {name}: {fonts}");
            }
        }
        let core = part(&desk, "文书.docx", "docProps/core.xml");
        assert!(
            !core.contains("creator") && !core.contains("lastModifiedBy") && !core.contains("王芳"),
            "{core}"
        );
        desk.run(&format!("{command} --out 文书.docx --yes")).ended(0);
        assert_eq!(std::fs::read(desk.folder.path().join("文书.docx")).unwrap(), before, "{command}");
    }
}

#[test]
fn letters_are_as_the_standard_has_them() {
    let desk = desk();
    desk.run("publish notices 1 --out 公示.docx").ended(0);
    assert!(said(&desk, "公示.docx").contains("受理科室和电话：职业能力建设科，021-00000000"));
    let styles = part(&desk, "公示.docx", "word/styles.xml");
    assert!(styles.contains(r#"w:eastAsia="仿宋_GB2312""#) && styles.contains(r#"<w:sz w:val="32"/>"#));
    assert!(styles.contains(r#"<w:spacing w:line="578" w:lineRule="exact"/>"#));
    assert!(styles.contains(r#"<w:ind w:firstLine="640" w:firstLineChars="200"/>"#));
    let of = |id: &str| {
        styles
            .split(&format!(r#"w:styleId="{id}""#))
            .nth(1)
            .unwrap()
            .split("</w:style>")
            .next()
            .unwrap()
            .to_owned()
    };
    assert!(of("Title").contains("方正小标宋简体") && of("Title").contains(r#"<w:sz w:val="44"/>"#));
    assert!(of("Heading1").contains("黑体") && of("Heading2").contains("楷体"));
    for (footer, side) in [("word/footer1.xml", "right"), ("word/footer2.xml", "left")] {
        let xml = part(&desk, "公示.docx", footer);
        assert!(xml.contains(&format!(r#"<w:jc w:val="{side}"/>"#)) && xml.contains(" PAGE "), "{xml}");
        assert_eq!(text(&xml).trim(), "— 1 —");
    }
}

/// All identity numbers, phones and accounts of the case file, of objectors too, in full and as screens mask them.
fn secrets(desk: &Desk) -> Vec<String> {
    let file = Connection::open(desk.folder.path().join("studiogrant.db")).unwrap();
    let sql = "SELECT id_number FROM application UNION SELECT contact_phone FROM application
               UNION SELECT bank_account FROM application UNION SELECT bank_account FROM payee
               UNION SELECT bank_account FROM payment UNION SELECT objector_phone FROM objection
               UNION SELECT objector_name FROM objection";
    let mut statement = file.prepare(sql).unwrap();
    let found = statement.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
    let found: Vec<_> = found.filter_map(Result::unwrap).filter(|text| !text.is_empty()).collect();
    assert!(found.len() > 50, "{}", found.len());
    found
}

/// Everything that goes out in public: each notice, each document, each list, and the year's report.
const PUBLIC: [&str; 6] = [
    "publish notices 1",
    "publish notices 2",
    "publish list",
    "publish list --doc-no 沪松人社〔2024〕31号",
    "publish list --doc-no 沪松人社〔2024〕33号",
    "report",
];

/// What a command leaves in files of every kind that it has, as people and programs read them.
fn shown_in_files(desk: &Desk, command: &str) -> Vec<(&'static str, String)> {
    let mut files = Vec::new();
    for name in ["文件.docx", "文件.html", "文件.xlsx", "文件.csv", "文件.json", "文件.txt"] {
        if desk.run(&format!("{command} --out {name} --yes --on 2027-05-18")).code != 0 {
            continue;
        }
        let packed = name.ends_with("docx") || name.ends_with("xlsx");
        let shown = match packed {
            true => parts(desk, name).iter().map(|(_, part)| text(part) + part).collect(),
            false => desk.read(name),
        };
        files.push((name, shown));
    }
    files
}

/// What of these secrets is in a text, in groups or not; what is masked in it, and any other number as long as a phone's.
fn personal(shown: &str, secrets: &[String]) -> Vec<String> {
    let closed: String = shown.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    let mut found: Vec<_> = secrets.iter().filter(|secret| closed.contains(*secret)).cloned().collect();
    found.extend(shown.contains("**").then(|| "**".to_owned()));
    let words = shown.split(|letter: char| !letter.is_ascii_alphanumeric());
    let numbers = words.filter(|word| word.len() >= 11 && word.bytes().all(|byte| byte.is_ascii_digit()));
    found.extend(numbers.map(str::to_owned));
    found
}

#[test]
fn nothing_personal_goes_out_in_public() {
    let desk = desk();
    let secrets = secrets(&desk);
    for command in PUBLIC {
        let files = shown_in_files(&desk, command);
        assert!(files.len() >= 3, "{command}: {}", files.len());
        for (name, shown) in files {
            // The reserve's list has another unit, and the report's first list none.
            let is_whole = !command.ends_with('2')
                && !command.ends_with("33号")
                && (command, name) != ("report", "文件.csv");
            assert!(shown.contains("上海松研精密机械有限公司") || !is_whole, "{command} {name}");
            assert_eq!(personal(&shown, &secrets), Vec::<String>::new(), "{command} {name}");
        }
    }
    // Each notice and each document of the year is among them.
    assert_eq!((desk.count("notice"), desk.count("announcement")), (2, 2));
    // What is not for the public is found out by the same means: accounts in groups, masked ones, numbers.
    for (command, least) in [
        ("disburse form 1", 10),
        ("apply show 1", 1),
        ("apply show 1 --reveal", 3),
        ("publish objections 1 --reveal", 2),
    ] {
        for (name, shown) in shown_in_files(&desk, command) {
            assert!(personal(&shown, &secrets).len() >= least, "{command} {name}");
        }
    }
}

#[test]
fn an_act_prints_its_paper_and_a_trial_prints_none() {
    let desk = super::notices::proposed();
    let notice = "publish notice --from 2024-01-26 --on 2024-01-26 --out 公示.docx";
    assert!(desk.run(&format!("{notice} --dry-run")).ended(2).contains("没有可以打印的文书"));
    assert!(!desk.has("公示.docx") && desk.count("notice") == 0);
    desk.run(notice).ended(0);
    assert!(said(&desk, "公示.docx").contains("公示期为2024年1月26日至2024年2月2日"));
    desk.run("publish check 公示.docx --on 2024-02-01").ended(0);
    let document = "publish announce --doc-no 沪松人社[2024]5号 --on 2024-02-04 --out 文件.docx";
    desk.run(document).ended(0);
    let said = said(&desk, "文件.docx");
    for words in ["文件", "沪松人社〔2024〕5号", "资助项目2个", "2024年2月4日"] {
        assert!(said.contains(words), "{words} in\n{said}");
    }
}

#[test]
fn an_act_whose_paper_has_no_place_is_not_recorded() {
    let desk = year::desk();
    let (recoveries, receipts, entries) =
        (desk.count("recovery"), desk.count("recovery_receipt"), desk.count("entry"));
    let act = "disburse recover 1 --amount 100 --reason 试 --by 李军 --on 2027-05-18";
    desk.write("有.docx", "旧");
    for (name, says) in [
        ("没有/通知.docx", "文件夹不存在"),
        ("有.docx", "--yes"),
        ("通知.doc", ".docx"),
        ("studiogrant.db", "案卷本身"),
    ] {
        let run = desk.run(&format!("{act} --out {name}"));
        assert!(run.code != 0 && run.text.contains(says), "{}", run.text);
    }
    assert_eq!((desk.count("recovery"), desk.count("entry")), (recoveries, entries));
    assert_eq!(desk.read("有.docx"), "旧");
    desk.run(&format!("{act} --out 有.docx --yes")).ended(0);
    assert!(said(&desk, "有.docx").contains("100.00元（大写：壹佰元整）"));
    // What comes to no paper and no list is not recorded either.
    let receive = format!("disburse receive {} --amount 50", recoveries + 1);
    for name in ["收.docx", "收.xlsx"] {
        let text = desk.run(&format!("{receive} --by 李军 --on 2027-05-18 --out {name}")).ended(2);
        assert!(text.contains("没有可以打印的文书") && text.contains("没有记录"), "{text}");
    }
    assert_eq!(desk.count("recovery_receipt"), receipts);
}

#[test]
fn an_ending_that_does_not_suit_the_act_is_refused_before_it() {
    let desk = super::notices::proposed();
    let refused = |desk: &Desk, command: &str, works: &str| {
        let entries = desk.count("entry");
        let said = desk.run(command).ended(2);
        assert!(said.contains(&format!("以 {works} 结尾")), "{command}: {said}");
        assert_eq!(desk.count("entry"), entries, "{command}");
    };
    let both = ".docx、.txt、.xlsx、.csv、.json";
    for ending in ["html", "pdf", "zip"] {
        let notice = format!("publish notice --from 2024-01-26 --on 2024-01-26 --out 公示.{ending}");
        refused(&desk, &notice, both);
    }
    desk.run("publish notice --from 2024-01-26 --on 2024-01-26").ended(0);
    let announce = "publish announce --doc-no 沪松人社[2024]5号 --on 2024-02-04";
    refused(&desk, &format!("{announce} --out 文件.html"), both);
    desk.run(announce).ended(0);
    let agree = "assess agreement 1 --signed-on 2024-02-05 --on 2024-02-05";
    refused(&desk, &format!("{agree} --out 协议.xlsx"), ".docx、.txt");
    desk.run(&format!("{agree} --out 协议.docx")).ended(0);
    assert!(said(&desk, "协议.docx").contains("2024年2月5日"), "the day on which it was signed");
    let plan = "disburse plan --by 王芳 --on 2024-02-06";
    for ending in ["docx", "txt", "html"] {
        refused(&desk, &format!("{plan} --out 批次.{ending}"), ".xlsx、.csv、.json");
    }
    assert_eq!(desk.count("batch"), 0);
    // A command that only reads names what it can write.
    let said = desk.run("report --out 报告.pdf --on 2024-02-06").ended(2);
    assert!(said.contains("以 .html、.htm、.xlsx、.csv、.json 结尾"), "{said}");
}

#[test]
fn a_paper_before_its_stage_is_a_sentence() {
    let desk = Desk::ready();
    desk.write("申报.csv", super::desk::applications(&[&[]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    for command in [
        "publish notices 1",
        "publish list",
        "screen form 1",
        "review summary",
        "review template --expert 沈砚秋",
        "disburse form 1",
        "disburse schedule 1",
        "disburse demand 1",
        "assess agreement 1",
        "assess form 1",
        "assess statement 1",
    ] {
        let said = desk.run(&format!("{command} --out 文书.docx"));
        let is_sentence = said.text.starts_with("错误：") || said.text.starts_with("错误[");
        assert!(matches!(said.code, 2 | 3) && is_sentence, "{command}: {} {}", said.code, said.text);
        assert!(!desk.has("文书.docx"), "{command}");
    }
}

#[test]
fn an_expert_gets_a_sheet_to_fill_in_by_hand() {
    let desk = Desk::ready();
    desk.write("申报.csv", super::desk::applications(&[&[]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    desk.run("screen pass 1 --opinion 同意推荐 --on 2024-04-10").ended(0);
    desk.run("screen forward --town 泗泾镇 --on 2024-04-12").ended(0);
    desk.run("review expert add 沈砚秋 --employer 上海云浦职业技术学校 --on 2024-04-16").ended(0);
    desk.run("review template --expert 沈砚秋 --out 打分.docx --on 2024-04-18").ended(0);
    let said = said(&desk, "打分.docx");
    for word in ["评审打分表", "技艺水平与业绩（25分）", "合计（100分）", "2024-0001", "评审专家（签名）"]
    {
        assert!(said.contains(word), "{word} in\n{said}");
    }
}

#[test]
fn a_name_may_hold_what_xml_and_lines_are_made_of() {
    let desk = Desk::ready();
    let name = "上海<&\">示例\n有限公司";
    desk.write("申报.csv", super::desk::applications(&[&[("申报单位名称", name)]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    desk.run("screen pass 1 --opinion 同意<推荐>& --on 2024-04-10").ended(0);
    desk.run("screen form 1 --out 初审.docx --on 2024-04-10").ended(0);
    let said = said(&desk, "初审.docx");
    assert!(said.contains("上海<&\">示例有限公司") && said.contains("同意<推荐>&"), "{said}");
    let document = part(&desk, "初审.docx", "word/document.xml");
    assert!(document.contains("示例有限公司</w:t>"), "the lines of a name are joined");
}

#[test]
fn only_what_is_paid_again_says_so() {
    let desk = year::desk();
    // Payment 3 of the first batch was returned; the second batch pays it again.
    for (batch, again) in [(1, false), (2, true)] {
        desk.run(&format!("disburse form {batch} --out 审批.docx --yes --on 2027-05-18")).ended(0);
        let said = said(&desk, "审批.docx");
        assert_eq!(said.contains("2024年5月24日退汇后重付，原拨款编号3"), again, "{said}");
    }
}

#[test]
fn a_midterm_form_shows_the_money_as_it_was_then() {
    let desk = year::desk();
    let funds = |case: &str| {
        let text = desk.run(&format!("assess form {case} --json --on 2027-05-18")).ended(0);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let rows = json["funds"].as_array().unwrap().clone();
        let row =
            |name: &str| rows.iter().find(|row| row["fund"].to_string().contains(name)).unwrap().clone();
        (row("grant"), row("matching"), rows.len())
    };
    // The second half came after the assessment; the municipal award counts.
    let (grant, matching, _) = funds("7");
    for (key, amount) in [
        ("budget", "130000.00"),
        ("received", "65000.00"),
        ("spent", "64139.50"),
        ("left", "860.50"),
        ("gap", "65000.00"),
    ] {
        assert_eq!(grant[key], amount, "{grant}");
    }
    assert_eq!((&matching["left"], &matching["gap"]), (&"0.00".into(), &"0.00".into()));
}

#[test]
fn a_midterm_form_before_the_assessment_is_filled_in_by_hand() {
    let desk = super::notices::proposed();
    desk.run("publish notice --from 2024-01-26 --on 2024-01-26").ended(0);
    desk.run("publish announce --doc-no 沪松人社[2024]5号 --on 2024-02-04").ended(0);
    desk.run("assess form 1 --out 考核.docx --on 2024-03-01").ended(0);
    let said = said(&desk, "考核.docx");
    for words in [
        "技术攻关\n\n\n\n\n\n推广总结",
        "□优秀　□合格　□不合格",
        "□给予第二期资助　□不给予第二期资助",
        "□实地考察",
    ] {
        assert!(said.contains(words), "{words} in\n{said}");
    }
}
