//! 四项任务 (七): what was planned in the application, and what came of it.

use anyhow::Result;

use crate::casework::{Desk, Dossier, Report};
use crate::model::acts::Task;
use crate::model::case_no::CaseRef;
use crate::model::{Datum, Table};
use crate::store::Store;
use crate::store::facts::Achievement;

/// 四项任务, in the measure's order.
const TASKS: [Task; 4] = [Task::Research, Task::Promotion, Task::Training, Task::Unit];

/// How many results are recorded under each of the four tasks, in the measure's order.
pub(super) fn results(store: &Store, case_id: i64) -> Result<[u32; 4]> {
    let results = store.by::<Achievement>("case_id", case_id)?;
    let under = |task: Task| {
        u32::try_from(results.iter().filter(|result| result.fact.task == task).count()).unwrap_or(u32::MAX)
    };
    Ok(TASKS.map(under))
}

/// The tasks without a result.
pub(in crate::casework) fn idle(store: &Store, case_id: i64) -> Result<Vec<Task>> {
    let counted = TASKS.into_iter().zip(results(store, case_id)?);
    Ok(counted.filter(|(_, count)| *count == 0).map(|(task, _)| task).collect())
}

/// Plan and results side by side: the plan with its first result, every further result beneath.
pub(in crate::casework) fn table(store: &Store, dossier: &Dossier) -> Result<Table> {
    let form = dossier.form();
    let planned = [
        (Task::Research, &form.task_research),
        (Task::Promotion, &form.task_promotion),
        (Task::Training, &form.task_training),
        (Task::Unit, &form.task_unit),
    ];
    let columns =
        [("task", "任务"), ("plan", "计划"), ("id", "编号"), ("achieved_on", "日期"), ("result", "成果")];
    let mut table = Table::new("tasks", "四项任务的计划和成果", &columns);
    let mut results = store.by::<Achievement>("case_id", dossier.case_id)?;
    results.sort_by_key(|result| result.fact.achieved_on);
    for (task, plan) in planned {
        let (term, plan) =
            (Datum::Term { code: task.code(), term: task.term() }, Datum::from(plan.as_deref()));
        let under: Vec<_> = results.iter().filter(|result| result.fact.task == task).collect();
        if under.is_empty() {
            table.push(vec![term, plan, Datum::Empty, Datum::Empty, "（没有登记）".into()]);
            continue;
        }
        for (at, result) in under.into_iter().enumerate() {
            let plan = if at == 0 { plan.clone() } else { Datum::Empty };
            let (day, what) = (result.fact.achieved_on, result.fact.description.as_str());
            table.push(vec![term.clone(), plan, result.id.into(), day.into(), what.into()]);
        }
    }
    Ok(table)
}

/// The plan of a studio beside its results, task by task.
///
/// # Errors
/// There is no such case, or it is not announced.
pub fn tasks(desk: &Desk, case: CaseRef) -> Result<Report> {
    let dossier = desk.dossier(case)?;
    dossier.announced(&desk.store)?;
    let idle = idle(&desk.store, dossier.case_id)?;
    let done = TASKS.len().saturating_sub(idle.len());
    let (no, task) = (dossier.no, idle.first().copied().unwrap_or(Task::Training).term());
    Ok(Report {
        done: vec![format!("{}：四项任务中 {done} 项有成果", dossier.name())],
        tables: vec![table(&desk.store, &dossier)?],
        ..Report::default()
    }
    .with("case", no.to_string())
    .with("tasks_with_results", done)
    .next(format!(
        "登记成果：studiogrant assess achieve {no} --task {task} --achieved-on 日期 --description 内容"
    )))
}
