//! What later stages need to know of a document: the `Reading`. Small, serialisable, complete.
//!
//! The corpus stages never see the file again except to show the two places of a match.

pub mod citations;
pub mod clauses;
pub mod dates;
pub mod demands;
pub mod filing;
pub mod fingerprint;
pub mod forms;
pub mod masking;
pub mod meeting;
pub mod metrics;
pub mod parties;
pub mod requests;
pub mod roles;
pub mod tasks;
pub mod titles;
pub mod trace;
pub mod wording;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::Config;
use crate::document::{Class, Document, Elements, Format, Span, Warning};
use crate::privacy;

/// Version of `Reading`; a ledger with another one is read again from the files.
pub const VERSION: u32 = 3;

/// Everything the corpus, the totals and the score need of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The path as the user gave it.
    pub source: String,
    /// The format found by content.
    pub format: Format,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// What the document says of itself.
    pub elements: Elements,
    /// Canonical name of the lead issuer.
    pub department: Option<String>,
    /// The class it counts under.
    pub class: Class,
    /// Counts and shares.
    pub metrics: metrics::Metrics,
    /// Role and part of each sentence; see [`Reading::judged`].
    pub sentences: Vec<roles::Judged>,
    /// Sampled hashes of the masked text, ascending and unique.
    pub fingerprint: fingerprint::Fingerprint,
    /// Documents it cites.
    pub citations: Vec<citations::Citation>,
    /// Supporting documents it demands of lower units.
    pub demands: Vec<demands::Demand>,
    /// Reports, forms, lists or materials it demands of its addressees.
    pub requests: Vec<requests::Request>,
    /// Who does what by when.
    pub tasks: Vec<tasks::Task>,
    /// Forms it attaches to be filled in.
    #[serde(default)]
    pub forms: Vec<forms::Form>,
    /// The words that tell an inspection was planned or filed.
    #[serde(default)]
    pub filing: Option<Quote>,
    /// The meeting it calls, changes, cancels or records.
    pub meeting: Option<meeting::Mention>,
    /// Doubts about the file.
    pub warnings: Vec<Warning>,
}

/// Distils a document into its `Reading`. A classified document yields its mark and nothing of its text.
pub fn distil(document: &Document, config: &Config) -> Reading {
    if document.class == Class::Classified {
        let secrecy = document.elements.secrecy.clone();
        return Reading::sealed(&document.path, document.format, &document.sha256, secrecy);
    }
    let sentences = roles::judge(document);
    let reading = Reading {
        source: document.path.clone(),
        format: document.format,
        sha256: document.sha256.clone(),
        elements: document.elements.clone(),
        department: document.department.clone(),
        class: document.class,
        metrics: metrics::measure(document, &sentences),
        fingerprint: fingerprint::take(document, config),
        citations: citations::find(document),
        demands: demands::find(document, config),
        requests: requests::find(document, config),
        tasks: tasks::find(document, config),
        forms: forms::find(document),
        filing: filing::find(document),
        meeting: meeting::find(document, config),
        sentences,
        warnings: document.warnings.clone(),
    };
    let personal = document.blocks.iter().any(|block| !privacy::find(&block.text).is_empty());
    if personal { veil(reading) } else { reading }
}

/// The same Reading with every personal number in it masked: a Reading is stored, its document is not.
fn veil(reading: Reading) -> Reading {
    let (source, sha256) = (reading.source.clone(), reading.sha256.clone());
    let Ok(mut value) = serde_json::to_value(&reading) else { return reading };
    mask(&mut value);
    // A mask changes digits within strings only, so what was a Reading still is one.
    match serde_json::from_value(value) {
        Ok(veiled) => Reading { source, sha256, ..veiled },
        Err(_) => reading,
    }
}

fn mask(value: &mut Value) {
    match value {
        Value::String(text) => *text = privacy::mask(text),
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(fields) => fields.values_mut().for_each(mask),
        _ => {}
    }
}

impl Reading {
    /// The roles of its document's sentences; worked out again for a Reading from a ledger, which keeps none.
    pub fn judged(&self, document: &Document) -> Cow<'_, [roles::Judged]> {
        if self.sentences.is_empty() {
            Cow::Owned(roles::judge(document))
        } else {
            Cow::Borrowed(&self.sentences)
        }
    }

    /// The Reading of a classified document: that it is one, and its mark.
    pub fn sealed(source: &str, format: Format, sha256: &str, secrecy: Option<String>) -> Self {
        Self {
            source: source.to_owned(),
            format,
            sha256: sha256.to_owned(),
            elements: Elements { secrecy, ..Elements::default() },
            department: None,
            class: Class::Classified,
            metrics: metrics::Metrics::default(),
            sentences: Vec::new(),
            fingerprint: fingerprint::Fingerprint::default(),
            citations: Vec::new(),
            demands: Vec::new(),
            requests: Vec::new(),
            tasks: Vec::new(),
            forms: Vec::new(),
            filing: None,
            meeting: None,
            warnings: Vec::new(),
        }
    }
}

/// A place kept together with its words, for facts that outlive the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Where.
    pub span: Span,
    /// The words there.
    pub text: String,
}
