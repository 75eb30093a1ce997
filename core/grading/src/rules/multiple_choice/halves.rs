use serde::{Deserialize, Serialize};

use super::{Counting, Counts};
use crate::{Points, number::Ratio};

/// F = 1 without a mistake, 1/2 with one (of more than 2 options), 1/4 with two (of more than 4), else 0. A mistake is a
/// key that is left, or another option that is chosen. \[Open edX, "halves"\]
///
/// `{"rule": "halves"}`: of the options a to e with the keys a and b, `a b` earns everything, `a` 1/2, `a c` 1/4, `c`
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halves {}

impl Counting for Halves {
    fn fraction(&self, counts: Counts, _: Points) -> Ratio {
        match (counts.mistakes(), counts.options) {
            (0, _) => Ratio::ONE,
            (1, 3..) => Ratio::share(1, 2),
            (2, 5..) => Ratio::share(1, 4),
            _ => Ratio::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::judge, *};
    use crate::rules::Judgement;

    #[test]
    fn each_of_two_mistakes_halves_where_there_are_options_enough() {
        for (options, keys, chosen, expected) in [
            (5, "ab", "ab", Ratio::ONE),
            (5, "ab", "a", Ratio::share(1, 2)),
            (5, "ab", "abc", Ratio::share(1, 2)),
            (5, "ab", "ac", Ratio::share(1, 4)),
            (5, "ab", "abcd", Ratio::share(1, 4)),
            (5, "ab", "c", Ratio::ZERO),
            (4, "ab", "a", Ratio::share(1, 2)),
            (4, "ab", "ac", Ratio::ZERO),
            (3, "a", "ab", Ratio::share(1, 2)),
            (2, "a", "ab", Ratio::ZERO),
            (2, "ab", "a", Ratio::ZERO),
        ] {
            let judgement = judge(&Halves {}, options, keys, chosen, Points::whole(1));
            assert_eq!(judgement, Judgement::whole(expected), "{chosen} of {options} with the keys {keys}");
        }
    }
}
