use serde::{Deserialize, Serialize};

use super::{Counting, Counts};
use crate::{Points, number::Ratio};

/// F = (t/c)·(t/(t + f)): the share of the keys that are chosen, times the share of the chosen that are keys; 0 when
/// nothing is chosen. \[PrairieLearn, coverage\]
///
/// `{"rule": "coverage"}`: with the keys a, b and c, `a b` earns 2/3, `a b d` 2/3·2/3, `a b c d` 3/4, `d` nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {}

impl Counting for Coverage {
    fn fraction(&self, Counts { keys, right, wrong, .. }: Counts, _: Points) -> Ratio {
        Ratio::share(right * right, keys * (right + wrong))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::judge, *};
    use crate::rules::Judgement;

    #[test]
    fn both_what_is_left_and_what_is_wrong_lower_the_share() {
        for (keys, chosen, expected) in [
            ("abc", "abc", Ratio::ONE),
            ("abc", "ab", Ratio::share(2, 3)),
            ("abc", "abd", Ratio::share(4, 9)),
            ("abc", "abcd", Ratio::share(3, 4)),
            ("abc", "ade", Ratio::share(1, 9)),
            ("abc", "de", Ratio::ZERO),
            ("abc", "", Ratio::ZERO),
            ("abcde", "abcde", Ratio::ONE),
        ] {
            let judgement = judge(&Coverage {}, 5, keys, chosen, Points::whole(1));
            assert_eq!(judgement, Judgement::whole(expected), "{chosen} with the keys {keys}");
        }
    }
}
