use serde::{Deserialize, Serialize};

use super::{Order, OrderingScoring, Shown};
use crate::number::Ratio;

/// F = right positions / n. \[Moodle, ordering, absolute position\]
///
/// `{"rule": "absolute"}`: with the order a b c d, `a c b d` earns 2/4 and `d a b c` nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absolute {}

impl OrderingScoring for Absolute {
    fn fraction(&self, order: &Order<'_>) -> Ratio {
        Ratio::share(order.in_place().filter(|right| *right).count(), order.places())
    }

    fn shares(&self, order: &Order<'_>) -> Vec<Ratio> {
        let each = Ratio::share(1, order.places());
        order.in_place().map(|right| if right { each } else { Ratio::ZERO }).collect()
    }

    /// Each entry is in its position once in n.
    fn guess(&self, shown: Shown) -> Option<f64> {
        let (entries, n) = shown.counts();
        Some(entries / n / n)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::order, *};

    #[test]
    fn each_entry_in_its_position_earns_its_share() {
        for (given, right, n) in [
            ("abcd", 4, 4),
            ("acbd", 2, 4),
            ("dabc", 0, 4),
            ("dcba", 0, 4),
            ("abc", 3, 4),
            ("a", 1, 4),
            ("bcd", 0, 4),
            ("abce", 3, 4),
            ("abcde", 4, 5),
            ("eabcd", 0, 5),
        ] {
            assert_eq!(Absolute {}.fraction(&order(given, 4)), Ratio::share(right, n), "{given}");
        }
        let shares = Absolute {}.shares(&order("ac", 4));
        assert_eq!(shares, [Ratio::share(1, 4), Ratio::ZERO, Ratio::ZERO, Ratio::ZERO]);
    }
}
