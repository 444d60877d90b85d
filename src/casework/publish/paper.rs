//! The papers of the publication: the public notice and the document that announces the list, each with its list as
//! an annex. Nothing personal but the leaders' names.

use anyhow::Result;

use super::list::{digest, funded_title, posted_list, public_table};
use super::{Dossier, as_posted, is_live};
use crate::casework::bureau;
use crate::casework::dossier::{self, RoundFile};
use crate::casework::wording::{ISSUER, formal, measure, money};
use crate::measure::Cycle;
use crate::model::Table;
use crate::model::acts::Place;
use crate::model::dates::chinese;
use crate::model::doc_no;
use crate::model::paper::{Block, Paper};
use crate::store::facts::{Announcement, Award, Notice, NoticeEntry, ProposalEntry};
use crate::store::{Store, Stored};

/// What a list is called besides that fills places of another.
const ADDED: &str = "（递补）";

/// 公示: basis, what was done, from when to when, how and where to object, and the list with its digest.
pub(super) fn notice(store: &Store, notice: &Stored<Notice>) -> Result<Paper> {
    let round = RoundFile::by_id(store, notice.fact.round_id)?;
    let Notice { posted_on, last_on, list_digest, supersedes, reason, .. } = &notice.fact;
    let mut list = posted_list(store, notice)?;
    let (year, days) = (round.round.year, round.policy.public_notice_days.value);
    let filled = filled(store, notice)?;
    let what = if filled.is_some() { "拟资助名单递补项目" } else { "拟资助名单" };
    list.title += filled.as_ref().map_or("", |_| ADDED);
    let count = list.rows.len();
    let proposed = match &filled {
        Some(why) => format!("{why}拟定{year}年度松江区首席技师工作室递补资助项目{count}个"),
        None => format!("拟定{year}年度松江区首席技师工作室资助项目{count}个"),
    };
    let mut paper = Paper::titled(format!("关于{year}年度松江区首席技师工作室\n{what}的公示")).text(format!(
        "根据{}和{year}年度申报通知（{}）要求，经单位申报、各镇（街道、开发区）初审、专家评审，\
             {proposed}，现予公示（名单见附件）。",
        measure(&round.policy),
        doc_no::plain(&round.round.notice_no),
    ));
    if let (Some(before), Some(reason)) = (supersedes, reason) {
        let reason = formal(reason.trim_end_matches('。'));
        paper = paper.text(format!("本公示代替此前的公示（{before}号），公示期重新计算。原因：{reason}。"));
    }
    let paper = paper
        .text(format!(
            "公示期为{}至{}，共{days}个工作日（张贴当日不计）。",
            chinese(*posted_on),
            chinese(*last_on)
        ))
        .text(
            "对公示名单有异议的，请在公示期内书面向我局提出，写明事实和理由。个人提出的，请署真实姓名和电话；\
             单位提出的，请加盖公章。异议人身份予以保密。匿名的、逾期的不予受理。",
        );
    let known = bureau::known_at(store, notice.entry_id)?;
    let paper = bureau::reached(known.as_ref()).into_iter().fold(paper, Paper::text);
    let paper = paper.text(format!("附件：{}", formal(&list.title))).sealed(ISSUER, *posted_on);
    Ok(annexed(paper, list, &format!("公示编号：{}", notice.id), list_digest))
}

/// 公布名单的文件: basis, procedure, result and amounts, duties, supervision, and the list.
pub(super) fn announcement(store: &Store, document: &Stored<Announcement>) -> Result<Paper> {
    let Announcement { notice_id, doc_no, announced_on } = &document.fact;
    let Some(notice) = store.newest::<Notice>("id", *notice_id)? else {
        return crate::casework::misuse(format!("没有编号为 {notice_id} 的公示"));
    };
    let round = RoundFile::by_id(store, notice.fact.round_id)?;
    let (dossiers, cycle) = awarded(store, document)?;
    let mut list = public_table(funded_title(round.round.year), &dossiers);
    let (year, count, policy) = (round.round.year, list.rows.len(), &round.policy);
    let grant = policy.grant.value;
    let first = policy.first_share_percent.value;
    let filled = filled(store, &notice)?;
    let what = if filled.is_some() { "递补资助项目" } else { "资助项目" };
    list.title += filled.as_ref().map_or("", |_| ADDED);
    let heading = format!("关于公布{year}年度松江区首席技师工作室\n{what}名单的通知");
    let cycle = cycle
        .map_or_else(String::new, |cycle| format!("，自{}至{}", chinese(cycle.first), chinese(cycle.last)));
    let opening = format!(
        "根据{}要求，经单位申报、各镇（街道、开发区）初审、专家评审和社会公示（{}至{}），{}确定{year}年度松江区\
         首席技师工作室{what}{count}个，现将名单予以公布（见附件），并就有关事项通知如下。",
        measure(policy),
        chinese(notice.fact.posted_on),
        chinese(notice.fact.last_on),
        filled.unwrap_or_default()
    );
    let paper = Paper::default()
        .with(Block::Letterhead { issuer: ISSUER.to_owned(), doc_no: doc_no::plain(doc_no) })
        .with(Block::Title(heading))
        .addressed("各镇人民政府、各街道办事处、各开发区管委会，各有关单位")
        .text(opening)
        .heading("一、资助标准和拨付")
        .text(format!(
            "区级资助每个项目{}，分两期拨付：第一期{first}%，在名单公布、目标任务责任协议签订后拨付；第二期{}%，\
             在届中考核合格后拨付。已享受本区同类资助的，按照就高不重复的原则扣减。",
            money(grant),
            100_u32.saturating_sub(first)
        ))
        .text(format!(
            "项目所在单位应当配套给予工作室不低于{}的工作经费。",
            money(policy.matching_minimum.value)
        ))
        .heading("二、资助周期和任务")
        .text(format!(
            "资助周期为{}年{cycle}。工作室在资助周期内应当承担技术革新和技术攻关，推广新技术、新工艺，总结先进\
             操作法，带徒传技，并完成所在单位布置的各项任务。",
            policy.cycle_years.value
        ))
        .heading("三、资金管理")
        .text(
            "资助资金专款专用，实行项目管理，做到资金到项目、管理到项目、核算到项目，并在资助周期内使用完毕。",
        )
        .heading("四、管理和考核")
        .text(
            "项目所在单位应当与项目带头人签订目标任务责任协议，并实施定期考核。区人力资源和社会保障部门负责日常\
             指导和监管，组织届中考核，并根据考核结果决定是否给予第二期资助。",
        )
        .text("弄虚作假或者违反规定使用资金的，依照有关规定追回资助资金。")
        .text(format!("附件：{}", formal(&list.title)))
        .sealed(ISSUER, *announced_on);
    let list_digest = digest(&list);
    Ok(annexed(paper, list, &format!("文号：{doc_no}"), &list_digest)
        .with(Block::Imprint { issuer: ISSUER.to_owned(), on: *announced_on }))
}

