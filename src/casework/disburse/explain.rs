//! 应拨额的来历: what a studio is entitled to line by line, each with its clause and the fact it rests on.

use std::collections::BTreeMap;

use anyhow::Result;

use super::entitled::{current, demanded, given_back, given_back_of, paid};
use super::halves::Halves;
use super::lapse::{Lapse, lapses, owed_after};
use super::mispaid::{Mispaid, mispaid_of};
use super::standing::reference;
use crate::casework::Dossier;
use crate::measure::amounts;
use crate::measure::policy::MunicipalMode;
use crate::model::acts::{GrantKind, Part};
use crate::model::{Datum, Fen, Table};
use crate::store::Store;
use crate::store::facts::{
    Entitlement, MunicipalAward, Overlap, Payment, PaymentConfirmation, PaymentReturn, Recommendation,
    Recovery, RecoveryLetter, RecoveryReceipt,
};

/// What the lines say, without the case they belong to.
pub(in crate::casework) const COLUMNS: [(&str, &str); 6] = [
    ("kind", "资金类别"),
    ("item", "项目"),
    ("amount", "金额"),
    ("clause", "依据"),
    ("basis", "事实"),
    ("on", "日期"),
];

/// The lines of a case, kind by kind: standard, what is taken off, what is owed, its halves with what became of them,
/// what is left, and what was demanded back.
pub(in crate::casework) fn lines(store: &Store, dossier: &Dossier) -> Result<Vec<Vec<Datum>>> {
    let mut rows = Vec::new();
    for kind in GrantKind::ALL {
        if let Some(entitled) = current(store, dossier.case_id, *kind)? {
            let lapses = lapses(store, dossier.case_id, dossier.stage, *kind)?;
            let owed = owed_after(&entitled, &lapses)?;
            let mut account = Account { store, dossier, kind: *kind, lapses, owed, rows: Vec::new() };
            account.standard(&entitled)?;
            account.decided(&entitled)?;
            account.parts(&entitled)?;
            account.left()?;
            account.mispaid()?;
            account.recoveries()?;
            rows.extend(account.rows);
        }
    }
    Ok(rows)
}

/// The lines as a list of their own.
pub(in crate::casework) fn explained(store: &Store, dossier: &Dossier) -> Result<Option<Table>> {
    let mut table = Table::new("entitlement", "应拨额的来历（元）", &COLUMNS);
    table.rows = lines(store, dossier)?;
    Ok(Some(table).filter(|table| !table.rows.is_empty()))
}

struct Account<'s> {
    store: &'s Store,
    dossier: &'s Dossier,
    kind: GrantKind,
    lapses: Vec<Lapse>,
    /// What of the entitlement has not lapsed.
    owed: Fen,
    rows: Vec<Vec<Datum>>,
}

