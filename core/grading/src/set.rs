//! Small collections that need no memory of their own.

use std::iter;

use smallvec::SmallVec;

use crate::limits;

/// A list as long as any that is marked needs no memory of its own; one that is longer still holds all.
pub(crate) type List<T> = SmallVec<[T; limits::OPTIONS]>;

const WORDS: usize = limits::OPTIONS.div_ceil(64);

/// A set of indices below [`limits::OPTIONS`], which no list that is marked goes beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Set([u64; WORDS]);

impl Set {
    /// An index beyond the bound is not put in.
    pub(crate) fn insert(&mut self, index: usize) {
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    pub(crate) fn contains(&self, index: usize) -> bool {
        self.0.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// Puts in all of another.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(word, more)| *word |= more);
    }

    /// The lowest index that another does not contain.
    pub(crate) fn first_outside(&self, other: &Self) -> Option<usize> {
        let outside = self.0.iter().zip(other.0).map(|(word, without)| word & !without);
        let (at, word) = outside.enumerate().find(|(_, word)| *word != 0)?;
        Some(at * 64 + word.trailing_zeros() as usize)
    }

    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self.first_outside(other).is_none()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// In rising order.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(at, mut left)| {
            iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.checked_sub(1)?;
                Some(at * 64 + bit)
            })
        })
    }
}

impl FromIterator<usize> for Set {
    fn from_iter<I: IntoIterator<Item = usize>>(indices: I) -> Self {
        let mut set = Self::default();
        indices.into_iter().for_each(|index| set.insert(index));
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::btree_set, prelude::*};

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn a_set_is_as_any_other(one in btree_set(0_usize..200, 0..40), other in btree_set(0_usize..200, 0..200)) {
            let (set, more): (Set, Set) = (one.iter().copied().collect(), other.iter().copied().collect());
            prop_assert_eq!(set.iter().collect::<BTreeSet<_>>(), one.clone());
            prop_assert_eq!(set.len(), one.len());
            prop_assert_eq!(set.first_outside(&more), one.difference(&other).next().copied());
            prop_assert_eq!(set.is_within(&more), one.is_subset(&other));
            let mut both = set;
            both.extend(&more);
            prop_assert_eq!(both.iter().collect::<BTreeSet<_>>(), &one | &other);
        }
    }

    #[test]
    fn what_is_beyond_the_bound_is_in_no_set() {
        let set: Set = [1, 255, 256, 100_000].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [1, 255]);
        assert!(!set.contains(256));
    }
}