/// Why a notice moves the reserve up: which list it adds to, and what announced that list; `None` where it is no such
/// notice.
fn filled(store: &Store, notice: &Stored<Notice>) -> Result<Option<String>> {
    if !is_promotion(store, notice.id)? {
        return Ok(None);
    }
    let mut why = "因原拟资助名单".to_owned();
    for earlier in store.by::<Notice>("round_id", notice.fact.round_id)? {
        if earlier.id < notice.id && is_live(store, earlier.id)? && !is_promotion(store, earlier.id)? {
            let document = store.newest::<Announcement>("notice_id", earlier.id)?;
            let document = document.filter(|document| document.fact.announced_on <= notice.fact.posted_on);
            let document = document.map(|document| format!("，{}公布", doc_no::plain(&document.fact.doc_no)));
            let posted_on = chinese(earlier.fact.posted_on);
            why = format!(
                "因原拟资助名单（公示{}号，{posted_on}张贴{}）",
                earlier.id,
                document.unwrap_or_default()
            );
        }
    }
    Ok(Some(format!("{why}有项目撤回申报或者异议成立，空出名额，按照候补名单的次序递补，")))
}

/// Whether what is on a notice comes from the reserve.
fn is_promotion(store: &Store, notice_id: i64) -> Result<bool> {
    for entry in store.by::<NoticeEntry>("notice_id", notice_id)? {
        let place = store.newest::<ProposalEntry>("case_id", entry.fact.case_id)?;
        if place.is_some_and(|entry| entry.fact.place == Place::Reserve) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Every notice that a case stood on, and the document that announced it, each with its name.
///
/// # Errors
/// The case file can't be read.
pub(in crate::casework) fn papers(store: &Store, case_id: i64) -> Result<Vec<(String, Paper)>> {
    let mut papers = Vec::new();
    for entry in store.by::<NoticeEntry>("case_id", case_id)? {
        for posted in store.by::<Notice>("id", entry.fact.notice_id)? {
            papers.push((format!("公示{}号", posted.id), notice(store, &posted)?));
        }
    }
    for award in store.by::<Award>("case_id", case_id)? {
        for document in store.by::<Announcement>("id", award.fact.announcement_id)? {
            papers.push((format!("发文公布{}", document.fact.doc_no), announcement(store, &document)?));
        }
    }
    Ok(papers)
}

/// The cases that a document announced, in its order and as they stood then, and their cycle.
pub(super) fn awarded(
    store: &Store,
    document: &Stored<Announcement>,
) -> Result<(Vec<Dossier>, Option<Cycle>)> {
    let (mut dossiers, mut cycle) = (Vec::new(), None);
    for award in store.by::<Award>("announcement_id", document.id)? {
        cycle = Some(dossier::cycle(&award.fact));
        let dossier = Dossier::by_id(store, award.fact.case_id)?;
        dossiers.push(as_posted(store, document.fact.notice_id, &dossier)?);
    }
    Ok((dossiers, cycle))
}

/// 名单 by itself, to be posted.
pub(super) fn listed(list: Table) -> Paper {
    let digest = grouped(&digest(&list));
    Paper::titled(formal(&list.title)).list(list).note(digest)
}

/// A paper with a list, what it is called in the case file, and its digest annexed.
fn annexed(paper: Paper, list: Table, named: &str, digest: &str) -> Paper {
    paper.annex(formal(&list.title)).list(list).note(named).note(grouped(digest))
}

/// 名单校验码 in groups of eight, to be read aloud and copied.
fn grouped(digest: &str) -> String {
    let groups: Vec<_> = digest.as_bytes().chunks(8).map(String::from_utf8_lossy).collect();
    format!("名单校验码：{}", groups.join(" "))
}
