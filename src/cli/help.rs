//! clap in Chinese: every command gets its own page of help. clap's own pages have English words in them and break
//! lines at spaces only, so the page is written here whole.

use clap::builder::{StyledStr, ValueRange};
use clap::{Arg, ArgAction, Command};
use dialoguer::console::Term;

use super::terminal;
use super::wrap::{beside, cells, joined, wrap};

const ARGUMENTS: &str = "参数";
const OPTIONS: &str = "选项";
const GLOBAL: &str = "通用选项";
const COMMANDS: &str = "命令";

/// The tree as it is parsed. Its pages of help, which take longer to write than most commands take to run, are only
/// in the [`chinese`] one.
pub(crate) fn plain(command: Command) -> Command {
    bare(flagged(command))
}

/// Gives the whole tree Chinese help and the flags that show it. The top command's name is the program's.
pub(crate) fn chinese(command: Command) -> Command {
    // A page wider than 100 cells is hard to read.
    dressed(command, terminal::width(&Term::stdout()).min(100))
}

pub(super) fn dressed(command: Command, width: usize) -> Command {
    let mut command = worded(bare(flagged(command)));
    command.build();
    let name = command.get_name().to_owned();
    paged(command, &name, width)
}

/// Adds the flags that ask for help and for the version.
fn flagged(command: Command) -> Command {
    let help =
        Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示本帮助").global(true);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本");
    let command = command.arg(help).disable_version_flag(true);
    if command.get_version().is_some() { command.arg(version.help_heading(GLOBAL)) } else { command }
}

/// Takes away what clap adds by itself.
fn bare(command: Command) -> Command {
    command.disable_help_flag(true).disable_help_subcommand(true).mut_subcommands(bare)
}

/// Puts what clap would say in English into the help texts, where shell completions and manual pages find it too.
fn worded(command: Command) -> Command {
    let about = command.get_about().map(|text| joined(&text.to_string()));
    let long_about = command.get_long_about().map(|text| joined(&text.to_string()));
    let mut command = command
        .subcommand_value_name(COMMANDS)
        .subcommand_help_heading(COMMANDS)
        .mut_args(worded_arg)
        .mut_subcommands(worded);
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long_about) = long_about {
        command = command.long_about(long_about);
    }
    command
}

fn worded_arg(arg: Arg) -> Arg {
    let heading = match arg.get_help_heading() {
        Some(heading) => heading.to_owned(),
        None if arg.is_positional() => ARGUMENTS.to_owned(),
        None if arg.is_global_set() => GLOBAL.to_owned(),
        None => OPTIONS.to_owned(),
    };
    let notes = notes(&arg);
    let with_notes = |text: &StyledStr| format!("{}{notes}", joined(&text.to_string())).trim().to_owned();
    let help = with_notes(&arg.get_help().cloned().unwrap_or_default());
    let long_help = arg.get_long_help().map(with_notes);
    let arg = arg.help(help).help_heading(heading);
    let arg = if arg.get_action().takes_values() {
        arg.hide_possible_values(true).hide_default_value(true).hide_env(true)
    } else {
        arg
    };
    if let Some(long_help) = long_help { arg.long_help(long_help) } else { arg }
}

/// What may be written, what counts when nothing is, and from where else it can come.
fn notes(arg: &Arg) -> String {
    let mut notes = String::new();
    if !arg.get_action().takes_values() {
        return notes;
    }
    let values = arg.get_possible_values();
    let values: Vec<&str> =
        values.iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name()).collect();
    if !values.is_empty() && !arg.is_hide_possible_values_set() {
        notes += &format!(" [可选：{}]", values.join("、"));
    }
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() && !arg.is_hide_default_value_set() {
        notes += &format!(" [默认：{}]", defaults.join("、"));
    }
    if let Some(variable) = arg.get_env()
        && !arg.is_hide_env_set()
    {
        notes += &format!(" [环境变量：{}]", variable.to_string_lossy());
    }
    notes
}

fn paged(command: Command, path: &str, width: usize) -> Command {
    let (usage, page) = (usage(&command, path), page(&command, path, width));
    command.override_usage(usage).override_help(page).mut_subcommands(|sub| {
        let path = format!("{path} {}", sub.get_name());
        paged(sub, &path, width)
    })
}

/// How the command is written, on one line: what must be there in full, the rest as 选项.
pub(super) fn usage(command: &Command, path: &str) -> String {
    let mut parts = vec![path.to_owned()];
    let groups: Vec<_> = command.get_groups().filter(|group| group.is_required_set()).collect();
    let in_group = |arg: &Arg| groups.iter().any(|group| group.get_args().any(|id| id == arg.get_id()));
    let shown = |arg: &&Arg| !arg.is_hide_set() && !in_group(arg);
    parts.extend(command.get_positionals().filter(shown).map(ToString::to_string));
    let options = command.get_arguments().filter(|arg| !arg.is_positional() && arg.is_required_set());
    parts.extend(options.filter(shown).map(ToString::to_string));
    for group in &groups {
        let members = command.get_arguments().filter(|arg| group.get_args().any(|id| id == arg.get_id()));
        let members: Vec<String> = members.map(ToString::to_string).collect();
        parts.push(format!("({})", members.join("|")));
    }
    if command.has_subcommands() {
        parts.push(if command.is_subcommand_required_set() { "<命令>" } else { "[命令]" }.to_owned());
    }
    parts.push("[选项]".to_owned());
    parts.join(" ")
}

