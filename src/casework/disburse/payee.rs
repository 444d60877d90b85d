//! 收款账户: where a case is paid to, and how it is put right.

use anyhow::Result;

use super::CASHIERS;
use crate::casework::{Desk, Dossier, Report, misuse, not_met};
use crate::measure::Finding;
use crate::measure::publication::plain;
use crate::model::account::{Account, BankCode};
use crate::model::case_no::{CaseNo, CaseRef};
use crate::model::form::Application;
use crate::store::Store;
use crate::store::facts::Payee;
use crate::store::views::LivePayment;

/// The form of a case with the account that counts, and whether that was put right with a reason.
pub(super) fn as_paid_to(store: &Store, dossier: &Dossier) -> Result<(Application, bool)> {
    let mut form = dossier.form().clone();
    let payee = store.newest::<Payee>("case_id", dossier.case_id)?.map(|payee| payee.fact);
    let is_settled = payee.is_some();
    if let Some(payee) = payee {
        form.account_name = Some(payee.account_name);
        form.bank_name = Some(payee.bank_name);
        form.bank_code = payee.bank_code;
        form.bank_account = Some(payee.bank_account);
    }
    Ok((form, is_settled))
}

/// The command that puts the account right, with what is known of it; its number is nobody's to read here.
pub(super) fn correcting(no: CaseNo, form: &Application) -> String {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let name = given(&form.account_name).unwrap_or_else(|| form.unit_name.clone());
    let bank = given(&form.bank_name).unwrap_or_else(|| "开户行".to_owned());
    let code = form.bank_code.as_ref().map_or("行号", BankCode::as_str);
    format!(
        "studiogrant disburse payee {no} --name '{name}' --bank '{bank}' --code {code} --account 账号 --reason 理由"
    )
}

/// The account of a case as it is known, and how it is put right; writes nothing.
///
/// # Errors
/// There is no such case.
pub fn account(desk: &Desk, case: CaseRef) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    let (form, _) = as_paid_to(&desk.store, &dossier)?;
    let shown = |text: Option<String>| {
        text.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| "没有填".to_owned())
    };
    let (name, bank) = (shown(form.account_name.clone()), shown(form.bank_name.clone()));
    let code = shown(form.bank_code.as_ref().map(|code| code.as_str().to_owned()));
    let number = shown(form.bank_account.as_ref().map(Account::masked));
    let said =
        format!("{} 的收款账户：户名 {name}，开户行 {bank}，联行号 {code}，账号 {number}", dossier.name());
    Ok(Report::done(said)
        .with("case", dossier.no.to_string())
        .next(format!("补填、更正或凭开户证明确认：{}", correcting(dossier.no, &form))))
}

/// 收款账户, as it is to be from now on.
pub struct NewPayee {
    /// 户名
    pub account_name: String,
    /// 开户行
    pub bank_name: String,
    /// 行号
    pub bank_code: BankCode,
    /// 账号
    pub bank_account: Account,
    /// Why, and on what paper.
    pub reason: String,
}

/// Corrects the account that a case is paid to (A6-2-4g).
///
/// # Errors
/// Something is missing, or the date lies before the application.
pub fn payee(desk: &mut Desk, case: CaseRef, payee: NewPayee) -> Result<Report> {
    let texts = [&payee.account_name, &payee.bank_name, &payee.reason];
    if texts.iter().any(|text| text.trim().is_empty()) {
        return misuse("收款账户须写明户名（--name）、开户行（--bank）和理由（--reason）");
    }
    let shown = format!("{}，{}，{}", payee.account_name, payee.bank_name, payee.bank_account.masked());
    let payee_name = payee.account_name.clone();
    let dossier = desk.record("disburse payee", CASHIERS, |book, hand| {
        let dossier = Dossier::load(book.store(), case)?;
        hand.not_before(dossier.revision.fact.head.filed_on, "申报")?;
        book.add(&Payee {
            case_id: dossier.case_id,
            account_name: payee.account_name.trim().to_owned(),
            bank_name: payee.bank_name.trim().to_owned(),
            bank_code: Some(payee.bank_code),
            bank_account: payee.bank_account,
            reason: payee.reason.trim().to_owned(),
            changed_on: hand.on,
        })?;
        Ok(dossier)
    })?;
    let other = other_holder(&dossier, &payee_name);
    let under_way = under_way(&desk.store, dossier.case_id)?;
    Ok(Report::done(format!("已登记 {} 的收款账户：{shown}", dossier.name()))
        .with("case", dossier.no.to_string())
        .also_each(under_way)
        .remind(other.into_iter().collect())
        .next("以后编制的批次用新账户"))
}

/// The payments on their way, which go to the account as it was.
fn under_way(store: &Store, case_id: i64) -> Result<Vec<String>> {
    let payments = store.payments_of_case(case_id)?;
    let sentence = |payment: &LivePayment| {
        let LivePayment { id, batch_id, amount_fen, .. } = payment;
        let stop = if payment.approved_on.is_some() {
            "请通知财务暂停付款并作废"
        } else {
            "请先作废"
        };
        format!(
            "批次 {batch_id} 里的拨款 {id}（{amount_fen} 元）用的是原来的账户，{stop}：studiogrant disburse cancel {batch_id} --reason …"
        )
    };
    Ok(payments.iter().filter(|payment| payment.paid_on.is_none()).map(sentence).collect())
}

/// An account in another name than the unit's (A6-2-4g): the reason given stands on every paper as the reason for it.
fn other_holder(dossier: &Dossier, holder: &str) -> Option<Finding> {
    let unit_name = &dossier.form().unit_name;
    if plain(holder) == plain(unit_name) {
        return None;
    }
    let found = format!("户名“{}”与单位名称“{unit_name}”不同", holder.trim());
    let cure = "请查看开户证明；--reason 会作为户名不同的理由印在明细表和审批表上，没有写明的请重新登记";
    let finding = not_met("A6-2-4g", found, cure.to_owned());
    finding.map(Finding::reminder)
}
