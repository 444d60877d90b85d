//! `review`

use anyhow::Result;
use clap::Subcommand;

use super::session::{Session, case, value};
use super::upload::Import;
use crate::casework::Report;
use crate::casework::review::{self, Departures, Venue};
use crate::measure::Points;
use crate::model::acts::Conflict;
use crate::model::case_no::CaseRef;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: ReviewCommand,
}

#[derive(Debug, Subcommand)]
enum ReviewCommand {
    /// 登记专家、专家一览
    Expert(ExpertArgs),
    /// 组建本轮评审组；开始评分以后只能增补
    Panel {
        /// 专家姓名，逗号隔开
        #[arg(long, value_name = "姓名", value_delimiter = ',', required = true)]
        experts: Vec<String>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 登记专家对一个案件回避，须写明 --reason；要在打分之前，打分以后才发现的，原评分作废
    Recuse {
        /// 专家姓名
        #[arg(value_name = "姓名")]
        expert: String,
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 利益关系
        #[arg(long, value_name = "任职|亲属|师徒|三年内利益往来|其他", value_parser = value::<Conflict>)]
        kind: Conflict,
    },
    /// 登记一位专家对一个案件的评分；更正的须写明 --reason
    Score {
        /// 案件编号
        #[arg(value_name = "案件", value_parser = case)]
        case: CaseRef,
        /// 专家姓名
        #[arg(long, value_name = "姓名")]
        expert: String,
        /// 各项分数，按评分表的次序，逗号隔开，如 23.5,18,24,18.5,9
        #[arg(long, value_name = "分数", value_delimiter = ',', required = true, value_parser = points)]
        item: Vec<Points>,
    },
    /// 一位专家的打分表，列出要打分的案件，写入 --out 指明的文件；DOCX 是打印出来手填的
    Template {
        /// 专家姓名
        #[arg(long, value_name = "姓名")]
        expert: String,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 导入专家的打分表：没有遗漏、全部可记才记录，或用 --partial 只记可记的行
    Import(ScoreSheets),
    /// 每一份评分，连同更正的和因回避作废的
    Scores {
        /// 案件编号，不写时为整个轮次
        #[arg(value_name = "案件", value_parser = case)]
        case: Option<CaseRef>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 评分汇总表，供评审组签名：每案一行，每位专家一列；用 --out 写成 DOCX 打印
    Summary {
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 登记评审组对并列案件的表决；之后再有评分或回避的，表决作废
    Vote {
        /// 并列的每个案件和票数，如 3=3 8=2
        #[arg(value_name = "案件=票数", value_parser = votes, required = true)]
        votes: Vec<(CaseRef, u32)>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 排名：有效评分、去掉的高低分、平均分、同分怎样分出先后；平均分按分数精确比较，只在显示时取四位小数
    Rank {
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 假如没有某位专家的评分，入围名单会不会变、怎么变
    WhatIf {
        /// 专家姓名
        #[arg(long, value_name = "姓名")]
        without: String,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 拟定资助名单和候补名单；偏离排名的（A6-2-4c）、突破名额的（A3-1a）须按例外办理
    Propose {
        /// 拟资助个数，不写时为名额
        #[arg(long, value_name = "个数")]
        count: Option<u32>,
        /// 不论排名列入名单的案件，逗号隔开
        #[arg(long, value_name = "案件", value_delimiter = ',', value_parser = case)]
        include: Vec<CaseRef>,
        /// 不论排名不列入名单的案件，逗号隔开
        #[arg(long, value_name = "案件", value_delimiter = ',', value_parser = case)]
        exclude: Vec<CaseRef>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 登记评审会：业务日期（--on）那天，在哪里开、谁主持
    Meeting {
        /// 地点
        #[arg(long, value_name = "地点")]
        place: String,
        /// 主持人
        #[arg(long, value_name = "姓名")]
        chair: String,
        /// 时间，如 9:00至11:30
        #[arg(long, value_name = "时间")]
        hours: Option<String>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 登记专家要求写进评审记录的不同意见，对一个案件或者对整个评审
    Dissent {
        /// 专家姓名
        #[arg(value_name = "姓名")]
        expert: String,
        /// 案件编号，不写时为对整个评审
        #[arg(value_name = "案件", value_parser = case)]
        case: Option<CaseRef>,
        /// 意见
        #[arg(long, value_name = "意见")]
        opinion: String,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 评审记录：时间、地点、评审组、回避、规则、排名、更正、表决、不同意见、名单、例外、签名、案卷校验码；用 --out 写成 DOCX 打印
    Minutes {
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
}

#[derive(Debug, clap::Args)]
struct ScoreSheets {
    #[command(flatten)]
    import: Import,
    /// 年度，不写时为最近一轮
    #[arg(long, value_name = "年度")]
    year: Option<i64>,
}

#[derive(Debug, clap::Args)]
struct ExpertArgs {
    #[command(subcommand)]
    command: ExpertCommand,
}

#[derive(Debug, Subcommand)]
enum ExpertCommand {
    /// 登记一位专家
    Add {
        /// 姓名
        #[arg(value_name = "姓名")]
        name: String,
        /// 工作单位，用来查找应当回避的案件
        #[arg(long, value_name = "单位")]
        employer: String,
        /// 职称
        #[arg(long, value_name = "职称")]
        title: Option<String>,
    },
    /// 专家一览
    List,
}

fn votes(text: &str) -> Result<(CaseRef, u32), String> {
    let text = crate::model::text::tidy(text);
    let (no, votes) = text.split_once('=').ok_or_else(|| "应写成 案件=票数，如 8=3".to_owned())?;
    let votes = votes.trim().parse().map_err(|_| format!("“{votes}”不是票数"))?;
    Ok((case(no.trim())?, votes))
}

fn points(text: &str) -> Result<Points, String> {
    let text = crate::model::text::tidy(text);
    Points::written(&text).ok_or_else(|| "不是分数，应为最多两位小数的数，如 23.5".to_owned())
}

impl Args {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        let overwrite = session.globals.yes;
        match self.command {
            ReviewCommand::Expert(expert) => match expert.command {
                ExpertCommand::Add { name, employer, title } => {
                    review::add_expert(session.desk()?, &name, &employer, title.as_deref())
                }
                ExpertCommand::List => review::experts(session.desk()?),
            },
            ReviewCommand::Panel { experts, year } => review::seat(session.desk()?, &experts, year),
            ReviewCommand::Recuse { expert, case, kind } => {
                let reason = session.reason()?.to_owned();
                review::recuse(session.desk()?, &expert, case, kind, &reason)
            }
            ReviewCommand::Score { case, expert, item } => {
                let reason = session.globals.reason.clone();
                review::score(session.desk()?, case, &expert, &item, reason.as_deref())
            }
            ReviewCommand::Template { expert, year } => {
                session.out()?;
                review::template(session.desk()?, &expert, year)
            }
            ReviewCommand::Import(ScoreSheets { import, year }) => {
                review::import(session.desk()?, import.upload(overwrite), year)
            }
            ReviewCommand::Scores { case, year } => review::scores(session.desk()?, case, year),
            ReviewCommand::Summary { year } => review::summary(session.desk()?, year),
            ReviewCommand::Vote { votes, year } => review::vote(session.desk()?, &votes, year),
            ReviewCommand::Rank { year } => review::rank(session.desk()?, year),
            ReviewCommand::WhatIf { without, year } => review::what_if(session.desk()?, year, &without),
            ReviewCommand::Propose { count, include, exclude, year } => {
                let departures = Departures { include: &include, exclude: &exclude };
                review::propose(session.desk()?, count, departures, year)
            }
            ReviewCommand::Meeting { place, chair, hours, year } => {
                let venue = Venue { place: &place, chair: &chair, hours: hours.as_deref() };
                review::meet(session.desk()?, venue, year)
            }
            ReviewCommand::Dissent { expert, case, opinion, year } => {
                review::dissent(session.desk()?, &expert, case, &opinion, year)
            }
            ReviewCommand::Minutes { year } => review::minutes(session.desk()?, year),
        }
    }
}
