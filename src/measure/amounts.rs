//! 四、资助标准, and 九: how much, in which halves, and never more.

use super::Outcome::Met;
use super::policy::MunicipalMode;
use super::{
    Check, Drawn, GrantKind, Listing, MunicipalAward, Origin, Outcome, Part, Paying, Policy, Proposing, Rule,
    Shown, Stage, Words, said,
};
use crate::model::doc_no;
use crate::model::{Fen, Overflow};

/// What a unit is entitled to once comparable support is taken off (A9-2): the standard less what it has, and
/// never less than nothing.
///
/// # Errors
/// [`Overflow`] on amounts beyond `i64` fen.
pub fn entitlement(standard: Fen, comparable: Fen) -> Result<Fen, Overflow> {
    Ok(standard.minus(comparable)?.max(Fen::ZERO))
}

/// First and second half. The first is the policy's share of the total rounded down to the fen, the second is the
/// rest; this is the only rounding there is (A9-1a).
pub fn halves(total: Fen, policy: &Policy) -> (Fen, Fen) {
    let share = i128::from(policy.first_share_percent.value.min(100));
    let first = i128::from(total.fen()) * share / 100;
    let first = i64::try_from(first).unwrap_or(0);
    (Fen::new(first), Fen::new(total.fen() - first))
}

/// The first half as it can be paid now: where it came back and the entitlement fell after the second half was paid,
/// what that leaves of it.
///
/// # Errors
/// [`Overflow`] on amounts beyond `i64` fen.
pub fn first_half(total: Fen, paid: Fen, policy: &Policy) -> Result<Fen, Overflow> {
    Ok(halves(total, policy).0.min(second_half(total, paid)?))
}

/// What is left to pay as the second half: the entitlement as it stands now, less what was paid.
///
/// # Errors
/// [`Overflow`] on amounts beyond `i64` fen.
pub fn second_half(entitlement: Fen, paid: Fen) -> Result<Fen, Overflow> {
    Ok(entitlement.minus(paid)?.max(Fen::ZERO))
}

/// What a studio with a municipal award is entitled to besides the district's own money (A4-3): the whole
/// municipal standard, or under "higher of" what it exceeds the district standard by.
///
/// # Errors
/// [`Overflow`] on amounts beyond `i64` fen.
pub fn municipal_entitlement(policy: &Policy) -> Result<Fen, Overflow> {
    let municipal = policy.municipal_grant.value;
    match policy.municipal_mode.value {
        MunicipalMode::OnTop => Ok(municipal),
        MunicipalMode::HigherOf => Ok(municipal.minus(policy.grant.value)?.max(Fen::ZERO)),
    }
}

/// A4-1
pub static ONE_AWARD: Rule = Rule {
    code: "A4-1",
    clause: "四(一)",
    title: "区级标准",
    asks: "获评单位每家按 5 万元资助。",
    reading: "职业院校与企业同等；按家计，一家单位同时只能有一个在周期内的资助项目。",
    origin: Origin::Measure,
    stages: &[Stage::Review, Stage::Publish, Stage::Disburse],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.grant.shown("区级标准")],
    checks: &[Check::Proposing(proposed_once), Check::Listing(listed_once), Check::Paying(paid_once)],
};

fn proposed_once(proposing: &Proposing<'_>, _: &Policy) -> Outcome {
    let mut listed: Vec<_> = proposing.candidates.iter().filter(|candidate| candidate.proposed).collect();
    listed.sort_by_key(|candidate| (candidate.uscc, candidate.case_no));
    let mut found = Vec::new();
    for pair in listed.windows(2) {
        if pair[0].uscc == pair[1].uscc {
            found.push(format!("{} 与 {} 是同一家单位", pair[0].case_no, pair[1].case_no));
        }
    }
    for candidate in &listed {
        if let Some(to) = candidate.award_to.filter(|to| *to >= proposing.proposed_on) {
            found.push(format!("{} 的单位已有资助项目，周期到 {to}", candidate.case_no));
        }
    }
    if found.is_empty() {
        return Met;
    }
    Outcome::not_met(found.join("；"), "请每家单位只留一个项目，名额由排名靠后的依次递补")
}

