//! Drafts on a desk that change one by one: only what has changed is read and judged anew, but beside all the others.

use std::collections::BTreeMap;

use indicatif::ProgressBar;

use crate::audit::{self, Known, Request};
use crate::config::Config;
use crate::ledger::{self, Ledger};
use crate::report::Report;
use crate::run::{Background, Outcome, Run};

/// What is known of every draft.
pub struct Desk<'a> {
    request: &'a Request,
    config: &'a Config,
    background: Background<'a>,
    outcomes: BTreeMap<String, Outcome>,
}

impl<'a> Desk<'a> {
    /// An empty desk; `request.against` and the traces of the ledger are read once.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn new(
        request: &'a Request,
        config: &'a Config,
        ledger: Option<&'a Ledger>,
    ) -> Result<Self, ledger::Error> {
        let named = audit::gather(&request.against, config, &ProgressBar::hidden())?;
        let background = Background::new(named, ledger)?;
        Ok(Self { request, config, background, outcomes: BTreeMap::new() })
    }

    /// Reads the changed files, forgets those that are gone, and reports on everything on the desk, as a check of all
    /// of it would.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn renew(&mut self, changed: &[String], gone: &[String]) -> Result<Report, ledger::Error> {
        for file in changed.iter().chain(gone) {
            self.outcomes.retain(|source, _| !belongs(source, file));
        }
        let outcomes = &mut self.outcomes;
        audit::walk(changed, &Known::new(), self.config, &ProgressBar::hidden(), |outcome| {
            outcomes.insert(outcome.source().to_owned(), outcome);
            Ok(())
        })?;
        let mut run = Run::default();
        self.outcomes.values().for_each(|outcome| run.keep(outcome.clone()));
        self.background.beside(&mut run)?;
        Ok(audit::conclude(run, self.request, self.config).0)
    }
}

/// Is the source this file, or a member of this archive?
pub fn belongs(source: &str, file: &str) -> bool {
    source.strip_prefix(file).is_some_and(|rest| rest.is_empty() || rest.starts_with('!'))
}

impl Outcome {
    fn source(&self) -> &str {
        match self {
            Self::Same(source) => source,
            Self::Document(read) => &read.0.source,
            Self::Register(register) => &register.source,
            Self::Unreadable(refused) => &refused.source_path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_belong_to_their_archive() {
        assert!(belongs("甲/包.zip!通知.txt", "甲/包.zip") && belongs("甲.txt", "甲.txt"));
        assert!(!belongs("甲.txt", "甲") && !belongs("甲/包.zip", "包.zip"));
    }
}
