use super::{Matcher, Share};

/// F = the key's fraction if the text is the key, in which `*` stands for any text, or none; `\*` is a star and `\\` a
/// backslash. \[Moodle, short answer\]
///
/// `{"matching": "wildcard", "keys": [{"text": "fro*g"}]}`: `frog` and `from bag` earn everything, `frogs` nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wildcard {
    /// The key with [`ANYTHING`] for each star.
    own: String,
    first: String,
    /// What comes after the first star; nothing where there is no star.
    rest: Option<Rest>,
}

/// A letter that no text has, and no piece of a key: only a star takes it.
const ANYTHING: char = '\u{fdd0}';

/// Pieces that come in this order and apart, with anything between them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rest {
    between: Vec<String>,
    last: String,
}

impl Wildcard {
    /// Reads a key.
    pub(super) fn new(key: &str) -> Self {
        let mut own = String::with_capacity(key.len());
        let mut letters = key.chars().peekable();
        while let Some(letter) = letters.next() {
            own.push(match letter {
                '*' => ANYTHING,
                '\\' => letters.next_if(|next| matches!(next, '*' | '\\')).unwrap_or(letter),
                _ => letter,
            });
        }
        let mut pieces = own.split(ANYTHING).map(str::to_owned);
        let first = pieces.next().unwrap_or_default();
        let mut between: Vec<_> = pieces.collect();
        let rest = between.pop().map(|last| {
            between.retain(|piece| !piece.is_empty());
            Rest { between, last }
        });
        Self { own, first, rest }
    }

    /// In time in proportion to the lengths: each piece is taken where it comes first.
    fn takes(&self, text: &str) -> bool {
        let Some(rest) = &self.rest else { return self.first == text };
        let text = text.strip_prefix(self.first.as_str()).and_then(|text| text.strip_suffix(rest.last.as_str()));
        let Some(mut text) = text else { return false };
        for piece in &rest.between {
            let Some((_, after)) = text.split_once(piece.as_str()) else { return false };
            text = after;
        }
        true
    }
}

impl Matcher for Wildcard {
    fn share(&self, text: &str) -> Share {
        Share::all_or_nothing(self.takes(text))
    }

    fn own(&self) -> Option<&str> {
        Some(&self.own)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::Shadow, *};

    #[test]
    fn a_star_takes_any_text_or_none() {
        for (key, text, expected) in [
            ("frog", "frog", true),
            ("frog", "frogs", false),
            ("*", "", true),
            ("*", "anything", true),
            ("frog*", "frog", true),
            ("frog*", "frogs", true),
            ("frog*", "a frog", false),
            ("*frog", "a frog", true),
            ("*frog", "frogs", false),
            ("f*g", "fg", true),
            ("f*g", "frog", true),
            ("f*g", "f", false),
            ("ab*ba", "aba", false),
            ("ab*ba", "abba", true),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b*", "ba", false),
            ("a*b*c", "abbcc", true),
            ("a**c", "ac", true),
            ("a*x*c", "axc", true),
            ("a*x*c", "ac", false),
            (r"2\*3", "2*3", true),
            (r"2\*3", "2x3", false),
            (r"2\**", "2*345", true),
            (r"\\*", r"\x", true),
            (r"\\*", "x", false),
            (r"a\b", r"a\b", true),
            (r"a\", r"a\", true),
            ("é*", "école", true),
        ] {
            assert_eq!(Wildcard::new(key).takes(text), expected, "{key} for {text}");
        }
    }

    /// Tries every way, for comparison.
    fn by_hand(key: &[char], text: &[char]) -> bool {
        match key {
            [] => text.is_empty(),
            ['*', rest @ ..] => (0..=text.len()).any(|skipped| by_hand(rest, &text[skipped..])),
            [letter, rest @ ..] => text.first() == Some(letter) && by_hand(rest, &text[1..]),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn a_key_that_covers_another_takes_what_it_takes(a in r"[ab*\\]{0,5}", b in r"[ab*\\]{0,5}", text in r"[ab*\\]{0,6}") {
            let (earlier, later) = (Wildcard::new(&a), Wildcard::new(&b));
            prop_assert_eq!(Wildcard::new(&a).shadow(&earlier), Shadow::Everything);
            if earlier.shadow(&later) == Shadow::Everything && later.takes(&text) {
                prop_assert!(earlier.takes(&text));
            }
        }

        #[test]
        fn pieces_find_what_trying_every_way_finds(key in "[ab*]{0,7}", text in "[ab]{0,8}") {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(Wildcard::new(&key).takes(&text), by_hand(&letters(&key), &letters(&text)));
        }
    }
}
