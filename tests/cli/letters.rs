//! The bureau's own particulars on the papers, and the letter that demands money back: signed as it comes out.

use super::desk::Desk;
use super::year;

/// Room left for a hand.
const OPEN: &str = "＿";

fn by(desk: &Desk, who: &str, command: &str, code: i32) -> String {
    desk.run(&format!("{command} --by {who} --on 2027-05-18")).ended(code)
}

#[test]
fn a_letter_that_went_out_has_nothing_left_to_fill_in() {
    let desk = year::desk();
    let said = by(&desk, "李军", "disburse demand 1", 0);
    for words in [
        "沪松人社〔2027〕19号",
        "请于2027年5月12日前将款项汇入下列账户，汇款时注明案件编号2024-0004。",
        "户名：松江区示例财政专户",
        "账号：31001900014500000011",
        "受理科室和电话：职业能力建设科，021-00000000",
        "2027年4月12日",
    ] {
        assert!(said.contains(words), "{words} in\n{said}");
    }
    for paper in ["disburse demand 1", "publish notices 1", "publish notices 2"] {
        let said = by(&desk, "王芳", paper, 0);
        assert!(!said.contains(OPEN), "{said}");
    }
}

#[test]
fn a_letter_is_a_draft_until_it_has_its_number_and_its_day() {
    let desk = year::desk();
    let recover = "disburse recover 1 --amount 10000.53 --reason 未按规定用途使用";
    let said = by(&desk, "李军", recover, 0);
    assert!(said.contains("disburse demand 3 --doc-no 文号 --until 日期"), "{said}");
    let said = by(&desk, "李军", "disburse demand 3", 0);
    assert!(said.contains(OPEN) && said.contains("是草稿"), "{said}");
    for (options, code, words) in [
        ("--doc-no 沪松人社〔2027〕20号", 2, "--until"),
        ("--until 2027-06-18", 2, "--doc-no"),
        ("--doc-no 20号 --until 2027-06-18", 2, "文号“20号”不完整"),
        ("--doc-no 沪松人社〔2024〕31号 --until 2027-06-18", 2, "已经用过"),
        ("--doc-no 沪松人社〔2027〕19号 --until 2027-06-18", 2, "已经用过"),
        ("--doc-no 沪松人社〔2024〕8号 --until 2027-06-18", 2, "是 2024 年度申报通知的文号"),
        ("--doc-no 沪松人社〔2023〕101号 --until 2027-06-18", 2, "是操作办法的文号"),
        ("--doc-no 沪人社职〔2026〕302号 --until 2027-06-18", 2, "是市级文件的文号"),
        ("--doc-no 沪松人社〔2026〕77号 --until 2027-06-18", 2, "年份应为 2027 年"),
        ("--doc-no 沪松人社〔2027〕20号 --until 2027-05-18", 2, "应晚于发文的 2027-05-18"),
    ] {
        let said = by(&desk, "李军", &format!("disburse demand 3 {options}"), code);
        assert!(said.contains(words), "{words} in\n{said}");
    }
    assert_eq!(desk.count("recovery_letter"), 1);
    let issue = "disburse demand 3 --doc-no 沪松人社[2027]020号 --until 2027-06-18 --out 退回.docx";
    by(&desk, "李军", issue, 0);
    // The account changes later; the letter says what it said.
    by(&desk, "王芳", "bureau set --account 99990000111122223", 0);
    let said = by(&desk, "李军", "disburse demand 3", 0);
    assert!(said.contains("沪松人社〔2027〕20号") && said.contains("31001900014500000011"), "{said}");
    assert!(!said.contains(OPEN) && !said.contains("草稿"), "{said}");
    let due = by(&desk, "李军", "assess due --days 60", 0);
    assert!(due.contains("2027-06-18"), "the letter's day is the deadline:\n{due}");
}

#[test]
fn the_particulars_are_told_once_and_changed_one_by_one() {
    let desk = Desk::ready();
    let said = desk.run("bureau show").ended(2);
    assert!(said.contains("还没有登记"), "{said}");
    let said = desk.run("bureau set --office 职业能力建设科 --phone 021-00000000").ended(2);
    assert!(said.contains("--address 地址、--account-name 户名、--bank 开户行、--account 账号"), "{said}");
    desk.run(
        "bureau set --office 职业能力建设科 --phone 021-00000000 --address 示例路1号 --account-name 专户 \
         --bank 示例银行 --account 31001900014500000011",
    )
    .ended(0);
    let said = desk.run("bureau set --phone 021-00000000").ended(2);
    assert!(said.contains("没有可更改的"), "{said}");
    let said = desk.run("bureau set --phone 021-00000001").ended(0);
    assert!(said.contains("021-00000001") && said.contains("示例路1号"), "{said}");
    assert_eq!(desk.count("bureau"), 2);
}

/// A unit has another name since: what was signed before has the one of then.
#[test]
fn papers_keep_the_name_under_which_they_were_signed() {
    let desk = year::desk();
    let (before, since) = ("上海松研精密机械有限公司", "上海松研精机股份有限公司");
    let correct = format!("apply correct 1 --set 单位名称={since} --reason 更名 --evidence 核准通知");
    by(&desk, "王芳", &correct, 0);
    for paper in [
        "review rank",
        "review summary",
        "review minutes",
        "assess agreement 1",
        "publish notices 1",
        "disburse schedule 1",
    ] {
        // A table on the screen breaks names.
        let said = by(&desk, "王芳", &format!("{paper} --json"), 0);
        assert!(said.contains(before) && !said.contains(since), "{paper}: {said}");
    }
}

#[test]
fn nothing_is_revealed_into_a_file_that_cannot_be_written() {
    let desk = year::desk();
    let before = desk.count("disclosure");
    for command in [
        "apply show 1 --reveal --out 表.docx",
        "apply show 1 --reveal --out 表.zip",
        "publish objections 1 --reveal --out 异议.docx",
        "disburse form 1 --out 审批.zip",
        "disburse schedule 1 --reveal --out 明细.html",
    ] {
        let said = by(&desk, "王芳", command, 2);
        assert!(said.contains(".xlsx"), "the endings that work: {said}");
        assert_eq!(desk.count("disclosure"), before, "{command}");
    }
}

#[test]
fn a_call_bears_a_number_of_its_own() {
    let desk = year::desk();
    let open = |number: &str, code: i32| {
        desk.run(&format!(
            "round open --year 2028 --notice-no {number} --from 2028-03-01 --to 2028-03-31 \
             --town-deadline 2028-04-14 --quota 10 --on 2027-12-20 --by 王芳"
        ))
        .ended(code)
    };
    for (number, says) in [
        ("沪松人社〔2023〕101号", "是操作办法的文号"),
        ("沪松人社[2024]008号", "是 2024 年度申报通知的文号"),
        ("沪松人社〔2024〕31号", "是公布名单的文件的文号"),
        ("沪松人社〔2026〕7号", "是 2026 年的，申报起始日期是 2028-03-01：年份应为 2028 年"),
        ("沪松人社〔2029〕7号", "是 2029 年的"),
    ] {
        let said = open(number, 2);
        assert!(said.contains(says) && said.contains("--notice-no"), "{said}");
        assert_eq!(desk.count("round"), 1);
    }
    // Issued in the December before.
    let said = open("沪松人社[2027]090号", 0);
    assert!(said.contains("沪松人社〔2027〕90号"), "{said}");
}
