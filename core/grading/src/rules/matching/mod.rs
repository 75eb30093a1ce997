//! Rules for matching, and how to add one: see [the parent module](super).

mod each_pair;
mod exact;

use super::Judgement;
use crate::number::Ratio;

/// How a matching is scored.
pub(crate) trait MatchingScoring {
    /// What the pairs earn.
    fn judge(&self, matches: &Matches) -> Judgement;
}

rules! {
    /// How a matching is scored. In JSON the variant's name is the field `rule`.
    MatchingRule: MatchingScoring, default EachPair, {
        /// Each right pair earns its share.
        each_pair::EachPair = "each_pair",
        /// All pairs right earn everything, anything else nothing.
        exact::Exact = "exact",
    }
}

/// For each source, whether it has a key, whether a target was put to it, and whether that is right.
#[derive(Debug)]
pub(crate) struct Matches(pub(crate) Vec<Match>);

/// One source of [`Matches`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// Its key was put to it.
    Right,
    /// It has a key, and something else or nothing was put to it.
    Wrong,
    /// It has no key, and nothing was put to it.
    LeftAlone,
    /// It has no key, but something was put to it.
    Distracted,
}

impl Matches {
    /// How many sources have a key.
    pub(crate) fn keys(&self) -> usize {
        self.0.iter().filter(|source| matches!(source, Match::Right | Match::Wrong)).count()
    }

    /// How many pairs are right.
    pub(crate) fn right(&self) -> usize {
        self.0.iter().filter(|source| **source == Match::Right).count()
    }

    /// What each source earns where a right pair earns its share.
    pub(crate) fn shares(&self) -> Vec<Ratio> {
        let each = Ratio::share(1, self.keys());
        self.0.iter().map(|source| if *source == Match::Right { each } else { Ratio::ZERO }).collect()
    }
}

/// Reads `+` as right, `-` as wrong, `.` as left alone, `!` as distracted.
#[cfg(test)]
fn matches(signs: &str) -> Matches {
    let read = |sign| match sign {
        '+' => Match::Right,
        '-' => Match::Wrong,
        '.' => Match::LeftAlone,
        _ => Match::Distracted,
    };
    Matches(signs.chars().map(read).collect())
}
