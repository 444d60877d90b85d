//! The guided form, on a terminal of its own.

use std::process::Command;
use std::time::Duration;

use expectrl::process::unix::WaitStatus;
use expectrl::session::OsSession;
use expectrl::{Eof, Expect};

use super::desk::{Desk, applications};

const DOWN: &str = "\u{1b}[B";
const LEFT: &str = "\u{1b}[D";
const ESCAPE: &str = "\u{1b}";
const BACKSPACE: &str = "\u{7f}";
const CTRL_C: &str = "\u{3}";
const CTRL_D: &str = "\u{4}";
const CLEAR_LINE: &str = "\u{15}";

/// A form on a terminal, and who fills it in.
struct Form {
    session: OsSession,
}

impl Form {
    fn open(desk: &Desk) -> Self {
        Self::command(desk, "\"$0\" apply new --on 2024-03-22")
    }

    /// Runs a line of the shell, in which `$0` is the program.
    fn command(desk: &Desk, line: &str) -> Self {
        let mut command = Command::new("sh");
        command
            .args(["-c", line, env!("CARGO_BIN_EXE_studiogrant")])
            .current_dir(desk.folder.path())
            .env_remove("STUDIOGRANT_FILE")
            .env("STUDIOGRANT_BY", "王芳")
            .env("TERM", "xterm");
        let mut session = OsSession::spawn(command).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(120)));
        Self { session }
    }

    /// Waits until the terminal says this.
    fn says(&mut self, text: &str) -> &mut Self {
        if let Err(error) = self.session.expect(text) {
            let mut rest = vec![0; 4096];
            let length = self.session.try_read(&mut rest).unwrap_or_default();
            panic!("{text}: {error}\n{}", String::from_utf8_lossy(&rest[..length]));
        }
        self
    }

    fn types(&mut self, keys: &str) -> &mut Self {
        self.session.send(keys).unwrap();
        self
    }

    /// Answers a question with a line of text.
    fn line(&mut self, question: &str, text: &str) -> &mut Self {
        self.says(&format!("{question}：")).types(text).types("\r")
    }

    /// Answers a question that may be left empty.
    fn may(&mut self, question: &str, text: &str) -> &mut Self {
        self.line(&format!("{question}（可不填）"), text)
    }

    /// Takes one of a list, so many below the marked one.
    fn list(&mut self, question: &str, below: usize) -> &mut Self {
        self.says(&format!("{question}（↑↓")).types(&DOWN.repeat(below)).types("\r")
    }

    fn ends(&mut self, text: &str, code: i32) {
        self.says(text).session.expect(Eof).unwrap();
        let process = self.session.get_process();
        assert_eq!(process.wait().unwrap(), WaitStatus::Exited(process.pid(), code));
    }

    fn unit(&mut self) -> &mut Self {
        self.line("申报单位名称", "上海松研精密机械有限公司")
            .line("统一社会信用代码", "91310117MA1XB13787")
            .list("单位类型", 0)
            .list("所属街镇", 6)
            .list("是否G60重点企业", 1)
            .line("联系人", "周敏")
            .line("联系电话", "13800010101")
    }

    /// The first row of the example, but for the amount of the commitment.
    fn whole(&mut self, commitment: &str) -> &mut Self {
        self.unit()
            .may("银行户名", "上海松研精密机械有限公司")
            .may("开户银行", "示例银行松江支行")
            .may("联行号", "901029000101")
            .may("银行账号", "3100190001458333011")
            .line("首席技师姓名", "沈国梁")
            .list("证件类型", 0)
            .line("证件号码", "310227197403169915")
            .line("职业工种", "数控车工")
            .list("岗位类型", 0)
            .line("岗位业绩说明", "主持解决数控车工岗位重大技术难题5项")
            .list("水平依据", 1)
            .list("技能等级", 5)
            .line("证书编号", "Y003100001002301000120")
            .line("发证日期", "2020年1月5日")
            .line("聘任起始日期", "2023-12-01")
            .line("聘任截止日期", "2027-12-31")
            .line("单位公示起始日期", "2023/11/13")
            .line("单位公示截止日期", "2023-11-17")
            .list("单位公示结果", 1)
            .line("选聘制度文件", "《首席技师选聘管理办法》")
            .line("岗位津贴月标准", "800")
            .line("其他待遇激励", "年度疗休养")
            .line("工作室名称", "沈国梁首席技师工作室")
            .line("工作室成立日期", "2023-12-01")
            .line("团队人数", "4")
            .says("工作室支持（↑↓")
            .types(&format!(" {DOWN}").repeat(5))
            .types("\r")
            .may("市级及以上奖项", "2022年上海市职业技能大赛数控车项目一等奖")
            .may("显著产出与效益", "主轴套件加工合格率由92%提高到99.2%")
            .list("职工教育经费已按规定提取使用", 1)
            .list("参加竞赛比武培训", 1)
            .line("配套资金承诺", commitment)
            .may("已享受同类资助项目", "")
            .line("任务_技术攻关", "数控车工关键工序攻关，每年不少于2项")
            .line("任务_推广总结", "整理数控车工先进操作法1套")
            .line("任务_带徒传技", "三年带徒4人，培训40人次")
            .line("任务_单位任务", "完成单位年度重点产品试制")
            .line("申报日期", &format!("{CLEAR_LINE}2024-03-04"))
    }
}

