//! 草稿: an application that is being filled in, answer by answer.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::Map;

use super::concern::{fields_read, is_read, reads};
use super::{CLERKS, text_of};
use crate::casework::dossier::RoundFile;
use crate::casework::filing::{Counter, settled};
use crate::casework::{Desk, misuse};
use crate::intake;
use crate::measure::{Finding, Weight, said};
use crate::model::form::{Application, SkillBasis};
use crate::model::identity::IdKind;
use crate::model::{FieldMisfit, Misfit, Record};

/// Texts that stand where a required answer is still to come, so that the answers before it can be held against each
/// other: each is right for one kind of field. The code is invented.
const STAND_INS: [&str; 5] = ["0", "2000-01-01", "021-57812345", "91310117MA7XRWFQ2Y", "310101197001029996"];

/// 草稿: the answers as they were given, tidied. Fields are counted as [`Application::FIELDS`] counts them.
#[derive(Debug, Clone)]
pub struct Draft {
    texts: Vec<String>,
    stand_ins: Vec<&'static str>,
    asked: Vec<bool>,
    on: NaiveDate,
}

/// 要否: whether a question needs an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// There must be one.
    Required,
    /// It may be left empty, but a rule of the measure looks for it.
    Expected,
    /// It may be left empty.
    Free,
}

/// 核对: what there is to say of a draft before it is recorded.
#[derive(Debug, Default)]
pub struct Proof {
    /// Fields that are empty, can't be read, or contradict others.
    pub wrong: Vec<FieldMisfit>,
    /// Fields that are odd but may be right.
    pub doubtful: Vec<FieldMisfit>,
    /// What the measure has to say; of rules that read what is empty or can't be read, nothing.
    pub findings: Vec<Finding>,
    /// The form, where nothing forbids to record it.
    pub sound: Option<Application>,
}

impl Draft {
    /// An empty form on this desk's day, with what is nearly always so filled in.
    ///
    /// # Errors
    /// No round is open, or the operator may not take applications in: better said before the questions than after.
    pub fn new(desk: &Desk) -> Result<Self> {
        RoundFile::load(&desk.store, None)?;
        let town = desk.permitted(CLERKS)?.town;
        Ok(Self::usual(desk.hand.on, town.unwrap_or_default()))
    }

    /// For a day, and the town that takes the application in, if it's a town that does.
    fn usual(on: NaiveDate, town: String) -> Self {
        let usual = |column| match column {
            "town" => town.clone(),
            "id_kind" => IdKind::ResidentCard.term().to_owned(),
            "applied_on" => on.to_string(),
            _ => String::new(),
        };
        let texts: Vec<_> = Application::FIELDS.iter().map(|field| usual(field.column)).collect();
        let asked = texts.iter().map(|text| !text.is_empty()).collect();
        Self { texts, stand_ins: (0..Application::FIELDS.len()).map(stand_in).collect(), asked, on }
    }

    /// Goes on with a draft that was kept in a file.
    ///
    /// # Errors
    /// The file can't be read, or is not one that [`Draft::json`] gave.
    pub fn resume(&mut self, path: &Path) -> Result<()> {
        let (name, text) = text_of(path)?;
        let Ok(kept) = serde_json::from_str::<BTreeMap<String, String>>(&text) else {
            return misuse(format!("{name} 不是以前存下的草稿"));
        };
        self.texts.fill(String::new());
        self.asked.fill(true);
        for (key, text) in kept {
            match intake::field_named::<Application>(&key).and_then(|field| self.texts.get_mut(field)) {
                Some(kept) => *kept = text,
                None => return misuse(format!("{name} 不是以前存下的草稿：申报表没有“{key}”一项")),
            }
        }
        Ok(())
    }

    /// What was answered; empty where nothing was.
    pub fn text(&self, field: usize) -> &str {
        self.texts.get(field).map_or("", String::as_str)
    }

    /// Whether the field can have an answer, after what was answered so far.
    pub fn applies(&self, field: usize) -> bool {
        let basis = || SkillBasis::find(self.named("skill_basis"));
        match Application::FIELDS.get(field).map_or("", |field| field.column) {
            "skill_grade" | "certificate_no" | "certified_on" => {
                basis().is_some_and(SkillBasis::has_certificate)
            }
            "recognition" => basis().is_some_and(|basis| !basis.has_certificate()),
            "comparable_amount_fen" => said(Some(self.named("comparable_award"))),
            _ => true,
        }
    }