fn listed_once(listing: &Listing<'_>, _: &Policy) -> Outcome {
    match listing.award_to {
        Some(to) if to >= listing.announced_on => Outcome::not_met(
            format!("{} 的单位已有资助项目，周期到 {to}", listing.case_no),
            "请把它从公布名单中去掉，由候补名单依次递补",
        ),
        _ => Met,
    }
}

fn paid_once(paying: &Paying<'_>, _: &Policy) -> Outcome {
    if paying.other_award.is_empty() {
        return Met;
    }
    Outcome::not_met(
        format!("{} 已凭 {} 享受区级资助，周期未满", paying.application.unit_name, paying.other_award),
        "每家单位只资助一个项目，请核对两个项目后停拨其中一个",
    )
}

/// A4-3
pub static MUNICIPAL: Rule = Rule {
    code: "A4-3",
    clause: "四(三)",
    title: "市级标准",
    asks: "经本区推荐并获评市级项目的，每家按 8 万元资助。",
    reading: "须先有推荐记录，再有市级文件；与区级资助是另行拨付还是就高补差，由局里确定。",
    origin: Origin::Both,
    stages: &[Stage::Publish, Stage::Disburse],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.municipal_grant.shown("市级标准"), policy.municipal_mode.shown("拨付方式")],
    checks: &[
        Check::MunicipalAward(recommended_first),
        Check::MunicipalAward(city_document),
        Check::MunicipalAward(not_declined),
        Check::Paying(municipal_grounds),
    ],
};

fn recommended_first(award: &MunicipalAward<'_>, _: &Policy) -> Outcome {
    match award.recommended_on {
        None => Outcome::not_met("没有本区的推荐记录", "请先登记推荐；不是本区推荐的，不享受这项资助"),
        Some(on) if on > award.awarded_on => Outcome::not_met(
            format!("市级文件日期 {} 早于推荐日期 {on}", award.awarded_on),
            "请核对推荐日期和市级文件日期",
        ),
        Some(_) => Met,
    }
}

fn city_document(award: &MunicipalAward<'_>, _: &Policy) -> Outcome {
    match award.doc_no {
        Some(doc_no) if !doc_no::is_whole(doc_no) => Outcome::not_met(
            format!("市级文件的文号“{doc_no}”不完整"),
            "请填写市级获评文件的文号，有年份和序号，如 沪人社职〔2026〕12号",
        ),
        _ => Met,
    }
}

fn not_declined(award: &MunicipalAward<'_>, _: &Policy) -> Outcome {
    match (award.doc_no, award.declined_on) {
        (Some(_), Some(declined_on)) if !said(Some(award.correction)) => Outcome::not_met(
            format!("已登记市级未获评（{declined_on}）"),
            "请核对；原来登记有误、现在获评的，用 --reason 写明原结果为什么不对",
        ),
        _ => Met,
    }
}

fn municipal_grounds(paying: &Paying<'_>, _: &Policy) -> Outcome {
    if paying.kind != GrantKind::Municipal || (paying.recommended && said(Some(paying.municipal_doc_no))) {
        return Met;
    }
    let found =
        if paying.recommended { "没有市级获评的文件" } else { "没有本区的推荐记录" };
    Outcome::not_met(format!("{found}，不能拨付市级资助"), "请先登记推荐和市级获评文件")
}

/// For amounts that no case has.
fn too_large(overflow: Overflow) -> Outcome {
    Outcome::not_met(overflow.to_string(), "请核对金额")
}

/// A9-1a
pub static HALVES: Rule = Rule {
    code: "A9-1a",
    clause: "九1",
    title: "分两期拨付",
    asks: "评审通过后拨一半，届中检查合格后再拨一半，合计分毫不差。",
    reading: "区级资助和市级获评资助都分两期；第一期按比例算到分，不足一分的舍去；第一期退汇而核定额已减少的，重付时不超过剩下的；第二期是核定额减去已拨的；两期拨足以后核定额又增加的，增加的部分另行补差；同一期不重复拨。",
    origin: Origin::Measure,
    stages: &[Stage::Disburse],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| {
        vec![policy.first_share_percent.shown("第一期比例（%）"), policy.grant.shown("区级标准")]
    },
    checks: &[Check::Paying(in_turn), Check::Paying(exact)],
};

