//! 追回: money to be given back. Nothing is netted.

use anyhow::Result;

use super::CASHIERS;
use super::batch::refused;
use super::entitled::{demanded, paid};
use super::excess::{excesses, groundless, too_much};
use super::lapse::lapses;
use super::letter::demand_paper;
use super::mispaid::mispaid_out;
use super::receive::outstanding;
use super::withdraw::not_withdrawn;
use crate::casework::assess::{overspent, overspent_by};
use crate::casework::due::{BUREAU, Wait};
use crate::casework::{Desk, Dossier, Report, misuse, not_met};
use crate::measure::{Finding, Held};
use crate::model::Fen;
use crate::model::acts::{GrantKind, Ground};
use crate::model::case_no::CaseRef;
use crate::store::Store;
use crate::store::facts::{Recovery, RecoveryLetter};
use crate::store::views::Stage;

/// Demands money back, of one kind of grant. As long as something is overpaid, the ground must be said: what is demanded as
/// overpaid counts as not paid once it is back.
///
/// # Errors
/// [`crate::casework::Refusal`] where it is more than the case was paid of that kind, less what is demanded back already.
pub fn recover(
    desk: &mut Desk,
    case: CaseRef,
    kind: GrantKind,
    ground: Option<Ground>,
    amount: Fen,
    reason: &str,
) -> Result<Report> {
    let (dossier, recovery, ground, told) =
        desk.record("disburse recover", CASHIERS, |book, hand| {
            let dossier = Dossier::load(book.store(), case)?;
            let (store, case_id) = (book.store(), dossier.case_id);
            if amount <= Fen::ZERO {
                return refused(format!("追回金额 {amount} 元，应大于 0"), "请核对 --amount");
            }
            let (paid, before) = (paid(store, case_id, kind)?, demanded(store, case_id, kind)?);
            if before.plus(amount)? > paid {
                let (name, kind, most) = (dossier.name(), kind.term(), paid.minus(before)?);
                let found = format!(
                    "{name} 的{kind}已付 {paid} 元，此前已要求追回 {before} 元，最多还能追回 {most} 元"
                );
                return refused(found, "请核对金额和资金类别（--kind）");
            }
            let payments = store.payments_of_case(case_id)?;
            if let Some(first) = payments.iter().filter_map(|payment| payment.paid_on).min() {
                hand.not_before(first, "付款")?;
            }
            let too_much = too_much(store, &dossier, kind)?;
            let ground = match ground {
                Some(ground) => ground,
                None if too_much == Fen::ZERO => Ground::Other,
                None => {
                    return misuse(format!(
                        "{} 的{}现有多拨 {too_much} 元没有要求追回。追回的是它还是因为其他事由，请用 --ground 多拨 或 --ground 其他 写明：多拨的收回以后不算已付",
                        dossier.name(),
                        kind.term()
                    ));
                }
            };
            if ground == Ground::Excess && amount > too_much {
                let found = format!("{} 多拨的是 {too_much} 元，追回 {amount} 元超过了它", dossier.name());
                return refused(found, "请按多拨的数额追回；因其他事由还要追回的，另登记一笔（--ground 其他）");
            }
            let (reason, demanded_on) = (reason.trim().to_owned(), hand.on);
            let fact = Recovery { case_id, kind, ground, amount_fen: amount, reason, demanded_on };
            once(store, &fact)?;
            let id = book.add(&fact)?;
            let mut told = overspending(book.store(), &dossier)?;
            told.extend(beside(&mispaid_out(book.store(), case_id)?, id));
            Ok((dossier, id, ground, told))
        })?;
    let (_, paper) = demand_paper(&desk.store, &not_withdrawn(&desk.store, recovery)?, None)?;
    let (name, kind, ground_shown) = (dossier.name(), kind.term(), ground.term());
    Ok(Report::done(format!(
        "已登记追回 {recovery}：向 {name} 追回{kind} {amount} 元（事由：{ground_shown}）"
    ))
    .paper(paper)
    .with("case", dossier.no.to_string())
    .with("recovery", recovery)
    .with("ground", ground.code())
    .with("amount", amount.plain())
    .remind(told)
    .next(format!(
        "通知单位：studiogrant disburse demand {recovery} --doc-no 文号 --until 日期 --out 退回通知.docx"
    ))
    .next(format!("款项收回以后：studiogrant disburse receive {recovery} --amount {}", amount.plain())))
}

/// What was paid by mistake and is still out, beside a demand: the grant is demanded back, and this comes back by itself.
fn beside(out: &[(i64, Fen)], recovery: i64) -> Vec<Finding> {
    let told = out.iter().filter_map(|(id, amount)| {
        let found = format!("误付 {id}（{amount} 元）还没有退回，不在追回之内：追回的是应拨而付出的款项");
        let cure = format!(
            "误付退回的，另行登记：studiogrant disburse mispaid {id} --returned --reason …；要退的只是误付的，请撤销追回：studiogrant disburse recover --withdraw {recovery} --reason …"
        );
        not_met("A9-1c", found, cure)
    });
    told.map(Finding::reminder).collect()
}

