//! 届中考核 and 整改 (八(二)).

use std::fmt;

use anyhow::Result;

use super::closing::failed_for_good;
use super::deadline::due_on;
use super::tasks::results;
use super::{KEEPERS, funded, reviewed_on};
use crate::casework::{Desk, Dossier, Report, admit, disburse, misuse, refused};
use crate::measure::publication::plain;
use crate::measure::{
    self, Assessing, Assessor, Bar, Barred, ElementScore, Finding, Moment, Points, Rectifying, Weight,
    assessment,
};
use crate::model::acts::{Deadline, Method, Part, Verdict};
use crate::model::case_no::CaseRef;
use crate::model::text::tidy;
use crate::model::{Datum, Table};
use crate::store::facts::{
    Announcement, Award, Closing, Expert, Midterm, MidtermVoid, Rectification, Recusal,
};
use crate::store::views::LivePayment;
use crate::store::{Store, Stored};

/// 考核方: who assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Experts, by name.
    Experts(Vec<String>),
    /// A third party, by name.
    ThirdParty(String),
}

/// 届中考核表
pub struct Sheet {
    /// Points in hundredths, in the policy's order.
    pub elements: Vec<i64>,
    /// On what each rests: the five texts in the same order, or each as `要素=依据`.
    pub evidence: Vec<String>,
    /// How it was assessed.
    pub methods: Vec<Method>,
    /// By whom.
    pub who: Who,
}

impl Who {
    /// The experts' names.
    fn names(&self) -> Vec<&str> {
        match self {
            Self::Experts(names) => names.iter().map(|name| name.trim()).collect(),
            Self::ThirdParty(_) => Vec::new(),
        }
    }
}

/// As the case file and the form keep it.
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Experts(_) => {
                let names: Vec<_> = self.names().into_iter().map(tidy).collect();
                write!(f, "专家 {} 人：{}", names.len(), names.join("、"))
            }
            Self::ThirdParty(name) => f.write_str(&tidy(name)),
        }
    }
}

impl Sheet {
    /// The evidence in the order of the elements' names.
    fn evidence_for(&self, names: &[&str]) -> Result<Vec<String>> {
        let named: Vec<_> = self.evidence.iter().map(|text| text.split_once(['=', '＝'])).collect();
        let is_named =
            |pair: &Option<(&str, &str)>| pair.is_some_and(|(name, _)| names.contains(&name.trim()));
        if !named.iter().any(is_named) {
            return Ok(self.evidence.iter().map(|text| text.trim().to_owned()).collect());
        }
        let mut texts = vec![String::new(); names.len()];
        for (pair, text) in named.iter().zip(&self.evidence) {
            let place = pair.and_then(|(name, said)| {
                Some((names.iter().position(|known| *known == name.trim())?, said.trim()))
            });
            let Some((place, said)) = place else {
                return misuse(format!("“{text}”不是“要素=依据”的写法，要素是：{}", names.join("、")));
            };
            if !texts[place].is_empty() {
                return misuse(format!("{}的依据写了两次", names[place]));
            }
            said.clone_into(&mut texts[place]);
        }
        Ok(texts)
    }
}

/// Records a mid-term assessment; points decide the verdict.
///
/// # Errors
/// [`crate::casework::Refusal`] with every finding.
pub fn record(desk: &mut Desk, case: CaseRef, sheet: &Sheet) -> Result<Report> {
    let (dossier, midterm, findings) = desk.record("assess record", KEEPERS, |book, hand| {
        let (dossier, award, document) = funded(book.store(), case)?;
        let names: Vec<_> =
            dossier.policy().elements.value.iter().map(|element| element.name.as_str()).collect();
        let evidence = sheet.evidence_for(&names)?;
        let store = book.store();
        let before = store.by::<Midterm>("case_id", dossier.case_id)?;
        let findings = examine(store, &dossier, (&award, &document), sheet, &evidence, &before, hand.on)?;
        let case_id = Some(dossier.case_id);
        let findings = hand.settle(book, findings, Weight::Unproven, dossier.round.id, case_id)?;
        let midterm = filled_in(&dossier, sheet, evidence, before.len(), hand.on)?;
        book.add(&midterm)?;
        Ok((dossier, midterm, findings))
    })?;
    let (total, no) = (Points(midterm.total_centi), dossier.no);
    let verdict = midterm.verdict;
    let mut report =
        Report::done(format!("已登记 {} 的届中考核：{total} 分，{}", dossier.name(), verdict.term()))
            .with("case", no.to_string())
            .with("total", total.to_string())
            .with("verdict", verdict.code())
            .with("attempt", midterm.attempt)
            .remind(findings);
    let allowed = i64::from(dossier.policy().rectifications.value);
    report.next.extend(match verdict {
        Verdict::Fail if midterm.attempt <= allowed => {
            Some(format!("责令整改：studiogrant assess rectify {no}"))
        }
        Verdict::Fail => Some(format!("整改机会已用完，不拨第二期；办理结项：studiogrant assess close {no}")),
        _ => disburse::next_payment(&desk.store, dossier.case_id, desk.hand.on)?,
    });
    Ok(report)
}

