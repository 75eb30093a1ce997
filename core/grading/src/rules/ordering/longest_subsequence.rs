use serde::{Deserialize, Serialize};

use super::{Fit, Order, OrderingScoring, Partial, PartialScoring, Shown, guess, line::in_order};
use crate::number::Ratio;

/// F = L/n, where L entries at most stand in the right order when the others are taken away; L = 1 counts 0. \[Moodle,
/// ordering, longest ordered subset\]
///
/// `{"rule": "longest_subsequence"}`: with the order a b c d, `b c d a` and `a c b d` earn 3/4, `d c b a` nothing. With
/// a partial order they stand in the right order where none comes before one that must come before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LongestSubsequence {}

impl OrderingScoring for LongestSubsequence {
    fn fraction(&self, order: &Order<'_>) -> Ratio {
        Ratio::share(in_order(order.longest_subsequence()), order.places())
    }

    /// Counted where there are not too many.
    fn guess(&self, shown: Shown) -> Option<f64> {
        let mean = guess::mean_by_longest_subsequence(shown.entries, |length| in_order(length) as f64)?;
        Some(mean / shown.counts().1)
    }

    fn partial(&self) -> Option<&dyn PartialScoring> {
        Some(self)
    }
}

impl PartialScoring for LongestSubsequence {
    fn fraction_of_fit(&self, fit: &Fit<'_>) -> Ratio {
        Ratio::share(in_order(fit.kept()), fit.places())
    }

    /// Counted where all entries are compared, or none.
    fn guess_fit(&self, keys: &[Partial], blocks: usize) -> Option<f64> {
        let [key] = keys else { return None };
        Some(key.mean_by_kept(|kept| in_order(kept) as f64)? / blocks as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{order, partial::from_letters},
        *,
    };

    #[test]
    fn the_longest_subsequence_earns_its_share() {
        for (given, length, n) in [
            ("abcd", 4, 4),
            ("bcda", 3, 4),
            ("acbd", 3, 4),
            ("cdab", 2, 4),
            ("dcba", 0, 4),
            ("a", 0, 4),
            ("aebecd", 4, 6),
            ("ebcd", 3, 4),
        ] {
            let fraction = LongestSubsequence {}.fraction(&order(given, 4));
            assert_eq!(fraction, Ratio::share(length, n), "{given}");
        }
    }

    #[test]
    fn with_a_partial_order_what_is_not_compared_may_stand_either_way() {
        let key = from_letters(5, "abcd", &["ab", "ac", "bd", "cd"], &[]);
        for (given, length, n) in [("acbd", 4, 4), ("dbca", 2, 4), ("cbda", 3, 4), ("da", 0, 4), ("acebd", 4, 5)] {
            let order = order(given, 5);
            let fraction = LongestSubsequence {}.fraction_of_fit(&key.fit(&order));
            assert_eq!(fraction, Ratio::share(length, n), "{given}");
        }
    }
}
