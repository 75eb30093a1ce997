use std::collections::BTreeSet;

use super::{Matcher, Share};
use crate::{FindingCode, limits, lint::Report};

/// F = the key's fraction · keywords found / keywords; of several keys the one decides that earns most. \[ILIAS, essay
/// scored by keywords, points for any\]
///
/// A semicolon parts keywords, a stroke wordings of the same keyword, of which one is enough. A keyword is found as a
/// whole word, or whole words; a star at its beginning or end allows more letters there. `\;`, `\|`, `\*` and `\\` are a
/// semicolon, a stroke, a star and a backslash.
///
/// `{"matching": "keywords", "keys": [{"text": "light|sun*; carbon dioxide|CO2; water"}]}`: `Sunlight and CO2` earns
/// two thirds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Keywords(Vec<Vec<Wording>>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Wording {
    text: String,
    /// More letters may stand before it.
    open_before: bool,
    /// More letters may stand behind it.
    open_behind: bool,
}

/// A letter of a key, and whether a backslash stands before it.
type Letter = (char, bool);

impl Keywords {
    /// Reads a folded key; what is empty is no keyword.
    pub(super) fn new(key: &str) -> Self {
        let mut keywords = read(key);
        for wordings in &mut keywords {
            wordings.retain(|wording| !wording.text.is_empty());
        }
        keywords.retain(|wordings| !wordings.is_empty());
        Self(keywords)
    }

    /// What is wrong with a folded key.
    pub(super) fn lint(key: &str, report: &mut Report) {
        if key.is_empty() {
            return;
        }
        let keywords = read(key);
        if keywords.len() > limits::KEYWORDS {
            report.error(FindingCode::TooMany, format!("there are more than {} keywords", limits::KEYWORDS));
        }
        if keywords.iter().flatten().any(|wording| wording.text.is_empty()) {
            report.error(FindingCode::EmptyText, "a keyword or one of its wordings is empty");
        }
        let mut seen = BTreeSet::new();
        let mut said = keywords.iter().flatten().filter(|wording| !wording.text.is_empty());
        if let Some(twice) = said.find(|wording| !seen.insert(*wording)) {
            report.error(FindingCode::DuplicateText, format!("{:?} stands here twice", twice.text));
        }
    }
}

impl Matcher for Keywords {
    fn share(&self, text: &str) -> Share {
        let found = self.0.iter().filter(|wordings| wordings.iter().any(|wording| wording.is_in(text))).count();
        Share { found, of: self.0.len().max(1) }
    }

    /// No key shadows another: the best decides.
    fn own(&self) -> Option<&str> {
        None
    }
}

fn read(key: &str) -> Vec<Vec<Wording>> {
    let mut letters: Vec<Letter> = vec![];
    let mut rest = key.chars().peekable();
    while let Some(letter) = rest.next() {
        let next = if letter == '\\' { rest.next_if(|next| ";|*\\".contains(*next)) } else { None };
        letters.push((next.unwrap_or(letter), next.is_some()));
    }
    let keywords = letters.split(|letter| *letter == (';', false));
    keywords.map(|keyword| keyword.split(|letter| *letter == ('|', false)).map(Wording::new).collect()).collect()
}

impl Wording {
    fn new(letters: &[Letter]) -> Self {
        let mut letters = letters;
        while let [(' ', _), rest @ ..] | [rest @ .., (' ', _)] = letters {
            letters = rest;
        }
        let (open_before, letters) = match letters {
            [('*', false), rest @ ..] => (true, rest),
            all => (false, all),
        };
        let (open_behind, letters) = match letters {
            [rest @ .., ('*', false)] => (true, rest),
            all => (false, all),
        };
        let text: String = letters.iter().map(|(letter, _)| letter).collect();
        Self { text: text.trim().to_owned(), open_before, open_behind }
    }

    /// Whether this stands somewhere in the text, with no word going on over an end that is not open.
    fn is_in(&self, text: &str) -> bool {
        let (first, last) = (self.text.chars().next(), self.text.chars().next_back());
        let mut from = 0;
        while let Some(at) = text[from..].find(&self.text) {
            let (start, end) = (from + at, from + at + self.text.len());
            let before = self.open_before || !is_one_word(text[..start].chars().next_back(), first);
            let behind = self.open_behind || !is_one_word(last, text[end..].chars().next());
            if before && behind {
                return true;
            }
            from = start + first.map_or(1, char::len_utf8);
        }
        false
    }
}

/// Whether two neighbours are letters or digits of the same word.
fn is_one_word(left: Option<char>, right: Option<char>) -> bool {
    [left, right].into_iter().all(|letter| letter.is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_the_keywords_is_found_in_any_wording() {
        for (key, text, found, of) in [
            ("light; water", "water and light", 2, 2),
            ("light; water", "light", 1, 2),
            ("light; water", "dark", 0, 2),
            ("light; water", "", 0, 2),
            ("light|sun; water", "sun, water!", 2, 2),
            ("light|sun; water", "light sun", 1, 2),
            ("art", "party", 0, 1),
            ("art", "party art", 1, 1),
            ("art", "art-deco", 1, 1),
            ("art*", "arts", 1, 1),
            ("art*", "party", 0, 1),
            ("*art", "smart", 1, 1),
            ("*art", "arts", 0, 1),
            ("*art*", "party", 1, 1),
            ("*光合*", "植物の光合成です", 1, 1),
            ("光合", "植物の光合成です", 0, 1),
            ("carbon dioxide", "more carbon dioxide", 1, 1),
            ("carbon dioxide", "carbon and dioxide", 0, 1),
            ("a a", "ba a a", 1, 1),
            ("%", "5% of it", 1, 1),
            ("c++", "c++ and c", 1, 1),
            ("c", "c++", 1, 1),
            ("été", "l'été", 1, 1),
            ("été", "étés", 0, 1),
            (r"a\;b; c", "a;b", 1, 2),
            (r"a\|b", "a|b", 1, 1),
            (r"\*", "a * b", 1, 1),
            (r"a\*", "ab", 0, 1),
            (r"a\\", r"a\", 1, 1),
            (r"a\b", r"a\b", 1, 1),
            (" light ;; | ", "light", 1, 1),
            ("", "light", 0, 1),
            ("*", "light", 0, 1),
        ] {
            assert_eq!(Keywords::new(key).share(text), Share { found, of }, "{key} in {text}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_list_is_found() {
        let most = (0..limits::KEYWORDS).map(|n| format!("k{n}")).collect::<Vec<_>>().join(";");
        for (key, expected) in [
            ("light|sun; water", &[][..]),
            ("light; art; art*", &[]),
            ("", &[]),
            (&most, &[]),
            (&format!("{most};more"), &[FindingCode::TooMany]),
            ("light;", &[FindingCode::EmptyText]),
            ("light||sun", &[FindingCode::EmptyText]),
            ("*; light", &[FindingCode::EmptyText]),
            ("light; water|light", &[FindingCode::DuplicateText]),
        ] {
            let mut report = Report::default();
            Keywords::lint(key, &mut report);
            let found: Vec<_> = report.findings().into_iter().map(|finding| finding.code).collect();
            assert_eq!(found, expected, "{key}");
        }
    }
}
