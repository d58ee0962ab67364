//! The rules: a record and a function each, one file and one page each, and the only list of them.
//!
//! A rule's page is its documentation, the text of `jianfu rules CODE`, and its tests.

use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::sittings::Sitting;
use crate::document::{Class, Document, Sentence, Span};
use crate::facts::roles::Judged;
use crate::facts::{Quote, Reading};
use crate::finding::{Confidence, Evidence, Finding, Group, Severity, State};
use crate::privacy::mask;

pub mod burden;
pub mod copying;
pub mod disclosure;
pub mod errors;
pub mod form;
pub mod meetings;
pub mod page;
pub mod supporting;
pub mod tasks;
pub mod wording;

/// Every rule, in order of code.
pub static ALL: &[&Rule] = &[
    &wording::empty_sentence::RULE,
    &wording::stock_phrases::RULE,
    &wording::padded_opening::RULE,
    &wording::padded_closing::RULE,
    &wording::recurring_passage::RULE,
    &wording::over_length::RULE,
    &wording::repeated_in_document::RULE,
    &copying::copied_from_superior::RULE,
    &copying::renamed_copy::RULE,
    &copying::repeated_framing::RULE,
    &copying::copied_from_peer::RULE,
    &copying::yearly_clone::RULE,
    &copying::foreign_residue::RULE,
    &supporting::demands_supporting::RULE,
    &supporting::unrequested_supporting::RULE,
    &supporting::no_local_refinement::RULE,
    &supporting::duty_division::RULE,
    &supporting::needless_forwarding::RULE,
    &supporting::scores_paperwork::RULE,
    &form::disguised_form::RULE,
    &form::merged_documents::RULE,
    &form::reissued::RULE,
    &form::duplicate_received::RULE,
    &form::commands_lower::RULE,
    &burden::ad_hoc_body::RULE,
    &meetings::same_matter::RULE,
    &meetings::mergeable::RULE,
    &meetings::relayed::RULE,
    &meetings::no_substance::RULE,
    &meetings::too_deep::RULE,
    &meetings::oversize::RULE,
    &meetings::overlong::RULE,
    &meetings::no_meeting::RULE,
    &meetings::principals::RULE,
    &meetings::annual_cap::RULE,
    &meetings::unplanned::RULE,
    &burden::short_deadline::RULE,
    &burden::demands_report::RULE,
    &burden::high_frequency::RULE,
    &burden::trace_material::RULE,
    &burden::fingertip::RULE,
    &burden::disguised_inspection::RULE,
    &burden::unapproved_inspection::RULE,
    &burden::duplicate_form::RULE,
    &tasks::no_owner::RULE,
    &tasks::no_deadline::RULE,
    &errors::number_format::RULE,
    &errors::title_kind::RULE,
    &errors::heading_sequence::RULE,
    &errors::attachment_mismatch::RULE,
    &errors::date_inconsistent::RULE,
    &errors::citation_mismatch::RULE,
    &errors::punctuation::RULE,
    &errors::misused_word::RULE,
    &errors::recipients::RULE,
    &errors::upward_form::RULE,
    &errors::signature_date::RULE,
    &errors::sums::RULE,
    &disclosure::secrecy_mark::RULE,
    &disclosure::personal_data::RULE,
];

/// One rule.
pub struct Rule {
    /// Code, for ever: never reused, never renumbered.
    pub code: &'static str,
    /// English name: what is wrong.
    pub name: &'static str,
    /// Chinese name.
    pub title: &'static str,
    /// Severity unless the rule decides otherwise for a finding.
    pub severity: Severity,
    /// Its Markdown page: 说明/依据/命中/放行/改法.
    pub page: &'static str,
    /// What it looks at, and how.
    pub check: Check,
}

