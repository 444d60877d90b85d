//! The papers of the cycle: the mid-term form, the closing statement.

use anyhow::Result;

use super::failed_before;
use super::standing::{Moved, Then, funds, moved, taken_back};
use super::statement::STILL_OPEN;
use crate::casework::wording::{formal, money, sentence};
use crate::casework::{Desk, Dossier, Report};
use crate::measure::Points;
use crate::model::acts::{Method, Task, Verdict};
use crate::model::case_no::CaseRef;
use crate::model::dates::chinese;
use crate::model::doc_no;
use crate::model::paper::{Block, Entry, Paper};
use crate::model::{Datum, Fen, Overflow, Table};
use crate::store::facts::{Achievement, Announcement, Award, Closing, Midterm, MidtermVoid, Rectification};
use crate::store::{Store, Stored};

/// 届中考核表: as assessed last, or to be filled in by hand where nothing is assessed yet.
///
/// # Errors
/// There is no such case, or it is not announced.
pub fn form(desk: &Desk, case: CaseRef) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    let last = desk.store.newest::<Midterm>("case_id", dossier.case_id)?;
    let (tables, paper) = drawn_up(&desk.store, &dossier, last)?;
    Ok(Report { tables, ..Report::default() }.with("case", dossier.no.to_string()).paper(paper))
}

/// The forms of all assessments of a case, voided since or not, each with its name.
///
/// # Errors
/// The case file can't be read.
pub(in crate::casework) fn forms(store: &Store, dossier: &Dossier) -> Result<Vec<(String, Paper)>> {
    let assessed = store.ever_by::<Midterm>("case_id", dossier.case_id)?;
    let named = |midterm: Stored<Midterm>| {
        let is_void = store.newest::<MidtermVoid>("midterm_id", midterm.id)?.is_some();
        let void = if is_void { "，已作废" } else { "" };
        let name = format!("届中考核表（第{}次{void}）", midterm.fact.attempt);
        Ok((name, drawn_up(store, dossier, Some(midterm))?.1))
    };
    assessed.into_iter().map(named).collect()
}

/// The form and the lists in it: the leader, the money and the results as they stood at an assessment, or as they stand
/// now.
fn drawn_up(
    store: &Store,
    dossier: &Dossier,
    midterm: Option<Stored<Midterm>>,
) -> Result<(Vec<Table>, Paper)> {
    let (award, document) = dossier.announced(store)?;
    let order = match &midterm {
        Some(midterm) => {
            // The order falls with a mid-term that was voided; its form has it still.
            store.ever_by::<Rectification>("midterm_id", midterm.id)?.pop().map(|order| order.fact)
        }
        None => None,
    };
    let then = midterm
        .as_ref()
        .map_or(Then::NOW, |midterm| Then { entry_id: midterm.entry_id, on: midterm.fact.assessed_on });
    let dossier = dossier.clone().known_before(store, then.entry_id)?;
    let is_final = match &midterm {
        Some(midterm) => {
            failed_before(store, &dossier, midterm.entry_id.saturating_add(1))? && order.is_none()
        }
        None => false,
    };
    let midterm = midterm.map(|midterm| midterm.fact);
    let (elements, funds) = (elements(&dossier, midterm.as_ref()), funds(store, &dossier, then, is_final)?);
    let mut results = results(store, &dossier, then)?;
    if midterm.is_none() {
        for task in Task::ALL {
            let task = Datum::Term { code: task.code(), term: task.term() };
            results.push(vec![task, Datum::Empty, Datum::Empty]);
        }
    }
    let name = |method: &str| Method::find(method).map_or("", Method::term);
    let assessed = |write: fn(&Midterm) -> String| midterm.as_ref().map(write).unwrap_or_default();
    let mut head = project(&dossier, &award, &document);
    head.push(Entry::of("考核日期", assessed(|midterm| chinese(midterm.assessed_on))));
    head.push(Entry::of("考核次数", assessed(|midterm| format!("第{}次", midterm.attempt))));
    head.push(Entry::of("考核方", assessed(|midterm| formal(&midterm.assessor))));
    let methods = match &midterm {
        Some(midterm) => midterm.methods.split('+').map(name).collect::<Vec<_>>().join("　"),
        None => to_tick(Method::ALL.iter().map(|method| method.term())),
    };
    head.push(Entry::of("考核方法", methods));
    let (verdict, decision) = match &midterm {
        Some(Midterm { total_centi, verdict, .. }) => (
            format!("{}分，{}", Points(*total_centi), verdict.term()),
            match verdict {
                Verdict::Fail if is_final => "不再给予第二期资助。",
                Verdict::Fail => "暂不给予第二期资助。",
                Verdict::Pass | Verdict::Excellent => "给予第二期资助。",
            }
            .to_owned(),
        ),
        None => (
            to_tick(Verdict::ALL.iter().map(|verdict| verdict.term())),
            to_tick(["给予第二期资助", "不给予第二期资助"]),
        ),
    };
    let order = order.map(|order| {
        format!(
            "{}责令整改，{}前完成：{}",
            chinese(order.ordered_on),
            chinese(order.due_on),
            formal(&order.demand)
        )
    });
    let has_passed = midterm.as_ref().is_some_and(|midterm| midterm.verdict != Verdict::Fail);
    let order = (!has_passed && !is_final).then(|| Entry::of("整改要求", order.unwrap_or_default()));
    let mut tail = vec![Entry::of("考核结论", verdict)];
    tail.extend(order);
    tail.extend([
        Entry::signed("考核组", "", "考核人员（签名）："),
        Entry::signed("项目单位", "", "负责人（签名）：　　　　（盖章）"),
        Entry::signed("区局决定", decision, "负责人（签名）：　　　　（盖章）"),
    ]);
    let paper = Paper::titled("松江区首席技师工作室资助项目\n届中考核表")
        .with(Block::Form(head))
        .heading("一、考核要素")
        .list(elements.clone())
        .heading("二、任务成果")
        .list(results.clone())
        .heading("三、资金使用（元）")
        .list(funds.clone())
        .heading("四、结论和决定")
        .with(Block::Form(tail));
    Ok((vec![elements, results, funds], paper))
}

