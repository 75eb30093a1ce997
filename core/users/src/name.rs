use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::error::Rule;

/// The name a person goes by: 1 to [`PersonName::MAX`] characters in one line, in Unicode's composed form (NFC).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

/// Text that can't be shown as a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing was given.
    #[error("a name is needed")]
    Empty,
    /// Longer than a line.
    #[error("at most 200 characters")]
    TooLong,
    /// A control character, a line break, or a character that turns the direction of what follows.
    #[error("a name is one line without control characters")]
    NotOneLine,
}

impl Rule for InvalidName {
    fn code(&self) -> &'static str {
        match self {
            InvalidName::Empty => "required",
            InvalidName::TooLong => "too_long",
            InvalidName::NotOneLine => "control_character",
        }
    }
}

impl PersonName {
    /// The longest name, in characters.
    pub const MAX: usize = 200;

    /// Reads a name; space around it is dropped.
    ///
    /// # Errors
    ///
    /// [`InvalidName`] names the rule that was broken.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidName::Empty);
        }
        if text.chars().nth(Self::MAX).is_some() {
            return Err(InvalidName::TooLong);
        }
        if text.chars().any(breaks_a_line) {
            return Err(InvalidName::NotOneLine);
        }
        let composed: String = text.nfc().collect();
        if composed.chars().nth(Self::MAX).is_some() { Err(InvalidName::TooLong) } else { Ok(Self(composed)) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands where somebody's name stood.
    pub(crate) fn of_nobody() -> Self {
        Self("—".into())
    }
}

fn breaks_a_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_are_taken_and_composed() {
        for name in ["Ada", "José-María Ó Ceallaigh", "王小明", "نور", "Zoë \u{1f600}"] {
            assert_eq!(PersonName::parse(name).unwrap().as_str(), name);
        }
        assert_eq!(PersonName::parse(" Zoe\u{308} ").unwrap().as_str(), "Zo\u{eb}");
    }

    #[test]
    fn what_would_break_a_page_is_refused() {
        assert_eq!(PersonName::parse("\t "), Err(InvalidName::Empty));
        assert_eq!(PersonName::parse(&"é".repeat(201)), Err(InvalidName::TooLong));
        assert!(PersonName::parse(&"é".repeat(200)).is_ok());
        for name in ["a\nb", "a\u{0}b", "a\u{202e}b", "a\u{2028}b", "a\u{2066}b"] {
            assert_eq!(PersonName::parse(name), Err(InvalidName::NotOneLine), "{name:?}");
        }
    }
}
