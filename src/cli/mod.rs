//! The command line: the only place that knows clap, terminals and printing.

mod apply;
mod ask;
mod assess;
mod audit;
mod disburse;
mod guided;
mod handover;
pub(crate) mod help;
mod leader;
mod list;
mod outcome;
mod progress;
mod publish;
mod report;
mod review;
mod round;
#[cfg(test)]
mod sample;
pub(crate) mod screen;
mod screening;
mod session;
pub(crate) mod terminal;
mod upload;
pub(crate) mod usage;
mod view;
mod wrap;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::casework::Report;
use screen::Screen;
use session::{Globals, Session};
use terminal::Colour;

/// 松江区首席技师工作室资助（沪松人社〔2023〕101号）办案工具：从组织申报到三年周期结项，一个案卷办到底
#[derive(Debug, Parser)]
#[command(name = "studiogrant", version, subcommand_required = true, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 新建案卷
    Init(round::Init),
    /// 登记操作员及其角色
    Operator(round::OperatorArgs),
    /// 本局的科室、电话、地址和收款账户，印在公示和通知上
    Bureau(round::BureauArgs),
    /// 开展一轮申报
    Round(round::RoundArgs),
    /// 放假安排：空白表、导入
    Calendar(round::CalendarArgs),
    /// 受理申报
    Apply(apply::Args),
    /// 街镇初审和上报
    Screen(screening::Args),
    /// 专家评审：专家、评审组、回避、评分、排名、拟定名单
    Review(review::Args),
    /// 公示、异议、发文公布、推荐市级
    Publish(publish::Args),
    /// 拨款：编制、审批、付款、核对、追回
    Disburse(disburse::Args),
    /// 管理考核：协议、台账、届中考核、整改、结项
    Assess(assess::Args),
    /// 今日待办：等什么、由谁办、用哪条命令
    Status(view::Status),
    /// 一个案件的全貌
    Show(view::Show),
    /// 一个案件的卷宗：全部事实、文书和日志证明，写入 --out 指明的 ZIP 文件，脱离本程序也能阅读和核对
    Handover(handover::Args),
    /// 年度报告：从申报到资助、理由、得分、资金、考核、时限；--out 可写成带图、能打印的网页（HTML）
    Report(report::Args),
    /// 查阅规则：要求、依据、理解、参数
    Rules(view::Rules),
    /// 审计日志
    Audit(audit::Args),
}

impl Command {
    fn run(self, session: &mut Session) -> Result<Report> {
        match self {
            Self::Init(args) => args.run(session),
            Self::Operator(args) => args.run(session),
            Self::Bureau(args) => args.run(session),
            Self::Round(args) => args.run(session),
            Self::Calendar(args) => args.run(session),
            Self::Apply(args) => args.run(session),
            Self::Screen(args) => args.run(session),
            Self::Review(args) => args.run(session),
            Self::Publish(args) => args.run(session),
            Self::Disburse(args) => args.run(session),
            Self::Assess(args) => args.run(session),
            Self::Status(args) => args.run(session),
            Self::Show(args) => args.run(session),
            Self::Handover(args) => args.run(session),
            Self::Report(args) => args.run(session),
            Self::Rules(args) => args.run(session),
            Self::Audit(args) => args.run(session),
        }
    }
}

/// Runs the program on these arguments, its own name first.
pub fn run(args: Vec<OsString>) -> ExitCode {
    let parse = |command: clap::Command| {
        command.try_get_matches_from(&args).and_then(|matches| Cli::from_arg_matches(&matches))
    };
    let parsed = parse(help::plain(Cli::command())).or_else(|_| {
        let command = help::chinese(Cli::command());
        parse(command.clone()).map_err(|error| unparsed(&error, &command, &args))
    });
    match parsed {
        Ok(cli) => outcome::tell(cli.globals.clone(), |session| cli.command.run(session)),
        Err(code) => code,
    }
}

/// Help and the version are answers; anything else is a usage error. A closed pipe is nobody's error.
fn unparsed(error: &clap::Error, command: &clap::Command, args: &[OsString]) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = Screen::stdout(Colour::Auto, false).help(&error.render());
            ExitCode::SUCCESS
        }
        _ => {
            let sentence = usage::sentence(error, command, args);
            if args.iter().any(|arg| arg == "--json") {
                let told = serde_json::json!({ "error": sentence.trim_end(), "kind": "usage" });
                let _ = Screen::stdout(Colour::Auto, false).json(&told);
                return ExitCode::from(outcome::USAGE);
            }
            let _ = Screen::stderr(Colour::Auto, false).help(&sentence.into());
            ExitCode::from(outcome::USAGE)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_sound_and_its_help_is_chinese() {
        Cli::command().debug_assert();
        let command = help::chinese(Cli::command());
        walk(&command, &mut Vec::new());
    }

    fn walk(command: &clap::Command, path: &mut Vec<String>) {
        let page = command.clone().render_help().to_string();
        let mut left = sample::english(&page, command);
        left.retain(|word| !path.contains(word));
        assert!(left.is_empty(), "{}: {left:?}\n{page}", command.get_name());
        path.push(command.get_name().to_owned());
        command.get_subcommands().for_each(|command| walk(command, path));
        path.pop();
    }
}
