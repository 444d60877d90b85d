//! 本局: the office that handles the grant, where it is reached, and which account takes money back. What the papers say
//! of the bureau comes from here; what nobody told yet stays open on them, for a hand.

use anyhow::Result;

use super::{Desk, Report, misuse};
use crate::model::account::Account;
use crate::model::acts::Role;
use crate::model::{Datum, Record, Table};
use crate::store::facts::BureauDetails;
use crate::store::{Store, Stored};

/// Room for a hand, where nothing is known.
const OPEN: &str = "＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿";

/// What is told of the bureau; what is left out stays as it was told last.
#[derive(Debug, Default)]
pub struct Particulars {
    /// 联系科室
    pub office: Option<String>,
    /// 联系电话
    pub phone: Option<String>,
    /// 地址
    pub address: Option<String>,
    /// 户名
    pub account_name: Option<String>,
    /// 开户行
    pub bank_name: Option<String>,
    /// 账号
    pub account: Option<Account>,
}

/// Records what the papers say of the bureau from now on; papers of before keep what they said.
///
/// # Errors
/// Nothing is told, nothing changes, or something was never told.
pub fn tell(desk: &mut Desk, told: Particulars) -> Result<Report> {
    let bureau = desk.record("bureau set", &[Role::Bureau], |book, _| {
        let before = newest(book.store())?.map(|bureau| bureau.fact);
        let bureau = merged(before.clone(), told)?;
        if before.as_ref() == Some(&bureau) {
            return misuse("本局的信息登记的就是这些，没有可更改的。现在的见 studiogrant bureau show");
        }
        book.add(&bureau)?;
        Ok(bureau)
    })?;
    Ok(Report {
        tables: vec![shown(&bureau)], ..Report::done("已登记本局的科室、地址和收款账户")
    })
}

/// What is told, over what was told before.
fn merged(before: Option<BureauDetails>, told: Particulars) -> Result<BureauDetails> {
    let mut missing = Vec::new();
    let mut text = |new: Option<String>, old: Option<&String>, option: &'static str| {
        let new = new.map(|text| text.trim().to_owned()).or_else(|| old.cloned());
        let text = new.unwrap_or_default();
        if text.is_empty() {
            missing.push(option);
        }
        text
    };
    let old = before.as_ref();
    let office = text(told.office, old.map(|old| &old.office), "--office 科室");
    let phone = text(told.phone, old.map(|old| &old.phone), "--phone 电话");
    let address = text(told.address, old.map(|old| &old.address), "--address 地址");
    let account_name = text(told.account_name, old.map(|old| &old.account_name), "--account-name 户名");
    let bank_name = text(told.bank_name, old.map(|old| &old.bank_name), "--bank 开户行");
    let account = told.account.or_else(|| old.map(|old| old.account.clone()));
    missing.extend(account.is_none().then_some("--account 账号"));
    match account {
        Some(account) if missing.is_empty() => {
            Ok(BureauDetails { office, phone, address, account_name, bank_name, account })
        }
        _ => misuse(format!("本局的信息还缺：{}。请一并写明", missing.join("、"))),
    }
}

/// What is on record, told last.
///
/// # Errors
/// Nothing is told yet.
pub fn show(desk: &Desk) -> Result<Report> {
    match newest(&desk.store)? {
        Some(bureau) => Ok(Report::list(shown(&bureau.fact))),
        None => misuse(
            "本局的科室、地址和收款账户还没有登记。请先运行 studiogrant bureau set --office 科室 --phone 电话 \
             --address 地址 --account-name 户名 --bank 开户行 --account 账号",
        ),
    }
}

fn shown(bureau: &BureauDetails) -> Table {
    let mut table = Table::new("bureau", "本局", &[("item", "项目"), ("value", "内容")]);
    for (field, datum) in BureauDetails::FIELDS.iter().zip(bureau.data()) {
        table.push(vec![Datum::from(field.header), datum]);
    }
    table
}

/// As told last.
///
/// # Errors
/// The case file can't be read.
pub(super) fn newest(store: &Store) -> Result<Option<Stored<BureauDetails>>> {
    Ok(store.all::<BureauDetails>()?.pop())
}

/// As it stood when a paper was recorded; where nothing was told by then, as it was told first.
///
/// # Errors
/// The case file can't be read.
pub(super) fn known_at(store: &Store, entry_id: i64) -> Result<Option<BureauDetails>> {
    let all = store.all::<BureauDetails>()?;
    let then = all.iter().rfind(|bureau| bureau.entry_id <= entry_id).or(all.first());
    Ok(then.map(|bureau| bureau.fact.clone()))
}

/// What to say where a paper goes into a file and nothing is known of the bureau.
///
/// # Errors
/// The case file can't be read.
pub(super) fn left_open(desk: &Desk) -> Result<Option<String>> {
    let is_open = desk.hand.setting.out.is_some() && newest(&desk.store)?.is_none();
    let hint = "文书上本局的科室、电话、地址、账户空着，登记以后自动印出：studiogrant bureau set --help";
    Ok(is_open.then(|| hint.to_owned()))
}

/// The lines that say how to reach the bureau.
pub(super) fn reached(bureau: Option<&BureauDetails>) -> [String; 2] {
    let (office, address) = match bureau {
        Some(bureau) => (format!("{}，{}", bureau.office, bureau.phone), bureau.address.as_str()),
        None => (OPEN.to_owned(), OPEN),
    };
    [format!("受理科室和电话：{office}"), format!("书面材料送交或者寄送地址：{address}")]
}

/// The lines that say where money goes back to.
pub(super) fn account(bureau: Option<&BureauDetails>) -> [String; 3] {
    let said = |read: fn(&BureauDetails) -> &str| bureau.map_or(OPEN, read).to_owned();
    [
        format!("户名：{}", said(|bureau| &bureau.account_name)),
        format!("开户行：{}", said(|bureau| &bureau.bank_name)),
        format!("账号：{}", said(|bureau| bureau.account.as_str())),
    ]
}
