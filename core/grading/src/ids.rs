//! Ids, each with its place in a list: told apart by a word, so that looking one up is a matter of nanoseconds.

/// The ids of a list. One that stands there twice has its first place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ids {
    /// All one after the other.
    text: String,
    /// Where each ends in the text.
    ends: Vec<usize>,
    /// Each with its place, sorted by words.
    words: Vec<(u64, usize)>,
    /// Whether each stands there once.
    unique: bool,
}

/// Up to so many are looked at one by one.
const FEW: usize = 16;

impl Ids {
    pub(crate) fn new<'a>(ids: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for id in ids {
            all.words.push((word(id), all.ends.len()));
            all.text.push_str(id);
            all.ends.push(all.text.len());
        }
        all.words.sort_unstable();
        all.unique = all.different() == all.len();
        all
    }

    /// How many there are, each as often as it stands there.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether each stands there once.
    pub(crate) const fn are_unique(&self) -> bool {
        self.unique
    }

    /// How many different ones there are.
    pub(crate) fn different(&self) -> usize {
        (0..self.len()).filter(|place| self.place(self.id(*place)) == Some(*place)).count()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.id(place))
    }

    pub(crate) fn id(&self, place: usize) -> &str {
        let end = |place: usize| self.ends.get(place).copied().unwrap_or_default();
        self.text.get(place.checked_sub(1).map_or(0, end)..end(place)).unwrap_or_default()
    }

    /// The place of an id that is likely to be here.
    pub(crate) fn place_from(&self, here: usize, id: &str) -> Option<usize> {
        // What stands twice has its first place.
        if self.unique && here < self.len() && self.id(here) == id { Some(here) } else { self.place(id) }
    }

    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        let word = word(id);
        let from = if self.words.len() <= FEW {
            self.words.iter().position(|(other, _)| *other >= word)?
        } else {
            self.words.partition_point(|(other, _)| *other < word)
        };
        let alike = self.words.get(from..)?.iter().take_while(|(other, _)| *other == word);
        alike.map(|(_, place)| *place).find(|place| self.id(*place) == id)
    }
}

/// A word for an id; short ones that differ have different words.
fn word(id: &str) -> u64 {
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let (words, rest) = id.as_bytes().as_chunks::<8>();
    let spread = |word: u64, next: u64| (word ^ next).wrapping_mul(SPREAD).rotate_left(29);
    let long = words.iter().fold(0, |word, bytes| spread(word, u64::from_le_bytes(*bytes)));
    let short = rest.iter().fold(1, |word, byte| word << 8 | u64::from(*byte));
    if words.is_empty() { short } else { spread(long, short) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn an_id_is_found_in_its_first_place(ids in prop::collection::vec("[ab]{0,2}|[a-c]{6,10}|.{0,3}|q[0-9]{1,20}", 0..40), other in "[ab]{0,3}") {
            let all = Ids::new(ids.iter().map(String::as_str));
            prop_assert_eq!(all.len(), ids.len());
            prop_assert_eq!(all.iter().collect::<Vec<_>>(), ids.iter().map(String::as_str).collect::<Vec<_>>());
            for id in ids.iter().chain([&other]) {
                prop_assert_eq!(all.place(id), all.place_from(ids.len() / 2, id));
                prop_assert_eq!(all.place(id), ids.iter().position(|one| one == id), "{}", id);
            }
            let different: std::collections::HashSet<_> = ids.iter().collect();
            prop_assert_eq!(all.different(), different.len());
        }
    }

    #[test]
    fn ids_that_look_alike_are_told_apart() {
        let ids = Ids::new(["a", "\0a", "a\0", "", "\0", "aaaaaaaa", "aaaaaaaaa", "\u{1}"]);
        for (place, id) in ids.iter().enumerate() {
            assert_eq!(ids.place(id), Some(place), "{id:?}");
        }
        assert_eq!((ids.place("b"), ids.id(99)), (None, ""));
    }
}