#[test]
fn a_whole_application_is_looked_over_corrected_and_recorded() {
    let desk = Desk::ready();
    let mut form = Form::command(&desk, "\"$0\" apply new --on 2024-03-22 --json > 结果.json");
    form.whole("49999.99")
        .says("【核对】")
        .says("工作室支持：资金、场地、设备、设施、人员")
        .says("A4-2a")
        .says("依据：四(二)")
        .says("处理：")
        .says("更正以后才能记录")
        .says("更正 资金（1 处要改）")
        .types("\r")
        .line("配套资金承诺", &format!("{CLEAR_LINE}6万"))
        .may("已享受同类资助项目", "")
        .says("【核对】")
        .list("怎样办", 0)
        .says("记录这份申报吗")
        .types("n\r")
        .list("怎样办", 0)
        .says("记录这份申报吗")
        .types("y\r")
        .ends("", 0);
    let told: serde_json::Value = serde_json::from_str(&desk.read("结果.json")).unwrap();
    assert_eq!(told["case"], "2024-0001");

    // What was typed is what the sheet says.
    let imported = Desk::ready();
    imported.write("申报.csv", applications(&[&[]]));
    imported.run("apply import 申报.csv --on 2024-03-22").ended(0);
    let shown = |desk: &Desk| desk.run("apply show 1 --json --reveal").ended(0);
    assert_eq!(shown(&desk), shown(&imported));
}

#[test]
fn a_wrong_answer_is_explained_and_corrected_in_place() {
    let desk = Desk::ready();
    let mut form = Form::open(&desk);
    form.line("申报单位名称", "")
        .says("不能为空")
        // Chinese characters take two cells: Backspace and Left must count them as one.
        .line("申报单位名称", &format!("上海松研机械公司{BACKSPACE}{BACKSPACE}{LEFT}{LEFT}精密"))
        .line("统一社会信用代码", "91310117MA1XB13788")
        .says("末位应为“7”")
        .says("统一社会信用代码：91310117MA1XB13788")
        .types(&format!("{BACKSPACE}7\r"))
        .says("单位类型（↑↓")
        .types(ESCAPE)
        .says("统一社会信用代码：91310117MA1XB13787")
        .types(&format!("{CLEAR_LINE}《\r"))
        .says("申报单位名称：上海松研精密机械")
        .types("有限公司\r")
        .line("统一社会信用代码", "")
        .list("单位类型", 1)
        .list("所属街镇", 0)
        .list("是否G60重点企业", 0)
        .line("联系人", "周敏")
        .line("联系电话", &format!("138{CLEAR_LINE}>"))
        .says("申报单位名称：上海松研精密机械有限公司")
        .says("单位类型：职业院校")
        .says("首席技师姓名：不能为空")
        .says("怎样办")
        .types(CTRL_C)
        .ends("什么也没有记录", 1);
    assert_eq!(desk.count("application"), 0);
}

#[test]
fn what_the_measure_says_is_said_at_the_answer() {
    let desk = Desk::ready();
    let mut form = Form::command(&desk, "\"$0\" apply new --on 2023-01-05");
    // Too early for the round: said before the first question.
    form.says("A6-2-1a").says("申报单位名称：").types(CTRL_C).ends("什么也没有记录", 1);

    let mut form = Form::open(&desk);
    form.unit()
        .may("银行户名", "")
        .may("开户银行", "")
        .may("联行号", "")
        .may("银行账号", "")
        .line("首席技师姓名", "沈国梁")
        .list("证件类型", 0)
        .line("证件号码", "310227197403169915")
        .line("职业工种", "数控车工")
        .list("岗位类型", 0)
        .line("岗位业绩说明", "")
        .says("A2-1-1")
        .says("没有写岗位业绩")
        .list("水平依据", 1)
        .list("技能等级", 3)
        .line("证书编号", "Y003100001002301000120")
        .says("低于技师")
        .line("发证日期", "<")
        // The cursor stands behind the answer given before.
        .line("证书编号", "<")
        .list("技能等级", 2)
        .line("证书编号", "")
        .line("发证日期", "2020-01-05")
        .line("聘任起始日期", "2023-12-01")
        .line("聘任截止日期", "2024-03-01")
        .says("A6-1-3b")
        .line("单位公示起始日期", ">")
        // What was said still stands, though the form is not whole.
        .says("【核对】")
        .says("工作室名称：不能为空")
        .says("A2-1-1")
        .says("A6-1-3b")
        .says("更正 聘任与单位公示（1 处要改）")
        .says("不记录，离开")
        .types(CTRL_C)
        .ends("什么也没有记录", 1);
}

