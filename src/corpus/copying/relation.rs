//! How two documents stand to each other: who could have copied whom, and what that would be called.

use super::quoting;
use crate::config::Config;
use crate::corpus::Corpus;
use crate::document::Class;
use crate::facts::citations::Role;
use crate::facts::{Reading, masking};

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
    if corpus.named(&parent.source) {
        return given(child, parent).then_some(Relation::Superior);
    }
    if templated(child.class) || templated(parent.class) || steps(child) > 0 {
        return None;
    }
    let apart = apart(corpus, child, parent)?;
    let soon = f64::from(apart) <= config.limit("reissue_days");
    let set = quoting::set_form(child) && quoting::set_form(parent);
    if same_issuer(child, parent)? {
        if soon {
            return Some(Relation::Reissued);
        }
        let (ours, theirs) = (child.elements.date?, parent.elements.date?);
        return (theirs.year() < ours.year() && !set).then_some(Relation::EarlierYear);
    }
    let (level, above) = (child.elements.level?, parent.elements.level?);
    if above < level {
        return Some(Relation::Superior);
    }
    (above == level && !set && child.class != Class::Other && parent.class != Class::Other)
        .then(|| neighbours(child, parent, soon))
}

/// May a document given for comparison have been copied? Not by the one it rests on, nor by the answer to it.
fn given(child: &Reading, parent: &Reading) -> bool {
    let answered = child.class == Class::Reply && parent.class == Class::Upward;
    !answered && !quoting::rests_on(parent, child)
}

/// Classes whose form is given, so that one looks like another: no copying is to be seen in them.
fn templated(class: Class) -> bool {
    matches!(class, Class::Minutes | Class::MeetingNotice | Class::Personnel | Class::Reply)
}

/// Does the child say that it passes the parent on?
fn passes_on(child: &Reading, parent: &Reading) -> bool {
    let cited = child.citations.iter().any(|citation| {
        matches!(citation.role, Role::Forwards | Role::Issues) && quoting::cites(citation, parent)
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
    let mut shared = child.elements.recipients.iter().filter(|name| theirs.contains(name));
    // 各乡镇 of one county are not those of another.
    let place = |reading: &Reading| {
        let issuer = reading.department.as_deref().unwrap_or_default();
        masking::stems(issuer).pop()
    };
    let one = place(child) == place(parent);
    let shared = shared.any(|name| one || !masking::stems(name).is_empty());
    if shared && soon { Relation::Duplicate } else { Relation::Peer }
}

/// Days from the parent to the child; `None` where the child cannot have been made from the parent, as it is the earlier
/// one, or nobody knows. A draft still without a date is later than what has been recorded, nobody knows how much.
fn apart(corpus: &Corpus, child: &Reading, parent: &Reading) -> Option<i32> {
    let theirs = parent.elements.date?;
    let Some(ours) = child.elements.date else {
        return corpus.compared_only(&parent.source).then_some(i32::MAX);
    };
    let order = (theirs, parent.source.as_str()) < (ours, child.source.as_str());
    let one = child.elements.number.is_some() && child.elements.number == parent.elements.number;
    // One number is one document, kept twice.
    (order && !one).then(|| (ours - theirs).get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Level;
    use crate::ledger::tests::reading;

    /// A notice of an office: source, office, level, day of issue or none.
    fn notice(source: &str, office: &str, level: Level, date: &str) -> Reading {
        let mut reading = reading(source);
        reading.class = Class::InScope;
        reading.department = Some(office.to_owned());
        reading.elements.level = Some(level);
        reading.elements.date = date.parse().ok();
        reading.elements.number = None;
        reading.elements.title = Some("关于做好泵站检修的通知".to_owned());
        reading
    }

    #[test]
    fn what_a_ledger_has_is_weighed_like_what_was_read() {
        let (water, county) = ("澜溪市水利局", "青禾县水利局");
        let check = |date: &str, earlier: Reading, expect: Option<Relation>| {
            let mut corpus = Corpus::default();
            let draft = notice("稿.txt", water, Level::City, date);
            let limits = Config::parse("", None).unwrap_or_default();
            corpus.against = vec![earlier.source.clone()];
            assert_eq!(relation(&corpus, &limits, &draft, &earlier), expect, "{date} {earlier:?}");
            // What the user names is what the draft is to be held against, whoever issued it.
            corpus.named.clone_from(&corpus.against);
            let named = relation(&corpus, &limits, &draft, &earlier);
            assert_eq!(named, Some(Relation::Superior));
        };
        let last_year = || notice("旧.txt", water, Level::City, "2025-03-01");
        check("2026-03-02", last_year(), Some(Relation::EarlierYear));
        check(
            "2026-03-02",
            notice("旧.txt", water, Level::City, "2026-02-20"),
            Some(Relation::Reissued),
        );
        check(
            "2026-03-02",
            notice("旧.txt", "岚川省水利厅", Level::Province, "2026-02-20"),
            Some(Relation::Superior),
        );
        check(
            "2026-03-02",
            notice("旧.txt", "澜溪市城市管理局", Level::City, "2026-02-20"),
            Some(Relation::Duplicate),
        );
        check("2026-03-02", notice("旧.txt", county, Level::County, "2026-02-20"), None);
        check("2026-03-02", notice("旧.txt", water, Level::City, "2026-03-20"), None);
        // A draft without a date is later than what has been recorded, but nobody knows by how much.
        check("", last_year(), None);
        check(
            "",
            notice("旧.txt", "岚川省水利厅", Level::Province, "2026-02-20"),
            Some(Relation::Superior),
        );
    }

    #[test]
    fn one_number_is_one_document_kept_twice() {
        let mut corpus = Corpus::default();
        let numbered = |source: &str, serial: u32, date: &str| {
            let mut reading = notice(source, "澜溪市水利局", Level::City, date);
            reading.elements.number = Some(format!("澜水发〔2026〕{serial}号"));
            reading
        };
        let config = Config::parse("", None).unwrap_or_default();
        corpus.against = vec!["旧.txt".to_owned()];
        let earlier = numbered("旧.txt", 7, "2026-03-01");
        let other = numbered("新.txt", 8, "2026-03-02");
        let same = numbered("新.txt", 7, "2026-03-01");
        assert_eq!(relation(&corpus, &config, &other, &earlier), Some(Relation::Reissued));
        assert_eq!(relation(&corpus, &config, &same, &earlier), None);
    }
}
