use super::Matcher;

/// F = the key's fraction if the text is the key, letter by letter. \[Moodle, short answer; Canvas, fill in the blank\]
///
/// `{"matching": "exact", "keys": [{"text": "frog"}, {"text": "toad", "fraction": 0.8}]}`: ` Frog ` earns everything,
/// `toad` 0.8, `frogs` nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exact(pub(super) String);

impl Matcher for Exact {
    fn takes(&self, text: &str) -> bool {
        self.0 == text
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
            assert_eq!(Exact(key.into()).takes(text), expected, "{key} for {text}");
        }
    }
}
