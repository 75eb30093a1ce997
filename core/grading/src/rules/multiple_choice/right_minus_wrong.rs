use serde::{Deserialize, Serialize};

use super::{Counting, Counts, Ticks};
use crate::{Points, number::Ratio};

/// F = max(0, (t − f)/c). \[Canvas, multiple answers; PrairieLearn, net correct\]
///
/// `{"rule": "right_minus_wrong"}`: with the keys a, b and c, `a b` earns 2/3, `a b d` 1/3, `a d e` nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RightMinusWrong {}

impl Counting for RightMinusWrong {
    fn fraction(&self, counts: Counts, _: Points) -> Ratio {
        Ratio::new(counts.right as i128 - counts.wrong as i128, counts.keys as i128).at_least(Ratio::ZERO)
    }

    fn shares(&self, ticks: &Ticks<'_>) -> Vec<Ratio> {
        let keys = ticks.counts().keys as i128;
        ticks.shares_of_chosen(|key| Ratio::new(if key { 1 } else { -1 }, keys))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::judge, *};

    #[test]
    fn a_wrong_option_takes_back_what_a_key_earns() {
        for (keys, chosen, expected) in [
            ("abc", "abc", Ratio::ONE),
            ("abc", "ab", Ratio::share(2, 3)),
            ("abc", "abd", Ratio::share(1, 3)),
            ("abc", "abcd", Ratio::share(2, 3)),
            ("abc", "ade", Ratio::ZERO),
            ("abc", "de", Ratio::ZERO),
            ("abcde", "abcde", Ratio::ONE),
            ("", "a", Ratio::ZERO),
        ] {
            let judgement = judge(&RightMinusWrong {}, 5, keys, chosen, Points::whole(1));
            assert_eq!(judgement.fraction, expected, "{chosen} with the keys {keys}");
        }
        let shares = judge(&RightMinusWrong {}, 4, "ab", "ac", Points::whole(1)).shares;
        assert_eq!(shares, [Ratio::share(1, 2), Ratio::ZERO, Ratio::new(-1, 2), Ratio::ZERO]);
    }
}
