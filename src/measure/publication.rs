//! 六(二)4, second half: public notice, objections, the announcing document, and the way to the money.

use chrono::NaiveDate;

use super::Outcome::Met;
use super::{
    Announcing, Check, Listing, Objecting, Origin, Outcome, Paying, Policy, Posting, Rule, Stage, no_figures,
    said,
};
use crate::model::calendar::{Calendar, MissingYear};
use crate::model::doc_no;
use crate::model::text::tidy;

/// The last day of a public notice posted on this day: the day of posting is not counted (A6-2-4d).
///
/// # Errors
/// [`MissingYear`] when the calendar doesn't know the working days.
pub fn notice_last_on(
    posted_on: NaiveDate,
    policy: &Policy,
    calendar: &Calendar,
) -> Result<NaiveDate, MissingYear> {
    calendar.last_of(posted_on, policy.public_notice_days.value)
}

/// The first day on which the list may be announced: the day after the notice's last.
///
/// # Errors
/// [`MissingYear`] when the calendar doesn't know the working days.
pub fn announce_from(
    posted_on: NaiveDate,
    policy: &Policy,
    calendar: &Calendar,
) -> Result<NaiveDate, MissingYear> {
    let last = notice_last_on(posted_on, policy, calendar)?;
    Ok(last.succ_opt().unwrap_or(last))
}

fn unknown_year(missing: &MissingYear) -> Outcome {
    Outcome::not_met(missing.to_string(), "请先用 calendar import 导入该年的节假日安排")
}

/// A6-2-4d
pub static NOTICE: Rule = Rule {
    code: "A6-2-4d",
    clause: "六(二)4",
    title: "公示期满",
    asks: "拟资助名单向社会公示，期满无异议才发文公布。",
    reading: "公示期按工作日计，张贴当日不算，调休上班日算；最早在公示期最后一天的次日公布。中断、张贴迟了或名单要更正的，从头公示，只能延长，不能缩短。",
    origin: Origin::Both,
    stages: &[Stage::Publish],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.public_notice_days.shown("公示工作日")],
    checks: &[Check::Posting(can_count), Check::Announcing(notice_over), Check::Listing(posted_as_it_stands)],
};

fn can_count(posting: &Posting<'_>, policy: &Policy) -> Outcome {
    match notice_last_on(posting.posted_on, policy, posting.calendar) {
        Ok(_) => Met,
        Err(missing) => unknown_year(&missing),
    }
}

fn notice_over(announcing: &Announcing<'_>, policy: &Policy) -> Outcome {
    let (posted_on, day) = (announcing.posted_on, announcing.announced_on);
    // A holiday notice that came in between may move the count; what was promised to the public stands.
    let promised = announcing.last_on.succ_opt().unwrap_or(announcing.last_on);
    match announce_from(posted_on, policy, announcing.calendar).map(|counted| counted.max(promised)) {
        Ok(from) if day >= from => Met,
        Ok(from) => Outcome::not_met(
            format!(
                "名单 {posted_on} 张贴，公示 {} 个工作日，{day} 还没有期满",
                policy.public_notice_days.value
            ),
            format!("最早可在 {from} 发文公布"),
        ),
        Err(missing) => unknown_year(&missing),
    }
}

fn posted_as_it_stands(listing: &Listing<'_>, _: &Policy) -> Outcome {
    if listing.as_posted {
        return Met;
    }
    Outcome::not_met(
        format!("{} 的名单内容在公示以后有更正，公示的不是现在的内容", listing.case_no),
        "请把更正后的名单重新公示满期：publish notice --restart 公示编号 --reason 理由",
    )
}

/// A6-2-4e
pub static OBJECTIONS: Rule = Rule {
    code: "A6-2-4e",
    clause: "六(二)4",
    title: "异议已了结",
    asks: "公示无异议的才公布。",
    reading: "异议在公示期内、以实名并留联系方式提出；异议成立的只去掉那一个项目，候补项目须另行公示。",
    origin: Origin::Both,
    stages: &[Stage::Publish],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: |policy| vec![policy.public_notice_days.shown("公示工作日")],
    checks: &[
        Check::Objecting(named),
        Check::Objecting(in_period),
        Check::Listing(none_open),
        Check::Listing(none_upheld),
    ],
};

fn named(objecting: &Objecting<'_>, _: &Policy) -> Outcome {
    if said(Some(objecting.by_name)) && said(Some(objecting.contact)) {
        return Met;
    }
    Outcome::not_met(
        "异议没有写明提出人或联系方式",
        "匿名异议登记为不予受理；请提出人以实名并留联系方式重新提出",
    )
}

