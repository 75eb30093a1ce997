use std::borrow::Cow;

use crate::{Finding, FindingCode, Severity, pointer};

/// Collects findings, and knows where in the item the one who looks is.
#[derive(Debug, Default)]
pub(crate) struct Report {
    findings: Vec<Finding>,
    at: String,
}

impl Report {
    /// Looks further inside: `token` is a field's name or an index.
    pub(crate) fn within<'t>(&mut self, token: impl Into<Token<'t>>, look: impl FnOnce(&mut Self)) {
        let outside = self.at.len();
        self.at = pointer::join(&self.at, &token.into().text());
        look(self);
        self.at.truncate(outside);
    }

    /// Something that stops the item here.
    pub(crate) fn error(&mut self, code: FindingCode, detail: impl Into<String>) {
        self.push(Severity::Error, code, detail.into());
    }

    /// Something worth a look here.
    pub(crate) fn warning(&mut self, code: FindingCode, detail: impl Into<String>) {
        self.push(Severity::Warning, code, detail.into());
    }

    /// Something that stops the item, at a field or index of here.
    pub(crate) fn error_at<'t>(&mut self, token: impl Into<Token<'t>>, code: FindingCode, detail: impl Into<String>) {
        self.within(token, |report| report.error(code, detail));
    }

    /// Whether something that stops the item was found so far.
    pub(crate) fn has_error(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Whether looking finds anything.
    pub(crate) fn finds(&mut self, look: impl FnOnce(&mut Self)) -> bool {
        let before = self.findings.len();
        look(self);
        self.findings.len() > before
    }

    pub(crate) fn findings(self) -> Vec<Finding> {
        self.findings
    }

    fn push(&mut self, severity: Severity, code: FindingCode, detail: String) {
        self.findings.push(Finding { severity, code, pointer: self.at.clone(), detail });
    }
}

/// A step into an item: a field's name or an index.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Token<'a> {
    Name(&'a str),
    Index(usize),
}

impl<'a> Token<'a> {
    fn text(self) -> Cow<'a, str> {
        match self {
            Self::Name(name) => name.into(),
            Self::Index(index) => index.to_string().into(),
        }
    }
}

impl<'a> From<&'a str> for Token<'a> {
    fn from(name: &'a str) -> Self {
        Self::Name(name)
    }
}

impl<'a> From<&'a String> for Token<'a> {
    fn from(name: &'a String) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for Token<'_> {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}
