use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

/// What a person made of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It was presented and answered rightly.
    Right,
    /// It was presented and answered wrongly, or left blank.
    Wrong,
    /// It was not presented, or not reached: it says nothing about the person.
    NotPresented,
}

/// A row of answers that is shorter or longer than there are items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{given} answers to {items} items")]
pub struct WrongLength {
    /// How many items there are.
    pub items: usize,
    /// How many answers were given.
    pub given: usize,
}

/// The answers of many persons to the same items: each pattern once, with how many persons gave it.
///
/// A pattern takes two bits an item. Patterns are read in an order of their own, so that what is reckoned from them is the
/// same to the last digit in whatever order the persons came. In JSON a pattern is a word of `1`, `0` and `-` (not
/// presented): `{"items": 3, "patterns": {"110": 4, "1-0": 1}}`.
///
/// ```
/// use pediafor_grading::irt::{Answer::{NotPresented, Right, Wrong}, Responses};
///
/// let mut responses = Responses::new(3);
/// responses.add(&[Right, Right, Wrong], 4)?;
/// responses.add(&[Right, NotPresented, Wrong], 1)?;
/// assert_eq!((responses.persons(), responses.patterns()), (5, 2));
/// # Ok::<(), pediafor_grading::irt::WrongLength>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Responses {
    items: usize,
    /// By the bits of what was presented, followed by the bits of what was right.
    patterns: HashMap<Box<[u64]>, u64>,
}

impl Responses {
    /// No answers yet to so many items.
    #[must_use]
    pub fn new(items: usize) -> Self {
        Self { items, patterns: HashMap::new() }
    }

    /// So many persons gave these answers, one an item. Who was presented nothing is not counted.
    pub fn add(&mut self, answers: &[Answer], persons: u64) -> Result<(), WrongLength> {
        if answers.len() != self.items {
            return Err(WrongLength { items: self.items, given: answers.len() });
        }
        let words = |wanted: fn(Answer) -> bool| {
            let bit = move |(place, answer): (usize, &Answer)| u64::from(wanted(*answer)) << place;
            answers.chunks(64).map(move |answers| answers.iter().enumerate().map(bit).fold(0, |word, bit| word | bit))
        };
        let presented = words(|answer| answer != Answer::NotPresented);
        self.count(presented.chain(words(|answer| answer == Answer::Right)).collect(), persons);
        Ok(())
    }

    fn count(&mut self, bits: Box<[u64]>, persons: u64) {
        if persons > 0 && bits.iter().any(|word| *word != 0) {
            let count = self.patterns.entry(bits).or_default();
            *count = count.saturating_add(persons);
        }
    }

    /// How many items there are.
    #[must_use]
    pub const fn items(&self) -> usize {
        self.items
    }

    /// How many different patterns there are.
    #[must_use]
    pub fn patterns(&self) -> usize {
        self.patterns.len()
    }

    /// How many persons answered.
    #[must_use]
    pub fn persons(&self) -> u64 {
        self.patterns.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The answers to these items alone, which are numbered anew from 0.
    pub(super) fn only(&self, items: &[usize]) -> Self {
        let mut number = vec![None; self.items];
        for (new, old) in items.iter().enumerate() {
            number[*old] = Some(new);
        }
        let mut responses = Self::new(items.len());
        let words = items.len().div_ceil(64);
        for (presented, right, persons) in self.counted() {
            let mut bits = vec![0_u64; 2 * words].into_boxed_slice();
            for (first, old) in [(0, presented), (words, right)] {
                for item in ones(old).filter_map(|item| number[item]) {
                    bits[first + item / 64] |= 1 << (item % 64);
                }
            }
            responses.count(bits, persons);
        }
        responses
    }

    /// What was presented and what was right, as bits, and how many persons have both: by what was presented.
    pub(super) fn counted(&self) -> impl Iterator<Item = (&[u64], &[u64], u64)> {
        let mut patterns: Vec<_> = self.patterns.iter().collect();
        patterns.sort_unstable();
        patterns.into_iter().map(|(bits, persons)| {
            let (presented, right) = bits.split_at(bits.len() / 2);
            (presented, right, *persons)
        })
    }
}

/// The numbers of the bits that are set, ascending.
pub(super) fn ones(bits: &[u64]) -> impl Iterator<Item = usize> + '_ {
    bits.iter().enumerate().flat_map(|(index, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (bit < 64).then_some(64 * index + bit)
        })
    })
}

/// What is read and written.
#[derive(Serialize, Deserialize)]
struct Written {
    items: usize,
    patterns: BTreeMap<String, u64>,
}