/// What a hand ticks one of.
fn to_tick(words: impl IntoIterator<Item = &'static str>) -> String {
    words.into_iter().map(|word| format!("□{word}")).collect::<Vec<_>>().join("　")
}

/// Which project it is.
fn project(dossier: &Dossier, award: &Award, document: &Announcement) -> Vec<Entry> {
    let form = dossier.form();
    vec![
        Entry::of("案件编号", dossier.no.to_string()),
        Entry::of("公布文号", doc_no::plain(&document.doc_no)),
        Entry::of("项目单位", &form.unit_name),
        Entry::of("工作室", &form.studio_name),
        Entry::of("首席技师", format!("{}（{}）", form.technician_name, form.occupation)),
        Entry::of("资助周期", format!("{}至{}", chinese(award.cycle_from), chinese(award.cycle_to))),
    ]
}

/// The five elements with what each can get, what it got, and on what evidence.
fn elements(dossier: &Dossier, midterm: Option<&Midterm>) -> Table {
    let columns =
        [("element", "要素"), ("maximum", "分值"), ("points", "得分"), ("evidence", "依　　　　据")];
    let mut table = Table::new("elements", "考核要素", &columns);
    let scored = midterm.map(|m| {
        [
            (m.hardware_centi, &m.hardware_evidence),
            (m.management_centi, &m.management_evidence),
            (m.results_centi, &m.results_evidence),
            (m.training_centi, &m.training_evidence),
            (m.society_centi, &m.society_evidence),
        ]
    });
    for (at, element) in dossier.policy().elements.value.iter().enumerate() {
        let scored = scored.as_ref().and_then(|scored| scored.get(at));
        table.push(vec![
            element.name.as_str().into(),
            element.maximum.to_string().into(),
            scored.map(|(points, _)| Points(*points).to_string()).into(),
            scored.map(|(_, evidence)| formal(evidence)).into(),
        ]);
    }
    let total = midterm.map(|midterm| Points(midterm.total_centi).to_string());
    table.totals = Some(vec!["合计".into(), "100".into(), total.into(), Datum::Empty]);
    table
}

