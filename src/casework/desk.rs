//! 办公桌: one clerk, one case file, one command.

use std::path::PathBuf;
use std::rc::Rc;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};

use super::{Refusal, misuse};
use crate::measure::publication::plain;
use crate::measure::{self, Finding, WaiveError, Weight};
use crate::model::acts::Role;
use crate::model::calendar::Calendar;
use crate::model::case_no::CaseRef;
use crate::papers::{self, Kind};
use crate::store::facts::{CaseFile, Disclosure, Operator, Waiver};
use crate::store::{Act, Book, Store};

/// 进度: whoever is told how far long work has come.
pub trait Progress {
    /// The row that has been reached, and how many rows there are, as far as that is known.
    fn reached(&self, row: u64, of: Option<u64>);

    /// The work is over.
    fn done(&self);
}

/// What holds for a whole command, as it was given on the command line.
#[derive(Clone)]
pub struct Setting {
    /// 案卷
    pub file: PathBuf,
    /// 操作员; a command that only reads needs none.
    pub by: Option<String>,
    /// 业务日期, today where it wasn't given.
    pub on: Option<NaiveDate>,
    /// Today, by the clock.
    pub today: NaiveDate,
    /// Now, by the clock.
    pub now: DateTime<Utc>,
    /// `--waive CODE,CODE --reason TEXT`: each code with the reason.
    pub waive: Vec<(String, String)>,
    /// `--reveal`
    pub reveal: bool,
    /// `--out`
    pub out: Option<PathBuf>,
    /// Whoever watches long work.
    pub progress: Option<Rc<dyn Progress>>,
}

impl Setting {
    /// Who acts.
    ///
    /// # Errors
    /// Nobody was named.
    pub(crate) fn by(&self) -> Result<&str> {
        match &self.by {
            Some(name) => Ok(name),
            None => misuse("不知道操作员是谁。请用 --by 姓名 指明"),
        }
    }

    /// Sees that what an act comes to can be written into the file that `--out` names, before it is recorded.
    ///
    /// # Errors
    /// The act has nothing to write, or not in that format.
    pub(crate) fn may_write(&self, command: &str) -> Result<()> {
        let Some(path) = &self.out else { return Ok(()) };
        match written_by(command) {
            [] => misuse("这一步没有可以打印的文书，也没有可以导出的清单，没有记录。请去掉 --out"),
            kinds => Ok(papers::suits(path, kinds)?),
        }
    }
}

/// What an act has to write into a file.
fn written_by(command: &str) -> &'static [Kind] {
    match command {
        "publish notice" | "publish announce" | "assess close" => &[Kind::Paper, Kind::List],
        "assess agreement" | "disburse demand" | "disburse recover" => &[Kind::Paper],
        "apply correct"
        | "apply import"
        | "assess match import"
        | "assess spend import"
        | "calendar import"
        | "disburse plan"
        | "disburse reconcile"
        | "review import"
        | "review panel"
        | "review propose"
        | "screen forward"
        | "screen import" => &[Kind::List],
        // Whatever shows what is masked elsewhere; which of these it writes, it says itself.
        "reveal" => &[Kind::Paper, Kind::List, Kind::Folder],
        _ => &[],
    }
}

/// 办公桌: the open case file, and who sits in front of it.
pub struct Desk {
    /// The case file.
    pub(crate) store: Store,
    /// Who acts, when, under which exception.
    pub(crate) hand: Hand,
    /// Whether the file is for rehearsals.
    pub(crate) rehearsal: bool,
    recorded: bool,
    disclosed: bool,
}

/// Ends the transaction of an act that shall not stand.
#[derive(Debug, thiserror::Error)]
#[error("不记录")]
struct Undone;

/// 经办: who acts, when, and with which exception.
pub(crate) struct Hand {
    pub(crate) setting: Setting,
    pub(crate) on: NaiveDate,
    pub(crate) calendar: Calendar,
}

impl Desk {
    /// Sits down in front of an existing case file.
    ///
    /// # Errors
    /// The case file can't be opened, or the business date lies ahead of the clock outside a rehearsal.
    pub fn open(setting: Setting) -> Result<Self> {
        let store = Store::open(&setting.file)?;
        Self::at(store, setting)
    }

