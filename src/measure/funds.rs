//! 五、资金使用.

use super::Outcome::Met;
use super::{
    Check, Closing, Fund, GrantKind, Held, Matching, Origin, Outcome, Paying, Policy, Rule, Spending, Stage,
    no_figures, said,
};
use crate::model::Fen;

/// A5-1
pub static VOUCHER: Rule = Rule {
    code: "A5-1",
    clause: "五1",
    title: "凭证入账",
    asks: "经费按项目管理和核算：每笔记到一个工作室，有凭证号，分清资助资金和配套资金。",
    reading: "凭证号在一个工作室的同一本台账、同一个月里只用一次（记账凭证按月编号，月份看支出日期）；同一凭证可以分记两本台账，但同一笔支出只算一次；金额须大于 0；记错的用红字冲回，不改原账。",
    origin: Origin::Measure,
    stages: &[Stage::Assess],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Spending(spent_with_voucher), Check::Matching(matched_with_voucher)],
};

fn spent_with_voucher(spending: &Spending<'_>, _: &Policy) -> Outcome {
    booked(spending.voucher_no, spending.amount_fen)
}

fn matched_with_voucher(matching: &Matching<'_>, _: &Policy) -> Outcome {
    booked(matching.voucher_no, matching.amount_fen)
}

fn booked(voucher_no: &str, amount: Fen) -> Outcome {
    if !said(Some(voucher_no)) {
        return Outcome::not_met(format!("{amount} 元没有凭证号"), "请补填记账凭证号");
    }
    if amount > Fen::ZERO {
        return Met;
    }
    let found = format!("凭证 {voucher_no} 的金额是 {amount} 元，应大于 0");
    Outcome::not_met(found, "请核对金额；要冲回的，对原来那一笔做红字冲回")
}

/// A5-2
pub static PURPOSE: Rule = Rule {
    code: "A5-2",
    clause: "五2",
    title: "专款专用",
    asks: "资助资金用于办法列明的用途，专款专用。",
    reading: "用途按列表选；资助资金支出合计不得超过已收到的数额，含本数，每一天都如此：到账以前由单位垫付的不算；要求退回的，从要求之日起不能再用；已经用掉而又要求退回的算多用，以后拨付的不能抵补，不予认可的支出先冲销，才能再支出、结项。",
    origin: Origin::Measure,
    stages: &[Stage::Assess],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| {
        vec![policy.grant_purposes.shown("资助资金用途"), policy.matching_purposes.shown("配套资金用途")]
    },
    checks: &[
        Check::Spending(listed_purpose),
        Check::Spending(covered),
        Check::Spending(covered_on_its_day),
        Check::Closing(covered_in_the_end),
    ],
};

fn listed_purpose(spending: &Spending<'_>, policy: &Policy) -> Outcome {
    let purposes = match spending.fund {
        Fund::Grant => &policy.grant_purposes.value,
        Fund::Matching => &policy.matching_purposes.value,
    };
    if purposes.iter().any(|purpose| purpose == spending.purpose) {
        return Met;
    }
    Outcome::not_met(
        format!("“{}”不是{}的用途", spending.purpose, spending.fund.term()),
        format!("请从这些用途中选：{}；不属于的，退回这笔支出", purposes.join("、")),
    )
}

fn covered(spending: &Spending<'_>, _: &Policy) -> Outcome {
    if spending.fund == Fund::Matching {
        return Met;
    }
    let (received, demanded) = (spending.received_fen, spending.demanded_fen);
    let sums =
        spending.spent_fen.plus(spending.amount_fen).and_then(|sum| Ok((sum, received.minus(demanded)?)));
    match sums {
        Ok((sum, usable)) if sum <= usable => Met,
        Ok((sum, _)) => {
            let less = match demanded > Fen::ZERO {
                true => format!("减去要求退回、尚未收回的 {demanded} 元"),
                false => String::new(),
            };
            Outcome::not_met(
                format!("资助资金支出将达 {sum} 元，超过已收到的 {received} 元{less}"),
                "请核对金额；超出的部分改从配套资金列支",
            )
        }
        Err(overflow) => Outcome::not_met(overflow.to_string(), "请核对金额"),
    }
}

