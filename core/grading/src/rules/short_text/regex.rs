use super::{Matcher, Share};
use crate::{
    FindingCode, limits,
    lint::Report,
    text::{Case, fold},
};

/// F = the key's fraction if the whole text matches the key, a regular expression in the syntax of the crate `regex`:
/// Unicode classes, no look-around and no references back, so that it takes time in proportion to the text.
/// \[QTI, patternMatch\]
///
/// Letters are compared as the question says, whether capital letters matter; the answer is folded otherwise as ever.
///
/// `{"matching": "regex", "keys": [{"text": "colou?rs?"}]}`: `Colour` earns everything, `my colours` nothing.
#[derive(Debug, Clone)]
pub(super) struct Regex {
    /// Nothing where the key is no regular expression, so that nothing matches.
    whole: Option<regex::Regex>,
    /// The key, where it is a plain text.
    plain: Option<String>,
}

impl Regex {
    pub(super) fn new(key: &str, case: Case) -> Self {
        let pattern = fold(key, Case::Matters);
        let plain = (regex::escape(&pattern) == pattern).then(|| pattern.clone());
        Self { whole: compile(&whole(&pattern), case).ok(), plain }
    }

    /// Whether a key can be read: by itself, so that it cannot end the group around it, and as a whole.
    pub(super) fn lint(key: &str, case: Case, report: &mut Report) {
        let pattern = fold(key, Case::Matters);
        if let Err(error) = compile(&pattern, case).and_then(|_| compile(&whole(&pattern), case)) {
            let detail = match error {
                regex::Error::CompiledTooBig(most) => format!("compiled, this would take up more than {most} bytes"),
                error => error.to_string(),
            };
            report.error(FindingCode::BadRegex, detail);
        }
    }
}

impl Matcher for Regex {
    fn share(&self, text: &str) -> Share {
        Share::all_or_nothing(self.whole.as_ref().is_some_and(|whole| whole.is_match(text)))
    }

    fn own(&self) -> Option<&str> {
        self.plain.as_deref()
    }
}

fn whole(pattern: &str) -> String {
    format!(r"\A(?:{pattern})\z")
}

fn compile(pattern: &str, case: Case) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(pattern)
        .case_insensitive(case == Case::Ignored)
        .size_limit(limits::REGEX_BYTES)
        .dfa_size_limit(limits::REGEX_BYTES)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_matches_or_nothing_does() {
        for (key, text, insensitive, sensitive) in [
            ("colou?rs?", "color", true, true),
            ("colou?rs?", "Colours", true, false),
            ("colou?rs?", "my colours", false, false),
            ("colou?rs?", "colours!", false, false),
            ("a|ab", "ab", true, true),
            ("a|ab", "xab", false, false),
            ("^a$", "a", true, true),
            (r"\d{2}", "42", true, true),
            (r"\d{2}", "421", false, false),
            (r"\w+", "école", true, true),
            ("ÉCOLE", "école", true, false),
            ("e\u{301}cole", "école", true, true),
            ("σοφός", "ΣΟΦΌΣ", true, false),
            (r"\S+ \S+", "two words", true, true),
            (r"\S+ \S+", "oneword", false, false),
            (" a ", "a", true, true),
            ("two  words", "two words", true, true),
            (".*", "", true, true),
            ("(", "(", false, false),
            ("a)|(?:b", "b", true, true),
        ] {
            for (case, expected) in [(Case::Ignored, insensitive), (Case::Matters, sensitive)] {
                let text = fold(text, Case::Matters);
                assert_eq!(Regex::new(key, case).share(&text).is_whole(), expected, "{key} for {text}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_or_is_too_large_is_found() {
        for (key, sound) in [
            ("colou?rs?", true),
            (r"(\w+ ){1,5}", true),
            ("(", false),
            ("a)|(?:b", false),
            ("(?x)a # the first letter", false),
            (r"(a)\1", false),
            ("(?=a)", false),
            (r"\p{Greek}+", true),
            (r"\p{Elvish}", false),
            ("a{1000}{1000}", false),
            (r"\w{1000}", false),
        ] {
            let mut report = Report::default();
            Regex::lint(key, Case::Ignored, &mut report);
            let findings = report.findings();
            assert_eq!(findings.is_empty(), sound, "{key}: {findings:?}");
            assert!(findings.iter().all(|finding| finding.code == FindingCode::BadRegex), "{key}");
        }
    }
}
