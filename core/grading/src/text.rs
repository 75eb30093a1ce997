//! Texts as they are compared: what a student cannot see makes no difference.

use unicode_normalization::UnicodeNormalization;

/// Whether there is nothing to see in a text.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|letter| letter.is_whitespace() || is_invisible(letter))
}

/// A text as it is compared: composed (NFC), trimmed, blanks inside folded to one each, and in small letters unless
/// capital letters matter.
pub(crate) fn fold(text: &str, case: Case) -> String {
    let visible = text.chars().filter(|letter| !is_invisible(*letter));
    let composed: String = match case {
        Case::Matters => visible.nfc().collect(),
        Case::Ignored => visible.flat_map(small).nfc().collect(),
    };
    let mut folded = String::with_capacity(composed.len());
    for word in composed.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Whether capital letters matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Matters,
    Ignored,
}

/// Letter by letter, so that a part of a text folds as it does in the whole: the final sigma is a sigma.
fn small(letter: char) -> impl Iterator<Item = char> {
    letter.to_lowercase().map(|letter| if letter == 'ς' { 'σ' } else { letter })
}

/// Blanks without width, soft hyphens, and marks of direction that come along with pasted text. Joiners stay: in some
/// scripts they can be seen.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Words, as whitespace parts them.
pub(crate) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Whether a text has more characters than this, without counting all of a long one.
pub(crate) fn is_longer_than(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().nth(most).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_makes_no_difference() {
        for (given, sensitive, insensitive) in [
            ("  Frog ", "Frog", "frog"),
            ("a \t\n b\u{a0}\u{a0}c", "a b c", "a b c"),
            ("caf\u{65}\u{301}", "café", "café"),
            ("CAFÉ", "CAFÉ", "café"),
            ("ΣΟΦΟΣ", "ΣΟΦΟΣ", "σοφοσ"),
            ("σοφος", "σοφος", "σοφοσ"),
            ("Straße", "Straße", "straße"),
            ("a\u{200b}b\u{feff}", "ab", "ab"),
            ("e\u{200b}\u{301}", "é", "é"),
            ("Dampf\u{ad}schiff", "Dampfschiff", "dampfschiff"),
            ("\u{200e}1\u{200f} \u{202a}2\u{202c} \u{2066}3\u{2069}", "1 2 3", "1 2 3"),
            (
                "\u{646}\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}",
                "\u{646}\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}",
                "\u{646}\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}",
            ),
            ("\u{3000}", "", ""),
        ] {
            assert_eq!(fold(given, Case::Matters), sensitive, "{given:?}");
            assert_eq!(fold(given, Case::Ignored), insensitive, "{given:?}");
        }
    }

    #[test]
    fn a_text_of_blanks_is_blank() {
        for blank in ["", " ", "\u{a0}\n\t", "\u{200b}", "\u{feff} "] {
            assert!(is_blank(blank), "{blank:?}");
        }
        assert!(!is_blank(" 0 "));
    }

    #[test]
    fn length_goes_by_characters() {
        assert!(!is_longer_than("äöü", 3));
        assert!(is_longer_than("äöü", 2));
        assert!(!is_longer_than("", 0));
        assert!(is_longer_than("a", 0));
    }

    #[test]
    fn words_are_parted_by_blanks() {
        assert_eq!(words("  one two\nthree  "), 3);
        assert_eq!(words(""), 0);
    }
}