/// Money that had not come yet can't have been spent: on no day from the entry's on is more spent than had come.
fn covered_on_its_day(spending: &Spending<'_>, policy: &Policy) -> Outcome {
    if spending.fund == Fund::Matching || covered(spending, policy) != Met {
        return Met;
    }
    let Held { on, received_fen: received, spent_fen: spent } = spending.tightest;
    if let Some(over) = spending.tightest.over() {
        return Outcome::not_met(
            format!(
                "到 {on} 扣除要求退回的，收到资助 {received} 元，已使用 {spent} 元，多用 {over} 元，以后拨付的不能抵补"
            ),
            "不予认可的支出先冲销（assess reverse），再登记",
        );
    }
    match spent.plus(spending.amount_fen) {
        Ok(sum) if sum <= received => Met,
        Ok(sum) => Outcome::not_met(
            format!("到 {on} 收到资助 {received} 元，算上这一笔支出 {sum} 元，超过当日已收到的数额"),
            "请核对支出日期；资助到账以前由单位垫付的，不算资助资金的使用，记入配套台账（assess match）",
        ),
        Err(overflow) => Outcome::not_met(overflow.to_string(), "请核对金额"),
    }
}

/// What was recovered although it was spent leaves the ledger above what the unit held, until the entries that are not
/// recognised are reversed; what was paid later doesn't make it good.
fn covered_in_the_end(closing: &Closing<'_>, _: &Policy) -> Outcome {
    let Some(held) = closing.overspent else { return Met };
    let Some(over) = held.over() else { return Met };
    let Held { on, received_fen: received, spent_fen: spent } = held;
    Outcome::not_met(
        format!("到 {on} 登记使用 {spent} 元，扣除要求退回的，实收 {received} 元，多用 {over} 元"),
        "请冲销不予认可、由单位自行承担的支出，再结项",
    )
}

/// A5-3
pub static IN_CYCLE: Rule = Rule {
    code: "A5-3",
    clause: "五3",
    title: "周期内用完",
    asks: "资助资金及时使用，在资助周期内用完。",
    reading: "支出日期须在周期内，首尾都算；周期满了，区级资助不再拨付，市级获评资助只作提醒；到期没有用完的，列明余额，由局里决定如何处理。",
    origin: Origin::Measure,
    stages: &[Stage::Disburse, Stage::Assess],
    in_schema: true,
    discretion: None,
    confirmable: true,
    figures: |policy| vec![policy.cycle_years.shown("资助周期（年）")],
    checks: &[Check::Paying(usable), Check::Spending(spent_in_cycle), Check::Closing(spent_up)],
};

/// Money that comes after the cycle can't be used any more. The city's award has a term of its own that the measure
/// doesn't set.
fn usable(paying: &Paying<'_>, _: &Policy) -> Outcome {
    let Some(last) = paying.cycle_to.filter(|last| paying.paid_on > *last) else { return Met };
    let found = format!("资助周期到 {last}，{} 拨付的资助在周期内用不上", paying.paid_on);
    match paying.kind {
        GrantKind::District => Outcome::not_met(found, "周期已满，不再拨付；请办理结项（assess close）"),
        GrantKind::Municipal => {
            Outcome::reminder(found, "请核对市级文件的用款期限；没有使用的，结项时由局里决定退回或留用")
        }
    }
}

fn spent_in_cycle(spending: &Spending<'_>, _: &Policy) -> Outcome {
    let (day, cycle) = (spending.spent_on, spending.cycle);
    if spending.fund == Fund::Matching || cycle.has(day) {
        return Met;
    }
    Outcome::not_met(
        format!("资助资金支出日期 {day} 不在资助周期 {} 至 {} 内", cycle.first, cycle.last),
        "请核对支出日期；周期以外的支出不能用资助资金",
    )
}

fn spent_up(closing: &Closing<'_>, _: &Policy) -> Outcome {
    match closing.received_fen.minus(closing.spent_fen) {
        Ok(unspent) if unspent <= Fen::ZERO || (closing.rest.is_some() && said(Some(closing.decision))) => {
            Met
        }
        Ok(unspent) => Outcome::unproven(
            format!(
                "收到 {} 元，支出 {} 元，还有 {unspent} 元没有使用",
                closing.received_fen, closing.spent_fen
            ),
            "请登记局里对余额的处理决定（退回或留用）和理由后结项",
        ),
        Err(overflow) => Outcome::unproven(overflow.to_string(), "请核对金额"),
    }
}
