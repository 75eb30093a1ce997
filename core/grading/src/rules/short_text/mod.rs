//! How a text is compared with a key, and how to add a way: write its file, declare the module, and add its line to
//! [`TextMatching`], to its name and to its matcher.
//!
//! Either way both are folded before: brought to Unicode's composed form (NFC), trimmed, blanks inside counting as one
//! each, and in small letters unless capital letters matter.

mod exact;
mod wildcard;

use serde::{Deserialize, Serialize};

use self::{exact::Exact, wildcard::Wildcard};

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
}

impl TextMatching {
    /// Its name, as in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Wildcard => "wildcard",
        }
    }

    /// A folded key, ready to compare with folded texts.
    pub(crate) fn matcher(self, key: String) -> Box<dyn Matcher> {
        match self {
            Self::Exact => Box::new(Exact(key)),
            Self::Wildcard => Box::new(Wildcard::new(&key)),
        }
    }
}

/// A key, ready to compare.
pub(crate) trait Matcher {
    /// Whether this folded text matches.
    fn takes(&self, text: &str) -> bool;
}
