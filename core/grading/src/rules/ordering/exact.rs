use serde::{Deserialize, Serialize};

use super::{Fit, Order, OrderingScoring, Partial, PartialScoring, Shown};
use crate::number::Ratio;

/// F = 1 if the order is the right one, else 0. \[Moodle, ordering, all or nothing; PrairieLearn, order blocks without
/// partial credit\]
///
/// `{"rule": "exact"}`: with the order a b c d, only `a b c d` earns. With a partial order each order that it allows
/// earns, of all its entries and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exact {}

impl OrderingScoring for Exact {
    fn fraction(&self, order: &Order<'_>) -> Ratio {
        Ratio::all_or_nothing(order.is_right())
    }

    /// One of n! orders; none is right with a distractor in it.
    fn guess(&self, shown: Shown) -> Option<f64> {
        let one_of_all = (1..=shown.entries).map(|n| 1.0 / n as f64).product();
        Some(if shown.blocks == shown.entries { one_of_all } else { 0.0 })
    }

    fn partial(&self) -> Option<&dyn PartialScoring> {
        Some(self)
    }
}

impl PartialScoring for Exact {
    fn fraction_of_fit(&self, fit: &Fit<'_>) -> Ratio {
        Ratio::all_or_nothing(fit.distance() == 0)
    }

    /// The orders that the partial order allows, of all; none where it leaves something out.
    fn guess_fit(&self, keys: &[Partial], blocks: usize) -> Option<f64> {
        let mut of_all = keys.iter().filter(|key| key.required() == blocks);
        match (of_all.next(), of_all.next()) {
            (None, _) => Some(0.0),
            (Some(key), None) => key.right_by_chance(),
            (Some(_), Some(_)) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{order, partial::from_letters},
        *,
    };

    #[test]
    fn only_the_right_order_earns() {
        for (given, entries, earns) in [
            ("abcd", 4, true),
            ("abdc", 4, false),
            ("dcba", 4, false),
            ("abc", 4, false),
            ("bcd", 4, false),
            ("abcde", 4, false),
            ("abce", 4, false),
            ("", 0, false),
        ] {
            assert_eq!(Exact {}.fraction(&order(given, entries)), Ratio::all_or_nothing(earns), "{given}");
        }
    }

    #[test]
    fn each_order_that_the_partial_order_allows_earns() {
        let key = from_letters(5, "abcd", &["ab", "ac", "bd", "cd"], &[]);
        for (given, earns) in [
            ("abcd", true),
            ("acbd", true),
            ("bacd", false),
            ("abc", false),
            ("abdc", false),
            ("abcde", false),
            ("aebcd", false),
        ] {
            let order = order(given, 5);
            let fraction = Exact {}.fraction_of_fit(&key.fit(&order));
            assert_eq!(fraction, Ratio::all_or_nothing(earns), "{given}");
        }
    }
}