/// What this kind of money comes to in all.
fn total(paying: &Paying<'_>, policy: &Policy) -> Result<Fen, Overflow> {
    match paying.kind {
        GrantKind::District => entitlement(policy.grant.value, paying.comparable_fen),
        GrantKind::Municipal => municipal_entitlement(policy),
    }
}

impl Drawn {
    /// What is said of it where it would be drawn up again, or what follows it: in which batch it is, and what that waits
    /// for.
    pub fn stands(&self) -> Words {
        let Self { kind, part, payment, batch, amount_fen, .. } = self;
        let half = format!("{}{}（{amount_fen} 元）", kind.term(), part.term());
        let (found, next) = match self.paid_on {
            Some(on) => (
                format!("{half}已凭批次 {batch} 于 {on} 付出"),
                format!(
                    "确已退汇的，先登记退汇，再重新编制：studiogrant disburse bounce {payment} --reason …"
                ),
            ),
            None => (
                format!("{half}已列入批次 {batch}，还没有付出"),
                match self.approved {
                    false => format!("请先审批：studiogrant disburse approve {batch}"),
                    true => format!("请付款以后登记：studiogrant disburse confirm {batch} --paid-on 日期"),
                },
            ),
        };
        Words { found, cure: format!("同一期不重复拨付；{next}") }
    }
}

fn in_turn(paying: &Paying<'_>, policy: &Policy) -> Outcome {
    let kind = paying.kind.term();
    if let Some(drawn) = paying.already {
        return Outcome::NotMet(drawn.stands());
    }
    // Of a single fen the first half is nothing, and the second is all.
    let has_first = total(paying, policy).is_ok_and(|total| halves(total, policy).0 > Fen::ZERO);
    if paying.part != Part::First && !paying.first_paid && has_first {
        return Outcome::not_met(format!("{kind}第一期还没有拨付"), "请先拨付第一期");
    }
    if paying.part == Part::Supplement && !paying.second_paid {
        return Outcome::not_met(
            format!("{kind}第二期还没有拨付，谈不上补差"),
            "请先拨付第二期，增加的数额并在第二期里",
        );
    }
    Met
}

fn exact(paying: &Paying<'_>, policy: &Policy) -> Outcome {
    let due = total(paying, policy).and_then(|total| match paying.part {
        Part::First => first_half(total, paying.paid_fen, policy),
        Part::Second | Part::Supplement => second_half(total, paying.paid_fen),
    });
    match due {
        Ok(due) if due == paying.amount_fen => Met,
        // What is beyond the whole entitlement is refused as that (A9-1c).
        Ok(due) if due < paying.amount_fen && exceeds(paying, policy) => Met,
        Ok(due) => Outcome::not_met(
            format!(
                "{}{}拟拨 {} 元，应为 {due} 元",
                paying.kind.term(),
                paying.part.term(),
                paying.amount_fen
            ),
            format!("请把金额改为 {due} 元"),
        ),
        Err(overflow) => too_large(overflow),
    }
}

/// A9-1b
pub static AFTER_MIDTERM: Rule = Rule {
    code: "A9-1b",
    clause: "九1",
    title: "先考核后二期",
    asks: "届中检查以后才拨第二期。",
    reading: "须有届中考核的记录；结论不合格的见 A8-2b。",
    origin: Origin::Measure,
    stages: &[Stage::Disburse],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.midterm_month.shown("届中考核月份")],
    checks: &[Check::Paying(after_midterm)],
};

fn after_midterm(paying: &Paying<'_>, _: &Policy) -> Outcome {
    if paying.part == Part::First || paying.verdict.is_some() {
        return Met;
    }
    Outcome::not_met("没有届中考核的记录，不能拨第二期", "请先组织届中考核并登记结果")
}

