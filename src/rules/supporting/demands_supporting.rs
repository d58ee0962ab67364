#![doc = include_str!("demands_supporting.md")]

use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::mandates::{Index, asks, level_of, reached};
use crate::document::Level;
use crate::facts::Reading;
use crate::facts::demands::{Authority, Demand, Force};
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// P301.
pub static RULE: Rule = Rule {
    code: "P301",
    name: "demands-supporting",
    title: "要求下级制定配套文件",
    severity: Severity::Error,
    page: include_str!("demands_supporting.md"),
    check: Check::Corpus(run),
};

fn run(context: &mut Context<'_>, corpus: &Corpus) {
    let index = Index::new(&corpus.readings);
    let ours = corpus.readings.iter().filter(|reading| !reading.demands.is_empty());
    for reading in ours.filter(|reading| !corpus.compared_only(&reading.source)) {
        let (required, left): (Vec<_>, Vec<_>) =
            reading.demands.iter().partition(|demand| demand.force == Force::Required);
        for demand in left {
            hint(context, reading, demand);
        }
        let (shared, required): (Vec<_>, Vec<_>) =
            required.into_iter().partition(|demand| divided(reading, demand, context.config));
        for demand in shared {
            let drafter = demand.drafter.as_deref().unwrap_or_default();
            let message =
                format!("交由本级“{drafter}”制定{}；能在本文件写清的，不必另发", demand.product);
            note(context, reading, demand, message);
        }
        for demand in required {
            let proof = verified(reading, demand, &index, context.config);
            flag(context, reading, demand, proof);
        }
    }
}

/// Nobody is ordered to draft it: worth a look, no more.
fn hint(context: &mut Context<'_>, reading: &Reading, demand: &Demand) {
    let product = &demand.product;
    let message =
        format!("还要另行制定{product}，文中没有要求下级必须制定；能在本文件写清的，不必另发");
    note(context, reading, demand, message);
}

fn note(context: &mut Context<'_>, reading: &Reading, demand: &Demand, message: String) {
    let finding = context.flag_quote(reading, &demand.quote, message);
    finding.severity = Severity::Info;
    finding.confidence = Confidence::Low;
    finding.detail("authority", "none");
    finding.detail("force", "left");
}

/// Does a government leave the paper to one department of its own, which is none of its lower units? 各部门 are told
/// to write one each, and that is a demand.
fn divided(reading: &Reading, demand: &Demand, config: &Config) -> bool {
    let drafter = demand.drafter.as_deref().unwrap_or_default();
    let several = ["各", "、", "市直", "县直", "区直", "省直", "有关", "相关"];
    let own = level_of(reading, config).is_some_and(|level| {
        !demand.levels.is_empty() && demand.levels.iter().all(|one| *one == level)
    });
    own && !several.iter().any(|word| drafter.contains(word))
}

/// The superior's demand that this one passes on, where the superior's text is at hand.
fn verified<'a>(
    reading: &Reading,
    demand: &Demand,
    index: &Index<'a>,
    config: &Config,
) -> Option<(&'a Reading, &'a Demand)> {
    let levels: Vec<Level> = if demand.levels.is_empty() {
        reached(reading).into_iter().collect()
    } else {
        demand.levels.clone()
    };
    reading.citations.iter().find_map(|citation| {
        let superior = index.superior(reading, citation, config)?;
        Some((superior, asks(superior, &levels)?))
    })
}

fn flag(
    context: &mut Context<'_>,
    reading: &Reading,
    demand: &Demand,
    proof: Option<(&Reading, &Demand)>,
) {
    let product = &demand.product;
    let open = doubtful(reading, demand, context.config);
    if let Some((superior, asked)) = proof {
        let message = format!("要求下级制定{product}；上级文件原文有此要求");
        let finding = context.flag_quote(reading, &demand.quote, message);
        finding.severity = Severity::Info;
        finding.detail("authority", "verified");
        finding.proved_by(&superior.source, &asked.quote, "上级文件要求制定的原文");
        return;
    }
    match (demand.authority, &demand.cited) {
        (Authority::None, Some(pointer)) => {
            let message = format!(
                "要求下级制定{product}；只写了“{pointer}”，没有引用上级要求制定的原话，需要核实"
            );
            let finding = context.flag_quote(reading, &demand.quote, message);
            finding.severity = Severity::Warning;
            finding.confidence = Confidence::Medium;
            finding.detail("authority", "none");
        }
        (Authority::None, None) => {
            let message = format!("要求下级制定{product}，文中没有写明上级有此要求");
            let finding = context.flag_quote(reading, &demand.quote, message);
            if open {
                finding.severity = Severity::Warning;
                finding.confidence = Confidence::Medium;
            }
            finding.detail("authority", "none");
        }
        (Authority::Cited | Authority::Verified, cited) => {
            let quote = cited.as_deref().unwrap_or_default();
            let message = format!("要求下级制定{product}；引用了上级的要求“{quote}”");
            let finding = context.flag_quote(reading, &demand.quote, message);
            finding.severity = Severity::Info;
            finding.detail("authority", "cited");
        }
    }
}

/// The centre authorises, a government divides work among its own departments, an unknown issuer or drafter proves
/// nothing: a reviewer decides.
fn doubtful(reading: &Reading, demand: &Demand, config: &Config) -> bool {
    let Some(level) = level_of(reading, config) else { return true };
    let lowest = demand.levels.last();
    // 承办单位、领导小组办公室: no level is named, and nothing says that they stand below.
    let drafter = demand.drafter.as_deref().unwrap_or_default();
    let below = ["各", "下级", "基层", "所属", "你", "贵", "属地", "地方"];
    let vague = demand.levels.is_empty() && !below.iter().any(|word| drafter.contains(word));
    level == Level::Central
        || demand.drafter.is_none()
        || vague
        || !plainly_paper(demand)
        || lowest.is_some_and(|lowest| *lowest <= level)
}

/// Verbs that draft; 完善, 细化 and 落实 may be done without a paper.
const DRAFTING: [&str; 9] = ["制定", "制订", "出台", "编制", "拟定", "拟订", "起草", "印发", "报"];
/// What may be done and not written.
const DONE: [&str; 6] = ["措施", "举措", "制度", "标准", "计划", "规范"];

/// Do the words leave no doubt that a paper is to be written?
fn plainly_paper(demand: &Demand) -> bool {
    let product = demand.product.as_str();
    let drafted = DRAFTING.iter().any(|verb| demand.quote.text.contains(verb));
    let named = ["若干", "政策", "配套"].iter().any(|word| product.contains(word));
    drafted && (named || !DONE.iter().any(|word| product.ends_with(word)))
}