impl Account<'_> {
    fn put(&mut self, item: String, amount: Fen, clause: &str, basis: String, on: Option<chrono::NaiveDate>) {
        let kind = Datum::Term { code: self.kind.code(), term: self.kind.term() };
        self.rows.push(vec![kind, item.into(), amount.into(), clause.into(), basis.into(), on.into()]);
    }

    /// The standard, and what is taken off it.
    fn standard(&mut self, entitled: &Entitlement) -> Result<()> {
        let case_id = self.dossier.case_id;
        match self.kind {
            GrantKind::District => {
                let document = self.dossier.award(self.store)?.map(|(_, document)| document);
                let (doc_no, on) =
                    document.map_or_else(Default::default, |one| (one.doc_no, Some(one.announced_on)));
                self.put(
                    "标准".to_owned(),
                    entitled.standard_fen,
                    "四(一)",
                    format!("公布文件 {doc_no}"),
                    on,
                );
                self.overlaps(entitled.standard_fen)
            }
            GrantKind::Municipal => {
                let recommended = self.store.newest::<Recommendation>("case_id", case_id)?;
                let award = self.store.newest::<MunicipalAward>("case_id", case_id)?;
                let since =
                    recommended.map(|one| format!("{} 推荐，", one.fact.recommended_on)).unwrap_or_default();
                let (doc_no, on) =
                    award.map_or_else(Default::default, |one| (one.fact.doc_no, Some(one.fact.awarded_on)));
                let basis = format!("{since}市级文件 {doc_no}");
                self.put("标准".to_owned(), entitled.standard_fen, "四(三)", basis, on);
                let mode = self.dossier.policy().municipal_mode.value;
                if mode == MunicipalMode::HigherOf {
                    let (less, basis) = (Fen::ZERO.minus(entitled.deducted_fen)?, mode.term().to_owned());
                    self.put("减：区级标准".to_owned(), less, "四(三)", basis, Some(entitled.decided_on));
                }
                Ok(())
            }
        }
    }

    /// The newest judgement on each other support; together they take off no more than the standard.
    fn overlaps(&mut self, standard: Fen) -> Result<()> {
        let mut judged = BTreeMap::new();
        for overlap in self.store.by::<Overlap>("case_id", self.dossier.case_id)? {
            judged.insert(overlap.fact.name.clone(), overlap);
        }
        let mut judged: Vec<_> = judged.into_values().collect();
        judged.sort_by_key(|overlap| overlap.id);
        let mut left = standard;
        for overlap in judged {
            let Overlap { name, amount_fen, comparable, reason, judged_on, .. } = overlap.fact;
            let (item, less, basis) = if comparable {
                let less = amount_fen.min(left);
                let cut = match less < amount_fen {
                    true => format!("共 {amount_fen} 元，标准减到零为止，只减 {less} 元；"),
                    false => String::new(),
                };
                (format!("减：{name}"), less, format!("{cut}属同类：{reason}"))
            } else {
                (format!("不减：{name}"), Fen::ZERO, format!("{amount_fen} 元，不属同类：{reason}"))
            };
            left = left.minus(less)?;
            self.put(item, Fen::ZERO.minus(less)?, "九2", basis, Some(judged_on));
        }
        Ok(())
    }

    /// What is owed, and what was owed by earlier decisions.
    fn decided(&mut self, entitled: &Entitlement) -> Result<()> {
        let keys = [("case_id", self.dossier.case_id.into()), ("kind", self.kind.code().into())];
        let before: Vec<_> = self.store.matching::<Entitlement>(&keys)?.into_iter().rev().skip(1).collect();
        let before: Vec<_> = before
            .iter()
            .rev()
            .map(|one| format!("{} 核定 {} 元", one.fact.decided_on, one.fact.amount_fen))
            .collect();
        let basis = match before.as_slice() {
            [] if self.kind == GrantKind::Municipal => {
                self.dossier.policy().municipal_mode.value.term().to_owned()
            }
            [] if entitled.deducted_fen == Fen::ZERO => "没有同类资助要减".to_owned(),
            [] => "标准减去同类资助，最低为零".to_owned(),
            before => format!("重新核定；此前 {}", before.join("，")),
        };
        let clause = if self.kind == GrantKind::District { "四(一)、九2" } else { "四(三)" };
        self.put("核定额".to_owned(), entitled.amount_fen, clause, basis, Some(entitled.decided_on));
        let lapses = std::mem::take(&mut self.lapses);
        for Lapse { amount, clause, why, since } in &lapses {
            self.put("不再拨付".to_owned(), *amount, clause, (*why).to_owned(), *since);
        }
        if let Some(last) = lapses.last() {
            let basis = "核定额减去不再拨付的".to_owned();
            self.put("应拨额".to_owned(), self.owed, last.clause, basis, last.since);
        }
        Ok(())
    }

    /// Every payment that was drawn up, and the halves that were not yet.
    fn parts(&mut self, entitled: &Entitlement) -> Result<()> {
        let live = self.store.payments_of_case(self.dossier.case_id)?;
        let keys = [("case_id", self.dossier.case_id.into()), ("kind", self.kind.code().into())];
        for payment in self.store.matching::<Payment>(&keys)? {
            let back = self.store.newest::<PaymentReturn>("payment_id", payment.id)?.map(|back| back.fact);
            if back.is_none() && live.iter().all(|one| one.id != payment.id) {
                continue;
            }
            let paid = self.store.newest::<PaymentConfirmation>("payment_id", payment.id)?;
            let paid = paid.map(|paid| paid.fact);
            let Payment { batch_id, part, amount_fen, .. } = payment.fact;
            let number = format!("拨款 {}（批次 {batch_id}）", payment.id);
            let (basis, on) = match (&paid, &back) {
                (_, Some(back)) => {
                    let reference = reference(back.bank_ref.as_deref());
                    (
                        format!("{number}已退汇{reference}：{}，不计入已付", back.reason),
                        Some(back.returned_on),
                    )
                }
                (Some(paid), None) => {
                    (format!("{number}已付{}", reference(paid.bank_ref.as_deref())), Some(paid.paid_on))
                }
                (None, None) => (format!("{number}在办"), None),
            };
            self.put(part.term().to_owned(), amount_fen, clause(part), basis, on);
        }
        let mut live = live;
        live.retain(|one| one.kind == self.kind);
        let no_second = live.iter().all(|one| one.part != Part::Second);
        let back = given_back(self.store, self.dossier.case_id, self.kind)?;
        let (half, _) = amounts::halves(entitled.amount_fen, self.dossier.policy());
        let halves = Halves::beside(entitled.amount_fen, &live, back, self.dossier.policy())?;
        let lapsed = entitled.amount_fen.minus(self.owed)?;
        let still = halves.left.minus(lapsed)?.max(Fen::ZERO);
        let first = halves.first().min(still);
        let rest = still.minus(first)?;
        if first > Fen::ZERO {
            let basis = match first < half {
                true => format!("还没有编制；一半是 {half} 元，应拨额只剩 {first} 元可拨"),
                false => "还没有编制".to_owned(),
            };
            self.put("第一期".to_owned(), first, "九1", basis, None);
        }
        if rest > Fen::ZERO {
            let part = if no_second { Part::Second } else { Part::Supplement };
            let basis = if no_second {
                "届中考核合格后拨付，是应拨额减去已拨的"
            } else {
                "重新核定后增加的"
            };
            self.put(part.term().to_owned(), rest, clause(part), basis.to_owned(), None);
        }
        Ok(())
    }

    /// What is left to pay, or was paid too much.
    fn left(&mut self) -> Result<()> {
        let case_id = self.dossier.case_id;
        let paid = paid(self.store, case_id, self.kind)?;
        let owed = self.owed;
        let back = given_back_of(self.store, case_id, self.kind, owed)?;
        let came_back = match back {
            Fen::ZERO => String::new(),
            back => format!("，多拨已收回的 {back} 元不算已付"),
        };
        let left = owed.plus(back)?.minus(paid)?;
        if left >= Fen::ZERO {
            let basis = format!("应拨 {owed} 元减去已付 {paid} 元{came_back}");
            self.put("未付".to_owned(), left, "九1", basis, None);
            return Ok(());
        }
        let over = Fen::ZERO.minus(left)?;
        let demanded = demanded(self.store, case_id, self.kind)?;
        let basis = format!(
            "已付 {paid} 元，超过应拨 {owed} 元{came_back}；已要求追回 {demanded} 元，不从以后的拨款中抵"
        );
        self.put("多付".to_owned(), over, "九1", basis, None);
        Ok(())
    }

    /// What the bank paid by mistake, which is not the studio's and stands beside the sum.
    fn mispaid(&mut self) -> Result<()> {
        let mut found = mispaid_of(self.store, self.dossier.case_id)?;
        found.retain(|one| one.like.fact.kind == self.kind);
        for one in found {
            let mark = one.mark();
            let Mispaid { id, fact, end, .. } = one;
            let became = match end {
                Some(end) => format!("{} {}", end.ended_on, end.outcome.term()),
                None => "还没有退回".to_owned(),
            };
            let basis = format!("银行误付，{mark}，不计入已付；{became}");
            self.put(format!("误付 {id}"), fact.amount_fen, "九1", basis, Some(fact.paid_on));
        }
        Ok(())
    }

    fn recoveries(&mut self) -> Result<()> {
        let keys = [("case_id", self.dossier.case_id.into()), ("kind", self.kind.code().into())];
        for recovery in self.store.matching::<Recovery>(&keys)? {
            let Recovery { amount_fen, ground, reason, demanded_on, .. } = recovery.fact;
            let (item, mut basis) = (format!("追回 {}", recovery.id), format!("{}：{reason}", ground.term()));
            if let Some(letter) = self.store.newest::<RecoveryLetter>("recovery_id", recovery.id)? {
                let RecoveryLetter { doc_no, due_on, .. } = letter.fact;
                basis += &format!("；退回通知 {doc_no}，期限 {due_on}");
            }
            self.put(item, amount_fen, "九1", basis, Some(demanded_on));
            for receipt in self.store.by::<RecoveryReceipt>("recovery_id", recovery.id)? {
                let RecoveryReceipt { amount_fen, received_on, bank_ref, .. } = receipt.fact;
                let basis = bank_ref.map(|text| format!("流水号 {text}")).unwrap_or_default();
                self.put(format!("追回 {} 收回", recovery.id), amount_fen, "九1", basis, Some(received_on));
            }
        }
        Ok(())
    }
}

fn clause(part: Part) -> &'static str {
    if part == Part::Supplement { "九1、九2" } else { "九1" }
}
