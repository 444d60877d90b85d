//! The hand-over of one case: what is in the archive, and that a stranger can check it with nothing but SHA-256.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::desk::{Desk, applications};
use super::story::{LOW, Story, says};
use super::year;

const ID_NUMBER: &str = "310227197403169915";

/// The files of an archive by their path inside its one folder.
struct Archive(BTreeMap<String, Vec<u8>>);

impl Archive {
    fn open(desk: &Desk, name: &str) -> Self {
        let bytes = std::fs::read(desk.folder.path().join(name)).unwrap();
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut files = BTreeMap::new();
        for at in 0..zip.len() {
            let mut file = zip.by_index(at).unwrap();
            let (folder, path) =
                file.name().unwrap().split_once('/').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
            assert!(folder.starts_with("案件2024-00"), "{folder}");
            assert!(!path.contains(['<', '>', ':', '"', '\\', '|', '?', '*', '\n']), "{path}");
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            files.insert(path, content);
        }
        Self(files)
    }

    fn text(&self, path: &str) -> &str {
        std::str::from_utf8(self.0.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap()
    }

    fn json(&self, path: &str) -> Json {
        serde_json::from_str(self.text(path)).unwrap()
    }

    /// The rows of a table among the facts.
    fn facts(&self, table: &str) -> Vec<Json> {
        let facts = self.json("案件.json");
        let found = facts["facts"].as_array().unwrap().iter().find(|facts| facts["table"] == table).cloned();
        found.map_or_else(Vec::new, |facts| facts["rows"].as_array().unwrap().clone())
    }

    fn mentions(&self, word: &str) -> bool {
        self.pages().iter().any(|(_, text)| text.contains(word))
    }

    /// Every file as text, of a paper what stands on its pages.
    fn pages(&self) -> Vec<(&str, String)> {
        let text = |(path, bytes): (&'_ String, &Vec<u8>)| match path.ends_with(".docx") {
            true => {
                let mut paper = ZipArchive::new(Cursor::new(bytes)).unwrap();
                std::io::read_to_string(paper.by_name("word/document.xml").unwrap()).unwrap()
            }
            false => String::from_utf8(bytes.clone()).unwrap(),
        };
        self.0.iter().map(|file| (file.0.as_str(), text(file))).collect()
    }

    /// The list of digests names every other file and is right about it.
    fn is_whole(&self) {
        let list = self.text("校验.sha256");
        assert_eq!(list.lines().count(), self.0.len() - 1);
        for line in list.lines() {
            let (digest, path) = line.split_once("  ").unwrap();
            assert_eq!(digest, hex(&Sha256::digest(&self.0[path])), "{path}");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A value as the guide in the archive says it is encoded.
fn encoded(value: &Json) -> Vec<u8> {
    match value {
        Json::Null => vec![0],
        Json::Number(number) => [&[1][..], &number.as_i64().unwrap().to_le_bytes()].concat(),
        Json::String(text) => [&[3][..], &(text.len() as u64).to_le_bytes(), text.as_bytes()].concat(),
        other => panic!("{other} is no value of a case file"),
    }
}

fn hashed<'v>(values: impl IntoIterator<Item = &'v Json>) -> String {
    hex(&Sha256::digest(values.into_iter().flat_map(encoded).collect::<Vec<_>>()))
}

/// Computes from the rows up to the head of the chain, by the guide alone. Returns how many rows stand behind it.
///
/// # Errors
/// The first thing that doesn't fit.
fn proven(facts: &Json, proof: &Json) -> Result<usize, String> {
    let mut previous = String::new();
    let mut parts: BTreeMap<(i64, String), &Json> = BTreeMap::new();
    for link in proof["chain"].as_array().unwrap() {
        let number = link["entry"].as_i64().unwrap();
        if link["previous"] != previous.as_str() {
            return Err(format!("entry {number} doesn't follow the one before"));
        }
        let name = Json::from("entry");
        let mut values = vec![&name, &link["entry"], &link["entry"]];
        let head = ["previous", "recorded_at", "business_on", "operator", "role", "command"];
        values.extend(head.map(|key| &link[key]));
        for part in link["parts"].as_array().unwrap() {
            values.extend(["table", "first_id", "row_count", "digest"].map(|key| &part[key]));
            if let Some(rows) = part["rows"].as_array() {
                let bytes = |row: &Json| {
                    let row = row.as_str().unwrap();
                    let byte = |at| u8::from_str_radix(&row[at..at + 2], 16).unwrap();
                    (0..row.len()).step_by(2).map(byte).collect::<Vec<_>>()
                };
                let all: Vec<u8> = rows.iter().flat_map(bytes).collect();
                if part["digest"] != hex(&Sha256::digest(all)).as_str() {
                    return Err(format!("the rows of entry {number} are not those of its part"));
                }
                parts.insert((number, part["table"].as_str().unwrap().to_owned()), part);
            }
        }
        previous = hashed(values);
        if link["hash"] != previous.as_str() {
            return Err(format!("the hash of entry {number} is not that of what it says"));
        }
    }
    if proof["head"]["hash"] != previous.as_str() {
        return Err("the chain ends elsewhere".to_owned());
    }
    let mut count = 0;
    for table in facts["facts"].as_array().unwrap() {
        for row in table["rows"].as_array().unwrap() {
            let columns = table["columns"].as_array().unwrap().iter();
            let columns = columns.map(|column| &row[column["column"].as_str().unwrap()]);
            let digest = hashed([&table["table"], &row["id"], &row["entry_id"]].into_iter().chain(columns));
            let entry = row["entry_id"].as_i64().unwrap();
            let part = parts.get(&(entry, table["table"].as_str().unwrap().to_owned()));
            let part = part.ok_or_else(|| format!("entry {entry} has no rows of {}", table["table"]))?;
            let place = row["id"].as_i64().unwrap() - part["first_id"].as_i64().unwrap();
            if part["rows"].get(usize::try_from(place).unwrap()) != Some(&digest.into()) {
                return Err(format!("row {} of {} is not what was recorded", row["id"], table["table"]));
            }
            count += 1;
        }
    }
    Ok(count)
}

/// The same value with one thing about it changed.
fn changed(value: &Json) -> Json {
    match value {
        Json::Null => "".into(),
        Json::Number(number) => (number.as_i64().unwrap() ^ 1).into(),
        Json::String(text) => format!("{text} ").into(),
        other => panic!("{other} is no value of a case file"),
    }
}

fn filed() -> Desk {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[("证件号码", ID_NUMBER)]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    desk
}

#[test]
fn a_case_just_filed_is_handed_over_masked() {
    let desk = filed();
    let said = desk.run("handover 1 --out 卷宗.zip").ended(0);
    says(&said, &["2024-0001", "事实 4 类 4 行，文书 0 件", "已遮盖，不附日志证明", "已写入 卷宗.zip"]);
    let archive = Archive::open(&desk, "卷宗.zip");
    archive.is_whole();
    assert!(!archive.mentions(ID_NUMBER) && archive.mentions("310227********9915"));
    assert!(!archive.0.contains_key("日志证明.json"));
    let [form] = &archive.facts("application")[..] else { panic!("one revision") };
    assert_eq!((&form["form_digest"], &form["revision"]), (&"****".into(), &1.into()));
    for path in ["说明.txt", "概况.csv", "经过.csv", "日志.csv", "清单/04-申报表.csv", "案件.json"]
    {
        assert!(archive.text(path).contains("演练"), "{path}");
    }
    let told: Json = serde_json::from_str(&desk.run("handover 1 --out 另一份.zip --json").ended(0)).unwrap();
    assert_eq!((&told["case"], &told["revealed"]), (&"2024-0001".into(), &false.into()));
    assert_eq!(told["files"].as_array().unwrap().len(), archive.0.len());
    let first = std::fs::read(desk.folder.path().join("卷宗.zip")).unwrap();
    desk.run("handover 1 --out 又一份.zip").ended(0);
    assert_eq!(first, std::fs::read(desk.folder.path().join("又一份.zip")).unwrap());
}

#[test]
fn a_revealed_case_proves_itself_and_no_cell_can_be_changed() {
    let desk = filed();
    says(&desk.run("handover 1 --reveal --out 卷宗.zip").ended(0), &["事实 4 类 4 行"]);
    assert!(desk.run("audit log").ended(0).contains("reveal"));
    let archive = Archive::open(&desk, "卷宗.zip");
    archive.is_whole();
    assert!(archive.mentions(ID_NUMBER));
    let (facts, proof) = (archive.json("案件.json"), archive.json("日志证明.json"));
    assert_eq!(proven(&facts, &proof), Ok(4));
    // The head is what the auditor writes down.
    let told: Json = serde_json::from_str(&desk.run("audit digest --json").ended(0)).unwrap();
    let digest = told["digest"].as_str().unwrap();
    assert!(archive.text("说明.txt").contains(digest));
    let head = proof["head"]["hash"].as_str().unwrap()[..20].to_uppercase();
    assert_eq!(digest.split_once('-').unwrap().1.replace(' ', ""), head);
    let mut cells = 0;
    for (at, table) in facts["facts"].as_array().unwrap().iter().enumerate() {
        for (key, value) in table["rows"][0].as_object().unwrap() {
            if key == "id" || key == "entry_id" {
                continue;
            }
            let mut other = facts.clone();
            other["facts"][at]["rows"][0][key.as_str()] = changed(value);
            assert!(proven(&other, &proof).is_err(), "{key} of {}", table["table"]);
            cells += 1;
        }
    }
    assert!(cells > 60, "{cells}");
    for (at, link) in proof["chain"].as_array().unwrap().iter().enumerate() {
        for key in ["recorded_at", "business_on", "operator", "role", "command", "previous", "hash"] {
            let mut other = proof.clone();
            other["chain"][at][key] = changed(&link[key]);
            assert!(proven(&facts, &other).is_err(), "{key} of entry {}", link["entry"]);
        }
    }
}

#[test]
fn what_cannot_be_handed_over_leaves_no_file() {
    let desk = filed();
    for (line, says) in [
        ("handover 9 --out 卷宗.zip", "没有案件 2024-0009"),
        ("handover 1", "--out 文件.zip"),
        ("handover 1 --out 卷宗.xlsx", "卷宗.xlsx”的后缀确定格式；请把文件名改为以 .zip 结尾"),
    ] {
        let said = desk.run(line).ended(2);
        assert!(said.contains(says), "{said}");
    }
    let said = desk.run("handover 1 --reveal --by 生人 --out 卷宗.zip").ended(2);
    assert!(said.contains("还没有登记"), "{said}");
    assert!(desk.run("handover 1 --out 没有/卷宗.zip").ended(1).contains("文件夹"));
    assert!(!desk.has("卷宗.zip") && !desk.has("卷宗.xlsx"));
    desk.write("卷宗.zip", "old");
    assert_ne!(desk.run("handover 1 --out 卷宗.zip").code, 0);
    assert_eq!(desk.read("卷宗.zip"), "old");
    desk.run("handover 1 --out 卷宗.zip --yes").ended(0);
    Archive::open(&desk, "卷宗.zip").is_whole();
}

#[test]
fn a_damaged_file_hands_nothing_over() {
    let desk = filed();
    let file = rusqlite::Connection::open(desk.folder.path().join("studiogrant.db")).unwrap();
    file.execute_batch("DROP TRIGGER application_no_update; UPDATE application SET unit_name = '别的单位'")
        .unwrap();
    let said = desk.run("handover 1 --reveal --out 卷宗.zip").ended(1);
    assert!(said.contains("与封印不符") && said.contains("audit verify"), "{said}");
    assert!(!desk.has("卷宗.zip"));
    assert_eq!(desk.count("disclosure"), 0);
}

#[test]
fn a_returned_and_withdrawn_case_has_its_letter_and_its_end() {
    let desk = filed();
    desk.run(
        "screen return 1 --opinion 团队人数与花名册不一致 --ground A6-1-2b=花名册只有八人 --on 2024-04-01",
    )
    .ended(0);
    desk.run("apply withdraw 1 --reason 单位申请撤回 --on 2024-04-02").ended(0);
    says(&desk.run("handover 1 --reveal --out 卷宗.zip --on 2024-04-03").ended(0), &["文书 1 件"]);
    let archive = Archive::open(&desk, "卷宗.zip");
    archive.is_whole();
    let paper = archive.0.keys().find(|path| path.starts_with("文书/01-初审补正告知书2024-04-01.")).unwrap();
    assert!(!archive.0[paper].is_empty());
    assert_eq!(archive.facts("withdrawal")[0]["reason"], "单位申请撤回");
    assert_eq!(archive.facts("screening_ground").len(), 1);
    assert!(archive.text("经过.csv").contains("单位申请撤回"));
    proven(&archive.json("案件.json"), &archive.json("日志证明.json")).unwrap();
}

/// Four cases share the panel, the list and the notice; each is handed over without the others.
#[test]
fn a_case_brings_what_it_rests_on_and_nothing_of_the_others() {
    let story = Story::of_places(2);
    for (case, scores) in [(1, ["24,19,24,19,9"; 5]), (2, ["23,18,22,18,9"; 5]), (3, LOW), (4, LOW)] {
        story.scored(case, scores);
    }
    story.does("2024-04-19", "review score 1 --expert 赵甲 --item 23,19,24,19,9 --reason 登记时抄错");
    story.does("2024-04-22", "review propose");
    story.does("2024-04-23", "publish notice");
    story.does("2024-04-24", "publish object 1 --by-name 陈保密 --phone 13900005678 --ground 反映成果不实");
    story.does("2024-04-25", "handover 1 --out 遮盖.zip");
    story.does("2024-04-25", "handover 1 --reveal --out 完整.zip");
    let (masked, whole) = (Archive::open(&story.0, "遮盖.zip"), Archive::open(&story.0, "完整.zip"));
    for archive in [&masked, &whole] {
        archive.is_whole();
        assert_eq!(archive.facts("score_sheet").len(), 6);
        assert_eq!(archive.facts("score_item").len(), 30);
        assert_eq!((archive.facts("panel").len(), archive.facts("panel_member").len()), (1, 5));
        assert_eq!((archive.facts("expert").len(), archive.facts("notice").len()), (5, 1));
        assert!(archive.text("评分.csv").contains("登记时抄错") && archive.mentions("反映成果不实"));
        // The notice is public; nothing else speaks of the others.
        for (path, text) in archive.pages().iter().filter(|(path, _)| *path != "文书/02-公示1号.docx") {
            for other in ["上海佘岚模具", "上海云间汽车", "上海谷阳焊接"] {
                assert!(!text.contains(other), "{other} in {path}");
            }
        }
    }
    for word in ["陈保密", "13900005678"] {
        assert!(!masked.mentions(word) && whole.mentions(word), "{word}");
    }
    let (facts, proof) = (whole.json("案件.json"), whole.json("日志证明.json"));
    assert_eq!(proven(&facts, &proof), Ok(59));
}

/// The facts of all cases together are the facts of the file: no row is left out, and none stands in two cases.
#[test]
fn every_row_of_the_example_year_is_in_its_case() {
    let desk = year::desk();
    let mut found: BTreeMap<String, i64> = BTreeMap::new();
    for case in 1..=desk.count("grant_case") {
        desk.run(&format!("handover {case} --reveal --on 2027-05-18 --out 卷宗.zip --yes")).ended(0);
        let archive = Archive::open(&desk, "卷宗.zip");
        archive.is_whole();
        let facts = archive.json("案件.json");
        proven(&facts, &archive.json("日志证明.json")).unwrap();
        for table in facts["facts"].as_array().unwrap().iter().filter(|table| table["shared"] == false) {
            let rows = i64::try_from(table["rows"].as_array().unwrap().len()).unwrap();
            *found.entry(table["table"].as_str().unwrap().to_owned()).or_default() += rows;
        }
    }
    // An exception for a whole town or list stands in each of its cases.
    found.remove("waiver");
    assert!(found.len() > 20, "{found:?}");
    for (table, rows) in found {
        assert_eq!(rows, desk.count(&table), "{table}");
    }
}

/// The values of a column in all applications of the case file.
fn applied(desk: &Desk, column: &str) -> Vec<String> {
    let file = rusqlite::Connection::open(desk.folder.path().join("studiogrant.db")).unwrap();
    let sql = format!("SELECT DISTINCT {column} FROM application WHERE {column} IS NOT NULL");
    let mut statement = file.prepare(&sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_whole_case_has_all_its_papers_and_nobody_elses_account() {
    let desk = year::desk();
    desk.run("handover 7 --on 2027-05-18 --out 遮盖.zip").ended(0);
    desk.run("handover 7 --reveal --on 2027-05-18 --out 完整.zip").ended(0);
    let (masked, whole) = (Archive::open(&desk, "遮盖.zip"), Archive::open(&desk, "完整.zip"));
    let papers: Vec<_> = whole.0.keys().filter_map(|path| path.strip_prefix("文书/")).collect();
    assert_eq!(
        papers,
        [
            "01-初审意见表2024-04-10.docx",
            "02-公示1号.docx",
            "03-发文公布沪松人社〔2024〕31号.docx",
            "04-目标任务责任协议.docx",
            "05-拨款审批表（批次1）.docx",
            "06-拨款审批表（批次3）.docx",
            "07-拨款审批表（批次4）.docx",
            "08-届中考核表（第1次）.docx",
            "09-结项表.docx",
        ]
    );
    // The schedule has the case's own lines and no other's, its accounts in full where they are revealed; its digest is
    // the frozen one either way.
    let schedule = |archive: &Archive| {
        let (_, text) = archive.pages().into_iter().find(|(path, _)| path.contains("（批次4）")).unwrap();
        text
    };
    let frozen = desk.run("disburse schedule 4 --on 2027-05-18").ended(0);
    for archive in [&masked, &whole] {
        let text = schedule(archive);
        assert_eq!(text.matches("91310117MA1XL3706L").count(), 2, "{text}");
        assert!(!text.contains("上海松研精密机械有限公司") && text.contains("本批共9笔，本卷宗只列本案"));
        let code = text.split("校验码：").nth(1).unwrap();
        assert!(frozen.contains(&code[..19]), "{}", &code[..19]);
    }
    assert!(schedule(&whole).contains("3100\u{a0}1909\u{a0}0583\u{a0}3323\u{a0}641"));
    assert!(!schedule(&masked).contains("1909"));
    for column in ["id_number", "contact_phone", "bank_account"] {
        let own = whole.facts("application")[0][column].as_str().unwrap().to_owned();
        for value in applied(&desk, column) {
            assert!(!masked.mentions(&value), "{column}");
            assert_eq!(whole.mentions(&value), value == own, "{column}");
        }
    }
}

#[test]
fn every_agreement_is_a_paper_of_its_own_with_the_leader_of_its_time() {
    let desk = year::desk();
    desk.run("handover 12 --on 2027-05-18 --out 卷宗.zip").ended(0);
    let archive = Archive::open(&desk, "卷宗.zip");
    let (before, after) = (archive.facts("application"), archive.facts("leader_change"));
    let name = |fact: &Json| fact["technician_name"].as_str().unwrap().to_owned();
    let agreements: Vec<_> = archive
        .pages()
        .into_iter()
        .filter(|(path, _)| path.contains("文书") && path.contains("协议"))
        .collect();
    let [(first, with_former), (second, with_present)] = agreements.as_slice() else {
        panic!("two agreements");
    };
    assert!(first.contains("（第1次）") && second.contains("（第2次）"));
    let party = |name: String| format!("首席技师）：{name}");
    assert!(with_former.contains(&party(name(&before[0]))), "{with_former}");
    assert!(with_present.contains(&party(name(&after[0]))), "{with_present}");
    // The money on its face: at the closing, and what came back later.
    let four = desk.run("assess statement 4 --on 2027-05-18 --quiet").ended(0);
    assert!(four.contains("收到资助（结项时）"), "{four}");
}

#[test]
fn a_demand_printed_again_is_the_letter_as_it_was() {
    let desk = year::desk();
    let said = desk.run("disburse demand 1 --on 2027-05-18").ended(0);
    let (letter, beside) = said.split_once("2027年4月12日").unwrap();
    assert!(
        letter.contains("6,819.00元") && !letter.contains("收到6,819.00") && !letter.contains("尚应退回")
    );
    assert!(beside.contains("2027-04-26 收到 6,819.00 元，已全部收回"), "{beside}");
}

#[test]
fn another_town_reveals_nothing_and_the_finance_papers_are_not_the_towns() {
    let desk = year::desk();
    desk.run("operator add 钱镇 --role town --town 九亭镇 --on 2027-05-18").ended(0);
    desk.run("operator add 孙镇 --role town --town 泗泾镇 --on 2027-05-18").ended(0);
    let entries = desk.count("entry");
    for command in ["handover 1 --out 卷宗.zip", "apply show 1"] {
        let said = desk.run(&format!("{command} --reveal --by 钱镇 --on 2027-05-18")).ended(2);
        assert!(said.contains("属于泗泾镇，九亭镇的操作员不能查看"), "{said}");
    }
    for command in
        ["disburse form 1", "disburse schedule 1 --out 拨款.xlsx", "disburse form 1 --out 审批.docx"]
    {
        let said = desk.run(&format!("{command} --by 钱镇 --on 2027-05-18")).ended(2);
        assert!(said.contains("由财务或区局办理"), "{said}");
    }
    assert_eq!(desk.count("entry"), entries);
    assert!(!desk.has("卷宗.zip") && !desk.has("拨款.xlsx") && !desk.has("审批.docx"));
    desk.run("apply show 1 --reveal --by 孙镇 --on 2027-05-18").ended(0);
    desk.run("disburse form 1 --on 2027-05-18").ended(0);
    assert_eq!(desk.count("entry"), entries + 1);
    desk.run("disburse form 1 --out 审批.docx --on 2027-05-18").ended(0);
    assert_eq!((desk.count("entry"), desk.has("审批.docx")), (entries + 2, true));
}

#[test]
fn codes_and_papers_explain_themselves_to_a_reader_without_the_program() {
    let desk = year::desk();
    desk.run("handover 4 --out 四.zip --on 2027-05-18").ended(0);
    desk.run("handover 18 --out 十八.zip --on 2027-05-18").ended(0);
    let (four, other) = (Archive::open(&desk, "四.zip"), Archive::open(&desk, "十八.zip"));
    assert!(
        four.0.keys().any(|path| path.ends_with("退回资金通知沪松人社〔2027〕19号.docx")),
        "{:?}",
        four.0.keys()
    );
    assert_eq!(four.facts("bureau").len(), 1, "the particulars in the letter");
    assert!(other.text("规则.csv").contains("A6-1-0,申报主体,六(一)"), "{}", other.text("规则.csv"));
    let facts = four.json("案件.json");
    let columns = |table: &Json| table["columns"].as_array().unwrap().clone();
    let terms: Vec<_> = facts["facts"].as_array().unwrap().iter().flat_map(columns).collect();
    let meaning = |column: &str| terms.iter().find(|one| one["column"] == column).unwrap()["terms"].clone();
    assert_eq!(meaning("unit_kind")["enterprise"], "企业");
    assert_eq!(meaning("competitions")["1"], "是");
    assert_eq!((&facts["stage"], &facts["stage_term"]), (&Json::from("closed"), &Json::from("已结项")));
}
