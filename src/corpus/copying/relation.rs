//! How two documents stand to each other: who could have copied whom, and what that would be called.

use jiff::civil::Date;

use crate::config::Config;
use crate::corpus::Corpus;
use crate::document::Class;
use crate::facts::Reading;
use crate::facts::citations::Role;

/// What the copied document is to the copying one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// A higher level's, issued no later; or given with `--against`.
    Superior,
    /// Another issuer's of the same level.
    Peer,
    /// The same issuer's of an earlier year.
    EarlierYear,
    /// The same issuer's, within a month.
    Reissued,
    /// Another issuer's to the same recipients, within a month.
    Duplicate,
}

/// What `parent` is to `child`; `None` where nothing proves that either could have copied the other, or where the child may repeat it.
pub(super) fn relation(
    corpus: &Corpus,
    config: &Config,
    child: &Reading,
    parent: &Reading,
) -> Option<Relation> {
    let sealed = [child, parent].iter().any(|reading| reading.class == Class::Classified);
    if sealed || child.source == parent.source || passes_on(child, parent) {
        return None;
    }
    if corpus.compared_only(&parent.source) {
        return Some(Relation::Superior);
    }
    if templated(child.class) || templated(parent.class) || steps(child) > 0 {
        return None;
    }
    let (ours, theirs) = (child.elements.date?, parent.elements.date?);
    if (theirs, parent.source.as_str()) > (ours, child.source.as_str()) {
        return None;
    }
    let soon = f64::from(days(theirs, ours)) <= config.limit("reissue_days");
    if same_issuer(child, parent)? {
        let earlier = (theirs.year() < ours.year()).then_some(Relation::EarlierYear);
        return if soon { Some(Relation::Reissued) } else { earlier };
    }
    let (level, above) = (child.elements.level?, parent.elements.level?);
    if above < level {
        return Some(Relation::Superior);
    }
    (above == level && child.class != Class::Other && parent.class != Class::Other)
        .then(|| neighbours(child, parent, soon))
}

/// Classes whose form is given, so that one looks like another: no copying is to be seen in them.
fn templated(class: Class) -> bool {
    matches!(class, Class::Minutes | Class::MeetingNotice | Class::Personnel | Class::Reply)
}

/// Does the child say that it passes the parent on?
fn passes_on(child: &Reading, parent: &Reading) -> bool {
    let own = parent.elements.title.as_deref();
    let named = |cited: &str| own.is_some_and(|own| own == cited);
    let cited = child.citations.iter().any(|citation| {
        matches!(citation.role, Role::Forwards | Role::Issues)
            && citation.title.as_deref().is_some_and(named)
    });
    // A forwarding of a forwarding has one step more than what it passes on.
    cited || steps(child) > steps(parent)
}

/// How many times over a title says that its document passes another on.
fn steps(reading: &Reading) -> usize {
    let title = reading.elements.title.as_deref().unwrap_or_default();
    ["转发", "批转", "翻印"].iter().map(|word| title.matches(word).count()).sum()
}

fn same_issuer(child: &Reading, parent: &Reading) -> Option<bool> {
    Some(child.department.as_ref()? == parent.department.as_ref()?)
}

/// Documents of two issuers of one level: two orders to the same people, or one made over from the other.
fn neighbours(child: &Reading, parent: &Reading, soon: bool) -> Relation {
    let theirs = &parent.elements.recipients;
    let shared = child.elements.recipients.iter().any(|name| theirs.contains(name));
    if shared && soon { Relation::Duplicate } else { Relation::Peer }
}

fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
