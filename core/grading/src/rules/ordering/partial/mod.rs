//! Partial orders as keys.

mod antichain;
mod chance;
mod fit;
mod nearest;

use std::{cmp::Reverse, collections::HashMap};

use crate::{interactions::Graph, limits, lint::Named, set::Set};

pub(crate) use fit::Fit;

use super::Order;

/// A partial order of an ordering's entries, with all that follows from what its graph says. What the graph says of
/// things that there are not is left out; [`lint`](crate::Item::lint) refuses it.
#[derive(Debug, Clone)]
pub(crate) struct Partial {
    /// The entries that belong in the order; the others distract.
    blocks: Set,
    /// For each entry, those that must come before it. In a circle, which lint refuses, an entry comes before itself.
    before: Vec<Set>,
    /// For each entry, those it must stand together with, itself among them: its group.
    groups: Vec<Option<Set>>,
}

impl Partial {
    /// Entries beyond their limit, which lint refuses, distract.
    pub(crate) fn new<T: Named>(graph: &Graph, entries: &[T]) -> Self {
        let entries = &entries[..entries.len().min(limits::OPTIONS)];
        let places: HashMap<&str, usize> =
            entries.iter().enumerate().map(|(place, entry)| (entry.id(), place)).collect();
        let blocks: Set = match graph.entries.as_slice() {
            [] => (0..entries.len()).collect(),
            some => some.iter().filter_map(|id| places.get(id.as_str()).copied()).collect(),
        };
        let block = |id: &str| places.get(id).copied().filter(|place| blocks.contains(*place));
        let members = |ids: &[String]| ids.iter().filter_map(|id| block(id)).collect::<Set>();
        let groups: HashMap<&str, Set> = graph.groups.iter().map(|(id, ids)| (id.as_str(), members(ids))).collect();
        let named = |id: &str| match block(id) {
            Some(place) => Set::from_iter([place]),
            None => groups.get(id).copied().unwrap_or_default(),
        };
        let mut partial =
            Self { blocks, before: vec![Set::default(); entries.len()], groups: vec![None; entries.len()] };
        for group in graph.groups.values().map(|ids| members(ids)) {
            group.iter().for_each(|member| partial.groups[member] = Some(group));
        }
        for (id, earlier) in &graph.depends {
            let mut before = Set::default();
            earlier.iter().for_each(|id| before.extend(&named(id)));
            named(id).iter().for_each(|place| partial.before[place].extend(&before));
        }
        partial.close();
        partial
    }

    /// What comes before something that comes before comes before as well. \[Warshall's algorithm\]
    fn close(&mut self) {
        for between in 0..self.before.len() {
            let earlier = self.before[between];
            for before in self.before.iter_mut().filter(|before| before.contains(between)) {
                before.extend(&earlier);
            }
        }
    }

    /// Whether something must come before itself.
    pub(crate) fn is_circular(&self) -> bool {
        self.before.iter().enumerate().any(|(place, before)| before.contains(place))
    }

    /// Whether an entry belongs in the order.
    pub(crate) fn has(&self, entry: usize) -> bool {
        self.blocks.contains(entry)
    }

    /// How many entries belong in the order.
    pub(crate) fn required(&self) -> usize {
        self.blocks.len()
    }

    /// How many pairs can stand wrongly: those it compares, and those of its groups.
    pub(crate) fn pairs(&self) -> usize {
        self.pairs_that_count().count()
    }

    pub(super) fn pairs_that_count(&self) -> impl Iterator<Item = (usize, usize)> {
        let blocks = self.blocks;
        let pairs = blocks
            .iter()
            .flat_map(move |one| blocks.iter().filter(move |other| one < *other).map(move |other| (one, other)));
        pairs.filter(|pair| self.compares(*pair) || self.is_group(*pair))
    }

    pub(super) fn compares(&self, (one, other): (usize, usize)) -> bool {
        self.before[one].contains(other) || self.before[other].contains(one)
    }