fn examine(
    store: &Store,
    dossier: &Dossier,
    (award, document): (&Award, &Announcement),
    sheet: &Sheet,
    evidence: &[String],
    before: &[Stored<Midterm>],
    on: chrono::NaiveDate,
) -> Result<Vec<Finding>> {
    let rectified_on = match before.last() {
        Some(last) => {
            store.newest::<Rectification>("midterm_id", last.id)?.map(|order| order.fact.ordered_on)
        }
        None => None,
    };
    let mut scores = Vec::new();
    for (index, points) in sheet.elements.iter().enumerate() {
        let evidence = evidence.get(index).map_or("", String::as_str);
        scores.push(ElementScore { points: *points, evidence });
    }
    let (agreement, names) = (dossier.agreement(store)?, sheet.who.names());
    let former = dossier.former_agreement(store)?;
    let known = Known::gather(store, dossier)?;
    let deadline = if rectified_on.is_some() { Deadline::Rectification } else { Deadline::Midterm };
    let due_on = |deadline| due_on(store, dossier, award, document, deadline);
    let assessing = Assessing {
        assessed_on: on,
        announced_on: document.announced_on,
        rectified_on,
        extended_to: due_on(deadline)?,
        previous: before.last().map(|last| last.fact.verdict),
        failed: failed_for_good(store, dossier)?,
        assessor: match &sheet.who {
            Who::Experts(_) => Assessor::Experts(&names),
            Who::ThirdParty(name) => Assessor::ThirdParty(name),
        },
        barred: &known.barred(dossier),
        methods: &sheet.methods,
        elements: &scores,
        agreement_on: agreement.as_ref().map(|agreement| agreement.fact.signed_on),
        former_agreement: former.as_ref().map(|(on, name)| (*on, name.as_str())),
        appointed_to: dossier.appointed_to(store)?,
        achievements: results(store, dossier.case_id)?,
        matching_fen: store.case_money(dossier.case_id)?.matched_fen,
        reviewed_on: reviewed_on(store, dossier.case_id)?,
        review_extended_to: due_on(Deadline::Review)?,
    };
    let mut findings = measure::examine(Moment::Assessing(&assessing), dossier.policy());
    dossier.lead_to_agreement(&mut findings, agreement.is_some());
    Ok(findings)
}

/// Whom the case file knows to stand too near a studio.
struct Known {
    successor: Option<String>,
    employed: Vec<String>,
    recused: Vec<(String, String)>,
}

impl Known {
    fn gather(store: &Store, dossier: &Dossier) -> Result<Self> {
        let (mut employed, mut recused) = (Vec::new(), Vec::new());
        for expert in store.all::<Expert>()? {
            let Expert { name, employer, .. } = expert.fact;
            if plain(&employer) == plain(&dossier.form().unit_name) {
                employed.push(name.clone());
            }
            let keys = [("case_id", dossier.case_id.into()), ("expert_id", expert.id.into())];
            let stepped_back = store.matching::<Recusal>(&keys)?.into_iter();
            recused.extend(stepped_back.map(|one| (name.clone(), one.fact.conflict.term().to_owned())));
        }
        let successor = dossier.leader_change(store)?.map(|change| change.fact.technician_name);
        Ok(Self { successor, employed, recused })
    }

    fn barred<'a>(&'a self, dossier: &'a Dossier) -> Vec<Barred<'a>> {
        let form = dossier.form();
        let itself = [(form.unit_name.as_str(), Bar::Unit), (form.technician_name.as_str(), Bar::Leader)];
        let successor = self.successor.iter().map(|name| (name.as_str(), Bar::Successor));
        let employed = self.employed.iter().map(|name| (name.as_str(), Bar::Employed));
        let recused = self.recused.iter().map(|(name, reason)| (name.as_str(), Bar::Recused(reason)));
        let all = itself.into_iter().chain(successor).chain(employed).chain(recused);
        all.map(|(name, because)| Barred { name, because }).collect()
    }
}

