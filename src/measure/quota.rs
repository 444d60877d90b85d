//! 三、资助名额.

use super::Outcome::Met;
use super::{
    Announcing, Check, Discretion, Opening, Origin, Outcome, Policy, Proposing, Recommending, Rule, Shown,
    Stage,
};
use super::{no_figures, said};

/// A3-1a
pub static ABOUT: Rule = Rule {
    code: "A3-1a",
    clause: "三",
    title: "年度名额",
    asks: "每年资助的项目在名额以内。",
    reading: "“左右”读作上下各有幅度：拟定名单超出名额但在幅度以内的，须说明理由；年度名额偏离 10 个过多的，只作提醒。",
    origin: Origin::Both,
    stages: &[Stage::Round, Stage::Review],
    in_schema: true,
    discretion: Some(Discretion::Reason),
    confirmable: false,
    figures: quota_figures,
    checks: &[Check::Opening(about_ten), Check::Proposing(within_quota)],
};

fn quota_figures(policy: &Policy) -> Vec<Shown> {
    vec![policy.quota.shown("年度名额"), policy.quota_band.shown("幅度")]
}

fn about_ten(opening: &Opening<'_>, policy: &Policy) -> Outcome {
    let (quota, usual, band) = (opening.quota, policy.quota.value, policy.quota_band.value);
    if quota == 0 || quota.abs_diff(usual) <= band {
        return Met;
    }
    Outcome::reminder(
        format!("年度名额 {quota} 个，与办法所说的 {usual} 个左右相差超过 {band} 个"),
        "请核对工作通知上的名额；确实如此的，不必改动",
    )
}

fn within_quota(proposing: &Proposing<'_>, policy: &Policy) -> Outcome {
    let (count, quota, most) = (proposing.count(), proposing.quota, most(proposing.quota, policy));
    if count <= quota || count > most {
        return Met;
    }
    Outcome::not_met(
        format!("拟资助 {count} 个，超过名额 {quota} 个（最多可到 {most} 个）"),
        format!("请减到 {quota} 个以内，或者说明突破名额的理由"),
    )
}

/// A3-1b
pub static LIMIT: Rule = Rule {
    code: "A3-1b",
    clause: "三",
    title: "名额上限",
    asks: "每轮有名额，资助的项目不超过名额加上幅度。",
    reading: "上限含本数，不能变通；同一轮先后几次公布的合并计算。",
    origin: Origin::Both,
    stages: &[Stage::Round, Stage::Review, Stage::Publish],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: quota_figures,
    checks: &[
        Check::Opening(has_quota),
        Check::Proposing(within_limit),
        Check::Announcing(announced_within_limit),
    ],
};

fn has_quota(opening: &Opening<'_>, policy: &Policy) -> Outcome {
    if opening.quota > 0 {
        return Met;
    }
    Outcome::not_met("年度名额为 0", format!("请填写工作通知上的名额，一般是 {} 个", policy.quota.value))
}

fn within_limit(proposing: &Proposing<'_>, policy: &Policy) -> Outcome {
    limited(proposing.count(), proposing.quota, policy)
}

fn announced_within_limit(announcing: &Announcing<'_>, policy: &Policy) -> Outcome {
    limited(announcing.awards, announcing.quota, policy)
}

fn limited(count: u32, quota: u32, policy: &Policy) -> Outcome {
    let most = most(quota, policy);
    if count <= most {
        return Met;
    }
    Outcome::not_met(
        format!(
            "本轮资助 {count} 个，超过上限 {most} 个（名额 {quota} 个，幅度 {} 个）",
            policy.quota_band.value
        ),
        format!("请减到 {most} 个以内，其余列为候补"),
    )
}

fn most(quota: u32, policy: &Policy) -> u32 {
    quota.saturating_add(policy.quota_band.value)
}

/// A3-2
pub static RECOMMENDED: Rule = Rule {
    code: "A3-2",
    clause: "三",
    title: "择优推荐",
    asks: "向市里推荐的，是已获区级资助的项目，并择优选出。",
    reading: "已发文公布且资助未被撤销的才算；推荐须写明理由。",
    origin: Origin::Measure,
    stages: &[Stage::Publish],
    in_schema: true,
    discretion: None,
    confirmable: false,
    figures: no_figures,
    checks: &[Check::Recommending(funded), Check::Recommending(on_merit)],
};

fn funded(recommending: &Recommending<'_>, _: &Policy) -> Outcome {
    if recommending.funded {
        return Met;
    }
    Outcome::not_met("这个项目没有获得区级资助，不能推荐到市里", "请在已发文公布的资助项目中择优推荐")
}

fn on_merit(recommending: &Recommending<'_>, _: &Policy) -> Outcome {
    if said(Some(recommending.reason)) {
        return Met;
    }
    Outcome::not_met("没有写推荐理由", "请写明择优推荐的理由")
}
