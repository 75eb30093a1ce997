use serde::{Deserialize, Serialize};

use super::{Fit, Order, OrderingScoring, Partial, PartialScoring, Shown, guess};
use crate::number::Ratio;

/// F = max(0, (m − D)/m), where m is the number of entries that belong in the order and D the number of entries to take
/// out and to put in until the order is right; a move is both and costs 2. \[PrairieLearn, order blocks, partial credit
/// `lcs`\]
///
/// D = given + m − 2A, where A entries at most can stay. In a line A is the length of the longest subsequence in the
/// right order. With a partial order two given entries cannot both stay where the second must come before the first;
/// that relation is a partial order as well, and A the size of its largest antichain.
///
/// `{"rule": "edit_distance"}`: with the order a b c d and the distractor x, `a b x c d` earns 3/4, `b a c d` 2/4,
/// `a b` 2/4, `d c b a` nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditDistance {}

fn share(distance: usize, entries: usize) -> Ratio {
    Ratio::share(entries.saturating_sub(distance), entries)
}

impl OrderingScoring for EditDistance {
    fn fraction(&self, order: &Order<'_>) -> Ratio {
        let distance = order.given.len() + order.entries - 2 * order.longest_subsequence();
        share(distance, order.entries)
    }

    /// Counted where there are not too many: all that is shown is given.
    fn guess(&self, shown: Shown) -> Option<f64> {
        let earned = |length: usize| (2 * length).saturating_sub(shown.blocks) as f64;
        Some(guess::mean_by_longest_subsequence(shown.entries, earned)? / shown.counts().0)
    }

    fn partial(&self) -> Option<&dyn PartialScoring> {
        Some(self)
    }
}

impl PartialScoring for EditDistance {
    fn fraction_of_fit(&self, fit: &Fit<'_>) -> Ratio {
        share(fit.distance(), fit.required())
    }

    /// Counted where all entries are compared, or none.
    fn guess_fit(&self, keys: &[Partial], blocks: usize) -> Option<f64> {
        let [key] = keys else { return None };
        let earned = |kept: usize| (2 * kept).saturating_sub(blocks) as f64;
        Some(key.mean_by_kept(earned)? / key.required().max(1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{order, partial::from_letters},
        *,
    };

    #[test]
    fn each_step_to_the_right_line_costs_a_share() {
        for (given, distance) in [
            ("abcd", 0),
            ("abecd", 1),
            ("bacd", 2),
            ("ab", 2),
            ("abc", 1),
            ("dcba", 6),
            ("eabcd", 1),
            ("ecba", 6),
            ("e", 5),
            ("abce", 2),
            ("cdab", 4),
        ] {
            let fraction = EditDistance {}.fraction(&order(given, 4));
            assert_eq!(fraction, share(distance, 4), "{given}");
        }
        assert_eq!(EditDistance {}.fraction(&order("", 0)), Ratio::ZERO);
        assert_eq!([share(1, 4), share(4, 4), share(6, 4)], [Ratio::share(3, 4), Ratio::ZERO, Ratio::ZERO]);
    }

    #[test]
    fn each_step_to_the_nearest_order_that_is_allowed_costs_a_share() {
        // a and b in any order, then c; d e together at any place; f distracts.
        let key = from_letters(6, "abcde", &["ac", "bc", "de"], &["de"]);
        for (given, distance) in [
            ("abcde", 0),
            ("debac", 0),
            ("badec", 0),
            ("bafdec", 1),
            ("abdec", 0),
            ("abdce", 2),
            ("dabce", 2),
            ("dafbce", 3),
            ("abced", 2),
            ("cab", 4),
            ("dfe", 4),
            ("f", 6),
        ] {
            let order = order(given, 6);
            let fraction = EditDistance {}.fraction_of_fit(&key.fit(&order));
            assert_eq!(fraction, share(distance, 5), "{given}");
        }
    }
}
