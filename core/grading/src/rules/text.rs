//! How a text is compared with a key, both folded (see [`TextMatching`](crate::TextMatching)).

/// A key, ready to compare: fixed pieces with anything between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// The text itself.
    Exact(String),
    /// `first*…*last`, with the pieces between in order and apart.
    Wildcard { first: String, between: Vec<String>, last: String },
}

impl Pattern {
    /// Letter by letter. \[Moodle, short answer; Canvas, fill in the blank\]
    pub(crate) const fn exact(key: String) -> Self {
        Self::Exact(key)
    }

    /// `*` stands for any text, or none; `\*` is a star and `\\` a backslash. \[Moodle, short answer\]
    pub(crate) fn wildcard(key: &str) -> Self {
        let mut pieces = vec![String::new()];
        let mut letters = key.chars().peekable();
        while let Some(letter) = letters.next() {
            let escaped = if letter == '\\' { letters.next_if(|next| matches!(next, '*' | '\\')) } else { None };
            match (letter, escaped) {
                ('*', _) => pieces.push(String::new()),
                (_, escaped) => {
                    if let Some(piece) = pieces.last_mut() {
                        piece.push(escaped.unwrap_or(letter));
                    }
                }
            }
        }
        let last = pieces.pop().unwrap_or_default();
        if pieces.is_empty() {
            return Self::Exact(last);
        }
        let first = pieces.remove(0);
        pieces.retain(|piece| !piece.is_empty());
        Self::Wildcard { first, between: pieces, last }
    }

    /// Whether this text matches, in time in proportion to the lengths: each piece is taken where it comes first.
    pub(crate) fn takes(&self, text: &str) -> bool {
        match self {
            Self::Exact(key) => key == text,
            Self::Wildcard { first, between, last } => {
                let Some(text) = text.strip_prefix(first.as_str()) else { return false };
                let Some(mut text) = text.strip_suffix(last.as_str()) else { return false };
                for piece in between {
                    let Some((_, rest)) = text.split_once(piece.as_str()) else { return false };
                    text = rest;
                }
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            assert_eq!(Pattern::wildcard(key).takes(text), expected, "{key} for {text}");
        }
    }

    #[test]
    fn without_wildcards_a_star_is_a_star() {
        assert!(Pattern::exact("a*".into()).takes("a*"));
        assert!(!Pattern::exact("a*".into()).takes("ab"));
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
        fn pieces_find_what_trying_every_way_finds(key in "[ab*]{0,7}", text in "[ab]{0,8}") {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(Pattern::wildcard(&key).takes(&text), by_hand(&letters(&key), &letters(&text)));
        }
    }
}
