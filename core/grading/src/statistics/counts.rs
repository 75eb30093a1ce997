use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::pairs;

/// A sparse histogram: how often each key was counted, never zero times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent, bound(deserialize = "K: Ord + Deserialize<'de>"))]
pub(super) struct Counts<K: Serialize>(#[serde(with = "pairs")] BTreeMap<K, u64>);

impl<K: Ord + Serialize> Counts<K> {
    /// Adds so many of a key.
    pub(super) fn count(&mut self, key: K, times: u64) {
        if times > 0 {
            // A tally never counts more than its bound of attempts.
            let counted = self.0.entry(key).or_default();
            *counted = counted.saturating_add(times);
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        if self.0.is_empty() {
            *self = other;
        } else {
            other.0.into_iter().for_each(|(key, times)| self.count(key, times));
        }
    }

    /// Whether everything that the other counts was counted here too.
    pub(super) fn includes(&self, other: &Self) -> bool {
        other.0.iter().all(|(key, times)| self.times(key) >= *times)
    }

    /// Takes back what is [included](Self::includes).
    pub(super) fn unmerge(&mut self, other: &Self) {
        for (key, times) in &other.0 {
            self.take(key, *times);
        }
    }

    /// Takes so many of a key back, or as many as were counted: how many.
    pub(super) fn take(&mut self, key: &K, times: u64) -> u64 {
        let Some(counted) = self.0.get_mut(key) else { return 0 };
        let taken = times.min(*counted);
        *counted -= taken;
        if *counted == 0 {
            self.0.remove(key);
        }
        taken
    }

    /// How often a key was counted.
    pub(super) fn times(&self, key: &K) -> u64 {
        self.0.get(key).copied().unwrap_or(0)
    }

    /// How many different keys were counted.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Keys in order, each with how often it was counted.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, u64)> + Clone {
        self.0.iter().map(|(key, times)| (key, *times))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether no key is counted zero times, and all together not more often than so.
    pub(super) fn is_sound(&self, most: u64) -> bool {
        let sum = self.0.values().try_fold(0_u64, |sum, times| sum.checked_add(*times));
        sum.is_some_and(|sum| sum <= most) && self.0.values().all(|times| *times > 0)
    }
}

impl<K: Ord + Serialize> Default for Counts<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

/// Keys may repeat.
impl<K: Ord + Serialize> FromIterator<(K, u64)> for Counts<K> {
    fn from_iter<I: IntoIterator<Item = (K, u64)>>(counted: I) -> Self {
        // A map is built much faster from what is sorted than one key after the other.
        let mut counted: Vec<_> = counted.into_iter().filter(|(_, times)| *times > 0).collect();
        counted.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        counted.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            same
        });
        Self(counted.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(keys: &str) -> Counts<char> {
        keys.chars().map(|key| (key, 1)).collect()
    }

    #[test]
    fn what_is_merged_and_taken_back_leaves_no_trace() {
        let mut counted = counts("abba");
        counted.merge(counts("bc"));
        assert_eq!(counted, counts("aabbbc"));
        assert!(counted.includes(&counts("bc")) && !counted.includes(&counts("cc")) && !counted.includes(&counts("d")));
        counted.unmerge(&counts("bc"));
        assert_eq!(counted, counts("abba"));
        counted.unmerge(&counts("abba"));
        assert!(counted.is_empty());
        assert_eq!(counted, Counts::default());
        assert_eq!(Counts::from_iter([('a', 1), ('b', 1), ('a', 1), ('c', 0)]), counts("baa"));
    }

    #[test]
    fn counts_are_written_as_pairs_and_a_key_counts_once() {
        let written = r#"[["a",2],["b",1]]"#;
        assert_eq!(serde_json::to_string(&counts("aba")).unwrap(), written);
        assert_eq!(serde_json::from_str::<Counts<char>>(written).unwrap(), counts("aba"));
        assert!(serde_json::from_str::<Counts<char>>(r#"[["a",2],["a",1]]"#).is_err());
        let zero = serde_json::from_str::<Counts<char>>(r#"[["a",0]]"#).unwrap();
        assert!(!zero.is_sound(9));
        assert!(counts("aba").is_sound(3) && !counts("aba").is_sound(2));
    }
}
