//! The items of a plan: paragraphs that say what is to be done, and whether each says by whom and by when.

use super::super::clauses::mask;
use super::super::dates::{self, Issue};
use super::super::parties::{Party, Scene};
use super::super::roles::{Judged, Role};
use super::lines;
use crate::config::Config;
use crate::document::{BlockKind, Document, Span};

/// One item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Its paragraph.
    pub span: Span,
    /// It says by whom.
    pub owned: bool,
    /// It says by when, or how often.
    pub dated: bool,
}

/// The items of a document, in order of place. `roles` are one a sentence.
pub fn items(document: &Document, roles: &[Judged], config: &Config) -> Vec<Item> {
    let scene = Scene::of(document, config);
    let mut items: Vec<Item> = Vec::new();
    for (sentence, judged) in document.sentences.iter().zip(roles) {
        let block = sentence.span.block;
        let words = document.words(sentence);
        let line = lines::read(words, Issue::unknown());
        let fresh = items.last().is_none_or(|item| item.span.block != block);
        // A line in a paragraph of its own belongs to the item before it.
        let follows = line.as_ref().is_some_and(|line| line.bare)
            && items.last().is_some_and(|item| item.span.block + 1 >= block);
        let heading =
            document.blocks.get(block).is_some_and(|block| block.kind == BlockKind::Heading);
        let masked = mask(words);
        // （一）新建公厕三座。: short labelled lines are read as structure and are items all the same.
        let says = judged.role == Role::Substantive
            || judged.role == Role::Structural && masked.ends_with('。') && line.is_none();
        let acts = (says || line.is_some()) && lines::act(&masked).is_some();
        if fresh && !follows {
            if !acts || (heading && !masked.contains('。')) {
                continue;
            }
            items.push(Item { span: sentence.span, owned: false, dated: false });
        }
        let Some(item) = items.last_mut() else { continue };
        item.owned |=
            line.as_ref().is_some_and(|line| !line.owner.is_empty()) || told(&masked, &scene);
        item.dated |= line.is_some_and(|line| line.due.is_some())
            || !dates::find(&masked, Issue::unknown()).is_empty()
            || dates::period(&masked).is_some()
            || masked.contains("长期坚持");
    }
    items
}

/// Does a sentence say who acts?
fn told(masked: &str, scene: &Scene) -> bool {
    let before = lines::act(masked).and_then(|act| masked.get(..act));
    let subject = before.and_then(|before| scene.subject(before));
    subject.is_some_and(|subject| matches!(subject.party, Party::Lower | Party::Own))
}