/// A9-1c
pub static CEILING: Rule = Rule {
    code: "A9-1c",
    clause: "九1",
    title: "不超额度预算",
    asks: "资助从地方教育附加专项资金列支，拨付不超过核定的数额。",
    reading: "退汇的不算已拨；银行误付的没有退回以前，不再拨付同类资金；本轮定有预算的，合计不得超过预算。拟定名单时按标准估算，超过的先提醒。",
    origin: Origin::Measure,
    stages: &[Stage::Review, Stage::Disburse],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.grant.shown("区级标准"), policy.municipal_grant.shown("市级标准")],
    checks: &[
        Check::Proposing(affordable),
        Check::Paying(payable),
        Check::Paying(nothing_mispaid),
        Check::Paying(all_identified),
        Check::Paying(within_entitlement),
        Check::Paying(within_budget),
    ],
};

/// What a list would cost at the district's standard, nothing taken off; municipal money aside.
///
/// # Errors
/// [`Overflow`] on amounts beyond `i64` fen.
pub fn cost(count: u32, policy: &Policy) -> Result<Fen, Overflow> {
    (0..count).try_fold(Fen::ZERO, |sum, _| sum.plus(policy.grant.value))
}

fn affordable(proposing: &Proposing<'_>, policy: &Policy) -> Outcome {
    let Some(budget) = proposing.budget_fen else { return Met };
    match cost(proposing.count(), policy) {
        Ok(sum) if sum <= budget => Met,
        Ok(sum) => Outcome::reminder(
            format!("拟资助 {} 个，按标准共 {sum} 元，超过本轮预算 {budget} 元", proposing.count()),
            "请减少拟资助的项目，或者先落实预算：超过预算的，拨款时会被拒绝",
        ),
        Err(overflow) => too_large(overflow),
    }
}

fn payable(paying: &Paying<'_>, _: &Policy) -> Outcome {
    // What is planned or paid already leaves nothing: that is said of the half itself.
    if paying.amount_fen > Fen::ZERO || paying.already.is_some() {
        return Met;
    }
    Outcome::not_met(
        format!("拟拨 {} 元，没有可拨的金额", paying.amount_fen),
        "这一笔不用拨；已享受的同类资助有误的，先更正",
    )
}

/// What the bank paid by mistake is in the unit's hands: with more it would hold what it has no right to.
fn nothing_mispaid(paying: &Paying<'_>, _: &Policy) -> Outcome {
    let [(first, _), ..] = paying.mispaid else { return Met };
    let each = paying.mispaid.iter().map(|(id, amount)| format!("误付 {id}，银行误付的 {amount} 元"));
    Outcome::not_met(
        format!("{}，还没有退回", each.collect::<Vec<_>>().join("；")),
        format!(
            "请银行或单位退回后登记：studiogrant disburse mispaid {first} --returned --reason …；不是本项目款项的：--not-ours"
        ),
    )
}

/// Money of which nobody knows what it is may be this grant's: with more it would be paid twice.
fn all_identified(paying: &Paying<'_>, _: &Policy) -> Outcome {
    let [(first, _), ..] = paying.unidentified else { return Met };
    let each =
        paying.unidentified.iter().map(|(line, amount)| format!("银行付出的 {amount} 元（明细 {line}）"));
    Outcome::not_met(
        format!("{}，还没有认定是哪一笔", each.collect::<Vec<_>>().join("；")),
        format!("请先认定：studiogrant disburse identify {first}"),
    )
}

/// Whether this payment and those before it come to more than the entitlement.
fn exceeds(paying: &Paying<'_>, policy: &Policy) -> bool {
    within_entitlement(paying, policy) != Met
}

fn within_entitlement(paying: &Paying<'_>, policy: &Policy) -> Outcome {
    let paid = paying.paid_fen;
    match total(paying, policy).and_then(|total| Ok((total, paid.plus(paying.amount_fen)?))) {
        Ok((total, sum)) if sum <= total => Met,
        Ok((total, sum)) => Outcome::not_met(
            format!("已拨 {paid} 元，加上本期共 {sum} 元，超过核定的 {total} 元"),
            "请核对已拨的款项；多拨的应追回",
        ),
        Err(overflow) => too_large(overflow),
    }
}

