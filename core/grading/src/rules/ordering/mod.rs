//! Rules for ordering, and how to add one: see [the parent module](super).
//!
//! In the formulas n is the number of entries. An entry that is missing in the response stands nowhere: it is in no
//! right position and in no right order.

mod absolute;
mod all_before_after;
mod exact;

use super::Judgement;

/// How an ordering is scored.
pub(crate) trait OrderingScoring {
    /// What an order earns.
    fn judge(&self, order: &Order) -> Judgement;
}

rules! {
    /// How an ordering is scored. In JSON the variant's name is the field `rule`.
    OrderingRule: OrderingScoring, default Exact, {
        /// The right order earns everything, any other nothing.
        exact::Exact = "exact",
        /// Each entry in its position earns its share.
        absolute::Absolute = "absolute",
        /// Each two entries in their relative order earn their share.
        all_before_after::AllBeforeAfter = "all_before_after",
    }
}

/// A given order: for each given position, the right position of the entry put there, both counted from 0.
#[derive(Debug)]
pub(crate) struct Order {
    /// Each at most once, each below `entries`.
    pub(crate) given: Vec<usize>,
    /// n: how many entries there are to order.
    pub(crate) entries: usize,
}

impl Order {
    /// For each position, whether the right entry stands there.
    pub(crate) fn in_place(&self) -> impl Iterator<Item = bool> {
        (0..self.entries).map(|position| self.given.get(position) == Some(&position))
    }

    /// How many pairs of given entries stand in their right relative order, in O(n log n).
    pub(crate) fn pairs_in_order(&self) -> usize {
        // A Fenwick tree over right positions: how many of those seen so far are below a given one.
        let mut tree = vec![0_usize; self.entries + 1];
        let mut pairs = 0;
        for right in &self.given {
            let mut below = *right;
            while below > 0 {
                pairs += tree[below];
                below &= below - 1;
            }
            let mut at = right + 1;
            while at < tree.len() {
                tree[at] += 1;
                at += at & at.wrapping_neg();
            }
        }
        pairs
    }
}

/// Reads letters: `a` belongs first.
#[cfg(test)]
fn order(letters: &str, entries: usize) -> Order {
    Order { given: letters.bytes().map(|letter| usize::from(letter - b'a')).collect(), entries }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn pairs_are_counted_as_by_hand(given in Just((0..40).collect::<Vec<usize>>()).prop_shuffle(), kept in 0_usize..=40) {
            let order = Order { given: given[..kept].to_vec(), entries: 40 };
            let by_hand: usize = (0..kept).map(|left| (left + 1..kept).filter(|right| given[left] < given[*right]).count()).sum();
            prop_assert_eq!(order.pairs_in_order(), by_hand);
        }
    }
}
