//! Rules for matching, and how to add one: see [the parent module](super).

mod each_pair;
mod exact;

use std::collections::HashSet;

use super::Judgement;
use crate::{BlindGuess, lint::Report, number::Ratio};

/// How a matching is scored, be it of sources and targets or of gaps and labels.
pub(crate) trait MatchingScoring {
    /// What the pairs earn.
    fn judge(&self, matches: &Matches<'_>) -> Judgement;

    /// The least that a response to so many sources can earn, zero or below.
    fn least(&self, _sources: usize) -> Ratio {
        Ratio::ZERO
    }

    /// What is earned on average by putting something to each source, right with these chances.
    fn blind_guess(&self, unanswered: &Matches<'_>, chances: &Chances) -> BlindGuess;

    /// What is wrong with the rule's parameters, where these sources have a key.
    fn lint(&self, _keyed: &HashSet<&str>, _report: &mut Report) {}
}

rules! {
    /// How a matching is scored. In JSON the variant's name is the field `rule`.
    MatchingRule: MatchingScoring, default EachPair, {
        /// Each right pair earns its share, and each wrong one may cost something.
        each_pair::EachPair = "each_pair",
        /// All pairs right earn everything, anything else nothing.
        exact::Exact = "exact",
    }
}

/// How likely a blind guess is right.
#[derive(Debug)]
pub(crate) struct Chances {
    /// At each source, in the question's order.
    pub(crate) each: Vec<f64>,
    /// At all sources together.
    pub(crate) all: f64,
}

impl Chances {
    /// What is put to one source says nothing about the others.
    pub(crate) fn independent(each: Vec<f64>) -> Self {
        let all = each.iter().product();
        Self { each, all }
    }
}

/// Each source by its id, in the question's order: whether it has a key, whether a target was put to it, and whether
/// that is right.
#[derive(Debug)]
pub(crate) struct Matches<'a>(pub(crate) Vec<(&'a str, Match)>);

/// One source of [`Matches`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// Its key was put to it.
    Right,
    /// It has a key, and something else was put to it.
    Wrong,
    /// It has a key, and nothing was put to it.
    Missing,
    /// It has no key, and nothing was put to it.
    LeftAlone,
    /// It has no key, but something was put to it.
    Distracted,
}

impl Match {
    /// Whether the source has a key.
    pub(crate) fn has_key(self) -> bool {
        matches!(self, Self::Right | Self::Wrong | Self::Missing)
    }

    /// Whether a target was put to the source that does not belong there.
    pub(crate) fn is_wrong_pair(self) -> bool {
        matches!(self, Self::Wrong | Self::Distracted)
    }
}

impl<'a> Matches<'a> {
    /// The sources, each with what became of it.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, Match)> {
        self.0.iter().copied()
    }

    /// How many sources there are.
    pub(crate) fn sources(&self) -> usize {
        self.0.len()
    }

    /// How many sources have a key.
    pub(crate) fn keys(&self) -> usize {
        self.iter().filter(|(_, source)| source.has_key()).count()
    }

    /// How many pairs are wrong.
    pub(crate) fn wrong(&self) -> usize {
        self.iter().filter(|(_, source)| source.is_wrong_pair()).count()
    }
}

/// Reads `+` as right, `-` as wrong, `_` as missing, `.` as left alone, `!` as distracted; the sources are `a`, `b`, …
#[cfg(test)]
fn matches(signs: &str) -> Matches<'static> {
    const IDS: &str = "abcdefghij";
    let read = |(index, sign): (usize, char)| {
        let source = match sign {
            '+' => Match::Right,
            '-' => Match::Wrong,
            '_' => Match::Missing,
            '.' => Match::LeftAlone,
            _ => Match::Distracted,
        };
        (&IDS[index..=index], source)
    };
    Matches(signs.chars().enumerate().map(read).collect())
}