/// The sheet as the case file keeps it: five elements in the measure's order.
fn filled_in(
    dossier: &Dossier,
    sheet: &Sheet,
    evidence: Vec<String>,
    before: usize,
    assessed_on: chrono::NaiveDate,
) -> Result<Midterm> {
    let (Ok(points), Ok(texts)) =
        (<[i64; 5]>::try_from(sheet.elements.clone()), <[String; 5]>::try_from(evidence))
    else {
        return misuse("考核须写满五个要素的得分（--elements）和依据（--evidence，写五次）");
    };
    let total = assessment::total(&points.map(Points));
    let [hardware_centi, management_centi, results_centi, training_centi, society_centi] = points;
    let [hardware_evidence, management_evidence, results_evidence, training_evidence, society_evidence] =
        texts;
    let methods: Vec<_> = sheet.methods.iter().map(|method| method.code()).collect();
    Ok(Midterm {
        case_id: dossier.case_id,
        attempt: i64::try_from(before)?.saturating_add(1),
        assessed_on,
        assessor: sheet.who.to_string(),
        methods: methods.join("+"),
        hardware_centi,
        hardware_evidence,
        management_centi,
        management_evidence,
        results_centi,
        results_evidence,
        training_centi,
        training_evidence,
        society_centi,
        society_evidence,
        total_centi: total.0,
        verdict: assessment::verdict(total, dossier.policy()),
    })
}

/// Voids the newest mid-term assessment, which was recorded wrongly; it stays on record. An order of rectification falls
/// with the assessment that it rests on.
///
/// # Errors
/// [`crate::casework::Refusal`]: money on its way or the closing rests on it; or there is none, or nobody says why.
pub fn void(desk: &mut Desk, case: CaseRef, reason: &str) -> Result<Report> {
    let (dossier, voided, order, (paid, gone)) = desk.record("assess void", KEEPERS, |book, hand| {
        let store = book.store();
        let dossier = Dossier::load(store, case)?;
        let Some(last) = store.newest::<Midterm>("case_id", dossier.case_id)? else {
            let found = format!("{} 没有有效的届中考核，没有可作废的", dossier.name());
            return refused("A8-2b", found, format!("登记考核：studiogrant assess record {}", dossier.no));
        };
        hand.not_before(last.fact.assessed_on, "届中考核")?;
        if let Some((found, cure)) = rests_on(store, &dossier)? {
            return refused("A8-2b", found, cure);
        }
        let order = store.newest::<Rectification>("midterm_id", last.id)?.map(|order| order.fact);
        if let Some(order) = &order {
            hand.not_before(order.ordered_on, "责令整改")?;
        }
        let (case_id, reason) = (dossier.case_id, reason.trim().to_owned());
        book.add(&MidtermVoid { case_id, midterm_id: last.id, reason, voided_on: hand.on })?;
        let paid =
            if last.fact.verdict == Verdict::Fail { Vec::new() } else { paid_upon(book.store(), case_id)? };
        let gone = disburse::without_ground(book.store(), case_id)?;
        Ok((dossier, last.fact, order, (paid, gone)))
    })?;
    let (no, Midterm { attempt, assessed_on, .. }) = (dossier.no, voided);
    let fallen = order.map(|order| format!("{} 据此责令的整改随之作废，请通知单位", order.ordered_on));
    Ok(Report::done(format!("已作废 {} 的届中考核第 {attempt} 次（{assessed_on}）", dossier.name()))
        .also_each(fallen)
        .also_each(paid)
        .with("case", no.to_string())
        .with("attempt", attempt)
        .remind(gone)
        .next(format!("按正确的结果重新登记：studiogrant assess record {no}")))
}

/// What was done upon the newest mid-term assessment, and what must be taken back before it is voided.
fn rests_on(store: &Store, dossier: &Dossier) -> Result<Option<(String, String)>> {
    if let Some(closing) = store.newest::<Closing>("case_id", dossier.case_id)? {
        let found = format!("{} 已于 {} 结项", dossier.name(), closing.fact.closed_on);
        return Ok(Some((found, "结项以后考核结果不再更改".to_owned())));
    }
    let payments = store.payments_of_case(dossier.case_id)?;
    // The newest first: a batch can only be given up before those that it follows.
    let under_way = |one: &&LivePayment| one.part != Part::First && one.paid_on.is_none();
    Ok(payments.iter().rev().find(under_way).map(|one| {
        let (batch, part, amount) = (one.batch_id, one.part.term(), one.amount_fen);
        (
            format!("批次 {batch} 已据此列入{part} {amount} 元"),
            format!("请先作废批次：studiogrant disburse cancel {batch} --reason …"),
        )
    }))
}

/// What was paid upon it: that is too much until another is passed.
fn paid_upon(store: &Store, case_id: i64) -> Result<Vec<String>> {
    let mut told = Vec::new();
    for LivePayment { id, kind, part, amount_fen, paid_on, .. } in store.payments_of_case(case_id)? {
        if let Some(paid_on) = paid_on.filter(|_| part != Part::First) {
            let (kind, part) = (kind.term(), part.term());
            told.push(format!(
                "{kind}{part} {amount_fen} 元（拨款 {id}）已据此于 {paid_on} 付出：重新考核合格以前算作多拨，请登记正确的结果，或者要求退回"
            ));
        }
    }
    Ok(told)
}