/// Refuses a demand that was made before and is still open.
fn once(store: &Store, demand: &Recovery) -> Result<()> {
    let keys = [("case_id", demand.case_id.into()), ("kind", demand.kind.code().into())];
    for known in store.matching::<Recovery>(&keys)? {
        let Recovery { amount_fen, demanded_on, .. } = known.fact;
        let open = outstanding(store, known.id, amount_fen)?;
        if (amount_fen, &known.fact.reason) == (demand.amount_fen, &demand.reason) && open > Fen::ZERO {
            return misuse(format!(
                "追回 {}（{demanded_on} 登记，{amount_fen} 元）的金额和理由与此相同，还有 {open} 元没有收回，没有重复登记。确为另一笔的，请把理由写清楚",
                known.id
            ));
        }
    }
    Ok(())
}

/// What a unit has spent beyond what it held (A5-2): kept in mind, not refused, since the money is the district's to take back
/// and the bank's to report. It waits to be reversed, and the case isn't closed before.
pub(super) fn overspending(store: &Store, dossier: &Dossier) -> Result<Vec<Finding>> {
    let Some(held) = overspent(store, dossier.case_id)? else { return Ok(Vec::new()) };
    let (name, no, over) = (dossier.name(), dossier.no, held.over().unwrap_or_default());
    let Held { on, received_fen, spent_fen } = held;
    let found = format!(
        "{name} 到 {on} 登记使用 {spent_fen} 元，扣除要求退回的，资助资金只剩 {received_fen} 元，多用 {over} 元"
    );
    let cure = match dossier.stage {
        Stage::Closed => "已经结项，台账不再改动；多用的由单位自行承担".to_owned(),
        _ => format!(
            "不予认可的支出请冲销：studiogrant assess reverse 编号 --reason …（编号见 studiogrant assess funds {no}）；冲销以前不能再支出，也不能结项，以后拨付的不能抵补"
        ),
    };
    let findings = not_met("A5-2", found, cure).into_iter();
    Ok(findings.map(Finding::reminder).collect())
}

/// What was paid beyond an entitlement and not demanded back, what was recovered although it was spent, and recoveries of
/// which something is still to come.
pub(in crate::casework) fn open_recoveries(store: &Store) -> Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for line in store.awarded()? {
        for (entitled, excess) in excesses(store, line.case_id, line.stage)? {
            let dossier = Dossier::by_id(store, line.case_id)?;
            let (no, amount, kind) = (dossier.no, excess.plain(), entitled.kind.term());
            let lapses = lapses(store, line.case_id, line.stage, entitled.kind)?;
            let since = lapses.iter().filter_map(|lapse| lapse.since).fold(entitled.decided_on, Ord::max);
            waits.push(Wait {
                what: format!("要求退回多拨的{kind} {excess} 元"),
                whom_for: dossier.name(),
                town: Some(dossier.form().town.clone()),
                by: "财务",
                since: Some(since),
                until: None,
                command: format!(
                    "disburse recover {no} --kind {kind} --ground 多拨 --amount {amount} --reason 多拨"
                ),
            });
        }
    }
    for line in store.awarded()?.into_iter().filter(|line| line.stage != Stage::Closed) {
        if let Some(over) = overspent_by(store, line.case_id)? {
            let dossier = Dossier::by_id(store, line.case_id)?;
            let newest = store.newest::<Recovery>("case_id", line.case_id)?;
            waits.push(Wait {
                what: format!("追回以后多用 {over} 元，冲销不予认可的支出"),
                whom_for: dossier.name(),
                town: Some(dossier.form().town.clone()),
                by: BUREAU,
                since: newest.map(|recovery| recovery.fact.demanded_on),
                until: None,
                command: format!("assess funds {}", dossier.no),
            });
        }
    }
    for recovery in store.all::<Recovery>()? {
        let Recovery { case_id, kind, amount_fen, demanded_on, .. } = recovery.fact;
        let (id, open) = (recovery.id, outstanding(store, recovery.id, amount_fen)?);
        if open > Fen::ZERO {
            let dossier = Dossier::by_id(store, case_id)?;
            let letter = store.newest::<RecoveryLetter>("recovery_id", id)?;
            let gone = groundless(store, case_id, dossier.stage, kind)?;
            let (what, command) = match gone.iter().find(|demand| demand.recovery == id) {
                Some(demand) => (
                    format!("撤销{}", demand.what()),
                    format!("disburse recover --withdraw {id} --reason 依据已变"),
                ),
                None => (
                    format!("收回追回的款项，还差 {open} 元"),
                    format!("disburse receive {id} --amount {}", open.plain()),
                ),
            };
            waits.push(Wait {
                what,
                whom_for: dossier.name(),
                town: Some(dossier.form().town.clone()),
                by: "财务",
                since: Some(demanded_on),
                until: letter.map(|letter| letter.fact.due_on),
                command,
            });
        }
    }
    Ok(waits)
}