/// What was achieved under the four tasks until then.
fn results(store: &Store, dossier: &Dossier, then: Then) -> Result<Table> {
    let columns = [("task", "任务"), ("achieved_on", "日期"), ("description", "成　　　　果")];
    let mut table = Table::new("results", "任务成果", &columns);
    let mut results = store.by::<Achievement>("case_id", dossier.case_id)?;
    results.retain(|result| then.knew(result, result.fact.achieved_on));
    for task in Task::ALL {
        for result in results.iter().filter(|result| result.fact.task == *task) {
            let Achievement { achieved_on, description, .. } = &result.fact;
            let task = Datum::Term { code: task.code(), term: task.term() };
            table.push(vec![task, (*achieved_on).into(), formal(description).into()]);
        }
    }
    Ok(table)
}

/// 结项表 of a closed case; `None` where it is not closed.
pub(super) fn statement_paper(store: &Store, dossier: &Dossier) -> Result<Option<Paper>> {
    let Some(closing) = store.newest::<Closing>("case_id", dossier.case_id)? else { return Ok(None) };
    // What the closing itself demanded is on it.
    let then = Then::before(closing.entry_id.saturating_add(1));
    let dossier = &dossier.clone().known_before(store, then.entry_id)?;
    let Closing { closed_on, received_fen, spent_fen, matched_fen, unspent_fen, rest, .. } = closing.fact;
    let (award, document) = dossier.announced(store)?;
    let mut head = project(dossier, &award, &document);
    let moved = Moved::all(&moved(store, dossier.case_id, then)?)?;
    // What came back before the closing is not among what was received, nor still asked for.
    let before = moved.paid.minus(received_fen)?;
    if before > Fen::ZERO {
        head.push(Entry::of("已付资助", money(moved.paid)));
        head.push(Entry::of(taken_back(true), money(before)));
    }
    let net = if before > Fen::ZERO { "；是已付减去结项前收回的" } else { "" };
    head.push(Entry::of("收到资助", format!("{}{net}", money(received_fen))));
    head.push(Entry::of("使用资助", money(spent_fen)));
    head.push(Entry::of("资助结余", money(unspent_fen)));
    let open = moved.open()?;
    if open > Fen::ZERO {
        head.push(Entry::of(STILL_OPEN, money(open)));
    }
    head.push(Entry::of("配套到位", money(matched_fen)));
    let lack = |wanted: Fen| Ok::<_, Overflow>(money(wanted.minus(matched_fen)?.max(Fen::ZERO)));
    let of_minimum = lack(dossier.policy().matching_minimum.value)?;
    let of_promise = lack(dossier.form().matching_commitment_fen)?;
    head.push(Entry::of("配套差额", format!("距下限{of_minimum}；距承诺{of_promise}")));
    if let Some(shortfall) = &closing.fact.shortfall {
        head.push(Entry::of("配套不足的处理", formal(shortfall)));
    }
    let midterms = store.by::<Midterm>("case_id", dossier.case_id)?;
    let assessed = midterms.iter().map(|midterm| {
        let Midterm { assessed_on, total_centi, verdict, .. } = &midterm.fact;
        format!("{}：{}分，{}", chinese(*assessed_on), Points(*total_centi), verdict.term())
    });
    let assessed = assessed.collect::<Vec<_>>().join("；");
    head.push(Entry::of("届中考核", if assessed.is_empty() { "未考核".to_owned() } else { assessed }));
    let results = results(store, dossier, then)?;
    let decided = [rest.map(|rest| rest.term()), closing.fact.decision.as_deref()];
    let decided = decided.into_iter().flatten().map(sentence).collect::<String>();
    let decided = if decided.is_empty() { "没有结余，无需处理。".to_owned() } else { decided };
    let conclusion = closing.fact.conclusion.as_deref().map_or_else(|| "准予结项。".to_owned(), sentence);
    let ended = closing.fact.ended.as_deref();
    let ended = ended.map(|why| format!("（提前结束：{}）", formal(why))).unwrap_or_default();
    let tail = vec![
        Entry::of("结余处理", decided),
        Entry::of("结项日期", format!("{}{ended}", chinese(closed_on))),
        Entry::signed("项目单位", "", "负责人（签名）：　　　　（盖章）"),
        Entry::signed("区局意见", conclusion, "负责人（签名）：　　　　（盖章）"),
    ];
    Ok(Some(
        Paper::titled("松江区首席技师工作室资助项目\n结项表")
            .with(Block::Form(head))
            .heading("任务成果")
            .list(results)
            .with(Block::Form(tail)),
    ))
}