/// Why a text is no pattern.
#[derive(Debug, thiserror::Error)]
enum PatternError {
    #[error(transparent)]
    Length(#[from] WrongLength),
    #[error("an answer is 1, 0 or -, not {0:?}")]
    Sign(char),
}

impl TryFrom<Written> for Responses {
    type Error = PatternError;

    fn try_from(written: Written) -> Result<Self, PatternError> {
        let mut responses = Self::new(written.items);
        for (pattern, persons) in written.patterns {
            let answer = |sign| match sign {
                '1' => Ok(Answer::Right),
                '0' => Ok(Answer::Wrong),
                '-' => Ok(Answer::NotPresented),
                other => Err(PatternError::Sign(other)),
            };
            responses.add(&pattern.chars().map(answer).collect::<Result<Vec<_>, _>>()?, persons)?;
        }
        Ok(responses)
    }
}

impl From<Responses> for Written {
    fn from(responses: Responses) -> Self {
        let text = |bits: &[u64]| -> String {
            let (presented, right) = bits.split_at(bits.len() / 2);
            let is_set = |words: &[u64], item: usize| words[item / 64] & (1 << (item % 64)) != 0;
            let sign = |item| match (is_set(presented, item), is_set(right, item)) {
                (_, true) => '1',
                (true, false) => '0',
                (false, false) => '-',
            };
            (0..responses.items).map(sign).collect()
        };
        let patterns = responses.patterns.iter().map(|(bits, persons)| (text(bits), *persons)).collect();
        Self { items: responses.items, patterns }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer::*, *};

    fn read(patterns: &serde_json::Value, items: usize) -> Result<Responses, serde_json::Error> {
        serde_json::from_value(serde_json::json!({"items": items, "patterns": patterns}))
    }

    #[test]
    fn equal_patterns_are_counted_together_in_any_order() {
        let rows = [[Right, Wrong, NotPresented], [Wrong, Wrong, Right], [Right, Wrong, NotPresented]];
        let (mut forwards, mut backwards) = (Responses::new(3), Responses::new(3));
        for row in &rows {
            forwards.add(row, 1).unwrap();
        }
        for row in rows.iter().rev() {
            backwards.add(row, 1).unwrap();
        }
        assert_eq!(forwards, backwards);
        assert_eq!((forwards.persons(), forwards.patterns()), (3, 2));
        assert_eq!(forwards, read(&serde_json::json!({"10-": 2, "001": 1}), 3).unwrap());
        let written = serde_json::to_value(&forwards).unwrap();
        assert_eq!(serde_json::from_value::<Responses>(written).unwrap(), forwards);
    }

    #[test]
    fn who_was_presented_nothing_is_not_counted() {
        let mut responses = Responses::new(2);
        responses.add(&[NotPresented, NotPresented], 5).unwrap();
        responses.add(&[Wrong, NotPresented], 0).unwrap();
        assert_eq!((responses.persons(), responses.patterns()), (0, 0));
        responses.add(&[Wrong, NotPresented], 2).unwrap();
        assert_eq!((responses.persons(), responses.patterns()), (2, 1));
        assert_eq!(responses.only(&[1]).persons(), 0);
    }

    #[test]
    fn a_row_of_another_length_is_refused() {
        assert_eq!(Responses::new(2).add(&[Right], 1), Err(WrongLength { items: 2, given: 1 }));
        assert!(read(&serde_json::json!({"1": 1}), 2).is_err());
        assert!(read(&serde_json::json!({"1x": 1}), 2).is_err());
    }

    #[test]
    fn patterns_are_told_by_what_was_presented_over_several_words() {
        let mut responses = Responses::new(130);
        let row = |right: &[usize], left_out: &[usize]| -> Vec<Answer> {
            let answer = |item| match item {
                item if right.contains(&item) => Right,
                item if left_out.contains(&item) => NotPresented,
                _ => Wrong,
            };
            (0..130).map(answer).collect()
        };
        responses.add(&row(&[0, 63, 64, 129], &[]), 1).unwrap();
        responses.add(&row(&[128], &[]), 2).unwrap();
        responses.add(&row(&[128], &[129]), 3).unwrap();
        let kept = responses.only(&[0, 63, 128, 129]);
        let found: Vec<_> = kept.counted().collect();
        assert_eq!(found, [(&[0b0111][..], &[0b0100][..], 3), (&[0b1111], &[0b0100], 2), (&[0b1111], &[0b1011], 1)]);
        let found: Vec<_> = ones(&[1 | 1 << 63, 0, 0b110]).collect();
        assert_eq!(found, [0, 63, 129, 130]);
    }
}
