use serde::{Deserialize, Serialize};

use super::{Order, OrderingScoring};
use crate::{number::Ratio, rules::Judgement};

/// F = pairs in their right relative order / (n(n − 1)/2), which is (1 + Kendall's τ)/2. \[Moodle, ordering, relative to
/// all the previous and next items\]
///
/// `{"rule": "all_before_after"}`: with the order a b c d, `b a c d` earns 5/6 and `d a b c` 3/6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllBeforeAfter {}

impl OrderingScoring for AllBeforeAfter {
    fn judge(&self, order: &Order) -> Judgement {
        let pairs = order.entries * order.entries.saturating_sub(1) / 2;
        Judgement::whole(Ratio::share(order.pairs_in_order(), pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::order, *};

    #[test]
    fn each_pair_in_its_relative_order_earns_its_share() {
        for (given, pairs) in [
            ("abcd", 6),
            ("bacd", 5),
            ("dabc", 3),
            ("dcba", 0),
            ("badc", 4),
            ("abc", 3),
            ("a", 0),
            ("da", 0),
            ("ad", 1),
        ] {
            let judgement = AllBeforeAfter {}.judge(&order(given, 4));
            assert_eq!(judgement, Judgement::whole(Ratio::share(pairs, 6)), "{given}");
        }
        assert_eq!(AllBeforeAfter {}.judge(&order("a", 1)).fraction, Ratio::ZERO);
    }
}