    fn is_group(&self, (one, other): (usize, usize)) -> bool {
        self.groups[one].is_some_and(|group| group.contains(other))
    }

    /// How many entries belong in the order, but not in the group of these two, if they have one.
    pub(super) fn outside_their_group(&self, (one, other): (usize, usize)) -> Option<usize> {
        let group = self.groups[one].filter(|group| group.contains(other))?;
        Some(self.required() - group.len())
    }

    /// How a given order fits.
    pub(crate) fn fit<'a>(&'a self, order: &Order<'_>) -> Fit<'a> {
        Fit::new(self, order)
    }
}

/// How a given order fits the partial order that it is nearest to: the least D, and where several have it, the most
/// entries.
pub(crate) fn nearest_of<'a>(keys: &'a [Partial], order: &Order<'_>) -> Option<Fit<'a>> {
    keys.iter().map(|key| key.fit(order)).min_by_key(|fit| (fit.distance(), Reverse(fit.required())))
}

/// A partial order of the entries `blocks` out of so many letters: `"ab"` says that `a` comes before `b`, groups are
/// words.
#[cfg(test)]
pub(super) fn from_letters(letters: usize, blocks: &str, pairs: &[&str], groups: &[&str]) -> Partial {
    let entries: Vec<_> = ('a'..).take(letters).map(|letter| crate::Entry::new(letter, letter)).collect();
    Partial::new(&graph_of_letters(blocks, pairs, groups), &entries)
}

#[cfg(test)]
fn graph_of_letters(blocks: &str, pairs: &[&str], groups: &[&str]) -> Graph {
    let letters = |word: &str| word.chars().map(String::from).collect::<Vec<_>>();
    let mut graph = Graph { entries: letters(blocks), ..Graph::default() };
    for pair in pairs {
        let (before, after) = pair.split_at(1);
        graph.depends.entry(after.to_owned()).or_default().push(before.to_owned());
    }
    graph.groups = groups.iter().map(|group| (format!("group {group}"), letters(group))).collect();
    graph
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(set: Set) -> String {
        set.iter().map(|place| char::from(b'a' + place as u8)).collect()
    }

    #[test]
    fn what_comes_before_is_followed_through() {
        let partial = from_letters(6, "abcde", &["ba", "cb", "ad", "fd", "df"], &[]);
        let before: Vec<_> = partial.before.iter().copied().map(letters).collect();
        assert_eq!(before, ["bc", "c", "", "abc", "", ""]);
        assert_eq!((partial.required(), partial.pairs()), (5, 6));
        assert!(!partial.is_circular());
    }

    #[test]
    fn an_entry_may_depend_on_a_group_and_a_group_on_an_entry_or_a_group() {
        let mut graph = graph_of_letters("", &["bc"], &["bc", "de"]);
        let depends = [("group bc", "a"), ("group de", "group bc"), ("f", "group de")];
        graph.depends.extend(depends.map(|(after, before)| (after.to_owned(), vec![before.to_owned()])));
        let entries: Vec<_> = ('a'..='f').map(|letter| crate::Entry::new(letter, letter)).collect();
        let partial = Partial::new(&graph, &entries);
        let before: Vec<_> = partial.before.iter().copied().map(letters).collect();
        assert_eq!(before, ["", "a", "ab", "abc", "abc", "abcde"]);
        assert_eq!(
            partial.groups.iter().map(|group| group.map(letters).unwrap_or_default()).collect::<Vec<_>>(),
            ["", "bc", "bc", "de", "de", ""]
        );
        assert_eq!(partial.outside_their_group((1, 2)), Some(4));
        assert_eq!(partial.outside_their_group((1, 3)), None);
        assert_eq!(partial.pairs(), 15);
    }

    #[test]
    fn a_circle_is_seen() {
        assert!(from_letters(3, "abc", &["ab", "bc", "ca"], &[]).is_circular());
        assert!(from_letters(3, "abc", &["aa"], &[]).is_circular());
        assert!(!from_letters(3, "abc", &["ab", "ac", "bc"], &[]).is_circular());
    }
}
