use serde::{Deserialize, Serialize};

use super::{Match, Matches, MatchingScoring};
use crate::{number::Ratio, rules::Judgement};

/// F = 1 if every source has its key and no other has a target, else 0. \[QTI `match_correct`; Canvas and PrairieLearn
/// without partial credit\]
///
/// `{"rule": "exact"}`: with four sources, three right pairs earn nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exact {}

impl MatchingScoring for Exact {
    fn judge(&self, matches: &Matches) -> Judgement {
        let distracted = matches.0.contains(&Match::Distracted);
        Judgement::whole(Ratio::all_or_nothing(matches.keys() > 0 && matches.right() == matches.keys() && !distracted))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::matches, *};

    #[test]
    fn only_all_pairs_earn() {
        for (signs, earns) in
            [("++++", true), ("+++-", false), ("++.", true), ("++!", false), (".", false), ("", false)]
        {
            assert_eq!(Exact {}.judge(&matches(signs)), Judgement::whole(Ratio::all_or_nothing(earns)), "{signs}");
        }
    }
}
