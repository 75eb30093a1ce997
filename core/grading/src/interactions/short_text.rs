use serde::{Deserialize, Serialize};

use crate::{
    FindingCode, Fraction, Note, PartOutcome, Points, limits,
    lint::{self, Report},
    mark::{Assessed, correct},
    number::Ratio,
    rules::short_text::{Matcher, Shadow, Share, TextMatching},
    text::{self, Case},
};

/// A word or a short phrase, compared with keys in their order; the first that matches decides, of keywords the best.
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
    /// With the matching `edit_distance`, how many edits the answer may be away from the text; by default one.
    #[serde(default)]
    pub edits: Option<u8>,
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
        Self { text: text.into(), edits: None, fraction, feedback: String::new() }
    }

    pub(crate) fn most_edits(&self) -> u8 {
        self.edits.unwrap_or(1)
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
                    self.matching.lint(key, self.case(), report);
                    lint::key_fraction(key.fraction, report);
                    report.within("feedback", |report| lint::short(&key.feedback, limits::TEXT_CHARS, report));
                });
            }
            let shadows = self.shadows();
            for (index, _) in shadows.iter().enumerate().filter(|(_, shadow)| **shadow == Shadow::Everything) {
                report.within(index, |report| {
                    report.warning(FindingCode::ShadowedKey, "an earlier key takes every answer that this one would");
                });
            }
            let taken = (0..shadows.len()).filter(|index| shadows[*index] != Shadow::Nothing).collect();
            let earns_all = |key: &TextKey| key.fraction == Fraction::ONE;
            lint::some_key_earns_all(self.keys.iter().map(earns_all), &taken, report);
        });
    }

    /// What the keys before each key take of it.
    fn shadows(&self) -> Vec<Shadow> {
        let keys = self.keys.iter().take(limits::KEYS);
        let matchers: Vec<_> = keys.map(|key| self.matching.matcher(key, self.case())).collect();
        let shadow = |index: usize| {
            let shadows = matchers[..index].iter().map(|earlier| earlier.shadow(matchers[index].as_ref()));
            shadows.max().unwrap_or(Shadow::Nothing)
        };
        (0..matchers.len()).map(shadow).collect()
    }

    fn case(&self) -> Case {
        if self.case_sensitive { Case::Matters } else { Case::Ignored }
    }

    /// The keys, ready to compare texts with.
    pub(crate) fn wordings(&self) -> Wordings {
        let (matching, case) = (self.matching, self.case());
        let key = |key: &TextKey| (matching.matcher(key, case), key.fraction.max(Fraction::ZERO));
        Wordings { matching, case, keys: self.keys.iter().map(key).collect() }
    }

    /// The part that this text makes of a response, and the fraction of the points it earns.
    pub(crate) fn part(&self, part: &str, text: &str, points: Points) -> (Ratio, PartOutcome) {
        let given = (!text::is_blank(text)).then_some(text);
        let judged = given.and_then(|text| self.wordings().judge(text));
        let fraction = judged.map_or(Ratio::ZERO, |(_, _, fraction)| fraction);
        let note = judged
            .filter(|(_, share, _)| share.of > 1)
            .map(|(_, share, _)| Note::KeywordsFound { found: share.found as u64, of: share.of as u64 });
        let best = self.keys.iter().rev().max_by_key(|key| key.fraction);
        let part = PartOutcome::new(part, given, best.map(|key| key.text.as_str()))
            .earning(fraction, points)
            .judged(correct(fraction))
            .noting(note)
            .saying(judged.and_then(|(key, _, _)| self.keys.get(key)).map_or("", |key| &key.feedback));
        (fraction, part)
    }

    pub(crate) fn assess(&self, text: &str, points: Points) -> Assessed {
        let (fraction, part) = self.part("", text, points);
        Assessed::whole(fraction, part)
    }
}

/// Keys, ready to compare texts with.
pub(crate) struct Wordings {
    matching: TextMatching,
    case: Case,
    keys: Vec<(Box<dyn Matcher>, Fraction)>,
}

impl Wordings {
    /// The place of the key that decides on this text, how much of it is there, and what that earns.
    pub(crate) fn judge(&self, text: &str) -> Option<(usize, Share, Ratio)> {
        let folded = self.matching.fold(text, self.case);
        let mut judged = self.keys.iter().enumerate().filter_map(|(place, (key, earns))| {
            let share = key.share(&folded);
            (share.found > 0).then(|| (place, share, share.ratio().times((*earns).into())))
        });
        if self.matching.best_decides() {
            // The first of the best.
            judged.reduce(|best, next| if next.2 > best.2 { next } else { best })
        } else {
            judged.next()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys as `text = fraction`, each with its number as feedback.
    fn question(matching: TextMatching, keys: &[&str]) -> ShortText {
        let key = |(index, key): (usize, &&str)| {
            let (text, fraction) = key.split_once(" = ").unwrap();
            TextKey { feedback: index.to_string(), ..TextKey::earning(text, fraction.parse().unwrap()) }
        };
        ShortText { keys: keys.iter().enumerate().map(key).collect(), matching, case_sensitive: false }
    }

    #[test]
    fn the_first_key_that_matches_decides_and_of_keywords_the_best() {
        let (first, best) = (TextMatching::Wildcard, TextMatching::Keywords);
        for (matching, keys, text, earned, key) in [
            (first, &["f* = 1/2", "frog = 1"][..], "frog", Ratio::share(1, 2), "0"),
            (first, &["f* = 0", "frog = 1"], "frog", Ratio::ZERO, "0"),
            (first, &["toad = 1", "frog = 1/2"], "frog", Ratio::share(1, 2), "1"),
            (first, &["toad = 1"], "frog", Ratio::ZERO, ""),
            (best, &["a;b;c = 1", "a;d = 1"], "a d", Ratio::ONE, "1"),
            (best, &["a;b;c = 1", "a;d = 1/2"], "a b d", Ratio::share(2, 3), "0"),
            (best, &["a;b = 1", "c;d = 1"], "c a", Ratio::share(1, 2), "0"),
            (best, &["a;b = 1"], "c", Ratio::ZERO, ""),
        ] {
            let (fraction, part) = question(matching, keys).part("", text, Points::whole(6));
            assert_eq!((fraction, part.feedback.as_str()), (earned, key), "{text} for {keys:?}");
        }
    }

    #[test]
    fn keywords_are_counted_where_there_are_several() {
        for (keys, text, note) in [
            ("a;b;c = 1", "c a", Some(Note::KeywordsFound { found: 2, of: 3 })),
            ("a;b;c = 1", "d", None),
            ("a = 1", "a", None),
        ] {
            assert_eq!(
                question(TextMatching::Keywords, &[keys]).part("", text, Points::whole(6)).1.note,
                note,
                "{text}"
            );
        }
    }
}
