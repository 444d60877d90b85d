//! `apply new` on a terminal: an application asked section by section, looked over, recorded.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::ask::{Asker, Step};
use super::outcome::{self, sentence};
use super::screen::Screen;
use super::session::{Globals, Session};
use super::terminal;
use crate::casework::apply::{self, Draft, Proof};
use crate::casework::{Desk, Report};
use crate::measure::{Finding, Weight};
use crate::model::form::Application;
use crate::model::{FieldMisfit, Record};
use crate::papers;

/// 部分: the sections of the form, each with its columns, in the order they are asked.
const SECTIONS: [(&str, &[&str]); 12] = [
    ("单位", &["unit_name", "uscc", "unit_kind", "town", "g60", "contact_name", "contact_phone"]),
    ("银行账户", &["account_name", "bank_name", "bank_code", "bank_account"]),
    ("首席技师", &["technician_name", "id_kind", "id_number"]),
    ("职业与岗位", &["occupation", "post_kind", "post_achievement"]),
    ("技能水平", &["skill_basis", "skill_grade", "certificate_no", "certified_on", "recognition"]),
    (
        "聘任与单位公示",
        &[
            "appointed_from",
            "appointed_to",
            "internal_notice_from",
            "internal_notice_to",
            "internal_notice_result",
            "selection_rules",
        ],
    ),
    ("待遇", &["monthly_allowance_fen", "other_incentives"]),
    ("工作室", &["studio_name", "established_on", "team_size", "support"]),
    ("业绩与效益", &["awards", "outputs", "education_funds", "competitions"]),
    ("资金", &["matching_commitment_fen", "comparable_award", "comparable_amount_fen"]),
    ("任务", &["task_research", "task_promotion", "task_training", "task_unit"]),
    ("申报", &["applied_on"]),
];

const INTRODUCTION: &str = "逐项录入一份申报，最后核对，确认后才记录。\n\
    每项回车确定，可不填的直接回车；输入 < 回到上一项，> 直接去核对，这一项不变；Ctrl-C 放弃。";

/// What a person does after looking the form over.
enum Choice {
    Record(Box<Application>),
    Correct(usize),
    Keep,
    Leave,
}

/// 没有记录: the person left the form.
#[derive(Debug, thiserror::Error)]
pub(super) enum Left {
    #[error("已离开，什么也没有记录")]
    Dropped,
    #[error("已离开，什么也没有记录。草稿存在 {draft}（含个人信息，用完请删除）；接着录入：{again}")]
    Kept { draft: String, again: String },
}

/// Asks for an application, or goes on with the draft in a file, and records it.
///
/// # Errors
/// The person leaves, the terminal breaks off, or there is no round to apply in.
pub(super) fn fill_in(session: &mut Session, kept: Option<&Path>) -> Result<Report> {
    let screen = Screen::stderr(session.globals.color, false);
    let draft = Draft::new(session.desk()?)?;
    let mut guide = Guide { draft, asker: Asker::new()?, screen, told: Vec::new() };
    match kept {
        Some(path) => guide.draft.resume(path)?,
        None => {
            guide.screen.text(INTRODUCTION)?;
            for field in 0..Application::FIELDS.len() {
                guide.tell_of(session.desk()?, field)?;
            }
            guide.walk(session.desk()?, 0..SECTIONS.len())?;
        }
    }
    loop {
        match guide.review(session.desk()?)? {
            None => {}
            Some(Choice::Correct(section)) => guide.walk(session.desk()?, section..section + 1)?,
            Some(Choice::Leave) => return Err(Left::Dropped.into()),
            Some(Choice::Keep) => {
                if let Some(path) = guide.keep(kept)? {
                    let again = again(&session.globals, &path);
                    return Err(Left::Kept { draft: path.display().to_string(), again }.into());
                }
            }
            Some(Choice::Record(form)) => {
                if let Some(report) = guide.record(session, *form)? {
                    return Ok(match kept {
                        Some(draft) => {
                            report.next(format!("草稿 {} 里有个人信息，已经用完，请删除", draft.display()))
                        }
                        None => report,
                    });
                }
            }
        }
    }
}

/// The command that goes on with a draft, in the same case file, on the same day.
fn again(globals: &Globals, draft: &Path) -> String {
    let mut command = format!("studiogrant apply new --draft {}", quoted(&draft.to_string_lossy()));
    if globals.file != Path::new("studiogrant.db") {
        command += &format!(" --file {}", quoted(&globals.file.to_string_lossy()));
    }
    if let Some(by) = globals.by.as_ref().filter(|by| std::env::var("STUDIOGRANT_BY").as_ref() != Ok(*by)) {
        command += &format!(" --by {}", quoted(by));
    }
    command + &globals.on.map(|on| format!(" --on {on}")).unwrap_or_default()
}