/// Orders a rectification after a failed mid-term assessment.
///
/// # Errors
/// [`crate::casework::Refusal`]: the last assessment didn't fail, no chance is left, or nothing is demanded.
pub fn rectify(desk: &mut Desk, case: CaseRef, demand: &str) -> Result<Report> {
    let (dossier, due_on) = desk.record("assess rectify", KEEPERS, |book, hand| {
        let (dossier, ..) = funded(book.store(), case)?;
        let store = book.store();
        let last = store.newest::<Midterm>("case_id", dossier.case_id)?;
        let before = store.by::<Rectification>("case_id", dossier.case_id)?;
        if let (Some(last), Some(order)) = (&last, before.last())
            && order.fact.midterm_id == last.id
        {
            let Rectification { ordered_on, due_on, .. } = order.fact;
            let found = format!("{} 已于 {ordered_on} 责令整改，期限 {due_on}", dossier.name());
            let cure = format!("整改以后重新考核：studiogrant assess record {}", dossier.no);
            return refused("A8-2b", found, cure);
        }
        let verdict = last.as_ref().map(|last| last.fact.verdict);
        let before = u32::try_from(before.len())?;
        let rectifying = Rectifying { demand, verdict, before };
        let findings = measure::examine(Moment::Rectifying(&rectifying), dossier.policy());
        admit(findings, Weight::Reminder)?;
        let Some(last) = last else { return misuse("还没有届中考核，谈不上整改") };
        hand.not_before(last.fact.assessed_on, "届中考核")?;
        let due_on = assessment::rectification_due(hand.on, dossier.policy());
        book.add(&Rectification {
            case_id: dossier.case_id,
            midterm_id: last.id,
            ordered_on: hand.on,
            due_on,
            demand: demand.trim().to_owned(),
        })?;
        Ok((dossier, due_on))
    })?;
    let no = dossier.no;
    Ok(Report::done(format!("已责令 {} 整改，期限 {due_on}", dossier.name()))
        .with("case", no.to_string())
        .with("due_on", due_on.to_string())
        .next(format!("整改以后重新考核：studiogrant assess record {no}")))
}

/// The sheets of a case, the voided ones too, element by element, each with its total, who assessed how, and what
/// follows from it.
///
/// # Errors
/// The case file can't be read.
pub(in crate::casework) fn sheets(store: &Store, dossier: &Dossier) -> Result<Option<Table>> {
    let columns = [
        ("attempt", "次数"),
        ("assessed_on", "考核日期"),
        ("element", "要素"),
        ("points", "得分"),
        ("maximum", "满分"),
        ("evidence", "依据"),
    ];
    let mut table = Table::new("midterm", "届中考核", &columns);
    let points = |digits| Datum::Decimal { digits, places: 2 };
    for sheet in store.ever_by::<Midterm>("case_id", dossier.case_id)? {
        let voided = store.newest::<MidtermVoid>("midterm_id", sheet.id)?.map(|voided| voided.fact);
        let sheet = sheet.fact;
        let scored = [
            (sheet.hardware_centi, &sheet.hardware_evidence),
            (sheet.management_centi, &sheet.management_evidence),
            (sheet.results_centi, &sheet.results_evidence),
            (sheet.training_centi, &sheet.training_evidence),
            (sheet.society_centi, &sheet.society_evidence),
        ];
        let head = || vec![sheet.attempt.into(), sheet.assessed_on.into()];
        for (element, (score, evidence)) in dossier.policy().elements.value.iter().zip(scored) {
            let (name, maximum) = (element.name.as_str().into(), points(element.maximum.0));
            table.push([head(), vec![name, points(score), maximum, evidence.as_str().into()]].concat());
        }
        let methods: Vec<_> = sheet.methods.split('+').filter_map(Method::find).map(Method::term).collect();
        let follows = if sheet.verdict == Verdict::Fail { "不给予第二期" } else { "给予第二期" };
        let verdict = sheet.verdict.term();
        let result = format!("{verdict}，{follows}；{}；{}", sheet.assessor, methods.join("、"));
        let result = match voided {
            Some(MidtermVoid { reason, voided_on, .. }) => {
                format!("已作废（{voided_on}：{reason}）；原结果：{result}")
            }
            None => result,
        };
        let total = vec!["合计".into(), points(sheet.total_centi), points(10_000), result.into()];
        table.push([head(), total].concat());
    }
    Ok(Some(table).filter(|table| !table.rows.is_empty()))
}