/// What a rule looks at.
pub enum Check {
    /// One sentence with its role.
    Sentence(fn(&mut Context<'_>, &Document, &Sentence, &Judged)),
    /// One document.
    Document(fn(&mut Context<'_>, &Document, &Reading)),
    /// All documents side by side.
    Corpus(fn(&mut Context<'_>, &Corpus)),
}

/// What a rule works with, and where its findings go.
pub struct Context<'a> {
    /// Limits, organs, jurisdiction.
    pub config: &'a Config,
    rule: &'static Rule,
    findings: Vec<Finding>,
    groups: Vec<Group>,
}

/// Begins what takes long and some rule will need, while the facts are being found.
pub(crate) fn prepare(document: &Document, config: &Config) {
    if document.class != Class::Classified && config.enabled(errors::misused_word::RULE.code) {
        errors::misused_word::prepare(document);
    }
}

/// Runs the sentence and document rules on one document. Pure.
pub fn check(document: &Document, reading: &Reading, config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Of a classified document nothing is shown but that it is one.
    let sealed = document.class == Class::Classified;
    for rule in
        in_force(config).filter(|rule| !sealed || rule.code == disclosure::secrecy_mark::RULE.code)
    {
        let mut context = Context::new(rule, config);
        match rule.check {
            Check::Sentence(run) => {
                for (sentence, judged) in document.sentences.iter().zip(&reading.sentences) {
                    run(&mut context, document, sentence, judged);
                }
            }
            Check::Document(run) => run(&mut context, document, reading),
            Check::Corpus(_) => {}
        }
        context.weigh();
        findings.append(&mut context.findings);
    }
    findings
}

/// Runs the corpus rules. Pure.
pub fn compare(corpus: &Corpus, config: &Config) -> (Vec<Finding>, Vec<Group>) {
    let (mut findings, mut groups) = (Vec::new(), Vec::new());
    for rule in in_force(config) {
        if let Check::Corpus(run) = rule.check {
            let mut context = Context::new(rule, config);
            run(&mut context, corpus);
            context.weigh();
            findings.append(&mut context.findings);
            groups.append(&mut context.groups);
        }
    }
    (findings, groups)
}

/// The rules no layer of the configuration has switched off.
fn in_force(config: &Config) -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied().filter(|rule| config.enabled(rule.code))
}

impl<'a> Context<'a> {
    fn new(rule: &'static Rule, config: &'a Config) -> Self {
        Self { config, rule, findings: Vec::new(), groups: Vec::new() }
    }

    /// Gives the findings the severity the office has set for the rule.
    fn weigh(&mut self) {
        for finding in &mut self.findings {
            self.config.weigh(finding, self.rule.severity);
        }
    }

    /// A number of the rule pack or of the user's `[limits]`.
    pub fn limit(&self, name: &str) -> f64 {
        self.config.limit(name)
    }

    /// Flags words of a document; the finding returned can be made more exact.
    pub fn flag(
        &mut self,
        document: &Document,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Finding {
        let page = document.blocks.get(span.block).and_then(|block| block.page);
        let (line, line_start) = line_around(document, span);
        // A finding is stored and shown: personal numbers leave the document masked, the same number of characters long.
        let finding = self.push(&document.path, span, mask(&document.quote(span)), message.into());
        finding.page = page;
        finding.line = mask(&line);
        finding.line_start = line_start;
        finding
    }

    /// Flags words a reading kept.
    pub fn flag_quote(
        &mut self,
        reading: &Reading,
        quote: &Quote,
        message: impl Into<String>,
    ) -> &mut Finding {
        self.push(&reading.source, quote.span, quote.text.clone(), message.into())
    }

    /// Flags a sitting; the words shown are its name.
    pub fn flag_sitting(&mut self, sitting: &Sitting, message: impl Into<String>) -> &mut Finding {
        self.push(&sitting.id, Span::default(), sitting.title.clone(), message.into())
    }

    /// Puts documents or sittings together under this rule; the group returned can be made more exact.
    pub fn group(
        &mut self,
        members: Vec<String>,
        reason: impl Into<String>,
        person_hours: Option<f64>,
    ) -> &mut Group {
        let rule = self.rule.code.to_owned();
        let (reason, range, plan) = (reason.into(), None, Vec::new());
        self.groups.push(Group { rule, members, reason, person_hours, range, plan });
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn push(&mut self, subject: &str, span: Span, text: String, message: String) -> &mut Finding {
        let rule = self.rule;
        self.findings.push(Finding {
            subject: subject.to_owned(),
            rule: rule.code.to_owned(),
            severity: rule.severity,
            confidence: Confidence::High,
            message,
            span,
            line: text.clone(),
            line_start: span.start,
            text,
            page: None,
            basis: page::basis(rule.page),
            advice: page::advice(rule.page),
            evidence: Vec::new(),
            details: std::collections::BTreeMap::new(),
            state: State::New,
            exemption: None,
        });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }
}

/// The sentence that holds a place and the character it begins at; the whole block where no sentence does.
fn line_around(document: &Document, span: Span) -> (String, usize) {
    let holds = |sentence: &&Sentence| {
        let place = sentence.span;
        place.block == span.block && place.start <= span.start && span.end <= place.end
    };
    let first = document.sentences.partition_point(|sentence| sentence.span.block < span.block);
    let sentence =
        document.sentences[first..].iter().take_while(|s| s.span.block == span.block).find(holds);
    match sentence {
        Some(sentence) => (document.words(sentence).to_owned(), sentence.span.start),
        None => {
            (document.blocks.get(span.block).map_or(String::new(), |block| block.text.clone()), 0)
        }
    }
}

impl Finding {
    /// Adds a place that proves the finding.
    pub fn proved_by(&mut self, source: &str, quote: &Quote, note: &str) -> &mut Self {
        self.evidence.push(Evidence {
            source: source.to_owned(),
            span: quote.span,
            text: mask(&quote.text),
            note: note.to_owned(),
        });
        self
    }

    /// Sets a rule-specific value.
    pub fn detail(&mut self, key: &str, value: impl Into<serde_json::Value>) -> &mut Self {
        self.details.insert(key.to_owned(), value.into());
        self
    }
}
