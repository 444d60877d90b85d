//! Questions on the terminal: a line of text, one of a list, some of a list. They are asked on the terminal itself or
//! on the standard error, so that the standard output holds the result alone.

use std::io;

use dialoguer::{MultiSelect, Select};
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{Behavior, Config, Editor};

use super::terminal::{Chinese, Unanswered};

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

    /// Some of these, by their places, beginning with those that are marked; `None` after Esc.
    ///
    /// # Errors
    /// [`Unanswered`]
    pub(super) fn some(
        &self,
        question: &str,
        from: &[(&str, bool)],
    ) -> Result<Option<Vec<usize>>, Unanswered> {
        let list = MultiSelect::with_theme(&Chinese).with_prompt(question).items_checked(from.to_vec());
        Ok(list.report(true).interact_opt()?)
    }
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
