use super::{Matcher, Share};

/// F = the key's fraction if the text is the key, letter by letter. \[Moodle, short answer; Canvas, fill in the blank\]
///
/// `{"matching": "exact", "keys": [{"text": "frog"}, {"text": "toad", "fraction": 0.8}]}`: ` Frog ` earns everything,
/// `toad` 0.8, `frogs` nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exact(pub(super) String);

impl Matcher for Exact {
    fn share(&self, text: &str) -> Share {
        Share::all_or_nothing(self.0 == text)
    }

    fn own(&self) -> Option<&str> {
        Some(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_letters_match_and_a_star_is_a_star() {
        for (key, text, expected) in [
            ("frog", "frog", true),
            ("frog", "frogs", false),
            ("frog", "fro", false),
            ("a*", "a*", true),
            ("a*", "ab", false),
            ("", "", true),
        ] {
            assert_eq!(Exact(key.into()).share(text).is_whole(), expected, "{key} for {text}");
        }
    }
}