fn page(command: &Command, path: &str, width: usize) -> StyledStr {
    let mut blocks = Vec::new();
    let about = command.get_long_about().or_else(|| command.get_about());
    blocks.extend(about.map(|text| wrap(&text.to_string(), width).join("\n")));
    let usage = usage(command, path);
    blocks.push(format!("{}{}", heading("用法"), wrap(&usage, width - 6).join("\n      ")));
    blocks.extend(section(COMMANDS, &commands(command), width));
    let mut headings: Vec<&str> = Vec::new();
    let arguments: Vec<&Arg> = command.get_arguments().filter(|arg| !arg.is_hide_set()).collect();
    for heading in
        [ARGUMENTS, OPTIONS].into_iter().chain(arguments.iter().filter_map(|arg| arg.get_help_heading()))
    {
        if heading != GLOBAL && !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    for heading in headings.into_iter().chain([GLOBAL]) {
        let of_heading = arguments.iter().filter(|arg| arg.get_help_heading() == Some(heading));
        let entries: Vec<_> = of_heading.map(|arg| entry(arg)).collect();
        blocks.extend(section(heading, &entries, width));
    }
    let after = command.get_after_long_help().or_else(|| command.get_after_help());
    blocks.extend(after.map(|text| wrap(&text.to_string(), width).join("\n")));
    StyledStr::from(blocks.join("\n\n"))
}

fn commands(command: &Command) -> Vec<(String, String)> {
    let shown = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    let entry = |sub: &Command| {
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        (format!("  {}", sub.get_name()), about)
    };
    shown.map(entry).collect()
}

/// The flags of an argument and its explanation.
fn entry(arg: &Arg) -> (String, String) {
    let term = match (arg.get_short(), arg.get_long()) {
        (Some(short), Some(_)) => format!("  -{short}, {arg}"),
        (None, Some(_)) => format!("      {arg}"),
        _ => format!("  {arg}"),
    };
    let many = arg.get_num_args().unwrap_or(ValueRange::SINGLE).max_values() > 1;
    let repeats = matches!(arg.get_action(), ArgAction::Append) && !arg.is_positional() && !many;
    let help = arg.get_long_help().or_else(|| arg.get_help()).map(ToString::to_string).unwrap_or_default();
    (term, if repeats { format!("{help} [可多次使用]") } else { help })
}

fn section(title: &str, entries: &[(String, String)], width: usize) -> Option<String> {
    let column = entries.iter().map(|(term, _)| cells(term) + 2).max()?.min(width / 2);
    let lines: Vec<String> = entries.iter().map(|(term, text)| beside(term, text, column, width)).collect();
    Some(format!("{}\n{}", heading(title), lines.join("\n")))
}

/// Bold; clap takes the codes out again where there are no colours.
fn heading(title: &str) -> String {
    format!("\u{1b}[1m{title}：\u{1b}[0m")
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;

    use super::super::sample::{english, tree};
    use super::*;

    fn help(args: &[&str], width: usize) -> String {
        let words = ["studiogrant"].iter().chain(args);
        let error = tree(width).try_get_matches_from(words).expect_err("a request for help");
        assert!(matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion), "{error}");
        error.render().to_string()
    }

    #[test]
    fn the_tree_stands() {
        tree(80).debug_assert();
    }

    #[test]
    fn no_page_has_english_words_or_overlong_lines() {
        let tree = tree(60);
        for path in [&[][..], &["screen"], &["screen", "pass"], &["screen", "list"], &["disburse", "resolve"]]
        {
            let pages = ["-h", "--help"].map(|flag| help(&[path, &[flag]].concat(), 60));
            assert_eq!(pages[0], pages[1]);
            assert_eq!(english(&pages[0], &tree), Vec::<String>::new(), "{}", pages[0]);
            assert!(pages[0].lines().all(|line| cells(line) <= 60), "{}", pages[0]);
        }
        assert_eq!(help(&["-V"], 60), format!("studiogrant {}\n", env!("CARGO_PKG_VERSION")));
        assert!(tree.clone().try_get_matches_from(["studiogrant", "help"]).is_err());
    }

    #[test]
    fn english_is_found_where_it_is() {
        assert_eq!(english("Usage: studiogrant screen [OPTIONS] 选项", &tree(80)), ["Usage"]);
    }

    #[test]
    fn a_page_reads_like_this() {
        assert_eq!(
            help(&["screen", "pass", "--help"], 70),
            "\
初审通过

初审意见会写入办理文件，以后只能以新的意见更正，不能删除；所有条件都符
合，或者存疑的条件都已经确认，才能通过。

用法：studiogrant screen pass <案件> --opinion <意见> [选项]

参数：
  <案件>  案号，如 2026-0012；只写 12 指本轮

选项：
      --opinion <意见>      意见
      --similar <是否>      有无同类支持 [可选：是、否]
      --note <备注> <备注>  备注

通用选项：
      --file <文件>   办理文件 [默认：studiogrant.db]
                      [环境变量：STUDIOGRANT_FILE]
      --color <时机>  颜色 [可选：auto、always、never] [默认：auto]
  -q, --quiet         少说话
  -h, --help          显示本帮助
"
        );
    }

    #[test]
    fn usage_shows_what_must_be_there() {
        let page = help(&["disburse", "resolve", "-h"], 100);
        assert!(
            page.contains(
                "用法：studiogrant disburse resolve <编号> [名单]... (--upheld|--dismissed) [选项]"
            ),
            "{page}"
        );
        assert!(help(&["screen", "-h"], 100).contains("用法：studiogrant screen <命令> [选项]"));
    }
}
