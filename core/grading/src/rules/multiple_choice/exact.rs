use serde::{Deserialize, Serialize};

use super::{Counting, Counts};
use crate::{Points, number::Ratio};

/// F = 1 if exactly the keys are chosen, else 0. \[QTI `match_correct`; Moodle "all-or-nothing"\]
///
/// `{"rule": "exact"}`: with the keys a and b, `a b` earns everything, `a` and `a b c` nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exact {}

impl Counting for Exact {
    fn fraction(&self, counts: Counts, _: Points) -> Ratio {
        Ratio::all_or_nothing(counts.exact())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::judge, *};
    use crate::rules::Judgement;

    #[test]
    fn only_exactly_the_keys_earn() {
        for (keys, chosen, expected) in [
            ("ab", "ab", Ratio::ONE),
            ("ab", "ba", Ratio::ONE),
            ("ab", "aab", Ratio::ONE),
            ("ab", "a", Ratio::ZERO),
            ("ab", "abc", Ratio::ZERO),
            ("ab", "cd", Ratio::ZERO),
            ("abcd", "abcd", Ratio::ONE),
            ("", "a", Ratio::ZERO),
            ("", "", Ratio::ONE),
        ] {
            let judgement = judge(&Exact {}, 4, keys, chosen, Points::whole(10));
            assert_eq!(judgement, Judgement::whole(expected), "{chosen} with the keys {keys}");
        }
    }
}