fn within_budget(paying: &Paying<'_>, _: &Policy) -> Outcome {
    let Some(budget) = paying.budget_fen else { return Met };
    match paying.round_paid_fen.plus(paying.amount_fen) {
        Ok(sum) if sum <= budget => Met,
        Ok(sum) => Outcome::not_met(
            format!("本轮拨款将达 {sum} 元，超过预算 {budget} 元"),
            format!(
                "请核对本轮预算；预算已经调整的，先登记：studiogrant round budget --year {} --to 金额 --document 文件 --reason 理由",
                paying.year
            ),
        ),
        Err(overflow) => too_large(overflow),
    }
}

/// A9-2
pub static COMPARABLE: Rule = Rule {
    code: "A9-2",
    clause: "九2",
    title: "就高不重复",
    asks: "与本区其他高技能人才资助相近的，不重复享受，取高的一项。",
    reading: "核定额是标准减去同类资助，最低为零，减好再分两期；市级资金和发给个人的不算同类；是否同类由人判断并写明理由。",
    origin: Origin::Both,
    stages: &[Stage::Screen, Stage::Disburse],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| -> Vec<Shown> { vec![policy.grant.shown("区级标准")] },
    checks: &[],
};

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        Policy::embedded().unwrap()
    }

    #[test]
    fn halves_add_up_to_the_fen() {
        let mut policy = policy();
        for (share, total, first, second) in [
            (50, 5_000_000, 2_500_000, 2_500_000),
            (50, 1, 0, 1),
            (50, 4_999_999, 2_499_999, 2_500_000),
            (33, 100, 33, 67),
            (33, 101, 33, 68),
            (50, 0, 0, 0),
            (99, i64::MAX, 9_131_138_316_486_228_048, 92_233_720_368_547_759),
        ] {
            policy.first_share_percent.value = share;
            assert_eq!(
                halves(Fen::new(total), &policy),
                (Fen::new(first), Fen::new(second)),
                "{share} {total}"
            );
        }
    }

    #[test]
    fn comparable_support_is_taken_off_once_and_never_below_nothing() {
        let standard = policy().grant.value;
        for (comparable, due) in
            [(0, 5_000_000), (1, 4_999_999), (4_999_999, 1), (5_000_000, 0), (5_000_001, 0), (9_000_000, 0)]
        {
            assert_eq!(entitlement(standard, Fen::new(comparable)), Ok(Fen::new(due)));
        }
        assert_eq!(entitlement(Fen::new(-2), Fen::new(i64::MAX)), Err(Overflow));
    }

    #[test]
    fn a_first_half_that_comes_last_is_cut_to_what_is_left() {
        let policy = policy();
        for (total, paid, due) in [
            (5_000_000, 0, 2_500_000),
            (5_000_000, 2_500_000, 2_500_000),
            (4_999_999, 2_500_000, 2_499_999),
            (4_000_000, 2_500_000, 1_500_000),
            (2_500_000, 2_500_000, 0),
            (2_499_999, 2_500_000, 0),
        ] {
            assert_eq!(first_half(Fen::new(total), Fen::new(paid), &policy), Ok(Fen::new(due)));
        }
        assert_eq!(first_half(Fen::new(-2), Fen::new(i64::MAX), &policy), Err(Overflow));
    }

    #[test]
    fn the_second_half_is_what_is_left() {
        for (entitlement, paid, due) in
            [(5_000_000, 2_500_000, 2_500_000), (4_999_999, 2_499_999, 2_500_000), (3, 4, 0)]
        {
            assert_eq!(second_half(Fen::new(entitlement), Fen::new(paid)), Ok(Fen::new(due)));
        }
        assert_eq!(second_half(Fen::new(-2), Fen::new(i64::MAX)), Err(Overflow));
    }

    #[test]
    fn municipal_money_comes_on_top_or_as_the_difference() {
        let mut policy = policy();
        assert_eq!(municipal_entitlement(&policy), Ok(Fen::new(8_000_000)));
        policy.municipal_mode.value = MunicipalMode::HigherOf;
        assert_eq!(municipal_entitlement(&policy), Ok(Fen::new(3_000_000)));
        policy.municipal_grant.value = Fen::new(4_000_000);
        assert_eq!(municipal_entitlement(&policy), Ok(Fen::ZERO));
    }
}
