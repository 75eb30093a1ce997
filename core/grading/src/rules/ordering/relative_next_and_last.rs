use serde::{Deserialize, Serialize};

use super::{Order, OrderingScoring, Shown};
use crate::number::Ratio;

/// F = (entries followed by the one that should follow them, and one more where the last entry is the last given) / n.
/// \[Moodle, ordering, relative to the next item, including the last\]
///
/// `{"rule": "relative_next_and_last"}`: with the order a b c d, `d a b c` earns 2/4, `b a c d` 2/4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelativeNextAndLast {}

impl OrderingScoring for RelativeNextAndLast {
    fn fraction(&self, order: &Order<'_>) -> Ratio {
        let right = order.followed() + usize::from(order.ends_right());
        Ratio::share(right, order.places())
    }

    /// Each is followed rightly once in n, the last by nothing.
    fn guess(&self, shown: Shown) -> Option<f64> {
        let (entries, n) = shown.counts();
        Some(entries / n / n)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::order, *};

    #[test]
    fn each_entry_before_its_next_and_the_last_at_the_end_earn_their_share() {
        for (given, right, n) in [
            ("abcd", 4, 4),
            ("dabc", 2, 4),
            ("bacd", 2, 4),
            ("acbd", 1, 4),
            ("dcba", 0, 4),
            ("cd", 2, 4),
            ("abc", 2, 4),
            ("abcde", 3, 5),
            ("eabcd", 4, 5),
        ] {
            let fraction = RelativeNextAndLast {}.fraction(&order(given, 4));
            assert_eq!(fraction, Ratio::share(right, n), "{given}");
        }
        assert_eq!(RelativeNextAndLast {}.fraction(&order("", 0)), Ratio::ZERO);
    }
}
