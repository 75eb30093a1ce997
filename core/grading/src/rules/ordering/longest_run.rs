use serde::{Deserialize, Serialize};

use super::{Order, OrderingScoring, Shown, guess, line::in_order};
use crate::number::Ratio;

/// F = L/n, where L entries at most stand one after the other, each followed by the one that should follow it; L = 1
/// counts 0. \[Moodle, ordering, longest contiguous subset\]
///
/// `{"rule": "longest_run"}`: with the order a b c d, `d a b c` earns 3/4, `b a c d` 2/4, `d c b a` nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LongestRun {}

impl OrderingScoring for LongestRun {
    fn fraction(&self, order: &Order<'_>) -> Ratio {
        Ratio::share(in_order(order.longest_run()), order.places())
    }

    /// Counted.
    fn guess(&self, shown: Shown) -> Option<f64> {
        Some(guess::mean_longest_run(shown) / shown.counts().1)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::order, *};

    #[test]
    fn the_longest_run_earns_its_share() {
        for (given, run, n) in [
            ("abcd", 4, 4),
            ("dabc", 3, 4),
            ("bacd", 2, 4),
            ("acbd", 0, 4),
            ("dcba", 0, 4),
            ("cdab", 2, 4),
            ("a", 0, 4),
            ("abecd", 2, 5),
            ("abcde", 4, 5),
            ("ebcd", 3, 4),
        ] {
            let fraction = LongestRun {}.fraction(&order(given, 4));
            assert_eq!(fraction, Ratio::share(run, n), "{given}");
        }
    }
}
