//! Questions on the terminal: a line of text, one of a list, some of a list. They are asked on the terminal itself or
//! on the standard error, so that the standard output holds the result alone.

use std::io;

use anyhow::Result;
use dialoguer::{MultiSelect, Select};
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{Behavior, Config, Editor};

use super::screen::Screen;
use super::terminal::{Chinese, Unanswered};
use crate::casework::apply::Need;
use crate::model::form::{Support, Supports};
use crate::model::town::Town;
use crate::model::{Field, Value};

/// The first of a list that may be left.
const NONE: &str = "（不填）";

/// What a person does at a question.
pub(super) enum Step {
    /// Gives an answer, tidied.
    Answered(String),
    /// Goes back to the question before.
    Back,
    /// Goes to look over what there is.
    Proof,
}

/// 提问: asks questions one after the other.
pub(super) struct Asker {
    editor: Editor<(), MemHistory>,
}

impl Asker {
    /// Takes the terminal over until the program ends.
    ///
    /// # Errors
    /// [`Unanswered::Broken`] where the terminal can't be opened.
    pub(super) fn new() -> Result<Self, Unanswered> {
        // A list turns Ctrl-C into the signal, which would end the program with the cursor still hidden. Once somebody
        // takes the signal, the list breaks off with an error instead.
        ctrlc::set_handler(|| {}).map_err(|error| Unanswered::Broken(io::Error::other(error)))?;
        // What was typed is not kept for the arrow keys: it may be personal data of another question.
        let config = Config::builder().behavior(Behavior::PreferTerm).max_history_size(0)?.build();
        let history = MemHistory::with_config(&config);
        Ok(Self { editor: Editor::with_history(config, history)? })
    }

    /// Asks for a field once, from its description: a list where it has one, a line elsewhere.
    ///
    /// # Errors
    /// [`Unanswered`], or the screen can't be written to.
    pub(super) fn field(
        &mut self,
        screen: &mut Screen,
        field: &Field,
        text: &str,
        need: Need,
    ) -> Result<Step> {
        let answer = match choices(field) {
            _ if field.column == "support" => self.some_of(field.header, text)?,
            [] => {
                if field.expects != <String as Value>::EXPECTS {
                    screen.text(&format!("  应填：{}", field.expects))?;
                }
                return Ok(self.text(field, text, need)?);
            }
            choices => self.one_of(field.header, choices, text, need)?,
        };
        Ok(answer.map_or(Step::Back, Step::Answered))
    }

    fn some_of(&self, header: &str, text: &str) -> Result<Option<String>, Unanswered> {
        let given = Supports::parse(text).unwrap_or_default();
        let marked: Vec<_> = Support::ALL.iter().map(|kind| (kind.term(), given.has(*kind))).collect();
        let list = MultiSelect::with_theme(&Chinese).with_prompt(header).items_checked(marked.clone());
        let chosen = list.report(true).interact_opt()?;
        let words = |places: Vec<usize>| places.into_iter().map(|place| marked[place].0).collect::<Vec<_>>();
        Ok(chosen.map(|places| words(places).join("、")))
    }

    fn one_of(
        &self,
        header: &str,
        choices: &[&str],
        text: &str,
        need: Need,
    ) -> Result<Option<String>, Unanswered> {
        // A draft that somebody wrote may hold another word for one of these.
        let other = (!text.is_empty() && !choices.contains(&text)).then_some(text);
        let none = (need != Need::Required).then_some(NONE);
        let list: Vec<_> = none.into_iter().chain(choices.iter().copied()).chain(other).collect();
        let at = list.iter().position(|word| *word == text).unwrap_or_default();
        let chosen = self.one(header, &list, at)?.map(|place| list[place]);
        Ok(chosen.map(|word| if word == NONE { "" } else { word }.to_owned()))
    }

    fn text(&mut self, field: &Field, text: &str, need: Need) -> Result<Step, Unanswered> {
        let note = if need == Need::Free { "（可不填）" } else { "" };
        let line = self.line(&format!("{}{note}", field.header), text)?;
        Ok(step(&field.tidy(&line)))
    }

    /// One line, with a text to begin from.
    ///
    /// # Errors
    /// [`Unanswered`]
    pub(super) fn line(&mut self, question: &str, text: &str) -> Result<String, Unanswered> {
        Ok(self.editor.readline_with_initial(&format!("{question}："), (text, ""))?)
    }

    /// One of these, by its place; `None` after Esc.
    ///
    /// # Errors
    /// [`Unanswered`]
    pub(super) fn one(&self, question: &str, from: &[&str], at: usize) -> Result<Option<usize>, Unanswered> {
        let list = Select::with_theme(&Chinese).with_prompt(question).items(from).default(at).report(true);
        Ok(list.interact_opt()?)
    }
}

/// What a line says to do. It may begin with the answer that was there before; a sign at the end means the step there
/// too, unless it closes what was opened. A Chinese keyboard makes 《 of <.
fn step(line: &str) -> Step {
    let ends = |open: char, close: char| {
        line.ends_with(close) && line.matches(close).count() > line.matches(open).count()
    };
    if line.ends_with(['<', '《']) {
        Step::Back
    } else if ends('<', '>') || ends('《', '》') {
        Step::Proof
    } else {
        Step::Answered(line.to_owned())
    }
}

/// The words to choose from; a town is any text in a sheet.
fn choices(field: &Field) -> &'static [&'static str] {
    if field.column == "town" { Town::CHOICES } else { field.choices }
}

impl From<ReadlineError> for Unanswered {
    fn from(error: ReadlineError) -> Self {
        match error {
            ReadlineError::Interrupted | ReadlineError::Eof => Self::Left,
            ReadlineError::Io(error) => Self::Broken(error),
            other => Self::Broken(io::Error::other(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_behind_an_answer_is_no_part_of_it() {
        let told = |line: &str| match step(line) {
            Step::Answered(text) => text,
            Step::Back => "back".to_owned(),
            Step::Proof => "proof".to_owned(),
        };
        for (line, expected) in [
            ("<", "back"),
            ("《", "back"),
            (">", "proof"),
            ("》", "proof"),
            ("某单位<", "back"),
            ("某单位 >", "proof"),
            ("《选聘办法》<", "back"),
            ("《选聘办法》>", "proof"),
            ("《选聘办法》》", "proof"),
            ("《选聘办法》", "《选聘办法》"),
            ("<选聘办法>", "<选聘办法>"),
            ("合格率>99%", "合格率>99%"),
            ("合格率>99%，编写《操作法》", "合格率>99%，编写《操作法》"),
            ("", ""),
        ] {
            assert_eq!(told(line), expected, "{line}");
        }
    }
}
