//! A small tree of commands to try the help and the messages on, and what finds English in them.

use clap::{Args, CommandFactory, Parser, Subcommand};

use super::help::dressed;
use super::terminal::Colour;

/// 首席技师工作室资助办理
#[derive(Debug, Parser)]
#[command(name = "studiogrant", version)]
pub(crate) struct Program {
    /// 办理文件
    #[arg(
        long,
        global = true,
        value_name = "文件",
        env = "STUDIOGRANT_FILE",
        default_value = "studiogrant.db"
    )]
    file: String,
    /// 颜色
    #[arg(long, global = true, value_name = "时机", default_value = "auto")]
    color: Colour,
    /// 少说话
    #[arg(short, long, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Top,
}

#[derive(Debug, Subcommand)]
enum Top {
    /// 街镇初审
    #[command(subcommand)]
    Screen(Screen),
    /// 资金拨付
    #[command(subcommand)]
    Disburse(Disburse),
}

#[derive(Debug, Subcommand)]
enum Screen {
    /// 初审通过
    ///
    /// 初审意见会写入办理文件，以后只能以新的意见更正，不能删除；
    /// 所有条件都符合，或者存疑的条件都已经确认，才能通过。
    Pass(Pass),
    /// 各街镇还有哪些没有办
    List,
}

#[derive(Debug, Args)]
struct Pass {
    /// 案号，如 2026-0012；只写 12 指本轮
    #[arg(value_name = "案件")]
    case: u32,
    /// 意见
    #[arg(long, value_name = "意见")]
    opinion: String,
    /// 有无同类支持
    #[arg(long, value_name = "是否", value_parser = ["是", "否"], conflicts_with = "note")]
    similar: Option<String>,
    /// 备注
    #[arg(long, value_name = "备注", num_args = 2)]
    note: Vec<String>,
}

#[derive(Debug, Subcommand)]
enum Disburse {
    /// 处理异议
    Resolve(Resolve),
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Outcome {
    /// 成立
    #[arg(long)]
    upheld: bool,
    /// 不成立
    #[arg(long)]
    dismissed: bool,
}

#[derive(Debug, Args)]
struct Resolve {
    /// 编号
    #[arg(value_name = "编号", value_parser = clap::value_parser!(u32).range(1..=9))]
    number: u32,
    #[command(flatten)]
    outcome: Outcome,
    /// 名单
    #[arg(value_name = "名单", num_args = 0..)]
    names: Vec<String>,
    /// 日期
    #[arg(long, value_name = "日期", value_parser = day)]
    on: Option<String>,
    /// 金额
    #[arg(long, value_name = "金额", num_args = 2..)]
    amount: Vec<String>,
    /// 比例
    #[arg(long, value_name = "比例", require_equals = true)]
    rate: Option<String>,
}

fn day(text: &str) -> Result<String, String> {
    if text.len() == 10 { Ok(text.to_owned()) } else { Err("应写成 2026-03-01".to_owned()) }
}

pub(crate) fn tree(width: usize) -> clap::Command {
    dressed(Program::command(), width)
}

/// The English words of a text, the program's own words aside: flags, variables, files, commands.
pub(crate) fn english(text: &str, command: &clap::Command) -> Vec<String> {
    let mut own: Vec<String> = vec![
        "studiogrant".into(),
        "db".into(),
        "auto".into(),
        "always".into(),
        "never".into(),
        "refused.csv".into(),
        "journal".into(),
        "hledger".into(),
        "beancount".into(),
    ];
    let mut open = vec![command];
    while let Some(command) = open.pop() {
        own.push(command.get_name().to_owned());
        own.extend(command.get_arguments().filter_map(|arg| arg.get_long().map(str::to_owned)));
        open.extend(command.get_subcommands());
    }
    // Flags of several words first, whole: their words are no English of the page.
    own.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let text = own
        .iter()
        .filter(|word| word.contains(['-', '.']))
        .fold(text.to_owned(), |text, word| text.replace(word, ""));
    let words = text.split(|c: char| !c.is_ascii_alphabetic() && c != '_');
    let is_own = |word: &str| own.iter().any(|own| own == word) || word == word.to_uppercase();
    words.filter(|word| word.len() > 1 && !is_own(word)).map(str::to_owned).collect()
}