    fn named(&self, column: &str) -> &str {
        let field = Application::FIELDS.iter().position(|field| field.column == column);
        field.map_or("", |field| self.text(field))
    }

    /// The answer as it counts: a field that no longer applies has none.
    fn counted(&self, field: usize) -> &str {
        if self.applies(field) { self.text(field) } else { "" }
    }

    /// Whether the text would do as an answer, by itself and beside the other answers.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, field: usize, text: &str) -> Result<(), Misfit> {
        let supposed = Application::parse(&|at| match self.counted(at) {
            _ if at == field => text,
            "" => self.stand_in(at),
            answered => answered,
        });
        let misfits = match supposed {
            Ok(form) => form.consistency(self.on).0,
            Err(misfits) => misfits,
        };
        misfits.into_iter().find(|misfit| misfit.field == field).map_or(Ok(()), |found| Err(found.misfit))
    }

    fn stand_in(&self, field: usize) -> &str {
        self.stand_ins.get(field).copied().unwrap_or_default()
    }

    /// Whether nothing is still to come for the field.
    fn is_over(&self, field: usize) -> bool {
        let was_asked = || self.asked.get(field).is_some_and(|asked| *asked);
        !self.applies(field) || (was_asked() && self.check(field, self.text(field)).is_ok())
    }

    /// The form as far as it goes, with stand-ins for what is still to come.
    fn so_far(&self) -> Option<Application> {
        let text = |field| if self.is_over(field) { self.counted(field) } else { self.stand_in(field) };
        Application::parse(&text).ok().map(settled)
    }

    /// Whether the field needs an answer, after what was answered so far.
    pub fn need(&self, field: usize) -> Need {
        match self.check(field, "") {
            Err(_) => Need::Required,
            Ok(()) if is_read(field) => Need::Expected,
            Ok(()) => Need::Free,
        }
    }

    /// Takes an answer down.
    ///
    /// # Errors
    /// What is wrong with it; the answer before it stays.
    pub fn answer(&mut self, field: usize, text: &str) -> Result<(), Misfit> {
        self.check(field, text)?;
        if let (Some(kept), Some(asked)) = (self.texts.get_mut(field), self.asked.get_mut(field)) {
            text.clone_into(kept);
            *asked = true;
        }
        Ok(())
    }

    /// What the measure has to say of the answer to this field, beside others the same rules read; nothing as long as
    /// one of them is still to come.
    ///
    /// # Errors
    /// As [`Draft::proof`].
    pub fn told(&self, desk: &Desk, field: usize) -> Result<Vec<Finding>> {
        let Some(form) = self.so_far().filter(|_| is_read(field)) else { return Ok(Vec::new()) };
        let mut findings = self.examined(desk, &form)?;
        findings.retain(|finding| reads(finding.code, field) && self.is_settled(finding));
        Ok(findings)
    }

    /// Whether no answer to come can change the finding.
    fn is_settled(&self, finding: &Finding) -> bool {
        fields_read(finding.code).all(|field| self.is_over(field))
    }

    fn examined(&self, desk: &Desk, form: &Application) -> Result<Vec<Finding>> {
        let (round, town) = (RoundFile::load(&desk.store, None)?, desk.own_town()?);
        let counter = Counter {
            round: &round,
            case_id: None,
            filed_on: form.applied_on.unwrap_or(self.on),
            town: town.as_deref(),
            calendar: &desk.hand.calendar,
        };
        Ok(desk.hand.waived(counter.examine(&desk.store, form)?)?.0)
    }

    /// Looks the draft over as recording it would; writes nothing.
    ///
    /// # Errors
    /// The case file can't be read, or `--waive` asks for an exception that there can't be.
    pub fn proof(&self, desk: &Desk) -> Result<Proof> {
        let fields = (0..Application::FIELDS.len()).filter(|field| self.applies(*field));
        let misfit_of = |field| self.check(field, self.text(field)).err();
        let wrong: Vec<_> =
            fields.filter_map(|field| Some(FieldMisfit { field, misfit: misfit_of(field)? })).collect();
        let Some(form) = self.so_far() else { return Ok(Proof { wrong, ..Proof::default() }) };
        let (mut findings, mut doubtful) = (self.examined(desk, &form)?, form.consistency(self.on).1);
        if !wrong.is_empty() {
            findings.retain(|finding| self.is_settled(finding));
            doubtful.retain(|doubt| self.is_over(doubt.field));
        }
        let refused = !wrong.is_empty() || findings.iter().any(|finding| finding.weight == Weight::NotMet);
        Ok(Proof { wrong, doubtful, findings, sound: (!refused).then_some(form) })
    }

    /// The answers as a JSON object that [`super::form_from_json`] and [`Draft::resume`] read.
    pub fn json(&self) -> String {
        let answers =
            Application::FIELDS.iter().enumerate().map(|(at, field)| (field.key(), self.counted(at)));
        let given = answers.filter(|(_, text)| !text.is_empty());
        let object: Map<_, _> = given.map(|(key, text)| (key.to_owned(), text.into())).collect();
        format!("{:#}\n", serde_json::Value::Object(object))
    }
}

