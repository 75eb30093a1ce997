//! How a text is compared with a key, and how to add a way: write its file, declare the module, and add its line to
//! [`TextMatching`], to its name, its matcher and its lint.
//!
//! Either way the answer is folded before, and so is the key: brought to Unicode's composed form (NFC), trimmed, blanks
//! inside counting as one each, letters that nobody can see left away, and in small letters unless capital letters matter.

mod edit_distance;
mod exact;
mod keywords;
mod regex;
mod wildcard;

use serde::{Deserialize, Serialize};

use self::{edit_distance::EditDistance, exact::Exact, keywords::Keywords, regex::Regex, wildcard::Wildcard};
use crate::{
    TextKey,
    lint::Report,
    number::Ratio,
    text::{Case, fold},
};

/// How a text is compared with a key.
///
/// Either way both are brought to Unicode's composed form (NFC) and trimmed, and blanks inside count as one blank each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextMatching {
    /// Letter by letter.
    #[default]
    Exact,
    /// The same, where `*` in a key stands for any text, or none. `\*` is a star, `\\` a backslash.
    Wildcard,
    /// A key is a regular expression, which the whole text must match.
    Regex,
    /// A text may be a few edits away from a key: as many as [`TextKey::edits`] says.
    EditDistance,
    /// A key is a list of keywords, and earns the share of them that a text has: `light|sunlight; water`.
    Keywords,
}

impl TextMatching {
    /// Its name, as in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Wildcard => "wildcard",
            Self::Regex => "regex",
            Self::EditDistance => "edit_distance",
            Self::Keywords => "keywords",
        }
    }

    /// An answer as this compares it.
    pub(crate) fn fold(self, text: &str, case: Case) -> String {
        match self {
            // The expression itself knows which letters are the same.
            Self::Regex => fold(text, Case::Matters),
            _ => fold(text, case),
        }
    }

    /// A key, ready to compare with folded texts.
    pub(crate) fn matcher(self, key: &TextKey, case: Case) -> Box<dyn Matcher> {
        match self {
            Self::Exact => Box::new(Exact(fold(&key.text, case))),
            Self::Wildcard => Box::new(Wildcard::new(&fold(&key.text, case))),
            Self::Regex => Box::new(Regex::new(&key.text, case)),
            Self::EditDistance => Box::new(EditDistance::new(&fold(&key.text, case), key.most_edits())),
            Self::Keywords => Box::new(Keywords::new(&fold(&key.text, case))),
        }
    }

    /// Whether the key decides that earns most, instead of the first that matches.
    pub(crate) const fn best_decides(self) -> bool {
        matches!(self, Self::Keywords)
    }

    /// What is wrong with a key as this reads it.
    pub(crate) fn lint(self, key: &TextKey, case: Case, report: &mut Report) {
        edit_distance::lint(self, key, case, report);
        match self {
            Self::Exact | Self::Wildcard | Self::EditDistance => {}
            Self::Regex => report.within("text", |report| Regex::lint(&key.text, case, report)),
            Self::Keywords => report.within("text", |report| Keywords::lint(&fold(&key.text, case), report)),
        }
    }
}

/// A key, ready to compare.
pub(crate) trait Matcher: Send + Sync {
    /// How much of the key this folded text has.
    fn share(&self, text: &str) -> Share;

    /// The key's own answer, where there is one that stands for all: a key that takes it shadows this one.
    fn own(&self) -> Option<&str>;

    /// How many edits off its own answer a text may be.
    fn edits(&self) -> usize {
        0
    }

    /// What this key, where it comes first, certainly takes of a later one.
    fn shadow(&self, later: &dyn Matcher) -> Shadow {
        if later.own().is_some_and(|own| self.share(own).is_whole()) { Shadow::Everything } else { Shadow::Nothing }
    }
}

/// What an earlier key takes of a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shadow {
    Nothing,
    /// The later key's own answer, but not all that come near it.
    OwnAnswer,
    Everything,
}

/// So many parts of a key out of so many; where a key has no parts, one of one or none of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) found: usize,
    pub(crate) of: usize,
}

impl Share {
    fn all_or_nothing(all: bool) -> Self {
        Self { found: usize::from(all), of: 1 }
    }

    pub(crate) fn is_whole(self) -> bool {
        self.found == self.of
    }

    pub(crate) fn ratio(self) -> Ratio {
        Ratio::share(self.found, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_sees_capital_letters_and_nothing_else_does_unless_they_matter() {
        for (matching, folded) in [
            (TextMatching::Exact, "two frogs"),
            (TextMatching::Wildcard, "two frogs"),
            (TextMatching::Regex, "Two Frogs"),
            (TextMatching::EditDistance, "two frogs"),
            (TextMatching::Keywords, "two frogs"),
        ] {
            assert_eq!(matching.fold(" Two  Frogs", Case::Ignored), folded, "{matching:?}");
            assert_eq!(matching.fold(" Two  Frogs", Case::Matters), "Two Frogs", "{matching:?}");
        }
    }
}