    /// Sits down in front of this case file.
    pub(super) fn at(store: Store, mut setting: Setting) -> Result<Self> {
        let rehearsal = store.all::<CaseFile>()?.first().is_some_and(|file| file.fact.rehearsal);
        // However the name is typed, it is one person: who plans and who approves are compared as they are registered.
        if let Some(name) = &setting.by
            && let Some(registered) = registered(&store, name)?
        {
            setting.by = Some(registered);
        }
        let on = setting.on.unwrap_or(setting.today);
        if on > setting.today && !rehearsal {
            return misuse(format!(
                "业务日期 {on} 晚于今天 {}；只有演练案卷可以提前。请核对 --on",
                setting.today
            ));
        }
        let calendar = super::holidays::calendar(&store)?;
        Ok(Self { store, hand: Hand { setting, on, calendar }, rehearsal, recorded: false, disclosed: false })
    }

    /// What every list and paper of a rehearsal file says.
    pub fn banner(&self) -> Option<&'static str> {
        self.rehearsal.then_some("演练 · 本文件仅供培训演练，不作办理依据")
    }

    /// Records one act, in one of these roles. What `write` decides, it decides inside the transaction, so that two
    /// clerks at once can't both be right.
    ///
    /// # Errors
    /// The operator is unknown or has another role, or whatever `write` returns.
    pub(crate) fn record<T>(
        &mut self,
        command: &'static str,
        roles: &[Role],
        write: impl FnOnce(&mut Book<'_>, &Hand) -> Result<T>,
    ) -> Result<T> {
        let operator = self.permitted(roles)?;
        self.hand.setting.may_write(command)?;
        let act = self.hand.act(&operator, command);
        let hand = &self.hand;
        let done = self.store.record(&act, |book| write(book, hand))?;
        self.recorded = true;
        Ok(done)
    }

    /// Whether anything was recorded at this desk.
    pub fn has_recorded(&self) -> bool {
        self.recorded
    }

    /// Whether personal data was disclosed at this desk: what a command that only reads records.
    pub fn has_disclosed(&self) -> bool {
        self.disclosed
    }

    /// Records one act as [`record`](Self::record) does, if `write` says at its end that it shall stand; otherwise
    /// nothing is recorded. Says whether it was.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub(crate) fn record_if(
        &mut self,
        command: &'static str,
        roles: &[Role],
        write: impl FnOnce(&mut Book<'_>, &Hand) -> Result<bool>,
    ) -> Result<bool> {
        let recorded =
            self.record(
                command,
                roles,
                |book, hand| {
                    if write(book, hand)? { Ok(()) } else { Err(Undone.into()) }
                },
            );
        match recorded {
            Ok(()) => Ok(true),
            Err(error) if error.is::<Undone>() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Records that personal data of a case is looked at in full, if `--reveal` asks for it.
    ///
    /// # Errors
    /// The operator is unknown or another town's, or the case file can't be written.
    pub(crate) fn disclose(&mut self, dossier: &super::Dossier, what: &str, kind: Kind) -> Result<()> {
        if !self.hand.setting.reveal {
            return Ok(());
        }
        self.may_reveal(dossier)?;
        self.disclosed(format!("{} {what}", dossier.no), Role::ALL, &[kind])
    }

    /// Refuses to reveal a case to the operator of another town.
    ///
    /// # Errors
    /// The operator is unknown or another town's.
    pub(crate) fn may_reveal(&self, dossier: &super::Dossier) -> Result<()> {
        let town = &dossier.form().town;
        match self.own_town()? {
            Some(own) if own != *town => misuse(format!(
                "{} 属于{town}，{own}的操作员不能查看完整的个人信息。请去掉 --reveal，或请{town}、区局的操作员办理",
                dossier.no
            )),
            _ => Ok(()),
        }
    }

    /// Records that personal data leaves the case file in full, by somebody in one of these roles. Nothing is recorded
    /// where `--out` names a file that can't take one of these kinds.
    ///
    /// # Errors
    /// The operator is unknown or has another role, the file's ending doesn't fit, or the case file can't be written.
    pub(crate) fn disclosed(&mut self, subject: String, roles: &[Role], kinds: &[Kind]) -> Result<()> {
        if let Some(path) = &self.hand.setting.out {
            papers::suits(path, kinds)?;
        }
        self.record("reveal", roles, |book, _| Ok(book.add(&Disclosure { subject })?))?;
        self.disclosed = true;
        Ok(())
    }

    /// The operator who acts, in one of these roles.
    ///
    /// # Errors
    /// The operator is unknown or has another role.
    pub(crate) fn permitted(&self, roles: &[Role]) -> Result<Operator> {
        let operator = self.operator()?;
        if roles.contains(&operator.role) {
            return Ok(operator);
        }
        let wanted: Vec<_> = roles.iter().map(|role| role.term()).collect();
        let (name, role) = (&operator.name, operator.role.term());
        misuse(format!(
            "操作员“{name}”的角色是{role}，这一步由{}办理。请换用相应的操作员（--by）",
            wanted.join("或")
        ))
    }

    /// The operator who acts, as registered last.
    ///
    /// # Errors
    /// The operator is not registered.
    pub(crate) fn operator(&self) -> Result<Operator> {
        operator(&self.store, self.hand.setting.by()?)
    }

    /// The town of the operator who acts, if it is a town's.
    pub(crate) fn own_town(&self) -> Result<Option<String>> {
        Ok(self.operator()?.town)
    }

    /// Looks a case up.
    ///
    /// # Errors
    /// There is no such case.
    pub(crate) fn dossier(&self, case: CaseRef) -> Result<super::Dossier> {
        super::Dossier::load(&self.store, case)
    }
}

/// An operator's name as it was registered first, however it is spaced here.
pub(super) fn registered(store: &Store, name: &str) -> Result<Option<String>> {
    let wanted = plain(name);
    let mut names = store.all::<Operator>()?.into_iter().map(|operator| operator.fact.name);
    Ok(names.find(|known| plain(known) == wanted))
}

/// The operator of this name, as registered last.
pub(super) fn operator(store: &Store, name: &str) -> Result<Operator> {
    match store.newest::<Operator>("name", name)? {
        Some(operator) => Ok(operator.fact),
        None => misuse(format!(
            "操作员“{name}”还没有登记。请用 --by 指明已登记的操作员，或先由区局操作员运行 operator add"
        )),
    }
}

impl Hand {
    fn act(&self, operator: &Operator, command: &'static str) -> Act {
        Act {
            operator: operator.name.clone(),
            role: operator.role,
            on: self.on,
            at: self.setting.now,
            command,
        }
    }

    /// Refuses a business date before the step that this one follows.
    ///
    /// # Errors
    /// The business date lies before `earlier`.
    pub(crate) fn not_before(&self, earlier: NaiveDate, what: &str) -> Result<()> {
        if self.on >= earlier {
            return Ok(());
        }
        misuse(format!("业务日期 {} 早于{what}的 {earlier}。请核对 --on，办理日期不能早于前一步", self.on))
    }

    /// Refuses a business date before anything that was recorded of the case so far.
    ///
    /// # Errors
    /// The case file can't be read, or the business date lies before the case's last step.
    pub(crate) fn follows(&self, store: &Store, case_id: i64) -> Result<()> {
        match store.last_business_on(case_id)? {
            Some(last) => self.not_before(last, "本案上一步"),
            None => Ok(()),
        }
    }

    /// Takes the findings that `--waive` names off the list and records the exceptions. What remains must be bearable.
    ///
    /// # Errors
    /// [`Refusal`] with every finding that remains, or because the rule leaves no room for an exception.
    pub(crate) fn settle(
        &self,
        book: &mut Book<'_>,
        findings: Vec<Finding>,
        bearable: Weight,
        round_id: i64,
        case_id: Option<i64>,
    ) -> Result<Vec<Finding>> {
        let (rest, waivers) = self.waived(findings)?;
        let rest = super::admit(rest, bearable)?;
        for (code, reason) in waivers {
            book.add(&Waiver { round_id, case_id, code, reason })?;
        }
        Ok(rest)
    }

    /// What remains of the findings after `--waive`, and the exceptions that took one away.
    ///
    /// # Errors
    /// [`Refusal`] because the rule leaves no room for an exception, or [`super::Misuse`] because there is none such.
    pub(crate) fn waived(&self, findings: Vec<Finding>) -> Result<(Vec<Finding>, Vec<Exception>)> {
        let all = findings.clone();
        let (mut rest, mut waivers) = (findings, Vec::new());
        for (code, reason) in &self.setting.waive {
            let before = rest.len();
            rest = match measure::waive(rest, code, reason) {
                Ok(rest) => rest,
                Err(error @ WaiveError::Firm(code)) => return Err(firm(code, &error, all).into()),
                Err(error) => return misuse(error.to_string()),
            };
            if rest.len() < before {
                waivers.push((code.clone(), reason.trim().to_owned()));
            }
        }
        Ok((rest, waivers))
    }
}

/// 例外: the rule departed from, and why.
pub(crate) type Exception = (String, String);

/// The refusal of an exception, before the findings that it was meant for.
fn firm(code: &str, error: &WaiveError, mut findings: Vec<Finding>) -> Refusal {
    if let Some(rule) = measure::rule(code) {
        let cure = "请去掉 --waive，按办法的要求补正后再办".to_owned();
        let (found, weight) = (error.to_string(), Weight::NotMet);
        findings.insert(0, Finding { code: rule.code, clause: rule.clause, weight, found, cure });
    }
    Refusal(findings)
}
