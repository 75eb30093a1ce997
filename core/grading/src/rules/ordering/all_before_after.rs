use serde::{Deserialize, Serialize};

use super::{Fit, Order, OrderingScoring, Partial, PartialScoring, Shown};
use crate::number::Ratio;

/// F = pairs in their right relative order / (n(n − 1)/2), which is (1 + Kendall's τ)/2. \[Moodle, ordering, relative to
/// all the previous and next items\]
///
/// `{"rule": "all_before_after"}`: with the order a b c d, `b a c d` earns 5/6 and `d a b c` 3/6. With a partial order
/// only the pairs count whose order it says, and the pairs of a group, which are right where the group is not torn
/// between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllBeforeAfter {}

fn pairs(of: usize) -> usize {
    of * of.saturating_sub(1) / 2
}

/// The pairs that count, and those that more entries than belong make with all others.
fn all_pairs(key: &Partial, places: usize) -> usize {
    key.pairs() + pairs(places) - pairs(key.required())
}

impl OrderingScoring for AllBeforeAfter {
    fn fraction(&self, order: &Order<'_>) -> Ratio {
        Ratio::share(order.pairs_in_order(), pairs(order.places()))
    }

    /// Each pair stands rightly once in two.
    fn guess(&self, shown: Shown) -> Option<f64> {
        Some(pairs(shown.entries) as f64 / 2.0 / pairs(shown.blocks) as f64)
    }

    fn partial(&self) -> Option<&dyn PartialScoring> {
        Some(self)
    }
}

impl PartialScoring for AllBeforeAfter {
    fn fraction_of_fit(&self, fit: &Fit<'_>) -> Ratio {
        Ratio::share(fit.right_pairs(), all_pairs(fit.key(), fit.places()))
    }

    /// Each pair stands rightly once in two. Of a group and f other entries that belong, nothing stands between two
    /// of the group twice in f + 2.
    fn guess_fit(&self, keys: &[Partial], blocks: usize) -> Option<f64> {
        let [key] = keys else { return None };
        let each = |pair: (usize, usize)| {
            let in_order = if key.compares(pair) { 0.5 } else { 1.0 };
            match key.outside_their_group(pair) {
                Some(others) => in_order * 2.0 / (others + 2) as f64,
                None => in_order,
            }
        };
        let right: f64 = key.pairs_that_count().map(each).sum();
        Some(right / all_pairs(key, blocks).max(1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{order, partial::from_letters},
        *,
    };

    #[test]
    fn each_pair_in_its_relative_order_earns_its_share() {
        for (given, pairs, of) in [
            ("abcd", 6, 6),
            ("bacd", 5, 6),
            ("dabc", 3, 6),
            ("dcba", 0, 6),
            ("badc", 4, 6),
            ("abc", 3, 6),
            ("a", 0, 6),
            ("da", 0, 6),
            ("ad", 1, 6),
            ("abce", 3, 6),
            ("abcde", 6, 10),
        ] {
            let fraction = AllBeforeAfter {}.fraction(&order(given, 4));
            assert_eq!(fraction, Ratio::share(pairs, of), "{given}");
        }
        assert_eq!(AllBeforeAfter {}.fraction(&order("a", 1)), Ratio::ZERO);
    }

    #[test]
    fn with_a_partial_order_the_pairs_count_that_it_compares_or_keeps_together() {
        // ac, bc, de; d and e together.
        let key = from_letters(6, "abcde", &["ac", "bc", "de"], &["de"]);
        for (given, pairs, of) in [
            ("abcde", 3, 3),
            ("debac", 3, 3),
            ("acbde", 2, 3),
            ("abced", 2, 3),
            ("abdce", 2, 3),
            ("dabfce", 2, 8),
            ("abfcde", 3, 8),
            ("cab", 0, 3),
            ("dfe", 1, 3),
        ] {
            let order = order(given, 6);
            let fraction = AllBeforeAfter {}.fraction_of_fit(&key.fit(&order));
            assert_eq!(fraction, Ratio::share(pairs, of), "{given}");
        }
    }
}
