mod graph;
mod lint;

use serde::{Deserialize, Serialize};

use super::{Entry, PaperEntry};
use crate::{
    BlindGuess, PartOutcome, Points,
    ids::Ids,
    limits,
    lint::Named,
    mark::{Assessed, Earned},
    number::Ratio,
    order,
    rules::ordering::{Fit, Order, OrderingRule, OrderingScoring, Partial, Shown, blind, fraction, nearest_of},
    set::List,
};

pub use graph::Graph;

/// Entries to be put in their order, or in one of several.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ordering {
    /// In the right order, which is the key where there are no graphs; at least two.
    pub entries: Vec<Entry>,
    /// Shown among the entries, but right nowhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distractors: Vec<Entry>,
    /// Partial orders of the entries. Where there are some they are the key: each order that one of them allows is
    /// right, and a response is judged by the one that it is nearest to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub graphs: Vec<Graph>,
    /// How it is scored; by default all or nothing.
    #[serde(default)]
    pub scoring: OrderingRule,
}

/// An [`Ordering`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperOrdering {
    /// In an order that says nothing about the key, nor about what distracts.
    pub entries: Vec<PaperEntry>,
    /// Whether some of them may have to be left out. It is not said which, nor how many.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leave_out: bool,
}

impl PaperOrdering {
    pub(crate) fn shown(&self) -> impl Iterator<Item = &PaperEntry> {
        self.entries.iter()
    }
}

impl Ordering {
    pub(crate) fn to_paper(&self, item: &str) -> PaperOrdering {
        let entries = order::without_a_hint(item, self.shown());
        PaperOrdering { entries, leave_out: self.sequence().leaves_out() }
    }

    /// Entries and distractors.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Entry> {
        self.sequence().shown()
    }

    pub(crate) fn sequence(&self) -> Sequence<'_, Entry> {
        Sequence {
            entries: &self.entries,
            distractors: &self.distractors,
            graphs: &self.graphs,
            scoring: &self.scoring,
        }
    }
}

/// What is to be put in order, whatever it looks like: entries, distractors, and the key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sequence<'a, T> {
    pub(super) entries: &'a [T],
    pub(super) distractors: &'a [T],
    pub(super) graphs: &'a [Graph],
    pub(super) scoring: &'a OrderingRule,
}

impl<'a, T: Named> Sequence<'a, T> {
    /// Entries and distractors.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &'a T> + use<'a, T> {
        self.entries.iter().chain(self.distractors)
    }

    /// Whether a right order may be without something that is shown.
    pub(crate) fn leaves_out(&self) -> bool {
        let partial = |graph: &Graph| !graph.entries.is_empty() && graph.entries.len() < self.entries.len();
        !self.distractors.is_empty() || self.graphs.iter().any(partial)
    }

    /// The partial orders, where the rule has a way with them.
    fn keys(&self) -> Vec<Partial> {
        let most = if self.scoring.scoring().partial().is_some() { limits::GRAPHS } else { 0 };
        self.graphs.iter().take(most).map(|graph| Partial::new(graph, self.entries)).collect()
    }

    pub(crate) fn assess(&self, order: &[String], points: Points) -> Assessed {
        let row = self.row();
        let given: List<_> = order.iter().map(|id| row.place(id)).collect();
        let given = row.order(&given);
        let fit = nearest_of(&row.keys, &given);
        let scoring = self.scoring.scoring();
        let shares = if fit.is_some() { Vec::new() } else { scoring.shares(&given) };
        let expected = fit.as_ref().map_or_else(|| (0..self.entries.len()).collect(), Fit::nearest);
        let parts = (0..expected.len().max(order.len())).map(|position| {
            let given = order.get(position).map(String::as_str);
            let expected = expected.get(position).map(|entry| self.entries[*entry].id());
            let part = PartOutcome::new((position + 1).to_string(), given, expected);
            match shares.get(position) {
                Some(share) if given != expected && *share > Ratio::ZERO => part.judged(None).earning(*share, points),
                Some(share) => part.earning(*share, points),
                None => part,
            }
        });
        let parts = parts.collect();
        Assessed { earned: Earned::Fraction(fraction(scoring, fit.as_ref(), &given)), parts, shares }
    }

    /// The question, ready to compare with its key.
    pub(crate) fn row(&self) -> Row {
        let ids = Ids::new(self.shown().map(Named::id));
        Row { ids, entries: self.entries.len(), keys: self.keys() }
    }

    /// What a blind guess earns: all that is shown, distractors among it, put into any order with the same chance.
    /// An item beyond the limits, which lint refuses, is not reckoned.
    pub(crate) fn blind_guess(&self) -> BlindGuess {
        let shown = Shown { entries: self.entries.len(), blocks: self.shown().count() };
        if shown.entries == 0 || shown.blocks < 2 || shown.blocks > limits::OPTIONS {
            return BlindGuess::NOTHING;
        }
        blind(self.scoring, &self.keys(), shown)
    }
}

/// An ordering, ready to compare responses with its key.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The entries in their order, and the distractors.
    pub(crate) ids: Ids,
    entries: usize,
    /// The partial orders, where the rule has a way with them.
    keys: Vec<Partial>,
}

impl Row {
    /// The right position of an entry; nothing of a distractor.
    fn place(&self, id: &str) -> Option<usize> {
        self.ids.place(id).filter(|place| *place < self.entries)
    }

    /// What is shown, by its places among the ids, in a given order.
    pub(crate) fn fraction(&self, scoring: &dyn OrderingScoring, given: &[usize]) -> Ratio {
        let given: List<_> = given.iter().map(|place| Some(*place).filter(|place| *place < self.entries)).collect();
        let order = self.order(&given);
        fraction(scoring, nearest_of(&self.keys, &order).as_ref(), &order)
    }

    fn order<'a>(&self, given: &'a [Option<usize>]) -> Order<'a> {
        Order { given, entries: self.entries }
    }
}

#[cfg(test)]
mod tests;
