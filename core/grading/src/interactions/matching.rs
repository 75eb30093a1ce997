use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{Entry, PaperEntry};
use crate::{
    BlindGuess, FindingCode, Pair, PartOutcome, Points,
    ids::Ids,
    limits,
    lint::{self, Report},
    mark::{Assessed, Earned},
    number::Ratio,
    order,
    rules::matching::{Chances, Matches, MatchingRule, Sources},
};

/// To each source its target. A target may serve several sources, or none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matching {
    /// What a target is looked for.
    pub sources: Vec<Entry>,
    /// What may be put to them.
    pub targets: Vec<Entry>,
    /// The key: one pair for each source, in any order.
    pub pairs: Vec<Pair>,
    /// How it is scored; by default each right pair earns its share.
    #[serde(default)]
    pub scoring: MatchingRule,
}

/// A [`Matching`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperMatching {
    /// In the author's order.
    pub sources: Vec<PaperEntry>,
    /// In an order that says nothing about the key.
    pub targets: Vec<PaperEntry>,
}

impl Matching {
    pub(crate) fn to_paper(&self, item: &str) -> PaperMatching {
        PaperMatching {
            sources: self.sources.iter().map(PaperEntry::from).collect(),
            targets: order::without_a_hint(item, &self.targets),
        }
    }

    /// The least that a response can earn.
    pub(crate) fn least(&self) -> Ratio {
        self.scoring.scoring().least(self.sources.len())
    }

    /// Any target to each source. Beyond its bounds, which lint tells, nothing is reckoned.
    pub(crate) fn blind_guess(&self) -> BlindGuess {
        if self.targets.is_empty() || self.sources.len() > limits::OPTIONS {
            return BlindGuess::NOTHING;
        }
        let chances = Chances::independent(vec![1.0 / self.targets.len() as f64; self.sources.len()]);
        let sources = sources(&self.scoring, &self.sources_with(&[]));
        self.scoring.scoring().blind_guess(&sources.unanswered(), &chances)
    }

    fn ids_rise_side_by_side(&self) -> bool {
        let mut pairs: Vec<_> = self.pairs.iter().take(limits::OPTIONS).collect();
        pairs.sort_by_key(|pair| lint::counted(&pair.source));
        lint::rise(pairs.iter().map(|pair| pair.target.as_str()))
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        report.within("sources", |report| lint::entries(&self.sources, report));
        report.within("targets", |report| lint::entries(&self.targets, report));
        let (sources, targets) = (lint::ids(&self.sources), lint::ids(&self.targets));
        let mut paired = HashSet::new();
        report.within("pairs", |report| {
            if self.pairs.is_empty() {
                report.error(FindingCode::NoKey, "no source has its target");
            }
            lint::at_most(&self.pairs, limits::OPTIONS, report);
            for (index, pair) in self.pairs.iter().enumerate().take(limits::OPTIONS) {
                report.within(index, |report| {
                    if !sources.contains(pair.source.as_str()) {
                        let detail = format!("there is no source {:?}", pair.source);
                        report.error_at("source", FindingCode::UnknownId, detail);
                    } else if !paired.insert(pair.source.as_str()) {
                        report.error_at("source", FindingCode::RepeatedSource, "this source has a target already");
                    }
                    if !targets.contains(pair.target.as_str()) {
                        let detail = format!("there is no target {:?}", pair.target);
                        report.error_at("target", FindingCode::UnknownId, detail);
                    }
                });
            }
        });
        if self.ids_rise_side_by_side() {
            report.within("pairs", |report| {
                report
                    .warning(FindingCode::TellingIds, "students see the ids, which sorted stand side by side in pairs");
            });
        }
        report.within("sources", |report| {
            for (index, source) in self.sources.iter().enumerate().take(limits::OPTIONS) {
                if !paired.contains(source.id.as_str()) {
                    report.within(index, |report| {
                        report
                            .warning(FindingCode::SourceWithoutKey, "this source has no target: it can only distract");
                    });
                }
            }
        });
        let keyed = self.pairs.iter().map(|pair| pair.source.as_str()).collect();
        report.within("scoring", |report| self.scoring.scoring().lint(&keyed, report));
    }

    pub(crate) fn assess(&self, pairs: &[Pair], points: Points) -> Assessed {
        assess(&self.scoring, &self.sources_with(pairs), points)
    }

    /// Each source, with what was put to it and what belongs there.
    fn sources_with<'a>(&'a self, pairs: &'a [Pair]) -> Vec<Source<'a>> {
        fn by_source(pairs: &[Pair]) -> HashMap<&str, &str> {
            pairs.iter().map(|pair| (pair.source.as_str(), pair.target.as_str())).collect()
        }
        let (keys, given) = (by_source(&self.pairs), by_source(pairs));
        let ids = self.sources.iter().map(|source| source.id.as_str());
        ids.map(|id| Source { id, given: given.get(id).copied(), key: keys.get(id).copied() }).collect()
    }

    /// The question, ready to compare with its key.
    pub(crate) fn pairing(&self) -> Pairing {
        let sources_with_keys = self.sources_with(&[]);
        let targets = Ids::new(self.targets.iter().map(|target| target.id.as_str()));
        let keys = sources_with_keys.iter().map(|source| targets.place(source.key?)).collect();
        Pairing { sources: sources(&self.scoring, &sources_with_keys), targets, keys }
    }
}

/// A matching, ready to compare responses with its key.
#[derive(Debug, Clone)]
pub(crate) struct Pairing {
    pub(crate) sources: Sources,
    pub(crate) targets: Ids,
    /// For each source the target that is right.
    keys: Vec<Option<usize>>,
}

impl Pairing {
    pub(crate) fn is_right(&self, source: usize, target: usize) -> bool {
        self.keys.get(source) == Some(&Some(target))
    }
}

/// One source of a response.
pub(super) struct Source<'a> {
    pub(super) id: &'a str,
    pub(super) given: Option<&'a str>,
    pub(super) key: Option<&'a str>,
}

/// What was put to sources, by this rule.
pub(super) fn assess(scoring: &MatchingRule, given: &[Source<'_>], points: Points) -> Assessed {
    let sources = sources(scoring, given);
    let judgement = scoring.scoring().judge(&matches(&sources, given));
    let parts = given.iter().enumerate().map(|(index, source)| {
        let part = PartOutcome::new(source.id, source.given, source.key);
        match judgement.shares.get(index) {
            Some(share) => part.earning(*share, points),
            None => part,
        }
    });
    Assessed { earned: Earned::Fraction(judgement.fraction), parts: parts.collect(), shares: judgement.shares }
}

/// Sources as this rule sees them.
pub(super) fn sources(scoring: &MatchingRule, given: &[Source<'_>]) -> Sources {
    let keyed = given.iter().enumerate().filter(|(_, source)| source.key.is_some()).map(|(index, _)| index);
    Sources::new(Ids::new(given.iter().map(|source| source.id)), keyed.collect(), scoring.scoring())
}

/// What became of each source.
fn matches<'a>(sources: &'a Sources, given: &[Source<'_>]) -> Matches<'a> {
    let mut matches = sources.unanswered();
    for (index, source) in given.iter().enumerate().filter(|(_, source)| source.given.is_some()) {
        matches.put(index, source.given == source.key);
    }
    matches
}
