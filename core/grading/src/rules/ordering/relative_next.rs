use serde::{Deserialize, Serialize};

use super::{Order, OrderingScoring, Shown};
use crate::number::Ratio;

/// F = entries followed by the one that should follow them / (n − 1). \[Moodle, ordering, relative to the next item,
/// excluding the last\]
///
/// `{"rule": "relative_next"}`: with the order a b c d, `d a b c` earns 2/3, `a c b d` nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelativeNext {}

impl OrderingScoring for RelativeNext {
    fn fraction(&self, order: &Order<'_>) -> Ratio {
        Ratio::share(order.followed(), order.places().saturating_sub(1))
    }

    /// Each but the last is followed rightly once in n.
    fn guess(&self, shown: Shown) -> Option<f64> {
        let (entries, n) = shown.counts();
        Some((entries - 1.0) / n / (n - 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::order, *};

    #[test]
    fn each_entry_before_its_next_earns_its_share() {
        for (given, pairs, of) in [
            ("abcd", 3, 3),
            ("dabc", 2, 3),
            ("acbd", 0, 3),
            ("dcba", 0, 3),
            ("bcda", 2, 3),
            ("abdc", 1, 3),
            ("cd", 1, 3),
            ("d", 0, 3),
            ("abecd", 2, 4),
            ("abcde", 3, 4),
            ("abce", 2, 3),
        ] {
            let fraction = RelativeNext {}.fraction(&order(given, 4));
            assert_eq!(fraction, Ratio::share(pairs, of), "{given}");
        }
        assert_eq!(RelativeNext {}.fraction(&order("a", 1)), Ratio::ZERO);
    }
}
