use serde::{Deserialize, Serialize};

use super::{Chances, Match, Matches, MatchingScoring};
use crate::{BlindGuess, number::Ratio, rules::Judgement};

/// F = 1 if every source has its key and no other has a target, else 0. \[QTI `match_correct`; Canvas and PrairieLearn
/// without partial credit\]
///
/// `{"rule": "exact"}`: with four sources, three right pairs earn nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exact {}

impl MatchingScoring for Exact {
    fn judge(&self, matches: &Matches<'_>) -> Judgement {
        let right = matches.iter().all(|(_, source)| matches!(source, Match::Right | Match::LeftAlone));
        Judgement::whole(Ratio::all_or_nothing(right && matches.keys() > 0))
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
    use super::{super::matches, *};

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
            assert_eq!(Exact {}.judge(&matches(signs)), Judgement::whole(Ratio::all_or_nothing(earns)), "{signs}");
        }
    }
}
