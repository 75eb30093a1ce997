use serde::{Deserialize, Serialize};

use super::{Order, OrderingScoring};
use crate::{number::Ratio, rules::Judgement};

/// F = 1 if the order is the right one, else 0. \[Moodle, ordering, all or nothing\]
///
/// `{"rule": "exact"}`: with the order a b c d, only `a b c d` earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exact {}

impl OrderingScoring for Exact {
    fn judge(&self, order: &Order) -> Judgement {
        Judgement::whole(Ratio::all_or_nothing(order.entries > 0 && order.in_place().all(|right| right)))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::order, *};

    #[test]
    fn only_the_right_order_earns() {
        for (given, entries, earns) in [
            ("abcd", 4, true),
            ("abdc", 4, false),
            ("dcba", 4, false),
            ("abc", 4, false),
            ("bcd", 4, false),
            ("", 0, false),
        ] {
            assert_eq!(
                Exact {}.judge(&order(given, entries)),
                Judgement::whole(Ratio::all_or_nothing(earns)),
                "{given}"
            );
        }
    }
}
