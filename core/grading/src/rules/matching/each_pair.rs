use serde::{Deserialize, Serialize};

use super::{Matches, MatchingScoring};
use crate::{number::Ratio, rules::Judgement};

/// F = right pairs / sources with a key; a wrong pair costs nothing. \[Moodle, matching; Canvas, matching\]
///
/// `{"rule": "each_pair"}`: with four sources, three right pairs earn 3/4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EachPair {}

impl MatchingScoring for EachPair {
    fn judge(&self, matches: &Matches) -> Judgement {
        Judgement { fraction: Ratio::share(matches.right(), matches.keys()), shares: matches.shares() }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::matches, *};

    #[test]
    fn each_right_pair_earns_its_share() {
        for (signs, right, total) in
            [("++++", 4, 4), ("+++-", 3, 4), ("----", 0, 4), ("+-.", 1, 2), ("++!", 2, 2), (".!", 0, 1), ("", 0, 1)]
        {
            assert_eq!(EachPair {}.judge(&matches(signs)).fraction, Ratio::share(right, total), "{signs}");
        }
        assert_eq!(EachPair {}.judge(&matches("+-!")).shares, [Ratio::share(1, 2), Ratio::ZERO, Ratio::ZERO]);
    }
}
