use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::Partial;
use crate::{
    FindingCode, limits,
    lint::{self, Named, Report},
};

/// A partial order of an [`Ordering`](super::Ordering)'s entries, as a graph: what must come before what. Entries that
/// it does not compare may stand either way.
///
/// `{"depends": {"c": ["a", "b"], "d": ["c"]}}` allows `a b c d` and `b a c d`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Graph {
    /// The ids of the entries that belong in the order; where none are stated, all. The others distract.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<String>,
    /// For each entry or group, by its id, the entries and groups that must come before it, however far.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub depends: BTreeMap<String, Vec<String>>,
    /// By an id of its own for each group, the entries that must stand together, with no other that belongs between
    /// them. Within a group entries depend on one another alone; from outside they are depended on together, by the
    /// group's id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, Vec<String>>,
}

/// What a graph says of things that there are not, or says twice.
pub(super) fn lint<T: Named>(graph: &Graph, entries: &[T], report: &mut Report) {
    let known = lint::ids(entries);
    let belonging: HashSet<&str> = match graph.entries.as_slice() {
        [] => known.clone(),
        some => some.iter().map(String::as_str).filter(|id| known.contains(id)).collect(),
    };
    if !graph.entries.is_empty() {
        report.within("entries", |report| members(&graph.entries, &known, &mut HashSet::new(), report));
    }
    if !graph.depends.is_empty() {
        report.within("depends", |report| graph.lint_depends(&belonging, report));
    }
    if !graph.groups.is_empty() {
        report.within("groups", |report| graph.lint_groups(&known, &belonging, report));
    }
    if Partial::new(graph, entries).is_circular() {
        report.error_at("depends", FindingCode::Circular, "what must come before what goes in a circle");
    }
}

/// At least two ids, each known, none used before.
fn members<'a>(ids: &'a [String], known: &HashSet<&str>, seen: &mut HashSet<&'a str>, report: &mut Report) {
    if ids.len() < 2 {
        report.error(FindingCode::TooFew, "at least two are needed");
    }
    lint::at_most(ids, limits::OPTIONS, report);
    for (index, id) in ids.iter().enumerate().take(limits::OPTIONS) {
        if !known.contains(id.as_str()) {
            report.error_at(index, FindingCode::UnknownId, format!("there is no entry {id:?} here"));
        } else if !seen.insert(id) {
            report.error_at(index, FindingCode::DuplicateId, format!("{id:?} is here already"));
        }
    }
}

impl Graph {
    fn lint_depends(&self, belonging: &HashSet<&str>, report: &mut Report) {
        let known = |id: &str| belonging.contains(id) || self.groups.contains_key(id);
        let mut group_of = HashMap::new();
        for (group, entries) in &self.groups {
            group_of.extend(entries.iter().map(|entry| (entry.as_str(), group.as_str())));
        }
        for (id, earlier) in self.depends.iter().take(2 * limits::OPTIONS) {
            report.within(id, |report| {
                if !known(id) {
                    report.error(FindingCode::UnknownId, format!("there is no entry or group {id:?} here"));
                }
                lint::at_most(earlier, limits::OPTIONS, report);
                for (index, before) in earlier.iter().enumerate().take(limits::OPTIONS) {
                    if !known(before) {
                        let detail = format!("there is no entry or group {before:?} here");
                        report.error_at(index, FindingCode::UnknownId, detail);
                    } else if group_of.get(before.as_str()) != group_of.get(id.as_str()) {
                        report.error_at(
                            index,
                            FindingCode::CrossedGroup,
                            "an entry of a group depends on none outside of it, and none outside depends on it alone",
                        );
                    }
                }
            });
        }
    }

    fn lint_groups(&self, known: &HashSet<&str>, belonging: &HashSet<&str>, report: &mut Report) {
        let mut seen = HashSet::new();
        for (id, entries) in self.groups.iter().take(limits::OPTIONS) {
            report.within(id, |report| {
                lint::id(id, report);
                if known.contains(id.as_str()) {
                    report.error(FindingCode::DuplicateId, "an entry has the same id");
                }
                members(entries, belonging, &mut seen, report);
            });
        }
    }
}
