use crate::set::List;

/// A given order: for each given position, the right position of the entry put there, both counted from 0; nothing
/// where it is a distractor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order<'a> {
    /// Each entry at most once, each below `entries`.
    pub(crate) given: &'a [Option<usize>],
    /// How many entries there are to order.
    pub(crate) entries: usize,
}

impl Order<'_> {
    /// n: how many entries there are to order, or were given where that is more.
    pub(super) fn places(&self) -> usize {
        self.entries.max(self.given.len())
    }

    /// For each of n positions, whether the right entry stands there.
    pub(super) fn in_place(&self) -> impl Iterator<Item = bool> {
        (0..self.places()).map(|position| self.given.get(position) == Some(&Some(position)))
    }

    /// Whether the order is the right one, to the last entry.
    pub(super) fn is_right(&self) -> bool {
        self.entries > 0 && self.in_place().all(|right| right)
    }

    /// How many of the given are followed by the entry that should follow them.
    pub(super) fn followed(&self) -> usize {
        self.given.windows(2).filter(|pair| follows(pair[0], pair[1])).count()
    }

    /// Whether the first entry is the first given.
    pub(super) fn starts_right(&self) -> bool {
        self.entries > 0 && self.given.first() == Some(&Some(0))
    }

    /// Whether the last entry is the last given.
    pub(super) fn ends_right(&self) -> bool {
        self.entries > 0 && self.given.last() == Some(&Some(self.entries - 1))
    }

    /// How many pairs of given entries stand in their right relative order, in O(n log n).
    pub(super) fn pairs_in_order(&self) -> usize {
        let mut places: List<usize> = self.given.iter().flatten().copied().collect();
        let pairs = places.len() * places.len().saturating_sub(1) / 2;
        let mut merged = places.clone();
        pairs - inversions(&mut places, &mut merged)
    }

    /// How many entries stand in the right order at most, when some of the others are taken away, in O(n log n).
    pub(super) fn longest_subsequence(&self) -> usize {
        // Of all rising parts of one length that which ends lowest can be continued best; `ends` rises with the length.
        let mut ends: List<usize> = List::new();
        for right in self.given.iter().flatten() {
            let shorter = ends.partition_point(|end| end < right);
            match ends.get_mut(shorter) {
                Some(end) => *end = *right,
                None => ends.push(*right),
            }
        }
        ends.len()
    }

    /// How many entries stand one after the other at most, each followed by the one that should follow it.
    pub(super) fn longest_run(&self) -> usize {
        let (mut longest, mut run, mut before) = (0, 0, None);
        for given in self.given {
            run = match given {
                None => 0,
                Some(_) if follows(before, *given) => run + 1,
                Some(_) => 1,
            };
            longest = longest.max(run);
            before = *given;
        }
        longest
    }
}

/// How many pairs stand the wrong way around; sorts them while it counts. Both lists hold the same.
fn inversions(places: &mut [usize], merged: &mut [usize]) -> usize {
    if places.len() < 2 {
        return 0;
    }
    let half = places.len() / 2;
    let (left, right) = places.split_at_mut(half);
    let (merged_left, merged_right) = merged.split_at_mut(half);
    let mut wrong = inversions(left, merged_left) + inversions(right, merged_right);
    let (mut left, mut right) = (&*left, &*right);
    for next in &mut *merged {
        // What comes out of the right half before what is left of the left one stood behind all of it.
        let from_right = match (left, right) {
            ([least, ..], [other, ..]) => other < least,
            (rest, _) => rest.is_empty(),
        };
        let from = if from_right { &mut right } else { &mut left };
        let Some((least, rest)) = from.split_first() else { break };
        *next = *least;
        *from = rest;
        wrong += if from_right { left.len() } else { 0 };
    }
    places.copy_from_slice(merged);
    wrong
}

fn follows(before: Option<usize>, after: Option<usize>) -> bool {
    before.is_some_and(|before| after == Some(before + 1))
}

/// The length of what is in order, which begins with two: one entry alone is in order anywhere.
pub(super) fn in_order(length: usize) -> usize {
    if length > 1 { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Some of 40 entries and 5 distractors, in any order.
    fn orders() -> impl Strategy<Value = Order<'static>> {
        (Just((0..45).collect::<Vec<usize>>()).prop_shuffle(), 0_usize..=45).prop_map(|(all, kept)| {
            let given = all[..kept].iter().map(|place| Some(*place).filter(|place| *place < 40)).collect();
            Order { given: Vec::leak(given), entries: 40 }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn pairs_are_counted_as_by_hand(order in orders()) {
            let given: Vec<usize> = order.given.iter().flatten().copied().collect();
            let by_hand: usize =
                (0..given.len()).map(|left| given[left..].iter().filter(|right| given[left] < **right).count()).sum();
            prop_assert_eq!(order.pairs_in_order(), by_hand);
        }

        #[test]
        fn the_longest_subsequence_is_found_as_by_hand(order in orders()) {
            let given: Vec<usize> = order.given.iter().flatten().copied().collect();
            let mut longest = vec![1_usize; given.len()];
            for right in 0..given.len() {
                let before = (0..right).filter(|left| given[*left] < given[right]).map(|left| longest[left] + 1);
                longest[right] = before.max().unwrap_or(1);
            }
            prop_assert_eq!(order.longest_subsequence(), longest.into_iter().max().unwrap_or(0));
        }

        #[test]
        fn the_longest_run_is_found_as_by_hand(order in orders()) {
            let given = order.given;
            let is_run = |from: usize, to: usize| {
                given[from].is_some() && (from + 1..to).all(|at| follows(given[at - 1], given[at]))
            };
            let runs = (0..given.len()).flat_map(|from| (from + 1..=given.len()).map(move |to| (from, to)));
            let longest = runs.filter(|(from, to)| is_run(*from, *to)).map(|(from, to)| to - from).max();
            prop_assert_eq!(order.longest_run(), longest.unwrap_or(0));
        }
    }
}
