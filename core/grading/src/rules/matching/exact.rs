use serde::{Deserialize, Serialize};

use super::{Chances, MatchCounts, Matches, MatchingScoring};
use crate::{BlindGuess, number::Ratio};

/// F = 1 if every source has its key and no other has a target, else 0. \[QTI `match_correct`; Canvas and PrairieLearn
/// without partial credit\]
///
/// `{"rule": "exact"}`: with four sources, three right pairs earn nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exact {}

impl MatchingScoring for Exact {
    fn fraction(&self, matches: &Matches<'_>) -> Ratio {
        let MatchCounts { right, wrong } = matches.counts();
        Ratio::all_or_nothing(right > 0 && right == matches.keys() && wrong == 0)
    }

    fn goes_by_counts(&self) -> bool {
        true
    }

    /// Every source gets a target, also one that should have none.
    fn blind_guess(&self, unanswered: &Matches<'_>, chances: &Chances) -> BlindGuess {
        if unanswered.keys() < unanswered.sources() {
            return BlindGuess::NOTHING;
        }
        BlindGuess::exactly(chances.all)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::judge, *};
    use crate::rules::Judgement;

    #[test]
    fn only_all_pairs_earn() {
        for (signs, earns) in [
            ("++++", true),
            ("+++-", false),
            ("+++_", false),
            ("++.", true),
            ("++!", false),
            (".", false),
            ("!", false),
            ("", false),
        ] {
            assert_eq!(judge(&Exact {}, signs), Judgement::whole(Ratio::all_or_nothing(earns)), "{signs}");
        }
    }
}
