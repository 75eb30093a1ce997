//! Rules for matching, and how to add one: see [the parent module](super).

mod each_pair;
mod exact;

use std::collections::HashSet;

use super::Judgement;
use crate::{BlindGuess, ids::Ids, interactions::Weight, lint::Report, number::Ratio, set::Set};

/// How a matching is scored, be it of sources and targets or of gaps and labels.
pub(crate) trait MatchingScoring {
    /// F of the pairs.
    fn fraction(&self, matches: &Matches<'_>) -> Ratio;

    /// What each source earns by itself; none where the rule judges the whole alone.
    fn shares(&self, _matches: &Matches<'_>) -> Vec<Ratio> {
        Vec::new()
    }

    /// Both.
    fn judge(&self, matches: &Matches<'_>) -> Judgement {
        Judgement { fraction: self.fraction(matches), shares: self.shares(matches) }
    }

    /// How much a source counts, in millionths.
    fn weight(&self, _source: &str) -> i64 {
        Weight::default().millionths()
    }

    /// Whether it makes no difference which sources are right and which wrong, only how many.
    fn goes_by_counts(&self) -> bool;

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

/// The sources of a question as its rule sees them, made once for all responses.
#[derive(Debug, Clone)]
pub(crate) struct Sources {
    pub(crate) ids: Ids,
    /// Those that have a key.
    keyed: Set,
    /// How much each counts.
    weights: Vec<i64>,
}

impl Sources {
    pub(crate) fn new(ids: Ids, keyed: Set, rule: &dyn MatchingScoring) -> Self {
        Self { weights: ids.iter().map(|id| rule.weight(id)).collect(), keyed, ids }
    }

    /// Nothing put to any.
    pub(crate) fn unanswered(&self) -> Matches<'_> {
        Matches { sources: self, given: Set::default(), right: Set::default(), counts: MatchCounts::default() }
    }

    /// As many pairs right and wrong, the first that can be.
    pub(crate) fn with_counts(&self, right: usize, wrong: usize) -> Matches<'_> {
        let mut matches = self.unanswered();
        self.keyed.iter().take(right).for_each(|source| matches.put(source, true));
        (0..self.ids.len()).filter(|source| !self.is_among_first(*source, right)).take(wrong).for_each(|source| {
            matches.put(source, false);
        });
        matches
    }

    fn is_among_first(&self, source: usize, keyed: usize) -> bool {
        self.keyed.iter().take(keyed).any(|among| among == source)
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

/// What became of each source: whether it has a key, whether a target was put to it, and whether that is right.
#[derive(Debug)]
pub(crate) struct Matches<'a> {
    sources: &'a Sources,
    given: Set,
    right: Set,
    counts: MatchCounts,
}

/// How many pairs are right and wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct MatchCounts {
    pub(crate) right: usize,
    pub(crate) wrong: usize,
}

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
}

impl Matches<'_> {
    /// Something was put to a source to which nothing was put before.
    pub(crate) fn put(&mut self, source: usize, right: bool) {
        self.given.insert(source);
        if right {
            self.right.insert(source);
            self.counts.right += 1;
        } else {
            self.counts.wrong += 1;
        }
    }

    pub(crate) fn has_put(&self, source: usize) -> bool {
        self.given.contains(source)
    }

    pub(crate) fn counts(&self) -> MatchCounts {
        self.counts
    }

    /// The sources, each with what became of it and how much it counts.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Match, i64)> {
        let became = |source: usize| match (self.given.contains(source), self.sources.keyed.contains(source)) {
            (false, false) => Match::LeftAlone,
            (true, false) => Match::Distracted,
            (false, true) => Match::Missing,
            (true, true) if self.right.contains(source) => Match::Right,
            (true, true) => Match::Wrong,
        };
        self.sources.weights.iter().enumerate().map(move |(source, weight)| (became(source), *weight))
    }

    /// How many sources there are.
    pub(crate) fn sources(&self) -> usize {
        self.sources.ids.len()
    }

    /// How many sources have a key.
    pub(crate) fn keys(&self) -> usize {
        self.sources.keyed.len()
    }
}

/// Runs a rule over signs: `+` is right, `-` wrong, `_` missing, `.` left alone, `!` distracted; the sources are `a`, `b`, …
#[cfg(test)]
fn judge(rule: &dyn MatchingScoring, signs: &str) -> Judgement {
    let signs: Vec<char> = signs.chars().collect();
    let ids: Vec<String> = ('a'..).take(signs.len()).map(String::from).collect();
    judge_sources(rule, &ids, &signs)
}

#[cfg(test)]
fn judge_sources(rule: &dyn MatchingScoring, ids: &[String], signs: &[char]) -> Judgement {
    let keyed = (0..signs.len()).filter(|source| "+-_".contains(signs[*source])).collect();
    let sources = Sources::new(Ids::new(ids.iter().map(String::as_str)), keyed, rule);
    let mut matches = sources.unanswered();
    for (source, sign) in signs.iter().enumerate().filter(|(_, sign)| "+-!".contains(**sign)) {
        matches.put(source, *sign == '+');
    }
    rule.judge(&matches)
}
