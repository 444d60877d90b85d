//! What is wrong with a command line, in Chinese. clap's own sentences are English.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use super::help;

/// The whole message: what is wrong, how the command is written, where to read more. `command` is the tree that
/// refused, `args` what was typed, the program's name first.
///
/// A request for help or for the version isn't an error and belongs on the standard output: not for here.
pub(crate) fn sentence(error: &clap::Error, command: &Command, args: &[OsString]) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return error.render().to_string();
    }
    let (addressed, path) = addressed(command, args);
    let wrong = wrong(error, addressed);
    let usage = help::usage(addressed, &path);
    format!("错误：{wrong}\n用法：{usage}\n详细说明：{path} --help\n")
}

fn wrong(error: &clap::Error, command: &Command) -> String {
    let one = |kind| text(error, kind);
    let arg = one(ContextKind::InvalidArg);
    let value = one(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument if !arg.starts_with('-') => format!("多写了“{arg}”，这里不需要"),
        ErrorKind::UnknownArgument => {
            format!("没有“{arg}”这个选项{}", guess(error, ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidSubcommand => {
            let guess = guess(error, ContextKind::SuggestedSubcommand);
            let guess =
                if guess.is_empty() { format!("；可用的命令：{}", commands(command)) } else { guess };
            format!("没有“{}”这个命令{guess}", one(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => {
            format!("“{}”后面还要写一个命令：{}", one(ContextKind::InvalidSubcommand), commands(command))
        }
        ErrorKind::MissingRequiredArgument => format!("还缺 {arg}"),
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("{arg} 要写明内容{}", choices(error))
        }
        ErrorKind::InvalidValue => {
            let guess = guess(error, ContextKind::SuggestedValue);
            format!("{arg} 不能写“{value}”{}{guess}", choices(error))
        }
        ErrorKind::ValueValidation => {
            let reason = error.source().map(|source| reason(&source.to_string())).unwrap_or_default();
            format!("{arg} 不能写“{value}”{reason}")
        }
        ErrorKind::NoEquals => format!("{arg} 的内容要用等号连接，中间不留空格"),
        ErrorKind::TooManyValues => format!("{arg} 的内容写多了：“{value}”"),
        ErrorKind::TooFewValues => {
            let (least, given) = (one(ContextKind::MinValues), one(ContextKind::ActualNumValues));
            format!("{arg} 至少要写 {least} 项，现在只有 {given} 项")
        }
        ErrorKind::WrongNumberOfValues => {
            let (wanted, given) = (one(ContextKind::ExpectedNumValues), one(ContextKind::ActualNumValues));
            format!("{arg} 要写 {wanted} 项，现在有 {given} 项")
        }
        ErrorKind::ArgumentConflict => {
            let arg = if arg.is_empty() { one(ContextKind::InvalidSubcommand) } else { arg };
            let others = one(ContextKind::PriorArg);
            match others.as_str() {
                same if same == arg => format!("{arg} 只能写一次"),
                "" => format!("{arg} 不能与前面写的其他选项同时使用"),
                others => format!("{arg} 不能与 {others} 同时使用"),
            }
        }
        ErrorKind::InvalidUtf8 => "命令里有无法识别的字符，不是 UTF-8 编码".to_owned(),
        _ => "命令写得不对".to_owned(),
    }
}

/// A piece of what clap knows about the error.
fn text(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn guess(error: &clap::Error, kind: ContextKind) -> String {
    let guess = text(error, kind);
    if guess.is_empty() {
        guess
    } else {
        format!("；是不是要写“{}”？", guess.replace('、', "”或“"))
    }
}

fn choices(error: &clap::Error) -> String {
    let choices = text(error, ContextKind::ValidValue);
    if choices.is_empty() { choices } else { format!("；可选：{choices}") }
}

fn commands(command: &Command) -> String {
    let shown = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    shown.map(Command::get_name).collect::<Vec<_>>().join("、")
}

/// A sentence of our own parsers is passed on; clap's and Rust's own are English and say little but a range.
fn reason(inner: &str) -> String {
    if !inner.is_ascii() {
        return format!("：{inner}");
    }
    match inner.split_once(" is not in ").map(|(_, range)| range) {
        Some(range) => match range.split_once("..") {
            Some((from, "")) => format!("：应不小于 {from}"),
            Some(("", to)) => format!("：应不大于 {}", to.trim_start_matches('=')),
            Some((from, to)) if to.starts_with('=') => format!("：应在 {from} 到 {} 之间", &to[1..]),
            _ => format!("：应在 {range} 之内"),
        },
        None => "：写法不对".to_owned(),
    }
}

/// The command that was meant and its words. clap doesn't say it for an error in a value.
fn addressed<'c>(command: &'c Command, args: &[OsString]) -> (&'c Command, String) {
    let (mut command, mut path) = (command, command.get_name().to_owned());
    let mut words = args.iter().skip(1).map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        if let Some(sub) = command.find_subcommand(word.as_ref()) {
            command = sub;
            path = format!("{path} {}", sub.get_name());
        } else if word == "--" || !word.starts_with('-') {
            break;
        } else if command.get_arguments().any(|arg| takes_next(arg, &word)) {
            words.next();
        }
    }
    (command, path)
}

/// Whether the word is this option, with its value in the word after it.
fn takes_next(arg: &Arg, word: &str) -> bool {
    let long = arg.get_long().is_some_and(|long| word.strip_prefix("--") == Some(long));
    let short = arg
        .get_short()
        .is_some_and(|short| word.strip_prefix('-').is_some_and(|word| word.chars().eq([short])));
    (long || short) && arg.get_action().takes_values()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{english, tree};
    use super::*;

    fn refused(line: &str) -> (ErrorKind, String) {
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let mut tree = tree(80);
        let error = tree.try_get_matches_from_mut(&args).expect_err("refused");
        let sentence = sentence(&error, &tree, &args);
        let foreign = english(&sentence, &tree).into_iter().filter(|word| !line.contains(word));
        assert_eq!(foreign.collect::<Vec<_>>(), Vec::<String>::new(), "{sentence}");
        (error.kind(), sentence)
    }

    #[test]
    fn every_kind_of_error_is_a_chinese_sentence() {
        use ErrorKind as Kind;
        let pass = "studiogrant screen pass";
        let resolve = "studiogrant disburse resolve";
        for (line, kind, says) in [
            (
                format!("{pass} 12 --opinio x"),
                Kind::UnknownArgument,
                "没有“--opinio”这个选项；是不是要写“--opinion”？",
            ),
            (format!("{pass} 12 13 --opinion x"), Kind::UnknownArgument, "多写了“13”，这里不需要"),
            (
                "studiogrant scren".into(),
                Kind::InvalidSubcommand,
                "没有“scren”这个命令；是不是要写“screen”？",
            ),
            (
                "studiogrant 0".into(),
                Kind::InvalidSubcommand,
                "没有“0”这个命令；可用的命令：screen、disburse",
            ),
            (format!("{pass} 12"), Kind::MissingRequiredArgument, "还缺 --opinion <意见>"),
            (format!("{pass} 12 --opinion"), Kind::InvalidValue, "--opinion <意见> 要写明内容"),
            (
                format!("{pass} 12 --similar 有"),
                Kind::InvalidValue,
                "--similar <是否> 不能写“有”；可选：是、否",
            ),
            ("studiogrant --color alway screen list".into(), Kind::InvalidValue, "；是不是要写“always”？"),
            (format!("{pass} x"), Kind::ValueValidation, "<案件> 不能写“x”：写法不对"),
            (format!("{resolve} 12 --upheld"), Kind::ValueValidation, "<编号> 不能写“12”：应在 1 到 9 之间"),
            (
                format!("{resolve} 1 --upheld --on 3月"),
                Kind::ValueValidation,
                "不能写“3月”：应写成 2026-03-01",
            ),
            (
                format!("{resolve} 1 --upheld --dismissed"),
                Kind::ArgumentConflict,
                "--upheld 不能与 --dismissed 同时使用",
            ),
            (format!("{resolve} 1 --upheld --upheld"), Kind::ArgumentConflict, "--upheld 只能写一次"),
            (format!("{resolve} 1"), Kind::MissingRequiredArgument, "还缺 <--upheld|--dismissed>"),
            (format!("{resolve} 1 --upheld --rate 5"), Kind::NoEquals, "要用等号连接"),
            (format!("{resolve} 1 --upheld --amount 5"), Kind::TooFewValues, "至少要写 2 项，现在只有 1 项"),
            (format!("{pass} 12 --opinion x --note a"), Kind::WrongNumberOfValues, "要写 2 项，现在有 1 项"),
            (format!("{pass} 12 --opinion x --quiet=是"), Kind::TooManyValues, "--quiet 的内容写多了：“是”"),
        ] {
            let (found, sentence) = refused(&line);
            assert_eq!(found, kind, "{line}: {sentence}");
            assert!(sentence.starts_with("错误：") && sentence.contains(says), "{line}: {sentence}");
        }
    }

    #[test]
    fn the_usage_is_that_of_the_command_meant() {
        for line in [
            "studiogrant --file list screen pass x",
            "studiogrant -q screen --color=auto pass --opinion 好 x",
        ] {
            let (_, sentence) = refused(line);
            assert!(
                sentence.contains("\n用法：studiogrant screen pass <案件> --opinion <意见> [选项]\n"),
                "{sentence}"
            );
            assert!(sentence.ends_with("\n详细说明：studiogrant screen pass --help\n"), "{sentence}");
        }
    }

    #[test]
    fn a_command_that_stops_short_gets_its_commands() {
        let (_, page) = refused("studiogrant screen");
        assert!(page.contains("命令：\n  pass  初审通过\n  list  各街镇"), "{page}");
        let bare = tree(80).arg_required_else_help(false);
        let error = bare.clone().try_get_matches_from(["studiogrant"]).expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::MissingSubcommand);
        let sentence = sentence(&error, &bare, &["studiogrant".into()]);
        assert!(sentence.contains("“studiogrant”后面还要写一个命令：screen、disburse"), "{sentence}");
    }

    #[test]
    fn what_clap_leaves_unsaid_is_still_a_sentence() {
        let tree = tree(80);
        let error = clap::Error::new(ErrorKind::InvalidUtf8);
        assert!(sentence(&error, &tree, &[]).starts_with("错误：命令里有无法识别的字符"));
        let error = clap::Error::new(ErrorKind::Format);
        assert!(
            sentence(&error, &tree, &[]).starts_with("错误：命令写得不对\n用法：studiogrant <命令> [选项]\n")
        );
    }
}
