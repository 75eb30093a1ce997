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
    rules::matching::{Matches, MatchingRule, Sources},
    set::Set,
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
        self.scoring.scoring().blind_guess(&self.pairing().sources.unanswered(), 1.0 / self.targets.len() as f64)
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
        report.within("scoring", |report| self.scoring.scoring().lint(self, report));
    }

    pub(crate) fn assess(&self, pairs: &[Pair], points: Points) -> Assessed {
        let pairing = self.pairing();
        let judgement = self.scoring.scoring().judge(&pairing.matches(pairs));
        let (keys, given) = (by_source(&self.pairs), by_source(pairs));
        let parts = self.sources.iter().enumerate().map(|(index, Entry { id, .. })| {
            let part = PartOutcome::new(id, given.get(id.as_str()).copied(), keys.get(id.as_str()).copied());
            match judgement.shares.get(index) {
                Some(share) => part.earning(*share, points),
                None => part,
            }
        });
        Assessed { earned: Earned::Fraction(judgement.fraction), parts: parts.collect(), shares: judgement.shares }
    }

    /// The question, ready to compare with its key.
    pub(crate) fn pairing(&self) -> Pairing {
        let ids = |entries: &[Entry]| Ids::new(entries.iter().map(|entry| entry.id.as_str()));
        let (sources, targets) = (ids(&self.sources), ids(&self.targets));
        let mut keys = vec![Set::default(); sources.len()];
        let mut keyed = Set::default();
        for pair in &self.pairs {
            if let Some(source) = sources.place(&pair.source) {
                keyed.insert(source);
                keys[source] = targets.place(&pair.target).into_iter().collect();
            }
        }
        Pairing { sources: Sources::new(sources, keyed, self.scoring.scoring()), targets, keys }
    }
}

/// A matching, ready to compare responses with its key.
#[derive(Debug, Clone)]
pub(crate) struct Pairing {
    pub(crate) sources: Sources,
    pub(crate) targets: Ids,
    /// For each source the targets that are right.
    pub(crate) keys: Vec<Set>,
}

impl Pairing {
    /// What became of each source; of pairs that name one twice, which no response that fits does, the first counts.
    fn matches(&self, pairs: &[Pair]) -> Matches<'_> {
        let mut matches = self.sources.unanswered();
        for pair in pairs {
            if let Some(source) = self.sources.ids.place(&pair.source).filter(|source| !matches.has_put(*source)) {
                matches.put(source, self.is_right(source, self.targets.place(&pair.target)));
            }
        }
        matches
    }

    pub(crate) fn is_right(&self, source: usize, target: Option<usize>) -> bool {
        target.is_some_and(|target| self.keys.get(source).is_some_and(|keys| keys.contains(target)))
    }
}

fn by_source(pairs: &[Pair]) -> HashMap<&str, &str> {
    pairs.iter().map(|pair| (pair.source.as_str(), pair.target.as_str())).collect()
}