#[test]
fn a_form_can_be_left_at_the_review() {
    let desk = Desk::ready();
    let entries = desk.count("entry");
    let mut form = Form::open(&desk);
    form.whole("60000").says("【核对】").list("怎样办", 14).ends("已离开，什么也没有记录", 1);
    assert_eq!((desk.count("application"), desk.count("entry")), (0, entries));
    assert!(!desk.folder.path().join("申报草稿.json").exists());
}

#[test]
fn a_draft_is_kept_and_gone_on_with() {
    let desk = Desk::ready();
    let entries = desk.count("entry");
    let mut form = Form::open(&desk);
    form.unit().may("银行户名", ">").says("水平依据：不能为空").list("怎样办", 10);
    form.line("草稿的文件名", "")
        .ends("接着录入：studiogrant apply new --draft 申报草稿.json --on 2024-03-22", 1);
    let told = desk.run("apply new --from 申报草稿.json --on 2024-03-22").ended(2);
    assert!(
        told.contains("有 11 处不对") && told.contains("水平依据：不能为空，应为职业资格证书 / "),
        "{told}"
    );

    let mut form = Form::open(&desk);
    form.whole("49999.99").list("怎样办", 3).line("草稿的文件名", "");
    form.says("已经存在，要覆盖吗").types("n\r").says("已经存在").list("怎样办", 3);
    form.line("草稿的文件名", &format!("{CLEAR_LINE}甲.json")).ends("--draft 甲.json --on 2024-03-22", 1);
    assert!(desk.run("apply new --from 甲.json --on 2024-03-22").ended(3).contains("A4-2a"));
    assert_eq!((desk.count("application"), desk.count("entry")), (0, entries));

    let mut form = Form::command(&desk, "\"$0\" apply new --draft 甲.json --on 2024-03-22");
    form.says("申报日期：2024-03-04").list("怎样办", 0).line("配套资金承诺", &format!("{CLEAR_LINE}50000"));
    form.may("已享受同类资助项目", "").list("怎样办", 0).says("记录这份申报吗").types("y\r");
    form.says("已受理，案件 2024-0001").ends("草稿 甲.json 里有个人信息，已经用完，请删除", 0);

    desk.write("乙.json", "[]");
    desk.write("丙.json", r#"{"甲": "乙"}"#);
    for name in ["乙.json", "丙.json"] {
        Form::command(&desk, &format!("\"$0\" apply new --draft {name}")).ends("不是以前存下的草稿", 2);
    }
}

#[test]
fn what_was_typed_outlasts_a_locked_case_file() {
    let desk = Desk::ready();
    let mut form = Form::open(&desk);
    form.whole("60000").list("怎样办", 0).says("记录这份申报吗");
    let other = rusqlite::Connection::open(desk.folder.path().join("studiogrant.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    form.types("y\r").says("占用").says("申报日期：2024-03-04").says("怎样办（↑↓");
    other.execute_batch("ROLLBACK").unwrap();
    let one = |sql| other.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    let released = one("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')");
    form.types(ESCAPE).says("【核对】").list("怎样办", 0).says("记录这份申报吗").types("y\r");
    form.ends("已受理，案件 2024-0001", 0);
    // The journal says when it was recorded, not when the first question was asked.
    assert!(one("SELECT recorded_at FROM entry ORDER BY id DESC LIMIT 1") >= released);
}

#[test]
fn breaking_off_records_nothing() {
    let desk = Desk::ready();
    for keys in [CTRL_C, CTRL_D] {
        Form::open(&desk).says("申报单位名称：").types(keys).ends("已中断，什么也没有记录", 1);
    }
    let mut form = Form::open(&desk);
    form.line("申报单位名称", "甲").line("统一社会信用代码", "91310117MA1XB13787").says("社会培训机构");
    // A list is drawn just before it reads keys.
    std::thread::sleep(Duration::from_millis(300));
    form.types(CTRL_C).ends("已中断，什么也没有记录", 1);
    assert_eq!(desk.count("application"), 0);
}

#[test]
fn where_nothing_can_come_of_it_nothing_is_asked() {
    let desk = Desk::bare();
    desk.run("init").ended(0);
    Form::command(&desk, "\"$0\" apply new").ends("错误：", 2);
    let desk = Desk::ready();
    desk.run("operator add 李军 --role 财务").ended(0);
    Form::command(&desk, "\"$0\" apply new --by 李军").ends("角色是财务", 2);
    Form::command(&desk, "TERM=dumb \"$0\" apply new").ends("--from", 2);
    Form::command(&desk, "\"$0\" apply new < /dev/null").ends("--from", 2);
    Form::command(&desk, "echo '{}' | \"$0\" apply new --from -").ends("标准输入的内容 有 17 处不对", 2);
}
