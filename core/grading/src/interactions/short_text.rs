use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    FindingCode, Fraction, PartOutcome, Points, limits,
    lint::{self, Report},
    mark::{Assessed, correct},
    rules::short_text::{Matcher, TextMatching},
    text::{self, Case, fold},
};

/// A word or a short phrase, compared with keys in their order; the first that matches decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortText {
    /// At least one that earns full marks.
    pub keys: Vec<TextKey>,
    /// How they are compared; by default exactly.
    #[serde(default)]
    pub matching: TextMatching,
    /// Whether capital letters matter; by default they do not.
    #[serde(default)]
    pub case_sensitive: bool,
}

/// A text that earns something, or that is known to be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextKey {
    /// What is compared, as [`TextMatching`] says.
    pub text: String,
    /// The share of the points it earns; by default all of them.
    #[serde(default = "super::whole")]
    pub fraction: Fraction,
    /// What a student is told whose answer this key matched, in Markdown.
    #[serde(default)]
    pub feedback: String,
}

impl TextKey {
    /// This text, for full marks.
    pub fn new(text: impl Into<String>) -> Self {
        Self::earning(text, Fraction::ONE)
    }

    /// This text, for this share of the marks.
    pub fn earning(text: impl Into<String>, fraction: Fraction) -> Self {
        Self { text: text.into(), fraction, feedback: String::new() }
    }
}

/// A [`ShortText`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaperShortText {}

impl ShortText {
    pub(crate) fn lint(&self, report: &mut Report) {
        report.within("keys", |report| {
            lint::at_most(&self.keys, limits::KEYS, report);
            for (index, key) in self.keys.iter().enumerate().take(limits::KEYS) {
                report.within(index, |report| {
                    report.within("text", |report| lint::said(&key.text, limits::KEY_CHARS, report));
                    lint::key_fraction(key.fraction, report);
                    report.within("feedback", |report| lint::short(&key.feedback, limits::TEXT_CHARS, report));
                });
            }
            let shadowed = self.shadowed();
            for index in &shadowed {
                report.within(*index, |report| {
                    report.warning(FindingCode::ShadowedKey, "an earlier key takes every answer that this one would");
                });
            }
            let earns_all = |key: &TextKey| key.fraction == Fraction::ONE;
            lint::some_key_earns_all(self.keys.iter().map(earns_all), &shadowed, report);
        });
    }

    /// The keys that no answer reaches, because an earlier one takes it.
    fn shadowed(&self) -> BTreeSet<usize> {
        let keys = &self.keys[..self.keys.len().min(limits::KEYS)];
        let matchers: Vec<_> = keys.iter().map(|key| self.matcher(key)).collect();
        let folded: Vec<_> = keys.iter().map(|key| fold(&key.text, self.case())).collect();
        // A star in a key is only taken by a star, or by an escaped one, of an earlier key; so an earlier pattern that
        // takes the key as it is written takes whatever the key does.
        let taken = |index: &usize| matchers[..*index].iter().any(|earlier| earlier.takes(&folded[*index]));
        (0..keys.len()).filter(taken).collect()
    }

    fn case(&self) -> Case {
        if self.case_sensitive { Case::Matters } else { Case::Ignored }
    }

    fn matcher(&self, key: &TextKey) -> Box<dyn Matcher> {
        self.matching.matcher(fold(&key.text, self.case()))
    }

    /// The first key that matches.
    fn matched(&self, text: &str) -> Option<&TextKey> {
        let folded = fold(text, self.case());
        self.keys.iter().find(|key| self.matcher(key).takes(&folded))
    }

    /// The part that this text makes of a response, and the fraction of the points it earns.
    pub(crate) fn part(&self, part: &str, text: &str, points: Points) -> (Fraction, PartOutcome) {
        let given = (!text::is_blank(text)).then_some(text);
        let key = given.and_then(|text| self.matched(text));
        let fraction = key.map_or(Fraction::ZERO, |key| key.fraction.max(Fraction::ZERO));
        let best = self.keys.iter().rev().max_by_key(|key| key.fraction);
        let part = PartOutcome::new(part, given, best.map(|key| key.text.as_str()))
            .earning(fraction.into(), points)
            .judged(correct(fraction.into()))
            .saying(key.map_or("", |key| &key.feedback));
        (fraction, part)
    }

    pub(crate) fn assess(&self, text: &str, points: Points) -> Assessed {
        let (fraction, part) = self.part("", text, points);
        Assessed::whole(fraction.into(), part)
    }
}