/// A word as every shell takes it for one.
fn quoted(word: &str) -> String {
    let is_plain = |sign: char| sign.is_alphanumeric() || "-_./\\:".contains(sign);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("\"{word}\"") }
}

/// One form in the making, and the terminal it is made on.
struct Guide {
    draft: Draft,
    asker: Asker,
    screen: Screen,
    /// What was last said of the answers.
    told: Vec<Finding>,
}

impl Guide {
    /// Asks the questions of these sections in turn, to the end or until the person goes to look the form over.
    fn walk(&mut self, desk: &Desk, sections: std::ops::Range<usize>) -> Result<()> {
        let questions: Vec<(usize, usize)> = sections
            .flat_map(|section| fields(section).into_iter().map(move |field| (section, field)))
            .collect();
        let (mut at, mut headed) = (0, None);
        while let Some(&(section, field)) = questions.get(at) {
            if !self.draft.applies(field) {
                at += 1;
                continue;
            }
            if headed.replace(section) != Some(section) {
                self.screen.text(&format!(
                    "\n【{}／{} {}】",
                    section + 1,
                    SECTIONS.len(),
                    SECTIONS[section].0
                ))?;
            }
            match self.ask(field)? {
                Step::Answered(_) => {
                    self.tell_of(desk, field)?;
                    at += 1;
                }
                Step::Proof => return Ok(()),
                Step::Back => {
                    let before = questions[..at].iter().rposition(|&(_, field)| self.draft.applies(field));
                    match before {
                        Some(before) => at = before,
                        None => self.screen.text("  这是第一项。")?,
                    }
                }
            }
        }
        Ok(())
    }

    /// Asks for one field until the answer will do.
    fn ask(&mut self, field: usize) -> Result<Step> {
        let mut text = self.draft.text(field).to_owned();
        let need = self.draft.need(field);
        loop {
            let step = self.asker.field(&mut self.screen, &Application::FIELDS[field], &text, need)?;
            let Step::Answered(given) = &step else { return Ok(step) };
            match self.draft.answer(field, given) {
                Ok(()) => return Ok(step),
                Err(misfit) if given.is_empty() => self.screen.failure(&misfit.0)?,
                Err(misfit) => self.screen.failure(&format!("“{given}”：{}", misfit.0))?,
            }
            text.clone_from(given);
        }
    }

    /// Says what the measure has to say of an answer, unless that was said and still stands.
    fn tell_of(&mut self, desk: &Desk, field: usize) -> Result<()> {
        let findings = self.draft.told(desk, field)?;
        for finding in findings.iter().filter(|finding| !self.told.contains(finding)) {
            self.screen.refusal(&outcome::shown(finding))?;
        }
        self.told.retain(|finding| !apply::reads(finding.code, field));
        self.told.extend(findings);
        Ok(())
    }

    /// Shows the whole form and what there is to say of it, and asks what to do; `None` to look again.
    fn review(&mut self, desk: &Desk) -> Result<Option<Choice>> {
        self.screen.text("\n【核对】")?;
        for section in 0..SECTIONS.len() {
            self.show(section)?;
        }
        self.screen.text("")?;
        match self.draft.proof(desk) {
            Ok(proof) => {
                self.tell(&proof)?;
                self.choose(&proof)
            }
            Err(error) => {
                self.screen.failure(&sentence(&error))?;
                self.choose(&Proof::default())
            }
        }
    }

    fn show(&mut self, section: usize) -> Result<()> {
        self.screen.text(SECTIONS[section].0)?;
        let mut blank = Vec::new();
        for field in fields(section).into_iter().filter(|field| self.draft.applies(*field)) {
            let header = Application::FIELDS[field].header;
            match self.draft.text(field) {
                "" => blank.push(header),
                text => self.screen.text(&format!("  {header}：{}", text.replace('\n', "\n    ")))?,
            }
        }
        if !blank.is_empty() {
            self.screen.text(&format!("  未填：{}", blank.join("、")))?;
        }
        Ok(())
    }

    fn tell(&mut self, proof: &Proof) -> Result<()> {
        let said =
            |found: &FieldMisfit| format!("{}：{}", Application::FIELDS[found.field].header, found.misfit.0);
        for found in &proof.wrong {
            self.screen.failure(&said(found))?;
        }
        for found in &proof.doubtful {
            self.screen.text(&format!("提醒：{}", said(found)))?;
        }
        for finding in &proof.findings {
            self.screen.refusal(&outcome::shown(finding))?;
        }
        Ok(())
    }

