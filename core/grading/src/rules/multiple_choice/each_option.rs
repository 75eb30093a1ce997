use serde::{Deserialize, Serialize};

use super::{Counting, Counts, Ticks};
use crate::{Points, number::Ratio};

/// F = 1 − (f + c − t)/n: each option rightly chosen or rightly left earns 1/n. \[PrairieLearn, each answer; Open edX,
/// "every decision counts"\]
///
/// `{"rule": "each_option"}`: of the options a to d with the keys a and b, `a b` earns everything, `a` 3/4, `a c` 1/2,
/// `c d` nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EachOption {}

impl Counting for EachOption {
    fn fraction(&self, counts: Counts, _: Points) -> Ratio {
        Ratio::share(counts.options - counts.mistakes(), counts.options)
    }

    fn shares(&self, ticks: &Ticks<'_>) -> Vec<Ratio> {
        let each = Ratio::share(1, ticks.counts().options);
        ticks.shares(|key, chosen| if key == chosen { each } else { Ratio::ZERO })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::judge, *};

    #[test]
    fn each_right_decision_earns_its_share() {
        for (keys, chosen, right) in [
            ("ab", "ab", 4),
            ("ab", "a", 3),
            ("ab", "abc", 3),
            ("ab", "ac", 2),
            ("ab", "cd", 0),
            ("ab", "", 2),
            ("a", "d", 2),
            ("abcd", "ab", 2),
        ] {
            let judgement = judge(&EachOption {}, 4, keys, chosen, Points::whole(1));
            assert_eq!(judgement.fraction, Ratio::share(right, 4), "{chosen} with the keys {keys}");
        }
        let shares = judge(&EachOption {}, 4, "ab", "ac", Points::whole(1)).shares;
        let each = Ratio::share(1, 4);
        assert_eq!(shares, [each, Ratio::ZERO, Ratio::ZERO, each]);
    }
}
