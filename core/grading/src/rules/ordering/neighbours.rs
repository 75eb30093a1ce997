use serde::{Deserialize, Serialize};

use super::{Order, OrderingScoring, Shown};
use crate::number::Ratio;

/// F = (right neighbours before + right neighbours after) / 2n, where nothing is the right neighbour of the first
/// before it and of the last after it. \[Moodle, ordering, relative to both the previous and next items\]
///
/// `{"rule": "neighbours"}`: with the order a b c d, `d a b c` earns 4/8, `a c b d` 2/8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbours {}

impl OrderingScoring for Neighbours {
    fn fraction(&self, order: &Order<'_>) -> Ratio {
        let ends = usize::from(order.starts_right()) + usize::from(order.ends_right());
        Ratio::share(2 * order.followed() + ends, 2 * order.places())
    }

    /// Each has each of its two neighbours once in n.
    fn guess(&self, shown: Shown) -> Option<f64> {
        let (entries, n) = shown.counts();
        Some(entries / n / n)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::order, *};

    #[test]
    fn each_right_neighbour_earns_its_share() {
        for (given, right, of) in [
            ("abcd", 8, 8),
            ("dabc", 4, 8),
            ("acbd", 2, 8),
            ("dcba", 0, 8),
            ("bcda", 4, 8),
            ("abdc", 3, 8),
            ("a", 1, 8),
            ("abcde", 7, 10),
            ("abce", 5, 8),
        ] {
            let fraction = Neighbours {}.fraction(&order(given, 4));
            assert_eq!(fraction, Ratio::share(right, of), "{given}");
        }
        assert_eq!(Neighbours {}.fraction(&order("", 0)), Ratio::ZERO);
    }
}
