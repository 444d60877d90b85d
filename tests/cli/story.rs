//! A round before its panel, for stories about the review: what a clerk types on a day, and what the answer has to say.

use super::desk::{Desk, Said};

const EXAMPLE: &str = include_str!("../../examples/2024/申报.csv");
pub(crate) const EXPERTS: [&str; 5] = ["赵甲", "钱乙", "孙丙", "周丁", "吴戊"];
const RUBRIC: &str = "技艺水平与业绩,工作室条件与单位支持,攻关与成果,带徒传技,制度与待遇";

/// A round in which four candidates are before a panel of five:
/// 0001 上海松研精密机械有限公司, 0002 上海佘岚模具技术有限公司, 0003 上海云间汽车服务有限公司, 0004 上海谷阳焊接工程有限公司.
pub(crate) struct Story(pub(crate) Desk);

impl Story {
    pub(crate) fn of_places(quota: u32) -> Self {
        let story = Self::before_the_panel(quota);
        for name in EXPERTS {
            story.does("2024-04-16", &format!("review expert add {name} --employer 示例大学 --title 教授"));
        }
        story.does("2024-04-16", &format!("review panel --experts {}", EXPERTS.join(",")));
        story
    }

    pub(crate) fn before_the_panel(quota: u32) -> Self {
        let story = Self(Desk::bare());
        story.does("2024-02-28", "init --rehearsal");
        story.does(
            "2024-02-28",
            &format!(
                "round open --year 2024 --notice-no 沪松人社〔2024〕8号 --from 2024-03-01 --to 2024-03-29 \
                 --town-deadline 2024-04-12 --quota {quota} --budget 120000"
            ),
        );
        let units = ["上海松研精密", "上海佘岚模具", "上海云间汽车", "上海谷阳焊接"];
        let row = |unit: &&str| EXAMPLE.lines().find(|line| line.contains(*unit)).unwrap();
        let mut sheet = vec![EXAMPLE.lines().next().unwrap()];
        sheet.extend(units.iter().map(row));
        story.0.write("申报.csv", sheet.join("\n"));
        story.does("2024-03-22", "apply import 申报.csv");
        story.does("2024-04-10", "screen confirm 3 A6-1-2b --evidence 现场查看");
        for (case, town) in [(1, "泗泾镇"), (2, "佘山镇"), (3, "中山街道"), (4, "车墩镇")] {
            story.does("2024-04-10", &format!("screen pass {case} --opinion 同意推荐"));
            story.does("2024-04-12", &format!("screen forward --town {town}"));
        }
        story
    }

    /// What a clerk types on a day, and what the program says.
    pub(crate) fn on(&self, day: &str, line: &str) -> Said {
        self.0.run(&format!("{line} --on {day}"))
    }

    #[track_caller]
    pub(crate) fn does(&self, day: &str, line: &str) -> String {
        self.on(day, line).ended(0)
    }

    /// The five experts' scores of a case, in their order.
    pub(crate) fn scored(&self, case: u32, sheets: [&str; 5]) {
        for (expert, items) in EXPERTS.iter().zip(sheets) {
            self.does("2024-04-18", &format!("review score {case} --expert {expert} --item {items}"));
        }
    }

    pub(crate) fn sheet(&self, name: &str, rows: &[&str]) {
        self.0.write(name, format!("案件编号,专家,{RUBRIC}\n{}\n", rows.join("\n")));
    }

    /// Asks on 22 April, after the review; the answer has to say all of this.
    #[track_caller]
    pub(crate) fn answers(&self, line: &str, sentences: &[&str]) {
        says(&self.does("2024-04-22", line), sentences);
    }
}

#[track_caller]
pub(crate) fn says(text: &str, sentences: &[&str]) {
    let joined = flat(&unbroken(text));
    for sentence in sentences {
        assert!(joined.contains(&flat(sentence)), "{sentence}\nis missing in:\n{text}");
    }
}

/// The text with the cells of its tables in one piece again: long ones are broken over lines.
fn unbroken(text: &str) -> String {
    let mut columns: Vec<(usize, usize)> = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in text.lines() {
        let mut cells: Vec<char> = Vec::new();
        for letter in line.chars() {
            cells.push(letter);
            // A Chinese character is two cells wide.
            cells.extend((letter > '\u{2e80}').then_some('\u{0}'));
        }
        if line.starts_with("--") && line.chars().all(|letter| letter == '-' || letter == ' ') {
            columns = runs(&cells);
            continue;
        }
        let cut = |&(from, to): &(usize, usize)| {
            let cell = cells.iter().take(to).skip(from).filter(|letter| **letter != '\u{0}');
            cell.collect::<String>().trim().to_owned()
        };
        let row: Vec<_> = match columns.is_empty() {
            true => vec![line.to_owned()],
            false => columns.iter().map(cut).collect(),
        };
        match rows.last_mut() {
            Some(above) if row[0].is_empty() && above.len() == row.len() => {
                above.iter_mut().zip(row).for_each(|(above, more)| above.push_str(&more));
            }
            _ => rows.push(row),
        }
    }
    rows.iter().map(|row| row.join(" ") + "\n").collect()
}

/// Where the columns begin and end, by the runs of dashes under their headers.
fn runs(cells: &[char]) -> Vec<(usize, usize)> {
    let begins = |at: &usize| cells[*at] == '-' && (*at == 0 || cells[at - 1] == ' ');
    let starts: Vec<_> = (0..cells.len()).filter(begins).collect();
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    starts.iter().copied().zip(ends).collect()
}

pub(crate) fn flat(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// Scores that leave no chance.
pub(crate) const LOW: [&str; 5] = ["20,15,20,15,8"; 5];
