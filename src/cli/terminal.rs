//! What the terminal is and can do: its width, its colours, and whether somebody sits in front of it.

use std::env;
use std::fmt;
use std::io::{self, IsTerminal};

use dialoguer::Confirm;
use dialoguer::console::Term;
use dialoguer::theme::Theme;

/// 列宽: the width of text where no terminal says otherwise.
const PIPE_WIDTH: usize = 120;

/// 颜色: when to write in colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Colour {
    /// 终端上用颜色，写入文件或管道时不用
    #[default]
    Auto,
    /// 总是
    Always,
    /// 从不
    Never,
}

impl Colour {
    /// Whether to write in colours on this stream.
    pub(crate) fn on(self, stream: &Term) -> bool {
        // A console of old Windows has to be told to understand colours; asking for the features does that.
        self.decide(stream.features().colors_supported(), |name| env::var(name).ok())
    }

    /// `NO_COLOR` counts when it isn't empty (no-color.org).
    fn decide(self, supported: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let refused = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
                let dumb = variable("TERM").is_some_and(|value| value == "dumb");
                supported && !refused && !dumb
            }
        }
    }
}

/// The width of the terminal in cells, or of a page where there is none.
pub(crate) fn width(stream: &Term) -> usize {
    stream.size_checked().map_or(PIPE_WIDTH, |(_, columns)| usize::from(columns).max(40))
}

/// A question that got no answer. The text is a sentence for the clerk.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unanswered {
    /// Nobody is there to answer.
    #[error("“{0}”需要确认，但现在没有可以回答的终端；确认无误的话，请加上 --yes 再执行一次")]
    NoTerminal(String),
    /// Ctrl-C, or the end of the input.
    #[error("已中断，什么也没有记录")]
    Left,
    /// The terminal broke off.
    #[error("没有读到回答，什么也没有做；请再执行一次，或加上 --yes")]
    Broken(#[source] io::Error),
}

/// Asks yes or no; Enter means no. `yes` answers beforehand, and without a terminal nothing waits.
///
/// # Errors
/// [`Unanswered`] where there is no terminal, or where it broke off.
pub(crate) fn confirm(question: &str, yes: bool) -> Result<bool, Unanswered> {
    ask(question, yes, is_attended())
}

fn ask(question: &str, yes: bool, attended: bool) -> Result<bool, Unanswered> {
    if yes {
        return Ok(true);
    }
    if !attended {
        return Err(Unanswered::NoTerminal(question.to_owned()));
    }
    let asked = Confirm::with_theme(&Chinese).with_prompt(question).default(false).wait_for_newline(true);
    asked.interact().map_err(Unanswered::from)
}

/// Whether somebody can be asked.
fn is_attended() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether somebody can fill in a form: a line is edited and a list drawn by moving the cursor.
pub(crate) fn takes_forms() -> bool {
    is_attended() && env::var_os("TERM").is_none_or(|name| name != "dumb")
}

impl From<dialoguer::Error> for Unanswered {
    /// A list hides the cursor, and leaves it hidden when it is broken off.
    fn from(dialoguer::Error::IO(error): dialoguer::Error) -> Self {
        let _ = Term::stderr().show_cursor();
        match error.kind() {
            io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => Self::Left,
            _ => Self::Broken(error),
        }
    }
}

/// How a question is worded.
pub(super) struct Chinese;

impl Theme for Chinese {
    fn format_confirm_prompt(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        answer: Option<bool>,
    ) -> fmt::Result {
        write!(f, "{prompt}（y 是，n 否，回车确定）{}", if answer == Some(true) { "是" } else { "否" })
    }

    fn format_confirm_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        answer: Option<bool>,
    ) -> fmt::Result {
        write!(f, "{prompt}{}", if answer == Some(true) { "是" } else { "否" })
    }

    fn format_select_prompt(&self, f: &mut dyn fmt::Write, prompt: &str) -> fmt::Result {
        write!(f, "{prompt}（↑↓ 移动，回车选定，Esc 返回）")
    }

    fn format_select_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        chosen: &str,
    ) -> fmt::Result {
        write!(f, "{prompt}：{chosen}")
    }

    fn format_multi_select_prompt(&self, f: &mut dyn fmt::Write, prompt: &str) -> fmt::Result {
        write!(f, "{prompt}（↑↓ 移动，空格勾选，回车完成，Esc 返回）")
    }

    fn format_multi_select_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        chosen: &[&str],
    ) -> fmt::Result {
        write!(f, "{prompt}：{}", chosen.join("、"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_the_flag_then_the_surroundings() {
        let none = |_: &str| None;
        let no_colour = |name: &str| (name == "NO_COLOR").then(|| "1".to_owned());
        let empty = |name: &str| (name == "NO_COLOR").then(String::new);
        let dumb = |name: &str| (name == "TERM").then(|| "dumb".to_owned());
        assert!(Colour::Auto.decide(true, none));
        assert!(!Colour::Auto.decide(false, none));
        assert!(!Colour::Auto.decide(true, no_colour));
        assert!(Colour::Auto.decide(true, empty));
        assert!(!Colour::Auto.decide(true, dumb));
        assert!(Colour::Always.decide(false, no_colour));
        assert!(!Colour::Never.decide(true, none));
    }

    #[test]
    fn a_question_never_waits_without_a_terminal() {
        let error = ask("确定要驳回吗？", false, false).expect_err("nobody there");
        assert!(error.to_string().contains("“确定要驳回吗？”") && error.to_string().contains("--yes"));
        assert!(ask("确定要驳回吗？", true, false).expect("answered beforehand"));
    }

    #[test]
    fn the_question_is_chinese_and_leans_to_no() {
        let mut shown = String::new();
        Chinese.format_confirm_prompt(&mut shown, "确定要驳回吗？", Some(false)).expect("written");
        assert_eq!(shown, "确定要驳回吗？（y 是，n 否，回车确定）否");
    }
}
