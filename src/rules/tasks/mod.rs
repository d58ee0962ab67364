//! T 任务闭环: tasks that nobody can follow up, for want of an owner or a deadline.

pub mod no_deadline;
pub mod no_owner;

use crate::config::Config;
use crate::document::{Class, Document, Level};
use crate::facts::Reading;
use crate::facts::tasks::{Item, items};

/// Fewest items that make a plan.
const ITEMS: usize = 4;
/// Share of items without it from which a document is told.
const SHARE: f64 = 0.5;
/// Titles of papers that lay tasks on others; opinions and measures of support set directions.
const PLANS: [&str; 7] = ["方案", "行动计划", "工作计划", "任务", "要点", "清单", "工作安排"];

/// The items of a plan, and how many of them lack something; `None` where that is no matter.
fn lacking(
    document: &Document,
    reading: &Reading,
    config: &Config,
    has: fn(&Item) -> bool,
) -> Option<(usize, usize)> {
    let title = document.elements.title.as_deref().unwrap_or_default();
    let plan = PLANS.iter().any(|word| title.contains(word));
    // Of the centre's plans the provinces name the owners and the days.
    let central = document.elements.level == Some(Level::Central);
    if !plan
        || central
        || !matches!(document.class, Class::InScope | Class::OffScope | Class::Other)
    {
        return None;
    }
    let items = items(document, &reading.sentences, config);
    let without = items.iter().filter(|item| !has(item)).count();
    let many = items.len() >= ITEMS && without as f64 >= SHARE * items.len() as f64;
    many.then_some((items.len(), without))
}