    fn choose(&mut self, proof: &Proof) -> Result<Option<Choice>> {
        let mut choices = Vec::new();
        match &proof.sound {
            Some(form) => choices.push((Choice::Record(Box::new(form.clone())), "记录".to_owned())),
            None => self.screen.text("上面的错误更正以后才能记录。")?,
        }
        for (section, (name, _)) in SECTIONS.iter().enumerate() {
            let note = match wrong_in(section, proof) {
                0 => String::new(),
                count => format!("（{count} 处要改）"),
            };
            choices.push((Choice::Correct(section), format!("更正 {name}{note}")));
        }
        choices.push((Choice::Keep, "存为草稿后离开".to_owned()));
        choices.push((Choice::Leave, "不记录，离开".to_owned()));
        let words: Vec<_> = choices.iter().map(|(_, word)| word.as_str()).collect();
        let first_wrong =
            (0..SECTIONS.len()).find(|section| wrong_in(*section, proof) > 0).unwrap_or_default();
        let place = self.asker.one("怎样办", &words, first_wrong)?;
        Ok(place.map(|place| choices.swap_remove(place).0))
    }

    /// Records the form once that is confirmed; `None` where it came to nothing.
    fn record(&mut self, session: &mut Session, form: Application) -> Result<Option<Report>> {
        if !terminal::confirm("记录这份申报吗？", session.globals.yes)? {
            return Ok(None);
        }
        match session.desk_now().and_then(|desk| apply::new(desk, form)) {
            Ok(report) => Ok(Some(report)),
            // What was typed must not be lost with a locked case file.
            Err(error) => {
                self.screen.failure(&sentence(&error))?;
                Ok(None)
            }
        }
    }

    /// Writes the draft into a file; `None` where that came to nothing.
    fn keep(&mut self, kept: Option<&Path>) -> Result<Option<PathBuf>> {
        let before = kept.map_or("申报草稿.json".into(), Path::to_string_lossy);
        let name = self.asker.line("草稿的文件名", &before)?;
        let path = Path::new(name.trim());
        let replace =
            path.exists() && terminal::confirm(&format!("{} 已经存在，要覆盖吗？", path.display()), false)?;
        let json = self.draft.json();
        match papers::write(path, replace, |out| out.write_all(json.as_bytes())) {
            Ok(()) => Ok(Some(path.to_owned())),
            Err(error) => {
                self.screen.failure(&error.to_string())?;
                Ok(None)
            }
        }
    }
}

/// How much of the section must be put right before the form can be recorded. A finding is about one field, though the
/// rule reads others beside it.
fn wrong_in(section: usize, proof: &Proof) -> usize {
    let fields = fields(section);
    let refused = proof.findings.iter().filter(|finding| finding.weight == Weight::NotMet);
    let about = refused.filter_map(|finding| apply::about(finding.code));
    proof.wrong.iter().map(|found| found.field).chain(about).filter(|field| fields.contains(field)).count()
}

/// The fields of a section.
fn fields(section: usize) -> Vec<usize> {
    let columns = SECTIONS[section].1.iter();
    let place = |column: &&str| Application::FIELDS.iter().position(|field| field.column == *column);
    columns.filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_blank_is_one_word() {
        for (word, expected) in [
            ("申报草稿.json", "申报草稿.json"),
            ("草 稿.json", "\"草 稿.json\""),
            ("d/a-1_b.json", "d/a-1_b.json"),
        ] {
            assert_eq!(quoted(word), expected);
        }
    }

    #[test]
    fn a_finding_is_to_be_put_right_in_one_section() {
        for (code, section) in [("A6-1-3b", "聘任与单位公示"), ("A6-1-2a", "工作室"), ("A6-2-1b", "申报")]
        {
            let found = Finding {
                code,
                clause: "",
                weight: Weight::NotMet,
                found: String::new(),
                cure: String::new(),
            };
            let proof = Proof { findings: vec![found], ..Proof::default() };
            let wrong = (0..SECTIONS.len()).filter(|section| wrong_in(*section, &proof) > 0);
            assert_eq!(wrong.map(|at| SECTIONS[at].0).collect::<Vec<_>>(), [section], "{code}");
        }
    }

    #[test]
    fn each_field_is_asked_once_in_the_order_of_the_form() {
        let asked: Vec<_> = (0..SECTIONS.len()).flat_map(fields).collect();
        assert_eq!(asked, (0..Application::FIELDS.len()).collect::<Vec<_>>());
        let columns: usize = SECTIONS.iter().map(|(_, columns)| columns.len()).sum();
        assert_eq!(columns, asked.len());
    }
}
