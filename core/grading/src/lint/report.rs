use crate::{Finding, FindingCode, Severity, pointer};

/// Collects findings, and knows where in the item the one who looks is.
#[derive(Debug, Default)]
pub(crate) struct Report {
    findings: Vec<Finding>,
    at: String,
}

impl Report {
    /// Looks further inside: `token` is a field's name or an index.
    pub(crate) fn within(&mut self, token: impl ToString, look: impl FnOnce(&mut Self)) {
        let outside = self.at.len();
        self.at = pointer::join(&self.at, &token.to_string());
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
    pub(crate) fn error_at(&mut self, token: impl ToString, code: FindingCode, detail: impl Into<String>) {
        self.within(token, |report| report.error(code, detail));
    }

    pub(crate) fn findings(self) -> Vec<Finding> {
        self.findings
    }

    fn push(&mut self, severity: Severity, code: FindingCode, detail: String) {
        self.findings.push(Finding { severity, code, pointer: self.at.clone(), detail });
    }
}
