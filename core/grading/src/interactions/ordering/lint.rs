use std::collections::HashSet;

use super::{Order, Partial, Sequence, graph};
use crate::{
    FindingCode, limits,
    lint::{self, Named, Report},
    number::Ratio,
};

impl<T: Named> Sequence<'_, T> {
    pub(crate) fn lint(&self, report: &mut Report) {
        report.within("entries", |report| {
            lint::entries(self.entries, report);
            if self.ids_rise() {
                report.warning(FindingCode::TellingIds, "students see the ids, which sorted give the right order");
            }
            self.lint_use(report);
        });
        if !self.distractors.is_empty() {
            report.within("distractors", |report| {
                lint::more_entries(self.distractors, self.entries, report);
                if self.distractors_have_a_name_of_their_own() {
                    report.warning(FindingCode::TellingIds, "students see the ids, which tell what distracts");
                }
            });
        }
        if !self.graphs.is_empty() {
            report.within("graphs", |report| {
                lint::at_most(self.graphs, limits::GRAPHS, report);
                for (index, graph) in self.graphs.iter().enumerate().take(limits::GRAPHS) {
                    report.within(index, |report| {
                        if !report.finds(|report| graph::lint(graph, self.entries, report)) {
                            self.lint_key(&Partial::new(graph, self.entries), report);
                        }
                    });
                }
            });
            if self.scoring.scoring().partial().is_none() {
                report.error_at(
                    "scoring",
                    FindingCode::UnfitRule,
                    "this rule asks for right positions or neighbours, which a partial order does not have",
                );
            }
        }
    }

    /// Whether each entry belongs somewhere.
    fn lint_use(&self, report: &mut Report) {
        if self.graphs.is_empty() || self.graphs.iter().any(|graph| graph.entries.is_empty()) {
            return;
        }
        let used: HashSet<&str> = self.graphs.iter().flat_map(|graph| &graph.entries).map(String::as_str).collect();
        for (index, entry) in self.entries.iter().enumerate().take(limits::OPTIONS) {
            if !used.contains(entry.id()) {
                report.within(index, |report| {
                    report.warning(FindingCode::EntryWithoutGraph, "no graph has this entry: it can only distract");
                });
            }
        }
    }

    /// Whether a sound graph makes a key.
    fn lint_key(&self, key: &Partial, report: &mut Report) {
        if let Some(partial) = self.scoring.scoring().partial() {
            let right: Vec<_> = key.fit(&self.order(&[])).nearest().into_iter().map(Some).collect();
            if partial.fraction_of_fit(&key.fit(&self.order(&right))) < Ratio::ONE {
                report.error(FindingCode::UnreachableMaximum, "no order of this graph earns full marks by this rule");
            } else if key.pairs() == 0 && key.required() == self.shown().count() {
                report.warning(FindingCode::NothingWrong, "every order of all that is shown is right");
            }
        }
    }

    /// Whether the entries, sorted by their ids, are in a right order; of fewer than three it means nothing.
    fn ids_rise(&self) -> bool {
        if self.graphs.is_empty() {
            return lint::rise(self.entries.iter().map(Named::id));
        }
        let mut sorted: Vec<usize> = (0..self.entries.len().min(limits::OPTIONS)).collect();
        sorted.sort_by_key(|entry| lint::counted(self.entries[*entry].id()));
        self.keys().iter().filter(|key| key.required() > 2 && key.pairs() > 0).any(|key| {
            let given: Vec<_> = sorted.iter().copied().filter(|entry| key.has(*entry)).map(Some).collect();
            key.fit(&self.order(&given)).distance() == 0
        })
    }

    /// Whether the ids of all distractors begin alike, and those of all entries alike but otherwise, as `e1 e2 x1` do.
    fn distractors_have_a_name_of_their_own(&self) -> bool {
        fn name<T: Named>(entries: &[T]) -> Option<&str> {
            let mut names = entries.iter().map(|entry| lint::counted(entry.id()).0);
            let first = names.next()?;
            names.all(|name| name == first).then_some(first)
        }
        let (entries, distractors) = (name(self.entries), name(self.distractors));
        self.entries.len() > 1 && entries.is_some() && distractors.is_some() && entries != distractors
    }

    fn order<'a>(&self, given: &'a [Option<usize>]) -> Order<'a> {
        Order { given, entries: self.entries.len() }
    }
}
