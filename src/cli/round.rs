//! `init`, `operator`, `bureau`, `round`, `calendar`.

use std::path::PathBuf;

use anyhow::Result;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::session::{Session, money, value};
use super::upload::Import;
use crate::casework::bureau::{self, Particulars};
use crate::casework::{Report, round};
use crate::model::Fen;
use crate::model::account::Account;
use crate::model::acts::Role;

/// 新建案卷。运行它的操作员登记为第一位区局操作员
#[derive(Debug, Args)]
pub(super) struct Init {
    /// 演练案卷：业务日期可以早于或晚于今天，永远是演练
    #[arg(long)]
    rehearsal: bool,
}

impl Init {
    pub(super) fn run(self, session: &Session) -> Result<Report> {
        round::init(&session.setting()?, self.rehearsal)
    }
}

#[derive(Debug, Args)]
pub(super) struct OperatorArgs {
    #[command(subcommand)]
    command: OperatorCommand,
}

#[derive(Debug, Subcommand)]
enum OperatorCommand {
    /// 登记一位操作员；同名再登记一次，以新的角色为准
    Add {
        /// 姓名
        #[arg(value_name = "姓名")]
        name: String,
        /// 角色：街镇、区局、财务
        #[arg(long, value_name = "角色", value_parser = value::<Role>)]
        role: Role,
        /// 所属街镇，角色为街镇时写明
        #[arg(long, value_name = "街镇")]
        town: Option<String>,
    },
    /// 操作员一览
    List,
}

impl OperatorArgs {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        let desk = session.desk()?;
        match self.command {
            OperatorCommand::Add { name, role, town } => {
                round::add_operator(desk, &name, role, town.as_deref())
            }
            OperatorCommand::List => round::operators(desk),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct BureauArgs {
    #[command(subcommand)]
    command: BureauCommand,
}

#[derive(Debug, Subcommand)]
enum BureauCommand {
    /// 登记或更改本局的信息，从此印在文书上；第一次都要写，以后只写有变化的
    Set {
        /// 联系科室
        #[arg(long, value_name = "科室")]
        office: Option<String>,
        /// 联系电话
        #[arg(long, value_name = "电话")]
        phone: Option<String>,
        /// 收书面材料的地址
        #[arg(long, value_name = "地址")]
        address: Option<String>,
        /// 收退回款项的户名
        #[arg(long, value_name = "户名")]
        account_name: Option<String>,
        /// 开户行
        #[arg(long, value_name = "开户行")]
        bank: Option<String>,
        /// 账号
        #[arg(long, value_name = "账号", value_parser = value::<Account>)]
        account: Option<Account>,
    },
    /// 现在登记的本局信息
    Show,
}

impl BureauArgs {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        let desk = session.desk()?;
        match self.command {
            BureauCommand::Set { office, phone, address, account_name, bank, account } => {
                let told = Particulars { office, phone, address, account_name, bank_name: bank, account };
                bureau::tell(desk, told)
            }
            BureauCommand::Show => bureau::show(desk),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct RoundArgs {
    #[command(subcommand)]
    command: RoundCommand,
}

#[derive(Debug, Subcommand)]
enum RoundCommand {
    /// 登记申报通知，开展一轮申报；本轮自此固定适用一套参数
    Open {
        /// 年度
        #[arg(long, value_name = "年度")]
        year: i64,
        /// 申报通知的文号
        #[arg(long, value_name = "文号")]
        notice_no: String,
        /// 申报起始日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        from: NaiveDate,
        /// 申报截止日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        to: NaiveDate,
        /// 街镇上报截止日期
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        town_deadline: NaiveDate,
        /// 资助名额
        #[arg(long, value_name = "个数")]
        quota: u32,
        /// 本轮预算
        #[arg(long, value_name = "金额", value_parser = money, allow_negative_numbers = true)]
        budget: Option<Fen>,
        /// 另用一份参数文件
        #[arg(long, value_name = "文件")]
        policy: Option<PathBuf>,
    },
    /// 延长街镇上报的截止日期，已经过了的也可以，须写明 --reason
    Extend {
        /// 延到哪一天
        #[arg(long, value_name = "日期", value_parser = value::<NaiveDate>)]
        to: NaiveDate,
        /// 文件
        #[arg(long, value_name = "文件名称")]
        document: Option<String>,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 调整本轮的预算，须写明 --reason
    Budget {
        /// 调整后的预算
        #[arg(long, value_name = "金额", value_parser = money, allow_negative_numbers = true)]
        to: Fen,
        /// 文件
        #[arg(long, value_name = "文件名称")]
        document: String,
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
    /// 历年轮次
    List,
    /// 一轮的案件现状和适用的参数
    Show {
        /// 年度，不写时为最近一轮
        #[arg(long, value_name = "年度")]
        year: Option<i64>,
    },
}

impl RoundArgs {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        match self.command {
            RoundCommand::Open { year, notice_no, from, to, town_deadline, quota, budget, policy } => {
                let desk = session.desk()?;
                let (notice_no, policy) = (notice_no.as_str(), policy.as_deref());
                round::open(
                    desk,
                    &round::Call { year, notice_no, from, to, town_deadline, quota, budget, policy },
                )
            }
            RoundCommand::Extend { to, document, year } => {
                let reason = session.reason()?.to_owned();
                round::extend(session.desk()?, year, to, &reason, document.as_deref())
            }
            RoundCommand::Budget { to, document, year } => {
                let reason = session.reason()?.to_owned();
                round::change_budget(session.desk()?, year, to, &reason, &document)
            }
            RoundCommand::List => round::list(session.desk()?),
            RoundCommand::Show { year } => round::show(session.desk()?, year),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct CalendarArgs {
    #[command(subcommand)]
    command: CalendarCommand,
}

#[derive(Debug, Subcommand)]
enum CalendarCommand {
    /// 空白的放假安排表，写入 --out 指明的文件
    Template,
    /// 导入一个年度全年的放假安排（日期、类型两列；类型为放假或上班）；有一行不对就都不导入，没有 --partial：少一天，工作日就会算错；不像全年的，要加 --yes
    #[command(mut_arg("partial", |partial| partial.hide(true)))]
    Import(Import),
}

impl CalendarArgs {
    pub(super) fn run(self, session: &mut Session) -> Result<Report> {
        match self.command {
            CalendarCommand::Template => {
                session.out()?;
                Ok(round::calendar_template())
            }
            CalendarCommand::Import(import) => {
                let anyway = session.globals.yes;
                round::import_calendar(session.desk()?, import.upload(false), anyway)
            }
        }
    }
}
