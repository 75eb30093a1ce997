use super::{Matcher, Shadow, Share, TextMatching};
use crate::{
    FindingCode, TextKey, limits,
    lint::Report,
    text::{Case, fold},
};

/// F = the key's fraction if the text is at most so many edits away from the key. An edit is a letter more, a letter
/// less, another letter, or two neighbours changed round: the distance of Damerau and Levenshtein in its restricted form
/// (optimal string alignment), in which no letter is edited twice. \[Damerau 1964\]
///
/// `{"matching": "edit_distance", "keys": [{"text": "Mississippi", "edits": 0}, {"text": "Mississippi", "edits": 2,
/// "fraction": 0.5}]}`: `Missisippi` and `Misissipip` earn half, `Missouri` nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EditDistance {
    key: String,
    letters: Vec<char>,
    most: usize,
}

impl EditDistance {
    /// At most [`limits::EDITS`], whatever an item says that lint refuses: they take time.
    pub(super) fn new(key: &str, most: u8) -> Self {
        Self { key: key.to_owned(), letters: key.chars().collect(), most: most.min(limits::EDITS).into() }
    }

    fn distance(&self, text: &str) -> Option<usize> {
        distance(&self.letters, &text.chars().collect::<Vec<_>>(), self.most)
    }
}

impl Matcher for EditDistance {
    fn share(&self, text: &str) -> Share {
        Share::all_or_nothing(self.distance(text).is_some())
    }

    fn own(&self) -> Option<&str> {
        Some(&self.key)
    }

    fn edits(&self) -> usize {
        self.most
    }

    /// The restricted distance can be longer than a way round, but no longer than twice that way.
    fn shadow(&self, later: &dyn Matcher) -> Shadow {
        match later.own().and_then(|own| self.distance(own)) {
            None => Shadow::Nothing,
            Some(0) if later.edits() <= self.most => Shadow::Everything,
            Some(apart) if 2 * (apart + later.edits()) <= self.most => Shadow::Everything,
            Some(_) => Shadow::OwnAnswer,
        }
    }
}

/// How many edits apart two texts are, where it is at most so many; in time in proportion to that bound and a length.
fn distance(key: &[char], text: &[char], most: usize) -> Option<usize> {
    if key.len().abs_diff(text.len()) > most {
        return None;
    }
    // Of the table of distances between beginnings only the band around its diagonal counts: place `k` of the row for
    // the first i letters of the key stands for the first i + k − most letters of the text.
    let (width, far) = (2 * most + 1, most + 1);
    let mut last_but_one = vec![far; width];
    let mut last: Vec<usize> = (0..width).map(|k| k.checked_sub(most).unwrap_or(far)).collect();
    for i in 1..=key.len() {
        let mut row = vec![far; width];
        for k in 0..width {
            let Some(j) = (i + k).checked_sub(most).filter(|j| *j <= text.len()) else { continue };
            if j == 0 {
                row[k] = i;
                continue;
            }
            let other = last[k] + usize::from(key[i - 1] != text[j - 1]);
            let less = last.get(k + 1).map_or(far, |distance| distance + 1);
            let more = k.checked_sub(1).map_or(far, |k| row[k] + 1);
            let is_swap = i > 1 && j > 1 && key[i - 1] == text[j - 2] && key[i - 2] == text[j - 1];
            let swap = if is_swap { last_but_one[k] + 1 } else { far };
            row[k] = other.min(less).min(more).min(swap).min(far);
        }
        if row.iter().all(|distance| *distance == far) {
            return None;
        }
        last_but_one = std::mem::replace(&mut last, row);
    }
    Some(last[text.len() + most - key.len()]).filter(|distance| *distance <= most)
}

/// Edits are stated where they count, and leave something of the key.
pub(super) fn lint(matching: TextMatching, key: &TextKey, case: Case, report: &mut Report) {
    if matching != TextMatching::EditDistance {
        if key.edits.is_some() {
            report.error_at("edits", FindingCode::Contradiction, "edits count with the matching edit_distance only");
        }
        return;
    }
    let edits = key.most_edits();
    let letters = fold(&key.text, case).chars().count();
    let at = if key.edits.is_some() { "edits" } else { "text" };
    if edits > limits::EDITS {
        report.error_at(at, FindingCode::OutOfRange, format!("at most {} edits are allowed", limits::EDITS));
    } else if letters > 0 && usize::from(edits) >= letters {
        report.error_at(at, FindingCode::OutOfRange, "so many edits would leave no letter of the key");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn letters_more_and_less_other_ones_and_swaps_are_edits() {
        for (key, text, expected) in [
            ("frog", "frog", 0),
            ("frog", "frogs", 1),
            ("frog", "fro", 1),
            ("frog", "frag", 1),
            ("frog", "forg", 1),
            ("frog", "rofg", 2),
            ("frog", "gorf", 3),
            ("frog", "", 4),
            ("", "frog", 4),
            ("kitten", "sitting", 3),
            ("Mississippi", "Misissipip", 2),
            ("ca", "abc", 3),
            ("größe", "grösse", 2),
            ("a b", "ab", 1),
        ] {
            for most in 0..6 {
                let found = distance(&letters(key), &letters(text), most);
                assert_eq!(found, Some(expected).filter(|edits| *edits <= most), "{key} to {text} by {most}");
            }
        }
    }

    #[test]
    fn a_key_takes_all_of_another_where_no_way_round_is_shorter() {
        for (earlier, more, later, less, shadow) in [
            ("ca", 1, "ca", 1, Shadow::Everything),
            ("ca", 0, "ca", 1, Shadow::OwnAnswer),
            ("ca", 1, "xyz", 0, Shadow::Nothing),
            // One edit makes ac of ca, and one more abc; but from ca to abc there are three.
            ("ca", 2, "ac", 1, Shadow::OwnAnswer),
            ("ca", 4, "ac", 1, Shadow::Everything),
        ] {
            let found = EditDistance::new(earlier, more).shadow(&EditDistance::new(later, less));
            assert_eq!(found, shadow, "{later} by {less} behind {earlier} by {more}");
        }
        assert_eq!(distance(&letters("ca"), &letters("abc"), 2), None);
    }

    /// The whole table, for comparison.
    fn by_table(a: &[char], b: &[char]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = match (i, j) {
                    (0, far) | (far, 0) => far,
                    _ => {
                        let other = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                        let least = other.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                        let is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                        if is_swap { least.min(table[i - 2][j - 2] + 1) } else { least }
                    }
                };
            }
        }
        table[a.len()][b.len()]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn the_band_finds_what_the_whole_table_finds(a in "[abc]{0,9}", b in "[abc]{0,9}", most in 0_usize..12) {
            let (a, b) = (letters(&a), letters(&b));
            let all = by_table(&a, &b);
            prop_assert_eq!(distance(&a, &b, most), Some(all).filter(|all| *all <= most));
            prop_assert_eq!(by_table(&b, &a), all);
        }

        #[test]
        fn a_key_that_covers_another_takes_what_it_takes(a in "[abc]{1,3}", b in "[abc]{1,3}", text in "[abc]{0,5}", more in 0_u8..7, less in 0_u8..4) {
            let (earlier, later) = (EditDistance::new(&a, more), EditDistance::new(&b, less));
            if earlier.shadow(&later) == Shadow::Everything && later.share(&text).is_whole() {
                prop_assert!(earlier.share(&text).is_whole());
            }
        }
    }
}