/// A text that can be read as an answer to the field, empty if it may be.
fn stand_in(field: usize) -> &'static str {
    let fits = |text: &&str| {
        let parsed = Application::parse(&|at| if at == field { text } else { "" });
        parsed.err().is_none_or(|misfits| misfits.iter().all(|misfit| misfit.field != field))
    };
    let choices = Application::FIELDS.get(field).map_or(&[][..], |field| field.choices);
    [""].iter().chain(choices).chain(&STAND_INS).copied().find(fits).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft::usual(NaiveDate::from_ymd_opt(2026, 3, 5).unwrap(), String::new())
    }

    fn field(column: &str) -> usize {
        Application::FIELDS.iter().position(|field| field.column == column).unwrap()
    }

    fn said(draft: &mut Draft, column: &str, text: &str) -> String {
        draft.answer(field(column), text).map_or_else(|misfit| misfit.0, |()| String::new())
    }

    #[test]
    fn every_field_has_a_stand_in() {
        let draft = draft();
        assert!(Application::parse(&|field| draft.stand_ins[field]).is_ok());
    }

    #[test]
    fn an_answer_is_held_against_those_before_it() {
        let mut draft = draft();
        for (column, text, says) in [
            ("unit_name", "", "不能为空"),
            ("uscc", "91310117MA7XRWFQ2X", "校验"),
            ("uscc", "91310117MA7XRWFQ2Y", ""),
            ("bank_code", "", ""),
            ("bank_code", "12", "12"),
            ("id_number", "310101197001029990", "末位应为“6”"),
            ("id_number", "310101197001029996", ""),
            ("skill_basis", "职业资格证书", ""),
            ("skill_grade", "", "水平依据是职业资格证书，不能为空"),
            ("certified_on", "2026-03-06", "还没有到"),
            ("appointed_from", "2025-01-01", ""),
            ("appointed_to", "2024-12-31", "早于聘任起始日期"),
            ("appointed_to", "2027-12-31", ""),
            ("matching_commitment_fen", "5万元", ""),
            ("applied_on", "2026-03-06", "晚于业务日期"),
        ] {
            let told = said(&mut draft, column, text);
            assert!(told.contains(says) && told.is_empty() == says.is_empty(), "{column}: {told}");
        }
        assert_eq!(draft.text(field("appointed_to")), "2027-12-31");
    }

    #[test]
    fn what_no_longer_applies_is_left_out() {
        let mut draft = draft();
        for (basis, certified) in [("职业资格证书", true), ("相同水平", false), ("行业认定", false)]
        {
            assert_eq!(said(&mut draft, "skill_basis", basis), "");
            assert_eq!(draft.applies(field("skill_grade")), certified);
            assert_eq!(draft.applies(field("recognition")), !certified);
            if certified {
                assert_eq!(said(&mut draft, "skill_grade", "技师"), "");
            }
        }
        assert!(!draft.json().contains("skill_grade"));
        assert_eq!(said(&mut draft, "skill_basis", "职业资格证书"), "");
        assert!(draft.json().contains(r#""skill_grade": "技师""#));
        assert_eq!(said(&mut draft, "comparable_award", "无"), "");
        assert!(!draft.applies(field("comparable_amount_fen")));
        assert_eq!(said(&mut draft, "comparable_award", "市级工作室"), "");
        assert!(draft.applies(field("comparable_amount_fen")));
    }
}