fn in_period(objecting: &Objecting<'_>, policy: &Policy) -> Outcome {
    let (posted_on, day) = (objecting.posted_on, objecting.received_on);
    match notice_last_on(posted_on, policy, objecting.calendar) {
        Ok(last) if posted_on <= day && day <= last => Met,
        Ok(last) => Outcome::not_met(
            format!("异议 {day} 收到，不在公示期 {posted_on} 至 {last} 内"),
            "期外的异议登记为不予受理；反映的情况可以另行核查",
        ),
        Err(missing) => unknown_year(&missing),
    }
}

fn none_open(listing: &Listing<'_>, _: &Policy) -> Outcome {
    if listing.open_objections == 0 {
        return Met;
    }
    Outcome::not_met(
        format!("{} 还有 {} 件异议没有结论", listing.case_no, listing.open_objections),
        "请先登记异议的处理结论，再发文公布",
    )
}

fn none_upheld(listing: &Listing<'_>, _: &Policy) -> Outcome {
    if !listing.upheld {
        return Met;
    }
    Outcome::not_met(
        format!("{} 的异议成立，不能公布", listing.case_no),
        "请把它从名单中去掉，由候补名单的下一个另行公示",
    )
}

/// A6-2-4f
pub static ANNOUNCED: Rule = Rule {
    code: "A6-2-4f",
    clause: "六(二)4",
    title: "发文后拨款",
    asks: "名单发文公布以后，才按规定拨款。",
    reading: "文件须有文号，机关代字、年份和序号齐全；拨款日期不早于发文日期，同一天可以。",
    origin: Origin::Measure,
    stages: &[Stage::Publish, Stage::Disburse],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Announcing(numbered), Check::Paying(after_document)],
};

fn numbered(announcing: &Announcing<'_>, _: &Policy) -> Outcome {
    let found = match announcing.doc_no {
        doc_no if doc_no::is_whole(doc_no) => return Met,
        doc_no if !said(Some(doc_no)) => "公布名单的文件没有文号".to_owned(),
        doc_no => format!("公布名单的文件的文号“{doc_no}”不完整"),
    };
    Outcome::not_met(found, "请填写文号，有机关代字、年份和序号，如 沪松人社〔2026〕12号")
}

fn after_document(paying: &Paying<'_>, _: &Policy) -> Outcome {
    match paying.announced_on {
        Some(on) if said(Some(paying.doc_no)) && on <= paying.paid_on => Met,
        Some(on) if on > paying.paid_on => Outcome::not_met(
            format!("拨款日期 {} 早于发文日期 {on}", paying.paid_on),
            format!("请在 {on} 以后拨款"),
        ),
        _ => Outcome::not_met("名单还没有以带文号的文件公布，不能拨款", "请先发文公布名单"),
    }
}

/// A6-2-4g
pub static ACCOUNT: Rule = Rule {
    code: "A6-2-4g",
    clause: "六(二)4",
    title: "收款账户",
    asks: "经费拨到申报单位。",
    reading: "户名、开户银行、联行号、账号须齐全；户名与单位名称不同的，凭开户证明确认，括号全角半角不计较。",
    origin: Origin::Both,
    stages: &[Stage::Disburse],
    in_schema: true,
    discretion: None,
    confirmable: true,
    figures: no_figures,
    checks: &[Check::Paying(own_account)],
};

fn own_account(paying: &Paying<'_>, _: &Policy) -> Outcome {
    let form = paying.application;
    let parts = [
        ("银行户名", said(form.account_name.as_deref())),
        ("开户银行", said(form.bank_name.as_deref())),
        ("联行号", form.bank_code.is_some()),
        ("银行账号", form.bank_account.is_some()),
    ];
    let missing: Vec<_> = parts.iter().filter(|(_, given)| !given).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        return Outcome::not_met(
            format!("收款账户没有填：{}", missing.join("、")),
            "请单位补填收款账户后再拨",
        );
    }
    let holder = form.account_name.as_deref().unwrap_or_default();
    if plain(holder) == plain(&form.unit_name) {
        return Met;
    }
    Outcome::unproven(
        format!("户名“{holder}”与单位名称“{}”不同", form.unit_name),
        "请查看开户证明后确认，或请单位更正户名",
    )
}

/// A name for comparing: without spaces, its brackets, letters and digits half-width, its letters capital.
pub(crate) fn plain(name: &str) -> String {
    let half = |letter| match letter {
        '（' => '(',
        '）' => ')',
        other => other,
    };
    let tidy = tidy(name);
    let letters = tidy.chars().filter(|letter| !letter.is_whitespace()).map(half);
    letters.map(|letter| letter.to_ascii_uppercase()).collect()
}
